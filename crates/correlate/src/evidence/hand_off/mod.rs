//! What one member found, another uses soon after. Looks at traces that hardly anybody else left; it cannot tell a hand-over from one user behind two addresses.

use super::{Class, Dependence, Evidence, Suspects, not_testable, tested};
use crate::clusters::{Basis, Explanation, Outcome, Reason};
use crate::stats::tails::binomial_upper;
use crate::timeline::HOUR;

/// The kind.
pub const EVIDENCE: Evidence = Evidence {
    name: "hand-off",
    class: Class::Command,
    dependence: Dependence::Work,
    behaviour: "rare traces pass from one member to another within hours, more often than between others who share rare traces",
    null: "given that two actors share a rare trace, the second uses it within six hours as often as outsiders do",
    innocent: &[Explanation::SharedAddress, Explanation::PublicTool],
    weigh,
};

/// How soon a find is used.
const SOON: i64 = 6 * HOUR;

/// Pairs of outsiders that the rate among outsiders is worth before any is seen, one in ten of them soon.
const PRIOR: (f64, f64) = (1.0, 10.0);

/// Finds needed to say anything.
const FINDS_MIN: u64 = 3;

fn weigh(suspects: &Suspects<'_>) -> Outcome {
    if suspects.basis == Basis::Tool {
        return not_testable(Reason::FoundByIt);
    }
    let (mut ours, mut ours_soon, mut theirs, mut theirs_soon) = (0_u64, 0_u64, PRIOR.1, PRIOR.0);
    for (users, apart) in &suspects.index.finds {
        let soon = *apart <= SOON;
        let inside = users.iter().filter(|&&user| suspects.is_member[user as usize]).count();
        if inside == users.len() {
            ours += 1;
            ours_soon += u64::from(soon);
        } else if inside == 0 {
            theirs += 1.0;
            theirs_soon += f64::from(u8::from(soon));
        }
    }
    if ours < FINDS_MIN {
        return not_testable(Reason::TooLittle);
    }
    let rate = theirs_soon / theirs;
    tested(binomial_upper(ours, rate, ours_soon), ours_soon as f64, ours as f64 * rate)
}
