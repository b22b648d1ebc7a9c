//! The edge of Vigie: everything that touches the world. `main.rs` only hands the arguments over.
#![expect(
    clippy::disallowed_methods,
    reason = "this crate is the edge: it opens files and reads the environment so that crates/ need not"
)]

pub mod case;
pub(crate) mod checking;
pub mod cli;
pub(crate) mod clock;
pub mod confine;
pub mod enrich;
pub mod fill;
pub mod guard;
pub mod listen;
pub mod machine;
pub mod mistake;
pub mod ordered;
pub mod pipeline;
pub mod publish;
pub mod read;
pub mod report;
pub mod respond;
pub mod rulecheck;
pub mod rulepack;
#[cfg(feature = "serve")]
pub mod serve;
#[cfg(feature = "top")]
pub mod top;
