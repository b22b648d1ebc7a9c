//! Who acts together? Observations "this actor left this trace at this time" in, clusters out, each with the chance of its links under a
//! stated null model, evidence for and against, innocent explanations, and a verdict that can be "no".
//!
//! Pure and deterministic: the same observations in any order give the same answer. Nothing here reads files, knows what an address or a
//! post is, or looks at the clock.
//!
pub mod stats;
