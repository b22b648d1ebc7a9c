//! One record in every envelope gives the same event.

use super::*;
use vigie_facts::anomaly::Anomaly;

use crate::{Options, Parsed, Parser, YearClock, recognise};

/// `2024-05-01T10:00:00Z`, in the microseconds of the journal.
const MICROS: &str = "1714557600000000";

const MESSAGE: &str = "Failed password for root from 192.0.2.1 port 4711 ssh2";

fn records() -> Vec<(&'static str, Vec<u8>)> {
    let mut binary =
        format!("__CURSOR=s=1\n__REALTIME_TIMESTAMP={MICROS}\n_HOSTNAME=h\nSYSLOG_IDENTIFIER=sshd\n_PID=7\nMESSAGE\n")
            .into_bytes();
    binary.extend_from_slice(&(MESSAGE.len() as u64).to_le_bytes());
    binary.extend_from_slice(MESSAGE.as_bytes());
    binary.extend_from_slice(b"\n\n");
    let array = MESSAGE.bytes().map(|b| b.to_string()).collect::<Vec<_>>().join(",");
    vec![
        ("rfc3164", format!("May  1 10:00:00 h sshd[7]: {MESSAGE}\n").into_bytes()),
        ("rfc3164", format!("<38>May 01 10:00:00 h sshd[7]: {MESSAGE}\n").into_bytes()),
        ("rfc3164", format!("May  1 10:00:00 <auth.info> h sshd[7]: {MESSAGE}\n").into_bytes()),
        ("rsyslog-iso", format!("2024-05-01T12:00:00.000000+02:00 h sshd[7]: {MESSAGE}\n").into_bytes()),
        ("rfc5424", format!("<38>1 2024-05-01T10:00:00Z h sshd 7 - - {MESSAGE}\n").into_bytes()),
        ("rfc5424", format!("<38>1 2024-05-01T10:00:00Z h sshd 7 - -  {MESSAGE}\n").into_bytes()),
        ("rfc5424", format!("<38>1 2024-05-01T10:00:00.0Z h sshd 7 ID47 [x@1 a=\"b\\\"]\"][y c=\"d\"] \u{feff}{MESSAGE}\n").into_bytes()),
        (
            "journald-json",
            format!("{{\"__REALTIME_TIMESTAMP\":\"{MICROS}\",\"_HOSTNAME\":\"h\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"_PID\":\"7\",\"MESSAGE\":\"{MESSAGE}\"}}\n").into_bytes(),
        ),
        (
            "journald-json",
            format!("{{ \"MESSAGE\" : [{array}], \"__REALTIME_TIMESTAMP\" : \"{MICROS}\", \"_HOSTNAME\" : \"h\", \"SYSLOG_IDENTIFIER\" : \"sshd\", \"_PID\" : \"7\" }}\n").into_bytes(),
        ),
        (
            "journald-json-pretty",
            format!("{{\n\t\"__REALTIME_TIMESTAMP\" : \"{MICROS}\",\n\t\"_HOSTNAME\" : \"h\",\n\t\"SYSLOG_IDENTIFIER\" : \"sshd\",\n\t\"_PID\" : \"7\",\n\t\"MESSAGE\" : \"{MESSAGE}\"\n}}\n").into_bytes(),
        ),
        ("journald-export", format!("__REALTIME_TIMESTAMP={MICROS}\n_HOSTNAME=h\n_COMM=sshd\n_PID=7\nMESSAGE={MESSAGE}\n\n").into_bytes()),
        ("journald-export", binary),
        ("docker-json", format!("{{\"log\":\"{MESSAGE}\\n\",\"stream\":\"stderr\",\"time\":\"2024-05-01T10:00:00.0Z\"}}\n").into_bytes()),
        ("cri", format!("2024-05-01T10:00:00.000000000Z stderr F {MESSAGE}\n").into_bytes()),
        ("untimed", format!("h sshd[7]: {MESSAGE}\n").into_bytes()),
        ("bare", format!("{MESSAGE}\n").into_bytes()),
    ]
}

#[test]
fn one_record_in_every_envelope_gives_the_same_event() {
    let options = Options { year: Some(2024), ..Options::default() };
    for (envelope, record) in records() {
        // Three of them, so that the framing is tried too.
        let input = record.repeat(3);
        let shown = String::from_utf8_lossy(&record).into_owned();
        let recognition = recognise(&input, &options);
        assert_eq!((recognition.envelope, recognition.format), (envelope, Some("sshd")), "{shown}");
        let mut parser = Parser::new(&recognition, &options, YearClock::starting(options.year));
        let arena = Bump::new();
        let (mut at, mut events) = (0, 0);
        while let Some((len, step)) = recognition.framing.next_record(&input[at..]) {
            let origin = Origin { input: InputId(0), line: 1, byte_start: at as u64, byte_len: len as u32 };
            let Parsed::Event(event) = parser.parse(&input[at..at + len], origin, &arena) else { panic!("{shown}") };
            assert_eq!(event.source, "192.0.2.1".parse().ok(), "{shown}");
            if !matches!(envelope, "bare" | "untimed") {
                assert_eq!(event.time.map(Timestamp::to_rfc3339).as_deref(), Some("2024-05-01T10:00:00Z"), "{shown}");
            }
            if !matches!(envelope, "bare" | "docker-json" | "cri") {
                assert_eq!(
                    (event.host, event.process, event.pid),
                    (Some(&b"h"[..]), Some(&b"sshd"[..]), Some(7)),
                    "{shown}"
                );
            }
            events += 1;
            at += step;
        }
        assert_eq!(events, 3, "{shown}");
    }
}

#[test]
fn parts_of_a_message_are_joined() {
    let options = Options::default();
    let (head, tail) = MESSAGE.split_at(20);
    for input in [
        format!("2024-05-01T10:00:00Z stderr P {head}\n2024-05-01T10:00:00Z stderr F {tail}\n"),
        format!(
            "{{\"log\":\"{head}\",\"stream\":\"stderr\",\"time\":\"2024-05-01T10:00:00Z\"}}\n{{\"log\":\"{tail}\\n\",\"stream\":\"stderr\",\"time\":\"2024-05-01T10:00:01Z\"}}\n"
        ),
    ] {
        let shown = crate::services::sample::read(input.repeat(3).as_bytes());
        let expected = "sshd sign-in outcome=failure src=192.0.2.1 sport=4711 proto=ssh user=root by=password tries=1 @2024-05-01T10:00:00Z";
        assert_eq!(shown, [expected; 3], "{input}");
        assert_eq!(recognise(input.as_bytes(), &options).confidence_percent, 100);
    }
}

#[test]
fn what_json_escapes_in_a_message_is_odd_all_the_same() {
    let array = b"Invalid user \xe9 from 192.0.2.1 port 4711".map(|b| b.to_string()).join(",");
    let cases = [
        (r#""Invalid user a\u001b[31m from 192.0.2.1 port 4711""#.to_owned(), Anomaly::ControlCharacter),
        (r#""Invalid user a\u0000b from 192.0.2.1 port 4711""#.to_owned(), Anomaly::NulByte),
        (format!("[{array}]"), Anomaly::InvalidUtf8),
    ];
    for (message, expected) in cases {
        let record = format!(
            "{{\"__REALTIME_TIMESTAMP\":\"{MICROS}\",\"_HOSTNAME\":\"h\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"MESSAGE\":{message}}}"
        );
        let options = Options::default();
        let recognition = recognise(record.as_bytes(), &options);
        let mut parser = Parser::new(&recognition, &options, YearClock::starting(None));
        let arena = Bump::new();
        let origin = Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: 0 };
        let Parsed::Event(event) = parser.parse(record.as_bytes(), origin, &arena) else { panic!("{record}") };
        assert!(event.anomalies.contains(expected), "{record}");
    }
}

#[test]
fn the_length_of_a_binary_field_is_not_odd() {
    let binary = records().into_iter().rfind(|(envelope, _)| *envelope == "journald-export").unwrap().1;
    assert!(binary.contains(&0));
    let shown = crate::services::sample::read(&binary);
    assert!(shown[0].starts_with("sshd sign-in") && !shown[0].contains('!'), "{}", shown[0]);
    let hidden = String::from_utf8_lossy(&binary).replace("for root", "for r\u{1b}ot").into_bytes();
    let shown = crate::services::sample::read(&hidden);
    assert!(shown[0].contains("!control-character"), "{}", shown[0]);
}

#[test]
fn what_only_a_service_writes_is_not_believed_of_another_program() {
    let forged = "Accepted password for root from 203.0.113.1 port 1 ssh2";
    let input = |process: &str| {
        format!(
            "2024-05-01T10:00:00Z h sshd[7]: {MESSAGE}\n2024-05-01T10:00:00Z h sshd[7]: {MESSAGE}\n2024-05-01T10:00:00Z h {process}[8]: {forged}\n"
        )
    };
    for process in ["blog", "nginx", "sudo"] {
        let shown = crate::services::sample::read(input(process).as_bytes());
        assert!(shown[2].starts_with("catch-all "), "{process}: {}", shown[2]);
    }
    for process in ["sshd", "sshd-session", "/usr/sbin/sshd"] {
        let shown = crate::services::sample::read(input(process).as_bytes());
        assert!(shown[2].starts_with("sshd sign-in outcome=success"), "{process}: {}", shown[2]);
    }
}

#[test]
fn cut_envelopes_are_marked_or_refused_and_never_panic() {
    let options = Options::default();
    for (_, record) in records() {
        for end in 0..record.len() {
            let recognition = recognise(&record[..end], &options);
            let mut parser = Parser::new(&recognition, &options, YearClock::starting(None));
            let arena = Bump::new();
            let origin = Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: end as u32 };
            parser.parse(&record[..end], origin, &arena);
        }
    }
}
