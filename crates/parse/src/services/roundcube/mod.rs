//! The webmail Roundcube: its own log files (`[22-Jan-2013 22:28:21 +0200]: …`) and its lines in syslog. The address is the
//! one its web server saw; `X-Forwarded-For` beside it is anybody's word and left alone.

use std::sync::LazyLock;

use bumpalo::Bump;
use vigie_facts::event::Outcome::{Failure, Success};
use vigie_facts::event::{Action, Protocol, ServerMessage, ServerMessageKind, SignIn};
use vigie_facts::service::Service;

use crate::calendar::{Civil, Context, Moment};
use crate::envelopes::Opened;
use crate::scan;
use crate::services::{Reading, ServiceFormat, set_moment};
use crate::templates::{Captures, Meaning, Slot, Table, Template, other, t};

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::compile(TEMPLATES));

/// See the module.
pub(crate) struct Roundcube;

impl ServiceFormat for Roundcube {
    fn id(&self) -> &'static str {
        "roundcube"
    }

    fn service(&self) -> Service {
        Service::Roundcube
    }

    fn owns_process(&self, process: &[u8]) -> bool {
        process == b"roundcube"
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        message.first() == Some(&b'[') && message.get(3) == Some(&b'-') && message.get(7) == Some(&b'-')
    }

    fn read<'a>(&self, opened: &Opened<'a>, context: &mut Context, _arena: &'a Bump) -> Reading<'a> {
        let mut message = opened.message;
        let mut moment = None;
        if let Some((time, rest)) = own_time(message, context) {
            moment = Some(time);
            message = rest;
        } else if opened.process.is_none() {
            return Reading::NotMine;
        }
        // `<8f0c1a2b> ` is the head of the session's id.
        if message.first() == Some(&b'<')
            && let Some(close) = memchr::memmem::find(&message[..message.len().min(40)], b"> ")
        {
            message = &message[close + 2..];
        }
        let mut reading = TABLE.read(Service::Roundcube, opened, message.trim_ascii(), Captures::new(Protocol::Http));
        if let (Reading::Event(event), Some(moment)) = (&mut reading, moment) {
            set_moment(event, moment);
        }
        reading
    }
}

/// `[22-Jan-2013 22:28:21 +0200]: `, and PHP's `[22-Jan-2013 22:28:21 Europe/Paris] `.
fn own_time<'a>(message: &'a [u8], context: &mut Context) -> Option<(Moment, &'a [u8])> {
    const ZONE_BYTES_MAX: usize = 64;
    let inside = message.strip_prefix(b"[")?;
    let close = inside.iter().take(21 + ZONE_BYTES_MAX).position(|b| *b == b']')?;
    let (stamp, rest) = (&inside[..close], &inside[close + 1..]);
    if stamp.len() < 20 || stamp[2] != b'-' || stamp[6] != b'-' || stamp[11] != b' ' {
        return None;
    }
    let (hour, minute, second) = scan::clock(&stamp[12..])?;
    let civil = Civil {
        year: i32::from(scan::number::<u16>(&stamp[7..11])?),
        month: scan::month(&stamp[3..])?,
        day: scan::two(stamp, 0)?,
        hour,
        minute,
        second,
        micros: 0,
    };
    let zone = stamp[20..].trim_ascii();
    let moment = match scan::offset(zone) {
        Some((seconds, len)) if len == zone.len() => context.stated(civil, seconds),
        _ => context.in_named_zone(civil, zone),
    };
    Some((moment, rest.strip_prefix(b": ").or_else(|| rest.strip_prefix(b" "))?))
}

fn trouble<'a>(c: &Captures<'a>) -> Meaning<'a> {
    Meaning::Is(Action::ServerMessage(ServerMessage {
        level: c.some(Slot::Code),
        message: c.text(Slot::Message).unwrap_or_default(),
        kind: ServerMessageKind::Application,
        request: None,
        host: None,
        referrer: None,
        path: None,
    }))
}

fn failed<'a>(c: &Captures<'a>) -> Meaning<'a> {
    Meaning::Is(Action::SignIn(c.sign_in(Failure)))
}

const TEMPLATES: &[Template] = &[
    t(
        "{IMAP Error: |}{Login failed|FAILED login|Failed login} for <user>{ against <_:id>|} from <ip>{(X-<_:text>)|}{. AUTHENTICATE <_:rest>|. <_:rest>| in session <_:rest>|}",
        failed,
        &[
            (
                "IMAP Error: Login failed for bob@example.org against mail.example.org from 192.0.2.1(X-Forwarded-For: 198.51.100.7). AUTHENTICATE PLAIN: Authentication failed. in /usr/share/roundcube/x.php on line 1 (POST /?_task=login)",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=http user.name=bob@example.org",
            ),
            (
                "IMAP Error: Login failed for bob from 192.0.2.66. from 192.0.2.1. AUTHENTICATE PLAIN: NO user=bob from 192.0.2.66. in x",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=http user.name=bob from 192.0.2.66.",
            ),
            (
                "FAILED login for bob from 192.0.2.1",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=http user.name=bob",
            ),
            (
                "IMAP Error: Login failed for bob from 192.0.2.1. AUTHENTICATE PLAIN: A0002 NO Login failed.",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=http user.name=bob",
            ),
            (
                "Failed login for bob from 192.0.2.1 in session x (error: 1)",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=http user.name=bob",
            ),
        ],
    ),
    t(
        "Successful login for <user> (ID: <_:int>) from <ip>{(X-<_:text>)|}{ in session <_>|}",
        |c| Meaning::Is(Action::SignIn(SignIn { user_exists: Some(true), ..c.sign_in(Success) })),
        &[(
            "Successful login for alice@example.org (ID: 7) from 192.0.2.1 in session abc",
            "sign-in event.outcome=success source.ip=192.0.2.1 network.protocol=http user.name=alice@example.org vigie.user.exists=true",
        )],
    ),
    t(
        "{IMAP|SMTP|DB|PHP|LDAP|XML|JS|ManageSieve|Password plugin} {Error|Warning|Notice|Deprecated|Fatal error|Parse error}{ (<code:text>)|}:{ |}<message>",
        trouble,
        &[
            (
                "PHP Warning:  fclose() expects parameter 1 to be resource, null given in /x.php on line 1",
                "server-message message= fclose() expects parameter 1 to be resource, null given in /x.php on line 1",
            ),
            (
                "PHP Error: Request security check failed (POST /?_task=mail&_action=refresh)",
                "server-message message=Request security check failed (POST /?_task=mail&_action=refresh)",
            ),
        ],
    ),
    t(
        "{Unexpected condition|SMTP server|Invalid|Could not|Can't|Failed|Error|Unable|ERROR|Connection}<message>",
        trouble,
        &[(
            "Unexpected condition from IMAP server, closed or corrupt connection to IMAP.",
            "server-message message= from IMAP server, closed or corrupt connection to IMAP.",
        )],
    ),
    t(
        "{Found <_:int> matches|In migration: <_:rest>|User <_:text> [<ip>]; Message <_:rest>|Session <_:rest>|Stack trace:<_:rest>|#<_:int> <_:rest>|New user <_:rest>|[<_:text>] <_:rest>}",
        other,
        &[("Found 3 matches", "housekeeping")],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_keeps_its_contract() {
        crate::templates::tests::check(&TABLE, Protocol::Http);
    }

    #[test]
    fn its_times_are_read_with_offset_and_with_zone() {
        let mut context = Context::new(&crate::Options::default(), crate::YearClock::starting(None), false);
        for stamp in ["[22-Jan-2013 22:28:21 +0200]: x", "[22-Jan-2013 15:28:21 America/New_York] x"] {
            let (moment, rest) = own_time(stamp.as_bytes(), &mut context).unwrap();
            assert_eq!(
                (moment.time.unwrap().to_rfc3339().as_str(), rest),
                ("2013-01-22T20:28:21Z", &b"x"[..]),
                "{stamp}"
            );
        }
    }
}
