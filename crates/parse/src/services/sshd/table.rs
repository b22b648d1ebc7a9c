//! The messages of sshd, by the source files of OpenSSH that write them. ` [preauth]` and the level (`error: `, `fatal: `)
//! are taken off before.

use vigie_facts::event::ConnectionPhase::{BadProtocol, Closed, ClosedUnauthenticated, LimitReached, Opened, Refused};
use vigie_facts::event::Outcome::{Failure, Success, Unknown};
use vigie_facts::event::{Action, Command, ConnectionPhase, SignIn};

use crate::templates::{Captures, Meaning, Slot, Template, ignored, other, reloaded, resource, started, stopped, t};

fn phase<'a>(c: &Captures<'a>, phase: ConnectionPhase) -> Meaning<'a> {
    Meaning::Is(Action::Connection(c.connection(phase)))
}

fn closed<'a>(c: &Captures<'a>) -> Meaning<'a> {
    phase(c, Closed)
}

fn closed_unauthenticated<'a>(c: &Captures<'a>) -> Meaning<'a> {
    phase(c, ClosedUnauthenticated)
}

/// The client says why it leaves: its library's `Auth fail` comes before anybody signed in.
fn disconnected<'a>(c: &Captures<'a>) -> Meaning<'a> {
    let reason = c.text(Slot::Reason).unwrap_or_default();
    let unauthenticated = reason.ends_with(b"Auth fail") || reason.starts_with(b"Too many authentication failures");
    phase(c, if unauthenticated { ClosedUnauthenticated } else { Closed })
}

fn bad_protocol<'a>(c: &Captures<'a>) -> Meaning<'a> {
    phase(c, BadProtocol)
}

fn refused<'a>(c: &Captures<'a>) -> Meaning<'a> {
    phase(c, Refused)
}

fn limit_reached<'a>(c: &Captures<'a>) -> Meaning<'a> {
    phase(c, LimitReached)
}

fn sign_in(sign_in: SignIn<'_>) -> Meaning<'_> {
    Meaning::Is(Action::SignIn(sign_in))
}

/// A failed try of an account that sshd does not call invalid. `none` offers nothing: it asks for the methods. A client
/// offers every key it has, so that a key which fails is no try either.
fn failed<'a>(c: &Captures<'a>) -> Meaning<'a> {
    sign_in(SignIn { echo: matches!(c.text(Slot::Method), Some(b"none" | b"publickey")), ..c.sign_in(Failure) })
}

fn failed_invalid<'a>(c: &Captures<'a>) -> Meaning<'a> {
    sign_in(SignIn { user_exists: Some(false), echo: true, ..c.sign_in(Failure) })
}

fn invalid<'a>(c: &Captures<'a>) -> Meaning<'a> {
    sign_in(SignIn { user_exists: Some(false), ..c.sign_in(Failure) })
}

/// The account exists, and is not let in.
fn not_admitted<'a>(c: &Captures<'a>) -> Meaning<'a> {
    sign_in(SignIn { user_exists: Some(true), ..c.sign_in(Failure) })
}

/// A failure another line counts.
fn echo<'a>(c: &Captures<'a>) -> Meaning<'a> {
    sign_in(SignIn { echo: true, ..c.sign_in(Failure) })
}

fn pending<'a>(c: &Captures<'a>) -> Meaning<'a> {
    sign_in(SignIn { echo: true, ..c.sign_in(Unknown) })
}

fn file<'a>(c: &Captures<'a>) -> Meaning<'a> {
    Meaning::Is(Action::Command(Command {
        command: c.some(Slot::Command),
        url: None,
        sha256: None,
        user: c.some(Slot::User),
    }))
}

pub(super) const TEMPLATES: &[Template] = &[
    // auth.c (auth_log), monitor.c
    t(
        "Failed <method> for {invalid|illegal} user <user> from <addr>{ port <port>{| ssh2| ssh1| ssh| ssh2: <_:rest>| ssh1: <_:rest>}|}",
        failed_invalid,
        &[
            (
                "Failed password for invalid user admin from 192.0.2.1 port 4711 ssh2",
                "sign-in event.outcome=failure source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=admin vigie.user.exists=false vigie.authentication.method=password echo",
            ),
            (
                "Failed none for invalid user  from 2001:db8::1 port 4711 ssh2",
                "sign-in event.outcome=failure source.ip=2001:db8::1 source.port=4711 network.protocol=ssh vigie.user.exists=false vigie.authentication.method=none echo",
            ),
            (
                "Failed publickey for invalid user git from 192.0.2.1 port 4711 ssh2: ED25519 SHA256:AbC/1",
                "sign-in event.outcome=failure source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=git vigie.user.exists=false vigie.authentication.method=publickey echo",
            ),
            (
                "Failed password for illegal user test from ::ffff:192.0.2.1 port 33",
                "sign-in event.outcome=failure source.ip=::ffff:192.0.2.1 source.port=33 network.protocol=ssh user.name=test vigie.user.exists=false vigie.authentication.method=password echo",
            ),
        ],
    ),
    t(
        "Failed <method> for <user> from <addr>{ port <port>{| ssh2| ssh1| ssh| ssh2: <_:rest>| ssh1: <_:rest>}|}",
        failed,
        &[
            (
                "Failed password for root from 192.0.2.1 port 4711 ssh2",
                "sign-in event.outcome=failure source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=root vigie.authentication.method=password",
            ),
            (
                "Failed keyboard-interactive/pam for alice from 192.0.2.1 port 4711 ssh2",
                "sign-in event.outcome=failure source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=alice vigie.authentication.method=keyboard-interactive/pam",
            ),
            (
                "Failed none for root from 192.0.2.1 port 4711 ssh2",
                "sign-in event.outcome=failure source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=root vigie.authentication.method=none echo",
            ),
            (
                "Failed hostbased for alice from host.example.org port 1 ssh2: RSA SHA256:x, client user \"bob\", client host \"h\"",
                "sign-in event.outcome=failure source.port=1 source.domain=host.example.org network.protocol=ssh user.name=alice vigie.authentication.method=hostbased",
            ),
        ],
    ),
    t(
        "Failed to allocate internet-domain X11 display socket.",
        resource,
        &[("Failed to allocate internet-domain X11 display socket.", "resource")],
    ),
    t(
        "Accepted <method> for <user> from <addr> port <port>{| ssh2| ssh1| ssh| ssh2: <_:rest>}",
        |c| sign_in(SignIn { user_exists: Some(true), ..c.sign_in(Success) }),
        &[
            (
                "Accepted password for alice from 192.0.2.1 port 4711 ssh2",
                "sign-in event.outcome=success source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=alice vigie.user.exists=true vigie.authentication.method=password",
            ),
            (
                "Accepted publickey for alice from 192.0.2.1 port 4711 ssh2: RSA SHA256:AbC",
                "sign-in event.outcome=success source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=alice vigie.user.exists=true vigie.authentication.method=publickey",
            ),
        ],
    ),
    t(
        "Accepted key <_:rest>",
        ignored,
        &[("Accepted key ED25519 SHA256:AbC found at /home/alice/.ssh/authorized_keys:1", "ignored")],
    ),
    t(
        "Accepted certificate ID <_:rest>",
        ignored,
        &[("Accepted certificate ID \"alice\" (serial 0) signed by RSA CA SHA256:AbC via /etc/ssh/ca.pub", "ignored")],
    ),
    t(
        "Postponed <method> for {{invalid|illegal} user |}<user> from <addr> port <port>{| ssh2| ssh2: <_:rest>}",
        pending,
        &[
            (
                "Postponed keyboard-interactive for invalid user bob from 192.0.2.1 port 4711 ssh2",
                "sign-in event.outcome=unknown source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=bob vigie.authentication.method=keyboard-interactive echo",
            ),
            (
                "Postponed publickey for alice from 192.0.2.1 port 4711 ssh2",
                "sign-in event.outcome=unknown source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=alice vigie.authentication.method=publickey echo",
            ),
        ],
    ),
    t(
        "Partial <method> for {invalid user |}<user> from <addr> port <port>{| ssh2| ssh2: <_:rest>}",
        pending,
        &[(
            "Partial publickey for alice from 192.0.2.1 port 4711 ssh2: RSA SHA256:AbC",
            "sign-in event.outcome=unknown source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=alice vigie.authentication.method=publickey echo",
        )],
    ),
    t(
        "{Invalid|Illegal} user <user> from <addr>{ port <port>|}",
        invalid,
        &[
            (
                "Invalid user admin from 192.0.2.1 port 4711",
                "sign-in event.outcome=failure source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=admin vigie.user.exists=false",
            ),
            (
                "Illegal user test from ::ffff:192.0.2.1",
                "sign-in event.outcome=failure source.ip=::ffff:192.0.2.1 network.protocol=ssh user.name=test vigie.user.exists=false",
            ),
        ],
    ),
    t(
        "input_userauth_request: {invalid|illegal} user <user>",
        |c| sign_in(SignIn { user_exists: Some(false), echo: true, ..c.sign_in(Failure) }),
        &[(
            "input_userauth_request: invalid user admin",
            "sign-in event.outcome=failure network.protocol=ssh user.name=admin vigie.user.exists=false echo",
        )],
    ),
    t(
        "User <user> from <addr> not allowed because <reason>",
        not_admitted,
        &[
            (
                "User root from 192.0.2.1 not allowed because not listed in AllowUsers",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=ssh user.name=root vigie.user.exists=true",
            ),
            (
                "User bob from host.example.org not allowed because a group is listed in DenyGroups",
                "sign-in event.outcome=failure source.domain=host.example.org network.protocol=ssh user.name=bob vigie.user.exists=true",
            ),
        ],
    ),
    t(
        "User <user> not allowed because <reason>",
        not_admitted,
        &[
            (
                "User root not allowed because account is locked",
                "sign-in event.outcome=failure network.protocol=ssh user.name=root vigie.user.exists=true",
            ),
            (
                "User bob not allowed because shell /bin/x does not exist",
                "sign-in event.outcome=failure network.protocol=ssh user.name=bob vigie.user.exists=true",
            ),
        ],
    ),
    t(
        "Login restricted for user <user:user>: <reason>",
        not_admitted,
        &[(
            "Login restricted for user bob: expired",
            "sign-in event.outcome=failure network.protocol=ssh user.name=bob vigie.user.exists=true",
        )],
    ),
    t(
        "{ROOT LOGIN|Root login} REFUSED FROM <addr>{ port <port>|}",
        |c| sign_in(SignIn { user: Some(b"root"), user_exists: Some(true), echo: true, ..c.sign_in(Failure) }),
        &[
            (
                "ROOT LOGIN REFUSED FROM 192.0.2.1 port 4711",
                "sign-in event.outcome=failure source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=root vigie.user.exists=true echo",
            ),
            (
                "ROOT LOGIN REFUSED FROM 192.0.2.1",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=ssh user.name=root vigie.user.exists=true echo",
            ),
        ],
    ),
    t("Root login accepted for forced command.", other, &[("Root login accepted for forced command.", "housekeeping")]),
    t(
        "Account <user:user> has expired",
        not_admitted,
        &[(
            "Account bob has expired",
            "sign-in event.outcome=failure network.protocol=ssh user.name=bob vigie.user.exists=true",
        )],
    ),
    t(
        "Password for <user:user> has expired",
        echo,
        &[("Password for bob has expired", "sign-in event.outcome=failure network.protocol=ssh user.name=bob echo")],
    ),
    t(
        "Password of user '<user>' has expired",
        echo,
        &[(
            "Password of user 'bob' has expired",
            "sign-in event.outcome=failure network.protocol=ssh user.name=bob echo",
        )],
    ),
    t(
        "Authentication {refused|tried} for <user> with correct key but not from a permitted host (host=<host>, ip=<ip>{, required=<_:rest>|}).",
        echo,
        &[(
            "Authentication tried for alice with correct key but not from a permitted host (host=h.example.org, ip=192.0.2.1).",
            "sign-in event.outcome=failure source.ip=192.0.2.1 source.domain=h.example.org network.protocol=ssh user.name=alice echo",
        )],
    ),
    t(
        "Authentication tried for <user> with valid certificate but not from a permitted {host|source address}{ (host=<host>, ip=<ip>).| (<ip>).|<_:rest>}",
        echo,
        &[(
            "Authentication tried for alice with valid certificate but not from a permitted source address (192.0.2.1).",
            "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=ssh user.name=alice echo",
        )],
    ),
    t(
        "Authentication refused: <reason>",
        other,
        &[("Authentication refused: bad ownership or modes for directory /home/alice", "housekeeping")],
    ),
    t(
        "Authentication key <_:rest>",
        echo,
        &[(
            "Authentication key RSA SHA256:AbC revoked by file /etc/ssh/revoked",
            "sign-in event.outcome=failure network.protocol=ssh echo",
        )],
    ),
    t(
        "{Received disconnect|Connection closed|Connection reset}: <_:rest>",
        closed,
        &[("Connection closed: x", "connection-closed network.protocol=ssh")],
    ),
    t(
        "maximum authentication attempts exceeded for {invalid user |}<user> from <addr> port <port>{| ssh2}",
        limit_reached,
        &[
            (
                "maximum authentication attempts exceeded for root from 192.0.2.1 port 4711 ssh2",
                "connection-limit-reached source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=root",
            ),
            (
                "maximum authentication attempts exceeded for invalid user bob from 192.0.2.1 port 4711 ssh2",
                "connection-limit-reached source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=bob",
            ),
        ],
    ),
    t(
        "Too many authentication failures for <user>",
        limit_reached,
        &[(
            "Too many authentication failures for root",
            "connection-limit-reached network.protocol=ssh user.name=root",
        )],
    ),
    t(
        "Excessive permission or bad ownership on file <_:rest>",
        other,
        &[("Excessive permission or bad ownership on file /var/log/btmp", "housekeeping")],
    ),
    t(
        "Nasty PTR record \"<_:text>\" is set up for <ip>, ignoring",
        |c| Meaning::Is(Action::Connection(c.connection(Opened))),
        &[(
            "Nasty PTR record \"192.0.2.9\" is set up for 192.0.2.1, ignoring",
            "connection-opened source.ip=192.0.2.1 network.protocol=ssh",
        )],
    ),
    t(
        "reverse mapping checking getaddrinfo for <host:word>{ [<ip>]|} failed{ - POSSIBLE BREAK-IN ATTEMPT!|.|}",
        |c| phase(c, Opened),
        &[
            (
                "reverse mapping checking getaddrinfo for host.example.org [192.0.2.1] failed - POSSIBLE BREAK-IN ATTEMPT!",
                "connection-opened source.ip=192.0.2.1 source.domain=host.example.org network.protocol=ssh",
            ),
            (
                "reverse mapping checking getaddrinfo for host.example.org failed - POSSIBLE BREAK-IN ATTEMPT!",
                "connection-opened source.domain=host.example.org network.protocol=ssh",
            ),
        ],
    ),
    t(
        "Address <ip> maps to <host:word>, but this does not map back to the address{ - POSSIBLE BREAK-IN ATTEMPT!|.|}",
        |c| phase(c, Opened),
        &[(
            "Address 192.0.2.1 maps to host.example.org, but this does not map back to the address - POSSIBLE BREAK-IN ATTEMPT!",
            "connection-opened source.ip=192.0.2.1 source.domain=host.example.org network.protocol=ssh",
        )],
    ),
    t(
        "{RSA|DSA|ECDSA|ED25519} key <_> belongs to a revoked <_:rest>",
        ignored,
        &[("RSA key x belongs to a revoked key", "ignored")],
    ),
    // auth-pam.c
    t(
        "PAM: <reason:text> for {{illegal|invalid} user |}<user> from <addr>{ port <port>| via <dip>|}",
        echo,
        &[
            (
                "PAM: Authentication failure for root from 192.0.2.1",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=ssh user.name=root echo",
            ),
            (
                "PAM: User not known to the underlying authentication module for illegal user bob from host.example.org",
                "sign-in event.outcome=failure source.domain=host.example.org network.protocol=ssh user.name=bob echo",
            ),
            (
                "PAM: Maximum number of retries exceeded for invalid user bob from 192.0.2.1",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=ssh user.name=bob echo",
            ),
        ],
    ),
    t(
        "PAM: User account has expired{ for <user>|}",
        echo,
        &[(
            "PAM: User account has expired for bob",
            "sign-in event.outcome=failure network.protocol=ssh user.name=bob echo",
        )],
    ),
    t(
        "PAM: {Module is unknown|<_> reported|chauthtok|pam_<_>|Permission denied|Authentication failure|initialization failed}<_:rest>",
        other,
        &[("PAM: Module is unknown", "housekeeping")],
    ),
    t(
        "PAM authentication for {{illegal|invalid} user |}<user> failed[<_:int>]: <reason>",
        echo,
        &[(
            "PAM authentication for root failed[9]: Authentication failure",
            "sign-in event.outcome=failure network.protocol=ssh user.name=root echo",
        )],
    ),
    t(
        "PAM service({sshd|ssh}) ignoring max retries; <_:rest>",
        other,
        &[("PAM service(sshd) ignoring max retries; 6 > 3", "housekeeping")],
    ),
    t(
        "PAM rejected by account configuration[<_:int>]: <reason>",
        echo,
        &[(
            "PAM rejected by account configuration[13]: User account has expired",
            "sign-in event.outcome=failure network.protocol=ssh echo",
        )],
    ),
    t(
        "Access denied for user <user> by PAM account configuration",
        |c| sign_in(SignIn { echo: true, ..c.sign_in(Failure) }),
        &[(
            "Access denied for user bob by PAM account configuration",
            "sign-in event.outcome=failure network.protocol=ssh user.name=bob echo",
        )],
    ),
    t("do_pam_<_:rest>", other, &[("do_pam_account: PAM account management failed", "housekeeping")]),
    t(
        "{PAM session not opened, exiting|PAM pam_putenv: delete non-existent entry; <_:rest>}",
        other,
        &[("PAM session not opened, exiting", "housekeeping")],
    ),
    // auth2.c, auth2-*.c
    t(
        "Disconnecting{ {{invalid|authenticating} user |}<user> <ip> port <port>| <ip> port <port>|}: Change of username or service not allowed: <_:rest>",
        closed_unauthenticated,
        &[
            (
                "Disconnecting invalid user bob 192.0.2.1 port 4711: Change of username or service not allowed: (bob,ssh-connection) -> (root,ssh-connection)",
                "connection-closed-unauthenticated source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=bob",
            ),
            (
                "Disconnecting: Change of username or service not allowed: (bob,ssh-connection) -> (root,ssh-connection)",
                "connection-closed-unauthenticated network.protocol=ssh",
            ),
        ],
    ),
    t(
        "Disconnecting{ {invalid|authenticating} user <user> <ip> port <port>| user <user> <ip> port <port>| <ip> port <port>|}: Too many authentication failures{| for <user:word>}",
        limit_reached,
        &[
            (
                "Disconnecting: Too many authentication failures for root",
                "connection-limit-reached network.protocol=ssh user.name=root",
            ),
            (
                "Disconnecting authenticating user root 192.0.2.1 port 4711: Too many authentication failures",
                "connection-limit-reached source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=root",
            ),
        ],
    ),
    t(
        "Disconnecting{ {invalid|authenticating} user <user> <ip> port <port>| user <user> <ip> port <port>| <ip> port <port>|}: {Protocol error<_:rest>|Packet corrupt|Corrupted MAC on input.|Corrupted check bytes on input.|bad service request <_:rest>|Bad packet length<_:rest>|protocol <_:rest>|crc32 compensation attack detected|deattack<_:rest>|packet<_:rest>}",
        bad_protocol,
        &[
            ("Disconnecting: Packet corrupt", "connection-bad-protocol network.protocol=ssh"),
            ("Disconnecting: Bad packet length 1349676916.", "connection-bad-protocol network.protocol=ssh"),
        ],
    ),
    t(
        "Disconnecting{ {invalid|authenticating} user <user> <ip> port <port>| user <user> <ip> port <port>| <ip> port <port>|}: <reason>",
        closed_unauthenticated,
        &[
            (
                "Disconnecting: Your client is too old.",
                "connection-closed-unauthenticated network.protocol=ssh error.message=Your client is too old.",
            ),
            (
                "Disconnecting 192.0.2.1 port 4711: timed out",
                "connection-closed-unauthenticated source.ip=192.0.2.1 source.port=4711 network.protocol=ssh error.message=timed out",
            ),
        ],
    ),
    t(
        "{userauth_|auth_|mm_|monitor_|sshpam_|ssh_gssapi_|gss_|pam_set_item|allowed_user|auth2_}<_:rest>",
        other,
        &[("userauth_pubkey: signature algorithm ssh-rsa not in PubkeyAcceptedAlgorithms", "housekeeping")],
    ),
    t("key_read<_:rest>", other, &[("key_read: uudecode AAAA failed", "housekeeping")]),
    t(
        "key_load_<_:rest>",
        other,
        &[("key_load_private: incorrect passphrase supplied to decrypt private key", "housekeeping")],
    ),
    t(
        "{Could not load host key|Could not open|Unable to load host key|Disabling protocol version <_>|Missing privilege separation directory|Bad configuration option|Unsupported option|Deprecated option|/etc/ssh/<_>|<_>/sshd_config line <_:int>}: <_:rest>",
        other,
        &[
            ("Could not load host key: /etc/ssh/ssh_host_ed25519_key", "housekeeping"),
            ("/etc/ssh/sshd_config: line 12: Bad configuration option: Foo", "housekeeping"),
        ],
    ),
    t(
        "Disabling protocol version <_:rest>",
        other,
        &[("Disabling protocol version 1. Could not load host key", "housekeeping")],
    ),
    t("rexec line <_:rest>", other, &[("rexec line 12: Deprecated option UsePrivilegeSeparation", "housekeeping")]),
    t(
        "Unsafe AuthorizedKeys<_:rest>",
        other,
        &[("Unsafe AuthorizedKeysCommand \"/usr/bin/keys\": bad ownership or modes", "housekeeping")],
    ),
    t(
        "AuthorizedKeysCommand <_:rest>",
        other,
        &[("AuthorizedKeysCommand /usr/bin/keys alice failed, status 1", "housekeeping")],
    ),
    t(
        "bad ownership or modes for <_:rest>",
        other,
        &[("bad ownership or modes for chroot directory component \"/home/\"", "housekeeping")],
    ),
    // packet.c, sshconnect
    t(
        "Received disconnect from <addr>{ port <port>|}:{ |}<_:int>:{ |}<reason>",
        disconnected,
        &[
            (
                "Received disconnect from 192.0.2.1: 3: com.jcraft.jsch.JSchException: Auth fail",
                "connection-closed-unauthenticated source.ip=192.0.2.1 network.protocol=ssh error.message=com.jcraft.jsch.JSchException: Auth fail",
            ),
            (
                "Received disconnect from 192.0.2.1 port 4711:11: Auth fail",
                "connection-closed-unauthenticated source.ip=192.0.2.1 source.port=4711 network.protocol=ssh error.message=Auth fail",
            ),
            (
                "Received disconnect from 192.0.2.1 port 4711:11: Bye Bye",
                "connection-closed source.ip=192.0.2.1 source.port=4711 network.protocol=ssh error.message=Bye Bye",
            ),
            (
                "Received disconnect from 192.0.2.1: 11: disconnected by user",
                "connection-closed source.ip=192.0.2.1 network.protocol=ssh error.message=disconnected by user",
            ),
            (
                "Received disconnect from 192.0.2.1 port 4711:11:",
                "connection-closed source.ip=192.0.2.1 source.port=4711 network.protocol=ssh",
            ),
        ],
    ),
    t(
        "Received disconnect from {<addr>|user <user> <addr>}{ port <port>|}: <reason>",
        closed,
        &[(
            "Received disconnect from 192.0.2.1: disconnected",
            "connection-closed source.ip=192.0.2.1 network.protocol=ssh error.message=disconnected",
        )],
    ),
    t(
        "Received disconnect from {invalid|authenticating} user <user> <addr> port <port>:<_:int>:{ |}<reason>",
        closed_unauthenticated,
        &[(
            "Received disconnect from invalid user bob 192.0.2.1 port 4711:11: Bye Bye",
            "connection-closed-unauthenticated source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=bob error.message=Bye Bye",
        )],
    ),
    t(
        "Disconnected from {invalid|authenticating} user <user> <ip> port <port>",
        closed_unauthenticated,
        &[(
            "Disconnected from authenticating user root 192.0.2.1 port 4711",
            "connection-closed-unauthenticated source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=root",
        )],
    ),
    t(
        "Disconnected from user <user> <ip> port <port>",
        closed,
        &[(
            "Disconnected from user alice 192.0.2.1 port 4711",
            "connection-closed source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=alice",
        )],
    ),
    t(
        "Disconnected from <ip>{ port <port>|}",
        closed,
        &[(
            "Disconnected from 192.0.2.1 port 4711",
            "connection-closed source.ip=192.0.2.1 source.port=4711 network.protocol=ssh",
        )],
    ),
    t(
        "Connection {closed|reset} by {invalid|authenticating} user <user> <ip> port <port>",
        closed_unauthenticated,
        &[
            (
                "Connection closed by invalid user admin 192.0.2.1 port 4711",
                "connection-closed-unauthenticated source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=admin",
            ),
            (
                "Connection reset by authenticating user root 192.0.2.1 port 4711",
                "connection-closed-unauthenticated source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=root",
            ),
        ],
    ),
    t(
        "Connection {closed|reset} by user <user> <ip> port <port>",
        closed,
        &[(
            "Connection closed by user alice 192.0.2.1 port 4711",
            "connection-closed source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=alice",
        )],
    ),
    t(
        "Connection {closed|reset} by <addr>{ port <port>|}{| ({Transferred<_:rest>|null<_:rest>}}",
        closed,
        &[
            (
                "Connection reset by 192.0.2.1 port 4711",
                "connection-closed source.ip=192.0.2.1 source.port=4711 network.protocol=ssh",
            ),
            ("Connection closed by 192.0.2.1", "connection-closed source.ip=192.0.2.1 network.protocol=ssh"),
        ],
    ),
    t(
        "Connection with {invalid user <user> |authenticating user <user> |user <user> |}<ip>{ port <port>|} timed out",
        closed,
        &[(
            "Connection with 192.0.2.1 port 4711 timed out",
            "connection-closed source.ip=192.0.2.1 source.port=4711 network.protocol=ssh",
        )],
    ),
    t(
        "Connection from {invalid|authenticating} user <user> <addr> port <port>{ on <dip> port <dport>|} timed out",
        closed_unauthenticated,
        &[(
            "Connection from authenticating user root 192.0.2.1 port 4711 timed out",
            "connection-closed-unauthenticated source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=root",
        )],
    ),
    t(
        "Connection from <addr>{ port <port>|} timed out",
        closed,
        &[("Connection from 192.0.2.1 timed out", "connection-closed source.ip=192.0.2.1 network.protocol=ssh")],
    ),
    t(
        "Connection from {UNKNOWN|<addr>} port <port>{ on <dip> port <dport>|}{| rdomain \"<_:text>\"}",
        |c| phase(c, Opened),
        &[
            (
                "Connection from 192.0.2.1 port 4711 on 198.51.100.1 port 22 rdomain \"\"",
                "connection-opened source.ip=192.0.2.1 source.port=4711 destination.ip=198.51.100.1 destination.port=22 network.protocol=ssh",
            ),
            (
                "Connection from 192.0.2.1 port 4711",
                "connection-opened source.ip=192.0.2.1 source.port=4711 network.protocol=ssh",
            ),
        ],
    ),
    t(
        "Connection to <_:word> port <_:int>{ failed: <_:rest>|: <_:rest>| <_:rest>|}",
        other,
        &[("Connection to 192.0.2.1 port 80 failed: refused", "housekeeping")],
    ),
    t(
        "Close session: user <user> from <ip> port <port> id <_:int>",
        |c| Meaning::Is(Action::Session(c.session(false))),
        &[(
            "Close session: user alice from 192.0.2.1 port 4711 id 0",
            "session-closed source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=alice",
        )],
    ),
    t(
        "Starting session: {shell|command|forced-command|subsystem '<_:text>'|forced-command (<_:text>) '<_:text>'}{ on <_>|} for <user> from <ip> port <port>{ id <_:int>|}",
        |c| Meaning::Is(Action::Session(c.session(true))),
        &[
            (
                "Starting session: shell on pts/0 for alice from 192.0.2.1 port 4711 id 0",
                "session-opened source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=alice",
            ),
            (
                "Starting session: subsystem 'sftp' for alice from 192.0.2.1 port 4711 id 0",
                "session-opened source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=alice",
            ),
            (
                "Starting session: command for alice from 192.0.2.1 port 4711 id 0",
                "session-opened source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=alice",
            ),
        ],
    ),
    t("User child is on pid <_:int>", other, &[("User child is on pid 123", "housekeeping")]),
    t(
        "Transferred: sent <_:int>, received <_:int> bytes",
        other,
        &[("Transferred: sent 2584, received 2448 bytes", "housekeeping")],
    ),
    t(
        "Closing connection to <ip>{ port <port>|}",
        closed,
        &[(
            "Closing connection to 192.0.2.1 port 4711",
            "connection-closed source.ip=192.0.2.1 source.port=4711 network.protocol=ssh",
        )],
    ),
    t(
        "Timeout, client not responding{ from user <user> <ip> port <port>|.|}",
        closed,
        &[
            (
                "Timeout, client not responding from user alice 192.0.2.1 port 4711",
                "connection-closed source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=alice",
            ),
            ("Timeout, client not responding.", "connection-closed network.protocol=ssh"),
        ],
    ),
    t(
        "{Timeout|timeout} before authentication for {connection from |}<addr>{ to <dip>, pid = <_:int>|}{ port <port>|}",
        closed_unauthenticated,
        &[
            (
                "Timeout before authentication for 192.0.2.1 port 4711",
                "connection-closed-unauthenticated source.ip=192.0.2.1 source.port=4711 network.protocol=ssh",
            ),
            (
                "Timeout before authentication for connection from 192.0.2.1 to 198.51.100.1, pid = 77",
                "connection-closed-unauthenticated source.ip=192.0.2.1 destination.ip=198.51.100.1 network.protocol=ssh",
            ),
        ],
    ),
    t(
        "{Read from socket failed|Write failed|Read error from remote host{ <addr>{ port <port>|}|}|Write error to remote host|ssh_packet_<_:text>|{dispatch_run_fatal|ssh_dispatch_run_fatal}: Connection from {invalid user <user> |authenticating user <user> |user <user> |}<ip> port <port>|Connection from <ip> port <port>|packet_write_wait: Connection to {invalid user <user> |authenticating user <user> |user <user> |}<ip> port <port>|packet_write_wait|packet_write_poll: Connection from <ip> port <port>}: <reason>",
        closed,
        &[
            (
                "Read from socket failed: Connection reset by peer",
                "connection-closed network.protocol=ssh error.message=Connection reset by peer",
            ),
            ("Write failed: Broken pipe", "connection-closed network.protocol=ssh error.message=Broken pipe"),
            (
                "ssh_dispatch_run_fatal: Connection from 192.0.2.1 port 4711: message authentication code incorrect",
                "connection-closed source.ip=192.0.2.1 source.port=4711 network.protocol=ssh error.message=message authentication code incorrect",
            ),
            (
                "packet_write_wait: Connection to 192.0.2.1 port 4711: Broken pipe",
                "connection-closed source.ip=192.0.2.1 source.port=4711 network.protocol=ssh error.message=Broken pipe",
            ),
            (
                "Read error from remote host 192.0.2.1 port 4711: Connection timed out",
                "connection-closed source.ip=192.0.2.1 source.port=4711 network.protocol=ssh error.message=Connection timed out",
            ),
            (
                "ssh_dispatch_run_fatal: Connection from invalid user bob 192.0.2.1 port 4711: Connection corrupted",
                "connection-closed source.ip=192.0.2.1 source.port=4711 network.protocol=ssh user.name=bob error.message=Connection corrupted",
            ),
        ],
    ),
    t(
        "{Protocol error|protocol error|Corrupted MAC on input|Bad packet length|padding error|packet_<_:text>|Bad remote protocol version identification}{: | |}<_:rest>",
        bad_protocol,
        &[("Bad packet length 231.", "connection-bad-protocol network.protocol=ssh")],
    ),
    // kex.c, sshd.c, sshd-session.c: identification and key exchange
    t(
        "Did not receive identification string from <addr>{ port <port>|}",
        bad_protocol,
        &[
            (
                "Did not receive identification string from 192.0.2.1 port 4711",
                "connection-bad-protocol source.ip=192.0.2.1 source.port=4711 network.protocol=ssh",
            ),
            (
                "Did not receive identification string from 192.0.2.1",
                "connection-bad-protocol source.ip=192.0.2.1 network.protocol=ssh",
            ),
        ],
    ),
    t(
        "Bad protocol version identification '<software>'{ from <addr>{ port <port>|}|}",
        bad_protocol,
        &[
            (
                "Bad protocol version identification 'GET / HTTP/1.1' from 192.0.2.1 port 4711",
                "connection-bad-protocol source.ip=192.0.2.1 source.port=4711 network.protocol=ssh vigie.peer.software=GET / HTTP/1.1",
            ),
            (
                "Bad protocol version identification '\\003' from 192.0.2.1",
                "connection-bad-protocol source.ip=192.0.2.1 network.protocol=ssh vigie.peer.software=\\003",
            ),
        ],
    ),
    t(
        "{kex_exchange_identification|banner exchange|ssh_exchange_identification}: {Connection from {{invalid|authenticating} user <user> |}<addr> port <port>: |}{invalid format|could not read protocol version|banner line contains invalid characters|client sent invalid protocol identifier \"<software>\"|Connection closed by remote host|connection closed by remote host|read: <reason>|<reason>}",
        bad_protocol,
        &[
            (
                "kex_exchange_identification: client sent invalid protocol identifier \"GET / HTTP/1.1\"",
                "connection-bad-protocol network.protocol=ssh vigie.peer.software=GET / HTTP/1.1",
            ),
            (
                "kex_exchange_identification: Connection closed by remote host",
                "connection-bad-protocol network.protocol=ssh",
            ),
            (
                "kex_exchange_identification: read: Connection reset by peer",
                "connection-bad-protocol network.protocol=ssh error.message=Connection reset by peer",
            ),
            (
                "banner exchange: Connection from 192.0.2.1 port 4711: invalid format",
                "connection-bad-protocol source.ip=192.0.2.1 source.port=4711 network.protocol=ssh",
            ),
        ],
    ),
    t(
        "Protocol major versions differ{ for <addr>{ port <port>|}|}: <software>",
        bad_protocol,
        &[
            (
                "Protocol major versions differ for 192.0.2.1 port 4711: SSH-2.0-OpenSSH_9.6 vs. SSH-1.5-NmapNSE_1.0",
                "connection-bad-protocol source.ip=192.0.2.1 source.port=4711 network.protocol=ssh vigie.peer.software=SSH-2.0-OpenSSH_9.6 vs. SSH-1.5-NmapNSE_1.0",
            ),
            (
                "Protocol major versions differ for 192.0.2.1: SSH-2.0-OpenSSH_5.3 vs. SSH-1.5-x",
                "connection-bad-protocol source.ip=192.0.2.1 network.protocol=ssh vigie.peer.software=SSH-2.0-OpenSSH_5.3 vs. SSH-1.5-x",
            ),
        ],
    ),
    t(
        "{probed from <addr>{ port <port>|} with <software>. Don't panic.|scanned from <addr>{ port <port>|} with <software>. Don't panic.|scan<_:text> from <addr> with <software>}",
        bad_protocol,
        &[
            (
                "scanned from 192.0.2.1 with SSH-1.0-SSH_Version_Mapper. Don't panic.",
                "connection-bad-protocol source.ip=192.0.2.1 network.protocol=ssh vigie.peer.software=SSH-1.0-SSH_Version_Mapper",
            ),
            (
                "probed from 192.0.2.1 port 4711 with SSH-1.0-x. Don't panic.",
                "connection-bad-protocol source.ip=192.0.2.1 source.port=4711 network.protocol=ssh vigie.peer.software=SSH-1.0-x",
            ),
        ],
    ),
    t(
        "Client protocol version <_>; client software version <software>",
        |c| phase(c, Opened),
        &[(
            "Client protocol version 2.0; client software version libssh-0.6",
            "connection-opened network.protocol=ssh vigie.peer.software=libssh-0.6",
        )],
    ),
    t(
        "Unable to negotiate with {<addr> port <port>|<addr>|UNKNOWN}: <reason>",
        bad_protocol,
        &[
            (
                "Unable to negotiate with 192.0.2.1 port 4711: no matching key exchange method found. Their offer: diffie-hellman-group1-sha1",
                "connection-bad-protocol source.ip=192.0.2.1 source.port=4711 network.protocol=ssh error.message=no matching key exchange method found. Their offer: diffie-hellman-group1-sha1",
            ),
            (
                "Unable to negotiate with 192.0.2.1: no matching host key type found. Their offer: ssh-dss",
                "connection-bad-protocol source.ip=192.0.2.1 network.protocol=ssh error.message=no matching host key type found. Their offer: ssh-dss",
            ),
        ],
    ),
    t(
        "no matching {cipher|mac|hostkey|comp|kex|key exchange} <reason>",
        bad_protocol,
        &[(
            "no matching cipher found: client aes128-cbc server aes256-ctr",
            "connection-bad-protocol network.protocol=ssh error.message=found: client aes128-cbc server aes256-ctr",
        )],
    ),
    t(
        "no {hostkey alg|kex alg|matching <_:rest>}",
        bad_protocol,
        &[("no hostkey alg", "connection-bad-protocol network.protocol=ssh")],
    ),
    t(
        "Unable to negotiate a key exchange method",
        bad_protocol,
        &[("Unable to negotiate a key exchange method", "connection-bad-protocol network.protocol=ssh")],
    ),
    t(
        "{Couldn't|Could not} {negotiate|agree}<_:rest>",
        bad_protocol,
        &[("Couldn't agree a key exchange algorithm", "connection-bad-protocol network.protocol=ssh")],
    ),
    t(
        "{Could not|Couldn't} write ident{ification|} string to <addr>{ port <port>|}{: <reason>|}",
        bad_protocol,
        &[
            (
                "Could not write ident string to 192.0.2.1 port 4711",
                "connection-bad-protocol source.ip=192.0.2.1 source.port=4711 network.protocol=ssh",
            ),
            ("Could not write ident string to UNKNOWN", "connection-bad-protocol network.protocol=ssh"),
        ],
    ),
    t(
        "{Hm, kex protocol error|kex_protocol_error|kex_input_kexinit|kex protocol error|hash mismatch|kex_<_:text>|ssh_kex<_:text>|kexgex<_:text>|mm_<_:text>}: <reason>",
        bad_protocol,
        &[
            (
                "Hm, kex protocol error: type 30 seq 1",
                "connection-bad-protocol network.protocol=ssh error.message=type 30 seq 1",
            ),
            (
                "kex protocol error: type 30 seq 1",
                "connection-bad-protocol network.protocol=ssh error.message=type 30 seq 1",
            ),
        ],
    ),
    t(
        "{buffer_get<_:rest>|sshbuf_<_:rest>|xfree: <_:rest>|xmalloc: <_:rest>|xrealloc: <_:rest>|monitor_read: <_:rest>|Privilege separation user <_:rest>|privsep_preauth: <_:rest>|preauth child <_:rest>|expected <_:rest>|bad sigfd<_:rest>|cannot bind any address<_:rest>}",
        other,
        &[
            ("buffer_get_string: bad string length 1349676916", "housekeeping"),
            ("privsep_preauth: preauth child exited with status 255", "housekeeping"),
        ],
    ),
    t(
        "{ssh_msg_send: <_:rest>|ssh_msg_recv: <_:rest>|No supported authentication methods <_:rest>|no more sessions<_:rest>|session_<_:rest>|channel_<_:rest>|channel <_:rest>|chan_<_:rest>|server_<_:rest>|serverloop<_:rest>}",
        other,
        &[("channel_setup_fwd_listener_tcpip: cannot listen to port: 8080", "housekeeping")],
    ),
    t("ssh_session_<_:rest>", other, &[("ssh_session_pty_req: session 0 alloc /dev/pts/0 failed", "housekeeping")]),
    t("mux<_:rest>", other, &[("mux_client: x", "housekeeping")]),
    // sshd.c: limits, life of the server
    t(
        "drop connection #<_:int> from [<ip>]:<port> on [<dip>]:<dport>{ <reason>|}",
        limit_reached,
        &[
            (
                "drop connection #10 from [192.0.2.1]:4711 on [198.51.100.1]:22 past MaxStartups",
                "connection-limit-reached source.ip=192.0.2.1 source.port=4711 destination.ip=198.51.100.1 destination.port=22 network.protocol=ssh error.message=past MaxStartups",
            ),
            (
                "drop connection #0 from [192.0.2.1]:4711 on [198.51.100.1]:22 penalty: failed authentication",
                "connection-limit-reached source.ip=192.0.2.1 source.port=4711 destination.ip=198.51.100.1 destination.port=22 network.protocol=ssh error.message=penalty: failed authentication",
            ),
        ],
    ),
    t(
        "past MaxStartups<_:rest>",
        limit_reached,
        &[("past MaxStartups x", "connection-limit-reached network.protocol=ssh")],
    ),
    t(
        "exited MaxStartups throttling after <_>, <_:int> connections dropped",
        |_| Meaning::Is(Action::Housekeeping(vigie_facts::event::Housekeeping::Statistics)),
        &[("exited MaxStartups throttling after 00:01:16, 12 connections dropped", "statistics")],
    ),
    t(
        "beginning MaxStartups throttling",
        limit_reached,
        &[("beginning MaxStartups throttling", "connection-limit-reached network.protocol=ssh")],
    ),
    t(
        "{MaxStartups|dropping|dropped} <_:rest>",
        limit_reached,
        &[("MaxStartups reached", "connection-limit-reached network.protocol=ssh")],
    ),
    t(
        "{srclimit_<_:text>|penalty_<_:text>}: {new|active|activating|inactive|updating|existing|<_>}<_:text> {penalty|penalties} {for|of|<_>}<_:rest>",
        limit_reached,
        &[(
            "srclimit_penalise: ipv4: new 192.0.2.1/32 deferred penalty of 5 seconds for penalty: failed authentication",
            "connection-limit-reached network.protocol=ssh",
        )],
    ),
    t(
        "refused connect from {<addr>|<_:text>@<addr>}{ (<ip>)|}",
        refused,
        &[
            (
                "refused connect from 192.0.2.1 (192.0.2.1)",
                "connection-refused source.ip=192.0.2.1 network.protocol=ssh",
            ),
            (
                "refused connect from host.example.org",
                "connection-refused source.domain=host.example.org network.protocol=ssh",
            ),
        ],
    ),
    t(
        "{Refused user|Denied connection for user|Refused connect}<_:rest>",
        refused,
        &[("Refused connect x", "connection-refused network.protocol=ssh")],
    ),
    t(
        "{libwrap refuse returns|twist <addr> to <_:rest>}",
        refused,
        &[("libwrap refuse returns", "connection-refused network.protocol=ssh")],
    ),
    t("Server listening on <_> port <_:int>.", started, &[("Server listening on 0.0.0.0 port 22.", "service-started")]),
    t("Received signal <_:int>; terminating.", stopped, &[("Received signal 15; terminating.", "service-stopped")]),
    t("Received SIGHUP; restarting.", reloaded, &[("Received SIGHUP; restarting.", "service-reloaded")]),
    t(
        "{RESTART FAILED: <_:rest>|Cannot bind any address.|Bind to port <_:rest>|bind: <_:rest>|listen: <_:rest>|accept: <_:rest>|fork: <_:rest>|pipe: <_:rest>|reexec <_:rest>|setsockopt <_:rest>|getsockname failed: <_:rest>|getpeername failed: <_:rest>|get_socket_address: <_:rest>|get_sock_port<_:rest>|sshd: no hostkeys<_:rest>|no hostkeys<_:rest>|sshd version <_:rest>|daemon() failed: <_:rest>|select: <_:rest>|ppoll: <_:rest>}",
        resource,
        &[
            ("Bind to port 22 on 0.0.0.0 failed: Address already in use.", "resource"),
            ("getpeername failed: Transport endpoint is not connected", "resource"),
        ],
    ),
    t(
        "{can't get client address: |Can't get peer address: |get_remote_ipaddr: }<reason>",
        closed_unauthenticated,
        &[(
            "can't get client address: Connection reset by peer",
            "connection-closed-unauthenticated network.protocol=ssh error.message=Connection reset by peer",
        )],
    ),
    t(
        "{Generating|RSA key generation|Public key generation|Forcing server key|Regenerating|Server key}<_:rest>",
        other,
        &[("RSA key generation complete.", "housekeeping")],
    ),
    t("cleanup_exit: <_:rest>", other, &[("cleanup_exit: x", "housekeeping")]),
    t("Exiting on signal{ <_:int>|}", stopped, &[("Exiting on signal 15", "service-stopped")]),
    t(
        "{mm_request_receive|mm_log_handler|monitor_child|monitor_read_log|ssh_sandbox|sandbox|seccomp}<_:rest>",
        other,
        &[("ssh_sandbox_violation: unexpected system call", "housekeeping")],
    ),
    // session.c, serverloop.c, loginrec.c
    t(
        "Attempt to write login records by non-root user (aborting)",
        other,
        &[("Attempt to write login records by non-root user (aborting)", "housekeeping")],
    ),
    t(
        "{lastlog_<_:rest>|login_<_:rest>|syslogin_<_:rest>|write_<_:rest>|utmp<_:rest>|wtmp<_:rest>|record_<_:rest>}",
        resource,
        &[("lastlog_openseek: Couldn't stat /var/log/lastlog: No such file or directory", "resource")],
    ),
    t(
        "{open /dev/tty failed|open /dev/pts/<_>|chown <_>|chmod <_>|ioctl(<_:text>)|ssh_selinux_<_:text>|setlogin failed|initgroups: <_>|chroot <_>|chroot(<_:text>)|Could not chdir to home directory <_:text>|/dev/pts/<_>|openpty|Couldn't create<_:text>} {- <_:rest>|failed<_:rest>|<_:rest>}",
        resource,
        &[
            ("chown /dev/pts/0 0 5 failed: Read-only file system", "resource"),
            ("Could not chdir to home directory /home/bob: No such file or directory", "resource"),
        ],
    ),
    t(
        "subsystem request for <command:word>{ by user <user>| failed, subsystem not found|}",
        |c| Meaning::Is(Action::Session(c.session(true))),
        &[
            ("subsystem request for sftp by user alice", "session-opened network.protocol=ssh user.name=alice"),
            ("subsystem request for sftp", "session-opened network.protocol=ssh"),
        ],
    ),
    t("Changed root directory to \"<_:text>\"", other, &[("Changed root directory to \"/srv/sftp\"", "housekeeping")]),
    t("{connect_to|direct-tcpip} <_:rest>", other, &[("connect_to 192.0.2.1 port 25: failed.", "housekeeping")]),
    t(
        "{Received|refused} request to connect to host <dip:word> port <dport>, but the request was denied.",
        refused,
        &[(
            "Received request to connect to host 192.0.2.9 port 25, but the request was denied.",
            "connection-refused destination.ip=192.0.2.9 destination.port=25 network.protocol=ssh",
        )],
    ),
    t(
        "{refused|Refused} {local port forward|streamlocal port forward|tun|agent|X11|pty|remote port forward|tcpip}<_:rest>",
        refused,
        &[(
            "refused local port forward: originator 127.0.0.1 port 33, target 192.0.2.9 port 25",
            "connection-refused network.protocol=ssh",
        )],
    ),
    t(
        "Local disconnected: <reason>",
        closed,
        &[(
            "Local disconnected: Connection closed.",
            "connection-closed network.protocol=ssh error.message=Connection closed.",
        )],
    ),
    t(
        "Remote disconnected: <reason>",
        closed,
        &[("Remote disconnected: User exited", "connection-closed network.protocol=ssh error.message=User exited")],
    ),
    t("{Postauth|User} session <_:rest>", other, &[("User session closed", "housekeeping")]),
    t("User <user>'s <_:rest>", other, &[("User bob's shell is not executable", "housekeeping")]),
    t(
        "Set /proc/self/oom_score_adj {to|from} <_:rest>",
        started,
        &[("Set /proc/self/oom_score_adj to 0", "service-started")],
    ),
    t(
        // `NOUSER` is sshd's own stand-in for an account that does not exist; the try has its own lines.
        "Could not get shadow information for <_:rest>",
        other,
        &[("Could not get shadow information for NOUSER", "housekeeping")],
    ),
    t("fatal_signal<_:rest>", other, &[("fatal_signal 15", "housekeeping")]),
    // sftp-server.c
    t(
        "session opened for local user <user> from [<ip>]",
        |c| Meaning::Is(Action::Session(c.session(true))),
        &[(
            "session opened for local user alice from [192.0.2.1]",
            "session-opened source.ip=192.0.2.1 network.protocol=ssh user.name=alice",
        )],
    ),
    t(
        "session closed for local user <user> from [<ip>]",
        |c| Meaning::Is(Action::Session(c.session(false))),
        &[(
            "session closed for local user alice from [192.0.2.1]",
            "session-closed source.ip=192.0.2.1 network.protocol=ssh user.name=alice",
        )],
    ),
    t(
        "{received client version|forced close |sent status |sent <_:rest>|request <_:rest>|lstat name|stat name|realpath |statvfs |fsync |reset|send }<_:rest>",
        ignored,
        &[("received client version 3", "ignored"), ("sent status No such file", "ignored")],
    ),
    t(
        "{opendir|closedir|open|close|remove|rename|mkdir|rmdir|set|symlink|link|posix-rename|hardlink|readlink|lstat|lsetstat|fsetstat|copy-data}{ old| name|} \"<command:text>\"{ <_:rest>|}",
        file,
        &[
            ("opendir \"/srv\"", "command process.command_line=/srv"),
            ("open \"/srv/a\" flags READ mode 0666", "command process.command_line=/srv/a"),
            ("close \"/srv/a\" bytes read 12 written 0", "command process.command_line=/srv/a"),
            ("posix-rename old \"/srv/a\" new \"/srv/b\"", "command process.command_line=/srv/a"),
            ("remove name \"/srv/b\"", "command process.command_line=/srv/b"),
        ],
    ),
    // Other servers under the same name: tcp_wrappers, Kerberos, SSH Communications' sshd2
    t(
        "{connection from |connect from }\"<addr>\"",
        |c| phase(c, Opened),
        &[("connection from \"192.0.2.1\"", "connection-opened source.ip=192.0.2.1 network.protocol=ssh")],
    ),
    t(
        "connect from <addr>{ (<ip>)|}",
        |c| phase(c, Opened),
        &[(
            "connect from host.example.org (192.0.2.1)",
            "connection-opened source.ip=192.0.2.1 source.domain=host.example.org network.protocol=ssh",
        )],
    ),
    t(
        "{krb5_<_:text>|Kerberos <_:text>|Authorized to <_:text>|Authorised to <_:text>}{, | |}<_:rest>",
        other,
        &[("Authorized to alice, krb5 principal alice@EXAMPLE.ORG (krb5_kuserok)", "housekeeping")],
    ),
];
