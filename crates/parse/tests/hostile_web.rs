//! Hostile bytes through the whole crate: whatever stands in an input, nothing panics, every record gets an answer, and the
//! answer does not depend on where the input was cut into chunks.
//! `PROPTEST_CASES=100000` looks longer.

use bumpalo::Bump;
use proptest::prelude::*;
use vigie_facts::origin::{InputId, Origin};
use vigie_parse::{Options, Parser, Recognition, YearClock, json, recognise};

/// One record of each layout of web servers, sensors and honeypots.
const RECORDS: &[&str] = &[
    r#"www.example.org:443 192.0.2.7 - anne [13/Feb/2017:20:00:00 +0100] "GET /a?b=\"c HTTP/1.1" 200 512 "-" "curl/7" "203.0.113.9" rt=0.1"#,
    r#"[13/Feb/2017:20:00:00 +0000] - 404 404 - GET http www.example.org "/a" [Client 192.0.2.7] [Length 1] [Gzip -] "x" "-""#,
    r#"{"time_iso8601":"2017-02-13T20:00:00+01:00","remote_addr":"192.0.2.7","request":"GET /\u0041 HTTP/1.1","status":"200"}"#,
    r#"{"level":"info","ts":1487016000.25,"logger":"http.log.access","request":{"remote_ip":"192.0.2.7","method":"GET","uri":"/","headers":{"User-Agent":["a"]}},"status":200}"#,
    r#"{"timestamp":"2017-02-13T20:00:00.25+0100","event_type":"alert","src_ip":"192.0.2.7","proto":"TCP","alert":{"signature_id":1,"severity":1}}"#,
    r#"{"eventid":"cowrie.login.failed","username":"root","password":"x","timestamp":"2017-02-13T20:00:00Z","src_ip":"192.0.2.7"}"#,
    r#"{"connection":{"protocol":"smbd","transport":"tcp","type":"accept"},"src_ip":"192.0.2.7","timestamp":"2017-02-13T20:00:00","credentials":{"username":["a"],"password":["b"]}}"#,
    "#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status cs(User-Agent)",
    "2017-02-13 20:00:00 192.0.2.7 GET /a b=c 200 Mozilla/5.0+(X11)",
    r#"Feb 13 20:00:01 lb haproxy[1]: 192.0.2.7:33 [13/Feb/2017:20:00:00.655] in~ be/s 1/0/3/6/10 200 27 - - ---- 1/1/1/1/0 0/0 {h.example|M} {} "GET / HTTP/1.1""#,
    r#"2017/02/13 20:00:00 [error] 31#32: *46 user "anne": password mismatch, client: 192.0.2.7, server: s, request: "GET / HTTP/1.1", host: "h""#,
    "[Mon Feb 13 20:00:00.123456 2017] [authz_core:error] [pid 10:tid 140] (13)Permission denied: [client 192.0.2.7:4711] AH01630: client denied: /x, referer: y",
    "Feb 13 20:00:00 gate kernel: [500.1] [UFW BLOCK] IN=eth0 OUT= SRC=192.0.2.7 DST=198.51.100.1 LEN=40 PROTO=TCP SPT=80 DPT=22",
    r#"https 2017-02-13T20:00:00.1Z app/lb/5 192.0.2.7:2817 198.51.100.1:80 0.1 0.1 0.1 200 200 34 366 "GET https://e.example:443/ HTTP/1.1" "curl" - - x"#,
];

/// Pieces the layouts are made of: put where they do not belong, they lead parsers astray better than random bytes.
const PIECES: &[&str] = &[
    "[",
    "]",
    "\"",
    "\\",
    "\\x",
    "\\u",
    "{",
    "}",
    "\\\"",
    ", client: ",
    "[client ",
    "client [",
    "user ",
    " not found",
    " HTTP/",
    " - ",
    "[13/Feb/2017:20:00:00 +0000]",
    "[13/Feb/2017:20:00:00]",
    "\"\"",
    "“",
    ": ",
    " [",
    "=",
    "SRC=",
    "[SRC=",
    " DST=",
    "(13)",
    ", referer: ",
    "[Length ",
    "[2017-02-13T20:00:00]",
    "#Fields:",
    "#Date:",
    "\t",
    "|",
    "/",
    "-",
    ",",
    "\r",
    "\u{0}",
    "99999999999999999999",
    "null",
];

fn records() -> impl Strategy<Value = Vec<u8>> {
    let index = any::<prop::sample::Index>;
    let bytes = prop::collection::vec((index(), any::<u8>()), 0..3);
    let pieces = prop::collection::vec((index(), prop::sample::select(PIECES)), 0..4);
    let cuts = prop::option::of((index(), index()));
    (prop::sample::select(RECORDS), bytes, pieces, cuts).prop_map(|(record, bytes, pieces, cuts)| {
        let mut damaged = record.as_bytes().to_vec();
        for (at, byte) in bytes {
            let at = at.index(damaged.len());
            damaged[at] = byte;
        }
        for (at, piece) in pieces {
            let at = at.index(damaged.len() + 1);
            damaged.splice(at..at, piece.bytes());
        }
        if let Some((one, other)) = cuts {
            let (one, other) = (one.index(damaged.len()), other.index(damaged.len()));
            damaged.drain(one.min(other)..one.max(other));
        }
        damaged
    })
}

/// What is read from an input, given in chunks of whole records, each by a parser of its own.
fn read(bytes: &[u8], recognition: &Recognition, chunk_bytes: usize) -> Vec<String> {
    let options = Options::default();
    let arena = Bump::new();
    let mut clock = YearClock::starting(options.year);
    let mut shown = Vec::new();
    let mut start = 0;
    while start < bytes.len() {
        let mut end = start;
        while end < bytes.len() && end - start < chunk_bytes {
            let Some((_, step)) = recognition.framing.next_record(&bytes[end..]) else { break };
            end += step;
        }
        let mut parser = Parser::new(recognition, &options, clock);
        let mut at = start;
        while at < end {
            let Some((len, step)) = recognition.framing.next_record(&bytes[at..end]) else { break };
            let origin = Origin { input: InputId(0), line: 1, byte_start: at as u64, byte_len: len as u32 };
            shown.push(format!("{:?}", parser.parse(&bytes[at..at + len], origin, &arena)));
            at += step;
        }
        if recognition.yearless {
            clock.advance_over(&bytes[start..end]);
        }
        start = end;
    }
    shown
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let recognition = recognise(&bytes, &Options::default());
        read(&bytes, &recognition, usize::MAX);
        let arena = Bump::new();
        json::read(&bytes, &arena, &mut vigie_facts::anomaly::Anomalies::default());
    }

    #[test]
    fn damaged_records_never_panic(record in records()) {
        let recognition = recognise(&record, &Options::default());
        read(&record, &recognition, usize::MAX);
    }

    #[test]
    fn chunks_do_not_change_what_is_read(records in prop::collection::vec(records(), 1..12), chunk_bytes in 1_usize..600) {
        // Columns of a W3C log run along an input by design and are documented to follow the head across chunks.
        let mut bytes = Vec::new();
        for record in records.iter().filter(|record| !record.starts_with(b"#")) {
            bytes.extend(record.iter().filter(|b| **b != b'\n'));
            bytes.push(b'\n');
        }
        let recognition = recognise(&bytes, &Options::default());
        let whole = read(&bytes, &recognition, usize::MAX);
        let chunks = read(&bytes, &recognition, chunk_bytes);
        prop_assert_eq!(whole, chunks);
    }
}
