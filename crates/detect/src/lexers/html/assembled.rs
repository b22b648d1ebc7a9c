//! Scripts that are put together from pieces so that no name of a function stands in them: members of numbers (`0['ev'+a](b)`), choices
//! between constants (`1==1?'al':x`), names made of parts and joined (`a='ev';b='al';c=a+b`), and ways to a function without a call.
//! Does not put anything together: it counts the joints.

/// Bytes of a value that are looked at, and places of one kind.
const VALUE_BYTES_MAX: usize = 4 * 1024;
const PLACES_MAX: usize = 64;

/// Statements that give a name to something from which a text is a program: two are what a person writes in one line of a chat.
const ASSIGNMENTS_MIN: usize = 3;

/// Whether a script is put together from pieces, or goes to a function by another way than a call.
pub(super) fn is_assembled(value: &[u8]) -> bool {
    let value = &value[..value.len().min(VALUE_BYTES_MAX)];
    asks_a_number(value) || chooses_between_constants(value) || joins_pieces(value) || goes_another_way(value)
}

/// Whether a value holds a way to a function, or to the address of the page, that no sentence and no form has.
fn goes_another_way(value: &[u8]) -> bool {
    const WAYS: &[&[u8]] = &[
        b"document.createstylesheet(",
        b".setexpression(",
        b"location.assign(",
        b"location=<",
        b"location=window.name",
        b" setter=",
        b" getter=",
        b"iterator([this])",
        b".call(this,unescape",
        b"{x:this}",
        b"{x :this}",
        b"(alert||",
        b",alert,1]",
        b"[alert,",
        b"[alert][0]",
        b"=onblur=",
        b"script.src=name",
    ];
    memchr::memchr3(b'(', b'=', b'[', value).is_some()
        && (WAYS.iter().any(|way| memchr::memmem::find(value, way).is_some()) || goes_to_its_name(value))
}

/// Whether the page is sent to the name of its window: `location=name`. In an address (`/map?location=name`) it is a parameter.
fn goes_to_its_name(value: &[u8]) -> bool {
    const WAY: &[u8] = b"location=name";
    memchr::memmem::find_iter(value, WAY).take(PLACES_MAX).any(|at| {
        let parameter = at.checked_sub(1).is_some_and(|before| matches!(value[before], b'?' | b'&'));
        let goes_on =
            value.get(at + WAY.len()).is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_-&.".contains(byte));
        !parameter && !goes_on
    })
}

/// Whether a number is asked for a member: `.0[a]`, `0.[b]`, `0[c](d)`, `1..eval`. An index (`a[0][b]`) stands in brackets itself.
fn asks_a_number(value: &[u8]) -> bool {
    let calls = memchr::memmem::find(value, b"](").is_some();
    let of_member = memchr::memchr_iter(b'[', value).take(PLACES_MAX).any(|at| {
        let before = &value[..at];
        let number = before.iter().rev().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
        let (left, number) = before.split_at(at - number);
        let named = matches!(value.get(at + 1), Some(b'a'..=b'z' | b'\'' | b'"' | b'(' | b'$' | b'_' | b'+' | b'['));
        let free = left.last().is_none_or(|byte| b"=;({},:?&|!+-> \n".contains(byte));
        let dotted = number.contains(&b'.') && number.len() <= 3;
        free && named && (dotted && number.len() > 1 || calls && number.len() == 1 && number != b".")
    });
    let of_name = |name: &[u8]| {
        memchr::memmem::find_iter(value, name)
            .take(PLACES_MAX)
            .any(|at| matches!(value[..at], [.., b'0'..=b'9', b'.', b'.'] | [.., b'.', b'0'..=b'9', b'.']))
    };
    of_member || [&b"eval"[..], b"alert", b"constructor", b"confirm", b"prompt"].into_iter().any(of_name)
}

/// Whether one constant is compared with another and something chosen by it: `1==1?'a':b`, `(1!=1)?a:b`, `1==1&&'a'`.
fn chooses_between_constants(value: &[u8]) -> bool {
    memchr::memchr_iter(b'=', value).take(PLACES_MAX).any(|at| match (&value[..at], &value[at + 1..]) {
        (left, [b'=', right @ ..]) | ([left @ .., b'!'], right) => compares_numbers(left, right),
        _ => false,
    })
}

fn compares_numbers(left: &[u8], right: &[u8]) -> bool {
    let of_number = |byte: &&u8| byte.is_ascii_digit() || **byte == b'.';
    let before = left.iter().rev().take_while(of_number).count();
    let behind = right.iter().take_while(of_number).count();
    let rest = right[behind..].trim_ascii_start();
    let rest = rest.strip_prefix(b")").unwrap_or(rest).trim_ascii_start();
    let name = left.len().checked_sub(before + 1).is_some_and(|at| left[at].is_ascii_alphanumeric());
    before > 0 && behind > 0 && !name && (rest.starts_with(b"?") || rest.starts_with(b"&&'"))
}

/// Whether three statements or more give names to something, and a piece of a text is joined or chosen in them.
fn joins_pieces(value: &[u8]) -> bool {
    const JOINTS: &[&[u8]] = &[b"'+", b"+'", b"\"+", b"+\"", b"?'", b"' +", b"+ '", b"? '", b"'||", b"&&'"];
    if !JOINTS.iter().any(|joint| memchr::memmem::find(value, joint).is_some()) {
        return false;
    }
    let assigns = |statement: &&[u8]| {
        let statement = statement.trim_ascii_start();
        let name = statement
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.' | 0x80..))
            .count();
        let behind = statement[name..].trim_ascii_start();
        let behind = behind.strip_prefix(b"+").unwrap_or(behind);
        (1..=16).contains(&name) && behind.first() == Some(&b'=') && behind.len() > 1 && behind[1] != b'='
    };
    let statements = value.split(|byte| matches!(byte, b';' | b'\n' | b'{' | b'}'));
    statements.filter(assigns).count() >= ASSIGNMENTS_MIN
}
