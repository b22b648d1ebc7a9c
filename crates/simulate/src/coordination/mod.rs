//! Observations of a world in which it is known who acted together: ordinary visitors, persistent port scanners, independent users of
//! three public scanners, a wave after a fresh vulnerability, bots on a schedule, a newsletter's readers; and, when asked, planted groups that use the same public
//! lists and tools. For measuring `vigie-correlate`; it has seen nothing of that engine, and its parameters stand in [`plans`].
//!
//! Everybody but the members of one group acts independently of everybody else, given what is public: lists, news, the hour of the day.

pub mod background;
pub mod groups;
pub mod plans;
pub mod rotas;

use crate::random::Random;

/// Milliseconds of a second.
pub const SECOND: i64 = 1_000;

/// Milliseconds of a day.
pub const DAY: i64 = 86_400 * SECOND;

/// What kind of trace a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TraceKind {
    /// Something asked for: a path, a port.
    Target,
    /// The tool's own name for itself.
    Tool,
}

/// One thing one actor did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Position in [`World::actors`].
    pub actor: u32,
    /// Kind of trace.
    pub kind: TraceKind,
    /// The trace.
    pub trace: String,
    /// Milliseconds since the world began.
    pub time_ms: i64,
}

/// Who an actor really is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// An ordinary visitor of the site.
    Visitor,
    /// A source that scans ports for weeks.
    Scanner,
    /// An independent user of a public vulnerability scanner.
    Commodity,
    /// One of many who try a vulnerability published these days.
    Wave,
    /// A bot whose scheduler fires at the same time each day.
    Scheduled,
    /// A reader who follows the newsletter's link when it arrives.
    Reader,
    /// A member of the planted group of this number.
    Member(u16),
}

/// A world: rows in no particular order, and the truth about its actors.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// What was done.
    pub rows: Vec<Row>,
    /// Who is who.
    pub actors: Vec<(String, Role)>,
}

impl World {
    /// Adds an actor and returns its position.
    pub(crate) fn actor(&mut self, name: String, role: Role) -> u32 {
        self.actors.push((name, role));
        self.actors.len() as u32 - 1
    }

    /// Adds a request with the tool's name beside it.
    pub(crate) fn act(&mut self, actor: u32, target: String, tool: &str, time_ms: i64) {
        self.rows.push(Row { actor, kind: TraceKind::Target, trace: target, time_ms });
        self.rows.push(Row { actor, kind: TraceKind::Tool, trace: tool.to_owned(), time_ms });
    }
}

/// The background of a seed with `groups` planted groups of one plan in it.
///
/// ```
/// use vigie_simulate::coordination::{Role, plans, world};
/// let world = world(7, &plans::BACKGROUND, Some(&plans::GROUPS[0]), 2);
/// assert!(world.actors.iter().any(|(_, role)| *role == Role::Member(1)));
/// ```
pub fn world(seed: u64, background: &plans::Background, group: Option<&plans::Group>, groups: u16) -> World {
    let mut world = World::default();
    background::fill(seed, background, &mut world);
    for number in 0..group.map_or(0, |_| groups) {
        if let Some(plan) = group {
            groups::plant(seed, number, background, plan, &mut world);
        }
    }
    world
}

/// A standard normal draw (Box & Muller 1958, *Ann. Math. Stat.* 29:610).
pub fn normal(random: &mut Random) -> f64 {
    (-2.0 * (1.0 - unit(random)).ln()).sqrt() * (std::f64::consts::TAU * unit(random)).cos()
}

/// An exponential draw of mean 1.
pub fn exponential(random: &mut Random) -> f64 {
    -(1.0 - unit(random)).ln()
}

/// A uniform draw from 0 (included) to 1 (not).
pub fn unit(random: &mut Random) -> f64 {
    (random.next() >> 11) as f64 / (1_u64 << 53) as f64
}

/// A Poisson draw of a small mean (Knuth).
pub(crate) fn poisson(random: &mut Random, mean: f64) -> u32 {
    let (limit, mut product, mut count) = ((-mean).exp(), unit(random), 0);
    while product > limit && count < 10_000 {
        product *= unit(random);
        count += 1;
    }
    count
}

/// The `n`th path of public tool `tool`.
pub(crate) fn listed(tool: usize, n: usize) -> String {
    format!("/{}/{n}", plans::TOOLS[tool].0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worlds_follow_from_their_seed() {
        let plan = Some(&plans::GROUPS[0]);
        let [a, b, c] = [7, 7, 8].map(|seed| world(seed, &plans::BACKGROUND, plan, 1));
        assert_eq!(a.rows, b.rows);
        assert_ne!(a.rows, c.rows);
        assert!(a.rows.iter().all(|row| row.time_ms >= -DAY && row.time_ms < 40 * DAY));
    }

    #[test]
    fn everybody_announced_is_there() {
        let world = world(7, &plans::BACKGROUND, None, 0);
        let count = |wanted: Role| world.actors.iter().filter(|(_, role)| *role == wanted).count() as u32;
        assert_eq!(count(Role::Commodity), plans::BACKGROUND.commodity);
        assert_eq!(count(Role::Wave), plans::BACKGROUND.wave);
        assert_eq!(count(Role::Scheduled), plans::BACKGROUND.scheduled);
        assert_eq!(world.actors.len() as u32, plans::BACKGROUND.actors());
        let acted: std::collections::BTreeSet<u32> = world.rows.iter().map(|row| row.actor).collect();
        assert_eq!(acted.len(), world.actors.len());
    }
}
