//! nginx: `access_log`, `error_log`, `server_name`, `set_real_ip_from`, `include`. Statements are words up to `;` or `{`; blocks are not told apart.
//! Source: nginx.org, "Configuration file's structure" and the modules `ngx_http_log`, `ngx_core`, `ngx_http_realip`.

use std::path::Path;

use super::super::tree::Tree;
use super::{DEPTH_MAX, FILES_MAX, Found, Walk, Where, pattern};

/// Where relative names begin.
const FOLDER: &str = "/etc/nginx";

/// Reads what nginx of this machine is told.
pub(super) fn read(root: &Tree) -> Found {
    let mut walk = Walk::new(root);
    for path in ["/etc/nginx/nginx.conf", "/usr/local/openresty/nginx/conf/nginx.conf"] {
        file(&mut walk, Path::new(path), 0);
    }
    walk.found
}

fn file(walk: &mut Walk<'_>, path: &Path, depth: usize) {
    let Some(text) = walk.text(path, depth) else { return };
    for words in statements(&text) {
        let argument = words.get(1).map(String::as_str);
        match (words[0].as_str(), argument) {
            ("include", Some(name)) if depth < DEPTH_MAX => {
                for included in walk.root.matching(&pattern(name, FOLDER), FILES_MAX) {
                    file(walk, &included, depth + 1);
                }
            }
            ("access_log", Some("off")) | ("error_log", Some("stderr")) => {}
            ("access_log" | "error_log", Some(target)) => {
                let place = if target.starts_with("syslog:") || target.starts_with("memory:") {
                    Where::Elsewhere(target.to_owned())
                } else {
                    Where::File(pattern(target, FOLDER))
                };
                walk.log("nginx", place, path);
            }
            ("server_name", _) => words[1..].iter().for_each(|name| walk.name(name)),
            ("set_real_ip_from", Some(network)) => walk.found.proxies.push(network.to_owned()),
            _ => {}
        }
    }
}

/// The words of each statement, none of them without a first.
fn statements(text: &str) -> Vec<Vec<String>> {
    let (mut statements, mut words, mut word) = (Vec::new(), Vec::new(), String::new());
    let mut characters = text.chars().peekable();
    let mut quote = None;
    while let Some(c) = characters.next() {
        match (quote, c) {
            (_, '\\') => word.extend(characters.next()),
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => word.push(c),
            (None, '"' | '\'') if word.is_empty() => quote = Some(c),
            (None, '#') if word.is_empty() => while characters.next_if(|c| *c != '\n').is_some() {},
            // A variable in braces is no block.
            (None, '{') if word.ends_with('$') => {
                word.push('{');
                word.extend(std::iter::from_fn(|| characters.next_if(|c| !matches!(c, '}' | '\n'))));
            }
            (None, '}') if word.contains("${") && !word.contains('}') => word.push('}'),
            (None, ';' | '{' | '}') => {
                words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()));
                statements.extend(Some(std::mem::take(&mut words)).filter(|words| !words.is_empty()));
            }
            (None, c) if c.is_whitespace() => {
                words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()));
            }
            (None, c) => word.push(c),
        }
    }
    statements
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_words_up_to_their_end() {
        let check = |text: &str, expected: &[&[&str]]| assert_eq!(statements(text), expected, "{text}");
        check("# no\nserver { access_log \"/a b\" main; }", &[&["server"], &["access_log", "/a b", "main"]]);
        check("access_log /x/${host}.log;", &[&["access_log", "/x/${host}.log"]]);
        check("map $a $b { default 0; '~;{' 1; }", &[&["map", "$a", "$b"], &["default", "0"], &["~;{", "1"]]);
        check("never ends", &[]);
        check("} ; {", &[]);
        check("a \"open", &[]);
    }
}
