//! Pages that are one or several sections of a report: incidents, who acted together, targets, coverage, definitions.

use super::super::asked::Asked;
use super::super::frame::{self, Sheet};
use super::super::reply::Reply;
use crate::report::html::markup::{Element, el};
use crate::report::html::parts::p;
use crate::report::html::sections::{basis, entry, pursued, section, together};

/// A page made of sections.
fn made(asked: &Asked, title: fn(&Sheet) -> &'static str, parts: fn(&mut Sheet) -> Vec<Element>) -> Reply {
    let (kept, told) = match frame::told(asked) {
        Ok(both) => both,
        Err(reply) => return reply,
    };
    let mut sheet = Sheet::new(asked, &kept, &told);
    let main = parts(&mut sheet);
    let title = title(&sheet);
    sheet.finish(title, main, true)
}

/// `/incidents`
pub(in crate::serve) fn incidents(asked: &Asked) -> Reply {
    made(asked, |sheet| sheet.own.incidents, |sheet| vec![entry::incidents(&mut sheet.page)])
}

/// `/clusters`
pub(in crate::serve) fn clusters(asked: &Asked) -> Reply {
    made(asked, |sheet| sheet.own.clusters, |sheet| vec![together::together(&mut sheet.page)])
}

/// `/accounts`
pub(in crate::serve) fn accounts(asked: &Asked) -> Reply {
    made(
        asked,
        |sheet| sheet.own.accounts,
        |sheet| vec![pursued::pursued(&mut sheet.page), pursued::aims(&mut sheet.page)],
    )
}

/// `/coverage`
pub(in crate::serve) fn coverage(asked: &Asked) -> Reply {
    made(
        asked,
        |sheet| sheet.own.coverage,
        |sheet| {
            let own = sheet.page.own;
            let seen = section("coverage", own.coverage)
                .with(p(own.coverage_lede).class("lede"))
                .with(entry::coverage(&mut sheet.page));
            vec![seen, basis::limits(&mut sheet.page), basis::inputs(&mut sheet.page)]
        },
    )
}

/// `/units`
pub(in crate::serve) fn units(asked: &Asked) -> Reply {
    made(
        asked,
        |sheet| sheet.own.units,
        |sheet| {
            let list = basis::units(&mut sheet.page);
            vec![el("div").with(list)]
        },
    )
}
