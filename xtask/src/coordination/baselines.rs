//! Published methods beside ours on the same worlds: ports for comparison, used nowhere else.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use vigie_correlate::stats::multiple::benjamini_hochberg;
use vigie_correlate::stats::tails::hypergeometric_upper;
use vigie_simulate::coordination::{Role, TraceKind, World, world};

use super::{BACKGROUND, GROUPS, GROUPS_PER_WORLD, claims, observe, plans};

type Edges = BTreeSet<(u32, u32)>;

pub(crate) fn print() {
    println!(
        "{:16} {:34} {:>8} {:>8} {:>7} {:>9} {:>10}",
        "group", "method", "edges", "edge P", "recall", "innocents", "commodity"
    );
    for name in ["k10 S8", "k10 S3", "k10 S3 private"] {
        let plan = GROUPS.iter().find(|plan| plan.name == name);
        let world = world(plans::SEED_PUBLISHED, &BACKGROUND, plan, GROUPS_PER_WORLD);
        let rows = rows(&world);
        let coortweet = coortweet(&rows, 60_000, 0.5);
        report(name, "CooRTweet-like 60 s, > median", &coortweet, &world);
        report(name, "CooRTweet-like 60 s, > 95th", &self::coortweet(&rows, 60_000, 0.95), &world);
        report(name, "coordination-network-toolkit 60 s", &toolkit(&rows, 60_000, 5), &world);
        report(name, "validated network (Tumminello) BH", &validated(&rows), &world);
        let answer = vigie_correlate::correlate(
            &observe(&world),
            &vigie_correlate::Settings { decoys: 0, ..vigie_correlate::Settings::logs() },
        );
        let number: HashMap<&str, u32> =
            world.actors.iter().enumerate().map(|(at, actor)| (actor.0.as_str(), at as u32)).collect();
        let mut ours = Edges::new();
        for members in claims(&answer) {
            let mut ids: Vec<u32> = members.iter().map(|member| number[member]).collect();
            ids.sort_unstable();
            ours.extend(ids.iter().enumerate().flat_map(|(at, &a)| ids[at + 1..].iter().map(move |&b| (a, b))));
        }
        report(name, "vigie-correlate (pairs in clusters)", &ours, &world);
    }
}

fn report(group: &str, method: &str, edges: &Edges, world: &World) {
    let role = |actor: u32| world.actors[actor as usize].1;
    let right = edges.iter().filter(|(a, b)| matches!(role(*a), Role::Member(_)) && role(*a) == role(*b)).count();
    let touched: BTreeSet<u32> = edges.iter().flat_map(|&(a, b)| [a, b]).collect();
    let innocents = touched.iter().filter(|&&actor| !matches!(role(actor), Role::Member(_))).count();
    let commodity = touched.iter().filter(|&&actor| role(actor) == Role::Commodity).count();
    let mut sizes: BTreeMap<Role, usize> = BTreeMap::new();
    for (_, role) in world.actors.iter().filter(|actor| matches!(actor.1, Role::Member(_))) {
        *sizes.entry(*role).or_default() += 1;
    }
    let all: f64 = sizes.values().map(|&n| super::pairs(n)).sum();
    println!(
        "{group:16} {method:34} {:>8} {:>8.4} {:>7.3} {innocents:>9} {commodity:>10}",
        edges.len(),
        right as f64 / edges.len().max(1) as f64,
        right as f64 / all.max(1.0)
    );
}

/// (target, time, actor), sorted.
fn rows(world: &World) -> Vec<(u32, i64, u32)> {
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    let mut rows: Vec<(u32, i64, u32)> = world
        .rows
        .iter()
        .filter(|row| row.kind == TraceKind::Target)
        .map(|row| {
            let next = numbers.len() as u32;
            (*numbers.entry(row.trace.as_str()).or_insert(next), row.time_ms, row.actor)
        })
        .collect();
    rows.sort_unstable();
    rows
}

fn within(rows: &[(u32, i64, u32)], window: i64, mut pair: impl FnMut(usize, usize)) {
    let mut first = 0;
    for at in 0..rows.len() {
        while rows[first].0 != rows[at].0 || rows[at].1 - rows[first].1 > window {
            first += 1;
        }
        for other in first..at {
            if rows[other].2 != rows[at].2 {
                pair(other, at);
            }
        }
    }
}

/// CooRTweet: pairs of rows within the window; edges above a quantile of the weights.
fn coortweet(rows: &[(u32, i64, u32)], window: i64, quantile: f64) -> Edges {
    let mut weights: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    within(rows, window, |x, y| {
        let (a, b) = (rows[x].2, rows[y].2);
        *weights.entry((a.min(b), a.max(b))).or_default() += 1;
    });
    let mut sorted: Vec<u32> = weights.values().copied().collect();
    sorted.sort_unstable();
    let threshold = sorted.get((sorted.len().saturating_sub(1) as f64 * quantile) as usize).copied().unwrap_or(0);
    weights.into_iter().filter(|(_, weight)| *weight > threshold).map(|(pair, _)| pair).collect()
}

/// coordination-network-toolkit: distinct messages of one with a match of the other, at least `least` in either direction.
fn toolkit(rows: &[(u32, i64, u32)], window: i64, least: usize) -> Edges {
    let mut messages: Vec<(u32, u32, u32)> = Vec::new();
    within(rows, window, |x, y| {
        messages.push((rows[x].2, rows[y].2, x as u32));
        messages.push((rows[y].2, rows[x].2, y as u32));
    });
    messages.sort_unstable();
    messages.dedup();
    messages
        .chunk_by(|x, y| (x.0, x.1) == (y.0, y.1))
        .filter(|same| same.len() >= least)
        .map(|same| (same[0].0.min(same[0].1), same[0].0.max(same[0].1)))
        .collect()
}

/// Statistically validated networks: hypergeometric chance of the number of shared targets, Benjamini–Hochberg over all pairs.
fn validated(rows: &[(u32, i64, u32)]) -> Edges {
    let mut sets: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for &(target, _, actor) in rows {
        sets.entry(actor).or_default().insert(target);
    }
    let mut users: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (&actor, targets) in &sets {
        for &target in targets {
            users.entry(target).or_default().push(actor);
        }
    }
    let mut shared: HashMap<(u32, u32), u64> = HashMap::new();
    for users in users.values() {
        for (at, &a) in users.iter().enumerate() {
            for &b in &users[at + 1..] {
                *shared.entry((a, b)).or_default() += 1;
            }
        }
    }
    let mut tested: Vec<((u32, u32), u64)> = shared.into_iter().filter(|(_, both)| *both >= 2).collect();
    tested.sort_unstable();
    let size = |actor: u32| sets[&actor].len() as u64;
    let chances: Vec<f64> =
        tested.iter().map(|&((a, b), both)| hypergeometric_upper(users.len() as u64, size(a), size(b), both)).collect();
    let n = sets.len() as u64;
    let kept = benjamini_hochberg(&chances, n * (n - 1) / 2, 0.05);
    tested.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|((pair, _), _)| pair).collect()
}
