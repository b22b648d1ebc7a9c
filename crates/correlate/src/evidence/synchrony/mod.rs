//! The same traces are used at the same moments. Weighs what `synchrony` found; it does not look for pairs.

use super::{Class, Dependence, Evidence, Suspects, not_testable, tested};
use crate::clusters::{Basis, Explanation, Outcome, Reason};

/// The kind.
pub const EVIDENCE: Evidence = Evidence {
    name: "synchrony",
    class: Class::Command,
    dependence: Dependence::Timing,
    behaviour: "pairs of actors use the traces that they share at the same moments, more than others who use them",
    null: "given that both use a trace, each uses it at a moment drawn from the trace's own density, at its clock and speed",
    innocent: &[Explanation::Schedule, Explanation::FastAutomation, Explanation::SharedAddress],
    weigh,
};

fn weigh(suspects: &Suspects<'_>) -> Outcome {
    let Some(best) = suspects.ties.iter().min_by(|x, y| x.chance_log10.total_cmp(&y.chance_log10)) else {
        return not_testable(Reason::TooLittle);
    };
    if suspects.basis != Basis::Traces {
        return not_testable(Reason::NoSuchTrace);
    }
    tested(suspects.found_log10, f64::from(best.together), best.expected)
}
