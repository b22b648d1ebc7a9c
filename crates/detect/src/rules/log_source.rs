//! Which events a rule is written for: Sigma's log source words as sets of services and of kinds of action. The tables below
//! are the mapping `rules/README.md` documents. A word that stands in none of them is reported with the rule.

use std::net::{IpAddr, Ipv4Addr};

use vigie_facts::anomaly::Anomalies;
use vigie_facts::event::{Action, Connection, ConnectionPhase, Event, HttpRequest, Outcome, Protocol, SignIn};
use vigie_facts::field::{Field, Fields};
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;
use vigie_facts::time::{TimeBasis, Timestamp};

use super::LogSourceWords;

/// Kinds of action, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Actions(u16);

const HTTP: Actions = Actions(1);
const SIGN_IN: Actions = Actions(1 << 1);
const CONNECTION: Actions = Actions(1 << 2);
const SESSION: Actions = Actions(1 << 3);
const PRIVILEGE: Actions = Actions(1 << 4);
const ACCOUNT_CHANGE: Actions = Actions(1 << 5);
const MAIL: Actions = Actions(1 << 6);
const DATABASE: Actions = Actions(1 << 7);
const SERVER_MESSAGE: Actions = Actions(1 << 8);
const ALERT: Actions = Actions(1 << 9);
const COMMAND: Actions = Actions(1 << 10);
const PACKET: Actions = Actions(1 << 11);
const HOUSEKEEPING: Actions = Actions(1 << 12);
/// How many kinds there are.
pub(super) const ACTION_KINDS: usize = 13;
const EVERY_ACTION: Actions = Actions((1 << ACTION_KINDS) - 1);

impl Actions {
    const fn or(self, other: Actions) -> Actions {
        Actions(self.0 | other.0)
    }
}

/// The number of an action's kind.
pub(super) fn kind_of(action: &Action<'_>) -> usize {
    let kind = match action {
        Action::Http(_) => HTTP,
        Action::SignIn(_) => SIGN_IN,
        Action::Connection(_) => CONNECTION,
        Action::Session(_) => SESSION,
        Action::Privilege(_) => PRIVILEGE,
        Action::AccountChange(_) => ACCOUNT_CHANGE,
        Action::Mail(_) => MAIL,
        Action::Database(_) => DATABASE,
        Action::ServerMessage(_) => SERVER_MESSAGE,
        Action::Alert(_) => ALERT,
        Action::Command(_) => COMMAND,
        Action::Packet(_) => PACKET,
        Action::Housekeeping(_) => HOUSEKEEPING,
    };
    kind.0.trailing_zeros() as usize
}

/// The word (`event.action`) of every action of a kind, where all have the same: of requests, sign-ins …
pub(super) fn only_word_of(kind: usize) -> Option<&'static str> {
    match Actions(1 << kind) {
        HTTP => Some(Action::HTTP_REQUEST),
        SIGN_IN => Some(Action::SIGN_IN),
        _ => None,
    }
}

/// A kind of action whose events are known to say nothing in many fields: those that logs under load are full of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum FullKind {
    Request,
    SignIn,
    Connection,
}

impl FullKind {
    /// The kind of a number, if it is one of these.
    pub(super) fn of(kind: usize) -> Option<FullKind> {
        match Actions(1 << kind) {
            HTTP => Some(FullKind::Request),
            SIGN_IN => Some(FullKind::SignIn),
            CONNECTION => Some(FullKind::Connection),
            _ => None,
        }
    }

    /// Whether any event of this kind can say something in a field. An event that says all that it can is asked, so that this
    /// cannot differ from what events say.
    pub(super) fn may_carry(self, field: Field) -> bool {
        // What the normaliser makes of a request stands beside the event, as its line does.
        let around_the_event = field == Field::EventOriginal || field.name().starts_with("request.");
        around_the_event || self.full_event().get(field).is_some()
    }

    fn full_event(self) -> Event<'static> {
        let (text, address) = (Some(&b"x"[..]), Some(IpAddr::V4(Ipv4Addr::LOCALHOST)));
        Event {
            origin: Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: 0 },
            time: Some(Timestamp(0)),
            time_basis: TimeBasis::Stated,
            service: Service::Sshd,
            host: text,
            process: text,
            pid: Some(1),
            source: address,
            source_port: Some(1),
            source_name: text,
            destination: address,
            destination_port: Some(1),
            action: self.full_action(),
            anomalies: Anomalies::default(),
        }
    }

    fn full_action(self) -> Action<'static> {
        let text = Some(&b"x"[..]);
        match self {
            FullKind::Request => Action::Http(HttpRequest {
                method: text,
                target: text,
                path: text,
                query: text,
                version: text,
                raw_request: text,
                host: text,
                status: Some(200),
                bytes_sent: Some(1),
                bytes_received: Some(1),
                duration_us: Some(1),
                referrer: text,
                user_agent: text,
                user: text,
                forwarded_for: text,
                body: text,
                headers: text,
            }),
            FullKind::SignIn => Action::SignIn(SignIn {
                outcome: Outcome::Failure,
                user: text,
                user_exists: Some(true),
                method: text,
                protocol: Protocol::Ssh,
                password: text,
                tries: 1,
                echo: false,
            }),
            FullKind::Connection => Action::Connection(Connection {
                phase: ConnectionPhase::Opened,
                protocol: Protocol::Ssh,
                user: text,
                peer_software: text,
                reason: text,
            }),
        }
    }
}

/// The events a rule is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scope {
    /// One bit a service, by its place in [`Service::ALL`].
    services: u64,
    actions: Actions,
}

const EVERY_SERVICE: u64 = u64::MAX;

const fn services(list: &[Service]) -> u64 {
    let mut bits = 0;
    let mut at = 0;
    while at < list.len() {
        bits |= 1 << (list[at] as u8);
        at += 1;
    }
    bits
}

/// Services whose records come through syslog, mail and databases excepted: what Sigma calls Linux.
const LINUX: u64 = services(&[
    Service::Sshd,
    Service::Pam,
    Service::Sudo,
    Service::Accounts,
    Service::Cron,
    Service::Systemd,
    Service::Kernel,
    Service::Netfilter,
    Service::Ftp,
    Service::Dns,
    Service::OtherDaemon,
]);

/// Everything that writes to syslog.
const SYSLOG: u64 = LINUX | services(&[Service::Postfix, Service::Exim, Service::Dovecot, Service::Haproxy]);

/// Where errors of web applications end up.
const APPLICATION: u64 = services(&[Service::NginxError, Service::ApacheError, Service::OtherDaemon]);

/// `category`: by what happened.
const CATEGORIES: &[(&str, u64, Actions)] = &[
    ("webserver", EVERY_SERVICE, HTTP),
    ("proxy", EVERY_SERVICE, HTTP),
    ("web", EVERY_SERVICE, HTTP.or(SERVER_MESSAGE)),
    ("authentication", EVERY_SERVICE, SIGN_IN),
    ("network", EVERY_SERVICE, CONNECTION.or(PACKET)),
    ("firewall", EVERY_SERVICE, CONNECTION.or(PACKET)),
    ("session", EVERY_SERVICE, SESSION),
    ("iam", EVERY_SERVICE, PRIVILEGE.or(ACCOUNT_CHANGE)),
    ("email", EVERY_SERVICE, MAIL),
    ("database", EVERY_SERVICE, DATABASE),
    ("intrusion_detection", EVERY_SERVICE, ALERT),
    ("process", EVERY_SERVICE, COMMAND.or(PRIVILEGE)),
    ("process_creation", EVERY_SERVICE, COMMAND.or(PRIVILEGE)),
    ("configuration", EVERY_SERVICE, HOUSEKEEPING),
    ("application", EVERY_SERVICE, EVERY_ACTION),
];

/// `product`: by what wrote the record.
const PRODUCTS: &[(&str, u64)] = &[
    ("vigie", EVERY_SERVICE),
    ("linux", LINUX),
    ("apache", services(&[Service::WebAccess, Service::ApacheError])),
    ("nginx", services(&[Service::WebAccess, Service::NginxError])),
    ("sql", services(&[Service::Postgresql, Service::Mysql])),
    ("django", APPLICATION),
    ("python", APPLICATION),
    ("ruby_on_rails", APPLICATION),
    ("spring", APPLICATION),
    ("nodejs", APPLICATION),
    ("jvm", APPLICATION),
    ("velocity", APPLICATION),
];

/// `service`: by what wrote the record, more closely.
const SERVICES: &[(&str, u64)] = &[
    ("auth", services(&[Service::Sshd, Service::Pam, Service::Sudo, Service::Accounts, Service::Systemd])),
    ("syslog", SYSLOG),
    ("apache", services(&[Service::WebAccess, Service::ApacheError])),
    ("nginx", services(&[Service::WebAccess, Service::NginxError])),
    ("vsftpd", services(&[Service::Ftp])),
    ("clamav", services(&[Service::OtherDaemon])),
    ("guacamole", services(&[Service::OtherDaemon])),
];

impl Scope {
    /// Every event there is.
    pub(super) const EVERYTHING: Scope = Scope { services: EVERY_SERVICE, actions: EVERY_ACTION };

    /// The events that all the words given fit, or the word that fits none.
    pub(super) fn of(words: &LogSourceWords) -> Result<Scope, String> {
        let mut scope = Scope::EVERYTHING;
        if let Some(word) = &words.category {
            let (_, services, actions) = CATEGORIES
                .iter()
                .find(|(name, ..)| name.eq_ignore_ascii_case(word))
                .ok_or_else(|| format!("category `{word}`"))?;
            scope = Scope { services: *services, actions: *actions };
        }
        for (word, table, kind) in [(&words.product, PRODUCTS, "product"), (&words.service, SERVICES, "service")] {
            let Some(word) = word else { continue };
            let tabled = table.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, bits)| *bits);
            let bits = tabled.or_else(|| Service::from_id(&word.to_ascii_lowercase()).map(|s| services(&[s])));
            scope.services &= bits.ok_or_else(|| format!("{kind} `{word}`"))?;
        }
        if scope.services == 0 {
            return Err("these words together".to_owned());
        }
        Ok(scope)
    }

    /// Whether events of a service and a kind of action are in it.
    pub(super) fn has(self, service: Service, action_kind: usize) -> bool {
        self.services & (1 << (service as u8)) != 0 && self.actions.0 & (1 << action_kind) != 0
    }

    /// Whether web requests are in it.
    pub(super) fn has_requests(self) -> bool {
        self.actions.0 & HTTP.0 != 0 && self.actions != EVERY_ACTION
    }

    /// Whether it is about commands and nothing else.
    pub(super) fn is_about_commands(self) -> bool {
        self.actions == COMMAND.or(PRIVILEGE)
    }

    /// Whether it is about sign-ins and what follows them.
    pub(super) fn is_about_accounts(self) -> bool {
        self.actions.0 & SIGN_IN.0 != 0 && self.services & services(&[Service::Sshd, Service::Ftp]) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(category: &str, product: &str, service: &str) -> LogSourceWords {
        let word = |word: &str| (!word.is_empty()).then(|| word.into());
        LogSourceWords { category: word(category), product: word(product), service: word(service) }
    }

    #[test]
    fn tables_are_lower_case_and_without_repetition() {
        for names in [
            CATEGORIES.iter().map(|(name, ..)| *name).collect::<Vec<_>>(),
            PRODUCTS.iter().map(|(name, _)| *name).collect(),
            SERVICES.iter().map(|(name, _)| *name).collect(),
        ] {
            let mut sorted = names.clone();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), names.len());
            assert!(names.iter().all(|name| name.to_ascii_lowercase() == *name));
        }
        assert!(Service::ALL.len() <= 64, "a scope has 64 bits");
    }

    #[test]
    fn all_words_must_fit() {
        let web = Scope::of(&words("webserver", "", "")).unwrap();
        assert!(web.has(Service::WebAccess, 0) && web.has(Service::Haproxy, 0));
        assert!(!web.has(Service::WebAccess, 1));
        let sshd = Scope::of(&words("authentication", "linux", "sshd")).unwrap();
        assert!(sshd.has(Service::Sshd, 1) && !sshd.has(Service::Dovecot, 1) && !sshd.has(Service::Sshd, 2));
        assert_eq!(Scope::of(&words("", "windows", "")), Err("product `windows`".to_owned()));
        assert_eq!(Scope::of(&words("", "linux", "postgresql")), Err("these words together".to_owned()));
        assert_eq!(Scope::of(&words("", "", "")), Ok(Scope::EVERYTHING));
    }
}
