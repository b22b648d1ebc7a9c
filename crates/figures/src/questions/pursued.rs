//! Question 2: what were they after? Kinds of target, assets, and the accounts tried.

use std::collections::BTreeMap;

use vigie_facts::case::{AccountId, AssetId, Case};
use vigie_facts::service::Target;

use super::Asked;
use crate::answer::{AccountRow, AssetRow, Pursued, ROWS_MAX, TargetRow};
use crate::figure::{Figure, Share, Unit};
use crate::names::Naming;
use crate::tally::{Tally, busiest, citations, count, ranked, tally};

pub(super) fn pursued(asked: &Asked<'_>, attempts_total: u64) -> Pursued {
    let case = asked.case;
    let assets = tally(case, |attempt| Some(attempt.asset), |row| Some(case.detections.asset(row)));
    let assets_total = assets.len() as u64;
    let mut counts = vec![(0, 0); case.accounts.len()];
    let named = (0..case.detections.len()).filter_map(|row| case.detections.account(row));
    count(&mut counts, named.map(AccountId::index), |row| &mut row.1);
    let (mut existing, mut guessed, mut unknown) = (0, 0, 0);
    for (account, _) in case.accounts.iter().zip(&counts).filter(|(_, (_, detections))| *detections > 0) {
        match account.exists {
            Some(true) => existing += 1,
            Some(false) => guessed += 1,
            None => unknown += 1,
        }
    }
    let mut is_top = vec![false; counts.len()];
    for account in busiest(&counts, ROWS_MAX) {
        is_top[account] = true;
    }
    let wanted = |account: AccountId| is_top.get(account.index()).copied().unwrap_or(false);
    let accounts = account_rows(case, &asked.naming, &wanted);
    Pursued {
        targets: targets(case, attempts_total),
        assets: asset_rows(case, &asked.naming, assets, ROWS_MAX),
        assets_total: Figure::new("assets.total", assets_total, Unit::Assets),
        accounts: accounts.into_iter().take(ROWS_MAX).collect(),
        accounts_total: Figure::new("accounts.total", existing + guessed + unknown, Unit::Accounts),
        accounts_existing: Figure::new("accounts.existing", existing, Unit::Accounts),
        accounts_guessed: Figure::new("accounts.guessed", guessed, Unit::Accounts),
        accounts_unknown: Figure::new("accounts.unknown", unknown, Unit::Accounts),
    }
}

/// Assets with their figures, most attempts first.
fn asset_rows(case: &Case, naming: &Naming, assets: BTreeMap<AssetId, Tally>, most: usize) -> Vec<AssetRow> {
    let row = |(id, tally): (AssetId, Tally)| {
        let asset = case.assets.get(id.index())?;
        let key = |name: &str| format!("assets.{}.{}.{name}", asset.service.id(), crate::cut(&asset.name));
        Some(AssetRow {
            name: crate::cut(&asset.name),
            service: asset.service,
            attempts: Figure::new(key("attempts"), tally.attempts, Unit::Attempts),
            detections: Figure::new(key("detections"), tally.detections, Unit::Detections),
            sources: Figure::new(key("sources"), tally.sources, Unit::Sources),
            forms: tally.forms_by_attempts(),
            citations: citations(case, naming, &tally.cited),
        })
    };
    ranked(assets).into_iter().take(most).filter_map(row).collect()
}

/// Some assets with their figures, most attempts first; those that nobody attacked are left out.
pub(crate) fn assets_of(case: &Case, naming: &Naming, wanted: &dyn Fn(AssetId) -> bool) -> Vec<AssetRow> {
    let only = |asset: AssetId| Some(asset).filter(|asset| wanted(*asset));
    let tallies = tally(case, |attempt| only(attempt.asset), |row| only(case.detections.asset(row)));
    asset_rows(case, naming, tallies, usize::MAX)
}

/// Some accounts with their figures, most detections first; those that no detection names are left out.
pub(crate) fn account_rows(case: &Case, naming: &Naming, wanted: &dyn Fn(AccountId) -> bool) -> Vec<AccountRow> {
    let tallies = tally(case, |_| None, |row| case.detections.account(row).filter(|account| wanted(*account)));
    let row = |(id, tally): (AccountId, Tally)| {
        let (name, pseudonym) = naming.account(case, id);
        let key = |kind: &str| format!("accounts.{name}.{kind}");
        AccountRow {
            exists: case.accounts.get(id.index()).and_then(|account| account.exists),
            detections: Figure::new(key("detections"), tally.detections, Unit::Detections),
            sources: Figure::new(key("sources"), tally.sources, Unit::Sources),
            citations: citations(case, naming, &tally.cited),
            pseudonym,
            name,
        }
    };
    ranked(tallies).into_iter().map(row).collect()
}

fn targets(case: &Case, attempts_total: u64) -> Vec<TargetRow> {
    let target_of = |asset: AssetId| case.assets.get(asset.index()).map(|asset| asset.service.target());
    let groups = tally(case, |attempt| target_of(attempt.asset), |row| target_of(case.detections.asset(row)));
    ranked(groups)
        .into_iter()
        .map(|(target, tally)| {
            let key = |name: &str| format!("targets.{}.{name}", target_id(target));
            TargetRow {
                target,
                attempts: Figure::new(key("attempts"), tally.attempts, Unit::Attempts),
                detections: Figure::new(key("detections"), tally.detections, Unit::Detections),
                sources: Figure::new(key("sources"), tally.sources, Unit::Sources),
                share: Share::census(key("share"), tally.attempts, attempts_total, Unit::Attempts),
            }
        })
        .collect()
}

/// The stable id of a target, as in JSON.
pub fn target_id(target: Target) -> &'static str {
    match target {
        Target::Site => "site",
        Target::Databases => "databases",
        Target::Mailboxes => "mailboxes",
        Target::Infrastructure => "infrastructure",
    }
}
