//! What a log really is: a plain file that can be read, in a format this program recognises, and what its records carry. It looks at both ends of
//! a file and keeps none of it.

use std::collections::BTreeMap;
use std::io;
use std::net::IpAddr;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use bumpalo::Bump;
use vigie_facts::event::Action;
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;
use vigie_parse::{Options, Parsed, Parser, Recognition, YearClock};

use super::tree::Tree;

/// Bytes looked at at each end: hundreds of records.
const END_BYTES: u64 = 64 << 10;

/// Records that must be understood of a hundred for a log to be taken for what it seems.
const UNDERSTOOD_PERCENT_MIN: u8 = 50;

/// Requests from which on something can be said of who stands in front.
const REQUESTS_MIN: u64 = 20;

/// Share of requests from addresses of one's own in percent, from which on somebody stands in front.
const INNER_PERCENT_MIN: u64 = 80;

/// What a look at a log showed.
#[derive(Clone, Debug)]
pub enum Look {
    /// A file of records.
    Text {
        /// What they look like.
        recognition: Recognition,
        /// What they carry.
        carries: Carries,
        /// Device and inode.
        identity: (u64, u64),
        /// Who may read it.
        owner: Owner,
    },
    /// A file without records yet.
    Empty {
        /// Device and inode.
        identity: (u64, u64),
        /// Who may read it.
        owner: Owner,
    },
    /// Something that is no file: a device, a pipe, a folder.
    NoFile,
    /// It cannot be read.
    Unreadable(io::ErrorKind),
}

/// Who may read a file, and who could put another in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Its user's number.
    pub user: u32,
    /// Its group's number.
    pub group: u32,
    /// Its mode.
    pub mode: u32,
    /// Whether anybody may write into its folder.
    pub folder_is_open: bool,
}

/// What the requests of a web log carry: whether any of them has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carries {
    /// Web requests looked at.
    pub requests: u64,
    /// A referrer.
    pub referrer: bool,
    /// A user agent.
    pub agent: bool,
    /// The name under which the server was asked.
    pub host: bool,
    /// An address that was passed on by a proxy.
    pub forwarded: bool,
}

/// What only a person can say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Nearly all requests of this log come from addresses that no stranger has: who stands in front, and does it say who asked?
    Proxy {
        /// The log.
        log: PathBuf,
        /// From where, most first.
        from: Vec<IpAddr>,
        /// Whether the log has addresses that were passed on.
        forwarded: bool,
    },
}

impl Look {
    /// Whether following it makes sense.
    pub fn can_be_followed(&self) -> bool {
        match self {
            Look::Text { recognition, .. } => {
                recognition.confidence_percent >= UNDERSTOOD_PERCENT_MIN && recognition.format.is_some()
            }
            Look::Empty { .. } => true,
            Look::NoFile | Look::Unreadable(_) => false,
        }
    }

    /// What it was recognised as: `combined`, `rfc3164/sshd`.
    pub fn format(&self) -> Option<String> {
        let Look::Text { recognition, .. } = self else { return None };
        let format = recognition.format?;
        Some(if recognition.envelope == "bare" { format.into() } else { format!("{}/{format}", recognition.envelope) })
    }
}

/// Looks at a log, and at who wrote its requests.
pub fn look(root: &Tree, path: &Path) -> (Look, Option<Question>) {
    let metadata = match root.metadata(path) {
        Ok(metadata) if metadata.is_file() => metadata,
        Ok(_) => return (Look::NoFile, None),
        Err(error) => return (Look::Unreadable(error.kind()), None),
    };
    let folder = root.place(path).ok().and_then(|place| std::fs::metadata(place.parent()?).ok());
    let owner = Owner {
        user: metadata.uid(),
        group: metadata.gid(),
        mode: metadata.mode() & 0o7777,
        folder_is_open: folder.is_some_and(|folder| folder.mode() & 0o002 != 0),
    };
    let identity = (metadata.dev(), metadata.ino());
    let (head, tail) = match root.ends(path, END_BYTES) {
        Ok(ends) => ends,
        Err(error) => return (Look::Unreadable(error.kind()), None),
    };
    if head.is_empty() {
        return (Look::Empty { identity, owner }, None);
    }
    let options = Options::default();
    // What is written now counts; what states its columns states them at its head.
    let of = |part: &[u8]| vigie_parse::recognise(part, &options);
    let recognised = [&tail, &head].map(|part| (of(part), part));
    let [last, first] = recognised;
    let (recognition, part) = if last.0.confidence_percent > first.0.confidence_percent { last } else { first };
    let (carries, sources) = read(&recognition, part, &options);
    let question = question(path, &carries, sources);
    (Look::Text { recognition, carries, identity, owner }, question)
}

/// What web requests carry, and where they come from.
fn read(recognition: &Recognition, records: &[u8], options: &Options) -> (Carries, BTreeMap<IpAddr, u64>) {
    let (mut carries, mut sources) = (Carries::default(), BTreeMap::new());
    let mut parser = Parser::new(recognition, options, YearClock::starting(Some(2000)));
    parser.set_columns(recognition.columns.clone());
    let mut arena = Bump::new();
    let (mut at, mut line) = (0, 1);
    while let Some((length, step)) = recognition.framing.next_record(&records[at..]) {
        let origin = Origin { input: InputId(0), line, byte_start: at as u64, byte_len: length as u32 };
        if let Parsed::Event(event) = parser.parse(&records[at..at + length], origin, &arena)
            && let Action::Http(request) = &event.action
            && matches!(event.service, Service::WebAccess | Service::Haproxy)
        {
            carries.requests += 1;
            carries.referrer |= request.referrer.is_some();
            carries.agent |= request.user_agent.is_some();
            carries.host |= request.host.is_some();
            carries.forwarded |= request.forwarded_for.is_some();
            if let Some(source) = event.source {
                *sources.entry(source).or_insert(0) += 1;
            }
        }
        arena.reset();
        (at, line) = (at + step, line + 1);
    }
    (carries, sources)
}

fn question(log: &Path, carries: &Carries, sources: BTreeMap<IpAddr, u64>) -> Option<Question> {
    let inner: u64 =
        sources.iter().filter(|(address, _)| super::network::is_inner(**address)).map(|(_, count)| count).sum();
    if carries.requests < REQUESTS_MIN || inner * 100 < carries.requests * INNER_PERCENT_MIN {
        return None;
    }
    let mut from: Vec<(IpAddr, u64)> =
        sources.into_iter().filter(|(address, _)| super::network::is_inner(*address)).collect();
    from.sort_by_key(|(address, count)| (std::cmp::Reverse(*count), *address));
    let from = from.into_iter().take(4).map(|(address, _)| address).collect();
    Some(Question::Proxy { log: log.to_path_buf(), from, forwarded: carries.forwarded })
}
