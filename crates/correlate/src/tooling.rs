//! Who uses the same tool? Gathers actors by what they leave, not by when. A tool is public until something else is shown: a group found here
//! says "the same tool", never "the same hand".
//!
//! Each kind of content is a *facet* (commands, credentials, paths), seen together with the actor's tool marks, because a dropper's random names in one
//! must not hide its fixed commands in another. Inside a facet two profiles are alike when the cosine of their surprisals ln(N/d) is at
//! least ½ and what they share is worth [`SHARED_NATS_MIN`]; Leiden over distinct profiles (identical ones are one node of their number).
//! An actor that is in groups of several facets stays in the largest: each already says enough.
//!
//! **Tool marks have two parts**, the product (the mark with its numbers blotted out) and the version of it. Of two hosts of one worm one is
//! patched and the other is not: their marks differ, their product does not. Surprisals follow the chain rule, ln(N/d_mark) = ln(N/d_product) +
//! ln(d_product/d_mark).
//!
//! **Finding the alike** without comparing all: with traces in one order for all, rarest first, two profiles of cosine ½ share one of the first
//! traces of each that hold three quarters of its squared length, and from the first shared one on each must keep enough (prefix and
//! positional filters: Bayardo, Ma & Srikant 2007; Xiao et al. 2008). Exact, but that traces of more than [`PROFILES_MAX`] profiles make no candidates.
//!
//! Cost: Σ over traces of the distinct profiles² that have it among their first, and a comparison for each candidate; bounded by
//! [`STEPS_MAX`] or a multiple of the input.

use std::collections::BTreeMap;

use crate::leiden::{Edge, communities_of};
use crate::observations::{Nature, Observations};
use crate::timeline::{Timeline, starts_of};

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
pub(crate) fn tool_groups(timeline: &Timeline, observations: &Observations) -> Vec<ToolGroup> {
    let world = World::new(timeline, observations);
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
    /// Traces of each actor, and its products, which are numbered after all traces.
    profiles: Profiles,
    /// Surprisal of each trace, of marks that of their version; and of each product.
    nats: Vec<f64>,
}

/// Lists of traces, one after the other.
#[derive(Default)]
struct Profiles {
    traces: Vec<u32>,
    ends: Vec<usize>,
}

impl Profiles {
    fn of(&self, at: usize) -> &[u32] {
        &self.traces[if at == 0 { 0 } else { self.ends[at - 1] }..self.ends[at]]
    }

    fn of_mut(&mut self, at: usize) -> &mut [u32] {
        &mut self.traces[if at == 0 { 0 } else { self.ends[at - 1] }..self.ends[at]]
    }

    fn push(&mut self, traces: impl Iterator<Item = u32>) {
        self.traces.extend(traces);
        self.ends.push(self.traces.len());
    }

    fn len(&self) -> usize {
        self.ends.len()
    }
}

impl<'a> World<'a> {
    fn new(timeline: &'a Timeline, observations: &Observations) -> World<'a> {
        let products = products(timeline, observations);
        let mut users = vec![0_u32; timeline.natures.len() + products.len()];
        let (mut all, mut own) = (Profiles::default(), Vec::new());
        for actor in 0..timeline.actors() as u32 {
            own.clear();
            own.extend(timeline.acts_of(actor).iter().map(|act| act.trace));
            own.sort_unstable();
            own.dedup();
            own.truncate(TRACES_MAX);
            let marks = own.len();
            for at in 0..marks {
                own.extend(products.get(&own[at]));
            }
            own[marks..].sort_unstable();
            own.dedup();
            for &trace in &own {
                users[trace as usize] += 1;
            }
            all.push(own.iter().copied());
        }
        // What one actor alone left (a random name, a typing error) can be shared by nobody, and must not make it unlike those it is like.
        let mut profiles = Profiles::default();
        for at in 0..all.len() {
            profiles.push(all.of(at).iter().copied().filter(|&trace| users[trace as usize] >= 2));
        }
        let all = timeline.actors().max(1) as f64;
        let mut nats: Vec<f64> = users.iter().map(|&d| (all / f64::from(d.max(1))).ln()).collect();
        for (&mark, &product) in &products {
            nats[mark as usize] -= nats[product as usize];
        }
        World { timeline, profiles, nats }
    }

    /// Whether a trace is of a kind of content, a tool mark or a product.
    fn facet_has(&self, kind: u16, trace: u32) -> bool {
        let at = trace as usize;
        self.timeline.natures.get(at).is_none_or(|nature| *nature == Nature::Tool) || self.timeline.kinds[at] == kind
    }

    /// Groups by one kind of content and the tool marks.
    fn facet(&self, kind: u16) -> Vec<ToolGroup> {
        let (distinct, users) = self.distinct(kind);
        let sizes: Vec<f64> = users.iter().map(|users| users.len() as f64).collect();
        let edges = Alike::new(distinct, &self.nats).edges(&sizes);
        let of = communities_of(&sizes, &edges, COSINE_MIN);
        let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (users, c) in users.iter().zip(of) {
            groups.entry(c).or_default().extend(users);
        }
        groups.into_values().filter_map(|members| self.group(members, kind)).collect()
    }

    /// Distinct profiles of a kind of content and tool marks, and who has each; of actors that left anything of the kind.
    fn distinct(&self, kind: u16) -> (Profiles, Vec<Vec<u32>>) {
        let of_kind = |trace: u32| self.timeline.kinds.get(trace as usize) == Some(&kind);
        let (mut each, mut actors) = (Profiles::default(), Vec::new());
        for actor in 0..self.profiles.len() {
            let traces = self.profiles.of(actor);
            if traces.iter().any(|&trace| of_kind(trace)) {
                each.push(traces.iter().copied().filter(|&trace| self.facet_has(kind, trace)));
                actors.push(actor as u32);
            }
        }
        let head =
            |at: usize| each.of(at).iter().copied().chain([0, 0]).take(2).fold(0, |key, t| key << 32 | u64::from(t));
        let mut order: Vec<(u64, u32)> = (0..each.len()).map(|at| (head(at), at as u32)).collect();
        order.sort_unstable_by(|x, y| {
            x.0.cmp(&y.0).then_with(|| each.of(x.1 as usize).cmp(each.of(y.1 as usize))).then(x.1.cmp(&y.1))
        });
        let (mut distinct, mut users): (Profiles, Vec<Vec<u32>>) = Default::default();
        for same in order.chunk_by(|x, y| x.0 == y.0 && each.of(x.1 as usize) == each.of(y.1 as usize)) {
            distinct.push(each.of(same[0].1 as usize).iter().copied());
            users.push(same.iter().map(|one| actors[one.1 as usize]).collect());
        }
        (distinct, users)
    }

    fn group(&self, mut members: Vec<u32>, kind: u16) -> Option<ToolGroup> {
        if members.len() < 2 {
            return None;
        }
        members.sort_unstable();
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for &member in &members {
            for &trace in self.profiles.of(member as usize) {
                if self.facet_has(kind, trace) {
                    *counts.entry(trace).or_default() += 1;
                }
            }
        }
        let mut core: Vec<u32> =
            counts.into_iter().filter(|(_, n)| 2 * n >= members.len()).map(|(trace, _)| trace).collect();
        let nats = core.iter().map(|&trace| self.nats[trace as usize]).sum();
        core.retain(|&trace| (trace as usize) < self.timeline.natures.len());
        (nats >= SHARED_NATS_MIN).then_some(ToolGroup { members, core, nats })
    }
}

/// The product of each tool mark; products are numbered after the traces, in the order of their first marks.
fn products(timeline: &Timeline, observations: &Observations) -> BTreeMap<u32, u32> {
    let mut numbers: BTreeMap<(u16, String), u32> = BTreeMap::new();
    let mut of_mark = BTreeMap::new();
    let marks = (0..timeline.natures.len()).filter(|&trace| timeline.natures[trace] == Nature::Tool);
    for mark in marks {
        let next = (timeline.natures.len() + numbers.len()) as u32;
        let name = without_numbers(observations.traces.name(timeline.trace_names[mark]));
        of_mark.insert(mark as u32, *numbers.entry((timeline.kinds[mark], name)).or_insert(next));
    }
    of_mark
}

/// A name in which every run of digits is one sign.
fn without_numbers(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for character in name.chars() {
        let shown = if character.is_ascii_digit() { '#' } else { character };
        if shown != '#' || !out.ends_with('#') {
            out.push(shown);
        }
    }
    out
}

/// Profiles ready to be compared: traces numbered in the order of how many profiles have them.
struct Alike {
    profiles: Profiles,
    /// Surprisal of each trace.
    nats: Vec<f64>,
    /// Beside each trace of each profile, the part of the profile's squared length from it on.
    rest: Vec<f32>,
    /// Squared length of each profile.
    square: Vec<f64>,
    /// Traces from this one on are of too many profiles to make candidates.
    common: u32,
}

/// Steps of comparing profiles that are afforded: some tenths of a second, or so many for each trace of each profile. What is dearer makes no
/// candidates, commonest traces first, so that the cost grows as the input does.
const STEPS_MAX: f64 = 2e8;
const STEPS_EACH_MAX: f64 = 40.0;

/// A filter may miss by rounding only.
const ROUNDING: f32 = 1e-5;

impl Alike {
    fn new(mut profiles: Profiles, nats: &[f64]) -> Alike {
        let mut holders = vec![0_u32; nats.len()];
        for &trace in &profiles.traces {
            holders[trace as usize] += 1;
        }
        let mut order: Vec<(u32, u32)> =
            holders.iter().zip(0..).filter(|(held, _)| **held > 0).map(|(&held, trace)| (held, trace)).collect();
        order.sort_unstable();
        let mut ranks = holders;
        for (rank, &(_, trace)) in order.iter().enumerate() {
            ranks[trace as usize] = rank as u32;
        }
        let nats: Vec<f64> = order.iter().map(|&(_, trace)| nats[trace as usize]).collect();
        let common = Self::common(&order, &profiles);
        let mut rest = vec![0.0; profiles.traces.len()];
        let mut square = Vec::with_capacity(profiles.len());
        for at in 0..profiles.len() {
            let own = profiles.of_mut(at);
            for trace in own.iter_mut() {
                *trace = ranks[*trace as usize];
            }
            own.sort_unstable();
            let (own, end) = (profiles.of(at), profiles.ends[at]);
            let all: f64 = own.iter().map(|&trace| nats[trace as usize].powi(2)).sum();
            let mut sum = 0.0;
            for (back, &trace) in own.iter().rev().enumerate() {
                sum += nats[trace as usize].powi(2);
                rest[end - 1 - back] = (sum / all.max(f64::MIN_POSITIVE)) as f32;
            }
            square.push(all);
        }
        Alike { profiles, nats, rest, square, common }
    }

    /// The first trace, of those in the order of their profiles, that is in too many to be afforded: by itself or with all before it.
    fn common(order: &[(u32, u32)], profiles: &Profiles) -> u32 {
        let steps = profiles.traces.len() as f64 / profiles.len().max(1) as f64;
        let affordable = STEPS_MAX.max(STEPS_EACH_MAX * profiles.traces.len() as f64);
        let mut sum = 0.0;
        let fits = order.iter().take_while(|(held, _)| {
            sum += f64::from(*held) * f64::from(*held) / 2.0 * steps;
            *held as usize <= PROFILES_MAX && sum <= affordable
        });
        fits.count() as u32
    }

    /// Traces of a profile that can be the first that it shares with one alike, with the part of its squared length from each on.
    fn prefix(&self, at: usize) -> impl Iterator<Item = (u32, f32)> {
        let own = self.profiles.of(at);
        let rest = &self.rest[self.profiles.ends[at] - own.len()..self.profiles.ends[at]];
        own.iter().copied().zip(rest.iter().copied()).take_while(|&(trace, rest)| rest >= LEAST && trace < self.common)
    }

    fn edges(&self, sizes: &[f64]) -> Vec<Edge> {
        let starts = starts_of((0..self.profiles.len()).flat_map(|at| self.prefix(at)).map(|x| x.0), self.nats.len());
        let mut next = starts.clone();
        let mut first: Vec<(u32, f32)> = vec![(0, 0.0); starts[self.nats.len()] as usize];
        let mut seen = vec![u32::MAX; self.profiles.len()];
        let (mut candidates, mut edges) = (Vec::new(), Vec::new());
        for at in 0..self.profiles.len() {
            for (trace, rest) in self.prefix(at) {
                let held = starts[trace as usize] as usize..next[trace as usize] as usize;
                for &(other, other_rest) in &first[held] {
                    if std::mem::replace(&mut seen[other as usize], at as u32) != at as u32
                        && rest * other_rest >= LEAST
                    {
                        candidates.push(other);
                    }
                }
                first[next[trace as usize] as usize] = (at as u32, rest);
                next[trace as usize] += 1;
            }
            candidates.sort_unstable();
            for other in candidates.drain(..) {
                if let Some(cosine) = self.cosine(at, other as usize) {
                    edges.push((other, at as u32, cosine * sizes[at] * sizes[other as usize]));
                }
            }
        }
        edges
    }

    /// The cosine of two profiles when they are alike.
    fn cosine(&self, x: usize, y: usize) -> Option<f64> {
        let (of_x, of_y) = (self.profiles.of(x), self.profiles.of(y));
        let (mut at, mut other, mut dot, mut nats) = (0, 0, 0.0, 0.0);
        while at < of_x.len() && other < of_y.len() {
            let (trace, trace_y) = (of_x[at], of_y[other]);
            if trace == trace_y {
                let shared = self.nats[trace as usize];
                dot += shared * shared;
                nats += shared;
            }
            at += usize::from(trace <= trace_y);
            other += usize::from(trace_y <= trace);
        }
        let cosine = dot / (self.square[x] * self.square[y]).sqrt().max(f64::MIN_POSITIVE);
        (nats >= SHARED_NATS_MIN && cosine >= COSINE_MIN).then_some(cosine)
    }
}

/// The part of both squared lengths, multiplied, that remains from the first shared trace on in two profiles of cosine ½ at least.
const LEAST: f32 = (COSINE_MIN * COSINE_MIN) as f32 * (1.0 - ROUNDING);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::random::Random;

    #[test]
    fn patched_and_unpatched_hosts_of_one_worm_are_users_of_one_tool() {
        let mut o = Observations::default();
        let (credential, client) = (o.kind("credential", Nature::Content), o.kind("client", Nature::Tool));
        for host in 0..9 {
            let worm = host < 6;
            let name = format!("host {host}");
            o.push(&name, credential, if worm { "pi:raspberry" } else { "root:root" }, 1_000 * host, 1.0);
            o.push(
                &name,
                client,
                &format!("{}_6.7p1-{host}", if worm { "OpenSSH" } else { "libssh" }),
                1_000 * host,
                1.0,
            );
        }
        for other in 0..200 {
            o.push(&format!("other {other}"), credential, &format!("own {other}"), 1_000 * other, 1.0);
        }
        let timeline = Timeline::new(&o, 1_800_000, std::num::NonZeroUsize::MIN);
        let sizes: Vec<usize> = tool_groups(&timeline, &o).iter().map(|group| group.members.len()).collect();
        assert_eq!(sizes.iter().copied().collect::<std::collections::BTreeSet<_>>(), [3, 6].into());
        assert_eq!(without_numbers("OpenSSH_6.7p1 Raspbian-5+deb8u3"), "OpenSSH_#.#p# Raspbian-#+deb#u#");
    }

    #[test]
    fn filtered_pairs_are_all_pairs_that_are_alike() {
        let mut random = Random::new(5);
        let nats: Vec<f64> = (0..60).map(|trace| 6.0 / f64::from(1 + trace % 7)).collect();
        let mut profiles = Profiles::default();
        for _ in 0..300 {
            let mut own: Vec<u32> = (0..=random.below(9)).map(|_| (60.0 * random.unit().powi(2)) as u32).collect();
            own.sort_unstable();
            own.dedup();
            profiles.push(own.into_iter());
        }
        let alike = Alike::new(profiles, &nats);
        let found: Vec<(u32, u32)> = alike.edges(&[1.0; 300]).into_iter().map(|edge| (edge.0, edge.1)).collect();
        let all: Vec<(u32, u32)> = (0..300)
            .flat_map(|y| (0..y).map(move |x| (x, y)))
            .filter(|&(x, y)| alike.cosine(x as usize, y as usize).is_some())
            .collect();
        assert!(all.len() > 300, "{}", all.len());
        assert_eq!(found, all);
    }
}
