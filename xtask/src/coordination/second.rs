//! Two more makers of worlds, which have nothing of the first: one built of agents by authors who know the engine, one by an author who had not
//! seen it. Pairs found, and false clusters where nobody works together.

use std::collections::BTreeMap;

use vigie_correlate::{Nature, Observations, Settings, correlate};
use vigie_simulate::{outsider, workforce};

use super::{Options, claims, pairs};

/// Groups of one kind in one world.
const GROUPS_PER_WORLD: u16 = 3;

/// A world as it is scored.
#[derive(Default)]
struct World {
    observations: Observations,
    /// Whom each works for, by name; `None` for nobody.
    of: BTreeMap<String, Option<u16>>,
}

pub(crate) fn print(options: &Options) {
    println!("by authors who know the engine:");
    score(options, "nobody works together", |seed| of_workforce(&workforce::world(seed, None, 0)));
    for desk in workforce::DESKS {
        score(options, desk.name, |seed| of_workforce(&workforce::world(seed, Some(desk), GROUPS_PER_WORLD)));
    }
    println!("by an author who had not seen it:");
    score(options, "nobody works together", |seed| of_outsider(&outsider::world(seed, None, 0)));
    for crew in outsider::CREWS {
        score(options, crew.name, |seed| of_outsider(&outsider::world(seed, Some(crew), GROUPS_PER_WORLD)));
    }
}

/// Prints what is found in so many worlds.
fn score(options: &Options, name: &str, world: impl Fn(u64) -> World) {
    let settings = Settings { threads: options.threads, ..Settings::logs() };
    let (mut right, mut claimed, mut all, mut clusters, mut worlds, mut false_clusters) = (0.0, 0.0, 0.0, 0, 0, 0);
    for seed in options.seeds() {
        let world = world(seed);
        let answer = correlate(&world.observations, &settings);
        let found = claims(&answer);
        worlds += usize::from(!found.is_empty());
        clusters += found.len();
        for members in found {
            let inside = sizes(members.iter().filter_map(|name| world.of[*name]));
            let here: f64 = inside.values().map(|&n| pairs(n)).sum();
            false_clusters += usize::from(here * 2.0 < pairs(members.len()));
            claimed += pairs(members.len());
            right += here;
        }
        all += sizes(world.of.values().copied().flatten()).values().map(|&n| pairs(n)).sum::<f64>();
    }
    let (p, r) = (right / f64::max(claimed, 1.0), right / f64::max(all, 1.0));
    println!(
        "{name:32} P {p:.3} R {r:.3} F1 {:.3}, clusters {clusters} ({false_clusters} mostly false) in {worlds} of {} worlds",
        2.0 * p * r / f64::max(p + r, 1e-9),
        options.seeds
    );
}

fn sizes(groups: impl Iterator<Item = u16>) -> BTreeMap<u16, usize> {
    let mut sizes = BTreeMap::new();
    for group in groups {
        *sizes.entry(group).or_default() += 1;
    }
    sizes
}

fn of_workforce(made: &workforce::Workforce) -> World {
    let actors = made.machines.iter().map(|machine| (machine.name.as_str(), machine.desk));
    let acts = made.requests.iter().map(|act| (act.machine, act.target.as_str(), act.program, act.at_ms));
    world(actors, acts)
}

fn of_outsider(made: &outsider::World) -> World {
    let actors = made.actors.iter().map(|(name, crew)| (name.as_str(), *crew));
    let acts = made.acts.iter().map(|act| (act.actor, act.target.as_str(), act.tool, act.at_ms));
    world(actors, acts)
}

fn world<'a>(
    actors: impl Iterator<Item = (&'a str, Option<u16>)>,
    acts: impl Iterator<Item = (u32, &'a str, &'a str, i64)>,
) -> World {
    let mut world = World::default();
    let path = world.observations.kind("path", Nature::Content);
    let agent = world.observations.kind("agent", Nature::Tool);
    let actors: Vec<_> = actors.collect();
    for (actor, target, tool, at_ms) in acts {
        let name = actors[actor as usize].0;
        world.observations.push(name, path, target, at_ms, 1.0);
        world.observations.push(name, agent, tool, at_ms, 1.0);
    }
    world.of = actors.into_iter().map(|(name, group)| (name.to_owned(), group)).collect();
    world
}
