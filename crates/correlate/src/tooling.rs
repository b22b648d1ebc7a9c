//! Who uses the same tool? Gathers actors by what they leave, not by when. A tool is public until something else is shown: a group found here
//! says "the same tool", never "the same hand".
//!
//! Each kind of content is a *facet* (commands, credentials, paths), seen together with the actor's tool marks, because a dropper's random names in one
//! must not hide its fixed commands in another. Inside a facet two profiles are alike when the cosine of their surprisals ln(N/d) is at
//! least ½ and what they share is worth [`SHARED_NATS_MIN`]; Leiden over distinct profiles (identical ones are one node of their number).
//! An actor that is in groups of several facets stays in the largest: each already says enough.
//!
//! Cost: Σ over traces of distinct profiles², traces of more than [`PROFILES_MAX`] profiles making no candidates.

use std::collections::BTreeMap;

use crate::leiden::{Edge, communities_of};
use crate::observations::Nature;
use crate::timeline::Timeline;

/// What two profiles must share, in nats: one trace in twelve of the world, or several commoner ones. Little, because a tool
/// is only named, and nobody is accused of sharing one.
const SHARED_NATS_MIN: f64 = 2.5;

/// Cosine at which profiles are alike.
const COSINE_MIN: f64 = 0.5;

/// A trace in more distinct profiles than this makes no candidates: it is on everybody's list.
const PROFILES_MAX: usize = 400;

/// Traces of one actor that are looked at: beyond it a profile is a whole list, and its part says as much.
const TRACES_MAX: usize = 3_000;

/// A group of users of one tool.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ToolGroup {
    /// Members, ascending.
    pub(crate) members: Vec<u32>,
    /// Traces that at least half of them left, ascending.
    pub(crate) core: Vec<u32>,
    /// What the core says, in nats.
    pub(crate) nats: f64,
}

/// All groups of at least two.
pub(crate) fn tool_groups(timeline: &Timeline) -> Vec<ToolGroup> {
    let world = World::new(timeline);
    let mut kinds: Vec<u16> = (0..timeline.kinds.len())
        .filter(|&trace| timeline.natures[trace] == Nature::Content)
        .map(|trace| timeline.kinds[trace])
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    let groups: Vec<ToolGroup> = kinds.iter().flat_map(|&kind| world.facet(kind)).collect();
    let mut best: BTreeMap<u32, usize> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        for &member in &group.members {
            let held = best.entry(member).or_insert(at);
            let rank = |group: &ToolGroup| (group.members.len(), group.nats);
            if rank(group) > rank(&groups[*held]) {
                *held = at;
            }
        }
    }
    let mut kept: Vec<Vec<u32>> = vec![Vec::new(); groups.len()];
    for (member, at) in best {
        kept[at].push(member);
    }
    groups
        .into_iter()
        .zip(kept)
        .filter(|(_, members)| members.len() >= 2)
        .map(|(group, members)| ToolGroup { members, ..group })
        .collect()
}

struct World<'a> {
    timeline: &'a Timeline,
    /// Distinct traces of each actor, ascending.
    profiles: Vec<Vec<u32>>,
    /// Surprisal of each trace.
    nats: Vec<f64>,
}

impl<'a> World<'a> {
    fn new(timeline: &'a Timeline) -> World<'a> {
        let mut users = vec![0_u32; timeline.natures.len()];
        let profiles: Vec<Vec<u32>> = (0..timeline.actors() as u32)
            .map(|actor| {
                let mut traces: Vec<u32> = timeline.acts_of(actor).iter().map(|act| act.trace).collect();
                traces.sort_unstable();
                traces.dedup();
                traces.truncate(TRACES_MAX);
                for &trace in &traces {
                    users[trace as usize] += 1;
                }
                traces
            })
            .collect();
        // What one actor alone left (a random name, a typing error) can be shared by nobody, and must not make it unlike those it is like.
        let profiles = profiles
            .into_iter()
            .map(|traces| traces.into_iter().filter(|&trace| users[trace as usize] >= 2).collect())
            .collect();
        let all = timeline.actors().max(1) as f64;
        let nats = users.into_iter().map(|d| (all / f64::from(d.max(1))).ln()).collect();
        World { timeline, profiles, nats }
    }

    /// Groups by one kind of content and the tool marks.
    fn facet(&self, kind: u16) -> Vec<ToolGroup> {
        let mut by_profile: BTreeMap<Vec<u32>, Vec<u32>> = BTreeMap::new();
        for (actor, traces) in self.profiles.iter().enumerate() {
            let of_kind = |trace: &u32| self.timeline.kinds[*trace as usize] == kind;
            if traces.iter().any(of_kind) {
                let tool = |trace: &u32| self.timeline.natures[*trace as usize] == Nature::Tool;
                let kept = traces.iter().copied().filter(|trace| of_kind(trace) || tool(trace)).collect();
                by_profile.entry(kept).or_default().push(actor as u32);
            }
        }
        let profiles: Vec<(&Vec<u32>, &Vec<u32>)> = by_profile.iter().collect();
        let sizes: Vec<f64> = profiles.iter().map(|profile| profile.1.len() as f64).collect();
        let edges = self.edges(&profiles);
        let of = communities_of(&sizes, &edges, COSINE_MIN);
        let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (profile, c) in profiles.iter().zip(of) {
            groups.entry(c).or_default().extend(profile.1.iter());
        }
        groups.into_values().filter_map(|members| self.group(members, kind)).collect()
    }

    fn edges(&self, profiles: &[(&Vec<u32>, &Vec<u32>)]) -> Vec<Edge> {
        let mut holders: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (at, profile) in profiles.iter().enumerate() {
            for &trace in profile.0 {
                holders.entry(trace).or_default().push(at as u32);
            }
        }
        let norm: Vec<f64> = profiles
            .iter()
            .map(|profile| profile.0.iter().map(|&trace| self.nats[trace as usize].powi(2)).sum::<f64>().sqrt())
            .collect();
        let mut shared: Vec<(f64, f64)> = vec![(0.0, 0.0); profiles.len()];
        let mut met: Vec<u32> = Vec::new();
        let mut edges = Vec::new();
        for (at, profile) in profiles.iter().enumerate() {
            for trace in profile.0 {
                let nats = self.nats[*trace as usize];
                let others = &holders[trace];
                if others.len() > PROFILES_MAX {
                    continue;
                }
                for &other in others.iter().filter(|other| **other as usize > at) {
                    let both = &mut shared[other as usize];
                    if both.1 <= 0.0 {
                        met.push(other);
                    }
                    both.0 += nats * nats;
                    both.1 += nats.max(f64::MIN_POSITIVE);
                }
            }
            for other in met.drain(..) {
                let (dot, nats) = std::mem::take(&mut shared[other as usize]);
                let cosine = dot / (norm[at] * norm[other as usize]).max(f64::MIN_POSITIVE);
                if nats >= SHARED_NATS_MIN && cosine >= COSINE_MIN {
                    let pairs = profile.1.len() as f64 * profiles[other as usize].1.len() as f64;
                    edges.push((at as u32, other, cosine.max(2.0 * COSINE_MIN - 1.0) * pairs));
                }
            }
        }
        edges
    }

    fn group(&self, mut members: Vec<u32>, kind: u16) -> Option<ToolGroup> {
        members.sort_unstable();
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for &member in &members {
            for &trace in &self.profiles[member as usize] {
                let relevant = self.timeline.kinds[trace as usize] == kind
                    || self.timeline.natures[trace as usize] == Nature::Tool;
                if relevant {
                    *counts.entry(trace).or_default() += 1;
                }
            }
        }
        let core: Vec<u32> =
            counts.into_iter().filter(|(_, n)| 2 * n >= members.len()).map(|(trace, _)| trace).collect();
        let nats = core.iter().map(|&trace| self.nats[trace as usize]).sum();
        (members.len() >= 2 && nats >= SHARED_NATS_MIN).then_some(ToolGroup { members, core, nats })
    }
}
