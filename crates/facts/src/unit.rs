//! The ladder of counting units and the documented constants that decide every count. Printed by `--explain-units`.

use serde::{Deserialize, Serialize};

/// The unit of a count. No number is printed without one. Each rung reconciles with the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// One line (or one member of a journal export) as written.
    Record,
    /// A record understood: it matched a template with a typed action.
    Event,
    /// An event that at least one named, versioned rule matched; one per event and form.
    Detection,
    /// Detections of one source against one asset with one form, without a gap over the session gap. "An attack" in print.
    Attempt,
    /// Attempts that had, or may have had, an effect.
    Incident,
}

impl Unit {
    /// Every unit, lowest rung first.
    pub const ALL: &'static [Unit] = &[Unit::Record, Unit::Event, Unit::Detection, Unit::Attempt, Unit::Incident];

    /// The stable id.
    pub fn id(self) -> &'static str {
        match self {
            Unit::Record => "record",
            Unit::Event => "event",
            Unit::Detection => "detection",
            Unit::Attempt => "attempt",
            Unit::Incident => "incident",
        }
    }
}

/// A gap of at most this continues an attempt; a longer one ends it. Thirty minutes is the usual session gap of web
/// analytics and of intrusion sessions (DESIGN.md § 2).
pub const SESSION_GAP_SECONDS: i64 = 30 * 60;

/// An attempt is cut after this long, so that a source which never rests is still counted by the day.
pub const ATTEMPT_SECONDS_MAX: i64 = 24 * 3_600;

/// A clock that runs backwards by at most this between neighbouring records is ordinary buffering, not an anomaly.
pub const CLOCK_TOLERANCE_SECONDS: i64 = 300;
