//! A pack as a file: from a kept case to bytes, and back within bounds. Decides nothing about what is in it.

use std::io::{self, Read as _};

use jiff::tz::TimeZone;
use vigie_evidence::body::{self, Definition, PackedText, Written};
use vigie_evidence::commitment::{HidingSecret, Opening};
use vigie_evidence::container::{self, Encoding, Section, SectionKind};
use vigie_evidence::custody::{self, Signed};
use vigie_evidence::redaction::redact;
use vigie_evidence::refusal::Refusal;
use vigie_evidence::verify::Claims;
use vigie_evidence::{PROGRAM, figures};
use vigie_facts::case::Case;
use vigie_figures::names::Names;
use vigie_figures::questions::{Options, answer};

use crate::report::words::{Language, Words};

/// Zstandard's level: rows are written once and sent often; above it a pack of a million rows takes minutes.
const LEVEL: i32 = 9;

/// Zstandard frames that need a larger window than 2^27 bytes to unpack are refused (its own default).
const WINDOW_LOG_MAX: u32 = 27;

/// The body of a pack of a case, and what opens it. The same case, secret, words and texts give the same bytes. The claims of the texts are decided against
/// the rows as they are packed, by `claims`; what the texts come with of them is not looked at.
pub fn body_with(
    case: &Case,
    secret: &HidingSecret,
    words: &[String],
    zone: TimeZone,
    (mut texts, claims): (Vec<PackedText>, &Claims<'_>),
) -> Written {
    let redacted = redact(case, secret, words);
    let stated = figures::stated(&answer(&redacted.case, &Options { zone, names: Names::Clear }));
    for text in &mut texts {
        text.claims = claims(&redacted.case, text);
    }
    body::write(&redacted, secret, PROGRAM, &stated, &definitions(), &texts)
}

/// The same without texts.
pub fn body_of(case: &Case, secret: &HidingSecret, words: &[String], zone: TimeZone) -> Written {
    body_with(case, secret, words, zone, (Vec::new(), &|_, _| Vec::new()))
}

/// What the units and shares mean, in both languages.
fn definitions() -> Vec<Definition> {
    let (en, fr) = (Words::of(Language::English).definitions(), Words::of(Language::French).definitions());
    let pairs = en.into_iter().zip(fr);
    pairs.map(|((unit, en), (_, fr))| Definition { unit: unit.to_owned(), en, fr }).collect()
}

/// The file of a pack.
pub fn file_of(body: &[u8], openings: Option<&[Opening]>, log: &[Signed]) -> io::Result<Vec<u8>> {
    let mut sections = vec![packed(SectionKind::Body, body)?];
    if let Some(openings) = openings {
        let mut lines = Vec::new();
        for opening in openings {
            serde_json::to_writer(&mut lines, opening)?;
            lines.push(b'\n');
        }
        sections.push(packed(SectionKind::Openings, &lines)?);
    }
    let log = custody::write(log);
    sections.push(Section {
        kind: SectionKind::Custody,
        encoding: Encoding::None,
        bytes: log.len() as u64,
        stored: log,
    });
    Ok(container::write(&sections))
}

/// The file with one section replaced or added, stored as it is: every other section stays as it is stored.
pub fn with_section(file: &[u8], kind: SectionKind, bytes: Vec<u8>) -> Result<Vec<u8>, Refusal> {
    let mut sections = all_but(file, kind)?;
    sections.push(Section { kind, encoding: Encoding::None, bytes: bytes.len() as u64, stored: bytes });
    sections.sort_by_key(|section| section.kind);
    Ok(container::write(&sections))
}

/// The file without what opens its hidden fields.
pub fn without_openings(file: &[u8]) -> Result<Vec<u8>, Refusal> {
    Ok(container::write(&all_but(file, SectionKind::Openings)?))
}

/// The sections of a file but those of one kind, stored as they are.
fn all_but(file: &[u8], kind: SectionKind) -> Result<Vec<Section<Vec<u8>>>, Refusal> {
    let others = container::read(file)?.into_iter().filter(|section| section.kind != kind);
    let owned = others.map(|section| Section {
        kind: section.kind,
        encoding: section.encoding,
        bytes: section.bytes,
        stored: section.stored.to_vec(),
    });
    Ok(owned.collect())
}

fn packed(kind: SectionKind, bytes: &[u8]) -> io::Result<Section<Vec<u8>>> {
    let stored = zstd::bulk::compress(bytes, LEVEL)?;
    // What compresses beyond what readers accept is stored as it is.
    if bytes.len() as u64 > stored.len() as u64 * container::EXPANSION_MAX {
        return Ok(Section { kind, encoding: Encoding::None, bytes: bytes.len() as u64, stored: bytes.to_vec() });
    }
    Ok(Section { kind, encoding: Encoding::Zstd, bytes: bytes.len() as u64, stored })
}

/// Unpacks one frame to at most so many bytes.
pub fn unpack(stored: &[u8], bytes_max: u64) -> Option<Vec<u8>> {
    let mut decoder = zstd::stream::read::Decoder::with_buffer(stored).ok()?.single_frame();
    decoder.window_log_max(WINDOW_LOG_MAX).ok()?;
    let mut bytes = Vec::new();
    decoder.by_ref().take(bytes_max.saturating_add(1)).read_to_end(&mut bytes).ok()?;
    // Nothing may stand behind the frame.
    (decoder.finish().is_empty() && bytes.len() as u64 <= bytes_max).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_that_unpacks_too_far_or_has_a_rider_is_refused() {
        let packed = zstd::bulk::compress(&vec![7; 100_000], LEVEL).unwrap();
        assert_eq!(unpack(&packed, 100_000).unwrap().len(), 100_000);
        assert_eq!(unpack(&packed, 99_999), None);
        assert_eq!(unpack(&[&packed[..], &[0]].concat(), 100_000), None);
        assert_eq!(unpack(&packed[..packed.len() - 1], 100_000), None);
    }
}
