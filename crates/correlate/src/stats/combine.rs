//! Several chances for one hypothesis made into one. None of these assumes that the chances are independent; Fisher's product, which does,
//! is left out on purpose.

use std::f64::consts::PI;

use super::clamp_log10;

/// K · min p: valid under any dependence. At the levels used here it equals what cleverer rules give (Gui, Jiang & Wang 2025).
///
/// ```
/// assert!((vigie_correlate::stats::combine::bonferroni(&[-6.0, -1.0]) - (-5.699)).abs() < 1e-3);
/// ```
pub fn bonferroni(log10: &[f64]) -> f64 {
    let least = log10.iter().copied().fold(0.0, f64::min);
    clamp_log10(least + (log10.len().max(1) as f64).log10())
}

/// The Cauchy combination: mean of tan((½ − p)π), read back through the Cauchy law (Liu & Xie 2020, *JASA* 115:393). Chances are held
/// below 0.99 so that one perfect disagreement cannot outweigh everything.
pub fn cauchy(log10: &[f64]) -> f64 {
    if log10.is_empty() {
        return 0.0;
    }
    // tan((½ − p)π) is 1/(pπ) for small p; kept relative to the smallest chance so that 10⁻³⁰⁰ does not overflow.
    let least = log10.iter().copied().fold(0.0, f64::min);
    if least < -8.0 {
        let sum: f64 = log10.iter().map(|&value| 10_f64.powf(least - value)).sum();
        return clamp_log10(least + (log10.len() as f64 / sum).log10());
    }
    let mean =
        log10.iter().map(|&value| ((0.5 - 10_f64.powf(value).min(0.99)) * PI).tan()).sum::<f64>() / log10.len() as f64;
    clamp_log10((0.5 - mean.atan() / PI).log10())
}

/// The chance that fewer than `least` of the hypotheses are false, by Bonferroni over the largest K−least+1 (Benjamini & Heller 2008,
/// *Biometrics* 64:1215): (K−least+1)·p₍least₎. With `least` = 2: "at least two kinds of evidence", not one very strong one.
///
/// ```
/// use vigie_correlate::stats::combine::partial_conjunction;
/// assert!(partial_conjunction(&[-200.0, -0.1], 2) > -0.2, "one kind is never two");
/// ```
pub fn partial_conjunction(log10: &[f64], least: usize) -> f64 {
    if least == 0 || log10.len() < least {
        return 0.0;
    }
    let mut sorted = log10.to_vec();
    sorted.sort_by(f64::total_cmp);
    clamp_log10(sorted[least - 1] + ((log10.len() - least + 1) as f64).log10())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cauchy_is_continuous_where_its_form_changes() {
        let below = cauchy(&[-8.000_001, -0.5, -0.3]);
        let above = cauchy(&[-7.999_999, -0.5, -0.3]);
        assert!((below - above).abs() < 1e-4, "{below} {above}");
        assert!((cauchy(&[-250.0, -0.0]) - (-249.698_97)).abs() < 1e-3);
        assert!(cauchy(&[]).abs() < 1e-12);
    }

    #[test]
    fn equal_chances_stay_what_they_are() {
        assert!((cauchy(&[-2.0, -2.0, -2.0]) + 2.0).abs() < 1e-9);
        assert!((bonferroni(&[-2.0]) + 2.0).abs() < 1e-12);
    }

    #[test]
    fn two_kinds_need_two() {
        assert!((partial_conjunction(&[-9.0, -4.0, 0.0], 2) - (-4.0 + 2_f64.log10())).abs() < 1e-12);
        assert!(partial_conjunction(&[-9.0], 2).abs() < 1e-12);
    }
}
