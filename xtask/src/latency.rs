//! How long it takes from a line in a log to the rule in the packet filter: a real `vigie guard --apply` in a network namespace of its
//! own, a log written at a steady rate, and the kernel's own word (`nft monitor`) for when a source is held back. It measures; it
//! fails only when nothing could be measured or a source was never held back.
#![allow(clippy::disallowed_types, reason = "the program under test, unshare and nft are started, nothing else")]

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use vigie_facts::time::Timestamp;
use vigie_simulate::random::Random;
use vigie_simulate::web::{WebWorld, write_web};

use crate::first_page::clf;

/// Lines of one attacker, written at once: as many as decide.
const LINES_OF_ATTACKER: u64 = 6;

/// Pieces a second in which lines are written, as servers that buffer little do.
const PIECES_A_SECOND: u64 = 100;

/// How long the last attackers are waited for.
const PATIENCE: Duration = Duration::from_secs(20);

const USAGE: &str = "usage: cargo xtask latency [--rate 2000] [--seconds 30] [--attackers-a-second 10] [--attack-per-mille 10] [--known 0] [--idle 0] \
                     [--seed 1] [--vigie PROGRAM]";

/// What to measure.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Plan {
    /// Ordinary lines a second, and for how long.
    rate: u64,
    seconds: u64,
    attackers_a_second: u64,
    /// Of a thousand lines of the flow so many are of other attackers.
    attack_per_mille: u64,
    /// Sources that the log had before the guard was started.
    known: u64,
    /// Seconds without a line, before, over which the guard's processor time is taken.
    idle: u64,
    seed: u64,
    vigie: PathBuf,
    inside: bool,
}

/// `cargo xtask latency`.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let plan = read_arguments(arguments)?;
    ensure!(plan.vigie.is_file(), "{} is not there: cargo build --release", plan.vigie.display());
    if !plan.inside {
        let itself = std::env::current_exe()?;
        let status =
            Command::new("unshare").arg("-n").arg(itself).arg("latency").args(arguments).arg("--inside").status()?;
        ensure!(status.success(), "not measured: see above (needs root, unshare, nft)");
        return Ok(());
    }
    let folder = std::env::temp_dir().join(format!("vigie-latency-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let measured = measure(&plan, &folder);
    fs::remove_dir_all(&folder).context("the folder of the measurement")?;
    measured
}

fn read_arguments(arguments: &[String]) -> anyhow::Result<Plan> {
    let target = crate::target_folder();
    let vigie = target.join("release/vigie");
    let mut plan = Plan {
        rate: 2_000,
        seconds: 30,
        attackers_a_second: 10,
        attack_per_mille: 10,
        known: 0,
        idle: 0,
        seed: 1,
        vigie,
        inside: false,
    };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--inside" {
            plan.inside = true;
            continue;
        }
        let value = rest.next().context(USAGE)?;
        let number = || value.parse::<u64>().with_context(|| format!("{argument} {value}: not a number; {USAGE}"));
        match argument.as_str() {
            "--rate" => plan.rate = number()?,
            "--seconds" => plan.seconds = number()?,
            "--attackers-a-second" => plan.attackers_a_second = number()?,
            "--attack-per-mille" => plan.attack_per_mille = number()?.min(1_000),
            "--known" => plan.known = number()?,
            "--idle" => plan.idle = number()?,
            "--seed" => plan.seed = number()?,
            "--vigie" => plan.vigie = value.into(),
            _ => anyhow::bail!("{USAGE}"),
        }
    }
    Ok(plan)
}

/// When each address was first named by the kernel as held back.
type Seen = Arc<Mutex<BTreeMap<Ipv4Addr, Instant>>>;

/// The guard and who watches the packet filter; both end with it.
struct Running {
    guard: Child,
    monitor: Child,
}

impl Drop for Running {
    fn drop(&mut self) {
        for child in [&mut self.guard, &mut self.monitor] {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn measure(plan: &Plan, folder: &Path) -> anyhow::Result<()> {
    let log = folder.join("access.log");
    let mut out = OpenOptions::new().create(true).append(true).open(&log)?;
    let lines = ordinary(plan, folder)?;
    known(plan, folder, &mut out)?;
    let seen = Seen::default();
    let running = start(plan, folder, &log, &seen)?;
    let pid = running.guard.id();
    // It has read what stands there when a first attacker is held back.
    let mut random = Random::new(plan.seed, "latency");
    let first = attacker(0, &mut random);
    attack(&mut out, first)?;
    ensure!(wait_for(&seen, &[first], Duration::from_mins(2)), "the guard holds nobody back");
    println!(
        "{} known sources read; {:.1} MiB resident, {:.1} MiB at most",
        plan.known,
        memory(pid, "VmRSS")?,
        memory(pid, "VmHWM")?
    );
    if plan.idle > 0 {
        std::thread::sleep(Duration::from_secs(5));
        let before = processor_seconds(pid)?;
        std::thread::sleep(Duration::from_secs(plan.idle));
        let used = processor_seconds(pid)? - before;
        println!("idle: {:.2} % of a core over {} s", 100.0 * used / plan.idle as f64, plan.idle);
    }
    let before = processor_seconds(pid)?;
    let began = Instant::now();
    let written = write_all(plan, &lines, &mut out, &mut random)?;
    let took = began.elapsed().as_secs_f64();
    let addresses: Vec<Ipv4Addr> = written.iter().map(|(address, _)| *address).collect();
    wait_for(&seen, &addresses, PATIENCE);
    let used = processor_seconds(pid)? - before;
    say(plan, &written, &seen, took);
    println!("guard: {:.1} % of a core, {:.1} MiB at most", 100.0 * used / took, memory(pid, "VmHWM")?);
    println!("load {}", fs::read_to_string("/proc/loadavg")?.trim());
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    let missing: Vec<&Ipv4Addr> = addresses.iter().filter(|address| !seen.contains_key(address)).collect();
    ensure!(missing.is_empty(), "{} of {} attackers were never held back: {missing:?}", missing.len(), addresses.len());
    Ok(())
}

/// Lines of a site with attacks among them, in the order of the log, their time cut out: head and tail.
fn ordinary(plan: &Plan, folder: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let lines = plan.rate * plan.seconds;
    let world = WebWorld {
        lines,
        sources: lines / 6 + 40,
        attack_per_mille: plan.attack_per_mille,
        days: 1,
        ..WebWorld::new(plan.seed)
    };
    world_lines(&world, folder)
}

fn world_lines(world: &WebWorld, folder: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let path = folder.join("world.log");
    let mut out = std::io::BufWriter::new(File::create(&path)?);
    write_web(world, &mut out)?;
    out.flush()?;
    let cut = |line: String| {
        let (head, rest) = line.split_once('[')?;
        Some((head.to_owned(), rest.split_once(']')?.1.to_owned()))
    };
    let lines = BufReader::new(File::open(&path)?).lines().map_while(Result::ok).filter_map(cut).collect();
    fs::remove_file(&path)?;
    Ok(lines)
}

/// What the log held before: five lines a source.
fn known(plan: &Plan, folder: &Path, out: &mut File) -> anyhow::Result<()> {
    if plan.known == 0 {
        return Ok(());
    }
    let (lines, sources) = (plan.known * 5, plan.known);
    let world = WebWorld { lines, sources, attack_per_mille: 10, days: 1, ..WebWorld::new(plan.seed + 1) };
    let (time, mut text) = (log_time(), Vec::new());
    for (head, tail) in world_lines(&world, folder)? {
        writeln!(text, "{head}[{time}]{tail}")?;
    }
    out.write_all(&text)?;
    Ok(())
}

fn start(plan: &Plan, folder: &Path, log: &Path, seen: &Seen) -> anyhow::Result<Running> {
    let mut monitor =
        Command::new("nft").args(["monitor", "new", "elements"]).stdout(Stdio::piped()).spawn().context("nft")?;
    let said = monitor.stdout.take().context("nft monitor says nothing")?;
    let noted = Arc::clone(seen);
    std::thread::spawn(move || {
        for line in BufReader::new(said).lines().map_while(Result::ok) {
            let now = Instant::now();
            let mut noted = noted.lock().unwrap_or_else(PoisonError::into_inner);
            for address in line.split([' ', ',', '{', '}']).filter_map(|word| word.parse().ok()) {
                noted.entry(address).or_insert(now);
            }
        }
    });
    let guard = Command::new(&plan.vigie)
        .arg("guard")
        .arg(log)
        .arg("--case")
        .arg(folder.join("case"))
        .args(["--apply", "--json", "--decisions-a-minute", "1000000", "--block-state"])
        .arg(folder.join("block"))
        .env("LC_ALL", "C")
        .env_remove("SSH_CONNECTION")
        .stdout(Stdio::null())
        .stderr(Stdio::from(File::create(folder.join("said"))?))
        .spawn()?;
    Ok(Running { guard, monitor })
}

/// Writes the lines at their rate and attackers among them; when each of these had been written.
fn write_all(
    plan: &Plan,
    lines: &[(String, String)],
    out: &mut File,
    random: &mut Random,
) -> anyhow::Result<Vec<(Ipv4Addr, Instant)>> {
    let began = Instant::now();
    let piece = (plan.rate / PIECES_A_SECOND).max(1) as usize;
    let mut written = Vec::new();
    for (at, piece_lines) in lines.chunks(piece).enumerate() {
        let due = began + Duration::from_secs_f64((at * piece) as f64 / plan.rate as f64);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let (time, mut text) = (log_time(), Vec::new());
        for (head, tail) in piece_lines {
            writeln!(text, "{head}[{time}]{tail}")?;
        }
        out.write_all(&text)?;
        if random.below(PIECES_A_SECOND) < plan.attackers_a_second {
            // Anywhere between two pieces.
            std::thread::sleep(Duration::from_micros(random.below(1_000_000 / PIECES_A_SECOND)));
            let address = attacker(written.len() + 1, random);
            attack(out, address)?;
            written.push((address, Instant::now()));
        }
    }
    Ok(written)
}

/// The address of attacker number `at`: no two of the first 65 536 in one /24, which would be held back as a whole.
fn attacker(at: usize, random: &mut Random) -> Ipv4Addr {
    // Multiplying by an odd number goes through all networks once, in no order that anybody would take for a scan.
    let network = (at as u16).wrapping_mul(40_503).to_be_bytes();
    Ipv4Addr::new(23, network[0], network[1], 1 + random.below(254) as u8)
}

fn attack(out: &mut File, address: Ipv4Addr) -> anyhow::Result<()> {
    let (time, mut text) = (log_time(), Vec::new());
    for step in 0..LINES_OF_ATTACKER {
        writeln!(
            text,
            "{address} - - [{time}] \"GET /item?id={step}%27%20UNION%20SELECT%20password%20FROM%20users--%20 HTTP/1.1\" 404 162 \
             \"-\" \"Mozilla/5.0\""
        )?;
    }
    out.write_all(&text)?;
    Ok(())
}

/// This moment as an access log writes it, in UTC.
fn log_time() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    clf(Timestamp::from_seconds(now.as_secs() as i64))
}

fn wait_for(seen: &Seen, addresses: &[Ipv4Addr], patience: Duration) -> bool {
    let end = Instant::now() + patience;
    loop {
        let noted = seen.lock().unwrap_or_else(PoisonError::into_inner);
        if addresses.iter().all(|address| noted.contains_key(address)) {
            return true;
        }
        drop(noted);
        if Instant::now() >= end {
            return false;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn say(plan: &Plan, written: &[(Ipv4Addr, Instant)], seen: &Seen, took: f64) {
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    let mut waits: Vec<f64> = written
        .iter()
        .filter_map(|(address, then)| Some(seen.get(address)?.saturating_duration_since(*then).as_secs_f64() * 1e3))
        .collect();
    waits.sort_by(f64::total_cmp);
    let at = |share: f64| waits.get(((waits.len() as f64 * share) as usize).min(waits.len().saturating_sub(1)));
    let [p50, p90, p99, max] = [0.5, 0.9, 0.99, 1.0].map(|share| at(share).copied().unwrap_or(f64::NAN));
    let (rate, lines) = (plan.rate * plan.seconds, plan.rate * plan.seconds + LINES_OF_ATTACKER * written.len() as u64);
    println!(
        "{rate} lines in {took:.1} s ({:.0} a second), {} attackers, {} held back: p50 {p50:.1} ms, p90 {p90:.1}, p99 {p99:.1}, \
         longest {max:.1}",
        lines as f64 / took,
        written.len(),
        waits.len()
    );
}

/// MiB of a figure of `/proc/PID/status`.
pub(crate) fn memory(pid: u32, name: &str) -> anyhow::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).context("no such figure")?;
    let kib = line.trim_matches([':', ' ', '\t']).trim_end_matches(" kB").trim().parse::<f64>()?;
    Ok(kib / 1024.0)
}

/// Processor time of a process, of the processes it started (the blocker) and of those that these waited for (nft).
fn processor_seconds(pid: u32) -> anyhow::Result<f64> {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"))?;
    let mut ticks = 0.0;
    for process in children.split_whitespace().chain([pid.to_string().as_str()]) {
        let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
        let fields: Vec<&str> = stat.rsplit_once(')').context("no name")?.1.split_whitespace().collect();
        let own = fields.get(11..15).context("too few fields")?.iter().filter_map(|field| field.parse::<f64>().ok());
        ticks += own.sum::<f64>();
    }
    // 100 ticks a second is what Linux shows to programs on every machine (`USER_HZ`).
    Ok(ticks / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_decide() {
        let arguments = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let plan = read_arguments(&arguments("--rate 20000 --known 100000 --vigie /tmp/v")).unwrap();
        assert_eq!((plan.rate, plan.known, plan.seconds, plan.inside), (20_000, 100_000, 30, false));
        for bad in ["--rate ten", "--rate", "--rates 3"] {
            assert!(read_arguments(&arguments(bad)).is_err(), "{bad}");
        }
    }
}
