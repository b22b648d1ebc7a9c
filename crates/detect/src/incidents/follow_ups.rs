//! What was done after a suspicious sign-in: rights of another account, a new account, a mail rule, an export, a command.
//! Only acts that follow an incident's sign-in are looked at; the same acts of the administrator on any other day are not.

use vigie_facts::case::{Effect, IncidentKind, TraceKind, Weakness};
use vigie_facts::form::FormClass;
use vigie_facts::time::MICROS_PER_SECOND;

use super::slips::SignInBook;
use super::{EVIDENCE_MAX, IncidentDraft};
use crate::picture::Picture;
use crate::row::NONE;
use crate::rows::RowAt;

/// How long after the sign-in acts of its account or source count.
const AFTER_MICROS: i64 = 24 * 3_600 * MICROS_PER_SECOND;

/// How long after the sign-in acts on the same machine count that name neither account nor source.
const MACHINE_AFTER_MICROS: i64 = 3_600 * MICROS_PER_SECOND;

pub(super) fn find(picture: &Picture<'_>, _book: &SignInBook, drafts: &mut Vec<IncidentDraft>) {
    let sign_ins = drafts.len();
    for at in 0..sign_ins {
        if let Some(draft) = follow_up(picture, &drafts[at]) {
            drafts.push(draft);
        }
    }
}

fn follow_up(picture: &Picture<'_>, sign_in: &IncidentDraft) -> Option<IncidentDraft> {
    let rows = picture.ledger.rows;
    let start = rows.first_since(sign_in.time_micros);
    let end_micros = sign_in.time_micros.saturating_add(AFTER_MICROS);
    let success = sign_in.evidence.iter().rev().find(|(part, _)| *part == "success").map(|(_, row)| *row)?;
    let family = picture.ledger.family(rows.at(success as usize));
    let mut evidence = vec![("success", success)];
    let mut shown = false;
    for (at, row) in rows.iter().enumerate().skip(start).take_while(|(_, row)| row.time_micros() <= end_micros) {
        if evidence.len() > EVIDENCE_MAX {
            break;
        }
        if picture.ledger.family(row) != family {
            continue;
        }
        if let Some(link) = link(picture, sign_in, at as u32, row) {
            shown |= link == Link::Named;
            evidence.push(("follow-up", at as u32));
        }
    }
    let (_, first) = *evidence.get(1)?;
    Some(IncidentDraft {
        kind: IncidentKind::FollowUp,
        effect: if shown { Effect::Had } else { Effect::MayHaveHad },
        time_micros: rows.at(first as usize).time_micros(),
        weakened_by: vec![Weakness::Administration],
        evidence,
        ..sign_in.clone()
    })
}

/// How an act is tied to a sign-in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    /// It names the same account or source.
    Named,
    /// It happened on the same machine soon after.
    Machine,
}

fn link(picture: &Picture<'_>, sign_in: &IncidentDraft, at: u32, row: RowAt<'_>) -> Option<Link> {
    let acts = match row.kind() {
        Some(
            TraceKind::PrivilegeUsed
            | TraceKind::AccountChanged
            | TraceKind::MailRuleChanged
            | TraceKind::CommandEntered
            | TraceKind::Export,
        ) => true,
        _ => picture.findings_of(at).iter().any(|finding| finding.form.class() == FormClass::Following),
    };
    if !acts || row.kind() == Some(TraceKind::SignInSuccess) {
        return None;
    }
    let same_account = row.account() != NONE && row.account() == sign_in.account;
    let same_source = row.source() != NONE && row.source() == sign_in.source;
    if same_account || same_source {
        return Some(Link::Named);
    }
    let same_machine = picture.assets[row.asset() as usize].name == picture.assets[sign_in.asset as usize].name;
    let soon = row.time_micros().saturating_sub(sign_in.time_micros) <= MACHINE_AFTER_MICROS;
    // Another account's use of its own rights is that account's business.
    let impersonal = matches!(row.kind(), Some(TraceKind::AccountChanged | TraceKind::Export));
    (same_machine && soon && impersonal).then_some(Link::Machine)
}
