//! The API for programs: the same answers as the pages, as JSON. `openapi.json` describes it; a test holds the two equal. Nothing unknown
//! or out of bounds is passed over: it is refused, so that a mistyped name is not an unbounded question.

use std::net::IpAddr;

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_facts::source::Source;
use vigie_facts::time::Timestamp;

use super::asked::Asked;
use super::kept::{Kept, Told};
use super::pages::claims::{self, BYTES_MAX, NotChecked};
use super::pages::measures;
use super::reply::Reply;
use crate::respond::ledger::Entry;

/// The description (OpenAPI 3.1).
pub(super) const OPENAPI: &str = include_str!("openapi.json");

/// Sources of one answer, unless told otherwise.
const SIZE: usize = 50;

/// Sources of one answer at most.
const SIZE_MAX: usize = 500;

/// Pages of any size: beyond it there is nothing.
const PAGE_MAX: usize = 1_000_000;

/// Characters of words that are looked for.
const WORDS_CHARS: std::ops::RangeInclusive<usize> = 2..=200;

/// Characters of a text to check: as many as fit its bytes, whatever they are.
const TEXT_CHARS: std::ops::RangeInclusive<usize> = 1..=BYTES_MAX / 4;

/// Decisions of the past in one answer.
const PAST_MAX: usize = 500;

/// Longest target: an account's name.
const TARGET_CHARS_MAX: usize = 200;

/// What stops an answer: a status and why.
type Refused = (StatusCode, &'static str);

/// An answer over the case.
fn over(asked: &Asked, known: &[&str], tell: impl FnOnce(&Kept, &Told) -> Result<Value, Refused>) -> Reply {
    if asked.query.names().any(|name| !known.contains(&name)) {
        return Reply::problem(StatusCode::BAD_REQUEST, "a field of the address is not known");
    }
    let Some(kept) = asked.site.kept() else {
        return Reply::problem(StatusCode::SERVICE_UNAVAILABLE, "the case is being read").retry_after(5);
    };
    let told = kept.told(None);
    match tell(&kept, &told) {
        Ok(value) => Reply::json(&value),
        Err((status, why)) => Reply::problem(status, why),
    }
}

fn value(of: &impl serde::Serialize) -> Result<Value, Refused> {
    serde_json::to_value(of).map_err(|_| (StatusCode::INTERNAL_SERVER_ERROR, "the answer could not be written"))
}

/// `GET /api/v1/openapi.json`
pub(super) fn description(_: &Asked) -> Reply {
    Reply::text(StatusCode::OK, "application/json", OPENAPI.to_owned())
}

/// `GET /api/v1/status`
pub(super) fn status(asked: &Asked) -> Reply {
    over(asked, &[], |kept, told| {
        let holding = asked.site.ledger().map_or(0, |ledger| ledger.holding(asked.now).count());
        Ok(json!({
            "program_version": env!("CARGO_PKG_VERSION"),
            "case_read": kept.read_at.to_rfc3339(),
            "case_saved": kept.saved_at.map(Timestamp::to_rfc3339),
            "case_readable": asked.site.trouble().is_none(),
            "time_zone": told.answer.settings.time_zone,
            "decisions_holding": holding,
        }))
    })
}

/// `GET /api/v1/answer`
pub(super) fn answer(asked: &Asked) -> Reply {
    over(asked, &[], |_, told| value(&told.answer))
}

/// `GET /api/v1/lately`
pub(super) fn lately(asked: &Asked) -> Reply {
    over(asked, &[], |_, told| Ok(json!({ "lately": value(&told.lately)? })))
}

/// `GET /api/v1/incidents`
pub(super) fn incidents(asked: &Asked) -> Reply {
    over(asked, &[], |_, told| {
        let entry = &told.answer.entry;
        Ok(json!({
            "had": value(&entry.had)?,
            "may_have_had": value(&entry.may_have_had)?,
            "incidents": value(&entry.incidents)?,
        }))
    })
}

/// `GET /api/v1/clusters`
pub(super) fn clusters(asked: &Asked) -> Reply {
    over(asked, &[], |_, told| value(&told.answer.together))
}

/// `GET /api/v1/accounts`
pub(super) fn accounts(asked: &Asked) -> Reply {
    over(asked, &[], |_, told| value(&told.answer.pursued))
}

/// `GET /api/v1/coverage`
pub(super) fn coverage(asked: &Asked) -> Reply {
    over(asked, &[], |_, told| {
        Ok(json!({ "coverage": value(&told.answer.entry.coverage)?, "inputs": value(&told.answer.inputs)? }))
    })
}

/// `GET /api/v1/sources`
pub(super) fn sources(asked: &Asked) -> Reply {
    over(asked, &["page", "size"], |kept, told| {
        let number = |name: &str, usual: usize, most: usize| match asked.query.get(name) {
            None => Ok(usual),
            Some(text) => whole(text)
                .filter(|value| (1..=most).contains(value))
                .ok_or((StatusCode::BAD_REQUEST, "page and size are whole numbers within their bounds")),
        };
        let (page, size) = (number("page", 1, PAGE_MAX)?, number("size", SIZE, SIZE_MAX)?);
        let rest = told.ranking.get((page - 1) * size..).unwrap_or_default();
        let rows = told.lookup.sources(&kept.case, &rest[..rest.len().min(size)]);
        Ok(json!({ "total": told.ranking.len(), "page": page, "size": size, "sources": value(&rows)? }))
    })
}

/// Digits and nothing else.
fn whole(text: &str) -> Option<usize> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// `GET /api/v1/sources/{address}`
pub(super) fn source(asked: &Asked) -> Reply {
    over(asked, &[], |kept, told| {
        let address: IpAddr = asked
            .parts
            .get("address")
            .and_then(|text| text.parse().ok())
            .ok_or((StatusCode::BAD_REQUEST, "this is no address"))?;
        let found = told.lookup.source(&kept.case, Source::of(address));
        value(&found.ok_or((StatusCode::NOT_FOUND, "this source is not in the case"))?)
    })
}

/// `GET /api/v1/search`
pub(super) fn search(asked: &Asked) -> Reply {
    over(asked, &["q"], |kept, told| {
        let words = asked.query.get("q").unwrap_or_default();
        if !WORDS_CHARS.contains(&words.chars().count()) {
            return Err((StatusCode::BAD_REQUEST, "q has 2 to 200 characters"));
        }
        value(&told.lookup.search(&kept.case, &told.ranking, words))
    })
}

/// `GET /api/v1/measures`
pub(super) fn measures(asked: &Asked) -> Reply {
    over(asked, &[], |_, told| {
        let ledger =
            asked.site.ledger().map_err(|_| (StatusCode::INTERNAL_SERVER_ERROR, "the ledger cannot be read"))?;
        let (holding, past): (Vec<&Entry>, Vec<&Entry>) =
            ledger.entries.iter().rev().partition(|entry| entry.holds(asked.now));
        let holding: Vec<Value> = holding.into_iter().map(entry_json).collect();
        let past: Vec<Value> = past.into_iter().take(PAST_MAX).map(entry_json).collect();
        Ok(json!({ "holding": holding, "past": past, "proposed": value(&told.answer.measures)? }))
    })
}

fn entry_json(entry: &Entry) -> Value {
    let forms: Vec<Value> =
        entry.forms.iter().map(|(form, count)| json!({ "form": form.id(), "detections": count })).collect();
    json!({
        "target": entry.target.to_string(),
        "applied": entry.applied.to_rfc3339(),
        "expires": entry.expires.to_rfc3339(),
        "undone": entry.undone.map(Timestamp::to_rfc3339),
        "forms": forms,
        "detections": entry.detections,
        "ordinary_events_before": entry.ordinary_events,
    })
}

/// What is to be taken back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Undo {
    target: String,
}

/// A text to check.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    text: String,
}

fn body<'a, T: Deserialize<'a>>(asked: &'a Asked) -> Result<T, Refused> {
    serde_json::from_slice(&asked.body).map_err(|_| (StatusCode::BAD_REQUEST, "the body is not what is described"))
}

/// `POST /api/v1/measures/undo`
pub(super) fn undo(asked: &Asked) -> Reply {
    over(asked, &[], |_, _| {
        let undo: Undo = body(asked)?;
        if !(1..=TARGET_CHARS_MAX).contains(&undo.target.chars().count()) {
            return Err((StatusCode::BAD_REQUEST, "target has 1 to 200 characters"));
        }
        let done = measures::undone(asked, &undo.target)
            .map_err(|()| (StatusCode::INTERNAL_SERVER_ERROR, "it could not be taken back; nothing was changed"))?;
        Ok(json!({ "target": undo.target, "undone": done.id() }))
    })
}

/// `POST /api/v1/claims`
pub(super) fn claims(asked: &Asked) -> Reply {
    over(asked, &[], |kept, told| {
        let claims: Claims = body(asked)?;
        if !TEXT_CHARS.contains(&claims.text.chars().count()) {
            return Err((StatusCode::BAD_REQUEST, "text has 1 to 5000 characters"));
        }
        match claims::checked(asked, kept, told, &claims.text) {
            Ok(checked) => value(&checked),
            Err(NotChecked::Busy) => Err((StatusCode::SERVICE_UNAVAILABLE, "other texts are being checked")),
            Err(NotChecked::NotNoted) => Err((StatusCode::INTERNAL_SERVER_ERROR, "the audit cannot be written")),
        }
    })
}
