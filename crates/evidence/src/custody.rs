//! Who did what with a pack, when: signed entries, each holding the hash of the one before it and the name of the body. The first
//! entry is the maker's, and its signature is the pack's. An entry that was never added, or cut off at the end, cannot be missed.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::refusal::{Cause, Refusal};
use crate::{hex, unhex};

/// What a signature is over, before the entry: no signature made for anything else fits.
const SIGNED_PREFIX: &[u8] = b"vigie custody 1\0";

/// A pack that changed hands more often than this was not kept by people.
pub const ENTRIES_MAX: usize = 1_000;

/// Clocks of two machines may differ by this much (the tolerance of [`vigie_facts::unit::CLOCK_TOLERANCE_SECONDS`]).
const CLOCK_SECONDS_MAX: i64 = vigie_facts::unit::CLOCK_TOLERANCE_SECONDS;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// The pack was made from a case.
    Made,
    /// What is hidden was taken out of the file.
    Redacted,
    /// The pack came into somebody's hands.
    Received,
    /// The pack went to somebody.
    HandedOver,
    /// Something worth knowing.
    Noted,
}

impl Action {
    /// The stable name.
    pub fn id(self) -> &'static str {
        match self {
            Action::Made => "made",
            Action::Redacted => "redacted",
            Action::Received => "received",
            Action::HandedOver => "handed-over",
            Action::Noted => "noted",
        }
    }
}

/// Which body an entry is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyName {
    /// Root of its tree, 64 hexadecimal digits.
    pub root: String,
    /// Its lines.
    pub lines: u64,
    /// Its bytes.
    pub bytes: u64,
}

impl BodyName {
    /// The name of a body.
    pub fn of(body: &[u8]) -> BodyName {
        let (root, lines) = crate::body::root(body);
        BodyName { root: hex(&root), lines, bytes: body.len() as u64 }
    }
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Place in the log, from 0.
    pub number: u64,
    /// What was done.
    pub action: Action,
    /// By whom, in their own words.
    pub who: String,
    /// Why, or anything else, in their own words.
    pub note: String,
    /// When, in UTC.
    pub at: jiff::Timestamp,
    /// The same moment on the clock of whoever did it, with its offset.
    pub local: String,
    /// The zone of that clock, by its IANA name.
    pub zone: String,
    /// Where the name of the zone came from: `argument` or `machine`.
    pub zone_from: String,
    /// The program, with its version.
    pub program: String,
    /// The body it is about.
    pub body: BodyName,
    /// SHA-256 of the line before; empty in the first.
    pub previous: String,
    /// The public key it is signed with, `ed25519:` and 64 hexadecimal digits.
    pub key: String,
}

/// An entry with its signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// The entry.
    pub entry: Entry,
    /// Ed25519 (RFC 8032), 128 hexadecimal digits.
    pub signature: String,
}

/// A key that signs: 32 random bytes.
#[derive(Clone)]
pub struct SigningSeed(pub [u8; 32]);

impl std::fmt::Debug for SigningSeed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningSeed")
    }
}

impl SigningSeed {
    /// Its public half, as entries name it.
    ///
    /// ```
    /// use vigie_evidence::custody::SigningSeed;
    /// // RFC 8032 § 7.1, test 1.
    /// let seed = vigie_evidence::unhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").unwrap();
    /// let public = "ed25519:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    /// assert_eq!(SigningSeed(seed).public(), public);
    /// ```
    pub fn public(&self) -> String {
        format!("ed25519:{}", hex(SigningKey::from_bytes(&self.0).verifying_key().as_bytes()))
    }
}

/// When an entry is made, and how that is known.
#[derive(Clone, Debug)]
pub struct Moment {
    /// The instant.
    pub at: jiff::Timestamp,
    /// The zone.
    pub zone: TimeZone,
    /// Its IANA name.
    pub zone_name: String,
    /// `argument` or `machine`.
    pub zone_from: String,
}

/// What an entry says.
#[derive(Clone, Debug)]
pub struct Deed {
    /// What was done.
    pub action: Action,
    /// By whom.
    pub who: String,
    /// Why.
    pub note: String,
    /// With which program.
    pub program: String,
}

/// Adds a signed entry to a log.
pub fn append(log: &mut Vec<Signed>, deed: Deed, body: BodyName, moment: &Moment, seed: &SigningSeed) {
    let at = whole_seconds(moment.at);
    let entry = Entry {
        number: log.len() as u64,
        action: deed.action,
        who: deed.who,
        note: deed.note,
        at,
        local: local(at, &moment.zone),
        zone: moment.zone_name.clone(),
        zone_from: moment.zone_from.clone(),
        program: deed.program,
        body,
        previous: log.last().map(digest).unwrap_or_default(),
        key: seed.public(),
    };
    let signature = hex(&SigningKey::from_bytes(&seed.0).sign(&signed_bytes(&entry)).to_bytes());
    log.push(Signed { entry, signature });
}

fn whole_seconds(at: jiff::Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_second(at.as_second()).unwrap_or(at)
}

fn local(at: jiff::Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn signed_bytes(entry: &Entry) -> Vec<u8> {
    // Entries always have a JSON form.
    [SIGNED_PREFIX, &serde_json::to_vec(entry).unwrap_or_default()].concat()
}

/// SHA-256 of an entry's line: what the next entry and time stamps are about.
pub fn digest(signed: &Signed) -> String {
    hex(&Sha256::digest(serde_json::to_vec(signed).unwrap_or_default()))
}

/// The lines of a log.
pub fn write(log: &[Signed]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for signed in log {
        bytes.extend(serde_json::to_vec(signed).unwrap_or_default());
        bytes.push(b'\n');
    }
    bytes
}

/// Reads the lines of a log, each written as packs write it. Nothing is checked yet.
pub fn read(bytes: &[u8]) -> Result<Vec<Signed>, Refusal> {
    let Some(text) = bytes.strip_suffix(b"\n") else { return Err(Refusal::new(Cause::NotSigned, "custody")) };
    let mut log = Vec::new();
    for (number, line) in text.split(|byte| *byte == b'\n').enumerate() {
        let what = format!("custody entry {number}");
        if number >= ENTRIES_MAX {
            return Err(Refusal::new(Cause::TooLarge, "custody"));
        }
        let refused = |error: &str| Refusal::new(Cause::BadLine, format!("{what}: {error}"));
        let signed: Signed = serde_json::from_slice(line).map_err(|error| refused(&error.to_string()))?;
        if serde_json::to_vec(&signed).ok().as_deref() != Some(line) {
            return Err(refused("not canonical"));
        }
        log.push(signed);
    }
    Ok(log)
}

/// Checks a log: signatures, chain, order of times, zones, and that nothing is dated after `now`.
pub fn check(log: &[Signed], now: jiff::Timestamp, zone: &dyn Fn(&str) -> Option<TimeZone>) -> Result<(), Refusal> {
    let mut before: Option<&Signed> = None;
    for (number, signed) in log.iter().enumerate() {
        let entry = &signed.entry;
        let what = format!("custody entry {number}");
        check_signature(signed, &what)?;
        let previous = before.map(digest).unwrap_or_default();
        let follows = entry.number == number as u64
            && entry.previous == previous
            && (entry.action == Action::Made) == (number == 0)
            && before.is_none_or(|before| before.entry.body == entry.body);
        if !follows {
            return Err(Refusal::new(Cause::BrokenCustody, what).between(previous, entry.previous.clone()));
        }
        if before.is_some_and(|before| before.entry.at.as_second() > entry.at.as_second() + CLOCK_SECONDS_MAX) {
            return Err(Refusal::new(Cause::BrokenCustody, format!("{what}: earlier than the entry before it")));
        }
        if entry.at.as_second() > now.as_second().saturating_add(CLOCK_SECONDS_MAX) {
            return Err(Refusal::new(Cause::FutureDate, what).between(format!("<= {now}"), entry.at.to_string()));
        }
        let expected = zone(&entry.zone).map(|zone| local(entry.at, &zone));
        if expected.as_ref() != Some(&entry.local) {
            let expected = expected.unwrap_or_else(|| entry.zone.clone());
            return Err(Refusal::new(Cause::WrongZone, what).between(expected, entry.local.clone()));
        }
        before = Some(signed);
    }
    if before.is_none() {
        return Err(Refusal::new(Cause::NotSigned, "custody"));
    }
    Ok(())
}

fn check_signature(signed: &Signed, what: &str) -> Result<(), Refusal> {
    let forged = || Refusal::new(Cause::ForgedSignature, what);
    let key = public_key(&signed.entry.key).ok_or_else(forged)?;
    let signature = unhex::<64>(&signed.signature).ok_or_else(forged)?;
    key.verify_strict(&signed_bytes(&signed.entry), &Signature::from_bytes(&signature)).map_err(|_| forged())
}

/// A public key, unless it is one under which anything verifies (of small order).
fn public_key(text: &str) -> Option<VerifyingKey> {
    let key = VerifyingKey::from_bytes(&unhex(text.strip_prefix("ed25519:")?)?).ok()?;
    (!key.is_weak()).then_some(key)
}

/// Whether a text is a public key that a pack can be signed with.
pub fn is_public_key(text: &str) -> bool {
    public_key(text).is_some()
}
