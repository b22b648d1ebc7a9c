//! `vigie report`: fills a case, or opens one, and answers.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use vigie_facts::case::Case;
use vigie_facts::retain;
use vigie_figures::answer::Answer;
use vigie_figures::comparison;
use vigie_figures::names::Names;
use vigie_figures::questions;

use super::args::ReportArgs;
use super::setup::Setup;
use super::speech::Speech;
use super::{Exit, Failure, Outcome};
use crate::case::{self, is_case};
use crate::fill::{self, Filled};
use crate::pipeline::Intake;
use crate::read;
use crate::report::{json, terminal};

/// Runs the command.
pub(super) fn run(args: &ReportArgs, speech: &Speech) -> Outcome {
    if args.explain_units {
        write!(std::io::stdout().lock(), "{}", speech.words().explain_units())?;
        return Ok(Exit::Done);
    }
    let (case, exit) = case_of(args, speech)?;
    if let Some(folder) = &args.case {
        case::write(&case, folder).map_err(Failure::input)?;
    }
    say_troubles(&case, speech);
    let comparison = match &args.compare {
        Some(earlier) => Some(comparison::compare(&answer(&read_case(earlier)?, true)?, &answer(&case, true)?)),
        None => None,
    };
    write_files(args, &answer(&case, args.clear)?, speech)?;
    if args.json.as_deref() == Some(Path::new("-")) {
        let text = json::render(&answer(&case, args.clear)?)?;
        std::io::stdout().lock().write_all(text.as_bytes())?;
    } else {
        print(&case, speech)?;
        if let Some(comparison) = comparison {
            let text = terminal::render_comparison(&comparison, &speech.words(), speech.look());
            std::io::stdout().lock().write_all(text.as_bytes())?;
        }
    }
    let found = args.exit_code && !case.incidents.is_empty();
    Ok(if exit == Exit::Done && found { Exit::Found } else { exit })
}

/// The case: kept ones are read, everything else is read as logs; both together are added up.
fn case_of(args: &ReportArgs, speech: &Speech) -> Result<(Case, Exit), Failure> {
    let (cases, logs): (Vec<PathBuf>, Vec<PathBuf>) = args.input.paths.iter().cloned().partition(|path| is_case(path));
    let kept = args.case.iter().filter(|folder| is_case(folder) && !cases.contains(folder));
    let cases: Vec<PathBuf> = cases.iter().chain(kept).cloned().collect();
    match (cases.as_slice(), logs.is_empty()) {
        ([case], true) => Ok((read_case(case)?, Exit::Done)),
        ([], _) => fill_case(args, &logs, speech),
        _ => {
            let text = speech.say(
                "one case at a time; `--compare` sets two side by side",
                "un dossier à la fois ; `--compare` en met deux côte à côte",
            );
            Err(Failure::usage(anyhow::anyhow!("{text}")))
        }
    }
}

fn read_case(folder: &Path) -> Result<Case, Failure> {
    case::read(folder).map_err(|error| Failure::input(anyhow::Error::from(error).context(folder.display().to_string())))
}

fn fill_case(args: &ReportArgs, logs: &[PathBuf], speech: &Speech) -> Result<(Case, Exit), Failure> {
    let setup = Setup::new(&args.input.about, speech)?;
    let (intake, unreadable) = intake(logs, &setup, speech);
    let Filled { case, troubled, .. } =
        fill::fill(&intake, &setup.means(), &mut |source| setup.table.locate(source), &mut |bytes| speech.read(bytes));
    speech.read_done();
    Ok((case, exit_of(unreadable || troubled, setup.rules_troubled)))
}

/// How a run that went to its end exits.
pub(super) fn exit_of(input_troubled: bool, rules_troubled: bool) -> Exit {
    match (input_troubled, rules_troubled) {
        (true, _) => Exit::Input,
        (false, true) => Exit::Rule,
        (false, false) => Exit::Done,
    }
}

/// Finds the inputs, and says what could not be looked at. Returns whether anything could not.
pub(super) fn intake(paths: &[PathBuf], setup: &Setup, speech: &Speech) -> (Intake, bool) {
    let discovery = read::discover(paths);
    for (path, error) in &discovery.troubles {
        speech.warn(&format!("{}: {error}", path.display()), &format!("{} : {error}", path.display()));
    }
    if discovery.cut {
        speech.warn("too many files: only the first were taken", "trop de fichiers : seuls les premiers ont été pris");
    }
    let troubled = !discovery.troubles.is_empty() || discovery.cut;
    (Intake::new(discovery, setup.parse.clone()), troubled)
}

/// Says on standard error which inputs were not read to their end.
pub(super) fn say_troubles(case: &Case, speech: &Speech) {
    for input in &case.inputs {
        if let Some(trouble) = &input.trouble {
            let text = format!("{}: {}: {}", input.path, trouble.kind, trouble.detail);
            if &*trouble.kind == "binary" {
                speech.remark(&text, &text);
            } else {
                speech.warn(&text, &text);
            }
        }
    }
}

/// Answers on standard output, for a person at a terminal: names of accounts are in clear there.
pub(super) fn print(case: &Case, speech: &Speech) -> Result<(), Failure> {
    let text = terminal::render(&answer(case, true)?, &speech.words(), speech.look());
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(())
}

/// The answer of a case as judged, with names of accounts in clear or as pseudonyms.
fn answer(case: &Case, clear: bool) -> Result<Answer, Failure> {
    let zone = TimeZone::get(&case.settings.time_zone).map_err(Failure::usage)?;
    let judged = retain::judged(case);
    let key = case::pseudonym_key(&judged);
    let names = if clear { Names::Clear } else { Names::Pseudonyms { key: &key } };
    Ok(questions::answer(&judged, &questions::Options { zone, names }))
}

fn write_files(args: &ReportArgs, answer: &Answer, speech: &Speech) -> Result<(), Failure> {
    if let Some(path) = &args.html {
        let _ = (path, speech);
    }
    if let Some(path) = args.json.as_deref().filter(|path| *path != Path::new("-")) {
        case::write_in_one_step(path, json::render(answer)?.as_bytes()).map_err(Failure::input)?;
    }
    Ok(())
}
