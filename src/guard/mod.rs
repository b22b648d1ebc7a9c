//! Fills a case while logs are written: follows files, takes what they say into the same fold as a run over finished files, and
//! goes on after a stop from a state in which what was read and what it came to stand together. It decides nothing (`respond::plan`),
//! blocks nothing, and says nothing: the command line does.

mod suspects;

use std::io::{self, BufRead, Read as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use vigie_detect::fold::{Fold, Memory, OtherRules};
use vigie_detect::observe::SystemName;
use vigie_facts::case::{Case, Input, Place};
use vigie_facts::origin::InputId;
use vigie_facts::source::Source;
use vigie_facts::time::Timestamp;
use vigie_parse::{Parser, YearClock};

use crate::fill::{Means, SAMPLES_MAX, Worker, concluded, names_of, weaker};
use crate::pipeline::parser_of;
use crate::read::Chunk;
use crate::read::follow::{Bookmark, Follower, Part, Standing, rotated_since};
use crate::read::{RECORD_BYTES_MAX, rotation_set, years};
pub use suspects::{Look, Suspects};

/// How long a file that was renamed is still watched: its writer is told to open the new one a moment later (logrotate does it
/// in its `postrotate`), and may finish what it is doing.
const RENAMED_WATCHED: Duration = Duration::from_secs(20);

/// How long the renaming of a rotated set may take.
const RENAMING: Duration = Duration::from_millis(50);

/// Chunks taken from one file before the others have their turn.
const CHUNKS_A_TURN: usize = 4;

/// Ordinary visitors are known by their address for a day: as long as one may be hit by a decision about an address they share.
pub const VISITORS_KEPT_SECONDS: i64 = 24 * 3_600;

/// Files followed at once: each holds a descriptor and a chunk.
const FILES_MAX: usize = 256;

/// What stands beside the memory of a guarded case.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Kept {
    bookmarks: Vec<Bookmark>,
    inputs: Vec<Input>,
    families: Vec<PathBuf>,
}

/// Something a person should know.
#[derive(Debug)]
pub enum Remark {
    /// A file cannot be read at the moment; it is tried again.
    Unreadable(PathBuf, io::Error),
    /// What was written to a file since the last stop is nowhere to be found.
    Lost(PathBuf),
    /// A file was renamed and a new one took its place.
    Rotated(PathBuf),
    /// A file was truncated; whether a copy made before was found.
    Truncated(PathBuf, bool),
    /// More files than can be followed.
    TooMany,
}

/// A log being followed, and what reads it.
struct Watched<'r> {
    follower: Follower,
    worker: Worker<'r>,
    parser: Option<Parser>,
    system: String,
    asset: String,
    family: u32,
    renamed: Option<Instant>,
}

/// A case in the making.
#[expect(missing_debug_implementations, reason = "it holds workers, which hold rules; nobody prints it")]
pub struct Guard<'r> {
    means: &'r Means<'r>,
    fold: Fold,
    watched: Vec<Watched<'r>>,
    /// Files that are named and not there, or not readable.
    missing: Vec<PathBuf>,
    inputs: Vec<Input>,
    families: Vec<PathBuf>,
    now: YearClock,
    suspects: Suspects,
    remarks: Vec<Remark>,
}

impl<'r> Guard<'r> {
    /// Begins with these files, or goes on where `kept` stopped. `now` is the calendar on the wall, for logs that state no
    /// year: a log that is being written ends in the present.
    pub fn begin(
        paths: &[PathBuf],
        kept: Option<(Memory, Kept)>,
        means: &'r Means<'r>,
        now: YearClock,
    ) -> Result<Guard<'r>, OtherRules> {
        let (fold, kept) = match kept {
            None => (Fold::new(means.detect, means.rules), None),
            Some((memory, kept)) => (Fold::resume(memory, means.detect, means.rules)?, Some(kept)),
        };
        let mut guard = Guard {
            means,
            fold,
            watched: Vec::new(),
            missing: Vec::new(),
            inputs: Vec::new(),
            families: Vec::new(),
            now,
            suspects: Suspects::default(),
            remarks: Vec::new(),
        };
        if let Some(kept) = kept {
            (guard.inputs, guard.families) = (kept.inputs, kept.families);
            for bookmark in &kept.bookmarks {
                guard.go_on(bookmark);
            }
            let youngest =
                |one: &&Bookmark| kept.bookmarks.iter().all(|other| other.path != one.path || other.input <= one.input);
            for bookmark in kept.bookmarks.iter().filter(youngest).filter(|one| !one.is_closed()) {
                // One that is still open is succeeded once it was read to its end.
                let is_open = |one: &Watched<'_>| one.follower.input().0 == bookmark.input && !one.follower.is_over();
                if !guard.watched.iter().any(is_open) {
                    guard.succeed(bookmark);
                }
            }
        }
        for path in paths {
            let is_pipe = path.as_os_str() == "-";
            let is_known = guard.watched.iter().any(|one| one.follower.path() == path) || guard.is_watched(path);
            if is_pipe || (!is_known && !guard.missing.contains(path)) {
                guard.follow(path);
            }
        }
        Ok(guard)
    }

    /// What a person should know, since the last call.
    pub fn take_remarks(&mut self) -> Vec<Remark> {
        std::mem::take(&mut self.remarks)
    }

    /// Reads what was written since, a turn of every file. Returns how many bytes were taken in.
    pub fn step(&mut self) -> u64 {
        let mut bytes = 0;
        for path in std::mem::take(&mut self.missing) {
            self.follow(&path);
        }
        let mut at = 0;
        while at < self.watched.len() {
            if self.waits(at) {
                at += 1;
                continue;
            }
            match self.turn(at) {
                Ok((read, is_over)) => {
                    bytes += read;
                    if is_over {
                        self.watched.remove(at);
                        continue;
                    }
                }
                Err(error) => {
                    let path = self.watched[at].follower.path().to_path_buf();
                    self.remarks.push(Remark::Unreadable(path, error));
                }
            }
            at += 1;
        }
        bytes
    }

    /// Whether a file that comes before this one in the same log is still being read to its end: records are taken in in the order
    /// in which they were written.
    fn waits(&self, at: usize) -> bool {
        let family = self.watched[at].family;
        self.watched[..at].iter().any(|before| before.family == family && before.follower.is_over())
    }

    /// Whether nothing can come any more: there was only standard input, and it was closed.
    pub fn is_over(&self) -> bool {
        self.watched.is_empty() && self.missing.is_empty()
    }

    /// Whom to look at now: see [`Suspects`].
    pub fn suspects(&mut self) -> &mut Suspects {
        &mut self.suspects
    }

    /// A case of what some sources did lately (of all sources when none is named): enough to decide about them.
    pub fn excerpt(&self, look: &Look, locate: &mut dyn FnMut(Source) -> Place) -> Case {
        let latest = self.fold.latest().unwrap_or(Timestamp(0));
        let since = latest.plus_seconds(-VISITORS_KEPT_SECONDS);
        let sources = match look {
            Look::At(sources) => Some(sources),
            Look::Everywhere => None,
        };
        self.fold.excerpt(sources, since, self.means.rules).conclude(self.means.rules, locate)
    }

    /// Who else is in a /24 or /48: sources that did nothing of interest, and their events.
    pub fn ordinary_in(&self, network: Source) -> (u64, u64) {
        self.fold.ordinary_in(network)
    }

    /// The state to go on from, what was read and what it came to in one.
    pub fn state(&self) -> (Memory, Kept) {
        let since = self.fold.latest().map_or(Timestamp(0), |latest| latest.plus_seconds(-VISITORS_KEPT_SECONDS));
        let kept = Kept {
            bookmarks: self.watched.iter().map(|watched| watched.follower.bookmark()).collect(),
            inputs: self.inputs_now(),
            families: self.families.clone(),
        };
        (self.fold.memory_with_visitors(self.means.rules, since), kept)
    }

    /// The case as it stands. It is made from a state, so that what is written is what a stop would leave.
    pub fn case(
        memory: Memory,
        kept: &Kept,
        means: &Means<'_>,
        locate: &mut dyn FnMut(Source) -> Place,
    ) -> Result<Case, OtherRules> {
        let erased = memory.erased_sources().collect();
        let mut case = concluded(Fold::resume(memory, means.detect, means.rules)?, erased, means, locate);
        let counted = std::mem::take(&mut case.inputs);
        case.inputs.clone_from(&kept.inputs);
        for (input, counted) in case.inputs.iter_mut().zip(counted) {
            (input.counts, input.anomalies, input.time_range) = (counted.counts, counted.anomalies, counted.time_range);
        }
        Ok(case)
    }

    fn inputs_now(&self) -> Vec<Input> {
        let mut inputs = self.inputs.clone();
        for watched in &self.watched {
            describe(&mut inputs[watched.follower.input().0 as usize], &watched.follower);
        }
        inputs
    }

    /// Opens a file at its beginning.
    fn follow(&mut self, path: &Path) {
        if self.watched.len() >= FILES_MAX {
            self.remarks.push(Remark::TooMany);
            return;
        }
        let input = InputId(self.inputs.len() as u32);
        let clock = self.first_clock(path);
        match Follower::open(path, input, clock, self.means.parse) {
            Ok(follower) => {
                self.inputs.push(Input { path: path.to_string_lossy().into(), ..Input::default() });
                self.watch(follower);
            }
            Err(error) => {
                if error.kind() != io::ErrorKind::NotFound {
                    self.remarks.push(Remark::Unreadable(path.to_path_buf(), error));
                }
                if !self.missing.iter().any(|missing| missing == path) {
                    self.missing.push(path.to_path_buf());
                }
            }
        }
    }

    /// Goes on in a file that was followed before.
    fn go_on(&mut self, bookmark: &Bookmark) {
        let mut chunk_so_far = None;
        match Follower::reopen(bookmark, self.means.parse, &mut |_, chunk| chunk_so_far = Some(chunk)) {
            Ok(Some(follower)) => {
                let at = self.watch(follower);
                if let Some(chunk) = chunk_so_far {
                    self.watched[at].read_again(&chunk, self.means);
                }
            }
            Ok(None) => self.remarks.push(Remark::Lost(bookmark.path.clone())),
            Err(error) => self.remarks.push(Remark::Unreadable(bookmark.path.clone(), error)),
        }
    }

    /// Follows what took the place of a file since: files that were rotated away in the meantime, then the one under its name.
    fn succeed(&mut self, bookmark: &Bookmark) {
        for path in rotated_since(bookmark).unwrap_or_default() {
            if self.is_watched(&path) {
                continue;
            }
            let before = self.watched.len();
            self.follow(&path);
            for watched in &mut self.watched[before..] {
                watched.follower.close_to_writers();
            }
        }
        if !self.is_watched(&bookmark.path) {
            self.follow(&bookmark.path);
        }
    }

    /// Whether the file under a name is followed already, whatever its name was when it was opened.
    fn is_watched(&self, path: &Path) -> bool {
        use std::os::unix::fs::MetadataExt as _;
        let Ok(metadata) = std::fs::metadata(path) else { return false };
        let identity = (metadata.dev(), metadata.ino());
        self.watched.iter().any(|watched| !watched.follower.is_over() && watched.follower.identity() == identity)
    }

    /// Whether no younger file of the same name is followed: only the youngest is succeeded.
    fn is_youngest(&self, at: usize) -> bool {
        let (path, input) = (self.watched[at].follower.path(), self.watched[at].follower.input());
        self.watched.iter().all(|other| other.follower.path() != path || other.follower.input() <= input)
    }

    fn watch(&mut self, follower: Follower) -> usize {
        let set = rotation_set(follower.path());
        let family = self.families.iter().position(|known| *known == set).unwrap_or_else(|| {
            self.families.push(set);
            self.families.len() - 1
        });
        let (system, asset) = names_of(follower.path());
        let worker = Worker::new(self.means);
        let family = family as u32;
        self.watched.push(Watched { follower, worker, parser: None, system, asset, family, renamed: None });
        self.watched.len() - 1
    }

    /// One file's turn: how many bytes it gave, and whether it is at its end for good.
    fn turn(&mut self, at: usize) -> io::Result<(u64, bool)> {
        let mut bytes = 0;
        for _ in 0..CHUNKS_A_TURN {
            let Some(part) = self.watched[at].follower.next_part(self.means.parse)? else { break };
            bytes += part.chunk.bytes.len() as u64;
            self.take_in(at, part);
        }
        if bytes > 0 {
            return Ok((bytes, false));
        }
        let follower = &self.watched[at].follower;
        if follower.is_over() {
            return Ok((self.last_part(at), true));
        }
        let path = follower.path().to_path_buf();
        match follower.standing()? {
            Standing::Same => Ok((0, false)),
            Standing::Truncated => {
                let bookmark = follower.bookmark();
                let mut found = self.watched[at].follower.turn_to_copy()?;
                if !found {
                    // Older files may be changing their names at this very moment.
                    std::thread::sleep(RENAMING);
                    found = self.watched[at].follower.turn_to_copy()?;
                }
                self.remarks.push(Remark::Truncated(path, found));
                self.watched[at].follower.close_to_writers();
                if !found {
                    self.last_part(at);
                }
                self.succeed(&bookmark);
                // Something came of it: the copy and the new file are read before anybody thinks that all is read.
                Ok((1, !found))
            }
            Standing::Replaced => match self.watched[at].renamed {
                // Read once more first: what was written before the renaming comes before what is in the new file.
                None => {
                    self.watched[at].renamed = Some(Instant::now());
                    self.remarks.push(Remark::Rotated(path));
                    Ok((1, false))
                }
                Some(_) if self.is_youngest(at) => {
                    let bookmark = self.watched[at].follower.bookmark();
                    self.succeed(&bookmark);
                    Ok((1, false))
                }
                Some(since) if since.elapsed() > RENAMED_WATCHED => Ok((self.last_part(at), true)),
                Some(_) => Ok((0, false)),
            },
        }
    }

    fn last_part(&mut self, at: usize) -> u64 {
        let part = self.watched[at].follower.finish(self.means.parse);
        let bytes = part.as_ref().map_or(0, |part| part.chunk.bytes.len() as u64);
        if let Some(part) = part {
            self.take_in(at, part);
        }
        let input = self.watched[at].follower.input();
        describe(&mut self.inputs[input.0 as usize], &self.watched[at].follower);
        bytes
    }

    fn take_in(&mut self, at: usize, part: Part) {
        let watched = &mut self.watched[at];
        let recognition = watched.follower.recognition();
        let framing = recognition.framing;
        let parser = watched.parser.get_or_insert_with(|| parser_of(recognition, &part.chunk, self.means.parse));
        let place = SystemName { system: &watched.system, asset: &watched.asset, family: watched.family };
        let done = watched.worker.part(parser, framing, &part.chunk, &place, part.chunk_ends);
        if part.chunk_ends {
            watched.parser = None;
        }
        let input = &mut self.inputs[part.chunk.input.0 as usize];
        input.time_basis = weaker(input.time_basis, done.time_basis);
        input.samples.extend(done.samples);
        input.samples.truncate(SAMPLES_MAX);
        self.suspects.note(done.chunk.matched());
        self.fold.absorb(done.chunk);
    }

    /// The calendar at the first record of a log without years. What is there already is read over: the last of it was
    /// written by now.
    fn first_clock(&self, path: &Path) -> YearClock {
        if let Some(year) = self.means.parse.year {
            return YearClock::starting(Some(year));
        }
        let mut over = YearClock::starting(None);
        if let Ok(file) = std::fs::File::open(path).map(io::BufReader::new) {
            let _ = walk_lines(file, &mut over);
        }
        let named = years::date_in_name(path).map(|named| named.year);
        // A month that is still to come this year was last year's.
        let last_year = if over.month > self.now.month { self.now.year - 1 } else { self.now.year };
        YearClock::starting(named.or(Some(last_year - over.year)))
    }
}

/// Moves a calendar over a file of lines, in bounded memory.
fn walk_lines(mut file: impl BufRead, clock: &mut YearClock) -> io::Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if file.by_ref().take(RECORD_BYTES_MAX as u64).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        clock.advance_over(&line);
    }
}

fn describe(input: &mut Input, follower: &Follower) {
    let recognition = follower.recognition();
    input.compression = "none".into();
    input.bytes_read = follower.bytes_read();
    input.bytes_stored = follower.bytes_read();
    if recognition.confidence_percent > 0 {
        input.envelope = recognition.envelope.into();
        input.service = recognition.service;
        input.confidence_percent = recognition.confidence_percent;
    }
}

impl Watched<'_> {
    /// Builds up again what reading the open chunk had left in parser and observer; what it came to was kept.
    fn read_again(&mut self, chunk: &Chunk, means: &Means<'_>) {
        let recognition = self.follower.recognition();
        let mut parser = parser_of(recognition, chunk, means.parse);
        let place = SystemName { system: &self.system, asset: &self.asset, family: self.family };
        let framing = recognition.framing;
        let _ = self.worker.part(&mut parser, framing, chunk, &place, false);
        self.parser = Some(parser);
    }
}
