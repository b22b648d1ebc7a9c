//! What the built-in rules hit in a mostly ordinary log, held equal to a list reviewed by eye (`reviewed/*.txt`: line, rules, verdict,
//! reason). The log lies beside the repository; without it there is nothing to compare and the test says so.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests read rules and a corpus from disk and say when it is absent"
)]

use std::path::Path;

use bumpalo::Bump;
use vigie_detect::normalise::{Normaliser, Scratch as NormaliseScratch};
use vigie_detect::rules::{RuleRole, RuleSet, Scratch};
use vigie_facts::origin::{InputId, Origin};
use vigie_parse::{Options, Parsed, Parser, YearClock, recognise};

#[test]
fn only_reviewed_lines_of_an_ordinary_log_are_hit() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let log = "shared/data/weblogs-real/elastic-semicomplete-2015.log";
    let Some(bytes) = root
        .ancestors()
        .chain(root.canonicalize().ok().iter().flat_map(|root| root.ancestors()))
        .find_map(|above| std::fs::read(above.join(log)).ok())
    else {
        eprintln!("{log}: absent, not compared");
        return;
    };
    let list =
        std::fs::read_to_string(root.join("crates/detect/tests/reviewed/elastic-semicomplete-2015.txt")).unwrap();
    let reviewed: Vec<String> = list
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').take(2).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(hits(&root.join("rules"), &bytes), reviewed);
}

/// `line rule,rule` of every line that a rule hits.
fn hits(rules: &Path, log: &[u8]) -> Vec<String> {
    let texts = rule_texts(rules);
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, yaml)| (name.as_str(), yaml.as_str())).collect();
    let (rules, problems) = RuleSet::load(&files);
    assert!(problems.is_empty(), "{problems:?}");
    let options = Options::default();
    let recognition = recognise(&log[..log.len().min(64 * 1024)], &options);
    let mut parser = Parser::new(&recognition, &options, YearClock { year: 2015, month: 5, known: true });
    let (mut scratch, mut normalise_scratch, mut found) = (Scratch::default(), NormaliseScratch::default(), Vec::new());
    let mut arena = Bump::new();
    let mut out = Vec::new();
    for (at, record) in log.split(|byte| *byte == b'\n').enumerate() {
        arena.reset();
        let origin = Origin { input: InputId(0), line: at as u64 + 1, byte_start: 0, byte_len: record.len() as u32 };
        let Parsed::Event(event) = parser.parse(record, origin, &arena) else { continue };
        let normalised = Normaliser::new().apply(&event, &mut normalise_scratch);
        rules.evaluate(&event, &normalised, &mut scratch, &mut found);
        let names: Vec<&str> = found
            .iter()
            .map(|hit| rules.rule(*hit))
            .filter(|rule| rule.role == RuleRole::Detection)
            .map(|rule| &*rule.name)
            .collect();
        if !names.is_empty() {
            out.push(format!("{} {}", at + 1, names.join(",")));
        }
    }
    out
}

fn rule_texts(root: &Path) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for family in
        std::fs::read_dir(root).expect("the rules of the repository").flatten().filter(|entry| entry.path().is_dir())
    {
        for rule in std::fs::read_dir(family.path()).expect("a family of rules").flatten() {
            let path = rule.path().join("rule.yml");
            texts.push((path.to_string_lossy().into_owned(), std::fs::read_to_string(&path).expect("a rule")));
        }
    }
    texts.sort();
    texts
}
