//! A file of state that others may replace at any moment: read again when it is another one. It never writes.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::case::CaseError;

/// What tells one version of a file from another: files here are replaced, so a new one has another inode.
pub(super) type Stamp = (u64, i64, i64, u64);

/// The stamp of a file; `None` when it is not there.
pub(super) fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.ino(), metadata.mtime(), metadata.mtime_nsec(), metadata.len()))
}

/// A file and what it said when it was last read.
pub(super) struct Watched<T> {
    path: PathBuf,
    read: fn(&Path) -> Result<T, CaseError>,
    held: Mutex<Option<(Option<Stamp>, Arc<T>)>>,
}

impl<T> Watched<T> {
    /// `read` is given the path, and answers what holds when nothing is there.
    pub(super) fn new(path: PathBuf, read: fn(&Path) -> Result<T, CaseError>) -> Watched<T> {
        Watched { path, read, held: Mutex::new(None) }
    }

    /// What it says now. A file that cannot be read is an error, never an old version: rights taken away must not live on.
    pub(super) fn now(&self) -> Result<Arc<T>, CaseError> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = stamp(&self.path);
        if let Some((of, value)) = &*held
            && *of == stamp
        {
            return Ok(Arc::clone(value));
        }
        let value = Arc::new((self.read)(&self.path)?);
        *held = Some((stamp, Arc::clone(&value)));
        Ok(value)
    }

    /// The stamp of the file.
    pub(super) fn stamp(&self) -> Option<Stamp> {
        stamp(&self.path)
    }
}
