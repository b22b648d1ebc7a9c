//! Which year an input without years begins in: what the user said, the end of the rotated file before it, a date in the
//! file's own name, or what dated neighbours in the same folder agree on. Never the wall clock, never the file's modification time,
//! which copying changes. When nothing tells, the year stays unknown and counts from 0.

use std::path::Path;

use vigie_parse::YearClock;

/// Lines looked at for the first that states a month: before it may stand a line or two that state a whole date.
const LINES_LOOKED_AT: usize = 8;

/// The year a file's first record is of, by the date in the file's name and how the file begins.
pub fn year_by_name(path: &Path, head: &[u8]) -> Option<i32> {
    let named = date_in_name(path)?;
    let months = head.split(|byte| *byte == b'\n').take(LINES_LOOKED_AT).map(|line| {
        let mut probe = YearClock::starting(None);
        probe.advance_over(line);
        probe.month
    });
    Some(year_of_first_record(named, months.into_iter().find(|month| *month > 0)))
}

/// A date in a file's name: `auth.log-20240107`, `mail-2024-01.log`, `access.2021-10-22`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedDate {
    /// The year, 1980 to 2099.
    pub year: i32,
    /// The month, if the name has one.
    pub month: Option<u8>,
}

/// The first date in the name of a file, or `None`.
pub fn date_in_name(path: &Path) -> Option<NamedDate> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let bytes = name.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 {
            at += 1;
            continue;
        }
        if let Some(date) = date_at(bytes, at, digits) {
            return Some(date);
        }
        at += digits;
    }
    None
}

fn date_at(bytes: &[u8], at: usize, digits: usize) -> Option<NamedDate> {
    let number = |from: usize, to: usize| std::str::from_utf8(bytes.get(from..to)?).ok()?.parse::<u32>().ok();
    if !matches!(digits, 4 | 6 | 8 | 10 | 12 | 14) {
        return None;
    }
    let year = number(at, at + 4).filter(|year| (1980..2100).contains(year))? as i32;
    let month_of = |month: Option<u32>| month.filter(|month| (1..=12).contains(month)).map(|month| month as u8);
    if digits > 4 {
        let month = month_of(number(at + 4, at + 6))?;
        return Some(NamedDate { year, month: Some(month) });
    }
    let after = at + 4;
    let separated = matches!(bytes.get(after), Some(b'-' | b'_' | b'.'));
    let length = bytes[(after + 1).min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let month =
        if separated && (1..=2).contains(&length) { month_of(number(after + 1, after + 1 + length)) } else { None };
    Some(NamedDate { year, month })
}

/// The year of the first record, given the date in the file's name and the month of that record. A rotation is named after
/// its end, so a file named in January may begin in December of the year before.
pub fn year_of_first_record(named: NamedDate, first_month: Option<u8>) -> i32 {
    match (named.month, first_month) {
        (Some(end), Some(start)) if start > end => named.year - 1,
        _ => named.year,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_names() {
        let check = |name: &str, expected: Option<(i32, Option<u8>)>| {
            let found = date_in_name(Path::new(name)).map(|date| (date.year, date.month));
            assert_eq!(found, expected, "{name}");
        };
        check("auth.log-20240107.gz", Some((2024, Some(1))));
        check("auth-2014-11.log", Some((2014, Some(11))));
        check("access.log.2021-10-22", Some((2021, Some(10))));
        check("mail-2015.log", Some((2015, None)));
        check("access.log.1", None);
        check("host-10.1.2.3.log", None);
        check("build-20249999.log", None);
        check("linux-2k.log", None);
    }

    #[test]
    fn a_rotation_named_in_january_begins_in_december_before() {
        let january = NamedDate { year: 2024, month: Some(1) };
        assert_eq!(year_of_first_record(january, Some(12)), 2023);
        assert_eq!(year_of_first_record(january, Some(1)), 2024);
        assert_eq!(year_of_first_record(january, None), 2024);
        let head =
            b"<46>1 2024-01-01T00:00:01Z - vigie - - - x\nDec 31 23:59:59 host a: b\nJan  1 00:00:00 host a: b\n";
        assert_eq!(year_by_name(Path::new("udp.log-20240101000001"), head), Some(2023));
        assert_eq!(year_by_name(Path::new("udp.log-20240101000001"), b""), Some(2024));
        assert_eq!(year_by_name(Path::new("udp.log"), head), None);
    }
}
