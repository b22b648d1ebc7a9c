//! Statistics of hours and week days, which have no first and no last (Mardia & Jupp 2000, *Directional Statistics*). Says when actors are
//! awake; never where they are: one known office spread over seven hours of "best" time zones.

use std::f64::consts::TAU;

/// Direction and concentration of a set of angles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Direction {
    /// Mean angle in radians, −π to π.
    pub mean: f64,
    /// Mean resultant length: 0 spread evenly, 1 all equal.
    pub resultant: f64,
    /// Rayleigh's chance of so much concentration when the angles are uniform (log10).
    pub chance_log10: f64,
}

/// The angle of an instant within a period, both in milliseconds.
pub fn angle(time_ms: i64, period_ms: i64) -> f64 {
    time_ms.rem_euclid(period_ms.max(1)) as f64 / period_ms.max(1) as f64 * TAU
}

/// Mean direction and Rayleigh's test, p ≈ exp(√(1 + 4n + 4(n² − R²)) − (1 + 2n)) with R = n·resultant (Wilkie 1983). Cost: n.
/// `None` without angles.
pub fn direction(angles: impl IntoIterator<Item = f64>) -> Option<Direction> {
    let (mut n, mut x, mut y) = (0.0, 0.0, 0.0);
    for angle in angles {
        n += 1.0;
        x += angle.cos();
        y += angle.sin();
    }
    if n < 1.0 {
        return None;
    }
    let length = x.hypot(y);
    let ln = (1.0 + 4.0 * n + 4.0 * (n * n - length * length)).max(0.0).sqrt() - (1.0 + 2.0 * n);
    let chance_log10 = super::clamp_log10(ln / std::f64::consts::LN_10);
    Some(Direction { mean: y.atan2(x), resultant: length / n, chance_log10 })
}

#[cfg(test)]
mod tests {
    use super::super::reference::{numbers, rows};
    use super::*;

    #[test]
    fn directions_agree_with_scipy() {
        for row in rows(include_str!("../../tests/scipy/circular.csv")) {
            let found = direction(numbers(row[0])).unwrap();
            assert!((found.mean - row[1].parse::<f64>().unwrap()).abs() < 1e-9);
            assert!((found.resultant - row[2].parse::<f64>().unwrap()).abs() < 1e-9);
        }
    }

    #[test]
    fn rayleigh_tells_a_working_day_from_a_clock_round() {
        let even = direction((0..24).map(|hour| angle(hour * 3_600_000, 86_400_000))).unwrap();
        assert!(even.resultant < 1e-9 && even.chance_log10 > -0.01);
        let day = direction((0..24).map(|i| angle((9 + i % 6) * 3_600_000, 86_400_000))).unwrap();
        assert!(day.chance_log10 < -5.0, "{day:?}");
        assert!(direction([]).is_none());
    }
}
