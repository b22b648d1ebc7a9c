//! Everybody who acts alone. Knows nothing of groups.

use super::plans::{Background, TOOLS};
use super::{DAY, Role, SECOND, World, exponential, listed, normal, poisson, unit};
use crate::random::Random;

/// Fills a world with the background of a seed.
pub(crate) fn fill(seed: u64, plan: &Background, world: &mut World) {
    visitors(&mut Random::new(seed, "coordination visitors"), plan, world);
    scanners(&mut Random::new(seed, "coordination scanners"), plan, world);
    commodity(&mut Random::new(seed, "coordination commodity"), plan, world);
    wave(&mut Random::new(seed, "coordination wave"), plan, world);
    scheduled(&mut Random::new(seed, "coordination scheduled"), plan, world);
    readers(&mut Random::new(seed, "coordination readers"), plan, world);
}

/// An instant of the world, busier by day: density 1 + ½ sin over the day, by rejection.
pub(crate) fn instant(random: &mut Random, days: i64) -> i64 {
    loop {
        let time = (unit(random) * (days * DAY) as f64) as i64;
        let hour = (time % DAY) as f64 / DAY as f64;
        if unit(random) * 1.5 < 1.0 + 0.5 * (std::f64::consts::TAU * hour).sin() {
            return time;
        }
    }
}

fn visitors(random: &mut Random, plan: &Background, world: &mut World) {
    for number in 0..plan.visitors {
        let actor = world.actor(format!("visitor:{number}"), Role::Visitor);
        // One in twenty comes back all the time, as crawlers and feed readers do.
        let visits = if random.chance(50) { 10 + random.below(60) } else { random.run(1_600, 20) };
        let browser = format!("browser {}", random.below(40));
        for _ in 0..visits {
            let mut time = instant(random, plan.days);
            for _ in 0..random.run(5_000, 40) {
                let page = (exponential(random) * 12.0) as u64;
                world.act(actor, format!("/page/{page}"), &browser, time);
                time += SECOND + (exponential(random) * 25_000.0) as i64;
            }
        }
    }
}

fn scanners(random: &mut Random, plan: &Background, world: &mut World) {
    for number in 0..plan.scanners {
        let actor = world.actor(format!("scanner:{number}"), Role::Scanner);
        let visits = (2.0 + (normal(random) * 1.2 + 1.0).exp()).min(200.0) as u32;
        let ports: Vec<u64> = (0..=random.below(4)).map(|_| (exponential(random) * 15.0) as u64).collect();
        // Half scan only while their lease lasts.
        let (from, days) =
            if random.chance(500) { (0, plan.days) } else { (random.below(plan.days as u64 - 3) as i64, 3) };
        for _ in 0..visits {
            let time = from * DAY + instant(random, days);
            let port = *random.pick(&ports);
            world.act(actor, format!("port {port}"), "tcp", time);
        }
    }
}

fn commodity(random: &mut Random, plan: &Background, world: &mut World) {
    for number in 0..plan.commodity {
        let actor = world.actor(format!("commodity:{number}"), Role::Commodity);
        let tool = random.below(TOOLS.len() as u64) as usize;
        let (name, length) = TOOLS[tool];
        for _ in 0..=random.run(2_000, 20) {
            let mut time = instant(random, plan.days);
            let wanted = ((4.5 + normal(random)).exp() as usize).clamp(1, length);
            let gap = *random.pick(&[200, 1_000, 3_000]);
            // Most run the list from its start until they are stopped, others a random part of it in order.
            let part = if random.chance(600) { 1_000 } else { (wanted * 1_000 / length).max(1) as u64 };
            let chosen = (0..length).filter(|_| random.chance(part)).take(wanted).collect::<Vec<_>>();
            for item in chosen {
                world.act(actor, listed(tool, item), name, time);
                time += gap;
            }
        }
        // Who drew an empty part looked at the front page at least.
        let time = instant(random, plan.days);
        world.act(actor, "/".into(), name, time);
    }
}

fn wave(random: &mut Random, plan: &Background, world: &mut World) {
    let published = (2 + random.below(plan.days as u64 - 5) as i64) * DAY + 30_000 * SECOND;
    for number in 0..plan.wave {
        let actor = world.actor(format!("wave:{number}"), Role::Wave);
        let mut time = published + (exponential(random) * 0.7 * DAY as f64) as i64;
        for _ in 0..=poisson(random, 2.0) {
            world.act(actor, "/fresh-vulnerability".into(), "scripted client", time);
            world.act(actor, "/".into(), "scripted client", time + SECOND);
            time += (exponential(random) * 0.5 * DAY as f64) as i64;
        }
    }
}

fn scheduled(random: &mut Random, plan: &Background, world: &mut World) {
    for number in 0..plan.scheduled {
        let actor = world.actor(format!("scheduled:{number}"), Role::Scheduled);
        let hour = random.below(24) as i64;
        let tool = random.below(TOOLS.len() as u64) as usize;
        let certain = random.below(plan.days as u64) as i64;
        for day in 0..plan.days {
            if random.chance(700) || day == certain {
                let time = day * DAY + hour * 3_600 * SECOND + random.between(0, 4_999);
                for item in 0..5 {
                    world.act(actor, listed(tool, item), TOOLS[tool].0, time + item as i64 * SECOND);
                }
            }
        }
    }
}

fn readers(random: &mut Random, plan: &Background, world: &mut World) {
    let sent = [3, 10].map(|day| day * DAY + (8 + random.below(10) as i64) * 3_600 * SECOND);
    for number in 0..plan.readers {
        let actor = world.actor(format!("reader:{number}"), Role::Reader);
        let browser = format!("browser {}", random.below(40));
        for (issue, sent) in sent.iter().enumerate() {
            if random.chance(800) || issue == 0 {
                let time = sent + (exponential(random) * 40.0 * 60_000.0) as i64;
                world.act(actor, format!("/newsletter/{issue}"), &browser, time);
            }
        }
    }
}
