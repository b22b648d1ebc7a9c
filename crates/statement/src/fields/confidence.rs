//! How good the basis of the figures is, in the words of ICD 203: coverage first, then how many sources stand behind them. Not how probable anything is.

use vigie_figures::sentence::Sentence;

use crate::asked::Length;
use crate::compose::{Line, Slot};
use crate::facts::{Anchor, Facts};

/// Coverage from which the basis is good, and below which it is poor, as the claim engine has it (`docs/claims.md`).
const GOOD: f64 = 0.9;
const POOR: f64 = 0.5;

/// Sources below which one of them decides too much.
const SOURCES_MIN: u64 = 30;

pub(super) fn full(facts: &Facts<'_>) -> Vec<Slot> {
    let (coverage, understood) = (&facts.answer.header.coverage, &facts.answer.header.understood);
    let sentence = Sentence::new("st-confidence")
        .word("level", level(facts))
        .percent("coverage", coverage.percent)
        .percent("understood", understood.percent);
    let line = Line::told(sentence, vec![Anchor::share(6, coverage), Anchor::share(6, understood)]);
    let mut slots = vec![Slot::new(Length::Short, vec![line])];
    if facts.attempts() > 0 {
        slots.push(Slot::new(Length::Long, vec![Line::plain(Sentence::new("st-confidence-interval"))]));
    }
    slots
}

pub(super) fn holding(_facts: &Facts<'_>) -> Vec<Slot> {
    vec![Slot::new(Length::Short, vec![Line::plain(Sentence::new("st-hold-confidence"))])]
}

fn level(facts: &Facts<'_>) -> &'static str {
    let coverage = facts.coverage().unwrap_or(0.0);
    let few = facts.attempts() > 0 && facts.answer.places.sources.value < SOURCES_MIN;
    match coverage {
        coverage if coverage < POOR => "st-level-low",
        coverage if coverage < GOOD || few => "st-level-moderate",
        _ => "st-level-high",
    }
}
