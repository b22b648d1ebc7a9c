//! The parts every section is made of: numbers with their units, shares with their basis, words of others, tables, references
//! to lines. A [`Page`] remembers which anchors exist, so that no link can lead nowhere and no id can occur twice.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use vigie_facts::form::Form;
use vigie_figures::answer::{Answer, Citation};
use vigie_figures::calendar::Moment;
use vigie_figures::figure::{Figure, Method, Share, Unit};

use super::drawing;
use super::markup::{Element, el};
use super::wording::Wording;
use super::words::PageWords;
use crate::report::words::Language;

/// The page while it is put together.
pub(crate) struct Page<'a> {
    pub(crate) answer: &'a Answer,
    /// Words that every output shares.
    pub(crate) words: Wording,
    /// Words only a page has.
    pub(crate) own: &'static PageWords,
    /// Ids of figures that stand in the page so far.
    anchors: BTreeSet<String>,
    /// Lines cited so far, in the order of their numbers.
    lines: Vec<&'a Citation>,
    /// Number of each cited line, by path, line and first byte.
    line_numbers: BTreeMap<(&'a str, u64, u64), usize>,
    /// Where the definitions of units stand: nothing for this page itself.
    units_at: &'static str,
}

/// A column of a table.
pub(crate) struct Column {
    /// What its cells say; shown beside each on phones.
    label: String,
    /// What its numbers count, when they do.
    unit: Option<Unit>,
    class: &'static str,
}

impl Column {
    /// A column of texts.
    pub(crate) fn text(label: impl Into<String>) -> Column {
        Column { label: label.into(), unit: None, class: "t" }
    }

    /// A column of numbers whose unit the caption names.
    pub(crate) fn number(label: impl Into<String>) -> Column {
        Column { label: label.into(), unit: None, class: "n" }
    }

    /// A column of drawings with their numbers.
    pub(crate) fn plot(label: impl Into<String>) -> Column {
        Column { label: label.into(), unit: None, class: "plot" }
    }
}

impl<'a> Page<'a> {
    pub(crate) fn new(answer: &'a Answer, words: Wording, own: &'static PageWords) -> Page<'a> {
        let (anchors, line_numbers) = (BTreeSet::new(), BTreeMap::new());
        Page { answer, words, own, anchors, lines: Vec::new(), line_numbers, units_at: "" }
    }

    /// A page in a language.
    pub(crate) fn in_language(answer: &'a Answer, language: Language) -> Page<'a> {
        let own: &'static PageWords = match language {
            Language::English => &super::words::ENGLISH,
            Language::French => &super::words::FRENCH,
        };
        Page::new(answer, Wording::new(language, own), own)
    }

    /// The same page, with the definitions of units on another.
    #[cfg(feature = "serve")]
    pub(crate) fn with_units_at(mut self, address: &'static str) -> Page<'a> {
        self.units_at = address;
        self
    }

    /// A number with its unit, which leads to its definition.
    pub(crate) fn figure(&mut self, figure: &Figure) -> Element {
        let number = self.number(figure);
        if figure.unit == Unit::Bytes {
            return number; // Its text ends in kB, MB …
        }
        el("span").with(number).text(" ").with(self.unit(figure.unit, figure.value))
    }

    /// A number alone: for places whose heading names the unit.
    pub(crate) fn number(&mut self, figure: &Figure) -> Element {
        let text = match figure.unit {
            Unit::Bytes => self.words.bytes(figure.value),
            _ => self.words.number(figure.value),
        };
        self.data(&figure.key, figure.unit, &figure.value.to_string(), &text)
    }

    fn data(&mut self, key: &str, unit: Unit, value: &str, text: &str) -> Element {
        let data = el("data").class("number").attribute("value", value.to_owned());
        let data = data.attribute("data-key", key.to_owned()).attribute("data-unit", unit.id()).text(text);
        let anchor = anchor(key);
        if self.anchors.insert(anchor.clone()) { data.id(anchor) } else { data }
    }

    /// The name of a unit, leading to its definition.
    pub(crate) fn unit(&self, unit: Unit, count: u64) -> Element {
        el("a")
            .class("unit")
            .attribute("href", format!("{}#unit-{}", self.units_at, unit.id()))
            .text(self.words.unit(unit, count))
    }

    /// A share in full: percentage, part, whole, interval.
    pub(crate) fn share(&mut self, share: &Share) -> Element {
        let percent = self.percent(share);
        el("span").with(percent).text(" ").with(self.basis(share))
    }

    /// The percentage of a share; a dash for a share of nothing.
    pub(crate) fn percent(&mut self, share: &Share) -> Element {
        match share.percent {
            Some(percent) => {
                let text = self.words.percent(percent);
                self.data(&format!("{}/percent", share.key), share.unit, &percent.to_string(), &text)
            }
            None => el("span").class("number").text("–"),
        }
    }

    /// What a percentage rests on: part, whole, unit, interval.
    pub(crate) fn basis(&mut self, share: &Share) -> Element {
        let part = match share.unit {
            Unit::Bytes => self.words.bytes(share.numerator),
            _ => self.words.number(share.numerator),
        };
        let part = self.data(&share.key, share.unit, &share.numerator.to_string(), &part);
        let of = el("span").class("of").with(part).text(format!(" {} ", self.own.of));
        let of = match share.unit {
            Unit::Bytes => of.with(el("span").class("number").text(self.words.bytes(share.denominator))),
            unit => of
                .with(el("span").class("number").text(self.words.number(share.denominator)))
                .text(" ")
                .with(self.unit(unit, share.denominator)),
        };
        match (share.method, share.low, share.high) {
            (Method::WilsonEffectiveSources, Some(low), Some(high)) => of
                .text(self.own.semicolon)
                .with(el("span").class("number").text(self.words.interval(low, high)))
                .text(" ")
                .with(
                    el("a")
                        .class("unit")
                        .attribute("href", format!("{}#term-interval", self.units_at))
                        .text(self.own.interval),
                ),
            _ => of,
        }
    }

    /// The bar of a share.
    pub(crate) fn bar(share: &Share) -> Element {
        drawing::bar(share.percent.unwrap_or(0.0), share.low.zip(share.high))
    }

    /// Numbers of the lines a figure can be checked in.
    pub(crate) fn cite(&mut self, citations: &'a [Citation]) -> Element {
        if citations.is_empty() {
            return el("span").class("cite").text("–");
        }
        let links: Vec<Element> = citations
            .iter()
            .map(|citation| {
                let next = self.lines.len() + 1;
                let key = (citation.path.as_str(), citation.line, citation.byte_start);
                let number = *self.line_numbers.entry(key).or_insert(next);
                if number == next {
                    self.lines.push(citation);
                }
                let link = el("a").attribute("href", format!("#line-{number}"));
                link.attribute("aria-label", format!("{} {number}", self.own.line)).text(format!("[{number}]"))
            })
            .collect();
        el("span").class("cite").joined(" ", links)
    }

    /// Every line cited, to be listed at the end.
    pub(crate) fn lines(&self) -> &[&'a Citation] {
        &self.lines
    }

    /// The anchor of a figure that stands in the page so far.
    pub(crate) fn anchor_of(&self, key: &str) -> Option<String> {
        let anchor = anchor(key);
        self.anchors.contains(&anchor).then_some(anchor)
    }

    /// The place of a line, as other programs write it.
    pub(crate) fn place(&self, citation: &Citation) -> Element {
        let place = format!("{}:{}", citation.path, citation.line);
        el("span").with(theirs(&place)).text(format!(" ({} {})", self.own.byte, self.words.number(citation.byte_start)))
    }

    /// Names of forms.
    pub(crate) fn forms(&self, forms: &[Form]) -> Element {
        let names: Vec<String> = forms.iter().map(|form| self.words.form(*form)).collect();
        el("span").text(if names.is_empty() { "–".to_owned() } else { names.join(", ") })
    }

    /// The days from a first to a last moment; on one day, the moments themselves.
    pub(crate) fn first_and_last(&self, first: Option<Moment>, last: Option<Moment>) -> Element {
        let Some((first, last)) = first.or(last).zip(last.or(first)) else { return el("span").text("–") };
        let text = if first == last {
            self.words.moment(first)
        } else if first.day == last.day {
            format!("{} – {}", self.words.moment(first), Wording::clock(last))
        } else {
            // Beside a day with its year, one without would seem to be of the same.
            let is_mixed = first.day.year.is_some() != last.day.year.is_some();
            let day = |moment: Moment| match moment.day.year {
                None if is_mixed => format!("{} ({})", self.words.day(moment.day), self.own.without_year),
                _ => self.words.day(moment.day),
            };
            format!("{} – {}", day(first), day(last))
        };
        el("span").text(text)
    }

    /// A column of numbers of one unit.
    pub(crate) fn counts(&self, unit: Unit) -> Column {
        Column { label: self.words.unit(unit, 2), unit: Some(unit), class: "n" }
    }

    /// A table under its own heading.
    pub(crate) fn table(&self, caption: &str, note: &str, columns: &[Column], rows: Vec<Vec<Element>>) -> Element {
        let table = self.plain_table("plain", caption, note, columns, rows);
        el("div").class("wide").with(el("h3").text(caption)).with(table)
    }

    /// A table whose first cell of each row is the row's header. On phones its rows become cards; the roles keep it a table
    /// for screen readers, who lose it otherwise when `display` changes.
    pub(crate) fn plain_table(
        &self,
        class: &'static str,
        caption: &str,
        note: &str,
        columns: &[Column],
        rows: Vec<Vec<Element>>,
    ) -> Element {
        let mut title = el("caption").with(el("span").class("hidden").text(caption));
        if !note.is_empty() {
            title = title.text(" ").with(el("span").class("note").text(note));
        }
        let heads = columns.iter().map(|column| {
            let cell = el("th").class(column.class).attribute("scope", "col").attribute("role", "columnheader");
            match column.unit {
                Some(unit) => cell.with(self.unit(unit, 2)),
                None => cell.text(column.label.clone()),
            }
        });
        let head = el("tr").attribute("role", "row").with_all(heads);
        let rows = rows.into_iter().map(|cells| {
            let cells = cells.into_iter().zip(columns).enumerate().map(|(index, (content, column))| {
                if index == 0 {
                    return el("th").attribute("scope", "row").attribute("role", "rowheader").with(content);
                }
                let cell = el("td").class(column.class).attribute("role", "cell");
                cell.attribute("data-label", column.label.clone()).with(content)
            });
            el("tr").attribute("role", "row").with_all(cells)
        });
        let body = el("tbody").attribute("role", "rowgroup").with_all(rows);
        let table = el("table").class(class).attribute("role", "table").with(title);
        table.with(el("thead").attribute("role", "rowgroup").with(head)).with(body)
    }
}

/// Words of others: what an attacker, a file name or a network operator wrote. Kept from turning the reading direction of
/// what stands around them, and cut where a reader stops reading.
pub(crate) fn theirs(text: &str) -> Element {
    el("bdi").class("theirs").text(cut(text, THEIRS_CHARS_MAX))
}

/// A whole line as it stands in a log, inert.
pub(crate) fn line(text: &str) -> Element {
    el("pre").with(el("bdi").text(cut(text, LINE_CHARS_MAX)))
}

/// A name or path longer than this is no name; the rest can be found by its citation.
pub(crate) const THEIRS_CHARS_MAX: usize = 160;
/// Half a printed page; the whole line can be found by its place.
const LINE_CHARS_MAX: usize = 2_000;

/// The first characters of a text, with an ellipsis when there are more.
pub(crate) fn cut(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A paragraph.
pub(crate) fn p(text: impl Into<String>) -> Element {
    el("p").text(text)
}

/// The id of a figure's anchor: what is not a lower-case letter, a digit, a dot or a hyphen is written as its code, so that
/// a key with an attacker's words in it stays one word.
fn anchor(key: &str) -> String {
    let mut anchor = String::from("f-");
    for byte in key.bytes().take(ANCHOR_BYTES_MAX) {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' => anchor.push(char::from(byte)),
            other => {
                let _ = write!(anchor, "_{other:02x}");
            }
        }
    }
    anchor
}

/// Keys are short but for the names in them; two that only differ beyond this share the anchor of the first.
const ANCHOR_BYTES_MAX: usize = 120;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_single_plain_words() {
        assert_eq!(anchor("forms.sql-injection.attempts"), "f-forms.sql-injection.attempts");
        assert_eq!(anchor("a b\"<"), "f-a_20b_22_3c");
        assert!(anchor(&"é".repeat(9_000)).len() < 400);
    }

    #[test]
    fn cutting_keeps_characters_whole() {
        assert_eq!(cut("ééé", 2), "éé…");
        assert_eq!(cut("éé", 2), "éé");
    }
}
