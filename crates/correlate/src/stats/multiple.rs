//! Many tests at once: Benjamini–Hochberg, Benjamini–Yekutieli, e-BH. They say which hypotheses to reject so that the expected share of
//! false ones among the rejected stays below a level; none of them makes a single chance smaller.

/// Positions of the rejected among `log10` when `tests` hypotheses were tested in all (those not listed count as chance 1), at level `q`:
/// the largest i with p₍ᵢ₎ ≤ q·i/tests (Benjamini & Hochberg 1995, *J. R. Stat. Soc. B* 57:289; valid under independence and positive
/// dependence). Cost: n log n.
///
/// ```
/// use vigie_correlate::stats::multiple::benjamini_hochberg;
/// assert_eq!(benjamini_hochberg(&[-4.0, -0.1, -3.0], 10, 0.05), [true, false, true]);
/// ```
pub fn benjamini_hochberg(log10: &[f64], tests: u64, q: f64) -> Vec<bool> {
    step_up(log10, tests, q.log10())
}

/// As [`benjamini_hochberg`] under any dependence: q is divided by Σ_{i ≤ tests} 1/i (Benjamini & Yekutieli 2001, *Ann. Stat.* 29:1165).
pub fn benjamini_yekutieli(log10: &[f64], tests: u64, q: f64) -> Vec<bool> {
    step_up(log10, tests, q.log10() - harmonic(tests.max(log10.len() as u64)).log10())
}

fn step_up(log10: &[f64], tests: u64, level_log10: f64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..log10.len()).collect();
    order.sort_by(|&a, &b| log10[a].total_cmp(&log10[b]));
    let tests = (tests.max(log10.len() as u64).max(1) as f64).log10();
    let last = (0..order.len()).rev().find(|&i| log10[order[i]] <= level_log10 + ((i + 1) as f64).log10() - tests);
    let mut rejected = vec![false; log10.len()];
    for &at in order.iter().take(last.map_or(0, |last| last + 1)) {
        rejected[at] = true;
    }
    rejected
}

/// The smallest level at which each would be rejected by [`benjamini_hochberg`] (log10, at most 0).
pub fn adjusted(log10: &[f64], tests: u64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..log10.len()).collect();
    order.sort_by(|&a, &b| log10[a].total_cmp(&log10[b]));
    let tests = (tests.max(log10.len() as u64).max(1) as f64).log10();
    let mut least = 0.0_f64;
    let mut found = vec![0.0; log10.len()];
    for (i, &at) in order.iter().enumerate().rev() {
        least = least.min(log10[at] + tests - ((i + 1) as f64).log10());
        found[at] = least;
    }
    found
}

/// Σ_{i ≤ n} 1/i; beyond a thousand by Euler–Maclaurin, exact to 10⁻¹⁰.
fn harmonic(n: u64) -> f64 {
    const EULER: f64 = 0.577_215_664_901_532_9;
    if n <= 1_000 { (1..=n).map(|i| 1.0 / i as f64).sum() } else { (n as f64).ln() + EULER + 0.5 / n as f64 }
}

/// Positions of the rejected by e-values: the largest i with e₍ᵢ₎ ≥ tests/(q·i), valid under any dependence and at any stopping time
/// (Wang & Ramdas 2022, *J. R. Stat. Soc. B* 84:822). The form for live use, where one looks again and again. Cost: n log n.
///
/// ```
/// assert_eq!(vigie_correlate::stats::multiple::e_benjamini_hochberg(&[500.0, 2.0], 10, 0.05), [true, false]);
/// ```
pub fn e_benjamini_hochberg(e_values: &[f64], tests: u64, q: f64) -> Vec<bool> {
    let as_chances: Vec<f64> =
        e_values.iter().map(|&e| if e > 0.0 && !e.is_nan() { -e.log10() } else { f64::INFINITY }).collect();
    benjamini_hochberg(&as_chances, tests, q)
}

/// An e-value that bets on more hits than `chances` promise: Π (1 + β(hit/q − 1)), expectation 1 under the null for any β in 0..1.
pub fn e_value(hits: &[bool], chances: &[f64], beta: f64) -> f64 {
    hits.iter()
        .zip(chances)
        .map(|(&hit, &q)| 1.0 + beta * (if hit { 1.0 / q.clamp(1e-9, 1.0) } else { 0.0 } - 1.0))
        .product()
}

#[cfg(test)]
mod tests {
    use super::super::reference::{close, numbers, rows};
    use super::*;

    #[test]
    fn levels_agree_with_scipy() {
        for row in rows(include_str!("../../tests/scipy/false_discovery.csv")) {
            let log10: Vec<f64> = numbers(row[0]).into_iter().map(f64::log10).collect();
            for (got, wanted) in adjusted(&log10, 0).iter().zip(numbers(row[1])) {
                close(10_f64.powf(*got), wanted, 1e-9, "bh");
            }
            for q in [0.01, 0.05, 0.2, 0.9] {
                let wanted: Vec<bool> = numbers(row[2]).into_iter().map(|adjusted| adjusted <= q).collect();
                assert_eq!(benjamini_yekutieli(&log10, 0, q), wanted, "by at {q}");
                let wanted: Vec<bool> = numbers(row[1]).into_iter().map(|adjusted| adjusted <= q).collect();
                assert_eq!(benjamini_hochberg(&log10, 0, q), wanted, "bh at {q}");
            }
        }
    }

    #[test]
    fn e_values_reject_what_their_reciprocals_would() {
        assert_eq!(e_benjamini_hochberg(&[1e6, f64::NAN, 0.0, 900.0], 40, 0.05), [true, false, false, true]);
        close(e_value(&[true, false], &[0.1, 0.1], 0.5), (1.0 + 0.5 * 9.0) * 0.5, 1e-12, "e");
    }

    #[test]
    fn nothing_tested_rejects_nothing() {
        assert!(benjamini_hochberg(&[], 0, 0.05).is_empty());
        close(harmonic(1_000), harmonic_slow(1_000), 1e-12, "harmonic");
        close(harmonic(5_000), harmonic_slow(5_000), 1e-8, "harmonic");
    }

    fn harmonic_slow(n: u64) -> f64 {
        (1..=n).map(|i| 1.0 / i as f64).sum()
    }
}
