//! Networks as written by people: `192.0.2.0/24`, `2001:db8::/32`, or a bare address. Used wherever a person names whose
//! networks are whose (`--own`, `--allow`, `--trusted-proxy`). Holds no table of networks and looks nothing up.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::source::{Source, unwrap_address};

/// A network: an address and the number of its leading bits that are fixed. Bits after these are zero, always.
///
/// ```
/// use vigie_facts::cidr::Cidr;
/// let office: Cidr = "192.0.2.0/24".parse().unwrap();
/// assert!(office.contains("192.0.2.77".parse().unwrap()));
/// assert!(office.contains("::ffff:192.0.2.77".parse().unwrap()));
/// assert!(!office.contains("198.51.100.1".parse().unwrap()));
/// assert_eq!("2001:db8::1".parse::<Cidr>().unwrap().to_string(), "2001:db8::1/128");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Cidr {
    /// Family first, so that sorting keeps IPv4 before IPv6.
    bits: Bits,
    prefix_len: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Bits {
    V4(u32),
    V6(u128),
}

/// Why a text is no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CidrError {
    /// What stands before the slash is no IPv4 or IPv6 address.
    Address,
    /// What stands after the slash is no plain decimal number.
    PrefixLength,
    /// The prefix is longer than the address.
    PrefixTooLong {
        /// Bits in an address of that family.
        bits_max: u8,
    },
    /// Bits after the prefix are set: `192.0.2.7/24` may mean the network or the address, and nobody should guess.
    HostBits,
}

impl fmt::Display for CidrError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CidrError::Address => f.write_str("not an address: expected 192.0.2.0/24, 2001:db8::/32 or a bare address"),
            CidrError::PrefixLength => f.write_str("the prefix length is not a number"),
            CidrError::PrefixTooLong { bits_max } => write!(f, "the prefix length is over {bits_max}"),
            CidrError::HostBits => f.write_str("bits after the prefix are set: write the network's first address"),
        }
    }
}

impl std::error::Error for CidrError {}

impl Cidr {
    /// The network of an address and a prefix length; host bits must be zero.
    pub fn new(address: IpAddr, prefix_len: u8) -> Result<Cidr, CidrError> {
        let (bits, bits_max, host_bits_set) = match address {
            IpAddr::V4(v4) => (Bits::V4(v4.into()), 32, u32::from(v4) & !mask_v4(prefix_len) != 0),
            IpAddr::V6(v6) => (Bits::V6(v6.into()), 128, u128::from(v6) & !mask_v6(prefix_len) != 0),
        };
        if prefix_len > bits_max {
            return Err(CidrError::PrefixTooLong { bits_max });
        }
        if host_bits_set {
            return Err(CidrError::HostBits);
        }
        Ok(Cidr { bits, prefix_len })
    }

    /// The network of one source: the address for IPv4, the /64 for IPv6.
    ///
    /// ```
    /// use vigie_facts::{cidr::Cidr, source::Source};
    /// let source = Source::of("2001:db8:1:2::7".parse().unwrap());
    /// assert_eq!(Cidr::of_source(source).to_string(), "2001:db8:1:2::/64");
    /// assert_eq!(Cidr::around(source).to_string(), "2001:db8:1::/48");
    /// ```
    pub fn of_source(source: Source) -> Cidr {
        match source {
            Source::V4(bits) => Cidr { bits: Bits::V4(bits), prefix_len: 32 },
            Source::V6(upper) => Cidr { bits: Bits::V6(u128::from(upper) << 64), prefix_len: 64 },
        }
    }

    /// The network around a source, as [`Source::network`] counts it: /24 or /48.
    pub fn around(source: Source) -> Cidr {
        let prefix_len = if matches!(source, Source::V4(_)) { 24 } else { 48 };
        Cidr { prefix_len, ..Cidr::of_source(source.network()) }
    }

    /// Whether an address lies in the network. Wrapped IPv4 (mapped, NAT64, Teredo) is also compared unwrapped, so that the
    /// answer is the same as for the source it is counted as.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.contains_plain(address) || self.contains_plain(unwrap_address(address))
    }

    /// Whether a whole source lies in the network: for IPv6, all of its /64. A network longer than /64 holds no source.
    ///
    /// ```
    /// use vigie_facts::{cidr::Cidr, source::Source};
    /// let host: Cidr = "2001:db8::1/128".parse().unwrap();
    /// let source = Source::of("2001:db8::1".parse().unwrap());
    /// assert!(!host.contains_source(source) && host.touches_source(source));
    /// ```
    pub fn contains_source(&self, source: Source) -> bool {
        match (self.bits, source) {
            (Bits::V6(_), Source::V6(_)) if self.prefix_len > 64 => false,
            _ => self.contains_plain(source.first_address()),
        }
    }

    /// Whether any address of a source lies in the network: as [`Cidr::contains_source`], but true too for a network inside the
    /// source's /64 (a person who names one host means its source).
    pub fn touches_source(&self, source: Source) -> bool {
        match (self.bits, source) {
            (Bits::V6(bits), Source::V6(upper)) if self.prefix_len > 64 => (bits >> 64) as u64 == upper,
            _ => self.contains_source(source),
        }
    }

    /// First address of the network.
    pub fn first(&self) -> IpAddr {
        match self.bits {
            Bits::V4(bits) => IpAddr::V4(Ipv4Addr::from(bits)),
            Bits::V6(bits) => IpAddr::V6(Ipv6Addr::from(bits)),
        }
    }

    /// Last address of the network.
    pub fn last(&self) -> IpAddr {
        match self.bits {
            Bits::V4(bits) => IpAddr::V4(Ipv4Addr::from(bits | !mask_v4(self.prefix_len))),
            Bits::V6(bits) => IpAddr::V6(Ipv6Addr::from(bits | !mask_v6(self.prefix_len))),
        }
    }

    /// Number of leading bits that are fixed.
    pub fn prefix_len(&self) -> u8 {
        self.prefix_len
    }

    fn contains_plain(&self, address: IpAddr) -> bool {
        match (self.bits, address) {
            (Bits::V4(bits), IpAddr::V4(v4)) => u32::from(v4) & mask_v4(self.prefix_len) == bits,
            (Bits::V6(bits), IpAddr::V6(v6)) => u128::from(v6) & mask_v6(self.prefix_len) == bits,
            _ => false,
        }
    }
}

impl FromStr for Cidr {
    type Err = CidrError;

    fn from_str(text: &str) -> Result<Cidr, CidrError> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| CidrError::Address)?;
        let bits_max = if address.is_ipv4() { 32 } else { 128 };
        let Some(prefix) = prefix else { return Cidr::new(address, bits_max) };
        // `u8::from_str` alone would accept a leading plus sign.
        if prefix.is_empty() || !prefix.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(CidrError::PrefixLength);
        }
        let prefix_len = prefix.parse().map_err(|_| CidrError::PrefixTooLong { bits_max })?;
        Cidr::new(address, prefix_len)
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first(), self.prefix_len)
    }
}

impl From<Cidr> for String {
    fn from(cidr: Cidr) -> String {
        cidr.to_string()
    }
}

impl TryFrom<String> for Cidr {
    type Error = CidrError;

    fn try_from(text: String) -> Result<Cidr, CidrError> {
        text.parse()
    }
}

fn mask_v4(prefix_len: u8) -> u32 {
    u32::MAX.checked_shl(32_u32.saturating_sub(prefix_len.into())).unwrap_or(0)
}

fn mask_v6(prefix_len: u8) -> u128 {
    u128::MAX.checked_shl(128_u32.saturating_sub(prefix_len.into())).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_prints_as_it_was_read_or_says_why_not() {
        let cases: &[(&str, Result<&str, CidrError>)] = &[
            ("192.0.2.0/24", Ok("192.0.2.0/24")),
            ("192.0.2.7", Ok("192.0.2.7/32")),
            ("0.0.0.0/0", Ok("0.0.0.0/0")),
            ("::/0", Ok("::/0")),
            ("2001:db8::/32", Ok("2001:db8::/32")),
            ("2001:DB8::1", Ok("2001:db8::1/128")),
            ("192.0.2.7/24", Err(CidrError::HostBits)),
            ("2001:db8::1/64", Err(CidrError::HostBits)),
            ("192.0.2.0/33", Err(CidrError::PrefixTooLong { bits_max: 32 })),
            ("2001:db8::/129", Err(CidrError::PrefixTooLong { bits_max: 128 })),
            ("192.0.2.0/999", Err(CidrError::PrefixTooLong { bits_max: 32 })),
            ("192.0.2.0/+8", Err(CidrError::PrefixLength)),
            ("192.0.2.0/", Err(CidrError::PrefixLength)),
            ("192.0.2.0/24/24", Err(CidrError::PrefixLength)),
            ("192.0.2/24", Err(CidrError::Address)),
            ("", Err(CidrError::Address)),
            ("office", Err(CidrError::Address)),
        ];
        for (text, expected) in cases {
            let read = text.parse::<Cidr>().map(|cidr| cidr.to_string());
            assert_eq!(read, expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn first_and_last_are_in_and_their_neighbours_are_out() {
        let cases = [
            ("192.0.2.0/24", "192.0.2.0", "192.0.2.255", "192.0.1.255", "192.0.3.0"),
            ("192.0.2.4/30", "192.0.2.4", "192.0.2.7", "192.0.2.3", "192.0.2.8"),
            ("2001:db8::/33", "2001:db8::", "2001:db8:7fff:ffff:ffff:ffff:ffff:ffff", "2001:db7::", "2001:db8:8000::"),
        ];
        for (text, first, last, before, after) in cases {
            let cidr: Cidr = text.parse().unwrap();
            assert_eq!((cidr.first().to_string().as_str(), cidr.last().to_string().as_str()), (first, last));
            assert!(cidr.contains(cidr.first()) && cidr.contains(cidr.last()), "{text}");
            assert!(!cidr.contains(before.parse().unwrap()) && !cidr.contains(after.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn families_do_not_mix_except_wrapped_addresses() {
        let all_v4: Cidr = "0.0.0.0/0".parse().unwrap();
        let all_v6: Cidr = "::/0".parse().unwrap();
        let wrapped: IpAddr = "64:ff9b::192.0.2.1".parse().unwrap();
        assert!(all_v4.contains(wrapped) && all_v6.contains(wrapped));
        assert!(!all_v4.contains("2001:db8::1".parse().unwrap()));
        assert!(!all_v6.contains("192.0.2.1".parse().unwrap()));
        assert!(all_v6.contains_source(Source::of("2001:db8::1".parse().unwrap())));
    }
}
