//! What can be said against rule files without running them: Sigma's own checks (by `rsigma-parser`), what loading them
//! reports, and the house's demands on rules in folders (`…/family/bad-pattern/rule.yml`): a form, its technique, texts for
//! people, a test page, a name after the bad pattern. Files under other names are other people's and are not held to these.

use std::collections::BTreeMap;

use rsigma_parser::lint as sigma;

use super::page::Page;
use super::{CompiledRule, ProblemEffect, RuleRole, RuleSet, bounds};

/// How bad a finding is, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The rule cannot be used, or breaks a demand of the house.
    Error,
    /// It works, and could mean something else than it says, or be slow.
    Warning,
    /// A nicety.
    Note,
}

impl Severity {
    /// The stable word.
    pub fn id(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// Something said against a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, as given.
    pub file: Box<str>,
    /// 1-based line, where it is known.
    pub line: Option<u32>,
    /// How bad it is.
    pub severity: Severity,
    /// What is the matter: lower case, no final full stop.
    pub message: String,
    /// What to do about it; may be empty.
    pub hint: String,
}

/// Beginnings of names that say what the program does instead of what is bad.
const EMPTY_BEGINNINGS: [&str; 5] = ["detect-", "check-", "rule-", "find-", "possible-"];

/// Checks rule files and the test pages beside them, both given as path and text; sorted by file and line.
///
/// ```
/// use vigie_detect::rules::lint::{Severity, lint};
/// let findings = lint(&[("rules/web/x/rule.yml", "title: X\n")], &[]);
/// assert!(findings.iter().any(|finding| finding.severity == Severity::Error));
/// ```
pub fn lint(files: &[(&str, &str)], pages: &[(&str, &str)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, yaml) in files {
        // Sigma's checks build the same trees as the parser: only for files within bounds. Loading reports the others.
        if bounds::check(yaml).is_ok() {
            findings.extend(sigma::lint_yaml_str(yaml).into_iter().filter_map(|warning| of_sigma(file, warning)));
        }
    }
    let (rules, problems) = RuleSet::load(files);
    findings.extend(problems.into_iter().map(|problem| Finding {
        file: problem.file,
        line: None,
        severity: match problem.effect {
            ProblemEffect::Skipped => Severity::Error,
            ProblemEffect::Inert | ProblemEffect::Weakened => Severity::Warning,
            ProblemEffect::Noted => Severity::Note,
        },
        message: if problem.title.is_empty() {
            problem.cause
        } else {
            format!("rule \"{}\": {}", problem.title, problem.cause)
        },
        hint: problem.hint,
    }));
    let pages: BTreeMap<&str, &str> = pages.iter().copied().collect();
    let without_literal = rules.rules_without_literal();
    for (at, rule) in rules.rules().iter().enumerate() {
        let Some(folder) = folder_of(&rule.file) else { continue };
        demands_on(rule, folder, &mut findings);
        if without_literal.iter().any(|index| index.index() == at) && rule.inert.is_none() {
            say(
                &mut findings,
                &rule.file,
                Severity::Warning,
                "no literal is sure to be in what it matches, so it is tried on every event",
                "add a text of four letters or more that it cannot do without",
            );
        }
    }
    for (file, _) in files {
        if let Some(folder) = folder_of(file) {
            page_of(file, folder, &pages, &mut findings);
        }
    }
    findings.sort();
    findings.dedup();
    findings
}

/// The folder of a rule in the house's layout, or `None` for other files.
fn folder_of(file: &str) -> Option<&str> {
    file.strip_suffix("rule.yml").filter(|folder| folder.is_empty() || folder.ends_with('/'))
}

fn say(
    findings: &mut Vec<Finding>,
    file: &str,
    severity: Severity,
    message: impl Into<String>,
    hint: impl Into<String>,
) {
    findings.push(Finding { file: file.into(), line: None, severity, message: message.into(), hint: hint.into() });
}

fn of_sigma(file: &str, warning: sigma::LintWarning) -> Option<Finding> {
    // Our own tags (`vigie.form.…`) are a namespace that Sigma does not list.
    if warning.rule == sigma::LintRule::UnknownTagNamespace && warning.message.contains("vigie") {
        return None;
    }
    Some(Finding {
        file: file.into(),
        line: warning.span.map(|span| span.start_line + 1),
        severity: match warning.severity {
            sigma::Severity::Error => Severity::Error,
            sigma::Severity::Warning => Severity::Warning,
            sigma::Severity::Info | sigma::Severity::Hint => Severity::Note,
        },
        message: warning.message.trim_end_matches('.').to_owned(),
        hint: format!("sigma: {}", warning.rule),
    })
}

fn demands_on(rule: &CompiledRule, folder: &str, findings: &mut Vec<Finding>) {
    let mut demand = |message: String, hint: &str| say(findings, &rule.file, Severity::Error, message, hint);
    let parts: Vec<&str> = folder.trim_end_matches('/').rsplit('/').take(2).collect();
    let is_kebab = |part: &&str| {
        !part.is_empty()
            && part.split('-').all(|word| {
                !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            })
    };
    if parts.len() < 2 || !parts.iter().all(is_kebab) {
        demand(format!("`{folder}` is no `family/bad-pattern/` in kebab case"), "");
    }
    if let Some(empty) = parts.first().and_then(|name| EMPTY_BEGINNINGS.iter().find(|begin| name.starts_with(**begin)))
    {
        demand(format!("the name begins with `{empty}`"), "name the bad pattern, not what is done about it");
    }
    if rule.role == RuleRole::BaseOnly {
        return;
    }
    let forms: Vec<&str> = rule.tags.iter().filter_map(|tag| tag.strip_prefix("vigie.form.")).collect();
    match forms.as_slice() {
        [form] if *form == rule.form.id() => {
            let has = |technique: &str| {
                rule.tags
                    .iter()
                    .any(|tag| tag.strip_prefix("attack.").is_some_and(|t| t.eq_ignore_ascii_case(technique)))
            };
            if let Some(technique) = rule.form.technique().filter(|technique| !has(technique)) {
                let tag = format!("attack.{}", technique.to_ascii_lowercase());
                demand(format!("the tag `{tag}` is missing: the technique of its form"), "");
            }
        }
        [form] => demand(format!("`{form}` is no form"), "the list is in crates/facts/src/form.rs"),
        [] => demand("the tag `vigie.form.…` is missing".to_owned(), "the list is in crates/facts/src/form.rs"),
        _ => demand("it has more than one `vigie.form.…` tag".to_owned(), "one rule says one form"),
    }
    if rule.description.is_empty() {
        demand("it has no description".to_owned(), "");
    }
    if rule.false_positives.is_empty() {
        demand("it names no false positives".to_owned(), "say which innocent record comes nearest");
    }
    if rule.id.is_none() {
        demand("it has no id".to_owned(), "uuidgen makes one");
    }
}

fn page_of(file: &str, folder: &str, pages: &BTreeMap<&str, &str>, findings: &mut Vec<Finding>) {
    let path = format!("{folder}test.md");
    let Some(text) = pages.get(path.as_str()) else {
        say(findings, file, Severity::Error, "the test page `test.md` is missing", "rules/README.md shows one");
        return;
    };
    findings.extend(Page::read(text).faults.into_iter().map(|fault| Finding {
        file: path.as_str().into(),
        line: Some(fault.line),
        severity: Severity::Error,
        message: fault.reason,
        hint: String::new(),
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = "title: Environment file in a request\nid: 6f5f1a52-0a4e-4a30-8d0a-2b1f3d1c9a10\nstatus: stable\n\
        description: A request for a file of secrets that frameworks keep beside the site.\nauthor: x\ndate: 2017-02-13\n\
        references:\n    - https://example.org/\ntags:\n    - vigie.form.sensitive-file-probe\n    - attack.t1595.003\n\
        logsource:\n    category: webserver\ndetection:\n    selection:\n        url.path|endswith: /.env\n    \
        condition: selection\nfalsepositives:\n    - A page about configuration that is called so\nlevel: medium\n";
    const PAGE: &str = "## What it catches\nx\n## Why it matters\nx\n## Example\n```log\none\n```\n## Innocent look-alikes\n\
        ```log\ntwo\n```\n## What it cannot see\nx\n## References\nx\n";

    fn check(path: &str, rule: &str, page: &str, expected: Option<&str>) {
        let page_path = path.replace("rule.yml", "test.md");
        let findings = lint(&[(path, rule)], &[(&page_path, page)]);
        let errors: Vec<_> = findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
        match expected {
            None => assert!(errors.is_empty(), "{errors:?}"),
            Some(part) => assert!(errors.iter().any(|error| error.message.contains(part)), "{part}: {errors:?}"),
        }
    }

    #[test]
    fn the_demands_of_the_house_are_checked_one_by_one() {
        let path = "rules/web/environment-file/rule.yml";
        check(path, RULE, PAGE, None);
        check("rules/web/detect-environment-file/rule.yml", RULE, PAGE, Some("begins with `detect-`"));
        check("rules/web/Environment_File/rule.yml", RULE, PAGE, Some("kebab case"));
        for (from, to, part) in [
            ("    - vigie.form.sensitive-file-probe\n", "", "`vigie.form.…` is missing"),
            ("vigie.form.sensitive-file-probe", "vigie.form.odd", "`odd` is no form"),
            ("    - attack", "    - vigie.form.web-shell\n    - attack", "more than one"),
            ("attack.t1595.003", "attack.t1190", "`attack.t1595.003` is missing"),
            ("description: A", "x: A", "no description"),
            ("falsepositives:", "x:", "no false positives"),
            ("id: 6", "x: 6", "no id"),
            ("condition: selection", "condition: selectoin", "selectoin"),
        ] {
            assert!(RULE.contains(from));
            check(path, &RULE.replace(from, to), PAGE, Some(part));
        }
        check(path, RULE, &PAGE.replace("## References\nx\n", ""), Some("References"));
    }

    #[test]
    fn a_rule_without_a_page_or_without_a_literal_is_reported() {
        let path = "rules/web/environment-file/rule.yml";
        let findings = lint(&[(path, RULE)], &[]);
        assert!(findings.iter().any(|finding| finding.message.contains("test.md")));
        let rule = RULE.replace("url.path|endswith: /.env", "sc-status|gte: 500");
        let findings = lint(&[(path, &rule)], &[]);
        assert!(findings.iter().any(|finding| finding.message.contains("no literal")), "{findings:?}");
        assert!(lint(&[("pack/foreign.yml", RULE)], &[]).iter().all(|finding| finding.severity != Severity::Error));
    }
}
