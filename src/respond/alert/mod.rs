//! Tells people: what happened, what was done, what to do. A process of its own ([`child`] starts it) takes notices from the guard, decides
//! what is sent when ([`desk`], pure), finds the words ([`words`]) and sends them ([`send`]), so that the part that reads logs talks to
//! nobody. [`settings`] is the file that says whom.
//!
//! Names of accounts leave this machine in no message.

pub mod child;
pub mod desk;
pub mod send;
pub mod settings;
pub mod words;

use std::path::Path;

use serde::{Deserialize, Serialize};
use vigie_facts::case::IncidentKind;
use vigie_facts::form::Form;
use vigie_facts::time::Timestamp;

use crate::case::{CaseError, write_in_one_step};
use desk::Sent;

/// Name of the file with alerts that went out, inside the folder of a case.
pub const ALERTS: &str = "alerts.json";

/// Whoever changes that file holds this one meanwhile.
const LOCK: &str = "alerts.lock";

/// A file of alerts larger than this was not written by us.
const ALERTS_BYTES_MAX: u64 = 4 << 20;

/// Something a guard noticed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "notice", deny_unknown_fields)]
pub enum Notice {
    /// They may have got in, or did harm.
    Incident {
        /// What kind.
        kind: IncidentKind,
        /// Whether the log shows the effect.
        certain: bool,
        /// When.
        time: Timestamp,
        /// From where.
        source: Option<Box<str>>,
        /// Against what.
        asset: Box<str>,
        /// Digest of the account: tells incidents apart and nobody's name.
        account: Option<Box<str>>,
        /// Until when its source is held back, if it is.
        held_until: Option<Timestamp>,
    },
    /// A decision.
    Deed {
        /// About whom.
        target: Box<str>,
        /// Until when.
        until: Timestamp,
        /// What it rests on, most first.
        forms: Vec<(Form, u64)>,
        /// Detections.
        detections: u64,
        /// Whether it was done; else it is a proposal.
        done: bool,
        /// Ordinary events of the target: who else feels it.
        ordinary_events: u64,
    },
    /// The guard itself needs somebody.
    Trouble {
        /// What.
        what: Trouble,
    },
}

/// Why a guard needs somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// More decisions than a minute may have.
    Ceiling,
    /// The part that blocks refuses or is gone.
    Blocker,
    /// The case cannot be saved.
    Saving,
    /// Notices were lost because they came too fast.
    Lost,
    /// Somebody tries whether messages arrive.
    Test,
}

/// When something is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// Put together with others, not at night.
    Later,
    /// At once.
    Now,
}

impl Notice {
    /// When it is told.
    pub fn urgency(&self) -> Urgency {
        match self {
            Notice::Deed { .. } => Urgency::Later,
            Notice::Incident { .. } | Notice::Trouble { .. } => Urgency::Now,
        }
    }

    /// What it is called: the same for the same kind of thing from the same source against the same account of the same asset.
    pub fn id(&self) -> Box<str> {
        match self {
            Notice::Incident { kind, source, asset, account, .. } => {
                id_of(&format!("incident {kind:?} {source:?} {asset} {account:?}"))
            }
            Notice::Deed { target, .. } => id_of(&format!("deed {target}")),
            Notice::Trouble { what } => id_of(&format!("trouble {what:?}")),
        }
    }
}

/// Eight digits of hexadecimal for a text.
pub fn id_of(text: &str) -> Box<str> {
    blake3::hash(text.as_bytes()).to_hex()[..8].into()
}

/// What goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What it is called: whoever has it says so by this name.
    pub id: Box<str>,
    /// When it is told.
    pub urgency: Urgency,
    /// What it tells of.
    pub notices: Vec<Notice>,
    /// Further ones that are only counted.
    pub more: u64,
    /// Whether nobody acknowledged it in time.
    pub is_escalation: bool,
    /// To which channels.
    pub channels: Vec<usize>,
}

/// The alerts that went out of a case, to be changed by nobody else as long as the file is held.
pub fn locked(folder: &Path) -> Result<(std::fs::File, Vec<Sent>), CaseError> {
    let path = folder.join(LOCK);
    let lock = std::fs::File::create(&path).and_then(|file| file.lock().map(|()| file));
    let lock = lock.map_err(|source| CaseError::Io { path, source })?;
    let path = folder.join(ALERTS);
    let at = |source| CaseError::Io { path: path.clone(), source };
    match std::fs::metadata(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok((lock, Vec::new())),
        Err(error) => return Err(at(error)),
        Ok(metadata) if metadata.len() > ALERTS_BYTES_MAX => return Err(at(std::io::Error::other("too large"))),
        Ok(_) => {}
    }
    Ok((lock, serde_json::from_slice(&std::fs::read(&path).map_err(at)?)?))
}

/// Writes them, in one step.
pub fn write(folder: &Path, sent: &[Sent]) -> Result<(), CaseError> {
    write_in_one_step(&folder.join(ALERTS), &serde_json::to_vec_pretty(sent)?)
}
