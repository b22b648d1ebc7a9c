//! Lines after HAProxy's manual, each with what must be read from it.

use crate::services::sample::{check, survives_damage};

const HTTP: &str = r#"Feb 13 20:00:01 lb haproxy[14387]: 192.0.2.7:33317 [13/Feb/2017:20:00:00.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {www.example.org|Mozilla/5.0 (X11)|http://e.example/} {} "GET /index.html?a=b HTTP/1.1""#;

#[test]
fn http_and_tcp_records_are_read() {
    check(
        HTTP,
        "haproxy http-request ns=109000000 machine=lb process=haproxy pid=14387 src=192.0.2.7 sport=33317 method=GET path=/index.html query=a=b host=www.example.org version=1.1 status=200 bytes=2750 ref=http://e.example/ ua=Mozilla/5.0 (X11) http.request.headers=www.example.org|Mozilla/5.0 (X11)|http://e.example/ @2017-02-13T20:00:00.655Z~",
    );
    check(
        r#"2001:db8::7:33317 [13/Feb/2017:20:00:00.655] https-in~ app/<NOSRV> -1/-1/-1/-1/5001 408 212 - - cR-- 1/1/0/0/0 0/0 "<BADREQ>""#,
        "haproxy http-request ns=5001000000 src=2001:db8::7 sport=33317 status=408 bytes=212 @2017-02-13T20:00:00.655Z~ !malformed-request",
    );
    // It writes requests of HTTP/2 with their host.
    check(
        r#"192.0.2.7:33317 [13/Feb/2017:20:00:00.655] https-in~ app/s 0/0/0/1/1 404 2 - - ---- 1/1/0/0/0 0/0 "GET https://www.example.org/a?b=c HTTP/2.0""#,
        "haproxy http-request ns=1000000 src=192.0.2.7 sport=33317 method=GET path=/a query=b=c host=www.example.org version=2.0 status=404 bytes=2 @2017-02-13T20:00:00.655Z~",
    );
    check(
        "192.0.2.7:33317 [13/Feb/2017:20:00:00.655] fnt bck/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0",
        "haproxy connection-closed src=192.0.2.7 sport=33317 proto=other @2017-02-13T20:00:00.655Z~",
    );
    check(
        "192.0.2.7:33317 [13/Feb/2017:20:00:00.655] fe/1: SSL handshake failure",
        "haproxy connection-bad-protocol src=192.0.2.7 sport=33317 proto=other why=SSL handshake failure @2017-02-13T20:00:00.655Z~",
    );
    check(
        r#"192.0.2.7:33317 [13/Feb/2017:20:00:00.655] f b/s 0/0/0/0/0 400 1 - - PR-- 1/1/0/0/0 0/0 "GET /cut"#,
        "haproxy http-request ns=0 src=192.0.2.7 sport=33317 method=GET path=/cut status=400 bytes=1 request=GET /cut @2017-02-13T20:00:00.655Z~ !truncated !malformed-request",
    );
}

#[test]
fn its_own_words_are_read_only_from_itself() {
    check(
        "Feb 13 20:00:01 lb haproxy[1]: Connect from 192.0.2.7:33320 to 198.51.100.1:80 (www/HTTP)",
        "haproxy connection-opened machine=lb process=haproxy pid=1 src=192.0.2.7 sport=33320 dst=198.51.100.1 dport=80 proto=other @0000-02-13T20:00:01Z~",
    );
    check(
        "Feb 13 20:00:01 lb haproxy[1]: Server app/srv1 is DOWN, reason: Layer4 connection problem",
        "haproxy server-message kind=Upstream machine=lb process=haproxy pid=1 message=Server app/srv1 is DOWN, reason: Layer4 connection problem @0000-02-13T20:00:01Z~",
    );
    check("Proxy http-in started.", "not understood");
    check(
        "[WARNING]  (291) : Server app/srv1 is DOWN, reason: Layer4 connection problem",
        "haproxy server-message kind=Upstream message=Server app/srv1 is DOWN, reason: Layer4 connection problem",
    );
    survives_damage(HTTP);
}
