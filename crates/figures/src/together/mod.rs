//! Question 4, did they act together: observations from a case, the engine's answer, and its shape in a report. The statistics are
//! `vigie-correlate`'s; which rows are compared and how the answer is told is decided here.

mod model;
mod telling;
mod traces;

use std::num::NonZeroUsize;

use jiff::tz::TimeZone;
use vigie_correlate::{Clusters, Settings, correlate};
use vigie_facts::case::{AccountId, Case};

use crate::calendar::Calendar;
use crate::names::{Names, Naming};
pub use model::{ClusterShown, Counts, FindingShown, MemberShown, SessionShown, Together, TraceShown};
use telling::Around;
pub use telling::{
    basis_key, class_key, confidence_key, evidence_key, explanation_key, likelihood_key, reason_key, state_key,
    trace_key, verdict_key,
};
pub use traces::{EVENTS_MAX, EVENTS_PER_SOURCE_MAX, LeftOut};

/// What the engine found in a case, names in clear.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its answer.
    pub clusters: Clusters,
    /// What it was not asked about.
    pub left_out: LeftOut,
}

/// Asks the engine about the hostile sources of a case. Pure and deterministic; the costly part of an answer, so that it can be asked once
/// and told several times. `threads` share
/// the work and change nothing of the answer.
///
/// ```
/// use std::num::NonZeroUsize;
/// use vigie_facts::case::Case;
/// let found = vigie_figures::together::find(&Case::default(), NonZeroUsize::MIN);
/// assert!(found.clusters.clusters.is_empty(), "where nobody came, nobody acted together");
/// ```
pub fn find(case: &Case, threads: NonZeroUsize) -> Found {
    let observed = traces::observed(case);
    let settings = Settings {
        session_gap_ms: case.settings.session_gap_seconds.saturating_mul(1_000),
        grain_ms: observed.grain_ms,
        threads,
        ..Settings::logs()
    };
    Found { clusters: correlate(&observed.observations, &settings), left_out: observed.left_out }
}

impl Found {
    /// The same with the names of people written as they are to be.
    #[must_use]
    pub fn named(mut self, case: &Case, names: Names<'_>) -> Found {
        self.name(case, &Naming::new(case, names));
        self
    }

    /// Names stand in traces only: actors are addresses.
    pub(crate) fn name(&mut self, case: &Case, naming: &Naming) {
        for trace in self.clusters.clusters.iter_mut().flat_map(|cluster| &mut cluster.traces) {
            let account = (trace.kind == "account")
                .then(|| case.accounts.iter().position(|account| *account.name == *trace.trace))
                .flatten();
            trace.trace = match account {
                Some(at) => naming.account(case, AccountId(at as u32)).0,
                None => naming.in_text(&trace.trace),
            };
        }
    }

    /// What a report tells of it, or everything: `whole`.
    pub fn of_case(&self, case: &Case, zone: TimeZone, whole: bool) -> Together {
        self.told(&Calendar::new(zone), Some(case), whole)
    }

    pub(crate) fn told(&self, calendar: &Calendar, case: Option<&Case>, whole: bool) -> Together {
        telling::told(self, &Around { calendar, case, whole })
    }
}

/// What is told of an answer about a table of observations; moments on the clock of UTC.
pub fn of_table(clusters: Clusters) -> Together {
    let found = Found { clusters, left_out: LeftOut::default() };
    found.told(&Calendar::new(TimeZone::UTC), None, true)
}
