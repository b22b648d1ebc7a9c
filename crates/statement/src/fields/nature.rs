//! What it was: how many attempts over which time, what an attempt is, in which forms. Not from where, not against what.

use vigie_figures::sentence::{Arg, Sentence};

use crate::asked::{Audience, Length};
use crate::compose::{Line, Slot};
use crate::facts::{Anchor, Facts};

/// Forms named in a sentence: what a reader takes in.
const FORMS_NAMED: usize = 3;

pub(super) fn full(facts: &Facts<'_>) -> Vec<Slot> {
    let ladder = &facts.answer.what.ladder;
    let mut slots = vec![Slot::new(Length::Short, count(facts))];
    if facts.attempts() > 0 {
        slots.push(Slot::new(Length::Medium, vec![Line::plain(Sentence::new("st-nature-attempt"))]));
        slots.push(Slot::new(Length::Short, forms(facts)));
    }
    for row in &facts.answer.what.forms {
        let sentence =
            Sentence::new("st-nature-form").count("count", row.attempts.value).with("form", Arg::Form(row.form));
        let line = Line::claim(sentence, vec![Anchor::of(1, &row.attempts)]);
        // Without its number where the engine does not know the name of the form.
        let named = Line::plain(Sentence::new("st-nature-form-seen").with("form", Arg::Form(row.form)));
        slots.push(Slot::new(Length::Long, vec![line, named]).only(&[Audience::State]));
    }
    let rungs = [("st-nature-records", &ladder.records), ("st-nature-detections", &ladder.detections)];
    for (key, figure) in rungs {
        let line = Line::claim(Sentence::new(key).count("count", figure.value), vec![Anchor::of(1, figure)]);
        slots.push(Slot::new(Length::Medium, vec![line]).only(&[Audience::State]));
    }
    slots
}

pub(super) fn holding(facts: &Facts<'_>) -> Vec<Slot> {
    let mut wordings = Vec::new();
    if facts.attempts() > 0 {
        wordings.push(Line::claim(Sentence::new("st-hold-nature"), Vec::new()));
    }
    wordings.push(Line::plain(Sentence::new("st-hold-nature-unknown")));
    let mut slots = vec![Slot::new(Length::Short, wordings)];
    if facts.attempts() > 0 {
        slots.push(Slot::new(Length::Medium, forms(facts)));
    }
    slots
}

/// How many, over which days; a lower bound where logs are missing.
fn count(facts: &Facts<'_>) -> Vec<Line> {
    let figure = &facts.answer.what.ladder.attempts;
    let anchors = || vec![Anchor::of(1, figure)];
    let dated = |sentence: Sentence| match facts.days() {
        Some((first, last)) => sentence.with("first", Arg::Day(first)).with("last", Arg::Day(last)),
        None => sentence,
    };
    let mut lines = Vec::new();
    let claim = |sentence: Sentence| Line::claim(sentence, anchors());
    match (figure.value, facts.days()) {
        (0, Some(_)) => lines.push(claim(dated(Sentence::new("st-nature-none-period")))),
        (0, None) => lines.push(claim(Sentence::new("st-nature-none"))),
        (count, Some(_)) => {
            lines.push(claim(dated(Sentence::new("st-nature-count-period")).count("count", count)));
            lines.push(claim(dated(Sentence::new("st-nature-least-period")).count("count", count)));
        }
        (..) => {}
    }
    if figure.value > 0 {
        lines.push(claim(Sentence::new("st-nature-count").count("count", figure.value)));
        lines.push(claim(Sentence::new("st-nature-least").count("count", figure.value)));
    }
    lines.push(Line::plain(Sentence::new("st-nature-unknown")));
    lines
}

fn forms(facts: &Facts<'_>) -> Vec<Line> {
    let rows = &facts.answer.what.forms;
    let list = |number: usize| {
        let named = rows.iter().take(number).map(|row| Arg::Form(row.form)).collect();
        Line::claim(Sentence::new("st-nature-forms").with("forms", Arg::List(named)), Vec::new())
    };
    // Fewer forms where the engine does not know the name of one.
    let mut lines: Vec<Line> = (1..=FORMS_NAMED.min(rows.len())).rev().map(list).collect();
    if let Some(row) = rows.first() {
        lines.push(Line::plain(Sentence::new("st-nature-form-named").with("form", Arg::Form(row.form))));
    }
    lines
}
