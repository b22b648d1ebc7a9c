//! `vigie scan`: one line a detection, in the order of the logs, like grep. Stateful rules need all records, so lines come
//! when everything was read.

use std::io::Write as _;

use vigie_facts::case::{Case, Detection};
use vigie_facts::form::Form;
use vigie_figures::names::{Names, Naming};

use super::args::ScanArgs;
use super::setup::Setup;
use super::speech::Speech;
use super::{Exit, Failure, Outcome, report};
use crate::fill::{self, Filled};
use crate::report::detections::{self, Whys};
use crate::report::words::Words;

/// Bytes gathered before they are written.
const WRITE_BYTES: usize = 64 << 10;

/// Runs the command.
pub(super) fn run(args: &ScanArgs, speech: &Speech) -> Outcome {
    let forms = args.form.iter().map(|id| form(id, speech)).collect::<Result<Vec<_>, _>>()?;
    let mut setup = Setup::new(&args.input.about, speech)?;
    setup.detect.line_digests = false;
    let (intake, unreadable) = report::intake(&args.input.paths, &setup, speech)?;
    let Filled { case, troubled, .. } =
        fill::fill(&intake, &setup.means(), None, false, &mut |source| setup.table.locate(source), &mut |bytes| {
            speech.read(bytes);
        })
        .map_err(Failure::usage)?;
    speech.read_done();
    report::say_troubles(&case, speech);
    let is_wanted = |row: &Detection| forms.is_empty() || forms.contains(&row.form);
    let mut found: Vec<usize> =
        case.detections.iter().enumerate().filter(|(_, row)| is_wanted(row)).map(|(at, _)| at).collect();
    found.sort_by_key(|at| {
        let row = case.detections.at(*at);
        (row.origin, row.form)
    });
    write(&case, &found, args.jsonl, &speech.words())?;
    let exit = report::exit_of(unreadable || troubled, setup.rules_troubled);
    Ok(if exit == Exit::Done && args.exit_code && !found.is_empty() { Exit::Found } else { exit })
}

/// Writes some detections, named by their place.
fn write(case: &Case, found: &[usize], jsonl: bool, words: &Words) -> Result<(), Failure> {
    let naming = Naming::new(case, Names::Clear);
    let mut out = std::io::stdout().lock();
    let mut lines = Vec::new();
    let mut whys = Whys::new(case, words);
    for detection in found.iter().map(|at| case.detections.at(*at)) {
        if jsonl {
            detections::write_json(&mut lines, case, &naming, &detection, &mut whys);
        } else {
            detections::write_line(&mut lines, case, &detection, &mut whys);
        }
        if lines.len() >= WRITE_BYTES {
            out.write_all(&lines)?;
            lines.clear();
        }
    }
    out.write_all(&lines)?;
    Ok(())
}

fn form(id: &str, speech: &Speech) -> Result<Form, Failure> {
    Form::from_id(id).ok_or_else(|| {
        let known: Vec<&str> = Form::ALL.iter().map(|form| form.id()).collect();
        let text = speech.say("no form has this name", "aucune forme ne porte ce nom");
        Failure::usage(anyhow::anyhow!("{text}: {id:?}")).hint(known.join(", "))
    })
}
