//! Rates of hits under the null, for one round, and the chance of a pair under them. What was proven in the round before is left out.

use crate::attendance::Tie;
use crate::settings::Settings;
use crate::stats::combine::cauchy;
use crate::stats::tails::poisson_binomial_upper;

use super::POPULARITIES;
use super::speeds::{Place, Speeds, classes_of};
use super::uses::{Pair, Use, Uses};

/// What is known of the traces, for one round.
pub(super) struct Rates<'a> {
    pub(super) settings: &'a Settings,
    /// Pairs within each width, trace after trace, and pairs, by trace, without masked ones.
    within: Vec<f64>,
    all: Vec<f64>,
    /// The former over the latter; 0 where there are no pairs.
    shares: Vec<f64>,
    /// Mean rates of traces that are alike.
    pools: Pools,
}

/// Rates under the null, for one round.
pub(crate) struct Null<'a> {
    pub(crate) settings: &'a Settings,
    /// Pairs tested, in all.
    pub(crate) tests: u64,
    rates: Rates<'a>,
    speeds: Speeds,
}

/// Memory that is used again from pair to pair.
#[derive(Default)]
pub(crate) struct Scratch {
    /// Mean rates of alike traces, width after width.
    pooled: Vec<f64>,
    /// Of each shared trace, the place of its class in `classes`.
    class_at: Vec<usize>,
    /// Classes of the shared traces, each with the place of its kind in `of_kind`.
    classes: Vec<(u32, usize)>,
    /// Sums of rates, and how many: by class and by kind.
    of_class: Vec<(f64, f64)>,
    of_kind: Vec<(f64, f64)>,
    means: Vec<f64>,
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
        let share = |(at, k): (usize, &f64)| if all[at / widths] > 0.0 { k / all[at / widths] } else { 0.0 };
        let shares: Vec<f64> = within.iter().enumerate().map(share).collect();
        let pools = Pools::new(&world.class, &shares, &all, widths);
        let rates = Rates { settings, within, all, shares, pools };
        let speeds = Speeds::new(&rates, world, pairs, masked);
        Null { settings, tests, rates, speeds }
    }

    /// Mean rate of traces like this one.
    pub(crate) fn pooled(&self, world: &Uses, trace: u32, width: usize) -> f64 {
        self.rates.pooled(world, trace, width)
    }

    /// By how much actors of two speed classes meet oftener than the pool at each width.
    pub(crate) fn raise_of(&self, x: u8, y: u8) -> &[f64] {
        self.speeds.raise(x, y)
    }

    /// The chance of a pair whose clocks `raise` its rates so much at each width.
    pub(crate) fn judge(&self, pair: &Pair, world: &Uses, raise: &[f64], scratch: &mut Scratch) -> Tie {
        let classes = classes_of(world, pair.a, pair.b);
        let rate = |trace, width, own, pooled| {
            let place = Place { classes, trace, width };
            self.speeds.rate(&self.rates, world, place, own, pooled) * raise[width]
        };
        self.evaluate(pair, world, &rate, scratch)
    }

    /// The same if all actors were equally fast.
    pub(crate) fn judge_unhurried(&self, pair: &Pair, world: &Uses, raise: &[f64], scratch: &mut Scratch) -> Tie {
        let density = |trace, width, own, pooled| self.rates.rate(trace, width, own, pooled) * raise[width];
        self.evaluate(pair, world, &density, scratch)
    }

    /// The chance of a pair's hits over all widths; `rate` says the chance of one, of trace, width, own hit and pooled rate. The best width
    /// is told beside.
    fn evaluate(
        &self,
        pair: &Pair,
        world: &Uses,
        rate: &impl Fn(u32, usize, f64, f64) -> f64,
        scratch: &mut Scratch,
    ) -> Tie {
        self.rates.pooled_without(pair, world, scratch);
        let occasions = pair.shared.len() as u32;
        let mut tie = Tie { a: pair.a, b: pair.b, chance_log10: 0.0, together: 0, occasions, expected: 0.0 };
        let widths = &self.settings.trace_widths_ms;
        let Scratch { pooled, chances, cells, .. } = scratch;
        let mut best = 0.5;
        let each: Vec<f64> = (0..widths.len())
            .map(|at| {
                let pooled = &pooled[at * pair.shared.len()..];
                chances.clear();
                let mut hits = 0;
                for (&(trace, gap), &pooled) in pair.shared.iter().zip(pooled) {
                    let hit = gap <= widths[at];
                    hits += usize::from(hit);
                    chances.push(rate(trace, at, f64::from(u8::from(hit)), pooled).clamp(1e-9, 1.0));
                }
                let chance = poisson_binomial_upper(chances, hits, cells);
                if chance < best {
                    best = chance;
                    (tie.together, tie.expected) = (hits as u32, chances.iter().sum());
                }
                chance
            })
            .collect();
        tie.chance_log10 = cauchy(&each);
        tie
    }
}

impl Rates<'_> {
    pub(super) fn within(&self, trace: u32, width: usize) -> f64 {
        self.within[trace as usize * self.settings.trace_widths_ms.len() + width]
    }

    /// The users of a trace, unless they are too few or too many to say anything.
    pub(super) fn looked<'w>(&self, world: &'w Uses, trace: u32) -> Option<&'w [Use]> {
        let users = world.users(trace);
        (2..=self.settings.popularity_max).contains(&users.len()).then_some(users)
    }

    /// Mean rate of traces like this one.
    pub(super) fn pooled(&self, world: &Uses, trace: u32, width: usize) -> f64 {
        self.pools.means[world.class[trace as usize] as usize * self.settings.trace_widths_ms.len() + width]
    }

    /// Rate of a trace at a width, without one hit of the pair's own, drawn to the rate of traces like it.
    fn rate(&self, trace: u32, width: usize, own: f64, pooled: f64) -> f64 {
        let (k, n) = (self.within(trace, width) - own, self.all[trace as usize] - 1.0);
        (k.max(0.0) + self.settings.shrinkage * pooled) / (n.max(0.0) + self.settings.shrinkage)
    }

    /// Mean rates, width after width, of the traces like each that a pair shares, without all that the pair shares: who leaves traces of their own
    /// would else make the rate that they are measured by. They are put into `scratch.pooled`.
    fn pooled_without(&self, pair: &Pair, world: &Uses, scratch: &mut Scratch) {
        let Scratch { pooled, class_at, classes, of_class, of_kind, means, .. } = scratch;
        pooled.clear();
        class_at.clear();
        classes.clear();
        let mut kinds = 0;
        for &(trace, _) in &pair.shared {
            let class = world.class[trace as usize];
            let known = classes.iter().position(|known| known.0 == class);
            class_at.push(known.unwrap_or(classes.len()));
            if known.is_none() {
                let alike =
                    classes.iter().find(|known| known.0 as usize / POPULARITIES == class as usize / POPULARITIES);
                let kind = alike.map_or(kinds, |known| known.1);
                kinds = kinds.max(kind + 1);
                classes.push((class, kind));
            }
        }
        let widths = self.settings.trace_widths_ms.len();
        for width in 0..widths {
            of_class.clear();
            of_class.resize(classes.len(), (0.0, 0.0));
            of_kind.clear();
            of_kind.resize(kinds, (0.0, 0.0));
            for (&(trace, _), &at) in pair.shared.iter().zip(class_at.iter()) {
                if self.all[trace as usize] > 0.0 {
                    let rate = self.shares[trace as usize * widths + width];
                    for sum in [&mut of_class[at], &mut of_kind[classes[at].1]] {
                        *sum = (sum.0 + rate, sum.1 + 1.0);
                    }
                }
            }
            means.clear();
            let mean = |(&(class, kind), &own): (&(u32, usize), &(f64, f64))| {
                self.pools.mean(class, width, own, of_kind[kind])
            };
            means.extend(classes.iter().zip(of_class.iter()).map(mean));
            pooled.extend(class_at.iter().map(|&at| means[at]));
        }
    }
}

/// Mean rates of the traces of each class, each drawn to that of its kind by five traces' worth.
struct Pools {
    /// Sum of rates by class and width.
    sums: Vec<Vec<f64>>,
    /// Traces by class.
    counts: Vec<f64>,
    /// The same by kind: sums by width, and traces.
    of_kind: Vec<(Vec<f64>, f64)>,
    /// Mean rates of whole classes, width after width.
    means: Vec<f64>,
}

impl Pools {
    fn new(class: &[u32], shares: &[f64], all: &[f64], widths: usize) -> Pools {
        let classes = class.iter().map(|c| *c as usize + 1).max().unwrap_or(0).next_multiple_of(POPULARITIES);
        let mut pools = Pools {
            sums: vec![vec![0.0; widths]; classes],
            counts: vec![0.0; classes],
            of_kind: Vec::new(),
            means: Vec::new(),
        };
        for (trace, &c) in class.iter().enumerate().filter(|(trace, _)| all[*trace] > 0.0) {
            pools.counts[c as usize] += 1.0;
            for (sum, share) in pools.sums[c as usize].iter_mut().zip(&shares[trace * widths..]) {
                *sum += share;
            }
        }
        for kind in (0..classes).step_by(POPULARITIES).map(|first| first..first + POPULARITIES) {
            let sums = (0..widths).map(|width| kind.clone().map(|class| pools.sums[class][width]).sum());
            pools.of_kind.push((sums.collect(), pools.counts[kind].iter().sum()));
        }
        let whole = |at: usize| pools.mean((at / widths) as u32, at % widths, (0.0, 0.0), (0.0, 0.0));
        pools.means = (0..classes * widths).map(whole).collect();
        pools
    }

    /// The mean of a class without some traces of it and of its kind, given by their sum of rates and their number. Where nothing remains,
    /// one half.
    fn mean(&self, class: u32, width: usize, own: (f64, f64), of_kind: (f64, f64)) -> f64 {
        const PSEUDO: f64 = 5.0;
        let class = class as usize;
        let (sums, traces) = &self.of_kind[class / POPULARITIES];
        let (sum, traces) = (sums[width] - of_kind.0, traces - of_kind.1);
        // Laplace's rule: few traces without a pair near one another are no proof that there is never one.
        let mean = (sum.max(0.0) + 1.0) / (traces.max(0.0) + 2.0);
        ((self.sums[class][width] - own.0).max(0.0) + PSEUDO * mean) / (self.counts[class] - own.1 + PSEUDO)
    }
}
