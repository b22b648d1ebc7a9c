//! How fast rules are: events a second of our evaluator and of `rsigma-eval`, on the same rules and the same events, with
//! proof that both find the same. Parsing and normalising are not counted.
//!
//! `cargo run --release -p vigie-detect --example rules_speed -- RULES-FOLDER ACCESS-LOG [EVENTS]`
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a measuring program reads files and the clock, and prints"
)]

#[path = "../tests/oracle/mod.rs"]
mod oracle;

use std::path::{Path, PathBuf};
use std::time::Instant;

use bumpalo::Bump;
use oracle::Oracle;
use vigie_detect::normalise::{self, Normaliser};
use vigie_detect::rules::{LoadOptions, RuleSet, Scratch};
use vigie_facts::event::Event;
use vigie_facts::origin::{InputId, Origin};
use vigie_parse::{Options, Parsed, Parser, YearClock, recognise};

/// Rounds over all events; the fastest is printed, the others were disturbed.
const ROUNDS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, log, rest @ ..] = arguments.as_slice() else {
        println!("usage: rules_speed RULES-FOLDER ACCESS-LOG [EVENTS]");
        return;
    };
    let events_max = rest.first().and_then(|number| number.parse().ok()).unwrap_or(10_000);
    let files = rule_files(Path::new(folder));
    let borrowed: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let start = Instant::now();
    let (own_sources, _) = RuleSet::load(&borrowed);
    println!("{} rules loaded in {:.1} ms", files.len(), start.elapsed().as_secs_f64() * 1e3);
    let (every_rule, _) =
        RuleSet::load_with(&borrowed, LoadOptions { every_log_source: true, ..LoadOptions::default() });
    let oracle = Oracle::new(&borrowed);

    let bytes = std::fs::read(log).expect("the log can be read");
    let arena = Bump::new();
    let (events, len) = events(&bytes, &arena, events_max);
    println!("{} events of {} bytes on average", events.len(), len / events.len().max(1));

    let ours = measure("ours, every rule", &events, |event, hits| hits.evaluate(&every_rule, event));
    let theirs = measure("rsigma-eval, every rule", &events, |event, _| oracle.matches(event).len());
    let _ = measure("ours, rules of the log source", &events, |event, hits| hits.evaluate(&own_sources, event));
    assert_eq!(ours.1, theirs.1, "both find the same");
    println!("ours is {:.1} times as fast; {} matches in both", ours.0 / theirs.0, ours.1);
    normalised(&own_sources, &events);
}

/// Space for evaluation.
#[derive(Default)]
struct Hits {
    scratch: Scratch,
    hits: Vec<vigie_detect::rules::RuleIndex>,
}

impl Hits {
    fn evaluate(&mut self, rules: &RuleSet, event: &Event<'_>) -> usize {
        rules.evaluate(event, event, &mut self.scratch, &mut self.hits);
        self.hits.len()
    }
}

/// Events a second of the fastest round, and matches of one round.
fn measure(name: &str, events: &[Event<'_>], mut matches: impl FnMut(&Event<'_>, &mut Hits) -> usize) -> (f64, usize) {
    let mut space = Hits::default();
    let mut best = (0.0_f64, 0);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let found = events.iter().map(|event| matches(event, &mut space)).sum();
        best = (best.0.max(events.len() as f64 / start.elapsed().as_secs_f64()), found);
    }
    println!("{name}: {:.0} events/s, {:.0} ns an event, {} matches", best.0, 1e9 / best.0, best.1);
    best
}

/// The same with the normalised request around each event, normalising included and apart.
fn normalised(rules: &RuleSet, events: &[Event<'_>]) {
    let (normaliser, mut request) = (Normaliser::new(), normalise::Scratch::default());
    let mut space = Hits::default();
    for evaluates in [false, true] {
        let mut best = f64::MAX;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            for event in events {
                let whole = normaliser.apply(event, &mut request);
                if evaluates {
                    rules.evaluate(event, &whole, &mut space.scratch, &mut space.hits);
                }
            }
            best = best.min(start.elapsed().as_secs_f64());
        }
        let what = if evaluates { "normalised and evaluated" } else { "normalised only" };
        println!("{what}: {:.0} ns an event", best * 1e9 / events.len() as f64);
    }
}

fn events<'a>(bytes: &'a [u8], arena: &'a Bump, events_max: usize) -> (Vec<Event<'a>>, usize) {
    let options = Options::default();
    let recognition = recognise(&bytes[..bytes.len().min(64 << 10)], &options);
    let mut parser = Parser::new(&recognition, &options, YearClock { year: 2015, month: 0, known: true });
    let (mut events, mut len) = (Vec::new(), 0);
    for (at, record) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let origin = Origin { input: InputId(0), line: at as u64 + 1, byte_start: 0, byte_len: record.len() as u32 };
        if let Parsed::Event(event) = parser.parse(record, origin, arena) {
            events.push(event);
            len += record.len();
            if events.len() == events_max {
                break;
            }
        }
    }
    (events, len)
}

fn rule_files(folder: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder can be read").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yml") {
                files.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap_or_default()));
            }
        }
    }
    files
}
