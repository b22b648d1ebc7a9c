//! Instants as logs write them. Zones are a fixed offset: worlds lie in one season. No clock is read.

use std::io::{self, Write};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// 6 February 2017, 00:00 at +01:00, a Monday: where worlds begin unless they say otherwise.
pub const START_SECONDS: i64 = 1_486_335_600;

/// Offset of the worlds' zone: French winter time.
pub const ZONE_SECONDS: i64 = 3_600;

/// A civil date and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// Year.
    pub year: i64,
    /// Month, 1 to 12.
    pub month: i64,
    /// Day, 1 to 31.
    pub day: i64,
    /// Hour, minute, second.
    pub time: [i64; 3],
}

impl Civil {
    /// The civil time of an instant (seconds since the epoch) in the worlds' zone, after Hinnant's `civil_from_days`.
    pub fn at(seconds: i64) -> Civil {
        let local = seconds + ZONE_SECONDS;
        let (days, rest) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        Civil {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * shifted_month + 2) / 5 + 1,
            time: [rest / 3_600, rest / 60 % 60, rest % 60],
        }
    }

    fn month_name(self) -> &'static str {
        MONTHS[(self.month - 1) as usize]
    }
}

/// Writes `06/Feb/2017:00:00:00 +0100`, as access logs do.
pub fn write_clf(out: &mut impl Write, seconds: i64) -> io::Result<()> {
    let civil = Civil::at(seconds);
    let [h, m, s] = civil.time;
    write!(out, "{:02}/{}/{}:{h:02}:{m:02}:{s:02} +0100", civil.day, civil.month_name(), civil.year)
}

/// Writes `Feb  6 00:00:00`, as RFC 3164 syslog does: no year, no zone.
pub fn write_syslog(out: &mut impl Write, seconds: i64) -> io::Result<()> {
    let civil = Civil::at(seconds);
    let [h, m, s] = civil.time;
    write!(out, "{} {:2} {h:02}:{m:02}:{s:02}", civil.month_name(), civil.day)
}

/// Writes `2017-02-06T00:00:00+01:00`, as syslog daemons with RFC 3339 times do.
pub fn write_iso(out: &mut impl Write, seconds: i64) -> io::Result<()> {
    let Civil { year, month, day, time: [h, m, s] } = Civil::at(seconds);
    write!(out, "{year}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}+01:00")
}

/// Hits of a site by local hour, as weights: night, morning, lunch, evening.
pub const HOUR_WEIGHTS: [u64; 24] =
    [18, 10, 6, 4, 4, 6, 14, 30, 46, 55, 58, 60, 66, 64, 58, 56, 58, 64, 74, 88, 100, 96, 66, 36];

/// The instant at which a share of all hits has happened, when hits follow [`HOUR_WEIGHTS`] each day.
pub fn instant_of_share(start: i64, days: i64, numerator: u64, denominator: u64) -> i64 {
    let total: u64 = HOUR_WEIGHTS.iter().sum();
    // In units of weight-seconds, so that the share of a second is not lost.
    let position = u128::from(numerator) * u128::from(total * days as u64 * 3_600) / u128::from(denominator.max(1));
    let day_length = u128::from(total * 3_600);
    let day = (position / day_length) as i64;
    let mut left = (position % day_length) as u64;
    for (hour, weight) in HOUR_WEIGHTS.iter().enumerate() {
        if left < weight * 3_600 {
            return start + day * 86_400 + hour as i64 * 3_600 + (left / weight) as i64;
        }
        left -= weight * 3_600;
    }
    start + (day + 1) * 86_400
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_as_logs_write_them() {
        let cases = [
            (START_SECONDS, "06/Feb/2017:00:00:00 +0100", "Feb  6 00:00:00"),
            (START_SECONDS + 22 * 86_400 + 86_399, "28/Feb/2017:23:59:59 +0100", "Feb 28 23:59:59"),
            (START_SECONDS + 23 * 86_400, "01/Mar/2017:00:00:00 +0100", "Mar  1 00:00:00"),
            (951_782_400 - 3_600, "29/Feb/2000:00:00:00 +0100", "Feb 29 00:00:00"),
        ];
        for (seconds, clf, syslog) in cases {
            let (mut a, mut b) = (Vec::new(), Vec::new());
            write_clf(&mut a, seconds).unwrap();
            write_syslog(&mut b, seconds).unwrap();
            assert_eq!((String::from_utf8(a).unwrap().as_str(), String::from_utf8(b).unwrap().as_str()), (clf, syslog));
        }
    }

    #[test]
    fn shares_run_through_the_days_in_order() {
        let instants: Vec<i64> = (0..=1_000).map(|share| instant_of_share(0, 28, share, 1_000)).collect();
        assert!(instants.is_sorted());
        assert_eq!((instants[0], instants[1_000]), (0, 28 * 86_400));
        assert_eq!(instant_of_share(0, 28, 1, 2), 14 * 86_400);
    }
}
