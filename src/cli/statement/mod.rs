//! `vigie statement`: what to say in public about a case. What is said is decided in `vigie_statement`, its words and paragraphs in `crate::publish::statement`;
//! here arguments, files and the clock.

pub(super) mod args;
mod letter;
mod lint;

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use vigie_facts::retain;
use vigie_facts::time::Timestamp;
use vigie_figures::answer::Answer;
use vigie_figures::calendar::Calendar;
use vigie_judge::evidence::Evidence;
use vigie_statement::asked::Asked;
use vigie_statement::compose::{Said, Statement};
use vigie_statement::facts::{Facts, Held};
use vigie_statement::quiet::{self, Quiet};

use self::args::{StatementAction, StatementArgs};
use super::claim::evidence_of;
use super::report::read_case;
use super::speech::Speech;
use super::{Exit, Failure, Outcome, organisation};
use crate::case::write_in_one_step;
use crate::publish::statement::{Printed, composed, printed, text};
use crate::report::html;
use crate::respond::ledger::Ledger;

/// Version of the JSON form, as of the report's: the first number changes when an old reader would misread it.
const SCHEMA_VERSION: &str = "1.0";

/// Columns of a statement on a terminal: what reads well.
const COLUMNS_MAX: usize = 90;

/// Runs the command.
pub(super) fn run(args: &StatementArgs, speech: &Speech) -> Outcome {
    match &args.action {
        Some(StatementAction::Lint(args)) => return lint::run(args, speech),
        Some(StatementAction::Letter(args)) => return letter::run(args, speech),
        None => {}
    }
    // Both are required by the parser when there is no subcommand.
    let (Some(folder), Some(audience)) = (&args.case, args.audience) else { return Ok(Exit::Usage) };
    let ready = Ready::of(folder, false)?;
    let day = day_of(args.date.as_deref(), &ready.zone, speech)?;
    let asked = Asked {
        audience: audience.into(),
        length: args.length.into(),
        hold: args.hold,
        quiet: quiet_of(args.organisation.as_deref(), day)?,
        facts_only: false,
    };
    let held = held(folder, args.date.as_ref().map(|_| day), &ready)?;
    let facts = Facts { answer: &ready.answer, held };
    let words = speech.words();
    let statement = composed(&facts, &asked, &ready.evidence, &words);
    let laid = printed(&statement, &ready.answer.settings, &words);
    say_withheld(&statement.withheld, speech);
    write(args, &statement, &laid, &ready, speech)?;
    Ok(Exit::Done)
}

/// A case, answered.
pub(super) struct Ready {
    pub(super) answer: Answer,
    pub(super) evidence: Evidence,
    pub(super) zone: TimeZone,
}

impl Ready {
    /// Reads a case and asks it. Who acted together costs more than all else, and no sentence of a statement says it: it is asked for texts that do.
    pub(super) fn of(folder: &Path, with_clusters: bool) -> Result<Ready, Failure> {
        let kept = read_case(folder)?;
        let case = retain::judged(&kept);
        let zone = TimeZone::get(&case.settings.time_zone).map_err(Failure::usage)?;
        let (answer, evidence) = evidence_of(&case, with_clusters)?;
        Ok(Ready { answer, evidence, zone })
    }
}

/// The day given, or today in the organisation's zone.
pub(super) fn day_of(given: Option<&str>, zone: &TimeZone, speech: &Speech) -> Result<Date, Failure> {
    let Some(text) = given else { return Ok(jiff::Timestamp::now().to_zoned(zone.clone()).date()) };
    text.parse::<Date>().map_err(|error| {
        Failure::usage(anyhow::Error::from(error).context(format!("{text:?}")))
            .hint(speech.say("a date is written 2017-02-14", "une date s’écrit 2017-02-14"))
    })
}

/// The quiet period of a day, by the votes of the organisation's file.
pub(super) fn quiet_of(file: Option<&Path>, day: Date) -> Result<Option<Quiet>, Failure> {
    let Some(path) = file else { return Ok(None) };
    let votes = organisation::votes(&organisation::read(path)?)?;
    Ok(quiet::quiet(&votes, day))
}

/// What the ledger beside the case says was done, as of the end of a given day, else of now.
pub(super) fn held(folder: &Path, day: Option<Date>, ready: &Ready) -> Result<Option<Held>, Failure> {
    let ledger = Ledger::read(folder).map_err(Failure::input)?;
    let now = match day {
        Some(day) => day.at(23, 59, 59, 0).to_zoned(ready.zone.clone()).map_err(Failure::usage)?.timestamp(),
        None => jiff::Timestamp::now(),
    };
    let now = Timestamp::from_seconds(now.as_second());
    let applied = || ledger.entries.iter().filter(|entry| entry.applied <= now);
    let Some(first) = applied().map(|entry| entry.applied).min() else { return Ok(None) };
    Ok(Some(Held {
        decisions: applied().count() as u64,
        standing: applied().filter(|entry| entry.holds(now)).count() as u64,
        undone: applied().filter(|entry| entry.undone.is_some()).count() as u64,
        first: Calendar::new(ready.zone.clone()).day(first),
    }))
}

/// Says which things were not written because the case does not bear them out as worded.
fn say_withheld(withheld: &[Said], speech: &Speech) {
    for said in withheld {
        let (text, verdict) = (&said.checked.text, said.checked.verdict.id());
        speech.warn(
            &format!("left out, because the case does not bear it out ({verdict}): {text}"),
            &format!("omis, car le dossier ne l’étaye pas ({verdict}) : {text}"),
        );
    }
}

/// The JSON form.
#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    schema_version: &'static str,
    program_version: &'static str,
    language: &'static str,
    title: &'a str,
    notice: Option<&'a str>,
    text: String,
    settings: &'a vigie_figures::answer::SettingsShown,
    statement: &'a Statement,
}

fn write(
    args: &StatementArgs,
    statement: &Statement,
    laid: &Printed,
    ready: &Ready,
    speech: &Speech,
) -> Result<(), Failure> {
    let page = args.out.as_deref().and_then(Path::extension).is_some_and(|end| end == "html" || end == "htm");
    let notes = !args.no_notes;
    let bytes = if args.json {
        let written = Written {
            format: "vigie-statement",
            schema_version: SCHEMA_VERSION,
            program_version: env!("CARGO_PKG_VERSION"),
            language: speech.language().code(),
            title: &laid.title,
            notice: laid.notice.as_deref(),
            text: text::render(laid, None, false),
            settings: &ready.answer.settings,
            statement,
        };
        format!("{}\n", serde_json::to_string(&written)?)
    } else if page {
        html::statement::render(laid, speech.language(), notes)
    } else {
        let terminal = args.out.is_none() && io::stdout().is_terminal();
        text::render(laid, terminal.then(|| speech.look().columns().min(COLUMNS_MAX)), notes)
    };
    match &args.out {
        Some(path) => write_in_one_step(path, bytes.as_bytes()).map_err(Failure::input)?,
        None => io::stdout().lock().write_all(bytes.as_bytes())?,
    }
    Ok(())
}
