//! What leaves the organisation: evidence packs, and what is exchanged with others, statements. Files, keys and compression are handled
//! here; what a pack is and what refuses one is decided in `vigie_evidence`.

pub mod exchange;
pub mod keys;
pub mod pack;
pub mod refusals;
pub mod statement;
