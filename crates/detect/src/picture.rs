//! Everything that aims and incidents are judged from, once windows and attempts are known: a read-only view whose ids are
//! those of the fold. It decides nothing.

use std::ops::Range;

use vigie_facts::case::TraceKind;
use vigie_facts::form::Form;

use crate::incidents::slips::Slips;
use crate::observe::{ACCOUNT_EXISTS, AssetSeen, PathSeen, TrafficSeen};
use crate::options::Options;
use crate::row::Row;
use crate::rows::RowAt;
use crate::windows::{FoundWindow, Ledger};
use crate::words::Words;

/// A detection before it has its final ids: one row and form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Finding {
    pub(crate) row: u32,
    pub(crate) form: Form,
    /// Set of rules.
    pub(crate) reasons: u32,
    /// Window that is named, or [`NONE`](crate::row::NONE).
    pub(crate) window: u32,
    /// Attempt, or [`NONE`](crate::row::NONE) without a time.
    pub(crate) attempt: u32,
}

/// What a finding tried and why it is one, beside the others of its attempt: the findings themselves lie far apart.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tried {
    /// Account, or [`NONE`](crate::row::NONE).
    pub(crate) account: u32,
    /// What was asked for and answered, or [`NONE`](crate::row::NONE).
    pub(crate) path: u32,
    /// Set of rules.
    pub(crate) reasons: u32,
}

/// An attempt before it has its final ids.
#[derive(Clone, Debug)]
pub(crate) struct AttemptDraft {
    pub(crate) source: u32,
    pub(crate) asset: u32,
    pub(crate) form: Form,
    /// Its findings, as a stretch of [`Picture::steps`]: in order of time, never empty.
    pub(crate) steps: Range<u32>,
}

/// The view.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Picture<'a> {
    pub(crate) ledger: Ledger<'a>,
    pub(crate) findings: &'a [Finding],
    pub(crate) attempts: &'a [AttemptDraft],
    /// Findings by attempt.
    pub(crate) steps: &'a [u32],
    /// What each of these tried.
    pub(crate) tried: &'a [Tried],
    pub(crate) windows: &'a [FoundWindow],
    pub(crate) slips: &'a Slips,
    /// Sources with a finding of a form that attacks.
    pub(crate) hostile: &'a [bool],
    pub(crate) assets: &'a [AssetSeen],
    pub(crate) accounts: &'a Words,
    pub(crate) account_flags: &'a [u8],
    pub(crate) texts: &'a Words,
    pub(crate) paths: &'a [PathSeen],
    pub(crate) traffic: &'a [TrafficSeen],
    pub(crate) options: &'a Options,
    /// For each row whether its line was kept.
    pub(crate) has_line: &'a [bool],
}

impl<'a> Picture<'a> {
    /// The row of a finding.
    pub(crate) fn row(&self, finding: u32) -> RowAt<'a> {
        self.ledger.rows.at(self.findings[finding as usize].row as usize)
    }

    /// The findings of an attempt, in order of time; never empty.
    pub(crate) fn findings_in(&self, attempt: &AttemptDraft) -> &'a [u32] {
        &self.steps[attempt.steps.start as usize..attempt.steps.end as usize]
    }

    /// What the findings of an attempt tried, in order of time.
    pub(crate) fn tried_in(&self, attempt: &AttemptDraft) -> &'a [Tried] {
        &self.tried[attempt.steps.start as usize..attempt.steps.end as usize]
    }

    /// The findings of a row.
    pub(crate) fn findings_of(&self, row: u32) -> &'a [Finding] {
        let start = self.findings.partition_point(|finding| finding.row < row);
        let length = self.findings[start..].partition_point(|finding| finding.row == row);
        &self.findings[start..start + length]
    }

    /// Whether the logs show that an account exists.
    pub(crate) fn account_exists(&self, account: u32) -> bool {
        self.account_flags.get(account as usize).is_some_and(|flags| flags & ACCOUNT_EXISTS != 0)
    }

    /// Whether the line of a row was kept.
    pub(crate) fn has_line(&self, row: u32) -> bool {
        self.has_line[row as usize]
    }

    /// Whether a source attacked.
    pub(crate) fn is_hostile(&self, source: u32) -> bool {
        self.hostile.get(source as usize).copied().unwrap_or(false)
    }

    /// Whether the organisation trusts a source.
    pub(crate) fn is_allowed(&self, source: u32) -> bool {
        let seen = self.ledger.sources.get(source as usize);
        seen.is_some_and(|seen| self.options.allow.iter().any(|block| block.touches_source(seen.source)))
    }

    /// Rows of a kind, with their place.
    pub(crate) fn rows_of(&self, kind: TraceKind) -> impl Iterator<Item = (u32, RowAt<'a>)> {
        let rows = self.ledger.rows.iter().zip(0..);
        let is_one = move |row: RowAt<'_>| row.kind() == Some(kind) && row.time_micros() != Row::NO_TIME;
        rows.filter(move |(row, _)| is_one(*row)).map(|(row, at)| (at, row))
    }
}
