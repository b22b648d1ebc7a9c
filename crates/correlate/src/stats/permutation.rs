//! Chances by re-drawing the data under a null: the observed statistic counts as one of the draws, so no chance is ever 0 and the test is
//! exact at its level (Phipson & Smyth 2010, *Stat. Appl. Genet. Mol. Biol.* 9:39). What a draw is, the caller says.

use super::log10_chance;
use super::random::Random;
use super::tails::chi_square_upper;

/// How much of a deviation is believed where the normal tail is asked: the tails of drawn statistics are heavier than normal.
pub(crate) const BELIEVED: f64 = 0.7;

/// How far beyond the draws a chance is said at most, log10: three orders of magnitude.
const BEYOND_LOG10: f64 = 3.0;

/// What a permutation test found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Permuted {
    /// log10 of (1 + draws at least as extreme) / (draws + 1).
    pub chance_log10: f64,
    /// log10 of (1 + draws at least as small) / (draws + 1).
    pub lower_log10: f64,
    /// Mean of the statistic under the null.
    pub null_mean: f64,
    /// Standard deviations between the observed and that mean; 0 when the null does not vary.
    pub deviations: f64,
    /// How many draws were made.
    pub draws: u32,
}

impl Permuted {
    /// From so many draws that were as large, or as small; their sum and the sum of their squares.
    pub(crate) fn of(observed: f64, draws: u32, (above, below): (u32, u32), (sum, squares): (f64, f64)) -> Permuted {
        let n = f64::from(draws.max(1));
        let (mean, spread) = (sum / n, (squares / n - (sum / n) * (sum / n)).max(0.0).sqrt());
        let chance = |reached: u32| (f64::from(reached + 1) / f64::from(draws + 1)).log10();
        Permuted {
            chance_log10: chance(above),
            lower_log10: chance(below),
            null_mean: mean,
            deviations: if spread > 0.0 { (observed - mean) / spread } else { 0.0 },
            draws,
        }
    }

    /// The chance of so large a value where no draw reached it: by the normal tail of seven tenths of the deviation, at most three orders of magnitude
    /// beyond what the draws say, since nothing checks that tail further out. Else what the draws say.
    #[must_use]
    pub fn extended_log10(&self) -> f64 {
        self.extended(self.chance_log10, self.deviations, 1.0)
    }

    /// The same for a value that is too large or too small.
    #[must_use]
    pub fn two_sided_log10(&self) -> f64 {
        let drawn = self.chance_log10.min(self.lower_log10);
        self.extended(drawn, self.deviations.abs(), 2.0)
    }

    fn extended(&self, drawn: f64, deviations: f64, sides: f64) -> f64 {
        let least = -f64::from(self.draws + 1).log10();
        let doubled = (drawn + sides.log10()).min(0.0);
        if deviations <= 0.0 || drawn > least + 1e-9 {
            return doubled;
        }
        let believed = BELIEVED * deviations;
        let normal = log10_chance(chi_square_upper(believed * believed, 1.0) / 2.0 * sides);
        doubled.min(normal.max(doubled - BEYOND_LOG10))
    }
}

/// Compares `observed` with `draws` values of `draw`, large values being extreme. Cost: `draws` × one draw.
///
/// ```
/// use vigie_correlate::stats::permutation::upper;
/// let found = upper(5.0, 99, 7, |random| random.unit());
/// assert_eq!(found.chance_log10, -2.0);
/// ```
pub fn upper(observed: f64, draws: u32, seed: u64, mut draw: impl FnMut(&mut Random) -> f64) -> Permuted {
    let mut random = Random::new(seed);
    let (mut above, mut below, mut sum, mut squares) = (0_u32, 0_u32, 0.0, 0.0);
    for _ in 0..draws {
        let value = draw(&mut random);
        above += u32::from(value >= observed);
        below += u32::from(value <= observed);
        sum += value;
        squares += value * value;
    }
    Permuted::of(observed, draws, (above, below), (sum, squares))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_uniform_when_nothing_is_there() {
        let mut random = Random::new(11);
        let small =
            (0..400).filter(|&i| upper(random.unit(), 99, i, Random::unit).chance_log10 <= 0.05_f64.log10()).count();
        assert!((8..=34).contains(&small), "{small} of 400 at 5 %");
    }

    #[test]
    fn a_null_that_does_not_vary_is_no_surprise() {
        let found = upper(1.0, 9, 1, |_| 1.0);
        assert!(found.chance_log10.abs() < 1e-12 && found.deviations.abs() < 1e-12);
        assert!(found.two_sided_log10().abs() < 1e-12, "draws that are equal are no less, and no more");
    }

    #[test]
    fn beyond_the_draws_little_is_said() {
        // A hundred deviations away: the normal tail would say 10⁻¹⁰⁰⁰.
        let far = upper(100.0, 99, 3, |random| 10.0 * (random.unit() - 0.5));
        assert!((far.extended_log10() + 5.0).abs() < 1e-9, "{far:?}");
        assert!((far.two_sided_log10() + 5.0 - 2_f64.log10()).abs() < 1e-9, "{far:?}");
        let few = upper(-100.0, 99, 3, |random| 10.0 * (random.unit() - 0.5));
        assert!(few.extended_log10().abs() < 1e-9 && few.two_sided_log10() < -4.0, "{few:?}");
    }
}
