//! From a byte of the cleaned text back to the line and column of the text as given. Of HTML, places are of the article as text: its markup is not followed.

use vigie_judge::text::clean::Cleaned;

/// Where each byte of a cleaned text came from.
#[derive(Debug)]
pub(crate) struct Places {
    /// Of each byte of the cleaned text, the byte of the text it came from.
    bytes: Vec<usize>,
    /// First byte of each line of the text.
    lines: Vec<usize>,
    text: String,
}

impl Places {
    /// Follows what cleaning did: it takes characters out and makes spaces alike, and turns nothing around.
    pub(crate) fn new(text: &str, cleaned: &Cleaned) -> Places {
        let text = if cleaned.was_html { &cleaned.text } else { text };
        let mut bytes = Vec::with_capacity(cleaned.text.len() + 1);
        let mut at = 0;
        for character in cleaned.text.chars() {
            if !character.is_whitespace() {
                let step = text[at..].char_indices().find(|(_, other)| plain(*other) == character);
                at += step.map_or(0, |(step, _)| step);
            }
            bytes.extend(std::iter::repeat_n(at, character.len_utf8()));
            if !character.is_whitespace() {
                at += text[at..].chars().next().map_or(0, char::len_utf8);
            }
        }
        bytes.push(at);
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Places { bytes, lines, text: text.to_owned() }
    }

    /// Line and column, from 1, of a byte of the cleaned text.
    pub(crate) fn of(&self, byte: usize) -> (usize, usize) {
        self.of_text(self.bytes.get(byte).or(self.bytes.last()).copied().unwrap_or(0))
    }

    /// Line and column, from 1, of a byte of the text as given.
    pub(crate) fn of_text(&self, byte: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= byte).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let column = self.text.get(start..byte).map_or(0, |before| before.chars().count());
        (line, column + 1)
    }
}

/// A full-width character as cleaning writes it.
fn plain(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use vigie_judge::text::clean::clean;

    use super::*;

    #[test]
    fn a_byte_of_the_cleaned_text_is_found_in_the_text() {
        for (text, word, place) in [
            ("Un.\n\n  Deux mots.", "mots", (3, 8)),
            ("Une ligne\r\nque voici :\u{a0}1\u{202f}922 fin.", "922", (2, 15)),
            ("a\u{200b}b\u{200b}c d", "d", (1, 7)),
            ("É à ï x", "x", (1, 7)),
            ("<p>Un.</p>\n<p>Deux.</p>", "Deux", (3, 1)),
        ] {
            let cleaned = clean(text);
            let places = Places::new(text, &cleaned);
            let found = places.of(cleaned.text.find(word).unwrap());
            if cleaned.was_html {
                assert_eq!(found.1, place.1, "{text:?}");
            } else {
                assert_eq!(found, place, "{text:?}");
            }
        }
    }
}
