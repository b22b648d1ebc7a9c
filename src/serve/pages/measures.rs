//! What is held back, taking it back, what was held back before, and what to do. Takes back through the ledger that the guard and the
//! console share; decides nothing.

use axum::http::StatusCode;
use vigie_facts::cidr::Cidr;
use vigie_facts::time::Timestamp;

use super::super::asked::Asked;
use super::super::audit::Deed;
use super::super::frame::{self, Sheet};
use super::super::people::Role;
use super::super::reply::Reply;
use crate::report::html::markup::{Element, el};
use crate::report::html::parts::{Column, p, theirs};
use crate::report::html::sections::{deeds, section};
use crate::respond::ledger::{Entry, Ledger};
use crate::respond::nftables::Nftables;
use crate::respond::plan::Target;

/// Rows of each table: what holds is shown whole up to the ceiling of one plan; of the past, a page.
const HOLDING_MAX: usize = 500;
/// See [`HOLDING_MAX`].
const PAST_MAX: usize = 50;

/// Forms named beside a decision.
const FORMS_MAX: usize = 3;

/// How taking back went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::serve) enum Undone {
    /// It holds nowhere any more.
    Everywhere,
    /// It is noted; the packet filter could not be reached from here.
    Noted,
    /// It did not hold.
    Nothing,
}

impl Undone {
    /// As it stands in addresses and for programs.
    pub(in crate::serve) fn id(self) -> &'static str {
        match self {
            Undone::Everywhere => "everywhere",
            Undone::Noted => "noted",
            Undone::Nothing => "nothing",
        }
    }
}

/// `GET /measures`
pub(in crate::serve) fn page(asked: &Asked) -> Reply {
    let (kept, told) = match frame::told(asked) {
        Ok(both) => both,
        Err(reply) => return reply,
    };
    let Ok(ledger) = asked.site.ledger() else {
        return frame::message(asked, StatusCode::INTERNAL_SERVER_ERROR, asked.own().unreadable);
    };
    let mut sheet = Sheet::new(asked, &kept, &told);
    let mut main = Vec::new();
    let own = sheet.own;
    let said = asked.query.get("done").and_then(|done| match done {
        "everywhere" => Some(own.undo_done),
        "noted" => Some(own.undo_waits),
        "nothing" => Some(own.undo_nothing),
        "failed" => Some(own.undo_failed),
        _ => None,
    });
    if let Some(said) = said {
        main.push(p(said).class("calm").attribute("role", "status"));
    }
    let (holding, past): (Vec<&Entry>, Vec<&Entry>) =
        ledger.entries.iter().rev().partition(|entry| entry.holds(asked.now));
    main.push(held(&sheet, &holding));
    main.push(deeds::measures(&mut sheet.page));
    if !past.is_empty() {
        main.push(held_before(&sheet, &past));
    }
    sheet.finish(own.measures, main, said.is_none())
}

fn held(sheet: &Sheet, entries: &[&Entry]) -> Element {
    let own = sheet.own;
    let section = section("held", own.held);
    if entries.is_empty() {
        return section.with(p(own.held_none));
    }
    let decides = sheet.asked.who.as_ref().is_some_and(|who| who.role >= Role::Decider);
    let columns = [
        Column::text(own.target),
        Column::text(own.since),
        Column::text(own.until),
        Column::text(own.because),
        Column::number(own.ordinary),
        Column::text(own.undo),
    ];
    let rows = entries.iter().take(HOLDING_MAX).map(|entry| {
        let mut cells = cells(sheet, entry);
        cells.insert(2, el("span").text(sheet.written(entry.expires)));
        cells.push(if decides { take_back(sheet, entry) } else { el("span").text("–") });
        cells
    });
    let table = sheet.page.plain_table("plain held", own.held, "", &columns, rows.collect());
    let section = section.with(table);
    if decides { section } else { section.with(p(own.undo_needs).class("note")) }
}

/// What was held, since when, why, and who else was there.
fn cells(sheet: &Sheet, entry: &Entry) -> Vec<Element> {
    let number = |value: u64| el("span").class("number").text(sheet.page.words.number(value));
    let forms: Vec<String> = entry
        .forms
        .iter()
        .take(FORMS_MAX)
        .map(|(form, count)| {
            format!("{}\u{a0}×\u{a0}{}", sheet.page.words.form(*form), sheet.page.words.number(*count))
        })
        .collect();
    let because = if forms.is_empty() { sheet.own.signed_in_only.to_owned() } else { forms.join(", ") };
    vec![
        el("span").with(theirs(&entry.target.to_string())),
        el("span").text(sheet.written(entry.applied)),
        el("span").text(because),
        number(entry.ordinary_events),
    ]
}

/// A form in two steps: what is taken back in one slip of a finger has to be decided again.
fn take_back(sheet: &Sheet, entry: &Entry) -> Element {
    let own = sheet.own;
    let target = entry.target.to_string();
    let form = frame::form(sheet.asked, "/measures/undo")
        .with(el("input").attribute("type", "hidden").attribute("name", "target").attribute("value", target.clone()))
        .with(
            frame::button(own.undo_sure).class("main").attribute("aria-label", format!("{} {target}", own.undo_sure)),
        );
    let name =
        el("summary").attribute("aria-label", format!("{} {target} …", own.undo)).text(format!("{} …", own.undo));
    el("details").with(name).with(p(own.undo_in).class("note")).with(form)
}

fn held_before(sheet: &Sheet, entries: &[&Entry]) -> Element {
    let own = sheet.own;
    let columns = [
        Column::text(own.target),
        Column::text(own.since),
        Column::text(own.how_ended),
        Column::text(own.because),
        Column::number(own.ordinary),
    ];
    let rows = entries.iter().take(PAST_MAX).map(|entry| {
        let (time, how): (Timestamp, _) = match entry.undone {
            Some(undone) => (undone, own.by_person),
            None => (entry.expires, own.by_itself),
        };
        let mut cells = cells(sheet, entry);
        cells.insert(2, el("span").text(format!("{} ({how})", sheet.written(time))));
        cells
    });
    let table = sheet.page.plain_table("plain", own.held_before, own.newest_first, &columns, rows.collect());
    section("past", own.held_before).with(table)
}

/// `POST /measures/undo`
pub(in crate::serve) fn undo(asked: &Asked) -> Reply {
    let target = asked.form.get("target").unwrap_or_default();
    let done = undone(asked, target).map_or("failed", Undone::id);
    Reply::see_other(&format!("/measures?done={done}"))
}

/// Takes a target back: noted first, out of the packet filter if it can be reached, then in the ledger, where a guard sees it.
pub(in crate::serve) fn undone(asked: &Asked, target: &str) -> Result<Undone, ()> {
    let site = &asked.site;
    let is_meant = |one: &Target| one.to_string() == target;
    let held: Vec<Target> = site
        .ledger()
        .map_err(|_| ())?
        .holding(asked.now)
        .map(|entry| entry.target.clone())
        .filter(|one| is_meant(one))
        .collect();
    if held.is_empty() {
        return Ok(Undone::Nothing);
    }
    let from = asked.client.to_string();
    site.audit.note(asked.now, Deed::MeasureUndone, asked.name(), &from, target).map_err(|_| ())?;
    let networks: Vec<Cidr> = held.iter().filter_map(Target::network).collect();
    let reached = Nftables::find().and_then(|filter| filter.unblock(&networks)).is_ok();
    let (_lock, mut ledger) = Ledger::locked(site.case_folder()).map_err(|_| ())?;
    ledger.undo(is_meant, asked.now);
    ledger.write(site.case_folder()).map_err(|_| ())?;
    site.changed();
    Ok(if reached { Undone::Everywhere } else { Undone::Noted })
}
