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
