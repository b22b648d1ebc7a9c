//! What was done: what the ledger beside the case says was held back, and that the logs are kept. What was done elsewhere is the organisation's to add.

use vigie_figures::figure::Unit;
use vigie_figures::sentence::{Arg, Sentence};

use crate::asked::Length;
use crate::compose::{Line, Slot};
use crate::facts::{Anchor, Facts};

pub(super) fn full(facts: &Facts<'_>) -> Vec<Slot> {
    let held = match facts.held {
        Some(held) => {
            let anchors = vec![
                Anchor::number(0, "measures.decisions", held.decisions, Unit::Sources),
                Anchor::number(0, "measures.standing", held.standing, Unit::Sources),
            ];
            let sentence = Sentence::new("st-measures-held")
                .count("decisions", held.decisions)
                .count("standing", held.standing)
                .with("first", Arg::Day(held.first));
            Line::told(sentence, anchors)
        }
        None => Line::plain(Sentence::new("st-measures-none")),
    };
    let inputs = &facts.answer.header.inputs;
    let kept = Sentence::new("st-measures-kept").count("inputs", inputs.value);
    vec![
        Slot::new(Length::Short, vec![held]),
        Slot::new(Length::Medium, vec![Line::told(kept, vec![Anchor::of(0, inputs)])]),
    ]
}

pub(super) fn holding(facts: &Facts<'_>) -> Vec<Slot> {
    let key = if facts.held.is_some() { "st-hold-measures-held" } else { "st-hold-measures" };
    vec![Slot::new(Length::Short, vec![Line::plain(Sentence::new(key))])]
}
