//! Who may ask for decisions: one key each, shown once, kept as a digest. A key is 256 random bits, so that guessing needs no answer
//! and a plain digest is enough. A key that is taken away is refused with the next request.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use serde::{Deserialize, Serialize};
use vigie_facts::time::Timestamp;

use crate::case::{CaseError, write_in_one_step};

/// Name of the file inside the folder of a case.
pub const BOUNCERS: &str = "bouncers.json";

/// Bouncers of one guard: one for each program that enforces.
const BOUNCERS_MAX: usize = 256;

/// No file of ours is longer.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// Characters of a name.
const NAME_CHARS_MAX: usize = 64;

/// Why a bouncer cannot be added.
#[derive(Debug, thiserror::Error)]
pub enum BouncerError {
    /// The file cannot be read or written.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// The system has no random bytes.
    #[error("/dev/urandom: {0}")]
    Random(#[source] io::Error),
    /// The name is taken.
    #[error("there is a bouncer of this name already")]
    Taken,
    /// The name is none.
    #[error("a name has 1 to 64 letters, digits, dots, dashes and underscores")]
    Name,
    /// There are enough.
    #[error("more than 256 bouncers are not kept")]
    TooMany,
}

/// One program that may ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bouncer {
    /// What somebody called it.
    pub name: Box<str>,
    /// When its key was made.
    pub made: Timestamp,
    /// BLAKE3 of the key, in hexadecimal.
    digest: Box<str>,
}

/// All of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bouncers {
    /// In the order in which they were added.
    pub bouncers: Vec<Bouncer>,
}

impl Bouncers {
    /// Those of a case; none if there is no file.
    pub fn read(folder: &Path) -> Result<Bouncers, CaseError> {
        let path = folder.join(BOUNCERS);
        let at = |source| CaseError::Io { path: path.clone(), source };
        let file = match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Bouncers::default()),
            opened => opened.map_err(at)?,
        };
        let mut bytes = Vec::new();
        file.take(FILE_BYTES_MAX).read_to_end(&mut bytes).map_err(at)?;
        Ok(serde_json::from_slice(&bytes)?)
    }

    /// Writes them, in one step.
    pub fn write(&self, folder: &Path) -> Result<(), CaseError> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        write_in_one_step(&folder.join(BOUNCERS), &text)
    }

    /// Adds one; its key, which is kept nowhere.
    pub fn add(&mut self, name: &str, now: Timestamp) -> Result<String, BouncerError> {
        let is_plain = |char: char| char.is_ascii_alphanumeric() || "._-".contains(char);
        if name.is_empty() || name.len() > NAME_CHARS_MAX || !name.chars().all(is_plain) {
            return Err(BouncerError::Name);
        }
        if self.bouncers.iter().any(|known| *known.name == *name) {
            return Err(BouncerError::Taken);
        }
        if self.bouncers.len() >= BOUNCERS_MAX {
            return Err(BouncerError::TooMany);
        }
        let mut bytes = [0; 32];
        File::open("/dev/urandom")
            .and_then(|mut random| random.read_exact(&mut bytes))
            .map_err(BouncerError::Random)?;
        let key = vigie_evidence::hex(&bytes);
        self.bouncers.push(Bouncer { name: name.into(), made: now, digest: digest_of(&key) });
        Ok(key)
    }

    /// Takes one away. Whether it was there.
    pub fn delete(&mut self, name: &str) -> bool {
        let before = self.bouncers.len();
        self.bouncers.retain(|known| *known.name != *name);
        self.bouncers.len() < before
    }

    /// Whose key this is.
    pub fn whose(&self, key: &str) -> Option<&Bouncer> {
        let digest = digest_of(key);
        self.bouncers.iter().find(|known| known.digest == digest)
    }
}

fn digest_of(key: &str) -> Box<str> {
    blake3::hash(key.as_bytes()).to_hex().as_str().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_shown_once_and_ends_with_its_bouncer() {
        let mut bouncers = Bouncers::default();
        let key = bouncers.add("nginx", Timestamp(0)).unwrap();
        assert_eq!(key.len(), 64);
        assert!(!serde_json::to_string(&bouncers).unwrap().contains(&key));
        assert_eq!(bouncers.whose(&key).map(|known| &*known.name), Some("nginx"));
        assert!(bouncers.whose("").is_none() && bouncers.whose(&key[1..]).is_none());
        assert!(matches!(bouncers.add("nginx", Timestamp(0)), Err(BouncerError::Taken)));
        for bad in ["", "a b", "\u{1b}[31m", &"x".repeat(65)] {
            assert!(matches!(bouncers.add(bad, Timestamp(0)), Err(BouncerError::Name)), "{bad:?}");
        }
        assert!(bouncers.delete("nginx") && !bouncers.delete("nginx"));
        assert!(bouncers.whose(&key).is_none());
    }
}
