//! Tests of observing one event.

use super::*;
use crate::rulebook::RuleFacts;
use vigie_facts::event::{HttpRequest, Protocol, SignIn};
use vigie_facts::origin::Origin;

fn source_behind(peer: &str, header: Option<&str>) -> (Option<String>, bool) {
    let http = HttpRequest { forwarded_for: header.map(str::as_bytes), ..HttpRequest::default() };
    let origin = Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: 0 };
    let mut event = Event::new(origin, Service::WebAccess, Action::Http(http));
    event.source = Some(peer.parse().unwrap());
    resolve_forwarded(&mut event, &["192.0.2.0/24".parse().unwrap()]);
    (event.source.map(|ip| ip.to_string()), event.anomalies.contains(Anomaly::UntrustedForwarded))
}

#[test]
fn forwarded_addresses_are_believed_only_behind_trusted_proxies() {
    for (peer, header, source, untrusted) in [
        ("192.0.2.1", Some("203.0.113.5"), "203.0.113.5", false),
        ("198.51.100.1", Some("203.0.113.5"), "198.51.100.1", true),
        ("198.51.100.1", None, "198.51.100.1", false),
        ("198.51.100.1", Some("-"), "198.51.100.1", false),
        ("192.0.2.1", Some("garbage"), "192.0.2.1", false),
        ("192.0.2.1", Some("192.0.2.2"), "192.0.2.1", false),
    ] {
        assert_eq!(source_behind(peer, header), (Some(source.to_owned()), untrusted), "{peer} {header:?}");
    }
}

#[test]
fn a_virtual_host_has_neither_port_nor_final_dot() {
    for (host, expected) in [
        ("Example.org", Some("Example.org")),
        ("example.org:8080", Some("example.org")),
        ("example.org.", Some("example.org")),
        ("[2001:db8::1]", Some("[2001:db8::1]")),
        ("[2001:db8::1]:443", Some("[2001:db8::1]")),
        ("-", None),
        ("_", None),
        ("", None),
    ] {
        let http = HttpRequest { host: Some(host.as_bytes()), ..HttpRequest::default() };
        let found = virtual_host(&Action::Http(http)).map(|host| std::str::from_utf8(host).unwrap());
        assert_eq!(found, expected, "{host}");
    }
}

fn sign_in(echo: bool, tries: u32) -> Action<'static> {
    Action::SignIn(SignIn {
        outcome: Outcome::Failure,
        user: Some(b"alice"),
        user_exists: Some(true),
        method: None,
        protocol: Protocol::Ssh,
        password: None,
        tries,
        echo,
    })
}

fn observed(action: &Action<'_>, time: Option<i64>, anomaly: Option<Anomaly>) -> ChunkYield {
    let options = Options::default();
    let facts = RuleFacts {
        name: "made-up/base".into(),
        title: "".into(),
        version: "".into(),
        form: Form::PasswordGuessing,
        speaks_alone: false,
        is_base: true,
    };
    let rulebook = Rulebook { rules: vec![facts], ..Rulebook::default() };
    let everything = |_: &Event<'_>, matched: &mut Vec<u32>| matched.push(0);
    let mut observer = Observer::with_matcher(rulebook, Box::new(everything), &options);
    let origin = Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: 0 };
    let mut event = Event::new(origin, Service::Sshd, *action);
    event.time = time.map(Timestamp::from_seconds);
    event.source = Some("192.0.2.1".parse().unwrap());
    if let Some(anomaly) = anomaly {
        event.anomalies.add(anomaly);
    }
    observer.observe(&event, b"line", &SystemName { system: "log", asset: "log", family: 0 });
    observer.finish_chunk()
}

#[test]
fn an_echo_is_an_event_and_no_try_of_its_own() {
    let echo = observed(&sign_in(true, 1), Some(0), None);
    assert_eq!((echo.inputs[0].counts.understood, echo.rows()), (1, 0));
    let own = observed(&sign_in(false, 1), Some(0), None);
    assert_eq!((own.inputs[0].counts.understood, own.rows()), (1, 1));
}

#[test]
fn repeated_tries_are_one_record_and_one_event_of_several_tries() {
    let chunk = observed(&sign_in(false, 5), Some(0), None);
    assert_eq!((chunk.inputs[0].counts.records, chunk.rows(), chunk.rows[0].tries), (1, 1, 5));
}

#[test]
fn an_implausible_time_is_no_usable_time() {
    for (time, anomaly, usable) in
        [(Some(0), None, true), (None, None, false), (Some(0), Some(Anomaly::ImplausibleTime), false)]
    {
        let chunk = observed(&sign_in(false, 1), time, anomaly);
        assert_eq!(chunk.rows[0].time().is_some(), usable);
        assert_eq!(chunk.coverage.len(), usize::from(usable));
        assert_eq!(chunk.traffic.len(), usize::from(usable));
    }
}

#[test]
fn records_that_are_no_events_are_counted_by_what_became_of_them() {
    let options = Options::default();
    let rules = RuleSet::default();
    let mut observer = Observer::new(&rules, &options);
    let place = SystemName { system: "log", asset: "log", family: 0 };
    for fate in [Fate::Ignored, Fate::CatchAll, Fate::CatchAll, Fate::NotUnderstood] {
        let time = Some(Timestamp::from_seconds(7_200));
        let other = OtherRecord {
            input: InputId(0),
            fate,
            service: Some(Service::Postfix),
            host: None,
            time,
            anomalies: Anomalies::default(),
        };
        observer.observe_other(&other, &place);
    }
    let chunk = observer.finish_chunk();
    let counts = chunk.inputs[0].counts;
    assert_eq!((counts.records, counts.understood), (4, 0));
    assert_eq!((counts.ignored, counts.catch_all, counts.not_understood), (1, 2, 1));
    assert_eq!((chunk.coverage[0].hour, chunk.coverage[0].records, chunk.coverage[0].understood), (2, 4, 0));
}
