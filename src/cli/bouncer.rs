//! `vigie bouncer`: keys of the programs that may ask a guard for decisions. A key is printed once and kept nowhere; who asks what is
//! in `respond::lapi`.

use std::io::Write as _;

use serde_json::json;

use super::args::{BouncerAction, BouncerArgs};
use super::speech::Speech;
use super::{Exit, Failure, Outcome};
use crate::case::is_case;
use crate::clock::now;
use crate::respond::lapi::bouncers::Bouncers;

/// Runs the command.
pub(super) fn run(args: &BouncerArgs, speech: &Speech) -> Outcome {
    let (BouncerAction::Add { case, .. } | BouncerAction::List { case, .. } | BouncerAction::Delete { case, .. }) =
        &args.action;
    if !is_case(case) {
        let text =
            speech.say("there is no case: start its guard first", "pas de dossier ici : lancez d’abord sa veille");
        return Err(Failure::input(anyhow::anyhow!("{}: {text}", case.display())));
    }
    let mut bouncers = Bouncers::read(case).map_err(Failure::input)?;
    let mut out = std::io::stdout().lock();
    match &args.action {
        BouncerAction::Add { name, .. } => {
            let key = bouncers.add(name, now()).map_err(Failure::usage)?;
            bouncers.write(case).map_err(Failure::input)?;
            writeln!(out, "{key}")?;
            speech.remark(
                "shown this once: it is kept nowhere",
                "montrée cette fois seulement : elle n’est gardée nulle part",
            );
        }
        BouncerAction::List { json: true, .. } => {
            let rows = bouncers.bouncers.iter().map(|one| json!({ "name": one.name, "made": one.made.to_rfc3339() }));
            writeln!(
                out,
                "{:#}",
                json!({ "format": "vigie-bouncers", "version": 1, "bouncers": rows.collect::<Vec<_>>() })
            )?;
        }
        BouncerAction::List { json: false, .. } => {
            for one in &bouncers.bouncers {
                writeln!(out, "{:<24} {} {}", one.name, speech.say("since", "depuis"), one.made.to_rfc3339())?;
            }
        }
        BouncerAction::Delete { name, .. } => {
            if !bouncers.delete(name) {
                let text = speech.say("there is no bouncer of this name", "aucun « bouncer » de ce nom");
                return Err(Failure::usage(anyhow::anyhow!("{text}")));
            }
            bouncers.write(case).map_err(Failure::input)?;
        }
    }
    Ok(Exit::Done)
}
