//! Kinds of evidence: one folder each and one line in [`EVIDENCE`]. A kind looks at one cluster and says how surprising it is under the kind's
//! own null; it never decides. What the clusters were found by is a kind like the others.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::attendance::{Starts, Tie};
use crate::clusters::{Basis, Explanation, Outcome, Reason};
use crate::membership::Meeting;
use crate::observations::Nature;
use crate::settings::Settings;
use crate::timeline::Timeline;

pub mod cohort;
pub mod dispersion;
pub mod division_of_labour;
pub mod fingerprint;
pub mod hand_off;
pub mod lifetime;
pub mod order;
pub mod proximity;
pub mod synchrony;
pub mod turns;

#[cfg(test)]
mod contract;

/// Of what something is evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// That one will directs them.
    Command,
    /// That they use one tool.
    Tooling,
    /// Of nothing alone: it only makes a finding more or less plausible.
    Prior,
}

/// What a chance depends on; evidence of equal dependence counts once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dependence {
    /// When they act.
    Timing,
    /// Who does which part of the work.
    Work,
    /// What they act with.
    Tool,
    /// Where they are.
    Place,
}

/// One kind of evidence.
#[derive(Clone, Copy, Debug)]
pub struct Evidence {
    /// Its id.
    pub name: &'static str,
    /// Of what it is evidence.
    pub class: Class,
    /// What its chance depends on.
    pub dependence: Dependence,
    /// The behaviour it looks for.
    pub behaviour: &'static str,
    /// The null model its chance is under.
    pub null: &'static str,
    /// What else could look like it.
    pub innocent: &'static [Explanation],
    /// How it weighs one cluster.
    pub(crate) weigh: fn(&Suspects<'_>) -> Outcome,
}

/// Every kind, sorted by name.
pub const EVIDENCE: &[Evidence] = &[
    cohort::EVIDENCE,
    dispersion::EVIDENCE,
    division_of_labour::EVIDENCE,
    fingerprint::EVIDENCE,
    hand_off::EVIDENCE,
    lifetime::EVIDENCE,
    order::EVIDENCE,
    proximity::EVIDENCE,
    synchrony::EVIDENCE,
    turns::EVIDENCE,
];

/// One cluster as evidence sees it.
#[derive(Debug)]
pub(crate) struct Suspects<'a> {
    pub(crate) timeline: &'a Timeline,
    pub(crate) index: &'a Index,
    pub(crate) starts: &'a Starts,
    pub(crate) members: &'a [u32],
    /// By actor.
    pub(crate) is_member: &'a [bool],
    pub(crate) meetings: &'a [Meeting],
    pub(crate) ties: &'a [Tie],
    pub(crate) basis: Basis,
    /// log10 of the chance, over all that was tested, of what the cluster was found by.
    pub(crate) found_log10: f64,
    pub(crate) settings: &'a Settings,
    /// A cluster's own seed.
    pub(crate) seed: u64,
}

/// A finding speaks for its cluster from one in a hundred on.
pub const SPEAKS_LOG10: f64 = -2.0;

/// A tested outcome.
pub(crate) fn tested(chance_log10: f64, observed: f64, expected: f64) -> Outcome {
    Outcome::Tested { chance_log10, observed, expected, speaks_for: chance_log10 <= SPEAKS_LOG10 }
}

/// An outcome that could not be tested.
pub(crate) fn not_testable(reason: Reason) -> Outcome {
    Outcome::NotTestable { reason }
}

/// Members that a comparison with draws looks at: a tool may have a hundred thousand users, and more of them make no draw truer.
pub(crate) const COMPARED_MAX: usize = 500;

impl Suspects<'_> {
    /// At most [`COMPARED_MAX`] members, evenly spaced: members stand in the order in which they first appeared.
    pub(crate) fn compared(&self) -> impl Iterator<Item = u32> {
        self.members.iter().copied().step_by(self.members.len().div_ceil(COMPARED_MAX).max(1))
    }

    /// The distinct content that an actor left.
    pub(crate) fn content(&self, actor: u32) -> &Content {
        self.index.content[actor as usize].get_or_init(|| Content::new(actor, self.timeline))
    }

    /// The tool mark of at least four members in five that fewest others left; how many members and others did.
    pub(crate) fn tool(&self) -> Option<(u32, usize, usize)> {
        self.index
            .tools
            .iter()
            .map(|(&trace, users)| {
                let inside = users.iter().filter(|&&user| self.is_member[user as usize]).count();
                (trace, inside, users.len() - inside)
            })
            .filter(|(_, inside, _)| inside * 5 >= self.members.len() * 4)
            .min_by_key(|&(trace, _, outside)| (outside, trace))
    }

    /// Others that left this tool mark.
    pub(crate) fn other_users(&self, tool: u32) -> Vec<u32> {
        let users = self.index.tools.get(&tool).map_or(&[][..], Vec::as_slice);
        users.iter().copied().filter(|&user| !self.is_member[user as usize]).collect()
    }
}

/// What is counted once for all clusters. Cost: three passes over all acts.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// Distinct users of each trace.
    pub(crate) users: Vec<u32>,
    /// Users of each tool mark, ascending.
    pub(crate) tools: BTreeMap<u32, Vec<u32>>,
    /// Content that two or three left.
    pub(crate) finds: Vec<Find>,
    /// First instant of each actor.
    pub(crate) first: Vec<i64>,
    /// The first place each actor left, if any.
    pub(crate) place: Vec<Option<u32>>,
    /// The same of all actors that left one.
    pub(crate) places: Vec<u32>,
    /// What each actor left, once somebody asked.
    content: Vec<OnceLock<Content>>,
}

/// Content that hardly anybody left.
#[derive(Debug)]
pub(crate) struct Find {
    /// Who did, by when.
    pub(crate) users: Vec<u32>,
    /// When the first of them did …
    pub(crate) first: i64,
    /// … and the second.
    pub(crate) second: i64,
}

/// Distinct traces of content of one actor.
#[derive(Debug, Default)]
pub(crate) struct Content {
    /// In order of first use.
    pub(crate) in_order: Vec<u32>,
    /// By trace, each with its place in that order.
    pub(crate) by_trace: Vec<(u32, u32)>,
}

impl Content {
    fn new(actor: u32, timeline: &Timeline) -> Content {
        let in_order = distinct(actor, timeline, |trace| timeline.natures[trace as usize] == Nature::Content);
        let mut by_trace: Vec<(u32, u32)> = in_order.iter().copied().zip(0..).collect();
        by_trace.sort_unstable();
        Content { in_order, by_trace }
    }
}

/// Distinct traces of an actor that pass, in order of first use.
pub(crate) fn distinct(actor: u32, timeline: &Timeline, pass: impl Fn(u32) -> bool) -> Vec<u32> {
    let acts = timeline.acts_of(actor).iter().map(|act| act.trace);
    let mut first: Vec<(u32, u32)> = acts.zip(0..).filter(|&(trace, _)| pass(trace)).collect();
    first.sort_unstable();
    first.dedup_by_key(|first| first.0);
    first.sort_unstable_by_key(|first| first.1);
    first.into_iter().map(|first| first.0).collect()
}

/// A trace of more actors than this is no find.
const FIND_USERS_MAX: u32 = 3;

impl Index {
    pub(crate) fn new(timeline: &Timeline) -> Index {
        let traces = timeline.natures.len();
        let first = (0..timeline.actors() as u32).map(|actor| timeline.acts_of(actor)[0].time).collect();
        let content = (0..timeline.actors()).map(|_| OnceLock::new()).collect();
        let place = |actor: u32| {
            let mut traces = timeline.acts_of(actor).iter().map(|act| act.trace);
            traces.find(|&trace| timeline.natures[trace as usize] == Nature::Place)
        };
        let place: Vec<Option<u32>> = (0..timeline.actors() as u32).map(place).collect();
        let places = place.iter().copied().flatten().collect();
        let mut index = Index { users: vec![0; traces], first, place, places, content, ..Index::default() };
        // Acts come by actor, and inside by time: the first of an actor's on a trace is the one that counts.
        let mut last = vec![u32::MAX; traces];
        for act in &timeline.acts {
            let trace = act.trace as usize;
            if last[trace] != act.actor {
                last[trace] = act.actor;
                index.users[trace] += 1;
                if timeline.natures[trace] == Nature::Tool {
                    index.tools.entry(act.trace).or_default().push(act.actor);
                }
            }
        }
        last.fill(u32::MAX);
        let mut few: Vec<(u32, i64, u32)> = Vec::new();
        for act in &timeline.acts {
            let trace = act.trace as usize;
            let find = timeline.natures[trace] == Nature::Content && (2..=FIND_USERS_MAX).contains(&index.users[trace]);
            if find && last[trace] != act.actor {
                last[trace] = act.actor;
                few.push((act.trace, act.time, act.actor));
            }
        }
        few.sort_unstable();
        for of_trace in few.chunk_by(|x, y| x.0 == y.0) {
            let users = of_trace.iter().map(|used| used.2).collect();
            index.finds.push(Find { users, first: of_trace[0].1, second: of_trace[1].1 });
        }
        index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_every_kind_explains_itself() {
        assert!(EVIDENCE.windows(2).all(|pair| pair[0].name < pair[1].name));
        for kind in EVIDENCE {
            assert!(kind.behaviour.len() > 20 && kind.null.len() > 20 && !kind.innocent.is_empty(), "{}", kind.name);
            assert!(kind.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
        }
    }
}
