//! Something wrong with a file that a person wrote, and how it is shown: place, line, carets, words. It reads no file and prints nothing.

use std::ops::Range;

/// Characters of one line that are shown: a file may be one line of a megabyte.
const LINE_CHARACTERS_MAX: usize = 400;

/// Carets at most.
const CARETS_MAX: usize = 200;

/// Something wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Bytes of the file.
    pub at: Range<usize>,
    /// What is wrong, in English.
    pub en: String,
    /// The same in French.
    pub fr: String,
}

impl Mistake {
    /// A mistake in both languages.
    pub fn new(at: Range<usize>, en: impl Into<String>, fr: impl Into<String>) -> Mistake {
        Mistake { at, en: en.into(), fr: fr.into() }
    }

    /// What the reader of TOML says, which it says in English only.
    pub fn of_toml(error: &toml::de::Error) -> Mistake {
        Mistake::new(error.span().unwrap_or(0..0), error.message(), error.message())
    }

    /// The words of a language.
    pub fn words(&self, french: bool) -> &str {
        if french { &self.fr } else { &self.en }
    }

    /// Shows it: place, line, carets, words.
    ///
    /// ```
    /// let mistake = vigie::mistake::Mistake::new(4..6, "no such key", "clé inconnue");
    /// assert_eq!(mistake.show("a.toml", "[a]\nxy = 1\n", false), "a.toml:2:1\n2 | xy = 1\n  | ^^ no such key");
    /// ```
    pub fn show(&self, file: &str, text: &str, french: bool) -> String {
        let start = (0..=self.at.start.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line: String =
            text[line_start..].lines().next().unwrap_or_default().chars().take(LINE_CHARACTERS_MAX).collect();
        let number = text[..line_start].matches('\n').count() + 1;
        let column = text[line_start..start].chars().count();
        let length =
            text.get(start..self.at.end).map_or(1, |part| part.lines().next().unwrap_or_default().chars().count());
        let margin = number.to_string();
        let blank = " ".repeat(margin.len());
        let carets = "^".repeat(length.clamp(1, CARETS_MAX));
        let words = self.words(french);
        let before = " ".repeat(column.min(LINE_CHARACTERS_MAX));
        format!("{file}:{number}:{}\n{margin} | {line}\n{blank} | {before}{carets} {words}", column + 1)
    }
}
