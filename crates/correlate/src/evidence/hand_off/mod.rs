//! What one member found, another uses soon after. Looks at traces that hardly anybody else left; it cannot tell a hand-over from one user behind two addresses.
//! Members that were found for coming at the same hours do all within hours of one another: so the second's own acts say how soon is soon for it.

use super::{Class, Dependence, Evidence, Find, Suspects, not_testable, tested};
use crate::clusters::{Basis, Explanation, Outcome, Reason};
use crate::stats::tails::poisson_binomial_upper;
use crate::timeline::HOUR;

/// The kind.
pub const EVIDENCE: Evidence = Evidence {
    name: "hand-off",
    class: Class::Command,
    dependence: Dependence::Work,
    behaviour: "rare traces pass from one member to another within hours, more often than between others who share rare traces",
    null: "given that two actors share a rare trace and when the second acts, it uses it within six hours as often as it does anything else from then on, and as often as outsiders do",
    innocent: &[Explanation::SharedAddress, Explanation::PublicTool],
    weigh,
};

/// How soon a find is used.
const SOON: i64 = 6 * HOUR;

/// Pairs of outsiders that the rate among outsiders is worth before any is seen, one in ten of them soon.
const PRIOR: (f64, f64) = (1.0, 10.0);

/// Finds needed to say anything.
const FINDS_MIN: usize = 3;

/// Finds of the members that are looked at: more say nothing else.
const FINDS_MAX: usize = 2_000;

fn weigh(suspects: &Suspects<'_>) -> Outcome {
    if suspects.basis == Basis::Tool {
        return not_testable(Reason::FoundByIt);
    }
    let (mut ours, mut soon, mut theirs, mut theirs_soon) = (Vec::new(), 0_usize, PRIOR.1, PRIOR.0);
    for find in &suspects.index.finds {
        let is_soon = find.second - find.first <= SOON;
        let inside = find.users.iter().filter(|&&user| suspects.is_member[user as usize]).count();
        if inside == find.users.len() {
            if ours.len() == FINDS_MAX {
                continue;
            }
            ours.push(by_its_hours(suspects, find));
            soon += usize::from(is_soon);
        } else if inside == 0 {
            theirs += 1.0;
            theirs_soon += f64::from(u8::from(is_soon));
        }
    }
    if ours.len() < FINDS_MIN {
        return not_testable(Reason::TooLittle);
    }
    let rate = theirs_soon / theirs;
    for chance in &mut ours {
        *chance = rate.max(*chance);
    }
    let expected = ours.iter().sum();
    tested(poisson_binomial_upper(&ours, soon, &mut Vec::new()), soon as f64, expected)
}

/// The part of what the second user did from the first use on that it did soon: when it comes is given, what it then uses is asked.
fn by_its_hours(suspects: &Suspects<'_>, find: &Find) -> f64 {
    let acts = suspects.timeline.acts_of(find.users[1]);
    let from = acts.partition_point(|act| act.time < find.first);
    let to = acts.partition_point(|act| act.time <= find.first + SOON);
    (to - from) as f64 / (acts.len() - from).max(1) as f64
}
