//! Where it arrived from, every hostile source page by page, and one source in full.

use std::net::IpAddr;

use axum::http::StatusCode;
use vigie_facts::source::Source;
use vigie_figures::answer::{SourceShort, SourceShown};
use vigie_figures::figure::Unit;
use vigie_figures::lookup::{AttemptShown, SourceInFull};

use super::super::asked::Asked;
use super::super::frame::{self, Sheet};
use super::super::reply::Reply;
use crate::report::html::markup::{Element, el};
use crate::report::html::parts::{Column, Page, line, p, theirs};
use crate::report::html::sections::{entry_of, places, section};
use crate::report::html::wording::capital;

/// Sources on one page.
const PAGE: usize = 50;

/// `/sources`
pub(in crate::serve) fn page(asked: &Asked) -> Reply {
    let (kept, told) = match frame::told(asked) {
        Ok(both) => both,
        Err(reply) => return reply,
    };
    let last = told.ranking.len().saturating_sub(1) / PAGE;
    let number = asked.query.get("page").and_then(|page| page.parse::<usize>().ok()).unwrap_or(1);
    let at = number.clamp(1, last + 1) - 1;
    let wanted = told.ranking.get(at * PAGE..).unwrap_or_default();
    let rows = told.lookup.sources(&kept.case, &wanted[..wanted.len().min(PAGE)]);
    let mut sheet = Sheet::new(asked, &kept, &told);
    let mut main = Vec::new();
    if at == 0 {
        main.push(places::places_without_sources(&mut sheet.page));
    }
    let total = sheet.page.words.count(told.ranking.len() as u64, Unit::Sources);
    let all = section("all", sheet.own.source_all).with(p(total).class("lede"));
    main.push(all.with(table(&mut sheet.page, sheet.own.source_all, &rows)).with(pager(&sheet, at, last)));
    let title = sheet.own.sources;
    sheet.finish(title, main, at == 0)
}

/// The way to the pages beside this one.
fn pager(sheet: &Sheet, at: usize, last: usize) -> Element {
    let own = sheet.own;
    let link = |number: usize, text: &'static str, rel: &'static str| {
        el("a").attribute("href", format!("/sources?page={number}#all")).attribute("rel", rel).text(text)
    };
    let mut nav = el("nav").class("pager").attribute("aria-label", own.source_all);
    if at > 0 {
        nav = nav.with(link(at, own.page_before, "prev"));
    }
    nav = nav.with(el("span").text(format!("{} {} / {}", own.page_of, at + 1, last + 1)));
    if at < last { nav.with(link(at + 2, own.page_next, "next")) } else { nav }
}

/// A table of sources, each leading to its own page.
pub(in crate::serve) fn table<'a>(page: &mut Page<'a>, title: &str, rows: &'a [SourceShown]) -> Element {
    let own = page.own;
    let columns = [
        Column::text(own.source),
        page.counts(Unit::Attempts),
        page.counts(Unit::Detections),
        page.counts(Unit::Events),
        Column::text(own.forms),
        Column::text(own.first_last),
    ];
    let rows = rows.iter().map(|row| {
        vec![
            named(page, &row.source),
            page.number(&row.attempts),
            page.number(&row.detections),
            page.number(&row.events),
            page.forms(&row.forms),
            page.first_and_last(row.first, row.last),
        ]
    });
    let rows = rows.collect();
    page.plain_table("plain", title, own.top_sources_note, &columns, rows)
}

/// A source that leads to its own page.
pub(in crate::serve) fn named(page: &Page, source: &SourceShort) -> Element {
    let link = el("a").attribute("href", address_of(&source.address)).text(source.address.clone());
    el("span").with(link).with(places::about(page, source))
}

/// The page of a source: an IPv6 source goes by its first address, as a slash would be another address.
pub(in crate::serve) fn address_of(source: &str) -> String {
    format!("/sources/{}", source.trim_end_matches("/64"))
}

/// `/sources/{address}`
pub(in crate::serve) fn one(asked: &Asked) -> Reply {
    let (kept, told) = match frame::told(asked) {
        Ok(both) => both,
        Err(reply) => return reply,
    };
    let address = asked.parts.get("address").and_then(|text| text.parse::<IpAddr>().ok());
    let Some(full) = address.and_then(|address| told.lookup.source(&kept.case, Source::of(address))) else {
        return frame::message(asked, StatusCode::NOT_FOUND, asked.own().source_unknown);
    };
    let mut sheet = Sheet::new(asked, &kept, &told);
    let mut main = vec![facts(&mut sheet, &full)];
    if !full.attempts.is_empty() {
        main.push(attempts(&sheet, &full.attempts));
    }
    if !full.lines.is_empty() {
        let lines = full.lines.iter().map(|cited| {
            let place = el("p").class("where").with(sheet.page.place(cited));
            el("li").with(place).with(cited.text.as_deref().map_or_else(|| p(sheet.page.own.no_text), line))
        });
        let list = el("ul").class("evidence").with_all(lines);
        main.push(
            section("kept-lines", sheet.own.source_lines).with(p(sheet.own.newest_first).class("lede")).with(list),
        );
    }
    let title = full.shown.source.address.clone();
    sheet.finish(&title, main, true)
}

fn facts(sheet: &mut Sheet, full: &SourceInFull) -> Element {
    let shown = &full.shown;
    let own = sheet.page.own;
    let place = el("span").with(theirs(&shown.source.address)).with(places::about(&sheet.page, &shown.source));
    let mut facts = el("dl")
        .class("facts")
        .with(entry_of(own.source, place))
        .with(entry_of(capital(&sheet.page.words.unit(Unit::Attempts, 2)), sheet.page.figure(&shown.attempts)))
        .with(entry_of(capital(&sheet.page.words.unit(Unit::Detections, 2)), sheet.page.figure(&shown.detections)))
        .with(entry_of(capital(&sheet.page.words.unit(Unit::Events, 2)), sheet.page.figure(&shown.events)))
        .with(entry_of(own.first_last, sheet.page.first_and_last(shown.first, shown.last)))
        .with(entry_of(own.forms, sheet.page.forms(&shown.forms)));
    if let Some(operator) = &shown.operator {
        facts = facts.with(entry_of(own.network, theirs(operator)));
    }
    let held = sheet.asked.site.ledger().ok().and_then(|ledger| {
        let source = shown.source.address.trim_end_matches("/64").parse().ok().map(Source::of)?;
        let holds = |network: vigie_facts::cidr::Cidr| network.contains_source(source);
        let entry = ledger.holding(sheet.asked.now).find(|entry| entry.target.network().is_some_and(holds))?;
        Some(sheet.written(entry.expires))
    });
    if let Some(until) = held {
        let text = el("a").attribute("href", "/measures").text(format!("{} {until}", sheet.own.until));
        facts = facts.with(entry_of(sheet.own.held, text));
    }
    el("div").with(facts)
}

fn attempts(sheet: &Sheet, rows: &[AttemptShown]) -> Element {
    let (own, page_own) = (sheet.own, sheet.page.own);
    let columns = [
        Column::text(own.started),
        Column::text(page_own.form),
        Column::text(page_own.asset),
        sheet.page.counts(Unit::Detections),
        Column::number(own.duration),
        Column::text(page_own.aim),
    ];
    let rows = rows.iter().map(|row| {
        let page = &sheet.page;
        let service = el("span").class("note").text(format!(" {}", page.words.service(row.service)));
        vec![
            el("span").text(page.words.moment(row.began)),
            el("span").text(capital(&page.words.form(row.form))),
            el("span").with(theirs(&row.asset)).with(service),
            el("span").class("number").text(page.words.number(row.detections)),
            el("span").class("number").text(format!("{}\u{a0}{}", page.words.number(row.minutes), own.minutes)),
            el("span").text(page.words.aim(row.aim)),
        ]
    });
    let rows = rows.collect();
    let table = sheet.page.plain_table("plain", own.source_attempts, "", &columns, rows);
    section("attempts", own.source_attempts).with(p(own.newest_first).class("lede")).with(table)
}
