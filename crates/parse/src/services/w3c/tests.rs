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
