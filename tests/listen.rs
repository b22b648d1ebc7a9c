//! `vigie listen` as real senders meet it (logger, nginx, rsyslog, journalctl) and as hostile ones do; what it writes, as a report and a
//! guard read it. A test whose program is not installed says so and ends.
#![expect(clippy::disallowed_types, reason = "the program under test and real senders are started")]
#![expect(clippy::disallowed_methods, reason = "tests write and read files of their own")]
#![expect(clippy::print_stdout, reason = "a test says what it could not do here")]
#![expect(clippy::unwrap_used, reason = "a test may stop")]

mod trial;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpStream, UdpSocket};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;
use trial::{Folder, show, vigie};

/// A listener that is running, and what it said.
struct Listener {
    child: Child,
    said: Arc<Mutex<Vec<String>>>,
}

impl Listener {
    fn start(spool: &Path, arguments: &[&str]) -> Listener {
        let mut child = Command::new(env!("CARGO_BIN_EXE_vigie"))
            .args(["listen", "--json", "--to", show(spool)])
            .args(arguments)
            .env("LC_ALL", "C")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said: Arc<Mutex<Vec<String>>> = Arc::default();
        let (errors, noted) = (BufReader::new(child.stderr.take().unwrap()), Arc::clone(&said));
        std::thread::spawn(move || {
            errors.lines().map_while(Result::ok).for_each(|line| noted.lock().unwrap().push(line));
        });
        let feeds =
            arguments.iter().filter(|word| matches!(**word, "--udp" | "--tcp" | "--tls" | "--unix" | "--journal"));
        let mut listener = Listener { child, said };
        let feeds = feeds.count();
        listener.wait_for("every feed to be open", |said| {
            said.iter().filter(|line| line.contains("listening: ")).count() == feeds
        });
        listener
    }

    /// The port of a kind of feed.
    fn port(&self, kind: &str) -> u16 {
        let said = self.said.lock().unwrap();
        let line = said.iter().find(|line| line.contains(&format!("listening: {kind} "))).unwrap();
        line.rsplit(':').next().unwrap().parse().unwrap()
    }

    fn wait_for(&mut self, what: &str, is_so: impl Fn(&[String]) -> bool) {
        let until = Instant::now() + Duration::from_secs(20);
        while !is_so(&self.said.lock().unwrap()) {
            let is_over = self.child.try_wait().unwrap().is_some();
            assert!(!is_over && Instant::now() < until, "waited for {what}: {:#?}", self.said.lock().unwrap());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success());
    }

    /// Ends it in order: its counts, and what it said.
    fn end(mut self) -> (Value, Vec<String>) {
        self.signal("-TERM");
        let mut counts = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut counts).unwrap();
        assert!(self.child.wait().unwrap().success());
        let said = self.said.lock().unwrap().clone();
        (serde_json::from_str(&counts).unwrap_or_else(|error| panic!("{error}: {counts:?}")), said)
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Lines of messages in a folder, file after file, without those of ours that begin a segment.
fn lines(spool: &Path) -> Vec<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(spool).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let texts = files.iter().map(|path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned());
    let text: String = texts.collect();
    text.lines().filter(|line| !line.contains(" vigie - - - segment ")).map(str::to_owned).collect()
}

/// Waits until so many lines stand there.
fn wait_for_lines(spool: &Path, count: usize) -> Vec<String> {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let lines = lines(spool);
        if lines.len() >= count {
            return lines;
        }
        assert!(Instant::now() < until, "{} of {count}: {lines:#?}", lines.len());
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn is_there(program: &str) -> bool {
    let there = ["/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/lib/systemd"]
        .iter()
        .any(|folder| Path::new(folder).join(program).exists());
    if !there {
        println!("not tested: {program} is not installed");
    }
    there
}

fn events(spool: &Path) -> Vec<Value> {
    let output = vigie(&["parse", "--jsonl", show(spool)]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn run(program: &str, arguments: &[&str]) {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

const FAILED: &str = "Failed password for root from 203.0.113.9 port 4711 ssh2";

#[test]
fn what_logger_sends_in_every_way_comes_out_as_a_failed_sign_in() {
    if !is_there("logger") {
        return;
    }
    let folder = Folder::new("logger");
    let (spool, socket) = (folder.0.join("spool"), folder.0.join("log.sock"));
    let listener = Listener::start(&spool, &["--udp", "127.0.0.1:0", "--tcp", "127.0.0.1:0", "--unix", show(&socket)]);
    let (udp, tcp) = (listener.port("udp").to_string(), listener.port("tcp").to_string());
    let ways: [&[&str]; 8] = [
        &["--server", "127.0.0.1", "-P", &udp, "--udp", "--rfc5424"],
        &["--server", "127.0.0.1", "-P", &udp, "--udp", "--rfc3164"],
        &["--server", "127.0.0.1", "-P", &tcp, "--tcp", "--rfc5424"],
        &["--server", "127.0.0.1", "-P", &tcp, "--tcp", "--rfc3164"],
        &["--server", "127.0.0.1", "-P", &tcp, "--tcp", "--rfc5424", "--octet-count"],
        &["--server", "127.0.0.1", "-P", &tcp, "--tcp", "--rfc3164", "--octet-count"],
        &["--socket", show(&socket), "--rfc5424"],
        &["--socket", show(&socket), "--rfc3164"],
    ];
    for way in ways {
        run("logger", &[way, &["-t", "sshd", "--id=77", "-p", "auth.info", FAILED][..]].concat());
    }
    wait_for_lines(&spool, ways.len());
    let (counts, said) = listener.end();
    for (kind, records) in [("udp", 2), ("tcp", 4), ("unix", 2)] {
        assert_eq!(counts["feeds"][kind]["records"], records, "{counts}");
        assert_eq!(counts["feeds"][kind]["broken"], 0, "{counts}");
    }
    assert!(said.iter().all(|line| !line.contains("warning")), "{said:#?}");
    let failed = events(&spool).into_iter().filter(|event| event["source.ip"] == "203.0.113.9");
    let failed: Vec<Value> = failed.collect();
    assert_eq!(failed.len(), ways.len());
    for event in failed {
        assert_eq!((&event["process.name"], &event["event.outcome"]), (&"sshd".into(), &"failure".into()), "{event}");
        assert!(event["@timestamp"].is_string(), "a segment's name has the year: {event}");
    }
}

#[test]
fn a_message_forges_no_record_and_keeps_its_bytes() {
    let folder = Folder::new("forged");
    let spool = folder.0.join("spool");
    let listener = Listener::start(&spool, &["--udp", "127.0.0.1:0", "--tcp", "127.0.0.1:0"]);
    let forged = format!("<38>Nov 22 13:00:00 web app: x\n<38>Nov 22 13:00:01 web sshd[7]: {FAILED}\r\n\0");
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    let to = ("127.0.0.1", listener.port("udp"));
    for message in
        [forged.as_bytes(), b"\x1b]0;title\x07\0\xff", b"{\"MESSAGE\":\"x\",\"__REALTIME_TIMESTAMP\":\"1\"}", b"\n"]
    {
        udp.send_to(message, to).unwrap();
    }
    let mut tcp = TcpStream::connect(("127.0.0.1", listener.port("tcp"))).unwrap();
    write!(tcp, "{} {forged}", forged.len()).unwrap();
    drop(tcp);
    let lines = wait_for_lines(&spool, 4);
    listener.end();
    assert_eq!(lines.len(), 4, "{lines:#?}");
    let whole = format!("<38>Nov 22 13:00:00 web app: x#012<38>Nov 22 13:00:01 web sshd[7]: {FAILED}");
    assert_eq!((&lines[0], &lines[1]), (&whole, &whole));
    assert!(
        lines[2].starts_with("<13>1 2") && lines[2].ends_with(" 127.0.0.1 - - - - #033]0;title#007#000\u{fffd}"),
        "{lines:#?}"
    );
    assert!(lines[3].ends_with("- - - - {\"MESSAGE\":\"x\",\"__REALTIME_TIMESTAMP\":\"1\"}"), "{lines:#?}");
    assert!(events(&spool).iter().all(|event| event["source.ip"].is_null()), "nobody failed to sign in");
}

#[test]
fn half_a_message_a_wrong_count_and_a_long_one_are_kept_as_far_as_they_came_and_counted() {
    let folder = Folder::new("halves");
    let spool = folder.0.join("spool");
    let listener = Listener::start(&spool, &["--tcp", "127.0.0.1:0"]);
    let send = |bytes: &[u8]| {
        let mut tcp = TcpStream::connect(("127.0.0.1", listener.port("tcp"))).unwrap();
        tcp.write_all(bytes).unwrap();
    };
    send(b"100 <13>half a message");
    wait_for_lines(&spool, 1);
    send(b"6 <13>abcdef no count 1");
    wait_for_lines(&spool, 3);
    send(format!("<13>{}\n<13>after\n", "x".repeat(100_000)).as_bytes());
    wait_for_lines(&spool, 5);
    send(b"<13>no line end");
    let lines = wait_for_lines(&spool, 6);
    let (counts, said) = listener.end();
    let ends = [
        "half a message [cut: 82 bytes]",
        "<13>ab",
        "cdef no count 1",
        "xxx [cut: 34468 bytes]",
        "after",
        "no line end",
    ];
    for (line, end) in lines.iter().zip(ends) {
        let end = end.strip_prefix("<13>").unwrap_or(end);
        assert!(line.ends_with(end), "{end}: {}", &line[line.len().saturating_sub(60)..]);
    }
    let tcp = &counts["feeds"]["tcp"];
    assert_eq!((&tcp["records"], &tcp["truncated"], &tcp["broken"]), (&6.into(), &2.into(), &2.into()), "{counts}");
    assert_eq!(said.iter().filter(|line| line.contains("no count of octets")).count(), 1, "{said:#?}");
}

#[test]
fn who_may_not_send_is_refused_and_counted() {
    let folder = Folder::new("refused");
    let spool = folder.0.join("spool");
    let listener = Listener::start(&spool, &["--udp", "127.0.0.1:0", "--tcp", "127.0.0.1:0", "--from", "127.0.0.2/32"]);
    let (udp, tcp) = (listener.port("udp"), listener.port("tcp"));
    for from in ["127.0.0.1:0", "127.0.0.2:0"] {
        UdpSocket::bind(from).unwrap().send_to(format!("<13>from {from}").as_bytes(), ("127.0.0.1", udp)).unwrap();
    }
    let mut refused = TcpStream::connect(("127.0.0.1", tcp)).unwrap();
    refused.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    assert!(matches!(refused.read(&mut [0]), Ok(0) | Err(_)), "it is closed");
    let lines = wait_for_lines(&spool, 1);
    let (counts, said) = listener.end();
    assert!(lines.len() == 1 && lines[0].ends_with("from 127.0.0.2:0"), "{lines:#?}");
    assert_eq!((&counts["feeds"]["udp"]["refused"], &counts["feeds"]["tcp"]["refused"]), (&1.into(), &1.into()));
    assert!(said.iter().any(|line| line.contains("127.0.0.1 may not send")), "{said:#?}");
    for open in ["0.0.0.0:0", "[::]:0"] {
        let output = vigie(&["listen", "--to", show(&spool), "--tcp", open]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains("hint: ") && error.contains("--from"), "{error}");
    }
}

#[test]
fn one_sender_has_so_many_connections_and_no_more() {
    let folder = Folder::new("connections");
    let spool = folder.0.join("spool");
    let listener = Listener::start(&spool, &["--tcp", "127.0.0.1:0"]);
    let connect = || TcpStream::connect(("127.0.0.1", listener.port("tcp"))).unwrap();
    // Slow ones: half a message each, and then nothing.
    let mut slow: Vec<TcpStream> = (0..32).map(|_| connect()).collect();
    for connection in &mut slow {
        connection.write_all(b"50 <13>slow").unwrap();
    }
    std::thread::sleep(Duration::from_millis(1_500));
    let mut more = connect();
    more.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    assert!(matches!(more.read(&mut [0]), Ok(0) | Err(_)), "it is closed");
    // One that goes on is read on; one that ends makes room.
    slow[7].write_all(format!("{:42}", "and on").as_bytes()).unwrap();
    wait_for_lines(&spool, 1);
    drop(slow.remove(0));
    wait_for_lines(&spool, 2);
    connect().write_all(b"<13>in\n").unwrap();
    let lines = wait_for_lines(&spool, 3);
    assert!(lines[2].ends_with(" in"), "{lines:#?}");
    let (counts, said) = listener.end();
    assert_eq!(counts["feeds"]["tcp"]["refused"], 1, "{counts}");
    assert!(said.iter().any(|line| line.contains("too many connections")), "{said:#?}");
}

#[test]
fn datagrams_that_the_kernel_had_no_room_for_are_counted() {
    let folder = Folder::new("dropped");
    let spool = folder.0.join("spool");
    let listener = Listener::start(&spool, &["--udp", "127.0.0.1:0"]);
    listener.signal("-STOP");
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    let sent = 30_000;
    for number in 0..sent {
        udp.send_to(format!("<13>{number:01000}").as_bytes(), ("127.0.0.1", listener.port("udp"))).unwrap();
    }
    listener.signal("-CONT");
    let mut last = 0;
    loop {
        std::thread::sleep(Duration::from_millis(1_500));
        let now = lines(&spool).len();
        if now == last {
            break;
        }
        last = now;
    }
    let (counts, said) = listener.end();
    let count = |name: &str| counts["feeds"]["udp"][name].as_u64().unwrap();
    assert_eq!(count("records") + count("dropped"), sent, "{counts}");
    assert!(count("dropped") > 0 && said.iter().any(|line| line.contains("the kernel had no room for")), "{said:#?}");
}

#[test]
fn it_keeps_no_right_and_no_file_but_its_folder() {
    let folder = Folder::new("confined");
    let listener = Listener::start(&folder.0.join("spool"), &["--tcp", "127.0.0.1:0"]);
    let status = fs::read_to_string(format!("/proc/{}/status", listener.child.id())).unwrap();
    let value = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim().to_owned();
    assert_eq!((value("CapEff:").as_str(), value("NoNewPrivs:").as_str()), ("0000000000000000", "1"));
    assert_eq!(value("Seccomp:"), "2");
    listener.end();
}

#[test]
fn two_listeners_do_not_write_to_one_folder_and_a_socket_in_use_is_left() {
    let folder = Folder::new("two");
    let (spool, socket) = (folder.0.join("spool"), folder.0.join("log.sock"));
    let listener = Listener::start(&spool, &["--unix", show(&socket)]);
    for (to, error) in [("spool", "another `vigie listen`"), ("other", "in use")] {
        let output = vigie(&["listen", "--to", show(&folder.0.join(to)), "--unix", show(&socket)]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(4) && said.contains(error), "{said}");
    }
    // One that was killed leaves its socket; the next takes it over.
    listener.kill();
    let listener = Listener::start(&spool, &["--unix", show(&socket)]);
    UnixDatagram::unbound().unwrap().send_to(b"<13>app: again", &socket).unwrap();
    wait_for_lines(&spool, 1);
    listener.end();
}

/// A stand-in for journalctl that follows a file of entries, from a cursor on. In perl, which Debian always has: its awk is often mawk, which waits for
/// whole blocks and keeps the last entries to itself.
fn journal_of(folder: &Folder, entries: &Path) -> PathBuf {
    let script = folder.0.join("journalctl");
    let text = format!(
        "#!/bin/sh\nafter=''\nfor word in \"$@\"; do case $word in --after-cursor=*) after=${{word#--after-cursor=}};; esac; done\n\
         exec tail -n +1 --pid=$PPID -f '{}' | perl -ne 'BEGIN {{ $| = 1; $after = shift; $on = $after eq \"\" }} print if $on; $on = 1 if index($_, \"\\\"__CURSOR\\\":\\\"$after\\\"\") >= 0' -- \"$after\"\n",
        show(entries)
    );
    fs::write(&script, text).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    script
}

fn entry(number: usize) -> String {
    format!(
        "{{\"__CURSOR\":\"s=1;i={number}\",\"__REALTIME_TIMESTAMP\":\"{}\",\"_HOSTNAME\":\"web\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"_PID\":\"7\",\"X\":\"{}\",\"MESSAGE\":\"{FAILED}\"}}\n",
        1_763_000_000_000_000_u64 + number as u64,
        "x".repeat(number % 90 * 10)
    )
}

#[test]
fn killed_at_any_moment_it_loses_and_repeats_nothing_of_the_journal() {
    let folder = Folder::new("journal-kills");
    let (spool, entries) = (folder.0.join("spool"), folder.0.join("entries"));
    let journalctl = journal_of(&folder, &entries);
    let mut file = File::create(&entries).unwrap();
    let (mut written, mut torn) = (0, 0);
    for round in 0..12 {
        let listener = Listener::start(&spool, &["--journal", "--journalctl", show(&journalctl), "--segment-mib", "1"]);
        for _ in 0..60 {
            file.write_all((written..written + 5).map(entry).collect::<String>().as_bytes()).unwrap();
            written += 5;
            std::thread::sleep(Duration::from_millis((written % 7) as u64 / 3));
        }
        listener.kill();
        // A kill or a power cut may leave any part of the last line.
        let newest = fs::read_dir(&spool).unwrap().map(|entry| entry.unwrap().path()).max();
        if let Some(newest) = newest.filter(|_| round % 2 == 0) {
            let bytes = fs::read(&newest).unwrap();
            if bytes.ends_with(b"}\n") {
                torn += 1;
                let keep = bytes.len() - 1 - (round * 17) % 60;
                File::options().write(true).open(&newest).unwrap().set_len(keep as u64).unwrap();
            }
        }
    }
    assert!(torn >= 4, "{torn}");
    let listener = Listener::start(&spool, &["--journal", "--journalctl", show(&journalctl)]);
    let lines = wait_for_lines(&spool, written);
    listener.end();
    let expected: Vec<String> = (0..written).map(|number| entry(number).trim_end().to_owned()).collect();
    assert!(lines == expected, "{} lines of {written}", lines.len());
    assert_eq!(events(&spool).iter().filter(|event| event["source.ip"] == "203.0.113.9").count(), written);
}

#[test]
fn when_the_program_that_reads_the_journal_ends_so_does_the_listener() {
    let folder = Folder::new("journal-ends");
    let script = folder.0.join("journalctl");
    fs::write(&script, "#!/bin/sh\nsleep 1\nexit 3\n").unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let mut listener = Listener::start(&folder.0.join("spool"), &["--journal", "--journalctl", show(&script)]);
    let status = listener.child.wait().unwrap();
    assert_eq!(status.code(), Some(4));
    let output = vigie(&["listen", "--to", show(&folder.0.join("spool")), "--journal", "--journalctl", "/nonexistent"]);
    assert_eq!(output.status.code(), Some(4));
}

#[test]
fn a_journal_that_systemd_recorded_comes_out_as_events() {
    if !is_there("systemd-journal-remote") || !is_there("journalctl") {
        return;
    }
    let folder = Folder::new("journal-recorded");
    let (spool, export, journal) = (folder.0.join("spool"), folder.0.join("export"), folder.0.join("system.journal"));
    let mut text = Vec::new();
    for (number, message) in [FAILED.as_bytes(), b"two\nlines", b"\xff\x00binary"].into_iter().enumerate() {
        let head = format!(
            "__REALTIME_TIMESTAMP={}\n__MONOTONIC_TIMESTAMP={number}\n_BOOT_ID=0123456789abcdef0123456789abcdef\n_HOSTNAME=web\nSYSLOG_IDENTIFIER=sshd\n_PID=7\nMESSAGE\n",
            1_763_000_000_000_000_u64 + number as u64
        );
        text.extend_from_slice(head.as_bytes());
        text.extend_from_slice(&(message.len() as u64).to_le_bytes());
        text.extend_from_slice(message);
        text.extend_from_slice(b"\n\n");
    }
    fs::write(&export, text).unwrap();
    run("/usr/lib/systemd/systemd-journal-remote", &["--output", show(&journal), show(&export)]);
    let script = folder.0.join("journalctl");
    // The first start takes the last entry and goes on from there.
    fs::write(&script, format!("#!/bin/sh\nexec /usr/bin/journalctl --file='{}' \"$@\" --no-tail\n", show(&journal)))
        .unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    for _ in 0..2 {
        let listener = Listener::start(&spool, &["--journal", "--journalctl", show(&script)]);
        wait_for_lines(&spool, 3);
        std::thread::sleep(Duration::from_millis(300));
        listener.end();
    }
    assert_eq!(lines(&spool).len(), 3, "{:#?}", lines(&spool));
    let events = events(&spool);
    assert_eq!(events.iter().filter(|event| event["source.ip"] == "203.0.113.9").count(), 1, "{events:#?}");
}

#[test]
fn a_guard_follows_senders_and_segments_as_they_begin_and_comes_to_what_a_report_does() {
    let folder = Folder::new("live");
    let (spool, live, batch) = (folder.0.join("spool"), folder.0.join("live"), folder.0.join("batch"));
    fs::create_dir(&spool).unwrap();
    let guard = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
        command.args(["guard", show(&spool), "--case", show(&live), "--save-seconds", "1", "-q"]);
        command.env("LC_ALL", "C").stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let mut watching = guard().spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    while !live.join("memory.zst").exists() {
        assert!(Instant::now() < until, "the guard has begun");
        std::thread::sleep(Duration::from_millis(20));
    }
    let listener = Listener::start(&spool, &["--tcp", "127.0.0.1:0", "--udp", "127.0.0.1:0", "--segment-mib", "1"]);
    let mut tcp = TcpStream::connect(("127.0.0.1", listener.port("tcp"))).unwrap();
    let udp = UdpSocket::bind("127.0.0.3:0").unwrap();
    let mut sent = 0;
    for round in 0..30 {
        for number in 0..1_000 {
            let source = (round + number) % 200;
            writeln!(tcp, "<38>Nov 22 13:{:02}:{:02} web sshd[{number}]: Failed password for invalid user u{source} from 203.0.113.{source} port {number} ssh2", round, number % 60).unwrap();
        }
        udp.send_to(
            format!("<38>Nov 22 13:{round:02}:00 db sshd[1]: {FAILED}").as_bytes(),
            ("127.0.0.1", listener.port("udp")),
        )
        .unwrap();
        sent += 1_001;
        std::thread::sleep(Duration::from_millis(60));
        if round % 10 == 5 {
            watching.kill().unwrap();
            watching.wait().unwrap();
            watching = guard().spawn().unwrap();
        }
    }
    drop(tcp);
    wait_for_lines(&spool, sent);
    let (counts, _) = listener.end();
    assert_eq!(counts["feeds"]["tcp"]["records"], 30_000, "{counts}");
    std::thread::sleep(Duration::from_secs(2));
    run("kill", &["-TERM", &watching.id().to_string()]);
    assert!(watching.wait().unwrap().success());
    assert!(guard().arg("--once").status().unwrap().success());
    let segments = fs::read_dir(&spool).unwrap().count();
    assert!(segments >= 4, "{segments} files");
    let output = vigie(&["report", show(&spool), "--case", show(&batch), "-q"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |folder: &Path| {
        let mut case = vigie::case::read(folder).unwrap();
        let mut read: Vec<_> =
            case.inputs.iter().map(|input| (input.path.clone(), input.bytes_read, input.counts.records)).collect();
        read.sort();
        case.inputs.clear();
        (case, read)
    };
    let ((live, live_inputs), (batch, batch_inputs)) = (read(&live), read(&batch));
    assert_eq!(live_inputs, batch_inputs);
    assert!(batch.attempts.len() > 100);
    assert_eq!((live.attempts.len(), live.detections.len()), (batch.attempts.len(), batch.detections.len()));
    let spans = |case: &vigie_facts::case::Case| {
        let mut spans: Vec<String> = case
            .attempts
            .iter()
            .map(|attempt| format!("{:?} {:?} {:?}", attempt.source, attempt.start, attempt.end))
            .collect();
        spans.sort();
        spans
    };
    assert_eq!(spans(&live), spans(&batch));
}

#[test]
fn when_the_disk_is_full_senders_wait_and_nothing_is_lost() {
    let folder = Folder::new("full");
    let spool = folder.0.join("spool");
    fs::create_dir(&spool).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=4m", "vigie-test", show(&spool)]).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        println!("not tested: no file system of a few megabytes can be mounted here");
        return;
    }
    let done = std::panic::catch_unwind(|| {
        fs::write(spool.join("filler"), vec![b'\n'; 3 << 20]).unwrap();
        let mut listener = Listener::start(&spool, &["--tcp", "127.0.0.1:0"]);
        let port = listener.port("tcp");
        let sender = std::thread::spawn(move || {
            let mut tcp = TcpStream::connect(("127.0.0.1", port)).unwrap();
            (0..20_000).for_each(|number| writeln!(tcp, "<13>Nov 22 13:00:00 web app: {number:0100}").unwrap());
        });
        listener
            .wait_for("the disk to be full", |said| said.iter().any(|line| line.contains("nothing can be written")));
        std::thread::sleep(Duration::from_millis(500));
        fs::remove_file(spool.join("filler")).unwrap();
        sender.join().unwrap();
        let lines = wait_for_lines(&spool, 20_000);
        let (counts, said) = listener.end();
        let numbers: Vec<usize> = lines.iter().map(|line| line.rsplit(' ').next().unwrap().parse().unwrap()).collect();
        assert_eq!(numbers, (0..20_000).collect::<Vec<_>>());
        assert_eq!(counts["feeds"]["tcp"]["records"], 20_000);
        assert!(said.iter().any(|line| line.contains("can be written again")), "{said:#?}");
    });
    run("umount", &["-l", show(&spool)]);
    if let Err(panic) = done {
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn nginx_sends_its_access_log_and_a_report_names_the_attack() {
    if !is_there("nginx") {
        return;
    }
    let folder = Folder::new("nginx");
    let spool = folder.0.join("spool");
    let listener = Listener::start(&spool, &["--udp", "127.0.0.1:0"]);
    let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let conf = folder.0.join("nginx.conf");
    let text = format!(
        "daemon off; master_process off; pid {0}/nginx.pid; error_log syslog:server=127.0.0.1:{1},tag=nginx info;\nevents {{}}\nhttp {{\n access_log syslog:server=127.0.0.1:{1},tag=nginx combined;\n client_body_temp_path {0}; proxy_temp_path {0}; fastcgi_temp_path {0}; uwsgi_temp_path {0}; scgi_temp_path {0};\n server {{ listen 127.0.0.1:{port}; return 204; }}\n}}\n",
        show(&folder.0),
        listener.port("udp")
    );
    fs::write(&conf, text).unwrap();
    let mut nginx = Command::new("/usr/sbin/nginx").args(["-c", show(&conf), "-e", "/dev/null"]).spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    let mut connection = loop {
        match TcpStream::connect(("127.0.0.1", port)) {
            Ok(connection) => break connection,
            Err(_) if Instant::now() < until => std::thread::sleep(Duration::from_millis(50)),
            Err(error) => panic!("{error}"),
        }
    };
    write!(connection, "GET /item?id=1%27%20UNION%20SELECT%20password%20FROM%20users-- HTTP/1.0\r\n\r\n").unwrap();
    connection.read_to_string(&mut String::new()).unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    while !lines(&spool).iter().any(|line| line.contains("UNION")) {
        assert!(Instant::now() < until, "{:#?}", lines(&spool));
        std::thread::sleep(Duration::from_millis(50));
    }
    nginx.kill().unwrap();
    nginx.wait().unwrap();
    listener.end();
    let output = vigie(&["scan", show(&spool), "--form", "sql-injection", "--jsonl"]);
    let found = String::from_utf8(output.stdout).unwrap();
    assert_eq!(found.lines().count(), 1, "{:#?}", lines(&spool));
}

/// Starts rsyslog to take datagrams at a port and forward them as told, and sends it messages until they arrive.
fn through_rsyslog(folder: &Folder, spool: &Path, action: &str) {
    let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let conf = folder.0.join("rsyslog.conf");
    let text =
        format!("module(load=\"imudp\")\ninput(type=\"imudp\" address=\"127.0.0.1\" port=\"{port}\")\n{action}\n");
    fs::write(&conf, text).unwrap();
    let mut rsyslog = Command::new("/usr/sbin/rsyslogd")
        .args(["-n", "-f", show(&conf), "-i", show(&folder.0.join("rsyslog.pid"))])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    while !lines(spool).iter().any(|line| line.contains("203.0.113.9")) {
        assert!(Instant::now() < until && rsyslog.try_wait().unwrap().is_none(), "{:#?}", lines(spool));
        udp.send_to(format!("<38>Nov 22 13:00:00 web sshd[7]: {FAILED}").as_bytes(), ("127.0.0.1", port)).unwrap();
        std::thread::sleep(Duration::from_millis(100));
    }
    rsyslog.kill().unwrap();
    rsyslog.wait().unwrap();
    let failed: BTreeSet<String> = events(spool)
        .iter()
        .filter(|event| event["source.ip"] == "203.0.113.9")
        .map(|event| format!("{} {}", event["process.name"], event["host.hostname"]))
        .collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert!(failed.iter().all(|one| one.starts_with("\"sshd\"")), "{failed:?}");
}

#[test]
fn rsyslog_forwards_over_tcp_counted_and_line_by_line() {
    if !is_there("rsyslogd") {
        return;
    }
    for (framing, template) in [
        ("octet-counted", "RSYSLOG_SyslogProtocol23Format"),
        ("traditional", "RSYSLOG_TraditionalForwardFormat"),
        ("traditional", "RSYSLOG_ForwardFormat"),
    ] {
        let folder = Folder::new(&format!("rsyslog-{framing}-{template}"));
        let spool = folder.0.join("spool");
        let listener = Listener::start(&spool, &["--tcp", "127.0.0.1:0"]);
        let action = format!(
            "action(type=\"omfwd\" target=\"127.0.0.1\" port=\"{}\" protocol=\"tcp\" TCP_Framing=\"{framing}\" template=\"{template}\")",
            listener.port("tcp")
        );
        through_rsyslog(&folder, &spool, &action);
        let (counts, _) = listener.end();
        assert_eq!(counts["feeds"]["tcp"]["broken"], 0, "{counts}");
    }
}

/// A certificate authority, a server's certificate, and a sender's, made by openssl.
#[cfg(feature = "listen-tls")]
fn certificates(folder: &Folder) {
    let file = |name: &str| folder.0.join(name).to_str().unwrap().to_owned();
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    for ca in ["ca", "other"] {
        let (keys, out) = (file(&format!("{ca}.key")), file(&format!("{ca}.pem")));
        run(
            "openssl",
            &[&["req", "-x509", "-days", "2", "-subj", "/CN=test", "-keyout", &keys, "-out", &out][..], &key].concat(),
        );
    }
    fs::write(file("ext"), "subjectAltName=DNS:log.example.org,IP:127.0.0.1\n").unwrap();
    for (name, ca) in [("server", "ca"), ("sender", "ca"), ("stranger", "other")] {
        let (keys, request, out) =
            (file(&format!("{name}.key")), file(&format!("{name}.csr")), file(&format!("{name}.pem")));
        let (ca, ca_key, ext) = (file(&format!("{ca}.pem")), file(&format!("{ca}.key")), file("ext"));
        run(
            "openssl",
            &[&["req", "-subj", "/CN=log.example.org", "-keyout", &keys, "-out", &request][..], &key].concat(),
        );
        run(
            "openssl",
            &[
                "x509",
                "-req",
                "-in",
                &request,
                "-CA",
                &ca,
                "-CAkey",
                &ca_key,
                "-CAcreateserial",
                "-days",
                "2",
                "-extfile",
                &ext,
                "-out",
                &out,
            ],
        );
    }
}

#[cfg(feature = "listen-tls")]
#[test]
fn over_tls_only_senders_of_the_named_authority_are_taken() {
    if !is_there("openssl") {
        return;
    }
    let folder = Folder::new("tls");
    certificates(&folder);
    let spool = folder.0.join("spool");
    let file = |name: &str| folder.0.join(name).to_str().unwrap().to_owned();
    let (certificate, key, ca) = (file("server.pem"), file("server.key"), file("ca.pem"));
    let arguments = ["--tls", "127.0.0.1:0", "--certificate", &certificate, "--key", &key, "--client-ca", &ca];
    let listener = Listener::start(&spool, &arguments);
    let to = format!("127.0.0.1:{}", listener.port("tls"));
    for (who, version) in
        [("", "-tls1_3"), ("stranger", "-tls1_3"), ("sender", "-tls1_1"), ("sender", "-tls1_2"), ("sender", "-tls1_3")]
    {
        let mut command = Command::new("openssl");
        command.args(["s_client", "-quiet", "-no_ign_eof", "-CAfile", &ca, "-connect", &to, version]);
        if !who.is_empty() {
            command.args(["-cert", &file(&format!("{who}.pem")), "-key", &file(&format!("{who}.key"))]);
        }
        let mut client = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let message = format!("<38>Nov 22 13:00:00 web sshd[7]: {who} {version}");
        let _ = write!(client.stdin.as_mut().unwrap(), "{} {message}", message.len());
        std::thread::sleep(Duration::from_millis(700));
        drop(client.stdin.take());
        client.wait().unwrap();
    }
    // Who speaks no TLS, and who says nothing.
    let mut plain = TcpStream::connect(&to).unwrap();
    plain.write_all(b"20 <13>Nov 22 13:00:00 no TLS at all").unwrap();
    let mut silent = TcpStream::connect(&to).unwrap();
    silent.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    assert!(matches!(silent.read(&mut [0]), Ok(0) | Err(_)), "it is closed in time");
    let lines = wait_for_lines(&spool, 2);
    let (counts, said) = listener.end();
    let ends: Vec<&str> = lines.iter().map(|line| line.rsplit_once(": ").unwrap().1).collect();
    assert_eq!(ends, ["sender -tls1_2", "sender -tls1_3"]);
    assert_eq!(
        (&counts["feeds"]["tls"]["records"], &counts["feeds"]["tls"]["broken"]),
        (&2.into(), &5.into()),
        "{said:#?}"
    );
    let output = vigie(&["listen", "--to", show(&spool), "--tls", "127.0.0.1:0", "--certificate", &key, "--key", &key]);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
}

#[cfg(feature = "listen-tls")]
#[test]
fn rsyslog_forwards_over_tls_with_both_of_its_libraries() {
    if !is_there("rsyslogd") || !is_there("openssl") {
        return;
    }
    for (driver, library) in [("gtls", "lmnsd_gtls.so"), ("ossl", "lmnsd_ossl.so")] {
        let there = ["/usr/lib/x86_64-linux-gnu/rsyslog", "/usr/lib/aarch64-linux-gnu/rsyslog", "/usr/lib/rsyslog"]
            .iter()
            .any(|folder| Path::new(folder).join(library).exists());
        if !there {
            println!("not tested: {library} is not installed");
            continue;
        }
        let folder = Folder::new(&format!("rsyslog-{driver}"));
        certificates(&folder);
        let spool = folder.0.join("spool");
        let file = |name: &str| folder.0.join(name).to_str().unwrap().to_owned();
        let (certificate, key, ca) = (file("server.pem"), file("server.key"), file("ca.pem"));
        let arguments = ["--tls", "127.0.0.1:0", "--certificate", &certificate, "--key", &key, "--client-ca", &ca];
        let listener = Listener::start(&spool, &arguments);
        let action = format!(
            "global(DefaultNetstreamDriverCAFile=\"{ca}\" DefaultNetstreamDriverCertFile=\"{}\" DefaultNetstreamDriverKeyFile=\"{}\")\n\
             action(type=\"omfwd\" target=\"127.0.0.1\" port=\"{}\" protocol=\"tcp\" TCP_Framing=\"octet-counted\" template=\"RSYSLOG_SyslogProtocol23Format\" StreamDriver=\"{driver}\" StreamDriverMode=\"1\" StreamDriverAuthMode=\"x509/name\" StreamDriverPermittedPeers=\"log.example.org\")",
            file("sender.pem"),
            file("sender.key"),
            listener.port("tls")
        );
        through_rsyslog(&folder, &spool, &action);
        let (counts, said) = listener.end();
        assert_eq!(counts["feeds"]["tls"]["broken"], 0, "{said:#?}");
    }
}
