//! Ranks: more than any other of its kind, in attempts and in sources, without relays, and with everything unlocated given to the next.

use std::collections::BTreeMap;

use vigie_figures::figure::Unit;
use vigie_figures::sentence::{Arg, Sentence};

use super::shares::weight;
use super::{Bench, Trial, Verdict, hundredth, tenth};
use crate::evidence::{AttemptFact, is_aimed};
use crate::proposition::{Aimed, Population};

/// The quantile of the normal distribution that leaves 10 % above: a lead beyond it is more than chance, one-sided.
const Z_90: f64 = 1.281_551_565_544_6;

/// A kind of thing that is ranked: a country, an aim, a form, by its id.
type Kind = String;

/// An order in one unit.
struct Order {
    /// What each kind weighs, most first.
    rows: Vec<(Kind, u64)>,
    whole: u64,
    unlocated: u64,
    /// Sources that count in effect (Kish).
    effective: f64,
}

impl Bench<'_> {
    /// The kinds an attempt counts for; empty is unlocated.
    fn kinds_of(&self, attempt: &AttemptFact) -> Vec<Kind> {
        let filters = &self.claim.filters;
        if !filters.located_in.is_empty() {
            let code = self.evidence.source_of(attempt).and_then(|source| source.country);
            return code.map(|code| String::from_utf8_lossy(&code).into_owned()).into_iter().collect();
        }
        if !filters.form.is_empty() {
            return vec![attempt.form.id().to_owned()];
        }
        Aimed::ALL.iter().filter(|aimed| is_aimed(attempt, **aimed)).map(|aimed| aimed.id().to_owned()).collect()
    }

    fn order(&self, unit: Unit, without_relays: bool) -> Order {
        let mut weights: BTreeMap<Kind, u64> = BTreeMap::new();
        let mut by_source: BTreeMap<Option<u32>, u64> = BTreeMap::new();
        let mut seen = std::collections::BTreeSet::new();
        let mut unlocated = 0;
        for attempt in self.evidence.attempts.iter().filter(|attempt| self.in_span(attempt.day)) {
            if without_relays && self.evidence.source_of(attempt).is_some_and(|source| source.kind.is_relay()) {
                continue;
            }
            let weight = if unit == Unit::Sources { 1 } else { weight(attempt, unit) };
            let kinds = self.kinds_of(attempt);
            if unit != Unit::Sources {
                *by_source.entry(attempt.source).or_default() += weight;
            } else if by_source.insert(attempt.source, 1).is_some()
                && kinds.iter().all(|kind| seen.contains(&(attempt.source, kind.clone())))
            {
                continue;
            }
            if kinds.is_empty() {
                unlocated += weight;
            }
            for kind in kinds {
                if unit != Unit::Sources || seen.insert((attempt.source, kind.clone())) {
                    *weights.entry(kind).or_default() += weight;
                }
            }
        }
        let whole: u64 = by_source.values().sum();
        let squares: f64 = by_source.values().map(|weight| (*weight as f64) * (*weight as f64)).sum();
        let mut rows: Vec<(Kind, u64)> = weights.into_iter().collect();
        rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Order { rows, whole, unlocated, effective: (whole as f64).powi(2) / squares.max(1.0) }
    }

    pub(super) fn rank(&mut self) -> Verdict {
        let wanted: Vec<Kind> = self.wanted();
        let rank = self.claim.range.map_or(1, |range| range.low as usize).max(1);
        let units: &[Unit] = match self.claim.population {
            Population::Attacks => &[Unit::Attempts, Unit::Detections, Unit::Sources],
            Population::Sources => &[Unit::Sources],
            Population::Detections | Population::Requests => &[Unit::Detections],
            _ => &[Unit::Attempts],
        };
        let known = self.claim.filters.form.iter().all(|form| vigie_facts::form::Form::from_id(form).is_some());
        let main = self.order(units[0], false);
        if wanted.is_empty() || !known || main.whole == 0 {
            self.reasons.push(Sentence::new(if main.whole == 0 {
                "claim-nothing-counted"
            } else {
                "claim-not-counted"
            }));
            return Verdict::NotDecidable;
        }
        let mut holds = Vec::new();
        for unit in units {
            let order = self.order(*unit, false);
            holds.push(is_at(&order, &wanted, rank));
            self.try_order(*unit, "whole", &order, &wanted, rank);
        }
        let relays = !self.claim.filters.located_in.is_empty();
        let bare = self.order(units[0], true);
        if relays {
            self.try_order(units[0], "without-relays", &bare, &wanted, rank);
        }
        self.tell_rank(&main, &wanted, units[0]);
        let mut positive = self.rank_verdict(
            &holds,
            &main,
            (!relays || is_at(&bare, &wanted, rank)) || bare.whole == 0,
            &wanted,
            rank,
        );
        // A unit that is named decides; that few sources stand behind its first place is a reserve all the same.
        if positive == Verdict::Established
            && units == [Unit::Attempts]
            && !is_at(&self.order(Unit::Sources, false), &wanted, rank)
        {
            self.reasons.push(Sentence::new("claim-one-unit-only"));
            positive = Verdict::Supported;
        }
        if self.claim.negated { denied(positive) } else { positive }
    }

    fn wanted(&self) -> Vec<Kind> {
        let filters = &self.claim.filters;
        if !filters.located_in.is_empty() {
            filters.located_in.iter().cloned().collect()
        } else if !filters.form.is_empty() {
            filters.form.iter().cloned().collect()
        } else {
            filters.target.iter().map(|aimed| aimed.id().to_owned()).collect()
        }
    }

    fn rank_verdict(
        &mut self,
        holds: &[bool],
        main: &Order,
        without_relays: bool,
        wanted: &[Kind],
        rank: usize,
    ) -> Verdict {
        let lead = lead(main, wanted, rank);
        let sources = holds.last().copied().unwrap_or(false);
        if !holds[0] {
            if holds.iter().any(|holds| *holds) {
                self.reasons.push(Sentence::new("claim-other-unit-only"));
                return Verdict::Misleading;
            }
            let behind = -lead.unwrap_or(0.0);
            if main.unlocated as f64 / main.whole as f64 > 0.05 && behind * main.whole as f64 <= main.unlocated as f64 {
                return self.unlocated_rank(main);
            }
            return if behind > chance(main, wanted, rank) { Verdict::Contradicted } else { Verdict::NotEstablished };
        }
        if !sources {
            self.reasons.push(Sentence::new("claim-one-unit-only"));
            return Verdict::Misleading;
        }
        if !without_relays {
            self.reasons.push(Sentence::new("claim-with-relays-only"));
            return Verdict::Misleading;
        }
        let Some(lead) = lead else { return Verdict::Established };
        if lead * main.whole as f64 <= main.unlocated as f64 && main.unlocated > 0 {
            return self.unlocated_rank(main);
        }
        if lead > chance(main, wanted, rank) {
            Verdict::Established
        } else {
            self.reasons.push(Sentence::new("claim-lead-within-chance"));
            Verdict::Supported
        }
    }

    fn unlocated_rank(&mut self, main: &Order) -> Verdict {
        let percent = Some(tenth(100.0 * main.unlocated as f64 / main.whole as f64));
        self.reasons.push(Sentence::new("claim-unlocated-decides").percent("unlocated", percent));
        self.would_decide.push(Sentence::new("claim-needs-location"));
        Verdict::NotDecidable
    }

    fn try_order(&mut self, unit: Unit, window: &'static str, order: &Order, wanted: &[Kind], rank: usize) {
        let part: u64 = order.rows.iter().filter(|(kind, _)| wanted.contains(kind)).map(|(_, weight)| weight).sum();
        let place = order.rows.iter().position(|(kind, _)| wanted.contains(kind)).map_or(0, |at| at + 1);
        let holds = is_at(order, wanted, rank) != self.claim.negated;
        self.trials.push(Trial {
            unit,
            window,
            value: place as f64,
            numerator: part,
            denominator: Some(order.whole),
            low: None,
            high: None,
            holds,
        });
    }

    fn tell_rank(&mut self, main: &Order, wanted: &[Kind], unit: Unit) {
        let name = |kind: &Kind| {
            if self.claim.filters.located_in.is_empty() {
                super::plain::kind_word(kind)
            } else {
                Arg::Country(kind.clone())
            }
        };
        let place = main.rows.iter().position(|(kind, _)| wanted.contains(kind));
        let rows: Vec<Arg> = main
            .rows
            .iter()
            .take(3)
            .map(|(kind, weight)| {
                let percent = hundredth(100.0 * *weight as f64 / main.whole as f64);
                Arg::Sentence(Box::new(
                    Sentence::new("claim-row").with("name", name(kind)).percent("percent", Some(percent)),
                ))
            })
            .collect();
        let order = Sentence::new("claim-order").with("rows", Arg::List(rows)).count("kinds", main.rows.len() as u64);
        let reason = match place {
            Some(at) => Sentence::new("claim-rank")
                .count("place", at as u64 + 1)
                .count("kinds", main.rows.len() as u64)
                .word("unit", super::shares::unit_key(unit)),
            None => Sentence::new("claim-rank-none"),
        };
        self.reasons.push(reason);
        self.reasons.push(order);
        if !self.claim.filters.located_in.is_empty() {
            self.reasons.push(Sentence::new("claim-location-is-not-origin"));
        }
        if let Some((first, weight)) = main.rows.first() {
            let percent = Some(hundredth(100.0 * *weight as f64 / main.whole as f64));
            let (place, other) = ("claim-safer-first-place", "claim-safer-first");
            let key = if self.claim.filters.located_in.is_empty() { other } else { place };
            let named = if key == place { Arg::Located(first.clone()) } else { name(first) };
            let safer = Sentence::new(key)
                .with("name", named)
                .percent("percent", percent)
                .count("part", *weight)
                .count("whole", main.whole);
            self.safer.push(safer.word("unit", super::shares::unit_key(unit)));
        }
    }
}

/// Whether the wanted kinds are exactly those at the places from `rank` on, without a tie at the border.
fn is_at(order: &Order, wanted: &[Kind], rank: usize) -> bool {
    let from = rank - 1;
    let Some(places) = order.rows.get(from..from + wanted.len()) else { return false };
    let all = places.iter().all(|(kind, weight)| wanted.contains(kind) && *weight > 0);
    let last = places.last().map_or(0, |(_, weight)| *weight);
    let next = order.rows.get(from + wanted.len()).map_or(0, |(_, weight)| *weight);
    let tied_before = from > 0 && order.rows[from - 1].1 == places[0].1;
    all && last > next && !tied_before
}

/// By how much, of 1, the weakest of the wanted leads the next one; negative when behind. `None` when there is no other.
fn lead(order: &Order, wanted: &[Kind], rank: usize) -> Option<f64> {
    let weight = |at: usize| order.rows.get(at).map(|(_, weight)| *weight as f64);
    let own = wanted
        .iter()
        .map(|kind| order.rows.iter().find(|(other, _)| other == kind).map_or(0.0, |(_, weight)| *weight as f64))
        .fold(f64::INFINITY, f64::min);
    let rival = if is_at(order, wanted, rank) { weight(rank - 1 + wanted.len())? } else { weight(rank - 1)? };
    Some((own - rival) / order.whole as f64)
}

/// A lead that chance alone would give one time in ten, on the sources that count in effect.
fn chance(order: &Order, wanted: &[Kind], rank: usize) -> f64 {
    let whole = order.whole as f64;
    let own = order
        .rows
        .iter()
        .filter(|(kind, _)| wanted.contains(kind))
        .map(|(_, weight)| *weight as f64)
        .fold(f64::INFINITY, f64::min);
    let own = if own.is_finite() { own / whole } else { 0.0 };
    let rival = order
        .rows
        .iter()
        .filter(|(kind, _)| !wanted.contains(kind))
        .nth(rank - 1)
        .map_or(0.0, |(_, weight)| *weight as f64 / whole);
    Z_90 * ((own + rival - (own - rival).powi(2)) / order.effective.max(1.0)).max(0.0).sqrt()
}

/// The verdict on the denial of what was decided.
fn denied(verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Established => Verdict::Contradicted,
        Verdict::Supported => Verdict::NotEstablished,
        Verdict::NotEstablished | Verdict::Contradicted => Verdict::Supported,
        other => other,
    }
}
