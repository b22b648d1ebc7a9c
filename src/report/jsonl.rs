//! JSON written by hand into a buffer, for outputs of one object a record, where building a tree would cost more than the record.
//! Texts may be any bytes: what is not UTF-8 becomes U+FFFD, and every character that a terminal acts on or a reader cannot see is written
//! as an escape, so that the lines may be looked at.

use std::io::Write;

use super::escape::is_hidden;

/// One object being written.
#[derive(Debug)]
pub(super) struct Object<'a> {
    out: &'a mut Vec<u8>,
    is_empty: bool,
}

impl<'a> Object<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>) -> Object<'a> {
        out.push(b'{');
        Object { out, is_empty: true }
    }

    /// Ends the object and the line.
    pub(super) fn finish(self) {
        self.out.extend_from_slice(b"}\n");
    }

    /// Names are ours: plain ASCII without anything to escape.
    fn name(&mut self, name: &str) {
        if !self.is_empty {
            self.out.push(b',');
        }
        self.is_empty = false;
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    pub(super) fn text(&mut self, name: &str, value: &[u8]) {
        self.name(name);
        write_text(self.out, value);
    }

    pub(super) fn texts<'t>(&mut self, name: &str, values: impl IntoIterator<Item = &'t str>) {
        self.name(name);
        self.out.push(b'[');
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.out.push(b',');
            }
            write_text(self.out, value.as_bytes());
        }
        self.out.push(b']');
    }

    pub(super) fn number(&mut self, name: &str, value: impl std::fmt::Display) {
        self.name(name);
        write_to(self.out, value);
    }

    pub(super) fn bool(&mut self, name: &str, value: bool) {
        self.name(name);
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
    }

    pub(super) fn null(&mut self, name: &str) {
        self.name(name);
        self.out.extend_from_slice(b"null");
    }

    /// A text, or null.
    pub(super) fn text_or_null(&mut self, name: &str, value: Option<&str>) {
        match value {
            Some(value) => self.text(name, value.as_bytes()),
            None => self.null(name),
        }
    }
}

/// Writing to memory cannot fail.
pub(super) fn write_to(out: &mut Vec<u8>, value: impl std::fmt::Display) {
    let _ = write!(out, "{value}");
}

fn write_text(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    if text.iter().all(is_plain) {
        out.extend_from_slice(text);
    } else {
        for chunk in text.utf8_chunks() {
            for character in chunk.valid().chars() {
                write_character(out, character);
            }
            if !chunk.invalid().is_empty() {
                out.extend_from_slice("\u{fffd}".as_bytes());
            }
        }
    }
    out.push(b'"');
}

fn write_character(out: &mut Vec<u8>, character: char) {
    match character {
        '"' => out.extend_from_slice(b"\\\""),
        '\\' => out.extend_from_slice(b"\\\\"),
        '\n' => out.extend_from_slice(b"\\n"),
        '\r' => out.extend_from_slice(b"\\r"),
        '\t' => out.extend_from_slice(b"\\t"),
        hidden if is_hidden(hidden) => write_escape(out, hidden),
        plain => out.extend_from_slice(plain.encode_utf8(&mut [0; 4]).as_bytes()),
    }
}

fn write_escape(out: &mut Vec<u8>, character: char) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        write_to(out, format_args!("\\u{unit:04x}"));
    }
}

/// JSON with every hidden character written as an escape. Outside of texts JSON has none but line ends, which stay.
pub(super) fn inert_json(json: &str) -> String {
    let mut out = Vec::with_capacity(json.len());
    for character in json.chars() {
        if character != '\n' && is_hidden(character) {
            write_escape(&mut out, character);
        } else {
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    String::from_utf8(out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_bytes_become_json_that_reads_back() {
        for (bytes, expected) in [
            (&b"plain"[..], "plain"),
            (b"q\"\\\x1b[2J\n\0", "q\"\\\x1b[2J\n\0"),
            ("\u{202e}\u{e0041}é🦀".as_bytes(), "\u{202e}\u{e0041}é🦀"),
            (b"a\xff\xfeb", "a\u{fffd}\u{fffd}b"),
        ] {
            let mut out = Vec::new();
            let mut object = Object::new(&mut out);
            object.text("x", bytes);
            object.null("y");
            object.finish();
            let line = String::from_utf8(out).unwrap();
            assert!(!line.trim_end().chars().any(is_hidden), "{line}");
            let value: serde_json::Value = serde_json::from_str(&line).unwrap();
            assert_eq!(value["x"], expected);
        }
    }

    #[test]
    fn inert_json_means_the_same() {
        let json = serde_json::json!({ "a": "\u{202e}x\u{7f}\u{e0041}" });
        let text = inert_json(&serde_json::to_string_pretty(&json).unwrap());
        assert!(!text.replace('\n', "").chars().any(is_hidden));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), json);
    }
}
