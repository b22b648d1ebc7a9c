//! Sessions of people and the words their forms must carry. A session is 256 random bits in a cookie; here only its digest is kept, in
//! memory, so a restart ends all of them. The clock is an argument.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::people::{Account, Accounts, Role};
use super::random;

/// A session ends after so long without a page asked for by a person.
pub(super) const IDLE: Duration = Duration::from_hours(1);

/// A session ends after so long whatever happens: one watch.
pub(super) const LIFE: Duration = Duration::from_hours(12);

/// Sessions held at once; beyond it the one that was longest idle ends.
const SESSIONS_MAX: usize = 1_000;

/// Somebody who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Who {
    /// Name of the account or token.
    pub(super) name: String,
    /// What they may do.
    pub(super) role: Role,
}

struct Session {
    account: String,
    /// The hash the password had: another one ends the session.
    password: String,
    began: Instant,
    seen: Instant,
}

/// Everybody who is signed in.
pub(super) struct Sessions {
    key: [u8; 32],
    held: Mutex<BTreeMap<[u8; 32], Session>>,
}

impl Sessions {
    /// Nobody yet.
    pub(super) fn new() -> io::Result<Sessions> {
        Ok(Sessions { key: random::bytes()?, held: Mutex::new(BTreeMap::new()) })
    }

    /// Opens a session. Returns the word for its cookie.
    pub(super) fn open(&self, account: &Account, now: Instant) -> io::Result<String> {
        let word = random::word()?;
        let (name, password) = (account.name.clone(), account.password.clone());
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|_, session| !session.is_over(now));
        if held.len() >= SESSIONS_MAX
            && let Some(oldest) = held.iter().min_by_key(|(_, session)| session.seen).map(|(id, _)| *id)
        {
            held.remove(&oldest);
        }
        held.insert(id(&word), Session { account: name, password, began: now, seen: now });
        Ok(word)
    }

    /// Who a session belongs to, by the accounts as they are now. Only what a person asked for keeps it open (`renews`).
    pub(super) fn find(&self, word: &str, accounts: &Accounts, now: Instant, renews: bool) -> Option<Who> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let session = held.get_mut(&id(word))?;
        let account = accounts.accounts.iter().find(|one| one.name == session.account);
        let Some(account) = account.filter(|one| one.password == session.password && !session.is_over(now)) else {
            held.remove(&id(word));
            return None;
        };
        if renews {
            session.seen = now;
        }
        Some(Who { name: account.name.clone(), role: account.role })
    }

    /// Ends a session.
    pub(super) fn close(&self, word: &str) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).remove(&id(word));
    }

    /// Sessions that are open.
    pub(super) fn count(&self, now: Instant) -> usize {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.values().filter(|session| !session.is_over(now)).count()
    }

    /// The word that every form of a session carries: whoever has not seen a page of it does not know it. Bound to the cookie, so it
    /// need not be kept.
    pub(super) fn form_word(&self, cookie: &str) -> String {
        blake3::keyed_hash(&self.key, cookie.as_bytes()).to_hex().to_string()
    }

    /// Whether a form carries the word of its session.
    pub(super) fn is_form_word(&self, cookie: &str, given: &str) -> bool {
        // Equality of `blake3::Hash` takes the same time wherever they differ.
        blake3::Hash::from_hex(given).is_ok_and(|given| given == blake3::keyed_hash(&self.key, cookie.as_bytes()))
    }
}

impl Session {
    fn is_over(&self, now: Instant) -> bool {
        now.duration_since(self.seen) >= IDLE || now.duration_since(self.began) >= LIFE
    }
}

fn id(word: &str) -> [u8; 32] {
    *blake3::hash(word.as_bytes()).as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accounts(role: Role, password: &str) -> Accounts {
        let (name, since) = ("anne".to_owned(), String::new());
        Accounts { accounts: vec![Account { name, role, password: password.to_owned(), since }] }
    }

    #[test]
    fn a_session_ends_when_idle_when_old_when_closed_and_with_its_account() {
        let start = Instant::now();
        let known = accounts(Role::Reader, "one");
        let sessions = Sessions::new().unwrap();
        let open = || sessions.open(&known.accounts[0], start).unwrap();
        let (idle, old, closed, changed) = (open(), open(), open(), open());
        let later = |minutes: u64| start + Duration::from_mins(minutes);
        assert_eq!(sessions.find(&idle, &known, later(59), false).map(|who| who.role), Some(Role::Reader));
        assert!(sessions.find(&idle, &known, later(61), true).is_none(), "watching alone keeps nothing open");
        for minutes in (30..720).step_by(30) {
            assert!(sessions.find(&old, &known, later(minutes), true).is_some());
        }
        assert!(sessions.find(&old, &known, later(721), true).is_none());
        sessions.close(&closed);
        assert!(sessions.find(&closed, &known, start, true).is_none());
        assert!(sessions.find(&changed, &accounts(Role::Decider, "one"), start, true).is_some());
        assert!(sessions.find(&changed, &accounts(Role::Decider, "two"), start, true).is_none());
        assert!(sessions.find("", &known, start, true).is_none());
    }

    #[test]
    fn a_form_carries_the_word_of_its_own_session() {
        let sessions = Sessions::new().unwrap();
        let word = sessions.form_word("a");
        assert!(sessions.is_form_word("a", &word));
        assert!(
            !sessions.is_form_word("b", &word) && !sessions.is_form_word("a", "") && !sessions.is_form_word("a", "a")
        );
    }
}
