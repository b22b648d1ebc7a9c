//! The folder in which messages are kept: one log for each sender of each kind of feed, in segments that are named by when they were
//! begun and never renamed. Lines are appended in whole batches; what does not fit on the disk is not taken. It does not look into lines.
//!
//! A segment begins with a line of ours, so that no two segments begin alike: that is how whoever follows them tells them apart.

use std::collections::{BTreeMap, VecDeque};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::net::IpAddr;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use vigie_facts::time::Timestamp;

use super::record::stamp;

/// Logs at once: a guard follows 256 files. Further senders share one log for each kind.
const LOGS_MAX: usize = 64;

/// Bytes looked at, at the end of a segment, for its last line; a line is a message of 64 KiB, or an entry of the journal of 256 KiB.
const TAIL_BYTES: u64 = 1 << 20;

/// Digits of the instant in a segment's name: `20261122130000`.
const STAMP_DIGITS: usize = 14;

/// What ends a line whose rest was lost when the program was killed.
pub(super) const TORN: &[u8] = b" [cut]\n";

/// How large segments and all of them together may become.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a segment.
    pub segment_bytes: u64,
    /// Seconds after which a segment is followed by another.
    pub segment_seconds: i64,
    /// Bytes of all segments. The oldest of the largest log go first.
    pub total_bytes: u64,
}

/// The name of a log: a kind of feed and perhaps an address. Nothing that a sender wrote is in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogName(String);

impl LogName {
    /// The one log of a kind.
    pub fn of(kind: &'static str) -> LogName {
        LogName(format!("{kind}.log"))
    }

    /// The log of a sender. IPv6 is written in pairs of digits: a group of four would be read as a year by whoever looks for a
    /// date in the name of a log.
    ///
    /// ```
    /// use vigie::listen::spool::LogName;
    /// assert_eq!(LogName::of_sender("udp", "192.0.2.7".parse().unwrap()).to_string(), "udp-192.0.2.7.log");
    /// assert_eq!(
    ///     LogName::of_sender("tcp", "2001:db8::7".parse().unwrap()).to_string(),
    ///     "tcp-20-01-0d-b8-00-00-00-00-00-00-00-00-00-00-00-07.log"
    /// );
    /// ```
    pub fn of_sender(kind: &'static str, address: IpAddr) -> LogName {
        let address = match address {
            IpAddr::V4(v4) => v4.to_string(),
            IpAddr::V6(v6) => v6.octets().map(|octet| format!("{octet:02x}")).join("-"),
        };
        LogName(format!("{kind}-{address}.log"))
    }

    fn is_of_sender(&self) -> bool {
        self.0.contains('-')
    }

    fn others(&self) -> LogName {
        let kind = self.0.split(['-', '.']).next().unwrap_or_default();
        LogName(format!("{kind}-others.log"))
    }

    /// The log a file of the folder is a segment of, and the instant in its name.
    fn of_segment(name: &str) -> Option<(LogName, u64)> {
        let (log, digits) = name.rsplit_once('-')?;
        let is_stamp = digits.len() == STAMP_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
        let base = log.strip_suffix(".log")?;
        let is_ours = super::ALL
            .iter()
            .any(|kind| base.strip_prefix(kind.id).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')));
        let stamp = digits.parse().ok().filter(|stamp| begun_at(*stamp).is_some())?;
        (is_stamp && is_ours).then(|| (LogName(log.to_owned()), stamp))
    }
}

impl std::fmt::Display for LogName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The folder, for one process.
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
    limits: Limits,
    /// The folder itself: locked, and what makes the names of new segments last.
    opened: File,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    logs: BTreeMap<LogName, Log>,
    /// Files with bytes that are not on the disk yet.
    dirty: Vec<Arc<File>>,
    names_changed: bool,
    deleted: Deleted,
    senders_shared: bool,
}

/// What had to go because there was no room for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deleted {
    /// Segments.
    pub segments: u64,
    /// Their bytes.
    pub bytes: u64,
}

#[derive(Debug, Default)]
struct Log {
    /// The segments before the one that is written, oldest first: instants of their names, and bytes.
    older: VecDeque<(u64, u64)>,
    current: Option<Segment>,
}

#[derive(Debug)]
struct Segment {
    stamp: u64,
    file: Arc<File>,
    bytes: u64,
    begun: Timestamp,
    is_dirty: bool,
    /// What a full disk took half of: it comes before anything else.
    unwritten: Vec<u8>,
}

impl Log {
    fn bytes(&self) -> u64 {
        self.older.iter().map(|(_, bytes)| bytes).sum::<u64>() + self.current.as_ref().map_or(0, |one| one.bytes)
    }

    fn last_stamp(&self) -> u64 {
        self.current.as_ref().map(|one| one.stamp).or(self.older.back().map(|(stamp, _)| *stamp)).unwrap_or_default()
    }
}

impl Spool {
    /// Opens or makes the folder, goes on in its youngest segments, and ends lines that were torn. Those of `untouched` are left as they
    /// are: see [`Spool::last_lines`].
    pub fn open(folder: &Path, limits: Limits, untouched: &LogName) -> io::Result<Spool> {
        DirBuilder::new().recursive(true).mode(0o750).create(folder)?;
        let opened = File::open(folder)?;
        opened
            .try_lock()
            .map_err(|_| io::Error::new(io::ErrorKind::ResourceBusy, "another `vigie listen` writes there"))?;
        let mut state = State::default();
        let mut found = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if let Some((log, stamp)) = entry.file_name().to_str().and_then(LogName::of_segment) {
                found.push((log, stamp, entry.metadata()?.len()));
            }
        }
        found.sort();
        for (log, stamp, bytes) in found {
            state.logs.entry(log).or_default().older.push_back((stamp, bytes));
        }
        let spool = Spool { folder: folder.to_path_buf(), limits, opened, state: Mutex::default() };
        for (name, log) in &mut state.logs {
            spool.go_on(name, log, name == untouched)?;
        }
        spool.make_room(&mut state);
        *spool.lock() = state;
        Ok(spool)
    }

    /// Opens the youngest segment of a log to go on in it.
    fn go_on(&self, name: &LogName, log: &mut Log, untouched: bool) -> io::Result<()> {
        let Some((stamp, bytes)) = log.older.pop_back() else { return Ok(()) };
        let mut file = OpenOptions::new().read(true).append(true).open(self.path(name, stamp))?;
        let begun = begun_at(stamp).unwrap_or(Timestamp(0));
        let mut segment =
            Segment { stamp, file: Arc::new(file.try_clone()?), bytes, begun, is_dirty: false, unwritten: Vec::new() };
        if bytes > 0 && !untouched {
            file.seek(SeekFrom::End(-1))?;
            let mut last = [0];
            file.read_exact(&mut last)?;
            if last != *b"\n" {
                segment.unwritten = TORN.to_vec();
            }
        }
        log.current = Some(segment);
        Ok(())
    }

    /// Appends whole lines to a log, all of them or, when there is no room, none.
    ///
    /// # Errors
    /// What the system says; for a full disk, [`io::ErrorKind::StorageFull`] or [`io::ErrorKind::QuotaExceeded`].
    pub fn append(&self, name: &LogName, lines: &[u8], now: Timestamp) -> io::Result<()> {
        let mut state = self.lock();
        let state = &mut *state;
        let shared;
        let name = if state.logs.contains_key(name) || state.logs.len() < LOGS_MAX || !name.is_of_sender() {
            name
        } else {
            state.senders_shared = true;
            shared = name.others();
            &shared
        };
        let segment_bytes = self.segment_bytes(state.logs.len() + 1);
        let log = state.logs.entry(name.clone()).or_default();
        if let Some(segment) = &mut log.current {
            segment.flush()?;
        }
        let ends = log.current.as_ref().is_none_or(|one| {
            one.bytes + lines.len() as u64 > segment_bytes
                || now.seconds() - one.begun.seconds() >= self.limits.segment_seconds
        });
        if ends {
            let segment = self.begin(name, log.last_stamp(), lines, now)?;
            let before = log.current.replace(segment);
            log.older.extend(before.map(|one| (one.stamp, one.bytes)));
            state.names_changed = true;
        } else if let Some(segment) = &mut log.current {
            segment.write(lines)?;
        }
        if let Some(segment) = log.current.as_mut().filter(|one| !one.is_dirty) {
            segment.is_dirty = true;
            state.dirty.push(Arc::clone(&segment.file));
        }
        if ends {
            self.make_room(state);
        }
        Ok(())
    }

    /// Ends the torn line at the end of a log with these bytes, before anything else is written there.
    pub fn mend(&self, name: &LogName, rest: &[u8]) {
        let mut state = self.lock();
        let State { logs, dirty, .. } = &mut *state;
        if let Some(segment) = logs.get_mut(name).and_then(|log| log.current.as_mut()) {
            segment.unwritten = rest.to_vec();
            // What cannot be written now is written before anything else.
            let _ = segment.flush();
            dirty.push(Arc::clone(&segment.file));
        }
    }

    /// How large a segment may become: so that those which are being written never take more than half of all.
    fn segment_bytes(&self, logs: usize) -> u64 {
        self.limits.segment_bytes.min(self.limits.total_bytes / (2 * logs.max(1) as u64))
    }

    /// A new segment with its first lines, written at once: whoever follows sees what the log is.
    fn begin(&self, name: &LogName, last_stamp: u64, lines: &[u8], now: Timestamp) -> io::Result<Segment> {
        // Names rise also when the clock jumps back, or more than one is begun in a second.
        let mut named = last_stamp.max(stamp_of(now).saturating_sub(1));
        let (stamp, mut file) = loop {
            named = next_stamp(named);
            let made = OpenOptions::new().create_new(true).append(true).mode(0o640).open(self.path(name, named));
            match made {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                made => break (named, made?),
            }
        };
        let mut first = format!("<46>1 {} - vigie - - - segment {stamp} of {name}\n", self::stamp(now)).into_bytes();
        first.extend_from_slice(lines);
        if let Err(error) = file.write_all(&first) {
            // Nothing of it was promised to anybody: it is as if it had never been.
            let _ = fs::remove_file(self.path(name, stamp));
            return Err(error);
        }
        Ok(Segment {
            stamp,
            file: Arc::new(file),
            bytes: first.len() as u64,
            begun: now,
            is_dirty: false,
            unwritten: Vec::new(),
        })
    }

    /// Removes the oldest segments of the log that has most, until there is room: a flood takes from itself first.
    fn make_room(&self, state: &mut State) {
        // Those that are being written count as what they may become.
        let becomes = self.segment_bytes(state.logs.len());
        let of = |log: &Log| log.bytes() + log.current.as_ref().map_or(0, |one| becomes.saturating_sub(one.bytes));
        let mut total: u64 = state.logs.values().map(of).sum();
        while total > self.limits.total_bytes {
            let largest =
                state.logs.iter_mut().filter(|(_, log)| !log.older.is_empty()).max_by_key(|(_, log)| log.bytes());
            let Some((name, log)) = largest else { return };
            let Some((stamp, bytes)) = log.older.pop_front() else { return };
            // What somebody removed before is gone as well.
            let _ = fs::remove_file(self.path(name, stamp));
            total -= bytes;
            state.deleted.segments += 1;
            state.deleted.bytes += bytes;
            state.names_changed = true;
        }
    }

    /// Ends what a full disk took half of, and brings what was written to the disk.
    pub fn sync(&self) -> io::Result<()> {
        let (dirty, names_changed) = {
            let mut state = self.lock();
            let State { logs, dirty, .. } = &mut *state;
            for segment in logs.values_mut().filter_map(|log| log.current.as_mut()) {
                segment.is_dirty = false;
                if !segment.unwritten.is_empty() && segment.flush().is_ok() {
                    dirty.push(Arc::clone(&segment.file));
                }
            }
            (std::mem::take(&mut state.dirty), std::mem::take(&mut state.names_changed))
        };
        for file in dirty {
            file.sync_data()?;
        }
        if names_changed { self.opened.sync_all() } else { Ok(()) }
    }

    /// What had to go so far.
    pub fn deleted(&self) -> Deleted {
        self.lock().deleted
    }

    /// Whether some senders share a log because there are too many.
    pub fn are_senders_shared(&self) -> bool {
        self.lock().senders_shared
    }

    /// What stands at the end of a log, youngest first: what follows its last line end, if anything does, then its last whole lines, of
    /// one segment after the other, until `is_enough` says so.
    pub fn last_lines(&self, name: &LogName, is_enough: &mut dyn FnMut(&[u8]) -> bool) -> io::Result<Vec<u8>> {
        let stamps: Vec<u64> = {
            let state = self.lock();
            let Some(log) = state.logs.get(name) else { return Ok(Vec::new()) };
            log.older.iter().map(|(stamp, _)| *stamp).chain(log.current.as_ref().map(|one| one.stamp)).collect()
        };
        let mut torn = None;
        for stamp in stamps.into_iter().rev() {
            let mut file = File::open(self.path(name, stamp))?;
            let from = file.metadata()?.len().saturating_sub(TAIL_BYTES);
            file.seek(SeekFrom::Start(from))?;
            let mut tail = Vec::new();
            file.take(TAIL_BYTES).read_to_end(&mut tail)?;
            let end = memchr::memrchr(b'\n', &tail).map_or(0, |at| at + 1);
            torn.get_or_insert_with(|| tail[end..].to_vec());
            let mut lines = tail[..end].split(|byte| *byte == b'\n').rev().filter(|line| !line.is_empty());
            if lines.any(&mut *is_enough) {
                break;
            }
        }
        Ok(torn.unwrap_or_default())
    }

    fn path(&self, name: &LogName, stamp: u64) -> PathBuf {
        self.folder.join(format!("{name}-{stamp:014}"))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Segment {
    /// Writes what is owed before anything else.
    fn flush(&mut self) -> io::Result<()> {
        let owed = std::mem::take(&mut self.unwritten);
        let written = self.write(&owed);
        if written.is_err() {
            self.unwritten = owed;
        }
        written
    }

    /// Writes bytes, or remembers the rest of them when some were written: what was begun is ended.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            match (&*self.file).write(rest) {
                Ok(written) => {
                    self.bytes += written as u64;
                    rest = &rest[written..];
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if rest.len() == bytes.len() => return Err(error),
                Err(_) => {
                    self.unwritten = rest.to_vec();
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

/// `20261122130000`.
fn stamp_of(time: Timestamp) -> u64 {
    let (year, month, day, hour, minute, second, _) = time.civil();
    [month, day, hour, minute, second]
        .iter()
        .fold(u64::try_from(year).unwrap_or(0), |sum, part| sum * 100 + u64::from(*part))
}

fn begun_at(stamp: u64) -> Option<Timestamp> {
    let part = |place: u32| (stamp / 100_u64.pow(place) % 100) as u32;
    let year = i32::try_from(stamp / 10_000_000_000).ok()?;
    Timestamp::from_civil(year, part(4), part(3), part(2), part(1), part(0), 0)
}

/// The second after.
fn next_stamp(stamp: u64) -> u64 {
    begun_at(stamp).map_or(0, |begun| stamp_of(begun.plus_seconds(1))).max(stamp + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder that is removed in the end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Folder {
            let folder = std::env::temp_dir().join(format!("vigie-spool-{}-{name}", std::process::id()));
            let _ = fs::remove_dir_all(&folder);
            Folder(folder)
        }

        fn open(&self, segment_bytes: u64, total_bytes: u64) -> Spool {
            let limits = Limits { segment_bytes, segment_seconds: 3_600, total_bytes };
            Spool::open(&self.0, limits, &LogName::of("journal")).unwrap()
        }

        /// Names and texts, without lines of ours.
        fn files(&self) -> Vec<(String, String)> {
            let mut files: Vec<_> = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path()).collect();
            files.sort();
            let text = |path: &PathBuf| {
                let text = fs::read_to_string(path).unwrap();
                let rest = text.split_once('\n').filter(|(first, _)| first.contains(" vigie - - - segment "));
                rest.map_or(text.clone(), |(_, rest)| rest.to_owned())
            };
            files.iter().map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), text(path))).collect()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn sender(number: u8) -> LogName {
        LogName::of_sender("udp", IpAddr::from([192, 0, 2, number]))
    }

    /// 22 November 2026, 12:59:59, and so many seconds.
    fn at(seconds: i64) -> Timestamp {
        begun_at(20_261_122_125_959).unwrap().plus_seconds(seconds)
    }

    #[test]
    fn segments_are_named_by_when_they_began_and_names_rise_whatever_the_clock_does() {
        let folder = Folder::new("names");
        let spool = folder.open(200, 1 << 20);
        for (seconds, text) in [(0, "a"), (1, "b"), (-500, "c"), (-500, "d"), (4_000, "e"), (7_600, "f")] {
            let line = format!("{text}{}\n", "x".repeat(100));
            spool.append(&sender(7), line.as_bytes(), at(seconds)).unwrap();
        }
        let names: Vec<String> =
            folder.files().into_iter().map(|(name, text)| format!("{name} {}", &text[..1])).collect();
        let expected = [
            "20261122125959 a",
            "20261122130000 b",
            "20261122130001 c",
            "20261122130002 d",
            "20261122140639 e",
            "20261122150639 f",
        ];
        assert_eq!(names, expected.map(|end| format!("udp-192.0.2.7.log-{end}")));
        assert_eq!(next_stamp(20_261_231_235_959), 20_270_101_000_000);
        assert_eq!(begun_at(20_261_322_000_000), None);
    }

    #[test]
    fn a_torn_line_is_ended_and_the_journals_is_left_to_be_ended_with_what_it_was() {
        let folder = Folder::new("torn");
        let spool = folder.open(1 << 20, 1 << 23);
        spool.append(&sender(7), b"whole\nto", at(0)).unwrap();
        spool.append(&LogName::of("journal"), b"{1}\n{2}\n{3", at(0)).unwrap();
        drop(spool);
        let spool = folder.open(1 << 20, 1 << 23);
        let mut seen = Vec::new();
        let torn = spool.last_lines(&LogName::of("journal"), &mut |line| {
            seen.push(String::from_utf8_lossy(line).into_owned());
            line == b"{1}"
        });
        assert_eq!((torn.unwrap(), seen), (b"{3".to_vec(), vec!["{2}".to_owned(), "{1}".to_owned()]));
        spool.mend(&LogName::of("journal"), b"}\n");
        spool.append(&LogName::of("journal"), b"{4}\n", at(1)).unwrap();
        spool.sync().unwrap();
        let texts: Vec<String> = folder.files().into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts[1], "whole\nto [cut]\n", "a line is ended also when no other comes");
        spool.append(&sender(7), b"next\n", at(1)).unwrap();
        let texts: Vec<String> = folder.files().into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["{1}\n{2}\n{3}\n{4}\n", "whole\nto [cut]\nnext\n"]);
        assert!(Spool::open(&folder.0, spool.limits, &sender(1)).is_err(), "it belongs to one process");
    }

    #[test]
    fn a_flood_takes_the_room_of_its_own_log_first() {
        let folder = Folder::new("flood");
        fs::create_dir(&folder.0).unwrap();
        fs::write(folder.0.join("notes.log-20261122130000"), "somebody else's").unwrap();
        let spool = folder.open(1_000, 10_000);
        let line = format!("{}\n", "x".repeat(299));
        for seconds in 0..4 {
            spool.append(&sender(1), line.as_bytes(), at(seconds)).unwrap();
        }
        for seconds in 0..200 {
            spool.append(&sender(2), line.as_bytes(), at(seconds)).unwrap();
        }
        let files = folder.files();
        let of = |start: &str| {
            files.iter().filter(|(name, _)| name.starts_with(start)).map(|(_, text)| text.len() / 300).sum::<usize>()
        };
        assert_eq!((of("udp-192.0.2.1.log"), of("notes")), (4, 0));
        let (kept, deleted) = (of("udp-192.0.2.2.log"), spool.deleted());
        assert!((10..30).contains(&kept) && deleted.segments > 10, "{kept} {deleted:?}");
        let total: u64 = files.iter().map(|(name, _)| fs::metadata(folder.0.join(name)).unwrap().len()).sum();
        assert!(total <= 10_000 + 15, "{total}");
        // The same after a new start, with less room.
        drop(spool);
        assert!(folder.open(1_000, 4_000).deleted().bytes > 5_000);
    }

    #[test]
    fn more_senders_than_logs_share_one_and_are_told_of() {
        let folder = Folder::new("senders");
        let spool = folder.open(1 << 20, 1 << 30);
        for number in 0..70 {
            assert_eq!(spool.are_senders_shared(), number > LOGS_MAX as u8);
            spool.append(&sender(number), format!("{number}\n").as_bytes(), at(0)).unwrap();
        }
        spool.append(&LogName::of("unix"), b"here\n", at(0)).unwrap();
        let files = folder.files();
        assert_eq!(files.len(), LOGS_MAX + 2);
        let others = files.iter().find(|(name, _)| name.starts_with("udp-others.log-")).unwrap();
        assert_eq!(others.1, "64\n65\n66\n67\n68\n69\n");
        // After a new start everybody has the log they had.
        drop(spool);
        let spool = folder.open(1 << 20, 1 << 30);
        spool.append(&sender(3), b"again\n", at(1)).unwrap();
        spool.append(&sender(69), b"again\n", at(1)).unwrap();
        assert_eq!(folder.files().len(), LOGS_MAX + 2);
    }

    #[test]
    fn only_names_of_ours_are_taken_for_segments() {
        for (name, is_one) in [
            ("udp-192.0.2.7.log-20261122130000", true),
            ("journal.log-20261122130000", true),
            ("unix.log-20261122130000", true),
            ("udp-others.log-20261122130000", true),
            ("udp-192.0.2.7.log", false),
            ("udp-192.0.2.7.log-20261122", false),
            ("udp-192.0.2.7.log-20261322130000", false),
            ("udp-192.0.2.7.log-2026112213000x", false),
            ("udpx.log-20261122130000", false),
            ("access.log-20261122130000", false),
            ("udp-x-20261122130000", false),
        ] {
            assert_eq!(LogName::of_segment(name).is_some(), is_one, "{name}");
        }
    }
}
