//! Lines after Amazon's documentation, each with what must be read from it.

use crate::services::sample::{check, survives_damage};

const LINE: &str = r#"https 2017-02-13T20:00:00.186641Z app/lb/50dc6c495c0c9188 192.0.2.7:2817 198.51.100.1:80 0.086 0.048 0.037 200 200 34 366 "GET https://www.example.org:443/a?b=c HTTP/1.1" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:x "Root=1-58337281" "www.example.org" "-" 1 2017-02-13T20:00:00.000000Z "forward" "-" "-""#;

#[test]
fn lines_are_read() {
    check(
        LINE,
        "web-access http-request ns=171000000 src=192.0.2.7 sport=2817 dst=198.51.100.1 dport=80 method=GET path=/a query=b=c host=www.example.org version=1.1 status=200 bytes=366 in=34 ua=curl/7.46.0 @2017-02-13T20:00:00.186641Z",
    );
    check(
        r#"http 2017-02-13T20:00:00.186641Z app/lb/1 [2001:db8::7]:2817 - -1 -1 -1 460 - 0 0 "- - - " "-" - - - "-" "-" "-" - - "-" "-" "-""#,
        "web-access http-request src=2001:db8::7 sport=2817 status=460 bytes=0 in=0 request=- - -  @2017-02-13T20:00:00.186641Z !malformed-request",
    );
    check("http server started on port 80", "not understood");
    survives_damage(LINE);
}
