//! Worlds of logs whose truth is known: an ordinary campaign site with a small share of attacks, a server whose administrator
//! signs in while a slow campaign tries his colleagues' accounts, a mail server. Used by tests, benchmarks and exercises.
//!
//! Everything follows from a seed: the same world and seed give the same bytes on every machine. Lines are written as they are
//! made, so a world may be larger than memory. Nothing here reads logs, and no rule is tuned to what is written here.
//!
//! Sources are drawn from address blocks of real networks (so that geography has something to answer) and from documentation
//! blocks. Every visit, person and attack is invented: nobody at these addresses did any of it.
//!
//! ```
//! use vigie_simulate::web::{WebWorld, write_web};
//! let world = WebWorld { lines: 1_000, sources: 150, ..WebWorld::new(7) };
//! let mut log = Vec::new();
//! let truth = write_web(&world, &mut log).unwrap();
//! assert_eq!(log.split(|byte| *byte == b'\n').count(), 1_001);
//! assert_eq!(truth.attack_lines, 10);
//! ```

pub mod calendar;
pub mod cases;
pub mod coordination;
pub mod exercises;
pub mod group_case;
pub mod mail;
pub mod networks;
pub mod outsider;
pub mod random;
pub mod sign_in;
pub mod web;
pub mod workforce;
