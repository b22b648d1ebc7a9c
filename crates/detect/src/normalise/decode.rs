//! Decoding of one text an attacker chose, to a fixed point, in one pass. Knows nothing of requests or fields.
//!
//! Escapes nest (`%2525…`, `&amp;lt;`, `%26%2360`), so a decoder with a fixed number of rounds can always be out-nested, and
//! one that repeats until nothing changes takes quadratic time. This one works like a shift-reduce parser: each byte is
//! pushed on the output, and when the output now *ends* in a whole escape, that tail is replaced by what it stands for,
//! which is pushed again in the same way. Every replacement is shorter than what it replaces, so the work is linear, any
//! nesting is undone, and no escape is left in the output: normalising twice equals normalising once.

use super::encoding::{Encoding, Encodings};
use crate::byte_set::{self, ByteSet};

/// How a text was written down by its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A path, a header, a message: a plus sign is a plus sign.
    Plain,
    /// `application/x-www-form-urlencoded`: a plus sign that was not itself escaped is a space (URL standard, § 5).
    Form,
}

/// Bytes of one part that are read. Servers refuse request lines over 8 to 64 KiB; what is longer is an attack on
/// the reader, is cut here and marked with [`Encoding::Cut`].
pub const PART_BYTES_MAX: usize = 64 * 1024;

/// The longest escape that is undone, counted from its first byte to its last: `&#x00003c;`, `\u{01f600}`, `+ADwAIg-`.
const ESCAPE_BYTES_MAX: usize = 12;

/// Appends the normalised text to `out` and says which ways of writing were met. `pending` is working space.
///
/// Undone: percent escapes (`%41`, `%u0041`) to any depth, HTML character references (named ones that matter to markup,
/// and numeric ones with or without semicolon), `\x41`, `\u0041`, `\u{41}` and three-digit octal escapes, UTF-7 runs that stand for ASCII,
/// overlong UTF-8, full-width letters and a few other look-alikes of ASCII. Then: NUL bytes vanish, other control characters are spaces, a run of
/// white space is one space (or one line feed, if the run breaks a line), letters are lower case.
///
/// Not undone: Base64 (queries are searched for it apart), compression, octal escapes of one or two digits, decimal escapes of other languages.
///
/// ```
/// use vigie_detect::normalise::decode::{Kind, normalise_into};
/// let (mut out, mut pending) = (Vec::new(), Vec::new());
/// normalise_into(b"%253CScRiPt%3Ealert+(1)", Kind::Form, &mut out, &mut pending);
/// assert_eq!(out, b"<script>alert (1)");
/// ```
pub fn normalise_into(raw: &[u8], kind: Kind, out: &mut Vec<u8>, pending: &mut Vec<u8>) -> Encodings {
    let mut encodings = Encodings::default();
    let raw = if raw.len() > PART_BYTES_MAX {
        encodings.add(Encoding::Cut);
        &raw[..PART_BYTES_MAX]
    } else {
        raw
    };
    let start = out.len();
    if is_plain(raw, kind) {
        out.extend_from_slice(raw);
    } else {
        let mut decoder = Decoder { out, pending, start, trigger: None, decoded_percent: None, encodings };
        decoder.read(raw, kind);
        encodings = decoder.encodings;
    }
    out[start..].make_ascii_lowercase();
    encodings
}

/// Whether nothing in the text can be part of an escape or is folded, so that only the case is left to do. Written as
/// reductions without branches, which the compiler turns into vector instructions.
fn is_plain(raw: &[u8], kind: Kind) -> bool {
    let (mut always, mut ampersand, mut reference, mut plus, mut minus, mut spaces) =
        (false, false, false, false, false, false);
    for &byte in raw {
        always |= (byte == b'%') || (byte == b'\\') | !(b' '..0x7f).contains(&byte);
        ampersand |= byte == b'&';
        reference |= (byte == b';') || (byte == b'#');
        plus |= byte == b'+';
        minus |= byte == b'-';
    }
    for (one, two) in raw.iter().zip(raw.iter().skip(1)) {
        spaces |= (*one == b' ') && (*two == b' ');
    }
    let plus_matters = plus && (kind == Kind::Form || minus);
    !(always || spaces || plus_matters || ampersand && reference)
}

struct Decoder<'o> {
    out: &'o mut Vec<u8>,
    /// Bytes still to be pushed, last first.
    pending: &'o mut Vec<u8>,
    start: usize,
    /// Place of the last byte in the output that may begin an escape.
    trigger: Option<usize>,
    /// Place of the last percent sign that was itself escaped.
    decoded_percent: Option<usize>,
    encodings: Encodings,
}

impl Decoder<'_> {
    fn read(&mut self, raw: &[u8], kind: Kind) {
        self.pending.clear();
        let mut at = 0;
        while at < raw.len() {
            if !self.armed() {
                let run = raw[at..].iter().take_while(|byte| !BEGINS[usize::from(**byte)]).count();
                self.out.extend_from_slice(&raw[at..at + run]);
                at += run;
                if at == raw.len() {
                    break;
                }
            }
            let byte = raw[at];
            if kind == Kind::Form && byte == b'+' {
                if let Some((length, character)) = utf7_at(&raw[at..]) {
                    self.encodings.add(Encoding::Utf7);
                    self.push(character as u8);
                    at += length;
                    continue;
                }
                self.push(b' ');
            } else {
                self.push(byte);
            }
            at += 1;
        }
        if let Some((length, character)) = self.open_reference() {
            self.encodings.add(Encoding::CharacterReference);
            self.replace(length, character);
            self.drain();
        }
    }

    /// Whether the output may end in the beginning of an escape.
    fn armed(&self) -> bool {
        self.trigger.is_some_and(|trigger| self.out.len() <= trigger + ESCAPE_BYTES_MAX)
    }

    fn push(&mut self, byte: u8) {
        self.pending.push(byte);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(byte) = self.pending.pop() {
            self.step(byte);
        }
    }

    /// Removes `length` bytes from the end of the output and sets the character to be pushed next.
    fn replace(&mut self, length: usize, character: char) {
        self.out.truncate(self.out.len() - length);
        let mut bytes = [0; 4];
        self.pending.extend(character.encode_utf8(&mut bytes).as_bytes().iter().rev());
    }

    fn step(&mut self, byte: u8) {
        if self.armed() && !byte.is_ascii_digit() && !matches!(byte, b';' | b'%' | b'\\' | 0) {
            let letter_may_belong = byte.is_ascii_hexdigit() && self.open_reference_is_hexadecimal();
            if let Some((length, character)) = self.open_reference().filter(|_| !letter_may_belong) {
                self.encodings.add(Encoding::CharacterReference);
                self.pending.push(byte);
                self.replace(length, character);
                return;
            }
        }
        match byte {
            0 => self.encodings.add(Encoding::NulByte),
            b'\n' | b'\r' => self.push_space(b'\n'),
            b'\t' | 0x0b | 0x0c | b' ' => self.push_space(b' '),
            1..=0x1f | 0x7f => {
                self.encodings.add(Encoding::ControlCharacter);
                self.push_space(b' ');
            }
            0x80.. => {
                self.trigger = Some(self.out.len());
                self.out.push(byte);
                self.reduce_character();
            }
            b'%' | b'\\' | b'&' | b'+' => {
                self.trigger = Some(self.out.len());
                self.out.push(byte);
            }
            _ => {
                self.out.push(byte);
                if self.armed() {
                    self.reduce(byte);
                }
            }
        }
    }

    fn push_space(&mut self, space: u8) {
        match self.out[self.start..].last() {
            Some(b' ') if space == b'\n' => {
                if let Some(last) = self.out.last_mut() {
                    *last = space;
                }
            }
            Some(b' ' | b'\n') => {}
            _ => self.out.push(space),
        }
    }

    /// Replaces the escape the output ends in, if it ends in one. `last` is its last byte, already pushed.
    fn reduce(&mut self, last: u8) {
        let found = match last {
            b';' => self.closed_reference(),
            b'-' => {
                let tail = self.tail();
                memchr::memrchr(b'+', tail).and_then(|plus| {
                    let (length, character) = utf7_at(&tail[plus..])?;
                    (length == tail.len() - plus).then_some((length, character, Encoding::Utf7))
                })
            }
            b'}' | b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F' => self.digits_escape(),
            _ => None,
        };
        let Some((length, character, encoding)) = found else { return };
        self.encodings.add(encoding);
        self.replace(length, character);
        if encoding == Encoding::Percent {
            if self.decoded_percent == Some(self.out.len()) {
                self.encodings.add(Encoding::NestedPercent);
            }
            if character == '%' {
                self.decoded_percent = Some(self.out.len());
            }
        }
        // A percent escape stands for a byte, which may be one of several of a character.
        if encoding == Encoding::Percent && character as u32 >= 0x80 {
            self.pending.truncate(self.pending.len() - character.len_utf8());
            self.pending.push(character as u8);
        }
    }

    fn tail(&self) -> &[u8] {
        let from = self.start.max(self.out.len().saturating_sub(ESCAPE_BYTES_MAX));
        &self.out[from..]
    }

    /// `%41`, `%u0041`, `\x41`, `\u0041`, `\u{41}`, `\101` at the end of the output.
    fn digits_escape(&self) -> Option<(usize, char, Encoding)> {
        let tail = self.tail();
        if let [.., b'%', high, low] = tail {
            // The byte is carried as the character of the same number.
            if let Some(byte) = hexadecimal(&[*high, *low]) {
                return Some((3, char::from_u32(byte)?, Encoding::Percent));
            }
        }
        if let [b'%', b'u' | b'U', digits @ ..] = last_bytes(tail, 6)
            && digits.len() == 4
            && let Some(number) = hexadecimal(digits)
        {
            return Some((6, char::from_u32(number)?, Encoding::PercentU));
        }
        if let [b'\\', b'x' | b'X', digits @ ..] = last_bytes(tail, 4)
            && digits.len() == 2
            && let Some(number) = hexadecimal(digits)
        {
            return Some((4, char::from_u32(number)?, Encoding::Backslash));
        }
        if let [b'\\', b'u' | b'U', digits @ ..] = last_bytes(tail, 6)
            && digits.len() == 4
            && let Some(number) = hexadecimal(digits)
        {
            return Some((6, char::from_u32(number)?, Encoding::Backslash));
        }
        if let [b'\\', first @ b'0'..=b'3', second @ b'0'..=b'7', third @ b'0'..=b'7'] = last_bytes(tail, 4) {
            let number = u32::from(first - b'0') * 64 + u32::from(second - b'0') * 8 + u32::from(third - b'0');
            return Some((4, char::from_u32(number)?, Encoding::Backslash));
        }
        if tail.last() == Some(&b'}') {
            let backslash = memchr::memrchr(b'\\', tail)?;
            if let [b'\\', b'u' | b'U', b'{', digits @ .., b'}'] = &tail[backslash..] {
                return Some((tail.len() - backslash, char::from_u32(hexadecimal(digits)?)?, Encoding::Backslash));
            }
        }
        None
    }

    /// `&lt;`, `&#60;`, `&#x3c;` at the end of the output.
    fn closed_reference(&self) -> Option<(usize, char, Encoding)> {
        let tail = self.tail();
        let ampersand = memchr::memrchr(b'&', tail)?;
        let name = &tail[ampersand + 1..tail.len() - 1];
        let character = match name {
            [b'#', number @ ..] => reference_number(number)?,
            _ => NAMES.iter().find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(name))?.1,
        };
        Some((tail.len() - ampersand, character, Encoding::CharacterReference))
    }

    /// `&#60` or `&#x3c` at the end of the output: browsers do not insist on the semicolon.
    fn open_reference(&self) -> Option<(usize, char)> {
        let tail = self.tail();
        let ampersand = memchr::memrchr(b'&', tail)?;
        match &tail[ampersand + 1..] {
            [b'#', number @ ..] => Some((tail.len() - ampersand, reference_number(number)?)),
            _ => None,
        }
    }

    fn open_reference_is_hexadecimal(&self) -> bool {
        let tail = self.tail();
        memchr::memrchr(b'&', tail).is_some_and(|ampersand| matches!(tail.get(ampersand + 2), Some(b'x' | b'X')))
    }

    /// Folds the character of several bytes the output ends in: overlong forms and look-alikes of ASCII, upper case.
    fn reduce_character(&mut self) {
        let tail = last_bytes(&self.out[self.start..], 4);
        let (length, code) = match *tail {
            [.., lead @ (0xc0 | 0xc1), low @ 0x80..=0xbf] => (2, u32::from(lead & 0x1f) << 6 | u32::from(low & 0x3f)),
            [.., 0xe0, middle @ 0x80..=0x81, low @ 0x80..=0xbf] => {
                (3, u32::from(middle & 0x3f) << 6 | u32::from(low & 0x3f))
            }
            [0xf0, 0x80, middle @ 0x80..=0x81, low @ 0x80..=0xbf] => {
                (4, u32::from(middle & 0x3f) << 6 | u32::from(low & 0x3f))
            }
            _ => return self.fold_character(),
        };
        if let Some(character) = char::from_u32(code) {
            self.encodings.add(Encoding::OverlongUtf8);
            self.replace(length, character);
        }
    }

    fn fold_character(&mut self) {
        let text = &self.out[self.start..];
        // A line break for servers that keep only the low byte of U+560A and U+560D, in either order.
        if text.ends_with("\u{560a}\u{560d}".as_bytes()) || text.ends_with("\u{560d}\u{560a}".as_bytes()) {
            self.encodings.add(Encoding::LookAlike);
            return self.replace(6, '\n');
        }
        let tail = last_bytes(text, 4);
        let Some(lead) = tail.iter().rposition(|byte| *byte >= 0xc0) else { return };
        let Some(character) = std::str::from_utf8(&tail[lead..]).ok().and_then(|text| text.chars().next()) else {
            return;
        };
        let length = character.len_utf8();
        let folded = match character {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0),
            '\u{2460}'..='\u{2468}' => char::from_u32(character as u32 - 0x2460 + 0x31),
            '\u{24ea}' => Some('0'),
            '\u{24b6}'..='\u{24cf}' => char::from_u32(character as u32 - 0x24b6 + 0x61),
            '\u{24d0}'..='\u{24e9}' => char::from_u32(character as u32 - 0x24d0 + 0x61),
            // Mathematical letters and digits (Unicode, block 1D400), which compatibility normalisation makes plain: 52 letters, or ten
            // digits, of each style.
            '\u{1d400}'..='\u{1d6a3}' => char::from_u32((character as u32 - 0x1d400) % 26 + 0x61),
            '\u{1d7ce}'..='\u{1d7ff}' => char::from_u32((character as u32 - 0x1d7ce) % 10 + 0x30),
            '\u{17f}' => Some('s'),
            '\u{212a}' => Some('k'),
            '\u{2bc}' => Some('\''),
            '\u{2044}' | '\u{2215}' => Some('/'),
            '\u{2216}' => Some('\\'),
            '\u{2024}' | '\u{3002}' => Some('.'),
            '\u{a0}' | '\u{3000}' | '\u{2000}'..='\u{200a}' | '\u{202f}' => Some(' '),
            _ => None,
        };
        if let Some(folded) = folded {
            if folded != ' ' {
                self.encodings.add(Encoding::LookAlike);
            }
            return self.replace(length, folded);
        }
        let mut lower = character.to_lowercase();
        if let (Some(one), None) = (lower.next(), lower.next())
            && one != character
        {
            self.replace(length, one);
        }
    }
}

/// The last `count` bytes, or all when there are fewer.
fn last_bytes(text: &[u8], count: usize) -> &[u8] {
    &text[text.len().saturating_sub(count)..]
}

/// The number hexadecimal digits write; `None` when there is none, or more than six.
fn hexadecimal(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 6 {
        return None;
    }
    digits.iter().try_fold(0, |number, digit| Some(number * 16 + char::from(*digit).to_digit(16)?))
}

/// The character of a numeric reference without its `#`: decimal, or hexadecimal after `x`.
fn reference_number(text: &[u8]) -> Option<char> {
    let number = match text {
        [b'x' | b'X', digits @ ..] => {
            let zeros = digits.iter().take_while(|digit| **digit == b'0').count().min(digits.len().saturating_sub(1));
            hexadecimal(&digits[zeros..])?
        }
        [] => return None,
        digits => digits
            .iter()
            .try_fold(0u32, |number, digit| number.checked_mul(10)?.checked_add(char::from(*digit).to_digit(10)?))?,
    };
    char::from_u32(number)
}

/// A UTF-7 run that stands for one ASCII character (`+ADw-`), at the start of the text: its length and the character.
///
/// Only single characters below 128 are undone: those are what attacks hide, and `c+API-docs` must stay what it is.
/// The run always begins with a capital `A` (the six top bits of the sixteen are zero), so lower-cased text has none.
fn utf7_at(text: &[u8]) -> Option<(usize, char)> {
    let [b'+', b'A', second, third, b'-', ..] = text else { return None };
    let number = u32::from(base64(*second)?) << 6 | u32::from(base64(*third)?);
    // 18 bits hold 16: the two lowest are padding and zero.
    if number & 3 != 0 {
        return None;
    }
    char::from_u32(number >> 2)
        .filter(char::is_ascii)
        .filter(|character| !character.is_ascii_alphanumeric())
        .map(|character| (5, character))
}

/// The six bits of a Base64 digit.
fn base64(digit: u8) -> Option<u8> {
    match digit {
        b'A'..=b'Z' => Some(digit - b'A'),
        b'a'..=b'z' => Some(digit - b'a' + 26),
        b'0'..=b'9' => Some(digit - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

/// Named references that change what markup, a script, a path or SQL means. The others (letters with accents) stay.
const NAMES: &[(&str, char)] = &[
    ("amp", '&'),
    ("apos", '\''),
    ("ast", '*'),
    ("bsol", '\\'),
    ("colon", ':'),
    ("comma", ','),
    ("commat", '@'),
    ("dollar", '$'),
    ("equals", '='),
    ("excl", '!'),
    ("grave", '`'),
    ("gt", '>'),
    ("lbrace", '{'),
    ("lbrack", '['),
    ("lcub", '{'),
    ("lowbar", '_'),
    ("lpar", '('),
    ("lsqb", '['),
    ("lt", '<'),
    ("nbsp", ' '),
    ("newline", '\n'),
    ("num", '#'),
    ("percnt", '%'),
    ("period", '.'),
    ("plus", '+'),
    ("quest", '?'),
    ("quot", '"'),
    ("rbrace", '}'),
    ("rbrack", ']'),
    ("rcub", '}'),
    ("rpar", ')'),
    ("rsqb", ']'),
    ("semi", ';'),
    ("sol", '/'),
    ("tab", '\t'),
    ("verbar", '|'),
    ("vert", '|'),
];

/// Bytes that a run copied without looking must not hold: those that begin escapes or are folded.
const BEGINS: ByteSet = {
    let mut table = byte_set::of(b"%\\&+");
    let mut byte = 0;
    while byte < 256 {
        table[byte] |= byte <= 0x20 || byte >= 0x7f;
        byte += 1;
    }
    table
};
