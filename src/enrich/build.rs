//! Builds a network table from ranges: overlaps are settled, equal neighbours merged, names cut and written once. Deterministic:
//! the same ranges in the same order give the same bytes. Reads no files and knows no data source.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Write;
use std::net::IpAddr;

use vigie_facts::case::NetworkKind;

use super::inputs::AddressRange;
use super::ranges::{Transition, encode};
use super::table::{BLOCK_NAMES, HEADER_BYTES, KINDS, Label, MAGIC, SECTIONS, Section, Table, VERSION, checksum};

/// Operators' names are cut to this: enough to recognise any of them, and the table stays small.
const NAME_BYTES_MAX: usize = 48;
const COUNTRIES_MAX: usize = 255;
const LABELS_MAX: usize = 255;
const SYSTEMS_MAX: usize = (1 << 24) - 2;

/// What is being built.
#[derive(Debug, Default)]
pub struct TableBuilder {
    countries: [Layer; 2],
    systems: [Layer; 2],
    labels: [Layer; 2],
    label_ids: BTreeMap<Label, u32>,
    label_rows: Vec<Label>,
    names: BTreeMap<u32, String>,
    system_labels: BTreeMap<u32, u32>,
    about: BTreeMap<String, String>,
    /// IPv6 ranges shorter than the /48 that the table resolves.
    pub too_narrow: u64,
}

/// Why a table cannot be written: the data have more of something than the layout holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuildError {
    /// More than 255 country codes.
    Countries,
    /// More than 255 kinds and operators.
    Labels,
    /// More than 2²⁴ − 2 autonomous systems.
    Systems,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BuildError::Countries => "more than 255 country codes",
            BuildError::Labels => "more than 255 kinds and operators",
            BuildError::Systems => "more autonomous systems than can exist",
        })
    }
}

impl std::error::Error for BuildError {}

/// One kind of statement about one family of addresses: what an older table said, and ranges painted over it.
#[derive(Debug, Default)]
struct Layer {
    ground: Vec<Transition>,
    spans: Vec<Span>,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    first: u64,
    last: u64,
    rank: u8,
    value: u32,
}

impl TableBuilder {
    /// A builder that starts from what a table says.
    pub fn from_table(table: &Table) -> TableBuilder {
        let mut builder = TableBuilder::default();
        for (family, v6) in [false, true].into_iter().enumerate() {
            for (key, country, asn) in table.places(v6) {
                builder.countries[family].ground.push(Transition { key, value: country.map_or(0, country_value) });
                builder.systems[family].ground.push(Transition { key, value: asn.unwrap_or(0) });
            }
            builder.labels[family].ground = table.label_transitions(v6).collect();
            // Only a forged table's keys are out of order; everything below relies on them.
            for layer in [&mut builder.countries[family], &mut builder.systems[family], &mut builder.labels[family]] {
                layer.ground.sort_by_key(|transition| transition.key);
                layer.ground.dedup_by_key(|transition| transition.key);
            }
        }
        for label in table.labels() {
            builder.label(label.kind, &label.operator);
        }
        for (asn, name, label) in table.systems() {
            builder.names.insert(asn, name.into());
            if label != 0 {
                builder.system_labels.insert(asn, label.into());
            }
        }
        for key in ["data-date", "lists-date", "name", "sources"] {
            builder.about(key, table.about(key));
        }
        builder
    }

    /// Forgets every country (or autonomous system) of a family, so that new data replace the old instead of mixing with it.
    pub fn forget(&mut self, v6: bool, countries: bool, systems: bool) {
        let family = usize::from(v6);
        if countries {
            self.countries[family] = Layer::default();
        }
        if systems {
            self.systems[family] = Layer::default();
        }
    }

    /// States the country of a range. Where ranges overlap, the narrower one holds.
    pub fn country(&mut self, range: AddressRange, country: [u8; 2]) {
        self.paint(range, 0, country_value(country), |builder| &mut builder.countries);
    }

    /// States the autonomous system of a range. Where ranges overlap, the narrower one holds.
    pub fn system(&mut self, range: AddressRange, asn: u32, name: Option<&str>) {
        self.paint(range, 0, asn, |builder| &mut builder.systems);
        if let Some(name) = name {
            self.names.insert(asn, cut(name));
        }
    }

    /// States the kind of a range, and whose it is when that is known. Where ranges overlap, the more telling kind holds: Tor
    /// over crawler over scanner over VPN over hosting.
    pub fn kind(&mut self, range: AddressRange, kind: NetworkKind, operator: &str) {
        let label = self.label(kind, operator);
        self.paint(range, rank(kind), label, |builder| &mut builder.labels);
    }

    /// States the kind of a whole autonomous system; holds where no range says more.
    pub fn system_kind(&mut self, asn: u32, kind: NetworkKind) {
        let label = self.label(kind, "");
        self.system_labels.insert(asn, label);
    }

    /// States the kind of every range of an autonomous system, as [`TableBuilder::kind`] does. Call it after the systems are
    /// stated.
    pub fn kind_of_systems(&mut self, operators: &BTreeMap<u32, &str>, kind: NetworkKind) {
        for family in 0..2 {
            let flat = flatten(&self.systems[family]);
            for (transition, next) in with_ends(&flat) {
                if let Some(operator) = operators.get(&transition.value) {
                    let value = self.label(kind, operator);
                    let span = Span { first: transition.key, last: next, rank: rank(kind), value };
                    self.labels[family].spans.push(span);
                }
            }
        }
    }

    /// States a line of the table's description.
    pub fn about(&mut self, key: &str, value: &str) {
        self.about.insert(key.into(), value.replace(['\n', '\r'], " "));
    }

    /// Every autonomous system with its name, IPv4 addresses, and how many of them lie in ranges of a kind: what tells whether
    /// a whole system is of that kind.
    pub fn systems_with_share(&self, kind: NetworkKind) -> Vec<(u32, &str, u64, u64)> {
        let systems = flatten(&self.systems[0]);
        let kinds = flatten(&self.labels[0]);
        let mut sums: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
        for (transition, end) in with_ends(&join(&systems, &kinds)) {
            let (asn, label) = transition.value;
            let len = (end + 1).saturating_sub(transition.key);
            let row = label.checked_sub(1).and_then(|row| self.label_rows.get(row as usize));
            let of_kind = row.is_some_and(|row| row.kind == kind);
            let sum = sums.entry(asn).or_default();
            sum.0 += len;
            sum.1 += if of_kind { len } else { 0 };
        }
        sums.remove(&0);
        sums.into_iter().map(|(asn, (total, of_kind))| (asn, self.name(asn), total, of_kind)).collect()
    }

    /// Writes the table.
    pub fn finish(self) -> Result<Vec<u8>, BuildError> {
        let layers = [0, 1].map(|family| {
            let places = join(&flatten(&self.countries[family]), &flatten(&self.systems[family]));
            // A range that ends with the address space has its end outside of it.
            let end = [1 << 32, 1 << 48][family];
            let labels = flatten(&self.labels[family]);
            (
                places.into_iter().filter(|place| place.key < end).collect::<Vec<_>>(),
                labels.into_iter().filter(|label| label.key < end).collect::<Vec<_>>(),
            )
        });
        let used = |pick: fn(&(u32, u32)) -> u32| -> BTreeSet<u32> {
            layers.iter().flat_map(|(places, _)| places).map(|place| pick(&place.value)).filter(|v| *v != 0).collect()
        };
        let countries: Vec<u32> = used(|place| place.0).into_iter().collect();
        let systems: Vec<u32> = used(|place| place.1).into_iter().collect();
        if countries.len() > COUNTRIES_MAX {
            return Err(BuildError::Countries);
        }
        if systems.len() > SYSTEMS_MAX {
            return Err(BuildError::Systems);
        }
        if self.label_rows.len() > LABELS_MAX {
            return Err(BuildError::Labels);
        }
        let place_of = |(country, asn): (u32, u32)| {
            let index =
                |list: &[u32], value| if value == 0 { 0 } else { list.partition_point(|v| *v < value) as u32 + 1 };
            index(&countries, country) | index(&systems, asn) << 8
        };
        let [(places_v4, labels_v4), (places_v6, labels_v6)] = layers;
        let [places_v4, places_v6] = [places_v4, places_v6].map(|joined| {
            joined.iter().map(|t| Transition { key: t.key, value: place_of(t.value) }).collect::<Vec<_>>()
        });
        let (names, name_lines) = self.names_sorted(&systems);
        let body = |section: Section| match section {
            Section::Meta => {
                self.about.iter().fold(String::new(), |text, (k, v)| text + k + "=" + v + "\n").into_bytes()
            }
            Section::Countries => countries.iter().flat_map(|code| code.to_be_bytes()[2..].to_vec()).collect(),
            Section::Asns => systems.iter().flat_map(|asn| asn.to_le_bytes()).collect(),
            Section::AsnLabels => {
                systems.iter().map(|asn| self.system_labels.get(asn).map_or(0, |l| *l as u8)).collect()
            }
            Section::AsnNames => name_lines.iter().flat_map(|line| line.to_le_bytes()[..3].to_vec()).collect(),
            Section::Names => names_blocks(&names),
            Section::Labels => labels_text(&self.label_rows).into_bytes(),
            Section::PlacesV4 => encode(&places_v4, 2, 4),
            Section::PlacesV6 => encode(&places_v6, 4, 4),
            Section::LabelsV4 => encode(&labels_v4, 2, 1),
            Section::LabelsV6 => encode(&labels_v6, 4, 1),
        };
        let bodies = SECTIONS.map(|section| (section, body(section)));
        Ok(assemble(&bodies))
    }

    fn names_sorted(&self, systems: &[u32]) -> (Vec<&str>, Vec<u32>) {
        let distinct: BTreeSet<&str> = systems.iter().map(|asn| self.name(*asn)).collect();
        let lines: BTreeMap<&str, u32> = distinct.iter().zip(0..).map(|(name, line)| (*name, line)).collect();
        (distinct.iter().copied().collect(), systems.iter().map(|asn| lines[self.name(*asn)]).collect())
    }

    fn name(&self, asn: u32) -> &str {
        self.names.get(&asn).map_or("", String::as_str)
    }

    /// The id of a label; 0, which paints nothing, for a kind that only rules of addressing or the organisation can state.
    fn label(&mut self, kind: NetworkKind, operator: &str) -> u32 {
        if !KINDS.iter().any(|(_, stated)| *stated == kind) {
            return 0;
        }
        let label = Label { kind, operator: cut(operator).into() };
        let rows = &mut self.label_rows;
        *self.label_ids.entry(label).or_insert_with_key(|label| {
            rows.push(label.clone());
            rows.len() as u32
        })
    }

    fn paint(&mut self, range: AddressRange, rank: u8, value: u32, layers: fn(&mut Self) -> &mut [Layer; 2]) {
        let (family, first, last) = match (range.first, range.last) {
            (IpAddr::V4(first), IpAddr::V4(last)) => (0, u32::from(first).into(), u32::from(last).into()),
            (IpAddr::V6(first), IpAddr::V6(last)) => {
                // A /48 belongs to the range that holds its first address.
                let first = (u128::from(first) >> 64) as u64;
                (1, first.div_ceil(1 << 16), (u128::from(last) >> 80) as u64)
            }
            _ => return,
        };
        if first > last {
            self.too_narrow += 1;
            return;
        }
        layers(self)[family].spans.push(Span { first, last, rank, value });
    }
}

fn country_value(country: [u8; 2]) -> u32 {
    u32::from(u16::from_be_bytes(country))
}

fn rank(kind: NetworkKind) -> u8 {
    match kind {
        NetworkKind::Tor => 5,
        NetworkKind::Crawler => 4,
        NetworkKind::Scanner => 3,
        NetworkKind::Vpn => 2,
        NetworkKind::Hosting => 1,
        NetworkKind::Unknown
        | NetworkKind::Own
        | NetworkKind::Private
        | NetworkKind::Documentation
        | NetworkKind::Reserved => 0,
    }
}

fn cut(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    let name = name.trim();
    if name.len() <= NAME_BYTES_MAX {
        return name.into();
    }
    let end = name.floor_char_boundary(NAME_BYTES_MAX - '…'.len_utf8());
    format!("{}…", name[..end].trim_end())
}

/// Settles overlaps: highest rank, then narrowest, then stated last; the ground holds where no span does.
fn flatten(layer: &Layer) -> Vec<Transition> {
    let mut edges: Vec<(u64, bool, usize)> = Vec::with_capacity(layer.spans.len() * 2);
    for (place, span) in layer.spans.iter().enumerate() {
        edges.push((span.first, true, place));
        edges.push((span.last + 1, false, place));
    }
    edges.sort_unstable();
    let mut active = BTreeSet::new();
    let mut painted: Vec<Transition> = Vec::new();
    for (at, (key, opens, place)) in edges.iter().enumerate() {
        let span = &layer.spans[*place];
        let weight = (span.rank, Reverse(span.last - span.first), *place);
        if *opens {
            active.insert(weight);
        } else {
            active.remove(&weight);
        }
        if edges.get(at + 1).is_none_or(|next| next.0 != *key) {
            let value = active.last().map_or(0, |(_, _, top)| layer.spans[*top].value);
            push_change(&mut painted, *key, value);
        }
    }
    let mut merged: Vec<Transition> = Vec::new();
    for transition in join(&painted, &layer.ground) {
        let (span, ground) = transition.value;
        push_change(&mut merged, transition.key, if span == 0 { ground } else { span });
    }
    merged
}

fn push_change(transitions: &mut Vec<Transition>, key: u64, value: u32) {
    if transitions.last().map_or(0, |last| last.value) != value {
        transitions.push(Transition { key, value });
    }
}

struct Joined {
    key: u64,
    value: (u32, u32),
}

/// Both values from every key on where either changes.
fn join(a: &[Transition], b: &[Transition]) -> Vec<Joined> {
    let mut joined: Vec<Joined> = Vec::with_capacity(a.len() + b.len());
    let (mut at_a, mut at_b, mut value) = (0, 0, (0, 0));
    while at_a < a.len() || at_b < b.len() {
        let key = match (a.get(at_a), b.get(at_b)) {
            (Some(a), Some(b)) => a.key.min(b.key),
            (Some(one), None) | (None, Some(one)) => one.key,
            (None, None) => break,
        };
        if let Some(next) = a.get(at_a).filter(|next| next.key == key) {
            value.0 = next.value;
            at_a += 1;
        }
        if let Some(next) = b.get(at_b).filter(|next| next.key == key) {
            value.1 = next.value;
            at_b += 1;
        }
        if joined.last().map_or((0, 0), |last| last.value) != value {
            joined.push(Joined { key, value });
        }
    }
    joined
}

trait Keyed {
    fn key(&self) -> u64;
}

impl Keyed for Transition {
    fn key(&self) -> u64 {
        self.key
    }
}

impl Keyed for Joined {
    fn key(&self) -> u64 {
        self.key
    }
}

/// Each entry with the last key it holds for; the last entry closes what came before and holds for its own key only.
fn with_ends<T: Keyed>(entries: &[T]) -> impl Iterator<Item = (&T, u64)> {
    let ends = entries.iter().skip(1).map(|next| next.key() - 1).chain(entries.last().map(Keyed::key));
    entries.iter().zip(ends)
}

fn labels_text(labels: &[Label]) -> String {
    let mut text = String::new();
    for label in labels {
        for (word, _) in KINDS.iter().filter(|(_, kind)| *kind == label.kind) {
            text.push_str(word);
        }
        text.push('\t');
        text.push_str(&label.operator.replace(['\t', '\n'], " "));
        text.push('\n');
    }
    text
}

fn names_blocks(names: &[&str]) -> Vec<u8> {
    let blocks: Vec<Vec<u8>> = names.chunks(BLOCK_NAMES).map(|block| deflate(block.join("\n").as_bytes())).collect();
    let mut out = (blocks.len() as u32).to_le_bytes().to_vec();
    let mut at = (blocks.len() + 2) * 4;
    for block in &blocks {
        out.extend_from_slice(&(at as u32).to_le_bytes());
        at += block.len();
    }
    out.extend_from_slice(&(at as u32).to_le_bytes());
    for block in &blocks {
        out.extend_from_slice(block);
    }
    out
}

fn deflate(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    // Writing to memory cannot fail; an empty section would only lose the names.
    if encoder.write_all(text).is_err() {
        return Vec::new();
    }
    encoder.finish().unwrap_or_default()
}

fn assemble(bodies: &[(Section, Vec<u8>)]) -> Vec<u8> {
    let mut rest = Vec::new();
    let mut at = HEADER_BYTES + bodies.len() * 12;
    for (section, body) in bodies {
        for number in [*section as u32, at as u32, body.len() as u32] {
            rest.extend_from_slice(&number.to_le_bytes());
        }
        at += body.len();
    }
    for (_, body) in bodies {
        rest.extend_from_slice(body);
    }
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(&(bodies.len() as u32).to_le_bytes());
    out.extend_from_slice(&checksum(&rest).to_le_bytes());
    out.extend_from_slice(&rest);
    out
}
