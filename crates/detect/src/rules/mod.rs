//! Sigma rules, compiled for events: which rules an event matches, why, and what each rule says about itself.
//!
//! `rsigma-parser` reads the language; everything after it is ours. A rule's fields become slots of
//! [`Field`] and its log source a set of services and actions when it loads, so that nothing is
//! looked up by text while logs are read. Rules stay independent: one that cannot be used is reported and the rest load.
//!
//! This module never reads files, never counts over time (a [`CorrelationRule`] only says what to count) and never decides
//! what a detection is: several hits of one form on one event are still one detection, which is the caller's business.

mod bounds;
mod condition;
mod correlation;
mod foreign;
pub mod lint;
mod literals;
mod load;
mod log_source;
mod matcher;
mod modifiers;
pub mod page;
mod propose;

use vigie_facts::event::Event;
use vigie_facts::field::{Field, Fields};
use vigie_facts::form::Form;

use condition::Node;
pub use condition::{KEYWORD_FIELDS, MatchedPart};
pub(crate) use propose::RequestPart;
use propose::{Marks, Plan};

/// Place of a rule in its [`RuleSet`]. Stable for one load; across loads use the rule's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleIndex(pub u32);

impl RuleIndex {
    /// The index into [`RuleSet::rules`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// How much a hit matters, in Sigma's words, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Context only.
    Informational,
    /// Often innocent.
    Low,
    /// Worth a look. What a rule without a level gets.
    Medium,
    /// Seldom innocent.
    High,
    /// Act now.
    Critical,
}

impl Level {
    /// Sigma's word.
    pub fn id(self) -> &'static str {
        match self {
            Level::Informational => "informational",
            Level::Low => "low",
            Level::Medium => "medium",
            Level::High => "high",
            Level::Critical => "critical",
        }
    }
}

/// What a rule is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RuleRole {
    /// A hit on an event is a detection.
    Detection,
    /// A hit only feeds the correlation rules that name it (`generate` is not set there): by itself it says nothing.
    BaseOnly,
    /// A correlation rule: it never hits an event by itself, its windows do.
    Correlation,
}

/// How the form of a rule was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FormBasis {
    /// The rule says it: tag `vigie.form.<id>`.
    Tag,
    /// Taken from its ATT&CK tags, log source or words, by the documented table.
    Mapped,
}

/// The log source of a rule in its own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogSourceWords {
    /// `category`.
    pub category: Option<Box<str>>,
    /// `product`.
    pub product: Option<Box<str>>,
    /// `service`.
    pub service: Option<Box<str>>,
}

/// What a rule says about itself.
#[derive(Clone, Debug, PartialEq)]
pub struct CompiledRule {
    /// Stable name, `family/bad-pattern`, from the folder of the rule; unique in the set.
    pub name: Box<str>,
    /// Title for people.
    pub title: Box<str>,
    /// Sigma id, if it has one.
    pub id: Option<Box<str>>,
    /// First 12 hexadecimal digits of the SHA-256 of the file the rule stands in.
    pub version: Box<str>,
    /// The file it stands in, as given.
    pub file: Box<str>,
    /// How much a hit matters.
    pub level: Level,
    /// The form it says.
    pub form: Form,
    /// How the form was found.
    pub form_basis: FormBasis,
    /// ATT&CK technique: of the rule's first technique tag, else of the form.
    pub technique: Option<Box<str>>,
    /// What it catches, in the author's words; may be empty.
    pub description: Box<str>,
    /// Innocent look-alikes, in the author's words.
    pub false_positives: Vec<Box<str>>,
    /// Where to read more.
    pub references: Vec<Box<str>>,
    /// Tags as written.
    pub tags: Vec<Box<str>>,
    /// Log source as written.
    pub log_source: LogSourceWords,
    /// What it is there for.
    pub role: RuleRole,
    /// Why it can never hit here (it needs a field that no event carries), if so.
    pub inert: Option<Box<str>>,
}

/// What a correlation rule groups by, or counts distinct values of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GroupKey {
    /// `source.ip` and its aliases: the source as counted (IPv6 by /64).
    Source,
    /// `vigie.source.network`: /24 or /48.
    Network,
    /// `user.name` and its aliases: the account.
    Account,
    /// `vigie.asset`: virtual host, or host and service.
    Asset,
    /// The value of any other field.
    Field(Field),
    /// An alias that stands for another key in each base rule: one key a base, in the order of [`CorrelationRule::bases`].
    PerBase(Vec<GroupKey>),
}

/// What is counted in a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CorrelationKind {
    /// Hits of the base rules.
    EventCount,
    /// Distinct values among the hits; hits without the value do not count.
    ValueCount {
        /// Values of what.
        value: GroupKey,
    },
    /// Distinct base rules that hit, in any order.
    Temporal,
    /// Distinct base rules that hit, in the order of [`CorrelationRule::bases`].
    TemporalOrdered,
}

/// How a count compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `lt`
    Less,
    /// `lte`
    LessOrEqual,
    /// `gt`
    Greater,
    /// `gte`
    GreaterOrEqual,
    /// `eq`
    Equal,
    /// `neq`
    NotEqual,
}

/// One part of a correlation's condition; all parts must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Threshold {
    /// How to compare.
    pub comparison: Comparison,
    /// With what.
    pub value: u64,
}

impl Threshold {
    /// Whether a count meets it.
    ///
    /// ```
    /// use vigie_detect::rules::{Comparison, Threshold};
    /// let five_or_more = Threshold { comparison: Comparison::GreaterOrEqual, value: 5 };
    /// assert!(five_or_more.holds(5) && !five_or_more.holds(4));
    /// ```
    pub fn holds(self, count: u64) -> bool {
        match self.comparison {
            Comparison::Less => count < self.value,
            Comparison::LessOrEqual => count <= self.value,
            Comparison::Greater => count > self.value,
            Comparison::GreaterOrEqual => count >= self.value,
            Comparison::Equal => count == self.value,
            Comparison::NotEqual => count != self.value,
        }
    }
}

/// A correlation rule: what to count over which windows. The counting itself is done elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrelationRule {
    /// Its entry in [`RuleSet::rules`].
    pub rule: RuleIndex,
    /// What is counted.
    pub kind: CorrelationKind,
    /// The rules whose hits it counts, in the order written. Never empty, never a correlation rule.
    pub bases: Vec<RuleIndex>,
    /// What separates windows; empty: one window for everything.
    pub group_by: Vec<GroupKey>,
    /// Length of the sliding window in seconds; at least 1.
    pub timespan_seconds: i64,
    /// When the count crosses: all parts must hold. Never empty: a temporal rule without a condition of its own asks for
    /// as many distinct base rules as it has.
    pub condition: Vec<Threshold>,
}

/// How rules are loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoadOptions {
    /// Try every rule on every event, whatever log source it was written for. For comparisons with other engines; a rule
    /// about proxies then speaks of sign-ins.
    pub every_log_source: bool,
    /// So many files, the first ones given, are known to load without a problem, because the tests of the program that carries them
    /// load them without this option: limits are not checked again, and expressions are compiled when they are first needed.
    pub known_good_files: usize,
}

/// Rules ready to be matched. Immutable and shared between threads; what changes from event to event is the [`Scratch`].
///
/// ```
/// use vigie_detect::rules::{RuleSet, Scratch};
/// use vigie_facts::event::{Action, Event, HttpRequest};
/// use vigie_facts::origin::{InputId, Origin};
/// use vigie_facts::service::Service;
///
/// let yaml = "
/// title: Environment file
/// tags: [vigie.form.sensitive-file-probe]
/// logsource: { category: webserver }
/// detection:
///     selection: { url.path|endswith: /.env }
///     condition: selection
/// ";
/// let (rules, problems) = RuleSet::load(&[("rules/web/environment-file/rule.yml", yaml)]);
/// assert!(problems.is_empty());
///
/// let origin = Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: 0 };
/// let request = HttpRequest { path: Some(b"/shop/.ENV"), ..HttpRequest::default() };
/// let event = Event::new(origin, Service::WebAccess, Action::Http(request));
/// let (mut scratch, mut hits) = (Scratch::default(), Vec::new());
/// rules.evaluate(&event, &event, &mut scratch, &mut hits);
/// assert_eq!(&*rules.rule(hits[0]).name, "web/environment-file");
/// assert_eq!(rules.explain(hits[0], &event)[0].range, Some(5..10));
/// ```
#[derive(Debug, Default)]
pub struct RuleSet {
    rules: Vec<CompiledRule>,
    /// Conditions, in the order of `rules`.
    nodes: Vec<Node>,
    correlations: Vec<CorrelationRule>,
    plans: Vec<Plan>,
    /// The plan of each service and kind of action: `service * ACTION_KINDS + kind`. Empty for an empty set.
    plan_of: Vec<u32>,
    /// Whether the parts of a request, its method and status decide a rule, in the order of `rules`.
    is_stable: Vec<bool>,
    /// Of each plan the rules that what a try says does not decide.
    beyond_tries: Vec<Vec<RuleIndex>>,
    /// And those that it decides.
    of_tries: Vec<Vec<RuleIndex>>,
    digest: Box<str>,
}

/// Space that evaluation reuses from event to event; one a thread.
#[derive(Debug, Default)]
pub struct Scratch {
    marks: Marks,
}

impl Scratch {
    /// The rules tried on the last event: those that its literals proposed, and those without any. In the order of the set.
    pub fn tried(&self) -> &[RuleIndex] {
        self.marks.proposed()
    }
}

impl RuleSet {
    /// Loads rule files, given as path and text. What cannot be used is reported and the rest loads. The path names the
    /// rule; nothing is read from it. The order of the files does not matter.
    pub fn load(files: &[(&str, &str)]) -> (RuleSet, Vec<RuleProblem>) {
        load::load(files, LoadOptions::default())
    }

    /// [`RuleSet::load`], with options.
    pub fn load_with(files: &[(&str, &str)], options: LoadOptions) -> (RuleSet, Vec<RuleProblem>) {
        load::load(files, options)
    }

    /// Every rule, correlation rules included, in the order of their files.
    pub fn rules(&self) -> &[CompiledRule] {
        &self.rules
    }

    /// One rule.
    pub fn rule(&self, index: RuleIndex) -> &CompiledRule {
        &self.rules[index.index()]
    }

    /// The correlation rules.
    pub fn correlations(&self) -> &[CorrelationRule] {
        &self.correlations
    }

    /// The rule of a name.
    pub fn find(&self, name: &str) -> Option<RuleIndex> {
        self.rules.iter().position(|rule| &*rule.name == name).map(|at| RuleIndex(at as u32))
    }

    /// SHA-256, in hexadecimal, over the names and versions of all rules: two packs of the same digest say the same.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The rules an event matches, base rules of correlations included, in the order of the set. `hits` is cleared first.
    ///
    /// `fields` is the event itself, or the event with its normalised request and its original record around it; other fields that the
    /// kind of event never carries are looked at only in a set loaded with [`LoadOptions::every_log_source`].
    /// Nothing is allocated for an event that matches nothing, once `scratch` has grown to the set.
    pub fn evaluate(&self, event: &Event<'_>, fields: &impl Fields, scratch: &mut Scratch, hits: &mut Vec<RuleIndex>) {
        hits.clear();
        scratch.marks.begin(self.rules.len());
        let Some(plan) = self.plan(event) else { return };
        plan.propose(fields, &mut scratch.marks);
        let tried = scratch.marks.sorted().iter().copied();
        hits.extend(tried.filter(|rule| self.nodes[rule.index()].holds(fields)));
    }

    /// The rules that could match an event because of one part of its request, appended to `proposed`. `fields` need hold no
    /// other part. A function of the part and of [`RuleSet::plan_number`] alone, so that it can be remembered.
    pub(crate) fn propose_of_part(
        &self,
        event: &Event<'_>,
        part: RequestPart,
        fields: &impl Fields,
        scratch: &mut Scratch,
        proposed: &mut Vec<RuleIndex>,
    ) {
        scratch.marks.begin(self.rules.len());
        if let Some(plan) = self.plan(event) {
            plan.propose_of_part(part, fields, &mut scratch.marks);
        }
        proposed.extend_from_slice(scratch.marks.proposed());
    }

    /// Appends the rules tried on every event that match this one and whose verdict depends on its target, method and status
    /// alone, in a request without body and headers: so that it can be remembered.
    pub(crate) fn settle(&self, event: &Event<'_>, fields: &impl Fields, settled: &mut Vec<RuleIndex>) {
        let Some(plan) = self.plan(event) else { return };
        settled.extend(plan.settling().iter().filter(|rule| self.nodes[rule.index()].holds(fields)));
    }

    /// What the parts of a request, its method and status say, where the rules that the parts propose are known, and so are those
    /// that [settled](RuleSet::settle): appends the rules that match by these alone, and behind them, from the place returned,
    /// those that may match by other fields as well and have to be [asked](RuleSet::ask) about every event.
    pub(crate) fn decide<'p>(
        &self,
        event: &Event<'_>,
        fields: &impl Fields,
        proposed: impl Iterator<Item = &'p RuleIndex>,
        settled: &[RuleIndex],
        scratch: &mut Scratch,
        decided: &mut Vec<RuleIndex>,
    ) -> usize {
        scratch.marks.begin(self.rules.len());
        let Some(plan) = self.plan(event) else { return decided.len() };
        plan.propose_beside(fields, &mut scratch.marks);
        for rule in proposed {
            scratch.marks.add(*rule);
        }
        let start = decided.len();
        decided.extend_from_slice(settled);
        let tried = || scratch.marks.proposed().iter().copied();
        let is_stable = |rule: &RuleIndex| self.is_stable[rule.index()];
        decided.extend(tried().filter(|rule| is_stable(rule) && self.nodes[rule.index()].holds(fields)));
        decided[start..].sort_unstable();
        let undecided = decided.len();
        decided.extend(tried().filter(|rule| !is_stable(rule)));
        undecided
    }

    /// Whether events like this one have to be [asked](RuleSet::ask) about although nothing was left undecided.
    pub(crate) fn looks_elsewhere(&self, event: &Event<'_>) -> bool {
        self.plan(event).is_some_and(Plan::looks_elsewhere)
    }

    /// Appends those of the rules left undecided that match, and those that only fields outside the request propose; `hits` is in
    /// the order of the set then.
    pub(crate) fn ask(
        &self,
        event: &Event<'_>,
        fields: &impl Fields,
        undecided: &[RuleIndex],
        scratch: &mut Scratch,
        hits: &mut Vec<RuleIndex>,
    ) {
        scratch.marks.begin(self.rules.len());
        let Some(plan) = self.plan(event) else { return };
        for rule in undecided {
            scratch.marks.add(*rule);
        }
        plan.propose_elsewhere(fields, &mut scratch.marks);
        let tried = scratch.marks.proposed().iter().copied();
        hits.extend(tried.filter(|rule| self.nodes[rule.index()].holds(fields)));
        hits.sort_unstable();
    }

    /// The number of the list of rules that events like this one are offered to: the same number, the same rules.
    pub(crate) fn plan_number(&self, event: &Event<'_>) -> u32 {
        self.plan_of.get(plan_place(event)).copied().unwrap_or(u32::MAX)
    }

    /// Appends the rules that match a sign-in by what it says of account, outcome, method and protocol alone, or a connection by account,
    /// phase, reason and protocol, in the order of the set: so that it can be remembered by these, the service and [`RuleSet::plan_number`].
    pub(crate) fn decide_try(&self, event: &Event<'_>, fields: &impl Fields, decided: &mut Vec<RuleIndex>) {
        if let Some(rules) = self.of_tries.get(self.plan_number(event) as usize) {
            self.ask_each(rules, fields, decided);
        }
    }

    /// The rules that have to be asked about every event like this one; `None` when they are so many that proposing them by
    /// their literals is faster.
    pub(crate) fn beyond_tries(&self, event: &Event<'_>) -> Option<&[RuleIndex]> {
        /// As many rules cost about as much as one pass over the texts of a sign-in.
        const ASKED_MAX: usize = 8;
        self.beyond_tries
            .get(self.plan_number(event) as usize)
            .map(Vec::as_slice)
            .filter(|asked| asked.len() <= ASKED_MAX)
    }

    /// Appends those of the rules that match.
    pub(crate) fn ask_each(&self, rules: &[RuleIndex], fields: &impl Fields, hits: &mut Vec<RuleIndex>) {
        hits.extend(rules.iter().filter(|rule| self.nodes[rule.index()].holds(fields)));
    }

    /// Whether any rule could match events like this one: if not, its request need not be normalised.
    pub fn has_rules_for(&self, event: &Event<'_>) -> bool {
        self.plan(event).is_some_and(|plan| !plan.is_empty())
    }

    /// The slow, obvious way: every rule of the event's log source is evaluated. Kept to prove [`RuleSet::evaluate`] right.
    pub fn evaluate_each(&self, event: &Event<'_>, fields: &impl Fields, hits: &mut Vec<RuleIndex>) {
        hits.clear();
        let Some(plan) = self.plan(event) else { return };
        hits.extend(plan.written_for().iter().filter(|rule| self.nodes[rule.index()].holds(fields)));
    }

    /// What of an event satisfies a rule: one part for each comparison that holds. Empty when the rule does not match.
    pub fn explain(&self, rule: RuleIndex, fields: &impl Fields) -> Vec<MatchedPart> {
        let node = &self.nodes[rule.index()];
        let mut parts = Vec::new();
        if node.holds(fields) {
            node.explain(fields, &mut parts);
        }
        parts
    }

    /// Rules that are tried on every event of their log source, because no text is sure to be in what they match.
    pub fn rules_without_literal(&self) -> Vec<RuleIndex> {
        let mut rules: Vec<RuleIndex> = self.plans.iter().flat_map(Plan::always).collect();
        rules.sort_unstable();
        rules.dedup();
        // A rule whose literal is always there is tried on every event too.
        rules.retain(|rule| propose::witness(&self.nodes[rule.index()]).is_none());
        rules
    }

    /// Bytes of literals of each automaton that has too many for its faster form, and so takes several times as long for every record.
    pub fn slow_automata(&self) -> Vec<usize> {
        self.plans.iter().flat_map(Plan::slow_automata).collect()
    }

    fn plan(&self, event: &Event<'_>) -> Option<&Plan> {
        self.plan_of.get(plan_place(event)).map(|plan| &self.plans[*plan as usize])
    }
}

fn plan_place(event: &Event<'_>) -> usize {
    event.service as usize * log_source::ACTION_KINDS + log_source::kind_of(&event.action)
}

/// Something about a rule file that its owner should know. Loading goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleProblem {
    /// The file, as given.
    pub file: Box<str>,
    /// Title of the rule concerned; empty when the file as a whole is.
    pub title: Box<str>,
    /// What became of it.
    pub effect: ProblemEffect,
    /// What is the matter: lower case, no final full stop.
    pub cause: String,
    /// What to do about it; may be empty.
    pub hint: String,
}

/// What a problem does to the rule or file that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemEffect {
    /// The rule works; something about it was odd.
    Noted,
    /// The rule works in part: some of its conditions can never hold.
    Weakened,
    /// The rule is listed, but can never hit.
    Inert,
    /// The rule or file was left out.
    Skipped,
}

impl std::fmt::Display for RuleProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: ", self.file)?;
        if !self.title.is_empty() {
            write!(f, "rule \"{}\": ", self.title)?;
        }
        f.write_str(&self.cause)?;
        if !self.hint.is_empty() {
            write!(f, " ({})", self.hint)?;
        }
        Ok(())
    }
}
