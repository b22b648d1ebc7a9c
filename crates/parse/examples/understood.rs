//! Reads log files, says how each was recognised, how much of it is understood and how fast, and shows lines.
//!
//! `cargo run --release -p vigie-parse --example understood -- [--show KIND] [--every N] FILE…` where KIND is `event`, `ignored`,
//! `catch-all` or `lost`. A tool for those who work on formats; the program's own `vigie parse` is for everybody else.
#![expect(clippy::disallowed_methods, reason = "an example is an edge of its own: it reads files and measures time")]
#![expect(clippy::print_stdout, reason = "its output is its purpose")]

use std::time::Instant;

use vigie_facts::field::{Field, Fields};
use vigie_facts::origin::{InputId, Origin};
use vigie_parse::{Options, Parsed, Parser, YearClock, recognise};

fn main() -> std::io::Result<()> {
    let mut show = String::new();
    let mut every = 1;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--show" => show = arguments.next().unwrap_or_default(),
            "--every" => every = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(1),
            path => one(path, &show, every)?,
        }
    }
    Ok(())
}

fn one(path: &str, show: &str, every: usize) -> std::io::Result<()> {
    let bytes = std::fs::read(path)?;
    let options = Options::default();
    let started = Instant::now();
    let recognition = recognise(&bytes[..bytes.len().min(64 * 1024)], &options);
    let recognised = started.elapsed();
    let mut parser = Parser::new(&recognition, &options, YearClock::starting(None));
    let mut arena = bumpalo::Bump::new();
    let mut counts = [0_usize; 4];
    let mut at = 0;
    let mut line = 0;
    while let Some((len, step)) = recognition.framing.next_record(&bytes[at..]) {
        line += 1;
        let record = &bytes[at..at + len];
        let origin = Origin { input: InputId(0), line, byte_start: at as u64, byte_len: len as u32 };
        let parsed = parser.parse(record, origin, &arena);
        let (kind, name) = match &parsed {
            Parsed::Event(_) => (0, "event"),
            Parsed::Ignored { .. } => (1, "ignored"),
            Parsed::CatchAll { .. } => (2, "catch-all"),
            Parsed::NotUnderstood { .. } => (3, "lost"),
        };
        counts[kind] += 1;
        if name == show && counts[kind].is_multiple_of(every) {
            println!("{}", String::from_utf8_lossy(record));
            if let Parsed::Event(event) | Parsed::CatchAll { event } = &parsed {
                println!("    {}", shown(event));
            }
        }
        arena.reset();
        at += step;
    }
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{path}: {} {:?} {}% {:?}; events {} ignored {} catch-all {} lost {}; recognised in {recognised:?}, {:.0} MB/s",
        recognition.envelope,
        recognition.format,
        recognition.confidence_percent,
        recognition.framing,
        counts[0],
        counts[1],
        counts[2],
        counts[3],
        bytes.len() as f64 / 1e6 / seconds
    );
    Ok(())
}

fn shown(event: &vigie_facts::event::Event<'_>) -> String {
    let fields = Field::ALL.iter().filter_map(|field| {
        let value = event.get(*field)?;
        let text = match value {
            vigie_facts::field::Value::Text(text) => String::from_utf8_lossy(text).into_owned(),
            other => format!("{other:?}"),
        };
        Some(format!("{}={text}", field.name()))
    });
    let time = event.time.map(vigie_facts::time::Timestamp::to_rfc3339).unwrap_or_default();
    let odd: Vec<_> = event.anomalies.iter().map(vigie_facts::anomaly::Anomaly::id).collect();
    format!("{time} {:?} {} {odd:?}", event.time_basis, fields.collect::<Vec<_>>().join(" "))
}
