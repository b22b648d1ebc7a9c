//! The members' work adds up instead of repeating itself. Compares them with other users of the same tool; it does not compare pairs, because lists are unions of lists
//! and pairs of strangers overlap too little all the time.

use std::collections::BTreeSet;

use super::{Class, Dependence, Evidence, Suspects, not_testable, tested};
use crate::clusters::{Basis, Explanation, Outcome, Reason};
use crate::observations::Nature;
use crate::stats::permutation::upper;
use crate::stats::random::Random;

/// The kind.
pub const EVIDENCE: Evidence = Evidence {
    name: "division-of-labour",
    class: Class::Command,
    dependence: Dependence::Work,
    behaviour: "the members' parts of the tool's list cover more of it, with less overlap, than as many strangers' would",
    null: "the coverage (distinct over all) of other users of the same tool, matched to the members by size, who run it independently",
    innocent: &[Explanation::PublicTool],
    weigh,
};

/// An actor with fewer distinct traces of the list shows no part of it.
const PART_MIN: usize = 8;

/// Strangers needed for each draw to differ from the next.
const STRANGERS_MIN: usize = 10;

/// Strangers of the nearest sizes among which a draw chooses.
const NEAREST: usize = 8;

fn weigh(suspects: &Suspects<'_>) -> Outcome {
    if suspects.basis == Basis::Tool {
        return not_testable(Reason::FoundByIt);
    }
    let Some((tool, _, _)) = suspects.tool() else { return not_testable(Reason::NoSuchTrace) };
    let content = |trace: u32| suspects.timeline.natures[trace as usize] == Nature::Content;
    let strangers: Vec<Vec<u32>> =
        suspects.other_users(tool).iter().map(|&actor| suspects.traces(actor, content)).collect();
    let list: BTreeSet<u32> = strangers.iter().flatten().copied().collect();
    let parts: Vec<Vec<u32>> = suspects
        .members
        .iter()
        .map(|&actor| suspects.traces(actor, |trace| content(trace) && list.contains(&trace)))
        .filter(|part| part.len() >= PART_MIN)
        .collect();
    let strangers: Vec<&Vec<u32>> = strangers.iter().filter(|part| part.len() >= PART_MIN).collect();
    if strangers.len() < STRANGERS_MIN.max(parts.len()) {
        return not_testable(Reason::NobodyToCompare);
    }
    if parts.len() < 2 || parts.len() * 2 < suspects.members.len() {
        return not_testable(Reason::TooLittle);
    }
    let observed = coverage(parts.iter().map(Vec::as_slice));
    let found = upper(observed, suspects.settings.draws, suspects.seed, |random| draw(&parts, &strangers, random));
    tested(found.chance_log10, observed, found.null_mean)
}

/// Distinct traces over all: 1 when nobody repeats another's work.
fn coverage<'a>(parts: impl Iterator<Item = &'a [u32]>) -> f64 {
    let (mut distinct, mut all) = (BTreeSet::new(), 0);
    for part in parts {
        distinct.extend(part.iter().copied());
        all += part.len();
    }
    distinct.len() as f64 / f64::from(u32::try_from(all).unwrap_or(u32::MAX).max(1))
}

/// A stranger of about the same size for every member, cut to its size from the front or anywhere.
fn draw(parts: &[Vec<u32>], strangers: &[&Vec<u32>], random: &mut Random) -> f64 {
    let mut used = vec![false; strangers.len()];
    let mut drawn: Vec<Vec<u32>> = Vec::with_capacity(parts.len());
    for part in parts {
        let mut free: Vec<usize> = (0..strangers.len()).filter(|&at| !used[at]).collect();
        // Who has less than the member cannot stand for it as well as who has as much or more.
        free.sort_by_key(|&at| {
            let size = strangers[at].len();
            (if size < part.len() { 2 * (part.len() - size) } else { 0 }, at)
        });
        let fitting = free.iter().filter(|&&at| strangers[at].len() >= part.len()).count();
        let at = free[random.below(free.len().min(fitting.max(NEAREST)))];
        used[at] = true;
        let mut taken = strangers[at].clone();
        if taken.len() > part.len() {
            if random.below(2) == 0 {
                random.shuffle(&mut taken);
            }
            taken.truncate(part.len());
        }
        drawn.push(taken);
    }
    coverage(drawn.iter().map(Vec::as_slice))
}
