//! Changes of accounts and groups: shadow's useradd, usermod, userdel, groupadd, groupmod, groupdel, gpasswd, passwd, chpasswd,
//! chage, chfn, chsh, and Debian's adduser.

use std::sync::LazyLock;

use vigie_facts::event::AccountChangeKind::{
    CredentialsChanged, GroupAdded, GroupMemberAdded, GroupMemberRemoved, GroupRemoved, Modified, UserAdded,
    UserRemoved,
};
use vigie_facts::event::Outcome::{Failure, Success};
use vigie_facts::event::{AccountChangeKind, Action, Protocol};
use vigie_facts::service::Service;

use crate::services::Templated;
use crate::templates::{Captures, Meaning, Table, Template, other, t};

pub(crate) static ACCOUNTS: Templated = Templated {
    id: "accounts",
    service: Service::Accounts,
    protocol: Protocol::Local,
    processes: &[
        "useradd",
        "usermod",
        "userdel",
        "groupadd",
        "groupmod",
        "groupdel",
        "gpasswd",
        "passwd",
        "chpasswd",
        "chage",
        "chfn",
        "chsh",
        "adduser",
        "deluser",
        "newusers",
        "chgpasswd",
        "groupmems",
        "vipw",
        "systemd-sysusers",
        "usernetctl",
        "unix_chkpwd",
        "accounts-daemon",
    ],
    beginnings: &["new user: name=", "new group: name=", "delete user '"],
    table: &TABLE,
};

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::compile(TEMPLATES));

fn changed<'a>(c: &Captures<'a>, kind: AccountChangeKind) -> Meaning<'a> {
    Meaning::Is(Action::AccountChange(c.account(kind, Success)))
}

fn failed<'a>(c: &Captures<'a>, kind: AccountChangeKind) -> Meaning<'a> {
    Meaning::Is(Action::AccountChange(c.account(kind, Failure)))
}

const TEMPLATES: &[Template] = &[
    t(
        "new user: name=<user:text>, {UID|uid}=<_:rest>",
        |c| changed(c, UserAdded),
        &[(
            "new user: name=bob, UID=1001, GID=1001, home=/home/bob, shell=/bin/bash, from=/dev/pts/0",
            "user-added event.outcome=success user.name=bob",
        )],
    ),
    t(
        "new account added - account=<user:text>, <_:rest>",
        |c| changed(c, UserAdded),
        &[(
            "new account added - account=bob, uid=1001, gid=100, home=/home/bob, shell=/bin/bash, by=0",
            "user-added event.outcome=success user.name=bob",
        )],
    ),
    t(
        "{account added to group - account=<user:text>, group=<group:text>, <_:rest>|account added to group - account=<user:text>, group=<group:text>}",
        |c| changed(c, GroupMemberAdded),
        &[(
            "account added to group - account=bob, group=video, gid=33, by=0",
            "group-member-added event.outcome=success user.name=bob group.name=video",
        )],
    ),
    t(
        "{new group: name=<group:text>, GID=<_:int>|new group: name=<group:text>, gid=<_:int>}",
        |c| changed(c, GroupAdded),
        &[("new group: name=bob, GID=1001", "group-added event.outcome=success group.name=bob")],
    ),
    t(
        "group added to <_:text>: name=<group:text>{, GID=<_:int>|}",
        |c| changed(c, GroupAdded),
        &[("group added to /etc/group: name=bob, GID=1001", "group-added event.outcome=success group.name=bob")],
    ),
    t(
        "group '<group:text>' {added|created}<_:rest>",
        |c| changed(c, GroupAdded),
        &[("group 'bob' created by root", "group-added event.outcome=success group.name=bob")],
    ),
    t(
        "{delete user|delete account} '<user:text>'{ by `<_:text>'|}",
        |c| changed(c, UserRemoved),
        &[("delete user 'bob'", "user-removed event.outcome=success user.name=bob")],
    ),
    t(
        "{removed group '<group:text>' owned by '<_:text>'|removed group `<group:text>' owned by `<_:text>'|group '<group:text>' removed{ from <_:rest>|}|removed shadow group '<group:text>' owned by '<_:text>'|removed shadow group `<group:text>' owned by `<_:text>'|group removed - <_:rest>|remove group '<group:text>'<_:rest>}",
        |c| changed(c, GroupRemoved),
        &[
            ("removed group 'bob' owned by 'bob'", "group-removed event.outcome=success group.name=bob"),
            ("group 'bob' removed from /etc/group", "group-removed event.outcome=success group.name=bob"),
        ],
    ),
    t(
        "add '<user:text>' to {shadow |}group '<group:text>'{, for <_:rest>|}",
        |c| changed(c, GroupMemberAdded),
        &[
            ("add 'bob' to group 'sudo'", "group-member-added event.outcome=success user.name=bob group.name=sudo"),
            (
                "add 'bob' to shadow group 'sudo'",
                "group-member-added event.outcome=success user.name=bob group.name=sudo",
            ),
        ],
    ),
    t(
        "add {user |member |}<user:id> to group <group:id><_:rest>",
        |c| changed(c, GroupMemberAdded),
        &[(
            "add member bob to group sudo by root",
            "group-member-added event.outcome=success user.name=bob group.name=sudo",
        )],
    ),
    t(
        "{user|member} <user:id> added by <_> to group <group:id>",
        |c| changed(c, GroupMemberAdded),
        &[(
            "user bob added by root to group sudo",
            "group-member-added event.outcome=success user.name=bob group.name=sudo",
        )],
    ),
    t(
        "delete '<user:text>' from {shadow |}group '<group:text>'{, <_:rest>|}",
        |c| changed(c, GroupMemberRemoved),
        &[(
            "delete 'bob' from group 'sudo'",
            "group-member-removed event.outcome=success user.name=bob group.name=sudo",
        )],
    ),
    t(
        "{remove member|remove user} <user:id> from group <group:id><_:rest>",
        |c| changed(c, GroupMemberRemoved),
        &[(
            "remove member bob from group sudo by root",
            "group-member-removed event.outcome=success user.name=bob group.name=sudo",
        )],
    ),
    t(
        "{user|member} <user:id> removed by <_> from group <group:id>",
        |c| changed(c, GroupMemberRemoved),
        &[(
            "user bob removed by root from group sudo",
            "group-member-removed event.outcome=success user.name=bob group.name=sudo",
        )],
    ),
    t(
        "{members of group <group:text> set by <_:rest>|set members of <group:text> to <_:rest>|administrators of group <group:text> set by <_:rest>|set administrators of <group:text> to <_:rest>}",
        |c| changed(c, GroupMemberAdded),
        &[(
            "members of group sudo set by root to alice,bob",
            "group-member-added event.outcome=success group.name=sudo",
        )],
    ),
    t(
        "change user '<user:text>' password",
        |c| changed(c, CredentialsChanged),
        &[("change user 'bob' password", "credentials-changed event.outcome=success user.name=bob")],
    ),
    t(
        "{password for '<user:text>' changed by '<_:text>'|password for <user:text> changed by <_:rest>|password changed for <user>|changed password for <user>|password of group <group:text> changed by <_:rest>|change the password of group <_:rest>|the password for <user:text> was changed<_:rest>}",
        |c| changed(c, CredentialsChanged),
        &[
            ("password for bob changed by root", "credentials-changed event.outcome=success user.name=bob"),
            ("password for 'bob' changed by 'root'", "credentials-changed event.outcome=success user.name=bob"),
        ],
    ),
    t(
        "{failed to change user '<user>' <_:rest>|can't <_:rest>|failed <_:rest>|failure while writing <_:rest>|cannot <_:rest>|unable to <_:rest>|incorrect password for <_:rest>|user '<user:text>' does not exist|<_> is not authorized <_:rest>|password - <_:rest>|can not <_:rest>}",
        |c| failed(c, Modified),
        &[
            ("failed to change user 'bob' password", "account-modified event.outcome=failure user.name=bob"),
            ("incorrect password for 'bob'", "account-modified event.outcome=failure"),
        ],
    ),
    t(
        "{lock user|unlock user|locked user|unlocked user} '<user:text>'{ password|}",
        |c| changed(c, CredentialsChanged),
        &[("lock user 'bob' password", "credentials-changed event.outcome=success user.name=bob")],
    ),
    t(
        "change {user|admin|account} '<user:text>' {UID|GID|shell|home|expiration|password|primary group|inactive|name|gecos|comment|supplementary|'<_:text>'}<_:rest>",
        |c| changed(c, Modified),
        &[
            (
                "change user 'bob' shell from '/bin/sh' to '/bin/bash'",
                "account-modified event.outcome=success user.name=bob",
            ),
            (
                "change user 'bob' expiration from 'never' to '2024-01-01'",
                "account-modified event.outcome=success user.name=bob",
            ),
        ],
    ),
    t(
        "{changed user `<user:text>' <_:rest>|changed user '<user:text>' <_:rest>|changed password expiry for <user>|changed <user:text> home directory<_:rest>|moved <_:rest>|change GID for `<user>' <_:rest>|change GID for '<user>' <_:rest>|change group `<group:text>' <_:rest>|group changed in <_:rest>|set_password_<_:rest>|default <_:rest>|changed home directory<_:rest>|change gid of <_:rest>|changed group <_:rest>}",
        |c| changed(c, Modified),
        &[
            ("changed password expiry for bob", "account-modified event.outcome=success user.name=bob"),
            ("group changed in /etc/group (group sudo/27)", "account-modified event.outcome=success"),
        ],
    ),
    t(
        "{delete `<user:text>' from {shadow |}group `<group:text>'|removed `<user:text>' from group `<group:text>'}",
        |c| changed(c, GroupMemberRemoved),
        &[(
            "delete `bob' from group `sudo'",
            "group-member-removed event.outcome=success user.name=bob group.name=sudo",
        )],
    ),
    t(
        "{add `<user:text>' to {shadow |}group `<group:text>'}",
        |c| changed(c, GroupMemberAdded),
        &[("add `bob' to group `sudo'", "group-member-added event.outcome=success user.name=bob group.name=sudo")],
    ),
    t(
        "{Creating user|Creating group} {<user:id>|'<user:text>'} (<_:rest>",
        |c| changed(c, UserAdded),
        &[("Creating user alloy (Alloy user) with UID 998", "user-added event.outcome=success user.name=alloy")],
    ),
    t(
        "Creating group {<group:id>|'<group:text>'} {with|<_:text>}<_:rest>",
        |c| changed(c, GroupAdded),
        &[("Creating group 'alloy' with GID 998.", "group-added event.outcome=success group.name=alloy")],
    ),
    t(
        "{Creating|Adding|Enter|running|Selecting|Done|update|gkr-pam|No|The user}<_:rest>",
        other,
        &[("Creating mailbox file: File exists", "housekeeping")],
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
