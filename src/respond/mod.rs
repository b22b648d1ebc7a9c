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
