//! Counts, rates, peaks and changes: in every unit that could be meant, over the whole period, as a mean, and per day, week and month.

use std::collections::{BTreeMap, BTreeSet};

use vigie_figures::figure::Unit;
use vigie_figures::sentence::{Arg, Sentence};

use super::shares::{Part, unit_key, weight};
use super::{Bench, COVERAGE_GOOD, COVERAGE_POOR, Trial, Verdict, tenth};
use crate::evidence::{DayNumber, date_of};
use crate::proposition::{Population, Predicate, Range, Span};

/// Attempts from which something is more than a stray: one or two may be an error of a table or of a rule.
pub(super) const MORE_THAN_A_STRAY: u64 = 5;

/// Attempts below which halves of a period are not compared.
const CHANGE_ATTEMPTS_MIN: u64 = 20;

/// Days of a span, the mean of a calendar's.
fn span_days(span: Span) -> f64 {
    match span {
        Span::Minute => 1.0 / 1440.0,
        Span::Hour => 1.0 / 24.0,
        Span::Day => 1.0,
        Span::Week => 7.0,
        Span::Month => 30.4375,
        Span::Year => 365.25,
    }
}

/// "62 a day" is a mean that was rounded to a whole number.
fn rounded_mean(range: Range) -> Range {
    let whole = range == Range::exactly(range.low) && range.low.fract() == 0.0 && range.low > 0.0;
    if whole { Range::half_open(range.low - 0.5, range.low + 0.5) } else { range }
}

impl Bench<'_> {
    /// How many in a unit, with the claim's filters and period.
    fn counted(&self, unit: Unit) -> Option<u64> {
        // A period that is all the case covers narrows nothing.
        let whole = self.claim.period.is_none() || self.span == self.evidence.period;
        let plain = self.claim.filters.is_empty() && whole;
        Some(match unit {
            Unit::Records if plain => self.evidence.records,
            Unit::Events if plain => self.evidence.requests,
            Unit::Detections if plain => self.evidence.detections,
            Unit::Incidents if plain => self.evidence.had.len() as u64 + self.evidence.may_have_had,
            Unit::Accounts if plain => self.evidence.accounts,
            Unit::Assets if plain => self.evidence.assets,
            Unit::Detections if self.claim.filters.is_empty() => {
                let (first, last) = self.span?;
                self.evidence.detections_by_day.range(first..=last).map(|(_, count)| count).sum()
            }
            Unit::Attempts | Unit::Detections | Unit::Sources => self.part(&self.claim.filters, unit, false).inside,
            _ => return None,
        })
    }

    /// Different countries or forms.
    fn kinds(&self) -> u64 {
        let fitting = self
            .evidence
            .attempts
            .iter()
            .filter(|attempt| self.in_span(attempt.day) && self.evidence.fits(attempt, &self.claim.filters));
        if self.claim.population == Population::Forms {
            fitting.map(|attempt| attempt.form).collect::<BTreeSet<_>>().len() as u64
        } else {
            fitting.filter_map(|attempt| self.evidence.source_of(attempt)?.country).collect::<BTreeSet<_>>().len()
                as u64
        }
    }

    /// Counts per day of the period, days without any too.
    fn per_day(&self, unit: Unit) -> BTreeMap<DayNumber, u64> {
        let Some((first, last)) = self.span else { return BTreeMap::new() };
        // A century of days at most.
        let mut days: BTreeMap<DayNumber, u64> = (first..=last.min(first + 36_600)).map(|day| (day, 0)).collect();
        if matches!(unit, Unit::Detections | Unit::Events) && self.claim.filters.is_empty() {
            for (day, count) in &self.evidence.detections_by_day {
                if let Some(sum) = days.get_mut(day) {
                    *sum += count;
                }
            }
            return days;
        }
        let mut seen = BTreeSet::new();
        for attempt in &self.evidence.attempts {
            let Some(sum) = attempt.day.and_then(|day| days.get_mut(&day)) else { continue };
            if self.evidence.fits(attempt, &self.claim.filters) {
                *sum += if unit == Unit::Sources {
                    u64::from(seen.insert((attempt.day, attempt.source)))
                } else {
                    weight(attempt, unit)
                };
            }
        }
        days
    }

    /// Counts per whole span of the calendar.
    fn per_span(&self, unit: Unit, span: Span) -> Vec<u64> {
        let days = self.per_day(unit);
        let label = |day: DayNumber| -> (i64, usize) {
            let date = date_of(day);
            match span {
                Span::Week => ((day + 3).div_euclid(7), 7),
                Span::Month => (
                    i64::from(date.year()) * 12 + i64::from(date.month()),
                    usize::from(date.days_in_month().unsigned_abs()),
                ),
                Span::Year => (i64::from(date.year()), usize::from(date.days_in_year().unsigned_abs())),
                _ => (day, 1),
            }
        };
        let mut sums: BTreeMap<i64, (u64, usize, usize)> = BTreeMap::new();
        for (day, count) in days {
            let (label, whole) = label(day);
            let sum = sums.entry(label).or_insert((0, 0, whole));
            sum.0 += count;
            sum.1 += 1;
        }
        sums.into_values().filter(|(_, days, whole)| days == whole).map(|(count, ..)| count).collect()
    }

    pub(super) fn count(&mut self) -> Verdict {
        let Some(range) = self.claim.range else { return Verdict::NotDecidable };
        let unknown = self.claim.filters.form.iter().any(|form| vigie_facts::form::Form::from_id(form).is_none());
        if unknown {
            self.reasons.push(Sentence::new("claim-form-not-seen-in-logs"));
            return Verdict::NotDecidable;
        }
        if matches!(self.claim.population, Population::Forms | Population::Countries) {
            return self.count_kinds(range);
        }
        // A day says nothing of a month.
        let too_short = self.claim.period.is_some()
            && self
                .claim
                .per
                .zip(self.span)
                .is_some_and(|(per, (first, last))| span_days(per).floor() > (last - first + 1) as f64);
        if too_short
            || self.claim.predicate == Predicate::Peak && matches!(self.claim.per, Some(Span::Minute | Span::Hour))
        {
            self.reasons.push(Sentence::new("claim-not-counted"));
            return Verdict::NotDecidable;
        }
        let mut held = Vec::new();
        let mut sometimes = false;
        for unit in self.units() {
            let Some(value) = self.counted(*unit) else { continue };
            let (holds, some) = self.try_unit(*unit, range, value);
            held.push((*unit, holds, value));
            sometimes |= some;
        }
        let Some((first, holds, value)) = held.first().copied() else {
            self.reasons.push(Sentence::new("claim-not-counted"));
            return Verdict::NotDecidable;
        };
        self.tell(first, value);
        if holds {
            return self.count_holds(first, range, value);
        }
        let others: Vec<Arg> = held
            .iter()
            .skip(1)
            .filter(|(_, holds, _)| *holds)
            .map(|(unit, ..)| Arg::Word(unit_key(*unit).into()))
            .collect();
        if !others.is_empty() && !self.is_none(range) {
            self.reasons.push(Sentence::new("claim-holds-in-units").with("units", Arg::List(others)));
            return Verdict::Misleading;
        }
        if sometimes {
            self.reasons.push(Sentence::new("claim-holds-sometimes"));
            return Verdict::Misleading;
        }
        self.too_little(range, self.rate(value).unwrap_or(value as f64))
    }

    /// Different countries or forms: as many as were located or told apart, and no rate.
    fn count_kinds(&mut self, range: Range) -> Verdict {
        let value = self.kinds();
        let holds = self.holds(range, value as f64);
        self.try_count(Unit::Attempts, "whole", value as f64, value, None, holds);
        if self.claim.per.is_some() {
            self.reasons.push(Sentence::new("claim-not-counted"));
            return Verdict::NotDecidable;
        }
        let (countries, forms) = ("claim-kinds-countries", "claim-kinds-forms");
        let key = if self.claim.population == Population::Forms { forms } else { countries };
        self.reasons.push(Sentence::new(key).count("count", value));
        if !holds {
            return self.too_little(range, value as f64);
        }
        if value == 0 {
            return self.absence();
        }
        // Sources that are not located, and hours that were not seen, may hide more kinds.
        let unlocated = self.part(&self.claim.filters, Unit::Sources, false).unlocated;
        let hides = self.coverage() < COVERAGE_GOOD || self.claim.population == Population::Countries && unlocated > 0;
        let bounded = range.high.is_finite() != self.claim.negated;
        if bounded && hides {
            self.reasons.push(Sentence::new("claim-unlocated-could-turn").count("unlocated", unlocated));
            return Verdict::Supported;
        }
        Verdict::Established
    }

    /// Whether a number fits the claim, denied or not.
    fn holds(&self, range: Range, value: f64) -> bool {
        range.contains(value) != self.claim.negated
    }

    /// Whether the claim is that there were none.
    fn is_none(&self, range: Range) -> bool {
        range == Range::exactly(0.0) && !self.claim.negated || range == Range::at_least(1.0) && self.claim.negated
    }

    fn rate(&self, value: u64) -> Option<f64> {
        let (first, last) = self.span?;
        Some(value as f64 / (last - first + 1) as f64 * span_days(self.claim.per?))
    }

    /// Tries a unit; returns whether the claim holds in it, and whether only in some spans.
    fn try_unit(&mut self, unit: Unit, range: Range, value: u64) -> (bool, bool) {
        let Some(span) = self.claim.per else {
            let holds = self.holds(range, value as f64);
            self.try_count(unit, "whole", value as f64, value, None, holds);
            return (holds, false);
        };
        let windows = self.per_span(unit, span);
        let peak = windows.iter().copied().max();
        if self.claim.predicate == Predicate::Peak {
            let holds = peak.is_some_and(|peak| self.holds(range, peak as f64));
            let peak = peak.unwrap_or(0);
            self.try_count(unit, "peak", peak as f64, peak, Some(windows.len() as u64), holds);
            return (holds, false);
        }
        let mean = self.rate(value);
        let range = rounded_mean(range);
        let holds = mean.is_some_and(|mean| self.holds(range, mean));
        let fitting = windows.iter().filter(|count| self.holds(range, **count as f64)).count() as u64;
        if unit == Unit::Sources {
            // Sources of one day come again on the next: only windows have a number of them.
            let usual = fitting * 2 > windows.len() as u64;
            self.try_count(unit, window_id(span), peak.unwrap_or(0) as f64, fitting, Some(windows.len() as u64), usual);
            return (usual, false);
        }
        self.try_count(
            unit,
            "mean",
            mean.unwrap_or(0.0),
            value,
            self.span.map(|(first, last)| (last - first + 1) as u64),
            holds,
        );
        if !windows.is_empty() && matches!(span, Span::Day | Span::Week | Span::Month | Span::Year) {
            self.try_count(
                unit,
                window_id(span),
                peak.unwrap_or(0) as f64,
                fitting,
                Some(windows.len() as u64),
                fitting > 0,
            );
        }
        (holds, !holds && fitting > 0 && self.units().first() == Some(&unit))
    }

    fn try_count(
        &mut self,
        unit: Unit,
        window: &'static str,
        value: f64,
        numerator: u64,
        denominator: Option<u64>,
        holds: bool,
    ) {
        self.trials.push(Trial { unit, window, value, numerator, denominator, low: None, high: None, holds });
    }

    fn tell(&mut self, unit: Unit, value: u64) {
        let mut sentence = Sentence::new("claim-count").count("count", value).word("unit", unit_key(unit));
        if let Some((first, last)) = self.span {
            let day = |day| Arg::Day(vigie_figures::calendar::Day::from_date(date_of(day)));
            sentence = Sentence::new("claim-count-period")
                .count("count", value)
                .word("unit", unit_key(unit))
                .with("first", day(first))
                .with("last", day(last));
        }
        self.reasons.push(sentence);
        if let Some(mean) = self.rate(value) {
            let span = self.claim.per.map_or("claim-span-day", span_key);
            self.reasons.push(
                Sentence::new("claim-rate").text("mean", written(mean)).word("span", span).word("unit", unit_key(unit)),
            );
        }
        self.safer.push(self.safer_count(unit, value));
        if !self.claim.filters.located_in.is_empty() {
            self.reasons.push(Sentence::new("claim-location-is-not-origin"));
        }
    }

    /// The claim holds in its own unit: how firmly?
    fn count_holds(&mut self, unit: Unit, range: Range, value: u64) -> Verdict {
        if self.is_none(range) || value == 0 {
            return self.absence();
        }
        if self.coverage() < COVERAGE_GOOD && range.high.is_finite() {
            self.reasons.push(
                Sentence::new("claim-more-may-be-unseen").percent("coverage", Some(tenth(100.0 * self.coverage()))),
            );
            return Verdict::Supported;
        }
        let located = !self.claim.filters.located_in.is_empty();
        if located {
            let part = self.part(&self.claim.filters, unit, false);
            let all = Part { inside: part.inside + part.unlocated, ..part };
            let turns = !self.holds(range, all.inside as f64);
            let stray = value < MORE_THAN_A_STRAY;
            if turns || stray {
                self.reasons.push(Sentence::new("claim-unlocated-could-turn").count("unlocated", part.unlocated));
                return Verdict::Supported;
            }
        }
        // A mean that most spans do not reach is a mean, not what happened each day.
        let rare = self.trials.iter().any(|trial| {
            trial.unit == unit
                && trial.window.ends_with('s')
                && trial.denominator.is_some_and(|of| of > 1 && trial.numerator * 2 < of)
        });
        if rare {
            self.reasons.push(Sentence::new("claim-on-average-only"));
            return Verdict::Supported;
        }
        Verdict::Established
    }

    /// The claim does not hold. What was counted is a lower bound where logs are missing.
    fn too_little(&mut self, range: Range, value: f64) -> Verdict {
        let could_be_more = range.high > value && !self.claim.negated;
        let coverage = self.coverage();
        if could_be_more && coverage < COVERAGE_GOOD {
            self.reasons
                .push(Sentence::new("claim-more-may-be-unseen").percent("coverage", Some(tenth(100.0 * coverage))));
            if coverage < COVERAGE_POOR {
                self.would_decide.push(Sentence::new("claim-needs-coverage"));
                return Verdict::NotDecidable;
            }
            return Verdict::NotEstablished;
        }
        Verdict::Contradicted
    }

    /// The later half of the period over the earlier one.
    pub(super) fn change(&mut self) -> Verdict {
        let (Some(range), Some((first, last))) = (self.claim.range, self.span) else {
            self.reasons.push(Sentence::new("claim-period-undated"));
            return Verdict::NotDecidable;
        };
        let middle = first + (last - first + 1) / 2;
        let mut fits = Vec::new();
        for unit in [Unit::Attempts, Unit::Detections, Unit::Sources] {
            let days = self.per_day(unit);
            let (early, late) = (
                days.range(..middle).map(|(_, count)| count).sum::<u64>(),
                days.range(middle..).map(|(_, count)| count).sum::<u64>(),
            );
            if unit == Unit::Attempts && (early + late < CHANGE_ATTEMPTS_MIN || last - first < 3) {
                self.reasons.push(Sentence::new("claim-too-few-to-compare"));
                self.would_decide.push(Sentence::new("claim-needs-longer"));
                return Verdict::NotDecidable;
            }
            let factor = late as f64 / early.max(1) as f64;
            // Random variation of two counts: the factor must clear it before it says anything.
            let spread = if unit == Unit::Detections {
                0.0
            } else {
                2.0 * (1.0 / early.max(1) as f64 + 1.0 / late.max(1) as f64).sqrt()
            };
            let holds = self.holds(range, factor);
            let clear = !range.contains(1.0) && (factor.ln().abs() > spread || range.low > 1.5);
            self.try_count(unit, "whole", factor, late, Some(early), holds);
            fits.push((holds, clear));
            if unit == Unit::Attempts {
                self.reasons.push(
                    Sentence::new("claim-change")
                        .count("early", early)
                        .count("late", late)
                        .text("factor", written(factor)),
                );
            }
        }
        let (holds, clear) = fits[0];
        let others = fits.iter().skip(1).all(|(holds, _)| *holds);
        match (holds, clear, others) {
            (true, true, true) => Verdict::Supported,
            (true, true, false) => Verdict::Misleading,
            (true, false, _) => Verdict::NotEstablished,
            (false, ..) => Verdict::Contradicted,
        }
    }
}

fn window_id(span: Span) -> &'static str {
    match span {
        Span::Week => "weeks",
        Span::Month => "months",
        Span::Year => "years",
        _ => "days",
    }
}

fn span_key(span: Span) -> &'static str {
    match span {
        Span::Minute => "claim-span-minute",
        Span::Hour => "claim-span-hour",
        Span::Day => "claim-span-day",
        Span::Week => "claim-span-week",
        Span::Month => "claim-span-month",
        Span::Year => "claim-span-year",
    }
}

/// A mean or a factor with as many digits as it bears.
fn written(value: f64) -> String {
    if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}
