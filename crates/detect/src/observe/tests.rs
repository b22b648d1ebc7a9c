//! Tests of observing one event.

use super::*;
use vigie_facts::event::HttpRequest;
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
