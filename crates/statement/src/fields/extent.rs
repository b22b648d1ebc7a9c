//! How much: a day on average, on the busiest day, from how many addresses. Rates are means over the days of the logs.

use vigie_figures::figure::Unit;
use vigie_figures::sentence::Sentence;

use crate::asked::{Audience, Length};
use crate::compose::{Line, Slot};
use crate::facts::{Anchor, Facts};

pub(super) fn full(facts: &Facts<'_>) -> Vec<Slot> {
    let mut slots = Vec::new();
    let what = &facts.answer.what;
    if facts.attempts() == 0 {
        return vec![Slot::new(Length::Short, vec![coverage(facts)])];
    }
    if let Some(mean) = what.attempts_per_day.filter(|mean| *mean >= 1.0) {
        let rounded = mean.round() as u64;
        let anchor = Anchor::number(1, "what.attempts_per_day", rounded, Unit::Attempts);
        let line = Line::claim(Sentence::new("st-extent-mean").count("mean", rounded), vec![anchor]);
        slots.push(Slot::new(Length::Medium, vec![line]));
    }
    if let Some(peak) = &what.peak {
        let anchor = Anchor::number(1, "what.peak.attempts", peak.attempts, Unit::Attempts);
        let line = Line::claim(Sentence::new("st-extent-peak").count("peak", peak.attempts), vec![anchor]);
        slots.push(Slot::new(Length::Medium, vec![line]));
    }
    let sources = &facts.answer.places.sources;
    let anchors = vec![Anchor::of(3, sources)];
    let line = Line::claim(Sentence::new("st-extent-sources").count("count", sources.value), anchors);
    slots.push(Slot::new(Length::Short, vec![line, coverage(facts)]));
    let located = facts.answer.places.countries.iter().filter(|row| row.sources.numerator > 0).count() as u64;
    if located > 1 {
        let anchor = Anchor::number(3, "places.countries", located, Unit::Countries);
        let line = Line::claim(Sentence::new("st-extent-countries").count("count", located), vec![anchor]);
        slots.push(Slot::new(Length::Long, vec![line]));
    }
    slots.push(Slot::new(Length::Short, vec![coverage(facts)]).only(&[Audience::State]));
    slots
}

pub(super) fn holding(_facts: &Facts<'_>) -> Vec<Slot> {
    vec![Slot::new(Length::Short, vec![Line::plain(Sentence::new("st-hold-extent"))])]
}

/// What part of the system-hours the logs cover.
pub(super) fn coverage(facts: &Facts<'_>) -> Line {
    let share = &facts.answer.header.coverage;
    if share.denominator == 0 {
        return Line::plain(Sentence::new("st-extent-no-logs"));
    }
    let sentence = Sentence::new("st-extent-coverage").percent("coverage", share.percent);
    Line::told(sentence, vec![Anchor::share(6, share)])
}
