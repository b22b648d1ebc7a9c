//! The rules of a run: the pack embedded in the program, and folders the user names. Reads files and hands texts over; what
//! they mean is decided in `vigie-detect`.

use std::path::{Path, PathBuf};

/// A rule of the embedded pack.
#[derive(Clone, Copy, Debug)]
pub struct PackedRule {
    /// `family/bad-pattern`.
    pub name: &'static str,
    /// `rule.yml`.
    pub yaml: &'static str,
    /// `test.md`, if there is one (a test demands it).
    pub page: Option<&'static str>,
}

/// The embedded pack, sorted by name.
pub const PACK: &[PackedRule] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// A rule file, its text, and its page if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleText {
    /// Its path: below `rules/` for the embedded ones.
    pub file: String,
    /// YAML, possibly several documents.
    pub yaml: String,
    /// `test.md` beside it.
    pub page: Option<String>,
}

/// A rule file larger than this is refused: the largest of SigmaHQ is 60 KiB.
const RULE_BYTES_MAX: u64 = 1 << 20;

/// Rules below a folder deeper than this are not looked for.
const DEPTH_MAX: usize = 16;

/// The rules of a run: embedded ones unless left out, then those of each folder, sorted by path. Unreadable files come back as
/// troubles and do not stop the run.
pub fn rule_texts(builtin: bool, folders: &[PathBuf]) -> (Vec<RuleText>, Vec<(PathBuf, String)>) {
    let mut texts: Vec<RuleText> = Vec::new();
    let mut troubles = Vec::new();
    if builtin {
        texts.extend(PACK.iter().map(|rule| RuleText {
            file: format!("rules/{}/rule.yml", rule.name),
            yaml: rule.yaml.to_owned(),
            page: rule.page.map(str::to_owned),
        }));
    }
    for folder in folders {
        let mut paths = Vec::new();
        collect(folder, 0, &mut paths, &mut troubles);
        paths.sort();
        for path in paths {
            match read_rule(&path) {
                Ok(text) => texts.push(text),
                Err(error) => troubles.push((path, error.to_string())),
            }
        }
    }
    (texts, troubles)
}

fn collect(path: &Path, depth: usize, paths: &mut Vec<PathBuf>, troubles: &mut Vec<(PathBuf, String)>) {
    if path.is_file() {
        if path.extension().is_some_and(|end| end == "yml" || end == "yaml") {
            paths.push(path.to_path_buf());
        }
        return;
    }
    if depth > DEPTH_MAX {
        return;
    }
    match std::fs::read_dir(path) {
        Err(error) => troubles.push((path.to_path_buf(), error.to_string())),
        Ok(entries) => {
            for entry in entries.flatten().filter(|entry| !entry.path().is_symlink()) {
                collect(&entry.path(), depth + 1, paths, troubles);
            }
        }
    }
}

fn read_rule(path: &Path) -> std::io::Result<RuleText> {
    if std::fs::metadata(path)?.len() > RULE_BYTES_MAX {
        return Err(std::io::Error::other("rule file larger than 1 MiB"));
    }
    let yaml = std::fs::read_to_string(path)?;
    let page = std::fs::read_to_string(path.with_file_name("test.md")).ok();
    Ok(RuleText { file: path.to_string_lossy().into_owned(), yaml, page })
}

impl RuleText {
    /// Path of the page beside the rule.
    pub fn page_file(&self) -> String {
        Path::new(&self.file).with_file_name("test.md").to_string_lossy().into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vigie_detect::rules::RuleSet;

    #[test]
    fn the_embedded_rules_load_without_a_problem_so_that_they_need_no_second_look() {
        let (texts, troubles) = rule_texts(true, &[]);
        assert!(troubles.is_empty());
        let files: Vec<(&str, &str)> = texts.iter().map(|text| (&*text.file, &*text.yaml)).collect();
        let (rules, problems) = RuleSet::load(&files);
        assert!(problems.is_empty(), "{problems:?}");
        assert!(rules.rules().len() >= PACK.len());
    }
}
