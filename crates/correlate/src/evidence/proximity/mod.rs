//! The members are in few networks. A prior only: hosting networks hold thousands of strangers, and a rented group is spread on purpose.

use super::{Class, Dependence, Evidence, Suspects, not_testable, tested};
use crate::clusters::{Explanation, Outcome, Reason};
use crate::stats::permutation::upper;

/// The kind.
pub const EVIDENCE: Evidence = Evidence {
    name: "proximity",
    class: Class::Prior,
    dependence: Dependence::Place,
    behaviour: "more pairs of members are in one network than pairs of actors drawn from all",
    null: "as many actors drawn from all that have a network",
    innocent: &[Explanation::SharedAddress],
    weigh,
};

fn weigh(suspects: &Suspects<'_>) -> Outcome {
    let all = &suspects.index.places;
    let ours: Vec<u32> = suspects.compared().filter_map(|actor| suspects.index.place[actor as usize]).collect();
    if all.is_empty() {
        return not_testable(Reason::NoSuchTrace);
    }
    if ours.len() < 2 {
        return not_testable(Reason::TooLittle);
    }
    let observed = together(ours.clone());
    let found = upper(observed, suspects.settings.draws, suspects.seed, |random| {
        together(ours.iter().map(|_| all[random.below(all.len())]).collect())
    });
    tested(found.chance_log10, observed, found.null_mean)
}

/// Share of pairs in one place.
fn together(mut places: Vec<u32>) -> f64 {
    places.sort_unstable();
    let pairs: usize = places.chunk_by(|x, y| x == y).map(|same| same.len() * (same.len() - 1)).sum();
    pairs as f64 / (places.len() * (places.len() - 1)) as f64
}
