//! Who may do what: accounts with passwords for people, tokens for programs, both in files of the state folder that hold no secret in
//! clear. Passwords are kept as Argon2id (RFC 9106), tokens as BLAKE3 of 256 random bits. Knows nothing of HTTP.

use std::fs::{self, File};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use vigie_facts::time::Timestamp;

use super::random;
use crate::case::{CaseError, write_in_one_step};

/// Name of the file of accounts inside the state.
pub const ACCOUNTS: &str = "accounts.json";

/// Name of the file of tokens inside the state.
pub const TOKENS: &str = "tokens.json";

/// Accounts or tokens of one file: an organisation's press office, not its members.
pub const ENTRIES_MAX: usize = 1_000;

/// Shortest password, in characters (NIST SP 800-63B-4 asks for 15 where it is the only factor).
pub const PASSWORD_CHARS_MIN: usize = 15;

/// Longest password: Argon2 reads all of it, and nobody types more.
pub const PASSWORD_BYTES_MAX: usize = 1_024;

/// Longest name.
pub const NAME_BYTES_MAX: usize = 64;

/// Files larger than this were not written by us.
const FILE_BYTES_MAX: u64 = 4 << 20;

/// What somebody may do; each may do what the one before may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Look at everything.
    Reader,
    /// Have sentences checked, which costs computing time.
    Analyst,
    /// Take decisions back.
    Decider,
}

impl Role {
    /// All, weakest first.
    pub const ALL: [Role; 3] = [Role::Reader, Role::Analyst, Role::Decider];

    /// As it is written.
    pub fn id(self) -> &'static str {
        match self {
            Role::Reader => "reader",
            Role::Analyst => "analyst",
            Role::Decider => "decider",
        }
    }
}

/// Somebody who signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// What is typed.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Argon2id of the password, as a PHC string.
    pub password: String,
    /// When the account was made or changed, RFC 3339.
    pub since: String,
}

/// A program that asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// BLAKE3 of the token, in hexadecimal.
    pub blake3: String,
    /// When it was made, RFC 3339.
    pub since: String,
    /// When it was revoked, RFC 3339.
    pub revoked: Option<String>,
}

/// Everybody who signs in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accounts {
    /// In the order in which they were made.
    pub accounts: Vec<Account>,
}

/// Every program that asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// In the order in which they were made.
    pub tokens: Vec<Token>,
}

/// Why an account or a token was not made.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// The name cannot be one.
    #[error("a name has 1 to {NAME_BYTES_MAX} of: letters without accents, digits, dot, underscore, hyphen, at sign")]
    Name,
    /// The password is too short or too long.
    #[error("a password has at least {PASSWORD_CHARS_MIN} characters and at most {PASSWORD_BYTES_MAX} bytes")]
    Password,
    /// Nothing has that name.
    #[error("nothing has this name")]
    Unknown,
    /// Something has that name already.
    #[error("this name is taken")]
    Taken,
    /// There are too many.
    #[error("more than {ENTRIES_MAX}")]
    TooMany,
    /// The file could not be read or written.
    #[error(transparent)]
    File(#[from] CaseError),
    /// The system gave no random bytes.
    #[error("no random bytes: {0}")]
    Random(#[from] std::io::Error),
    /// Argon2 refused.
    #[error("the password could not be hashed")]
    Hash,
}

/// Reads the accounts; nobody when there is no file.
///
/// # Errors
/// When the file is there and cannot be read or understood.
pub fn read_accounts(path: &Path) -> Result<Accounts, CaseError> {
    read(path)
}

/// Reads the tokens; none when there is no file.
///
/// # Errors
/// When the file is there and cannot be read or understood.
pub fn read_tokens(path: &Path) -> Result<Tokens, CaseError> {
    read(path)
}

fn read<T: Default + serde::de::DeserializeOwned>(path: &Path) -> Result<T, CaseError> {
    let at = |source| CaseError::Io { path: path.to_path_buf(), source };
    match fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(T::default()),
        Err(error) => return Err(at(error)),
        Ok(metadata) if metadata.len() > FILE_BYTES_MAX => {
            return Err(at(std::io::Error::other("larger than this file can be")));
        }
        Ok(_) => {}
    }
    serde_json::from_slice(&fs::read(path).map_err(at)?).map_err(|error| at(std::io::Error::other(error)))
}

/// Changes a file of the state while nobody else does, and makes the folder if it is not there.
fn change<T, R>(
    state: &Path,
    file: &str,
    change: impl FnOnce(&mut T) -> Result<R, PeopleError>,
) -> Result<R, PeopleError>
where
    T: Default + Serialize + serde::de::DeserializeOwned,
{
    let at = |source| CaseError::Io { path: state.to_path_buf(), source };
    fs::DirBuilder::new().recursive(true).mode(0o700).create(state).map_err(at)?;
    let lock = File::create(state.join("people.lock")).map_err(at)?;
    lock.lock().map_err(at)?;
    let path = state.join(file);
    let mut held: T = read(&path)?;
    let result = change(&mut held)?;
    let mut text = serde_json::to_vec_pretty(&held).map_err(CaseError::from)?;
    text.push(b'\n');
    write_in_one_step(&path, &text)?;
    Ok(result)
}

fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'@');
    (1..=NAME_BYTES_MAX).contains(&name.len()) && name.bytes().all(plain)
}

/// Adds an account, or gives it another role and password.
///
/// # Errors
/// See [`PeopleError`].
pub fn set_account(state: &Path, name: &str, role: Role, password: &str, now: Timestamp) -> Result<(), PeopleError> {
    if !is_name(name) {
        return Err(PeopleError::Name);
    }
    if password.chars().count() < PASSWORD_CHARS_MIN || password.len() > PASSWORD_BYTES_MAX {
        return Err(PeopleError::Password);
    }
    let account = Account { name: name.to_owned(), role, password: hashed(password)?, since: now.to_rfc3339() };
    change(state, ACCOUNTS, |held: &mut Accounts| {
        match held.accounts.iter().position(|one| one.name == name) {
            Some(at) => held.accounts[at] = account,
            None if held.accounts.len() >= ENTRIES_MAX => return Err(PeopleError::TooMany),
            None => held.accounts.push(account),
        }
        Ok(())
    })
}

/// Removes an account: its sessions end with it.
///
/// # Errors
/// See [`PeopleError`].
pub fn remove_account(state: &Path, name: &str) -> Result<(), PeopleError> {
    change(state, ACCOUNTS, |held: &mut Accounts| {
        let before = held.accounts.len();
        held.accounts.retain(|one| one.name != name);
        if held.accounts.len() == before { Err(PeopleError::Unknown) } else { Ok(()) }
    })
}

/// Makes a token and returns it: it is kept nowhere.
///
/// # Errors
/// See [`PeopleError`].
pub fn make_token(state: &Path, name: &str, role: Role, now: Timestamp) -> Result<String, PeopleError> {
    if !is_name(name) {
        return Err(PeopleError::Name);
    }
    let token = format!("vigie-{}", random::word()?);
    let kept = Token {
        name: name.to_owned(),
        role,
        blake3: blake3::hash(token.as_bytes()).to_hex().to_string(),
        since: now.to_rfc3339(),
        revoked: None,
    };
    change(state, TOKENS, |held: &mut Tokens| {
        if held.tokens.iter().any(|one| one.name == name && one.revoked.is_none()) {
            return Err(PeopleError::Taken);
        }
        if held.tokens.len() >= ENTRIES_MAX {
            return Err(PeopleError::TooMany);
        }
        held.tokens.push(kept);
        Ok(())
    })?;
    Ok(token)
}

/// Revokes a token: the next request with it is refused.
///
/// # Errors
/// See [`PeopleError`].
pub fn revoke_token(state: &Path, name: &str, now: Timestamp) -> Result<(), PeopleError> {
    change(state, TOKENS, |held: &mut Tokens| {
        let token = held.tokens.iter_mut().find(|one| one.name == name && one.revoked.is_none());
        token.ok_or(PeopleError::Unknown)?.revoked = Some(now.to_rfc3339());
        Ok(())
    })
}

impl Accounts {
    /// The account of a name and its password. A name that does not exist takes as long as one that does.
    pub fn verified(&self, name: &str, password: &str) -> Option<&Account> {
        let account = self.accounts.iter().find(|one| one.name == name);
        let hash = account.map_or(NOBODY, |one| &one.password);
        let matches = password.len() <= PASSWORD_BYTES_MAX && is_password(password, hash);
        account.filter(|_| matches)
    }
}

impl Tokens {
    /// The token's entry, unless it was revoked.
    pub fn verified(&self, token: &str) -> Option<&Token> {
        let hash = blake3::hash(token.as_bytes());
        // Equality of `blake3::Hash` takes the same time wherever they differ.
        let same = |one: &&Token| blake3::Hash::from_hex(&one.blake3).is_ok_and(|kept| kept == hash);
        self.tokens.iter().filter(|one| one.revoked.is_none()).find(same)
    }
}

/// Argon2id with 19 MiB, two passes, one lane: the first choice of OWASP's cheat sheet on password storage.
fn argon2() -> Option<Argon2<'static>> {
    let params = Params::new(19 * 1_024, 2, 1, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// What no password was hashed to: the hash part is all zeros.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn hashed(password: &str) -> Result<String, PeopleError> {
    let salt = SaltString::encode_b64(&random::bytes::<16>()?).map_err(|_| PeopleError::Hash)?;
    let argon2 = argon2().ok_or(PeopleError::Hash)?;
    argon2.hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string()).map_err(|_| PeopleError::Hash)
}

fn is_password(password: &str, hash: &str) -> bool {
    let (Some(argon2), Ok(hash)) = (argon2(), PasswordHash::new(hash)) else { return false };
    argon2.verify_password(password.as_bytes(), &hash).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &str = "correct horse battery";

    struct State(std::path::PathBuf);

    impl State {
        fn new(name: &str) -> State {
            let path = std::env::temp_dir().join(format!("vigie-people-{}-{name}", std::process::id()));
            let _ = fs::remove_dir_all(&path);
            State(path)
        }
    }

    impl Drop for State {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn an_account_opens_with_its_password_only_and_no_file_holds_it() {
        let state = State::new("account");
        let now = Timestamp::from_seconds(0);
        set_account(&state.0, "anne", Role::Decider, PASSWORD, now).unwrap();
        let accounts = read_accounts(&state.0.join(ACCOUNTS)).unwrap();
        assert_eq!(accounts.verified("anne", PASSWORD).map(|one| one.role), Some(Role::Decider));
        for (name, password) in [("anne", "wrong horse battery"), ("bob", PASSWORD), ("anne", ""), ("", "")] {
            assert!(accounts.verified(name, password).is_none(), "{name:?} {password:?}");
        }
        assert!(!fs::read_to_string(state.0.join(ACCOUNTS)).unwrap().contains("correct"));
        set_account(&state.0, "anne", Role::Reader, "another long password", now).unwrap();
        let accounts = read_accounts(&state.0.join(ACCOUNTS)).unwrap();
        assert_eq!(accounts.accounts.len(), 1);
        assert!(accounts.verified("anne", PASSWORD).is_none());
        remove_account(&state.0, "anne").unwrap();
        assert!(matches!(remove_account(&state.0, "anne"), Err(PeopleError::Unknown)));
    }

    #[test]
    fn bad_names_and_passwords_are_refused() {
        let state = State::new("bad");
        let now = Timestamp::from_seconds(0);
        for name in ["", "a b", "a\nb", "é", &"x".repeat(65)] {
            let refused = set_account(&state.0, name, Role::Reader, PASSWORD, now);
            assert!(matches!(refused, Err(PeopleError::Name)), "{name:?}");
        }
        for password in ["short", "fourteen chars", &"x".repeat(PASSWORD_BYTES_MAX + 1)] {
            let refused = set_account(&state.0, "anne", Role::Reader, password, now);
            assert!(matches!(refused, Err(PeopleError::Password)), "{password:?}");
        }
    }

    #[test]
    fn a_token_works_until_it_is_revoked_and_no_file_holds_it() {
        let state = State::new("token");
        let now = Timestamp::from_seconds(0);
        let token = make_token(&state.0, "prometheus", Role::Reader, now).unwrap();
        assert!(matches!(make_token(&state.0, "prometheus", Role::Reader, now), Err(PeopleError::Taken)));
        let tokens = || read_tokens(&state.0.join(TOKENS)).unwrap();
        assert_eq!(tokens().verified(&token).map(|one| &*one.name), Some("prometheus"));
        assert!(tokens().verified("vigie-0").is_none());
        assert!(!fs::read_to_string(state.0.join(TOKENS)).unwrap().contains(&token));
        revoke_token(&state.0, "prometheus", now).unwrap();
        assert!(tokens().verified(&token).is_none());
    }
}
