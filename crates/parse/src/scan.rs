//! Numbers, addresses and times out of bytes, without allocation and without panics. Nothing here knows a format.

use std::net::{IpAddr, Ipv4Addr};

use crate::calendar::Civil;

/// A decimal number that fills `bytes` wholly, or `None` when it is empty, not digits, or does not fit.
///
/// ```
/// assert_eq!(vigie_parse::scan::number::<u16>(b"65535"), Some(65535));
/// assert_eq!(vigie_parse::scan::number::<u16>(b"65536"), None);
/// assert_eq!(vigie_parse::scan::number::<u16>(b"+1"), None);
/// ```
pub fn number<N: TryFrom<u64>>(bytes: &[u8]) -> Option<N> {
    if bytes.is_empty() || bytes.len() > 20 {
        return None;
    }
    let mut value: u64 = 0;
    for b in bytes {
        if !b.is_ascii_digit() {
            return None;
        }
        value = value.checked_mul(10)?.checked_add(u64::from(b - b'0'))?;
    }
    N::try_from(value).ok()
}

/// Length of the run of decimal digits at the start.
pub fn digits(bytes: &[u8]) -> usize {
    bytes.iter().position(|b| !b.is_ascii_digit()).unwrap_or(bytes.len())
}

/// An address that fills `bytes` wholly: IPv4, IPv6, IPv6 with a zone index (`fe80::1%eth0`, the zone is dropped).
///
/// ```
/// use vigie_parse::scan::address;
/// assert_eq!(address(b"192.0.2.1"), "192.0.2.1".parse().ok());
/// assert_eq!(address(b"fe80::1%eth0"), "fe80::1".parse().ok());
/// assert_eq!(address(b"192.0.2.256"), None);
/// ```
pub fn address(bytes: &[u8]) -> Option<IpAddr> {
    if let Some(v4) = address_v4(bytes) {
        return Some(IpAddr::V4(v4));
    }
    // The longest IPv6 text is 45 bytes; a zone index is an interface name of at most 15 (IFNAMSIZ).
    if bytes.len() > 64 || memchr::memchr(b':', bytes).is_none() {
        return None;
    }
    let bare = memchr::memchr(b'%', bytes).map_or(bytes, |at| &bytes[..at]);
    std::str::from_utf8(bare).ok()?.parse().ok()
}

fn address_v4(text: &[u8]) -> Option<Ipv4Addr> {
    if !(7..=15).contains(&text.len()) {
        return None;
    }
    let mut bits = 0_u32;
    let mut rest = text;
    for octet in 0..4 {
        // A leading zero means octal to some readers and decimal to others: not an address.
        let (value, len) = match *rest {
            [a @ b'1'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9', ..] => {
                (u32::from(a - b'0') * 100 + u32::from(b - b'0') * 10 + u32::from(c - b'0'), 3)
            }
            [a @ b'1'..=b'9', b @ b'0'..=b'9', ..] => (u32::from(a - b'0') * 10 + u32::from(b - b'0'), 2),
            [a @ b'0'..=b'9', ..] => (u32::from(a - b'0'), 1),
            _ => return None,
        };
        if value > 255 {
            return None;
        }
        bits = bits << 8 | value;
        rest = &rest[len..];
        if octet < 3 {
            rest = rest.strip_prefix(b".")?;
        }
    }
    rest.is_empty().then(|| Ipv4Addr::from(bits))
}

/// The two digits at `at` as a number.
pub fn two(bytes: &[u8], at: usize) -> Option<u32> {
    let [a, b] = *bytes.get(at..)?.first_chunk::<2>()?;
    (a.is_ascii_digit() && b.is_ascii_digit()).then(|| u32::from(a - b'0') * 10 + u32::from(b - b'0'))
}

/// The month of a three-letter English name, 1 to 12.
pub fn month(bytes: &[u8]) -> Option<u32> {
    Some(match bytes.first_chunk::<3>()? {
        b"Jan" => 1,
        b"Feb" => 2,
        b"Mar" => 3,
        b"Apr" => 4,
        b"May" => 5,
        b"Jun" => 6,
        b"Jul" => 7,
        b"Aug" => 8,
        b"Sep" => 9,
        b"Oct" => 10,
        b"Nov" => 11,
        b"Dec" => 12,
        _ => return None,
    })
}

/// `hh:mm:ss` at the start, and nothing of what follows: hour, minute, second.
pub fn clock(bytes: &[u8]) -> Option<(u32, u32, u32)> {
    if bytes.len() < 8 || bytes[2] != b':' || bytes[5] != b':' {
        return None;
    }
    Some((two(bytes, 0)?, two(bytes, 3)?, two(bytes, 6)?))
}

/// A fraction of a second (`.123456` or `,123`) at the start: microseconds (further digits are dropped) and length. Without
/// one, zero and zero.
pub fn fraction(bytes: &[u8]) -> (u32, usize) {
    if !matches!(bytes.first(), Some(b'.' | b',')) {
        return (0, 0);
    }
    let len = digits(&bytes[1..]);
    if len == 0 {
        return (0, 0);
    }
    let micros = (0..6).fold(0, |sum, at| sum * 10 + if at < len { u32::from(bytes[1 + at] - b'0') } else { 0 });
    (micros, 1 + len)
}

/// A zone offset at the start (`Z`, `z`, `+02:00`, `+0200`, `+02`): seconds east of UTC and length.
pub fn offset(bytes: &[u8]) -> Option<(i32, usize)> {
    match bytes.first()? {
        b'Z' | b'z' => Some((0, 1)),
        sign @ (b'+' | b'-') => {
            let hours = two(bytes, 1)?;
            let colon = usize::from(bytes.get(3) == Some(&b':'));
            let (minutes, len) = match two(bytes, 3 + colon) {
                Some(minutes) => (minutes, 5 + colon),
                None => (0, 3),
            };
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = (hours * 3600 + minutes * 60) as i32;
            Some((if *sign == b'-' { -seconds } else { seconds }, len))
        }
        _ => None,
    }
}

/// A time as ISO 8601 writes it at the start of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IsoTime {
    /// Date and time as written.
    pub civil: Civil,
    /// Seconds east of UTC, when stated.
    pub offset_seconds: Option<i32>,
    /// How many bytes it took.
    pub len: usize,
}

/// `2024-05-01T10:00:00[.123456][+02:00]` at the start; a space, an underscore or `T` between date and time, `-`, `/` between the parts of the date.
///
/// ```
/// let time = vigie_parse::scan::iso_time(b"2024-05-01 10:00:00.5Z rest").unwrap();
/// assert_eq!((time.civil.micros, time.offset_seconds, time.len), (500_000, Some(0), 22));
/// ```
pub fn iso_time(bytes: &[u8]) -> Option<IsoTime> {
    if bytes.len() < 19
        || !matches!(bytes[4], b'-' | b'/')
        || bytes[7] != bytes[4]
        || !matches!(bytes[10], b'T' | b't' | b' ' | b'_')
    {
        return None;
    }
    let year = (two(bytes, 0)? * 100 + two(bytes, 2)?) as i32;
    let (month, day) = (two(bytes, 5)?, two(bytes, 8)?);
    let (hour, minute, second) = clock(&bytes[11..])?;
    let (micros, fraction_len) = fraction(&bytes[19..]);
    let mut len = 19 + fraction_len;
    let offset_seconds = offset(&bytes[len..]).map(|(seconds, more)| {
        len += more;
        seconds
    });
    Some(IsoTime { civil: Civil { year, month, day, hour, minute, second, micros }, offset_seconds, len })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_the_standard_library_does() {
        for text in [
            "0.0.0.0",
            "255.255.255.255",
            "1.2.3",
            "1.2.3.4.5",
            "01.2.3.4",
            "1.2.3.1000",
            "::1",
            "2001:db8::",
            "1..2.3",
            ":",
            "",
            "1.2.3.4 ",
        ] {
            assert_eq!(address(text.as_bytes()), text.parse().ok(), "{text}");
        }
    }

    #[test]
    fn offsets_are_read_in_all_forms() {
        for (text, expected) in [
            ("Z", Some((0, 1))),
            ("+02:00", Some((7200, 6))),
            ("-0530", Some((-19800, 5))),
            ("+02 x", Some((7200, 3))),
            ("+99:00", None),
            ("2", None),
        ] {
            assert_eq!(offset(text.as_bytes()), expected, "{text}");
        }
    }
}
