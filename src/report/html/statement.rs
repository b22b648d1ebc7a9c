//! A statement as one self-contained page: each figure a link to its note, each note a link back. No script, nothing loaded. Nothing is said here that the
//! text does not say.

use super::head;
use super::markup::{Element, el};
use crate::publish::statement::{Part, Printed};
use crate::report::words::Language;

const STYLE: &str = include_str!("statement.css");

/// The page.
pub fn render(printed: &Printed, language: Language, with_notes: bool) -> String {
    let mut main = el("main").with(el("h1").text(printed.title.clone()));
    if let Some(notice) = &printed.notice {
        main = main.with(el("p").class("notice").text(notice.clone()));
    }
    let mut used = vec![false; printed.notes.len()];
    for piece in &printed.parts {
        main = main.with_all(part(piece, with_notes, &mut used));
    }
    if !printed.method.is_empty() {
        let items = printed.method.iter().map(|text| el("li").text(text.clone()));
        main = main.with(el("h2").text(printed.method_heading.clone())).with(el("ul").with_all(items));
    }
    let mut body = el("body").with(main);
    if with_notes && !printed.notes.is_empty() {
        let items = printed.notes.iter().enumerate().map(|(index, note)| {
            let back = el("a").attribute("href", format!("#figure-{}", index + 1)).text("↩");
            el("li").id(format!("note-{}", index + 1)).text(format!("{note} ")).with(back)
        });
        let notes = el("footer")
            .class("notes")
            .with(el("h2").text(printed.notes_heading.clone()))
            .with(el("ol").with_all(items.collect::<Vec<_>>()));
        body = body.with(notes);
    }
    let html = el("html").attribute("lang", language.code()).with(head(&printed.title, STYLE, "")).with(body);
    format!("<!doctype html>{html}\n")
}

fn part(part: &Part, with_notes: bool, used: &mut [bool]) -> Vec<Element> {
    let mut elements = Vec::new();
    if let Some(heading) = &part.heading {
        elements.push(el("h2").text(heading.clone()));
    }
    let sentences: Vec<Element> = part
        .sentences
        .iter()
        .map(|(text, notes)| {
            let mut sentence = el(if part.list { "li" } else { "span" }).text(text.clone());
            for number in notes.iter().filter(|_| with_notes) {
                sentence = sentence.with(mark(*number, used));
            }
            sentence
        })
        .collect();
    elements.push(if part.list { el("ul").with_all(sentences) } else { el("p").joined(" ", sentences) });
    elements
}

/// The mark of a note; the first of each is what its note leads back to.
fn mark(number: usize, used: &mut [bool]) -> Element {
    // The number is drawn by the style sheet: whoever copies or reads the text gets sentences without marks.
    let number_shown = number.to_string();
    let link = el("a").attribute("href", format!("#note-{number}")).attribute("aria-label", number_shown.clone());
    let link = link.attribute("data-note", number_shown);
    let mark = el("sup");
    match used.get_mut(number.wrapping_sub(1)) {
        Some(seen) if !*seen => {
            *seen = true;
            mark.id(format!("figure-{number}")).with(link)
        }
        _ => mark.with(link),
    }
}
