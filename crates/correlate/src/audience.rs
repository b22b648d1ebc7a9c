//! Is a group the part of an audience that happened to come every time? Readers of a letter, timers on the round hour and whoever hears the same news
//! meet again and again without knowing one another. A group under one hand has an edge: its members come to most of its meetings and nobody else does. An audience has none:
//! beside those who came every time stand as many who came nearly as often.
//!
//! Counted are actors of no group that came to as many of the meetings as a member has to, and more often than their own number of sessions makes expected: with n sessions
//! spread evenly over the time T observed, one falls into a meeting of width w with chance 1 − exp(−n·w/T), and P(X ≥ meetings attended), X binomial with the mean of these chances,
//! is at most [`SURPRISING`]. Who is there all the time is no audience. Cost: actors × meetings × log of an actor's sessions, for those with sessions enough.

use crate::found::Found;
use crate::membership::{ATTENDANCE_MIN, Meeting};
use crate::stats::tails::binomial_upper;
use crate::timeline::Timeline;

/// log10 of the chance from which on attendance is no accident of being busy.
const SURPRISING: f64 = -2.0;

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

/// Actors outside all groups (`taken` by actor) that attend these meetings like members.
fn outsiders(timeline: &Timeline, meetings: &[Meeting], taken: &[bool]) -> u32 {
    let needed = (ATTENDANCE_MIN * meetings.len() as f64).ceil() as usize;
    let starts = timeline.sessions.iter().map(|session| session.start);
    let (Some(first), Some(last)) = (starts.clone().min(), starts.max()) else { return 0 };
    if meetings.is_empty() {
        return 0;
    }
    let span = (last - first).max(1) as f64;
    let is_outsider = |&actor: &u32| {
        let sessions = timeline.sessions_of(actor);
        if taken[actor as usize] || sessions.len() < needed {
            return false;
        }
        let attends = |meeting: &&Meeting| {
            let at = sessions.partition_point(|session| session.start < meeting.from);
            sessions.get(at).is_some_and(|session| session.start <= meeting.to)
        };
        let attended = meetings.iter().filter(attends).count();
        let by_itself =
            |meeting: &Meeting| 1.0 - (-(sessions.len() as f64) * (meeting.to - meeting.from + 1) as f64 / span).exp();
        let chance = meetings.iter().map(by_itself).sum::<f64>() / meetings.len() as f64;
        attended >= needed && binomial_upper(meetings.len() as u64, chance, attended as u64) <= SURPRISING
    };
    (0..timeline.actors() as u32).filter(is_outsider).count() as u32
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
        assert_eq!(outsiders(&timeline, &meetings, &taken), 2);
        assert_eq!(outsiders(&timeline, &[], &taken), 0);
    }
}
