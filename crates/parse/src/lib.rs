//! Bytes of logs to events and anomalies.
//!
//! An *envelope* says when and where a record was written (syslog, journald, container JSON, bare); a *service* says what it
//! means (nginx, sshd, Postfix …). Any service can sit in any envelope. Both are recognised by content, never by file name.
//! This crate never opens files, never reads a clock, never decides whether a record is hostile.
//!
//! The order of work for one input: [`recognise`] its head once, split it with [`Framing`], carry a [`YearClock`] along its
//! chunks where [`Recognition::yearless`] says so, and give each chunk to a [`Parser`].

pub mod address;
pub mod calendar;
pub mod envelopes;
pub mod escape;
mod framing;
pub mod instant;
pub mod json;
pub mod oddity;
mod parser;
mod recognition;
pub mod request;
pub mod scan;
pub mod services;
pub mod templates;

use vigie_facts::anomaly::Anomalies;
use vigie_facts::event::Event;
use vigie_facts::service::Service;

pub use calendar::YearClock;
pub use framing::Framing;
pub use parser::{Memory, Parser};
pub use recognition::{Recognition, recognise};

/// Bytes of one record that are read; the rest is left aside and the record marked `line-too-long`. Real records stay below
/// 64 KiB (journald splits there, rsyslog at 8 KiB); the limit bounds the work a single hostile line can cause.
pub const RECORD_BYTES_MAX: usize = 256 * 1024;

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
