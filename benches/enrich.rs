//! How long it takes to open the built-in network table and to look an address up. Prints figures; judges nothing.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark reads the clock and prints")]

use std::hint::black_box;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::{Duration, Instant};

use vigie::enrich::NetworkTable;
use vigie_facts::source::Source;
use vigie_simulate::random::Random;

const LOOK_UPS: usize = 1_000_000;

fn main() {
    let started = Clock::start();
    let table = NetworkTable::builtin();
    println!("open the built-in table: {:.3} ms", started.spent().as_secs_f64() * 1e3);
    let started = Clock::start();
    black_box(table.table().look_up(IpAddr::V4(Ipv4Addr::new(8, 8, 8, 8))));
    println!("first look-up: {:.3} ms", started.spent().as_secs_f64() * 1e3);

    let mut random = Random::new(7, "bench");
    let v4: Vec<IpAddr> = (0..LOOK_UPS).map(|_| IpAddr::V4(Ipv4Addr::from(random.next() as u32))).collect();
    let v6: Vec<IpAddr> = (0..LOOK_UPS)
        .map(|_| {
            // 2001::/16 and 2a00::/12 hold nearly all of the IPv6 table.
            let top = if random.chance(300) { 0x2001 } else { 0x2a00 + random.below(16) };
            IpAddr::V6(Ipv6Addr::from(u128::from(top << 48 | random.next() >> 16) << 64))
        })
        .collect();
    for (name, addresses) in [("IPv4, random", &v4), ("IPv6, random in its busiest blocks", &v6)] {
        per_look_up(name, addresses, |address| black_box(table.table().look_up(address)).asn.is_some());
    }
    per_look_up("IPv4, with names copied (locate)", &v4, |address| {
        black_box(table.locate(Source::of(address))).country.is_some()
    });
}

/// Processor time of this thread where the kernel tells it (other programs on the machine then do not count), else wall time.
struct Clock {
    processor_nanoseconds: Option<u64>,
    wall: Instant,
}

impl Clock {
    fn start() -> Clock {
        Clock { processor_nanoseconds: processor_nanoseconds(), wall: Instant::now() }
    }

    fn spent(&self) -> Duration {
        match (self.processor_nanoseconds, processor_nanoseconds()) {
            (Some(before), Some(after)) => Duration::from_nanos(after - before),
            _ => self.wall.elapsed(),
        }
    }
}

fn processor_nanoseconds() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok()
}

fn per_look_up(name: &str, addresses: &[IpAddr], mut look_up: impl FnMut(IpAddr) -> bool) {
    let started = Clock::start();
    let found = addresses.iter().filter(|address| look_up(**address)).count();
    let nanoseconds = started.spent().as_secs_f64() * 1e9 / addresses.len() as f64;
    println!("{name}: {nanoseconds:.0} ns a look-up, {found} of {} known", addresses.len());
}
