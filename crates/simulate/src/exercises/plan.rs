//! What happens in a world, before a line of it is written: actors, what each does and when, who belongs together, who got in. Attempts are
//! planned as the program defines them: one source, one asset, one form, further from the source's next than the gap that ends one.

use std::net::Ipv4Addr;

use super::places::{Located, Places, Wanted};
use super::work::Technique;
use crate::random::Random;

/// ISO 3166-1 alpha-2 code.
pub type Country = [u8; 2];

/// Least distance between two beginnings of one source. A run lasts a quarter of an hour at most, so more than the program's 30 minutes lie
/// between two runs.
pub(super) const REST_SECONDS: i64 = 2 * 3_600;

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Works for one of the world's groups.
    GroupMember,
    /// Runs a public scanner for itself.
    CommodityScanner,
    /// One of many who try a vulnerability published these days.
    VulnerabilityWave,
    /// A bot that a scheduler starts at the same time each day.
    ScheduledBot,
    /// Guesses passwords of the shell or of mailboxes.
    PasswordGuesser,
    /// Looks for open relays or for addresses.
    MailProber,
    /// Tries a few passwords and never comes back.
    SlowSprayer,
    /// Gets in.
    Intruder,
    /// Follows the link of a newsletter.
    Reader,
    /// Many people behind one address.
    CarrierGateway,
}

/// One source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Actor {
    pub(super) address: Ipv4Addr,
    pub(super) country: Country,
    pub(super) relay: bool,
    pub(super) role: Role,
    /// Position in [`Plan::groups`].
    pub(super) group: Option<u32>,
    pub(super) agent: &'static str,
    /// Where it begins in a list that it then works through in order, as public tools do; `None` for whoever draws from it.
    pub(super) begin: Option<usize>,
}

/// One run of one actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Seconds since the epoch.
    pub(super) start: i64,
    /// Position in [`Plan::actors`].
    pub(super) actor: usize,
    pub(super) technique: Technique,
    /// Positions in the technique's list.
    pub(super) items: Vec<usize>,
    /// Ordinary pages or files asked for beside the list.
    pub(super) pages: u32,
}

/// Sources under one command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) id: &'static str,
    /// How many people command it. Nothing in the logs depends on it.
    pub(super) people: u32,
}

/// Ordinary traffic of a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ordinary {
    pub(super) web_lines: u64,
    pub(super) web_sources: u64,
    pub(super) mails: u64,
    /// Sources of a slow campaign against the shell's accounts, three tries each; the last one gets in. 0 for none.
    pub(super) campaign_sources: u64,
}

/// A world before it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// First instant, seconds since the epoch, midnight of the worlds' zone.
    pub(super) start: i64,
    pub(super) days: i64,
    pub(super) ordinary: Ordinary,
    pub(super) actors: Vec<Actor>,
    /// In order of time.
    pub(super) runs: Vec<Run>,
    pub(super) groups: Vec<Group>,
    /// Whether the plan decides how many attempts there are. Tries that are an attempt only together with other sources' are not decided by it.
    pub(super) is_counted: bool,
}

impl Plan {
    /// Days of ordinary traffic in which nothing else happens yet.
    pub(super) fn quiet(start: i64, days: i64, ordinary: Ordinary) -> Plan {
        Plan { start, days, ordinary, actors: Vec::new(), runs: Vec::new(), groups: Vec::new(), is_counted: true }
    }
}

/// Ordinary traffic of a week, in the smaller worlds.
pub(super) const WEEK: Ordinary = Ordinary { web_lines: 20_000, web_sources: 3_000, mails: 700, campaign_sources: 0 };

/// Independent scanners, such as every site has, in the smaller worlds.
pub(super) const SCANNERS: Crowd = Crowd {
    role: Role::CommodityScanner,
    techniques: &[
        Technique::Files,
        Technique::Doors,
        Technique::Sql,
        Technique::Climb,
        Technique::Script,
        Technique::Shells,
    ],
    inside: (4, 10),
    outside: (36, 120),
    days: (0, 6),
    is_public_tool: false,
};

/// Sources that do one thing independently of one another, half of the world's geography decided.
#[derive(Clone, Copy, Debug)]
pub(super) struct Crowd {
    pub(super) role: Role,
    pub(super) techniques: &'static [Technique],
    /// Sources in the country, and their runs.
    pub(super) inside: (usize, usize),
    /// Sources elsewhere, and their runs.
    pub(super) outside: (usize, usize),
    /// First and last day of the world on which they act, counted from 0.
    pub(super) days: (i64, i64),
    /// Whether all of them run the public tool that groups run too.
    pub(super) is_public_tool: bool,
}

/// Fills a plan.
pub(super) struct Planner<'a> {
    pub(super) plan: Plan,
    pub(super) random: Random,
    places: Places<'a>,
    country: Country,
    drawn_outside: u32,
}

/// One in so many sources outside the country is a relay.
const OUTSIDE_PER_RELAY: u32 = 5;

impl<'a> Planner<'a> {
    /// An empty plan whose sources are inside or outside `country`.
    pub(super) fn new(seed: u64, purpose: &str, country: Country, places: Places<'a>, plan: Plan) -> Planner<'a> {
        Planner { plan, random: Random::new(seed, purpose), places, country, drawn_outside: 0 }
    }

    /// Adds actors and returns the position of the first; `None` when the table has no place for them.
    pub(super) fn actors(&mut self, count: usize, inside: bool, role: Role, group: Option<u32>) -> Option<usize> {
        let first = self.plan.actors.len();
        for _ in 0..count {
            let wanted = if inside {
                Wanted::In(self.country)
            } else {
                self.drawn_outside += 1;
                Wanted::Outside { country: self.country, relay: self.drawn_outside.is_multiple_of(OUTSIDE_PER_RELAY) }
            };
            let (address, located) = self.places.draw(wanted)?;
            let agent = self.random.pick(super::work::AGENTS);
            let Located { country, relay } = located;
            self.plan.actors.push(Actor { address, country, relay, role, group, agent, begin: None });
        }
        Some(first)
    }

    /// Adds a crowd whose every source has at least one run, spread evenly over its days.
    pub(super) fn crowd(&mut self, crowd: &Crowd) -> Option<()> {
        for (inside, (sources, runs)) in [(true, crowd.inside), (false, crowd.outside)] {
            let first = self.actors(sources, inside, crowd.role, None)?;
            if crowd.is_public_tool {
                self.give_public_tool(first, sources);
            }
            for number in 0..runs {
                let actor = if number < sources { number } else { self.random.below(sources as u64) as usize };
                let technique = *self.random.pick(crowd.techniques);
                let (from, to) = crowd.days;
                let day = from + (number as i64) % (to - from + 1);
                let start = self.free_instant(first + actor, day, (from, to));
                self.run(start, first + actor, technique);
            }
        }
        Some(())
    }

    /// Makes so many actors from the first on independent users of the public tool: every other one begins at the beginning of its lists, the
    /// rest anywhere.
    pub(super) fn give_public_tool(&mut self, first: usize, count: usize) {
        for place in first..first + count {
            let begin = if place.is_multiple_of(2) { 0 } else { self.random.below(100_000) as usize };
            let actor = &mut self.plan.actors[place];
            (actor.agent, actor.begin) = (super::work::TOOL_AGENT, Some(begin));
        }
    }

    /// Adds a run of drawn work.
    pub(super) fn run(&mut self, start: i64, actor: usize, technique: Technique) {
        let count = self.random.between(technique.items().0, technique.items().1);
        let length = technique.list_length();
        let items = if let Some(begin) = self.plan.actors[actor].begin {
            let of_list = |run: &&Run| run.actor == actor && run.technique == technique;
            let done: usize = self.plan.runs.iter().filter(of_list).map(|run| run.items.len()).sum();
            (done..done + count as usize).map(|item| (begin + item) % length).collect()
        } else {
            let mut at = self.random.below(length as u64) as usize;
            // Steps of a sixteenth of the list at most keep the items of a run different.
            let mut step = || {
                at += 1 + self.random.below((length / 16).max(1) as u64) as usize;
                at % length
            };
            (0..count).map(|_| step()).collect()
        };
        self.run_of(start, actor, technique, items);
    }

    /// Adds a run of this work.
    pub(super) fn run_of(&mut self, start: i64, actor: usize, technique: Technique, items: Vec<usize>) {
        let pages = self.random.between(technique.pages().0, technique.pages().1) as u32;
        self.plan.runs.push(Run { start, actor, technique, items, pages });
    }

    /// An instant of the day at which the actor has rested and will rest; of another of its days when that one is full.
    pub(super) fn free_instant(&mut self, actor: usize, day: i64, (from, to): (i64, i64)) -> i64 {
        let mut day = day;
        loop {
            for _ in 0..8 {
                // An hour before midnight is left free, so that a run ends on the world's last day.
                let start = self.plan.start + day * 86_400 + self.random.between(0, 82_800);
                let busy = |run: &Run| run.actor == actor && (run.start - start).abs() < REST_SECONDS;
                if !self.plan.runs.iter().any(busy) {
                    return start;
                }
            }
            day = if day >= to { from } else { day + 1 };
        }
    }

    /// The plan, its runs in order of time.
    pub(super) fn finish(mut self) -> Plan {
        self.plan.runs.sort_by_key(|run| (run.start, run.actor));
        self.plan
    }
}
