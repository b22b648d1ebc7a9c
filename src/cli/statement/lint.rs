//! `vigie statement lint`: a gate before publication. What a problem is, is decided in `vigie_statement::lint`; here it is said to a person or a machine.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use serde::Serialize;
use vigie_figures::sentence::Sentence;
use vigie_statement::facts::Facts;
use vigie_statement::lint::{Linted, Options, Problem, lint};

use super::super::claim::{asks_for_clusters, read_text, setting_of};
use super::super::speech::Speech;
use super::super::{Exit, Outcome, organisation};
use super::args::LintArgs;
use super::{Ready, day_of, held, quiet_of};
use crate::report::escape::Terminal;
use crate::report::words::Words;

/// Version of the JSON form, as of the report's.
const SCHEMA_VERSION: &str = "1.0";

/// The JSON form.
#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    schema_version: &'static str,
    program_version: &'static str,
    #[serde(flatten)]
    linted: &'a Linted,
    /// What the sentences of each problem say, in the language asked for, in the order of the problems.
    told: Vec<Told>,
}

#[derive(Serialize)]
struct Told {
    name: String,
    why: Vec<String>,
    instead: Vec<String>,
}

/// Runs the command.
pub(super) fn run(args: &LintArgs, speech: &Speech) -> Outcome {
    let text = read_text(&args.file)?;
    let setting = setting_of(args.date.as_deref(), &args.since, speech)?;
    let ready = Ready::of(&args.case, asks_for_clusters(&text))?;
    let day = day_of(args.date.as_deref(), &ready.zone, speech)?;
    let quiet = quiet_of(args.organisation.as_deref(), day)?;
    let mut people = match &args.organisation {
        Some(path) => organisation::read(path)?.people,
        None => Vec::new(),
    };
    let accounts = ready.answer.pursued.accounts.iter();
    people.extend(accounts.filter(|row| row.exists == Some(true)).map(|row| row.name.clone()));
    let held = held(&args.case, args.date.as_ref().map(|_| day), &ready)?;
    let facts = Facts { answer: &ready.answer, held };
    let linted = lint(&text, &facts, &ready.evidence, &Options { setting, quiet: quiet.as_ref(), people });
    let words = speech.words();
    if args.json {
        let told = linted.problems.iter().map(|problem| told(problem, &words)).collect();
        let (format, program_version) = ("vigie-lint", env!("CARGO_PKG_VERSION"));
        let written = Written { format, schema_version: SCHEMA_VERSION, program_version, linted: &linted, told };
        writeln!(io::stdout().lock(), "{}", serde_json::to_string(&written)?)?;
    } else {
        let name = args.file.display().to_string();
        io::stdout().lock().write_all(screen(&name, &linted, &words).as_bytes())?;
    }
    Ok(if linted.problems.is_empty() { Exit::Done } else { Exit::Found })
}

fn told(problem: &Problem, words: &Words) -> Told {
    let say = |sentences: &[Sentence]| {
        sentences.iter().map(|sentence| words.sentence(sentence, &|text| text.to_owned())).collect()
    };
    Told { name: words.text(problem.kind.name_key()), why: say(&problem.why), instead: say(&problem.instead) }
}

/// Characters of a sentence that are quoted: enough to find it.
const QUOTED_CHARS_MAX: usize = 160;

/// One block a problem: place, name, words; why; how to say it.
fn screen(name: &str, linted: &Linted, words: &Words) -> String {
    let mut out = String::new();
    for problem in &linted.problems {
        let told = told(problem, words);
        let place = format!("{}:{}:{}", Terminal(name), problem.line, problem.column);
        let _ = writeln!(out, "{}", words.labelled(&place, &told.name));
        if !problem.words.is_empty() {
            let _ = writeln!(out, "    {}", Terminal(&quoted(&problem.words)));
        }
        for (label, sentences) in [("claim-label-why", &told.why), ("claim-label-safer", &told.instead)] {
            for sentence in sentences {
                let _ = writeln!(out, "    {}", words.labelled(&words.text(label), &Terminal(sentence).to_string()));
            }
        }
        out.push('\n');
    }
    let key = if linted.problems.is_empty() { "lint-clean" } else { "lint-found" };
    let sentence = Sentence::new(key)
        .count("problems", linted.problems.len() as u64)
        .count("sentences", linted.sentences as u64)
        .count("claims", linted.claims as u64);
    let _ = writeln!(out, "{}", words.sentence(&sentence, &|text| text.to_owned()));
    out
}

fn quoted(text: &str) -> String {
    if text.chars().count() <= QUOTED_CHARS_MAX {
        return text.to_owned();
    }
    let cut: String = text.chars().take(QUOTED_CHARS_MAX - 1).collect();
    format!("{}…", cut.trim_end())
}
