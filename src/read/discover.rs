//! From arguments to a list of inputs: files as named, folders walked, copies of the same file (by device and inode) once,
//! rotated sets in time order. Opens nothing but folders; decides nothing by file name except the order of reading.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// Folders nested deeper than this are not entered: log trees are a handful deep, and links can make loops.
const DEPTH_MAX: usize = 24;

/// Files listed at most; beyond, the run says so instead of exhausting memory on a mistyped `/`.
const FILES_MAX: usize = 200_000;

/// One input found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Where it is; `-` is standard input.
    pub path: PathBuf,
    /// Whether the user named the file itself (then trouble with it is an error, not a remark).
    pub named: bool,
}

/// What a search found, and what it could not look at.
#[derive(Debug, Default)]
pub struct Discovery {
    /// Inputs in reading order.
    pub inputs: Vec<Found>,
    /// Paths that could not be looked at, with the reason.
    pub troubles: Vec<(PathBuf, std::io::Error)>,
    /// Whether the limit of files was reached.
    pub cut: bool,
}

/// Lists the inputs below the given paths, in an order that depends only on names: rotated sets oldest first.
pub fn discover(paths: &[PathBuf]) -> Discovery {
    let mut discovery = Discovery::default();
    let mut seen = BTreeSet::new();
    for path in paths {
        if path.as_os_str() == "-" {
            discovery.inputs.push(Found { path: path.clone(), named: true });
            continue;
        }
        match fs::metadata(path) {
            Err(error) => discovery.troubles.push((path.clone(), error)),
            Ok(metadata) if metadata.is_dir() => walk(path, 0, &mut seen, &mut discovery),
            Ok(metadata) => add_file(path, &metadata, true, &mut seen, &mut discovery),
        }
    }
    discovery
}

fn add_file(
    path: &Path,
    metadata: &fs::Metadata,
    named: bool,
    seen: &mut BTreeSet<(u64, u64)>,
    discovery: &mut Discovery,
) {
    if discovery.inputs.len() >= FILES_MAX {
        discovery.cut = true;
    } else if (named || metadata.is_file()) && seen.insert((metadata.dev(), metadata.ino())) {
        discovery.inputs.push(Found { path: path.to_path_buf(), named });
    }
}

fn walk(folder: &Path, depth: usize, seen: &mut BTreeSet<(u64, u64)>, discovery: &mut Discovery) {
    if depth > DEPTH_MAX || discovery.cut {
        return;
    }
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            discovery.troubles.push((folder.to_path_buf(), error));
            return;
        }
    };
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in entries {
        match entry {
            Ok(entry) => paths.push(entry.path()),
            Err(error) => discovery.troubles.push((folder.to_path_buf(), error)),
        }
    }
    in_rotation_order(&mut paths);
    for path in paths {
        match fs::metadata(&path) {
            Err(error) => discovery.troubles.push((path, error)),
            // A linked folder below a folder is not entered: it is either elsewhere on purpose or a loop.
            Ok(metadata) if metadata.is_dir() => {
                if !path.is_symlink() {
                    walk(&path, depth + 1, seen, discovery);
                }
            }
            Ok(metadata) => add_file(&path, &metadata, false, seen, discovery),
        }
    }
}

/// Sorts a folder so that a rotated set stands together, oldest first: `access.log-20240101`, `access.log.10.gz`,
/// `access.log.2.gz`, `access.log.1`, `access.log`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct RotationKey {
    stem: String,
    /// Dated members first (by date), then numbered (highest first), then the live file.
    class: u8,
    dated: String,
    numbered: std::cmp::Reverse<u64>,
    name: String,
}

impl RotationKey {
    fn of(path: &Path) -> RotationKey {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let plain = [".gz", ".zst", ".xz", ".bz2"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
        let suffix_at = plain.rfind(['.', '-']).filter(|at| *at > 0);
        let (stem, suffix) = suffix_at.map_or((plain, ""), |at| (&plain[..at], &plain[at + 1..]));
        let digits = !suffix.is_empty() && suffix.bytes().all(|byte| byte.is_ascii_digit());
        let key = |stem: &str, class, dated: &str, number| RotationKey {
            stem: stem.to_owned(),
            class,
            dated: dated.to_owned(),
            numbered: std::cmp::Reverse(number),
            name: name.clone(),
        };
        if digits && suffix.len() >= 8 {
            key(stem, 0, suffix, 0)
        } else if digits {
            key(stem, 1, "", suffix.parse().unwrap_or(u64::MAX))
        } else {
            key(plain, 2, "", 0)
        }
    }
}

/// Sorts files of rotated sets, oldest first.
pub(super) fn in_rotation_order(paths: &mut [PathBuf]) {
    paths.sort_by_cached_key(|path| RotationKey::of(path));
}

/// The path of the live file a rotated file belongs to: `logs/access.log` for `logs/access.log.2.gz`.
pub fn rotation_set(path: &Path) -> PathBuf {
    path.with_file_name(RotationKey::of(path).stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rotated_sets_stand_together_oldest_first() {
        let mut names = [
            "error.log",
            "access.log",
            "access.log.2.gz",
            "access.log.10.gz",
            "access.log.1",
            "access.log-20240102",
            "access.log-20240101.gz",
        ];
        names.sort_by_cached_key(|name| RotationKey::of(Path::new(name)));
        assert_eq!(
            names,
            [
                "access.log-20240101.gz",
                "access.log-20240102",
                "access.log.10.gz",
                "access.log.2.gz",
                "access.log.1",
                "access.log",
                "error.log"
            ]
        );
    }
}
