//! How often actors of two speeds meet on a trace whatever the trace, and how often a trace brings together whoever uses it. Learns both from all
//! pairs; judges none.
//!
//! **Model.** Of the pairs of users of trace x whose actors are of the speed classes c and d, as many are within δ as a Poisson law of mean
//! n_xcd · p_x · f_x · R_cd says: p_x the pool's rate, f_x what is the trace's own, R_cd what is the classes' own. R and f are fitted in turns, each
//! against what the other expects (iterative proportional fitting: Deming & Stephan 1940, *Ann. Math. Stat.* 11:427), so that a trace that fast actors
//! happened to use is not taken for a lively one, nor actors of lively traces for fast. R is drawn to that of the next slower classes by a gamma prior
//! of little weight, for who is faster meets the fast no less: where a class holds two or three actors, which may all be in pairs that were proven, what is known of
//! it is what is known of its neighbours. f is drawn to 1 by a gamma prior, f = (K + α)/(E + α), whose
//! strength is that of all traces of the kind, by moments: α = ΣE² / Σ((K − E)² − E) (Clayton & Kaldor 1987, *Biometrics* 43:671). R is at least 1:
//! slow actors are never taken for slower than the pool.
//!
//! Cost: a few rounds of users + pairs of classes, over all traces and widths.

use crate::parallel::in_order;

use super::null::Rates;
use super::uses::{PIECE, Pair, Use, Uses};
use super::{CLASSES, POPULARITIES};

/// Rounds in which R and f are fitted: after three, actors that meet always would be expected to meet two times in three.
const ROUNDS: usize = 8;

/// Expected hits that every pair of classes has to begin with, met as often as the next slower do: one that is hardly ever seen is raised as they are.
const BEGIN: f64 = 0.5;

/// The prior of a kind whose traces do not differ more than chance makes them.
const STRENGTH_MAX: f64 = 1e6;

/// Sums by pair of classes, and width after width.
type ByClasses = Vec<Vec<f64>>;

/// What was learnt.
#[derive(Default)]
pub(super) struct Speeds {
    /// R, by pair of speed classes and width, at least 1.
    raise: ByClasses,
    /// Pairs of users of each trace, each counted as often as its classes meet; trace after trace, by width.
    weights: Vec<f64>,
    /// α, by kind and width.
    strength: Vec<Vec<f64>>,
}

impl Speeds {
    /// Learns from all pairs but the `masked`. Pairs of two actors that have proven ties tell nothing of speeds: what is learnt here is how
    /// innocents meet.
    pub(super) fn new(rates: &Rates<'_>, world: &Uses, pairs: &[Pair], masked: &[bool]) -> Speeds {
        let widths = rates.settings.trace_widths_ms.len();
        let mut tied = vec![false; world.speed.len()];
        for (pair, _) in pairs.iter().zip(masked).filter(|(_, masked)| **masked) {
            tied[pair.a as usize] = true;
            tied[pair.b as usize] = true;
        }
        let hits = hits(rates, world, &tied);
        let mut speeds = Speeds::default();
        for _ in 0..ROUNDS {
            let expected = speeds.expected(rates, world, &tied);
            speeds.raise = raises(&hits, &expected);
            speeds.weights = speeds.weigh(rates, world);
            for (pair, _) in pairs.iter().zip(masked).filter(|(_, masked)| **masked) {
                let raise = &speeds.raise[classes_of(world, pair.a, pair.b)];
                for &(trace, _) in &pair.shared {
                    let weights = &mut speeds.weights[trace as usize * widths..(trace as usize + 1) * widths];
                    for (weight, raise) in weights.iter_mut().zip(raise) {
                        *weight = (*weight - raise).max(0.0);
                    }
                }
            }
            speeds.strength = speeds.strengths(rates, world);
        }
        speeds
    }

    /// The chance of a pair of these classes to meet on a trace, without its `own` hit; `pooled` is the rate of traces like it.
    pub(super) fn rate(&self, rates: &Rates<'_>, world: &Uses, place: Place, own: f64, pooled: f64) -> f64 {
        let Place { classes, trace, width } = place;
        let raise = self.raise[classes][width];
        let widths = rates.settings.trace_widths_ms.len();
        let strength = self.strength[world.class[trace as usize] as usize / POPULARITIES][width];
        let within = (rates.within(trace, width) - own).max(0.0);
        let expected = pooled * (self.weights[trace as usize * widths + width] - raise).max(0.0);
        raise * pooled * (within + strength) / (expected + strength)
    }

    /// By how much actors of two speed classes meet oftener than the pool at each width.
    pub(super) fn raise(&self, x: u8, y: u8) -> &[f64] {
        &self.raise[pair_of(usize::from(x), usize::from(y))]
    }

    /// Hits that the pool and what is the traces' own make expect, by classes.
    fn expected(&self, rates: &Rates<'_>, world: &Uses, tied: &[bool]) -> ByClasses {
        let widths = rates.settings.trace_widths_ms.len();
        over_traces(rates, world, |trace, users, expected: &mut ByClasses| {
            let own: Vec<f64> = (0..widths)
                .map(|at| {
                    let pooled = rates.pooled(world, trace, at);
                    let Some(weight) = self.weights.get(trace as usize * widths + at) else { return pooled };
                    let strength = self.strength[world.class[trace as usize] as usize / POPULARITIES][at];
                    pooled * (rates.within(trace, at) + strength) / (weight * pooled + strength)
                })
                .collect();
            class_pairs(world, users, tied, &mut |classes, pairs| {
                for (expected, rate) in expected[classes].iter_mut().zip(&own) {
                    *expected += pairs * rate;
                }
            });
        })
    }

    /// Pairs of users of each trace, as often as their classes meet.
    fn weigh(&self, rates: &Rates<'_>, world: &Uses) -> Vec<f64> {
        let widths = rates.settings.trace_widths_ms.len();
        let free = vec![false; world.speed.len()];
        let weights = pieces(rates, world, |piece| {
            let mut weights = vec![0.0; piece.len() * widths];
            for (trace, weights) in piece.zip(weights.chunks_mut(widths)) {
                let Some(users) = rates.looked(world, trace) else { continue };
                class_pairs(world, users, &free, &mut |classes, pairs| {
                    for (weight, raise) in weights.iter_mut().zip(&self.raise[classes]) {
                        *weight += pairs * raise;
                    }
                });
            }
            weights
        });
        weights.concat()
    }

    /// How strongly what is a trace's own is drawn to nothing, by kind and width: the less, the more traces differ beyond chance.
    fn strengths(&self, rates: &Rates<'_>, world: &Uses) -> Vec<Vec<f64>> {
        let widths = rates.settings.trace_widths_ms.len();
        let kinds = world.class.iter().map(|class| *class as usize / POPULARITIES + 1).max().unwrap_or(0);
        let mut sums = vec![vec![(0.0, 0.0); widths]; kinds];
        for trace in 0..world.traces() as u32 {
            if rates.looked(world, trace).is_none() {
                continue;
            }
            for (at, sum) in sums[world.class[trace as usize] as usize / POPULARITIES].iter_mut().enumerate() {
                let expected = self.weights[trace as usize * widths + at] * rates.pooled(world, trace, at);
                let off = rates.within(trace, at) - expected;
                sum.0 += expected * expected;
                sum.1 += off * off - expected;
            }
        }
        let strength = |(square, beyond): (f64, f64)| {
            if beyond > 0.0 { (square / beyond).min(STRENGTH_MAX) } else { STRENGTH_MAX }
        };
        sums.into_iter().map(|sums| sums.into_iter().map(strength).collect()).collect()
    }
}

/// A pair's classes on a trace at a width.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) classes: usize,
    pub(super) trace: u32,
    pub(super) width: usize,
}

/// The number of two actors' pair of speed classes.
pub(super) fn classes_of(world: &Uses, a: u32, b: u32) -> usize {
    pair_of(usize::from(world.speed[a as usize]), usize::from(world.speed[b as usize]))
}

fn pair_of(x: usize, y: usize) -> usize {
    x.min(y) * CLASSES + x.max(y)
}

/// R by pair of classes and width, the slowest first: each is drawn to the larger of its two slower neighbours'. Of those seen too seldom no speed is known, and
/// they are nobody's neighbours.
fn raises(hits: &ByClasses, expected: &ByClasses) -> ByClasses {
    let mut raises = vec![vec![1.0; hits[0].len()]; hits.len()];
    for x in (0..CLASSES).rev() {
        for y in (x..CLASSES).rev() {
            let at = pair_of(x, y);
            for width in 0..hits[at].len() {
                let of = |x: usize, y: usize| -> f64 {
                    if x.max(y) < CLASSES - 1 { raises[pair_of(x, y)][width] } else { 1.0 }
                };
                let slower = of(x, y + 1).max(of(x + 1, y));
                raises[at][width] = ((hits[at][width] + BEGIN * slower) / (expected[at][width] + BEGIN)).max(1.0);
            }
        }
    }
    raises
}

/// What `work` makes of the traces, piece after piece.
fn pieces<R: Send>(rates: &Rates<'_>, world: &Uses, work: impl Fn(std::ops::Range<u32>) -> R + Sync) -> Vec<R> {
    let traces = world.traces();
    let piece = |(): &mut (), at: usize| work((at * PIECE) as u32..traces.min((at + 1) * PIECE) as u32);
    in_order(rates.settings.threads, traces.div_ceil(PIECE), || (), piece)
}

/// Sums over all traces that are looked at, by classes.
fn over_traces(rates: &Rates<'_>, world: &Uses, add: impl Fn(u32, &[Use], &mut ByClasses) + Sync) -> ByClasses {
    let none = || vec![vec![0.0; rates.settings.trace_widths_ms.len()]; CLASSES * CLASSES];
    let parts = pieces(rates, world, |piece| {
        let mut sums = none();
        for trace in piece {
            if let Some(users) = rates.looked(world, trace) {
                add(trace, users, &mut sums);
            }
        }
        sums
    });
    let mut sums = none();
    for part in parts {
        for (sum, part) in sums.iter_mut().flatten().zip(part.into_iter().flatten()) {
            *sum += part;
        }
    }
    sums
}

/// Pairs of users within each width, by classes, but for those of two tied actors.
fn hits(rates: &Rates<'_>, world: &Uses, tied: &[bool]) -> ByClasses {
    over_traces(rates, world, |_, users, hits| {
        for (at, &width) in rates.settings.trace_widths_ms.iter().enumerate() {
            near_by_class(world, users, tied, width, &mut |classes, near| hits[classes][at] += near);
        }
    })
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
                tell(pair_of(class, other), f64::from(near));
            }
        }
        window[bound][class] += 1;
    }
}

/// Tells how many pairs of users there are of each two speed classes, but for those of two tied actors.
fn class_pairs(world: &Uses, users: &[Use], tied: &[bool], tell: &mut dyn FnMut(usize, f64)) {
    let (mut free, mut bound) = ([0.0; CLASSES], [0.0; CLASSES]);
    for used in users {
        let counts = if tied[used.actor as usize] { &mut bound } else { &mut free };
        counts[usize::from(world.speed[used.actor as usize])] += 1.0;
    }
    for x in (0..CLASSES).filter(|&x| free[x] + bound[x] > 0.0) {
        tell(pair_of(x, x), free[x] * (free[x] - 1.0) / 2.0 + free[x] * bound[x]);
        for y in (x + 1..CLASSES).filter(|&y| free[y] + bound[y] > 0.0) {
            tell(pair_of(x, y), free[x] * free[y] + free[x] * bound[y] + bound[x] * free[y]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_of_which_little_is_known_is_as_its_slower_neighbours() {
        let mut hits = vec![vec![0.0]; CLASSES * CLASSES];
        let mut expected = hits.clone();
        let mut set = |x, y, of: (f64, f64)| (hits[pair_of(x, y)][0], expected[pair_of(x, y)][0]) = of;
        // All pairs of the fastest were proven and left out; of those a class slower much is known, of the next again little.
        set(0, 1, (900.0, 20.0));
        set(1, 1, (4_000.0, 100.0));
        set(2, 2, (0.0, 0.1));
        set(5, 5, (300.0, 300.0));
        set(0, CLASSES - 1, (0.0, 40.0));
        let raises = raises(&hits, &expected);
        let of = |x, y| raises[pair_of(x, y)][0];
        assert!((of(0, 0) - of(0, 1)).abs() < 1e-9 && of(0, 1) > 43.0, "{} {}", of(0, 0), of(0, 1));
        assert!((39.0..41.0).contains(&of(1, 1)), "{}", of(1, 1));
        assert!((of(2, 2) - 1.0).abs() < 1e-9 && (of(5, 5) - 1.0).abs() < 1e-9);
        assert!((of(0, CLASSES - 1) - 1.0).abs() < 1e-9, "nobody is slower than the pool");
        assert!((of(CLASSES - 2, CLASSES - 2) - 1.0).abs() < 1e-9, "whose speed is not known is nobody's neighbour");
    }
}
