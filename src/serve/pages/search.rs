//! Search over what the case holds: sources, assets, accounts as they are written, lines.

use vigie_figures::figure::Unit;
use vigie_figures::lookup::Hits;

use super::super::asked::Asked;
use super::super::frame::{self, Sheet};
use super::super::reply::Reply;
use super::sources;
use crate::report::html::markup::{Element, el};
use crate::report::html::parts::{Column, line, p, theirs};
use crate::report::html::sections::section;

/// Shorter words would find everything.
const CHARS_MIN: usize = 2;

/// Longer ones are no words.
const CHARS_MAX: usize = 200;

/// `/search`
pub(in crate::serve) fn page(asked: &Asked) -> Reply {
    let (kept, told) = match frame::told(asked) {
        Ok(both) => both,
        Err(reply) => return reply,
    };
    let typed: String = asked.query.get("q").unwrap_or_default().trim().chars().take(CHARS_MAX).collect();
    let is_asked = typed.chars().count() >= CHARS_MIN;
    let hits = if is_asked { told.lookup.search(&kept.case, &told.ranking, &typed) } else { Hits::default() };
    let mut sheet = Sheet::new(asked, &kept, &told);
    let mut main = vec![form(&sheet, &typed)];
    if !typed.is_empty() && !is_asked {
        main.push(p(sheet.own.search_short).attribute("role", "status"));
    }
    if is_asked {
        let found = found(&mut sheet, &hits);
        if found.is_empty() {
            let none = el("p").attribute("role", "status").text(format!("{} ", sheet.own.search_none));
            main.push(none.with(theirs(&typed)).text("."));
        }
        main.extend(found);
        if hits.more {
            main.push(p(sheet.own.search_more).class("note"));
        }
    }
    let title = sheet.own.search;
    sheet.finish(title, main, false)
}

fn form(sheet: &Sheet, typed: &str) -> Element {
    let field = el("input")
        .id("q")
        .attribute("name", "q")
        .attribute("type", "search")
        .attribute("value", typed.to_owned())
        .attribute("maxlength", "200")
        .attribute("required", "")
        .attribute("minlength", "2");
    el("form")
        .class("wide-form")
        .attribute("method", "get")
        .attribute("action", "/search")
        .attribute("role", "search")
        .with(el("label").attribute("for", "q").text(sheet.own.search_label))
        .with(el("div").class("line-of-fields").with(field).with(frame::button(sheet.own.search_button)))
}

fn found<'a>(sheet: &mut Sheet<'a>, hits: &'a Hits) -> Vec<Element> {
    let (own, words) = (sheet.own, sheet.page.own);
    let mut found = Vec::new();
    if !hits.sources.is_empty() {
        let table = sources::table(&mut sheet.page, own.search_places, &hits.sources);
        found.push(section("found-sources", own.search_places).with(table));
    }
    if !hits.assets.is_empty() {
        let columns = [Column::text(words.asset), sheet.page.counts(Unit::Attempts), Column::text(words.forms)];
        let rows = hits.assets.iter().map(|row| {
            let service = el("span").class("note").text(format!(" {}", sheet.page.words.service(row.service)));
            let name = el("span").with(theirs(&row.name)).with(service);
            vec![name, sheet.page.number(&row.attempts), sheet.page.forms(&row.forms)]
        });
        let rows = rows.collect();
        let table = sheet.page.plain_table("plain", own.search_assets, "", &columns, rows);
        found.push(section("found-assets", own.search_assets).with(table));
    }
    if !hits.accounts.is_empty() {
        let columns =
            [Column::text(words.account), sheet.page.counts(Unit::Detections), sheet.page.counts(Unit::Sources)];
        let rows = hits
            .accounts
            .iter()
            .map(|row| vec![theirs(&row.name), sheet.page.number(&row.detections), sheet.page.number(&row.sources)]);
        let rows = rows.collect();
        let table = sheet.page.plain_table("plain", own.search_accounts, "", &columns, rows);
        found.push(section("found-accounts", own.search_accounts).with(table));
    }
    if !hits.lines.is_empty() {
        let lines = hits.lines.iter().map(|cited| {
            let place = el("p").class("where").with(sheet.page.place(cited));
            el("li").with(place).with(cited.text.as_deref().map_or_else(|| p(words.no_text), line))
        });
        let list = el("ul").class("evidence").with_all(lines);
        found.push(section("found-lines", own.search_lines).with(list));
    }
    found
}
