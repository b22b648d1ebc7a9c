//! In a quiet period before a vote: facts only. Opinions, purposes, and words of order or will are more than facts. What a law forbids is not said here.

use vigie_figures::sentence::{Arg, Sentence};
use vigie_judge::grammar::OutOfScope;
use vigie_judge::proposition::Predicate;

use super::{Desk, Kind, Problem};

pub(super) fn look(desk: &Desk<'_>) -> Vec<Problem> {
    let Some(quiet) = desk.options.quiet else { return Vec::new() };
    let mut problems = Vec::new();
    for sentence in &desk.checked.sentences {
        let beyond = sentence.judgements.iter().any(|judgement| {
            matches!(
                judgement.claim.predicate,
                Predicate::Rank
                    | Predicate::Change
                    | Predicate::Targeted
                    | Predicate::Coordinated
                    | Predicate::Group
                    | Predicate::Individual
                    | Predicate::Attributed
                    | Predicate::Intended
            )
        });
        let opinion = matches!(sentence.out_of_scope, Some(OutOfScope::Opinion | OutOfScope::Intention));
        if beyond || opinion {
            let why = Sentence::new("lint-why-interpretation").with("vote", Arg::Day(quiet.vote));
            let problem = desk.problem_of(Kind::InterpretationInQuiet, sentence);
            problems.push(problem.because([why]).rather([Sentence::new("lint-instead-interpretation")]));
        }
    }
    problems
}
