//! From a case to an answer: pure folds over the rows of a [`Case`](vigie_facts::case::Case) that count, share, bound and
//! cite. Every number has its unit, every share its numerator, denominator and interval. Nothing here reads files or
//! clocks, chooses words of a language, or draws.

pub mod answer;
pub mod calendar;
pub mod clustered;
pub mod comparison;
pub mod countries;
pub mod figure;
pub mod lookup;
pub mod measures;
pub mod names;
pub mod questions;
pub mod sentence;
mod silence;
mod tally;
#[cfg(test)]
mod tests;
pub mod together;

/// A text cut to [`TEXT_CHARS_MAX`](answer::TEXT_CHARS_MAX) characters, with an ellipsis when something is missing.
fn cut(text: &str) -> String {
    match text.char_indices().nth(answer::TEXT_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
