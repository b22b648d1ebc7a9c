//! Question 3: where it arrived from, on a map and in tables, with everything that keeps the shares honest.

use vigie_figures::answer::{SourceShort, SourceShown};
use vigie_figures::figure::{Figure, Share, Unit};

use super::{entry_of, section};
use crate::report::html::drawing::{self, SHADES, Shaded};
use crate::report::html::markup::{Element, el};
use crate::report::html::parts::{Column, Page, p, theirs};

/// Question 3.
pub(crate) fn places(page: &mut Page) -> Element {
    let section = places_without_sources(page);
    if page.answer.top_sources.is_empty() { section } else { section.with(top_sources(page)) }
}

/// Question 3, without the table of the busiest sources.
pub(crate) fn places_without_sources(page: &mut Page) -> Element {
    let places = &page.answer.places;
    let own = page.own;
    let mut section = section("places", own.places).with(p(own.places_lede).class("lede"));
    if let Some(forwarding) = &places.forwarding {
        let addresses = el("p").joined(", ", forwarding.sources.iter().map(|source| theirs(source)));
        let share = page.share(&forwarding.share);
        let notice = el("article").class("now").with(p(page.words.sentence(&forwarding.sentence)));
        section = section.with(notice.with(addresses.text(" ").with(share)));
    }
    let shares = [
        (own.unlocated, &places.unlocated, &places.unlocated_sources),
        (own.relay, &places.relay, &places.relay_sources),
    ];
    let mut facts = el("dl").class("facts");
    let figures: [(&str, &Figure); 2] =
        [(own.with_source, &places.attempts_with_source), (own.without_source, &places.attempts_without_source)];
    for (term, figure) in figures {
        facts = facts.with(entry_of(term, page.figure(figure)));
    }
    facts = facts.with(entry_of(page.words.unit(Unit::Sources, 2), page.figure(&places.sources)));
    for (term, attempts, sources) in shares {
        let both = [page.share(attempts), page.share(sources)];
        let both = both.into_iter().map(|share| el("span").class("block").with(share));
        facts = facts.with(entry_of(term, el("span").with_all(both)));
    }
    facts = facts.with(entry_of(own.low_confidence, page.share(&places.low_confidence)));
    section = section.with(facts);
    if !places.countries.is_empty() {
        section = section.with(map(page)).with(countries(page));
    }
    if !places.kinds.is_empty() {
        section = section.with(kinds(page));
    }
    if !places.networks.is_empty() {
        section = section.with(networks(page));
    }
    section
}

fn map(page: &mut Page) -> Element {
    let own = page.own;
    let shaded: Vec<Shaded> = page
        .answer
        .places
        .countries
        .iter()
        .filter(|row| row.attempts.numerator > 0)
        .map(|row| {
            let percent = row.attempts.percent.unwrap_or(0.0);
            let count = page.words.number(row.attempts.numerator);
            let unit = page.words.unit(Unit::Attempts, row.attempts.numerator);
            let title = format!(
                "{}{}{count} {unit} ({})",
                page.words.country(&row.country),
                own.colon,
                page.words.percent(percent)
            );
            Shaded { code: row.country.clone(), percent, title }
        })
        .collect();
    let mut legend = vec![el("li").with(drawing::patch("land")).text(own.map_none)];
    for (index, low) in SHADES.iter().enumerate() {
        let text = match SHADES.get(index + 1) {
            Some(high) if index == 0 => format!("< {}", page.words.percent(*high)),
            Some(high) => format!("{}–{}", page.words.decimal(*low), page.words.percent(*high)),
            None => format!("≥ {}", page.words.percent(*low)),
        };
        legend.push(el("li").with(drawing::patch(drawing::shade(*low))).text(text));
    }
    el("figure")
        .class("map")
        .with(drawing::map(&shaded, own.map_alternative))
        .with(el("ul").class("legend").with_all(legend))
        .with(el("figcaption").text(own.map_caption))
}

fn countries(page: &mut Page) -> Element {
    let own = page.own;
    let columns = [
        Column::text(own.country),
        Column::plot(own.share_of_attempts),
        Column::plot(own.share_of_sources),
        Column::text(own.of_these_relay),
        Column::text(own.proof),
    ];
    let rows = page.answer.places.countries.iter().enumerate().map(|(rank, row)| {
        let name = el("span").with(el("span").class("rank").text(format!("{}. ", rank + 1)));
        vec![
            name.text(page.words.country(&row.country)),
            page.plot(&row.attempts),
            page.plot(&row.sources),
            page.share(&row.relay),
            page.cite(&row.citations),
        ]
    });
    let mut rows: Vec<_> = rows.collect();
    let rest = rows.split_off(rows.len().min(COUNTRIES_OPEN));
    let table = page.table(own.countries, own.countries_note, &columns, rows);
    if rest.is_empty() {
        return table;
    }
    let summary = format!("{} {}", page.words.number(rest.len() as u64), own.more_countries);
    let rest = page.plain_table("plain", &summary, "", &columns, rest);
    table.with(el("details").with(el("summary").text(summary)).with(rest))
}

/// Countries that stand open in the page; the others can be unfolded, and are printed.
const COUNTRIES_OPEN: usize = 15;

fn kinds(page: &mut Page) -> Element {
    let own = page.own;
    let columns = [Column::text(own.kind), Column::plot(own.share_of_attempts), Column::plot(own.share_of_sources)];
    let rows = page.answer.places.kinds.iter().map(|row| {
        vec![el("span").text(page.words.network_kind(row.kind)), page.plot(&row.attempts), page.plot(&row.sources)]
    });
    let rows = rows.collect();
    page.table(own.kinds, "", &columns, rows)
}

fn networks(page: &mut Page) -> Element {
    let own = page.own;
    let columns = [
        Column::text(own.network),
        Column::text(own.kind),
        Column::plot(own.share_of_attempts),
        Column::plot(own.share_of_sources),
    ];
    let places = &page.answer.places;
    let rows = places.networks.iter().map(|row| {
        vec![
            el("span").with(theirs(&row.name)).with(el("span").class("note").text(format!(" AS{}", row.asn))),
            el("span").text(page.words.network_kind(row.kind)),
            page.plot(&row.attempts),
            page.plot(&row.sources),
        ]
    });
    let rows = rows.collect();
    let note = format!("{} {}", page.words.number(places.networks_total), own.networks_total);
    page.table(own.networks, &note, &columns, rows)
}

fn top_sources(page: &mut Page) -> Element {
    let own = page.own;
    let columns = [
        Column::text(own.source),
        page.counts(Unit::Attempts),
        page.counts(Unit::Detections),
        page.counts(Unit::Events),
        Column::text(own.forms),
        Column::text(own.first_last),
        Column::text(own.proof),
    ];
    let rows = page.answer.top_sources.iter().map(|row| source_row(page, row)).collect();
    page.table(own.top_sources, own.top_sources_note, &columns, rows)
}

fn source_row<'a>(page: &mut Page<'a>, row: &'a SourceShown) -> Vec<Element> {
    let mut name = source(page, &row.source);
    if let Some(operator) = &row.operator {
        name = name.text(" ").with(theirs(operator));
    }
    if row.own {
        name = name.with(el("span").class("note").text(format!(" {}", page.own.own_source)));
    }
    vec![
        name,
        page.number(&row.attempts),
        page.number(&row.detections),
        page.number(&row.events),
        page.forms(&row.forms),
        page.first_and_last(row.first, row.last),
        page.cite(&row.citations),
    ]
}

/// A source with what the network table says of it.
pub(crate) fn source(page: &Page, source: &SourceShort) -> Element {
    el("span").with(theirs(&source.address)).with(about(page, source))
}

/// What the network table says of a source.
pub(crate) fn about(page: &Page, source: &SourceShort) -> Element {
    let mut known = Vec::new();
    known
        .push(source.country.as_deref().map_or_else(|| page.own.unlocated.to_owned(), |code| page.words.country(code)));
    known.push(page.words.network_kind(source.kind));
    if let Some(asn) = source.asn {
        known.push(format!("AS{asn}"));
    }
    let note = el("span").class("note").text(format!(" {}", known.join(" · ")));
    let element = el("span").with(note);
    match &source.network {
        Some(network) => element.text(" ").with(theirs(network)),
        None => element,
    }
}

impl Page<'_> {
    /// A share with its bar.
    pub(super) fn plot(&mut self, share: &Share) -> Element {
        let percent = el("strong").with(self.percent(share));
        el("span").with(percent).with(Page::bar(share)).with(el("span").class("block").with(self.basis(share)))
    }
}
