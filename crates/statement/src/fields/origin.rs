//! Where it arrived from: where addresses are located, through relays or not, and what that never says. No country is ever an author.

use vigie_figures::answer::CountryRow;
use vigie_figures::sentence::{Arg, Sentence};

use crate::asked::{Audience, Length};
use crate::compose::{Line, Slot};
use crate::facts::{Anchor, Facts};

/// Countries named at most: the report has all.
const COUNTRIES_NAMED: usize = 5;

pub(super) fn full(facts: &Facts<'_>) -> Vec<Slot> {
    let places = &facts.answer.places;
    let mut slots = Vec::new();
    let (first, others) = match places.countries.split_first() {
        Some((first, others)) => (Some(first), others),
        None => (None, &[][..]),
    };
    if let Some(first) = first {
        slots.push(Slot::new(Length::Short, place(first, facts)));
        let main = Sentence::new("st-origin-first").with("place", located(first));
        let line = Line::claim(main, vec![Anchor::share(3, &first.attempts)]);
        slots.push(Slot::new(Length::Medium, vec![line]).interpreting().optional());
    } else if facts.attempts() > 0 {
        slots.push(Slot::new(Length::Short, vec![Line::plain(Sentence::new("st-origin-not-located"))]));
    } else {
        slots.push(Slot::new(Length::Short, vec![Line::plain(Sentence::new("st-origin-none"))]));
    }
    for row in others.iter().take(COUNTRIES_NAMED - 1).filter(|row| row.attempts.numerator > 0) {
        slots.push(Slot::new(Length::Long, place(row, facts)).only(&[Audience::State]));
    }
    if places.relay.numerator > 0 {
        let share = &places.relay;
        let sentence = Sentence::new("st-origin-relay").percent("percent", share.percent);
        let line = Line::claim(sentence, vec![Anchor::share(3, share)]);
        let some = Line::told(Sentence::new("st-origin-relay-some"), vec![Anchor::share(3, share)]);
        slots.push(Slot::new(Length::Medium, vec![line, some]));
    }
    if places.unlocated.numerator > 0 {
        let share = &places.unlocated;
        let sentence = Sentence::new("st-origin-unlocated").percent("percent", share.percent);
        let line = Line::told(sentence, vec![Anchor::share(3, share)]);
        slots.push(Slot::new(Length::Medium, vec![line]));
    }
    slots.push(limit());
    slots
}

pub(super) fn holding(_facts: &Facts<'_>) -> Vec<Slot> {
    vec![Slot::new(Length::Short, vec![Line::plain(Sentence::new("st-hold-origin"))]), limit()]
}

/// Always there: what a location does not say.
fn limit() -> Slot {
    Slot::new(Length::Short, vec![Line::plain(Sentence::new("st-origin-limit"))])
}

fn located(row: &CountryRow) -> Arg {
    Arg::Located(row.country.clone())
}

fn part(key: &'static str, share: &vigie_figures::figure::Share) -> Sentence {
    Sentence::new(key).count("part", share.numerator).percent("percent", share.percent)
}

/// A country with its part; without the part where these data do not decide it.
fn place(row: &CountryRow, facts: &Facts<'_>) -> Vec<Line> {
    let anchors = || vec![Anchor::share(3, &row.attempts), Anchor::share(3, &row.sources)];
    let mut lines = Vec::new();
    // A part of the whole, when every attempt states where it arrived from.
    if row.attempts.denominator == facts.attempts() {
        lines.push(Line::claim(part("st-origin-place", &row.attempts).with("place", located(row)), anchors()));
    }
    let count = Sentence::new("st-origin-count").count("part", row.attempts.numerator).with("place", located(row));
    lines.push(Line::claim(count, anchors()));
    lines.push(Line::claim(Sentence::new("st-origin-some").with("place", located(row)), Vec::new()));
    lines.push(Line::plain(Sentence::new("st-origin-not-located")));
    lines
}
