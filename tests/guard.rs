//! Holding attackers back, end to end, in network namespaces that the tests make: the plan, the packet filter, expiry, undo, and
//! what stays untouched. Without the rights or programs for that, a test says so and checks what is left.
#![expect(clippy::disallowed_types, reason = "the program under test is started")]
#![expect(clippy::disallowed_methods, reason = "tests write and read files of their own, and logs of this moment")]
#![expect(clippy::unwrap_used, reason = "a test may stop")]
#![expect(clippy::print_stderr, reason = "a test that cannot do all of its work says so")]

mod trial;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use trial::{Folder, show};

impl Folder {
    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

fn vigie(arguments: &[&str]) -> Output {
    run_in(None, env!("CARGO_BIN_EXE_vigie"), arguments)
}

/// Runs a program, in a network namespace if one is named.
fn run_in(namespace: Option<&str>, program: &str, arguments: &[&str]) -> Output {
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

fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&done(output)).unwrap()
}

fn now_seconds() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64
}

/// One line of an access log, so many seconds ago.
fn request(address: &str, ago: i64, target: &str, status: u16) -> String {
    let instant = jiff::Timestamp::from_second(now_seconds() - ago).unwrap();
    let time = instant.strftime("%d/%b/%Y:%H:%M:%S +0000");
    format!("{address} - - [{time}] \"GET {target} HTTP/1.1\" {status} 512 \"-\" \"Mozilla/5.0\"\n")
}

/// A log of this hour: attackers of both families and in a private network, and a crowd behind one address.
fn log_of_this_hour() -> String {
    let mut log = String::new();
    for step in (0..20).rev() {
        for attacker in ["203.0.113.9", "2001:db8:9:9::1", "10.9.8.7", "192.0.2.50"] {
            log += &request(
                attacker,
                step + 5,
                &format!("/item?id={step}%27%20UNION%20SELECT%20password%20FROM%20users--"),
                404,
            );
        }
    }
    for step in (0..400).rev() {
        log += &request("198.51.100.20", step / 100, &format!("/news/{step}"), 200);
    }
    for step in 0..9 {
        log += &request(
            "198.51.100.20",
            0,
            &format!("/item?id={step}%27%20UNION%20SELECT%20password%20FROM%20users--"),
            404,
        );
    }
    log
}

/// A case of [`log_of_this_hour`].
fn case_of_this_hour(folder: &Folder) -> PathBuf {
    let (log, case) = (folder.file("access.log"), folder.file("case"));
    fs::write(&log, log_of_this_hour()).unwrap();
    done(&vigie(&["report", show(&log), "--case", show(&case), "-q"]));
    case
}

fn targets(plan: &Value, kind: &str) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = plan[kind].as_array().unwrap();
    rows.iter().map(|row| (text(&row["target"]), text(&row["reason"]))).collect()
}

#[test]
fn a_plan_says_what_would_be_done_and_what_is_left_alone() {
    let folder = Folder::new("plan");
    let case = case_of_this_hour(&folder);
    let plan = json(&vigie(&["protect", "plan", "--case", show(&case), "--own", "192.0.2.0/24", "--json"]));
    let named = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(target, reason)| ((*target).to_owned(), (*reason).to_owned())).collect()
    };
    assert_eq!(targets(&plan, "decisions"), named(&[("203.0.113.9", ""), ("2001:db8:9:9::/64", "")]));
    assert_eq!(
        targets(&plan, "refused"),
        named(&[("10.9.8.7", "special"), ("192.0.2.50", "own"), ("198.51.100.20", "shared")])
    );
    assert_eq!(plan["applied"], false);
    for (language, until, shared) in
        [("en", "until", "shared by many ordinary visitors"), ("fr", "jusqu’au", "partagé par beaucoup de visiteurs")]
    {
        let text =
            done(&vigie(&["protect", "plan", "--case", show(&case), "--lang", language, "--own", "192.0.2.0/24"]));
        assert!(text.contains(until) && text.contains(shared), "{text}");
    }
    let later = json(&vigie(&["protect", "plan", "--case", show(&case), "--as-of", "2100-01-01T00:00:00Z", "--json"]));
    assert!(targets(&later, "decisions").is_empty(), "what is long over is not held back");
}

/// Two machines and a wire between them: one guarded, one that has many addresses. Gone when dropped.
struct Wire {
    guarded: String,
    strangers: String,
}

impl Wire {
    /// `None`, and the reason said, where this cannot be made.
    fn new(name: &str) -> Option<Wire> {
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
    fn passes(&self, from: &str) -> bool {
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

    fn guarded(&self, program: &str, arguments: &[&str]) -> Output {
        run_in(Some(&self.guarded), program, arguments)
    }

    /// The whole packet filter, without what changes by itself.
    fn ruleset(&self) -> Value {
        let mut ruleset = json(&self.guarded("nft", &["-j", "list", "ruleset"]));
        without_handles(&mut ruleset);
        ruleset
    }
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
const THEIRS: &str = "table ip theirs {
  set friends { type ipv4_addr; flags interval; elements = { 198.51.100.0/24 } }
  chain input { type filter hook input priority 0; policy accept; ip saddr @friends counter accept; }
}";

#[test]
fn attackers_are_held_back_others_are_not_and_undo_leaves_no_trace() {
    let folder = Folder::new("apply");
    let case = case_of_this_hour(&folder);
    let Some(wire) = Wire::new("apply") else { return };
    let theirs = folder.file("theirs.nft");
    fs::write(&theirs, THEIRS).unwrap();
    done(&wire.guarded("nft", &["-f", show(&theirs)]));
    let before = wire.ruleset();
    let strangers = ["203.0.113.9", "2001:db8:9:9::1", "198.51.100.20", "2001:db8:8:8::1"];
    for stranger in strangers {
        assert!(wire.passes(stranger), "{stranger}");
    }
    let protect = |action: &str, more: &[&str]| {
        let arguments = [&["protect", action, "--case", show(&case)], more].concat();
        wire.guarded(env!("CARGO_BIN_EXE_vigie"), &arguments)
    };
    let applied = json(&protect("apply", &["--own", "192.0.2.0/24", "--json"]));
    assert_eq!((&applied["applied"], targets(&applied, "decisions").len()), (&Value::Bool(true), 2));
    assert_eq!(strangers.map(|stranger| wire.passes(stranger)), [false, false, true, true]);
    let theirs_now = wire.ruleset()["nftables"].as_array().unwrap().iter().filter(|row| is_of(row, "theirs")).count();
    assert_eq!(theirs_now, before["nftables"].as_array().unwrap().iter().filter(|row| is_of(row, "theirs")).count());
    // The same again renews and changes nothing else.
    let held = wire.ruleset();
    done(&protect("apply", &["--own", "192.0.2.0/24", "--json"]));
    assert_eq!(without_timeouts(wire.ruleset()), without_timeouts(held));
    // Counters begin anew with each renewal.
    assert!(!wire.passes("203.0.113.9"));
    let effect = json(&protect("effect", &["--json"]));
    assert_eq!(effect["decisions"][0]["detections_day_before"], 20);
    assert!(effect["decisions"][0]["packets_stopped"].as_u64().unwrap() > 0, "{effect}");
    done(&protect("undo", &["203.0.113.9"]));
    assert_eq!(strangers.map(|stranger| wire.passes(stranger)), [true, false, true, true]);
    let again = json(&protect("plan", &["--own", "192.0.2.0/24", "--json"]));
    assert!(targets(&again, "refused").contains(&("203.0.113.9".into(), "undone".into())), "a person's word holds");
    done(&protect("undo", &["--all"]));
    assert_eq!(wire.ruleset(), before, "undo leaves no trace");
    assert_eq!(strangers.map(|stranger| wire.passes(stranger)), [true; 4]);
}

fn is_of(row: &Value, table: &str) -> bool {
    row.as_object().unwrap().values().any(|object| object["table"] == table || object["name"] == table)
}

fn without_timeouts(mut ruleset: Value) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.remove("timeout");
                fields.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    strip(&mut ruleset);
    ruleset
}

#[test]
fn what_is_held_back_ends_by_itself_and_the_protected_pass_whatever_is_in_the_sets() {
    let folder = Folder::new("expiry");
    let case = case_of_this_hour(&folder);
    let Some(wire) = Wire::new("expiry") else { return };
    // Planned for almost an hour later, so that seconds are left.
    let last = now_seconds() - 5;
    let as_of = jiff::Timestamp::from_second(last + 3_600 - 6).unwrap().to_string();
    let arguments =
        ["protect", "apply", "--case", show(&case), "--own", "198.51.100.0/24", "--as-of", &as_of, "--json"];
    let applied = json(&wire.guarded(env!("CARGO_BIN_EXE_vigie"), &arguments));
    assert!(!targets(&applied, "decisions").is_empty(), "{applied}");
    assert!(!wire.passes("203.0.113.9"));
    // Somebody puts one of the organisation's own addresses into a set by hand: the rules let it pass all the same.
    done(&wire.guarded("nft", &["add element inet vigie sources4 { 198.51.100.20 timeout 60s }"]));
    assert!(wire.passes("198.51.100.20"));
    let ended = (0..40).any(|_| {
        std::thread::sleep(Duration::from_millis(500));
        wire.passes("203.0.113.9")
    });
    assert!(ended, "it never ended");
}

#[test]
fn a_table_of_our_name_that_is_not_ours_is_left_alone() {
    let folder = Folder::new("foreign");
    let case = case_of_this_hour(&folder);
    let Some(wire) = Wire::new("foreign") else { return };
    done(&wire.guarded(
        "nft",
        &["add table inet vigie; add chain inet vigie somebody; add set inet vigie x { type ipv4_addr; }"],
    ));
    let before = wire.ruleset();
    for arguments in
        [vec!["protect", "apply", "--case", show(&case)], vec!["protect", "undo", "--all", "--case", show(&case)]]
    {
        let output = wire.guarded(env!("CARGO_BIN_EXE_vigie"), &arguments);
        assert_eq!(output.status.code(), Some(4), "{output:?}");
        assert_eq!(wire.ruleset(), before);
    }
}
