//! Time stamps of third parties (RFC 3161): the request for one, and what a response says. The authority's signature is not checked
//! here, because that takes its certificates; what is checked is that the response is granted, about this pack, and not in the future.

use serde::{Deserialize, Serialize};

use crate::custody::{self, Signed};
use crate::refusal::{Cause, Refusal};
use crate::{hex, unhex};

/// A response is a few kilobytes with its certificates.
const RESPONSE_BYTES_MAX: usize = 64 << 10;

/// A pack that was stamped more often than this was not stamped by people.
const STAMPS_MAX: usize = 100;

/// `AlgorithmIdentifier` of SHA-256 (RFC 5754 § 2.2), with its absent parameters written as NULL, as most authorities expect.
const SHA256: &[u8] = &[0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00];

/// Contents of the object identifier of SHA-256, 2.16.840.1.101.3.4.2.1.
const SHA256_OID: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];

/// Contents of the object identifier `id-ct-TSTInfo`, 1.2.840.113549.1.9.16.1.4.
const TST_INFO_OID: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04];

/// Tags of DER (ITU-T X.690 § 8).
const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const OBJECT: u8 = 0x06;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const EXPLICIT_0: u8 = 0xa0;

/// A response as a pack holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// The custody entry it is about.
    pub entry: u64,
    /// The response, DER in hexadecimal.
    pub response: String,
}

/// What a time stamp says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TimeStamp {
    /// The custody entry it is about.
    pub entry: u64,
    /// When, by the authority's clock.
    pub at: jiff::Timestamp,
}

/// A request for a time stamp over the SHA-256 of an entry's line. Without a nonce: the same entry gives the same request.
///
/// ```
/// let request = vigie_evidence::timestamp::request(&[7; 32]);
/// assert_eq!(request.len(), 59);
/// ```
pub fn request(digest: &[u8; 32]) -> Vec<u8> {
    let imprint = der(SEQUENCE, &[SHA256, &der(OCTET_STRING, digest)].concat());
    // Version 1, the imprint, and the wish for the certificate to come along.
    der(SEQUENCE, &[&[INTEGER, 1, 1][..], &imprint, &[0x01, 0x01, 0xff]].concat())
}

/// A value of fewer than 128 bytes.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag, content.len() as u8];
    bytes.extend_from_slice(content);
    bytes
}

/// The lines of held responses.
pub fn write(held: &[Held]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for one in held {
        // It always has a JSON form.
        bytes.extend(serde_json::to_vec(one).unwrap_or_default());
        bytes.push(b'\n');
    }
    bytes
}

/// Reads the lines of held responses.
pub fn read(bytes: &[u8]) -> Result<Vec<Held>, Refusal> {
    let mut found = Vec::new();
    for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate().filter(|(_, line)| !line.is_empty()) {
        let refused = || Refusal::new(Cause::BadLine, format!("time-stamps line {}", number + 1));
        if found.len() == STAMPS_MAX {
            return Err(Refusal::new(Cause::TooLarge, "time-stamps"));
        }
        let held: Held = serde_json::from_slice(line).map_err(|_| refused())?;
        found.push(held);
    }
    if write(&found) == bytes { Ok(found) } else { Err(Refusal::new(Cause::BadLine, "time-stamps: not canonical")) }
}

/// What held responses say of a custody log; refused when one is not about it, was not granted, or is dated after `now`.
pub fn check(held: &[Held], log: &[Signed], now: jiff::Timestamp) -> Result<Vec<TimeStamp>, Refusal> {
    held.iter().enumerate().map(|(number, held)| one(number, held, log, now)).collect()
}

fn one(number: usize, held: &Held, log: &[Signed], now: jiff::Timestamp) -> Result<TimeStamp, Refusal> {
    let refused = |what: &str| Refusal::new(Cause::WrongTimeStamp, format!("time stamp {number}: {what}"));
    let entry =
        usize::try_from(held.entry).ok().and_then(|at| log.get(at)).ok_or_else(|| refused("no such custody entry"))?;
    let response = bytes_of(&held.response).ok_or_else(|| refused("not hexadecimal"))?;
    let said = said(&response).ok_or_else(|| refused("not a granted response of RFC 3161 over SHA-256"))?;
    let expected = custody::digest(entry);
    if hex(&said.digest) != expected {
        return Err(refused("about something else").between(expected, hex(&said.digest)));
    }
    if said.at.as_second() > now.as_second().saturating_add(vigie_facts::unit::CLOCK_TOLERANCE_SECONDS) {
        return Err(Refusal::new(Cause::FutureDate, format!("time stamp {number}"))
            .between(format!("<= {now}"), said.at.to_string()));
    }
    Ok(TimeStamp { entry: held.entry, at: said.at })
}

/// The bytes of a held response; `None` when it is too long or not hexadecimal.
pub fn bytes_of(text: &str) -> Option<Vec<u8>> {
    if text.len() > 2 * RESPONSE_BYTES_MAX || !text.is_ascii() {
        return None;
    }
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| unhex::<1>(std::str::from_utf8(pair).ok()?).map(|[byte]| byte)).collect()
}

/// What a response says.
struct Said {
    digest: Vec<u8>,
    at: jiff::Timestamp,
}

/// Walks `TimeStampResp` (RFC 3161 § 2.4.2) down to its `TSTInfo`.
fn said(response: &[u8]) -> Option<Said> {
    let mut response = Der(response).take(SEQUENCE)?;
    let status = response.take(SEQUENCE)?.take(INTEGER)?.0;
    // granted, or granted with modifications
    if !matches!(status, [0 | 1]) {
        return None;
    }
    let mut content = response.take(SEQUENCE)?;
    content.take(OBJECT)?;
    let mut signed = content.take(EXPLICIT_0)?.take(SEQUENCE)?;
    signed.take(INTEGER)?;
    signed.take(SET)?;
    let mut encapsulated = signed.take(SEQUENCE)?;
    if encapsulated.take(OBJECT)?.0 != TST_INFO_OID {
        return None;
    }
    let mut info = encapsulated.take(EXPLICIT_0)?.take(OCTET_STRING)?.take(SEQUENCE)?;
    info.take(INTEGER)?;
    info.take(OBJECT)?;
    let mut imprint = info.take(SEQUENCE)?;
    if imprint.take(SEQUENCE)?.take(OBJECT)?.0 != SHA256_OID {
        return None;
    }
    let digest = imprint.take(OCTET_STRING)?.0.to_vec();
    info.take(INTEGER)?;
    let time = std::str::from_utf8(info.take(GENERALIZED_TIME)?.0).ok()?;
    Some(Said { digest, at: generalized_time(time)? })
}

/// `20170213200000Z`, with or without a fraction, which is dropped.
fn generalized_time(text: &str) -> Option<jiff::Timestamp> {
    let digits = text.strip_suffix('Z')?.split('.').next()?;
    if digits.len() != 14 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (date, clock) = digits.split_at(8);
    let text =
        format!("{}-{}-{}T{}:{}:{}Z", &date[..4], &date[4..6], &date[6..], &clock[..2], &clock[2..4], &clock[4..]);
    text.parse().ok()
}

/// Bytes of definite-length DER, read from the front.
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    /// The content of the next value, when it has this tag.
    fn take(&mut self, tag: u8) -> Option<Der<'a>> {
        let (found, rest) = self.0.split_first()?;
        let (first, mut rest) = rest.split_first()?;
        let mut length = usize::from(*first);
        if length >= 0x80 {
            // At most three bytes of length: responses are far smaller.
            let count = length - 0x80;
            if !(1..=3).contains(&count) || rest.len() < count {
                return None;
            }
            let (digits, after) = rest.split_at(count);
            length = digits.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
            rest = after;
        }
        if *found != tag || length > rest.len() {
            return None;
        }
        let (content, after) = rest.split_at(length);
        self.0 = after;
        Some(Der(content))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long(tag: u8, content: &[u8]) -> Vec<u8> {
        let mut bytes = vec![tag, 0x82, (content.len() >> 8) as u8, content.len() as u8];
        bytes.extend_from_slice(content);
        bytes
    }

    fn response(status: u8, digest: &[u8; 32], time: &str) -> Vec<u8> {
        let imprint = der(SEQUENCE, &[SHA256, &der(OCTET_STRING, digest)].concat());
        let info =
            [&[INTEGER, 1, 1, OBJECT, 1, 42][..], &imprint, &[INTEGER, 1, 7], &der(GENERALIZED_TIME, time.as_bytes())];
        let info = long(OCTET_STRING, &long(SEQUENCE, &info.concat()));
        let encapsulated = long(SEQUENCE, &[der(OBJECT, TST_INFO_OID), long(EXPLICIT_0, &info)].concat());
        let signed = long(SEQUENCE, &[vec![INTEGER, 1, 3, SET, 0], encapsulated].concat());
        let content = long(SEQUENCE, &[vec![OBJECT, 1, 42], long(EXPLICIT_0, &signed)].concat());
        long(SEQUENCE, &[vec![SEQUENCE, 3, INTEGER, 1, status], content].concat())
    }

    #[test]
    fn a_response_says_what_and_when_or_nothing() {
        let whole = response(0, &[9; 32], "20260301100000.5Z");
        let found = said(&whole).unwrap();
        assert_eq!((found.digest, found.at.to_string()), (vec![9; 32], "2026-03-01T10:00:00Z".to_owned()));
        assert!(said(&response(2, &[9; 32], "20260301100000Z")).is_none(), "rejected");
        assert!(said(&response(0, &[9; 32], "2026030110000Z")).is_none(), "no time");
        for length in 0..whole.len() {
            assert!(said(&whole[..length]).is_none(), "{length}");
        }
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] = 0xff;
            let _ = said(&changed);
        }
    }
}
