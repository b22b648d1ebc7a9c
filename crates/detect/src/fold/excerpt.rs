//! Looking at a part while more is to come: a fold of its own with the rows of some sources, or with those of everybody that can come to
//! something. What a look costs is measured by what it finds, not by who is known. It decides nothing and lets go of nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use hashbrown::HashMap;
use vigie_facts::source::Source;
use vigie_facts::time::Timestamp;

use super::{Fold, NONE};
use crate::observe::{ChunkYield, FamilyOf};
use crate::row::Row;
use crate::rows::{RowAt, Rows};
use crate::rulebook::{Key, Property, Rulebook};
use crate::windows::rules_in;
use crate::words::Words;

/// Rows in a row that are too old before a search for young ones ends.
const OLDER_ROWS_MAX: u32 = 50_000;

/// The rows of each source, the last one first, as far as somebody looked. Made as they are asked for: whoever never looks pays nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Chains {
    /// For each source its last row, or [`NONE`].
    newest: Vec<u32>,
    /// For each row the one before it of the same source, or [`NONE`].
    before: Vec<u32>,
}

impl Chains {
    /// Takes in the rows that came since.
    fn follow(&mut self, rows: &Rows, sources: usize) {
        self.newest.resize(sources, NONE);
        for at in self.before.len()..rows.len() {
            let newest = self.newest.get_mut(rows.at(at).source() as usize);
            self.before.push(newest.map_or(NONE, |newest| std::mem::replace(newest, at as u32)));
        }
    }

    /// The rows of a source, the last one first.
    fn of(&self, source: u32) -> impl Iterator<Item = u32> {
        let known = |at: u32| (at != NONE).then_some(at);
        let newest = self.newest.get(source as usize).copied().and_then(known);
        std::iter::successors(newest, move |at| self.before.get(*at as usize).copied().and_then(known))
    }
}

impl Fold {
    /// The rows of some sources since an instant (of all sources when none is named), as a fold of their own, to be concluded while
    /// this one goes on. Counts of its sources are those of this fold. It cites no lines.
    #[must_use]
    pub fn excerpt(&mut self, sources: Option<&BTreeSet<Source>>, since: Timestamp) -> Fold {
        let places = match sources {
            Some(sources) => self.rows_of(sources, since),
            None => self.rows_that_matter(since),
        };
        let (chunk, _) = self.chunk_of(&places, ChunkYield::default());
        let mut fold = Fold::with_rulebook(&self.options, Arc::clone(&self.rulebook));
        fold.adopt(chunk);
        fold
    }

    /// Some rows, put behind a start, and what they name; and the numbers that their sources have there.
    pub(super) fn chunk_of(&self, places: &[u32], start: ChunkYield) -> (ChunkYield, HashMap<u32, u32>) {
        let families = (0..).zip(&self.families).filter(|(_, family)| **family != NONE);
        let mut chunk = ChunkYield {
            assets: self.assets.rows().to_vec(),
            sets: self.sets.clone(),
            families: families.map(|(input, family)| FamilyOf { input, family: *family }).collect(),
            rows: Vec::with_capacity(places.len()),
            ..start
        };
        let mut named: HashMap<u32, u32> = HashMap::new();
        let word =
            |from: &Words, to: &mut Words, id: u32| if id == NONE { NONE } else { to.intern(from.get(id), usize::MAX) };
        for at in places {
            let mut row = self.rows.at(*at as usize).made();
            if row.source != NONE {
                row.source = *named.entry(row.source).or_insert_with(|| {
                    chunk.sources.push(self.sources.rows()[row.source as usize]);
                    chunk.sources.len() as u32 - 1
                });
            }
            if row.account != NONE {
                let flags = self.account_flags[row.account as usize];
                row.account = chunk.accounts.intern(self.accounts.get(row.account), usize::MAX);
                chunk.account_flags.resize(chunk.accounts.len() as usize, flags);
            }
            row.subject = word(&self.texts, &mut chunk.texts, row.subject);
            row.tool = word(&self.texts, &mut chunk.texts, row.tool);
            row.extra = word(&self.extras, &mut chunk.extras, row.extra);
            chunk.rows.push(row);
        }
        (chunk, named)
    }

    /// The rows of some sources since an instant, in their order.
    fn rows_of(&mut self, sources: &BTreeSet<Source>, since: Timestamp) -> Vec<u32> {
        self.chains.follow(&self.rows, self.sources.rows().len());
        let id = |source: &Source| self.sources.find(source, |seen| seen.source == *source);
        let mut places: Vec<u32> = sources.iter().filter_map(id).flat_map(|id| self.chains.of(id)).collect();
        places.retain(|at| self.rows.at(*at as usize).time_micros() >= since.0);
        places.sort_unstable();
        places
    }

    /// Rows since an instant that can come to something by what is known so far, in their order: not those that leave no trace and are
    /// counted only by rules whose threshold their source stays below with everything it did. Most are of that kind, for every request
    /// of a visitor may be one of a flood.
    pub(super) fn rows_that_matter(&self, since: Timestamp) -> Vec<u32> {
        let mut tries = vec![0_u64; self.sources.rows().len()];
        for row in self.recent(since).map(|(_, row)| row) {
            if let Some(tries) = tries.get_mut(row.source() as usize) {
                *tries += u64::from(row.tries());
            }
        }
        let least: Vec<u64> = self.sets.iter().map(|set| least_tries(set, &self.rulebook)).collect();
        let matters = |row: RowAt<'_>| {
            let least = least.get(row.hits() as usize).copied().unwrap_or(0);
            row.kind().is_some() || tries.get(row.source() as usize).is_none_or(|tries| *tries >= least)
        };
        let mut places: Vec<u32> = self.recent(since).filter(|(_, row)| matters(*row)).map(|(at, _)| at).collect();
        places.reverse();
        places
    }

    /// Rows as young as an instant, from the last one taken in. Logs are written in the order of time, but for a clock's step: a long
    /// run of older rows ends the search.
    fn recent(&self, since: Timestamp) -> impl Iterator<Item = (u32, RowAt<'_>)> {
        let mut older = 0_u32;
        let rows = self.rows.iter().enumerate().rev().take_while(move |(_, row)| {
            older = if row.time_micros() < since.0 { older + 1 } else { 0 };
            older < OLDER_ROWS_MAX
        });
        rows.filter(move |(_, row)| row.time_micros() >= since.0).map(|(at, row)| (at as u32, row))
    }

    /// Sources in a /24 or /48 beside those named, and their events. A row of interest makes nobody an attacker: a page that is gone and a
    /// password mistyped are such rows.
    pub fn others_in(&self, network: Source, named: &BTreeSet<Source>) -> (u64, u64) {
        let others = self.sources.rows().iter().filter(|seen| seen.events > 0 && seen.source.network() == network);
        let others = others.filter(|seen| !named.contains(&seen.source));
        others.fold((0, 0), |(sources, events), seen| (sources + 1, events + u64::from(seen.events)))
    }

    /// The latest instant of any record so far.
    pub fn latest(&self) -> Option<Timestamp> {
        let latest = self.inputs.iter().map(|tally| tally.last_micros).max()?;
        (latest != Row::NO_TIME).then_some(Timestamp(latest))
    }
}

/// Tries that the source of a row with these rules must have had at least for the row to be a detection.
fn least_tries(set: &[u8], rulebook: &Rulebook) -> u64 {
    let of_source = |keys: &[Key]| keys.contains(&Key::Same(Property::Source));
    rules_in(set)
        .map(|rule| {
            if rulebook.rule(rule).speaks_alone {
                return 0;
            }
            let counting = rulebook.windows.iter().filter(|window| window.bases.contains(&rule));
            counting
                .map(|window| if of_source(&window.group) { window.least_tries() } else { 0 })
                .min()
                .unwrap_or(u64::MAX)
        })
        .min()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(source: u32) -> Row {
        Row {
            time_micros: 0,
            byte_start: 0,
            line: 1,
            bytes: 0,
            byte_len: 1,
            input: 0,
            source,
            asset: 0,
            account: NONE,
            subject: NONE,
            tool: NONE,
            extra: NONE,
            hits: NONE,
            tries: 1,
            status: 0,
            kind: None,
            service: vigie_facts::service::Service::WebAccess,
            time_basis: vigie_facts::time::TimeBasis::Stated,
            is_traffic: false,
        }
    }

    #[test]
    fn a_chain_has_every_row_of_its_source_however_often_it_was_followed() {
        let rows = [row(1), row(NONE), row(0), row(1), row(1)];
        let check = |steps: &[usize]| {
            let mut chains = Chains::default();
            for until in steps {
                chains.follow(&rows[..*until].iter().copied().collect(), 3);
            }
            let of = |source: u32| chains.of(source).collect::<Vec<_>>();
            assert_eq!((of(0), of(1), of(2), of(9)), (vec![2], vec![4, 3, 0], vec![], vec![]), "{steps:?}");
        };
        check(&[5]);
        check(&[0, 1, 1, 3, 5]);
    }
}
