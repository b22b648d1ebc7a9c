//! The messages of PostgreSQL's server without prefix and severity.

use vigie_facts::event::ConnectionPhase::{BadProtocol, Closed, LimitReached, Opened, Refused};
use vigie_facts::event::Outcome::{Failure, Success};
use vigie_facts::event::{Action, ConnectionPhase, DatabaseKind, SignIn};

use crate::templates::{
    Captures, Meaning, Template, network, other, reloaded, resource, started, statistics, stopped, t,
};

pub(super) fn detail<'a>(c: &Captures<'a>) -> Action<'a> {
    Action::Database(c.database(DatabaseKind::Detail))
}

pub(super) fn error<'a>(c: &Captures<'a>) -> Action<'a> {
    Action::Database(c.database(DatabaseKind::Error))
}

fn phase<'a>(c: &Captures<'a>, phase: ConnectionPhase) -> Meaning<'a> {
    Meaning::Is(Action::Connection(c.connection(phase)))
}

fn failed<'a>(c: &Captures<'a>) -> Meaning<'a> {
    Meaning::Is(Action::SignIn(c.sign_in(Failure)))
}

fn statement<'a>(c: &Captures<'a>) -> Meaning<'a> {
    Meaning::Is(Action::Database(c.database(DatabaseKind::Statement)))
}

pub(super) const TEMPLATES: &[Template] = &[
    // libpq/auth.c, postmaster.c, utils/init
    t(
        "{<method:word> authentication failed|authentication failed|no authentication} for user \"<user>\"{: <_:rest>|}",
        failed,
        &[
            (
                "password authentication failed for user \"bob\"",
                "sign-in event.outcome=failure network.protocol=postgresql user.name=bob vigie.authentication.method=password",
            ),
            (
                "Peer authentication failed for user \"bob\"",
                "sign-in event.outcome=failure network.protocol=postgresql user.name=bob vigie.authentication.method=Peer",
            ),
        ],
    ),
    t(
        "{no pg_hba.conf entry|pg_hba.conf rejects connection|pg_hba.conf rejects replication connection|no pg_hba.conf entry for replication connection} {for|from} host \"<addr>\", user \"<user>\"{, database \"<db>\"|}{, no encryption|, SSL encryption|, GSS encryption|, SSL off|, SSL on|}",
        failed,
        &[(
            "no pg_hba.conf entry for host \"192.0.2.1\", user \"bob\", database \"app\", no encryption",
            "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=postgresql user.name=bob",
        )],
    ),
    t(
        "role \"<user>\" does not exist",
        |c| Meaning::Is(Action::SignIn(SignIn { user_exists: Some(false), ..c.sign_in(Failure) })),
        &[(
            "role \"bob\" does not exist",
            "sign-in event.outcome=failure network.protocol=postgresql user.name=bob vigie.user.exists=false",
        )],
    ),
    t(
        "role \"<user>\" is not permitted to log in",
        failed,
        &[(
            "role \"bob\" is not permitted to log in",
            "sign-in event.outcome=failure network.protocol=postgresql user.name=bob",
        )],
    ),
    t(
        "{SSPI|certificate|RADIUS|LDAP|PAM|GSSAPI|GSS|OAuth} {authentication|login|response|authorization}<_:rest>",
        |c| Meaning::Is(Action::SignIn(SignIn { echo: true, ..c.sign_in(Failure) })),
        &[(
            "LDAP login failed for user \"uid=bob\" on server \"x\": Invalid credentials",
            "sign-in event.outcome=failure network.protocol=postgresql echo",
        )],
    ),
    t(
        "{provided user name (<_:text>) and authenticated user name (<_:text>) do not match|no match in usermap \"<_:text>\" for user \"<user:text>\" authenticated as \"<_:text>\"|pam_authenticate failed: <_:rest>|could not identify current user<_:rest>}",
        |c| Meaning::Is(Action::SignIn(SignIn { echo: true, ..c.sign_in(Failure) })),
        &[(
            "provided user name (alice) and authenticated user name (bob) do not match",
            "sign-in event.outcome=failure network.protocol=postgresql echo",
        )],
    ),
    t(
        "connection received: host=<addr>{ port=<port>|}",
        |c| phase(c, Opened),
        &[(
            "connection received: host=192.0.2.1 port=4711",
            "connection-opened source.ip=192.0.2.1 source.port=4711 network.protocol=postgresql",
        )],
    ),
    t(
        "connection received: <_:rest>",
        |c| phase(c, Opened),
        &[("connection received: host=[local]", "connection-opened network.protocol=postgresql")],
    ),
    t(
        "connection authenticated: {identity=\"<user>\"|user=\"<user>\"} method=<method:id>{ <_:rest>|}",
        |c| Meaning::Is(Action::SignIn(SignIn { echo: true, ..c.sign_in(Success) })),
        &[(
            "connection authenticated: identity=\"alice\" method=scram-sha-256 (/etc/postgresql/pg_hba.conf:97)",
            "sign-in event.outcome=success network.protocol=postgresql user.name=alice vigie.authentication.method=scram-sha-256 echo",
        )],
    ),
    t(
        "{connection|replication connection} authorized: user=<user:text>{ database=<db> application_name=<_:rest>| database=<db> SSL enabled<_:rest>| database=<db>| application_name=<_:rest>| SSL enabled<_:rest>|}",
        |c| Meaning::Is(Action::SignIn(SignIn { user_exists: Some(true), ..c.sign_in(Success) })),
        &[
            (
                "connection authorized: user=alice database=app application_name=psql",
                "sign-in event.outcome=success network.protocol=postgresql user.name=alice vigie.user.exists=true",
            ),
            (
                "connection authorized: user=alice database=app",
                "sign-in event.outcome=success network.protocol=postgresql user.name=alice vigie.user.exists=true",
            ),
        ],
    ),
    t("connection ready: <_:rest>", network, &[("connection ready: setup total=1 ms", "network-observed")]),
    t(
        "disconnection: session time: <_> user=<user:text> database=<db> host=<addr>{ port=<port>|}",
        |c| Meaning::Is(Action::Session(c.session(false))),
        &[(
            "disconnection: session time: 0:00:01.000 user=alice database=app host=192.0.2.1 port=4711",
            "session-closed source.ip=192.0.2.1 source.port=4711 network.protocol=postgresql user.name=alice",
        )],
    ),
    t(
        "disconnection: <_:rest>",
        |c| Meaning::Is(Action::Session(c.session(false))),
        &[(
            "disconnection: session time: 0:00:01.000 user=alice database=app host=[local]",
            "session-closed network.protocol=postgresql",
        )],
    ),
    t(
        "{unsupported frontend protocol|invalid length of startup packet|incomplete startup packet|invalid startup packet|no PostgreSQL user name specified|expected password response|invalid protocol|invalid frontend message|received direct SSL|received SSL|unexpected message type|could not accept SSL connection|could not accept GSSAPI|client sent|SSL error|invalid SSL}<reason>",
        |c| phase(c, BadProtocol),
        &[
            (
                "unsupported frontend protocol 65363.19778: server supports 2.0 to 3.0",
                "connection-bad-protocol network.protocol=postgresql error.message= 65363.19778: server supports 2.0 to 3.0",
            ),
            ("invalid length of startup packet", "connection-bad-protocol network.protocol=postgresql"),
        ],
    ),
    t(
        "{sorry, too many clients already|too many connections<_:rest>|remaining connection slots are reserved<_:rest>|number of requested standby connections<_:rest>}",
        |c| phase(c, LimitReached),
        &[("sorry, too many clients already", "connection-limit-reached network.protocol=postgresql")],
    ),
    t(
        "{the database system is|connection requires|database \"<db>\" is not currently accepting connections|permission denied for database}<_:rest>",
        |c| phase(c, Refused),
        &[("the database system is starting up", "connection-refused network.protocol=postgresql")],
    ),
    t(
        "{unexpected EOF on client connection|could not receive data from client|could not send data to client|terminating connection|connection to client lost|SSL connection has been closed|canceling authentication}<reason>",
        |c| phase(c, Closed),
        &[
            (
                "could not receive data from client: Connection reset by peer",
                "connection-closed network.protocol=postgresql error.message=: Connection reset by peer",
            ),
            (
                "unexpected EOF on client connection with an open transaction",
                "connection-closed network.protocol=postgresql error.message= with an open transaction",
            ),
        ],
    ),
    // tcop
    t(
        "{duration: <_> ms  |}{statement|execute <_:text>|parse <_:text>|bind <_:text>|fastpath function call}: <statement>",
        statement,
        &[
            ("statement: SELECT 1", "database-statement db.statement=SELECT 1"),
            ("duration: 0.123 ms  statement: SELECT 1", "database-statement db.statement=SELECT 1"),
            ("execute <unnamed>: SELECT $1", "database-statement db.statement=SELECT $1"),
        ],
    ),
    t("duration: <_> ms{  plan:<_:rest>|}", statistics, &[("duration: 0.123 ms", "statistics")]),
    t(
        "AUDIT: <statement>",
        statement,
        &[(
            "AUDIT: SESSION,1,1,READ,SELECT,,,SELECT 1,<none>",
            "database-statement db.statement=SESSION,1,1,READ,SELECT,,,SELECT 1,<none>",
        )],
    ),
];

/// What only `LOG` lines say: the life of the server.
pub(super) const SERVER: &[Template] = &[
    t(
        "{database system is ready to accept|starting PostgreSQL|listening on|database system was shut down at|database system was interrupted|redo starts at|redo done at|redo is not required|consistent recovery state|entering standby mode|started streaming|autovacuum launcher started|logical replication launcher started|ending log output|redirecting log output|starting backup recovery|starting archive recovery|archive recovery complete|selected new timeline|restored log file|database system was not properly shut down|invalid record length|last completed transaction|MultiXact member wraparound}<_:rest>",
        started,
        &[
            ("database system is ready to accept connections", "service-started"),
            ("listening on IPv4 address \"0.0.0.0\", port 5432", "service-started"),
        ],
    ),
    t(
        "{received fast shutdown request|received smart shutdown request|received immediate shutdown request|aborting any active transactions|shutting down|database system is shut down|autovacuum launcher shutting down|background worker \"<_:text>\"|logical replication launcher|terminating|server process|worker process|received <_> shutdown}<_:rest>",
        stopped,
        &[("received fast shutdown request", "service-stopped")],
    ),
    t(
        "{received SIGHUP|parameter \"<_:text>\" changed|parameter \"<_:text>\" cannot be changed|configuration file|parameter \"<_:text>\" removed|pg_hba.conf was not reloaded|pg_hba.conf}<_:rest>",
        reloaded,
        &[
            ("received SIGHUP, reloading configuration files", "service-reloaded"),
            ("parameter \"work_mem\" changed to \"8MB\"", "service-reloaded"),
        ],
    ),
    t(
        "{checkpoint starting|checkpoint complete|restartpoint|checkpoints are occurring|recovery restart point|automatic vacuum of|automatic analyze of|automatic aggressive vacuum|temporary file|transaction ID wrap limit|MultiXactId wrap limit|oldest xmin|replication terminated|process <_:int> {still waiting|acquired|detected|avoided}|using stale statistics|pg_stat_statements|skipping|bgworker|snapshot|standby|logical decoding|starting logical decoding|{could not|invalid|unrecognized|out of|archive command|WAL|wal|cron|file|hypopg|TimescaleDB|timescaledb|relation|index|BRIN|corrupt|statistics|autovacuum|vacuum|analyze|table|data|requested|unable|no |failed|test message|stats|subscription|slot|replication|primary|sync|waiting|startup|recovery|SSL|ssl|client|user|system|time zone|pg_|lock}}<_:rest>",
        |_| Meaning::Is(Action::Housekeeping(vigie_facts::event::Housekeeping::Statistics)),
        &[
            ("checkpoint complete: wrote 3 buffers (0.0%)", "statistics"),
            ("automatic vacuum of table \"app.public.x\": index scans: 0", "statistics"),
        ],
    ),
    t(
        "{number of|page verification|too many|invalid|disk|memory}<_:rest>",
        resource,
        &[("number of page slots needed (1) exceeds max_fsm_pages", "resource")],
    ),
    t(
        "{pgaudit|auto_explain|postgres_fdw|pg_cron|pglogical|repmgr}<_:rest>",
        other,
        &[("pgaudit extension initialized", "housekeeping")],
    ),
];
