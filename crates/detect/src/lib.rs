//! Events and rules to detections, attempts and incidents.
//!
//! Events come in already understood; a request is normalised once, rules propose and decide, windows count. This crate
//! never opens files, never parses log lines, never reads a clock.

pub mod lexers;
pub mod normalise;
pub mod rules;
