//! What a case says to whoever checks claims against it, beyond its figures: who acted together, with their attempts. It judges nothing.

use std::collections::BTreeSet;

use vigie_correlate::clusters::Verdict;
use vigie_facts::case::Case;
use vigie_figures::together::Found;
use vigie_judge::evidence::ClusterFact;

/// Clusters that acted together, with the attempts of their sources.
pub(crate) fn clusters(case: &Case, found: &Found) -> Vec<ClusterFact> {
    let together = found.clusters.clusters.iter().filter(|cluster| cluster.verdict <= Verdict::ActedTogether);
    together
        .map(|cluster| {
            let members: BTreeSet<&str> = cluster.members.iter().map(|member| member.actor.as_str()).collect();
            let inside: Vec<bool> =
                case.sources.iter().map(|row| members.contains(row.source.to_string().as_str())).collect();
            let attempts = case
                .attempts
                .iter()
                .filter(|attempt| attempt.source.is_some_and(|source| inside.get(source.index()) == Some(&true)));
            ClusterFact {
                common_control: cluster.verdict == Verdict::CommonControl,
                sources: cluster.members.len() as u64,
                attempts: attempts.count() as u64,
            }
        })
        .collect()
}
