//! Records written after the documentation of EVE, each with what must be read from it.

use crate::services::sample::{check, survives_damage};

const ALERT: &str = r#"{"timestamp":"2017-02-13T20:00:00.250000+0100","flow_id":1,"event_type":"alert","src_ip":"192.0.2.7","src_port":4711,"dest_ip":"198.51.100.1","dest_port":80,"proto":"TCP","alert":{"action":"blocked","gid":1,"signature_id":2012887,"rev":3,"signature":"ET WEB sql","category":"Web Application Attack","severity":1},"http":{"hostname":"www.example.org","url":"\/a?b=1","http_method":"GET"}}"#;

#[test]
fn alerts_and_requests_are_typed() {
    check(
        ALERT,
        "suricata alert src=192.0.2.7 sport=4711 dst=198.51.100.1 dport=80 transport=tcp url=/a?b=1 rule.id=2012887 rule.name=ET WEB sql rule.category=Web Application Attack event.severity=1 @2017-02-13T19:00:00.250Z",
    );
    check(
        r#"{"timestamp": "2017-02-13T20:00:00.000000+0000", "flow_id": 1, "event_type": "http", "src_ip": "192.0.2.7", "src_port": 4711, "dest_ip": "198.51.100.1", "dest_port": 80, "proto": "TCP", "http": {"hostname": "www.example.org", "url": "/login?x=1", "http_user_agent": "curl/7", "http_refer": "http://e.example/", "http_method": "POST", "protocol": "HTTP/1.1", "status": 302, "length": 20}}"#,
        "suricata http-request src=192.0.2.7 sport=4711 dst=198.51.100.1 dport=80 method=POST path=/login query=x=1 host=www.example.org version=1.1 status=302 bytes=20 ref=http://e.example/ ua=curl/7 @2017-02-13T20:00:00Z",
    );
}

#[test]
fn other_kinds_are_named_honestly() {
    let head = r#"{"timestamp":"2017-02-13T20:00:00.000000+0000","src_ip":"192.0.2.7","src_port":1,"dest_ip":"198.51.100.1","dest_port":2,"proto":"UDP","event_type":"#;
    let ends = "src=192.0.2.7 sport=1 dst=198.51.100.1 dport=2";
    let time = "@2017-02-13T20:00:00Z";
    for (rest, action, fields) in [
        (r#""dns","dns":{"type":"query"}}"#, "network-observed", ""),
        (r#""flow","flow":{"state":"new"}}"#, "network-observed", ""),
        (r#""drop","drop":{}}"#, "packet-blocked", " transport=udp"),
        (
            r#""ssh","ssh":{"client":{"software_version":"libssh2_1.7.0"}}}"#,
            "connection-opened",
            " proto=ssh software=libssh2_1.7.0",
        ),
        (r#""smb","smb":{"ntlmssp":{"user":"anne"}}}"#, "connection-opened", " proto=smb user=anne"),
        (
            r#""anomaly","app_proto":"http","anomaly":{"type":"applayer","event":"INVALID_LINE"}}"#,
            "connection-bad-protocol",
            " proto=http why=INVALID_LINE",
        ),
        (r#""anomaly","anomaly":{"type":"stream"}}"#, "network-observed", ""),
    ] {
        let mut words: Vec<&str> = fields.split(' ').filter(|f| !f.is_empty()).collect();
        // Fields come in the order of the table: transport and protocol stand before the account.
        words.insert(0, ends);
        check(&format!("{head}{rest}"), &format!("suricata {action} {} {time}", words.join(" ")));
    }
    check(
        r#"{"timestamp":"2017-02-13T20:00:00.000000+0000","event_type":"stats","stats":{"uptime":1}}"#,
        "suricata statistics @2017-02-13T20:00:00Z",
    );
    check(
        r#"{"timestamp":"2017-02-13T20:00:00.000000+0000","event_type":"smtp","src_ip":"192.0.2.7","smtp":{"helo":"h.example","mail_from":"<a@example.org>","rcpt_to":["<b@example.org>","<c@example.org>"]}}"#,
        "suricata mail-noted src=192.0.2.7 proto=smtp email.from.address=<a@example.org> email.to.address=<b@example.org> software=h.example @2017-02-13T20:00:00Z",
    );
}

#[test]
fn oddities_are_marked_and_strangers_refused() {
    check(
        r#"{"timestamp":"yesterday","event_type":"alert","src_ip":"192.0.2.7","proto":"TCP"}"#,
        "suricata alert src=192.0.2.7 transport=tcp !bad-time !missing-field",
    );
    check(r#"{"timestamp":"2017-02-13T20:00:00Z","event_type":"click","user":"x"}"#, "not understood");
    check(&ALERT[..200], "not understood");
    survives_damage(ALERT);
}
