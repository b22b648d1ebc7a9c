//! `vigie case history`: what a kept case answered when, what changed between answers, and why. Answers are kept by `crate::case::history`.

use std::io::Write as _;
use std::path::Path;

use vigie_facts::case::Case;
use vigie_figures::answer::Answer;

use super::speech::Speech;
use super::{Exit, Failure, Outcome};
use crate::case::history::{self, Kept, Why};
use crate::report::escape::Terminal;
use crate::report::terminal;

/// Figures shown of one change; `--json` has all.
const CHANGES_SHOWN: usize = 12;

/// Keeps an answer with a case; a case that cannot be written is still answered.
pub(super) fn keep(folder: &Path, case: &Case, answer: Answer, speech: &Speech) {
    let asked_at = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    if let Err(error) = history::keep(folder, case, case.marks.len() as u64, answer, &asked_at) {
        speech.remark(
            &format!("this answer was not kept with the case: {error}"),
            &format!("cette réponse n’a pas été gardée avec le dossier : {error}"),
        );
    }
}

/// Runs the command.
pub(super) fn run(folder: &Path, show: Option<u32>, json: bool, speech: &Speech) -> Outcome {
    let mut out = std::io::stdout().lock();
    if let Some(number) = show {
        let Some(kept) = history::one(folder, number).map_err(Failure::input)? else {
            let text = speech.say("no answer of this number was kept", "aucune réponse de ce numéro n’a été gardée");
            return Err(Failure::usage(anyhow::anyhow!("{text}: {number}")));
        };
        if json {
            writeln!(out, "{}", serde_json::to_string(&kept)?)?;
        } else {
            let text = terminal::render(&kept.answer, &speech.words(), speech.look());
            writeln!(out, "{}", heading(&kept, speech))?;
            out.write_all(text.as_bytes())?;
        }
        return Ok(Exit::Done);
    }
    let kept = history::all(folder).map_err(Failure::input)?;
    for (at, one) in kept.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &kept[before]);
        let reasons = before.map(|before| history::reasons(before, one)).unwrap_or_default();
        let changes = before.map(|before| history::changes(before, one)).unwrap_or_default();
        if json {
            let object = serde_json::json!({
                "number": one.number, "asked_at": one.asked_at, "program": one.program, "settings": one.answer.settings,
                "inputs": one.inputs, "judgements": one.judgements, "reasons": reasons, "changes": changes,
            });
            writeln!(out, "{object}")?;
            continue;
        }
        writeln!(out, "{}", heading(one, speech))?;
        for reason in &reasons {
            writeln!(out, "   {} {}", speech.say("because:", "parce que :"), Terminal(&told(reason, speech)))?;
        }
        for change in changes.iter().take(CHANGES_SHOWN) {
            let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".into());
            let line = format!("   {}: {} → {}", change.key, side(&change.before), side(&change.after));
            writeln!(out, "{}", Terminal(&line))?;
        }
        if changes.len() > CHANGES_SHOWN {
            let more = changes.len() - CHANGES_SHOWN;
            writeln!(
                out,
                "   {more} {}",
                speech.say("more figures changed (--json)", "autres chiffres ont changé (--json)")
            )?;
        }
    }
    Ok(Exit::Done)
}

fn heading(kept: &Kept, speech: &Speech) -> String {
    let ladder = &kept.answer.what.ladder;
    let line = format!(
        "{} · {} · {} · {} {}, {} {}, {} {}",
        kept.number,
        kept.asked_at,
        kept.program,
        kept.inputs.len(),
        speech.say("inputs", "entrées"),
        ladder.attempts.value,
        speech.say("attempts", "tentatives"),
        ladder.incidents.value,
        speech.say("incidents", "incidents"),
    );
    Terminal(&line).to_string()
}

fn told(reason: &Why, speech: &Speech) -> String {
    let short = |digest: &str| digest.chars().take(12).collect::<String>();
    match reason {
        Why::Inputs { added, gone } => {
            format!(
                "{} {added}, {} {gone}",
                speech.say("inputs added", "entrées ajoutées"),
                speech.say("gone", "disparues")
            )
        }
        Why::Judgements { before, after } => {
            format!("{} {before} → {after}", speech.say("judgements", "jugements"))
        }
        Why::Rules { before, after } => {
            format!("{} {} → {}", speech.say("other rules", "d’autres règles"), short(before), short(after))
        }
        Why::NetworkData { before, after } => {
            format!("{} {before} → {after}", speech.say("another network table", "une autre table des réseaux"))
        }
        Why::Program { before, after } => {
            format!("{} {before} → {after}", speech.say("another program", "un autre programme"))
        }
        Why::Rows => speech
            .say(
                "rows were erased, pruned, or filled with other settings",
                "des lignes ont été effacées, retirées, ou remplies avec d’autres réglages",
            )
            .to_owned(),
    }
}
