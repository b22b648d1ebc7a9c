//! A case as a table for spreadsheets (RFC 4180): one row a detection, every text quoted and harmless as a formula.

use std::fmt::Write as _;

use super::Prepared;
use super::indicators::instant;
use super::tlp::Tlp;
use crate::report::escape::Csv;

/// The columns.
const COLUMNS: &[&str] = &[
    "time",
    "source",
    "country",
    "asn",
    "network",
    "service",
    "asset",
    "form",
    "technique",
    "rule",
    "account",
    "status",
    "subject",
    "tool",
    "file",
    "line",
    "tlp",
];

/// Writes the table.
pub(super) fn write(prepared: &Prepared, tlp: Tlp) -> Vec<u8> {
    let case = &prepared.case;
    let mut out = COLUMNS.join(",") + "\r\n";
    for row in &case.detections {
        let source = row.source.and_then(|id| case.sources.get(id.index()));
        let place = source.map(|source| &source.place);
        let country = place.and_then(|place| place.country).map(|code| code.map(char::from).iter().collect::<String>());
        let rule =
            case.reasons.get(row.reasons.index()).and_then(|set| set.first()).and_then(|id| case.rules.get(id.index()));
        let text = |id: Option<vigie_facts::case::TextId>| {
            id.and_then(|id| case.texts.get(id.index())).map(ToString::to_string)
        };
        let asset = case.assets.get(row.asset.index());
        let fields = [
            row.time.map(instant),
            source.map(|source| source.source.to_string()),
            country,
            place.and_then(|place| place.asn).map(|asn| asn.to_string()),
            place.and_then(|place| place.network.as_ref()).map(ToString::to_string),
            Some(row.service.id().to_owned()),
            asset.map(|asset| asset.name.to_string()),
            Some(row.form.id().to_owned()),
            row.form.technique().map(str::to_owned),
            rule.map(|rule| rule.name.to_string()),
            row.account.and_then(|id| case.accounts.get(id.index())).map(|account| account.name.to_string()),
            row.status.map(|status| status.to_string()),
            text(row.subject),
            text(row.tool),
            case.inputs.get(row.origin.input.0 as usize).map(|input| input.path.to_string()),
            Some(row.origin.line.to_string()),
            Some(tlp.id().to_owned()),
        ];
        for (at, field) in fields.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            // Writing into a text cannot fail.
            let _ = write!(out, "{comma}{}", Csv(field.as_deref().unwrap_or_default()));
        }
        out.push_str("\r\n");
    }
    out.into_bytes()
}
