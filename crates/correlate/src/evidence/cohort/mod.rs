//! The same actors begin sessions together again and again. Weighs what `attendance` found; it does not look for groups.
//!
//! A pair or two may meet beyond chance inside a group that as a whole does not: so as many members must also come to its sessions as a Poisson count
//! with the expected number rarely reaches. The larger of the two chances counts.

use super::{Class, Dependence, Evidence, Suspects, not_testable, tested};
use crate::clusters::{Basis, Explanation, Outcome, Reason};
use crate::stats::tails::poisson_upper;

/// The kind.
pub const EVIDENCE: Evidence = Evidence {
    name: "cohort",
    class: Class::Command,
    dependence: Dependence::Timing,
    behaviour: "the same actors begin sessions within a short time of one another, on several occasions",
    null: "each session may as well have begun at another moment of the 24 hours around, distributed as everybody's sessions",
    innocent: &[Explanation::Schedule, Explanation::CommonEvent, Explanation::Crowd, Explanation::SharedAddress],
    weigh,
};

fn weigh(suspects: &Suspects<'_>) -> Outcome {
    if suspects.basis != Basis::Sessions {
        return not_testable(Reason::TooLittle);
    }
    let present: u32 = suspects.meetings.iter().map(|meeting| meeting.present).sum();
    let mean = f64::from(present) / suspects.meetings.len().max(1) as f64;
    let near = suspects.settings.neighbourhood_ms;
    // How many members chance would bring to one session: each member's sessions near it times the window's share of them.
    let expected = suspects
        .meetings
        .iter()
        .map(|meeting| {
            let all = suspects.starts.range(meeting.from - near, meeting.to + near);
            let ours = all.clone().filter(|&at| suspects.is_member[suspects.starts.actors[at] as usize]).count() as f64;
            let here = suspects.starts.range(meeting.from, meeting.to);
            let others = here.filter(|&at| !suspects.is_member[suspects.starts.actors[at] as usize]).count() as f64;
            ours * (others + 1.0) / all.len().max(1) as f64
        })
        .sum::<f64>()
        / suspects.meetings.len().max(1) as f64;
    let together = poisson_upper(expected * suspects.meetings.len() as f64, u64::from(present));
    tested(suspects.found_log10.max(together), mean, expected)
}
