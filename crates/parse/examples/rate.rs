//! Prints how fast lines from standard input are read on one core: access lines split and typed by their format alone, then
//! any lines by the whole parser as the program uses it. Measures nothing else.
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a measurement needs a clock and an output")]

use std::hint::black_box;
use std::io::Read;
use std::time::Instant;

use bumpalo::Bump;
use vigie_facts::event::{Action, Event, Housekeeping};
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;
use vigie_parse::services::access;
use vigie_parse::{Options, Parsed, Parser, YearClock, recognise};

fn main() -> std::io::Result<()> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    let options = Options::default();
    let recognition = recognise(&bytes[..bytes.len().min(65_536)], &options);
    println!("{}/{:?}", recognition.envelope, recognition.format);
    let mut parser = Parser::new(&recognition, &options, YearClock::starting(None));
    for _ in 0..3 {
        measure("format", &bytes, |line, origin, arena| {
            let mut event = Event::new(origin, Service::WebAccess, Action::Housekeeping(Housekeeping::Other));
            let found = access::line::read(line, &mut event, arena).is_some();
            black_box(&event);
            found
        });
        measure("parser", &bytes, |line, origin, arena| {
            let parsed = parser.parse(line, origin, arena);
            matches!(black_box(&parsed), Parsed::Event(_))
        });
    }
    Ok(())
}

/// Gives every line to `read` and prints how many it understood and how long they took.
fn measure(name: &str, bytes: &[u8], mut read: impl FnMut(&[u8], Origin, &Bump) -> bool) {
    let mut arena = Bump::new();
    let begun = Instant::now();
    let (mut lines, mut understood, mut from) = (0_u64, 0_u64, 0);
    for end in memchr::memchr_iter(b'\n', bytes) {
        let line = &bytes[from..end];
        from = end + 1;
        lines += 1;
        let origin = Origin { input: InputId(0), line: lines, byte_start: 0, byte_len: line.len() as u32 };
        understood += u64::from(read(line, origin, &arena));
        if lines % 4096 == 0 {
            arena.reset();
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    let (megabytes, nanos) = (bytes.len() as f64 / 1e6 / seconds, seconds * 1e9 / lines as f64);
    println!("{name}: {understood}/{lines} lines, {megabytes:.0} MB/s, {nanos:.0} ns/line");
}
