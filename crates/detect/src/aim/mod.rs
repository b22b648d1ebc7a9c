//! Us, or everyone? What an attempt used, against what stands in public lists and against what exists here.
//!
//! *Targeted*: it used something that is in no public list and belongs here: an account that exists, a path that answers
//! strangers, a word of the organisation. *Opportunistic*: everything it used stands in public lists, or is what a published
//! rule describes. Else *unclear*. A run through a large dictionary that hits one existing name by chance is not targeted:
//! what belongs here must be a fair share of what was not public.

mod accounts;
mod paths;

use std::borrow::Cow;

use hashbrown::{HashMap, HashSet};
use vigie_facts::case::{Aim, AimReason, AimReasons};
use vigie_facts::form::{Form, FormClass};

use crate::fold::tables::Renaming;
use crate::marks::Marks;
use crate::observe::path_key;
use crate::options::Organisation;
use crate::picture::{AttemptDraft, Picture};
use crate::row::NONE;

/// Reasons of one kind that are listed; more only repeat.
const REASONS_MAX: usize = 5;

/// Of the accounts (or paths) tried that are in no public list, the share in percent that must exist here before one speaks of
/// aiming; and how few tries are too few to be a dictionary.
const EXISTING_PERCENT_MIN: usize = 10;
const FEW_TRIED: usize = 10;

/// Shorter words occur in anything.
const WORD_BYTES_MIN: usize = 4;

/// Hostile requests to an asset after which, when nearly all were answered with success, its answers say nothing about which
/// paths exist: it answers everything.
const ANSWERS_MIN: u32 = 20;
const ANSWERS_EVERYTHING_PERCENT: u32 = 80;

/// The aim of an attempt before its reasons have their final ids.
#[derive(Clone, Debug)]
pub(crate) struct Aimed {
    pub(crate) aim: Aim,
    reasons: Cow<'static, [Ground]>,
}

/// What an aim rests on, with ids of the fold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Ground {
    Account(u32),
    Path(u32),
    Word(Box<str>),
    PublicListsOnly,
    NothingToCompare,
}

impl Aimed {
    /// Texts the reasons name.
    pub(crate) fn texts(&self) -> impl Iterator<Item = u32> {
        self.reasons.iter().filter_map(|ground| if let Ground::Path(path) = ground { Some(*path) } else { None })
    }

    /// Accounts the reasons name.
    pub(crate) fn accounts(&self) -> impl Iterator<Item = u32> {
        self.reasons.iter().filter_map(|ground| if let Ground::Account(id) = ground { Some(*id) } else { None })
    }

    /// The reasons as a case names them.
    pub(crate) fn reasons(&self, renaming: &Renaming) -> AimReasons {
        let named = self.reasons.iter().filter_map(|ground| match ground {
            Ground::Account(id) => renaming.account(*id).map(AimReason::RealAccount),
            Ground::Path(id) => renaming.text(*id).map(AimReason::ExistingPath),
            Ground::Word(word) => Some(AimReason::OrganisationWord(word.clone())),
            Ground::PublicListsOnly => Some(AimReason::PublicListsOnly),
            Ground::NothingToCompare => Some(AimReason::NothingToCompare),
        });
        named.collect()
    }
}

/// The aim of each attempt.
pub(crate) fn of_attempts(picture: &Picture<'_>) -> Vec<Aimed> {
    let here = Here::of(picture);
    let mut named = Named::default();
    picture.attempts.iter().map(|attempt| here.aim(attempt, &mut named)).collect()
}

/// What an attempt named so far; used for one after the other.
#[derive(Debug, Default)]
struct Named {
    accounts: Marks,
    paths: Marks,
}

/// What exists here and what belongs here.
struct Here<'p, 'a> {
    picture: &'p Picture<'a>,
    /// Paths that answered strangers, by fingerprint.
    paths: HashSet<u64>,
    /// Assets that answer everything.
    answers_everything: HashSet<u32>,
    /// Lower-case words of the organisation.
    words: Vec<Box<str>>,
    /// Whether each account is tried everywhere: asked once, because every attempt names many.
    public_accounts: Vec<bool>,
}

impl<'p, 'a> Here<'p, 'a> {
    fn of(picture: &'p Picture<'a>) -> Here<'p, 'a> {
        let strangers = |asker: &u32| *asker != NONE && !picture.is_hostile(*asker);
        let mut answers: HashMap<u32, (u32, u32)> = HashMap::new();
        for finding in picture.findings {
            let row = picture.ledger.rows.at(finding.row as usize);
            if row.status() != 0 && matches!(finding.form.class(), FormClass::Exploiting | FormClass::Probing) {
                let (requests, successes) = answers.entry(row.asset()).or_default();
                *requests += 1;
                *successes += u32::from((200..300).contains(&row.status()));
            }
        }
        let everything = |(requests, successes): (u32, u32)| {
            requests >= ANSWERS_MIN && successes * 100 >= requests * ANSWERS_EVERYTHING_PERCENT
        };
        Here {
            picture,
            paths: picture.paths.iter().filter(|seen| seen.askers.iter().any(strangers)).map(|seen| seen.key).collect(),
            answers_everything: answers.into_iter().filter(|(_, tally)| everything(*tally)).map(|(id, _)| id).collect(),
            words: words_of(&picture.options.organisation),
            public_accounts: picture.accounts.iter().map(|name| accounts::is_public(local_of(&lower(name)))).collect(),
        }
    }

    fn aim(&self, attempt: &AttemptDraft, named: &mut Named) -> Aimed {
        let tried = self.tried(attempt, named);
        let mut reasons = Vec::new();
        let fair = |existing: &[u32], unlisted: usize| {
            unlisted <= FEW_TRIED || existing.len() * 100 >= unlisted * EXISTING_PERCENT_MIN
        };
        if fair(&tried.existing_accounts, tried.unlisted_accounts) {
            reasons.extend(tried.existing_accounts.iter().take(REASONS_MAX).map(|id| Ground::Account(*id)));
        }
        if fair(&tried.existing_paths, tried.unlisted_paths) {
            reasons.extend(tried.existing_paths.iter().take(REASONS_MAX).map(|id| Ground::Path(*id)));
        }
        reasons.extend(tried.words.into_iter().take(REASONS_MAX).map(Ground::Word));
        if !reasons.is_empty() {
            return Aimed { aim: Aim::Targeted, reasons: reasons.into() };
        }
        if tried.unlisted_accounts == 0 && tried.unlisted_paths == 0 && tried.listed > 0 {
            return Aimed { aim: Aim::Opportunistic, reasons: Cow::Borrowed(&[Ground::PublicListsOnly]) };
        }
        Aimed { aim: Aim::Unclear, reasons: Cow::Borrowed(&[Ground::NothingToCompare]) }
    }

    fn tried(&self, attempt: &AttemptDraft, named: &mut Named) -> Tried {
        let mut tried = Tried::default();
        named.accounts.clear();
        named.paths.clear();
        let mut last_account = NONE;
        for step in self.picture.tried_in(attempt) {
            if step.account != last_account && step.account != NONE && named.accounts.mark(step.account) {
                self.account(step.account, &mut tried);
            }
            last_account = step.account;
            if step.path != NONE && named.paths.mark(step.path) {
                self.path(attempt, step.path, &mut tried);
            }
        }
        tried
    }

    fn account(&self, account: u32, tried: &mut Tried) {
        if self.public_accounts.get(account as usize).copied().unwrap_or(false) {
            tried.listed += 1;
            return;
        }
        if !self.words.is_empty() {
            self.note_words(local_of(&lower(self.picture.accounts.get(account))), tried);
        }
        tried.unlisted_accounts += 1;
        if self.picture.account_exists(account) {
            tried.existing_accounts.push(account);
        }
    }

    fn path(&self, attempt: &AttemptDraft, subject: u32, tried: &mut Tried) {
        let path = self.picture.texts.get(subject);
        let name = lower(path);
        self.note_words(&name, tried);
        let asset = &self.picture.assets[attempt.asset as usize];
        let exists = chooses_paths(attempt.form)
            && !paths::is_decoration(&name)
            && !self.answers_everything.contains(&attempt.asset)
            && self.paths.contains(&path_key(&asset.name, path));
        if paths::is_public(&name) {
            tried.listed += 1;
        } else if exists {
            tried.unlisted_paths += 1;
            tried.existing_paths.push(subject);
        } else if is_published(attempt.form) {
            tried.listed += 1;
        } else {
            tried.unlisted_paths += 1;
        }
    }

    fn note_words(&self, text: &str, tried: &mut Tried) {
        for word in &self.words {
            if text.contains(&**word) && !tried.words.contains(word) {
                tried.words.push(word.clone());
            }
        }
    }
}

/// What an attempt used.
#[derive(Debug, Default)]
struct Tried {
    listed: usize,
    unlisted_accounts: usize,
    existing_accounts: Vec<u32>,
    unlisted_paths: usize,
    existing_paths: Vec<u32>,
    words: Vec<Box<str>>,
}

/// Forms whose rules describe published material: a path that matches one stands in a public list by that very fact.
fn is_published(form: Form) -> bool {
    matches!(
        form,
        Form::KnownVulnerability
            | Form::WebShell
            | Form::SensitiveFileProbe
            | Form::AdminInterfaceProbe
            | Form::VulnerabilityScan
            | Form::ProtocolAbuse
    )
}

/// Forms that choose where they go. A scan, a crawl or a flood follows every link there is: that a path exists says nothing
/// about what it was after.
fn chooses_paths(form: Form) -> bool {
    matches!(form.class(), FormClass::Exploiting | FormClass::Credential | FormClass::Following)
        || matches!(form, Form::SensitiveFileProbe | Form::AdminInterfaceProbe | Form::UserEnumeration)
}

fn words_of(organisation: &Organisation) -> Vec<Box<str>> {
    let Organisation { names, domains, people, words, assets } = organisation;
    let mut all: Vec<Box<str>> = [names, domains, people, words, assets]
        .into_iter()
        .flatten()
        .flat_map(|word| {
            let word = word.trim().to_lowercase();
            // A name of several words is written in accounts and paths without its spaces.
            let joined = ["", "-", "_", "."].map(|link| word.split_whitespace().collect::<Vec<_>>().join(link));
            joined.into_iter().chain([word])
        })
        .filter(|word| word.len() >= WORD_BYTES_MIN)
        .map(Into::into)
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// An account's name without what stands after the @: the server's own name, which everybody who connects knows.
fn local_of(account: &str) -> &str {
    account.split('@').next().unwrap_or_default()
}

fn lower(text: &[u8]) -> String {
    String::from_utf8_lossy(text).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_several_words_are_found_however_they_are_joined() {
        let organisation =
            Organisation { names: vec!["Example Campaign".into(), "EC".into()], ..Organisation::default() };
        let words = words_of(&organisation);
        let words: Vec<&str> = words.iter().map(|word| &**word).collect();
        assert_eq!(
            words,
            ["example campaign", "example-campaign", "example.campaign", "example_campaign", "examplecampaign"]
        );
    }
}
