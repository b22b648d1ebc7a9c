//! Addresses and ports as logs write them, from bytes. Says whether a text is an address; never resolves a name.

use std::net::{IpAddr, Ipv4Addr};

/// The longest text that can be an address: an IPv6 address with an embedded IPv4 address, a zone and brackets.
const ADDRESS_BYTES_MAX: usize = 80;

/// An IPv4 or IPv6 address; brackets and a zone (`%eth0`) are allowed around and behind IPv6.
///
/// ```
/// use vigie_parse::address;
/// assert_eq!(address::ip(b"192.0.2.7"), "192.0.2.7".parse().ok());
/// assert_eq!(address::ip(b"[2001:db8::1%eth0]"), "2001:db8::1".parse().ok());
/// assert_eq!(address::ip(b"192.0.2.07"), None);
/// ```
pub fn ip(text: &[u8]) -> Option<IpAddr> {
    if let Some(v4) = v4(text) {
        return Some(IpAddr::V4(v4));
    }
    if text.len() > ADDRESS_BYTES_MAX || !text.contains(&b':') {
        return None;
    }
    let inner = text.strip_prefix(b"[").and_then(|t| t.strip_suffix(b"]")).unwrap_or(text);
    let inner = inner.split(|b| *b == b'%').next()?;
    std::str::from_utf8(inner).ok()?.parse().ok().map(IpAddr::V6)
}

/// An address with or without a port: `192.0.2.7`, `192.0.2.7:443`, `[2001:db8::1]:443`, `2001:db8::1`.
pub fn endpoint(text: &[u8]) -> Option<(IpAddr, Option<u16>)> {
    if let Some(address) = ip(text) {
        return Some((address, None));
    }
    let at = memchr::memrchr(b':', text)?;
    let address = ip(&text[..at])?;
    // `a:b:c` without brackets is an IPv6 address or nothing, never an address and a port.
    if address.is_ipv6() && text[0] != b'[' {
        return None;
    }
    Some((address, Some(port(&text[at + 1..])?)))
}

/// A port number.
pub fn port(text: &[u8]) -> Option<u16> {
    u16::try_from(crate::instant::decimal(text)?).ok()
}

/// Whether a text could be a host name: letters, digits, `-`, `_`, `.`, at least one letter, at most 253 bytes (RFC 1035).
pub fn is_host_name(text: &[u8]) -> bool {
    (1..=253).contains(&text.len())
        && text.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))
        && text.iter().any(u8::is_ascii_alphabetic)
        && text[0] != b'.'
}

fn v4(text: &[u8]) -> Option<Ipv4Addr> {
    if !(7..=15).contains(&text.len()) {
        return None;
    }
    let mut octets = [0_u8; 4];
    let mut octet = 0;
    let mut value = 0_u32;
    let mut digits = 0;
    for byte in text {
        if *byte == b'.' {
            if digits == 0 || octet == 3 {
                return None;
            }
            octets[octet] = value as u8;
            octet += 1;
            value = 0;
            digits = 0;
            continue;
        }
        let digit = byte.wrapping_sub(b'0');
        // A leading zero means octal to some readers and decimal to others: not an address.
        if digit > 9 || (digits > 0 && value == 0) {
            return None;
        }
        value = value * 10 + u32::from(digit);
        digits += 1;
        if value > 255 {
            return None;
        }
    }
    if octet != 3 || digits == 0 {
        return None;
    }
    octets[3] = value as u8;
    Some(Ipv4Addr::from(octets))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_agree_with_the_standard_library() {
        for text in [
            "192.0.2.7",
            "0.0.0.0",
            "255.255.255.255",
            "256.0.0.1",
            "1.2.3",
            "1.2.3.4.5",
            "1..2.3",
            "01.2.3.4",
            "1.2.3.4 ",
            "::1",
            "2001:db8::1",
            "::ffff:192.0.2.7",
            "2001:db8:::1",
            "",
            "a.b.c.d",
            "1.2.3.",
            ".1.2.3",
            "1.2.3.4000",
        ] {
            assert_eq!(ip(text.as_bytes()), text.parse().ok(), "{text}");
        }
    }

    #[test]
    fn endpoints_split_off_their_port() {
        let check = |text: &str, expected: &str| {
            let shown = endpoint(text.as_bytes()).map(|(a, p)| format!("{a} {p:?}")).unwrap_or_default();
            assert_eq!(shown, expected, "{text}");
        };
        check("192.0.2.7", "192.0.2.7 None");
        check("192.0.2.7:443", "192.0.2.7 Some(443)");
        check("[2001:db8::1]:443", "2001:db8::1 Some(443)");
        check("[2001:db8::1]", "2001:db8::1 None");
        check("2001:db8::1", "2001:db8::1 None");
        check("192.0.2.7:99999", "");
        check("example.org:80", "");
    }
}
