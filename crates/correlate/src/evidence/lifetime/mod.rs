//! The members appear at about the same time. Supports, and never counts: news and the sensor's own beginning make strangers appear together too.

use super::{Class, Dependence, Evidence, Suspects, not_testable, tested};
use crate::clusters::{Explanation, Outcome, Reason};
use crate::stats::permutation::upper;
use crate::timeline::HOUR;

/// The kind.
pub const EVIDENCE: Evidence = Evidence {
    name: "lifetime",
    class: Class::Prior,
    dependence: Dependence::Timing,
    behaviour: "the members' first acts are closer to one another than those of as many other actors",
    null: "first acts of as many actors drawn from all, leaving out whoever was there in the first hour of the observations",
    innocent: &[Explanation::CommonEvent],
    weigh,
};

/// Who was there this soon after the observations began may have been there before.
const CENSORED: i64 = HOUR;

fn weigh(suspects: &Suspects<'_>) -> Outcome {
    let firsts = &suspects.index.first;
    let begin = firsts.iter().copied().min().unwrap_or(0);
    let known = |first: &i64| first - begin > CENSORED;
    let ours: Vec<i64> = suspects.compared().map(|actor| firsts[actor as usize]).filter(known).collect();
    // Actors are numbered by their first instant: those before are the censored ones.
    let all = &firsts[firsts.partition_point(|first| !known(first))..];
    if ours.len() < 3 || ours.len() * 2 < suspects.compared().count() {
        return not_testable(Reason::TooLittle);
    }
    if all.len() < 4 * ours.len() {
        return not_testable(Reason::NobodyToCompare);
    }
    let observed = spread(ours.clone());
    let found = upper(-observed, suspects.settings.draws, suspects.seed, |random| {
        -spread(ours.iter().map(|_| all[random.below(all.len())]).collect())
    });
    tested(found.chance_log10, observed / HOUR as f64, -found.null_mean / HOUR as f64)
}

/// Mean distance from the median, milliseconds.
fn spread(mut times: Vec<i64>) -> f64 {
    let middle = times.len() / 2;
    let median = *times.select_nth_unstable(middle).1;
    times.iter().map(|time| (time - median).abs()).sum::<i64>() as f64 / times.len() as f64
}
