//! One record, offered to every envelope and service through a parser that expects another: never a panic.
#![no_main]

use bumpalo::Bump;
use libfuzzer_sys::fuzz_target;
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;
use vigie_parse::{Options, Parser, YearClock, recognise};

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, record)) = bytes.split_first() else { return };
    let place = *choice as usize % (Service::ALL.len() + 1);
    let options = Options { as_service: Service::ALL.get(place).copied(), ..Options::default() };
    let recognition = recognise(record, &options);
    let arena = Bump::new();
    let origin = Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: record.len() as u32 };
    let _ = Parser::new(&recognition, &options, YearClock::starting(None)).parse(record, origin, &arena);
});
