//! Looks on while a tool works: what the packet filter is told and when, what the tool's processes cost. Changes nothing.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, bail};
use vigie_facts::cidr::Cidr;

use super::machine::Machine;

/// Wait between two looks at memory.
const LOOK_EACH: Duration = Duration::from_millis(200);

/// Where groups of processes are accounted, by version 1 or 2 of control groups.
const GROUPS: [&str; 4] =
    ["/sys/fs/cgroup", "/sys/fs/cgroup/cpuacct", "/sys/fs/cgroup/cpu,cpuacct", "/sys/fs/cgroup/unified"];

/// A rule or an element that came into the packet filter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Held {
    pub(crate) at_ms: f64,
    pub(crate) first: IpAddr,
    pub(crate) last: IpAddr,
}

impl Held {
    /// What it covers, for a person.
    pub(crate) fn text(&self) -> String {
        if self.first == self.last { self.first.to_string() } else { format!("{} to {}", self.first, self.last) }
    }

    pub(crate) fn covers(&self, address: IpAddr) -> bool {
        address.is_ipv4() == self.first.is_ipv4() && (self.first..=self.last).contains(&address)
    }
}

/// Milliseconds since 1970, with their fraction.
pub(crate) fn now_ms() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1_000.0
}

/// `nft monitor` on the guarded machine, which sees what goes through iptables as well (Debian's is made of nftables).
#[derive(Debug)]
pub(crate) struct Monitor {
    child: Child,
    reader: Option<JoinHandle<Vec<Held>>>,
}

impl Monitor {
    pub(crate) fn start(machine: &Machine) -> anyhow::Result<Monitor> {
        let mut command = machine.on_guarded("nft");
        let mut child = command.args(["-n", "monitor"]).stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let lines = BufReader::new(child.stdout.take().context("nft says something")?).lines();
        let reader =
            std::thread::spawn(move || lines.map_while(Result::ok).flat_map(|line| held(&line, now_ms())).collect());
        Ok(Monitor { child, reader: Some(reader) })
    }

    /// All that came.
    pub(crate) fn end(mut self) -> Vec<Held> {
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.reader.take().and_then(|reader| reader.join().ok()).unwrap_or_default()
    }
}

impl Drop for Monitor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Addresses and networks of a line that adds something.
fn held(line: &str, at_ms: f64) -> Vec<Held> {
    if !["add element ", "add rule ", "insert rule "].iter().any(|start| line.starts_with(start)) {
        return Vec::new();
    }
    let words = line.split(|letter: char| letter.is_whitespace() || "{},".contains(letter));
    words.filter_map(bounds).map(|(first, last)| Held { at_ms, first, last }).collect()
}

fn bounds(word: &str) -> Option<(IpAddr, IpAddr)> {
    if let Some((first, last)) = word.split_once('-') {
        return Some((first.parse().ok()?, last.parse().ok()?));
    }
    if !word.contains(['.', ':']) {
        return None;
    }
    let network: Cidr = word.parse().ok()?;
    let first = network.first();
    let host_bits = if first.is_ipv4() { 32 } else { 128 } - u32::from(network.prefix_len());
    let filled = |bits: u32| 1_u128.checked_shl(bits).map_or(u128::MAX, |size| size - 1);
    let last = match first {
        IpAddr::V4(first) => IpAddr::V4((u32::from(first) | filled(host_bits) as u32).into()),
        IpAddr::V6(first) => IpAddr::V6((u128::from(first) | filled(host_bits)).into()),
    };
    Some((first, last))
}

/// The processes of a tool, with all that they start.
#[derive(Debug)]
pub(crate) struct Group {
    folder: PathBuf,
    usage: &'static str,
    children: Vec<Child>,
    stop: Arc<AtomicBool>,
    bytes_max: Arc<AtomicU64>,
    looker: Option<JoinHandle<()>>,
}

impl Group {
    pub(crate) fn new(name: &str) -> anyhow::Result<Group> {
        for place in GROUPS {
            let folder = Path::new(place).join(format!("vigie-beside-{}-{name}", std::process::id()));
            if fs::create_dir(&folder).is_err() {
                continue;
            }
            if let Some(usage) = ["cpuacct.usage", "cpu.stat"].into_iter().find(|usage| folder.join(usage).exists()) {
                let (stop, bytes_max) = (Arc::<AtomicBool>::default(), Arc::<AtomicU64>::default());
                let looker = looker(folder.clone(), Arc::clone(&stop), Arc::clone(&bytes_max));
                return Ok(Group { folder, usage, children: Vec::new(), stop, bytes_max, looker: Some(looker) });
            }
            let _ = fs::remove_dir(&folder);
        }
        bail!("no control group can be made here: what a tool costs cannot be told");
    }

    /// Starts a command of the tool; it stays until this is dropped.
    pub(crate) fn start(&mut self, command: &Command, said: &Path) -> anyhow::Result<()> {
        let said = fs::File::create(said)?;
        let child = self.within(command).stdin(Stdio::null()).stdout(said.try_clone()?).stderr(said).spawn()?;
        self.children.push(child);
        Ok(())
    }

    /// The command, begun in the group.
    fn within(&self, command: &Command) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-ec", "echo $$ > \"$0\"; exec \"$@\""]).arg(self.folder.join("cgroup.procs"));
        shell.arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        shell
    }

    /// Processor seconds until now, also of processes that have ended.
    pub(crate) fn cpu_seconds(&self) -> anyhow::Result<f64> {
        let text = fs::read_to_string(self.folder.join(self.usage))?;
        if self.usage == "cpuacct.usage" {
            return Ok(text.trim().parse::<f64>()? / 1e9);
        }
        let line = text.lines().find_map(|line| line.strip_prefix("usage_usec ")).context("cpu.stat")?;
        Ok(line.trim().parse::<f64>()? / 1e6)
    }

    /// The most memory that its processes had together at a look; pages that several share count once.
    pub(crate) fn mib_max(&self) -> f64 {
        self.bytes_max.load(Ordering::Relaxed) as f64 / 1_048_576.0
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let id = |signal: &str, id: &str| {
            let _ = Command::new("kill").args([signal, id]).stderr(Stdio::null()).status();
        };
        for child in &mut self.children {
            id("-TERM", &child.id().to_string());
        }
        for round in 0..50 {
            for child in &mut self.children {
                let _ = child.try_wait();
            }
            let left = processes(&self.folder);
            if left.is_empty() {
                break;
            }
            if round > 30 {
                for process in &left {
                    id("-KILL", process);
                }
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        self.stop.store(true, Ordering::Relaxed);
        if let Some(looker) = self.looker.take() {
            let _ = looker.join();
        }
        let _ = fs::remove_dir(&self.folder);
    }
}

fn processes(group: &Path) -> Vec<String> {
    let listed = fs::read_to_string(group.join("cgroup.procs")).unwrap_or_default();
    listed.lines().map(str::to_owned).collect()
}

fn looker(group: PathBuf, stop: Arc<AtomicBool>, bytes_max: Arc<AtomicU64>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        while !stop.load(Ordering::Relaxed) {
            let bytes = processes(&group).iter().filter_map(|id| proportional_kib(id)).sum::<u64>() * 1_024;
            bytes_max.fetch_max(bytes, Ordering::Relaxed);
            std::thread::sleep(LOOK_EACH);
        }
    })
}

fn proportional_kib(id: &str) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_packet_filter_says_is_read_as_addresses_and_networks() {
        let check = |line: &str, inside: &str, outside: &str| {
            let held = held(line, 0.0);
            assert_eq!(held.len(), 1, "{line}");
            assert!(held[0].covers(inside.parse().unwrap()), "{line}");
            assert!(!held[0].covers(outside.parse().unwrap()), "{line}");
        };
        check("add element inet vigie sources4 { 203.0.113.9 timeout 1h expires 1h }", "203.0.113.9", "203.0.113.8");
        check("add element inet vigie ranges4 { 203.0.113.0/24 timeout 1h }", "203.0.113.255", "203.0.114.0");
        check("add element ip6 a b { 2001:db8:9:9::/64 }", "2001:db8:9:9:ffff::1", "2001:db8:9:a::");
        check("add element ip a b { 203.0.113.8-203.0.113.9 }", "203.0.113.9", "203.0.113.10");
        check(
            "insert rule ip filter f2b-sshd ip saddr 203.0.113.7 counter packets 0 bytes 0 reject",
            "203.0.113.7",
            "203.0.113.6",
        );
        for line in [
            "add table inet vigie",
            "delete element ip a b { 203.0.113.9 }",
            "# new generation 2 by process 30693 (nft)",
        ] {
            assert!(held(line, 0.0).is_empty(), "{line}");
        }
    }
}
