//! The compact network table: its file layout, opening it without copying, and looking an address up. It does not read
//! anybody else's formats (`inputs`), does not build (`build`), and does not know special ranges (`special`).
//!
//! Layout, little-endian: magic `VIGIENET`, version u32, section count u32, checksum u64 of everything after it, then per
//! section id u32, offset u32, length u32, then the sections. The built-in table is used where the program's image holds
//! it; only the operators' names are stored compressed, in blocks, and a block is inflated when a name in it is first asked for.

use std::borrow::Cow;
use std::fmt;
use std::io::Read;
use std::net::IpAddr;
use std::sync::OnceLock;

use vigie_facts::case::NetworkKind;

use super::ranges::{RangeMap, Transition, number};

pub(super) const MAGIC: &[u8; 8] = b"VIGIENET";
pub(super) const VERSION: u32 = 1;
pub(super) const HEADER_BYTES: usize = 24;
/// The whole file; offsets are 32 bits, and a table of the whole world with names is near 8 MiB.
pub(super) const TABLE_BYTES_MAX: u64 = 256 << 20;
/// Names in a block: inflating one takes about a tenth of a millisecond, and compresses nearly as well as all at once.
pub(super) const BLOCK_NAMES: usize = 2_048;
/// An inflated block: names have at most 48 bytes and a line end, so this leaves room. More is a bomb.
const BLOCK_BYTES_MAX: u64 = 256 << 10;

/// Sections, in the order they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Section {
    /// Text, `key=value` a line: `data-date`, `lists-date`, `name`, `sources`.
    Meta = 1,
    /// Two letters each; value 1 in [`Section::PlacesV4`] is the first.
    Countries,
    /// Autonomous system numbers, u32, sorted.
    Asns,
    /// One byte an autonomous system: its label, 0 for none.
    AsnLabels,
    /// Three bytes an autonomous system: which line of the names is its operator's.
    AsnNames,
    /// How many blocks, u32; where each begins in this section and where the last ends, u32; the blocks: deflated text, a name a
    /// line.
    Names,
    /// Text, a label a line: kind, tab, operator.
    Labels,
    /// Map from IPv4 address to country (low byte) and autonomous system (upper 3 bytes).
    PlacesV4,
    /// The same from the first 48 bits of an IPv6 address.
    PlacesV6,
    /// Map from IPv4 address to label.
    LabelsV4,
    /// The same from the first 48 bits of an IPv6 address.
    LabelsV6,
}

pub(super) const SECTIONS: [Section; 11] = [
    Section::Meta,
    Section::Countries,
    Section::Asns,
    Section::AsnLabels,
    Section::AsnNames,
    Section::Names,
    Section::Labels,
    Section::PlacesV4,
    Section::PlacesV6,
    Section::LabelsV4,
    Section::LabelsV6,
];

/// Why bytes are no network table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableError {
    /// Another kind of file.
    Magic,
    /// A table of another version of the layout.
    Version(u32),
    /// The checksum differs: damaged.
    Checksum,
    /// Sections are missing, overlong or contradict each other.
    Layout,
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TableError::Magic => f.write_str("not a network table"),
            TableError::Version(found) => write!(f, "network table of version {found}, expected {VERSION}"),
            TableError::Checksum => f.write_str("damaged network table: its checksum differs"),
            TableError::Layout => f.write_str("damaged network table: its sections contradict each other"),
        }
    }
}

impl std::error::Error for TableError {}

/// An opened table.
pub struct Table {
    bytes: Cow<'static, [u8]>,
    sections: [(usize, usize); SECTIONS.len()],
    places_v4: RangeMap,
    places_v6: RangeMap,
    labels_v4: RangeMap,
    labels_v6: RangeMap,
    labels: Vec<Label>,
    names: Vec<OnceLock<Names>>,
}

/// A kind of network and, for crawlers and scanners, whose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Label {
    pub(super) kind: NetworkKind,
    pub(super) operator: Box<str>,
}

/// What the table knows of an address. Borrows from the table: a look-up allocates nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found<'a> {
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<[u8; 2]>,
    /// Autonomous system.
    pub asn: Option<u32>,
    /// Row of the autonomous system, for [`Table::network`].
    system: Option<u32>,
    /// Kind of network; `Unknown` when nothing is known.
    pub kind: NetworkKind,
    /// The known crawler's or scanner's name.
    pub operator: Option<&'a str>,
}

#[derive(Default)]
struct Names {
    text: String,
    /// Where each line begins.
    starts: Vec<u32>,
}

impl Table {
    /// Opens a table that is part of the program: its checksum is a test's business, not start-up's.
    pub(super) fn open_trusted(bytes: &'static [u8]) -> Result<Table, TableError> {
        Table::open_unchecked(Cow::Borrowed(bytes))
    }

    /// Opens a table from a file: checks its checksum, too.
    pub fn open(bytes: Vec<u8>) -> Result<Table, TableError> {
        if bytes.len() >= HEADER_BYTES && bytes.starts_with(MAGIC) {
            let stated = number(&bytes, 16, 4) | number(&bytes, 20, 4) << 32;
            if stated != checksum(&bytes[HEADER_BYTES..]) {
                return Err(TableError::Checksum);
            }
        }
        Table::open_unchecked(Cow::Owned(bytes))
    }

    fn open_unchecked(bytes: Cow<'static, [u8]>) -> Result<Table, TableError> {
        if !bytes.starts_with(MAGIC) || bytes.len() < HEADER_BYTES {
            return Err(TableError::Magic);
        }
        let version = number(&bytes, 8, 4) as u32;
        if version != VERSION {
            return Err(TableError::Version(version));
        }
        let sections = sections(&bytes)?;
        let map = |section: Section| {
            let (start, len) = sections[place_of(section)];
            RangeMap::open(&bytes, start, len)
        };
        let len_of = |section: Section| sections[place_of(section)].1;
        let asns = len_of(Section::Asns) / 4;
        if len_of(Section::Asns) % 4 != 0
            || len_of(Section::AsnLabels) != asns
            || len_of(Section::AsnNames) != asns * 3
            || len_of(Section::Countries) % 2 != 0
        {
            return Err(TableError::Layout);
        }
        Ok(Table {
            places_v4: map(Section::PlacesV4)?,
            places_v6: map(Section::PlacesV6)?,
            labels_v4: map(Section::LabelsV4)?,
            labels_v6: map(Section::LabelsV6)?,
            labels: read_labels(section(&bytes, &sections, Section::Labels))?,
            names: (0..number(section(&bytes, &sections, Section::Names), 0, 4).min(bytes.len() as u64))
                .map(|_| OnceLock::new())
                .collect(),
            sections,
            bytes,
        })
    }

    /// What the table knows of an address that was unwrapped already.
    ///
    /// ```
    /// let table = vigie::enrich::NetworkTable::builtin();
    /// let found = table.table().look_up("8.8.8.8".parse().unwrap());
    /// assert_eq!((found.country, found.asn), (Some(*b"US"), Some(15169)));
    /// ```
    pub fn look_up(&self, address: IpAddr) -> Found<'_> {
        let (place, label) = match address {
            IpAddr::V4(v4) => {
                let key = u64::from(u32::from(v4));
                (self.places_v4.get(&self.bytes, key), self.labels_v4.get(&self.bytes, key))
            }
            IpAddr::V6(v6) => {
                let key = (u128::from(v6) >> 80) as u64;
                (self.places_v6.get(&self.bytes, key), self.labels_v6.get(&self.bytes, key))
            }
        };
        let asn_index = (place >> 8).checked_sub(1).map(|index| index as usize);
        let label = match (label, asn_index) {
            (0, Some(index)) => number(self.section(Section::AsnLabels), index, 1) as u32,
            (label, _) => label,
        };
        let label = label.checked_sub(1).and_then(|index| self.labels.get(index as usize));
        Found {
            country: self.country(place & 0xff),
            asn: asn_index.map(|index| self.asn(index)),
            system: asn_index.map(|index| index as u32),
            kind: label.map_or(NetworkKind::Unknown, |label| label.kind),
            operator: label.map(|label| &*label.operator).filter(|operator| !operator.is_empty()),
        }
    }

    /// Name of the operator of the autonomous system that a look-up found. The first name of a block takes about a tenth of a
    /// millisecond, the others next to nothing.
    pub fn network(&self, found: &Found<'_>) -> Option<&str> {
        self.operator_name(found.system? as usize)
    }

    /// A line of the table's own description, such as `data-date`; empty when it has none.
    pub fn about(&self, key: &str) -> &str {
        let text = std::str::from_utf8(self.section(Section::Meta)).unwrap_or_default();
        text.lines()
            .filter_map(|line| line.split_once('='))
            .find(|(name, _)| *name == key)
            .map_or("", |(_, value)| value)
    }

    /// Size of the table in bytes, and its entries: places and labels, IPv4 and IPv6.
    pub fn sizes(&self) -> (usize, [usize; 4]) {
        let count = |map: &RangeMap| map.transitions(&self.bytes).count();
        let maps = [&self.places_v4, &self.places_v6, &self.labels_v4, &self.labels_v6];
        (self.bytes.len(), maps.map(count))
    }

    pub(super) fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// Every place as (key, country, autonomous system).
    pub(super) fn places(&self, v6: bool) -> impl Iterator<Item = (u64, Option<[u8; 2]>, Option<u32>)> + '_ {
        let map = if v6 { &self.places_v6 } else { &self.places_v4 };
        map.transitions(&self.bytes).map(|Transition { key, value }| {
            let asn = (value >> 8).checked_sub(1).map(|index| self.asn(index as usize));
            (key, self.country(value & 0xff), asn)
        })
    }

    pub(super) fn label_transitions(&self, v6: bool) -> impl Iterator<Item = Transition> + '_ {
        let map = if v6 { &self.labels_v6 } else { &self.labels_v4 };
        map.transitions(&self.bytes)
    }

    /// Every autonomous system: number, operator's name, label.
    pub(super) fn systems(&self) -> impl Iterator<Item = (u32, &str, u8)> + '_ {
        (0..self.section(Section::Asns).len() / 4).map(|index| {
            let label = number(self.section(Section::AsnLabels), index, 1) as u8;
            (self.asn(index), self.operator_name(index).unwrap_or_default(), label)
        })
    }

    fn country(&self, value: u32) -> Option<[u8; 2]> {
        let at = (value as usize).checked_sub(1)? * 2;
        self.section(Section::Countries).get(at..at + 2)?.try_into().ok()
    }

    fn asn(&self, index: usize) -> u32 {
        number(self.section(Section::Asns), index * 4, 4) as u32
    }

    fn operator_name(&self, system: usize) -> Option<&str> {
        let line = number(self.section(Section::AsnNames), system * 3, 3) as usize;
        let block = line / BLOCK_NAMES;
        let names = self.names.get(block)?.get_or_init(|| inflate(self.section(Section::Names), block));
        let start = *names.starts.get(line % BLOCK_NAMES)? as usize;
        let end = names.starts.get(line % BLOCK_NAMES + 1).map_or(names.text.len(), |next| *next as usize);
        names.text.get(start..end).map(|name| name.trim_end_matches('\n')).filter(|name| !name.is_empty())
    }

    fn section(&self, wanted: Section) -> &[u8] {
        section(&self.bytes, &self.sections, wanted)
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table")
            .field("bytes", &self.bytes.len())
            .field("data_date", &self.about("data-date"))
            .finish_non_exhaustive()
    }
}

/// A fast sum over 8-byte words that notices damage (multiply and rotate, after FxHash); it proves nothing against intent.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    let mut sum = bytes.len() as u64;
    let (words, rest) = bytes.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    for word in words.iter().chain([&last]) {
        sum = (sum.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    sum
}

fn place_of(section: Section) -> usize {
    section as usize - 1
}

fn section<'a>(bytes: &'a [u8], sections: &[(usize, usize); SECTIONS.len()], wanted: Section) -> &'a [u8] {
    let (start, len) = sections[place_of(wanted)];
    bytes.get(start..start + len).unwrap_or_default()
}

fn sections(bytes: &[u8]) -> Result<[(usize, usize); SECTIONS.len()], TableError> {
    if number(bytes, 12, 4) as usize != SECTIONS.len() {
        return Err(TableError::Layout);
    }
    let mut found = [(0, 0); SECTIONS.len()];
    for (place, section) in SECTIONS.iter().enumerate() {
        let at = HEADER_BYTES + place * 12;
        let (id, start, len) = (number(bytes, at, 4), number(bytes, at + 4, 4), number(bytes, at + 8, 4));
        if id != u64::from(*section as u32) || start + len > bytes.len() as u64 || at + 12 > bytes.len() {
            return Err(TableError::Layout);
        }
        found[place] = (start as usize, len as usize);
    }
    Ok(found)
}

fn read_labels(text: &[u8]) -> Result<Vec<Label>, TableError> {
    let text = std::str::from_utf8(text).map_err(|_| TableError::Layout)?;
    let mut labels = Vec::new();
    for line in text.lines() {
        let (kind, operator) = line.split_once('\t').ok_or(TableError::Layout)?;
        let kind = KINDS.iter().find(|(word, _)| *word == kind).ok_or(TableError::Layout)?.1;
        labels.push(Label { kind, operator: operator.into() });
    }
    Ok(labels)
}

/// Words for the kinds that a table can state, as the label section writes them.
pub(super) const KINDS: [(&str, NetworkKind); 5] = [
    ("hosting", NetworkKind::Hosting),
    ("vpn", NetworkKind::Vpn),
    ("tor", NetworkKind::Tor),
    ("crawler", NetworkKind::Crawler),
    ("scanner", NetworkKind::Scanner),
];

/// Names that cannot be inflated are no names: the rest of the table still answers.
fn inflate(section: &[u8], block: usize) -> Names {
    let [from, to] = [block + 1, block + 2].map(|place| number(section, place * 4, 4) as usize);
    let Some(deflated) = section.get(from..to) else { return Names::default() };
    let mut text = String::new();
    let inflated = flate2::read::DeflateDecoder::new(deflated).take(BLOCK_BYTES_MAX).read_to_string(&mut text);
    if inflated.is_err() {
        return Names::default();
    }
    let mut starts = vec![0];
    starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1));
    Names { text, starts }
}
