//! The second maker of worlds, which is built of agents and has nothing of the first: pairs found, and false clusters where nobody works together.

use std::collections::BTreeMap;

use vigie_correlate::{Nature, Observations, Settings, correlate};
use vigie_simulate::workforce::{DESKS, Desk, Workforce, world};

use super::{Options, claims, pairs};

/// Desks in one world.
const DESKS_PER_WORLD: u16 = 3;

pub(crate) fn print(options: &Options) {
    let settings = Settings { decoys: 0, threads: options.threads, ..Settings::logs() };
    let alone = [None];
    for desk in alone.into_iter().chain(DESKS.iter().map(Some)) {
        let (mut right, mut claimed, mut all, mut clusters, mut worlds) = (0.0, 0.0, 0.0, 0, 0);
        for seed in options.seeds() {
            let world = world(seed, desk, DESKS_PER_WORLD);
            let answer = correlate(&observe(&world), &settings);
            let of: BTreeMap<&str, Option<u16>> =
                world.machines.iter().map(|machine| (machine.name.as_str(), machine.desk)).collect();
            let found = claims(&answer);
            worlds += usize::from(!found.is_empty());
            clusters += found.len();
            for members in found {
                let mut inside: BTreeMap<u16, usize> = BTreeMap::new();
                for name in &members {
                    if let Some(desk) = of[name] {
                        *inside.entry(desk).or_default() += 1;
                    }
                }
                claimed += pairs(members.len());
                right += inside.values().map(|&n| pairs(n)).sum::<f64>();
            }
            all += desk.map_or(0.0, |desk: &Desk| pairs(desk.machines as usize) * f64::from(DESKS_PER_WORLD));
        }
        let (p, r) = (right / f64::max(claimed, 1.0), right / f64::max(all, 1.0));
        println!(
            "{:32} P {p:.3} R {r:.3} F1 {:.3}, clusters {clusters} in {worlds} of {} worlds",
            desk.map_or("nobody works together", |desk| desk.name),
            2.0 * p * r / f64::max(p + r, 1e-9),
            options.seeds
        );
    }
}

fn observe(world: &Workforce) -> Observations {
    let mut observations = Observations::default();
    let (path, agent) = (observations.kind("path", Nature::Content), observations.kind("agent", Nature::Tool));
    for request in &world.requests {
        let name = &world.machines[request.machine as usize].name;
        observations.push(name, path, &request.target, request.at_ms, 1.0);
        observations.push(name, agent, request.program, request.at_ms, 1.0);
    }
    observations
}
