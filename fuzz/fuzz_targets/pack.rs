//! A pack that anybody wrote is taken apart, read and computed within bounds: it holds or is refused, and what holds is written back
//! to the same bytes. Signatures must not be what keeps the program up, so the body is read whatever they say.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie::publish::{exchange, pack};
use vigie_evidence::container::{self, Encoding, Section, SectionKind};
use vigie_evidence::{body, custody, timestamp};
use vigie_evidence::verify::{Means, verify};

fuzz_target!(|bytes: &[u8]| {
    let zone = |name: &str| (name == "UTC").then_some(jiff::tz::TimeZone::UTC);
    let now = jiff::Timestamp::UNIX_EPOCH;
    let means = Means { now, zone: &zone, unpack: &pack::unpack, key: None, claims: &|_, _| Vec::new() };
    if let Ok(sections) = container::read(bytes) {
        let owned = |section: Section<&[u8]>| Section {
            kind: section.kind,
            encoding: section.encoding,
            bytes: section.bytes,
            stored: section.stored.to_vec(),
        };
        let again = container::write(&sections.into_iter().map(owned).collect::<Vec<_>>());
        assert_eq!(again, bytes, "one way to write a file");
    }
    // As if the container were sound: the lines themselves are hostile.
    let section = |kind, bytes: &[u8]| Section {
        kind,
        encoding: Encoding::None,
        bytes: bytes.len() as u64,
        stored: bytes.to_vec(),
    };
    let wrapped = container::write(&[section(SectionKind::Body, bytes), section(SectionKind::Custody, b"\n")]);
    let _ = verify(bytes, &means);
    assert!(verify(&wrapped, &means).is_err(), "nobody signed it");
    if let Ok(body) = body::read(bytes) {
        assert_eq!(body.leaves.len() as u64, body::root(bytes).1);
    }
    if let Ok(log) = custody::read(bytes) {
        assert_eq!(custody::write(&log), bytes);
        let _ = custody::check(&log, now, &zone);
    }
    let _ = timestamp::read(bytes);
    let _ = exchange::read(bytes);
});
