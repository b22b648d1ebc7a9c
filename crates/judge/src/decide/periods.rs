//! Periods of the notation → days. A period that the case does not cover, or whose days nobody said, makes a claim undecidable; nothing is guessed.

use vigie_figures::sentence::Sentence;

use super::Setting;
use crate::evidence::{DayNumber, Evidence, date_of, day_number};

/// A period as days.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    /// First and last day that the case covers of it.
    pub(super) span: Option<(DayNumber, DayNumber)>,
    /// Whether the case covers it only in part.
    pub(super) partial: bool,
    /// Why it is not known, or not covered.
    pub(super) missing: Option<Sentence>,
}

/// Resolves a period against what the case covers.
pub(super) fn resolve(period: Option<&str>, evidence: &Evidence, setting: &Setting) -> Resolved {
    let Some(period) = period else { return Resolved::default() };
    let missing = |key: &'static str| Resolved {
        missing: Some(Sentence::new(key).text("period", period)),
        ..Resolved::default()
    };
    let Some(covered) = evidence.period else { return missing("claim-period-undated") };
    let today = setting.today.unwrap_or(covered.1);
    let Some((first, last)) = days(period, today, covered, setting) else { return missing("claim-period-unknown") };
    let (from, to) = (first.max(covered.0), last.min(covered.1));
    if from > to {
        return missing("claim-period-outside");
    }
    let partial = from > first || last > to;
    Resolved { span: Some((from, to)), partial, missing: None }
}

fn days(
    period: &str,
    today: DayNumber,
    covered: (DayNumber, DayNumber),
    setting: &Setting,
) -> Option<(DayNumber, DayNumber)> {
    let inside = |name: &str| {
        period.strip_prefix(name).and_then(|rest| rest.strip_prefix('(')).and_then(|rest| rest.strip_suffix(')'))
    };
    if let Some(what) = inside("since") {
        let (first, _) = days(what, today, covered, setting)?;
        return Some((first, today.max(first)));
    }
    if let Some(what) = inside("until") {
        let (_, last) = days(what, today, covered, setting)?;
        return Some((covered.0.min(last), last));
    }
    if let Some((since, until)) = inside("between").and_then(|what| what.split_once(", ")) {
        let (_, last) = days(until, today, covered, setting)?;
        // A date without a year is the last such one before the end.
        let (first, _) = days(since, if since.starts_with("--") { last } else { today }, covered, setting)?;
        return (first <= last).then_some((first, last));
    }
    if let Some(what) = inside("last") {
        let days: i64 = what.strip_suffix(" days")?.parse().ok()?;
        return Some((today - days.clamp(1, 36_600) + 1, today));
    }
    if let Some(event) = setting.events.get(period) {
        return Some((*event, today.max(*event)));
    }
    named(period, today).or_else(|| dated(period, today))
}

fn named(period: &str, today: DayNumber) -> Option<(DayNumber, DayNumber)> {
    // 1970-01-01 was a Thursday: Monday is 0.
    let weekday = (today + 3).rem_euclid(7);
    let monday = today - weekday;
    let date = date_of(today);
    let month = |date: jiff::civil::Date| Some((day_number(date.first_of_month()), day_number(date.last_of_month())));
    let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    if let Some(named) = names.iter().position(|name| *name == period) {
        let day = today - (weekday - named as i64).rem_euclid(7);
        return Some((day, day));
    }
    match period {
        "today" => Some((today, today)),
        "yesterday" => Some((today - 1, today - 1)),
        "night" => Some((today - 1, today)),
        "this-week" => Some((monday, today)),
        "last-week" => Some((monday - 7, monday - 1)),
        "weekend" => {
            let sunday = today - (weekday + 1).rem_euclid(7);
            Some((sunday - 1, sunday))
        }
        "this-month" => Some((day_number(date.first_of_month()), today)),
        "last-month" => month(date_of(day_number(date.first_of_month()) - 1)),
        "this-year" | "year" => Some((day_number(date.first_of_year()), today)),
        "last-year" => {
            let before = date_of(day_number(date.first_of_year()) - 1);
            Some((day_number(before.first_of_year()), day_number(before)))
        }
        _ => None,
    }
}

/// `2017-02-07`, `2017-02`, `2017`, and without a year the last such one up to today.
fn dated(period: &str, today: DayNumber) -> Option<(DayNumber, DayNumber)> {
    let date = date_of(today);
    if let Some(rest) = period.strip_prefix("--") {
        let with_year = |year: i16| dated(&format!("{year:04}-{rest}"), today);
        let this = with_year(date.year())?;
        return if this.0 > today { with_year(date.year() - 1) } else { Some(this) };
    }
    let mut parts = period.split('-');
    let year: i16 = parts.next()?.parse().ok()?;
    let month: Option<i8> = parts.next().map(str::parse).transpose().ok()?;
    let day: Option<i8> = parts.next().map(str::parse).transpose().ok()?;
    let first = jiff::civil::Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
    let last = match (month, day) {
        (_, Some(_)) => first,
        (Some(_), None) => first.last_of_month(),
        (None, None) => first.last_of_year(),
    };
    Some((day_number(first), day_number(last)))
}
