//! `guard.toml`: what `vigie guard` and `vigie block` are told, in a file. Its keys are the names of their arguments, so that there is one list;
//! what stands on the command line takes a key's place, and networks that are never held back add up. What is wrong with the file is shown
//! under its place. It starts nothing.

use std::ffi::OsString;
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use vigie_facts::cidr::Cidr;
use vigie_facts::service::Service;

use super::args::Lang;
use super::speech::Speech;
use super::{Failure, organisation};
use crate::mistake::Mistake;
use crate::report::escape::Terminal;
use crate::respond::hands::commands::Words;
use crate::respond::hands::files::ListFile;

/// A file larger than this is not what a person wrote.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// Commands that have a table of their own, and which of their arguments are no keys: what is said for one run only, and what the table of
/// the guard says for both.
const TABLES: [(&str, &[&str]); 2] = [
    ("guard", &["config", "once", "from_file", "help"]),
    ("block", &["config", "pipe", "undo_all", "confirm", "own", "allow", "trusted_proxy", "organisation", "help"]),
];

/// Keys of the guard's table that the blocker follows too: who is never held back must be one list.
const OURS: [&str; 4] = ["own", "allow", "trusted_proxy", "organisation"];

/// Keys to which the command line adds: nobody is to lose protection by naming one more network.
const ADDED: [&str; 3] = ["own", "allow", "trusted_proxy"];

/// The name that stands for the arguments without one.
const LOGS: &str = "logs";

/// What is wrong with a value, in English and in French.
type Wrong = (String, String);

/// Whether a value will do.
type Check = fn(&str) -> Result<(), Wrong>;

/// The text of a value and its place; no text for a switch that is on.
type Value = (Option<String>, Range<usize>);

/// What must hold of single values beyond what their arguments ask for. They are checked here so that a mistake has a place.
const CHECKS: [(&str, Check); 18] = [
    ("own", network),
    ("allow", network),
    ("trusted_proxy", network),
    ("logs", log),
    ("case", whole),
    ("organisation", whole),
    ("rules", whole),
    ("network_data", whole),
    ("blocker", whole),
    ("block_state", whole),
    ("time_zone", zone),
    ("log_time_zone", zone),
    ("as", service),
    ("list", list),
    ("reload", command),
    ("on_hold", command),
    ("on_release", command),
    ("api", this_machine),
];

fn wrong<T>(en: impl Into<String>, fr: impl Into<String>) -> Result<T, Wrong> {
    Err((en.into(), fr.into()))
}

fn network(text: &str) -> Result<(), Wrong> {
    text.parse::<Cidr>().map(drop).or_else(|error| wrong(error.to_string(), format!("réseau illisible ({error})")))
}

fn whole(text: &str) -> Result<(), Wrong> {
    if Path::new(text).is_absolute() { Ok(()) } else { wrong("a whole path: /…", "un chemin entier : /…") }
}

fn log(text: &str) -> Result<(), Wrong> {
    if text == "-" { Ok(()) } else { whole(text) }
}

fn zone(text: &str) -> Result<(), Wrong> {
    let found = jiff::tz::TimeZone::get(text).map(drop);
    found.or_else(|_| wrong("no such time zone (Europe/Paris)", "fuseau inconnu (Europe/Paris)"))
}

fn service(text: &str) -> Result<(), Wrong> {
    if Service::from_id(text).is_some() {
        return Ok(());
    }
    let known: Vec<&str> = Service::ALL.iter().map(|service| service.id()).collect();
    wrong(format!("one of {}", known.join(", ")), format!("l’un de {}", known.join(", ")))
}

fn list(text: &str) -> Result<(), Wrong> {
    ListFile::parse(text).map(drop).or_else(|error| wrong(error.to_string(), format!("FORME=FICHIER ({error})")))
}

fn command(text: &str) -> Result<(), Wrong> {
    let words = Words::parse(text).map(drop);
    words.or_else(|error| {
        wrong(
            error.to_string(),
            "une commande commence par le chemin entier d’un programme, mots séparés par des espaces",
        )
    })
}

fn this_machine(text: &str) -> Result<(), Wrong> {
    match text.parse::<std::net::SocketAddr>() {
        Ok(address) if !address.ip().is_loopback() => {
            wrong("an address of this machine only: 127.0.0.1", "une adresse de cette machine seule : 127.0.0.1")
        }
        _ => Ok(()),
    }
}

/// The text of a file that a person wrote.
pub(super) fn text_of(path: &Path) -> Result<String, Failure> {
    let named = |error: std::io::Error| Failure::usage(anyhow::Error::from(error).context(path.display().to_string()));
    let metadata = std::fs::metadata(path).map_err(named)?;
    if !metadata.is_file() {
        return Err(named(std::io::Error::other("not a file")));
    }
    if metadata.len() > FILE_BYTES_MAX {
        return Err(named(std::io::Error::other("larger than 1 MiB")));
    }
    std::fs::read_to_string(path).map_err(named)
}

/// Shows a mistake under its place; what is left to say at the end.
pub(super) fn shown(path: &Path, text: &str, mistake: &Mistake, speech: &Speech) -> Failure {
    let french = speech.lang == Lang::Fr;
    let mut err = std::io::stderr().lock();
    for line in mistake.show(&path.display().to_string(), text, french).lines() {
        let _ = writeln!(err, "{}", Terminal(line));
    }
    Failure::usage(anyhow::anyhow!("{}: {}", path.display(), mistake.words(french)))
}

/// The words of a command line with what its file says put in, if it names one: those of a guard or a blocker do.
pub(super) fn filled(
    program: &Command,
    typed: &[OsString],
    matches: &ArgMatches,
    speech: &Speech,
) -> Result<Option<Vec<OsString>>, Failure> {
    let Some((name, given)) = matches.subcommand() else { return Ok(None) };
    let has_table = TABLES.iter().any(|(table, _)| *table == name);
    if !has_table || given.try_get_one::<bool>("from_file").ok().flatten() == Some(&true) {
        return Ok(None);
    }
    let Some(path) = given.get_one::<std::path::PathBuf>("config") else { return Ok(None) };
    let text = text_of(path)?;
    let file = File::read(&text, program).map_err(|mistake| shown(path, &text, &mistake, speech))?;
    let words = file.put_in(name, program, typed, given).map_err(|mistake| shown(path, &text, &mistake, speech))?;
    check_what_it_names(&text, speech)?;
    Ok(Some(words))
}

/// The files that a guard's file names: what is wrong with them is said now.
fn check_what_it_names(text: &str, speech: &Speech) -> Result<(), Failure> {
    let table = DeTable::parse(text).map_err(|error| Failure::usage(anyhow::anyhow!("{}", error.message())))?;
    let guard = table.get_ref().get("guard").and_then(|value| value.get_ref().as_table());
    let named = guard.and_then(|guard| guard.get("organisation")).and_then(|value| value.get_ref().as_str());
    if let Some(path) = named.map(Path::new) {
        let text = text_of(path)?;
        if let Some(mistake) = organisation::mistake(&text) {
            return Err(shown(path, &text, &mistake, speech));
        }
    }
    #[cfg(feature = "alerts")]
    let _ = speech;
    #[cfg(not(feature = "alerts"))]
    if table.get_ref().contains_key("alerts") {
        speech.warn(
            "this build tells nobody: [alerts] is passed over (it needs the feature `alerts`)",
            "cette version ne prévient personne : [alerts] est ignoré (il faut la fonction `alerts`)",
        );
    }
    Ok(())
}

/// One key with one of its values, as a word of the command line.
#[derive(Clone, Debug)]
struct Given {
    table: &'static str,
    key: String,
    word: OsString,
    at: Range<usize>,
}

/// What a file says, every value checked by itself.
#[derive(Debug)]
pub(super) struct File {
    given: Vec<Given>,
    /// Where the table of the guard begins.
    guard_at: Range<usize>,
}

impl File {
    /// Reads the tables of commands; `[alerts]` is read by whoever tells people.
    pub(super) fn read(text: &str, program: &Command) -> Result<File, Mistake> {
        let table = DeTable::parse(text).map_err(|error| Mistake::of_toml(&error))?;
        let mut file = File { given: Vec::new(), guard_at: 0..0 };
        for (key, value) in table.get_ref() {
            if key.get_ref() == "alerts" {
                #[cfg(feature = "alerts")]
                crate::respond::alert::settings::Settings::read(text)?;
                continue;
            }
            let Some((name, left_out)) = TABLES.iter().find(|(name, _)| name == key.get_ref()) else {
                let (en, fr) = ("one of [guard], [block], [alerts]", "l’une de [guard], [block], [alerts]");
                return Err(Mistake::new(key.span(), en, fr));
            };
            let Some(entries) = value.get_ref().as_table() else {
                let (en, fr) = (format!("a table: [{name}]"), format!("une table : [{name}]"));
                return Err(Mistake::new(value.span(), en, fr));
            };
            if *name == "guard" {
                file.guard_at = key.span();
            }
            for (key, value) in entries {
                file.take(name, left_out, key, value, program)?;
            }
        }
        // In the order of the file, whatever the table iterates in.
        file.given.sort_by_key(|one| one.at.start);
        Ok(file)
    }

    fn take(
        &mut self,
        table: &'static str,
        left_out: &[&str],
        key: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
        program: &Command,
    ) -> Result<(), Mistake> {
        let name = key.get_ref().as_ref();
        let command = program.find_subcommand(table);
        let args = || command.into_iter().flat_map(Command::get_arguments);
        let is_key = |arg: &&Arg| !left_out.contains(&arg.get_id().as_str()) && !arg.is_global_set();
        let Some(arg) = args().filter(is_key).find(|arg| key_of(arg) == name) else {
            let mut known: Vec<String> = args().filter(is_key).map(key_of).collect();
            known.sort();
            let known = known.join(", ");
            return Err(Mistake::new(
                key.span(),
                format!("no such key; known: {known}"),
                format!("clé inconnue ; connues : {known}"),
            ));
        };
        for (text, at) in values(arg, value)? {
            let word = match (arg.get_long(), &text) {
                (None, Some(text)) => text.clone(),
                (Some(long), Some(text)) => format!("--{long}={text}"),
                (Some(long), None) => format!("--{long}"),
                (None, None) => continue,
            };
            if let (Some(text), Some((_, check))) = (&text, CHECKS.iter().find(|(known, _)| *known == name)) {
                check(text).map_err(|(en, fr)| Mistake::new(at.clone(), en, fr))?;
            }
            let word = OsString::from(word);
            check_value(program, table, &word).map_err(|(en, fr)| Mistake::new(at.clone(), en, fr))?;
            self.given.push(Given { table, key: name.to_owned(), word, at });
        }
        Ok(())
    }

    /// Puts keys into a command line where it does not say otherwise, and checks the whole.
    fn put_in(
        &self,
        name: &str,
        program: &Command,
        typed: &[OsString],
        given: &ArgMatches,
    ) -> Result<Vec<OsString>, Mistake> {
        let Some(command) = program.find_subcommand(name) else { return Ok(typed.to_vec()) };
        let is_meant = |one: &&Given| one.table == name || (name == "block" && OURS.contains(&one.key.as_str()));
        let is_free = |one: &&Given| {
            let Some(arg) = command.get_arguments().find(|arg| key_of(arg) == one.key) else { return false };
            !is_said(command, arg, given) || ADDED.contains(&one.key.as_str())
        };
        let used: Vec<&Given> = self.given.iter().filter(is_meant).filter(is_free).collect();
        if name == "guard" {
            for (key, id) in [(LOGS, "paths"), ("case", "case")] {
                if !used.iter().any(|one| one.key == key) && !is_typed(given, id) {
                    let at = self.guard_at.clone();
                    return Err(Mistake::new(at, format!("missing: {key}"), format!("il manque {key}")));
                }
            }
        }
        let words = |left_out: Option<usize>| {
            let put = used.iter().enumerate().filter(|(at, _)| Some(*at) != left_out).map(|(_, one)| one.word.clone());
            let place = typed.iter().position(|word| *word == *name).map_or(typed.len(), |at| at + 1);
            let (before, after) = typed.split_at(place);
            before.iter().cloned().chain(put).chain(after.iter().cloned()).collect::<Vec<OsString>>()
        };
        let Some((en, fr)) = trouble(program, words(None)) else { return Ok(words(None)) };
        // The key without which there would be no trouble.
        let culprit = (0..used.len()).find(|at| trouble(program, words(Some(*at))).is_none());
        let at = culprit.map_or(self.guard_at.clone(), |at| used[at].at.clone());
        Err(Mistake::new(at, en, fr))
    }
}

/// The key of an argument: its long name.
fn key_of(arg: &Arg) -> String {
    arg.get_long().map_or_else(|| LOGS.to_owned(), |long| long.replace('-', "_"))
}

fn is_typed(given: &ArgMatches, id: &str) -> bool {
    given.value_source(id) == Some(ValueSource::CommandLine)
}

/// Whether the command line says this, or something that excludes it.
fn is_said(command: &Command, arg: &Arg, given: &ArgMatches) -> bool {
    let excludes =
        |one: &Arg, other: &Arg| command.get_arg_conflicts_with(one).iter().any(|id| id.get_id() == other.get_id());
    command
        .get_arguments()
        .filter(|other| is_typed(given, other.get_id().as_str()))
        .any(|other| other.get_id() == arg.get_id() || excludes(arg, other) || excludes(other, arg))
}

/// The values of a key, each with its place.
fn values(arg: &Arg, value: &Spanned<DeValue<'_>>) -> Result<Vec<Value>, Mistake> {
    let one = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
        DeValue::String(text) => Ok((Some(text.to_string()), value.span())),
        DeValue::Integer(number) if number.radix() == 10 => Ok((Some(number.to_string()), value.span())),
        _ => Err(Mistake::new(value.span(), "a text or a number", "un texte ou un nombre")),
    };
    match (arg.get_action(), value.get_ref()) {
        (ArgAction::SetTrue, DeValue::Boolean(true)) => Ok(vec![(None, value.span())]),
        (ArgAction::SetTrue, DeValue::Boolean(false)) => Ok(Vec::new()),
        (ArgAction::SetTrue, _) => Err(Mistake::new(value.span(), "true or false", "true ou false")),
        (ArgAction::Append, DeValue::Array(items)) => items.iter().map(one).collect(),
        (ArgAction::Append, _) => {
            Err(Mistake::new(value.span(), "a list: [\"…\", \"…\"]", "une liste : [\"…\", \"…\"]"))
        }
        _ => Ok(vec![one(value)?]),
    }
}

/// Whether an argument takes this value.
fn check_value(program: &Command, table: &str, word: &OsString) -> Result<(), Wrong> {
    let words = [OsString::from("vigie"), table.into(), word.clone()];
    match program.clone().try_get_matches_from(words) {
        Err(error) if matches!(error.kind(), ErrorKind::ValueValidation | ErrorKind::InvalidValue) => {
            let why = std::error::Error::source(&error).map_or_else(|| error.kind().to_string(), ToString::to_string);
            Err((why.clone(), format!("valeur refusée : {why}")))
        }
        Err(error) if error.kind() == ErrorKind::UnknownArgument => {
            wrong("cannot begin with a dash", "ne peut commencer par un tiret")
        }
        _ => Ok(()),
    }
}

/// What is wrong with words together: keys that exclude or need each other.
fn trouble(program: &Command, words: Vec<OsString>) -> Option<Wrong> {
    let error = program.clone().try_get_matches_from(words).err()?;
    let names = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let invalid = names(ContextKind::InvalidArg);
    Some(match error.kind() {
        ErrorKind::ArgumentConflict => {
            let prior = names(ContextKind::PriorArg);
            (format!("{invalid} and {prior} exclude each other"), format!("{invalid} et {prior} s’excluent"))
        }
        ErrorKind::MissingRequiredArgument => {
            (format!("needs {invalid} beside it"), format!("demande aussi {invalid}"))
        }
        kind => (kind.to_string(), kind.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::super::args::Cli;
    use super::*;

    fn words(text: &str, typed: &[&str]) -> Result<Vec<String>, String> {
        let program = Cli::command();
        let typed: Vec<OsString> = typed.iter().map(OsString::from).collect();
        let matches = program.clone().try_get_matches_from(&typed).map_err(|error| error.to_string())?;
        let (name, given) = matches.subcommand().unwrap();
        let shown = |mistake: Mistake| mistake.show("guard.toml", text, false);
        let file = File::read(text, &program).map_err(shown)?;
        let words = file.put_in(name, &program, &typed, given).map_err(shown)?;
        Ok(words.into_iter().map(|word| word.into_string().unwrap()).collect())
    }

    const GOOD: &str = "[guard]\nlogs = [\"/var/log/a\", \"/var/log/b\"]\ncase = \"/case\"\nown = [\"192.0.2.0/24\"]\nblocker = \"/run/vigie/block.sock\"\nsave_seconds = 30\n";
    const GUARD: [&str; 4] = ["vigie", "guard", "--config", "guard.toml"];

    #[test]
    fn keys_become_arguments_and_the_command_line_takes_their_place() {
        let check = |typed: &[&str], expected: &[&str]| {
            let typed = [&GUARD, typed].concat();
            assert_eq!(words(GOOD, &typed).unwrap()[2..], [expected, &typed[2..]].concat());
        };
        let (logs, own) = (["/var/log/a", "/var/log/b"], "--own=192.0.2.0/24");
        let (blocker, save) = ("--blocker=/run/vigie/block.sock", "--save-seconds=30");
        check(&[], &[logs[0], logs[1], "--case=/case", own, blocker, save]);
        check(&["--save-seconds", "5"], &[logs[0], logs[1], "--case=/case", own, blocker]);
        check(&["/other", "--case", "/new"], &[own, blocker, save]);
        // One more network takes no other away; what excludes a key takes its place.
        check(&["--own", "198.51.100.0/24"], &[logs[0], logs[1], "--case=/case", own, blocker, save]);
        check(&["--apply"], &[logs[0], logs[1], "--case=/case", own, save]);
        check(&["--watch-only"], &[logs[0], logs[1], "--case=/case", own, save]);
        let block = words(GOOD, &["vigie", "block", "--socket", "/s", "--config", "guard.toml"]).unwrap();
        assert_eq!(block[2], own);
        assert_eq!(block.len(), 7);
    }

    #[test]
    fn a_mistake_is_shown_under_its_place() {
        let check = |from: &str, to: &str, place: &str, carets: &str, said: &str| {
            let text = GOOD.replacen(from, to, 1);
            assert_ne!(text, GOOD, "{from}");
            let shown = words(&text, &GUARD).unwrap_err();
            assert!(shown.starts_with(place) && shown.contains(carets) && shown.contains(said), "{shown}");
        };
        check("[guard]", "[gard]", "guard.toml:1:2\n", "| .^^^^ ".replace('.', " ").as_str(), "[guard], [block]");
        check("save_seconds", "save_second", "guard.toml:6:1\n", "^^^^^^^^^^^ no such key", "save_seconds");
        check("= 30", "= 0", "guard.toml:6:16\n", "^ ", "0 is not in 1..=86400");
        check("= 30", "= \"soon\"", "guard.toml:6:16\n", "^^^^^^ ", "invalid digit");
        check("= 30", "= [30]", "guard.toml:6:16\n", "^^^^ ", "a text or a number");
        check("192.0.2.0/24", "192.0.2.7/24", "guard.toml:4:8\n", "^^^^^^^^^^^^^^ ", "bits after the prefix");
        check("[\"192.0.2.0/24\"]", "\"192.0.2.0/24\"", "guard.toml:4:7\n", "^^^^^^^^^^^^^^ ", "a list");
        check("\"/var/log/b\"", "\"b\"", "guard.toml:2:23\n", "^^^ ", "a whole path");
        check("save_seconds = 30", "apply = true", "guard.toml:", "^ ", "exclude each other");
        check("save_seconds = 30", "reload = [\"/bin/true\"]", "guard.toml:6:11\n", "^^^^ ", "needs --list");
        check("save_seconds = 30", "once = true", "guard.toml:6:1\n", "^^^^ ", "no such key");
        check("save_seconds = 30", "clear = 1", "guard.toml:6:9\n", "^ ", "true or false");
        check("save_seconds = 30", "api = \"192.0.2.1:8080\"", "guard.toml:6:7\n", "^^^^ ", "this machine only");
        check("case = \"/case\"\n", "", "guard.toml:1:2\n", "^^^^^ ", "missing: case");
        check("= 30", "= ", "guard.toml:6:", "^", "");
    }

    #[test]
    fn every_check_is_of_a_key() {
        let program = Cli::command();
        let guard = program.find_subcommand("guard").unwrap();
        for (key, _) in CHECKS {
            assert!(guard.get_arguments().any(|arg| key_of(arg) == key), "{key}");
        }
        for (name, left_out) in TABLES {
            let command = program.find_subcommand(name).unwrap();
            let known = |id: &&&str| command.get_arguments().any(|arg| arg.get_id() == **id) || **id == "help";
            assert_eq!(left_out.iter().filter(known).count(), left_out.len(), "{name}");
        }
    }
}
