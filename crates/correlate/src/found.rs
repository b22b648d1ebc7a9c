//! A group as it was found, before it is weighed, and how groups found in two ways become one list.

use std::cmp::Reverse;
use std::collections::BTreeMap;

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
