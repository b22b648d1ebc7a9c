//! How likely is it that one of an actor's sessions begins in a window, if nothing but its own habits brings it there? Not: whether it did.
//!
//! **Null.** Each of the m sessions that the actor began near the window may as well have begun at another moment there: with the chance c that a session of
//! anybody has, or, if that is more, with the chance that its own hours give. Of its n sessions elsewhere, a began at the same time of the day, up to six hours
//! apart: half of the day, in which somebody is awake or at work. With a window of half-width w that makes (a·w/6 h + 8·c)/(n + 8); the eight draw it to everybody's where it came
//! seldom. So two who keep the same hours, as offices of one zone do, are not together by that alone. At least one of m sessions begins there with at most m times the
//! chance of one, however they depend on each other (Boole's inequality): who comes by the clock is somewhere more often than who comes at random.
//!
//! Cost: a sort of each actor's times of the day; log of its sessions, and the m, for each window.

use crate::attendance::phase_distance;
use crate::timeline::{DAY, HOUR, Timeline};

/// How far apart two times of the day are the same hours (milliseconds): to both sides half of the day.
const SAME_HOURS: i64 = 6 * HOUR;

/// Sessions elsewhere from which on an actor's own hours weigh more than everybody's: two weeks of working days, less the two of the window's neighbourhood.
const HABIT_SESSIONS: f64 = 8.0;

/// A window around an instant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    /// Its middle (milliseconds since 1970).
    pub(crate) at: i64,
    /// Half of its width (milliseconds).
    pub(crate) half: i64,
    /// How far around its middle a session is near (milliseconds).
    pub(crate) near: i64,
    /// The chance of one session of anybody near it to begin in it.
    pub(crate) chance: f64,
}

/// Times of the day at which actors begin sessions.
#[derive(Debug)]
pub(crate) struct Habits {
    /// Milliseconds of the day, by actor as the timeline's sessions are, ascending.
    phases: Vec<i64>,
}

impl Habits {
    pub(crate) fn new(timeline: &Timeline) -> Habits {
        let mut phases: Vec<i64> = timeline.sessions.iter().map(|session| session.start.rem_euclid(DAY)).collect();
        for bounds in timeline.actor_sessions.windows(2) {
            phases[bounds[0] as usize..bounds[1] as usize].sort_unstable();
        }
        Habits { phases }
    }

    /// The chance, at most, that an actor begins a session in a window.
    pub(crate) fn attends(&self, timeline: &Timeline, actor: u32, window: Window) -> f64 {
        let sessions = timeline.sessions_of(actor);
        let from = sessions.partition_point(|session| session.start < window.at - window.near);
        let to = sessions.partition_point(|session| session.start <= window.at + window.near);
        if from == to {
            return 0.0;
        }
        let same = |session: &&crate::timeline::Session| phase_distance(session.start - window.at, DAY) <= SAME_HOURS;
        let near = &sessions[from..to];
        let alike = self.same_hours(timeline, actor, window.at) - near.iter().filter(same).count();
        let inside = (window.half as f64 / SAME_HOURS as f64).min(1.0);
        let elsewhere = (sessions.len() - near.len()) as f64;
        let own = (alike as f64 * inside + HABIT_SESSIONS * window.chance) / (elsewhere + HABIT_SESSIONS);
        (near.len() as f64 * own.max(window.chance)).min(1.0)
    }

    /// How many of an actor's sessions began at the time of the day of `at`, on any day.
    fn same_hours(&self, timeline: &Timeline, actor: u32, at: i64) -> usize {
        let bounds = &timeline.actor_sessions[actor as usize..];
        let phases = &self.phases[bounds[0] as usize..bounds[1] as usize];
        let within = |from: i64, to: i64| {
            phases.partition_point(|&phase| phase <= to) - phases.partition_point(|&phase| phase < from)
        };
        let phase = at.rem_euclid(DAY);
        // The day is a circle: what reaches over midnight is looked for at the other end.
        [-DAY, 0, DAY].iter().map(|turn| within(phase + turn - SAME_HOURS, phase + turn + SAME_HOURS)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observations::{Nature, Observations};

    fn window(hour: i64) -> Window {
        Window { at: 5 * DAY + hour * HOUR, half: HOUR / 2, near: DAY, chance: 0.02 }
    }

    fn came(days: impl Iterator<Item = i64>, hour: i64) -> Timeline {
        let mut observations = Observations::default();
        let path = observations.kind("path", Nature::Content);
        for day in days {
            observations.push("192.0.2.1", path, "/", day * DAY + hour * HOUR, 1.0);
        }
        Timeline::new(&observations, HOUR / 2, std::num::NonZeroUsize::MIN)
    }

    #[test]
    fn who_always_comes_in_the_morning_is_expected_in_the_morning() {
        let timeline = came((0..20).filter(|day| *day != 4 && *day != 6), 9);
        let habits = Habits::new(&timeline);
        // Near is one session, 17 are elsewhere, all of them in the morning.
        let expected = (17.0 / 12.0 + 8.0 * 0.02) / 25.0;
        assert!((habits.attends(&timeline, 0, window(9)) - expected).abs() < 1e-12);
        assert!((habits.attends(&timeline, 0, window(21)) - 0.02).abs() < 1e-12, "never less than anybody's");
    }

    #[test]
    fn who_came_once_has_no_habit_and_who_was_not_near_no_chance() {
        let timeline = came(5..6, 9);
        let habits = Habits::new(&timeline);
        assert!((habits.attends(&timeline, 0, window(9)) - 0.02).abs() < 1e-12);
        let far = Window { at: 9 * DAY, ..window(9) };
        assert!(habits.attends(&timeline, 0, far) < 1e-12);
    }

    #[test]
    fn hours_around_midnight_are_the_same_hours() {
        let timeline = came((0..5).chain(7..20), 23);
        let habits = Habits::new(&timeline);
        assert_eq!(habits.same_hours(&timeline, 0, 5 * DAY + HOUR), 18);
        assert_eq!(habits.same_hours(&timeline, 0, 5 * DAY + 12 * HOUR), 0);
    }

    #[test]
    fn who_comes_by_the_clock_is_somewhere_in_every_wide_window() {
        let mut observations = Observations::default();
        let path = observations.kind("path", Nature::Content);
        for turn in 0..14 * 12 {
            observations.push("192.0.2.1", path, "/", turn * 2 * HOUR, 1.0);
        }
        let timeline = Timeline::new(&observations, HOUR / 2, std::num::NonZeroUsize::MIN);
        let wide = Window { at: 6 * DAY, half: HOUR, near: DAY, chance: 2.0 / 48.0 };
        assert!((Habits::new(&timeline).attends(&timeline, 0, wide) - 1.0).abs() < 1e-12);
    }
}
