//! A bounded reader of one JSON object: nodes and unescaped strings live in the arena, everything else is borrowed from the
//! record. It forgives what log writers really do (`\x22` from nginx, missing values, raw control characters) and says so
//! as anomalies. It does not validate numbers, never recurses, and does not read documents other than objects.
//!
//! Grammar: RFC 8259. Departures, each recorded as an anomaly of the record: an escape JSON does not have is kept as it
//! stands (`\xHH` is decoded), a member without a value is null, a lone surrogate becomes U+FFFD.

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use vigie_facts::anomaly::{Anomalies, Anomaly};
use vigie_facts::event::Text;

/// Objects and arrays inside each other. Log records of known services need 8; a deeper one is an attack on the reader.
const DEPTH_MAX: usize = 32;
/// Members and elements of one record, all levels together. A Suricata `stats` record has about 900.
const NODES_MAX: usize = 16_384;
/// Members of one object that are compared for duplicates; beyond that an object is a table, not a record.
const DUPLICATE_SCAN_MAX: usize = 64;

/// One object or array of a record that was read. Cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct Json<'a> {
    nodes: &'a [Node<'a>],
}

/// A value of a member or an element.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// `null`, or nothing at all where a value belongs.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, or another bare word such as `-`, as written.
    Number(Text<'a>),
    /// A string, unescaped.
    String(Text<'a>),
    /// An array.
    Array(Json<'a>),
    /// An object.
    Object(Json<'a>),
}

#[derive(Clone, Copy, Debug)]
struct Node<'a> {
    key: Text<'a>,
    kind: Kind<'a>,
    /// Number of nodes this one spans, itself included.
    span: u32,
}

#[derive(Clone, Copy, Debug)]
enum Kind<'a> {
    Null,
    Bool(bool),
    Number(Text<'a>),
    String(Text<'a>),
    Array,
    Object,
}

/// Reads a record that is one JSON object. `None` when it is not (truncated, something after it, too deep, too large);
/// the reason is among the anomalies when there is one to tell.
///
/// ```
/// use vigie_parse::json;
/// let arena = bumpalo::Bump::new();
/// let mut odd = vigie_facts::anomaly::Anomalies::default();
/// let record = json::read(br#"{"status":404,"request":{"uri":"\/a\"b"}}"#, &arena, &mut odd).unwrap();
/// assert_eq!(record.number("status"), Some(404));
/// assert_eq!(record.object("request").unwrap().text("uri"), Some(&br#"/a"b"#[..]));
/// assert!(odd.is_empty());
/// ```
pub fn read<'a>(record: &'a [u8], arena: &'a Bump, anomalies: &mut Anomalies) -> Option<Json<'a>> {
    let mut reader = Reader { bytes: record, at: 0, arena, anomalies };
    reader.skip_space();
    if reader.peek() != Some(b'{') {
        return None;
    }
    let mut nodes = ArenaVec::with_capacity_in(32, arena);
    let done = reader.document(&mut nodes);
    if done.is_none() {
        if reader.at >= record.len() {
            anomalies.add(Anomaly::Truncated);
        }
        return None;
    }
    reader.skip_space();
    if reader.at < record.len() {
        anomalies.add(Anomaly::ExtraFields);
        return None;
    }
    let nodes: &'a [Node<'a>] = nodes.into_bump_slice();
    Some(Json { nodes: nodes.get(1..)? })
}

/// Whether a record starts like a JSON object, without reading it.
pub fn looks_like_object(record: &[u8]) -> bool {
    let mut bytes = record.iter().copied().skip_while(u8::is_ascii_whitespace);
    bytes.next() == Some(b'{') && bytes.find(|b| !b.is_ascii_whitespace()).is_some_and(|b| b == b'"' || b == b'}')
}

impl<'a> Json<'a> {
    /// The members in the order written; elements of an array have an empty key.
    pub fn members(self) -> Members<'a> {
        Members { rest: self.nodes }
    }

    /// The first member of that name. A later one of the same name was recorded as [`Anomaly::DuplicateMember`].
    pub fn get(self, key: &str) -> Option<Value<'a>> {
        self.members().find(|(name, _)| *name == key.as_bytes()).map(|(_, value)| value)
    }

    /// The first of several names that is present with a value other than null.
    pub fn get_any(self, keys: &[&str]) -> Option<Value<'a>> {
        keys.iter().find_map(|key| self.get(key).filter(|value| !matches!(value, Value::Null)))
    }

    /// A member by nested names or by the same names joined with dots: `["http", "response"]` finds `{"http":{"response":…}}`
    /// and `{"http.response":…}`, as ECS writers do both.
    pub fn path(self, names: &[&str]) -> Option<Value<'a>> {
        let (first, rest) = names.split_first()?;
        if rest.is_empty() {
            return self.get(first);
        }
        if let Some(Value::Object(inner)) = self.get(first)
            && let Some(found) = inner.path(rest)
        {
            return Some(found);
        }
        self.members().find(|(name, _)| joined_equals(name, names)).map(|(_, value)| value)
    }

    /// A member as text: a string, or a number as written.
    pub fn text(self, key: &str) -> Option<Text<'a>> {
        self.get(key)?.text()
    }

    /// A member as a whole number, written as a number or as a string.
    pub fn number(self, key: &str) -> Option<u64> {
        self.get(key)?.number()
    }

    /// A member that is an object.
    pub fn object(self, key: &str) -> Option<Json<'a>> {
        match self.get(key)? {
            Value::Object(inner) => Some(inner),
            _ => None,
        }
    }

    /// A member that is an array.
    pub fn array(self, key: &str) -> Option<Json<'a>> {
        match self.get(key)? {
            Value::Array(inner) => Some(inner),
            _ => None,
        }
    }

    /// Whether a member of that name stands here.
    pub fn has(self, key: &str) -> bool {
        self.get(key).is_some()
    }
}

fn joined_equals(name: &[u8], parts: &[&str]) -> bool {
    let mut rest = name;
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            let Some(after) = rest.strip_prefix(b".") else { return false };
            rest = after;
        }
        let Some(after) = rest.strip_prefix(part.as_bytes()) else { return false };
        rest = after;
    }
    rest.is_empty()
}

impl<'a> Value<'a> {
    /// A string, or a number as written.
    pub fn text(self) -> Option<Text<'a>> {
        match self {
            Value::String(text) | Value::Number(text) => Some(text),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// A whole number, written as a number or as a string; a fraction is cut off.
    pub fn number(self) -> Option<u64> {
        let text = self.text()?;
        let whole = text.split(|b| *b == b'.').next()?;
        crate::scan::number(whole)
    }

    /// Text, or the bytes of an array of byte values, as journald writes messages that are not UTF-8.
    pub fn bytes(self, arena: &'a Bump) -> Option<Text<'a>> {
        match self {
            Value::Array(inner) => {
                let mut bytes = ArenaVec::new_in(arena);
                for (_, element) in inner.members() {
                    bytes.push(u8::try_from(element.number()?).ok()?);
                }
                Some(bytes.into_bump_slice())
            }
            other => other.text(),
        }
    }
}

/// Iterates over members; see [`Json::members`].
#[derive(Clone, Debug)]
pub struct Members<'a> {
    rest: &'a [Node<'a>],
}

impl<'a> Iterator for Members<'a> {
    type Item = (Text<'a>, Value<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let node = self.rest.first()?;
        let span = (node.span as usize).min(self.rest.len());
        let inner = Json { nodes: self.rest.get(1..span).unwrap_or(&[]) };
        self.rest = &self.rest[span..];
        let value = match node.kind {
            Kind::Null => Value::Null,
            Kind::Bool(b) => Value::Bool(b),
            Kind::Number(text) => Value::Number(text),
            Kind::String(text) => Value::String(text),
            Kind::Array => Value::Array(inner),
            Kind::Object => Value::Object(inner),
        };
        Some((node.key, value))
    }
}

struct Reader<'a, 'o> {
    bytes: &'a [u8],
    at: usize,
    arena: &'a Bump,
    anomalies: &'o mut Anomalies,
}

/// A container that is open while reading.
#[derive(Clone, Copy)]
struct Open {
    /// Its node.
    node: usize,
    object: bool,
    /// A small set of hashes of the keys seen, so that only likely duplicates are compared.
    keys_seen: u128,
}

impl<'a> Reader<'a, '_> {
    /// Reads one object and everything in it. The first node is the object itself.
    fn document(&mut self, nodes: &mut ArenaVec<'a, Node<'a>>) -> Option<()> {
        let mut stack = [Open { node: 0, object: true, keys_seen: 0 }; DEPTH_MAX];
        let mut depth = 0;
        self.at += 1;
        nodes.push(Node { key: b"", kind: Kind::Object, span: 1 });
        loop {
            self.skip_space();
            let open = stack.get_mut(depth)?;
            match self.peek()? {
                b',' => {
                    self.at += 1;
                    continue;
                }
                b'}' | b']' => {
                    let closes_object = self.peek() == Some(b'}');
                    if closes_object != open.object {
                        return None;
                    }
                    self.at += 1;
                    let start = open.node;
                    nodes[start].span = (nodes.len() - start) as u32;
                    if depth == 0 {
                        return Some(());
                    }
                    depth -= 1;
                    continue;
                }
                _ => {}
            }
            let mut key: Text<'a> = b"";
            if open.object {
                key = self.string()?;
                self.skip_space();
                if self.peek()? != b':' {
                    return None;
                }
                self.at += 1;
                self.skip_space();
                note_duplicate(open, key, nodes, self.anomalies);
            }
            if nodes.len() >= NODES_MAX {
                self.anomalies.add(Anomaly::ExtraFields);
                return None;
            }
            let kind = self.value()?;
            nodes.push(Node { key, kind, span: 1 });
            if let Kind::Array | Kind::Object = kind {
                depth += 1;
                let Some(slot) = stack.get_mut(depth) else {
                    self.anomalies.add(Anomaly::NestedTooDeep);
                    return None;
                };
                *slot = Open { node: nodes.len() - 1, object: matches!(kind, Kind::Object), keys_seen: 0 };
            }
        }
    }

    /// A value; of a container only its opening bracket.
    fn value(&mut self) -> Option<Kind<'a>> {
        match self.peek()? {
            b'"' => self.string().map(Kind::String),
            b'{' => {
                self.at += 1;
                Some(Kind::Object)
            }
            b'[' => {
                self.at += 1;
                Some(Kind::Array)
            }
            b',' | b'}' | b']' => {
                self.anomalies.add(Anomaly::MissingField);
                Some(Kind::Null)
            }
            _ => {
                let rest = &self.bytes[self.at..];
                let len = rest.iter().position(|b| matches!(b, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n'));
                let word = &rest[..len?];
                self.at += word.len();
                match word {
                    b"null" => Some(Kind::Null),
                    b"true" => Some(Kind::Bool(true)),
                    b"false" => Some(Kind::Bool(false)),
                    _ if word.iter().all(|b| matches!(b, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) => {
                        Some(Kind::Number(word))
                    }
                    _ => None,
                }
            }
        }
    }

    /// A string at its opening quote; borrowed unless it holds a backslash.
    fn string(&mut self) -> Option<Text<'a>> {
        if self.peek()? != b'"' {
            return None;
        }
        let start = self.at + 1;
        let rest = self.bytes.get(start..)?;
        let stop = memchr::memchr2(b'"', b'\\', rest).or_else(|| {
            self.at = self.bytes.len();
            None
        })?;
        if rest[stop] == b'"' {
            self.at = start + stop + 1;
            return Some(&rest[..stop]);
        }
        // The closing quote is found first, so that the copy is allocated once at its largest possible size.
        let mut end = stop;
        loop {
            match rest.get(end) {
                Some(b'"') => break,
                Some(b'\\') => end += 2,
                Some(_) => {
                    end += memchr::memchr2(b'"', b'\\', &rest[end..]).unwrap_or(rest.len() - end);
                }
                None => {
                    self.at = self.bytes.len();
                    return None;
                }
            }
        }
        self.at = start + end + 1;
        Some(unescape(&rest[..end], self.arena, self.anomalies))
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }
}

/// Marks a key that its object already has.
fn note_duplicate(open: &mut Open, key: &[u8], nodes: &[Node<'_>], anomalies: &mut Anomalies) {
    let first = key.first().map_or(0, |b| usize::from(*b));
    let last = key.last().map_or(0, |b| usize::from(*b));
    let middle = key.get(key.len() / 2).map_or(0, |b| usize::from(*b));
    let bit = 1_u128 << ((key.len() * 31 + first * 7 + last * 13 + middle * 3) % 128);
    if open.keys_seen & bit != 0 {
        let siblings = Members { rest: &nodes[open.node + 1..] };
        if siblings.take(DUPLICATE_SCAN_MAX).any(|(name, _)| name == key) {
            anomalies.add(Anomaly::DuplicateMember);
        }
    }
    open.keys_seen |= bit;
}

/// Undoes JSON escapes into the arena (RFC 8259 § 7), and `\xHH`, which nginx writes unless told `escape=json`.
fn unescape<'a>(text: &'a [u8], arena: &'a Bump, anomalies: &mut Anomalies) -> Text<'a> {
    let mut out = ArenaVec::with_capacity_in(text.len() + 4, arena);
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(&rest[..at]);
        let tail = &rest[at..];
        let plain = match tail.get(1) {
            Some(b'n') => Some(b'\n'),
            Some(b't') => Some(b'\t'),
            Some(b'r') => Some(b'\r'),
            Some(b'b') => Some(8),
            Some(b'f') => Some(12),
            Some(c @ (b'"' | b'\\' | b'/')) => Some(*c),
            _ => None,
        };
        if let Some(byte) = plain {
            out.push(byte);
            rest = &tail[2..];
            continue;
        }
        let hex = match tail.get(1) {
            Some(b'u') => tail.get(2..6).and_then(hex_number),
            Some(b'x') => tail.get(2..4).and_then(hex_number),
            _ => None,
        };
        match (tail.get(1), hex) {
            (Some(b'u'), Some(unit)) => {
                let (c, used) = utf16(unit, &tail[6..], anomalies);
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                rest = &tail[6 + used..];
            }
            (_, Some(byte)) => {
                anomalies.add(Anomaly::BadEscape);
                out.push(byte as u8);
                rest = &tail[4..];
            }
            (_, None) => {
                anomalies.add(Anomaly::BadEscape);
                out.push(b'\\');
                rest = &tail[1..];
            }
        }
    }
    out.extend_from_slice(rest);
    out.into_bump_slice()
}

/// One UTF-16 unit and, for a pair, what follows it: the character, and how many bytes of `rest` belong to it.
fn utf16(unit: u32, rest: &[u8], anomalies: &mut Anomalies) -> (char, usize) {
    if let Some(c) = char::from_u32(unit) {
        return (c, 0);
    }
    let low = rest.strip_prefix(b"\\u").and_then(|r| r.get(..4)).and_then(hex_number);
    if let Some(low @ 0xdc00..=0xdfff) = low
        && (0xd800..0xdc00).contains(&unit)
        && let Some(c) = char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00))
    {
        return (c, 6);
    }
    anomalies.add(Anomaly::BadEscape);
    (char::REPLACEMENT_CHARACTER, 0)
}

fn hex_number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |value, digit| Some(value * 16 + char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(record: &str, expected: &str, odd: &[Anomaly]) {
        let arena = Bump::new();
        let mut anomalies = Anomalies::default();
        let shown = match read(record.as_bytes(), &arena, &mut anomalies) {
            Some(json) => format!("{{{}}}", show(json, true)),
            None => "not an object".to_owned(),
        };
        assert_eq!(shown, expected, "{record}");
        assert_eq!(anomalies.iter().collect::<Vec<_>>(), odd, "{record}");
    }

    fn show(json: Json<'_>, object: bool) -> String {
        let mut parts = Vec::new();
        for (key, value) in json.members() {
            let shown = match value {
                Value::Null => "null".to_owned(),
                Value::Bool(b) => b.to_string(),
                Value::Number(text) => String::from_utf8_lossy(text).into_owned(),
                Value::String(text) => format!("'{}'", String::from_utf8_lossy(text)),
                Value::Array(inner) => format!("[{}]", show(inner, false)),
                Value::Object(inner) => format!("{{{}}}", show(inner, true)),
            };
            parts.push(if object { format!("{}={shown}", String::from_utf8_lossy(key)) } else { shown });
        }
        parts.join(" ")
    }

    #[test]
    fn objects_are_read_and_oddities_named() {
        check(r#"{"a":1,"b":"x","c":null,"d":true}"#, "{a=1 b='x' c=null d=true}", &[]);
        check(r#" { "a" : [ 1 , { "b" : [] } , "c" ] } "#, "{a=[1 {b=[]} 'c']}", &[]);
        check(r#"{"a":{"b":{"c":-1.5e3}},"d":{}}"#, "{a={b={c=-1.5e3}} d={}}", &[]);
        check(r#"{"a":"\/x\"\\\n\u00e9\ud83d\ude00"}"#, "{a='/x\"\\\né😀'}", &[]);
        check("{}", "{}", &[]);
        check(r#"{"a":"\x22q\x22"}"#, r#"{a='"q"'}"#, &[Anomaly::BadEscape]);
        check(r#"{"a":"\ud83d x"}"#, "{a='\u{fffd} x'}", &[Anomaly::BadEscape]);
        check(r#"{"a":"\q"}"#, r"{a='\q'}", &[Anomaly::BadEscape]);
        check(r#"{"a":1,"a":2}"#, "{a=1 a=2}", &[Anomaly::DuplicateMember]);
        check(r#"{"o":{"a":1},"a":{"a":1}}"#, "{o={a=1} a={a=1}}", &[]);
        check(r#"{"a":,"b":-}"#, "{a=null b=-}", &[Anomaly::MissingField]);
        check(r#"{"a":"b"#, "not an object", &[Anomaly::Truncated]);
        check(r#"{"a":1"#, "not an object", &[]);
        check(r#"{"a":1,"#, "not an object", &[Anomaly::Truncated]);
        check(r#"{"a":1}{"b":2}"#, "not an object", &[Anomaly::ExtraFields]);
        check("[1]", "not an object", &[]);
        check(r#"{"a":bare}"#, "not an object", &[]);
        check(r#"{"a":[1}"#, "not an object", &[]);
    }

    #[test]
    fn depth_and_size_are_bounded() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(100), "]".repeat(100));
        check(&deep, "not an object", &[Anomaly::NestedTooDeep]);
        let wide = format!("{{\"a\":[{}0]}}", "0,".repeat(NODES_MAX));
        check(&wide, "not an object", &[Anomaly::ExtraFields]);
    }

    #[test]
    fn members_are_found_nested_and_dotted() {
        let arena = Bump::new();
        let mut odd = Anomalies::default();
        for record in [
            r#"{"http":{"response":{"status_code":200}}}"#,
            r#"{"http.response.status_code":200}"#,
            r#"{"http":{"response.status_code":"200"}}"#,
        ] {
            let json = read(record.as_bytes(), &arena, &mut odd).unwrap();
            assert_eq!(json.path(&["http", "response", "status_code"]).unwrap().number(), Some(200), "{record}");
        }
        let json = read(br#"{"MESSAGE":[104,105,255]}"#, &arena, &mut odd).unwrap();
        assert_eq!(json.get("MESSAGE").unwrap().bytes(&arena), Some(&b"hi\xff"[..]));
        assert_eq!(json.get("MESSAGE").unwrap().text(), None);
    }
}
