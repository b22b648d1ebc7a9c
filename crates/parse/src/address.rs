//! Addresses with brackets and ports, and host names, as web logs write them. Says whether a text is an address; never resolves a name.

use std::net::IpAddr;

use crate::scan;

/// An IPv4 or IPv6 address; brackets and a zone (`%eth0`) are allowed around and behind IPv6.
///
/// ```
/// use vigie_parse::address;
/// assert_eq!(address::ip(b"192.0.2.7"), "192.0.2.7".parse().ok());
/// assert_eq!(address::ip(b"[2001:db8::1%eth0]"), "2001:db8::1".parse().ok());
/// assert_eq!(address::ip(b"192.0.2.07"), None);
/// ```
pub fn ip(text: &[u8]) -> Option<IpAddr> {
    match text.strip_prefix(b"[").and_then(|inner| inner.strip_suffix(b"]")) {
        Some(inner) => scan::address(inner).filter(IpAddr::is_ipv6),
        None => scan::address(text),
    }
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

/// A host without the port behind it: `www.example.org:443`, `192.0.2.7:80`, `[2001:db8::1]:443`. Brackets stay.
pub fn without_port(host: &[u8]) -> &[u8] {
    match memchr::memrchr(b':', host) {
        Some(at) if port(&host[at + 1..]).is_some() && (host[..at].ends_with(b"]") || !host[..at].contains(&b':')) => {
            &host[..at]
        }
        _ => host,
    }
}

/// A port number.
pub fn port(text: &[u8]) -> Option<u16> {
    scan::number(text)
}

/// Whether a text could be a host name: letters, digits, `-`, `_`, `.`, at least one letter, at most 253 bytes (RFC 1035).
pub fn is_host_name(text: &[u8]) -> bool {
    (1..=253).contains(&text.len())
        && text.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))
        && text.iter().any(u8::is_ascii_alphabetic)
        && text[0] != b'.'
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
