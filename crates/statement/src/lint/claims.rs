//! Claims that the case does not bear out, that are surer than it, or that count "attacks" without saying what one is. Who did it is `attributions.rs`.

use vigie_figures::sentence::Sentence;
use vigie_judge::claims::SentenceChecked;
use vigie_judge::decide::{Judgement, Verdict};
use vigie_judge::lexicon::Item;
use vigie_judge::proposition::{Certainty, Population, Predicate};

use super::{Desk, Kind, Problem, scan};

/// Words that say what an attack is taken to be, folded: "by attack we mean …".
const DEFINES: &[&str] = &[
    "par attaque",
    "par attaques",
    "nous appelons attaque",
    "on appelle attaque",
    "une attaque est ici",
    "by attack",
    "by attacks",
    "by an attack",
    "we call attack",
    "we call an attack",
    "an attack is here",
];

pub(super) fn look(desk: &Desk<'_>) -> Vec<Problem> {
    let defined = desk.checked.sentences.iter().any(|sentence| {
        let folded = vigie_judge::text::words::fold(&sentence.text);
        DEFINES.iter().any(|words| folded.contains(words))
    });
    let mut problems = Vec::new();
    for sentence in &desk.checked.sentences {
        for judgement in &sentence.judgements {
            problems.extend(of_verdict(desk, sentence, judgement));
            problems.extend(of_certainty(desk, sentence, judgement));
            if !defined {
                problems.extend(of_unit(desk, sentence, judgement));
            }
        }
    }
    if desk.checked.remarks.iter().any(|remark| remark.key == "claim-remark-contradicts-itself")
        && let Some(first) = desk.checked.sentences.first()
    {
        let why = Sentence::new("claim-remark-contradicts-itself");
        problems.push(desk.problem(Kind::ContradictsItself, first, (0, 0)).because([why]));
    }
    problems
}

fn of_verdict(desk: &Desk<'_>, sentence: &SentenceChecked, judgement: &Judgement) -> Option<Problem> {
    // A State named with its source, or without one, is another kind of problem.
    if judgement.claim.predicate == Predicate::Attributed {
        return None;
    }
    let kind = match judgement.verdict {
        Verdict::Contradicted => Kind::Contradicted,
        Verdict::Misleading => Kind::Misleading,
        Verdict::NotEstablished => Kind::NotEstablished,
        Verdict::NotDecidable => Kind::NotDecidable,
        Verdict::Established | Verdict::Supported | Verdict::OutOfScope => return None,
    };
    let mut problem = desk.problem_of(kind, sentence);
    problem.notation = Some(judgement.notation.clone());
    Some(problem.because(judgement.reasons.clone()).rather(judgement.safer.clone()))
}

fn of_certainty(desk: &Desk<'_>, sentence: &SentenceChecked, judgement: &Judgement) -> Option<Problem> {
    let sure = judgement.claim.certainty == Some(Certainty::Certain)
        && !matches!(judgement.verdict, Verdict::Established | Verdict::OutOfScope);
    let words = || scan::find(sentence, |item| item == Item::Sure(Certainty::Certain));
    sure.then(|| {
        desk.problem(Kind::CertaintyWithoutGround, sentence, words().unwrap_or((0, sentence.text.len())))
            .because([Sentence::new("claim-certainty-not-grounded")])
            .rather([Sentence::new("lint-instead-certainty")])
    })
}

/// "Attacks" that are counted without a unit.
fn of_unit(desk: &Desk<'_>, sentence: &SentenceChecked, judgement: &Judgement) -> Option<Problem> {
    let claim = &judgement.claim;
    let range = claim.range?;
    // That there were some, or none, counts nothing.
    let counts = !(range.high.is_infinite() && range.low <= 1.0 || range.high == 0.0);
    if claim.population != Population::Attacks || !claim.predicate.is_numeric() || !counts {
        return None;
    }
    let words = scan::find(sentence, |item| item == Item::Counted(Population::Attacks));
    let problem = desk.problem(Kind::AttackWithoutUnit, sentence, words.unwrap_or((0, sentence.text.len())));
    Some(
        problem
            .because([Sentence::new("lint-why-attack-without-unit")])
            .rather([Sentence::new("lint-instead-attack-without-unit")]),
    )
}
