//! What changed from one claim to another: numbers, units, places that became authors, certainty, denial, who says so.

use serde::Serialize;
use vigie_figures::sentence::{Arg, Sentence};

use crate::decide::Judgement;
use crate::proposition::{Certainty, Population, Predicate, Proposition, Range, Span};

/// A change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Its stable id.
    pub kind: &'static str,
    /// In a sentence; its key is `drift-` and the id.
    pub sentence: Sentence,
}

/// Every kind of change, with the key of its words.
const KINDS: &[(&str, &str)] = &[
    ("place-became-author", "drift-place-became-author"),
    ("author-became-place", "drift-author-became-place"),
    ("other-place", "drift-other-place"),
    ("other-author", "drift-other-author"),
    ("number", "drift-number"),
    ("number-gone", "drift-number-gone"),
    ("number-new", "drift-number-new"),
    ("unit", "drift-unit"),
    ("rate", "drift-rate"),
    ("claim", "drift-claim"),
    ("more-certain", "drift-more-certain"),
    ("less-certain", "drift-less-certain"),
    ("denied", "drift-denied"),
    ("affirmed", "drift-affirmed"),
    ("supposition-gone", "drift-supposition-gone"),
    ("speaker-gone", "drift-speaker-gone"),
    ("speaker-new", "drift-speaker-new"),
    ("other-speaker", "drift-other-speaker"),
];

fn change(kind: &'static str) -> Sentence {
    Sentence::new(KINDS.iter().find(|(id, _)| *id == kind).map_or("drift-claim", |(_, key)| key))
}

/// What changed between two claims of one matter.
pub(super) fn between(earlier: &Judgement, later: &Judgement) -> Vec<Change> {
    let (a, b) = (&earlier.claim, &later.claim);
    let mut changes = Vec::new();
    let mut push = |kind: &'static str, sentence: Sentence| changes.push(Change { kind, sentence });
    let from_to = |kind: &'static str, from: Arg, to: Arg| change(kind).with("from", from).with("to", to);
    let (authored_before, authored_now) = (a.predicate == Predicate::Attributed, b.predicate == Predicate::Attributed);
    match (authored_before, authored_now) {
        (false, true) => push("place-became-author", from_to("place-became-author", places(a), author(b))),
        (true, false) => push("author-became-place", from_to("author-became-place", author(a), places(b))),
        (true, true) if a.object != b.object => push("other-author", from_to("other-author", author(a), author(b))),
        (false, false) if a.filters.located_in != b.filters.located_in => {
            push("other-place", from_to("other-place", places(a), places(b)));
        }
        (false, false) if a.predicate != b.predicate => {
            push("claim", from_to("claim", Arg::Word(said(a).into()), Arg::Word(said(b).into())));
        }
        _ => {}
    }
    match (range_of(a), range_of(b)) {
        (Some(before), Some(now)) if !before.0.agrees(now.0) || before.1 != now.1 => {
            push("number", from_to("number", number(before), number(now)));
        }
        (Some(before), None) => push("number-gone", change("number-gone").with("from", number(before))),
        (None, Some(now)) => push("number-new", change("number-new").with("to", number(now))),
        _ => {}
    }
    if a.predicate.is_numeric() && b.predicate.is_numeric() && a.population != b.population {
        push("unit", from_to("unit", Arg::Word(unit(a.population).into()), Arg::Word(unit(b.population).into())));
    }
    if a.predicate.is_numeric() && b.predicate.is_numeric() && a.per != b.per {
        push("rate", from_to("rate", Arg::Word(rate(a.per).into()), Arg::Word(rate(b.per).into())));
    }
    for (kind, sentence) in voice(a, b) {
        push(kind, sentence);
    }
    changes
}

/// How surely, whether denied, and who says so.
fn voice(a: &Proposition, b: &Proposition) -> Vec<(&'static str, Sentence)> {
    let mut found = Vec::new();
    match sureness(b.certainty).cmp(&sureness(a.certainty)) {
        std::cmp::Ordering::Greater => found.push("more-certain"),
        std::cmp::Ordering::Less => found.push("less-certain"),
        std::cmp::Ordering::Equal => {}
    }
    match (a.negated, b.negated) {
        (false, true) => found.push("denied"),
        (true, false) => found.push("affirmed"),
        _ => {}
    }
    if a.conditional && !b.conditional {
        found.push("supposition-gone");
    }
    let mut found: Vec<(&'static str, Sentence)> = found.into_iter().map(|kind| (kind, change(kind))).collect();
    match (&a.speaker, &b.speaker) {
        (Some(before), None) => found.push(("speaker-gone", change("speaker-gone").text("from", before.as_str()))),
        (None, Some(now)) => found.push(("speaker-new", change("speaker-new").text("to", now.as_str()))),
        (Some(before), Some(now)) if before != now => {
            let sentence = change("other-speaker").text("from", before.as_str()).text("to", now.as_str());
            found.push(("other-speaker", sentence));
        }
        _ => {}
    }
    found
}

/// "May" is less than "probably", that less than a plain statement, that less than "without doubt".
fn sureness(certainty: Option<Certainty>) -> u8 {
    match certainty {
        Some(Certainty::Possible) => 0,
        Some(Certainty::Probable) => 1,
        None => 2,
        Some(Certainty::Certain) => 3,
    }
}

fn places(claim: &Proposition) -> Arg {
    Arg::List(claim.filters.located_in.iter().cloned().map(Arg::Country).collect())
}

fn author(claim: &Proposition) -> Arg {
    let object = claim.object.clone().unwrap_or_default();
    let is_code = object.len() == 2 && object.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_code { Arg::Country(object) } else { Arg::Text(object) }
}

/// The set of numbers of a claim, and whether they are parts of a whole. A place in an order is no number of this kind.
fn range_of(claim: &Proposition) -> Option<(Range, bool)> {
    let range = claim.range?;
    match claim.predicate {
        Predicate::Rank => None,
        Predicate::Share => Some((range, true)),
        _ => Some((range, false)),
    }
}

fn number((range, share): (Range, bool)) -> Arg {
    let end = |value: f64| {
        if share {
            Arg::Percent((1_000.0 * value).round() / 10.0)
        } else if value.fract() == 0.0 && value >= 0.0 {
            Arg::Count(value as u64)
        } else {
            Arg::Text(format!("{value:.1}"))
        }
    };
    let sentence = match (range.low, range.high) {
        (low, high) if (low - high).abs() < 1e-9 => Sentence::new("drift-range-exact").with("low", end(low)),
        (low, high) if high.is_infinite() => Sentence::new("drift-range-from").with("low", end(low)),
        (0.0, high) => Sentence::new("drift-range-to").with("high", end(high)),
        (low, high) => Sentence::new("drift-range-between").with("low", end(low)).with("high", end(high)),
    };
    Arg::Sentence(Box::new(sentence))
}

fn unit(population: Population) -> &'static str {
    match population {
        Population::Attacks => "drift-unit-attacks",
        Population::Attempts => "claim-unit-attempts",
        Population::Detections => "claim-unit-detections",
        Population::Requests => "claim-unit-requests",
        Population::Records => "claim-unit-records",
        Population::Incidents => "claim-unit-incidents",
        Population::Sources => "claim-unit-sources",
        Population::Accounts => "claim-unit-accounts",
        Population::Assets => "claim-unit-assets",
        Population::Countries => "drift-unit-countries",
        Population::Forms => "drift-unit-forms",
    }
}

fn rate(per: Option<Span>) -> &'static str {
    match per {
        None => "drift-in-all",
        Some(Span::Minute) => "claim-span-minute",
        Some(Span::Hour) => "claim-span-hour",
        Some(Span::Day) => "claim-span-day",
        Some(Span::Week) => "claim-span-week",
        Some(Span::Month) => "claim-span-month",
        Some(Span::Year) => "claim-span-year",
    }
}

/// What a predicate says, in a word.
fn said(claim: &Proposition) -> &'static str {
    match claim.predicate {
        Predicate::Count => "drift-said-count",
        Predicate::Peak => "drift-said-peak",
        Predicate::Share => "drift-said-share",
        Predicate::Rank => "drift-said-rank",
        Predicate::Change => "drift-said-change",
        Predicate::Targets => "drift-said-targets",
        Predicate::Form => "drift-said-form",
        Predicate::Targeted => "drift-said-targeted",
        Predicate::Coordinated => "drift-said-coordinated",
        Predicate::Group => "drift-said-group",
        Predicate::Individual => "drift-said-individual",
        Predicate::Attributed => "drift-said-attributed",
        Predicate::Succeeded => "drift-said-succeeded",
        Predicate::Stolen => "drift-said-stolen",
        Predicate::Caused => "drift-said-caused",
        Predicate::Intended => "drift-said-intended",
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Drift, Source, drift};
    use super::*;
    use crate::decide::Setting;
    use crate::evidence::Evidence;

    fn told(texts: &[&str]) -> Drift {
        let source = |text: &&str| Source { name: String::new(), day: None, author: None, text: (*text).to_owned() };
        let sources: Vec<Source> = texts.iter().map(source).collect();
        drift(&sources, &Evidence::default(), &Setting::default())
    }

    #[test]
    fn what_changed_on_the_way_is_named() {
        for (before, after, kinds) in [
            (
                "Près de la moitié des attaques proviennent d’Ukraine.",
                "Des pirates russes nous attaquent.",
                &["place-became-author", "number-gone"][..],
            ),
            (
                "About half of the attacks come from Ukraine.",
                "Half of the attacks come from Russia.",
                &["other-place", "number"],
            ),
            ("1,922 attempts were counted.", "4,000 attacks were counted.", &["number", "unit"]),
            ("We face several thousand attacks a month.", "We face several thousand attacks a day.", &["rate"]),
            ("No attack succeeded.", "An attack succeeded.", &["affirmed"]),
            ("According to the party, 1,922 attacks were counted.", "1,922 attacks were counted.", &["speaker-gone"]),
            ("1,922 attacks were counted.", "1,922 attacks were counted.", &[]),
        ] {
            let found = told(&[before, after]);
            let step = &found.steps[0];
            let named: Vec<&str> = step.changes.iter().map(|change| change.kind).collect();
            assert_eq!(named, kinds, "{before} → {after}");
        }
    }

    #[test]
    fn what_no_earlier_text_says_is_said_for_the_first_time() {
        let found = told(&["1,922 attempts were counted.", "They stole our mails."]);
        assert!(found.steps.is_empty());
        assert_eq!(found.first_said.len(), 1);
    }

    #[test]
    fn every_kind_has_its_key() {
        for (id, key) in KINDS {
            assert_eq!(*key, format!("drift-{id}"));
        }
    }
}
