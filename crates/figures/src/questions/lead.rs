//! The lead paragraph: four to eight sentences a spokesperson could read out, each standing on figures of the answer.

use crate::answer::Answer;
use crate::figure::Share;
use crate::sentence::{Arg, Sentence};

/// Forms, countries or targets named in one sentence: more is a list, not a sentence.
const NAMED_MAX: usize = 3;

pub(super) fn lead(answer: &Answer) -> Vec<Sentence> {
    let mut sentences = vec![read(answer)];
    let ladder = &answer.what.ladder;
    if ladder.attempts.value == 0 {
        sentences.push(match ladder.detections.value {
            0 => Sentence::new("lead-no-attempt"),
            detections => Sentence::new("lead-only-detections").count("detections", detections),
        });
    } else {
        sentences.push(attempts(answer));
    }
    // Whether somebody is in comes before what the attacks were: it decides whether the reader may go to bed.
    sentences.extend(answer.entry.verdict.first().cloned());
    if ladder.attempts.value > 0 {
        sentences.push(forms(answer));
        sentences.push(targets(answer));
        sentences.push(places(answer));
        sentences.push(aims(answer));
    }
    if let Some(measure) = answer.measures.first() {
        let action = Arg::Sentence(Box::new(measure.action.clone()));
        sentences.push(Sentence::new("lead-first-measure").with("action", action));
    }
    sentences
}

fn read(answer: &Answer) -> Sentence {
    let header = &answer.header;
    let key = match (&header.period, &header.period_without_year) {
        (Some(period), _) if period.days == Some(1) => "lead-read-one-day",
        (Some(_), _) => "lead-read",
        (None, Some(_)) => "lead-read-without-year",
        (None, None) => "lead-read-without-time",
    };
    let mut sentence = Sentence::new(key)
        .count("records", header.records.value)
        .count("inputs", header.inputs.value - header.duplicates.value.min(header.inputs.value))
        .percent("understood", header.understood.percent);
    if let Some(period) = header.period.or(header.period_without_year) {
        sentence = sentence.with("first", Arg::Day(period.first.day)).with("last", Arg::Day(period.last.day));
    }
    sentence
}

fn attempts(answer: &Answer) -> Sentence {
    let ladder = &answer.what.ladder;
    let sentence = Sentence::new(if answer.what.peak.is_some() { "lead-attempts" } else { "lead-attempts-undated" })
        .count("attempts", ladder.attempts.value)
        .count("detections", ladder.detections.value)
        .count("sources", answer.places.sources.value)
        .count("forms", answer.what.forms.len() as u64);
    match &answer.what.peak {
        Some(peak) => sentence.with("peak", Arg::Day(peak.first_day)).count("most", peak.attempts),
        None => sentence,
    }
}

fn forms(answer: &Answer) -> Sentence {
    let rows = answer.what.forms.iter().take(NAMED_MAX);
    let named = rows.map(|row| part(Arg::Form(row.form), &row.share)).collect();
    Sentence::new("lead-forms").with("forms", Arg::List(named))
}

fn targets(answer: &Answer) -> Sentence {
    let rows = answer.pursued.targets.iter().filter(|row| row.attempts.value > 0);
    let named = rows.map(|row| part(Arg::Word(super::target_key(row.target).into()), &row.share)).collect();
    Sentence::new("lead-targets").with("targets", Arg::List(named))
}

/// `what (12 %)`.
fn part(what: Arg, share: &Share) -> Arg {
    Arg::Sentence(Box::new(Sentence::new("part-of-whole").with("what", what).percent("percent", share.percent)))
}

fn places(answer: &Answer) -> Sentence {
    let places = &answer.places;
    if let Some(forwarding) = places.forwarding.as_ref().filter(|forwarding| forwarding.likely_proxy) {
        return forwarding.sentence.clone();
    }
    if places.attempts_with_source.value == 0 {
        return Sentence::new("lead-places-no-source");
    }
    if places.countries.is_empty() {
        return Sentence::new("lead-places-unlocated").count("attempts", places.unlocated.numerator);
    }
    let rows = places.countries.iter().take(NAMED_MAX);
    let named = rows.map(|row| part(Arg::Country(row.country.clone()), &row.attempts)).collect();
    Sentence::new("lead-places")
        .with("countries", Arg::List(named))
        .percent("unlocated", places.unlocated.percent)
        .percent("relay", places.relay.percent)
}

fn aims(answer: &Answer) -> Sentence {
    let mut counts = answer.aims.rows.iter().map(|row| row.attempts.value);
    let mut next = || counts.next().unwrap_or_default();
    Sentence::new("lead-aims").count("targeted", next()).count("opportunistic", next()).count("unclear", next())
}
