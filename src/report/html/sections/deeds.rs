//! Questions 7 and 8, and what can be said about 9: what it cost, what to do, claims.

use vigie_figures::answer::{Measure, Urgency};
use vigie_figures::figure::Unit;
use vigie_figures::sentence::Sentence;

use super::{entry_of, section};
use crate::report::html::markup::{Element, el};
use crate::report::html::parts::{Column, Page, p, theirs};

/// Question 9.
pub(crate) fn claims(page: &mut Page) -> Element {
    sentences(page, section("claims", page.own.claims), &page.answer.claims)
}

fn sentences(page: &Page, section: Element, sentences: &[Sentence]) -> Element {
    section.with_all(sentences.iter().map(|sentence| p(page.words.sentence(sentence))))
}

/// Question 7.
pub(crate) fn cost(page: &mut Page) -> Element {
    let cost = &page.answer.cost;
    let own = page.own;
    let facts = el("dl")
        .class("facts")
        .with(entry_of(own.disturbed, page.figure(&cost.disturbed_minutes)))
        .with(entry_of(own.disturbed_attacked, page.figure(&cost.disturbed_while_attacked_minutes)))
        .with(entry_of(own.server_errors, page.figure(&cost.server_errors)))
        .with(entry_of(own.hostile_share, page.share(&cost.hostile_events)))
        .with(entry_of(own.hostile_bytes, page.share(&cost.hostile_bytes)));
    let section = section("cost", own.cost).with(facts);
    if cost.assets.is_empty() {
        return section;
    }
    let columns = [
        Column::text(own.asset),
        page.counts(Unit::Minutes),
        Column::text(own.server_errors),
        Column::text(own.worst_hour),
    ];
    let rows = cost.assets.iter().map(|row| {
        let service = el("span").class("note").text(format!(" {}", page.words.service(row.service)));
        vec![
            el("span").with(theirs(&row.name)).with(service),
            page.number(&row.disturbed_minutes),
            page.figure(&row.server_errors),
            el("span").text(row.worst_hour.map_or_else(|| "–".to_owned(), |moment| page.words.moment(moment))),
        ]
    });
    let rows = rows.collect();
    section.with(page.table(own.disturbed_assets, "", &columns, rows))
}

/// Question 8.
pub(crate) fn measures(page: &mut Page) -> Element {
    let measures = &page.answer.measures;
    let section = section("measures", page.own.measures);
    if measures.is_empty() {
        return section.with(p(page.own.no_measure));
    }
    section.with_all(measures.iter().map(|row| measure(page, row)))
}

fn measure(page: &Page, row: &Measure) -> Element {
    let own = page.own;
    let class = if row.urgency == Urgency::Now { "now" } else { "later" };
    let tag = el("span").class(if row.urgency == Urgency::Now { "tag alarm" } else { "tag" });
    let tag = tag.text(page.words.urgency(row.urgency));
    let says = |sentence: &Sentence| el("span").text(page.words.sentence(sentence));
    let mut parts = el("dl").class("parts");
    for (term, meaning) in
        [(own.because, says(&row.because)), (own.side_effect, says(&row.side_effect)), (own.undo, says(&row.undo))]
    {
        parts = parts.with(el("dt").text(term)).with(el("dd").with(meaning));
    }
    if !row.items.is_empty() {
        let items = el("ul").with_all(row.items.iter().map(|item| el("li").with(theirs(item))));
        parts = parts.with(el("dt").text(own.about)).with(el("dd").with(items));
    }
    let figures: Vec<Element> = row
        .figures
        .iter()
        .filter_map(|key| {
            page.anchor_of(key).map(|anchor| el("a").attribute("href", format!("#{anchor}")).text(key.clone()))
        })
        .collect();
    if !figures.is_empty() {
        let links = el("span").class("note").joined(", ", figures);
        parts = parts.with(el("dt").text(own.rests_on)).with(el("dd").with(links));
    }
    let article = el("article").class(class).with(el("h3").text(page.words.sentence(&row.action)));
    article.with(el("p").with(tag)).with(parts)
}
