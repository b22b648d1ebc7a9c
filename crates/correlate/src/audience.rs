//! Is a group the part of an audience that happened to come every time? Readers of a letter, timers on the round hour and whoever hears the same news
//! meet again and again without knowing one another. A group under one hand has an edge: its members come to most of its meetings and nobody else does. An audience has none:
//! beside those who came every time stand as many who came nearly as often.
//!
//! Counted are actors of no group that came to as many of the meetings as a member has to, less those of whom their own number of sessions makes it expected: with n sessions
//! spread over the time T observed as those of all outsiders are over the hours of the day, one falls into a meeting of width w at an hour that is h times as busy as the mean with
//! chance 1 − exp(−n·h·w/T), and the actor comes often enough with P(X ≥ needed), X binomial with the mean of these chances. So who is there all the time counts for nothing.
//! And those who came once less than a member has to are counted in the same way, where they are beyond what is expected by two standard deviations, which are taken off as well
//! (the sum of such outcomes has at most the variance Σ p·(1 − p)): of an audience whose most faithful were all taken into the group, they are what is left. The larger count is given.
//! Cost: actors × meetings × log of an actor's sessions, for those with sessions enough.

use crate::found::Found;
use crate::membership::{ATTENDANCE_MIN, Meeting};
use crate::stats::tails::binomial_upper;
use crate::timeline::{DAY, HOUR, Timeline};

/// For each group the outsiders of its meetings. Who is in a group that turns out to be part of an audience is an outsider of the others again, until nothing changes.
pub(crate) fn outside(timeline: &Timeline, found: &[Found], taken: &[bool]) -> Vec<u32> {
    let (mut taken, mut outside) = (taken.to_vec(), vec![None; found.len()]);
    loop {
        let counts: Vec<u32> = found
            .iter()
            .zip(&outside)
            .map(|(group, known)| known.unwrap_or_else(|| outsiders(timeline, &group.meetings, &taken)))
            .collect();
        let mut changed = false;
        for ((group, known), count) in found.iter().zip(&mut outside).zip(&counts) {
            if known.is_none() && is_part(group.members.len(), *count) {
                (*known, changed) = (Some(*count), true);
                for member in &group.members {
                    taken[member.actor as usize] = false;
                }
            }
        }
        if !changed {
            return counts;
        }
    }
}

/// Whether so many members beside so many outsiders are the part of an audience that came every time.
pub(crate) fn is_part(members: usize, outsiders: u32) -> bool {
    outsiders as usize >= members
}

/// Actors outside all groups (`taken` by actor) that attend these meetings like members or nearly so, beyond those of whom it is expected.
fn outsiders(timeline: &Timeline, meetings: &[Meeting], taken: &[bool]) -> u32 {
    let needed = (ATTENDANCE_MIN * meetings.len() as f64).ceil() as usize;
    let shares = shares(timeline, meetings, taken);
    let beyond = |needed: usize, deviations: f64| {
        let eligible = |actor: &u32| !taken[*actor as usize] && timeline.sessions_of(*actor).len() >= needed;
        let (mut excess, mut variance) = (0.0, 0.0);
        for actor in (0..timeline.actors() as u32).filter(eligible) {
            let (came, expected) = attends(timeline, actor, meetings, &shares, needed);
            excess += f64::from(u8::from(came)) - expected;
            variance += expected * (1.0 - expected);
        }
        (excess - deviations * variance.sqrt()).max(0.0).floor() as u32
    };
    match needed {
        0 => 0,
        1 => beyond(1, 0.0),
        _ => beyond(needed, 0.0).max(beyond(needed - 1, 2.0)),
    }
}

/// Whether an actor came to so many meetings, and the chance that it does.
fn attends(timeline: &Timeline, actor: u32, meetings: &[Meeting], shares: &[f64], needed: usize) -> (bool, f64) {
    let sessions = timeline.sessions_of(actor);
    let attends = |meeting: &&Meeting| {
        let at = sessions.partition_point(|session| session.start < meeting.from);
        sessions.get(at).is_some_and(|session| session.start <= meeting.to)
    };
    let came = meetings.iter().filter(attends).count() >= needed;
    let by_itself = |share: &f64| 1.0 - (-(sessions.len() as f64) * share).exp();
    let chance = shares.iter().map(by_itself).sum::<f64>() / shares.len() as f64;
    (came, 10_f64.powf(binomial_upper(meetings.len() as u64, chance, needed as u64)))
}

/// The part of an outsider's sessions that is expected in each meeting, by its width and the hours of the day of all outsiders.
fn shares(timeline: &Timeline, meetings: &[Meeting], taken: &[bool]) -> Vec<f64> {
    let mut hours = [0.0; 24];
    let (mut first, mut last) = (i64::MAX, i64::MIN);
    for session in &timeline.sessions {
        (first, last) = (first.min(session.start), last.max(session.start));
        if !taken[session.actor as usize] {
            hours[(session.start.rem_euclid(DAY) / HOUR) as usize] += 1.0;
        }
    }
    let mean = hours.iter().sum::<f64>() / 24.0;
    let span = last.saturating_sub(first).max(1) as f64;
    let share = |meeting: &Meeting| {
        let (mut from, end, mut share) = (meeting.from, meeting.to + 1, 0.0);
        while from < end {
            let next = end.min((from.div_euclid(HOUR) + 1) * HOUR);
            let busy = hours[(from.rem_euclid(DAY) / HOUR) as usize] / f64::max(mean, f64::MIN_POSITIVE);
            share += busy * (next - from) as f64 / span;
            from = next;
        }
        share
    };
    meetings.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observations::{Nature, Observations};
    use crate::timeline::{DAY, HOUR};

    #[test]
    fn who_comes_every_time_or_is_always_there_is_told_apart() {
        let mut observations = Observations::default();
        let path = observations.kind("path", Nature::Content);
        let mut come = |name: &str, times: &[i64]| {
            for &time in times {
                observations.push(name, path, "/", time, 1.0);
            }
        };
        let letters: Vec<i64> = (0..4).map(|letter| (2 + 3 * letter) * DAY).collect();
        come("a member", &letters);
        come("a reader", &letters);
        come("another", &letters[1..]);
        come("who came once", &letters[..1]);
        come("a crawler", &(0..14 * 12).map(|turn| turn * 2 * HOUR).collect::<Vec<_>>());
        let timeline = Timeline::new(&observations, HOUR / 2, std::num::NonZeroUsize::MIN);
        let meetings: Vec<Meeting> =
            letters.iter().map(|&at| Meeting { from: at - HOUR, to: at + HOUR, present: 1 }).collect();
        let member = |actor: usize| observations.actors.name(timeline.names[actor]) == "a member";
        let taken: Vec<bool> = (0..timeline.actors()).map(member).collect();
        // Two readers; the crawler is expected at half of the meetings or more and weighs less than one.
        assert_eq!(outsiders(&timeline, &meetings, &taken), 2);
        assert_eq!(outsiders(&timeline, &[], &taken), 0);
    }

    #[test]
    fn who_comes_nearly_as_often_is_seen_beyond_the_noise() {
        let meetings: Vec<Meeting> =
            (1..5).map(|at| Meeting { from: at * 3 * DAY, to: at * 3 * DAY + HOUR / 2, present: 1 }).collect();
        let with_readers = |readers: i64| {
            let mut observations = Observations::default();
            let path = observations.kind("path", Nature::Content);
            for reader in 0..readers {
                for meeting in &meetings[..2] {
                    observations.push(&format!("reader {reader}"), path, "/", meeting.from + reader, 1.0);
                }
            }
            for visitor in 0..400 {
                for visit in 0..3 {
                    let time = (visitor * 7919 + visit * 104_729) % (14 * 24 * 60) * 60_000;
                    observations.push(&format!("visitor {visitor}"), path, "/", time, 1.0);
                }
            }
            let timeline = Timeline::new(&observations, HOUR / 2, std::num::NonZeroUsize::MIN);
            outsiders(&timeline, &meetings, &vec![false; timeline.actors()])
        };
        // Members come to three of the four, these to two.
        assert_eq!(with_readers(0), 0);
        assert!((30..=40).contains(&with_readers(40)), "{}", with_readers(40));
    }
}
