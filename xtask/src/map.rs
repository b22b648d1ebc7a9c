//! `cargo xtask map build [FROM]`: turns the world outlines of `FROM` (a folder with `countries-110m.json` and
//! `countries-50m.json` of the npm package world-atlas: TopoJSON, Natural Earth, public domain) into
//! `src/report/html/world.tsv`, which the page embeds. Needs no network.
//!
//! One line a country: alpha-2 code, x and y of its label, outline as an SVG path of relative moves (empty for countries
//! too small to draw, which the page shows as a dot). Coordinates are whole units of a map [`WIDTH`] units wide.
//!
//! Projection: Equal Earth (Šavrič, Patterson, Jenny 2018, doi:10.1080/13658816.2018.1504949), since a choropleth must not
//! make countries look larger than they are. The centre is 11° E, so that the cut runs through the Bering Strait.
//!
//! Outlines follow ISO 3166-1, the code list of the network tables: what has no code there is drawn with the country whose
//! entry ISO 3166-2 lists it under. The map says nothing about sovereignty.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use serde::Deserialize;
use vigie_figures::countries;

/// Width of the map in its own units; two units are one pixel on a wide screen.
const WIDTH: f64 = 2_000.0;
/// Rows south of this latitude hold only Antarctica.
const LATITUDE_MIN: f64 = -56.5;
/// North of this lie only the tips of Greenland and of islands.
const LATITUDE_MAX: f64 = 83.7;
/// Longitude in the middle of the map.
const LONGITUDE_MIDDLE: f64 = 11.0;
/// Corners that bend an outline by less than this area, in square units, are left out.
const BEND_AREA_MIN: f64 = 2.0;
/// Islands smaller than this, in square units, are left out unless they are all a country has.
const ISLAND_AREA_MIN: f64 = 8.0;
/// The file is part of every page.
const FILE_BYTES_MAX: usize = 60_000;
const FILE: &str = "src/report/html/world.tsv";
const FROM: &str = "../shared/data/world-map";

#[derive(Deserialize)]
struct Topology {
    objects: Objects,
    arcs: Vec<Vec<(f64, f64)>>,
    transform: Transform,
}

#[derive(Deserialize)]
struct Transform {
    scale: (f64, f64),
    translate: (f64, f64),
}

#[derive(Deserialize)]
struct Objects {
    countries: Geometries,
}

#[derive(Deserialize)]
struct Geometries {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    id: Option<String>,
    #[serde(flatten)]
    shape: Shape,
    properties: Properties,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "arcs")]
enum Shape {
    Polygon(Vec<Vec<i32>>),
    MultiPolygon(Vec<Vec<Vec<i32>>>),
}

#[derive(Deserialize)]
struct Properties {
    name: String,
}

type Point = (f64, f64);
/// An outer ring, then its holes.
type Polygon = Vec<Vec<Point>>;

/// A country as drawn: rings of whole units, outer rings and holes alike (the page fills by the even-odd rule).
#[derive(Default)]
struct Outline {
    rings: Vec<Vec<(i32, i32)>>,
    label: (i32, i32),
}

pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    ensure!(arguments.first().is_some_and(|word| word == "build"), "usage: cargo xtask map build [FROM]");
    let from = Path::new(arguments.get(1).map_or(FROM, String::as_str));
    let mut outlines = outlines(&read(&from.join("countries-110m.json"))?, BEND_AREA_MIN)?;
    // The finer file knows the small countries; of those only the place of the dot is kept.
    for (code, fine) in self::outlines(&read(&from.join("countries-50m.json"))?, 0.0)? {
        outlines.entry(code).or_insert(Outline { rings: Vec::new(), label: fine.label });
    }
    let mut text = String::new();
    for (code, outline) in &outlines {
        let (x, y) = outline.label;
        writeln!(text, "{code}\t{x}\t{y}\t{}", path(&outline.rings))?;
    }
    ensure!(text.len() <= FILE_BYTES_MAX, "{} bytes are more than {FILE_BYTES_MAX}", text.len());
    fs::write(FILE, &text).with_context(|| FILE.to_owned())?;
    let (_, height) = place(LONGITUDE_MIDDLE, LATITUDE_MIN);
    println!("{FILE}: {} countries, {} bytes; map of {WIDTH} × {height:.0} units", outlines.len(), text.len());
    Ok(())
}

fn read(file: &Path) -> anyhow::Result<Topology> {
    let text = fs::read(file).with_context(|| file.display().to_string())?;
    serde_json::from_slice(&text).with_context(|| file.display().to_string())
}

/// Every country of a file, by alpha-2 code.
fn outlines(topology: &Topology, bend_area_min: f64) -> anyhow::Result<BTreeMap<&'static str, Outline>> {
    let degrees: Vec<Vec<Point>> = topology.arcs.iter().map(|arc| decode(&topology.transform, arc)).collect();
    // Borders are thinned before they are joined, so that both neighbours keep the same points.
    let units: Vec<Vec<Point>> = degrees
        .iter()
        .map(|arc| arc.iter().map(|&(longitude, latitude)| place(longitude, latitude)).collect::<Vec<_>>())
        .map(|arc| without_slight_bends(arc, bend_area_min))
        .collect();
    let mut polygons: BTreeMap<&'static str, Vec<Polygon>> = BTreeMap::new();
    for geometry in &topology.objects.countries.geometries {
        let Some(code) = code(geometry)? else { continue };
        let parts = match &geometry.shape {
            Shape::Polygon(rings) => std::slice::from_ref(rings),
            Shape::MultiPolygon(parts) => parts,
        };
        for part in parts {
            let owner = if code == "RU" && is_crimea(&join(&degrees, &part[0])) { "UA" } else { code };
            polygons.entry(owner).or_default().push(part.iter().map(|ring| join(&units, ring)).collect());
        }
    }
    let mut drawn = BTreeMap::new();
    for (code, parts) in polygons {
        drawn.insert(code, outline(parts).with_context(|| code.to_owned())?);
    }
    Ok(drawn)
}

/// The alpha-2 code of a geometry; `None` for what the map leaves out.
fn code(geometry: &Geometry) -> anyhow::Result<Option<&'static str>> {
    if let Some(id) = &geometry.id {
        let country = id.parse().ok().and_then(countries::by_numeric);
        let country = country.with_context(|| format!("{} has an unknown number", geometry.properties.name))?;
        return Ok((country.alpha2 != "AQ").then_some(country.alpha2));
    }
    match geometry.properties.name.as_str() {
        "Kosovo" => Ok(Some("XK")),
        "N. Cyprus" => Ok(Some("CY")),
        "Somaliland" => Ok(Some("SO")),
        "Siachen Glacier" | "Indian Ocean Ter." => Ok(None),
        other => bail!("{other} has neither number nor a known name"),
    }
}

/// ISO 3166-2 lists Crimea and Sevastopol under Ukraine (UA-43, UA-40); the source file draws them with Russia.
fn is_crimea(ring: &[Point]) -> bool {
    ring.iter().all(|(longitude, latitude)| (32.0..37.0).contains(longitude) && (44.0..46.5).contains(latitude))
}

/// Undoes TopoJSON's delta encoding: longitudes and latitudes in degrees.
fn decode(transform: &Transform, arc: &[(f64, f64)]) -> Vec<Point> {
    let (mut x, mut y) = (0.0, 0.0);
    let step = |&(dx, dy): &(f64, f64)| {
        x += dx;
        y += dy;
        (x * transform.scale.0 + transform.translate.0, y * transform.scale.1 + transform.translate.1)
    };
    arc.iter().map(step).collect()
}

/// A closed ring of arcs; `!i` is arc `i` backwards. The last point, which repeats the first, is kept.
fn join(arcs: &[Vec<Point>], ring: &[i32]) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for &index in ring {
        points.pop();
        if index >= 0 {
            points.extend(&arcs[index as usize]);
        } else {
            points.extend(arcs[!index as usize].iter().rev());
        }
    }
    points
}

/// Leaves out what is too small to see, and finds the place of the label.
fn outline(mut parts: Vec<Polygon>) -> anyhow::Result<Outline> {
    // St Lawrence Island alone lies across the cut of the map.
    let is_whole = |ring: &Vec<Point>| ring.windows(2).all(|pair| (pair[0].0 - pair[1].0).abs() < WIDTH / 2.0);
    parts.retain(|rings| rings.iter().all(is_whole));
    parts.sort_by(|a, b| area(&b[0]).total_cmp(&area(&a[0])));
    let label = inner_place(&parts.first().context("no polygon")?[0]);
    let mut rings = Vec::new();
    for (rank, part) in parts.iter().enumerate() {
        if rank == 0 || area(&part[0]) >= ISLAND_AREA_MIN {
            rings.extend(part.iter().map(|ring| whole_units(ring)));
        }
    }
    rings.retain(|ring| ring.len() >= 3);
    Ok(Outline { rings, label: (label.0.round() as i32, label.1.round() as i32) })
}

/// Equal Earth: degrees to units, x to the right and y downwards from the upper left corner of the map.
fn place(longitude: f64, latitude: f64) -> Point {
    let turned = (longitude - LONGITUDE_MIDDLE + 540.0).rem_euclid(360.0) - 180.0;
    let (x, y) = equal_earth(turned, latitude);
    let (x_max, _) = equal_earth(180.0, 0.0);
    let (_, y_max) = equal_earth(0.0, LATITUDE_MAX);
    let units = WIDTH / 2.0 / x_max;
    ((x + x_max) * units, (y_max - y) * units)
}

/// The projection on a sphere of radius one, from degrees.
fn equal_earth(longitude: f64, latitude: f64) -> Point {
    const A: [f64; 4] = [1.340_264, -0.081_106, 0.000_893, 0.003_796];
    let root = 3.0_f64.sqrt();
    let t = (root / 2.0 * latitude.to_radians().sin()).asin();
    let (t2, t6) = (t.powi(2), t.powi(6));
    let slope = A[0] + 3.0 * A[1] * t2 + t6 * (7.0 * A[2] + 9.0 * A[3] * t2);
    let x = 2.0 * root / 3.0 * longitude.to_radians() * t.cos() / slope;
    (x, t * (A[0] + A[1] * t2 + t6 * (A[2] + A[3] * t2)))
}

/// Area inside a closed ring, in square units.
fn area(ring: &[Point]) -> f64 {
    (ring.windows(2).map(|pair| pair[0].0 * pair[1].1 - pair[1].0 * pair[0].1).sum::<f64>() / 2.0).abs()
}

/// Visvalingam's algorithm, by repeated search: lines have a few hundred points. Both ends stay.
fn without_slight_bends(mut points: Vec<Point>, area_min: f64) -> Vec<Point> {
    // A closed line keeps enough corners to have an inside.
    let points_min = if points.first() == points.last() { 5 } else { 2 };
    while points.len() > points_min {
        let triangle = |i: usize| area(&[points[i - 1], points[i], points[i + 1], points[i - 1]]);
        let Some(slightest) = (1..points.len() - 1).min_by(|&a, &b| triangle(a).total_cmp(&triangle(b))) else { break };
        if triangle(slightest) >= area_min {
            break;
        }
        points.remove(slightest);
    }
    points
}

/// Rounds, drops the repeated end and neighbours that became equal.
fn whole_units(ring: &[Point]) -> Vec<(i32, i32)> {
    let mut points: Vec<(i32, i32)> = ring.iter().map(|&(x, y)| (x.round() as i32, y.round() as i32)).collect();
    points.dedup();
    if points.first() == points.last() {
        points.pop();
    }
    points
}

/// The place inside a ring that is farthest from its border, on a grid: there a label fits best.
fn inner_place(ring: &[Point]) -> Point {
    const STEPS: i32 = 40;
    let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
    for &(x, y) in ring {
        low = (low.0.min(x), low.1.min(y));
        high = (high.0.max(x), high.1.max(y));
    }
    let mut best = ((low.0.midpoint(high.0), low.1.midpoint(high.1)), f64::MIN);
    for step in 0..STEPS * STEPS {
        let share = |of: i32| (f64::from(of) + 0.5) / f64::from(STEPS);
        let x = low.0 + (high.0 - low.0) * share(step % STEPS);
        let y = low.1 + (high.1 - low.1) * share(step / STEPS);
        if is_inside(ring, (x, y)) {
            let distance = ring.windows(2).map(|pair| distance(pair[0], pair[1], (x, y))).fold(f64::MAX, f64::min);
            if distance > best.1 {
                best = ((x, y), distance);
            }
        }
    }
    best.0
}

fn is_inside(ring: &[Point], (x, y): Point) -> bool {
    let crosses = |pair: &&[Point]| {
        let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
        (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
    };
    ring.windows(2).filter(crosses).count() % 2 == 1
}

/// From a point to a line between two others.
fn distance(from: Point, to: Point, (x, y): Point) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let along = ((x - from.0) * dx + (y - from.1) * dy) / (dx * dx + dy * dy).max(f64::MIN_POSITIVE);
    let along = along.clamp(0.0, 1.0);
    (x - from.0 - along * dx).hypot(y - from.1 - along * dy)
}

/// An SVG path: one absolute move, then relative lines, written as short as the grammar allows.
fn path(rings: &[Vec<(i32, i32)>]) -> String {
    let mut path = String::new();
    for ring in rings {
        let (mut x, mut y) = ring[0];
        let _ = write!(path, "M{x} {y}l");
        for (index, &(to_x, to_y)) in ring[1..].iter().enumerate() {
            let (dx, dy) = (to_x - x, to_y - y);
            let gap = if index == 0 || dx < 0 { "" } else { " " };
            let comma = if dy < 0 { "" } else { " " };
            let _ = write!(path, "{gap}{dx}{comma}{dy}");
            (x, y) = (to_x, to_y);
        }
        path.push('z');
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn projection_agrees_with_its_authors() {
        // Table of the paper: the pole is 0.59 times as long as the equator, and the map is 2.05 times as wide as high.
        let (equator, _) = equal_earth(180.0, 0.0);
        let (pole, top) = equal_earth(180.0, 90.0);
        assert!((pole / equator - 0.59).abs() < 0.01, "{}", pole / equator);
        assert!((equator / top - 2.05).abs() < 0.01, "{}", equator / top);
    }

    #[test]
    fn label_stands_inside_a_bent_ring() {
        let hook = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (8.0, 10.0), (8.0, 2.0), (0.0, 2.0), (0.0, 0.0)];
        assert!(is_inside(&hook, inner_place(&hook)));
        assert!(!is_inside(&hook, (4.0, 6.0)));
    }

    #[test]
    fn path_is_short_and_relative() {
        assert_eq!(path(&[vec![(5, 5), (8, 3), (2, 9)]]), "M5 5l3-2-6 6z");
    }
}
