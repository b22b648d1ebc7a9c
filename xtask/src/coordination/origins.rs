//! How often the 95 % interval of an origin's share covers the truth: the one in the report, the source-clustered bootstrap, and events taken as
//! independent, over seeded draws of sources whose weights are unequal, and may have to do with where they lie.

use vigie_correlate::stats::bootstrap::{Cluster, share};
use vigie_figures::figure::{Share, Unit};
use vigie_simulate::random::Random;

/// Bootstrap draws an interval, and worlds in each of which it is taken: its cost bounds them.
const DRAWS: u32 = 199;
const WORLDS_BOOTSTRAP: u64 = 300;
const WORLDS: u64 = 2_000;

/// Sources that stand for all there are.
const POPULATION: usize = 1_000_000;

pub(crate) fn print(seed: u64) {
    println!(
        "covered of 100 ({WORLDS} worlds each; bootstrap {WORLDS_BOOTSTRAP}): events as independent, in the report, bootstrap"
    );
    for sources in [100, 400, 2_000] {
        for spread in [1.0, 1.5] {
            for (busier, part) in [(0.0, 0.47), (0.7, 0.47), (0.7, 0.1)] {
                let covered = cover(seed, sources, &Draw { spread, busier, part });
                let [naive, report, bootstrap] = covered.map(|share| 100.0 * share);
                println!(
                    "{sources:>5} sources, log-normal weights of {spread}, {part} there, those {:.1} times as busy: {naive:5.1} {report:5.1} {bootstrap:5.1}",
                    f64::exp(busier)
                );
            }
        }
    }
}

/// How sources are drawn.
struct Draw {
    spread: f64,
    busier: f64,
    part: f64,
}

impl Draw {
    fn source(&self, random: &mut Random) -> (u64, bool) {
        let unit = |random: &mut Random| (random.next() >> 11) as f64 / (1_u64 << 53) as f64;
        let there = unit(random) < self.part;
        let normal = (-2.0 * (1.0 - unit(random)).ln()).sqrt() * (std::f64::consts::TAU * unit(random)).cos();
        let log = 1.0 + self.spread * normal + if there { self.busier } else { 0.0 };
        (log.exp().ceil() as u64, there)
    }
}

/// Parts of the worlds in which each interval covers the share in the population.
fn cover(seed: u64, sources: usize, draw: &Draw) -> [f64; 3] {
    let mut random = Random::new(seed, "origins");
    let (mut part, mut all) = (0.0, 0.0);
    for _ in 0..POPULATION {
        let (weight, there) = draw.source(&mut random);
        all += weight as f64;
        part += if there { weight as f64 } else { 0.0 };
    }
    let truth = part / all;
    let mut covered = [0.0; 3];
    for world in 0..WORLDS {
        let drawn: Vec<(u64, bool)> = (0..sources).map(|_| draw.source(&mut random)).collect();
        let sums = |pass: &dyn Fn(bool) -> bool| {
            let kept = drawn.iter().filter(|source| pass(source.1));
            kept.fold((0, 0.0), |sum, source| (sum.0 + source.0, sum.1 + (source.0 * source.0) as f64))
        };
        let ((part, part_squared), (all, squared)) = (sums(&|there| there), sums(&|_| true));
        let ends = |share: &Share| (share.low.unwrap_or(0.0) / 100.0, share.high.unwrap_or(100.0) / 100.0);
        let naive = ends(&Share::of_sources("x", part, all, Unit::Attempts, all as f64));
        let report = ends(&Share::of_weighted("x", (part, all), Unit::Attempts, (part_squared, squared)));
        for (count, (low, high)) in covered.iter_mut().zip([naive, report]) {
            *count += f64::from(u8::from((low..=high).contains(&truth))) / WORLDS as f64;
        }
        if world < WORLDS_BOOTSTRAP {
            let clusters: Vec<Cluster> = drawn
                .iter()
                .map(|&(weight, there)| Cluster {
                    weight: weight as f64,
                    marked: if there { weight as f64 } else { 0.0 },
                })
                .collect();
            let inside = share(&clusters, 0.95, DRAWS, seed + world).is_some_and(|x| (x.low..=x.high).contains(&truth));
            covered[2] += f64::from(u8::from(inside)) / WORLDS_BOOTSTRAP as f64;
        }
    }
    covered
}
