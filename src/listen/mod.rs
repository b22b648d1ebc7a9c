//! Logs that are no files: messages over the network, at a socket of this machine, in the systemd journal, each written as a line to
//! files that a guard follows and a report reads as any other log. One file a kind of feed, one line in [`ALL`]. It understands no
//! message and says nothing: the command line does.
//!
//! Nothing is queued here. What was read is written before more is read, so that a full disk or a slow one is felt by whoever can wait
//! (TCP, the journal, a Unix socket) and counted by the kernel for whoever cannot (UDP).

pub mod framing;
mod journal;
pub mod record;
pub mod spool;
mod stream;
mod tcp;
#[cfg(feature = "listen-tls")]
mod tls;
mod udp;
mod unix;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use vigie_facts::cidr::Cidr;
use vigie_facts::source::unwrap_address;

use crate::clock::now;
use spool::{Deleted, Limits, LogName, Spool};

/// Wait between two looks for a stop, or for bytes.
const LOOK_EACH: Duration = Duration::from_millis(100);

/// Wait between two moments at which what was written is brought to the disk: what a power cut may take.
const SYNC_EACH: Duration = Duration::from_secs(1);

/// Wait before a full disk is tried again.
const TRY_AGAIN: Duration = Duration::from_millis(200);

/// How long what has arrived is still taken after a stop.
const DRAIN: Duration = Duration::from_secs(2);

/// Senders that are told of by name; of more, only the count.
const TOLD_MAX: usize = 64;

/// Remarks that may wait to be said; more are counted by what they are about.
const REMARKS_MAX: usize = 256;

/// What to listen to.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where messages are kept.
    pub folder: PathBuf,
    /// How much of them.
    pub limits: Limits,
    /// Whose messages are taken. None named: those of this machine.
    pub from: Vec<Cidr>,
    /// Where datagrams are taken.
    pub udp: Vec<SocketAddr>,
    /// Where connections are taken.
    pub tcp: Vec<SocketAddr>,
    /// Where encrypted connections are taken.
    pub tls: Vec<SocketAddr>,
    /// By what this side proves who it is, and who the other side must be.
    pub proof: Option<Proof>,
    /// Sockets of this machine.
    pub unix: Vec<PathBuf>,
    /// The program that reads the systemd journal.
    pub journalctl: Option<PathBuf>,
}

/// Files of certificates, in PEM.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The certificate, and those between it and a root.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
    /// Whose certificates senders must have; everybody who may send is taken without it.
    pub client_ca: Option<PathBuf>,
}

/// A kind of feed.
pub struct Kind {
    /// The stable id, also the beginning of its files' names: small letters only.
    pub id: &'static str,
    /// Opens what was asked for of it, before anything is given up.
    open: fn(&Settings, &Spool) -> Opened,
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Kind").field(&self.id).finish()
    }
}

/// Every kind.
pub const ALL: &[Kind] = &[
    udp::KIND,
    tcp::KIND,
    #[cfg(feature = "listen-tls")]
    tls::KIND,
    unix::KIND,
    journal::KIND,
];

/// What opening a kind comes to.
type Opened = Result<Vec<Box<dyn Feed>>, OpenError>;

/// Something open from which messages come.
trait Feed: Send + Sync {
    /// Where it is, for a person.
    fn place(&self) -> String;

    /// Writes what comes until told to stop, or until nothing can come any more.
    fn run(&self, desk: &Desk<'_>);
}

/// Why a feed cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Anybody could write there.
    #[error("{0} can be reached from other machines, and nobody said whose messages to take")]
    Open(SocketAddr),
    /// The system refuses.
    #[error("{place}: {error}")]
    Refused {
        /// Where.
        place: String,
        /// Why.
        error: io::Error,
    },
    /// A certificate or key that cannot be used.
    #[error("{0}: {1}")]
    Proof(PathBuf, String),
}

impl OpenError {
    fn refused(place: impl ToString) -> impl FnOnce(io::Error) -> OpenError {
        move |error| OpenError::Refused { place: place.to_string(), error }
    }
}

/// Something a person should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Somebody who may not send did.
    Refused(&'static str, IpAddr),
    /// A connection was turned away: there are too many, in all or from there.
    TooMany(&'static str, IpAddr),
    /// A connection was ended: what it sent is no syslog, or no TLS.
    Broken(&'static str, IpAddr, String),
    /// Datagrams that the kernel had no room for.
    Dropped(&'static str, u64),
    /// Nothing can be written at the moment; what can wait waits.
    CannotWrite(String),
    /// It can be written again.
    CanWriteAgain,
    /// Segments that had to go.
    Deleted(Deleted),
    /// More senders than logs.
    SendersShared,
    /// A feed cannot be read at the moment.
    Trouble(&'static str, String),
    /// A feed ended by itself.
    Ended(&'static str, String),
}

/// What came of a kind of feed.
#[derive(Debug, Default)]
pub struct Counts {
    records: AtomicU64,
    bytes: AtomicU64,
    truncated: AtomicU64,
    refused: AtomicU64,
    broken: AtomicU64,
    dropped: AtomicU64,
    unwritten: AtomicU64,
}

impl Counts {
    /// The counts by name, in the order in which they are shown.
    pub fn named(&self) -> [(&'static str, u64); 7] {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        [
            ("records", of(&self.records)),
            ("bytes", of(&self.bytes)),
            ("truncated", of(&self.truncated)),
            ("refused", of(&self.refused)),
            ("broken", of(&self.broken)),
            ("dropped", of(&self.dropped)),
            ("unwritten", of(&self.unwritten)),
        ]
    }
}

/// Feeds that are open.
pub struct Listening {
    spool: Spool,
    from: Vec<Cidr>,
    feeds: Vec<(usize, Box<dyn Feed>)>,
    counts: Vec<Counts>,
    stop: Arc<AtomicBool>,
    remarks: Mutex<Remarks>,
    cannot_write: AtomicBool,
    has_ended: AtomicBool,
}

impl std::fmt::Debug for Listening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Listening").field("places", &self.places()).finish_non_exhaustive()
    }
}

#[derive(Debug, Default)]
struct Remarks {
    waiting: Vec<Remark>,
    told: BTreeSet<(&'static str, IpAddr)>,
    deleted: Deleted,
    senders_shared: bool,
}

impl Listening {
    /// Opens the folder and every feed. From `stop` on nothing more is taken.
    pub fn open(settings: &Settings, stop: Arc<AtomicBool>) -> Result<Listening, OpenError> {
        let spool = Spool::open(&settings.folder, settings.limits, &journal::log_name())
            .map_err(OpenError::refused(settings.folder.display()))?;
        let mut feeds = Vec::new();
        for (at, kind) in ALL.iter().enumerate() {
            feeds.extend((kind.open)(settings, &spool)?.into_iter().map(|feed| (at, feed)));
        }
        Ok(Listening {
            spool,
            from: settings.from.clone(),
            feeds,
            counts: ALL.iter().map(|_| Counts::default()).collect(),
            stop,
            remarks: Mutex::default(),
            cannot_write: AtomicBool::new(false),
            has_ended: AtomicBool::new(false),
        })
    }

    /// Where messages are taken.
    pub fn places(&self) -> Vec<(&'static str, String)> {
        self.feeds.iter().map(|(at, feed)| (ALL[*at].id, feed.place())).collect()
    }

    /// Takes messages until told to stop, or until a feed ends by itself; `each` is called now and then, on this thread. Whether all was
    /// well until the stop.
    pub fn run(&self, each: &mut dyn FnMut(&Listening)) -> bool {
        std::thread::scope(|scope| {
            let mut threads = Vec::new();
            for (at, feed) in &self.feeds {
                let desk = Desk { listening: self, kind: ALL[*at].id, counts: &self.counts[*at] };
                threads.push(scope.spawn(move || feed.run(&desk)));
            }
            let mut synced = Instant::now();
            while threads.iter().any(|thread| !thread.is_finished()) {
                std::thread::sleep(LOOK_EACH);
                if synced.elapsed() >= SYNC_EACH {
                    self.sync();
                    synced = Instant::now();
                }
                self.note_spool();
                each(self);
            }
        });
        self.sync();
        self.note_spool();
        each(self);
        !self.has_ended.load(Ordering::Relaxed)
    }

    /// What a person should know, since the last call.
    pub fn take_remarks(&self) -> Vec<Remark> {
        std::mem::take(&mut self.remarks.lock().unwrap_or_else(PoisonError::into_inner).waiting)
    }

    /// What came, by kind of feed, of those that were asked for.
    pub fn counts(&self) -> BTreeMap<&'static str, &Counts> {
        self.feeds.iter().map(|(at, _)| (ALL[*at].id, &self.counts[*at])).collect()
    }

    /// Segments that had to go.
    pub fn deleted(&self) -> Deleted {
        self.spool.deleted()
    }

    fn sync(&self) {
        if let Err(error) = self.spool.sync() {
            self.remark(Remark::CannotWrite(error.to_string()));
        }
    }

    fn note_spool(&self) {
        let (deleted, shared) = (self.spool.deleted(), self.spool.are_senders_shared());
        let mut remarks = self.remarks.lock().unwrap_or_else(PoisonError::into_inner);
        if remarks.deleted != deleted {
            remarks.deleted = deleted;
            remarks.waiting.push(Remark::Deleted(deleted));
        }
        if shared && !std::mem::replace(&mut remarks.senders_shared, true) {
            remarks.waiting.push(Remark::SendersShared);
        }
    }

    fn remark(&self, remark: Remark) {
        let mut remarks = self.remarks.lock().unwrap_or_else(PoisonError::into_inner);
        if remarks.waiting.len() < REMARKS_MAX {
            remarks.waiting.push(remark);
        }
    }

    /// A remark about a sender: once for each, for so many.
    fn remark_once(&self, sender: IpAddr, remark: Remark) {
        let about = match remark {
            Remark::Refused(..) => "refused",
            Remark::TooMany(..) => "too many",
            _ => "broken",
        };
        let is_new = {
            let mut remarks = self.remarks.lock().unwrap_or_else(PoisonError::into_inner);
            remarks.told.len() < TOLD_MAX && remarks.told.insert((about, sender))
        };
        if is_new {
            self.remark(remark);
        }
    }

    fn is_stopping(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// What a feed hands its messages to.
#[derive(Clone, Copy, Debug)]
struct Desk<'a> {
    listening: &'a Listening,
    kind: &'static str,
    counts: &'a Counts,
}

/// Lines of one log that are written together.
#[derive(Debug, Default)]
struct Batch {
    lines: Vec<u8>,
    records: u64,
    truncated: u64,
}

impl Batch {
    /// Adds a message.
    fn add(&mut self, message: &[u8], cut_bytes: u64, sender: Option<IpAddr>) {
        let arrival = record::Arrival { time: now(), sender };
        if record::write_line(&mut self.lines, message, cut_bytes, arrival) {
            self.records += 1;
            self.truncated += u64::from(cut_bytes > 0 || message.len() > record::MESSAGE_BYTES_MAX);
        }
    }
}

impl Desk<'_> {
    /// Whether an address may send.
    fn may_send(&self, address: IpAddr) -> bool {
        let from = &self.listening.from;
        let may = if from.is_empty() {
            unwrap_address(address).is_loopback()
        } else {
            from.iter().any(|network| network.contains(address))
        };
        if !may {
            self.counts.refused.fetch_add(1, Ordering::Relaxed);
            self.listening.remark_once(address, Remark::Refused(self.kind, address));
        }
        may
    }

    /// Writes a batch, waiting for room as long as it takes; empties it. After a stop it is tried a little longer, then given up and
    /// counted.
    fn write(&self, log: &LogName, batch: &mut Batch) {
        let taken = std::mem::take(batch);
        if taken.lines.is_empty() {
            return;
        }
        let mut stopping_since = None;
        loop {
            match self.listening.spool.append(log, &taken.lines, now()) {
                Ok(()) => break,
                Err(error) => {
                    if !self.listening.cannot_write.swap(true, Ordering::Relaxed) {
                        self.listening.remark(Remark::CannotWrite(error.to_string()));
                    }
                }
            }
            if self.listening.is_stopping() && stopping_since.get_or_insert_with(Instant::now).elapsed() > DRAIN {
                self.counts.unwritten.fetch_add(taken.records, Ordering::Relaxed);
                return;
            }
            std::thread::sleep(TRY_AGAIN);
        }
        if self.listening.cannot_write.swap(false, Ordering::Relaxed) {
            self.listening.remark(Remark::CanWriteAgain);
        }
        self.counts.records.fetch_add(taken.records, Ordering::Relaxed);
        self.counts.bytes.fetch_add(taken.lines.len() as u64, Ordering::Relaxed);
        self.counts.truncated.fetch_add(taken.truncated, Ordering::Relaxed);
    }

    /// Says that nothing comes of this feed any more, and stops the others: whoever started them starts them anew.
    fn ended(&self, why: String) {
        self.listening.has_ended.store(true, Ordering::Relaxed);
        self.listening.remark(Remark::Ended(self.kind, why));
        self.listening.stop.store(true, Ordering::Relaxed);
    }

    /// Says what went wrong with a feed and waits a little, so that it is not said too often.
    fn trouble(&self, error: &io::Error) {
        self.listening.remark(Remark::Trouble(self.kind, error.to_string()));
        std::thread::sleep(Duration::from_secs(1));
    }

    fn is_stopping(&self) -> bool {
        self.listening.is_stopping()
    }
}

/// Refuses to listen where others could write unless somebody said whose messages to take.
fn check_open(settings: &Settings, address: SocketAddr) -> Result<(), OpenError> {
    let is_own = unwrap_address(address.ip()).is_loopback();
    if is_own || !settings.from.is_empty() { Ok(()) } else { Err(OpenError::Open(address)) }
}

/// Whether reading only found nothing there yet.
fn is_nothing_yet(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_named_so_that_they_can_begin_a_file_name() {
        let mut ids: Vec<_> = ALL.iter().map(|kind| kind.id).collect();
        assert!(ids.iter().all(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_lowercase())));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), ALL.len());
    }
}
