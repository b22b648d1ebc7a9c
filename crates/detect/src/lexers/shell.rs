//! A tokeniser for command lines of Unix shells and of Windows, as attackers write them into parameters, and the constructs found.
//!
//! It looks at *command positions* (the beginning of a value, after `;`, `|`, `&&`, a line break, `$(`, a back tick …), reads the word
//! that stands there the way a shell would (quotes, backslashes, `$@`, empty substitutions and carets inside a word vanish) and
//! looks it up. What follows the word decides how much it says. `expansions` reads what a shell puts other text in place of. Nothing
//! is expanded and nothing is run.

mod bare;
mod expansions;
mod joined;
mod whole;

use super::commands;
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
        /// What a shell puts in place of an expression: `$(name)`, `$[2+2]`, `${x:-y}`, `${#x}`.
        Expansion = "expansion", 5;
        /// Letters of a known folder or command written as a class: `/e[t]c`, `/bin/ca[t]`.
        CharacterClass = "character-class", 5;
        /// A function that calls itself twice: `:(){ :|:& };:`.
        ForkBomb = "fork-bomb", 6;
        /// A command of before, called again by its number: `!-1`.
        HistoryCall = "history-call", 5;
        /// A folder of before: `~+`, `~-2`, and nothing else.
        TildeFolder = "tilde-folder", 5;
        /// A name given to a command: `alias a=b`.
        AliasDefinition = "alias-definition", 5;
        /// A command of the program of SQLite after a semicolon: `;.shell id`.
        DatabaseShell = "database-shell", 5;
        /// The value is a command line from its first word to its last: a command, and only options, paths, numbers and addresses.
        WholeCommand = "whole-command", 3;
        /// A file of the system or of everybody is written to or read from: `> /tmp/x`, `>>/etc/cron.d/y`, `< /etc/hosts`.
        FileRedirection = "file-redirection", 5;
        /// The value is separators and one command: `;env;`, `| net view`, `127.0.0.1|dir`.
        OnlyCommand = "only-command", 6;
        /// A variable is called that the same value gave something to: `a=i;b=d;$a$b`.
        AssignedCall = "assigned-call", 5;
        /// A command line handed to the shell of Windows: `cmd /c dir`.
        WindowsShell = "windows-shell", 5;
        /// The value is a command of administrators, which is nobody's subject, and words: `useradd mallory`.
        BareCommand = "bare-command", 5;
        /// A command and a word that is its own: `git clone`, `docker run`, `sudo su`.
        OwnWords = "own-words", 2;
        /// Weights of the constructs of one value reach the threshold. Accuses.
        Likely = "likely", 0;
    }
}

/// Where a value stands, which decides what is out of place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A parameter or a path.
    Value,
    /// A parameter into which people write sentences.
    Text,
    /// The agent or the referrer, in which programs name themselves with words, slashes, brackets and semicolons.
    Header,
}

/// Adds the constructs of one normalised value to the shape.
///
/// ```
/// use vigie_detect::lexers::{shape::Shape, shell::{Construct, Place, read}};
/// let mut shape = Shape::default();
/// read(b"127.0.0.1; c''at /e?c/p*", Place::Value, &mut shape);
/// assert!(shape.contains(Construct::TakenApart) && shape.contains(Construct::Likely));
/// ```
pub fn read(value: &[u8], place: Place, shape: &mut Shape<Construct>) {
    let value = whole::without_written_break(&value[..value.len().min(VALUE_BYTES_MAX)]);
    if place == Place::Header && is_lone_command(value) {
        let mut found = Weighed::default();
        found.add(Construct::LeadingCommand);
        found.add(Construct::Likely);
        shape.merge(&found);
        return;
    }
    if value.len() < 2 || !value.iter().any(|byte| MATTERS[usize::from(*byte)]) {
        return;
    }
    let mut found = Weighed::default();
    read_positions(value, place, &mut found);
    read_signs(value, &mut found);
    expansions::read(value, &mut found);
    if place != Place::Text && whole::breaks_a_line(value) {
        read_positions(&whole::with_line_breaks(value), place, &mut found);
    }
    if let Some(spaced) = joined::spaced_by_pluses(value) {
        read_positions(&spaced, place, &mut found);
    }
    let alone = whole::is_injected_alone(value)
        || place == Place::Value
            && (joined::is_line_of_its_own(value)
                || joined::is_replaced_by_its_output(value)
                || joined::is_sent_away(value));
    found.add_if(alone, Construct::OnlyCommand);
    found.add_if(place != Place::Text && bare::is_command_line(value, place == Place::Header), Construct::BareCommand);
    if place != Place::Text && whole::is_whole(value) {
        found.add(Construct::WholeCommand);
        found.add(Construct::Argument);
    }
    let heavy = found.weight() >= super::shape::LIKELY_WEIGHT + u32::from(place == Place::Text);
    let accuses = match place {
        Place::Header => leads_as_command(found) || heavy && shows_injection(found),
        Place::Value => heavy && !is_pasted(found, place),
        Place::Text => heavy && !is_pasted(found, place) && !is_typed_by_syllables(value, found),
    };
    found.add_if(accuses, Construct::Likely);
    shape.merge(&found);
}

/// Whether a header is nothing but the name of a command that no honest client has: `whoami`.
fn is_lone_command(header: &[u8]) -> bool {
    matches!(header, b"id" | b"ls" | b"ps" | b"pwd" | b"dir" | b"env" | b"cat")
        || header.len() >= 4 && commands::is_rare(header) && !commands::is_client(header)
}

/// Whether a header begins with a command and something that only commands are followed by. Programs name themselves `name/1.0`.
fn leads_as_command(found: Weighed<Construct>) -> bool {
    found.contains(Construct::BareCommand)
        || (found.contains(Construct::LeadingCommand) || found.contains(Construct::LeadingWord))
            && [
                Construct::Argument,
                Construct::Interpreter,
                Construct::Download,
                Construct::SystemFile,
                Construct::OwnWords,
            ]
            .iter()
            .any(|construct| found.contains(*construct))
}

/// The name or address of a host, perhaps with a scheme and a path.
fn is_host(word: &[u8]) -> bool {
    let word = word.strip_prefix(b"http://").or_else(|| word.strip_prefix(b"https://")).unwrap_or(word);
    let name = word.split(|byte| matches!(byte, b'/' | b':' | b'?')).next().unwrap_or_default();
    name == b"localhost"
        || memchr::memrchr(b'.', name).is_some_and(|dot| dot > 0 && name.len() > dot + 2)
            && name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

/// A name with the ending of a file that commands are used on.
fn is_file_name(word: &[u8]) -> bool {
    const ENDINGS: &[&[u8]] = &[
        b"txt", b"sh", b"php", b"py", b"pl", b"rb", b"conf", b"log", b"exe", b"ini", b"bat", b"ps1", b"xml", b"sql",
        b"bak", b"key", b"pem", b"tar", b"gz", b"tgz", b"zip", b"cgi", b"dat", b"db", b"cfg", b"cnf", b"out", b"elf",
        b"jar", b"war",
    ];
    memchr::memrchr(b'.', word).is_some_and(|dot| dot > 0 && ENDINGS.contains(&&word[dot + 1..]))
        && word
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/' | b'*' | b'?'))
}

/// Whether the value is a command line from its first byte and nothing in it shows an injection: people search for command lines as
/// they write them (`curl -o x https://…`) and begin sentences with words such as `find`, while an injected command has to leave a
/// value first, hides, or reads a file of the system.
fn is_pasted(found: Weighed<Construct>, place: Place) -> bool {
    let leads =
        found.contains(Construct::LeadingCommand) && place == Place::Text || found.contains(Construct::LeadingWord);
    let whole = place == Place::Value && found.contains(Construct::WholeCommand);
    leads && !whole && !shows_injection(found)
}

/// Whether the value is one word with quotes strewn in and nothing else, as programs send it that write Chinese by its syllables while
/// somebody types: `g'i't`.
fn is_typed_by_syllables(value: &[u8], found: Weighed<Construct>) -> bool {
    found.contains(Construct::TakenApart) && value.iter().all(|byte| byte.is_ascii_alphabetic() || *byte == b'\'')
}

/// Whether something in the value shows that a value was left, that something is hidden, or that a file of the system is read.
fn shows_injection(found: Weighed<Construct>) -> bool {
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
        Construct::Expansion,
        Construct::CharacterClass,
        Construct::ForkBomb,
        Construct::AliasDefinition,
        Construct::DatabaseShell,
        Construct::FileRedirection,
        Construct::OnlyCommand,
        Construct::AssignedCall,
    ];
    SHOWS_INJECTION.iter().any(|construct| found.contains(*construct))
}

/// Bytes of which a command line has at least one.
const MATTERS: ByteSet = byte_set::of(b" \n;|`$&<>%{^/\\*?'\"~!");

/// What stands before a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Nothing,
    Separator,
    Pipe,
    Substitution,
}

fn read_positions(value: &[u8], place: Place, found: &mut Weighed<Construct>) {
    let mut commands = u32::from(read_command(value, 0, Before::Nothing, place, found));
    let mut positions = 0;
    let mut at = 0;
    while at < value.len() && positions < POSITIONS_MAX {
        let (before, length) = match &value[at..] {
            [b'|', b'|', ..] | [b'&', b'&', ..] => (Before::Separator, 2),
            [b'|', ..] => (Before::Pipe, 1),
            [b';' | b'&', ..] => (Before::Separator, 1),
            // Paragraphs of a letter begin on new lines, and so do the command lines it quotes.
            [b'\n', ..] if place != Place::Text => (Before::Separator, 1),
            [b'$' | b'<' | b'>', b'(', ..] | [b'{', b',', ..] => (Before::Substitution, 2),
            [b'`', ..] => (Before::Substitution, 1),
            _ => {
                at += 1;
                continue;
            }
        };
        at += length;
        positions += 1;
        commands += u32::from(read_command(value, at, before, place, found));
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
fn read_command(value: &[u8], from: usize, before: Before, place: Place, found: &mut Weighed<Construct>) -> bool {
    let start = skip_prefixes(value, from);
    // `x=y command` and `! command` are command lines like what stands behind a separator.
    let prefixed = before == Before::Nothing && value[from..start].iter().any(|byte| matches!(byte, b'=' | b'!'));
    let before = if prefixed { Before::Separator } else { before };
    let word = read_word(value, start);
    let name = word.text[..word.length].strip_suffix(b".exe").unwrap_or(&word.text[..word.length]);
    let rest = &value[word.end..];
    let written = value.get(start..word.end).unwrap_or_default();
    if word.wildcards > 0 && is_wildcard_path(written) {
        found.add(Construct::WildcardPath);
    }
    let is_word = commands::is_word(name);
    let is_rare = commands::is_rare(name) || is_word && is_raised(&value[from..start], before);
    if !is_rare && !is_word || word.has_path && !word.taken_apart && !names_program(written) {
        return false;
    }
    found.add_if(word.field_separator, Construct::FieldSeparator);
    // A word given to a command as its input: `rev<<<di`. (`<<<<<<<` marks a conflict.)
    found.add_if(rest.starts_with(b"<<<") && !rest.starts_with(b"<<<<"), Construct::Expansion);
    read_end(value, name, rest, before, found);
    // One quote inside names of two letters is what French and English elide with: `l's`, `d'u`; two are none.
    let paired = value[from..word.end].iter().filter(|byte| matches!(byte, b'\'' | b'"')).count() > 1;
    found.add_if(word.taken_apart && (name.len() > 2 || before != Before::Nothing || paired), Construct::TakenApart);
    let argument = argument(rest)
        || calls_a_host(name, rest)
        || before != Before::Nothing && (is_own_argument(name, rest) || is_word && follows_target(value, start, rest));
    let ends = ends_command(rest, before, place);
    read_use(name, rest, before, ends || argument, found);
    found.add_if(before == Before::Nothing && is_own_argument(name, rest), Construct::OwnWords);
    match (before, is_rare) {
        (Before::Nothing, true) => found.add(Construct::LeadingCommand),
        (Before::Nothing, false) => found.add(Construct::LeadingWord),
        // `jpg|php|sh` and `a;id;b` are lists: short names need something that only a command is followed by.
        (before, true) if argument || word.has_path || ends && (before == Before::Substitution || name.len() >= 5) => {
            found.add(Construct::SeparatedCommand);
        }
        (Before::Separator, true) if rest.is_empty() => found.add(Construct::SeparatedCommand),
        (_, true) if place == Place::Value && goes_on(name, rest, &value[..start]) => {
            found.add(Construct::SeparatedCommand);
        }
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
    true
}

/// Whether `sudo` stands between a separator and what follows, which is a command then and no word of a sentence.
fn is_raised(prefixes: &[u8], before: Before) -> bool {
    before != Before::Nothing && memchr::memmem::find(prefixes, b"sudo ").is_some()
}

/// Whether a command that speaks to other machines has one behind it: `ping localhost`, `nslookup example.org`.
fn calls_a_host(name: &[u8], rest: &[u8]) -> bool {
    const CALLS_OUT: &[&[u8]] = &[
        b"ping",
        b"ping6",
        b"host",
        b"nslookup",
        b"dig",
        b"traceroute",
        b"curl",
        b"wget",
        b"nc",
        b"ncat",
        b"netcat",
        b"telnet",
        b"ssh",
        b"ftp",
        b"tftp",
        b"nmap",
        b"whois",
    ];
    let word = rest.strip_prefix(b" ").unwrap_or_default();
    let ends = |byte: &u8| matches!(byte, b' ' | b'\n' | b';' | b'|' | b'&' | b'"' | b'\'' | b'`' | b')');
    CALLS_OUT.contains(&name) && is_host(word.split(ends).next().unwrap_or_default())
}

/// Whether nothing more stands behind a command, or a sign that ends it.
fn ends_command(rest: &[u8], before: Before, place: Place) -> bool {
    match rest.trim_ascii_start().first() {
        None | Some(b'|' | b'`' | b'#' | b'\n' | b'}' | b'&') => true,
        // `(compatible; name)` is how programs name themselves.
        Some(b';' | b')') => place != Place::Header || before == Before::Substitution,
        Some(_) => false,
    }
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
    if name == b"nc" && (memchr::memmem::find(rest, b"-e ").is_some() || memchr::memmem::find(rest, b"-c ").is_some()) {
        found.add(Construct::ReverseShell);
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
    before.iter().any(|byte| matches!(byte, b';' | b'|' | b'&' | b'`' | b'\n'))
        && before.iter().all(|byte| matches!(byte, b';' | b'|' | b'&' | b'`' | b' ' | b'\n' | b'{' | b'('))
}

/// Whether words behind a separated command are its own: it is one of administrators, or no list can have begun before it.
fn goes_on(name: &[u8], rest: &[u8], before: &[u8]) -> bool {
    // `waitfor` begins a statement of SQL Server as well.
    bare::goes_on_as_command(name, rest)
        || name != b"waitfor" && rest.starts_with(b" ") && leaves_nothing_before(before)
}

/// Whether a separator stands before a place, and only numbers, quotes and brackets before that, so that no list begins there: `';nc x`.
fn leaves_nothing_before(before: &[u8]) -> bool {
    before.iter().any(|byte| matches!(byte, b';' | b'|' | b'`'))
        && before.iter().all(|byte| byte.is_ascii_digit() || b";|&` \n'\").".contains(byte))
}

/// Signs that the rest of the line a value ends up in was cut off.
fn read_end(value: &[u8], name: &[u8], rest: &[u8], before: Before, found: &mut Weighed<Construct>) {
    let commented = value.trim_ascii_end().ends_with(b"#") && rest.len() <= 24;
    let words = rest.trim_ascii().split(|byte| *byte == b' ').count();
    let led = before != Before::Nothing
        || matches!(value.first(), Some(b'"' | b'\''))
        || rest.trim_ascii_start().starts_with(b">");
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

/// White space, assignments (`name=value `), and commands that run another.
fn skip_prefixes(value: &[u8], from: usize) -> usize {
    let mut at = from;
    for _ in 0..4 {
        at += value[at..]
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\n' | b'(' | b'{' | b',' | b'"' | b'\'' | b'@' | b'!'))
            .count();
        at += assignment_length(&value[at..]);
        let rest = &value[at..];
        let prefix = PREFIXES.iter().find(|prefix| rest.starts_with(prefix) && rest.get(prefix.len()) == Some(&b' '));
        match prefix {
            Some(prefix) => at += prefix.len() + 1,
            None => break,
        }
    }
    at.min(value.len())
}

/// Bytes of `name=value ` before a command, of which the value has no white space.
fn assignment_length(rest: &[u8]) -> usize {
    let name = rest.iter().take(32).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    if name == 0 || rest.get(name) != Some(&b'=') {
        return 0;
    }
    let value = rest[name + 1..].iter().take(64).position(|byte| matches!(byte, b' ' | b'\n'));
    value.map_or(0, |length| name + 2 + length)
}

/// Whether the word behind a command is one of its own: `net user`, `docker ps`, `sleep 5`.
fn is_own_argument(name: &[u8], rest: &[u8]) -> bool {
    let Some(rest) = rest.strip_prefix(b" ") else { return false };
    let word = rest.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-').next().unwrap_or_default();
    let number = !word.is_empty() && word.iter().all(u8::is_ascii_digit);
    name == b"at" && number && rest[word.len()..].starts_with(b":")
        || matches!(name, b"sleep" | b"timeout" | b"usleep" | b"kill") && number
        || OWN_ARGUMENTS
            .iter()
            .any(|(command, words)| *command == name && words.split(' ').any(|one| one.as_bytes() == word))
}

/// Whether nothing but a number, an address or nothing at all stands before the separator, and one or two words behind the command:
/// `;cat x`, `127.0.0.1| tee x`. (`12 | top 10` has a number, `cats; more of it` a word.)
fn follows_target(value: &[u8], start: usize, rest: &[u8]) -> bool {
    let before = &value[..start];
    let bare = before
        .iter()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b';' | b'|' | b'&' | b' ' | b'\n' | b'"' | b'\''));
    let separated = before.iter().any(|byte| matches!(byte, b';' | b'|' | b'&'));
    let mut words = rest.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
    let first = words.next().is_some_and(|word| word.iter().any(u8::is_ascii_alphabetic));
    bare && separated && rest.starts_with(b" ") && first && words.count() < 2
}

/// Commands whose first argument is a word of its own, and these words.
const OWN_ARGUMENTS: &[(&[u8], &str)] = &[
    (b"net", "user users localgroup group share use view start stop accounts session config time"),
    (b"sc", "query config create start stop delete qc"),
    (b"reg", "add query export save delete import"),
    (b"netsh", "advfirewall firewall wlan interface int winhttp"),
    (b"wmic", "process os useraccount service product qfe computersystem logicaldisk share startup"),
    (b"vssadmin", "list delete create resize"),
    (b"git", "clone pull push checkout init config log status"),
    (b"docker", "ps exec run images inspect logs cp build"),
    (b"kubectl", "get exec describe apply logs"),
    (b"systemctl", "status start stop restart enable list-units"),
    (b"service", "status start stop apache2 nginx mysql ssh"),
    (b"ps", "aux auxw auxww ef ax"),
    (b"ip", "a addr link route neigh r"),
    (b"apt", "install update list"),
    (b"apt-get", "install update"),
    (b"yum", "install list"),
    (b"pip", "install list"),
    (b"npm", "install run exec"),
    (b"route", "print add"),
    (b"query", "user session"),
    (b"sudo", "su id bash sh cat ls rm chmod whoami reboot"),
    (b"at", "now noon midnight tomorrow"),
];

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
                .split(|byte| matches!(byte, b' ' | b'\n' | b';' | b'|' | b'&' | b'"' | b'`' | b')'))
                .next()
                .unwrap_or_default();
            word.starts_with(b"http://") || word.starts_with(b"https://") || is_address(word) || is_file_name(word)
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
            !first.is_empty() && joined.len() < 12 && (commands::is_rare(&joined) || commands::is_word(&joined)),
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
        found.add_if(short && (commands::is_rare(command) || commands::is_word(command)), Construct::BraceCommand);
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
        found.add_if(ends && (commands::is_rare(name) || commands::is_word(name)), Construct::CommandPath);
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
    (&[b"<<<'", b"<<<\"", b"<<<$", b"<<< $", b"<<<`"], Construct::Expansion),
    (
        &[
            b">/tmp/",
            b"> /tmp/",
            b">/etc/",
            b"> /etc/",
            b">/var/",
            b"> /var/",
            b">/dev/shm",
            b"> /dev/shm",
            b">c:\\",
            b"> c:\\",
            b"< /etc/",
            b"</etc/",
            b"</proc/",
        ],
        Construct::FileRedirection,
    ),
    (&[b" -exec ", b" -execdir ", b"checkpoint-action=exec"], Construct::Interpreter),
    (
        &[
            b"cmd /c ",
            b"cmd/c ",
            b"cmd.exe /c",
            b"cmd.exe/c",
            b"cmd/c\"",
            b"cmd /c\"",
            b"cmd /k ",
            b"cmd /v",
            b"%comspec% /c",
            b"%comspec%/c",
        ],
        Construct::WindowsShell,
    ),
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
