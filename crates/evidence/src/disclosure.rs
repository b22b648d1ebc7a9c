//! Hidden fields shown to somebody, apart from the pack: each with its salt, the row that hides it, and the proof that this row is in
//! the tree that was signed. A judge who has the signed root needs nothing else of the pack.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::body;
use crate::commitment::Opening;
use crate::custody::BodyName;
use crate::merkle;
use crate::refusal::{Cause, Refusal};
use crate::verify::Verified;
use crate::{hex, unhex};

/// Version of the form.
const VERSION: u32 = 1;

/// A tree of 2^64 leaves has no longer path.
const PATH_MAX: usize = 64;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Disclosure {
    version: u32,
    body: BodyName,
    fields: Vec<Shown>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    opening: Opening,
    /// Number of the line in the body, from 0.
    leaf: u64,
    /// The line.
    line: String,
    /// Hashes from the leaf to the root.
    proof: Vec<String>,
}

/// Writes a disclosure of some fields of a body. Fields that no row hides are left out.
pub fn write(body: &[u8], openings: &[Opening]) -> Vec<u8> {
    let lines: Vec<&[u8]> = body::lines(body).collect();
    let leaves: Vec<merkle::Hash> = lines.iter().map(|line| merkle::leaf(line)).collect();
    let fields = openings.iter().filter_map(|opening| {
        let leaf = lines.iter().position(|line| hides(line, opening).is_some())?;
        let proof = merkle::proof(&leaves, leaf)?.iter().map(|hash| hex(hash)).collect();
        let line = String::from_utf8(lines[leaf].to_vec()).ok()?;
        Some(Shown { opening: opening.clone(), leaf: leaf as u64, line, proof })
    });
    let disclosure = Disclosure { version: VERSION, body: BodyName::of(body), fields: fields.collect() };
    // It always has a JSON form.
    let mut text = serde_json::to_vec_pretty(&disclosure).unwrap_or_default();
    text.push(b'\n');
    text
}

/// The commitment that a line holds at the place of an opening.
fn hides(line: &[u8], opening: &Opening) -> Option<String> {
    let row: Value = serde_json::from_slice(line).ok()?;
    let place = &opening.place;
    if row.get("table")?.as_str()? != place.table || row.get("row")?.as_u64()? != place.row {
        return None;
    }
    Some(row.get("hidden")?.get(&place.field)?.as_str()?.to_owned())
}

/// Reads a disclosure and checks it against the signed name of a body alone: line in the tree, commitment in the line, opening of
/// the commitment.
pub fn check(bytes: &[u8], verified: &Verified) -> Result<Vec<Opening>, Vec<Refusal>> {
    let refused = |what: String| vec![Refusal::new(Cause::WrongOpening, what)];
    let disclosure: Disclosure = serde_json::from_slice(bytes).map_err(|error| refused(error.to_string()))?;
    if disclosure.version != VERSION {
        return Err(vec![Refusal::new(Cause::TooNew, "disclosure")]);
    }
    if disclosure.body != verified.name {
        let refusal = Refusal::new(Cause::WrongOpening, "body");
        return Err(vec![refusal.between(verified.name.root.clone(), disclosure.body.root)]);
    }
    let mut openings = Vec::new();
    let mut refusals = Vec::new();
    for shown in disclosure.fields {
        if holds(&shown, &verified.name) {
            openings.push(shown.opening);
        } else {
            refusals.extend(refused(shown.opening.place.to_string()));
        }
    }
    if refusals.is_empty() { Ok(openings) } else { Err(refusals) }
}

fn holds(shown: &Shown, body: &BodyName) -> bool {
    let proof: Option<Vec<merkle::Hash>> = shown.proof.iter().take(PATH_MAX + 1).map(|hash| unhex(hash)).collect();
    let (Some(proof), Some(root)) = (proof, unhex(&body.root)) else { return false };
    let line = shown.line.as_bytes();
    merkle::is_in(&merkle::leaf(line), shown.leaf, body.lines, &proof, &root)
        && hides(line, &shown.opening).is_some_and(|commitment| shown.opening.commitment() == Some(commitment))
}
