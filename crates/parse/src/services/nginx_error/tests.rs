//! Lines as nginx writes them, each with what must be read from it.

use crate::services::sample::{check, survives_damage};

const MISSING: &str = r#"2017/02/13 20:00:00 [error] 31#32: *46 open() "/var/www/x" failed (2: No such file or directory), client: 192.0.2.7, server: www.example.org, request: "GET /x HTTP/1.1", host: "www.example.org", referrer: "http://e.example/""#;

/// A line with the given message and the usual end; of the answer, what stands between action and time.
fn case(message: &str, expected: &str) {
    check(
        &format!(
            r#"2017/02/13 20:00:00 [error] 31#32: *46 {message}, client: 192.0.2.7, server: _, request: "GET /x HTTP/1.1", host: "h.example""#
        ),
        &format!("nginx-error {expected} @2017-02-13T20:00:00Z~"),
    );
}

/// As [`case`], for messages without a sign-in.
fn trouble(message: &str, kind: &str, path: &str) {
    case(
        message,
        &format!(
            "server-message kind={kind} pid=31 src=192.0.2.7 host=h.example ref-request log.level=error message={message}{path}"
        )
        .replace("ref-request", "request=GET /x HTTP/1.1"),
    );
}

#[test]
fn messages_are_typed() {
    check(
        MISSING,
        "nginx-error server-message kind=FileMissing pid=31 src=192.0.2.7 host=www.example.org ref=http://e.example/ request=GET /x HTTP/1.1 log.level=error message=open() \"/var/www/x\" failed (2: No such file or directory) file.path=/var/www/x @2017-02-13T20:00:00Z~",
    );
    case(
        r#"user "anne" was not found in "/etc/nginx/htpasswd""#,
        "sign-in outcome=failure pid=31 src=192.0.2.7 proto=http user=anne exists=false by=basic tries=1",
    );
    case(
        r#"user "anne": password mismatch"#,
        "sign-in outcome=failure pid=31 src=192.0.2.7 proto=http user=anne exists=true by=basic tries=1",
    );
    case(
        "PAM: user 'anne' - not authenticated: Authentication failure",
        "sign-in outcome=failure pid=31 src=192.0.2.7 proto=http user=anne by=basic tries=1",
    );
    trouble(r#"directory index of "/var/www/" is forbidden"#, "AccessDenied", " file.path=/var/www/");
    trouble("limiting requests, excess: 5.428 by zone \"z\"", "LimitReached", "");
    trouble("client intended to send too large body: 9 bytes", "LimitReached", "");
    trouble("client sent invalid method while reading client request line", "BadRequest", "");
    trouble("SSL_do_handshake() failed (SSL: error:1408F10B)", "Tls", "");
    trouble("upstream timed out (110: Connection timed out) while reading", "Upstream", "");
    trouble(
        "FastCGI sent in stderr: \"PHP message: PHP Fatal error: x in /var/www/a.php:7\" while reading",
        "Application",
        " file.path=/var/www/a.php",
    );
    trouble("something nobody has written a word about", "Other", "");
}

#[test]
fn messages_without_a_client_and_firewalls_are_typed() {
    check(
        "2017/02/13 20:00:00 [notice] 31#32: signal process started",
        "nginx-error server-message kind=Lifecycle pid=31 log.level=notice message=signal process started @2017-02-13T20:00:00Z~",
    );
    check(
        r#"2017/02/13 20:00:00 [error] 31#32: *5 [client 192.0.2.7] ModSecurity: Access denied with code 403 (phase 2). [id "949110"] [msg "Score"] [hostname "h.example"] [uri "/a"] [unique_id "1"]"#,
        "nginx-error server-message kind=Firewall pid=31 src=192.0.2.7 host=h.example request=/a log.level=error message=ModSecurity: Access denied with code 403 (phase 2). [id \"949110\"] [msg \"Score\"] [hostname \"h.example\"] [uri \"/a\"] [unique_id \"1\"] @2017-02-13T20:00:00Z~",
    );
}

#[test]
fn hosts_lose_their_port_and_leaving_clients_are_named() {
    check(
        "2017/02/13 20:00:00 [info] 31#32: *46 client 192.0.2.7 closed keepalive connection (104: Connection reset by peer)",
        "nginx-error server-message kind=Other pid=31 src=192.0.2.7 log.level=info message=client 192.0.2.7 closed keepalive connection (104: Connection reset by peer) @2017-02-13T20:00:00Z~",
    );
    check(
        r#"2017/02/13 20:00:00 [error] 31#32: *46 access forbidden by rule, client: 192.0.2.7, server: _, request: "GET / HTTP/1.1", host: "www.example.org:8080""#,
        "nginx-error server-message kind=AccessDenied pid=31 src=192.0.2.7 host=www.example.org request=GET / HTTP/1.1 log.level=error message=access forbidden by rule @2017-02-13T20:00:00Z~",
    );
}

#[test]
fn a_forged_client_is_not_believed() {
    check(
        r#"2017/02/13 20:00:00 [error] 31#32: *46 open() "/w/x, client: 203.0.113.9, server: s" failed (2: No such file or directory), client: 192.0.2.7, server: _, request: "GET /x HTTP/1.1", host: "h.example""#,
        "nginx-error server-message kind=FileMissing pid=31 log.level=error message=open() \"/w/x, client: 203.0.113.9, server: s\" failed (2: No such file or directory), client: 192.0.2.7, server: _, request: \"GET /x HTTP/1.1\", host: \"h.example\" @2017-02-13T20:00:00Z~ !embedded-record",
    );
    check(
        r#"2017/02/13 20:00:00 [error] 31#32: *46 access forbidden by rule, client: 192.0.2.7, server: _, request: "GET / HTTP/1.1", host: "h.example", referrer: "x, client: 203.0.113.9, server: y""#,
        "nginx-error server-message kind=AccessDenied pid=31 log.level=error message=access forbidden by rule, client: 192.0.2.7, server: _, request: \"GET / HTTP/1.1\", host: \"h.example\", referrer: \"x, client: 203.0.113.9, server: y\" @2017-02-13T20:00:00Z~ !embedded-record",
    );
    check(
        r#"2017/02/13 20:00:00 [error] 31#32: *3 user "anne": password mismatch, client: 203.0.113.9, server: s, request: "GET / HTTP/1.1", host: "h"": was not found in "/etc/x", client: 192.0.2.7, server: , request: "GET / HTTP/1.1", host: "h""#,
        "nginx-error server-message kind=Other pid=31 log.level=error message=user \"anne\": password mismatch, client: 203.0.113.9, server: s, request: \"GET / HTTP/1.1\", host: \"h\"\": was not found in \"/etc/x\", client: 192.0.2.7, server: , request: \"GET / HTTP/1.1\", host: \"h\" @2017-02-13T20:00:00Z~ !embedded-record",
    );
    survives_damage(MISSING);
}

#[test]
fn lines_among_those_of_other_services_are_read() {
    use crate::services::sample::read;
    let access = r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-""#;
    let json = r#"{"remote_addr":"192.0.2.7","request":"GET /a HTTP/1.1","status":200}"#;
    let w3c = "#Fields: date time c-ip cs-method cs-uri-stem sc-status\n2017-02-13 20:00:00 192.0.2.7 GET / 200";
    for syslog in [
        "2017-02-13T20:00:00+01:00 h sshd[7]: Connection closed by 192.0.2.1 port 4711 [preauth]\n",
        "Feb 13 20:00:00 h sshd[7]: Connection closed by 192.0.2.1 port 4711 [preauth]\n",
        "<38>1 2017-02-13T20:00:00Z h sshd 7 - - Connection closed by 192.0.2.1 port 4711 [preauth]\n",
    ] {
        let input = format!("{}{MISSING}\n{access}\n{json}\n{w3c}\n", syslog.repeat(9));
        let shown = read(input.as_bytes());
        for (line, service) in
            shown[9..].iter().zip(["nginx-error", "web-access", "web-access", "web-access", "web-access"])
        {
            assert!(line.starts_with(service), "{line}");
        }
    }
}
