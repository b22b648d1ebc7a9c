//! Addresses for the actors of an exercise, drawn so that a table of networks gives them the country that the plan wants. The table is the
//! caller's: this file only asks it. No address is drawn twice, and no two actors share a /24, so that neighbourhood says nothing.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use super::plan::Country;
use crate::random::Random;

/// What a table says of an address that an actor may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located {
    /// ISO 3166-1 alpha-2.
    pub country: Country,
    /// Whether traffic from there is relayed for somebody else: hosting, VPN, Tor.
    pub relay: bool,
}

/// What the plan wants of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// In this country, and no relay.
    In(Country),
    /// In any other country; relay or not as said.
    Outside { country: Country, relay: bool },
}

/// Draws for one actor before giving up: a country of one in 100,000 addresses is still found.
const DRAWS_MAX: u32 = 4_000_000;

/// Draws addresses.
pub(super) struct Places<'a> {
    locate: &'a mut dyn FnMut(Ipv4Addr) -> Option<Located>,
    random: Random,
    taken: BTreeSet<[u8; 3]>,
}

impl<'a> Places<'a> {
    /// Addresses of a seed. `locate` answers `None` for an address that no actor may have: unlocated, reserved, a known crawler or scanner.
    pub(super) fn new(seed: u64, locate: &'a mut dyn FnMut(Ipv4Addr) -> Option<Located>) -> Places<'a> {
        Places { locate, random: Random::new(seed, "places"), taken: BTreeSet::new() }
    }

    /// An address as wanted; `None` when the table seems to know none.
    pub(super) fn draw(&mut self, wanted: Wanted) -> Option<(Ipv4Addr, Located)> {
        for _ in 0..DRAWS_MAX {
            let address = Ipv4Addr::from(self.random.next() as u32);
            let [a, b, c, d] = address.octets();
            if d == 0 || d == 255 || crate::networks::is_visitors(address) || self.taken.contains(&[a, b, c]) {
                continue;
            }
            let Some(located) = (self.locate)(address) else { continue };
            let fits = match wanted {
                Wanted::In(country) => located.country == country && !located.relay,
                Wanted::Outside { country, relay } => located.country != country && located.relay == relay,
            };
            if fits {
                self.taken.insert([a, b, c]);
                return Some((address, located));
            }
        }
        None
    }
}
