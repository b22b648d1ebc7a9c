//! The counts of `cargo xtask quality` and their tables: recall, precision, confusion, false alarms with their bounds. Does not judge.

use std::collections::BTreeMap;

use vigie_detect::rules::{RuleIndex, RuleSet};
use vigie_facts::form::Form;

use super::corpora::{Exclusions, Label, Part, Sample};

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

/// What was counted of one form in one part.
#[derive(Default)]
struct OfForm {
    attacks: u64,
    found: u64,
    named: u64,
    /// Lines of known label on which a rule of this form hit, and those where the form is right.
    said: u64,
    said_rightly: u64,
    /// Ordinary lines of which a rule of this form said so.
    alarms: u64,
}

/// Everything that is counted.
#[derive(Default)]
pub(super) struct Counts {
    sets: Vec<(&'static str, Part, Tally)>,
    forms: BTreeMap<(Part, Form), OfForm>,
    /// The form the set says, a form that was named and is none of the right ones.
    confusion: BTreeMap<(Part, Form, Form), u64>,
    alarms: BTreeMap<String, u64>,
    unlabelled: BTreeMap<(&'static str, Form), u64>,
}

impl Counts {
    /// Counts one sample. `hits` is `None` when its line was not understood.
    pub(super) fn add(&mut self, sample: &Sample, hits: Option<&[RuleIndex]>, rules: &RuleSet) {
        if self.sets.last().is_none_or(|(set, ..)| *set != sample.set) {
            self.sets.push((sample.set, sample.part, Tally::default()));
        }
        let Some((.., tally)) = self.sets.last_mut() else { return };
        let Some(hits) = hits else {
            tally.not_understood += 1;
            return;
        };
        let mut said: Vec<Form> = hits.iter().map(|hit| rules.rule(*hit).form).collect();
        said.sort_unstable();
        said.dedup();
        let right = match &sample.label {
            Label::Ordinary => {
                tally.ordinary += 1;
                tally.false_alarms += u64::from(!said.is_empty());
                if sample.part == Part::Unlabelled {
                    for form in said {
                        *self.unlabelled.entry((sample.set, form)).or_default() += 1;
                    }
                    return;
                }
                if sample.part == Part::Tuning {
                    for hit in hits {
                        *self.alarms.entry(rules.rule(*hit).name.to_string()).or_default() += 1;
                    }
                }
                &[][..]
            }
            Label::Attack(right) => {
                tally.attacks += 1;
                tally.found += u64::from(!said.is_empty());
                let Some(first) = right.first() else { return };
                let named = said.iter().any(|form| right.contains(form));
                tally.nameable += u64::from(!said.is_empty());
                tally.named += u64::from(named);
                let form = self.forms.entry((sample.part, *first)).or_default();
                form.attacks += 1;
                form.found += u64::from(!said.is_empty());
                form.named += u64::from(named);
                if !named {
                    for wrong in &said {
                        *self.confusion.entry((sample.part, *first, *wrong)).or_default() += 1;
                    }
                }
                right
            }
        };
        for form in &said {
            let entry = self.forms.entry((sample.part, *form)).or_default();
            entry.said += 1;
            entry.said_rightly += u64::from(right.contains(form));
            entry.alarms += u64::from(sample.label == Label::Ordinary);
        }
    }

    /// Prints every table.
    pub(super) fn print(&self, exclusions: &Exclusions) {
        for part in [Part::Tuning, Part::HeldOut] {
            self.print_sets(part);
            self.print_forms(part);
        }
        println!("\nWhole logs without labels: lines, lines hit, forms named");
        for (set, _, tally) in self.sets.iter().filter(|(_, of, _)| *of == Part::Unlabelled) {
            let forms = self.unlabelled.iter().filter(|((of, _), _)| of == set);
            let forms: Vec<String> = forms.map(|((_, form), count)| format!("{} {count}", form.id())).collect();
            println!(
                "{set:<18}{:>8}{:>8}{:>9}  {}",
                tally.ordinary,
                tally.false_alarms,
                share(tally.false_alarms, tally.ordinary, 1),
                forms.join(", ")
            );
        }
        println!("\nattacks left out");
        for (set, why, count) in exclusions {
            println!("{set:<22}{:<16}{count:>8}", format!("{why:?}"));
        }
        println!("\nfalse alarms by rule (tuning)");
        for (rule, count) in &self.alarms {
            println!("{count:>6} {rule}");
        }
    }

    fn print_sets(&self, part: Part) {
        println!(
            "\n{part:?}\n{:<22}{:>9}{:>9}{:>9}{:>9}{:>10}{:>8}{:>10}{:>10}",
            "set", "attacks", "found", "recall", "named", "ordinary", "alarms", "rate", "≤ (95 %)"
        );
        let (mut ordinary, mut alarms) = (0, 0);
        for (set, _, tally) in self.sets.iter().filter(|(_, of, _)| *of == part) {
            ordinary += tally.ordinary;
            alarms += tally.false_alarms;
            println!(
                "{set:<22}{:>9}{:>9}{:>9}{:>9}{:>10}{:>8}{:>10}{:>10}{}",
                tally.attacks,
                tally.found,
                share(tally.found, tally.attacks, 1),
                share(tally.named, tally.nameable, 1),
                tally.ordinary,
                tally.false_alarms,
                share(tally.false_alarms, tally.ordinary, 3),
                bound(tally.false_alarms, tally.ordinary),
                if tally.not_understood > 0 {
                    format!("  ({} not understood)", tally.not_understood)
                } else {
                    String::new()
                },
            );
        }
        println!(
            "{:<58}{ordinary:>10}{alarms:>8}{:>10}{:>10}",
            "ordinary lines of the part",
            share(alarms, ordinary, 3),
            bound(alarms, ordinary)
        );
    }

    fn print_forms(&self, part: Part) {
        println!(
            "\n{:<30}{:>9}{:>9}{:>9}{:>9}{:>12}{:>8}",
            "by form", "attacks", "found", "recall", "named", "precision", "alarms"
        );
        for ((_, form), of) in self.forms.iter().filter(|((of, _), _)| *of == part) {
            println!(
                "{:<30}{:>9}{:>9}{:>9}{:>9}{:>12}{:>8}",
                form.id(),
                of.attacks,
                of.found,
                share(of.found, of.attacks, 1),
                share(of.named, of.found, 1),
                share(of.said_rightly, of.said, 1),
                of.alarms,
            );
        }
        let mut pairs: Vec<_> = self.confusion.iter().filter(|((of, ..), _)| *of == part).collect();
        pairs.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        println!("named wrongly (most frequent pairs): the set says → the rules say");
        for ((_, said, named), count) in pairs.into_iter().take(16) {
            println!("{count:>8}  {} → {}", said.id(), named.id());
        }
    }
}

/// A share in percent, or a dash of nothing.
pub(super) fn share(part: u64, whole: u64, digits: usize) -> String {
    if whole == 0 { "-".to_owned() } else { format!("{:.digits$} %", 100.0 * part as f64 / whole as f64) }
}

/// The upper bound of a share in percent, or a dash of nothing.
fn bound(part: u64, whole: u64) -> String {
    if whole == 0 { "-".to_owned() } else { format!("{:.3} %", 100.0 * upper_bound(part, whole)) }
}

/// The upper end of the two-sided 95 % interval of Wilson (1927) for a share.
fn upper_bound(part: u64, whole: u64) -> f64 {
    const Z: f64 = 1.959_964;
    let (n, p) = (whole as f64, part as f64 / whole as f64);
    let z2 = Z * Z;
    (p + z2 / (2.0 * n) + Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt()) / (1.0 + z2 / n)
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
