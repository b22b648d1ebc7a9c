//! Where an address is: country, network, kind of network, known crawler or scanner, from a compact table that is part of the
//! program, or from the user's own data. Location is not origin: who sent the traffic, and from where, is not known here. No
//! look-up ever leaves the machine.
//!
//! The built-in table is made by `cargo xtask geo build` from the sources named in NOTICE, which warn that they contain errors;
//! its date stands beside every answer ([`NetworkTable::date`]). IPv6 countries are those of registries and of low confidence.
//!
//! ```
//! use vigie::enrich::NetworkTable;
//! let table = NetworkTable::builtin();
//! let place = table.locate_address("8.8.8.8".parse().unwrap());
//! assert_eq!(place.country, Some(*b"US"));
//! assert_eq!(place.asn, Some(15169));
//! let nowhere = table.locate_address("192.0.2.1".parse().unwrap());
//! assert_eq!(nowhere.country, None);
//! ```

mod build;
mod files;
mod inputs;
mod mmdb;
pub mod operators;
mod ranges;
mod show;
mod special;
mod table;

use std::net::IpAddr;

use vigie_facts::case::{NetworkKind, Place};
use vigie_facts::cidr::Cidr;
use vigie_facts::source::{Source, unwrap_address};

pub use build::{BuildError, TableBuilder};
pub use files::{DataError, TABLE_FILE, Updated, load, read_bytes, update};
pub use inputs::{AddressRange, LineCounts, RangeFacts, read_networks, read_ranges};
pub use show::show;
pub use table::{Found, Table, TableError};

static BUILTIN: &[u8] = include_bytes!("network-table.bin");

/// The network table in use: the built-in one or one made by `vigie geo update`, the user's own data laid over it
/// (`--network-data`), and the organisation's own networks (`--own`).
#[derive(Debug)]
pub struct NetworkTable {
    table: Table,
    over: Option<Over>,
    own: Vec<Cidr>,
    date: Box<str>,
    name: Box<str>,
}

#[derive(Debug)]
enum Over {
    /// For IPv4 and IPv6, whether it states countries and systems at all.
    Table {
        table: Box<Table>,
        countries: [bool; 2],
        systems: [bool; 2],
    },
    Mmdb(Box<mmdb::Mmdb>),
}

impl NetworkTable {
    /// The table that is part of the program.
    ///
    /// # Panics
    ///
    /// Never: the table is part of the program, and a test opens it.
    pub fn builtin() -> NetworkTable {
        #[expect(clippy::expect_used, reason = "the bytes are a constant of the program, opened by a test")]
        let table = Table::open_trusted(BUILTIN).expect("the built-in network table is whole");
        NetworkTable::of_table(table)
    }

    /// A table as `vigie geo update` writes it.
    pub fn from_file(bytes: Vec<u8>) -> Result<NetworkTable, TableError> {
        Table::open(bytes).map(NetworkTable::of_table)
    }

    fn of_table(table: Table) -> NetworkTable {
        let (date, name) = (table.about("data-date").into(), table.about("name").into());
        NetworkTable { table, over: None, own: Vec::new(), date, name }
    }

    /// Lays the user's own data (`--network-data`) over the table: MMDB, CSV or tab-separated ranges, Tor's `geoip`, or a table
    /// of ours. What they know replaces what the table says; kinds of network stay the table's. `date` is the data's
    /// (`YYYY-MM-DD`), used when the file states none itself; `name` is how to call it.
    pub fn with_data(mut self, bytes: Vec<u8>, name: &str, date: &str) -> Result<NetworkTable, DataError> {
        let (over, stated) = files::open_data(bytes)?;
        self.date = stated.unwrap_or_else(|| date.into()).into();
        self.name = name.into();
        self.over = Some(over);
        Ok(self)
    }

    /// Names the organisation's own networks: sources in them get [`NetworkKind::Own`].
    #[must_use]
    pub fn with_own(mut self, own: &[Cidr]) -> NetworkTable {
        self.own = own.to_vec();
        self
    }

    /// Where a source is. Allocates for the names; meant to be called once a source, not once a record.
    pub fn locate(&self, source: Source) -> Place {
        let mut place = self.place(source.first_address());
        if self.own.iter().any(|own| own.touches_source(source)) {
            place.kind = NetworkKind::Own;
        }
        place
    }

    /// Where an address is, wrapped ones unwrapped first.
    pub fn locate_address(&self, address: IpAddr) -> Place {
        let mut place = self.place(unwrap_address(address));
        if self.own.iter().any(|own| own.contains(address)) {
            place.kind = NetworkKind::Own;
        }
        place
    }

    /// Date of the countries and networks, `YYYY-MM-DD`, to be printed beside every answer that rests on them.
    pub fn date(&self) -> &str {
        &self.date
    }

    /// Date of the lists of hosting, VPN, Tor and scanner networks, `YYYY-MM-DD`.
    pub fn lists_date(&self) -> &str {
        self.table.about("lists-date")
    }

    /// Where countries and networks come from: for [`Settings::network_data_name`](vigie_facts::case::Settings).
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whom the data are owed to, one line; the licences ask for it wherever results are shown.
    pub fn attribution(&self) -> &str {
        self.table.about("sources")
    }

    /// The compact table underneath, for look-ups without allocation.
    pub fn table(&self) -> &Table {
        &self.table
    }

    fn place(&self, address: IpAddr) -> Place {
        if let Some(kind) = special::kind_of(address) {
            return Place { kind, ..Place::default() };
        }
        let found = self.table.look_up(address);
        let mut place = Place {
            country: found.country,
            country_low_confidence: address.is_ipv6() && found.country.is_some(),
            asn: found.asn,
            network: self.table.network(&found).map(Into::into),
            kind: found.kind,
            operator: found.operator.map(Into::into),
        };
        match &self.over {
            None => {}
            Some(Over::Table { table, countries, systems }) => {
                let family = usize::from(address.is_ipv6());
                let over = table.look_up(address);
                if countries[family] {
                    place.country = over.country;
                    place.country_low_confidence = false;
                }
                if systems[family] {
                    let named = table.network(&over).map(Into::into);
                    place.network = named.or(place.network.filter(|_| over.asn == found.asn));
                    place.asn = over.asn;
                }
            }
            Some(Over::Mmdb(mmdb)) => {
                let over = mmdb.look_up(address);
                if over.country.is_some() {
                    place.country = over.country;
                    place.country_low_confidence = false;
                }
                if over.asn.is_some() {
                    place.network = over.network;
                    place.asn = over.asn;
                }
            }
        }
        place
    }
}

#[cfg(test)]
mod tests;
