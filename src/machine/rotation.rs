//! How logs are rotated: what logrotate is told of a file. Source: logrotate(8). It follows no `include` but the usual folder.

use std::path::{Path, PathBuf};

use super::tree::Tree;

/// What a rule of logrotate says of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// The file that says so.
    pub file: PathBuf,
    /// Whether the file is copied and emptied: what is written between the two is lost.
    pub copytruncate: bool,
}

/// The rule for a log, if there is one; the last that names it.
pub fn of(root: &Tree, log: &Path) -> Option<Rotation> {
    let folder = Path::new("/etc/logrotate.d");
    let mut files = vec![PathBuf::from("/etc/logrotate.conf")];
    files.extend(root.entries(folder).into_iter().map(|name| folder.join(name)));
    let mut found = None;
    for file in files {
        let text = root.text(&file).unwrap_or_default();
        for (patterns, options) in blocks(&text) {
            if patterns.iter().any(|pattern| super::tree::names(pattern, log)) {
                let copytruncate = options.iter().any(|option| option == "copytruncate");
                found = Some(Rotation { file: file.clone(), copytruncate });
            }
        }
    }
    found
}

/// The patterns and options of each block.
fn blocks(text: &str) -> Vec<(Vec<String>, Vec<String>)> {
    let (mut blocks, mut patterns, mut options) = (Vec::new(), Vec::new(), None::<Vec<String>>);
    let mut script = false;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let first = line.split_ascii_whitespace().next().unwrap_or_default();
        match (&mut options, first) {
            (Some(_), "endscript") => script = false,
            (Some(_), _) if script => {}
            (Some(_), "prerotate" | "postrotate" | "firstaction" | "lastaction" | "preremove") => script = true,
            (Some(_), word) if word.starts_with('}') => {
                blocks.push((std::mem::take(&mut patterns), options.take().unwrap_or_default()));
            }
            (Some(options), word) => options.push(word.to_owned()),
            (None, _) => {
                let (names, opens) = line.split_once('{').map_or((line, false), |(names, _)| (names, true));
                // Options of all blocks are no paths.
                let names = names.split_ascii_whitespace().map(|name| name.trim_matches('"'));
                patterns.extend(names.filter(|name| name.starts_with('/')).map(str::to_owned));
                options = opens.then(Vec::new);
            }
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_has_patterns_and_options_and_scripts_are_neither() {
        let text = "weekly\ninclude /etc/logrotate.d\n# /no {\n/var/log/a/*.log \"/var/log/b\"\n{\n  daily\n  copytruncate\n  postrotate\n    copytruncate } /x\n  endscript\n}\n/var/log/c {\n  rotate 4\n}\n/open {\n";
        let blocks = blocks(text);
        assert_eq!(blocks.len(), 2, "{blocks:?}");
        assert_eq!(blocks[0].1, ["daily", "copytruncate"]);
        assert!(blocks[0].0.ends_with(&["/var/log/a/*.log".to_owned(), "/var/log/b".to_owned()]));
        assert_eq!(blocks[1], (vec!["/var/log/c".to_owned()], vec!["rotate".to_owned()]));
    }
}
