//! Real logs of system daemons, mail servers and databases, when they lie beside the repository (`shared/data` in a folder
//! above it, or `VIGIE_SHARED`): at least 99 % of each is understood, and lines that fail2ban's own tests expect to name an
//! attacker name the same one here. Without the data these tests have nothing to read and say so.
//!
//! `VIGIE_SHOW=1 cargo test -p vigie-parse --test corpora -- --nocapture` prints each line on which the two disagree.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests read corpora from disk and say what they found"
)]

use std::path::PathBuf;

use bumpalo::Bump;
use vigie_facts::event::{Action, ConnectionPhase, Event, MailStep, Outcome};
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::source::unwrap_address;
use vigie_parse::{Options, Parsed, Parser, YearClock, recognise};

fn shared_data() -> Option<PathBuf> {
    // The repository, or a worktree of it some folders away, lies beside `shared`.
    let crate_folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let named = std::env::var_os("VIGIE_SHARED").map(PathBuf::from);
    let beside = crate_folder.ancestors().skip(2).take(4).map(|folder| folder.join("shared"));
    let data = named.into_iter().chain(beside).map(|shared| shared.join("data")).find(|data| data.is_dir());
    if data.is_none() {
        eprintln!("no shared data beside {}: nothing was tested against real logs", crate_folder.display());
    }
    data
}

fn origin() -> Origin {
    Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: 0 }
}

#[test]
fn real_logs_are_understood_to_99_percent() {
    let Some(data) = shared_data() else { return };
    for file in [
        "auth-real/auth-secrepo-aws-2014-11.log",
        "auth-real/linux-loghub-2k.log",
        "auth-real/openssh-loghub-2k.log",
        "mail-real-logs/postfix-seaglass-2015-1.log",
        "mail-real-logs/postfix-verbose-anon-2.log",
    ] {
        let bytes = std::fs::read(data.join(file)).expect("a corpus of the shared data");
        let options = Options::default();
        let recognition = recognise(&bytes, &options);
        let mut parser = Parser::new(&recognition, &options, YearClock::starting(None));
        let mut arena = Bump::new();
        let (mut records, mut understood) = (0_usize, 0_usize);
        let mut at = 0;
        while let Some((len, step)) = recognition.framing.next_record(&bytes[at..]) {
            let line = &bytes[at..at + len];
            at += step;
            if line.is_empty() {
                continue;
            }
            records += 1;
            // What is deliberately ignored is not understood.
            understood += usize::from(matches!(parser.parse(line, origin(), &arena), Parsed::Event(_)));
            arena.reset();
        }
        let percent = understood as f64 * 100.0 / records as f64;
        eprintln!("{file}: {understood} of {records} records understood ({percent:.2} %)");
        assert!(percent >= 99.0, "{file}: {percent:.2} %");
    }
}

/// Files of fail2ban's tests of services we read, with the least share of their attackers that must be found.
const FAIL2BAN: &[(&str, f64)] = &[
    ("sshd", 90.0),
    ("sshd-journal", 90.0),
    ("postfix", 90.0),
    ("dovecot", 90.0),
    ("exim", 90.0),
    ("pam-generic", 90.0),
    ("vsftpd", 90.0),
    ("proftpd", 90.0),
    ("pure-ftpd", 90.0),
    ("wuftpd", 90.0),
    ("gssftpd", 90.0),
    ("xinetd-fail", 90.0),
    ("named-refused", 90.0),
    ("mysqld-auth", 90.0),
    ("roundcube-auth", 90.0),
];

#[test]
fn the_attackers_fail2ban_expects_are_named() {
    let Some(data) = shared_data() else { return };
    let show = std::env::var_os("VIGIE_SHOW").is_some();
    let mut poor = Vec::new();
    for (file, percent_min) in FAIL2BAN {
        let path = data.join("parsers-expectations/fail2ban_logs").join(file);
        let bytes = std::fs::read(path).expect("a file of the shared data");
        let tally = compare(&bytes, show);
        let percent = tally.found as f64 * 100.0 / tally.expected.max(1) as f64;
        eprintln!(
            "{file}: {} of {} expected attackers named ({percent:.1} %), {} more are named in other lines; {} of {} innocent lines read as failures",
            tally.found, tally.expected, tally.elsewhere, tally.false_matches, tally.innocent
        );
        if percent < *percent_min {
            poor.push(format!("{file}: {percent:.1} %"));
        }
    }
    assert!(poor.is_empty(), "{poor:?}");
}

#[derive(Default)]
struct Tally {
    expected: usize,
    elsewhere: usize,
    found: usize,
    innocent: usize,
    false_matches: usize,
}

/// Walks `# failJSON: {…}` comments and the lines they are about.
fn compare(bytes: &[u8], show: bool) -> Tally {
    let options = Options::default();
    let lines: Vec<&[u8]> = bytes.split(|b| *b == b'\n').collect();
    let records: Vec<&[u8]> =
        lines.iter().copied().filter(|line| !line.starts_with(b"#") && !line.is_empty()).collect();
    let recognition = recognise(&records.join(&b'\n'), &options);
    let mut parser = Parser::new(&recognition, &options, YearClock::starting(None));
    let arena = Bump::new();
    let mut tally = Tally::default();
    let mut expectation: Option<String> = None;
    for line in lines {
        if let Some(json) = line.strip_prefix(b"# failJSON:") {
            expectation = Some(String::from_utf8_lossy(json).into_owned());
            continue;
        }
        if line.is_empty() || line.starts_with(b"#") {
            continue;
        }
        let parsed = parser.parse(line, origin(), &arena);
        let Some(expected) = expectation.take() else { continue };
        let host = member(&expected, "host");
        let attacker = match &parsed {
            Parsed::Event(event) if is_failure(event) => named(event),
            _ => None,
        };
        let shown = String::from_utf8_lossy(line);
        if expected.contains("\"match\": true") {
            // fail2ban joins the lines of one process; an address that stands in another line is not here to be read.
            if host.as_ref().is_none_or(|host| !shown.contains(host.as_str())) {
                tally.elsewhere += 1;
                continue;
            }
            tally.expected += 1;
            if attacker.is_some() && attacker == host {
                tally.found += 1;
            } else if show {
                eprintln!("  missed {host:?}, got {attacker:?}: {shown}\n    {parsed:?}");
            }
        } else {
            tally.innocent += 1;
            if let Parsed::Event(event) = &parsed
                && matches!(&event.action, Action::SignIn(s) if s.outcome == Outcome::Failure && !s.echo)
            {
                tally.false_matches += 1;
                if show {
                    eprintln!("  innocent to fail2ban: {shown}");
                }
            }
        }
    }
    tally
}

/// A text member of one flat JSON object.
fn member(json: &str, name: &str) -> Option<String> {
    let after = json.split(&format!("\"{name}\":")).nth(1)?;
    Some(after.split('"').nth(1)?.to_owned())
}

/// The source as fail2ban names it.
fn named(event: &Event<'_>) -> Option<String> {
    match event.source {
        Some(ip) => Some(unwrap_address(ip).to_string()),
        None => event.source_name.map(|name| String::from_utf8_lossy(name).into_owned()),
    }
}

/// A failed sign-in, a refusal, or a client that did not do what the service is there for.
fn is_failure(event: &Event<'_>) -> bool {
    match &event.action {
        Action::SignIn(sign_in) => sign_in.outcome == Outcome::Failure,
        Action::Connection(connection) => matches!(
            connection.phase,
            ConnectionPhase::ClosedUnauthenticated
                | ConnectionPhase::Refused
                | ConnectionPhase::BadProtocol
                | ConnectionPhase::LimitReached
        ),
        Action::Mail(mail) => matches!(
            mail.step,
            MailStep::RefusedRelay
                | MailStep::RefusedRecipient
                | MailStep::RefusedPolicy
                | MailStep::RefusedTemporarily
                | MailStep::ProtocolError
        ),
        _ => false,
    }
}
