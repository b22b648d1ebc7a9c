//! What an action means to counting: which trace it leaves, what its subject and tool are, whether it is traffic, what it
//! says about an account. One flat match each over the closed list of actions; nothing here decides whether it is hostile.

use vigie_facts::case::TraceKind;
use vigie_facts::event::{
    AccountChangeKind, Action, ConnectionPhase, DatabaseKind, Event, Housekeeping, HttpRequest, MailStep, Outcome,
    Protocol, ServerMessageKind,
};
use vigie_facts::service::Service;

/// The trace an event leaves, or `None` for the ordinary run of things.
pub(crate) fn trace_kind(event: &Event<'_>) -> Option<TraceKind> {
    match &event.action {
        Action::Http(http) => web_trace(http),
        Action::SignIn(sign_in) if sign_in.echo => None,
        Action::SignIn(sign_in) => match sign_in.outcome {
            Outcome::Success => Some(TraceKind::SignInSuccess),
            Outcome::Failure if sign_in.user_exists == Some(false) => Some(TraceKind::SignInUnknownAccount),
            Outcome::Failure => Some(TraceKind::SignInFailure),
            Outcome::Unknown => None,
        },
        // Mail servers hand mail to each other without signing in: there, going away unauthenticated is the ordinary end.
        Action::Connection(connection)
            if connection.phase == ConnectionPhase::ClosedUnauthenticated
                && matches!(connection.protocol, Protocol::Smtp | Protocol::Lmtp) =>
        {
            None
        }
        Action::Connection(connection) => match connection.phase {
            ConnectionPhase::Opened | ConnectionPhase::Closed => None,
            ConnectionPhase::ClosedUnauthenticated
            | ConnectionPhase::Refused
            | ConnectionPhase::BadProtocol
            | ConnectionPhase::LimitReached => Some(TraceKind::ConnectionWithoutSignIn),
        },
        Action::Privilege(privilege) => match privilege.outcome {
            Outcome::Success => Some(TraceKind::PrivilegeUsed),
            Outcome::Failure => Some(TraceKind::PrivilegeRefused),
            Outcome::Unknown => None,
        },
        Action::AccountChange(change) if change.outcome == Outcome::Failure => None,
        Action::AccountChange(change) => match change.kind {
            AccountChangeKind::MailRuleChanged => Some(TraceKind::MailRuleChanged),
            AccountChangeKind::UserAdded
            | AccountChangeKind::UserRemoved
            | AccountChangeKind::GroupAdded
            | AccountChangeKind::GroupRemoved
            | AccountChangeKind::GroupMemberAdded
            | AccountChangeKind::GroupMemberRemoved
            | AccountChangeKind::CredentialsChanged
            | AccountChangeKind::Modified => Some(TraceKind::AccountChanged),
        },
        Action::Mail(mail) => match mail.step {
            MailStep::RefusedRelay => Some(TraceKind::MailRefusedRelay),
            MailStep::RefusedRecipient => Some(TraceKind::MailRefusedRecipient),
            MailStep::RefusedPolicy | MailStep::ProtocolError => Some(TraceKind::MailRefused),
            MailStep::Queued
            | MailStep::Delivered
            | MailStep::Deferred
            | MailStep::Bounced
            | MailStep::Removed
            | MailStep::RefusedTemporarily
            | MailStep::Noted => None,
        },
        Action::Database(database) => match database.kind {
            DatabaseKind::Statement => database.statement.filter(|text| exports(text)).map(|_| TraceKind::Export),
            DatabaseKind::Error | DatabaseKind::Detail => None,
        },
        Action::ServerMessage(message) => match message.kind {
            ServerMessageKind::LimitReached => Some(TraceKind::ServerError),
            ServerMessageKind::FileMissing
            | ServerMessageKind::AccessDenied
            | ServerMessageKind::BadRequest
            | ServerMessageKind::Tls
            | ServerMessageKind::Upstream
            | ServerMessageKind::Application
            | ServerMessageKind::Firewall
            | ServerMessageKind::Lifecycle
            | ServerMessageKind::Other => None,
        },
        Action::Session(_) | Action::Alert(_) => None,
        Action::Command(_) => Some(TraceKind::CommandEntered),
        Action::Packet(_) => Some(TraceKind::Packet),
        // What starts and stops all day on any machine says nothing about a service being there or not.
        Action::Housekeeping(_)
            if matches!(
                event.service,
                Service::Systemd | Service::Cron | Service::Kernel | Service::Pam | Service::OtherDaemon
            ) =>
        {
            None
        }
        Action::Housekeeping(housekeeping) => match housekeeping {
            Housekeeping::Started => Some(TraceKind::Started),
            Housekeeping::Stopped => Some(TraceKind::Stopped),
            Housekeeping::Reloaded
            | Housekeeping::Statistics
            | Housekeeping::ScheduledJob
            | Housekeeping::Resource
            | Housekeeping::Network
            | Housekeeping::Other => None,
        },
    }
}

fn web_trace(http: &HttpRequest<'_>) -> Option<TraceKind> {
    match http.status {
        Some(404 | 410) => Some(TraceKind::PageMissing),
        Some(401 | 403) => Some(TraceKind::PageRefused),
        Some(500..=599) => Some(TraceKind::ServerError),
        _ if http.method == Some(b"POST") => Some(TraceKind::FormPost),
        _ => None,
    }
}

/// Whether a statement writes a table out of the database: dumps and `COPY … TO` (PostgreSQL), `INTO OUTFILE` (MySQL).
fn exports(statement: &[u8]) -> bool {
    /// Only the head is read: keywords of these statements stand there, and statements may be megabytes.
    const HEAD_BYTES: usize = 4_096;
    let head = statement[..statement.len().min(HEAD_BYTES)].to_ascii_lowercase();
    let has = |needle: &[u8]| memchr::memmem::find(&head, needle).is_some();
    (head.trim_ascii_start().starts_with(b"copy") && (has(b" to stdout") || has(b" to '") || has(b" to program")))
        || has(b"into outfile")
        || has(b"into dumpfile")
}

/// Whether a trace is of the soft kind that ordinary visitors leave as well: a broken link, a form sent.
pub(crate) fn is_soft(kind: TraceKind) -> bool {
    matches!(
        kind,
        TraceKind::PageMissing
            | TraceKind::PageRefused
            | TraceKind::FormPost
            | TraceKind::ServerError
            | TraceKind::Packet
    )
}

/// The attacker's words that tell what an event was about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Subject<'a> {
    /// Bytes of the record.
    Text(&'a [u8]),
    /// A port.
    Port(u16),
}

/// Path, command, statement, recipient or port.
pub(crate) fn subject<'a>(event: &Event<'a>) -> Option<Subject<'a>> {
    match &event.action {
        Action::Http(http) => http.path.or(http.target).or(http.raw_request),
        Action::Privilege(privilege) => privilege.command,
        Action::Mail(mail) => mail.to,
        Action::Database(database) => database.statement.or(database.message),
        Action::ServerMessage(message) => message.request.or(message.path),
        Action::Alert(alert) => alert.request.or(alert.signature),
        Action::Command(command) => command.command.or(command.url),
        Action::AccountChange(change) => change.group,
        Action::Packet(_) => return event.destination_port.map(Subject::Port),
        Action::SignIn(_) | Action::Connection(_) | Action::Session(_) | Action::Housekeeping(_) => None,
    }
    .map(Subject::Text)
}

/// The tool as it names itself.
pub(crate) fn tool<'a>(event: &Event<'a>) -> Option<&'a [u8]> {
    match &event.action {
        Action::Http(http) => http.user_agent,
        Action::Connection(connection) => connection.peer_software,
        Action::Mail(mail) => mail.helo,
        Action::SignIn(_)
        | Action::Session(_)
        | Action::Privilege(_)
        | Action::AccountChange(_)
        | Action::Database(_)
        | Action::ServerMessage(_)
        | Action::Alert(_)
        | Action::Command(_)
        | Action::Packet(_)
        | Action::Housekeeping(_) => None,
    }
}

/// Whether an event is one of the requests, connections, mails and sign-ins that make up an asset's traffic.
pub(crate) fn is_traffic(action: &Action<'_>) -> bool {
    match action {
        Action::SignIn(sign_in) => !sign_in.echo,
        Action::Http(_)
        | Action::Connection(_)
        | Action::Mail(_)
        | Action::Database(_)
        | Action::Alert(_)
        | Action::Command(_)
        | Action::Packet(_) => true,
        Action::Session(_)
        | Action::Privilege(_)
        | Action::AccountChange(_)
        | Action::ServerMessage(_)
        | Action::Housekeeping(_) => false,
    }
}

/// Whether the event shows that its account exists (`Some(true)`), or that it does not. Sensors made to be entered let any
/// name in, which shows nothing.
pub(crate) fn account_exists(service: Service, action: &Action<'_>) -> Option<bool> {
    match action {
        _ if is_honeypot(service) => None,
        Action::SignIn(sign_in) => match sign_in.outcome {
            Outcome::Success => Some(true),
            Outcome::Failure | Outcome::Unknown => sign_in.user_exists,
        },
        Action::Session(_) => Some(true),
        Action::Privilege(privilege) => (privilege.outcome == Outcome::Success).then_some(true),
        Action::AccountChange(change) => match (change.kind, change.outcome) {
            (AccountChangeKind::UserRemoved, _) | (_, Outcome::Failure) => None,
            _ => Some(true),
        },
        Action::Http(_)
        | Action::Connection(_)
        | Action::Mail(_)
        | Action::Database(_)
        | Action::ServerMessage(_)
        | Action::Alert(_)
        | Action::Command(_)
        | Action::Packet(_)
        | Action::Housekeeping(_) => None,
    }
}

/// Whether a service is a sensor made to be entered.
pub(crate) fn is_honeypot(service: Service) -> bool {
    matches!(service, Service::Cowrie | Service::Dionaea)
}

/// Whether the assets of a service are virtual hosts rather than machines.
pub(crate) fn is_web(service: Service) -> bool {
    matches!(service, Service::WebAccess | Service::NginxError | Service::ApacheError | Service::Haproxy)
}

/// The service that guards an asset: the logs of one web server (access, errors, balancer) guard the same virtual hosts.
pub(crate) fn guard(service: Service) -> Service {
    if is_web(service) { Service::WebAccess } else { service }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_that_write_tables_out_are_exports() {
        for (statement, expected) in [
            ("COPY members TO STDOUT", true),
            ("copy (select * from donors) to '/tmp/x'", true),
            ("COPY members FROM STDIN", false),
            ("SELECT * FROM members INTO OUTFILE '/tmp/x'", true),
            ("select 1", false),
            ("", false),
        ] {
            assert_eq!(exports(statement.as_bytes()), expected, "{statement}");
        }
    }
}
