//! Reads what `nft -j list table` writes (libnftables-json(5)): which sets and chains the table has and what they hold. Understands
//! the shapes our own table takes; anything else makes the table a foreign one.

use std::net::IpAddr;

use serde_json::Value;
use vigie_facts::cidr::Cidr;

use super::{NftError, SETS};

/// Something that is dropped now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Present {
    /// From where.
    pub network: Cidr,
    /// Seconds until it ends.
    pub seconds_left: u64,
    /// Packets dropped since it began.
    pub packets: u64,
    /// Bytes dropped since it began.
    pub bytes: u64,
}

/// The table.
#[derive(Debug)]
pub(super) struct Table {
    sets: Vec<String>,
    chains: Vec<String>,
    pub(super) elements: Vec<Present>,
}

impl Table {
    /// Whether it has the sets and the chain we make, or nothing at all, and no other chain.
    pub(super) fn is_ours(&self) -> bool {
        let has_sets = SETS.iter().all(|(name, ..)| self.sets.iter().any(|set| set == name));
        let has_chain = self.chains.iter().eq(["incoming"]);
        (has_sets && has_chain) || (self.sets.is_empty() && self.chains.is_empty())
    }
}

/// Reads a listing; `None` when it is empty.
pub(super) fn table(listing: &str) -> Result<Option<Table>, NftError> {
    if listing.is_empty() {
        return Ok(None);
    }
    let listing: Value = serde_json::from_str(listing)?;
    let mut table = Table { sets: Vec::new(), chains: Vec::new(), elements: Vec::new() };
    for object in listing["nftables"].as_array().into_iter().flatten() {
        if let Some(chain) = object["chain"]["name"].as_str() {
            table.chains.push(chain.to_owned());
        }
        let set = &object["set"];
        let Some(name) = set["name"].as_str() else { continue };
        table.sets.push(name.to_owned());
        if SETS.iter().any(|(ours, ..)| *ours == name) {
            table.elements.extend(set["elem"].as_array().into_iter().flatten().filter_map(element));
        }
    }
    table.elements.sort_by_key(|element| element.network);
    Ok(Some(table))
}

fn element(element: &Value) -> Option<Present> {
    let element = &element["elem"];
    let value = &element["val"];
    let network = if let Some(address) = value.as_str() {
        address.parse().ok()?
    } else {
        let address: IpAddr = value["prefix"]["addr"].as_str()?.parse().ok()?;
        Cidr::new(address, u8::try_from(value["prefix"]["len"].as_u64()?).ok()?).ok()?
    };
    Some(Present {
        network,
        seconds_left: element["expires"].as_u64().unwrap_or(0),
        packets: element["counter"]["packets"].as_u64().unwrap_or(0),
        bytes: element["counter"]["bytes"].as_u64().unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As nftables 1.0.6 writes it, shortened.
    const LISTING: &str = r#"{"nftables": [{"metainfo": {"version": "1.0.6"}}, {"table": {"family": "inet", "name": "vigie"}},
        {"set": {"name": "sources4", "elem": [{"elem": {"val": "203.0.113.9", "timeout": 60, "expires": 59,
            "counter": {"packets": 3, "bytes": 180}}}]}},
        {"set": {"name": "ranges4"}}, {"set": {"name": "ranges6"}},
        {"set": {"name": "sources6", "elem": [{"elem": {"val": {"prefix": {"addr": "2001:db8::", "len": 64}}, "expires": 1}}]}},
        {"chain": {"name": "incoming"}}]}"#;

    #[test]
    fn our_own_table_is_read_and_others_are_foreign() {
        let ours = table(LISTING).unwrap().unwrap();
        assert!(ours.is_ours());
        assert_eq!(
            ours.elements.iter().map(|one| (one.network.to_string(), one.packets)).collect::<Vec<_>>(),
            [("203.0.113.9/32".to_owned(), 3), ("2001:db8::/64".to_owned(), 0)]
        );
        assert!(!table(&LISTING.replace("incoming", "theirs")).unwrap().unwrap().is_ours());
        assert!(!table(&LISTING.replace("ranges4", "other")).unwrap().unwrap().is_ours());
        assert!(table("").unwrap().is_none() && table("nonsense").is_err());
    }
}
