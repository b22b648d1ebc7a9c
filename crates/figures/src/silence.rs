//! Which hours without a record are gaps in a log, and which are only quiet. A log that says nothing at four in the morning,
//! every morning, was not lost; a log that stops for an hour at noon may have been. It judges hours of one system by that system's
//! own habits, and knows nothing of attacks.
//!
//! A silence is a gap when both hold:
//!
//! - It is improbable: of all silences of the system less than one in [`GAP_ONE_IN`] would be so long under its rate at those
//!   hours of the day, taken from the rest of its span. Records come in bursts, so the chance of an hour without any is that of a negative binomial distribution with their mean
//!   and variance (method of moments; Poisson where the variance is not larger), and never more than the rule of succession
//!   allows: (silent hours + 1) / (hours + 2).
//! - It is no habit: the same hours were not silent as well a day or a week before and after.
//!
//! Where the rest of the span is too short to tell, a silence is a gap: what is not known to be quiet was not seen.

use std::collections::BTreeMap;

/// A silence is a gap when one so long would turn up by itself in less than one in this many logs like this one. The chance of
/// one silence is multiplied by the number of silences (Bonferroni), so that a log with many ordinary ones has no gap for that.
const GAP_ONE_IN: f64 = 100.0;

/// Hours that must be left beside a silence to judge it by: with less than a day nothing is known of the system's nights.
const JUDGED_BY_HOURS_MIN: u64 = 24;

/// Periods in which habits come back: a day and a week.
const PERIODS_HOURS: [i64; 2] = [24, 168];

/// Share of the hours of a silence that must be silent in another period too, to be a habit.
const HABIT_PERCENT: u64 = 90;

/// Hours without a record between two hours with some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Silence {
    pub(crate) first_hour: i64,
    pub(crate) hours: u64,
    pub(crate) is_gap: bool,
}

/// Every silence of a system, in order, from its records by hour.
pub(crate) fn silences(records: &BTreeMap<i64, u64>) -> Vec<Silence> {
    let habits = Habits::of(records);
    let bounds: Vec<[(i64, u64); 2]> = records
        .iter()
        .zip(records.iter().skip(1))
        .filter(|((before, _), (after, _))| after.abs_diff(**before) > 1)
        .map(|(before, after)| [(*before.0, *before.1), (*after.0, *after.1)])
        .collect();
    let log_chance_max = -(GAP_ONE_IN * bounds.len() as f64).ln();
    bounds
        .iter()
        .map(|bounds| {
            let (first_hour, hours) = (bounds[0].0 + 1, bounds[1].0.abs_diff(bounds[0].0) - 1);
            let log_chance = habits.log_chance(first_hour, hours, *bounds);
            let is_gap =
                log_chance.is_none_or(|chance| chance < log_chance_max) && !is_habit(records, first_hour, hours);
            Silence { first_hour, hours, is_gap }
        })
        .collect()
}

/// Sums over the hours of a span.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    hours: u64,
    silent: u64,
    records: f64,
    squares: f64,
}

impl Sums {
    /// Takes an hour with records out.
    fn take_out(&mut self, count: f64) {
        self.hours -= 1;
        self.records -= count;
        self.squares -= count * count;
    }
}

/// What a system does at each hour of the day (UTC).
struct Habits {
    by_hour: [Sums; 24],
}

impl Habits {
    fn of(records: &BTreeMap<i64, u64>) -> Habits {
        let mut by_hour = [Sums::default(); 24];
        let ends = records.keys().next().zip(records.keys().next_back());
        for (sums, hours) in by_hour
            .iter_mut()
            .zip(ends.map_or([0; 24], |(first, last)| hours_of_day(*first, last.abs_diff(*first) + 1)))
        {
            (sums.hours, sums.silent) = (hours, hours);
        }
        for (hour, count) in records {
            let sums = &mut by_hour[hour_of_day(*hour)];
            let count = *count as f64;
            sums.silent -= 1;
            sums.records += count;
            sums.squares += count * count;
        }
        Habits { by_hour }
    }

    /// Natural logarithm of the chance of a silence, judged by the rest of the span without the two hours that bound it: those
    /// have records by definition. `None` when too little is left.
    fn log_chance(&self, first_hour: i64, hours: u64, bounds: [(i64, u64); 2]) -> Option<f64> {
        let in_silence = hours_of_day(first_hour, hours);
        let mut rest = self.by_hour;
        for (sums, out) in rest.iter_mut().zip(in_silence) {
            (sums.hours, sums.silent) = (sums.hours - out, sums.silent - out);
        }
        for (hour, count) in bounds {
            rest[hour_of_day(hour)].take_out(count as f64);
        }
        let everything = sum(rest.iter());
        if everything.hours < JUDGED_BY_HOURS_MIN {
            return None;
        }
        let of_hours = in_silence.iter().enumerate().filter(|(_, hours)| **hours > 0).map(|(at, hours)| {
            // The hours beside it, so that a log of few days has something to be judged by.
            let around = sum([at + 23, at, at + 1].iter().map(|at| &rest[at % 24]));
            let judged_by = if around.hours > 0 { around } else { everything };
            *hours as f64 * log_chance_of_silence(judged_by)
        });
        Some(of_hours.sum())
    }
}

fn sum<'a>(sums: impl Iterator<Item = &'a Sums>) -> Sums {
    sums.fold(Sums::default(), |all, one| Sums {
        hours: all.hours + one.hours,
        silent: all.silent + one.silent,
        records: all.records + one.records,
        squares: all.squares + one.squares,
    })
}

/// Natural logarithm of the chance that an hour has no record.
fn log_chance_of_silence(sums: Sums) -> f64 {
    if sums.hours == 0 || sums.records <= 0.0 {
        return 0.0;
    }
    let hours = sums.hours as f64;
    let mean = sums.records / hours;
    let excess = sums.squares / hours - mean * mean - mean;
    let by_rate = if excess <= 0.0 {
        -mean
    } else {
        let size = mean * mean / excess;
        -size * (1.0 + mean / size).ln()
    };
    by_rate.min(((sums.silent as f64 + 1.0) / (hours + 2.0)).ln())
}

/// Whether the same hours were silent in most of the neighbouring periods that the span holds.
fn is_habit(records: &BTreeMap<i64, u64>, first_hour: i64, hours: u64) -> bool {
    let ends = records.keys().next().zip(records.keys().next_back());
    let Some((first, last)) = ends else { return false };
    let last_hour = first_hour + hours as i64 - 1;
    PERIODS_HOURS.into_iter().filter(|period| hours <= period.unsigned_abs()).any(|period| {
        let shifts = [-2, -1, 1, 2].map(|step| step * period);
        let inside = shifts.iter().filter(|shift| first_hour + **shift >= *first && last_hour + **shift <= *last);
        let silent: Vec<bool> = inside
            .map(|shift| {
                let spoken = records.range(first_hour + shift..=last_hour + shift).count() as u64;
                (hours - spoken) * 100 >= hours * HABIT_PERCENT
            })
            .collect();
        let habitual = silent.iter().filter(|silent| **silent).count();
        habitual > 0 && habitual * 2 >= silent.len()
    })
}

/// How often each hour of the day stands in a stretch of hours.
fn hours_of_day(first_hour: i64, hours: u64) -> [u64; 24] {
    let mut counts = [hours / 24; 24];
    for step in 0..hours % 24 {
        counts[(hour_of_day(first_hour) + step as usize) % 24] += 1;
    }
    counts
}

fn hour_of_day(hour: i64) -> usize {
    hour.rem_euclid(24) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hours of gaps and hours of quiet.
    fn check(claim: &str, records: impl IntoIterator<Item = (i64, u64)>, expected: (u64, u64)) {
        let records: BTreeMap<i64, u64> = records.into_iter().filter(|(_, count)| *count > 0).collect();
        let found = silences(&records);
        let hours = |is_gap| found.iter().filter(|silence| silence.is_gap == is_gap).map(|silence| silence.hours).sum();
        assert_eq!((hours(true), hours(false)), expected, "{claim}");
    }

    /// Records of a visited site: busy by day, few by night, never the same twice.
    fn site(hour: i64) -> u64 {
        let (busy, noise) = (hour.rem_euclid(24) as u64, (hour as u64).wrapping_mul(0x9e37_79b9) >> 5);
        (if (8..22).contains(&busy) { 300 } else { 40 }) + noise % 50
    }

    #[test]
    fn a_busy_log_that_stops_has_a_gap() {
        check("nothing is missing", (0..240).map(|hour| (hour, site(hour))), (0, 0));
        check("one hour", (0..240).filter(|hour| *hour != 100).map(|hour| (hour, site(hour))), (1, 0));
        let lost = |hour: &i64| !(100..150).contains(hour);
        check("two days", (0..240).filter(lost).map(|hour| (hour, site(hour))), (50, 0));
        let lost = |hour: &i64| !(60..1_400).contains(hour);
        check("most of it", (0..1_440).filter(lost).map(|hour| (hour, site(hour))), (1_340, 0));
    }

    #[test]
    fn a_system_that_sleeps_is_quiet() {
        let by_day = |hour: &i64| (7..20).contains(&hour.rem_euclid(24));
        check("nights", (0..240).filter(by_day).map(|hour| (hour, 60)), (0, 9 * 11));
        let at_work = |hour: &i64| by_day(hour) && hour.div_euclid(24).rem_euclid(7) < 5;
        let weeks = 7 + 24 * 28..20 + 24 * 53;
        check("nights and weekends", weeks.filter(at_work).map(|hour| (hour, 60)), (0, 353));
    }

    #[test]
    fn a_system_that_says_little_is_quiet() {
        check("three records in a month", [(0, 1), (200, 1), (719, 1)], (0, 717));
        let sparse = (0..720).map(|hour| (hour, u64::from((hour * 7_919) % 11 == 0)));
        check("a record every eleventh hour", sparse, (0, 650));
        let bursts = (0..480).map(|hour| (hour, if hour % 16 == 0 { 5_000 } else { 0 }));
        check("bursts", bursts, (0, 435));
    }

    #[test]
    fn what_is_not_known_to_be_quiet_was_not_seen() {
        check("two records", [(0, 1), (5_000, 1)], (4_999, 0));
        check("a day and a half", [(0, 20), (1, 20), (3, 20), (36, 20)], (32, 1));
    }

    #[test]
    fn nothing_and_one_hour_have_no_silence() {
        check("nothing", [], (0, 0));
        check("one", [(413_000, 5)], (0, 0));
    }
}
