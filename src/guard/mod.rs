//! Fills a case while logs are written: follows files, takes what they say into the same fold as a run over finished files, and
//! goes on after a stop from a state in which what was read and what it came to stand together. It decides nothing (`respond::plan`),
//! blocks nothing, and says nothing: the command line does.

mod families;
mod suspects;

use std::collections::BTreeSet;
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

use crate::case::{self, CaseError};
use crate::fill::{Means, SAMPLES_MAX, Worker, concluded, names_of, weaker};
use crate::pipeline::parser_of;
use crate::read::Chunk;
use crate::read::follow::{Bookmark, Follower, Part, Standing};
use crate::read::{HEAD_BYTES, RECORD_BYTES_MAX, years};
use families::{Families, Next};
pub use suspects::{Look, Suspects};

/// How long a file that was renamed is still watched: its writer is told to open the new one a moment later (logrotate does it
/// in its `postrotate`), and may finish what it is doing.
const RENAMED_WATCHED: Duration = Duration::from_secs(20);

/// Renamed files of one log that are watched at once: nobody still writes to one that was renamed so many times ago.
const RENAMED_MAX: usize = 3;

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
    families: Families,
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
    /// Since when it is the live file of its log no more.
    renamed: Option<Instant>,
    /// Whether a younger file of its log is followed.
    is_succeeded: bool,
}

/// A guard at one moment: what to go on from, and what a case is made of.
#[derive(Debug)]
pub struct State {
    memory: Vec<u8>,
    part: Fold,
    erased: Vec<Source>,
    inputs: Vec<Input>,
}

impl State {
    /// The memory as its file holds it. It is taken out: the case is made without it.
    pub fn take_packed_memory(&mut self) -> Result<Vec<u8>, CaseError> {
        case::packed(&std::mem::take(&mut self.memory))
    }

    /// The case as it stood.
    pub fn case(self, means: &Means<'_>, locate: &mut dyn FnMut(Source) -> Place) -> Case {
        let mut case = concluded(self.part, self.erased, means, locate);
        let counted = std::mem::replace(&mut case.inputs, self.inputs);
        for (input, counted) in case.inputs.iter_mut().zip(counted) {
            (input.counts, input.anomalies, input.time_range) = (counted.counts, counted.anomalies, counted.time_range);
        }
        case
    }
}

/// A case in the making.
#[expect(missing_debug_implementations, reason = "it holds workers, which hold rules; nobody prints it")]
pub struct Guard<'r> {
    means: &'r Means<'r>,
    fold: Fold,
    /// Sources that stand in for those that a person had erased.
    erased: Vec<Source>,
    watched: Vec<Watched<'r>>,
    /// Files that could not be opened again yet: their logs wait for them.
    asleep: Vec<Bookmark>,
    inputs: Vec<Input>,
    families: Families,
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
        let (fold, erased, kept) = match kept {
            None => (Fold::new(means.detect, means.rules), Vec::new(), None),
            Some((memory, kept)) => {
                let erased = memory.erased_sources().collect();
                (Fold::resume(memory, means.detect, means.rules)?, erased, Some(kept))
            }
        };
        let mut guard = Guard {
            means,
            fold,
            erased,
            watched: Vec::new(),
            asleep: Vec::new(),
            inputs: Vec::new(),
            families: Families::default(),
            now,
            suspects: Suspects::default(),
            remarks: Vec::new(),
        };
        if let Some(kept) = kept {
            (guard.inputs, guard.families) = (kept.inputs, kept.families);
            guard.asleep = kept.bookmarks;
        }
        if paths.iter().any(|path| path.as_os_str() == "-") {
            guard.follow_pipe();
        }
        guard.families.add(paths);
        Ok(guard)
    }

    /// Follows these files as well: logs that were begun since.
    pub fn follow(&mut self, paths: &[PathBuf]) {
        let room = FILES_MAX.saturating_sub(self.families.len() as usize);
        if paths.len() > room {
            self.remarks.push(Remark::TooMany);
        }
        self.families.add(&paths[..paths.len().min(room)]);
    }

    /// What a person should know, since the last call.
    pub fn take_remarks(&mut self) -> Vec<Remark> {
        std::mem::take(&mut self.remarks)
    }

    /// Reads what was written since, a turn of every file. Returns how many bytes were taken in; more than 0 as long as there is
    /// something to do at once.
    pub fn step(&mut self) -> u64 {
        let mut bytes = self.wake() + self.open_next();
        let mut at = 0;
        while at < self.watched.len() {
            match self.turn(at) {
                Ok((read, is_over)) => {
                    bytes += read;
                    if is_over {
                        // Something may come after it.
                        bytes += 1;
                        let family = self.watched[at].family;
                        self.families.note(family, self.watched[at].follower.known(true));
                        self.watched.remove(at);
                        continue;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => bytes += 1,
                Err(error) => {
                    let path = self.watched[at].follower.path().to_path_buf();
                    self.remarks.push(Remark::Unreadable(path, error));
                }
            }
            at += 1;
        }
        bytes
    }

    /// Whether nothing can come any more: there was only standard input, and it was closed.
    pub fn is_over(&self) -> bool {
        self.watched.is_empty() && self.families.is_empty()
    }

    /// Whom to look at now: see [`Suspects`].
    pub fn suspects(&mut self) -> &mut Suspects {
        &mut self.suspects
    }

    /// A case of what some sources did lately (of all sources when none is named): enough to decide about them.
    pub fn excerpt(&mut self, look: &Look, locate: &mut dyn FnMut(Source) -> Place) -> Case {
        let latest = self.fold.latest().unwrap_or(Timestamp(0));
        let since = latest.plus_seconds(-VISITORS_KEPT_SECONDS);
        let sources = match look {
            Look::At(sources) => Some(sources),
            Look::Everywhere => None,
        };
        self.fold.excerpt(sources, since).conclude(self.means.rules, locate)
    }

    /// Who is in a /24 or /48 beside those named: sources, and their events.
    pub fn others_in(&self, network: Source, named: &BTreeSet<Source>) -> (u64, u64) {
        self.fold.others_in(network, named)
    }

    /// The state to go on from, what was read and what it came to in one.
    pub fn state(&self) -> Result<State, CaseError> {
        let since = self.fold.latest().map_or(Timestamp(0), |latest| latest.plus_seconds(-VISITORS_KEPT_SECONDS));
        let kept = Kept {
            bookmarks: self
                .watched
                .iter()
                .map(|watched| watched.follower.bookmark())
                .chain(self.asleep.iter().cloned())
                .collect(),
            inputs: self.inputs_now(),
            families: self.families.clone(),
        };
        let memory = case::memory_with(&self.fold.memory_with_visitors(self.means.rules, since), &kept)?;
        Ok(State { memory, part: self.fold.part_for_case(), erased: self.erased.clone(), inputs: kept.inputs })
    }

    fn inputs_now(&self) -> Vec<Input> {
        let mut inputs = self.inputs.clone();
        for watched in &self.watched {
            describe(&mut inputs[watched.follower.input().0 as usize], &watched.follower);
        }
        inputs
    }

    /// Goes on in files that were followed before a stop; tells how many were opened, or are still to be.
    fn wake(&mut self) -> u64 {
        let mut done = 0;
        for bookmark in std::mem::take(&mut self.asleep) {
            let mut chunk_so_far = None;
            match Follower::reopen(&bookmark, self.means.parse, &mut |_, chunk| chunk_so_far = Some(chunk)) {
                Ok(Some(follower)) => {
                    let at = self.watch(follower);
                    if let Some(chunk) = chunk_so_far {
                        self.watched[at].read_again(&chunk, self.means);
                    }
                }
                Ok(None) => {
                    let family = self.families.of(&bookmark.path);
                    self.families.note(family, bookmark.known());
                    // What is left of it, if it was cut, would be taken for what was read.
                    if let Err(error) = self.go_on_after_loss(&bookmark.path, &|follower| bookmark.is_of(follower)) {
                        self.remarks.push(Remark::Unreadable(bookmark.path.clone(), error));
                    }
                    self.remarks.push(Remark::Lost(bookmark.path));
                }
                Err(error) => {
                    if error.kind() != io::ErrorKind::WouldBlock {
                        self.remarks.push(Remark::Unreadable(bookmark.path.clone(), error));
                    }
                    self.asleep.push(bookmark);
                    continue;
                }
            }
            done += 1;
        }
        // The youngest of a log is the one that is being written, or was last.
        for at in 0..self.watched.len() {
            let (family, input) = (self.watched[at].family, self.watched[at].follower.input());
            let is_younger = |one: &Watched<'_>| one.family == family && one.follower.input() > input;
            self.watched[at].is_succeeded |= self.watched.iter().any(is_younger);
        }
        done
    }

    /// Opens what comes next in every log of which nothing, or only what was renamed and read so far, is followed. Tells how many were
    /// opened.
    fn open_next(&mut self) -> u64 {
        let mut opened = 0;
        let asleep: Vec<u32> = self.asleep.iter().map(|bookmark| self.families.of(&bookmark.path)).collect();
        for family in 0..self.families.len() {
            let is_current = |one: &Watched<'_>| one.family == family && !one.is_succeeded;
            let waits = asleep.contains(&family);
            if !waits && !self.watched.iter().any(is_current) {
                opened += u64::from(self.succeed(family));
            }
        }
        opened
    }

    /// Follows the oldest file of a log that is younger than all that is known of it. Whether there was one, or may be in a moment.
    fn succeed(&mut self, family: u32) -> bool {
        let open = self.watched.iter().filter(|one| one.family == family).map(|one| one.follower.known(false));
        let member = match self.families.next(family, open.collect()) {
            Next::Member(member) => member,
            Next::Nothing => return false,
            Next::AskAgain => return true,
            Next::Trouble(path, error) => {
                self.remarks.push(Remark::Unreadable(path, error));
                return false;
            }
        };
        if self.watched.len() >= FILES_MAX {
            self.remarks.push(Remark::TooMany);
            return false;
        }
        let clock = self.first_clock(&member.path);
        let input = InputId(self.inputs.len() as u32);
        let follower = match Follower::open(&member.path, input, clock, self.means.parse) {
            // Its name belongs to another file since it was looked at.
            Ok(follower) if follower.identity() != member.identity || !follower.begins_like(&member.head) => {
                return true;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => return true,
            Ok(follower) => follower,
            Err(error) => {
                self.remarks.push(Remark::Unreadable(member.path, error));
                return false;
            }
        };
        for older in self.watched.iter_mut().filter(|one| one.family == family) {
            older.is_succeeded = true;
        }
        self.begin_to_watch(follower);
        true
    }

    /// Goes on at the end of a file from which something was taken away, if it is the one that is meant.
    fn go_on_after_loss(&mut self, path: &Path, is_meant: &dyn Fn(&Follower) -> bool) -> io::Result<()> {
        let input = InputId(self.inputs.len() as u32);
        let mut follower = match Follower::open(path, input, self.first_clock(path), self.means.parse) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            opened => opened?,
        };
        if is_meant(&follower)
            && let Some(place) = follower.end()?
        {
            follower.start_at(place);
            self.begin_to_watch(follower);
        }
        Ok(())
    }

    fn follow_pipe(&mut self) {
        let (path, input) = (Path::new("-"), InputId(self.inputs.len() as u32));
        match Follower::open(path, input, self.first_clock(path), self.means.parse) {
            Ok(follower) => self.begin_to_watch(follower),
            Err(error) => self.remarks.push(Remark::Unreadable(path.to_path_buf(), error)),
        }
    }

    fn begin_to_watch(&mut self, follower: Follower) {
        self.inputs.push(Input { path: follower.path().to_string_lossy().into(), ..Input::default() });
        self.watch(follower);
    }

    fn watch(&mut self, follower: Follower) -> usize {
        let family = self.families.of(follower.path());
        let (system, asset) = names_of(follower.path());
        let worker = Worker::new(self.means);
        let (parser, renamed, is_succeeded) = (None, None, false);
        self.watched.push(Watched { follower, worker, parser, system, asset, family, renamed, is_succeeded });
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
        match follower.standing()? {
            Standing::Same => Ok((0, false)),
            Standing::Truncated => self.truncated(at),
            standing => Ok(self.renamed(at, standing)),
        }
    }

    /// A file was emptied or cut: its copy is read on, else what is left is all there is.
    fn truncated(&mut self, at: usize) -> io::Result<(u64, bool)> {
        let found = self.watched[at].follower.turn_to_copy()?;
        let path = self.watched[at].follower.path().to_path_buf();
        self.remarks.push(Remark::Truncated(path.clone(), found));
        if found {
            // Something came of it: the copy is read before anybody thinks that all is read.
            return Ok((1, false));
        }
        let known = self.watched[at].follower.bookmark();
        self.watched[at].follower.close_to_writers();
        self.last_part(at);
        if !self.watched[at].is_succeeded {
            self.go_on_after_loss(&path, &|follower| known.is_of(follower))?;
        }
        Ok((1, true))
    }

    /// A file that is the live one no more was read to where it stands: another one follows it. Its writer may still have it open.
    fn renamed(&mut self, at: usize, standing: Standing) -> (u64, bool) {
        let watched = &mut self.watched[at];
        let Some(since) = watched.renamed else {
            // Read once more first: what was written before the renaming comes before what is in the new file.
            watched.renamed = Some(Instant::now());
            if standing == Standing::Replaced {
                self.remarks.push(Remark::Rotated(watched.follower.path().to_path_buf()));
            }
            return (1, false);
        };
        if !watched.is_succeeded {
            let family = watched.family;
            return (u64::from(self.succeed(family)), false);
        }
        let (family, input) = (watched.family, watched.follower.input());
        let younger = self.watched.iter().filter(|one| one.family == family && one.follower.input() > input).count();
        let is_over = since.elapsed() > RENAMED_WATCHED || younger > RENAMED_MAX;
        (if is_over { self.last_part(at) } else { 0 }, is_over)
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
        let mut head = Vec::new();
        if let Ok(file) = std::fs::File::open(path) {
            let _ = file.take(HEAD_BYTES as u64).read_to_end(&mut head);
        }
        if let Ok(file) = std::fs::File::open(path).map(io::BufReader::new) {
            let _ = walk_lines(file, &mut over);
        }
        let named = years::year_by_name(path, &head);
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
