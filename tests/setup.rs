//! `vigie setup` and `--config`, on trees of machines that the tests make: what is found, what is written, what a mistake looks like, and that a file is
//! read again while logs are written.
#![expect(clippy::disallowed_types, reason = "the program under test is started")]
#![expect(clippy::disallowed_methods, reason = "tests write and read files of their own, and logs of this moment")]
#![expect(clippy::unwrap_used, reason = "a test may stop")]
#![expect(clippy::print_stderr, reason = "a test that cannot do all of its work says so")]

mod trial;
#[path = "trial/wire.rs"]
mod wire;

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use trial::{Folder, show, vigie};
use wire::{Wire, done};

/// A machine's tree.
struct Machine(Folder);

impl Machine {
    fn new(name: &str) -> Machine {
        Machine(Folder::new(name))
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.0.join(path.trim_start_matches('/'))
    }

    fn file(&self, path: &str, text: &str) -> &Machine {
        let place = self.at(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
        self
    }

    fn link(&self, path: &str, to: &str) -> &Machine {
        let place = self.at(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        symlink(to, place).unwrap();
        self
    }

    fn setup(&self, more: &[&str]) -> Value {
        let output = vigie(&[&["setup", "--root", show(&self.0.0), "--json"], more].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

fn web(address: &str, target: &str) -> String {
    format!("{address} - - [10/Feb/2017:10:00:00 +0000] \"GET {target} HTTP/1.1\" 200 512 \"-\" \"Mozilla/5.0\"\n")
}

fn sign_in(step: usize) -> String {
    format!(
        "2017-02-10T10:00:{:02}+01:00 gate sshd[{}]: Failed password for root from 203.0.113.9 port 4711 ssh2\n",
        step % 60,
        900 + step
    )
}

fn followed(found: &Value) -> Vec<String> {
    let logs = found["logs"].as_array().unwrap().iter().filter(|log| log["followed"] == true);
    logs.map(|log| log["path"].as_str().unwrap().to_owned()).collect()
}

fn state(found: &Value, path: &str) -> String {
    let log = found["logs"].as_array().unwrap().iter().find(|log| log["path"] == path);
    log.unwrap_or_else(|| panic!("{path}: {found:#}"))["state"].as_str().unwrap().to_owned()
}

/// A machine with nginx, Apache and rsyslog, configured as people do.
fn server(name: &str) -> Machine {
    let machine = Machine::new(name);
    let requests: String = (0..40).map(|step| web(&format!("198.51.100.{step}"), &format!("/news/{step}"))).collect();
    machine
        .file("/etc/nginx/nginx.conf", "user www-data;\nerror_log /var/log/nginx/error.log;\nhttp {\n  access_log /var/log/nginx/access.log; # all\n  include /etc/nginx/sites-enabled/*;\n}\n")
        .file("/etc/nginx/sites-available/campaign", "server {\n  server_name www.example.org example.org \"~^(.+)$\" _;\n  access_log '/srv/sites/campaign/$host-access.log' combined buffer=32k;\n  location /health { access_log off; }\n}\n")
        .link("/etc/nginx/sites-enabled/campaign", "/etc/nginx/sites-available/campaign")
        .link("/etc/nginx/sites-enabled/loop", "loop")
        .file("/var/log/nginx/access.log", &requests)
        .file("/var/log/nginx/access.log.1", &requests)
        .file("/var/log/nginx/error.log", "")
        .file("/srv/sites/campaign/example.org-access.log", &requests)
        .file("/etc/apache2/envvars", "export APACHE_LOG_DIR=/var/log/apache2$SUFFIX\n")
        .file("/etc/apache2/apache2.conf", "ErrorLog ${APACHE_LOG_DIR}/error.log\nIncludeOptional sites-enabled/*.conf\n")
        .file("/etc/apache2/sites-enabled/blog.conf", "<VirtualHost *:8080>\n ServerName blog.example.org\n CustomLog ${APACHE_LOG_DIR}/blog.log combined\n CustomLog \"|/usr/bin/rotatelogs /x 86400\" combined\n</VirtualHost>\n")
        .file("/var/log/apache2/blog.log", &requests)
        .file("/etc/rsyslog.conf", "$IncludeConfig /etc/rsyslog.d/*.conf\n*.*;auth,authpriv.none -/var/log/syslog\n")
        .file("/etc/rsyslog.d/10-auth.conf", "auth,authpriv.* /srv/log/sign-ins.log\n")
        .file("/srv/log/sign-ins.log", &(0..30).map(sign_in).collect::<String>())
        .file("/var/log/syslog", &(0..30).map(sign_in).collect::<String>())
        .file("/etc/timezone", "Europe/Paris\n")
        .file("/etc/hostname", "gate\n")
        .file("/proc/net/fib_trie", "  |-- 192.0.2.7\n    /32 host LOCAL\n");
    machine
}

#[test]
fn the_logs_that_servers_say_they_write_are_found_and_recognised() {
    let machine = server("found");
    let found = machine.setup(&["--dry-run"]);
    let expected = [
        "/srv/log/sign-ins.log",
        "/srv/sites/campaign/example.org-access.log",
        "/var/log/apache2/blog.log",
        "/var/log/nginx/access.log",
        "/var/log/nginx/error.log",
    ];
    assert_eq!(followed(&found), expected, "{found:#}");
    let repeats: Vec<&Value> = found["logs"].as_array().unwrap().iter().filter(|log| log["repeats"] == true).collect();
    assert_eq!(repeats.len(), 1);
    assert_eq!(repeats[0]["path"], "/var/log/syslog");
    assert_eq!(state(&found, "/var/log/nginx/access.log"), "recognised");
    assert_eq!(state(&found, "/var/log/nginx/error.log"), "empty");
    assert_eq!(found["names"], serde_json::json!(["blog.example.org", "example.org"]));
    assert_eq!(found["own"], serde_json::json!(["192.0.2.7/32"]));
    assert!(!machine.at("/etc/vigie").exists(), "a dry run writes nothing");
}

#[test]
fn what_is_no_file_or_leads_away_is_not_followed() {
    let machine = Machine::new("traps");
    machine
        .file("/etc/nginx/nginx.conf", "access_log /var/log/nginx/access.log;\naccess_log /var/log/nginx/pipe;\naccess_log /var/log/nginx/outside.log;\naccess_log syslog:server=192.0.2.1;\ninclude /etc/nginx/nginx.conf;\n")
        .link("/var/log/nginx/access.log", "/dev/stdout")
        .link("/var/log/nginx/outside.log", "../../../../../../../../etc/hostname")
        .file("/var/log/nginx/binary.log", "\u{0}\u{1}\u{2}\u{3}")
        .file("/etc/apache2/apache2.conf", &"Include /etc/apache2/*\n".repeat(500))
        .file("/dev/null", "");
    let made = Command::new("mkfifo").arg(machine.at("/var/log/nginx/pipe")).status();
    assert!(made.is_ok_and(|status| status.success()));
    fs::create_dir_all(machine.at("/var/log/nginx/folder.log")).unwrap();
    let began = Instant::now();
    let found = machine.setup(&["--dry-run"]);
    assert!(began.elapsed() < Duration::from_secs(20), "nothing is waited for");
    assert_eq!(followed(&found), Vec::<String>::new(), "{found:#}");
    assert_eq!(state(&found, "/var/log/nginx/pipe"), "no-file");
    assert_eq!(state(&found, "/var/log/nginx/folder.log"), "no-file");
    assert_eq!(state(&found, "/var/log/nginx/binary.log"), "not-recognised");
    assert_eq!(found["silent"][0]["said"][0], "syslog:server=192.0.2.1");
}

#[test]
fn a_proxy_in_front_is_a_question_and_never_a_guess() {
    let machine = Machine::new("proxy");
    let requests: String = (0..60).map(|step| web("10.0.0.1", &format!("/{step}"))).collect();
    machine.file("/var/log/nginx/access.log", &requests);
    let found = machine.setup(&[]);
    assert_eq!(found["questions"][0]["from"], serde_json::json!(["10.0.0.1"]));
    let text = fs::read_to_string(machine.at("/etc/vigie/guard.toml")).unwrap();
    assert!(text.contains("\n# trusted_proxy = [\"10.0.0.1\"]\n") && !text.contains("\ntrusted_proxy"), "{text}");
}

#[test]
fn a_persons_file_is_never_written_over() {
    let machine = server("kept");
    machine.file("/etc/vigie/organisation.toml", "names = [\"Example\"]\n");
    let kept = |found: &Value| -> Vec<String> {
        let files = found["files"].as_array().unwrap();
        files.iter().map(|file| file["kept"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(kept(&machine.setup(&[])), ["beside", "written"]);
    assert_eq!(fs::read_to_string(machine.at("/etc/vigie/organisation.toml")).unwrap(), "names = [\"Example\"]\n");
    assert!(fs::read_to_string(machine.at("/etc/vigie/organisation.toml.new")).unwrap().contains("192.0.2.7/32"));
    assert_eq!(kept(&machine.setup(&[])), ["beside", "same"]);
    // Where a machine has systemd, units are written too, unless a package brought them.
    fs::create_dir_all(machine.at("/usr/lib/systemd/system")).unwrap();
    assert_eq!(kept(&machine.setup(&[])).len(), 7);
    let unit = fs::read_to_string(machine.at("/etc/systemd/system/vigie-guard.service")).unwrap();
    assert!(unit.contains("ExecStart=/usr/bin/vigie guard --config /etc/vigie/guard.toml"), "{unit}");
    machine.file("/usr/lib/systemd/system/vigie-guard.service", "");
    assert_eq!(kept(&machine.setup(&[])).len(), 2);
}

/// What setup wrote, with its paths led into the tree.
fn led_in(machine: &Machine) -> PathBuf {
    let text = fs::read_to_string(machine.at("/etc/vigie/guard.toml")).unwrap();
    let root = show(&machine.0.0);
    let text = text.replace("\"/var/", &format!("\"{root}/var/")).replace("\"/srv/", &format!("\"{root}/srv/"));
    let text = text.replace("\"/etc/vigie", &format!("\"{root}/etc/vigie"));
    let path = machine.at("/guard.toml");
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn what_setup_writes_is_what_a_guard_reads_in_both_languages() {
    for language in ["en", "fr"] {
        let machine = server(&format!("reads-{language}"));
        machine.setup(&["--lang", language]);
        let config = led_in(&machine);
        let output = vigie(&["guard", "--config", show(&config), "--once", "-q"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let report = vigie(&["report", show(&machine.at("/var/lib/vigie/case")), "--json", "-"]);
        let report: Value = serde_json::from_slice(&report.stdout).unwrap();
        assert!(report.to_string().contains("sign-ins.log"), "{report:#}");
    }
}

#[test]
fn the_default_configuration_of_debian_is_read() {
    let names = ["/etc/nginx/nginx.conf", "/etc/apache2/apache2.conf"];
    let there: Vec<&str> = names.into_iter().filter(|path| Path::new(path).exists()).collect();
    if there.is_empty() {
        eprintln!("skipped: neither nginx nor Apache is installed here");
    }
    for path in there {
        let machine = Machine::new(&format!("debian-{}", path.len()));
        let folder = Path::new(path).parent().unwrap();
        fs::create_dir_all(machine.at("/etc")).unwrap();
        let copied = Command::new("cp").args(["-a", show(folder), show(&machine.at("/etc"))]).status().unwrap();
        assert!(copied.success());
        let log = if path.contains("nginx") { "/var/log/nginx/access.log" } else { "/var/log/apache2/access.log" };
        machine.file(log, &(0..30).map(|step| web("198.51.100.7", &format!("/{step}"))).collect::<String>());
        let found = machine.setup(&["--dry-run"]);
        let logs = found["logs"].as_array().unwrap();
        let named = logs.iter().find(|one| one["path"] == log).unwrap();
        assert!(named["named_by"].is_string() && named["followed"] == true, "{found:#}");
    }
}

/// A guard that holds a file, ended when dropped.
struct Guard {
    child: Child,
    remarks: PathBuf,
}

impl Guard {
    fn start(folder: &Folder, config: &Path) -> Guard {
        let remarks = folder.0.join("remarks");
        let file = OpenOptions::new().create(true).append(true).open(&remarks).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
        command.args(["guard", "--config", show(config)]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(file);
        command.env("LC_ALL", "C").env("XDG_DATA_HOME", "/nonexistent").env_remove("SSH_CONNECTION");
        Guard { child: command.spawn().unwrap(), remarks }
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    fn until_said(&self, text: &str, times: usize) {
        let began = Instant::now();
        while fs::read_to_string(&self.remarks).unwrap().matches(text).count() < times {
            let said = fs::read_to_string(&self.remarks).unwrap();
            assert!(began.elapsed() < Duration::from_mins(1), "{text}: never\n{said}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Records of each log of a case, by the end of its path.
fn records(case: &Path) -> Vec<(String, u64)> {
    let case = vigie::case::read(case).unwrap();
    let mut counts = std::collections::BTreeMap::new();
    for input in &case.inputs {
        let name = Path::new(&*input.path).file_name().unwrap().to_string_lossy().into_owned();
        *counts.entry(name).or_insert(0) += input.counts.records;
    }
    counts.into_iter().collect()
}

#[test]
fn a_file_is_read_again_without_losing_or_repeating_a_line_and_a_wrong_one_changes_nothing() {
    let folder = Folder::new("again");
    let path = |name: &str| folder.0.join(name);
    for name in ["logs", "other"] {
        fs::create_dir(path(name)).unwrap();
    }
    let (first, second, case, config) =
        (path("logs/access.log"), path("other/site.log"), path("case"), path("guard.toml"));
    File::create(&first).unwrap();
    fs::write(&second, web("198.51.100.3", "/")).unwrap();
    let text = |logs: &[&Path], more: &str| {
        let logs: Vec<String> = logs.iter().map(|log| format!("{log:?}")).collect();
        format!("[guard]\nlogs = [{}]\ncase = {case:?}\nsave_seconds = 1\n{more}", logs.join(", "))
    };
    fs::write(&config, text(&[&first], "")).unwrap();
    let mut guard = Guard::start(&folder, &config);
    guard.until_said("rights left", 1);
    let mut log = OpenOptions::new().append(true).open(&first).unwrap();
    let mut written = 0;
    let mut write = |lines: u64| {
        for _ in 0..lines {
            written += 1;
            log.write_all(web("203.0.113.9", &format!("/{written}/.env")).as_bytes()).unwrap();
        }
        written
    };
    write(500);
    fs::write(&config, text(&[&first], "own = [\"192.0.2.300\"]\n")).unwrap();
    guard.signal("-HUP");
    guard.until_said("goes on as before", 1);
    let said = fs::read_to_string(&guard.remarks).unwrap();
    assert!(said.contains("guard.toml:5:8\n") && said.contains("^^^^^^^^^^^^^ not an address"), "{said}");
    write(500);
    // A log in a folder that the guard before could not have looked into.
    fs::write(&config, text(&[&first, &second], "own = [\"192.0.2.0/24\"]\n")).unwrap();
    guard.signal("-HUP");
    guard.until_said("the file was read again", 1);
    write(300);
    guard.until_said("rights left", 2);
    // The file is right and what it asks for cannot be done: the words of before are gone back to.
    fs::write(path("taken"), "").unwrap();
    let wrong = text(&[&first], "").replace(&format!("{case:?}"), &format!("{:?}", path("taken")));
    fs::write(&config, wrong).unwrap();
    guard.signal("-HUP");
    guard.until_said("it goes on as before", 1);
    guard.until_said("rights left", 3);
    let lines = write(200);
    guard.signal("-TERM");
    let code = guard.child.wait().unwrap().code();
    assert_eq!(code, Some(0), "{}", fs::read_to_string(&guard.remarks).unwrap());
    // What it had no time to read is still there for the next.
    fs::write(&config, text(&[&first, &second], "")).unwrap();
    let output = vigie(&["guard", "--config", show(&config), "--once"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(records(&case), [("access.log".to_owned(), lines), ("site.log".to_owned(), 1)]);
}

#[test]
fn units_are_sound_and_shut_in() {
    let folder = Folder::new("units");
    let units = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/systemd");
    if Command::new("systemd-analyze").arg("--version").output().is_err()
        || !Path::new("/usr/lib/systemd/system/sysinit.target").exists()
            && !Path::new("/lib/systemd/system/sysinit.target").exists()
    {
        eprintln!("skipped: systemd-analyze is not installed (package systemd)");
        return;
    }
    let there = folder.0.join("usr/lib/systemd");
    fs::create_dir_all(&there).unwrap();
    let system = if Path::new("/usr/lib/systemd/system/sysinit.target").exists() {
        "/usr/lib/systemd/system"
    } else {
        "/lib/systemd/system"
    };
    let copied = Command::new("cp").args(["-aL", system, show(&there)]).output().unwrap();
    assert!(there.join("system/sysinit.target").exists(), "{copied:?}");
    for (name, program) in [("usr/bin/vigie", env!("CARGO_BIN_EXE_vigie")), ("bin/kill", "/bin/kill")] {
        let place = folder.0.join(name);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::copy(program, place).unwrap();
    }
    let root = format!("--root={}", show(&folder.0));
    for (unit, exposure) in [("vigie-guard", "17"), ("vigie-block", "14"), ("vigie-serve", "14")] {
        let file = format!("{unit}.service");
        fs::copy(units.join(&file), there.join("system").join(&file)).unwrap();
        let verified = Command::new("systemd-analyze")
            .args(["verify", "--man=no", "--recursive-errors=no", &root, &file])
            .output()
            .unwrap();
        assert!(verified.status.success() && verified.stderr.is_empty(), "{verified:?}");
        let threshold = format!("--threshold={exposure}");
        let secure = Command::new("systemd-analyze")
            .args(["security", "--offline=yes", &threshold, &root, &file])
            .output()
            .unwrap();
        assert!(secure.status.success(), "{}", String::from_utf8_lossy(&secure.stdout));
    }
}

/// A program under what the units ask for, as near as it can be had without systemd: another user and group, one capability or none, no new rights,
/// every folder read-only but its own, its own view of processes.
fn shut_in(wire: &Wire, writes: &[&Path], user: u32, groups: &str, right: Option<&str>, arguments: &[&str]) -> Command {
    let binds: Vec<String> = writes.iter().map(|folder| format!("mount --bind {0} {0};", show(folder))).collect();
    let script = format!(
        "set -e; mount --make-rprivate /; {} mount -o remount,bind,ro /;
        mount -t proc -o subset=pid,hidepid=invisible proc /proc; exec \"$@\"",
        binds.join(" ")
    );
    let only = right.map_or("-all".to_owned(), |right| format!("-all,+{right}"));
    let mut command = Command::new("ip");
    command.args(["netns", "exec", &wire.guarded, "unshare", "--mount", "sh", "-c", &script, "sh", "setpriv"]);
    command.args(["--reuid", &user.to_string(), "--regid", &user.to_string(), "--groups", groups, "--no-new-privs"]);
    command.args(["--bounding-set", &only, "--inh-caps", &only, "--ambient-caps", &only]);
    command.args(arguments).env("LC_ALL", "C").env("XDG_DATA_HOME", "/nonexistent").env_remove("SSH_CONNECTION");
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// Numbers that no user of a test machine has: the guard, the blocker, those who may read logs.
const GUARD: u32 = 64_001;
const BLOCKER: u32 = 64_002;
const READERS: u32 = 64_003;

#[test]
fn a_guard_of_one_user_has_an_address_held_back_by_a_blocker_of_another() {
    let folder = Folder::new("users");
    let Some(wire) = Wire::new("users") else { return };
    let path = |name: &str| folder.0.join(name);
    // The tests' own folder may be closed to others.
    let program = path("vigie");
    fs::copy(env!("CARGO_BIN_EXE_vigie"), &program).unwrap();
    let own = |name: &str, user: u32, group: u32, mode: &str| {
        fs::create_dir(path(name)).unwrap();
        done(
            &Command::new("chown")
                .args([format!("{user}:{group}"), path(name).display().to_string()])
                .output()
                .unwrap(),
        );
        done(&Command::new("chmod").args([mode, show(&path(name))]).output().unwrap());
    };
    own("logs", 0, READERS, "0750");
    own("lib", GUARD, GUARD, "0750");
    own("run", BLOCKER, BLOCKER, "0755");
    own("state", BLOCKER, BLOCKER, "0700");
    own("etc", 0, GUARD, "0750");
    let (log, config, socket, state) =
        (path("logs/access.log"), path("etc/guard.toml"), path("run/block.sock"), path("state"));
    fs::write(&log, "").unwrap();
    done(&Command::new("chown").args([&format!("0:{READERS}"), show(&log)]).output().unwrap());
    done(&Command::new("chmod").args(["0640", show(&log)]).output().unwrap());
    let text = format!(
        "[guard]\nlogs = [{log:?}]\ncase = {:?}\nown = [\"192.0.2.0/24\"]\nblocker = {socket:?}\nsave_seconds = 1\n",
        path("lib/case")
    );
    fs::write(&config, text).unwrap();
    let remarks = || Stdio::from(OpenOptions::new().create(true).append(true).open(path("remarks")).unwrap());
    let (guard_user, state_text) = (GUARD.to_string(), state.display().to_string());
    let words = [show(&program), "block", "--socket", show(&socket), "--for-user", &guard_user];
    let words = [&words[..], &["--config", show(&config), "--state", &state_text]].concat();
    let mut blocker = shut_in(&wire, &[&path("run"), &state], BLOCKER, &guard_user, Some("net_admin"), &words);
    let _blocker = Running(blocker.stderr(remarks()).spawn().unwrap());
    let said = || fs::read_to_string(path("remarks")).unwrap_or_default();
    until("the blocker listens", || socket.exists(), &said);
    let words = [show(&program), "guard", "--config", show(&config)];
    let mut guard = shut_in(&wire, &[&path("lib")], GUARD, &READERS.to_string(), None, &words);
    let _guard = Running(guard.stderr(remarks()).spawn().unwrap());
    until("the guard reads", || path("lib/case/memory.zst").exists(), &said);
    assert!(wire.passes("203.0.113.9"));
    attack(&log, "203.0.113.9");
    until("held back", || !wire.passes("203.0.113.9"), &said);
    assert!(wire.passes("198.51.100.20"));
    assert!(
        said().contains("rights left: none") && said().contains("rights left: to change the packet filter"),
        "{}",
        said()
    );
    // The administrator, as another user again, takes everything back.
    done(&wire.guarded(show(&program), &["block", "--undo-all", "--state", &state_text]));
    assert!(wire.passes("203.0.113.9"));
    done(&wire.guarded(show(&program), &["block", "--confirm", "--state", &state_text]));
    attack(&log, "2001:db8:9:9::1");
    until("held back again", || !wire.passes("2001:db8:9:9::1"), &said);
}

/// A program, ended when dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).output();
        let _ = self.0.wait();
    }
}

fn until(what: &str, mut holds: impl FnMut() -> bool, said: &dyn Fn() -> String) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_mins(1), "{what}: never\n{}", said());
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A log of attacks of this moment.
fn attack(log: &Path, from: &str) {
    let mut file = OpenOptions::new().append(true).open(log).unwrap();
    for step in 0..12 {
        let target = format!("/item?id={step}%27%20UNION%20SELECT%20password%20FROM%20users--");
        file.write_all(wire::request(from, 0, &target, 404).as_bytes()).unwrap();
    }
}

/// What the doctor says of a file: its exit code, and the state of each check about something.
fn doctor(config: &Path) -> (Option<i32>, Vec<(String, String, String)>) {
    let output = vigie(&["doctor", "--config", show(config), "--json"]);
    let found: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let rows = found["findings"].as_array().unwrap();
    let rows = rows.iter().map(|row| (text(&row["check"]), text(&row["state"]), text(&row["is"])));
    (output.status.code(), rows.collect())
}

#[test]
fn the_doctor_says_what_is_missing_and_what_to_do() {
    let folder = Folder::new("doctor");
    let path = |name: &str| folder.0.join(name);
    let (log, case, config) = (path("access.log"), path("case"), path("guard.toml"));
    fs::write(&log, (0..40).map(|step| web("10.0.0.1", &format!("/{step}"))).collect::<String>()).unwrap();
    let text = |more: &str| {
        format!("[guard]\nlogs = [{log:?}, \"/nowhere/access.log\"]\ncase = {case:?}\nsave_seconds = 1\n{more}")
    };
    fs::write(&config, text("")).unwrap();
    let chmod = |mode: &str| done(&Command::new("chmod").args([mode, show(&config)]).output().unwrap());
    chmod("0666");
    let (code, found) = doctor(&config);
    assert_eq!(code, Some(1));
    let has = |found: &[(String, String, String)], check: &str, state: &str, words: &str| {
        assert!(
            found.iter().any(|one| one.0 == check && one.1 == state && one.2.contains(words)),
            "{check} {state} {words}: {found:#?}"
        );
    };
    has(&found, "configuration", "mend", "somebody else may write it");
    has(&found, "logs", "mend", "not there");
    has(&found, "rotation", "note", "logrotate does not know it");
    has(&found, "formats", "mend", "come from 10.0.0.1");
    has(&found, "protected", "mend", "no network of the organisation");
    has(&found, "guard", "mend", "no guard has filled it yet");
    has(&found, "blocker", "note", "only watches");
    for (language, words) in [("en", "to mend:"), ("fr", "à faire :")] {
        let output = vigie(&["doctor", "--config", show(&config), "--lang", language]);
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(shown.contains(words) && shown.contains('→'), "{shown}");
    }
    chmod("0640");
    fs::write(&config, text("own = [\"192.0.2.0/24\"]\n").replace(", \"/nowhere/access.log\"", "")).unwrap();
    let mut guard = Guard::start(&folder, &config);
    let began = Instant::now();
    while !doctor(&config).1.iter().any(|one| one.0 == "guard" && one.1 == "well") {
        assert!(began.elapsed() < Duration::from_mins(1), "{:#?}", doctor(&config).1);
    }
    let (_, found) = doctor(&config);
    has(&found, "configuration", "well", "");
    has(&found, "logs", "well", "access");
    has(&found, "folder", "well", "room");
    guard.signal("-TERM");
    assert_eq!(guard.child.wait().unwrap().code(), Some(0));
    has(&doctor(&config).1, "guard", "mend", "no guard is alive");
    // What cannot be read cannot be looked at.
    fs::write(&config, "[guard]\nlogs = 1\n").unwrap();
    let output = vigie(&["doctor", "--config", show(&config)]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("guard.toml:2:8\n"), "{output:?}");
}
