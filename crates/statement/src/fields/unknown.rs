//! What is not known, said as plainly as what is: who, whether one or several, what logs leave out. The limits of the report, where there is room.

use vigie_figures::sentence::Sentence;

use crate::asked::{Audience, Length};
use crate::compose::{Line, Slot};
use crate::facts::{Anchor, Facts};

pub(super) fn full(facts: &Facts<'_>) -> Vec<Slot> {
    let mut slots = Vec::new();
    if facts.attempts() > 0 {
        slots.extend(who());
    }
    slots.push(Slot::new(Length::Short, vec![Line::plain(Sentence::new("st-unknown-unlogged"))]));
    let missing = &facts.answer.header.coverage;
    if let Some(percent) = missing.percent.filter(|percent| *percent < 100.0) {
        let rest = ((100.0 - percent) * 10.0).round() / 10.0;
        let sentence = Sentence::new("st-unknown-hours").percent("percent", Some(rest));
        slots.push(Slot::new(Length::Medium, vec![Line::told(sentence, vec![Anchor::share(6, missing)])]));
    }
    for limit in &facts.answer.limits {
        let line = Line::plain(limit.sentence.clone());
        slots.push(Slot::new(Length::Long, vec![line]).only(&[Audience::State]).optional());
    }
    slots
}

pub(super) fn holding(_facts: &Facts<'_>) -> Vec<Slot> {
    let mut slots = who();
    slots.push(Slot::new(Length::Short, vec![Line::plain(Sentence::new("st-hold-next"))]));
    slots
}

fn who() -> Vec<Slot> {
    let line = |key: &'static str| vec![Line::plain(Sentence::new(key))];
    vec![
        Slot::new(Length::Short, line("st-unknown-who")),
        Slot::new(Length::Medium, line("st-unknown-group")),
        Slot::new(Length::Long, line("st-unknown-purpose")),
    ]
}
