//! Cutting an input into chunks of whole records gives the same records as not cutting it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_parse::Framing;

fn records(framing: Framing, bytes: &[u8], start: usize, out: &mut Vec<(usize, usize)>) {
    let mut at = 0;
    while let Some((length, step)) = framing.next_record(&bytes[at..]) {
        out.push((start + at, length));
        at += step;
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, bytes)) = bytes.split_first() else { return };
    const FRAMINGS: [Framing; 4] =
        [Framing::Lines, Framing::ContinuedLines, Framing::Blocks, Framing::PartialLines];
    let framing = FRAMINGS[*choice as usize % FRAMINGS.len()];
    let window = 1 + *choice as usize / FRAMINGS.len();
    let mut whole = Vec::new();
    records(framing, bytes, 0, &mut whole);
    let (mut cut, mut at, mut end) = (Vec::new(), 0, 0);
    while at < bytes.len() {
        end = (end + window).min(bytes.len());
        let take = framing.whole_records(&bytes[at..end], end == bytes.len());
        if take > 0 {
            records(framing, &bytes[at..at + take], at, &mut cut);
            at += take;
        }
    }
    assert_eq!(whole, cut);
});
