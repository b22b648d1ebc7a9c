//! A copy of everything a guard and its dashboard go on from: the case and its memory, decisions, history, accounts, tokens, audit. Made
//! while both run; every file is there with its digest, and nothing is put back that does not have it. It reads no table.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::case::{self, CaseError, MANIFEST, write_in_one_step};

/// Name of the list of files inside a copy.
pub const LIST: &str = "backup.json";

/// Files of one copy: a case has some twenty tables and a thousand answers of its history.
const FILES_MAX: usize = 10_000;

/// Depth of folders: history and state stand one below the case.
const DEPTH_MAX: usize = 3;

/// Tries to copy a case that is saved meanwhile.
const TRIES: usize = 20;

/// Every file of a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Always `vigie-backup`.
    pub format: String,
    /// 1.
    pub version: u32,
    /// Digest of each file, by its path below the folder.
    pub blake3: BTreeMap<PathBuf, String>,
}

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// What was touched.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Nothing is overwritten.
    #[error("{} is there already and not empty", .0.display())]
    NotEmpty(PathBuf),
    /// The folder holds no case, or no copy.
    #[error("{} holds no {}", path.display(), wanted)]
    Missing {
        /// The folder.
        path: PathBuf,
        /// What was looked for.
        wanted: &'static str,
    },
    /// A file is not the one that was copied.
    #[error("{} does not have the digest its list says: it was changed or damaged", .0.display())]
    Digest(PathBuf),
    /// A file is where none belongs.
    #[error("{} leads out of the folder", .0.display())]
    Outside(PathBuf),
    /// There is too much.
    #[error("more than {FILES_MAX} files, or deeper than {DEPTH_MAX} folders")]
    TooMany,
    /// The case was saved again and again meanwhile.
    #[error("the case was saved while it was copied, {TRIES} times")]
    Busy,
    /// The case cannot be read.
    #[error(transparent)]
    Case(#[from] CaseError),
}

/// Copies the folder of a case, with everything below it, into a folder that is not there yet. Returns how many files.
///
/// # Errors
/// See [`BackupError`].
pub fn backup(case_folder: &Path, to: &Path) -> Result<usize, BackupError> {
    if !case::is_case(case_folder) {
        return Err(BackupError::Missing { path: case_folder.to_path_buf(), wanted: "case" });
    }
    fresh(to)?;
    for _ in 0..TRIES {
        // The manifest first and last: tables that it does not name any more may be gone while they are copied.
        let manifest = case_folder.join(MANIFEST);
        let before = fs::read(&manifest).map_err(at(&manifest))?;
        match copied(case_folder, to) {
            Ok(listed) if fs::read(&manifest).map_err(at(&manifest))? == before => {
                case::read(to)?;
                let text = serde_json::to_vec_pretty(&listed).map_err(CaseError::from)?;
                write_in_one_step(&to.join(LIST), &text)?;
                return Ok(listed.blake3.len());
            }
            Err(error) if !is_gone(&error) => return Err(error),
            // Saved meanwhile, or a table went while it was copied.
            Ok(_) | Err(_) => {
                fs::remove_dir_all(to).map_err(at(to))?;
                fresh(to)?;
            }
        }
    }
    Err(BackupError::Busy)
}

/// Puts a copy back into a folder that is not there yet, after checking every file. Returns how many files.
///
/// # Errors
/// See [`BackupError`].
pub fn restore(from: &Path, case_folder: &Path) -> Result<usize, BackupError> {
    let list = from.join(LIST);
    if !list.is_file() {
        return Err(BackupError::Missing { path: from.to_path_buf(), wanted: "copy" });
    }
    let listed: Listed = serde_json::from_slice(&fs::read(&list).map_err(at(&list))?).map_err(CaseError::from)?;
    if listed.blake3.len() > FILES_MAX {
        return Err(BackupError::TooMany);
    }
    for (below, digest) in &listed.blake3 {
        let plain = |part: std::path::Component<'_>| matches!(part, std::path::Component::Normal(_));
        if !below.components().all(plain) || below.components().count() > DEPTH_MAX {
            return Err(BackupError::Outside(below.clone()));
        }
        if digest_of(&from.join(below))? != *digest {
            return Err(BackupError::Digest(below.clone()));
        }
    }
    fresh(case_folder)?;
    for below in listed.blake3.keys() {
        copy(&from.join(below), &case_folder.join(below))?;
    }
    case::read(case_folder)?;
    Ok(listed.blake3.len())
}

fn is_gone(error: &BackupError) -> bool {
    matches!(error, BackupError::Io { source, .. } if source.kind() == io::ErrorKind::NotFound)
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_path_buf();
    move |source| BackupError::Io { path, source }
}

/// Makes a folder that only its owner enters; refuses one that holds something.
fn fresh(folder: &Path) -> Result<(), BackupError> {
    if folder.exists() && fs::read_dir(folder).map_err(at(folder))?.next().is_some() {
        return Err(BackupError::NotEmpty(folder.to_path_buf()));
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(at(folder))
}

fn copied(from: &Path, to: &Path) -> Result<Listed, BackupError> {
    let mut files = Vec::new();
    walk(from, Path::new(""), 0, &mut files)?;
    let mut blake3 = BTreeMap::new();
    for below in files {
        copy(&from.join(&below), &to.join(&below))?;
        blake3.insert(below.clone(), digest_of(&to.join(&below))?);
    }
    Ok(Listed { format: "vigie-backup".to_owned(), version: 1, blake3 })
}

/// Every plain file below; links are not followed, locks and halves of files left out.
fn walk(root: &Path, below: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), BackupError> {
    if depth >= DEPTH_MAX {
        return Err(BackupError::TooMany);
    }
    let folder = root.join(below);
    let mut entries: Vec<_> = fs::read_dir(&folder).map_err(at(&folder))?.flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = below.join(entry.file_name());
        let kind = entry.file_type().map_err(at(&entry.path()))?;
        let ending = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
        if kind.is_dir() {
            walk(root, &path, depth + 1, files)?;
        } else if kind.is_file() && !matches!(ending, "new" | "lock") {
            files.push(path);
        }
        if files.len() > FILES_MAX {
            return Err(BackupError::TooMany);
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), BackupError> {
    if let Some(folder) = to.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(at(folder))?;
    }
    let mut source = File::open(from).map_err(at(from))?;
    let mut target = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(to).map_err(at(to))?;
    io::copy(&mut source, &mut target).and_then(|_| target.sync_all()).map_err(at(to))
}

fn digest_of(path: &Path) -> Result<String, BackupError> {
    let mut hasher = blake3::Hasher::new();
    io::copy(&mut File::open(path).map_err(at(path))?, &mut hasher).map_err(at(path))?;
    Ok(hasher.finalize().to_hex().to_string())
}
