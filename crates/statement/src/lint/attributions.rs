//! Who did it: no log says so. A State, a people or a group may be named only as the claim of a named third party, and never because of where
//! addresses are.

use vigie_figures::sentence::Sentence;
use vigie_judge::claims::SentenceChecked;
use vigie_judge::decide::Judgement;
use vigie_judge::lexicon::Item;
use vigie_judge::proposition::Predicate;
use vigie_judge::text::words::fold;

use super::{Desk, Kind, Problem, scan};

/// Speakers without a name, folded: whoever says so cannot be asked.
const UNNAMED: &[&str] = &[
    "expert",
    "experts",
    "specialiste",
    "specialistes",
    "observateur",
    "observateurs",
    "analystes",
    "analysts",
    "observers",
    "source",
    "sources",
    "une source",
    "certains",
    "plusieurs",
    "some",
    "many",
    "several",
    "on dit",
    "la presse",
    "the press",
    "media",
    "medias",
    "officials",
    "responsables",
    "proches",
    "our information",
    "nos informations",
];

pub(super) fn look(desk: &Desk<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for sentence in &desk.checked.sentences {
        let named = sentence.judgements.iter().filter(|judgement| judgement.claim.predicate == Predicate::Attributed);
        problems.extend(named.filter_map(|judgement| of(desk, sentence, judgement)));
    }
    let in_title = desk.checked.remarks.iter().any(|remark| remark.key == "claim-remark-state-in-title");
    if in_title && let Some(title) = desk.checked.sentences.iter().find(|sentence| sentence.is_title) {
        let why = Sentence::new("claim-remark-state-in-title");
        problems.push(desk.problem_of(Kind::AttributionByLocation, title).because([why]).rather(rather()));
    }
    problems
}

fn of(desk: &Desk<'_>, sentence: &SentenceChecked, judgement: &Judgement) -> Option<Problem> {
    let object = judgement.claim.object.as_deref().unwrap_or_default();
    let located = desk.checked.sentences.iter().flat_map(|sentence| &sentence.judgements);
    let from_there = located.into_iter().any(|other| other.claim.filters.located_in.contains(object));
    let (kind, why) = match &judgement.claim.speaker {
        Some(speaker) if is_unnamed(speaker) => (Kind::AttributionByUnnamed, "lint-why-attribution-by-unnamed"),
        Some(_) => return None,
        None if from_there => (Kind::AttributionByLocation, "lint-why-attribution-by-location"),
        None => (Kind::AttributionWithoutSource, "lint-why-attribution-without-source"),
    };
    let named = |item: Item| match item {
        Item::Country(code) | Item::National(code) | Item::Seat(code) => object.as_bytes() == code,
        Item::Named(name) => name == object,
        _ => false,
    };
    let words = scan::find(sentence, named).unwrap_or((0, sentence.text.len()));
    let mut problem = desk.problem(kind, sentence, words);
    problem.notation = Some(judgement.notation.clone());
    Some(problem.because([Sentence::new(why)]).rather(rather()))
}

fn rather() -> [Sentence; 2] {
    [Sentence::new("claim-safer-who"), Sentence::new("lint-instead-attribution")]
}

/// Whether whoever speaks has no name: what is left of the words after articles is on the list.
fn is_unnamed(speaker: &str) -> bool {
    let folded = fold(speaker);
    let mut words = folded.split([' ', '\'']).filter(|word| {
        !matches!(
            *word,
            "des" | "les" | "le" | "la" | "l" | "the" | "a" | "an" | "un" | "une" | "de" | "nos" | "our" | "d"
        )
    });
    let first = words.next().unwrap_or_default();
    UNNAMED.contains(&folded.as_str()) || UNNAMED.contains(&first)
}
