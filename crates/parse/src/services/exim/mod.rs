//! Exim's main and reject logs, bare (with a time of their own) and in syslog. `(set_id=…)` is what the client claimed to be;
//! the address stands before it.

use std::sync::LazyLock;

use bumpalo::Bump;
use vigie_facts::event::ConnectionPhase::{Closed, ClosedUnauthenticated, LimitReached, Opened as Began, Refused};
use vigie_facts::event::MailStep::{
    Bounced, Deferred, Delivered, Noted, ProtocolError, Queued, RefusedPolicy, RefusedRecipient, RefusedRelay,
    RefusedTemporarily, Removed,
};
use vigie_facts::event::Outcome::{Failure, Success, Unknown};
use vigie_facts::event::{Action, ConnectionPhase, MailStep, Protocol};
use vigie_facts::service::Service;

use crate::calendar::{Context, Moment};
use crate::envelopes::Opened;
use crate::scan;
use crate::services::{Reading, ServiceFormat, base_name, set_moment};
use crate::templates::{Captures, Meaning, Slot, Table, Template, other, reloaded, resource, started, stopped, t};

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::compile(TEMPLATES));

/// See the module.
pub(crate) struct Exim;

impl ServiceFormat for Exim {
    fn id(&self) -> &'static str {
        "exim"
    }

    fn service(&self) -> Service {
        Service::Exim
    }

    fn owns_process(&self, process: &[u8]) -> bool {
        matches!(base_name(process), b"exim" | b"exim4")
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        scan::iso_time(message).is_some()
    }

    fn read<'a>(&self, opened: &Opened<'a>, context: &mut Context, _arena: &'a Bump) -> Reading<'a> {
        let mut captures = Captures::new(Protocol::Smtp);
        let (moment, message) = without_head(opened.message, context, &mut captures);
        if moment.is_none() && opened.process.is_none() {
            return Reading::NotMine;
        }
        let mut reading = TABLE.read(Service::Exim, opened, message.trim_ascii_end(), captures);
        if let (Reading::Event(event), Some(moment)) = (&mut reading, moment) {
            set_moment(event, moment);
        }
        reading
    }
}

/// Takes time, zone, `[process]` and message id off.
fn without_head<'a>(
    message: &'a [u8],
    context: &mut Context,
    captures: &mut Captures<'a>,
) -> (Option<Moment>, &'a [u8]) {
    let mut rest = message;
    let mut moment = None;
    if let Some(mut time) = scan::iso_time(rest).filter(|_| rest[4] == b'-') {
        rest = rest[time.len..].trim_ascii_start();
        if time.offset_seconds.is_none()
            && let Some((seconds, len)) = scan::offset(rest)
        {
            time.offset_seconds = Some(seconds);
            rest = rest[len..].trim_ascii_start();
        }
        moment = Some(context.iso(time));
    }
    if rest.first() == Some(&b'[') {
        let len = scan::digits(&rest[1..]);
        if len > 0 && rest[1 + len..].starts_with(b"] ") {
            rest = &rest[len + 3..];
        }
    }
    if let Some(len) = message_id_len(rest) {
        *captures = captures.with(Slot::QueueId, &rest[..len]);
        rest = rest.get(len + 1..).unwrap_or_default();
    }
    (moment, rest)
}

/// `1Ai79e-0000Dq-8i`, since 4.97 `1rVhxU-00000006fRw-1XyZ`.
fn message_id_len(bytes: &[u8]) -> Option<usize> {
    let len = memchr::memchr(b' ', &bytes[..bytes.len().min(32)])?;
    let mut parts = bytes[..len].split(|b| *b == b'-');
    let lens = [parts.next()?.len(), parts.next()?.len(), parts.next()?.len()];
    let plain = bytes[..len].iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-');
    (parts.next().is_none() && plain && (lens == [6, 6, 2] || lens == [6, 11, 4])).then_some(len)
}

fn phase<'a>(c: &Captures<'a>, phase: ConnectionPhase) -> Meaning<'a> {
    Meaning::Is(Action::Connection(c.connection(phase)))
}

fn mail<'a>(c: &Captures<'a>, step: MailStep) -> Meaning<'a> {
    Meaning::Is(Action::Mail(c.mail(step)))
}

fn failed<'a>(c: &Captures<'a>) -> Meaning<'a> {
    Meaning::Is(Action::SignIn(c.sign_in(Failure)))
}

/// Why a client was turned away, by the words of the default configuration's lists.
fn refused<'a>(c: &Captures<'a>) -> Meaning<'a> {
    let reason = c.text(Slot::Reason).unwrap_or_default();
    let says = |words: &str| memchr::memmem::find(reason, words.as_bytes()).is_some();
    let step = if says("elay not permitted") || says("elaying denied") || says("relay") {
        RefusedRelay
    } else if says("nknown user")
        || says("Unrouteable address")
        || says("no such")
        || says("No such")
        || says("unknown")
    {
        RefusedRecipient
    } else if says("greylist") || says("Greylist") || says("try again") || says("defer") {
        RefusedTemporarily
    } else {
        RefusedPolicy
    };
    mail(c, step)
}

/// `name (helo) [address]:port`, with what comes before and after.
macro_rules! host {
    ($before:literal, $after:literal) => {
        concat!($before, "{<host> |}{(<helo:text>) |}[<ip>]{:<port>|}", $after)
    };
}

const TEMPLATES: &[Template] = &[
    t(
        host!("<method:id> authenticator failed for ", "{| <_:text>}: <_:text> (set_id=<user>){: <_:rest>|}"),
        failed,
        &[
            (
                "login authenticator failed for host.example.org ([203.0.113.9]) [192.0.2.1]: 535 Incorrect authentication data (set_id=bob)",
                "sign-in event.outcome=failure source.ip=192.0.2.1 source.domain=host.example.org network.protocol=smtp user.name=bob vigie.authentication.method=login",
            ),
            (
                "dovecot_login authenticator failed for (User) [192.0.2.1]:4711 I=[198.51.100.1]:465 Ci=3: 535 Incorrect authentication data (set_id=bob@example.org)",
                "sign-in event.outcome=failure source.ip=192.0.2.1 source.port=4711 network.protocol=smtp user.name=bob@example.org vigie.authentication.method=dovecot_login",
            ),
        ],
    ),
    t(
        // The client's answer could not be read, or nobody could be asked: no password was tried.
        host!("<method:id> authenticator failed for ", "{| <_:text>}: 501 <reason>"),
        |c| mail(c, ProtocolError),
        &[(
            "plain authenticator failed for (x) [192.0.2.1]: 501 Invalid base64 data",
            "mail-protocol-error source.ip=192.0.2.1 network.protocol=smtp error.message=Invalid base64 data vigie.peer.software=x",
        )],
    ),
    t(
        host!("<method:id> authenticator failed for ", "{| <_:text>}: 435 <_:rest>"),
        |c| Meaning::Is(Action::SignIn(c.sign_in(Unknown))),
        &[(
            "plain authenticator failed for (x) [192.0.2.1]: 435 Unable to authenticate at present",
            "sign-in event.outcome=unknown source.ip=192.0.2.1 network.protocol=smtp vigie.authentication.method=plain",
        )],
    ),
    t(
        host!("<method:id> authenticator failed for ", "{| <_:text>}: <_:rest>"),
        failed,
        &[(
            "plain authenticator failed for (x) [192.0.2.1]: 535 Incorrect authentication data",
            "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=smtp vigie.authentication.method=plain",
        )],
    ),
    t(
        host!(
            "SMTP protocol error in \"<_:text>\" H=",
            "{| <_:text>} {AUTH command used when not advertised|<_> authentication mechanism not supported}"
        ),
        |c| phase(c, Refused),
        &[(
            "SMTP protocol error in \"AUTH LOGIN\" H=(x) [192.0.2.1] AUTH command used when not advertised",
            "connection-refused source.ip=192.0.2.1 network.protocol=smtp",
        )],
    ),
    t(
        host!("SMTP protocol error in \"<_:text>\" H=", "{| <reason>}"),
        |c| mail(c, ProtocolError),
        &[(
            "SMTP protocol error in \"STARTTLS\" H=(x) [192.0.2.1]:4711 I=[198.51.100.1]:25 TLS already active",
            "mail-protocol-error source.ip=192.0.2.1 source.port=4711 network.protocol=smtp error.message=I=[198.51.100.1]:25 TLS already active vigie.peer.software=x",
        )],
    ),
    t(
        host!(
            "SMTP protocol synchronization error (<reason:text>): rejected {connection from|\"<_:text>\"} H=",
            "{| <_:text>}"
        ),
        |c| mail(c, ProtocolError),
        &[(
            "SMTP protocol synchronization error (input sent without waiting for greeting): rejected connection from H=[192.0.2.1]:4711 I=[198.51.100.1]:25 input=\"GET / HTTP/1.1\\r\\n\"",
            "mail-protocol-error source.ip=192.0.2.1 source.port=4711 network.protocol=smtp error.message=input sent without waiting for greeting",
        )],
    ),
    t(
        host!(
            "SMTP {syntax error|data timeout|command timeout|protocol violation} {<_:text>from |in <_:text>H=}",
            "{| <reason>}"
        ),
        |c| mail(c, ProtocolError),
        &[
            (
                "SMTP syntax error in \"EHLO\" H=(x) [192.0.2.1]:4711 I=[198.51.100.1]:25 invalid",
                "mail-protocol-error source.ip=192.0.2.1 source.port=4711 network.protocol=smtp error.message=I=[198.51.100.1]:25 invalid vigie.peer.software=x",
            ),
            (
                "SMTP command timeout on connection from (x) [192.0.2.1]:4711 I=[198.51.100.1]:25 D=5m",
                "mail-protocol-error source.ip=192.0.2.1 source.port=4711 network.protocol=smtp error.message=I=[198.51.100.1]:25 D=5m vigie.peer.software=x",
            ),
        ],
    ),
    t(
        host!("SMTP call from ", "{| <_:text>} dropped: <reason>"),
        |c| phase(c, LimitReached),
        &[(
            "SMTP call from host.example.org [192.0.2.1]:4711 I=[198.51.100.1]:25 dropped: too many nonmail commands (last was \"RSET\")",
            "connection-limit-reached source.ip=192.0.2.1 source.port=4711 source.domain=host.example.org network.protocol=smtp error.message=too many nonmail commands (last was \"RSET\")",
        )],
    ),
    t(
        host!("SMTP connection from ", "{| <_:text>} D=<_>{ C=<_>|}"),
        |c| phase(c, ClosedUnauthenticated),
        &[(
            "SMTP connection from (x) [192.0.2.1]:4711 I=[198.51.100.1]:25 D=10s C=EHLO,QUIT",
            "connection-closed-unauthenticated source.ip=192.0.2.1 source.port=4711 network.protocol=smtp",
        )],
    ),
    t(
        host!("SMTP connection from ", "{| <_:text>} closed by DROP in ACL"),
        |c| phase(c, Refused),
        &[(
            "SMTP connection from (x) [192.0.2.1] closed by DROP in ACL",
            "connection-refused source.ip=192.0.2.1 network.protocol=smtp",
        )],
    ),
    t(
        host!("SMTP connection from ", "{| <_:text>} {closed by QUIT|lost{| D=<_>}|closed after SIGTERM}"),
        |c| phase(c, Closed),
        &[(
            "SMTP connection from host.example.org [192.0.2.1] lost",
            "connection-closed source.ip=192.0.2.1 source.domain=host.example.org network.protocol=smtp",
        )],
    ),
    t(
        host!("SMTP connection from ", "{| <_:text>} (TCP/IP connection count = <_:int>)"),
        |c| phase(c, Began),
        &[(
            "SMTP connection from [192.0.2.1]:4711 (TCP/IP connection count = 1)",
            "connection-opened source.ip=192.0.2.1 source.port=4711 network.protocol=smtp",
        )],
    ),
    t(
        host!("SMTP connection from ", "{| <_:text>} lost while reading message data{ <_:rest>|}"),
        |c| phase(c, Closed),
        &[(
            "SMTP connection from (x) [192.0.2.1]:4711 lost while reading message data (after header)",
            "connection-closed source.ip=192.0.2.1 source.port=4711 network.protocol=smtp",
        )],
    ),
    t(
        host!("no MAIL in SMTP connection from ", "{| <_:text>}"),
        |c| phase(c, ClosedUnauthenticated),
        &[(
            "no MAIL in SMTP connection from host.example.org [192.0.2.1] Ci=1 D=0.3s C=EHLO",
            "connection-closed-unauthenticated source.ip=192.0.2.1 source.domain=host.example.org network.protocol=smtp",
        )],
    ),
    t(
        host!(
            "{TLS error on connection from|TLS client disconnected cleanly from|TLS session failure from} ",
            " <reason>"
        ),
        |c| mail(c, ProtocolError),
        &[(
            "TLS error on connection from (x) [192.0.2.1]:4711 (SSL_accept): error:1408F10B",
            "mail-protocol-error source.ip=192.0.2.1 source.port=4711 network.protocol=smtp error.message=(SSL_accept): error:1408F10B vigie.peer.software=x",
        )],
    ),
    t(
        host!("unexpected {disconnection while reading SMTP command|SMTP connection} from ", "{| <_:text>}"),
        |c| phase(c, ClosedUnauthenticated),
        &[(
            "unexpected disconnection while reading SMTP command from (x) [192.0.2.1]:4711 D=1s",
            "connection-closed-unauthenticated source.ip=192.0.2.1 source.port=4711 network.protocol=smtp",
        )],
    ),
    t(
        host!("{rejected |}{EHLO|HELO} {or HELO |}from ", ": <reason>"),
        |c| mail(c, RefusedPolicy),
        &[(
            "rejected EHLO from [192.0.2.1]: syntactically invalid argument(s): x_y",
            "mail-refused-policy source.ip=192.0.2.1 network.protocol=smtp error.message=syntactically invalid argument(s): x_y",
        )],
    ),
    t(
        host!("H=", "<_:text>F={\\<<from>\\>|<from:word>} <_:text>rejected RCPT {\\<<to>\\>|<to:word>}: <reason>"),
        refused,
        &[
            (
                "H=mx.example.net (mx.example.net) [192.0.2.1]:4711 I=[198.51.100.1]:25 F=<a@example.net> rejected RCPT <nobody@example.org>: Unrouteable address",
                "mail-refused-recipient source.ip=192.0.2.1 source.port=4711 source.domain=mx.example.net network.protocol=smtp error.message=Unrouteable address email.from.address=a@example.net email.to.address=nobody@example.org vigie.peer.software=mx.example.net",
            ),
            (
                "H=(x) [192.0.2.1] F=<a@example.net> rejected RCPT <b@example.com>: relay not permitted",
                "mail-refused-relay source.ip=192.0.2.1 network.protocol=smtp error.message=relay not permitted email.from.address=a@example.net email.to.address=b@example.com vigie.peer.software=x",
            ),
            (
                "H=(x) [192.0.2.1] F=<a@example.net> temporarily rejected RCPT <alice@example.org>: greylisted",
                "mail-refused-temporarily source.ip=192.0.2.1 network.protocol=smtp error.message=greylisted email.from.address=a@example.net email.to.address=alice@example.org vigie.peer.software=x",
            ),
        ],
    ),
    t(
        host!(
            "H=",
            "<_:text>F={\\<<from>\\>|<from:word>} <_:text>rejected {after DATA|by local_scan()|MAIL|DATA|by non-SMTP ACL|during MIME ACL checks|VRFY|EXPN|AUTH}<_:text>: <reason>"
        ),
        refused,
        &[(
            "H=host.example.org [192.0.2.1]:4711 I=[198.51.100.1]:25 F=<a@example.net> rejected after DATA: This message contains a virus",
            "mail-refused-policy source.ip=192.0.2.1 source.port=4711 source.domain=host.example.org network.protocol=smtp error.message=This message contains a virus email.from.address=a@example.net",
        )],
    ),
    t(
        host!(
            "{F={\\<<from>\\>|<from:word>} |}H=",
            " <_:text>rejected {after DATA|by local_scan()|MAIL|DATA|connection|EHLO or HELO|VRFY|EXPN|AUTH}<_:text>: <reason>"
        ),
        refused,
        &[
            (
                "H=(x) [192.0.2.1] rejected EHLO or HELO x: no",
                "mail-refused-policy source.ip=192.0.2.1 network.protocol=smtp error.message=no vigie.peer.software=x",
            ),
            (
                "F=a@example.net H=(x) [192.0.2.1]:4711 I=[198.51.100.1]:25 P=esmtp rejected by local_scan(): Rejected",
                "mail-refused-policy source.ip=192.0.2.1 source.port=4711 network.protocol=smtp error.message=Rejected email.from.address=a@example.net vigie.peer.software=x",
            ),
        ],
    ),
    t(
        host!("H=", "{| <_:text>} sender verify {fail|defer} for \\<<from>\\>: <reason>"),
        |c| mail(c, RefusedPolicy),
        &[(
            "H=(x) [192.0.2.1] sender verify fail for <a@example.net>: Unknown user",
            "mail-refused-policy source.ip=192.0.2.1 network.protocol=smtp error.message=Unknown user email.from.address=a@example.net vigie.peer.software=x",
        )],
    ),
    t(
        host!("H=", "{| <_:text>} {Warning|X-Warning}: <reason>"),
        |c| mail(c, Noted),
        &[(
            "H=(x) [192.0.2.1] Warning: ACL x",
            "mail-noted source.ip=192.0.2.1 network.protocol=smtp error.message=ACL x vigie.peer.software=x",
        )],
    ),
    t(
        host!(
            "H=",
            "{| <_:text>} {dropped by|rejected connection|refused:|AUTH command used when not advertised}<_:text>"
        ),
        |c| phase(c, Refused),
        &[(
            "H=[192.0.2.1]:4711 dropped by 'connect' ACL: banned",
            "connection-refused source.ip=192.0.2.1 source.port=4711 network.protocol=smtp",
        )],
    ),
    t(
        host!("H=", "{| <_:text>} incomplete transaction (<_:text>) from \\<<from>\\>{| for <to>}"),
        |c| mail(c, Noted),
        &[
            (
                "H=(x) [192.0.2.1]:4711 incomplete transaction (QUIT) from <a@example.net> for alice@example.org",
                "mail-noted source.ip=192.0.2.1 source.port=4711 network.protocol=smtp email.from.address=a@example.net email.to.address=alice@example.org vigie.peer.software=x",
            ),
            (
                "H=(x) [192.0.2.1] incomplete transaction (connection lost) from <a@example.net>",
                "mail-noted source.ip=192.0.2.1 network.protocol=smtp email.from.address=a@example.net vigie.peer.software=x",
            ),
        ],
    ),
    t(
        host!("H=", "{| <_:text>} rejected {EXPN|VRFY|ETRN|EHLO or HELO} <reason:text>"),
        |c| mail(c, RefusedPolicy),
        &[
            (
                "H=[192.0.2.1]:4711 rejected EXPN all",
                "mail-refused-policy source.ip=192.0.2.1 source.port=4711 network.protocol=smtp error.message=all",
            ),
            (
                "H=(x) [192.0.2.1]:4711 rejected EHLO or HELO x",
                "mail-refused-policy source.ip=192.0.2.1 source.port=4711 network.protocol=smtp error.message=x vigie.peer.software=x",
            ),
        ],
    ),
    t(
        host!("rejected MAIL FROM:\\<<from>\\> H=", "{| <_:text>}: <reason>"),
        |c| mail(c, RefusedPolicy),
        &[(
            "rejected MAIL FROM:<a@example.net> H=(x) [192.0.2.1]:4711: message too big: size>=2147483647 max=100000",
            "mail-refused-policy source.ip=192.0.2.1 source.port=4711 network.protocol=smtp error.message=message too big: size>=2147483647 max=100000 email.from.address=a@example.net vigie.peer.software=x",
        )],
    ),
    t(
        host!("rejected MAIL from ", "{| <_:text>}: <reason>"),
        |c| mail(c, ProtocolError),
        &[(
            "rejected MAIL from [192.0.2.1]:4711: no HELO/EHLO given",
            "mail-protocol-error source.ip=192.0.2.1 source.port=4711 network.protocol=smtp error.message=no HELO/EHLO given",
        )],
    ),
    t(
        host!("unqualified {verify|sender|recipient} rejected: \\<<to>\\> H=", "{| <_:text>}"),
        |c| mail(c, RefusedPolicy),
        &[(
            "unqualified verify rejected: <root> H=[192.0.2.1]:4711",
            "mail-refused-policy source.ip=192.0.2.1 source.port=4711 network.protocol=smtp email.to.address=root",
        )],
    ),
    t(
        host!("ETRN <_:text> received from ", "{| <_:text>}"),
        |c| mail(c, Noted),
        &[(
            "ETRN x received from [192.0.2.1]:4711",
            "mail-noted source.ip=192.0.2.1 source.port=4711 network.protocol=smtp",
        )],
    ),
    t(
        host!("Connection from ", "{| <_:text>} refused: too many <reason>"),
        |c| phase(c, LimitReached),
        &[(
            "Connection from [192.0.2.1]:4711 refused: too many connections from that IP address",
            "connection-limit-reached source.ip=192.0.2.1 source.port=4711 network.protocol=smtp error.message=connections from that IP address",
        )],
    ),
    t(
        "H=<_:text>[<dip>] {Connection refused|Connection timed out|No route to host|Network is unreachable|Connection reset by peer}",
        |c| mail(c, Deferred),
        &[(
            "H=mx.example.net [198.51.100.2] Connection refused",
            "mail-deferred destination.ip=198.51.100.2 network.protocol=smtp",
        )],
    ),
    t(
        host!("{refused |}connection {refused |}from ", "{ <_:rest>|: <_:rest>|}"),
        |c| phase(c, Refused),
        &[(
            "refused connection from host.example.org [192.0.2.1] (host_reject_connection)",
            "connection-refused source.ip=192.0.2.1 source.domain=host.example.org network.protocol=smtp",
        )],
    ),
    t(
        "\\<= <from:word> {H=|}{<host> |}{(<helo:text>) |}[<ip>]{:<port>|}{ <_:text>|} A=<method:text>:<user:word>{ <_:rest>|}",
        |c| Meaning::Is(Action::SignIn(c.sign_in(Success))),
        &[(
            "<= alice@example.org H=(x) [192.0.2.1]:4711 P=esmtpsa X=TLS1.3:x:256 A=dovecot_plain:alice S=1234 id=x@example.org",
            "sign-in event.outcome=success source.ip=192.0.2.1 source.port=4711 network.protocol=smtp user.name=alice vigie.authentication.method=dovecot_plain",
        )],
    ),
    t(
        "\\<= <from:word> {H=|}{<host> |}{(<helo:text>) |}[<ip>]{:<port>|}{ <_:text>|} S=<bytes>{ <_:rest>|}",
        |c| mail(c, Queued),
        &[(
            "<= a@example.net H=mx.example.net [192.0.2.1]:4711 P=esmtps X=x S=1234 id=x@example.net",
            "mail-queued source.ip=192.0.2.1 source.port=4711 source.domain=mx.example.net network.protocol=smtp email.from.address=a@example.net",
        )],
    ),
    t(
        "\\<= <from:word>{ <_:rest>|}",
        |c| mail(c, Queued),
        &[
            (
                "<= root@example.org U=root P=local S=345",
                "mail-queued network.protocol=smtp email.from.address=root@example.org",
            ),
            ("<= <> R=1Ai79e-0000Dq-8i U=mail P=local S=1", "mail-queued network.protocol=smtp email.from.address=<>"),
        ],
    ),
    t(
        "{=\\>|-\\>|\\>\\>|*\\>} <to:word>{ <reason>|}",
        |c| mail(c, Delivered),
        &[
            (
                "=> bob <bob@example.org> R=localuser T=maildir",
                "mail-delivered network.protocol=smtp error.message=<bob@example.org> R=localuser T=maildir email.to.address=bob",
            ),
            (
                "-> b@example.net R=dnslookup T=remote_smtp H=mx.example.net [192.0.2.9]",
                "mail-delivered network.protocol=smtp error.message=R=dnslookup T=remote_smtp H=mx.example.net [192.0.2.9] email.to.address=b@example.net",
            ),
        ],
    ),
    t(
        "** <to:word>{:|} <reason>",
        |c| mail(c, Bounced),
        &[(
            "** b@example.net R=dnslookup T=remote_smtp: SMTP error from remote mail server: 550 no",
            "mail-bounced network.protocol=smtp error.message=R=dnslookup T=remote_smtp: SMTP error from remote mail server: 550 no email.to.address=b@example.net",
        )],
    ),
    t(
        "== <to:word> <reason>",
        |c| mail(c, Deferred),
        &[(
            "== b@example.net R=dnslookup T=remote_smtp defer (-44): 450 later",
            "mail-deferred network.protocol=smtp error.message=R=dnslookup T=remote_smtp defer (-44): 450 later email.to.address=b@example.net",
        )],
    ),
    t("Completed", |c| mail(c, Removed), &[("Completed", "mail-removed network.protocol=smtp")]),
    t("Completed <_:rest>", |c| mail(c, Removed), &[("Completed QT=1s", "mail-removed network.protocol=smtp")]),
    t(
        "{Frozen|Message is frozen|Unfrozen|cancelled|removed by <_>|Spool file is locked|retry time not reached|Sender identification|SA: <_:text>|spam acl|SpamAssassin|Greylisting|DKIM: <_>|malware|mx <_>|H=<_> [<ip>]: SMTP|H=<_:text> SMTP error|remote host|SMTP error|error ignored|failed to expand|DNS|Remote host|TLS session|[<ip>] SSL verify|original recipients|ratelimit|Your message}<_:rest>",
        |c| mail(c, Noted),
        &[
            ("Frozen (delivery error message)", "mail-noted network.protocol=smtp"),
            ("SA: Action: flagged as Spam but accepted: score=8.2", "mail-noted network.protocol=smtp"),
        ],
    ),
    t(
        "{no host name found for IP address <ip>{ <_:rest>|}|no IP address found for host <host> (during SMTP connection from {<_> |}{(<_:text>) |}[<ip>]{:<port>|}<_:text>)|list matching forced to fail: <_:rest>|host name alias list truncated for <ip>|<ip> does not match any IP address for <host>}",
        |c| phase(c, Began),
        &[
            (
                "no host name found for IP address 192.0.2.1",
                "connection-opened source.ip=192.0.2.1 network.protocol=smtp",
            ),
            (
                "no IP address found for host host.example.org (during SMTP connection from [192.0.2.1]:4711 I=[198.51.100.1]:25)",
                "connection-opened source.ip=192.0.2.1 source.port=4711 source.domain=host.example.org network.protocol=smtp",
            ),
        ],
    ),
    t("{Start queue run|End queue run}: <_:rest>", other, &[("Start queue run: pid=123", "housekeeping")]),
    t(
        "exim <_:text> daemon started: <_:rest>",
        started,
        &[("exim 4.94 daemon started: pid=1, -q30m, listening for SMTP on port 25", "service-started")],
    ),
    t(
        "{SIGHUP received|pid <_:int>: SIGHUP received}<_:rest>",
        reloaded,
        &[("pid 1: SIGHUP received: re-exec daemon", "service-reloaded")],
    ),
    t("{SIGTERM received|exim daemon terminated}<_:rest>", stopped, &[("SIGTERM received", "service-stopped")]),
    t(
        "{Warning: |}{purging|could not|Failed|failed|unable|Cannot|cannot|socket bind|daemon|Exim configuration error|ALERT|too many|Connection from [<ip>] refused|DANE|OpenSSL|spool|log|Message|Process|pid|{Connection|connection} refused|Connections|LMDB|lookup|re-exec of exim|**** log string overflowed}<_:rest>",
        resource,
        &[("Warning: purging the environment.", "resource")],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_keeps_its_contract() {
        crate::templates::tests::check(&TABLE, Protocol::Smtp);
    }

    #[test]
    fn message_ids_are_told_from_words() {
        assert_eq!(message_id_len(b"1Ai79e-0000Dq-8i <= x"), Some(16));
        assert_eq!(message_id_len(b"1rVhxU-00000006fRw-1XyZ <= x"), Some(23));
        assert_eq!(message_id_len(b"no-MAIL-in x"), None);
    }
}
