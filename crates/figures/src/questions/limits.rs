//! What these logs cannot say: a section built from facts, not a disclaimer. Each limit is one function in the table.

use std::collections::BTreeSet;

use vigie_facts::service::{Service, Target};
use vigie_facts::time::TimeBasis;

use super::{Asked, header};
use crate::answer::{Answer, Limit};
use crate::sentence::{Arg, Sentence};

type Test = fn(&Asked<'_>, &Answer) -> Option<Sentence>;

/// Every limit: its id, and when and how it is said. In the order of the report.
const LIMITS: &[(&str, Test)] = &[
    ("no-record-no-trace", |_, _| Some(Sentence::new("limit-no-record-no-trace"))),
    ("not-read", |_, answer| {
        let inputs = answer.header.troubled.value;
        (inputs > 0).then(|| Sentence::new("limit-not-read").count("inputs", inputs))
    }),
    ("not-understood", |_, answer| {
        let ladder = &answer.what.ladder;
        let records = ladder.catch_all.value + ladder.not_understood.value;
        (records > 0).then(|| {
            let percent = crate::figure::percent(records, ladder.records.value);
            Sentence::new("limit-not-understood").count("records", records).percent("percent", percent)
        })
    }),
    ("gaps", gaps),
    ("quiet", |_, answer| {
        let hours = answer.entry.coverage.quiet_hours.value;
        (hours > 0).then(|| Sentence::new("limit-quiet").count("hours", hours))
    }),
    ("clock-backwards", |_, answer| {
        let records = answer.entry.coverage.clock_backwards.value;
        (records > 0).then(|| Sentence::new("limit-clock-backwards").count("records", records))
    }),
    ("stray-clock", |_, answer| {
        let hours = answer.entry.coverage.stray_hours.value;
        (hours > 0).then(|| Sentence::new("limit-stray-clock").count("hours", hours))
    }),
    ("year-unknown", |asked, _| inputs_with(asked, TimeBasis::YearUnknown, "limit-year-unknown")),
    ("year-inferred", |asked, _| inputs_with(asked, TimeBasis::YearInferred, "limit-year-inferred")),
    ("zone-assumed", |asked, answer| {
        inputs_with(asked, TimeBasis::ZoneAssumed, "limit-zone-assumed")
            .map(|sentence| sentence.text("zone", answer.settings.log_time_zone.clone()))
    }),
    ("fold-inferred", |asked, _| inputs_with(asked, TimeBasis::FoldInferred, "limit-fold-inferred")),
    ("undated", |_, answer| {
        let (attempts, detections) = (answer.what.undated_attempts.value, answer.what.undated_detections.value);
        (attempts + detections > 0)
            .then(|| Sentence::new("limit-undated").count("attempts", attempts).count("detections", detections))
    }),
    ("no-site-logs", |asked, _| lacks(asked, Target::Site, "limit-no-site-logs")),
    ("no-mail-logs", |asked, _| lacks(asked, Target::Mailboxes, "limit-no-mail-logs")),
    ("no-database-logs", |asked, _| lacks(asked, Target::Databases, "limit-no-database-logs")),
    ("bodies-not-logged", |asked, _| {
        has(asked, |service| service == Service::WebAccess).then(|| Sentence::new("limit-bodies-not-logged"))
    }),
    ("asset-from-file", asset_from_file),
    ("forwarding", |_, answer| answer.places.forwarding.as_ref().map(|forwarding| forwarding.sentence.clone())),
    ("no-source", |_, answer| {
        let attempts = answer.places.attempts_without_source.value;
        (attempts > 0).then(|| Sentence::new("limit-no-source").count("attempts", attempts))
    }),
    ("unlocated", |_, answer| {
        let share = &answer.places.unlocated;
        (share.numerator > 0).then(|| {
            Sentence::new("limit-unlocated").count("attempts", share.numerator).percent("percent", share.percent)
        })
    }),
    ("relay", |_, answer| {
        let share = &answer.places.relay;
        (share.numerator > 0)
            .then(|| Sentence::new("limit-relay").count("attempts", share.numerator).percent("percent", share.percent))
    }),
    ("ipv6-location", |_, answer| {
        let share = &answer.places.low_confidence;
        (share.numerator > 0).then(|| Sentence::new("limit-ipv6-location").count("attempts", share.numerator))
    }),
    ("network-table", |_, answer| {
        let settings = &answer.settings;
        let located = answer.places.attempts_with_source.value > 0;
        (located && !settings.network_data_date.is_empty()).then(|| {
            Sentence::new("limit-network-table")
                .text("name", settings.network_data_name.clone())
                .text("date", settings.network_data_date.clone())
        })
    }),
    ("location-is-not-origin", |_, answer| {
        (answer.places.attempts_with_source.value > 0).then(|| Sentence::new("limit-location-is-not-origin"))
    }),
    ("who", |_, answer| (answer.what.ladder.attempts.value > 0).then(|| Sentence::new("limit-who"))),
];

pub(super) fn limits(asked: &Asked<'_>, answer: &Answer) -> Vec<Limit> {
    LIMITS
        .iter()
        .filter_map(|(id, test)| test(asked, answer).map(|sentence| Limit { id: (*id).into(), sentence }))
        .collect()
}

fn gaps(_: &Asked<'_>, answer: &Answer) -> Option<Sentence> {
    let coverage = &answer.entry.coverage;
    let unseen = coverage.own_spans.denominator - coverage.own_spans.numerator.min(coverage.own_spans.denominator);
    let worst = coverage.systems.iter().max_by_key(|system| system.longest_gap_hours)?;
    (unseen > 0).then(|| {
        Sentence::new("limit-gaps")
            .count("hours", unseen)
            .count("longest", worst.longest_gap_hours)
            .text("system", format!("{} ({})", worst.name, worst.service.id()))
    })
}

fn inputs_with(asked: &Asked<'_>, basis: TimeBasis, key: &'static str) -> Option<Sentence> {
    let inputs: Vec<_> = header::counted_inputs(asked.case)
        .filter(|input| input.time_basis == basis && input.counts.records > 0)
        .collect();
    let first = inputs.first()?;
    Some(Sentence::new(key).count("inputs", inputs.len() as u64).text("example", first.path.to_string()))
}

fn has(asked: &Asked<'_>, wanted: impl Fn(Service) -> bool) -> bool {
    let of_systems = asked.case.systems.iter().map(|system| system.service);
    let of_inputs = header::counted_inputs(asked.case).filter_map(|input| input.service);
    of_systems.chain(of_inputs).any(wanted)
}

fn lacks(asked: &Asked<'_>, target: Target, key: &'static str) -> Option<Sentence> {
    (!has(asked, |service| service.target() == target)).then(|| Sentence::new(key))
}

/// Assets that took the name of a file or folder because their records name no host.
fn asset_from_file(asked: &Asked<'_>, answer: &Answer) -> Option<Sentence> {
    let parts: BTreeSet<&str> = asked
        .case
        .inputs
        .iter()
        .flat_map(|input| input.path.split(['/', '\\']))
        .filter(|part| !part.is_empty())
        .collect();
    // `access` is named after `access.log.2.gz`.
    let is_part = |name: &str| {
        parts.contains(name)
            || parts.iter().any(|part| part.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
    };
    let named: Vec<&str> =
        answer.pursued.assets.iter().map(|asset| asset.name.as_str()).filter(|name| is_part(name)).collect();
    let first = named.first()?;
    let list = Arg::Text((*first).to_owned());
    Some(Sentence::new("limit-asset-from-file").count("assets", named.len() as u64).with("example", list))
}

#[cfg(test)]
mod tests {
    use super::LIMITS;

    #[test]
    fn limit_ids_are_unique_kebab_case() {
        let ids: std::collections::BTreeSet<_> = LIMITS.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids.len(), LIMITS.len());
        assert!(ids.iter().all(|id| id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')));
    }
}
