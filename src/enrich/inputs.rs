//! Other people's address data, read: CSV and tab-separated ranges or networks with a country or an autonomous system (the
//! layouts of ip-location-db, iptoasn, Tor's `geoip` and `geoip6`), and plain lists of networks. MMDB files are read in `mmdb`.
//! A line that is not understood is counted, never guessed at.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use vigie_facts::cidr::Cidr;

/// First and last address of a range, of one family, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressRange {
    /// First address.
    pub first: IpAddr,
    /// Last address.
    pub last: IpAddr,
}

/// One line of data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeFacts<'a> {
    /// The range.
    pub range: AddressRange,
    /// ISO 3166-1 alpha-2 code, in capitals, as the data say; `None` when they say none, or a region (`EU`, `AP`, `ZZ`).
    pub country: Option<[u8; 2]>,
    /// Autonomous system; never 0.
    pub asn: Option<u32>,
    /// Its operator's name.
    pub network: Option<Cow<'a, str>>,
}

/// What became of the lines of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineCounts {
    /// Lines with a range and something said of it.
    pub used: u64,
    /// Lines with a range of which nothing is known (`None`, `ZZ`, system 0).
    pub unknown: u64,
    /// Lines that were not understood.
    pub not_understood: u64,
}

/// Reads every line of a file of ranges, in order. Empty lines and comments (`#`, `;`) are skipped, as is a first line that is
/// not understood (a header).
///
/// ```
/// use vigie::enrich::read_ranges;
/// let mut countries = Vec::new();
/// let counts = read_ranges(b"16777216,16777471,AU\n2001:db8::/32\tFR\n", |facts| countries.push(facts.country));
/// assert_eq!(countries, [Some(*b"AU"), Some(*b"FR")]);
/// assert_eq!(counts.used, 2);
/// ```
pub fn read_ranges<'a>(bytes: &'a [u8], mut each: impl FnMut(RangeFacts<'a>)) -> LineCounts {
    let mut counts = LineCounts::default();
    let mut first = true;
    for line in bytes.split(|byte| *byte == b'\n') {
        let line = line.trim_ascii();
        if line.is_empty() || line[0] == b'#' || line[0] == b';' {
            continue;
        }
        match std::str::from_utf8(line).ok().and_then(range_facts) {
            Some(facts) if facts.country.is_some() || facts.asn.is_some() => {
                counts.used += 1;
                each(facts);
            }
            Some(_) => counts.unknown += 1,
            None if first => {}
            None => counts.not_understood += 1,
        }
        first = false;
    }
    counts
}

/// Reads a plain list of networks, one a line (`192.0.2.0/24`, `192.0.2.7`); what stands after a comma or blank is left aside.
pub fn read_networks(bytes: &[u8], mut each: impl FnMut(AddressRange, &str)) -> LineCounts {
    let mut counts = LineCounts::default();
    let mut first = true;
    for line in String::from_utf8_lossy(bytes).lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        let (network, rest) = line.split_once([',', '\t', ' ']).unwrap_or((line, ""));
        match network_range(network) {
            Some(range) => {
                counts.used += 1;
                each(range, rest.trim().trim_matches('"'));
            }
            None if first => {}
            None => counts.not_understood += 1,
        }
        first = false;
    }
    counts
}

fn range_facts(line: &str) -> Option<RangeFacts<'_>> {
    let mut fields = Fields { rest: Some(line), separator: if line.contains('\t') { '\t' } else { ',' } };
    let start = fields.next()?;
    let range = if start.contains('/') {
        network_range(&start)?
    } else {
        let (first, last) = (address(&start)?, address(&fields.next()?)?);
        (first.is_ipv4() == last.is_ipv4() && first <= last).then_some(AddressRange { first, last })?
    };
    let mut facts = RangeFacts { range, country: None, asn: None, network: None };
    let mut said_anything = false;
    for field in fields {
        said_anything = true;
        match (country(&field), facts.asn, asn(&field)) {
            (CountryField::Country(code), ..) => facts.country = facts.country.or(Some(code)),
            (CountryField::SomethingElse, None, Some(asn)) => facts.asn = Some(asn),
            (CountryField::SomethingElse, Some(_), _) if !field.trim().is_empty() => {
                facts.network = facts.network.or(Some(field));
            }
            (CountryField::NoCountry | CountryField::SomethingElse, ..) => {}
        }
    }
    facts.asn = facts.asn.filter(|asn| *asn != 0);
    if facts.asn.is_none() {
        facts.network = None;
    }
    said_anything.then_some(facts)
}

enum CountryField {
    Country([u8; 2]),
    /// A region, or a word for not knowing.
    NoCountry,
    /// Not a country code at all.
    SomethingElse,
}

fn country(field: &str) -> CountryField {
    let Ok(code) = <[u8; 2]>::try_from(field.trim().as_bytes()) else { return CountryField::SomethingElse };
    match code.map(|letter| letter.to_ascii_uppercase()) {
        [b'?', b'?'] | [b'-', b'-'] => CountryField::NoCountry,
        [b'Z', b'Z'] | [b'X', b'X'] | [b'E', b'U'] | [b'A', b'P' | b'1' | b'2'] | [b'O', b'1'] => {
            CountryField::NoCountry
        }
        code if code.iter().all(u8::is_ascii_uppercase) => CountryField::Country(code),
        _ => CountryField::SomethingElse,
    }
}

fn asn(field: &str) -> Option<u32> {
    let field = field.trim();
    let digits = field.strip_prefix("AS").unwrap_or(field);
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

fn network_range(text: &str) -> Option<AddressRange> {
    let network: Cidr = text.trim().parse().ok()?;
    Some(AddressRange { first: network.first(), last: network.last() })
}

/// An address as text, or as a decimal number: up to 32 bits it is IPv4, as no IPv6 address in use is that small.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let bits: u128 = text.parse().ok()?;
        return Some(match u32::try_from(bits) {
            Ok(bits) => IpAddr::V4(Ipv4Addr::from(bits)),
            Err(_) => IpAddr::V6(Ipv6Addr::from(bits)),
        });
    }
    text.parse().ok()
}

/// Fields of a line, quotes taken off (RFC 4180: a doubled quote inside quotes is a quote).
struct Fields<'a> {
    rest: Option<&'a str>,
    separator: char,
}

impl<'a> Iterator for Fields<'a> {
    type Item = Cow<'a, str>;

    fn next(&mut self) -> Option<Cow<'a, str>> {
        let rest = self.rest?;
        let Some(quoted) = rest.strip_prefix('"') else {
            let (field, rest) = match rest.split_once(self.separator) {
                Some((field, rest)) => (field, Some(rest)),
                None => (rest, None),
            };
            self.rest = rest;
            return Some(Cow::Borrowed(field));
        };
        let mut end = 0;
        loop {
            // An unclosed quote takes the rest of the line: the field is as long as the line, and no longer.
            let Some(quote) = quoted[end..].find('"') else {
                self.rest = None;
                return Some(Cow::Borrowed(quoted));
            };
            end += quote;
            if !quoted[end + 1..].starts_with('"') {
                break;
            }
            end += 2;
        }
        let after = &quoted[end + 1..];
        self.rest = after.split_once(self.separator).map(|(_, rest)| rest);
        let field = &quoted[..end];
        Some(if field.contains("\"\"") { Cow::Owned(field.replace("\"\"", "\"")) } else { Cow::Borrowed(field) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let mut shown = Vec::new();
        let counts = read_ranges(text.as_bytes(), |facts| {
            let country = facts.country.map(|code| String::from_utf8_lossy(&code).into_owned());
            shown.push(format!(
                "{}-{} {} {} {}",
                facts.range.first,
                facts.range.last,
                country.as_deref().unwrap_or("-"),
                facts.asn.map_or("-".into(), |asn| asn.to_string()),
                facts.network.as_deref().unwrap_or("-")
            ));
        });
        shown.push(format!("{}/{}/{}", counts.used, counts.unknown, counts.not_understood));
        shown.join("; ")
    }

    #[test]
    fn every_layout_in_use_is_read() {
        let cases = [
            ("3221225984,3221226239,FR", "192.0.2.0-192.0.2.255 FR - -; 1/0/0"),
            ("192.0.2.0/24,64500,\"Example, Inc.\"", "192.0.2.0-192.0.2.255 - 64500 Example, Inc.; 1/0/0"),
            (
                "192.0.2.0\t192.0.2.255\t64500\tFR\tEXAMPLE-AS Example",
                "192.0.2.0-192.0.2.255 FR 64500 EXAMPLE-AS Example; 1/0/0",
            ),
            ("192.0.2.0\t192.0.2.255\t0\tNone\tNot routed", "0/1/0"),
            ("2001:db8::,2001:db8:ffff::,JP", "2001:db8::-2001:db8:ffff:: JP - -; 1/0/0"),
            (
                "42540766411282592856903984951653826560,42540766411282592875350729025363378175,de",
                "2001:db8::-2001:db8::ffff:ffff:ffff:ffff DE - -; 1/0/0",
            ),
            ("192.0.2.0/24,AS64500,\"He said \"\"no\"\"\"", "192.0.2.0-192.0.2.255 - 64500 He said \"no\"; 1/0/0"),
            ("# geoip\n192.0.2.0,192.0.2.255,??", "0/1/0"),
            ("start,end,country\n192.0.2.0,192.0.2.255,EU", "0/1/0"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_counted() {
        for bad in [
            "192.0.2.255,192.0.2.0,FR",
            "192.0.2.0,2001:db8::,FR",
            "192.0.2.7/24,FR",
            "192.0.2.0",
            "192.0.2.0,192.0.2.255",
            "340282366920938463463374607431768211456,5,FR",
            "\"",
            ",,,",
        ] {
            assert_eq!(read(&format!("192.0.2.0/24,FR\n{bad}")), "192.0.2.0-192.0.2.255 FR - -; 1/0/1", "{bad}");
        }
    }

    #[test]
    fn plain_lists_give_networks_and_what_follows_them() {
        let mut seen = Vec::new();
        let counts = read_networks(b"cidr,org\n192.0.2.0/30,\"example\"\n198.51.100.7\nnonsense\n", |range, rest| {
            seen.push(format!("{}-{} {rest}", range.first, range.last));
        });
        assert_eq!(seen, ["192.0.2.0-192.0.2.3 example", "198.51.100.7-198.51.100.7 "]);
        assert_eq!((counts.used, counts.not_understood), (2, 1));
    }
}
