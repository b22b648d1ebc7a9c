//! Addresses a request claims it was forwarded for, read from the right: only what a trusted proxy wrote is believed.
//! Reads `X-Forwarded-For` lists and `Forwarded` (RFC 7239) elements; looks at no other header and trusts nobody by itself.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use vigie_facts::cidr::Cidr;

use crate::options::any_contains;

/// Elements of a list that are read. A chain of more proxies than this does not exist; a longer list is padding.
const ELEMENTS_MAX: usize = 32;

/// What a forwarding header says about the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    /// The right-most address that is no trusted proxy; `None` when there is none.
    pub(crate) source: Option<IpAddr>,
    /// Whether an element that had to be read is no address.
    pub(crate) malformed: bool,
}

/// Follows a list from the right through trusted proxies to the first address that is none.
///
/// Everything left of that address was written by somebody who is not trusted, and is not read.
pub(crate) fn claim(list: &[u8], trusted: &[Cidr]) -> Claim {
    for element in list.rsplit(|byte| *byte == b',').take(ELEMENTS_MAX) {
        match address(element) {
            Some(address) if any_contains(trusted, address) => {}
            Some(address) => return Claim { source: Some(address), malformed: false },
            None => return Claim { source: None, malformed: true },
        }
    }
    Claim { source: None, malformed: false }
}

/// The address of one element: `192.0.2.1`, `192.0.2.1:80`, `[2001:db8::1]:80`, `2001:db8::1`, or `for=…;proto=…`.
fn address(element: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(element).ok()?;
    let text = text
        .split(';')
        .map(str::trim)
        .find_map(|pair| match pair.split_once('=') {
            Some((name, value)) => name.trim().eq_ignore_ascii_case("for").then_some(value),
            None => Some(pair),
        })?
        .trim()
        .trim_matches('"');
    if let Some(rest) = text.strip_prefix('[') {
        return rest.split_once(']')?.0.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    }
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(address);
    }
    let (host, port) = text.split_once(':')?;
    port.parse::<u16>().ok()?;
    host.parse::<Ipv4Addr>().ok().map(IpAddr::V4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(list: &str, expected: Option<&str>, malformed: bool) {
        let trusted = ["192.0.2.0/24".parse().unwrap(), "2001:db8::/32".parse().unwrap()];
        let expected = Claim { source: expected.map(|text| text.parse().unwrap()), malformed };
        assert_eq!(claim(list.as_bytes(), &trusted), expected, "{list}");
    }

    #[test]
    fn the_right_most_untrusted_address_is_the_source() {
        check("203.0.113.9", Some("203.0.113.9"), false);
        check("10.0.0.1, 203.0.113.9", Some("203.0.113.9"), false);
        check("203.0.113.9, 192.0.2.7", Some("203.0.113.9"), false);
        check("evil, 203.0.113.9 , 192.0.2.7,192.0.2.8", Some("203.0.113.9"), false);
        check("203.0.113.9:4711", Some("203.0.113.9"), false);
        check("for=203.0.113.9;proto=https, for=\"[2001:db8::7]:1\"", Some("203.0.113.9"), false);
        check("For=\"[2a00::1]\"", Some("2a00::1"), false);
        check("2a00::1", Some("2a00::1"), false);
        check("192.0.2.7", None, false);
        check("203.0.113.9, unknown", None, true);
        check("203.0.113.9, _hidden", None, true);
        check("203.0.113.9:99999", None, true);
        check("", None, true);
    }

    #[test]
    fn padding_is_not_followed_for_ever() {
        let list = "192.0.2.1,".repeat(100_000) + "192.0.2.1";
        assert_eq!(claim(list.as_bytes(), &["192.0.2.0/24".parse().unwrap()]).source, None);
    }
}
