//! Whether it worked: incidents that had or may have had an effect, or that no evidence of one was found and over how much. Never that nothing happened.

use vigie_figures::sentence::Sentence;

use crate::asked::Length;
use crate::compose::{Line, Slot};
use crate::facts::{Anchor, Facts};

pub(super) fn full(facts: &Facts<'_>) -> Vec<Slot> {
    let entry = &facts.answer.entry;
    let (had, may) = (entry.had.value, entry.may_have_had.value);
    let mut slots = Vec::new();
    if had + may == 0 {
        let share = &facts.answer.header.coverage;
        let sentence = Sentence::new("st-success-none").percent("coverage", share.percent);
        let line = Line::claim(sentence, vec![Anchor::of(6, &entry.had), Anchor::share(6, share)]);
        slots.push(Slot::new(Length::Short, vec![line, undecided()]));
    } else {
        let anchors = || vec![Anchor::of(6, &entry.had), Anchor::of(6, &entry.may_have_had)];
        let incidents = Sentence::new("st-success-incidents").count("count", had + may);
        slots.push(Slot::new(Length::Short, vec![Line::claim(incidents, anchors()), undecided()]));
        if had > 0 && may > 0 {
            let split = Sentence::new("st-success-split").count("had", had).count("may", may);
            slots.push(Slot::new(Length::Short, vec![Line::told(split, anchors())]));
        } else if may > 0 {
            slots.push(Slot::new(Length::Short, vec![Line::plain(Sentence::new("st-success-open"))]));
        }
        if had > 0 {
            slots.push(Slot::new(Length::Short, vec![Line::claim(Sentence::new("st-success-some"), Vec::new())]));
        }
    }
    let cost = &facts.answer.cost;
    if cost.disturbed_while_attacked_minutes.value > 0 {
        let minutes = cost.disturbed_while_attacked_minutes.value;
        let line = Line::told(
            Sentence::new("st-success-disturbed").count("minutes", minutes),
            vec![Anchor::of(7, &cost.disturbed_while_attacked_minutes)],
        );
        slots.push(Slot::new(Length::Medium, vec![line]));
    }
    slots
}

pub(super) fn holding(facts: &Facts<'_>) -> Vec<Slot> {
    let entry = &facts.answer.entry;
    let wordings = match (entry.had.value, entry.may_have_had.value) {
        (0, 0) => vec![Line::claim(Sentence::new("st-hold-success-none"), Vec::new()), undecided()],
        (0, _) => vec![Line::plain(Sentence::new("st-hold-success-may"))],
        _ => vec![Line::claim(Sentence::new("st-success-some"), Vec::new()), undecided()],
    };
    vec![Slot::new(Length::Short, wordings)]
}

fn undecided() -> Line {
    Line::plain(Sentence::new("st-success-unknown"))
}
