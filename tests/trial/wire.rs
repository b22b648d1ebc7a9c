//! Two machines in network namespaces and a wire between them, and lines that a server writes this moment. Knows nothing of what is tested.
#![allow(dead_code, reason = "each test uses the part it needs")]

use std::path::Path;
use std::process::{Command, Output};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

/// Runs a program, in a network namespace if one is named.
pub(crate) fn run_in(namespace: Option<&str>, program: &str, arguments: &[&str]) -> Output {
    let mut command = match namespace {
        None => Command::new(program),
        Some(name) => {
            let mut command = Command::new("ip");
            command.args(["netns", "exec", name, program]);
            command
        }
    };
    command.args(arguments).env("LC_ALL", "C").env("XDG_DATA_HOME", "/nonexistent").env_remove("SSH_CONNECTION");
    command.output().unwrap()
}

pub(crate) fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn json(output: &Output) -> Value {
    serde_json::from_str(&done(output)).unwrap()
}

pub(crate) fn now_seconds() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64
}

/// One line of an access log, so many seconds ago.
pub(crate) fn request(address: &str, ago: i64, target: &str, status: u16) -> String {
    let instant = jiff::Timestamp::from_second(now_seconds() - ago).unwrap();
    let time = instant.strftime("%d/%b/%Y:%H:%M:%S +0000");
    format!("{address} - - [{time}] \"GET {target} HTTP/1.1\" {status} 512 \"-\" \"Mozilla/5.0\"\n")
}

/// Two machines and a wire between them: one guarded, one that has many addresses. Gone when dropped.
pub(crate) struct Wire {
    pub(crate) guarded: String,
    pub(crate) strangers: String,
}

impl Wire {
    /// `None`, and the reason said, where this cannot be made.
    pub(crate) fn new(name: &str) -> Option<Wire> {
        let id = std::process::id();
        let wire = Wire { guarded: format!("vgd-{id}-{name}-g"), strangers: format!("vgd-{id}-{name}-s") };
        if !Path::new("/usr/sbin/nft").exists() {
            eprintln!("skipped: nft is not installed (package nftables)");
            return None;
        }
        for namespace in [&wire.guarded, &wire.strangers] {
            let made = Command::new("ip").args(["netns", "add", namespace]).output();
            if !made.as_ref().is_ok_and(|output| output.status.success()) {
                eprintln!("skipped: no network namespace can be made here (needs root and iproute2): {made:?}");
                return None;
            }
        }
        let (one, two) = (&wire.guarded, &wire.strangers);
        let script = format!(
            "set -e
            ip -n {one} link add v0 type veth peer name v1 netns {two}
            ip -n {one} addr add 192.0.2.1/24 dev v0
            ip -n {one} addr add 2001:db8::1/64 dev v0 nodad
            ip -n {two} addr add 203.0.113.9/32 dev v1
            ip -n {two} addr add 198.51.100.20/32 dev v1
            ip -n {two} addr add 2001:db8:9:9::1/128 dev v1 nodad
            ip -n {two} addr add 2001:db8:8:8::1/128 dev v1 nodad
            for side in '{one} v0' '{two} v1'; do set -- $side; ip -n $1 link set lo up; ip -n $1 link set $2 up; done
            ip -n {one} route add 203.0.113.0/24 dev v0
            ip -n {one} route add 198.51.100.0/24 dev v0
            ip -n {one} route add 2001:db8:8::/46 dev v0
            ip -n {two} route add 192.0.2.0/24 dev v1
            ip -n {two} route add 2001:db8::/64 dev v1"
        );
        done(&run_in(None, "sh", &["-c", &script]));
        Some(wire)
    }

    /// Whether a stranger's packets arrive: a closed port answers at once, a packet that is dropped has no answer.
    pub(crate) fn passes(&self, from: &str) -> bool {
        let (to, network) =
            if from.contains(':') { ("2001:db8::1", "2001:db8::/64") } else { ("192.0.2.1", "192.0.2.0/24") };
        let strangers = &self.strangers;
        done(&run_in(None, "ip", &["-n", strangers, "route", "replace", network, "dev", "v1", "src", from]));
        let script = format!("exec 3<>/dev/tcp/{to}/9");
        let output = run_in(Some(strangers), "timeout", &["2", "bash", "-c", &script]);
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(124) || complaint.contains("refused"), "{output:?}");
        output.status.code() != Some(124)
    }

    pub(crate) fn guarded(&self, program: &str, arguments: &[&str]) -> Output {
        run_in(Some(&self.guarded), program, arguments)
    }

    /// The whole packet filter, without what changes by itself.
    pub(crate) fn ruleset(&self) -> Value {
        ruleset_of(&self.guarded)
    }
}

/// The whole packet filter of a namespace, without what changes by itself.
pub(crate) fn ruleset_of(namespace: &str) -> Value {
    let mut ruleset = json(&run_in(Some(namespace), "nft", &["-j", "list", "ruleset"]));
    without_handles(&mut ruleset);
    ruleset
}

impl Drop for Wire {
    fn drop(&mut self) {
        for namespace in [&self.guarded, &self.strangers] {
            let _ = Command::new("ip").args(["netns", "del", namespace]).output();
        }
    }
}

fn without_handles(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for gone in ["handle", "packets", "bytes", "expires"] {
                fields.remove(gone);
            }
            fields.values_mut().for_each(without_handles);
        }
        Value::Array(items) => items.iter_mut().for_each(without_handles),
        _ => {}
    }
}

/// What somebody else keeps in the packet filter.
pub(crate) const THEIRS: &str = "table ip theirs {
  set friends { type ipv4_addr; flags interval; elements = { 198.51.100.0/24 } }
  chain input { type filter hook input priority 0; policy accept; ip saddr @friends counter accept; }
}";
