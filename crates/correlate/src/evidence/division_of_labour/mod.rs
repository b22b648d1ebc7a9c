//! The members' work adds up instead of repeating itself. Compares them with other users of the same tool; it does not compare pairs, because lists are unions of lists
//! and pairs of strangers overlap too little all the time.

use std::collections::{BTreeMap, BTreeSet};

use super::{Class, Dependence, Evidence, Suspects, not_testable, tested};
use crate::clusters::{Basis, Explanation, Outcome, Reason};
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

/// Strangers looked at, evenly chosen in the order in which they came. More would cost time alone: the chance is no finer than the draws, and
/// these are hundreds.
const STRANGERS_MAX: usize = 2_000;

fn weigh(suspects: &Suspects<'_>) -> Outcome {
    if suspects.basis == Basis::Tool {
        return not_testable(Reason::FoundByIt);
    }
    let Some((tool, _, _)) = suspects.tool() else { return not_testable(Reason::NoSuchTrace) };
    let strangers = evenly(&suspects.other_users(tool), STRANGERS_MAX);
    let strangers: Vec<&[u32]> = strangers.iter().map(|&actor| suspects.content(actor).in_order.as_slice()).collect();
    let mut in_list = vec![false; suspects.timeline.natures.len()];
    for &trace in strangers.iter().copied().flatten() {
        in_list[trace as usize] = true;
    }
    let members: Vec<u32> = suspects.compared().collect();
    let parts: Vec<Vec<u32>> = members
        .iter()
        .map(|&actor| {
            suspects.content(actor).in_order.iter().copied().filter(|&trace| in_list[trace as usize]).collect()
        })
        .filter(|part: &Vec<u32>| part.len() >= PART_MIN)
        .collect();
    let strangers: Vec<&[u32]> = strangers.into_iter().filter(|part| part.len() >= PART_MIN).collect();
    if strangers.len() < STRANGERS_MIN.max(parts.len()) {
        return not_testable(Reason::NobodyToCompare);
    }
    if parts.len() < 2 || parts.len() * 2 < members.len() {
        return not_testable(Reason::TooLittle);
    }
    let mut coverage = Coverage::new(in_list.len());
    for part in &parts {
        coverage.add(part);
    }
    let observed = coverage.end();
    let choice = Choice::new(&parts, &strangers);
    let mut copy = Vec::new();
    let found = upper(observed, suspects.settings.draws, suspects.seed, |random| {
        draw(&choice, &mut coverage, &mut copy, random)
    });
    tested(found.chance_log10, observed, found.null_mean)
}

/// At most about so many of a list, evenly chosen.
fn evenly(all: &[u32], most: usize) -> Vec<u32> {
    all.iter().copied().step_by(all.len().div_ceil(most).max(1)).collect()
}

/// Distinct traces over all: 1 when nobody repeats another's work.
struct Coverage {
    /// By trace: the last sum that it was part of.
    last: Vec<u32>,
    sum: u32,
    distinct: u32,
    all: u32,
}

impl Coverage {
    fn new(traces: usize) -> Coverage {
        Coverage { last: vec![0; traces], sum: 1, distinct: 0, all: 0 }
    }

    fn add(&mut self, part: &[u32]) {
        for &trace in part {
            let new = std::mem::replace(&mut self.last[trace as usize], self.sum) != self.sum;
            self.distinct += u32::from(new);
        }
        self.all += part.len() as u32;
    }

    /// The share of those added, and begins anew.
    fn end(&mut self) -> f64 {
        let share = f64::from(self.distinct) / f64::from(self.all.max(1));
        (self.sum, self.distinct, self.all) = (self.sum + 1, 0, 0);
        share
    }
}

/// Whom a draw may choose for each member.
struct Choice<'a> {
    strangers: &'a [&'a [u32]],
    /// Size of each member's part.
    sizes: Vec<usize>,
    /// By size, who stands for it best.
    orders: BTreeMap<usize, Order>,
}

/// Strangers in the order in which they stand for a size: those who have as much, then those who lack least.
struct Order {
    best: Vec<usize>,
    /// By stranger, its place among them.
    rank: Vec<usize>,
    /// How many have as much or more.
    fitting: usize,
}

impl<'a> Choice<'a> {
    fn new(parts: &[Vec<u32>], strangers: &'a [&'a [u32]]) -> Choice<'a> {
        let sizes: Vec<usize> = parts.iter().map(Vec::len).collect();
        let order = |&size: &usize| {
            let mut order: Vec<usize> = (0..strangers.len()).collect();
            order.sort_by_key(|&at| size.saturating_sub(strangers[at].len()));
            let mut rank = vec![0; order.len()];
            for (place, &at) in order.iter().enumerate() {
                rank[at] = place;
            }
            let fitting = order.partition_point(|&at| strangers[at].len() >= size);
            (size, Order { best: order, rank, fitting })
        };
        let distinct: BTreeSet<usize> = sizes.iter().copied().collect();
        Choice { strangers, orders: distinct.iter().map(order).collect(), sizes }
    }
}

/// A stranger of about the same size for every member, cut to its size from the front or anywhere. `copy` is scratch.
fn draw(choice: &Choice<'_>, coverage: &mut Coverage, copy: &mut Vec<u32>, random: &mut Random) -> f64 {
    let mut used: Vec<usize> = Vec::with_capacity(choice.sizes.len());
    let mut places: Vec<usize> = Vec::with_capacity(choice.sizes.len());
    for &size in &choice.sizes {
        let Order { best, rank, fitting } = &choice.orders[&size];
        places.clear();
        places.extend(used.iter().map(|&at| rank[at]));
        places.sort_unstable();
        // Who has less than the member cannot stand for it as well as who has as much or more.
        let fitting = fitting - places.partition_point(|place| place < fitting);
        let mut place = random.below((best.len() - used.len()).min(fitting.max(NEAREST)));
        for &taken in &places {
            place += usize::from(taken <= place);
        }
        let at = best[place];
        used.push(at);
        let taken = choice.strangers[at];
        if taken.len() > size && random.below(2) == 0 {
            copy.clear();
            copy.extend_from_slice(taken);
            random.shuffle(copy);
            coverage.add(&copy[..size]);
        } else {
            coverage.add(&taken[..size.min(taken.len())]);
        }
    }
    coverage.end()
}
