//! Sign-ins that worked and should worry: after failures of the same source that are themselves detections, to an account
//! under a campaign from a stranger that takes part in it, or from a network the account never used and that also attacked.
//!
//! The honest owner is told apart by history: a network that signed in to the account before the failures began is usual.

use hashbrown::HashSet;
use vigie_facts::case::{Effect, IncidentKind, TraceKind, Weakness};
use vigie_facts::form::{Form, FormClass};
use vigie_facts::source::Source;
use vigie_facts::time::MICROS_PER_SECOND;

use super::slips::{SignInBook, list};
use super::{ATTEMPTS_MAX, EVIDENCE_MAX, IncidentDraft, last_cited};
use crate::observe::reading::is_honeypot;
use crate::picture::Picture;
use crate::row::NONE;
use crate::rows::RowAt;

/// How long before a sign-in failures count. Slow campaigns last for weeks; older failures have no part in it.
const BEFORE_MICROS: i64 = 30 * DAY_MICROS;

/// Tries with which a known owner who forgot the password is still an owner, when all are on the one account.
const OWNER_TRIES_MAX: u64 = 20;

/// Tries after which a sign-in of the same stranger is no typing error any more.
const GUESSED_TRIES: u64 = 10;

/// Earlier sign-ins, and days with sign-ins, after which an account has a usual network.
const HISTORY_SIGN_INS: usize = 3;
const HISTORY_DAYS: usize = 2;

/// Accounts that sign in from one source before it counts as shared by many people.
const SHARED_ACCOUNTS: usize = 3;

const DAY_MICROS: i64 = 86_400 * MICROS_PER_SECOND;

pub(super) fn find(picture: &Picture<'_>, book: &SignInBook, drafts: &mut Vec<IncidentDraft>) {
    let mut named = HashSet::new();
    for (at, row) in picture.rows_of(TraceKind::SignInSuccess) {
        if row.source() == NONE
            || is_honeypot(row.service())
            || named.contains(&(row.source(), row.account(), row.asset()))
        {
            continue;
        }
        let view = View::of(picture, book, at, row);
        let draft = view.after_failures().or_else(|| view.in_campaign()).or_else(|| view.on_new_network());
        if let Some(draft) = draft {
            named.insert((row.source(), row.account(), row.asset()));
            drafts.push(draft);
        }
    }
}

/// A sign-in and what surrounds it.
struct View<'p, 'a> {
    picture: &'p Picture<'a>,
    book: &'p SignInBook,
    at: u32,
    row: RowAt<'a>,
    family: u64,
    network: Source,
    /// Failures of this source before, that are detections.
    own_failures: Vec<u32>,
    /// Failures of others on this account before, that are detections.
    others_failures: Vec<u32>,
}

impl<'p, 'a> View<'p, 'a> {
    fn of(picture: &'p Picture<'a>, book: &'p SignInBook, at: u32, row: RowAt<'a>) -> View<'p, 'a> {
        let family = picture.ledger.family(row);
        let before = |rows: &[u32], wanted: &dyn Fn(RowAt<'_>) -> bool| -> Vec<u32> {
            let earliest = row.time_micros().saturating_sub(BEFORE_MICROS);
            rows.iter()
                .copied()
                .filter(|other| {
                    let other_row = picture.ledger.rows.at(*other as usize);
                    *other < at && other_row.time_micros() >= earliest && wanted(other_row) && guesses(picture, *other)
                })
                .collect()
        };
        View {
            picture,
            book,
            at,
            row,
            family,
            network: picture.ledger.sources[row.source() as usize].source.network(),
            own_failures: before(list(&book.failures_of_source, &(family, row.source())), &|_| true),
            others_failures: if row.account() == NONE {
                Vec::new()
            } else {
                before(list(&book.failures_on_account, &(family, row.account())), &|other| {
                    other.source() != row.source()
                })
            },
        }
    }

    fn rows(&self, rows: &'p [u32]) -> impl DoubleEndedIterator<Item = RowAt<'a>> {
        let all = self.picture.ledger.rows;
        rows.iter().map(move |at| all.at(*at as usize))
    }

    /// Whether the network signed in to the account before a time.
    fn is_usual_before(&self, time_micros: i64) -> bool {
        let from_here = list(&self.book.successes_from, &(self.family, self.row.account(), self.network));
        self.rows(from_here).any(|success| success.time_micros() < time_micros)
    }

    fn after_failures(&self) -> Option<IncidentDraft> {
        let first = self.rows(&self.own_failures).next()?;
        let on_account: u64 = self
            .rows(&self.own_failures)
            .filter(|failure| failure.account() == self.row.account())
            .map(|failure| u64::from(failure.tries()))
            .sum();
        let tries: u64 = self.rows(&self.own_failures).map(|failure| u64::from(failure.tries())).sum();
        let usual = self.is_usual_before(first.time_micros());
        // An owner who forgot the password, or an honest neighbour behind the same address as a guesser.
        if usual && ((on_account == tries && tries <= OWNER_TRIES_MAX) || on_account == 0) {
            return None;
        }
        let only_this_account = on_account == tries;
        let shown = !usual && (!only_this_account || tries >= GUESSED_TRIES || !self.others_failures.is_empty());
        let mut weakened_by = Vec::new();
        if only_this_account {
            weakened_by.push(Weakness::OwnerMistyped);
        }
        let effect = if shown { Effect::Had } else { Effect::MayHaveHad };
        Some(self.draft(IncidentKind::SignInAfterFailures, effect, weakened_by))
    }

    /// A stranger to an account under a campaign, who failed before or takes part in it.
    fn in_campaign(&self) -> Option<IncidentDraft> {
        if self.others_failures.is_empty() || self.is_usual_before(self.row.time_micros()) {
            return None;
        }
        let failures = list(&self.book.failures_of_source, &(self.family, self.row.source()));
        let failed_before = failures.iter().any(|failure| *failure < self.at && !self.picture.slips.contains(*failure));
        let takes_part = failures.iter().any(|failure| guesses(self.picture, *failure));
        if !failed_before && !takes_part {
            return None;
        }
        let weakened_by = vec![Weakness::OwnerMistyped, Weakness::OwnerTravels];
        Some(self.draft(IncidentKind::SignInAfterFailures, Effect::MayHaveHad, weakened_by))
    }

    fn on_new_network(&self) -> Option<IncidentDraft> {
        if self.row.account() == NONE || !self.picture.is_hostile(self.row.source()) {
            return None;
        }
        if self.is_usual_before(self.row.time_micros()) {
            return None;
        }
        let successes = list(&self.book.successes_on_account, &(self.family, self.row.account()));
        let earlier = &successes[..successes.partition_point(|success| *success < self.at)];
        let mut days: Vec<i64> = self.rows(earlier).map(|row| row.time_micros().div_euclid(DAY_MICROS)).collect();
        days.dedup();
        if earlier.len() < HISTORY_SIGN_INS || days.len() < HISTORY_DAYS {
            return None;
        }
        Some(self.draft(IncidentKind::SignInFromNewNetwork, Effect::MayHaveHad, vec![Weakness::OwnerTravels]))
    }

    fn draft(&self, kind: IncidentKind, effect: Effect, mut weakened_by: Vec<Weakness>) -> IncidentDraft {
        let successes = list(&self.book.successes_of_source, &(self.family, self.row.source()));
        let mut accounts: Vec<u32> = self.rows(successes).map(RowAt::account).collect();
        accounts.sort_unstable();
        accounts.dedup();
        if accounts.len() >= SHARED_ACCOUNTS {
            weakened_by.push(Weakness::SharedSource);
        }
        let mut failures = last_cited(self.picture, &self.own_failures, EVIDENCE_MAX);
        failures.extend(last_cited(self.picture, &self.others_failures, EVIDENCE_MAX - failures.len()));
        let mut evidence: Vec<(&'static str, u32)> = failures.iter().map(|row| ("failures-before", *row)).collect();
        evidence.push(("success", self.at));
        IncidentDraft {
            kind,
            effect,
            time_micros: self.row.time_micros(),
            asset: self.row.asset(),
            source: self.row.source(),
            account: self.row.account(),
            attempts: self.attempts(),
            evidence,
            weakened_by,
        }
    }

    /// Attempts of the failures, the source's own first.
    fn attempts(&self) -> Vec<u32> {
        let mut attempts = Vec::new();
        for row in self.own_failures.iter().chain(&self.others_failures).rev() {
            for finding in self.picture.findings_of(*row) {
                if finding.attempt != NONE && !attempts.contains(&finding.attempt) && attempts.len() < ATTEMPTS_MAX {
                    attempts.push(finding.attempt);
                }
            }
        }
        attempts
    }
}

/// Whether a rule says that the row is part of guessing.
fn guesses(picture: &Picture<'_>, row: u32) -> bool {
    let says = |form: Form| form.class() == FormClass::Credential || form == Form::UserEnumeration;
    picture.findings_of(row).iter().any(|finding| says(finding.form))
}
