//! Everything that must hold of a pack, in the order in which it can be known: the file, the custody log, the body that was
//! signed, the figures computed again from the rows, the fields that are shown. What cannot be checked here is said as a remark.

use jiff::tz::TimeZone;
use serde::Serialize;
use vigie_facts::case::Case;
use vigie_figures::names::Names;
use vigie_figures::questions::{Options, answer};

use crate::body::{self, Body, Head, PackedClaim, PackedText};
use crate::commitment::Opening;
use crate::container::{self, Encoding, Section, SectionKind};
use crate::custody::{self, BodyName, Signed};
use crate::figures::{self, Stated};
use crate::refusal::{Cause, Refusal};
use crate::timestamp::{self, TimeStamp};

/// Figures that differ are named up to this many: the first tells enough.
const FIGURES_NAMED_MAX: usize = 10;

/// Unpacks a Zstandard frame to at most so many bytes.
pub type Unpack<'a> = dyn Fn(&[u8], u64) -> Option<Vec<u8>> + 'a;

/// Decides the claims of a text against the rows of a pack.
pub type Claims<'a> = dyn Fn(&Case, &PackedText) -> Vec<PackedClaim> + 'a;

/// What a verifier brings along.
#[allow(missing_debug_implementations, reason = "three closures, built where they are used")]
pub struct Means<'a> {
    /// The moment after which nothing can be dated.
    pub now: jiff::Timestamp,
    /// Zones by their names.
    pub zone: &'a dyn Fn(&str) -> Option<TimeZone>,
    /// Unpacks one Zstandard frame to at most so many bytes; `None` when it is damaged or larger.
    pub unpack: &'a Unpack<'a>,
    /// The key the pack must be signed with, if the verifier knows it.
    pub key: Option<&'a str>,
    /// Decides the claims of a packed text against the rows.
    pub claims: &'a Claims<'a>,
}

/// What is worth knowing of a pack that holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "remark")]
pub enum Remark {
    /// Nobody said which key to expect: whose it is must be asked another way.
    KeyNotCompared {
        /// The key of the maker.
        key: String,
    },
    /// The figures were made by another version of the program, and came out the same.
    OtherVersion {
        /// That version.
        made_by: String,
    },
    /// The signature of a time-stamping authority was not checked: that takes its certificates.
    AuthorityNotChecked,
    /// Rows are dated after the pack was made: a wrong clock in the logs, or a forged row.
    RowsAfterMaking {
        /// How many detections.
        detections: u64,
    },
}

/// A pack that holds.
#[derive(Clone, Debug)]
pub struct Verified {
    /// Rows, figures, commitments.
    pub body: Body,
    /// Fields that are shown.
    pub openings: Vec<Opening>,
    /// Who did what.
    pub custody: Vec<Signed>,
    /// What third parties say about when.
    pub time_stamps: Vec<TimeStamp>,
    /// The name of the body.
    pub name: BodyName,
    /// What is worth knowing.
    pub remarks: Vec<Remark>,
}

/// The parts of a pack, unpacked.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The body.
    pub body: Vec<u8>,
    /// The openings, when they are there.
    pub openings: Option<Vec<u8>>,
    /// The custody log.
    pub custody: Vec<u8>,
    /// Time stamps, when there are any.
    pub time_stamps: Option<Vec<u8>>,
}

/// Takes a file apart and unpacks it within bounds.
pub fn parts(file: &[u8], unpack: &Unpack<'_>) -> Result<Parts, Refusal> {
    let mut sections = container::read(file)?;
    let mut take = |kind: SectionKind| {
        let at = sections.iter().position(|section| section.kind == kind)?;
        Some(unpacked(&sections.remove(at), unpack))
    };
    let required = |kind: SectionKind| Refusal::new(Cause::MissingSection, kind.id());
    let body = take(SectionKind::Body).ok_or_else(|| required(SectionKind::Body))??;
    let openings = take(SectionKind::Openings).transpose()?;
    let custody = take(SectionKind::Custody).ok_or_else(|| required(SectionKind::Custody))??;
    let time_stamps = take(SectionKind::TimeStamps).transpose()?;
    Ok(Parts { body, openings, custody, time_stamps })
}

fn unpacked(section: &Section<&[u8]>, unpack: &Unpack<'_>) -> Result<Vec<u8>, Refusal> {
    let bytes = match section.encoding {
        Encoding::None => Some(section.stored.to_vec()),
        Encoding::Zstd => unpack(section.stored, section.bytes),
    };
    bytes
        .filter(|bytes| bytes.len() as u64 == section.bytes)
        .ok_or_else(|| Refusal::new(Cause::BadCompression, format!("section {}", section.kind.id())))
}

/// Checks a pack. On failure, every reason that was found, the first cause first.
pub fn verify(file: &[u8], means: &Means<'_>) -> Result<Verified, Vec<Refusal>> {
    let parts = parts(file, means.unpack).map_err(|refusal| vec![refusal])?;
    let custody = custody::read(&parts.custody).map_err(|refusal| vec![refusal])?;
    let name = BodyName::of(&parts.body);
    let mut refusals = Vec::new();
    if let Err(refusal) = custody::check(&custody, means.now, means.zone) {
        refusals.push(refusal);
    }
    if let Some(first) = custody.first() {
        if let Some(key) = means.key.filter(|key| *key != first.entry.key) {
            refusals.push(Refusal::new(Cause::WrongKey, "custody entry 0").between(key, first.entry.key.clone()));
        }
        if first.entry.body != name {
            refusals.push(
                Refusal::new(Cause::BodyNotSigned, "body").between(first.entry.body.root.clone(), name.root.clone()),
            );
        }
    }
    // A body that nobody signed is still read: the figure that differs says what was changed.
    let body = match body::read(&parts.body) {
        Ok(body) => body,
        Err(refusal) => {
            refusals.push(refusal);
            return Err(refusals);
        }
    };
    refusals.extend(wrong_figures(&body, means));
    refusals.extend(wrong_claims(&body, means));
    let openings = match openings(&body, parts.openings.as_deref().unwrap_or_default()) {
        Ok(openings) => openings,
        Err(refusal) => {
            refusals.push(refusal);
            Vec::new()
        }
    };
    let held = parts.time_stamps.as_deref().unwrap_or_default();
    let time_stamps = match timestamp::read(held).and_then(|held| timestamp::check(&held, &custody, means.now)) {
        Ok(time_stamps) => time_stamps,
        Err(refusal) => {
            refusals.push(refusal);
            Vec::new()
        }
    };
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let mut remarks = remarks(&body, &custody, means);
    if !time_stamps.is_empty() {
        remarks.push(Remark::AuthorityNotChecked);
    }
    Ok(Verified { body, openings, custody, time_stamps, name, remarks })
}

/// The figures of a body that its rows do not give.
fn wrong_figures(body: &Body, means: &Means<'_>) -> Vec<Refusal> {
    let Some(zone) = (means.zone)(&body.case.settings.time_zone) else {
        return vec![Refusal::new(Cause::WrongZone, "head").between("", body.case.settings.time_zone.to_string())];
    };
    let given = figures::stated(&answer(&body.case, &Options { zone, names: Names::Clear }));
    let mut wrong = Vec::new();
    for at in 0..given.len().max(body.figures.len()) {
        let (given, stated) = (given.get(at), body.figures.get(at));
        if given != stated {
            let name = stated.or(given).map_or("", Stated::name);
            let value = |figure: Option<&Stated>| figure.map(Stated::value).unwrap_or_default();
            wrong.push(Refusal::new(Cause::WrongFigure, name).between(value(given), value(stated)));
            if wrong.len() == FIGURES_NAMED_MAX {
                break;
            }
        }
    }
    wrong
}

/// The first claim of each text that is not what the rows give.
fn wrong_claims(body: &Body, means: &Means<'_>) -> Vec<Refusal> {
    let told = |claim: Option<&PackedClaim>| {
        claim.map(|claim| format!("{} {}: {}", claim.sentence, claim.notation, claim.verdict)).unwrap_or_default()
    };
    let wrong = body.texts.iter().filter_map(|text| {
        let given = (means.claims)(&body.case, text);
        let at = (0..given.len().max(text.claims.len())).find(|at| given.get(*at) != text.claims.get(*at))?;
        let refusal = Refusal::new(Cause::WrongClaim, format!("{} claim {at}", text.name));
        Some(refusal.between(told(given.get(at)), told(text.claims.get(at))))
    });
    wrong.take(FIGURES_NAMED_MAX).collect()
}

/// Reads the fields that are shown, each held against its commitment.
fn openings(body: &Body, bytes: &[u8]) -> Result<Vec<Opening>, Refusal> {
    let mut found: Vec<Opening> = Vec::new();
    let Some(text) = bytes.strip_suffix(b"\n") else {
        return if bytes.is_empty() { Ok(found) } else { Err(Refusal::new(Cause::CutShort, "openings")) };
    };
    for (number, line) in text.split(|byte| *byte == b'\n').enumerate() {
        let what = format!("openings line {}", number + 1);
        let refused = |error: &str| Refusal::new(Cause::BadLine, format!("{what}: {error}"));
        let opening: Opening = serde_json::from_slice(line).map_err(|error| refused(&error.to_string()))?;
        if serde_json::to_vec(&opening).ok().as_deref() != Some(line) {
            return Err(refused("not canonical"));
        }
        if found.last().is_some_and(|before| before.place >= opening.place) {
            return Err(refused("out of order"));
        }
        check_opening(body, &opening)?;
        found.push(opening);
    }
    Ok(found)
}

/// Whether a shown field is the one that the body hides there.
pub fn check_opening(body: &Body, opening: &Opening) -> Result<(), Refusal> {
    let expected = body.hidden.get(&opening.place);
    let found = opening.commitment();
    if expected.is_none() || found.as_ref() != expected {
        let refusal = Refusal::new(Cause::WrongOpening, opening.place.to_string());
        return Err(refusal.between(expected.cloned().unwrap_or_default(), found.unwrap_or_default()));
    }
    Ok(())
}

fn remarks(body: &Body, custody: &[Signed], means: &Means<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let Some(maker) = custody.first().map(|signed| &signed.entry) else { return remarks };
    if means.key.is_none() {
        remarks.push(Remark::KeyNotCompared { key: maker.key.clone() });
    }
    if body.head.program != crate::PROGRAM {
        remarks.push(Remark::OtherVersion { made_by: body.head.program.clone() });
    }
    let made = maker.at.as_second();
    let after = body.case.detections.iter().filter(|row| row.time.is_some_and(|time| time.seconds() > made));
    let detections = after.count() as u64;
    if detections > 0 {
        remarks.push(Remark::RowsAfterMaking { detections });
    }
    remarks
}

/// The head of a pack that holds, for whoever prints it.
impl Verified {
    /// What decides everything in the body.
    pub fn head(&self) -> &Head {
        &self.body.head
    }
}
