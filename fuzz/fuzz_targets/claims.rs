//! Any text → claims and verdicts: no panic, no hang, and nothing *Established* by a case in which nothing happened.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_judge::claims::check;
use vigie_judge::decide::{Setting, Verdict};
use vigie_judge::evidence::Evidence;
use vigie_judge::notation;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let checked = check(&text, &Evidence::default(), &Setting::default());
    for judgement in checked.sentences.iter().flat_map(|sentence| &sentence.judgements) {
        assert!(judgement.verdict != Verdict::Established, "{}", judgement.notation);
    }
    // Whatever is written in the notation is read again as the same.
    if let Ok(read) = notation::propositions(&text) {
        for proposition in read {
            let _ = notation::proposition(&proposition.to_string());
        }
    }
});
