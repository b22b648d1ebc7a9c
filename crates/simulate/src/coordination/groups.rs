//! Groups under one command: sessions of all members around one instant, the session's work cut into parts.

use super::plans::{Background, Group, TOOLS};
use super::{DAY, Role, SECOND, World, exponential, listed, normal, poisson, unit};
use crate::random::Random;

/// Requests of one member in one session.
const REQUESTS: usize = 20;

/// Paths of a private list.
const PRIVATE_LENGTH: usize = 800;

/// Plants group `number` of this plan.
pub(crate) fn plant(seed: u64, number: u16, background: &Background, plan: &Group, world: &mut World) {
    let random = &mut Random::new(seed, &format!("coordination group {number}"));
    let tool = random.below(TOOLS.len() as u64) as usize;
    let private = format!("private {number}");
    let (name, length) = if plan.public { TOOLS[tool] } else { (private.as_str(), PRIVATE_LENGTH) };
    let path = |item: usize| if plan.public { listed(tool, item) } else { format!("/private-{number}/{item}") };
    let mut order: Vec<usize> = (0..length).collect();
    for last in (1..length).rev() {
        order.swap(last, random.below(last as u64 + 1) as usize);
    }
    let members: Vec<u32> =
        (0..plan.sources).map(|member| world.actor(format!("group{number}:{member}"), Role::Member(number))).collect();
    let begin = unit(random) * (background.days - 6) as f64 * DAY as f64;
    let mut starts: Vec<i64> = (0..plan.sessions).map(|_| (begin + unit(random) * 5.0 * DAY as f64) as i64).collect();
    starts.sort_unstable();
    let mut position = 0;
    for start in starts {
        let work: Vec<usize> = (0..members.len() * REQUESTS).map(|i| order[(position + i) % length]).collect();
        position += work.len();
        for (member, &actor) in members.iter().enumerate() {
            let own = &work[member * REQUESTS..(member + 1) * REQUESTS];
            let mut time = start + (normal(random) * f64::from(plan.jitter_seconds) * 1_000.0) as i64;
            for &item in own {
                let free = random.chance(u64::from(plan.overlap_per_mille));
                let item = if free { *random.pick(&work) } else { item };
                world.act(actor, path(item), name, time);
                time += SECOND;
            }
        }
        hand_over(random, number, plan, name, start, &members, world);
    }
}

/// What one member found is used by another soon after.
fn hand_over(
    random: &mut Random,
    number: u16,
    plan: &Group,
    tool: &str,
    start: i64,
    members: &[u32],
    world: &mut World,
) {
    let mean = f64::from(plan.hand_off_per_mille) / 1_000.0 * members.len() as f64;
    for _ in 0..poisson(random, mean) {
        let first = random.below(members.len() as u64) as usize;
        let second = (first + 1 + random.below(members.len() as u64 - 1) as usize) % members.len();
        let token = format!("/found/{number}-{}", random.below(1_000_000_000));
        let time = start + 60 * SECOND + (normal(random) * f64::from(plan.jitter_seconds) * 1_000.0) as i64;
        world.act(members[first], token.clone(), tool, time);
        world.act(members[second], token, tool, time + 5 * SECOND + (exponential(random) * 1_800_000.0) as i64);
    }
}
