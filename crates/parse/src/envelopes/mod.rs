//! Envelopes: when and where a record was written, and by which program. Adding one is a folder and a line in [`ALL`].
//! They do not look at what the message means.

mod bare;
mod bind_log;
mod cri;
mod docker_json;
mod iso;
mod journald_export;
mod journald_json;
mod rfc3164;
mod rfc5424;
mod untimed;
mod vsftpd_log;

use bumpalo::Bump;
use vigie_facts::anomaly::Anomalies;
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::time::{TimeBasis, Timestamp};

use crate::Framing;
use crate::calendar::{Context, Moment};

/// An envelope. Stateless: what runs along an input lives in the [`Context`].
pub trait Envelope: Sync {
    /// The stable id, in kebab case.
    fn id(&self) -> &'static str;

    /// How its records are separated.
    fn framing(&self) -> Framing {
        Framing::Lines
    }

    /// Whether its records state no year.
    fn yearless(&self) -> bool {
        false
    }

    /// Whether it opens any bytes at all, so that opening proves nothing.
    fn opens_anything(&self) -> bool {
        false
    }

    /// Opens a record, or says that it is none of this envelope. Fields that need unescaping go into the arena.
    fn open<'a>(&self, record: &'a [u8], context: &mut Context, arena: &'a Bump) -> Option<Opened<'a>>;
}

/// The id of the envelope that is none.
pub(crate) const BARE: &str = "bare";

/// The id of BSD syslog's envelope.
pub(crate) const RFC3164: &str = "rfc3164";

/// Every envelope, the specific before the general: on equal terms, the first wins. `bare` is the last.
pub const ALL: &[&dyn Envelope] = &[
    &rfc3164::Rfc3164,
    &cri::Cri,
    &iso::Iso,
    &rfc5424::Rfc5424,
    &journald_json::JournaldJson { pretty: false },
    &journald_json::JournaldJson { pretty: true },
    &journald_export::JournaldExport,
    &docker_json::DockerJson,
    &vsftpd_log::VsftpdLog,
    &bind_log::BindLog,
    &untimed::Untimed,
    &bare::Bare,
];

/// A record with its envelope taken off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Opened<'a> {
    /// Where the record stands. Set by the parser.
    pub origin: Origin,
    /// When it was written, when the envelope says. A service that states a time of its own may replace it.
    pub time: Option<Timestamp>,
    /// How the instant was obtained.
    pub basis: TimeBasis,
    /// The machine.
    pub host: Option<&'a [u8]>,
    /// The program, as written: `sshd`, `postfix/smtpd`, `sshd(pam_unix)`.
    pub process: Option<&'a [u8]>,
    /// Its process number.
    pub pid: Option<u32>,
    /// What it wrote.
    pub message: &'a [u8],
    /// How often, at least 1 (`message repeated 5 times`).
    pub tries: u32,
    /// What was odd about the envelope.
    pub anomalies: Anomalies,
}

impl<'a> Opened<'a> {
    /// A message of which nothing else is known.
    pub fn bare(message: &'a [u8]) -> Opened<'a> {
        Opened {
            origin: Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: 0 },
            time: None,
            basis: TimeBasis::Stated,
            host: None,
            process: None,
            pid: None,
            message,
            tries: 1,
            anomalies: Anomalies::default(),
        }
    }

    /// Sets the time.
    pub fn set_moment(&mut self, moment: Moment) {
        self.time = moment.time;
        self.basis = moment.basis;
        self.anomalies.merge(moment.anomalies);
    }
}

/// What stands between the time and the message of a syslog line: `host program[123]: `.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Header<'a> {
    pub(crate) host: Option<&'a [u8]>,
    pub(crate) process: Option<&'a [u8]>,
    pub(crate) pid: Option<u32>,
    pub(crate) message: &'a [u8],
}

/// Bytes a program's name may have: RFC 5424 allows 48 for APP-NAME, systemd's units have longer ones.
const PROCESS_BYTES_MAX: usize = 128;

impl<'a> Header<'a> {
    /// Reads `host program[123]: message`. The host is missing in lines written by a program for itself.
    pub(crate) fn read(rest: &'a [u8]) -> Header<'a> {
        let rest = after_level(rest);
        if let Some((process, message)) = bracketed_tag(rest) {
            return Header { host: None, process: Some(process), pid: None, message };
        }
        let host_len = memchr::memchr(b' ', rest).unwrap_or(rest.len());
        let first = &rest[..host_len];
        let after = rest.get(host_len + 1..).unwrap_or_default();
        // BSD's and busybox' syslogd omit the host: the first word then ends the tag already.
        let no_host = first.ends_with(b":");
        let tagged = if no_host { rest } else { after };
        let (process, pid, message) = tag(tagged);
        let message = after_solaris_id(message);
        Header { host: (!no_host && !first.is_empty()).then_some(first), process, pid, message }
    }
}

/// metalog writes `[program] message` and no host.
fn bracketed_tag(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let inside = rest.strip_prefix(b"[")?;
    let close = inside.iter().take(PROCESS_BYTES_MAX).position(|b| matches!(b, b']' | b' '))?;
    let after = inside[close..].strip_prefix(b"]")?;
    let message = after.strip_prefix(b":").unwrap_or(after).strip_prefix(b" ")?;
    inside.first().is_some_and(u8::is_ascii_alphabetic).then_some((&inside[..close], message))
}

/// Solaris numbers its messages: `[ID 800047 auth.info] message`.
fn after_solaris_id(message: &[u8]) -> &[u8] {
    const ID_BYTES_MAX: usize = 48;
    if !message.starts_with(b"[ID ") {
        return message;
    }
    match message.iter().take(ID_BYTES_MAX).position(|b| *b == b']') {
        Some(close) => message[close + 1..].strip_prefix(b" ").unwrap_or(&message[close + 1..]),
        None => message,
    }
}

/// BSD's syslogd puts `<auth.info>` before the host when asked to be verbose.
fn after_level(rest: &[u8]) -> &[u8] {
    const LEVEL_BYTES_MAX: usize = 24;
    if rest.first() != Some(&b'<') {
        return rest;
    }
    match rest.iter().take(LEVEL_BYTES_MAX).position(|b| *b == b'>') {
        Some(close) if rest.get(close + 1) == Some(&b' ') => &rest[close + 2..],
        _ => rest,
    }
}

/// Program, process number and message.
pub(crate) type Tag<'a> = (Option<&'a [u8]>, Option<u32>, &'a [u8]);

/// Reads `program[123]: message`. Without a colon or bracket there is no program, and all is message.
pub(crate) fn tag(rest: &[u8]) -> Tag<'_> {
    let head = &rest[..rest.len().min(PROCESS_BYTES_MAX)];
    let mut name_len = head.len();
    for (at, b) in head.iter().enumerate() {
        match b {
            b' ' | b'[' => {
                name_len = at;
                break;
            }
            // `postfix/smtpd: x`, not `a::b`.
            b':' if matches!(rest.get(at + 1), None | Some(b' ')) => {
                name_len = at;
                break;
            }
            _ => {}
        }
    }
    let name = &rest[..name_len];
    let after = &rest[name_len..];
    match after.first() {
        Some(b':') if name_len > 0 => (Some(name), None, after[1..].strip_prefix(b" ").unwrap_or(&after[1..])),
        Some(b'[') if name_len > 0 => bracketed(name, after).unwrap_or((None, None, rest)),
        Some(b' ') if name_len > 0 => spaced(rest, name, after),
        _ => (None, None, rest),
    }
}

/// `[123]: message`, `[123] message`, and `[sub-system]: message`.
fn bracketed<'a>(name: &'a [u8], after: &'a [u8]) -> Option<Tag<'a>> {
    let close = memchr::memchr(b']', &after[..after.len().min(64)])?;
    let pid = crate::scan::number(&after[1..close]);
    let message = &after[close + 1..];
    let colon = message.strip_prefix(b":");
    if pid.is_none() && colon.is_none() {
        return None;
    }
    let message = colon.unwrap_or(message);
    Some((Some(name), pid, message.strip_prefix(b" ").unwrap_or(message)))
}

/// Old daemons with a version in their tag (`syslogd 1.4.1: restart.`, `kernel 2.4: …`).
fn spaced<'a>(rest: &'a [u8], name: &'a [u8], after: &'a [u8]) -> Tag<'a> {
    let version_len = after[1..].iter().take(16).position(|b| !(b.is_ascii_digit() || matches!(b, b'.' | b'-')));
    match version_len {
        Some(len) if len > 0 && after[1 + len..].starts_with(b": ") => (Some(name), None, &after[len + 3..]),
        _ => (None, None, rest),
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod every_envelope;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_kebab_case_and_bare_comes_last() {
        let mut ids: Vec<_> = ALL.iter().map(|envelope| envelope.id()).collect();
        assert_eq!(ids.last(), Some(&"bare"));
        assert!(ids.iter().all(|id| id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), ALL.len());
    }

    #[test]
    fn tags_are_read_in_all_forms() {
        for (text, process, pid, message) in [
            ("sshd[12]: m", Some("sshd"), Some(12), "m"),
            ("sshd: m", Some("sshd"), None, "m"),
            ("sshd(pam_unix)[3]: m", Some("sshd(pam_unix)"), Some(3), "m"),
            ("postfix/smtpd[3]: m", Some("postfix/smtpd"), Some(3), "m"),
            ("syslogd 1.4.1: restart.", Some("syslogd"), None, "restart."),
            ("kernel: [ 1.0] x", Some("kernel"), None, "[ 1.0] x"),
            ("no tag here", None, None, "no tag here"),
            ("a::b: m", Some("a::b"), None, "m"),
            ("", None, None, ""),
            ("x[", None, None, "x["),
            ("x[1]", Some("x"), Some(1), ""),
        ] {
            let (a, b, c) = tag(text.as_bytes());
            assert_eq!((a, b, c), (process.map(str::as_bytes), pid, message.as_bytes()), "{text}");
        }
    }
}
