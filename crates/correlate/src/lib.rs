//! Who acts together? Observations "this actor left this trace at this time" in, clusters out, each with the chance of its links under a
//! stated null model, evidence for and against, innocent explanations, and a verdict that can be "no".
//!
//! Pure and deterministic: the same observations in any order give the same answer. Nothing here reads files, knows what an address or a
//! post is, or looks at the clock.

mod attendance;
mod audience;
pub mod clusters;
mod content;
pub mod cooccurrence;
mod correlate;
mod decoys;
pub mod evidence;
mod found;
mod habit;
pub mod leiden;
mod membership;
pub mod observations;
mod parallel;
mod recruit;
pub mod settings;
pub mod stats;
mod surrogate;
mod synchrony;
#[cfg(test)]
mod tests;
mod timeline;
mod tooling;
mod turns;
mod verdict;
mod working_time;

pub use clusters::{Cluster, Clusters, Verdict};
pub use correlate::correlate;
pub use observations::{KindId, Nature, Observations};
pub use settings::Settings;
