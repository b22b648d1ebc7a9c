//! Reads a table of observations, CSV or JSON lines, row by row: who, which traces, when. A row that cannot be read is counted by
//! reason and left out. Nothing is compared here.

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use csv_core::{ReadRecordResult, Reader};
use serde::Serialize;
use serde_json::Value;

use crate::read::Expanded;

/// Bytes of one row at most: a post with its text fits, and a quote that is never closed cannot fill the memory.
const ROW_BYTES_MAX: usize = 1 << 20;

/// Columns at most: exports of social networks have hundreds.
const FIELDS_MAX: usize = 4_096;

/// Bytes read at most, after decompression. Names are kept in memory, and together they are never more than what was read.
const INPUT_BYTES_MAX: u64 = 4 << 30;

/// Column names remembered to be shown when one is named wrongly.
const SHOWN_COLUMNS_MAX: usize = 200;

/// Below this a number is Unix seconds (until the year 5138), from it on milliseconds (since March 1973).
const SECONDS_BELOW: f64 = 1e11;

/// The columns that were asked for.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    pub(super) actor: &'a str,
    pub(super) time: &'a str,
    /// Columns of traces, of any nature.
    pub(super) traces: Vec<&'a str>,
}

impl<'a> Wanted<'a> {
    /// All columns: actor, time, then traces.
    fn columns(&self) -> Vec<&'a str> {
        [self.actor, self.time].into_iter().chain(self.traces.iter().copied()).collect()
    }
}

/// What became of the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Reading {
    /// `csv` or `json-lines`.
    pub(super) form: &'static str,
    /// Rows, without the line of column names.
    pub(super) rows: u64,
    /// Rows of which an actor, a moment and at least one trace were understood.
    pub(super) used: u64,
    /// Rows left out because no column of traces holds anything.
    pub(super) without_trace: u64,
    /// Rows whose moment states no zone; UTC was assumed.
    pub(super) without_zone: u64,
    /// Rows that could not be read.
    pub(super) unreadable: Unreadable,
    /// Whether there was more than may be read.
    pub(super) cut: bool,
}

/// Rows that could not be read, by reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Unreadable {
    /// More or fewer fields than columns, or no JSON object.
    pub(super) malformed: u64,
    /// Longer than a row may be; a quote that is never closed looks like this.
    pub(super) too_long: u64,
    /// Not UTF-8.
    pub(super) not_text: u64,
    /// The actor is empty.
    pub(super) actor: u64,
    /// The moment is in no form that is read.
    pub(super) time: u64,
}

/// Why nothing could be read.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The input failed.
    Io(io::Error),
    /// It is empty.
    Empty,
    /// Columns that are not there, and those that are.
    Columns { missing: Vec<String>, present: Vec<String> },
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Trouble {
        Trouble::Io(error)
    }
}

/// Takes one observation: the actor, the position of the column in `traces`, the trace, Unix milliseconds, the number of the row.
pub(super) type Sink<'a> = dyn FnMut(&str, usize, &str, i64, u64) + 'a;

/// Reads everything, decompressed if need be.
pub(super) fn read(
    source: impl Read + Send + 'static,
    wanted: &Wanted<'_>,
    sink: &mut Sink<'_>,
) -> Result<Reading, Trouble> {
    let expanded = Expanded::new(source)?;
    let mut input = BufReader::with_capacity(256 << 10, expanded.take(INPUT_BYTES_MAX + 1));
    let mut head = Vec::new();
    while head.trim_ascii().is_empty() {
        head.clear();
        if (&mut input).take(ROW_BYTES_MAX as u64).read_until(b'\n', &mut head)? == 0 {
            return Err(Trouble::Empty);
        }
    }
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head).to_vec();
    let mut rows = Rows { wanted, sink, reading: Reading::default() };
    let delimiter = delimiter(&head);
    let is_json = head.trim_ascii_start().starts_with(b"{");
    let mut whole = Cursor::new(head).chain(&mut input);
    if is_json {
        read_json_lines(&mut whole, &mut rows)?;
    } else {
        read_csv(&mut whole, delimiter, &mut rows)?;
    }
    let mut reading = rows.reading;
    reading.cut = input.get_ref().limit() == 0;
    Ok(reading)
}

/// Spreadsheets write a comma, a semicolon (in French) or a tab: the one that the line of names has most of.
fn delimiter(head: &[u8]) -> u8 {
    let count = |wanted: u8| head.iter().filter(|&&byte| byte == wanted).count();
    [b'\t', b';', b','].into_iter().max_by_key(|&byte| count(byte)).unwrap_or(b',')
}

struct Rows<'a, 's> {
    wanted: &'a Wanted<'a>,
    sink: &'a mut Sink<'s>,
    reading: Reading,
}

impl Rows<'_, '_> {
    /// Judges one row; traces are (column, trace).
    fn take(&mut self, actor: &str, time: &str, traces: &[(usize, &str)]) {
        let actor = actor.trim();
        if actor.is_empty() {
            self.reading.unreadable.actor += 1;
            return;
        }
        let Some((time_ms, zone_stated)) = moment(time.trim()) else {
            self.reading.unreadable.time += 1;
            return;
        };
        let mut left = false;
        for (column, trace) in traces {
            if !trace.trim().is_empty() {
                (self.sink)(actor, *column, trace.trim(), time_ms, self.reading.rows);
                left = true;
            }
        }
        self.reading.used += u64::from(left);
        self.reading.without_trace += u64::from(!left);
        self.reading.without_zone += u64::from(left && !zone_stated);
    }
}

/// Unix milliseconds of a written moment, and whether it stated its zone. A whole number of 8 or 14 digits may be a date without
/// separators and is refused rather than guessed.
fn moment(text: &str) -> Option<(i64, bool)> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        if !digits.contains('.') && matches!(digits.len(), 8 | 14) {
            return None;
        }
        let number: f64 = text.parse().ok()?;
        let milliseconds = if number.abs() < SECONDS_BELOW { number * 1_000.0 } else { number };
        // Beyond 2^53 a float is no longer exact; no clock is there.
        return (milliseconds.abs() < 9e15).then_some((milliseconds.round() as i64, true));
    }
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return Some((instant.as_millisecond(), true));
    }
    let civil: jiff::civil::DateTime = text.parse().ok()?;
    let instant = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some((instant.timestamp().as_millisecond(), false))
}

/// What the CSV machine made of the next row.
enum Record {
    Row,
    TooLong,
    End,
}

/// Rows of a CSV file in buffers that never grow.
struct CsvRows<'a, R> {
    input: &'a mut R,
    machine: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
    fields: usize,
}

impl<'a, R: BufRead> CsvRows<'a, R> {
    fn new(input: &'a mut R, delimiter: u8) -> CsvRows<'a, R> {
        let machine = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        CsvRows { input, machine, text: vec![0; ROW_BYTES_MAX], ends: vec![0; FIELDS_MAX], fields: 0 }
    }

    fn next(&mut self) -> io::Result<Record> {
        let (mut written, mut too_long) = (0, false);
        self.fields = 0;
        loop {
            let bytes = self.input.fill_buf()?;
            let (result, read, wrote, ended) =
                self.machine.read_record(bytes, &mut self.text[written..], &mut self.ends[self.fields..]);
            self.input.consume(read);
            written += wrote;
            self.fields += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    (written, self.fields, too_long) = (0, 0, true);
                }
                ReadRecordResult::Record if too_long => return Ok(Record::TooLong),
                ReadRecordResult::Record => return Ok(Record::Row),
                ReadRecordResult::End => return Ok(Record::End),
            }
        }
    }

    /// The bytes of a field of the row; the machine's ends are positions in `text`, ascending.
    fn field(&self, at: usize) -> &[u8] {
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        self.text.get(from..self.ends[at]).unwrap_or_default()
    }
}

fn read_csv(input: &mut impl BufRead, delimiter: u8, rows: &mut Rows<'_, '_>) -> Result<(), Trouble> {
    rows.reading.form = "csv";
    let mut csv = CsvRows::new(input, delimiter);
    if !matches!(csv.next()?, Record::Row) {
        return Err(Trouble::Empty);
    }
    let names: Vec<String> =
        (0..csv.fields).map(|at| String::from_utf8_lossy(csv.field(at)).trim().to_owned()).collect();
    let columns = rows.wanted.columns();
    let places: Vec<Option<usize>> =
        columns.iter().map(|wanted| names.iter().position(|name| name == wanted)).collect();
    let missing: Vec<String> =
        columns.iter().zip(&places).filter(|(_, place)| place.is_none()).map(|(name, _)| (*name).to_owned()).collect();
    if !missing.is_empty() {
        let present = names.into_iter().take(SHOWN_COLUMNS_MAX).collect();
        return Err(Trouble::Columns { missing, present });
    }
    let places: Vec<usize> = places.into_iter().flatten().collect();
    loop {
        let record = csv.next()?;
        if matches!(record, Record::End) {
            return Ok(());
        }
        rows.reading.rows += 1;
        if matches!(record, Record::TooLong) {
            rows.reading.unreadable.too_long += 1;
        } else if csv.fields != names.len() {
            rows.reading.unreadable.malformed += 1;
        } else {
            let texts: Result<Vec<&str>, _> = places.iter().map(|&at| std::str::from_utf8(csv.field(at))).collect();
            match texts {
                Ok(texts) => {
                    let traces: Vec<(usize, &str)> = texts[2..].iter().copied().enumerate().collect();
                    rows.take(texts[0], texts[1], &traces);
                }
                Err(_) => rows.reading.unreadable.not_text += 1,
            }
        }
    }
}

fn read_json_lines(input: &mut impl BufRead, rows: &mut Rows<'_, '_>) -> Result<(), Trouble> {
    rows.reading.form = "json-lines";
    let columns = rows.wanted.columns();
    let mut seen = vec![false; columns.len()];
    let mut present: BTreeSet<String> = BTreeSet::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        if (&mut *input).take(ROW_BYTES_MAX as u64 + 1).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        rows.reading.rows += 1;
        if line.len() > ROW_BYTES_MAX && line.last() != Some(&b'\n') {
            rows.reading.unreadable.too_long += 1;
            input.skip_until(b'\n')?;
            continue;
        }
        let Ok(row @ Value::Object(_)) = serde_json::from_slice::<Value>(&line) else {
            rows.reading.unreadable.malformed += 1;
            continue;
        };
        if let Value::Object(members) = &row
            && present.len() < SHOWN_COLUMNS_MAX
        {
            present.extend(members.keys().take(SHOWN_COLUMNS_MAX).cloned());
        }
        let found: Vec<Option<&Value>> = columns.iter().map(|name| member(&row, name)).collect();
        for (seen, found) in seen.iter_mut().zip(&found) {
            *seen |= found.is_some();
        }
        take_json(&found, rows);
    }
    let missing: Vec<String> =
        columns.iter().zip(seen).filter(|(_, seen)| !seen).map(|(name, _)| (*name).to_owned()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Trouble::Columns { missing, present: present.into_iter().take(SHOWN_COLUMNS_MAX).collect() })
}

fn take_json(found: &[Option<&Value>], rows: &mut Rows<'_, '_>) {
    let texts: Vec<Vec<String>> = found.iter().map(|value| value.map(words_of).unwrap_or_default()).collect();
    let one = |at: usize| match texts[at].as_slice() {
        [text] => text.as_str(),
        _ => "",
    };
    let traces: Vec<(usize, &str)> = texts[2..]
        .iter()
        .enumerate()
        .flat_map(|(column, texts)| texts.iter().map(move |text| (column, text.as_str())))
        .collect();
    rows.take(one(0), one(1), &traces);
}

/// A member by its whole name, else by the way that its dots describe.
fn member<'v>(row: &'v Value, name: &str) -> Option<&'v Value> {
    row.get(name).or_else(|| name.split('.').try_fold(row, |value, part| value.get(part)))
}

/// The texts of a value: one of a scalar, several of a list, none of anything else.
fn words_of(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Bool(value) => vec![value.to_string()],
        Value::Array(values) => values.iter().filter(|value| !value.is_array()).flat_map(words_of).collect(),
        Value::Null | Value::Object(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_every_promised_form_and_never_guessed() {
        for (text, expected) in [
            ("2017-02-13T20:00:00Z", Some((1_487_016_000_000, true))),
            ("2017-02-13T21:00:00.250+01:00", Some((1_487_016_000_250, true))),
            ("2017-02-13 20:00:00", Some((1_487_016_000_000, false))),
            ("1487016000", Some((1_487_016_000_000, true))),
            ("1487016000.5", Some((1_487_016_000_500, true))),
            ("1487016000250", Some((1_487_016_000_250, true))),
            ("20170213", None),
            ("20170213200000", None),
            ("yesterday", None),
            ("1.2.3", None),
            ("", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(moment(text), expected, "{text}");
        }
    }

    type Seen = Vec<(String, usize, String, i64)>;

    fn read_all(text: &[u8]) -> (Result<Reading, Trouble>, Seen) {
        let wanted = Wanted { actor: "who", time: "when", traces: vec!["link", "text"] };
        let mut seen = Vec::new();
        let reading = read(io::Cursor::new(text.to_vec()), &wanted, &mut |actor, column, trace, time_ms, _| {
            seen.push((actor.to_owned(), column, trace.to_owned(), time_ms));
        });
        (reading, seen)
    }

    #[test]
    fn quoted_fields_and_the_three_delimiters_are_read() {
        for text in [
            "who,when,link,text\r\na,10,\"x,\"\"y\"\"\nz\",\r\n",
            "\u{feff}who;when;link;text\na;10;\"x,\"\"y\"\"\nz\";\n",
            "\n{\"who\":\"a\",\"when\":10,\"link\":[\"x,\\\"y\\\"\\nz\"],\"text\":null}\n",
        ] {
            let (reading, seen) = read_all(text.as_bytes());
            assert_eq!(seen, [("a".to_owned(), 0, "x,\"y\"\nz".to_owned(), 10_000)], "{text}");
            assert_eq!(reading.unwrap().used, 1);
        }
    }

    #[test]
    fn compressed_tables_are_read_by_their_content() {
        let text = b"who,when,link,text\na,10,x,\n";
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        io::Write::write_all(&mut gzip, text).unwrap();
        for stored in [text.to_vec(), gzip.finish().unwrap(), zstd::encode_all(&text[..], 1).unwrap()] {
            assert_eq!(read_all(&stored).1, [("a".to_owned(), 0, "x".to_owned(), 10_000)]);
        }
    }

    #[test]
    fn rows_that_cannot_be_read_are_counted_by_reason() {
        let mut text = b"who,when,link,text\na,10,x,t\nb,10\n,10,x,\na,never,x,\na,10,,\n\xff,10,x,\n".to_vec();
        text.extend(b"a,10,\"");
        text.resize(text.len() + 2 * ROW_BYTES_MAX, b'x');
        text.extend(b"\",\na,2017-02-13 20:00:00,x,\n");
        let (reading, seen) = read_all(&text);
        let reading = reading.unwrap();
        assert_eq!((reading.rows, reading.used, reading.without_trace, reading.without_zone), (8, 2, 1, 1));
        let unreadable = Unreadable { malformed: 1, too_long: 1, not_text: 1, actor: 1, time: 1 };
        assert_eq!((reading.unreadable, reading.cut), (unreadable, false));
        assert_eq!(seen.len(), 3);
    }

    #[test]
    fn columns_that_are_not_there_are_answered_with_those_that_are() {
        for text in ["who,at,link,text\n", "{\"who\":\"a\",\"at\":1,\"link\":\"x\",\"text\":\"\"}\n"] {
            let (reading, _) = read_all(text.as_bytes());
            let Err(Trouble::Columns { missing, present }) = reading else { panic!("{text}") };
            assert_eq!(missing, ["when"]);
            assert!(present.contains(&"at".to_owned()));
        }
        assert!(matches!(read_all(b" \n").0, Err(Trouble::Empty)));
        // A gzip member that breaks off.
        assert!(matches!(read_all(b"\x1f\x8b\x08\x00\n").0, Err(Trouble::Io(_))));
    }
}
