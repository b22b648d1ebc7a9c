//! Exercises: whole worlds of logs with known truth, for training, demonstration and measurement. A world is a plan ([`plan`]): actors,
//! their runs, who belongs together; this file writes any plan as the logs of a site, a server and a mail server, ordinary traffic
//! around it, and says what is true. One world is one file and one line in [`WORLDS`].
//!
//! Addresses come from blocks of real networks, because a question about countries needs them; nobody at these addresses did any of it.
//! Lines are written as they are made: memory holds a plan and the runs under way, whatever the length of the logs.

mod break_in;
mod carrier_gateway;
mod february_2017;
mod february_2017_four_people;
mod february_2017_independent;
mod fresh_vulnerability;
mod newsletter_storm;
mod places;
pub mod plan;
pub mod score;
mod slow_spray;
mod truth;
mod work;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt;
use std::io::{self, Write};
use std::iter::Peekable;
use std::net::Ipv4Addr;

use crate::calendar::write_iso;
use crate::mail::{self, MailWorld, each_mail_line};
use crate::random::Random;
use crate::sign_in::{self, SignInTruth, SignInWorld, each_sign_in_line};
use crate::web::{WebWorld, each_web_line};
pub use places::Located;
use places::Places;
use plan::{Plan, Run};
pub use truth::{Counts, Decidable, GotIn, GroupTruth, Known, KnownSource, SourceTruth, Truth};
use work::Log;

/// A world that can be written.
#[derive(Clone, Copy)]
pub struct World {
    /// How to call it: lowercase, digits, hyphens.
    pub name: &'static str,
    /// What it is, in English and French, one line.
    pub about: [&'static str; 2],
    /// What to ask of it and what may be answered, in English and French.
    pub questions: [&'static str; 2],
    /// What may be answered from its logs.
    decidable: Decidable,
    plan: fn(u64, Places<'_>) -> Option<Plan>,
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("name", &self.name).finish_non_exhaustive()
    }
}

/// All worlds.
pub const WORLDS: &[World] = &[
    february_2017::WORLD,
    february_2017_independent::WORLD,
    february_2017_four_people::WORLD,
    newsletter_storm::WORLD,
    carrier_gateway::WORLD,
    fresh_vulnerability::WORLD,
    slow_spray::WORLD,
    break_in::WORLD,
];

/// The logs of a world, below its folder.
pub const LOGS: [&str; 3] = ["logs/www1/access.log", "logs/web1/auth.log", "logs/mail1/mail.log"];

/// Why a world could not be written.
#[derive(Debug)]
pub enum WriteError {
    /// The table of networks has no address as the plan wants it.
    NoPlace,
    /// The writer failed.
    Io(io::Error),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::NoPlace => f.write_str("the table of networks has no address for an actor of this world"),
            WriteError::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for WriteError {}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> WriteError {
        WriteError::Io(error)
    }
}

/// The world of a name.
///
/// ```
/// use vigie_simulate::exercises;
/// assert!(exercises::named("february-2017").is_some());
/// ```
pub fn named(name: &str) -> Option<&'static World> {
    WORLDS.iter().find(|world| world.name == name)
}

impl World {
    /// Writes the world's logs, in the order of [`LOGS`], and says what is true of them. `locate` is the table of networks by which
    /// sources get their countries; it answers `None` for an address that no attacker may have.
    pub fn write<W: Write>(
        &self,
        seed: u64,
        locate: &mut dyn FnMut(Ipv4Addr) -> Option<Located>,
        logs: [W; 3],
    ) -> Result<Truth, WriteError> {
        let plan = (self.plan)(seed, Places::new(seed, locate)).ok_or(WriteError::NoPlace)?;
        let mut records = vec![0; plan.actors.len()];
        let [web, shell, mails] = logs;
        write_web(seed, &plan, web, &mut records)?;
        let signed_in = write_sign_in(seed, &plan, shell, &mut records)?;
        write_mail(seed, &plan, mails, &mut records)?;
        Ok(truth::of(self, seed, &plan, &records, &signed_in))
    }
}

fn write_web(seed: u64, plan: &Plan, mut out: impl Write, records: &mut [u64]) -> io::Result<()> {
    let ordinary = WebWorld {
        lines: plan.ordinary.web_lines,
        sources: plan.ordinary.web_sources,
        attack_per_mille: 0,
        start_seconds: plan.start,
        days: plan.days,
        ..WebWorld::new(seed)
    };
    let end = plan.start + plan.days * 86_400;
    let mut runs = Runs::new(seed, plan, Log::Web);
    each_web_line(&ordinary, &mut |at, line| {
        if at >= end {
            return Ok(());
        }
        runs.write_until(at, &mut out, records)?;
        out.write_all(b"www.example.org:443 ")?;
        out.write_all(line)
    })?;
    runs.write_rest(&mut out, records)?;
    out.flush()
}

fn write_sign_in(seed: u64, plan: &Plan, mut out: impl Write, records: &mut [u64]) -> io::Result<SignInTruth> {
    let ordinary = SignInWorld {
        campaign_sources: plan.ordinary.campaign_sources,
        noise_sources_a_day: 0,
        start_seconds: plan.start,
        days: plan.days,
        ..SignInWorld::new(seed)
    };
    let mut runs = Runs::new(seed, plan, Log::SignIn);
    let truth = each_sign_in_line(&ordinary, &mut |at, text| {
        runs.write_until(at, &mut out, records)?;
        write_iso(&mut out, at)?;
        writeln!(out, " {} {text}", sign_in::HOST)
    })?;
    runs.write_rest(&mut out, records)?;
    out.flush()?;
    Ok(truth)
}

fn write_mail(seed: u64, plan: &Plan, mut out: impl Write, records: &mut [u64]) -> io::Result<()> {
    let ordinary = MailWorld {
        mails: plan.ordinary.mails,
        attacks: 0,
        start_seconds: plan.start,
        days: plan.days,
        ..MailWorld::new(seed)
    };
    let end = plan.start + plan.days * 86_400;
    let mut runs = Runs::new(seed, plan, Log::Mail);
    each_mail_line(&ordinary, &mut |at, text| {
        if at >= end {
            return Ok(());
        }
        runs.write_until(at, &mut out, records)?;
        write_iso(&mut out, at)?;
        writeln!(out, " {} {text}", mail::HOST)
    })?;
    runs.write_rest(&mut out, records)?;
    out.flush()
}

/// A line to be written: instant, order, actor, bytes.
type Pending = (i64, u64, usize, Vec<u8>);

/// The runs of one log: lines of those under way, and those to come.
struct Runs<'a> {
    seed: u64,
    plan: &'a Plan,
    to_come: Peekable<std::vec::IntoIter<(usize, &'a Run)>>,
    under_way: BinaryHeap<Reverse<Pending>>,
    order: u64,
}

impl<'a> Runs<'a> {
    fn new(seed: u64, plan: &'a Plan, log: Log) -> Runs<'a> {
        let of_log = |(_, run): &(usize, &Run)| run.technique.log() == log;
        let to_come: Vec<(usize, &Run)> = plan.runs.iter().enumerate().filter(of_log).collect();
        Runs { seed, plan, to_come: to_come.into_iter().peekable(), under_way: BinaryHeap::new(), order: 0 }
    }

    /// Writes every line up to an instant, and counts records by actor.
    fn write_until(&mut self, until: i64, out: &mut impl Write, records: &mut [u64]) -> io::Result<()> {
        while let Some((number, run)) = self.to_come.next_if(|(_, run)| run.start <= until) {
            let mut random = Random::new(self.seed ^ (number as u64) << 20, "run");
            for (at, line) in work::lines(run, &self.plan.actors[run.actor], &mut random)? {
                self.order += 1;
                self.under_way.push(Reverse((at, self.order, run.actor, line)));
            }
        }
        while self.under_way.peek().is_some_and(|Reverse((at, ..))| *at <= until) {
            let Some(Reverse((_, _, actor, line))) = self.under_way.pop() else { break };
            records[actor] += 1;
            out.write_all(&line)?;
        }
        Ok(())
    }

    /// Writes what is left, run after run.
    fn write_rest(mut self, out: &mut impl Write, records: &mut [u64]) -> io::Result<()> {
        while let Some(start) = self.to_come.peek().map(|(_, run)| run.start) {
            self.write_until(start, out, records)?;
        }
        self.write_until(i64::MAX, out, records)
    }
}

#[cfg(test)]
mod tests;
