//! `cargo xtask bench`: Vigie and the tools a reader knows, on the same generated log, in one run, side by side. What each tool does
//! with the log differs; the table says what. A tool that is not installed is named as such, never left out in silence.
#![allow(clippy::disallowed_types, reason = "measuring other programs means starting them")]

use std::fmt::Write as _;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::corpus::{self, Corpus};

/// Runs of each tool; the middle one counts.
const RUNS: usize = 3;
/// A tool that needs longer than this runs once: chance matters less then.
const LONG_SECONDS: f64 = 60.0;

/// What an attentive administrator greps an access log for: literals of every form, matched without regard to case.
const LITERALS: &[&str] = &[
    "union+select",
    "union%20select",
    "union%20all",
    "%27%20or%20",
    "' or '",
    "sleep(",
    "sleep%28",
    "benchmark(",
    "information_schema",
    "extractvalue",
    "xp_cmdshell",
    "%3cscript",
    "<script",
    "onerror=",
    "onload=",
    "javascript:",
    "document.cookie",
    "%3ciframe",
    "../",
    "..%2f",
    "%2e%2e",
    "%252e",
    "..%c0%af",
    "etc/passwd",
    "etc%2fpasswd",
    "win.ini",
    "php://",
    "data://",
    "allow_url_include",
    "auto_prepend",
    "base64_decode",
    "eval(",
    "cmd=",
    ";cat",
    "%7cid",
    "wget%20",
    "curl%20",
    "/.env",
    "/.git/",
    "/.aws/",
    "/.ssh/",
    "wp-login",
    "wp-config",
    "phpmyadmin",
    "/pma/",
    "c99.php",
    "r57.php",
    "shell.php",
    "169.254.169.254",
    "%7b%7b",
    "__globals__",
    "sqlmap",
    "nikto",
    "zgrab",
    "masscan",
];

/// A tool and how it is run on a log; `{log}` and `{tmp}` stand for paths.
struct Contender {
    name: &'static str,
    what: &'static str,
    program: &'static str,
    arguments: &'static [&'static str],
    /// Which log of the corpus.
    log: &'static str,
}

const CONTENDERS: &[Contender] = &[
    Contender {
        name: "vigie report",
        what: "the whole answer: parse, place, detect, attempts, incidents",
        program: "{vigie}",
        arguments: &["report", "{log}", "--json", "{tmp}/vigie.json"],
        log: "access.log",
    },
    Contender {
        name: "vigie scan",
        what: "one line a detection",
        program: "{vigie}",
        arguments: &["scan", "--jsonl", "{log}"],
        log: "access.log",
    },
    Contender {
        name: "wc -l",
        what: "counts line ends: the floor",
        program: "wc",
        arguments: &["-l", "{log}"],
        log: "access.log",
    },
    Contender {
        name: "rg -i -c",
        what: "counts lines with one of the listed literals",
        program: "rg",
        arguments: &["-i", "-c", "-F", "-f", "{tmp}/literals.txt", "{log}"],
        log: "access.log",
    },
    Contender {
        name: "goaccess",
        what: "visitor statistics",
        program: "goaccess",
        arguments: &[
            "{log}",
            "--log-format=COMBINED",
            "--no-progress",
            "--no-global-config",
            "-o",
            "{tmp}/goaccess.json",
        ],
        log: "access.log",
    },
    Contender {
        name: "fail2ban-regex",
        what: "matches one filter (apache-badbots), counts",
        program: "fail2ban-regex",
        arguments: &["{log}", "/etc/fail2ban/filter.d/apache-badbots.conf"],
        log: "access.log",
    },
    Contender {
        name: "lnav",
        what: "parses and indexes, then counts requests by SQL",
        program: "lnav",
        arguments: &["-n", "-c", ";SELECT count(*) FROM access_log", "{log}"],
        log: "access.log",
    },
    Contender {
        name: "vigie report",
        what: "the whole answer, sign-in log",
        program: "{vigie}",
        arguments: &["report", "{log}", "--json", "{tmp}/vigie-auth.json", "--year", "2017"],
        log: "auth.log",
    },
    Contender {
        name: "fail2ban-regex",
        what: "matches the sshd filter, counts",
        program: "fail2ban-regex",
        arguments: &["{log}", "/etc/fail2ban/filter.d/sshd.conf"],
        log: "auth.log",
    },
];

/// Runs `bench`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (mut seed, mut lines, mut dir, mut only) = (7, 1_000_000, None, None);
    for pair in arguments.chunks(2) {
        let [flag, value] = pair else { bail!("{}: a value is missing", pair[0]) };
        match flag.as_str() {
            "--seed" => seed = value.parse()?,
            "--lines" => lines = value.parse()?,
            "--corpus" => dir = Some(PathBuf::from(value)),
            "--only" => only = Some(value.clone()),
            _ => bail!("usage: cargo xtask bench [--seed 7] [--lines 1000000] [--corpus DIR] [--only NAME]"),
        }
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let dir = dir.unwrap_or_else(|| target.join(format!("bench-corpus-{seed}-{lines}")));
    if !dir.join("truth.json").exists() {
        println!("writing the corpus into {}", dir.display());
        corpus::write(&Corpus { seed, lines, sources: lines * 172 / 1_000, out: dir.clone() })?;
    }
    let temporary = target.join("bench-output");
    std::fs::create_dir_all(&temporary)?;
    std::fs::write(temporary.join("literals.txt"), LITERALS.join("\n") + "\n")?;
    print!("{}", surroundings(&dir));
    println!();
    println!("| log | tool | what it does | wall s | CPU s | MB/s | MB/CPU s | peak MiB | exit |");
    println!("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    let vigie = target.join("release/vigie");
    for contender in CONTENDERS.iter().filter(|c| only.as_deref().is_none_or(|name| c.name.starts_with(name))) {
        println!("{}", row(contender, &dir, &temporary, &vigie));
    }
    Ok(())
}

fn row(contender: &Contender, dir: &Path, temporary: &Path, vigie: &Path) -> String {
    let log = dir.join(contender.log);
    let head = format!("| {} | {} | {} |", contender.log, contender.name, contender.what);
    let fill = |text: &str| {
        text.replace("{log}", &log.display().to_string())
            .replace("{tmp}", &temporary.display().to_string())
            .replace("{vigie}", &vigie.display().to_string())
    };
    let program = fill(contender.program);
    let arguments: Vec<String> = contender.arguments.iter().map(|argument| fill(argument)).collect();
    let bytes = std::fs::metadata(&log).map_or(0, |metadata| metadata.len());
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        match measure(&program, &arguments, temporary) {
            Ok(run) => {
                let is_long = run.wall_seconds > LONG_SECONDS;
                runs.push(run);
                if is_long {
                    break;
                }
            }
            Err(error) => return format!("{head} not measured: {error:#} | | | | | |"),
        }
    }
    runs.sort_by(|a, b| a.wall_seconds.total_cmp(&b.wall_seconds));
    let middle = &runs[runs.len() / 2];
    let peak = runs.iter().map(|run| run.peak_kib).max().unwrap_or(0);
    let rate = |seconds: f64| {
        // GNU time counts processor time in hundredths of a second: below that there is no rate to state.
        if seconds < 0.01 { "-".to_owned() } else { format!("{:.0}", bytes as f64 / 1e6 / seconds) }
    };
    format!(
        "{head} {:.2} | {:.2} | {} | {} | {:.0} | {} |",
        middle.wall_seconds,
        middle.cpu_seconds,
        rate(middle.wall_seconds),
        rate(middle.cpu_seconds),
        peak as f64 / 1024.0,
        middle.exit
    )
}

struct Run {
    wall_seconds: f64,
    cpu_seconds: f64,
    peak_kib: u64,
    exit: String,
}

/// One run under GNU time, which knows a child's processor time and peak memory.
fn measure(program: &str, arguments: &[String], temporary: &Path) -> Result<Run> {
    if Path::new(program).is_absolute() || program.contains('/') {
        if !Path::new(program).exists() {
            bail!("{program} does not exist: run `cargo build --release` first");
        }
    } else if !is_installed(program) {
        bail!("{program} is not installed");
    }
    if !Path::new("/usr/bin/time").exists() {
        bail!("/usr/bin/time (Debian package time) is not installed");
    }
    let figures = temporary.join("time.txt");
    let output = temporary.join("output.txt");
    let started = Instant::now();
    let status = Command::new("/usr/bin/time")
        .args(["-q", "-f", "%U %S %M", "-o"])
        .arg(&figures)
        .arg(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(File::create(&output)?)
        .stderr(File::create(temporary.join("errors.txt"))?)
        .status()
        .with_context(|| program.to_owned())?;
    let wall_seconds = started.elapsed().as_secs_f64();
    let text = std::fs::read_to_string(&figures)?;
    let numbers: Vec<f64> = text.split_ascii_whitespace().filter_map(|number| number.parse().ok()).collect();
    let [user, system, peak] = numbers.as_slice() else { bail!("time said {text:?}") };
    Ok(Run {
        wall_seconds,
        cpu_seconds: user + system,
        peak_kib: *peak as u64,
        exit: status.code().map_or_else(|| "signal".into(), |code| code.to_string()),
    })
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|dir| dir.join(program).is_file())
}

/// Hardware, versions, corpus: what somebody else needs to measure the same.
fn surroundings(dir: &Path) -> String {
    let file = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once(':').map_or("unknown", |(_, value)| value.trim()).to_owned()
    };
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let size = std::fs::metadata(dir.join("access.log")).map_or(0, |metadata| metadata.len());
    // What stands there decides, and not what was asked for: a corpus that is given has its own seed and size.
    let truth: serde_json::Value =
        serde_json::from_str(&file(&dir.join("truth.json").to_string_lossy())).unwrap_or_default();
    let world = &truth["access.log"]["world"];
    let mut text = String::new();
    let rows = [
        ("processor", format!("{}, {cores} cores used", field(&file("/proc/cpuinfo"), "model name"))),
        ("memory", field(&file("/proc/meminfo"), "MemTotal")),
        ("kernel", said("uname", &["-sr"])),
        ("commit", said("git", &["describe", "--always", "--dirty"])),
        ("compiler", said("rustc", &["--version"])),
        (
            "corpus",
            format!("seed {}, {} lines, {size} bytes of access.log; page cache warm", world["seed"], world["lines"]),
        ),
        ("load before", file("/proc/loadavg").trim().to_owned()),
        ("literals for rg", LITERALS.len().to_string()),
    ];
    for (name, value) in rows {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "* {name}: {value}");
    }
    for (name, argument) in [
        ("rg", "--version"),
        ("goaccess", "--version"),
        ("fail2ban-regex", "--version"),
        ("lnav", "-V"),
        ("wc", "--version"),
    ] {
        let version = if is_installed(name) { said(name, &[argument]) } else { "not installed".into() };
        let _ = writeln!(text, "* {name}: {version}");
    }
    text
}

/// The first line that a program prints.
fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or("unknown").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_distinct_and_contenders_use_a_log_of_the_corpus() {
        let distinct: std::collections::BTreeSet<_> = LITERALS.iter().collect();
        assert_eq!(distinct.len(), LITERALS.len());
        for contender in CONTENDERS {
            assert!(contender.arguments.contains(&"{log}"), "{}", contender.name);
            assert!(["access.log", "auth.log", "mail.log"].contains(&contender.log));
        }
    }

    #[test]
    fn a_missing_tool_is_said_to_be_missing() {
        let missing = Contender {
            name: "none",
            what: "nothing",
            program: "no-such-program-anywhere",
            arguments: &["{log}"],
            log: "access.log",
        };
        let row = row(&missing, Path::new("/nonexistent"), Path::new("/nonexistent"), Path::new("/nonexistent"));
        assert!(row.contains("is not installed"), "{row}");
    }
}
