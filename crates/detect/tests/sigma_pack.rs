//! SigmaHQ's rules on real logs, when both lie beside the repository (`shared/data` in a folder above it): every rule loads,
//! and every event gets the matches `rsigma-eval` gives it. Without them these tests have nothing to read and say so.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests read rules and corpora from disk and say what they found"
)]

mod oracle;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bumpalo::Bump;
use oracle::Oracle;
use vigie_detect::normalise::{self, Normaliser};
use vigie_detect::rules::{LoadOptions, ProblemEffect, RuleSet, Scratch};
use vigie_facts::event::Event;
use vigie_facts::field::{Field, Fields, Value};
use vigie_facts::origin::{InputId, Origin};
use vigie_parse::{Options, Parsed, Parser, YearClock, recognise};

/// Records compared of each log, spread evenly over it: the reference engine takes its time in a debug build.
const RECORDS_MAX: usize = 1_500;

#[test]
fn every_rule_of_the_pack_loads_and_what_cannot_match_is_said_once() {
    let Some(data) = shared_data() else { return };
    let files = pack(&data, &["web", "linux", "application"]);
    let (rules, problems) = RuleSet::load(&borrowed(&files));
    let skipped: Vec<_> = problems.iter().filter(|problem| problem.effect == ProblemEffect::Skipped).collect();
    assert!(skipped.is_empty(), "{skipped:?}");
    assert_eq!(rules.rules().len(), files.len());
    for problem in &problems {
        let same = |other: &&vigie_detect::rules::RuleProblem| other.cause == problem.cause;
        assert_eq!(problems.iter().filter(same).count(), 1, "said more than once: {problem}");
    }
    let usable = rules.rules().iter().filter(|rule| rule.inert.is_none());
    let mut by_category: BTreeMap<String, usize> = BTreeMap::new();
    for rule in usable {
        let words = &rule.log_source;
        let shown = [&words.category, &words.product, &words.service].map(|word| word.as_deref().unwrap_or("-"));
        *by_category.entry(shown.join("/")).or_default() += 1;
    }
    eprintln!("{} rules, {} problems; usable by log source: {by_category:?}", files.len(), problems.len());
    assert!(by_category.get("webserver/-/-").is_some_and(|count| *count >= 13), "{by_category:?}");
}

#[test]
fn real_events_get_the_matches_of_the_reference_engine() {
    let Some(data) = shared_data() else { return };
    let files = pack(&data, &["web", "linux", "application"]);
    let (rules, _) =
        RuleSet::load_with(&borrowed(&files), LoadOptions { every_log_source: true, ..LoadOptions::default() });
    let oracle = Oracle::new(&borrowed(&files));
    let mut total = 0;
    for log in [
        "weblogs-real/elastic-semicomplete-2015.log",
        "weblogs-real/secrepo-2021-10-22.log",
        "auth-real/auth-secrepo-aws-2014-11.log",
        "auth-real/openssh-loghub-2k.log",
        "auth-real/linux-loghub-2k.log",
    ] {
        let Ok(bytes) = std::fs::read(data.join(log)) else {
            eprintln!("{log}: absent, not compared");
            continue;
        };
        let (events, matches) = compare(log, &bytes, &rules, &oracle);
        eprintln!("{log}: {events} events, {matches} matches, equal in both engines");
        total += matches;
    }
    assert!(total > 0, "nothing matched anywhere: the comparison is empty");
}

/// An event with its normalised request and its original record.
struct Whole<'a, F> {
    fields: F,
    record: &'a [u8],
}

impl<F: Fields> Fields for Whole<'_, F> {
    fn get(&self, field: Field) -> Option<Value<'_>> {
        match field {
            Field::EventOriginal => Some(Value::Text(self.record)),
            other => self.fields.get(other),
        }
    }
}

fn compare(log: &str, bytes: &[u8], rules: &RuleSet, oracle: &Oracle) -> (usize, usize) {
    let options = Options::default();
    let recognition = recognise(&bytes[..bytes.len().min(64 << 10)], &options);
    let mut parser = Parser::new(&recognition, &options, YearClock { year: 2015, month: 0, known: true });
    let records: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').filter(|record| !record.is_empty()).collect();
    let step = records.len().div_ceil(RECORDS_MAX);
    let (normaliser, mut request) = (Normaliser::new(), normalise::Scratch::default());
    let (mut scratch, mut hits, mut each) = (Scratch::default(), Vec::new(), Vec::new());
    let (mut events, mut matches) = (0, 0);
    for (at, record) in records.iter().enumerate().step_by(step) {
        let arena = Bump::new();
        let origin = Origin { input: InputId(0), line: at as u64 + 1, byte_start: 0, byte_len: record.len() as u32 };
        let (Parsed::Event(event) | Parsed::CatchAll { event }) = parser.parse(record, origin, &arena) else {
            continue;
        };
        let whole = Whole { fields: normaliser.apply(&event, &mut request), record };
        check_one(log, &event, &whole, rules, oracle, (&mut scratch, &mut hits, &mut each));
        events += 1;
        matches += hits.len();
    }
    assert!(events > 0, "{log}: nothing was understood");
    (events, matches)
}

fn check_one(
    log: &str,
    event: &Event<'_>,
    fields: &impl Fields,
    rules: &RuleSet,
    oracle: &Oracle,
    (scratch, hits, each): (
        &mut Scratch,
        &mut Vec<vigie_detect::rules::RuleIndex>,
        &mut Vec<vigie_detect::rules::RuleIndex>,
    ),
) {
    rules.evaluate(event, fields, scratch, hits);
    rules.evaluate_each(event, fields, each);
    assert_eq!(hits, each, "{log}:{}: the fast way and the slow way differ", event.origin.line);
    let mut found: Vec<&str> = hits.iter().map(|rule| &*rules.rule(*rule).title).collect();
    found.sort_unstable();
    assert_eq!(found, oracle.matches(fields), "{log}:{}", event.origin.line);
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect()
}

fn pack(data: &Path, parts: &[&str]) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = parts.iter().map(|part| data.join("sigmahq-rules/rules").join(part)).collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder can be read") {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yml") {
                files.push((path.display().to_string(), std::fs::read_to_string(&path).expect("rules are UTF-8")));
            }
        }
    }
    assert!(!files.is_empty(), "the pack is there and empty");
    files
}

fn shared_data() -> Option<PathBuf> {
    let mut above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared/data"));
    let found = above.find(|data| data.join("sigmahq-rules").is_dir());
    if found.is_none() {
        eprintln!("no shared/data/sigmahq-rules above this repository: nothing compared");
    }
    found
}
