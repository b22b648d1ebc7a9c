//! Lines written after the documented layouts, each with what must be read from it.

use bumpalo::Bump;
use vigie_facts::anomaly::Anomaly;
use vigie_facts::event::{Action, Event, Housekeeping};
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;

/// Reads a line and compares what was read, written as `key=value` joined by `; ` in a fixed order, absent ones left out.
fn check(line: &str, expected: &str) {
    assert_eq!(shown(line.as_bytes()), expected, "{line}");
}

fn shown(line: &[u8]) -> String {
    let arena = Bump::new();
    let origin = Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: line.len() as u32 };
    let mut event = Event::new(origin, Service::WebAccess, Action::Housekeeping(Housekeeping::Other));
    let Some(stated) = super::line::read(line, &mut event, &arena) else { return "not a line".to_owned() };
    let Action::Http(http) = event.action else { return "not a request".to_owned() };
    let text = |t: Option<&[u8]>| t.map(|t| String::from_utf8_lossy(t).into_owned());
    let odd: Vec<_> = event.anomalies.iter().map(Anomaly::id).collect();
    let time = stated.map(|s| s.civil.plus_seconds(-i64::from(s.offset_seconds.unwrap_or(0))).to_rfc3339());
    let parts = [
        ("t", time),
        ("ip", event.source.map(|ip| ip.to_string())),
        ("port", event.source_port.map(|p| p.to_string())),
        ("name", text(event.source_name)),
        ("host", text(http.host)),
        ("user", text(http.user)),
        ("m", text(http.method)),
        ("p", text(http.path)),
        ("q", text(http.query)),
        ("v", text(http.version)),
        ("raw", text(http.raw_request)),
        ("s", http.status.map(|s| s.to_string())),
        ("b", http.bytes_sent.map(|b| b.to_string())),
        ("in", http.bytes_received.map(|b| b.to_string())),
        ("us", http.duration_us.map(|d| d.to_string())),
        ("ref", text(http.referrer)),
        ("ua", text(http.user_agent)),
        ("xff", text(http.forwarded_for)),
        ("odd", Some(odd.join(",")).filter(|o| !o.is_empty())),
    ];
    let parts: Vec<_> = parts.into_iter().filter_map(|(k, v)| Some(format!("{k}={}", v?))).collect();
    parts.join("; ")
}

#[test]
fn documented_layouts_are_read() {
    check(
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0100] "GET /a?b=c HTTP/1.1" 200 512"#,
        "t=2017-02-13T19:00:00Z; ip=192.0.2.7; m=GET; p=/a; q=b=c; v=1.1; s=200; b=512",
    );
    check(
        r#"192.0.2.7 - anne [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" 304 - "https://example.org/" "Mozilla/5.0 (X11)""#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; user=anne; m=GET; p=/; v=1.1; s=304; ref=https://example.org/; ua=Mozilla/5.0 (X11)",
    );
    check(
        r#"www.example.org:443 2001:db8::1 - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/2.0" 200 5 "-" "-""#,
        "t=2017-02-13T20:00:00Z; ip=2001:db8::1; host=www.example.org; m=GET; p=/; v=2.0; s=200; b=5",
    );
    check(
        r#"192.0.2.1:80 198.51.100.7 - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/7.5""#,
        "t=2017-02-13T20:00:00Z; ip=198.51.100.7; host=192.0.2.1; m=GET; p=/; v=1.1; s=200; b=5; ua=curl/7.5",
    );
    check(
        r#"192.0.2.7 www.example.org - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-""#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; host=www.example.org; m=GET; p=/; v=1.1; s=200; b=5",
    );
    check(
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-" www.example.org"#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; host=www.example.org; m=GET; p=/; v=1.1; s=200; b=5",
    );
    check(
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/7" "198.51.100.4, 203.0.113.9""#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; m=GET; p=/; v=1.1; s=200; b=5; ua=curl/7; xff=198.51.100.4, 203.0.113.9",
    );
    check(
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/7" "-" rt=0.012 "10.0.0.1:80" TLSv1.3"#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; m=GET; p=/; v=1.1; s=200; b=5; us=12000; ua=curl/7",
    );
    check(
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/7" "${jndi:x}""#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; m=GET; p=/; v=1.1; s=200; b=5; ua=curl/7; xff=${jndi:x}",
    );
    check(
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-" 500 "site@docker" "http://10.0.0.3:80" 7ms"#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; m=GET; p=/; v=1.1; s=200; b=5; us=7000",
    );
    check(
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" 200 5 0.005 "-" "curl/7""#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; m=GET; p=/; v=1.1; s=200; b=5; us=5000; ua=curl/7",
    );
    check(
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" 200 5 "curl/7.5""#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; m=GET; p=/; v=1.1; s=200; b=5; ua=curl/7.5",
    );
    check(
        r#"www.example.org 192.0.2.7 - 7bde940ef0f870cd - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-""#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; host=www.example.org; m=GET; p=/; v=1.1; s=200; b=5",
    );
    check(
        r#"192.0.2.7 - - [2017-02-13T20:00:00+01:00] "GET / HTTP/1.1" 200 5 "-" "-""#,
        "t=2017-02-13T19:00:00Z; ip=192.0.2.7; m=GET; p=/; v=1.1; s=200; b=5",
    );
    check(
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] www.example.org "GET / HTTP/1.1" 200 5 "-" "-" + 293 1149"#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; host=www.example.org; m=GET; p=/; v=1.1; s=200; b=5",
    );
    check(
        r#"198.51.100.4, 203.0.113.9 - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-""#,
        "t=2017-02-13T20:00:00Z; m=GET; p=/; v=1.1; s=200; b=5; xff=198.51.100.4, 203.0.113.9; odd=missing-field",
    );
}

#[test]
fn peers_are_addresses_names_or_nothing() {
    check(
        r#"host.example.net - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.0" 200 5"#,
        "t=2017-02-13T20:00:00Z; name=host.example.net; m=GET; p=/; v=1.0; s=200; b=5; odd=name-instead-of-address",
    );
    check(
        r#"[2001:db8::2]:5555 - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.0" 200 5"#,
        "t=2017-02-13T20:00:00Z; ip=2001:db8::2; port=5555; m=GET; p=/; v=1.0; s=200; b=5",
    );
    check(
        r#"- - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.0" 200 5"#,
        "t=2017-02-13T20:00:00Z; m=GET; p=/; v=1.0; s=200; b=5; odd=missing-field",
    );
    check(
        r#"300.1.1.1 - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.0" 200 5"#,
        "t=2017-02-13T20:00:00Z; m=GET; p=/; v=1.0; s=200; b=5; odd=bad-address",
    );
    check(
        r#"192.0.2.7 - Anne Martin [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.0" 401 5"#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; user=Anne Martin; m=GET; p=/; v=1.0; s=401; b=5",
    );
    check(
        r#"192.0.2.7 - [08/Jun/2020:08:04:43 +0000] "GET / HTTP/1.1" 200 100 "-" "-""#,
        "t=2020-06-08T08:04:43Z; ip=192.0.2.7; m=GET; p=/; v=1.1; s=200; b=100",
    );
}

#[test]
fn broken_requests_are_kept_and_marked() {
    check(
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] "\x16\x03\x01\x00" 400 226 "-" "-""#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; raw=\u{16}\u{3}\u{1}\u{0}; s=400; b=226; odd=nul-byte,control-character,malformed-request",
    );
    check(
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] "-" 408 0 "-" "-""#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; s=408; b=0; odd=empty-request",
    );
    check(
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] "GET /a\"b HTTP/1.1" 404 9 "-" "x\\""#,
        r#"t=2017-02-13T20:00:00Z; ip=192.0.2.7; m=GET; p=/a"b; v=1.1; s=404; b=9; ua=x\"#,
    );
    check(
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] "GET /?q="x" HTTP/1.1" 404 9 "-" "-""#,
        r#"t=2017-02-13T20:00:00Z; ip=192.0.2.7; m=GET; p=/; q=q="x"; v=1.1; s=404; b=9"#,
    );
    check(
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] "GET /a b HTTP/1.1" 400 9 "-" "-""#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; m=GET; p=/a b; v=1.1; raw=GET /a b HTTP/1.1; s=400; b=9; odd=malformed-request",
    );
    check(
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" 999 99999999999999999999 "-" "-""#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; m=GET; p=/; v=1.1; s=999; odd=impossible-status,bad-number",
    );
    check(
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" abc 7 "-" "-""#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; m=GET; p=/; v=1.1; b=7; odd=bad-number",
    );
    check(
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" 000 7 "-" "-""#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; m=GET; p=/; v=1.1; b=7; odd=impossible-status",
    );
    check(
        r#"192.0.2.7 - - [31/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "-""#,
        "ip=192.0.2.7; m=GET; p=/; v=1.1; s=200; b=1; odd=bad-time",
    );
    check(
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "Mozilla/5.0 (compat"#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; m=GET; p=/; v=1.1; s=200; b=1; ua=Mozilla/5.0 (compat; odd=truncated",
    );
    check(
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] "GET /inde"#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; m=GET; p=/inde; raw=GET /inde; odd=truncated,malformed-request",
    );
}

#[test]
fn lines_inside_fields_do_not_become_records() {
    check(
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "x\" 1.1.1.1 - - [01/Jan/2000:00:00:00 +0000] \"GET /evil HTTP/1.1\" 200 1 \"-\" \"y""#,
        r#"t=2017-02-13T20:00:00Z; ip=192.0.2.7; m=GET; p=/; v=1.1; s=200; b=1; ua=x" 1.1.1.1 - - [01/Jan/2000:00:00:00 +0000] "GET /evil HTTP/1.1" 200 1 "-" "y; odd=embedded-record"#,
    );
    check(
        r#"192.0.2.7 - x [01/Jan/2000:00:00:00 +0000] \"GET /evil HTTP/1.1\" 200 1 [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" 401 1 "-" "-""#,
        r#"t=2017-02-13T20:00:00Z; ip=192.0.2.7; user=x [01/Jan/2000:00:00:00 +0000] "GET /evil HTTP/1.1" 200 1; m=GET; p=/; v=1.1; s=401; b=1"#,
    );
}

#[test]
fn altered_quotes_are_mended() {
    let expected =
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; m=GET; p=/; v=1.1; s=200; b=1; ref=http://e.example/; ua=curl/7 x";
    for line in [
        r#""192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] ""GET / HTTP/1.1"" 200 1 ""http://e.example/"" ""curl/7 x""""#,
        r#""192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] \"GET / HTTP/1.1\" 200 1 \"http://e.example/\" \"curl/7 x\"""#,
        r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] \"GET / HTTP/1.1\" 200 1 \"http://e.example/\" \"curl/7 x\""#,
        "192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] “GET / HTTP/1.1” 200 1 “http://e.example/” “curl/7 x”",
        "192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] GET / HTTP/1.1 200 1 http://e.example/ curl/7 x",
    ] {
        check(line, expected);
    }
}

#[test]
fn nginx_proxy_manager_begins_with_the_time() {
    check(
        r#"[13/Feb/2017:20:00:00 +0000] - 404 404 - GET http www.example.org "/a?b" [Client 192.0.2.7] [Length 192] [Gzip 3.10] [Sent-to site] "curl/7" "-""#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; host=www.example.org; m=GET; p=/a; q=b; s=404; b=192; ua=curl/7",
    );
    check(
        r#"[13/Feb/2017:20:00:00 +0000] 444 - GET https 192.0.2.1 "/.env" [Client 192.0.2.7] [Length 0] [Gzip -] "x" "-""#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; host=192.0.2.1; m=GET; p=/.env; s=444; b=0; ua=x",
    );
    check(
        r#"[13/Feb/2017:20:00:00 +0000] www.example.org 192.0.2.7 0.227 "GET / HTTP/2.0" 207 125 440 - Mozilla/5.0 (X11)"#,
        "t=2017-02-13T20:00:00Z; ip=192.0.2.7; host=www.example.org; m=GET; p=/; v=2.0; s=207; b=125; in=440; us=227000; ua=Mozilla/5.0 (X11)",
    );
}

#[test]
fn other_lines_are_refused() {
    for line in [
        "",
        "[",
        "Feb 13 20:00:00 host sshd[1]: Failed password for root from 192.0.2.7 port 22 ssh2",
        r#"{"remote_addr":"192.0.2.7","time":"[13/Feb/2017:20:00:00 +0000]"}"#,
        "192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] ",
        "192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] something else",
        r#"somebody wrote 192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] "GET / HTTP/1.1" 200 5"#,
        r#"worker 3 [13/Feb/2017:20:00:00 +0000] "hello" said the worker"#,
        "[Mon Feb 13 20:00:00.123456 2017] [core:error] [pid 1] [client 192.0.2.7:1] AH00126: Invalid URI in request GET",
        "2017/02/13 20:00:00 [error] 1#1: *1 open() \"/x\" failed",
    ] {
        check(line, "not a line");
    }
}

#[test]
fn no_cut_and_no_change_of_a_byte_panics() {
    let line = r#"www.example.org:443 2001:db8::1 - a\x22b [13/Feb/2017:20:00:00 +0000] "GET /a?b=\"c HTTP/1.1" 200 5 "-" "x" "192.0.2.1" rt=0.1"#;
    for end in 0..line.len() {
        shown(&line.as_bytes()[..end]);
        for byte in [b'"', b'\\', b' ', b'[', b']', 0, 255] {
            let mut bytes = line.as_bytes().to_vec();
            bytes[end] = byte;
            shown(&bytes);
        }
    }
}

#[test]
fn any_envelope_may_hold_a_line() {
    use crate::services::sample;
    let line = r#"192.0.2.7 - - [13/Feb/2017:20:00:00 +0000] \"GET /a HTTP/1.1\" 200 5 \"-\" \"curl/7\""#;
    let plain = line.replace('\\', "");
    let json = r#"{"remote_addr":"192.0.2.7","request":"GET /a HTTP/1.1","status":200,"body_bytes_sent":5,"http_user_agent":"curl/7","msec":1487016000}"#;
    let expected = |head: &str| {
        format!(
            "web-access http-request {head}src=192.0.2.7 method=GET path=/a version=1.1 status=200 bytes=5 ua=curl/7 @2017-02-13T20:00:00Z"
        )
    };
    let syslog = "machine=web1 process=nginx ";
    sample::check(&format!("Feb 13 20:00:00 web1 nginx: {plain}"), &expected(syslog));
    sample::check(&format!("Feb 13 20:00:00 web1 nginx: {json}"), &expected(syslog));
    sample::check(&format!("<190>1 2017-02-13T20:00:00Z web1 nginx - - - {plain}"), &expected(syslog));
    sample::check(&format!("2017-02-13T20:00:00+00:00 web1 nginx: {json}"), &expected(syslog));
    sample::check(&format!(r#"{{"log":"{line}\n","stream":"stdout","time":"2017-02-13T20:00:01.5Z"}}"#), &expected(""));
    sample::check(
        &format!(r#"{{"log":"{}\n","stream":"stdout","time":"2017-02-13T20:00:01.5Z"}}"#, json.replace('"', "\\\"")),
        &expected(""),
    );
    sample::check(&format!("2017-02-13T20:00:01.5Z stdout F {plain}"), &expected(""));
}
