//! A second maker of worlds in which it is known who works for whom, by agents instead of distributions: people keep working hours, open a
//! desk, put blocks of work into a queue; machines boot, take a block, try, wait, try again, and fail. Nothing here draws a start around a planned instant:
//! how far apart machines of one desk begin follows from when they boot and when a block is free. For measuring `vigie-correlate` on worlds
//! unlike those of [`coordination`](crate::coordination).

use crate::random::Random;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// One request of a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Position in [`Workforce::machines`].
    pub machine: u32,
    /// What it asked for.
    pub target: String,
    /// The program it asked with.
    pub program: &'static str,
    /// Milliseconds since the world began.
    pub at_ms: i64,
}

/// A machine and the desk it works for; `None` when its owner works alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Its name.
    pub name: String,
    /// Number of its desk.
    pub desk: Option<u16>,
}

/// A world.
#[derive(Clone, Debug, Default)]
pub struct Workforce {
    /// Everything that was asked, in no particular order.
    pub requests: Vec<Request>,
    /// Who asked.
    pub machines: Vec<Machine>,
}

/// A desk: machines under one queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Desk {
    /// Its name in tables.
    pub name: &'static str,
    /// Machines.
    pub machines: u32,
    /// Working days on which it opens, once or twice.
    pub days: u32,
    /// Machines that do not come up when the desk opens, per mille.
    pub down_per_mille: u64,
    /// Seconds a machine takes to boot, in the middle of cases; some take five times that.
    pub boot_seconds: i64,
}

/// The desks of the published figures.
pub const DESKS: &[Desk] = &[
    Desk { name: "5 machines, 3 days", machines: 5, days: 3, down_per_mille: 50, boot_seconds: 40 },
    Desk { name: "8 machines, 2 days", machines: 8, days: 2, down_per_mille: 50, boot_seconds: 40 },
    Desk { name: "12 machines, 4 days", machines: 12, days: 4, down_per_mille: 100, boot_seconds: 60 },
    Desk { name: "12 machines, 4 days, slow", machines: 12, days: 4, down_per_mille: 100, boot_seconds: 300 },
    Desk { name: "25 machines, 6 days, half down", machines: 25, days: 6, down_per_mille: 500, boot_seconds: 60 },
];

/// Programs on sale, and how many steps their list has.
const PROGRAMS: [(&str, u64); 4] = [("crible", 1_200), ("peigne", 500), ("rateau", 250), ("epuisette", 90)];

/// A fortnight with everybody who works alone, and `desks` desks of one kind.
///
/// ```
/// use vigie_simulate::workforce::{DESKS, world};
/// let world = world(7, Some(&DESKS[0]), 2);
/// assert_eq!(world.machines.iter().filter(|machine| machine.desk == Some(1)).count(), 5);
/// ```
pub fn world(seed: u64, desk: Option<&Desk>, desks: u16) -> Workforce {
    let mut world = Workforce::default();
    let random = &mut Random::new(seed, "workforce alone");
    for number in 0..350 {
        freelance(random, number, &mut world);
    }
    for number in 0..900 {
        customer(random, number, &mut world);
    }
    for number in 0..60 {
        meter(random, number, &mut world);
    }
    alarm(random, &mut world);
    let random = &mut Random::new(seed, "workforce desks");
    for number in 0..desk.map_or(0, |_| desks) {
        if let Some(desk) = desk {
            open(random, number, desk, &mut world);
        }
    }
    world
}

/// A person's working day: when it begins on a day, in seconds of the world, and how long it is.
struct Hours {
    begins: i64,
    long: i64,
}

impl Hours {
    fn draw(random: &mut Random) -> Hours {
        Hours { begins: random.between(0, DAY - 1), long: random.between(4, 10) * 3_600 }
    }

    /// A moment at work on a day.
    fn moment(&self, random: &mut Random, day: i64) -> i64 {
        day * DAY + self.begins + random.between(0, self.long)
    }
}

impl Workforce {
    fn machine(&mut self, name: String, desk: Option<u16>) -> u32 {
        self.machines.push(Machine { name, desk });
        self.machines.len() as u32 - 1
    }

    /// One step of a program: a request, and again while the answer does not come. Returns the seconds it took.
    fn step(&mut self, random: &mut Random, machine: u32, (target, program): (String, &'static str), at: i64) -> i64 {
        let mut took = 0;
        loop {
            let at_ms = (at + took) * 1_000 + random.between(0, 999);
            self.requests.push(Request { machine, target: target.clone(), program, at_ms });
            took += 1 + random.between(0, 2);
            if took > 60 || !random.chance(60) {
                return took;
            }
            took += 5;
        }
    }
}

fn target(program: &str, step: u64) -> String {
    format!("/{program}/step-{step}")
}

/// Somebody with one or two machines and a program, who works through its list on some evenings and goes on where it stopped.
fn freelance(random: &mut Random, number: u32, world: &mut Workforce) {
    let hours = Hours::draw(random);
    let machines: Vec<u32> =
        (0..=random.below(2)).map(|own| world.machine(format!("freelance-{number}-{own}"), None)).collect();
    let (program, steps) = *random.pick(&PROGRAMS);
    let machine = machines[0];
    let mut next = if random.chance(700) { 0 } else { random.below(steps) };
    for day in 0..14 {
        if !random.chance(250) {
            continue;
        }
        let mut at = hours.moment(random, day);
        for _ in 0..random.between(10, 120) {
            at += world.step(random, machine, (target(program, next % steps), program), at);
            next += 1;
            if random.chance(8) {
                at += random.between(60, 2_400);
            }
        }
    }
    // A second machine is for something else, at another time, with another program.
    for &machine in &machines[1..] {
        for _ in 0..random.between(1, 4) {
            let mut at = random.between(0, 13 * DAY);
            for step in 0..random.between(3, 30) {
                at += world.step(random, machine, (target(PROGRAMS[3].0, step as u64), PROGRAMS[3].0), at);
            }
        }
    }
    let day = random.between(0, 13);
    let at = hours.moment(random, day);
    world.step(random, machine, ("/".into(), program), at);
}

/// A customer who reads pages, some now and then, some every evening.
fn customer(random: &mut Random, number: u32, world: &mut Workforce) {
    const BROWSERS: [&str; 5] = ["b-1", "b-2", "b-3", "b-4", "b-5"];
    let machine = world.machine(format!("customer-{number}"), None);
    let (hours, browser) = (Hours::draw(random), *random.pick(&BROWSERS));
    let eager = if random.chance(60) { 700 } else { 90 };
    for day in (0..14).filter(|_| random.chance(eager)).collect::<Vec<i64>>() {
        let mut at = hours.moment(random, day);
        for _ in 0..random.between(1, 9) {
            let deep = random.below(60);
            let page = random.below(1 + deep);
            at += world.step(random, machine, (format!("/article/{page}"), browser), at) + random.between(1, 90);
        }
    }
}

/// A meter that reports at a fixed time, by a clock that runs a little wrong.
fn meter(random: &mut Random, number: u32, world: &mut Workforce) {
    let machine = world.machine(format!("meter-{number}"), None);
    let every = *random.pick(&[DAY, DAY, DAY / 2, DAY / 4]);
    let (mut at, wrong) = (random.between(0, 23) * 3_600, random.between(-2, 2));
    while at < 14 * DAY {
        world.step(random, machine, ("/report".into(), "meter"), at);
        at += every + wrong;
    }
}

/// An alarm goes through the news, and many try the same thing in the days after.
fn alarm(random: &mut Random, world: &mut Workforce) {
    let rung = random.between(3, 9) * DAY + random.between(0, DAY);
    for number in 0..160 {
        let machine = world.machine(format!("curious-{number}"), None);
        let heard = rung + random.between(0, 600) * random.between(1, 300);
        for again in 0..random.between(1, 4) {
            let at = heard + again * random.between(600, 40_000);
            world.step(random, machine, ("/alarm".into(), "curl"), at);
        }
    }
}

/// A desk: on its days its people open it, the machines boot, and take blocks from one queue until it is empty or the day is over.
fn open(random: &mut Random, number: u16, desk: &Desk, world: &mut Workforce) {
    let hours = Hours::draw(random);
    let (program, steps) = *random.pick(&PROGRAMS);
    let machines: Vec<u32> =
        (0..desk.machines).map(|own| world.machine(format!("desk-{number}-{own}"), Some(number))).collect();
    let mut days: Vec<i64> = (1..13).collect();
    while days.len() > desk.days as usize {
        days.swap_remove(random.below(days.len() as u64) as usize);
    }
    days.sort_unstable();
    let (mut block, size) = (0, random.between(8, 16) as u64);
    for day in days {
        for _ in 0..random.between(1, 2) {
            let opened = hours.moment(random, day);
            // When each machine is free next: booted, and the machines that stay down never.
            let mut free: Vec<(i64, u32)> = Vec::new();
            for &machine in &machines {
                let boot = desk.boot_seconds / 2 + random.between(0, desk.boot_seconds);
                let boot = if random.chance(50) { boot * 5 } else { boot };
                if !random.chance(desk.down_per_mille) {
                    free.push((opened + boot, machine));
                }
            }
            let blocks = free.len() as u64 * random.between(1, 4) as u64;
            for _ in 0..blocks {
                free.sort_unstable();
                let Some((at, machine)) = free.first_mut() else { break };
                for step in block * size..(block + 1) * size {
                    *at += world.step(random, *machine, (target(program, step % steps), program), *at);
                }
                *at += random.between(1, 20);
                block += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worlds_follow_from_their_seed_and_everybody_works() {
        let [a, b, c] = [7, 7, 8].map(|seed| world(seed, Some(&DESKS[2]), 2));
        assert_eq!(a.requests, b.requests);
        assert_ne!(a.requests, c.requests);
        assert!(a.requests.iter().all(|request| (0..16 * DAY * 1_000).contains(&request.at_ms)));
        let worked: std::collections::BTreeSet<u32> = a.requests.iter().map(|request| request.machine).collect();
        let desks = |machine: &&u32| a.machines[**machine as usize].desk.is_some();
        assert!(worked.len() * 10 > a.machines.len() * 8, "{} of {}", worked.len(), a.machines.len());
        assert!(worked.iter().filter(desks).count() >= 22);
    }

    #[test]
    fn the_blocks_of_a_desk_are_nobodys_twice() {
        let world = world(7, Some(&Desk { days: 1, ..DESKS[0] }), 1);
        let mut of: std::collections::BTreeMap<&str, u32> = std::collections::BTreeMap::new();
        for request in world.requests.iter().filter(|r| world.machines[r.machine as usize].desk.is_some()) {
            assert_eq!(*of.entry(&request.target).or_insert(request.machine), request.machine);
        }
        assert!(of.len() >= 8);
    }
}
