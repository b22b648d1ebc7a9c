//! What a guard goes on needing once it reads what strangers wrote, and what it says of what it gave up. Giving up is in `confine`.

use std::path::{Path, PathBuf};

use super::Failure;
use super::args::GuardArgs;
use super::speech::Speech;
use crate::confine::{Confinement, Enforced, Needs, Right, confine, needs_right_to_read};

/// Gives up what the guard of these logs does not need.
pub(super) fn confine_guard(args: &GuardArgs, logs: &[PathBuf], speech: &Speech) -> Result<(), Failure> {
    if args.on_hold.is_some() || args.on_release.is_some() || !args.reload.is_empty() {
        speech.warn(
            "this guard starts programs (--reload, --on-hold, --on-release) and keeps all its rights for them",
            "cette veille lance des programmes (--reload, --on-hold, --on-release) et garde tous ses droits pour eux",
        );
        return Ok(());
    }
    let mut read = folders(logs);
    // Logs may be begun there later.
    read.extend(args.input.paths.iter().filter(|path| path.is_dir()).cloned());
    let lists = args.list.iter().filter_map(|text| text.split_once('=')).map(|(_, path)| folder_of(Path::new(path)));
    let asked: Vec<PathBuf> = read.iter().chain(logs).filter(|path| path.exists()).cloned().collect();
    let right = needs_right_to_read(&asked).map_err(Failure::input)?.then_some(Right::ReadAll);
    let needs = Needs {
        right,
        write: lists.chain([args.case.clone()]).collect(),
        read,
        listens: args.api.iter().map(std::net::SocketAddr::port).collect(),
        ..Needs::default()
    };
    say(confine(&needs).map_err(Failure::input)?, speech);
    Ok(())
}

/// The folders in which logs are rotated, by the names they were given and by where these lead.
fn folders(logs: &[PathBuf]) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for log in logs.iter().filter(|log| log.as_os_str() != "-") {
        folders.push(folder_of(log));
        if let Ok(whole) = log.canonicalize() {
            folders.push(folder_of(&whole));
        }
    }
    folders.sort();
    folders.dedup();
    folders
}

fn folder_of(path: &Path) -> PathBuf {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_path_buf()
}

/// Says what was given up: a remark when all is well, a warning when the kernel cannot enforce it.
pub(super) fn say(given_up: Confinement, speech: &Speech) {
    let level = |enforced: Enforced| match enforced {
        Enforced::Whole => speech.say("enforced", "imposé"),
        Enforced::Partly => speech.say("enforced in part by this kernel", "imposé en partie par ce noyau"),
        Enforced::Not => speech.say("not enforced by this kernel", "pas imposé par ce noyau"),
    };
    let right = match given_up.right {
        None => speech.say("none", "aucun"),
        Some(Right::PacketFilter) => speech.say("to change the packet filter", "changer le filtre de paquets"),
        Some(Right::ReadAll) => speech.say("to read logs of others", "lire les journaux d’autrui"),
    };
    let text = format!(
        "{} {right}; {} {}; {} {}",
        speech.say("rights left:", "droits gardés :"),
        speech.say("files (Landlock):", "fichiers (Landlock) :"),
        level(given_up.files),
        speech.say("system calls (seccomp):", "appels système (seccomp) :"),
        level(given_up.calls),
    );
    if given_up.files == Enforced::Not && given_up.is_root {
        let more = speech.say(
            "; it still owns the system's files: start it as a user of its own",
            " ; les fichiers du système lui appartiennent encore : lancez-la sous son propre utilisateur",
        );
        speech.warn(&format!("{text}{more}"), &format!("{text}{more}"));
    } else if given_up.files == Enforced::Whole && given_up.calls == Enforced::Whole {
        speech.remark(&text, &text);
    } else {
        speech.warn(&text, &text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_logs_are_read_and_nothing_above_them() {
        let logs = ["/var/log/nginx/access.log", "-", "auth.log", "/var/log/nginx/error.log"].map(PathBuf::from);
        // By name; where they lead is this machine's.
        let expected = ["/var/log/nginx", "."].map(PathBuf::from);
        let found: Vec<PathBuf> = folders(&logs)
            .into_iter()
            .filter(|folder| expected.contains(folder) || folder.starts_with("/etc"))
            .collect();
        assert_eq!(found, expected);
    }
}
