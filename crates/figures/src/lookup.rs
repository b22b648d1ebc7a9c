//! What somebody on duty looks up beside the answer: the last hours, one source in full, every source page by page, rows that hold a
//! word. The same figures as in the answer, over other rows. It never draws and never chooses words of a language.

use std::collections::BTreeSet;

use serde::Serialize;
use vigie_facts::case::{AccountId, Aim, Attempt, Case, Detection, LineId, SourceId};
use vigie_facts::form::Form;
use vigie_facts::service::Service;
use vigie_facts::source::Source;
use vigie_facts::time::Timestamp;

use crate::answer::{AccountRow, AssetRow, Citation, SourceShort, SourceShown};
use crate::calendar::{Calendar, Moment, is_datable};
use crate::countries;
use crate::figure::{Figure, Unit};
use crate::names::Naming;
use crate::questions::Options;
use crate::questions::places::{shown, source_short};
use crate::questions::pursued::{account_rows, assets_of};
use crate::tally::{busiest, citation, citations, count};

/// Hours that are lately: a day and its night.
pub const HOURS: i64 = 24;

/// Sources named beside the last hours.
const BUSY_MAX: usize = 8;

/// Attempts of one source that are shown, newest first.
pub const ATTEMPTS_MAX: usize = 50;

/// Lines of one source that are shown, newest first.
const LINES_MAX: usize = 20;

/// Rows of each kind that a search shows.
pub const HITS_MAX: usize = 20;

/// How rows of one case are looked up. Pure, and made once: names of accounts are worked out when it is made.
#[derive(Debug)]
pub struct Lookup {
    calendar: Calendar,
    naming: Naming,
}

/// The last hours before the last record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lately {
    /// The last record.
    pub last: Moment,
    /// The hours, oldest first, as many as [`HOURS`].
    pub hours: Vec<HourRow>,
    /// The busiest sources of these hours, most attempts first.
    pub sources: Vec<BusySource>,
}

/// One hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct HourRow {
    /// Its beginning.
    pub begins: Moment,
    /// Attempts that began in it.
    pub attempts: u64,
    /// Detections in it.
    pub detections: u64,
}

/// A source of the last hours.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BusySource {
    /// The source.
    pub source: SourceShort,
    /// Its attempts that began in these hours.
    pub attempts: Figure,
    /// Its detections in these hours.
    pub detections: Figure,
}

/// One source with everything it did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourceInFull {
    /// As in the table of sources.
    pub shown: SourceShown,
    /// Its attempts, newest first, at most [`ATTEMPTS_MAX`].
    pub attempts: Vec<AttemptShown>,
    /// Lines it left that the case keeps, newest first.
    pub lines: Vec<Citation>,
}

/// One attempt.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AttemptShown {
    /// As `vigie mark` takes it.
    pub id: String,
    /// When it began.
    pub began: Moment,
    /// How long it lasted.
    pub minutes: u64,
    /// Its form.
    pub form: Form,
    /// Whom it was against; may be hostile text.
    pub asset: String,
    /// The service that guards it.
    pub service: Service,
    /// Its detections.
    pub detections: u64,
    /// Us or everyone.
    pub aim: Aim,
    /// Its first detections, to be checked.
    pub citations: Vec<Citation>,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Hits {
    /// Sources by address, country, network or operator; busiest first.
    pub sources: Vec<SourceShown>,
    /// Assets by name.
    pub assets: Vec<AssetRow>,
    /// Accounts by name, as it is written.
    pub accounts: Vec<AccountRow>,
    /// Lines that hold the words, as they are written.
    pub lines: Vec<Citation>,
    /// Whether there is more of any kind.
    pub more: bool,
}

impl Lookup {
    /// How the rows of a case are looked up under these options.
    pub fn new(case: &Case, options: &Options<'_>) -> Lookup {
        Lookup { calendar: Calendar::new(options.zone.clone()), naming: Naming::new(case, options.names) }
    }

    /// Every source with an attempt or a detection, busiest first.
    pub fn ranking(&self, case: &Case) -> Vec<SourceId> {
        let mut counts = vec![(0, 0); case.sources.len()];
        let of_attempts = case.attempts.iter().filter_map(|attempt| attempt.source).map(SourceId::index);
        count(&mut counts, of_attempts, |row| &mut row.0);
        let of_detections = (0..case.detections.len()).filter_map(|row| case.detections.source(row));
        count(&mut counts, of_detections.map(SourceId::index), |row| &mut row.1);
        busiest(&counts, counts.len()).into_iter().map(|index| SourceId(index as u32)).collect()
    }

    /// Some sources with their figures, in the order of the table of sources.
    pub fn sources(&self, case: &Case, wanted: &[SourceId]) -> Vec<SourceShown> {
        shown(case, &self.calendar, &self.naming, wanted)
    }

    /// One source in full; `None` when the case does not know it.
    pub fn source(&self, case: &Case, source: Source) -> Option<SourceInFull> {
        let id = SourceId(case.sources.iter().position(|row| row.source == source)? as u32);
        let row = &case.sources[id.index()];
        let mut attempts: Vec<usize> = indices(&case.attempts, |attempt: &&Attempt| attempt.source == Some(id));
        attempts.sort_by_key(|at| (std::cmp::Reverse(case.attempts[*at].start), *at));
        let attempts = attempts.into_iter().take(ATTEMPTS_MAX).map(|at| self.attempt(case, at)).collect();
        let mut detections = indices(&case.detections, |row: &Detection| row.source == Some(id) && row.line.is_some());
        detections.sort_by_key(|at| (std::cmp::Reverse(case.detections.time(*at)), *at));
        detections.dedup_by_key(|at| case.detections.origin(*at));
        detections.truncate(LINES_MAX);
        let lines = citations(case, &self.naming, &detections);
        let key = |name: &str| format!("sources.{}.{name}", row.source);
        let known = self.sources(case, &[id]).pop();
        // A source of which only traces are kept has no attempt and no detection.
        let shown = match known {
            Some(shown) => shown,
            None => SourceShown {
                source: source_short(case, id)?,
                operator: row.place.operator.as_deref().map(crate::cut),
                own: row.own,
                attempts: Figure::new(key("attempts"), 0, Unit::Attempts),
                detections: Figure::new(key("detections"), 0, Unit::Detections),
                events: Figure::new(key("events"), row.events, Unit::Events),
                forms: Vec::new(),
                first: row.time_range.map(|(first, _)| self.calendar.moment(first)),
                last: row.time_range.map(|(_, last)| self.calendar.moment(last)),
                citations: Vec::new(),
            },
        };
        Some(SourceInFull { shown, attempts, lines })
    }

    fn attempt(&self, case: &Case, at: usize) -> AttemptShown {
        let attempt = &case.attempts[at];
        let asset = &case.assets[attempt.asset.index()];
        let cited: Vec<usize> = attempt.cited.iter().map(|id| id.index()).take(crate::answer::CITATIONS_MAX).collect();
        AttemptShown {
            id: format!("attempt-{}", at + 1),
            began: self.calendar.moment(attempt.start),
            minutes: (attempt.end.seconds_since(attempt.start) / 60.0).ceil().max(0.0) as u64,
            form: attempt.form,
            asset: self.naming.text(&asset.name),
            service: asset.service,
            detections: attempt.detections.into(),
            aim: attempt.aim,
            citations: citations(case, &self.naming, &cited),
        }
    }

    /// The last hours before the last record; `None` when no record has a date.
    pub fn lately(&self, case: &Case) -> Option<Lately> {
        let of_inputs = case.inputs.iter().filter_map(|input| input.time_range).map(|(_, last)| last);
        let last = of_inputs.filter(|time| is_datable(*time)).max()?;
        let first_hour = last.hour() - HOURS + 1;
        let place = |time: Timestamp| usize::try_from(time.hour() - first_hour).ok().filter(|at| *at < HOURS as usize);
        let mut hours: Vec<HourRow> = (0..HOURS)
            .map(|at| HourRow {
                begins: self.calendar.moment(Timestamp::from_seconds((first_hour + at) * 3_600)),
                attempts: 0,
                detections: 0,
            })
            .collect();
        let mut counts = vec![(0, 0); case.sources.len()];
        for attempt in &case.attempts {
            let Some(at) = place(attempt.start) else { continue };
            hours[at].attempts += 1;
            count(&mut counts, attempt.source.map(SourceId::index).into_iter(), |row| &mut row.0);
        }
        for detection in &case.detections {
            let Some(at) = detection.time.and_then(place) else { continue };
            hours[at].detections += 1;
            count(&mut counts, detection.source.map(SourceId::index).into_iter(), |row| &mut row.1);
        }
        let busy = busiest(&counts, BUSY_MAX).into_iter().filter_map(|at| {
            let source = source_short(case, SourceId(at as u32))?;
            let key = |name: &str| format!("lately.{}.{name}", source.address);
            let attempts = Figure::new(key("attempts"), counts[at].0, Unit::Attempts);
            let detections = Figure::new(key("detections"), counts[at].1, Unit::Detections);
            Some(BusySource { source, attempts, detections })
        });
        Some(Lately { last: self.calendar.moment(last), hours, sources: busy.collect() })
    }

    /// Rows that hold these words, whatever their case. Names are looked for as they are written: nobody learns a name by trying it.
    pub fn search(&self, case: &Case, ranking: &[SourceId], words: &str) -> Hits {
        let words = words.trim().to_lowercase();
        if words.is_empty() {
            return Hits::default();
        }
        let holds = |text: &str| text.to_lowercase().contains(&words);
        let mut more = false;
        let mut first = |found: &mut dyn Iterator<Item = usize>| -> Vec<usize> {
            let mut hits: Vec<usize> = found.take(HITS_MAX + 1).collect();
            more |= hits.len() > HITS_MAX;
            hits.truncate(HITS_MAX);
            hits
        };
        let source_holds = |id: &&SourceId| {
            let row = &case.sources[id.index()];
            let place = &row.place;
            let country = place.country.and_then(countries::by_alpha2);
            holds(&row.source.to_string())
                || country.is_some_and(|one| holds(one.name_en) || holds(one.name_fr))
                || place.network.as_deref().is_some_and(holds)
                || place.operator.as_deref().is_some_and(holds)
                || place.asn.is_some_and(|asn| format!("as{asn}") == words)
        };
        let sources = first(&mut ranking.iter().filter(source_holds).map(|id| id.index()));
        let sources: Vec<SourceId> = sources.into_iter().map(|index| SourceId(index as u32)).collect();
        let attacked: BTreeSet<usize> = case.attempts.iter().map(|attempt| attempt.asset.index()).collect();
        let assets = first(&mut attacked.into_iter().filter(|at| holds(&case.assets[*at].name)));
        let named = |at: &usize| holds(&self.naming.account(case, AccountId(*at as u32)).0);
        let accounts = first(&mut (0..case.accounts.len()).filter(named));
        let line_holds =
            |at: &usize| holds(&case.lines[*at].text) && holds(&self.naming.in_text(&case.lines[*at].text));
        let lines = first(&mut (0..case.lines.len()).rev().filter(line_holds));
        let line = |at: usize| {
            let id = LineId(at as u32);
            citation(case, &self.naming, case.lines[at].origin, Some(id))
        };
        Hits {
            sources: self.sources(case, &sources),
            assets: assets_of(case, &self.naming, &|id| assets.contains(&id.index())),
            accounts: account_rows(case, &self.naming, &|id| accounts.contains(&id.index())),
            lines: lines.into_iter().map(line).collect(),
            more,
        }
    }
}

fn indices<T>(rows: impl IntoIterator<Item = T>, wanted: impl Fn(&T) -> bool) -> Vec<usize> {
    rows.into_iter().enumerate().filter(|(_, row)| wanted(row)).map(|(index, _)| index).collect()
}
