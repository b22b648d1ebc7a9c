//! Is a group the part of an audience that happened to come every time? Readers of a letter, timers on the round hour and whoever hears the same news
//! meet again and again without knowing one another. A group under one hand has an edge: its members come to most of its meetings and nobody else does. An audience has none:
//! beside those who came every time stand as many who came nearly as often.
//!
//! Counted are actors of no group that came to as many of the meetings as a member has to, less those of whom their own number of sessions makes it expected: with n sessions
//! spread evenly over the time T observed, one falls into a meeting of width w with chance 1 − exp(−n·w/T), and the actor comes often enough with P(X ≥ needed), X binomial
//! with the mean of these chances. So who is there all the time counts for nothing. Cost: actors × meetings × log of an actor's sessions, for those with sessions enough.

use crate::found::Found;
use crate::membership::{ATTENDANCE_MIN, Meeting};
use crate::stats::tails::binomial_upper;
use crate::timeline::Timeline;

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

/// Actors outside all groups (`taken` by actor) that attend these meetings like members, beyond those of whom it is expected.
fn outsiders(timeline: &Timeline, meetings: &[Meeting], taken: &[bool]) -> u32 {
    let needed = (ATTENDANCE_MIN * meetings.len() as f64).ceil() as usize;
    let starts = timeline.sessions.iter().map(|session| session.start);
    let (Some(first), Some(last)) = (starts.clone().min(), starts.max()) else { return 0 };
    if meetings.is_empty() {
        return 0;
    }
    let span = (last - first).max(1) as f64;
    let eligible = |actor: &u32| !taken[*actor as usize] && timeline.sessions_of(*actor).len() >= needed;
    let excess: f64 = (0..timeline.actors() as u32)
        .filter(eligible)
        .map(|actor| {
            let sessions = timeline.sessions_of(actor);
            let attends = |meeting: &&Meeting| {
                let at = sessions.partition_point(|session| session.start < meeting.from);
                sessions.get(at).is_some_and(|session| session.start <= meeting.to)
            };
            let came = meetings.iter().filter(attends).count() >= needed;
            let width = |meeting: &Meeting| (meeting.to - meeting.from + 1) as f64;
            let by_itself = |meeting: &Meeting| 1.0 - (-(sessions.len() as f64) * width(meeting) / span).exp();
            let chance = meetings.iter().map(by_itself).sum::<f64>() / meetings.len() as f64;
            let expected = 10_f64.powf(binomial_upper(meetings.len() as u64, chance, needed as u64));
            f64::from(u8::from(came)) - expected
        })
        .sum();
    excess.max(0.0).floor() as u32
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
}
