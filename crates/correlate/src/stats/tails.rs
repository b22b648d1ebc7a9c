//! Chances of "at least this many": Poisson, binomial, hypergeometric, Poisson-binomial, chi-square. Tails are summed from the
//! observed count outwards, in logarithms, so that 10⁻²⁰⁰ is as exact as 0.3; nothing is ever obtained as one minus something.

use std::f64::consts::LN_10;

use super::{clamp_log10, log10_chance};

/// Terms of a series below this share of the sum no longer change it.
const NEGLIGIBLE: f64 = 1e-17;

/// Terms any series here may take. Tails are summed away from their mode, where a few times the standard deviation suffice; this
/// bounds hostile parameters.
const TERMS_MAX: u64 = 2_000_000;

/// ln Γ(x) for x > 0: Stirling's series after shifting x above 10 (Abramowitz & Stegun 6.1.41). Relative error below 10⁻¹³.
/// Cost: constant.
///
/// ```
/// assert!((vigie_correlate::stats::tails::ln_gamma(5.0) - 24.0_f64.ln()).abs() < 1e-12);
/// ```
pub fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    while x < 10.0 {
        shift += x.ln();
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series =
        (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square * (1.0 / 1680.0 - square / 1188.0)))) / x;
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series - shift
}

/// ln of n choose k.
pub fn ln_choose(n: u64, k: u64) -> f64 {
    if k > n {
        return f64::NEG_INFINITY;
    }
    ln_gamma(n as f64 + 1.0) - ln_gamma(k as f64 + 1.0) - ln_gamma((n - k) as f64 + 1.0)
}

/// log10 P(X ≥ k), X ~ Poisson(λ): Σ_{i ≥ k} e^{-λ} λ^i / i!. Cost: about √λ terms beyond the mode.
///
/// ```
/// let chance = vigie_correlate::stats::tails::poisson_upper(0.003, 2);
/// assert!((chance - (-5.3478)).abs() < 1e-3);
/// ```
pub fn poisson_upper(lambda: f64, k: u64) -> f64 {
    if k == 0 || lambda.is_nan() || lambda.is_infinite() {
        return 0.0;
    }
    if lambda <= 0.0 {
        return super::LOG10_FLOOR;
    }
    if (k as f64) < lambda {
        // Below the mode the lower tail is the small one; here the upper is close to one and its complement is exact enough.
        let first = (k - 1) as f64;
        let ln = first * lambda.ln() - lambda - ln_gamma(first + 1.0);
        let below = ln.exp() * series(k - 1, |i| (first - i as f64) / lambda);
        return log10_chance(1.0 - below.min(1.0));
    }
    let start = k as f64;
    let ln = start * lambda.ln() - lambda - ln_gamma(start + 1.0);
    clamp_log10((ln + series(TERMS_MAX, |i| lambda / (start + i as f64 + 1.0)).ln()) / LN_10)
}

/// 1 + r₀ + r₀r₁ + …, at most `terms` ratios, until negligible.
fn series(terms: u64, ratio: impl Fn(u64) -> f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for i in 0..terms.min(TERMS_MAX) {
        term *= ratio(i);
        sum += term;
        if term < sum * NEGLIGIBLE {
            break;
        }
    }
    sum
}

/// log10 P(X ≥ k), X ~ Binomial(n, p). Cost: terms until negligible, at most n.
pub fn binomial_upper(n: u64, p: f64, k: u64) -> f64 {
    if k == 0 || p.is_nan() || p >= 1.0 && k <= n {
        return 0.0;
    }
    if k > n || p <= 0.0 {
        return super::LOG10_FLOOR;
    }
    let odds = p / (1.0 - p);
    if (k as f64) <= n as f64 * p {
        let first = k - 1;
        let ln = ln_choose(n, first) + first as f64 * p.ln() + (n - first) as f64 * (-p).ln_1p();
        let below = ln.exp() * series(first, |i| (first - i) as f64 / ((n - first + i + 1) as f64 * odds));
        return log10_chance(1.0 - below.min(1.0));
    }
    let ln = ln_choose(n, k) + k as f64 * p.ln() + (n - k) as f64 * (-p).ln_1p();
    clamp_log10((ln + series(n - k, |i| (n - k - i) as f64 * odds / (k + i + 1) as f64).ln()) / LN_10)
}

/// log10 P(X ≥ k) where X counts the marked among `drawn` from a population with `marked` (Tumminello et al. 2011 validate the links of a
/// projected network with it). Cost: at most min(marked, drawn) terms.
pub fn hypergeometric_upper(population: u64, marked: u64, drawn: u64, k: u64) -> f64 {
    let most = marked.min(drawn);
    if k == 0 || k + population <= marked + drawn {
        return 0.0;
    }
    if k > most {
        return super::LOG10_FLOOR;
    }
    let ln = (k..=most).map(|i| ln_hypergeometric(population, marked, drawn, i));
    clamp_log10(ln_sum(ln) / LN_10)
}

/// log10 P(X ≤ k), as [`hypergeometric_upper`].
pub fn hypergeometric_lower(population: u64, marked: u64, drawn: u64, k: u64) -> f64 {
    let least = (marked + drawn).saturating_sub(population);
    if k >= marked.min(drawn) {
        return 0.0;
    }
    if k < least {
        return super::LOG10_FLOOR;
    }
    clamp_log10(ln_sum((least..=k).map(|i| ln_hypergeometric(population, marked, drawn, i))) / LN_10)
}

fn ln_hypergeometric(population: u64, marked: u64, drawn: u64, k: u64) -> f64 {
    ln_choose(marked, k) + ln_choose(population - marked, drawn - k) - ln_choose(population, drawn)
}

/// ln Σ exp(terms), shifted by the largest.
fn ln_sum(terms: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = terms.clone().fold(f64::NEG_INFINITY, f64::max);
    if most.is_infinite() { most } else { most + terms.map(|term| (term - most).exp()).sum::<f64>().ln() }
}

/// log10 P(X ≥ k) where X is a sum of independent events with these chances (Poisson-binomial), by the exact recursion over counts
/// (Hong 2013, *Comput. Stat. Data Anal.* 59:41), the cell of k absorbing. Cost: chances × k. `cells` is scratch that callers keep.
///
/// ```
/// let chance = vigie_correlate::stats::tails::poisson_binomial_upper(&[0.5, 0.5], 2, &mut Vec::new());
/// assert!((chance - 0.25_f64.log10()).abs() < 1e-12);
/// ```
pub fn poisson_binomial_upper(chances: &[f64], k: usize, cells: &mut Vec<f64>) -> f64 {
    if k == 0 {
        return 0.0;
    }
    if k > chances.len() {
        return super::LOG10_FLOOR;
    }
    cells.clear();
    cells.resize(k + 1, 0.0);
    cells[0] = 1.0;
    for (before, &chance) in chances.iter().enumerate() {
        let p = chance.clamp(0.0, 1.0);
        cells[k] += cells[k - 1] * p;
        // After so many chances no count is higher than they are many.
        for i in (1..k.min(before + 2)).rev() {
            cells[i] = cells[i] * (1.0 - p) + cells[i - 1] * p;
        }
        cells[0] *= 1.0 - p;
    }
    log10_chance(cells[k].min(1.0))
}

/// P(X ≥ x), X ~ χ² with `degrees`: the regularised upper incomplete gamma function, by series below the mean and Lentz's continued
/// fraction above (Numerical Recipes §6.2). Cost: tens of terms.
pub fn chi_square_upper(x: f64, degrees: f64) -> f64 {
    let (a, x) = (degrees / 2.0, x / 2.0);
    if x <= 0.0 {
        return 1.0;
    }
    let front = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        return 1.0 - front * series(TERMS_MAX, |i| x / (a + i as f64 + 1.0)) / a;
    }
    front * lentz(a, x)
}

/// The continued fraction of the upper incomplete gamma function at a, x.
fn lentz(a: f64, x: f64) -> f64 {
    let mut step = x + 1.0 - a;
    let (mut above, mut below) = (1e300, 1.0 / step);
    let mut fraction = below;
    for i in 1..10_000_u32 {
        let i = f64::from(i);
        let term = -i * (i - a);
        step += 2.0;
        below = 1.0 / (term * below + step);
        above = step + term / above;
        let change = above * below;
        fraction *= change;
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    fraction
}

#[cfg(test)]
mod tests {
    use super::super::reference::{close, numbers, rows};
    use super::*;

    #[test]
    fn poisson_tails_agree_with_scipy() {
        for row in rows(include_str!("../../tests/scipy/poisson.csv")) {
            let wanted: f64 = row[2].parse().unwrap();
            close(
                poisson_upper(row[0].parse().unwrap(), row[1].parse().unwrap()),
                wanted.max(-300.0),
                1e-9,
                &row.join(" "),
            );
        }
    }

    #[test]
    fn binomial_tails_agree_with_scipy() {
        for row in rows(include_str!("../../tests/scipy/binomial.csv")) {
            let wanted: f64 = row[3].parse().unwrap();
            let got = binomial_upper(row[0].parse().unwrap(), row[1].parse().unwrap(), row[2].parse().unwrap());
            close(got, wanted.max(-300.0), 1e-8, &row.join(" "));
        }
    }

    #[test]
    fn hypergeometric_tails_agree_with_scipy() {
        for row in rows(include_str!("../../tests/scipy/hypergeometric.csv")) {
            let [n, marked, drawn, k] = std::array::from_fn(|i| row[i].parse().unwrap());
            for (got, wanted) in [
                (hypergeometric_upper(n, marked, drawn, k), row[4]),
                (hypergeometric_lower(n, marked, drawn, k), row[5]),
            ] {
                let wanted: f64 = wanted.parse().unwrap();
                assert!((got - wanted).abs() < 1e-8 * wanted.abs().max(1.0), "{row:?}: {got}");
            }
        }
    }

    #[test]
    fn poisson_binomial_tails_agree_with_scipy() {
        for row in rows(include_str!("../../tests/scipy/poisson_binomial.csv")) {
            let got = poisson_binomial_upper(&numbers(row[0]), row[1].parse().unwrap(), &mut Vec::new());
            // SciPy takes one minus a cumulative sum, so its smallest tails carry an absolute error near 1e-14.
            let wanted: f64 = row[2].parse().unwrap();
            assert!((10_f64.powf(got) - wanted).abs() < 1e-13 + 1e-9 * wanted, "{} {}", row[1], row[2]);
        }
    }

    #[test]
    fn gamma_and_chi_square_agree_with_scipy() {
        for row in rows(include_str!("../../tests/scipy/ln_gamma.csv")) {
            let got = ln_gamma(row[0].parse().unwrap());
            assert!((got - row[1].parse::<f64>().unwrap()).abs() <= 1e-12 * got.abs().max(1.0), "{row:?} {got}");
        }
        for row in rows(include_str!("../../tests/scipy/chi_square.csv")) {
            let wanted: f64 = row[2].parse().unwrap();
            let got = chi_square_upper(row[0].parse().unwrap(), row[1].parse().unwrap());
            assert!((got - wanted).abs() <= 1e-9 * wanted + 1e-13, "{row:?} {got}");
        }
    }

    #[test]
    fn edges_of_tails_are_answers_not_panics() {
        assert!(poisson_upper(f64::NAN, 3).abs() < 1e-12);
        assert!(poisson_upper(0.0, 1) <= -300.0);
        assert!(binomial_upper(5, 0.2, 9) <= -300.0);
        assert!(binomial_upper(5, 1.0, 5).abs() < 1e-12);
        assert!(hypergeometric_upper(10, 9, 9, 8).abs() < 1e-12, "eight are unavoidable");
        assert!(poisson_binomial_upper(&[], 1, &mut Vec::new()) <= -300.0);
        assert!(poisson_binomial_upper(&[f64::NAN, 0.5], 1, &mut Vec::new()).is_finite());
    }
}
