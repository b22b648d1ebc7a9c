//! Lets go of rows that can come to nothing, so that memory does not grow with the log: broken links, forms sent and requests
//! of ordinary visitors that no window made hostile, once they are too old for any window still open.
//!
//! What is let go is decided by the records alone, in their order, never by chunks or clocks. Windows across two logs of the
//! same hours are whole as long as fewer rows than the limit lie between their records; above that a soft row of the first
//! log may be gone when the second comes. Rows that are detections by themselves, sign-ins and all other hard traces stay.

use hashbrown::HashSet;
use vigie_facts::case::TraceKind;
use vigie_facts::time::MICROS_PER_SECOND;
use vigie_facts::unit::CLOCK_TOLERANCE_SECONDS;

use super::Fold;
use super::excerpt::Chains;
use crate::observe::reading;
use crate::row::{NONE, Row};
use crate::rows::RowAt;
use crate::windows::{self, Ledger, rules_in};
use crate::words::Words;

/// Soft traces of a source that are kept once it left this many: as many as make them traces of the case.
const SOFT_TRACES_MIN: u32 = super::conclude::SOFT_TRACES_MIN;

impl Fold {
    /// Lets go of what can come to nothing; `now_micros` is the time of the newest row.
    pub(super) fn compact(&mut self, now_micros: i64) {
        // Where nearly everything stays, looking costs time and gains nothing: the log of a machine under attack.
        let is_hard = |row: &RowAt<'_>| row.kind().is_some_and(|kind| !reading::is_soft(kind));
        if self.rows.iter().filter(is_hard).count() > self.rows.len() / 3 * 2 {
            self.rows_limit = self.rows_max.max(self.rows.len() + self.rows.len() / 2);
            return;
        }
        self.chains = Chains::default();
        self.rows.sort();
        let ledger = Ledger {
            rows: &self.rows,
            sources: self.sources.rows(),
            sets: &self.sets,
            extras: &self.extras,
            rulebook: &self.rulebook,
            families: &self.families,
        };
        let mut stays = vec![false; self.rows.len()];
        for found in windows::find(ledger, &|_, _| true) {
            for row in found.rows {
                stays[row as usize] = true;
            }
        }
        let horizons: Vec<Horizon> = self.sets.iter().map(|set| horizon(ledger, set)).collect();
        let suspects = suspects(ledger, &stays, &horizons);
        for (row, stays) in self.rows.iter().zip(&mut stays) {
            *stays |= stays_by_itself(row, &horizons, now_micros, &suspects);
        }
        self.rows.keep(&stays);
        self.texts_are_stale = true;
        self.rows_limit = self.rows_max.max(self.rows.len() + self.rows.len() / 2);
    }

    /// Lets go of texts that no row names any more. Only between chunks: the rows of a chunk that are still to come name
    /// texts by the ids they have. Which texts are held is nowhere visible in a case.
    pub(super) fn forget_texts(&mut self) {
        if !std::mem::take(&mut self.texts_are_stale) {
            return;
        }
        let (old, mut texts) = (std::mem::take(&mut self.texts), Words::default());
        self.rows.rename_texts(|id| if id == NONE { NONE } else { texts.intern(old.get(id), usize::MAX) });
        self.texts = texts;
    }
}

/// What a set of rules means for a row's future.
#[derive(Clone, Copy, Debug)]
struct Horizon {
    /// It is a detection whatever comes.
    speaks_alone: bool,
    /// Rules that count it look back this far.
    back_micros: i64,
}

fn horizon(ledger: Ledger<'_>, set: &[u8]) -> Horizon {
    let rulebook = ledger.rulebook;
    let span = |rule: u32| {
        let counting = rulebook.windows.iter().filter(move |window| window.bases.contains(&rule));
        counting.map(|window| window.span_micros).max().unwrap_or(0)
    };
    Horizon {
        speaks_alone: rules_in(set).any(|rule| rulebook.rule(rule).speaks_alone),
        back_micros: rules_in(set).map(span).max().unwrap_or(0),
    }
}

/// Sources whose soft traces will be traces of the case, as far as one can tell by now.
fn suspects(ledger: Ledger<'_>, in_window: &[bool], horizons: &[Horizon]) -> HashSet<u32> {
    let mut soft = vec![0_u32; ledger.sources.len()];
    let mut suspects = HashSet::new();
    for (row, in_window) in ledger.rows.iter().zip(in_window) {
        if row.source() == NONE {
            continue;
        }
        let counts = match row.kind() {
            None | Some(TraceKind::FormPost | TraceKind::ServerError | TraceKind::SignInSuccess) => false,
            Some(kind) if reading::is_soft(kind) => {
                soft[row.source() as usize] += 1;
                soft[row.source() as usize] >= SOFT_TRACES_MIN
            }
            Some(_) => true,
        };
        let hostile = *in_window || horizons.get(row.hits() as usize).is_some_and(|horizon| horizon.speaks_alone);
        if counts || hostile {
            suspects.insert(row.source());
        }
    }
    suspects
}

fn stays_by_itself(row: RowAt<'_>, horizons: &[Horizon], now_micros: i64, suspects: &HashSet<u32>) -> bool {
    let tolerance_micros = CLOCK_TOLERANCE_SECONDS * MICROS_PER_SECOND;
    let horizon = horizons.get(row.hits() as usize);
    let awaited = horizon.is_some_and(|horizon| {
        let oldest = now_micros.saturating_sub(horizon.back_micros).saturating_sub(tolerance_micros);
        horizon.speaks_alone || (row.time_micros() >= oldest && row.time_micros() != Row::NO_TIME)
    });
    let is_trace = row.kind().is_some_and(|kind| !reading::is_soft(kind) || suspects.contains(&row.source()));
    awaited || is_trace
}
