//! What is handed on and what comes back: the same content, nobody named as an attacker, nothing that a spreadsheet would run. The
//! schemas of others are checked by `cargo xtask exchange`.
#![expect(clippy::unwrap_used, reason = "a test may stop")]

use serde_json::Value;
use vigie::publish::exchange::tlp::Tlp;
use vigie::publish::exchange::{self, Confidence, FORMATS, Prepared};
use vigie_evidence::commitment::HidingSecret;
use vigie_facts::case::{
    Account, AccountId, Asset, AssetId, Case, Detection, Effect, Incident, IncidentKind, Input, NetworkKind, Place,
    ReasonsId, RuleId, RuleRow, SourceId, SourceRow, TextId,
};
use vigie_facts::form::Form;
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;
use vigie_facts::source::Source;
use vigie_facts::time::{TimeBasis, Timestamp};

fn source(address: &str, kind: NetworkKind, own: bool) -> SourceRow {
    let place = Place {
        country: Some(*b"FR"),
        asn: Some(64_500),
        network: Some("Example Net".into()),
        kind,
        ..Place::default()
    };
    SourceRow {
        source: Source::of(address.parse().unwrap()),
        place,
        time_range: None,
        events: 9,
        bytes: 0,
        own,
        allowed: false,
    }
}

/// Five sources: a host with five detections, an IPv6 network with one, a Tor exit with three, one whose effect the log shows, one
/// of ours.
fn case() -> Case {
    let start = Timestamp::from_civil(2017, 2, 13, 20, 0, 0, 0).unwrap();
    let detection = |source: u32, number: i64, form: Form| Detection {
        origin: Origin { input: InputId(0), line: 1 + number as u64, byte_start: 80 * number as u64, byte_len: 79 },
        time: Some(start.plus_seconds(number)),
        time_basis: TimeBasis::Stated,
        form,
        service: Service::WebAccess,
        source: Some(SourceId(source)),
        asset: AssetId(0),
        account: Some(AccountId(0)),
        reasons: ReasonsId(0),
        window: None,
        status: Some(200),
        bytes: None,
        subject: Some(TextId(0)),
        tool: Some(TextId(1)),
        line: None,
        attempt: None,
    };
    let rows = [(0, 5), (1, 1), (2, 3), (3, 1), (4, 4)];
    let mut detections: Vec<Detection> = rows
        .iter()
        .flat_map(|(source, many)| (0..*many).map(move |number| (*source, number)))
        .map(|(source, number)| {
            let form = if number % 2 == 0 { Form::SqlInjection } else { Form::PathTraversal };
            detection(source, i64::from(source) * 100 + i64::from(number), form)
        })
        .collect();
    detections.sort_by_key(|row| row.time);
    Case {
        inputs: vec![Input { path: "/home/anne/access.log".into(), ..Input::default() }],
        sources: vec![
            source("198.51.100.7", NetworkKind::Hosting, false),
            source("2001:db8:1:2::9", NetworkKind::Unknown, false),
            source("198.51.100.9", NetworkKind::Tor, false),
            source("198.51.100.10", NetworkKind::Unknown, false),
            source("192.0.2.1", NetworkKind::Own, true),
        ],
        assets: vec![Asset { service: Service::WebAccess, name: "www.example.org".into() }],
        accounts: vec![Account { name: "anne.martin".into(), exists: Some(true) }],
        texts: vec!["=HYPERLINK(\"http://x\")/anne.martin".into(), "+cmd|' /C calc'!A0".into()],
        rules: vec![RuleRow { name: "web/x".into(), title: "X".into(), version: "1".into(), form: Form::SqlInjection }],
        reasons: vec![vec![RuleId(0)]],
        incidents: vec![Incident {
            kind: IncidentKind::WebShellAnswered,
            effect: Effect::Had,
            time: start,
            asset: AssetId(0),
            source: Some(SourceId(3)),
            account: None,
            attempts: vec![],
            evidence: vec![],
            weakened_by: vec![],
            mark: None,
        }],
        detections: detections.into(),
        ..Case::default()
    }
}

fn prepared() -> Prepared {
    Prepared::new(&case(), &HidingSecret([1; 32]), &[])
}

fn written(name: &str) -> Vec<u8> {
    let format = FORMATS.iter().find(|format| format.name == name).unwrap();
    (format.write)(&prepared(), Tlp::AmberStrict)
}

#[test]
fn what_goes_out_comes_back_equal() {
    let indicators = prepared().indicators();
    assert_eq!(indicators.len(), 4, "our own address is no indicator");
    for name in ["stix", "misp"] {
        assert_eq!(exchange::read(&written(name)), Some((name, indicators.clone())));
    }
    let mut indicators = indicators;
    indicators.sort_by(|a, b| a.first.cmp(&b.first));
    let levels: Vec<(u8, &str)> =
        indicators.iter().map(|one| (one.confidence.number(), &one.valid_until[..10])).collect();
    assert_eq!(levels, [(50, "2017-03-15"), (15, "2017-02-20"), (15, "2017-02-20"), (85, "2017-02-20")]);
    assert_eq!(indicators[0].confidence, Confidence::Moderate);
    assert_eq!(indicators[0].forms, ["sql-injection", "path-traversal"]);
}

#[test]
fn the_same_case_gives_the_same_bytes_marked_and_without_people() {
    for format in FORMATS {
        let bytes = written(format.name);
        assert_eq!(bytes, written(format.name), "{}", format.name);
        let text = String::from_utf8(bytes).unwrap().to_lowercase();
        for gone in ["anne", "192.0.2.1", "martin"] {
            assert!(!text.contains(gone), "{}: {gone}", format.name);
        }
        assert!(text.contains("amber+strict"), "{}", format.name);
    }
}

#[test]
fn a_bundle_names_nobody_and_its_references_resolve() {
    let bundle: Value = serde_json::from_slice(&written("stix")).unwrap();
    let objects = bundle["objects"].as_array().unwrap();
    let ids: Vec<&str> = objects.iter().map(|object| object["id"].as_str().unwrap()).collect();
    for object in objects {
        let kind = object["type"].as_str().unwrap();
        assert!(!["threat-actor", "intrusion-set", "campaign", "malware"].contains(&kind), "{kind}");
        for (member, value) in object.as_object().unwrap() {
            let refs: Vec<&str> = match value {
                Value::String(text) if member.ends_with("_ref") => vec![text],
                Value::Array(list) if member.ends_with("_refs") => {
                    list.iter().map(|item| item.as_str().unwrap()).collect()
                }
                _ => continue,
            };
            assert!(refs.iter().all(|reference| ids.contains(reference)), "{member} of {}", object["id"]);
        }
    }
    let indicator = objects.iter().find(|object| object["type"] == "indicator").unwrap();
    assert!(indicator["valid_until"].as_str() > indicator["valid_from"].as_str());
}

#[test]
fn a_spreadsheet_runs_nothing() {
    let table = String::from_utf8(written("csv")).unwrap();
    let lines: Vec<&str> = table.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 1 + case().detections.len());
    for field in lines.iter().skip(1).flat_map(|line| line.split("\",\"")) {
        let field = field.trim_matches('"');
        assert!(!field.starts_with(['=', '+', '-', '@', '|']), "{field}");
    }
    assert!(table.contains("'=HYPERLINK") && table.contains("'+cmd|"));
}

#[test]
fn documents_have_the_fields_of_the_schema() {
    let text = String::from_utf8(written("ecs")).unwrap();
    let first: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    for (at, value) in [
        ("/@timestamp", "2017-02-13T20:00:00.000Z"),
        ("/event/kind", "alert"),
        ("/source/ip", "198.51.100.7"),
        ("/source/geo/country_iso_code", "FR"),
        ("/threat/technique/id/0", "T1190"),
        ("/rule/id", "web/x"),
        ("/labels/tlp", "amber+strict"),
    ] {
        assert_eq!(first.pointer(at).and_then(Value::as_str), Some(value), "{at}");
    }
    assert!(text.contains("\"address\":\"2001:db8:1:2::/64\"") && text.contains("\"ip\":\"2001:db8:1:2::\""));
}
