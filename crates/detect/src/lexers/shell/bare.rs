//! Commands of administrators and the words behind them, whatever these are: `useradd mallory`, `;tar xf y`. Their names are no words
//! and nobody's subject, so that a value that begins with one and goes on is a command line, while `docker tutorial` and `ls lexus` are searches.
//! Does not say which commands there are: that is the parent's list.

use super::super::commands;

/// Words behind a command, and bytes of the whole, of which one line is made; what is longer has other signs.
const WORDS_MAX: usize = 8;
const LINE_BYTES_MAX: usize = 128;

/// Letters of a name below which it is an abbreviation of many things (`gsv`, `rdr`), so that it says nothing at the beginning of a value. No
/// client is called by a command and goes on with words.
const LEADING_LETTERS_MIN: usize = 4;
const LEADING_LETTERS_MIN_IN_HEADERS: usize = 2;

/// Whether a text is a command line by the name it begins with: a command that is nobody's subject, and words, options and paths.
pub(super) fn is_command_line(value: &[u8], in_header: bool) -> bool {
    let letters_min = if in_header { LEADING_LETTERS_MIN_IN_HEADERS } else { LEADING_LETTERS_MIN };
    // `whoami;0` ends a command as a shell does.
    let (line, ended) = match value.iter().position(|byte| matches!(byte, b';' | b'|' | b'&' | b'`')) {
        Some(end) => (&value[..end], true),
        None => (value, false),
    };
    let mut words = line.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
    let Some(mut name) = words.next() else { return false };
    let runs_another = RUNNERS.contains(&name);
    if runs_another {
        let Some(next) = words.next() else { return false };
        name = next;
    }
    let known = if in_header { is_no_client(name) } else { is_administrative(name) };
    if value.len() > LINE_BYTES_MAX || name.len() < letters_min || !known {
        return false;
    }
    let mut count = usize::from(runs_another || ended);
    let plain = words.all(|word| {
        count += 1;
        // A release is no argument: `valgrind 3.19`. Sentences have their small words: `nslookup and host`.
        let sentence = word == b"-" || SMALL_WORDS.as_bytes().split(|byte| *byte == b' ').any(|small| small == word);
        let release =
            sentence || count == 1 && word.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'v'));
        !release && word.iter().all(|byte| byte.is_ascii_alphanumeric() || b"._/:=@,+-~*".contains(byte))
    });
    plain && (1..=WORDS_MAX).contains(&count)
}

/// Whether a command and words stand behind a separator: `ls foo bar` in `x;ls foo bar`. Lists of subjects have subjects.
pub(super) fn goes_on_as_command(name: &[u8], rest: &[u8]) -> bool {
    is_administrative(name)
        && matches!(rest, [b' ', next, ..] if next.is_ascii_alphanumeric() || matches!(next, b'-' | b'.' | b'/'))
}

/// Whether a name is a command's and neither a word nor what people write and search about.
pub(super) fn is_administrative(name: &[u8]) -> bool {
    let is_subject = SUBJECTS.as_bytes().split(|byte| *byte == b' ').any(|subject| subject == name);
    commands::is_rare(name) && !is_subject && !name.starts_with(b"python")
}

/// Whether a command is none that speaks to servers itself or names a product that does: no agent bears its name and goes on with words.
fn is_no_client(name: &[u8]) -> bool {
    const PRODUCTS: &[&[u8]] = &[
        b"docker", b"ansible", b"nodejs", b"openssl", b"openvpn", b"vim", b"nano", b"zathura", b"apt", b"pip", b"dnf",
        b"yum", b"cpan", b"ip", b"iex", b"cmd", b"id", b"od", b"nl",
    ];
    is_administrative(name) || commands::is_rare(name) && !commands::is_client(name) && !PRODUCTS.contains(&name)
}

/// Commands that run the one behind them.
const RUNNERS: &[&[u8]] =
    &[b"sudo", b"time", b"nohup", b"exec", b"eval", b"env", b"nice", b"command", b"xargs", b"setsid", b"timeout"];

/// Words that hold sentences together, in English, French and Spanish, and what people look for beside a command's name.
const SMALL_WORDS: &str = "a al and avec by comando command commands commande commandes como con cours de del des du ejemplo el en et      example examples exemple for from how in is it la las le les linux los manual not o of on or ou par para pour que sur the to      tutorial tutoriel ubuntu un une using vs what windows with y";

/// Commands that are subjects of articles, products, abbreviations or words of some language.
const SUBJECTS: &str = "addgroup ansible apk apropos apt aptitude arp ash assoc awk bash bginfo busybox chef cipher cmd cowsay \
     cpan crontab curl dash defrag dig dir doas docker dosbox efax exiftool finger flatpak ftp fuser gcc gcm gdb \
     gluster gpg grep htop id iex iostat ip irb iwr jq ksh latex lua lualatex luatex lynx masscan mawk msbuild \
     msconfig mstsc nano nasm nc ncat ndr netcat nl nmap nodejs npssc od openssl openvpn pacman passwd pdftex \
     perl perfmon php phpinfo pico pip pip3 pkg powershell proftpd pwd rcp rdr readelf realpath regedit rem \
     restic rm robocopy rpm rsync sajb saps sash sasv sed sfc sftp sh shred sqlite3 ssh sshd stat stty sudo svcs \
     tac tar tcsh telnet tftp tmate tmux vbscript vim vimdiff waitfor wget wireshark xcopy xmore xterm yelp yum zathura zsh \
     zstd wpscan";
