//! Sigma correlation rules to plain [`CorrelationRule`]s: names become indexes, fields become keys, what is not supported is
//! refused with a reason. Nothing is counted here.

use rsigma_parser::ast::{self, ConditionOperator, CorrelationCondition, CorrelationType, WindowMode};
use vigie_facts::field::Field;

use super::modifiers::{Unusable, nearest};
use super::{Comparison, CorrelationKind, CorrelationRule, GroupKey, RuleIndex, Threshold};

/// Pseudo-fields of correlation rules: keys that no event carries as such.
const NETWORK: &str = "vigie.source.network";
const ASSET: &str = "vigie.asset";

/// A rule that correlation rules can name.
#[derive(Debug)]
pub(super) struct Nameable<'a> {
    pub(super) index: RuleIndex,
    pub(super) title: &'a str,
    pub(super) id: Option<&'a str>,
    pub(super) name: Option<&'a str>,
    pub(super) is_correlation: bool,
}

/// Longest window. Slow campaigns take weeks; state beyond a quarter of a year would never be freed.
const TIMESPAN_SECONDS_MAX: u64 = 100 * 86_400;

/// Compiles a correlation rule that will have the given index.
pub(super) fn compile(
    rule: &ast::CorrelationRule,
    index: RuleIndex,
    known: &[Nameable<'_>],
) -> Result<CorrelationRule, Unusable> {
    let bases = bases(rule, known)?;
    if rule.window != WindowMode::Sliding {
        return Err(unsupported("only sliding windows are supported"));
    }
    if rule.timespan.seconds == 0 || rule.timespan.seconds > TIMESPAN_SECONDS_MAX {
        return Err(Unusable::new(
            format!("the time span {} is not between one second and 100 days", rule.timespan.original),
            None,
        ));
    }
    let group_by = rule.group_by.iter().map(|name| key(name, rule, &bases, known)).collect::<Result<Vec<_>, _>>()?;
    let (kind, condition) = kind_and_condition(rule, &bases, known)?;
    Ok(CorrelationRule {
        rule: index,
        kind,
        bases: bases.iter().map(|base| known[*base].index).collect(),
        group_by,
        timespan_seconds: rule.timespan.seconds as i64,
        condition,
    })
}

fn unsupported(cause: &str) -> Unusable {
    Unusable::new(cause.to_owned(), None)
}

/// The rules named, as places in `known`: by `name`, by `id`, else by title.
fn bases(rule: &ast::CorrelationRule, known: &[Nameable<'_>]) -> Result<Vec<usize>, Unusable> {
    let mut bases = Vec::new();
    for name in &rule.rules {
        let name = name.as_str();
        let found = known
            .iter()
            .position(|other| other.name == Some(name) || other.id == Some(name))
            .or_else(|| known.iter().position(|other| other.title == name));
        let Some(at) = found else {
            let names = known.iter().filter_map(|other| other.name);
            return Err(Unusable::new(
                format!("it names the rule `{name}`, which is not there"),
                nearest(name, names).or_else(|| Some("give the base rule a `name` and load its file too".to_owned())),
            ));
        };
        if known[at].is_correlation {
            return Err(unsupported("correlations of correlation rules are not supported"));
        }
        bases.push(at);
    }
    if bases.is_empty() {
        return Err(unsupported("it names no rules"));
    }
    Ok(bases)
}

/// The key of a field name; aliases first.
fn key(name: &str, rule: &ast::CorrelationRule, bases: &[usize], known: &[Nameable<'_>]) -> Result<GroupKey, Unusable> {
    let Some(alias) = rule.aliases.iter().find(|alias| alias.alias == name) else {
        return plain_key(name);
    };
    let mut keys = Vec::new();
    for base in bases {
        let base = &known[*base];
        let field = [base.name, base.id, Some(base.title)]
            .into_iter()
            .flatten()
            .find_map(|name| alias.mapping.get(name))
            .ok_or_else(|| {
                Unusable::new(format!("alias `{name}` has no field for the rule \"{}\"", base.title), None)
            })?;
        keys.push(plain_key(field)?);
    }
    match keys.first() {
        Some(first) if keys.iter().all(|key| key == first) => Ok(first.clone()),
        _ => Ok(GroupKey::PerBase(keys)),
    }
}

fn plain_key(name: &str) -> Result<GroupKey, Unusable> {
    if name.eq_ignore_ascii_case(NETWORK) {
        return Ok(GroupKey::Network);
    }
    if name.eq_ignore_ascii_case(ASSET) {
        return Ok(GroupKey::Asset);
    }
    match Field::from_name(name) {
        Some(Field::SourceIp) => Ok(GroupKey::Source),
        Some(Field::UserName) => Ok(GroupKey::Account),
        Some(field) => Ok(GroupKey::Field(field)),
        None => Err(Unusable::new(
            format!("field `{name}` is carried by no event"),
            nearest(name, Field::ALL.iter().map(|field| field.name()).chain([NETWORK, ASSET])),
        )),
    }
}

fn kind_and_condition(
    rule: &ast::CorrelationRule,
    bases: &[usize],
    known: &[Nameable<'_>],
) -> Result<(CorrelationKind, Vec<Threshold>), Unusable> {
    let CorrelationCondition::Threshold { predicates, field, .. } = &rule.condition else {
        return Err(unsupported("conditions over the names of rules are not supported"));
    };
    let condition: Vec<Threshold> = predicates
        .iter()
        .map(|(operator, value)| Threshold {
            comparison: match operator {
                ConditionOperator::Lt => Comparison::Less,
                ConditionOperator::Lte => Comparison::LessOrEqual,
                ConditionOperator::Gt => Comparison::Greater,
                ConditionOperator::Gte => Comparison::GreaterOrEqual,
                ConditionOperator::Eq => Comparison::Equal,
                ConditionOperator::Neq => Comparison::NotEqual,
            },
            value: *value,
        })
        .collect();
    if condition.iter().all(|threshold| threshold.holds(0)) {
        return Err(Unusable::new(
            "its condition holds for a count of nothing".to_owned(),
            Some("add a lower bound, such as gte: 1".to_owned()),
        ));
    }
    let every_base = vec![Threshold { comparison: Comparison::GreaterOrEqual, value: bases.len() as u64 }];
    // The parser stands in `gte 1` for a temporal rule without a condition; such a rule asks for all of its bases.
    let is_default = *predicates == [(ConditionOperator::Gte, 1)];
    match rule.correlation_type {
        CorrelationType::EventCount => Ok((CorrelationKind::EventCount, condition)),
        CorrelationType::ValueCount => {
            let Some([name]) = field.as_deref() else {
                return Err(Unusable::new(
                    "value_count needs one field to count the values of".to_owned(),
                    Some("condition: { field: user.name, gte: 5 }".to_owned()),
                ));
            };
            Ok((CorrelationKind::ValueCount { value: key(name, rule, bases, known)? }, condition))
        }
        CorrelationType::Temporal => Ok((CorrelationKind::Temporal, if is_default { every_base } else { condition })),
        CorrelationType::TemporalOrdered => {
            Ok((CorrelationKind::TemporalOrdered, if is_default { every_base } else { condition }))
        }
        CorrelationType::ValueSum
        | CorrelationType::ValueAvg
        | CorrelationType::ValuePercentile
        | CorrelationType::ValueMedian => {
            Err(unsupported("sums, averages, medians and percentiles of values are not supported"))
        }
    }
}
