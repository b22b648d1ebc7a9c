//! From a text to claims, from claims to verdicts: French and English prose is read by a lexicon and a grammar that are tables, each claim becomes a
//! [`Proposition`](proposition::Proposition) in a notation that a person can write too (`docs/claims.md`), and is decided against the figures of
//! a case. Not a language model. Nothing here reads files or clocks, or chooses the words in which a verdict is told.

pub mod claims;
pub mod decide;
pub mod drift;
pub mod evidence;
pub mod grammar;
pub mod lexicon;
pub mod notation;
pub mod proposition;
pub mod text;
