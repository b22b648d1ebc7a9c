//! A text as a person would see it: HTML reduced to its paragraphs, hidden and control characters taken out, spaces of all kinds made one. What was
//! done is counted, because a text that hides things should be said to.

use serde::Serialize;

/// Bytes of a text that are read: forty novels. What lies beyond is left out and said.
pub const TEXT_BYTES_MAX: usize = 16 << 20;

/// A text ready to be split, and what was found on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cleaned {
    /// The text; a line feed ends a paragraph, and nothing else is a control character.
    #[serde(skip)]
    pub text: String,
    /// Hidden, control and direction-turning characters taken out.
    pub hidden_characters: usize,
    /// Bytes beyond the limit, left out.
    pub bytes_left_out: usize,
    /// Whether it was HTML.
    pub was_html: bool,
    /// Blocks of HTML left out as furniture: menus, footers, scripts, forms.
    pub furniture: usize,
}

/// Cleans a text.
///
/// ```
/// let cleaned = vigie_judge::text::clean::clean("<nav>Menu</nav><p>1\u{a0}922 at\u{200b}taques.</p>");
/// assert_eq!(cleaned.text.trim(), "1 922 attaques.");
/// assert_eq!((cleaned.hidden_characters, cleaned.furniture), (1, 1));
/// ```
pub fn clean(text: &str) -> Cleaned {
    let mut end = text.len().min(TEXT_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut cleaned = Cleaned { bytes_left_out: text.len() - end, ..Cleaned::default() };
    let text = &text[..end];
    let visible = if is_html(text) {
        cleaned.was_html = true;
        without_markup(text, &mut cleaned.furniture)
    } else {
        paragraphs(text)
    };
    let mut written = String::with_capacity(visible.len());
    for character in visible.chars() {
        match character {
            '\n' => written.push('\n'),
            '\t' | '\r' | '\u{a0}' | '\u{202f}' | '\u{2000}'..='\u{200a}' | '\u{3000}' => written.push(' '),
            other if is_hidden(other) => cleaned.hidden_characters += 1,
            '\u{ff01}'..='\u{ff5e}' => {
                written.push(char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character));
            }
            other => written.push(other),
        }
    }
    cleaned.text = written;
    cleaned
}

/// Characters that no reader sees, or that turn the direction of reading.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Plain text: a line feed alone is a line wrap, unless the line looks like a title or the next like an item of a list.
fn paragraphs(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        let line = line.trim();
        written.push_str(line);
        let next = lines.peek().map_or("", |next| next.trim());
        let item = next.starts_with(['-', '•', '*', '–', '—', '·']);
        let ends = line.ends_with(['.', '!', '?', '…', ':', ';', ',', '»', '”', '"']);
        let title = !ends && line.chars().count() < TITLE_CHARS_MAX && next.starts_with(char::is_uppercase);
        written.push(if line.is_empty() || next.is_empty() || item || title { '\n' } else { ' ' });
    }
    written
}

/// A line shorter than this that ends without a stop before a capital is a title, not a wrapped line: texts are wrapped wider.
const TITLE_CHARS_MAX: usize = 60;

/// Whether a text is HTML: it has at least two tags that only HTML has.
fn is_html(text: &str) -> bool {
    let head: String = text.chars().take(20_000).collect::<String>().to_ascii_lowercase();
    let marks = [
        "<html",
        "<!doctype",
        "<body",
        "<p>",
        "<p ",
        "</p>",
        "<div",
        "<article",
        "<br",
        "</a>",
        "<h1",
        "<nav",
        "<script",
    ];
    marks.iter().filter(|mark| head.contains(**mark)).count() >= 2
}

/// Elements whose content is no part of an article.
const FURNITURE: &[&str] = &[
    "script", "style", "nav", "header", "footer", "aside", "form", "noscript", "template", "svg", "button", "select",
    "figure", "iframe", "head", "menu", "dialog", "time",
];

/// Elements that begin a paragraph of their own.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "br",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "section",
    "article",
    "main",
    "tr",
    "td",
    "blockquote",
    "hr",
    "table",
];

/// The visible text. Where the page has an `article` element, only what stands inside one. One pass; a tag that never ends is text.
fn without_markup(html: &str, furniture: &mut usize) -> String {
    let lower = html.to_ascii_lowercase();
    let has_article = lower.contains("<article") && lower.contains("</article");
    let mut written = String::with_capacity(html.len() / 2);
    let (mut at, mut skipping, mut articles): (usize, Option<(&str, usize)>, usize) = (0, None, 0);
    while let Some(step) = html[at..].find('<') {
        let open = at + step;
        if skipping.is_none() && (articles > 0 || !has_article) {
            write_decoded(&html[at..open], &mut written);
        }
        let Some(length) = html[open..].find('>') else {
            at = open;
            break;
        };
        let tag = &lower[open + 1..open + length];
        let closing = tag.starts_with('/');
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        at = open + length + 1;
        if let Some((of, depth)) = skipping {
            if name == of && !tag.ends_with('/') {
                let depth = if closing { depth - 1 } else { depth + 1 };
                skipping = (depth > 0).then_some((of, depth));
            }
            continue;
        }
        if let Some(of) = FURNITURE.iter().find(|of| **of == name).filter(|_| !closing && !tag.ends_with('/')) {
            *furniture += 1;
            skipping = Some((of, 1));
        } else if name == "article" {
            articles = if closing { articles.saturating_sub(1) } else { articles + 1 };
        }
        if BLOCKS.contains(&name) {
            written.push('\n');
        }
    }
    if skipping.is_none() && !has_article {
        write_decoded(&html[at..], &mut written);
    }
    written
}

/// Writes text of HTML with its few frequent entities decoded; line feeds are spaces there.
fn write_decoded(text: &str, written: &mut String) {
    const ENTITIES: &[(&str, &str)] = &[
        ("&nbsp;", " "),
        ("&laquo;", "«"),
        ("&raquo;", "»"),
        ("&rsquo;", "’"),
        ("&lsquo;", "‘"),
        ("&ldquo;", "“"),
        ("&rdquo;", "”"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#039;", "'"),
        ("&#8217;", "’"),
        ("&hellip;", "…"),
        ("&eacute;", "é"),
        ("&egrave;", "è"),
        ("&ecirc;", "ê"),
        ("&agrave;", "à"),
        ("&ccedil;", "ç"),
        ("&ndash;", "–"),
        ("&mdash;", "—"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        written.push_str(&rest[..at].replace('\n', " "));
        rest = &rest[at..];
        let (character, length) = ENTITIES
            .iter()
            .find(|(entity, _)| rest.starts_with(entity))
            .map_or(("&", 1), |(entity, character)| (*character, entity.len()));
        written.push_str(character);
        rest = &rest[length..];
    }
    written.push_str(&rest.replace('\n', " "));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_page_keeps_its_article_and_loses_its_furniture() {
        let page = "<!DOCTYPE html><html><head><title>x</title></head><body><nav><ul><li>Menu</li></ul></nav>\
            <article><h1>Titre</h1><p>Une phrase.</p><aside>A lire aussi, 2019</aside><p>Deux &laquo;&nbsp;mots&nbsp;&raquo;.</p></article>\
            <footer>fin</footer><p>teaser</p></body></html>";
        let cleaned = clean(page);
        let words: Vec<&str> = cleaned.text.split_whitespace().collect();
        assert_eq!(words.join(" "), "Titre Une phrase. Deux « mots ».");
        assert!(cleaned.was_html && cleaned.furniture == 4, "{cleaned:?}");
    }

    #[test]
    fn broken_markup_and_long_texts_are_bounded() {
        for text in ["<p>a</p><script>never closed", "<p>a<div", "<p></p><<<<>>>", "&&&amp;<p></p>&"] {
            clean(text);
        }
        let long = "é".repeat(TEXT_BYTES_MAX);
        assert_eq!(clean(&long).bytes_left_out, TEXT_BYTES_MAX);
    }

    #[test]
    fn wrapped_lines_are_joined_and_titles_stand_alone() {
        let text = "Une attaque russe\nNous avons subi des attaques\nen janvier.\n- un\n- deux";
        assert_eq!(
            clean(text).text.lines().map(str::trim).collect::<Vec<_>>(),
            ["Une attaque russe", "Nous avons subi des attaques en janvier.", "- un", "- deux"]
        );
    }
}
