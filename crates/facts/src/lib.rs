//! The vocabulary of Vigie: what a record, an event, a detection, an attempt and an incident are, and where each came from.
//!
//! Six nouns flow through the program: `Chunk` → [`Event`](event::Event) → [`Detection`](case::Detection) →
//! [`Attempt`](case::Attempt) → `Cluster` → `Verdict`. Each keeps its [`Origin`](origin::Origin): a claim without a place in
//! the logs cannot be written down. This crate holds types and the arithmetic that belongs to them. It never parses a
//! log line, never matches a rule, and never touches files, clock, network or environment.

pub mod anomaly;
pub mod case;
pub mod cidr;
pub mod columns;
pub mod event;
pub mod field;
pub mod form;
pub mod origin;
pub mod retain;
pub mod service;
pub mod source;
pub mod tables;
pub mod time;
pub mod unit;
