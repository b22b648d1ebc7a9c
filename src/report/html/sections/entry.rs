//! Question 6: did they get in? Incidents with their lines, and how much could be seen at all.

use vigie_facts::case::Effect;
use vigie_figures::answer::{IncidentShown, Span, SystemRow};

use super::places::source;
use super::{entry_of, section};
use crate::report::html::drawing;
use crate::report::html::markup::{Element, el};
use crate::report::html::parts::{Page, line, p, theirs};
use crate::report::html::wording::capital;

/// Hours since the epoch at 1990-01-01: earlier spans belong to records whose year nobody knows.
const DATED_FIRST_HOUR: i64 = 175_320;

/// Question 6.
pub(crate) fn entry(page: &mut Page) -> Element {
    let own = page.own;
    let section = incidents(page);
    section.with(el("h3").text(own.coverage)).with(p(own.coverage_lede).class("lede")).with(coverage(page))
}

/// Question 6, without how much could be seen.
pub(crate) fn incidents(page: &mut Page) -> Element {
    let entry = &page.answer.entry;
    let own = page.own;
    let verdict =
        el("div").class("lead").with_all(entry.verdict.iter().map(|sentence| p(page.words.sentence(sentence))));
    let mut facts = el("dl").class("facts");
    let kinds = [
        (own.had, &entry.had),
        (own.may_have_had, &entry.may_have_had),
        (own.sensors, &entry.sensors_entered),
        (own.marked_innocent, &entry.marked_innocent),
    ];
    for (term, figure) in kinds {
        facts = facts.with(entry_of(capital(term), page.figure(figure)));
    }
    let mut section = section("entry", own.entry).with(verdict).with(facts).with(el("h3").text(own.incidents));
    if entry.incidents.is_empty() {
        section = section.with(p(own.no_incident));
    }
    for row in &entry.incidents {
        section = section.with(incident(page, row));
    }
    section
}

fn incident(page: &mut Page, row: &IncidentShown) -> Element {
    let own = page.own;
    let (class, effect) = match row.effect {
        Effect::Had => ("had", own.had),
        Effect::MayHaveHad => ("may", own.may_have_had),
    };
    let tag = el("span").class(if row.effect == Effect::Had { "tag alarm" } else { "tag" }).text(effect);
    let confidence = format!(" {}{}{}", own.confidence, own.colon, page.words.confidence(row.confidence));
    let title = el("h4").text(format!("{} · {}", row.id, page.words.incident_kind(row.kind)));
    let attempts = el("span").with(page.figure(&row.attempts)).text(", ").with(page.figure(&row.detections));
    let attempts = attempts.text(" ").with(page.forms(&row.forms));
    let asset = el("span").with(theirs(&row.asset)).text(format!(" ({})", page.words.service(row.service)));
    let mut parts = el("dl")
        .class("parts")
        .with_all(pair(own.when, el("span").text(page.words.moment(row.moment))))
        .with_all(pair(own.against, asset));
    if let Some(from) = &row.source {
        parts = parts.with_all(pair(own.from, source(page, from)));
    }
    if let Some(account) = &row.account {
        parts = parts.with_all(pair(own.account, theirs(account)));
    }
    parts = parts.with_all(pair(own.grew_out_of, attempts));
    if !row.weaknesses.is_empty() {
        let list =
            el("ul").with_all(row.weaknesses.iter().map(|weakness| el("li").text(page.words.weakness(*weakness))));
        parts = parts.with_all(pair(own.weakened_by, list));
    }
    if let Some(mark) = &row.mark {
        let word = if mark.hostile { own.judged_hostile } else { own.judged_innocent };
        parts =
            parts.with_all(pair(own.judged, el("span").text(format!("{word}{}", own.colon)).with(theirs(&mark.why))));
    }
    let article = el("article").class(class).id(format!("incident-{}", row.id.rsplit('-').next().unwrap_or_default()));
    let article = article.with(title).with(el("p").with(tag).with(el("span").class("note").text(confidence)));
    article.with(p(page.words.sentence(&row.sentence))).with(parts).with(evidence(page, row))
}

fn pair(term: &'static str, meaning: Element) -> [Element; 2] {
    [el("dt").text(term), el("dd").with(meaning)]
}

fn evidence(page: &mut Page, row: &IncidentShown) -> Element {
    let mut list = el("ul").class("evidence").attribute("aria-label", page.own.evidence);
    for record in &row.evidence {
        let mut place =
            el("p").class("where").with(el("strong").text(capital(&page.words.evidence_part(&record.part))));
        if let Some(moment) = record.moment {
            place = place.text(format!(" · {}", page.words.moment(moment)));
        }
        let place = place.text(" · ").with(page.place(&record.citation));
        let text = record.citation.text.as_deref().map_or_else(|| p(page.own.no_text).class("note"), line);
        list = list.with(el("li").with(place).with(text));
    }
    if row.evidence_more > 0 {
        let more = format!("{} {}", page.words.number(row.evidence_more), page.own.more_lines);
        list = list.with(el("li").class("note").text(more));
    }
    list
}

/// How much could be seen.
pub(crate) fn coverage(page: &mut Page) -> Element {
    let coverage = &page.answer.entry.coverage;
    let own = page.own;
    let facts = el("dl")
        .class("facts")
        .with(entry_of(own.own_spans, page.share(&coverage.own_spans)))
        .with(entry_of(own.whole_period, page.share(&coverage.whole_period)))
        .with(entry_of(own.understood, page.share(&coverage.understood)))
        .with(entry_of(own.clock_backwards, page.figure(&coverage.clock_backwards)))
        .with(entry_of(own.systems_total, page.figure(&coverage.systems_total)));
    let bounds = bounds(coverage.systems.iter().flat_map(|row| &row.spans).filter(|span| is_dated(span)));
    let strips = coverage.systems.iter().map(|row| system(page, row, bounds)).collect::<Vec<_>>();
    let mut drawing = el("figure").with_all(strips);
    if let (Some(period), Some(_)) = (page.answer.header.period, bounds) {
        let ends = [(0.0, page.words.day(period.first.day)), (100.0, page.words.day(period.last.day))];
        drawing = drawing.with(el("div").class("strip").with(drawing::axis(&ends)));
    }
    el("div").with(facts).with(drawing)
}

fn system(page: &mut Page, row: &SystemRow, bounds: Option<(i64, i64)>) -> Element {
    let own = page.own;
    let name = el("span").with(theirs(&row.name)).text(format!(" {}", page.words.service(row.service)));
    let records = page.figure(&row.records);
    let understood = el("span").text(format!("{} ", own.understood)).with(page.share(&row.understood));
    let hours = el("span").text(format!("{} ", own.hours_seen)).with(page.share(&row.hours));
    let gap = format!("{} {}\u{a0}{}", own.longest_gap, page.words.number(row.longest_gap_hours), own.hours);
    let mut note =
        el("p").with(el("span").class("note").joined(" · ", [records, understood, hours]).text(format!(" · {gap}")));
    let own_bounds = row.spans.iter().any(|span| !is_dated(span));
    let bounds = if own_bounds { self::bounds(row.spans.iter()) } else { bounds };
    if own_bounds {
        note = note.with(el("span").class("note").text(own.without_year));
    }
    if row.spans_close_gaps_hours > 0 {
        let closed =
            format!("{} {}\u{a0}{}", own.gaps_closed, page.words.number(row.spans_close_gaps_hours), own.hours);
        note = note.with(el("span").class("note").text(closed));
    }
    let strip = match bounds {
        Some((first, end)) => drawing::stretches(&stretches(&row.spans, first, end)),
        None => el("span").class("note").text(own.no_time),
    };
    el("div").class("strip system").with(el("p").with(name)).with(strip).with(note)
}

fn is_dated(span: &Span) -> bool {
    span.first_hour >= DATED_FIRST_HOUR
}

/// First hour and the hour past the last, of all spans.
fn bounds<'a>(spans: impl Iterator<Item = &'a Span>) -> Option<(i64, i64)> {
    spans.fold(None, |bounds, span| {
        let (first, end) = bounds.unwrap_or((span.first_hour, span.last_hour + 1));
        Some((first.min(span.first_hour), end.max(span.last_hour + 1)))
    })
}

fn stretches(spans: &[Span], first: i64, end: i64) -> Vec<(f64, f64)> {
    let hours = (end - first).max(1) as f64;
    let place = |hour: i64| (hour - first) as f64 / hours * 100.0;
    spans.iter().map(|span| (place(span.first_hour), place(span.last_hour + 1))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_cover_whole_hours() {
        let spans = [Span { first_hour: 10, last_hour: 11 }, Span { first_hour: 19, last_hour: 19 }];
        let (first, end) = bounds(spans.iter()).unwrap();
        assert_eq!(stretches(&spans, first, end), [(0.0, 20.0), (90.0, 100.0)]);
        assert_eq!(bounds([].iter()), None);
    }
}
