//! How often the 95 % interval of an origin's share covers the truth: the one in the report, the source-clustered bootstrap, and events taken as
//! independent, over seeded draws of sources whose weights are unequal, may have to do with where they lie, and that may stand together in networks.

use vigie_correlate::stats::bootstrap::{Cluster, share};
use vigie_facts::source::Source;
use vigie_figures::clustered::{Clustered, Squares};
use vigie_figures::figure::{Share, Unit};
use vigie_simulate::coordination::{normal, unit};
use vigie_simulate::random::Random;

/// Bootstrap draws an interval, and worlds in each of which it is taken: its cost bounds them.
const DRAWS: u32 = 199;
const WORLDS_BOOTSTRAP: u64 = 300;
const WORLDS: u64 = 2_000;

/// Sources that stand for all there are.
const POPULATION: usize = 1_000_000;

pub(crate) fn print(seed: u64) {
    println!(
        "covered of 100 ({WORLDS} worlds each; bootstrap {WORLDS_BOOTSTRAP}): events as independent, in the report, as if no two sources were of one network, bootstrap by source"
    );
    for together in [1, 4, 20] {
        for sources in [100, 400, 2_000] {
            for spread in [1.0, 1.5] {
                for (busier, part) in [(0.0, 0.47), (0.7, 0.47), (0.7, 0.1)] {
                    let covered = cover(seed, sources, &Draw { spread, busier, part, together });
                    let [naive, report, alone, bootstrap] = covered.map(|share| 100.0 * share);
                    println!(
                        "{sources:>5} sources, {together:>2} a network, log-normal weights of {spread}, {part} there, those {:.1} times as busy: {naive:5.1} {report:5.1} {alone:5.1} {bootstrap:5.1}",
                        f64::exp(busier)
                    );
                }
            }
        }
    }
}

/// How sources are drawn.
struct Draw {
    spread: f64,
    busier: f64,
    part: f64,
    /// Sources of each network, all of which lie in the same country.
    together: usize,
}

impl Draw {
    fn is_there(&self, random: &mut Random) -> bool {
        unit(random) < self.part
    }

    fn weight(&self, there: bool, random: &mut Random) -> u64 {
        let log = 1.0 + self.spread * normal(random) + if there { self.busier } else { 0.0 };
        log.exp().ceil() as u64
    }
}

/// Parts of the worlds in which each interval covers the share in the population.
fn cover(seed: u64, sources: usize, draw: &Draw) -> [f64; 4] {
    let mut random = Random::new(seed, "origins");
    let (mut part, mut all) = (0.0, 0.0);
    for _ in 0..POPULATION {
        let there = draw.is_there(&mut random);
        let weight = draw.weight(there, &mut random) as f64;
        all += weight;
        part += if there { weight } else { 0.0 };
    }
    let truth = part / all;
    let mut covered = [0.0; 4];
    for world in 0..WORLDS {
        let mut drawn: Vec<(Option<Source>, u64, u64)> = Vec::with_capacity(sources);
        for network in 0..sources / draw.together {
            let there = draw.is_there(&mut random);
            for host in 0..draw.together {
                let weight = draw.weight(there, &mut random);
                let address = Source::V4(((network as u32) << 16) + host as u32);
                drawn.push((Some(address), if there { weight } else { 0 }, weight));
            }
        }
        let (part, all) = drawn.iter().fold((0, 0), |sum, source| (sum.0 + source.1, sum.1 + source.2));
        let ends = |sums: &Clustered| {
            let share = Share::of_clustered("x", (part, all), Unit::Attempts, sums);
            (share.low.unwrap_or(0.0) / 100.0, share.high.unwrap_or(100.0) / 100.0)
        };
        let each = |squares: Squares| Clustered { sources: squares, networks: squares, ranges: squares };
        let events = Squares { clusters: all, part: part as f64, both: part as f64, whole: all as f64 };
        let report = Clustered::of(drawn.clone());
        for (count, sums) in covered.iter_mut().zip([each(events), report, each(report.sources)]) {
            let (low, high) = ends(&sums);
            *count += f64::from(u8::from((low..=high).contains(&truth))) / WORLDS as f64;
        }
        if world < WORLDS_BOOTSTRAP {
            let clusters: Vec<Cluster> =
                drawn.iter().map(|&(_, part, weight)| Cluster { weight: weight as f64, marked: part as f64 }).collect();
            let inside = share(&clusters, 0.95, DRAWS, seed + world).is_some_and(|x| (x.low..=x.high).contains(&truth));
            covered[3] += f64::from(u8::from(inside)) / WORLDS_BOOTSTRAP as f64;
        }
    }
    covered
}
