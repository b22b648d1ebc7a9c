//! Login pages of web applications: guesses that were all answered alike, then one answered by sending the visitor on. Web
//! servers do not log who signed in, so that the redirection is all there is to see: it may have been a sign-in.

use hashbrown::HashMap;
use vigie_facts::case::{Effect, IncidentKind, TraceKind, Weakness};
use vigie_facts::form::FormClass;

use super::slips::SignInBook;
use super::{EVIDENCE_MAX, IncidentDraft, last_cited};
use crate::picture::Picture;
use crate::row::NONE;
use crate::rows::RowAt;

/// Guesses answered alike before another answer differs; below, nobody can say what the usual answer is.
const GUESSES_MIN: usize = 5;

/// Guesses answered alike before the comparison is a good one.
const GUESSES_MANY: usize = 20;

/// A source, an asset, a path.
type Page = (u32, u32, u32);

pub(super) fn find(picture: &Picture<'_>, _book: &SignInBook, drafts: &mut Vec<IncidentDraft>) {
    let mut guesses: HashMap<Page, Vec<(u32, u32)>> = HashMap::new();
    for finding in picture.findings.iter().filter(|finding| finding.form.class() == FormClass::Credential) {
        let row = picture.ledger.rows.at(finding.row as usize);
        if row.status() != 0 && row.source() != NONE && row.subject() != NONE && finding.attempt != NONE {
            guesses.entry((row.source(), row.asset(), row.subject())).or_default().push((finding.row, finding.attempt));
        }
    }
    if guesses.is_empty() {
        return;
    }
    for (at, row) in picture.rows_of(TraceKind::FormPost) {
        let page = (row.source(), row.asset(), row.subject());
        if !is_sent_on(row) || !guesses.contains_key(&page) {
            continue;
        }
        if let Some(draft) = draft(picture, &guesses[&page], at as usize, row) {
            guesses.remove(&page);
            drafts.push(draft);
        }
    }
}

/// Sent on after a form: `302 Found`, `303 See Other` (RFC 9110 § 15.4). Permanent redirections move the page itself.
fn is_sent_on(row: RowAt<'_>) -> bool {
    matches!(row.status(), 302 | 303)
}

fn draft(picture: &Picture<'_>, guesses: &[(u32, u32)], at: usize, row: RowAt<'_>) -> Option<IncidentDraft> {
    let before = &guesses[..guesses.partition_point(|(guess, _)| (*guess as usize) < at)];
    let refused: Vec<u32> = before
        .iter()
        .map(|(guess, _)| *guess)
        .filter(|guess| matches!(picture.ledger.rows.at(*guess as usize).status(), 200 | 401 | 403))
        .collect();
    // A page that also sends failures on says nothing by doing so.
    if refused.len() < GUESSES_MIN || before.len() > refused.len() {
        return None;
    }
    let mut weakened_by = vec![Weakness::PageVaries];
    if refused.len() < GUESSES_MANY {
        weakened_by.push(Weakness::FewComparisons);
        weakened_by.push(Weakness::OwnerMistyped);
    }
    let mut evidence: Vec<(&'static str, u32)> =
        last_cited(picture, &refused, EVIDENCE_MAX).into_iter().map(|guess| ("failures-before", guess)).collect();
    evidence.push(("success", at as u32));
    Some(IncidentDraft {
        kind: IncidentKind::SignInAfterFailures,
        effect: Effect::MayHaveHad,
        time_micros: row.time_micros(),
        asset: row.asset(),
        source: row.source(),
        account: row.account(),
        attempts: before.iter().map(|(_, attempt)| *attempt).collect(),
        evidence,
        weakened_by,
    })
}
