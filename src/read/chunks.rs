//! Reads one input: decompress, sample the head, then hand out chunks of whole records with their place. Memory is bounded by
//! a few chunks whatever the input holds. What records mean is not known here; how they are separated is asked of `parse`.

use std::io::{self, Read};
use std::path::Path;

use vigie_facts::case::Trouble;
use vigie_facts::origin::InputId;
use vigie_parse::services::w3c::Columns;
use vigie_parse::{Options, Recognition, YearClock};

use super::compression::{Expanded, ExpansionLimit};
use super::{CHUNK_BYTES, Compression, HEAD_BYTES, RECORD_BYTES_MAX};

/// Whole records of one input, and everything a worker needs to read them as if it had read all before them.
#[derive(Debug)]
pub struct Chunk {
    /// The input.
    pub input: InputId,
    /// The records. When the last one was cut at the limit, `cut_bytes` says by how much.
    pub bytes: Vec<u8>,
    /// Offset of the first byte in the decompressed input.
    pub byte_start: u64,
    /// 1-based line number of the first record.
    pub line_start: u64,
    /// The calendar at the start of the chunk.
    pub clock: YearClock,
    /// The columns at the start of the chunk, of inputs that state them.
    pub columns: Columns,
    /// Bytes of the last record that were skipped because it is longer than the limit; 0 otherwise.
    pub cut_bytes: u64,
    /// Whether this is the end of the input and its last line has no line end.
    pub missing_line_end: bool,
}

/// What reading an input came to.
#[derive(Clone, Debug)]
pub struct ReadReport {
    /// How it is stored.
    pub compression: Compression,
    /// Bytes taken from storage.
    pub bytes_stored: u64,
    /// Bytes after decompression.
    pub bytes_read: u64,
    /// `blake3:` and the digest of all decompressed bytes; empty when the end was not reached.
    pub digest: String,
    /// Why it was not read, or not to its end.
    pub trouble: Option<Trouble>,
}

impl ReadReport {
    /// The report of an input that was not read: a copy, or one that cannot be opened.
    pub fn unread(path: &Path, trouble: Option<Trouble>) -> ReadReport {
        let bytes_stored = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        ReadReport { compression: Compression::None, bytes_stored, bytes_read: 0, digest: String::new(), trouble }
    }
}

/// Reads one input from start to end.
#[derive(Debug)]
pub struct InputReader {
    input: InputId,
    stream: Expanded,
    recognition: Recognition,
    clock: YearClock,
    columns: Columns,
    /// Bytes read and not handed out yet.
    pending: Vec<u8>,
    at_end: bool,
    byte_next: u64,
    line_next: u64,
    bytes_read: u64,
    hasher: blake3::Hasher,
    trouble: Option<Trouble>,
}

impl InputReader {
    /// Opens a file, or standard input for `-`, reads its head and recognises it.
    pub fn open(path: &Path, input: InputId, options: &Options) -> io::Result<InputReader> {
        let stream = if path.as_os_str() == "-" {
            Expanded::new(io::stdin())?
        } else {
            Expanded::new(std::fs::File::open(path)?)?
        };
        Ok(InputReader::from_stream(stream, input, options))
    }

    fn from_stream(stream: Expanded, input: InputId, options: &Options) -> InputReader {
        let mut reader = InputReader {
            input,
            stream,
            recognition: vigie_parse::recognise(b"", options),
            clock: YearClock::starting(options.year),
            columns: Columns::default(),
            pending: Vec::with_capacity(CHUNK_BYTES + HEAD_BYTES),
            at_end: false,
            byte_next: 0,
            line_next: 1,
            bytes_read: 0,
            hasher: blake3::Hasher::new(),
            trouble: None,
        };
        reader.fill(HEAD_BYTES);
        let head = reader.recognition.framing.whole_records(&reader.pending, reader.at_end);
        let head = if head == 0 { reader.pending.len() } else { head };
        reader.recognition = vigie_parse::recognise(&reader.pending[..head], options);
        reader.columns.clone_from(&reader.recognition.columns);
        if reader.recognition.confidence_percent == 0 && looks_binary(&reader.pending) {
            let detail = if reader.pending.starts_with(b"LPKSHHRH") {
                "a binary journal; give the output of `journalctl -o export` instead"
            } else {
                "not text, and no format that is known"
            };
            reader.trouble = Some(Trouble { kind: "binary".into(), detail: detail.into() });
            reader.at_end = true;
            reader.pending.clear();
        }
        reader
    }

    /// What the head looks like.
    pub fn recognition(&self) -> &Recognition {
        &self.recognition
    }

    /// The first bytes, as far as they were read to recognise the input.
    pub fn head(&self) -> &[u8] {
        &self.pending
    }

    /// The calendar where reading stands.
    pub fn clock(&self) -> YearClock {
        self.clock
    }

    /// Sets the calendar of the first record. Call before the first chunk.
    pub fn start_clock(&mut self, clock: YearClock) {
        self.clock = clock;
    }

    /// Steps over bytes that another input already holds; they are read and digested, not handed out.
    pub fn skip(&mut self, bytes: u64) {
        let mut left = bytes;
        while left > 0 {
            if self.pending.is_empty() && !self.fill(CHUNK_BYTES) {
                return;
            }
            let step = (self.pending.len() as u64).min(left) as usize;
            self.step_over(step);
            left -= step as u64;
        }
    }

    /// The next chunk, or `None` at the end. Trouble on the way ends the input early and is told by [`InputReader::finish`].
    pub fn next_chunk(&mut self) -> Option<Chunk> {
        self.fill(CHUNK_BYTES);
        if self.pending.is_empty() {
            return None;
        }
        let whole = self.recognition.framing.whole_records(&self.pending, self.at_end);
        let (take, cut_bytes) = if whole > 0 { (whole, 0) } else { self.cut_long_record() };
        let rest = self.pending.split_off(take);
        let mut bytes = std::mem::replace(&mut self.pending, rest);
        self.pending.reserve((CHUNK_BYTES + HEAD_BYTES).saturating_sub(self.pending.len()));
        let chunk_start = (self.byte_next, self.line_next, self.clock);
        let columns = self.columns.clone();
        self.account(&bytes);
        self.byte_next += cut_bytes;
        if cut_bytes > 0 {
            bytes.truncate(RECORD_BYTES_MAX);
        }
        let missing_line_end = self.at_end && self.pending.is_empty() && bytes.last() != Some(&b'\n');
        let (byte_start, line_start, clock) = chunk_start;
        Some(Chunk { input: self.input, bytes, byte_start, line_start, clock, columns, cut_bytes, missing_line_end })
    }

    /// What reading came to. Call after [`InputReader::next_chunk`] returned `None`.
    pub fn finish(self) -> ReadReport {
        let digest = match &self.trouble {
            None => format!("blake3:{}", self.hasher.finalize().to_hex()),
            Some(_) => String::new(),
        };
        ReadReport {
            compression: self.stream.compression(),
            bytes_stored: self.stream.bytes_stored(),
            bytes_read: self.bytes_read,
            digest,
            trouble: self.trouble,
        }
    }

    /// Reads until `pending` holds at least `bytes` or the input ends. Returns whether anything is pending.
    fn fill(&mut self, bytes: usize) -> bool {
        while !self.at_end && self.pending.len() < bytes {
            let held = self.pending.len();
            self.pending.resize(bytes.max(held + 1), 0);
            match self.stream.read(&mut self.pending[held..]) {
                Ok(read) => {
                    self.pending.truncate(held + read);
                    self.hasher.update(&self.pending[held..]);
                    self.bytes_read += read as u64;
                    self.at_end = read == 0;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => self.pending.truncate(held),
                Err(error) => {
                    self.pending.truncate(held);
                    self.at_end = true;
                    self.trouble = Some(trouble_of(&error));
                }
            }
        }
        !self.pending.is_empty()
    }

    /// A record that does not end within a chunk: keeps its head, reads on to its end. Returns the bytes of `pending` that
    /// belong to it, and how many further bytes were dropped.
    fn cut_long_record(&mut self) -> (usize, u64) {
        let mut dropped = 0_u64;
        let mut scratch = Vec::new();
        loop {
            let whole = self.recognition.framing.whole_records(&self.pending, self.at_end);
            if whole > 0 {
                return (whole, dropped);
            }
            if self.pending.len() < RECORD_BYTES_MAX {
                let wanted = self.pending.len() + CHUNK_BYTES;
                self.fill(wanted);
                continue;
            }
            // Past the limit only the line end matters, whatever the framing: a record without end must not grow the buffer.
            let mut tail = self.pending.split_off(RECORD_BYTES_MAX);
            std::mem::swap(&mut scratch, &mut self.pending);
            self.pending.append(&mut tail);
            loop {
                if let Some(end) = memchr::memchr(b'\n', &self.pending) {
                    dropped += end as u64;
                    self.pending.drain(..end);
                    break;
                }
                dropped += self.pending.len() as u64;
                self.pending.clear();
                if !self.fill(CHUNK_BYTES) {
                    break;
                }
            }
            let head = scratch.len();
            // The line end that closes the long record stays with its head, so that lines are counted once.
            let line_end = usize::from(!self.pending.is_empty());
            scratch.append(&mut self.pending);
            self.pending = scratch;
            return (head + line_end, dropped);
        }
    }

    fn step_over(&mut self, bytes: usize) {
        let rest = self.pending.split_off(bytes);
        let skipped = std::mem::replace(&mut self.pending, rest);
        self.account(&skipped);
    }

    /// Moves the place and the calendar past bytes that leave `pending`.
    fn account(&mut self, bytes: &[u8]) {
        self.byte_next += bytes.len() as u64;
        self.line_next += memchr::memchr_iter(b'\n', bytes).count() as u64;
        if self.recognition.yearless {
            self.clock.advance_over(bytes);
        }
        self.columns.advance_over(bytes);
    }
}

/// Whether bytes look like something other than text: more than one byte in ten is a control character that text has not.
fn looks_binary(head: &[u8]) -> bool {
    let odd = head.iter().filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31)).count();
    odd * 10 > head.len()
}

fn trouble_of(error: &io::Error) -> Trouble {
    let kind = if error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<ExpansionLimit>) {
        "expansion-limit"
    } else {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => "truncated",
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => "corrupt",
            _ => "unreadable",
        }
    };
    Trouble { kind: kind.into(), detail: error.to_string().into() }
}
