//! The members act in turn, as those do to whom one hand deals the work. For members that are active all the time and have no sessions; blind to
//! *when* the rota as a whole acts, which is dispersion's question.
//!
//! **Statistic.** A member's lap is the number of acts of all members from one of its own to its next. In a rota of k every lap is k; members who keep
//! their own pace lap one another. Σ over members of the squared deviations of their laps from their own mean, over the sum of the laps: small
//! is surprising.
//!
//! **Null.** As for dispersion: every member's whole course shifted by its own random time of up to three hours, so that each keeps its rhythm. Laps are
//! counted only where every shifted course still is. Members who keep the same hours of the day are evener than that without any turns, so the laps must also be
//! evener than in a random order of the same acts; the larger of the two chances counts. Draws that are all less even are extended by the normal tail of the
//! deviation, cut by three tenths.
//!
//! Cost: draws × acts × log acts, of at most `MEMBERS_MAX` members and `ACTS_MAX` acts each.

use super::{Class, Dependence, Evidence, Suspects, not_testable, tested};
use crate::attendance::on_schedule;
use crate::clusters::{Basis, Explanation, Outcome, Reason};
use crate::stats::log10_chance;
use crate::stats::permutation::{Permuted, upper};
use crate::stats::tails::chi_square_upper;
use crate::timeline::HOUR;
use crate::turns::{ACTS_MIN, course};

/// The kind.
pub const EVIDENCE: Evidence = Evidence {
    name: "turns",
    class: Class::Command,
    dependence: Dependence::Timing,
    behaviour: "after each member's act come acts of the others before its next one, as when one hand deals out the work",
    null: "every member's whole course shifted by its own random time of up to three hours: own rhythm and pace kept; and the same acts in random order",
    innocent: &[Explanation::Schedule, Explanation::SharedAddress],
    weigh,
};

/// Furthest shift, and its part of the time that all members are there.
const SHIFT: i64 = 3 * HOUR;
const SHIFT_PART: i64 = 8;

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
    let furthest = SHIFT.min((to - from) / SHIFT_PART);
    let inside = from + furthest..to - furthest;
    let mut acts = acts(&courses, &inside, |_| 0);
    let Some(observed) = unevenness(&acts, courses.len()).filter(|_| furthest > 0) else {
        return not_testable(Reason::TooLittle);
    };
    let shifted = upper(-observed, DRAWS, suspects.seed, |random| {
        let shifts: Vec<i64> = courses.iter().map(|_| random.below(2 * furthest as usize) as i64 - furthest).collect();
        let acts = self::acts(&courses, &inside, |member| shifts[member]);
        -unevenness(&acts, courses.len()).unwrap_or(f64::INFINITY)
    });
    let in_random_order = upper(-observed, DRAWS, suspects.seed, |random| {
        random.shuffle(&mut acts);
        -unevenness(&acts, courses.len()).unwrap_or(f64::INFINITY)
    });
    tested(chance_of(&shifted).max(chance_of(&in_random_order)), observed, -shifted.null_mean)
}

/// The chance that draws say, and beyond what they can say the normal tail.
fn chance_of(found: &Permuted) -> f64 {
    if found.deviations > 0.0 && found.chance_log10 <= (1.5 / f64::from(DRAWS + 1)).log10() {
        let deviation = 0.7 * found.deviations;
        return found.chance_log10.min(log10_chance(chi_square_upper(deviation * deviation, 1.0) / 2.0));
    }
    found.chance_log10
}

/// Whose act each is, in the order of time, inside a stretch of time.
fn acts(courses: &[Vec<i64>], inside: &std::ops::Range<i64>, shift: impl Fn(usize) -> i64) -> Vec<usize> {
    let mut acts: Vec<(i64, usize)> = Vec::new();
    for (member, course) in courses.iter().enumerate() {
        let shift = shift(member);
        acts.extend(course.iter().map(|time| (time + shift, member)).filter(|act| inside.contains(&act.0)));
    }
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
        let of = |courses: &[Vec<i64>], end: i64| unevenness(&acts(courses, &(0..end), |_| 0), courses.len());
        assert!(of(&rota, 20_000).is_some_and(|value| value < 1e-12));
        let paces: Vec<Vec<i64>> =
            (0..5).map(|member| (0..40).map(|round| round * (400 + member * 53)).collect()).collect();
        assert!(of(&paces, 16_000).is_some_and(|value| value > 0.01));
        assert!(of(&rota, 0).is_none());
    }
}
