//! A case to figures: pure folds over typed rows.

pub mod countries;
