//! Text that stands in Base64 (RFC 4648 § 4 and 5) inside the query of a request: found, and decoded for the tokenisers. Says nothing of what it
//! means; what is no text (keys, signatures, pictures, identifiers) is left alone at its first byte that no text has.

use super::encoding::Encoding;

/// Shorter runs decode to words of less than nine letters, which say nothing.
const TOKEN_BYTES_MIN: usize = 12;

/// Decoded texts of one query; honest ones hold a state, a token, an address.
const TEXTS_MAX: usize = 8;

/// Bytes of a token that are decoded.
const TOKEN_BYTES_MAX: usize = 8 * 1024;

/// Calls `each` with every text that stands in Base64 in the query. `unescaped` and `decoded` are working space.
///
/// The query is read as it was sent, since letter case matters; one level of percent escapes is undone, in which an escaped
/// quote or equals sign ends a token.
pub(super) fn texts(query: &[u8], unescaped: &mut Vec<u8>, decoded: &mut Vec<u8>, mut each: impl FnMut(&[u8])) {
    if query.len() < TOKEN_BYTES_MIN {
        return;
    }
    let text = if memchr::memchr(b'%', query).is_some() {
        unescape(query, unescaped);
        &unescaped[..]
    } else {
        query
    };
    let mut left = TEXTS_MAX;
    let mut at = 0;
    while at < text.len() && left > 0 {
        let length = text[at..].iter().take_while(|byte| VALUES[usize::from(**byte)] != NONE).count();
        if length >= TOKEN_BYTES_MIN && decode(&text[at..at + length.min(TOKEN_BYTES_MAX)], decoded) {
            left -= 1;
            each(decoded);
        }
        at += length + 1;
    }
}

/// The ways of writing that a decoded text is evidence of: a path or an address no page writes down in this manner.
pub(super) fn evidence(text: &[u8]) -> Option<Encoding> {
    const HIDDEN_PATHS: &[&[u8]] = &[
        b"../..",
        b"..\\..",
        b"/etc/passwd",
        b"/etc/shadow",
        b"/etc/hosts",
        b"/proc/self",
        b"php://",
        b"file:///",
        b"win.ini",
        b"boot.ini",
        b"wp-config.php",
        b"web-inf/",
    ];
    HIDDEN_PATHS.iter().any(|path| memchr::memmem::find(text, path).is_some()).then_some(Encoding::Base64Path)
}

/// Undoes one level of percent escapes.
fn unescape(text: &[u8], out: &mut Vec<u8>) {
    out.clear();
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'%', rest) {
        out.extend_from_slice(&rest[..at]);
        let digit = |place: usize| rest.get(at + place).and_then(|byte| char::from(*byte).to_digit(16));
        if let (Some(high), Some(low)) = (digit(1), digit(2)) {
            // Two digits of sixteen are a byte.
            out.push((high * 16 + low) as u8);
            rest = &rest[at + 3..];
        } else {
            out.push(b'%');
            rest = &rest[at + 1..];
        }
    }
    out.extend_from_slice(rest);
}

/// Decodes a token without its padding; says whether all of it is printable and it holds a sign that statements, markup and paths have.
fn decode(token: &[u8], out: &mut Vec<u8>) -> bool {
    out.clear();
    if token.len() % 4 == 1 {
        return false;
    }
    let mut odd = false;
    for four in token.chunks(4) {
        let mut bits = 0_u32;
        for place in 0..4 {
            bits = bits << 6 | four.get(place).map_or(0, |byte| u32::from(VALUES[usize::from(*byte)]));
        }
        let [_, bytes @ ..] = bits.to_be_bytes();
        for byte in &bytes[..four.len() - 1] {
            if !matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t') {
                return false;
            }
            odd |= !byte.is_ascii_alphanumeric();
            out.push(*byte);
        }
    }
    odd
}

/// Marks a byte that is none of the alphabet.
const NONE: u8 = u8::MAX;

/// The value of every letter of both alphabets of RFC 4648.
const VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut at = 0;
    while at < alphabet.len() {
        values[alphabet[at] as usize] = at as u8;
        at += 1;
    }
    values[b'-' as usize] = 62;
    values[b'_' as usize] = 63;
    values
};

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, expected: &[&str]) {
        let (mut unescaped, mut decoded, mut found) = (Vec::new(), Vec::new(), Vec::new());
        texts(query.as_bytes(), &mut unescaped, &mut decoded, |text| {
            found.push(String::from_utf8_lossy(text).into_owned());
        });
        assert_eq!(found, expected, "{query}");
    }

    #[test]
    fn text_is_found_wherever_it_stands() {
        check("a=1&d=PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg", &["<script>alert(1)</script>"]);
        check("d=PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg%3D%3D&x", &["<script>alert(1)</script>"]);
        check("d=%7B%22id%22%3A%22MSBhbmQgMT0xIC0tIA==%22%7D", &["1 and 1=1 -- "]);
    }

    #[test]
    fn what_is_no_text_is_left_alone() {
        for query in [
            "session=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "utm_campaign=newsletter-septembre-2016",
            "q=anticonstitutionnellement",
            "id=QUJDREVGR0hJ",
            "short=MSBhbmQ",
            "cut=MSBhbmQgMT0xI",
            "%",
            "%zz%4",
            "",
        ] {
            check(query, &[]);
        }
    }

    #[test]
    fn only_so_many_texts_are_decoded() {
        let query = "a=MSBhbmQgMT0xIC0t&".repeat(100);
        let mut count = 0;
        texts(query.as_bytes(), &mut Vec::new(), &mut Vec::new(), |_| count += 1);
        assert_eq!(count, TEXTS_MAX);
    }

    #[test]
    fn paths_are_evidence() {
        assert_eq!(evidence(b"/etc/passwd"), Some(Encoding::Base64Path));
        assert_eq!(evidence(b"{\"next\":\"/compte\"}"), None);
    }
}
