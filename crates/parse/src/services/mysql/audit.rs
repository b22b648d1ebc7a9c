//! The log of MariaDB's audit plugin: `20170213 20:00:00,host,user,address,7,12,QUERY,database,'statement',0`. Times are local.
//!
//! Neither accounts nor databases are escaped. A record in which the middle (`,7,12,QUERY,`) stands twice could have been
//! written by a name or a statement, and is not read.
//!
//! Layout: <https://mariadb.com/kb/en/mariadb-audit-plugin-log-format/>.

use bumpalo::Bump;
use vigie_facts::event::ConnectionPhase::{ClosedUnauthenticated, Refused};
use vigie_facts::event::{
    Action, Connection, ConnectionPhase, Database, DatabaseKind, Event, Outcome, Protocol, Session, SignIn, Text,
};
use vigie_facts::service::Service;

use crate::calendar::{Civil, Context};
use crate::envelopes::Opened;
use crate::services::{Reading, ServiceFormat, set_moment};
use crate::{address, scan};

/// See the module.
pub(crate) struct Audit;

/// What the plugin says was done.
const OPERATIONS: &[&[u8]] = &[
    b"CONNECT",
    b"DISCONNECT",
    b"FAILED_CONNECT",
    b"CHANGEUSER",
    b"PROXY_CONNECT",
    b"QUERY",
    b"QUERY_DDL",
    b"QUERY_DML",
    b"QUERY_DML_NO_SELECT",
    b"QUERY_DCL",
    b"READ",
    b"WRITE",
    b"CREATE",
    b"ALTER",
    b"RENAME",
    b"DROP",
];

/// Commas looked at before a record is given up.
const COMMAS_MAX: usize = 4_096;

impl ServiceFormat for Audit {
    fn id(&self) -> &'static str {
        "mysql-audit"
    }

    fn service(&self) -> Service {
        Service::Mysql
    }

    fn owns_process(&self, process: &[u8]) -> bool {
        process == b"mysql-server_auditing"
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        scan::digits(message) == 8 && message.get(8) == Some(&b' ') && message.get(17) == Some(&b',')
    }

    fn read<'a>(&self, opened: &Opened<'a>, context: &mut Context, _arena: &'a Bump) -> Reading<'a> {
        read(opened, context).map_or(Reading::NotMine, Reading::Event)
    }
}

fn read<'a>(opened: &Opened<'a>, context: &mut Context) -> Option<Event<'a>> {
    let mut rest = opened.message;
    let mut moment = None;
    // Through syslog the time is the envelope's.
    if Audit.claims_message(rest) {
        let two = |at| scan::two(rest, at);
        let civil = Civil {
            year: (two(0)? * 100 + two(2)?).cast_signed(),
            month: two(4)?,
            day: two(6)?,
            hour: two(9)?,
            minute: two(12)?,
            second: two(15)?,
            micros: 0,
        };
        moment = Some(context.local(civil));
        rest = &rest[18..];
    } else if !opened.process.is_some_and(|process| Audit.owns_process(process)) {
        return None;
    }
    let (machine, rest) = split(rest)?;
    let (who, operation, what) = operation_of(rest)?;
    let (user, host) = who.split_at(memchr::memrchr(b',', who)?);
    let (object, code) = what.split_at(memchr::memrchr(b',', what)?);
    let code: u32 = scan::number(&code[1..]).unwrap_or(0);
    let said = Said { user: some(user), host: some(&host[1..]), code, object };
    let mut event = opened.event(Service::Mysql, said.action(operation)?);
    if let Some(moment) = moment {
        set_moment(&mut event, moment);
    }
    event.host = event.host.or(some(machine));
    match said.host.map(|host| (address::ip(host), host)) {
        Some((Some(ip), _)) => event.source = Some(ip),
        Some((None, name)) => event.source_name = Some(name),
        None => {}
    }
    Some(event)
}

struct Said<'a> {
    user: Option<Text<'a>>,
    host: Option<Text<'a>>,
    code: u32,
    /// Database and object, as they stand.
    object: Text<'a>,
}

impl<'a> Said<'a> {
    fn action(&self, operation: &[u8]) -> Option<Action<'a>> {
        Some(match operation {
            b"CONNECT" | b"CHANGEUSER" if self.code == 0 => self.sign_in(Outcome::Success),
            b"FAILED_CONNECT" | b"CONNECT" | b"CHANGEUSER" => match (self.code, self.user) {
                // ER_HOST_IS_BLOCKED, ER_HOST_NOT_PRIVILEGED: turned away before anybody was asked who he is.
                (1129 | 1130, _) => self.connection(Refused),
                (_, None) => self.connection(ClosedUnauthenticated),
                _ => self.sign_in(Outcome::Failure),
            },
            b"PROXY_CONNECT" => self.sign_in(Outcome::Unknown),
            b"DISCONNECT" => Action::Session(Session { opened: false, user: self.user, protocol: Protocol::Mysql }),
            query if query.starts_with(b"QUERY") => {
                let (database, statement) = split(self.object)?;
                let statement = statement.strip_prefix(b"'").and_then(|inside| inside.strip_suffix(b"'"));
                let kind = if self.code == 0 { DatabaseKind::Statement } else { DatabaseKind::Error };
                self.database(kind, some(database), statement)
            }
            _ => self.database(DatabaseKind::Detail, split(self.object).and_then(|(database, _)| some(database)), None),
        })
    }

    fn sign_in(&self, outcome: Outcome) -> Action<'a> {
        Action::SignIn(SignIn {
            outcome,
            user: self.user,
            user_exists: (outcome == Outcome::Success).then_some(true),
            method: None,
            protocol: Protocol::Mysql,
            password: None,
            tries: 1,
            // Another try, not the second half of one.
            echo: outcome == Outcome::Unknown,
        })
    }

    fn connection(&self, phase: ConnectionPhase) -> Action<'a> {
        Action::Connection(Connection {
            phase,
            protocol: Protocol::Mysql,
            user: self.user,
            peer_software: None,
            reason: None,
        })
    }

    fn database(&self, kind: DatabaseKind, database: Option<Text<'a>>, statement: Option<Text<'a>>) -> Action<'a> {
        Action::Database(Database { kind, user: self.user, database, statement, message: None, code: None })
    }
}

/// The only place where `,number,number,OPERATION,` stands: what is before, the operation, what is behind.
fn operation_of(rest: Text<'_>) -> Option<(Text<'_>, Text<'_>, Text<'_>)> {
    let mut found = None;
    for at in memchr::memchr_iter(b',', rest).take(COMMAS_MAX) {
        let Some(middle) = middle_at(&rest[at + 1..]) else { continue };
        if found.replace((&rest[..at], middle.0, middle.1)).is_some() {
            return None;
        }
    }
    found
}

/// `7,12,QUERY,`: the operation and what is behind.
fn middle_at(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let (connection, rest) = split(text)?;
    let (query, rest) = split(rest)?;
    let (operation, behind) = split(rest)?;
    let numbers = [connection, query].iter().all(|n| !n.is_empty() && scan::digits(n) == n.len());
    (numbers && OPERATIONS.contains(&operation)).then_some((operation, behind))
}

fn split(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = memchr::memchr(b',', text)?;
    Some((&text[..at], &text[at + 1..]))
}

fn some(text: &[u8]) -> Option<&[u8]> {
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use crate::services::sample::{check, survives_damage};

    #[test]
    fn records_of_the_plugin_are_read_and_forged_ones_are_not() {
        for (record, expected) in [
            (
                "20170213 20:00:00,db1,alice,192.0.2.1,7,0,CONNECT,app,,0",
                "mysql sign-in outcome=success machine=db1 src=192.0.2.1 proto=mysql user=alice exists=true tries=1 @2017-02-13T20:00:00Z~",
            ),
            (
                "20170213 20:00:00,db1,root,192.0.2.1,7,0,FAILED_CONNECT,,,1045",
                "mysql sign-in outcome=failure machine=db1 src=192.0.2.1 proto=mysql user=root tries=1 @2017-02-13T20:00:00Z~",
            ),
            (
                "20170213 20:00:00,db1,,192.0.2.1,7,0,FAILED_CONNECT,,,1130",
                "mysql connection-refused machine=db1 src=192.0.2.1 proto=mysql @2017-02-13T20:00:00Z~",
            ),
            (
                "20170213 20:00:00,db1,a,b,192.0.2.1,7,0,FAILED_CONNECT,,,1045",
                "mysql sign-in outcome=failure machine=db1 src=192.0.2.1 proto=mysql user=a,b tries=1 @2017-02-13T20:00:00Z~",
            ),
            (
                "20170213 20:00:00,db1,alice,192.0.2.1,7,12,QUERY,app,'SELECT \\'a, b\\'',0",
                "mysql database-statement machine=db1 src=192.0.2.1 user=alice db.name=app db.statement=SELECT \\'a, b\\' @2017-02-13T20:00:00Z~",
            ),
            ("20170213 20:00:00,db1,x,203.0.113.9,1,2,CONNECT,,192.0.2.1,7,0,FAILED_CONNECT,,,1045", "not understood"),
        ] {
            check(record, expected);
        }
        survives_damage("20170213 20:00:00,db1,alice,192.0.2.1,7,12,QUERY,app,'SELECT 1',0");
    }
}
