//! Expressions that stand between the quotes a program puts around a value: what is sent closes the first, computes or compares, and opens a
//! string that the second closes. No statement begins and no comment cuts anything off, so that nothing else gives them away. Reads the
//! tokens of the parent; does not compute.

use super::{Kind, Reading};

/// Tokens of such an expression, and bytes of the string it leaves open.
const TOKENS_MAX: usize = 16;
const OPEN_BYTES_MAX: usize = 16;

/// Words of expressions.
const WORDS: &[&[u8]] = &[
    b"\\n",
    b"or",
    b"and",
    b"xor",
    b"like",
    b"rlike",
    b"regexp",
    b"in",
    b"is",
    b"not",
    b"null",
    b"div",
    b"mod",
    b"sounds",
    b"glob",
    b"ilike",
    b"binary",
    b"between",
    b"true",
    b"false",
    b"current_date",
    b"current_user",
    b"collate",
];

/// Words that compare or join what stands on both sides of them.
const JOINS: &[&[u8]] = &[
    b"or", b"and", b"xor", b"like", b"rlike", b"regexp", b"in", b"is", b"div", b"mod", b"sounds", b"glob", b"ilike",
    b"not",
];

/// Whether what follows the quote is an expression and ends in a string that is still open. French and English go on with a word behind an
/// apostrophe, measures (`6' - 7'`) compare nothing, and a language of filters closes what it opens.
pub(super) fn is_expression(reading: &Reading<'_>) -> bool {
    let count = reading.tokens.len();
    if !(2..=TOKENS_MAX).contains(&count) || !begins(reading) || !ends_open(reading) {
        return false;
    }
    let mut compares = false;
    for index in 0..count - 1 {
        let text = reading.text(index);
        match reading.kind(index) {
            Some(Kind::Operator) => {
                // `"<3"` is a heart.
                compares |= matches!(text, b"=" | b"<>" | b"!=" | b"<=" | b">=" | b"<=>" | b"^" | b"!")
                    || matches!(text, b"<" | b">") && count > 3;
            }
            Some(Kind::Word) if WORDS.contains(&text) => {
                compares |= JOINS.contains(&text);
            }
            // One name of a column, where the expression needs one.
            Some(Kind::Word) if joins_before(reading, index) && takes_part(reading, index + 1) => {}
            Some(Kind::Number | Kind::String | Kind::Open | Kind::Close | Kind::Variable) => {}
            _ => return false,
        }
    }
    // A lone word between quotes is a quotation.
    let quotation = count == 2 && reading.kind(0) == Some(Kind::Word);
    compares && !quotation && (count > 2 || leaves_something(reading))
}

/// Whether the first token joins: a sign other than a slash before a folder, or a word that stands there because a value ended.
fn begins(reading: &Reading<'_>) -> bool {
    match reading.kind(0) {
        Some(Kind::Operator) => true,
        Some(Kind::Word) => {
            let signs = reading.kind(1).is_some_and(|kind| !matches!(kind, Kind::Word | Kind::Number));
            let column = reading.kind(1) == Some(Kind::Word) && takes_part(reading, 2);
            reading.is_any(0, JOINS) && (signs || column)
        }
        _ => false,
    }
}

/// Whether the last token is a string that is not closed and holds at most a short word.
fn ends_open(reading: &Reading<'_>) -> bool {
    let last = reading.tokens.len() - 1;
    let text = reading.text(last);
    let (quote, inside) = match text {
        [quote, inside @ ..] => (*quote, inside.trim_ascii()),
        [] => return false,
    };
    reading.kind(last) == Some(Kind::String)
        && reading.place == super::Place::Quoted(quote)
        && inside.len() <= OPEN_BYTES_MAX
        && inside.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+-_.%@".contains(byte))
}

fn joins_before(reading: &Reading<'_>, index: usize) -> bool {
    index.checked_sub(1).is_some_and(|before| {
        reading.kind(before) == Some(Kind::Operator) || reading.is_any(before, JOINS) && reading.stands_apart(index)
    })
}

/// Whether a sign of a calculation or a comparison stands here.
fn takes_part(reading: &Reading<'_>, index: usize) -> bool {
    reading.kind(index) == Some(Kind::Operator)
        || reading.is_any(index, &[b"like", b"rlike", b"regexp", b"is", b"in", b"div", b"mod"])
}

/// Whether something stands before the first quote or in the last string: two quotes around a sign are a face.
fn leaves_something(reading: &Reading<'_>) -> bool {
    let before = reading.tokens[0].start as usize;
    let quoted = reading.value[..before].iter().any(u8::is_ascii_alphanumeric);
    quoted || reading.text(reading.tokens.len() - 1).len() > 1
}
