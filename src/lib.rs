//! The edge of Vigie: everything that touches the world.

pub mod report;
