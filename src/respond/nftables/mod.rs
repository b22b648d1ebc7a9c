//! The packet filter of Linux: one table of our own (`inet vigie`) with sets whose elements end by themselves. Every change is
//! one transaction through `nft -f -`; no shell is involved, no other table is named. What is protected is checked again here, and
//! a second time by the rules themselves, which let protected networks pass before anything is dropped.
//!
//! Sources and networks of one size stand in one set, so that two elements are equal or apart and never overlap in part. Source of
//! the syntax: nft(8), nftables 1.0.

mod child;
mod listing;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use vigie_facts::cidr::Cidr;

use super::plan::{Policy, Refusal, protected};
pub use listing::Present;

/// Name of the table, of the family `inet`.
pub const TABLE: &str = "vigie";

/// Sets of what is dropped: name, key type, flags.
const SETS: [(&str, &str, &str); 4] = [
    ("sources4", "ipv4_addr", "timeout"),
    ("ranges4", "ipv4_addr", "interval, timeout"),
    ("sources6", "ipv6_addr", "interval, timeout"),
    ("ranges6", "ipv6_addr", "interval, timeout"),
];

/// Where `nft` lies; looked for in no other folder, because this program may run with rights.
const PROGRAMS: [&str; 3] = ["/usr/sbin/nft", "/sbin/nft", "/usr/bin/nft"];

/// Why the packet filter could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum NftError {
    /// It is not installed.
    #[error("nft is not installed (package nftables)")]
    Absent,
    /// It could not be run.
    #[error("nft: {0}")]
    Io(#[from] std::io::Error),
    /// It took too long and was ended; nothing was changed, because a change is one transaction.
    #[error("nft did not answer within {0} seconds")]
    Slow(u64),
    /// It refused.
    #[error("nft: {0}")]
    Refused(Box<str>),
    /// A table of this name is there that is not ours.
    #[error("there is a table inet {TABLE} that this program did not make: it is left alone")]
    ForeignTable,
    /// What was asked for is protected: a broken invariant of whoever asked.
    #[error("{0} is protected ({1:?}): nothing was changed")]
    Protected(Cidr, Refusal),
    /// What it listed could not be read.
    #[error("nft: the listing cannot be read: {0}")]
    Listing(#[from] serde_json::Error),
}

/// Something to drop, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// From where.
    pub network: Cidr,
    /// For how many seconds, at least 1.
    pub seconds: u32,
    /// Whether it may be held back already: then it is held back for so long from now. To find out costs the kernel some ten milliseconds.
    pub renews: bool,
}

/// The packet filter.
#[derive(Clone, Debug)]
pub struct Nftables {
    program: PathBuf,
}

impl Nftables {
    /// Finds `nft`.
    pub fn find() -> Result<Nftables, NftError> {
        let found = PROGRAMS.iter().find(|program| Path::new(program).is_file()).ok_or(NftError::Absent)?;
        Ok(Nftables { program: PathBuf::from(found) })
    }

    /// Makes the table if it is not there, and sets what is protected.
    pub fn prepare(&self, policy: &Policy) -> Result<(), NftError> {
        if self.table()?.is_some_and(|table| !table.is_ours()) {
            return Err(NftError::ForeignTable);
        }
        child::change(&self.program, &table_script(policy))
    }

    /// Drops traffic; what is dropped already is renewed. All of it or nothing. [`Nftables::prepare`] comes first.
    pub fn block(&self, blocks: &[Block], policy: &Policy) -> Result<(), NftError> {
        for block in blocks {
            if let Some(reason) = protected(block.network, policy) {
                return Err(NftError::Protected(block.network, reason));
            }
        }
        if blocks.is_empty() {
            return Ok(());
        }
        child::change(&self.program, &block_script(blocks))
    }

    /// Lets networks pass again; those that are not held any more are no error. The table goes with the last of them.
    pub fn unblock(&self, networks: &[Cidr]) -> Result<(), NftError> {
        let Some(table) = self.table()? else { return Ok(()) };
        if !table.is_ours() {
            return Err(NftError::ForeignTable);
        }
        let (gone, kept): (Vec<&Present>, Vec<&Present>) =
            table.elements.iter().partition(|element| networks.contains(&element.network));
        let script = if kept.is_empty() { delete_script() } else { unblock_script(&gone) };
        child::change(&self.program, &script)
    }

    /// Takes the table away, and all that is dropped with it.
    pub fn remove(&self) -> Result<(), NftError> {
        match self.table()? {
            None => Ok(()),
            Some(table) if !table.is_ours() => Err(NftError::ForeignTable),
            Some(_) => child::change(&self.program, &delete_script()),
        }
    }

    /// What is dropped now; `None` when the table is not there.
    pub fn present(&self) -> Result<Option<Vec<Present>>, NftError> {
        Ok(self.table()?.map(|table| table.elements))
    }

    fn table(&self) -> Result<Option<listing::Table>, NftError> {
        listing::table(&child::list(&self.program)?)
    }
}

fn delete_script() -> String {
    // Named first, so that it is no error when the last element ended a moment ago and somebody took the table away.
    format!("add table inet {TABLE}\ndelete table inet {TABLE}\n")
}

fn set_of(network: Cidr) -> &'static str {
    match (network.first().is_ipv4(), network.prefix_len()) {
        (true, 32) => "sources4",
        (true, _) => "ranges4",
        (false, 64..) => "sources6",
        (false, _) => "ranges6",
    }
}

fn element_of(network: Cidr) -> String {
    if network.prefix_len() == 32 && network.first().is_ipv4() {
        network.first().to_string()
    } else {
        network.to_string()
    }
}

/// The table as it has to be: made again in one transaction, elements untouched.
fn table_script(policy: &Policy) -> String {
    let mut script = format!("add table inet {TABLE}\n");
    for (name, key, flags) in SETS {
        let _ = writeln!(script, "add set inet {TABLE} {name} {{ type {key}; flags {flags}; counter; }}");
    }
    for (name, key, is_v4) in [("protected4", "ipv4_addr", true), ("protected6", "ipv6_addr", false)] {
        let _ = writeln!(script, "add set inet {TABLE} {name} {{ type {key}; flags interval; auto-merge; }}");
        let _ = writeln!(script, "flush set inet {TABLE} {name}");
        let lists = [&policy.own, &policy.allow, &policy.proxies, &policy.console];
        let networks: Vec<String> = lists
            .iter()
            .flat_map(|list| list.iter())
            .filter(|network| network.first().is_ipv4() == is_v4)
            .map(ToString::to_string)
            .collect();
        if !networks.is_empty() {
            let _ = writeln!(script, "add element inet {TABLE} {name} {{ {} }}", networks.join(", "));
        }
    }
    // Before connections are tracked and addresses translated, so that forwarded ports of containers are covered as well.
    let _ = writeln!(
        script,
        "add chain inet {TABLE} incoming {{ type filter hook prerouting priority -300; policy accept; }}\n\
         flush chain inet {TABLE} incoming\n\
         add rule inet {TABLE} incoming iifname \"lo\" accept\n\
         add rule inet {TABLE} incoming ip saddr @protected4 accept\n\
         add rule inet {TABLE} incoming ip6 saddr @protected6 accept\n\
         add rule inet {TABLE} incoming ip saddr @sources4 drop\n\
         add rule inet {TABLE} incoming ip saddr @ranges4 drop\n\
         add rule inet {TABLE} incoming ip6 saddr @sources6 drop\n\
         add rule inet {TABLE} incoming ip6 saddr @ranges6 drop"
    );
    script
}

/// An element that may be there is added, taken away and added again: on kernels before 6.12 adding alone does not renew its time.
fn block_script(blocks: &[Block]) -> String {
    let mut script = String::new();
    for (name, ..) in SETS {
        let members: Vec<&Block> = blocks.iter().filter(|block| set_of(block.network) == name).collect();
        if members.is_empty() {
            continue;
        }
        let renewed = members.iter().filter(|block| block.renews);
        let renewed: Vec<String> = renewed.map(|block| element_of(block.network)).collect();
        let timed: Vec<String> = members
            .iter()
            .map(|block| format!("{} timeout {}s", element_of(block.network), block.seconds.max(1)))
            .collect();
        let (renewed, timed) = (renewed.join(", "), timed.join(", "));
        let _ = writeln!(script, "add element inet {TABLE} {name} {{ {timed} }}");
        if !renewed.is_empty() {
            let _ = writeln!(script, "delete element inet {TABLE} {name} {{ {renewed} }}");
            let _ = writeln!(script, "add element inet {TABLE} {name} {{ {timed} }}");
        }
    }
    script
}

fn unblock_script(gone: &[&Present]) -> String {
    let mut script = String::new();
    for (name, ..) in SETS {
        let members: Vec<String> = gone
            .iter()
            .map(|element| element.network)
            .filter(|network| set_of(*network) == name)
            .map(element_of)
            .collect();
        if !members.is_empty() {
            // Added first: an element that ends between listing and taking away is no error then.
            let members = members.join(", ");
            let _ = writeln!(script, "add element inet {TABLE} {name} {{ {members} }}");
            let _ = writeln!(script, "delete element inet {TABLE} {name} {{ {members} }}");
        }
    }
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_name_one_table_and_sets_by_size() {
        let block = |network: &str, seconds| Block { network: network.parse().unwrap(), seconds, renews: true };
        let script = block_script(&[
            block("203.0.113.9", 60),
            block("203.0.113.0/24", 0),
            block("2001:db8:1:2::/64", 9),
            block("2001:db8:1::/48", 9),
        ]);
        assert_eq!(
            script.lines().filter(|line| line.contains("timeout")).step_by(2).collect::<Vec<_>>(),
            [
                "add element inet vigie sources4 { 203.0.113.9 timeout 60s }",
                "add element inet vigie ranges4 { 203.0.113.0/24 timeout 1s }",
                "add element inet vigie sources6 { 2001:db8:1:2::/64 timeout 9s }",
                "add element inet vigie ranges6 { 2001:db8:1::/48 timeout 9s }",
            ]
        );
        let fresh = Block { renews: false, ..block("203.0.113.9", 60) };
        assert_eq!(block_script(&[fresh]), "add element inet vigie sources4 { 203.0.113.9 timeout 60s }\n");
        let both = block_script(&[fresh, block("203.0.113.8", 60)]);
        assert!(both.contains("delete element inet vigie sources4 { 203.0.113.8 }"), "{both}");
        let policy = Policy { own: vec!["192.0.2.0/24".parse().unwrap()], ..Policy::default() };
        for line in script.lines().chain(table_script(&policy).lines()).chain(delete_script().lines()) {
            assert!(line.contains(" inet vigie"), "{line}");
        }
    }
}
