//! Instants in UTC with microsecond steps, and how sure we are of them. Zones and calendars of people belong to the edge
//! (`jiff`); this file only has the proleptic Gregorian arithmetic that the fast decoders need.

use serde::{Deserialize, Serialize};

/// Microseconds in one second.
pub const MICROS_PER_SECOND: i64 = 1_000_000;

/// An instant: microseconds since 1970-01-01T00:00:00Z, without leap seconds (POSIX time).
///
/// ```
/// use vigie_facts::time::Timestamp;
/// let t = Timestamp::from_civil(2017, 2, 13, 20, 0, 0, 0).unwrap();
/// assert_eq!(t.to_rfc3339(), "2017-02-13T20:00:00Z");
/// assert_eq!(Timestamp::from_civil(2017, 2, 30, 0, 0, 0, 0), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The instant of a UTC civil date and time, or `None` when a part is out of range. `second` may be 60 (a leap second
    /// is folded onto the next second, as POSIX does). Years 0 to 9999.
    #[allow(clippy::too_many_arguments, reason = "the seven parts of a civil time have no better grouping")]
    pub fn from_civil(
        year: i32,
        month: u32,
        day: u32,
        hour: u32,
        minute: u32,
        second: u32,
        micros: u32,
    ) -> Option<Timestamp> {
        if !(0..=9999).contains(&year) || hour > 23 || minute > 59 || second > 60 || micros > 999_999 {
            return None;
        }
        if !(1..=12).contains(&month) || day == 0 || day > days_in_month(year, month) {
            return None;
        }
        let seconds = days_from_civil(year, month, day) * 86_400
            + i64::from(hour) * 3_600
            + i64::from(minute) * 60
            + i64::from(second);
        Some(Timestamp(seconds * MICROS_PER_SECOND + i64::from(micros)))
    }

    /// An instant from whole seconds since the epoch; saturates at the limits of the type.
    pub fn from_seconds(seconds: i64) -> Timestamp {
        Timestamp(seconds.saturating_mul(MICROS_PER_SECOND))
    }

    /// Whole seconds since the epoch, rounded down.
    #[inline]
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(MICROS_PER_SECOND)
    }

    /// Whole hours since the epoch, rounded down: the key of coverage and traffic rows.
    #[inline]
    pub fn hour(self) -> i64 {
        self.seconds().div_euclid(3_600)
    }

    /// Seconds from `earlier` to `self`, negative when `self` is before it.
    pub fn seconds_since(self, earlier: Timestamp) -> f64 {
        (self.0.saturating_sub(earlier.0)) as f64 / MICROS_PER_SECOND as f64
    }

    /// Moves by whole seconds, saturating.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Timestamp {
        Timestamp(self.0.saturating_add(seconds.saturating_mul(MICROS_PER_SECOND)))
    }

    /// Year, month, day, hour, minute, second, microsecond in UTC.
    pub fn civil(self) -> (i32, u32, u32, u32, u32, u32, u32) {
        let seconds = self.seconds();
        let micros = self.0.rem_euclid(MICROS_PER_SECOND) as u32;
        let (year, month, day) = civil_from_days(seconds.div_euclid(86_400));
        let of_day = seconds.rem_euclid(86_400) as u32;
        (year, month, day, of_day / 3_600, of_day / 60 % 60, of_day % 60, micros)
    }

    /// RFC 3339 in UTC; the fraction appears only when it is not zero, with three or six digits.
    pub fn to_rfc3339(self) -> String {
        let (y, mo, d, h, mi, s, us) = self.civil();
        let fraction = match us {
            0 => String::new(),
            us if us % 1_000 == 0 => format!(".{:03}", us / 1_000),
            us => format!(".{us:06}"),
        };
        format!("{y:04}-{mo:02}-{d:02}T{h:02}:{mi:02}:{s:02}{fraction}Z")
    }
}

/// How an instant was obtained. Anything but `Stated` is marked wherever the instant is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeBasis {
    /// The record states date, year and zone.
    #[default]
    Stated,
    /// The record states no zone; the zone of the logs was given (`--log-time-zone`) or UTC was assumed.
    ZoneAssumed,
    /// The record states no year (RFC 3164); the year was given or inferred from neighbours. Its zone is assumed as well.
    YearInferred,
    /// The record states no year and nothing tells it: the instant stands in year 0 of the calendar and is shown without a
    /// year. Gaps and order hold, dates do not.
    YearUnknown,
    /// The local time falls in a daylight-saving fold or gap; the choice follows the neighbours.
    FoldInferred,
    /// Taken from the record before it, because this one states no time at all.
    Neighbour,
}

/// Days from 1970-01-01 to a civil date. Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
pub fn days_from_civil(year: i32, month: u32, day: u32) -> i64 {
    let y = i64::from(if month <= 2 { year - 1 } else { year });
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let month_shifted = i64::from(if month > 2 { month - 3 } else { month + 9 });
    let day_of_year = (153 * month_shifted + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The civil date of a day number; inverse of [`days_from_civil`].
pub fn civil_from_days(days: i64) -> (i32, u32, u32) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let mp = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * mp + 2) / 5 + 1) as u32;
    let month = if mp < 10 { mp + 3 } else { mp - 9 } as u32;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as i32, month, day)
}

/// Days in a month of the Gregorian calendar; 0 for a month that does not exist.
pub fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn civil_round_trips_over_four_centuries() {
        for day in (-200_000..200_000).step_by(37) {
            let (y, m, d) = civil_from_days(day);
            assert_eq!(days_from_civil(y, m, d), day);
        }
    }

    #[test]
    fn negative_instants_round_down() {
        assert_eq!(Timestamp(-1).seconds(), -1);
        assert_eq!(Timestamp(-1).to_rfc3339(), "1969-12-31T23:59:59.999999Z");
    }

    #[test]
    fn known_instants() {
        assert_eq!(Timestamp::from_civil(2000, 2, 29, 0, 0, 0, 0), Some(Timestamp::from_seconds(951_782_400)));
        assert_eq!(Timestamp::from_civil(1900, 2, 29, 0, 0, 0, 0), None);
    }
}
