//! Real logs of web servers, sensors and honeypots, when they lie beside the repository (`shared/data` in a folder above it):
//! at least 99 % of each supported one is understood. Without them these tests have nothing to read and say so.
//!
//! `VIGIE_SHOW=50 cargo test -p vigie-parse --test corpora_web -- --nocapture` prints that many records a corpus, spread evenly
//! over it, with what was read from them; not understood ones are always printed.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests read corpora from disk and say what they found"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};

use bumpalo::Bump;
use vigie_facts::event::{Action, Event};
use vigie_facts::field::{Field, Fields, Value};
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;
use vigie_parse::{Options, Parsed, Parser, YearClock, recognise};

/// Records not understood that are printed of one corpus.
const MISSES_SHOWN: usize = 12;

/// How the records of an input fared.
#[derive(Default)]
struct Tally {
    records: usize,
    understood: usize,
    ignored: usize,
    caught: usize,
    actions: BTreeMap<String, usize>,
    anomalies: BTreeMap<&'static str, usize>,
    misses: Vec<String>,
}

impl Tally {
    fn share(&self) -> f64 {
        self.understood as f64 / (self.records - self.ignored).max(1) as f64
    }
}

#[test]
fn supported_corpora_are_understood() {
    let Some(data) = shared_data() else { return };
    for (file, service) in [
        ("weblogs-real/elastic-semicomplete-2015.log", "web-access"),
        ("weblogs-real/secrepo-2021-10-22.log", "web-access"),
        ("web-ocatak-scans/acunetix.log.gz", "web-access"),
        ("web-ocatak-scans/netsparker.log.gz", "web-access"),
        ("web-ocatak-scans/w3af.log.gz", "web-access"),
        ("docker-honeypot/access.log.gz", "web-access"),
        ("suricata-eve/ait-lds1-mail-spiral-eve.json", "suricata"),
        ("suricata-eve/wrccdc-2017-alerts.jsonl", "suricata"),
        ("suricata-eve/wrccdc-2018-alerts.jsonl", "suricata"),
        ("multi-honeypot-2025/dionaea.jsonl.gz", "dionaea"),
        ("cowrie-coordination/events-A-2017-06-full.json.gz", "cowrie"),
        ("cowrie-coordination/events-A-2017-06-nocmd.json.gz", "cowrie"),
        ("cowrie-coordination/events-C-2017-11-full.json.gz", "cowrie"),
        ("cowrie-coordination/events-C-2017-11-nocmd.json.gz", "cowrie"),
        ("cowrie-coordination/native-sample-C-2017-11-04.json.gz", "cowrie"),
    ] {
        let Some(bytes) = contents(&data.join(file)) else { continue };
        let recognition = recognise(&bytes[..bytes.len().min(65_536)], &Options::default());
        assert_eq!(recognition.service.map(Service::id), Some(service), "{file}");
        let tally = read(file, &bytes);
        assert!(tally.share() >= 0.99, "{file}: {:.4} understood", tally.share());
    }
}

#[test]
fn status_snapshots_hold_no_events() {
    let Some(data) = shared_data() else { return };
    let Some(bytes) = contents(&data.join("weblogs-real/nginxplus-json.log")) else { return };
    let tally = read("nginxplus-json.log", &bytes);
    assert_eq!((tally.understood, tally.caught), (0, 0));
}

/// The sample logs of CrowdSec's parsers: an evaluation, with the share each had when last looked at as its floor.
#[test]
fn sample_logs_of_other_tools_are_understood() {
    let Some(data) = shared_data() else { return };
    let hub = data.join("parsers-expectations/crowdsec_hub_tests");
    let Ok(folders) = std::fs::read_dir(&hub) else { return };
    let mut folders: Vec<PathBuf> = folders.filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.sort();
    let wanted = [
        "nginx",
        "apache2",
        "apache-cve",
        "apache-http",
        "caddy",
        "traefik",
        "haproxy",
        "suricata",
        "cowrie",
        "iptables",
        "modsecurity",
        "aws-alb",
        "http-",
        "thinkphp",
        "npmplus",
        "bunkerweb",
        "litespeed-http",
    ];
    let mut total = Tally::default();
    for folder in folders {
        let name = folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        // Written by an application, not by a web server.
        if name == "http-magento-bf" || !wanted.iter().any(|prefix| name.starts_with(prefix)) {
            continue;
        }
        let Ok(files) = std::fs::read_dir(&folder) else { continue };
        let mut files: Vec<PathBuf> = files.filter_map(|entry| Some(entry.ok()?.path())).collect();
        files.sort();
        for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "log")) {
            let Some(bytes) = contents(file) else { continue };
            let tally = read(&format!("{name}/{}", file.file_name().unwrap_or_default().to_string_lossy()), &bytes);
            total.records += tally.records;
            total.understood += tally.understood;
            total.ignored += tally.ignored;
        }
    }
    eprintln!("sample logs: {}/{} understood, {} ignored", total.understood, total.records, total.ignored);
    assert!(total.records == 0 || total.share() >= 0.90, "{:.4}", total.share());
}

/// The sample logs of fail2ban's filters for web servers, without their comments: printed, and held to the share they had when
/// last looked at.
#[test]
fn sample_logs_of_fail2ban_are_understood() {
    let Some(data) = shared_data() else { return };
    let mut total = Tally::default();
    for name in [
        "apache-auth",
        "apache-badbots",
        "apache-botsearch",
        "apache-fakegooglebot",
        "apache-modsecurity",
        "apache-nohome",
        "apache-noscript",
        "apache-overflows",
        "apache-pass",
        "apache-shellshock",
        "haproxy-http-auth",
        "nginx-bad-request",
        "nginx-botsearch",
        "nginx-forbidden",
        "nginx-http-auth",
        "nginx-limit-req",
        "php-url-fopen",
        "traefik-auth",
    ] {
        let Some(bytes) = contents(&data.join("parsers-expectations/fail2ban_logs").join(name)) else { continue };
        let lines = bytes.split_inclusive(|b| *b == b'\n').filter(|line| !line.starts_with(b"#"));
        let tally = read(name, &lines.collect::<Vec<_>>().concat());
        total.records += tally.records;
        total.understood += tally.understood;
        total.ignored += tally.ignored;
    }
    eprintln!("fail2ban's samples: {}/{} understood", total.understood, total.records);
    assert!(total.records == 0 || total.share() >= 0.90, "{:.4}", total.share());
}

/// Reads an input as the program does, counts, and prints what `VIGIE_SHOW` asks for.
fn read(name: &str, bytes: &[u8]) -> Tally {
    let options = Options::default();
    let recognition = recognise(&bytes[..bytes.len().min(65_536)], &options);
    let mut parser = Parser::new(&recognition, &options, YearClock::starting(options.year));
    let show: usize = std::env::var("VIGIE_SHOW").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
    let lines = memchr::memchr_iter(b'\n', bytes).count().max(1);
    let every = lines.checked_div(show).map_or(usize::MAX, |every| every.max(1));
    let mut tally = Tally::default();
    let mut arena = Bump::new();
    let mut at = 0;
    while let Some((len, step)) = recognition.framing.next_record(&bytes[at..]) {
        let record = &bytes[at..at + len];
        let origin = Origin { input: InputId(0), line: 1, byte_start: at as u64, byte_len: len as u32 };
        at += step;
        if record.is_empty() {
            continue;
        }
        tally.records += 1;
        let parsed = parser.parse(record, origin, &arena);
        if tally.records % every == every / 2 && every != usize::MAX {
            eprintln!("  {}\n    => {}", String::from_utf8_lossy(record), shown(&parsed));
        }
        match parsed {
            Parsed::Event(event) => {
                tally.understood += 1;
                *tally.actions.entry(kind(&event)).or_default() += 1;
                for anomaly in event.anomalies.iter() {
                    *tally.anomalies.entry(anomaly.id()).or_default() += 1;
                }
            }
            Parsed::Ignored { .. } => tally.ignored += 1,
            Parsed::CatchAll { .. } => {
                tally.caught += 1;
                tally.misses.push(String::from_utf8_lossy(record).into_owned());
            }
            Parsed::NotUnderstood { .. } => tally.misses.push(String::from_utf8_lossy(record).into_owned()),
        }
        arena.reset();
    }
    eprintln!(
        "{name}: {}/{:?} {}/{} understood, {} ignored, {} caught; {:?}; {:?}",
        recognition.envelope,
        recognition.format,
        tally.understood,
        tally.records,
        tally.ignored,
        tally.caught,
        tally.actions,
        tally.anomalies
    );
    for miss in tally.misses.iter().take(MISSES_SHOWN) {
        eprintln!("  MISS {}", miss.chars().take(300).collect::<String>());
    }
    tally
}

fn kind(event: &Event<'_>) -> String {
    match event.action {
        Action::ServerMessage(message) => format!("{:?}", message.kind),
        _ => event.action.word().to_owned(),
    }
}

fn shown(parsed: &Parsed<'_>) -> String {
    let Parsed::Event(event) = parsed else { return format!("{parsed:?}") };
    let mut text = format!("{} {}", event.service.id(), kind(event));
    for field in Field::ALL.iter().filter(|field| !matches!(field, Field::EventCategory | Field::ServiceType)) {
        let value = match event.get(*field) {
            Some(Value::Text(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
            Some(Value::Word(word)) => word.to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(yes)) => yes.to_string(),
            Some(Value::Ip(ip)) => ip.to_string(),
            None => continue,
        };
        let _ = write!(text, " {}={value:?}", field.name());
    }
    if let Some(time) = event.time {
        let _ = write!(text, " @{}", time.to_rfc3339());
    }
    for anomaly in event.anomalies.iter() {
        let _ = write!(text, " !{}", anomaly.id());
    }
    text
}

fn shared_data() -> Option<PathBuf> {
    let found =
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared/data")).find(|p| p.is_dir());
    if found.is_none() {
        eprintln!("no shared/data above this repository: nothing read");
    }
    found
}

fn contents(path: &Path) -> Option<Vec<u8>> {
    let raw = std::fs::read(path).ok()?;
    if path.extension().is_none_or(|extension| extension != "gz") {
        return Some(raw);
    }
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(&raw[..]).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
