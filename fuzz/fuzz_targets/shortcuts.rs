//! Fast is slow: lines of an access log, and of sshd's syslog, read by the shortcut and with memory of earlier requests give the events and hits that the long
//! way gives, which reads each line at length, normalises each request anew and evaluates every rule.
#![no_main]

use std::sync::LazyLock;

use bumpalo::Bump;
use libfuzzer_sys::fuzz_target;
use vigie_detect::normalise::{Normaliser, Scratch};
use vigie_detect::observe::{Observer, SystemName, WithRecord};
use vigie_detect::options::Options;
use vigie_detect::rules::{RuleIndex, RuleRole, RuleSet};
use vigie_facts::origin::{InputId, Origin};
use vigie_parse::{Options as ParseOptions, Parsed, Parser, YearClock, recognise};

/// Lines that decide what the input is taken for.
const FIRST_OF_SSHD: &[u8] = b"Feb 13 20:00:00 web1 sshd[7]: Invalid user bob from 192.0.2.7 port 4711\n";
const FIRST: &[u8] = b"192.0.2.7 - - [13/Feb/2017:20:00:00 +0100] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"\n";

static RULES: LazyLock<RuleSet> = LazyLock::new(|| {
    let (texts, _) = vigie::rulepack::rule_texts(true, &[]);
    let files: Vec<(&str, &str)> = texts.iter().map(|rule| (&*rule.file, &*rule.yaml)).collect();
    RuleSet::load(&files).0
});

fuzz_target!(|bytes: &[u8]| {
    let (parse, options) = (ParseOptions::default(), Options::default());
    let (is_sshd, bytes) = match bytes {
        [b'S', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let recognition = recognise(if is_sshd { FIRST_OF_SSHD } else { FIRST }, &parse);
    let mut quick = Parser::new(&recognition, &parse, YearClock::starting(None));
    let mut slow = quick.clone();
    slow.forgo_shortcuts();
    let mut observer = Observer::new(&RULES, &options);
    let place = SystemName { system: "access.log", asset: "access.log", family: 0 };
    let (mut space, mut each) = (Scratch::default(), Vec::new());
    for (at, piece) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let record = if is_sshd { line_of_sshd(piece) } else { line_of(piece) };
        let arena = Bump::new();
        let origin = Origin { input: InputId(0), line: at as u64 + 1, byte_start: 0, byte_len: record.len() as u32 };
        let parsed = quick.parse(&record, origin, &arena);
        assert_eq!(parsed, slow.parse(&record, origin, &arena));
        let Parsed::Event(event) = parsed else { continue };
        let mut fast: Vec<RuleIndex> = observer.observe(&event, &record, &place).iter().map(|hit| hit.rule).collect();
        fast.sort_unstable();
        let whole = WithRecord { event: Normaliser::new().apply(&event, &mut space), record: &record };
        RULES.evaluate_each(&event, &whole, &mut each);
        each.retain(|rule| RULES.rule(*rule).role == RuleRole::Detection);
        assert_eq!(fast, each);
    }
});

/// A line of whatever the fuzzer wrote: whole when it begins with a capital letter and a small one, else a message behind a header,
/// in which a digit stands for the beginning of a message.
fn line_of_sshd(piece: &[u8]) -> Vec<u8> {
    const BEGINNINGS: &[&[u8]] = &[
        b"Failed password for invalid user ",
        b"Failed password for ",
        b"Invalid user ",
        b"Accepted publickey for ",
        b"Connection closed by authenticating user ",
        b"Connection reset by ",
        b"Disconnected from user ",
        b"Received disconnect from ",
        b"input_userauth_request: invalid user ",
        b"pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=",
    ];
    if matches!(piece, [b'A'..=b'Z', b'a'..=b'z', ..]) {
        return piece.to_vec();
    }
    let (beginning, rest) = match piece {
        [first @ b'0'..=b'9', rest @ ..] => (BEGINNINGS[usize::from(first - b'0')], rest),
        rest => (&b""[..], rest),
    };
    [&b"Feb 14 20:00:01 web1 sshd[7]: "[..], beginning, rest].concat()
}

/// A line of whatever the fuzzer wrote: whole when it begins with a digit, else its pieces as target, referrer, agent and status.
fn line_of(piece: &[u8]) -> Vec<u8> {
    if piece.first().is_some_and(u8::is_ascii_digit) {
        return piece.to_vec();
    }
    let mut parts = piece.split(|byte| *byte == 0);
    let mut part = || parts.next().unwrap_or(b"-");
    let (target, referrer, agent, status) = (part(), part(), part(), part());
    let status = if status.len() == 3 { status } else { b"200" };
    [
        &b"192.0.2.7 - - [13/Feb/2017:20:00:01 +0100] \"GET /"[..],
        target,
        b" HTTP/1.1\" ",
        status,
        b" 512 \"",
        referrer,
        b"\" \"",
        agent,
        b"\"",
    ]
    .concat()
}
