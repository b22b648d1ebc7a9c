//! Taking rows out of a case without breaking what is left: every id that stays still names its row, and rows of the word
//! tables that nothing names any more go too. Used to drop old days, to apply judgements, to erase a person.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::case::{
    AccountId, AimReason, Attempt, AttemptId, Case, Detection, DetectionId, Incident, LineId, Mark, MarkTarget,
    SourceId, TextId, Trace, WindowId, WindowKey,
};
use crate::source::Source;
use crate::time::Timestamp;

/// What [`retain`] keeps.
#[expect(missing_debug_implementations, reason = "three closures, built where they are used")]
pub struct Keep<'a> {
    /// Which detections stay.
    pub detection: &'a dyn Fn(&Detection) -> bool,
    /// Which traces stay.
    pub trace: &'a dyn Fn(&Trace) -> bool,
    /// Which incidents stay.
    pub incident: &'a dyn Fn(&Incident) -> bool,
}

/// Keeps some detections, traces and incidents. Attempts lose the detections that went, and go when none is left; every other
/// table loses the rows that nothing names any more.
pub fn retain(case: &mut Case, keep: &Keep<'_>) {
    let mut places = Places::default();
    case.detections.retain(|row| places.note((keep.detection)(row)));
    let detections = places.of;
    for attempt in &mut case.attempts {
        attempt.cited = attempt.cited.iter().filter_map(|id| detections[id.index()].map(DetectionId)).collect();
        attempt.detections = 0;
    }
    for detection in &case.detections {
        if let Some(attempt) = detection.attempt {
            let attempt = &mut case.attempts[attempt.index()];
            let time = detection.time.unwrap_or(attempt.start);
            attempt.start = if attempt.detections == 0 { time } else { attempt.start.min(time) };
            attempt.end = if attempt.detections == 0 { time } else { attempt.end.max(time) };
            attempt.detections += 1;
        }
    }
    let attempts = renumber(&mut case.attempts, &|attempt: &Attempt| attempt.detections > 0);
    case.detections.change_all(|row| row.attempt = row.attempt.and_then(|id| attempts[id.index()].map(AttemptId)));
    let incidents = renumber(&mut case.incidents, keep.incident);
    for incident in &mut case.incidents {
        incident.attempts = incident.attempts.iter().filter_map(|id| attempts[id.index()].map(AttemptId)).collect();
    }
    case.traces.retain(keep.trace);
    case.marks.retain_mut(|mark| match &mut mark.target {
        MarkTarget::Source(_) => true,
        MarkTarget::Attempt(id) => move_to(id, &attempts, AttemptId),
        MarkTarget::Incident(id) => move_to(id, &incidents, crate::case::IncidentId),
    });
    drop_unnamed(case);
}

fn move_to<Id: Copy + Into<usize>>(id: &mut Id, places: &[Option<u32>], make: impl Fn(u32) -> Id) -> bool {
    match places[(*id).into()] {
        Some(place) => {
            *id = make(place);
            true
        }
        None => false,
    }
}

/// Keeps some rows and says where each went.
fn renumber<T>(rows: &mut Vec<T>, keep: &dyn Fn(&T) -> bool) -> Vec<Option<u32>> {
    let mut places = Places::default();
    rows.retain(|row| places.note(keep(row)));
    places.of
}

/// Keeps the rows whose numbers are in the set, and says where each went.
fn renumber_named<T>(rows: &mut Vec<T>, named: &BTreeSet<u32>) -> Vec<Option<u32>> {
    let mut places = Places::default();
    rows.retain(|_| places.note(named.contains(&(places.of.len() as u32))));
    places.of
}

/// Where rows went that are looked at one after the other.
#[derive(Default)]
struct Places {
    of: Vec<Option<u32>>,
    next: u32,
}

impl Places {
    /// Notes whether the next row stays.
    fn note(&mut self, stays: bool) -> bool {
        self.of.push(stays.then_some(self.next));
        self.next += u32::from(stays);
        stays
    }
}

/// Drops sources, accounts, texts, lines and windows that no row names, and renumbers the rest.
fn drop_unnamed(case: &mut Case) {
    let mut windows = BTreeSet::new();
    windows.extend(case.detections.iter().filter_map(|row| row.window).map(|id| id.0));
    let windows = renumber_named(&mut case.windows, &windows);
    let named = Named::of(case);
    let sources = renumber_named(&mut case.sources, &named.sources);
    let accounts = renumber_named(&mut case.accounts, &named.accounts);
    let texts = renumber_named(&mut case.texts, &named.texts);
    let lines = renumber_named(&mut case.lines, &named.lines);
    let source = |id: Option<SourceId>| id.and_then(|id| sources[id.index()]).map(SourceId);
    let account = |id: Option<AccountId>| id.and_then(|id| accounts[id.index()]).map(AccountId);
    let text = |id: Option<TextId>| id.and_then(|id| texts[id.index()]).map(TextId);
    let line = |id: Option<LineId>| id.and_then(|id| lines[id.index()]).map(LineId);
    case.detections.change_all(|row| {
        row.source = source(row.source);
        row.account = account(row.account);
        row.subject = text(row.subject);
        row.tool = text(row.tool);
        row.line = line(row.line);
        row.window = row.window.and_then(|id| windows[id.index()]).map(WindowId);
    });
    for row in &mut case.attempts {
        row.source = source(row.source);
        row.accounts = row.accounts.iter().filter_map(|id| account(Some(*id))).collect();
        row.aim_reasons = std::mem::take(&mut row.aim_reasons)
            .into_iter()
            .filter_map(|reason| match reason {
                AimReason::RealAccount(id) => account(Some(id)).map(AimReason::RealAccount),
                AimReason::ExistingPath(id) => text(Some(id)).map(AimReason::ExistingPath),
                other => Some(other),
            })
            .collect();
    }
    for row in &mut case.incidents {
        row.source = source(row.source);
        row.account = account(row.account);
        for evidence in &mut row.evidence {
            evidence.line = line(evidence.line);
        }
    }
    case.traces.change_all(|row| {
        row.source = source(row.source);
        row.account = account(row.account);
        row.subject = text(row.subject);
    });
    for row in &mut case.windows {
        row.key = match row.key {
            WindowKey::Source(id) => source(Some(id)).map_or(WindowKey::Unnamed, WindowKey::Source),
            WindowKey::Account(id) => account(Some(id)).map_or(WindowKey::Unnamed, WindowKey::Account),
            other => other,
        };
    }
}

/// Rows that others name.
#[derive(Default)]
struct Named {
    sources: BTreeSet<u32>,
    accounts: BTreeSet<u32>,
    texts: BTreeSet<u32>,
    lines: BTreeSet<u32>,
}

impl Named {
    fn of(case: &Case) -> Named {
        let mut named = Named::default();
        for row in &case.detections {
            named.sources.extend(row.source.map(|id| id.0));
            named.accounts.extend(row.account.map(|id| id.0));
            named.texts.extend(row.subject.iter().chain(&row.tool).map(|id| id.0));
            named.lines.extend(row.line.map(|id| id.0));
        }
        for row in &case.attempts {
            named.sources.extend(row.source.map(|id| id.0));
            named.accounts.extend(row.accounts.iter().map(|id| id.0));
            for reason in &row.aim_reasons {
                match reason {
                    AimReason::RealAccount(id) => named.accounts.extend([id.0]),
                    AimReason::ExistingPath(id) => named.texts.extend([id.0]),
                    AimReason::OrganisationWord(_) | AimReason::PublicListsOnly | AimReason::NothingToCompare => {}
                }
            }
        }
        for row in &case.incidents {
            named.sources.extend(row.source.map(|id| id.0));
            named.accounts.extend(row.account.map(|id| id.0));
            named.lines.extend(row.evidence.iter().filter_map(|evidence| evidence.line).map(|id| id.0));
        }
        for row in &case.traces {
            named.sources.extend(row.source.map(|id| id.0));
            named.accounts.extend(row.account.map(|id| id.0));
            named.texts.extend(row.subject.map(|id| id.0));
        }
        for row in &case.windows {
            match row.key {
                WindowKey::Source(id) => named.sources.extend([id.0]),
                WindowKey::Account(id) => named.accounts.extend([id.0]),
                WindowKey::Network(_) | WindowKey::Asset(_) | WindowKey::Unnamed => {}
            }
        }
        named
    }
}

/// Drops everything that ended before an instant, coverage and traffic included.
pub fn prune(case: &mut Case, before: Timestamp) {
    retain(
        case,
        &Keep {
            detection: &|row| row.time.is_some_and(|time| time >= before),
            trace: &|row| row.time >= before,
            incident: &|row| row.time >= before,
        },
    );
    case.coverage.retain(|row| row.hour >= before.hour());
    case.traffic.retain(|row| row.hour >= before.hour());
}

/// The latest instant of any record of the case, years unknown left aside; `None` when there is none.
pub fn latest(case: &Case) -> Option<Timestamp> {
    case.inputs.iter().filter_map(|input| input.time_range).map(|range| range.1).max()
}

/// The case as judged: attempts and sources marked innocent are taken out, with their detections; incidents carry their mark.
/// Borrowed when nothing is marked: a case may be most of the memory there is.
pub fn judged(case: &Case) -> Cow<'_, Case> {
    if case.marks.is_empty() {
        return Cow::Borrowed(case);
    }
    let mut case = case.clone();
    let marks = case.marks.clone();
    let innocent =
        |target: &MarkTarget| marks.iter().rev().find(|row| row.target == *target).is_some_and(|row| !row.mark.hostile);
    for row in &marks {
        if let MarkTarget::Incident(id) = row.target
            && let Some(incident) = case.incidents.get_mut(id.index())
        {
            incident.mark = Some(row.mark.clone());
        }
    }
    let sources: Vec<bool> = case.sources.iter().map(|row| innocent(&MarkTarget::Source(row.source))).collect();
    let attempts: Vec<bool> =
        (0..case.attempts.len()).map(|at| innocent(&MarkTarget::Attempt(AttemptId(at as u32)))).collect();
    if !sources.contains(&true) && !attempts.contains(&true) {
        return Cow::Owned(case);
    }
    let of_innocent = |source: Option<SourceId>| source.is_some_and(|id| sources[id.index()]);
    retain(
        &mut case,
        &Keep {
            detection: &|row| !of_innocent(row.source) && !row.attempt.is_some_and(|id| attempts[id.index()]),
            trace: &|row| !of_innocent(row.source),
            incident: &|row| !of_innocent(row.source),
        },
    );
    Cow::Owned(case)
}

/// A judgement to be kept; a later one on the same thing replaces it.
pub fn mark(case: &mut Case, target: MarkTarget, mark: Mark) {
    case.marks.retain(|row| row.target != target);
    case.marks.push(crate::case::MarkRow { target, mark });
}

/// Takes one source's identity out: its row, every line that cites it. Counts stay. Returns the number of rows changed.
pub fn erase_source(case: &mut Case, source: Source) -> usize {
    match unname_source(case, source) {
        0 => 0,
        changed => changed + erase_text(case, &source.first_address().to_string()),
    }
}

/// Takes one source's row out; texts stay. Returns the number of rows changed.
pub fn unname_source(case: &mut Case, source: Source) -> usize {
    let Some(at) = case.sources.iter().position(|row| row.source == source) else { return 0 };
    let id = SourceId(at as u32);
    let mut changed = 1;
    let mut forget = |held: &mut Option<SourceId>| {
        if *held == Some(id) {
            *held = None;
            changed += 1;
        }
    };
    case.detections.change_all(|row| forget(&mut row.source));
    case.attempts.iter_mut().for_each(|row| forget(&mut row.source));
    case.incidents.iter_mut().for_each(|row| forget(&mut row.source));
    case.traces.change_all(|row| forget(&mut row.source));
    for window in &mut case.windows {
        if window.key == WindowKey::Source(id) {
            window.key = WindowKey::Unnamed;
        }
    }
    case.marks.retain(|row| row.target != MarkTarget::Source(source));
    drop_unnamed(case);
    changed
}

/// Takes one account's name out: its row, every line and text that cites it. Counts stay. Returns the number of rows changed.
pub fn erase_account(case: &mut Case, name: &str) -> usize {
    let Some(at) = case.accounts.iter().position(|row| &*row.name == name) else { return 0 };
    let id = AccountId(at as u32);
    let mut changed = 1;
    let mut forget = |held: &mut Option<AccountId>| {
        if *held == Some(id) {
            *held = None;
            changed += 1;
        }
    };
    case.detections.change_all(|row| forget(&mut row.account));
    case.incidents.iter_mut().for_each(|row| forget(&mut row.account));
    case.traces.change_all(|row| forget(&mut row.account));
    for attempt in &mut case.attempts {
        attempt.accounts.retain(|account| *account != id);
        attempt.aim_reasons.retain(|reason| *reason != AimReason::RealAccount(id));
    }
    for window in &mut case.windows {
        if window.key == WindowKey::Account(id) {
            window.key = WindowKey::Unnamed;
        }
    }
    drop_unnamed(case);
    changed + erase_text(case, name)
}

/// What stands where a text was erased.
const ERASED: &str = "[erased]";

fn erase_text(case: &mut Case, needle: &str) -> usize {
    let mut changed = 0;
    let lines = case.lines.iter_mut().map(|line| &mut line.text);
    let samples = case.inputs.iter_mut().flat_map(|input| &mut input.samples).map(|sample| &mut sample.text);
    for text in lines.chain(&mut case.texts).chain(samples) {
        if text.contains(needle) {
            *text = ERASED.into();
            changed += 1;
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Account, Aim, Asset, AssetId, Few, Line, Place, ReasonsId, SourceRow, Window};
    use crate::form::Form;
    use crate::origin::{InputId, Origin};
    use crate::service::Service;
    use crate::time::TimeBasis;

    fn origin(line: u64) -> Origin {
        Origin { input: InputId(0), line, byte_start: line, byte_len: 1 }
    }

    fn detection(source: u32, seconds: i64) -> Detection {
        Detection {
            origin: origin(seconds as u64),
            time: Some(Timestamp::from_seconds(seconds)),
            time_basis: TimeBasis::Stated,
            form: Form::PasswordGuessing,
            service: Service::Sshd,
            source: Some(SourceId(source)),
            asset: AssetId(0),
            account: Some(AccountId(source)),
            reasons: ReasonsId(0),
            window: Some(WindowId(source)),
            status: None,
            bytes: None,
            subject: Some(TextId(source)),
            tool: None,
            line: Some(LineId(source)),
            attempt: Some(AttemptId(source)),
        }
    }

    /// Three sources, each with two detections in one attempt, one account, one line that names both.
    fn case() -> Case {
        let source = |number: u32| Source::V4(0xc000_0200 + number);
        let time = Timestamp::from_seconds;
        Case {
            sources: (0..3)
                .map(|number| SourceRow {
                    source: source(number),
                    place: Place::default(),
                    time_range: None,
                    events: 1,
                    bytes: 0,
                    own: false,
                    allowed: false,
                })
                .collect(),
            assets: vec![Asset { service: Service::Sshd, name: "host".into() }],
            accounts: (0..3).map(|number| Account { name: format!("user{number}").into(), exists: None }).collect(),
            texts: (0..3).map(|number| format!("text of user{number}").into()).collect(),
            windows: (0..3)
                .map(|number| Window {
                    rule: crate::case::RuleId(0),
                    key: WindowKey::Source(SourceId(number)),
                    time_range: (time(0), time(1)),
                    events: 2,
                    sources: 1,
                    accounts: 1,
                })
                .collect(),
            lines: (0..3_u32)
                .map(|number| Line {
                    origin: origin(u64::from(number)),
                    text: format!("user{number} from 192.0.2.{number} ").into(),
                    sha256: "".into(),
                })
                .collect(),
            detections: (0..3)
                .flat_map(|number| {
                    [detection(number, i64::from(number) * 10), detection(number, i64::from(number) * 10 + 5)]
                })
                .collect(),
            attempts: (0..3)
                .map(|number| Attempt {
                    source: Some(SourceId(number)),
                    asset: AssetId(0),
                    form: Form::PasswordGuessing,
                    start: time(i64::from(number) * 10),
                    end: time(i64::from(number) * 10 + 5),
                    detections: 2,
                    accounts: vec![AccountId(number)].into(),
                    accounts_total: 1,
                    rules: Few::new(),
                    aim: Aim::Unclear,
                    aim_reasons: vec![AimReason::RealAccount(AccountId(number))].into(),
                    cited: vec![DetectionId(number * 2)].into(),
                })
                .collect(),
            ..Case::default()
        }
    }

    /// Every id names a row, and says of it what it said before.
    fn check_whole(case: &Case) {
        for row in &case.detections {
            let number = case.sources[row.source.unwrap().index()].source.first_address().to_string();
            let number = number.rsplit('.').next().unwrap();
            assert_eq!(&*case.accounts[row.account.unwrap().index()].name, format!("user{number}"));
            assert_eq!(&*case.texts[row.subject.unwrap().index()], format!("text of user{number}"));
            assert!(case.lines[row.line.unwrap().index()].text.starts_with(&format!("user{number} ")));
            assert_eq!(case.attempts[row.attempt.unwrap().index()].source, row.source);
            assert_eq!(case.windows[row.window.unwrap().index()].key, WindowKey::Source(row.source.unwrap()));
        }
        for row in &case.attempts {
            let own = case.detections.iter().filter(|detection| detection.source == row.source);
            assert_eq!(own.count() as u32, row.detections);
        }
    }

    #[test]
    fn what_stays_still_names_its_rows() {
        let mut case = case();
        check_whole(&case);
        prune(&mut case, Timestamp::from_seconds(15));
        assert_eq!((case.detections.len(), case.attempts.len(), case.sources.len(), case.lines.len()), (3, 2, 2, 2));
        assert_eq!(case.attempts[0].start, Timestamp::from_seconds(15));
        check_whole(&case);
    }

    #[test]
    fn an_innocent_source_is_taken_out_and_a_later_judgement_replaces_it() {
        let mut case = case();
        let target = MarkTarget::Source(Source::V4(0xc000_0201));
        mark(&mut case, target, Mark { hostile: false, why: "ours".into() });
        let judged_case = judged(&case);
        assert_eq!((judged_case.detections.len(), judged_case.sources.len()), (4, 2));
        check_whole(&judged_case);
        mark(&mut case, target, Mark { hostile: true, why: "not ours".into() });
        assert_eq!(judged(&case).detections.len(), 6);
        assert_eq!(case.marks.len(), 1);
    }

    #[test]
    fn an_erased_person_stands_nowhere_and_counts_stay() {
        let mut case = case();
        assert!(erase_account(&mut case, "user1") > 0);
        assert!(erase_source(&mut case, Source::V4(0xc000_0202)) > 0);
        let text = format!("{case:?}");
        assert!(!text.contains("user1") && !text.contains("192.0.2.2 "), "{text}");
        assert_eq!((case.detections.len(), case.attempts.len()), (6, 3));
        assert_eq!(erase_account(&mut case, "user1"), 0);
    }
}
