//! The condition of a rule as a tree over fields: compiled once from the parser's, then asked for each candidate event.
//!
//! A field that no event can have is decided here, when the rule loads: it is always missing, so a comparison with it never
//! holds, `null` and `exists: false` always do. What is left of the tree after that says whether the rule can ever hit.

use std::collections::BTreeSet;
use std::ops::Range;

use rsigma_parser::ast::{ConditionExpr, Detection, DetectionItem, Detections, Quantifier};
use vigie_facts::field::{Field, Fields, Value};

use super::matcher::{Matcher, Text, with_text};
use super::modifiers::{self, Unusable};

/// Fields that words without a field are looked for in: the record as a whole, the normalised request, and the texts of the
/// record that an attacker or a program wrote freely. Our own words (`event.action` …) and numbers are not among them: a
/// rule that looks for the word "sudo" means the record, not our name for it.
pub const KEYWORD_FIELDS: &[Field] = &[
    Field::EventOriginal,
    Field::RequestText,
    Field::Message,
    Field::ErrorMessage,
    Field::ProcessCommandLine,
    Field::DatabaseStatement,
    Field::HttpRawRequest,
    Field::UrlOriginal,
    Field::HttpReferrer,
    Field::UserAgent,
    Field::HttpBody,
    Field::HttpHeaders,
    Field::UserName,
    Field::ProcessName,
    Field::RuleName,
    Field::FilePath,
    Field::EmailFrom,
    Field::EmailTo,
    Field::PeerSoftware,
];

/// A condition, or a part of one.
#[derive(Debug)]
pub(super) enum Node {
    /// Decided when the rule was loaded.
    Known(bool),
    /// Every part holds.
    All(Vec<Node>),
    /// At least one part holds.
    Any(Vec<Node>),
    /// At least so many parts hold.
    AtLeast(u64, Vec<Node>),
    /// The part does not hold.
    Not(Box<Node>),
    /// The field is there and its value matches.
    Compare { field: Field, matcher: Matcher },
    /// The field is not there.
    Missing(Field),
    /// Some text of the event matches ([`KEYWORD_FIELDS`]).
    Keyword(Matcher),
}

/// What is learnt about a rule while its condition is compiled.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// Names of fields that no event has, as written.
    pub(super) unknown_fields: BTreeSet<String>,
    /// Oddities that change nothing.
    pub(super) notes: Vec<String>,
    /// Bytes that regular expressions may still take.
    pub(super) regex_bytes_left: usize,
    /// Whether the expressions are known to compile.
    pub(super) known_good: bool,
}

impl Node {
    /// Compiles the detection section of a rule. Several conditions are alternatives, as in `rsigma-eval`.
    pub(super) fn compile(section: &Detections, findings: &mut Findings) -> Result<Node, Unusable> {
        let conditions = section
            .conditions
            .iter()
            .map(|condition| Node::of_expression(condition, section, findings))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(any(conditions))
    }

    fn of_expression(
        expression: &ConditionExpr,
        section: &Detections,
        findings: &mut Findings,
    ) -> Result<Node, Unusable> {
        let each = |parts: &[ConditionExpr], findings: &mut Findings| {
            parts.iter().map(|part| Node::of_expression(part, section, findings)).collect::<Result<Vec<_>, _>>()
        };
        match expression {
            ConditionExpr::And(parts) => Ok(all(each(parts, findings)?)),
            ConditionExpr::Or(parts) => Ok(any(each(parts, findings)?)),
            ConditionExpr::Not(part) => Ok(not(Node::of_expression(part, section, findings)?)),
            ConditionExpr::Identifier(name) => match section.named.get(name) {
                Some(detection) => Node::of_detection(detection, findings),
                None => Err(Unusable::new(
                    format!("the condition names `{name}`, which the detection does not define"),
                    modifiers::nearest(name, section.named.keys().map(String::as_str)),
                )),
            },
            ConditionExpr::Selector { quantifier, pattern } => {
                let mut names: Vec<&String> =
                    section.named.keys().filter(|name| pattern.matches_detection_name(name)).collect();
                names.sort_unstable();
                if names.is_empty() {
                    findings.notes.push(format!("`{quantifier} of {pattern}` fits no part of the detection"));
                }
                let parts = names
                    .iter()
                    .map(|name| Node::of_detection(&section.named[*name], findings))
                    .collect::<Result<Vec<_>, _>>()?;
                Ok(match quantifier {
                    Quantifier::Any => any(parts),
                    Quantifier::All => all(parts),
                    Quantifier::Count(count) => at_least(*count, parts),
                })
            }
        }
    }

    fn of_detection(detection: &Detection, findings: &mut Findings) -> Result<Node, Unusable> {
        let each = |parts: &[Detection], findings: &mut Findings| {
            parts.iter().map(|part| Node::of_detection(part, findings)).collect::<Result<Vec<_>, _>>()
        };
        match detection {
            Detection::AllOf(items) if items.is_empty() => {
                Err(Unusable::new("a part of the detection is empty".to_owned(), None))
            }
            Detection::AllOf(items) => {
                Ok(all(items.iter().map(|item| Node::of_item(item, findings)).collect::<Result<Vec<_>, _>>()?))
            }
            Detection::AnyOf(parts) | Detection::And(parts) if parts.is_empty() => {
                Err(Unusable::new("a part of the detection is empty".to_owned(), None))
            }
            Detection::AnyOf(parts) => Ok(any(each(parts, findings)?)),
            Detection::And(parts) => Ok(all(each(parts, findings)?)),
            Detection::Keywords(values) if values.is_empty() => {
                Err(Unusable::new("a list of words is empty".to_owned(), None))
            }
            Detection::Keywords(values) => {
                let matchers =
                    values.iter().map(|value| modifiers::keyword(value, findings)).collect::<Result<Vec<_>, _>>()?;
                Ok(Node::Keyword(Matcher::any_of(matchers)))
            }
            Detection::ArrayMatch { field, .. } => Err(Unusable::new(
                format!("array quantifiers (`{field}[…]`) are not supported"),
                Some("fields of events hold one value".to_owned()),
            )),
            Detection::Conditional { .. } => {
                Err(Unusable::new("conditions inside array quantifiers are not supported".to_owned(), None))
            }
        }
    }

    fn of_item(item: &DetectionItem, findings: &mut Findings) -> Result<Node, Unusable> {
        let compiled = modifiers::compile(item, findings)?;
        let field = match &item.field.name {
            None => {
                return Ok(match compiled {
                    modifiers::Compiled::Exists(expected) => Node::Known(!expected),
                    modifiers::Compiled::Matcher(matcher) => Node::Keyword(matcher),
                });
            }
            Some(name) => Field::from_name(name).ok_or(name),
        };
        Ok(match (field, compiled) {
            (Ok(field), modifiers::Compiled::Exists(expected)) => {
                if expected {
                    not(Node::Missing(field))
                } else {
                    Node::Missing(field)
                }
            }
            (Ok(field), modifiers::Compiled::Matcher(Matcher::Null)) => Node::Missing(field),
            (Ok(field), modifiers::Compiled::Matcher(matcher)) => Node::Compare { field, matcher },
            (Err(name), compiled) => {
                findings.unknown_fields.insert(name.clone());
                Node::Known(matches!(
                    compiled,
                    modifiers::Compiled::Exists(false) | modifiers::Compiled::Matcher(Matcher::Null)
                ))
            }
        })
    }

    /// Whether the event satisfies the condition.
    pub(super) fn holds(&self, fields: &impl Fields) -> bool {
        match self {
            Node::Known(known) => *known,
            Node::All(parts) => parts.iter().all(|part| part.holds(fields)),
            Node::Any(parts) => parts.iter().any(|part| part.holds(fields)),
            Node::AtLeast(count, parts) => {
                parts.iter().filter(|part| part.holds(fields)).take(*count as usize).count() as u64 >= *count
            }
            Node::Not(part) => !part.holds(fields),
            Node::Compare { field, matcher } => fields.get(*field).is_some_and(|value| matcher.matches(value, fields)),
            Node::Missing(field) => fields.get(*field).is_none(),
            Node::Keyword(matcher) => {
                keyword_texts(fields).any(|(_, value)| with_text(value, |t| matcher.matches_text(Text::new(t))))
            }
        }
    }

    /// Whether it looks at no field but those for which `may` holds.
    pub(super) fn reads_only(&self, may: &dyn Fn(Field) -> bool) -> bool {
        match self {
            Node::Known(_) => true,
            Node::All(parts) | Node::Any(parts) | Node::AtLeast(_, parts) => {
                parts.iter().all(|part| part.reads_only(may))
            }
            Node::Not(part) => part.reads_only(may),
            Node::Compare { field, matcher } => may(*field) && matcher.reads_only(may),
            Node::Missing(field) => may(*field),
            Node::Keyword(_) => false,
        }
    }

    /// How much work it is to ask, roughly: comparisons of text, numbers being nearly free.
    fn cost(&self) -> u32 {
        match self {
            Node::Known(_) | Node::Missing(_) => 0,
            Node::All(parts) | Node::Any(parts) | Node::AtLeast(_, parts) => {
                parts.iter().map(Node::cost).fold(0, u32::saturating_add)
            }
            Node::Not(part) => part.cost(),
            Node::Compare { matcher, .. } => matcher.cost(),
            Node::Keyword(_) => u32::MAX,
        }
    }

    /// What of the event satisfies the condition. Only parts that hold are gone into; what a `not` excludes has no place.
    pub(super) fn explain(&self, fields: &impl Fields, parts: &mut Vec<MatchedPart>) {
        match self {
            Node::All(inner) | Node::Any(inner) | Node::AtLeast(_, inner) => {
                for part in inner.iter().filter(|part| part.holds(fields)) {
                    part.explain(fields, parts);
                }
            }
            Node::Compare { field, matcher } => {
                let Some(value) = fields.get(*field) else { return };
                explain_value(*field, value, matcher, parts);
            }
            Node::Missing(field) => {
                parts.push(MatchedPart { field: *field, range: None, pattern: "no value".into() });
            }
            Node::Keyword(matcher) => {
                if let Some((field, value)) = keyword_texts(fields)
                    .find(|(_, value)| with_text(*value, |text| matcher.matches_text(Text::new(text))))
                {
                    explain_value(field, value, matcher, parts);
                }
            }
            Node::Known(_) | Node::Not(_) => {}
        }
    }

    /// The condition with another one added: both must hold. What a Sigma filter does to a rule.
    pub(super) fn and(self, other: Node) -> Node {
        all(vec![self, other])
    }
}

fn explain_value(field: Field, value: Value<'_>, matcher: &Matcher, parts: &mut Vec<MatchedPart>) {
    let mut found = Vec::new();
    with_text(value, |text| matcher.locate(Text::new(text), &mut found));
    if found.is_empty() {
        parts.push(MatchedPart { field, range: None, pattern: matcher.describe().into() });
    }
    parts.extend(found.into_iter().map(|(range, pattern)| MatchedPart { field, range: Some(range), pattern }));
}

/// A part of an event that satisfies a part of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchedPart {
    /// The field.
    pub field: Field,
    /// Bytes of its value (as text) that matched; `None` where no place can be shown: numbers, missing fields, references.
    pub range: Option<Range<usize>>,
    /// What the rule looks for, as it writes it.
    pub pattern: Box<str>,
}

/// Texts that keywords are looked for in.
pub(super) fn keyword_texts(fields: &impl Fields) -> impl Iterator<Item = (Field, Value<'_>)> {
    KEYWORD_FIELDS.iter().filter_map(|field| {
        let value = fields.get(*field)?;
        matches!(value, Value::Text(_)).then_some((*field, value))
    })
}

/// Every part, with what is already known taken out.
fn all(mut parts: Vec<Node>) -> Node {
    if parts.iter().any(|part| matches!(part, Node::Known(false))) {
        return Node::Known(false);
    }
    parts.retain(|part| !matches!(part, Node::Known(true)));
    // The cheapest first: a number that is not the right one spares the texts. What holds does not depend on the order.
    parts.sort_by_key(Node::cost);
    match parts.len() {
        0 => Node::Known(true),
        1 => parts.remove(0),
        _ => Node::All(parts),
    }
}

/// At least one part, with what is already known taken out.
fn any(mut parts: Vec<Node>) -> Node {
    if parts.iter().any(|part| matches!(part, Node::Known(true))) {
        return Node::Known(true);
    }
    parts.retain(|part| !matches!(part, Node::Known(false)));
    match parts.len() {
        0 => Node::Known(false),
        1 => parts.remove(0),
        _ => Node::Any(parts),
    }
}

fn at_least(count: u64, mut parts: Vec<Node>) -> Node {
    let known = parts.iter().filter(|part| matches!(part, Node::Known(true))).count() as u64;
    parts.retain(|part| !matches!(part, Node::Known(_)));
    let left = count.saturating_sub(known);
    if left == 0 {
        Node::Known(true)
    } else if left > parts.len() as u64 {
        Node::Known(false)
    } else {
        Node::AtLeast(left, parts)
    }
}

fn not(part: Node) -> Node {
    match part {
        Node::Known(known) => Node::Known(!known),
        other => Node::Not(Box::new(other)),
    }
}
