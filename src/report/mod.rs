//! Outputs: one folder each, all rendering the same answer (`vigie_figures::answer::Answer`). What is true is decided before; here it only
//! gets words, shape and escaping.

pub(crate) mod claims;
pub mod detections;
pub mod escape;
pub mod events;
pub mod html;
pub mod json;
mod jsonl;
#[cfg(test)]
mod samples;
pub mod terminal;
pub mod words;
