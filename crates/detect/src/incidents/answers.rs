//! Requests that exploited and then got an answer that differs in kind from what such requests otherwise get here.
//!
//! What is usual is measured, never assumed: a server that answers 200 to everything makes no incident, because there 200 is
//! usual, and neither does a page that answers the same to everybody. Only status classes and sizes are compared; what stood in
//! an answer no log tells, so that such an incident *may* have had an effect, no more.

use hashbrown::HashMap;
use vigie_facts::case::{Effect, IncidentKind, Weakness};
use vigie_facts::form::{Form, FormClass};

use super::slips::SignInBook;
use super::{EVIDENCE_MAX, IncidentDraft};
use crate::observe::{PathSeen, path_key};
use crate::picture::{Finding, Picture};
use crate::row::{BYTES_UNKNOWN, NONE};
use crate::rows::RowAt;

/// Requests of the same form to other paths that make a usual answer, and the share of them, in percent, that may be answered
/// with success while success is still unusual.
const FORM_PEERS_MIN: u32 = 5;
const FORM_SUCCESS_PERCENT_MAX: u32 = 20;

/// The same for hostile requests of any form, when there are too few of the same.
const ANY_PEERS_MIN: u32 = 20;
const ANY_SUCCESS_PERCENT_MAX: u32 = 10;

/// Other paths that got exactly the same answer before it is the page for everything unknown.
const SAME_ANSWER_PATHS: usize = 2;

/// Ordinary answers of a path before their sizes are its usual ones.
const ORDINARY_ANSWERS_MIN: u32 = 10;

/// An answer is of another size when it is over twice the largest usual one and this many bytes: pages vary, headers too.
const LARGER_BYTES: u64 = 4_096;

/// How many, and how many of them were answered with success (2xx).
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    requests: u32,
    successes: u32,
}

impl Tally {
    fn note(&mut self, success: bool) {
        self.requests += 1;
        self.successes += u32::from(success);
    }

    fn without(self, other: Tally) -> Tally {
        Tally { requests: self.requests - other.requests, successes: self.successes - other.successes }
    }

    /// Whether there are enough requests and success is rare among them.
    fn success_is_unusual(self, requests_min: u32, percent_max: u32) -> bool {
        self.requests >= requests_min && self.successes * 100 <= self.requests * percent_max
    }
}

/// What hostile requests get here.
#[derive(Debug, Default)]
struct Usual<'a> {
    /// By asset and form, and the same by path.
    of_form: HashMap<(u32, Form), Tally>,
    of_form_path: HashMap<(u32, Form, u32), Tally>,
    /// By asset, any form, and the same by path.
    of_asset: HashMap<u32, Tally>,
    of_asset_path: HashMap<(u32, u32), Tally>,
    /// First few paths that got an answer of a status and size.
    same_answer: HashMap<(u32, u16, u64), Vec<u32>>,
    ordinary: HashMap<u64, &'a PathSeen>,
}

impl<'a> Usual<'a> {
    fn of(picture: &Picture<'a>) -> Usual<'a> {
        let mut usual = Usual::default();
        for one_row in picture.findings.chunk_by(|a, b| a.row == b.row) {
            let row = picture.ledger.rows.at(one_row[0].row as usize);
            let hostile = one_row.iter().any(|f| matches!(f.form.class(), FormClass::Exploiting | FormClass::Probing));
            if row.status() == 0 || row.subject() == NONE || !hostile {
                continue;
            }
            let success = is_success(row);
            for finding in one_row {
                usual.of_form.entry((row.asset(), finding.form)).or_default().note(success);
                usual.of_form_path.entry((row.asset(), finding.form, row.subject())).or_default().note(success);
            }
            usual.of_asset.entry(row.asset()).or_default().note(success);
            usual.of_asset_path.entry((row.asset(), row.subject())).or_default().note(success);
            let paths = usual.same_answer.entry((row.asset(), row.status(), row.bytes())).or_default();
            if paths.len() <= SAME_ANSWER_PATHS && !paths.contains(&row.subject()) {
                paths.push(row.subject());
            }
        }
        let strangers = |seen: &&PathSeen| seen.askers.iter().any(|a| *a != NONE && !picture.is_hostile(*a));
        usual.ordinary = picture.paths.iter().filter(strangers).map(|seen| (seen.key, seen)).collect();
        usual
    }

    fn page(&self, picture: &Picture<'_>, asset: u32, path: &[u8]) -> Option<&PathSeen> {
        self.ordinary.get(&path_key(&picture.assets[asset as usize].name, path)).copied()
    }

    /// What would weaken the finding that the answer differs in kind; `None` when it does not differ.
    fn differs(&self, picture: &Picture<'_>, row: RowAt<'_>, form: Form) -> Option<Vec<Weakness>> {
        if let Some(page) = self.page(picture, row.asset(), picture.texts.get(row.subject())) {
            return differs_from_page(row, page);
        }
        let front = self.page(picture, row.asset(), b"/");
        if front.is_some_and(|page| (page.bytes_min..=page.bytes_max).contains(&row.bytes())) {
            return None;
        }
        let others = self
            .same_answer
            .get(&(row.asset(), row.status(), row.bytes()))
            .map_or(0, |paths| paths.iter().filter(|path| **path != row.subject()).count());
        if others >= SAME_ANSWER_PATHS {
            return None;
        }
        let get = |tally: Option<&Tally>| tally.copied().unwrap_or_default();
        let form_peers = get(self.of_form.get(&(row.asset(), form))).without(get(self.of_form_path.get(&(
            row.asset(),
            form,
            row.subject(),
        ))));
        if form_peers.requests >= FORM_PEERS_MIN {
            return form_peers.success_is_unusual(FORM_PEERS_MIN, FORM_SUCCESS_PERCENT_MAX).then(Vec::new);
        }
        let any_peers =
            get(self.of_asset.get(&row.asset())).without(get(self.of_asset_path.get(&(row.asset(), row.subject()))));
        any_peers.success_is_unusual(ANY_PEERS_MIN, ANY_SUCCESS_PERCENT_MAX).then(|| vec![Weakness::FewComparisons])
    }
}

/// A page that answers everybody differs only by a size far above what it usually sends.
fn differs_from_page(row: RowAt<'_>, page: &PathSeen) -> Option<Vec<Weakness>> {
    let usual_known = page.answers >= ORDINARY_ANSWERS_MIN && page.bytes_max > 0 && row.bytes() != BYTES_UNKNOWN;
    let larger = row.bytes() > page.bytes_max.saturating_mul(2).saturating_add(LARGER_BYTES);
    (usual_known && larger).then(|| vec![Weakness::PageVaries])
}

fn is_success(row: RowAt<'_>) -> bool {
    (200..300).contains(&row.status())
}

/// Forms whose effect an answer's status can show. Script injected into a page acts in the visitor's browser, headers and
/// mails are accepted silently: there the answer says nothing.
fn answer_can_show(form: Form) -> bool {
    form.class() == FormClass::Exploiting
        && !matches!(form, Form::CrossSiteScripting | Form::CrlfInjection | Form::MailInjection)
}

pub(super) fn find(picture: &Picture<'_>, _book: &SignInBook, drafts: &mut Vec<IncidentDraft>) {
    let candidates: Vec<&Finding> = picture
        .findings
        .iter()
        .filter(|finding| {
            let row = picture.ledger.rows.at(finding.row as usize);
            let answered = is_success(row) && row.bytes() != 0 && row.subject() != NONE;
            answered && finding.attempt != NONE && answer_can_show(finding.form)
        })
        .collect();
    if candidates.is_empty() {
        return;
    }
    let usual = Usual::of(picture);
    let mut of_attempt: HashMap<u32, usize> = HashMap::new();
    let mut of_row: HashMap<u32, usize> = HashMap::new();
    for finding in candidates {
        let row = picture.ledger.rows.at(finding.row as usize);
        let Some(weakened_by) = usual.differs(picture, row, finding.form) else { continue };
        let known = of_row.get(&finding.row).or_else(|| of_attempt.get(&finding.attempt)).copied();
        let at = known.unwrap_or_else(|| {
            drafts.push(draft(row, finding, usual_answers(picture, row, finding.form)));
            drafts.len() - 1
        });
        of_row.insert(finding.row, at);
        of_attempt.insert(finding.attempt, at);
        let draft = &mut drafts[at];
        draft.attempts.push(finding.attempt);
        draft.weakened_by.extend(weakened_by);
        let cited = draft.evidence.iter().filter(|(part, _)| *part == "answer").count();
        if cited < EVIDENCE_MAX && !draft.evidence.contains(&("answer", finding.row)) {
            draft.evidence.push(("answer", finding.row));
        }
    }
}

fn draft(row: RowAt<'_>, finding: &Finding, usual_answers: Vec<u32>) -> IncidentDraft {
    IncidentDraft {
        kind: if finding.form == Form::WebShell {
            IncidentKind::WebShellAnswered
        } else {
            IncidentKind::ExploitAnsweredDifferently
        },
        effect: Effect::MayHaveHad,
        time_micros: row.time_micros(),
        asset: row.asset(),
        source: row.source(),
        account: row.account(),
        attempts: Vec::new(),
        evidence: usual_answers.into_iter().map(|row| ("usual-answer", row)).collect(),
        weakened_by: Vec::new(),
    }
}

/// The nearest two requests of the same form that got no success: what the answer is compared with.
fn usual_answers(picture: &Picture<'_>, row: RowAt<'_>, form: Form) -> Vec<u32> {
    /// How far around the request one looks; further away the site may have changed.
    const LOOK_AROUND: usize = 2_000;
    let at = picture.findings.partition_point(|f| picture.ledger.rows.at(f.row as usize).order() < row.order());
    let around = &picture.findings[at.saturating_sub(LOOK_AROUND)..(at + LOOK_AROUND).min(picture.findings.len())];
    let mut usual: Vec<u32> = around
        .iter()
        .filter(|other| {
            let other_row = picture.ledger.rows.at(other.row as usize);
            other.form == form && other_row.asset() == row.asset() && other_row.status() != 0 && !is_success(other_row)
        })
        .map(|other| other.row)
        .collect();
    usual.sort_by_key(|other| picture.ledger.rows.at(*other as usize).time_micros().abs_diff(row.time_micros()));
    usual.truncate(2);
    usual
}
