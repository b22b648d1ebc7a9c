//! A group as it was found, before it is weighed, and how groups found in two ways become one list.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::attendance::Tie;
use crate::clusters::Basis;
use crate::membership::{Meeting, Member};

/// A group as it was found.
pub(crate) struct Found {
    pub(crate) basis: Basis,
    pub(crate) members: Vec<Member>,
    pub(crate) meetings: Vec<Meeting>,
    pub(crate) ties: Vec<Tie>,
    pub(crate) chance_log10: f64,
    /// Actors of no group that attend its meetings like members.
    pub(crate) outsiders: u32,
}

impl Found {
    /// Leaves out ties with whom another group took. What remains is as surprising as its strongest tie, and a group whose every tie is gone is none.
    pub(crate) fn keep_ties_of_members(&mut self) {
        let strongest = |ties: &[Tie]| ties.iter().map(|tie| tie.chance_log10).fold(0.0, f64::min);
        let (all, before) = (self.ties.len(), strongest(&self.ties));
        let members: BTreeSet<u32> = self.members.iter().map(|member| member.actor).collect();
        self.ties.retain(|tie| members.contains(&tie.a) && members.contains(&tie.b));
        self.chance_log10 = (self.chance_log10 + strongest(&self.ties) - before).min(0.0);
        if all > 0 && self.ties.is_empty() {
            self.members.clear();
        }
    }
}

/// Groups by their traces and by their sessions as one list: a group at least half of which uses traces together is that group, and whoever else meets
/// with it is of it. Nobody is in two.
pub(crate) fn join(mut by_trace: Vec<Found>, by_session: Vec<Found>) -> Vec<Found> {
    let mut of = BTreeMap::new();
    for (at, group) in by_trace.iter().enumerate() {
        of.extend(group.members.iter().map(|member| (member.actor, at)));
    }
    for mut group in by_session {
        let mut inside: BTreeMap<usize, usize> = BTreeMap::new();
        for at in group.members.iter().filter_map(|member| of.get(&member.actor)) {
            *inside.entry(*at).or_default() += 1;
        }
        let most = inside.into_iter().max_by_key(|&(at, members)| (members, Reverse(at)));
        let all = group.members.len();
        group.members.retain(|member| !of.contains_key(&member.actor));
        let at = most.filter(|(_, members)| members * 2 >= all).map_or(by_trace.len(), |(at, _)| at);
        of.extend(group.members.iter().map(|member| (member.actor, at)));
        match by_trace.get_mut(at) {
            Some(joined) => {
                joined.members.extend(group.members);
                joined.members.sort_by_key(|member| member.actor);
            }
            None => by_trace.push(group),
        }
    }
    by_trace
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(basis: Basis, members: &[u32]) -> Found {
        let member = |&actor: &u32| Member { actor, attended: 2, chance_log10: -3.0 };
        Found {
            basis,
            members: members.iter().map(member).collect(),
            meetings: Vec::new(),
            ties: Vec::new(),
            chance_log10: -3.0,
            outsiders: 0,
        }
    }

    #[test]
    fn a_group_is_as_surprising_as_the_ties_that_it_keeps() {
        let tie = |a, b, chance_log10| Tie { a, b, chance_log10, together: 3, occasions: 4, expected: 0.1 };
        let mut kept = group(Basis::Turns, &[1, 2, 4]);
        (kept.ties, kept.chance_log10) = (vec![tie(1, 2, -5.0), tie(2, 3, -9.0)], -7.0);
        kept.keep_ties_of_members();
        assert_eq!((kept.ties.len(), kept.members.len()), (1, 3));
        assert!((kept.chance_log10 - -3.0).abs() < 1e-12, "{}", kept.chance_log10);
        let mut gone = group(Basis::Turns, &[1, 4]);
        gone.ties = vec![tie(1, 2, -5.0)];
        gone.keep_ties_of_members();
        assert!(gone.members.is_empty());
        let mut whole = group(Basis::Sessions, &[1, 4]);
        whole.keep_ties_of_members();
        assert_eq!(whole.members.len(), 2, "members that were found without ties stay");
    }

    #[test]
    fn who_meets_with_a_group_joins_it_and_nobody_is_in_two() {
        let by_trace = vec![group(Basis::Traces, &[1, 2, 3]), group(Basis::Traces, &[7, 8])];
        let by_session = vec![
            group(Basis::Sessions, &[0, 2, 3]),
            group(Basis::Sessions, &[3, 5, 6]),
            group(Basis::Sessions, &[7, 8]),
        ];
        let members = |found: Vec<Found>| -> Vec<Vec<u32>> {
            found.iter().map(|group| group.members.iter().map(|member| member.actor).collect()).collect()
        };
        assert_eq!(members(join(by_trace, by_session)), [vec![0, 1, 2, 3], vec![7, 8], vec![5, 6]]);
        assert_eq!(members(join(Vec::new(), vec![group(Basis::Sessions, &[4, 9])])), [[4, 9]]);
    }
}
