//! Where records end. Splitting is by framing alone: it needs no state, so that any number of workers cuts an input at the
//! same places. Does not look into records.

/// How records are separated in an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// One record a line.
    Lines,
    /// One record a line; lines that begin with a space, a tab or a closing brace continue the record before them.
    ContinuedLines,
    /// Blocks of `FIELD=value` lines separated by an empty line (journald export format).
    Blocks,
    /// Lines in which a quoted field may hold line ends (CSV logs of PostgreSQL).
    QuotedLines,
    /// Lines of container runtimes, which cut messages over 16 KiB: parts and the line that ends them are one record (CRI's
    /// tag `P`; in Docker's JSON a text without a line end).
    PartialLines,
}

/// Bytes in which a quoted or continued record, or a block, must end; past it the record ends at the next line end all the
/// same, so that one lonely quote cannot swallow an input.
const RECORD_SPAN_BYTES_MAX: usize = crate::RECORD_BYTES_MAX;

impl Framing {
    /// How many bytes at the start of `bytes` are whole records. At the end of the input, everything is.
    ///
    /// ```
    /// use vigie_parse::Framing;
    /// assert_eq!(Framing::Lines.whole_records(b"one\ntw", false), 4);
    /// assert_eq!(Framing::Lines.whole_records(b"one\ntw", true), 6);
    /// ```
    pub fn whole_records(self, bytes: &[u8], at_end: bool) -> usize {
        if at_end {
            return bytes.len();
        }
        match self {
            Framing::Lines => memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1),
            Framing::ContinuedLines => last_start_of_line(bytes),
            Framing::PartialLines => last_end_of_parts(bytes),
            Framing::Blocks | Framing::QuotedLines => {
                let mut whole = 0;
                while let Some((_, step)) = self.next_record(&bytes[whole..]) {
                    if self == Framing::Blocks && !read_block(&bytes[whole..]).settled {
                        return whole;
                    }
                    // A record that reaches the end of the bytes may go on behind it.
                    if whole + step >= bytes.len() {
                        let ended = self == Framing::QuotedLines && bytes.ends_with(b"\n") && {
                            quotes_are_even(&bytes[whole..])
                        };
                        return if ended { bytes.len() } else { whole };
                    }
                    whole += step;
                }
                whole
            }
        }
    }

    /// Splits the first record off: its length without line end, and how many bytes to step over. `None` when empty.
    pub fn next_record(self, bytes: &[u8]) -> Option<(usize, usize)> {
        if bytes.is_empty() {
            return None;
        }
        Some(match self {
            Framing::Lines => first_line(bytes),
            Framing::ContinuedLines => continued(bytes),
            Framing::Blocks => block(bytes),
            Framing::QuotedLines => quoted(bytes),
            Framing::PartialLines => joined(bytes),
        })
    }
}

/// Length of the first line without its end, and with it.
fn first_line(bytes: &[u8]) -> (usize, usize) {
    match memchr::memchr(b'\n', bytes) {
        Some(at) => (at - usize::from(at > 0 && bytes[at - 1] == b'\r'), at + 1),
        None => (bytes.len(), bytes.len()),
    }
}

/// Start of the last line that does not continue another: everything before it is whole.
fn last_start_of_line(bytes: &[u8]) -> usize {
    let mut end = bytes.len();
    while let Some(at) = memchr::memrchr(b'\n', &bytes[..end]) {
        if bytes.get(at + 1).is_some_and(|b| !continues(*b)) {
            return at + 1;
        }
        end = at;
    }
    0
}

fn continued(bytes: &[u8]) -> (usize, usize) {
    let (mut len, mut step) = first_line(bytes);
    while step < RECORD_SPAN_BYTES_MAX && bytes.get(step).is_some_and(|b| continues(*b)) {
        let (more, over) = first_line(&bytes[step..]);
        len = step + more;
        step += over;
    }
    (len, step)
}

/// Whether a line that begins so belongs to the record before it.
fn continues(first: u8) -> bool {
    matches!(first, b' ' | b'\t' | b'}')
}

/// A line, with those before it that are parts of its message.
fn joined(bytes: &[u8]) -> (usize, usize) {
    let (mut len, mut step) = first_line(bytes);
    let mut at = 0;
    while step < RECORD_SPAN_BYTES_MAX
        && let Some(stream) = stream_of_part(&bytes[at..len])
        && bytes.len() > step
    {
        let (more, over) = first_line(&bytes[step..]);
        // The other stream's lines stand between; a part whose end is elsewhere stays alone.
        if memchr::memmem::find(&bytes[step..step + more.min(64)], stream).is_none() && bytes[step] != b'{' {
            break;
        }
        at = step;
        len = step + more;
        step += over;
    }
    (len, step)
}

/// End of the last line that is no part of a longer message.
fn last_end_of_parts(bytes: &[u8]) -> usize {
    let mut end = memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1);
    let whole = end;
    while end > 0 && whole - end < RECORD_SPAN_BYTES_MAX {
        let start = memchr::memrchr(b'\n', &bytes[..end - 1]).map_or(0, |at| at + 1);
        if stream_of_part(&bytes[start..end - 1]).is_none() {
            return end;
        }
        end = start;
    }
    if whole >= RECORD_SPAN_BYTES_MAX { whole } else { 0 }
}

/// The stream of a line that is a part only: `stdout` or `stderr`; of Docker's JSON, where a text goes on, its beginning.
fn stream_of_part(line: &[u8]) -> Option<&[u8]> {
    if line.first() == Some(&b'{') {
        // The end of a whole text: an escaped line end, then the quote that closes it.
        let whole = [&b"\\n\",\""[..], b"\\n\"}"].iter().any(|end| memchr::memmem::find(line, end).is_some());
        return (line.starts_with(b"{\"log\":\"") && !whole).then_some(b"{\"log\":\"");
    }
    let stamp = memchr::memchr(b' ', &line[..line.len().min(48)])?;
    let (stream, tag) = (line.get(stamp..stamp + 8)?, line.get(stamp + 8..)?);
    let part = matches!(stream, b" stdout " | b" stderr ") && matches!(tag, [b'P', b' ' | b':', ..]);
    part.then_some(stream)
}

fn quoted(bytes: &[u8]) -> (usize, usize) {
    let mut inside = false;
    let mut from = 0;
    loop {
        let Some(at) = memchr::memchr2(b'"', b'\n', &bytes[from..]).map(|at| at + from) else {
            return if bytes.len() > RECORD_SPAN_BYTES_MAX { first_line(bytes) } else { (bytes.len(), bytes.len()) };
        };
        if bytes[at] == b'"' {
            inside = !inside;
        } else if !inside {
            return (at - usize::from(at > 0 && bytes[at - 1] == b'\r'), at + 1);
        }
        from = at + 1;
        if from > RECORD_SPAN_BYTES_MAX {
            return first_line(bytes);
        }
    }
}

fn quotes_are_even(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'"', bytes).count().is_multiple_of(2)
}

/// One block of a journal export: up to the empty line. A field without `=` is binary: eight bytes of little-endian length,
/// the value, a line end (systemd, "Journal Export Formats").
fn block(bytes: &[u8]) -> (usize, usize) {
    let Block { len, step, .. } = read_block(bytes);
    (len, step)
}

/// A block, and whether bytes behind those given could still change where it ends.
struct Block {
    len: usize,
    step: usize,
    settled: bool,
}

fn read_block(bytes: &[u8]) -> Block {
    let (mut at, mut settled) = (0, true);
    while at < bytes.len() && at < RECORD_SPAN_BYTES_MAX {
        let (len, step) = first_line(&bytes[at..]);
        if len == 0 {
            return Block { len: at.saturating_sub(1), step: at + step, settled };
        }
        let line = &bytes[at..at + len];
        at += step;
        if memchr::memchr(b'=', line).is_some() {
            continue;
        }
        let Some(prefix) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) else {
            settled = false;
            continue;
        };
        let value = usize::try_from(u64::from_le_bytes(*prefix)).unwrap_or(usize::MAX);
        if value >= RECORD_SPAN_BYTES_MAX {
            continue;
        }
        match at + 8 + value + 1 {
            end if end <= bytes.len() => at = end,
            _ => settled = false,
        }
    }
    let at = at.min(bytes.len());
    Block { len: at, step: at, settled }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(framing: Framing, bytes: &[u8]) -> Vec<&[u8]> {
        let mut records = Vec::new();
        let mut at = 0;
        while let Some((len, step)) = framing.next_record(&bytes[at..]) {
            records.push(&bytes[at..at + len]);
            at += step;
        }
        records
    }

    #[test]
    fn each_framing_splits_its_own_records() {
        type Case = (Framing, &'static [u8], &'static [&'static [u8]]);
        let cases: [Case; 6] = [
            (Framing::Lines, b"a\r\nb\n\nc", &[b"a", b"b", b"", b"c"]),
            (Framing::ContinuedLines, b"a\n\tb\nc\n d\n{\n}\n", &[b"a\n\tb", b"c\n d", b"{\n}"]),
            (Framing::QuotedLines, b"1,\"x\ny\"\n2,z\n", &[b"1,\"x\ny\"", b"2,z"]),
            (
                Framing::PartialLines,
                b"2024-05-01T10:00:00Z stdout P a\n2024-05-01T10:00:00Z stdout F b\n2024-05-01T10:00:00Z stdout P c\n2024-05-01T10:00:00Z stderr F d\n",
                &[
                    b"2024-05-01T10:00:00Z stdout P a\n2024-05-01T10:00:00Z stdout F b",
                    b"2024-05-01T10:00:00Z stdout P c",
                    b"2024-05-01T10:00:00Z stderr F d",
                ],
            ),
            (
                Framing::PartialLines,
                b"{\"log\":\"a\",\"stream\":\"x\"}\n{\"log\":\"b\\n\",\"stream\":\"x\"}\n{\"log\":\"c\\n\"}",
                &[b"{\"log\":\"a\",\"stream\":\"x\"}\n{\"log\":\"b\\n\",\"stream\":\"x\"}", b"{\"log\":\"c\\n\"}"],
            ),
            (
                Framing::Blocks,
                b"A=1\nB\n\x03\0\0\0\0\0\0\0x\ny\n\nA=2\n",
                &[b"A=1\nB\n\x03\0\0\0\0\0\0\0x\ny", b"A=2\n"],
            ),
        ];
        for (framing, bytes, expected) in cases {
            assert_eq!(split(framing, bytes), expected, "{framing:?}");
        }
    }

    #[test]
    fn whole_records_never_cut_a_record() {
        let cases: [(Framing, &[u8], usize); 7] = [
            (Framing::Lines, b"a\nbc", 2),
            (Framing::ContinuedLines, b"a\n\tb\nc\n", 5),
            (Framing::ContinuedLines, b"a\n\tb\n", 0),
            (Framing::QuotedLines, b"1,\"x\n", 0),
            (Framing::Blocks, b"A=1\n\nB=2\n", 5),
            (Framing::PartialLines, b"T stdout F a\nT stdout P b\nT std", 13),
            (Framing::PartialLines, b"T stdout P a\nT stdout F b\nT", 26),
        ];
        for (framing, bytes, expected) in cases {
            assert_eq!(framing.whole_records(bytes, false), expected, "{framing:?} {bytes:?}");
        }
    }

    #[test]
    fn a_lonely_quote_does_not_swallow_the_input() {
        let mut bytes = b"a\"b\n".to_vec();
        bytes.resize(RECORD_SPAN_BYTES_MAX + 10, b'x');
        assert_eq!(Framing::QuotedLines.next_record(&bytes), Some((3, 4)));
    }

    #[test]
    fn parts_are_joined_the_same_way_wherever_an_input_is_cut() {
        const LINES: [&[u8]; 6] = [
            b"T stdout P a\n",
            b"T stdout F b\n",
            b"T stderr P c\r\n",
            b"T stderr F d\n",
            b"{\"log\":\"e\"}\n",
            b"junk\n",
        ];
        // Every input of four of these lines, cut wherever a window ends.
        for choice in 0..LINES.len().pow(4) {
            let picked = [0, 1, 2, 3].map(|place| LINES[choice / LINES.len().pow(place) % LINES.len()]);
            let bytes = picked.concat();
            let whole = split(Framing::PartialLines, &bytes);
            for window in [1, 7, 20, 33] {
                let (mut cut, mut at, mut end) = (Vec::new(), 0, 0);
                while at < bytes.len() {
                    end = (end + window).min(bytes.len());
                    let take = Framing::PartialLines.whole_records(&bytes[at..end], end == bytes.len());
                    cut.extend(split(Framing::PartialLines, &bytes[at..at + take]));
                    at += take;
                }
                assert_eq!(cut, whole, "{:?}", String::from_utf8_lossy(&bytes));
            }
        }
    }
}
