//! sudo, su, doas and pkexec: the use of another account's rights. PAM's lines beside them are echoes and read by `pam`.

use std::sync::LazyLock;

use vigie_facts::event::Outcome::{Failure, Success};
use vigie_facts::event::{Action, Outcome, Privilege, Protocol};
use vigie_facts::service::Service;

use crate::services::Templated;
use crate::templates::{Captures, Meaning, Slot, Table, Template, other, t};

pub(crate) static SUDO: Templated = Templated {
    id: "sudo",
    service: Service::Sudo,
    protocol: Protocol::Local,
    processes: &["sudo", "su", "doas", "pkexec", "polkitd", "polkit-agent-helper-1", "runuser"],
    beginnings: &["FAILED su ", "Successful su ", "FAILED SU ", "BAD SU "],
    table: &TABLE,
};

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::compile(TEMPLATES));

fn privilege<'a>(c: &Captures<'a>, outcome: Outcome) -> Meaning<'a> {
    Meaning::Is(Action::Privilege(c.privilege(outcome)))
}

fn granted<'a>(c: &Captures<'a>) -> Meaning<'a> {
    privilege(c, Success)
}

fn denied<'a>(c: &Captures<'a>) -> Meaning<'a> {
    privilege(c, Failure)
}

/// A password that was asked for and not given rightly.
fn wrong_password<'a>(c: &Captures<'a>) -> Meaning<'a> {
    Meaning::Is(Action::SignIn(c.sign_in(Failure)))
}

fn as_root<'a>(c: &Captures<'a>) -> Meaning<'a> {
    Meaning::Is(Action::Privilege(Privilege {
        target_user: Some(c.some(Slot::Target).unwrap_or(b"root")),
        ..c.privilege(Success)
    }))
}

const TEMPLATES: &[Template] = &[
    // sudo, logging.c. `TTY` is missing where there is none; a command may hold whatever stands before `COMMAND`.
    t(
        "<user:text> : {TTY=<_> ; |}{CHROOT=<_:text> ; |}PWD=<_:text> ; USER=<target> ; {|GROUP=<_> ; }{|TSID=<_> ; }{|ENV=<_:text> ; }COMMAND=<command>",
        granted,
        &[
            (
                "alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/apt update",
                "privilege-use event.outcome=success user.name=alice user.effective.name=root process.command_line=/usr/bin/apt update",
            ),
            (
                "alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; TSID=000001 ; COMMAND=/bin/ls",
                "privilege-use event.outcome=success user.name=alice user.effective.name=root process.command_line=/bin/ls",
            ),
            (
                "alice : PWD=/home/alice ; USER=root ; ENV=A=b ; COMMAND=/bin/ls",
                "privilege-use event.outcome=success user.name=alice user.effective.name=root process.command_line=/bin/ls",
            ),
            (
                "alice : PWD=/ ; USER=bob ; COMMAND=/bin/sh -c 'echo ; USER=root ; COMMAND=x'",
                "privilege-use event.outcome=success user.name=alice user.effective.name=bob process.command_line=/bin/sh -c 'echo ; USER=root ; COMMAND=x'",
            ),
        ],
    ),
    t(
        "<user:text> : {TTY=<_> ; |}PWD=<_:text> ; {GROUP=<_> ; |}COMMAND=<command>",
        granted,
        &[(
            "alice : TTY=pts/0 ; PWD=/ ; GROUP=adm ; COMMAND=/bin/ls",
            "privilege-use event.outcome=success user.name=alice process.command_line=/bin/ls",
        )],
    ),
    t(
        "<user:text> : <tries> incorrect password attempt{s|} ; <_:rest>",
        wrong_password,
        &[(
            "bob : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
            "sign-in event.outcome=failure network.protocol=local user.name=bob vigie.authentication.tries=3",
        )],
    ),
    // The reason comes first: `user NOT in sudoers`, `command not allowed`, `a password is required` …
    t(
        "<user:text> : <_:text> ; {TTY=<_> ; |}{CHROOT=<_:text> ; |}PWD=<_:text> ; USER=<target> ; {|GROUP=<_> ; }{|TSID=<_> ; }{|ENV=<_:text> ; }COMMAND=<command>",
        denied,
        &[
            (
                "bob : user NOT in sudoers ; TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/bin/cat /etc/shadow",
                "privilege-use event.outcome=failure user.name=bob user.effective.name=root process.command_line=/bin/cat /etc/shadow",
            ),
            (
                "bob : command not allowed ; PWD=/ ; USER=root ; COMMAND=/bin/sh -c ' ; COMMAND=x'",
                "privilege-use event.outcome=failure user.name=bob user.effective.name=root process.command_line=/bin/sh -c ' ; COMMAND=x'",
            ),
            (
                "bob : a password is required ; TTY=unknown ; PWD=/ ; USER=root ; COMMAND=list",
                "privilege-use event.outcome=failure user.name=bob user.effective.name=root process.command_line=list",
            ),
        ],
    ),
    t(
        "<user:text> : unknown {user|group} <_:text> ; {TTY=<_> ; |}PWD=<_:text> ; USER=<target> ;",
        denied,
        &[(
            "bob : unknown user carol ; PWD=/ ; USER=carol ;",
            "privilege-use event.outcome=failure user.name=bob user.effective.name=carol",
        )],
    ),
    t(
        "<user:text> : (command continued) <command>",
        granted,
        &[(
            "alice : (command continued) --yes",
            "privilege-use event.outcome=success user.name=alice process.command_line=--yes",
        )],
    ),
    t(
        "{unable to resolve host|unable to send|unable to execute|problem with defaults entries|timestamp too far in the future|timestamp owner|pam_authenticate|/etc/sudoers|>>>|parse error|unable to open|error initializing audit|no valid sudoers sources|setrlimit}<_:rest>",
        other,
        &[("unable to resolve host web1: Name or service not known", "housekeeping")],
    ),
    t(
        "<user:text> : {problem with defaults entries|unable to resolve host|parse error|>>>|unable to open|timestamp <_>|no valid sudoers|unable to}<_:rest>",
        other,
        &[("alice : problem with defaults entries ; TTY=pts/0", "housekeeping")],
    ),
    // su, shadow and util-linux and coreutils
    t(
        "Successful su for <target:text> by <user>",
        granted,
        &[(
            "Successful su for root by alice",
            "privilege-use event.outcome=success user.name=alice user.effective.name=root",
        )],
    ),
    t(
        "{FAILED su|FAILED SU|Authentication failed} for <target:text> by <user>",
        denied,
        &[("FAILED su for root by bob", "privilege-use event.outcome=failure user.name=bob user.effective.name=root")],
    ),
    t(
        "{FAILED SU |FAILED su |BAD SU }(to <target:text>) <user:text> on <_>",
        denied,
        &[(
            "FAILED SU (to root) bob on pts/1",
            "privilege-use event.outcome=failure user.name=bob user.effective.name=root",
        )],
    ),
    t(
        "BAD SU <user:text> to <target:text> on <_>",
        denied,
        &[(
            "BAD SU bob to root on /dev/ttyp0",
            "privilege-use event.outcome=failure user.name=bob user.effective.name=root",
        )],
    ),
    t(
        "(to <target:text>) <user:text> on <_>",
        granted,
        &[("(to root) alice on pts/0", "privilege-use event.outcome=success user.name=alice user.effective.name=root")],
    ),
    t(
        "<user:text> to <target:text> on <_>",
        granted,
        &[(
            "alice to root on /dev/ttyp0",
            "privilege-use event.outcome=success user.name=alice user.effective.name=root",
        )],
    ),
    t(
        "+ <_> <user:id>{:|-}<target>",
        granted,
        &[
            ("+ /dev/pts/0 alice:root", "privilege-use event.outcome=success user.name=alice user.effective.name=root"),
            ("+ pts/1 alice-root", "privilege-use event.outcome=success user.name=alice user.effective.name=root"),
        ],
    ),
    t(
        "- <_> <user:id>{:|-}<target>",
        denied,
        &[("- /dev/pts/0 bob:root", "privilege-use event.outcome=failure user.name=bob user.effective.name=root")],
    ),
    t(
        "'su <target:text>' {succeeded|successful} for <user:text> on <_>",
        granted,
        &[(
            "'su root' succeeded for alice on /dev/pts/1",
            "privilege-use event.outcome=success user.name=alice user.effective.name=root",
        )],
    ),
    t(
        "'su <target:text>' failed for <user:text> on <_>",
        denied,
        &[(
            "'su root' failed for bob on /dev/pts/1",
            "privilege-use event.outcome=failure user.name=bob user.effective.name=root",
        )],
    ),
    t(
        "{No passwd entry for user|Cannot determine your user name|User not known to|Account expired|pam_open_session|pam_authenticate|bad}<_:rest>",
        denied,
        &[("No passwd entry for user 'bob'", "privilege-use event.outcome=failure")],
    ),
    // doas
    t(
        "<user:id> ran command <command:text> as <target:id> from <_:rest>",
        granted,
        &[(
            "alice ran command ls -l as root from /home/alice",
            "privilege-use event.outcome=success user.name=alice user.effective.name=root process.command_line=ls -l",
        )],
    ),
    t(
        "command not permitted for <user:id>: <command>",
        denied,
        &[(
            "command not permitted for bob: sh",
            "privilege-use event.outcome=failure user.name=bob process.command_line=sh",
        )],
    ),
    t(
        "{failed auth for|failed password for} <user>",
        wrong_password,
        &[("failed auth for bob", "sign-in event.outcome=failure network.protocol=local user.name=bob")],
    ),
    // pkexec and polkit
    t(
        "<user:id>: Executing command [USER=<target:text>] [TTY=<_:text>] [CWD=<_:text>] [COMMAND=<command:text>]",
        granted,
        &[(
            "alice: Executing command [USER=root] [TTY=/dev/pts/0] [CWD=/home/alice] [COMMAND=/usr/bin/id]",
            "privilege-use event.outcome=success user.name=alice user.effective.name=root process.command_line=/usr/bin/id",
        )],
    ),
    t(
        "<user:id>: {Error executing command as another user|The value for<_:text>}{: <_:text>|} [USER=<target:text>] [TTY=<_:text>] [CWD=<_:text>] [COMMAND=<command:text>]",
        denied,
        &[(
            "bob: Error executing command as another user: Not authorized [USER=root] [TTY=/dev/pts/0] [CWD=/] [COMMAND=/bin/sh]",
            "privilege-use event.outcome=failure user.name=bob user.effective.name=root process.command_line=/bin/sh",
        )],
    ),
    t(
        "Operator of <_> {successfully authenticated|FAILED to authenticate}<_:rest>",
        other,
        &[("Operator of unix-session:1 successfully authenticated as unix-user:alice", "housekeeping")],
    ),
    t(
        "{Registered Authentication Agent|Unregistered Authentication Agent|Started polkitd|Loading rules|Finished loading|Acquired the name|Reloading rules|Collecting garbage|Successfully changed|Lost the name|Error compiling}<_:rest>",
        other,
        &[("Started polkitd version 0.105", "housekeeping")],
    ),
    t(
        "user <user:id> acting as <target:id><_:rest>",
        as_root,
        &[(
            "user alice acting as root",
            "privilege-use event.outcome=success user.name=alice user.effective.name=root",
        )],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_keeps_its_contract() {
        crate::templates::tests::check(&TABLE, Protocol::Local);
    }
}
