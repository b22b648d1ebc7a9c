//! What every kind of evidence inherits: of strangers it says what chance says. Looks at the kinds' chances alone; worlds and verdicts are tested with the engine.

use std::collections::BTreeSet;

use super::{Class, EVIDENCE, Evidence, Index, Suspects};
use crate::attendance::Starts;
use crate::clusters::{Basis, Outcome};
use crate::observations::{Nature, Observations};
use crate::settings::Settings;
use crate::stats::random::Random;
use crate::stats::tails::binomial_upper;
use crate::timeline::{DAY, HOUR, SECOND, Timeline};

/// Worlds, and groups of strangers that are looked at in each.
const WORLDS: u64 = 16;
const GROUPS: u64 = 10;

/// Makes a world of a seed.
type Make = fn(u64) -> Observations;

/// A fortnight of 240 strangers who use four tools, each its own part of the tool's list in nearly the list's order, from one of sixty networks, at hours that most of them keep; one act
/// in twenty is of something that hardly anybody leaves.
fn strangers(seed: u64) -> Observations {
    let (mut random, mut o) = (Random::new(seed), Observations::default());
    let path = o.kind("path", Nature::Content);
    let tool = o.kind("tool", Nature::Tool);
    let network = o.kind("network", Nature::Place);
    for actor in 0..240 {
        let (name, used) = (format!("actor {actor}"), random.below(4));
        let born = random.below(10) as i64 * DAY;
        let place = random.below(60);
        for day in 0..=random.below(4) as i64 {
            let hour = 8 + (random.below(12) + random.below(12)) as i64 / 2;
            let mut time = born + day * DAY + hour * HOUR + random.below(3_600) as i64 * SECOND;
            o.push(&name, tool, &format!("tool {used}"), time, 1.0);
            o.push(&name, network, &format!("network {place}"), time, 1.0);
            let from = random.below(100);
            for step in 0..20 + random.below(20) {
                let rare = random.below(20) == 0;
                let trace = if rare {
                    format!("rare {}", random.below(1_500))
                } else {
                    format!("{used}/{}", from + step + random.below(6))
                };
                o.push(&name, path, &trace, time, 1.0);
                time += (1 + random.below(90) as i64) * SECOND;
            }
        }
    }
    o
}

/// Six days of 90 strangers with three tools who act all the time, or all day from eight to twenty, each at its own pace: every second one by chance, the others by the clock, give or take a fifth.
fn steady(seed: u64) -> Observations {
    let (mut random, mut o) = (Random::new(seed), Observations::default());
    let path = o.kind("path", Nature::Content);
    let tool = o.kind("tool", Nature::Tool);
    for actor in 0..90 {
        let (name, used) = (format!("actor {actor}"), actor % 3);
        let gap = (600 + random.below(1_800)) as f64;
        let mut time = random.below(3_600) as f64;
        while time < 6.0 * 86_400.0 {
            let hour = (time % 86_400.0) / 3_600.0;
            if used > 0 || (8.0..20.0).contains(&hour) {
                let at = time as i64 * SECOND;
                o.push(&name, tool, &format!("tool {used}"), at, 1.0);
                o.push(&name, path, &format!("{used}/{}", random.below(400)), at, 1.0);
            }
            time += gap * if actor % 2 == 0 { -random.unit().ln() } else { 0.8 + 0.4 * random.unit() };
        }
    }
    o
}

/// Of every kind, and of groups found by their sessions or by their tool, log10 of the chances that it gives to groups of strangers, where it can be tested.
fn chances(world: Make) -> Vec<(&'static Evidence, Basis, Vec<f64>)> {
    let settings = Settings { draws: 199, ..Settings::logs() };
    let bases = |kind| [Basis::Sessions, Basis::Tool].map(|basis| (kind, basis, Vec::new()));
    let mut asked: Vec<(&Evidence, Basis, Vec<f64>)> = EVIDENCE.iter().flat_map(bases).collect();
    for seed in 0..WORLDS {
        let o = world(seed);
        let timeline = Timeline::new(&o, settings.session_gap_ms, settings.threads);
        let (starts, index) = (Starts::new(&timeline.sessions), Index::new(&timeline));
        for (kind, basis, chances) in &mut asked {
            let mut random = Random::new(seed + 1_000);
            for group in 0..GROUPS {
                let members = members(kind.class, &timeline, &index, &mut random);
                let mut is_member = vec![false; timeline.actors()];
                for &member in &members {
                    is_member[member as usize] = true;
                }
                let suspects = Suspects {
                    timeline: &timeline,
                    index: &index,
                    starts: &starts,
                    members: &members,
                    is_member: &is_member,
                    meetings: &[],
                    ties: &[],
                    basis: *basis,
                    found_log10: 0.0,
                    settings: &settings,
                    seed: seed * GROUPS + group,
                };
                if let Outcome::Tested { chance_log10, .. } = (kind.weigh)(&suspects) {
                    chances.push(chance_log10);
                }
            }
        }
    }
    asked
}

/// Some strangers: one hand is asked of users of one tool, one tool of whoever there is.
fn members(class: Class, timeline: &Timeline, index: &Index, random: &mut Random) -> Vec<u32> {
    let tool = index.tools.values().nth(random.below(index.tools.len())).unwrap();
    let mut all: Vec<u32> =
        if class == Class::Command { tool.clone() } else { (0..timeline.actors() as u32).collect() };
    random.shuffle(&mut all);
    all.truncate(4 + random.below(9));
    all.sort_unstable();
    all
}

/// A sign of a kind that is not calibrated: as many chances below the level as a calibrated kind gives once in so many (log10) such tests.
const TOO_MANY_LOG10: f64 = -3.0;

#[test]
fn of_strangers_every_kind_says_what_chance_says() {
    let worlds: [(&str, Make); 2] = [("strangers", strangers), ("steady", steady)];
    let mut tested = BTreeSet::new();
    for (world, made) in worlds {
        for (kind, basis, chances) in chances(made) {
            tested.extend(chances.first().map(|_| kind.name));
            for level in [-1.0, -2.0] {
                let below = chances.iter().filter(|chance| **chance <= level).count() as u64;
                let sign = binomial_upper(chances.len() as u64, 10_f64.powf(level), below);
                let all = chances.len();
                assert!(sign > TOO_MANY_LOG10, "{}, {world}, {basis:?}: {below} of {all} at 10^{level}", kind.name);
            }
        }
    }
    // What weighs the ties by which a group was found has none among strangers: their nulls are tested where they are made.
    let untested: Vec<&str> = EVIDENCE.iter().map(|kind| kind.name).filter(|name| !tested.contains(name)).collect();
    assert_eq!(untested, ["synchrony"]);
}
