//! The members go through what they share in the same order. Proves the same tool, as its default order is public; never a common hand.
//!
//! **Null.** Pairs of k members are not independent, as each member stands in many. Their mean is an average of means of ⌊k/2⌋ independent pairs, and no more
//! spread than one of these (Hoeffding 1963, *J. Am. Stat. Assoc.* 58:13, section 5a): so it is compared with means of so many pairs of outsiders.

use std::collections::BTreeSet;

use super::{Class, Dependence, Evidence, Suspects, not_testable, tested};
use crate::clusters::{Basis, Explanation, Outcome, Reason};
use crate::stats::permutation::upper;
use crate::stats::random::Random;
use crate::stats::rank::kendall;

/// The kind.
pub const EVIDENCE: Evidence = Evidence {
    name: "order",
    class: Class::Tooling,
    dependence: Dependence::Tool,
    behaviour: "members go through the traces that they share in the same order, more than pairs of other actors do",
    null: "mean Kendall's tau of pairs of outsiders that share at least five traces, of as many as the members make independent ones",
    innocent: &[Explanation::PublicTool],
    weigh,
};

/// Traces that a pair must share before its order means something, and how many are compared.
const SHARED_MIN: usize = 5;
const SHARED_MAX: usize = 60;

/// Pairs compared at most, and tries to find pairs of outsiders.
const PAIRS_MAX: usize = 60;
const TRIES: usize = 4_000;

fn weigh(suspects: &Suspects<'_>) -> Outcome {
    if suspects.basis == Basis::Tool {
        return not_testable(Reason::FoundByIt);
    }
    let (mut ours, mut paired) = (Vec::new(), BTreeSet::new());
    for (at, &a) in suspects.members.iter().enumerate() {
        for &b in &suspects.members[at + 1..] {
            if ours.len() < PAIRS_MAX {
                let likeness = likeness(suspects, a, b);
                paired.extend(likeness.iter().flat_map(|_| [a, b]));
                ours.extend(likeness);
            }
        }
    }
    if ours.len() < 3 {
        return not_testable(Reason::TooLittle);
    }
    let outsiders: Vec<u32> =
        (0..suspects.timeline.actors() as u32).filter(|&actor| !suspects.is_member[actor as usize]).collect();
    let mut random = Random::new(suspects.seed);
    let mut theirs = Vec::new();
    for _ in 0..TRIES.min(outsiders.len() * outsiders.len()) {
        let [a, b] = [0; 2].map(|_| outsiders[random.below(outsiders.len())]);
        if a != b {
            theirs.extend(likeness(suspects, a, b));
        }
    }
    if theirs.len() < 20 {
        return not_testable(Reason::NobodyToCompare);
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let observed = mean(&ours);
    let independent = (paired.len() / 2).min(ours.len());
    let found = upper(observed, suspects.settings.draws, suspects.seed, |random| {
        mean(&(0..independent).map(|_| theirs[random.below(theirs.len())]).collect::<Vec<f64>>())
    });
    tested(found.chance_log10, observed, found.null_mean)
}

fn likeness(suspects: &Suspects<'_>, a: u32, b: u32) -> Option<f64> {
    let (of_a, of_b) = (&suspects.content(a).by_trace, &suspects.content(b).by_trace);
    let mut shared: Vec<(u32, u32)> = Vec::new();
    let (mut at, mut other) = (0, 0);
    while at < of_a.len() && other < of_b.len() {
        let ((trace, rank), (trace_b, rank_b)) = (of_a[at], of_b[other]);
        if trace == trace_b {
            shared.push((rank, rank_b));
        }
        at += usize::from(trace <= trace_b);
        other += usize::from(trace_b <= trace);
    }
    if shared.len() < SHARED_MIN {
        return None;
    }
    shared.sort_unstable();
    shared.truncate(SHARED_MAX);
    let (x, y): (Vec<i64>, Vec<i64>) = shared.into_iter().map(|(a, b)| (i64::from(a), i64::from(b))).unzip();
    kendall(&x, &y)
}
