//! Which sign-ins are worth a row. Failures always are. A busy mail server sees millions of sign-ins that work; of these the
//! first few of each source, account and asset are kept, one a day after that, and every one that follows a new failure of its
//! source or account: enough to know who signs in regularly and what came after failures, and no diary of the members.

use hashbrown::HashMap;
use vigie_facts::case::TraceKind;
use vigie_facts::time::MICROS_PER_SECOND;

use crate::row::{NONE, Row};

/// Sign-ins of one source, account and asset that are kept in any case.
const SUCCESSES_FIRST: u32 = 4;

const DAY_MICROS: i64 = 86_400 * MICROS_PER_SECOND;

/// What is remembered to decide about the next sign-in.
#[derive(Clone, Debug, Default)]
pub(crate) struct SignInSieve {
    failures_of_source: Counts,
    failures_of_account: Counts,
    kept: HashMap<(u32, u32, u32), Kept>,
}

/// Counts by id, four bytes each.
#[derive(Clone, Debug, Default)]
struct Counts {
    counts: Vec<u32>,
}

impl Counts {
    fn add(&mut self, id: u32) {
        if id == NONE {
            return;
        }
        let at = id as usize;
        if self.counts.len() <= at {
            self.counts.resize(at + 1, 0);
        }
        self.counts[at] = self.counts[at].saturating_add(1);
    }

    fn of(&self, id: u32) -> u32 {
        self.counts.get(id as usize).copied().unwrap_or(0)
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Kept {
    successes: u32,
    day: i64,
    failures_of_source: u32,
    failures_of_account: u32,
}

impl SignInSieve {
    /// Whether the row of a sign-in is kept. Rows must come in the order of the input.
    pub(crate) fn keeps(&mut self, row: &Row) -> bool {
        if row.kind != Some(TraceKind::SignInSuccess) {
            self.failures_of_source.add(row.source);
            self.failures_of_account.add(row.account);
            return true;
        }
        let now = Kept {
            successes: 0,
            day: row.time_micros.div_euclid(DAY_MICROS),
            failures_of_source: self.failures_of_source.of(row.source),
            failures_of_account: self.failures_of_account.of(row.account),
        };
        let before = self.kept.entry((row.source, row.account, row.asset)).or_default();
        let keeps = before.successes < SUCCESSES_FIRST
            || (before.day, before.failures_of_source, before.failures_of_account)
                != (now.day, now.failures_of_source, now.failures_of_account);
        if keeps {
            *before = Kept { successes: before.successes.saturating_add(1), ..now };
        }
        keeps
    }
}
