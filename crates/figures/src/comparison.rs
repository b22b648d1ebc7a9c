//! Two answers side by side: what grew, what fell, in which unit, and what stands in the way of comparing them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use vigie_facts::case::Case;

use crate::answer::{Answer, Period, ROWS_MAX};
use crate::figure::{Share, Unit};
use crate::sentence::Sentence;

/// Two answers side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The earlier one.
    pub earlier: Side,
    /// The later one.
    pub later: Side,
    /// What stands in the way of comparing them; empty when nothing does.
    pub cautions: Vec<Sentence>,
    /// What changed: totals first, then forms, assets, countries, each by the size of the change; at most [`ROWS_MAX`] assets.
    pub changes: Vec<Change>,
    /// Assets that changed less and are not among `changes`.
    pub assets_left_out: u64,
}

/// What one side rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// The period.
    pub period: Option<Period>,
    /// Share of system-hours seen.
    pub coverage: Share,
    /// Share of records understood.
    pub understood: Share,
}

/// One figure on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What kind of thing it is a figure of.
    pub of: ChangeOf,
    /// Its name: a form's id, an asset's name (hostile text), a country's code; of totals, the unit's id.
    pub name: String,
    /// What both numbers count.
    pub unit: Unit,
    /// Earlier.
    pub before: u64,
    /// Later.
    pub after: u64,
    /// Earlier, per day of the period.
    pub before_per_day: Option<f64>,
    /// Later, per day of the period.
    pub after_per_day: Option<f64>,
}

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeOf {
    /// The whole answer.
    Total,
    /// A form.
    Form,
    /// An asset.
    Asset,
    /// A country.
    Country,
}

/// One side: an answer, and the case as judged that it answers, since an answer names only the busiest assets.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// The answer.
    pub answer: &'a Answer,
    /// The case.
    pub case: &'a Case,
}

/// Compares two answers.
pub fn compare(earlier: Compared<'_>, later: Compared<'_>) -> Comparison {
    let (before, after) = (counts(earlier), counts(later));
    let (earlier, later) = (earlier.answer, later.answer);
    let days = |answer: &Answer| answer.header.period.and_then(|period| period.days);
    let (before_days, after_days) = (days(earlier), days(later));
    let keys: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).cloned().collect();
    let mut changes: Vec<Change> = keys
        .into_iter()
        .map(|(of, name, unit)| {
            let of_side = |side: &Counts| side.get(&(of, name.clone(), unit)).copied().unwrap_or_default();
            let (before, after) = (of_side(&before), of_side(&after));
            let per_day = |value: u64, days: Option<u64>| days.map(|days| hundredth(value as f64 / days as f64));
            Change {
                before_per_day: per_day(before, before_days),
                after_per_day: per_day(after, after_days),
                of,
                unit,
                before,
                after,
                name,
            }
        })
        .collect();
    changes.sort_by(|a, b| {
        let size = |change: &Change| std::cmp::Reverse(change.after.abs_diff(change.before));
        let totals = |change: &Change| (change.of == ChangeOf::Total).then_some(change.unit);
        (a.of, totals(a), size(a), &a.name).cmp(&(b.of, totals(b), size(b), &b.name))
    });
    let assets = changes.iter().filter(|change| change.of == ChangeOf::Asset).count();
    let mut shown = 0;
    changes.retain(|change| {
        shown += usize::from(change.of == ChangeOf::Asset);
        change.of != ChangeOf::Asset || shown <= ROWS_MAX
    });
    Comparison {
        earlier: side(earlier),
        later: side(later),
        cautions: cautions(earlier, later),
        changes,
        assets_left_out: assets.saturating_sub(ROWS_MAX) as u64,
    }
}

fn hundredth(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn side(answer: &Answer) -> Side {
    Side {
        period: answer.header.period,
        coverage: answer.header.coverage.clone(),
        understood: answer.header.understood.clone(),
    }
}

type Counts = BTreeMap<(ChangeOf, String, Unit), u64>;

fn counts(compared: Compared<'_>) -> Counts {
    let answer = compared.answer;
    let ladder = &answer.what.ladder;
    let totals = [
        &ladder.records,
        &ladder.events,
        &ladder.detections,
        &ladder.attempts,
        &ladder.incidents,
        &answer.places.sources,
    ];
    let totals =
        totals.into_iter().map(|figure| ((ChangeOf::Total, figure.unit.id().to_owned(), figure.unit), figure.value));
    let forms = answer
        .what
        .forms
        .iter()
        .map(|row| ((ChangeOf::Form, row.form.id().to_owned(), Unit::Attempts), row.attempts.value));
    let assets = compared.case.attempts.iter().filter_map(|attempt| {
        let asset = compared.case.assets.get(attempt.asset.index())?;
        let name = format!("{} ({})", crate::cut(&asset.name), asset.service.id());
        Some(((ChangeOf::Asset, name, Unit::Attempts), 1))
    });
    let countries = answer
        .places
        .countries
        .iter()
        .map(|row| ((ChangeOf::Country, row.country.clone(), Unit::Attempts), row.attempts.numerator));
    let mut counts = Counts::new();
    for (key, count) in totals.chain(forms).chain(assets).chain(countries) {
        *counts.entry(key).or_default() += count;
    }
    counts
}

/// Coverage that differs by more than this many points makes a difference in counts say little.
const COVERAGE_POINTS: f64 = 5.0;

fn cautions(earlier: &Answer, later: &Answer) -> Vec<Sentence> {
    let mut cautions = Vec::new();
    let differ = |a: &Share, b: &Share| match (a.percent, b.percent) {
        (Some(a), Some(b)) => (a - b).abs() > COVERAGE_POINTS,
        (a, b) => a.is_some() != b.is_some(),
    };
    if differ(&earlier.header.coverage, &later.header.coverage) {
        cautions.push(
            Sentence::new("caution-coverage")
                .percent("before", earlier.header.coverage.percent)
                .percent("after", later.header.coverage.percent),
        );
    }
    if earlier.settings.rules_digest != later.settings.rules_digest {
        cautions.push(Sentence::new("caution-rules"));
    }
    if earlier.settings.network_data_date != later.settings.network_data_date {
        cautions.push(Sentence::new("caution-network-table"));
    }
    if earlier.settings.session_gap_seconds != later.settings.session_gap_seconds {
        cautions.push(Sentence::new("caution-session-gap"));
    }
    if earlier.settings.names_clear != later.settings.names_clear {
        cautions.push(Sentence::new("caution-names"));
    }
    if earlier.header.period.and_then(|period| period.days) != later.header.period.and_then(|period| period.days) {
        cautions.push(Sentence::new("caution-length"));
    }
    cautions
}
