//! Dovecot: its log-in processes, authentication, mail processes and deliveries, in syslog (`dovecot: imap-login: …`) and in
//! its own log files (`imap-login: Info: …`), versions 1 to 2.4.
//!
//! A log-in process writes one line when the client leaves, with how often it failed: that line is the tries. The lines of
//! `auth` and `auth-worker` tell why (no such user, wrong password) and are echoes of it.

mod table;

use std::sync::LazyLock;

use bumpalo::Bump;
use vigie_facts::event::{Action, Protocol};
use vigie_facts::service::Service;

use crate::calendar::Context;
use crate::envelopes::Opened;
use crate::services::{Reading, ServiceFormat, base_name};
use crate::templates::{Captures, Slot, Table};

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::compile(table::TEMPLATES));

/// See the module.
pub(crate) struct Dovecot;

/// Processes of Dovecot that write records under their own name when it keeps its own log file.
const COMPONENTS: &[&str] = &[
    "imap-login",
    "pop3-login",
    "managesieve-login",
    "submission-login",
    "lmtp-login",
    "login",
    "imap",
    "pop3",
    "managesieve",
    "submission",
    "imap-hibernate",
    "imap-urlauth",
    "lmtp",
    "lda",
    "deliver",
    "auth",
    "auth-worker",
    "anvil",
    "master",
    "ssl-params",
    "indexer",
    "indexer-worker",
    "doveadm",
    "dsync-server",
    "dsync-local",
    "dsync-remote",
    "dict",
    "replicator",
    "aggregator",
    "director",
    "quota-status",
    "stats",
    "log",
    "config",
    "ssl-build-param",
    "script",
    "script-login",
    "imap-preauth",
    "auth(default)",
    "anvil-auth-penalty",
    "service",
];

impl ServiceFormat for Dovecot {
    fn id(&self) -> &'static str {
        "dovecot"
    }

    fn service(&self) -> Service {
        Service::Dovecot
    }

    fn owns_process(&self, process: &[u8]) -> bool {
        let name = base_name(process);
        // `login`, `master`, `log` … are also words of others; Dovecot's own log files put a level after them.
        const SHARED: &[&[u8]] =
            &[b"login", b"master", b"log", b"config", b"stats", b"script", b"service", b"auth", b"dict", b"director"];
        name == b"dovecot"
            || (COMPONENTS.iter().any(|own| own.as_bytes() == name) && !SHARED.contains(&name))
            || (name == b"auth" && memchr::memchr(b',', process).is_some())
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        [&b"Info: "[..], b"Error: ", b"Warning: ", b"Fatal: ", b"Debug: "]
            .iter()
            .any(|level| message.starts_with(level))
            || component_of(message).is_some()
    }

    fn read<'a>(&self, opened: &Opened<'a>, _context: &mut Context, _arena: &'a Bump) -> Reading<'a> {
        let process = opened.process.unwrap_or_default();
        let (mut component, mut message) = (process, opened.message.trim_ascii());
        // A second instance has a name of its own (`instance_name`).
        if opened.process.is_none() || base_name(process) == b"dovecot" || !self.owns_process(process) {
            message = message.strip_prefix(b"dovecot: ").unwrap_or(message);
            if let Some((name, rest)) = component_of(message) {
                component = name;
                message = rest;
            }
        }
        for level in [&b"Info: "[..], b"Error: ", b"Warning: ", b"Fatal: ", b"Panic: "] {
            message = message.strip_prefix(level).unwrap_or(message);
        }
        if message.starts_with(b"Debug: ") {
            return Reading::Ignored;
        }
        // Accounts and sessions stand behind, and hold slashes.
        let name_len = component.iter().position(|b| matches!(b, b'(' | b'[' | b'<')).unwrap_or(component.len());
        let name = base_name(&component[..name_len]);
        if name == b"auth" || name == b"auth-worker" {
            message = without_connection(message);
        }
        let mut captures = Captures::new(protocol_of(name));
        if let Some(user) = user_of(component) {
            captures = captures.with(Slot::User, user);
        }
        // Since 2.4: `auth(bob,192.0.2.1,sasl:plain)<session>: …`.
        if name == b"auth"
            && let Some(ip) = component.split(|b| matches!(b, b',' | b')')).nth(1)
        {
            captures = captures.with(Slot::SourceIp, ip);
        }
        let mut reading = TABLE.read(Service::Dovecot, opened, message, captures);
        if let Reading::Event(event) = &mut reading {
            event.process = opened.process.map(base_name);
            if let Action::SignIn(sign_in) = &mut event.action
                && name.starts_with(b"auth")
            {
                sign_in.echo = true;
            }
        }
        reading
    }
}

/// Splits `imap(alice)<12><session>: ` off a message: the component as written, and the rest.
fn component_of(message: &[u8]) -> Option<(&[u8], &[u8])> {
    const COMPONENT_BYTES_MAX: usize = 320;
    let head = &message[..message.len().min(COMPONENT_BYTES_MAX)];
    let end = memchr::memmem::find(head, b": ")?;
    let name = &head[..head[..end].iter().position(|b| matches!(b, b'(' | b'[' | b'<')).unwrap_or(end)];
    COMPONENTS.iter().any(|own| own.as_bytes() == name).then(|| (&message[..end], &message[end + 2..]))
}

/// The account in `imap(alice)` and `imap(alice,192.0.2.1)`.
fn user_of(component: &[u8]) -> Option<&[u8]> {
    let open = memchr::memchr(b'(', component)?;
    let inside = &component[open + 1..];
    let inside = &inside[..memchr::memchr(b')', inside)?];
    let user = inside.split(|b| *b == b',').next()?;
    (!user.is_empty() && !user.iter().all(u8::is_ascii_digit)).then_some(user)
}

/// Takes `conn unix:auth-worker (pid=1,uid=2): auth-worker<3>: ` off.
fn without_connection(message: &[u8]) -> &[u8] {
    if !message.starts_with(b"conn ") {
        return message;
    }
    let Some(at) = memchr::memmem::find(message, b"): ") else { return message };
    let rest = &message[at + 3..];
    match memchr::memmem::find(rest, b">: ") {
        Some(at) if rest.starts_with(b"auth-worker<") => &rest[at + 3..],
        _ => rest,
    }
}

fn protocol_of(component: &[u8]) -> Protocol {
    match component {
        c if c.starts_with(b"imap") => Protocol::Imap,
        c if c.starts_with(b"pop3") => Protocol::Pop3,
        c if c.starts_with(b"managesieve") => Protocol::Sieve,
        c if c.starts_with(b"submission") => Protocol::Smtp,
        b"lmtp" | b"lda" | b"deliver" | b"lmtp-login" => Protocol::Lmtp,
        _ => Protocol::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::templates::tests::says;
    use crate::{Options, YearClock};

    #[test]
    fn the_table_keeps_its_contract() {
        crate::templates::tests::check(&TABLE, Protocol::Imap);
    }

    #[test]
    fn every_form_of_the_line_gives_the_same_event() {
        let rest = "Disconnected (auth failed, 2 attempts in 9 secs): user=<bob>, method=PLAIN, rip=192.0.2.1, lip=198.51.100.1";
        let expected = "sign-in event.outcome=failure source.ip=192.0.2.1 destination.ip=198.51.100.1 network.protocol=pop3 user.name=bob vigie.authentication.method=PLAIN vigie.authentication.tries=2";
        for (process, message) in [
            (Some("dovecot"), format!("pop3-login: {rest}")),
            (Some("dovecot"), format!("pop3-login: Info: {rest}")),
            (Some("pop3-login"), format!("Info: {rest}")),
            (None, format!("dovecot: pop3-login: {rest}")),
            (Some("second"), format!("pop3-login: {rest}")),
        ] {
            let mut context = Context::new(&Options::default(), YearClock::starting(None), false);
            let arena = Bump::new();
            let mut opened = Opened::bare(message.as_bytes());
            opened.process = process.map(str::as_bytes);
            let Reading::Event(event) = Dovecot.read(&opened, &mut context, &arena) else { panic!("{message}") };
            assert_eq!(says(&event), expected, "{message}");
        }
    }

    #[test]
    fn a_session_with_a_slash_keeps_its_protocol() {
        let mut context = Context::new(&Options::default(), YearClock::starting(None), false);
        let arena = Bump::new();
        let mut opened =
            Opened::bare(b"imap(alice@example.org)<43><Ov/6GdJg1pJ/AAAB>: Disconnected: Logged out in=8 out=468");
        opened.process = Some(b"dovecot");
        let Reading::Event(event) = Dovecot.read(&opened, &mut context, &arena) else { panic!() };
        assert_eq!(says(&event), "session-closed network.protocol=imap user.name=alice@example.org");
    }

    #[test]
    fn accounts_and_connections_are_taken_off() {
        assert_eq!(user_of(b"imap(alice@example.org)<12><x>"), Some(&b"alice@example.org"[..]));
        assert_eq!(user_of(b"auth-worker(123)"), None);
        assert_eq!(without_connection(b"conn unix:auth-worker (pid=1,uid=2): auth-worker<3>: pam(a): b"), b"pam(a): b");
    }
}
