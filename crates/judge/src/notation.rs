//! The notation of propositions (`docs/claims.md`, section 1), read. Writing it is `Display` of [`Proposition`]. Prose is not read here.

use std::fmt;

use crate::proposition::{Aimed, Certainty, Filters, Population, Predicate, Proposition, Range, Span, Via};

/// Why a text is not the notation, with the part that is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotNotation {
    /// What is wrong.
    pub cause: Cause,
    /// The part of the text.
    pub part: String,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// No such predicate.
    Predicate,
    /// No such population, filter, span or other argument.
    Argument,
    /// No such comparison or number.
    Comparison,
    /// No such tag.
    Tag,
    /// A predicate that compares has no comparison, or one that does not has one.
    Shape,
}

impl fmt::Display for NotNotation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cause = match self.cause {
            Cause::Predicate => "no such predicate",
            Cause::Argument => "no such argument",
            Cause::Comparison => "no such comparison",
            Cause::Tag => "no such tag",
            Cause::Shape => "a comparison is missing or too many",
        };
        write!(f, "{cause}: {:?}", self.part)
    }
}

impl std::error::Error for NotNotation {}

fn wrong<T>(cause: Cause, part: &str) -> Result<T, NotNotation> {
    Err(NotNotation { cause, part: part.chars().take(80).collect() })
}

/// Reads propositions separated by ` ; `. `out-of-scope` is none.
///
/// ```
/// let read = vigie_judge::notation::propositions("share(attacks, located_in=UA) ≈ 1/2 ± 0.1 ; coordinated()").unwrap();
/// assert_eq!(read[0].to_string(), "share(attacks, located_in=UA) in [0.4, 0.6]");
/// assert_eq!(read.len(), 2);
/// ```
pub fn propositions(text: &str) -> Result<Vec<Proposition>, NotNotation> {
    let parts = text.split(';').map(str::trim);
    parts.filter(|part| !part.is_empty() && *part != "out-of-scope").map(proposition).collect()
}

/// Reads one proposition.
pub fn proposition(text: &str) -> Result<Proposition, NotNotation> {
    let (text, denied) = match text.trim().strip_prefix("not ") {
        Some(rest) => (rest.trim(), true),
        None => (text.trim(), false),
    };
    let (text, tags) = match text.split_once('{') {
        Some((before, tags)) => (before.trim(), tags.trim_end().trim_end_matches('}')),
        None => (text, ""),
    };
    let Some((name, rest)) = text.split_once('(') else { return wrong(Cause::Predicate, text) };
    let Some(predicate) = Predicate::from_id(name.trim()) else { return wrong(Cause::Predicate, name) };
    let Some((inside, comparison)) = closing(rest) else { return wrong(Cause::Argument, rest) };
    let mut proposition = Proposition::new(predicate);
    proposition.negated = denied;
    for argument in arguments(inside) {
        read_argument(&mut proposition, argument)?;
    }
    match comparison.trim() {
        "" | "= true" => {}
        "= false" => proposition.negated = !denied,
        other => proposition.range = Some(range(other, predicate)?),
    }
    if proposition.predicate.is_numeric() != proposition.range.is_some() {
        return wrong(Cause::Shape, text);
    }
    for tag in tags.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
        read_tag(&mut proposition, tag)?;
    }
    Ok(proposition)
}

/// Splits at the parenthesis that closes the one already read.
fn closing(text: &str) -> Option<(&str, &str)> {
    let mut depth = 1;
    for (at, character) in text.char_indices() {
        depth += match character {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth == 0 {
            return Some((&text[..at], &text[at + 1..]));
        }
    }
    None
}

/// Splits at commas outside parentheses.
fn arguments(text: &str) -> Vec<&str> {
    let (mut found, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                found.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(text[start..].trim());
    found.retain(|argument| !argument.is_empty());
    found
}

fn read_argument(proposition: &mut Proposition, argument: &str) -> Result<(), NotNotation> {
    if let Some((name, value)) = argument.split_once('=') {
        return match read_named(proposition, name.trim(), value.trim()) {
            Some(()) => Ok(()),
            None => wrong(Cause::Argument, argument),
        };
    }
    match proposition.predicate {
        Predicate::Targets => match aims(argument) {
            Some(target) => proposition.filters.target = target,
            None => return wrong(Cause::Argument, argument),
        },
        Predicate::Form => proposition.filters.form = argument.split('+').map(|form| form.trim().to_owned()).collect(),
        Predicate::Attributed | Predicate::Caused | Predicate::Intended => {
            proposition.object = Some(argument.trim_matches('"').to_owned());
        }
        _ => match Population::from_id(argument) {
            Some(population) => proposition.population = population,
            None => return wrong(Cause::Argument, argument),
        },
    }
    Ok(())
}

fn aims(text: &str) -> Option<std::collections::BTreeSet<Aimed>> {
    text.split('+').map(|aimed| Aimed::from_id(aimed.trim())).collect()
}

fn read_named(proposition: &mut Proposition, name: &str, value: &str) -> Option<()> {
    let filters: &mut Filters = &mut proposition.filters;
    match name {
        "located_in" => filters.located_in = value.split('+').map(|code| code.trim().to_owned()).collect(),
        "target" => filters.target = aims(value)?,
        "form" => filters.form = value.split('+').map(|form| form.trim().to_owned()).collect(),
        "via" => filters.via = Some(Via::from_id(value)?),
        "aim" if value == "targeted" => filters.targeted = Some(true),
        "aim" if value == "opportunistic" => filters.targeted = Some(false),
        "per" => proposition.per = Some(Span::from_id(value)?),
        "period" => proposition.period = Some(value.to_owned()),
        "by" | "to" => {
            if proposition.predicate == Predicate::Attributed {
                proposition.object = Some(value.trim_matches('"').to_owned());
            } else {
                proposition.speaker = Some(value.trim_matches('"').to_owned());
            }
        }
        _ => return None,
    }
    Some(())
}

fn read_tag(proposition: &mut Proposition, tag: &str) -> Result<(), NotNotation> {
    match tag.split_once('=').map(|(name, value)| (name.trim(), value.trim().trim_matches('"'))) {
        Some(("speaker", value)) => proposition.speaker = Some(value.to_owned()),
        Some(("certainty", value)) => match Certainty::from_id(value) {
            Some(certainty) => proposition.certainty = Some(certainty),
            None => return wrong(Cause::Tag, tag),
        },
        Some(("conditional", "true")) => proposition.conditional = true,
        Some(("reported" | "conditional", _)) => {}
        _ => return wrong(Cause::Tag, tag),
    }
    Ok(())
}

/// Reads a comparison: `≈ 1/2 ± 0.1`, `in [2000, 10000)`, `> 1/2`.
fn range(text: &str, predicate: Predicate) -> Result<Range, NotNotation> {
    let read = |text: &str| read_number(text).map_or_else(|| wrong(Cause::Comparison, text), Ok);
    for (sign, of) in [
        (">=", Range::at_least as fn(f64) -> Range),
        ("<=", Range::at_most),
        ("≥", Range::at_least),
        ("≤", Range::at_most),
    ] {
        if let Some(value) = text.strip_prefix(sign) {
            return Ok(of(read(value)?));
        }
    }
    if let Some(value) = text.strip_prefix('>') {
        return Ok(Range::above(read(value)?));
    }
    if let Some(value) = text.strip_prefix('<') {
        return Ok(Range::below(read(value)?));
    }
    if let Some(rest) = text.strip_prefix('≈').or_else(|| text.strip_prefix("~=")) {
        let Some((middle, spread)) = rest.split_once('±').or_else(|| rest.split_once("+-")) else {
            let middle = read(rest)?;
            return Ok(Range::closed(0.8 * middle, 1.2 * middle));
        };
        let (middle, spread) = (read(middle)?, read(spread)?);
        return Ok(Range::closed(middle - spread, middle + spread));
    }
    if let Some(rest) = text.strip_prefix("in ") {
        let rest = rest.trim();
        let inside = rest.trim_start_matches(['[', '(']).trim_end_matches([']', ')']);
        let Some((low, high)) = inside.split_once(',') else { return wrong(Cause::Comparison, text) };
        return Ok(Range {
            low: read(low)?,
            high: read(high)?,
            low_included: rest.starts_with('['),
            high_included: rest.ends_with(']'),
        });
    }
    match text.strip_prefix('=') {
        Some(value) => equal(value.trim(), predicate),
        None => wrong(Cause::Comparison, text),
    }
}

/// `= N`: what the number alone means in prose (`docs/claims.md`, section 3).
fn equal(value: &str, predicate: Predicate) -> Result<Range, NotNotation> {
    if let Some(words) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return crate::grammar::meaning(words).map_or_else(|| wrong(Cause::Comparison, value), Ok);
    }
    let Some(number) = read_number(value) else { return wrong(Cause::Comparison, value) };
    Ok(match predicate {
        Predicate::Change => Range::closed(0.8 * number, 1.2 * number),
        Predicate::Share if value.ends_with('%') => {
            let digits = value.trim_end_matches(['%', ' ']).split_once('.').map_or(0, |(_, digits)| digits.len());
            percentage(100.0 * number, digits)
        }
        Predicate::Share if value.contains('/') => Range::closed(0.9 * number, 1.1 * number),
        Predicate::Rank | Predicate::Share => Range::exactly(number),
        _ => rounded(number),
    })
}

/// What a percentage means when it is written with so many digits after the point: it was rounded there.
pub fn percentage(percent: f64, digits: usize) -> Range {
    let half = 0.5 / 10f64.powi(digits.min(9) as i32);
    if percent <= 0.0 || percent >= 100.0 {
        return Range::exactly(percent.clamp(0.0, 100.0) / 100.0);
    }
    Range::half_open((percent - half) / 100.0, (percent + half) / 100.0)
}

/// What a plain number means: from 100 on, it was rounded at its last digit that is not 0.
///
/// ```
/// use vigie_judge::{notation::rounded, proposition::Range};
/// assert_eq!(rounded(4000.0), Range::half_open(3500.0, 4500.0));
/// assert_eq!(rounded(1922.0), Range::exactly(1922.0));
/// assert_eq!(rounded(90.0), Range::exactly(90.0));
/// ```
pub fn rounded(number: f64) -> Range {
    if number < 100.0 || number.fract() != 0.0 || number > 1e15 {
        return Range::exactly(number);
    }
    let mut unit = 1.0;
    while number % (unit * 10.0) == 0.0 {
        unit *= 10.0;
    }
    if unit > 1.0 { Range::half_open(number - unit / 2.0, number + unit / 2.0) } else { Range::exactly(number) }
}

fn read_number(text: &str) -> Option<f64> {
    let text = text.trim();
    if matches!(text, "inf" | "∞") {
        return Some(f64::INFINITY);
    }
    let (text, scale) = match text.strip_suffix('%') {
        Some(before) => (before.trim(), 0.01),
        None => (text, 1.0),
    };
    let number = match text.split_once('/') {
        Some((above, below)) => above.trim().parse::<f64>().ok()? / below.trim().parse::<f64>().ok()?,
        None => text.replace('_', "").parse::<f64>().ok()?,
    };
    (number.is_finite() && number >= 0.0).then_some(number * scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for text in [
            "count(attacks) = 1922",
            "count(attacks, per=month) in [2000, 10000)",
            "count(sources, located_in=RU+UA, period=since(2017-01)) >= 10",
            "share(attacks, located_in=UA) in [0.4, 0.6]",
            "not rank(attacks, located_in=UA) = 1",
            "targets(databases)",
            "form(sql-injection)",
            "not succeeded() {conditional=true}",
            "attributed(RU) {speaker=Le Parti, reported=true, certainty=certain}",
            "caused(outage)",
        ] {
            assert_eq!(proposition(text).map(|read| read.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn words_in_quotation_marks_mean_what_the_tables_say() {
        for (words, meant) in [
            ("count(attacks, per=month) = \"plusieurs milliers\"", "count(attacks, per=month) in [2000, 10000)"),
            ("count(attacks) = \"des centaines, voire des milliers\"", "count(attacks) in [200, 10000)"),
            ("share(attacks, located_in=UA) = \"nearly half\"", "share(attacks, located_in=UA) in [0.4, 0.6]"),
            ("count(attacks) = \"une dizaine\"", "count(attacks) in [8, 12]"),
        ] {
            assert_eq!(proposition(words).map(|read| read.to_string()).as_deref(), Ok(meant));
        }
    }

    #[test]
    fn what_is_no_notation_is_refused_by_its_part() {
        for (text, cause) in [
            ("coutn(attacks) = 1", Cause::Predicate),
            ("count(attaques) = 1", Cause::Argument),
            ("count(attacks) ~ 1", Cause::Comparison),
            ("count(attacks)", Cause::Shape),
            ("coordinated() = 3", Cause::Shape),
            ("coordinated() {mood=bad}", Cause::Tag),
            ("count(attacks", Cause::Argument),
            ("", Cause::Predicate),
        ] {
            assert_eq!(proposition(text).map_err(|error| error.cause), Err(cause), "{text}");
        }
    }
}
