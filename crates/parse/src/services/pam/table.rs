//! The messages of Linux-PAM's modules (and of sssd's, krb5's, ldap's), without the module's name in front.

use vigie_facts::event::AccountChangeKind::{CredentialsChanged, Modified};
use vigie_facts::event::Outcome::{Failure, Success};
use vigie_facts::event::{Action, ConnectionPhase, Outcome, Session, SignIn};

use crate::templates::{Captures, Meaning, Template, ignored, other, resource, t};

fn sign_in(sign_in: SignIn<'_>) -> Meaning<'_> {
    Meaning::Is(Action::SignIn(sign_in))
}

fn failed<'a>(c: &Captures<'a>) -> Meaning<'a> {
    sign_in(c.sign_in(Failure))
}

fn echo<'a>(c: &Captures<'a>) -> Meaning<'a> {
    sign_in(SignIn { echo: true, ..c.sign_in(Failure) })
}

fn unknown_user<'a>(c: &Captures<'a>) -> Meaning<'a> {
    sign_in(SignIn { user_exists: Some(false), echo: true, ..c.sign_in(Failure) })
}

fn session<'a>(c: &Captures<'a>, opened: bool) -> Meaning<'a> {
    Meaning::Is(Action::Session(Session { ..c.session(opened) }))
}

fn password<'a>(c: &Captures<'a>, outcome: Outcome) -> Meaning<'a> {
    Meaning::Is(Action::AccountChange(c.account(CredentialsChanged, outcome)))
}

pub(super) const TEMPLATES: &[Template] = &[
    // pam_unix, pam_ldap, pam_sss, pam_krb5 …
    t(
        "authentication failure; logname=<_:text> uid=<_:int> euid=<_:int> tty=<_:text> ruser=<_:text> rhost={<addr>|}{{  | }user=<user>|}",
        failed,
        &[
            (
                "authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=other user.name=root",
            ),
            (
                "authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=host.example.org",
                "sign-in event.outcome=failure source.domain=host.example.org network.protocol=other",
            ),
            (
                "authentication failure; logname=alice uid=1000 euid=0 tty=/dev/pts/0 ruser=alice rhost=  user=root",
                "sign-in event.outcome=failure network.protocol=other user.name=root",
            ),
            (
                "authentication failure; logname= uid=0 euid=0 tty=:0 ruser= rhost=",
                "sign-in event.outcome=failure network.protocol=other",
            ),
        ],
    ),
    t(
        "authentication failure; <_:text>rhost=<addr> user=<user> rhost=<_:addr>",
        failed,
        &[(
            "authentication failure; logname= uid=0 tty=x ruser= rhost=192.0.2.1 user=bob rhost=192.0.2.1",
            "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=other user.name=bob",
        )],
    ),
    t(
        "authentication failure; <_:text>rhost=<addr>{{  | }user=<user>|}",
        failed,
        &[(
            "authentication failure; (uid=0) -> ruser= rhost=192.0.2.1 user=bob",
            "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=other user.name=bob",
        )],
    ),
    t(
        "authentication failure; <_:text>",
        failed,
        &[(
            "authentication failure; (uid=0) -> alice for sshd service",
            "sign-in event.outcome=failure network.protocol=other",
        )],
    ),
    t(
        "authentication success; logname=<_:text> uid=<_:int> euid=<_:int> tty=<_:text> ruser=<_:text> rhost={<addr>|}{{  | }user=<user>|}",
        |c| sign_in(SignIn { echo: true, ..c.sign_in(Success) }),
        &[(
            "authentication success; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1 user=alice",
            "sign-in event.outcome=success source.ip=192.0.2.1 network.protocol=other user.name=alice echo",
        )],
    ),
    t(
        "{authentication fails|authentication failed} for user '<user>'{: <_:rest>| <_:rest>|}",
        failed,
        &[(
            "authentication fails for user 'bob'",
            "sign-in event.outcome=failure network.protocol=other user.name=bob",
        )],
    ),
    t(
        "authentication succeeds for '<user>' (<_:text>)",
        |c| sign_in(SignIn { echo: true, ..c.sign_in(Success) }),
        &[(
            "authentication succeeds for 'alice' (alice@EXAMPLE.ORG)",
            "sign-in event.outcome=success network.protocol=other user.name=alice echo",
        )],
    ),
    t(
        "PAM <tries> more authentication failure{s|}; logname=<_:text> uid=<_:int> euid=<_:int> tty=<_:text> ruser=<_:text> rhost={<addr>|}{{  | }user=<user>|}",
        failed,
        &[
            (
                "PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=other user.name=root vigie.authentication.tries=2",
            ),
            (
                "PAM 1 more authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=host.example.org",
                "sign-in event.outcome=failure source.domain=host.example.org network.protocol=other",
            ),
        ],
    ),
    t(
        "<tries> more authentication failure{s|}; <_:text>rhost={<addr>|}{{  | }user=<user>|}",
        failed,
        &[(
            "2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root",
            "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=other user.name=root vigie.authentication.tries=2",
        )],
    ),
    t(
        "service(<_:text>) ignoring max retries; <_:rest>",
        other,
        &[("service(sshd) ignoring max retries; 6 > 3", "housekeeping")],
    ),
    t(
        "PAM service(<_:text>) ignoring max retries; <_:rest>",
        other,
        &[("PAM service(sshd) ignoring max retries; 6 > 3", "housekeeping")],
    ),
    t(
        "check pass; user unknown",
        unknown_user,
        &[(
            "check pass; user unknown",
            "sign-in event.outcome=failure network.protocol=other vigie.user.exists=false echo",
        )],
    ),
    t(
        "check pass; user (<user>) unknown",
        unknown_user,
        &[(
            "check pass; user (bob) unknown",
            "sign-in event.outcome=failure network.protocol=other user.name=bob vigie.user.exists=false echo",
        )],
    ),
    t(
        "could not identify user {(from <_:text>)|for [<user>]|(<_:text>)}",
        unknown_user,
        &[(
            "could not identify user (from getpwnam(bob))",
            "sign-in event.outcome=failure network.protocol=other vigie.user.exists=false echo",
        )],
    ),
    t(
        "could not identify password for [<user>]",
        echo,
        &[(
            "could not identify password for [bob]",
            "sign-in event.outcome=failure network.protocol=other user.name=bob echo",
        )],
    ),
    t(
        "bad username [<user>]",
        unknown_user,
        &[(
            "bad username [b:b]",
            "sign-in event.outcome=failure network.protocol=other user.name=b:b vigie.user.exists=false echo",
        )],
    ),
    t(
        "{auth could not identify password for|username} [<user>]{ obtained|}",
        echo,
        &[(
            "auth could not identify password for [bob]",
            "sign-in event.outcome=failure network.protocol=other user.name=bob echo",
        )],
    ),
    t(
        "received for user <user>: <_:int> (<reason:text>)",
        echo,
        &[(
            "received for user bob: 7 (Authentication failure)",
            "sign-in event.outcome=failure network.protocol=other user.name=bob echo",
        )],
    ),
    t(
        "password check failed for user (<user>)",
        echo,
        &[(
            "password check failed for user (root)",
            "sign-in event.outcome=failure network.protocol=other user.name=root echo",
        )],
    ),
    t(
        "user [<user>] not {found|known}<_:rest>",
        unknown_user,
        &[(
            "user [bob] not found",
            "sign-in event.outcome=failure network.protocol=other user.name=bob vigie.user.exists=false echo",
        )],
    ),
    t(
        "user not found<_:rest>",
        unknown_user,
        &[("user not found", "sign-in event.outcome=failure network.protocol=other vigie.user.exists=false echo")],
    ),
    t(
        "account <user> has {expired|password changed in future}{ (<reason:text>)|}",
        echo,
        &[(
            "account bob has expired (account expired)",
            "sign-in event.outcome=failure network.protocol=other user.name=bob echo",
        )],
    ),
    t(
        "{expired password for user <user> (<_:text>)|password for user <user> will expire in <_:int> days|account <user> has password changed in future}",
        other,
        &[("expired password for user bob (password aged)", "housekeeping")],
    ),
    t(
        "session opened for user <user>{(uid=<_:int>)|} by <_:rest>",
        |c| session(c, true),
        &[
            ("session opened for user root by (uid=0)", "session-opened network.protocol=other user.name=root"),
            (
                "session opened for user alice(uid=1000) by (uid=0)",
                "session-opened network.protocol=other user.name=alice",
            ),
            ("session opened for user cyrus by LOGIN(uid=0)", "session-opened network.protocol=other user.name=cyrus"),
        ],
    ),
    t(
        "session opened for user <user>",
        |c| session(c, true),
        &[("session opened for user alice", "session-opened network.protocol=other user.name=alice")],
    ),
    t(
        "session closed for user <user>",
        |c| session(c, false),
        &[("session closed for user root", "session-closed network.protocol=other user.name=root")],
    ),
    t(
        "password changed for <user>",
        |c| password(c, Success),
        &[("password changed for bob", "credentials-changed event.outcome=success user.name=bob")],
    ),
    t(
        "password changed ({<user>|})<_:rest>",
        |c| password(c, Success),
        &[("password changed (bob) for service", "credentials-changed event.outcome=success user.name=bob")],
    ),
    t(
        "{password - <_:rest>|new password not acceptable<_:rest>|user password changed by another process<_:rest>|user \"<user>\" does not exist in /etc/passwd|can't open shadow file<_:rest>}",
        |c| password(c, Failure),
        &[("new password not acceptable", "credentials-changed event.outcome=failure")],
    ),
    t(
        "{crypt() failure or out of memory for password|bad authentication token|unrecognized option<_:rest>|nullok_secure|unknown option<_:rest>|No user specified.|conversation failed<_:rest>|helper binary execve failed<_:rest>|unable to dlopen(<_:rest>|adding faulty module<_:rest>|mail: <_:rest>}",
        other,
        &[("conversation failed", "housekeeping")],
    ),
    // pam.c: libpam itself
    t(
        "PAM {unable to dlopen(<_:rest>|adding faulty module<_:rest>|[error: <_:rest>|[dlerror: <_:rest>|pam_<_:rest>|(<_:rest>|audit<_:rest>|bad jump<_:rest>|error reading<_:rest>|illegal module<_:rest>|_pam_init_handlers<_:rest>|no modules loaded<_:rest>}",
        other,
        &[("PAM adding faulty module: pam_x.so", "housekeeping")],
    ),
    t("PAM-<_:rest>", other, &[("PAM-warn: x", "housekeeping")]),
    // pam_tally, pam_tally2, pam_faillock
    t(
        "user <user> ({<_:int>|uid <_:int>}) {tally <_:int>, deny <_:int>|has been locked out}<_:rest>",
        |c| Meaning::Is(Action::Connection(c.connection(ConnectionPhase::LimitReached))),
        &[("user root (0) tally 7, deny 5", "connection-limit-reached network.protocol=other user.name=root")],
    ),
    t(
        "Consecutive login failures for user <user> account temporarily locked",
        |c| Meaning::Is(Action::Connection(c.connection(ConnectionPhase::LimitReached))),
        &[(
            "Consecutive login failures for user bob account temporarily locked",
            "connection-limit-reached network.protocol=other user.name=bob",
        )],
    ),
    t(
        "User <user> successfully logged in, but <_:rest>",
        other,
        &[("User bob successfully logged in, but was locked", "housekeeping")],
    ),
    t(
        "{pam_get_uid; no such user|Error opening the tally file<_:rest>|Couldn't create<_:rest>|No such user}",
        unknown_user,
        &[(
            "pam_get_uid; no such user",
            "sign-in event.outcome=failure network.protocol=other vigie.user.exists=false echo",
        )],
    ),
    // pam_succeed_if, pam_listfile, pam_access, pam_nologin, pam_time, pam_shells, pam_rootok, pam_wheel
    t(
        "requirement \"<reason:text>\" not met by user \"<user>\"",
        echo,
        &[(
            "requirement \"uid >= 1000\" not met by user \"root\"",
            "sign-in event.outcome=failure network.protocol=other user.name=root echo",
        )],
    ),
    t(
        "{requirement \"<reason:text>\" was met by user \"<user>\"}",
        other,
        &[("requirement \"user = root\" was met by user \"root\"", "housekeeping")],
    ),
    t(
        "error retrieving information about user <user>",
        unknown_user,
        &[(
            "error retrieving information about user bob",
            "sign-in event.outcome=failure network.protocol=other user.name=bob vigie.user.exists=false echo",
        )],
    ),
    t(
        "Refused user <user> for service <_>",
        failed,
        &[(
            "Refused user bob for service vsftpd",
            "sign-in event.outcome=failure network.protocol=other user.name=bob",
        )],
    ),
    t(
        "access denied for user `<user>' from `<addr>'",
        failed,
        &[(
            "access denied for user `root' from `192.0.2.1'",
            "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=other user.name=root",
        )],
    ),
    t(
        "{Access denied for user <user>: <_:int> (<reason:text>)|Access denied to user <user><_:rest>|User <user> is not allowed<_:rest>|Access granted (group)<_:rest>|Account <user> has expired<_:rest>}",
        echo,
        &[(
            "Access denied for user bob: 6 (Permission denied)",
            "sign-in event.outcome=failure network.protocol=other user.name=bob echo",
        )],
    ),
    t(
        "{Access denied|access denied|access not allowed|unable to obtain context<_:rest>|root login refused<_:rest>|User has an invalid shell<_:rest>|authentication failed|account check failed<_:rest>|authorization failed<_:rest>}",
        failed,
        &[("access denied", "sign-in event.outcome=failure network.protocol=other")],
    ),
    t("{Access granted for|root login on|login on} <_:rest>", other, &[("Access granted for alice", "housekeeping")]),
    t(
        "{allowing access|Access permitted|root login accepted|access granted}<_:rest>",
        other,
        &[("allowing access for user alice", "housekeeping")],
    ),
    // pam_env, pam_limits, pam_mkhomedir, pam_motd, pam_lastlog, pam_systemd, pam_selinux, pam_keyinit, pam_loginuid
    t(
        "{Unable to open env file|unable to open env file|Unable to open config file|unable to open|Unable to open|cannot open|can't open|failed to open|couldn't open|could not open|wrong limit value|unknown limit item|invalid line|Could not set limit|could not set limit|setrlimit limit|unable to stat|corrupted session|file /var/log/lastlog|unable to write|Failed to|Error|error|deprecated|Cannot|cannot|Unable to|unable to|Error setting|set_loginuid failed|expected|Expected|Parse error|Non-alphanumeric|Can't|reading settings|Expandable|Unknown|unknown}<_:rest>",
        resource,
        &[("Unable to open env file: /etc/default/locale: No such file or directory", "resource")],
    ),
    t(
        "{Creating directory|Last login|Set execution|Security Context|Open Session|Close Session|Selected Security Context|Key recall|Moving new user|New session|Running in|Asking systemd|Welcome|pam_systemd|gnome-keyring|unlocked login keyring|stashed password|couldn't unlock|no password is available|the password for the login keyring|waiting for|mount of|pam_sm_|user \"|default user|new session}<_:rest>",
        other,
        &[("Creating directory '/home/bob'.", "housekeeping"), ("unlocked login keyring", "housekeeping")],
    ),
    t("gkr-pam: <_:rest>", other, &[("gkr-pam: unlocked login keyring", "housekeeping")]),
    t(
        "{password updated|passwd|chauthtok}<_:rest>",
        |c| Meaning::Is(Action::AccountChange(c.account(Modified, Success))),
        &[("password updated successfully", "account-modified event.outcome=success")],
    ),
    t("User '<user>' <_:text>", other, &[("User 'bob' is a member", "housekeeping")]),
    t("debug: <_:rest>", ignored, &[("debug: x", "ignored")]),
];
