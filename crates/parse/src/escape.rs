//! Undoes the escapes Apache and nginx put into logs, into the arena, and only where there are any. JSON has its own.
//!
//! Apache writes `\"`, `\\`, C escapes (`\n`, `\t` …) and `\xhh` (`ap_escape_logitem`); nginx writes `\xHH` for `"`, `\` and
//! bytes outside printable ASCII (`ngx_http_log_escape`, `escape=default`).

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use vigie_facts::anomaly::{Anomalies, Anomaly};
use vigie_facts::event::Text;

/// The text with its escapes undone. An escape that is none of these stays as it stands and is marked; control characters
/// that were hidden behind escapes are marked too.
///
/// ```
/// let arena = bumpalo::Bump::new();
/// let mut odd = vigie_facts::anomaly::Anomalies::default();
/// assert_eq!(vigie_parse::escape::log_item(br#"a\"b\x41"#, &arena, &mut odd), br#"a"bA"#);
/// ```
pub fn log_item<'a>(text: Text<'a>, arena: &'a Bump, anomalies: &mut Anomalies) -> Text<'a> {
    let Some(first) = memchr::memchr(b'\\', text) else { return text };
    let mut out = ArenaVec::with_capacity_in(text.len(), arena);
    out.extend_from_slice(&text[..first]);
    let mut rest = &text[first..];
    while let Some((b'\\', tail)) = rest.split_first() {
        let (byte, used) = match tail {
            [c @ (b'"' | b'\\' | b'\''), ..] => (Some(*c), 1),
            [b'n', ..] => (Some(b'\n'), 1),
            [b't', ..] => (Some(b'\t'), 1),
            [b'r', ..] => (Some(b'\r'), 1),
            [b'b', ..] => (Some(8), 1),
            [b'v', ..] => (Some(11), 1),
            [b'f', ..] => (Some(12), 1),
            [b'x', high, low, ..] => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => (Some(high * 16 + low), 3),
                _ => (None, 0),
            },
            _ => (None, 0),
        };
        if let Some(byte) = byte {
            mark(byte, anomalies);
            out.push(byte);
        } else {
            anomalies.add(Anomaly::BadEscape);
            out.push(b'\\');
        }
        rest = &tail[used..];
        let plain = memchr::memchr(b'\\', rest).unwrap_or(rest.len());
        out.extend_from_slice(&rest[..plain]);
        rest = &rest[plain..];
    }
    out.into_bump_slice()
}

fn mark(byte: u8, anomalies: &mut Anomalies) {
    match byte {
        0 => anomalies.add(Anomaly::NulByte),
        b'\t' | 32..=126 | 128.. => {}
        _ => anomalies.add(Anomaly::ControlCharacter),
    }
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}

/// Where the quoted text at the start of `text` ends: the offset of the first quote that no backslash escapes and that
/// `after` accepts, given what follows it. A quote that is refused belongs to the text: some writers do not escape.
pub fn closing_quote(text: &[u8], after: impl Fn(&[u8]) -> bool) -> Option<usize> {
    let mut from = 0;
    for _ in 0..QUOTES_MAX {
        let at = from + memchr::memchr(b'"', text.get(from..)?)?;
        let escaped = text[..at].iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1;
        if !escaped && after(&text[at + 1..]) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// Quotes looked at inside one field. Real fields hold a handful; a field made of quotes is an attack on the reader.
const QUOTES_MAX: usize = 4_096;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_and_bad_ones_kept() {
        let check = |text: &str, expected: &[u8], odd: &[Anomaly]| {
            let arena = Bump::new();
            let mut anomalies = Anomalies::default();
            assert_eq!(log_item(text.as_bytes(), &arena, &mut anomalies), expected, "{text}");
            assert_eq!(anomalies.iter().collect::<Vec<_>>(), odd, "{text}");
        };
        check("plain", b"plain", &[]);
        check(r#"\"a\" \\"#, br#""a" \"#, &[]);
        check(r"\x22\x5C\xc3\xa9", b"\"\\\xc3\xa9", &[]);
        check(r"\x16\x03\x00", b"\x16\x03\x00", &[Anomaly::NulByte, Anomaly::ControlCharacter]);
        check(r"\x4", br"\x4", &[Anomaly::BadEscape]);
        check(r"C:\dir\", br"C:\dir\", &[Anomaly::BadEscape]);
        check(r"a\tb", b"a\tb", &[]);
    }

    #[test]
    fn quotes_close_where_the_next_field_begins() {
        let space = |rest: &[u8]| rest.is_empty() || rest[0] == b' ';
        assert_eq!(closing_quote(br#"abc" 1"#, space), Some(3));
        assert_eq!(closing_quote(br#"a\"b" 1"#, space), Some(4));
        assert_eq!(closing_quote(br#"a\\" 1"#, space), Some(3));
        assert_eq!(closing_quote(br#"a"b" 1"#, space), Some(3));
        assert_eq!(closing_quote(b"abc", space), None);
    }
}
