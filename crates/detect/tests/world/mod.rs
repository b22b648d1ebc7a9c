//! A made-up log for tests of whole cases: events are said in one line each, sorted by time and put through an observer and
//! a fold with the given rules.

use std::net::IpAddr;

use vigie_detect::fold::Fold;
use vigie_detect::observe::{Observer, SystemName};
use vigie_detect::options::Options;
use vigie_detect::rules::RuleSet;
use vigie_facts::case::{Case, Incident, Place};
use vigie_facts::event::{Action, Command, Event, HttpRequest, Outcome, Privilege, Protocol, SignIn};
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;
use vigie_facts::time::Timestamp;

/// The file that holds the rule of [`failures_of_one_source`].
pub(crate) const FAILURES_OF_ONE_SOURCE: &str = "rules/sign-in/failures-of-one-source/rule.yml";

/// A rule that counts failed sign-ins of a source in ten minutes, from so many on.
macro_rules! failures_of_one_source {
    ($from:literal) => {
        concat!(
            "title: Sign-in failure
name: sign-in-failure
logsource: { category: authentication }
detection:
    selection: { event.outcome: failure }
    condition: selection
---
title: Many failed sign-ins of one source
tags: [vigie.form.password-guessing]
correlation:
    type: event_count
    rules: [sign-in-failure]
    group-by: [source.ip]
    timespan: 10m
    condition: { gte: ",
            $from,
            " }
"
        )
    };
}
pub(crate) use failures_of_one_source;

/// 2017-02-01, a Wednesday.
pub(crate) const START: i64 = 1_485_907_200;

/// What happened, in the words a test needs.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// A sign-in to an account of the SSH server: whether it worked.
    Ssh(String, bool),
    /// A failed sign-in to an account that the SSH server does not know.
    SshUnknown(String),
    /// A sign-in to a honeypot.
    Honeypot(String),
    /// A command in a honeypot.
    HoneypotCommand(String),
    /// A request: path, status, bytes.
    Web(String, u16, u64),
    /// A form posted: path, status.
    Post(String, u16),
    /// sudo by an account on the SSH machine.
    Sudo(String, String),
}

/// Something that happened: seconds since [`START`], source, what.
#[derive(Clone, Debug)]
pub(crate) struct Happening {
    pub(crate) seconds: i64,
    pub(crate) source: Option<IpAddr>,
    pub(crate) what: What,
}

/// One happening.
pub(crate) fn at(seconds: i64, source: &str, what: What) -> Happening {
    Happening { seconds, source: source.parse().ok(), what }
}

/// A successful or failed sign-in.
pub(crate) fn ssh(seconds: i64, source: &str, account: &str, works: bool) -> Happening {
    at(seconds, source, What::Ssh(account.to_owned(), works))
}

/// A request.
pub(crate) fn web(seconds: i64, source: &str, path: &str, status: u16, bytes: u64) -> Happening {
    at(seconds, source, What::Web(path.to_owned(), status, bytes))
}

/// The case of happenings under rules, given as name and Sigma text.
pub(crate) fn case_of(mut happenings: Vec<Happening>, rules: &[(&str, &str)], options: &Options) -> Case {
    happenings.sort_by_key(|happening| happening.seconds);
    let (rules, problems) = RuleSet::load(rules);
    assert!(problems.is_empty(), "{problems:?}");
    let mut fold = Fold::new(options, &rules);
    let mut observer = Observer::new(&rules, options);
    for (line, happening) in happenings.iter().enumerate() {
        observe(&mut observer, happening, line as u64 + 1);
        // Chunks of any size give the same case; a small one keeps the seam between them in every test.
        if line % 97 == 0 {
            fold.absorb(observer.finish_chunk());
        }
    }
    fold.absorb(observer.finish_chunk());
    fold.conclude(&rules, &mut |_| Place::default())
}

fn observe(observer: &mut Observer<'_>, happening: &Happening, line: u64) {
    let record = format!("{happening:?}");
    let sign_in = |user, outcome, user_exists| {
        Action::SignIn(SignIn {
            outcome,
            user: Some(user),
            user_exists,
            method: Some(b"password"),
            protocol: Protocol::Ssh,
            password: None,
            tries: 1,
            echo: false,
        })
    };
    let (service, action) = match &happening.what {
        What::Ssh(user, true) => (Service::Sshd, sign_in(user.as_bytes(), Outcome::Success, None)),
        What::Ssh(user, false) => (Service::Sshd, sign_in(user.as_bytes(), Outcome::Failure, Some(true))),
        What::SshUnknown(user) => (Service::Sshd, sign_in(user.as_bytes(), Outcome::Failure, Some(false))),
        What::Honeypot(user) => (Service::Cowrie, sign_in(user.as_bytes(), Outcome::Success, None)),
        What::HoneypotCommand(command) => (
            Service::Cowrie,
            Action::Command(Command { command: Some(command.as_bytes()), url: None, sha256: None, user: None }),
        ),
        What::Web(path, status, bytes) => (
            Service::WebAccess,
            Action::Http(HttpRequest {
                method: Some(b"GET"),
                target: Some(path.as_bytes()),
                path: path.split('?').next().map(str::as_bytes),
                query: path.split_once('?').map(|(_, query)| query.as_bytes()),
                status: Some(*status),
                bytes_sent: Some(*bytes),
                host: Some(b"www.example.org"),
                ..HttpRequest::default()
            }),
        ),
        What::Post(path, status) => (
            Service::WebAccess,
            Action::Http(HttpRequest {
                method: Some(b"POST"),
                target: Some(path.as_bytes()),
                path: Some(path.as_bytes()),
                status: Some(*status),
                bytes_sent: Some(1_000),
                host: Some(b"www.example.org"),
                ..HttpRequest::default()
            }),
        ),
        What::Sudo(user, command) => (
            Service::Sudo,
            Action::Privilege(Privilege {
                outcome: Outcome::Success,
                user: Some(user.as_bytes()),
                target_user: Some(b"root"),
                command: Some(command.as_bytes()),
            }),
        ),
    };
    let origin = Origin { input: InputId(0), line, byte_start: line * 200, byte_len: record.len() as u32 };
    let mut event = Event::new(origin, service, action);
    event.host = Some(b"gate");
    event.time = Some(Timestamp::from_seconds(START + happening.seconds));
    event.source = happening.source;
    observer.observe(&event, record.as_bytes(), &SystemName { system: "log", asset: "log", family: 0 });
}

/// Source and account of an incident, as text.
pub(crate) fn who(case: &Case, incident: &Incident) -> (String, String) {
    let source = incident.source.map(|id| case.sources[id.index()].source.to_string());
    let account = incident.account.map(|id| case.accounts[id.index()].name.to_string());
    (source.unwrap_or_default(), account.unwrap_or_default())
}
