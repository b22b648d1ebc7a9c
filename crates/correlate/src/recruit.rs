//! Who else follows a group found by its pairs? An account may share one text with each of ten members and never two with one; no pair shows
//! it, the group does.
//!
//! **Null.** On each trace that an actor shares with a group, it falls within δ of the nearest member as often as outsiders do who used the same
//! trace: q = (K + κ·(1 − (1 − pool)^m)) / (N + κ), with K of the N outsiders within δ and m members on the trace. Poisson-binomial over the traces,
//! Cauchy over widths, Benjamini–Hochberg over all actors and groups that share enough. Members are tested like everybody, without themselves.
//!
//! Cost: Σ over traces of users × groups present.

use std::collections::BTreeMap;

use crate::settings::Settings;
use crate::stats::combine::cauchy;
use crate::stats::multiple::benjamini_hochberg;
use crate::stats::tails::poisson_binomial_upper;
use crate::synchrony::{Null, Use, Uses};

/// Rounds of joining; each may only follow from the last.
const ROUNDS: usize = 3;

/// An actor's place in a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Recruit {
    pub(crate) actor: u32,
    pub(crate) group: u32,
    pub(crate) chance_log10: f64,
    pub(crate) together: u32,
    pub(crate) occasions: u32,
}

/// One trace that an actor shares with a group.
struct Shared {
    gap: i64,
    chances: Vec<f64>,
}

/// The members of each group after testing everybody; `group_of` names the groups found by pairs.
pub(crate) fn recruit(world: &Uses, null: &Null<'_>, group_of: &[Option<u32>], settings: &Settings) -> Vec<Recruit> {
    let mut group_of = group_of.to_vec();
    let mut found = Vec::new();
    for _ in 0..ROUNDS {
        found = test(world, null, &group_of, settings);
        let mut next = vec![None; group_of.len()];
        for recruit in &found {
            next[recruit.actor as usize] = Some(recruit.group);
        }
        if next == group_of {
            break;
        }
        group_of = next;
    }
    found
}

fn test(world: &Uses, null: &Null<'_>, group_of: &[Option<u32>], settings: &Settings) -> Vec<Recruit> {
    let mut shared: BTreeMap<(u32, u32), Vec<Shared>> = BTreeMap::new();
    for trace in 0..world.traces() as u32 {
        let users = world.users(trace);
        if users.len() >= 2 && users.len() <= settings.popularity_max {
            share(trace, users, world, null, group_of, settings, &mut shared);
        }
    }
    shared.retain(|_, shared| shared.len() >= settings.shared_min);
    let widths = &settings.trace_widths_ms;
    let mut cells = Vec::new();
    let tested: Vec<Recruit> = shared
        .iter()
        .map(|(&(actor, group), shared)| {
            let mut together = 0;
            let mut best = 0.5;
            let each: Vec<f64> = (0..widths.len())
                .map(|at| {
                    let chances: Vec<f64> = shared.iter().map(|shared| shared.chances[at]).collect();
                    let hits = shared.iter().filter(|shared| shared.gap <= widths[at]).count();
                    let chance = poisson_binomial_upper(&chances, hits, &mut cells);
                    if chance < best {
                        (best, together) = (chance, hits as u32);
                    }
                    chance
                })
                .collect();
            Recruit { actor, group, chance_log10: cauchy(&each), together, occasions: shared.len() as u32 }
        })
        .collect();
    let chances: Vec<f64> = tested.iter().map(|tested| tested.chance_log10).collect();
    let kept = benjamini_hochberg(&chances, 0, settings.q);
    let mut best: BTreeMap<u32, Recruit> = BTreeMap::new();
    for (recruit, _) in tested.iter().zip(kept).filter(|(_, kept)| *kept) {
        let held = best.entry(recruit.actor).or_insert(*recruit);
        if recruit.chance_log10 < held.chance_log10 {
            *held = *recruit;
        }
    }
    best.into_values().collect()
}

/// What each user of a trace shares with each group present on it.
fn share(
    trace: u32,
    users: &[Use],
    world: &Uses,
    null: &Null<'_>,
    group_of: &[Option<u32>],
    settings: &Settings,
    shared: &mut BTreeMap<(u32, u32), Vec<Shared>>,
) {
    let mut groups: Vec<u32> = users.iter().filter_map(|used| group_of[used.actor as usize]).collect();
    groups.sort_unstable();
    groups.dedup();
    for group in groups {
        let inside: Vec<bool> = users.iter().map(|used| group_of[used.actor as usize] == Some(group)).collect();
        let members = inside.iter().filter(|inside| **inside).count();
        let gaps = nearest(users, &inside);
        let outsiders = (users.len() - members) as f64;
        let hits: Vec<f64> = settings
            .trace_widths_ms
            .iter()
            .map(|&width| gaps.iter().zip(&inside).filter(|(gap, inside)| !**inside && **gap <= width).count() as f64)
            .collect();
        for ((used, &own), &gap) in users.iter().zip(&inside).zip(&gaps) {
            let others = members - usize::from(own);
            if others == 0 {
                continue;
            }
            let chances = settings
                .trace_widths_ms
                .iter()
                .zip(&hits)
                .enumerate()
                .map(|(at, (&width, &hits))| {
                    let own_hit = f64::from(u8::from(!own && gap <= width));
                    let pooled = 1.0 - (1.0 - null.pooled(world, trace, at)).powi(others as i32);
                    let rest = outsiders - f64::from(u8::from(!own));
                    ((hits - own_hit + settings.shrinkage * pooled) / (rest + settings.shrinkage)).clamp(1e-9, 1.0)
                })
                .collect();
            shared.entry((used.actor, group)).or_default().push(Shared { gap, chances });
        }
    }
}

/// The gap of each user to the nearest member but itself.
fn nearest(users: &[Use], inside: &[bool]) -> Vec<i64> {
    let mut gaps = vec![i64::MAX; users.len()];
    let mut last: Option<i64> = None;
    for at in 0..users.len() {
        if let Some(last) = last {
            gaps[at] = users[at].time - last;
        }
        if inside[at] {
            last = Some(users[at].time);
        }
    }
    let mut next: Option<i64> = None;
    for at in (0..users.len()).rev() {
        if let Some(next) = next {
            gaps[at] = gaps[at].min(next - users[at].time);
        }
        if inside[at] {
            next = Some(users[at].time);
        }
    }
    gaps
}
