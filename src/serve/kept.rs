//! The case as it was last read and the answers to it, read again when the guard saved it. Reading happens on a thread of its own:
//! pages show the old case until the new one is answered.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use jiff::tz::TimeZone;
use vigie_facts::case::{Case, SourceId};
use vigie_facts::retain;
use vigie_facts::time::Timestamp;
use vigie_figures::answer::Answer;
use vigie_figures::lookup::{Lately, Lookup};
use vigie_figures::names::Names;
use vigie_figures::questions::{self, Options};
use vigie_figures::together::{self, Found};
use vigie_judge::evidence::Evidence;

use super::site::Site;
use super::watched::{Stamp, stamp};
use crate::case::{self, CaseError, MANIFEST};
use crate::clock::now;

/// Wait between two looks at the case: a guard saves once a minute at most.
const POLL: Duration = Duration::from_secs(1);

/// Zones whose answers are kept beside that of the case: people on duty sit in one or two.
const ZONES_MAX: usize = 4;

/// A case and what it answers.
pub(super) struct Kept {
    /// As judged.
    pub(super) case: Case,
    /// Who acted together.
    pub(super) found: Found,
    /// When the case was read.
    pub(super) read_at: Timestamp,
    /// When it was saved.
    pub(super) saved_at: Option<Timestamp>,
    clear: bool,
    told: Mutex<BTreeMap<String, Arc<Told>>>,
}

/// The answers of a case in one zone.
pub(super) struct Told {
    /// To all questions.
    pub(super) answer: Answer,
    /// How rows are looked up beside it.
    pub(super) lookup: Lookup,
    /// What claims are checked against, made when somebody first asks.
    pub(super) evidence: OnceLock<Evidence>,
    /// The last hours.
    pub(super) lately: Option<Lately>,
    /// Hostile sources, busiest first.
    pub(super) ranking: Vec<SourceId>,
}

impl Kept {
    fn read(folder: &Path, clear: bool) -> Result<Kept, CaseError> {
        let saved_at = std::fs::metadata(folder.join(MANIFEST)).and_then(|metadata| metadata.modified()).ok();
        let saved_at = saved_at
            .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
            .map(|since| Timestamp::from_seconds(i64::try_from(since.as_secs()).unwrap_or(i64::MAX)));
        let case = case::read(folder)?;
        let case = match retain::judged(&case) {
            Cow::Owned(judged) => judged,
            Cow::Borrowed(_) => case,
        };
        let found = together::find(&case, std::num::NonZeroUsize::MIN);
        let kept = Kept { case, found, read_at: now(), saved_at, clear, told: Mutex::default() };
        // The first page must not wait for what every page needs.
        kept.told(None);
        Ok(kept)
    }

    /// The answers, in a zone or in that of the case.
    pub(super) fn told(&self, zone: Option<&str>) -> Arc<Told> {
        let own = &*self.case.settings.time_zone;
        let name = zone.filter(|zone| TimeZone::get(zone).is_ok()).unwrap_or(own);
        let held = || self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = held().get(name).map(Arc::clone) {
            return known;
        }
        // Not while others wait: an answer over millions of rows takes seconds.
        let fresh = Arc::new(self.tell(name));
        let mut told = held();
        if told.len() > ZONES_MAX
            && let Some(other) = told.keys().find(|zone| *zone != own).cloned()
        {
            told.remove(&other);
        }
        told.insert(name.to_owned(), Arc::clone(&fresh));
        fresh
    }

    fn tell(&self, zone_name: &str) -> Told {
        let zone = TimeZone::get(zone_name).unwrap_or(TimeZone::UTC);
        let key = case::pseudonym_key(&self.case);
        let names = if self.clear { Names::Clear } else { Names::Pseudonyms { key: &key } };
        let options = Options { zone, names };
        let lookup = Lookup::new(&self.case, &options);
        let (lately, ranking) = (lookup.lately(&self.case), lookup.ranking(&self.case));
        let mut answer = questions::answer_with(&self.case, &options, self.found.clone());
        // Moments are of this zone, and say so.
        zone_name.clone_into(&mut answer.settings.time_zone);
        Told { answer, lookup, evidence: OnceLock::new(), lately, ranking }
    }
}

/// Reads the case now, and again whenever it is saved, as long as the program runs.
pub(super) fn keep_reading(site: &Arc<Site>) {
    let site = Arc::clone(site);
    std::thread::spawn(move || {
        let folder = site.options.case.clone();
        let mut seen: Option<Option<Stamp>> = None;
        let mut ledger = site.ledger_file().stamp();
        loop {
            let manifest = stamp(&folder.join(MANIFEST));
            if seen != Some(manifest) {
                match Kept::read(&folder, site.options.clear) {
                    Ok(kept) => {
                        site.put(kept);
                        seen = Some(manifest);
                    }
                    // A guard may be saving at this moment: the next look reads what it saved.
                    Err(error) => {
                        site.put_trouble(error.to_string());
                    }
                }
            }
            let now = site.ledger_file().stamp();
            if now != ledger {
                ledger = now;
                site.changed();
            }
            std::thread::sleep(POLL);
        }
    });
}
