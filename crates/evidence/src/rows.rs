//! The tables of a pack, and the check that rows which somebody else wrote can be counted: every id names a row, every time lies
//! within the calendar, no sum can overflow.

use vigie_facts::case::{AimReason, Case, WindowKey};
use vigie_facts::time::Timestamp;

use crate::refusal::{Cause, Refusal};

/// Every table of a pack, in its order: what is written and where it is read into.
macro_rules! each_table {
    ($do:ident) => {
        $do!(inputs);
        $do!(systems);
        $do!(coverage);
        $do!(traffic);
        $do!(sources);
        $do!(assets);
        $do!(accounts);
        $do!(texts);
        $do!(rules);
        $do!(reasons);
        $do!(windows);
        $do!(lines);
        $do!(detections);
        $do!(attempts);
        $do!(incidents);
        $do!(traces);
    };
}
pub(crate) use each_table;

/// All counts of all rows together stay below this, so that no sum or percentage of them overflows; also the largest whole
/// number that every reader of JSON takes exactly (RFC 8259 § 6).
const COUNTS_MAX: u64 = 1 << 53;

/// Microseconds from 1970 to the years 0 and 9999, the calendar of [`Timestamp::from_civil`].
const MICROS: std::ops::RangeInclusive<i64> = -62_167_219_200_000_000..=253_402_300_799_999_999;

/// The same in hours.
const HOURS: std::ops::RangeInclusive<i64> = -17_268_672..=70_389_528;

/// Checks the rows of a case that somebody else wrote.
pub(crate) fn check(case: &Case) -> Result<(), Refusal> {
    let mut checker = Checker { case, counts: 0 };
    checker.places()?;
    checker.detections()?;
    checker.attempts()?;
    checker.incidents()?;
    checker.windows()?;
    checker.traces()
}

struct Checker<'a> {
    case: &'a Case,
    counts: u64,
}

fn bad(table: &str, row: usize, what: &str) -> Refusal {
    Refusal::new(Cause::BadRow, format!("{table}/{row}/{what}"))
}

fn id<I: Into<usize>>(
    table: &str,
    row: usize,
    what: &str,
    id: impl IntoIterator<Item = I>,
    rows: usize,
) -> Result<(), Refusal> {
    if id.into_iter().any(|id| id.into() >= rows) {
        return Err(bad(table, row, what));
    }
    Ok(())
}

fn times(table: &str, row: usize, times: impl IntoIterator<Item = Timestamp>) -> Result<(), Refusal> {
    if times.into_iter().any(|time| !MICROS.contains(&time.0)) {
        return Err(bad(table, row, "time"));
    }
    Ok(())
}

impl Checker<'_> {
    fn count(&mut self, table: &str, row: usize, counts: &[u64]) -> Result<(), Refusal> {
        for count in counts {
            self.counts = self
                .counts
                .checked_add(*count)
                .filter(|sum| *sum <= COUNTS_MAX)
                .ok_or_else(|| bad(table, row, "count"))?;
        }
        Ok(())
    }

    fn places(&mut self) -> Result<(), Refusal> {
        let case = self.case;
        self.count("head", 0, &[case.ordinary.events, case.ordinary.sources, case.ordinary.events_without_source])?;
        for (row, input) in case.inputs.iter().enumerate() {
            let counts = input.counts;
            self.count("inputs", row, &[input.bytes_stored, input.bytes_read, input.overlap_bytes])?;
            self.count("inputs", row, &[counts.records, counts.understood, counts.ignored])?;
            self.count("inputs", row, &[counts.catch_all, counts.not_understood])?;
            for (_, records) in &input.anomalies {
                self.count("inputs", row, &[*records])?;
            }
            times("inputs", row, input.time_range.iter().flat_map(|(start, end)| [*start, *end]))?;
            id("inputs", row, "duplicate_of", input.duplicate_of.map(|id| id.0 as usize), case.inputs.len())?;
        }
        for (row, hour) in case.coverage.iter().enumerate() {
            id("coverage", row, "system", [hour.system], case.systems.len())?;
            self.count("coverage", row, &[hour.records, hour.understood])?;
            HOURS.contains(&hour.hour).then_some(()).ok_or_else(|| bad("coverage", row, "hour"))?;
        }
        for (row, hour) in case.traffic.iter().enumerate() {
            id("traffic", row, "asset", [hour.asset], case.assets.len())?;
            self.count("traffic", row, &[hour.events, hour.bytes, hour.server_errors, hour.sign_ins])?;
            self.count("traffic", row, &[hour.hostile_events, hour.hostile_bytes])?;
            let possible = HOURS.contains(&hour.hour) && hour.error_minutes <= 60;
            possible.then_some(()).ok_or_else(|| bad("traffic", row, "hour"))?;
        }
        for (row, source) in case.sources.iter().enumerate() {
            self.count("sources", row, &[source.events, source.bytes])?;
            times("sources", row, source.time_range.iter().flat_map(|(start, end)| [*start, *end]))?;
        }
        for (row, rules) in case.reasons.iter().enumerate() {
            id("reasons", row, "rule", rules.iter().copied(), case.rules.len())?;
        }
        Ok(())
    }

    fn detections(&mut self) -> Result<(), Refusal> {
        let (case, table) = (self.case, "detections");
        for (row, detection) in case.detections.iter().enumerate() {
            times(table, row, detection.time)?;
            id(table, row, "origin", [detection.origin.input.0 as usize], case.inputs.len())?;
            id(table, row, "source", detection.source, case.sources.len())?;
            id(table, row, "asset", [detection.asset], case.assets.len())?;
            id(table, row, "account", detection.account, case.accounts.len())?;
            id(table, row, "reasons", [detection.reasons], case.reasons.len())?;
            id(table, row, "window", detection.window, case.windows.len())?;
            id(table, row, "subject", detection.subject, case.texts.len())?;
            id(table, row, "tool", detection.tool, case.texts.len())?;
            id(table, row, "line", detection.line, case.lines.len())?;
            id(table, row, "attempt", detection.attempt, case.attempts.len())?;
        }
        for (row, line) in case.lines.iter().enumerate() {
            id("lines", row, "origin", [line.origin.input.0 as usize], case.inputs.len())?;
        }
        Ok(())
    }

    fn attempts(&mut self) -> Result<(), Refusal> {
        let (case, table) = (self.case, "attempts");
        for (row, attempt) in case.attempts.iter().enumerate() {
            times(table, row, [attempt.start, attempt.end])?;
            self.count(table, row, &[u64::from(attempt.detections), u64::from(attempt.accounts_total)])?;
            id(table, row, "source", attempt.source, case.sources.len())?;
            id(table, row, "asset", [attempt.asset], case.assets.len())?;
            id(table, row, "accounts", attempt.accounts.iter().copied(), case.accounts.len())?;
            id(table, row, "rules", attempt.rules.iter().copied(), case.rules.len())?;
            id(table, row, "cited", attempt.cited.iter().copied(), case.detections.len())?;
            for reason in &attempt.aim_reasons {
                match reason {
                    AimReason::RealAccount(account) => id(table, row, "aim_reasons", [*account], case.accounts.len())?,
                    AimReason::ExistingPath(text) => id(table, row, "aim_reasons", [*text], case.texts.len())?,
                    AimReason::OrganisationWord(_) | AimReason::PublicListsOnly | AimReason::NothingToCompare => {}
                }
            }
        }
        Ok(())
    }

    fn incidents(&mut self) -> Result<(), Refusal> {
        let (case, table) = (self.case, "incidents");
        for (row, incident) in case.incidents.iter().enumerate() {
            times(table, row, incident.evidence.iter().filter_map(|evidence| evidence.time).chain([incident.time]))?;
            id(table, row, "asset", [incident.asset], case.assets.len())?;
            id(table, row, "source", incident.source, case.sources.len())?;
            id(table, row, "account", incident.account, case.accounts.len())?;
            id(table, row, "attempts", incident.attempts.iter().copied(), case.attempts.len())?;
            id(
                table,
                row,
                "evidence",
                incident.evidence.iter().filter_map(|evidence| evidence.line),
                case.lines.len(),
            )?;
            let inputs = incident.evidence.iter().map(|evidence| evidence.origin.input.0 as usize);
            id(table, row, "evidence", inputs, case.inputs.len())?;
        }
        Ok(())
    }

    fn traces(&mut self) -> Result<(), Refusal> {
        let (case, table) = (self.case, "traces");
        for (row, trace) in case.traces.iter().enumerate() {
            times(table, row, [trace.time])?;
            self.count(table, row, &[u64::from(trace.tries)])?;
            id(table, row, "origin", [trace.origin.input.0 as usize], case.inputs.len())?;
            id(table, row, "source", trace.source, case.sources.len())?;
            id(table, row, "asset", [trace.asset], case.assets.len())?;
            id(table, row, "account", trace.account, case.accounts.len())?;
            id(table, row, "subject", trace.subject, case.texts.len())?;
        }
        Ok(())
    }

    fn windows(&mut self) -> Result<(), Refusal> {
        let (case, table) = (self.case, "windows");
        for (row, window) in case.windows.iter().enumerate() {
            times(table, row, [window.time_range.0, window.time_range.1])?;
            id(table, row, "rule", [window.rule], case.rules.len())?;
            match window.key {
                WindowKey::Source(source) => id(table, row, "key", [source], case.sources.len())?,
                WindowKey::Account(account) => id(table, row, "key", [account], case.accounts.len())?,
                WindowKey::Asset(asset) => id(table, row, "key", [asset], case.assets.len())?,
                WindowKey::Network(_) | WindowKey::Unnamed => {}
            }
        }
        Ok(())
    }
}
