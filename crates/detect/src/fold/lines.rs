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
    pub(crate) text: Vec<u8>,
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

/// A stream's run, beside those of the other streams of its source and asset: a row is part of several of them.
#[derive(Clone, Copy, Debug)]
struct Followed {
    tag: u8,
    run: Run,
    /// Where the line of the run's last row stands, if it was kept; another may stand there by now.
    slot: u32,
    /// The next one of the same source and asset, or [`NONE`].
    next: u32,
}

/// Room for a line.
#[derive(Clone, Debug)]
struct Slot {
    place: (u32, u64),
    /// Nobody holds the line of a room that is free.
    line: KeptLine,
}

/// Lines by the place of their record.
///
/// While rows come, a line is found by the runs that hold it and nobody asks for its place: the last line of each run changes with every
/// row, and its room is used again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines {
    slots: Vec<Slot>,
    free: Vec<u32>,
    /// For each source and asset the first of its runs.
    heads: HashMap<(u32, u32), u32>,
    runs: Vec<Followed>,
    /// The runs of the row that is offered.
    touched: Vec<u32>,
    counters: Vec<u16>,
    bytes: usize,
    /// Whether no row comes any more: the rooms hold a line each then, in the order of their places.
    is_ended: bool,
}

impl Lines {
    /// Offers the record of a row for each stream it is part of.
    pub(crate) fn offer(&mut self, row: &Row, record: &[u8], memberships: &[Membership], gap_seconds: i64) {
        let place = (row.input, row.byte_start);
        let mut slot = NONE;
        // Few sign-ins that worked become rows, and any of them may turn out to be the one that matters.
        if row.kind == Some(TraceKind::SignInSuccess) {
            slot = self.hold(slot, place, record);
        }
        self.touched.clear();
        for membership in memberships {
            if membership.kept_from > 1 && !self.is_busy(membership) {
                continue;
            }
            let at = self.followed(membership.stream, row.time_micros, place);
            self.touched.push(at);
            let Followed { run, slot: slot_before, .. } = &mut self.runs[at as usize];
            if run.rows > 0 && run.ended(row.time_micros, gap_seconds) {
                *run = Run::new(row.time_micros, place);
            }
            run.rows += 1;
            run.last_micros = row.time_micros;
            let before = std::mem::replace(&mut run.last, place);
            let slot_before = *slot_before;
            let kept = (run.rows + 1).saturating_sub(membership.kept_from);
            if kept > LINES_FIRST + 1 {
                self.release(slot_before, before);
            }
            if kept > 0 {
                slot = self.hold(slot, place, record);
            }
        }
        for at in &self.touched {
            self.runs[*at as usize].slot = slot;
        }
    }

    /// The run of a stream, begun with a row if there is none.
    fn followed(&mut self, stream: Stream, time_micros: i64, place: (u32, u64)) -> u32 {
        let head = self.heads.entry((stream.source, stream.asset)).or_insert(NONE);
        let mut at = *head;
        while let Some(known) = self.runs.get(at as usize) {
            if known.tag == stream.tag {
                return at;
            }
            at = known.next;
        }
        let run = Run::new(time_micros, place);
        self.runs.push(Followed { tag: stream.tag, run, slot: NONE, next: *head });
        *head = (self.runs.len() - 1) as u32;
        *head
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

    /// Forgets where the streams stand: no row comes any more, and there may be a stream for each hostile source. From here on lines are
    /// found by their place.
    pub(crate) fn end_streams(&mut self) {
        let mut slots = std::mem::take(self).slots;
        slots.retain(|slot| slot.line.holders > 0);
        slots.sort_unstable_by_key(|slot| slot.place);
        (self.slots, self.is_ended) = (slots, true);
    }

    /// A search for lines by their place, once the streams ended.
    pub(crate) fn search(&self) -> Search<'_> {
        debug_assert!(self.is_ended, "lines are in order once no row comes any more");
        Search { slots: &self.slots, at: 0 }
    }

    /// Takes out a line that a search found.
    pub(crate) fn take(&mut self, found: usize) -> KeptLine {
        std::mem::replace(&mut self.slots[found].line, KeptLine { text: Vec::new(), digest: None, holders: 0 })
    }

    /// Holds the line of a record, in the room where it stands already if it has one; the room where it stands then, or [`NONE`].
    fn hold(&mut self, slot: u32, place: (u32, u64), record: &[u8]) -> u32 {
        if let Some(held) = self.slots.get_mut(slot as usize) {
            held.line.holders = held.line.holders.saturating_add(1);
            return slot;
        }
        if record.is_empty() || self.bytes + record.len().min(LINE_BYTES_MAX) > BYTES_MAX {
            return NONE;
        }
        let text = &record[..record.len().min(LINE_BYTES_MAX)];
        let digest = (record.len() > LINE_BYTES_MAX).then(|| Box::new(Sha256::digest(record).into()));
        self.bytes += text.len() + LINE_OVERHEAD_BYTES;
        let Some(slot) = self.free.pop() else {
            self.slots.push(Slot { place, line: KeptLine { text: text.to_vec(), digest, holders: 1 } });
            return (self.slots.len() - 1) as u32;
        };
        let used = &mut self.slots[slot as usize];
        (used.place, used.line.digest, used.line.holders) = (place, digest, 1);
        // A room that is far too large is given back, so that few long lines do not make all rooms large.
        if (text.len()..=text.len() * 2).contains(&used.line.text.capacity()) {
            used.line.text.clear();
            used.line.text.extend_from_slice(text);
        } else {
            used.line.text = text.to_vec();
        }
        slot
    }

    /// Everything, to go on from: which lines will be kept depends on what came before. `place` is the number a source has from now on.
    pub(crate) fn view(&self, place: impl Fn(u32) -> Option<u32>) -> LinesView<'_> {
        let held = self.slots.iter().filter(|slot| slot.line.holders > 0);
        let mut kept: Vec<LineView<'_>> = held
            .map(|Slot { place: (input, byte_start), line }| LineView {
                input: *input,
                byte_start: *byte_start,
                text: &line.text,
                digest: line.digest.as_deref(),
                holders: line.holders,
            })
            .collect();
        kept.sort_unstable_by_key(|line| (line.input, line.byte_start));
        let mut runs: Vec<(Stream, Run)> = Vec::with_capacity(self.runs.len());
        for ((source, asset), head) in &self.heads {
            let Some(source) = place(*source) else { continue };
            let first = self.runs.get(*head as usize);
            let of_both = std::iter::successors(first, |followed| self.runs.get(followed.next as usize));
            runs.extend(of_both.map(|of| (Stream { source, asset: *asset, tag: of.tag }, of.run)));
        }
        runs.sort_unstable_by_key(|(stream, _)| *stream);
        let counted = (0..).zip(&self.counters).filter(|(_, count)| **count > 0);
        LinesView { kept, runs, counters: counted.map(|(slot, count)| (slot, *count)).collect() }
    }

    /// The lines alone, without where the streams stand.
    pub(crate) fn kept_only(&self) -> Lines {
        Lines { slots: self.slots.clone(), free: self.free.clone(), bytes: self.bytes, ..Lines::default() }
    }

    /// Goes on from a memory.
    pub(crate) fn resume(memory: LinesMemory) -> Lines {
        let mut lines = Lines::default();
        let mut slots: HashMap<(u32, u64), u32> = HashMap::new();
        for MemorisedLine { input, byte_start, text, digest, holders } in memory.kept {
            let place = (input, byte_start);
            lines.bytes += text.len() + LINE_OVERHEAD_BYTES;
            slots.insert(place, lines.slots.len() as u32);
            let line = KeptLine { text: text.into_vec(), digest: digest.map(Box::new), holders };
            lines.slots.push(Slot { place, line });
        }
        for (stream, run) in memory.runs {
            let at = lines.followed(stream, run.start_micros, run.last) as usize;
            lines.runs[at].slot = slots.get(&run.last).copied().unwrap_or(NONE);
            lines.runs[at].run = run;
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

    /// Lets go of the line of the record at a place, if it still stands in a room.
    fn release(&mut self, slot: u32, place: (u32, u64)) {
        let Some(held) = self.slots.get_mut(slot as usize) else { return };
        // A count that once reached its end is no count any more: such a line stays.
        if held.place != place || held.line.holders == 0 || held.line.holders == u8::MAX {
            return;
        }
        held.line.holders -= 1;
        if held.line.holders == 0 {
            self.bytes -= held.line.text.len() + LINE_OVERHEAD_BYTES;
            self.free.push(slot);
        }
    }
}

/// Looks for lines, best in nearly the order of the log: it begins where the last one was looked for.
#[derive(Debug)]
pub(crate) struct Search<'a> {
    slots: &'a [Slot],
    at: usize,
}

impl Search<'_> {
    /// Where the line of the record at a place is held.
    pub(crate) fn find(&mut self, input: u32, byte_start: u64) -> Option<usize> {
        self.at = place_from(self.at, self.slots, |slot| slot.place < (input, byte_start));
        (self.slots.get(self.at)?.place == (input, byte_start)).then_some(self.at)
    }
}

/// How many of some sorted things stand before one, looked for in growing steps behind the place of the one asked about before: records
/// are asked about in order of time, which is nearly that of the log.
pub(super) fn place_from<T>(place: usize, sorted: &[T], is_before: impl Fn(&T) -> bool) -> usize {
    if place > 0 && !is_before(&sorted[place - 1]) {
        return sorted[..place].partition_point(is_before);
    }
    let (mut start, mut step) = (place, 1);
    loop {
        let end = sorted.len().min(start + step);
        if end == sorted.len() || !is_before(&sorted[end - 1]) {
            return start + sorted[start..end].partition_point(is_before);
        }
        (start, step) = (end, step * 2);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_wherever_one_begins_to_look() {
        let sorted: Vec<u32> = (0..40).map(|at| at / 3 * 2).collect();
        for sought in 0..30 {
            let is_before = |known: &u32| *known < sought;
            for place in 0..=sorted.len() {
                assert_eq!(
                    place_from(place, &sorted, is_before),
                    sorted.partition_point(is_before),
                    "{sought} {place}"
                );
            }
        }
    }
}
