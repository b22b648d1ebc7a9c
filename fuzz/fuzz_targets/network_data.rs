//! Network data that somebody hands over (MMDB, CSV, tab-separated ranges, a table of ours) are used or refused, and whatever
//! is used answers for every address.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie::enrich::{NetworkTable, Table, read_ranges};
use vigie_facts::source::Source;

const ADDRESSES: [&str; 6] = ["0.0.0.0", "8.8.8.8", "192.0.2.1", "255.255.255.255", "2001:db8::1", "2a00:1450::1"];

fuzz_target!(|bytes: &[u8]| {
    let addresses = ADDRESSES.map(|text| text.parse::<std::net::IpAddr>().expect("an address"));
    // A checksum keeps most damaged tables out; it must not be what keeps the program up.
    if let Ok(table) = Table::open(bytes.to_vec()) {
        for address in addresses {
            let found = table.look_up(address);
            let _ = table.network(&found);
        }
    }
    let counts = read_ranges(bytes, |facts| assert!(facts.range.first <= facts.range.last));
    assert!(counts.used <= bytes.len() as u64);
    let Ok(table) = NetworkTable::builtin().with_data(bytes.to_vec(), "fuzz", "2026-01-01") else { return };
    for address in addresses {
        let place = table.locate_address(address);
        assert!(place.country.is_none_or(|code| code.iter().all(u8::is_ascii_uppercase)));
        let _ = table.locate(Source::of(address));
    }
});
