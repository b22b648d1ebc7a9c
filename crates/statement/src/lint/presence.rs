//! What a text on attacks must have: their nature, their origin or that it is not known; and that it could be read at all.

use vigie_figures::sentence::Sentence;
use vigie_judge::decide::Judgement;
use vigie_judge::proposition::Predicate;

use super::scan::says;
use super::{Desk, Kind, Problem};

/// Words that speak of the nature of attacks, folded.
const NATURE: &[&str] = &["nature", "natures", "form", "forms", "forme", "formes", "kind", "kinds", "type", "types"];

/// Words that speak of where attacks arrived from, folded.
const ORIGIN: &[&str] =
    &["origin", "origins", "origine", "origines", "provenance", "provenances", "localis*", "located", "location"];

pub(super) fn look(desk: &Desk<'_>) -> Vec<Problem> {
    let mut problems = whole(desk);
    let judgements = || desk.checked.sentences.iter().flat_map(|sentence| &sentence.judgements);
    if !judgements().any(speaks_of_attacks) {
        return problems;
    }
    let sentences = &desk.checked.sentences;
    let nature = judgements().any(|judgement| !judgement.claim.filters.form.is_empty())
        || sentences.iter().any(|sentence| says(sentence, NATURE));
    let origin = judgements().any(|judgement| !judgement.claim.filters.located_in.is_empty())
        || sentences.iter().any(|sentence| says(sentence, ORIGIN));
    if !nature {
        problems.push(missing(Kind::MissingNature, "lint-why-missing-nature", "lint-instead-missing-nature"));
    }
    if !origin {
        problems.push(missing(Kind::MissingOrigin, "lint-why-missing-origin", "lint-instead-missing-origin"));
    }
    problems
}

/// Whether a claim is that there were attacks.
fn speaks_of_attacks(judgement: &Judgement) -> bool {
    let claim = &judgement.claim;
    match claim.predicate {
        Predicate::Count | Predicate::Peak => claim.range.is_none_or(|range| range.high > 0.0) && !claim.negated,
        Predicate::Intended => false,
        _ => !claim.negated,
    }
}

fn missing(kind: Kind, why: &'static str, instead: &'static str) -> Problem {
    let (line, column) = (1, 1);
    let problem =
        Problem { kind, line, column, words: String::new(), notation: None, why: Vec::new(), instead: Vec::new() };
    problem.because([Sentence::new(why)]).rather([Sentence::new(instead)])
}

/// Hidden characters, and a text that was not read to its end.
fn whole(desk: &Desk<'_>) -> Vec<Problem> {
    let cleaned = &desk.checked.cleaned;
    let mut problems = Vec::new();
    if cleaned.hidden_characters > 0 {
        let why = Sentence::new("lint-why-hidden-characters").count("count", cleaned.hidden_characters as u64);
        let problem = missing(Kind::HiddenCharacters, "lint-why-hidden-characters", "lint-instead-hidden-characters");
        problems.push(Problem { why: vec![why], ..problem });
    }
    if desk.checked.sentences_cut || cleaned.bytes_left_out > 0 {
        problems.push(missing(Kind::NotReadWhole, "lint-why-not-read-whole", "lint-instead-not-read-whole"));
    }
    problems
}
