//! Sources of traffic: an IPv4 address or an IPv6 /64, after wrapped addresses were unwrapped. A source is where traffic
//! *arrived from*; nothing here says who sent it.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

/// A source as counted: one IPv4 address, or one IPv6 /64 (the smallest block a network hands to a customer, RFC 6177).
///
/// ```
/// use vigie_facts::source::Source;
/// let mapped: std::net::IpAddr = "::ffff:192.0.2.7".parse().unwrap();
/// assert_eq!(Source::of(mapped).to_string(), "192.0.2.7");
/// let six: std::net::IpAddr = "2001:db8:1:2:3:4:5:6".parse().unwrap();
/// assert_eq!(Source::of(six).to_string(), "2001:db8:1:2::/64");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Source {
    /// An IPv4 address, as a big-endian number.
    V4(u32),
    /// The upper 64 bits of an IPv6 address.
    V6(u64),
}

impl Source {
    /// The source of an address, unwrapped by [`unwrap_address`] first.
    #[inline]
    pub fn of(address: IpAddr) -> Source {
        match unwrap_address(address) {
            IpAddr::V4(v4) => Source::V4(u32::from(v4)),
            IpAddr::V6(v6) => Source::V6((u128::from(v6) >> 64) as u64),
        }
    }

    /// The first address of the source: itself for IPv4, the network address of the /64 for IPv6.
    pub fn first_address(self) -> IpAddr {
        match self {
            Source::V4(bits) => IpAddr::V4(Ipv4Addr::from(bits)),
            Source::V6(bits) => IpAddr::V6(Ipv6Addr::from(u128::from(bits) << 64)),
        }
    }

    /// The surrounding network used for counting per network: /24 for IPv4, /48 for IPv6 (a common allocation to one site).
    #[must_use]
    pub fn network(self) -> Source {
        match self {
            Source::V4(bits) => Source::V4(bits & 0xffff_ff00),
            Source::V6(bits) => Source::V6(bits & 0xffff_ffff_ffff_0000),
        }
    }

    /// The range around that network: /16 for IPv4, /32 for IPv6 (what a registry commonly allots to one operator).
    #[must_use]
    pub fn range(self) -> Source {
        match self {
            Source::V4(bits) => Source::V4(bits & 0xffff_0000),
            Source::V6(bits) => Source::V6(bits & 0xffff_ffff_0000_0000),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.first_address() {
            IpAddr::V4(v4) => v4.fmt(f),
            IpAddr::V6(v6) => write!(f, "{v6}/64"),
        }
    }
}

/// The address that really sent a packet when IPv6 only wraps IPv4: IPv4-mapped `::ffff:0:0/96` (RFC 4291), the NAT64
/// well-known prefix `64:ff9b::/96` (RFC 6052), and Teredo `2001::/32`, whose client address stands inverted in the last
/// 32 bits (RFC 4380 § 4). Others come back unchanged.
#[inline]
pub fn unwrap_address(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else { return address };
    if let Some(v4) = v6.to_ipv4_mapped() {
        return IpAddr::V4(v4);
    }
    let bits = u128::from(v6);
    let segments = v6.segments();
    if segments[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        return IpAddr::V4(Ipv4Addr::from(bits as u32));
    }
    if segments[..2] == [0x2001, 0] {
        return IpAddr::V4(Ipv4Addr::from(!(bits as u32)));
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> String {
        Source::of(text.parse().unwrap()).to_string()
    }

    #[test]
    fn wrapped_addresses_are_unwrapped_before_counting() {
        assert_eq!(source("64:ff9b::c000:0207"), "192.0.2.7");
        // RFC 4380's own example: client 192.0.2.45 behind Teredo.
        assert_eq!(source("2001:0:4136:e378:8000:63bf:3fff:fdd2"), "192.0.2.45");
        assert_eq!(source("2001:db8::1"), "2001:db8::/64");
    }

    #[test]
    fn networks_are_24_and_48() {
        assert_eq!(Source::of("192.0.2.7".parse().unwrap()).network().to_string(), "192.0.2.0");
        assert_eq!(Source::of("2001:db8:1:2::1".parse().unwrap()).network().to_string(), "2001:db8:1::/64");
    }
}
