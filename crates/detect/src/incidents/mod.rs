//! Did it have an effect? From detections, attempts and traces to incidents, each with the records it rests on and what would
//! weaken it.

pub(crate) mod slips;

use vigie_facts::case::{Effect, IncidentKind, Weakness};

use crate::picture::Picture;

/// An incident before it has its final ids.
#[derive(Clone, Debug)]
pub(crate) struct IncidentDraft {
    pub(crate) kind: IncidentKind,
    pub(crate) effect: Effect,
    pub(crate) time_micros: i64,
    pub(crate) asset: u32,
    pub(crate) source: u32,
    pub(crate) account: u32,
    pub(crate) attempts: Vec<u32>,
    /// Part and row.
    pub(crate) evidence: Vec<(&'static str, u32)>,
    pub(crate) weakened_by: Vec<Weakness>,
}

/// Every incident, in order of time.
pub(crate) fn find(_picture: &Picture<'_>) -> Vec<IncidentDraft> {
    Vec::new()
}
