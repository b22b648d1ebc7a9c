//! What the answer rests on: limits, inputs, rules, decisions, definitions, cited lines.

use vigie_figures::answer::{AnomalyShown, InputShown};
use vigie_figures::figure::Unit;

use super::{entry_of, section};
use crate::report::html::markup::{Element, el};
use crate::report::html::parts::{Column, Page, line, p, theirs};

/// What these logs cannot say.
pub(crate) fn limits(page: &mut Page) -> Element {
    let rows = page.answer.limits.iter().map(|limit| el("li").text(page.words.sentence(&limit.sentence)));
    section("limits", page.own.limits).with(el("ul").class("plain").with_all(rows))
}

/// What was read, by which rules, with which decisions.
pub(crate) fn inputs(page: &mut Page) -> Element {
    let own = page.own;
    let columns = [
        Column::text(own.input),
        Column::text(own.recognised_as),
        page.counts(Unit::Records),
        Column::text(own.understood),
        Column::text(own.times),
    ];
    let rows = page.answer.inputs.iter().map(|row| input(page, row)).collect();
    let mut section = section("inputs", own.inputs).with(page.table(own.inputs, "", &columns, rows));
    let samples: Vec<_> = page.answer.inputs.iter().flat_map(|row| &row.samples).collect();
    if !samples.is_empty() {
        let list = samples.into_iter().map(|sample| {
            let place = el("p").class("where").with(page.place(sample));
            let text = sample.text.as_deref().map_or_else(|| p(own.no_text).class("note"), line);
            el("li").with(place).with(text)
        });
        section = section.with(el("h3").text(own.samples)).with(el("ul").class("evidence").with_all(list));
    }
    if !page.answer.anomalies.is_empty() {
        let rows = page
            .answer
            .anomalies
            .iter()
            .map(|row| vec![el("span").text(page.words.anomaly(&row.anomaly)), page.number(&row.records)]);
        let rows = rows.collect();
        let columns = [Column::text(own.anomaly), page.counts(Unit::Records)];
        section = section.with(page.table(own.anomalies, "", &columns, rows));
    }
    if !page.answer.rules.is_empty() {
        section = section.with(rules(page));
    }
    section.with(el("h3").text(own.settings)).with(settings(page))
}

fn input(page: &mut Page, row: &InputShown) -> Vec<Element> {
    let own = page.own;
    let mut name = el("span").with(theirs(&row.path)).text(" ").with(page.figure(&row.bytes_read));
    let mut notes = Vec::new();
    if row.compression != "none" {
        notes.push(el("span").text(row.compression.clone()));
    }
    if let Some(other) = &row.duplicate_of {
        notes.push(el("span").text(format!("{} ", own.copy_of)).with(theirs(other)));
    }
    let overlap = page.number(&row.overlap_bytes);
    if row.overlap_bytes.value > 0 {
        notes.push(el("span").text(format!("{} ", own.overlap)).with(overlap));
    }
    if let Some(trouble) = &row.trouble {
        let word = el("strong").class("alarm").text(page.words.trouble(&trouble.kind));
        notes.push(el("span").with(word).text(" ").with(theirs(&trouble.detail)));
    }
    notes.extend(row.anomalies.iter().map(|anomaly| oddity(page, anomaly)));
    if !row.digest.is_empty() {
        notes.push(el("span").text(row.digest.clone()));
    }
    name = name.with(el("span").class("note block").joined(own.semicolon, notes));
    let recognised = match row.service {
        Some(service) => format!(
            "{}, {} ({})",
            page.words.service(service),
            row.envelope,
            page.words.percent(f64::from(row.confidence_percent))
        ),
        None => own.nothing_recognised.to_owned(),
    };
    let rest =
        [(&row.ignored, own.ignored), (&row.catch_all, own.catch_all), (&row.not_understood, own.not_understood)];
    let rest = rest.map(|(figure, what)| el("span").with(page.number(figure)).text(format!("\u{a0}{what}")));
    let understood =
        el("span").with(page.share(&row.understood)).with(el("span").class("note block").joined(own.semicolon, rest));
    let times = match row.period {
        Some(period) => {
            let times = page.first_and_last(Some(period.first), Some(period.last));
            times.with(el("span").class("note block").text(page.words.time_basis(row.time_basis)))
        }
        None => el("span").text(own.no_time),
    };
    vec![name, el("span").text(recognised), page.number(&row.records), understood, times]
}

fn oddity(page: &mut Page, row: &AnomalyShown) -> Element {
    let records = page.figure(&row.records);
    el("span").text(format!("{}{}", page.words.anomaly(&row.anomaly), page.own.colon)).with(records)
}

fn rules(page: &mut Page) -> Element {
    let own = page.own;
    let columns = [Column::text(own.rule), Column::text(own.form), page.counts(Unit::Detections)];
    let rows = page.answer.rules.iter().map(|row| {
        let name = el("span").with(theirs(page.words.rule_title(&row.title))).text(" ");
        let name = name.with(el("span").class("note").text(format!("{} ({})", row.name, row.version)));
        vec![name, el("span").text(page.words.form(row.form)), page.number(&row.detections)]
    });
    let rows = rows.collect();
    page.table(own.rules, own.rules_note, &columns, rows)
}

fn settings(page: &mut Page) -> Element {
    let settings = &page.answer.settings;
    let own = page.own;
    let minutes = page.words.number(settings.session_gap_seconds.unsigned_abs() / 60);
    let gap = format!("{minutes} {}", page.words.unit(Unit::Minutes, settings.session_gap_seconds.unsigned_abs() / 60));
    let table = if settings.network_data_name.is_empty() {
        el("span").text(own.nothing)
    } else {
        el("span").with(theirs(&settings.network_data_name)).text(format!(" {}", settings.network_data_date))
    };
    let digest = if settings.rules_digest.is_empty() { own.nothing.to_owned() } else { settings.rules_digest.clone() };
    let names = if settings.names_clear { own.names_clear } else { own.names_hidden };
    el("dl")
        .class("facts")
        .with(entry_of(own.program, el("span").text(format!("Vigie {}", settings.program_version))))
        .with(entry_of(own.zone, theirs(&settings.time_zone)))
        .with(entry_of(own.log_zone, theirs(&settings.log_time_zone)))
        .with(entry_of(own.session_gap, el("span").text(gap)))
        .with(entry_of(own.network_table, table))
        .with(entry_of(own.rules_digest, el("span").text(digest)))
        .with(entry_of(own.accounts, el("span").text(names)))
}

/// What each unit means, and the other terms a reader meets.
pub(crate) fn units(page: &mut Page) -> Element {
    let own = page.own;
    let mut list = el("dl").class("parts");
    for unit in Unit::ALL {
        let term = el("dt").id(format!("unit-{}", unit.id())).text(page.words.unit(*unit, 2));
        list = list.with(term).with(el("dd").text(page.words.definition(*unit)));
    }
    list = list.with(el("dt").id("term-interval").text(own.interval_term)).with(el("dd").text(own.interval_definition));
    list = list.with(el("dt").text(own.escape_term)).with(el("dd").text(own.escape_definition));
    section("units", own.units).with(list)
}

/// Every line that figures refer to.
pub(crate) fn lines(page: &mut Page) -> Element {
    let own = page.own;
    let list = page.lines().iter().enumerate().map(|(index, citation)| {
        let place = el("p").class("where").with(page.place(citation));
        let text = citation.text.as_deref().map_or_else(|| p(own.no_text).class("note"), line);
        el("li").id(format!("line-{}", index + 1)).with(place).with(text)
    });
    let list = el("ol").class("sources-of-figures").with_all(list);
    let section = section("lines", own.lines);
    if list.is_empty() {
        section.with(p(own.nothing))
    } else {
        section.with(p(own.lines_lede).class("lede")).with(list)
    }
}
