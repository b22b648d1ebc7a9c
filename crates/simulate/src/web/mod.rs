//! An ordinary campaign site and a small share of attacks, in combined log format. Visits overlap as they do on a real site:
//! lines are in time order, and memory holds only the visits under way.

mod attacks;
mod pages;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::io::{self, Write};
use std::net::IpAddr;

use serde::Serialize;

use crate::calendar::{START_SECONDS, instant_of_share, write_clf};
use crate::networks::{ATTACKERS, Addresses, VISITORS, crawler, household_v6};
use crate::random::Random;
use attacks::{ATTACKS, Attack};
use pages::{AGENTS, ASSETS, BROKEN, CAMPAIGN_QUERIES, CRAWLERS, PAGES, Page, REFERRERS, SEARCHES};

/// A line of one visit may follow the one before by at most this; an attack's by far less than the gap that ends an attempt.
const PAUSE_SECONDS_MAX: i64 = 240;
/// Lines of one visit at most: a heavy reader, not a robot.
const VISIT_LINES_MAX: u64 = 120;
/// An attacking source rests for at least this between two runs, so that each run is an attempt of its own.
const REST_SECONDS: i64 = 2 * 3_600;
/// Sources of attacks, in a world of any size: at most one in so many sources.
const ORDINARY_PER_ATTACKER: u64 = 200;
/// Sources that may come back: the last so many.
const RETURNING_MAX: usize = 4_096;

/// What to make.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct WebWorld {
    /// Decides everything that chance decides.
    pub seed: u64,
    /// Lines to write.
    pub lines: u64,
    /// Sources to come near to: one of 724,000 is in 4.2 million lines of a real month.
    pub sources: u64,
    /// Of 1,000 lines, those of attacks.
    pub attack_per_mille: u64,
    /// First instant, seconds since the epoch.
    pub start_seconds: i64,
    /// Length in days.
    pub days: i64,
}

impl WebWorld {
    /// A month of a small site: 100,000 lines, 17,000 sources, 1 % attacks.
    pub fn new(seed: u64) -> WebWorld {
        WebWorld { seed, lines: 100_000, sources: 17_000, attack_per_mille: 10, start_seconds: START_SECONDS, days: 28 }
    }
}

/// What is true of the lines that were written.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WebTruth {
    /// Lines written.
    pub lines: u64,
    /// Bytes written.
    pub bytes: u64,
    /// Distinct sources, IPv6 by /64.
    pub sources: u64,
    /// Lines of attacks.
    pub attack_lines: u64,
    /// Sources of attacks.
    pub attack_sources: u64,
    /// By form.
    pub forms: BTreeMap<&'static str, FormTruth>,
}

/// What is true of one form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FormTruth {
    /// Attempts in the sense of the program: runs of one source, further apart than the gap that ends an attempt.
    pub attempts: u64,
    /// Numbers (from 1) of the lines of attacks of this form.
    pub lines: Vec<u64>,
}

/// Writes the world's access log and says what is true of it. Errors are the writer's.
pub fn write_web(world: &WebWorld, out: &mut impl Write) -> io::Result<WebTruth> {
    each_web_line(world, &mut |_, line| out.write_all(line))
}

/// Hands every line of the world, with its instant and its line end, in the order of time. Errors are the taker's.
pub fn each_web_line(world: &WebWorld, take: &mut dyn FnMut(i64, &[u8]) -> io::Result<()>) -> io::Result<WebTruth> {
    let mut crowd = Crowd::new(world);
    let mut truth = WebTruth::default();
    let mut pending: BinaryHeap<Reverse<(i64, u64, usize)>> = BinaryHeap::new();
    let mut under_way: Vec<Option<Visit>> = Vec::new();
    let mut free: Vec<usize> = Vec::new();
    let mut line = Vec::with_capacity(512);
    let mut order = 0;
    let mut arriving = crowd.arrive();
    while truth.lines < world.lines {
        while let Some((at, visit)) = arriving.take() {
            if pending.peek().is_some_and(|Reverse((next, ..))| *next < at) {
                arriving = Some((at, visit));
                break;
            }
            let slot = free.pop().unwrap_or(under_way.len());
            if slot == under_way.len() {
                under_way.push(None);
            }
            under_way[slot] = Some(visit);
            order += 1;
            pending.push(Reverse((at, order, slot)));
            arriving = crowd.arrive();
        }
        let Some(Reverse((at, _, slot))) = pending.pop() else { break };
        let Some(visit) = &mut under_way[slot] else { continue };
        line.clear();
        visit.write_line(&mut line, at)?;
        truth.lines += 1;
        truth.bytes += line.len() as u64;
        if let Some(attack) = visit.attack {
            truth.attack_lines += 1;
            truth.forms.entry(attack.form.id()).or_default().lines.push(truth.lines);
        }
        take(at, &line)?;
        if visit.lines_left > 0 {
            order += 1;
            pending.push(Reverse((at + visit.pause(), order, slot)));
        } else {
            under_way[slot] = None;
            free.push(slot);
        }
    }
    for (form, attempts) in &crowd.attempts {
        truth.forms.entry(form).or_default().attempts = *attempts;
    }
    truth.sources = crowd.sources;
    truth.attack_sources = crowd.attackers.len() as u64;
    Ok(truth)
}

/// Decides who comes next, and when.
struct Crowd {
    world: WebWorld,
    random: Random,
    visitors: Addresses,
    attacker_addresses: Addresses,
    returning: Vec<(IpAddr, &'static str)>,
    crawlers: BTreeSet<IpAddr>,
    /// Sources of attacks and when each may come again.
    attackers: Vec<(IpAddr, i64)>,
    attackers_max: u64,
    attempts: BTreeMap<&'static str, u64>,
    planned: u64,
    planned_attack: u64,
    sources: u64,
}

impl Crowd {
    fn new(world: &WebWorld) -> Crowd {
        Crowd {
            world: *world,
            random: Random::new(world.seed, "web"),
            visitors: Addresses::new(world.seed, "visitors", VISITORS),
            attacker_addresses: Addresses::new(world.seed, "attackers", ATTACKERS),
            returning: Vec::new(),
            crawlers: BTreeSet::new(),
            attackers: Vec::new(),
            attackers_max: (world.sources / ORDINARY_PER_ATTACKER).max(3),
            attempts: BTreeMap::new(),
            planned: 0,
            planned_attack: 0,
            sources: 0,
        }
    }

    /// The next visit and its first instant; `None` when every line is planned.
    fn arrive(&mut self) -> Option<(i64, Visit)> {
        let left = self.world.lines - self.planned.min(self.world.lines);
        if left == 0 {
            return None;
        }
        let at = instant_of_share(self.world.start_seconds, self.world.days, self.planned, self.world.lines);
        // Attacks are owed as soon as their share of what is planned falls behind.
        let owed = ((self.planned + 1) * self.world.attack_per_mille).div_ceil(1_000);
        let total = self.world.lines * self.world.attack_per_mille / 1_000;
        let visit = if self.planned_attack < owed.min(total) {
            self.attack(at, left.min(total - self.planned_attack))
        } else {
            let spare = left - (total - self.planned_attack).min(left);
            if spare == 0 { self.attack(at, left) } else { self.ordinary(spare) }
        };
        self.planned += visit.lines_left;
        Some((at, visit))
    }

    fn attack(&mut self, at: i64, lines_max: u64) -> Visit {
        let attack = self.random.pick(ATTACKS);
        // From a place of chance on, so that the first ones are not the only ones to come back.
        let count = self.attackers.len();
        let from = self.random.below(count as u64) as usize;
        let rested = (0..count).map(|step| (from + step) % count).find(|place| self.attackers[*place].1 <= at);
        let place = match rested {
            Some(place) if count as u64 >= self.attackers_max => place,
            _ => {
                let address = self.attacker_addresses.draw(&mut self.random);
                self.sources += 1;
                self.attackers.push((address, at));
                count
            }
        };
        let lines_left = (attack.requests.len() as u64 * self.random.run(2_000, 4)).min(lines_max);
        let (source, ready) = &mut self.attackers[place];
        *ready = at + REST_SECONDS;
        *self.attempts.entry(attack.form.id()).or_default() += 1;
        self.planned_attack += lines_left;
        let random = Random::new(self.random.next(), "attack");
        Visit { source: *source, agent: attack.agent, attack: Some(attack), lines_left, random, ..Visit::empty() }
    }

    fn ordinary(&mut self, lines_max: u64) -> Visit {
        // New sources come as evenly as lines do; what is left of the lines goes to those who come back.
        let wanted = u128::from(self.world.sources) * u128::from(self.planned + 1) / u128::from(self.world.lines);
        let is_new = u128::from(self.sources) < wanted || self.returning.is_empty();
        let mean_milli = (self.world.lines * 800 / self.world.sources.max(1)).clamp(1_000, 40_000);
        let lines_left = self.random.run(mean_milli, VISIT_LINES_MAX).min(lines_max);
        let mut visit = Visit { lines_left, random: Random::new(self.random.next(), "visit"), ..Visit::empty() };
        if !is_new {
            let (source, agent) = *self.random.pick(&self.returning);
            return Visit { source, agent, has_assets: self.random.chance(700), ..visit };
        }
        if self.random.chance(4) {
            let (name, agent) = *self.random.pick(CRAWLERS);
            visit.source = crawler(name, &mut self.random);
            visit.agent = agent;
            visit.is_crawler = true;
            // Crawlers have few addresses and come again from them.
            self.sources += u64::from(self.crawlers.insert(visit.source));
        } else {
            self.sources += 1;
            visit.source = if self.random.chance(80) {
                household_v6(self.sources, &mut self.random)
            } else {
                self.visitors.draw(&mut self.random)
            };
            visit.agent = *self.random.pick(AGENTS);
            let known = (visit.source, visit.agent);
            if self.returning.len() < RETURNING_MAX {
                self.returning.push(known);
            } else {
                let place = self.random.below(RETURNING_MAX as u64) as usize;
                self.returning[place] = known;
            }
        }
        visit
    }
}

/// One source's run of requests.
struct Visit {
    source: IpAddr,
    agent: &'static str,
    attack: Option<&'static Attack>,
    lines_left: u64,
    lines_done: u64,
    random: Random,
    page: &'static Page,
    /// Next asset of the page to load; past the end when a page comes next.
    asset: usize,
    has_assets: bool,
    is_crawler: bool,
}

impl Visit {
    fn empty() -> Visit {
        Visit {
            source: IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED),
            agent: "-",
            attack: None,
            lines_left: 0,
            lines_done: 0,
            random: Random::new(0, ""),
            page: &PAGES[0],
            asset: ASSETS.len(),
            has_assets: false,
            is_crawler: false,
        }
    }

    fn pause(&mut self) -> i64 {
        if self.attack.is_some() {
            self.random.between(0, 3)
        } else if self.asset < ASSETS.len() {
            self.random.between(0, 1)
        } else {
            self.random.between(4, PAUSE_SECONDS_MAX)
        }
    }

    fn write_line(&mut self, out: &mut Vec<u8>, at: i64) -> io::Result<()> {
        write!(out, "{} - - [", self.source)?;
        write_clf(out, at)?;
        out.extend_from_slice(b"] \"");
        match self.attack {
            Some(attack) => {
                let (method, target, status, bytes) = attack.requests[self.lines_done as usize % attack.requests.len()];
                write!(out, "{method} {target} HTTP/1.1\" {status} {bytes} \"-\" \"{}\"", self.agent)?;
            }
            None => self.write_ordinary(out)?,
        }
        out.push(b'\n');
        self.lines_left -= 1;
        self.lines_done += 1;
        Ok(())
    }

    fn write_ordinary(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        if self.asset < ASSETS.len() {
            let asset = &ASSETS[self.asset];
            self.asset += 1;
            let (status, bytes) = if self.has_assets { (304, 0) } else { (200, asset.bytes) };
            self.has_assets |= self.asset == ASSETS.len();
            let agent = self.agent;
            let page = self.page.path;
            return write!(
                out,
                "GET {} HTTP/1.1\" {status} {bytes} \"https://www.example.org{page}\" \"{agent}\"",
                asset.path
            );
        }
        let agent = self.agent;
        let before = self.page.path;
        self.page = self.random.pick_weighted(PAGES, |page| page.weight);
        if self.is_crawler {
            let target = if self.lines_done == 0 { "/robots.txt" } else { self.page.path };
            let bytes = if self.lines_done == 0 { 124 } else { self.page.bytes };
            return write!(out, "GET {target} HTTP/1.1\" 200 {bytes} \"-\" \"{agent}\"");
        }
        self.asset = if self.has_assets && self.random.chance(800) { ASSETS.len() } else { 0 };
        let bytes = self.page.bytes + self.random.below(400);
        if self.lines_done == 0 {
            let query = if self.random.chance(150) && !self.page.path.contains('?') {
                self.random.pick(CAMPAIGN_QUERIES)
            } else {
                ""
            };
            let referrer = self.random.pick(REFERRERS);
            let path = self.page.path;
            return write!(out, "GET {path}{query} HTTP/1.1\" 200 {bytes} \"{referrer}\" \"{agent}\"");
        }
        match self.random.below(100) {
            0..8 => {
                let search = self.random.pick(SEARCHES);
                write!(
                    out,
                    "GET /recherche?q={search} HTTP/1.1\" 200 {bytes} \"https://www.example.org{before}\" \"{agent}\""
                )
            }
            8..10 => {
                let broken = self.random.pick(BROKEN);
                write!(out, "GET {broken} HTTP/1.1\" 404 162 \"https://www.example.org{before}\" \"{agent}\"")
            }
            10..12 => write!(
                out,
                "POST /benevoles/inscription HTTP/1.1\" 302 0 \"https://www.example.org/benevoles/\" \"{agent}\""
            ),
            _ => {
                let path = self.page.path;
                // Every site stumbles now and then: an ordinary server error.
                let (status, bytes) = if self.random.chance(2) { (502, 157) } else { (200, bytes) };
                write!(out, "GET {path} HTTP/1.1\" {status} {bytes} \"https://www.example.org{before}\" \"{agent}\"")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(world: &WebWorld) -> (Vec<String>, WebTruth) {
        let mut log = Vec::new();
        let truth = write_web(world, &mut log).unwrap();
        (String::from_utf8(log).unwrap().lines().map(str::to_owned).collect(), truth)
    }

    fn source(line: &str) -> String {
        let address = line.split(' ').next().unwrap().parse().unwrap();
        vigie_facts::source::Source::of(address).to_string()
    }

    #[test]
    fn truth_says_what_was_written() {
        for (lines, sources) in [(20_000, 3_400), (20_000, 300), (1_000, 900), (7, 2)] {
            let world = WebWorld { lines, sources, ..WebWorld::new(7) };
            let (log, truth) = made(&world);
            assert_eq!((log.len() as u64, truth.lines), (lines, lines));
            assert_eq!(truth.bytes, log.iter().map(|line| line.len() as u64 + 1).sum::<u64>());
            assert_eq!(truth.attack_lines, lines / 100);
            let listed: u64 = truth.forms.values().map(|form| form.lines.len() as u64).sum();
            assert_eq!(listed, truth.attack_lines);
            let seen: BTreeSet<String> = log.iter().map(|line| source(line)).collect();
            assert_eq!(seen.len() as u64, truth.sources);
            if lines > 1_000 {
                assert!((truth.sources as f64 / sources as f64 - 1.0).abs() < 0.05, "{truth:?} for {sources}");
            }
        }
    }

    #[test]
    fn times_never_run_backwards_and_the_same_seed_writes_the_same_bytes() {
        let world = WebWorld { lines: 5_000, sources: 800, ..WebWorld::new(7) };
        let (log, _) = made(&world);
        assert_eq!(log, made(&world).0);
        assert_ne!(log, made(&WebWorld { seed: 8, ..world }).0);
        // Within one month of one zone, the text of the time sorts as the time does.
        let times: Vec<&str> = log.iter().map(|line| line.split(['[', ']']).nth(1).unwrap()).collect();
        let days: Vec<&str> = times.iter().filter(|time| time.contains("/Feb/")).copied().collect();
        assert!(days.is_sorted() && days.len() > 4_000);
    }

    #[test]
    fn attempts_are_the_runs_further_apart_than_the_session_gap() {
        let world = WebWorld { lines: 40_000, sources: 4_000, ..WebWorld::new(3) };
        let (log, truth) = made(&world);
        for (form, stated) in &truth.forms {
            let mut last: BTreeMap<String, usize> = BTreeMap::new();
            let mut attempts = 0;
            for number in &stated.lines {
                let line = &log[*number as usize - 1];
                let time: Vec<usize> = line.split(['[', ']']).nth(1).unwrap()[..20]
                    .split(['/', ':'])
                    .filter_map(|part| part.parse().ok())
                    .collect();
                let [day, _, hour, minute, _] = time.as_slice() else { panic!("{line}") };
                let month = if line.contains("/Mar/") { 28 } else { 0 };
                let minutes = ((month + day) * 24 + hour) * 60 + minute;
                let before = last.insert(source(line), minutes);
                attempts += u64::from(before.is_none_or(|before| minutes - before > 30));
            }
            assert_eq!(attempts, stated.attempts, "{form}");
        }
    }
}
