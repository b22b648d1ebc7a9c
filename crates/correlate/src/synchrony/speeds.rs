//! How often actors of two speeds meet on a trace whatever the trace, and how often a trace brings together whoever uses it. Learns both from all
//! pairs; judges none.
//!
//! **Model.** Two users of trace x whose actors are of the speed classes c and d are within δ with a chance of 1 − exp(−λ), λ = −ln(1 − p_x) · f_x · R_cd: p_x the
//! pool's rate, f_x what is the trace's own, R_cd what is the classes' own. (Not p_x f_x R_cd: who answers whatever appears within seconds meets the others who do
//! *always*, and a model in which some of these meetings are expected 1.2 times and others .9 times finds the .9 surprising.) R and f are fitted in turns, each
//! against what the other expects (iterative proportional fitting: Deming & Stephan 1940, *Ann. Math. Stat.* 11:427; for f each meeting stands for the mean number of hits of a Poisson
//! law that is not 0, by expectation and maximisation: Dempster, Laird & Rubin 1977, *J. R. Stat. Soc. B* 39:1), so that a trace that fast actors
//! happened to use is not taken for a lively one, nor actors of lively traces for fast. R is drawn to that of the next slower classes by a gamma prior
//! of little weight, for who is faster meets the fast no less: where a class holds two or three actors, which may all be in pairs that were proven, what is known of
//! it is what is known of its neighbours. R is at least 1: slow actors are never taken for slower than the pool. f is drawn to 1 by a
//! gamma prior, f = (K + α)/(E + α), whose strength is that of all traces of the kind, by moments: α = ΣE² / Σ((K − E)² − E) (Clayton & Kaldor 1987, *Biometrics* 43:671).
//!
//! Cost: a few rounds of users + pairs of classes, over all traces and widths.

use crate::parallel::in_order;

use super::null::Rates;
use super::uses::{PIECE, Pair, Use, Uses};
use super::{CLASSES, POPULARITIES};

/// Rounds in which R and f are fitted.
const ROUNDS: usize = 8;

/// The largest chance that is told from 1.
const NEARLY: f64 = 1.0 - 1e-9;

/// Expected hits that every pair of classes has to begin with, met as often as the next slower do: one that is hardly ever seen is raised as they are.
const BEGIN: f64 = 0.5;

/// The prior of a kind whose traces do not differ more than chance makes them.
const STRENGTH_MAX: f64 = 1e6;

/// `N` sums by pair of classes, and width after width.
type ByClasses<const N: usize> = Vec<Vec<[f64; N]>>;

/// What was learnt.
#[derive(Default)]
pub(super) struct Speeds {
    /// R, by pair of speed classes and width.
    raise: Vec<Vec<f64>>,
    /// What is known of each trace, by width.
    traces: Vec<Known>,
    /// α, by kind and width.
    strength: Vec<Vec<f64>>,
}

/// What is known of a trace at a width.
#[derive(Clone, Copy)]
struct Known {
    /// Its pairs of users, each counted as often as its classes meet.
    weight: f64,
    /// Hits of its pairs, for each pair that met: more than 1 where many meet surely.
    hits: f64,
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
        let mut speeds = Speeds { raise: vec![vec![1.0; widths]; CLASSES * CLASSES], ..Speeds::default() };
        for _ in 0..ROUNDS {
            let means = speeds.means(rates, world);
            let expected = speeds.expected(rates, world, &means, &tied);
            speeds.raise = raises(&hits, &expected, &speeds.raise);
            let masked = pairs.iter().zip(masked).filter(|(_, masked)| **masked).map(|(pair, _)| pair);
            speeds.traces = speeds.known(rates, world, &means, masked);
            speeds.strength = speeds.strengths(rates, world);
        }
        speeds
    }

    /// What is known of each trace without the `masked` pairs, by R of now and f of before.
    fn known<'p>(
        &self,
        rates: &Rates<'_>,
        world: &Uses,
        means: &[f64],
        masked: impl Iterator<Item = &'p Pair>,
    ) -> Vec<Known> {
        let widths = rates.settings.trace_widths_ms.len();
        let mut traces = self.weigh(rates, world, means);
        for pair in masked {
            let raise = &self.raise[classes_of(world, pair.a, pair.b)];
            for &(trace, _) in &pair.shared {
                let of_trace = trace as usize * widths..(trace as usize + 1) * widths;
                for (((weight, met), mean), raise) in
                    traces[of_trace.clone()].iter_mut().zip(&means[of_trace]).zip(raise)
                {
                    *weight = (*weight - raise).max(0.0);
                    *met = (*met - meets(raise * mean)).max(0.0);
                }
            }
        }
        let known = |((weight, met), mean): ((f64, f64), &f64)| {
            let hits = if met > 0.0 { (weight * mean / met).max(1.0) } else { 1.0 };
            Known { weight, hits }
        };
        traces.into_iter().zip(means).map(known).collect()
    }

    /// The chance of a pair of these classes to meet on a trace, without its `own` hit; `pooled` is the rate of traces like it.
    pub(super) fn rate(&self, rates: &Rates<'_>, world: &Uses, place: Place, own: f64, pooled: f64) -> f64 {
        let Place { classes, trace, width } = place;
        let raise = self.raise[classes][width];
        let pooled = mean_of(pooled);
        let own = self.own(rates, world, (trace, width), (own, raise, pooled));
        meets(raise * pooled * own)
    }

    /// f, without a pair's own hit and its weight; `pooled` is the mean of the pool.
    fn own(
        &self,
        rates: &Rates<'_>,
        world: &Uses,
        (trace, width): (u32, usize),
        (hit, weight, pooled): (f64, f64, f64),
    ) -> f64 {
        let Some(known) = self.traces.get(trace as usize * rates.settings.trace_widths_ms.len() + width) else {
            return 1.0;
        };
        let strength = self.strength[world.class[trace as usize] as usize / POPULARITIES][width];
        let within = known.hits * (rates.within(trace, width) - hit).max(0.0);
        (within + strength) / (pooled * (known.weight - weight).max(0.0) + strength)
    }

    /// λ of a pair for which R is 1, trace after trace, by width.
    fn means(&self, rates: &Rates<'_>, world: &Uses) -> Vec<f64> {
        let mean = |trace: u32, width: usize| {
            let pooled = mean_of(rates.pooled(world, trace, width));
            pooled * self.own(rates, world, (trace, width), (0.0, 0.0, pooled))
        };
        let of_trace = |trace: u32| (0..rates.settings.trace_widths_ms.len()).map(move |width| mean(trace, width));
        pieces(rates, world, |piece| piece.flat_map(of_trace).collect::<Vec<f64>>()).concat()
    }

    /// By how much actors of two speed classes meet oftener than the pool at each width.
    pub(super) fn raise(&self, x: u8, y: u8) -> &[f64] {
        &self.raise[pair_of(usize::from(x), usize::from(y))]
    }

    /// By classes: pairs, their λ where R is 1, and how many of them are expected to meet.
    fn expected(&self, rates: &Rates<'_>, world: &Uses, means: &[f64], tied: &[bool]) -> ByClasses<3> {
        let widths = rates.settings.trace_widths_ms.len();
        over_traces(rates, world, |trace, users, expected: &mut ByClasses<3>| {
            let means = &means[trace as usize * widths..(trace as usize + 1) * widths];
            class_pairs(world, users, tied, &mut |classes, pairs| {
                for ((expected, mean), raise) in expected[classes].iter_mut().zip(means).zip(&self.raise[classes]) {
                    expected[0] += pairs;
                    expected[1] += pairs * mean;
                    expected[2] += pairs * meets(raise * mean);
                }
            });
        })
    }

    /// Pairs of users of each trace, as often as their classes meet, and how many of them are expected to.
    fn weigh(&self, rates: &Rates<'_>, world: &Uses, means: &[f64]) -> Vec<(f64, f64)> {
        let widths = rates.settings.trace_widths_ms.len();
        let free = vec![false; world.speed.len()];
        let sums = pieces(rates, world, |piece| {
            let mut sums = vec![(0.0, 0.0); piece.len() * widths];
            for (trace, sums) in piece.zip(sums.chunks_mut(widths)) {
                let Some(users) = rates.looked(world, trace) else { continue };
                let means = &means[trace as usize * widths..(trace as usize + 1) * widths];
                class_pairs(world, users, &free, &mut |classes, pairs| {
                    for (((weight, met), mean), raise) in sums.iter_mut().zip(means).zip(&self.raise[classes]) {
                        *weight += pairs * raise;
                        *met += pairs * meets(raise * mean);
                    }
                });
            }
            sums
        });
        sums.concat()
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
                let known = &self.traces[trace as usize * widths + at];
                let expected = known.weight * mean_of(rates.pooled(world, trace, at)) / known.hits;
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

/// Below this the first terms of a series say as much as a logarithm or a power, to nine digits, and cost less.
const SMALL: f64 = 0.02;

/// The chance that a Poisson number of this mean is not 0.
fn meets(mean: f64) -> f64 {
    if mean < SMALL {
        return mean * (1.0 - mean / 2.0 * (1.0 - mean / 3.0 * (1.0 - mean / 4.0)));
    }
    -(-mean).exp_m1()
}

/// The mean of a Poisson number that is not 0 with this chance.
fn mean_of(chance: f64) -> f64 {
    if chance < SMALL {
        return chance * (1.0 + chance * (1.0 / 2.0 + chance * (1.0 / 3.0 + chance * (1.0 / 4.0 + chance / 5.0))));
    }
    -(-chance.min(NEARLY)).ln_1p()
}

/// R by pair of classes and width, the slowest first: each is drawn to the larger of its two slower neighbours'. Of those seen too seldom no speed is known, and
/// they are nobody's neighbours. `before` is R of the round before.
fn raises(hits: &ByClasses<1>, expected: &ByClasses<3>, before: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut raises = vec![vec![1.0; before[0].len()]; before.len()];
    for width in 0..before[0].len() {
        for x in (0..CLASSES).rev() {
            for y in (x..CLASSES).rev() {
                let of = |x: usize, y: usize| -> f64 {
                    if x.max(y) < CLASSES - 1 { raises[pair_of(x, y)][width] } else { 1.0 }
                };
                let (at, slower) = (pair_of(x, y), of(x, y + 1).max(of(x + 1, y)));
                let own = fitted(hits[at][width][0], expected[at][width], before[at][width], slower);
                raises[at][width] = own.max(1.0);
            }
        }
    }
    raises
}

/// R of `[pairs, λ, met]` pairs, λ where R is 1 and met as expected of R `before`, of which so many have met; drawn to that of the `slower`.
fn fitted(hits: f64, [pairs, mean, met]: [f64; 3], before: f64, slower: f64) -> f64 {
    if pairs <= 0.0 || mean <= 0.0 {
        return slower;
    }
    let each = mean / pairs;
    let begin = BEGIN / each;
    let share = (hits + begin * meets(slower * each)) / (pairs + begin);
    // Pairs differ in λ, and so meet less often than if each had the mean.
    let differ = if met > 0.0 { (before * each / mean_of(met / pairs)).max(1.0) } else { 1.0 };
    differ * mean_of(share) / each
}

/// What `work` makes of the traces, piece after piece.
fn pieces<R: Send>(rates: &Rates<'_>, world: &Uses, work: impl Fn(std::ops::Range<u32>) -> R + Sync) -> Vec<R> {
    let traces = world.traces();
    let piece = |(): &mut (), at: usize| work((at * PIECE) as u32..traces.min((at + 1) * PIECE) as u32);
    in_order(rates.settings.threads, traces.div_ceil(PIECE), || (), piece)
}

/// Sums over all traces that are looked at, by classes.
fn over_traces<const N: usize>(
    rates: &Rates<'_>,
    world: &Uses,
    add: impl Fn(u32, &[Use], &mut ByClasses<N>) + Sync,
) -> ByClasses<N> {
    let none = || vec![vec![[0.0; N]; rates.settings.trace_widths_ms.len()]; CLASSES * CLASSES];
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
        for (sum, part) in sums.iter_mut().flatten().flatten().zip(part.into_iter().flatten().flatten()) {
            *sum += part;
        }
    }
    sums
}

/// Pairs of users within each width, by classes, but for those of two tied actors.
fn hits(rates: &Rates<'_>, world: &Uses, tied: &[bool]) -> ByClasses<1> {
    over_traces(rates, world, |_, users, hits| {
        for (at, &width) in rates.settings.trace_widths_ms.iter().enumerate() {
            near_by_class(world, users, tied, width, &mut |classes, near| hits[classes][at][0] += near);
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
    fn chances_and_means_are_each_others_inverse() {
        for mean in [0.0, 1e-9, 1e-3, 0.0199, 0.0201, 0.5, 3.0, 20.0] {
            let chance = 1.0 - f64::exp(-mean);
            assert!((meets(mean) - chance).abs() <= 2e-9 * mean.max(1e-6), "{mean}");
            assert!((mean_of(meets(mean)) - mean).abs() <= 1e-7 * mean, "{mean}: {}", mean_of(meets(mean)));
        }
        assert!(mean_of(1.0).is_finite());
    }

    #[test]
    fn a_class_of_which_little_is_known_is_as_its_slower_neighbours() {
        let (mut hits, mut expected) = (vec![vec![[0.0]]; CLASSES * CLASSES], vec![vec![[0.0; 3]]; CLASSES * CLASSES]);
        // Pairs that meet one time in a hundred where R is 1.
        let mut set = |x, y, met: f64, pairs: f64| {
            hits[pair_of(x, y)][0] = [met];
            expected[pair_of(x, y)][0] = [pairs, pairs / 100.0, pairs * meets(0.01)];
        };
        // All pairs of the fastest were proven and left out; of those a class slower much is known, of the next again little.
        set(0, 1, 500.0, 2_000.0);
        set(1, 1, 2_000.0, 10_000.0);
        set(1, 2, 10.0, 10.0);
        set(5, 5, 300.0, 30_000.0);
        set(0, CLASSES - 1, 0.0, 4_000.0);
        let raises = raises(&hits, &expected, &vec![vec![1.0]; CLASSES * CLASSES]);
        let of = |x, y| raises[pair_of(x, y)][0];
        assert!((of(0, 0) - of(0, 1)).abs() < 1e-9 && (27.0..29.0).contains(&of(0, 1)), "{} {}", of(0, 0), of(0, 1));
        assert!((21.5..22.5).contains(&of(1, 1)), "{}", of(1, 1));
        assert!((10.0..30.0).contains(&of(1, 2)), "ten of ten are few: {}", of(1, 2));
        assert!((of(5, 5) - 1.0).abs() < 0.02, "{}", of(5, 5));
        assert!((of(0, CLASSES - 1) - 1.0).abs() < 1e-9, "nobody is slower than the pool");
    }
}
