//! Shares: a part of what was counted, in every unit that could be meant, with its interval, without relays, and with the unlocated part on either side.

use std::collections::BTreeMap;

use vigie_figures::clustered::Clustered;
use vigie_figures::figure::{Share, Unit};
use vigie_figures::sentence::Sentence;

use super::{Bench, Trial, Verdict, hundredth, tenth};
use crate::evidence::AttemptFact;
use crate::proposition::{Filters, Population, Range};

/// Points, of 1, by which an interval is widened before a share is established: free tables of networks put up to one address in twenty into a wrong
/// country, and the interval does not know.
const TABLE_ERROR: f64 = 0.05;

/// From this part on, what no table locates decides instead of the count.
const UNLOCATED_MATTERS: f64 = 0.05;

/// How well a figure fits a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// With its whole interval, widened.
    Firm,
    /// Itself.
    Holds,
    /// Not itself, but its interval touches.
    Near,
    /// Not at all.
    Fails,
}

/// A part of a whole in one unit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Part {
    pub(super) inside: u64,
    pub(super) whole: u64,
    /// Of the whole, what has no country.
    pub(super) unlocated: u64,
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Part {
    pub(super) fn value(self) -> f64 {
        if self.whole == 0 { 0.0 } else { self.inside as f64 / self.whole as f64 }
    }
}

/// How well a value with an interval fits a range, or its complement when denied.
pub(super) fn fit(range: Range, denied: bool, value: f64, (low, high): (f64, f64)) -> Fit {
    let wide = ((low - TABLE_ERROR).max(0.0), (high + TABLE_ERROR).min(1.0));
    let inside = |(low, high): (f64, f64)| range.contains(low) && range.contains(high);
    let apart = |(low, high): (f64, f64)| high < range.low || low > range.high;
    let (holds, firm, touches) = if denied {
        (!range.contains(value), apart(wide), !inside((low, high)))
    } else {
        (range.contains(value), inside(wide), !apart((low, high)))
    };
    match (holds, firm, touches) {
        (true, true, _) => Fit::Firm,
        (true, false, _) => Fit::Holds,
        (false, _, true) => Fit::Near,
        (false, _, false) => Fit::Fails,
    }
}

/// What an attempt weighs in a unit; sources are weighed apart.
pub(super) fn weight(attempt: &AttemptFact, unit: Unit) -> u64 {
    if unit == Unit::Attempts { 1 } else { u64::from(attempt.detections) }
}

impl Bench<'_> {
    /// The part of the attempts (in a unit) that filters narrow to, of those of the claim's period, with or without relays.
    pub(super) fn part(&self, filters: &Filters, unit: Unit, without_relays: bool) -> Part {
        // By source, because the interval is that of sources: what it weighs, and of that the part.
        let mut by_source: BTreeMap<Option<u32>, (u64, u64)> = BTreeMap::new();
        let mut unlocated: BTreeMap<Option<u32>, u64> = BTreeMap::new();
        for attempt in self.evidence.attempts.iter().filter(|attempt| self.in_span(attempt.day)) {
            let source = self.evidence.source_of(attempt);
            if without_relays && source.is_some_and(|source| source.kind.is_relay()) {
                continue;
            }
            let (whole, part) = by_source.entry(attempt.source).or_default();
            let weight = if unit == Unit::Sources { 0 } else { weight(attempt, unit) };
            *whole += weight;
            let fits = self.evidence.fits(attempt, filters);
            *part += if fits { weight } else { 0 };
            if unit == Unit::Sources {
                *whole = 1;
                *part = (*part).max(u64::from(fits));
            }
            if source.is_none_or(|source| source.country.is_none()) {
                *unlocated.entry(attempt.source).or_default() = *whole;
            }
        }
        let (whole, part) = by_source.values().fold((0, 0), |sum, (whole, part)| (sum.0 + whole, sum.1 + part));
        // As the report's places have it.
        let address = |source: &Option<u32>| Some(self.evidence.sources.get((*source)? as usize)?.address);
        let units = by_source.iter().map(|(source, (whole, part))| (address(source), *part, *whole));
        let share = Share::of_clustered("claim", (part, whole), unit, &Clustered::of(units.collect()));
        let end = |end: Option<f64>, otherwise: f64| end.map_or(otherwise, |end| end / 100.0);
        Part {
            inside: part,
            whole,
            unlocated: unlocated.values().sum(),
            low: end(share.low, 0.0),
            high: end(share.high, 1.0),
        }
    }

    pub(super) fn share(&mut self) -> Verdict {
        let Some(range) = self.claim.range else { return Verdict::NotDecidable };
        let filters = self.claim.filters.clone();
        let units: &[Unit] = match self.claim.population {
            Population::Attacks => &[Unit::Attempts, Unit::Detections, Unit::Sources],
            Population::Attempts | Population::Incidents => &[Unit::Attempts],
            Population::Detections => &[Unit::Detections],
            Population::Requests => &[Unit::Events],
            Population::Sources => &[Unit::Sources],
            _ => &[],
        };
        let known = filters.form.iter().all(|form| vigie_facts::form::Form::from_id(form).is_some());
        let (Some(first), true) = (units.first(), known) else {
            self.reasons.push(Sentence::new("claim-not-counted"));
            return Verdict::NotDecidable;
        };
        let main = self.part(&filters, *first, false);
        if main.whole == 0 {
            return self.nothing_to_share();
        }
        let denied = self.claim.negated;
        let mut fits = Vec::new();
        for unit in units {
            let part = self.part(&filters, *unit, false);
            let fit = fit(range, denied, part.value(), (part.low, part.high));
            self.try_part(*unit, "whole", part, fit <= Fit::Holds);
            fits.push(fit);
        }
        self.describe(main, *first);
        let place = !filters.located_in.is_empty();
        let mut turned = Turned::default();
        if place {
            let part = self.part(&filters, *first, true);
            let fit = fit(range, denied, part.value(), (part.low, part.high));
            self.try_part(*first, "without-relays", part, fit <= Fit::Holds);
            // Only where the place itself is reached by relays: elsewhere leaving them out changes the whole, not the place.
            let relayed = main.inside - part.inside;
            turned.by_relays = fits[0] <= Fit::Holds && fit > Fit::Holds && relayed * 3 > main.inside;
            turned.loose = fit > Fit::Firm;
            turned.by_unlocated = self.unlocated_turns(range, main, *first);
            turned.loose |= main.unlocated > 0 && {
                let all = Part { inside: main.inside + main.unlocated, ..main }.value();
                self::fit(range, denied, all, (all, all)) > Fit::Firm
            };
        }
        self.share_verdict(&fits, main, &turned, range)
    }

    fn nothing_to_share(&mut self) -> Verdict {
        self.reasons.push(Sentence::new("claim-nothing-counted"));
        if self.coverage() >= super::COVERAGE_GOOD { Verdict::Contradicted } else { Verdict::NotDecidable }
    }

    pub(super) fn try_part(&mut self, unit: Unit, window: &'static str, part: Part, holds: bool) {
        self.trials.push(Trial {
            unit,
            window,
            value: part.value(),
            numerator: part.inside,
            denominator: Some(part.whole),
            low: Some(part.low),
            high: Some(part.high),
            holds,
        });
    }

    /// Whether the answer is another when everything unlocated lies there.
    fn unlocated_turns(&mut self, range: Range, main: Part, unit: Unit) -> bool {
        if main.unlocated == 0 {
            return false;
        }
        let all = Part { inside: main.inside + main.unlocated, ..main };
        let holds = |part: Part| range.contains(part.value()) != self.claim.negated;
        let turns = holds(main) != holds(all);
        let held = holds(all);
        self.try_part(unit, "unlocated-there", Part { low: all.value(), high: all.value(), ..all }, held);
        turns
    }

    fn share_verdict(&mut self, fits: &[Fit], main: Part, turned: &Turned, range: Range) -> Verdict {
        let unlocated = if main.whole == 0 { 0.0 } else { main.unlocated as f64 / main.whole as f64 };
        if turned.by_unlocated && unlocated > UNLOCATED_MATTERS {
            self.reasons
                .push(Sentence::new("claim-unlocated-decides").percent("unlocated", Some(tenth(100.0 * unlocated))));
            self.would_decide.push(Sentence::new("claim-needs-location"));
            return Verdict::NotDecidable;
        }
        let holds = fits[0] <= Fit::Holds;
        let elsewhere = fits.iter().skip(1);
        if !holds {
            if elsewhere.clone().any(|fit| *fit <= Fit::Holds) {
                self.reasons.push(Sentence::new("claim-other-unit-only"));
                return Verdict::Misleading;
            }
            return if fits[0] == Fit::Near { Verdict::NotEstablished } else { Verdict::Contradicted };
        }
        if elsewhere.clone().any(|fit| *fit == Fit::Fails) {
            self.reasons.push(Sentence::new("claim-one-unit-only"));
            return Verdict::Misleading;
        }
        if turned.by_relays {
            self.reasons.push(Sentence::new("claim-with-relays-only"));
            return Verdict::Misleading;
        }
        // That something exists at all needs no interval, only more than a stray.
        let exists =
            !self.claim.negated && range == Range::above(0.0) && main.inside >= super::counts::MORE_THAN_A_STRAY;
        let firm = fits.iter().all(|fit| *fit == Fit::Firm) && !turned.loose && self.coverage() >= super::COVERAGE_GOOD;
        if (exists || firm) && !turned.by_unlocated { Verdict::Established } else { Verdict::Supported }
    }

    /// The figure in words, and a wording that it allows.
    fn describe(&mut self, main: Part, unit: Unit) {
        let percent = |value: f64| Some(hundredth(100.0 * value));
        let figure = |key: &'static str| {
            Sentence::new(key)
                .percent("percent", percent(main.value()))
                .percent("low", Some(tenth(100.0 * main.low)))
                .percent("high", Some(tenth(100.0 * main.high)))
                .count("part", main.inside)
                .count("whole", main.whole)
                .word("unit", unit_key(unit))
        };
        self.reasons.push(figure("claim-share"));
        let filters = &self.claim.filters;
        let place = !filters.located_in.is_empty();
        if place {
            self.reasons.push(Sentence::new("claim-location-is-not-origin"));
        }
        let Some(scope) = super::wording::scope(filters) else { return };
        let key = if place { "claim-safer-place" } else { "claim-safer-share" };
        self.safer.push(figure(key).with("scope", scope));
    }
}

/// What would turn the answer.
#[derive(Default)]
struct Turned {
    by_relays: bool,
    by_unlocated: bool,
    /// Whether it holds in one of them by less than the margin of the table of networks.
    loose: bool,
}

/// The key of the words of a unit, plural.
pub fn unit_key(unit: Unit) -> &'static str {
    match unit {
        Unit::Attempts => "claim-unit-attempts",
        Unit::Detections => "claim-unit-detections",
        Unit::Events => "claim-unit-requests",
        Unit::Sources => "claim-unit-sources",
        Unit::Records => "claim-unit-records",
        Unit::Incidents => "claim-unit-incidents",
        Unit::Accounts => "claim-unit-accounts",
        _ => "claim-unit-assets",
    }
}
