//! Address blocks that sources are drawn from, without ever drawing one twice. Blocks are those of large providers, chosen so that
//! the country of the whole block is certain; who is at an address is not known and does not matter.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::random::Random;

/// A block of addresses.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    first: [u8; 4],
    prefix_len: u32,
    /// ISO 3166-1 alpha-2 code of the whole block.
    pub country: &'static str,
    /// How many of 1,000 sources are in it.
    weight: u64,
}

const fn block(first: [u8; 4], prefix_len: u32, country: &'static str, weight: u64) -> Block {
    Block { first, prefix_len, country, weight }
}

/// Where the visitors of a French campaign's site are.
pub const VISITORS: &[Block] = &[
    block([90, 0, 0, 0], 10, "FR", 190),
    block([86, 192, 0, 0], 11, "FR", 110),
    block([82, 64, 0, 0], 14, "FR", 60),
    block([88, 160, 0, 0], 11, "FR", 130),
    block([176, 128, 0, 0], 10, "FR", 130),
    block([93, 0, 0, 0], 11, "FR", 120),
    block([109, 0, 0, 0], 11, "FR", 90),
    block([81, 240, 0, 0], 13, "BE", 30),
    block([85, 0, 0, 0], 13, "CH", 25),
    block([79, 192, 0, 0], 10, "DE", 25),
    block([86, 128, 0, 0], 10, "GB", 30),
    block([105, 128, 0, 0], 11, "MA", 20),
    block([73, 0, 0, 0], 8, "US", 40),
];

/// Where attacks arrive from: hosting, and some households. No block lies in one of [`VISITORS`].
pub const ATTACKERS: &[Block] = &[
    block([95, 216, 0, 0], 16, "FI", 300),
    block([46, 211, 0, 0], 16, "UA", 250),
    block([95, 24, 0, 0], 14, "RU", 150),
    block([71, 56, 0, 0], 13, "US", 150),
    block([84, 128, 0, 0], 10, "DE", 150),
];

/// Whether an address lies in one of [`VISITORS`].
pub(crate) fn is_visitors(address: Ipv4Addr) -> bool {
    let inside = |block: &Block| (u32::from(address) ^ u32::from_be_bytes(block.first)) >> (32 - block.prefix_len) == 0;
    VISITORS.iter().any(inside)
}

/// Draws addresses from blocks, never the same one twice while a block lasts.
#[derive(Clone, Debug)]
pub struct Addresses {
    blocks: &'static [Block],
    drawn: Vec<u64>,
    /// An odd multiplier: steps through a block of 2ⁿ addresses without repeating.
    stride: u64,
    offset: u64,
}

impl Addresses {
    /// Addresses of a seed and purpose.
    pub fn new(seed: u64, purpose: &str, blocks: &'static [Block]) -> Addresses {
        let mut random = Random::new(seed, purpose);
        Addresses { blocks, drawn: vec![0; blocks.len()], stride: random.next() | 1, offset: random.next() }
    }

    /// The next address.
    pub fn draw(&mut self, random: &mut Random) -> IpAddr {
        let wanted = random.below(self.blocks.iter().map(|block| block.weight).sum());
        let mut upto = 0;
        let place = self.blocks.iter().position(|block| {
            upto += block.weight;
            wanted < upto
        });
        let place = place.unwrap_or(0);
        let block = self.blocks[place];
        let mask = (1_u64 << (32 - block.prefix_len)) - 1;
        let step = self.drawn[place];
        self.drawn[place] += 1;
        let host = step.wrapping_mul(self.stride).wrapping_add(self.offset) & mask;
        IpAddr::V4(Ipv4Addr::from(u32::from_be_bytes(block.first) | host as u32))
    }
}

/// A household's IPv6 address: its own /64 in the block of Free, one of its hosts.
pub fn household_v6(number: u64, random: &mut Random) -> IpAddr {
    let network = 0x2a01_0e0a_u64 << 32 | (number & 0xffff_ffff);
    IpAddr::V6(Ipv6Addr::from(u128::from(network) << 64 | u128::from(random.next() | 1)))
}

/// Addresses that crawlers are known to come from: name in the user agent table, and address.
pub fn crawler(name: &str, random: &mut Random) -> IpAddr {
    let host = random.between(1, 250) as u8;
    IpAddr::V4(match name {
        "Googlebot" => Ipv4Addr::new(66, 249, 64 + random.below(16) as u8, host),
        "bingbot" => Ipv4Addr::new(157, 55, 39, host),
        _ => Ipv4Addr::new(5, 255, 253, host),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_is_drawn_twice_and_all_stay_in_their_block() {
        let mut addresses = Addresses::new(7, "test", ATTACKERS);
        let mut random = Random::new(7, "draws");
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..50_000 {
            let address = addresses.draw(&mut random);
            let inside = ATTACKERS.iter().any(|block| match address {
                IpAddr::V4(v4) => (u32::from(v4) ^ u32::from_be_bytes(block.first)) >> (32 - block.prefix_len) == 0,
                IpAddr::V6(_) => false,
            });
            assert!(inside && seen.insert(address), "{address}");
        }
        for attacker in ATTACKERS {
            let apart = VISITORS.iter().all(|block| {
                let shift = 32 - block.prefix_len.min(attacker.prefix_len);
                u32::from_be_bytes(block.first) >> shift != u32::from_be_bytes(attacker.first) >> shift
            });
            assert!(apart, "{attacker:?}");
        }
    }
}
