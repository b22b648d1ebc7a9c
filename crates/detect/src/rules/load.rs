//! Rule files to a [`RuleSet`]. Each file is bounded, parsed and compiled on its own; what cannot be used is reported and left
//! out or marked inert. The same files give the same set in the same order, whatever order they come in.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use rsigma_parser::ast::{self, FilterRuleTarget, LogSource};
use sha2::{Digest, Sha256};
use vigie_facts::field::Field;
use vigie_facts::form::Form;
use vigie_facts::service::Service;

use super::condition::{Findings, Node};
use super::correlation::{self, Nameable};
use super::log_source::{self, ACTION_KINDS, FullKind, Scope};
use super::modifiers::{REGEX_BYTES_A_FILE_MAX, Unusable, nearest};
use super::propose::{self, Asked, Kind, Plans, witness};
use super::{
    CompiledRule, FormBasis, Level, LoadOptions, LogSourceWords, ProblemEffect, RuleIndex, RuleProblem, RuleRole,
    RuleSet, bounds, foreign,
};

/// A rule on its way into the set, before indexes are given.
struct Draft {
    meta: CompiledRule,
    /// Sigma's `name`, by which correlation rules call it.
    sigma_name: Option<String>,
    /// Empty for correlation rules.
    node: Node,
    scope: Option<Scope>,
    log_source: LogSource,
    correlation: Option<ast::CorrelationRule>,
    unknown_fields: BTreeSet<String>,
}

/// Loads rule files; see [`RuleSet::load_with`].
pub(super) fn load(files: &[(&str, &str)], options: LoadOptions) -> (RuleSet, Vec<RuleProblem>) {
    let mut files: Vec<_> =
        files.iter().enumerate().map(|(at, (path, yaml))| (*path, *yaml, at < options.known_good_files)).collect();
    files.sort_unstable();
    let mut problems = Vec::new();
    let mut drafts = Vec::new();
    let mut filters = Vec::new();
    for (path, yaml, known_good) in &files {
        let file = File { path, yaml, known_good: *known_good, every_log_source: options.every_log_source };
        read_file(file, &mut drafts, &mut filters, &mut problems);
    }
    name_apart(&mut drafts, &mut problems);
    apply_filters(&mut drafts, &filters, &mut problems);
    report_fields(&mut drafts, &mut problems);
    report_log_sources(&mut drafts, &mut problems);
    let set = assemble(drafts, options, &mut problems);
    problems.sort_by(|a, b| (&a.file, &a.title, &a.cause).cmp(&(&b.file, &b.title, &b.cause)));
    (set, problems)
}

fn problem(file: &str, title: &str, effect: ProblemEffect, cause: String, hint: String) -> RuleProblem {
    RuleProblem { file: file.into(), title: title.into(), effect, cause, hint }
}

/// A file on its way into the set.
#[derive(Clone, Copy)]
struct File<'a> {
    path: &'a str,
    yaml: &'a str,
    known_good: bool,
    every_log_source: bool,
}

fn read_file(
    file: File<'_>,
    drafts: &mut Vec<Draft>,
    filters: &mut Vec<(String, ast::FilterRule)>,
    problems: &mut Vec<RuleProblem>,
) {
    let File { path, yaml, .. } = file;
    let mut skip = |title: &str, unusable: Unusable| {
        problems.push(problem(path, title, ProblemEffect::Skipped, unusable.cause, unusable.hint));
    };
    if !file.known_good
        && let Err(unusable) = bounds::check(yaml)
    {
        return skip("", unusable);
    }
    let collection = match rsigma_parser::parse_sigma_yaml(yaml) {
        Ok(collection) => collection,
        Err(error) => return skip("", Unusable::new(one_line(&error.to_string()), None)),
    };
    let version = digest(yaml);
    let place =
        Place { path, version: &version[..12], documents: collection.rules.len() + collection.correlations.len() };
    let mut regex_bytes_left = REGEX_BYTES_A_FILE_MAX;
    let has_correlation = !collection.correlations.is_empty();
    for (number, rule) in collection.rules.into_iter().enumerate() {
        match draft_of_rule(rule, &place, has_correlation, number, file, &mut regex_bytes_left) {
            Ok((draft, notes)) => {
                for note in notes {
                    problems.push(problem(path, &draft.meta.title, ProblemEffect::Noted, note, String::new()));
                }
                drafts.push(draft);
            }
            Err((title, unusable)) => {
                problems.push(problem(path, &title, ProblemEffect::Skipped, unusable.cause, unusable.hint));
            }
        }
    }
    for (number, rule) in collection.correlations.into_iter().enumerate() {
        drafts.push(draft_of_correlation(rule, &place, number));
    }
    filters.extend(collection.filters.into_iter().map(|filter| (path.to_owned(), filter)));
    for error in collection.errors {
        // The parser keeps warnings and errors in one list; these words begin its warnings.
        let is_warning = ["invalid status", "invalid level", "related", "'related'", "invalid sigma-version"]
            .iter()
            .any(|start| error.starts_with(start));
        let effect = if is_warning { ProblemEffect::Noted } else { ProblemEffect::Skipped };
        problems.push(problem(path, "", effect, one_line(&error), String::new()));
    }
}

/// An error of the parser on one line, begun in lower case.
fn one_line(text: &str) -> String {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut characters = joined.chars();
    let Some(first) = characters.next() else { return joined };
    let rest = characters.as_str();
    // Abbreviations (YAML …) keep their case.
    let lowers = rest.chars().next().is_some_and(|second| !second.is_uppercase());
    if lowers { format!("{}{rest}", first.to_lowercase()) } else { joined }
}

/// SHA-256 in hexadecimal.
fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut shown, byte| {
        let _ = write!(shown, "{byte:02x}");
        shown
    })
}

/// Where a rule stands.
struct Place<'a> {
    path: &'a str,
    version: &'a str,
    documents: usize,
}

impl Place<'_> {
    /// `family/bad-pattern` of `…/family/bad-pattern/rule.yml`; of other files the folder and the file's name.
    fn name(&self) -> String {
        let mut parts: Vec<&str> =
            self.path.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".").collect();
        let file = parts.pop().unwrap_or_default();
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let last = if stem == "rule" { parts.pop().unwrap_or(stem) } else { stem };
        match parts.pop() {
            Some(family) => format!("{family}/{last}"),
            None => last.to_owned(),
        }
    }
}

fn draft_of_rule(
    rule: ast::SigmaRule,
    place: &Place<'_>,
    beside_correlation: bool,
    number: usize,
    file: File<'_>,
    regex_bytes_left: &mut usize,
) -> Result<(Draft, Vec<String>), (String, Unusable)> {
    let mut findings =
        Findings { regex_bytes_left: *regex_bytes_left, known_good: file.known_good, ..Findings::default() };
    let compiled = Node::compile(&rule.detection, &mut findings);
    *regex_bytes_left = findings.regex_bytes_left;
    let node = match compiled {
        Ok(node) => node,
        Err(unusable) => return Err((rule.title, unusable)),
    };
    let words = LogSourceWords {
        category: rule.logsource.category.as_deref().map(Into::into),
        product: rule.logsource.product.as_deref().map(Into::into),
        service: rule.logsource.service.as_deref().map(Into::into),
    };
    let scope = if file.every_log_source { Ok(Scope::EVERYTHING) } else { Scope::of(&words) };
    if words == LogSourceWords::default() {
        findings.notes.push("it has no log source, so it is tried on every event".to_owned());
    }
    if matches!(node, Node::Known(true)) {
        findings.notes.push("it matches every event of its log source".to_owned());
    }
    // Beside a correlation rule, or among others, a rule is one part of its folder.
    let part = rule.name.clone().unwrap_or_else(|| (number + 1).to_string());
    let alone = place.documents == 1 && !beside_correlation;
    let name = if alone { place.name() } else { format!("{}#{part}", place.name()) };
    let texts = Texts {
        title: rule.title,
        id: rule.id,
        description: rule.description,
        false_positives: rule.falsepositives,
        references: rule.references,
        tags: rule.tags,
        level: rule.level,
    };
    let mut meta = metadata(name, texts, place, scope.as_ref().ok().copied());
    meta.log_source = words;
    let (scope, inert) = match scope {
        Ok(scope) => (Some(scope), None),
        Err(word) => (None, Some(format!("no log read here fits its log source: {word}").into())),
    };
    meta.inert = inert;
    let notes = std::mem::take(&mut findings.notes);
    let draft = Draft {
        meta,
        sigma_name: rule.name,
        node,
        scope,
        log_source: rule.logsource,
        correlation: None,
        unknown_fields: findings.unknown_fields,
    };
    Ok((draft, notes))
}

fn draft_of_correlation(rule: ast::CorrelationRule, place: &Place<'_>, number: usize) -> Draft {
    let name = if number == 0 {
        place.name()
    } else {
        format!("{}#{}", place.name(), rule.name.clone().unwrap_or_else(|| format!("correlation-{}", number + 1)))
    };
    let texts = Texts {
        title: rule.title.clone(),
        id: rule.id.clone(),
        description: rule.description.clone(),
        false_positives: rule.falsepositives.clone(),
        references: rule.references.clone(),
        tags: rule.tags.clone(),
        level: rule.level,
    };
    let mut meta = metadata(name, texts, place, None);
    meta.role = RuleRole::Correlation;
    Draft {
        meta,
        sigma_name: rule.name.clone(),
        node: Node::Known(false),
        scope: None,
        log_source: LogSource::default(),
        correlation: Some(rule),
        unknown_fields: BTreeSet::new(),
    }
}

/// What a rule says about itself, as the parser gives it.
struct Texts {
    title: String,
    id: Option<String>,
    description: Option<String>,
    false_positives: Vec<String>,
    references: Vec<String>,
    tags: Vec<String>,
    level: Option<ast::Level>,
}

fn metadata(name: String, texts: Texts, place: &Place<'_>, scope: Option<Scope>) -> CompiledRule {
    let tags: Vec<Box<str>> = texts.tags.iter().map(|tag| tag.to_lowercase().into()).collect();
    let tagged = tags.iter().find_map(|tag| Form::from_id(tag.strip_prefix("vigie.form.")?));
    let form = tagged.unwrap_or_else(|| foreign::form_of(&texts.title, &tags, scope));
    let technique = tags
        .iter()
        .filter_map(|tag| tag.strip_prefix("attack.t"))
        .find(|number| number.starts_with(|c: char| c.is_ascii_digit()))
        .map(|number| format!("T{number}"))
        .or_else(|| form.technique().map(str::to_owned));
    let boxed = |list: Vec<String>| list.into_iter().map(Into::into).collect();
    CompiledRule {
        name: name.into(),
        title: texts.title.into(),
        id: texts.id.map(Into::into),
        version: place.version.into(),
        file: place.path.into(),
        level: match texts.level {
            Some(ast::Level::Informational) => Level::Informational,
            Some(ast::Level::Low) => Level::Low,
            Some(ast::Level::Medium) | None => Level::Medium,
            Some(ast::Level::High) => Level::High,
            Some(ast::Level::Critical) => Level::Critical,
        },
        form,
        form_basis: if tagged.is_some() { FormBasis::Tag } else { FormBasis::Mapped },
        technique: technique.map(Into::into),
        description: texts.description.unwrap_or_default().trim().into(),
        false_positives: boxed(texts.false_positives),
        references: boxed(texts.references),
        tags,
        log_source: LogSourceWords::default(),
        role: RuleRole::Detection,
        inert: None,
    }
}

/// Makes names unique: a second rule of a name gets `~2`, and so on, and is reported.
fn name_apart(drafts: &mut [Draft], problems: &mut Vec<RuleProblem>) {
    let mut counts: HashMap<Box<str>, u32> = HashMap::new();
    for draft in drafts {
        let count = counts.entry(draft.meta.name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            let name = format!("{}~{count}", draft.meta.name);
            problems.push(problem(
                &draft.meta.file,
                &draft.meta.title,
                ProblemEffect::Noted,
                format!("another rule is called `{}`; this one is called `{name}` here", draft.meta.name),
                String::new(),
            ));
            draft.meta.name = name.into();
        }
    }
}

/// Adds the condition of each Sigma filter to the rules it names, as `rsigma-eval` does.
fn apply_filters(drafts: &mut [Draft], filters: &[(String, ast::FilterRule)], problems: &mut Vec<RuleProblem>) {
    for (path, filter) in filters {
        let mut applied = 0;
        for draft in drafts.iter_mut().filter(|draft| draft.correlation.is_none()) {
            let named = match &filter.rules {
                FilterRuleTarget::Any => true,
                FilterRuleTarget::Specific(names) => {
                    names.iter().any(|name| draft.meta.id.as_deref() == Some(name) || *draft.meta.title == **name)
                }
            };
            let fits = filter.logsource.as_ref().is_none_or(|words| contains(words, &draft.log_source));
            if !named || !fits {
                continue;
            }
            let mut findings = Findings { regex_bytes_left: REGEX_BYTES_A_FILE_MAX, ..Findings::default() };
            match Node::compile(&filter.detection, &mut findings) {
                Ok(node) => {
                    let before = std::mem::replace(&mut draft.node, Node::Known(false));
                    draft.node = before.and(node);
                    draft.unknown_fields.extend(findings.unknown_fields);
                    applied += 1;
                }
                Err(unusable) => {
                    let cause = format!("filter not applied: {}", unusable.cause);
                    problems.push(problem(path, &filter.title, ProblemEffect::Skipped, cause, unusable.hint));
                    break;
                }
            }
        }
        if applied == 0 {
            let cause = "the filter fits no rule that was loaded".to_owned();
            problems.push(problem(path, &filter.title, ProblemEffect::Noted, cause, String::new()));
        }
    }
}

/// Whether every word of a filter's log source is also the rule's.
fn contains(filter: &LogSource, rule: &LogSource) -> bool {
    let fits = |filter: &Option<String>, rule: &Option<String>| match (filter, rule) {
        (None, _) => true,
        (Some(filter), Some(rule)) => filter.eq_ignore_ascii_case(rule),
        (Some(_), None) => false,
    };
    fits(&filter.category, &rule.category)
        && fits(&filter.product, &rule.product)
        && fits(&filter.service, &rule.service)
}

/// Reports each field that no event carries once, with what that does to the rules naming it.
fn report_fields(drafts: &mut [Draft], problems: &mut Vec<RuleProblem>) {
    let mut by_field: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let all: Vec<BTreeSet<String>> = drafts.iter_mut().map(|draft| std::mem::take(&mut draft.unknown_fields)).collect();
    for (at, fields) in all.iter().enumerate() {
        for field in fields {
            by_field.entry(field).or_default().push(at);
        }
    }
    for (at, fields) in all.iter().enumerate() {
        let draft = &mut drafts[at];
        let never = matches!(draft.node, Node::Known(false)) && draft.correlation.is_none();
        if never && !fields.is_empty() && draft.meta.inert.is_none() {
            let names: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
            draft.meta.inert = Some(format!("no event carries {}", names.join(", ")).into());
        }
    }
    let known = || Field::ALL.iter().flat_map(|f| std::iter::once(f.name()).chain(f.aliases().iter().copied()));
    for (field, rules) in by_field {
        let inert = rules.iter().filter(|at| drafts[**at].meta.inert.is_some()).count();
        let first = &drafts[rules[0]].meta;
        let effect = if inert == rules.len() { ProblemEffect::Inert } else { ProblemEffect::Weakened };
        let cause = format!(
            "field `{field}` is carried by no event; {} naming it, {inert} of which can never match",
            count_of(rules.len())
        );
        let hint =
            nearest(field, known()).unwrap_or_else(|| "`vigie parse --jsonl` shows the fields there are".to_owned());
        problems.push(problem(&first.file, &first.title, effect, cause, hint));
    }
}

fn count_of(rules: usize) -> String {
    if rules == 1 { "1 rule".to_owned() } else { format!("{rules} rules") }
}

/// Reports each log source that no event has once, and rules that cannot match for reasons of their own.
fn report_log_sources(drafts: &mut [Draft], problems: &mut Vec<RuleProblem>) {
    let mut by_reason: BTreeMap<Box<str>, Vec<usize>> = BTreeMap::new();
    for (at, draft) in drafts.iter_mut().enumerate() {
        if draft.correlation.is_some() {
            continue;
        }
        if draft.scope.is_none() {
            if let Some(reason) = &draft.meta.inert {
                by_reason.entry(reason.clone()).or_default().push(at);
            }
        } else if matches!(draft.node, Node::Known(false)) && draft.meta.inert.is_none() {
            draft.meta.inert = Some("its condition can never hold".into());
            let cause = "its condition can never hold".to_owned();
            problems.push(problem(&draft.meta.file, &draft.meta.title, ProblemEffect::Inert, cause, String::new()));
        }
    }
    for (reason, rules) in by_reason {
        let first = &drafts[rules[0]].meta;
        problems.push(problem(
            &first.file,
            &first.title,
            ProblemEffect::Inert,
            format!("{reason}; {} of that log source can never match", count_of(rules.len())),
            "rules/README.md lists the log sources there are".to_owned(),
        ));
    }
}

/// Gives indexes, compiles correlation rules, and plans how rules are proposed.
fn assemble(drafts: Vec<Draft>, options: LoadOptions, problems: &mut Vec<RuleProblem>) -> RuleSet {
    let (drafts, mut correlations) = with_correlations(drafts, problems);
    let mut generating = BTreeSet::new();
    let mut quiet = BTreeSet::new();
    for (rule, generates) in &correlations {
        let into = if *generates { &mut generating } else { &mut quiet };
        into.extend(rule.bases.iter().copied());
    }
    let asked: Vec<Asked> = drafts
        .iter()
        .map(|draft| Asked {
            witness: if draft.meta.inert.is_some() { None } else { witness(&draft.node) },
            settles: draft.node.reads_only(&propose::settles),
            is_stable: draft.node.reads_only(&propose::is_stable),
        })
        .collect();
    let mut plans = Plans::default();
    let mut plan_of = Vec::with_capacity(Service::ALL.len() * ACTION_KINDS);
    for service in Service::ALL {
        for kind in 0..ACTION_KINDS {
            let rules = drafts.iter().enumerate().filter(|(_, draft)| {
                draft.meta.inert.is_none() && draft.scope.is_some_and(|scope| scope.has(*service, kind))
            });
            let rules = rules.map(|(at, _)| RuleIndex(at as u32)).collect();
            // Rules tried on every event meet events of no real kind, whose fields are anybody's.
            let full = FullKind::of(kind).filter(|_| !options.every_log_source);
            plan_of.push(plans.of(rules, Kind { action: log_source::only_word_of(kind), full }, &asked) as u32);
        }
    }
    let plans = plans.into_plans();
    let is_of_a_try: Vec<bool> = drafts.iter().map(|draft| draft.node.reads_only(&propose::is_of_a_try)).collect();
    let by_tries = |decided: bool| {
        let is_one = |rule: &RuleIndex| is_of_a_try[rule.index()] == decided;
        plans.iter().map(|plan| plan.rules().into_iter().filter(is_one).collect()).collect()
    };
    let (of_tries, beyond_tries) = (by_tries(true), by_tries(false));
    let mut pack = String::new();
    let (mut rules, mut nodes) = (Vec::new(), Vec::new());
    for (at, mut draft) in drafts.into_iter().enumerate() {
        let index = RuleIndex(at as u32);
        if quiet.contains(&index) && !generating.contains(&index) {
            draft.meta.role = RuleRole::BaseOnly;
        }
        let _ = writeln!(pack, "{} {}", draft.meta.name, draft.meta.version);
        rules.push(draft.meta);
        nodes.push(draft.node);
    }
    correlations.sort_by_key(|(rule, _)| rule.rule);
    RuleSet {
        rules,
        nodes,
        correlations: correlations.into_iter().map(|(rule, _)| rule).collect(),
        plans,
        plan_of,
        is_stable: asked.iter().map(|asked| asked.is_stable).collect(),
        beyond_tries,
        of_tries,
        digest: digest(&pack).into(),
    }
}

/// Compiles the correlation rules; those that cannot be used are reported and taken out. Each comes with whether its bases
/// also speak for themselves (`generate`).
fn with_correlations(
    drafts: Vec<Draft>,
    problems: &mut Vec<RuleProblem>,
) -> (Vec<Draft>, Vec<(super::CorrelationRule, bool)>) {
    // Indexes first: of all rules, then without the correlation rules that turn out unusable.
    let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
    let mut usable = BTreeSet::new();
    {
        let known = nameable(&drafts);
        for (at, draft) in drafts.iter().enumerate() {
            let Some(rule) = &draft.correlation else {
                usable.insert(at);
                continue;
            };
            match correlation::compile(rule, RuleIndex(at as u32), &known) {
                Ok(_) => {
                    usable.insert(at);
                }
                Err(unusable) => problems.push(problem(
                    &draft.meta.file,
                    &draft.meta.title,
                    ProblemEffect::Skipped,
                    unusable.cause,
                    unusable.hint,
                )),
            }
        }
    }
    kept.extend(drafts.into_iter().enumerate().filter(|(at, _)| usable.contains(at)).map(|(_, draft)| draft));
    let known = nameable(&kept);
    let compiled = kept
        .iter()
        .enumerate()
        .filter_map(|(at, draft)| {
            let rule = draft.correlation.as_ref()?;
            Some((correlation::compile(rule, RuleIndex(at as u32), &known).ok()?, rule.generate))
        })
        .collect();
    (kept, compiled)
}

fn nameable(drafts: &[Draft]) -> Vec<Nameable<'_>> {
    drafts
        .iter()
        .enumerate()
        .map(|(at, draft)| Nameable {
            index: RuleIndex(at as u32),
            title: &draft.meta.title,
            id: draft.meta.id.as_deref(),
            name: draft.sigma_name.as_deref(),
            is_correlation: draft.correlation.is_some(),
        })
        .collect()
}
