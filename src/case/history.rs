//! What a kept case answered when: one file for each answer that differs from the one before, so that what was said in February stays
//! readable as it was, and the reason for every change can be told. Answers are kept with pseudonyms, whatever the case holds.

use std::fs;
use std::io::{self, Read as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use vigie_evidence::PROGRAM;
use vigie_evidence::figures::{Stated, stated};
use vigie_facts::case::Case;
use vigie_figures::answer::Answer;

use super::{CaseError, at, write_in_one_step};

/// Folder inside the case.
pub const FOLDER: &str = "history";

/// Answers kept; a case asked more often than this is asked by a machine, and the oldest answers go.
pub const KEPT_MAX: usize = 1_000;

/// A kept answer larger than this is refused: reports cut their lists far below.
const ANSWER_BYTES_MAX: u64 = 256 << 20;

/// An answer as it was given, and what it was given from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// From 1.
    pub number: u32,
    /// When it was first given, RFC 3339, by this machine's clock.
    pub asked_at: String,
    /// The program that gave it.
    pub program: String,
    /// Digests of the inputs, in order; their paths where they have none.
    pub inputs: Vec<String>,
    /// Judgements on the case by then.
    pub judgements: u64,
    /// The answer.
    pub answer: Answer,
}

/// Why an answer differs from the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "why")]
pub enum Why {
    /// Logs were added.
    Inputs {
        /// How many.
        added: u64,
        /// How many are not there any more.
        gone: u64,
    },
    /// Somebody judged, or took a judgement back.
    Judgements {
        /// Before.
        before: u64,
        /// After.
        after: u64,
    },
    /// Rules are others.
    Rules {
        /// Digest before.
        before: String,
        /// Digest after.
        after: String,
    },
    /// The network table is another.
    NetworkData {
        /// Date before.
        before: String,
        /// Date after.
        after: String,
    },
    /// Another program answered.
    Program {
        /// Before.
        before: String,
        /// After.
        after: String,
    },
    /// None of these: rows were erased, pruned, or filled with other settings.
    Rows,
}

/// A figure that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Its key.
    pub key: String,
    /// Before; nothing when it was not there.
    pub before: Option<String>,
    /// After; nothing when it is not there any more.
    pub after: Option<String>,
}

/// Keeps an answer, unless it is the last kept one. Returns its number when it is new.
pub fn keep(
    folder: &Path,
    case: &Case,
    judgements: u64,
    answer: Answer,
    asked_at: &str,
) -> Result<Option<u32>, CaseError> {
    let files = files(folder)?;
    let last = files.last().map(|(_, path)| read(path)).transpose()?;
    if last.as_ref().is_some_and(|last| last.answer == answer) {
        return Ok(None);
    }
    let number = last.map_or(1, |last| last.number + 1);
    let inputs = case.inputs.iter().map(|input| if input.digest.is_empty() { &input.path } else { &input.digest });
    let kept = Kept {
        number,
        asked_at: asked_at.to_owned(),
        program: PROGRAM.to_owned(),
        inputs: inputs.map(ToString::to_string).collect(),
        judgements,
        answer,
    };
    let below = folder.join(FOLDER);
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&below).map_err(at(&below))?;
    write_in_one_step(&below.join(format!("{number:06}.json")), &serde_json::to_vec(&kept)?)?;
    for (_, path) in files.iter().rev().skip(KEPT_MAX - 1) {
        fs::remove_file(path).map_err(at(path))?;
    }
    Ok(Some(number))
}

/// Every kept answer, oldest first.
pub fn all(folder: &Path) -> Result<Vec<Kept>, CaseError> {
    files(folder)?.iter().map(|(_, path)| read(path)).collect()
}

/// One kept answer.
pub fn one(folder: &Path, number: u32) -> Result<Option<Kept>, CaseError> {
    files(folder)?.iter().find(|(held, _)| *held == number).map(|(_, path)| read(path)).transpose()
}

/// Takes a person's name or address out of every kept answer, as `vigie case erase` does from the case. An answer that cannot be read
/// without it goes as a whole. Returns the answers changed.
pub fn erase(folder: &Path, person: &str) -> Result<usize, CaseError> {
    let mut changed = 0;
    for (_, path) in files(folder)? {
        let text = fs::read(&path).map_err(at(&path))?;
        let mut value: serde_json::Value = serde_json::from_slice(&text)?;
        if !scrub(&mut value, person) {
            continue;
        }
        changed += 1;
        match serde_json::from_value::<Kept>(value) {
            Ok(kept) => write_in_one_step(&path, &serde_json::to_vec(&kept)?)?,
            Err(_) => fs::remove_file(&path).map_err(at(&path))?,
        }
    }
    Ok(changed)
}

/// Replaces a word in every text of a value. Returns whether it was there.
fn scrub(value: &mut serde_json::Value, word: &str) -> bool {
    use serde_json::Value;
    match value {
        Value::String(text) => match without(text, word) {
            Some(written) => {
                *text = written;
                true
            }
            None => false,
        },
        Value::Array(items) => items.iter_mut().fold(false, |found, item| scrub(item, word) | found),
        Value::Object(members) => members.values_mut().fold(false, |found, member| scrub(member, word) | found),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The text without a whole word; `None` when it does not hold it.
fn without(text: &str, word: &str) -> Option<String> {
    let is_whole = |start: usize| {
        !text[..start].ends_with(char::is_alphanumeric)
            && !text[start + word.len()..].starts_with(char::is_alphanumeric)
    };
    if word.is_empty() {
        return None;
    }
    let mut written = String::new();
    let mut kept = 0;
    for (start, _) in text.match_indices(word).filter(|(start, _)| is_whole(*start)) {
        written.push_str(&text[kept..start]);
        written.push_str("[erased]");
        kept = start + word.len();
    }
    if kept == 0 {
        return None;
    }
    written.push_str(&text[kept..]);
    Some(written)
}

/// Files of kept answers by their number.
fn files(folder: &Path) -> Result<Vec<(u32, PathBuf)>, CaseError> {
    let below = folder.join(FOLDER);
    let entries = match fs::read_dir(&below) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(at(&below))?,
    };
    let numbered = entries.flatten().filter_map(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        Some((name.strip_suffix(".json")?.parse().ok()?, entry.path()))
    });
    let mut found: Vec<(u32, PathBuf)> = numbered.collect();
    found.sort();
    Ok(found)
}

fn read(path: &Path) -> Result<Kept, CaseError> {
    let mut bytes = Vec::new();
    fs::File::open(path).and_then(|file| file.take(ANSWER_BYTES_MAX).read_to_end(&mut bytes)).map_err(at(path))?;
    Ok(serde_json::from_slice(&bytes)?)
}

/// Why an answer differs from the one before, as far as what they were given from tells.
pub fn reasons(before: &Kept, after: &Kept) -> Vec<Why> {
    let missing = |of: &Kept, from: &Kept| of.inputs.iter().filter(|input| !from.inputs.contains(input)).count() as u64;
    let (added, gone) = (missing(after, before), missing(before, after));
    let (old, new) = (&before.answer.settings, &after.answer.settings);
    let mut found = Vec::new();
    if added + gone > 0 {
        found.push(Why::Inputs { added, gone });
    }
    if before.judgements != after.judgements {
        found.push(Why::Judgements { before: before.judgements, after: after.judgements });
    }
    if old.rules_digest != new.rules_digest {
        found.push(Why::Rules { before: old.rules_digest.clone(), after: new.rules_digest.clone() });
    }
    if (&old.network_data_date, &old.network_data_name) != (&new.network_data_date, &new.network_data_name) {
        found.push(Why::NetworkData { before: old.network_data_date.clone(), after: new.network_data_date.clone() });
    }
    if before.program != after.program || old.program_version != new.program_version {
        found.push(Why::Program { before: before.program.clone(), after: after.program.clone() });
    }
    if found.is_empty() {
        found.push(Why::Rows);
    }
    found
}

/// The figures that differ, in the order of the later answer, then those that went. Numbers without a key of their own are left out: they
/// are parts of a series whose place shifts.
pub fn changes(before: &Kept, after: &Kept) -> Vec<Changed> {
    let keyed = |kept: &Kept| -> Vec<(String, String)> {
        let with_key = stated(&kept.answer).into_iter().filter(|one| {
            // Pseudonyms hang together with all rows of a case: with more logs the same person has another.
            !matches!(one, Stated::Number { .. }) && !one.name().starts_with("accounts.account-")
        });
        with_key.map(|one| (one.name().to_owned(), one.value())).collect()
    };
    let (old, new) = (keyed(before), keyed(after));
    let by_key: std::collections::BTreeMap<&str, &str> = old.iter().map(|(key, value)| (&**key, &**value)).collect();
    let still: std::collections::BTreeSet<&str> = new.iter().map(|(key, _)| &**key).collect();
    let differ = new.iter().filter(|(key, value)| by_key.get(&**key) != Some(&&**value)).map(|(key, value)| Changed {
        key: key.clone(),
        before: by_key.get(&**key).map(ToString::to_string),
        after: Some(value.clone()),
    });
    let gone = old.iter().filter(|(key, _)| !still.contains(&**key)).map(|(key, value)| Changed {
        key: key.clone(),
        before: Some(value.clone()),
        after: None,
    });
    differ.chain(gone).collect()
}
