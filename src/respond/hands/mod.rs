//! Hands of other programs: files in which a server reads whom to refuse ([`files`]), and commands that are told of each decision
//! ([`commands`]). Both follow the ledger: what holds is in them, what ended is not, also after a stop. They check again what is
//! protected, and decide nothing.

pub mod commands;
pub mod files;

use std::path::Path;
use std::time::{Duration, Instant};

use vigie_facts::cidr::Cidr;
use vigie_facts::form::Form;
use vigie_facts::time::Timestamp;

use super::ledger::{Entry, Ledger};
use super::plan::{Policy, protected};
use commands::{CommandError, Words};
use files::{FileError, ListFile};

/// How long a server may take to read its files again, or a command to act.
pub const COMMAND_TIME: Duration = Duration::from_secs(10);

/// Commands that are started for one change of the ledger. More wait for the next look.
const COMMANDS_A_LOOK: usize = 50;

/// Decisions that ended so long ago are taken back once more after a start: nobody may have been there when they did.
const ENDED_SECONDS: i64 = 24 * 3_600;

/// What went wrong with one of them.
#[derive(Debug, thiserror::Error)]
pub enum HandError {
    /// A file.
    #[error(transparent)]
    File(#[from] FileError),
    /// A command.
    #[error(transparent)]
    Command(#[from] CommandError),
}

/// A network that is held back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    network: Cidr,
    expires: Timestamp,
    form: Option<Form>,
}

impl Held {
    fn of(entry: &Entry, policy: &Policy) -> Option<Held> {
        let network = entry.target.network().filter(|network| protected(*network, policy).is_none())?;
        Some(Held { network, expires: entry.expires, form: entry.forms.first().map(|(form, _)| *form) })
    }
}

/// The files and commands of a guard.
#[derive(Debug)]
pub struct Hands {
    files: Vec<ListFile>,
    reload: Vec<Words>,
    on_hold: Option<Words>,
    on_release: Option<Words>,
    /// What commands were run for; nothing is known of it at the start.
    told: Option<Vec<Held>>,
    needs_reload: bool,
}

impl Hands {
    /// These files, what is run when one changed, and what is run for each network that is held back and held back no more.
    pub fn new(files: Vec<ListFile>, reload: Vec<Words>, on_hold: Option<Words>, on_release: Option<Words>) -> Hands {
        Hands { files, reload, on_hold, on_release, told: None, needs_reload: false }
    }

    /// Whether there are any.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.on_hold.is_none() && self.on_release.is_none()
    }

    /// Brings files and commands to what the ledger says. What went wrong is tried again the next time.
    pub fn follow(&mut self, ledger: &Ledger, policy: &Policy, now: Timestamp) -> Vec<HandError> {
        let mut errors = Vec::new();
        let mut held: Vec<Held> = ledger.holding(now).filter_map(|entry| Held::of(entry, policy)).collect();
        held.sort();
        let networks: Vec<Cidr> = held.iter().map(|held| held.network).collect();
        for file in &mut self.files {
            match file.write(&networks) {
                Ok(changed) => self.needs_reload |= changed,
                Err(error) => errors.push(error.into()),
            }
        }
        if self.needs_reload {
            let failed = self.reload.iter().filter_map(|words| words.run(None, COMMAND_TIME).err());
            let failed: Vec<HandError> = failed.map(HandError::from).collect();
            self.needs_reload = !failed.is_empty();
            errors.extend(failed);
        }
        self.tell(held, ledger, policy, now, &mut errors);
        errors
    }

    fn tell(&mut self, held: Vec<Held>, ledger: &Ledger, policy: &Policy, now: Timestamp, errors: &mut Vec<HandError>) {
        if self.on_hold.is_none() && self.on_release.is_none() {
            return;
        }
        let told = self.told.get_or_insert_with(|| {
            let since = now.plus_seconds(-ENDED_SECONDS);
            let ended = ledger.entries.iter().filter(|entry| !entry.holds(now) && entry.expires >= since);
            ended.filter_map(|entry| Held::of(entry, policy)).collect()
        });
        let (mut room, began) = (COMMANDS_A_LOOK, Instant::now());
        let mut run = |words: Option<&Words>, held: &Held| {
            // The logs are not read meanwhile.
            if room == 0 || began.elapsed() > COMMAND_TIME {
                return false;
            }
            room -= 1;
            let done = words.map_or(Ok(()), |words| words.run(Some((held, now)), COMMAND_TIME));
            done.map_err(|error| errors.push(error.into())).is_ok()
        };
        let is_held = |network: Cidr| held.iter().any(|held| held.network == network);
        told.retain(|one| is_held(one.network) || !run(self.on_release.as_ref(), one));
        for one in &held {
            if told.iter().all(|known| known.network != one.network || known.expires != one.expires)
                && run(self.on_hold.as_ref(), one)
            {
                told.retain(|known| known.network != one.network);
                told.push(one.clone());
            }
        }
    }
}

/// Whether a path is one that may be started: whole, so that no search path decides.
fn is_whole(path: &Path) -> bool {
    path.is_absolute()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::respond::plan::Target;

    fn entry(target: &str, expires: i64) -> Entry {
        Entry {
            target: Target::Source(target.parse().unwrap()),
            applied: Timestamp(0),
            expires: Timestamp::from_seconds(expires),
            undone: None,
            in_filter: false,
            forms: vec![(Form::SqlInjection, 9)],
            detections: 9,
            ordinary_events: 0,
        }
    }

    #[test]
    fn commands_and_files_follow_the_ledger() {
        let folder = std::env::temp_dir().join(format!("vigie-hands-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (list, calls) = (folder.join("list"), folder.join("calls"));
        let script = folder.join("note");
        std::fs::write(&script, format!("#!/bin/sh\necho \"$@\" >> {}\n", calls.display())).unwrap();
        std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        let words = |text: &str| Words::parse(&format!("{} {text}", script.display())).unwrap();
        let mut hands = Hands::new(
            vec![ListFile::parse(&format!("plain={}", list.display())).unwrap()],
            vec![words("reload")],
            Some(words("hold {target} {seconds} {form}")),
            Some(words("release {target}")),
        );
        let (policy, at) = (Policy::default(), Timestamp::from_seconds);
        let mut ledger =
            Ledger { entries: vec![entry("203.0.113.1", 40), entry("203.0.113.2", 90), entry("10.1.2.3", 90)] };
        let mut check = |ledger: &Ledger, now: i64, in_file: &str, called: &[&str]| {
            let _ = std::fs::remove_file(&calls);
            let errors = hands.follow(ledger, &policy, at(now));
            assert!(errors.is_empty(), "{errors:?}");
            assert_eq!(std::fs::read_to_string(&list).unwrap(), in_file);
            let said = std::fs::read_to_string(&calls).unwrap_or_default();
            assert_eq!(said.lines().collect::<Vec<_>>(), called, "at {now}");
        };
        let both = ["reload", "release 203.0.113.1", "hold 203.0.113.2 40 sql-injection"];
        check(&ledger, 50, "203.0.113.2\n", &both);
        check(&ledger, 51, "203.0.113.2\n", &[]);
        ledger.entries[1].expires = at(120);
        check(&ledger, 60, "203.0.113.2\n", &["hold 203.0.113.2 60 sql-injection"]);
        ledger.entries[1].undone = Some(at(70));
        check(&ledger, 70, "", &["reload", "release 203.0.113.2"]);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
