//! `vigie statement letter`: drafts for those who must be told. Their fields are decided in `vigie_statement::letters`.

use std::io::{self, Write as _};
use std::path::Path;

use serde::Serialize;
use vigie_statement::facts::Facts;
use vigie_statement::letters::{self, Filled};

use super::super::speech::Speech;
use super::super::{Exit, Failure, Outcome};
use super::args::{LetterArgs, LetterKind};
use super::{Ready, held};
use crate::case::write_in_one_step;
use crate::publish::statement::{InWords, printed_letter, text};
use crate::report::html;

/// Version of the JSON form, as of the report's.
const SCHEMA_VERSION: &str = "1.0";

/// The JSON form.
#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    schema_version: &'static str,
    program_version: &'static str,
    language: &'static str,
    text: String,
    #[serde(flatten)]
    filled: &'a Filled,
}

/// Runs the command.
pub(super) fn run(args: &LetterArgs, speech: &Speech) -> Outcome {
    let id = match args.kind {
        LetterKind::Referral => "referral",
        LetterKind::Complaint => "complaint",
        LetterKind::Breach => "breach",
        LetterKind::Warning => "warning",
        LetterKind::Notification => "notification",
        LetterKind::Final => "final",
    };
    let Some(letter) = letters::letter(id) else { return Ok(Exit::Internal) };
    let ready = Ready::of(&args.case, false)?;
    let facts = Facts { answer: &ready.answer, held: held(&args.case, None, &ready)? };
    let words = speech.words();
    let filled = letters::fill(letter, &facts, &mut InWords::new(&words, &ready.evidence));
    super::say_withheld(&filled.withheld, speech);
    let laid = printed_letter(&filled, &ready.answer.settings, &words);
    let page = args.out.as_deref().and_then(Path::extension).is_some_and(|end| end == "html" || end == "htm");
    let bytes = if args.json {
        let written = Written {
            format: "vigie-letter",
            schema_version: SCHEMA_VERSION,
            program_version: env!("CARGO_PKG_VERSION"),
            language: speech.language().code(),
            text: text::render(&laid, None, false),
            filled: &filled,
        };
        format!("{}\n", serde_json::to_string(&written)?)
    } else if page {
        html::statement::render(&laid, speech.language(), true)
    } else {
        text::render(&laid, None, true)
    };
    match &args.out {
        Some(path) => write_in_one_step(path, bytes.as_bytes()).map_err(Failure::input)?,
        None => io::stdout().lock().write_all(bytes.as_bytes())?,
    }
    Ok(Exit::Done)
}
