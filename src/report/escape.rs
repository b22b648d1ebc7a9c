//! Everything printed came from an attacker until escaped. One type a medium: wrap the text where it is written, nowhere
//! else. What a medium could act on (terminal controls, bidirectional and invisible characters, markup, spreadsheet
//! formulas) is shown as visible ASCII notation, so that a reader sees that it was there.
//!
//! JSON needs no type here: its writer escapes controls itself, and no JSON reader acts on the rest.

use std::fmt::{self, Display, Formatter, Write};

/// Characters of one text shown before it is cut. A request line of 8 KiB is legal; a screen has room for a few hundred.
pub const CHARS_MAX: usize = 400;

/// Text for a terminal: no character left that moves the cursor, changes colours, turns the direction of reading, hides or
/// breaks the line. Such characters appear as `\u{1b}`; a backslash stays a backslash. Cut after [`CHARS_MAX`] characters, with an ellipsis.
///
/// ```
/// use vigie::report::escape::Terminal;
/// assert_eq!(Terminal("a\x1b[31mb\u{202e}").to_string(), "a\\u{1b}[31mb\\u{202e}");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Terminal<'a>(pub &'a str);

impl Display for Terminal<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        // Nearly every text is printable ASCII and short: it is written as it stands.
        if self.0.len() <= CHARS_MAX && self.0.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return f.write_str(self.0);
        }
        write_visible(self.0, CHARS_MAX, f, |character, f| f.write_char(character))
    }
}

/// Text for HTML, in content and in quoted attributes: markup characters become entities, the rest is as for a terminal (a
/// page has no controls, but it has bidirectional and invisible characters). Not cut: a page has room, wraps what is long, and
/// cites whole lines.
///
/// ```
/// use vigie::report::escape::Html;
/// assert_eq!(Html("<b a='x'>&").to_string(), "&lt;b a=&#39;x&#39;&gt;&amp;");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Html<'a>(pub &'a str);

impl Display for Html<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write_visible(self.0, usize::MAX, f, |character, f| match character {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            other => f.write_char(other),
        })
    }
}

/// One field of a CSV file, quoted (RFC 4180), with an apostrophe before anything a spreadsheet would run as a formula
/// (OWASP, "CSV Injection": `=`, `+`, `-`, `@`, tab, carriage return and their full-width twins, also behind spaces).
///
/// ```
/// use vigie::report::escape::Csv;
/// assert_eq!(Csv("=1+\"1\"").to_string(), "\"'=1+\"\"1\"\"\"");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Csv<'a>(pub &'a str);

impl Display for Csv<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        let first = self.0.trim_start_matches(|c: char| c.is_whitespace() || is_hidden(c)).chars().next();
        if self.0.starts_with(['\t', '\r', '\n']) || first.is_some_and(|c| "=+-@＝＋－＠|%".contains(c)) {
            f.write_char('\'')?;
        }
        write_visible(self.0, CHARS_MAX, f, |character, f| match character {
            '"' => f.write_str("\"\""),
            other => f.write_char(other),
        })?;
        f.write_char('"')
    }
}

fn write_visible(
    text: &str,
    chars_max: usize,
    f: &mut Formatter<'_>,
    write: impl Fn(char, &mut Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    for (index, character) in text.chars().enumerate() {
        if index == chars_max {
            return f.write_char('…');
        }
        match character {
            '\t' => f.write_str("\\t")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            hidden if is_hidden(hidden) => write!(f, "\\u{{{:x}}}", u32::from(hidden))?,
            plain => write(plain, f)?,
        }
    }
    Ok(())
}

/// Whether a character is one that a reader cannot see or that acts instead of being seen: controls (C0, DEL, C1), line and
/// paragraph separators, bidirectional controls (UAX #9), zero-width and other default-ignorable characters (UAX #44), combining marks that pile
/// up, tags, private use, non-characters.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(u32::from(character),
            0x00AD                      // soft hyphen
            | 0x034F | 0x061C           // grapheme joiner, Arabic letter mark
            | 0x0300..=0x036F           // combining marks: harmless in words, but a pile of them overprints lines
            | 0x0483..=0x0489
            | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F
            | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF
            | 0x200B..=0x200F           // zero width, left-to-right and right-to-left marks
            | 0x2028..=0x202E           // separators, embeddings and overrides
            | 0x2060..=0x206F           // joiners, isolates
            | 0x20D0..=0x20FF
            | 0x2800                    // braille blank
            | 0x3164 | 0xFFA0           // Hangul fillers
            | 0xE000..=0xF8FF           // private use
            | 0xFDD0..=0xFDEF
            | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F
            | 0xFEFF | 0xFFF0..=0xFFFB | 0xFFFE | 0xFFFF
            | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A
            | 0xE0000..=0x0010_FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts that act on some medium.
    const HOSTILE: &[&str] = &[
        "\x1b[2J\x1b]0;owned\x07",
        "\u{9b}31m",
        "user\r\nFeb 13 20:00:00 host sshd[1]: Accepted",
        "\u{202e}gpj.exe\u{2066}",
        "a\u{200b}b\u{feff}c\u{ad}d\u{e0041}e",
        "<script>alert(1)</script>",
        "\" onmouseover=\"x",
        "' onmouseover='x",
        "=HYPERLINK(\"http://192.0.2.1\")",
        "\t=1+1",
        " \u{200b}@SUM(1)",
        "z\u{301}\u{301}\u{301}",
    ];

    #[test]
    fn nothing_hidden_passes_any_medium() {
        for text in HOSTILE {
            for shown in [Terminal(text).to_string(), Html(text).to_string(), Csv(text).to_string()] {
                assert!(!shown.chars().any(is_hidden), "{text:?} became {shown:?}");
            }
        }
    }

    #[test]
    fn html_has_no_markup_left() {
        for text in HOSTILE {
            let shown = Html(text).to_string();
            assert!(!shown.contains(['<', '>', '"', '\'']), "{shown}");
        }
    }

    #[test]
    fn spreadsheets_see_no_formula() {
        for (text, shown) in [
            ("=1", "\"'=1\""),
            ("-1", "\"'-1\""),
            ("plain", "\"plain\""),
            ("  +1", "\"'  +1\""),
            ("\t=1", "\"'\\t=1\""),
            ("a=1", "\"a=1\""),
        ] {
            assert_eq!(Csv(text).to_string(), shown);
        }
    }

    #[test]
    fn long_texts_are_cut_and_ordinary_ones_stay() {
        let long = "x".repeat(10_000);
        assert_eq!(Terminal(&long).to_string().chars().count(), CHARS_MAX + 1);
        assert_eq!(Terminal("déjà vu, naïve, 日本語 🦀").to_string(), "déjà vu, naïve, 日本語 🦀");
    }
}
