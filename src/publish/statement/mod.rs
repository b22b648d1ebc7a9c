//! A statement in a language: its sentences in words, each read by the claim engine before it stands, its paragraphs by audience, and the notes that
//! lead from a figure to its question. What is said is decided in `vigie_statement`; media are beside it (`text.rs`) and in `report/html`.

pub mod text;

use std::collections::BTreeMap;

use vigie_figures::sentence::Sentence;
use vigie_judge::decide::{Setting, Verdict, decide};
use vigie_judge::evidence::Evidence;
use vigie_judge::grammar::{Context, read};
use vigie_judge::text::clean::clean;
use vigie_judge::text::sentences::sentences;
use vigie_statement::asked::{Asked, Audience};
use vigie_statement::compose::{Checked, Reader, Said, Statement, compose};
use vigie_statement::facts::{Anchor, Facts};
use vigie_statement::fields::Field;
use vigie_statement::letters::{Entry, Filled};

use crate::report::words::Words;

/// A statement in words, ready for a medium. Its texts are not yet escaped.
#[derive(Clone, Debug, PartialEq)]
pub struct Printed {
    /// The title.
    pub title: String,
    /// What stands above it in a quiet period.
    pub notice: Option<String>,
    /// Its paragraphs.
    pub parts: Vec<Part>,
    /// How it was made: for authorities.
    pub method: Vec<String>,
    /// Heading of the method.
    pub method_heading: String,
    /// Notes, the first is number 1.
    pub notes: Vec<String>,
    /// Heading of the notes.
    pub notes_heading: String,
}

/// A paragraph, or a list under a heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its heading, where the audience has headings.
    pub heading: Option<String>,
    /// Whether each sentence stands for itself.
    pub list: bool,
    /// Sentences, each with the numbers of its notes.
    pub sentences: Vec<(String, Vec<usize>)>,
}

/// Composes a statement, every sentence of it read by the claim engine.
pub fn composed(facts: &Facts<'_>, asked: &Asked, evidence: &Evidence, words: &Words) -> Statement {
    compose(facts, asked, &mut InWords::new(words, evidence))
}

/// Sentences in a language, read one after the other.
#[derive(Debug)]
pub struct InWords<'a> {
    words: &'a Words,
    evidence: &'a Evidence,
    context: Context,
    after: Context,
}

impl<'a> InWords<'a> {
    /// Of a language and a case.
    pub fn new(words: &'a Words, evidence: &'a Evidence) -> InWords<'a> {
        InWords { words, evidence, context: Context::default(), after: Context::default() }
    }
}

impl Reader for InWords<'_> {
    fn check(&mut self, sentence: &Sentence) -> Checked {
        let text = capitalised(&self.words.sentence(sentence, &|text| text.to_owned()));
        let cleaned = clean(&text).text;
        let mut context = self.context.clone();
        let mut claims = Vec::new();
        for place in sentences(&cleaned).0 {
            let reading = read(&cleaned[place.start..place.end], &mut context);
            let judged = reading.propositions.iter().map(|claim| decide(claim, self.evidence, &Setting::default()));
            claims.extend(judged.map(|judgement| (judgement.notation, judgement.verdict)));
        }
        self.after = context;
        Checked { verdict: Verdict::worst(claims.iter().map(|(_, verdict)| *verdict)), claims, text }
    }

    fn keep(&mut self) {
        self.context.clone_from(&self.after);
    }
}

/// A sentence begins with a capital, whatever fills its first gap.
fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// Which fields stand together, by audience.
fn paragraphs(audience: Audience) -> &'static [&'static [Field]] {
    use Field::{Advice, Confidence, Extent, Measures, Nature, Origin, Success, Targets, Unknown};
    match audience {
        Audience::Press => &[&[Nature, Extent, Targets], &[Origin], &[Success, Measures], &[Confidence, Unknown]],
        Audience::Members => {
            &[&[Nature, Extent, Targets], &[Success, Measures], &[Origin], &[Confidence, Unknown], &[Advice]]
        }
        Audience::State => {
            &[&[Nature], &[Extent], &[Origin], &[Targets], &[Success], &[Measures], &[Confidence], &[Unknown]]
        }
    }
}

/// A statement laid out. `settings` are of the answer it was made of.
pub fn printed(statement: &Statement, settings: &vigie_figures::answer::SettingsShown, words: &Words) -> Printed {
    let plain = |sentence: &Sentence| words.sentence(sentence, &|text| text.to_owned());
    let mut notes = Notes::default();
    let state = statement.audience == Audience::State;
    let mut parts = Vec::new();
    for fields in paragraphs(statement.audience) {
        let said: Vec<&Said> = statement.said.iter().filter(|said| fields.contains(&said.field)).collect();
        let Some(first) = said.first() else { continue };
        let headed = state || first.field == Field::Advice;
        let sentences = said
            .iter()
            .map(|said| {
                let numbers = if statement.hold { Vec::new() } else { notes.numbers(&said.line.figures) };
                (said.checked.text.clone(), numbers)
            })
            .collect();
        let heading = headed.then(|| words.text(first.field.heading()));
        parts.push(Part { heading, list: headed, sentences });
    }
    let notes = notes.anchors.iter().map(|anchor| note(anchor, words)).collect();
    Printed {
        title: plain(&statement.title),
        notice: statement.notice.as_ref().map(plain),
        parts,
        method: if state { method(settings, words) } else { Vec::new() },
        method_heading: words.text("st-head-method"),
        notes,
        notes_heading: words.text("st-head-figures"),
    }
}

/// A letter laid out: every section under its heading, what is to be filled in and what is unknown said as such.
pub fn printed_letter(filled: &Filled, settings: &vigie_figures::answer::SettingsShown, words: &Words) -> Printed {
    let plain = |sentence: &Sentence| words.sentence(sentence, &|text| text.to_owned());
    let mut notes = Notes::default();
    let mut parts = Vec::new();
    for section in filled.sections.iter().filter(|section| !section.entries.is_empty()) {
        let mut sentences = Vec::new();
        for entry in &section.entries {
            sentences.push(match entry {
                Entry::Said(said) => (said.checked.text.clone(), notes.numbers(&said.line.figures)),
                Entry::Letter { sentence } => (plain(sentence), Vec::new()),
                Entry::Fill { what } => (words.labelled(&words.text("letter-fill"), &plain(what)), Vec::new()),
                Entry::Unknown { what } => (words.labelled(&words.text("letter-unknown"), &plain(what)), Vec::new()),
            });
        }
        let heading = words.text(section.heading);
        let heading = if section.law.is_empty() { heading } else { format!("{heading} (art.\u{a0}{})", section.law) };
        parts.push(Part { heading: Some(heading), list: true, sentences });
    }
    let notes = notes.anchors.iter().map(|anchor| note(anchor, words)).collect();
    Printed {
        title: words.text(filled.title),
        notice: Some(words.text("letter-notice")),
        parts,
        method: method(settings, words),
        method_heading: words.text("st-head-method"),
        notes,
        notes_heading: words.text("st-head-figures"),
    }
}

/// Figures in the order in which they are first used, each once.
#[derive(Default)]
struct Notes {
    anchors: Vec<Anchor>,
    places: BTreeMap<String, usize>,
}

impl Notes {
    fn numbers(&mut self, figures: &[Anchor]) -> Vec<usize> {
        let mut numbers: Vec<usize> = figures
            .iter()
            .map(|anchor| {
                *self.places.entry(anchor.key.clone()).or_insert_with(|| {
                    self.anchors.push(anchor.clone());
                    self.anchors.len()
                })
            })
            .collect();
        numbers.dedup();
        numbers
    }
}

/// A note: the figure in full, its unit, and the question that it answers.
fn note(anchor: &Anchor, words: &Words) -> String {
    let escape = |text: &str| text.to_owned();
    let many = words.count(anchor.denominator.unwrap_or(anchor.value), anchor.unit);
    let unit = many.split_once('\u{a0}').map_or(String::new(), |(_, unit)| unit.to_owned());
    let figure = match anchor.denominator {
        None => Sentence::new("st-note-count"),
        Some(whole) if anchor.low.is_some() => Sentence::new("st-note-share")
            .count("whole", whole)
            .percent("percent", anchor.percent)
            .text("interval", words.interval(anchor.low, anchor.high)),
        Some(whole) => Sentence::new("st-note-census").count("whole", whole).percent("percent", anchor.percent),
    };
    let figure = words.sentence(&figure.count("value", anchor.value).text("unit", unit), &escape);
    let place = if anchor.question == 0 {
        Sentence::new("st-note-deed")
    } else {
        Sentence::new("st-note-question").count("question", u64::from(anchor.question))
    };
    let place = words.sentence(&place.text("key", anchor.key.clone()), &escape);
    words.joined(&[figure, place])
}

fn method(settings: &vigie_figures::answer::SettingsShown, words: &Words) -> Vec<String> {
    let network = if settings.network_data_date.is_empty() { "–" } else { &settings.network_data_date };
    let digest: String = settings.rules_digest.chars().take(DIGEST_CHARS).collect();
    let sentences = [
        Sentence::new("st-method-zone").text("zone", settings.time_zone.clone()),
        Sentence::new("st-method-versions")
            .text("program", settings.program_version.clone())
            .text("rules", digest)
            .text("network", network),
        Sentence::new("st-method-indicators"),
    ];
    sentences.iter().map(|sentence| words.sentence(sentence, &|text| text.to_owned())).collect()
}

/// Characters of a digest that a letter shows: enough to compare by eye; packs have it whole.
const DIGEST_CHARS: usize = 23;
