//! A statement as plain text: title, paragraphs, notes as `[n]`. Paragraphs are one line each unless a width is given. Every line passes the terminal's
//! escaping. Nothing is chosen here.

use std::fmt::Write as _;

use super::{Part, Printed};
use crate::report::escape::Terminal;

/// The text; wrapped at so many columns when a width is given, with notes or without.
pub fn render(printed: &Printed, columns: Option<usize>, with_notes: bool) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        let inert = inert(text);
        match columns {
            Some(columns) => wrap(&mut out, &inert, columns),
            None => {
                let _ = writeln!(out, "{inert}");
            }
        }
    };
    line(&printed.title);
    line("");
    if let Some(notice) = &printed.notice {
        line(notice);
        line("");
    }
    for part in &printed.parts {
        for text in part_lines(part, with_notes) {
            line(&text);
        }
        line("");
    }
    if !printed.method.is_empty() {
        line(&printed.method_heading);
        for text in &printed.method {
            line(&format!("- {text}"));
        }
        line("");
    }
    if with_notes && !printed.notes.is_empty() {
        line(&printed.notes_heading);
        for (index, note) in printed.notes.iter().enumerate() {
            line(&format!("[{}] {note}", index + 1));
        }
    }
    format!("{}\n", out.trim_end())
}

/// Word by word, so that a long paragraph is not cut as one hostile text would be.
fn inert(text: &str) -> String {
    text.split(' ').map(|word| Terminal(word).to_string()).collect::<Vec<_>>().join(" ")
}

fn part_lines(part: &Part, with_notes: bool) -> Vec<String> {
    let marked = |(text, notes): &(String, Vec<usize>)| {
        let shown = if with_notes { &notes[..] } else { &[] };
        let marks = shown.iter().map(|number| format!(" [{number}]")).collect::<Vec<_>>().concat();
        // A mark stands before the stop, so that it belongs to its sentence.
        match text.strip_suffix('.') {
            Some(body) => format!("{body}{marks}."),
            None => format!("{text}{marks}"),
        }
    };
    let mut lines: Vec<String> = part.heading.iter().cloned().collect();
    if part.list {
        lines.extend(part.sentences.iter().map(|sentence| format!("- {}", marked(sentence))));
    } else {
        lines.push(part.sentences.iter().map(marked).collect::<Vec<_>>().join(" "));
    }
    lines
}

/// Breaks at spaces; a word longer than a line stays whole.
fn wrap(out: &mut String, text: &str, columns: usize) {
    let mut width = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > columns {
            out.push('\n');
            width = 0;
        } else if width > 0 {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += length;
    }
    out.push('\n');
}
