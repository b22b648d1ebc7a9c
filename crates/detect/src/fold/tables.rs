//! The tables of a case and the ids their rows get: only what is used is named, in an order that depends on the names and not
//! on the order of reading. Lines are cited last, when it is known which records anybody needs to see.

use vigie_facts::case::{
    Account, AccountId, Asset, AssetId, Case, DetectionId, Few, Line, LineId, RuleId, RuleRow, SourceId, System, TextId,
};
use vigie_facts::origin::Origin;

use super::Fold;
use super::lines::{LINES_FIRST, Lines, place_from};
use crate::observe::{ACCOUNT_EXISTS, ACCOUNT_MISSING};
use crate::picture::Picture;
use crate::row::{NONE, some};
use crate::rows::RowAt;
use crate::windows::rules_in;
use crate::words::Words;

/// Ids that findings, traces, aims and incidents name.
#[derive(Debug, Default)]
pub(crate) struct Used {
    pub(crate) sources: Ids,
    pub(crate) accounts: Ids,
    pub(crate) texts: Ids,
    pub(crate) reasons: Ids,
    rules: Vec<u32>,
    /// For each set of reasons, its rules.
    sets: Vec<Vec<u32>>,
}

impl Used {
    /// Notes the ids of a row; traces name no tool.
    pub(crate) fn row(&mut self, row: RowAt<'_>, with_tool: bool) {
        self.sources.extend(some(row.source()));
        self.accounts.extend(some(row.account()));
        self.texts.extend(some(row.subject()));
        if with_tool {
            self.texts.extend(some(row.tool()));
        }
    }

    /// Sorts everything out; looks up the rules of the reasons and windows.
    pub(crate) fn finish(&mut self, reasons: &Words, picture: &Picture<'_>) {
        self.sets = reasons.iter().map(|set| rules_in(set).collect()).collect();
        self.rules = self.reasons.list().flat_map(|set| self.sets[set as usize].iter().copied()).collect();
        let windows = &picture.ledger.rulebook.windows;
        self.rules.extend(picture.windows.iter().map(|found| windows[found.rule_at].rule));
        self.rules.sort_unstable();
        self.rules.dedup();
    }
}

/// A set of ids: a byte each, however often they are named.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    named: Vec<bool>,
}

impl Ids {
    pub(crate) fn push(&mut self, id: u32) {
        let at = id as usize;
        if self.named.len() <= at {
            self.named.resize(at + 1, false);
        }
        self.named[at] = true;
    }

    /// The ids, rising.
    fn list(&self) -> impl Iterator<Item = u32> {
        self.named.iter().zip(0..).filter(|(named, _)| **named).map(|(_, id)| id)
    }
}

impl Extend<u32> for Ids {
    fn extend<T: IntoIterator<Item = u32>>(&mut self, ids: T) {
        ids.into_iter().for_each(|id| self.push(id));
    }
}

/// Final tables, and for each id of the fold the id in its table, or [`NONE`].
#[derive(Debug)]
pub(crate) struct Renaming {
    /// Ids of the fold, in the order of the case's sources.
    pub(crate) sources: Vec<u32>,
    pub(crate) assets: Vec<Asset>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) texts: Vec<Box<str>>,
    pub(crate) rules: Vec<RuleRow>,
    pub(crate) reasons: Vec<Vec<RuleId>>,
    pub(crate) systems: Vec<System>,
    source_of: Vec<u32>,
    asset_of: Vec<u32>,
    account_of: Vec<u32>,
    text_of: Vec<u32>,
    rule_of: Vec<u32>,
    pub(crate) reasons_of: Vec<u32>,
    pub(crate) system_of: Vec<u32>,
}

impl Renaming {
    /// Names everything that is used. All assets and systems are named: "not attacked" is an answer as well.
    pub(crate) fn of(fold: &Fold, used: &Used) -> Renaming {
        let (sources, source_of) = order(used.sources.list().collect(), fold.sources.rows().len(), |id| {
            fold.sources.rows()[*id as usize].source
        });
        let (account_ids, account_of) =
            order(used.accounts.list().collect(), fold.accounts.len() as usize, |id| fold.accounts.get(*id).to_vec());
        let (text_ids, text_of) =
            order(used.texts.list().collect(), fold.texts.len() as usize, |id| fold.texts.get(*id).to_vec());
        let (rule_ids, rule_of) =
            order(used.rules.clone(), fold.rulebook.rules.len(), |id| fold.rulebook.rule(*id).name.clone());
        let (reasons, reasons_of) = reasons(used, &rule_of);
        let (assets, asset_of) = named(
            fold.assets
                .rows()
                .iter()
                .map(|seen| Asset { service: seen.service, name: String::from_utf8_lossy(&seen.name).into() }),
        );
        let (systems, system_of) = named(
            fold.systems
                .rows()
                .iter()
                .map(|seen| System { service: seen.service, name: String::from_utf8_lossy(&seen.name).into() }),
        );
        let text = |words: &Words, id: u32| -> Box<str> { String::from_utf8_lossy(words.get(id)).into() };
        Renaming {
            sources,
            accounts: account_ids
                .iter()
                .map(|id| Account { name: text(&fold.accounts, *id), exists: exists(fold.account_flags[*id as usize]) })
                .collect(),
            texts: text_ids.iter().map(|id| text(&fold.texts, *id)).collect(),
            rules: rule_ids
                .iter()
                .map(|id| {
                    let facts = fold.rulebook.rule(*id);
                    RuleRow {
                        name: facts.name.clone(),
                        title: facts.title.clone(),
                        version: facts.version.clone(),
                        form: facts.form,
                    }
                })
                .collect(),
            reasons,
            assets,
            systems,
            source_of,
            asset_of,
            account_of,
            text_of,
            rule_of,
            reasons_of,
            system_of,
        }
    }

    /// The source of an id of the fold.
    pub(crate) fn source(&self, id: u32) -> Option<SourceId> {
        some(id).and_then(|id| some(self.source_of[id as usize])).map(SourceId)
    }

    /// The asset of an id of the fold; every asset has one.
    pub(crate) fn asset(&self, id: u32) -> AssetId {
        AssetId(self.asset_of[id as usize])
    }

    /// The account of an id of the fold.
    pub(crate) fn account(&self, id: u32) -> Option<AccountId> {
        some(id).and_then(|id| some(self.account_of[id as usize])).map(AccountId)
    }

    /// The text of an id of the fold.
    pub(crate) fn text(&self, id: u32) -> Option<TextId> {
        some(id).and_then(|id| some(self.text_of[id as usize])).map(TextId)
    }

    /// The row of a rule of the set.
    pub(crate) fn rule(&self, rule: u32) -> Option<RuleId> {
        some(self.rule_of[rule as usize]).map(RuleId)
    }
}

/// Whether an account exists; a sign-in that worked outweighs a service that once said no.
fn exists(flags: u8) -> Option<bool> {
    if flags & ACCOUNT_EXISTS != 0 {
        Some(true)
    } else if flags & ACCOUNT_MISSING != 0 {
        Some(false)
    } else {
        None
    }
}

/// Ids in the order of their keys, and the place of each id in that order.
fn order<K: Ord>(mut ids: Vec<u32>, total: usize, key: impl Fn(&u32) -> K) -> (Vec<u32>, Vec<u32>) {
    ids.sort_by_cached_key(|id| (key(id), *id));
    let mut place_of = vec![NONE; total];
    for (place, id) in ids.iter().enumerate() {
        place_of[*id as usize] = place as u32;
    }
    (ids, place_of)
}

/// Distinct names in order, and the place of each given name. Names that differ only in bytes that are no text become one.
fn named<T: Ord + Clone>(names: impl Iterator<Item = T>) -> (Vec<T>, Vec<u32>) {
    let given: Vec<T> = names.collect();
    let mut sorted = given.clone();
    sorted.sort();
    sorted.dedup();
    let places = given.iter().map(|name| sorted.binary_search(name).map_or(NONE, |place| place as u32)).collect();
    (sorted, places)
}

fn reasons(used: &Used, rule_of: &[u32]) -> (Vec<Vec<RuleId>>, Vec<u32>) {
    let rename = |set: &Vec<u32>| {
        let mut rules: Vec<RuleId> = set.iter().map(|rule| RuleId(rule_of[*rule as usize])).collect();
        rules.sort_unstable();
        rules
    };
    named(used.sets.iter().map(rename))
}

/// Cites lines: those of the detections that attempts cite, and the evidence of incidents; with their digests if these are wanted.
pub(crate) fn cite_lines(case: &mut Case, lines: &mut Lines, with_digests: bool) {
    let mut search = lines.search();
    let has_line = |origin: &Origin| search.find(origin.input.0, origin.byte_start).is_some();
    let mut is_cited = Ids::default();
    is_cited.extend(case.attempts.iter().flat_map(|attempt| &attempt.cited).map(|id| id.0));
    let cited = is_cited.list().map(|id| case.detections.origin(id as usize));
    let evidence = case.incidents.iter().flat_map(|incident| &incident.evidence).map(|evidence| evidence.origin);
    // Detections without a time are in no attempt; they are few, and without their line nobody could place them.
    let timeless = case.detections.iter().take_while(|detection| detection.time.is_none()).map(|d| d.origin);
    let mut origins: Vec<Origin> = cited.chain(evidence).chain(timeless).filter(has_line).collect();
    origins.sort_unstable_by_key(|origin| (origin.input, origin.byte_start));
    origins.dedup();
    let mut place = 0;
    let mut line_of = |origin: &Origin| {
        let is_before = |known: &Origin| (known.input, known.byte_start) < (origin.input, origin.byte_start);
        place = place_from(place, &origins, is_before);
        let is_it = origins.get(place).is_some_and(|at| (at.input, at.byte_start) == (origin.input, origin.byte_start));
        is_it.then_some(LineId(place as u32))
    };
    for at in 0..case.detections.len() {
        if let Some(line) = line_of(&case.detections.origin(at)) {
            case.detections.set_line(at, line);
        }
    }
    for evidence in case.incidents.iter_mut().flat_map(|incident| &mut incident.evidence) {
        evidence.line = line_of(&evidence.origin);
    }
    let mut search = lines.search();
    let find = |origin: Origin| Some((origin, search.find(origin.input.0, origin.byte_start)?));
    let found: Vec<(Origin, usize)> = origins.into_iter().filter_map(find).collect();
    case.lines = found
        .into_iter()
        .map(|(origin, at)| (origin, lines.take(at)))
        .map(|(origin, line)| Line {
            origin,
            sha256: if with_digests { line.sha256() } else { Box::default() },
            // Text that is valid is moved, not copied: the lines are among the largest things a case holds.
            text: String::from_utf8(line.text)
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
                .into(),
        })
        .collect();
}

/// Findings that an attempt cites: the first three and the last whose lines were kept, or of all when none was.
pub(crate) fn cited(findings: &[u32], has_line: impl Fn(u32) -> bool) -> Few<DetectionId> {
    let mut with_line = findings.iter().copied().filter(|finding| has_line(*finding)).peekable();
    let chosen = if with_line.peek().is_some() { ends(with_line) } else { ends(findings.iter().copied()) };
    chosen.into_iter().map(DetectionId).collect()
}

/// The first three and the last.
fn ends(mut findings: impl DoubleEndedIterator<Item = u32>) -> Few<u32> {
    let mut chosen: Few<u32> = findings.by_ref().take(LINES_FIRST as usize).collect();
    chosen.extend(findings.next_back());
    chosen
}
