//! Which rules could match an event at all, found in one pass over each of its texts.
//!
//! Every rule that cannot match without some literal gets a *witness*: a set of literals of which at least one must stand
//! in a given field. Of the sets a condition offers, the one that ordinary text is least likely to hold is taken. All
//! witnesses over one field go into one automaton; the rules it proposes are then evaluated exactly. A proposal may be
//! wrong, its absence never is: literals are ASCII, looked for without regard to case, and the three characters outside ASCII
//! that some comparison takes for ASCII letters are folded first.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use regex_syntax::hir::{Class, Hir, HirKind};
use vigie_facts::field::{Field, Fields, Value};

use super::RuleIndex;
use super::condition::{Node, keyword_texts};
use super::literals::Literals;
use super::log_source::FullKind;
use super::matcher::{Matcher, fold_to_ascii, folds_to_ascii, with_text};

/// Where a literal must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Slot {
    /// In one field.
    Field(Field),
    /// In some text of the event.
    Keywords,
}

/// Literals of which at least one must be present: ASCII, lower case, not empty.
pub(super) type Witness = Vec<(Slot, Box<str>)>;

/// More literals than this in one witness propose too often to be worth the automaton's states.
const WITNESS_LITERALS_MAX: usize = 4_096;

/// How a rule is asked about events.
#[derive(Debug)]
pub(super) struct Asked {
    /// What is sure to be in what it matches; `None` when nothing is.
    pub(super) witness: Option<Witness>,
    /// Whether target, method and status of a request decide it.
    pub(super) settles: bool,
    /// Whether the parts of a request, its method and status decide it.
    pub(super) is_stable: bool,
}

/// Fields that are the same in all requests of one target, method and status that have neither body nor headers.
pub(super) fn settles(field: Field) -> bool {
    matches!(
        field,
        Field::EventAction
            | Field::EventCategory
            | Field::HttpMethod
            | Field::HttpStatus
            | Field::HttpRawRequest
            | Field::HttpBody
            | Field::HttpHeaders
            | Field::UrlOriginal
            | Field::UrlPath
            | Field::UrlQuery
            | Field::RequestDecoded
            | Field::RequestPath
            | Field::RequestQuery
    )
}

/// Fields that are the same in all requests to one service of the same [parts](RequestPart), method and status that have neither
/// body nor headers.
pub(super) fn is_stable(field: Field) -> bool {
    settles(field)
        || matches!(
            field,
            Field::ServiceType
                | Field::HttpReferrer
                | Field::UserAgent
                | Field::HttpForwardedFor
                | Field::UserName
                | Field::RequestText
                | Field::RequestSqlShape
                | Field::RequestHtmlShape
                | Field::RequestShellShape
                | Field::RequestCodeShape
                | Field::RequestEncoding
        )
}

/// Fields that are the same in all sign-ins at one service that say the same of account, outcome, method and protocol, and in all
/// connections that say the same of account, phase, reason and protocol and name no software.
pub(super) fn is_of_a_try(field: Field) -> bool {
    matches!(
        field,
        Field::EventCategory
            | Field::EventAction
            | Field::EventOutcome
            | Field::ServiceType
            | Field::UserName
            | Field::NetworkProtocol
            | Field::UserExists
            | Field::AuthenticationMethod
            | Field::ErrorMessage
            | Field::PeerSoftware
    )
}

/// The best witness of a condition, if it has one.
pub(super) fn witness(node: &Node) -> Option<Witness> {
    let mut found = match node {
        Node::Known(_) | Node::Not(_) | Node::Missing(_) => None,
        Node::All(parts) => best(parts.iter().map(witness)),
        Node::Any(parts) | Node::AtLeast(_, parts) => together(parts.iter().map(witness)),
        Node::Compare { field, matcher } => of_matcher(matcher, Slot::Field(*field)),
        Node::Keyword(matcher) => of_matcher(matcher, Slot::Keywords),
    }?;
    found.sort_unstable();
    found.dedup();
    (found.len() <= WITNESS_LITERALS_MAX).then_some(found)
}

fn of_matcher(matcher: &Matcher, slot: Slot) -> Option<Witness> {
    let one = |literal: Box<str>| Some(vec![(slot, within_a_part(literal, slot)?)]);
    match matcher {
        Matcher::Text(needle) => needle.ascii_run().and_then(one),
        Matcher::AnyInside(any) => {
            together(any.ascii.iter().chain(&any.others).map(|needle| needle.ascii_run().and_then(one)))
        }
        Matcher::AnyEnd(any) => together(any.needles.iter().map(|needle| needle.ascii_run().and_then(one))),
        Matcher::Pattern { expression, .. } => {
            let hir = regex_syntax::parse(expression.as_str()).ok()?;
            let literals = of_expression(&hir)?;
            literals.into_iter().map(|literal| Some((slot, within_a_part(literal, slot)?))).collect()
        }
        Matcher::Any(inner) => together(inner.iter().map(|matcher| of_matcher(matcher, slot))),
        Matcher::All(inner) => best(inner.iter().map(|matcher| of_matcher(matcher, slot))),
        Matcher::Network(_)
        | Matcher::Number(..)
        | Matcher::Bool(_)
        | Matcher::Null
        | Matcher::Reference { .. }
        | Matcher::Not(_) => None,
    }
}

/// In `request.text` the longest piece of a literal on one line: there the parts of a request are searched one by one, and line
/// feeds stand between them.
fn within_a_part(literal: Box<str>, slot: Slot) -> Option<Box<str>> {
    if slot != Slot::Field(Field::RequestText) || !literal.contains('\n') {
        return Some(literal);
    }
    literal.split('\n').max_by_key(|piece| piece.len()).filter(|piece| !piece.is_empty()).map(Box::from)
}

/// The witness that ordinary text is least likely to hold.
fn best(witnesses: impl Iterator<Item = Option<Witness>>) -> Option<Witness> {
    witnesses.flatten().min_by(|a, b| {
        let by_commonness = commonness(a).total_cmp(&commonness(b));
        by_commonness.then_with(|| a.len().cmp(&b.len())).then_with(|| a.cmp(b))
    })
}

/// All witnesses together: one of the alternatives must hold, so each must have one.
fn together(witnesses: impl Iterator<Item = Option<Witness>>) -> Option<Witness> {
    let mut joined = Vec::new();
    for witness in witnesses {
        joined.extend(witness?);
        if joined.len() > WITNESS_LITERALS_MAX {
            return None;
        }
    }
    (!joined.is_empty()).then_some(joined)
}

/// How often text is likely to hold one of the literals: a sum of products of how common bytes are. Only the order of
/// results matters.
fn commonness(witness: &Witness) -> f64 {
    witness.iter().map(|(_, literal)| literal.bytes().map(byte_share).product::<f64>()).sum()
}

/// Share of a byte in the targets of web requests, roughly: letters by their frequency in English and French words, then
/// the punctuation of addresses. Bytes that addresses escape are rarest, which is why payloads have them.
fn byte_share(byte: u8) -> f64 {
    match byte {
        b'e' | b's' | b'a' | b'i' | b't' | b'n' | b'r' | b'/' => 0.06,
        b'o' | b'l' | b'c' | b'm' | b'p' | b'd' | b'u' | b'g' | b'-' | b'.' => 0.03,
        b'h' | b'f' | b'b' | b'v' | b'_' | b'0'..=b'9' => 0.015,
        b'w' | b'k' | b'y' | b'x' | b'=' | b'&' | b'%' | b'?' | b'j' | b'q' | b'z' => 0.01,
        b' ' | b'+' | b':' | b',' | b';' | b'(' | b')' => 0.005,
        _ => 0.001,
    }
}

/// Literals of which every match of an expression contains one.
fn of_expression(hir: &Hir) -> Option<Vec<Box<str>>> {
    match hir.kind() {
        HirKind::Literal(_) | HirKind::Class(_) => of_concatenation(std::slice::from_ref(hir)),
        HirKind::Concat(parts) => of_concatenation(parts),
        HirKind::Capture(capture) => of_expression(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => of_expression(&repetition.sub),
        HirKind::Alternation(parts) => {
            let mut joined = Vec::new();
            for part in parts {
                joined.extend(of_expression(part)?);
                if joined.len() > WITNESS_LITERALS_MAX {
                    return None;
                }
            }
            Some(joined)
        }
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
}

/// Of parts that follow each other, the best: either a run of single letters, or what one part has to offer.
fn of_concatenation(parts: &[Hir]) -> Option<Vec<Box<str>>> {
    let mut offers: Vec<Vec<Box<str>>> = Vec::new();
    let mut run = String::new();
    let end_run = |run: &mut String, offers: &mut Vec<Vec<Box<str>>>| {
        if !run.is_empty() {
            offers.push(vec![std::mem::take(run).into()]);
        }
    };
    for part in parts {
        if let HirKind::Literal(literal) = part.kind() {
            for byte in &literal.0 {
                if byte.is_ascii() {
                    run.push(char::from(byte.to_ascii_lowercase()));
                } else {
                    end_run(&mut run, &mut offers);
                }
            }
        } else if let Some(letter) = single_letter(part) {
            run.push(letter);
        } else {
            end_run(&mut run, &mut offers);
            if !matches!(part.kind(), HirKind::Class(_)) {
                offers.extend(of_expression(part));
            }
        }
    }
    end_run(&mut run, &mut offers);
    let share = |literals: &Vec<Box<str>>| -> f64 {
        literals.iter().map(|literal| literal.bytes().map(byte_share).product::<f64>()).sum()
    };
    offers.into_iter().min_by(|a, b| share(a).total_cmp(&share(b)).then_with(|| a.cmp(b)))
}

/// The letter of a class that holds one letter in its cases, as `(?i)` makes them: `[Kk\u{212A}]` is k.
fn single_letter(hir: &Hir) -> Option<char> {
    let HirKind::Class(Class::Unicode(class)) = hir.kind() else { return None };
    let mut letter = None;
    for range in class.ranges() {
        // Three cases of a letter are the most there are for an ASCII one.
        if range.len() > 1 || class.ranges().len() > 3 {
            return None;
        }
        let folded = match range.start() {
            '\u{212A}' => 'k',
            '\u{17F}' => 's',
            c if c.is_ascii_alphabetic() => c.to_ascii_lowercase(),
            _ => return None,
        };
        if *letter.get_or_insert(folded) != folded {
            return None;
        }
    }
    letter
}

/// One pass over one field, or over all keyword texts.
#[derive(Debug)]
struct Pass {
    slot: Slot,
    literals: Literals,
    /// Rules that each pattern proposes, by the number of the pattern.
    proposes: Vec<Box<[RuleIndex]>>,
}

/// The parts of a request that repeat from record to record, so that what they propose is worth remembering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum RequestPart {
    /// Path and query.
    Target,
    /// Referrer.
    Referrer,
    /// User agent.
    Agent,
    /// Addresses it claims to be forwarded for.
    ForwardedFor,
    /// Name of the user.
    User,
}

impl RequestPart {
    const ALL: [RequestPart; 5] =
        [RequestPart::Target, RequestPart::Referrer, RequestPart::Agent, RequestPart::ForwardedFor, RequestPart::User];

    /// Whether a field is made of this part, alone or among others.
    fn has(self, slot: Slot) -> bool {
        let Slot::Field(field) = slot else { return false };
        field == Field::RequestText
            || match self {
                RequestPart::Target => matches!(
                    field,
                    Field::RequestDecoded
                        | Field::RequestPath
                        | Field::RequestQuery
                        | Field::UrlOriginal
                        | Field::UrlPath
                        | Field::UrlQuery
                ),
                RequestPart::Referrer => field == Field::HttpReferrer,
                RequestPart::Agent => field == Field::UserAgent,
                RequestPart::ForwardedFor => field == Field::HttpForwardedFor,
                RequestPart::User => field == Field::UserName,
            }
    }
}

/// How the rules of some events are proposed.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Shared with other plans that look for the same literals for the same rules.
    passes: Vec<Arc<Pass>>,
    /// Those of them over fields that no [`RequestPart`] makes and that are [stable](is_stable) all the same.
    beside: Vec<Arc<Pass>>,
    /// Those over fields that are not stable: no rule they propose is.
    elsewhere: Vec<Arc<Pass>>,
    /// Rules tried on every event: those that [settle](super::RuleSet::settle) by what is remembered of a target.
    settling: Vec<RuleIndex>,
    /// And the others.
    unsettled: Vec<RuleIndex>,
    /// All rules it was made for, those included that no event can match.
    written_for: Box<[RuleIndex]>,
}

impl Plan {
    /// The plan for a set of rules, each with its witness, for events of a kind: the word of their action may be known, and in which
    /// fields they never say anything.
    fn new<'a>(rules: &[RuleIndex], asked: &'a [Asked], kind: Kind, made: &mut Made<'a>) -> Plan {
        let Kind { action, full } = kind;
        let mut always = Vec::new();
        let mut slots: BTreeMap<Slot, BTreeMap<&'a str, Vec<RuleIndex>>> = BTreeMap::new();
        for rule in rules.iter().copied() {
            let known = |(slot, literal): &(Slot, Box<str>)| match (slot, action) {
                (Slot::Field(Field::EventAction), Some(action)) => Some(action.contains(&**literal)),
                (Slot::Field(field), _) if full.is_some_and(|kind| !kind.may_carry(*field)) => Some(false),
                _ => None,
            };
            match &asked[rule.index()].witness {
                None => always.push(rule),
                Some(witness) if witness.iter().any(|literal| known(literal) == Some(true)) => always.push(rule),
                Some(witness) => {
                    for (slot, literal) in witness.iter().filter(|literal| known(literal).is_none()) {
                        slots.entry(*slot).or_default().entry(literal).or_default().push(rule);
                    }
                }
            }
        }
        let mut passes = Vec::new();
        for (slot, literals) in slots {
            let key = (slot, literals.into_iter().collect::<Vec<_>>());
            if let Some(pass) = made.get(&key) {
                passes.push(Arc::clone(pass));
                continue;
            }
            let (_, listed) = &key;
            let literals = Literals::new(listed.iter().map(|(literal, _)| literal.as_bytes()));
            let proposes = listed.iter().map(|(_, rules)| rules.clone().into_boxed_slice()).collect();
            let pass = Arc::new(Pass { slot, literals, proposes });
            passes.push(Arc::clone(&pass));
            made.insert(key, pass);
        }
        let (settling, unsettled) = always.into_iter().partition(|rule: &RuleIndex| asked[rule.index()].settles);
        let of_no_part = passes.iter().filter(|pass| !RequestPart::ALL.iter().any(|part| part.has(pass.slot)));
        let (beside, elsewhere) =
            of_no_part.cloned().partition(|pass| matches!(pass.slot, Slot::Field(field) if is_stable(field)));
        Plan { passes, beside, elsewhere, settling, unsettled, written_for: rules.into() }
    }

    /// Whether no rule can ever be proposed.
    pub(super) fn is_empty(&self) -> bool {
        self.passes.is_empty() && self.always().next().is_none()
    }

    /// Rules that are tried on every event.
    pub(super) fn always(&self) -> impl Iterator<Item = RuleIndex> {
        self.settling.iter().chain(&self.unsettled).copied()
    }

    /// Bytes of literals of each automaton that has too many for its faster form.
    pub(super) fn slow_automata(&self) -> impl Iterator<Item = usize> {
        self.passes.iter().filter_map(|pass| pass.literals.too_many_bytes())
    }

    /// Every rule it was made for, in the order of the set, whether or not any event can match it.
    pub(super) fn written_for(&self) -> &[RuleIndex] {
        &self.written_for
    }

    /// Every rule that may match, in the order of the set.
    pub(super) fn rules(&self) -> Vec<RuleIndex> {
        let mut rules: Vec<RuleIndex> = self.always().collect();
        rules.extend(self.passes.iter().flat_map(|pass| pass.proposes.iter().flatten()));
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    /// Collects the rules that could match, each once, in no particular order.
    pub(super) fn propose(&self, fields: &impl Fields, marks: &mut Marks) {
        for rule in self.always() {
            marks.add(rule);
        }
        for pass in &self.passes {
            pass.run_over(fields, marks);
        }
    }

    /// Collects the rules that could match because of a part of a request; the other fields are not looked at.
    pub(super) fn propose_of_part(&self, part: RequestPart, fields: &impl Fields, marks: &mut Marks) {
        for pass in self.passes.iter().filter(|pass| part.has(pass.slot)) {
            pass.run_over(fields, marks);
        }
    }

    /// Rules tried on every event that settle by target, method and status.
    pub(super) fn settling(&self) -> &[RuleIndex] {
        &self.settling
    }

    /// Collects the rules that could match whatever the parts of the request hold, as far as stable fields say; those that settle
    /// excepted.
    pub(super) fn propose_beside(&self, fields: &impl Fields, marks: &mut Marks) {
        for rule in &self.unsettled {
            marks.add(*rule);
        }
        for pass in &self.beside {
            pass.run_over(fields, marks);
        }
    }

    /// Whether fields that are not stable propose rules.
    pub(super) fn looks_elsewhere(&self) -> bool {
        !self.elsewhere.is_empty()
    }

    /// Collects the rules that could match because of fields that are not stable.
    pub(super) fn propose_elsewhere(&self, fields: &impl Fields, marks: &mut Marks) {
        for pass in &self.elsewhere {
            pass.run_over(fields, marks);
        }
    }
}

impl Pass {
    fn run_over(&self, fields: &impl Fields, marks: &mut Marks) {
        match self.slot {
            Slot::Field(field) => {
                if let Some(value) = fields.get(field) {
                    self.run(value, marks);
                }
            }
            Slot::Keywords => {
                for (_, value) in keyword_texts(fields) {
                    self.run(value, marks);
                }
            }
        }
    }

    fn run(&self, value: Value<'_>, marks: &mut Marks) {
        with_text(value, |text| {
            if !text.is_ascii() && folds_to_ascii(text) {
                let mut folded = std::mem::take(&mut marks.folded);
                fold_to_ascii(text, &mut folded);
                self.scan(&folded, marks);
                marks.folded = folded;
            } else {
                self.scan(text, marks);
            }
        });
    }

    fn scan(&self, text: &[u8], marks: &mut Marks) {
        self.literals.each(text, |number| {
            for rule in &self.proposes[number] {
                marks.add(*rule);
            }
        });
    }
}

/// Rules proposed for one event. Reused from event to event; nothing is cleared rule by rule.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// The event in which each rule was last proposed.
    seen_in: Vec<u32>,
    event: u32,
    proposed: Vec<RuleIndex>,
    folded: Vec<u8>,
}

impl Marks {
    /// Begins an event of a set of so many rules.
    pub(super) fn begin(&mut self, rules: usize) {
        self.proposed.clear();
        self.event = self.event.wrapping_add(1);
        if self.seen_in.len() != rules || self.event == 0 {
            self.seen_in.clear();
            self.seen_in.resize(rules, 0);
            self.event = 1;
        }
    }

    pub(super) fn add(&mut self, rule: RuleIndex) {
        let seen_in = &mut self.seen_in[rule.index()];
        if *seen_in != self.event {
            *seen_in = self.event;
            self.proposed.push(rule);
        }
    }

    /// The rules proposed, in the order of the set.
    pub(super) fn sorted(&mut self) -> &[RuleIndex] {
        self.proposed.sort_unstable();
        &self.proposed
    }

    /// The rules proposed last.
    pub(super) fn proposed(&self) -> &[RuleIndex] {
        &self.proposed
    }
}

/// Passes made so far, by where they look for what, and for which rules.
type Made<'a> = HashMap<(Slot, Vec<(&'a str, Vec<RuleIndex>)>), Arc<Pass>>;

/// What is known of all events of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    /// The word of their action, if it is always the same.
    pub(super) action: Option<&'static str>,
    /// In which fields they may say something, if that is known.
    pub(super) full: Option<FullKind>,
}

/// Plans shared between events of the same rules: most services have few lists of rules between them.
#[derive(Debug, Default)]
pub(super) struct Plans<'a> {
    ready: Vec<Plan>,
    by_rules: HashMap<(Vec<RuleIndex>, Kind), usize>,
    made: Made<'a>,
}

impl<'a> Plans<'a> {
    /// The place of the plan for a list of rules and a kind of action; made if it is new.
    pub(super) fn of(&mut self, rules: Vec<RuleIndex>, kind: Kind, asked: &'a [Asked]) -> usize {
        let key = (rules, kind);
        if let Some(at) = self.by_rules.get(&key) {
            return *at;
        }
        let plan = Plan::new(&key.0, asked, key.1, &mut self.made);
        self.ready.push(plan);
        self.by_rules.insert(key, self.ready.len() - 1);
        self.ready.len() - 1
    }

    /// The plans made.
    pub(super) fn into_plans(self) -> Vec<Plan> {
        self.ready
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literals(expression: &str) -> Option<Vec<String>> {
        let hir = regex_syntax::parse(expression).unwrap();
        Some(of_expression(&hir)?.into_iter().map(String::from).collect())
    }

    #[test]
    fn expressions_give_literals_that_every_match_contains() {
        let some = |texts: &[&str]| Some(texts.iter().map(|t| (*t).to_owned()).collect());
        for (expression, expected) in [
            ("union.*select", some(&["select"])),
            ("(?i)select.{1,9}from", some(&["select"])),
            ("(?i)kiss", some(&["kiss"])),
            ("(ab|cd)+x?", some(&["ab", "cd"])),
            ("(ab|c?)", None),
            (".*", None),
            ("x*", None),
            ("é1'é", some(&["1'"])),
            ("^$", None),
        ] {
            assert_eq!(literals(expression), expected, "{expression}");
        }
    }
}
