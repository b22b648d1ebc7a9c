//! What a case can say about claims: one small row per attempt and per source, totals, coverage, incidents. Made from a case and its answer, or by hand in a
//! test. Nothing is decided here.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use vigie_facts::case::{Aim, Case, Effect, IncidentKind, NetworkKind};
use vigie_facts::form::Form;
use vigie_facts::service::Target;
use vigie_facts::source::Source;
use vigie_figures::answer::Answer;
use vigie_figures::calendar::{Calendar, is_datable};

use crate::proposition::{Aimed, Filters, Via};

/// A day: days since 1970-01-01 of the organisation's calendar.
pub type DayNumber = i64;

/// A source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceFact {
    /// Its address: sources of one network are no independent witnesses.
    pub address: Source,
    /// ISO 3166-1 alpha-2; `None` is unlocated.
    pub country: Option<[u8; 2]>,
    /// Kind of network.
    pub kind: NetworkKind,
}

/// An attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptFact {
    /// Index of its source.
    pub source: Option<u32>,
    /// The day it began; `None` without a year.
    pub day: Option<DayNumber>,
    /// The form.
    pub form: Form,
    /// What it was against.
    pub target: Target,
    /// Targeted or not.
    pub aim: Aim,
    /// Its detections.
    pub detections: u32,
}

/// A cluster of sources that acted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClusterFact {
    /// Whether evidence of two kinds, one of command, holds it together; else one kind only.
    pub common_control: bool,
    /// Its sources.
    pub sources: u64,
    /// Attempts of its sources.
    pub attempts: u64,
}

/// An incident that had an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IncidentFact {
    /// What kind.
    pub kind: IncidentKind,
    /// What it was against.
    pub target: Target,
    /// Its day; `None` without a year.
    pub day: Option<DayNumber>,
}

/// What a case can say.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Attempts, in the order of the case.
    pub attempts: Vec<AttemptFact>,
    /// Sources.
    pub sources: Vec<SourceFact>,
    /// Records read.
    pub records: u64,
    /// Detections of all kinds, those without an attempt too.
    pub detections: u64,
    /// Events that became detections: hostile requests.
    pub requests: u64,
    /// Detections by day.
    pub detections_by_day: BTreeMap<DayNumber, u64>,
    /// First and last day with records; `None` when no day is known.
    pub period: Option<(DayNumber, DayNumber)>,
    /// Share of system-hours seen, 0 to 1; `None` without any log.
    pub coverage: Option<f64>,
    /// What kinds of target any log speaks of.
    pub observed: BTreeSet<Target>,
    /// Incidents that had an effect.
    pub had: Vec<IncidentFact>,
    /// Of the incidents that had an effect, those of a mass export.
    pub exports: u64,
    /// Incidents that may have had an effect.
    pub may_have_had: u64,
    /// Minutes of disturbance, and of these while attacked.
    pub disturbed_minutes: (u64, u64),
    /// Accounts tried.
    pub accounts: u64,
    /// Assets attacked.
    pub assets: u64,
    /// Clusters, when they were looked for.
    pub clusters: Option<Vec<ClusterFact>>,
    /// Date of the table of networks.
    pub network_data_date: String,
}

impl Evidence {
    /// What a case says. `answer` must be the answer of the same case, `calendar` that of its zone.
    pub fn of(case: &Case, answer: &Answer, calendar: &Calendar) -> Evidence {
        let day = |time| if is_datable(time) { calendar.day(time).date().map(day_number) } else { None };
        let attempts = case.attempts.iter().map(|attempt| AttemptFact {
            source: attempt.source.map(|source| source.0),
            day: day(attempt.start),
            form: attempt.form,
            target: case.assets.get(attempt.asset.index()).map_or(Target::Site, |asset| asset.service.target()),
            aim: attempt.aim,
            detections: attempt.detections,
        });
        let mut detections_by_day = BTreeMap::new();
        for detection in (0..case.detections.len()).filter_map(|row| case.detections.time(row)).filter_map(day) {
            *detections_by_day.entry(detection).or_default() += 1;
        }
        let coverage = &answer.header.coverage;
        let incidents = |effect: Effect| {
            case.incidents
                .iter()
                .filter(move |incident| incident.effect == effect && incident.kind != IncidentKind::HoneypotEntered)
        };
        let exports = incidents(Effect::Had).filter(|incident| {
            let forms = incident.attempts.iter().filter_map(|id| case.attempts.get(id.index()));
            forms.into_iter().any(|attempt| attempt.form == Form::MassExport)
        });
        let ladder = &answer.what.ladder;
        Evidence {
            attempts: attempts.collect(),
            sources: case
                .sources
                .iter()
                .map(|row| SourceFact { address: row.source, country: row.place.country, kind: row.place.kind })
                .collect(),
            records: ladder.records.value,
            detections: ladder.detections.value,
            requests: ladder.hostile_events.value,
            detections_by_day,
            period: answer
                .header
                .period
                .and_then(|period| Some((day_number(period.first.day.date()?), day_number(period.last.day.date()?)))),
            coverage: (coverage.denominator > 0).then(|| coverage.numerator as f64 / coverage.denominator as f64),
            observed: case.systems.iter().map(|system| system.service.target()).collect(),
            had: incidents(Effect::Had)
                .map(|incident| IncidentFact {
                    kind: incident.kind,
                    target: case
                        .assets
                        .get(incident.asset.index())
                        .map_or(Target::Site, |asset| asset.service.target()),
                    day: day(incident.time),
                })
                .collect(),
            exports: exports.count() as u64,
            may_have_had: incidents(Effect::MayHaveHad).count() as u64,
            disturbed_minutes: (
                answer.cost.disturbed_minutes.value,
                answer.cost.disturbed_while_attacked_minutes.value,
            ),
            accounts: answer.pursued.accounts_total.value,
            assets: answer.pursued.assets_total.value,
            clusters: None,
            network_data_date: case.settings.network_data_date.to_string(),
        }
    }

    /// Days the case covers, both ends included.
    pub fn days(&self) -> Option<f64> {
        self.period.map(|(first, last)| (last - first + 1) as f64)
    }

    /// The source of an attempt.
    pub fn source_of(&self, attempt: &AttemptFact) -> Option<SourceFact> {
        self.sources.get(attempt.source? as usize).copied()
    }

    /// Whether an attempt is what filters narrow to.
    pub fn fits(&self, attempt: &AttemptFact, filters: &Filters) -> bool {
        let source = self.source_of(attempt);
        let place = source.and_then(|source| source.country);
        let located = place.is_some_and(|code| filters.located_in.iter().any(|wanted| wanted.as_bytes() == code));
        let via = |via: Via| source.is_some_and(|source| is_via(source.kind, via));
        (filters.located_in.is_empty() || located)
            && (filters.target.is_empty() || filters.target.iter().any(|aimed| is_aimed(attempt, *aimed)))
            && (filters.form.is_empty() || filters.form.contains(attempt.form.id()))
            && filters.via.is_none_or(via)
            && filters
                .targeted
                .is_none_or(|targeted| attempt.aim == if targeted { Aim::Targeted } else { Aim::Opportunistic })
    }
}

/// Whether an attempt was after this. Injections into a database are after databases, through whatever service they came.
pub fn is_aimed(attempt: &AttemptFact, aimed: Aimed) -> bool {
    match aimed {
        Aimed::Site => attempt.target == Target::Site,
        Aimed::Databases => {
            attempt.target == Target::Databases || matches!(attempt.form, Form::SqlInjection | Form::NosqlInjection)
        }
        Aimed::Mailboxes => attempt.target == Target::Mailboxes,
        Aimed::Infrastructure => attempt.target == Target::Infrastructure,
    }
}

fn is_via(kind: NetworkKind, via: Via) -> bool {
    match via {
        Via::Relay => kind.is_relay(),
        Via::Tor => kind == NetworkKind::Tor,
        Via::Vpn => kind == NetworkKind::Vpn,
        Via::Hosting => kind == NetworkKind::Hosting,
    }
}

/// The number of a day.
pub fn day_number(date: Date) -> DayNumber {
    i64::from(date.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days()))
}

/// The date of a day; the first of 1970 when it is beyond the calendar.
pub fn date_of(day: DayNumber) -> Date {
    let epoch = Date::constant(1970, 1, 1);
    i32::try_from(day).ok().and_then(|days| epoch.checked_add(jiff::Span::new().days(days)).ok()).unwrap_or(epoch)
}
