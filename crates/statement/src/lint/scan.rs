//! Looking at characters and words of a text: notes of a statement, words of a meaning. Decides nothing.

use vigie_judge::claims::SentenceChecked;
use vigie_judge::lexicon::{Item, Lexicon};
use vigie_judge::text::words::words;

/// Digits of the mark of a note: `[12]`.
const MARK_DIGITS_MAX: usize = 3;

/// The text without the marks of notes, and without lines that are notes: in their place stand spaces, so that every other byte keeps its own.
///
/// ```
/// assert_eq!(vigie_statement::lint::without_notes("We counted 3 [1].\n[1] 3 attempts"), "We counted 3    .\n              ");
/// ```
pub fn without_notes(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if mark_at(line.trim_start()).is_some() {
            blank(&mut written, line);
            continue;
        }
        let mut rest = line;
        while let Some(at) = rest.find('[') {
            let (before, from) = rest.split_at(at);
            written.push_str(before);
            let length = mark_at(from).unwrap_or(0);
            blank(&mut written, &from[..length]);
            // What is no mark stays, with its bracket.
            let kept = from.chars().next().map_or(0, char::len_utf8).max(length);
            written.push_str(&from[length..kept]);
            rest = &from[kept..];
        }
        written.push_str(rest);
    }
    written
}

/// The length of the mark that a text begins with.
fn mark_at(text: &str) -> Option<usize> {
    let digits = text.strip_prefix('[')?.split_once(']')?.0;
    let is_mark = (1..=MARK_DIGITS_MAX).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_mark.then_some(digits.len() + 2)
}

fn blank(written: &mut String, text: &str) {
    written.extend(text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
}

/// The first words of a sentence that mean something wanted, by their bytes.
pub(crate) fn find(sentence: &SentenceChecked, wanted: impl Fn(Item) -> bool) -> Option<(usize, usize)> {
    let (found, _) = words(&sentence.text);
    let lexicon = Lexicon::of(sentence.tongue);
    (0..found.len()).find_map(|at| {
        let (item, length) = lexicon.find(&found[at..])?;
        let last = found.get(at + length - 1)?;
        wanted(item).then_some((found[at].start, last.end))
    })
}

/// Whether a sentence has one of these words, folded; a `*` at the end stands for any ending.
pub(crate) fn says(sentence: &SentenceChecked, list: &[&str]) -> bool {
    let (found, _) = words(&sentence.text);
    found.iter().any(|word| {
        list.iter().any(|wanted| match wanted.strip_suffix('*') {
            Some(stem) => word.folded.starts_with(stem),
            None => word.folded == *wanted,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_become_spaces_and_nothing_moves() {
        for (text, without) in [
            ("Un [1]. Deux [2] [13].", "Un    . Deux         ."),
            ("a [b] [1234] [ 1 ]\n", "a [b] [1234] [ 1 ]\n"),
            ("Un.\n[1] 922 fin\nDeux.", "Un.\n           \nDeux."),
            ("[", "["),
        ] {
            assert_eq!(without_notes(text), without);
            assert_eq!(without.len(), text.len());
        }
    }
}
