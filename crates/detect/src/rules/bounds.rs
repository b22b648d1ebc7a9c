//! Limits on rule files, checked before the parser sees them: a rule pack may come from anywhere, and a file of a few
//! kilobytes can unfold into gigabytes (aliases of aliases) or exhaust the stack (ten thousand open brackets).

use serde::Deserialize;
use yaml_serde::Value;

use super::modifiers::Unusable;

/// Bytes of one file. The largest file of SigmaHQ has 40 KiB.
pub(super) const FILE_BYTES_MAX: usize = 1 << 20;

/// Documents in one file.
const DOCUMENTS_MAX: usize = 1_000;

/// Aliases (`*name`) in one file. Sigma needs none. Eight can unfold a file to eighteen times its size at most (levels of
/// three), eighty to more than any memory, and the YAML reader unfolds them before anything can be measured.
const ALIASES_MAX: usize = 8;

/// Values in one file once aliases are unfolded: room for the longest word lists.
const VALUES_MAX: usize = 200_000;

/// Nesting of one document. Sigma itself needs six levels.
const DEPTH_MAX: usize = 32;

/// Open brackets, and dashes of lists in lists on one line, before the YAML reader sees the file: the time it takes grows
/// with the square of them. Brackets in quoted texts are not told apart, so there is room for some that never close.
const OPEN_MAX: usize = 200;

/// Bytes of one condition. The parser recurses over it.
const CONDITION_BYTES_MAX: usize = 8 << 10;

/// Open brackets and `not`s of one condition: each costs the parser a few stack frames.
const CONDITION_NESTING_MAX: usize = 48;

/// Whether a file is small and flat enough to be parsed. Malformed YAML passes: the parser says what is wrong with it.
pub(super) fn check(yaml: &str) -> Result<(), Unusable> {
    if yaml.len() > FILE_BYTES_MAX {
        return Err(over("bytes", yaml.len(), FILE_BYTES_MAX));
    }
    let open = open_at_most(yaml);
    if open > OPEN_MAX {
        return Err(over("levels of nesting or more", open, OPEN_MAX));
    }
    let aliases = marks(yaml, b'*');
    if aliases > ALIASES_MAX && marks(yaml, b'&') > 0 {
        return Err(over("YAML aliases", aliases, ALIASES_MAX));
    }
    let mut values = 0;
    for (number, document) in yaml_serde::Deserializer::from_str(yaml).enumerate() {
        if number >= DOCUMENTS_MAX {
            return Err(over("documents", number + 1, DOCUMENTS_MAX));
        }
        let Ok(document) = Value::deserialize(document) else { return Ok(()) };
        measure(&document, 0, &mut values)?;
        conditions(&document)?;
    }
    Ok(())
}

/// The most brackets that are open anywhere, or list dashes and key marks at the start of any line.
fn open_at_most(yaml: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for line in yaml.lines() {
        let dashes =
            line.split(' ').take_while(|word| matches!(*word, "" | "-" | "?")).filter(|word| !word.is_empty()).count();
        most = most.max(dashes);
        for byte in line.bytes() {
            match byte {
                b'[' | b'{' => open += 1,
                b']' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
            most = most.max(open);
        }
    }
    most
}

/// Places where an alias (`*`) or an anchor (`&`) may stand: after a space or punctuation of YAML, before a name. Texts in
/// quotes are not told apart, so this counts too many rather than too few.
fn marks(yaml: &str, mark: u8) -> usize {
    let bytes = yaml.as_bytes();
    let before = |at: usize| {
        at == 0 || matches!(bytes[at - 1], b' ' | b'\t' | b'\n' | b'\r' | b',' | b'[' | b'{' | b':' | b'?' | b'-')
    };
    let after = |at: usize| bytes.get(at + 1).is_some_and(|byte| !byte.is_ascii_whitespace());
    memchr::memchr_iter(mark, bytes).filter(|at| before(*at) && after(*at)).count()
}

fn over(what: &str, found: usize, max: usize) -> Unusable {
    Unusable::new(format!("the file has {found} {what}; {max} is the limit"), None)
}

fn measure(value: &Value, depth: usize, values: &mut usize) -> Result<(), Unusable> {
    *values += 1;
    if *values > VALUES_MAX {
        return Err(over("values or more", *values, VALUES_MAX));
    }
    if depth > DEPTH_MAX {
        return Err(over("levels of nesting or more", depth, DEPTH_MAX));
    }
    match value {
        Value::Sequence(parts) => parts.iter().try_for_each(|part| measure(part, depth + 1, values)),
        Value::Mapping(parts) => parts.iter().try_for_each(|(key, part)| {
            measure(key, depth + 1, values)?;
            measure(part, depth + 1, values)
        }),
        Value::Tagged(tagged) => measure(&tagged.value, depth + 1, values),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

/// Checks every text under a key `condition`, wherever it stands. The depth was measured before.
fn conditions(value: &Value) -> Result<(), Unusable> {
    match value {
        Value::Mapping(parts) => parts.iter().try_for_each(|(key, part)| {
            if key.as_str() == Some("condition") { condition(part) } else { conditions(part) }
        }),
        Value::Sequence(parts) => parts.iter().try_for_each(conditions),
        Value::Tagged(tagged) => conditions(&tagged.value),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

fn condition(value: &Value) -> Result<(), Unusable> {
    let text = match value {
        Value::String(text) => text,
        Value::Sequence(parts) => return parts.iter().try_for_each(condition),
        Value::Tagged(tagged) => return condition(&tagged.value),
        Value::Mapping(_) | Value::Null | Value::Bool(_) | Value::Number(_) => return Ok(()),
    };
    if text.len() > CONDITION_BYTES_MAX {
        return Err(over("bytes in one condition", text.len(), CONDITION_BYTES_MAX));
    }
    let brackets = text.bytes().filter(|byte| *byte == b'(').count();
    let negations = text.to_ascii_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|w| *w == "not").count();
    if brackets + negations > CONDITION_NESTING_MAX {
        return Err(over("brackets and negations in one condition", brackets + negations, CONDITION_NESTING_MAX));
    }
    Ok(())
}
