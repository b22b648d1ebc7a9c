//! Likeness of two orders. Measures, it does not judge: two runs of one public tool have the same order too.

/// Kendall's τ-a of two sequences without ties: (concordant − discordant) / pairs. Cost: n² (callers bound n); `None` under two items.
///
/// ```
/// assert_eq!(vigie_correlate::stats::rank::kendall(&[1, 2, 3], &[10, 20, 30]), Some(1.0));
/// ```
pub fn kendall(x: &[i64], y: &[i64]) -> Option<f64> {
    let n = x.len().min(y.len());
    if n < 2 {
        return None;
    }
    let mut balance = 0_i64;
    for i in 0..n {
        for j in i + 1..n {
            balance += (x[i] - x[j]).signum() * (y[i] - y[j]).signum();
        }
    }
    Some(balance as f64 / (n * (n - 1) / 2) as f64)
}

#[cfg(test)]
mod tests {
    use super::super::reference::rows;
    use super::*;

    #[test]
    fn tau_agrees_with_scipy() {
        for row in rows(include_str!("../../tests/scipy/kendall.csv")) {
            let [x, y]: [Vec<i64>; 2] =
                [row[0], row[1]].map(|cell| cell.split(' ').map(|v| v.parse().unwrap()).collect());
            assert!((kendall(&x, &y).unwrap() - row[2].parse::<f64>().unwrap()).abs() < 1e-12);
        }
        assert_eq!(kendall(&[1], &[1]), None);
    }
}
