//! From bytes somebody wrote to sentences and words: what is hidden is taken out, what is page furniture is left out, and everything has a
//! limit. What the words mean is the lexicon's business.

pub mod clean;
pub mod sentences;
pub mod words;
