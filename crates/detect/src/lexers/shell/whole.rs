//! Values that are a command line from their first word to their last, with nothing injected in front. Sentences about commands have
//! words; these have options, paths, numbers and addresses. Does not look at separators or substitutions: the parent does.

use super::super::commands;
use super::{is_address, is_file_name, is_host, is_own_argument};

/// Whether the value begins with a line break written with a backslash, as `printf` and programs that build command lines read it.
pub(super) fn breaks_a_line(value: &[u8]) -> bool {
    value.starts_with(b"\\n") || value.starts_with(b"\\r\\n")
}

/// The value with line breaks where they are written with a backslash.
pub(super) fn with_line_breaks(value: &[u8]) -> Vec<u8> {
    let mut broken = Vec::with_capacity(value.len());
    let mut at = 0;
    while at < value.len() {
        let escaped = matches!(value[at..], [b'\\', b'n' | b'r', ..]);
        broken.push(if escaped { b'\n' } else { value[at] });
        at += 1 + usize::from(escaped);
    }
    broken
}

/// The value without line breaks at its end that are written with a backslash, as programs that send a whole line write them: `;id\n`.
pub(super) fn without_written_break(value: &[u8]) -> &[u8] {
    let mut value = value;
    while let Some(shorter) = value.strip_suffix(b"\\n").or_else(|| value.strip_suffix(b"\\r")) {
        value = shorter;
    }
    value
}

/// Whether the value is separators and one command line, perhaps behind a number or an address: `;env;`, `| net view`, `&& sleep 5`,
/// `127.0.0.1|dir`. Nothing that people write looks so; lists (`12|top 10`) have words that are no commands.
pub(super) fn is_injected_alone(value: &[u8]) -> bool {
    const VALUE_BYTES_MAX: usize = 160;
    if value.len() > VALUE_BYTES_MAX {
        return false;
    }
    let separates = |byte: &u8| matches!(byte, b';' | b'|' | b'&' | b'\n' | b'`');
    let target = value.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    let behind = &value[target..];
    let signs = behind.iter().take_while(|byte| separates(byte) || **byte == b' ').count();
    let written = behind[..signs].trim_ascii_start();
    // One ampersand begins the next parameter, unless it is the first byte and a blank follows, and a line break the next line, of what
    // somebody pasted.
    let separated = written.iter().any(|byte| matches!(byte, b';' | b'|' | b'`')) || written.starts_with(b"&&");
    let ends = behind[signs..].iter().rev().take_while(|byte| separates(byte) || **byte == b' ').count();
    let command = behind[signs..].get(..behind.len() - signs - ends).unwrap_or_default();
    let closed = ends > 0 && behind.last().is_some_and(separates);
    let led = separated || written.starts_with(b"&") && (closed || value.starts_with(b"& "));
    if !led || command.is_empty() {
        return false;
    }
    // Fields are listed as `12|id`.
    let short = matches!(command, b"id" | b"ip" | b"w") && target > 0 && !closed;
    let alone = commands::is_rare(command) || INFORMS.contains(&command);
    alone && !short || is_whole(command)
}

/// Commands whose names are words and that tell something without an argument.
const INFORMS: &[&[u8]] = &[
    b"env",
    b"set",
    b"ps",
    b"who",
    b"ver",
    b"hostname",
    b"df",
    b"w",
    b"uptime",
    b"sysinfo",
    b"history",
    b"users",
    b"groups",
];

/// Whether the value is a command line from its first word to its last, whether or not its command is also a word.
pub(super) fn is_whole(value: &[u8]) -> bool {
    is_whole_command(value) || is_whole_word_command(value)
}

/// Whether the value is a command line from its first word to its last: a rare command, at least one option, and nothing but options,
/// paths, numbers, addresses and names of files behind it. Sentences about commands have words.
fn is_whole_command(value: &[u8]) -> bool {
    let mut words = value.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
    let Some(name) = words.next() else { return false };
    let calls_out = matches!(
        name,
        b"wget"
            | b"curl"
            | b"nc"
            | b"ncat"
            | b"netcat"
            | b"nslookup"
            | b"dig"
            | b"telnet"
            | b"ssh"
            | b"scp"
            | b"ftp"
            | b"tftp"
    );
    let mut options = 0;
    let plain = words.take(17).enumerate().all(|(at, word)| {
        let option = matches!(word, [b'-', letter, ..] if letter.is_ascii_alphabetic() || *letter == b'-')
            || matches!(word, [b'/', letter, rest @ ..] if letter.is_ascii_alphabetic() && rest.len() < 12 && !rest.contains(&b'/'));
        options += u32::from(option);
        let known = option
            || word.iter().all(u8::is_ascii_digit)
            || matches!(word.first(), Some(b'/' | b'~' | b'$'))
            || is_address(word)
            || is_file_name(word)
            || calls_out && is_host(word);
        options += u32::from(calls_out && (is_address(word) || is_host(word)));
        at < 16 && known
    });
    plain && options > 0 && commands::is_rare(name)
}

/// Whether the value is a command line although its command is also a word, or has words of its own behind it: `ping -c 4 192.0.2.1`,
/// `net user x /add`, `dir c:\`, `cat /var/log/x`. An option, a path of the system or a drive stands behind the command, or a word that is
/// its own; sentences have none of these there.
fn is_whole_word_command(value: &[u8]) -> bool {
    const SYSTEM: &[&[u8]] =
        &[b"/etc", b"/bin", b"/usr/", b"/var/", b"/tmp", b"/home/", b"/root", b"/proc", b"/dev/", b"/opt/", b"/sys/"];
    const HAS_OWN_WORDS: &[&[u8]] =
        &[b"net", b"reg", b"sc", b"wmic", b"netsh", b"vssadmin", b"systemctl", b"kubectl", b"query", b"ps"];
    let mut words = value.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
    let Some(name) = words.next() else { return false };
    if !commands::is_word(name) && !commands::is_rare(name) {
        return false;
    }
    if HAS_OWN_WORDS.contains(&name) && is_own_argument(name, &value[name.len()..]) {
        // `net user experience` goes on as a sentence.
        let mut behind = words.clone().skip(1).peekable();
        return behind.peek().is_none()
            || behind.any(|word| matches!(word.first(), Some(b'/' | b'-')) || memchr::memchr(b'\\', word).is_some());
    }
    let Some(first) = words.next() else { return false };
    if has_its_own_form(name, first, words.clone())
        || is_drive_path(first)
        || matches!(first, [b'%', inner @ .., b'%'] if inner.len() > 3)
        || first.starts_with(b"%systemroot%")
    {
        return true;
    }
    let mut signs = 0;
    let plain = std::iter::once(first).chain(words.take(15)).all(|word| {
        let option = matches!(word, [b'-', letter, rest @ ..] if letter.is_ascii_alphabetic() && rest.len() < 12)
            || matches!(word, [b'-', b'-', letter, ..] if letter.is_ascii_alphabetic())
            || name == b"kill" && matches!(word, [b'-', b'0'..=b'9', ..]);
        let file = SYSTEM.iter().any(|folder| word.starts_with(folder));
        signs += u32::from(option || file);
        option || file || word.iter().all(u8::is_ascii_digit) || is_address(word) || is_host(word) || is_file_name(word)
    });
    plain && signs > 0 && (first.starts_with(b"-") || first.starts_with(b"/"))
}

/// `c:\`, `d:/x`.
fn is_drive_path(word: &[u8]) -> bool {
    matches!(word, [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic())
}

/// Command lines whose words are known by their command alone: `which nc`, `chmod 777 x`, `find / -name x`.
/// (`which route`, `echo $PATH`, `cat /chats/noirs` are none.)
fn has_its_own_form<'a>(name: &[u8], first: &[u8], mut words: impl Iterator<Item = &'a [u8]>) -> bool {
    let second = words.next();
    let more = words.next().is_some();
    match name {
        b"which" | b"whereis" => second.is_none() && first.len() > 1 && commands::is_rare(first),
        b"chmod" => {
            let mode = (3..=4).contains(&first.len()) && first.iter().all(|byte| matches!(byte, b'0'..=b'7'))
                || first.len() <= 6 && matches!(first, [b'+', ..] | [b'a' | b'u' | b'g' | b'o', b'+', ..]);
            mode && second.is_some() && !more
        }
        b"find" => {
            const TESTS: &[&[u8]] = &[b"-name", b"-iname", b"-exec", b"-type", b"-perm", b"-user", b"-writable"];
            matches!(first, [b'/' | b'.' | b'~', ..]) && second.is_some_and(|test| TESTS.contains(&test))
        }
        b"expr" => {
            let sum = |word: &[u8]| word.iter().all(|byte| byte.is_ascii_digit() || b"+-*/%\\".contains(byte));
            sum(first) && second.is_some_and(sum)
        }
        b"set" => first == b"/a" && second.is_some_and(|sum| sum.iter().any(u8::is_ascii_digit)),
        b"ls" => second.is_none() && (first == b"/" || is_deep_path(first)),
        b"cp" | b"mv" | b"ln" => !more && first.starts_with(b"/") && second.is_some_and(|to| to.starts_with(b"/")),
        b"powershell" | b"pwsh" => [&b"get-"[..], b"set-", b"invoke-", b"start-", b"new-", b"stop-", b"out-"]
            .iter()
            .any(|verb| first.starts_with(verb)),
        b"sleep" | b"usleep" => second.is_none() && !first.is_empty() && first.iter().all(u8::is_ascii_digit),
        b"shutdown" => matches!(first, b"-h" | b"-r" | b"/s" | b"/r" | b"-s"),
        _ => false,
    }
}

/// A path from the root with a folder and something in it: `/a/b`.
fn is_deep_path(word: &[u8]) -> bool {
    matches!(word, [b'/', rest @ ..] if memchr::memchr(b'/', rest).is_some_and(|at| at > 0 && at + 1 < rest.len()))
}
