//! Passwords are guessed at the site, the mailboxes or the databases: slow every guess down.

use super::{Draft, Seen};
use vigie_facts::service::Target;

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let attempts = seen.credential_attempts(|service| service.target() != Target::Infrastructure);
    (attempts > 0).then(|| Draft::soon("limit-sign-ins").count("attempts", attempts).figure("ladder.attempts"))
}
