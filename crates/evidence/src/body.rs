//! The body of a pack: canonical JSON Lines, one leaf of the Merkle tree each. A head, the rows table by table, the figures, what
//! the units mean. The same case and hiding secret give the same bytes; nothing in it says who made it or when.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use vigie_facts::case::{Case, Ordinary, Settings};

use crate::commitment::{HidingSecret, Opening, Place};
use crate::figures::Stated;
use crate::merkle::{self, Hash};
use crate::redaction::{LeftOut, Redacted};
use crate::refusal::{Cause, Refusal};
use crate::rows::{self, each_table};

/// Version of the body's layout.
pub const BODY_VERSION: u32 = 1;

/// A longer line is no row of a case: lines of logs are cut far below this.
const LINE_BYTES_MAX: usize = 16 << 20;

/// The first line: what decides everything below it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// See [`BODY_VERSION`].
    pub vigie_pack: u32,
    /// The program whose figures these are, with its version.
    pub program: String,
    /// What was decided when the case was filled: zones, gap, versions of rules and data.
    pub settings: Settings,
    /// Visitors of whom only counts are kept.
    pub ordinary: Ordinary,
    /// What is in the case and not in the pack.
    pub left_out: LeftOut,
    /// Tables and their rows, in order.
    pub tables: Vec<(String, u64)>,
    /// How many lines of figures follow the rows.
    pub figures: u64,
    /// How many definitions follow the figures.
    pub definitions: u64,
    /// How many texts follow the definitions.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub texts: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands members over by reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// A text that was published about the case, and what was decided of each of its claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackedText {
    /// Its name: of a file, without its folder.
    pub name: String,
    /// The day from which "Tuesday" counts in it: days since 1970-01-01.
    pub day: Option<i64>,
    /// The text, as it was given.
    pub text: String,
    /// Its claims, in order.
    pub claims: Vec<PackedClaim>,
}

/// A claim of a packed text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackedClaim {
    /// Index of its sentence.
    pub sentence: u64,
    /// The claim in the notation of `docs/claims.md`.
    pub notation: String,
    /// Id of its verdict.
    pub verdict: String,
}

/// What a unit counts, in the words printed beside figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Id of the unit.
    pub unit: String,
    /// In English.
    pub en: String,
    /// In French.
    pub fr: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RowLine<T> {
    table: String,
    row: u64,
    value: T,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    hidden: BTreeMap<String, String>,
}

/// A body as written, and what opens it.
#[derive(Clone, Debug)]
pub struct Written {
    /// The lines.
    pub bytes: Vec<u8>,
    /// Salt and value of every hidden field, in the order of their places.
    pub openings: Vec<Opening>,
}

/// A body as read.
#[derive(Clone, Debug)]
pub struct Body {
    /// The first line.
    pub head: Head,
    /// The rows.
    pub case: Case,
    /// The commitment of every hidden field.
    pub hidden: BTreeMap<Place, String>,
    /// The figures as stated.
    pub figures: Vec<Stated>,
    /// What the units mean.
    pub definitions: Vec<Definition>,
    /// Texts about the case, with the verdicts of their claims.
    pub texts: Vec<PackedText>,
    /// Hash of every line, in order.
    pub leaves: Vec<Hash>,
}

/// Writes a body.
pub fn write(
    redacted: &Redacted,
    secret: &HidingSecret,
    program: &str,
    figures: &[Stated],
    definitions: &[Definition],
    texts: &[PackedText],
) -> Written {
    let case = &redacted.case;
    let openings: Vec<Opening> =
        redacted.hidden.iter().map(|hidden| Opening::new(secret, hidden.place.clone(), hidden.value.clone())).collect();
    let mut hidden: BTreeMap<(&str, u64), BTreeMap<String, String>> = BTreeMap::new();
    for opening in &openings {
        let row = hidden.entry((&opening.place.table, opening.place.row)).or_default();
        row.insert(opening.place.field.clone(), opening.commitment().unwrap_or_default());
    }
    let mut tables = Vec::new();
    macro_rules! count {
        ($name:ident) => {
            tables.push((stringify!($name).to_owned(), case.$name.len() as u64))
        };
    }
    each_table!(count);
    let head = Head {
        vigie_pack: BODY_VERSION,
        program: program.to_owned(),
        settings: case.settings.clone(),
        ordinary: case.ordinary,
        left_out: redacted.left_out,
        tables,
        figures: figures.len() as u64,
        definitions: definitions.len() as u64,
        texts: texts.len() as u64,
    };
    let mut bytes = Vec::new();
    line(&mut bytes, &head);
    macro_rules! rows {
        ($name:ident) => {
            for (row, value) in case.$name.iter().enumerate() {
                let hidden = hidden.remove(&(stringify!($name), row as u64)).unwrap_or_default();
                line(&mut bytes, &RowLine { table: stringify!($name).to_owned(), row: row as u64, value, hidden });
            }
        };
    }
    each_table!(rows);
    for figure in figures {
        line(&mut bytes, figure);
    }
    for definition in definitions {
        line(&mut bytes, definition);
    }
    for text in texts {
        line(&mut bytes, text);
    }
    Written { bytes, openings }
}

fn line<T: Serialize>(bytes: &mut Vec<u8>, value: &T) {
    // Rows, figures and definitions always have a JSON form.
    bytes.extend(serde_json::to_vec(value).unwrap_or_default());
    bytes.push(b'\n');
}

/// The root of the tree over the lines of a body, and how many there are.
pub fn root(bytes: &[u8]) -> (Hash, u64) {
    let leaves = leaves(bytes);
    (merkle::root(&leaves), leaves.len() as u64)
}

fn leaves(bytes: &[u8]) -> Vec<Hash> {
    lines(bytes).map(merkle::leaf).collect()
}

/// The lines without their ends.
pub(crate) fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.strip_suffix(b"\n").unwrap_or(bytes).split(|byte| *byte == b'\n')
}

/// Reads a body: every line in its place, written as packs write it, every id naming a row.
pub fn read(bytes: &[u8]) -> Result<Body, Refusal> {
    if !bytes.ends_with(b"\n") {
        return Err(Refusal::new(Cause::CutShort, "body"));
    }
    let mut reader = Reader { lines: Box::new(lines(bytes)), number: 0 };
    let head: Head = reader.next()?;
    if head.vigie_pack > BODY_VERSION {
        return Err(Refusal::new(Cause::TooNew, "body"));
    }
    let mut case = Case { settings: head.settings.clone(), ordinary: head.ordinary, ..Case::default() };
    let mut hidden = BTreeMap::new();
    let mut tables = head.tables.iter();
    macro_rules! rows {
        ($name:ident) => {
            let wanted = stringify!($name);
            let rows = match tables.next() {
                Some((name, rows)) if name == wanted => *rows,
                _ => return Err(Refusal::new(Cause::BadLine, format!("head: table {wanted}"))),
            };
            for row in 0..rows {
                case.$name.push(reader.row(wanted, row, &mut hidden)?);
            }
        };
    }
    each_table!(rows);
    if let Some((name, _)) = tables.next() {
        return Err(Refusal::new(Cause::BadLine, format!("head: table {name}")));
    }
    let mut figures = Vec::new();
    for _ in 0..head.figures {
        figures.push(reader.next()?);
    }
    let mut definitions = Vec::new();
    for _ in 0..head.definitions {
        definitions.push(reader.next()?);
    }
    let mut texts = Vec::new();
    for _ in 0..head.texts {
        texts.push(reader.next()?);
    }
    if reader.lines.next().is_some() {
        return Err(Refusal::new(Cause::AddedBytes, format!("body line {}", reader.number + 1)));
    }
    rows::check(&case)?;
    Ok(Body { head, case, hidden, figures, definitions, texts, leaves: leaves(bytes) })
}

struct Reader<'a> {
    lines: Box<dyn Iterator<Item = &'a [u8]> + 'a>,
    number: u64,
}

impl Reader<'_> {
    fn next<T: Serialize + DeserializeOwned>(&mut self) -> Result<T, Refusal> {
        self.number += 1;
        let what = format!("body line {}", self.number);
        let line = self.lines.next().ok_or_else(|| Refusal::new(Cause::CutShort, what.clone()))?;
        if line.len() > LINE_BYTES_MAX {
            return Err(Refusal::new(Cause::TooLarge, what));
        }
        let refused = |error: String| Refusal::new(Cause::BadLine, format!("{what}: {error}"));
        let value: T = serde_json::from_slice(line).map_err(|error| refused(error.to_string()))?;
        let again = serde_json::to_vec(&value).map_err(|error| refused(error.to_string()))?;
        if again != line {
            let column = again.iter().zip(line).take_while(|(a, b)| a == b).count() + 1;
            return Err(refused(format!("not canonical at column {column}")));
        }
        Ok(value)
    }

    fn row<T: Serialize + DeserializeOwned>(
        &mut self,
        table: &str,
        row: u64,
        hidden: &mut BTreeMap<Place, String>,
    ) -> Result<T, Refusal> {
        let line: RowLine<T> = self.next()?;
        if line.table != table || line.row != row {
            let found = format!("{}/{}", line.table, line.row);
            return Err(Refusal::new(Cause::BadLine, format!("body line {}", self.number))
                .between(format!("{table}/{row}"), found));
        }
        for (field, commitment) in line.hidden {
            hidden.insert(Place { table: table.to_owned(), row, field }, commitment);
        }
        Ok(line.value)
    }
}
