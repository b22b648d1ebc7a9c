//! `cargo xtask geo build --from DIR`: makes `src/enrich/network-table.bin` from the redistributable data in `DIR/ip-country-asn` and
//! `DIR/ip-reputation-lists`; `cargo xtask geo check --from DIR` compares the built-in table with what AbuseIPDB says of 975
//! attackers. Which file means what is said here; overlaps, layout and look-ups are `vigie::enrich`'s.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use vigie::enrich::operators::{CRAWLERS, HOSTING_SYSTEMS, name_says_hosting};
use vigie::enrich::{AddressRange, NetworkTable, TableBuilder, read_bytes, read_networks, read_ranges};
use vigie_facts::case::NetworkKind;
use vigie_facts::cidr::Cidr;

/// The largest table that may be committed: 8 MiB.
const TABLE_BYTES_MAX: usize = 8 << 20;
/// A system is hosting as a whole when at least this share of its IPv4 addresses lies in listed data-centre networks.
const HOSTING_SHARE_MIN: f64 = 0.5;
/// Dates of the data as their SOURCE.txt state them.
const DATA_DATE: &str = "2026-06-17";
const LISTS_DATE: &str = "2026-08-22";
const SOURCES: &str = "countries: nro.net statistics (CC BY 4.0) by ip-location-db; networks: routeviews.org, nro.net and DB-IP.com \
    (https://db-ip.com), all CC BY 4.0, by ip-location-db; kinds: X4BNet (MIT), MISP warning lists (CC0), maltrail (MIT)";

/// Runs `geo build` or `geo check`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    match arguments {
        [verb, flag, from] if verb == "build" && flag == "--from" => build(Path::new(from)),
        [verb, flag, from] if verb == "check" && flag == "--from" => check(Path::new(from)),
        _ => bail!("usage: cargo xtask geo build|check --from DIR"),
    }
}

fn build(from: &Path) -> Result<()> {
    let places = from.join("ip-country-asn");
    let lists = from.join("ip-reputation-lists");
    let mut builder = TableBuilder::default();
    for family in ["ipv4", "ipv6"] {
        let bytes = bytes(&places.join(format!("geo-whois-asn-country-{family}-num.csv.gz")))?;
        let counts = read_ranges(&bytes, |facts| {
            if let Some(country) = facts.country {
                builder.country(facts.range, country);
            }
        });
        println!("countries {family}: {counts:?}");
        let bytes = self::bytes(&places.join(format!("asn-{family}-num.csv.gz")))?;
        let counts = read_ranges(&bytes, |facts| {
            if let Some(asn) = facts.asn {
                builder.system(facts.range, asn, facts.network.as_deref());
            }
        });
        println!("networks {family}: {counts:?}");
    }
    kinds_from_lists(&mut builder, &lists)?;
    hosting_systems(&mut builder);
    crawlers(&mut builder)?;
    builder.about("data-date", DATA_DATE);
    builder.about("lists-date", LISTS_DATE);
    builder.about("name", "built-in table (ip-location-db)");
    builder.about("sources", SOURCES);
    let narrow = builder.too_narrow;
    let table = builder.finish()?;
    println!("IPv6 ranges shorter than /48 that are left out: {narrow}");
    if table.len() > TABLE_BYTES_MAX {
        bail!("the table has {} bytes, over the limit of {TABLE_BYTES_MAX}", table.len());
    }
    let out = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../src/enrich/network-table.bin");
    write(&out, &table)?;
    let opened = NetworkTable::from_file(table)?;
    let (size, [places_v4, places_v6, labels_v4, labels_v6]) = opened.table().sizes();
    println!(
        "{}: {size} bytes; places: {places_v4} IPv4, {places_v6} IPv6; kinds: {labels_v4} IPv4, {labels_v6} IPv6",
        out.display()
    );
    Ok(())
}

/// MISP's "vpn" lists hold, by comparison, X4BNet's data-centre networks: they are read as hosting, not as VPN.
fn kinds_from_lists(builder: &mut TableBuilder, lists: &Path) -> Result<()> {
    let plain = [
        ("x4b_output_datacenter_ipv4.txt.gz", NetworkKind::Hosting),
        ("misp_vpn-ipv4.txt.gz", NetworkKind::Hosting),
        ("misp_vpn-ipv6.txt.gz", NetworkKind::Hosting),
        ("x4b_output_vpn_ipv4.txt.gz", NetworkKind::Vpn),
        ("x4b_torexit_ipv4.txt", NetworkKind::Tor),
    ];
    for (name, kind) in plain {
        let counts = read_networks(&bytes(&lists.join(name))?, |range, _| builder.kind(range, kind, ""));
        println!("{name}: {counts:?}");
    }
    for name in ["scanner_orgs_misp.csv", "scanner_orgs_maltrail.csv"] {
        let counts = read_networks(&bytes(&lists.join(name))?, |range, owner| {
            builder.kind(range, NetworkKind::Scanner, &scanner_name(owner));
        });
        println!("{name}: {counts:?}");
    }
    Ok(())
}

fn hosting_systems(builder: &mut TableBuilder) {
    let mut hosting: BTreeSet<u32> = HOSTING_SYSTEMS.iter().map(|(asn, _)| *asn).collect();
    let (mut by_share, mut by_name) = (0, 0);
    for (asn, name, addresses, listed) in builder.systems_with_share(NetworkKind::Hosting) {
        if listed as f64 >= addresses as f64 * HOSTING_SHARE_MIN {
            by_share += usize::from(hosting.insert(asn));
        } else if name_says_hosting(name) {
            by_name += usize::from(hosting.insert(asn));
        }
    }
    println!("hosting systems: {} named, {by_share} by share, {by_name} by name", HOSTING_SYSTEMS.len());
    for asn in hosting {
        builder.system_kind(asn, NetworkKind::Hosting);
    }
}

fn crawlers(builder: &mut TableBuilder) -> Result<()> {
    let mut systems = BTreeMap::new();
    for crawler in CRAWLERS {
        for network in crawler.networks {
            let cidr: Cidr = network.parse().with_context(|| format!("{}: {network}", crawler.name))?;
            let range = AddressRange { first: cidr.first(), last: cidr.last() };
            builder.kind(range, NetworkKind::Crawler, crawler.name);
        }
        systems.extend(crawler.systems.iter().map(|asn| (*asn, crawler.name)));
    }
    builder.kind_of_systems(&systems, NetworkKind::Crawler);
    Ok(())
}

/// The owner's name as both lists spell it, made one: `shodan-nt-scanning` → `shodan`, `scan-03b.shadowserver.org` → `shadowserver`.
fn scanner_name(owner: &str) -> String {
    let lower = owner.trim().trim_end_matches('.').replace("(unknown)", "").to_ascii_lowercase();
    let mut name = lower.as_str();
    for suffix in ["-scanning", "-scanner", "-nt", "-ssh", "-security", "-research", "-intelligence"] {
        name = name.strip_suffix(suffix).unwrap_or(name);
    }
    let labels: Vec<&str> = name.split('.').collect();
    if let [.., domain, _top] = labels.as_slice() { (*domain).to_owned() } else { name.to_owned() }
}

fn check(from: &Path) -> Result<()> {
    let text = bytes(&from.join("ip-country-asn/reference_abuseipdb_975_attackers_2025-11.csv"))?;
    let table = NetworkTable::builtin();
    let mut rows = 0;
    let (mut same, mut other, mut unlocated) = (0, 0, 0);
    let mut kinds: BTreeMap<String, BTreeMap<NetworkKind, usize>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&text).lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [address, _, _, _, _, country, usage, ..] = fields.as_slice() else { continue };
        let Ok(address) = address.parse() else { continue };
        rows += 1;
        let place = table.locate_address(address);
        if country.len() == 2 {
            match place.country {
                Some(code) if code == country.as_bytes() => same += 1,
                Some(_) => other += 1,
                None => unlocated += 1,
            }
        }
        *kinds.entry((*usage).to_owned()).or_default().entry(place.kind).or_default() += 1;
    }
    println!("rows: {rows}; country: {same} the same, {other} other, {unlocated} unlocated here");
    for (usage, kinds) in kinds {
        println!("{usage}: {kinds:?}");
    }
    Ok(())
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    Ok(read_bytes(path)?)
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).with_context(|| path.display().to_string())
}
