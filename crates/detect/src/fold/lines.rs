//! Original lines kept for citation: of each stream of detections the first three and the last, as far as they can be told
//! while reading; of streams that only a crowd makes hostile (broken links, requests) nothing before the crowd gathers. Lines are named by the place of their record, so that it does not matter what becomes of the row.

use std::hash::BuildHasher;

use foldhash::quality::FixedState;
use hashbrown::HashMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use vigie_facts::case::TraceKind;
use vigie_facts::source::Source;
use vigie_facts::time::MICROS_PER_SECOND;
use vigie_facts::unit::ATTEMPT_SECONDS_MAX;

use crate::row::{NONE, Row};

/// Bytes of a line that are kept; the digest is of the whole record. Two KiB show any request a server accepts by default.
const LINE_BYTES_MAX: usize = 2_048;

/// First detections of an attempt whose lines are kept.
pub(crate) const LINES_FIRST: u32 = 3;

/// Bytes of all lines kept. Beyond it new streams go without lines; their places in the logs stay. A twelfth of the memory a
/// whole run may use, and more lines than anybody reads.
const BYTES_MAX: usize = 24 << 20;

/// What a line costs beside its text: table entry and allocation.
const LINE_OVERHEAD_BYTES: usize = 96;

/// A line kept.
#[derive(Clone, Debug)]
pub(crate) struct KeptLine {
    pub(crate) text: Box<[u8]>,
    /// Of the whole record, when the text is only its head.
    digest: Option<Box<[u8; 32]>>,
    holders: u8,
}

impl KeptLine {
    /// SHA-256 of the whole record, in hexadecimal.
    pub(crate) fn sha256(&self) -> Box<str> {
        let digest = self.digest.as_deref().copied().unwrap_or_else(|| Sha256::digest(&self.text).into());
        let mut text = String::with_capacity(64);
        for byte in digest {
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from(b"0123456789abcdef"[usize::from(nibble)]));
            }
        }
        text.into()
    }
}

/// What tells streams of rows apart: source, asset, and form or kind of trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Stream {
    pub(crate) source: u32,
    pub(crate) asset: u32,
    pub(crate) tag: u8,
}

/// A stream that a row is part of, and the number of the row in its run from which on lines are kept: 1 for what is a
/// detection by itself, more for what only a crowd of makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Membership {
    pub(crate) stream: Stream,
    /// The source by its address: numbers change when a memory is taken up again, and where a stream is counted may not.
    pub(crate) address: Source,
    pub(crate) kept_from: u32,
}

/// Slots of the counters that tell busy streams from the many that ordinary visitors leave: 2 MiB. Streams that share a slot
/// are only looked at earlier.
const COUNTERS: usize = 1 << 20;

/// Where a stream stands.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Run {
    start_micros: i64,
    last_micros: i64,
    rows: u32,
    last: (u32, u64),
}

/// Lines by the place of their record.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines {
    kept: HashMap<(u32, u64), KeptLine>,
    runs: HashMap<Stream, Run>,
    counters: Vec<u16>,
    bytes: usize,
}

impl Lines {
    /// Offers the record of a row for each stream it is part of.
    pub(crate) fn offer(&mut self, row: &Row, record: &[u8], memberships: &[Membership], gap_seconds: i64) {
        let place = (row.input, row.byte_start);
        // Few sign-ins that worked become rows, and any of them may turn out to be the one that matters.
        if row.kind == Some(TraceKind::SignInSuccess) {
            self.hold(place, record);
        }
        for membership in memberships {
            if membership.kept_from > 1 && !self.is_busy(membership) {
                continue;
            }
            let run = self.runs.entry(membership.stream).or_insert_with(|| Run::new(row.time_micros, place));
            if run.rows > 0 && run.ended(row.time_micros, gap_seconds) {
                *run = Run::new(row.time_micros, place);
            }
            run.rows += 1;
            run.last_micros = row.time_micros;
            let before = std::mem::replace(&mut run.last, place);
            let kept = (run.rows + 1).saturating_sub(membership.kept_from);
            if kept > LINES_FIRST + 1 {
                self.release(before);
            }
            if kept > 0 {
                self.hold(place, record);
            }
        }
    }

    /// Counts a row of a stream; whether there were enough of them to follow the stream.
    fn is_busy(&mut self, membership: &Membership) -> bool {
        if self.counters.is_empty() {
            self.counters = vec![0; COUNTERS];
        }
        let Stream { asset, tag, .. } = membership.stream;
        let slot = FixedState::with_seed(0).hash_one((membership.address, asset, tag)) as usize % COUNTERS;
        self.counters[slot] = self.counters[slot].saturating_add(1);
        u32::from(self.counters[slot]) >= membership.kept_from.min(u32::from(u16::MAX))
    }

    /// Forgets where the streams stand: no row comes any more, and there may be a stream for each hostile source.
    pub(crate) fn end_streams(&mut self) {
        self.runs = HashMap::new();
        self.counters = Vec::new();
    }

    /// The line of the record at a place.
    pub(crate) fn get(&self, input: u32, byte_start: u64) -> Option<&KeptLine> {
        self.kept.get(&(input, byte_start))
    }

    /// Takes out the line of the record at a place.
    pub(crate) fn take(&mut self, input: u32, byte_start: u64) -> Option<KeptLine> {
        self.kept.remove(&(input, byte_start))
    }

    fn hold(&mut self, place: (u32, u64), record: &[u8]) {
        if let Some(line) = self.kept.get_mut(&place) {
            line.holders = line.holders.saturating_add(1);
            return;
        }
        if record.is_empty() || self.bytes + record.len().min(LINE_BYTES_MAX) > BYTES_MAX {
            return;
        }
        let text = &record[..record.len().min(LINE_BYTES_MAX)];
        let digest = (record.len() > LINE_BYTES_MAX).then(|| Box::new(Sha256::digest(record).into()));
        self.bytes += text.len() + LINE_OVERHEAD_BYTES;
        self.kept.insert(place, KeptLine { text: text.into(), digest, holders: 1 });
    }

    /// Everything, to go on from: which lines will be kept depends on what came before. `place` is the number a source has from now on.
    pub(crate) fn view(&self, place: impl Fn(u32) -> Option<u32>) -> LinesView<'_> {
        let mut kept: Vec<LineView<'_>> = self
            .kept
            .iter()
            .map(|((input, byte_start), line)| LineView {
                input: *input,
                byte_start: *byte_start,
                text: &line.text,
                digest: line.digest.as_deref(),
                holders: line.holders,
            })
            .collect();
        kept.sort_unstable_by_key(|line| (line.input, line.byte_start));
        let run = |(stream, run): (&Stream, &Run)| Some((Stream { source: place(stream.source)?, ..*stream }, *run));
        let mut runs: Vec<(Stream, Run)> = self.runs.iter().filter_map(run).collect();
        runs.sort_unstable_by_key(|(stream, _)| *stream);
        let counted = (0..).zip(&self.counters).filter(|(_, count)| **count > 0);
        LinesView { kept, runs, counters: counted.map(|(slot, count)| (slot, *count)).collect() }
    }

    /// The lines alone, without where the streams stand.
    pub(crate) fn kept_only(&self) -> Lines {
        Lines { kept: self.kept.clone(), bytes: self.bytes, ..Lines::default() }
    }

    /// Goes on from a memory.
    pub(crate) fn resume(memory: LinesMemory) -> Lines {
        let mut lines = Lines { runs: memory.runs.into_iter().collect(), ..Lines::default() };
        for line in memory.kept {
            lines.bytes += line.text.len() + LINE_OVERHEAD_BYTES;
            let kept = KeptLine { text: line.text, digest: line.digest.map(Box::new), holders: line.holders };
            lines.kept.insert((line.input, line.byte_start), kept);
        }
        if !memory.counters.is_empty() {
            lines.counters = vec![0; COUNTERS];
        }
        for (slot, count) in memory.counters {
            if let Some(counter) = lines.counters.get_mut(slot as usize) {
                *counter = count;
            }
        }
        lines
    }

    fn release(&mut self, place: (u32, u64)) {
        let Some(line) = self.kept.get_mut(&place) else { return };
        // A count that once reached its end is no count any more: such a line stays.
        if line.holders == u8::MAX {
            return;
        }
        line.holders -= 1;
        if line.holders == 0 {
            self.bytes -= line.text.len() + LINE_OVERHEAD_BYTES;
            self.kept.remove(&place);
        }
    }
}

/// What a [`LinesMemory`] is read from: the same fields in the same order, the texts not copied.
#[derive(Serialize)]
pub(crate) struct LinesView<'a> {
    kept: Vec<LineView<'a>>,
    runs: Vec<(Stream, Run)>,
    counters: Vec<(u32, u16)>,
}

#[derive(Serialize)]
struct LineView<'a> {
    input: u32,
    byte_start: u64,
    text: &'a [u8],
    digest: Option<&'a [u8; 32]>,
    holders: u8,
}

/// What [`Lines::resume`] goes on from.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct LinesMemory {
    pub(super) kept: Vec<MemorisedLine>,
    runs: Vec<(Stream, Run)>,
    counters: Vec<(u32, u16)>,
}

impl LinesMemory {
    /// Sources got other numbers; streams of those that have none any more are gone.
    pub(super) fn rename_sources(&mut self, places: &[u32]) {
        self.runs.retain_mut(|(stream, _)| {
            let Some(place) = places.get(stream.source as usize) else { return true };
            stream.source = *place;
            *place != NONE
        });
    }
}

/// A line kept, with its place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct MemorisedLine {
    pub(super) input: u32,
    pub(super) byte_start: u64,
    pub(super) text: Box<[u8]>,
    digest: Option<[u8; 32]>,
    holders: u8,
}

impl Run {
    fn new(time_micros: i64, place: (u32, u64)) -> Run {
        Run { start_micros: time_micros, last_micros: time_micros, rows: 0, last: place }
    }

    /// Whether a row at that time starts a new attempt. Rows out of order by less than a gap are part of the same one.
    fn ended(&self, time_micros: i64, gap_seconds: i64) -> bool {
        time_micros.saturating_sub(self.last_micros).saturating_abs() > gap_seconds.saturating_mul(MICROS_PER_SECOND)
            || time_micros.saturating_sub(self.start_micros) > ATTEMPT_SECONDS_MAX * MICROS_PER_SECOND
    }
}
