//! Slips: failures to sign in that belong to somebody who signs in here anyway. A mistyped password is not an attack, even
//! while the same account or machine is under one; such failures are kept as traces, but no rule that counts may count them.
//!
//! A failure is a slip when its source failed only a few times around it, and either its network had signed in to the same
//! account before, or the account is one that only this network ever uses and uses for days (logs begin somewhere, and the
//! owner's first line may be a typing error). Nothing that comes *after* a failure excuses it by itself: whoever guesses right
//! signs in afterwards as well.

use hashbrown::{HashMap, HashSet};
use vigie_facts::case::TraceKind;
use vigie_facts::form::{Form, FormClass};
use vigie_facts::source::Source;
use vigie_facts::time::MICROS_PER_SECOND;

use crate::observe::reading::is_honeypot;
use crate::row::{NONE, Row};
use crate::rows::RowAt;
use crate::windows::Ledger;

/// Tries around a failure, itself included, that a person who mistypes needs at most: most services hang up after three.
const TRIES_MAX: u64 = 3;

/// How far around a failure its source's other failures count.
const AROUND_MICROS: i64 = 3_600 * MICROS_PER_SECOND;

/// How soon the right password follows a mistyped one.
const CORRECTION_MICROS: i64 = 600 * MICROS_PER_SECOND;

/// Days on which an account's only network must be seen to be its owner's.
const OWNER_DAYS: usize = 3;

const DAY_MICROS: i64 = 86_400 * MICROS_PER_SECOND;

/// Which rows are slips.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slips {
    rows: Vec<u32>,
}

impl Slips {
    /// Whether a stateful rule of that form must not count the row.
    pub(crate) fn excuses(&self, row: u32, form: Form) -> bool {
        let guesses = form.class() == FormClass::Credential || form == Form::UserEnumeration;
        guesses && self.contains(row)
    }

    /// Whether the row is a slip.
    pub(crate) fn contains(&self, row: u32) -> bool {
        self.rows.binary_search(&row).is_ok()
    }
}

/// Sign-ins by who, whom and from where, each list in order of time. Keys carry the log a row may be compared with. Failures are asked
/// about only beside a sign-in that worked, so those of networks and on accounts without one, which is nearly all, are not in it.
#[derive(Debug, Default)]
pub(crate) struct SignInBook {
    /// For each source whether somebody signed in from its network.
    signs_in: Vec<bool>,
    /// Failures of a source in a network that signs in.
    pub(crate) failures_of_source: HashMap<(u64, u32), Vec<u32>>,
    /// Failures on an account that somebody signs in to.
    pub(crate) failures_on_account: HashMap<(u64, u32), Vec<u32>>,
    /// Sign-ins to an account.
    pub(crate) successes_on_account: HashMap<(u64, u32), Vec<u32>>,
    /// Sign-ins to an account from a network.
    pub(crate) successes_from: HashMap<(u64, u32, Source), Vec<u32>>,
    /// Sign-ins of a source.
    pub(crate) successes_of_source: HashMap<(u64, u32), Vec<u32>>,
}

impl SignInBook {
    /// The book of the rows of a ledger.
    pub(crate) fn of(ledger: Ledger<'_>) -> SignInBook {
        let mut book = SignInBook::default();
        book.note_successes(ledger);
        if !book.successes_from.is_empty() {
            book.note_failures(ledger);
        }
        book
    }

    fn note_successes(&mut self, ledger: Ledger<'_>) {
        for (at, row) in (0..).zip(ledger.rows.iter()) {
            // Who gets into a sensor made to be entered is nobody's usual visitor.
            if row.kind() != Some(TraceKind::SignInSuccess) || is_honeypot(row.service()) || !is_placed(row) {
                continue;
            }
            let family = ledger.family(row);
            let network = ledger.sources[row.source() as usize].source.network();
            self.successes_on_account.entry((family, row.account())).or_default().push(at);
            self.successes_from.entry((family, row.account(), network)).or_default().push(at);
            self.successes_of_source.entry((family, row.source())).or_default().push(at);
        }
    }

    fn note_failures(&mut self, ledger: Ledger<'_>) {
        let networks: HashSet<Source> = self.successes_from.keys().map(|(_, _, network)| *network).collect();
        let signs_in = ledger.sources.iter().map(|seen| networks.contains(&seen.source.network()));
        self.signs_in = signs_in.collect();
        let is_tried = |row: RowAt<'_>| self.successes_on_account.contains_key(&(ledger.family(row), row.account()));
        for (at, row) in (0..).zip(ledger.rows.iter()).filter(|(_, row)| is_failure(*row) && is_placed(*row)) {
            let family = ledger.family(row);
            if self.signs_in[row.source() as usize] {
                self.failures_of_source.entry((family, row.source())).or_default().push(at);
            }
            if is_tried(row) {
                self.failures_on_account.entry((family, row.account())).or_default().push(at);
            }
        }
    }

    /// Whether somebody signed in from the network of a source.
    fn signs_in(&self, source: u32) -> bool {
        self.signs_in.get(source as usize).copied().unwrap_or(false)
    }
}

fn is_failure(row: RowAt<'_>) -> bool {
    matches!(row.kind(), Some(TraceKind::SignInFailure | TraceKind::SignInUnknownAccount))
}

/// Whether a row has a source and a time.
fn is_placed(row: RowAt<'_>) -> bool {
    row.source() != NONE && row.time_micros() != Row::NO_TIME
}

/// The list of a key, or nothing.
pub(crate) fn list<'a, K: Eq + std::hash::Hash>(map: &'a HashMap<K, Vec<u32>>, key: &K) -> &'a [u32] {
    map.get(key).map_or(&[], Vec::as_slice)
}

/// The slips among the rows. Every excuse rests on a sign-in from the same network, and most sources under an attack are in networks that
/// have none.
pub(crate) fn find(ledger: Ledger<'_>, book: &SignInBook) -> Slips {
    let may_be = |row: RowAt<'_>| is_failure(row) && is_placed(row) && book.signs_in(row.source());
    let rows =
        (0..).zip(ledger.rows.iter()).filter(|(_, row)| may_be(*row) && is_slip(ledger, book, *row)).map(|(at, _)| at);
    Slips { rows: rows.collect() }
}

fn is_slip(ledger: Ledger<'_>, book: &SignInBook, failure: RowAt<'_>) -> bool {
    let family = ledger.family(failure);
    let time = |at: &u32| ledger.rows.at(*at as usize).time_micros();
    let failures = list(&book.failures_of_source, &(family, failure.source()));
    let start = failures.partition_point(|at| time(at) < failure.time_micros().saturating_sub(AROUND_MICROS));
    let around =
        failures[start..].iter().take_while(|at| time(at) <= failure.time_micros().saturating_add(AROUND_MICROS));
    let mut tries = 0_u64;
    let mut first_micros = failure.time_micros();
    for at in around {
        tries += u64::from(ledger.rows.at(*at as usize).tries());
        first_micros = first_micros.min(time(at));
        if tries > TRIES_MAX {
            return false;
        }
    }
    let network = ledger.sources[failure.source() as usize].source.network();
    let from_here = list(&book.successes_from, &(family, failure.account(), network));
    if from_here.first().is_some_and(|at| time(at) < first_micros) {
        return true;
    }
    corrected_name(ledger, book, failure, first_micros) || owner_from_the_start(ledger, book, failure, from_here)
}

/// A name that does not exist, then the right one within minutes, from a source that had signed in to that one before.
fn corrected_name(ledger: Ledger<'_>, book: &SignInBook, failure: RowAt<'_>, first_micros: i64) -> bool {
    if failure.kind() != Some(TraceKind::SignInUnknownAccount) {
        return false;
    }
    let family = ledger.family(failure);
    let successes = list(&book.successes_of_source, &(family, failure.source()));
    let row = |at: &u32| ledger.rows.at(*at as usize);
    let start = successes.partition_point(|at| row(at).time_micros() < failure.time_micros());
    let Some(next) = successes.get(start).map(row) else { return false };
    next.time_micros() - failure.time_micros() <= CORRECTION_MICROS
        && successes.iter().map(row).any(|past| past.account() == next.account() && past.time_micros() < first_micros)
}

/// The account's only network, which corrects itself at once and comes back on other days.
fn owner_from_the_start(ledger: Ledger<'_>, book: &SignInBook, failure: RowAt<'_>, from_here: &[u32]) -> bool {
    let family = ledger.family(failure);
    let row = |at: &u32| ledger.rows.at(*at as usize);
    let everywhere = list(&book.successes_on_account, &(family, failure.account()));
    let corrected = from_here.iter().map(row).any(|success| {
        success.source() == failure.source()
            && (0..=CORRECTION_MICROS).contains(&(success.time_micros() - failure.time_micros()))
    });
    let mut days: Vec<i64> = from_here.iter().map(|at| row(at).time_micros().div_euclid(DAY_MICROS)).collect();
    days.dedup();
    let only_here = everywhere.len() == from_here.len();
    let only_this_account = list(&book.failures_of_source, &(family, failure.source()))
        .iter()
        .all(|at| row(at).account() == failure.account());
    corrected && only_here && only_this_account && days.len() > OWNER_DAYS
}
