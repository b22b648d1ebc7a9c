//! Observations put in order: actors renumbered so that names and the order of input cannot matter, rows by actor and time, sessions cut.
//! Compares nobody with anybody.

use std::num::NonZeroUsize;

use crate::observations::{Nature, Observations};
use crate::parallel::{each, on_parts};

/// Times outlive the arithmetic on them: all spans are milliseconds.
pub(crate) const SECOND: i64 = 1_000;
/// An hour.
pub(crate) const HOUR: i64 = 3_600 * SECOND;
/// A day.
pub(crate) const DAY: i64 = 24 * HOUR;

/// One row, by actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Act {
    pub(crate) actor: u32,
    pub(crate) time: i64,
    pub(crate) trace: u32,
}

/// Activity of one actor without a gap over the session gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) start: i64,
    pub(crate) actor: u32,
    /// First of its acts, and one after its last.
    pub(crate) acts: (u32, u32),
}

/// Everything in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Timeline {
    /// By actor, time, trace; without duplicates.
    pub(crate) acts: Vec<Act>,
    /// First act of each actor, and the number of acts at the end.
    pub(crate) actor_acts: Vec<u32>,
    /// Sessions by actor and start.
    pub(crate) sessions: Vec<Session>,
    /// First session of each actor, and the number of sessions at the end.
    pub(crate) actor_sessions: Vec<u32>,
    /// The number of each actor in the observations.
    pub(crate) names: Vec<u32>,
    /// Nature of each trace.
    pub(crate) natures: Vec<Nature>,
    /// Kind of each trace.
    pub(crate) kinds: Vec<u16>,
    /// The number of each trace in the observations.
    pub(crate) trace_names: Vec<u32>,
}

impl Timeline {
    /// Orders the observations; a gap over `gap_ms` ends a session. Cost: n, and n log n inside each actor.
    pub(crate) fn new(observations: &Observations, gap_ms: i64, threads: NonZeroUsize) -> Timeline {
        let traces = trace_ranks(observations, threads);
        let (acts, names) = order(observations, &traces, threads);
        let mut natures = vec![Nature::Content; traces.len()];
        let mut kinds = vec![0; traces.len()];
        let mut trace_names = vec![0; traces.len()];
        for (from, &to) in traces.iter().enumerate() {
            trace_names[to as usize] = from as u32;
            kinds[to as usize] = observations.trace_kinds[from];
            natures[to as usize] = observations.kinds[usize::from(observations.trace_kinds[from])].nature;
        }
        let mut timeline = Timeline { acts, names, natures, kinds, trace_names, ..Timeline::default() };
        timeline.actor_acts = starts_of(timeline.acts.iter().map(|act| act.actor), timeline.names.len());
        timeline.cut(gap_ms);
        timeline
    }

    fn cut(&mut self, gap_ms: i64) {
        let mut from = 0;
        for at in 1..=self.acts.len() {
            let ends = self.acts.get(at).is_none_or(|next| {
                let last = self.acts[at - 1];
                next.actor != last.actor || next.time - last.time > gap_ms
            });
            if ends {
                let first = self.acts[from];
                self.sessions.push(Session { start: first.time, actor: first.actor, acts: (from as u32, at as u32) });
                from = at;
            }
        }
        self.actor_sessions = starts_of(self.sessions.iter().map(|session| session.actor), self.names.len());
    }

    /// The same world with other acts (sorted), and no sessions.
    pub(crate) fn with_acts(&self, acts: Vec<Act>) -> Timeline {
        let actor_acts = starts_of(acts.iter().map(|act| act.actor), self.actors());
        Timeline {
            acts,
            actor_acts,
            sessions: Vec::new(),
            actor_sessions: vec![0; self.actors() + 1],
            names: self.names.clone(),
            natures: self.natures.clone(),
            kinds: self.kinds.clone(),
            trace_names: self.trace_names.clone(),
        }
    }

    /// The same world with other sessions (by actor and start).
    pub(crate) fn with_sessions(&self, sessions: Vec<Session>) -> Timeline {
        let actor_sessions = starts_of(sessions.iter().map(|session| session.actor), self.actors());
        Timeline {
            acts: Vec::new(),
            actor_acts: vec![0; self.actors() + 1],
            sessions,
            actor_sessions,
            names: self.names.clone(),
            natures: Vec::new(),
            kinds: Vec::new(),
            trace_names: Vec::new(),
        }
    }

    /// Number of actors.
    pub(crate) fn actors(&self) -> usize {
        self.names.len()
    }

    /// The acts of one actor.
    pub(crate) fn acts_of(&self, actor: u32) -> &[Act] {
        &self.acts[self.actor_acts[actor as usize] as usize..self.actor_acts[actor as usize + 1] as usize]
    }

    /// The sessions of one actor.
    pub(crate) fn sessions_of(&self, actor: u32) -> &[Session] {
        &self.sessions[self.actor_sessions[actor as usize] as usize..self.actor_sessions[actor as usize + 1] as usize]
    }
}

/// Where each of `count` groups of a sequence starts when it is sorted by them, and its length at the end.
pub(crate) fn starts_of(groups: impl Iterator<Item = u32>, count: usize) -> Vec<u32> {
    let mut starts = vec![0_u32; count + 1];
    for group in groups {
        starts[group as usize + 1] += 1;
    }
    for at in 0..count {
        starts[at + 1] += starts[at];
    }
    starts
}

/// Names hashed in one piece of work.
const HASHES_A_PIECE: usize = 8_192;

/// Bits of a hash by which names are dealt into parts: few enough that the places dealt to stay in the processor's cache.
const PART_BITS: u32 = 11;

/// A rank for each trace that does not depend on the order of input: by a hash of its kind's name and its own, which is cheap to compare,
/// then by the names. The hash has no key, so that ranks are the same in every run; whoever finds names that collide in it only makes the
/// sort compare names.
fn trace_ranks(observations: &Observations, threads: NonZeroUsize) -> Vec<u32> {
    let kinds: Vec<u64> = observations.kinds.iter().map(|kind| mixed(0, kind.name.as_bytes())).collect();
    let key = |trace: u32| {
        let kind = usize::from(observations.trace_kinds[trace as usize]);
        (observations.kinds[kind].name.as_str(), observations.traces.name(trace))
    };
    // Dealt into as many parts as the hash's first bits say, each of which is sorted by itself.
    let hashed = each(
        threads,
        (observations.traces.len(), HASHES_A_PIECE),
        || (),
        |(), trace| {
            let kind = kinds[usize::from(observations.trace_kinds[trace])];
            mixed(kind, observations.traces.name(trace as u32).as_bytes())
        },
    );
    let part = |hash: u64| (hash >> (u64::BITS - PART_BITS)) as u32;
    let starts = starts_of(hashed.iter().map(|&hash| part(hash)), 1 << PART_BITS);
    let mut next = starts.clone();
    let mut order: Vec<(u64, u32)> = vec![(0, 0); hashed.len()];
    for (&hash, trace) in hashed.iter().zip(0..) {
        let place = &mut next[part(hash) as usize];
        order[*place as usize] = (hash, trace);
        *place += 1;
    }
    on_parts(threads, &mut order, &starts[1..], |_, part| {
        part.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| key(a.1).cmp(&key(b.1))));
    });
    let mut ranks = vec![0; order.len()];
    for (rank, &(_, trace)) in order.iter().enumerate() {
        ranks[trace as usize] = rank as u32;
    }
    ranks
}

/// A hash of eight bytes a step: multiply and fold (the step of wyhash, public domain, with the golden ratio's bits as constant).
fn mixed(seed: u64, bytes: &[u8]) -> u64 {
    const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
    let step = |hash: u64, word: u64| {
        let product = u128::from(hash ^ word) * u128::from(GOLDEN);
        (product as u64) ^ ((product >> 64) as u64)
    };
    bytes.chunks(8).fold(step(seed ^ GOLDEN, bytes.len() as u64 + 1), |hash, chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        step(hash.wrapping_add(GOLDEN), u64::from_le_bytes(word))
    })
}

/// Acts by actor, time and trace, without duplicates; and the old number of each actor. Actors are renumbered by what they did (first
/// instant, number of acts, last instant), names only breaking ties; actors without acts get no number.
fn order(observations: &Observations, traces: &[u32], threads: NonZeroUsize) -> (Vec<Act>, Vec<u32>) {
    let count = observations.actors.len();
    let ends = starts_of(observations.rows.iter().map(|row| row.actor), count);
    let mut next = ends.clone();
    let mut acts = vec![Act { actor: 0, time: 0, trace: 0 }; observations.rows.len()];
    for row in &observations.rows {
        let place = &mut next[row.actor as usize];
        acts[*place as usize] = Act { actor: row.actor, time: row.time_ms, trace: traces[row.trace as usize] };
        *place += 1;
    }
    on_parts(threads, &mut acts, &ends[1..], |_, own| own.sort_unstable_by_key(|act| (act.time, act.trace)));
    let kept: Vec<(u32, u32)> = (0..count)
        .map(|actor| {
            let (from, to) = (ends[actor], ends[actor + 1]);
            (from, from + distinct(&mut acts[from as usize..to as usize]) as u32)
        })
        .collect();
    let key = |actor: u32| {
        let (from, to) = kept[actor as usize];
        (acts[from as usize].time, to - from, acts[to as usize - 1].time)
    };
    let mut names: Vec<(i64, u32)> =
        (0..count as u32).filter(|&a| kept[a as usize].0 < kept[a as usize].1).map(|a| (key(a).0, a)).collect();
    names.sort_unstable_by(|a, b| {
        let name = |actor: u32| observations.actors.name(actor);
        a.0.cmp(&b.0).then_with(|| key(a.1).cmp(&key(b.1))).then_with(|| name(a.1).cmp(name(b.1)))
    });
    let mut ordered = Vec::with_capacity(kept.iter().map(|(from, to)| (to - from) as usize).sum());
    for (rank, &(_, actor)) in names.iter().enumerate() {
        let (from, to) = kept[actor as usize];
        ordered.extend(acts[from as usize..to as usize].iter().map(|act| Act { actor: rank as u32, ..*act }));
    }
    (ordered, names.into_iter().map(|name| name.1).collect())
}

/// Moves one actor's repeated acts away; returns how many remain at the front.
fn distinct(acts: &mut [Act]) -> usize {
    let mut kept = 0;
    for at in 0..acts.len() {
        if at == 0 || (acts[at].time, acts[at].trace) != (acts[kept - 1].time, acts[kept - 1].trace) {
            acts[kept] = acts[at];
            kept += 1;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn observed(rows: &[(&str, &str, i64)]) -> Observations {
        let mut o = Observations::default();
        let kind = o.kind("path", Nature::Content);
        for (actor, trace, second) in rows {
            o.push(actor, kind, trace, second * SECOND, 1.0);
        }
        o
    }

    #[test]
    fn sessions_end_at_the_gap_and_duplicates_are_one() {
        let o = observed(&[("b", "/", 0), ("b", "/", 0), ("b", "/x", 1_800), ("b", "/", 3_601), ("a", "/", 5)]);
        let timeline = Timeline::new(&o, 1_800 * SECOND, NonZeroUsize::MIN);
        assert_eq!(timeline.acts.len(), 4);
        let of_b: Vec<i64> = timeline.sessions_of(0).iter().map(|session| session.start / SECOND).collect();
        assert_eq!(of_b, [0, 3_601]);
        assert_eq!((timeline.actors(), timeline.acts_of(1).len()), (2, 1));
    }

    #[test]
    fn neither_order_nor_names_change_the_numbers() {
        let rows = [("b", "/", 0), ("a", "/y", 7), ("b", "/x", 9), ("c", "/", 9)];
        let mut turned = rows;
        turned.reverse();
        let renamed = rows.map(|(actor, trace, time)| (if actor == "b" { "z" } else { actor }, trace, time));
        let [one, two, three] = [&rows, &turned, &renamed]
            .map(|rows| Timeline::new(&observed(rows), 1_800 * SECOND, NonZeroUsize::MIN).acts);
        assert_eq!(one, two);
        assert_eq!(one, three);
    }
}
