//! MariaDB and MySQL: the error log of every age (`130324  0:04:00 [Warning] …`, `2015-10-07  8:25:38 139845 [Warning] …`,
//! `2019-01-03T08:50:04.634875Z 113 [Note] [MY-010926] [Server] …`, JSON), and the general query log.

mod audit;

use std::sync::LazyLock;

use bumpalo::Bump;
use vigie_facts::anomaly::Anomalies;
use vigie_facts::event::ConnectionPhase::{BadProtocol, Closed, LimitReached, Refused};
use vigie_facts::event::Outcome::{Failure, Unknown};
use vigie_facts::event::{Action, Connection, ConnectionPhase, DatabaseKind, Protocol, SignIn};
use vigie_facts::service::Service;

use crate::calendar::{Civil, Context, Moment};
use crate::envelopes::Opened;
use crate::services::{Reading, ServiceFormat, base_name, set_moment};
use crate::templates::{Captures, Meaning, Slot, Table, Template, other, resource, started, stopped, t};
use crate::{Framing, json, scan};

pub(crate) use audit::Audit;

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::compile(TEMPLATES));

/// See the module.
pub(crate) struct Mysql;

impl ServiceFormat for Mysql {
    fn id(&self) -> &'static str {
        "mysql"
    }

    fn service(&self) -> Service {
        Service::Mysql
    }

    fn framing(&self) -> Framing {
        Framing::Lines
    }

    fn owns_process(&self, process: &[u8]) -> bool {
        matches!(
            base_name(process),
            b"mysqld" | b"mariadbd" | b"mysql" | b"mariadb" | b"mysqld_safe" | b"/etc/mysql/debian-start"
        )
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        // All begin with a digit, or are JSON with a member of MySQL's own.
        message.first().is_some_and(u8::is_ascii_digit)
            || message.starts_with(b"\t\t ")
            || is_heading(message)
            || (message.first() == Some(&b'{') && memchr::memmem::find(message, b"\"err_code\"").is_some())
    }

    fn read<'a>(&self, opened: &Opened<'a>, context: &mut Context, arena: &'a Bump) -> Reading<'a> {
        let captures = Captures::new(Protocol::Mysql);
        if opened.message.first() == Some(&b'{') {
            return read_json(opened, context, arena);
        }
        let (moment, rest) = match own_time(opened.message, context) {
            Some((moment, rest)) => (Some(moment), rest),
            None if opened.process.is_some() => (None, opened.message),
            // The general log states a time once a second, and none in its heading.
            None if opened.message.starts_with(b"\t\t") || is_heading(opened.message) => (None, opened.message),
            None => return Reading::NotMine,
        };
        let (level, message) = without_thread_and_level(rest);
        // Without a level it is the general log, or somebody else's line.
        match level {
            Some(b"Debug") => return Reading::Ignored,
            Some(b"Note" | b"Warning" | b"ERROR" | b"Error" | b"System") => {}
            None if opened.process.is_some() || is_general(message) || is_heading(message) => {}
            _ => return Reading::NotMine,
        }
        let mut reading = TABLE.read(Service::Mysql, opened, message.trim_ascii(), captures);
        if matches!(reading, Reading::NotMine) && level.is_some_and(|l| l.eq_ignore_ascii_case(b"error")) {
            let error = captures.with(Slot::Message, message.trim_ascii()).database(DatabaseKind::Error);
            reading = Reading::Event(opened.event(Service::Mysql, Action::Database(error)));
        }
        if let (Reading::Event(event), Some(moment)) = (&mut reading, moment) {
            set_moment(event, moment);
        }
        reading
    }
}

/// The lines a server writes at the top of its logs.
fn is_heading(message: &[u8]) -> bool {
    [&b"mariadbd, Version: "[..], b"mysqld, Version: ", b"Tcp port: ", b"Time\t\t    Id ", b"Version: '"]
        .iter()
        .any(|beginning| message.starts_with(beginning))
}

/// Whether a message without a level begins as those of the general log do, or of old versions of InnoDB.
fn is_general(message: &[u8]) -> bool {
    const BEGINNINGS: &[&[u8]] = &[
        b"Connect",
        b"Query",
        b"Execute",
        b"Prepare",
        b"Init DB",
        b"Quit",
        b"Statistics",
        b"Close stmt",
        b"Field List",
        b"Shutdown",
        b"Change user",
        b"InnoDB:",
        b"mysqld_safe",
        b"server_audit: ",
    ];
    BEGINNINGS.iter().any(|beginning| message.starts_with(beginning))
}

fn read_json<'a>(opened: &Opened<'a>, context: &mut Context, arena: &'a Bump) -> Reading<'a> {
    let mut odd = Anomalies::default();
    let Some(record) = json::read(opened.message, arena, &mut odd) else { return Reading::NotMine };
    let (Some(message), Some(time)) = (record.text("msg"), record.text("time")) else { return Reading::NotMine };
    let mut reading = TABLE.read(Service::Mysql, opened, message.trim_ascii(), Captures::new(Protocol::Mysql));
    if let Reading::Event(event) = &mut reading {
        event.anomalies.merge(odd);
        if let Some(time) = scan::iso_time(time) {
            set_moment(event, context.iso(time));
        }
    }
    reading
}

/// The time in front: ISO (the hour may have one digit after two spaces), or `yymmdd hh:mm:ss`.
fn own_time<'a>(message: &'a [u8], context: &mut Context) -> Option<(Moment, &'a [u8])> {
    if let Some(time) = scan::iso_time(message).filter(|_| message[4] == b'-') {
        return Some((context.iso(time), &message[time.len..]));
    }
    let (year, month, day, clock_at) = if message.len() > 19 && message[4] == b'-' && message[7] == b'-' {
        (scan::two(message, 0)? * 100 + scan::two(message, 2)?, scan::two(message, 5)?, scan::two(message, 8)?, 10)
    } else if scan::digits(message) == 6 {
        // Two-digit years are this century's: MySQL is from 1995, this form from 2000 on.
        (2000 + scan::two(message, 0)?, scan::two(message, 2)?, scan::two(message, 4)?, 6)
    } else {
        return None;
    };
    let rest = message.get(clock_at..)?.strip_prefix(b" ")?;
    // One digit of the hour after a space.
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    let hour_len = scan::digits(rest);
    let hour: u32 = scan::number(rest.get(..hour_len)?)?;
    let after = rest[hour_len..].strip_prefix(b":")?;
    let (minute, second) = (scan::two(after, 0)?, scan::two(after, 3)?);
    if after.get(2) != Some(&b':') {
        return None;
    }
    let moment = context.local(Civil { year: year as i32, month, day, hour, minute, second, micros: 0 });
    Some((moment, &after[5..]))
}

/// Takes thread, `[Level]`, `[MY-012345]` and `[Subsystem]` off.
fn without_thread_and_level(rest: &[u8]) -> (Option<&[u8]>, &[u8]) {
    let mut rest = rest.trim_ascii_start();
    let digits = scan::digits(rest);
    if digits > 0 && rest.get(digits) == Some(&b' ') {
        rest = rest[digits..].trim_ascii_start();
    }
    let mut level = None;
    for _ in 0..3 {
        let Some(close) =
            rest.strip_prefix(b"[").and_then(|inside| memchr::memchr(b']', &inside[..inside.len().min(24)]))
        else {
            break;
        };
        level = level.or(Some(&rest[1..=close]));
        rest = rest[close + 2..].trim_ascii_start();
    }
    (level, rest)
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

fn error<'a>(c: &Captures<'a>) -> Meaning<'a> {
    Meaning::Is(Action::Database(c.database(DatabaseKind::Error)))
}

const TEMPLATES: &[Template] = &[
    t(
        "{Connect{ |\t}{ |}{ |}|}Access denied for user '<user>'@'<addr>'{ (using password: <_:id>)|}",
        failed,
        &[
            (
                "Access denied for user 'root'@'192.0.2.1' (using password: YES)",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=mysql user.name=root",
            ),
            (
                "Access denied for user 'x'@'198.51.100.9' (using password: YES)'@'192.0.2.1' (using password: NO)",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=mysql user.name=x'@'198.51.100.9' (using password: YES)",
            ),
            (
                "Connect   Access denied for user 'bob'@'192.0.2.1' (using password: YES)",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=mysql user.name=bob",
            ),
        ],
    ),
    t(
        "{{Connect|Init DB}{ |\t}{ |}{ |}|}Access denied for user '<user>'@'<addr>' to database '<db>'",
        |c| Meaning::Is(Action::SignIn(SignIn { user_exists: Some(true), ..c.sign_in(Failure) })),
        &[(
            "Access denied for user 'alice'@'192.0.2.1' to database 'app'",
            "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=mysql user.name=alice vigie.user.exists=true",
        )],
    ),
    t(
        "Access denied for user '<user>'{ (using password: <_:id>)|}",
        failed,
        &[(
            "Access denied for user 'bob' (using password: YES)",
            "sign-in event.outcome=failure network.protocol=mysql user.name=bob",
        )],
    ),
    t(
        "{Host '<addr>' is blocked because of many connection errors<_:rest>|Host '<addr>' is not allowed to connect to this <_:rest>}",
        |c| phase(c, Refused),
        &[(
            "Host '192.0.2.1' is not allowed to connect to this MySQL server",
            "connection-refused source.ip=192.0.2.1 network.protocol=mysql",
        )],
    ),
    t(
        "{Too many connections|User <user:text> has exceeded <_:rest>|Connection limit <_:rest>}",
        |c| phase(c, LimitReached),
        &[("Too many connections", "connection-limit-reached network.protocol=mysql")],
    ),
    t(
        "Aborted connection <_:int> to db: '<db>' user: '<user>' host: '<addr>' (<reason:text>)",
        // MySQL's words for nobody: `unauthenticated` is no account.
        |c| {
            let connection = c.connection(Closed);
            let user = connection.user.filter(|user| !matches!(*user, b"unauthenticated" | b"unconnected"));
            Meaning::Is(Action::Connection(Connection { user, ..connection }))
        },
        &[
            (
                "Aborted connection 12 to db: 'app' user: 'alice' host: '192.0.2.1' (Got an error reading communication packets)",
                "connection-closed source.ip=192.0.2.1 network.protocol=mysql user.name=alice error.message=Got an error reading communication packets",
            ),
            (
                "Aborted connection 12 to db: 'unconnected' user: 'unauthenticated' host: '192.0.2.1' (This connection closed normally without authentication)",
                "connection-closed source.ip=192.0.2.1 network.protocol=mysql error.message=This connection closed normally without authentication",
            ),
        ],
    ),
    t(
        "{Bad handshake|Got packets out of order|Got an error reading communication packets|Unknown command|SSL error: <_:rest>|Malformed communication packet<_:rest>|Client requested <_:rest>}",
        |c| phase(c, BadProtocol),
        &[("Got packets out of order", "connection-bad-protocol network.protocol=mysql")],
    ),
    t(
        "{IP address '<ip>' could not be resolved: <_:rest>|IP address '<ip>' has been resolved to the host name '<host>', which <_:rest>|Hostname '<host>' does not resolve to '<ip>'.<_:rest>|Host name '<host>' could not be resolved: <_:rest>|- <ip>}",
        |c| phase(c, ConnectionPhase::Opened),
        &[(
            "IP address '192.0.2.1' could not be resolved: Name or service not known",
            "connection-opened source.ip=192.0.2.1 network.protocol=mysql",
        )],
    ),
    // The general query log.
    t(
        "Connect{ |\t}{ |}{ |}<user:text>@<addr> {on <db> using <_:text>|on <db>|as <_:text> on <db>|on}",
        // Written before the password is looked at: a denial is a record of its own, and comes after.
        |c| Meaning::Is(Action::SignIn(SignIn { echo: true, ..c.sign_in(Unknown) })),
        &[(
            "Connect\talice@192.0.2.1 on app using TCP/IP",
            "sign-in event.outcome=unknown source.ip=192.0.2.1 network.protocol=mysql user.name=alice echo",
        )],
    ),
    t(
        "{Query|Execute|Prepare|Init DB|Field List}{ |\t}<statement>",
        statement,
        &[("Query\tSELECT 1", "database-statement db.statement=SELECT 1")],
    ),
    t(
        "{Quit|Statistics|Ping|Close stmt|Reset stmt|Binlog Dump|Register Slave|Processlist|Kill|Debug|Shutdown|Long Data|Fetch|Refresh|Change user|Daemon|Time|Sleep|Delayed insert}{| <_:rest>|\t<_:rest>}",
        |c| Meaning::Is(Action::Session(c.session(false))),
        &[("Quit\t", "session-closed network.protocol=mysql")],
    ),
    // Life of the server
    t(
        "{<_:text>ready for connections.<_:rest>|<_:text>starting as process <_:rest>|Starting <_:rest>|InnoDB: <_:text>started<_:rest>|InnoDB initialization has started.|InnoDB initialization has ended.|Server socket created on IP: <_:rest>|Server hostname (bind-address): <_:rest>|X Plugin ready for connections.<_:rest>|mysqld_safe <_:rest>|Event Scheduler: <_:rest>|Reading of all Master_info entries succeeded|Added new Master_info <_:rest>|<_:text>init function returned<_:rest>|Server <_:rest>|CONNECT: Version <_:rest>|Using unique option prefix <_:rest>|Plugin <_:rest>|RSA <_:rest>|CA certificate <_:rest>|Channel mysql_main <_:rest>|Auto generated <_:rest>|Found ca.pem<_:rest>|Skipping generation <_:rest>|Private key <_:rest>|Initializing <_:rest>|Salting uuid <_:rest>|A temporary password <_:rest>|Created with MySQL <_:rest>|MySQL Server <_:rest>|MySQL: <_:rest>|Version: <_:rest>}",
        started,
        &[(
            "/usr/sbin/mysqld: ready for connections. Version: '8.0.36'  socket: '/run/mysqld/mysqld.sock'  port: 3306",
            "service-started",
        )],
    ),
    t(
        "{<_:text>Normal shutdown<_:rest>|<_:text>Shutdown complete<_:rest>|<_:text>Forcing close of thread <_:rest>|Giving <_:int> client threads<_:rest>|Received SHUTDOWN from user <_:rest>|Shutting down <_:rest>|Binlog end|InnoDB: Starting shutdown...|InnoDB: Shutdown completed<_:rest>|Shutdown <_:rest>|Got signal <_:rest>|Received signal <_:rest>|got signal <_:rest>}",
        stopped,
        &[("/usr/sbin/mysqld: Normal shutdown", "service-stopped")],
    ),
    t(
        "{InnoDB: <_:rest>|Aria engine: <_:rest>|Table <_:rest>|Incorrect <_:rest>|Found <_:rest>|Recovering <_:rest>|Checking table: <_:rest>|Buffered <_:rest>|TIMESTAMP with implicit <_:rest>|Changed limits: <_:rest>|Could not <_:rest>|Can't <_:rest>|Unsafe statement <_:rest>|Statement is unsafe <_:rest>|No argument was provided <_:rest>|Slave <_:rest>|Replication <_:rest>|Master <_:rest>|WSREP: <_:rest>|'<_:text>' entry '<_:text>' ignored<_:rest>|Insecure configuration <_:rest>|Native table <_:rest>|Column count <_:rest>|Failed <_:rest>|Setting <_:rest>|Disabling <_:rest>|option <_:rest>|The syntax <_:rest>|The use of <_:rest>|Unknown suffix <_:rest>|Sort aborted<_:rest>|Deadlock <_:rest>|Memory <_:rest>|Out of memory<_:rest>|Disk is full <_:rest>|Waiting <_:rest>|Crash <_:rest>|Starting crash <_:rest>|Timed out <_:rest>|Semi-sync <_:rest>|Start binlog_dump<_:rest>|Stop asynchronous<_:rest>|Ignoring <_:rest>|Neither <_:rest>|Warning: <_:rest>|You need <_:rest>|Detected <_:rest>|Using PAUSE <_:rest>|Loaded <_:rest>|World-writable <_:rest>|Running <_:rest>|Looking for <_:rest>|Upgrading <_:rest>|Triggering <_:rest>|This installation <_:rest>|Phase <_:rest>|mysql.<_:rest>|OK|Recommended <_:rest>|Gtid <_:rest>|unknown <_:rest>|unknown variable <_:rest>|Aborting|Do you already have <_:rest>|Fatal error: <_:rest>|Debian<_:rest>}",
        resource,
        &[("InnoDB: Buffer pool(s) load completed at 240501 10:00:00", "resource")],
    ),
    t(
        "{server_audit: |mariadbd, Version: |mysqld, Version: |Tcp port: |Time\t\t    Id |Your password|Password|Option|Syntax|Audit|audit|Deprecated|Event|User|Resetting|Flushing|Binary|Log}<_:rest>",
        other,
        &[("Password has expired", "housekeeping")],
    ),
    t(
        "{You have an error in your SQL syntax|Unknown column|Unknown database|Duplicate entry|Lock wait timeout|Got error|Query execution was interrupted|Got timeout|Data truncated|Division by}<message>",
        error,
        &[("Unknown database 'x'", "database-error message= 'x'")],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_keeps_its_contract() {
        crate::templates::tests::check(&TABLE, Protocol::Mysql);
    }

    #[test]
    fn the_error_log_of_every_age_gives_the_same_event() {
        let denied = "Access denied for user 'bob'@'192.0.2.1' (using password: YES)";
        for line in [
            format!("240501 10:00:00 [Warning] {denied}"),
            format!("2024-05-01 10:00:00 139845 [Warning] {denied}"),
            format!("2024-05-01T10:00:00.000000Z 113 [Note] [MY-010926] [Server] {denied}"),
            format!("2024-05-01T10:00:00.000000Z\t   14 Connect\t{denied}").replace('\t', "   "),
            format!(
                "{{\"log_type\":1,\"prio\":3,\"err_code\":10926,\"time\":\"2024-05-01T10:00:00.000000Z\",\"msg\":\"{denied}\"}}"
            ),
        ] {
            let mut context = Context::new(&crate::Options::default(), crate::YearClock::starting(None), false);
            let arena = Bump::new();
            let opened = Opened::bare(line.as_bytes());
            let Reading::Event(event) = Mysql.read(&opened, &mut context, &arena) else { panic!("{line}") };
            assert_eq!(event.time.unwrap().to_rfc3339(), "2024-05-01T10:00:00Z", "{line}");
            assert_eq!((event.source, event.action.user()), ("192.0.2.1".parse().ok(), Some(&b"bob"[..])), "{line}");
        }
        let mut context = Context::new(&crate::Options::default(), crate::YearClock::starting(None), false);
        let (moment, _) = own_time(b"240501  8:05:06 [Note] x", &mut context).unwrap();
        assert_eq!(moment.time.unwrap().to_rfc3339(), "2024-05-01T08:05:06Z");
    }
}
