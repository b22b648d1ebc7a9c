//! Rates of hits under the null, for one round, and the chance of a pair under them. What was proven in the round before is left out.

use crate::attendance::Tie;
use crate::parallel::in_order;
use crate::settings::Settings;
use crate::stats::combine::cauchy;
use crate::stats::tails::poisson_binomial_upper;

use super::uses::{PIECE, Pair, Use, Uses};
use super::{CLASSES, POPULARITIES};

/// Rates under the null, for one round.
pub(crate) struct Null<'a> {
    pub(crate) settings: &'a Settings,
    /// Pairs tested, in all.
    pub(crate) tests: u64,
    /// Pairs within each width, trace after trace, and pairs, by trace, without masked ones.
    within: Vec<f64>,
    all: Vec<f64>,
    /// Mean rates of traces that are alike.
    pools: Pools,
    /// Observed over expected hits by pair of speed classes and width, at least 1.
    speed: Vec<Vec<f64>>,
}

/// One pair's chance.
pub(crate) struct Judged {
    pub(crate) tie: Tie,
    pub(crate) without_speed: f64,
}

/// Memory that is used again from pair to pair.
#[derive(Default)]
pub(crate) struct Scratch {
    /// Mean rates of alike traces, width after width.
    pooled: Vec<f64>,
    rates: Vec<(u32, f64)>,
    known: Vec<(u32, f64)>,
    chances: Vec<f64>,
    cells: Vec<f64>,
}

impl<'a> Null<'a> {
    pub(crate) fn new(world: &Uses, pairs: &[Pair], masked: &[bool], tests: u64, settings: &'a Settings) -> Null<'a> {
        let widths = settings.trace_widths_ms.len();
        let mut within = world.within.clone();
        let mut all: Vec<f64> = (0..world.traces())
            .map(|trace| {
                let n = world.users(trace as u32).len();
                if n > settings.popularity_max { 0.0 } else { (n * n.saturating_sub(1) / 2) as f64 }
            })
            .collect();
        for (pair, _) in pairs.iter().zip(masked).filter(|(_, masked)| **masked) {
            for &(trace, gap) in &pair.shared {
                let trace = trace as usize;
                all[trace] = (all[trace] - 1.0).max(0.0);
                let counts = &mut within[trace * widths..(trace + 1) * widths];
                for (count, &width) in counts.iter_mut().zip(&settings.trace_widths_ms) {
                    *count = (*count - f64::from(u8::from(gap <= width))).max(0.0);
                }
            }
        }
        let pools = Pools::new(&world.class, &within, &all, widths);
        let mut null = Null { settings, tests, within, all, pools, speed: Vec::new() };
        null.speed = null.speeds(world, pairs, masked);
        null
    }

    fn within(&self, trace: u32, width: usize) -> f64 {
        self.within[trace as usize * self.settings.trace_widths_ms.len() + width]
    }

    /// Mean rate of traces like this one.
    pub(crate) fn pooled(&self, world: &Uses, trace: u32, width: usize) -> f64 {
        self.pools.mean(world.class[trace as usize], width, (0.0, 0.0), (0.0, 0.0))
    }

    /// Rate of a trace at a width, without one hit of the pair's own, drawn to the rate of traces like it.
    fn rate(&self, trace: u32, width: usize, own: f64, pooled: f64) -> f64 {
        let (k, n) = (self.within(trace, width) - own, self.all[trace as usize] - f64::from(u8::from(own >= 0.0)));
        (k.max(0.0) + self.settings.shrinkage * pooled) / (n.max(0.0) + self.settings.shrinkage)
    }

    /// Mean rates at a width of the traces like each that a pair shares, without all that the pair shares: who leaves traces of their own
    /// would else make the rate that they are measured by. They are added to `scratch.pooled`.
    fn pooled_without(&self, pair: &Pair, world: &Uses, width: usize, scratch: &mut Scratch) {
        let Scratch { pooled, rates, known, .. } = scratch;
        rates.clear();
        known.clear();
        rates.extend(
            pair.shared
                .iter()
                .filter(|(trace, _)| self.all[*trace as usize] > 0.0)
                .map(|&(trace, _)| (world.class[trace as usize], self.within(trace, width) / self.all[trace as usize])),
        );
        let sum = |pass: &dyn Fn(u32) -> bool| {
            let of = rates.iter().filter(|(class, _)| pass(*class));
            of.fold((0.0, 0.0), |sum, (_, rate)| (sum.0 + rate, sum.1 + 1.0))
        };
        for &(trace, _) in &pair.shared {
            let class = world.class[trace as usize];
            if let Some(known) = known.iter().find(|known| known.0 == class) {
                pooled.push(known.1);
                continue;
            }
            let kind = class as usize / POPULARITIES;
            let own = sum(&|other| other == class);
            let of_kind = sum(&|other| other as usize / POPULARITIES == kind);
            let mean = self.pools.mean(class, width, own, of_kind);
            known.push((class, mean));
            pooled.push(mean);
        }
    }

    /// Observed over expected hits by pair of speed classes. Pairs of two actors that have proven ties are left out: what is learnt here is
    /// how innocents meet. Cost: users × widths × classes.
    fn speeds(&self, world: &Uses, pairs: &[Pair], masked: &[bool]) -> Vec<Vec<f64>> {
        let widths = &self.settings.trace_widths_ms;
        let mut tied = vec![false; world.speed.len()];
        for (pair, _) in pairs.iter().zip(masked).filter(|(_, masked)| **masked) {
            tied[pair.a as usize] = true;
            tied[pair.b as usize] = true;
        }
        let pieces = world.traces().div_ceil(PIECE);
        let none = || vec![vec![0.0; widths.len()]; CLASSES * CLASSES];
        let parts = in_order(
            self.settings.threads,
            pieces,
            || (),
            |(), piece| {
                let (mut hits, mut expected) = (none(), none());
                for trace in piece * PIECE..world.traces().min((piece + 1) * PIECE) {
                    let users = world.users(trace as u32);
                    if users.len() < 2 || users.len() > self.settings.popularity_max {
                        continue;
                    }
                    let counts = class_pairs(world, users, &tied);
                    for (at, &width) in widths.iter().enumerate() {
                        let rate = self.rate(trace as u32, at, -0.5, self.pooled(world, trace as u32, at));
                        for (expected, pairs) in expected.iter_mut().zip(&counts) {
                            expected[at] += pairs * rate;
                        }
                        near_by_class(world, users, &tied, width, &mut |class, near| hits[class][at] += near);
                    }
                }
                (hits, expected)
            },
        );
        let mut sums = (none(), none());
        let add = |sum: &mut Vec<Vec<f64>>, part: Vec<Vec<f64>>| {
            for (sum, part) in sum.iter_mut().flatten().zip(part.into_iter().flatten()) {
                *sum += part;
            }
        };
        for (hits, expected) in parts {
            add(&mut sums.0, hits);
            add(&mut sums.1, expected);
        }
        // Two of each to begin with: a class that is hardly ever seen is raised by nothing.
        let raise = |(hits, expected): (f64, f64)| ((hits + 2.0) / (expected + 2.0)).max(1.0);
        sums.0.into_iter().zip(sums.1).map(|(h, e)| h.into_iter().zip(e).map(raise).collect()).collect()
    }

    /// The chance of a pair before any correction.
    pub(crate) fn judge(&self, pair: &Pair, world: &Uses, scratch: &mut Scratch) -> Judged {
        let mut tie = self.prepared(pair, world, scratch);
        tie.chance_log10 = self.evaluate(pair, &|_| 1.0, &mut tie, scratch);
        Judged { tie, without_speed: tie.chance_log10 }
    }

    /// The chance of a pair whose clocks `raise` its rates so much at each width, and whose speeds do as its classes say.
    pub(crate) fn corrected(&self, pair: &Pair, world: &Uses, raise: &[f64], scratch: &mut Scratch) -> Judged {
        let speed = &self.speed[speed_pair(world, pair.a, pair.b)];
        let mut tie = self.prepared(pair, world, scratch);
        let without_speed = self.evaluate(pair, &|at| raise[at], &mut tie, scratch);
        tie.chance_log10 = self.evaluate(pair, &|at| raise[at] * speed[at], &mut tie, scratch);
        Judged { tie, without_speed }
    }

    /// A pair's pooled rates in `scratch`, and its tie before anything is known of it.
    fn prepared(&self, pair: &Pair, world: &Uses, scratch: &mut Scratch) -> Tie {
        scratch.pooled.clear();
        for width in 0..self.settings.trace_widths_ms.len() {
            self.pooled_without(pair, world, width, scratch);
        }
        let occasions = pair.shared.len() as u32;
        Tie { a: pair.a, b: pair.b, chance_log10: 0.0, together: 0, occasions, expected: 0.0 }
    }

    /// The chance of a pair's hits over all widths, its rates raised by a factor at each width; the best width is told in `tie`.
    fn evaluate(&self, pair: &Pair, raised: &dyn Fn(usize) -> f64, tie: &mut Tie, scratch: &mut Scratch) -> f64 {
        let widths = &self.settings.trace_widths_ms;
        let Scratch { pooled, chances, cells, .. } = scratch;
        let mut best = 0.5;
        let each: Vec<f64> = (0..widths.len())
            .map(|at| {
                let (raised, pooled) = (raised(at), &pooled[at * pair.shared.len()..]);
                chances.clear();
                let mut hits = 0;
                for (&(trace, gap), &pooled) in pair.shared.iter().zip(pooled) {
                    let hit = gap <= widths[at];
                    hits += usize::from(hit);
                    let rate = self.rate(trace, at, f64::from(u8::from(hit)), pooled);
                    chances.push((rate * raised).clamp(1e-9, 1.0));
                }
                let chance = poisson_binomial_upper(chances, hits, cells);
                if chance < best {
                    best = chance;
                    (tie.together, tie.expected) = (hits as u32, chances.iter().sum());
                }
                chance
            })
            .collect();
        cauchy(&each)
    }
}

/// Tells how many pairs of users of a trace are within a width, by their speed classes, but for those of two tied actors.
fn near_by_class(world: &Uses, users: &[Use], tied: &[bool], width: i64, tell: &mut dyn FnMut(usize, f64)) {
    // Users in the window before each: free and tied, by class.
    let mut window = [[0_u32; CLASSES]; 2];
    let place = |used: &Use| (usize::from(tied[used.actor as usize]), usize::from(world.speed[used.actor as usize]));
    let mut first = 0;
    for one in users {
        while one.time - users[first].time > width {
            let (bound, class) = place(&users[first]);
            window[bound][class] -= 1;
            first += 1;
        }
        let (bound, class) = place(one);
        for (other, (free, tied)) in window[0].iter().zip(&window[1]).enumerate() {
            let near = free + if bound == 0 { *tied } else { 0 };
            if near > 0 {
                tell(class.min(other) * CLASSES + class.max(other), f64::from(near));
            }
        }
        window[bound][class] += 1;
    }
}

/// Pairs of users by their speed classes, but for those of two tied actors.
fn class_pairs(world: &Uses, users: &[Use], tied: &[bool]) -> Vec<f64> {
    let (mut free, mut bound) = ([0.0; CLASSES], [0.0; CLASSES]);
    for used in users {
        let counts = if tied[used.actor as usize] { &mut bound } else { &mut free };
        counts[usize::from(world.speed[used.actor as usize])] += 1.0;
    }
    let mut pairs = vec![0.0; CLASSES * CLASSES];
    for x in 0..CLASSES {
        pairs[x * CLASSES + x] = free[x] * (free[x] - 1.0) / 2.0 + free[x] * bound[x];
        for y in x + 1..CLASSES {
            pairs[x * CLASSES + y] = free[x] * free[y] + free[x] * bound[y] + bound[x] * free[y];
        }
    }
    pairs
}

fn speed_pair(world: &Uses, a: u32, b: u32) -> usize {
    let (x, y) = (usize::from(world.speed[a as usize]), usize::from(world.speed[b as usize]));
    x.min(y) * CLASSES + x.max(y)
}

/// Mean rates of the traces of each class, each drawn to that of its kind by five traces' worth.
struct Pools {
    /// Sum of rates by class and width.
    sums: Vec<Vec<f64>>,
    /// Traces by class.
    counts: Vec<f64>,
}

impl Pools {
    fn new(class: &[u32], within: &[f64], all: &[f64], widths: usize) -> Pools {
        let classes = class.iter().map(|c| *c as usize + 1).max().unwrap_or(0).next_multiple_of(POPULARITIES);
        let mut pools = Pools { sums: vec![vec![0.0; widths]; classes], counts: vec![0.0; classes] };
        for (trace, &c) in class.iter().enumerate().filter(|(trace, _)| all[*trace] > 0.0) {
            pools.counts[c as usize] += 1.0;
            for (sum, k) in pools.sums[c as usize].iter_mut().zip(&within[trace * widths..]) {
                *sum += k / all[trace];
            }
        }
        pools
    }

    /// The mean of a class without some traces of it and of its kind, given by their sum of rates and their number. Where nothing remains,
    /// one half.
    fn mean(&self, class: u32, width: usize, own: (f64, f64), of_kind: (f64, f64)) -> f64 {
        const PSEUDO: f64 = 5.0;
        let class = class as usize;
        let kind = class / POPULARITIES * POPULARITIES..(class / POPULARITIES + 1) * POPULARITIES;
        let traces = self.counts[kind.clone()].iter().sum::<f64>() - of_kind.1;
        let sum = kind.map(|c| self.sums[c][width]).sum::<f64>() - of_kind.0;
        // Laplace's rule: few traces without a pair near one another are no proof that there is never one.
        let mean = (sum.max(0.0) + 1.0) / (traces.max(0.0) + 2.0);
        ((self.sums[class][width] - own.0).max(0.0) + PSEUDO * mean) / (self.counts[class] - own.1 + PSEUDO)
    }
}
