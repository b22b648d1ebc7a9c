//! The messages of Dovecot without component and level. What stands in `user=<…>` is the client's; the address follows it.

use vigie_facts::event::ConnectionPhase::{BadProtocol, Closed, ClosedUnauthenticated, LimitReached, Opened, Refused};
use vigie_facts::event::MailStep::{Bounced, Delivered, Noted};
use vigie_facts::event::Outcome::{Failure, Success};
use vigie_facts::event::{Action, ConnectionPhase, MailStep, SignIn};

use crate::templates::{
    Captures, Meaning, Template, ignored, other, reloaded, resource, started, statistics, stopped, t,
};

fn phase<'a>(c: &Captures<'a>, phase: ConnectionPhase) -> Meaning<'a> {
    Meaning::Is(Action::Connection(c.connection(phase)))
}

fn failed<'a>(c: &Captures<'a>) -> Meaning<'a> {
    Meaning::Is(Action::SignIn(c.sign_in(Failure)))
}

fn unknown_user<'a>(c: &Captures<'a>) -> Meaning<'a> {
    Meaning::Is(Action::SignIn(SignIn { user_exists: Some(false), echo: true, ..c.sign_in(Failure) }))
}

fn known_user<'a>(c: &Captures<'a>) -> Meaning<'a> {
    Meaning::Is(Action::SignIn(SignIn { user_exists: Some(true), echo: true, ..c.sign_in(Failure) }))
}

fn echo<'a>(c: &Captures<'a>) -> Meaning<'a> {
    Meaning::Is(Action::SignIn(SignIn { echo: true, ..c.sign_in(Failure) }))
}

fn closed<'a>(c: &Captures<'a>) -> Meaning<'a> {
    phase(c, Closed)
}

fn closed_unauthenticated<'a>(c: &Captures<'a>) -> Meaning<'a> {
    phase(c, ClosedUnauthenticated)
}

fn mail<'a>(c: &Captures<'a>, step: MailStep) -> Meaning<'a> {
    Meaning::Is(Action::Mail(c.mail(step)))
}

pub(super) const TEMPLATES: &[Template] = &[
    // login-common: client-common.c
    t(
        "Login: user=\\<<user>\\>, method=<method:id>, rip=<ip>{, lip=<dip>|}{|, <_:rest>}",
        |c| Meaning::Is(Action::SignIn(SignIn { user_exists: Some(true), ..c.sign_in(Success) })),
        &[
            (
                "Login: user=<alice@example.org>, method=PLAIN, rip=192.0.2.1, lip=198.51.100.1, mpid=12, TLS, session=<x>",
                "sign-in event.outcome=success source.ip=192.0.2.1 destination.ip=198.51.100.1 network.protocol=imap user.name=alice@example.org vigie.user.exists=true vigie.authentication.method=PLAIN",
            ),
            (
                "Login: user=<alice>, method=CRAM-MD5, rip=192.0.2.1",
                "sign-in event.outcome=success source.ip=192.0.2.1 network.protocol=imap user.name=alice vigie.user.exists=true vigie.authentication.method=CRAM-MD5",
            ),
        ],
    ),
    t(
        "{Login|proxy}: user=\\<<user>\\>, {method=<method:id>, |}rip=<ip>{, lip=<dip>|}{|, <_:rest>}",
        |c| Meaning::Is(Action::SignIn(SignIn { user_exists: Some(true), ..c.sign_in(Success) })),
        &[(
            "Login: user=<alice>, rip=192.0.2.1, lip=198.51.100.1",
            "sign-in event.outcome=success source.ip=192.0.2.1 destination.ip=198.51.100.1 network.protocol=imap user.name=alice vigie.user.exists=true",
        )],
    ),
    t(
        "<_:text>(auth failed, <tries> attempts{ in <_:int> secs|})<_:text>: {user=\\<<user>\\>, |}{method=<method:id>, |}rip=<ip>{, lip=<dip>|}{|, <_:rest>}",
        failed,
        &[
            (
                "Disconnected (auth failed, 1 attempts in 9 secs): user=<bob@example.org>, method=PLAIN, rip=192.0.2.1, lip=198.51.100.1, TLS: Disconnected, session=<x>",
                "sign-in event.outcome=failure source.ip=192.0.2.1 destination.ip=198.51.100.1 network.protocol=imap user.name=bob@example.org vigie.authentication.method=PLAIN",
            ),
            (
                "Aborted login (auth failed, 3 attempts): user=<bob>, rip=192.0.2.1, lip=198.51.100.1",
                "sign-in event.outcome=failure source.ip=192.0.2.1 destination.ip=198.51.100.1 network.protocol=imap user.name=bob vigie.authentication.tries=3",
            ),
            (
                "Login aborted: Connection closed (auth failed, 3 attempts in 16 secs) (auth_failed): user=<bob>, method=PLAIN, rip=192.0.2.1, lip=198.51.100.1, TLS, session=<x>",
                "sign-in event.outcome=failure source.ip=192.0.2.1 destination.ip=198.51.100.1 network.protocol=imap user.name=bob vigie.authentication.method=PLAIN vigie.authentication.tries=3",
            ),
            (
                "Disconnected (auth failed, 1 attempts): method=PLAIN, rip=192.0.2.1, lip=198.51.100.1, TLS: Disconnected",
                "sign-in event.outcome=failure source.ip=192.0.2.1 destination.ip=198.51.100.1 network.protocol=imap vigie.authentication.method=PLAIN",
            ),
            (
                "Disconnected: Inactivity (auth failed, 1 attempts in 178 secs): user=<x>, method=PLAIN, rip=192.0.2.66, method=PLAIN>, method=PLAIN, rip=192.0.2.1",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=imap user.name=x>, method=PLAIN, rip=192.0.2.66, method=PLAIN vigie.authentication.method=PLAIN",
            ),
        ],
    ),
    t(
        "<_:text>({proxy dest auth failed|internal failure, <_:text>|user disabled|password expired|pass expired|account expired|authorization failed|auth service reported temporary failure|cert required, client didn't start TLS|client sent an invalid cert|client didn't send a cert|cert verification failed})<_:text>: {user=\\<<user>\\>, |}{method=<method:id>, |}rip=<ip>{, lip=<dip>|}{|, <_:rest>}",
        failed,
        &[(
            "Disconnected (proxy dest auth failed): user=<bob>, method=PLAIN, rip=192.0.2.1, lip=198.51.100.1",
            "sign-in event.outcome=failure source.ip=192.0.2.1 destination.ip=198.51.100.1 network.protocol=imap user.name=bob vigie.authentication.method=PLAIN",
        )],
    ),
    t(
        "<_:text>(tried to use {disallowed|disabled} <_:text> auth)<_:text>: {user=\\<<user>\\>, |}{method=<method:id>, |}rip=<ip>{, lip=<dip>|}{|, <_:rest>}",
        |c| phase(c, Refused),
        &[(
            "Aborted login (tried to use disallowed plaintext auth): user=<>, rip=192.0.2.1, lip=198.51.100.1",
            "connection-refused source.ip=192.0.2.1 destination.ip=198.51.100.1 network.protocol=imap",
        )],
    ),
    t(
        "{Login|APOP|Authenticate <method:id>} failed: Authentication failed{.|}: {user=\\<<user>\\>, |}{method=<_:id>, |}rip=<ip>{, lip=<dip>|}{|, <_:rest>}",
        echo,
        &[(
            "Authenticate PLAIN failed: Authentication failed.: user=<bob>, method=PLAIN, rip=192.0.2.1, lip=198.51.100.1",
            "sign-in event.outcome=failure source.ip=192.0.2.1 destination.ip=198.51.100.1 network.protocol=imap user.name=bob vigie.authentication.method=PLAIN echo",
        )],
    ),
    t(
        "{Login|APOP|Authenticate <_:id>} failed: <reason:text>: {user=\\<<user>\\>, |}{method=<_:id>, |}rip=<ip>{, lip=<dip>|}{|, <_:rest>}",
        |c| phase(c, Refused),
        &[
            (
                "Login failed: Plaintext authentication disabled: user=<>, rip=192.0.2.1, lip=198.51.100.1, session=<x>",
                "connection-refused source.ip=192.0.2.1 destination.ip=198.51.100.1 network.protocol=imap error.message=Plaintext authentication disabled",
            ),
            (
                "Authenticate NTLM failed: Unsupported authentication mechanism.: user=<bob>, method=NTLM, rip=192.0.2.1, lip=198.51.100.1",
                "connection-refused source.ip=192.0.2.1 destination.ip=198.51.100.1 network.protocol=imap user.name=bob error.message=Unsupported authentication mechanism.",
            ),
        ],
    ),
    t(
        "Maximum number of connections from user+IP exceeded (mail_max_userip_connections=<_:int>): user=\\<<user>\\>, {method=<method:id>, |}rip=<ip>{, lip=<dip>|}{|, <_:rest>}",
        |c| phase(c, LimitReached),
        &[(
            "Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10): user=<alice>, method=PLAIN, rip=192.0.2.1, lip=198.51.100.1",
            "connection-limit-reached source.ip=192.0.2.1 destination.ip=198.51.100.1 network.protocol=imap user.name=alice",
        )],
    ),
    t(
        "<_:text>({no auth attempts|no auth attempts in <_:int> secs|client didn't finish SASL auth, waited <_:int> secs|disconnected before auth was ready, waited <_:int> secs|disconnected before greeting, waited <_:int> secs|disconnected during TLS handshake|disconnected while authenticating, waited <_:int> secs|auth process communication failure|tried to use <_:text>|maximum connections exceeded|shutting down|disconnected while finishing login, waited <_:int> secs|<_:text>})<_:text>: {user=\\<<user>\\>, |}{method=<method:id>, |}rip=<ip>{, lip=<dip>|}{|, <_:rest>}",
        closed_unauthenticated,
        &[
            (
                "Disconnected (no auth attempts in 4 secs): user=<>, rip=192.0.2.1, lip=198.51.100.1, TLS handshaking: SSL_accept() syscall failed: Connection reset by peer",
                "connection-closed-unauthenticated source.ip=192.0.2.1 destination.ip=198.51.100.1 network.protocol=imap",
            ),
            (
                "Disconnected (no auth attempts): rip=192.0.2.1, lip=198.51.100.1, TLS: Disconnected",
                "connection-closed-unauthenticated source.ip=192.0.2.1 destination.ip=198.51.100.1 network.protocol=imap",
            ),
            (
                "Disconnected (disconnected before auth was ready, waited 0 secs): user=<>, rip=192.0.2.1, lip=198.51.100.1",
                "connection-closed-unauthenticated source.ip=192.0.2.1 destination.ip=198.51.100.1 network.protocol=imap",
            ),
        ],
    ),
    t(
        "{Disconnected|Aborted login|Login aborted|Connection closed|Logged out|Client has quit the connection|Remote closed connection|Timed out|Inactivity}{: <reason:text>|}: user=\\<<user>\\>, {method=<method:id>, |}rip=<ip>{, lip=<dip>|}{|, <_:rest>}",
        closed_unauthenticated,
        &[
            (
                "Aborted login: user=<bob>, method=PLAIN, rip=192.0.2.1, lip=198.51.100.1",
                "connection-closed-unauthenticated source.ip=192.0.2.1 destination.ip=198.51.100.1 network.protocol=imap user.name=bob",
            ),
            (
                "Disconnected: Inactivity: user=<>, rip=192.0.2.1, lip=198.51.100.1",
                "connection-closed-unauthenticated source.ip=192.0.2.1 destination.ip=198.51.100.1 network.protocol=imap error.message=Inactivity",
            ),
        ],
    ),
    t(
        "{Disconnected|Aborted login|Login aborted|Connection closed}{: <reason:text>|}: {method=<method:id>, |}rip=<ip>{, lip=<dip>|}{|, <_:rest>}",
        closed_unauthenticated,
        &[(
            "Disconnected: rip=192.0.2.1, lip=198.51.100.1",
            "connection-closed-unauthenticated source.ip=192.0.2.1 destination.ip=198.51.100.1 network.protocol=imap",
        )],
    ),
    t(
        "{proxy(<user:text>)|proxy}: {started proxying to|disconnecting|Started proxying to|Login failed to|connect(}<_:rest>",
        closed,
        &[(
            "proxy(alice): started proxying to 198.51.100.2:143: user=<alice>",
            "connection-closed network.protocol=imap user.name=alice",
        )],
    ),
    t(
        "{SSL: |}{SSL_accept() failed|SSL_read() failed|Disconnected: SSL|SSL: where|SSL alert|SSL error|TLS handshaking}<_:rest>",
        |c| phase(c, BadProtocol),
        &[("SSL_accept() failed: error:1408F10B", "connection-bad-protocol network.protocol=imap")],
    ),
    // auth: the kinds of password databases
    t(
        "<_:id>(<user:text>,<ip>{,<_:text>|}): {unknown user|User not known to the underlying authentication module<_:text>|pam_authenticate() failed: User not known to the underlying authentication module<_:text>}{| <_:rest>}",
        unknown_user,
        &[
            (
                "sql(bob@example.org,192.0.2.1,<x>): unknown user",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=imap user.name=bob@example.org vigie.user.exists=false echo",
            ),
            (
                "passwd-file(bob,192.0.2.1): unknown user (SHA1 of given password: f638ff)",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=imap user.name=bob vigie.user.exists=false echo",
            ),
        ],
    ),
    t(
        "<_:id>(<user:text>,<ip>{,<_:text>|}): {Password mismatch<_:rest>|password mismatch<_:rest>|invalid credentials<_:rest>|Invalid credentials<_:rest>|CRAM-MD5 password mismatch<_:rest>|Digest-MD5 password mismatch<_:rest>|SCRAM-SHA-1 password mismatch<_:rest>|Credentials mismatch<_:rest>|Empty password<_:rest>|given password mismatch<_:rest>|PLAIN-MD5 password mismatch<_:rest>}",
        known_user,
        &[
            (
                "sql(alice@example.org,192.0.2.1,<x>): Password mismatch",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=imap user.name=alice@example.org vigie.user.exists=true echo",
            ),
            (
                "ldap(alice,192.0.2.1,<x>): invalid credentials",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=imap user.name=alice vigie.user.exists=true echo",
            ),
        ],
    ),
    t(
        // A name that is not let through has not been taken over: `?` stands for it.
        "<_:id>(?,<ip>{,<_:text>|}): {Username character disallowed by auth_username_chars: <_> (username: <user>)|<_:text>}",
        echo,
        &[
            (
                "plain(?,192.0.2.1,<x>): Username character disallowed by auth_username_chars: 0x20 (username: a b)",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=imap user.name=a b echo",
            ),
            (
                "cram-md5(?,192.0.2.1): missing digest",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=imap echo",
            ),
        ],
    ),
    t(
        "<_:id>(<user:text>,<ip>{,<_:text>|}): {pam_authenticate() failed<_:rest>|pam_acct_mgmt() failed<_:rest>|Login failed<_:rest>|login not permitted<_:rest>|User is disabled<_:rest>|User found from deny passdb<_:rest>|Authentication failure<_:rest>|invalid login<_:rest>|username contains disallowed character<_:rest>|Username character disallowed<_:rest>|Username contains disallowed character<_:rest>|allow_nets check failed<_:rest>|Unknown user<_:rest>|Requested <_:text> scheme<_:rest>|user not found<_:rest>|Master user lookup<_:rest>|Penalty<_:rest>|bind failed<_:rest>|Access denied<_:rest>|Authentication attempt was blocked<_:rest>|password expired<_:rest>}",
        echo,
        &[
            (
                "pam(bob,192.0.2.1): pam_authenticate() failed: Authentication failure (Password mismatch?)",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=imap user.name=bob echo",
            ),
            (
                "pam(alice,192.0.2.1,<x>): pam_authenticate() failed: Permission denied",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=imap user.name=alice echo",
            ),
        ],
    ),
    t(
        "{login|plain|cram-md5|digest-md5|pam|sql|ldap|passwd-file|policy|gssapi|oauth2|lua|static|passwd|shadow|imap|userdb|passdb|dict}(<_:text>): <_:rest>",
        other,
        &[("pam(alice): lookup service=dovecot", "housekeeping")],
    ),
    t(
        "{sql|ldap|pam|passwd-file|passwd|policy|lua|dict|mysql|pgsql|sqlite|oauth2|gssapi|userdb|passdb}{(<_:text>)|}: {Password mismatch<_:rest>|unknown user<_:rest>}",
        echo,
        &[("sql: Password mismatch (given password: x)", "sign-in event.outcome=failure network.protocol=imap echo")],
    ),
    t(
        "{mysql|pgsql|sqlite|ldap|sql|sql(<_:text>)|mysql(<_:text>)|pgsql(<_:text>)|passwd-file <_>|auth client|BUG|auth-master|auth worker|worker-server(<_:text>)|master in|client in|client out|cache|Auth worker|Auth process|LDAP|PAM|nss|db(<_:text>)|anvil}: <_:rest>",
        resource,
        &[("mysql(localhost): Connected to database mail", "resource")],
    ),
    t(
        "{Auth connection|auth client|Timeout|Killing|Could not|Can't|cannot|conn|Authentication}<_:rest>",
        resource,
        &[("conn unix:/run/dovecot/auth (pid=1): x", "resource")],
    ),
    // imap, pop3, managesieve, submission, lmtp, lda
    t(
        "{Logged out|Disconnected: Logged out|Connection closed|Disconnected|Disconnected for inactivity|Disconnected: Disconnected in IDLE|Disconnected in IDLE|Server shutting down.|Disconnected: Server shutting down|Connection reset by peer|Timed out|Disconnected: <reason:text>|Connection closed: <reason:text>|Connection closed (<reason:text>)|Disconnected (<reason:text>)|Disconnected by server|Disconnected, still receiving mail from client}{ in=<_:int> out=<_:int><_:rest>| top=<_:rest>| bytes=<_:rest>| rcvd=<_:rest>|, top=<_:rest>|}",
        |c| Meaning::Is(Action::Session(c.session(false))),
        &[
            ("Logged out in=12 out=345 deleted=0 expunged=0", "session-closed network.protocol=imap"),
            ("Disconnected: Logged out top=0/0, retr=1/123, del=0/1, size=123", "session-closed network.protocol=imap"),
            (
                "Connection closed (IDLE running for 0.001 + waiting input for 12 secs) in=1 out=2",
                "session-closed network.protocol=imap",
            ),
        ],
    ),
    t(
        "{Connect|Connection} from {local|<addr>}",
        |c| phase(c, Opened),
        &[("Connect from 192.0.2.1", "connection-opened source.ip=192.0.2.1 network.protocol=imap")],
    ),
    t(
        "Disconnect from {local|<addr>}: <reason>",
        closed,
        &[
            (
                "Disconnect from local: Successful quit",
                "connection-closed network.protocol=imap error.message=Successful quit",
            ),
            (
                "Disconnect from 192.0.2.1: Client has quit the connection (state=READY)",
                "connection-closed source.ip=192.0.2.1 network.protocol=imap error.message=Client has quit the connection (state=READY)",
            ),
        ],
    ),
    t(
        "{<_:text>: |}{sieve: |}msgid={\\<<mid>\\>|<mid>}: {{saved|stored} mail {to|into} {mailbox |}<_:text>|forwarded to \\<<to>\\><_:text>|marked message to be discarded<_:text>|discarded duplicate<_:text>|sent vacation response to \\<<to>\\><_:text>|discarded<_:text>|forwarded<_:text>|sent message<_:text>|fileinto action<_:text>|from=<_:text>}",
        |c| mail(c, Delivered),
        &[
            (
                "sieve: msgid=<x@example.org>: stored mail into mailbox 'INBOX'",
                "mail-delivered network.protocol=smtp email.message_id=x@example.org",
            ),
            (
                "msgid=<x@example.org>: saved mail to INBOX",
                "mail-delivered network.protocol=smtp email.message_id=x@example.org",
            ),
            (
                "sieve: msgid=<x@example.org>: forwarded to <b@example.net>",
                "mail-delivered network.protocol=smtp email.to.address=b@example.net email.message_id=x@example.org",
            ),
        ],
    ),
    t(
        "{<_:text>: |}{sieve: |}msgid={\\<<mid>\\>|<mid>}: {rejected<_:text>|save failed<_:text>|failed to store<_:text>|failed to redirect<_:text>|Rejected<_:text>|<_:text>}",
        |c| mail(c, Bounced),
        &[(
            "msgid=<x@example.org>: save failed to INBOX: Quota exceeded",
            "mail-bounced network.protocol=smtp email.message_id=x@example.org",
        )],
    ),
    t(
        "{copy from <_:text>|copy|delete|undelete|expunge|save|append|flag_change|mailbox_delete|mailbox_rename|mailbox_create|mailbox_subscribe|mailbox delete|mailbox rename|Mailbox renamed|Mailbox created|Mailbox deleted}: <_:rest>",
        |c| mail(c, Noted),
        &[("delete: box=INBOX, uid=12, msgid=<x@example.org>, size=123", "mail-noted network.protocol=smtp")],
    ),
    t(
        "{sieve|managesieve|imapsieve|Effective uid|Namespace|maildir|Maildir|mbox|sdbox|mdbox|fscking|Corrupted|Transaction log|Index|index|Rebuilding|Log synchronization|Next message unexpectedly|Cached message size|UIDVALIDITY|quota|Quota|mkdir|stat(|open(|opendir|chdir|chown|link(|rename(|read(|write(|fsync|unlink|lock|Timeout while|Caching|FETCH|Expunged message|Mailbox|User initialization|User |user |Couldn't|Internal error|zlib|fts|Indexed|IMAP|POP3|LIST|Invalid user settings|autocreate|acl|Dict|dict|lmtp|INBOX|Duplicate|Broken|file_|net_|io_|mail_|imap_|mremap|Temporary|expire|trash|virtual|Storage|storage|broken|session}<_:rest>",
        resource,
        &[("Corrupted index cache file /srv/x: Broken virtual size", "resource")],
    ),
    // master, log, anvil, ssl-params
    t(
        "{Dovecot v<_:text> starting up<_:rest>|Generating Diffie-Hellman parameters<_:rest>|SSL parameters regeneration completed|Dovecot starting up<_:rest>}",
        started,
        &[("Dovecot v2.3.16 (7e2e900c1a) starting up for imap, pop3, lmtp, sieve", "service-started")],
    ),
    t(
        "{Killed with signal <_:rest>|Warning: Killed with signal <_:rest>|Server shutting down<_:rest>|Killed <_:rest>}",
        stopped,
        &[("Killed with signal 15 (by pid=1 uid=0 code=kill)", "service-stopped")],
    ),
    t(
        "{SIGHUP received - reloading configuration|Reloading configuration}<_:rest>",
        reloaded,
        &[("SIGHUP received - reloading configuration", "service-reloaded")],
    ),
    t(
        "{service(<_:text>): {process_limit|client_limit}<_:rest>|service(<_:text>): command startup failed<_:rest>|service(<_:text>): <_:rest>|Auth process broken<_:rest>|Service <_:rest>|Warning: <_:rest>|Error: <_:rest>|Fatal: <_:rest>|Time just moved <_:rest>|Time moved <_:rest>|child <_:rest>|master: <_:rest>|Process <_:rest>|config: <_:rest>|doveconf: <_:rest>|Invalid configuration<_:rest>|Log writing <_:rest>|replicator: <_:rest>|Obsolete setting<_:rest>|If you have trouble<_:rest>|SSL context<_:rest>|ssl_<_:rest>|Outdated <_:rest>|fd limit <_:rest>}",
        resource,
        &[("service(imap-login): process_limit (100) reached, client connections are being dropped", "resource")],
    ),
    t("{stats|metrics|rusage|event}: <_:rest>", statistics, &[("stats: x", "statistics")]),
    t("Panic: <_:rest>", resource, &[("Panic: file x.c: line 1", "resource")]),
    t("Debug: <_:rest>", ignored, &[("Debug: auth client connected", "ignored")]),
];
