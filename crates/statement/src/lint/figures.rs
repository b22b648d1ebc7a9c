//! Numbers that are no figure of the case. Claims are decided elsewhere; this finds numbers that no claim was read from.

use vigie_figures::sentence::Sentence;
use vigie_judge::claims::SentenceChecked;
use vigie_judge::lexicon::{Item, Lexicon};
use vigie_judge::text::words::{Kind as WordKind, Word, words};

use super::{Desk, Kind, Problem};

/// Words after which a number names something and counts nothing, folded.
const NAMES_AFTER: &[&str] = &[
    "article", "articles", "art", "l", "r", "d", "n", "no", "numero", "number", "version", "v", "page", "note", "stix",
    "port", "phase", "tour",
];

/// Words before which a number is a time of day or a day, folded.
const TIMES_BEFORE: &[&str] = &["h", "am", "pm", "er", "st", "nd", "rd", "th"];

/// The level of every interval, and the minutes of the gap that ends an attempt: constants of the method.
const CONSTANTS: [f64; 2] = [95.0, vigie_facts::unit::SESSION_GAP_SECONDS as f64 / 60.0];

pub(super) fn look(desk: &Desk<'_>) -> Vec<Problem> {
    let known = known(desk);
    let mut problems = Vec::new();
    for sentence in &desk.checked.sentences {
        let (found, _) = words(&sentence.text);
        for at in 0..found.len() {
            let WordKind::Number(value, decimals) = found[at].kind else { continue };
            if is_name(&found, at, sentence) || is_claimed(sentence, value) || is_known(&known, value, decimals) {
                continue;
            }
            let problem = desk.problem(Kind::FigureNotInCase, sentence, (found[at].start, found[at].end));
            problems.push(
                problem
                    .because([Sentence::new("lint-why-figure-not-in-case")])
                    .rather([Sentence::new("lint-instead-figure-not-in-case")]),
            );
        }
    }
    problems
}

/// Every number of the answer, and what was done.
fn known(desk: &Desk<'_>) -> Vec<f64> {
    let mut known = Vec::new();
    // An answer always has a JSON form.
    walk(&serde_json::to_value(desk.facts.answer).unwrap_or_default(), &mut known);
    let answer = desk.facts.answer;
    known.extend(answer.header.coverage.percent.map(|percent| 100.0 - percent));
    known.push((answer.entry.had.value + answer.entry.may_have_had.value) as f64);
    known.push(answer.places.countries.len() as f64);
    known.extend(answer.what.attempts_per_day.map(f64::round));
    if let Some(held) = desk.facts.held {
        known.extend([held.decisions, held.standing, held.undone].map(|count| count as f64));
    }
    known.extend(CONSTANTS);
    known
}

fn walk(value: &serde_json::Value, known: &mut Vec<f64>) {
    match value {
        serde_json::Value::Number(number) => known.extend(number.as_f64()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| walk(item, known)),
        serde_json::Value::Object(members) => members.values().for_each(|member| walk(member, known)),
        _ => {}
    }
}

/// Whether a figure of the case is written so, to the last digit written.
fn is_known(known: &[f64], value: f64, decimals: usize) -> bool {
    let half = 0.5 * 10_f64.powi(-(decimals.min(9) as i32));
    // Half a unit of the last digit, and what arithmetic loses; whole numbers are exact.
    let near = if decimals == 0 { 1e-6 } else { half + 1e-9 };
    known.iter().any(|figure| (figure - value).abs() <= near)
}

/// Whether a claim was read from the number: the claim is decided then, well or badly.
fn is_claimed(sentence: &SentenceChecked, value: f64) -> bool {
    let ranges = sentence.judgements.iter().filter_map(|judgement| judgement.claim.range);
    ranges.into_iter().any(|range| {
        let wide = range.high.is_infinite();
        let at_end = (range.low - value).abs() < 1e-9 || (range.low - value / 100.0).abs() < 1e-9;
        if wide { at_end } else { range.contains(value) || range.contains(value / 100.0) }
    })
}

/// Whether a number is part of a date, a time, or a name.
fn is_name(found: &[Word], at: usize, sentence: &SentenceChecked) -> bool {
    let WordKind::Number(value, decimals) = found[at].kind else { return false };
    let word = |at: Option<usize>| at.and_then(|at| found.get(at)).map_or("", |word| word.folded.as_str());
    let (before, after) = (word(at.checked_sub(1)), word(Some(at + 1)));
    let before_that = word(at.checked_sub(2));
    let written = sentence.text.get(found[at].start..found[at].end).unwrap_or_default();
    let year = written.len() == 4 && decimals == 0 && (1_900.0..2_200.0).contains(&value);
    let is_month = |word: Option<&Word>| {
        word.is_some_and(|word| {
            let meaning = Lexicon::of(sentence.tongue).find(std::slice::from_ref(word));
            matches!(meaning, Some((Item::Month(_), _)))
        })
    };
    let beside_month = is_month(found.get(at + 1)) || is_month(at.checked_sub(1).and_then(|at| found.get(at)));
    let ordinal_of_month = TIMES_BEFORE.contains(&after) || after == ":" || before == ":" && before_that.len() <= 2;
    let joined = |word: Option<&Word>, end: usize| word.is_some_and(|word| word.end == end);
    let after_letter =
        at > 0 && joined(found.get(at - 1), found[at].start) && matches!(found[at - 1].kind, WordKind::Word);
    // A digest, "2e": letters that follow without a space.
    let before_letter =
        found.get(at + 1).is_some_and(|word| word.start == found[at].end && matches!(word.kind, WordKind::Word));
    let law = NAMES_AFTER.contains(&before) || before == "." && NAMES_AFTER.contains(&before_that);
    year || beside_month
        || ordinal_of_month
        || after_letter
        || before_letter
        || law
        || matches!(before, "/")
        || is_iso(sentence, &found[at])
}

/// Whether a number is joined to others by hyphens, colons or stops: 2017-02-14, 14:30, 33-1, 192.0.2.7.
fn is_iso(sentence: &SentenceChecked, word: &Word) -> bool {
    let before = sentence.text[..word.start].chars().next_back();
    let after = sentence.text[word.end..].chars().next();
    let digit_after = sentence.text[word.end..].chars().nth(1).is_some_and(|next| next.is_ascii_digit());
    let digit_before = sentence.text[..word.start].chars().rev().nth(1).is_some_and(|next| next.is_ascii_digit());
    matches!(before, Some('-' | ':' | '/' | '.')) && digit_before
        || matches!(after, Some('-' | ':' | '/' | '.')) && digit_after
}
