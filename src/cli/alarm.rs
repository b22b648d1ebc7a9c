//! What a guard says to the process that tells people: incidents of the last day once, decisions, its own troubles. Names of accounts are
//! not among it.

use std::collections::BTreeSet;
use std::ffi::OsString;

use vigie_facts::case::Case;
use vigie_facts::case::Effect;
use vigie_facts::cidr::Cidr;
use vigie_facts::time::Timestamp;

use super::Failure;
use super::alert::read;
use super::args::GuardArgs;
use super::speech::Speech;
use crate::respond::alert::child::{Bell, Ringer};
use crate::respond::alert::{Notice, Trouble, id_of};
use crate::respond::ledger::Ledger;
use crate::respond::plan::Decision;

/// An incident that is older was there before anybody watched: it is in the case.
const YOUNG_SECONDS: f64 = 24.0 * 3_600.0;

/// Incidents that are remembered as told. Beyond it they are told again, and the other end knows them.
const TOLD_MAX: usize = 100_000;

/// Starts the process that tells people, if the arguments ask for one. What is wrong with its file is said now.
pub(super) fn started(args: &GuardArgs, speech: &Speech) -> Result<Option<Ringer>, Failure> {
    let Some(config) = &args.config else { return Ok(None) };
    if read(config, speech)?.channels.is_empty() {
        return Ok(None);
    }
    super::guard::make_folder(&args.case)?;
    let words: Vec<OsString> = vec!["--config".into(), config.into(), "--case".into(), args.case.clone().into()];
    let kept = ["LC_ALL", "LC_MESSAGES", "LANG", "TZ"];
    let environment: Vec<_> = kept.iter().filter_map(|name| Some((*name, std::env::var_os(name)?))).collect();
    Ringer::start(&words, &environment).map(Some).map_err(Failure::input)
}

/// The guard's voice.
#[derive(Debug)]
pub(super) struct Alarm {
    bell: Option<Bell>,
    told: BTreeSet<Box<str>>,
}

impl Alarm {
    /// Begins to speak, if there is somebody to speak to.
    pub(super) fn new(ringer: Option<Ringer>) -> std::io::Result<Alarm> {
        Ok(Alarm { bell: ringer.map(Ringer::ready).transpose()?, told: BTreeSet::new() })
    }

    fn ring(&mut self, notice: Notice) {
        // Without the other end nobody is told; the case and the terminal still are.
        if self.bell.as_mut().is_some_and(|bell| !bell.ring(notice)) {
            self.bell = None;
        }
    }

    /// Something is wrong with the guard itself.
    pub(super) fn trouble(&mut self, what: Trouble) {
        self.ring(Notice::Trouble { what });
    }

    /// A decision, done or proposed.
    pub(super) fn deed(&mut self, one: &Decision, done: bool) {
        let target = match one.target.network() {
            Some(_) => one.target.to_string(),
            None => String::new(),
        };
        self.ring(Notice::Deed {
            target: target.into(),
            until: one.expires,
            forms: one.forms.iter().take(3).copied().collect(),
            detections: one.detections,
            done,
            ordinary_events: one.collateral.ordinary_events,
        });
    }

    /// Incidents of a case that nobody was told of yet.
    pub(super) fn incidents(&mut self, case: &Case, ledger: &Ledger, now: Timestamp) {
        if self.bell.is_none() {
            return;
        }
        let is_young = |time: Timestamp| now.seconds_since(time).abs() <= YOUNG_SECONDS;
        for one in case.incidents.iter().filter(|one| is_young(one.time)) {
            let source = one.source.and_then(|id| case.sources.get(id.index())).map(|row| row.source);
            let holds = |network: Cidr| source.is_some_and(|source| network.contains_source(source));
            let held = ledger.holding(now).filter(|entry| entry.target.network().is_some_and(holds));
            let account = one.account.and_then(|id| case.accounts.get(id.index())).map(|row| id_of(&row.name));
            let notice = Notice::Incident {
                kind: one.kind,
                certain: one.effect == Effect::Had,
                time: one.time,
                source: source.map(|source| source.to_string().into()),
                asset: case.assets.get(one.asset.index()).map_or("?".into(), |row| row.name.clone()),
                account,
                held_until: held.map(|entry| entry.expires).max(),
            };
            if self.told.len() >= TOLD_MAX {
                self.told.clear();
            }
            if self.told.insert(notice.id()) {
                self.ring(notice);
            }
        }
    }
}
