//! Names of people: in what leaves the terminal, accounts that exist are keyed pseudonyms. Guessed names that do not exist
//! are the attacker's words and stay. Names of which the logs do not say whether they exist are treated as if they did.

use std::collections::HashMap;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use vigie_facts::case::{Account, AccountId, Case};

/// How names of accounts are written.
#[derive(Clone, Copy, Debug)]
pub enum Names<'a> {
    /// As they are: for the terminal, or when somebody asked for it.
    Clear,
    /// As pseudonyms under a secret key: the same name gives the same pseudonym under the same key, and nobody without
    /// the key can try names out.
    Pseudonyms {
        /// The key; at least 16 random bytes.
        key: &'a [u8],
    },
    /// The same, and pseudonyms that stand in the case already get new ones: those of a kept case hang together with that case.
    PseudonymsAnew {
        /// The key; at least 16 random bytes.
        key: &'a [u8],
    },
}

/// The names of a case, as they are to be written.
#[derive(Debug)]
pub struct Naming {
    pseudonyms: Option<Pseudonyms>,
}

#[derive(Debug)]
struct Pseudonyms {
    by_account: HashMap<AccountId, String>,
    by_name: HashMap<String, String>,
    /// Names that are no single token of [`tokens`], longest first.
    awkward: Vec<(String, String)>,
}

impl Naming {
    /// The names of a case.
    pub fn new(case: &Case, names: Names<'_>) -> Naming {
        let (key, anew) = match names {
            Names::Clear => return Naming { pseudonyms: None },
            Names::Pseudonyms { key } => (key, false),
            Names::PseudonymsAnew { key } => (key, true),
        };
        let mut pseudonyms = Pseudonyms { by_account: HashMap::new(), by_name: HashMap::new(), awkward: Vec::new() };
        for (index, account) in case.accounts.iter().enumerate().filter(|(_, account)| may_be_a_person(account, anew)) {
            let pseudonym = pseudonym(key, &account.name);
            pseudonyms.by_account.insert(AccountId(index as u32), pseudonym.clone());
            let name = account.name.to_lowercase();
            if name.chars().all(is_name_character) {
                // The part before the at sign is the same person's name.
                if let Some((local, _)) = name.split_once('@') {
                    pseudonyms.by_name.entry(local.to_owned()).or_insert_with(|| pseudonym.clone());
                }
                pseudonyms.by_name.insert(name, pseudonym);
            } else if account.name.chars().count() >= AWKWARD_CHARS_MIN {
                pseudonyms.awkward.push((account.name.to_string(), pseudonym));
            }
        }
        pseudonyms.awkward.sort_by_key(|(name, _)| (std::cmp::Reverse(name.len()), name.clone()));
        pseudonyms.awkward.truncate(AWKWARD_MAX);
        Naming { pseudonyms: Some(pseudonyms) }
    }

    /// Whether names are written as they are.
    pub(crate) fn is_clear(&self) -> bool {
        self.pseudonyms.is_none()
    }

    /// The name of an account, and whether it is a pseudonym.
    pub fn account(&self, case: &Case, id: AccountId) -> (String, bool) {
        if let Some(pseudonym) = self.pseudonyms.as_ref().and_then(|pseudonyms| pseudonyms.by_account.get(&id)) {
            return (pseudonym.clone(), true);
        }
        (case.accounts.get(id.index()).map(|account| crate::cut(&account.name)).unwrap_or_default(), false)
    }

    /// A text with the names in it written as they are to be, cut to the model's limit.
    pub fn text(&self, text: &str) -> String {
        crate::cut(&self.in_text(text))
    }

    /// A text with the names in it written as they are to be, whole.
    pub fn in_text(&self, text: &str) -> String {
        let Some(pseudonyms) = &self.pseudonyms else { return text.to_owned() };
        let mut text = text.to_owned();
        for (name, pseudonym) in &pseudonyms.awkward {
            if text.contains(name.as_str()) {
                text = text.replace(name.as_str(), pseudonym);
            }
        }
        let mut written = String::with_capacity(text.len());
        for token in tokens(&text) {
            match pseudonyms.of_token(token) {
                Some(replaced) => written.push_str(&replaced),
                None => written.push_str(token),
            }
        }
        written
    }
}

/// Names with spaces or signs are searched for one by one; shorter ones would hit by chance, and more would take too long.
const AWKWARD_CHARS_MIN: usize = 4;
/// See [`AWKWARD_CHARS_MIN`].
const AWKWARD_MAX: usize = 1_000;

impl Pseudonyms {
    fn of_token(&self, token: &str) -> Option<String> {
        if !token.starts_with(is_name_character) {
            return None;
        }
        let core = token.trim_end_matches(['.', '-', '_', '+', '@']);
        let tail = &token[core.len()..];
        let lower = core.to_lowercase();
        if let Some(pseudonym) = self.by_name.get(&lower) {
            return Some(format!("{pseudonym}{tail}"));
        }
        let (local, domain) = lower.split_once('@')?;
        let pseudonym = self.by_name.get(local)?;
        Some(format!("{pseudonym}@{domain}{tail}"))
    }
}

fn may_be_a_person(account: &Account, anew: bool) -> bool {
    !account.name.is_empty()
        && account.exists != Some(false)
        && (anew || !is_pseudonym(&account.name))
        && !EVERYWHERE.contains(&account.name.to_ascii_lowercase().as_str())
}

/// Accounts that every system of a kind comes with: nobody's name, and no secret of anybody's. In a report they say more than
/// a pseudonym.
const EVERYWHERE: &[&str] =
    &["root", "daemon", "bin", "sys", "nobody", "www-data", "postgres", "administrator", "guest"];

fn is_name_character(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '.' | '-' | '_' | '+' | '@')
}

/// Cuts a text into runs of name characters and runs of others.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let kind = is_name_character(rest.chars().next()?);
        let end = rest.find(|character| is_name_character(character) != kind).unwrap_or(rest.len());
        let (token, after) = rest.split_at(end);
        rest = after;
        Some(token)
    })
}

/// Whether a name is a pseudonym already, as in a case that was kept with pseudonyms.
pub fn is_pseudonym(name: &str) -> bool {
    name.strip_prefix("account-")
        .is_some_and(|rest| rest.len() == 10 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// HMAC-SHA-256 (RFC 2104) of the lower-cased name, its first 40 bits in hexadecimal: among ten thousand accounts two share
/// a pseudonym with a chance of one in twenty thousand.
fn pseudonym(key: &[u8], name: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return "account".into() };
    mac.update(name.to_lowercase().as_bytes());
    let digest = mac.finalize().into_bytes();
    digest.iter().take(5).fold(String::from("account-"), |mut text, byte| {
        text.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        text.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case() -> Case {
        let account = |name: &str, exists| Account { name: name.into(), exists };
        Case {
            accounts: vec![
                account("marie.dupont@example.org", Some(true)),
                account("oracle", Some(false)),
                account("jean", None),
                account("Jean Martin", Some(true)),
            ],
            ..Case::default()
        }
    }

    #[test]
    fn people_get_pseudonyms_and_guesses_stay() {
        let case = case();
        let naming = Naming::new(&case, Names::Pseudonyms { key: b"0123456789abcdef" });
        for (id, pseudonym) in [(0, true), (1, false), (2, true), (3, true)] {
            assert_eq!(naming.account(&case, AccountId(id)).1, pseudonym);
        }
        let other = Naming::new(&case, Names::Pseudonyms { key: b"another key, 16+" });
        assert_ne!(naming.account(&case, AccountId(0)), other.account(&case, AccountId(0)));
    }

    #[test]
    fn pseudonyms_of_a_kept_case_get_new_ones_when_asked() {
        let mut case = case();
        case.accounts[0].name = "account-0123456789".into();
        let key = b"0123456789abcdef";
        let kept = Naming::new(&case, Names::Pseudonyms { key });
        assert_eq!(kept.in_text("for account-0123456789 from"), "for account-0123456789 from");
        let anew = Naming::new(&case, Names::PseudonymsAnew { key });
        assert!(!anew.in_text("for account-0123456789 from").contains("0123456789"));
    }

    #[test]
    fn names_do_not_survive_in_quoted_lines() {
        let case = case();
        let naming = Naming::new(&case, Names::Pseudonyms { key: b"0123456789abcdef" });
        for line in [
            "Accepted password for Jean from 192.0.2.1",
            "user=<marie.dupont@example.org>, method=PLAIN",
            "user=marie.dupont.",
            "/home/jean/.ssh/authorized_keys",
            "to=<jean@example.net>",
            "owner \"Jean Martin\"",
        ] {
            let written = naming.text(line).to_lowercase();
            assert!(!written.contains("jean") && !written.contains("marie"), "{written}");
            assert!(written.contains("account-"), "{written}");
        }
        assert_eq!(naming.text("invalid user oracle from 192.0.2.1"), "invalid user oracle from 192.0.2.1");
        assert_eq!(Naming::new(&case, Names::Clear).text("for jean"), "for jean");
    }
}
