//! Records written after the layouts of servers and their documentation, each with what must be read from it.

use crate::services::sample::{check, survives_damage};

const CADDY: &str = r#"{"level":"info","ts":1487016000.25,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"192.0.2.7","remote_port":"44790","client_ip":"203.0.113.9","proto":"HTTP/2.0","method":"GET","host":"www.example.org:443","uri":"/a?b=c","headers":{"User-Agent":["curl/7"],"Referer":["http://e.example/"]}},"bytes_read":3,"user_id":"anne","duration":0.0125,"size":10,"status":200}"#;

#[test]
fn nginx_layouts_are_read() {
    check(
        r#"{"time_iso8601":"2017-02-13T20:00:00+01:00","remote_addr":"192.0.2.7","remote_user":"","request":"GET /a?b=c HTTP/1.1","status":"200","body_bytes_sent":"612","request_time":"0.012","http_referer":"","http_user_agent":"curl/7","http_x_forwarded_for":"203.0.113.9","server_name":"www.example.org"}"#,
        "web-access http-request ns=12000000 src=192.0.2.7 method=GET path=/a query=b=c host=www.example.org version=1.1 status=200 bytes=612 ua=curl/7 xff=203.0.113.9 @2017-02-13T19:00:00Z",
    );
    check(
        r#"{"time_iso8601":"2017-02-13T20:00:00Z","remote_addr":"192.0.2.7","remote_user":"a\nb","request":"GET / HTTP/1.1","status":401}"#,
        "web-access http-request src=192.0.2.7 user=a\nb method=GET path=/ version=1.1 status=401 @2017-02-13T20:00:00Z !control-character",
    );
    check(
        r#"{"time_local":"13/Feb/2017:20:00:00 +0000","remote_addr":"2001:db8::1","request_method":"POST","uri":"/index.php","args":"q=1","status":500,"body_bytes_sent":1,"host":"www.example.org","request_length":88,"request_body":"a=1"}"#,
        "web-access http-request src=2001:db8::1 method=POST path=/index.php query=q=1 host=www.example.org status=500 bytes=1 in=88 http.request.body.content=a=1 @2017-02-13T20:00:00Z",
    );
    check(
        r#"{"msec":"1487016000.250","remote_addr":"192.0.2.7","request":"GET /\x22 HTTP/1.1","status":400,"upstream":,"http_user_agent":"a\nb"}"#,
        "web-access http-request src=192.0.2.7 method=GET path=/\" version=1.1 status=400 ua=a\nb @2017-02-13T20:00:00.250Z !control-character !bad-escape !missing-field",
    );
    check(
        r#"{"remote_addr":"192.0.2.7","request":"-","status":"408","@timestamp":"2017-02-13T20:00:00Z"}"#,
        "web-access http-request src=192.0.2.7 status=408 @2017-02-13T20:00:00Z !empty-request",
    );
}

#[test]
fn requests_nobody_could_read_are_kept() {
    check(
        r#"{"time":"2017-02-13T20:00:00+00:00","remote_addr":"192.0.2.7","request":"","status":408,"bytes":0}"#,
        "web-access http-request src=192.0.2.7 status=408 bytes=0 @2017-02-13T20:00:00Z !empty-request",
    );
    check(
        r#"{"time":"2017-02-13T20:00:00+00:00","remote_addr":"192.0.2.7","request":"SSH-2.0-Go","status":400}"#,
        "web-access http-request src=192.0.2.7 status=400 request=SSH-2.0-Go @2017-02-13T20:00:00Z !malformed-request",
    );
    check(
        r#"{"@timestamp":"2017-02-13T20:00:00+00:00","client_ip":"192.0.2.7","method":"GET","uri":"","status":"400","server_name":"www.example.org"}"#,
        "web-access http-request src=192.0.2.7 method=GET host=www.example.org status=400 @2017-02-13T20:00:00Z !malformed-request",
    );
}

#[test]
fn caddy_traefik_ecs_and_google_are_read() {
    check(
        CADDY,
        "web-access http-request ns=12500000 src=192.0.2.7 sport=44790 user=anne method=GET path=/a query=b=c host=www.example.org version=2.0 status=200 bytes=10 in=3 ref=http://e.example/ ua=curl/7 xff=203.0.113.9 @2017-02-13T20:00:00.250Z",
    );
    check(
        r#"{"ClientAddr":"192.0.2.7:3949","ClientHost":"192.0.2.7","ClientPort":"3949","ClientUsername":"-","DownstreamContentSize":357,"DownstreamStatus":200,"Duration":357313,"RequestAddr":"www.example.org","RequestHost":"www.example.org","RequestMethod":"GET","RequestPath":"/a?b=c","RequestProtocol":"HTTP/1.1","StartUTC":"2017-02-13T20:00:00.25Z","level":"info","msg":"","request_User-Agent":"curl/7","time":"2017-02-13T20:00:01Z"}"#,
        "web-access http-request ns=357000 src=192.0.2.7 sport=3949 method=GET path=/a query=b=c host=www.example.org version=1.1 status=200 bytes=357 ua=curl/7 @2017-02-13T20:00:00.250Z",
    );
    check(
        r#"{"ClientAddr":"192.0.2.7:3949","ClientHost":"203.0.113.9,198.51.100.4","DownstreamStatus":200,"RequestMethod":"GET","RequestPath":"/"}"#,
        "web-access http-request src=192.0.2.7 sport=3949 method=GET path=/ status=200 xff=203.0.113.9,198.51.100.4",
    );
    check(
        r#"{"@timestamp":"2017-02-13T20:00:00.000Z","host":{"name":"web1"},"source":{"ip":"192.0.2.7"},"http":{"request":{"method":"GET"},"response":{"status_code":404,"body":{"bytes":9}}},"url":{"path":"/x","query":"y=1","domain":"www.example.org"},"user_agent.original":"curl/7","event.duration":5000}"#,
        "web-access http-request ns=5000 machine=web1 src=192.0.2.7 method=GET path=/x query=y=1 host=www.example.org status=404 bytes=9 ua=curl/7 @2017-02-13T20:00:00Z",
    );
    check(
        r#"{"httpRequest":{"requestMethod":"GET","requestUrl":"https://www.example.org/a","status":200,"remoteIp":"192.0.2.7","userAgent":"curl/7"},"timestamp":"2017-02-13T20:00:00Z"}"#,
        "web-access http-request src=192.0.2.7 method=GET path=/a host=www.example.org status=200 ua=curl/7 @2017-02-13T20:00:00Z",
    );
    check(
        r#"{"time":"[13/Feb/2017:20:00:00 +0100]","remoteIP":"192.0.2.7","host":"www.example.org","request":"/a","query":"?b=c","method":"GET","status":"200","userAgent":"curl/7","referer":"-"}"#,
        "web-access http-request src=192.0.2.7 method=GET path=/a query=b=c host=www.example.org status=200 ua=curl/7 @2017-02-13T19:00:00Z",
    );
    check(
        r#"{"start_time":"2017-02-13T20:00:00.250Z","method":"GET","path":"/a?b=c","protocol":"HTTP/2","response_code":200,"bytes_sent":5,"duration":7,"authority":"www.example.org","downstream_remote_address":"192.0.2.7:41000","user_agent":"curl/7"}"#,
        "web-access http-request src=192.0.2.7 sport=41000 method=GET path=/a query=b=c host=www.example.org version=2 status=200 bytes=5 ua=curl/7 @2017-02-13T20:00:00.250Z",
    );
    check(
        r#"{"ClientIP":"192.0.2.7","ClientRequestHost":"www.example.org","ClientRequestMethod":"GET","ClientRequestURI":"/a","EdgeResponseStatus":200,"EdgeStartTimestamp":1487016000000000000,"ClientRequestUserAgent":"curl/7"}"#,
        "web-access http-request src=192.0.2.7 method=GET path=/a host=www.example.org status=200 ua=curl/7 @2017-02-13T20:00:00Z",
    );
    check(
        r#"{"level":"error","ts":1487016000,"logger":"http.log.error","msg":"dial tcp: refused","request":{"remote_ip":"192.0.2.7","method":"GET","uri":"/a"},"status":502}"#,
        "web-access server-message kind=Upstream src=192.0.2.7 request=/a log.level=error message=dial tcp: refused @2017-02-13T20:00:00Z",
    );
    check(
        r#"{"level":"info","ts":1487016000.1,"logger":"admin","msg":"admin endpoint started"}"#,
        "web-access service-started @2017-02-13T20:00:00.100Z",
    );
    check(
        r#"{"level":"info","ts":1487016000.1,"msg":"serving initial configuration"}"#,
        "web-access service-started @2017-02-13T20:00:00.100Z",
    );
    check(
        r#"{"level":"info","ts":1487016000.1,"logger":"tls.cache","msg":"a word about certificates"}"#,
        "ignored web-access",
    );
    check(
        r#"{"level":"info","ts":1487016000.25,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"192.0.2.7","method":"GET","host":"[2001:db8::1]:8080","uri":"/"},"status":200}"#,
        "web-access http-request src=192.0.2.7 method=GET path=/ host=[2001:db8::1] status=200 @2017-02-13T20:00:00.250Z",
    );
}

#[test]
fn oddities_are_marked_and_strangers_refused() {
    check(
        r#"{"remote_addr":"pc.example.net","request_method":"GET","request_uri":"/","status":"abc","status":200,"time":"soon"}"#,
        "web-access http-request source.domain=pc.example.net method=GET path=/ !bad-number !name-instead-of-address !bad-time !duplicate-member",
    );
    for record in [
        r#"{"version":6,"nginx_version":"1.9.4","address":"192.0.2.1","timestamp":1446249499322,"requests":{"total":18,"current":2},"server_zones":{"a":{"responses":{"2xx":1}}}}"#,
        r#"{"method":"subscribe","path":"/a"}"#,
        r#"{"time":"2017-02-13T20:00:00Z","level":"info","msg":"hello","status":"ok","request":"abc"}"#,
        "{}",
    ] {
        check(record, "not understood");
    }
    survives_damage(CADDY);
}

#[test]
fn a_record_inside_a_string_stays_a_string() {
    check(
        r#"{"time_iso8601":"2017-02-13T20:00:00Z","remote_addr":"192.0.2.7","request":"GET / HTTP/1.1","status":200,"http_user_agent":"x\"}\n{\"remote_addr\":\"198.51.100.9\",\"request\":\"GET /evil HTTP/1.1\",\"status\":200}"}"#,
        "web-access http-request src=192.0.2.7 method=GET path=/ version=1.1 status=200 ua=x\"}\n{\"remote_addr\":\"198.51.100.9\",\"request\":\"GET /evil HTTP/1.1\",\"status\":200} @2017-02-13T20:00:00Z !control-character !embedded-record",
    );
}
