//! One connection's bytes, plain or decrypted, to its log: read, cut into messages, written, then read on. Nothing is held but half a
//! message; a sender that is slow holds a thread and no more.

use std::io::{self, Read};
use std::net::IpAddr;
use std::sync::atomic::Ordering;
use std::time::Instant;

use super::framing::Splitter;
use super::spool::LogName;
use super::{Batch, DRAIN, Desk, Remark, is_nothing_yet};

/// Bytes read at once.
const PIECE_BYTES: usize = 64 << 10;

/// Reads to the end of a connection whose reads give up now and then.
pub(super) fn follow(mut from: impl Read, sender: IpAddr, mut splitter: Splitter, desk: &Desk<'_>) {
    let log = LogName::of_sender(desk.kind, sender);
    let mut piece = vec![0; PIECE_BYTES];
    let mut batch = Batch::default();
    let mut stopping_since = None;
    let broken = loop {
        if desk.is_stopping() && stopping_since.get_or_insert_with(Instant::now).elapsed() > DRAIN {
            break None;
        }
        let read = match from.read(&mut piece) {
            Ok(0) => break None,
            Ok(read) => read,
            Err(error) if is_nothing_yet(&error) && desk.is_stopping() => break None,
            Err(error) if is_nothing_yet(&error) => continue,
            // The other side is gone without a word.
            Err(error) if matches!(error.kind(), io::ErrorKind::ConnectionReset | io::ErrorKind::UnexpectedEof) => {
                break None;
            }
            Err(error) => break Some(error.to_string()),
        };
        let fed = splitter.feed(&piece[..read], &mut |message, cut| batch.add(message, cut, Some(sender)));
        desk.write(&log, &mut batch);
        if fed.is_err() {
            break Some("no count of octets where one has to be".to_owned());
        }
    };
    let half = broken.is_none() && splitter.finish(&mut |message, cut| batch.add(message, cut, Some(sender)));
    desk.write(&log, &mut batch);
    if half || broken.is_some() {
        desk.counts.broken.fetch_add(1, Ordering::Relaxed);
    }
    if let Some(why) = broken {
        desk.listening.remark_once(sender, Remark::Broken(desk.kind, sender, why));
    }
}
