//! `vigie mark` and `vigie case`: judgements, contents, erasure and pruning of a kept case. What changes in the rows is
//! decided in `vigie_facts::retain`; here the case is read and written.

use std::io::Write as _;
use std::net::IpAddr;
use std::path::Path;

use vigie_detect::fold::Memory;
use vigie_facts::case::{AttemptId, Case, IncidentId, Mark, MarkTarget};
use vigie_facts::retain;
use vigie_facts::source::Source;

use super::args::{CaseAction, CaseArgs, Judgement, MarkArgs};
use super::report::read_case;
use super::speech::Speech;
use super::{Exit, Failure, Outcome, history};
use crate::case;
use crate::report::escape::Terminal;

/// Seconds in a day.
const DAY_SECONDS: i64 = 86_400;

/// `vigie mark`.
pub(super) fn mark(args: &MarkArgs, speech: &Speech) -> Outcome {
    let mut case = read_case(&args.case)?;
    let target = target(&case, &args.id).ok_or_else(|| {
        let text = speech.say("the case has nothing of this name", "le dossier n’a rien de ce nom");
        Failure::usage(anyhow::anyhow!("{text}: {:?}", args.id)).hint("incident-1, attempt-1, 192.0.2.7")
    })?;
    retain::mark(
        &mut case,
        target,
        Mark { hostile: args.judgement == Judgement::Hostile, why: args.why.as_str().into() },
    );
    case::write(&case, &args.case).map_err(Failure::input)?;
    super::report::print(&case, &args.case, speech)?;
    Ok(Exit::Done)
}

/// What an id names in a case: numbers count from 1, as reports print them.
fn target(case: &Case, id: &str) -> Option<MarkTarget> {
    let place = |number: &str, rows: usize| {
        let number = number.parse::<u32>().ok()?;
        (1..=rows).contains(&(number as usize)).then(|| number - 1)
    };
    if let Some(number) = id.strip_prefix("incident-") {
        return place(number, case.incidents.len()).map(|at| MarkTarget::Incident(IncidentId(at)));
    }
    if let Some(number) = id.strip_prefix("attempt-") {
        return place(number, case.attempts.len()).map(|at| MarkTarget::Attempt(AttemptId(at)));
    }
    let source = Source::of(id.parse::<IpAddr>().ok()?);
    case.sources.iter().any(|row| row.source == source).then_some(MarkTarget::Source(source))
}

/// `vigie case`.
pub(super) fn run(args: &CaseArgs, speech: &Speech) -> Outcome {
    match &args.action {
        CaseAction::Show { case, json } => show(case, *json),
        CaseAction::History { case, show, json } => history::run(case, *show, *json, speech),
        CaseAction::Erase { case: folder, person } => {
            let mut case = read_case(folder)?;
            let changed = match person.parse::<IpAddr>() {
                Ok(address) => retain::erase_source(&mut case, Source::of(address)),
                Err(_) => retain::erase_account(&mut case, person),
            };
            let memory = case::read_memory(folder).map_err(Failure::input)?;
            let erase = |memory: &mut Memory| match person.parse::<IpAddr>() {
                Ok(address) => memory.erase_source(Source::of(address)),
                Err(_) => memory.erase_account(person),
            };
            let (memory, erased) = match memory {
                Some(mut memory) => (erase(&mut memory).then_some(memory), true),
                None => (None, false),
            };
            if changed == 0 && memory.is_none() {
                let text = speech.say("the case does not name this person", "le dossier ne nomme pas cette personne");
                return Err(Failure::usage(anyhow::anyhow!("{text}")));
            }
            if erased && memory.is_none() {
                // A pseudonym names nobody in the memory, which holds names in clear: it goes as a whole.
                speech.remark(
                    "the memory of the case went as well, because it cannot be told who this is there: logs can no longer \
                     be added to this case",
                    "la mémoire du dossier est effacée aussi, car on ne peut y reconnaître cette personne : plus aucun \
                     journal ne pourra être ajouté à ce dossier",
                );
            }
            keep_memory(memory.as_ref(), folder)?;
            let changed = changed + case::history::erase(folder, person).map_err(Failure::input)?;
            written(&case, folder, changed, speech)
        }
        CaseAction::Prune { case: folder, keep_days } => {
            let mut case = read_case(folder)?;
            let before = case.detections.len() + case.traces.len();
            let mut memory = case::read_memory(folder).map_err(Failure::input)?;
            if let Some(latest) = retain::latest(&case) {
                let since = latest.plus_seconds(-i64::from(*keep_days) * DAY_SECONDS);
                retain::prune(&mut case, since);
                if let Some(memory) = &mut memory {
                    memory.forget_before(since);
                }
            }
            let changed = before - (case.detections.len() + case.traces.len());
            keep_memory(memory.as_ref(), folder)?;
            written(&case, folder, changed, speech)
        }
    }
}

fn keep_memory(memory: Option<&Memory>, folder: &Path) -> Result<(), Failure> {
    let packed = memory.map(case::pack_memory).transpose().map_err(Failure::input)?;
    case::write_memory(packed.as_deref(), folder).map_err(Failure::input)
}

fn written(case: &Case, folder: &Path, changed: usize, speech: &Speech) -> Outcome {
    case::write(case, folder).map_err(Failure::input)?;
    writeln!(std::io::stdout().lock(), "{changed} {}", speech.say("rows changed", "lignes modifiées"))?;
    Ok(Exit::Done)
}

fn show(folder: &Path, json: bool) -> Outcome {
    let manifest = case::manifest(folder).map_err(Failure::input)?;
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string(&manifest)?)?;
        return Ok(Exit::Done);
    }
    writeln!(
        out,
        "{} {} ({})",
        manifest.format,
        manifest.layout_version,
        Terminal(&manifest.settings.program_version)
    )?;
    for table in &manifest.tables {
        writeln!(
            out,
            "{:<12} {:>12}  {}  {}",
            Terminal(&table.table),
            table.rows,
            Terminal(&table.file),
            &table.blake3[..16.min(table.blake3.len())]
        )?;
    }
    Ok(Exit::Done)
}
