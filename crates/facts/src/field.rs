//! The fields of an event by name: ECS dotted names, the names Sigma rules use for them, and one way to read each. Rules
//! are compiled to these slots when they load, so that no field is looked up by text while logs are read.

use std::net::IpAddr;

use crate::event::{Action, Event, Outcome};

macro_rules! fields {
    ($($(#[doc = $doc:literal])+ $variant:ident = $ecs:literal, [$($alias:literal),*];)+) => {
        /// A field that rules can name and `vigie parse --jsonl` writes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Field {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Field {
            /// Every field, in the order `parse` writes them.
            pub const ALL: &'static [Field] = &[$(Field::$variant,)+];

            /// The dotted name: ECS where ECS has one.
            pub fn name(self) -> &'static str {
                match self { $(Field::$variant => $ecs,)+ }
            }

            /// Other names for it in Sigma rules (taxonomy names of the log source).
            pub fn aliases(self) -> &'static [&'static str] {
                match self { $(Field::$variant => &[$($alias),*],)+ }
            }
        }
    };
}

fields! {
    /// Broad category: web, authentication, network, session, iam, email, database, intrusion_detection, process, configuration.
    EventCategory = "event.category", [];
    /// What happened, in one stable word of ours.
    EventAction = "event.action", ["action"];
    /// success, failure or unknown.
    EventOutcome = "event.outcome", [];
    /// Duration in nanoseconds.
    EventDuration = "event.duration", ["time-taken"];
    /// The service, by its stable id.
    ServiceType = "service.type", [];
    /// The machine that wrote the record.
    HostName = "host.name", ["hostname"];
    /// The program that wrote it.
    ProcessName = "process.name", ["program", "SYSLOG_IDENTIFIER"];
    /// Its process number.
    ProcessPid = "process.pid", [];
    /// Address the traffic arrived from.
    SourceIp = "source.ip", ["c-ip", "src_ip", "SourceIp", "id.orig_h", "clientip"];
    /// Port it arrived from.
    SourcePort = "source.port", ["src_port"];
    /// Name the record gives for the source.
    SourceDomain = "source.domain", [];
    /// Address it went to.
    DestinationIp = "destination.ip", ["s-ip", "dst_ip", "DestinationIp"];
    /// Port it went to.
    DestinationPort = "destination.port", ["dst_port", "s-port", "DestinationPort"];
    /// tcp, udp, icmp.
    NetworkTransport = "network.transport", [];
    /// ssh, imap, http …
    NetworkProtocol = "network.protocol", [];
    /// Account.
    UserName = "user.name", ["cs-username", "username", "user"];
    /// Account whose rights were asked for.
    UserEffectiveName = "user.effective.name", [];
    /// Whether the service says the account exists.
    UserExists = "vigie.user.exists", [];
    /// Group concerned.
    GroupName = "group.name", [];
    /// How somebody tried to sign in.
    AuthenticationMethod = "vigie.authentication.method", [];
    /// Tries the record stands for.
    AuthenticationTries = "vigie.authentication.tries", [];
    /// Request method.
    HttpMethod = "http.request.method", ["cs-method"];
    /// Target as logged.
    UrlOriginal = "url.original", ["c-uri", "cs-uri", "request"];
    /// Target up to the question mark.
    UrlPath = "url.path", ["cs-uri-stem", "c-uri-stem"];
    /// Target after it.
    UrlQuery = "url.query", ["cs-uri-query", "c-uri-query"];
    /// Virtual host.
    UrlDomain = "url.domain", ["cs-host", "r-dns"];
    /// HTTP version.
    HttpVersion = "http.version", ["cs-version"];
    /// Status of the answer.
    HttpStatus = "http.response.status_code", ["sc-status", "status"];
    /// Bytes of the answer.
    HttpResponseBytes = "http.response.body.bytes", ["sc-bytes"];
    /// Bytes of the request.
    HttpRequestBytes = "http.request.bytes", ["cs-bytes"];
    /// Referrer.
    HttpReferrer = "http.request.referrer", ["cs-referer", "cs-referrer"];
    /// User agent.
    UserAgent = "user_agent.original", ["c-useragent", "cs-user-agent", "cs(User-Agent)"];
    /// Addresses the request claims it was forwarded for.
    HttpForwardedFor = "http.request.forwarded_for", [];
    /// Request body, where a format carries it.
    HttpBody = "http.request.body.content", ["post_body", "request_body"];
    /// Request headers, where a format carries them.
    HttpHeaders = "http.request.headers", [];
    /// Whole request line when malformed.
    HttpRawRequest = "http.request.line", [];
    /// The normalised target: decoded in bounded steps, lower case. Filled by the detector.
    RequestDecoded = "request.decoded", [];
    /// The normalised path.
    RequestPath = "request.path", [];
    /// The normalised query.
    RequestQuery = "request.query", [];
    /// Everything of the request an attacker chooses (target, referrer, agent, body, headers), normalised, one part a line.
    RequestText = "request.text", [];
    /// Constructs the SQL tokeniser found, in its own words.
    RequestSqlShape = "request.sql_shape", [];
    /// Constructs the HTML and script tokeniser found.
    RequestHtmlShape = "request.html_shape", [];
    /// Constructs the tokeniser for command lines found.
    RequestShellShape = "request.shell_shape", [];
    /// Constructs the tokeniser for program code found.
    RequestCodeShape = "request.code_shape", [];
    /// Ways of writing that were undone to read the request, in the normaliser's words: percent, overlong-utf-8, utf-7 …
    RequestEncoding = "request.encoding", [];
    /// Level of a server's message.
    LogLevel = "log.level", ["level"];
    /// The message.
    Message = "message", ["msg"];
    /// Error or reason.
    ErrorMessage = "error.message", [];
    /// Error code or SQLSTATE.
    ErrorCode = "error.code", [];
    /// Command line.
    ProcessCommandLine = "process.command_line", ["CommandLine"];
    /// Envelope sender.
    EmailFrom = "email.from.address", [];
    /// Envelope recipient.
    EmailTo = "email.to.address", [];
    /// Message id.
    EmailMessageId = "email.message_id", [];
    /// Queue id.
    EmailQueueId = "email.local_id", [];
    /// Database.
    DatabaseName = "db.name", [];
    /// Statement.
    DatabaseStatement = "db.statement", [];
    /// Signature number.
    RuleId = "rule.id", [];
    /// Signature words.
    RuleName = "rule.name", [];
    /// Signature category.
    RuleCategory = "rule.category", [];
    /// Severity as the sensor counts it.
    EventSeverity = "event.severity", [];
    /// SHA-256 of a file.
    FileSha256 = "file.hash.sha256", [];
    /// File or path concerned.
    FilePath = "file.path", [];
    /// Software the peer names itself.
    PeerSoftware = "vigie.peer.software", [];
    /// The record as written. Not held by events: filled by whoever still has the line, so that rules can look for words
    /// in all of it.
    EventOriginal = "event.original", ["_raw"];
}

impl Field {
    /// The field of an ECS or Sigma name, compared without regard to ASCII case, or `None`.
    ///
    /// ```
    /// use vigie_facts::field::Field;
    /// assert_eq!(Field::from_name("cs-uri-query"), Some(Field::UrlQuery));
    /// assert_eq!(Field::from_name("url.query"), Some(Field::UrlQuery));
    /// assert_eq!(Field::from_name("url.qery"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Field> {
        Field::ALL.iter().copied().find(|field| {
            field.name().eq_ignore_ascii_case(name)
                || field.aliases().iter().any(|alias| alias.eq_ignore_ascii_case(name))
        })
    }
}

/// The value of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Bytes of the record.
    Text(&'a [u8]),
    /// One of our own words.
    Word(&'static str),
    /// A number.
    Number(i64),
    /// Yes or no.
    Bool(bool),
    /// An address.
    Ip(IpAddr),
}

/// Anything rules can read fields from: an event, or an event with its normalised request.
pub trait Fields {
    /// The value of a field, or `None` when the record does not have it.
    fn get(&self, field: Field) -> Option<Value<'_>>;
}

impl Fields for Event<'_> {
    #[inline]
    fn get(&self, field: Field) -> Option<Value<'_>> {
        match field {
            Field::EventCategory => Some(Value::Word(self.action.category())),
            Field::EventAction => Some(Value::Word(self.action.word())),
            Field::EventOutcome => self.action.outcome().map(|outcome| Value::Word(outcome.id())),
            Field::ServiceType => Some(Value::Word(self.service.id())),
            Field::HostName => self.host.map(Value::Text),
            Field::ProcessName => self.process.map(Value::Text),
            Field::ProcessPid => self.pid.map(|pid| Value::Number(i64::from(pid))),
            Field::SourceIp => self.source.map(Value::Ip),
            Field::SourcePort => self.source_port.map(|port| Value::Number(i64::from(port))),
            Field::SourceDomain => self.source_name.map(Value::Text),
            Field::DestinationIp => self.destination.map(Value::Ip),
            Field::DestinationPort => self.destination_port.map(|port| Value::Number(i64::from(port))),
            _ => self.action.get(field),
        }
    }
}

impl Outcome {
    /// The ECS word.
    pub fn id(self) -> &'static str {
        match self {
            Outcome::Success => "success",
            Outcome::Failure => "failure",
            Outcome::Unknown => "unknown",
        }
    }
}

impl Action<'_> {
    /// The ECS category of the action (`event.category`).
    pub fn category(&self) -> &'static str {
        match self {
            Action::Http(_) | Action::ServerMessage(_) => "web",
            Action::SignIn(_) => "authentication",
            Action::Connection(_) | Action::Packet(_) => "network",
            Action::Session(_) => "session",
            Action::Privilege(_) | Action::AccountChange(_) => "iam",
            Action::Mail(_) => "email",
            Action::Database(_) => "database",
            Action::Alert(_) => "intrusion_detection",
            Action::Command(_) => "process",
            Action::Housekeeping(_) => "configuration",
        }
    }

    /// The word of every request.
    pub const HTTP_REQUEST: &'static str = "http-request";
    /// The word of every sign-in.
    pub const SIGN_IN: &'static str = "sign-in";

    /// One stable word for the kind of action (`event.action`).
    pub fn word(&self) -> &'static str {
        use crate::event::{
            AccountChangeKind as A, ConnectionPhase as C, DatabaseKind as D, Housekeeping as H, MailStep as M,
        };
        match self {
            Action::Http(_) => Self::HTTP_REQUEST,
            Action::SignIn(_) => Self::SIGN_IN,
            Action::Connection(c) => match c.phase {
                C::Opened => "connection-opened",
                C::Closed => "connection-closed",
                C::ClosedUnauthenticated => "connection-closed-unauthenticated",
                C::Refused => "connection-refused",
                C::BadProtocol => "connection-bad-protocol",
                C::LimitReached => "connection-limit-reached",
            },
            Action::Session(s) if s.opened => "session-opened",
            Action::Session(_) => "session-closed",
            Action::Privilege(_) => "privilege-use",
            Action::AccountChange(a) => match a.kind {
                A::UserAdded => "user-added",
                A::UserRemoved => "user-removed",
                A::GroupAdded => "group-added",
                A::GroupRemoved => "group-removed",
                A::GroupMemberAdded => "group-member-added",
                A::GroupMemberRemoved => "group-member-removed",
                A::CredentialsChanged => "credentials-changed",
                A::Modified => "account-modified",
                A::MailRuleChanged => "mail-rule-changed",
            },
            Action::Mail(m) => match m.step {
                M::Queued => "mail-queued",
                M::Delivered => "mail-delivered",
                M::Deferred => "mail-deferred",
                M::Bounced => "mail-bounced",
                M::Removed => "mail-removed",
                M::RefusedRelay => "mail-refused-relay",
                M::RefusedRecipient => "mail-refused-recipient",
                M::RefusedPolicy => "mail-refused-policy",
                M::RefusedTemporarily => "mail-refused-temporarily",
                M::ProtocolError => "mail-protocol-error",
                M::Noted => "mail-noted",
            },
            Action::Database(d) => match d.kind {
                D::Statement => "database-statement",
                D::Error => "database-error",
                D::Detail => "database-detail",
            },
            Action::ServerMessage(_) => "server-message",
            Action::Alert(_) => "alert",
            Action::Command(_) => "command",
            Action::Packet(p) => match p.blocked {
                Some(true) => "packet-blocked",
                Some(false) => "packet-allowed",
                None => "packet-logged",
            },
            Action::Housekeeping(h) => match h {
                H::Started => "service-started",
                H::Stopped => "service-stopped",
                H::Reloaded => "service-reloaded",
                H::Statistics => "statistics",
                H::ScheduledJob => "scheduled-job",
                H::Resource => "resource",
                H::Network => "network-observed",
                H::Other => "housekeeping",
            },
        }
    }

    /// How it ended, for actions that end.
    pub fn outcome(&self) -> Option<Outcome> {
        match self {
            Action::Http(http) => {
                http.status.map(|status| if status < 400 { Outcome::Success } else { Outcome::Failure })
            }
            Action::SignIn(sign_in) => Some(sign_in.outcome),
            Action::Privilege(privilege) => Some(privilege.outcome),
            Action::AccountChange(change) => Some(change.outcome),
            _ => None,
        }
    }

    /// The account the action names, if any.
    #[inline]
    pub fn user(&self) -> Option<&[u8]> {
        match self {
            Action::Http(a) => a.user,
            Action::SignIn(a) => a.user,
            Action::Connection(a) => a.user,
            Action::Session(a) => a.user,
            Action::Privilege(a) => a.user,
            Action::AccountChange(a) => a.user,
            Action::Mail(a) => a.user,
            Action::Database(a) => a.user,
            Action::Command(a) => a.user,
            Action::ServerMessage(_) | Action::Alert(_) | Action::Packet(_) | Action::Housekeeping(_) => None,
        }
    }

    /// What was spoken, where the action knows.
    fn protocol(&self) -> Option<&'static str> {
        match self {
            Action::Http(_) => Some("http"),
            Action::SignIn(a) => Some(a.protocol.id()),
            Action::Connection(a) => Some(a.protocol.id()),
            Action::Session(a) => Some(a.protocol.id()),
            Action::Mail(_) => Some("smtp"),
            _ => None,
        }
    }

    fn get(&self, field: Field) -> Option<Value<'_>> {
        match field {
            Field::UserName => return self.user().map(Value::Text),
            Field::NetworkProtocol => return self.protocol().map(Value::Word),
            _ => {}
        }
        match self {
            Action::Http(http) => http.get(field),
            Action::SignIn(a) => match field {
                Field::UserExists => a.user_exists.map(Value::Bool),
                Field::AuthenticationMethod => a.method.map(Value::Text),
                Field::AuthenticationTries => Some(Value::Number(i64::from(a.tries))),
                _ => None,
            },
            Action::Connection(a) => match field {
                Field::PeerSoftware => a.peer_software.map(Value::Text),
                Field::ErrorMessage => a.reason.map(Value::Text),
                _ => None,
            },
            Action::Privilege(a) => match field {
                Field::UserEffectiveName => a.target_user.map(Value::Text),
                Field::ProcessCommandLine => a.command.map(Value::Text),
                _ => None,
            },
            Action::AccountChange(a) => match field {
                Field::GroupName => a.group.map(Value::Text),
                _ => None,
            },
            Action::Mail(a) => a.get(field),
            Action::Database(a) => match field {
                Field::DatabaseName => a.database.map(Value::Text),
                Field::DatabaseStatement => a.statement.map(Value::Text),
                Field::Message => a.message.map(Value::Text),
                Field::ErrorCode => a.code.map(Value::Text),
                _ => None,
            },
            Action::ServerMessage(a) => match field {
                Field::LogLevel => a.level.map(Value::Text),
                Field::Message => Some(Value::Text(a.message)),
                Field::HttpRawRequest => a.request.map(Value::Text),
                Field::UrlDomain => a.host.map(Value::Text),
                Field::HttpReferrer => a.referrer.map(Value::Text),
                Field::FilePath => a.path.map(Value::Text),
                _ => None,
            },
            Action::Alert(a) => match field {
                Field::RuleId => a.signature_id.map(|id| Value::Number(id as i64)),
                Field::RuleName => a.signature.map(Value::Text),
                Field::RuleCategory => a.category.map(Value::Text),
                Field::EventSeverity => a.severity.map(|severity| Value::Number(i64::from(severity))),
                Field::NetworkTransport => a.transport.map(Value::Text),
                Field::UrlOriginal => a.request.map(Value::Text),
                _ => None,
            },
            Action::Command(a) => match field {
                Field::ProcessCommandLine => a.command.map(Value::Text),
                Field::UrlOriginal => a.url.map(Value::Text),
                Field::FileSha256 => a.sha256.map(Value::Text),
                _ => None,
            },
            Action::Packet(a) => match field {
                Field::NetworkTransport => a.transport.map(Value::Text),
                Field::Message => a.prefix.map(Value::Text),
                _ => None,
            },
            Action::Session(_) | Action::Housekeeping(_) => None,
        }
    }
}

impl crate::event::Mail<'_> {
    fn get(&self, field: Field) -> Option<Value<'_>> {
        let text = match field {
            Field::EmailFrom => self.from,
            Field::EmailTo => self.to,
            Field::EmailMessageId => self.message_id,
            Field::EmailQueueId => self.queue_id,
            Field::ErrorMessage => self.reason,
            Field::PeerSoftware => self.helo,
            _ => None,
        };
        text.map(Value::Text)
    }
}

impl crate::event::HttpRequest<'_> {
    fn get(&self, field: Field) -> Option<Value<'_>> {
        let text = match field {
            Field::HttpMethod => self.method,
            Field::UrlOriginal => self.target,
            Field::UrlPath => self.path,
            Field::UrlQuery => self.query,
            Field::UrlDomain => self.host,
            Field::HttpVersion => self.version,
            Field::HttpReferrer => self.referrer,
            Field::UserAgent => self.user_agent,
            Field::HttpForwardedFor => self.forwarded_for,
            Field::HttpBody => self.body,
            Field::HttpHeaders => self.headers,
            Field::HttpRawRequest => self.raw_request,
            Field::HttpStatus => return self.status.map(|status| Value::Number(i64::from(status))),
            Field::HttpResponseBytes => return self.bytes_sent.map(|bytes| Value::Number(bytes as i64)),
            Field::HttpRequestBytes => return self.bytes_received.map(|bytes| Value::Number(bytes as i64)),
            Field::EventDuration => return self.duration_us.map(|us| Value::Number(us.saturating_mul(1_000) as i64)),
            _ => None,
        };
        text.map(Value::Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_aliases_are_unique() {
        let mut names: Vec<String> = Field::ALL
            .iter()
            .flat_map(|field| std::iter::once(field.name()).chain(field.aliases().iter().copied()))
            .map(str::to_ascii_lowercase)
            .collect();
        let before = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), before);
    }
}
