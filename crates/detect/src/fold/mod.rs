//! Puts what the workers saw together, in the order of the input, and concludes a case from it. Sequential and
//! deterministic: a case does not depend on where chunks were cut or which worker took them, only on the records.
//!
//! What waits for the conclusion is small and bounded: 48 bytes a source, some 40 bytes a row of interest, a bounded table of paths,
//! a bounded store of lines. Ordinary requests leave counts only. No rule is matched here.

mod compact;
mod conclude;
mod excerpt;
mod findings;
pub(crate) mod lines;
mod memory;
mod sign_ins;
pub(crate) mod tables;

use std::hash::BuildHasher as _;
use std::ops::RangeInclusive;
use std::sync::Arc;

use hashbrown::HashMap;
use vigie_facts::case::{Case, Place, TraceKind};
use vigie_facts::source::Source;
use vigie_facts::time::MICROS_PER_SECOND;

use crate::observe::{
    AssetSeen, ChunkYield, CoverageSeen, FamilyOf, InputTally, PathSeen, SourceSeen, SystemSeen, TrafficSeen, reading,
};
use crate::options::Options;
use crate::row::{NONE, Row};
use crate::rows::Rows;
use crate::rulebook::Rulebook;
use crate::rules::RuleSet;
use crate::windows::rules_in;
use crate::words::{Table, Words};
pub use memory::{Memory, OtherRules};

use excerpt::Chains;
use lines::{Lines, Membership, Stream};
use sign_ins::SignInSieve;

/// Virtual hosts that are told apart. The name of a virtual host may be a header that anybody can invent; further names count
/// for the machine or file they stand in.
const ASSETS_MAX: usize = 4_096;

/// Paths whose answers are remembered. Ordinary sites have fewer; beyond it new paths are not remembered.
const PATHS_MAX: usize = 1 << 18;

/// Rows after which those that can come to nothing are let go: some 10 MiB. Raised when more than two thirds of them have to stay,
/// so that a log full of attacks is not searched again and again.
const ROWS_MAX: usize = 250_000;

/// Answers that say the server failed (RFC 9110 § 15.6).
const SERVER_ERRORS: RangeInclusive<u16> = 500..=599;

/// Everything seen so far.
#[derive(Debug)]
pub struct Fold {
    options: Options,
    rulebook: Arc<Rulebook>,
    inputs: Vec<InputTally>,
    families: Vec<u32>,
    sources: Table<SourceSeen>,
    assets: Table<AssetSeen>,
    systems: Table<SystemSeen>,
    coverage: Table<CoverageSeen>,
    traffic: Table<TrafficSeen>,
    /// For each row of traffic the minutes of its hour in which a server error was written, a bit each.
    error_minutes: Vec<u64>,
    paths: Table<PathSeen>,
    accounts: Words,
    account_flags: Vec<u8>,
    texts: Words,
    sets: Words,
    extras: Words,
    rows: Rows,
    chains: Chains,
    lines: Lines,
    sign_ins: SignInSieve,
    events_without_source: u64,
    /// Ordinary sources and events of logs read before, of which nothing else is remembered.
    forgotten: (u64, u64),
    stream_tags: HashMap<u32, Vec<(u8, u32)>>,
    memberships: Vec<Membership>,
    /// Rows after which some are let go next, and the least such number.
    rows_limit: usize,
    rows_max: usize,
    texts_are_stale: bool,
}

/// Names of a chunk's ids in the fold.
struct Names {
    sources: Vec<u32>,
    assets: Vec<u32>,
    accounts: Vec<u32>,
    texts: Vec<u32>,
    sets: Vec<u32>,
    extras: Vec<u32>,
}

impl Fold {
    /// An empty fold; the options and rules must be those of the observers.
    pub fn new(options: &Options, rules: &RuleSet) -> Fold {
        Fold::with_rulebook(options, Arc::new(Rulebook::of(rules)))
    }

    pub(crate) fn with_rulebook(options: &Options, rulebook: Arc<Rulebook>) -> Fold {
        Fold {
            options: options.clone(),
            rulebook,
            inputs: Vec::new(),
            families: Vec::new(),
            sources: Table::default(),
            assets: Table::default(),
            systems: Table::default(),
            coverage: Table::default(),
            traffic: Table::default(),
            error_minutes: Vec::new(),
            paths: Table::default(),
            accounts: Words::default(),
            account_flags: Vec::new(),
            texts: Words::default(),
            sets: Words::default(),
            extras: Words::default(),
            rows: Rows::default(),
            chains: Chains::default(),
            lines: Lines::default(),
            sign_ins: SignInSieve::default(),
            events_without_source: 0,
            forgotten: (0, 0),
            stream_tags: HashMap::new(),
            memberships: Vec::new(),
            rows_limit: ROWS_MAX,
            rows_max: ROWS_MAX,
            texts_are_stale: false,
        }
    }

    /// Takes in what a chunk came to. Chunks must arrive in the order of the input: all of the first file, then the second.
    pub fn absorb(&mut self, chunk: ChunkYield) {
        self.forget_texts();
        self.absorb_inputs(&chunk);
        let names = self.name(&chunk);
        self.absorb_hours(&chunk, &names.assets);
        self.absorb_paths(&chunk, &names.sources);
        self.events_without_source += chunk.events_without_source;
        let mut start = 0;
        for (row, end) in chunk.rows.iter().zip(&chunk.record_ends) {
            let record = &chunk.records[start..*end as usize];
            start = *end as usize;
            self.absorb_row(names.rename(row), record);
        }
    }

    /// Moves in all that another fold had: into an empty fold, where every id stays what it is, so that nothing is copied or looked up
    /// but in the indices that are made anew. Lines, and minutes with errors, are not part of a chunk and left to the caller.
    fn adopt(&mut self, chunk: ChunkYield) {
        let is_empty = self.rows.is_empty() && self.sources.rows().is_empty() && self.inputs.is_empty();
        debug_assert!(is_empty, "only an empty fold adopts");
        for of in &chunk.families {
            self.note_family(*of);
        }
        self.inputs = chunk.inputs;
        self.sources = Table::of(chunk.sources, |hasher, row| hasher.hash_one(row.source));
        self.assets = Table::of(chunk.assets, |hasher, row| hasher.hash_one((row.service, &*row.name)));
        self.systems = Table::of(chunk.systems, |hasher, row| hasher.hash_one((row.service, &*row.name)));
        self.coverage = Table::of(chunk.coverage, |hasher, row| hasher.hash_one((row.system, row.hour)));
        self.traffic = Table::of(chunk.traffic, |hasher, row| hasher.hash_one((row.asset, row.hour)));
        self.paths = Table::of(chunk.paths, |hasher, row| hasher.hash_one(row.key));
        self.error_minutes.resize(self.traffic.rows().len(), 0);
        (self.accounts, self.account_flags) = (chunk.accounts, chunk.account_flags);
        (self.texts, self.sets, self.extras) = (chunk.texts, chunk.sets, chunk.extras);
        self.events_without_source = chunk.events_without_source;
        // They were let through before: it is asked for what it remembers of them.
        let sign_ins = &mut self.sign_ins;
        self.rows = chunk.rows.into_iter().filter(|row| lets_through(sign_ins, row)).collect();
    }

    /// The case, once every chunk was absorbed. `locate` says where a source is; it is asked once for each source in the
    /// case. Of [`Case::inputs`] only what was counted here is filled in; of [`Case::settings`] only the session gap.
    pub fn conclude(self, rules: &RuleSet, locate: &mut dyn FnMut(Source) -> Place) -> Case {
        debug_assert_eq!(self.rulebook.rules.len(), rules.rules().len(), "concluded with the rules it was begun with");
        conclude::conclude(self, locate)
    }

    fn absorb_inputs(&mut self, chunk: &ChunkYield) {
        for tally in &chunk.inputs {
            match self.inputs.iter_mut().rev().find(|known| known.input == tally.input) {
                Some(known) => known.add(tally),
                None => self.inputs.push(tally.clone()),
            }
        }
        for of in &chunk.families {
            self.note_family(*of);
        }
    }

    fn note_family(&mut self, of: FamilyOf) {
        let at = of.input as usize;
        if self.families.len() <= at {
            self.families.resize(at + 1, NONE);
        }
        self.families[at] = of.family;
    }

    fn name(&mut self, chunk: &ChunkYield) -> Names {
        let sources = chunk.sources.iter().map(|seen| self.absorb_source(seen)).collect();
        let assets = chunk.assets.iter().map(|seen| self.asset(seen)).collect();
        let accounts: Vec<u32> = chunk.accounts.iter().map(|name| self.accounts.intern(name, usize::MAX)).collect();
        self.account_flags.resize(self.accounts.len() as usize, 0);
        for (id, flags) in accounts.iter().zip(&chunk.account_flags) {
            if let Some(known) = self.account_flags.get_mut(*id as usize) {
                *known |= flags;
            }
        }
        Names {
            sources,
            assets,
            accounts,
            texts: chunk.texts.iter().map(|text| self.texts.intern(text, usize::MAX)).collect(),
            sets: chunk.sets.iter().map(|set| self.sets.intern(set, usize::MAX)).collect(),
            extras: chunk.extras.iter().map(|blob| self.extras.intern(blob, usize::MAX)).collect(),
        }
    }

    fn absorb_source(&mut self, seen: &SourceSeen) -> u32 {
        let id = self.sources.intern_by(
            &seen.source,
            |known| known.source == seen.source,
            |hasher, known| hasher.hash_one(known.source),
            || SourceSeen::new(seen.source),
        );
        self.sources.rows_mut()[id as usize].add(seen);
        id
    }

    fn asset(&mut self, seen: &AssetSeen) -> u32 {
        let full = self.assets.rows().len() >= ASSETS_MAX;
        let known = |row: &AssetSeen| row.service == seen.service && row.name == seen.name;
        let name = if full && !self.assets.rows().iter().any(known) { &seen.fallback } else { &seen.name };
        self.assets.intern_by(
            &(seen.service, &**name),
            |row| row.service == seen.service && row.name == *name,
            |hasher, row| hasher.hash_one((row.service, &*row.name)),
            || AssetSeen { service: seen.service, name: name.clone(), fallback: seen.fallback.clone() },
        )
    }

    fn absorb_hours(&mut self, chunk: &ChunkYield, assets: &[u32]) {
        let systems: Vec<u32> = chunk.systems.iter().map(|seen| self.system(seen)).collect();
        for seen in &chunk.coverage {
            let key = (systems[seen.system as usize], seen.hour);
            let id = self.coverage.intern_by(
                &key,
                |row| (row.system, row.hour) == key,
                |hasher, row| hasher.hash_one((row.system, row.hour)),
                || CoverageSeen { system: key.0, hour: key.1, records: 0, understood: 0 },
            );
            let row = &mut self.coverage.rows_mut()[id as usize];
            row.records += seen.records;
            row.understood += seen.understood;
        }
        for seen in &chunk.traffic {
            let key = (assets[seen.asset as usize], seen.hour);
            let id = self.traffic.intern_by(
                &key,
                |row| (row.asset, row.hour) == key,
                |hasher, row| hasher.hash_one((row.asset, row.hour)),
                || TrafficSeen { asset: key.0, hour: key.1, ..TrafficSeen::default() },
            );
            let row = &mut self.traffic.rows_mut()[id as usize];
            row.events += seen.events;
            row.bytes = row.bytes.saturating_add(seen.bytes);
            row.server_errors += seen.server_errors;
            row.sign_ins += seen.sign_ins;
        }
        self.error_minutes.resize(self.traffic.rows().len(), 0);
    }

    /// Notes the minute of a server error. Only in hours with traffic: what stands outside is not counted either.
    fn absorb_error(&mut self, row: &Row) {
        let Some(time) = row.time().filter(|_| row.is_traffic && SERVER_ERRORS.contains(&row.status)) else { return };
        let key = (row.asset, time.hour());
        if let Some(id) = self.traffic.find(&key, |row| (row.asset, row.hour) == key) {
            let minute = time.0.div_euclid(60 * MICROS_PER_SECOND).rem_euclid(60);
            self.error_minutes[id as usize] |= 1 << minute;
        }
    }

    fn system(&mut self, seen: &SystemSeen) -> u32 {
        self.systems.intern_by(
            &(seen.service, &*seen.name),
            |row| row.service == seen.service && row.name == seen.name,
            |hasher, row| hasher.hash_one((row.service, &*row.name)),
            || seen.clone(),
        )
    }

    fn absorb_paths(&mut self, chunk: &ChunkYield, sources: &[u32]) {
        for seen in &chunk.paths {
            let renamed = PathSeen {
                askers: seen.askers.map(|asker| if asker == NONE { NONE } else { sources[asker as usize] }),
                ..*seen
            };
            let full = self.paths.rows().len() >= PATHS_MAX;
            let mut is_new = false;
            if full && self.paths.find(&seen.key, |row| row.key == seen.key).is_none() {
                continue;
            }
            let id = self.paths.intern_by(
                &seen.key,
                |row| row.key == seen.key,
                |hasher, row| hasher.hash_one(row.key),
                || {
                    is_new = true;
                    renamed
                },
            );
            if !is_new {
                self.paths.rows_mut()[id as usize].add(&renamed);
            }
        }
    }

    fn absorb_row(&mut self, row: Row, record: &[u8]) {
        self.absorb_error(&row);
        if !lets_through(&mut self.sign_ins, &row) {
            return;
        }
        let mut memberships = std::mem::take(&mut self.memberships);
        self.fill_memberships(&row, &mut memberships);
        self.lines.offer(&row, record, &memberships, self.options.session_gap_seconds);
        self.memberships = memberships;
        self.rows.push(&row);
        if self.rows.len() >= self.rows_limit {
            self.compact(row.time_micros);
        }
    }

    /// The streams a row's line may be cited in: one for each form it says or may come to say, and one for hard traces.
    fn fill_memberships(&mut self, row: &Row, memberships: &mut Vec<Membership>) {
        memberships.clear();
        let stream = |tag: u8| Stream { source: row.source, asset: row.asset, tag };
        let hard = row.kind.filter(|kind| !reading::is_soft(*kind));
        let address = self.sources.rows().get(row.source as usize).map_or(Source::V4(0), |seen| seen.source);
        if row.hits != NONE {
            let (sets, rulebook) = (&self.sets, &self.rulebook);
            let tags = self.stream_tags.entry(row.hits).or_insert_with(|| stream_tags(sets.get(row.hits), rulebook));
            memberships.extend(tags.iter().map(|(tag, kept_from)| Membership {
                stream: stream(*tag),
                address,
                kept_from: if hard.is_some() { 1 } else { *kept_from },
            }));
        }
        if let Some(kind) = hard {
            memberships.push(Membership { stream: stream(TAG_OF_TRACES + kind as u8), address, kept_from: 1 });
        }
    }
}

/// Whether a row is kept, as far as the sieve of sign-ins has a say.
fn lets_through(sign_ins: &mut SignInSieve, row: &Row) -> bool {
    let is_sign_in =
        matches!(row.kind, Some(TraceKind::SignInFailure | TraceKind::SignInUnknownAccount | TraceKind::SignInSuccess));
    !is_sign_in || sign_ins.keeps(row) || row.hits != NONE
}

/// Stream tags below are forms, from here on kinds of trace.
const TAG_OF_TRACES: u8 = 128;

/// Forms that rows of a set of rules say or may come to say, and from which row of a run on lines are worth keeping: half the
/// lowest threshold of the rules that count them, since a run that stays below it is never a detection.
fn stream_tags(set: &[u8], rulebook: &Rulebook) -> Vec<(u8, u32)> {
    let mut tags = Vec::new();
    for rule in rules_in(set) {
        let facts = rulebook.rule(rule);
        if facts.speaks_alone {
            tags.push((facts.form as u8, 1));
        }
        if facts.is_base {
            let counted = rulebook.windows.iter().filter(|window| window.bases.contains(&rule));
            tags.extend(
                counted.map(|window| (window.form as u8, (window.lowest_count() / 2).clamp(1, 1 << 15) as u32)),
            );
        }
    }
    tags.sort_unstable();
    tags.dedup_by_key(|(tag, _)| *tag);
    tags
}

impl Names {
    fn rename(&self, row: &Row) -> Row {
        let name = |names: &[u32], id: u32| if id == NONE { NONE } else { names[id as usize] };
        Row {
            source: name(&self.sources, row.source),
            asset: name(&self.assets, row.asset),
            account: name(&self.accounts, row.account),
            subject: name(&self.texts, row.subject),
            tool: name(&self.texts, row.tool),
            hits: name(&self.sets, row.hits),
            extra: name(&self.extras, row.extra),
            ..*row
        }
    }
}

#[cfg(test)]
mod tests;
