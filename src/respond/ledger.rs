//! What was done: one line for each decision that was applied, when it ends, and whether a person took it back. Kept beside the
//! case, replaced in one step. It decides nothing; the plan reads from it how often a target was held back before.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;

use serde::{Deserialize, Serialize};
use vigie_facts::form::Form;
use vigie_facts::time::Timestamp;

use super::plan::{Decision, Target};
use crate::case::{CaseError, write_in_one_step};

/// Name of the file inside the folder of a case.
pub const LEDGER: &str = "decisions.json";

/// Whoever changes the ledger holds this file meanwhile: a guard and a person at the console must not undo each other's work.
const LOCK: &str = "decisions.lock";

/// Entries kept: the youngest. A year at thirty a day; older ones no longer decide how long anything lasts.
const ENTRIES_MAX: usize = 10_000;

/// A ledger larger than this was not written by us.
const LEDGER_BYTES_MAX: u64 = 64 << 20;

/// One decision that was applied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// What was held back.
    #[serde(flatten)]
    pub target: Target,
    /// When it began.
    pub applied: Timestamp,
    /// When it ends, or ended, by itself.
    pub expires: Timestamp,
    /// When a person took it back.
    pub undone: Option<Timestamp>,
    /// What it rested on, most detections first.
    pub forms: Vec<(Form, u64)>,
    /// Detections it rested on.
    pub detections: u64,
    /// Ordinary events of the target at that time.
    pub ordinary_events: u64,
    /// Whether the packet filter of this machine holds it back; else only the programs do that ask for decisions.
    #[serde(default = "in_filter")]
    pub in_filter: bool,
}

/// Entries that say nothing of it were made for the packet filter.
fn in_filter() -> bool {
    true
}

impl Entry {
    /// Whether it holds at an instant.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.undone.is_none() && self.expires > now
    }
}

/// Everything that was applied, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// The entries.
    pub entries: Vec<Entry>,
}

impl Ledger {
    /// Reads the ledger of a case; an empty one if there is none.
    pub fn read(folder: &Path) -> Result<Ledger, CaseError> {
        let path = folder.join(LEDGER);
        let at = |source| CaseError::Io { path: path.clone(), source };
        match std::fs::metadata(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Ledger::default()),
            Err(error) => return Err(at(error)),
            Ok(metadata) if metadata.len() > LEDGER_BYTES_MAX => {
                return Err(at(std::io::Error::other("larger than a ledger can be")));
            }
            Ok(_) => {}
        }
        Ok(serde_json::from_slice(&std::fs::read(&path).map_err(at)?)?)
    }

    /// The ledger of a case, to be changed and written by nobody else as long as the file is held.
    pub fn locked(folder: &Path) -> Result<(File, Ledger), CaseError> {
        let path = folder.join(LOCK);
        let lock = File::create(&path).and_then(|file| file.lock().map(|()| file));
        let lock = lock.map_err(|source| CaseError::Io { path, source })?;
        Ok((lock, Ledger::read(folder)?))
    }

    /// Writes it, in one step.
    pub fn write(&self, folder: &Path) -> Result<(), CaseError> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        write_in_one_step(&folder.join(LEDGER), &text)
    }

    /// Notes that decisions were applied. A target that is held already is held on: its entry is renewed.
    pub fn applied<'a>(&mut self, decisions: impl IntoIterator<Item = &'a Decision>, now: Timestamp, in_filter: bool) {
        let mut open: BTreeMap<Target, usize> = BTreeMap::new();
        for (at, entry) in self.entries.iter().enumerate().filter(|(_, entry)| entry.holds(now)) {
            open.insert(entry.target.clone(), at);
        }
        for decision in decisions {
            let applied = open.get(&decision.target).map_or(now, |at| self.entries[*at].applied);
            let entry = Entry {
                target: decision.target.clone(),
                applied,
                expires: decision.expires,
                undone: None,
                forms: decision.forms.clone(),
                detections: decision.detections,
                ordinary_events: decision.collateral.ordinary_events,
                in_filter,
            };
            match open.get(&decision.target) {
                Some(at) => self.entries[*at] = entry,
                None => self.entries.push(entry),
            }
        }
        let over = self.entries.len().saturating_sub(ENTRIES_MAX);
        self.entries.drain(..over);
    }

    /// Takes decisions back: those of some targets, or all. Returns the entries that held until now.
    pub fn undo(&mut self, wanted: impl Fn(&Target) -> bool, now: Timestamp) -> Vec<Entry> {
        let mut undone = Vec::new();
        for entry in self.entries.iter_mut().filter(|entry| entry.holds(now) && wanted(&entry.target)) {
            entry.undone = Some(now);
            undone.push(entry.clone());
        }
        undone
    }

    /// How often each target was held back before and came to the end of it.
    pub fn held_before(&self, now: Timestamp) -> BTreeMap<Target, u32> {
        let mut counts = BTreeMap::new();
        for entry in self.entries.iter().filter(|entry| entry.undone.is_none() && entry.expires <= now) {
            *counts.entry(entry.target.clone()).or_default() += 1;
        }
        counts
    }

    /// What a person took back, as long as it would have lasted.
    pub fn undone(&self, now: Timestamp) -> BTreeSet<Target> {
        let taken_back = self.entries.iter().filter(|entry| entry.undone.is_some() && entry.expires > now);
        taken_back.map(|entry| entry.target.clone()).collect()
    }

    /// What holds at an instant.
    pub fn holding(&self, now: Timestamp) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.holds(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::respond::plan::Collateral;

    fn decision(target: &str, expires: i64) -> Decision {
        Decision {
            target: Target::Source(target.parse().unwrap()),
            forms: vec![(Form::SqlInjection, 9)],
            detections: 9,
            attempts: 1,
            incident: None,
            sources: 1,
            returns: 0,
            last: Timestamp::from_seconds(0),
            expires: Timestamp::from_seconds(expires),
            collateral: Collateral::default(),
        }
    }

    #[test]
    fn a_ledger_knows_what_holds_what_ended_and_what_was_taken_back() {
        let at = Timestamp::from_seconds;
        let mut ledger = Ledger::default();
        ledger.applied(&[decision("203.0.113.1", 100), decision("203.0.113.2", 200)], at(0), true);
        ledger.applied(&[decision("203.0.113.2", 300)], at(50), true);
        assert_eq!(ledger.entries.len(), 2, "a target that is held already is held on");
        assert_eq!(ledger.holding(at(99)).count(), 2);
        assert_eq!(ledger.holding(at(250)).count(), 1);
        assert_eq!(ledger.held_before(at(250)).len(), 1);
        let two = Target::Source("203.0.113.2".parse().unwrap());
        let undone = ledger.undo(|target| *target == two, at(250));
        assert_eq!(undone.iter().map(|entry| &entry.target).collect::<Vec<_>>(), [&two]);
        assert_eq!(ledger.holding(at(250)).count(), 0);
        assert!(ledger.undone(at(299)).contains(&two) && ledger.undone(at(300)).is_empty());
        assert!(!ledger.held_before(at(400)).contains_key(&two), "what was taken back counts against nobody");
        let text = serde_json::to_string(&ledger).unwrap();
        assert_eq!(serde_json::from_str::<Ledger>(&text).unwrap(), ledger);
    }
}
