//! `vigie claim drift`: which sentence became which, over several texts, as blocks for people or as JSON. What changed is decided in `vigie_judge::drift`.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;

use jiff::civil::Date;
use serde::Serialize;
use vigie_facts::retain;
use vigie_figures::calendar::Day;
use vigie_figures::sentence::Sentence;
use vigie_judge::decide::{Judgement, Setting};
use vigie_judge::drift::{Drift, Place, Source, Step, TEXTS_MAX, drift};
use vigie_judge::evidence::{Evidence, date_of, day_number};

use super::super::args::DriftArgs;
use super::super::report::read_case;
use super::super::speech::Speech;
use super::super::{Exit, Failure, Outcome};
use super::{SCHEMA_VERSION, asks_for_clusters, evidence_of, read_text};
use crate::report::claims::verdict_key;
use crate::report::escape::Terminal;
use crate::report::words::Words;

/// Lines at the head of a text that are looked at for its day and author.
const HEAD_LINES: usize = 6;

/// The JSON form.
#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    schema_version: &'static str,
    program_version: &'static str,
    /// Whether verdicts are of a case.
    decided: bool,
    #[serde(flatten)]
    found: &'a Drift,
}

/// Runs the command.
pub(super) fn run(args: &DriftArgs, speech: &Speech) -> Outcome {
    let sources =
        args.texts.iter().take(TEXTS_MAX).map(|text| source(text, speech)).collect::<Result<Vec<Source>, Failure>>()?;
    let evidence = match &args.case {
        Some(folder) => {
            let kept = read_case(folder)?;
            let asks = sources.iter().any(|source| asks_for_clusters(&source.text));
            evidence_of(&retain::judged(&kept), asks)?.1
        }
        None => Evidence::default(),
    };
    let found = drift(&sources, &evidence, &Setting::default());
    let mut out = io::stdout().lock();
    let decided = args.case.is_some();
    if args.json {
        let (format, program_version) = ("vigie-drift", env!("CARGO_PKG_VERSION"));
        let written = Written { format, schema_version: SCHEMA_VERSION, program_version, decided, found: &found };
        writeln!(out, "{}", serde_json::to_string(&written)?)?;
    } else {
        let shown = Shown { found: &found, decided, words: &speech.words() };
        out.write_all(shown.text(args.all).as_bytes())?;
    }
    let changed = found.steps.iter().any(|step| !step.changes.is_empty());
    let cut = found.cut || args.texts.len() > TEXTS_MAX;
    Ok(match (cut, args.exit_code && changed) {
        (_, true) => Exit::Found,
        (true, false) => Exit::Input,
        (false, false) => Exit::Done,
    })
}

/// A text with its day and author: the day before its file, else those of the lines at its head, which are taken out.
fn source(given: &str, speech: &Speech) -> Result<Source, Failure> {
    let (day, path) = match given.split_once('=') {
        Some((day, path)) if day.len() == 10 && !Path::new(given).exists() => (Some(date(day, speech)?), path),
        _ => (None, given),
    };
    let text = read_text(Path::new(path))?;
    let (head, body) = head_of(&text);
    let headed = head.date.as_deref().map(|day| date(day, speech)).transpose()?;
    let name = Path::new(path).file_name().map_or(path.to_owned(), |name| name.to_string_lossy().into_owned());
    Ok(Source { name, day: day.or(headed).map(day_number), author: head.author, text: body })
}

fn date(text: &str, speech: &Speech) -> Result<Date, Failure> {
    text.parse::<Date>().map_err(|error| {
        Failure::usage(anyhow::Error::from(error).context(format!("{text:?}")))
            .hint(speech.say("a date is written 2017-02-14", "une date s’écrit 2017-02-14"))
    })
}

#[derive(Debug, Default, PartialEq)]
struct Head {
    date: Option<String>,
    author: Option<String>,
}

/// The lines `Date:` and `Author:` at the head of a text, and the rest.
fn head_of(text: &str) -> (Head, String) {
    let mut head = Head::default();
    let mut body = text;
    for _ in 0..HEAD_LINES {
        let (line, rest) = body.split_once('\n').unwrap_or((body, ""));
        let Some((name, value)) = line.split_once(':') else { break };
        let value = Some(value.trim().to_owned()).filter(|value| !value.is_empty());
        match name.trim().to_lowercase().as_str() {
            "date" => head.date = value,
            "author" | "auteur" | "autrice" => head.author = value,
            _ => break,
        }
        body = rest;
    }
    (head, body.to_owned())
}

/// What people see.
struct Shown<'a> {
    found: &'a Drift,
    decided: bool,
    words: &'a Words,
}

impl Shown<'_> {
    fn text(&self, all: bool) -> String {
        let mut out = String::new();
        let changed: Vec<&Step> = self.found.steps.iter().filter(|step| all || !step.changes.is_empty()).collect();
        let texts = self.found.tellings.len() as u64;
        let title = Sentence::new("drift-title").count("texts", texts).count("steps", changed.len() as u64);
        let _ = writeln!(out, "{}", self.say(&title));
        for (number, step) in changed.iter().enumerate() {
            let _ = writeln!(out, "\n{}. {}", number + 1, self.words.text(step.matter.key()));
            self.place(&mut out, step.from);
            self.place(&mut out, step.to);
            if step.changes.is_empty() {
                let _ = writeln!(out, "     = {}", self.words.text("drift-repeated"));
            }
            for change in &step.changes {
                let _ = writeln!(out, "     → {}", self.say(&change.sentence));
            }
        }
        if !self.found.first_said.is_empty() {
            let _ = writeln!(out, "\n{}", self.words.text("drift-first-said"));
            for place in &self.found.first_said {
                self.place(&mut out, *place);
            }
        }
        if self.found.cut {
            let _ = writeln!(out, "\n{}", self.words.text("drift-cut"));
        }
        out
    }

    /// When, who, in which text; the sentence; what it claims and the verdict.
    fn place(&self, out: &mut String, place: Place) {
        let Some((telling, sentence, judgement)) = self.found.at(place) else { return };
        let day = telling.day.map(|day| self.words.day(Day::from_date(date_of(day))));
        let speaker = judgement.claim.speaker.clone().or_else(|| telling.author.clone());
        let name = Some(telling.name.clone());
        let who: Vec<String> = [day, speaker, name].into_iter().flatten().collect();
        let _ = writeln!(out, "   {}", Terminal(&who.join(" · ")));
        let _ = writeln!(out, "     “{}”", Terminal(&cut(sentence)));
        let _ = writeln!(out, "     {}", self.claimed(judgement));
    }

    fn claimed(&self, judgement: &Judgement) -> String {
        let notation = Terminal(&judgement.notation).to_string();
        if !self.decided {
            return notation;
        }
        self.words.labelled(&notation, &self.words.text(verdict_key(judgement.verdict)))
    }

    fn say(&self, sentence: &Sentence) -> String {
        self.words.sentence(sentence, &|text| Terminal(text).to_string())
    }
}

/// Characters of a sentence that are quoted: enough to find it.
const QUOTED_CHARS_MAX: usize = 200;

fn cut(text: &str) -> String {
    if text.chars().count() <= QUOTED_CHARS_MAX {
        return text.to_owned();
    }
    let cut: String = text.chars().take(QUOTED_CHARS_MAX - 1).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_a_text_is_taken_out_and_nothing_else() {
        let head = |date: Option<&str>, author: Option<&str>| Head {
            date: date.map(str::to_owned),
            author: author.map(str::to_owned),
        };
        for (text, expected, body) in [
            ("Date: 2017-02-13\nAuteur : R. Ferrand\n\nUn.", head(Some("2017-02-13"), Some("R. Ferrand")), "\nUn."),
            ("Un : deux.\nTrois.", head(None, None), "Un : deux.\nTrois."),
            ("", head(None, None), ""),
        ] {
            assert_eq!(head_of(text), (expected, body.to_owned()), "{text:?}");
        }
    }
}
