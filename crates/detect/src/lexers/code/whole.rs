//! Values that are a statement of a program from their first byte to their last: one call that reaches files or processes, an import, a
//! name glued together from strings, a sum between brackets. Said inside a longer text these are talk about programs; alone in a
//! parameter they are what an interpreter is tried with. Does not look at calls in the middle of a value: the parent does.

use super::super::commands;
use super::super::shape::Weighed;
use super::{Construct, DANGEROUS_FUNCTIONS};

/// Bytes of a value that may be one statement; longer ones have other signs.
const STATEMENT_BYTES_MAX: usize = 256;

/// Joints between strings that are looked at.
const JOINTS_MAX: usize = 8;

/// Whether a value begins with a word that only whole statements begin with: they have none of the signs code is looked for by.
pub(super) fn begins_by_word(value: &[u8]) -> bool {
    [&b"import "[..], b"from ", b"system ", b"exec ", b"spawn ", b"popen ", b"passthru ", b"shell_exec ", b"syscall "]
        .iter()
        .any(|word| value.starts_with(word))
}

/// Adds what the whole value is.
pub(super) fn read(value: &[u8], found: &mut Weighed<Construct>) {
    found.add_if(joins_a_name(value), Construct::JoinedName);
    let statement = value.trim_ascii();
    if statement.len() > STATEMENT_BYTES_MAX {
        return;
    }
    let statement = statement.strip_suffix(b";").unwrap_or(statement).trim_ascii_end();
    found.add_if(is_system_call(statement) || is_call_by_word(statement), Construct::SystemStatement);
    found.add_if(is_import(statement), Construct::SystemStatement);
    found.add_if(opens_a_pipe(statement), Construct::SystemStatement);
    found.add_if(is_sum_in_braces(statement), Construct::BraceSum);
}

/// One call of a function that reaches files, processes or the interpreter's own names, whose name is also a word, with a string or, where
/// it takes none, nothing: `open('x')`, `fork()`, `globals()`. (`open(door)`, `read()` are none.)
fn is_system_call(statement: &[u8]) -> bool {
    const OF_STRINGS: &[&[u8]] = &[
        b"open",
        b"read",
        b"write",
        b"exists",
        b"spawn",
        b"exec",
        b"system",
        b"load",
        b"unlink",
        b"opendir",
        b"sysopen",
        b"syswrite",
        b"readlines",
        b"execl",
        b"execv",
        b"execve",
        b"execvp",
        b"readdir",
        b"rmtree",
    ];
    const OF_NOTHING: &[&[u8]] =
        &[b"fork", b"getpid", b"getppid", b"getuid", b"geteuid", b"getlogin", b"globals", b"locals", b"gethostname"];
    let Some(open) = memchr::memchr(b'(', statement) else { return false };
    let Some(inside) = statement[open + 1..].strip_suffix(b")") else { return false };
    let (name, inside) = (&statement[..open], inside.trim_ascii());
    match inside {
        [] => OF_NOTHING.contains(&name),
        _ => OF_STRINGS.contains(&name) && is_string(inside),
    }
}

/// A call as Perl and Ruby write it, without parentheses, of a command: `system "id"`. (`system "solar"` is a search.)
fn is_call_by_word(statement: &[u8]) -> bool {
    let Some(space) = memchr::memchr(b' ', statement) else { return false };
    let (name, string) = (&statement[..space], statement[space..].trim_ascii_start());
    let command = string.get(1..).unwrap_or_default();
    let command = command.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'/').next().unwrap_or_default();
    let runs = command.starts_with(b"/") || commands::is_rare(command) || commands::is_word(command);
    matches!(name, b"system" | b"exec" | b"spawn" | b"popen" | b"passthru" | b"shell_exec" | b"syscall")
        && is_string(string)
        && runs
}

/// Whether what is given to a function is what a command prints: print(`id`).
pub(super) fn runs_a_command(argument: &[u8]) -> bool {
    let Some(command) = argument.strip_prefix(b"`") else { return false };
    let name = command.split(|byte| !byte.is_ascii_alphanumeric()).next().unwrap_or_default();
    command.starts_with(b"/") || commands::is_rare(name) || commands::is_word(name)
}

/// Something between quotes of one kind, perhaps several strings.
fn is_string(text: &[u8]) -> bool {
    matches!(text, [quote @ (b'\'' | b'"' | b'`'), .., last] if quote == last)
}

/// A module of Python that reaches the system, imported: `import os`, `from subprocess import *`.
fn is_import(statement: &[u8]) -> bool {
    const MODULES: &[&[u8]] = &[
        b"os",
        b"sys",
        b"subprocess",
        b"socket",
        b"pty",
        b"shutil",
        b"commands",
        b"pickle",
        b"importlib",
        b"builtins",
        b"platform",
        b"ctypes",
    ];
    let mut words = statement.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
    let (first, module, rest) = (words.next(), words.next(), words.next());
    let of_the_system = module.is_some_and(|module| MODULES.contains(&module));
    of_the_system && (first == Some(b"import") && rest.is_none() || first == Some(b"from") && rest == Some(b"import"))
}

/// `open(F,"id|")`: a file of Perl or Ruby whose name ends or begins in a pipe is a command.
fn opens_a_pipe(statement: &[u8]) -> bool {
    let Some(inside) = statement.strip_prefix(b"open(").or_else(|| statement.strip_prefix(b"open ")) else {
        return false;
    };
    [&b"|\""[..], b"|'", b"\"|", b"'|"].iter().any(|sign| memchr::memmem::find(inside, sign).is_some())
}

/// Nothing but a product of two numbers between braces, as template engines are tried with: `{7*7}`, `{{=6*7}}`, `{%=2*3%}`.
/// (`{2*x}` and `{1,2}` are none.)
fn is_sum_in_braces(statement: &[u8]) -> bool {
    if !statement.starts_with(b"{") || !statement.ends_with(b"}") {
        return false;
    }
    let bracket = |byte: &u8| matches!(byte, b'{' | b'}' | b'=' | b'%' | b'#' | b' ' | b'@');
    let begins = statement.iter().take_while(|byte| bracket(byte)).count();
    let ends = statement.iter().rev().take_while(|byte| bracket(byte)).count();
    let Some(sum) = statement.get(begins..statement.len() - ends) else { return false };
    let mut factors = sum.split(|byte| *byte == b'*').map(<[u8]>::trim_ascii);
    let number = |factor: &[u8]| {
        let factor = trim_quotes(factor);
        !factor.is_empty() && factor.iter().all(u8::is_ascii_digit)
    };
    factors.next().is_some_and(number) && factors.next().is_some_and(number) && factors.next().is_none()
}

fn trim_quotes(text: &[u8]) -> &[u8] {
    match text {
        [b'\'' | b'"', inner @ .., b'\'' | b'"'] => inner,
        other => other,
    }
}

/// Whether strings glued together with dots, plus signs or blanks (plus signs that were not escaped) make the name of a function that runs
/// something, or of what scripts of a page reach: `'sys'.'tem'`, `"ex"+"ec"`, `'al' 'ert'`.
fn joins_a_name(value: &[u8]) -> bool {
    const NAME_BYTES_MAX: usize = 24;
    let joints =
        memchr::memchr3_iter(b'.', b'+', b' ', value).filter(|at| joint(value, *at).is_some()).take(JOINTS_MAX);
    for at in joints {
        let Some((left, mut right)) = joint(value, at) else { continue };
        let begins = value[..left].iter().rposition(|byte| matches!(byte, b'\'' | b'"')).map_or(0, |quote| quote + 1);
        let mut name = value[begins..left].to_vec();
        while name.len() <= NAME_BYTES_MAX {
            let length =
                value[right..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
            name.extend_from_slice(&value[right..right + length]);
            let end = right + length;
            // Behind the string another joint, or the end of the name.
            let next = (end + 1..=end + 2).find_map(|at| {
                let sign = matches!(value.get(at), Some(b'.' | b'+' | b' '));
                sign.then(|| joint(value, at)).flatten()
            });
            match next {
                Some((closes, opens)) if closes == end => right = opens,
                _ => break,
            }
        }
        let of_a_page = [&b"alert"[..], b"unescape", b"javascript", b"constructor", b"location", b"settimeout"];
        if left > begins && (DANGEROUS_FUNCTIONS.contains(&name.as_slice()) || of_a_page.contains(&name.as_slice())) {
            return true;
        }
    }
    false
}

/// Where the string before a joint ends and the one behind it begins, if both are there.
fn joint(value: &[u8], at: usize) -> Option<(usize, usize)> {
    let before = value[..at].trim_ascii_end();
    let behind = &value[at + 1..];
    let spaces = behind.len() - behind.trim_ascii_start().len();
    let quoted = matches!(before.last(), Some(b'\'' | b'"')) && matches!(behind.get(spaces), Some(b'\'' | b'"'));
    quoted.then(|| (before.len() - 1, at + 1 + spaces + 1))
}
