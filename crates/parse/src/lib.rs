//! Bytes of logs to events and anomalies.
//!
//! An *envelope* says when and where a record was written (syslog, journald, container JSON, bare); a *service* says what it
//! means (nginx, sshd, Postfix …). Any service can sit in any envelope. Both are recognised by content, never by file name.
//! This crate never opens files, never reads a clock, never decides whether a record is hostile.

pub mod address;
pub mod instant;
pub mod json;

use bumpalo::Bump;
use vigie_facts::anomaly::Anomalies;
use vigie_facts::event::Event;
use vigie_facts::origin::Origin;
use vigie_facts::service::Service;

/// What the user said about all inputs.
#[derive(Clone, Debug)]
pub struct Options {
    /// Zone of records that state none (`--log-time-zone`); UTC when not given.
    pub log_time_zone: jiff::tz::TimeZone,
    /// Year of records that state none (`--year`): the year of the first record of each input.
    pub year: Option<i32>,
    /// Service the user says all inputs come from (`--as`); its envelope is still recognised.
    pub as_service: Option<Service>,
}

impl Default for Options {
    fn default() -> Self {
        Options { log_time_zone: jiff::tz::TimeZone::UTC, year: None, as_service: None }
    }
}

/// What a sample of an input looks like.
#[derive(Clone, Debug, PartialEq)]
pub struct Recognition {
    /// Id of the envelope most records have: `rfc3164`, `rfc5424`, `journald-json`, `bare` …
    pub envelope: &'static str,
    /// Service of most records, if one was recognised.
    pub service: Option<Service>,
    /// Share of the sample's records that the pair understands, in percent.
    pub confidence_percent: u8,
    /// How records are separated.
    pub framing: Framing,
    /// Whether its records state no year, so that a [`YearClock`] has to run along the input.
    pub yearless: bool,
}

/// How records are separated in an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// One record a line.
    Lines,
    /// One record a line; lines that begin with a space or a tab continue the record before them.
    ContinuedLines,
    /// Blocks of `FIELD=value` lines separated by an empty line (journald export format).
    Blocks,
    /// Lines in which a quoted field may hold line ends (CSV logs of PostgreSQL).
    QuotedLines,
}

/// Follows the year along an input whose records state only month and day: it rises when the month falls by six or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearClock {
    /// Year of the last record; `0` based when the year is unknown.
    pub year: i32,
    /// Month of the last record, 1 to 12; 0 before the first.
    pub month: u8,
    /// Whether `year` is a real year or counts from 0.
    pub known: bool,
}

/// What became of one record.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    clippy::large_enum_variant,
    reason = "an event lives on the stack for one record; boxing it would cost an allocation a line"
)]
pub enum Parsed<'a> {
    /// A template with a typed action matched.
    Event(Event<'a>),
    /// Recognised and deliberately not interpreted.
    Ignored {
        /// The service it belongs to.
        service: Service,
    },
    /// The envelope was read and the service is known; the message fits no template.
    CatchAll {
        /// What the envelope says, with a housekeeping action; never counted as understood.
        event: Event<'a>,
    },
    /// Nothing fits.
    NotUnderstood {
        /// What was odd about it.
        anomalies: Anomalies,
    },
}

/// Reads the records of one input, in order. Cheap to clone: each chunk gets its own, set to the state at its start.
#[derive(Clone, Debug)]
pub struct Parser {
    _options: Options,
}

/// Looks at the first bytes of an input (whole records, 64 KiB are plenty) and says what they are.
pub fn recognise(_head: &[u8], _options: &Options) -> Recognition {
    Recognition { envelope: "bare", service: None, confidence_percent: 0, framing: Framing::Lines, yearless: false }
}

impl Parser {
    /// A parser for an input that was recognised, starting at the given place in the calendar.
    pub fn new(_recognition: &Recognition, options: &Options, _clock: YearClock) -> Parser {
        Parser { _options: options.clone() }
    }

    /// Reads one record, line end excluded. Fields that need unescaping are copied into the arena.
    pub fn parse<'a>(&mut self, _record: &'a [u8], _origin: Origin, _arena: &'a Bump) -> Parsed<'a> {
        Parsed::NotUnderstood { anomalies: Anomalies::default() }
    }
}

impl Framing {
    /// How many bytes at the start of `bytes` are whole records. At the end of the input, everything is.
    pub fn whole_records(self, bytes: &[u8], at_end: bool) -> usize {
        if at_end {
            return bytes.len();
        }
        memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1)
    }

    /// Splits the first record off: its length without line end, and how many bytes to step over. `None` when empty.
    pub fn next_record(self, bytes: &[u8]) -> Option<(usize, usize)> {
        if bytes.is_empty() {
            return None;
        }
        Some(match memchr::memchr(b'\n', bytes) {
            Some(at) => (at - usize::from(at > 0 && bytes[at - 1] == b'\r'), at + 1),
            None => (bytes.len(), bytes.len()),
        })
    }
}
