//! The members' acts, laid over one another, come in common bursts or strictly in turn. For members that are active all the time and have no sessions; it sees no pairs.
//!
//! **Null.** On a clock that runs while they act (`working_time`) every member's whole course turned round by up to 48 of its own gaps: own rhythm kept, and the hours and
//! tides that all of them keep. By the clock of the wall, members of one office whose courses are shifted by hours come at night, and what is left by day looks bunched.
//! Members who are there for a session now and then are left out: by that clock they hardly overlap, and turned round they do.

use super::{Class, Dependence, Evidence, Suspects, not_testable, tested};
use crate::attendance::on_schedule;
use crate::clusters::{Basis, Explanation, Outcome, Reason};
use crate::stats::permutation::upper;
use crate::timeline::SECOND;
use crate::turns::{TURN_GAPS, course};
use crate::working_time::WorkingTime;

/// The kind.
pub const EVIDENCE: Evidence = Evidence {
    name: "dispersion",
    class: Class::Command,
    dependence: Dependence::Timing,
    behaviour: "the superposed acts of all members are more bunched, or more even, than if every member kept its own rhythm",
    null: "every member's whole course turned round, in the time in which they act, by up to 48 of its own gaps: own rhythm, common hours and tides kept",
    innocent: &[Explanation::CommonEvent, Explanation::Schedule],
    weigh,
};

/// Bins in which acts are counted.
const BINS: [i64; 3] = [10 * SECOND, 60 * SECOND, 600 * SECOND];

/// Acts of one member that are looked at, and bins in all: bounds on time and memory.
const ACTS_MAX: usize = 500;
const MEMBERS_MAX: usize = 200;
const BINS_MAX: i64 = 2_000_000;

/// Part of the time in which any member acts that a member has to be there.
const THERE: f64 = 0.5;

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
    let given: Vec<&[i64]> = courses.iter().map(Vec::as_slice).collect();
    let mut clock = WorkingTime::new(&given);
    let there: Vec<&[i64]> = (0..given.len()).filter(|&at| clock.present(at) >= THERE).map(|at| given[at]).collect();
    if there.len() < 3 || there.len() * 2 < given.len() {
        return not_testable(Reason::TooLittle);
    }
    if there.len() < given.len() {
        clock = WorkingTime::new(&there);
    }
    let mut best: Option<(f64, f64, f64)> = None;
    let mut examined = 0.0_f64;
    for (at, bin) in BINS.into_iter().enumerate() {
        let bins = clock.awake / bin + 1;
        if bins > BINS_MAX {
            continue;
        }
        examined += 1.0;
        let ticks = clock.span / bins + 1;
        let mut counts = vec![0_u32; bins as usize];
        let observed = bunching(&clock.courses, ticks, &mut counts);
        let seed = suspects.seed.wrapping_add(at as u64);
        let found = upper(observed, DRAWS, seed, |random| {
            let turned = clock.all_turned(|member| {
                let furthest = (TURN_GAPS * clock.span / clock.courses[member].len().max(1) as i64).min(clock.span / 2);
                random.below(2 * furthest as usize + 1) as i64 - furthest
            });
            bunching(&turned, ticks, &mut counts)
        });
        let chance = found.two_sided_log10();
        if best.is_none_or(|best| chance < best.0) {
            best = Some((chance, observed, found.null_mean));
        }
    }
    match best {
        Some((chance, observed, expected)) => tested((chance + examined.log10()).min(0.0), observed, expected),
        None => not_testable(Reason::TooLittle),
    }
}

/// Variance over mean of the counts of bins of so many ticks, from the counts that are not zero: Σc²/Σc up to a constant of the total. `counts` are zero before and after.
fn bunching(courses: &[Vec<i64>], ticks: i64, counts: &mut [u32]) -> f64 {
    let (mut squares, mut all) = (0_u64, 0_u64);
    for time in courses.iter().flatten() {
        let count = &mut counts[(time / ticks) as usize];
        squares += u64::from(2 * *count + 1);
        *count += 1;
        all += 1;
    }
    for time in courses.iter().flatten() {
        counts[(time / ticks) as usize] = 0;
    }
    squares as f64 / all.max(1) as f64
}
