//! rsyslog: which files it sorts messages of sign-ins, mail and servers into; both its old rules and `action(type="omfile" …)`. What takes everything
//! is not named here: it repeats the rest. Source: rsyslog.com, "Configuration" and "omfile".

use std::path::Path;

use super::super::tree::Tree;
use super::{DEPTH_MAX, FILES_MAX, Found, Walk, Where, pattern};

/// What a rule that chooses these is a log of: the first that fits.
const CHOSEN: [(&str, &str); 8] = [
    ("haproxy", "haproxy"),
    ("sshd", "sshd"),
    ("auth", "sshd"),
    ("mail", "mail"),
    ("postfix", "mail"),
    ("dovecot", "mail"),
    ("postgres", "postgresql"),
    ("nginx", "nginx"),
];

/// Reads what rsyslog of this machine is told.
pub(super) fn read(root: &Tree) -> Found {
    let mut walk = Walk::new(root);
    file(&mut walk, Path::new("/etc/rsyslog.conf"), 0);
    walk.found
}

fn file(walk: &mut Walk<'_>, path: &Path, depth: usize) {
    let Some(text) = walk.text(path, depth) else { return };
    // What stands before a brace or a backslash chooses for what comes after.
    let mut chosen = String::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let included = line.strip_prefix("$IncludeConfig").map(str::trim);
        let included = included.or_else(|| line.starts_with("include(").then(|| quoted(line, "file")).flatten());
        if let Some(name) = included {
            if depth < DEPTH_MAX {
                for included in walk.root.matching(&pattern(name, "/etc"), FILES_MAX) {
                    file(walk, &included, depth + 1);
                }
            }
            continue;
        }
        let target = target(line);
        let (choice, is_begun) = match target {
            Some(target) => (&line[..line.find(target).unwrap_or(0)], false),
            None => (line, !line.starts_with('$') && !line.starts_with("module(")),
        };
        if let Some(target) = target {
            let choice = format!("{chosen} {choice}");
            // `*.*;auth.none` is everything but these.
            let is_all = choice.contains("*.") && choice.contains(".none");
            if let Some((_, software)) = CHOSEN.iter().find(|(word, _)| !is_all && choice.contains(word)) {
                walk.log(software, Where::File(pattern(target, "/")), path);
            }
        }
        if is_begun {
            line.clone_into(&mut chosen);
        }
        if line.ends_with('}') || line.starts_with('}') {
            chosen.clear();
        }
    }
}

/// The file that a line writes to.
fn target(line: &str) -> Option<&str> {
    if line.contains("omfile") {
        return quoted(line, "file");
    }
    let last = line.split_ascii_whitespace().last()?;
    let path = last.trim_start_matches('-').split(';').next()?;
    (path.starts_with('/') && !path.starts_with("/dev/")).then_some(path)
}

/// The value of `name="value"`, whatever the case of the name.
fn quoted<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let lower = line.to_ascii_lowercase();
    let mut from = 0;
    while let Some(at) = lower[from..].find(name).map(|at| from + at) {
        let is_whole = !lower[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let rest = line[at + name.len()..].trim_start();
        if is_whole && let Some(value) = rest.strip_prefix('=').and_then(|rest| rest.trim_start().strip_prefix('"')) {
            return value.split('"').next();
        }
        from = at + name.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_names_its_file() {
        let check = |line: &str, expected: Option<&str>| assert_eq!(target(line), expected, "{line}");
        check("auth,authpriv.*\t\t-/var/log/auth.log", Some("/var/log/auth.log"));
        check("mail.* /var/log/mail.log;RSYSLOG_FileFormat", Some("/var/log/mail.log"));
        check("*.emerg :omusrmsg:*", None);
        check("kern.* /dev/console", None);
        check("action(type=\"omfile\" dynaFile=\"x\" File=\"/srv/log/ssh.log\")", Some("/srv/log/ssh.log"));
        check("action(type=\"omfile\" file=", None);
    }
}
