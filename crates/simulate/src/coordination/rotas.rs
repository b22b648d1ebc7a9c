//! Rotas: sources that are active all the time at a low rate, because one hand deals out one stream of work among them; and their twins, as many sources
//! of the same tool, pace and total that know nothing of one another. No source of either ever meets another on purpose.

use super::plans::Background;
use super::{DAY, Role, World, exponential, unit};
use crate::random::Random;

/// How the next member is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deal {
    /// One after the other.
    InTurn,
    /// Any member but the last one, by chance.
    ByChance,
}

/// One kind of rota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rota {
    /// Its name in tables.
    pub name: &'static str,
    /// Members.
    pub members: u32,
    /// Seconds from one act of the rota to its next, on average.
    pub gap_seconds: u32,
    /// How much of that is chance, per mille: 0 is a clock, 1,000 a Poisson process.
    pub irregular_per_mille: u32,
    /// How the next member is chosen.
    pub deal: Deal,
    /// Turns that a member misses, per mille; the next one takes them.
    pub missed_per_mille: u32,
    /// Independent users of the same tool at the members' pace.
    pub strangers: u32,
    /// Days that it goes on.
    pub days: i64,
    /// Hours of the day (UTC) between which anybody acts, from and to.
    pub hours: (i64, i64),
}

impl Rota {
    /// Milliseconds of a day in which anybody acts.
    fn open(&self) -> i64 {
        (self.hours.1 - self.hours.0) * DAY / 24
    }

    /// The instant at which so many milliseconds of open hours have passed since the day of `begin`; since `begin` itself where all hours are open.
    fn instant(&self, begin: i64, passed: i64) -> i64 {
        if self.open() == DAY {
            return begin + passed;
        }
        let day = begin.div_euclid(DAY) + passed.div_euclid(self.open());
        day * DAY + self.hours.0 * DAY / 24 + passed.rem_euclid(self.open())
    }
}

/// The base from which the table below differs in one or two things.
const BASE: Rota = Rota {
    name: "12 in turn",
    members: 12,
    gap_seconds: 100,
    irregular_per_mille: 1_000,
    deal: Deal::InTurn,
    missed_per_mille: 20,
    strangers: 24,
    days: 4,
    hours: (0, 24),
};

/// The rotas of the published figures.
pub const ROTAS: &[Rota] = &[
    BASE,
    Rota { name: "12 in turn, half a clock", irregular_per_mille: 500, ..BASE },
    Rota { name: "12 in turn, no strangers", strangers: 0, ..BASE },
    Rota { name: "6 in turn", members: 6, gap_seconds: 200, ..BASE },
    Rota { name: "30 in turn", members: 30, gap_seconds: 40, ..BASE },
    Rota { name: "12 in turn, one in five missed", missed_per_mille: 200, ..BASE },
    Rota { name: "12 by chance on a clock", irregular_per_mille: 200, deal: Deal::ByChance, strangers: 0, ..BASE },
    Rota { name: "12 in turn, from 8 to 18 h", days: 10, hours: (8, 18), ..BASE },
    Rota {
        name: "8 in turn, half a clock, 8 to 18 h",
        members: 8,
        gap_seconds: 300,
        irregular_per_mille: 500,
        days: 21,
        hours: (8, 18),
        ..BASE
    },
];

/// Plants rota `number`; with `together` false its twin, everybody for themselves.
pub fn plant(seed: u64, number: u16, background: &Background, plan: &Rota, together: bool, world: &mut World) {
    let random = &mut Random::new(seed, &format!("coordination rota {number}"));
    let client = format!("client {number}");
    let begin = (unit(random) * (background.days - plan.days).max(1) as f64 * DAY as f64) as i64;
    let end = plan.days * plan.open();
    let role = if together { Role::Member(number) } else { Role::Commodity };
    let members: Vec<u32> =
        (0..plan.members).map(|member| world.actor(format!("rota{number}:{member}"), role)).collect();
    let act = |world: &mut World, random: &mut Random, actor: u32, time: i64| {
        let account = random.below(500);
        world.act(actor, format!("/sign-in/{number}/{account}"), &client, time);
    };
    if together {
        let (mut time, mut next) = (0, 0);
        while time < end {
            next = match plan.deal {
                Deal::InTurn => {
                    (next + 1 + usize::from(random.chance(u64::from(plan.missed_per_mille)))) % members.len()
                }
                Deal::ByChance => (next + 1 + random.below(members.len() as u64 - 1) as usize) % members.len(),
            };
            act(world, random, members[next], plan.instant(begin, time));
            time += gap(random, plan);
        }
    }
    let alone = if together { Vec::new() } else { members };
    let strangers: Vec<u32> =
        (0..plan.strangers).map(|n| world.actor(format!("stranger{number}:{n}"), Role::Commodity)).collect();
    for actor in alone.into_iter().chain(strangers) {
        let mut time = -i64::from(plan.gap_seconds) * 1_000;
        for _ in 0..random.below(u64::from(plan.members)) {
            time += gap(random, plan);
        }
        while time < end {
            if time >= 0 {
                act(world, random, actor, plan.instant(begin, time));
            }
            for _ in 0..own_gaps(random, plan) {
                time += gap(random, plan);
            }
        }
    }
}

/// Gaps of the whole rota between two acts of one member.
fn own_gaps(random: &mut Random, plan: &Rota) -> u32 {
    match plan.deal {
        Deal::InTurn => {
            // A turn missed makes the round of the others shorter, and its own longer by a round.
            let passed = 1_000 + plan.missed_per_mille;
            let round = (plan.members * 1_000 + passed / 2) / passed;
            let mut gaps = round;
            while random.chance(u64::from(plan.missed_per_mille * 1_000 / passed)) {
                gaps += round;
            }
            gaps
        }
        Deal::ByChance => 1 + (exponential(random) * f64::from(plan.members - 1)) as u32,
    }
}

fn gap(random: &mut Random, plan: &Rota) -> i64 {
    let chance = f64::from(plan.irregular_per_mille) / 1_000.0;
    let gap = 1.0 - chance + chance * exponential(random);
    (gap * f64::from(plan.gap_seconds) * 1_000.0) as i64
}

#[cfg(test)]
mod tests {
    use super::super::plans::BACKGROUND;
    use super::*;

    #[test]
    fn a_rota_and_its_twin_do_as_much() {
        for plan in ROTAS {
            let [rota, twin] = [true, false].map(|together| {
                let mut world = World::default();
                plant(7, 0, &BACKGROUND, plan, together, &mut world);
                let members = |row: &&super::super::Row| row.actor < plan.members;
                world.rows.iter().filter(members).count() as f64
            });
            assert!((rota / twin - 1.0).abs() < 0.15, "{}: {rota} {twin}", plan.name);
        }
    }
}
