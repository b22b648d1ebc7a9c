//! Chances by re-drawing the data under a null: the observed statistic counts as one of the draws, so no chance is ever 0 and the test is
//! exact at its level (Phipson & Smyth 2010, *Stat. Appl. Genet. Mol. Biol.* 9:39). What a draw is, the caller says.

use super::random::Random;

/// What a permutation test found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Permuted {
    /// log10 of (1 + draws at least as extreme) / (draws + 1).
    pub chance_log10: f64,
    /// Mean of the statistic under the null.
    pub null_mean: f64,
    /// Standard deviations between the observed and that mean; 0 when the null does not vary.
    pub deviations: f64,
    /// How many draws were made.
    pub draws: u32,
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
    let (mut reached, mut sum, mut squares) = (0_u32, 0.0, 0.0);
    for _ in 0..draws {
        let value = draw(&mut random);
        reached += u32::from(value >= observed);
        sum += value;
        squares += value * value;
    }
    let n = f64::from(draws.max(1));
    let (mean, spread) = (sum / n, (squares / n - (sum / n) * (sum / n)).max(0.0).sqrt());
    Permuted {
        chance_log10: (f64::from(reached + 1) / f64::from(draws + 1)).log10(),
        null_mean: mean,
        deviations: if spread > 0.0 { (observed - mean) / spread } else { 0.0 },
        draws,
    }
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
    }
}
