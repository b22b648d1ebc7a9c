//! Question 3: where did it arrive from? Location is not origin: every share names its unlocated and its relay part, and
//! addresses that only forward are said to.

use std::collections::BTreeMap;

use vigie_facts::anomaly::Anomaly;
use vigie_facts::case::{Case, NetworkKind, Place, SourceId, SourceRow};

use super::{Asked, header};
use crate::answer::{
    Citation, CountryRow, Forwarding, KindRow, NetworkRow, Places, ROWS_MAX, SourceShort, SourceShown,
};
use crate::calendar::Calendar;
use crate::clustered::{Gathered, Ground};
use crate::figure::{Figure, Share, Unit};
use crate::names::Naming;
use crate::sentence::{Arg, Sentence};
use crate::tally::{busiest, citations, count, ranked, tally};

/// Where the sources of attempts stand: each with its attempts, and each as one source.
struct Weights {
    attempts: Ground,
    sources: Ground,
}

/// What a group of sources weighs.
#[derive(Clone, Copy, Debug, Default)]
struct Weight {
    attempts: Gathered,
    sources: Gathered,
}

impl Weights {
    fn of(case: &Case) -> Weights {
        let mut by_source = vec![0u64; case.sources.len()];
        for source in case.attempts.iter().filter_map(|attempt| attempt.source) {
            if let Some(count) = by_source.get_mut(source.index()) {
                *count += 1;
            }
        }
        let each = || case.sources.iter().map(|row| row.source).zip(by_source.iter().copied());
        Weights {
            attempts: Ground::new(each()),
            sources: Ground::new(each().map(|(source, attempts)| (source, attempts.min(1)))),
        }
    }

    /// What the sources of each group weigh.
    fn by<G: Ord>(&self, case: &Case, group: impl Fn(&Place) -> Option<G>) -> BTreeMap<G, Weight> {
        let mut groups: BTreeMap<G, Weight> = BTreeMap::new();
        // The same sources in the same order, by address.
        for (of_attempts, of_sources) in self.attempts.stands.iter().zip(&self.sources.stands) {
            if let Some(group) = group(&case.sources[of_attempts.source as usize].place) {
                let sum = groups.entry(group).or_default();
                self.attempts.gather(&mut sum.attempts, *of_attempts);
                self.sources.gather(&mut sum.sources, *of_sources);
            }
        }
        groups
    }

    fn with(&self, case: &Case, is_member: impl Fn(&Place) -> bool) -> Weight {
        self.by(case, |place| is_member(place).then_some(())).remove(&()).unwrap_or_default()
    }

    fn attempts_share(&self, key: String, part: &Weight) -> Share {
        let units = (part.attempts.units, self.attempts.total);
        Share::of_clustered(key, units, Unit::Attempts, &self.attempts.squares(&part.attempts))
    }

    fn sources_share(&self, key: String, part: &Weight) -> Share {
        let units = (part.sources.units, self.sources.total);
        Share::of_clustered(key, units, Unit::Sources, &self.sources.squares(&part.sources))
    }
}

impl Weight {
    /// Most attempts first, then most sources.
    fn rank(&self) -> std::cmp::Reverse<(u64, u64)> {
        std::cmp::Reverse((self.attempts.units, self.sources.units))
    }
}

pub(super) fn places(asked: &Asked<'_>) -> Places {
    let case = asked.case;
    let weights = Weights::of(case);
    let without = case.attempts.iter().filter(|attempt| attempt.source.is_none()).count() as u64;
    let unlocated = weights.with(case, |place| place.country.is_none());
    let relay = weights.with(case, |place| place.kind.is_relay());
    let low = weights.with(case, |place| place.country.is_some() && place.country_low_confidence);
    let networks = networks(case, &weights);
    Places {
        attempts_with_source: Figure::new("places.attempts-with-source", weights.attempts.total, Unit::Attempts),
        attempts_without_source: Figure::new("places.attempts-without-source", without, Unit::Attempts),
        sources: Figure::new("places.sources", weights.sources.total, Unit::Sources),
        countries: countries(asked, &weights),
        unlocated: weights.attempts_share("places.unlocated.attempts".into(), &unlocated),
        unlocated_sources: weights.sources_share("places.unlocated.sources".into(), &unlocated),
        relay: weights.attempts_share("places.relay.attempts".into(), &relay),
        relay_sources: weights.sources_share("places.relay.sources".into(), &relay),
        kinds: kinds(case, &weights),
        networks_total: networks.len() as u64,
        networks: networks.into_iter().take(ROWS_MAX).collect(),
        low_confidence: weights.attempts_share("places.low-confidence.attempts".into(), &low),
        forwarding: forwarding(case),
    }
}

fn code(country: [u8; 2]) -> String {
    country.iter().map(|byte| if byte.is_ascii_alphabetic() { char::from(*byte) } else { '?' }).collect()
}

fn countries(asked: &Asked<'_>, weights: &Weights) -> Vec<CountryRow> {
    let case = asked.case;
    let relays = weights.by(case, |place| place.country.filter(|_| place.kind.is_relay()));
    let mut cited = first_detections(case, |place| place.country);
    let mut rows: Vec<_> = weights.by(case, |place| place.country).into_iter().collect();
    rows.sort_by_key(|(country, weight)| (weight.rank(), *country));
    rows.into_iter()
        .map(|(country, weight)| {
            let country_code = code(country);
            let key = |name: &str| format!("countries.{country_code}.{name}");
            let relay = relays.get(&country).copied().unwrap_or_default();
            CountryRow {
                attempts: weights.attempts_share(key("attempts"), &weight),
                sources: weights.sources_share(key("sources"), &weight),
                relay: Share::census(key("relay"), relay.attempts.units, weight.attempts.units, Unit::Attempts),
                citations: cited.remove(&country).map(|list| citations(case, &asked.naming, &list)).unwrap_or_default(),
                country: country_code.clone(),
            }
        })
        .collect()
}

/// The first detections of each group of places. A source whose group has all it needs is not looked up again: there may be millions
/// of detections, and their sources lie far apart.
fn first_detections<G: Ord>(case: &Case, group: impl Fn(&Place) -> Option<G>) -> BTreeMap<G, Vec<usize>> {
    let mut cited: BTreeMap<G, Vec<usize>> = BTreeMap::new();
    let mut is_done = vec![false; case.sources.len()];
    for index in 0..case.detections.len() {
        let Some(at) = case.detections.source(index).map(SourceId::index) else { continue };
        if is_done.get(at).copied().unwrap_or(true) {
            continue;
        }
        let list = group(&case.sources[at].place).map(|group| cited.entry(group).or_default());
        match list {
            Some(list) if list.len() < crate::answer::CITATIONS_MAX => list.push(index),
            _ => is_done[at] = true,
        }
    }
    cited
}

fn kinds(case: &Case, weights: &Weights) -> Vec<KindRow> {
    let mut rows: Vec<_> = weights.by(case, |place| Some(place.kind)).into_iter().collect();
    rows.sort_by_key(|(kind, weight)| (std::cmp::Reverse(weight.attempts.units), *kind));
    rows.into_iter()
        .map(|(kind, weight)| KindRow {
            kind,
            attempts: weights.attempts_share(format!("network-kinds.{}.attempts", kind_id(kind)), &weight),
            sources: weights.sources_share(format!("network-kinds.{}.sources", kind_id(kind)), &weight),
        })
        .collect()
}

/// The stable id of a kind of network, as in JSON.
pub fn kind_id(kind: NetworkKind) -> &'static str {
    match kind {
        NetworkKind::Unknown => "unknown",
        NetworkKind::Hosting => "hosting",
        NetworkKind::Vpn => "vpn",
        NetworkKind::Tor => "tor",
        NetworkKind::Crawler => "crawler",
        NetworkKind::Scanner => "scanner",
        NetworkKind::Own => "own",
        NetworkKind::Private => "private",
        NetworkKind::Documentation => "documentation",
        NetworkKind::Reserved => "reserved",
    }
}

fn networks(case: &Case, weights: &Weights) -> Vec<NetworkRow> {
    // The kind that most attempts came from, the first one among equals.
    let mut kinds: BTreeMap<u32, (u64, NetworkKind)> = BTreeMap::new();
    for ((asn, kind), weight) in weights.by(case, |place| Some((place.asn?, place.kind))) {
        let most = kinds.entry(asn).or_insert((weight.attempts.units, kind));
        if weight.attempts.units > most.0 {
            *most = (weight.attempts.units, kind);
        }
    }
    let mut names: BTreeMap<u32, &str> = BTreeMap::new();
    for place in case.sources.iter().map(|source| &source.place) {
        if let (Some(asn), Some(name)) = (place.asn, &place.network) {
            names.entry(asn).or_insert(name);
        }
    }
    let mut rows: Vec<(u32, Weight)> = weights.by(case, |place| place.asn).into_iter().collect();
    rows.sort_by_key(|(asn, weight)| (weight.rank(), *asn));
    rows.into_iter()
        .map(|(asn, weight)| NetworkRow {
            asn,
            name: names.get(&asn).map(|name| crate::cut(name)).unwrap_or_default(),
            kind: kinds.get(&asn).map(|(_, kind)| *kind).unwrap_or_default(),
            attempts: weights.attempts_share(format!("networks.{asn}.attempts"), &weight),
            sources: weights.sources_share(format!("networks.{asn}.sources"), &weight),
        })
        .collect()
}

/// Addresses that may only forward for others are looked for among this many of the busiest.
const FORWARDERS_MAX: usize = 3;
/// From this share of the events on, in percent, these addresses stand for nearly all traffic.
const FORWARDED_PERCENT: u64 = 90;
/// Below this many events, few addresses are what a small log looks like.
const FORWARDED_EVENTS_MIN: u64 = 200;

/// Whether nearly all traffic comes from one or a few addresses. They are proxies of the organisation when they are private
/// or its own, or when their requests carried forwarded addresses that nobody vouched for.
fn forwarding(case: &Case) -> Option<Forwarding> {
    let total = case.sources.iter().map(|source| source.events).sum::<u64>() + case.ordinary.events;
    if total < FORWARDED_EVENTS_MIN {
        return None;
    }
    let mut busiest: Vec<&SourceRow> = case.sources.iter().collect();
    busiest.sort_by_key(|source| (std::cmp::Reverse(source.events), source.source));
    let mut sum = 0;
    let mut few = Vec::new();
    for source in busiest.into_iter().take(FORWARDERS_MAX) {
        sum += source.events;
        few.push(source);
        if sum * 100 >= total * FORWARDED_PERCENT {
            break;
        }
    }
    if sum * 100 < total * FORWARDED_PERCENT {
        return None;
    }
    let forwarded: u64 = header::counted_inputs(case)
        .flat_map(|input| &input.anomalies)
        .filter(|(anomaly, _)| *anomaly == Anomaly::UntrustedForwarded)
        .map(|(_, records)| records)
        .sum();
    let inside =
        few.iter().all(|source| source.own || matches!(source.place.kind, NetworkKind::Private | NetworkKind::Own));
    let likely_proxy = inside || forwarded * 2 >= total;
    let sources: Vec<String> = few.iter().map(|source| source.source.to_string()).collect();
    let share = Share::census("places.forwarding", sum, total, Unit::Events);
    let key = if likely_proxy { "forwarding-likely-proxy" } else { "forwarding-few-addresses" };
    let sentence = Sentence::new(key)
        .percent("percent", share.percent)
        .count("addresses", sources.len() as u64)
        .with("sources", Arg::List(sources.iter().cloned().map(Arg::Text).collect()));
    Some(Forwarding { sources, share, likely_proxy, sentence })
}

/// A source in few words.
pub(crate) fn source_short(case: &Case, id: SourceId) -> Option<SourceShort> {
    let row = case.sources.get(id.index())?;
    Some(SourceShort {
        address: row.source.to_string(),
        country: row.place.country.map(code),
        asn: row.place.asn,
        network: row.place.network.as_deref().map(crate::cut),
        kind: row.place.kind,
    })
}

/// The busiest hostile sources.
pub(super) fn top_sources(asked: &Asked<'_>) -> Vec<SourceShown> {
    let case = asked.case;
    let mut counts = vec![(0, 0); case.sources.len()];
    count(&mut counts, case.attempts.iter().filter_map(|attempt| attempt.source).map(SourceId::index), |row| {
        &mut row.0
    });
    let of_detections = (0..case.detections.len()).filter_map(|row| case.detections.source(row));
    count(&mut counts, of_detections.map(SourceId::index), |row| &mut row.1);
    let top: Vec<SourceId> = busiest(&counts, ROWS_MAX).into_iter().map(|index| SourceId(index as u32)).collect();
    shown(case, &asked.calendar, &asked.naming, &top)
}

/// Some sources with their figures, most attempts first; those that attacked nobody are left out.
pub(crate) fn shown(case: &Case, calendar: &Calendar, naming: &Naming, wanted: &[SourceId]) -> Vec<SourceShown> {
    // Looked up for every detection, so by place.
    let mut among = vec![false; case.sources.len()];
    for source in wanted {
        if let Some(is_among) = among.get_mut(source.index()) {
            *is_among = true;
        }
    }
    let is_wanted = |source: &SourceId| among.get(source.index()).copied().unwrap_or(false);
    let tallies =
        tally(case, |attempt| attempt.source.filter(is_wanted), |row| case.detections.source(row).filter(is_wanted));
    ranked(tallies)
        .into_iter()
        .filter_map(|(id, tally)| {
            let row = case.sources.get(id.index())?;
            let key = |name: &str| format!("sources.{}.{name}", row.source);
            let cited: Vec<Citation> = citations(case, naming, &tally.cited);
            Some(SourceShown {
                source: source_short(case, id)?,
                operator: row.place.operator.as_deref().map(crate::cut),
                own: row.own,
                attempts: Figure::new(key("attempts"), tally.attempts, Unit::Attempts),
                detections: Figure::new(key("detections"), tally.detections, Unit::Detections),
                events: Figure::new(key("events"), row.events, Unit::Events),
                forms: tally.forms_by_attempts(),
                first: row.time_range.map(|(first, _)| calendar.moment(first)),
                last: row.time_range.map(|(_, last)| calendar.moment(last)),
                citations: cited,
            })
        })
        .collect()
}
