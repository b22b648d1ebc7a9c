//! From communities of ties to groups with members and sessions. A tie may be a bystander's: here each actor is asked whether it attends
//! the *group's* sessions more often than its own activity allows, and actors that attend different sessions are parted.
//!
//! **Null.** As in `attendance` (habits included), with the group's sessions given and only non-members counted in the windows. Benjamini–Hochberg over all
//! actors that have sessions near. Cost: members' sessions × width, candidates² for the parting.

use std::collections::{BTreeMap, BTreeSet};

use crate::attendance::{Starts, Tie};
use crate::habit::{Habits, Window};
use crate::settings::Settings;
use crate::stats::multiple::benjamini_hochberg;
use crate::stats::tails::poisson_binomial_upper;
use crate::timeline::{SECOND, Timeline};

/// A group with its sessions.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Group {
    /// Members with how often they were there and log10 of its chance; by actor.
    pub(crate) members: Vec<Member>,
    /// Sessions in order of time.
    pub(crate) sessions: Vec<Meeting>,
}

/// One member.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Member {
    pub(crate) actor: u32,
    pub(crate) attended: u32,
    pub(crate) chance_log10: f64,
}

/// One session of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Meeting {
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) present: u32,
}

/// Spans a session of a group may take, narrowest first; the first that gathers the members is used.
const SPANS: [i64; 5] = [60 * SECOND, 300 * SECOND, 1_200 * SECOND, 3_600 * SECOND, 10_800 * SECOND];

/// A span is wide enough when this share of members is present on average …
const PRESENT_ENOUGH: f64 = 0.85;

/// … and a wider one must gather this much more.
const PRESENT_MORE: f64 = 0.02;

/// Part of the members that makes a session.
const QUORUM: f64 = 0.25;

/// Two actors belong together when this part of the sessions of either is of both (Jaccard).
const ATTENDANCE_ALIKE: f64 = 0.4;

/// Part of a group's core sessions that a member attends.
pub(crate) const ATTENDANCE_MIN: f64 = 0.6;

/// Parts candidates of one community and tests each.
pub(crate) fn refine(
    community: &[u32],
    timeline: &Timeline,
    starts: &Starts,
    habits: &Habits,
    settings: &Settings,
) -> Vec<Group> {
    let Some(windows) = meetings(community, timeline) else { return Vec::new() };
    let members: BTreeSet<u32> = community.iter().copied().collect();
    let attended = attendances(&windows, starts);
    let nulls = null_windows(&windows, &members, starts, settings);
    let mut cells = Vec::new();
    let tested: Vec<(u32, f64)> = attended
        .iter()
        .filter(|(_, at)| at.len() >= 2)
        .map(|(&actor, at)| (actor, chance((actor, at.len()), &nulls, timeline, habits, &mut cells)))
        .collect();
    let log10: Vec<f64> = tested.iter().map(|tested| tested.1).collect();
    let near = settings.neighbourhood_ms;
    let eligible: usize =
        windows.iter().map(|&(from, to)| starts.range(from - near, to + near).len()).sum::<usize>() / 2;
    let kept = benjamini_hochberg(&log10, eligible.min(timeline.actors()) as u64, settings.q);
    let least = 2.max((windows.len() as f64 * QUORUM) as usize);
    let remaining: Vec<(u32, f64)> = tested
        .into_iter()
        .zip(kept)
        .filter(|((actor, _), kept)| *kept && attended[actor].len() >= least)
        .map(|x| x.0)
        .collect();
    part(&remaining, &attended).iter().filter_map(|part| settle(part, &attended, &windows)).collect()
}

/// A community of proven pairs as it is, each member with its best pair, with the windows in which most of it meets, if there are any. For pairs that have
/// more evidence than their meetings: the windows need not tell members from others.
pub(crate) fn met(community: &[u32], ties: &[Tie], timeline: &Timeline) -> Group {
    let windows = meetings(community, timeline).unwrap_or_default();
    let present = |&(from, to): &(i64, i64)| {
        let here =
            |actor: &&u32| timeline.sessions_of(**actor).iter().any(|session| (from..=to).contains(&session.start));
        Meeting { from, to, present: community.iter().filter(here).count() as u32 }
    };
    let member = |&actor: &u32| {
        let own = ties.iter().filter(|tie| tie.a == actor || tie.b == actor);
        let best = own.min_by(|x, y| x.chance_log10.total_cmp(&y.chance_log10));
        let (attended, chance_log10) = best.map_or((0, 0.0), |tie| (tie.together, tie.chance_log10));
        Member { actor, attended, chance_log10 }
    };
    Group { members: community.iter().map(member).collect(), sessions: windows.iter().map(present).collect() }
}

/// The sessions of a community at the span that gathers it best.
fn meetings(community: &[u32], timeline: &Timeline) -> Option<Vec<(i64, i64)>> {
    let mut starts: Vec<(i64, u32)> = community
        .iter()
        .flat_map(|&actor| timeline.sessions_of(actor).iter().map(move |session| (session.start, actor)))
        .collect();
    starts.sort_unstable();
    let need = 2.max((community.len() as f64 * QUORUM).ceil() as usize);
    let mut best: Option<(f64, Vec<(i64, i64)>)> = None;
    for span in SPANS {
        let (windows, present) = gather(&starts, span, need);
        if windows.len() < 2 {
            continue;
        }
        let share = present as f64 / (windows.len() * community.len()) as f64;
        if best.as_ref().is_none_or(|best| best.0 < PRESENT_ENOUGH && share > best.0 + PRESENT_MORE) {
            best = Some((share, windows));
        }
    }
    best.map(|best| best.1)
}

/// Greedy windows of a span with at least `need` distinct actors, each widened by a fifth of the span; and how many attend in all.
fn gather(starts: &[(i64, u32)], span: i64, need: usize) -> (Vec<(i64, i64)>, usize) {
    let (mut windows, mut present, mut at) = (Vec::new(), 0, 0);
    while at < starts.len() {
        let from = starts[at].0;
        let end = at + starts[at..].partition_point(|start| start.0 <= from + span);
        let distinct: BTreeSet<u32> = starts[at..end].iter().map(|start| start.1).collect();
        if distinct.len() >= need {
            windows.push((from - span / 5, from + span + span / 5));
            present += distinct.len();
            at = end;
        } else {
            at += 1;
        }
    }
    (windows, present)
}

/// Which windows each actor attends.
fn attendances(windows: &[(i64, i64)], starts: &Starts) -> BTreeMap<u32, BTreeSet<usize>> {
    let mut attended: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    for (number, &(from, to)) in windows.iter().enumerate() {
        for position in starts.range(from, to) {
            attended.entry(starts.actors[position]).or_default().insert(number);
        }
    }
    attended
}

/// Each window with the chance that one session of its neighbourhood begins in it.
fn null_windows(windows: &[(i64, i64)], members: &BTreeSet<u32>, starts: &Starts, settings: &Settings) -> Vec<Window> {
    let near = settings.neighbourhood_ms;
    windows
        .iter()
        .map(|&(from, to)| {
            let outside = |range: std::ops::Range<usize>| {
                range.filter(|&at| !members.contains(&starts.actors[at])).count() as f64
            };
            let wide = 3 * (to - from) / 2;
            let inside = outside(starts.range(from, to)).max(outside(starts.range(from - wide, to + wide)) / 4.0);
            let chance = ((inside + 1.0) / (starts.range(from - near, to + near).len() as f64).max(1.0)).min(1.0);
            let half = (to - from) / 2;
            Window { at: from + half, half, near: half + near, chance }
        })
        .collect()
}

/// log10 of the chance that an actor attends so many of the windows.
fn chance(
    (actor, attended): (u32, usize),
    windows: &[Window],
    timeline: &Timeline,
    habits: &Habits,
    cells: &mut Vec<f64>,
) -> f64 {
    let each: Vec<f64> = windows.iter().map(|&window| habits.attends(timeline, actor, window)).collect();
    poisson_binomial_upper(&each, attended, cells)
}

/// Parts actors into those whose attendances are alike, by single linkage.
fn part(actors: &[(u32, f64)], attended: &BTreeMap<u32, BTreeSet<usize>>) -> Vec<Vec<(u32, f64)>> {
    let mut of: Vec<usize> = (0..actors.len()).collect();
    for x in 0..actors.len() {
        for y in x + 1..actors.len() {
            let (one, two) = (&attended[&actors[x].0], &attended[&actors[y].0]);
            let both = one.intersection(two).count();
            if both as f64 >= ATTENDANCE_ALIKE * (one.len() + two.len() - both) as f64 && of[x] != of[y] {
                let (from, to) = (of[y].max(of[x]), of[y].min(of[x]));
                of.iter_mut().filter(|c| **c == from).for_each(|c| *c = to);
            }
        }
    }
    let mut parts: BTreeMap<usize, Vec<(u32, f64)>> = BTreeMap::new();
    for (at, &c) in of.iter().enumerate() {
        parts.entry(c).or_default().push(actors[at]);
    }
    parts.into_values().filter(|part| part.len() >= 2).collect()
}

/// A part with its core sessions and the members that attend enough of them.
fn settle(part: &[(u32, f64)], attended: &BTreeMap<u32, BTreeSet<usize>>, windows: &[(i64, i64)]) -> Option<Group> {
    let present = |session: usize| part.iter().filter(|(actor, _)| attended[actor].contains(&session)).count();
    let core: BTreeSet<usize> = (0..windows.len())
        .filter(|&session| present(session) >= 2.max((part.len() as f64 * 0.4).ceil() as usize))
        .collect();
    let least = 2.max((core.len() as f64 * ATTENDANCE_MIN).ceil() as usize);
    let members: Vec<Member> = part
        .iter()
        .map(|&(actor, chance_log10)| {
            let there = attended[&actor].intersection(&core).count();
            Member { actor, attended: there as u32, chance_log10 }
        })
        .filter(|member| member.attended as usize >= least)
        .collect();
    if members.len() < 2 || core.len() < 2 {
        return None;
    }
    let sessions = core
        .iter()
        .map(|&session| {
            let present = members.iter().filter(|member| attended[&member.actor].contains(&session)).count() as u32;
            Meeting { from: windows[session].0, to: windows[session].1, present }
        })
        .filter(|meeting| meeting.present > 0)
        .collect();
    Some(Group { members, sessions })
}
