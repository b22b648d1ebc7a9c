//! The sections of the page, one file a group of questions. Each turns one part of the answer into one `section` element.

use super::markup::{Element, el};

pub(crate) mod basis;
pub(crate) mod deeds;
pub(crate) mod entry;
pub(crate) mod places;
pub(crate) mod pursued;
pub(crate) mod together;
pub(crate) mod what;

/// A section with its heading; `id` is what the contents link to.
pub(crate) fn section(id: &'static str, heading: &'static str) -> Element {
    let heading_id = format!("{id}-heading");
    let section = el("section").id(id).attribute("aria-labelledby", heading_id.clone());
    section.with(el("h2").id(heading_id).text(heading))
}

/// A term and what it means here, in a list of such.
pub(crate) fn entry_of(term: impl Into<String>, meaning: Element) -> Element {
    el("div").with(el("dt").text(term)).with(el("dd").with(meaning))
}
