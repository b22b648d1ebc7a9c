//! A case written and read back is equal; damage is noticed; a second write replaces the first in one step.

use std::os::fd::AsRawFd as _;
use std::os::unix::fs::PermissionsExt as _;

use vigie_facts::anomaly::Anomaly;
use vigie_facts::case::*;
use vigie_facts::form::Form;
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;
use vigie_facts::source::Source;
use vigie_facts::time::{TimeBasis, Timestamp};

use super::*;

fn origin(line: u64) -> Origin {
    Origin { input: InputId(0), line, byte_start: line * 100, byte_len: 99 }
}

/// A case in which every column of every table holds something at least once, and nothing where nothing may stand.
fn full_case() -> Case {
    let time = Timestamp::from_seconds(1_486_000_000);
    let trace = Trace {
        origin: origin(4),
        time,
        time_basis: TimeBasis::ZoneAssumed,
        kind: TraceKind::SignInFailure,
        service: Service::Sshd,
        source: Some(SourceId(0)),
        asset: AssetId(1),
        account: Some(AccountId(0)),
        subject: Some(TextId(0)),
        status: Some(401),
        tries: 3,
    };
    let detection = Detection {
        origin: origin(1),
        time: Some(time),
        time_basis: TimeBasis::Stated,
        form: Form::SqlInjection,
        service: Service::WebAccess,
        source: Some(SourceId(0)),
        asset: AssetId(0),
        account: Some(AccountId(0)),
        reasons: ReasonsId(0),
        window: Some(WindowId(0)),
        status: Some(500),
        bytes: Some(u64::from(u32::MAX) + 7),
        subject: Some(TextId(0)),
        tool: Some(TextId(1)),
        line: Some(LineId(0)),
        attempt: Some(AttemptId(0)),
    };
    let bare_detection = Detection {
        time: None,
        source: None,
        account: None,
        window: None,
        status: None,
        bytes: None,
        subject: None,
        tool: None,
        line: None,
        attempt: None,
        ..detection
    };
    Case {
        inputs: vec![Input {
            path: "logs/access\u{1b}[31m.log".into(),
            compression: "gzip".into(),
            bytes_stored: 10,
            bytes_read: 100,
            digest: "blake3:00".into(),
            envelope: "bare".into(),
            service: Some(Service::WebAccess),
            confidence_percent: 99,
            counts: RecordCounts { records: 5, understood: 2, ignored: 1, catch_all: 1, not_understood: 1 },
            anomalies: vec![(Anomaly::InvalidUtf8, 1)],
            samples: vec![Sample { origin: origin(5), text: "\"quoted\", {odd}".into() }],
            time_range: Some((time, time.plus_seconds(9))),
            time_basis: TimeBasis::YearInferred,
            duplicate_of: Some(InputId(3)),
            overlap_bytes: 4,
            trouble: Some(Trouble { kind: "truncated".into(), detail: "unexpected end".into() }),
        }],
        systems: vec![System { service: Service::WebAccess, name: "www.example.org".into() }],
        coverage: vec![CoverageHour { system: SystemId(0), hour: 412_777, records: 5, understood: 2 }],
        traffic: vec![TrafficHour {
            asset: AssetId(0),
            hour: 412_777,
            events: 1,
            bytes: 2,
            server_errors: 3,
            error_minutes: 7,
            sign_ins: 4,
            hostile_events: 5,
            hostile_bytes: 6,
        }],
        sources: vec![
            SourceRow {
                source: Source::V4(0xc000_0207),
                place: Place {
                    country: Some(*b"FR"),
                    country_low_confidence: true,
                    asn: Some(64_496),
                    network: Some("Example".into()),
                    kind: NetworkKind::Hosting,
                    operator: Some("Example bot".into()),
                },
                time_range: Some((time, time)),
                events: 1,
                bytes: 2,
                own: true,
                allowed: true,
            },
            SourceRow {
                source: Source::V6(0x2001_0db8_0000_0001),
                place: Place::default(),
                time_range: None,
                events: 0,
                bytes: 0,
                own: false,
                allowed: false,
            },
        ],
        assets: vec![
            Asset { service: Service::WebAccess, name: "www.example.org".into() },
            Asset { service: Service::Sshd, name: "host".into() },
        ],
        accounts: vec![
            Account { name: "[\"root\"]".into(), exists: Some(true) },
            Account { name: "é".into(), exists: None },
        ],
        texts: vec!["/index.php".into(), "12".into()],
        rules: vec![RuleRow { name: "a/b".into(), title: "t".into(), version: "v".into(), form: Form::SqlInjection }],
        reasons: vec![vec![RuleId(0)]],
        windows: vec![
            window(time, WindowKey::Source(SourceId(0))),
            window(time, WindowKey::Network(Source::V4(0xc000_0200))),
        ],
        lines: vec![Line { origin: origin(1), text: "GET /?id=1'".into(), sha256: "00".into() }],
        detections: vec![bare_detection, detection].into(),
        attempts: vec![Attempt {
            source: Some(SourceId(0)),
            asset: AssetId(0),
            form: Form::SqlInjection,
            start: time,
            end: time.plus_seconds(1),
            detections: 1,
            accounts: vec![AccountId(0)].into(),
            accounts_total: 1,
            rules: vec![RuleId(0)].into(),
            aim: Aim::Targeted,
            aim_reasons: vec![
                AimReason::RealAccount(AccountId(0)),
                AimReason::OrganisationWord("mot".into()),
                AimReason::NothingToCompare,
            ]
            .into(),
            cited: vec![DetectionId(1)].into(),
        }],
        incidents: vec![Incident {
            kind: IncidentKind::SignInAfterFailures,
            effect: Effect::Had,
            time,
            asset: AssetId(1),
            source: Some(SourceId(0)),
            account: Some(AccountId(0)),
            attempts: vec![AttemptId(0)],
            evidence: vec![Evidence {
                part: "success".into(),
                time: Some(time),
                origin: origin(4),
                line: Some(LineId(0)),
            }],
            weakened_by: vec![Weakness::OwnerTravels],
            mark: Some(Mark { hostile: false, why: "travelling".into() }),
        }],
        traces: vec![trace].into(),
        marks: vec![
            MarkRow {
                target: MarkTarget::Source(Source::V4(0xc000_0207)),
                mark: Mark { hostile: false, why: "ours".into() },
            },
            MarkRow { target: MarkTarget::Incident(IncidentId(0)), mark: Mark { hostile: true, why: "".into() } },
        ],
        ordinary: Ordinary { sources: 1, events: 2, events_without_source: 3 },
        settings: Settings { time_zone: "Europe/Paris".into(), ..Settings::default() },
    }
}

fn window(time: Timestamp, key: WindowKey) -> Window {
    Window { rule: RuleId(0), key, time_range: (time, time), events: 1, sources: 2, accounts: 3 }
}

/// A folder of its own for each test.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("vigie-case-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    folder
}

#[test]
fn a_case_reads_back_equal() {
    for (name, case) in [("full", full_case()), ("empty", Case::default())] {
        let folder = folder(name);
        write(&case, &folder).unwrap();
        assert_eq!(read(&folder).unwrap(), case);
        fs::remove_dir_all(&folder).unwrap();
    }
}

#[test]
fn the_same_case_gives_the_same_bytes_and_only_the_owner_reads_them() {
    let (one, two) = (folder("one"), folder("two"));
    assert_eq!(write(&full_case(), &one).unwrap(), write(&full_case(), &two).unwrap());
    for entry in fs::read_dir(&one).unwrap().flatten() {
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{}", entry.path().display());
    }
    fs::remove_dir_all(&one).unwrap();
    fs::remove_dir_all(&two).unwrap();
}

#[test]
fn a_second_write_replaces_the_first() {
    let folder = folder("twice");
    write(&full_case(), &folder).unwrap();
    let files = |folder: &Path| fs::read_dir(folder).unwrap().count();
    let before = files(&folder);
    write(&Case::default(), &folder).unwrap();
    assert_eq!(read(&folder).unwrap(), Case::default());
    assert_eq!(files(&folder), before, "stale tables stayed");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_is_no_file_is_written_to_and_stays() {
    let folder = folder("special");
    fs::create_dir_all(&folder).unwrap();
    let (link, aim) = (folder.join("link"), folder.join("aim"));
    std::os::unix::fs::symlink(&aim, &link).unwrap();
    fs::write(&aim, "before").unwrap();
    write_in_one_step(&link, b"after").unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read(&aim).unwrap(), b"after");
    let (mut reader, writer) = std::io::pipe().unwrap();
    let pipe = PathBuf::from(format!("/proc/self/fd/{}", writer.as_raw_fd()));
    write_in_one_step(&pipe, b"through the pipe").unwrap();
    drop(writer);
    let mut said = Vec::new();
    std::io::Read::read_to_end(&mut reader, &mut said).unwrap();
    assert_eq!(said, b"through the pipe");
    write_in_one_step(std::path::Path::new("/dev/null"), b"nothing").unwrap();
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
    assert!(write_in_one_step(&folder, b"a folder").is_err());
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn damage_is_noticed() {
    let folder = folder("damaged");
    let manifest = write(&full_case(), &folder).unwrap();
    let table = folder.join(&manifest.tables[4].file);
    let mut bytes = fs::read(&table).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&table, bytes).unwrap();
    assert!(matches!(read(&folder), Err(CaseError::Digest { .. })));
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_folder_of_something_else_is_left_alone() {
    let folder = folder("foreign");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("thesis.odt"), "years of work").unwrap();
    assert!(matches!(write(&Case::default(), &folder), Err(CaseError::NotACase(_))));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_first_write_that_was_cut_short_is_begun_anew_and_a_strangers_folder_is_left_alone() {
    let folder = std::env::temp_dir().join(format!("vigie-case-begun-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    write(&full_case(), &folder).unwrap();
    fs::remove_file(folder.join(MANIFEST)).unwrap();
    fs::write(folder.join("traces.parquet.new"), b"half").unwrap();
    write(&full_case(), &folder).unwrap();
    fs::remove_file(folder.join(MANIFEST)).unwrap();
    fs::write(folder.join("letter.parquet"), b"somebody's").unwrap();
    assert!(matches!(write(&full_case(), &folder), Err(CaseError::NotACase(_))));
    fs::remove_dir_all(&folder).unwrap();
}
