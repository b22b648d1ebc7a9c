//! Days, weeks and months in the organisation's zone, and instants as that zone's clock shows them. The zone arrives as an
//! argument. Instants whose year nobody knows keep the log's own clock and are shown without a year.

use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use vigie_facts::time::{MICROS_PER_SECOND, Timestamp};

/// A day. Written `2017-02-13`, or `--02-13` when its year is not known (the form of XML Schema's `gMonthDay`).
///
/// ```
/// use vigie_figures::calendar::Day;
/// let day: Day = "2017-02-13".to_owned().try_into().unwrap();
/// assert_eq!((day.year, day.month, day.day), (Some(2017), 2, 13));
/// assert_eq!(Day { year: None, month: 2, day: 13 }.to_string(), "--02-13");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Day {
    /// The year, if known.
    pub year: Option<i16>,
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
}

/// A moment on the organisation's clock, to the second. Written `2017-02-13T20:00:00+01:00`, or `--02-13T20:00:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Moment {
    /// The day.
    pub day: Day,
    /// Seconds since that day's midnight on the clock.
    pub second: u32,
    /// Minutes the clock is ahead of UTC; `None` when the year is not known.
    pub offset_minutes: Option<i16>,
}

/// Why a text is no day or moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADate;

impl fmt::Display for NotADate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date of the form 2017-02-13 or --02-13, with a clock time behind T for a moment")
    }
}

impl std::error::Error for NotADate {}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.year {
            Some(year) => write!(f, "{year:04}-{:02}-{:02}", self.month, self.day),
            None => write!(f, "--{:02}-{:02}", self.month, self.day),
        }
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

impl TryFrom<String> for Day {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Day, NotADate> {
        parse_day(&text).ok_or(NotADate)
    }
}

fn parse_day(text: &str) -> Option<Day> {
    let (year, rest) = if let Some(rest) = text.strip_prefix("--") {
        (None, rest)
    } else {
        let (year, rest) = text.split_at_checked(4)?;
        (Some(year.parse().ok()?), rest.strip_prefix('-')?)
    };
    let (month, day) = rest.split_once('-')?;
    // Year 4 is a leap year: with an unknown year, 29 February is possible.
    let date = Date::new(year.unwrap_or(4), month.parse().ok()?, day.parse().ok()?).ok()?;
    Some(Day { year, month: date.month(), day: date.day() })
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second) = self.clock();
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}", self.day)?;
        match self.offset_minutes {
            Some(offset) => {
                let sign = if offset < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", offset.unsigned_abs() / 60, offset.unsigned_abs() % 60)
            }
            None => Ok(()),
        }
    }
}

impl Moment {
    /// Hour, minute and second on the clock.
    pub fn clock(&self) -> (u32, u32, u32) {
        (self.second / 3_600, self.second / 60 % 60, self.second % 60)
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> String {
        moment.to_string()
    }
}

impl TryFrom<String> for Moment {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Moment, NotADate> {
        parse_moment(&text).ok_or(NotADate)
    }
}

fn parse_moment(text: &str) -> Option<Moment> {
    let (day, rest) = text.split_once('T')?;
    let (clock, zone) = rest.split_at_checked(8)?;
    let mut parts = clock.split(':').map(|part| part.parse::<u32>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let offset_minutes = match zone.split_at_checked(1) {
        Some((sign @ ("+" | "-"), digits)) => {
            let (hours, minutes) = digits.split_once(':')?;
            let total = hours.parse::<i16>().ok()?.checked_mul(60)?.checked_add(minutes.parse().ok()?)?;
            Some(if sign == "-" { -total } else { total })
        }
        Some(_) => return None,
        None => None,
    };
    Some(Moment { day: parse_day(day)?, second: hour * 3_600 + minute * 60 + second, offset_minutes })
}

/// Microseconds at which 1990 begins, and 2101, the years of -1 and of 2: instants are asked about one by one, and there may be millions.
const START_OF_1990: i64 = 631_152_000 * MICROS_PER_SECOND;
const START_OF_2101: i64 = 4_133_980_800 * MICROS_PER_SECOND;
const START_OF_YEAR_MINUS_1: i64 = -62_198_755_200 * MICROS_PER_SECOND;
const START_OF_YEAR_2: i64 = -62_104_060_800 * MICROS_PER_SECOND;

/// Whether an instant may be used for figures that need a date: its year is known and plausible (1990 to 2100, the bounds of
/// [`Anomaly::ImplausibleTime`](vigie_facts::anomaly::Anomaly::ImplausibleTime)).
pub fn is_datable(time: Timestamp) -> bool {
    (START_OF_1990..START_OF_2101).contains(&time.0)
}

/// Whether an instant stands in the years that mean "year not known": year 0, or the turn of a year beside it.
pub fn is_year_unknown(time: Timestamp) -> bool {
    (START_OF_YEAR_MINUS_1..START_OF_YEAR_2).contains(&time.0)
}

/// The organisation's calendar.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: TimeZone,
}

impl Calendar {
    /// The calendar of a zone.
    pub fn new(zone: TimeZone) -> Calendar {
        Calendar { zone }
    }

    /// The moment an instant is on the organisation's clock. Without a known year the log's clock is kept, since no zone
    /// has an offset in an unknown year.
    pub fn moment(&self, time: Timestamp) -> Moment {
        let (year, month, day, hour, minute, second, _) = time.civil();
        let unzoned = Moment {
            day: Day { year: None, month: month as i8, day: day as i8 },
            second: hour * 3_600 + minute * 60 + second,
            offset_minutes: None,
        };
        if is_year_unknown(time) {
            return unzoned;
        }
        let utc =
            Moment { day: Day { year: i16::try_from(year).ok(), ..unzoned.day }, offset_minutes: Some(0), ..unzoned };
        let Ok(instant) = jiff::Timestamp::from_second(time.seconds()) else { return utc };
        let zoned = instant.to_zoned(self.zone.clone());
        let clock = zoned.time();
        let second = i32::from(clock.hour()) * 3_600 + i32::from(clock.minute()) * 60 + i32::from(clock.second());
        Moment {
            day: Day { year: Some(zoned.year()), month: zoned.month(), day: zoned.day() },
            second: second.unsigned_abs(),
            offset_minutes: Some((zoned.offset().seconds() / 60) as i16),
        }
    }

    /// The day an instant falls on.
    pub fn day(&self, time: Timestamp) -> Day {
        self.moment(time).day
    }
}

impl Day {
    /// The day as a date of the proleptic calendar, if its year is known.
    pub fn date(self) -> Option<Date> {
        Date::new(self.year?, self.month, self.day).ok()
    }

    /// A day from a date.
    pub fn from_date(date: Date) -> Day {
        Day { year: Some(date.year()), month: date.month(), day: date.day() }
    }

    /// The ISO 8601 week the day lies in, written `2017-W07`; `None` without a year.
    pub fn week(self) -> Option<String> {
        let week = self.date()?.iso_week_date();
        Some(format!("{:04}-W{:02}", week.year(), week.week()))
    }

    /// The month the day lies in, written `2017-02`, or `--02` without a year.
    pub fn month_label(self) -> String {
        match self.year {
            Some(year) => format!("{year:04}-{:02}", self.month),
            None => format!("--{:02}", self.month),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paris() -> Calendar {
        Calendar::new(TimeZone::get("Europe/Paris").unwrap())
    }

    fn instant(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_microsecond())
    }

    #[test]
    fn bounds_of_years_are_where_the_calendar_has_them() {
        for start in [START_OF_1990, START_OF_2101, START_OF_YEAR_MINUS_1, START_OF_YEAR_2] {
            for time in [start - 1, start].map(Timestamp) {
                let (year, ..) = time.civil();
                assert_eq!(is_datable(time), (1990..=2100).contains(&year), "{year}");
                assert_eq!(is_year_unknown(time), (-1..=1).contains(&year), "{year}");
            }
            assert_eq!(Timestamp(start - 1).civil().0 + 1, Timestamp(start).civil().0);
        }
    }

    #[test]
    fn days_are_counted_in_the_organisations_zone() {
        for (utc, local, week) in [
            ("2017-02-13T22:59:59Z", "2017-02-13T23:59:59+01:00", "2017-W07"),
            ("2017-02-13T23:00:00Z", "2017-02-14T00:00:00+01:00", "2017-W07"),
            ("2017-07-01T22:00:00Z", "2017-07-02T00:00:00+02:00", "2017-W26"),
            ("2016-12-31T23:30:00Z", "2017-01-01T00:30:00+01:00", "2016-W52"),
        ] {
            let moment = paris().moment(instant(utc));
            assert_eq!(moment.to_string(), local);
            assert_eq!(moment.day.week().as_deref(), Some(week));
        }
    }

    #[test]
    fn an_unknown_year_is_shown_without_one_and_without_a_zone() {
        let time = Timestamp::from_civil(0, 12, 31, 23, 30, 0, 0).unwrap();
        let moment = paris().moment(time);
        assert_eq!(moment.to_string(), "--12-31T23:30:00");
        assert_eq!((moment.day.week(), moment.day.month_label().as_str()), (None, "--12"));
        assert!(is_year_unknown(time) && !is_datable(time));
    }

    #[test]
    fn days_and_moments_survive_their_text() {
        for text in ["2017-02-13T20:00:01+01:00", "--02-29T00:00:00", "2017-02-13T20:00:00-03:30"] {
            assert_eq!(Moment::try_from(text.to_owned()).unwrap().to_string(), text);
        }
        for text in ["2017-02-30", "2017-2", "", "--13-01", "2017-02-13x", "é017-02-13"] {
            assert!(Day::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
