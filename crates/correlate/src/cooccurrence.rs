//! The published co-action network of CooRTweet (Righetti & Balluff 2025; R package CooRTweet, `detect_groups` and
//! `generate_coordinated_network`), so that researchers can compare: pairs of accounts that share an object within a time window. It has no null model:
//! it finds edges in any data. Nothing else here uses it.

use std::collections::{BTreeMap, BTreeSet};

/// One sharing: an account shared an object with one post.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share {
    /// What was shared.
    pub object: String,
    /// Who shared it.
    pub account: String,
    /// The post that did.
    pub content: String,
    /// When, in seconds.
    pub time_seconds: i64,
}

/// Two posts that shared one object within the window, the later first, as CooRTweet lists them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SharedPair {
    /// The object.
    pub object: String,
    /// The post of the first account.
    pub content: String,
    /// The post of the second.
    pub content_y: String,
    /// Seconds between them.
    pub time_delta: i64,
    /// First account.
    pub account: String,
    /// Second account.
    pub account_y: String,
}

/// An undirected edge.
#[derive(Clone, Debug, PartialEq)]
pub struct CoEdge {
    /// The lower account name.
    pub from: String,
    /// The higher.
    pub to: String,
    /// Pairs of posts.
    pub weight: u32,
    /// Mean seconds between them.
    pub time_delta_mean: f64,
}

/// Pairs listed at most.
pub const PAIRS_MAX: usize = 5_000_000;

/// `detect_groups(time_window, min_participation)`: accounts with fewer than `participation_min` posts are dropped, then pairs within
/// `window_seconds` are listed, then pairs of which no account takes part with `participation_min` posts are dropped. Cost: n log n and the pairs.
pub fn detect_groups(shares: &[Share], window_seconds: i64, participation_min: usize) -> Vec<SharedPair> {
    detect_groups_up_to(shares, window_seconds, participation_min, PAIRS_MAX).0
}

/// [`detect_groups`] that stops at the given number of pairs; false where it did, and the list is therefore not whole.
pub fn detect_groups_up_to(
    shares: &[Share],
    window_seconds: i64,
    participation_min: usize,
    pairs_max: usize,
) -> (Vec<SharedPair>, bool) {
    let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
    for share in shares {
        *rows.entry(&share.account).or_default() += 1;
    }
    let mut kept: Vec<&Share> =
        shares.iter().filter(|share| rows[share.account.as_str()] >= participation_min).collect();
    kept.sort_by(|x, y| (&x.object, x.time_seconds, &x.content).cmp(&(&y.object, y.time_seconds, &y.content)));
    let (mut pairs, mut whole) = (Vec::new(), true);
    'objects: for of_object in kept.chunk_by(|x, y| x.object == y.object) {
        let mut first = 0;
        for (at, later) in of_object.iter().enumerate() {
            while later.time_seconds - of_object[first].time_seconds > window_seconds {
                first += 1;
            }
            for earlier in &of_object[first..at] {
                if earlier.account != later.account {
                    if pairs.len() == pairs_max {
                        whole = false;
                        break 'objects;
                    }
                    pairs.push((*earlier, *later));
                }
            }
        }
    }
    let mut posts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for share in pairs.iter().flat_map(|(x, y)| [x, y]) {
        posts.entry(&share.account).or_default().insert(&share.content);
    }
    let takes_part = |share: &Share| posts[share.account.as_str()].len() >= participation_min;
    let mut found: Vec<SharedPair> = pairs
        .iter()
        .filter(|(x, y)| takes_part(x) || takes_part(y))
        .map(|(x, y)| SharedPair {
            object: x.object.clone(),
            content: y.content.clone(),
            content_y: x.content.clone(),
            time_delta: y.time_seconds - x.time_seconds,
            account: y.account.clone(),
            account_y: x.account.clone(),
        })
        .collect();
    found.sort();
    (found, whole)
}

/// `generate_coordinated_network(edge_weight)`: one edge for each pair of accounts, those kept whose weight is above the given quantile of
/// all weights (R's type 7), and all when `quantile` is 0.
pub fn network(pairs: &[SharedPair], quantile: f64) -> Vec<CoEdge> {
    let mut edges: BTreeMap<(&str, &str), (u32, i64)> = BTreeMap::new();
    for pair in pairs {
        let (from, to) = if pair.account <= pair.account_y {
            (&pair.account, &pair.account_y)
        } else {
            (&pair.account_y, &pair.account)
        };
        let edge = edges.entry((from, to)).or_default();
        edge.0 += 1;
        edge.1 += pair.time_delta;
    }
    let mut weights: Vec<f64> = edges.values().map(|edge| f64::from(edge.0)).collect();
    weights.sort_by(f64::total_cmp);
    let threshold = if quantile > 0.0 && !weights.is_empty() {
        let at = (weights.len() - 1) as f64 * quantile.clamp(0.0, 1.0);
        let (low, rest) = (at.floor() as usize, at.fract());
        weights[low] + rest * (weights[(low + 1).min(weights.len() - 1)] - weights[low])
    } else {
        0.0
    };
    edges
        .into_iter()
        .filter(|(_, edge)| f64::from(edge.0) > threshold)
        .map(|((from, to), (weight, deltas))| CoEdge {
            from: from.to_owned(),
            to: to.to_owned(),
            weight,
            time_delta_mean: deltas as f64 / f64::from(weight),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(object: &str, account: &str, content: &str, time_seconds: i64) -> Share {
        Share { object: object.into(), account: account.into(), content: content.into(), time_seconds }
    }

    #[test]
    fn accounts_meet_within_the_window_only() {
        let shares = [
            share("o", "a", "1", 0),
            share("o", "b", "2", 8),
            share("o", "b", "3", 40),
            share("p", "a", "4", 100),
            share("p", "b", "5", 105),
            share("p", "c", "6", 106),
        ];
        let pairs = detect_groups(&shares, 10, 2);
        assert_eq!(pairs.len(), 2, "c has one post only: {pairs:?}");
        let edges = network(&pairs, 0.0);
        assert_eq!((edges.len(), edges[0].weight), (1, 2));
        assert!((edges[0].time_delta_mean - 6.5).abs() < 1e-12);
        assert!(network(&pairs, 0.5).is_empty(), "no weight is above the only one");
    }
}
