//! Accounts that exist were tried: give their owners a second factor and a warning.

use super::{Draft, Seen};

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let existing = seen.answer.pursued.accounts_existing.value;
    (existing > 0).then(|| {
        Draft::soon("protect-tried-accounts")
            .count("accounts", existing)
            .figure("accounts.existing")
            .items(seen.existing_accounts())
    })
}
