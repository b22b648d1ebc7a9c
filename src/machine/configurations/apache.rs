//! Apache: `ErrorLog`, `CustomLog`, `TransferLog`, `ServerName`, `ServerAlias`, proxies of mod_remoteip, `Include`, `Define` and Debian's `envvars`.
//! One directive a line; sections are not told apart. Source: httpd.apache.org, "Configuration Files" and "Log Files".

use std::collections::BTreeMap;
use std::path::Path;

use super::super::tree::Tree;
use super::{DEPTH_MAX, FILES_MAX, Found, Walk, Where, pattern};

/// Where Apache begins to read, by distribution, and the folder relative names are below.
const BEGINNINGS: [(&str, &str); 3] = [
    ("/etc/apache2/apache2.conf", "/etc/apache2"),
    ("/etc/httpd/conf/httpd.conf", "/etc/httpd"),
    ("/usr/local/apache2/conf/httpd.conf", "/usr/local/apache2"),
];

/// Names of values that may be defined.
const DEFINED_MAX: usize = 1_000;

/// Reads what Apache of this machine is told.
pub(super) fn read(root: &Tree) -> Found {
    let mut walk = Walk::new(root);
    for (path, folder) in BEGINNINGS {
        let mut about = About { folder: folder.to_owned(), values: values(root) };
        file(&mut walk, Path::new(path), 0, &mut about);
    }
    walk.found
}

struct About {
    folder: String,
    values: BTreeMap<String, String>,
}

/// `export NAME=value` of Debian's envvars; what a shell would make of `$SUFFIX` is nothing, as with one server on a machine.
fn values(root: &Tree) -> BTreeMap<String, String> {
    let text = root.text(Path::new("/etc/apache2/envvars")).unwrap_or_default();
    let read = |line: &str| {
        let (name, value) = line.trim().strip_prefix("export ")?.split_once('=')?;
        let value = value.trim_matches(['"', '\'']).replace("$SUFFIX", "");
        (!value.contains(['$', '`'])).then(|| (name.to_owned(), value))
    };
    text.lines().filter_map(read).take(DEFINED_MAX).collect()
}

fn file(walk: &mut Walk<'_>, path: &Path, depth: usize, about: &mut About) {
    let Some(text) = walk.text(path, depth) else { return };
    for line in text.replace("\\\n", " ").lines() {
        let words = words(line);
        let Some((directive, arguments)) = words.split_first() else { continue };
        let Some(first) = arguments.first().map(|word| filled(word, &about.values)) else { continue };
        match directive.to_ascii_lowercase().as_str() {
            "include" | "includeoptional" if depth < DEPTH_MAX => {
                let mut name = pattern(&first, &about.folder);
                if walk.root.is_folder(Path::new(&name)) {
                    name.push_str("/*");
                }
                for included in walk.root.matching(&name, FILES_MAX) {
                    file(walk, &included, depth + 1, about);
                }
            }
            "serverroot" => about.folder = first,
            "define" if about.values.len() < DEFINED_MAX => {
                let value = arguments.get(1).map(|word| filled(word, &about.values)).unwrap_or_default();
                about.values.insert(first, value);
            }
            "errorlog" | "customlog" | "transferlog" | "globallog" => {
                let place = if first.starts_with('|') || first.starts_with("syslog") {
                    Where::Elsewhere(first)
                } else {
                    Where::File(pattern(&first, &about.folder))
                };
                walk.log("apache", place, path);
            }
            "servername" | "serveralias" => {
                for name in arguments {
                    let name = filled(name, &about.values);
                    let name = name.rsplit("://").next().unwrap_or_default();
                    walk.name(name.split(':').next().unwrap_or_default());
                }
            }
            "remoteiptrustedproxy" | "remoteipinternalproxy" => walk.found.proxies.extend(arguments.iter().cloned()),
            _ => {}
        }
    }
}

/// The words of a directive; none of a comment or of a section's head.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut rest) = (Vec::new(), line.trim());
    if rest.starts_with(['#', '<']) {
        return words;
    }
    while !rest.is_empty() {
        let (word, after) = match rest.strip_prefix('"') {
            Some(inner) => inner.split_once('"').unwrap_or((inner, "")),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    words
}

/// A word with `${NAME}` filled in as far as it is known.
fn filled(word: &str, values: &BTreeMap<String, String>) -> String {
    let (mut text, mut rest) = (String::new(), word);
    while let Some((before, after)) = rest.split_once("${") {
        text.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            text.push_str("${");
            rest = after;
            continue;
        };
        match values.get(name) {
            Some(value) => text.push_str(value),
            None => text.extend(["${", name, "}"]),
        }
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_words_and_values_are_filled_in() {
        let check = |line: &str, expected: &[&str]| assert_eq!(words(line), expected, "{line}");
        check(
            "\tCustomLog \"|/usr/bin/rotatelogs /a 5\" combined",
            &["CustomLog", "|/usr/bin/rotatelogs /a 5", "combined"],
        );
        check("# CustomLog x", &[]);
        check("<VirtualHost *:80>", &[]);
        check("ErrorLog \"open", &["ErrorLog", "open"]);
        let values = BTreeMap::from([("DIR".to_owned(), "/var/log".to_owned())]);
        assert_eq!(filled("${DIR}/x_${OTHER}", &values), "/var/log/x_${OTHER}");
        assert_eq!(filled("${DIR", &values), "${DIR");
    }
}
