//! A case as a STIX 2.1 bundle (OASIS Standard, 2021): what was observed from where, indicators that end, the techniques, and groupings
//! for sources that acted together. Never a threat actor, a campaign or an intrusion set of our own: logs do not show them.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use vigie_correlate::clusters::Verdict;
use vigie_facts::form::Form;

use super::identifiers::{observable, own, own_uuid};
use super::indicators::{
    Confidence, Indicator, Prepared, Seen, forms_among, instant, is_source, same_instant, technique_name,
};
use super::tlp::Tlp;

/// The extension by which STIX 2.1 marks TLP 2.0.
const TLP_EXTENSION: &str = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

/// The largest `number_observed` that STIX 2.1 § 4.14 allows.
const OBSERVED_MAX: u64 = 999_999_999;

/// What every object of a bundle shares.
struct Maker {
    identity: String,
    marking: &'static str,
    as_of: String,
}

impl Maker {
    /// An object of ours, with what every one has.
    fn object(&self, kind: &str, what: &str, members: Value) -> Value {
        let mut object = json!({
            "type": kind,
            "spec_version": "2.1",
            "id": own(kind, what),
            "created_by_ref": self.identity,
            "created": self.as_of,
            "modified": self.as_of,
            "object_marking_refs": [self.marking],
        });
        merge(&mut object, members);
        object
    }

    /// An observable, whose id everybody makes alike.
    fn observable(&self, kind: &str, contributing: Value) -> Value {
        let mut object = json!({
            "type": kind,
            "spec_version": "2.1",
            "id": observable(kind, &contributing),
            "object_marking_refs": [self.marking],
        });
        merge(&mut object, contributing);
        object
    }
}

fn merge(object: &mut Value, members: Value) {
    if let (Value::Object(object), Value::Object(members)) = (object, members) {
        object.extend(members);
    }
}

/// Writes the bundle.
pub(super) fn write(prepared: &Prepared, tlp: Tlp) -> Vec<u8> {
    let maker = Maker { identity: own("identity", "vigie"), marking: tlp.marking(), as_of: instant(prepared.as_of) };
    // By id: one object each, in an order that depends on nothing else.
    let mut objects: BTreeMap<String, Value> = BTreeMap::new();
    let mut put = |object: Value| -> Value {
        let id = object["id"].clone();
        objects.insert(id.as_str().unwrap_or_default().to_owned(), object);
        id
    };
    put(marking(tlp));
    put(json!({
        "type": "identity", "spec_version": "2.1", "id": maker.identity, "created": maker.as_of, "modified": maker.as_of,
        "name": "Vigie", "identity_class": "system", "object_marking_refs": [maker.marking],
        "description": "Automated reading of one organisation's own logs. Addresses are where traffic arrived from, not who sent it.",
    }));
    let mut techniques: BTreeMap<&str, Value> = BTreeMap::new();
    for technique in prepared.seen.iter().flat_map(|seen| seen.forms.keys()).filter_map(|form| form.technique()) {
        techniques.entry(technique).or_insert_with(|| put(attack_pattern(&maker, technique)));
    }
    let mut addresses: BTreeMap<String, Value> = BTreeMap::new();
    for seen in &prepared.seen {
        let (address, indicator) = source(&maker, prepared, seen, &techniques, &mut put);
        addresses.insert(seen.indicator.source.clone(), json!([address, indicator]));
    }
    for object in groupings(&maker, prepared, &addresses) {
        put(object);
    }
    let seed = format!("{}\0{}\0{}", prepared.case.settings.rules_digest, maker.as_of, objects.len());
    let bundle = json!({
        "type": "bundle",
        "id": format!("bundle--{}", own_uuid(&seed)),
        "objects": objects.into_values().collect::<Vec<_>>(),
    });
    let mut text = bundle.to_string().into_bytes();
    text.push(b'\n');
    text
}

fn marking(tlp: Tlp) -> Value {
    let extension = json!({ TLP_EXTENSION: { "extension_type": "property-extension", "tlp_2_0": tlp.id() } });
    json!({
        "type": "marking-definition", "spec_version": "2.1", "id": tlp.marking(), "created": "2022-10-01T00:00:00.000Z",
        "name": format!("TLP:{}", tlp.id().to_uppercase()), "extensions": extension,
    })
}

fn attack_pattern(maker: &Maker, technique: &str) -> Value {
    let name = technique_name(technique);
    let url = format!("https://attack.mitre.org/techniques/{}", technique.replace('.', "/"));
    let reference = json!([{ "source_name": "mitre-attack", "external_id": technique, "url": url }]);
    maker.object("attack-pattern", technique, json!({ "name": name, "external_references": reference }))
}

/// One source: its address, what was observed from it, the indicator, and what they are to each other.
fn source(
    maker: &Maker,
    prepared: &Prepared,
    seen: &Seen,
    techniques: &BTreeMap<&str, Value>,
    put: &mut dyn FnMut(Value) -> Value,
) -> (Value, Value) {
    let name = &seen.indicator.source;
    let kind = if seen.is_v6() { "ipv6-addr" } else { "ipv4-addr" };
    let mut address = maker.observable(kind, json!({ "value": name }));
    let mut refs = Vec::new();
    let place = &prepared.case.sources[seen.id.index()].place;
    if let Some(asn) = place.asn {
        let mut system = maker.observable("autonomous-system", json!({ "number": asn }));
        if let Some(network) = &place.network {
            merge(&mut system, json!({ "name": network }));
        }
        let id = put(system);
        merge(&mut address, json!({ "belongs_to_refs": [id] }));
        refs.push(id);
    }
    let address = put(address);
    refs.insert(0, address.clone());
    let indicator = put(indicator(maker, seen));
    for (form, observed) in &seen.forms {
        let what = format!("{name}\0{}\0{}", form.id(), instant(observed.first));
        let data = put(maker.object(
            "observed-data",
            &what,
            json!({
                "first_observed": instant(observed.first),
                "last_observed": instant(observed.last),
                "number_observed": observed.detections.clamp(1, OBSERVED_MAX),
                "object_refs": refs,
                "labels": [form.id()],
            }),
        ));
        let mut relate = |verb: &str, target: &Value| {
            let what = format!("{name}\0{verb}\0{target}");
            let members = json!({ "relationship_type": verb, "source_ref": indicator, "target_ref": target });
            put(maker.object("relationship", &what, members));
        };
        relate("based-on", &data);
        if let Some(technique) = form.technique().and_then(|technique| techniques.get(technique)) {
            relate("indicates", technique);
        }
    }
    (address, indicator)
}

fn indicator(maker: &Maker, seen: &Seen) -> Value {
    let it = &seen.indicator;
    let pattern = if seen.is_v6() {
        format!("[ipv6-addr:value ISSUBSET '{}']", it.source)
    } else {
        format!("[ipv4-addr:value = '{}']", it.source)
    };
    let forms: Vec<&str> = seen.forms.keys().map(|form| Form::label_en(*form)).collect();
    maker.object(
        "indicator",
        &format!("{}\0{}", it.source, it.first),
        json!({
            "name": format!("Hostile requests or sign-ins from {}", it.source),
            "description": format!("{} detections: {}. Where traffic arrived from, not who sent it.", seen.detections, forms.join(", ")),
            "indicator_types": ["malicious-activity"],
            "pattern": pattern,
            "pattern_type": "stix",
            "pattern_version": "2.1",
            "valid_from": it.first,
            "valid_until": it.valid_until,
            "confidence": it.confidence.number(),
            "labels": it.forms,
        }),
    )
}

/// Sources that acted together beyond chance. Same tools alone group nobody.
fn groupings(maker: &Maker, prepared: &Prepared, addresses: &BTreeMap<String, Value>) -> Vec<Value> {
    let mut found = Vec::new();
    for cluster in &prepared.found.clusters.clusters {
        let what = match cluster.verdict {
            Verdict::CommonControl => {
                "At least two independent kinds of evidence, one of command, that these sources were controlled together."
            }
            Verdict::ActedTogether => "One kind of evidence, beyond chance, that these sources acted together.",
            Verdict::SameTool | Verdict::Commodity => continue,
        };
        let mut members: Vec<&str> = cluster.members.iter().map(|member| member.actor.as_ref()).collect();
        members.sort_unstable();
        let refs = members.iter().filter_map(|member| addresses.get(*member)).filter_map(Value::as_array).flatten();
        let refs: Vec<&Value> = refs.collect();
        if refs.is_empty() {
            continue;
        }
        found.push(maker.object(
            "grouping",
            &members.join("\0"),
            json!({
                "name": format!("{} sources that acted together", members.len()),
                "description": format!("{what} Whether one person or a group is behind them cannot be decided from logs."),
                "context": "suspicious-activity",
                "object_refs": refs,
            }),
        ));
    }
    found
}

/// The indicators of a bundle that name one source each; others are left aside. `None` when it is no bundle.
pub(super) fn read(bytes: &[u8]) -> Option<Vec<Indicator>> {
    let bundle: Value = serde_json::from_slice(bytes).ok()?;
    if bundle["type"] != "bundle" {
        return None;
    }
    let objects = bundle["objects"].as_array()?;
    let observed = last_observed(objects);
    let indicators = objects.iter().filter(|object| object["type"] == "indicator");
    Some(indicators.filter_map(|object| one(object, &observed)).collect())
}

/// The last observation that each indicator is based on.
fn last_observed(objects: &[Value]) -> BTreeMap<&str, &str> {
    let text = |object: &'_ Value, member: &str| object[member].as_str().map(str::to_owned);
    let data = objects.iter().filter(|object| object["type"] == "observed-data");
    let ends: BTreeMap<String, &str> =
        data.filter_map(|object| Some((text(object, "id")?, object["last_observed"].as_str()?))).collect();
    let mut last: BTreeMap<&str, &str> = BTreeMap::new();
    for relation in objects.iter().filter(|object| object["relationship_type"] == "based-on") {
        let (Some(indicator), Some(target)) = (relation["source_ref"].as_str(), text(relation, "target_ref")) else {
            continue;
        };
        if let Some(end) = ends.get(&target) {
            let held = last.entry(indicator).or_insert(end);
            *held = (*held).max(end);
        }
    }
    last
}

fn one(object: &Value, observed: &BTreeMap<&str, &str>) -> Option<Indicator> {
    let text = |member: &str| object[member].as_str();
    let pattern = text("pattern")?.strip_prefix('[')?.strip_suffix("']")?;
    let (left, source) = pattern.split_once('\'')?;
    let known = ["ipv4-addr:value = ", "ipv6-addr:value = ", "ipv6-addr:value ISSUBSET "].contains(&left);
    if !known || !is_source(source) {
        return None;
    }
    let labels = object["labels"].as_array().map(Vec::as_slice).unwrap_or_default();
    let first = text("valid_from")?;
    Some(Indicator {
        source: source.to_owned(),
        first: same_instant(first)?,
        last: same_instant(text("id").and_then(|id| observed.get(id)).map_or(first, |last| last))?,
        valid_until: same_instant(text("valid_until")?)?,
        confidence: Confidence::of_number(object["confidence"].as_u64()?)?,
        forms: forms_among(labels.iter().filter_map(Value::as_str)),
    })
}
