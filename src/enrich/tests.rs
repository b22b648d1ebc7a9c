//! Claims about the built-in table, about the user's data laid over it, and about tables made from damaged bytes.

use std::net::IpAddr;
use std::path::PathBuf;

use super::table::{HEADER_BYTES, MAGIC, checksum};
use super::*;

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// `country asn kind operator`, `-` for what is not known.
fn shown(place: &Place) -> String {
    let country = place.country.map_or("-".into(), |code| String::from_utf8_lossy(&code).into_owned());
    let asn = place.asn.map_or("-".into(), |asn| asn.to_string());
    format!("{country} {asn} {:?} {}", place.kind, place.operator.as_deref().unwrap_or("-"))
}

/// A small table of made-up networks, all of them in ranges that the world may use one day.
fn small() -> Vec<u8> {
    let mut builder = TableBuilder::default();
    read_ranges(b"20.0.0.0/14,US\n20.1.0.0/16,FR\n2a00::/16,DE\n", |facts| {
        builder.country(facts.range, facts.country.unwrap());
    });
    read_ranges(b"20.1.0.0/16,64500,Example\n20.1.2.0/24,64501,Inner", |facts| {
        builder.system(facts.range, facts.asn.unwrap(), facts.network.as_deref());
    });
    read_networks(b"20.1.2.128/25,\n", |range, _| builder.kind(range, NetworkKind::Hosting, ""));
    read_networks(b"20.1.2.200/32,acme\n", |range, owner| builder.kind(range, NetworkKind::Scanner, owner));
    read_networks(b"20.1.2.200/32\n", |range, _| builder.kind(range, NetworkKind::Vpn, ""));
    builder.system_kind(64500, NetworkKind::Hosting);
    builder.about("data-date", "2026-01-02");
    builder.finish().unwrap()
}

#[test]
fn the_built_in_table_is_whole_sorted_and_within_its_limit() {
    let table = Table::open(BUILTIN.to_vec()).unwrap();
    assert!(BUILTIN.len() <= 8 << 20, "{}", BUILTIN.len());
    for v6 in [false, true] {
        let keys: Vec<u64> = table.places(v6).map(|(key, ..)| key).collect();
        assert!(keys.is_sorted_by(|a, b| a < b) && keys.len() > 100_000);
        let labels: Vec<u64> = table.label_transitions(v6).map(|transition| transition.key).collect();
        assert!(labels.is_sorted_by(|a, b| a < b) && labels.len() > 1_000);
    }
    let systems: Vec<u32> = table.systems().map(|(asn, ..)| asn).collect();
    assert!(systems.is_sorted_by(|a, b| a < b));
    for (_, country, _) in table.places(false).chain(table.places(true)) {
        assert!(country.is_none_or(|code| code.iter().all(u8::is_ascii_uppercase)));
    }
    for key in ["data-date", "lists-date", "name", "sources"] {
        assert!(!table.about(key).is_empty(), "{key}");
    }
}

#[test]
fn well_known_addresses_are_where_everybody_knows_them_to_be() {
    let table = NetworkTable::builtin();
    let cases = [
        ("8.8.8.8", "US 15169"),
        ("1.1.1.1", "AU 13335"),
        ("193.0.6.139", "NL 3333"),
        ("2001:4860:4860::8888", "US 15169"),
        ("2606:4700:4700::1111", "US 13335"),
        ("::ffff:8.8.8.8", "US 15169"),
        ("64:ff9b::808:808", "US 15169"),
        ("192.0.2.1", "- - Documentation -"),
        ("198.51.100.20", "- - Documentation -"),
        ("203.0.113.30", "- - Documentation -"),
        ("2001:db8::1", "- - Documentation -"),
        ("10.1.2.3", "- - Private -"),
        ("::1", "- - Private -"),
        ("240.0.0.1", "- - Reserved -"),
        ("66.249.66.1", "US 15169 Crawler Googlebot"),
        ("157.55.39.1", "US 8075 Crawler Bingbot"),
        ("2001:4860:4801:10::1", "US 15169 Crawler Googlebot"),
    ];
    for (text, expected) in cases {
        let place = shown(&table.locate_address(address(text)));
        assert!(place.starts_with(expected), "{text}: {place}");
    }
}

#[test]
fn ipv6_countries_are_of_low_confidence_and_ipv4_ones_are_not() {
    let table = NetworkTable::builtin();
    assert!(table.locate_address(address("2001:4860:4860::8888")).country_low_confidence);
    assert!(!table.locate_address(address("8.8.8.8")).country_low_confidence);
    assert!(!table.locate_address(address("2001:db8::1")).country_low_confidence, "no country, no confidence");
}

#[test]
fn the_narrower_range_and_the_more_telling_kind_hold() {
    let table = NetworkTable::from_file(small()).unwrap();
    let cases = [
        ("19.255.255.255", "- - Unknown -"),
        ("20.0.0.0", "US - Unknown -"),
        ("20.1.0.0", "FR 64500 Hosting -"),
        ("20.1.2.0", "FR 64501 Unknown -"),
        ("20.1.2.128", "FR 64501 Hosting -"),
        ("20.1.2.200", "FR 64501 Scanner acme"),
        ("20.1.3.0", "FR 64500 Hosting -"),
        ("20.2.0.0", "US - Unknown -"),
        ("21.0.0.0", "- - Unknown -"),
        ("2a00::1", "DE - Unknown -"),
        ("2a01::1", "- - Unknown -"),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(&table.locate_address(address(text))), expected, "{text}");
    }
    assert_eq!(table.locate_address(address("20.1.2.0")).network.as_deref(), Some("Inner"));
    assert_eq!(table.date(), "2026-01-02");
}

#[test]
fn a_table_taken_apart_and_built_again_answers_the_same() {
    let first = Table::open(small()).unwrap();
    let again = Table::open(TableBuilder::from_table(&first).finish().unwrap()).unwrap();
    for block in 0..=u16::MAX {
        let [high, low] = block.to_be_bytes();
        for text in [IpAddr::from([20, 1, high, low]), IpAddr::from([high, low, 2, 200])] {
            assert_eq!(first.look_up(text), again.look_up(text), "{text}");
        }
    }
}

#[test]
fn a_range_up_to_the_last_address_is_kept() {
    let mut builder = TableBuilder::default();
    let range = AddressRange { first: address("223.255.255.0"), last: address("255.255.255.255") };
    builder.country(range, *b"NZ");
    let v6 = AddressRange { first: address("2a00::"), last: address("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff") };
    builder.country(v6, *b"DE");
    let table = Table::open(builder.finish().unwrap()).unwrap();
    assert_eq!(table.look_up(address("255.255.255.255")).country, Some(*b"NZ"));
    assert_eq!(table.look_up(address("ffff::1")).country, Some(*b"DE"));
}

#[test]
fn own_networks_are_named_own_whatever_the_table_says() {
    let own: Vec<Cidr> =
        vec!["8.8.8.0/24".parse().unwrap(), "10.0.0.0/8".parse().unwrap(), "2001:db8::1".parse().unwrap()];
    let table = NetworkTable::builtin().with_own(&own);
    let cases =
        [("8.8.8.8", true), ("8.8.4.4", false), ("10.9.9.9", true), ("192.168.1.1", false), ("2001:db8::1", true)];
    for (text, is_own) in cases {
        let place = table.locate(Source::of(address(text)));
        assert_eq!(place.kind == NetworkKind::Own, is_own, "{text}");
    }
    assert_eq!(table.locate_address(address("8.8.8.8")).country, Some(*b"US"), "the place stays");
}

#[test]
fn given_data_replace_what_they_know_and_leave_the_rest() {
    let countries = b"8.8.8.0,8.8.8.255,FR\n2001:4860::/32,FR\n".to_vec();
    let table = NetworkTable::builtin().with_data(countries, "mine.csv", "2026-11-01").unwrap();
    let place = table.locate_address(address("8.8.8.8"));
    assert_eq!((place.country, place.asn), (Some(*b"FR"), Some(15169)));
    assert!(!table.locate_address(address("2001:4860::1")).country_low_confidence);
    assert_eq!(table.locate_address(address("9.9.9.9")).country, None, "the given data do not know it");
    assert_eq!((table.date(), table.name()), ("2026-11-01", "mine.csv"));

    let v4_only = NetworkTable::builtin().with_data(b"8.8.8.0/24,FR".to_vec(), "four.csv", "").unwrap();
    assert_eq!(v4_only.locate_address(address("2001:4860::1")).country, Some(*b"US"), "the data say nothing of IPv6");

    let systems = b"8.8.8.0/24,AS64500,Example".to_vec();
    let table = NetworkTable::builtin().with_data(systems, "as.csv", "").unwrap();
    let place = table.locate_address(address("8.8.8.8"));
    assert_eq!((place.country, place.asn, place.network.as_deref()), (Some(*b"US"), Some(64500), Some("Example")));
}

#[test]
fn other_files_are_refused_with_a_reason() {
    let cases: [&[u8]; 5] =
        [b"", b"hello\nworld\n", b"\x89PNG\r\n\x1a\n\0\0", b"VIGIENET", b"\xab\xcd\xefMaxMind.com\xff\xff"];
    for bytes in cases {
        let refused = NetworkTable::builtin().with_data(bytes.to_vec(), "x", "").unwrap_err().to_string();
        assert!(!refused.is_empty() && !refused.ends_with('.'), "{refused}");
    }
}

#[test]
fn an_update_is_found_again_and_keeps_what_it_does_not_replace() {
    let dir = std::env::temp_dir().join(format!("vigie-enrich-{}", std::process::id()));
    let data: PathBuf = dir.join("data");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("geoip"), "# Tor\n134744064,134744319,FR\n").unwrap();
    std::fs::write(data.join("LICENSE"), "Permission is granted\nto anyone\n").unwrap();
    let updated = update(&data, &dir).unwrap();
    assert_eq!(updated.files.len(), 1, "the licence is no data");
    let table = load(Some(&dir), None).unwrap();
    let place = table.locate_address(address("8.8.8.8"));
    assert_eq!((place.country, place.asn), (Some(*b"FR"), Some(15169)));
    assert_eq!(table.locate_address(address("66.249.66.1")).operator.as_deref(), Some("Googlebot"));
    assert_eq!((table.name(), table.date()), ("geoip", updated.date.as_str()));
    assert_eq!(load(None, None).unwrap().locate_address(address("8.8.8.8")).country, Some(*b"US"));
    std::fs::remove_dir_all(&dir).unwrap();
}

/// Deterministic damage: SplitMix64 (Steele, Lea, Flood 2014).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[test]
fn damage_is_noticed() {
    let whole = small();
    let mut state = 1;
    for _ in 0..2_000 {
        let mut bytes = whole.clone();
        let at = next(&mut state) as usize % bytes.len();
        bytes[at] ^= 1 << (next(&mut state) % 8);
        assert!(Table::open(bytes).is_err(), "byte {at}");
    }
    for len in 0..whole.len() {
        assert!(Table::open(whole[..len].to_vec()).is_err(), "{len} bytes");
    }
}

#[test]
fn a_forged_table_never_panics() {
    let whole = small();
    let mut state = 2;
    let mut opened = 0;
    for _ in 0..5_000 {
        let mut bytes = whole.clone();
        for _ in 0..=next(&mut state) % 2 {
            let at = MAGIC.len() + next(&mut state) as usize % (bytes.len() - MAGIC.len());
            bytes[at] = next(&mut state) as u8;
        }
        let sum = checksum(&bytes[HEADER_BYTES..]).to_le_bytes();
        bytes[16..24].copy_from_slice(&sum);
        let Ok(table) = Table::open(bytes) else { continue };
        opened += 1;
        for _ in 0..20 {
            let bits = next(&mut state);
            table.look_up(IpAddr::from((bits as u32).to_be_bytes()));
            table.look_up(IpAddr::from((u128::from(bits) << 64).to_be_bytes()));
            table.look_up(IpAddr::from([20, 1, 2, bits as u8]));
        }
        let _ = TableBuilder::from_table(&table).finish();
    }
    assert!(opened > 500, "damage in values and names must reach the look-ups: {opened}");
}

#[test]
fn an_address_is_explained_in_both_languages() {
    let table = NetworkTable::builtin();
    let french = show(&table, address("2001:4860:4860::8888"), true);
    let english = show(&table, address("2001:4860:4860::8888"), false);
    for (text, words) in [
        (&french, ["pays", "confiance faible", "erreurs connues"]),
        (&english, ["country", "low confidence", "known to contain errors"]),
    ] {
        for word in words {
            assert!(text.contains(word), "{word} in {text}");
        }
        assert!(text.contains(table.date()) && text.contains("DB-IP"), "{text}");
    }
}

#[test]
fn names_in_given_data_cannot_touch_the_terminal() {
    let data = "8.8.8.0/24,64500,\"a\u{1b}[31mb\u{202e}c\"".as_bytes().to_vec();
    let table = NetworkTable::builtin().with_data(data, "x\u{1b}y.csv", "2026-11-01").unwrap();
    let text = show(&table, address("8.8.8.8"), false);
    assert!(text.chars().all(|c| c == '\n' || !(c.is_control() || c == '\u{202e}')), "{text}");
    assert!(text.contains("AS64500"), "{text}");
}
