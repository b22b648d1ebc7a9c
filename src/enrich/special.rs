//! Addresses that no network table may place: private, documentation and reserved ranges of the IANA special-purpose address
//! registries (RFC 6890 and what updated it). The list is closed by standards; nobody's data changes it.

use std::net::IpAddr;
use std::sync::LazyLock;

use vigie_facts::case::NetworkKind;
use vigie_facts::cidr::Cidr;

/// Range, kind, and the document that says so. A longer prefix stands before the shorter one that holds it.
const RANGES: &[(&str, NetworkKind, &str)] = &[
    ("0.0.0.0/8", NetworkKind::Reserved, "RFC 791: this network"),
    ("10.0.0.0/8", NetworkKind::Private, "RFC 1918"),
    ("100.64.0.0/10", NetworkKind::Private, "RFC 6598: behind a provider's shared address"),
    ("127.0.0.0/8", NetworkKind::Private, "RFC 1122: loopback"),
    ("169.254.0.0/16", NetworkKind::Private, "RFC 3927: link-local"),
    ("172.16.0.0/12", NetworkKind::Private, "RFC 1918"),
    ("192.0.0.0/24", NetworkKind::Reserved, "RFC 6890: protocol assignments"),
    ("192.0.2.0/24", NetworkKind::Documentation, "RFC 5737"),
    ("192.168.0.0/16", NetworkKind::Private, "RFC 1918"),
    ("198.18.0.0/15", NetworkKind::Documentation, "RFC 2544: benchmarks"),
    ("198.51.100.0/24", NetworkKind::Documentation, "RFC 5737"),
    ("203.0.113.0/24", NetworkKind::Documentation, "RFC 5737"),
    ("224.0.0.0/4", NetworkKind::Reserved, "RFC 5771: multicast"),
    ("240.0.0.0/4", NetworkKind::Reserved, "RFC 1112: future use, and broadcast"),
    ("2001:2::/48", NetworkKind::Documentation, "RFC 5180: benchmarks"),
    ("2001:db8::/32", NetworkKind::Documentation, "RFC 3849"),
    ("2001::/23", NetworkKind::Reserved, "RFC 2928: protocol assignments"),
    ("3fff::/20", NetworkKind::Documentation, "RFC 9637"),
    ("2000::/3", NetworkKind::Unknown, "RFC 4291: global unicast, the one block that is placed"),
    ("::/64", NetworkKind::Private, "RFC 4291: loopback and the unspecified address share this source"),
    ("64:ff9b:1::/48", NetworkKind::Private, "RFC 8215: local translation"),
    ("fc00::/7", NetworkKind::Private, "RFC 4193"),
    ("fe80::/10", NetworkKind::Private, "RFC 4291: link-local"),
    ("::/0", NetworkKind::Reserved, "RFC 4291: not allocated, or multicast"),
];

struct Special {
    first: IpAddr,
    last: IpAddr,
    kind: NetworkKind,
}

static SPECIAL: LazyLock<Vec<Special>> = LazyLock::new(|| {
    let parsed = RANGES.iter().filter_map(|(range, kind, _)| Some((range.parse::<Cidr>().ok()?, *kind)));
    parsed.map(|(range, kind)| Special { first: range.first(), last: range.last(), kind }).collect()
});

/// The kind of a special address that was unwrapped already, or `None` for an ordinary one.
pub(super) fn kind_of(address: IpAddr) -> Option<NetworkKind> {
    // Addresses of different families never lie between each other: IPv4 sorts before IPv6 as a whole.
    let kind = SPECIAL.iter().find(|special| special.first <= address && address <= special.last)?.kind;
    (kind != NetworkKind::Unknown).then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_range_is_well_formed_and_no_earlier_one_hides_it() {
        assert_eq!(SPECIAL.len(), RANGES.len());
        for (place, range) in SPECIAL.iter().enumerate() {
            let hidden =
                SPECIAL[..place].iter().any(|earlier| earlier.first <= range.first && range.last <= earlier.last);
            assert!(!hidden, "{}", range.first);
        }
    }

    #[test]
    fn special_addresses_have_their_kind_and_ordinary_ones_none() {
        let cases = [
            ("192.0.2.1", Some(NetworkKind::Documentation)),
            ("198.51.100.255", Some(NetworkKind::Documentation)),
            ("203.0.113.7", Some(NetworkKind::Documentation)),
            ("2001:db8:ffff::1", Some(NetworkKind::Documentation)),
            ("3fff:fff::1", Some(NetworkKind::Documentation)),
            ("10.255.0.1", Some(NetworkKind::Private)),
            ("100.127.255.255", Some(NetworkKind::Private)),
            ("100.128.0.0", None),
            ("172.32.0.1", None),
            ("127.0.0.1", Some(NetworkKind::Private)),
            ("::1", Some(NetworkKind::Private)),
            ("fd00::1", Some(NetworkKind::Private)),
            ("255.255.255.255", Some(NetworkKind::Reserved)),
            ("ff02::1", Some(NetworkKind::Reserved)),
            ("4000::1", Some(NetworkKind::Reserved)),
            ("8.8.8.8", None),
            ("2606:4700::1111", None),
        ];
        for (text, kind) in cases {
            assert_eq!(kind_of(text.parse().unwrap()), kind, "{text}");
        }
    }
}
