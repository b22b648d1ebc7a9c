//! An event: a record understood, as typed fields borrowed from the line. What happened is one variant of [`Action`]; there
//! is no string map. Events are read, matched and dropped; what must be kept becomes a row of the case.
//!
//! Texts are bytes (`&[u8]`), because logs are not always UTF-8; they are *decoded from their container* (JSON and octal
//! escapes undone) but not percent-decoded: that is the detector's normaliser. They are as hostile as the line.

use std::net::IpAddr;

use crate::anomaly::Anomalies;
use crate::origin::Origin;
use crate::service::Service;
use crate::time::{TimeBasis, Timestamp};

/// Bytes of a field, borrowed from the line or from the arena of the chunk.
pub type Text<'a> = &'a [u8];

/// A record understood.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event<'a> {
    /// Where the record stands.
    pub origin: Origin,
    /// When it happened, in UTC; `None` when the record says nothing usable.
    pub time: Option<Timestamp>,
    /// How the instant was obtained.
    pub time_basis: TimeBasis,
    /// The service that wrote it.
    pub service: Service,
    /// The machine that wrote it, as the record says (`host.name`).
    pub host: Option<Text<'a>>,
    /// The program that wrote it (`process.name`), without path and process number.
    pub process: Option<Text<'a>>,
    /// Its process number (`process.pid`).
    pub pid: Option<u32>,
    /// Where the traffic arrived from (`source.ip`). A forwarded address stands here only once a trusted proxy vouched for it.
    pub source: Option<IpAddr>,
    /// `source.port`.
    pub source_port: Option<u16>,
    /// The name the record gives for the source (`source.domain`), when it gives one instead of or beside an address.
    pub source_name: Option<Text<'a>>,
    /// `destination.ip`.
    pub destination: Option<IpAddr>,
    /// `destination.port`.
    pub destination_port: Option<u16>,
    /// What happened.
    pub action: Action<'a>,
    /// What was odd.
    pub anomalies: Anomalies,
}

impl Event<'_> {
    /// An event with a place, a service and an action; everything else unknown. Parsers start from it.
    #[inline]
    pub fn new(origin: Origin, service: Service, action: Action<'_>) -> Event<'_> {
        Event {
            origin,
            time: None,
            time_basis: TimeBasis::Stated,
            service,
            host: None,
            process: None,
            pid: None,
            source: None,
            source_port: None,
            source_name: None,
            destination: None,
            destination_port: None,
            action,
            anomalies: Anomalies::default(),
        }
    }
}

/// What happened. Closed: a new kind is a decision that every stage must see, so matches on it have no wildcard arm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action<'a> {
    /// A web request and its answer.
    Http(HttpRequest<'a>),
    /// Somebody tried to sign in.
    SignIn(SignIn<'a>),
    /// A connection was opened, closed, refused or broken without anybody signing in.
    Connection(Connection<'a>),
    /// A session of a signed-in account began or ended.
    Session(Session<'a>),
    /// An account used or asked for the rights of another (sudo, su).
    Privilege(Privilege<'a>),
    /// An account, a group or a mailbox rule was changed.
    AccountChange(AccountChange<'a>),
    /// Something happened to a mail or to an attempt to hand one in.
    Mail(Mail<'a>),
    /// A database was asked something or complained.
    Database(Database<'a>),
    /// A server reported an error or a warning.
    ServerMessage(ServerMessage<'a>),
    /// A sensor raised an alert.
    Alert(Alert<'a>),
    /// Somebody with a shell (or a honeypot's shell) entered a command or moved a file.
    Command(Command<'a>),
    /// A packet filter let a packet pass or not.
    Packet(Packet<'a>),
    /// A service went about its own business.
    Housekeeping(Housekeeping),
}

/// How something ended (`event.outcome`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It worked.
    Success,
    /// It did not.
    Failure,
    /// The record does not say.
    Unknown,
}

/// A web request as logged.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HttpRequest<'a> {
    /// `http.request.method`; `None` when the request line is not one.
    pub method: Option<Text<'a>>,
    /// The request target exactly as logged (`url.original`).
    pub target: Option<Text<'a>>,
    /// The target up to `?` (`url.path`).
    pub path: Option<Text<'a>>,
    /// The target after `?` (`url.query`).
    pub query: Option<Text<'a>>,
    /// `1.0`, `1.1`, `2.0` … (`http.version`).
    pub version: Option<Text<'a>>,
    /// The whole request line when it is malformed.
    pub raw_request: Option<Text<'a>>,
    /// The virtual host asked for (`url.domain`).
    pub host: Option<Text<'a>>,
    /// `http.response.status_code`.
    pub status: Option<u16>,
    /// Bytes of the answer's body (`http.response.body.bytes`).
    pub bytes_sent: Option<u64>,
    /// Bytes of the request (`http.request.bytes`).
    pub bytes_received: Option<u64>,
    /// Time taken, in microseconds (`event.duration` is its thousandfold, in nanoseconds).
    pub duration_us: Option<u64>,
    /// `http.request.referrer`.
    pub referrer: Option<Text<'a>>,
    /// `user_agent.original`.
    pub user_agent: Option<Text<'a>>,
    /// The account the server signed in (`user.name`), from HTTP authentication.
    pub user: Option<Text<'a>>,
    /// Addresses the request claims it was forwarded for (X-Forwarded-For, Forwarded, CF-Connecting-IP), as logged.
    pub forwarded_for: Option<Text<'a>>,
    /// The body, where a format carries it (`http.request.body.content`).
    pub body: Option<Text<'a>>,
    /// Content type or other headers, where a format carries them, joined by newlines (`http.request.headers`).
    pub headers: Option<Text<'a>>,
}

/// An attempt to sign in, as the service saw it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignIn<'a> {
    /// Whether it worked.
    pub outcome: Outcome,
    /// The account tried (`user.name`).
    pub user: Option<Text<'a>>,
    /// Whether the service says the account exists; `None` when it does not say.
    pub user_exists: Option<bool>,
    /// `password`, `publickey`, `plain`, `login`, `gssapi` … as the service says (`authentication.method`).
    pub method: Option<Text<'a>>,
    /// `ssh`, `imap`, `pop3`, `smtp`, `sieve`, `postgresql`, `mysql`, `http`, `ftp`, `sudo`, `console` …
    pub protocol: Protocol,
    /// The password, where a honeypot records it. Never printed unless asked for.
    pub password: Option<Text<'a>>,
    /// How many tries the record stands for (`message repeated 5 times`, Dovecot's "3 attempts"): at least 1.
    pub tries: u32,
    /// Whether another record of the same service tells of the same try (PAM beside sshd's own line). Such echoes are
    /// events, but not counted as tries of their own.
    pub echo: bool,
}

/// What was spoken (`network.protocol`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// SSH.
    Ssh,
    /// Telnet.
    Telnet,
    /// IMAP.
    Imap,
    /// POP3.
    Pop3,
    /// SMTP, submission included.
    Smtp,
    /// ManageSieve.
    Sieve,
    /// Local mail delivery.
    Lmtp,
    /// HTTP.
    Http,
    /// FTP.
    Ftp,
    /// PostgreSQL.
    Postgresql,
    /// MySQL and MariaDB.
    Mysql,
    /// Microsoft SQL Server (TDS).
    Mssql,
    /// SMB.
    Smb,
    /// SIP.
    Sip,
    /// DNS.
    Dns,
    /// A local console, su, sudo, cron.
    Local,
    /// Anything else, named in the record or not.
    Other,
}

impl Protocol {
    /// The stable lower-case name.
    pub fn id(self) -> &'static str {
        match self {
            Protocol::Ssh => "ssh",
            Protocol::Telnet => "telnet",
            Protocol::Imap => "imap",
            Protocol::Pop3 => "pop3",
            Protocol::Smtp => "smtp",
            Protocol::Sieve => "sieve",
            Protocol::Lmtp => "lmtp",
            Protocol::Http => "http",
            Protocol::Ftp => "ftp",
            Protocol::Postgresql => "postgresql",
            Protocol::Mysql => "mysql",
            Protocol::Mssql => "mssql",
            Protocol::Smb => "smb",
            Protocol::Sip => "sip",
            Protocol::Dns => "dns",
            Protocol::Local => "local",
            Protocol::Other => "other",
        }
    }
}

/// A connection without a sign-in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Connection<'a> {
    /// Which part of its life the record tells of.
    pub phase: ConnectionPhase,
    /// What was spoken.
    pub protocol: Protocol,
    /// The account it had named so far, if any.
    pub user: Option<Text<'a>>,
    /// The software the peer names itself (SSH version string, HELO name), if any.
    pub peer_software: Option<Text<'a>>,
    /// Why, in the service's own words, if it says.
    pub reason: Option<Text<'a>>,
}

/// The part of a connection's life a record tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConnectionPhase {
    /// It began.
    Opened,
    /// It ended in an ordinary way.
    Closed,
    /// It ended before anybody signed in.
    ClosedUnauthenticated,
    /// The service refused it (limits, lists, protocol errors of the peer).
    Refused,
    /// The peer did not speak the protocol.
    BadProtocol,
    /// Too many tries, rates or parallel connections.
    LimitReached,
}

/// A session of an account that is signed in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Session<'a> {
    /// True when it began, false when it ended.
    pub opened: bool,
    /// Whose.
    pub user: Option<Text<'a>>,
    /// Of what.
    pub protocol: Protocol,
}

/// Use of another account's rights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Privilege<'a> {
    /// Whether it was granted.
    pub outcome: Outcome,
    /// Who asked (`user.name`).
    pub user: Option<Text<'a>>,
    /// As whom (`user.effective.name`).
    pub target_user: Option<Text<'a>>,
    /// To run what (`process.command_line`).
    pub command: Option<Text<'a>>,
}

/// What was changed about an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountChangeKind {
    /// A new account.
    UserAdded,
    /// An account removed.
    UserRemoved,
    /// A new group.
    GroupAdded,
    /// A group removed.
    GroupRemoved,
    /// An account entered a group.
    GroupMemberAdded,
    /// An account left a group.
    GroupMemberRemoved,
    /// A password, key or shell was changed.
    CredentialsChanged,
    /// Any other property.
    Modified,
    /// A mailbox rule or forwarding was changed.
    MailRuleChanged,
}

/// A change to an account.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AccountChange<'a> {
    /// What changed.
    pub kind: AccountChangeKind,
    /// The account changed.
    pub user: Option<Text<'a>>,
    /// The group concerned, if any.
    pub group: Option<Text<'a>>,
    /// Whether it worked.
    pub outcome: Outcome,
}

/// What happened to a mail, or to an attempt to hand one in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MailStep {
    /// Accepted into the queue.
    Queued,
    /// Handed on or delivered.
    Delivered,
    /// Put off.
    Deferred,
    /// Returned or given up.
    Bounced,
    /// Taken out of the queue.
    Removed,
    /// Refused: the sender wanted to use us as a relay.
    RefusedRelay,
    /// Refused: no such recipient.
    RefusedRecipient,
    /// Refused: sender, HELO, list, policy, spam or virus.
    RefusedPolicy,
    /// Refused for now (greylisting, rates).
    RefusedTemporarily,
    /// The client spoke out of turn (pipelining, commands of another protocol, TLS errors).
    ProtocolError,
    /// Headers or contents noted (cleanup, milter, filter).
    Noted,
}

/// A mail's step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mail<'a> {
    /// Which step.
    pub step: MailStep,
    /// Envelope sender.
    pub from: Option<Text<'a>>,
    /// Envelope recipient.
    pub to: Option<Text<'a>>,
    /// Message id.
    pub message_id: Option<Text<'a>>,
    /// Queue id.
    pub queue_id: Option<Text<'a>>,
    /// Status or reason in the service's words.
    pub reason: Option<Text<'a>>,
    /// Size in bytes.
    pub bytes: Option<u64>,
    /// The name the peer gave at HELO.
    pub helo: Option<Text<'a>>,
    /// The account that was signed in, if the record says.
    pub user: Option<Text<'a>>,
}

/// A database's record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Database<'a> {
    /// What kind of record.
    pub kind: DatabaseKind,
    /// The account.
    pub user: Option<Text<'a>>,
    /// The database.
    pub database: Option<Text<'a>>,
    /// The statement, if logged (`db.statement`).
    pub statement: Option<Text<'a>>,
    /// The message.
    pub message: Option<Text<'a>>,
    /// SQLSTATE or error number, as text.
    pub code: Option<Text<'a>>,
}

/// What kind of record a database wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DatabaseKind {
    /// A statement was run.
    Statement,
    /// A statement or a client failed.
    Error,
    /// Detail, hint or context of the record before it.
    Detail,
}

/// A server's own message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServerMessage<'a> {
    /// `error`, `warn`, `crit` … (`log.level`).
    pub level: Option<Text<'a>>,
    /// The message without level, numbers and client (`message`).
    pub message: Text<'a>,
    /// What kind of trouble, when a template knows it.
    pub kind: ServerMessageKind,
    /// Request line cited, if any.
    pub request: Option<Text<'a>>,
    /// Virtual host cited, if any.
    pub host: Option<Text<'a>>,
    /// Referrer cited, if any.
    pub referrer: Option<Text<'a>>,
    /// File or path concerned, if any.
    pub path: Option<Text<'a>>,
}

/// What kind of trouble a web server reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServerMessageKind {
    /// A file that does not exist.
    FileMissing,
    /// Access denied by configuration or rights.
    AccessDenied,
    /// The request was malformed or the client broke the protocol.
    BadRequest,
    /// TLS trouble.
    Tls,
    /// The application or the server behind failed or is slow.
    Upstream,
    /// A program of the site failed (PHP, CGI).
    Application,
    /// A limit was reached.
    LimitReached,
    /// A web application firewall spoke.
    Firewall,
    /// Start, stop, reload, configuration.
    Lifecycle,
    /// Understood by its shape, of no special kind.
    Other,
}

/// A sensor's alert.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alert<'a> {
    /// Number of the signature (`rule.id`).
    pub signature_id: Option<u64>,
    /// Its words (`rule.name`).
    pub signature: Option<Text<'a>>,
    /// Its category (`rule.category`).
    pub category: Option<Text<'a>>,
    /// Severity as the sensor counts it (Suricata: 1 is worst).
    pub severity: Option<u8>,
    /// Whether the sensor blocked the traffic.
    pub blocked: bool,
    /// `tcp`, `udp`, `icmp` (`network.transport`).
    pub transport: Option<Text<'a>>,
    /// The web request it belongs to, if the sensor carries it.
    pub request: Option<Text<'a>>,
}

/// A command or a file moved by somebody with a shell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Command<'a> {
    /// Command line (`process.command_line`).
    pub command: Option<Text<'a>>,
    /// Address a file was fetched from (`url.original`).
    pub url: Option<Text<'a>>,
    /// SHA-256 of the file, in hexadecimal (`file.hash.sha256`).
    pub sha256: Option<Text<'a>>,
    /// The account, if known.
    pub user: Option<Text<'a>>,
}

/// A packet filter's record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Packet<'a> {
    /// Whether the packet was dropped or rejected; `None` when the prefix does not say.
    pub blocked: Option<bool>,
    /// `tcp`, `udp`, `icmp` …
    pub transport: Option<Text<'a>>,
    /// The log prefix.
    pub prefix: Option<Text<'a>>,
}

/// A service going about its own business: understood, and of no interest to question 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Housekeeping {
    /// Started.
    Started,
    /// Stopped or shutting down.
    Stopped,
    /// Reloaded or reconfigured.
    Reloaded,
    /// Statistics, counters, snapshots.
    Statistics,
    /// A job that runs by the clock.
    ScheduledJob,
    /// Resource trouble: memory, disk, files.
    Resource,
    /// Network observed or configured (flows, DNS answers, leases).
    Network,
    /// Anything else its templates know.
    Other,
}
