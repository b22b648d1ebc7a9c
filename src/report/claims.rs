//! Verdicts on claims in words: what is said of each, as pairs of a label and a text, for whatever medium. It never judges and never lays
//! out; every word of the text that was checked passes the medium's escaping.

use std::collections::BTreeMap;

use serde::Serialize;
use vigie_facts::case::Case;
use vigie_figures::answer::Confidence;
use vigie_figures::sentence::{Arg, Sentence};
use vigie_judge::claims::Checked;
use vigie_judge::decide::{Judgement, Trial, Verdict, unit_key};
use vigie_judge::grammar::OutOfScope;
use vigie_judge::proposition::Predicate;

use super::words::{Escape, Words};

/// Where a cited attempt can be checked.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Cited {
    /// Path of the input.
    path: String,
    /// 1-based line.
    line: u64,
    /// The record, when the case keeps it.
    text: Option<String>,
}

/// Lines of cited attempts that are shown of one verdict.
const LINES_MAX: usize = 3;

/// The lines behind every cited attempt of a checked text.
pub(crate) fn lines(case: &Case, checked: &Checked) -> BTreeMap<usize, Vec<Cited>> {
    let cited = checked
        .sentences
        .iter()
        .flat_map(|sentence| &sentence.judgements)
        .flat_map(|judgement| &judgement.cited_attempts);
    cited.map(|at| (*at, lines_of(case, *at))).collect()
}

fn lines_of(case: &Case, attempt: usize) -> Vec<Cited> {
    let Some(attempt) = case.attempts.get(attempt) else { return Vec::new() };
    let first = attempt.cited.iter().take(1).filter_map(|id| case.detections.get(id.index()));
    first
        .filter_map(|detection| {
            let path = case.inputs.get(detection.origin.input.0 as usize)?.path.to_string();
            let text = detection.line.and_then(|id| case.lines.get(id.index())).map(|line| line.text.to_string());
            Some(Cited { path, line: detection.origin.line, text })
        })
        .collect()
}

/// What has to be said of the text as a whole.
pub(crate) fn remarks(checked: &Checked) -> Vec<Sentence> {
    let mut remarks = checked.remarks.clone();
    if checked.is_cut() {
        remarks.push(Sentence::new("claim-text-cut"));
    }
    if checked.cleaned.hidden_characters > 0 {
        remarks.push(Sentence::new("claim-text-hidden").count("count", checked.cleaned.hidden_characters as u64));
    }
    if checked.cleaned.was_html {
        remarks.push(Sentence::new("claim-text-html").count("count", checked.cleaned.furniture as u64));
    }
    remarks
}

/// All that is said of one claim: labels and texts, inert by `escape`.
pub(crate) fn told(case: &Case, judgement: &Judgement, words: &Words, escape: Escape<'_>) -> Vec<(String, String)> {
    let mut told = Vec::new();
    let mut say = |label: &str, text: String| told.push((words.text(label), text));
    if let Some(speaker) = &judgement.claim.speaker {
        say("claim-label-says", escape(speaker));
    }
    for reason in &judgement.reasons {
        say("claim-label-why", words.sentence(reason, escape));
    }
    if !judgement.trials.is_empty() {
        let trials: Vec<String> =
            judgement.trials.iter().map(|trial| written_trial(trial, judgement.claim.predicate, words)).collect();
        say("claim-label-units", words.joined(&trials));
    }
    for safer in &judgement.safer {
        say("claim-label-safer", words.sentence(safer, escape));
    }
    for would in &judgement.would_decide {
        say("claim-label-decide", words.sentence(would, escape));
    }
    if let Some((first, last)) = judgement.period {
        let period = Sentence::new("claim-period").with("first", Arg::Day(first)).with("last", Arg::Day(last));
        say("claim-label-period", words.sentence(&period, escape));
    }
    if judgement.verdict != Verdict::OutOfScope {
        say("claim-label-confidence", words.text(confidence_key(judgement.confidence)));
    }
    let cited: Vec<String> = judgement
        .cited_attempts
        .iter()
        .take(LINES_MAX)
        .flat_map(|at| lines_of(case, *at))
        .map(|cited| format!("{}:{}", escape(&cited.path), cited.line))
        .collect();
    if !cited.is_empty() {
        say("claim-label-lines", cited.join(", "));
    }
    told
}

/// One way of counting: `attempts 47.19 % (907/1,922; 41.9–52.5 %) holds`.
fn written_trial(trial: &Trial, predicate: Predicate, words: &Words) -> String {
    let unit = match predicate {
        Predicate::Share | Predicate::Rank => words.text(unit_key(trial.unit)),
        _ if matches!(trial.window, "days" | "weeks" | "months" | "years") => words.text(unit_key(trial.unit)),
        _ if trial.window == "mean" => words.text(unit_key(trial.unit)),
        _ => words.count(trial.numerator, trial.unit),
    };
    let part = |trial: &Trial| match trial.denominator {
        Some(whole) => format!("{}/{}", words.number(trial.numerator), words.number(whole)),
        None => words.number(trial.numerator),
    };
    let value = match predicate {
        Predicate::Share => {
            let percent = words.percent(Some((trial.value * 10_000.0).round() / 100.0));
            let end = |end: Option<f64>| end.map(|end| (end * 1_000.0).round() / 10.0);
            format!("{percent} ({}, {})", part(trial), words.interval(end(trial.low), end(trial.high)))
        }
        Predicate::Rank => {
            let place = Sentence::new("claim-place-of").count("place", trial.value as u64);
            format!("{} ({})", words.sentence(&place, &|text| text.to_owned()), part(trial))
        }
        _ if matches!(trial.window, "days" | "weeks" | "months" | "years") => part(trial),
        _ if trial.window == "mean" => words.decimal((trial.value * 10.0).round() / 10.0),
        _ => String::new(),
    };
    let window = words.text(window_key(trial.window));
    let holds = words.text(if trial.holds { "claim-holds" } else { "claim-fails" });
    [unit, window, value, holds].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn window_key(window: &str) -> &'static str {
    match window {
        "mean" => "claim-window-mean",
        "peak" => "claim-window-peak",
        "days" => "claim-window-days",
        "weeks" => "claim-window-weeks",
        "months" => "claim-window-months",
        "years" => "claim-window-years",
        "without-relays" => "claim-window-without-relays",
        "unlocated-there" => "claim-window-unlocated-there",
        _ => "claim-window-whole",
    }
}

fn confidence_key(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "confidence-low",
        Confidence::Moderate => "confidence-moderate",
        Confidence::High => "confidence-high",
    }
}

/// The key of the words of a verdict.
pub(crate) fn verdict_key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Established => "claim-established",
        Verdict::Supported => "claim-supported",
        Verdict::Misleading => "claim-misleading",
        Verdict::NotEstablished => "claim-not-established",
        Verdict::Contradicted => "claim-contradicted",
        Verdict::NotDecidable => "claim-not-decidable",
        Verdict::OutOfScope => "claim-out-of-scope",
    }
}

/// The key of the words of why a sentence claims nothing.
pub(crate) fn why_key(why: OutOfScope) -> &'static str {
    match why {
        OutOfScope::Question => "claim-why-question",
        OutOfScope::Doubt => "claim-why-doubt",
        OutOfScope::Wish => "claim-why-wish",
        OutOfScope::Opinion => "claim-why-opinion",
        OutOfScope::Intention => "claim-why-intention",
        OutOfScope::NoClaim => "claim-why-no-claim",
    }
}
