//! The members' acts, laid over one another, come in common bursts or strictly in turn. For members that are active all the time and have no sessions; it sees no pairs.

use super::{Class, Dependence, Evidence, Suspects, not_testable, tested};
use crate::attendance::on_schedule;
use crate::clusters::{Basis, Explanation, Outcome, Reason};
use crate::stats::log10_chance;
use crate::stats::permutation::{Permuted, upper};
use crate::stats::tails::chi_square_upper;
use crate::timeline::{HOUR, SECOND};
use crate::turns::course;

/// The kind.
pub const EVIDENCE: Evidence = Evidence {
    name: "dispersion",
    class: Class::Command,
    dependence: Dependence::Timing,
    behaviour: "the superposed acts of all members are more bunched, or more even, than if every member kept its own rhythm",
    null: "every member's whole course shifted by its own random time of up to three hours: own rhythm and slow tides kept",
    innocent: &[Explanation::CommonEvent, Explanation::Schedule],
    weigh,
};

/// Bins in which acts are counted.
const BINS: [i64; 3] = [10 * SECOND, 60 * SECOND, 600 * SECOND];

/// Furthest shift.
const SHIFT: i64 = 3 * HOUR;

/// Acts of one member that are looked at, and bins in all: bounds on time and memory.
const ACTS_MAX: usize = 500;
const MEMBERS_MAX: usize = 200;
const BINS_MAX: i64 = 2_000_000;

/// Draws: each costs all acts, for every bin.
const DRAWS: u32 = 99;

fn weigh(suspects: &Suspects<'_>) -> Outcome {
    // Who was chosen for acting at the same moments, or in turn, acts in bursts, or evenly: the same times would speak twice.
    if suspects.basis != Basis::Tool {
        return not_testable(Reason::FoundByIt);
    }
    let courses: Vec<Vec<i64>> = suspects
        .members
        .iter()
        .filter(|&&actor| !on_schedule(suspects.timeline.sessions_of(actor)))
        .take(MEMBERS_MAX)
        .map(|&actor| course(suspects.timeline, actor))
        .map(|mut course| {
            course.truncate(ACTS_MAX);
            course
        })
        .collect();
    let acts: usize = courses.iter().map(Vec::len).sum();
    if courses.len() < 3 || acts < 10 * courses.len() {
        return not_testable(Reason::TooLittle);
    }
    let (first, last) = courses.iter().flatten().fold((i64::MAX, i64::MIN), |(a, b), &t| (a.min(t), b.max(t)));
    let from = first - SHIFT;
    let mut best: Option<(f64, f64, f64)> = None;
    let mut examined = 0.0_f64;
    for (at, bin) in BINS.into_iter().enumerate() {
        let bins = (last + SHIFT - from) / bin + 1;
        if bins > BINS_MAX {
            continue;
        }
        examined += 1.0;
        let mut counts = vec![0_u32; bins as usize];
        let observed = bunching(&courses, from, bin, &mut counts, |_| 0);
        let seed = suspects.seed.wrapping_add(at as u64);
        let found = upper(observed, DRAWS, seed, |random| {
            let shifts: Vec<i64> = courses.iter().map(|_| random.below(2 * SHIFT as usize) as i64 - SHIFT).collect();
            bunching(&courses, from, bin, &mut counts, |member| shifts[member])
        });
        let chance = two_sided(&found);
        if best.is_none_or(|best| chance < best.0) {
            best = Some((chance, observed, found.null_mean));
        }
    }
    match best {
        Some((chance, observed, expected)) => tested((chance + examined.log10()).min(0.0), observed, expected),
        None => not_testable(Reason::TooLittle),
    }
}

/// The chance of so large a deviation in either direction. Beyond what the draws can say, the normal tail of the deviation cut by three
/// tenths, for the null's own tail is heavier than normal.
fn two_sided(found: &Permuted) -> f64 {
    let above = 10_f64.powf(found.chance_log10);
    let least = 1.0 / f64::from(found.draws + 1);
    let drawn = (2.0 * above.min(1.0 - above + least)).min(1.0);
    let deviation = 0.7 * found.deviations;
    let normal = chi_square_upper(deviation * deviation, 1.0);
    if drawn <= 2.0 * least { log10_chance(drawn.min(normal)) } else { log10_chance(drawn) }
}

/// Variance over mean of the counts, from the counts that are not zero: Σc²/Σc up to a constant of the total.
fn bunching(courses: &[Vec<i64>], from: i64, bin: i64, counts: &mut [u32], shift: impl Fn(usize) -> i64) -> f64 {
    let position = |member: usize, time: i64| ((time + shift(member) - from) / bin) as usize;
    let (mut squares, mut all) = (0_u64, 0_u64);
    for (member, course) in courses.iter().enumerate() {
        for &time in course {
            let count = &mut counts[position(member, time)];
            squares += u64::from(2 * *count + 1);
            *count += 1;
            all += 1;
        }
    }
    for (member, course) in courses.iter().enumerate() {
        for &time in course {
            counts[position(member, time)] = 0;
        }
    }
    squares as f64 / all.max(1) as f64
}
