//! Text that a shell puts other text in place of (`$(…)`, `$[…]`, `${x:-y}`, classes of letters in paths, `!-1`, `~+`), functions that
//! call themselves, and names given to commands. Does not look at which command stands where: the parent does.

use super::super::commands;
use super::super::shape::Weighed;
use super::Construct;

/// Places of one kind that are looked at: an honest value has none or few, and the time stays bounded.
const PLACES_MAX: usize = 32;

/// Bytes between the brackets of one class of letters.
const CLASS_BYTES_MAX: usize = 24;

/// Bytes of one expression that are read.
const EXPRESSION_BYTES_MAX: usize = 128;

/// Adds what of this a value holds.
pub(super) fn read(value: &[u8], found: &mut Weighed<Construct>) {
    for at in memchr::memchr_iter(b'$', value).take(PLACES_MAX) {
        found.add_if(is_expansion(&value[at + 1..]), Construct::Expansion);
        found.add_if(calls_what_was_given(value, at), Construct::AssignedCall);
    }
    for at in memchr::memmem::find_iter(value, b":~").take(PLACES_MAX) {
        found.add_if(cuts_a_variable(value, at), Construct::Expansion);
    }
    for at in memchr::memmem::find_iter(value, b"(").take(PLACES_MAX) {
        found.add_if(is_process(value, at), Construct::Expansion);
    }
    for at in memchr::memchr_iter(b'[', value).take(PLACES_MAX) {
        found.add_if(is_class_in_path(value, at), Construct::CharacterClass);
    }
    for at in memchr::memmem::find_iter(value, b"!-").take(PLACES_MAX) {
        // `!-1` begins a word; `<!-1` and `hop!-3` do not call anything.
        let begins = at == 0
            || matches!(value[at - 1], b' ' | b';' | b'|' | b'&' | b'(' | b'`')
            || value[..at].ends_with(b"!-1");
        found.add_if(begins && value.get(at + 2).is_some_and(u8::is_ascii_digit), Construct::HistoryCall);
    }
    found.add_if(is_tilde_folder(value), Construct::TildeFolder);
    for at in memchr::memmem::find_iter(value, b"alias").take(PLACES_MAX) {
        found.add_if(is_alias(value, at), Construct::AliasDefinition);
    }
    for at in memchr::memchr_iter(b';', value).take(PLACES_MAX) {
        found.add_if(is_database_command(&value[at + 1..]), Construct::DatabaseShell);
    }
    for at in memchr::memchr_iter(b'{', value).take(PLACES_MAX) {
        found.add_if(is_fork_bomb(value, at), Construct::ForkBomb);
    }
}

/// What follows a dollar sign: a substitution of a name (`$('#id')` and `$(this)` are jQuery's), a sum, a parameter with an operator.
fn is_expansion(rest: &[u8]) -> bool {
    let rest = &rest[..rest.len().min(EXPRESSION_BYTES_MAX)];
    match rest {
        [b'(', inside @ ..] => {
            let inside = inside.trim_ascii_start();
            let name = inside
                .iter()
                .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'/' | b'.'))
                .count();
            let script: [&[u8]; 7] = [b"this", b"document", b"window", b"function", b"e", b"el", b"event"];
            let ends = matches!(inside.get(name), Some(b')' | b' ' | b'|' | b'<' | b'>' | b'$' | b';' | b'&'));
            name > 0
                && ends
                && !script.contains(&&inside[..name])
                // Prices: `$(100)`.
                && !inside[..name].iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
                && memchr::memchr(b')', inside).is_some()
        }
        [b'[', inside @ ..] => {
            let sum = inside.split(|byte| *byte == b']').next().unwrap_or_default();
            // An empty sum is 0; paths into documents (`$[0]`, `$[*]`) are never empty.
            sum.is_empty() && inside.starts_with(b"]")
                || sum.len() < inside.len()
                    && sum.iter().any(u8::is_ascii_digit)
                    && sum.iter().any(|byte| matches!(byte, b'+' | b'*' | b'/' | b'-' | b'%'))
                    && sum.iter().all(|byte| {
                        byte.is_ascii_digit() || matches!(byte, b'+' | b'*' | b'/' | b'-' | b'%' | b' ' | b'(' | b')')
                    })
        }
        [b'{', inside @ ..] => {
            let inside = inside.split(|byte| *byte == b'}').next().unwrap_or_default();
            let sign = usize::from(matches!(inside.first(), Some(b'#' | b'!')));
            let name = inside[sign..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
            let operator = &inside[sign + name..];
            inside.len() < rest.len() - 1
                && name > 0
                && (sign == 1 && operator.is_empty()
                    || matches!(
                        operator,
                        [b':', b'-' | b'=' | b'?' | b'+' | b'0'..=b'9', ..]
                            | [b'/', b'/', ..]
                            | [b'%', b'%', ..]
                            | [b'#', _, ..]
                            | [b'@', _]
                    ))
        }
        _ => false,
    }
}

/// Whether a variable stands where a command would, behind a separator, and something was given to it before: `a=i;b=d;$a$b`.
fn calls_what_was_given(value: &[u8], dollar: usize) -> bool {
    let before = value[..dollar].trim_ascii_end();
    let length = value[dollar + 1..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let name = &value[dollar + 1..dollar + 1 + length];
    let separated = matches!(before.last(), Some(b';' | b'&' | b'|' | b'\n'));
    separated
        && length > 0
        && before.len() <= EXPRESSION_BYTES_MAX
        && memchr::memmem::find_iter(before, name).any(|at| {
            before.get(at + length) == Some(&b'=')
                && (at == 0 || matches!(before[at - 1], b';' | b'&' | b'|' | b' ' | b'\n'))
        })
}

/// Whether a part of a variable of Windows is cut out: `%programfiles:~10,-5%`.
fn cuts_a_variable(value: &[u8], at: usize) -> bool {
    let name = value[..at].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let digits = value[at + 2..].iter().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b',')).count();
    name > 1 && value[..at - name].ends_with(b"%") && digits > 0 && value.get(at + 2 + digits) == Some(&b'%')
}

/// Whether a parenthesis begins the output or input of a command as a file: `<(name)`, `>(name -x)`. (`=>(x)` and `a>(b)` are sums.)
fn is_process(value: &[u8], open: usize) -> bool {
    let Some(sign) = open.checked_sub(1).filter(|sign| matches!(value[*sign], b'<' | b'>')) else { return false };
    let begins = sign == 0 || matches!(value[sign - 1], b' ' | b';' | b'|' | b'&');
    let inside = &value[open + 1..];
    let name =
        inside.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'/')).count();
    begins && name > 1 && inside[0].is_ascii_alphabetic() && matches!(inside.get(name), Some(b')' | b' ' | b'<'))
}

/// Whether a bracket holds letters, a range or slashes beside a letter, inside a word behind a slash, and the word without its brackets is a
/// folder of the system or a command: `/e[t]c`, `/bin/ca[a-z]`, `/[!x]tc`, `/[e//]tc`. (`/[slug]`, `/page[1]` are names.)
fn is_class_in_path(value: &[u8], open: usize) -> bool {
    const FOLDERS: &[&[u8]] = &[
        b"etc", b"bin", b"usr", b"sbin", b"dev", b"tmp", b"var", b"proc", b"home", b"root", b"opt", b"passwd",
        b"shadow",
    ];
    let start = value[..open]
        .iter()
        .rposition(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'[' | b']' | b'?' | b'*'))
        .map_or(0, |at| at + 1);
    if start == 0 || value[start - 1] != b'/' {
        return false;
    }
    // Every class is one unknown letter; so are the wildcards.
    let mut letters = [0_u8; 24];
    let (mut length, mut at) = (0, start);
    while let Some(byte) = value.get(at) {
        if matches!(byte, b'/' | b' ' | b'\n' | b';' | b'|' | b'&' | b'"' | b'\'') {
            break;
        }
        let inside = (*byte == b'[').then(|| &value[at + 1..value.len().min(at + 2 + CLASS_BYTES_MAX)]);
        let class = inside.and_then(|inside| memchr::memchr(b']', inside).filter(|end| *end > 0));
        if *byte == b'[' && class.is_none() || length == letters.len() {
            return false;
        }
        letters[length] = match (*byte, class) {
            (b'[', Some(1)) => value[at + 1],
            (b'[' | b'?', _) => b'?',
            (letter, _) => letter,
        };
        at += class.map_or(1, |end| end + 2);
        length += 1;
    }
    // `/[slug]` is a place for a name: some letter has to stand outside.
    if letters[..length].iter().filter(|letter| **letter != b'?').count() < 2 {
        return false;
    }
    let fits =
        |known: &[u8]| known.len() == length && known.iter().zip(&letters).all(|(one, two)| one == two || *two == b'?');
    FOLDERS.iter().any(|folder| fits(folder))
        || commands::is_rare(&letters[..length])
        || commands::is_word(&letters[..length])
}

/// `~+`, `~-`, `~+2`, `~-1` and nothing else.
fn is_tilde_folder(value: &[u8]) -> bool {
    matches!(value, [b'~', b'+' | b'-', digits @ ..] if digits.len() <= 3 && digits.iter().all(u8::is_ascii_digit))
}

/// `alias name=…`, `alias -p` where a command may stand.
fn is_alias(value: &[u8], at: usize) -> bool {
    let begins =
        value[..at].trim_ascii_end().last().is_none_or(|byte| matches!(byte, b';' | b'|' | b'&' | b'(' | b'`' | b'{'));
    let Some(rest) = value[at + b"alias".len()..].strip_prefix(b" ") else { return false };
    let rest = rest.trim_ascii_start();
    // Options of every shell: `-p`, and of Z shell's `-g`, `+m`, `+g+`.
    let rest = match rest {
        [b'-' | b'+', letter, behind @ ..] if letter.is_ascii_alphabetic() => {
            behind.strip_prefix(b"+").unwrap_or(behind).trim_ascii_start()
        }
        other => other,
    };
    let name = rest
        .iter()
        .take_while(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'!' | b'%' | b',' | b'@' | b'-' | b'.')
        })
        .count();
    begins && name > 0 && rest.get(name) == Some(&b'=')
}

/// A command that the program of SQLite knows, with the dot it begins with; `.shell` and `.system` may be cut short before a command.
fn is_database_command(rest: &[u8]) -> bool {
    let Some(name) = rest.trim_ascii_start().strip_prefix(b".") else { return false };
    let name = name.trim_ascii_start();
    let name = name.strip_prefix(b"'").or_else(|| name.strip_prefix(b"\"")).unwrap_or(name);
    let length = name.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let command = name[length..].strip_prefix(b" ").unwrap_or_default();
    let command = command.split(|byte| !byte.is_ascii_alphanumeric()).next().unwrap_or_default();
    let cut = length >= 2 && (b"shell".starts_with(&name[..length]) || b"system".starts_with(&name[..length]));
    if cut && (commands::is_rare(command) || commands::is_word(command)) {
        return true;
    }
    DATABASE_COMMANDS.as_bytes().split(|byte| *byte == b' ').any(|known| known == &name[..length])
        && name.get(length).is_none_or(|byte| !matches!(byte, b'.' | b'/' | b'=' | b'-'))
}

/// `name(){ name|name& };name`: the body of a function calls the function on both sides of a pipe or in the background.
fn is_fork_bomb(value: &[u8], open: usize) -> bool {
    let Some(before) = value[..open].trim_ascii_end().strip_suffix(b")") else { return false };
    let Some(before) = before.trim_ascii_end().strip_suffix(b"(") else { return false };
    let before = before.trim_ascii_end();
    let length = before
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'.'))
        .count();
    let name = &before[before.len() - length..];
    let body = value[open + 1..].split(|byte| *byte == b'}').next().unwrap_or_default();
    let body = &body[..body.len().min(EXPRESSION_BYTES_MAX)];
    let calls = !name.is_empty() && memchr::memmem::find_iter(body, name).take(2).count() == 2;
    calls && body.iter().any(|byte| matches!(byte, b'|' | b'&'))
}

/// The commands of the program of SQLite, without their dot (its manual, "Command Line Shell For SQLite").
const DATABASE_COMMANDS: &str = "archive auth backup bail binary cd changes check clone connection databases dbconfig dbinfo dump echo eqp \
     excel exit expert explain filectrl fullschema headers help import imposter indexes iotrace limit lint load log \
     mode nonce nullvalue once open output parameter print progress prompt quit read recover restore save scanstats \
     schema selftest separator session sha3sum shell show stats system tables testcase testctrl timeout timer trace \
     unmodule vfsinfo vfslist vfsname width";
