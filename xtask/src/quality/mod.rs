//! `cargo xtask quality`: recall by set and form, and false alarms with their 95 % upper bounds, of the built-in rules on the
//! labelled sets. Every sample goes the way of a record: real parser, normaliser, evaluator. Rules that count over time are not measured here.

mod core_rule_set;
mod corpora;
mod mod_security;
mod ordinary;
mod table;

use std::path::Path;

use anyhow::{Result, ensure};
use bumpalo::Bump;
use corpora::{Label, Part, Sample};
use table::Counts;
use vigie_detect::normalise::{Normaliser, Scratch as NormaliseScratch};
use vigie_detect::rules::{RuleIndex, RuleRole, RuleSet, Scratch};
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;
use vigie_parse::{Options, Parsed, Parser, YearClock, recognise};

/// What of a set is to be shown.
struct Show {
    set: String,
    /// Attacks without a hit, rather than ordinary lines with one.
    missed: bool,
    limit: usize,
}

/// `quality [--data DIR] [--also DIR] [--only SET,SET…] [--show SET missed|false [N]] [--with-modsecurity]`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let value_of = |name: &str| arguments.iter().position(|argument| argument == name).map(|at| at + 1);
    let data = value_of("--data").and_then(|at| arguments.get(at)).map_or("../shared/data", String::as_str);
    let only = value_of("--only").and_then(|at| arguments.get(at)).map(String::as_str);
    let show = value_of("--show").map(|at| Show {
        set: arguments.get(at).cloned().unwrap_or_default(),
        missed: arguments.get(at + 1).is_some_and(|what| what == "missed"),
        limit: arguments.get(at + 2).and_then(|n| n.parse().ok()).unwrap_or(40),
    });
    let (mut samples, exclusions) = corpora::samples(Path::new(data), only)?;
    if let Some(also) = value_of("--also").and_then(|at| arguments.get(at)) {
        samples.append(&mut corpora::logs_of(Path::new(also), only)?);
    }
    let texts = rule_texts(Path::new("rules"))?;
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, yaml)| (name.as_str(), yaml.as_str())).collect();
    let (rules, problems) = RuleSet::load(&files);
    for problem in &problems {
        eprintln!("{}: {} {}", problem.file, problem.cause, problem.hint);
    }
    let mut judge = Judge::new(&rules);
    let mut counts = Counts::default();
    let mut left = show.as_ref().map_or(0, |show| show.limit);
    for sample in &samples {
        let hits = judge.hits(sample);
        counts.add(sample, hits.as_deref(), &rules);
        let (Some(hits), Some(show)) = (hits, &show) else { continue };
        if sample.set == show.set && left > 0 {
            ensure!(sample.part != Part::HeldOut, "{} is held out: its lines are not to be looked at", show.set);
            let wanted = if show.missed {
                sample.label != Label::Ordinary && hits.is_empty()
            } else {
                sample.label == Label::Ordinary && !hits.is_empty()
            };
            if wanted {
                left -= 1;
                let names: Vec<&str> = hits.iter().map(|hit| &*rules.rule(*hit).name).collect();
                println!("{} {}", names.join(","), sample.line.escape_debug());
            }
        }
    }
    counts.print(&exclusions);
    if arguments.iter().any(|argument| argument == "--with-modsecurity") {
        mod_security::compare(&samples, &mut judge)?;
    }
    Ok(())
}

/// The rules of the working tree, so that a change shows without a new build of the program.
fn rule_texts(root: &Path) -> Result<Vec<(String, String)>> {
    let mut texts = Vec::new();
    for family in std::fs::read_dir(root)?.flatten().filter(|entry| entry.path().is_dir()) {
        for rule in std::fs::read_dir(family.path())?.flatten() {
            let path = rule.path().join("rule.yml");
            texts.push((path.to_string_lossy().into_owned(), std::fs::read_to_string(&path)?));
        }
    }
    texts.sort();
    Ok(texts)
}

/// Takes one record all the way to the rules that hit it.
struct Judge<'r> {
    rules: &'r RuleSet,
    parser: Parser,
    arena: Bump,
    normaliser: Normaliser,
    normalise_scratch: NormaliseScratch,
    scratch: Scratch,
    hits: Vec<RuleIndex>,
}

impl<'r> Judge<'r> {
    fn new(rules: &'r RuleSet) -> Judge<'r> {
        let options = Options { as_service: Some(Service::WebAccess), ..Options::default() };
        let head = b"192.0.2.1 - - [13/Feb/2017:20:00:00 +0000] \"GET / HTTP/1.1\" 200 512 \"-\" \"-\"\n".repeat(8);
        let recognition = recognise(&head, &options);
        let parser = Parser::new(&recognition, &options, YearClock { year: 2017, month: 2, known: true });
        Judge {
            rules,
            parser,
            arena: Bump::new(),
            normaliser: Normaliser::new(),
            normalise_scratch: NormaliseScratch::default(),
            scratch: Scratch::default(),
            hits: Vec::new(),
        }
    }

    /// The detection rules that hit, or `None` when the line is not understood.
    fn hits(&mut self, sample: &Sample) -> Option<Vec<RuleIndex>> {
        self.arena.reset();
        let bytes = sample.line.as_bytes();
        let origin = Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: bytes.len() as u32 };
        let Parsed::Event(event) = self.parser.parse(bytes, origin, &self.arena) else { return None };
        let normalised = self.normaliser.apply(&event, &mut self.normalise_scratch);
        self.rules.evaluate(&event, &normalised, &mut self.scratch, &mut self.hits);
        Some(self.hits.iter().copied().filter(|hit| self.rules.rule(*hit).role == RuleRole::Detection).collect())
    }
}
