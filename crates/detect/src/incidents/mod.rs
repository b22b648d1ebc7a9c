//! Did it have an effect? From detections, attempts and traces to incidents, each with the records it rests on and what would
//! weaken it. One file a kind of question, one line in the table below.
//!
//! An incident is never a matter of one record: it needs something hostile *and* something that should not follow from it. What
//! is usual here (who signs in from where, what a request otherwise gets) decides what differs. Sources that the organisation
//! trusts (`--allow`) are counted, and named in no incident.

mod answers;
mod follow_ups;
mod honeypots;
mod login_pages;
mod sign_ins;
pub(crate) mod slips;
mod stopped;

use vigie_facts::case::{Effect, IncidentKind, Weakness};

use crate::picture::Picture;
use slips::SignInBook;

/// Records an incident cites for each part; more only repeat.
const EVIDENCE_MAX: usize = 5;

/// Attempts an incident lists. A campaign may have thousands; its window names them all.
const ATTEMPTS_MAX: usize = 50;

/// An incident before it has its final ids.
#[derive(Clone, Debug)]
pub(crate) struct IncidentDraft {
    pub(crate) kind: IncidentKind,
    pub(crate) effect: Effect,
    pub(crate) time_micros: i64,
    pub(crate) asset: u32,
    pub(crate) source: u32,
    pub(crate) account: u32,
    pub(crate) attempts: Vec<u32>,
    /// Part and row.
    pub(crate) evidence: Vec<(&'static str, u32)>,
    pub(crate) weakened_by: Vec<Weakness>,
}

/// A way to find incidents; later ones see what earlier ones found.
type Finder = fn(&Picture<'_>, &SignInBook, &mut Vec<IncidentDraft>);

/// Every way, in the order in which they build on each other.
const FINDERS: &[Finder] =
    &[sign_ins::find, login_pages::find, follow_ups::find, honeypots::find, answers::find, stopped::find];

/// Every incident, in order of time.
pub(crate) fn find(picture: &Picture<'_>, book: &SignInBook) -> Vec<IncidentDraft> {
    let mut drafts = Vec::new();
    for finder in FINDERS {
        finder(picture, book, &mut drafts);
    }
    drafts.retain(|draft| !picture.is_allowed(draft.source));
    for draft in &mut drafts {
        draft.attempts.sort_unstable();
        draft.attempts.dedup();
        draft.attempts.truncate(ATTEMPTS_MAX);
        draft.weakened_by.sort_unstable();
        draft.weakened_by.dedup();
    }
    // Evidence is a place in the order of rows: it breaks ties the same way in every run.
    drafts.sort_by(|a, b| (a.time_micros, a.kind, &a.evidence).cmp(&(b.time_micros, b.kind, &b.evidence)));
    drafts
}

/// The last rows of a list, at most so many; those whose line was kept are preferred, so that a reader sees what is cited.
fn last_cited(picture: &Picture<'_>, rows: &[u32], count: usize) -> Vec<u32> {
    let with_line: Vec<u32> = rows.iter().rev().copied().filter(|row| picture.has_line(*row)).take(count).collect();
    if with_line.is_empty() {
        return rows[rows.len().saturating_sub(count)..].to_vec();
    }
    with_line
}
