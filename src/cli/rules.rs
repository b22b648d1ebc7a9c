//! `vigie rules`: list, show, test and check the built-in rules or anyone's own.

use std::io::Write as _;
use std::path::PathBuf;

use vigie_detect::rules::RuleSet;
use vigie_detect::rules::lint::{self, Severity};

use super::args::{RulesAction, RulesArgs};
use super::speech::Speech;
use super::{Exit, Failure, Outcome, setup};
use crate::report::escape::Terminal;
use crate::rulecheck;
use crate::rulepack::{self, RuleText};

/// Runs the command.
pub(super) fn run(args: &RulesArgs, speech: &Speech) -> Outcome {
    match &args.action {
        RulesAction::List { dir, json } => list(dir.as_ref(), *json, speech),
        RulesAction::Show { name, dir } => show(name, dir.as_ref(), speech),
        RulesAction::Test { dir } => test(dir.as_ref(), speech),
        RulesAction::Lint { dir } => check(dir.as_ref(), speech),
    }
}

fn texts(dir: Option<&PathBuf>, speech: &Speech) -> Vec<RuleText> {
    let folders: Vec<PathBuf> = dir.cloned().into_iter().collect();
    let (texts, troubles) = rulepack::rule_texts(dir.is_none(), &folders);
    for (path, trouble) in troubles {
        speech.warn(&format!("{}: {trouble}", path.display()), &format!("{} : {trouble}", path.display()));
    }
    texts
}

fn load(dir: Option<&PathBuf>, speech: &Speech) -> (RuleSet, bool) {
    let folders: Vec<PathBuf> = dir.cloned().into_iter().collect();
    setup::load_rules(dir.is_none(), &folders, speech)
}

fn list(dir: Option<&PathBuf>, json: bool, speech: &Speech) -> Outcome {
    let (rules, troubled) = load(dir, speech);
    let words = speech.words();
    let mut out = std::io::stdout().lock();
    for rule in rules.rules() {
        let technique = rule.technique.as_deref().unwrap_or("-");
        if json {
            let object = serde_json::json!({
                "name": rule.name, "form": rule.form.id(), "technique": rule.technique, "level": rule.level.id(),
                "title": rule.title, "version": rule.version, "file": rule.file,
            });
            writeln!(out, "{object}")?;
        } else {
            let (name, form, level, title) =
                (&rule.name, rule.form.id(), rule.level.id(), Terminal(words.rule_title(&rule.title)));
            writeln!(out, "{name:<36} {form:<27} {technique:<10} {level:<13} {title}")?;
        }
    }
    Ok(if troubled { Exit::Rule } else { Exit::Done })
}

fn show(name: &str, dir: Option<&PathBuf>, speech: &Speech) -> Outcome {
    let texts = texts(dir, speech);
    let (rules, _) = RuleSet::load(&setup::as_files(&texts));
    let file = rules.find(name).map(|rule| rules.rule(rule).file.clone());
    let Some(text) = texts.iter().find(|text| Some(text.file.as_str()) == file.as_deref()) else {
        let error =
            anyhow::anyhow!("{}: {name:?}", speech.say("no rule has this name", "aucune règle ne porte ce nom"));
        return Err(Failure { exit: Exit::Rule, error, hint: Some("vigie rules list".to_owned()) });
    };
    let mut out = std::io::stdout().lock();
    for part in [Some(&text.yaml), text.page.as_ref()].into_iter().flatten() {
        for line in part.lines() {
            writeln!(out, "{}", Terminal(line))?;
        }
        writeln!(out)?;
    }
    Ok(Exit::Done)
}

fn test(dir: Option<&PathBuf>, speech: &Speech) -> Outcome {
    let texts = texts(dir, speech);
    let (rules, _) = RuleSet::load(&setup::as_files(&texts));
    let mut out = std::io::stdout().lock();
    let (mut passed, mut failed) = (0, 0);
    for text in &texts {
        let (Some(page), Some(rule)) = (&text.page, rulecheck::rule_of(&rules, &text.file)) else { continue };
        let verdict = rulecheck::check_page(&rules, rule, page);
        if verdict.faults.is_empty() {
            passed += 1;
        } else {
            failed += 1;
        }
        for fault in &verdict.faults {
            writeln!(out, "{}:{}: {}", Terminal(&text.page_file()), fault.line, Terminal(&fault.reason))?;
        }
    }
    writeln!(out, "{passed} {}, {failed} {}", speech.say("passed", "réussies"), speech.say("failed", "échouées"))?;
    Ok(if failed == 0 { Exit::Done } else { Exit::Rule })
}

fn check(dir: Option<&PathBuf>, speech: &Speech) -> Outcome {
    let texts = texts(dir, speech);
    let mut out = std::io::stdout().lock();
    let pages: Vec<(String, &str)> =
        texts.iter().filter_map(|text| Some((text.page_file(), text.page.as_deref()?))).collect();
    let pages: Vec<(&str, &str)> = pages.iter().map(|(file, page)| (file.as_str(), *page)).collect();
    let findings = lint::lint(&setup::as_files(&texts), &pages);
    for finding in &findings {
        let line = finding.line.map_or_else(String::new, |line| format!(":{line}"));
        let (file, severity) = (Terminal(&finding.file), finding.severity.id());
        write!(out, "{file}{line}: {severity}: {}", Terminal(&finding.message))?;
        if !finding.hint.is_empty() {
            write!(out, " ({})", Terminal(&finding.hint))?;
        }
        writeln!(out)?;
    }
    let wrong = findings.iter().any(|finding| finding.severity != Severity::Note);
    let findings = findings.len();
    writeln!(
        out,
        "{} {}, {findings} {}",
        texts.len(),
        speech.say("rules", "règles"),
        speech.say("findings", "remarques")
    )?;
    Ok(if wrong { Exit::Rule } else { Exit::Done })
}
