//! The systemd journal, as `journalctl --follow --output=json` writes it: one entry a line, kept as it is. Where reading stands is the
//! cursor in the last whole line that was kept, so that nothing else has to agree with it: after `kill -9` no entry is lost or repeated,
//! and an entry of which half was written is written to its end.
//!
//! Sources: journalctl(1); systemd, "Journal JSON Format".
#![expect(
    clippy::disallowed_types,
    reason = "journalctl is started, before anything is read or given up; its arguments are constants and a cursor"
)]

use std::io;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::Ordering;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::record::MESSAGE_BYTES_MAX;
use super::spool::{LogName, Spool, TORN};
use super::{Batch, Desk, Feed, Kind, LOOK_EACH, OpenError, Opened, Settings};
use crate::read::follow::read_apart;

pub(super) const KIND: Kind = Kind { id: "journal", open };

/// An entry that is kept as it is: what a reader of logs takes as one record. journald splits messages at 48 KiB, a field of binary data
/// takes four times its size.
const LINE_BYTES_MAX: usize = vigie_parse::RECORD_BYTES_MAX;

/// An entry that is read at all: what a message of 64 KiB takes in binary, with other fields of the same size. Those that are longer
/// are counted and left in the journal.
const ENTRY_BYTES_MAX: usize = 4 << 20;

/// Bytes of a cursor: systemd's have 130.
const CURSOR_BYTES_MAX: usize = 512;

/// Bytes written at once.
const BATCH_BYTES: usize = 256 << 10;

/// Pieces that may wait between the program and us (half a mebibyte); then it waits.
const PIECES_MAX: usize = 8;
const PIECE_BYTES: usize = 64 << 10;

/// How long a program that closed its output is waited for.
const END_WAIT: Duration = Duration::from_millis(500);

/// What is kept of an entry that is too long.
const KEPT: [&str; 9] = [
    "__CURSOR",
    "__REALTIME_TIMESTAMP",
    "_HOSTNAME",
    "SYSLOG_IDENTIFIER",
    "_COMM",
    "_PID",
    "_UID",
    "_SYSTEMD_UNIT",
    "PRIORITY",
];

struct Journal {
    program: String,
    started: Mutex<Option<(Child, ChildStdout)>>,
    /// What stands behind the last whole line.
    torn: Vec<u8>,
}

/// The name of the one log of the journal.
pub(super) fn log_name() -> LogName {
    LogName::of(KIND.id)
}

fn open(settings: &Settings, spool: &Spool) -> Opened {
    let Some(program) = &settings.journalctl else { return Ok(Vec::new()) };
    let mut cursor = None;
    let torn = spool.last_lines(&log_name(), &mut |line| {
        cursor = cursor_of(line);
        cursor.is_some()
    });
    let place = program.display().to_string();
    let torn = torn.map_err(OpenError::refused(&place))?;
    let mut command = Command::new(program);
    // `--all`: without it, fields of more than 4 096 bytes come as null.
    command.args(["--follow", "--output=json", "--all", "--quiet", "--no-pager"]);
    match cursor {
        Some(cursor) => command.args(["--no-tail".to_owned(), format!("--after-cursor={cursor}")]),
        // The last entry there is: from then on there is a cursor.
        None => command.arg("--lines=1"),
    };
    let started = command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = started.map_err(OpenError::refused(&place))?;
    let output = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe.into()).map_err(OpenError::refused(&place))?;
    Ok(vec![Box::new(Journal { program: place, started: Mutex::new(Some((child, output))), torn })])
}

impl Feed for Journal {
    fn place(&self) -> String {
        self.program.clone()
    }

    fn run(&self, desk: &Desk<'_>) {
        let started = self.started.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some((mut child, output)) = started else { return };
        // The program's end ends the thread that reads: it may not be waited for.
        let pieces = match read_apart(output, PIECES_MAX, PIECE_BYTES) {
            Ok(pieces) => pieces,
            Err(error) => return desk.ended(error.to_string()),
        };
        let mut entries = Entries { desk, torn: self.torn.clone(), batch: Batch::default() };
        let mut lines = Lines::default();
        loop {
            match pieces.recv_timeout(LOOK_EACH) {
                Ok(piece) => {
                    lines.feed(&piece, &mut |line| entries.take(line));
                    entries.write();
                }
                Err(RecvTimeoutError::Timeout) if !desk.is_stopping() => {}
                Err(RecvTimeoutError::Timeout) => return,
                Err(RecvTimeoutError::Disconnected) => break,
            }
            // The rest stays in the journal.
            if desk.is_stopping() {
                return;
            }
        }
        std::thread::sleep(END_WAIT);
        let status = child.try_wait().ok().flatten().map(|status| status.to_string());
        if !desk.is_stopping() {
            desk.ended(format!("{}: {}", self.program, status.unwrap_or_else(|| "closed its output".to_owned())));
        }
    }
}

/// Cuts what comes into lines; of one that is too long nothing is handed out but that it was there.
#[derive(Debug, Default)]
struct Lines {
    pending: Vec<u8>,
    is_too_long: bool,
}

impl Lines {
    fn feed(&mut self, bytes: &[u8], each: &mut dyn FnMut(Option<&[u8]>)) {
        let mut rest = bytes;
        while let Some(end) = memchr::memchr(b'\n', rest) {
            self.keep(&rest[..end]);
            each((!self.is_too_long).then_some(&self.pending));
            self.pending.clear();
            self.is_too_long = false;
            rest = &rest[end + 1..];
        }
        self.keep(rest);
    }

    fn keep(&mut self, bytes: &[u8]) {
        self.is_too_long |= self.pending.len() + bytes.len() > ENTRY_BYTES_MAX;
        if self.is_too_long {
            self.pending = Vec::new();
        } else {
            self.pending.extend_from_slice(bytes);
        }
    }
}

/// Entries on their way to the log.
struct Entries<'a> {
    desk: &'a Desk<'a>,
    torn: Vec<u8>,
    batch: Batch,
}

impl Entries<'_> {
    fn take(&mut self, line: Option<&[u8]>) {
        let Some((mut kept, truncated)) = line.and_then(kept_of) else {
            if line.is_none_or(|line| !line.is_empty()) {
                self.desk.counts.broken.fetch_add(1, Ordering::Relaxed);
            }
            return;
        };
        kept.push(b'\n');
        self.batch.records += 1;
        self.batch.truncated += u64::from(truncated);
        let torn = std::mem::take(&mut self.torn);
        match kept.strip_prefix(&*torn) {
            _ if torn.is_empty() => self.batch.lines.extend_from_slice(&kept),
            // The entry of which half was written.
            Some(rest) => {
                self.desk.listening.spool.mend(&log_name(), rest);
                self.desk.counts.records.fetch_add(1, Ordering::Relaxed);
                self.desk.counts.bytes.fetch_add(kept.len() as u64, Ordering::Relaxed);
                self.batch.records -= 1;
            }
            None => {
                self.desk.listening.spool.mend(&log_name(), TORN);
                self.batch.lines.extend_from_slice(&kept);
            }
        }
        if self.batch.lines.len() >= BATCH_BYTES {
            self.write();
        }
    }

    fn write(&mut self) {
        self.desk.write(&log_name(), &mut self.batch);
    }
}

/// An entry as it is kept, and whether something of it is missing; `None` for what is no entry.
fn kept_of(line: &[u8]) -> Option<(Vec<u8>, bool)> {
    cursor_of(line)?;
    if line.len() < LINE_BYTES_MAX {
        return Some((line.to_vec(), false));
    }
    let mut entry: Map<String, Value> = serde_json::from_slice(line).ok()?;
    let message = entry.remove("MESSAGE").unwrap_or(Value::Null);
    let mut kept: Map<String, Value> =
        KEPT.iter().filter_map(|name| Some(((*name).to_owned(), entry.remove(*name)?))).collect();
    // A field that is short in every honest entry.
    kept.retain(|_, value| value.as_str().is_some_and(|text| text.len() <= 4_096));
    kept.insert("MESSAGE".to_owned(), head_of(message));
    kept.insert("VIGIE_CUT_BYTES".to_owned(), json!(line.len()));
    Some((serde_json::to_vec(&kept).ok()?, true))
}

/// The beginning of a message: text, or bytes as numbers.
fn head_of(message: Value) -> Value {
    match message {
        Value::String(mut text) => {
            text.truncate(text.floor_char_boundary(MESSAGE_BYTES_MAX));
            Value::String(text)
        }
        // Four digits and a comma each, at most.
        Value::Array(mut bytes) => {
            bytes.truncate(MESSAGE_BYTES_MAX / 2);
            Value::Array(bytes)
        }
        other => other,
    }
}

/// The cursor of an entry. What is no entry, or has none that could be handed to a program, has none.
fn cursor_of(line: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Entry {
        #[serde(rename = "__CURSOR")]
        cursor: String,
    }
    let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'=' | b';' | b'-' | b'_');
    let entry: Entry = serde_json::from_slice(line).ok()?;
    let fits = !entry.cursor.is_empty() && entry.cursor.len() <= CURSOR_BYTES_MAX && entry.cursor.bytes().all(is_fit);
    fits.then_some(entry.cursor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_one_of_an_entry_and_never_of_its_message() {
        let forged = br#"{"MESSAGE":"{\"__CURSOR\":\"s=forged\"}","__CURSOR":"s=1;i=2"}"#;
        assert_eq!(cursor_of(forged).as_deref(), Some("s=1;i=2"));
        for none in [
            &br#"{"MESSAGE":"\"__CURSOR\":\"s=1\""}"#[..],
            b"{\"__CURSOR\":\"s=1",
            b"{\"__CURSOR\":\"\"}",
            b"{\"__CURSOR\":\"--file=/etc/passwd x\"}",
            b"[]",
            b"",
        ] {
            assert_eq!(cursor_of(none), None, "{}", none.escape_ascii());
        }
    }

    #[test]
    fn an_entry_stays_as_it_is_unless_nobody_could_read_it() {
        let entry = |message: &str| format!(r#"{{"__CURSOR":"s=1","X":"1","MESSAGE":{message}}}"#);
        let (kept, truncated) = kept_of(entry("\"short\"").as_bytes()).unwrap();
        assert_eq!((kept, truncated), (entry("\"short\"").into_bytes(), false));
        let binary = format!("[{}]", vec!["255"; 200_000].join(","));
        for message in [format!("\"{}\"", "\u{e9}".repeat(200_000)), binary] {
            let (kept, truncated) = kept_of(entry(&message).as_bytes()).unwrap();
            assert!(truncated && kept.len() < LINE_BYTES_MAX, "{}", kept.len());
            assert_eq!(cursor_of(&kept).as_deref(), Some("s=1"));
        }
    }

    #[test]
    fn a_line_without_an_end_takes_no_memory() {
        let mut lines = Lines::default();
        let mut found = Vec::new();
        let mut each = |line: Option<&[u8]>| found.push(line.map(<[u8]>::len));
        for _ in 0..100 {
            lines.feed(&vec![b'x'; 64 << 10], &mut each);
            assert!(lines.pending.len() <= ENTRY_BYTES_MAX);
        }
        lines.feed(b"\nnext\n", &mut each);
        assert_eq!(found, [None, Some(4)]);
    }
}
