//! The first page, for somebody woken at three: what needs them, the last hours, the answer in short, the ladder.

use vigie_figures::figure::Unit;
use vigie_figures::lookup::Lately;

use super::super::asked::Asked;
use super::super::frame::{self, Sheet};
use super::super::reply::Reply;
use super::sources::named;
use crate::report::html::drawing;
use crate::report::html::markup::{Element, el};
use crate::report::html::parts::{Column, p};
use crate::report::html::sections::{section, what};
use crate::report::html::wording::Wording;

/// A case that a guard keeps is saved once a minute or so; after so long without it somebody should look.
const SAVED_WITHIN_SECONDS: f64 = 15.0 * 60.0;

/// After so long without a record, either all is quiet or nobody is writing any more.
const RECORD_WITHIN_SECONDS: f64 = 60.0 * 60.0;

/// A case that was neither saved nor written to for so long is finished, and nobody waits for more.
const FINISHED_AFTER_SECONDS: f64 = 24.0 * 3_600.0;

/// Heights of the strips of hours, as in the style sheet.
const STRIP_HEIGHTS: [u32; 2] = [92, 46];

/// `/`
pub(in crate::serve) fn page(asked: &Asked) -> Reply {
    let (kept, told) = match frame::told(asked) {
        Ok(both) => both,
        Err(reply) => return reply,
    };
    let mut sheet = Sheet::new(asked, &kept, &told);
    let mut main = vec![needs(&mut sheet, &kept.case)];
    if let Some(lately) = &told.lately {
        main.push(last_hours(&mut sheet, lately));
    }
    main.push(what::answer(&mut sheet.page));
    let ladder = section("ladder", sheet.page.own.ladder).with(what::ladder(&mut sheet.page));
    main.push(ladder);
    let title = sheet.own.now;
    sheet.finish(title, main, true)
}

/// What somebody should look at, each with where; or that nothing is known to.
fn needs(sheet: &mut Sheet, case: &vigie_facts::case::Case) -> Element {
    let (own, answer) = (sheet.own, sheet.page.answer);
    let mut items = Vec::new();
    let figures = [
        (&answer.entry.had, own.alarm_had, "/incidents", true),
        (&answer.entry.may_have_had, own.alarm_may, "/incidents", false),
        (&answer.header.troubled, own.alarm_troubled, "/coverage", false),
    ];
    for (figure, says, address, loud) in figures.into_iter().filter(|(figure, ..)| figure.value > 0) {
        let number = sheet.page.number(figure);
        items.push(item(loud, number, says, address));
    }
    let holding = sheet.asked.site.ledger().map_or(0, |ledger| ledger.holding(sheet.asked.now).count() as u64);
    if holding > 0 {
        let number = el("span").class("number").text(sheet.page.words.number(holding));
        items.push(item(false, number, own.alarm_holding, "/measures"));
    }
    items.extend(silences(sheet, case));
    let section = section("needs", own.alarms);
    if items.is_empty() {
        let coverage = el("a").attribute("href", "/coverage").text(own.coverage);
        return section.with(el("p").class("calm").text(format!("{} ", own.no_alarm)).with(coverage).text("."));
    }
    section.with(el("ul").class("needs").with_all(items))
}

fn item(loud: bool, number: Element, says: &'static str, address: &'static str) -> Element {
    let link = el("a").attribute("href", address).text(says);
    el("li").class(if loud { "alarm" } else { "later" }).with(el("span").class("big").with(number)).text(" ").with(link)
}

/// What stopped: the guard that saves, the logs that are written. A case that is long finished is no alarm.
fn silences(sheet: &Sheet, case: &vigie_facts::case::Case) -> Vec<Element> {
    let (own, now) = (sheet.own, sheet.asked.now);
    let age = |time: vigie_facts::time::Timestamp| now.seconds_since(time);
    let mut items = Vec::new();
    let mut say = |says: &'static str, time| {
        let text = format!("{says} {}", sheet.written(time));
        items.push(el("li").class("later").with(el("a").attribute("href", "/coverage").text(text)));
    };
    if let Some(saved) = sheet.saved_at().filter(|time| age(*time) < FINISHED_AFTER_SECONDS) {
        if age(saved) > SAVED_WITHIN_SECONDS {
            say(own.alarm_not_saved, saved);
        }
        let latest = vigie_facts::retain::latest(case).filter(|time| age(*time) < FINISHED_AFTER_SECONDS);
        if let Some(latest) = latest.filter(|time| age(*time) > RECORD_WITHIN_SECONDS) {
            say(own.alarm_silent, latest);
        }
    }
    items
}

/// Two strips of an hour a bar, the same as a table, and who was busiest.
fn last_hours(sheet: &mut Sheet, lately: &Lately) -> Element {
    let own = sheet.own;
    let last = format!("{} {}.", own.last_hours_end, sheet.page.words.moment(lately.last));
    let section = section("lately", own.last_hours).with(p(last).class("lede"));
    if lately.hours.iter().all(|hour| hour.attempts + hour.detections == 0) {
        return section.with(p(sheet.page.own.none_seen));
    }
    let attempts: Vec<u64> = lately.hours.iter().map(|hour| hour.attempts).collect();
    let detections: Vec<u64> = lately.hours.iter().map(|hour| hour.detections).collect();
    let strips =
        [(own.attempts_begun, &attempts, Unit::Attempts), (own.detections_per_hour, &detections, Unit::Detections)];
    let mut figure = el("figure");
    for ((name, values, unit), height) in strips.into_iter().zip(STRIP_HEIGHTS) {
        let total: u64 = values.iter().sum();
        let sum = el("span").class("note").text(format!("{} ", sheet.page.words.number(total)));
        let sum = sum.with(sheet.page.unit(unit, total));
        let strip = el("div").class(if height == STRIP_HEIGHTS[0] { "strip first" } else { "strip" });
        figure = figure
            .with(strip.with(el("p").with(el("strong").text(name)).with(sum)).with(drawing::bars(values, height)));
    }
    let clock =
        |at: usize| lately.hours.get(at).map(|hour| Wording::clock(hour.begins)[..5].to_owned()).unwrap_or_default();
    let labels: Vec<(f64, String)> = [0, 6, 12, 18]
        .into_iter()
        .map(|at| (at as f64 / lately.hours.len().max(1) as f64 * 100.0, clock(at)))
        .collect();
    let end = (100.0, Wording::clock(lately.last)[..5].to_owned());
    let labels: Vec<(f64, String)> = labels.into_iter().chain([end]).collect();
    figure = figure.with(el("div").class("strip").with(drawing::axis(&labels)));
    let columns = [Column::text(own.hour), sheet.page.counts(Unit::Attempts), sheet.page.counts(Unit::Detections)];
    let number = |sheet: &Sheet, value| el("span").class("number").text(sheet.page.words.number(value));
    let rows = lately.hours.iter().filter(|hour| hour.attempts + hour.detections > 0).map(|hour| {
        let begins = el("span").text(sheet.page.words.moment(hour.begins));
        vec![begins, number(sheet, hour.attempts), number(sheet, hour.detections)]
    });
    let rows: Vec<Vec<Element>> = rows.collect();
    let mut section = section.with(figure);
    if !rows.is_empty() {
        let table = sheet.page.plain_table("dense", own.last_hours, "", &columns, rows);
        section = section.with(el("details").with(el("summary").text(sheet.page.own.as_table)).with(table));
    }
    if lately.sources.is_empty() {
        return section;
    }
    let rows = lately.sources.iter().map(|row| {
        vec![named(&sheet.page, &row.source), sheet.page.number(&row.attempts), sheet.page.number(&row.detections)]
    });
    let rows = rows.collect();
    let columns =
        [Column::text(sheet.page.own.source), sheet.page.counts(Unit::Attempts), sheet.page.counts(Unit::Detections)];
    section.with(sheet.page.table(own.most_active, "", &columns, rows))
}
