//! Prints how fast access-log lines from standard input are split and typed on one core. Measures nothing else.
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a measurement needs a clock and an output")]

use std::hint::black_box;
use std::io::Read;
use std::time::Instant;

use bumpalo::Bump;
use vigie_facts::event::{Action, Event, Housekeeping};
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;

fn main() -> std::io::Result<()> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    let mut arena = Bump::new();
    for _ in 0..5 {
        let begun = Instant::now();
        let (mut lines, mut understood) = (0_u64, 0_u64);
        let mut from = 0;
        for end in memchr::memchr_iter(b'\n', &bytes) {
            let line = &bytes[from..end];
            from = end + 1;
            lines += 1;
            let origin = Origin { input: InputId(0), line: lines, byte_start: 0, byte_len: line.len() as u32 };
            let mut event = Event::new(origin, Service::WebAccess, Action::Housekeeping(Housekeeping::Other));
            let found = vigie_parse::services::access::line::read(line, &mut event, &arena);
            understood += u64::from(found.is_some());
            black_box(&event);
            if lines % 4096 == 0 {
                arena.reset();
            }
        }
        let seconds = begun.elapsed().as_secs_f64();
        let megabytes = bytes.len() as f64 / 1e6;
        println!(
            "{understood}/{lines} lines, {:.0} MB/s, {:.0} ns/line",
            megabytes / seconds,
            seconds * 1e9 / lines as f64
        );
    }
    Ok(())
}
