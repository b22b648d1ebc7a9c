//! Outputs: one folder each, all rendering the same answer (`vigie_figures::answer::Answer`). What is true is decided before; here it only
//! gets words, shape and escaping.

pub mod escape;
