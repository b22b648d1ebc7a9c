//! A case as an event of the MISP core format (draft-dulaunoy-misp-core-format): one attribute a source. Confidence and marking are
//! tags of MISP's own taxonomies, techniques are tags of its ATT&CK galaxy.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use vigie_facts::form::Form;

use super::identifiers::own_uuid;
use super::indicators::{
    Confidence, Indicator, Prepared, Seen, forms_among, instant, is_source, same_instant, technique_name,
};
use super::tlp::Tlp;

/// Tags that carry the forms; a machine tag of our own (namespace, predicate, value).
const FORM_TAG: &str = "vigie:form=";

/// MISP's taxonomy for how good the basis is.
const CONFIDENCE_TAG: &str = "estimative-language:confidence-in-analytic-judgment=";

/// Tag that carries the end of an indicator: MISP's attributes have none.
const UNTIL_TAG: &str = "vigie:valid-until=";

/// Writes the event. It is not published: that is a person's decision.
pub(super) fn write(prepared: &Prepared, tlp: Tlp) -> Vec<u8> {
    let as_of = instant(prepared.as_of);
    let techniques: BTreeSet<&str> =
        prepared.seen.iter().flat_map(|seen| seen.forms.keys()).filter_map(|form| form.technique()).collect();
    let mut tags = vec![tag(&format!("tlp:{}", tlp.id()))];
    tags.extend(techniques.iter().map(|technique| {
        tag(&format!("misp-galaxy:mitre-attack-pattern=\"{} - {technique}\"", technique_name(technique)))
    }));
    let seed = format!("misp event\0{}\0{as_of}\0{}", prepared.case.settings.rules_digest, prepared.seen.len());
    let attributes: Vec<Value> = prepared.seen.iter().map(|seen| attribute(prepared, seen)).collect();
    let event = json!({
        "Event": {
            "uuid": own_uuid(&seed).to_string(),
            "info": "Sources of attacks seen in one organisation's own logs (Vigie). Addresses are where traffic arrived from, not who sent it.",
            "date": as_of.get(..10).unwrap_or_default(),
            "timestamp": prepared.as_of.seconds().max(0).to_string(),
            "threat_level_id": "4",
            "analysis": "2",
            "distribution": "0",
            "published": false,
            "Orgc": { "name": "Vigie", "uuid": own_uuid("organisation").to_string() },
            "Tag": tags,
            "Attribute": attributes,
        }
    });
    let mut text = event.to_string().into_bytes();
    text.push(b'\n');
    text
}

fn tag(name: &str) -> Value {
    json!({ "name": name })
}

fn attribute(prepared: &Prepared, seen: &Seen) -> Value {
    let it = &seen.indicator;
    let forms: Vec<&str> = seen.forms.keys().map(|form| Form::label_en(*form)).collect();
    let mut tags = vec![
        tag(&format!("{CONFIDENCE_TAG}\"{}\"", it.confidence.id())),
        tag(&format!("{UNTIL_TAG}\"{}\"", it.valid_until)),
    ];
    tags.extend(it.forms.iter().map(|form| tag(&format!("{FORM_TAG}\"{form}\""))));
    json!({
        "uuid": own_uuid(&format!("misp attribute\0{}\0{}", it.source, it.first)).to_string(),
        "type": "ip-src",
        "category": "Network activity",
        "value": it.source,
        // What everybody shares is told, not blocked.
        "to_ids": it.confidence > Confidence::Low,
        "comment": format!("{} detections: {}", seen.detections, forms.join(", ")),
        "first_seen": it.first,
        "last_seen": it.last,
        "timestamp": prepared.as_of.seconds().max(0).to_string(),
        "distribution": "5",
        "disable_correlation": false,
        "Tag": tags,
    })
}

/// The indicators of an event; attributes of other kinds are left aside. `None` when it is no event.
pub(super) fn read(bytes: &[u8]) -> Option<Vec<Indicator>> {
    let file: Value = serde_json::from_slice(bytes).ok()?;
    let attributes = file.get("Event")?.get("Attribute")?.as_array()?;
    Some(attributes.iter().filter_map(one).collect())
}

fn one(attribute: &Value) -> Option<Indicator> {
    let text = |member: &str| attribute[member].as_str();
    if text("type")? != "ip-src" || !is_source(text("value")?) {
        return None;
    }
    let tags: Vec<&str> = attribute["Tag"].as_array()?.iter().filter_map(|tag| tag["name"].as_str()).collect();
    let value =
        |tag: &'_ str, prefix: &str| Some(tag.strip_prefix(prefix)?.strip_prefix('"')?.strip_suffix('"')?.to_owned());
    let first_of = |prefix: &str| tags.iter().find_map(|tag| value(tag, prefix));
    let forms: Vec<String> = tags.iter().filter_map(|tag| value(tag, FORM_TAG)).collect();
    Some(Indicator {
        source: text("value")?.to_owned(),
        first: same_instant(text("first_seen")?)?,
        last: same_instant(text("last_seen")?)?,
        valid_until: same_instant(&first_of(UNTIL_TAG)?)?,
        confidence: Confidence::of_id(&first_of(CONFIDENCE_TAG)?)?,
        forms: forms_among(forms.iter().map(String::as_str)),
    })
}
