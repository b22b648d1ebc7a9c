//! Which addresses are the machine's own, and from where somebody types this: read from what the kernel says in `/proc`. It asks no network.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;

use vigie_facts::cidr::Cidr;

use super::tree::Tree;

/// Processes between this one and the sign-in it was typed from.
const ANCESTORS_MAX: usize = 24;

/// Networks that the machine itself is in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// Its own addresses that strangers reach, and networks that no stranger is in.
    pub networks: Vec<Cidr>,
}

/// Whether only machines near this one have such an address: private, of this machine, or of this link.
pub fn is_inner(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_private() || v4.is_loopback() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

/// Networks of the machine below a root: private ones as a whole, of public ones its own addresses only, for strangers are the neighbours there.
pub fn own(root: &Tree) -> Own {
    let mut networks = BTreeSet::new();
    for address in root.text(Path::new("/proc/net/fib_trie")).as_deref().map(addresses_v4).unwrap_or_default() {
        if !is_inner(address.into()) {
            networks.extend(Cidr::new(address.into(), 32));
        }
    }
    for (network, length) in root.text(Path::new("/proc/net/route")).as_deref().map(links_v4).unwrap_or_default() {
        if network.is_private() {
            networks.extend(Cidr::new(network.into(), length));
        }
    }
    for (address, length) in root.text(Path::new("/proc/net/if_inet6")).as_deref().map(addresses_v6).unwrap_or_default()
    {
        if address.is_loopback() || address.is_unicast_link_local() {
            continue;
        }
        // A source of IPv6 is a /64: one's own cannot be told from it more finely.
        let length = if address.is_unique_local() { length } else { 64 };
        let bits = if length == 0 { 0 } else { u128::MAX << (128 - u32::from(length.min(128))) };
        networks.extend(Cidr::new(Ipv6Addr::from(u128::from(address) & bits).into(), length.min(128)));
    }
    Own { networks: networks.into_iter().collect() }
}

/// `|-- 192.0.2.2` followed by `/32 host LOCAL`: an address of this machine.
fn addresses_v4(text: &str) -> BTreeSet<Ipv4Addr> {
    let (mut found, mut last) = (BTreeSet::new(), None);
    for line in text.lines().map(str::trim) {
        if let Some(address) = line.strip_prefix("|-- ") {
            last = address.parse::<Ipv4Addr>().ok();
        } else if line == "/32 host LOCAL" {
            found.extend(last.filter(|address| !address.is_loopback()));
        }
    }
    found
}

/// Columns `Iface Destination Gateway Flags … Mask` in hexadecimal, the first byte last: networks without a gateway.
fn links_v4(text: &str) -> BTreeSet<(Ipv4Addr, u8)> {
    let number = |text: &str| u32::from_str_radix(text, 16).ok().map(u32::swap_bytes);
    let read = |line: &str| {
        let columns: Vec<&str> = line.split_ascii_whitespace().collect();
        let (network, gateway, mask) = (number(columns.get(1)?)?, number(columns.get(2)?)?, number(columns.get(7)?)?);
        (gateway == 0 && mask != 0).then(|| (Ipv4Addr::from(network & mask), mask.leading_ones() as u8))
    };
    text.lines().skip(1).filter_map(read).collect()
}

/// Lines `address number prefix scope flags interface`, in hexadecimal.
fn addresses_v6(text: &str) -> BTreeSet<(Ipv6Addr, u8)> {
    let read = |line: &str| {
        let columns: Vec<&str> = line.split_ascii_whitespace().collect();
        let address = columns.first().filter(|text| text.len() == 32)?;
        let length = u8::from_str_radix(columns.get(2)?, 16).ok()?;
        Some((Ipv6Addr::from(u128::from_str_radix(address, 16).ok()?), length))
    };
    text.lines().filter_map(read).collect()
}

/// The other side of a value of `SSH_CONNECTION` (ssh(1), "ENVIRONMENT").
pub fn client_of(connection: &str) -> Option<IpAddr> {
    connection.split(' ').next()?.parse().ok()
}

/// Where somebody types this from: `SSH_CONNECTION` of this process, or of one it was started by, for sudo takes it away.
pub fn console(own: Option<&str>) -> Option<IpAddr> {
    if let Some(address) = own.and_then(client_of) {
        return Some(address);
    }
    let tree = Tree::new(Path::new("/"));
    let mut id = std::os::unix::process::parent_id();
    for _ in 0..ANCESTORS_MAX {
        let folder = Path::new("/proc").join(id.to_string());
        let environment = tree.text(&folder.join("environ")).unwrap_or_default();
        let found = environment.split('\0').find_map(|one| one.strip_prefix("SSH_CONNECTION=")).and_then(client_of);
        if found.is_some() {
            return found;
        }
        let status = tree.text(&folder.join("status"))?;
        id = status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse().ok().filter(|id| *id > 0)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_knows_its_own_addresses() {
        let trie = "Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 127.0.0.1\n        /32 host LOCAL\n     |-- 203.0.113.7\n        /32 host LOCAL\n     |-- 203.0.113.255\n        /32 link BROADCAST\n";
        assert_eq!(addresses_v4(trie).into_iter().collect::<Vec<_>>(), [Ipv4Addr::new(203, 0, 113, 7)]);
        let routes = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n\
            eth0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\n\
            eth0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\nbroken\n";
        assert_eq!(links_v4(routes).into_iter().collect::<Vec<_>>(), [(Ipv4Addr::new(10, 0, 0, 0), 24)]);
        let six = "20010db8000000010000000000000007 02 40 00 80 eth0\nfe80000000000000000000000000000a 02 40 20 80 eth0\nxx\n";
        let found: Vec<_> = addresses_v6(six).into_iter().collect();
        assert_eq!(found[0], ("2001:db8:0:1::7".parse().unwrap(), 64));
        assert_eq!(console(Some("203.0.113.50 4711 192.0.2.1 22")), Some("203.0.113.50".parse().unwrap()));
    }
}
