//! The folders that a guard was told to follow: the logs in them, and those that are begun there later. It follows nothing itself.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Failure;
use super::speech::Speech;
use crate::read;

/// Wait between two looks for new logs.
const LOOK_EACH: Duration = Duration::from_millis(500);

/// Folders that were named: logs that are begun in them later are followed too.
pub(super) struct Folders {
    named: Vec<PathBuf>,
    /// Logs that are followed, or were passed over.
    known: BTreeSet<PathBuf>,
    next_look: Instant,
}

impl Folders {
    /// The folders among what was named.
    pub(super) fn of(named: &[PathBuf]) -> Folders {
        let named = named.iter().filter(|path| path.is_dir()).cloned().collect();
        Folders { named, known: BTreeSet::new(), next_look: Instant::now() + LOOK_EACH }
    }

    /// Whether none was named.
    pub(super) fn is_empty(&self) -> bool {
        self.named.is_empty()
    }

    /// Files to follow: those named, and those in folders. Compressed ones are finished and cannot be followed.
    pub(super) fn paths(&mut self, named: &[PathBuf], speech: &Speech) -> Result<Vec<PathBuf>, Failure> {
        let mut paths: Vec<PathBuf> = named.iter().filter(|path| !path.is_dir()).cloned().collect();
        self.known.extend(paths.iter().map(|path| read::rotation_set(path)));
        let mut found = Vec::new();
        for folder in &self.named {
            let discovery = read::discover(std::slice::from_ref(folder));
            for (path, error) in &discovery.troubles {
                speech.warn(&format!("{}: {error}", path.display()), &format!("{} : {error}", path.display()));
            }
            found.extend(discovery.inputs.into_iter().map(|found| found.path));
        }
        let (finished, followed): (Vec<_>, Vec<_>) = found.into_iter().partition(|path| is_compressed(path));
        for path in &finished {
            let path = path.display();
            speech
                .remark(&format!("{path}: compressed, not followed"), &format!("{path} : compressé, n’est pas suivi"));
        }
        self.known.extend(followed.iter().chain(&finished).map(|path| read::rotation_set(path)));
        paths.extend(followed);
        if paths.is_empty() && self.named.is_empty() {
            return Err(Failure::input(anyhow::anyhow!("{}", speech.say("nothing to read", "rien à lire"))));
        }
        Ok(paths)
    }

    /// Files of logs that were begun since the last look. Looking takes no more than a hundredth of the time.
    pub(super) fn new_paths(&mut self) -> Vec<PathBuf> {
        let began = Instant::now();
        if self.named.is_empty() || began < self.next_look {
            return Vec::new();
        }
        let found = read::discover(&self.named).inputs.into_iter().map(|found| found.path);
        let new: Vec<PathBuf> = found
            .filter(|path| !self.known.contains(&read::rotation_set(path)))
            .filter(|path| !is_compressed(path))
            .collect();
        self.known.extend(new.iter().map(|path| read::rotation_set(path)));
        self.next_look = Instant::now() + LOOK_EACH.max(began.elapsed() * 100);
        new
    }
}

fn is_compressed(path: &Path) -> bool {
    let mut head = [0; 8];
    let read = File::open(path).and_then(|mut file| std::io::Read::read(&mut file, &mut head));
    read.is_ok_and(|read| read::Compression::of_magic(&head[..read]) != read::Compression::None)
}
