//! What was read, and over which time. Duplicates count nowhere but here.

use std::collections::BTreeMap;

use vigie_facts::anomaly::Anomaly;
use vigie_facts::case::{Case, Input, RecordCounts};
use vigie_facts::time::Timestamp;

use super::{Asked, coverage};
use crate::answer::{AnomalyShown, Coverage, Header, InputShown, Period, TroubleShown};
use crate::calendar::{Calendar, is_datable, is_year_unknown};
use crate::figure::{Figure, Share, Unit};
use crate::tally;

pub(super) fn header(asked: &Asked<'_>, coverage: &Coverage) -> Header {
    let inputs = &asked.case.inputs;
    let counted = counted_inputs(asked.case);
    let troubled = inputs.iter().filter(|input| input.trouble.is_some()).count() as u64;
    let duplicates = inputs.iter().filter(|input| input.duplicate_of.is_some()).count() as u64;
    let bytes = counted.map(|input| input.bytes_read).sum();
    let counts = record_counts(asked.case);
    Header {
        inputs: Figure::new("header.inputs", inputs.len() as u64, Unit::Inputs),
        duplicates: Figure::new("header.duplicates", duplicates, Unit::Inputs),
        troubled: Figure::new("header.troubled", troubled, Unit::Inputs),
        bytes_read: Figure::new("header.bytes-read", bytes, Unit::Bytes),
        records: Figure::new("header.records", counts.records, Unit::Records),
        understood: Share::census("header.understood", counts.understood, counts.records, Unit::Records),
        period: period(asked, is_datable),
        period_without_year: period(asked, is_year_unknown),
        coverage: Share { key: "header.coverage".into(), ..coverage.own_spans.clone() },
        ordinary_sources: Figure::new("header.ordinary-sources", asked.case.ordinary.sources, Unit::Sources),
    }
}

/// Inputs whose records count: all but the duplicates.
pub(super) fn counted_inputs(case: &Case) -> impl Iterator<Item = &Input> {
    case.inputs.iter().filter(|input| input.duplicate_of.is_none())
}

/// What became of the records of all inputs that count.
pub(super) fn record_counts(case: &Case) -> RecordCounts {
    counted_inputs(case).fold(RecordCounts::default(), |mut sum, input| {
        sum.add(input.counts);
        sum
    })
}

/// First and last moment of a kind: of the inputs, or of what they hold when they state none.
fn period(asked: &Asked<'_>, is_wanted: fn(Timestamp) -> bool) -> Option<Period> {
    let of_inputs = counted_inputs(asked.case).filter_map(|input| input.time_range).flat_map(|(a, b)| [a, b]);
    let of_attempts = asked.case.attempts.iter().flat_map(|attempt| [attempt.start, attempt.end]);
    let of_incidents = asked.case.incidents.iter().map(|incident| incident.time);
    // The range of an input holds its stray clocks too; coverage tells which hours are not.
    let covered = coverage::dated_range(asked);
    let within = |time: Timestamp| match covered {
        Some((first, last)) if is_datable(time) => time.clamp(first, last),
        _ => time,
    };
    let times = of_inputs.chain(of_attempts).chain(of_incidents).filter(|time| is_wanted(*time)).map(within);
    let (first, last) = times.fold(None, |range: Option<(Timestamp, Timestamp)>, time| match range {
        Some((first, last)) => Some((first.min(time), last.max(time))),
        None => Some((time, time)),
    })?;
    Some(period_between(&asked.calendar, first, last))
}

/// The period between two instants on the organisation's calendar.
pub(super) fn period_between(calendar: &Calendar, first: Timestamp, last: Timestamp) -> Period {
    let (first, last) = (calendar.moment(first), calendar.moment(last));
    let days = match (first.day.date(), last.day.date()) {
        (Some(a), Some(b)) => u64::try_from((b - a).get_days()).ok().map(|days| days + 1),
        _ => None,
    };
    Period { first, last, days }
}

pub(super) fn inputs(asked: &Asked<'_>) -> Vec<InputShown> {
    asked.case.inputs.iter().enumerate().map(|(index, input)| input_shown(asked, index, input)).collect()
}

fn input_shown(asked: &Asked<'_>, index: usize, input: &Input) -> InputShown {
    let key = |name: &str| format!("inputs.{index}.{name}");
    let counts = input.counts;
    let repeated = input.duplicate_of.and_then(|id| asked.case.inputs.get(id.0 as usize));
    let anomalies = input.anomalies.iter().map(|(anomaly, records)| AnomalyShown {
        anomaly: anomaly.id().into(),
        records: Figure::new(key(&format!("anomalies.{}", anomaly.id())), *records, Unit::Records),
    });
    let samples = input.samples.iter().map(|sample| crate::answer::Citation {
        text: Some(asked.naming.text(&sample.text)),
        ..tally::citation(asked.case, &asked.naming, sample.origin, None)
    });
    InputShown {
        path: input.path.to_string(),
        envelope: input.envelope.to_string(),
        service: input.service,
        confidence_percent: input.confidence_percent,
        compression: input.compression.to_string(),
        digest: input.digest.to_string(),
        bytes_read: Figure::new(key("bytes-read"), input.bytes_read, Unit::Bytes),
        records: Figure::new(key("records"), counts.records, Unit::Records),
        understood: Share::census(key("understood"), counts.understood, counts.records, Unit::Records),
        catch_all: Figure::new(key("catch-all"), counts.catch_all, Unit::Records),
        ignored: Figure::new(key("ignored"), counts.ignored, Unit::Records),
        not_understood: Figure::new(key("not-understood"), counts.not_understood, Unit::Records),
        period: input.time_range.map(|(first, last)| period_between(&asked.calendar, first, last)),
        time_basis: input.time_basis,
        duplicate_of: repeated.map(|input| input.path.to_string()),
        overlap_bytes: Figure::new(key("overlap-bytes"), input.overlap_bytes, Unit::Bytes),
        trouble: input
            .trouble
            .as_ref()
            .map(|trouble| TroubleShown { kind: trouble.kind.to_string(), detail: crate::cut(&trouble.detail) }),
        samples: samples.collect(),
        anomalies: anomalies.collect(),
    }
}

pub(super) fn anomalies(asked: &Asked<'_>) -> Vec<AnomalyShown> {
    let mut sums: BTreeMap<Anomaly, u64> = BTreeMap::new();
    for (anomaly, records) in counted_inputs(asked.case).flat_map(|input| &input.anomalies) {
        *sums.entry(*anomaly).or_default() += records;
    }
    let mut rows: Vec<(Anomaly, u64)> = sums.into_iter().filter(|(_, records)| *records > 0).collect();
    rows.sort_by_key(|(anomaly, records)| (std::cmp::Reverse(*records), *anomaly));
    rows.into_iter()
        .map(|(anomaly, records)| AnomalyShown {
            anomaly: anomaly.id().into(),
            records: Figure::new(format!("anomalies.{}", anomaly.id()), records, Unit::Records),
        })
        .collect()
}
