//! The row every event of interest becomes on its way from worker to case: fixed size, texts named by ids. Ids are those of
//! a chunk's tables in a [`ChunkYield`](crate::observe::ChunkYield) and those of the case's once absorbed.

use serde::{Deserialize, Serialize};
use vigie_facts::case::TraceKind;
use vigie_facts::service::Service;
use vigie_facts::time::{TimeBasis, Timestamp};

/// The id that stands for "none" in columns where an `Option` would double the width.
pub(crate) const NONE: u32 = u32::MAX;

/// Bytes of an answer that the record does not state.
pub(crate) const BYTES_UNKNOWN: u64 = u64::MAX;

/// An event that matched a rule or leaves a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Row {
    /// Microseconds since the epoch; `None` is [`Row::NO_TIME`].
    pub(crate) time_micros: i64,
    pub(crate) byte_start: u64,
    pub(crate) line: u64,
    /// Bytes of the answer, or [`BYTES_UNKNOWN`].
    pub(crate) bytes: u64,
    pub(crate) byte_len: u32,
    pub(crate) input: u32,
    /// Source, or [`NONE`].
    pub(crate) source: u32,
    pub(crate) asset: u32,
    /// Account, or [`NONE`].
    pub(crate) account: u32,
    /// Path, command, statement, recipient or port, or [`NONE`].
    pub(crate) subject: u32,
    /// Tool, or [`NONE`].
    pub(crate) tool: u32,
    /// Values of fields that stateful rules ask for and no column holds, or [`NONE`].
    pub(crate) extra: u32,
    /// Set of rules that matched, or [`NONE`].
    pub(crate) hits: u32,
    /// Tries the record stands for, at least 1.
    pub(crate) tries: u32,
    /// Status of the answer; 0 for none.
    pub(crate) status: u16,
    /// What it shows, if it leaves a trace.
    pub(crate) kind: Option<TraceKind>,
    pub(crate) service: Service,
    pub(crate) time_basis: TimeBasis,
    /// Whether the event is counted in [`TrafficHour::events`](vigie_facts::case::TrafficHour::events).
    pub(crate) is_traffic: bool,
}

impl Row {
    /// The time of a row without one; sorts first, as [`Case::detections`](vigie_facts::case::Case::detections) asks.
    pub(crate) const NO_TIME: i64 = i64::MIN;

    /// When, if the record says.
    pub(crate) fn time(&self) -> Option<Timestamp> {
        (self.time_micros != Row::NO_TIME).then_some(Timestamp(self.time_micros))
    }
}

/// The id, unless it stands for none.
pub(crate) fn some(id: u32) -> Option<u32> {
    (id != NONE).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_stays_small_because_there_may_be_millions() {
        assert!(size_of::<Row>() <= 80, "{}", size_of::<Row>());
    }
}
