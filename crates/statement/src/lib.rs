//! What an organisation says in public about attacks on it: [`compose`] makes a statement of a case, field by field, and lets a sentence stand only when the
//! claim engine upholds it; [`lint`] reads a text before it is published and names what must be mended; [`letters`] are drafts with fixed
//! fields for those who must be told. Pure: no files, no clock, and no words of a language (sentences are keys, the program has the words).

pub mod asked;
pub mod compose;
pub mod facts;
pub mod fields;
pub mod letters;
pub mod lint;
pub mod quiet;
