//! Salted commitments to single fields: a pack shows the commitment, and whoever holds the hiding secret can later show salt
//! and value to a judge, who checks them without learning any other field.
//!
//! The salt is made from the secret, the place of the field and its value (as a synthetic initialisation vector is, RFC 5297):
//! the same field gives the same commitment, and one shown salt says nothing about any other field or pack.

use hmac::{Hmac, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{hex, unhex};

/// What salts and pseudonyms are made from: 32 random bytes that stay with the case.
#[derive(Clone)]
pub struct HidingSecret(pub [u8; 32]);

impl std::fmt::Debug for HidingSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HidingSecret")
    }
}

/// Which field of which row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Name of the table.
    pub table: String,
    /// Row, from 0.
    pub row: u64,
    /// Field of the row.
    pub field: String,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}/{}", self.table, self.row, self.field)
    }
}

impl std::str::FromStr for Place {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Place, NotAPlace> {
        let mut parts = text.splitn(3, '/');
        let mut part = || parts.next().filter(|part| !part.is_empty()).ok_or(NotAPlace);
        let (table, row, field) = (part()?, part()?, part()?);
        Ok(Place { table: table.into(), row: row.parse().map_err(|_| NotAPlace)?, field: field.into() })
    }
}

/// A text is no place of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a field of the form table/row/field, such as lines/3/text")]
pub struct NotAPlace;

/// What shows a hidden field: its salt and its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Where it stands.
    #[serde(flatten)]
    pub place: Place,
    /// The salt, 64 hexadecimal digits.
    pub salt: String,
    /// The value, as JSON text.
    pub value: String,
}

impl Opening {
    /// The opening of a field under a secret; the value is JSON text.
    pub fn new(secret: &HidingSecret, place: Place, value: String) -> Opening {
        let salt = hex(&keyed(secret, "vigie salt 1", &[&place.to_string(), &value]));
        Opening { place, salt, value }
    }

    /// The commitment that this opens; `None` when the salt is none.
    ///
    /// ```
    /// use vigie_evidence::commitment::{HidingSecret, Opening};
    /// let place = "accounts/0/name".parse().unwrap();
    /// let mut opening = Opening::new(&HidingSecret([7; 32]), place, "\"anne\"".into());
    /// let commitment = opening.commitment();
    /// opening.value = "\"jean\"".into();
    /// assert_ne!(opening.commitment(), commitment);
    /// ```
    pub fn commitment(&self) -> Option<String> {
        let salt: [u8; 32] = unhex(&self.salt)?;
        let mut hasher = Sha256::new();
        hasher.update(b"vigie commitment 1\0");
        hasher.update(salt);
        for part in [&self.place.to_string(), &self.value] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        Some(hex(&hasher.finalize()))
    }
}

/// HMAC-SHA-256 (RFC 2104) of texts, each with its length before it, under the secret and for one purpose.
pub(crate) fn keyed(secret: &HidingSecret, purpose: &str, parts: &[&str]) -> [u8; 32] {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&secret.0) else { return [0; 32] };
    for part in std::iter::once(&purpose).chain(parts) {
        mac.update(&(part.len() as u64).to_le_bytes());
        mac.update(part.as_bytes());
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_part_of_what_is_committed_to() {
        let secret = HidingSecret([1; 32]);
        let opening = |place: &str| Opening::new(&secret, place.parse().unwrap(), "\"anne\"".into());
        let one = opening("accounts/0/name");
        assert_eq!(one, opening("accounts/0/name"));
        let mut moved = one.clone();
        moved.place = "accounts/1/name".parse().unwrap();
        assert_ne!(one.commitment(), moved.commitment());
        assert_ne!(one.salt, opening("accounts/1/name").salt);
        assert_ne!(one.salt, Opening::new(&HidingSecret([2; 32]), one.place.clone(), one.value.clone()).salt);
        moved.salt.pop();
        assert_eq!(moved.commitment(), None);
    }
}
