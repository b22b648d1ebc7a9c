//! How much could be seen: systems × hours with usable records or quiet by the system's own habits, gaps, skew, share understood.
//! Which silences are quiet and which are gaps, `silence.rs` tells.

use std::collections::BTreeMap;

use vigie_facts::anomaly::Anomaly;
use vigie_facts::case::SystemId;
use vigie_facts::time::Timestamp;

use super::{Asked, header};
use crate::answer::{Coverage, ROWS_MAX, SPANS_MAX, Span, SystemRow};
use crate::calendar::{is_datable, is_year_unknown};
use crate::figure::{Figure, Share, Unit};
use crate::silence::{self, Silence};

/// Records and understood records of one system by hour, in order.
type Hours = BTreeMap<i64, (u64, u64)>;

pub(super) fn coverage(asked: &Asked<'_>) -> Coverage {
    let case = asked.case;
    let mut by_system: BTreeMap<SystemId, Hours> = BTreeMap::new();
    for row in &case.coverage {
        let time = start_of(row.hour);
        if is_datable(time) || is_year_unknown(time) {
            let sum = by_system.entry(row.system).or_default().entry(row.hour).or_default();
            sum.0 += row.records;
            sum.1 += row.understood;
        }
    }
    let stray_hours = by_system.values_mut().map(drop_stray).sum();
    let dated = by_system.values().flat_map(BTreeMap::keys).filter(|hour| is_datable(start_of(**hour)));
    let range = dated.fold(None, |range: Option<(i64, i64)>, hour| match range {
        Some((first, last)) => Some((first.min(*hour), last.max(*hour))),
        None => Some((*hour, *hour)),
    });
    let period_hours = range.map_or(0, |(first, last)| last.abs_diff(first) + 1);
    let (mut seen, mut own, mut seen_dated, mut whole, mut quiet) = (0, 0, 0, 0, 0);
    let by_system: BTreeMap<SystemId, (Hours, Vec<Silence>)> =
        by_system.into_iter().map(|(system, hours)| (system, with_silences(hours))).collect();
    for (hours, silences) in by_system.values() {
        let usable = usable_hours(hours) + quiet_hours(silences);
        quiet += quiet_hours(silences);
        seen += usable;
        own += span_hours(hours);
        if hours.keys().next().is_some_and(|hour| is_datable(start_of(*hour))) {
            seen_dated += usable;
            whole += period_hours;
        }
    }
    let counts = header::record_counts(case);
    let backwards = header::counted_inputs(case)
        .flat_map(|input| &input.anomalies)
        .filter(|(anomaly, _)| *anomaly == Anomaly::ClockBackwards)
        .map(|(_, records)| records)
        .sum();
    let total = by_system.len() as u64;
    let mut systems: Vec<SystemRow> =
        by_system.iter().filter_map(|(id, (hours, silences))| system_row(asked, *id, hours, silences)).collect();
    systems.sort_by(|a, b| {
        b.records.value.cmp(&a.records.value).then_with(|| (a.service, &a.name).cmp(&(b.service, &b.name)))
    });
    systems.truncate(ROWS_MAX);
    Coverage {
        own_spans: Share::census("coverage.own-spans", seen, own, Unit::SystemHours),
        whole_period: Share::census("coverage.whole-period", seen_dated, whole, Unit::SystemHours),
        understood: Share::census("coverage.understood", counts.understood, counts.records, Unit::Records),
        clock_backwards: Figure::new("coverage.clock-backwards", backwards, Unit::Records),
        stray_hours: Figure::new("coverage.stray-hours", stray_hours, Unit::SystemHours),
        quiet_hours: Figure::new("coverage.quiet-hours", quiet, Unit::SystemHours),
        systems,
        systems_total: Figure::new("coverage.systems", total, Unit::Systems),
    }
}

/// A stretch of a log that stands further than this from the rest …
const STRAY_GAP_HOURS: u64 = 400 * 24;
/// … and holds less than one in this many of its records comes from a wrong clock (a machine that starts in 1999 until it has asked for
/// the time, a forged field), and would stretch the span over years.
const STRAY_ONE_IN: u64 = 1_000;

/// Takes out stray stretches and tells their hours.
fn drop_stray(hours: &mut Hours) -> u64 {
    let mut stretches: Vec<(i64, i64, u64)> = Vec::new();
    for (hour, (records, _)) in &*hours {
        match stretches.last_mut() {
            Some((_, last, sum)) if hour.abs_diff(*last) <= STRAY_GAP_HOURS => {
                *last = *hour;
                *sum += records;
            }
            _ => stretches.push((*hour, *hour, *records)),
        }
    }
    let total: u64 = stretches.iter().map(|(_, _, records)| records).sum();
    let before = hours.len();
    for (first, last, records) in stretches {
        if records.saturating_mul(STRAY_ONE_IN) < total {
            hours.retain(|hour, _| !(first..=last).contains(hour));
        }
    }
    (before - hours.len()) as u64
}

/// The datable instants that coverage spans, without stray clocks.
pub(super) fn dated_range(asked: &Asked<'_>) -> Option<(Timestamp, Timestamp)> {
    let mut by_system: BTreeMap<SystemId, Hours> = BTreeMap::new();
    for row in asked.case.coverage.iter().filter(|row| is_datable(start_of(row.hour))) {
        by_system.entry(row.system).or_default().entry(row.hour).or_default().0 += row.records;
    }
    for hours in by_system.values_mut() {
        drop_stray(hours);
    }
    let first = by_system.values().filter_map(|hours| hours.keys().next()).min()?;
    let last = by_system.values().filter_map(|hours| hours.keys().next_back()).max()?;
    Some((start_of(*first), start_of(*last).plus_seconds(3_599)))
}

fn start_of(hour: i64) -> Timestamp {
    Timestamp::from_seconds(hour.saturating_mul(3_600))
}

fn usable_hours(hours: &Hours) -> u64 {
    hours.values().filter(|(_, understood)| *understood > 0).count() as u64
}

fn with_silences(hours: Hours) -> (Hours, Vec<Silence>) {
    let records = hours.iter().map(|(hour, (records, _))| (*hour, *records)).collect();
    (hours, silence::silences(&records))
}

fn quiet_hours(silences: &[Silence]) -> u64 {
    silences.iter().filter(|silence| !silence.is_gap).map(|silence| silence.hours).sum()
}

fn span_hours(hours: &Hours) -> u64 {
    match (hours.keys().next(), hours.keys().next_back()) {
        (Some(first), Some(last)) => last.abs_diff(*first) + 1,
        _ => 0,
    }
}

fn system_row(asked: &Asked<'_>, id: SystemId, hours: &Hours, silences: &[Silence]) -> Option<SystemRow> {
    let system = asked.case.systems.get(id.index())?;
    let key = |name: &str| format!("systems.{}.{}.{name}", system.service.id(), crate::cut(&system.name));
    let (records, understood) = hours.values().fold((0, 0), |(a, b), (c, d)| (a + c, b + d));
    let (first, last) = (*hours.keys().next()?, *hours.keys().next_back()?);
    let gaps: Vec<&Silence> = silences.iter().filter(|silence| silence.is_gap).collect();
    let (spans, closed) = spans(first, last, &gaps);
    let quiet = quiet_hours(silences);
    Some(SystemRow {
        service: system.service,
        name: crate::cut(&system.name),
        period: Some(header::period_between(&asked.calendar, start_of(first), start_of(last).plus_seconds(3_599))),
        hours: Share::census(key("hours"), usable_hours(hours) + quiet, span_hours(hours), Unit::SystemHours),
        quiet_hours: Figure::new(key("quiet-hours"), quiet, Unit::SystemHours),
        records: Figure::new(key("records"), records, Unit::Records),
        understood: Share::census(key("understood"), understood, records, Unit::Records),
        longest_gap_hours: gaps.iter().map(|gap| gap.hours).max().unwrap_or(0),
        spans,
        spans_close_gaps_hours: closed,
    })
}

/// Stretches of hours between gaps. When they are too many to draw, gaps up to the returned number of hours are closed over.
fn spans(first_hour: i64, last_hour: i64, gaps: &[&Silence]) -> (Vec<Span>, u64) {
    let mut closed = 0;
    loop {
        let mut spans = vec![Span { first_hour, last_hour }];
        for gap in gaps.iter().filter(|gap| gap.hours > closed) {
            if let Some(before) = spans.last_mut() {
                before.last_hour = gap.first_hour - 1;
            }
            spans.push(Span { first_hour: gap.first_hour.saturating_add_unsigned(gap.hours), last_hour });
        }
        if spans.len() <= SPANS_MAX {
            return (spans, closed);
        }
        closed = closed * 2 + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_clock_does_not_stretch_a_span_over_years() {
        let mut hours: Hours = (413_000..413_010).map(|hour| (hour, (500, 500))).collect();
        hours.insert(1_131_000, (1, 1));
        assert_eq!((drop_stray(&mut hours), span_hours(&hours)), (1, 10));
        let mut two_archives: Hours = [(400_000, (50, 50)), (413_000, (50, 50))].into_iter().collect();
        assert_eq!(drop_stray(&mut two_archives), 0);
    }

    #[test]
    fn strips_close_the_shortest_gaps_first() {
        let gap = |first_hour, hours| Silence { first_hour, hours, is_gap: true };
        let many: Vec<Silence> = (0..1_000).map(|index| gap(index * 3 + 1, 2)).collect();
        assert_eq!(spans(0, 3_000, &many.iter().collect::<Vec<_>>()).1, 3);
        assert_eq!(
            spans(1, 9, &[&gap(3, 6)]),
            (vec![Span { first_hour: 1, last_hour: 2 }, Span { first_hour: 9, last_hour: 9 }], 0)
        );
    }

    #[test]
    fn hours_with_records_that_nobody_understood_are_not_seen() {
        let few: Hours = [(1, (1, 1)), (2, (1, 0)), (9, (1, 1))].into_iter().collect();
        assert_eq!((usable_hours(&few), span_hours(&few)), (2, 9));
    }
}
