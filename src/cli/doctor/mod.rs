//! `vigie doctor`: what a guard is missing, each with what to do. One file a group of checks, in the table below; none changes anything, and none
//! sends a message to anybody.

mod enforcing;
mod logs;
mod people;
mod state;

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, Command, FromArgMatches as _};
use serde_json::json;

use super::args::{Cli, GuardArgs};
use super::speech::Speech;
use super::{Exit, Failure, Outcome, configured};
use crate::machine::reader::Reader;
use crate::machine::tree::Tree;
use crate::report::escape::Terminal;

/// The unit whose user reads logs.
const UNIT: &str = "vigie-guard.service";

/// `vigie doctor`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  sudo vigie doctor\n  vigie doctor --config guard.toml --json")]
pub(super) struct DoctorArgs {
    /// The guard's file
    #[arg(long, value_name = "FILE", default_value = "/etc/vigie/guard.toml")]
    config: PathBuf,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Well,
    /// Worth knowing; nothing is to be done.
    Note,
    Mend,
    /// It could not be looked at.
    Unknown,
}

impl State {
    fn id(self) -> &'static str {
        match self {
            State::Well => "well",
            State::Note => "note",
            State::Mend => "mend",
            State::Unknown => "unknown",
        }
    }
}

/// What a check found, in both languages.
#[derive(Clone, Debug)]
struct Finding {
    state: State,
    /// What it is about: a path, an address; empty for the whole.
    about: String,
    is: [String; 2],
    /// What to do.
    todo: [String; 2],
}

impl Finding {
    fn new(state: State, about: impl ToString, en: impl Into<String>, fr: impl Into<String>) -> Finding {
        Finding { state, about: about.to_string(), is: [en.into(), fr.into()], todo: [String::new(), String::new()] }
    }

    fn well(about: impl ToString, en: impl Into<String>, fr: impl Into<String>) -> Finding {
        Finding::new(State::Well, about, en, fr)
    }

    fn mend(about: impl ToString, en: impl Into<String>, fr: impl Into<String>) -> Finding {
        Finding::new(State::Mend, about, en, fr)
    }

    fn todo(mut self, en: impl Into<String>, fr: impl Into<String>) -> Finding {
        self.todo = [en.into(), fr.into()];
        self
    }
}

/// What checks look at.
struct Patient {
    config: PathBuf,
    args: GuardArgs,
    root: Tree,
    /// Who runs the guard.
    reader: Reader,
    /// Whether that is said by its unit.
    is_unit: bool,
}

/// One group of checks.
struct Check {
    id: &'static str,
    look: fn(&Patient) -> Vec<Finding>,
}

/// All checks, in the order in which they are told.
const CHECKS: &[Check] = &[
    Check { id: "configuration", look: state::configuration },
    Check { id: "logs", look: logs::readable },
    Check { id: "rotation", look: logs::rotation },
    Check { id: "formats", look: logs::formats },
    Check { id: "clock", look: state::clock },
    Check { id: "protected", look: people::protected },
    Check { id: "told", look: people::told },
    Check { id: "folder", look: state::folder },
    Check { id: "guard", look: state::guard },
    Check { id: "blocker", look: enforcing::blocker },
    Check { id: "networks", look: state::networks },
];

/// Runs the command.
pub(super) fn run(args: &DoctorArgs, program: &Command, speech: &Speech) -> Outcome {
    let words: Vec<OsString> = ["vigie".into(), "guard".into(), "--config".into(), args.config.clone().into()].into();
    let matches = program.clone().try_get_matches_from(&words).map_err(Failure::usage)?;
    let filled = configured::filled(program, &words, &matches, speech)?.unwrap_or(words);
    let parsed = program.clone().try_get_matches_from(filled).and_then(|all| Cli::from_arg_matches(&all));
    let super::Command::Guard(guard) = parsed.map_err(Failure::usage)?.command else {
        return Err(Failure::usage(anyhow::anyhow!("guard")));
    };
    let root = Tree::new("/".as_ref());
    let unit = Reader::of_unit(&root, UNIT);
    let patient = Patient {
        config: args.config.clone(),
        args: guard,
        is_unit: unit.is_some(),
        reader: unit.unwrap_or_else(Reader::this),
        root,
    };
    let found: Vec<(&str, Finding)> =
        CHECKS.iter().flat_map(|check| (check.look)(&patient).into_iter().map(|one| (check.id, one))).collect();
    let has = |state: State| found.iter().any(|(_, one)| one.state == state);
    let exit = match (has(State::Mend), has(State::Unknown)) {
        (true, _) => Exit::Found,
        (_, true) => Exit::Usage,
        _ => Exit::Done,
    };
    if args.json {
        as_json(&found, exit, speech)?;
    } else {
        show(&found, &patient, speech)?;
    }
    Ok(exit)
}

fn show(found: &[(&str, Finding)], patient: &Patient, speech: &Speech) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let who = if patient.is_unit {
        speech.say("the guard runs as", "la veille tourne sous")
    } else {
        speech.say(
            "no unit says who runs the guard; looked at as",
            "aucune unité ne dit qui fait tourner la veille ; vu comme",
        )
    };
    writeln!(out, "{who} {}\n", Terminal(&patient.reader.name))?;
    for (_, one) in found {
        let mark = match one.state {
            State::Well => speech.say("ok     ", "bien   "),
            State::Note => speech.say("note   ", "note   "),
            State::Mend => speech.say("MEND   ", "À FAIRE"),
            State::Unknown => speech.say("unknown", "inconnu"),
        };
        let about = if one.about.is_empty() { String::new() } else { format!("{}: ", one.about) };
        let [en, fr] = &one.is;
        writeln!(out, "{mark}  {}{}", Terminal(&about), Terminal(speech.say(en, fr)))?;
        let [en, fr] = &one.todo;
        if !en.is_empty() {
            writeln!(out, "         → {}", Terminal(speech.say(en, fr)))?;
        }
    }
    let mends = found.iter().filter(|(_, one)| one.state == State::Mend).count();
    writeln!(out, "\n{} {mends}", speech.say("to mend:", "à faire :"))
}

fn as_json(found: &[(&str, Finding)], exit: Exit, speech: &Speech) -> std::io::Result<()> {
    let row = |(check, one): &(&str, Finding)| {
        let say = |[en, fr]: &[String; 2]| speech.say(en, fr).to_owned();
        json!({ "check": check, "state": one.state.id(), "about": one.about, "is": say(&one.is), "todo": say(&one.todo) })
    };
    let rows: Vec<_> = found.iter().map(row).collect();
    let whole = json!({ "format": "vigie-doctor", "version": 1, "exit": exit as u8, "findings": rows });
    writeln!(std::io::stdout(), "{whole:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_are_named_once() {
        let ids: std::collections::BTreeSet<&str> = CHECKS.iter().map(|check| check.id).collect();
        assert_eq!(ids.len(), CHECKS.len());
    }
}
