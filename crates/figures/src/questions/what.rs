//! Question 1: what attacked us? Forms in declared units, per day, week and month, and the ladder that reconciles them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use vigie_facts::case::{AttemptId, Case, TextId};
use vigie_facts::form::{Form, FormClass};
use vigie_facts::time::Timestamp;

use super::{Asked, header};
use crate::answer::{BUCKETS_MAX, Bucket, CLASSES, Counted, FormRow, Ladder, Period, RuleShown, SUBJECTS_MAX, What};
use crate::calendar::{Day, is_datable, is_year_unknown};
use crate::figure::{Figure, Share, Unit};
use crate::tally::{Tally, citations, ranked, tally};

pub(super) fn what(asked: &Asked<'_>, period: Option<&Period>) -> What {
    let series = Series::of(asked);
    let days = series.days(period);
    let peak = days.iter().filter(|day| day.attempts > 0).max_by_key(|day| (day.attempts, Reverse(day.first_day)));
    let dated: u64 = days.iter().filter(|day| day.first_day.year.is_some()).map(|day| day.attempts).sum();
    let per_day = period.and_then(|period| period.days).map(|count| round_hundredth(dated as f64 / count as f64));
    What {
        ladder: ladder(asked.case),
        forms: forms(asked),
        weeks: grouped(&days, Day::week, |day| day),
        months: grouped(&days, |day| Some(day.month_label()), |day| Day { day: 1, ..day }),
        peak: peak.cloned(),
        undated_attempts: Figure::new("what.undated-attempts", series.undated_attempts, Unit::Attempts),
        undated_detections: Figure::new("what.undated-detections", series.undated_detections, Unit::Detections),
        attempts_per_day: per_day,
        days,
    }
}

fn round_hundredth(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn ladder(case: &Case) -> Ladder {
    let counts = header::record_counts(case);
    let detections = case.detections.len() as u64;
    let hostile_events = hostile_events(case);
    let without_attempt =
        (0..case.detections.len()).filter(|row| case.detections.attempt(*row).is_none()).count() as u64;
    let in_attempts: u64 = case.attempts.iter().map(|attempt| u64::from(attempt.detections)).sum();
    let counted = case.incidents.iter().filter(|incident| !is_innocent(incident.mark.as_ref()));
    let incident_attempts: BTreeSet<AttemptId> =
        counted.clone().flat_map(|incident| incident.attempts.iter().copied()).collect();
    let reconciled = counts.records == counts.understood + counts.ignored + counts.catch_all + counts.not_understood
        && hostile_events <= counts.understood
        && hostile_events <= detections
        && detections == in_attempts + without_attempt
        && incident_attempts.len() <= case.attempts.len();
    let figure = |name: &str, value, unit| Figure::new(format!("ladder.{name}"), value, unit);
    Ladder {
        records: figure("records", counts.records, Unit::Records),
        events: figure("events", counts.understood, Unit::Events),
        ignored: figure("ignored", counts.ignored, Unit::Records),
        catch_all: figure("catch-all", counts.catch_all, Unit::Records),
        not_understood: figure("not-understood", counts.not_understood, Unit::Records),
        hostile_events: figure("hostile-events", hostile_events, Unit::Events),
        detections: figure("detections", detections, Unit::Detections),
        detections_without_attempt: figure("detections-without-attempt", without_attempt, Unit::Detections),
        attempts: figure("attempts", case.attempts.len() as u64, Unit::Attempts),
        attempts_in_incidents: figure("attempts-in-incidents", incident_attempts.len() as u64, Unit::Attempts),
        incidents: figure("incidents", counted.count() as u64, Unit::Incidents),
        reconciled,
    }
}

/// Events with at least one detection. Detections are sorted by time and origin, so those of one event are neighbours.
fn hostile_events(case: &Case) -> u64 {
    let detections = &case.detections;
    let begins = |row: &usize| *row == 0 || detections.origin(*row) != detections.origin(row - 1);
    (0..detections.len()).filter(begins).count() as u64
}

/// Whether somebody judged it innocent.
pub(super) fn is_innocent(mark: Option<&vigie_facts::case::Mark>) -> bool {
    mark.is_some_and(|mark| !mark.hostile)
}

fn forms(asked: &Asked<'_>) -> Vec<FormRow> {
    let case = asked.case;
    let mut subjects = subjects(case);
    let total = case.attempts.len() as u64;
    let tallies = tally(case, |attempt| Some(attempt.form), |row| Some(case.detections.form(row)));
    ranked(tallies)
        .into_iter()
        .map(|(form, tally)| form_row(asked, form, &tally, total, subjects.remove(&form).unwrap_or_default()))
        .collect()
}

fn form_row(asked: &Asked<'_>, form: Form, tally: &Tally, total: u64, subjects: Vec<(TextId, u64)>) -> FormRow {
    let key = |name: &str| format!("forms.{}.{name}", form.id());
    let subject = |(rank, (text, count)): (usize, (TextId, u64))| Counted {
        text: asked.case.texts.get(text.index()).map(|text| asked.naming.text(text)).unwrap_or_default(),
        count: Figure::new(key(&format!("subjects.{rank}")), count, Unit::Detections),
    };
    FormRow {
        form,
        class: form.class(),
        technique: form.technique().map(str::to_owned),
        attempts: Figure::new(key("attempts"), tally.attempts, Unit::Attempts),
        detections: Figure::new(key("detections"), tally.detections, Unit::Detections),
        sources: Figure::new(key("sources"), tally.sources, Unit::Sources),
        share: Share::census(key("share"), tally.attempts, total, Unit::Attempts),
        first: tally.first.map(|time| asked.calendar.moment(time)),
        last: tally.last.map(|time| asked.calendar.moment(time)),
        subjects: subjects.into_iter().take(SUBJECTS_MAX).enumerate().map(subject).collect(),
        citations: citations(asked.case, &asked.naming, &tally.cited),
    }
}

/// Subjects of each form, most frequent first.
fn subjects(case: &Case) -> BTreeMap<Form, Vec<(TextId, u64)>> {
    let mut counts: BTreeMap<(Form, TextId), u64> = BTreeMap::new();
    for row in 0..case.detections.len() {
        if let Some(subject) = case.detections.subject(row) {
            *counts.entry((case.detections.form(row), subject)).or_default() += 1;
        }
    }
    let mut by_form: BTreeMap<Form, Vec<(TextId, u64)>> = BTreeMap::new();
    for ((form, text), count) in counts {
        by_form.entry(form).or_default().push((text, count));
    }
    for list in by_form.values_mut() {
        list.sort_by_key(|(text, count)| (Reverse(*count), case.texts.get(text.index()).map(|text| &**text)));
    }
    by_form
}

/// Attempts and detections by day.
struct Series {
    by_day: BTreeMap<Day, Bucket>,
    undated_attempts: u64,
    undated_detections: u64,
}

impl Series {
    fn of(asked: &Asked<'_>) -> Series {
        let mut series = Series { by_day: BTreeMap::new(), undated_attempts: 0, undated_detections: 0 };
        let mut days = Days { asked, last: None };
        for attempt in &asked.case.attempts {
            if is_datable(attempt.start) || is_year_unknown(attempt.start) {
                let bucket = series.bucket(days.day(attempt.start));
                bucket.attempts += 1;
                if let Some(count) = bucket.attempts_by_class.get_mut(class_index(attempt.form.class())) {
                    *count += 1;
                }
            } else {
                series.undated_attempts += 1;
            }
        }
        // They come in order of time: the day is looked up where it changes.
        let mut of_day: Option<(Day, u64)> = None;
        let detections = &asked.case.detections;
        for time in (0..detections.len()).map(|row| detections.time(row)) {
            let Some(time) = time.filter(|time| is_datable(*time) || is_year_unknown(*time)) else {
                series.undated_detections += 1;
                continue;
            };
            let day = days.day(time);
            match &mut of_day {
                Some((known, count)) if *known == day => *count += 1,
                _ => series.add_detections(of_day.replace((day, 1))),
            }
        }
        series.add_detections(of_day);
        series
    }

    fn add_detections(&mut self, of_day: Option<(Day, u64)>) {
        if let Some((day, count)) = of_day {
            self.bucket(day).detections += count;
        }
    }

    fn bucket(&mut self, day: Day) -> &mut Bucket {
        self.by_day.entry(day).or_insert_with(|| empty_bucket(day))
    }

    /// Days in order; the days of the period without any stand there with zeros when all fit in [`BUCKETS_MAX`].
    fn days(&self, period: Option<&Period>) -> Vec<Bucket> {
        let mut days = self.by_day.clone();
        if let Some((first, last)) = period.and_then(|period| Some((period.first.day.date()?, period.last.day.date()?)))
            && (last - first).get_days() < BUCKETS_MAX as i32
        {
            for date in first.series(jiff::ToSpan::days(1)).take_while(|date| *date <= last) {
                let day = Day::from_date(date);
                days.entry(day).or_insert_with(|| empty_bucket(day));
            }
        }
        days.into_values().collect()
    }
}

/// Days of instants that mostly come in order: the last answer often serves again. Since 1990 every zone is whole quarters of an
/// hour from UTC, so a quarter never holds a midnight inside.
struct Days<'a> {
    asked: &'a Asked<'a>,
    last: Option<(i64, Day)>,
}

/// Seconds in a quarter of an hour.
const QUARTER_SECONDS: i64 = 15 * 60;

impl Days<'_> {
    fn day(&mut self, time: Timestamp) -> Day {
        let quarter = time.seconds().div_euclid(QUARTER_SECONDS);
        match self.last {
            Some((last, day)) if last == quarter => day,
            _ => {
                let day = self.asked.calendar.day(time);
                self.last = Some((quarter, day));
                day
            }
        }
    }
}

fn empty_bucket(day: Day) -> Bucket {
    Bucket { label: day.to_string(), first_day: day, attempts: 0, detections: 0, attempts_by_class: [0; 5] }
}

fn class_index(class: FormClass) -> usize {
    CLASSES.iter().position(|other| *other == class).unwrap_or_default()
}

/// Days added up into weeks or months. The days are in order, so equal labels are neighbours.
fn grouped(days: &[Bucket], label: impl Fn(Day) -> Option<String>, first: impl Fn(Day) -> Day) -> Vec<Bucket> {
    let mut buckets: Vec<Bucket> = Vec::new();
    for day in days {
        let Some(label) = label(day.first_day) else { continue };
        if buckets.last().is_none_or(|bucket| bucket.label != label) {
            buckets.push(Bucket { label, ..empty_bucket(first(day.first_day)) });
        }
        if let Some(bucket) = buckets.last_mut() {
            bucket.attempts += day.attempts;
            bucket.detections += day.detections;
            for (sum, part) in bucket.attempts_by_class.iter_mut().zip(day.attempts_by_class) {
                *sum += part;
            }
        }
    }
    buckets
}

/// The rules that matched, most detections first.
pub(super) fn rules(asked: &Asked<'_>) -> Vec<RuleShown> {
    let case = asked.case;
    let mut by_reasons = vec![0u64; case.reasons.len()];
    for reasons in (0..case.detections.len()).map(|row| case.detections.reasons(row)) {
        if let Some(count) = by_reasons.get_mut(reasons.index()) {
            *count += 1;
        }
    }
    let mut by_rule = vec![0u64; case.rules.len()];
    for (rules, count) in case.reasons.iter().zip(by_reasons) {
        for rule in rules {
            if let Some(sum) = by_rule.get_mut(rule.index()) {
                *sum += count;
            }
        }
    }
    let mut rows: Vec<_> = case.rules.iter().zip(by_rule).filter(|(_, count)| *count > 0).collect();
    rows.sort_by(|(a, a_count), (b, b_count)| b_count.cmp(a_count).then_with(|| a.name.cmp(&b.name)));
    rows.into_iter()
        .map(|(rule, count)| RuleShown {
            name: rule.name.to_string(),
            title: rule.title.to_string(),
            version: rule.version.to_string(),
            form: rule.form,
            detections: Figure::new(format!("rules.{}.detections", rule.name), count, Unit::Detections),
        })
        .collect()
}
