//! From a case to an answer: pure folds over the rows of a [`Case`](vigie_facts::case::Case) that count, share, bound and
//! cite. Every number has its unit, every share its numerator, denominator and interval. Nothing here reads files or
//! clocks, chooses words of a language, or draws.

pub mod answer;
pub mod calendar;
pub mod countries;
pub mod figure;
pub mod sentence;
