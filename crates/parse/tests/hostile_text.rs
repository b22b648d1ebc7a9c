//! Hostile bytes through envelopes and message templates: nothing panics, and what is read does not depend on where the input
//! was cut into chunks, the clock of year-less inputs included.

use bumpalo::Bump;
use proptest::prelude::*;
use vigie_facts::origin::{InputId, Origin};
use vigie_parse::{Options, Parser, Recognition, YearClock, recognise};

/// Records of free-text services in every envelope.
const RECORDS: &[&str] = &[
    "Dec 31 23:59:59 h sshd[7]: Failed password for invalid user a from 192.0.2.1 port 22 ssh2",
    "Jan  1 00:00:00 h sshd[7]: message repeated 5 times: [ Failed password for root from 192.0.2.1 port 22 ssh2]",
    "<38>Jul  1 00:00:00 h sshd(pam_unix)[7]: authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root",
    "Feb 29 00:00:00 h CRON[7]: pam_unix(cron:session): session opened for user root by (uid=0)",
    "Mar  1 00:00:00 h sudo:    bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
    "Mar  1 00:00:00 h postfix/smtpd[7]: NOQUEUE: reject: RCPT from x[192.0.2.1]: 554 5.7.1 <b@example.net>: Relay access denied; from=<a@example.org> to=<b@example.net> proto=ESMTP helo=<x>",
    "Mar  1 00:00:00 h dovecot: imap-login: Disconnected (auth failed, 2 attempts in 9 secs): user=<bob>, method=PLAIN, rip=192.0.2.1, lip=198.51.100.1, session=<x>",
    "2024-05-01 10:00:00 login authenticator failed for (x) [192.0.2.1]: 535 Incorrect authentication data (set_id=bob)",
    "2024-05-01 10:00:00.000 UTC [7] bob@app FATAL:  password authentication failed for user \"bob\"",
    "2024-05-01T10:00:00.000000Z 113 [Note] [MY-010926] [Server] Access denied for user 'bob'@'192.0.2.1' (using password: YES)",
    "<38>1 2024-05-01T10:00:00Z h sshd 7 - [x@1 a=\"b\"] Invalid user a from 192.0.2.1",
    "2024-05-01T10:00:00.000000+02:00 h sshd[7]: Connection closed by 192.0.2.1 port 22 [preauth]",
    r#"{"__REALTIME_TIMESTAMP":"1714557600000000","SYSLOG_IDENTIFIER":"sshd","_PID":"7","MESSAGE":[70,97]}"#,
    r#"{"log":"Server listening on 0.0.0.0 port 22.\n","stream":"stderr","time":"2024-05-01T10:00:00.0Z"}"#,
    "2024-05-01T10:00:00.000000000Z stderr F Server listening on 0.0.0.0 port 22.",
    "[22-Jan-2013 22:28:21 +0200]: FAILED login for bob from 192.0.2.1",
    "__REALTIME_TIMESTAMP=1714557600000000",
    "MESSAGE=Server listening on 0.0.0.0 port 22.",
    "",
];

fn records() -> impl Strategy<Value = Vec<u8>> {
    let damage = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4);
    (prop::sample::select(RECORDS), damage, any::<prop::sample::Index>(), any::<bool>()).prop_map(
        |(record, damage, cut, cuts)| {
            let mut bytes = record.as_bytes().to_vec();
            if bytes.is_empty() {
                return bytes;
            }
            for (at, byte) in damage {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if cuts {
                bytes.truncate(cut.index(bytes.len()));
            }
            bytes
        },
    )
}

/// What is read from an input in chunks of whole records of at most that many bytes, each by a parser of its own.
fn read(bytes: &[u8], recognition: &Recognition, chunk_bytes: usize) -> Vec<String> {
    let options = Options { year: Some(2023), ..Options::default() };
    let mut clock = YearClock::starting(options.year);
    let mut shown = Vec::new();
    let mut start = 0;
    while start < bytes.len() {
        let mut end = start;
        while end < bytes.len() && (end == start || end - start < chunk_bytes) {
            let Some((_, step)) = recognition.framing.next_record(&bytes[end..]) else { break };
            end += step;
        }
        let chunk = &bytes[start..end];
        let mut parser = Parser::new(recognition, &options, clock);
        let arena = Bump::new();
        let mut at = 0;
        while let Some((len, step)) = recognition.framing.next_record(&chunk[at..]) {
            let origin = Origin { input: InputId(0), line: 1, byte_start: (start + at) as u64, byte_len: len as u32 };
            shown.push(format!("{:?}", parser.parse(&chunk[at..at + len], origin, &arena)));
            at += step;
        }
        if recognition.yearless {
            clock.advance_over(chunk);
            assert_eq!(clock, parser.clock());
        }
        start = end;
    }
    shown
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_chunks_are_as_the_whole(
        lines in prop::collection::vec(records(), 1..24),
        chunk_bytes in 1_usize..600,
    ) {
        let bytes = lines.join(&b'\n');
        let recognition = recognise(&bytes, &Options::default());
        let whole = read(&bytes, &recognition, usize::MAX);
        prop_assert_eq!(whole, read(&bytes, &recognition, chunk_bytes));
    }

    #[test]
    fn arbitrary_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let recognition = recognise(&bytes, &Options::default());
        read(&bytes, &recognition, 100);
    }
}
