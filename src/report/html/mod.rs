//! The answer as one self-contained HTML page: no script, nothing loaded from anywhere, a content security policy that forbids both.
//! Reads well on a phone, on a wide screen, in the dark, on paper, and through a screen reader. What is true was decided
//! before; nothing is counted here.

pub(crate) mod drawing;
pub(crate) mod markup;
pub(crate) mod parts;
pub(crate) mod sections;
pub mod statement;
#[cfg(test)]
mod tests;
pub(crate) mod wording;
pub(crate) mod words;

use sha2::{Digest as _, Sha256};
use vigie_figures::answer::{Answer, Period};

use self::markup::{Element, el, style};
use self::parts::{Page, theirs};
use self::sections::{basis, deeds, entry, places, pursued, together, what};
use self::words::PageWords;
use crate::report::words::Language;

/// The whole look of the page.
pub(crate) const STYLE: &str = include_str!("page.css");

/// What may be chosen about a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HtmlOptions {
    /// Title in the words of the organisation, instead of the usual one.
    pub title: Option<String>,
}

/// The page of an answer.
///
/// ```
/// use vigie::report::html::{HtmlOptions, render};
/// use vigie::report::words::Language;
/// use vigie_facts::case::Case;
/// use vigie_figures::names::Names;
/// use vigie_figures::questions::{Options, answer};
///
/// let answer = answer(&Case::default(), &Options { zone: jiff::tz::TimeZone::UTC, names: Names::Clear });
/// let page = render(&answer, Language::French, &HtmlOptions::default());
/// assert!(page.starts_with("<!doctype html>") && page.contains("<html lang=\"fr\""));
/// ```
pub fn render(answer: &Answer, language: Language, options: &HtmlOptions) -> String {
    let mut page = Page::in_language(answer, language);
    let own = page.own;
    let title = options.title.as_deref().unwrap_or(own.title);
    let sections = sections(&mut page);
    let contents = contents(own, &sections);
    let main =
        el("main").id("main").attribute("tabindex", "-1").with_all(sections.into_iter().map(|(_, _, section)| section));
    let body = el("body")
        .with(el("a").class("skip").attribute("href", "#main").text(own.skip))
        .with(header(&page, title))
        .with(contents)
        .with(main)
        .with(footer(&page));
    let head = head(title, STYLE, "img-src data:; ").with(meta("robots", "noindex"));
    let html = el("html").attribute("lang", language.code()).with(head).with(body);
    format!("<!doctype html>{html}\n")
}

/// Every section with its id and heading, in the order of the page.
fn sections(page: &mut Page) -> Vec<(&'static str, &'static str, Element)> {
    let own = page.own;
    let mut sections = vec![
        ("answer", own.answer, what::answer(page)),
        ("what", own.what, what::what(page)),
        ("pursued", own.pursued, pursued::pursued(page)),
        ("places", own.places, places::places(page)),
        ("together", own.together, together::together(page)),
        ("aims", own.aims, pursued::aims(page)),
        ("entry", own.entry, entry::entry(page)),
        ("cost", own.cost, deeds::cost(page)),
        ("claims", own.claims, deeds::claims(page)),
        ("limits", own.limits, basis::limits(page)),
        ("inputs", own.inputs, basis::inputs(page)),
        ("units", own.units, basis::units(page)),
        ("lines", own.lines, basis::lines(page)),
    ];
    // Measures refer to figures anywhere in the page, so they are written when all of these have their anchors.
    let measures = ("measures", own.measures, deeds::measures(page));
    let place = sections.iter().position(|(id, ..)| *id == "claims").unwrap_or(sections.len());
    sections.insert(place, measures);
    sections
}

/// The head of a page that stands alone: nothing is loaded, only its own style applies, and `sources` of it beside ("img-src data:").
fn head(title: &str, sheet: &'static str, sources: &str) -> Element {
    let policy =
        format!("default-src 'none'; style-src '{}'; {sources}base-uri 'none'; form-action 'none'", style_hash(sheet));
    el("head")
        .with(el("meta").attribute("charset", "utf-8"))
        .with(el("meta").attribute("http-equiv", "Content-Security-Policy").attribute("content", policy))
        .with(meta("viewport", "width=device-width, initial-scale=1"))
        .with(meta("color-scheme", "light dark"))
        .with(meta("referrer", "no-referrer"))
        .with(el("link").attribute("rel", "icon").attribute("href", "data:,"))
        .with(el("title").text(title))
        .with(style(sheet))
}

fn meta(name: &'static str, content: &'static str) -> Element {
    el("meta").attribute("name", name).attribute("content", content)
}

fn header(page: &Page, title: &str) -> Element {
    let answer = page.answer;
    let own = page.own;
    let days = |period: &Period| format!("{} – {}", page.words.day(period.first.day), page.words.day(period.last.day));
    let period = match (&answer.header.period, &answer.header.period_without_year) {
        (Some(period), Some(other)) => {
            let (dated, zone) = (days(period), &answer.settings.time_zone);
            format!("{dated} · {} {zone} · {}, {}", own.zone, days(other), own.without_year)
        }
        (Some(period), None) => format!("{} · {} {}", days(period), own.zone, answer.settings.time_zone),
        (None, Some(period)) => format!("{} · {}", days(period), own.without_year),
        (None, None) => own.no_period.to_owned(),
    };
    el("header")
        .class("top")
        .with(el("p").class("brand").with(el("strong").text("Vigie")))
        .with(el("h1").text(title))
        .with(el("p").class("period").text(period))
}

/// Who made the page, and whose table of networks it rests on, of what date.
fn footer(page: &Page) -> Element {
    let settings = &page.answer.settings;
    let made_by = format!("{} Vigie {}.", page.own.made_by, settings.program_version);
    let footer = el("footer").class("end").with(el("p").text(made_by));
    if settings.network_data_date.is_empty() {
        return footer;
    }
    let table = el("p")
        .text(format!("{}{}", page.own.network_table, page.own.colon))
        .with(theirs(&settings.network_data_name))
        .text(format!(" ({}). ", settings.network_data_date))
        .with(theirs(&settings.network_data_attribution));
    footer.with(table)
}

fn contents(own: &PageWords, sections: &[(&'static str, &'static str, Element)]) -> Element {
    let links = sections
        .iter()
        .map(|(id, heading, _)| el("li").with(el("a").attribute("href", format!("#{id}")).text(*heading)));
    el("nav").class("contents").attribute("aria-label", own.contents).with(el("ol").with_all(links))
}

/// The style sheet's digest as a content security policy names it (CSP Level 3, § 2.3.1): `sha256-` and its base64.
fn style_hash(sheet: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digest = Sha256::digest(sheet.as_bytes());
    let mut text = String::from("sha256-");
    for group in digest.chunks(3) {
        let bits = group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place)) as usize & 63];
            text.push(if place > group.len() { '=' } else { char::from(letter) });
        }
    }
    text
}
