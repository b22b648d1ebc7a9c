//! Functions of a script that are handed on instead of called, attributes that are left before anything else is said, and styles whose words
//! are hidden from those who compare them. Does not read tags or calls: the parent does.

/// Bytes of a value that are looked at for these, and places of one kind.
const VALUE_BYTES_MAX: usize = 4 * 1024;
const PLACES_MAX: usize = 16;

/// Functions with which tests show themselves, or which make a script of a text.
const SHOWN: &[&[u8]] = &[b"alert", b"confirm", b"prompt", b"eval"];

/// Whether a quote ends an attribute of the page, and a bracket its tag, before any word or tag, and another tag begins: `"><a`,
/// `' /><p`, `>"<b`. Pasted markup begins with its own tag.
pub(super) fn leaves_an_attribute(value: &[u8]) -> bool {
    let signs =
        value.iter().take(16).take_while(|byte| matches!(byte, b'"' | b'\'' | b'>' | b'/' | b' ' | b'`')).count();
    let (signs, rest) = value.split_at(signs);
    let left = signs.iter().any(|byte| matches!(byte, b'"' | b'\'')) && signs.contains(&b'>');
    left && matches!(rest, [b'<', letter, ..] if letter.is_ascii_alphabetic())
}

/// Whether such a function is given to a name that is called later (`a=eval;a(b)`), is what an object becomes a text by
/// (`{tostring:alert}`), or is handed to a call behind a string (`f('x',alert)`).
pub(super) fn gives_a_function_away(value: &[u8]) -> bool {
    let value = &value[..value.len().min(VALUE_BYTES_MAX)];
    SHOWN.iter().any(|function| {
        memchr::memmem::find_iter(value, function).take(PLACES_MAX).any(|at| {
            let behind = &value[at + function.len()..];
            let (before, sign) = match value[..at].trim_ascii_end() {
                [before @ .., sign] => (before, *sign),
                [] => return false,
            };
            match (sign, behind.first()) {
                (_, Some(next)) if next.is_ascii_alphanumeric() || matches!(next, b'_' | b'(' | b'`' | b'=') => false,
                (b'=', _) => is_called_later(before, behind),
                (b':', Some(b'}' | b',')) => becomes_a_text(before),
                (b',', Some(b')')) => matches!(before.trim_ascii_end().last(), Some(b'\'' | b'"')),
                _ => false,
            }
        })
    })
}

/// Whether the name a text ends in is called in another: `a` in `a=eval` and `;a(1)`.
fn is_called_later(before: &[u8], behind: &[u8]) -> bool {
    const NAME_BYTES_MAX: usize = 24;
    let before = before.trim_ascii_end();
    let of_a_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
    let length = before.iter().rev().take(NAME_BYTES_MAX).take_while(|byte| of_a_name(byte)).count();
    let name = &before[before.len() - length..];
    length > 0
        && memchr::memmem::find_iter(behind, name).take(PLACES_MAX).any(|at| {
            let begins = at > 0 && !of_a_name(&behind[at - 1]);
            begins && behind.get(at + length) == Some(&b'(')
        })
}

/// Whether a text ends in what a script asks of an object that it needs as a text or a number.
fn becomes_a_text(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    [&b"tostring"[..], b"valueof", b"tojson", b"toprimitive]"].iter().any(|name| before.ends_with(name))
}

/// Whether a style holds `expression(` or an address of script once escapes (`expr\65 ssion`) and comments (`ex/**/pression`) are undone.
pub(super) fn hides_a_style(value: &[u8]) -> bool {
    let value = &value[..value.len().min(VALUE_BYTES_MAX)];
    let hidden = memchr::memchr(b'\\', value).is_some() || memchr::memmem::find(value, b"/*").is_some();
    if !hidden || memchr::memchr2(b'(', b':', value).is_none() {
        return false;
    }
    let plain = without_escapes(value);
    [&b"expression("[..], b"url(javascript", b"url('javascript", b"behavior:url("]
        .iter()
        .any(|word| memchr::memmem::find(&plain, word).is_some() && memchr::memmem::find(value, word).is_none())
}

/// A style without comments, white space and escapes of one to six hexadecimal digits.
fn without_escapes(style: &[u8]) -> Vec<u8> {
    const ESCAPE_DIGITS_MAX: usize = 6;
    let mut plain = Vec::with_capacity(style.len());
    let mut at = 0;
    while let Some(byte) = style.get(at) {
        let rest = &style[at + 1..];
        at += 1;
        match byte {
            b'/' if rest.starts_with(b"*") => {
                at += memchr::memmem::find(&rest[1..], b"*/").map_or(rest.len(), |end| end + 3);
            }
            b'\\' => {
                let digits = rest.iter().take(ESCAPE_DIGITS_MAX).take_while(|byte| byte.is_ascii_hexdigit()).count();
                let number = std::str::from_utf8(&rest[..digits]).ok().map(|text| u32::from_str_radix(text, 16));
                let letter = number.and_then(Result::ok).and_then(|number| u8::try_from(number).ok());
                plain.extend(letter.map(|letter| letter.to_ascii_lowercase()));
                at += digits;
            }
            b' ' | b'\n' => {}
            byte => plain.push(*byte),
        }
    }
    plain
}
