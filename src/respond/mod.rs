//! What is done about attackers: decisions ([`plan`], pure), the record of what was done ([`ledger`]), and one folder a
//! blocker: the packet filter ([`nftables`]) and the process that alone may change it ([`blocker`]), programs that ask for decisions ([`lapi`]), files and
//! commands of servers ([`hands`]); and who is told of it (`alert`).
//! Nothing here decides what an attack is, and nothing acts without being told to.

#[cfg(feature = "alerts")]
pub mod alert;
pub mod blocker;
pub mod hands;
pub mod lapi;
pub mod ledger;
pub mod nftables;
pub mod plan;

use std::ffi::{OsStr, OsString};
use std::process::{Child, Stdio};

/// Starts this program again, as a process of its own with these arguments, only this of the environment, and these ends to read from and
/// write to. It complains where this process does.
#[expect(clippy::disallowed_types, reason = "it is this program, by its own path; arguments are a vector")]
pub(crate) fn start_again(
    arguments: impl IntoIterator<Item = OsString>,
    environment: impl IntoIterator<Item = (impl AsRef<OsStr>, OsString)>,
    [stdin, stdout]: [Stdio; 2],
) -> std::io::Result<Child> {
    std::process::Command::new(std::env::current_exe()?)
        .args(arguments)
        .env_clear()
        .envs(environment)
        .stdin(stdin)
        .stdout(stdout)
        .spawn()
}
