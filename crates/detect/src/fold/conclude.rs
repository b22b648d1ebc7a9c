//! From everything seen to a case: rows in order, windows, detections, attempts, incidents, and the tables with their final
//! ids. Each step is a function of the one before; nothing here depends on the order in which tables were filled.

use vigie_facts::anomaly::Anomaly;
use vigie_facts::case::{
    ATTEMPT_ACCOUNTS_MAX, AccountId, Attempt, AttemptId, Case, CoverageHour, Detection, Evidence, Few, Incident, Input,
    Ordinary, Place, ReasonsId, RuleId, Settings, SourceRow, SystemId, Trace, TraceKind, TrafficHour, Window, WindowId,
    WindowKey,
};
use vigie_facts::form::FormClass;
use vigie_facts::origin::InputId;
use vigie_facts::source::Source;
use vigie_facts::tables::{Detections, Traces};
use vigie_facts::time::Timestamp;

use super::Fold;
use super::findings::{attempts_of, drop_swallowed, findings};
use super::tables::{Renaming, Used, cited};
use crate::aim::{self, Aimed};
use crate::incidents::slips::{self, SignInBook};
use crate::incidents::{self, IncidentDraft};
use crate::marks::Marks;
use crate::observe::reading;
use crate::picture::{AttemptDraft, Finding, Picture};
use crate::row::{BYTES_UNKNOWN, NONE, Row, some};
use crate::rows::{RowAt, Rows};
use crate::rulebook::{Key, Property};
use crate::windows::{self, FoundWindow, Ledger};
use crate::words::{Table, Words};

/// Soft traces of a source (broken links, forms sent) that say nothing yet: a visitor follows a few old links, a scanner many.
pub(super) const SOFT_TRACES_MIN: u32 = 5;

/// Findings between two moments at which the room of those already turned into detections is given back: 1 MiB.
const DRAIN_FINDINGS: usize = 1 << 16;

pub(super) fn conclude(mut fold: Fold, locate: &mut dyn FnMut(Source) -> Place) -> Case {
    fold.lines.end_streams();
    let mut rows = std::mem::take(&mut fold.rows);
    rows.sort();
    let Judged { mut case, findings, kept, renaming } = judge(&fold, &rows);
    case.sources = sources(&fold, &renaming, locate);
    case.ordinary = ordinary(&fold, &renaming);
    // There may be millions of each, and nothing below looks at them.
    fold.sources = Table::default();
    fold.paths = Table::default();
    fold.texts = Words::default();
    (case.detections, case.traces) = drain(rows, findings, &kept, &renaming);
    super::tables::cite_lines(&mut case, &mut fold.lines, fold.options.line_digests);
    case
}

/// What is known once every row was looked at beside all others: a case that lacks sources, detections, traces and lines.
struct Judged {
    case: Case,
    findings: Vec<Finding>,
    /// Which rows stay as traces.
    kept: Vec<bool>,
    renaming: Renaming,
}

fn judge(fold: &Fold, rows: &Rows) -> Judged {
    let ledger = Ledger {
        rows,
        sources: fold.sources.rows(),
        sets: &fold.sets,
        extras: &fold.extras,
        rulebook: &fold.rulebook,
        families: &fold.families,
    };
    let book = SignInBook::of(ledger);
    let slips = slips::find(ledger, &book);
    let mut found = windows::find(ledger, &|row, rule| !slips.excuses(row, rule.form));
    let (mut findings, reasons) = findings(ledger, &found);
    drop_swallowed(&mut found, &mut findings);
    let (attempts, steps, tried) =
        attempts_of(ledger, fold.assets.rows(), &mut findings, fold.options.session_gap_seconds);
    let hostile = hostile_sources(ledger, &findings);
    let mut search = fold.lines.search();
    let has_line: Vec<bool> = rows.iter().map(|row| search.find(row.input(), row.byte_start()).is_some()).collect();
    let picture = Picture {
        ledger,
        hostile: &hostile,
        findings: &findings,
        attempts: &attempts,
        steps: &steps,
        tried: &tried,
        windows: &found,
        slips: &slips,
        assets: fold.assets.rows(),
        accounts: &fold.accounts,
        account_flags: &fold.account_flags,
        texts: &fold.texts,
        paths: fold.paths.rows(),
        traffic: fold.traffic.rows(),
        options: &fold.options,
        has_line: &has_line,
    };
    let kept = traces_kept(&picture);
    let aims = aim::of_attempts(&picture);
    let drafts = incidents::find(&picture, &book);
    let mut renaming = Renaming::of(fold, &used(&picture, &kept, &reasons, &aims, &drafts));
    let mut marks = [Marks::default(), Marks::default()];
    let mut listed = Listed::default();
    let case = Case {
        inputs: inputs(fold),
        coverage: coverage(fold, &renaming),
        traffic: traffic(fold, &picture, &renaming),
        windows: found.iter().map(|window| window_row(&picture, window, &renaming, &mut marks)).collect(),
        // Aims are consumed: each gives its room back as its attempt is made.
        attempts: attempts
            .iter()
            .zip(aims)
            .map(|(draft, aim)| attempt(&picture, draft, &aim, &reasons, &renaming, &mut listed))
            .collect(),
        incidents: drafts.iter().map(|draft| incident(rows, draft, &renaming)).collect(),
        systems: std::mem::take(&mut renaming.systems),
        assets: std::mem::take(&mut renaming.assets),
        accounts: std::mem::take(&mut renaming.accounts),
        texts: std::mem::take(&mut renaming.texts),
        rules: std::mem::take(&mut renaming.rules),
        reasons: std::mem::take(&mut renaming.reasons),
        settings: Settings { session_gap_seconds: fold.options.session_gap_seconds, ..Settings::default() },
        ..Case::default()
    };
    Judged { case, findings, kept, renaming }
}

/// Detections of the findings and traces of the rows that are kept. Rows give their room back on the way, and so do findings, which are
/// turned round and taken from their end: never are all rows held in both shapes.
fn drain(rows: Rows, mut findings: Vec<Finding>, kept: &[bool], renaming: &Renaming) -> (Detections, Traces) {
    findings.reverse();
    let mut detections = Detections::with_capacity(findings.len());
    let mut traces = Traces::with_capacity(kept.iter().filter(|kept| **kept).count());
    rows.consume(|at, row| {
        while let Some(finding) = findings.pop_if(|finding| finding.row as usize == at) {
            detections.push(detection(row, &finding, renaming));
            if findings.len().is_multiple_of(DRAIN_FINDINGS) {
                findings.shrink_to_fit();
            }
        }
        traces.extend(kept[at].then(|| trace(row, renaming)).flatten());
    });
    (detections, traces)
}

/// Sources that attacked: those with a finding of a form that does something to us. A sign-in that looks odd makes nobody an
/// attacker; it may be the administrator's.
fn hostile_sources(ledger: Ledger<'_>, findings: &[Finding]) -> Vec<bool> {
    let mut hostile = vec![false; ledger.sources.len()];
    for finding in findings.iter().filter(|finding| finding.form.class() != FormClass::Following) {
        if let Some(source) = some(ledger.rows.at(finding.row as usize).source()) {
            hostile[source as usize] = true;
        }
    }
    hostile
}

/// Which rows stay as traces: hard ones always; soft ones only of sources that did more than follow a broken link.
fn traces_kept(picture: &Picture<'_>) -> Vec<bool> {
    let mut soft = vec![0_u32; picture.ledger.sources.len()];
    let mut suspect = picture.hostile.to_vec();
    for row in picture.ledger.rows.iter() {
        let (Some(kind), Some(source)) = (row.kind(), some(row.source())) else { continue };
        match kind {
            TraceKind::FormPost | TraceKind::ServerError | TraceKind::SignInSuccess => {}
            _ if reading::is_soft(kind) => soft[source as usize] += 1,
            _ => suspect[source as usize] = true,
        }
    }
    let keeps = |row: RowAt<'_>, kind: TraceKind| match some(row.source()) {
        _ if row.time_micros() == Row::NO_TIME => false,
        _ if !reading::is_soft(kind) => true,
        None => false,
        Some(source) => suspect[source as usize] || soft[source as usize] >= SOFT_TRACES_MIN,
    };
    picture.ledger.rows.iter().map(|row| row.kind().is_some_and(|kind| keeps(row, kind))).collect()
}

fn used(picture: &Picture<'_>, kept: &[bool], reasons: &Words, aims: &[Aimed], drafts: &[IncidentDraft]) -> Used {
    let mut used = Used::default();
    let rows = picture.ledger.rows;
    for finding in picture.findings {
        used.row(rows.at(finding.row as usize), true);
        used.reasons.push(finding.reasons);
    }
    for (row, _) in rows.iter().zip(kept).filter(|(_, kept)| **kept) {
        used.row(row, false);
    }
    for aim in aims {
        used.texts.extend(aim.texts());
        used.accounts.extend(aim.accounts());
    }
    for draft in drafts {
        used.sources.extend(some(draft.source));
        used.accounts.extend(some(draft.account));
    }
    used.finish(reasons, picture);
    used
}

fn detection(row: RowAt<'_>, finding: &Finding, renaming: &Renaming) -> Detection {
    Detection {
        origin: row.origin(),
        time: row.time(),
        time_basis: row.time_basis(),
        form: finding.form,
        service: row.service(),
        source: renaming.source(row.source()),
        asset: renaming.asset(row.asset()),
        account: renaming.account(row.account()),
        reasons: ReasonsId(renaming.reasons_of[finding.reasons as usize]),
        window: some(finding.window).map(WindowId),
        status: (row.status() != 0).then_some(row.status()),
        bytes: (row.bytes() != BYTES_UNKNOWN).then_some(row.bytes()),
        subject: renaming.text(row.subject()),
        tool: renaming.text(row.tool()),
        line: None,
        attempt: some(finding.attempt).map(AttemptId),
    }
}

fn trace(row: RowAt<'_>, renaming: &Renaming) -> Option<Trace> {
    Some(Trace {
        origin: row.origin(),
        time: row.time()?,
        time_basis: row.time_basis(),
        kind: row.kind()?,
        service: row.service(),
        source: renaming.source(row.source()),
        asset: renaming.asset(row.asset()),
        account: renaming.account(row.account()),
        subject: renaming.text(row.subject()),
        status: (row.status() != 0).then_some(row.status()),
        tries: row.tries(),
    })
}

/// What an attempt lists: gathered in the same room for one after the other, so that each takes what it needs and no more.
#[derive(Default)]
struct Listed {
    accounts: Vec<AccountId>,
    rules: Vec<RuleId>,
    /// Accounts that are counted already.
    seen: Marks,
}

fn attempt(
    picture: &Picture<'_>,
    draft: &AttemptDraft,
    aim: &Aimed,
    reasons: &Words,
    renaming: &Renaming,
    listed: &mut Listed,
) -> Attempt {
    let row_of = |finding: u32| picture.ledger.rows.at(picture.findings[finding as usize].row as usize);
    let Listed { accounts, rules, seen } = listed;
    accounts.clear();
    rules.clear();
    seen.clear();
    let mut accounts_total = 0;
    let (mut last_reasons, mut last_account) = (NONE, NONE);
    for tried in picture.tried_in(draft) {
        if tried.account != last_account
            && let Some(account) = renaming.account(tried.account)
            && seen.mark(account.0)
        {
            accounts_total += 1;
            if accounts.len() < ATTEMPT_ACCOUNTS_MAX {
                accounts.push(account);
            }
        }
        last_account = tried.account;
        if tried.reasons != last_reasons {
            rules.extend(windows::rules_in(reasons.get(tried.reasons)).filter_map(|rule| renaming.rule(rule)));
            rules.sort_unstable();
            rules.dedup();
            last_reasons = tried.reasons;
        }
    }
    let findings = picture.findings_in(draft);
    let (first, last) = (findings[0], findings[findings.len() - 1]);
    Attempt {
        source: renaming.source(draft.source),
        asset: renaming.asset(draft.asset),
        form: draft.form,
        start: Timestamp(row_of(first).time_micros()),
        end: Timestamp(row_of(last).time_micros()),
        detections: findings.len() as u32,
        accounts: Few::from_slice(accounts),
        accounts_total,
        rules: Few::from_slice(rules),
        aim: aim.aim,
        aim_reasons: aim.reasons(renaming),
        cited: cited(findings, |finding| picture.has_line(picture.findings[finding as usize].row)),
    }
}

fn incident(rows: &Rows, draft: &IncidentDraft, renaming: &Renaming) -> Incident {
    let mut evidence: Vec<Evidence> = draft
        .evidence
        .iter()
        .map(|(part, row)| {
            let row = rows.at(*row as usize);
            Evidence { part: (*part).into(), time: row.time(), origin: row.origin(), line: None }
        })
        .collect();
    evidence.sort_by_key(|evidence| (evidence.time, evidence.origin));
    Incident {
        kind: draft.kind,
        effect: draft.effect,
        time: Timestamp(draft.time_micros),
        asset: renaming.asset(draft.asset),
        source: renaming.source(draft.source),
        account: renaming.account(draft.account),
        attempts: draft.attempts.iter().map(|attempt| AttemptId(*attempt)).collect(),
        evidence,
        weakened_by: draft.weakened_by.clone(),
        mark: None,
    }
}

fn window_row(picture: &Picture<'_>, found: &FoundWindow, renaming: &Renaming, marks: &mut [Marks; 2]) -> Window {
    let rows = picture.ledger.rows;
    let rule = &picture.ledger.rulebook.windows[found.rule_at];
    let (first, last) = (rows.at(found.rows[0] as usize), rows.at(found.rows[found.rows.len() - 1] as usize));
    let [by_source, by_account] = marks;
    by_source.clear();
    by_account.clear();
    let (mut sources, mut accounts) = (0, 0);
    for row in found.rows.iter().map(|row| rows.at(*row as usize)) {
        sources += u32::from(row.source() != NONE && by_source.mark(row.source()));
        accounts += u32::from(row.account() != NONE && by_account.mark(row.account()));
    }
    Window {
        rule: renaming.rule(rule.rule).unwrap_or(RuleId(NONE)),
        key: window_key(picture.ledger, &rule.group, first, renaming),
        time_range: (Timestamp(first.time_micros()), Timestamp(last.time_micros())),
        events: found.rows.len() as u32,
        sources,
        accounts,
    }
}

/// What a window was counted by: the narrowest of source, network, account and asset among its keys, and the asset of its
/// first hit when there is none of them.
fn window_key(ledger: Ledger<'_>, group: &[Key], first: RowAt<'_>, renaming: &Renaming) -> WindowKey {
    let has = |wanted: Property| group.iter().any(|key| key.of_base(0) == Some(wanted));
    if has(Property::Source)
        && let Some(source) = renaming.source(first.source())
    {
        return WindowKey::Source(source);
    }
    if has(Property::Network)
        && let Some(seen) = ledger.sources.get(first.source() as usize)
    {
        return WindowKey::Network(seen.source.network());
    }
    if has(Property::Account)
        && let Some(account) = renaming.account(first.account())
    {
        return WindowKey::Account(account);
    }
    WindowKey::Asset(renaming.asset(first.asset()))
}

fn inputs(fold: &Fold) -> Vec<Input> {
    let length = fold.inputs.iter().map(|tally| tally.input as usize + 1).max().unwrap_or(0);
    let mut inputs: Vec<Input> =
        (0..length).map(|_| Input { compression: "none".into(), ..Input::default() }).collect();
    for tally in &fold.inputs {
        let input = &mut inputs[InputId(tally.input).0 as usize];
        input.counts = tally.counts;
        let seen = Anomaly::ALL.iter().zip(tally.anomalies).filter(|(_, count)| *count > 0);
        input.anomalies = seen.map(|(anomaly, count)| (*anomaly, count)).collect();
        input.time_range = (tally.last_micros != Row::NO_TIME)
            .then_some((Timestamp(tally.first_micros), Timestamp(tally.last_micros)));
    }
    inputs
}

fn coverage(fold: &Fold, renaming: &Renaming) -> Vec<CoverageHour> {
    let mut hours: Vec<CoverageHour> = fold
        .coverage
        .rows()
        .iter()
        .map(|seen| CoverageHour {
            system: SystemId(renaming.system_of[seen.system as usize]),
            hour: seen.hour,
            records: seen.records,
            understood: seen.understood,
        })
        .collect();
    hours.sort_unstable_by_key(|hour| (hour.system, hour.hour));
    hours
}

fn traffic(fold: &Fold, picture: &Picture<'_>, renaming: &Renaming) -> Vec<TrafficHour> {
    let mut hours: Vec<TrafficHour> = fold
        .traffic
        .rows()
        .iter()
        .zip(&fold.error_minutes)
        .map(|(seen, minutes)| TrafficHour {
            asset: renaming.asset(seen.asset),
            hour: seen.hour,
            events: seen.events,
            bytes: seen.bytes,
            server_errors: seen.server_errors,
            error_minutes: minutes.count_ones() as u8,
            sign_ins: seen.sign_ins,
            hostile_events: 0,
            hostile_bytes: 0,
        })
        .collect();
    hours.sort_unstable_by_key(|hour| (hour.asset, hour.hour));
    // Rows are in order of time, so the next is nearly always of the same asset and hour.
    let mut known = None;
    for one_row in picture.findings.chunk_by(|a, b| a.row == b.row) {
        let row = picture.ledger.rows.at(one_row[0].row as usize);
        let Some(time) = row.time().filter(|_| row.is_traffic()) else { continue };
        let key = (renaming.asset(row.asset()), time.hour());
        let found = match known {
            Some((of, found)) if of == key => found,
            _ => hours.binary_search_by_key(&key, |hour| (hour.asset, hour.hour)).ok(),
        };
        known = Some((key, found));
        // Implausible times have no hour: they are in no figure.
        if let Some(at) = found {
            hours[at].hostile_events += 1;
            hours[at].hostile_bytes += if row.bytes() == BYTES_UNKNOWN { 0 } else { row.bytes() };
        }
    }
    hours
}

fn sources(fold: &Fold, renaming: &Renaming, locate: &mut dyn FnMut(Source) -> Place) -> Vec<SourceRow> {
    renaming
        .sources
        .iter()
        .map(|id| {
            let seen = &fold.sources.rows()[*id as usize];
            let source = seen.source;
            SourceRow {
                source,
                place: locate(source),
                time_range: (seen.last_micros != Row::NO_TIME)
                    .then_some((Timestamp(seen.first_micros), Timestamp(seen.last_micros))),
                events: u64::from(seen.events),
                bytes: seen.bytes,
                own: fold.options.own.iter().any(|block| block.touches_source(source)),
                allowed: fold.options.allow.iter().any(|block| block.touches_source(source)),
            }
        })
        .collect()
}

/// Sources in no other table, and their events.
fn ordinary(fold: &Fold, renaming: &Renaming) -> Ordinary {
    let all: u64 = fold.sources.rows().iter().map(|seen| u64::from(seen.events)).sum();
    let named: u64 = renaming.sources.iter().map(|id| u64::from(fold.sources.rows()[*id as usize].events)).sum();
    let seen = fold.sources.rows().iter().filter(|seen| seen.events > 0).count();
    Ordinary {
        sources: fold.forgotten.0 + (seen - renaming.sources.len()) as u64,
        events: fold.forgotten.1 + all - named,
        events_without_source: fold.events_without_source,
    }
}
