//! See the manifest for what this crate is for.
