//! The members act in turn, as those do to whom one hand deals the work. For members that are active all the time and have no sessions; blind to
//! *when* the rota as a whole acts, which is dispersion's question.
//!
//! **Statistic.** A member's lap is the number of acts of all members from one of its own to its next. In a rota of k every lap is k; members who keep
//! their own pace lap one another. Σ over members of the squared deviations of their laps from their own mean, over the sum of the laps: small
//! is surprising.
//!
//! **Null.** On a clock that runs while they act (`working_time`) every member's whole course turned round by its own random part of that time, so that each keeps its rhythm and
//! all keep their common hours. The laps must also be
//! evener than in a random order of the same acts; the larger of the two chances counts. Members who all rest for a third of the time begin together, and go in step for a while: they
//! are not asked.
//!
//! Cost: draws × acts × log acts, of at most `MEMBERS_MAX` members and `ACTS_MAX` acts each.

use super::{Class, Dependence, Evidence, Suspects, not_testable, tested};
use crate::attendance::on_schedule;
use crate::clusters::{Basis, Explanation, Outcome, Reason};
use crate::stats::permutation::upper;
use crate::turns::{ACTS_MIN, HOURS_KEPT, course};
use crate::working_time::WorkingTime;

/// The kind.
pub const EVIDENCE: Evidence = Evidence {
    name: "turns",
    class: Class::Command,
    dependence: Dependence::Timing,
    behaviour: "after each member's act come acts of the others before its next one, as when one hand deals out the work",
    null: "every member's whole course turned round by its own random part of the time in which they act: own rhythm, pace and common hours kept; and the same acts in random order",
    innocent: &[Explanation::Schedule, Explanation::SharedAddress],
    weigh,
};

/// Members and acts of each that are looked at.
const MEMBERS_MAX: usize = 60;
const ACTS_MAX: usize = 200;

/// Draws: each sorts all acts.
const DRAWS: u32 = 99;

fn weigh(suspects: &Suspects<'_>) -> Outcome {
    match suspects.basis {
        Basis::Turns => {
            let best = suspects.ties.iter().min_by(|x, y| x.chance_log10.total_cmp(&y.chance_log10));
            return best.map_or(not_testable(Reason::TooLittle), |best| {
                tested(suspects.found_log10, f64::from(best.together), best.expected)
            });
        }
        // Who meets, or answers the same posts, acts once a meeting: that is what such a group was found by.
        Basis::Sessions | Basis::Traces => return not_testable(Reason::FoundByIt),
        Basis::Tool => {}
    }
    let courses: Vec<Vec<i64>> = suspects
        .members
        .iter()
        .filter(|&&actor| !on_schedule(suspects.timeline.sessions_of(actor)))
        .map(|&actor| course(suspects.timeline, actor))
        .filter(|course| course.len() >= ACTS_MIN)
        .take(MEMBERS_MAX)
        .map(|mut course| {
            course.truncate(ACTS_MAX);
            course
        })
        .collect();
    if courses.len() < 3 || courses.len() * 2 < suspects.members.len().min(MEMBERS_MAX) {
        return not_testable(Reason::TooLittle);
    }
    let from = courses.iter().filter_map(|course| course.first()).max().copied().unwrap_or(0);
    let to = courses.iter().filter_map(|course| course.last()).min().copied().unwrap_or(0);
    let inside =
        |course: &Vec<i64>| -> Vec<i64> { course.iter().copied().filter(|time| (from..=to).contains(time)).collect() };
    let courses: Vec<Vec<i64>> = courses.iter().map(inside).filter(|course| course.len() >= ACTS_MIN).collect();
    let given: Vec<&[i64]> = courses.iter().map(Vec::as_slice).collect();
    let clock = WorkingTime::new(&given);
    let mut order = order(&clock.courses);
    let Some(observed) = unevenness(&order, courses.len()) else { return not_testable(Reason::TooLittle) };
    if courses.len() < 3 || clock.rested >= HOURS_KEPT {
        return not_testable(Reason::TooLittle);
    }
    let in_random_order = upper(-observed, DRAWS, suspects.seed, |random| {
        random.shuffle(&mut order);
        -unevenness(&order, courses.len()).unwrap_or(f64::INFINITY)
    });
    let turned = upper(-observed, DRAWS, suspects.seed, |random| {
        let turned = clock.all_turned(|_| random.below(clock.span as usize) as i64);
        -unevenness(&self::order(&turned), courses.len()).unwrap_or(f64::INFINITY)
    });
    tested(turned.extended_log10().max(in_random_order.extended_log10()), observed, -turned.null_mean)
}

/// Whose act each is, in the order of time.
fn order(courses: &[Vec<i64>]) -> Vec<usize> {
    let with_member = |(member, course): (usize, &Vec<i64>)| -> Vec<(i64, usize)> {
        course.iter().map(|&time| (time, member)).collect()
    };
    let mut acts: Vec<(i64, usize)> = courses.iter().enumerate().flat_map(with_member).collect();
    acts.sort_unstable();
    acts.into_iter().map(|(_, member)| member).collect()
}

/// How uneven the laps of so many members are; `None` where there are none.
fn unevenness(acts: &[usize], members: usize) -> Option<f64> {
    // Of each member: where it last acted, its laps, their sum and the sum of their squares.
    let mut laps: Vec<(Option<usize>, f64, f64, f64)> = vec![(None, 0.0, 0.0, 0.0); members];
    for (at, &member) in acts.iter().enumerate() {
        let own = &mut laps[member];
        if let Some(last) = own.0.replace(at) {
            let lap = (at - last) as f64;
            (own.1, own.2, own.3) = (own.1 + 1.0, own.2 + lap, own.3 + lap * lap);
        }
    }
    let many = laps.iter().filter(|own| own.1 > 1.0);
    let (deviations, sum) = many.fold((0.0, 0.0), |all, own| (all.0 + own.3 - own.2 * own.2 / own.1, all.1 + own.2));
    (sum > 0.0).then(|| deviations / sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rota_has_even_laps_and_independent_paces_do_not() {
        let rota: Vec<Vec<i64>> =
            (0..5).map(|member| (0..40).map(|round| round * 500 + member * 100).collect()).collect();
        let of = |courses: &[Vec<i64>]| unevenness(&order(courses), courses.len());
        assert!(of(&rota).is_some_and(|value| value < 1e-12));
        let paces: Vec<Vec<i64>> =
            (0..5).map(|member| (0..40).map(|round| round * (400 + member * 53)).collect()).collect();
        assert!(of(&paces).is_some_and(|value| value > 0.01));
        assert!(of(&[Vec::new()]).is_none());
    }
}
