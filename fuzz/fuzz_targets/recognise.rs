//! Any bytes are recognised as something, and read record by record, without a panic, a hang or a lost byte.
#![no_main]

use bumpalo::Bump;
use libfuzzer_sys::fuzz_target;
use vigie_facts::origin::{InputId, Origin};
use vigie_parse::{Options, Parser, YearClock, recognise};

fuzz_target!(|bytes: &[u8]| {
    let options = Options::default();
    let recognition = recognise(bytes, &options);
    let arena = Bump::new();
    let mut parser = Parser::new(&recognition, &options, YearClock::starting(Some(2024)));
    let (mut at, mut line) = (0, 1);
    while let Some((length, step)) = recognition.framing.next_record(&bytes[at..]) {
        assert!(length <= step && step > 0, "a record steps forward");
        let origin = Origin { input: InputId(0), line, byte_start: at as u64, byte_len: length as u32 };
        let _ = parser.parse(&bytes[at..at + length], origin, &arena);
        at += step;
        line += 1;
    }
    assert_eq!(at, bytes.len(), "every byte belongs to a record");
});
