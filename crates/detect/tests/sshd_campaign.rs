//! The slow campaign in the words of an OpenSSH server and PAM, read by the parser: four hundred sources, three tries each,
//! one of them gets in; the administrator mistypes and signs in meanwhile.

use std::fmt::Write as _;

use bumpalo::Bump;
use vigie_detect::fold::Fold;
use vigie_detect::observe::{Fate, Observer, OtherRecord, SystemName};
use vigie_detect::options::Options;
use vigie_detect::rules::RuleSet;
use vigie_facts::anomaly::Anomalies;
use vigie_facts::case::{Case, Effect, IncidentKind, Place};
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::time::Timestamp;
use vigie_parse::{Parsed, Parser};

const RULE: (&str, &str) = (
    "rules/sign-in/failures-of-many-sources/rule.yml",
    "title: Sign-in failure
name: sign-in-failure
logsource: { category: authentication }
detection:
    selection: { event.outcome: failure }
    condition: selection
---
title: Failed sign-ins of many sources in a day
tags: [vigie.form.password-spraying]
correlation:
    type: value_count
    rules: [sign-in-failure]
    group-by: [vigie.asset]
    timespan: 1d
    condition: { field: source.ip, gte: 20 }
",
);

const OFFICE: &str = "192.0.2.10";
const WINNER: &str = "198.51.100.77";
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// Lines of an ISO-stamped auth log, in order of time.
fn log() -> String {
    let mut lines: Vec<(i64, String)> = Vec::new();
    let mut pid = 1_000;
    let mut say = |seconds: i64, message: String| {
        pid += 1;
        lines.push((seconds, format!("gate sshd[{pid}]: {message}")));
    };
    for n in 0..400_i64 {
        let source = if n < 200 { format!("198.51.100.{}", n + 1) } else { format!("203.0.113.{}", n - 199) };
        for t in 0..3 {
            let seconds = 2 * DAY + n * 1_080 + t * 7 * HOUR;
            let port = 40_000 + n;
            if (n + t) % 3 == 0 {
                say(seconds, format!("Invalid user guest{t} from {source} port {port}"));
                say(seconds + 1, format!("Failed password for invalid user guest{t} from {source} port {port} ssh2"));
            } else {
                say(
                    seconds,
                    format!(
                        "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost={source}  user=treasurer"
                    ),
                );
                say(seconds + 1, format!("Failed password for treasurer from {source} port {port} ssh2"));
            }
        }
    }
    for day in 0..9 {
        for hour in [9, 14] {
            let seconds = day * DAY + hour * HOUR;
            if day % 3 == 1 {
                say(seconds - 9, format!("Failed password for admin from {OFFICE} port 51000 ssh2"));
            }
            say(seconds, format!("Accepted password for admin from {OFFICE} port 51000 ssh2"));
        }
    }
    say(7 * DAY + 3 * HOUR, format!("Accepted password for treasurer from {WINNER} port 40076 ssh2"));
    lines.sort();
    let mut text = String::new();
    for (seconds, line) in lines {
        let time = Timestamp::from_seconds(1_485_907_200 + seconds).to_rfc3339().replace('Z', "+00:00");
        writeln!(text, "{time} {line}").expect("writing to a string");
    }
    text
}

fn case_of(text: &str) -> Case {
    let (rules, problems) = RuleSet::load(&[RULE]);
    assert!(problems.is_empty(), "{problems:?}");
    let options = Options::default();
    let parse_options = vigie_parse::Options::default();
    let recognition = vigie_parse::recognise(text.as_bytes(), &parse_options);
    let mut parser = Parser::new(&recognition, &parse_options, vigie_parse::calendar::YearClock::starting(None));
    let arena = Bump::new();
    let mut observer = Observer::new(&rules, &options);
    let mut fold = Fold::new(&options, &rules);
    let place = SystemName { system: "auth.log", asset: "auth.log", family: 0 };
    let mut byte_start = 0;
    for (line, record) in text.lines().enumerate() {
        let origin = Origin { input: InputId(0), line: line as u64 + 1, byte_start, byte_len: record.len() as u32 };
        byte_start += record.len() as u64 + 1;
        match parser.parse(record.as_bytes(), origin, &arena) {
            Parsed::Event(event) => {
                observer.observe(&event, record.as_bytes(), &place);
            }
            Parsed::Ignored { .. } | Parsed::CatchAll { .. } | Parsed::NotUnderstood { .. } => observer.observe_other(
                &OtherRecord {
                    input: InputId(0),
                    fate: Fate::NotUnderstood,
                    service: None,
                    host: None,
                    time: None,
                    anomalies: Anomalies::default(),
                },
                &place,
            ),
        }
    }
    fold.absorb(observer.finish_chunk());
    fold.conclude(&rules, &mut |_| Place::default())
}

#[test]
fn one_campaign_is_found_its_success_named_and_the_administrator_not() {
    let text = log();
    let case = case_of(&text);
    let counts = case.inputs[0].counts;
    assert_eq!((counts.records, counts.not_understood), (text.lines().count() as u64, 0));
    assert_eq!(case.windows.len(), 1);
    assert_eq!(case.windows[0].sources, 400);
    let detected = case.detections.iter().filter(|d| d.window.is_some()).count();
    assert_eq!(detected, 1_200, "every try is one detection, however many lines tell of it");
    assert_eq!(case.incidents.len(), 1, "{:?}", case.incidents);
    let incident = &case.incidents[0];
    assert_eq!((incident.kind, incident.effect), (IncidentKind::SignInAfterFailures, Effect::Had));
    let source = incident.source.expect("a source is named");
    assert_eq!(case.sources[source.index()].source.to_string(), WINNER);
    let cited: Vec<&str> =
        incident.evidence.iter().filter_map(|e| e.line).map(|line| &*case.lines[line.index()].text).collect();
    assert!(cited.iter().any(|line| line.contains("Accepted password for treasurer from 198.51.100.77")));
    let attacks_from_office = case
        .attempts
        .iter()
        .filter_map(|attempt| attempt.source)
        .filter(|source| case.sources[source.index()].source.to_string() == OFFICE);
    assert_eq!(attacks_from_office.count(), 0);
}
