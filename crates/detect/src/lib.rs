//! Events and rules to detections, attempts and incidents.
//!
//! Events come in already understood; a request is normalised once, rules propose and decide, windows count. This crate
//! never opens files, never parses log lines, never reads a clock.

mod aim;
mod attempts;
mod byte_set;
pub mod fold;
mod grouped;
mod incidents;
pub mod lexers;
mod marks;
pub mod normalise;
pub mod observe;
pub mod options;
mod picture;
mod row;
mod rows;
mod rulebook;
pub mod rules;
mod windows;
mod words;
