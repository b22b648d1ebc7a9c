//! A clock that runs while somebody acts. For nulls that turn the course of one actor round beside others: in it nights, breaks and quiet weeks take no time and
//! busy hours as much as others, so that who is turned round still comes when all come. It judges nobody.
//!
//! **Construction.** All acts of all courses in their order. A pause in which nobody acts, longer than [`REST_GAPS`] of the slowest actor's own gaps, is rest, and takes as long as
//! from one act of any of them to the next. Then every [`BLOCK`] acts a course take equally long. Between two acts that clock runs evenly. This is time rescaling (Brown et al. 2002,
//! *Neural Comput.* 14:325) by the rate at which all of them act, as seen over [`BLOCK`] acts each; a shorter memory would write who follows whom into the clock itself.
//!
//! Cost: acts × log acts.

/// A pause of all of them is rest from so many of the slowest actor's own median gaps on: one who acts by chance (a Poisson process) pauses longer once in sixteen times, and two
/// of them together once in two hundred and fifty.
const REST_GAPS: i64 = 4;

/// Acts of each course that take equally long.
const BLOCK: usize = 8;

/// Length of a block on the clock: ticks.
const TICKS: i64 = 1 << 20;

/// Courses on the clock, and its length.
#[derive(Debug, PartialEq)]
pub(crate) struct WorkingTime {
    /// As they were given, in ticks.
    pub(crate) courses: Vec<Vec<i64>>,
    /// Ticks from 0 on.
    pub(crate) span: i64,
    /// Milliseconds that the span stands for: those in which they were there and did not rest.
    pub(crate) awake: i64,
    /// The part of the time that they were there, from 0 to 1, that was rest.
    pub(crate) rested: f64,
}

impl WorkingTime {
    /// Puts ascending courses on one clock.
    pub(crate) fn new(courses: &[&[i64]]) -> WorkingTime {
        let mut acts: Vec<(i64, usize)> = Vec::with_capacity(courses.iter().map(|course| course.len()).sum());
        for (whose, course) in courses.iter().enumerate() {
            acts.extend(course.iter().map(|&time| (time, whose)));
        }
        acts.sort_unstable();
        let slowest = courses.iter().map(|course| median_gap(course)).max().unwrap_or(0);
        let mut awake = Vec::with_capacity(acts.len());
        let (mut now, mut rested) = (0_i64, 0_i64);
        for (at, &(time, _)) in acts.iter().enumerate() {
            let mut pause = if at == 0 { 0 } else { time - acts[at - 1].0 };
            if pause > slowest.saturating_mul(REST_GAPS) {
                rested += pause;
                pause = slowest / courses.len() as i64;
            }
            now += pause;
            awake.push(now);
        }
        let there = acts.last().map_or(0, |last| last.0 - acts[0].0).max(1);
        let block = BLOCK * courses.len().max(1);
        let mut on_clock = vec![Vec::new(); courses.len()];
        let mut begun = 0;
        for from in (0..acts.len()).step_by(block) {
            // A block ends where the next begins, the last one with its last act; what is short of a block takes its part of the time.
            let to = (from + block).min(acts.len());
            let end = awake.get(to).or(awake.last()).copied().unwrap_or(0);
            let length = (end - awake[from]).max(1);
            let ticks = TICKS * (to - from) as i64 / block as i64;
            for at in from..to {
                let part = i128::from(awake[at] - awake[from]) * i128::from(ticks) / i128::from(length);
                on_clock[acts[at].1].push(begun + part as i64);
            }
            begun += ticks;
        }
        WorkingTime { courses: on_clock, span: begun + 1, awake: now, rested: rested as f64 / there as f64 }
    }

    /// The part of the clock, from 0 to 1, in which a course is there: outside its own pauses of more than [`REST_GAPS`] of its median gap. One who acts by chance is there three quarters of it.
    pub(crate) fn present(&self, course: usize) -> f64 {
        let course = &self.courses[course];
        let longest = median_gap(course).saturating_mul(REST_GAPS).max(1);
        let ends = [0].iter().chain(course).zip(course.iter().chain([&self.span]));
        let absent: i64 = ends.map(|(from, to)| to - from).filter(|pause| *pause > longest).sum();
        1.0 - absent as f64 / self.span as f64
    }

    /// All courses, each turned round by what `by` says of it, in ticks.
    pub(crate) fn all_turned(&self, mut by: impl FnMut(usize) -> i64) -> Vec<Vec<i64>> {
        let turned = |course: usize| {
            let mut turned = Vec::new();
            self.turn(course, by(course), &mut turned);
            turned
        };
        (0..self.courses.len()).map(turned).collect()
    }

    /// A course turned round by so many ticks inside the clock's span, ascending again, into `turned`.
    pub(crate) fn turn(&self, course: usize, by: i64, turned: &mut Vec<i64>) {
        turned.clear();
        turned.extend(self.courses[course].iter().map(|tick| (tick + by).rem_euclid(self.span)));
        let first = turned.iter().zip(turned.iter().skip(1)).position(|(one, next)| one > next).map_or(0, |at| at + 1);
        turned.rotate_left(first);
    }
}

/// The middle gap between one act and the next; 0 where there is none.
fn median_gap(course: &[i64]) -> i64 {
    let mut gaps: Vec<i64> = course.windows(2).map(|pair| pair[1] - pair[0]).collect();
    gaps.sort_unstable();
    gaps.get(gaps.len() / 2).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nights_take_no_time_and_busy_hours_no_more_than_others() {
        // Two actors: acts every 10, in one hour every 2, with nights of 10,000 between.
        let mut course = Vec::new();
        for day in 0..10 {
            course.extend((0..32).map(|n| day * 20_000 + n * 10));
            course.extend((0..32).map(|n| day * 20_000 + 1_000 + n * 2));
        }
        let other: Vec<i64> = course.iter().map(|time| time + 1).collect();
        let clock = WorkingTime::new(&[&course, &other]);
        let mean = clock.span / course.len() as i64;
        let longest = clock.courses[0].windows(2).map(|pair| pair[1] - pair[0]).max().unwrap();
        assert!(longest < 3 * mean && clock.rested > 0.9, "{longest} {mean} {}", clock.rested);
        assert!(clock.courses.iter().all(|course| course.windows(2).all(|pair| pair[0] <= pair[1])));
        assert!(clock.courses.iter().flatten().all(|tick| (0..clock.span).contains(tick)));
    }

    #[test]
    fn who_comes_once_is_absent_for_the_rest() {
        let always: Vec<i64> = (0..400).map(|n| n * 10).collect();
        let once: Vec<i64> = (0..40).map(|n| 1_000 + n * 10).collect();
        let clock = WorkingTime::new(&[&always, &once]);
        assert!(clock.present(0) > 0.95 && clock.present(1) < 0.3, "{} {}", clock.present(0), clock.present(1));
    }

    #[test]
    fn a_turned_course_has_as_many_acts_in_order() {
        let clock = WorkingTime::new(&[&[0, 5, 9, 40], &[2, 3, 60]]);
        let mut turned = Vec::new();
        for by in [-3 * TICKS, -1, 0, 7, TICKS] {
            clock.turn(0, by, &mut turned);
            assert!(turned.len() == 4 && turned.windows(2).all(|pair| pair[0] <= pair[1]), "{turned:?}");
        }
        assert_eq!(WorkingTime::new(&[]), WorkingTime { courses: Vec::new(), span: 1, awake: 0, rested: 0.0 });
    }
}
