//! Fixed layouts of time stamps, decoded by hand from bytes: what the record states, and nothing more. A record that states
//! no zone is resolved by [`Context::moment`](crate::calendar::Context::moment); one that states no year (RFC 3164) is not read here.

use vigie_facts::time::{MICROS_PER_SECOND, Timestamp};

use crate::scan::{self, month, two};

/// What a time stamp states: civil time, and the offset from UTC when there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The civil time, as if it were UTC.
    pub civil: Timestamp,
    /// Seconds east of UTC; `None` when the stamp states no zone.
    pub offset_seconds: Option<i32>,
}

/// `17/May/2015:10:05:03 +0000`, the time of access logs (Apache `mod_log_config`, `%t`); the zone may be missing, and a
/// fraction may follow the seconds (HAProxy's accept date).
pub fn clf(text: &[u8]) -> Option<Stated> {
    let t = text.first_chunk::<20>()?;
    if t[2] != b'/' || t[6] != b'/' || t[11] != b':' || t[14] != b':' || t[17] != b':' {
        return None;
    }
    let digit = |at: usize| t[at].wrapping_sub(b'0');
    // Without early exit the compiler needs no branch for each digit.
    let largest = [0, 1, 7, 8, 9, 10, 12, 13, 15, 16, 18, 19].iter().fold(0, |largest, at| digit(*at).max(largest));
    if largest > 9 {
        return None;
    }
    let pair = |at: usize| u32::from(digit(at)) * 10 + u32::from(digit(at + 1));
    let rest = &text[20..];
    let (micros, rest) = if rest.first() == Some(&b' ') { (0, rest) } else { fraction(rest) };
    let civil = civil(pair(7) * 100 + pair(9), month(&t[3..6])?, pair(0), [pair(12), pair(15), pair(18)], micros)?;
    Some(Stated { civil, offset_seconds: zone(rest)? })
}

/// RFC 3339 and its many cousins: `2017-02-13T20:00:00.123456+0100`, a space or `T` between date and time, `/` in the date,
/// `.` or `,` before the fraction, `Z`, `+01:00`, `+0100`, `+01` or nothing at the end.
pub fn iso(text: &[u8]) -> Option<Stated> {
    if text.len() < 19 || !matches!((text[4], text[7]), (b'-', b'-') | (b'/', b'/')) {
        return None;
    }
    if !matches!(text[10], b'T' | b't' | b' ' | b'_') || text[13] != b':' || text[16] != b':' {
        return None;
    }
    let year = two(text, 0)? * 100 + two(text, 2)?;
    let (micros, rest) = fraction(&text[19..]);
    let of_day = [two(text, 11)?, two(text, 14)?, two(text, 17)?];
    let civil = civil(year, two(text, 5)?, two(text, 8)?, of_day, micros)?;
    Some(Stated { civil, offset_seconds: zone(rest)? })
}

/// `Mon Feb 13 20:00:00.123456 2017` (C's `asctime`, with or without fraction), the time of Apache error logs.
pub fn asctime(text: &[u8]) -> Option<Stated> {
    if text.len() < 24 || text[3] != b' ' || text[7] != b' ' || text[13] != b':' || text[16] != b':' {
        return None;
    }
    let month = month(&text[4..7])?;
    let day = if text[8] == b' ' { u32::from(text[9].checked_sub(b'0')?) } else { two(text, 8)? };
    let (micros, rest) = fraction(&text[19..]);
    let rest = rest.strip_prefix(b" ")?;
    if rest.len() != 4 {
        return None;
    }
    let year = two(rest, 0)? * 100 + two(rest, 2)?;
    let civil = civil(year, month, day, [two(text, 11)?, two(text, 14)?, two(text, 17)?], micros)?;
    Some(Stated { civil, offset_seconds: None })
}

/// Time since the epoch as a decimal number: seconds with or without fraction (`1487016000.123`), milliseconds,
/// microseconds or nanoseconds, told apart by the number of digits before the point (10 digits last until the year 2286).
pub fn epoch(text: &[u8]) -> Option<Stated> {
    let at = text.iter().position(|b| *b == b'.').unwrap_or(text.len());
    let (whole, rest) = text.split_at(at);
    let number = scan::number::<i64>(whole)?;
    let micros = match whole.len() {
        1..=10 => {
            let (micros, rest) = fraction(rest);
            // A fraction may end in an exponent only where the writer prints floats in full; no log writer does.
            if !rest.is_empty() {
                return None;
            }
            number * MICROS_PER_SECOND + i64::from(micros)
        }
        13 => number * 1_000,
        16 => number,
        19 => number / 1_000,
        _ => return None,
    };
    Some(Stated { civil: Timestamp(micros), offset_seconds: Some(0) })
}

/// Whichever of the layouts fits: ISO, CLF, epoch, `asctime`.
pub fn any(text: &[u8]) -> Option<Stated> {
    let text = text.strip_prefix(b"[").and_then(|t| t.strip_suffix(b"]")).unwrap_or(text);
    iso(text).or_else(|| clf(text)).or_else(|| epoch(text)).or_else(|| asctime(text))
}

/// Decimal seconds (`0.005`, `12`) in microseconds; digits past the sixth are cut off.
pub fn seconds_as_micros(text: &[u8]) -> Option<u64> {
    let at = text.iter().position(|b| *b == b'.').unwrap_or(text.len());
    let (whole, rest) = text.split_at(at);
    let (micros, rest) = fraction(rest);
    if !rest.is_empty() {
        return None;
    }
    scan::number::<u64>(whole)?.checked_mul(1_000_000)?.checked_add(u64::from(micros))
}

/// Days before each month of a year that is not a leap year.
const DAYS_BEFORE: [u32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

fn civil(year: u32, month: u32, day: u32, [hour, minute, second]: [u32; 3], micros: u32) -> Option<Timestamp> {
    // Ordinary dates need no division: between 1970 and 2099 every fourth year is a leap year, and days up to the 28th exist
    // in every month. Whatever else may be valid goes the long way.
    if (1970..2100).contains(&year) && (1..=28).contains(&day) && hour < 24 && minute < 60 && second < 60 {
        let years = year - 1970;
        let leap_day = u32::from(year.is_multiple_of(4) && month > 2);
        let days =
            years * 365 + (years + 1) / 4 + DAYS_BEFORE[month.wrapping_sub(1) as usize % 12] + leap_day + day - 1;
        let seconds = i64::from(days) * 86_400 + i64::from(hour * 3_600 + minute * 60 + second);
        return (1..=12).contains(&month).then_some(Timestamp(seconds * MICROS_PER_SECOND + i64::from(micros)));
    }
    let of_day = [hour, minute, second];
    Timestamp::from_civil(year.cast_signed(), month, day, of_day[0], of_day[1], of_day[2], micros)
}

/// Microseconds of `.123456…` or `,123`, and what follows; 0 when there is no fraction.
fn fraction(text: &[u8]) -> (u32, &[u8]) {
    let (micros, len) = scan::fraction(text);
    (micros, &text[len..])
}

/// The offset at the end of a stamp: `Some(None)` when there is none, `None` when what stands there is not one.
#[expect(clippy::option_option, reason = "absent and malformed are different answers")]
fn zone(text: &[u8]) -> Option<Option<i32>> {
    let text = text.strip_prefix(b" ").unwrap_or(text);
    if text == b"+0000" {
        return Some(Some(0));
    }
    let (sign, digits) = match text {
        [] => return Some(None),
        b"Z" | b"z" | b"UTC" | b"GMT" => return Some(Some(0)),
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits.len() {
        2 => (two(digits, 0)?, 0),
        4 => (two(digits, 0)?, two(digits, 2)?),
        5 if digits[2] == b':' => (two(digits, 0)?, two(digits, 3)?),
        _ => return None,
    };
    if hours > 23 || minutes > 59 {
        return None;
    }
    Some(Some(sign * (hours * 3_600 + minutes * 60).cast_signed()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;
    use crate::calendar::{Context, YearClock};

    fn check(stated: Option<Stated>, expected: &str) {
        let mut context = Context::new(&Options::default(), YearClock::starting(None), true);
        let shown = stated.map_or("none".to_owned(), |stated| {
            let moment = context.moment(stated);
            format!("{} {:?}", moment.time.unwrap().to_rfc3339(), moment.basis)
        });
        assert_eq!(shown, expected);
    }

    #[test]
    fn layouts_are_read_to_the_letter() {
        check(clf(b"17/May/2015:10:05:03 +0000"), "2015-05-17T10:05:03Z Stated");
        check(clf(b"22/Oct/2021:02:28:56 -0700"), "2021-10-22T09:28:56Z Stated");
        check(clf(b"13/Feb/2017:20:00:00.123"), "2017-02-13T20:00:00.123Z ZoneAssumed");
        check(clf(b"31/Feb/2017:20:00:00 +0000"), "none");
        check(clf(b"17/Mai/2015:10:05:03 +0000"), "none");
        check(clf(b"17/May/2015:10:05:03 +00"), "2015-05-17T10:05:03Z Stated");
        check(clf(b"17/May/2015:10:05:0"), "none");
        check(iso(b"2017-02-13T20:00:00Z"), "2017-02-13T20:00:00Z Stated");
        check(iso(b"2017-03-25T16:49:58.856335-0600"), "2017-03-25T22:49:58.856335Z Stated");
        check(iso(b"2017-02-13 20:00:00,5"), "2017-02-13T20:00:00.500Z ZoneAssumed");
        check(iso(b"2017/02/13 20:00:00"), "2017-02-13T20:00:00Z ZoneAssumed");
        check(iso(b"2017-02-13T20:00:00.123456789+01:00"), "2017-02-13T19:00:00.123456Z Stated");
        check(iso(b"2017-02-13T20:00:00+25:00"), "none");
        check(iso(b"2017-02-13T24:00:00Z"), "none");
        check(asctime(b"Mon Feb 13 20:00:00.123456 2017"), "2017-02-13T20:00:00.123456Z ZoneAssumed");
        check(asctime(b"Mon Feb  3 20:00:00 2017"), "2017-02-03T20:00:00Z ZoneAssumed");
        check(epoch(b"1487016000"), "2017-02-13T20:00:00Z Stated");
        check(epoch(b"1487016000.25"), "2017-02-13T20:00:00.250Z Stated");
        check(epoch(b"1487016000250"), "2017-02-13T20:00:00.250Z Stated");
        check(epoch(b"1487016000250000000"), "2017-02-13T20:00:00.250Z Stated");
        check(epoch(b"14870160002"), "none");
        check(any(b"[13/Feb/2017:20:00:00 +0100]"), "2017-02-13T19:00:00Z Stated");
    }

    #[test]
    fn the_short_way_and_the_long_way_agree() {
        for day in (-10_000..60_000).step_by(3) {
            let (year, month, of_month) = vigie_facts::time::civil_from_days(day);
            let short = civil(year.cast_unsigned(), month, of_month, [1, 2, 3], 4);
            assert_eq!(short, Timestamp::from_civil(year, month, of_month, 1, 2, 3, 4));
        }
        assert_eq!(civil(2017, 0, 1, [0; 3], 0), None);
        assert_eq!(civil(2017, 13, 1, [0; 3], 0), None);
    }

    #[test]
    fn numbers_do_not_overflow() {
        assert_eq!(seconds_as_micros(b"0.005"), Some(5_000));
        assert_eq!(seconds_as_micros(b"12"), Some(12_000_000));
        assert_eq!(seconds_as_micros(b"1e3"), None);
    }
}
