//! `vigie block`, end to end, in network namespaces that the tests make: what a guard that was taken over may ask for, what is given up,
//! and how a person gets in again. Without the rights or programs for that, a test says so.
#![expect(clippy::disallowed_types, reason = "the program under test is started")]
#![expect(clippy::disallowed_methods, reason = "tests write and read files of their own, and logs of this moment")]
#![expect(clippy::unwrap_used, reason = "a test may stop")]
#![expect(clippy::print_stderr, reason = "a test that cannot do all of its work says so")]

mod trial;
#[path = "trial/wire.rs"]
mod wire;

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use trial::{Folder, show};
use wire::{THEIRS, Wire, done, request};

const VIGIE: &str = env!("CARGO_BIN_EXE_vigie");

/// A program in a namespace, ended when dropped.
struct Running(Child);

impl Running {
    fn in_namespace(wire: &Wire, folder: &Folder, arguments: &[&str]) -> Running {
        let remarks = OpenOptions::new().create(true).append(true).open(folder.0.join("remarks")).unwrap();
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &wire.guarded, VIGIE]).args(arguments);
        command.env("LC_ALL", "C").env("XDG_DATA_HOME", "/nonexistent").env_remove("SSH_CONNECTION");
        Running(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(remarks).spawn().unwrap())
    }

    /// A field of `/proc/…/status`.
    fn status(id: u32, field: &str) -> String {
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
        let line = status.lines().find(|line| line.starts_with(&format!("{field}:"))).unwrap();
        line.split_ascii_whitespace().nth(1).unwrap().to_owned()
    }

    /// The one process that it started.
    fn child(&self) -> u32 {
        let id = self.0.id();
        fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap().trim().parse().unwrap()
    }

    fn stop(&mut self) -> Option<i32> {
        done(&Command::new("kill").args(["-TERM", &self.0.id().to_string()]).output().unwrap());
        self.0.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_mins(1), "{what}: never");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A log of attacks of this moment.
fn attack(log: &Path, from: &str) {
    let mut file = OpenOptions::new().create(true).append(true).open(log).unwrap();
    for step in 0..12 {
        let target = format!("/item?id={step}%27%20UNION%20SELECT%20password%20FROM%20users--");
        file.write_all(request(from, 0, &target, 404).as_bytes()).unwrap();
    }
}

/// A guard with a blocker of its own.
struct Guarded {
    folder: Folder,
    wire: Wire,
    log: PathBuf,
    state: PathBuf,
}

impl Guarded {
    fn new(name: &str) -> Option<Guarded> {
        let (folder, wire) = (Folder::new(name), Wire::new(name)?);
        let (log, state) = (folder.0.join("logs/access.log"), folder.0.join("state"));
        fs::create_dir_all(log.parent().unwrap()).unwrap();
        File::create(&log).unwrap();
        Some(Guarded { folder, wire, log, state })
    }

    fn guard(&self, more: &[&str]) -> Running {
        let case = self.folder.0.join("case");
        let fixed = ["guard", show(&self.log), "--case", show(&case), "--own", "192.0.2.0/24", "--save-seconds", "1"];
        Running::in_namespace(&self.wire, &self.folder, &[&fixed, more].concat())
    }

    fn apply(&self, more: &[&str]) -> Running {
        let fixed = ["--apply", "--block-state", show(&self.state)];
        self.guard(&[&fixed, more].concat())
    }

    fn block(&self, word: &str) -> String {
        done(&self.wire.guarded(VIGIE, &["block", word, "--state", show(&self.state)]))
    }

    fn remarks(&self) -> String {
        fs::read_to_string(self.folder.0.join("remarks")).unwrap()
    }
}

#[test]
fn the_part_that_reads_logs_has_no_right_and_the_part_that_blocks_has_one() {
    let Some(trial) = Guarded::new("rights") else { return };
    let mut guard = trial.apply(&[]);
    attack(&trial.log, "203.0.113.9");
    until("held back", || !trial.wire.passes("203.0.113.9"));
    assert!(trial.wire.passes("198.51.100.20"));
    let (reader, blocker) = (guard.0.id(), guard.child());
    // CAP_NET_ADMIN is number 12 (capabilities(7)).
    for (id, expected) in [(reader, 0), (blocker, 1 << 12)] {
        for field in ["CapPrm", "CapEff", "CapBnd", "CapAmb"] {
            let bits = u64::from_str_radix(&Running::status(id, field), 16).unwrap();
            assert_eq!(bits & !expected, 0, "{field} of {id}");
        }
        assert_eq!((Running::status(id, "NoNewPrivs"), Running::status(id, "Seccomp")), ("1".into(), "2".into()));
    }
    assert_eq!(u64::from_str_radix(&Running::status(blocker, "CapEff"), 16).unwrap(), 1 << 12);
    let remarks = trial.remarks();
    assert!(
        remarks.contains("rights left: none") && remarks.contains("rights left: to change the packet filter"),
        "{remarks}"
    );
    assert_eq!(guard.stop(), Some(0));
    assert!(!Path::new(&format!("/proc/{blocker}")).exists(), "it ends with its guard");
    assert!(!trial.wire.passes("203.0.113.9"), "what is held back ends by its own time");
}

#[test]
fn a_person_takes_everything_back_and_nothing_is_held_back_until_they_say_so() {
    let Some(trial) = Guarded::new("undo") else { return };
    let theirs = trial.folder.0.join("theirs.nft");
    fs::write(&theirs, THEIRS).unwrap();
    done(&trial.wire.guarded("nft", &["-f", show(&theirs)]));
    let before = trial.wire.ruleset();
    let _guard = trial.apply(&[]);
    attack(&trial.log, "203.0.113.9");
    until("held back", || !trial.wire.passes("203.0.113.9"));
    trial.block("--undo-all");
    assert_eq!(trial.wire.ruleset(), before, "everything is as it was");
    attack(&trial.log, "2001:db8:9:9::1");
    until("refused", || trial.remarks().contains("refused 2001:db8:9:9::/64 : a person took everything back"));
    assert!(trial.wire.passes("203.0.113.9") && trial.wire.passes("2001:db8:9:9::1"));
    assert_eq!(trial.wire.ruleset(), before);
    trial.block("--confirm");
    attack(&trial.log, "2001:db8:9:9::1");
    until("held back again", || !trial.wire.passes("2001:db8:9:9::1"));
}

#[test]
fn without_a_person_the_dead_mans_handle_takes_everything_back() {
    let Some(trial) = Guarded::new("handle") else { return };
    let _guard = trial.apply(&["--dead-man", "10"]);
    attack(&trial.log, "203.0.113.9");
    until("held back", || !trial.wire.passes("203.0.113.9"));
    until("taken back", || trial.wire.passes("203.0.113.9"));
    assert!(trial.remarks().contains("no person confirmed"));
    assert!(trial.state.join("stopped").exists());
}

#[test]
fn a_guard_does_not_outlive_its_blocker_and_says_so() {
    let Some(trial) = Guarded::new("alone") else { return };
    let mut guard = trial.apply(&[]);
    until("started", || trial.folder.0.join("case/memory.zst").exists());
    done(&Command::new("kill").args(["-KILL", &guard.child().to_string()]).output().unwrap());
    let code = guard.0.wait().unwrap().code();
    assert_eq!((code, trial.remarks().contains("the blocker has ended")), (Some(4), true), "{}", trial.remarks());
    // What was noted is asked for again after a new start.
    let second = trial.apply(&[]);
    attack(&trial.log, "203.0.113.9");
    until("held back", || !trial.wire.passes("203.0.113.9"));
    done(&trial.wire.guarded("nft", &["delete table inet vigie"]));
    drop(second);
    let _again = trial.apply(&[]);
    until("held back after a new start", || !trial.wire.passes("203.0.113.9"));
}

#[test]
fn a_packet_filter_that_refuses_is_said_and_asked_again_and_nothing_is_noted_as_done() {
    let Some(trial) = Guarded::new("refuses") else { return };
    let mut guard = trial.apply(&[]);
    until("ready", || trial.remarks().contains("rights left: none"));
    // Somebody takes our table away and makes one of that name.
    let theirs = trial.folder.0.join("theirs.nft");
    fs::write(&theirs, "delete table inet vigie\nadd table inet vigie\nadd chain inet vigie theirs\n").unwrap();
    done(&trial.wire.guarded("nft", &["-f", show(&theirs)]));
    attack(&trial.log, "203.0.113.9");
    until("said", || trial.remarks().contains("that this program did not make"));
    assert!(trial.wire.passes("203.0.113.9"));
    let ledger = fs::read_to_string(trial.folder.0.join("case/decisions.json")).unwrap_or_default();
    assert!(!ledger.contains("203.0.113.9"), "{ledger}");
    done(&trial.wire.guarded("nft", &["list", "chain", "inet", "vigie", "theirs"]));
    done(&trial.wire.guarded("nft", &["delete", "table", "inet", "vigie"]));
    attack(&trial.log, "198.51.100.20");
    until("both held back", || !trial.wire.passes("198.51.100.20") && !trial.wire.passes("203.0.113.9"));
    assert_eq!(guard.stop(), Some(0));
}

/// Says a line to a blocker, as somebody who took the guard over could.
fn say(socket: &Path, line: &str) -> Option<Value> {
    let mut stream = UnixStream::connect(socket).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // It may hang up in the middle of what is too long.
    let _ = stream.write_all(line.as_bytes()).and_then(|()| stream.write_all(b"\n"));
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer).ok()?;
    serde_json::from_str(&answer).ok()
}

fn hold(networks: &[(&str, u64)]) -> String {
    let wanted: Vec<Value> = networks
        .iter()
        .map(|(network, seconds)| serde_json::json!({ "network": network, "seconds": seconds }))
        .collect();
    serde_json::json!({ "hold": wanted }).to_string()
}

#[test]
fn whoever_takes_the_guard_over_gets_no_further_than_the_blockers_own_checks() {
    let Some(trial) = Guarded::new("liar") else { return };
    let socket = trial.folder.0.join("socket");
    let fixed = ["block", "--socket", show(&socket), "--state", show(&trial.state), "--own", "192.0.2.0/24"];
    let mut blocker = Running::in_namespace(
        &trial.wire,
        &trial.folder,
        &[&fixed[..], &["--allow", "198.51.100.0/24", "--decisions-a-minute", "5"]].concat(),
    );
    until("listens", || UnixStream::connect(&socket).is_ok());
    for (network, seconds, reason) in [
        ("192.0.2.1", 60, r#"{"protected":"own"}"#),
        ("198.51.100.20", 60, r#"{"protected":"allowed"}"#),
        ("0.0.0.0/0", 60, r#"{"protected":"own"}"#),
        ("203.0.0.0/8", 60, r#"{"protected":"special"}"#),
        ("10.0.0.1", 60, r#"{"protected":"special"}"#),
        ("203.0.113.9", 0, r#""duration""#),
        ("203.0.113.9", 700_000, r#""duration""#),
    ] {
        let answer = say(&socket, &hold(&[(network, seconds)])).unwrap();
        assert_eq!(answer["refused"][0][1].to_string(), reason, "{network}");
    }
    let nonsense =
        [String::new(), "{\"flush\":[]}".into(), "x".repeat(1 << 20), "[".repeat(100_000), "\u{0}\u{1b}".into()];
    for line in nonsense {
        assert!(say(&socket, &line).is_none_or(|answer| !answer["error"].is_null()), "{line:.40}");
    }
    assert!(trial.wire.passes("203.0.113.9") && trial.wire.passes("198.51.100.20"));
    let many: Vec<String> = (1..=9).map(|last| format!("203.0.113.{last}")).collect();
    let many: Vec<(&str, u64)> = many.iter().map(|network| (network.as_str(), 600)).collect();
    let answer = say(&socket, &hold(&many)).unwrap();
    assert_eq!(answer["refused"].as_array().unwrap().len(), 4, "{answer}");
    assert!(answer["refused"].as_array().unwrap().iter().all(|one| one[1] == "minute"));
    assert!(say(&socket, r#"{"release":["203.0.113.1/32"]}"#).unwrap()["error"].is_null());
    assert_eq!(blocker.stop(), Some(0));
}

#[test]
fn a_guard_hands_decisions_to_a_blocker_at_a_socket_that_knows_its_users() {
    let Some(trial) = Guarded::new("socket") else { return };
    let socket = trial.folder.0.join("socket");
    let fixed = ["block", "--socket", show(&socket), "--state", show(&trial.state), "--own", "192.0.2.0/24"];
    let blocker = Running::in_namespace(&trial.wire, &trial.folder, &fixed);
    until("listens", || UnixStream::connect(&socket).is_ok());
    let _guard = trial.guard(&["--blocker", show(&socket)]);
    attack(&trial.log, "203.0.113.9");
    until("held back", || !trial.wire.passes("203.0.113.9"));
    // A blocker that is started anew is spoken to again.
    drop(blocker);
    let _blocker = Running::in_namespace(&trial.wire, &trial.folder, &fixed);
    until("listens", || UnixStream::connect(&socket).is_ok());
    let case = trial.folder.0.join("case");
    done(&trial.wire.guarded(VIGIE, &["protect", "undo", "--all", "--case", show(&case)]));
    assert!(trial.wire.passes("203.0.113.9"));
    attack(&trial.log, "2001:db8:9:9::1");
    until("held back", || !trial.wire.passes("2001:db8:9:9::1"));
    // A stranger of this machine is not heard.
    let stranger = Command::new("setpriv")
        .args(["--reuid", "65534", "--clear-groups", "perl", "-MIO::Socket::UNIX", "-e"])
        .arg(
            "$s = IO::Socket::UNIX->new($ARGV[0]) or exit 3; print $s qq({\"hold\":[]}\\n); exit(defined <$s> ? 0 : 4)",
        )
        .arg(&socket)
        .output();
    match stranger {
        Ok(output) if matches!(output.status.code(), Some(3 | 4)) => {}
        Ok(output) if output.status.code() == Some(0) => panic!("a stranger was heard"),
        other => eprintln!("skipped: nobody else could be tried (needs setpriv and perl): {other:?}"),
    }
}
