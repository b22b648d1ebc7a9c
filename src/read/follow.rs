//! Follows one log as it is written: whole records only, cut into the same chunks a finished file would be cut into, so that what is
//! read live comes to the same as what is read later. Knows when a file was renamed or truncated under it, and finds a file again
//! after a stop, also when it was renamed, copied or compressed meanwhile. It keeps no queue: what is not read yet stays in the file.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

use serde::{Deserialize, Serialize};
use vigie_facts::origin::InputId;
use vigie_parse::services::w3c::Columns;
use vigie_parse::{Options, Recognition, YearClock};

use super::compression::Expanded;
use super::family::{FINGERPRINT_BYTES, Fingerprint, Known, Member, identity_of, members};
use super::{CHUNK_BYTES, Chunk, Compression, HEAD_BYTES, RECORD_BYTES_MAX, rotation_set};

/// Sizes at which a young file is looked at again to see what it is: its first line may be a remark.
const LOOKS_AGAIN: [usize; 3] = [4 << 10, 64 << 10, HEAD_BYTES];

/// Room for what may have been written since a file was looked at, or stands in one that tells no length.
const READ_BYTES_MIN: u64 = 4 << 10;

/// Pieces of standard input that may wait: two megabytes, then whoever writes waits.
const PIPE_PIECES_MAX: usize = 16;
const PIPE_PIECE_BYTES: usize = 128 << 10;

/// Where following stands: enough to go on after a stop, at the same byte or not at all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bookmark {
    /// Number of the input.
    pub input: u32,
    /// Where it was when it was opened.
    pub path: PathBuf,
    device: u64,
    inode: u64,
    byte_next: u64,
    line_next: u64,
    clock: (i32, u8, bool),
    /// Where the chunk began that is being filled.
    chunk: (u64, u64, (i32, u8, bool)),
    head: Fingerprint,
    /// Of the bytes before `byte_next`.
    tail: Fingerprint,
    /// Whether nobody wrote to it any more.
    closed: bool,
}

impl Bookmark {
    /// Whether it is of a file that begins like this one.
    pub fn is_of(&self, follower: &Follower) -> bool {
        self.head.begins(&follower.head)
    }

    /// The file, to be told from what comes after it.
    pub fn known(&self) -> Known {
        Known::new(self.head.clone(), false)
    }
}

/// Records that were not handed out before.
#[derive(Debug)]
pub struct Part {
    /// The records and their place.
    pub chunk: Chunk,
    /// Whether the chunk they are part of ends with them.
    pub chunk_ends: bool,
}

/// What happened to the file under its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is still there.
    Same,
    /// Its name belongs to another file now.
    Replaced,
    /// There is no live file: this one was renamed and the next not begun, or files of this log are named from the start as others
    /// are after a rotation.
    Unnamed,
    /// It is shorter than what was read, or begins otherwise.
    Truncated,
}

enum Source {
    /// A file, read at its place; `live` while somebody may still write to it.
    File { file: File, live: bool },
    /// The rest of a compressed file.
    Stream(Expanded),
    /// Standard input, read by a thread of its own.
    Pipe { receiver: Receiver<Vec<u8>>, over: bool },
}

/// Follows one file, or standard input.
pub struct Follower {
    input: InputId,
    path: PathBuf,
    source: Source,
    device: u64,
    inode: u64,
    recognition: Recognition,
    looks: usize,
    columns: Columns,
    clock: YearClock,
    head: Vec<u8>,
    /// The last bytes handed out.
    tail: Vec<u8>,
    pending: Vec<u8>,
    byte_next: u64,
    line_next: u64,
    chunk_start: (u64, u64, YearClock),
    /// Bytes already dropped of a record that is longer than the limit.
    dropped: u64,
}

impl std::fmt::Debug for Follower {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Follower").field("path", &self.path).field("byte_next", &self.byte_next).finish_non_exhaustive()
    }
}

impl Follower {
    /// Follows a file from its beginning, or standard input for `-`. `clock` is the calendar of its first record.
    pub fn open(path: &Path, input: InputId, clock: YearClock, options: &Options) -> io::Result<Follower> {
        if path.as_os_str() == "-" {
            let source =
                Source::Pipe { receiver: read_apart(io::stdin(), PIPE_PIECES_MAX, PIPE_PIECE_BYTES)?, over: false };
            return Ok(Follower::new(path, input, clock, options, source, (0, 0)));
        }
        let file = File::open(path)?;
        let identity = identity_of(&file.metadata()?);
        let stream = Expanded::new(file.try_clone()?)?;
        let source = match stream.compression() {
            Compression::None => Source::File { file, live: true },
            _ => Source::Stream(stream),
        };
        let mut follower = Follower::new(path, input, clock, options, source, identity);
        // Its beginning at once: what tells it from the file that may take its place a moment later.
        follower.fill(FINGERPRINT_BYTES)?;
        Ok(follower)
    }

    fn new(
        path: &Path,
        input: InputId,
        clock: YearClock,
        options: &Options,
        source: Source,
        (device, inode): (u64, u64),
    ) -> Follower {
        let recognition = vigie_parse::recognise(b"", options);
        let columns = Columns::default();
        Follower {
            input,
            path: path.to_path_buf(),
            source,
            device,
            inode,
            recognition,
            looks: 0,
            columns,
            clock,
            head: Vec::new(),
            tail: Vec::new(),
            pending: Vec::new(),
            byte_next: 0,
            line_next: 1,
            chunk_start: (0, 1, clock),
            dropped: 0,
        }
    }

    /// Goes on where a bookmark was left: in the same file, or in what became of it. `None` when it is nowhere; what was
    /// written to it since is then lost. `chunk_so_far` gets the records of the chunk that was being filled, which were handed
    /// out before: whoever reads them has a state to build up again.
    pub fn reopen(
        bookmark: &Bookmark,
        options: &Options,
        chunk_so_far: &mut dyn FnMut(&Follower, Chunk),
    ) -> io::Result<Option<Follower>> {
        if bookmark.path.as_os_str() == "-" {
            return Ok(None);
        }
        let Some((member, source)) = find_again(bookmark, None)? else { return Ok(None) };
        let clock = clock_of(bookmark.clock);
        let input = InputId(bookmark.input);
        let mut follower = Follower::new(&bookmark.path, input, clock, options, source, member.identity);
        let mut reader = Expanded::new(File::open(&member.path)?)?;
        let mut head = vec![0; HEAD_BYTES.min(usize::try_from(bookmark.byte_next).unwrap_or(HEAD_BYTES))];
        reader.read_exact(&mut head)?;
        follower.recognise(&head, options);
        follower.head = member.head[..bookmark.head.bytes()].to_vec();
        follower.columns.advance_over(&head);
        follower.note_tail(&head);
        let mut at = head.len() as u64;
        let mut before = head;
        let (chunk_byte, chunk_line, chunk_clock) = bookmark.chunk;
        // Of the records handed out already, those of the open chunk are wanted; the others only for the columns they state.
        before.drain(..usize::try_from(chunk_byte).unwrap_or(usize::MAX).min(before.len()));
        let mut piece = vec![0; CHUNK_BYTES];
        while at < bookmark.byte_next {
            let wanted = piece.len().min(usize::try_from(bookmark.byte_next - at).unwrap_or(usize::MAX));
            reader.read_exact(&mut piece[..wanted])?;
            follower.columns.advance_over(&piece[..wanted]);
            follower.note_tail(&piece[..wanted]);
            let first = usize::try_from(chunk_byte.saturating_sub(at)).unwrap_or(usize::MAX).min(wanted);
            before.extend_from_slice(&piece[first..wanted]);
            at += wanted as u64;
        }
        follower.byte_next = bookmark.byte_next;
        follower.line_next = bookmark.line_next;
        follower.chunk_start = (chunk_byte, chunk_line, clock_of(chunk_clock));
        let chunk = Chunk {
            input: follower.input,
            bytes: before,
            byte_start: chunk_byte,
            line_start: chunk_line,
            clock: clock_of(chunk_clock),
            columns: follower.recognition.columns.clone(),
            cut_bytes: 0,
            missing_line_end: false,
        };
        chunk_so_far(&follower, chunk);
        Ok(Some(follower))
    }

    /// The number of the input.
    pub fn input(&self) -> InputId {
        self.input
    }

    /// Where it was when it was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes handed out.
    pub fn bytes_read(&self) -> u64 {
        self.byte_next
    }

    /// What its beginning looks like, as far as it was written.
    pub fn recognition(&self) -> &Recognition {
        &self.recognition
    }

    /// Whether nothing can come any more: the rest of a file that was rotated away was read, or standard input was closed.
    pub fn is_over(&self) -> bool {
        match &self.source {
            Source::File { live, .. } => !live,
            Source::Stream(_) => true,
            Source::Pipe { over, .. } => *over,
        }
    }

    /// Device and inode of the file.
    pub fn identity(&self) -> (u64, u64) {
        (self.device, self.inode)
    }

    /// Where following stands. What was handed out by [`Follower::next_part`] counts as read.
    pub fn bookmark(&self) -> Bookmark {
        let (chunk_byte, chunk_line, chunk_clock) = self.chunk_start;
        Bookmark {
            input: self.input.0,
            path: self.path.clone(),
            device: self.device,
            inode: self.inode,
            byte_next: self.byte_next,
            line_next: self.line_next,
            clock: parts_of(self.clock),
            chunk: (chunk_byte, chunk_line, parts_of(chunk_clock)),
            head: Fingerprint::of(&self.head),
            tail: Fingerprint::of(&self.tail),
            closed: self.is_over(),
        }
    }

    /// Whether what it begins with, as far as it was read, is what somebody saw there.
    pub fn begins_like(&self, head: &[u8]) -> bool {
        let bytes = self.head.len().min(head.len());
        bytes > 0 && self.head[..bytes] == head[..bytes]
    }

    /// The file, to be told from what comes after it, now or once it was read to its end.
    pub fn known(&self, is_whole: bool) -> Known {
        Known::new(Fingerprint::of(&self.head), is_whole)
    }

    /// Whether the file is still the live one of its log.
    pub fn standing(&self) -> io::Result<Standing> {
        let Source::File { file, live: true } = &self.source else { return Ok(Standing::Same) };
        if file.metadata()?.len() < self.byte_next + self.pending.len() as u64 || !self.stands_as_before()? {
            return Ok(Standing::Truncated);
        }
        match fs::metadata(rotation_set(&self.path)) {
            Ok(metadata) if identity_of(&metadata) != (self.device, self.inode) => Ok(Standing::Replaced),
            Ok(_) => Ok(Standing::Same),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Standing::Unnamed),
            Err(error) => Err(error),
        }
    }

    /// After a truncation: goes on in the copy that was made before it, if there is one. Whether there was.
    pub fn turn_to_copy(&mut self) -> io::Result<bool> {
        let Some((member, source)) = find_again(&self.bookmark(), Some(self.identity()))? else { return Ok(false) };
        // What was read and not handed out is read again from the copy.
        self.pending.clear();
        self.dropped = 0;
        (self.device, self.inode) = member.identity;
        self.source = source;
        self.close_to_writers();
        Ok(true)
    }

    /// The end of a plain file as it is now, and the number of the line there.
    pub fn end(&self) -> io::Result<Option<(u64, u64)>> {
        let Source::File { file, .. } = &self.source else { return Ok(None) };
        let (mut at, mut line, mut piece) = (0, 1, vec![0; CHUNK_BYTES]);
        loop {
            let read = file.read_at(&mut piece, at)?;
            if read == 0 {
                return Ok(Some((at, line)));
            }
            at += read as u64;
            line += memchr::memchr_iter(b'\n', &piece[..read]).count() as u64;
        }
    }

    /// Begins at a place instead of at the beginning.
    pub fn start_at(&mut self, (byte, line): (u64, u64)) {
        self.pending.clear();
        (self.byte_next, self.line_next) = (byte, line);
        self.chunk_start = (byte, line, self.clock);
    }

    /// Nobody writes to it any more: the next time nothing comes, it is at its end.
    pub fn close_to_writers(&mut self) {
        if let Source::File { live, .. } = &mut self.source {
            *live = false;
        }
    }

    /// Records written since, at most a chunk of them; `None` when there is no whole one.
    pub fn next_part(&mut self, options: &Options) -> io::Result<Option<Part>> {
        loop {
            let room = (self.chunk_start.0 + CHUNK_BYTES as u64).saturating_sub(self.byte_next) as usize;
            if self.dropped > 0 {
                return self.drop_on();
            }
            if self.pending.len() < room && !self.fill(room)? && self.pending.is_empty() {
                return Ok(None);
            }
            self.look(options);
            let window = &self.pending[..self.pending.len().min(room)];
            let take = self.recognition.framing.whole_records(window, false);
            let chunk_ends = window.len() == room;
            if take > 0 {
                return Ok(Some(self.hand_out(take, 0, chunk_ends, false)));
            }
            if !chunk_ends {
                return Ok(None);
            }
            if self.byte_next > self.chunk_start.0 {
                // The record that begins here is the first of the next chunk.
                return Ok(Some(self.hand_out(0, 0, true, false)));
            }
            // A record longer than a chunk: its head is kept, the rest counted until it ends.
            self.dropped = 1;
            self.pending.truncate(RECORD_BYTES_MAX);
        }
    }

    /// The last records of a file to which nobody writes any more, the last of them perhaps without its line end.
    pub fn finish(&mut self, options: &Options) -> Option<Part> {
        if self.pending.is_empty() {
            return None;
        }
        self.look(options);
        let missing_line_end = self.pending.last() != Some(&b'\n');
        let cut = self.dropped.saturating_sub(1);
        self.dropped = 0;
        Some(self.hand_out(self.pending.len(), cut, true, missing_line_end))
    }

    fn hand_out(&mut self, take: usize, cut_bytes: u64, chunk_ends: bool, missing_line_end: bool) -> Part {
        let rest = self.pending.split_off(take);
        let bytes = std::mem::replace(&mut self.pending, rest);
        let (byte_start, line_start, clock) = (self.byte_next, self.line_next, self.clock);
        let columns = self.columns.clone();
        self.byte_next += bytes.len() as u64 + cut_bytes;
        self.line_next += memchr::memchr_iter(b'\n', &bytes).count() as u64;
        if self.recognition.yearless {
            self.clock.advance_over(&bytes);
        }
        self.columns.advance_over(&bytes);
        if cut_bytes > 0 {
            self.tail.clear();
        } else {
            self.note_tail(&bytes);
        }
        if chunk_ends {
            self.chunk_start = (self.byte_next, self.line_next, self.clock);
        }
        let input = self.input;
        let chunk = Chunk { input, bytes, byte_start, line_start, clock, columns, cut_bytes, missing_line_end };
        Part { chunk, chunk_ends }
    }

    /// Reads until so many bytes are pending or nothing more is there. Whether anything came.
    fn fill(&mut self, bytes: usize) -> io::Result<bool> {
        let before = self.pending.len();
        while self.pending.len() < bytes {
            let held = self.pending.len();
            let at = self.byte_next + held as u64;
            let read = match &mut self.source {
                Source::Pipe { receiver, over } => {
                    match receiver.try_recv() {
                        Ok(piece) => self.pending.extend_from_slice(&piece),
                        Err(TryRecvError::Empty) => break,
                        Err(TryRecvError::Disconnected) => {
                            *over = true;
                            break;
                        }
                    }
                    continue;
                }
                Source::File { file, .. } => {
                    // Room for what is there, not for a whole chunk: most looks find nothing.
                    let there = file.metadata()?.len().saturating_sub(at).max(READ_BYTES_MIN);
                    let room = held.saturating_add(usize::try_from(there).unwrap_or(usize::MAX));
                    self.pending.resize(bytes.min(room), 0);
                    file.read_at(&mut self.pending[held..], at)
                }
                Source::Stream(stream) => {
                    self.pending.resize(bytes, 0);
                    stream.read(&mut self.pending[held..])
                }
            };
            match read {
                Ok(read) => {
                    self.pending.truncate(held + read);
                    if read == 0 {
                        break;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => self.pending.truncate(held),
                Err(error) => {
                    self.pending.truncate(held);
                    return Err(error);
                }
            }
        }
        // A file may be emptied and written anew at any moment. What was read is what was meant only if its beginning still stands
        // after the reading.
        if self.pending.len() > before && !self.stands_as_before()? {
            self.pending.truncate(before);
            return Ok(false);
        }
        // What it begins with is known better the more of it was written.
        if self.head.len() < FINGERPRINT_BYTES
            && let Some(rest) = (self.head.len() as u64).checked_sub(self.byte_next)
            && let Some(more) = self.pending.get(rest as usize..)
        {
            self.head.extend_from_slice(&more[..more.len().min(FINGERPRINT_BYTES - self.head.len())]);
        }
        Ok(self.pending.len() > before)
    }

    /// Remembers the last bytes that were handed out.
    fn note_tail(&mut self, bytes: &[u8]) {
        self.tail.extend_from_slice(&bytes[bytes.len().saturating_sub(FINGERPRINT_BYTES)..]);
        self.tail.drain(..self.tail.len().saturating_sub(FINGERPRINT_BYTES));
    }

    /// Whether what was read of a file that is being written is still what stands there, at its beginning and before the place where
    /// reading stands.
    fn stands_as_before(&self) -> io::Result<bool> {
        let Source::File { file, live: true } = &self.source else { return Ok(true) };
        let mut tail = vec![0; self.tail.len()];
        match file.read_exact_at(&mut tail, self.byte_next - self.tail.len() as u64) {
            Ok(()) => Ok(tail == self.tail && self.begins_as_before()?),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Whether a file that is being written begins with what it began with.
    fn begins_as_before(&self) -> io::Result<bool> {
        let Source::File { file, live: true } = &self.source else { return Ok(true) };
        let mut head = vec![0; self.head.len()];
        match file.read_exact_at(&mut head, 0) {
            Ok(()) => Ok(head == self.head),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Passes over the rest of a record that is too long; the record once it ended.
    fn drop_on(&mut self) -> io::Result<Option<Part>> {
        loop {
            let Source::File { file, .. } = &self.source else {
                // What cannot be read at a place is cut where it stands; its rest counts as a record that is not understood.
                self.dropped = 0;
                return Ok(Some(self.hand_out(self.pending.len(), 0, true, false)));
            };
            let mut piece = vec![0; 64 << 10];
            let at = self.byte_next + self.pending.len() as u64 + self.dropped - 1;
            let read = file.read_at(&mut piece, at)?;
            if read == 0 {
                return Ok(None);
            }
            match memchr::memchr(b'\n', &piece[..read]) {
                None => self.dropped += read as u64,
                Some(end) => {
                    // The line end that closes the record stands with its head, so that lines are counted once.
                    let cut = self.dropped - 1 + end as u64;
                    self.dropped = 0;
                    self.pending.push(b'\n');
                    let mut part = self.hand_out(self.pending.len(), cut, true, false);
                    part.chunk.bytes.truncate(RECORD_BYTES_MAX);
                    return Ok(Some(part));
                }
            }
        }
    }

    /// Looks again at what the file is while little of it is there.
    fn look(&mut self, options: &Options) {
        if self.byte_next > 0 || self.looks >= LOOKS_AGAIN.len() {
            return;
        }
        let bytes = self.pending.len();
        if self.looks == 0 || bytes >= LOOKS_AGAIN[self.looks] {
            let head = std::mem::take(&mut self.pending);
            self.recognise(&head[..bytes.min(HEAD_BYTES)], options);
            self.pending = head;
            self.looks = LOOKS_AGAIN.iter().take_while(|size| bytes >= **size).count().max(1);
        }
    }

    fn recognise(&mut self, head: &[u8], options: &Options) {
        let whole = self.recognition.framing.whole_records(head, false);
        let head = if whole == 0 { head } else { &head[..whole] };
        self.recognition = vigie_parse::recognise(head, options);
        self.columns.clone_from(&self.recognition.columns);
    }
}

fn parts_of(clock: YearClock) -> (i32, u8, bool) {
    (clock.year, clock.month, clock.known)
}

fn clock_of((year, month, known): (i32, u8, bool)) -> YearClock {
    YearClock { year, month, known }
}

/// The file a bookmark was left in: itself, whatever it is called now, or a copy of it, perhaps compressed. A file with some identity is
/// passed over.
fn find_again(bookmark: &Bookmark, but: Option<(u64, u64)>) -> io::Result<Option<(Member, Source)>> {
    let members = members(&rotation_set(&bookmark.path))?;
    let identity = (bookmark.device, bookmark.inode);
    let (mut candidates, others): (Vec<Member>, Vec<Member>) = members
        .into_iter()
        .filter(|member| Some(member.identity) != but && bookmark.head.begins(&member.head))
        .partition(|member| member.identity == identity);
    // The file itself is surer than a copy of it.
    candidates.extend(others);
    for member in candidates {
        if let Some(source) = place_in(&member, bookmark)? {
            return Ok(Some((member, source)));
        }
    }
    Ok(None)
}

/// A file as the source of a bookmark, if what stands before its place is what was read; a stream stands at that place.
fn place_in(member: &Member, bookmark: &Bookmark) -> io::Result<Option<Source>> {
    let file = match File::open(&member.path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(io::ErrorKind::WouldBlock.into()),
        Err(error) => return Err(error),
    };
    if identity_of(&file.metadata()?) != member.identity {
        return Err(io::ErrorKind::WouldBlock.into());
    }
    let mut tail = vec![0; bookmark.tail.bytes()];
    let tail_start = bookmark.byte_next.saturating_sub(tail.len() as u64);
    if !member.is_compressed {
        let is_long = file.metadata()?.len() >= bookmark.byte_next;
        let fits = is_long && file.read_exact_at(&mut tail, tail_start).is_ok() && bookmark.tail.is_of(&tail);
        // A copy has no writer; the file itself may have one that has not noticed yet that it was renamed.
        let live = member.identity == (bookmark.device, bookmark.inode) && !bookmark.closed;
        return Ok(fits.then_some(Source::File { file, live }));
    }
    let mut stream = Expanded::new(file)?;
    let skipped = io::copy(&mut stream.by_ref().take(tail_start), &mut io::sink());
    let fits = skipped.is_ok_and(|skipped| skipped == tail_start)
        && stream.read_exact(&mut tail).is_ok()
        && bookmark.tail.is_of(&tail);
    Ok(fits.then_some(Source::Stream(stream)))
}

/// Reads a pipe to its end on a thread of its own, so that nobody waits for it, in pieces of so many bytes; when so many pieces are not
/// taken yet, whoever writes waits.
pub(crate) fn read_apart(
    mut from: impl io::Read + Send + 'static,
    pieces_max: usize,
    piece_bytes: usize,
) -> io::Result<Receiver<Vec<u8>>> {
    let (sender, receiver) = sync_channel(pieces_max);
    let read = move || {
        loop {
            let mut piece = vec![0; piece_bytes];
            match from.read(&mut piece) {
                Ok(0) => return,
                Ok(read) => {
                    piece.truncate(read);
                    if sender.send(piece).is_err() {
                        return;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return,
            }
        }
    };
    std::thread::Builder::new().name("pipe".into()).spawn(read)?;
    Ok(receiver)
}
