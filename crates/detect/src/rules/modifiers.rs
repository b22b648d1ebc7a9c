//! Sigma's value modifiers: a field with modifiers and values becomes one comparison. Combinations that contradict each
//! other are refused, as `rsigma-eval` does, so that a rule never silently means something else than it says.

use regex::RegexBuilder;
use rsigma_parser::ast::{DetectionItem, Modifier};
use rsigma_parser::value::{SigmaString, SigmaValue, SpecialChar, StringPart};
use vigie_facts::field::Field;

use super::condition::Findings;
use super::matcher::{EXPRESSION_BYTES_MAX, Expression, Matcher, Needle, Network, NumberTest, Place};

/// Sizes of compiled regular expressions in bytes, tried in this order; each is charged what it was allowed. An expression
/// that needs more than the last would cost more per event than all others together; the largest of SigmaHQ needs a tenth.
const REGEX_BYTES: [usize; 3] = [16 << 10, 256 << 10, EXPRESSION_BYTES_MAX];

/// Bytes that the regular expressions of one file may take together. Texts with wildcards are among them: room for two
/// thousand.
pub(super) const REGEX_BYTES_A_FILE_MAX: usize = 32 << 20;

/// Length of one value in bytes. Longer texts are never seen in rules, and each byte costs states in an automaton.
const VALUE_BYTES_MAX: usize = 8 << 10;

/// Why a rule cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unusable {
    pub(super) cause: String,
    pub(super) hint: String,
}

impl Unusable {
    pub(super) fn new(cause: String, hint: Option<String>) -> Unusable {
        Unusable { cause, hint: hint.unwrap_or_default() }
    }
}

/// A field's modifiers and values, compiled.
#[derive(Debug)]
pub(super) enum Compiled {
    /// `exists`: whether the field must be there.
    Exists(bool),
    /// Anything else.
    Matcher(Matcher),
}

/// The comparison a set of modifiers asks for. At most one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Text(Place),
    Regex,
    Cidr,
    Exists,
    Reference(Place),
    Number(NumberTest),
}

/// What the modifiers of one item say.
#[derive(Debug)]
struct Request {
    operator: Operator,
    cased: bool,
    all: bool,
    negated: bool,
    dashes: bool,
    /// An encoding was asked for: wildcards lose their meaning.
    encoded: bool,
    utf16: Option<Utf16>,
    base64: Option<Base64>,
    regex_flags: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Utf16 {
    Little,
    Big,
    LittleWithMark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Base64 {
    Whole,
    Offsets,
}

/// Compiles one item of a detection.
pub(super) fn compile(item: &DetectionItem, findings: &mut Findings) -> Result<Compiled, Unusable> {
    let modifiers = &item.field.modifiers;
    let shown = item.field.name.as_deref().unwrap_or("(no field)");
    let request = read(modifiers).map_err(|cause| Unusable::new(format!("field `{shown}`: {cause}"), None))?;
    if request.operator == Operator::Exists {
        return Ok(Compiled::Exists(match item.values.first() {
            Some(SigmaValue::Bool(yes)) => *yes,
            Some(SigmaValue::String(text)) => !matches!(text.as_plain().as_deref(), Some("false" | "no")),
            _ => true,
        }));
    }
    if request.all && item.values.len() <= 1 {
        return Err(Unusable::new(format!("field `{shown}`: `all` needs more than one value"), None));
    }
    if request.utf16.is_some() && request.base64.is_none() {
        findings.notes.push(format!("field `{shown}`: UTF-16 has no effect without base64 or base64offset"));
    }
    let matchers =
        item.values
            .iter()
            .map(|value| of_value(value, &request, findings))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|unusable| Unusable { cause: format!("field `{shown}`: {}", unusable.cause), ..unusable })?;
    let matcher = if request.all { Matcher::All(matchers) } else { Matcher::any_of(matchers) };
    Ok(Compiled::Matcher(if request.negated { Matcher::Not(Box::new(matcher)) } else { matcher }))
}

/// Compiles one word without a field.
pub(super) fn keyword(value: &SigmaValue, findings: &mut Findings) -> Result<Matcher, Unusable> {
    Ok(match value {
        SigmaValue::String(text) => match plain(text) {
            Some(plain) => Matcher::Text(Needle::new(bounded(&plain)?, Place::Inside, false, false)),
            // Inside, like a word without wildcards.
            None => wildcards(text, Place::Inside, false, findings)?,
        },
        SigmaValue::Integer(number) => Matcher::Number(NumberTest::Equal, *number as f64),
        SigmaValue::Float(number) => Matcher::Number(NumberTest::Equal, *number),
        SigmaValue::Bool(yes) => Matcher::Bool(*yes),
        SigmaValue::Null => Matcher::Null,
    })
}

fn read(modifiers: &[Modifier]) -> Result<Request, String> {
    let mut request = Request {
        operator: Operator::Text(Place::Whole),
        cased: false,
        all: false,
        negated: false,
        dashes: false,
        encoded: false,
        utf16: None,
        base64: None,
        regex_flags: String::new(),
    };
    let mut operators: Vec<(&str, Operator)> = Vec::new();
    let mut reference = false;
    for modifier in modifiers {
        match modifier {
            Modifier::Contains => operators.push(("contains", Operator::Text(Place::Inside))),
            Modifier::StartsWith => operators.push(("startswith", Operator::Text(Place::Start))),
            Modifier::EndsWith => operators.push(("endswith", Operator::Text(Place::End))),
            Modifier::Re => operators.push(("re", Operator::Regex)),
            Modifier::Cidr => operators.push(("cidr", Operator::Cidr)),
            Modifier::Exists => operators.push(("exists", Operator::Exists)),
            Modifier::Gt => operators.push(("gt", Operator::Number(NumberTest::Greater))),
            Modifier::Gte => operators.push(("gte", Operator::Number(NumberTest::GreaterOrEqual))),
            Modifier::Lt => operators.push(("lt", Operator::Number(NumberTest::Less))),
            Modifier::Lte => operators.push(("lte", Operator::Number(NumberTest::LessOrEqual))),
            Modifier::FieldRef => {
                if operators.iter().any(|(_, operator)| matches!(operator, Operator::Text(_))) {
                    return Err("contains, startswith and endswith must follow fieldref".to_owned());
                }
                reference = true;
            }
            Modifier::All => request.all = true,
            Modifier::Cased => request.cased = true,
            Modifier::Neq => request.negated = true,
            Modifier::WindAsh => request.dashes = true,
            Modifier::Base64 => set(&mut request.base64, Base64::Whole, "base64 and base64offset")?,
            Modifier::Base64Offset => set(&mut request.base64, Base64::Offsets, "base64 and base64offset")?,
            Modifier::Wide => set(&mut request.utf16, Utf16::Little, "two kinds of UTF-16")?,
            Modifier::Utf16be => set(&mut request.utf16, Utf16::Big, "two kinds of UTF-16")?,
            Modifier::Utf16 => set(&mut request.utf16, Utf16::LittleWithMark, "two kinds of UTF-16")?,
            Modifier::IgnoreCase => request.regex_flags.push('i'),
            Modifier::Multiline => request.regex_flags.push('m'),
            Modifier::DotAll => request.regex_flags.push('s'),
            Modifier::Expand => return Err("`expand` is not supported: there is nothing to expand it from".to_owned()),
            Modifier::Minute | Modifier::Hour | Modifier::Day | Modifier::Week | Modifier::Month | Modifier::Year => {
                return Err("parts of a time stamp are not supported".to_owned());
            }
        }
    }
    settle(request, operators, reference)
}

/// Puts the operators together and refuses what contradicts itself.
fn settle(mut request: Request, mut operators: Vec<(&str, Operator)>, reference: bool) -> Result<Request, String> {
    operators.dedup_by_key(|(name, _)| *name);
    if operators.len() > 1 || (reference && operators.iter().any(|(_, o)| !matches!(o, Operator::Text(_)))) {
        let names: Vec<&str> = operators.iter().map(|(name, _)| *name).collect();
        return Err(format!("{} contradict each other", names.join(" and ")));
    }
    if let Some((_, operator)) = operators.first() {
        request.operator = *operator;
    }
    if reference {
        request.operator = match request.operator {
            Operator::Text(place) => Operator::Reference(place),
            other => other,
        };
    }
    request.encoded = request.dashes || request.base64.is_some() || request.utf16.is_some();
    if request.encoded && !matches!(request.operator, Operator::Text(_)) {
        return Err("encodings apply to texts only, not to re, cidr, exists, fieldref or numbers".to_owned());
    }
    if !request.regex_flags.is_empty() && request.operator != Operator::Regex {
        return Err("the flags i, m and s need re; case of other comparisons is `cased`".to_owned());
    }
    Ok(request)
}

fn set<T: PartialEq>(slot: &mut Option<T>, value: T, what: &str) -> Result<(), String> {
    match slot {
        Some(before) if *before != value => Err(format!("{what} exclude each other")),
        _ => {
            *slot = Some(value);
            Ok(())
        }
    }
}

fn of_value(value: &SigmaValue, request: &Request, findings: &mut Findings) -> Result<Matcher, Unusable> {
    let place = match request.operator {
        Operator::Text(place) => place,
        Operator::Reference(place) => return reference(value, place, request.cased, findings),
        Operator::Regex => return regex(&text_of(value)?, &request.regex_flags, findings),
        Operator::Cidr => {
            let text = text_of(value)?;
            return Network::parse(&text).map(Matcher::Network).ok_or_else(|| {
                Unusable::new(format!("`{text}` is no network"), Some("write 192.0.2.0/24 or 2001:db8::/32".to_owned()))
            });
        }
        Operator::Number(test) => return Ok(Matcher::Number(test, number_of(value)?)),
        // Handled before any value is looked at.
        Operator::Exists => return Ok(Matcher::Null),
    };
    let text = match value {
        SigmaValue::Integer(number) if place == Place::Whole => {
            return Ok(Matcher::Number(NumberTest::Equal, *number as f64));
        }
        SigmaValue::Float(number) if place == Place::Whole => return Ok(Matcher::Number(NumberTest::Equal, *number)),
        SigmaValue::Integer(number) => {
            return Ok(Matcher::Text(Needle::new(&number.to_string(), place, request.cased, false)));
        }
        SigmaValue::Float(number) => {
            return Ok(Matcher::Text(Needle::new(&number.to_string(), place, request.cased, false)));
        }
        SigmaValue::Bool(yes) => return Ok(Matcher::Bool(*yes)),
        SigmaValue::Null => return Ok(Matcher::Null),
        SigmaValue::String(text) => text,
    };
    if !request.encoded {
        return match plain(text) {
            Some(plain) => Ok(Matcher::Text(Needle::new(bounded(&plain)?, place, request.cased, false))),
            None => wildcards(text, place, request.cased, findings),
        };
    }
    let plain = plain(text).unwrap_or_else(|| text.original.clone());
    encoded(bounded(&plain)?, place, request)
}

/// A value behind encodings. UTF-16 alone changes nothing, as in `rsigma-eval`: no field holds UTF-16.
fn encoded(plain: &str, place: Place, request: &Request) -> Result<Matcher, Unusable> {
    let bytes = match request.utf16 {
        None => plain.as_bytes().to_vec(),
        Some(Utf16::Little) => plain.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Some(Utf16::Big) => plain.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Some(Utf16::LittleWithMark) => {
            [0xFF, 0xFE].into_iter().chain(plain.encode_utf16().flat_map(u16::to_le_bytes)).collect()
        }
    };
    Ok(match request.base64 {
        Some(Base64::Whole) => Matcher::Text(Needle::new(&base64(&bytes), place, request.cased, false)),
        Some(Base64::Offsets) => {
            let parts = base64_at_offsets(&bytes);
            // Only an empty value leaves nothing that does not depend on its neighbours.
            if parts.is_empty() {
                return Err(Unusable::new("base64offset needs a value".to_owned(), None));
            }
            let needles =
                parts.iter().map(|part| Matcher::Text(Needle::new(part, Place::Inside, request.cased, false)));
            Matcher::any_of(needles.collect())
        }
        None => Matcher::Text(Needle::new(plain, place, request.cased, request.dashes)),
    })
}

/// Base64 with padding, RFC 4648 § 4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().enumerate().fold(0_u32, |bits, (at, byte)| bits | u32::from(*byte) << (16 - 8 * at));
        for place in 0..4 {
            let shown = if place <= chunk.len() { ALPHABET[(bits >> (18 - 6 * place) & 63) as usize] } else { b'=' };
            text.push(char::from(shown));
        }
    }
    text
}

/// What of a text's base64 does not depend on where in a longer text it stands: one part for each of the three offsets.
/// The last character still depends on what follows when the length is no multiple of three; it is kept, as in
/// `rsigma-eval`.
fn base64_at_offsets(bytes: &[u8]) -> Vec<String> {
    (0..3_usize)
        .filter_map(|offset| {
            let padded: Vec<u8> = std::iter::repeat_n(0, offset).chain(bytes.iter().copied()).collect();
            let text = base64(&padded);
            let start = (offset * 4).div_ceil(3);
            let part = text.trim_end_matches('=').get(start..)?;
            (!part.is_empty()).then(|| part.to_owned())
        })
        .collect()
}

fn reference(value: &SigmaValue, place: Place, cased: bool, findings: &mut Findings) -> Result<Matcher, Unusable> {
    let name = match value {
        SigmaValue::String(text) => {
            plain(text).ok_or_else(|| Unusable::new("a field reference has no wildcards".to_owned(), None))?
        }
        other => text_of(other)?,
    };
    let field = Field::from_name(&name);
    if field.is_none() {
        findings.unknown_fields.insert(name);
    }
    Ok(Matcher::Reference { field, place, cased })
}

fn regex(pattern: &str, flags: &str, findings: &mut Findings) -> Result<Matcher, Unusable> {
    let pattern = bounded(pattern)?;
    let with_flags = if flags.is_empty() { pattern.to_owned() } else { format!("(?{flags}){pattern}") };
    built(&with_flags, pattern, findings)
}

fn built(expression: &str, written: &str, findings: &mut Findings) -> Result<Matcher, Unusable> {
    if findings.known_good {
        return Ok(Matcher::Pattern { expression: Expression::known_good(expression), written: written.into() });
    }
    for bytes_max in REGEX_BYTES {
        if bytes_max > findings.regex_bytes_left {
            return Err(Unusable::new(
                "the regular expressions and wildcards of the file need too much memory together".to_owned(),
                Some("split the file, or use contains, startswith and endswith".to_owned()),
            ));
        }
        // Charged whether it succeeds or not: building up to the limit is what takes the time.
        findings.regex_bytes_left -= bytes_max;
        match RegexBuilder::new(expression).size_limit(bytes_max).build() {
            Ok(regex) => {
                return Ok(Matcher::Pattern { expression: Expression::compiled(regex), written: written.into() });
            }
            Err(regex::Error::CompiledTooBig(_)) => {}
            Err(error) => {
                let message = error.to_string();
                let last = message.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                return Err(Unusable::new(
                    format!("the regular expression cannot be used: {last}"),
                    Some(
                        "look-around and back references have no linear-time match; split the rule instead".to_owned(),
                    ),
                ));
            }
        }
    }
    Err(Unusable::new(
        format!("a regular expression needs more than {} bytes", REGEX_BYTES[2]),
        Some("bound its repetitions more tightly".to_owned()),
    ))
}

/// A text with wildcards: `*` is any run of characters, `?` any one, line ends excepted. Here we follow the specification
/// and not `rsigma-eval` 0.23, which anchors `startswith` at the end and `endswith` at the start.
fn wildcards(text: &SigmaString, place: Place, cased: bool, findings: &mut Findings) -> Result<Matcher, Unusable> {
    bounded(&text.original)?;
    let mut expression = String::from(if cased { "" } else { "(?i)" });
    if matches!(place, Place::Whole | Place::Start) {
        expression.push('^');
    }
    for part in &text.parts {
        match part {
            StringPart::Plain(plain) => expression.push_str(&regex::escape(plain)),
            StringPart::Special(SpecialChar::WildcardMulti) => expression.push_str(".*"),
            StringPart::Special(SpecialChar::WildcardSingle) => expression.push('.'),
        }
    }
    if matches!(place, Place::Whole | Place::End) {
        expression.push('$');
    }
    built(&expression, &text.original, findings)
}

fn plain(text: &SigmaString) -> Option<String> {
    text.as_plain()
}

fn bounded(text: &str) -> Result<&str, Unusable> {
    if text.len() > VALUE_BYTES_MAX {
        return Err(Unusable::new(format!("a value is longer than {VALUE_BYTES_MAX} bytes"), None));
    }
    Ok(text)
}

fn text_of(value: &SigmaValue) -> Result<String, Unusable> {
    Ok(match value {
        SigmaValue::String(text) => plain(text).unwrap_or_else(|| text.original.clone()),
        SigmaValue::Integer(number) => number.to_string(),
        SigmaValue::Float(number) => number.to_string(),
        SigmaValue::Bool(yes) => yes.to_string(),
        SigmaValue::Null => return Err(Unusable::new("null where a text is needed".to_owned(), None)),
    })
}

fn number_of(value: &SigmaValue) -> Result<f64, Unusable> {
    let text = match value {
        SigmaValue::Integer(number) => return Ok(*number as f64),
        SigmaValue::Float(number) => return Ok(*number),
        other => text_of(other)?,
    };
    text.parse().map_err(|_| Unusable::new(format!("`{text}` is no number"), None))
}

/// The nearest of some names, as a hint: at most a third of the letters may differ.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let name = name.to_ascii_lowercase();
    let distance_max = (name.chars().count() / 3).clamp(1, 4);
    known
        .map(|candidate| (edit_distance(&name, &candidate.to_ascii_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= distance_max)
        .min()
        .map(|(_, candidate)| format!("did you mean `{candidate}`?"))
}

/// Levenshtein's distance in characters. Names longer than this never look alike; it bounds the work.
fn edit_distance(a: &str, b: &str) -> usize {
    const NAME_CHARS_MAX: usize = 64;
    let a: Vec<char> = a.chars().take(NAME_CHARS_MAX).collect();
    let mut row: Vec<usize> = (0..=a.len()).collect();
    for (number, c) in b.chars().take(NAME_CHARS_MAX).enumerate() {
        let mut diagonal = row[0];
        row[0] = number + 1;
        for at in 0..a.len() {
            let substituted = diagonal + usize::from(a[at] != c);
            diagonal = row[at + 1];
            row[at + 1] = substituted.min(diagonal + 1).min(row[at] + 1);
        }
    }
    row[a.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        // § 10, test vectors.
        for (plain, expected) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(plain.as_bytes()), expected);
        }
    }

    #[test]
    fn the_nearest_name_is_proposed_only_when_it_is_near() {
        let known = ["url.query", "url.path", "user.name"];
        assert_eq!(nearest("url.qery", known.into_iter()).as_deref(), Some("did you mean `url.query`?"));
        assert_eq!(nearest("ParentImage", known.into_iter()), None);
    }
}
