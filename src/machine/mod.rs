//! What stands on a machine: which servers are installed, run, and where they write (`software`, `configurations/`), what each log really is
//! (`logs`), which addresses are the machine's own (`network`). It looks below one root and changes nothing; what to make of it is the caller's.

pub mod configurations;
pub mod logs;
pub mod network;
pub mod reader;
pub mod rotation;
pub mod software;
pub mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use configurations::{Named, Where};
use logs::{Look, Question};
use software::{SOFTWARE, Software};
use tree::Tree;

/// Logs looked at, most: a host of thousands of sites names its logs by a pattern, and the rest is said to be left out.
pub const LOGS_MAX: usize = 512;

/// A log, why it was looked at, and what it is.
#[derive(Clone, Debug)]
pub struct Log {
    /// Its path on that machine.
    pub path: PathBuf,
    /// The software whose log it is thought to be.
    pub software: &'static str,
    /// The file that names it, unless it is a known place.
    pub named_by: Option<PathBuf>,
    /// What a look at it showed.
    pub look: Look,
    /// Why it is not to be followed, if it is not.
    pub left_out: Option<LeftOut>,
}

/// Why a log is not to be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// What the look at it showed.
    Look,
    /// It holds what other logs here hold too: it would be counted twice.
    Repeats,
}

/// Software that runs, or was told to log, and of which no log is there to follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silent {
    /// Which.
    pub software: &'static str,
    /// Where its configuration says its log goes, if that is no file.
    pub said: Vec<String>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Machine {
    /// Every log that was looked at, by path.
    pub logs: Vec<Log>,
    /// Running software that nothing here can follow.
    pub silent: Vec<Silent>,
    /// What only a person can say.
    pub questions: Vec<Question>,
    /// Names under which the servers answer, as their configurations have them.
    pub names: Vec<String>,
    /// Proxies that the servers already believe.
    pub proxies: Vec<String>,
    /// Whether there were more logs than [`LOGS_MAX`].
    pub cut: bool,
    /// Whether the machine keeps a journal.
    pub journal: bool,
}

impl Machine {
    /// Looks below a root.
    pub fn look(root: &Tree) -> Machine {
        let mut machine = Machine {
            journal: ["/var/log/journal", "/run/log/journal"].iter().any(|path| root.is_folder(path.as_ref())),
            ..Machine::default()
        };
        let mut wanted: BTreeMap<PathBuf, (&'static str, Option<PathBuf>)> = BTreeMap::new();
        let mut said: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
        let mut names = BTreeSet::new();
        for reader in configurations::READERS {
            let found = (reader.read)(root);
            names.extend(found.names);
            machine.proxies.extend(found.proxies);
            for Named { software, place, file } in found.logs {
                match place {
                    Where::File(pattern) => {
                        for path in root.matching(&pattern, LOGS_MAX) {
                            wanted.entry(path).or_insert_with(|| (software, Some(file.clone())));
                        }
                    }
                    Where::Elsewhere(text) => _ = said.entry(software).or_default().insert(text),
                }
            }
        }
        for software in SOFTWARE {
            for place in software.places {
                for path in root.matching(place, LOGS_MAX) {
                    wanted.entry(path).or_insert((software.id, None));
                }
            }
        }
        machine.cut = wanted.len() > LOGS_MAX;
        machine.names = names.into_iter().collect();
        machine.proxies.sort();
        machine.proxies.dedup();
        machine.take(root, wanted);
        let running = software::running(root);
        for Software { id, .. } in SOFTWARE {
            let is_heard = machine.logs.iter().any(|log| log.software == *id && log.left_out.is_none());
            if !is_heard && (running.contains(id) || said.contains_key(id)) {
                let said = said.remove(id).unwrap_or_default().into_iter().collect();
                machine.silent.push(Silent { software: id, said });
            }
        }
        machine
    }

    /// Looks at each of these, once however often it is named, and decides which to follow.
    fn take(&mut self, root: &Tree, wanted: BTreeMap<PathBuf, (&'static str, Option<PathBuf>)>) {
        let mut seen = BTreeSet::new();
        for (path, (software, named_by)) in wanted.into_iter().take(LOGS_MAX) {
            let (look, question) = logs::look(root, &path);
            if let Look::Text { identity, .. } | Look::Empty { identity, .. } = &look
                && !seen.insert(*identity)
            {
                continue;
            }
            self.questions.extend(question);
            let left_out = (!look.can_be_followed()).then_some(LeftOut::Look);
            self.logs.push(Log { path, software, named_by, look, left_out });
        }
        let has_parts =
            self.logs.iter().any(|log| log.left_out.is_none() && !software::is_catch_all(&log.path) && is_syslog(log));
        for log in self.logs.iter_mut().filter(|log| log.left_out.is_none() && software::is_catch_all(&log.path)) {
            log.left_out = has_parts.then_some(LeftOut::Repeats);
        }
    }

    /// Logs to be followed.
    pub fn followed(&self) -> impl Iterator<Item = &Log> {
        self.logs.iter().filter(|log| log.left_out.is_none())
    }
}

/// Whether a log is one of those into which a system's messages are sorted.
fn is_syslog(log: &Log) -> bool {
    matches!(log.software, "sshd" | "mail")
}
