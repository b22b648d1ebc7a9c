//! The lines that nearly all of a busy sshd's syslog is made of, read in one go: tries, echoes of tries, and connections that end. Only
//! ever a shortcut: what it reads, the envelope and the tables of templates read to the same event; it refuses whatever is odd.
//!
//! Account names hold no space here: then every word of a message has one place, and no other template fits it.

use std::net::IpAddr;

use vigie_facts::event::{Action, Connection, ConnectionPhase, Event, Outcome, Protocol, SignIn};
use vigie_facts::origin::Origin;
use vigie_facts::service::Service;

use crate::calendar::{Context, Moment, YearlessDay, yearless_stamp};
use crate::{oddity, scan};

/// Bytes of `Feb 13 20:00:00 `.
const STAMP_BYTES: usize = 16;

/// Bytes of the stamp's date, with the space behind it.
const DATE_BYTES: usize = 7;

/// What PAM writes of a try that failed over the network, up to the address.
const PAM_FAILURE: &[u8] = b"pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=";

/// Reads usual lines, and remembers the last day: neighbours nearly always share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Usual {
    day: Option<([u8; DATE_BYTES], YearlessDay)>,
}

/// What a message says and whom it names.
struct Said<'a> {
    action: Action<'a>,
    source: Option<IpAddr>,
    port: Option<u16>,
}

impl Usual {
    /// The event of a line, as the other way of reading would make it; `None` when the line is not one of these.
    pub(crate) fn read<'a>(&mut self, line: &'a [u8], origin: Origin, context: &mut Context) -> Option<Event<'a>> {
        let (stamp, rest) = line.split_first_chunk::<STAMP_BYTES>()?;
        let (host, rest) = word(rest)?;
        if matches!(host, [b'<' | b'[', ..] | [.., b':']) || !oddity::is_plain(line) {
            return None;
        }
        let tag = rest.strip_prefix(b" ")?;
        let name_len = tag.iter().take(b"sshd-session[".len()).position(|byte| *byte == b'[')?;
        let (process, rest) = tag.split_at(name_len);
        if !matches!(process, b"sshd" | b"sshd-session" | b"sshd-auth") {
            return None;
        }
        let digits = scan::digits(&rest[1..]);
        let pid = scan::number(&rest[1..=digits])?;
        let said = said(rest[1 + digits..].strip_prefix(b"]: ")?)?;
        let moment = self.moment(stamp, context)?;
        let mut event = Event::new(origin, Service::Sshd, said.action);
        event.time = moment.time;
        event.time_basis = moment.basis;
        event.host = Some(host);
        event.process = Some(process);
        event.pid = Some(pid);
        event.source = said.source;
        event.source_port = said.port;
        event.anomalies = moment.anomalies;
        Some(event)
    }

    fn moment(&mut self, stamp: &[u8; STAMP_BYTES], context: &mut Context) -> Option<Moment> {
        let second = second_of_day(stamp)?;
        if let Some((date, day)) = &self.day
            && stamp[..DATE_BYTES] == *date
            && let Some(moment) = context.on_yearless_day(*day, second)
        {
            return Some(moment);
        }
        let stated = yearless_stamp(stamp)?;
        if stated.year.is_some() || stated.len + 1 != STAMP_BYTES {
            return None;
        }
        let day = context.yearless_day(stated.month, stated.day)?;
        let mut date = [0; DATE_BYTES];
        date.copy_from_slice(&stamp[..DATE_BYTES]);
        self.day = Some((date, day));
        context.on_yearless_day(day, second)
    }
}

/// The second of a day at `hh:mm:ss ` behind the date; `None` for what no ordinary day has.
fn second_of_day(stamp: &[u8; STAMP_BYTES]) -> Option<u32> {
    let digit = |at: usize| u32::from(stamp[at].wrapping_sub(b'0'));
    let digits = [7, 8, 10, 11, 13, 14].map(digit);
    let [hour, minute, second] = [0, 2, 4].map(|at| digits[at] * 10 + digits[at + 1]);
    let fits = digits.iter().all(|digit| *digit < 10) && hour < 24 && minute < 60 && second < 60;
    let shaped = [stamp[6], stamp[9], stamp[12], stamp[15]] == *b" :: ";
    (fits && shaped).then_some(hour * 3_600 + minute * 60 + second)
}

fn said(message: &[u8]) -> Option<Said<'_>> {
    if let Some(rest) = message.strip_prefix(PAM_FAILURE) {
        return pam_failure(rest);
    }
    let (message, before_sign_in) = match message.strip_suffix(b" [preauth]") {
        Some(message) => (message, true),
        None => (message, false),
    };
    if message.ends_with(b" ") {
        return None;
    }
    let (first, rest) = word(message)?;
    match first {
        b"Failed" => failed(rest),
        b"Invalid" => invalid(rest),
        b"Accepted" => accepted(rest),
        b"Connection" => {
            let rest = rest.strip_prefix(b" closed by ").or_else(|| rest.strip_prefix(b" reset by "))?;
            ended(rest, before_sign_in)
        }
        b"Disconnected" => ended(rest.strip_prefix(b" from ")?, before_sign_in),
        b"Received" => disconnect(rest.strip_prefix(b" disconnect from ")?, before_sign_in),
        b"input_userauth_request:" => {
            let (user, rest) = word(rest.strip_prefix(b" invalid user ")?)?;
            let sign_in = SignIn { user_exists: Some(false), echo: true, ..try_of(Some(user), None) };
            rest.is_empty().then_some(Said { action: Action::SignIn(sign_in), source: None, port: None })
        }
        _ => None,
    }
}

/// `ADDRESS  user=NAME`.
fn pam_failure(rest: &[u8]) -> Option<Said<'_>> {
    let (address, rest) = word(rest)?;
    let (user, rest) = word(rest.strip_prefix(b"  user=")?)?;
    let source = Some(plain_address(address)?);
    let action = Action::SignIn(SignIn { echo: true, ..try_of(Some(user), None) });
    rest.is_empty().then_some(Said { action, source, port: None })
}

/// ` METHOD for [invalid user ]NAME from ADDRESS port PORT ssh2`.
fn failed(rest: &[u8]) -> Option<Said<'_>> {
    let (method, rest) = word(rest.strip_prefix(b" ")?)?;
    let rest = rest.strip_prefix(b" for ")?;
    let (rest, is_invalid) = match rest.strip_prefix(b"invalid user ") {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let (user, rest) = word(rest)?;
    let (source, port, rest) = peer(rest.strip_prefix(b" from ")?)?;
    let sign_in = SignIn {
        user_exists: is_invalid.then_some(false),
        echo: is_invalid || matches!(method, b"none" | b"publickey"),
        ..try_of(Some(user), Some(method))
    };
    (rest == b" ssh2").then_some(Said { action: Action::SignIn(sign_in), source: Some(source), port })
}

/// ` user NAME from ADDRESS port PORT`.
fn invalid(rest: &[u8]) -> Option<Said<'_>> {
    let (user, rest) = word(rest.strip_prefix(b" user ")?)?;
    let (source, port, rest) = peer(rest.strip_prefix(b" from ")?)?;
    let sign_in = SignIn { user_exists: Some(false), ..try_of(Some(user), None) };
    rest.is_empty().then_some(Said { action: Action::SignIn(sign_in), source: Some(source), port })
}

/// ` METHOD for NAME from ADDRESS port PORT ssh2`, and the key if there is one.
fn accepted(rest: &[u8]) -> Option<Said<'_>> {
    let (method, rest) = word(rest.strip_prefix(b" ")?)?;
    let (user, rest) = word(rest.strip_prefix(b" for ")?)?;
    let (source, port, rest) = peer(rest.strip_prefix(b" from ")?)?;
    let key = rest.strip_prefix(b" ssh2")?;
    // The address stands at the last place where one can stand.
    if !key.is_empty() && (!key.starts_with(b": ") || memchr::memmem::find(key, b" from ").is_some()) {
        return None;
    }
    let sign_in = SignIn { outcome: Outcome::Success, user_exists: Some(true), ..try_of(Some(user), Some(method)) };
    Some(Said { action: Action::SignIn(sign_in), source: Some(source), port })
}

/// `[[invalid |authenticating ]user NAME ]ADDRESS port PORT`.
fn ended(rest: &[u8], before_sign_in: bool) -> Option<Said<'_>> {
    let stranger = rest.strip_prefix(b"invalid user ").or_else(|| rest.strip_prefix(b"authenticating user "));
    let (user, rest) = match stranger.or_else(|| rest.strip_prefix(b"user ")) {
        Some(rest) => {
            let (user, rest) = word(rest)?;
            (Some(user), rest.strip_prefix(b" ")?)
        }
        None => (None, rest),
    };
    let (source, port, rest) = peer(rest)?;
    let action = closed(user, None, before_sign_in || stranger.is_some());
    rest.is_empty().then_some(Said { action, source: Some(source), port })
}

/// `ADDRESS port PORT:11: REASON`, or `ADDRESS: 11: REASON`.
fn disconnect(rest: &[u8], before_sign_in: bool) -> Option<Said<'_>> {
    let (first, after) = word(rest)?;
    let (source, port, rest) = match first.strip_suffix(b":") {
        Some(address) if !address.contains(&b':') => (plain_address(address)?, None, &rest[address.len()..]),
        Some(_) => return None,
        None => {
            let digits = after.strip_prefix(b" port ")?;
            let len = scan::digits(digits);
            (plain_address(first)?, scan::number(&digits[..len]), &digits[len..])
        }
    };
    let code = after_colon(rest)?;
    let code_len = scan::digits(code);
    let reason = after_colon(&code[code_len..]).filter(|_| code_len > 0)?;
    let reason = Some(reason).filter(|reason| !reason.is_empty());
    let unauthenticated = reason.is_some_and(|reason| {
        reason.ends_with(b"Auth fail") || reason.starts_with(b"Too many authentication failures")
    });
    let has_port = port.is_some() || first.ends_with(b":");
    let action = closed(None, reason, before_sign_in || unauthenticated);
    has_port.then_some(Said { action, source: Some(source), port })
}

/// What follows a colon, and a space if there is one.
fn after_colon(text: &[u8]) -> Option<&[u8]> {
    let rest = text.strip_prefix(b":")?;
    Some(rest.strip_prefix(b" ").unwrap_or(rest))
}

/// `ADDRESS port PORT`, and what follows.
fn peer(text: &[u8]) -> Option<(IpAddr, Option<u16>, &[u8])> {
    let (address, rest) = word(text)?;
    let digits = rest.strip_prefix(b" port ")?;
    let len = scan::digits(digits);
    let address = plain_address(address)?;
    (len > 0).then(|| (address, scan::number(&digits[..len]), &digits[len..]))
}

/// An address without a zone index, behind which anything may stand.
fn plain_address(text: &[u8]) -> Option<IpAddr> {
    scan::address(text).filter(|_| !text.contains(&b'%'))
}

/// The bytes before the next space, not none, and what follows them, the space included.
fn word(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let len = text.iter().position(|byte| *byte == b' ').unwrap_or(text.len());
    (len > 0).then(|| text.split_at(len))
}

fn try_of<'a>(user: Option<&'a [u8]>, method: Option<&'a [u8]>) -> SignIn<'a> {
    SignIn {
        outcome: Outcome::Failure,
        user,
        user_exists: None,
        method,
        protocol: Protocol::Ssh,
        password: None,
        tries: 1,
        echo: false,
    }
}

fn closed<'a>(user: Option<&'a [u8]>, reason: Option<&'a [u8]>, unauthenticated: bool) -> Action<'a> {
    let phase = if unauthenticated { ConnectionPhase::ClosedUnauthenticated } else { ConnectionPhase::Closed };
    Action::Connection(Connection { phase, protocol: Protocol::Ssh, user, peer_software: None, reason })
}

#[cfg(test)]
mod tests {
    use bumpalo::Bump;
    use proptest::prelude::*;
    use vigie_facts::origin::InputId;

    use super::*;
    use crate::{Options, Parsed, Parser, YearClock, recognise};

    const ORIGIN: Origin = Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: 0 };

    const FIRST: &str = "Feb 13 20:00:00 web1 sshd[7]: Invalid user bob from 192.0.2.7 port 4711\n";

    const MESSAGES: &[(&str, bool)] = &[
        ("Failed password for invalid user admin from 192.0.2.1 port 4711 ssh2", true),
        ("Failed none for invalid user x from 2001:db8::1 port 4711 ssh2", true),
        ("Failed password for root from 192.0.2.1 port 4711 ssh2", true),
        ("Failed publickey for alice from ::ffff:192.0.2.1 port 99999 ssh2", true),
        ("Failed keyboard-interactive/pam for alice from 192.0.2.1 port 4711 ssh2", true),
        ("Failed password for invalid from 192.0.2.1 port 4711 ssh2", true),
        ("Failed password for invalid user from 192.0.2.1 port 4711 ssh2", false),
        ("Failed password for invalid user from from 192.0.2.1 port 4711 ssh2", true),
        ("Failed password for illegal user x from 192.0.2.1 port 4711 ssh2", false),
        ("Failed password for invalid user a b from 192.0.2.1 port 4711 ssh2", false),
        ("Failed password for invalid user  from 192.0.2.1 port 4711 ssh2", false),
        ("Failed password for root from host.example.org port 4711 ssh2", false),
        ("Failed password for root from fe80::1%eth0,x port 4711 ssh2", false),
        ("Failed password for root from [2001:db8::1] port 4711 ssh2", false),
        ("Failed password for root from 192.0.2.1 port 4711 ssh2 [preauth]", true),
        ("Invalid user admin from 192.0.2.1 port 4711", true),
        ("Invalid user admin from 192.0.2.1", false),
        ("Invalid user from from 192.0.2.1 port 22", true),
        ("Accepted password for alice from 192.0.2.1 port 4711 ssh2", true),
        ("Accepted publickey for alice from 192.0.2.1 port 4711 ssh2: RSA SHA256:AbC", true),
        ("Accepted publickey for alice from 192.0.2.1 port 4711 ssh2: RSA x from 192.0.2.9 port 22 ssh2", false),
        ("Accepted publickey for alice from 192.0.2.1 port 4711 ssh2: RSA x port 22 ssh2", true),
        ("Connection closed by authenticating user root 192.0.2.1 port 4711 [preauth]", true),
        ("Connection reset by invalid user admin 192.0.2.1 port 4711 [preauth]", true),
        ("Connection closed by user alice 192.0.2.1 port 4711", true),
        ("Connection closed by user 192.0.2.1 port 4711", false),
        ("Connection closed by 192.0.2.1 port 4711 [preauth]", true),
        ("Connection closed by 192.0.2.1 port 4711", true),
        ("Connection closed by 192.0.2.1 port 4711 ", false),
        ("Disconnected from invalid user admin 192.0.2.1 port 4711 [preauth]", true),
        ("Disconnected from user deploy 192.0.2.1 port 4711", true),
        ("Disconnected from 192.0.2.1 port 4711", true),
        ("Received disconnect from 192.0.2.1 port 4711:11: Bye Bye [preauth]", true),
        ("Received disconnect from 192.0.2.1 port 4711:11:", true),
        ("Received disconnect from 192.0.2.1 port 4711: 11:x", true),
        ("Received disconnect from 192.0.2.1 port :11:x", false),
        ("Received disconnect from 192.0.2.1: 11: disconnected by user", true),
        ("Received disconnect from 192.0.2.1:11: disconnected by user", false),
        ("Received disconnect from 192.0.2.1: 3: com.jcraft.jsch.JSchException: Auth fail [preauth]", true),
        ("Received disconnect from 2001:db8::1: 11: Bye Bye", false),
        ("Received disconnect from 2001:db8::1 port 2:2: Too many authentication failures", true),
        ("input_userauth_request: invalid user admin [preauth]", true),
        ("input_userauth_request: invalid user a b [preauth]", false),
        (
            "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root",
            true,
        ),
        (
            "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1 user=root",
            false,
        ),
        (
            "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=a  user=b",
            false,
        ),
        ("pam_unix(sshd:session): session opened for user deploy by (uid=0)", false),
        ("message repeated 2 times: [ Failed password for root from 192.0.2.1 port 4711 ssh2]", false),
    ];

    const HEADS: &[(&str, bool)] = &[
        ("Feb 13 20:00:01 web1 sshd[7]: ", true),
        ("Feb  3 20:00:59 web1 sshd-session[4294967295]: ", true),
        ("Jan 13 00:00:00 web1 sshd-auth[1]: ", true),
        ("Feb 29 20:00:01 web1 sshd[7]: ", true),
        ("Feb 30 20:00:01 web1 sshd[7]: ", false),
        ("Dec 31 23:59:59 192.0.2.9 sshd[7]: ", true),
        ("Feb 13 20:00:60 web1 sshd[7]: ", false),
        ("Feb 3 20:00:00 web1 sshd[7]: ", false),
        ("Feb 03 20:00:00 web1 sshd[7]: ", true),
        ("Feb 13 20:00:00.5 web1 sshd[7]: ", false),
        ("Feb 13 20:00:00  web1 sshd[7]: ", false),
        ("<38>Feb 13 20:00:01 web1 sshd[7]: ", false),
        ("Feb 13 20:00:01 <auth.info> web1 sshd[7]: ", false),
        ("Feb 13 20:00:01 sshd[7]: ", false),
        ("Feb 13 20:00:01 web1 sshd[4294967296]: ", false),
        ("Feb 13 20:00:01 web1 sshd[]: ", false),
        ("Feb 13 20:00:01 web1 /usr/sbin/sshd[7]: ", false),
        ("Feb 13 20:00:01 web1 su[7]: ", false),
        ("Feb 13 20:00:01 web1 sshd[7]:  ", false),
    ];

    fn parser(year: Option<i32>) -> Parser {
        let zone = jiff::tz::TimeZone::get("Europe/Paris").unwrap();
        let options = Options { log_time_zone: zone, year, ..Options::default() };
        Parser::new(&recognise(FIRST.as_bytes(), &options), &options, YearClock::starting(year))
    }

    /// Reads lines with and without the shortcut, one after the other, and says of each whether the shortcut took it.
    fn check<'a>(lines: impl IntoIterator<Item = &'a [u8]>, year: Option<i32>) -> Vec<bool> {
        let (mut quick, mut slow) = (parser(year), parser(year));
        slow.forgo_shortcuts();
        let arena = Bump::new();
        let mut taken = Vec::new();
        for line in lines {
            let shortcut = quick.clone().by_shortcut(line, ORIGIN);
            let read = quick.parse(line, ORIGIN, &arena);
            if let Some(event) = shortcut {
                assert_eq!(read, Parsed::Event(event), "{}", String::from_utf8_lossy(line));
            }
            taken.push(shortcut.is_some());
            assert_eq!(read, slow.parse(line, ORIGIN, &arena), "{}", String::from_utf8_lossy(line));
            assert_eq!(quick.clock(), slow.clock(), "{}", String::from_utf8_lossy(line));
        }
        taken
    }

    #[test]
    fn usual_lines_take_the_shortcut_and_others_do_not() {
        for year in [None, Some(2016), Some(2017)] {
            let lines: Vec<String> = MESSAGES.iter().map(|(message, _)| format!("{}{message}", HEADS[0].0)).collect();
            let taken = check(lines.iter().map(String::as_bytes), year);
            for ((message, expected), taken) in MESSAGES.iter().zip(taken) {
                assert_eq!(taken, *expected, "{message}");
            }
        }
    }

    #[test]
    fn usual_headers_take_the_shortcut_and_others_do_not() {
        // In 2016, so that there is a 29 February before the year turns.
        let lines: Vec<String> = HEADS.iter().map(|(head, _)| format!("{head}{}", MESSAGES[0].0)).collect();
        let taken = check(lines.iter().map(String::as_bytes), Some(2016));
        for ((head, expected), taken) in HEADS.iter().zip(taken) {
            assert_eq!(taken, *expected, "{head}");
        }
        check(lines.iter().rev().chain(&lines).map(String::as_bytes), None);
        check(lines.iter().rev().chain(&lines).map(String::as_bytes), Some(2017));
    }

    proptest! {
        #[test]
        fn changed_lines_are_read_alike_or_left(
            lines in proptest::collection::vec((0..HEADS.len(), 0..MESSAGES.len()), 1..4),
            changes in proptest::collection::vec((0_usize..150, prop_oneof![
                Just(b' '), Just(b':'), Just(b'['), Just(b']'), Just(b'0'), Just(b'%'), Just(b'\t'), Just(b'u'), any::<u8>()
            ]), 0..3),
            cut in 60_usize..200,
            year in prop_oneof![Just(None), Just(Some(2015))],
        ) {
            let mut lines: Vec<Vec<u8>> =
                lines.iter().map(|(head, message)| format!("{}{}", HEADS[*head].0, MESSAGES[*message].0).into()).collect();
            for line in &mut lines {
                for (at, byte) in &changes {
                    if let Some(old) = line.get_mut(*at) {
                        *old = *byte;
                    }
                }
                line.truncate(cut);
            }
            check(lines.iter().map(Vec::as_slice), year);
        }
    }
}
