//! Lines that fit: wrapping, tables and styles for a terminal. Knows nothing of answers. Widths are display columns (UAX #11), so that
//! wide characters of hostile names cannot push a line over its edge.

use std::fmt::Write;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How the terminal wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Display columns of a line, between [`COLUMNS_MIN`] and [`COLUMNS_MAX`].
    columns: usize,
    /// Whether styles may be used.
    styled: bool,
}

/// Below this, tables have no room for what they say.
pub const COLUMNS_MIN: usize = 60;
/// Above this, sentences are hard to read.
pub const COLUMNS_MAX: usize = 100;

impl Look {
    /// A look for a terminal of this many columns, brought between the limits. Styles are for terminals only, and not when `NO_COLOR` is
    /// set to anything (no-color.org).
    ///
    /// ```
    /// use vigie::report::terminal::Look;
    /// assert_eq!(Look::new(240, true, false), Look::new(100, true, false));
    /// assert_eq!(Look::new(100, true, true), Look::new(100, false, false));
    /// ```
    pub fn new(columns: usize, is_terminal: bool, no_color: bool) -> Look {
        Look { columns: columns.clamp(COLUMNS_MIN, COLUMNS_MAX), styled: is_terminal && !no_color }
    }

    /// Display columns of a line.
    pub fn columns(self) -> usize {
        self.columns
    }
}

/// How a line is set off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Bold,
    Faint,
    /// Somebody may be in.
    Alarm,
    /// Something was inferred.
    Caution,
}

impl Style {
    /// The SGR parameters (ECMA-48, 8.3.117), if any.
    fn code(self) -> Option<&'static str> {
        match self {
            Style::Plain => None,
            Style::Bold => Some("1"),
            Style::Faint => Some("2"),
            Style::Alarm => Some("1;31"),
            Style::Caution => Some("33"),
        }
    }
}

/// Text being laid out.
#[derive(Debug)]
pub(super) struct Sheet {
    look: Look,
    text: String,
}

/// How a column of a table is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// As wide as its widest cell, to the right: numbers.
    Right,
    /// As wide as its widest cell, to the left.
    Left,
    /// To the left; gives way when the line is full.
    Flexible,
    /// The same, but its start gives way: of a path and a line number, the end tells more.
    Tail,
}

impl Sheet {
    pub(super) fn new(look: Look) -> Sheet {
        Sheet { look, text: String::new() }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    /// Display columns of a line.
    pub(super) fn columns(&self) -> usize {
        self.look.columns
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// One line, already known to fit or else cut.
    pub(super) fn line(&mut self, style: Style, line: &str) {
        let line = fitted(line, self.look.columns);
        let line = line.trim_end();
        if let Some(code) = style.code().filter(|_| self.look.styled && !line.is_empty()) {
            // Writing to a string cannot fail.
            let _ = writeln!(self.text, "\u{1b}[{code}m{line}\u{1b}[0m");
        } else {
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    /// A heading with an empty line before it.
    pub(super) fn heading(&mut self, text: &str) {
        self.gap();
        self.line(Style::Bold, text);
    }

    /// A paragraph, wrapped. The first line starts with `first`, the others with as many spaces.
    pub(super) fn paragraph(&mut self, style: Style, first: &str, text: &str) {
        let indent = first.width();
        let room = self.look.columns.saturating_sub(indent).max(1);
        let mut start = first.to_owned();
        for line in wrapped(text, room) {
            self.line(style, &format!("{start}{line}"));
            start = " ".repeat(indent);
        }
    }

    /// A table with a head. Columns that are empty throughout are left out.
    pub(super) fn table(&mut self, indent: usize, columns: &[(Column, String)], rows: &[Vec<String>]) {
        let is_used = |index: usize| rows.iter().any(|row| row.get(index).is_some_and(|cell| !cell.is_empty()));
        let used: Vec<usize> = (0..columns.len()).filter(|index| is_used(*index)).collect();
        let mut widths: Vec<usize> = used
            .iter()
            .map(|index| {
                let cells = rows.iter().filter_map(|row| row.get(*index)).map(|cell| cell.width());
                cells.chain([columns[*index].1.width()]).max().unwrap_or(0)
            })
            .collect();
        let room = self.look.columns.saturating_sub(indent + COLUMN_GAP * used.len().saturating_sub(1));
        shrink(&mut widths, room, &used.iter().map(|index| columns[*index].0).collect::<Vec<_>>());
        let head: Vec<String> = columns.iter().map(|(_, head)| head.clone()).collect();
        for (number, row) in std::iter::once(&head).chain(rows).enumerate() {
            let mut line = " ".repeat(indent);
            for (position, (index, width)) in used.iter().zip(&widths).enumerate() {
                if position > 0 {
                    line.push_str(&" ".repeat(COLUMN_GAP));
                }
                let cell = row.get(*index).map_or("", String::as_str);
                let cell = match columns[*index].0 {
                    Column::Tail if number > 0 => fitted_tail(cell, *width),
                    _ => fitted(cell, *width),
                };
                let pad = " ".repeat(width.saturating_sub(cell.width()));
                match columns[*index].0 {
                    Column::Right => {
                        line.push_str(&pad);
                        line.push_str(&cell);
                    }
                    Column::Left | Column::Flexible | Column::Tail => {
                        line.push_str(&cell);
                        line.push_str(&pad);
                    }
                }
            }
            self.line(if number == 0 { Style::Faint } else { Style::Plain }, &line);
        }
    }
}

/// Spaces between columns.
const COLUMN_GAP: usize = 2;

/// Takes width from the widest flexible column until all fit; then from any.
fn shrink(widths: &mut [usize], room: usize, columns: &[Column]) {
    /// A cell needs room for a letter and an ellipsis.
    const WIDTH_MIN: usize = 2;
    while widths.iter().sum::<usize>() > room {
        let widest = |flexible: bool| {
            let candidates = widths.iter().enumerate().filter(|(index, width)| {
                **width > if flexible { WIDTH_FLEXIBLE_MIN } else { WIDTH_MIN }
                    && (!flexible || matches!(columns[*index], Column::Flexible | Column::Tail))
            });
            candidates.max_by_key(|(index, width)| (**width, std::cmp::Reverse(*index))).map(|(index, _)| index)
        };
        let Some(index) = widest(true).or_else(|| widest(false)) else { return };
        widths[index] -= 1;
    }
}

/// A flexible column keeps this much while others can give way.
const WIDTH_FLEXIBLE_MIN: usize = 12;

/// A text cut to a width, with an ellipsis when something is missing.
pub(super) fn fitted(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = 0;
    for character in text.chars() {
        let wide = character.width().unwrap_or(0);
        if used + wide + 1 > width {
            break;
        }
        used += wide;
        cut.push(character);
    }
    if width > 0 {
        cut.push('…');
    }
    cut
}

/// A text whose start is cut to a width, with an ellipsis when something is missing.
fn fitted_tail(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = 1;
    let mut start = text.len();
    for (index, character) in text.char_indices().rev() {
        used += character.width().unwrap_or(0);
        if used > width {
            break;
        }
        start = index;
    }
    if width == 0 { String::new() } else { format!("…{}", &text[start..]) }
}

/// Breaks at spaces; a word longer than a line is broken where the line ends. No-break spaces are no places to break.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !line.is_empty() && line.width() + 1 + word.width() <= width {
            line.push(' ');
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for character in word.chars() {
            if line.width() + character.width().unwrap_or(0) > width {
                lines.push(std::mem::take(&mut line));
            }
            line.push(character);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// A row of bars, one a number, the highest eight eighths high. Zero is a dot, so that nothing is told from little.
pub(super) fn bars(numbers: &[u64]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = numbers.iter().copied().max().unwrap_or(0);
    numbers
        .iter()
        .map(|number| match number {
            0 => '·',
            _ => BARS[((u128::from(*number) * 8).div_ceil(u128::from(most)) as usize).clamp(1, 8) - 1],
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_wrap_at_spaces_and_overlong_ones_anywhere() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("abcdefgh i", 3), ["abc", "def", "gh", "i"]);
        assert_eq!(wrapped("日本語日本語", 5), ["日本", "語日", "本語"]);
        assert_eq!(wrapped("1\u{a0}922 attempts", 8), ["1\u{a0}922", "attempts"]);
        assert!(wrapped("", 5).is_empty());
    }

    #[test]
    fn cells_are_cut_to_display_columns() {
        assert_eq!(fitted("abcdef", 4), "abc…");
        assert_eq!(fitted("日本語", 4), "日…");
        assert_eq!(fitted("abc", 3), "abc");
        assert_eq!(fitted("abc", 0), "");
        assert_eq!(fitted_tail("logs/access.log:12", 8), "….log:12");
        assert_eq!(fitted_tail("日本語", 4), "…語");
        assert_eq!(fitted_tail("abc", 3), "abc");
    }

    #[test]
    fn bars_tell_nothing_from_little() {
        assert_eq!(bars(&[0, 1, 50, 100]), "·▁▄█");
        assert_eq!(bars(&[0, 0]), "··");
        assert_eq!(bars(&[u64::MAX, 1]), "█▁");
    }

    #[test]
    fn a_table_never_leaves_the_page() {
        let mut sheet = Sheet::new(Look::new(60, false, false));
        let columns = [(Column::Flexible, "name".into()), (Column::Left, "what".into()), (Column::Right, "n".into())];
        sheet.table(2, &columns, &[vec!["x".repeat(10_000), "y".repeat(100), "12,345".into()]]);
        for line in sheet.finish().lines() {
            assert!(line.width() <= 60, "{line}");
        }
    }
}
