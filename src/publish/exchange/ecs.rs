//! A case as Elastic Common Schema (ECS 8.11) documents, one a line: what a search engine or SIEM takes in.

use serde_json::{Map, Value, json};
use vigie_facts::case::Detection;

use super::Prepared;
use super::indicators::instant;
use super::tlp::Tlp;

/// The version of the schema the fields are of.
const ECS_VERSION: &str = "8.11.0";

/// Writes one document a detection. What a record does not say is left out; a detection without a time has no `@timestamp`.
pub(super) fn write(prepared: &Prepared, tlp: Tlp) -> Vec<u8> {
    let mut out = Vec::new();
    for row in &prepared.case.detections {
        out.extend(document(prepared, &row, tlp).to_string().into_bytes());
        out.push(b'\n');
    }
    out
}

fn document(prepared: &Prepared, row: &Detection, tlp: Tlp) -> Value {
    let case = &prepared.case;
    let mut document = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            document.insert(name.to_owned(), value);
        }
    };
    let set = case.reasons.get(row.reasons.index()).map(Vec::as_slice).unwrap_or_default();
    let rule = set.first().and_then(|id| case.rules.get(id.index()));
    let line = row.line.and_then(|id| case.lines.get(id.index())).map(|line| line.text.to_string());
    let outcome = match row.status {
        Some(status) if status < 400 => "success",
        Some(_) => "failure",
        None => "unknown",
    };
    put("@timestamp", json!(row.time.map(instant)));
    put("ecs", json!({ "version": ECS_VERSION }));
    let event = json!({
        "kind": "alert", "category": ["intrusion_detection"], "type": ["info"], "outcome": outcome,
        "provider": "vigie", "dataset": row.service.id(), "original": line,
    });
    put("event", without_nulls(event));
    put("observer", json!({ "product": "Vigie", "version": case.settings.program_version, "type": "log-analysis" }));
    let source = row.source.and_then(|id| case.sources.get(id.index()));
    put("source", source.map_or(Value::Null, source_of));
    let asset = case.assets.get(row.asset.index());
    put("service", without_nulls(json!({ "type": row.service.id(), "name": asset.map(|asset| &asset.name) })));
    put(
        "rule",
        rule.map_or(Value::Null, |rule| json!({ "name": rule.title, "id": rule.name, "version": rule.version })),
    );
    put(
        "threat",
        row.form.technique().map_or(
            Value::Null,
            |technique| json!({ "framework": "MITRE ATT&CK", "technique": { "id": [technique] } }),
        ),
    );
    let account = row.account.and_then(|id| case.accounts.get(id.index()));
    put("user", account.map_or(Value::Null, |account| json!({ "name": account.name })));
    put("http", row.status.map_or(Value::Null, |status| json!({ "response": { "status_code": status } })));
    let tool = row.tool.and_then(|id| case.texts.get(id.index()));
    put("user_agent", tool.map_or(Value::Null, |tool| json!({ "original": tool })));
    let subject = row.subject.and_then(|id| case.texts.get(id.index()));
    let file = case.inputs.get(row.origin.input.0 as usize).map(|input| &input.path);
    put("log", without_nulls(json!({ "file": { "path": file }, "offset": row.origin.byte_start })));
    put("labels", without_nulls(json!({ "vigie_form": row.form.id(), "vigie_subject": subject, "tlp": tlp.id() })));
    Value::Object(document)
}

fn source_of(row: &vigie_facts::case::SourceRow) -> Value {
    let address = row.source.to_string();
    let country = row.place.country.map(|code| code.map(char::from).iter().collect::<String>());
    // `ip` takes addresses only; an IPv6 /64 is named by its first one, and whole in `address`.
    without_nulls(json!({
        "ip": row.source.first_address().to_string(),
        "address": address,
        "geo": country.map(|country| json!({ "country_iso_code": country })),
        "as": row.place.asn.map(|asn| without_nulls(json!({
            "number": asn,
            "organization": row.place.network.as_ref().map(|name| json!({ "name": name })),
        }))),
    }))
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => members.into_iter().filter(|(_, member)| !member.is_null()).collect(),
        other => other,
    }
}
