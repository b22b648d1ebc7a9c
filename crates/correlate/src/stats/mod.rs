//! The statistics everything else stands on: each file one idea with its formula, its source and its cost. Nothing here knows what an
//! actor is.
//!
//! Chances are carried as base-ten logarithms (`log10`), because those that matter lie far below what is comfortable in `f64`. They
//! never go below [`LOG10_FLOOR`]: a smaller one would only be a claim about the model's perfection.
//!
//! The tables in `tests/scipy` were made with SciPy 1.17.1 by `tables.py` beside them.

pub mod bootstrap;
pub mod circular;
pub mod combine;
pub mod multiple;
pub mod permutation;
pub mod random;
pub mod rank;
pub mod tails;

/// The smallest chance ever stated: 10⁻³⁰⁰.
pub const LOG10_FLOOR: f64 = -300.0;

/// A chance as its base-ten logarithm, kept between [`LOG10_FLOOR`] and 0; what is no number counts as certain (0).
pub fn log10_chance(chance: f64) -> f64 {
    clamp_log10(if chance > 0.0 { chance.log10() } else { LOG10_FLOOR })
}

/// The same for something that is a logarithm already.
pub fn clamp_log10(log10: f64) -> f64 {
    if log10.is_nan() { 0.0 } else { log10.clamp(LOG10_FLOOR, 0.0) }
}

#[cfg(test)]
pub(crate) mod reference {
    //! Reads the reference tables of `tests/scipy`.

    /// The rows of a table without its head, cut at commas.
    pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
        table.lines().skip(1).map(|line| line.split(',').collect())
    }

    /// Numbers separated by spaces.
    pub(crate) fn numbers(cell: &str) -> Vec<f64> {
        cell.split(' ').map(|number| number.parse().unwrap()).collect()
    }

    /// Fails unless both agree to `relative` of the wanted value.
    pub(crate) fn close(got: f64, wanted: f64, relative: f64, what: &str) {
        assert!((got - wanted).abs() <= relative * wanted.abs().max(1e-9), "{what}: {got} instead of {wanted}");
    }
}
