//! What every form of exchange is written from: a case as others may see it, one indicator an attacking source with its confidence and
//! its end, and the clusters that acted together.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use serde::Serialize;
use vigie_evidence::commitment::HidingSecret;
use vigie_evidence::redaction::redact;
use vigie_facts::case::{Case, Effect, NetworkKind, SourceId};
use vigie_facts::form::Form;
use vigie_facts::source::Source;
use vigie_facts::time::Timestamp;
use vigie_figures::together::{self, Found};

/// Days after its last detection that an address of a hosting network stays worth looking for: machines are rented by the month.
const HOSTING_DAYS: i64 = 30;

/// The same of any other address: homes, offices and mobile networks hand addresses on, exits of VPN and Tor serve everybody.
const OTHER_DAYS: i64 = 7;

/// Detections from which a source is there on purpose: below, a mistyped password or a stray link may be behind it.
const DETECTIONS_MODERATE: u64 = 3;

/// How good the basis is, on the scale that STIX 2.1 (appendix A, "Low, Med, High") turns into numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Fewer than three detections, or an address that many share.
    Low,
    /// At least three detections.
    Moderate,
    /// The log shows an effect of what came from there.
    High,
}

impl Confidence {
    /// Every level with its number.
    const NUMBERS: [(Confidence, u8); 3] = [(Confidence::Low, 15), (Confidence::Moderate, 50), (Confidence::High, 85)];

    /// Its number.
    pub fn number(self) -> u8 {
        match self {
            Confidence::Low => 15,
            Confidence::Moderate => 50,
            Confidence::High => 85,
        }
    }

    pub(super) fn id(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Moderate => "moderate",
            Confidence::High => "high",
        }
    }

    pub(super) fn of_number(number: u64) -> Option<Confidence> {
        Confidence::NUMBERS.iter().find(|(_, known)| u64::from(*known) == number).map(|(level, _)| *level)
    }

    pub(super) fn of_id(id: &str) -> Option<Confidence> {
        Confidence::NUMBERS.iter().map(|(level, _)| *level).find(|level| level.id() == id)
    }
}

/// One source that attacked: what is exchanged of it, and what comes back equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Indicator {
    /// IPv4 address, or IPv6 /64.
    pub source: String,
    /// First detection, RFC 3339.
    pub first: String,
    /// Last detection.
    pub last: String,
    /// When it stops being worth looking for.
    pub valid_until: String,
    /// How good the basis is.
    pub confidence: Confidence,
    /// Ids of the forms seen, in the order of the closed list.
    pub forms: Vec<String>,
}

/// A source with everything a form of exchange may need.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) indicator: Indicator,
    pub(super) source: Source,
    pub(super) id: SourceId,
    pub(super) detections: u64,
    pub(super) forms: BTreeMap<Form, Observed>,
}

/// Detections of one source with one form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Observed {
    pub(super) first: Timestamp,
    pub(super) last: Timestamp,
    pub(super) detections: u64,
}

/// A case made ready for exchange.
#[derive(Debug)]
pub struct Prepared {
    pub(super) case: Case,
    pub(super) seen: Vec<Seen>,
    pub(super) found: Found,
    /// The last moment of the case: what an export is dated with, so that it can be made again to the byte.
    pub(super) as_of: Timestamp,
    /// Sources left out because their records state no year, or no time at all.
    pub undated_sources: u64,
}

impl Prepared {
    /// Masks a case and finds its indicators. `words` are names that only the organisation knows.
    pub fn new(case: &Case, secret: &HidingSecret, words: &[String]) -> Prepared {
        let case = redact(case, secret, words).case;
        let found = together::find(&case, std::num::NonZeroUsize::MIN);
        let mut of_source: BTreeMap<SourceId, Vec<(Form, Timestamp)>> = BTreeMap::new();
        let mut undated: BTreeSet<SourceId> = BTreeSet::new();
        let is_attacker = |id: SourceId| case.sources.get(id.index()).is_some_and(|row| !row.own && !row.allowed);
        for row in &case.detections {
            let Some(source) = row.source.filter(|id| is_attacker(*id)) else { continue };
            match row.time.filter(|time| vigie_figures::calendar::is_datable(*time)) {
                Some(time) => of_source.entry(source).or_default().push((row.form, time)),
                None => drop(undated.insert(source)),
            }
        }
        let shown = case
            .incidents
            .iter()
            .filter(|row| row.effect == Effect::Had && row.mark.as_ref().is_none_or(|mark| mark.hostile));
        let effective: BTreeSet<SourceId> = shown.filter_map(|row| row.source).collect();
        let seen: Vec<Seen> =
            of_source.iter().filter_map(|(id, rows)| Seen::of(&case, *id, rows, effective.contains(id))).collect();
        let as_of = seen.iter().flat_map(|seen| seen.forms.values()).map(|observed| observed.last).max();
        Prepared {
            as_of: as_of.unwrap_or(Timestamp::from_seconds(0)),
            undated_sources: undated.iter().filter(|id| !of_source.contains_key(id)).count() as u64,
            seen,
            found,
            case,
        }
    }

    /// The indicators, sorted.
    pub fn indicators(&self) -> Vec<Indicator> {
        let mut indicators: Vec<Indicator> = self.seen.iter().map(|seen| seen.indicator.clone()).collect();
        indicators.sort();
        indicators
    }
}

impl Seen {
    fn of(case: &Case, id: SourceId, rows: &[(Form, Timestamp)], effective: bool) -> Option<Seen> {
        let row = case.sources.get(id.index())?;
        let mut forms: BTreeMap<Form, Observed> = BTreeMap::new();
        for (form, time) in rows {
            let observed = forms.entry(*form).or_insert(Observed { first: *time, last: *time, detections: 0 });
            observed.first = observed.first.min(*time);
            observed.last = observed.last.max(*time);
            observed.detections += 1;
        }
        let (first, last) = (rows.iter().map(|row| row.1).min()?, rows.iter().map(|row| row.1).max()?);
        let detections = rows.len() as u64;
        let shared = matches!(row.place.kind, NetworkKind::Vpn | NetworkKind::Tor);
        let confidence = match (effective, shared, detections >= DETECTIONS_MODERATE) {
            (true, _, _) => Confidence::High,
            (false, false, true) => Confidence::Moderate,
            (false, _, _) => Confidence::Low,
        };
        let days = if row.place.kind == NetworkKind::Hosting { HOSTING_DAYS } else { OTHER_DAYS };
        let indicator = Indicator {
            source: row.source.to_string(),
            first: instant(first),
            last: instant(last),
            valid_until: instant(last.plus_seconds(days * 86_400)),
            confidence,
            forms: forms.keys().map(|form| form.id().to_owned()).collect(),
        };
        Some(Seen { indicator, source: row.source, id, detections, forms })
    }

    pub(super) fn is_v6(&self) -> bool {
        matches!(self.source, Source::V6(_))
    }
}

/// An instant with milliseconds, as STIX writes it (STIX 2.1 § 3.2).
pub(super) fn instant(time: Timestamp) -> String {
    let (year, month, day, hour, minute, second, micros) = time.civil();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", micros / 1_000)
}

/// An instant that somebody wrote, as we write it; `None` when it is none.
pub(super) fn same_instant(text: &str) -> Option<String> {
    let time: jiff::Timestamp = text.parse().ok()?;
    Some(instant(Timestamp(time.as_microsecond())))
}

/// Whether a text is a source as indicators name it: an address, or an IPv6 /64.
pub(super) fn is_source(text: &str) -> bool {
    text.strip_suffix("/64").unwrap_or(text).parse::<IpAddr>().is_ok()
}

/// The form ids among some words, in the order of the closed list.
pub(super) fn forms_among<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    let forms: BTreeSet<Form> = words.filter_map(Form::from_id).collect();
    forms.into_iter().map(|form| form.id().to_owned()).collect()
}

/// Names of the ATT&CK techniques that forms are mapped to.
const TECHNIQUES: &[(&str, &str)] = &[
    ("T1078", "Valid Accounts"),
    ("T1098", "Account Manipulation"),
    ("T1110.001", "Password Guessing"),
    ("T1110.003", "Password Spraying"),
    ("T1110.004", "Credential Stuffing"),
    ("T1114.003", "Email Forwarding Rule"),
    ("T1189", "Drive-by Compromise"),
    ("T1190", "Exploit Public-Facing Application"),
    ("T1213", "Data from Information Repositories"),
    ("T1499", "Endpoint Denial of Service"),
    ("T1505.003", "Web Shell"),
    ("T1548", "Abuse Elevation Control Mechanism"),
    ("T1589", "Gather Victim Identity Information"),
    ("T1589.002", "Email Addresses"),
    ("T1595", "Active Scanning"),
    ("T1595.001", "Scanning IP Blocks"),
    ("T1595.002", "Vulnerability Scanning"),
    ("T1595.003", "Wordlist Scanning"),
];

/// The name of a technique; its id where it has none here.
pub(super) fn technique_name(technique: &str) -> &str {
    TECHNIQUES.iter().find(|(id, _)| *id == technique).map_or(technique, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_technique_of_a_form_has_its_name() {
        for technique in Form::ALL.iter().filter_map(|form| form.technique()) {
            assert!(TECHNIQUES.iter().any(|(id, _)| *id == technique), "{technique}");
        }
        assert!(TECHNIQUES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
