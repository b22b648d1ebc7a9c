//! `vigie guard` against logs that are being written: what it comes to is what a run over the finished logs comes to, also when files
//! are rotated and the program is killed on the way.
#![expect(clippy::disallowed_types, reason = "the program under test is started")]
#![expect(clippy::disallowed_methods, reason = "tests write and read files of their own")]
#![expect(clippy::print_stdout, reason = "what the program remarked is part of a failure's story")]
#![expect(clippy::unwrap_used, reason = "a test may stop")]

mod trial;

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use trial::{Folder, show};
use vigie_facts::case::Case;
use vigie_facts::service::Service;

impl Folder {
    fn with_logs(name: &str) -> Folder {
        let folder = Folder::new(name);
        fs::create_dir_all(folder.0.join("logs")).unwrap();
        folder
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

fn vigie(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.args(arguments).env("LC_ALL", "C").env("XDG_DATA_HOME", "/nonexistent").env_remove("SSH_CONNECTION");
    command
}

fn done(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Numbers that look random and are the same for a seed (SplitMix64, Steele et al. 2014).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// A web log and its rotated files, written as a server would.
struct Log {
    path: PathBuf,
    file: File,
    numbers: Numbers,
    second: i64,
    lines: u64,
}

impl Log {
    fn new(folder: &Folder, seed: u64) -> Log {
        let path = folder.file("logs/access.log");
        let file = OpenOptions::new().create(true).append(true).open(&path).unwrap();
        Log { path, file, numbers: Numbers(seed), second: 1_486_000_000, lines: 0 }
    }

    /// Visitors, scanners, somebody guessing passwords; an odd record now and then.
    fn line(&mut self) -> String {
        self.lines += 1;
        self.second += i64::from(self.numbers.below(4) == 0);
        let number = self.numbers.below(1_000);
        let visitor = format!("198.51.100.{}", self.numbers.below(60));
        let attacker = format!("203.0.113.{}", self.numbers.below(9));
        let (source, request, status) = match number {
            0..400 => (visitor, format!("GET /news/{}", self.numbers.below(40)), 200),
            400..500 => (visitor, "GET /search?q=l%27%C3%A9t%C3%A9".to_owned(), 200),
            500..620 => {
                (attacker, format!("GET /item?id={number}%27%20UNION%20SELECT%20password%20FROM%20users--"), 200)
            }
            620..740 => (attacker, format!("GET /{number}/.env"), 404),
            740..800 => (attacker, format!("GET /wp-{number}.php"), 404),
            800..880 => ("203.0.113.77".to_owned(), "POST /wp-login.php".to_owned(), 200),
            880..900 => (visitor, "POST /wp-login.php".to_owned(), 302),
            900..990 => (visitor, format!("GET /gone/{number}"), 404),
            _ => return "\u{1b}[31mno request at all\n".to_owned(),
        };
        let time = jiff::Timestamp::from_second(self.second).unwrap().strftime("%d/%b/%Y:%H:%M:%S +0000").to_string();
        format!("{source} - - [{time}] \"{request} HTTP/1.1\" {status} {} \"-\" \"Mozilla/5.0\"\n", number * 7)
    }

    /// Writes so many lines, now and then in two pieces.
    fn write(&mut self, lines: u64) {
        for _ in 0..lines {
            let line = self.line();
            if self.numbers.below(50) == 0 {
                let (one, two) = line.as_bytes().split_at(line.len() / 2);
                self.file.write_all(one).unwrap();
                std::thread::sleep(Duration::from_millis(2));
                self.file.write_all(two).unwrap();
            } else {
                self.file.write_all(line.as_bytes()).unwrap();
            }
        }
    }

    fn rotated(&self, number: u64) -> PathBuf {
        PathBuf::from(format!("{}.{number}", self.path.display()))
    }

    fn shift(&self) {
        for number in (1..1000).rev().filter(|number| self.rotated(*number).exists()) {
            fs::rename(self.rotated(number), self.rotated(number + 1)).unwrap();
        }
    }

    /// As logrotate does by default.
    fn rotate_by_renaming(&mut self) {
        self.shift();
        fs::rename(&self.path, self.rotated(1)).unwrap();
        self.file = OpenOptions::new().create(true).append(true).open(&self.path).unwrap();
    }

    /// As logrotate does with `copytruncate`.
    fn rotate_by_copying(&mut self) {
        self.shift();
        fs::copy(&self.path, self.rotated(1)).unwrap();
        self.file.set_len(0).unwrap();
    }
}

fn guard(log: &Log, case: &Path, more: &[&str]) -> Command {
    let mut command = vigie(&["guard", show(&log.path), "--case", show(case), "--save-seconds", "1"]);
    // What it remarked is shown when a test fails.
    let remarks = OpenOptions::new().create(true).append(true).open(case.with_extension("remarks")).unwrap();
    command.args(more).stdout(Stdio::null()).stderr(remarks);
    command
}

/// The case of a guard that is stopped in order, beside the case of a run over the finished logs; both without what names files.
fn both(folder: &Folder, log: &Log, live: &Path) -> (Case, Case) {
    done(guard(log, live, &["--once"]).output().unwrap());
    let batch = folder.file("batch");
    done(vigie(&["report", show(&folder.file("logs")), "--case", show(&batch), "-q"]).output().unwrap());
    let read = |folder: &Path| {
        let mut case = vigie::case::read(folder).unwrap();
        // Live, an input has no digest (it had no end), was named otherwise when it was opened, and was recognised by fewer records.
        for input in &mut case.inputs {
            (input.path, input.digest, input.compression) = Default::default();
            input.confidence_percent = 0;
        }
        case
    };
    (read(live), read(&batch))
}

fn assert_same(live: &Case, batch: &Case) {
    assert!(batch.detections.len() > 100 && batch.attempts.len() > 10, "the logs must mean something");
    let read =
        |case: &Case| case.inputs.iter().map(|input| (input.bytes_read, input.counts.records)).collect::<Vec<_>>();
    assert_eq!(read(live), read(batch), "bytes and records of each file");
    assert_eq!(live.inputs, batch.inputs);
    assert_eq!(live.detections.len(), batch.detections.len());
    assert_eq!(live.attempts, batch.attempts);
    assert_eq!(live.sources, batch.sources);
    assert_eq!(live.lines, batch.lines);
    assert_eq!(live.ordinary, batch.ordinary);
    assert!(live == batch, "the cases differ elsewhere");
}

#[test]
fn a_log_read_as_it_grows_comes_to_the_same_as_the_finished_log() {
    let folder = Folder::with_logs("same");
    let live = folder.file("live");
    let mut log = Log::new(&folder, 1);
    log.write(500);
    let mut child = guard(&log, &live, &[]).spawn().unwrap();
    for part in 0..40 {
        log.write(80);
        std::thread::sleep(Duration::from_millis(if part % 10 == 0 { 120 } else { 7 }));
    }
    stop(&mut child);
    let (live, batch) = both(&folder, &log, &live);
    assert_eq!(live.inputs[0].service, Some(Service::WebAccess));
    assert_same(&live, &batch);
}

/// Asks for a stop, as a service manager does.
fn stop(child: &mut Child) {
    done(Command::new("kill").args(["-TERM", &child.id().to_string()]).output().unwrap());
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_log_that_outgrows_its_chunks_comes_to_the_same() {
    let folder = Folder::with_logs("large");
    let live = folder.file("live");
    let mut log = Log::new(&folder, 2);
    log.file.write_all(&vec![b'x'; 3 << 20]).unwrap();
    log.file.write_all(b"\n").unwrap();
    let mut child = guard(&log, &live, &[]).spawn().unwrap();
    for _ in 0..30 {
        log.write(900);
    }
    log.file.write_all(&vec![b'y'; (1 << 20) + 5]).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    log.file.write_all(&vec![b'z'; 1 << 20]).unwrap();
    log.file.write_all(b"\n").unwrap();
    log.write(50);
    stop(&mut child);
    let (live, batch) = both(&folder, &log, &live);
    assert!(fs::metadata(&log.path).unwrap().len() > 7 << 20);
    assert_same(&live, &batch);
}

/// Rounds of: start, write, rotate, kill at any moment, rotate unwatched; in the end the case is that of the finished logs.
fn check_kills(name: &str, seed: u64, rounds: u64) {
    let folder = Folder::with_logs(name);
    let live = folder.file("live");
    let mut log = Log::new(&folder, seed);
    let mut numbers = Numbers(seed ^ 0xdead);
    let mut rotations = 0;
    log.write(5);
    for _ in 0..rounds {
        let mut child = guard(&log, &live, &[]).spawn().unwrap();
        // From the first state on, nothing is lost; what a machine did before anybody watched is another matter.
        await_state(&live);
        let end = Instant::now() + Duration::from_millis(100 + numbers.below(1_500));
        while Instant::now() < end {
            let lines = numbers.below(60);
            log.write(lines);
            if numbers.below(12) == 0 {
                rotations += 1;
                println!("rotates {rotations}");
                rotate(&mut log, &mut numbers);
            }
            std::thread::sleep(Duration::from_millis(numbers.below(25)));
        }
        println!("kills");
        child.kill().unwrap();
        child.wait().unwrap();
        // While nobody watches, too.
        for _ in 0..numbers.below(3) {
            let lines = 1 + numbers.below(100);
            log.write(lines);
            rotations += 1;
            println!("rotates {rotations}, unwatched");
            rotate(&mut log, &mut numbers);
        }
        log.write(3);
    }
    assert!(rotations > 1);
    let (case, batch) = both(&folder, &log, &live);
    println!("{}", fs::read_to_string(live.with_extension("remarks")).unwrap());
    assert_same(&case, &batch);
}

fn await_state(live: &Path) {
    let started = Instant::now();
    while !live.join("memory.zst").exists() && started.elapsed() < Duration::from_mins(1) {
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn rotate(log: &mut Log, numbers: &mut Numbers) {
    // Something stands in every file: an empty one is nothing that a copy could be told by.
    log.write(2);
    if numbers.below(2) == 0 {
        log.rotate_by_renaming();
    } else {
        log.rotate_by_copying();
    }
    log.write(1);
}

#[test]
fn killed_and_rotated_at_any_moment_it_loses_nothing_and_repeats_nothing() {
    for seed in 0..2 {
        check_kills("killed", seed, 12);
    }
}

#[test]
fn decisions_are_said_as_they_are_made_and_nothing_is_done_unless_asked() {
    let folder = Folder::with_logs("decide");
    let (path, live) = (folder.file("logs/access.log"), folder.file("live"));
    let mut file = File::create(&path).unwrap();
    let arguments = ["guard", show(&path), "--case", show(&live), "--own", "192.0.2.0/24", "--json"];
    let mut child = vigie(&arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
    let time = jiff::Timestamp::from_second(now).unwrap().strftime("%d/%b/%Y:%H:%M:%S +0000");
    for step in 0..9 {
        for source in ["192.0.2.7", "2001:db8:9:9::1"] {
            let request = format!("GET /item?id={step}%27%20UNION%20SELECT%20password%20FROM%20users--");
            writeln!(file, "{source} - - [{time}] \"{request} HTTP/1.1\" 200 7 \"-\" \"-\"").unwrap();
        }
    }
    let line: serde_json::Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!((&line["target"], &line["applied"]), (&"2001:db8:9:9::/64".into(), &false.into()), "{line}");
    stop(&mut child);
    assert!(lines.next().is_none(), "the organisation's own is never named");
    assert!(!live.join("decisions.json").exists());
}

#[test]
fn a_network_is_not_taken_as_a_whole_when_somebody_in_it_asked_for_a_page_that_is_gone() {
    for (neighbour, expected) in [
        (None, vec!["203.0.113.0/24".to_owned()]),
        (Some("203.0.113.200"), (1..=9).map(|host| format!("203.0.113.{host}")).collect()),
    ] {
        let folder = Folder::with_logs(if neighbour.is_some() { "shared" } else { "alone" });
        let (path, live) = (folder.file("logs/access.log"), folder.file("live"));
        let mut file = File::create(&path).unwrap();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
        let time = jiff::Timestamp::from_second(now).unwrap().strftime("%d/%b/%Y:%H:%M:%S +0000");
        if let Some(address) = neighbour {
            for (page, status) in [("/", 200), ("/favicon.ico", 404), ("/news", 200)] {
                writeln!(file, "{address} - - [{time}] \"GET {page} HTTP/1.1\" {status} 7 \"-\" \"Mozilla/5.0\"")
                    .unwrap();
            }
        }
        for host in 1..=9 {
            for step in 0..9 {
                let request = format!("GET /item?id={step}%27%20UNION%20SELECT%20password%20FROM%20users--");
                writeln!(file, "203.0.113.{host} - - [{time}] \"{request} HTTP/1.1\" 200 7 \"-\" \"-\"").unwrap();
            }
        }
        let said = done(vigie(&["guard", show(&path), "--case", show(&live), "--once", "--json"]).output().unwrap());
        let target = |line: &str| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["target"].as_str().unwrap().to_owned()
        };
        assert_eq!(said.lines().map(target).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_case_has_one_guard_and_none_when_it_was_filled_otherwise() {
    let folder = Folder::with_logs("lock");
    let live = folder.file("live");
    let mut log = Log::new(&folder, 3);
    log.write(2_000);
    let mut child = guard(&log, &live, &[]).spawn().unwrap();
    await_state(&live);
    assert_eq!(guard(&log, &live, &["--once"]).status().unwrap().code(), Some(4));
    stop(&mut child);
    let batch = folder.file("batch");
    done(vigie(&["report", show(&log.path), "--case", show(&batch), "-q"]).output().unwrap());
    assert_eq!(guard(&log, &batch, &["--once"]).status().unwrap().code(), Some(2));
}
