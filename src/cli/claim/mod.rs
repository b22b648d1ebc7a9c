//! `vigie claim`: may I sign this sentence? Reads a text and a case, asks `vigie-judge`, and writes the verdicts for people (`screen.rs`) or as JSON
//! (`docs/claims.md`). It never judges itself.

mod drift;
mod screen;

use std::fs::File;
use std::io::{self, Read, Write as _};
use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use vigie_evidence::body::{PackedClaim, PackedText};
use vigie_facts::case::Case;
use vigie_facts::retain;
use vigie_figures::answer::Answer;
use vigie_figures::calendar::Calendar;
use vigie_figures::names::Names;
use vigie_figures::questions::{self, Options};
use vigie_figures::together;
use vigie_judge::claims::{Checked, check};
use vigie_judge::decide::{Setting, Verdict};
use vigie_judge::evidence::{Evidence, day_number};
use vigie_judge::grammar::{Context, read};
use vigie_judge::proposition::Predicate;
use vigie_judge::text::clean::{TEXT_BYTES_MAX, clean};
use vigie_judge::text::sentences::sentences;
use vigie_statement::lint::without_notes;

use super::args::{CheckArgs, ClaimAction, ClaimArgs};
use super::report::read_case;
use super::speech::Speech;
use super::{Exit, Failure, Outcome};
use crate::checking;
use crate::report::claims;

/// Version of the JSON form, as of the report's: the first number changes when an old reader would misread it.
const SCHEMA_VERSION: &str = "1.0";

/// The JSON form.
#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    schema_version: &'static str,
    program_version: &'static str,
    /// When the case was filled with, and by which rules and tables: the figures are of these.
    settings: &'a vigie_facts::case::Settings,
    #[serde(flatten)]
    checked: &'a Checked,
    /// Lines behind `cited_attempts`, by attempt.
    lines: std::collections::BTreeMap<usize, Vec<claims::Cited>>,
}

/// Runs the command.
pub(super) fn run(args: &ClaimArgs, speech: &Speech) -> Outcome {
    match &args.action {
        ClaimAction::Check(args) => run_check(args, speech),
        ClaimAction::Drift(args) => drift::run(args, speech),
    }
}

fn run_check(args: &CheckArgs, speech: &Speech) -> Outcome {
    // The notes of a statement repeat figures without being sentences.
    let text = without_notes(&text_of(args, speech)?);
    let setting = setting_of(args.date.as_deref(), &args.since, speech)?;
    let kept = read_case(&args.case)?;
    let case = retain::judged(&kept);
    let (_, evidence) = evidence_of(&case, asks_for_clusters(&text))?;
    let checked = check(&text, &evidence, &setting);
    let mut out = io::stdout().lock();
    if args.json {
        let settings = &case.settings;
        let program_version = env!("CARGO_PKG_VERSION");
        let lines = claims::lines(&case, &checked);
        let written = Written {
            format: "vigie-claims",
            schema_version: SCHEMA_VERSION,
            program_version,
            settings,
            checked: &checked,
            lines,
        };
        writeln!(out, "{}", serde_json::to_string(&written)?)?;
    } else {
        out.write_all(screen::text(&case, &checked, speech).as_bytes())?;
    }
    let contradicted = checked.verdict == Verdict::Contradicted;
    Ok(match (checked.is_cut(), args.exit_code && contradicted) {
        (_, true) => Exit::Found,
        (true, false) => Exit::Input,
        (false, false) => Exit::Done,
    })
}

/// The text, from the argument, a file or standard input.
fn text_of(args: &CheckArgs, speech: &Speech) -> Result<String, Failure> {
    match (&args.text, &args.file) {
        (Some(text), None) => Ok(text.clone()),
        (None, Some(path)) => read_text(path),
        _ => {
            let text = speech.say(
                "give a text: a file, - for standard input, or --text",
                "donnez un texte : un fichier, - pour l’entrée standard, ou --text",
            );
            Err(Failure::usage(anyhow::anyhow!("{text}")))
        }
    }
}

/// A text from a file or standard input. Bytes that are no UTF-8 are replaced, and nothing beyond the limit is held.
pub(super) fn read_text(path: &Path) -> Result<String, Failure> {
    let named = |error: io::Error| Failure::input(anyhow::Error::from(error).context(path.display().to_string()));
    let source: Box<dyn Read> =
        if path == Path::new("-") { Box::new(io::stdin().lock()) } else { Box::new(File::open(path).map_err(named)?) };
    let mut bytes = Vec::new();
    // One byte more than is read, so that the cut is seen.
    source.take(TEXT_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).map_err(named)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The day of a text, and the days of events that it names.
pub(super) fn setting_of(date: Option<&str>, since: &[String], speech: &Speech) -> Result<Setting, Failure> {
    let day = |text: &str| {
        text.parse::<Date>().map(day_number).map_err(|error| {
            Failure::usage(anyhow::Error::from(error).context(format!("{text:?}")))
                .hint(speech.say("a date is written 2017-02-14", "une date s’écrit 2017-02-14"))
        })
    };
    let today = date.map(day).transpose()?;
    let mut setting = Setting { today, ..Setting::default() };
    for event in since {
        let Some((name, date)) = event.split_once('=') else {
            let text =
                speech.say("an event is written campaign=2017-01-15", "un événement s’écrit campaign=2017-01-15");
            return Err(Failure::usage(anyhow::anyhow!("{text}: {event:?}")));
        };
        setting.events.insert(name.to_owned(), day(date)?);
    }
    Ok(setting)
}

/// Who acted together costs more than all other figures: it is asked only for texts that speak of it.
pub(super) fn asks_for_clusters(text: &str) -> bool {
    let cleaned = clean(text);
    let mut context = Context::default();
    let (found, _) = sentences(&cleaned.text);
    found.iter().any(|sentence| {
        let reading = read(&cleaned.text[sentence.start..sentence.end], &mut context);
        reading.propositions.iter().any(|claim| claim.predicate == Predicate::Coordinated)
    })
}

/// What a case can say, and the answer it comes from; who acted together only when it is asked.
pub(super) fn evidence_of(case: &Case, with_clusters: bool) -> Result<(Answer, Evidence), Failure> {
    let zone = TimeZone::get(&case.settings.time_zone).map_err(Failure::usage)?;
    let found = together::find(if with_clusters { case } else { &NOBODY }, crate::cli::threads());
    let clusters = with_clusters.then(|| checking::clusters(case, &found));
    let answer = questions::answer_with(case, &Options { zone: zone.clone(), names: Names::Clear }, found);
    let mut evidence = Evidence::of(case, &answer, &Calendar::new(zone));
    evidence.clusters = clusters;
    Ok((answer, evidence))
}

/// The claims of a packed text, decided against the rows of its pack.
pub(super) fn packed_claims(case: &Case, packed: &PackedText) -> Vec<PackedClaim> {
    let text = without_notes(&packed.text);
    // Without a zone nothing is decided, and a verifier finds that no claim is as stated.
    let Ok((_, evidence)) = evidence_of(case, asks_for_clusters(&text)) else { return Vec::new() };
    let checked = check(&text, &evidence, &Setting { today: packed.day, ..Setting::default() });
    let mut claims = Vec::new();
    for (sentence, of_sentence) in checked.sentences.iter().enumerate() {
        claims.extend(of_sentence.judgements.iter().map(|judgement| PackedClaim {
            sentence: sentence as u64,
            notation: judgement.notation.clone(),
            verdict: judgement.verdict.id().to_owned(),
        }));
    }
    claims
}

/// A case in which nobody came.
static NOBODY: std::sync::LazyLock<Case> = std::sync::LazyLock::new(Case::default);
