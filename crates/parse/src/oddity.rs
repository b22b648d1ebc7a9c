//! What is odd about the bytes of a record, whatever its format: not UTF-8, NUL, control characters. One pass without
//! branches over clean lines; only lines with a suspicious byte are looked at closely.

use vigie_facts::anomaly::{Anomalies, Anomaly};

/// The byte-level oddities of a record. Line ends inside a record (continued lines) and tabs are ordinary.
///
/// ```
/// use vigie_facts::anomaly::Anomaly;
/// assert!(vigie_parse::oddity::of(b"plain text").is_empty());
/// assert!(vigie_parse::oddity::of(b"red \x1b[31m").contains(Anomaly::ControlCharacter));
/// ```
pub fn of(record: &[u8]) -> Anomalies {
    if is_plain(record) { Anomalies::default() } else { closely(record) }
}

/// Whether a record is printable ASCII: nothing about it can be odd.
pub(crate) fn is_plain(record: &[u8]) -> bool {
    let mut suspicious = 0;
    let mut chunks = record.chunks_exact(32);
    for chunk in &mut chunks {
        // No early exit inside a chunk: the compiler turns this into vector compares.
        suspicious |= chunk.iter().fold(0, |seen, b| seen | unprintable(*b));
    }
    suspicious |= chunks.remainder().iter().fold(0, |seen, b| seen | unprintable(*b));
    suspicious == 0
}

/// 1 for bytes outside `' '..='~'`.
fn unprintable(b: u8) -> u8 {
    u8::from(b.wrapping_sub(0x20) >= 0x5f)
}

#[cold]
fn closely(record: &[u8]) -> Anomalies {
    let mut odd = Anomalies::default();
    if record.contains(&0) {
        odd.add(Anomaly::NulByte);
    }
    if record.iter().any(|b| (*b < 0x20 && !matches!(b, 0 | b'\t' | b'\n' | b'\r')) || *b == 0x7f) {
        odd.add(Anomaly::ControlCharacter);
    }
    match std::str::from_utf8(record) {
        Err(_) => odd.add(Anomaly::InvalidUtf8),
        // C1 controls are two bytes in UTF-8 and terminals obey them.
        Ok(text) if text.chars().any(|c| ('\u{80}'..='\u{9f}').contains(&c)) => odd.add(Anomaly::ControlCharacter),
        Ok(_) => {}
    }
    odd
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_oddity_is_seen_wherever_it_stands() {
        let cases: [(&[u8], &[Anomaly]); 6] = [
            (b"tab\tis ordinary", &[]),
            ("accents \u{e9} are ordinary".as_bytes(), &[]),
            (b"nul \0", &[Anomaly::NulByte]),
            (b"\xff", &[Anomaly::InvalidUtf8]),
            ("\u{9b}31m".as_bytes(), &[Anomaly::ControlCharacter]),
            (b"\x7f\0\xc3", &[Anomaly::InvalidUtf8, Anomaly::NulByte, Anomaly::ControlCharacter]),
        ];
        for (bytes, expected) in cases {
            for padding in [0, 31, 32, 70] {
                let mut record = vec![b'a'; padding];
                record.extend_from_slice(bytes);
                assert_eq!(of(&record).iter().collect::<Vec<_>>(), expected, "{bytes:?} after {padding}");
            }
        }
    }
}
