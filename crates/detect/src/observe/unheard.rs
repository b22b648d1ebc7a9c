//! Echoes of tries that nobody heard. sshd tells of an unknown account twice: `Invalid user …` when it is named, `Failed
//! password for invalid user …` for the password; the second is an echo of the first. Logs that were filtered hold only the second: then
//! it is the try. Looks only at the sign-ins of one chunk; a pair that a chunk border parts counts as two tries, once in a
//! chunk at most.

use std::net::IpAddr;

use hashbrown::HashMap;
use vigie_facts::event::{Action, Event, Protocol, SignIn};

/// Connections remembered. A chunk holds some thousands; beyond it echoes stay echoes, so that nothing is counted twice.
const CONNECTIONS_MAX: usize = 1 << 16;

/// Which of the two records of a try came first: lines of one second may change places on their way into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    Named,
    Password,
}

/// Connections (source and port, or source and process where records state no port) of which an unknown account was told.
#[derive(Debug, Default)]
pub(super) struct Unheard {
    told: HashMap<(IpAddr, u32), First>,
}

impl Unheard {
    /// Makes an echo a try of its own when the record it echoes is not there.
    pub(super) fn settle(&mut self, event: &mut Event<'_>) {
        let (Some(source), Some(connection)) = (event.source, event.source_port.map(u32::from).or(event.pid)) else {
            return;
        };
        let Action::SignIn(sign_in) = &mut event.action else { return };
        if sign_in.protocol != Protocol::Ssh || sign_in.user_exists != Some(false) {
            return;
        }
        if sign_in.echo && !is_of_password(sign_in) || self.told.len() >= CONNECTIONS_MAX {
            return;
        }
        let key = (source, connection);
        match (sign_in.echo, self.told.get(&key)) {
            (true, Some(First::Named)) => {}
            (true, Some(First::Password) | None) => {
                sign_in.echo = false;
                self.told.insert(key, First::Password);
            }
            (false, Some(First::Password)) => {
                sign_in.echo = true;
                self.told.remove(&key);
            }
            (false, Some(First::Named) | None) => {
                self.told.insert(key, First::Named);
            }
        }
    }

    /// Starts anew: what a worker saw of another chunk must not decide.
    pub(super) fn forget(&mut self) {
        self.told.clear();
    }
}

/// Whether a password was tried: a key that does not fit or a question for methods is no try of its own.
fn is_of_password(sign_in: &SignIn<'_>) -> bool {
    sign_in.method.is_some_and(|method| method.starts_with(b"password") || method.starts_with(b"keyboard-interactive"))
}

#[cfg(test)]
mod tests {
    use vigie_facts::event::Outcome;
    use vigie_facts::origin::{InputId, Origin};
    use vigie_facts::service::Service;

    use super::*;

    fn record(pid: u32, method: Option<&[u8]>, echo: bool) -> Event<'_> {
        let origin = Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: 0 };
        let sign_in = SignIn {
            outcome: Outcome::Failure,
            user: Some(b"nobody"),
            user_exists: Some(false),
            method,
            protocol: Protocol::Ssh,
            password: None,
            tries: 1,
            echo,
        };
        let mut event = Event::new(origin, Service::Sshd, Action::SignIn(sign_in));
        event.pid = Some(pid);
        event.source = Some("192.0.2.1".parse().unwrap());
        event
    }

    fn tries(records: &[(u32, Option<&[u8]>, bool)]) -> usize {
        let mut unheard = Unheard::default();
        let is_try = |&(pid, method, echo): &(u32, Option<&[u8]>, bool)| {
            let mut event = record(pid, method, echo);
            unheard.settle(&mut event);
            matches!(event.action, Action::SignIn(sign_in) if !sign_in.echo)
        };
        records.iter().map(is_try).filter(|is_try| *is_try).count()
    }

    #[test]
    fn a_try_is_counted_once_whichever_lines_are_there() {
        let (named, password, key): (_, Option<&[u8]>, Option<&[u8]>) = (None, Some(b"password"), Some(b"publickey"));
        assert_eq!(tries(&[(7, named, false), (7, password, true)]), 1);
        assert_eq!(tries(&[(7, password, true)]), 1);
        assert_eq!(tries(&[(7, named, false)]), 1);
        assert_eq!(tries(&[(7, password, true), (8, password, true)]), 2);
        assert_eq!(tries(&[(7, password, true), (7, named, false)]), 1);
        assert_eq!(tries(&[(7, named, false), (7, password, true), (7, named, false), (7, password, true)]), 2);
        assert_eq!(tries(&[(7, key, true)]), 0);
    }
}
