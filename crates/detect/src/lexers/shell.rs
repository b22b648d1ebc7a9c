//! A tokeniser for command lines of Unix shells and of Windows, as attackers write them into parameters, and the constructs found.
//!
//! It looks at *command positions* (the beginning of a value, after `;`, `|`, `&&`, a line break, `$(`, a back tick …), reads the word
//! that stands there the way a shell would (quotes, backslashes, `$@`, empty substitutions and carets inside a word vanish) and
//! looks it up. What follows the word decides how much it says. It does not expand variables and does not run anything.

use super::shape::{Shape, Weighed};
use crate::byte_set::{self, ByteSet};

/// Bytes of one value that are read, and command positions looked at.
const VALUE_BYTES_MAX: usize = 8 * 1024;
const POSITIONS_MAX: usize = 256;

/// The longest word that is looked up, once its quotes are gone.
const WORD_BYTES_MAX: usize = 32;

super::shape::constructs! {
    /// A construct of a command line and how much it says on its own. [`LIKELY_WEIGHT`](super::shape::LIKELY_WEIGHT) is enough to accuse.
    pub enum Construct {
        /// A command whose name is no word of a language, at the beginning: `whoami`, `wget` …
        LeadingCommand = "leading-command", 2;
        /// A command whose name is also a word, at the beginning: `cat`, `sleep` …
        LeadingWord = "leading-word", 1;
        /// A command whose name is no word, after a separator.
        SeparatedCommand = "separated-command", 5;
        /// A command whose name is also a word, after a separator, and something only a command is followed by.
        SeparatedWord = "separated-word", 3;
        /// An option, a path, an address or a redirection after a command.
        Argument = "argument", 2;
        /// A command inside `$(…)`, back ticks or `<(…)`.
        Substitution = "substitution", 2;
        /// A command whose name was taken apart: `c''at`, `w\get`, `p$@ing`, `po^wershell`.
        TakenApart = "taken-apart", 5;
        /// A command by its path: `/bin/sh`, `/usr/bin/id`.
        CommandPath = "command-path", 5;
        /// A path written with wildcards: `/???/c?t`, `/e?c/p*`.
        WildcardPath = "wildcard-path", 5;
        /// White space written as a variable: `${ifs}`.
        FieldSeparator = "field-separator", 5;
        /// White space written as a brace expansion: `{cat,/etc/passwd}`, `{,id}`.
        BraceCommand = "brace-command", 5;
        /// An interpreter and a program given to it: `perl -e`, `bash -c`, `php -r`.
        Interpreter = "interpreter", 4;
        /// Something piped into a shell: `| bash`.
        PipedShell = "piped-shell", 4;
        /// A download to be run: `wget http…`, `curl -o … http…`.
        Download = "download", 3;
        /// Output thrown away or joined: `>/dev/null`, `2>&1`.
        Redirection = "redirection", 3;
        /// A socket as a file, a pipe for a reverse shell: `/dev/tcp/`, `mkfifo /tmp/`, `nc -e`.
        ReverseShell = "reverse-shell", 6;
        /// A file that tells of accounts or of the system: `/etc/passwd`, `/proc/self/environ`.
        SystemFile = "system-file", 3;
        /// A variable of Windows, or a part of one: `%comspec%`, `%programfiles:~10,1%`.
        WindowsVariable = "windows-variable", 4;
        /// `for %x in (…) do`, `for /l %x`.
        WindowsLoop = "windows-loop", 5;
        /// `if exist`, `if not defined`, `if /i a==b`, `if errorlevel`, `if "%1"==`.
        WindowsCondition = "windows-condition", 5;
        /// A command of PowerShell: `invoke-expression`, `new-object net.webclient`, `-encodedcommand` …
        PowerShell = "power-shell", 5;
        /// A variable of a Unix shell: `$shell`, `$path`, `${home}`.
        ShellVariable = "shell-variable", 1;
        /// The rest of a command line of Windows made a remark: `&rem`.
        WindowsRemark = "windows-remark", 4;
        /// A short command, and the rest made a comment or a remark: `;rm x #`, `&del x&rem`.
        CommentedCommand = "commented-command", 6;
        /// A sum that a shell computes: `$((52+54))`.
        ShellSum = "shell-sum", 5;
        /// A function of Bash that is smuggled into its environment: `() { :;};`.
        FunctionImport = "function-import", 6;
        /// Weights of the constructs of one value reach the threshold. Accuses.
        Likely = "likely", 0;
    }
}

/// Adds the constructs of one normalised value to the shape. `free_text` says that people write sentences into it.
///
/// ```
/// use vigie_detect::lexers::{shape::Shape, shell::{Construct, read}};
/// let mut shape = Shape::default();
/// read(b"127.0.0.1; c''at /e?c/p*", false, &mut shape);
/// assert!(shape.contains(Construct::TakenApart) && shape.contains(Construct::Likely));
/// ```
pub fn read(value: &[u8], free_text: bool, shape: &mut Shape<Construct>) {
    let value = &value[..value.len().min(VALUE_BYTES_MAX)];
    if value.len() < 3 || !value.iter().any(|byte| MATTERS[usize::from(*byte)]) {
        return;
    }
    let mut found = Weighed::default();
    read_positions(value, free_text, &mut found);
    read_signs(value, &mut found);
    if found.weight() >= super::shape::LIKELY_WEIGHT + u32::from(free_text) && !is_pasted(found, free_text) {
        found.add(Construct::Likely);
    }
    shape.merge(&found);
}

/// Whether the value is a command line from its first byte and nothing in it shows an injection: people search for command lines as
/// they write them (`curl -o x https://…`) and begin sentences with words such as `find`, while an injected command has to leave a
/// value first, hides, or reads a file of the system.
fn is_pasted(found: Weighed<Construct>, free_text: bool) -> bool {
    const SHOWS_INJECTION: &[Construct] = &[
        Construct::SeparatedCommand,
        Construct::SeparatedWord,
        Construct::Substitution,
        Construct::TakenApart,
        Construct::WildcardPath,
        Construct::FieldSeparator,
        Construct::BraceCommand,
        Construct::PipedShell,
        Construct::ReverseShell,
        Construct::SystemFile,
        Construct::WindowsRemark,
        Construct::CommentedCommand,
        Construct::ShellSum,
        Construct::FunctionImport,
    ];
    (found.contains(Construct::LeadingCommand) && free_text || found.contains(Construct::LeadingWord))
        && !SHOWS_INJECTION.iter().any(|construct| found.contains(*construct))
}

/// Bytes of which a command line has at least one.
const MATTERS: ByteSet = byte_set::of(b" \n;|`$&<>%{^/\\*?'\"");

/// What stands before a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Nothing,
    Separator,
    Pipe,
    Substitution,
}

fn read_positions(value: &[u8], free_text: bool, found: &mut Weighed<Construct>) {
    let mut commands = u32::from(read_command(value, 0, Before::Nothing, found));
    let mut positions = 0;
    let mut at = 0;
    while at < value.len() && positions < POSITIONS_MAX {
        let (before, length) = match &value[at..] {
            [b'|', b'|', ..] | [b'&', b'&', ..] => (Before::Separator, 2),
            [b'|', ..] => (Before::Pipe, 1),
            [b';' | b'&', ..] => (Before::Separator, 1),
            // Paragraphs of a letter begin on new lines, and so do the command lines it quotes.
            [b'\n', ..] if !free_text => (Before::Separator, 1),
            [b'$' | b'<' | b'>', b'(', ..] | [b'{', b',', ..] => (Before::Substitution, 2),
            [b'`', ..] => (Before::Substitution, 1),
            _ => {
                at += 1;
                continue;
            }
        };
        at += length;
        positions += 1;
        commands += u32::from(read_command(value, at, before, found));
    }
    found.add_if(commands >= 2 && found.contains(Construct::WindowsRemark), Construct::CommentedCommand);
}

/// The word at a place, as a shell would read it.
struct Word {
    text: [u8; WORD_BYTES_MAX],
    length: usize,
    /// The place after it.
    end: usize,
    /// Whether something inside it vanished.
    taken_apart: bool,
    has_path: bool,
    wildcards: u32,
    field_separator: bool,
}

fn read_word(value: &[u8], from: usize) -> Word {
    let mut word = Word {
        text: [0; WORD_BYTES_MAX],
        length: 0,
        end: from,
        taken_apart: false,
        has_path: false,
        wildcards: 0,
        field_separator: false,
    };
    let mut at = from;
    while at < value.len() && word.length < WORD_BYTES_MAX {
        let rest = &value[at..];
        let byte = rest[0];
        let vanishes = vanishing(rest);
        if vanishes > 0 {
            // At its very end or beginning it is punctuation, as in `'ls'` or `id;`; inside it hides the word.
            let inside = word.length > 0 && rest.get(vanishes).is_some_and(u8::is_ascii_alphanumeric);
            word.taken_apart |= inside || rest.len() > 3 && vanishes > 1;
            at += vanishes;
            continue;
        }
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b'+' | b'[' | b']' => {
                word.text[word.length] = byte;
                word.length += 1;
            }
            b'?' | b'*' => {
                word.wildcards += 1;
                word.text[word.length] = b'?';
                word.length += 1;
            }
            b'/' | b'\\' => {
                word.has_path = true;
                word.length = 0;
            }
            _ => {
                word.field_separator = rest.starts_with(b"$ifs") || rest.starts_with(b"${ifs");
                break;
            }
        }
        at += 1;
    }
    word.end = at;
    word
}

/// Bytes at the beginning that a shell removes from a word: quotes in pairs, a backslash before a letter, a caret, expansions to nothing.
fn vanishing(rest: &[u8]) -> usize {
    match rest {
        [b'\'', b'\'', ..]
        | [b'"', b'"', ..]
        | [b'`', b'`', ..]
        | [b'$', b'@' | b'*' | b'!' | b'?' | b'-' | b'_' | b'$' | b'1'..=b'9', ..] => 2,
        [b'$' | b'<' | b'>', b'(', b')', ..] => 3,
        [b'$', b'{', b'@' | b'*' | b'_' | b'1'..=b'9', b'}', ..] => 4,
        [b'\\', next, ..] if next.is_ascii_lowercase() => 1,
        [b'^', next, ..] if next.is_ascii_lowercase() => 1,
        // One letter between quotes: `c'a't`.
        [quote @ (b'\'' | b'"'), _, close, ..] if quote == close => 1,
        [b'\'' | b'"', next, ..] if next.is_ascii_lowercase() => 1,
        _ => 0,
    }
}

/// Reads what stands at a command position; says whether it is a command.
fn read_command(value: &[u8], from: usize, before: Before, found: &mut Weighed<Construct>) -> bool {
    let start = skip_prefixes(value, from);
    let word = read_word(value, start);
    let name = word.text[..word.length].strip_suffix(b".exe").unwrap_or(&word.text[..word.length]);
    let rest = &value[word.end..];
    let written = value.get(start..word.end).unwrap_or_default();
    if word.wildcards > 0 && is_wildcard_path(written) {
        found.add(Construct::WildcardPath);
    }
    let is_rare = RARE_COMMANDS.contains(&name) || name.starts_with(b"python") && name.len() <= 10;
    let is_word = WORD_COMMANDS.contains(&name);
    if !is_rare && !is_word || word.has_path && !word.taken_apart && !names_program(written) {
        return false;
    }
    found.add_if(word.field_separator, Construct::FieldSeparator);
    read_end(value, name, rest, before, found);
    // Quotes inside names of two letters are what French and English elide with: `l's`, `d'u`.
    found.add_if(word.taken_apart && (name.len() > 2 || before != Before::Nothing), Construct::TakenApart);
    let argument = argument(rest);
    let ends = rest.is_empty()
        || matches!(
            rest.trim_ascii_start().first(),
            None | Some(b';' | b'|' | b')' | b'`' | b'#' | b'\n' | b'}' | b'&')
        );
    read_use(name, rest, before, ends || argument, found);
    match (before, is_rare) {
        (Before::Nothing, true) => found.add(Construct::LeadingCommand),
        (Before::Nothing, false) => found.add(Construct::LeadingWord),
        // `jpg|php|sh` and `a;id;b` are lists: short names need something that only a command is followed by.
        (before, true) if argument || word.has_path || ends && (before == Before::Substitution || name.len() >= 5) => {
            found.add(Construct::SeparatedCommand);
        }
        (Before::Separator, true) if rest.is_empty() => found.add(Construct::SeparatedCommand),
        // Nothing but a separator and a command: no list, no sentence.
        (_, _)
            if ends
                && (is_rare || matches!(name, b"who" | b"ps" | b"env" | b"hostname"))
                && leads_with_separator(value, start) =>
        {
            found.add(Construct::SeparatedCommand);
        }
        (Before::Substitution, false) if ends || argument => {
            found.add(Construct::SeparatedWord);
            found.add(Construct::Substitution);
        }
        (_, false)
            if argument
                || ends
                    && before != Before::Pipe
                    && name.len() <= 3
                    && !rest.starts_with(b" ")
                    && value[start..].len() == word.length
                    && start == from =>
        {
            found.add(Construct::SeparatedWord);
        }
        _ => {}
    }
    found.add_if(argument, Construct::Argument);
    if name == b"nc" && (memchr::memmem::find(rest, b"-e ").is_some() || memchr::memmem::find(rest, b"-c ").is_some()) {
        found.add(Construct::ReverseShell);
    }
    true
}

/// What a command is used for, as its name and what follows tell.
fn read_use(name: &[u8], rest: &[u8], before: Before, runs: bool, found: &mut Weighed<Construct>) {
    if is_interpreter(name) && takes_program(rest) {
        found.add(Construct::Interpreter);
    }
    if matches!(
        name,
        b"wget" | b"curl" | b"fetch" | b"lynx" | b"tftp" | b"lwp-download" | b"certutil" | b"bitsadmin" | b"mshta"
    ) && memchr::memmem::find(&rest[..rest.len().min(256)], b"://").is_some()
    {
        found.add(Construct::Download);
    }
    if before == Before::Pipe
        && matches!(name, b"sh" | b"bash" | b"zsh" | b"ksh" | b"dash" | b"perl" | b"python" | b"php" | b"iex")
        && runs
    {
        found.add(Construct::PipedShell);
    }
}

/// Whether a path is one by which programs are called: `/etc/passwd` is a file, `/bin/passwd` a program.
fn names_program(path: &[u8]) -> bool {
    memchr::memmem::find(path, b"bin/").is_some()
        || memchr::memmem::find(path, b"system32\\").is_some()
        || path.starts_with(b"./")
        || path.iter().any(|byte| matches!(byte, b'?' | b'*'))
        || !path.contains(&b'/')
}

/// Whether only separators and white space stand before a place.
fn leads_with_separator(value: &[u8], start: usize) -> bool {
    let before = &value[..start];
    before.iter().any(|byte| matches!(byte, b';' | b'|' | b'&' | b'`'))
        && before.iter().all(|byte| matches!(byte, b';' | b'|' | b'&' | b'`' | b' ' | b'\n'))
}

/// Signs that the rest of the line a value ends up in was cut off.
fn read_end(value: &[u8], name: &[u8], rest: &[u8], before: Before, found: &mut Weighed<Construct>) {
    let commented = value.trim_ascii_end().ends_with(b"#") && rest.len() <= 24;
    let words = rest.trim_ascii().split(|byte| *byte == b' ').count();
    let led = before != Before::Nothing || matches!(value.first(), Some(b'"' | b'\''));
    found.add_if(commented && led && words <= 2, Construct::CommentedCommand);
    let closed = !rest.iter().any(u8::is_ascii_alphanumeric);
    found.add_if(name == b"rem" && before != Before::Nothing && closed, Construct::WindowsRemark);
}

/// Whether a path is one of the system's own when its first folder is read with its wildcards, and is short in every segment.
fn is_wildcard_path(path: &[u8]) -> bool {
    const ROOTS: &[&[u8]] = &[b"bin", b"usr", b"etc", b"sbin", b"tmp", b"var", b"dev", b"opt", b"home", b"proc"];
    let mut segments = path.split(|byte| *byte == b'/').skip(1);
    let Some(first) = segments.next() else { return false };
    let rooted = ROOTS.iter().any(|root| {
        first.len() == root.len()
            && first.iter().zip(root.iter()).all(|(one, two)| one == two || *one == b'?' || *one == b'*')
            || first.len() <= root.len()
                && first.ends_with(b"*")
                && first.len() > 1
                && root.starts_with(&first[..first.len() - 1])
    });
    rooted
        && segments.clone().next().is_some_and(|second| !second.is_empty())
        && segments.all(|segment| segment.len() <= 12)
}

/// White space, assignments, and commands that run another.
fn skip_prefixes(value: &[u8], from: usize) -> usize {
    let mut at = from;
    for _ in 0..4 {
        at += value[at..]
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\n' | b'(' | b'{' | b',' | b'"' | b'\'' | b'@' | b'!'))
            .count();
        let rest = &value[at..];
        let prefix = PREFIXES.iter().find(|prefix| rest.starts_with(prefix) && rest.get(prefix.len()) == Some(&b' '));
        match prefix {
            Some(prefix) => at += prefix.len() + 1,
            None => break,
        }
    }
    at.min(value.len())
}

/// Whether what follows a command is what only commands are followed by.
fn argument(rest: &[u8]) -> bool {
    let spaced = rest.trim_ascii_start();
    let has_space = spaced.len() < rest.len();
    match spaced {
        [b'-', letter, ..] if has_space => letter.is_ascii_alphanumeric() || *letter == b'-',
        [b'/', letter, ..] if has_space => letter.is_ascii_alphanumeric() || matches!(letter, b'?' | b'*'),
        [b'~' | b'.', b'/' | b'.', ..]
        | [b'>' | b'<' | b'`', ..]
        | [b'\\', b'\\', ..]
        | [b'$', b'{' | b'(' | b'a'..=b'z', ..]
        | [b'%', b'a'..=b'z', ..] => true,
        [drive, b':', b'\\' | b'/', ..] if has_space => drive.is_ascii_alphabetic(),
        _ if has_space => {
            let word = spaced
                .split(|byte| matches!(byte, b' ' | b'\n' | b';' | b'|' | b'&' | b'"'))
                .next()
                .unwrap_or_default();
            word.starts_with(b"http://") || word.starts_with(b"https://") || is_address(word)
        }
        _ => false,
    }
}

fn is_address(word: &[u8]) -> bool {
    word.iter().filter(|byte| **byte == b'.').count() == 3
        && word.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
}

fn is_interpreter(name: &[u8]) -> bool {
    matches!(
        name,
        b"sh"
            | b"bash"
            | b"zsh"
            | b"ksh"
            | b"dash"
            | b"csh"
            | b"perl"
            | b"ruby"
            | b"php"
            | b"node"
            | b"lua"
            | b"cmd"
            | b"powershell"
            | b"pwsh"
            | b"busybox"
            | b"awk"
            | b"gawk"
    ) || name.starts_with(b"python")
}

fn takes_program(rest: &[u8]) -> bool {
    let rest = rest.trim_ascii_start();
    [
        "-c ", "-e ", "-r ", "-ce ", "-i ", "-i>", "/c", "-m ", "-enc", "-nop", "-w ", "-c\"", "-c'", "-e'", "-e\"",
        "-r'", "-r\"", "'begin", "\"begin",
    ]
    .iter()
    .any(|option| rest.starts_with(option.as_bytes()))
}

/// Signs that say something wherever they stand.
fn read_signs(value: &[u8], found: &mut Weighed<Construct>) {
    for (signs, construct) in SIGNS {
        found.add_if(signs.iter().any(|sign| memchr::memmem::find(value, sign).is_some()), *construct);
    }
    // Brace expansion inside a word: `{l,-lh}s`, `c{a,oun}t`.
    let braces = value.len() <= 64
        && !value.contains(&b' ')
        && !value.contains(&b':')
        && !value.contains(&b'"')
        && memchr::memchr(b',', value).is_some();
    if braces && let (Some(open), Some(close)) = (memchr::memchr(b'{', value), memchr::memchr(b'}', value)) {
        let first =
            value.get(open + 1..close).and_then(|inside| inside.split(|byte| *byte == b',').next()).unwrap_or_default();
        let joined = [&value[..open], first, &value[(close + 1).min(value.len())..]].concat();
        found.add_if(
            !first.is_empty()
                && joined.len() < 12
                && (RARE_COMMANDS.contains(&&joined[..]) || WORD_COMMANDS.contains(&&joined[..])),
            Construct::BraceCommand,
        );
    }
    read_paths(value, found);
    read_windows(value, found);
    if let Some(at) = memchr::memmem::find(value, b"()") {
        let rest = value[at + 2..].trim_ascii_start();
        found.add_if(
            rest.starts_with(b"{")
                && (at == 0 || value[at - 1] != b')' && !value[at - 1].is_ascii_alphabetic())
                && rest.contains(&b';'),
            Construct::FunctionImport,
        );
    }
    // `{cat,/etc/passwd}`
    for at in memchr::memchr_iter(b'{', value).take(16) {
        let inside = value[at + 1..].split(|byte| *byte == b'}').next().unwrap_or_default();
        let mut parts = inside.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
        let Some(first) = parts.next() else { continue };
        let second = parts.next();
        let command = if first.is_empty() { second.unwrap_or_default() } else { first };
        let command = command.strip_prefix(b"$").unwrap_or(command);
        let command: &[u8] = match command {
            [b'\'' | b'"', inner @ .., b'\'' | b'"'] => inner,
            other => other,
        };
        // `{id,name}` is a list of fields.
        let argument = second.is_some_and(|second| {
            first.is_empty()
                || second.starts_with(b"http")
                || second.first().is_some_and(|byte| !byte.is_ascii_alphabetic())
        });
        let short = argument && !inside.contains(&b':') && !inside.contains(&b' ');
        found.add_if(
            short && (RARE_COMMANDS.contains(&command) || WORD_COMMANDS.contains(&command)),
            Construct::BraceCommand,
        );
    }
}

/// Paths to commands: `/bin/…` with a known command behind it.
fn read_paths(value: &[u8], found: &mut Weighed<Construct>) {
    for at in memchr::memmem::find_iter(value, b"bin/").take(16) {
        let absolute = at == 0 && value.len() < 64 || value[..at].ends_with(b"/") || value[..at].ends_with(b"/s");
        if !absolute {
            continue;
        }
        let word = read_word(value, at + 4);
        let name = &word.text[..word.length];
        let ends = value.get(word.end).is_none_or(|byte| !matches!(byte, b'.' | b'/'));
        found.add_if(ends && (RARE_COMMANDS.contains(&name) || WORD_COMMANDS.contains(&name)), Construct::CommandPath);
    }
}

fn read_windows(value: &[u8], found: &mut Weighed<Construct>) {
    for at in memchr::memmem::find_iter(value, b"for ").take(8).chain(memchr::memmem::find_iter(value, b"for/").take(2))
    {
        let rest = value[at + 3..].trim_ascii_start();
        let option =
            rest.starts_with(b"/") && rest.get(1).is_some_and(|letter| matches!(letter, b'd' | b'r' | b'l' | b'f'));
        let loops = memchr::memmem::find(rest, b" in ").is_some() && memchr::memmem::find(rest, b"do ").is_some();
        found.add_if((option || rest.starts_with(b"%")) && loops && rest.contains(&b'('), Construct::WindowsLoop);
    }
    for at in memchr::memmem::find_iter(value, b"if").take(8) {
        let begins = at == 0 || !value[at - 1].is_ascii_alphanumeric();
        let rest = value[at + 2..].trim_ascii_start();
        if !begins || rest.len() == value[at + 2..].len() && !rest.starts_with(b"/") {
            continue;
        }
        let rest = rest.strip_prefix(b"/i").unwrap_or(rest).trim_ascii_start();
        let rest = rest.strip_prefix(b"not ").unwrap_or(rest).trim_ascii_start();
        let question =
            rest.starts_with(b"errorlevel ") || rest.starts_with(b"defined ") || rest.starts_with(b"cmdextversion ");
        let exists = rest.strip_prefix(b"exist ").is_some_and(|file| {
            file.iter().any(|byte| matches!(byte, b'.' | b'\\' | b'(' | b'"'))
                || memchr::memmem::find(file, b" cmd").is_some()
        });
        let variable = matches!(rest, [b'%' | b'"' | b'[' | b'{', ..]) && rest.contains(&b'%');
        let compares = variable
            && [&b"=="[..], b" equ ", b" neq ", b" lss ", b" leq ", b" gtr ", b" geq "]
                .iter()
                .any(|sign| memchr::memmem::find(rest, sign).is_some());
        let words = [&b" equ "[..], b" neq ", b" lss ", b" leq ", b" gtr ", b" geq "]
            .iter()
            .any(|sign| memchr::memmem::find(rest, sign).is_some());
        let leads = value[..at].iter().all(|byte| matches!(byte, b' ' | b'&' | b'|' | b';' | b'\n'));
        let equals = leads && memchr::memmem::find(rest, b"==").is_some() && memchr::memchr(b';', rest).is_none();
        found.add_if(question || exists || compares || words || equals, Construct::WindowsCondition);
    }
}

const SIGNS: &[(&[&[u8]], Construct)] = &[
    (&[b"$ifs", b"${ifs", b"%ifs%"], Construct::FieldSeparator),
    (&[b"/dev/tcp/", b"/dev/udp/", b"mkfifo /", b"0<&1", b">&/dev/"], Construct::ReverseShell),
    (&[b"$(("], Construct::ShellSum),
    (&[b" -exec ", b" -execdir ", b"checkpoint-action=exec"], Construct::Interpreter),
    (&[b"$shell -", b"${shell} -", b"| $shell"], Construct::Interpreter),
    (&[b">/dev/null", b"> /dev/null", b"2>&1", b"0>&1", b"1>&2", b"&>/"], Construct::Redirection),
    (
        &[
            b"/etc/",
            b"/proc/self/",
            b"/proc/version",
            b"/proc/cpuinfo",
            b"\\windows\\system32",
            b"win.ini",
            b"boot.ini",
            b"/etc/sudoers",
            b"/root/.ssh",
        ],
        Construct::SystemFile,
    ),
    (
        &[
            b"%comspec%",
            b"%systemroot%",
            b"%windir%",
            b"%programfiles:~",
            b"%path:~",
            b"%temp%",
            b"%appdata%",
            b"%userprofile%",
            b"%username%",
            b"%computername%",
        ],
        Construct::WindowsVariable,
    ),
    (
        &[
            b"invoke-expression",
            b"invoke-webrequest",
            b"invoke-command",
            b"invoke-restmethod",
            b"invoke-wmimethod",
            b"start-process",
            b"new-object ",
            b"net.webclient",
            b"downloadstring(",
            b"downloadfile(",
            b"-encodedcommand",
            b"-executionpolicy",
            b"start-bitstransfer",
            b"get-wmiobject",
            b"get-ciminstance",
            b"iex(",
            b"iex (",
            b"frombase64string",
            b"get-process |",
            b"set-mppreference",
            b"add-type -",
            b"get-childitem -",
            b"get-content -",
            b"out-file -",
            b"convertto-securestring",
            b"-windowstyle hidden",
            b"bypass -",
        ],
        Construct::PowerShell,
    ),
    (
        &[
            b"$shell",
            b"${shell",
            b"$path",
            b"${path",
            b"$home",
            b"${home",
            b"$pwd",
            b"${pwd",
            b"$hostname",
            b"$oldpwd",
            b"$bash",
            b"${env:",
            b"$user ",
        ],
        Construct::ShellVariable,
    ),
];

const PREFIXES: &[&[u8]] = &[
    b"sudo",
    b"time",
    b"nohup",
    b"exec",
    b"env",
    b"nice",
    b"command",
    b"builtin",
    b"eval",
    b"xargs",
    b"timeout 5",
    b"then",
    b"do",
    b"else",
    b"start",
    b"call",
    b"timeout 10",
    b"busybox",
];

/// Names that no language has as a word.
const RARE_COMMANDS: &[&[u8]] = &[
    b"adduser",
    b"ansible",
    b"apk",
    b"apt",
    b"apt-get",
    b"arp",
    b"arping",
    b"ash",
    b"awk",
    b"base32",
    b"base64",
    b"bash",
    b"bitsadmin",
    b"bsdtar",
    b"bunzip2",
    b"busybox",
    b"bzip2",
    b"certutil",
    b"chattr",
    b"chef",
    b"chgrp",
    b"chmod",
    b"chown",
    b"chroot",
    b"cmd",
    b"cpio",
    b"cscript",
    b"csh",
    b"curl",
    b"dash",
    b"dd",
    b"dig",
    b"dirname",
    b"dmesg",
    b"dnf",
    b"doas",
    b"docker",
    b"dpkg",
    b"egrep",
    b"ethtool",
    b"fgrep",
    b"ftp",
    b"gawk",
    b"gcc",
    b"gdb",
    b"getent",
    b"getfacl",
    b"grep",
    b"gunzip",
    b"gzip",
    b"hexdump",
    b"hostnamectl",
    b"htop",
    b"icacls",
    b"iconv",
    b"ifconfig",
    b"insmod",
    b"ionice",
    b"ipconfig",
    b"iptables",
    b"iwr",
    b"iwmi",
    b"jq",
    b"journalctl",
    b"killall",
    b"ksh",
    b"kubectl",
    b"ldconfig",
    b"logname",
    b"lsof",
    b"lspci",
    b"lsusb",
    b"lua",
    b"lwp-download",
    b"lwp-request",
    b"lynx",
    b"mawk",
    b"mkdir",
    b"mkfifo",
    b"mktemp",
    b"msiexec",
    b"mshta",
    b"mysqldump",
    b"nano",
    b"nasm",
    b"nawk",
    b"nc",
    b"ncat",
    b"netcat",
    b"netsh",
    b"netstat",
    b"nmap",
    b"nohup",
    b"nslookup",
    b"openssl",
    b"passwd",
    b"perl",
    b"pgrep",
    b"php",
    b"pico",
    b"ping6",
    b"pip",
    b"pip3",
    b"pkexec",
    b"pkg",
    b"pkill",
    b"powershell",
    b"printenv",
    b"printf",
    b"pstree",
    b"psql",
    b"pwd",
    b"pwsh",
    b"qwinsta",
    b"readelf",
    b"regsvr32",
    b"rem",
    b"rlwrap",
    b"rm",
    b"rmdir",
    b"rpm",
    b"rsync",
    b"rundll32",
    b"rvim",
    b"schtasks",
    b"scp",
    b"sed",
    b"setfacl",
    b"sftp",
    b"sh",
    b"sha1sum",
    b"sha256sum",
    b"md5sum",
    b"smbclient",
    b"socat",
    b"sqlite3",
    b"ssh",
    b"ssh-keygen",
    b"stat",
    b"strace",
    b"sudo",
    b"sysctl",
    b"systemctl",
    b"systeminfo",
    b"tac",
    b"tar",
    b"tasklist",
    b"taskkill",
    b"tclsh",
    b"tcpdump",
    b"tcsh",
    b"telnet",
    b"tftp",
    b"tmux",
    b"traceroute",
    b"tracert",
    b"tshark",
    b"umask",
    b"uname",
    b"uncompress",
    b"uniq",
    b"unlzma",
    b"unxz",
    b"unzip",
    b"useradd",
    b"userdel",
    b"usermod",
    b"uudecode",
    b"uuencode",
    b"vbscript",
    b"vim",
    b"vimdiff",
    b"visudo",
    b"wevtutil",
    b"wget",
    b"whoami",
    b"wmic",
    b"wscript",
    b"xargs",
    b"xterm",
    b"xxd",
    b"xz",
    b"yum",
    b"zcat",
    b"zgrep",
    b"zsh",
    b"ls",
    b"dir",
    b"id",
    b"ip",
    b"cscli",
    b"whereis",
    b"hping3",
    b"phpinfo",
    b"ifdown",
    b"ifup",
    b"lscpu",
    b"lsb_release",
    b"crontab",
    b"rcp",
    b"rlogin",
    b"rsh",
    b"finger",
    b"mknod",
    b"nl",
    b"od",
];

/// Names that are words as well, in English, French or Spanish, or that a sentence may hold.
const WORD_COMMANDS: &[&[u8]] = &[
    b"alias",
    b"at",
    b"cat",
    b"cd",
    b"copy",
    b"cp",
    b"cut",
    b"date",
    b"del",
    b"df",
    b"diff",
    b"du",
    b"echo",
    b"ed",
    b"emacs",
    b"env",
    b"erase",
    b"ex",
    b"exec",
    b"expand",
    b"export",
    b"expr",
    b"false",
    b"fetch",
    b"file",
    b"find",
    b"findstr",
    b"fold",
    b"free",
    b"git",
    b"head",
    b"history",
    b"host",
    b"hostname",
    b"install",
    b"java",
    b"join",
    b"kill",
    b"last",
    b"less",
    b"link",
    b"ln",
    b"locate",
    b"make",
    b"mail",
    b"man",
    b"more",
    b"mount",
    b"move",
    b"mv",
    b"net",
    b"node",
    b"paste",
    b"ping",
    b"ps",
    b"python",
    b"read",
    b"reboot",
    b"reg",
    b"ren",
    b"rev",
    b"route",
    b"ruby",
    b"sc",
    b"screen",
    b"script",
    b"service",
    b"set",
    b"shutdown",
    b"sleep",
    b"sort",
    b"source",
    b"split",
    b"start",
    b"su",
    b"tail",
    b"tee",
    b"test",
    b"time",
    b"timeout",
    b"top",
    b"touch",
    b"tr",
    b"true",
    b"type",
    b"ver",
    b"vi",
    b"w",
    b"watch",
    b"wc",
    b"where",
    b"which",
    b"who",
    b"whois",
    b"write",
    b"yes",
    b"zip",
    b"strings",
    b"groups",
    b"users",
    b"vol",
    b"tree",
    b"print",
    b"column",
    b"comm",
    b"mutt",
    b"sendmail",
    b"dnsdomainname",
    b"uptime",
    b"query",
    b"wait",
    b"trap",
    b"unset",
];
