//! One comparison of a rule with one value, and nothing else: which fields are compared is the business of `condition`.
//!
//! What "equal" means follows `rsigma-eval`, which the differential tests hold us to. Text is compared without regard to
//! case by Unicode lower-casing both sides. Nearly all logs are ASCII, so that is done byte by byte; only a value with other
//! bytes *and* a reason to care (a needle that is not ASCII, or one of the two characters whose lower case is) is
//! lower-cased as a whole. Bytes that are not UTF-8 count as U+FFFD, as in the JSON of any other tool.

use std::borrow::Cow;
use std::io::Write as _;
use std::net::IpAddr;
use std::ops::Range;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use vigie_facts::field::{Field, Fields, Value};

use super::literals::Literals;

/// A text that is looked at, and whether it is ASCII: found out once, asked by every needle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a> {
    bytes: &'a [u8],
    is_ascii: bool,
}

impl<'a> Text<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Text<'a> {
        Text { bytes, is_ascii: bytes.is_ascii() }
    }
}

/// Where in a value a needle must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The needle is the value.
    Whole,
    /// Anywhere.
    Inside,
    /// At its start.
    Start,
    /// At its end.
    End,
}

/// A comparison with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberTest {
    Equal,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// A text to be looked for.
#[derive(Clone, Debug)]
pub(super) struct Needle {
    /// As the rule writes it (after encodings): what `explain` shows.
    pub(super) written: Box<str>,
    /// What is compared: lower case unless `cased`.
    compared: Box<str>,
    /// Whether case matters.
    cased: bool,
    /// Where it must stand.
    pub(super) place: Place,
    /// `windash`: each `-` also stands for `/`, en dash, em dash and horizontal bar.
    dashes: bool,
}

/// Dashes that `windash` takes for one another (Sigma modifiers appendix).
const DASHES: [&str; 5] = ["-", "/", "\u{2013}", "\u{2014}", "\u{2015}"];

impl Needle {
    pub(super) fn new(written: &str, place: Place, cased: bool, dashes: bool) -> Needle {
        let compared = if cased { written.to_owned() } else { written.to_lowercase() };
        let dashes = dashes && compared.contains('-');
        Needle { written: written.into(), compared: compared.into(), cased, place, dashes }
    }

    /// A run of ASCII bytes, lower case, that every value with this needle contains without regard to ASCII case: the
    /// longest one. `None` when the needle has no ASCII byte.
    pub(super) fn ascii_run(&self) -> Option<Box<str>> {
        let separators = |c: char| !c.is_ascii() || (self.dashes && c == '-');
        // Only bytes that are ASCII on both sides are sure to stand as they are in the value.
        let run = self.compared.split(separators).max_by_key(|run| run.len())?;
        (!run.is_empty()).then(|| run.to_ascii_lowercase().into())
    }

    fn find(&self, text: Text<'_>) -> Option<Range<usize>> {
        let value = text.bytes;
        if self.cased {
            return self.find_in(value, false);
        }
        if text.is_ascii {
            return if self.compared.is_ascii() || self.dashes { self.find_in(value, true) } else { None };
        }
        if self.compared.is_ascii() && !self.dashes {
            if let Some(found) = self.find_in(value, true) {
                return Some(found);
            }
            if !lowers_to_ascii(value) {
                return None;
            }
        }
        let lowered = String::from_utf8_lossy(value).to_lowercase();
        // Places in the lower-cased text need not be places in the value: the whole value is what matched.
        self.find_in(lowered.as_bytes(), false).map(|_| 0..value.len())
    }

    fn find_in(&self, value: &[u8], fold_ascii: bool) -> Option<Range<usize>> {
        if self.dashes {
            return self.find_dashed(value, fold_ascii);
        }
        let needle = self.compared.as_bytes();
        let same = |part: &[u8]| if fold_ascii { part.eq_ignore_ascii_case(needle) } else { part == needle };
        let at = value.len().checked_sub(needle.len())?;
        match self.place {
            Place::Whole => (at == 0 && same(value)).then_some(0..needle.len()),
            Place::Start => same(&value[..needle.len()]).then_some(0..needle.len()),
            Place::End => same(&value[at..]).then_some(at..value.len()),
            Place::Inside if fold_ascii => find_ascii_folded(value, needle).map(|at| at..at + needle.len()),
            Place::Inside => memchr::memmem::find(value, needle).map(|at| at..at + needle.len()),
        }
    }

    fn find_dashed(&self, value: &[u8], fold_ascii: bool) -> Option<Range<usize>> {
        match self.place {
            Place::Whole => self.dashed_at(value, 0, fold_ascii).filter(|end| *end == value.len()).map(|end| 0..end),
            Place::Start => self.dashed_at(value, 0, fold_ascii).map(|end| 0..end),
            Place::Inside => (0..=value.len()).find_map(|at| self.dashed_at(value, at, fold_ascii).map(|end| at..end)),
            Place::End => (0..=value.len()).find_map(|at| {
                self.dashed_at(value, at, fold_ascii).filter(|end| *end == value.len()).map(|end| at..end)
            }),
        }
    }

    /// End of the needle when it stands at `at`.
    fn dashed_at(&self, value: &[u8], mut at: usize, fold_ascii: bool) -> Option<usize> {
        for (number, part) in self.compared.split('-').enumerate() {
            if number > 0 {
                at += DASHES.iter().find(|dash| value[at..].starts_with(dash.as_bytes()))?.len();
            }
            let end = at.checked_add(part.len()).filter(|end| *end <= value.len())?;
            let here = &value[at..end];
            let same = if fold_ascii { here.eq_ignore_ascii_case(part.as_bytes()) } else { here == part.as_bytes() };
            if !same {
                return None;
            }
            at = end;
        }
        Some(at)
    }
}

/// First place of a lower-case ASCII needle, without regard to ASCII case.
fn find_ascii_folded(value: &[u8], needle: &[u8]) -> Option<usize> {
    let Some(&first) = needle.first() else { return Some(0) };
    let last_start = value.len().checked_sub(needle.len())?;
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), &value[..=last_start])
        .find(|at| value[*at..*at + needle.len()].eq_ignore_ascii_case(needle))
}

/// Whether a text holds a character outside ASCII whose lower case has an ASCII letter: the Kelvin sign (k) and the dotted
/// capital I (i and a combining dot). There are no others in Unicode; a test goes through all of it.
fn lowers_to_ascii(value: &[u8]) -> bool {
    memchr::memmem::find(value, "\u{212A}".as_bytes()).is_some()
        || memchr::memmem::find(value, "\u{130}".as_bytes()).is_some()
}

/// Whether a text holds a character outside ASCII that some comparison takes for an ASCII letter: those of
/// [`lowers_to_ascii`], and the long s, which regular expressions without regard to case take for an s.
pub(super) fn folds_to_ascii(value: &[u8]) -> bool {
    lowers_to_ascii(value) || memchr::memmem::find(value, "\u{17F}".as_bytes()).is_some()
}

/// The text with the characters of [`folds_to_ascii`] replaced by the ASCII letters they are taken for.
pub(super) fn fold_to_ascii(value: &[u8], into: &mut Vec<u8>) {
    into.clear();
    let mut rest = value;
    while !rest.is_empty() {
        let known: [(&str, &str); 3] = [("\u{212A}", "k"), ("\u{130}", "i"), ("\u{17F}", "s")];
        let (folded, len) = match known.iter().find(|(from, _)| rest.starts_with(from.as_bytes())) {
            Some((from, to)) => (to.as_bytes(), from.len()),
            None => (&rest[..1], 1),
        };
        into.extend_from_slice(folded);
        rest = &rest[len..];
    }
}

/// Several needles, any of which may stand anywhere in the value: one pass instead of one for each.
#[derive(Debug)]
pub(super) struct AnyInside {
    /// Over the ASCII needles, without regard to ASCII case; patterns are numbered as in `ascii`.
    literals: Literals,
    /// The needles of the automaton.
    pub(super) ascii: Vec<Needle>,
    /// The others.
    pub(super) others: Vec<Needle>,
}

impl AnyInside {
    fn find(&self, text: Text<'_>) -> Option<(&Needle, Range<usize>)> {
        let value = text.bytes;
        if let Some((number, range)) = self.literals.find(value) {
            return Some((&self.ascii[number], range));
        }
        if text.is_ascii {
            return None;
        }
        if lowers_to_ascii(value) {
            let lowered = String::from_utf8_lossy(value).to_lowercase();
            if let Some((number, _)) = self.literals.find(lowered.as_bytes()) {
                return Some((&self.ascii[number], 0..value.len()));
            }
        }
        self.others.iter().find_map(|needle| needle.find(text).map(|range| (needle, range)))
    }
}

/// Texts of which any may stand at the end: the last byte of a value tells most values from all of them.
#[derive(Debug)]
pub(super) struct AnyEnd {
    pub(super) needles: Vec<Needle>,
    /// Bytes that some needle ends in, in both cases.
    last: [bool; 256],
}

impl AnyEnd {
    /// From needles that [gather](gathers).
    fn new(needles: Vec<Needle>) -> AnyEnd {
        let mut last = [false; 256];
        for byte in needles.iter().filter_map(|needle| needle.compared.bytes().last()) {
            last[usize::from(byte.to_ascii_lowercase())] = true;
            last[usize::from(byte.to_ascii_uppercase())] = true;
        }
        AnyEnd { needles, last }
    }

    fn find(&self, text: Text<'_>) -> Option<(&Needle, Range<usize>)> {
        // Outside ASCII a character of several bytes may be the lower case of one byte.
        if text.is_ascii && !text.bytes.last().is_some_and(|byte| self.last[usize::from(*byte)]) {
            return None;
        }
        self.needles.iter().find_map(|needle| needle.find(text).map(|range| (needle, range)))
    }
}

/// A network in prefix notation. Unlike [`vigie_facts::cidr::Cidr`] it accepts bits after the prefix and never unwraps
/// addresses, because that is what `cidr` means in Sigma.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Network {
    address: IpAddr,
    prefix_bits: u32,
}

impl Network {
    /// Reads `192.0.2.0/24` or `2001:db8::/32`; the prefix is required, as in `rsigma-eval`.
    pub(super) fn parse(text: &str) -> Option<Network> {
        let (address, bits) = text.split_once('/')?;
        let address: IpAddr = address.parse().ok()?;
        let prefix_bits: u32 = bits.parse().ok().filter(|_| bits.bytes().all(|b| b.is_ascii_digit()))?;
        let bits_max = if address.is_ipv4() { 32 } else { 128 };
        (prefix_bits <= bits_max).then_some(Network { address, prefix_bits })
    }

    fn contains(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => {
                (u32::from(ours) ^ u32::from(theirs)).leading_zeros() >= self.prefix_bits
            }
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => {
                (u128::from(ours) ^ u128::from(theirs)).leading_zeros() >= self.prefix_bits
            }
            _ => false,
        }
    }
}

/// A regular expression, compiled when it is first asked if it is known to be good, else at once.
#[derive(Debug)]
pub(super) struct Expression {
    text: Box<str>,
    compiled: OnceLock<Option<Regex>>,
}

impl Expression {
    /// An expression that compiled.
    pub(super) fn compiled(regex: Regex) -> Expression {
        Expression { text: regex.as_str().into(), compiled: OnceLock::from(Some(regex)) }
    }

    /// An expression that is known to compile within [`EXPRESSION_BYTES_MAX`].
    pub(super) fn known_good(text: &str) -> Expression {
        Expression { text: text.into(), compiled: OnceLock::new() }
    }

    /// As written.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Ready to be used. `None` would mean that an expression was wrongly said to be good; it then matches nothing.
    fn regex(&self) -> Option<&Regex> {
        let compile = || RegexBuilder::new(&self.text).size_limit(EXPRESSION_BYTES_MAX).build().ok();
        self.compiled.get_or_init(compile).as_ref()
    }
}

/// Bytes of a compiled regular expression. One that needs more would cost more per event than all others together; the largest of
/// SigmaHQ needs a tenth.
pub(super) const EXPRESSION_BYTES_MAX: usize = 4 << 20;

/// One comparison.
#[derive(Debug)]
pub(super) enum Matcher {
    /// A text.
    Text(Needle),
    /// Any of many texts, anywhere.
    AnyInside(Box<AnyInside>),
    /// Any of many texts, at the end.
    AnyEnd(Box<AnyEnd>),
    /// A regular expression, or a text with wildcards.
    Pattern { expression: Expression, written: Box<str> },
    /// An address in a network.
    Network(Network),
    /// A number.
    Number(NumberTest, f64),
    /// Yes or no.
    Bool(bool),
    /// No value. Holds only for a field that is not there.
    Null,
    /// The value of another field; `None` for a field no event has.
    Reference { field: Option<Field>, place: Place, cased: bool },
    /// The other way round.
    Not(Box<Matcher>),
    /// At least one.
    Any(Vec<Matcher>),
    /// Every one.
    All(Vec<Matcher>),
}

/// Whether a comparison is of a plain text at a place, so that it can be gathered with others.
fn gathers(matcher: &Matcher, place: Place) -> bool {
    matches!(matcher, Matcher::Text(needle)
        if needle.place == place && !needle.cased && !needle.dashes && !needle.compared.is_empty())
}

fn texts_of(matchers: Vec<Matcher>) -> Vec<Needle> {
    let text = |matcher| match matcher {
        Matcher::Text(needle) => Some(needle),
        _ => None,
    };
    matchers.into_iter().filter_map(text).collect()
}

/// Needles below this number are tried one after the other; an automaton of its own pays off above.
const AUTOMATON_NEEDLES_MIN: usize = 5;

impl Matcher {
    /// At least one of several; needles that may stand anywhere are gathered into one automaton.
    pub(super) fn any_of(matchers: Vec<Matcher>) -> Matcher {
        let (ends, mut matchers): (Vec<_>, Vec<_>) =
            matchers.into_iter().partition(|matcher| gathers(matcher, Place::End));
        if ends.len() < AUTOMATON_NEEDLES_MIN {
            matchers.extend(ends);
        } else {
            matchers.push(Matcher::AnyEnd(Box::new(AnyEnd::new(texts_of(ends)))));
        }
        if matchers.len() == 1
            && let Some(only) = matchers.pop()
        {
            return only;
        }
        let gathers = |matcher: &Matcher| gathers(matcher, Place::Inside);
        if matchers.iter().filter(|matcher| gathers(matcher)).count() < AUTOMATON_NEEDLES_MIN {
            return Matcher::Any(matchers);
        }
        let (gathered, mut rest): (Vec<_>, Vec<_>) = matchers.into_iter().partition(gathers);
        let (ascii, others): (Vec<_>, Vec<_>) =
            texts_of(gathered).into_iter().partition(|needle| needle.compared.is_ascii());
        let patterns = ascii.iter().map(|needle| needle.compared.as_bytes());
        let any = Matcher::AnyInside(Box::new(AnyInside { literals: Literals::new(patterns), ascii, others }));
        if rest.is_empty() {
            return any;
        }
        rest.push(any);
        Matcher::Any(rest)
    }

    /// Whether it looks at no other field but those for which `may` holds.
    pub(super) fn reads_only(&self, may: &dyn Fn(Field) -> bool) -> bool {
        match self {
            Matcher::Reference { field, .. } => field.is_none_or(may),
            Matcher::Not(inner) => inner.reads_only(may),
            Matcher::Any(inner) | Matcher::All(inner) => inner.iter().all(|matcher| matcher.reads_only(may)),
            Matcher::Text(_)
            | Matcher::AnyInside(_)
            | Matcher::AnyEnd(_)
            | Matcher::Pattern { .. }
            | Matcher::Network(_)
            | Matcher::Number(..)
            | Matcher::Bool(_)
            | Matcher::Null => true,
        }
    }

    /// How much work a comparison is, roughly, in texts searched.
    pub(super) fn cost(&self) -> u32 {
        match self {
            Matcher::Number(..) | Matcher::Bool(_) | Matcher::Null => 0,
            Matcher::Text(needle) if needle.place == Place::Inside => 4,
            Matcher::Text(_) | Matcher::Network(_) | Matcher::Reference { .. } => 1,
            Matcher::AnyEnd(_) => 2,
            Matcher::AnyInside(_) => 8,
            Matcher::Pattern { .. } => 16,
            Matcher::Not(inner) => inner.cost(),
            Matcher::Any(inner) | Matcher::All(inner) => inner.iter().map(Matcher::cost).fold(0, u32::saturating_add),
        }
    }

    /// Whether a value matches.
    pub(super) fn matches(&self, value: Value<'_>, fields: &impl Fields) -> bool {
        match self {
            Matcher::Text(_)
            | Matcher::AnyInside(_)
            | Matcher::AnyEnd(_)
            | Matcher::Pattern { .. }
            | Matcher::Network(_) => with_text(value, |text| self.matches_text(Text::new(text))),
            Matcher::Number(test, expected) => number_of(value).is_some_and(|number| test.holds(number, *expected)),
            Matcher::Bool(expected) => bool_of(value) == Some(*expected),
            Matcher::Null => false,
            Matcher::Reference { field, place, cased } => {
                let other = field.and_then(|field| fields.get(field));
                other.is_some_and(|other| refers(value, other, *place, *cased))
            }
            Matcher::Not(inner) => !inner.matches(value, fields),
            Matcher::Any(inner) if inner.iter().all(Matcher::is_of_text) => {
                with_text(value, |text| self.matches_text(Text::new(text)))
            }
            Matcher::Any(inner) => inner.iter().any(|matcher| matcher.matches(value, fields)),
            Matcher::All(inner) => inner.iter().all(|matcher| matcher.matches(value, fields)),
        }
    }

    /// Whether it compares texts and nothing else, whatever else it is made of.
    fn is_of_text(&self) -> bool {
        matches!(
            self,
            Matcher::Text(_)
                | Matcher::AnyInside(_)
                | Matcher::AnyEnd(_)
                | Matcher::Pattern { .. }
                | Matcher::Network(_)
        )
    }

    /// Whether a text matches as a keyword: only comparisons of text can.
    pub(super) fn matches_text(&self, text: Text<'_>) -> bool {
        match self {
            Matcher::Text(needle) => needle.find(text).is_some(),
            Matcher::AnyInside(any) => any.find(text).is_some(),
            Matcher::AnyEnd(any) => any.find(text).is_some(),
            Matcher::Pattern { expression, .. } => {
                expression.regex().is_some_and(|regex| regex.is_match(&lossy(text.bytes)))
            }
            Matcher::Network(network) => std::str::from_utf8(text.bytes)
                .ok()
                .and_then(|text| text.parse().ok())
                .is_some_and(|a| network.contains(a)),
            Matcher::Not(inner) => !inner.matches_text(text),
            Matcher::Any(inner) => inner.iter().any(|matcher| matcher.matches_text(text)),
            Matcher::All(inner) => inner.iter().all(|matcher| matcher.matches_text(text)),
            Matcher::Number(..) | Matcher::Bool(_) | Matcher::Null | Matcher::Reference { .. } => false,
        }
    }

    /// What of a text matches, and where: as [`Self::matches_text`], for people. Parts of `Not` have no place.
    pub(super) fn locate(&self, text: Text<'_>, found: &mut Vec<(Range<usize>, Box<str>)>) {
        match self {
            Matcher::Text(needle) => found.extend(needle.find(text).map(|range| (range, needle.written.clone()))),
            Matcher::AnyInside(any) => {
                found.extend(any.find(text).map(|(needle, range)| (range, needle.written.clone())));
            }
            Matcher::AnyEnd(any) => {
                found.extend(any.find(text).map(|(needle, range)| (range, needle.written.clone())));
            }
            Matcher::Pattern { expression, written } => {
                let shown = lossy(text.bytes);
                if let Some(at) = expression.regex().and_then(|regex| regex.find(&shown)) {
                    // In a text that had to be mended places have moved: the whole of it is what matched.
                    let range = if matches!(shown, Cow::Borrowed(_)) { at.range() } else { 0..text.bytes.len() };
                    found.push((range, written.clone()));
                }
            }
            Matcher::Network(network) if self.matches_text(text) => {
                found.push((0..text.bytes.len(), format!("{}/{}", network.address, network.prefix_bits).into()));
            }
            Matcher::Any(inner) | Matcher::All(inner) => {
                for matcher in inner {
                    matcher.locate(text, found);
                }
            }
            Matcher::Network(_)
            | Matcher::Not(_)
            | Matcher::Number(..)
            | Matcher::Bool(_)
            | Matcher::Null
            | Matcher::Reference { .. } => {}
        }
    }

    /// The comparison in a few words, for values that are no text.
    pub(super) fn describe(&self) -> String {
        match self {
            Matcher::Text(needle) => needle.written.to_string(),
            Matcher::AnyInside(any) => {
                format!("one of {} texts", any.ascii.len() + any.others.len())
            }
            Matcher::AnyEnd(any) => format!("one of {} endings", any.needles.len()),
            Matcher::Pattern { written, .. } => written.to_string(),
            Matcher::Network(network) => format!("{}/{}", network.address, network.prefix_bits),
            Matcher::Number(test, expected) => format!("{} {expected}", test.symbol()),
            Matcher::Bool(expected) => expected.to_string(),
            Matcher::Null => "no value".to_owned(),
            Matcher::Reference { field, .. } => format!("the value of {}", field.map_or("no field", Field::name)),
            Matcher::Not(inner) => format!("not {}", inner.describe()),
            Matcher::Any(inner) => inner.iter().map(Matcher::describe).collect::<Vec<_>>().join(" or "),
            Matcher::All(inner) => inner.iter().map(Matcher::describe).collect::<Vec<_>>().join(" and "),
        }
    }
}

impl NumberTest {
    fn holds(self, number: f64, expected: f64) -> bool {
        match self {
            // As rsigma-eval: closer than the spacing of numbers around 1.
            NumberTest::Equal => (number - expected).abs() < f64::EPSILON,
            NumberTest::Greater => number > expected,
            NumberTest::GreaterOrEqual => number >= expected,
            NumberTest::Less => number < expected,
            NumberTest::LessOrEqual => number <= expected,
        }
    }

    fn symbol(self) -> &'static str {
        match self {
            NumberTest::Equal => "=",
            NumberTest::Greater => ">",
            NumberTest::GreaterOrEqual => "≥",
            NumberTest::Less => "<",
            NumberTest::LessOrEqual => "≤",
        }
    }
}

/// A text that may not be UTF-8, as other tools would show it.
fn lossy(text: &[u8]) -> Cow<'_, str> {
    // Checking whole words of ASCII at once costs a fraction of looking for the first byte that is no text.
    std::str::from_utf8(text).map_or_else(|_| String::from_utf8_lossy(text), Cow::Borrowed)
}

/// Shows a value as text; numbers and addresses are written into a buffer on the stack.
pub(super) fn with_text<R>(value: Value<'_>, read: impl FnOnce(&[u8]) -> R) -> R {
    // The longest are IPv6 addresses, 45 bytes.
    let mut buffer = [0_u8; 64];
    let written = |buffer: &mut [u8; 64], arguments: std::fmt::Arguments<'_>| {
        let mut rest = &mut buffer[..];
        let _ = rest.write_fmt(arguments);
        64 - rest.len()
    };
    match value {
        Value::Text(text) => read(text),
        Value::Word(word) => read(word.as_bytes()),
        Value::Bool(yes) => read(if yes { b"true" } else { b"false" }),
        Value::Number(number) => {
            let len = written(&mut buffer, format_args!("{number}"));
            read(&buffer[..len])
        }
        Value::Ip(address) => {
            let len = written(&mut buffer, format_args!("{address}"));
            read(&buffer[..len])
        }
    }
}

fn number_of(value: Value<'_>) -> Option<f64> {
    match value {
        Value::Number(number) => Some(number as f64),
        Value::Text(text) => std::str::from_utf8(text).ok()?.parse().ok(),
        Value::Word(word) => word.parse().ok(),
        Value::Bool(_) | Value::Ip(_) => None,
    }
}

/// Yes and no as texts say them: `true`, `1`, `yes`, `false`, `0`, `no`.
fn bool_of(value: Value<'_>) -> Option<bool> {
    let text = match value {
        Value::Bool(yes) => return Some(yes),
        Value::Text(text) => text,
        Value::Word(word) => word.as_bytes(),
        Value::Number(_) | Value::Ip(_) => return None,
    };
    let is = |word: &str| text.eq_ignore_ascii_case(word.as_bytes());
    if is("true") || is("1") || is("yes") {
        Some(true)
    } else if is("false") || is("0") || is("no") {
        Some(false)
    } else {
        None
    }
}

/// Whether a value stands in the given relation to the value of another field.
fn refers(value: Value<'_>, other: Value<'_>, place: Place, cased: bool) -> bool {
    // Whole and cased is equality of values, not of their texts: 404 is not "404".
    if cased && place == Place::Whole {
        let kind = |value: Value<'_>| match value {
            Value::Text(_) | Value::Word(_) | Value::Ip(_) => 0,
            Value::Number(_) => 1,
            Value::Bool(_) => 2,
        };
        if kind(value) != kind(other) {
            return false;
        }
    }
    with_text(value, |value| {
        with_text(other, |other| {
            let (value, other) = (lossy(value), lossy(other));
            if cased {
                stands(&value, &other, place)
            } else {
                stands(&value.to_lowercase(), &other.to_lowercase(), place)
            }
        })
    })
}

fn stands(value: &str, other: &str, place: Place) -> bool {
    match place {
        Place::Whole => value == other,
        Place::Inside => value.contains(other),
        Place::Start => value.starts_with(other),
        Place::End => value.ends_with(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_three_characters_outside_ascii_are_ever_taken_for_ascii_letters() {
        let insensitive = Regex::new("(?i)^[a-z]$").unwrap();
        for c in ('\u{80}'..=char::MAX).filter(|c| !c.is_ascii()) {
            let text = c.to_string();
            let by_lowering = text.to_lowercase().chars().any(|l| l.is_ascii());
            assert_eq!(by_lowering, lowers_to_ascii(text.as_bytes()), "{c:?}");
            let by_folding = insensitive.is_match(&text);
            assert_eq!(by_lowering || by_folding, folds_to_ascii(text.as_bytes()), "{c:?}");
        }
    }

    fn finds(needle: &Needle, value: &str) -> bool {
        needle.find(Text::new(value.as_bytes())).is_some()
    }

    #[test]
    fn case_is_disregarded_as_unicode_lower_casing_does() {
        for (needle, value, expected) in [
            ("union", "1 UNION SELECT", true),
            ("UNION", "1 union select", true),
            ("é", "CAFÉ", true),
            ("kelvin", "\u{212A}ELVIN", true),
            ("straße", "STRASSE", false),
            ("σίγμα", "ΣΊΓΜΑ", true),
            ("a", "é", false),
        ] {
            assert_eq!(
                finds(&Needle::new(needle, Place::Inside, false, false), value),
                expected,
                "{needle} in {value}"
            );
        }
    }

    #[test]
    fn a_dash_of_windash_is_any_dash() {
        let needle = Needle::new("cmd -c -e", Place::End, false, true);
        for value in ["cmd /c /e", "x CMD -C -E", "cmd \u{2013}c /e"] {
            assert!(finds(&needle, value), "{value}");
        }
        assert!(!finds(&needle, "cmd c e"));
        assert!(!finds(&needle, "cmd /c /e x"));
    }

    #[test]
    fn networks_take_their_own_family_only() {
        let v4 = Network::parse("192.0.2.77/24").unwrap();
        assert!(v4.contains("192.0.2.1".parse().unwrap()));
        assert!(!v4.contains("::ffff:192.0.2.1".parse().unwrap()));
        assert!(Network::parse("0.0.0.0/0").unwrap().contains("203.0.113.9".parse().unwrap()));
        assert!(Network::parse("::/0").unwrap().contains("2001:db8::1".parse().unwrap()));
        for bad in ["192.0.2.0/33", "192.0.2.0", "x/8", "192.0.2.0/+8", "2001:db8::/129"] {
            assert_eq!(Network::parse(bad), None, "{bad}");
        }
    }
}
