//! `cargo xtask quality`: recall by set and form, and false alarms with their 95 % upper bounds, of the built-in rules on the
//! labelled sets. Every sample goes the way of a record: real parser, normaliser, evaluator. Rules that count over time are not measured here.

mod corpora;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, ensure};
use bumpalo::Bump;
use corpora::{Label, Part, Sample};
use vigie_detect::normalise::{Normaliser, Scratch as NormaliseScratch};
use vigie_detect::rules::{RuleIndex, RuleRole, RuleSet, Scratch};
use vigie_facts::form::Form;
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;
use vigie_parse::{Options, Parsed, Parser, YearClock, recognise};

/// What was counted in one set.
#[derive(Default)]
struct Tally {
    attacks: u64,
    found: u64,
    /// Found, and one of the forms named is one the set calls right.
    named: u64,
    /// Found, among those whose form the set says.
    nameable: u64,
    ordinary: u64,
    false_alarms: u64,
    not_understood: u64,
}

/// `quality [--data DIR] [--show SET missed|false [N]]`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let value_of = |name: &str| arguments.iter().position(|argument| argument == name).map(|at| at + 1);
    let data = value_of("--data").and_then(|at| arguments.get(at)).map_or("../shared/data", String::as_str);
    let show = value_of("--show").map(|at| {
        (
            arguments.get(at).cloned().unwrap_or_default(),
            arguments.get(at + 1).cloned().unwrap_or_default(),
            arguments.get(at + 2).and_then(|n| n.parse().ok()).unwrap_or(40_usize),
        )
    });
    let samples = corpora::samples(Path::new(data))?;
    let texts = rule_texts(Path::new("rules"))?;
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, yaml)| (name.as_str(), yaml.as_str())).collect();
    let (rules, problems) = RuleSet::load(&files);
    for problem in &problems {
        eprintln!("{}: {} {}", problem.file, problem.cause, problem.hint);
    }
    let mut judge = Judge::new(&rules);
    let mut sets: Vec<(&'static str, Part, Tally)> = Vec::new();
    let mut forms: BTreeMap<(Part, Form), (u64, u64)> = BTreeMap::new();
    let mut alarms: BTreeMap<String, u64> = BTreeMap::new();
    let mut shown = 0;
    for sample in &samples {
        if sets.last().is_none_or(|(set, ..)| *set != sample.set) {
            sets.push((sample.set, sample.part, Tally::default()));
        }
        let Some((.., tally)) = sets.last_mut() else { continue };
        let Some(hits) = judge.hits(sample) else {
            tally.not_understood += 1;
            continue;
        };
        count(sample, &hits, &rules, tally, &mut forms);
        let missed = sample.label != Label::Ordinary && hits.is_empty();
        let alarm = sample.label == Label::Ordinary && !hits.is_empty();
        if alarm && sample.part == Part::Tuning {
            for hit in &hits {
                *alarms.entry(rules.rule(*hit).name.to_string()).or_default() += 1;
            }
        }
        if let Some((set, what, limit)) = &show {
            ensure!(
                sample.set != set || sample.part == Part::Tuning,
                "{set} is held out: its lines are not to be looked at"
            );
            let wanted = what == "missed" && missed || what == "false" && alarm;
            if sample.set == set && wanted && shown < *limit {
                shown += 1;
                let names: Vec<&str> = hits.iter().map(|hit| &*rules.rule(*hit).name).collect();
                println!("{} {}", names.join(","), sample.line.escape_debug());
            }
        }
    }
    print(&sets, &forms, &alarms);
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

fn count(
    sample: &Sample,
    hits: &[RuleIndex],
    rules: &RuleSet,
    tally: &mut Tally,
    forms: &mut BTreeMap<(Part, Form), (u64, u64)>,
) {
    let Label::Attack(right) = &sample.label else {
        tally.ordinary += 1;
        tally.false_alarms += u64::from(!hits.is_empty());
        return;
    };
    tally.attacks += 1;
    tally.found += u64::from(!hits.is_empty());
    let Some(first) = right.first() else { return };
    let named = hits.iter().any(|hit| right.contains(&rules.rule(*hit).form));
    tally.nameable += u64::from(!hits.is_empty());
    tally.named += u64::from(named);
    let form = forms.entry((sample.part, *first)).or_default();
    form.0 += 1;
    form.1 += u64::from(!hits.is_empty());
}

fn print(
    sets: &[(&'static str, Part, Tally)],
    forms: &BTreeMap<(Part, Form), (u64, u64)>,
    alarms: &BTreeMap<String, u64>,
) {
    for part in [Part::Tuning, Part::HeldOut] {
        println!(
            "\n{part:?}\n{:<22}{:>9}{:>9}{:>9}{:>9}{:>10}{:>8}{:>10}{:>10}",
            "set", "attacks", "found", "recall", "named", "ordinary", "alarms", "rate", "≤ (95 %)"
        );
        for (set, _, tally) in sets.iter().filter(|(_, of, _)| *of == part) {
            println!(
                "{set:<22}{:>9}{:>9}{:>9}{:>9}{:>10}{:>8}{:>10}{:>10}{}",
                tally.attacks,
                tally.found,
                share(tally.found, tally.attacks, 1),
                share(tally.named, tally.nameable, 1),
                tally.ordinary,
                tally.false_alarms,
                share(tally.false_alarms, tally.ordinary, 3),
                if tally.ordinary == 0 {
                    "-".to_owned()
                } else {
                    format!("{:.3} %", 100.0 * upper_bound(tally.false_alarms, tally.ordinary))
                },
                if tally.not_understood > 0 {
                    format!("  ({} not understood)", tally.not_understood)
                } else {
                    String::new()
                },
            );
        }
        println!("by form");
        for ((_, form), (attacks, found)) in forms.iter().filter(|((of, _), _)| *of == part) {
            println!("{:<30}{attacks:>9}{found:>9}{:>9}", form.id(), share(*found, *attacks, 1));
        }
    }
    println!("\nfalse alarms by rule (tuning)");
    for (rule, count) in alarms {
        println!("{count:>6} {rule}");
    }
}

fn share(part: u64, whole: u64, digits: usize) -> String {
    if whole == 0 { "-".to_owned() } else { format!("{:.digits$} %", 100.0 * part as f64 / whole as f64) }
}

/// The upper end of the two-sided 95 % interval of Wilson (1927) for a share.
fn upper_bound(part: u64, whole: u64) -> f64 {
    const Z: f64 = 1.959_964;
    let (n, p) = (whole as f64, part as f64 / whole as f64);
    let z2 = Z * Z;
    (p + z2 / (2.0 * n) + Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt()) / (1.0 + z2 / n)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upper_bounds_agree_with_published_values() {
        // Newcombe 1998, table I: 1 of 29 gives 0.1718; 0 of 20 gives 0.1611.
        assert!((upper_bound(1, 29) - 0.1718).abs() < 0.0001);
        assert!((upper_bound(0, 20) - 0.1611).abs() < 0.0001);
    }
}
