//! The members' tool carries a mark that hardly anybody else's does. Proves the same tool; a rare one may still be sold to many.

use super::{Class, Dependence, Evidence, Suspects, not_testable, tested};
use crate::clusters::{Explanation, Outcome, Reason};
use crate::observations::Nature;

/// The kind.
pub const EVIDENCE: Evidence = Evidence {
    name: "fingerprint",
    class: Class::Tooling,
    dependence: Dependence::Tool,
    behaviour: "at least four members in five leave a tool mark that few others leave",
    null: "an actor drawn from all others leaves this mark, for the rarest of all marks that were compared",
    innocent: &[Explanation::PublicTool],
    weigh,
};

fn weigh(suspects: &Suspects<'_>) -> Outcome {
    let marks = suspects.timeline.natures.iter().filter(|nature| **nature == Nature::Tool).count();
    if marks == 0 {
        return not_testable(Reason::NoSuchTrace);
    }
    let Some((_, members, others)) = suspects.tool() else { return tested(0.0, 0.0, 0.0) };
    let outside = (suspects.timeline.actors() - suspects.members.len()) as f64;
    let share = (others as f64 + 1.0) / (outside + 1.0);
    // Two members with the mark are one coincidence; every further one is another, but a tool is downloaded once for all: one is counted.
    tested((share.log10() + (marks as f64).log10()).min(0.0), members as f64, suspects.members.len() as f64 * share)
}
