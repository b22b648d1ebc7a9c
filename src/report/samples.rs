//! Hand-built cases for the tests of outputs: a small honest one, an empty one, and one in which every text is hostile.

use vigie_facts::anomaly::Anomaly;
use vigie_facts::case::{
    Account, AccountId, Aim, AimReason, Asset, AssetId, Attempt, AttemptId, Case, CoverageHour, Detection, Effect,
    Evidence, Few, Incident, IncidentKind, Input, Line, LineId, Mark, NetworkKind, Ordinary, Place, ReasonsId,
    RecordCounts, RuleId, RuleRow, Sample, Settings, SourceId, SourceRow, System, SystemId, TextId, TrafficHour,
    Trouble, Weakness,
};
use vigie_facts::form::Form;
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;
use vigie_facts::source::Source;
use vigie_facts::time::{TimeBasis, Timestamp};
use vigie_figures::answer::Answer;
use vigie_figures::names::Names;
use vigie_figures::questions::{Options, answer};

/// The answer to a case, on Parisian days.
pub(crate) fn answered(case: &Case, names: Names<'_>) -> Answer {
    let zone = jiff::tz::TimeZone::get("Europe/Paris").unwrap();
    answer(case, &Options { zone, names })
}

/// Monday 13 February 2017, 20:00 in Paris.
pub(crate) fn monday() -> Timestamp {
    Timestamp::from_civil(2017, 2, 13, 19, 0, 0, 0).unwrap()
}

/// Three attempts on a site and a gate, one sign-in after failures, a copy, a truncated file. `name` gives every text that comes from
/// outside: what it is, and its number.
pub(crate) fn case_with(name: impl Fn(&str) -> String) -> Case {
    let text = |what: &str| -> Box<str> { name(what).into() };
    let input = |path: &str, service, counts| Input {
        path: text(path),
        compression: "none".into(),
        bytes_stored: 2_000,
        bytes_read: 2_000,
        digest: "".into(),
        envelope: "bare".into(),
        service,
        confidence_percent: 98,
        counts,
        anomalies: vec![(Anomaly::ControlCharacter, 2)],
        samples: vec![Sample { origin: origin(9), text: text("a line nobody understands") }],
        time_range: Some((monday(), monday().plus_seconds(7_200))),
        time_basis: TimeBasis::Stated,
        duplicate_of: None,
        overlap_bytes: 0,
        trouble: None,
    };
    let counts = RecordCounts { records: 1_922, understood: 1_915, ignored: 2, catch_all: 2, not_understood: 3 };
    let mut copy = input("logs/access.log.1.gz", Some(Service::WebAccess), counts);
    copy.duplicate_of = Some(InputId(0));
    let mut broken = input("logs/broken.log", None, RecordCounts::default());
    broken.trouble = Some(Trouble { kind: "truncated".into(), detail: text("unexpected end of file") });
    broken.samples = Vec::new();
    let attempt = |form, source, asset, minutes: i64, detections, aim, aim_reasons| Attempt {
        source: Some(SourceId(source)),
        asset: AssetId(asset),
        form,
        start: monday().plus_seconds(minutes * 60),
        end: monday().plus_seconds(minutes * 60 + i64::from(detections)),
        detections,
        accounts: Few::new(),
        accounts_total: 0,
        rules: vec![RuleId(0)].into(),
        aim,
        aim_reasons,
        cited: Few::new(),
    };
    let attempts = vec![
        attempt(Form::SqlInjection, 0, 0, 0, 3, Aim::Opportunistic, vec![AimReason::PublicListsOnly].into()),
        attempt(Form::PasswordGuessing, 1, 1, 10, 4, Aim::Targeted, vec![AimReason::RealAccount(AccountId(0))].into()),
        attempt(Form::SensitiveFileProbe, 0, 0, 60, 1, Aim::Unclear, vec![AimReason::NothingToCompare].into()),
    ];
    let detections =
        attempts.iter().enumerate().flat_map(|(index, attempt)| detections_of(index as u32, attempt)).collect();
    let place = |country: &[u8; 2], asn, kind| Place {
        country: Some(*country),
        asn: Some(asn),
        network: Some(text("Example Hosting Ltd")),
        kind,
        ..Place::default()
    };
    let source = |address: &str, place| SourceRow {
        source: Source::of(address.parse().unwrap()),
        place,
        time_range: Some((monday(), monday().plus_seconds(3_600))),
        events: 40,
        bytes: 9_000,
        own: false,
        allowed: false,
    };
    Case {
        inputs: vec![input("logs/access.log", Some(Service::WebAccess), counts), copy, broken],
        systems: vec![
            System { service: Service::WebAccess, name: text("www.example.org") },
            System { service: Service::Sshd, name: text("gate.example.org") },
        ],
        coverage: [(0, 0), (0, 1), (1, 0), (1, 2)]
            .map(|(system, hour)| CoverageHour {
                system: SystemId(system),
                hour: monday().hour() + hour,
                records: 400,
                understood: 399,
            })
            .to_vec(),
        traffic: vec![TrafficHour {
            asset: AssetId(0),
            hour: monday().hour(),
            events: 200,
            bytes: 1_000_000,
            server_errors: 40,
            error_minutes: 25,
            sign_ins: 0,
            hostile_events: 4,
            hostile_bytes: 9_000,
        }],
        sources: vec![
            source("192.0.2.1", place(b"UA", 64_496, NetworkKind::Hosting)),
            source("2001:db8::1", place(b"FR", 64_497, NetworkKind::Unknown)),
        ],
        assets: vec![
            Asset { service: Service::WebAccess, name: text("www.example.org") },
            Asset { service: Service::Sshd, name: text("gate.example.org") },
        ],
        accounts: vec![
            Account { name: text("deploy"), exists: Some(true) },
            Account { name: text("oracle"), exists: Some(false) },
        ],
        texts: vec![text("/index.php?id=1 union select"), text("/.env")],
        rules: vec![RuleRow {
            name: "test/rule".into(),
            title: text("A rule"),
            version: "0".into(),
            form: Form::SqlInjection,
        }],
        reasons: vec![vec![RuleId(0)]],
        lines: vec![Line { origin: origin(4), text: text("Accepted password for deploy"), sha256: "".into() }],
        incidents: vec![incident(&text("it was me"))],
        ordinary: Ordinary { sources: 310, events: 1_800, events_without_source: 0 },
        settings: Settings {
            time_zone: "Europe/Paris".into(),
            network_data_name: "example table".into(),
            network_data_attribution: "countries: example.org (CC0)".into(),
            network_data_date: "2017-02-01".into(),
            ..Settings::default()
        },
        attempts,
        detections,
        ..Case::default()
    }
}

fn origin(line: u64) -> Origin {
    Origin { input: InputId(0), line, byte_start: line * 100, byte_len: 99 }
}

fn detections_of(index: u32, attempt: &Attempt) -> Vec<Detection> {
    let guessing = attempt.form == Form::PasswordGuessing;
    (0..attempt.detections)
        .map(|number| Detection {
            origin: origin(u64::from(index * 10 + number + 1)),
            time: Some(attempt.start.plus_seconds(i64::from(number))),
            time_basis: TimeBasis::Stated,
            form: attempt.form,
            service: if guessing { Service::Sshd } else { Service::WebAccess },
            source: attempt.source,
            asset: attempt.asset,
            account: guessing.then_some(AccountId(u32::from(number > 1))),
            reasons: ReasonsId(0),
            window: None,
            status: (!guessing).then_some(200),
            bytes: None,
            subject: (!guessing).then_some(TextId(u32::from(attempt.form == Form::SensitiveFileProbe))),
            tool: None,
            line: Some(LineId(0)),
            attempt: Some(AttemptId(index)),
        })
        .collect()
}

fn incident(why: &str) -> Incident {
    Incident {
        kind: IncidentKind::SignInAfterFailures,
        effect: Effect::MayHaveHad,
        time: monday().plus_seconds(700),
        asset: AssetId(1),
        source: Some(SourceId(1)),
        account: Some(AccountId(0)),
        attempts: vec![AttemptId(1)],
        evidence: vec![Evidence {
            part: "success".into(),
            time: Some(monday().plus_seconds(700)),
            origin: origin(4),
            line: Some(LineId(0)),
        }],
        weakened_by: vec![Weakness::OwnerMistyped],
        mark: Some(Mark { hostile: true, why: why.into() }),
    }
}

/// Texts that act on terminals, pages and spreadsheets, one after the other.
pub(crate) const HOSTILE: &[&str] = &[
    "\x1b[2J\x1b]0;owned\x07",
    "\u{202e}gpj.exe\u{2066}",
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "\" onmouseover=\"alert(3)",
    "=HYPERLINK(\"http://192.0.2.1\")",
    "line\r\nFeb 13 20:00:00 host sshd[1]: Accepted password",
    "日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語",
    "z\u{301}\u{301}\u{301}\u{200b}\u{feff}",
];

/// The same case with hostile texts everywhere.
pub(crate) fn hostile_case() -> Case {
    let turn = std::cell::Cell::new(0usize);
    case_with(|what| {
        turn.set(turn.get() + 1);
        let hostile = HOSTILE[turn.get() % HOSTILE.len()];
        let long = if turn.get().is_multiple_of(5) { "x".repeat(10_000) } else { String::new() };
        format!("{hostile}{what}{long}")
    })
}
