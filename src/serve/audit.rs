//! Who did what, when, from where: one JSON object a line, only ever appended to. What cannot be noted is not done. It decides nothing.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use vigie_facts::time::Timestamp;

/// Name of the file inside the state.
pub const AUDIT: &str = "audit.jsonl";

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// Somebody signed in.
    SignIn,
    /// A name and password were refused.
    SignInRefused,
    /// Too many were refused: further ones are not looked at for a while.
    SignInHeldBack,
    /// Somebody signed out.
    SignOut,
    /// A decision was taken back.
    MeasureUndone,
    /// A text was checked.
    ClaimsChecked,
    /// Something was asked for without the right to it.
    Forbidden,
    /// An account was added, or given another password or role.
    AccountSet,
    /// An account was removed.
    AccountRemoved,
    /// A token was made.
    TokenMade,
    /// A token was revoked.
    TokenRevoked,
}

/// One line.
#[derive(Clone, Debug, Serialize)]
pub struct Entry<'a> {
    /// RFC 3339, by this machine's clock.
    pub time: String,
    /// What.
    pub deed: Deed,
    /// Account or token; for what was typed as a name, that text, cut.
    pub who: &'a str,
    /// Address, or `console`.
    pub from: &'a str,
    /// What it was about.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub about: &'a str,
}

/// Bytes of a name or target kept in a line.
const TEXT_BYTES_MAX: usize = 200;

/// The open file.
#[derive(Debug)]
pub struct Audit {
    file: Mutex<File>,
}

impl Audit {
    /// Opens the audit of a state folder, made if it is not there.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(state: &Path) -> io::Result<Audit> {
        let file = OpenOptions::new().append(true).create(true).mode(0o600).open(state.join(AUDIT))?;
        Ok(Audit { file: Mutex::new(file) })
    }

    /// Appends a line and makes sure that it is on the disk.
    ///
    /// # Errors
    /// What the system says; then what was to be noted must not be done.
    pub fn note(&self, now: Timestamp, deed: Deed, who: &str, from: &str, about: &str) -> io::Result<()> {
        let entry = Entry { time: now.to_rfc3339(), deed, who: cut(who), from, about: cut(about) };
        let mut line = serde_json::to_vec(&entry)?;
        line.push(b'\n');
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(&line)?;
        file.sync_data()
    }
}

fn cut(text: &str) -> &str {
    let mut end = text.len().min(TEXT_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
