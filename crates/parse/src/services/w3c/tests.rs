//! Files after the documentation of IIS and CloudFront, each row with what must be read from it.

use crate::services::sample::{check, check_all, read, survives_damage};

const FIELDS: &str = "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\n";

#[test]
fn columns_govern_rows_and_may_change() {
    let directive = "web-access housekeeping";
    check_all(
        &format!(
            "#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Date: 2017-02-13 20:00:00\n{FIELDS}\
             2017-02-13 20:00:00 198.51.100.1 GET /a.aspx b=c 443 - 192.0.2.7 Mozilla/5.0+(X11) http://e.example/ 200 0 0 15\n\
             #Fields: time c-ip cs-method cs-uri-stem sc-status\n\
             20:00:01 192.0.2.7 GET / 404\n\
             20:00:02 192.0.2.7 GET\n"
        ),
        &[
            directive,
            directive,
            directive,
            directive,
            "web-access http-request ns=15000000 src=192.0.2.7 dst=198.51.100.1 dport=443 method=GET path=/a.aspx query=b=c status=200 ref=http://e.example/ ua=Mozilla/5.0 (X11) @2017-02-13T20:00:00Z",
            directive,
            "web-access http-request src=192.0.2.7 method=GET path=/ status=404 @2017-02-13T20:00:01Z",
            "not understood",
        ],
    );
    check_all(
        "#Version: 1.0\n#Fields: date\ttime\tsc-bytes\tc-ip\tcs-method\tcs(Host)\tcs-uri-stem\tsc-status\ttime-taken\tx-host-header\n2017-02-13\t20:00:00\t512\t2001:db8::7\tGET\td1.example.net\t/x\t200\t0.001\twww.example.org\n",
        &[
            directive,
            directive,
            "web-access http-request ns=1000000 src=2001:db8::7 method=GET path=/x host=www.example.org status=200 bytes=512 @2017-02-13T20:00:00Z",
        ],
    );
}

#[test]
fn headers_are_read_as_each_server_writes_them() {
    let directive = "web-access housekeeping";
    check_all(
        &format!(
            "{FIELDS}2017-02-13 20:00:00 198.51.100.1 GET /a - 443 - 192.0.2.7 sqlmap/1.7\tx - 200 0 0 15\n\
             #Fields: date time c-ip cs-method cs-uri-stem cs-host sc-status\n\
             2017-02-13 20:00:01 192.0.2.7 GET /b www.example.org:8080 200\n\
             2017-02-13 20:00:02 192.0.2.7 GET /c [2001:db8::1]:443 200\n\
             #Fields: date time c-ip cs-uri-stem sc-status cs(User-Agent) x-forwarded-for\n\
             2017-02-13\t20:00:03\t192.0.2.7\t/d%20e\t200\tMozilla/5.0%20(X11)%2\t203.0.113.7,%20192.0.2.9\n"
        ),
        &[
            directive,
            "web-access http-request ns=15000000 src=192.0.2.7 dst=198.51.100.1 dport=443 method=GET path=/a status=200 ua=sqlmap/1.7\tx @2017-02-13T20:00:00Z",
            directive,
            "web-access http-request src=192.0.2.7 method=GET path=/b host=www.example.org status=200 @2017-02-13T20:00:01Z",
            "web-access http-request src=192.0.2.7 method=GET path=/c host=[2001:db8::1] status=200 @2017-02-13T20:00:02Z",
            directive,
            "web-access http-request src=192.0.2.7 path=/d%20e status=200 ua=Mozilla/5.0 (X11)%2 xff=203.0.113.7, 192.0.2.9 @2017-02-13T20:00:03Z",
        ],
    );
}

#[test]
fn connections_without_a_request_and_sessions_of_another_server_are_no_requests() {
    let directive = "web-access housekeeping";
    check_all(
        "#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename\n\
         2017-02-13 20:00:00 192.0.2.7 2780 198.51.100.1 80 HTTP/1.1 GET /a?b 503 - ConnLimit -\n\
         2017-02-13 20:00:01 192.0.2.7 2780 198.51.100.1 80 - - - - - Timer_ConnectionIdle -\n\
         #Fields: date time c-ip cs-username s-ip s-port cs-method cs-uri-stem sc-status sc-win32-status sc-substatus x-session x-fullpath\n\
         2017-02-13 20:00:02 192.0.2.7 - 198.51.100.1 21 PASS *** 530 1326 41 00000000-0000-4000-8000-000000000001 -\n",
        &[
            directive,
            "web-access http-request src=192.0.2.7 sport=2780 dst=198.51.100.1 dport=80 method=GET path=/a query=b version=1.1 status=503 @2017-02-13T20:00:00Z",
            "web-access connection-closed src=192.0.2.7 sport=2780 dst=198.51.100.1 dport=80 proto=http why=Timer_ConnectionIdle @2017-02-13T20:00:01Z",
            directive,
            "not understood",
        ],
    );
}

#[test]
fn rows_without_columns_or_of_other_columns_are_not_understood() {
    check("2017-02-13 20:00:00 198.51.100.1 GET /a - 443 - 192.0.2.7 x - 200 0 0 15", "not understood");
    check("# a comment", "not understood");
    let shown = read(format!("{FIELDS}2017-02-13 20:00:00 GET /a 192.0.2.7 200\n").as_bytes());
    assert_eq!(shown[1], "not understood");
    survives_damage("#Fields: date time c-ip cs-method cs-uri-stem sc-status");
}

#[test]
fn a_chunk_in_the_middle_reads_with_the_columns_of_the_head() {
    use crate::{Options, Parsed, Parser, YearClock, recognise};
    let head = format!("{FIELDS}2017-02-13 20:00:00 198.51.100.1 GET / - 443 - 192.0.2.7 x - 200 0 0 15\n");
    let options = Options::default();
    let recognition = recognise(head.as_bytes(), &options);
    let mut parser = Parser::new(&recognition, &options, YearClock::starting(None));
    let arena = bumpalo::Bump::new();
    let origin =
        vigie_facts::origin::Origin { input: vigie_facts::origin::InputId(0), line: 9, byte_start: 900, byte_len: 0 };
    let row = b"2017-02-13 21:00:00 198.51.100.1 GET /later - 443 - 192.0.2.7 x - 200 0 0 15";
    assert!(matches!(parser.parse(row, origin, &arena), Parsed::Event(_)));
    // Columns that changed on the way are those of the chunks behind.
    let mut columns = recognition.columns.clone();
    columns.advance_over(
        b"2017-02-13 21:00:01 x\r\n#Date: 2017-02-14\r\n#Fields: time c-ip cs-method cs-uri-stem sc-status\r\n",
    );
    parser.set_columns(columns);
    let Parsed::Event(event) = parser.parse(b"20:00:00 192.0.2.9 GET /new 404", origin, &arena) else { panic!() };
    assert_eq!(event.source, "192.0.2.9".parse().ok());
    assert_eq!(event.time.unwrap().to_rfc3339(), "2017-02-14T20:00:00Z");
}
