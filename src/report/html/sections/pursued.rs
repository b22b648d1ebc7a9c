//! Questions 2 and 5: what they were after, and whether it was us or everyone.

use vigie_figures::figure::Unit;

use super::section;
use crate::report::html::markup::{Element, el};
use crate::report::html::parts::{Column, Page, theirs};
use crate::report::html::wording::capital;

/// Question 2.
pub(crate) fn pursued(page: &mut Page) -> Element {
    let pursued = &page.answer.pursued;
    let own = page.own;
    let mut section = section("pursued", own.pursued);
    if pursued.targets.is_empty() {
        return section.with(el("p").text(own.none_seen));
    }
    let columns = [
        Column::text(own.target),
        page.counts(Unit::Attempts),
        Column::plot(own.share_of_attempts),
        page.counts(Unit::Detections),
        page.counts(Unit::Sources),
    ];
    let rows = pursued.targets.iter().map(|row| {
        vec![
            el("span").text(capital(&page.words.target(row.target))),
            page.number(&row.attempts),
            page.plot(&row.share),
            page.number(&row.detections),
            page.number(&row.sources),
        ]
    });
    let rows = rows.collect();
    section = section.with(page.table(own.targets, "", &columns, rows));
    let total = page.figure(&pursued.assets_total);
    section = section
        .with(assets(page))
        .with(el("p").class("note").text(format!("{} ", own.assets_of)).with(total).text("."));
    if pursued.accounts.is_empty() { section } else { section.with(accounts(page)) }
}

fn assets(page: &mut Page) -> Element {
    let own = page.own;
    let columns = [
        Column::text(own.asset),
        page.counts(Unit::Attempts),
        page.counts(Unit::Detections),
        page.counts(Unit::Sources),
        Column::text(own.forms),
        Column::text(own.proof),
    ];
    let rows = page.answer.pursued.assets.iter().map(|row| {
        let service = el("span").class("note").text(format!(" {}", page.words.service(row.service)));
        vec![
            el("span").with(theirs(&row.name)).with(service),
            page.number(&row.attempts),
            page.number(&row.detections),
            page.number(&row.sources),
            page.forms(&row.forms),
            page.cite(&row.citations),
        ]
    });
    let rows = rows.collect();
    page.table(own.assets, "", &columns, rows)
}

fn accounts(page: &mut Page) -> Element {
    let pursued = &page.answer.pursued;
    let own = page.own;
    let parts = [
        (&pursued.accounts_existing, own.exists_yes),
        (&pursued.accounts_guessed, own.exists_no),
        (&pursued.accounts_unknown, own.exists_unknown),
    ];
    let total = page.figure(&pursued.accounts_total);
    let parts = parts.map(|(figure, what)| {
        el("span").with(page.number(figure)).text(format!(" ({}{}{what})", own.exists, own.colon))
    });
    let sum = el("p").class("note").with(total).text(" = ").joined(" + ", parts).text(".");
    let columns = [
        Column::text(own.account),
        Column::text(own.exists),
        page.counts(Unit::Detections),
        page.counts(Unit::Sources),
        Column::text(own.proof),
    ];
    let rows = pursued.accounts.iter().map(|row| {
        let mut name = el("span").with(theirs(&row.name));
        if row.pseudonym {
            name = name.with(el("span").class("note").text(format!(" {}", own.pseudonym)));
        }
        let exists = match row.exists {
            Some(true) => own.exists_yes,
            Some(false) => own.exists_no,
            None => own.exists_unknown,
        };
        vec![
            name,
            el("span").text(exists),
            page.number(&row.detections),
            page.number(&row.sources),
            page.cite(&row.citations),
        ]
    });
    let rows = rows.collect();
    el("div").with(page.table(own.accounts, "", &columns, rows)).with(sum)
}

/// Question 5.
pub(crate) fn aims(page: &mut Page) -> Element {
    let aims = &page.answer.aims;
    let own = page.own;
    let columns = [
        Column::text(own.aim),
        page.counts(Unit::Attempts),
        Column::plot(own.share_of_attempts),
        page.counts(Unit::Sources),
    ];
    let rows = aims.rows.iter().map(|row| {
        vec![
            el("span").text(capital(&page.words.aim(row.aim))),
            page.number(&row.attempts),
            page.plot(&row.share),
            page.number(&row.sources),
        ]
    });
    let rows = rows.collect();
    let section = section("aims", own.aims).with(page.table(own.aim, "", &columns, rows));
    if aims.reasons.is_empty() {
        return section;
    }
    let columns = [Column::text(own.reason), page.counts(Unit::Attempts), Column::text(own.examples)];
    let rows = aims.reasons.iter().map(|row| {
        let examples = el("span").joined(", ", row.examples.iter().map(|example| theirs(example)));
        let examples = if examples.is_empty() { examples.text("–") } else { examples };
        vec![el("span").text(capital(&page.words.aim_reason(&row.reason))), page.number(&row.attempts), examples]
    });
    let rows = rows.collect();
    section.with(page.table(own.reasons, "", &columns, rows))
}
