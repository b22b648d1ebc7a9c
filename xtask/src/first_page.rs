//! How long the first page of the dashboard takes over a large case: a seeded log of that many attempts, filled into a case by the
//! program, served by the program, asked for over loopback by somebody who signed in. It measures; it fails only when the case or the
//! page is not what it should be.
#![allow(clippy::disallowed_types, reason = "the program under test is started and asked over loopback, nothing else")]

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use vigie_facts::time::Timestamp;
use vigie_simulate::random::Random;

use crate::dashboard::{PASSWORD, account, started};
use crate::latency::memory;

/// Attempts of one source: five visits, each of two forms.
const VISITS: u64 = 5;
const FORMS: u64 = 2;

/// Time between two visits of a source: far more than ends an attempt.
const VISIT_EACH_SECONDS: i64 = 4 * 86_400;

/// How long reading the case is waited for.
const PATIENCE: Duration = Duration::from_mins(15);

const USAGE: &str = "usage: cargo xtask first-page [--attempts 1000000] [--requests 100] [--seed 1] [--vigie PROGRAM] (built with --features serve)";

/// What to measure.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Plan {
    attempts: u64,
    requests: u64,
    seed: u64,
    vigie: PathBuf,
}

/// `cargo xtask first-page`.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let plan = read_arguments(arguments)?;
    ensure!(plan.vigie.is_file(), "{} is not there: cargo build --release --features serve", plan.vigie.display());
    let folder = std::env::temp_dir().join(format!("vigie-first-page-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let measured = measure(&plan, &folder);
    fs::remove_dir_all(&folder).context("the folder of the measurement")?;
    measured
}

fn read_arguments(arguments: &[String]) -> anyhow::Result<Plan> {
    let vigie = crate::target_folder().join("release/vigie");
    let mut plan = Plan { attempts: 1_000_000, requests: 100, seed: 1, vigie };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let value = rest.next().context(USAGE)?;
        let number = || value.parse::<u64>().with_context(|| format!("{argument} {value}: not a number; {USAGE}"));
        match argument.as_str() {
            "--attempts" => plan.attempts = number()?.max(VISITS * FORMS),
            "--requests" => plan.requests = number()?.max(1),
            "--seed" => plan.seed = number()?,
            "--vigie" => plan.vigie = value.into(),
            _ => anyhow::bail!("{USAGE}"),
        }
    }
    Ok(plan)
}

fn measure(plan: &Plan, folder: &Path) -> anyhow::Result<()> {
    let (log, case) = (folder.join("www.example.org.log"), folder.join("case"));
    write_log(plan, &log)?;
    let began = Instant::now();
    let mut report = Command::new(&plan.vigie);
    report.arg("report").arg(&log).arg("--case").arg(&case).args(["--time-zone", "Europe/Paris", "--quiet"]);
    started(report.stdout(Stdio::null()), "vigie report")?;
    println!("{} attempts in the case, filled in {:.1} s", rows_of(&case, "attempts")?, began.elapsed().as_secs_f64());
    account(&plan.vigie, &case, "rita", "reader")?.wait()?;
    let began = Instant::now();
    let served = Served::start(&plan.vigie, &case)?;
    let pid = served.child.id();
    let cookie = served.sign_in()?;
    let (mut first, mut size) = (None, 0);
    while first.is_none() {
        ensure!(began.elapsed() < PATIENCE, "the page never came");
        let asked = Instant::now();
        let reply = served.ask(&format!("GET / HTTP/1.1\r\nCookie: {cookie}\r\n"), "")?;
        match status(&reply) {
            "200" => (first, size) = (Some(asked.elapsed()), reply.len()),
            "503" => std::thread::sleep(Duration::from_millis(20)),
            other => anyhow::bail!("the page answered {other}"),
        }
    }
    let (ready, first) = (began.elapsed().as_secs_f64(), first.unwrap_or_default().as_secs_f64() * 1e3);
    println!("the first page is there {ready:.2} s after the start; that request took {first:.1} ms, {size} bytes");
    println!("{:.0} MiB resident, {:.0} MiB at most", memory(pid, "VmRSS")?, memory(pid, "VmHWM")?);
    for path in ["/", "/incidents", "/clusters", "/sources", "/accounts", "/coverage", "/search?q=union"] {
        println!("{path}: {}", times(plan, &served, path, &cookie)?);
    }
    println!("load {}", fs::read_to_string("/proc/loadavg")?.trim());
    Ok(())
}

/// What later requests for a page take.
fn times(plan: &Plan, served: &Served, path: &str, cookie: &str) -> anyhow::Result<String> {
    let mut times = Vec::new();
    for _ in 0..plan.requests {
        let asked = Instant::now();
        let reply = served.ask(&format!("GET {path} HTTP/1.1\r\nCookie: {cookie}\r\n"), "")?;
        ensure!(status(&reply) == "200", "{path} answered {}", status(&reply));
        times.push(asked.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() as f64 * share) as usize).min(times.len() - 1)];
    Ok(format!("p50 {:.1} ms, p99 {:.1}, longest {:.1}", at(0.5), at(0.99), at(1.0)))
}

/// As many attempts as lines: sources that come back, each time with two forms.
fn write_log(plan: &Plan, path: &Path) -> anyhow::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    let mut random = Random::new(plan.seed, "first-page");
    let sources = plan.attempts / (VISITS * FORMS);
    let start = random.below(1 << 24) as u32;
    for visit in 0..VISITS as i64 {
        for source in 0..sources {
            // Multiplying by an odd number goes through all of a /8 once.
            let host = start.wrapping_add((source as u32).wrapping_mul(2_654_435_761)) & 0x00ff_ffff;
            let address = Ipv4Addr::from(0x1700_0000 | host);
            let share = source as i64 * (VISIT_EACH_SECONDS - 86_400) / sources as i64;
            let time = clf(Timestamp::from_seconds(1_486_000_000 + visit * VISIT_EACH_SECONDS + share));
            let item = random.below(400);
            for target in [
                format!("/item?id={item}%27%20UNION%20SELECT%20password%20FROM%20users--%20"),
                format!("/search?q=%3Cscript%3Ealert({item})%3C/script%3E"),
            ] {
                writeln!(out, "{address} - - [{time}] \"GET {target} HTTP/1.1\" 404 162 \"-\" \"Mozilla/5.0\"")?;
            }
        }
    }
    out.flush()?;
    Ok(())
}

/// An instant as an access log writes it, in UTC.
pub(crate) fn clf(time: Timestamp) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month, day, hour, minute, second, _) = time.civil();
    let month = MONTHS[month as usize - 1];
    format!("{day:02}/{month}/{year}:{hour:02}:{minute:02}:{second:02} +0000")
}

fn rows_of(case: &Path, table: &str) -> anyhow::Result<u64> {
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(case.join("manifest.json"))?)?;
    let tables = manifest["tables"].as_array().context("no tables")?;
    let found = tables.iter().find(|entry| entry["table"] == table).context("no such table")?;
    found["rows"].as_u64().context("no number of rows")
}

/// The program, serving; it ends with this.
struct Served {
    child: Child,
    address: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    fn start(vigie: &Path, case: &Path) -> anyhow::Result<Served> {
        let mut serve = Command::new(vigie);
        serve.args(["serve", "--listen", "127.0.0.1:0", "--case"]).arg(case).env("LC_ALL", "C");
        let child = serve.stdout(Stdio::piped()).spawn().context("cannot start vigie serve")?;
        let mut served = Served { child, address: String::new() };
        let mut line = String::new();
        BufReader::new(served.child.stdout.take().context("no output")?).read_line(&mut line)?;
        let address = line.trim().trim_end_matches('/').rsplit("http://").next().unwrap_or_default();
        ensure!(address.starts_with("127.0.0.1:"), "vigie serve said {line:?}");
        address.clone_into(&mut served.address);
        Ok(served)
    }

    /// One request on a connection of its own, and all that came back.
    fn ask(&self, head: &str, body: &str) -> anyhow::Result<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_nodelay(true)?;
        write!(
            stream,
            "{head}Host: {}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )?;
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply)?;
        Ok(String::from_utf8_lossy(&reply).into_owned())
    }

    /// Signs in as a browser does; the cookie of the session.
    fn sign_in(&self) -> anyhow::Result<String> {
        let page = self.ask("GET /sign-in HTTP/1.1\r\n", "")?;
        let form = cookie(&page, "vigie-form").context("no form")?;
        let word = page.split("name=\"word\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let body = format!("word={}&to=/&name=rita&password={}", word.context("no word")?, PASSWORD.replace(' ', "+"));
        let head =
            format!("POST /sign-in HTTP/1.1\r\nCookie: {form}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
        let reply = self.ask(&head, &body)?;
        cookie(&reply, "vigie").with_context(|| format!("not signed in: {}", status(&reply)))
    }
}

fn status(reply: &str) -> &str {
    reply.split(' ').nth(1).unwrap_or_default()
}

/// A cookie that a reply sets, as it is sent back.
fn cookie(reply: &str, name: &str) -> Option<String> {
    let head = reply.split("\r\n\r\n").next()?;
    let set =
        head.lines().filter_map(|line| line.split_once(':')).filter(|(key, _)| key.eq_ignore_ascii_case("set-cookie"));
    let pair = set.filter_map(|(_, value)| value.trim().split(';').next());
    pair.filter(|pair| pair.split_once('=').is_some_and(|(key, value)| key == name && !value.is_empty()))
        .map(ToOwned::to_owned)
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_decide() {
        let arguments = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let plan = read_arguments(&arguments("--attempts 5000 --requests 3 --vigie /tmp/v")).unwrap();
        assert_eq!((plan.attempts, plan.requests, plan.seed), (5_000, 3, 1));
        for bad in ["--attempts ten", "--attempts", "--page 3"] {
            assert!(read_arguments(&arguments(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_cookie_is_taken_from_the_head_alone() {
        let reply = "HTTP/1.1 303 See Other\r\nset-cookie: vigie=abc; Path=/\r\nset-cookie: vigie-form=; Max-Age=0\r\n\r\nset-cookie: x=y";
        assert_eq!(cookie(reply, "vigie").as_deref(), Some("vigie=abc"));
        assert_eq!((cookie(reply, "vigie-form"), cookie(reply, "x"), status(reply)), (None, None, "303"));
    }
}
