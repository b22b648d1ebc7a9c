//! Passwords are guessed at remote shells: let keys in, and nothing else.

use super::{Draft, Seen};
use vigie_facts::service::Service;

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let attempts = seen.credential_attempts(|service| service == Service::Sshd);
    (attempts > 0).then(|| Draft::soon("close-password-shell").count("attempts", attempts).figure("ladder.attempts"))
}
