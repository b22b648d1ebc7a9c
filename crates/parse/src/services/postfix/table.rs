//! The messages of Postfix, by the daemon that writes them. A queue id in front is taken off before.

use vigie_facts::event::ConnectionPhase::{Closed, ClosedUnauthenticated, LimitReached, Opened, Refused};
use vigie_facts::event::MailStep::{
    Bounced, Deferred, Delivered, Noted, ProtocolError, Queued, RefusedPolicy, RefusedRecipient, RefusedRelay,
    RefusedTemporarily, Removed,
};
use vigie_facts::event::Outcome::{Failure, Success, Unknown};
use vigie_facts::event::{Action, ConnectionPhase, MailStep};

use crate::templates::{
    Captures, Meaning, Slot, Template, network, other, reloaded, resource, started, statistics, stopped, t,
};

fn phase<'a>(c: &Captures<'a>, phase: ConnectionPhase) -> Meaning<'a> {
    Meaning::Is(Action::Connection(c.connection(phase)))
}

fn mail<'a>(c: &Captures<'a>, step: MailStep) -> Meaning<'a> {
    Meaning::Is(Action::Mail(c.mail(step)))
}

fn noted<'a>(c: &Captures<'a>) -> Meaning<'a> {
    mail(c, Noted)
}

/// Why a client was turned away: the reply's words first, then its class.
fn refused<'a>(c: &Captures<'a>) -> Meaning<'a> {
    let reason = c.text(Slot::Reason).unwrap_or_default();
    let says = |words: &str| memchr::memmem::find(reason, words.as_bytes()).is_some();
    let step = if says("Relay access denied") || says("relay not permitted") || says("Relaying denied") {
        RefusedRelay
    } else if says("User unknown")
        || says("undeliverable address")
        || says("unknown user")
        || says("does not exist")
        || says("Unknown user")
    {
        RefusedRecipient
    } else if reason.starts_with(b"4") {
        RefusedTemporarily
    } else if says("Improper use of SMTP command pipelining")
        || says("Data command rejected")
        || says("command rejected: Improper")
    {
        ProtocolError
    } else {
        RefusedPolicy
    };
    mail(c, step)
}

/// Delivery status, from `status=sent` and its like, captured as the code.
fn delivery<'a>(c: &Captures<'a>) -> Meaning<'a> {
    let step = match c.text(Slot::Code).unwrap_or_default() {
        b"sent" => Delivered,
        b"deferred" | b"SOFTBOUNCE" | b"undeliverable-but-not-cached" => Deferred,
        b"bounced" | b"expired," | b"expired" | b"force-expired," | b"undeliverable" => Bounced,
        _ => Noted,
    };
    mail(c, step)
}

pub(super) const TEMPLATES: &[Template] = &[
    // smtpd
    t(
        "connect from <host>[<ip>]{:<port>|}",
        |c| phase(c, Opened),
        &[
            (
                "connect from mail.example.org[192.0.2.1]",
                "connection-opened source.ip=192.0.2.1 source.domain=mail.example.org network.protocol=smtp",
            ),
            (
                "connect from unknown[2001:db8::1]:4711",
                "connection-opened source.ip=2001:db8::1 source.port=4711 network.protocol=smtp",
            ),
        ],
    ),
    t(
        "connect from {<_:text>[unknown]|<_:text>[unix:<_:text>]|localhost[<_:text>]}",
        |c| phase(c, Opened),
        &[("connect from unknown[unknown]", "connection-opened network.protocol=smtp")],
    ),
    t(
        "disconnect from <host>[<ip>]{:<port>|} {<_:text> |}auth=0/<_:int>{ <_:rest>|}",
        |c| phase(c, ClosedUnauthenticated),
        &[(
            "disconnect from unknown[192.0.2.1] ehlo=1 auth=0/1 quit=1 commands=2/3",
            "connection-closed-unauthenticated source.ip=192.0.2.1 network.protocol=smtp",
        )],
    ),
    t(
        "disconnect from <host>[<ip>]{:<port>|}{ <_:rest>|}",
        |c| phase(c, Closed),
        &[
            (
                "disconnect from mail.example.org[192.0.2.1]",
                "connection-closed source.ip=192.0.2.1 source.domain=mail.example.org network.protocol=smtp",
            ),
            (
                "disconnect from mail.example.org[192.0.2.1] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5",
                "connection-closed source.ip=192.0.2.1 source.domain=mail.example.org network.protocol=smtp",
            ),
        ],
    ),
    t(
        "disconnect from <_:rest>",
        |c| phase(c, Closed),
        &[("disconnect from unknown[unknown]", "connection-closed network.protocol=smtp")],
    ),
    t(
        "{lost connection|timeout|too many errors|SSL error} after <reason:text> from <host>[<ip>]{:<port>|}",
        |c| {
            if c.text(Slot::Reason)
                .is_some_and(|stage| stage.starts_with(b"DATA") || stage.starts_with(b"END-OF-MESSAGE"))
            {
                phase(c, Closed)
            } else {
                phase(c, ClosedUnauthenticated)
            }
        },
        &[
            (
                "lost connection after AUTH from unknown[192.0.2.1]",
                "connection-closed-unauthenticated source.ip=192.0.2.1 network.protocol=smtp error.message=AUTH",
            ),
            (
                "lost connection after DATA (approximately 12 bytes) from mail.example.org[192.0.2.1]",
                "connection-closed source.ip=192.0.2.1 source.domain=mail.example.org network.protocol=smtp error.message=DATA (approximately 12 bytes)",
            ),
            (
                "too many errors after RCPT from mail.example.org[192.0.2.1]",
                "connection-closed-unauthenticated source.ip=192.0.2.1 source.domain=mail.example.org network.protocol=smtp error.message=RCPT",
            ),
        ],
    ),
    t(
        "{lost connection|timeout|too many errors} after <reason:text> from <_:text>",
        |c| phase(c, ClosedUnauthenticated),
        &[(
            "lost connection after CONNECT from unknown[unknown]",
            "connection-closed-unauthenticated network.protocol=smtp error.message=CONNECT",
        )],
    ),
    t(
        "{improper command pipelining|non-SMTP command} after <_:text> from <host>[<ip>]{:<port>|}{: <reason>|:|}",
        |c| mail(c, ProtocolError),
        &[(
            "improper command pipelining after AUTH from unknown[192.0.2.1]: QUIT",
            "mail-protocol-error source.ip=192.0.2.1 network.protocol=smtp error.message=QUIT",
        )],
    ),
    t(
        "warning: non-SMTP command from <host>[<ip>]{:<port>|}: <reason>",
        |c| mail(c, ProtocolError),
        &[(
            "warning: non-SMTP command from unknown[192.0.2.1]: GET / HTTP/1.1",
            "mail-protocol-error source.ip=192.0.2.1 network.protocol=smtp error.message=GET / HTTP/1.1",
        )],
    ),
    t(
        "warning: <host>[<ip>]{:<port>|}: SASL <method> authentication {failed|aborted}: {Connection lost to authentication server|Invalid authentication mechanism|Temporary authentication failure<_:text>|No worthy mechs found|no mechanism available}",
        |c| Meaning::Is(Action::SignIn(c.sign_in(Unknown))),
        &[(
            "warning: unknown[192.0.2.1]: SASL LOGIN authentication failed: Connection lost to authentication server",
            "sign-in event.outcome=unknown source.ip=192.0.2.1 network.protocol=smtp vigie.authentication.method=LOGIN",
        )],
    ),
    t(
        "warning: <host>[<ip>]{:<port>|}: SASL <method> authentication {failed|aborted|failure}: <_:text>, sasl_username=<user:rest>",
        |c| Meaning::Is(Action::SignIn(c.sign_in(Failure))),
        &[(
            "warning: unknown[192.0.2.1]: SASL LOGIN authentication failed: (reason unavailable), sasl_username=admin",
            "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=smtp user.name=admin vigie.authentication.method=LOGIN",
        )],
    ),
    t(
        "warning: <host>[<ip>]{:<port>|}: SASL <method> authentication {failed|aborted|failure}<_:rest>",
        |c| Meaning::Is(Action::SignIn(c.sign_in(Failure))),
        &[
            (
                "warning: unknown[192.0.2.1]: SASL LOGIN authentication failed: UGFzc3dvcmQ6",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=smtp vigie.authentication.method=LOGIN",
            ),
            (
                "warning: unknown[192.0.2.1]:4711: SASL PLAIN authentication failed:",
                "sign-in event.outcome=failure source.ip=192.0.2.1 source.port=4711 network.protocol=smtp vigie.authentication.method=PLAIN",
            ),
        ],
    ),
    t(
        "client=<host>[<ip>]{:<port>|}, {orig_<_:text>, |}sasl_method=<method:text>, sasl_username=<user:rest>",
        |c| Meaning::Is(Action::SignIn(c.sign_in(Success))),
        &[(
            "client=host.example.org[192.0.2.1], sasl_method=PLAIN, sasl_username=alice@example.org",
            "sign-in event.outcome=success source.ip=192.0.2.1 source.domain=host.example.org network.protocol=smtp user.name=alice@example.org vigie.authentication.method=PLAIN",
        )],
    ),
    t(
        "client=<host>[<ip>]{:<port>|}{, <_:rest>|}",
        |c| mail(c, Queued),
        &[
            (
                "client=mail.example.org[192.0.2.1]",
                "mail-queued source.ip=192.0.2.1 source.domain=mail.example.org network.protocol=smtp",
            ),
            (
                "client=localhost[127.0.0.1], orig_queue_id=4F9A12B3C, orig_client=mail.example.org[192.0.2.1]",
                "mail-queued source.ip=127.0.0.1 source.domain=localhost network.protocol=smtp",
            ),
        ],
    ),
    t("client=<_:rest>", |c| mail(c, Queued), &[("client=unknown[unknown]", "mail-queued network.protocol=smtp")]),
    t(
        "{reject|milter-reject|reject_warning|discard|hold|milter-discard|milter-hold|filter|redirect|warn|proxy-reject|discard|bcc|prepend|replace|info|strip}: <_:text> from <host>[<ip>]{:<port>|}: <reason:text>; from=\\<<from>\\> to=\\<<to>\\> proto=<_>{ helo=\\<<helo>\\>|}{ sasl_username=\\<<user>\\>|}",
        refused,
        &[
            (
                "reject: RCPT from unknown[192.0.2.1]: 554 5.7.1 <bob@example.net>: Relay access denied; from=<a@example.org> to=<bob@example.net> proto=ESMTP helo=<x>",
                "mail-refused-relay source.ip=192.0.2.1 network.protocol=smtp error.message=554 5.7.1 <bob@example.net>: Relay access denied email.from.address=a@example.org email.to.address=bob@example.net vigie.peer.software=x",
            ),
            (
                "reject: RCPT from mail.example.net[192.0.2.1]: 550 5.1.1 <nobody@example.org>: Recipient address rejected: User unknown in local recipient table; from=<a@example.net> to=<nobody@example.org> proto=ESMTP helo=<mail.example.net>",
                "mail-refused-recipient source.ip=192.0.2.1 source.domain=mail.example.net network.protocol=smtp error.message=550 5.1.1 <nobody@example.org>: Recipient address rejected: User unknown in local recipient table email.from.address=a@example.net email.to.address=nobody@example.org vigie.peer.software=mail.example.net",
            ),
            (
                "reject: RCPT from unknown[192.0.2.1]: 554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using dnsbl.example.org; from=<a@example.net> to=<alice@example.org> proto=SMTP helo=<x>",
                "mail-refused-policy source.ip=192.0.2.1 network.protocol=smtp error.message=554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using dnsbl.example.org email.from.address=a@example.net email.to.address=alice@example.org vigie.peer.software=x",
            ),
            (
                "reject: RCPT from mail.example.net[192.0.2.1]: 450 4.2.0 <alice@example.org>: Recipient address rejected: Greylisted; from=<a@example.net> to=<alice@example.org> proto=ESMTP helo=<mail.example.net>",
                "mail-refused-temporarily source.ip=192.0.2.1 source.domain=mail.example.net network.protocol=smtp error.message=450 4.2.0 <alice@example.org>: Recipient address rejected: Greylisted email.from.address=a@example.net email.to.address=alice@example.org vigie.peer.software=mail.example.net",
            ),
        ],
    ),
    t(
        "{reject|milter-reject|reject_warning|discard|hold|milter-discard|milter-hold|filter|warn|proxy-reject}: <_:text> from <host>[<ip>]{:<port>|}: <reason:text>; {from=\\<<from>\\> |}proto=<_>{ helo=\\<<helo>\\>|}{ sasl_username=\\<<user>\\>|}",
        refused,
        &[
            (
                "reject: EHLO from unknown[192.0.2.1]: 504 5.5.2 <User>: Helo command rejected: need fully-qualified hostname; proto=SMTP helo=<User>",
                "mail-refused-policy source.ip=192.0.2.1 network.protocol=smtp error.message=504 5.5.2 <User>: Helo command rejected: need fully-qualified hostname vigie.peer.software=User",
            ),
            (
                "reject: MAIL from mail.example.net[192.0.2.1]: 452 4.3.1 Insufficient system storage; proto=ESMTP helo=<mail.example.net>",
                "mail-refused-temporarily source.ip=192.0.2.1 source.domain=mail.example.net network.protocol=smtp error.message=452 4.3.1 Insufficient system storage vigie.peer.software=mail.example.net",
            ),
            (
                "reject: CONNECT from unknown[192.0.2.1]: 450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1]; proto=SMTP",
                "mail-refused-temporarily source.ip=192.0.2.1 network.protocol=smtp error.message=450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1]",
            ),
        ],
    ),
    t(
        "{reject|hold|discard|filter|redirect|replace|milter-reject}: {header|body|attachment|content} <_:text> from <host>[<ip>]{:<port>|}; from=\\<<from>\\> to=\\<<to>\\> {proto=<_> |}{helo=\\<<helo>\\>|}{: <reason>|}",
        |c| mail(c, RefusedPolicy),
        &[(
            "reject: header Subject: cheap from mail.example.net[192.0.2.1]; from=<a@example.net> to=<alice@example.org> proto=ESMTP helo=<mail.example.net>: 5.7.1 no",
            "mail-refused-policy source.ip=192.0.2.1 source.domain=mail.example.net network.protocol=smtp error.message=5.7.1 no email.from.address=a@example.net email.to.address=alice@example.org vigie.peer.software=mail.example.net",
        )],
    ),
    t(
        "{reject|hold|discard|filter|redirect|replace|prepend|strip|info|bcc}: {header|body|attachment|content|nested header} <_:text> from local; from=\\<<from>\\>{ to=\\<<to>\\>|}{: <reason>|}",
        noted,
        &[(
            "hold: header Subject: x from local; from=<a@example.org> to=<b@example.org>",
            "mail-noted network.protocol=smtp email.from.address=a@example.org email.to.address=b@example.org",
        )],
    ),
    t(
        "{reject|milter-reject|reject_warning|discard|hold|milter-discard|milter-hold}: <_:text> from <host>[<ip>]{:<port>|}: <reason>",
        refused,
        &[(
            "reject: RCPT from unknown[192.0.2.1]: 554 5.7.1 Service unavailable",
            "mail-refused-policy source.ip=192.0.2.1 network.protocol=smtp error.message=554 5.7.1 Service unavailable",
        )],
    ),
    t(
        "{uid=<_:int> from=\\<<from>\\>{ orig_id=<_>|}|uid=<_:int> from=<from>}",
        |c| mail(c, Queued),
        &[("uid=0 from=<root>", "mail-queued network.protocol=smtp email.from.address=root")],
    ),
    t("sender_bcc=<_:rest>", noted, &[("sender_bcc=x", "mail-noted network.protocol=smtp")]),
    t(
        "{Anonymous|Untrusted|Trusted|Verified} TLS connection established {from|to} {<host>[<ip>]{:<port>|}|<_:text>}: <software:rest>",
        |c| phase(c, Opened),
        &[
            (
                "Anonymous TLS connection established from mail.example.org[192.0.2.1]: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)",
                "connection-opened source.ip=192.0.2.1 source.domain=mail.example.org network.protocol=smtp vigie.peer.software=TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)",
            ),
            (
                "Untrusted TLS connection established to mail.example.org[192.0.2.1]:25: TLSv1.2 with cipher x",
                "connection-opened source.ip=192.0.2.1 source.port=25 source.domain=mail.example.org network.protocol=smtp vigie.peer.software=TLSv1.2 with cipher x",
            ),
        ],
    ),
    t(
        "{Anonymous|Untrusted|Trusted|Verified} TLS connection reused <_:rest>",
        |c| phase(c, Opened),
        &[(
            "Verified TLS connection reused to mail.example.org[192.0.2.1]:25: TLSv1.3",
            "connection-opened network.protocol=smtp",
        )],
    ),
    t(
        "{setting up TLS connection|initializing the server-side TLS engine|initializing the client-side TLS engine|starting TLS engine|TLS connection established|SSL_accept:|SSL_connect:|SSL3 alert|server certificate verification failed|certificate verification failed|certificate verification depth|depth=|Issuing session ticket|looking up session|removing session|save session|issuer=|subject=|subject_CN=|fingerprint=|verify return:|auto-wrapping|unexpected EOF|write to |read from |TLS SNI|Peer verification|CA certificate verification failed|certificate peer name verification failed|Server certificate|verify error|postfix/tlsmgr|save_session|reloaded session|cert_cn|peer CN|mapping}<_:rest>",
        network,
        &[
            ("setting up TLS connection from mail.example.org[192.0.2.1]", "network-observed"),
            ("SSL_accept:before/accept initialization", "network-observed"),
        ],
    ),
    t(
        "SSL_{accept|connect} error from <host>[<ip>]{:<port>|}: <reason>",
        |c| mail(c, ProtocolError),
        &[(
            "SSL_accept error from unknown[192.0.2.1]: lost connection",
            "mail-protocol-error source.ip=192.0.2.1 network.protocol=smtp error.message=lost connection",
        )],
    ),
    t(
        "SSL_{accept|connect} error to <_:text>[<dip>]:<dport>: <reason>",
        |c| mail(c, ProtocolError),
        &[(
            "SSL_connect error to mail.example.org[192.0.2.1]:25: -1",
            "mail-protocol-error destination.ip=192.0.2.1 destination.port=25 network.protocol=smtp error.message=-1",
        )],
    ),
    t(
        "{warning: |}TLS library problem: <reason>",
        |c| mail(c, ProtocolError),
        &[(
            "warning: TLS library problem: error:1408F10B:SSL routines:ssl3_get_record:wrong version number:ssl/record/ssl3_record.c:332:",
            "mail-protocol-error network.protocol=smtp error.message=error:1408F10B:SSL routines:ssl3_get_record:wrong version number:ssl/record/ssl3_record.c:332:",
        )],
    ),
    t(
        "warning: {Connection rate limit exceeded|Connection concurrency limit exceeded|Message delivery request rate limit exceeded|Recipient address rate limit exceeded|New TLS session rate limit exceeded|AUTH command rate limit exceeded}: <_:int> from <host>[<ip>]{:<port>|} for service <_>",
        |c| phase(c, LimitReached),
        &[(
            "warning: Connection rate limit exceeded: 31 from unknown[192.0.2.1] for service smtp",
            "connection-limit-reached source.ip=192.0.2.1 network.protocol=smtp",
        )],
    ),
    t(
        "warning: {hostname <host> does not resolve to address <ip>{: <reason>|}|<ip>: hostname <host> verification failed: <reason>|<ip>: address not listed for hostname <host>|hostname <host> verification failed: <reason>}",
        |c| phase(c, Opened),
        &[
            (
                "warning: hostname host.example.org does not resolve to address 192.0.2.1: Name or service not known",
                "connection-opened source.ip=192.0.2.1 source.domain=host.example.org network.protocol=smtp error.message=Name or service not known",
            ),
            (
                "warning: 192.0.2.1: address not listed for hostname host.example.org",
                "connection-opened source.ip=192.0.2.1 source.domain=host.example.org network.protocol=smtp",
            ),
        ],
    ),
    t(
        "warning: {numeric hostname|valid_hostname|valid_hostaddr|valid_ipv4_hostaddr|valid_ipv6_hostaddr|valid_mailhost_addr|malformed domain name|valid_utf8_hostname|numeric domain name|dns_lookup|DNSSEC|Unable to look up|no MX host for|mailer loop|host <_>|MX host|domain <_>|smtp_addr|lookup of}<_:rest>",
        network,
        &[
            ("warning: valid_hostname: misplaced delimiter: .", "network-observed"),
            ("warning: numeric hostname: 192.0.2.1", "network-observed"),
        ],
    ),
    t(
        "warning: Illegal address syntax from <host>[<ip>]{:<port>|} in <_> command: <reason>",
        |c| mail(c, ProtocolError),
        &[(
            "warning: Illegal address syntax from unknown[192.0.2.1] in MAIL command: <x",
            "mail-protocol-error source.ip=192.0.2.1 network.protocol=smtp error.message=<x",
        )],
    ),
    t(
        "warning: {restriction|unknown smtpd restriction|support for restriction}<_:rest>",
        other,
        &[("warning: restriction x after reject is ignored", "housekeeping")],
    ),
    t(
        "warning: {milter|Milter|milter_<_:text>|connect to Milter|cannot receive milters|service <_> milter}<_:rest>",
        resource,
        &[("warning: connect to Milter service inet:127.0.0.1:8891: Connection refused", "resource")],
    ),
    t(
        "warning: {SASL|xsasl|SASL authentication failure|cannot connect to saslauthd}{: | }<_:rest>",
        resource,
        &[("warning: SASL authentication failure: Password verification failed", "resource")],
    ),
    t(
        "warning: {header|body|attachment|content|nested header|mime-error} <_:text> from <host>[<ip>]{:<port>|}; from=\\<<from>\\> to=\\<<to>\\> {proto=<_> |}{helo=\\<<helo>\\>|}{: <reason>|}",
        noted,
        &[(
            "warning: header Subject: x from mail.example.org[192.0.2.1]; from=<a@example.org> to=<b@example.org> proto=ESMTP helo=<mail.example.org>",
            "mail-noted source.ip=192.0.2.1 source.domain=mail.example.org network.protocol=smtp email.from.address=a@example.org email.to.address=b@example.org vigie.peer.software=mail.example.org",
        )],
    ),
    t(
        "{warning: |}{header|body} <_:text> from local; from=\\<<from>\\>{ to=\\<<to>\\>|}{: <reason>|}",
        noted,
        &[(
            "warning: body x from local; from=<a@example.org>: y",
            "mail-noted network.protocol=smtp error.message=y email.from.address=a@example.org",
        )],
    ),
    // A warning that names a client is about the client, whatever it says.
    t(
        "warning: {<reason:text> from |}<host>[<ip>]{:<port>|}{|: <_:rest>|; <_:rest>| <_:rest>}",
        noted,
        &[
            (
                "warning: bad greeting from unknown[192.0.2.1]:4711: x",
                "mail-noted source.ip=192.0.2.1 source.port=4711 network.protocol=smtp error.message=bad greeting",
            ),
            (
                "warning: unknown[192.0.2.1]: request longer than 2048",
                "mail-noted source.ip=192.0.2.1 network.protocol=smtp",
            ),
        ],
    ),
    t(
        "{warning|error|fatal|panic}: <reason>",
        resource,
        &[
            ("warning: not enough free space in mail queue: 12 bytes < 1.5*message size limit", "resource"),
            ("fatal: no SASL authentication mechanisms", "resource"),
        ],
    ),
    // cleanup
    t(
        "{resent-|}message-id={<mid>}",
        noted,
        &[
            ("message-id=<x@example.org>", "mail-noted network.protocol=smtp email.message_id=<x@example.org>"),
            ("resent-message-id=<x@example.org>", "mail-noted network.protocol=smtp email.message_id=<x@example.org>"),
        ],
    ),
    // qmgr, oqmgr, pickup, smtp, lmtp, local, virtual, pipe, error, discard
    t(
        "from=\\<<from>\\>, size=<bytes>, nrcpt=<_:int> (queue active)",
        |c| mail(c, Queued),
        &[(
            "from=<a@example.org>, size=1234, nrcpt=1 (queue active)",
            "mail-queued network.protocol=smtp email.from.address=a@example.org",
        )],
    ),
    t(
        "from=\\<<from>\\>, status={expired|force-expired}, returned to sender",
        |c| mail(c, Bounced),
        &[(
            "from=<a@example.org>, status=expired, returned to sender",
            "mail-bounced network.protocol=smtp email.from.address=a@example.org",
        )],
    ),
    t("removed", |c| mail(c, Removed), &[("removed", "mail-removed network.protocol=smtp")]),
    t(
        "{skipped, still being delivered|expired|marked as bad}",
        noted,
        &[("skipped, still being delivered", "mail-noted network.protocol=smtp")],
    ),
    t(
        "to=\\<<to>\\>, {orig_to=\\<<_:text>\\>, |}relay=<_:text>[<dip>]{:<dport>|}, {conn_use=<_:int>, |}delay=<_>, {delays=<_>, |}{dsn=<_>, |}status=<code:id> (<reason:text>)",
        delivery,
        &[
            (
                "to=<b@example.net>, relay=mx.example.net[198.51.100.2]:25, delay=1.2, delays=0.1/0.01/0.5/0.6, dsn=2.0.0, status=sent (250 OK id=x)",
                "mail-delivered destination.ip=198.51.100.2 destination.port=25 network.protocol=smtp error.message=250 OK id=x email.to.address=b@example.net",
            ),
            (
                "to=<b@example.net>, orig_to=<root>, relay=mx.example.net[198.51.100.2]:25, conn_use=2, delay=1, delays=0/0/0/1, dsn=4.2.0, status=deferred (host mx.example.net[198.51.100.2] said: 450 later (in reply to RCPT TO command))",
                "mail-deferred destination.ip=198.51.100.2 destination.port=25 network.protocol=smtp error.message=host mx.example.net[198.51.100.2] said: 450 later (in reply to RCPT TO command) email.to.address=b@example.net",
            ),
        ],
    ),
    t(
        "to=\\<<to>\\>, {orig_to=\\<<_:text>\\>, |}relay=<_:text>, {conn_use=<_:int>, |}delay=<_>, {delays=<_>, |}{dsn=<_>, |}status=<code:id>{ (<reason:text>)|}",
        delivery,
        &[
            (
                "to=<alice@example.org>, relay=local, delay=0.1, delays=0.1/0/0/0, dsn=2.0.0, status=sent (delivered to mailbox)",
                "mail-delivered network.protocol=smtp error.message=delivered to mailbox email.to.address=alice@example.org",
            ),
            (
                "to=<b@example.net>, relay=none, delay=1, delays=0/0/1/0, dsn=5.4.4, status=bounced (Host or domain name not found)",
                "mail-bounced network.protocol=smtp error.message=Host or domain name not found email.to.address=b@example.net",
            ),
        ],
    ),
    t(
        "to=\\<<to>\\>, <reason>",
        noted,
        &[("to=<b@example.net>, x", "mail-noted network.protocol=smtp error.message=x email.to.address=b@example.net")],
    ),
    t(
        "host <_:text>[<dip>]{:<dport>|} {said|refused to talk to me}: <reason>",
        |c| mail(c, Deferred),
        &[(
            "host mx.example.net[198.51.100.2] said: 450 later (in reply to RCPT TO command)",
            "mail-deferred destination.ip=198.51.100.2 network.protocol=smtp error.message=450 later (in reply to RCPT TO command)",
        )],
    ),
    t(
        "connect to <_:text>[<dip>]:<dport>: <reason>",
        |c| mail(c, Deferred),
        &[(
            "connect to mx.example.net[198.51.100.2]:25: Connection timed out",
            "mail-deferred destination.ip=198.51.100.2 destination.port=25 network.protocol=smtp error.message=Connection timed out",
        )],
    ),
    t(
        "connect to <_:text>: <reason>",
        |c| mail(c, Deferred),
        &[(
            "connect to mx.example.net[/run/x]: No such file",
            "mail-deferred network.protocol=smtp error.message=No such file",
        )],
    ),
    t(
        "{lost connection with|conversation with|timed out while|enabling PIX workarounds|breaking line|Cannot start TLS|TLS is required|certificate|SASL authentication failed|Host offered STARTTLS|smtp_<_:text>|replace|host <_:text>|server <_:text>}<_:rest>",
        noted,
        &[
            (
                "lost connection with mx.example.net[198.51.100.2] while receiving the initial server greeting",
                "mail-noted network.protocol=smtp",
            ),
            (
                "enabling PIX workarounds: disable_esmtp for mx.example.net[198.51.100.2]:25",
                "mail-noted network.protocol=smtp",
            ),
        ],
    ),
    t(
        "{sender non-delivery notification|sender delivery status notification|postmaster non-delivery notification|sender delay notification}: <_:id>",
        |c| mail(c, Bounced),
        &[("sender non-delivery notification: 4F9A12B3D", "mail-bounced network.protocol=smtp")],
    ),
    t(
        "{warning: |}{proxy-accept|milter-accept|pass|PASS NEW|PASS OLD|ENFORCED|filter|FILTER|permit|dunno|ok}: <reason>",
        noted,
        &[(
            "proxy-accept: END-OF-MESSAGE: 250 ok; from=<a@example.org>",
            "mail-noted network.protocol=smtp error.message=END-OF-MESSAGE: 250 ok; from=<a@example.org>",
        )],
    ),
    t(
        "{requeued|released|placed on hold|forwarded as|hold: <_:text>|wakeup <_:id> {in|after} <_:int> secs|sending delivery report|address_verify|sender_dependent|notification|queue_id=<_:text>}<_:rest>",
        noted,
        &[
            ("requeued", "mail-noted network.protocol=smtp"),
            ("wakeup 4F9A12B3C after 14 secs", "mail-noted network.protocol=smtp"),
        ],
    ),
    // postscreen, dnsblog, tlsproxy, anvil, scache, verify, tlsmgr, proxymap, trivial-rewrite
    t(
        "CONNECT from [<ip>]:<port> to [<dip>]:<dport>",
        |c| phase(c, Opened),
        &[(
            "CONNECT from [192.0.2.1]:4711 to [198.51.100.1]:25",
            "connection-opened source.ip=192.0.2.1 source.port=4711 destination.ip=198.51.100.1 destination.port=25 network.protocol=smtp",
        )],
    ),
    t(
        "{PASS NEW|PASS OLD|WHITELISTED|ALLOWLISTED|DISCONNECT} [<ip>]:<port>",
        |c| phase(c, Opened),
        &[(
            "PASS NEW [192.0.2.1]:4711",
            "connection-opened source.ip=192.0.2.1 source.port=4711 network.protocol=smtp",
        )],
    ),
    t(
        "{PREGREET <_:int> after <_> from|HANGUP after <_> from|BARE NEWLINE from|NON-SMTP COMMAND from|COMMAND PIPELINING from|DATA without valid RCPT from} [<ip>]:<port>{ after <_:text>| in tests <_:text>|}{: <reason>|}",
        |c| mail(c, ProtocolError),
        &[
            (
                "PREGREET 14 after 0.08 from [192.0.2.1]:4711: EHLO ylmf-pc\\r\\n",
                "mail-protocol-error source.ip=192.0.2.1 source.port=4711 network.protocol=smtp error.message=EHLO ylmf-pc\\r\\n",
            ),
            (
                "HANGUP after 16 from [192.0.2.1]:4711 in tests after SMTP handshake",
                "mail-protocol-error source.ip=192.0.2.1 source.port=4711 network.protocol=smtp",
            ),
            (
                "NON-SMTP COMMAND from [192.0.2.1]:4711 after CONNECT: GET / HTTP/1.1",
                "mail-protocol-error source.ip=192.0.2.1 source.port=4711 network.protocol=smtp error.message=GET / HTTP/1.1",
            ),
        ],
    ),
    t(
        "{COMMAND COUNT LIMIT|COMMAND TIME LIMIT|COMMAND LENGTH LIMIT} from [<ip>]:<port>{ after <_:rest>|}",
        |c| phase(c, LimitReached),
        &[(
            "COMMAND COUNT LIMIT from [192.0.2.1]:4711 after RCPT",
            "connection-limit-reached source.ip=192.0.2.1 source.port=4711 network.protocol=smtp",
        )],
    ),
    t(
        "{DNSBL rank <_:int> for|BLACKLISTED|DENYLISTED|VETO} [<ip>]:<port>",
        |c| phase(c, Refused),
        &[(
            "DNSBL rank 3 for [192.0.2.1]:4711",
            "connection-refused source.ip=192.0.2.1 source.port=4711 network.protocol=smtp",
        )],
    ),
    t(
        "{reject|NOQUEUE: reject}: {RCPT|CONNECT|<_>} from [<ip>]:<port>: <reason:text>; from=\\<<from>\\>, to=\\<<to>\\>, proto=<_>{ helo=\\<<helo>\\>|}",
        refused,
        &[(
            "reject: RCPT from [192.0.2.1]:4711: 550 5.7.1 Service unavailable; client [192.0.2.1] blocked using dnsbl.example.org; from=<a@example.net>, to=<alice@example.org>, proto=ESMTP, helo=<x>",
            "mail-refused-policy source.ip=192.0.2.1 source.port=4711 network.protocol=smtp error.message=550 5.7.1 Service unavailable; client [192.0.2.1] blocked using dnsbl.example.org email.from.address=a@example.net email.to.address=alice@example.org vigie.peer.software=x",
        )],
    ),
    t(
        "reject: <_> from [<ip>]:<port>: <reason>",
        refused,
        &[(
            "reject: CONNECT from [192.0.2.1]:4711: all server ports busy",
            "mail-refused-policy source.ip=192.0.2.1 source.port=4711 network.protocol=smtp error.message=all server ports busy",
        )],
    ),
    t(
        "addr <ip> listed by domain <_:text> as <_:rest>",
        |c| phase(c, Refused),
        &[(
            "addr 192.0.2.1 listed by domain dnsbl.example.org as 127.0.0.2",
            "connection-refused source.ip=192.0.2.1 network.protocol=smtp",
        )],
    ),
    t(
        "{CONNECT|DISCONNECT} {from|to|} [<ip>]:<port>",
        |c| phase(c, Opened),
        &[(
            "CONNECT from [192.0.2.1]:4711",
            "connection-opened source.ip=192.0.2.1 source.port=4711 network.protocol=smtp",
        )],
    ),
    t(
        "statistics: max {connection rate|connection count|message rate|recipient rate|newtls rate|auth rate} <_> for (<_:text>) at <_:rest>",
        statistics,
        &[("statistics: max connection rate 3/60s for (smtp:192.0.2.1) at Oct 22 02:04:14", "statistics")],
    ),
    t("statistics: <_:rest>", statistics, &[("statistics: max cache size 1 at Oct 22 02:04:14", "statistics")]),
    t(
        "cache <_:text> full cleanup: retained=<_:int> dropped=<_:int> entries",
        statistics,
        &[("cache btree:/var/lib/postfix/postscreen_cache full cleanup: retained=1 dropped=0 entries", "statistics")],
    ),
    t(
        "{close database|open database|database <_>|table <_:text> has changed|closing}<_:rest>",
        resource,
        &[("close database /var/lib/postfix/verify_cache.db: No such file or directory", "resource")],
    ),
    t(
        "passing \\<<to>\\> to transport=<_>",
        noted,
        &[(
            "passing <alice@example.org> to transport=lmtp",
            "mail-noted network.protocol=smtp email.to.address=alice@example.org",
        )],
    ),
    // master, postfix-script, postfix, postsuper, postqueue, sendmail
    t(
        "{daemon started|starting the Postfix mail system}<_:rest>",
        started,
        &[
            ("daemon started -- version 3.4.13, configuration /etc/postfix", "service-started"),
            ("starting the Postfix mail system", "service-started"),
        ],
    ),
    t(
        "{terminating on signal <_:int>|stopping the Postfix mail system|waiting for the Postfix mail system to terminate|exiting on signal}<_:rest>",
        stopped,
        &[("terminating on signal 15", "service-stopped")],
    ),
    t(
        "{reload -- version|refreshing the Postfix mail system|reload configuration}<_:rest>",
        reloaded,
        &[("reload -- version 3.4.13, configuration /etc/postfix", "service-reloaded")],
    ),
    t(
        "{the Postfix mail system|Deleted: <_:int> message|Requeued: <_:int> message|Placed on hold: <_:int> message|Released from hold: <_:int> message|Renamed to match inode|service <_>|the directory|not owned by|group or other writable|symlink|process <_>|postfix-script|usage:|using backwards-compatible|running with backwards-compatible|To disable backwards compatibility|See http|configuration}<_:rest>",
        other,
        &[("the Postfix mail system is running: PID: 123", "housekeeping"), ("Deleted: 3 messages", "housekeeping")],
    ),
    // -v: the SMTP dialogue and what the code says of itself
    t(
        "{\\<|\\>} <host>[<ip>]{:<port>|}: <_:rest>",
        noted,
        &[("< unknown[192.0.2.1]: EHLO x", "mail-noted source.ip=192.0.2.1 network.protocol=smtp")],
    ),
    t(
        "{send attr |}<_:id> ={| <_:rest>}",
        other,
        &[
            ("send attr queue_id = 4F9A12B3C", "housekeeping"),
            ("unknown_address_tempfail_action = defer_if_permit", "housekeeping"),
        ],
    ),
    t("input attribute {name|value}: <_:rest>", other, &[("input attribute name: status", "housekeeping")]),
    t(
        "{private|public}/<_>{ socket|}: wanted attribute: <_:rest>",
        other,
        &[("private/smtp socket: wanted attribute: status", "housekeeping")],
    ),
    t(
        "{<_> stream disconnect|master disconnect -- exiting|connect to subsystem <_:rest>|connection {established|closed}<_:rest>|proxymap stream disconnect|auto_clnt_<_:rest>|vstream_<_:id>: <_:rest>|watchdog_<_:id>: <_:rest>|trigger_server_<_:rest>|process generation: <_:rest>|name_mask: <_:rest>|inet_addr_<_:rest>|mynetworks: <_:rest>|mynetworks_core: <_:rest>|been_here: <_:rest>|match_<_:id>: <_:rest>|dict_<_:id>: <_:rest>|master_notify: <_:rest>|request: <_:rest>|request ignored|start <_:text> {queue scan|list|queue <_:rest>}|done <_:text> queue scan|end <_:rest>|start sorted recipient list|start move queue <_:rest>|end sorted recipient list|qmgr_<_:id>: <_:rest>|transport_event: <_:rest>|recipient limit <_:rest>|resolve_clnt<_:rest>|rewrite_clnt<_:rest>|rewrite stream <_:rest>|mail_<_:id>: <_:rest>|smtpd_<_:id>: <_:rest>|smtp_<_:id>: <_:rest>|permit_<_:id>: <_:rest>|reject_<_:id>: <_:rest>|check_<_:id>: <_:rest>|generic_checks: <_:rest>|cleanup_<_:id>: <_:rest>|ctable_<_:id>: <_:rest>|maps_<_:id>: <_:rest>|xsasl_<_:id>: <_:rest>|deliver_<_:id>: <_:rest>|recv_<_:id>: <_:rest>|send_<_:id>: <_:rest>|unknown_<_:id>: <_:rest>|unverified_<_:id>: <_:rest>|known_<_:id>: <_:rest>|fsspace: <_:rest>|event_<_:id>: <_:rest>|proxy_<_:id>: <_:rest>|attr_<_:id>: <_:rest>|attr clnt <_:rest>|read_<_:id>: <_:rest>|write_<_:id>: <_:rest>|flush_<_:id>: <_:rest>|set_<_:id>: <_:rest>|open_<_:id>: <_:rest>|local_<_:id>: <_:rest>|virtual_<_:id>: <_:rest>|bounce_<_:id>: <_:rest>|defer_<_:id>: <_:rest>|trace_<_:id>: <_:rest>|verify_<_:id>: <_:rest>|anvil_<_:id>: <_:rest>|rewrite <_:rest>|haproxy_<_:id>: <_:rest>|tls_<_:id>: <_:rest>|dns_<_:id>: <_:rest>|lookup_<_:id>: <_:rest>|extract_<_:id>: <_:rest>|abort all connections|rset|master_<_:id>: <_:rest>|before <_:rest>|after <_:rest>|idle <_:rest>|not using <_:rest>|looking for <_:rest>|report <_:rest>|store <_:rest>|tok822_<_:id>: <_:rest>|split_<_:id>: <_:rest>|quote_<_:id>: <_:rest>|mac_<_:id>: <_:rest>|mime_<_:id>: <_:rest>|midna_<_:id>: <_:rest>|unix_<_:id>: <_:rest>|inet_<_:id>: <_:rest>|valid_<_:id>: <_:rest>|mypwd_<_:id>: <_:rest>|sent: <_:rest>|been_<_:id>: <_:rest>|bounce/<_:rest>|rec_<_:id>: <_:rest>|Compiled against <_:rest>|Run-time linked against <_:rest>|\\>\\>\\> {START|END|CHECKING} <_:rest>}",
        other,
        &[
            ("qmgr_active_feed: queue deferred", "housekeeping"),
            ("match_list_match: localhost: no match", "housekeeping"),
            ("connect to subsystem private/smtp", "housekeeping"),
        ],
    ),
];
