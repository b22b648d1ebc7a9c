//! The sections of the page, one file a group of questions. Each turns one part of the answer into one `section` element.

use super::markup::{Element, el};

pub(super) mod basis;
pub(super) mod deeds;
pub(super) mod entry;
pub(super) mod places;
pub(super) mod pursued;
pub(super) mod together;
pub(super) mod what;

/// A section with its heading; `id` is what the contents link to.
fn section(id: &'static str, heading: &'static str) -> Element {
    let heading_id = format!("{id}-heading");
    let section = el("section").id(id).attribute("aria-labelledby", heading_id.clone());
    section.with(el("h2").id(heading_id).text(heading))
}

/// A term and what it means here, in a list of such.
fn entry_of(term: impl Into<String>, meaning: Element) -> Element {
    el("div").with(el("dt").text(term)).with(el("dd").with(meaning))
}
