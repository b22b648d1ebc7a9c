//! Drawings of the page as inline SVG: bars, strips of bars over time, coverage strips, the world map. Positions are
//! attributes and percentages, so that drawings stretch with the page while their texts keep their size; colours are classes
//! of the style sheet. Every drawing repeats what a text or table beside it says, and is hidden from screen readers unless
//! it carries a text alternative.

use std::collections::BTreeMap;

use super::markup::{Element, el};

/// Outlines made by `cargo xtask map build`; its file says how they are written.
const WORLD: &str = include_str!("world.tsv");
/// Size of the map in its own units, as `xtask/src/map.rs` projects it.
const MAP_WIDTH: i32 = 2_000;
/// See [`MAP_WIDTH`].
const MAP_HEIGHT: i32 = 866;
/// Countries that carry their rank on the map: those whose names a reader looks for first.
const RANKS_MAX: usize = 15;
/// Room one rank takes on a wide screen and on a phone, in units of the map (half width, half height): the font sizes of
/// the style sheet.
const RANK_ROOM: (i32, i32) = (20, 16);
/// See [`RANK_ROOM`].
const RANK_ROOM_PHONE: (i32, i32) = (42, 34);
/// Lower bounds of the shades of the map, in percent of the denominator. Fixed, so that two reports can be compared.
pub(crate) const SHADES: [f64; 5] = [0.0, 1.0, 5.0, 10.0, 25.0];

/// A horizontal bar of `percent`, with the interval around it when there is one. Decoration: the numbers stand beside it.
pub(crate) fn bar(percent: f64, interval: Option<(f64, f64)>) -> Element {
    let bar = svg("bar")
        .with(el("rect").class("track").attribute("width", "100%").attribute("y", "1").attribute("height", "7"))
        .with(el("rect").class("fill").attribute("width", share(percent)).attribute("y", "1").attribute("height", "7"));
    let Some((low, high)) = interval else { return bar };
    let (low, high) = (share(low), share(high));
    let line = |x1: &str, x2: &str, y1: &'static str, y2: &'static str| {
        let ends = el("line").class("whisker").attribute("x1", x1.to_owned()).attribute("x2", x2.to_owned());
        ends.attribute("y1", y1).attribute("y2", y2)
    };
    bar.with(line(&low, &high, "4.5", "4.5")).with(line(&low, &low, "1", "8")).with(line(&high, &high, "1", "8"))
}

/// A strip of upright bars, one per value in order, each as high as its part of the largest value. `height` is that of the
/// style sheet, in pixels.
pub(crate) fn bars(values: &[u64], height: u32) -> Element {
    let largest = values.iter().copied().max().unwrap_or(0).max(1);
    let slot = 100.0 / values.len().max(1) as f64;
    let height = f64::from(height);
    let mut strip = svg("bars");
    for (index, &value) in values.iter().enumerate().filter(|(_, value)| **value > 0) {
        // A day with one attempt beside a day with thousands must still be seen.
        let bar_height = (value as f64 / largest as f64 * (height - 2.0)).max(1.5);
        strip = strip.with(
            el("rect")
                .class("fill")
                .attribute("x", share(slot * (index as f64 + 0.09)))
                .attribute("width", share(slot * 0.82))
                .attribute("y", format!("{:.1}", height - bar_height - 1.0))
                .attribute("height", format!("{bar_height:.1}")),
        );
    }
    let base = format!("{:.1}", height - 0.5);
    strip.with(el("line").class("base").attribute("x2", "100%").attribute("y1", base.clone()).attribute("y2", base))
}

/// The labels under strips: the first at the left end, the last at the right end, the others centred at their places.
/// Places are percentages from left to right.
pub(crate) fn axis(labels: &[(f64, String)]) -> Element {
    let mut axis = svg("axis");
    for (index, (place, label)) in labels.iter().enumerate() {
        let anchor = match index {
            0 => "start",
            last if last + 1 == labels.len() => "end",
            _ => "middle",
        };
        let at = el("text").attribute("x", share(*place)).attribute("y", "14").attribute("text-anchor", anchor);
        axis = axis.with(at.text(label.clone()));
    }
    axis
}

/// Stretches that were seen on a background of what was not, from left to right, in percent.
pub(crate) fn stretches(spans: &[(f64, f64)]) -> Element {
    let mut strip = svg("bar").with(el("rect").class("track").attribute("width", "100%").attribute("height", "9"));
    for &(from, to) in spans {
        // One hour among a year must still be seen.
        let width = (to - from).max(0.25);
        let rect = el("rect").class("fill").attribute("x", share(from)).attribute("width", share(width));
        strip = strip.with(rect.attribute("height", "9"));
    }
    strip
}

/// A strip of upright bars at their places in time, in percent from left to right, each as high as its part of the whole. `height` is that of
/// the style sheet, in pixels.
pub(crate) fn moments(bars: &[(f64, f64)], height: u32) -> Element {
    let height = f64::from(height);
    let mut strip = svg("bars");
    for &(place, part) in bars {
        let bar_height = (part.clamp(0.0, 1.0) * (height - 2.0)).max(1.5);
        // A bar at the right end stays inside.
        let rect = el("rect").class("fill").attribute("x", share(place * 0.99)).attribute("width", "1%");
        let rect = rect.attribute("y", format!("{:.1}", height - bar_height - 1.0));
        strip = strip.with(rect.attribute("height", format!("{bar_height:.1}")));
    }
    let base = format!("{:.1}", height - 0.5);
    strip.with(el("line").class("base").attribute("x2", "100%").attribute("y1", base.clone()).attribute("y2", base))
}

/// Size of a ring in its own units.
const RING: f64 = 400.0;

/// Names on a ring in their order, and lines between some of them, by position. Each name shows where a pointer rests on its dot;
/// `alternative` says what the drawing shows.
pub(crate) fn ring(names: &[String], lines: &[(usize, usize)], alternative: &str) -> Element {
    let count = names.len().max(1) as f64;
    let radius = RING * 0.46;
    let place = |at: usize| {
        let angle = at as f64 / count * std::f64::consts::TAU;
        (RING / 2.0 + radius * angle.sin(), RING / 2.0 - radius * angle.cos())
    };
    let line = |&(a, b): &(usize, usize)| {
        let (from, to) = (place(a), place(b));
        format!("M{:.0} {:.0}L{:.0} {:.0}", from.0, from.1, to.0, to.1)
    };
    let dot = |(at, name): (usize, &String)| {
        let (x, y) = place(at);
        let circle = el("circle").attribute("cx", format!("{x:.0}")).attribute("cy", format!("{y:.0}"));
        circle.attribute("r", "5").class("fill").with(el("title").text(name.clone()))
    };
    el("svg")
        .attribute("viewBox", format!("0 0 {RING} {RING}"))
        .attribute("role", "img")
        .attribute("aria-label", alternative.to_owned())
        .with(el("path").class("links").attribute("d", lines.iter().map(line).collect::<String>()))
        .with_all(names.iter().enumerate().map(dot))
}

/// A country on the map.
pub(crate) struct Shaded {
    /// Alpha-2 code.
    pub(crate) code: String,
    /// Its share, in percent; decides the shade.
    pub(crate) percent: f64,
    /// What a pointer resting on it shows.
    pub(crate) title: String,
}

/// The world with countries shaded by their share, in rank order; the first ranks carry their number. `alternative` says
/// what the drawing shows.
pub(crate) fn map(countries: &[Shaded], alternative: &str) -> Element {
    let ranks: BTreeMap<&str, usize> =
        countries.iter().enumerate().map(|(rank, country)| (country.code.as_str(), rank)).collect();
    let mut rest = String::new();
    let mut shapes = Vec::new();
    let mut places = vec![None; countries.len()];
    for row in world() {
        match ranks.get(row.code) {
            None => rest.push_str(row.path),
            Some(&rank) => {
                let country = &countries[rank];
                places[rank] = Some((row.x, row.y));
                let shape = if row.path.is_empty() {
                    let at = el("circle").attribute("cx", row.x.to_string()).attribute("cy", row.y.to_string());
                    at.attribute("r", "9")
                } else {
                    el("path").attribute("d", row.path)
                };
                shapes.push(shape.class(shade(country.percent)).with(el("title").text(country.title.clone())));
            }
        }
    }
    el("svg")
        .attribute("viewBox", format!("0 0 {MAP_WIDTH} {MAP_HEIGHT}"))
        .attribute("role", "img")
        .attribute("aria-label", alternative.to_owned())
        .with(el("path").attribute("d", rest))
        .with_all(shapes)
        .with_all(rank_labels(&places))
}

/// Ranks where there is room for them: earlier ranks first, none over another. A rank that fits a wide screen only is
/// `roomy` and left out on phones; all stand in the table.
fn rank_labels(places: &[Option<(i32, i32)>]) -> Vec<Element> {
    let clear = |of: &[(i32, i32)], (x, y): (i32, i32), room: (i32, i32)| {
        of.iter().all(|&(u, v)| (u - x).abs() > 2 * room.0 || (v - y).abs() > 2 * room.1)
    };
    let (mut placed, mut placed_phone) = (Vec::new(), Vec::new());
    let mut labels = Vec::new();
    for (rank, place) in places.iter().take(RANKS_MAX).enumerate() {
        let Some(place) = *place else { continue };
        if !clear(&placed, place, RANK_ROOM) {
            continue;
        }
        placed.push(place);
        let label = el("text").attribute("x", place.0.to_string()).attribute("y", place.1.to_string());
        let label = label.text((rank + 1).to_string());
        if clear(&placed_phone, place, RANK_ROOM_PHONE) {
            placed_phone.push(place);
            labels.push(label);
        } else {
            labels.push(label.class("roomy"));
        }
    }
    labels
}

/// The class of a share in the style sheet.
pub(crate) fn shade(percent: f64) -> &'static str {
    const CLASSES: [&str; 5] = ["s1", "s2", "s3", "s4", "s5"];
    let reached = SHADES.iter().rposition(|bound| percent >= *bound).unwrap_or(0);
    CLASSES[reached]
}

/// A patch in the colour of a shade, for the legend.
pub(crate) fn patch(class: &'static str) -> Element {
    svg("patch").with(el("rect").class(class).attribute("width", "100%").attribute("height", "100%"))
}

struct Row {
    code: &'static str,
    x: i32,
    y: i32,
    path: &'static str,
}

fn world() -> impl Iterator<Item = Row> {
    WORLD.lines().filter_map(|line| {
        let mut cells = line.splitn(4, '\t');
        let (code, x, y) = (cells.next()?, cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
        Some(Row { code, x, y, path: cells.next()? })
    })
}

/// A drawing that says nothing a screen reader would miss.
fn svg(class: &'static str) -> Element {
    el("svg").class(class).attribute("aria-hidden", "true")
}

/// A percentage as an attribute, to a hundredth.
fn share(percent: f64) -> String {
    format!("{:.2}%", percent.clamp(0.0, 100.0))
}

#[cfg(test)]
mod tests {
    use vigie_figures::countries;

    use super::*;

    #[test]
    fn every_row_of_the_map_is_read_and_is_a_country() {
        assert_eq!(world().count(), WORLD.lines().count());
        for row in world() {
            let code = row.code.as_bytes().try_into().unwrap();
            assert!(countries::by_alpha2(code).is_some(), "{}", row.code);
            assert!((0..=MAP_WIDTH).contains(&row.x) && (0..=MAP_HEIGHT).contains(&row.y), "{}", row.code);
            assert!(row.path.bytes().all(|b| b"Mlz -0123456789".contains(&b)), "{}", row.code);
        }
        assert!(world().map(|row| row.path.len()).sum::<usize>() < 60_000);
    }

    #[test]
    fn countries_that_attacks_often_are_located_in_stand_on_the_map() {
        for code in ["UA", "RU", "US", "FR", "SG", "HK", "SC", "LU", "XK", "TW"] {
            assert!(world().any(|row| row.code == code), "{code}");
        }
    }

    #[test]
    fn shades_follow_their_bounds() {
        for (percent, class) in [(0.1, "s1"), (1.0, "s2"), (9.9, "s3"), (10.0, "s4"), (25.0, "s5"), (100.0, "s5")] {
            assert_eq!(shade(percent), class);
        }
    }

    #[test]
    fn ranks_never_stand_on_each_other() {
        let labels = rank_labels(&[Some((100, 100)), Some((110, 100)), Some((160, 100)), None, Some((900, 100))]);
        let shown: Vec<String> = labels.iter().map(ToString::to_string).collect();
        assert_eq!(shown.len(), 3);
        assert!(shown[1].contains("roomy") && shown[1].ends_with(">3</text>"));
        assert!(shown[2].ends_with(">5</text>"));
    }

    #[test]
    fn a_small_value_is_still_a_bar() {
        let shown = bars(&[0, 1, 100_000], 46).to_string();
        assert_eq!(shown.matches("<rect").count(), 2);
        assert!(shown.contains("height=\"1.5\""));
    }
}
