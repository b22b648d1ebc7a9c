//! The logs of a guard, each with what is known of its files: which was read, which was there before and is not meant. Says which file of
//! a log is to be read next; opens none.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::read::family::{Known, Member, has_begun, members, next_unknown};
use crate::read::rotation_set;

/// Files of one log that are known to be read. What is older than the youngest of them that is still there is never asked for, so
/// that a few would do; as many are removed at once where logs are kept for two months of days.
const KNOWN_MAX: usize = 64;

/// Wait before a log is looked at again in which nothing was found to be read.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Wait between two looks at a log whose live file is empty or not there.
const LOOK_AGAIN_QUIET: Duration = Duration::from_secs(1);

/// One log.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Family {
    live: PathBuf,
    known: VecDeque<Known>,
    #[serde(skip)]
    looked: Option<Instant>,
    #[serde(skip)]
    told: bool,
}

/// Every log of a guard, in the order in which they were named.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Families(Vec<Family>);

/// What is to be read next in a log.
#[derive(Debug)]
pub(super) enum Next {
    /// This file.
    Member(Member),
    /// Nothing at the moment.
    Nothing,
    /// Files were changing their names.
    AskAgain,
    /// Something that cannot be read.
    Trouble(PathBuf, io::Error),
}

impl Families {
    /// Adds the logs of these files. Of a log that is new everything from its oldest named file on is to be read, and nothing before.
    pub(super) fn add(&mut self, paths: &[PathBuf]) {
        let mut named: BTreeMap<PathBuf, BTreeSet<PathBuf>> = BTreeMap::new();
        let mut order: Vec<PathBuf> = Vec::new();
        for path in paths.iter().filter(|path| path.as_os_str() != "-") {
            let live = rotation_set(path);
            let is_known = self.0.iter().any(|family| is_same(&family.live, &live));
            if !is_known && !order.iter().any(|other| is_same(other, &live)) {
                order.push(live.clone());
            }
            named.entry(live).or_default().insert(path.clone());
        }
        for live in order {
            let named = &named[&live];
            // One that cannot be looked at now has nothing that could be passed over.
            let members = members(&live).unwrap_or_default();
            let first = members.iter().position(|member| named.contains(&member.path)).unwrap_or(members.len());
            let known = members[..first].last().map(Member::passed_over).into_iter().collect();
            self.0.push(Family { live, known, looked: None, told: false });
        }
    }

    /// The number of the log a file is of; a log that nobody named yet gets one.
    pub(super) fn of(&mut self, path: &Path) -> u32 {
        let live = rotation_set(path);
        let at = self.0.iter().position(|family| family.live == live).unwrap_or_else(|| {
            self.0.push(Family { live, known: VecDeque::new(), looked: None, told: false });
            self.0.len() - 1
        });
        at as u32
    }

    /// How many there are.
    pub(super) fn len(&self) -> u32 {
        self.0.len() as u32
    }

    /// Whether there is none but standard input.
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|family| family.live.as_os_str() == "-")
    }

    /// Notes a file that was read to its end, or is nowhere to be found.
    pub(super) fn note(&mut self, family: u32, known: Known) {
        let known_files = &mut self.0[family as usize].known;
        known_files.push_back(known);
        while known_files.len() > KNOWN_MAX {
            known_files.pop_front();
        }
    }

    /// What is to be read next, beside files that are open.
    pub(super) fn next(&mut self, family: u32, open: Vec<Known>) -> Next {
        let family = &mut self.0[family as usize];
        if family.live.as_os_str() == "-" {
            return Next::Nothing;
        }
        let wait = if has_begun(&family.live) { LOOK_AGAIN } else { LOOK_AGAIN_QUIET };
        if family.looked.is_some_and(|looked| looked.elapsed() < wait) {
            return Next::Nothing;
        }
        let members = match members(&family.live) {
            Ok(members) => members,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Next::AskAgain,
            Err(error) => return family.trouble(family.live.clone(), error),
        };
        let Some(member) = next_unknown(members, family.known.iter().chain(&open)) else {
            family.looked = Some(Instant::now());
            return Next::Nothing;
        };
        if let Some(error) = member.trouble {
            return family.trouble(member.path, error);
        }
        (family.looked, family.told) = (None, false);
        Next::Member(member)
    }
}

impl Family {
    /// Trouble is told once, and tried again after a while.
    fn trouble(&mut self, path: PathBuf, error: io::Error) -> Next {
        self.looked = Some(Instant::now());
        if std::mem::replace(&mut self.told, true) { Next::Nothing } else { Next::Trouble(path, error) }
    }
}

/// Whether two paths are of one file, or the same where nothing stands there.
fn is_same(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(folder.canonicalize().ok()?.join(path.file_name()?))
    };
    one == other || (whole(one).is_some() && whole(one) == whole(other))
}
