//! A user's own MMDB file (MaxMind, DB-IP, IPinfo and others): which country and which autonomous system an address has. Every
//! provider names its fields a little differently; those read here are listed once. Says nothing of kinds of network.

use std::net::IpAddr;

use maxminddb::{PathElement, Reader, WithinOptions};

use super::inputs::{AddressRange, RangeFacts};

/// Where providers put the country's code, first match wins: MaxMind and DB-IP; MaxMind's registration country, when it has no
/// other; IPinfo.
const COUNTRY_PATHS: &[&[&str]] =
    &[&["country", "iso_code"], &["registered_country", "iso_code"], &["country_code"], &["country"]];
/// Where they put the number of the autonomous system: MaxMind and DB-IP; IPinfo (`AS64500`).
const ASN_PATHS: &[&[&str]] = &[&["autonomous_system_number"], &["asn"]];
/// Where they put its operator's name.
const NAME_PATHS: &[&[&str]] = &[&["autonomous_system_organization"], &["as_name"]];

/// An opened MMDB file.
pub(super) struct Mmdb {
    reader: Reader<Vec<u8>>,
}

/// What the file says of an address.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct MmdbFacts {
    pub(super) country: Option<[u8; 2]>,
    pub(super) asn: Option<u32>,
    pub(super) network: Option<Box<str>>,
}

impl Mmdb {
    /// Whether bytes carry the marker that MMDB files end with.
    pub(super) fn is_mmdb(bytes: &[u8]) -> bool {
        // The format allows the metadata in the last 128 KiB only.
        let tail = &bytes[bytes.len().saturating_sub(128 << 10)..];
        memchr::memmem::rfind(tail, b"\xab\xcd\xefMaxMind.com").is_some()
    }

    pub(super) fn open(bytes: Vec<u8>) -> Option<Mmdb> {
        Reader::from_source(bytes).ok().map(|reader| Mmdb { reader })
    }

    /// Seconds since the epoch at which the file was made.
    pub(super) fn built_seconds(&self) -> u64 {
        self.reader.metadata().build_epoch
    }

    /// The file's own name of its kind, such as `GeoLite2-Country`.
    pub(super) fn database_type(&self) -> &str {
        &self.reader.metadata().database_type
    }

    /// What the file says of an address: nothing when it says nothing, or when it is damaged there.
    pub(super) fn look_up(&self, address: IpAddr) -> MmdbFacts {
        let Ok(found) = self.reader.lookup(address) else { return MmdbFacts::default() };
        facts_of(&found)
    }

    /// Every network of the file with what it says. Damaged entries are left out and counted.
    pub(super) fn each(&self, mut each: impl FnMut(RangeFacts<'_>)) -> u64 {
        let Ok(networks) = self.reader.networks(WithinOptions::default()) else { return 1 };
        let mut damaged = 0;
        for found in networks {
            let found = found.ok().and_then(|found| found.network().ok().map(|network| (found, network)));
            let Some((found, network)) = found else {
                damaged += 1;
                // Damage may make the walk go on for ever; a file with that much of it is no use.
                if damaged > 1_000 {
                    break;
                }
                continue;
            };
            let facts = facts_of(&found);
            let range = AddressRange { first: network.network(), last: network.broadcast() };
            let network = facts.network.map(|name| String::from(name).into());
            each(RangeFacts { range, country: facts.country, asn: facts.asn, network });
        }
        damaged
    }
}

impl std::fmt::Debug for Mmdb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mmdb").field("database_type", &self.database_type()).finish_non_exhaustive()
    }
}

fn facts_of(found: &maxminddb::LookupResult<'_, Vec<u8>>) -> MmdbFacts {
    let text = |paths: &[&[&str]]| paths.iter().find_map(|path| value::<&str>(found, path));
    let country = text(COUNTRY_PATHS)
        .and_then(|code| <[u8; 2]>::try_from(code.as_bytes()).ok())
        .filter(|code| code.iter().all(u8::is_ascii_uppercase));
    let number = ASN_PATHS.iter().find_map(|path| value::<u32>(found, path));
    let asn = number.or_else(|| text(ASN_PATHS)?.strip_prefix("AS")?.parse().ok()).filter(|asn| *asn != 0);
    MmdbFacts { country, asn, network: asn.and_then(|_| text(NAME_PATHS)).map(Into::into) }
}

fn value<'a, T: serde::Deserialize<'a>>(found: &maxminddb::LookupResult<'a, Vec<u8>>, path: &[&str]) -> Option<T> {
    let mut elements = [const { PathElement::Key("") }; 2];
    for (element, key) in elements.iter_mut().zip(path) {
        *element = PathElement::Key(key);
    }
    found.decode_path(elements.get(..path.len())?).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enrich::NetworkTable;

    /// A value of the data section, as the MaxMind DB format 2.0 encodes it.
    enum Data {
        Text(&'static str),
        Short(u16),
        Number(u32),
        Wide(u64),
        Map(Vec<(&'static str, Data)>),
        EmptyList,
    }

    fn encode(data: &Data, out: &mut Vec<u8>) {
        match data {
            Data::Text(text) => {
                // Sizes up to 28 stand in the control byte, those up to 284 in the byte after it.
                match u8::try_from(text.len()).unwrap() {
                    len @ 0..29 => out.push(2 << 5 | len),
                    len => out.extend_from_slice(&[(2 << 5) + 29, len - 29]),
                }
                out.extend_from_slice(text.as_bytes());
            }
            Data::Short(number) => {
                out.push(5 << 5 | 2);
                out.extend_from_slice(&number.to_be_bytes());
            }
            Data::Number(number) => {
                out.push(6 << 5 | 4);
                out.extend_from_slice(&number.to_be_bytes());
            }
            Data::Wide(number) => {
                out.extend_from_slice(&[8, 2]);
                out.extend_from_slice(&number.to_be_bytes());
            }
            Data::EmptyList => out.extend_from_slice(&[0, 4]),
            Data::Map(entries) => {
                out.push(7 << 5 | entries.len() as u8);
                for (key, value) in entries {
                    encode(&Data::Text(key), out);
                    encode(value, out);
                }
            }
        }
    }

    /// A file whose tree holds one IPv4 network: `prefix_len` nodes of 24-bit records, the other branch of each empty.
    fn file(first: u32, prefix_len: u32, data: &Data) -> Vec<u8> {
        let mut out = Vec::new();
        for depth in 0..prefix_len {
            // Pointers into the data section count from the tree's size plus the 16 bytes that separate them.
            let next = if depth + 1 == prefix_len { prefix_len + 16 } else { depth + 1 };
            let is_right = first >> (31 - depth) & 1 == 1;
            let (left, right) = if is_right { (prefix_len, next) } else { (next, prefix_len) };
            out.extend_from_slice(&left.to_be_bytes()[1..]);
            out.extend_from_slice(&right.to_be_bytes()[1..]);
        }
        out.extend_from_slice(&[0; 16]);
        encode(data, &mut out);
        out.extend_from_slice(b"\xab\xcd\xefMaxMind.com");
        let metadata = Data::Map(vec![
            ("node_count", Data::Number(prefix_len)),
            ("record_size", Data::Short(24)),
            ("ip_version", Data::Short(4)),
            ("database_type", Data::Text("Example")),
            ("languages", Data::EmptyList),
            ("binary_format_major_version", Data::Short(2)),
            ("binary_format_minor_version", Data::Short(0)),
            ("build_epoch", Data::Wide(1_767_312_000)),
            ("description", Data::Map(vec![])),
        ]);
        encode(&metadata, &mut out);
        out
    }

    #[test]
    fn every_providers_words_are_understood() {
        let country = |code| Data::Map(vec![("iso_code", Data::Text(code))]);
        let cases = [
            (vec![("country", country("FR"))], "FR - -"),
            (vec![("registered_country", country("DE"))], "DE - -"),
            (vec![("country_code", Data::Text("BE"))], "BE - -"),
            (vec![("country", Data::Text("CH"))], "CH - -"),
            (vec![("country", Data::Text("Suisse"))], "- - -"),
            (
                vec![
                    ("autonomous_system_number", Data::Number(64_500)),
                    ("autonomous_system_organization", Data::Text("Example")),
                ],
                "- 64500 Example",
            ),
            (vec![("asn", Data::Text("AS64501")), ("as_name", Data::Text("Other"))], "- 64501 Other"),
            (vec![("city", Data::Text("Lille"))], "- - -"),
        ];
        for (data, expected) in cases {
            let mmdb = Mmdb::open(file(0x1401_0000, 16, &Data::Map(data))).unwrap();
            let found = mmdb.look_up("20.1.2.3".parse().unwrap());
            let country = found.country.map_or("-".into(), |code| String::from_utf8_lossy(&code).into_owned());
            let asn = found.asn.map_or("-".into(), |asn| asn.to_string());
            assert_eq!(format!("{country} {asn} {}", found.network.as_deref().unwrap_or("-")), expected);
            assert_eq!(mmdb.look_up("20.2.0.0".parse().unwrap()), MmdbFacts::default());
            let mut networks = Vec::new();
            assert_eq!(mmdb.each(|facts| networks.push((facts.range.first, facts.range.last))), 0);
            assert_eq!(networks, [("20.1.0.0".parse().unwrap(), "20.1.255.255".parse().unwrap())]);
        }
    }

    #[test]
    fn a_file_laid_over_the_table_states_its_own_date() {
        let data = Data::Map(vec![("country", Data::Map(vec![("iso_code", Data::Text("FR"))]))]);
        let table = NetworkTable::builtin().with_data(file(0x0808_0808, 32, &data), "my.mmdb", "2000-01-01").unwrap();
        assert_eq!(table.locate_address("8.8.8.8".parse().unwrap()).country, Some(*b"FR"));
        assert_eq!(table.locate_address("8.8.4.4".parse().unwrap()).country, Some(*b"US"));
        assert_eq!((table.name(), table.date()), ("my.mmdb", "2026-01-02"));
    }

    #[test]
    fn damaged_files_say_nothing_and_never_panic() {
        let data = Data::Map(vec![("country", Data::Map(vec![("iso_code", Data::Text("FR"))]))]);
        let whole = file(0x1401_0000, 16, &data);
        for at in 0..whole.len() {
            for value in [0, 0xff, whole[at] ^ 1, whole[at] ^ 0x40] {
                let mut bytes = whole.clone();
                bytes[at] = value;
                let Some(mmdb) = Mmdb::open(bytes) else { continue };
                mmdb.look_up("20.1.2.3".parse().unwrap());
                mmdb.each(|_| {});
            }
        }
        for len in 0..whole.len() {
            if let Some(mmdb) = Mmdb::open(whole[..len].to_vec()) {
                mmdb.look_up("20.1.2.3".parse().unwrap());
            }
        }
    }
}
