//! What records cost: a log through a parser, an observer and a fold on one thread, without reading in pieces, looking up networks or
//! writing. Prints counts and a fingerprint of the case, so that two builds can be compared in result, time and instructions.
//!
//! ```text
//! cargo build --release -p vigie-detect --example records
//! valgrind --tool=callgrind target/release/examples/records rules target/corpus/access.log 20000000
//! ```
#![expect(clippy::disallowed_methods, reason = "the rules of the repository and a log are read from disk")]

use std::hash::BuildHasher;
use std::path::Path;

use bumpalo::Bump;
use vigie_detect::fold::Fold;
use vigie_detect::observe::{Observer, SystemName};
use vigie_detect::options::Options;
use vigie_detect::rules::{LoadOptions, RuleSet};
use vigie_facts::case::Place;
use vigie_facts::origin::{InputId, Origin};
use vigie_parse::{Options as ParseOptions, Parsed, Parser, YearClock, recognise};

/// Bytes of a chunk, as the program cuts them.
const CHUNK_BYTES: usize = 1 << 20;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(log)) = (arguments.next(), arguments.next()) else {
        return Err(std::io::Error::other("usage: records RULES LOG [BYTES]"));
    };
    let mut files = Vec::new();
    collect(Path::new(&folder), &mut files)?;
    let borrowed: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let load = LoadOptions { known_good_files: borrowed.len(), ..LoadOptions::default() };
    let (rules, _) = RuleSet::load_with(&borrowed, load);
    let mut bytes = std::fs::read(log)?;
    bytes.truncate(arguments.next().and_then(|text| text.parse().ok()).unwrap_or(bytes.len()));

    let (parse, options) = (ParseOptions::default(), Options::default());
    let recognition = recognise(&bytes[..bytes.len().min(256 << 10)], &parse);
    let mut parser = Parser::new(&recognition, &parse, YearClock::starting(Some(2017)));
    let mut observer = Observer::new(&rules, &options);
    let mut fold = Fold::new(&options, &rules);
    let place = SystemName { system: "access.log", asset: "access.log", family: 0 };
    let mut arena = Bump::new();
    let (mut at, mut line, mut understood, mut hits, mut chunk_end) = (0, 0, 0_u64, 0, CHUNK_BYTES);
    while let Some((length, step)) = recognition.framing.next_record(&bytes[at..]) {
        line += 1;
        let record = &bytes[at..at + length];
        let origin = Origin { input: InputId(0), line, byte_start: at as u64, byte_len: length as u32 };
        if let Parsed::Event(event) = parser.parse(record, origin, &arena) {
            understood += 1;
            hits += observer.observe(&event, record, &place).len();
        }
        at += step;
        if at >= chunk_end {
            fold.absorb(observer.finish_chunk());
            arena.reset();
            chunk_end = at + CHUNK_BYTES;
        }
    }
    fold.absorb(observer.finish_chunk());
    let case = fold.conclude(&rules, &mut |_| Place::default());
    let fingerprint = foldhash::quality::FixedState::with_seed(0).hash_one(format!("{case:?}"));
    #[expect(clippy::print_stdout, reason = "an example shows its figures")]
    {
        println!(
            "{} bytes, {line} records, {understood} understood, {hits} hits, {} detections, case {fingerprint:016x}",
            bytes.len(),
            case.detections.len()
        );
    }
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<(String, String)>) -> std::io::Result<()> {
    let mut entries = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        if entry.path().is_dir() {
            collect(&entry.path(), files)?;
        } else if entry.file_name() == "rule.yml" {
            files.push((entry.path().display().to_string(), std::fs::read_to_string(entry.path())?));
        }
    }
    Ok(())
}
