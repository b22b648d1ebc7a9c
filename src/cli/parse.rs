//! `vigie parse`: what was understood, one event a line, as it is read; or what was not.

use std::io::Write as _;

use bumpalo::Bump;
use vigie_parse::Parsed;

use super::args::ParseArgs;
use super::setup::Setup;
use super::speech::Speech;
use super::{Exit, Failure, Outcome, report};
use crate::pipeline::{InputContext, Step, for_each_record};
use crate::read::Chunk;
use crate::report::escape::Terminal;
use crate::report::events;

/// Runs the command.
pub(super) fn run(args: &ParseArgs, speech: &Speech) -> Outcome {
    let setup = Setup::new(&args.input.about, speech)?;
    let (intake, unreadable) = report::intake(&args.input.paths, &setup, speech)?;
    let mut troubled = unreadable;
    let mut written = Ok(());
    intake.run(
        setup.workers,
        Bump::new,
        |arena, context, chunk| {
            let lines = lines_of(args, context, chunk, &setup, arena);
            arena.reset();
            lines
        },
        |step| match step {
            Step::Chunk(_, lines) => {
                if written.is_ok() {
                    written = std::io::stdout().lock().write_all(&lines);
                    if written.is_err() {
                        intake.stop();
                    }
                }
            }
            Step::Lost => troubled = true,
            Step::End { report, .. } => troubled |= report.trouble.is_some_and(|trouble| &*trouble.kind != "binary"),
        },
    );
    written.map_err(Failure::from)?;
    Ok(if troubled { Exit::Input } else { Exit::Done })
}

fn lines_of(args: &ParseArgs, context: &InputContext, chunk: &Chunk, setup: &Setup, arena: &Bump) -> Vec<u8> {
    let path = context.path.to_string_lossy();
    let mut lines = Vec::with_capacity(chunk.bytes.len());
    for_each_record(context, chunk, &setup.parse, arena, |record, origin, parsed, noticed| match parsed {
        Parsed::Event(mut event) if !args.not_understood => {
            if let Some(anomaly) = noticed {
                event.anomalies.add(anomaly);
            }
            if args.jsonl {
                events::write_json(&mut lines, &path, &event);
            } else {
                events::write_line(&mut lines, &path, &event);
            }
        }
        Parsed::CatchAll { .. } | Parsed::NotUnderstood { .. } if args.not_understood => {
            let text = String::from_utf8_lossy(record);
            // Writing to a vector cannot fail.
            let _ = writeln!(lines, "{}:{}: {}", Terminal(&path), origin.line, Terminal(&text));
        }
        Parsed::Event(_) | Parsed::CatchAll { .. } | Parsed::NotUnderstood { .. } | Parsed::Ignored { .. } => {}
    });
    lines
}
