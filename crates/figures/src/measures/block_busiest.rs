//! A few sources make much of the noise: block them for a day. Not when they may be our own proxies.

use super::{Draft, Seen};
use crate::answer::{Answer, SourceShown};

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let answer = seen.answer;
    let total = answer.what.ladder.detections.value;
    if answer.places.forwarding.is_some() || total < DETECTIONS_MIN {
        return None;
    }
    let busiest: Vec<_> = answer
        .top_sources
        .iter()
        .filter(|row| !row.own && row.operator.is_none() && row.detections.value * SHARE_ONE_IN >= total)
        .filter(|row| is_recent(row, answer))
        .collect();
    let detections: u64 = busiest.iter().map(|row| row.detections.value).sum();
    (!busiest.is_empty()).then(|| {
        Draft::soon("block-busiest")
            .count("sources", busiest.len() as u64)
            .count("detections", detections)
            .percent("percent", crate::figure::percent(detections, total))
            .figure("ladder.detections")
            .items(busiest.iter().map(|row| row.source.address.clone()))
    })
}

/// Below this many detections no source makes noise worth a block.
const DETECTIONS_MIN: u64 = 100;
/// A source is busy when it sent one in this many of all detections.
const SHARE_ONE_IN: u64 = 20;
/// A source that fell silent longer ago than this, before the end of the logs, is not stopped by a block.
const SILENT_DAYS_MAX: i32 = 7;

fn is_recent(row: &SourceShown, answer: &Answer) -> bool {
    let last = row.last.and_then(|moment| moment.day.date());
    let end = answer.header.period.and_then(|period| period.last.day.date());
    match (last, end) {
        (Some(last), Some(end)) => (end - last).get_days() <= SILENT_DAYS_MAX,
        _ => true,
    }
}
