//! Civil times of records to instants: zones, daylight-saving folds, years that records do not state. Never the wall clock.
//!
//! A local time that exists twice is taken as its first occurrence, one that does not exist as if the clock had not been
//! moved; both are marked. The choice needs no neighbours, so that it is the same however an input is cut.

use jiff::tz::AmbiguousOffset;
use vigie_facts::anomaly::{Anomalies, Anomaly};
use vigie_facts::time::{MICROS_PER_SECOND, TimeBasis, Timestamp, days_from_civil, days_in_month};

use crate::instant::Stated;
use crate::services::w3c::Columns;
use crate::{Options, scan};

/// Date and time as a record writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// Year.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u32,
    /// Day of the month.
    pub day: u32,
    /// Hour, 0 to 23.
    pub hour: u32,
    /// Minute.
    pub minute: u32,
    /// Second; 60 in a leap second.
    pub second: u32,
    /// Microseconds.
    pub micros: u32,
}

/// An instant with how it was obtained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// The instant; `None` when the record states an impossible one.
    pub time: Option<Timestamp>,
    /// How it was obtained.
    pub basis: TimeBasis,
    /// What was odd: `bad-time`, `implausible-time`, `zone-assumed`, `year-inferred`, `daylight-saving-fold`.
    pub anomalies: Anomalies,
}

/// Follows the year along an input whose records state only month and day: it rises when the month falls by six or more.
/// A 31 December that comes after a January record is a straggler of the year before and does not move the clock.
///
/// ```
/// use vigie_parse::YearClock;
/// let mut clock = YearClock { year: 2023, month: 0, known: true };
/// clock.advance_over(b"Dec 31 23:59:59 host a: b\nJan  1 00:00:00 host a: b\n");
/// assert_eq!((clock.year, clock.month), (2024, 1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearClock {
    /// Year of the last record; `0` based when the year is unknown.
    pub year: i32,
    /// Month of the last record, 1 to 12; 0 before the first.
    pub month: u8,
    /// Whether `year` is a real year or counts from 0.
    pub known: bool,
}

impl YearClock {
    /// The clock at the start of an input: at the given year, or counting from 0.
    pub fn starting(year: Option<i32>) -> YearClock {
        YearClock { year: year.unwrap_or(0), month: 0, known: year.is_some() }
    }

    /// Moves over whole records without reading them, only their months. Afterwards the clock stands where a
    /// [`Parser`](crate::Parser) that read the same bytes would have left it. Costs one search for line ends.
    pub fn advance_over(&mut self, records: &[u8]) {
        let mut at = 0;
        // Neighbours nearly always begin with the same date, and a date that comes again leaves the clock where it is.
        let mut last: &[u8] = &[];
        loop {
            let record = &records[at..];
            if last.is_empty() || !record.starts_with(last) {
                last = &[];
                if let Some((month, day)) = yearless_date(record) {
                    self.year_of(month, day);
                    last = plain_date(record);
                }
            }
            match memchr::memchr(b'\n', &records[at..]) {
                Some(end) if at + end + 1 < records.len() => at += end + 1,
                _ => return,
            }
        }
    }

    /// The year of a record with this month and day, moving the clock.
    pub fn year_of(&mut self, month: u32, day: u32) -> i32 {
        let before = u32::from(self.month);
        if before == 1 && month == 12 && day == 31 {
            return self.year - 1;
        }
        if before >= month + 6 {
            self.year += 1;
        }
        self.month = month as u8;
        self.year
    }
}

/// `Mmm dd hh:` without the hour, if a record begins so: what follows states no year.
fn plain_date(record: &[u8]) -> &[u8] {
    match record.first_chunk::<10>() {
        Some([b'A'..=b'Z', .., b' ', _, _, b':']) => &record[..7],
        _ => &[],
    }
}

/// Month and day at the start of a year-less record, after an optional `<priority>`.
fn yearless_date(record: &[u8]) -> Option<(u32, u32)> {
    let mut rest = record;
    if rest.first() == Some(&b'<') {
        let close = rest.iter().take(6).position(|b| *b == b'>')?;
        rest = &rest[close + 1..];
    }
    let stamp = yearless_stamp(rest)?;
    stamp.year.is_none().then_some((stamp.month, stamp.day))
}

/// `Mmm dd hh:mm:ss` as RFC 3164 writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearlessStamp {
    /// Month, 1 to 12.
    pub month: u32,
    /// Day of the month.
    pub day: u32,
    /// Hour.
    pub hour: u32,
    /// Minute.
    pub minute: u32,
    /// Second.
    pub second: u32,
    /// Microseconds, where a daemon adds them.
    pub micros: u32,
    /// Year, where a device adds it (`Mmm dd yyyy hh:mm:ss`).
    pub year: Option<i32>,
    /// How many bytes it took.
    pub len: usize,
}

/// The stamp at the start of bytes. Days may be padded with a space or a zero or not at all; Cisco and ArcSight add a year.
pub fn yearless_stamp(bytes: &[u8]) -> Option<YearlessStamp> {
    let month = scan::month(bytes)?;
    if bytes.get(3) != Some(&b' ') {
        return None;
    }
    let mut at = 4 + usize::from(bytes.get(4) == Some(&b' '));
    let day_len = scan::digits(bytes.get(at..)?).min(3);
    let day: u32 = scan::number(&bytes[at..at + day_len])?;
    at += day_len;
    if day == 0 || day > 31 || bytes.get(at) != Some(&b' ') {
        return None;
    }
    at += 1;
    let mut year = None;
    if bytes.get(at + 4) == Some(&b' ') && scan::digits(&bytes[at..]) == 4 {
        year = scan::number::<u16>(&bytes[at..at + 4]).map(i32::from);
        at += 5;
    }
    let (hour, minute, second) = scan::clock(bytes.get(at..)?)?;
    let (micros, fraction_len) = scan::fraction(&bytes[at + 8..]);
    Some(YearlessStamp { month, day, hour, minute, second, micros, year, len: at + 8 + fraction_len })
}

/// A day of records that state no year, and where the clock stood then.
#[derive(Clone, Copy, Debug)]
pub(crate) struct YearlessDay {
    /// Local, as if it were UTC.
    midnight_micros: i64,
    clock: YearClock,
}

/// What envelopes and services may consult: what the user said, and the calendar of this input.
#[derive(Clone, Debug)]
pub struct Context {
    options: Options,
    clock: YearClock,
    /// Whether year-less records move the clock. Not so in inputs that state years, because nothing carries the clock from
    /// chunk to chunk there: a stray year-less record takes the year the input began with.
    clock_runs: bool,
    zone: ZoneCache,
    columns: Columns,
}

impl Context {
    /// A context at a place of the calendar.
    pub fn new(options: &Options, clock: YearClock, clock_runs: bool) -> Context {
        let utc = options.log_time_zone == jiff::tz::TimeZone::UTC;
        Context {
            options: options.clone(),
            clock,
            clock_runs,
            zone: ZoneCache { utc, quarter: i64::MIN, offset: Offset::default() },
            columns: Columns::default(),
        }
    }

    /// What the user said.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Columns of a W3C extended log, as its directives said last.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// As [`Context::columns`], to take in a directive or the columns recognition found.
    pub fn columns_mut(&mut self) -> &mut Columns {
        &mut self.columns
    }

    /// The state of the clock after the records read so far.
    pub fn clock(&self) -> YearClock {
        self.clock
    }

    /// A time with a stated offset from UTC.
    pub fn stated(&self, civil: Civil, offset_seconds: i32) -> Moment {
        match instant(civil) {
            Some(local) => finish(local - i64::from(offset_seconds) * MICROS_PER_SECOND, TimeBasis::Stated),
            None => bad_time(),
        }
    }

    /// A time without a zone: the zone of the logs is assumed.
    pub fn local(&mut self, civil: Civil) -> Moment {
        self.in_zone(civil, TimeBasis::ZoneAssumed, Anomaly::ZoneAssumed)
    }

    /// A time with the name of its zone (`Europe/Paris`). A name nobody knows is as no zone.
    pub fn in_named_zone(&mut self, civil: Civil, name: &[u8]) -> Moment {
        let known = std::str::from_utf8(name).ok().and_then(|name| jiff::tz::TimeZone::get(name).ok());
        let (Some(zone), Some(local)) = (known, instant(civil)) else { return self.local(civil) };
        let offset = look_up(&zone, local.div_euclid(MICROS_PER_SECOND));
        let mut moment = finish(local - i64::from(offset.seconds) * MICROS_PER_SECOND, TimeBasis::Stated);
        if offset.fold {
            moment.basis = TimeBasis::FoldInferred;
            moment.anomalies.add(Anomaly::DaylightSavingFold);
        }
        moment
    }

    /// A time as ISO 8601 writes it, with or without a zone.
    pub fn iso(&mut self, time: scan::IsoTime) -> Moment {
        match time.offset_seconds {
            Some(offset_seconds) => self.stated(time.civil, offset_seconds),
            None => self.local(time.civil),
        }
    }

    /// A time without a year: the clock's year, the zone of the logs.
    pub fn yearless(&mut self, stamp: &YearlessStamp) -> Moment {
        let YearlessStamp { month, day, hour, minute, second, micros, .. } = *stamp;
        if let Some(year) = stamp.year {
            return self.local(Civil { year, month, day, hour, minute, second, micros });
        }
        match self.yearless_local(Civil { year: 0, month, day, hour, minute, second, micros }) {
            Some(local) => self.yearless_at(local),
            None => bad_time(),
        }
    }

    /// The day that a record without a year states, so that further records of that day need no calendar. Moves the clock as
    /// [`Context::yearless`] does; `None` for a day that does not exist.
    pub(crate) fn yearless_day(&mut self, month: u32, day: u32) -> Option<YearlessDay> {
        let midnight = Civil { year: 0, month, day, hour: 0, minute: 0, second: 0, micros: 0 };
        let midnight_micros = self.yearless_local(midnight)?;
        Some(YearlessDay { midnight_micros, clock: self.clock })
    }

    /// The moment at a second of a day, as [`Context::yearless`] would give it; `None` when the clock has moved since the day
    /// was asked for.
    pub(crate) fn on_yearless_day(&mut self, day: YearlessDay, second_of_day: u32) -> Option<Moment> {
        let local = day.midnight_micros + i64::from(second_of_day) * MICROS_PER_SECOND;
        (self.clock == day.clock).then(|| self.yearless_at(local))
    }

    /// A civil time in the clock's year, as if it were UTC.
    fn yearless_local(&mut self, mut civil: Civil) -> Option<i64> {
        let mut clock = self.clock;
        civil.year = clock.year_of(civil.month, civil.day);
        if self.clock_runs {
            self.clock = clock;
        }
        // Years counted from 0 are leap years or not by accident: a 29 February stands one day after the 28th.
        let leap_day = !self.clock.known && civil.month == 2 && civil.day == 29;
        civil.day -= u32::from(leap_day);
        Some(instant(civil)? + i64::from(leap_day) * 86_400 * MICROS_PER_SECOND)
    }

    fn yearless_at(&mut self, local: i64) -> Moment {
        if self.clock.known {
            return self.at_local(local, TimeBasis::YearInferred, Anomaly::YearInferred);
        }
        Moment { time: Some(Timestamp(local)), basis: TimeBasis::YearUnknown, anomalies: Anomalies::default() }
    }

    /// A time that was decoded to microseconds already: with its offset, or in the zone of the logs.
    pub fn moment(&mut self, stated: Stated) -> Moment {
        match stated.offset_seconds {
            Some(offset) => finish(stated.civil.0 - i64::from(offset) * MICROS_PER_SECOND, TimeBasis::Stated),
            None => self.at_local(stated.civil.0, TimeBasis::ZoneAssumed, Anomaly::ZoneAssumed),
        }
    }

    fn in_zone(&mut self, civil: Civil, basis: TimeBasis, mark: Anomaly) -> Moment {
        match instant(civil) {
            Some(local) => self.at_local(local, basis, mark),
            None => bad_time(),
        }
    }

    fn at_local(&mut self, local: i64, basis: TimeBasis, mark: Anomaly) -> Moment {
        let offset = self.zone.offset(&self.options.log_time_zone, local);
        let mut moment = finish(local - i64::from(offset.seconds) * MICROS_PER_SECOND, basis);
        moment.anomalies.add(mark);
        if offset.fold {
            moment.basis = TimeBasis::FoldInferred;
            moment.anomalies.add(Anomaly::DaylightSavingFold);
        }
        moment
    }
}

/// Local microseconds since the epoch, as if the civil time were UTC. Years before 0 come from stragglers of year 0.
fn instant(civil: Civil) -> Option<i64> {
    let Civil { year, month, day, hour, minute, second, micros } = civil;
    if !(-1..=9999).contains(&year) || hour > 23 || minute > 59 || second > 60 || micros > 999_999 {
        return None;
    }
    if !(1..=12).contains(&month) || day == 0 || day > days_in_month(year, month) {
        return None;
    }
    let seconds = days_from_civil(year, month, day) * 86_400 + i64::from(hour * 3_600 + minute * 60 + second);
    Some(seconds * MICROS_PER_SECOND + i64::from(micros))
}

fn bad_time() -> Moment {
    let mut moment = Moment::default();
    moment.anomalies.add(Anomaly::BadTime);
    moment
}

/// 1990-01-01 and 2100-01-01: outside, no log of ours was written.
const PLAUSIBLE_MICROS: std::ops::Range<i64> = 631_152_000 * MICROS_PER_SECOND..4_102_444_800 * MICROS_PER_SECOND;

/// An instant that a record states with its offset from UTC.
pub(crate) fn stated_instant(micros: i64) -> Moment {
    finish(micros, TimeBasis::Stated)
}

fn finish(micros: i64, basis: TimeBasis) -> Moment {
    let mut anomalies = Anomalies::default();
    if !PLAUSIBLE_MICROS.contains(&micros) {
        anomalies.add(Anomaly::ImplausibleTime);
    }
    Moment { time: Some(Timestamp(micros)), basis, anomalies }
}

#[derive(Clone, Copy, Debug, Default)]
struct Offset {
    seconds: i32,
    fold: bool,
}

/// The offset of the last quarter of an hour asked for: neighbours nearly always share it. Zones change at whole quarters.
#[derive(Clone, Copy, Debug)]
struct ZoneCache {
    utc: bool,
    quarter: i64,
    offset: Offset,
}

impl ZoneCache {
    fn offset(&mut self, zone: &jiff::tz::TimeZone, local_micros: i64) -> Offset {
        if self.utc {
            return Offset::default();
        }
        let quarter = local_micros.div_euclid(900 * MICROS_PER_SECOND);
        if quarter != self.quarter {
            self.offset = look_up(zone, quarter * 900);
            self.quarter = quarter;
        }
        self.offset
    }
}

fn look_up(zone: &jiff::tz::TimeZone, local_seconds: i64) -> Offset {
    let Ok(as_utc) = jiff::Timestamp::from_second(local_seconds) else { return Offset::default() };
    let civil = as_utc.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    match zone.to_ambiguous_timestamp(civil).offset() {
        AmbiguousOffset::Unambiguous { offset } => Offset { seconds: offset.seconds(), fold: false },
        AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => {
            Offset { seconds: before.seconds(), fold: true }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clocked(year: Option<i32>, zone: &str) -> Context {
        let options = Options { log_time_zone: jiff::tz::TimeZone::get(zone).unwrap(), year, ..Options::default() };
        Context::new(&options, YearClock::starting(year), true)
    }

    fn shown(context: &mut Context, stamp: &str) -> String {
        let moment = context.yearless(&yearless_stamp(stamp.as_bytes()).unwrap());
        let time = moment.time.map_or("none".to_owned(), Timestamp::to_rfc3339);
        format!("{time} {:?}", moment.basis)
    }

    #[test]
    fn the_year_rises_at_the_turn_and_stragglers_stay_behind() {
        let mut context = clocked(Some(2023), "UTC");
        for (stamp, expected) in [
            ("Nov  3 10:00:00", "2023-11-03T10:00:00Z YearInferred"),
            ("Jan  1 00:00:01", "2024-01-01T00:00:01Z YearInferred"),
            ("Dec 31 23:59:59", "2023-12-31T23:59:59Z YearInferred"),
            ("Jan  1 00:00:02", "2024-01-01T00:00:02Z YearInferred"),
            ("Feb 29 00:00:02", "2024-02-29T00:00:02Z YearInferred"),
            ("Dec 30 00:00:02", "2024-12-30T00:00:02Z YearInferred"),
            ("Jan  2 00:00:02", "2025-01-02T00:00:02Z YearInferred"),
            ("Feb 29 00:00:02", "none Stated"),
        ] {
            assert_eq!(shown(&mut context, stamp), expected, "{stamp}");
        }
    }

    #[test]
    fn unknown_years_count_from_zero_and_keep_order() {
        let mut context = clocked(None, "Europe/Paris");
        for (stamp, expected) in [
            ("Feb 28 23:00:00", "0000-02-28T23:00:00Z YearUnknown"),
            ("Feb 29 01:00:00", "0000-02-29T01:00:00Z YearUnknown"),
            ("Dec 31 01:00:00", "0000-12-31T01:00:00Z YearUnknown"),
            ("Jan  1 01:00:00", "0001-01-01T01:00:00Z YearUnknown"),
            ("Feb 29 01:00:00", "0001-03-01T01:00:00Z YearUnknown"),
        ] {
            assert_eq!(shown(&mut context, stamp), expected, "{stamp}");
        }
    }

    #[test]
    fn folds_and_gaps_are_marked() {
        for (stamp, expected) in [
            ("Mar 26 01:59:59", "2017-03-26T00:59:59Z YearInferred"),
            ("Mar 26 02:30:00", "2017-03-26T01:30:00Z FoldInferred"),
            ("Mar 26 03:00:00", "2017-03-26T01:00:00Z YearInferred"),
            ("Oct 29 02:30:00", "2017-10-29T00:30:00Z FoldInferred"),
            ("Oct 29 03:00:00", "2017-10-29T02:00:00Z YearInferred"),
        ] {
            assert_eq!(shown(&mut clocked(Some(2017), "Europe/Paris"), stamp), expected, "{stamp}");
        }
    }

    #[test]
    fn advancing_over_bytes_leaves_the_clock_where_parsing_does() {
        let records = b"<38>Nov  1 00:00:00 h a: b\nnoise\nJan 10 00:00:00 h a: b\nDec 31 00:00:00 h a: b\nAug  1 00:00:00 x\nFeb  2 00:00:00 x";
        let mut clock = YearClock::starting(Some(2020));
        clock.advance_over(records);
        assert_eq!(clock, YearClock { year: 2022, month: 2, known: true });
    }

    #[test]
    fn impossible_times_are_none_and_far_ones_are_marked() {
        let context = clocked(None, "UTC");
        let civil = |year, second| Civil { year, month: 2, day: 28, hour: 0, minute: 0, second, micros: 0 };
        assert_eq!(context.stated(civil(2024, 61), 0).time, None);
        assert!(context.stated(civil(2024, 61), 0).anomalies.contains(Anomaly::BadTime));
        assert!(context.stated(civil(1970, 0), 0).anomalies.contains(Anomaly::ImplausibleTime));
    }
}
