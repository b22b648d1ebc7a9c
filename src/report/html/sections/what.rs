//! The answer in short, and question 1: what attacked us, in which forms, when.

use vigie_figures::answer::{Bucket, CLASSES, FormRow};
use vigie_figures::figure::{Figure, Unit};

use super::{entry_of, section};
use crate::report::html::drawing;
use crate::report::html::markup::{Element, el};
use crate::report::html::parts::{Column, Page, p, theirs};
use crate::report::html::wording::capital;

/// More bars than this are thinner than a finger on a phone: then weeks are drawn, then months.
const BARS_MAX: usize = 100;
/// Heights of the strips, as in the style sheet.
const FIRST_STRIP_HEIGHT: u32 = 92;
/// See [`FIRST_STRIP_HEIGHT`].
const STRIP_HEIGHT: u32 = 46;

/// The sentences to read out, and what they rest on.
pub(crate) fn answer(page: &mut Page) -> Element {
    let answer = page.answer;
    let own = page.own;
    let lead = el("div").class("lead").with_all(answer.lead.iter().map(|sentence| p(page.words.sentence(sentence))));
    let header = &answer.header;
    let read = el("span")
        .joined(", ", [page.figure(&header.records), page.figure(&header.inputs), page.figure(&header.bytes_read)]);
    let duplicates = el("span").with(page.figure(&header.duplicates)).text(format!(" ({})", own.duplicates));
    let troubled = el("span").with(page.figure(&header.troubled)).text(format!(" ({})", own.troubled));
    let facts = el("dl")
        .class("facts")
        .with(entry_of(own.read, read))
        .with(entry_of(own.understood, page.share(&header.understood)))
        .with(entry_of(own.seen, page.share(&header.coverage)))
        .with(entry_of(own.left_out, el("span").joined(", ", [duplicates, troubled])))
        .with(entry_of(own.ordinary, page.figure(&header.ordinary_sources)));
    section("answer", own.answer).with(lead).with(facts)
}

/// Question 1.
pub(crate) fn what(page: &mut Page) -> Element {
    let what = &page.answer.what;
    let own = page.own;
    let section = section("what", own.what)
        .with(el("h3").text(own.ladder))
        .with(p(own.ladder_note).class("note"))
        .with(ladder(page));
    let section = section.with(el("h3").text(own.over_time));
    if what.forms.is_empty() {
        return section.with(p(own.none_seen));
    }
    let section = section.with(timeline(page));
    let rows: Vec<Vec<Element>> = what.forms.iter().map(|row| form(page, row)).collect();
    let columns = [
        Column::text(own.form),
        page.counts(Unit::Attempts),
        Column::plot(own.share_of_attempts),
        page.counts(Unit::Detections),
        page.counts(Unit::Sources),
        Column::text(own.first_last),
        Column::text(own.proof),
    ];
    section.with(page.table(own.forms, own.forms_note, &columns, rows))
}

/// From lines to incidents.
pub(crate) fn ladder(page: &mut Page) -> Element {
    let ladder = &page.answer.what.ladder;
    let own = page.own;
    let mut rungs = Vec::new();
    let parts = [
        (&ladder.ignored, own.ignored),
        (&ladder.catch_all, own.catch_all),
        (&ladder.not_understood, own.not_understood),
    ];
    let parts = parts.map(|(figure, what)| el("span").with(page.number(figure)).text(format!("\u{a0}{what}")));
    rungs.push(rung(
        page,
        &ladder.records,
        el("p").class("how").text(format!("{} ", own.how_records)).joined(own.semicolon, parts).text("."),
    ));
    let how = |text: &str, of: &str, figure: Element| {
        el("p").class("how").text(format!("{text} {of} ")).with(figure).text(".")
    };
    let hostile = page.number(&ladder.hostile_events);
    rungs.push(rung(page, &ladder.events, how(own.how_events, &capital(own.hostile_events), hostile)));
    let without = page.number(&ladder.detections_without_attempt);
    rungs.push(rung(page, &ladder.detections, how(own.how_detections, &capital(own.without_attempt), without)));
    let in_incidents = page.number(&ladder.attempts_in_incidents);
    rungs.push(rung(page, &ladder.attempts, how(own.how_attempts, &capital(own.in_incidents), in_incidents)));
    rungs.push(rung(page, &ladder.incidents, el("p").class("how").text(own.how_incidents)));
    let list = el("ol").class("ladder").with_all(rungs);
    if ladder.reconciled {
        return list;
    }
    el("div").with(p(own.not_reconciled).class("alarm")).with(list)
}

fn rung(page: &mut Page, figure: &Figure, how: Element) -> Element {
    let number = page.number(figure);
    let big = el("span").class("big").with(number).text(" ").with(page.unit(figure.unit, figure.value));
    el("li").with(big).with(how)
}

/// One strip for all forms, one for each class of form that was seen, and the table they are drawn from.
fn timeline(page: &mut Page) -> Element {
    let what = &page.answer.what;
    let own = page.own;
    let (buckets, step) = buckets(page);
    if buckets.is_empty() {
        return undated(page);
    }
    let attempts: Vec<u64> = buckets.iter().map(|bucket| bucket.attempts).collect();
    let mut drawing = el("figure").with(strip(page, own.all_forms, step, &attempts, true));
    for (index, class) in CLASSES.iter().enumerate() {
        let of_class: Vec<u64> = buckets.iter().map(|bucket| bucket.attempts_by_class[index]).collect();
        if of_class.iter().any(|value| *value > 0) {
            let name = page.words.class(*class);
            drawing = drawing.with(strip(page, &name, step, &of_class, false));
        }
    }
    let mut caption = el("figcaption");
    if let Some(peak) = &what.peak {
        let most = format!("{} {} ({}). ", own.peak, page.words.number(peak.attempts), page.words.day(peak.first_day));
        caption = caption.text(most);
    }
    if let Some(mean) = what.attempts_per_day {
        caption = caption.text(format!("{} {}. ", own.mean_per_day, page.words.decimal(mean)));
    }
    // Bars stand side by side; where days are missing between them that must be said.
    if page.answer.header.period.and_then(|period| period.days) != Some(what.days.len() as u64) {
        caption = caption.text(own.bars_apart);
    }
    drawing = drawing.with(el("div").class("strip").with(axis(page, buckets))).with(caption);
    let rows = buckets.iter().filter(|bucket| bucket.attempts > 0 || bucket.detections > 0).map(|bucket| {
        let mut row = vec![el("span").text(bucket_name(page, bucket, step == own.per_day))];
        let counts = [bucket.attempts, bucket.detections].into_iter().chain(bucket.attempts_by_class);
        row.extend(counts.map(|count| el("span").class("number").text(page.words.number(count))));
        row
    });
    let mut columns = vec![Column::text(own.period_column), page.counts(Unit::Attempts), page.counts(Unit::Detections)];
    columns.extend(CLASSES.iter().map(|class| Column::number(page.words.class(*class))));
    let table = page.plain_table("dense", own.over_time, step, &columns, rows.collect());
    let table = el("details").with(el("summary").text(own.as_table)).with(table);
    el("div").with(drawing).with(undated(page)).with(table)
}

fn undated(page: &mut Page) -> Element {
    let what = &page.answer.what;
    let undated = [page.figure(&what.undated_attempts), page.figure(&what.undated_detections)];
    el("p").class("note").text(format!("{} ", page.own.undated)).joined(", ", undated).text(".")
}

/// Days, or weeks, or months: the finest that can still be told apart.
fn buckets<'a>(page: &Page<'a>) -> (&'a [Bucket], &'static str) {
    let what = &page.answer.what;
    if what.days.len() <= BARS_MAX {
        (&what.days, page.own.per_day)
    } else if what.weeks.len() <= BARS_MAX && !what.weeks.is_empty() {
        (&what.weeks, page.own.per_week)
    } else {
        (&what.months, page.own.per_month)
    }
}

fn bucket_name(page: &Page, bucket: &Bucket, is_day: bool) -> String {
    if is_day { page.words.day(bucket.first_day) } else { bucket.label.clone() }
}

fn strip(page: &Page, name: &str, step: &str, values: &[u64], first: bool) -> Element {
    let own = page.own;
    let total: u64 = values.iter().sum();
    let most = values.iter().copied().max().unwrap_or(0);
    let name = el("span").with(el("strong").text(capital(name))).text(format!(", {step}"));
    let totals = el("span").class("number").text(page.words.number(total));
    let sums = el("span").class("note").with(totals).text(" ").with(page.unit(Unit::Attempts, total));
    let sums = sums.text(format!("{}{} {}", own.semicolon, own.most, page.words.number(most)));
    let bars = drawing::bars(values, if first { FIRST_STRIP_HEIGHT } else { STRIP_HEIGHT });
    let strip = el("div").class(if first { "strip first" } else { "strip" });
    strip.with(el("p").with(name).with(sums)).with(bars)
}

fn axis(page: &Page, buckets: &[Bucket]) -> Element {
    let last = buckets.len() - 1;
    let ends = if last == 0 { vec![0] } else { vec![0, last] };
    let labels: Vec<(f64, String)> = ends
        .into_iter()
        .map(|index| (if index == 0 { 0.0 } else { 100.0 }, page.words.day(buckets[index].first_day)))
        .collect();
    drawing::axis(&labels)
}

fn form<'a>(page: &mut Page<'a>, row: &'a FormRow) -> Vec<Element> {
    let own = page.own;
    let mut name = el("span").text(capital(&page.words.form(row.form)));
    let mut below = el("span").class("note").text(format!(" {}", page.words.class(row.class)));
    if let Some(technique) = &row.technique {
        let address = format!("https://attack.mitre.org/techniques/{}/", technique.replace('.', "/"));
        let link =
            el("a").attribute("href", address).attribute("rel", "noreferrer").text(format!("ATT&CK {technique}"));
        below = below.text(" · ").with(link);
    }
    name = name.with(below);
    if !row.subjects.is_empty() {
        let subjects: Vec<Element> = row
            .subjects
            .iter()
            .map(|subject| el("li").with(theirs(&subject.text)).text(" ").with(page.figure(&subject.count)))
            .collect();
        let list = el("ul").class("items").with_all(subjects);
        name = name.with(el("details").with(el("summary").text(own.asked_for)).with(list));
    }
    let share = page.plot(&row.share);
    vec![
        name,
        page.number(&row.attempts),
        share,
        page.number(&row.detections),
        page.number(&row.sources),
        page.first_and_last(row.first, row.last),
        page.cite(&row.citations),
    ]
}
