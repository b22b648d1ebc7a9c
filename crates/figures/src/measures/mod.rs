//! Question 8: what do we do now? One file a kind of measure, one line in the table. Each is proposed only when something was seen that
//! asks for it, and says what that was, what it may break, when it ends and how to take it back. Nothing here acts.

mod block_busiest;
mod check_relay;
mod check_sign_ins;
mod close_password_shell;
mod close_ports;
mod filter_injections;
mod hide_databases;
mod inspect_answers;
mod keep_evidence;
mod limit_sign_ins;
mod mend_logs;
mod name_proxy;
mod prepare_notice;
mod protect_tried_accounts;
mod remove_exposed_files;
mod restrict_admin_pages;
mod slow_forms;
mod soften_floods;
mod update_software;
mod warn_people;

use std::borrow::Cow;
use std::collections::BTreeMap;

use vigie_facts::case::{AccountId, IncidentKind};
use vigie_facts::form::{Form, FormClass};
use vigie_facts::service::Service;

use crate::answer::{Answer, IncidentShown, MEASURES_MAX, Measure, Urgency};
use crate::questions::Asked;
use crate::sentence::{Arg, Sentence};
use crate::tally;

/// Every kind, in order of importance among equally urgent ones.
const KINDS: &[fn(&Seen<'_>) -> Option<Draft>] = &[
    check_sign_ins::propose,
    inspect_answers::propose,
    keep_evidence::propose,
    prepare_notice::propose,
    protect_tried_accounts::propose,
    remove_exposed_files::propose,
    close_password_shell::propose,
    limit_sign_ins::propose,
    update_software::propose,
    filter_injections::propose,
    restrict_admin_pages::propose,
    hide_databases::propose,
    soften_floods::propose,
    block_busiest::propose,
    warn_people::propose,
    check_relay::propose,
    close_ports::propose,
    slow_forms::propose,
    name_proxy::propose,
    mend_logs::propose,
];

/// Things one measure is about that are listed: a person acts on a few at a time.
const ITEMS_MAX: usize = 8;

/// What was seen.
pub(crate) struct Seen<'a> {
    asked: &'a Asked<'a>,
    answer: &'a Answer,
}

/// The first ten measures, most urgent first.
pub(crate) fn measures(asked: &Asked<'_>, answer: &Answer) -> Vec<Measure> {
    let seen = Seen { asked, answer };
    let mut measures: Vec<Measure> = KINDS.iter().filter_map(|propose| propose(&seen)).map(Draft::finish).collect();
    measures.sort_by_key(|measure| measure.urgency);
    measures.truncate(MEASURES_MAX);
    measures
}

impl Seen<'_> {
    /// Incidents of some kinds that nobody marked innocent.
    fn incidents(&self, kinds: &[IncidentKind]) -> Vec<&IncidentShown> {
        let is_open = |row: &&IncidentShown| row.mark.as_ref().is_none_or(|mark| mark.hostile);
        self.answer.entry.incidents.iter().filter(is_open).filter(|row| kinds.contains(&row.kind)).collect()
    }

    /// Attempts of some forms.
    fn attempts_of(&self, forms: &[Form]) -> u64 {
        let rows = self.answer.what.forms.iter().filter(|row| forms.contains(&row.form));
        rows.map(|row| row.attempts.value).sum()
    }

    /// What some forms asked for most.
    fn subjects_of(&self, forms: &[Form]) -> Vec<String> {
        let rows = self.answer.what.forms.iter().filter(|row| forms.contains(&row.form));
        let mut subjects: Vec<_> = rows.flat_map(|row| &row.subjects).collect();
        subjects.sort_by(|a, b| b.count.value.cmp(&a.count.value).then_with(|| a.text.cmp(&b.text)));
        subjects.into_iter().map(|subject| subject.text.clone()).collect()
    }

    /// Attempts to sign in at some services.
    fn credential_attempts(&self, wanted: impl Fn(Service) -> bool) -> u64 {
        let case = self.asked.case;
        let is_wanted = |attempt: &&vigie_facts::case::Attempt| {
            attempt.form.class() == FormClass::Credential
                && case.assets.get(attempt.asset.index()).is_some_and(|asset| wanted(asset.service))
        };
        case.attempts.iter().filter(is_wanted).count() as u64
    }

    /// Accounts that exist and were tried, most detections first.
    fn existing_accounts(&self) -> Vec<String> {
        let case = self.asked.case;
        let mut counts = vec![(0, 0); case.accounts.len()];
        let named = (0..case.detections.len()).filter_map(|row| case.detections.account(row));
        tally::count(&mut counts, named.map(AccountId::index), |row| &mut row.1);
        let tried = (0..).map(AccountId).zip(&case.accounts).zip(counts);
        let mut rows: Vec<(AccountId, u64)> = tried
            .filter(|((_, account), (_, count))| *count > 0 && account.exists == Some(true))
            .map(|((id, _), (_, count))| (id, count))
            .collect();
        rows.sort_by_key(|(account, count)| (std::cmp::Reverse(*count), *account));
        rows.into_iter().map(|(account, _)| self.asked.naming.account(case, account).0).collect()
    }

    /// What a form asked for and got with status 200, most frequent first.
    fn answered(&self, form: Form) -> Vec<(String, u64)> {
        let case = self.asked.case;
        let mut paths: BTreeMap<&str, u64> = BTreeMap::new();
        let detections = &case.detections;
        let is_it = |row: &usize| detections.form(*row) == form && detections.status(*row) == Some(200);
        for row in (0..detections.len()).filter(is_it) {
            let subject = detections.subject(row).and_then(|subject| case.texts.get(subject.index()));
            *paths.entry(subject.map_or("", |subject| &**subject)).or_default() += 1;
        }
        let mut rows: Vec<_> = paths.into_iter().collect();
        rows.sort_by_key(|(path, count)| (std::cmp::Reverse(*count), *path));
        rows.into_iter().map(|(path, count)| (self.asked.naming.text(path), count)).collect()
    }
}

/// A measure being written.
struct Draft {
    id: &'static str,
    urgency: Urgency,
    args: BTreeMap<Cow<'static, str>, Arg>,
    items: Vec<String>,
    figures: Vec<String>,
}

impl Draft {
    fn now(id: &'static str) -> Draft {
        Draft::new(id, Urgency::Now)
    }

    fn soon(id: &'static str) -> Draft {
        Draft::new(id, Urgency::Soon)
    }

    fn later(id: &'static str) -> Draft {
        Draft::new(id, Urgency::Later)
    }

    fn new(id: &'static str, urgency: Urgency) -> Draft {
        Draft { id, urgency, args: BTreeMap::new(), items: Vec::new(), figures: Vec::new() }
    }

    fn with(mut self, name: &'static str, arg: Arg) -> Draft {
        self.args.insert(Cow::Borrowed(name), arg);
        self
    }

    fn count(self, name: &'static str, value: u64) -> Draft {
        self.with(name, Arg::Count(value))
    }

    fn percent(self, name: &'static str, value: Option<f64>) -> Draft {
        self.with(name, value.map_or(Arg::Text("–".into()), Arg::Percent))
    }

    fn text(self, name: &'static str, value: String) -> Draft {
        self.with(name, Arg::Text(value))
    }

    fn figure(mut self, key: &str) -> Draft {
        self.figures.push(key.to_owned());
        self
    }

    /// Names the forms that were seen among those given, and rests on their figures.
    fn forms(mut self, seen: &Seen<'_>, forms: &[Form]) -> Draft {
        let rows: Vec<_> = seen.answer.what.forms.iter().filter(|row| forms.contains(&row.form)).collect();
        self.figures.extend(rows.iter().map(|row| row.attempts.key.clone()));
        let list = rows.iter().take(3).map(|row| Arg::Form(row.form)).collect();
        self.with("forms", Arg::List(list))
    }

    fn items(mut self, items: impl IntoIterator<Item = String>) -> Draft {
        let mut seen = std::collections::BTreeSet::new();
        self.items =
            items.into_iter().filter(|item| !item.is_empty() && seen.insert(item.clone())).take(ITEMS_MAX).collect();
        self
    }

    fn finish(self) -> Measure {
        let sentence =
            |part: &str| Sentence { key: Cow::Owned(format!("measure-{}-{part}", self.id)), args: self.args.clone() };
        Measure {
            id: self.id.into(),
            urgency: self.urgency,
            action: sentence("action"),
            because: sentence("because"),
            side_effect: sentence("side-effect"),
            undo: sentence("undo"),
            items: self.items.clone(),
            figures: self.figures.clone(),
        }
    }
}
