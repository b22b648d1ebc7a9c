//! An answer against the truth: which pairs of sources were rightly said to belong together. Sources without a group belong to nobody; an
//! actor that the truth does not name is an ordinary visitor, who belongs to nobody either.
//!
//! Sources outside the answer's clusters are clusters of one. The adjusted Rand index is Hubert and Arabie's (1985): 1 for the true
//! partition, about 0 for a random one.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Known;

/// How good an answer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Score {
    /// Clusters compared.
    pub clusters: u64,
    /// Clusters in which no two sources belong together.
    pub false_clusters: u64,
    /// Pairs of sources that belong together.
    pub pairs_true: u64,
    /// Pairs that the answer puts together.
    pub pairs_said: u64,
    /// Pairs in both.
    pub pairs_right: u64,
    /// `pairs_right` of `pairs_said`; `None` when nothing was said.
    pub precision: Option<f64>,
    /// `pairs_right` of `pairs_true`; `None` when nothing belongs together.
    pub recall: Option<f64>,
    /// Adjusted Rand index.
    pub adjusted_rand_index: f64,
}

/// Compares clusters of actors with the truth. An actor in several clusters counts in the first; one named twice counts once.
///
/// ```
/// use vigie_simulate::exercises::{Known, KnownSource, score::score};
/// let source = |name: &str, group: Option<&str>| KnownSource { source: name.into(), group: group.map(Into::into) };
/// let truth = Known { sources: vec![source("a", Some("g")), source("b", Some("g")), source("c", None)] };
/// let answer = score(&truth, &[vec!["a", "b", "c"]]);
/// assert_eq!((answer.pairs_right, answer.pairs_said), (1, 3));
/// ```
pub fn score<S: AsRef<str>>(truth: &Known, clusters: &[Vec<S>]) -> Score {
    let group_of: BTreeMap<&str, Option<&str>> =
        truth.sources.iter().map(|known| (known.source.as_str(), known.group.as_deref())).collect();
    let mut actors: BTreeSet<&str> = group_of.keys().copied().collect();
    let mut sizes: BTreeMap<&str, u64> = BTreeMap::new();
    for group in group_of.values().flatten() {
        *sizes.entry(group).or_default() += 1;
    }
    let mut score = Score { pairs_true: sizes.values().map(|size| pairs(*size)).sum(), ..Score::default() };
    let mut placed: BTreeSet<&str> = BTreeSet::new();
    for cluster in clusters {
        let mut size = 0;
        let mut of_groups: BTreeMap<&str, u64> = BTreeMap::new();
        for actor in cluster.iter().map(AsRef::as_ref).filter(|actor| placed.insert(actor)) {
            actors.insert(actor);
            size += 1;
            if let Some(group) = group_of.get(actor).copied().flatten() {
                *of_groups.entry(group).or_default() += 1;
            }
        }
        let right: u64 = of_groups.values().map(|size| pairs(*size)).sum();
        score.clusters += 1;
        score.false_clusters += u64::from(right == 0);
        score.pairs_said += pairs(size);
        score.pairs_right += right;
    }
    let share = |of: u64| (of > 0).then(|| score.pairs_right as f64 / of as f64);
    (score.precision, score.recall) = (share(score.pairs_said), share(score.pairs_true));
    score.adjusted_rand_index = adjusted_rand_index(&score, actors.len() as u64);
    score
}

fn pairs(size: u64) -> u64 {
    size * size.saturating_sub(1) / 2
}

fn adjusted_rand_index(score: &Score, actors: u64) -> f64 {
    let [said, truly, right] = [score.pairs_said, score.pairs_true, score.pairs_right].map(|count| count as f64);
    let by_chance = said * truly / (pairs(actors).max(1) as f64);
    let most = f64::midpoint(said, truly);
    // Both partitions are all singletons, or both one cluster: they are the same.
    if said + truly == 0.0 || (most - by_chance).abs() < f64::EPSILON {
        return 1.0;
    }
    (right - by_chance) / (most - by_chance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercises::KnownSource;

    fn check(truth: &[(&str, &str)], clusters: &[&[&str]], expected: (Option<f64>, Option<f64>, f64, u64)) {
        let source = |(name, group): &(&str, &str)| KnownSource {
            source: (*name).into(),
            group: (!group.is_empty()).then(|| (*group).into()),
        };
        let truth = Known { sources: truth.iter().map(source).collect() };
        let clusters: Vec<Vec<&str>> = clusters.iter().map(|cluster| cluster.to_vec()).collect();
        let found = score(&truth, &clusters);
        assert_eq!((found.precision, found.recall, found.false_clusters), (expected.0, expected.1, expected.3));
        assert!((found.adjusted_rand_index - expected.2).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn answers_are_scored_pair_by_pair() {
        let truth = [("a", "g"), ("b", "g"), ("c", "g"), ("d", ""), ("e", "")];
        check(&truth, &[&["a", "b", "c"]], (Some(1.0), Some(1.0), 1.0, 0));
        check(&truth, &[], (None, Some(0.0), 0.0, 0));
        check(&truth, &[&["d", "e"]], (Some(0.0), Some(0.0), -3.0 / 17.0, 1));
        check(&truth, &[&["a", "b", "c", "c", "d"]], (Some(0.5), Some(1.0), 4.0 / 9.0, 0));
        check(&truth, &[&["a", "b"], &["b", "a"]], (Some(1.0), Some(1.0 / 3.0), 7.0 / 17.0, 1));
        let nobody = [("a", ""), ("b", "")];
        check(&nobody, &[], (None, None, 1.0, 0));
        check(&nobody, &[&["a", "visitor"]], (Some(0.0), None, 0.0, 1));
    }
}
