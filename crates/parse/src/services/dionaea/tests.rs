//! Records written after Dionaea's documentation, each with what must be read from it.

use crate::services::sample::{check, survives_damage};

const SIGN_IN: &str = r#"{"connection": {"protocol": "mssqld", "transport": "tcp", "type": "accept"}, "dst_ip": "198.51.100.1", "dst_port": 1433, "src_hostname": "", "src_ip": "192.0.2.7", "src_port": 50602, "timestamp": "2017-02-13T20:00:00.250000", "credentials": {"password": ["a", "b"], "username": ["sa", "sa"]}}"#;

#[test]
fn connections_and_tries_are_typed() {
    check(
        SIGN_IN,
        "dionaea sign-in outcome=unknown src=192.0.2.7 sport=50602 dst=198.51.100.1 dport=1433 proto=mssql user=sa by=password tries=2 password=a @2017-02-13T20:00:00.250Z~",
    );
    for (protocol, kind, expected) in [
        ("smbd", "accept", "connection-opened src=192.0.2.7 sport=1 proto=smb"),
        ("SipSession", "accept", "connection-opened src=192.0.2.7 sport=1 proto=sip"),
        ("upnpd", "accept", "connection-opened src=192.0.2.7 sport=1 proto=other"),
        ("httpd", "reject", "connection-refused src=192.0.2.7 sport=1 proto=http"),
        // The honeypot's own connection, to the far end.
        ("mirrorc", "connect", "network-observed dst=192.0.2.7 dport=1"),
    ] {
        check(
            &format!(
                r#"{{"connection":{{"protocol":"{protocol}","transport":"tcp","type":"{kind}"}},"src_ip":"192.0.2.7","src_port":1,"timestamp":"2017-02-13T20:00:00"}}"#
            ),
            &format!("dionaea {expected} @2017-02-13T20:00:00Z~"),
        );
    }
    check(
        r#"{"connection":{"protocol":"ftpdatalisten","transport":"tcp","type":"listen"},"src_ip":"","src_port":0,"timestamp":"2017-02-13T20:00:00"}"#,
        "dionaea network-observed @2017-02-13T20:00:00Z~",
    );
}

#[test]
fn strangers_are_refused_and_damage_does_no_harm() {
    check(r#"{"connection":"keep-alive","status":"ok"}"#, "not understood");
    survives_damage(SIGN_IN);
}
