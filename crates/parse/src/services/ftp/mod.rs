//! FTP servers: vsftpd, ProFTPD, Pure-FTPd, wu-ftpd, BSD's ftpd.

use std::sync::LazyLock;

use vigie_facts::event::ConnectionPhase::{BadProtocol, Closed, LimitReached, Opened, Refused};
use vigie_facts::event::Outcome::{Failure, Success};
use vigie_facts::event::{Action, Command, ConnectionPhase, Outcome, Protocol, SignIn};
use vigie_facts::service::Service;

use crate::services::Templated;
use crate::templates::{Captures, Meaning, Slot, Table, Template, other, started, stopped, t};

pub(crate) static FTP: Templated = Templated {
    id: "ftp",
    service: Service::Ftp,
    protocol: Protocol::Ftp,
    processes: &["vsftpd", "proftpd", "pure-ftpd", "ftpd", "in.ftpd", "wu-ftpd", "tnftpd", "bftpd", "gssftpd"],
    beginnings: &[],
    table: &TABLE,
};

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::compile(TEMPLATES));

fn tried<'a>(c: &Captures<'a>, outcome: Outcome) -> Meaning<'a> {
    Meaning::Is(Action::SignIn(c.sign_in(outcome)))
}

fn failed<'a>(c: &Captures<'a>) -> Meaning<'a> {
    tried(c, Failure)
}

fn no_such_user<'a>(c: &Captures<'a>) -> Meaning<'a> {
    Meaning::Is(Action::SignIn(SignIn { user_exists: Some(false), ..c.sign_in(Failure) }))
}

fn echo<'a>(c: &Captures<'a>) -> Meaning<'a> {
    Meaning::Is(Action::SignIn(SignIn { echo: true, ..c.sign_in(Failure) }))
}

fn phase<'a>(c: &Captures<'a>, phase: ConnectionPhase) -> Meaning<'a> {
    Meaning::Is(Action::Connection(c.connection(phase)))
}

fn file<'a>(c: &Captures<'a>) -> Meaning<'a> {
    Meaning::Is(Action::Command(Command {
        command: c.some(Slot::Command),
        url: None,
        sha256: None,
        user: c.some(Slot::User),
    }))
}

const TEMPLATES: &[Template] = &[
    // vsftpd quotes names and commands without escaping them: who writes its words a second time is not to be believed.
    t(
        "<_:text>: Client \"<_:text>: Client \"<_:rest>",
        |c| phase(c, BadProtocol),
        &[(
            "[x] OK LOGIN: Client \"203.0.113.9\", anon password \"y] FAIL LOGIN: Client \"192.0.2.1\"",
            "connection-bad-protocol network.protocol=ftp",
        )],
    ),
    t(
        "{[<user:text>] |}FTP command: Client \"<addr>\"{, \"<command:text>\"|}",
        file,
        &[
            (
                "[alice] FTP command: Client \"192.0.2.1\", \"RETR a.txt\"",
                "command source.ip=192.0.2.1 user.name=alice process.command_line=RETR a.txt",
            ),
            (
                "FTP command: Client \"192.0.2.1\", \"SITE EXEC id\"",
                "command source.ip=192.0.2.1 process.command_line=SITE EXEC id",
            ),
        ],
    ),
    t(
        "{[<_:text>] |}FTP response: Client \"<_:text>\", \"<_:text>\"",
        other,
        &[("FTP response: Client \"192.0.2.1\", \"530 Login incorrect.\"", "housekeeping")],
    ),
    t(
        "{[<user:text>] |}FAIL LOGIN: Client \"<addr>\"{, \"<_:text>\"|}",
        failed,
        &[
            (
                "[bob] FAIL LOGIN: Client \"192.0.2.1\"",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=ftp user.name=bob",
            ),
            (
                "[bob] FAIL LOGIN: Client \"::ffff:192.0.2.1\", \"User is not in the allow user list.\"",
                "sign-in event.outcome=failure source.ip=::ffff:192.0.2.1 network.protocol=ftp user.name=bob",
            ),
        ],
    ),
    t(
        "[<user:text>] OK LOGIN: Client \"<addr>\"{, anon password \"<_:text>\"|}",
        |c| tried(c, Success),
        &[(
            "[alice] OK LOGIN: Client \"192.0.2.1\"",
            "sign-in event.outcome=success source.ip=192.0.2.1 network.protocol=ftp user.name=alice",
        )],
    ),
    t(
        "CONNECT: Client \"<addr>\"{, \"<_:text>\"|}",
        |c| phase(c, Opened),
        &[("CONNECT: Client \"192.0.2.1\"", "connection-opened source.ip=192.0.2.1 network.protocol=ftp")],
    ),
    t(
        "[<user:text>] {OK|FAIL} <command:id>: Client \"<addr>\"{, <_:rest>|}",
        file,
        &[(
            "[alice] OK UPLOAD: Client \"192.0.2.1\", \"/a.txt\", 12 bytes, 1.20Kbyte/sec",
            "command source.ip=192.0.2.1 user.name=alice process.command_line=UPLOAD",
        )],
    ),
    // ProFTPD
    t(
        "{<_:text> (<_:text>[<ip>]){:| -} |}USER <user>: no such user found from <_:text> [<_:ip>] to <dip>:<dport>",
        no_such_user,
        &[
            (
                "ftp.example.org (host.example.org[192.0.2.1]) - USER bob: no such user found from host.example.org [192.0.2.1] to 198.51.100.1:21",
                "sign-in event.outcome=failure source.ip=192.0.2.1 destination.ip=198.51.100.1 destination.port=21 network.protocol=ftp user.name=bob vigie.user.exists=false",
            ),
            (
                "ftp.example.org (192.0.2.1[192.0.2.1]): USER bob: no such user found from 192.0.2.1 [192.0.2.1] to ::ffff:198.51.100.1:21",
                "sign-in event.outcome=failure source.ip=192.0.2.1 destination.ip=::ffff:198.51.100.1 destination.port=21 network.protocol=ftp user.name=bob vigie.user.exists=false",
            ),
        ],
    ),
    t(
        "{<_:text> (<_:text>[<ip>]){:| -} |}USER <user>: no such user{ found|}{ from <_:rest>|}",
        no_such_user,
        &[(
            "ftp.example.org (host.example.org[192.0.2.1]): USER bob: no such user",
            "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=ftp user.name=bob vigie.user.exists=false",
        )],
    ),
    t(
        "{<_:text> (<_:text>[<ip>]){:| -} |}USER <user> (Login failed): {No such user<_:rest>|no such user<_:rest>}",
        no_such_user,
        &[(
            "ftp.example.org (host.example.org[192.0.2.1]): USER bob (Login failed): No such user found",
            "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=ftp user.name=bob vigie.user.exists=false",
        )],
    ),
    t(
        "{<_:text> (<_:text>[<ip>]){:| -} |}USER <user> (Login failed): <_:rest>",
        failed,
        &[(
            "ftp.example.org (host.example.org[192.0.2.1]): USER bob (Login failed): Incorrect password.",
            "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=ftp user.name=bob",
        )],
    ),
    t(
        "{<_:text> (<_:text>[<ip>]){:| -} |}USER <user>: Login successful.",
        |c| tried(c, Success),
        &[(
            "ftp.example.org (host.example.org[192.0.2.1]) - USER alice: Login successful.",
            "sign-in event.outcome=success source.ip=192.0.2.1 network.protocol=ftp user.name=alice",
        )],
    ),
    t(
        "{<_:text> (<_:text>[<ip>]){:| -} |}ANON <user>: Login successful.",
        |c| tried(c, Success),
        &[(
            "ftp.example.org (host.example.org[192.0.2.1]) - ANON anonymous: Login successful.",
            "sign-in event.outcome=success source.ip=192.0.2.1 network.protocol=ftp user.name=anonymous",
        )],
    ),
    t(
        "{<_:text> (<_:text>[<ip>]){:| -} |}{SECURITY VIOLATION: |}{root|Root} login attempted{.|}<_:text>",
        |c| Meaning::Is(Action::SignIn(SignIn { user: Some(b"root"), ..c.sign_in(Failure) })),
        &[(
            "ftp.example.org (host.example.org[192.0.2.1]) - SECURITY VIOLATION: Root login attempted",
            "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=ftp user.name=root",
        )],
    ),
    t(
        "{<_:text> (<_:text>[<ip>]){:| -} |}Maximum login attempts (<_:int>) exceeded<_:text>",
        |c| phase(c, LimitReached),
        &[(
            "ftp.example.org (host.example.org[192.0.2.1]) - Maximum login attempts (3) exceeded, connection refused",
            "connection-limit-reached source.ip=192.0.2.1 network.protocol=ftp",
        )],
    ),
    t(
        "{<_:text> (<_:text>[<ip>]){:| -} |}client sent <_:rest>",
        |c| phase(c, BadProtocol),
        &[
            (
                "ftp.example.org (192.0.2.1[192.0.2.1]): client sent HTTP command 'GET', disconnecting",
                "connection-bad-protocol source.ip=192.0.2.1 network.protocol=ftp",
            ),
            (
                "ftp.example.org (192.0.2.1[192.0.2.1]): client sent too-long command, ignoring",
                "connection-bad-protocol source.ip=192.0.2.1 network.protocol=ftp",
            ),
        ],
    ),
    t(
        "{<_:text> (<_:text>[<ip>]){:| -} |}FTP session opened.",
        |c| phase(c, Opened),
        &[(
            "ftp.example.org (host.example.org[192.0.2.1]) - FTP session opened.",
            "connection-opened source.ip=192.0.2.1 network.protocol=ftp",
        )],
    ),
    t(
        "{<_:text> (<_:text>[<ip>]){:| -} |}FTP session closed.",
        |c| phase(c, Closed),
        &[(
            "ftp.example.org (host.example.org[192.0.2.1]) - FTP session closed.",
            "connection-closed source.ip=192.0.2.1 network.protocol=ftp",
        )],
    ),
    t(
        "{<_:text> (<_:text>[<ip>]){:| -} |}{FTP login timed out, disconnected|FTP no transfer timeout, disconnected|Client session idle timeout, disconnected|FTP session idle timeout, disconnected<_:text>|Data transfer stall timeout<_:text>|TLS/TLS-C negotiation failed on control channel|Connection refused (<_:text>)|connect refused<_:text>|Connection from <_:text> denied<_:text>|Preparing to chroot to directory '<_:text>'|error setting <_:text>|notice: user <user>: aborting transfer<_:text>|{mod_<_:text>|PAM(<_:text>)}: <_:text>}",
        |c| phase(c, Closed),
        &[(
            "ftp.example.org (host.example.org[192.0.2.1]) - FTP login timed out, disconnected",
            "connection-closed source.ip=192.0.2.1 network.protocol=ftp",
        )],
    ),
    t(
        "<_:text>{ -|:} ProFTPD <_:text> standalone mode STARTUP<_:rest>",
        started,
        &[
            ("192.0.2.9 - ProFTPD 1.3.5 (stable) (built x) standalone mode STARTUP", "service-started"),
            ("ftp.example.org: ProFTPD 1.3.8 (stable) (built x) standalone mode STARTUP", "service-started"),
        ],
    ),
    t(
        "<_:text>{ -|:} ProFTPD <_:text> standalone mode SHUTDOWN<_:rest>",
        stopped,
        &[
            ("192.0.2.9 - ProFTPD 1.3.5 standalone mode SHUTDOWN", "service-stopped"),
            ("ftp.example.org: ProFTPD 1.3.8 standalone mode SHUTDOWN", "service-stopped"),
        ],
    ),
    t(
        "<_:text>{ -|:} ProFTPD <_:rest>",
        other,
        &[
            ("192.0.2.9 - ProFTPD killed (signal 15)", "housekeeping"),
            ("ftp.example.org: ProFTPD killed (signal 15)", "housekeeping"),
        ],
    ),
    // Pure-FTPd: (account@host) [LEVEL] …
    t(
        "(<_:text>@<addr>) [WARNING] {Authentication failed for user|Echec d'authentification pour l'utilisateur|Erreur d'authentification pour l'utilisateur|Authentifizierung fehlgeschlagen für Benutzer|Autenticación fallida para el usuario|Autenticazione falita per l'utente|Authentication failed for} [<user>]{.|}",
        failed,
        &[(
            "(?@192.0.2.1) [WARNING] Authentication failed for user [bob]",
            "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=ftp user.name=bob",
        )],
    ),
    t(
        "(<_:text>@<addr>) [INFO] <user:text> is now logged in",
        |c| tried(c, Success),
        &[(
            "(?@192.0.2.1) [INFO] alice is now logged in",
            "sign-in event.outcome=success source.ip=192.0.2.1 network.protocol=ftp user.name=alice",
        )],
    ),
    t(
        "(<_:text>@<addr>) [INFO] New connection from <_>",
        |c| phase(c, Opened),
        &[(
            "(?@192.0.2.1) [INFO] New connection from 192.0.2.1",
            "connection-opened source.ip=192.0.2.1 network.protocol=ftp",
        )],
    ),
    t(
        "(<_:text>@<addr>) [INFO] {Logout.<_:rest>|Timeout<_:rest>}",
        |c| phase(c, Closed),
        &[("(alice@192.0.2.1) [INFO] Logout.", "connection-closed source.ip=192.0.2.1 network.protocol=ftp")],
    ),
    t(
        "(<user:text>@<addr>) [NOTICE] <command>",
        file,
        &[(
            "(alice@192.0.2.1) [NOTICE] /srv//a.txt uploaded  (12 bytes, 1.00KB/sec)",
            "command source.ip=192.0.2.1 user.name=alice process.command_line=/srv//a.txt uploaded  (12 bytes, 1.00KB/sec)",
        )],
    ),
    t(
        "(<_:text>@<addr>) [{ERROR|WARNING|INFO|DEBUG}] {Too many connections<_:rest>|Sorry, <_:rest>}",
        |c| phase(c, LimitReached),
        &[(
            "(?@192.0.2.1) [ERROR] Too many connections (8) from this IP",
            "connection-limit-reached source.ip=192.0.2.1 network.protocol=ftp",
        )],
    ),
    t(
        "(<_:text>@<addr>) [{ERROR|WARNING|INFO|DEBUG}] <reason>",
        |c| phase(c, Closed),
        &[(
            "(?@192.0.2.1) [WARNING] Can't login as [root]: account disabled",
            "connection-closed source.ip=192.0.2.1 network.protocol=ftp error.message=Can't login as [root]: account disabled",
        )],
    ),
    // wu-ftpd, BSD ftpd
    t(
        "connection from {<host> (<ip>)|<ip> ()|<ip> (<host>)|<addr>}{ at <_:rest>|}",
        |c| phase(c, Opened),
        &[
            (
                "connection from 192.0.2.1 () at Sun Jul 10 13:17:22 2005",
                "connection-opened source.ip=192.0.2.1 network.protocol=ftp",
            ),
            (
                "connection from 192.0.2.1 (host.example.org) at Sun Jul 10 13:17:22 2005",
                "connection-opened source.ip=192.0.2.1 source.domain=host.example.org network.protocol=ftp",
            ),
            (
                "connection from host.example.org (192.0.2.1)",
                "connection-opened source.ip=192.0.2.1 source.domain=host.example.org network.protocol=ftp",
            ),
        ],
    ),
    t(
        "failed login from <host> [<ip>]{, <user>|}",
        failed,
        &[(
            "failed login from host.example.org [192.0.2.1]",
            "sign-in event.outcome=failure source.ip=192.0.2.1 source.domain=host.example.org network.protocol=ftp",
        )],
    ),
    t(
        "FTP LOGIN FAILED {TO|FROM} <addr>{, <user>| as <user>|}",
        failed,
        &[(
            "FTP LOGIN FAILED FROM 192.0.2.1, bob",
            "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=ftp user.name=bob",
        )],
    ),
    t(
        "repeated login failures from {<addr> (<_:host>)|<addr> [<_:ip>]|<addr>}",
        echo,
        &[(
            "repeated login failures from 192.0.2.1 (host.example.org)",
            "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=ftp echo",
        )],
    ),
    t(
        "{FTP LOGIN FROM <host> [<ip>], <user>|FTP LOGIN FROM <addr> as <user>|FTP LOGIN FROM <addr>, <user>}",
        |c| tried(c, Success),
        &[(
            "FTP LOGIN FROM host.example.org [192.0.2.1], alice",
            "sign-in event.outcome=success source.ip=192.0.2.1 source.domain=host.example.org network.protocol=ftp user.name=alice",
        )],
    ),
    t(
        "ANONYMOUS FTP LOGIN FROM <host>{ [<ip>]|},{ | (anonymous) }<_:rest>",
        |c| Meaning::Is(Action::SignIn(SignIn { user: Some(b"anonymous"), ..c.sign_in(Success) })),
        &[
            (
                "ANONYMOUS FTP LOGIN FROM host.example.org [192.0.2.1], guest@example.org",
                "sign-in event.outcome=success source.ip=192.0.2.1 source.domain=host.example.org network.protocol=ftp user.name=anonymous",
            ),
            (
                "ANONYMOUS FTP LOGIN FROM 192.0.2.1, (anonymous) x",
                "sign-in event.outcome=success source.domain=192.0.2.1 network.protocol=ftp user.name=anonymous",
            ),
        ],
    ),
    t(
        "ANONYMOUS FTP LOGIN REFUSED {FROM|for} <_:rest>",
        failed,
        &[("ANONYMOUS FTP LOGIN REFUSED FROM 192.0.2.1", "sign-in event.outcome=failure network.protocol=ftp")],
    ),
    t("FTP session closed", |c| phase(c, Closed), &[("FTP session closed", "connection-closed network.protocol=ftp")]),
    t(
        "{User <user> timed out after <_:rest>|timed out waiting for input: <_:rest>|lost connection to <addr>{ [<ip>]|}|getpeername (<_:text>): <_:rest>|wtmpx {<_:rest>|}|exiting on signal <_:rest>|<_:text>: broken pipe<_:rest>}",
        |c| phase(c, Closed),
        &[
            (
                "User bob timed out after 900 seconds at Sun Jul 10 13:17:22 2005",
                "connection-closed network.protocol=ftp user.name=bob",
            ),
            ("getpeername (ftpd): Transport endpoint is not connected", "connection-closed network.protocol=ftp"),
            (
                "lost connection to host.example.org [192.0.2.1]",
                "connection-closed source.ip=192.0.2.1 source.domain=host.example.org network.protocol=ftp",
            ),
        ],
    ),
    t(
        "{refused connect from <addr>|FTP ACCESS DENIED {FROM |}<addr><_:rest>|ACCESS DENIED <_:rest>|FTP ACCESS REFUSED <_:rest>}",
        |c| phase(c, Refused),
        &[("refused connect from 192.0.2.1", "connection-refused source.ip=192.0.2.1 network.protocol=ftp")],
    ),
    t(
        "{User|user} <user> {access denied|unknown|not in}<_:rest>",
        failed,
        &[("User bob access denied", "sign-in event.outcome=failure network.protocol=ftp user.name=bob")],
    ),
    t(
        "{warning: <_>|ftpd|NFS|daemon|startup|<_:text>startup succeeded}<_:rest>",
        other,
        &[("vsftpd startup succeeded", "housekeeping")],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_keeps_its_contract() {
        crate::templates::tests::check(&TABLE, Protocol::Ftp);
    }
}
