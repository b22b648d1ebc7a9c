//! What is done about attackers: decisions ([`plan`], pure), the record of what was done ([`ledger`]), and one folder a blocker.
//! Nothing here decides what an attack is, and nothing acts without being told to.

pub mod ledger;
pub mod nftables;
pub mod plan;
