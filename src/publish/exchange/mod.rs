//! What is exchanged with others: a case as indicators and observations in the forms that other tools read. One file and one line in
//! [`FORMATS`] each. Only attackers' sources and masked texts leave; nobody is named as an attacker, because addresses are not people.

mod csv;
mod ecs;
mod identifiers;
mod indicators;
mod misp;
mod stix;
pub mod tlp;

pub use indicators::{Confidence, Indicator, Prepared};

use tlp::Tlp;

/// Reads the indicators of a file, if it is of the form.
pub type Read = fn(&[u8]) -> Option<Vec<Indicator>>;

/// A form of exchange.
#[derive(Debug)]
pub struct Format {
    /// What one types: `--stix`.
    pub name: &'static str,
    /// Writes a case. The same case gives the same bytes.
    pub write: fn(&Prepared, Tlp) -> Vec<u8>,
    /// Reads its own indicators back; `None` where the form holds none.
    pub read: Option<Read>,
}

/// Every form, sorted by name.
pub const FORMATS: &[Format] = &[
    Format { name: "csv", write: csv::write, read: None },
    Format { name: "ecs", write: ecs::write, read: None },
    Format { name: "misp", write: misp::write, read: Some(misp::read) },
    Format { name: "stix", write: stix::write, read: Some(stix::read) },
];

/// A file larger than this is no list of indicators of one organisation.
pub const IMPORT_BYTES_MAX: u64 = 256 << 20;

/// The indicators of a file in whichever form it is, in the order of [`Prepared::indicators`]; the name of the form with them.
pub fn read(bytes: &[u8]) -> Option<(&'static str, Vec<Indicator>)> {
    let (name, mut indicators) = FORMATS.iter().find_map(|format| Some((format.name, (format.read?)(bytes)?)))?;
    indicators.sort();
    Some((name, indicators))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_sorted() {
        assert!(FORMATS.windows(2).all(|pair| pair[0].name < pair[1].name));
    }

    #[test]
    fn hostile_files_hold_no_indicators_and_stop_nobody() {
        for text in [
            "",
            "[]",
            "{}",
            "{\"type\":\"bundle\",\"objects\":[1,{\"type\":\"indicator\"}]}",
            "{\"Event\":{\"Attribute\":7}}",
        ] {
            assert!(read(text.as_bytes()).is_none_or(|(_, indicators)| indicators.is_empty()), "{text}");
        }
    }
}
