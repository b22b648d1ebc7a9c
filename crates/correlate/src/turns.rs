//! Who takes turns? For members of a rota, active all the time at a low rate, who have no sessions and never meet: one hand deals the work out, so
//! that after one of them comes another. It asks only users of one tool, pair by pair, and never who is early or late.
//!
//! **Null.** Each keeps its own rhythm and the hours at which both are there, and where the two rhythms stand to each other is chance: on a clock that runs while they act
//! (`working_time`) the course of one is turned round by 24 to 48 of its own gaps. What is counted is how often the acts of the two alternate. Two with the same strict
//! period alternate wherever they stand: for them the null does not vary, and nothing is said. By the clock of the wall, who is turned round by hours works while the other sleeps, and
//! two regular pollers of one office would pass for a rota. Draws that are all below the observed are extended by the normal tail (`stats::permutation`); Benjamini–Hochberg over all pairs of users of one tool at about one pace.
//!
//! Hours that are not common to both make the null alternate less. So the acts must also alternate more than in a
//! random order of the same acts (the runs test; Wald & Wolfowitz 1940, *Ann. Math. Stat.* 11:147), which hours never make them do; the larger
//! of the two chances counts.
//!
//! Rotation as a null for the superposition of point processes: Amarasingham et al. 2012, *J. Neurophysiol.* 107:517.
//!
//! Cost: pairs of the most active users of each tool × their acts × draws; most pairs end after [`DRAWS_FIRST`].

use std::collections::BTreeMap;

use crate::attendance::{Tie, on_schedule, strongest};
use crate::leiden::{Edge, communities};
use crate::parallel::each;
use crate::settings::Settings;
use crate::stats::log10_chance;
use crate::stats::multiple::benjamini_hochberg;
use crate::stats::permutation::{BELIEVED, Permuted};
use crate::stats::random::Random;
use crate::stats::tails::chi_square_upper;
use crate::timeline::{HOUR, SECOND, Timeline};
use crate::working_time::WorkingTime;

/// Acts that say something about turns, in the time that both of a pair are there.
pub(crate) const ACTS_MIN: usize = 24;

/// Acts of one actor that are looked at, the first ones.
const ACTS_MAX: usize = 300;

/// Users of one tool that are compared, the most active ones.
const USERS_MAX: usize = 200;

/// Pairs compared in all: a second. Tools of the most users are left out.
const PAIRS_MAX: usize = 40_000;

/// Paces are alike up to this factor: who acts twice as often takes no turns with the other.
const PACE: f64 = 1.5;

/// Who mostly acts this soon beside the other does not take turns: that is synchrony, and asked elsewhere.
const BESIDE: i64 = 60 * SECOND;

/// Furthest turn of a course, in gaps of its own: those to whom one hand deals the work share how long each round takes, and in 24 rounds or more that is forgotten even where a
/// round is never longer or shorter than by a sixth.
pub(crate) const TURN_GAPS: i64 = 48;

/// Who rests for so much of the time keeps hours: eight of twenty-four. Those begin together, and who begins together alternates in step for a while; so they must
/// alternate more on the same day than one does on Monday with the other on Tuesday.
pub(crate) const HOURS_KEPT: f64 = 0.3;

/// Days with acts of both for that comparison, at least and at most.
const DAYS_MIN: usize = 4;
const DAYS_MAX: usize = 30;

/// Who alternates no more than this says against a random order takes no turns: one in twenty, below which nothing is found among many pairs.
const RANDOM_ORDER_LOG10: f64 = -1.3;

/// Draws before a pair is given up, and in all.
const DRAWS_FIRST: u32 = 9;
const DRAWS: u32 = 999;

/// Least members: that two alternate is a pattern of two.
const MEMBERS_MIN: usize = 3;

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    /// Proven pairs.
    pub(crate) ties: Vec<Tie>,
    /// Groups, members ascending.
    pub(crate) groups: Vec<Vec<u32>>,
    /// Pairs tested.
    pub(crate) tests: u64,
    /// Pairs left out because there were more than are afforded.
    pub(crate) left_out: u64,
}

/// Starts of an actor's bursts: acts less than ten seconds after another say only that a list was run.
pub(crate) fn course(timeline: &Timeline, actor: u32) -> Vec<i64> {
    let mut times: Vec<i64> = Vec::new();
    let mut last = i64::MIN;
    for act in timeline.acts_of(actor) {
        if last == i64::MIN || act.time - last > 10 * SECOND {
            times.push(act.time);
        }
        last = act.time;
    }
    times
}

/// Tests pairs of users of each tool, given by their users, fewest first. `moved` are added to the courses, by actor: for worlds in which nobody takes turns.
pub(crate) fn turns(timeline: &Timeline, tools: &[Vec<u32>], moved: &[i64], settings: &Settings) -> Turns {
    let (mut found, mut pairs) = (Turns::default(), 0);
    for users in tools {
        let mut courses: Vec<(u32, Vec<i64>)> = users
            .iter()
            .filter(|&&actor| timeline.acts_of(actor).len() >= ACTS_MIN && !on_schedule(timeline.sessions_of(actor)))
            .map(|&actor| (actor, course(timeline, actor)))
            .filter(|(_, course)| course.len() >= ACTS_MIN)
            .collect();
        courses.sort_by_key(|(actor, course)| (std::cmp::Reverse(course.len()), *actor));
        courses.truncate(USERS_MAX);
        let here = courses.len() * courses.len().saturating_sub(1) / 2;
        if pairs + here > PAIRS_MAX {
            found.left_out += here as u64;
            continue;
        }
        pairs += here;
        for (actor, course) in &mut courses {
            course.truncate(ACTS_MAX);
            let by = moved.get(*actor as usize).copied().unwrap_or(0);
            for time in course.iter_mut() {
                *time += by;
            }
        }
        courses.sort_by_key(|(actor, _)| *actor);
        let rows = each(
            settings.threads,
            (courses.len(), 1),
            || (),
            |(), at| {
                let (a, of_a) = &courses[at];
                let tie = |(b, of_b): &(u32, Vec<i64>)| compare((*a, of_a), (*b, of_b), settings.seed);
                courses[at + 1..].iter().filter_map(tie).collect::<Vec<Tie>>()
            },
        );
        found.ties.extend(rows.into_iter().flatten());
    }
    found.tests = found.ties.len() as u64;
    let chances: Vec<f64> = found.ties.iter().map(|tie| tie.chance_log10).collect();
    let mut kept = benjamini_hochberg(&chances, found.tests, settings.q).into_iter();
    found.ties.retain(|_| kept.next() == Some(true));
    found.ties = strongest(std::mem::take(&mut found.ties));
    let edges: Vec<Edge> = found.ties.iter().map(|tie| (tie.a, tie.b, 1.0)).collect();
    if !edges.is_empty() {
        let mut members = BTreeMap::<u32, Vec<u32>>::new();
        for (actor, group) in communities(timeline.actors(), &edges, settings.gamma_sessions).into_iter().enumerate() {
            members.entry(group).or_default().push(actor as u32);
        }
        found.groups = members.into_values().filter(|members| members.len() >= MEMBERS_MIN).collect();
    }
    found
}

/// How a pair alternates; `None` where it cannot be compared.
fn compare((a, of_a): (u32, &[i64]), (b, of_b): (u32, &[i64]), seed: u64) -> Option<Tie> {
    let (from, to) = (*of_a.first()?.max(of_b.first()?), *of_a.last()?.min(of_b.last()?));
    let inside = |course: &[i64]| -> Vec<i64> {
        let first = course.partition_point(|&time| time < from);
        course[first..course.partition_point(|&time| time <= to).max(first)].to_vec()
    };
    let (fixed, mut turning) = (inside(of_a), inside(of_b));
    let (few, many) = (fixed.len().min(turning.len()), fixed.len().max(turning.len()));
    if few < ACTS_MIN || many as f64 > PACE * few as f64 {
        return None;
    }
    let mut tie = Tie {
        a,
        b,
        chance_log10: 0.0,
        together: 0,
        occasions: (fixed.len() + turning.len() - 1) as u32,
        expected: 0.0,
    };
    let observed = alternations(&fixed, &turning);
    tie.together = observed as u32;
    let random_order = log10_chance(runs_upper(fixed.len(), turning.len(), observed));
    if mostly_beside(&fixed, &turning) || random_order > RANDOM_ORDER_LOG10 {
        return Some(tie);
    }
    let clock = WorkingTime::new(&[&fixed, &turning]);
    let original = turning.clone();
    let furthest = (TURN_GAPS * clock.span / turning.len() as i64).min(clock.span / 4).max(1);
    let mut random = Random::new(seed ^ u64::from(a) << 32 ^ u64::from(b));
    let (mut above, mut below, mut sum, mut squares, mut draws) = (0_u32, 0_u32, 0.0, 0.0, 0_u32);
    while draws < DRAWS && (draws < DRAWS_FIRST || above == 0) {
        // A turn by less than half of that would keep who comes after whom, and the rota would be found in its own null.
        let least = furthest / 2;
        let by = least + random.below((furthest - least).max(1) as usize) as i64;
        clock.turn(1, if random.below(2) == 0 { by } else { -by }, &mut turning);
        let value = alternations(&clock.courses[0], &turning) as f64;
        above += u32::from(value >= observed as f64);
        below += u32::from(value <= observed as f64);
        (sum, squares, draws) = (sum + value, squares + value * value, draws + 1);
    }
    let turned = Permuted::of(observed as f64, draws, (above, below), (sum, squares));
    tie.expected = turned.null_mean;
    tie.chance_log10 = turned.extended_log10().max(random_order);
    if clock.rested >= HOURS_KEPT {
        tie.chance_log10 = tie.chance_log10.max(other_days(&fixed, &original)?);
    }
    Some(tie)
}

/// The chance that acts of the same days alternate so much more than acts of different days, laid over one another by the hour; `None` on too few days. Each pair of days says how many
/// deviations it alternates more than the same acts in a random order, so that busy days are no better than quiet ones. What pairs of different days say is the null; the mean of the same days is
/// asked by the normal tail, cut by three tenths.
fn other_days(x: &[i64], y: &[i64]) -> Option<f64> {
    let of_day = |course: &[i64]| -> BTreeMap<i64, Vec<i64>> {
        let mut days = BTreeMap::<i64, Vec<i64>>::new();
        for time in course {
            days.entry(time.div_euclid(24 * HOUR)).or_default().push(time.rem_euclid(24 * HOUR));
        }
        days
    };
    let (x, y) = (of_day(x), of_day(y));
    let days: Vec<(&Vec<i64>, &Vec<i64>)> = x.iter().filter_map(|(day, acts)| Some((acts, y.get(day)?))).collect();
    let days = &days[..days.len().min(DAYS_MAX)];
    if days.len() < DAYS_MIN {
        return None;
    }
    let (mut same, mut others, mut squares) = (0.0, 0.0, 0.0);
    for (i, (of_x, _)) in days.iter().enumerate() {
        for (j, (_, of_y)) in days.iter().enumerate() {
            let deviation = deviations(of_x.len(), of_y.len(), alternations(of_x, of_y));
            if i == j {
                same += deviation;
            } else {
                (others, squares) = (others + deviation, squares + deviation * deviation);
            }
        }
    }
    let (count, pairs) = (days.len() as f64, (days.len() * (days.len() - 1)) as f64);
    let mean = others / pairs;
    // Two regular courses vary less than chance does; less than half of it is no measure of anything.
    let spread = (squares / pairs - mean * mean).max(0.25).sqrt();
    let deviation = BELIEVED * (same / count - mean) / (spread / count.sqrt());
    let chance = if deviation > 0.0 { chi_square_upper(deviation * deviation, 1.0) / 2.0 } else { 1.0 };
    Some(log10_chance(chance))
}

/// The chance of at least so many alternations when `x` and `y` acts stand in random order, by the normal approximation, which is good from twenty
/// of each on: mean 2xy/n, variance 2xy(2xy − n)/(n²(n − 1)) with n = x + y.
fn runs_upper(x: usize, y: usize, alternations: usize) -> f64 {
    let deviation = deviations(x, y, alternations);
    if deviation > 0.0 { chi_square_upper(deviation * deviation, 1.0) / 2.0 } else { 1.0 }
}

/// How many deviations above the mean of a random order; 0 where there is none.
fn deviations(x: usize, y: usize, alternations: usize) -> f64 {
    let (n, twice) = ((x + y) as f64, 2.0 * x as f64 * y as f64);
    let variance = twice * (twice - n) / (n * n * (n - 1.0));
    if variance > 0.0 { (alternations as f64 - twice / n) / variance.sqrt() } else { 0.0 }
}

/// How often, in the acts of both in order, one is followed by the other's.
fn alternations(x: &[i64], y: &[i64]) -> usize {
    let (mut at, mut other, mut last, mut count) = (0, 0, None, 0);
    while at < x.len() || other < y.len() {
        let first = other == y.len() || at < x.len() && x[at] <= y[other];
        count += usize::from(last.is_some_and(|last| last != first));
        last = Some(first);
        at += usize::from(first);
        other += usize::from(!first);
    }
    count
}

/// Whether more than half of the acts of one have an act of the other beside them.
fn mostly_beside(x: &[i64], y: &[i64]) -> bool {
    let beside = |time: &&i64| {
        let at = y.partition_point(|other| other < *time);
        [at.wrapping_sub(1), at].into_iter().filter_map(|at| y.get(at)).any(|other| (other - *time).abs() <= BESIDE)
    };
    x.iter().filter(beside).count() * 2 > x.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Acts of `k` members on which `gap` seconds of the mean fall, dealt in turn or each at its own pace.
    fn courses(k: i64, rounds: i64, in_turn: bool, seed: u64) -> Vec<Vec<i64>> {
        let mut random = Random::new(seed);
        let mut gap =
            |parts: i64| -> i64 { (0..parts).map(|_| (-(1.0 - random.unit()).ln() * 100_000.0) as i64).sum() };
        if !in_turn {
            let own = |gap: &mut dyn FnMut(i64) -> i64| {
                let mut time = gap(k / 2);
                (0..rounds)
                    .map(|_| {
                        time += gap(k);
                        time
                    })
                    .collect()
            };
            return (0..k).map(|_| own(&mut gap)).collect();
        }
        let (mut time, mut all) = (0, vec![Vec::new(); k as usize]);
        for act in 0..k * rounds {
            time += gap(1);
            all[(act % k) as usize].push(time);
        }
        all
    }

    fn proven(courses: &[Vec<i64>]) -> (usize, usize) {
        let (mut kept, mut all) = (0, 0);
        for a in 0..courses.len() {
            for b in a + 1..courses.len() {
                let tie = compare((a as u32, &courses[a]), (b as u32, &courses[b]), 7);
                kept += usize::from(tie.is_some_and(|tie| tie.chance_log10 < -2.5));
                all += 1;
            }
        }
        (kept, all)
    }

    #[test]
    fn who_is_dealt_work_in_turn_alternates_and_who_keeps_his_own_pace_does_not() {
        let (kept, all) = proven(&courses(10, 80, true, 1));
        assert!(kept * 10 > all * 6, "{kept} of {all}");
        let mut wrong = 0;
        for seed in 2..12 {
            wrong += proven(&courses(10, 80, false, seed)).0;
        }
        assert!(wrong <= 4, "{wrong} of 450");
    }

    #[test]
    fn hours_in_common_are_no_turns() {
        // Both come in the evening, for a few pages at a time.
        let mut random = Random::new(5);
        let mut evenings = || -> Vec<i64> {
            let mut times = Vec::new();
            for day in 0..13 {
                for _ in 0..4 {
                    let begun = day * 24 * HOUR + random.below(4 * HOUR as usize) as i64;
                    times.extend((0..3).map(|page| begun + page * 30 * SECOND));
                }
            }
            times.sort_unstable();
            times
        };
        let people: Vec<Vec<i64>> = (0..12).map(|_| evenings()).collect();
        assert_eq!(proven(&people), (0, 66));
    }

    /// Each asks every forty minutes, a third more or less, from eight to eighteen, for three weeks; with `at_eight` each begins at eight.
    fn pollers(random: &mut Random, at_eight: bool) -> Vec<Vec<i64>> {
        let mut poller = || -> Vec<i64> {
            let (mut open, mut times) = (random.below(2_400_000) as i64, Vec::new());
            while open < 21 * 10 * HOUR {
                times.push(open / (10 * HOUR) * 24 * HOUR + 8 * HOUR + open % (10 * HOUR));
                let day = open / (10 * HOUR);
                open += 1_600_000 + random.below(1_600_000) as i64;
                if at_eight && open / (10 * HOUR) > day {
                    open = (day + 1) * 10 * HOUR + random.below(300_000) as i64;
                }
            }
            times
        };
        (0..8).map(|_| poller()).collect()
    }

    #[test]
    fn regular_pollers_of_one_office_take_no_turns() {
        let mut random = Random::new(11);
        for at_eight in [false, true] {
            let wrong: usize = (0..5).map(|_| proven(&pollers(&mut random, at_eight)).0).sum();
            assert!(wrong <= 3, "{wrong} of 140, at eight {at_eight}");
        }
    }

    #[test]
    fn runs_in_random_order_have_the_published_mean_and_variance() {
        // n1 = n2 = 10: mean of runs 11, so of alternations 10; variance 4.737 (tables of the runs test).
        assert!((runs_upper(10, 10, 10) - 1.0).abs() < 1e-12);
        let deviation = 5.0 / 4.736_842_f64.sqrt();
        let wanted = chi_square_upper(deviation * deviation, 1.0) / 2.0;
        assert!((runs_upper(10, 10, 15) / wanted - 1.0).abs() < 1e-5);
    }

    #[test]
    fn two_clocks_of_one_period_say_nothing() {
        let clock = |phase: i64| (0..100).map(|n| n * 1_200_000 + phase).collect::<Vec<i64>>();
        let tie = compare((0, &clock(0)), (1, &clock(400_000)), 7).unwrap();
        assert!(tie.chance_log10 > -0.5, "{tie:?}");
    }
}
