//! PostgreSQL in its three forms: lines (`stderr`, syslog) behind any common `log_line_prefix`, `csvlog`, `jsonlog`.
//!
//! The prefix is free: it is read as tokens in front of the severity (time, `[process]`, `user@database`, `user=`, `db=`,
//! `client=`, `address(port)`), and what is not there is not known. Accounts, databases and applications choose part of it: a
//! label that stands there twice with two values is not believed.
//!
//! The server speaks the language of `lc_messages`. English and French are read; of others what the code of an error says.

mod french;
mod table;

use std::net::IpAddr;
use std::sync::LazyLock;

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use vigie_facts::anomaly::{Anomalies, Anomaly};
use vigie_facts::event::{Action, Outcome, Protocol};
use vigie_facts::service::Service;

use crate::calendar::{Context, Moment};
use crate::envelopes::Opened;
use crate::services::{Reading, ServiceFormat, set_moment};
use crate::templates::{Captures, Slot, Table};
use crate::{Framing, address, json, scan};

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::compile(table::TEMPLATES));
static FRENCH: LazyLock<Table> = LazyLock::new(|| Table::compile(french::TEMPLATES));
static SERVER: LazyLock<Table> = LazyLock::new(|| Table::compile(table::SERVER));

/// Lines of text.
pub(crate) struct Lines;

/// `log_destination = csvlog`.
pub(crate) struct Csv;

/// `log_destination = jsonlog`, since version 15.
pub(crate) struct JsonLog;

/// What a record says beside its message.
#[derive(Default)]
struct Said<'a> {
    moment: Option<Moment>,
    severity: &'a [u8],
    user: Option<&'a [u8]>,
    database: Option<&'a [u8]>,
    source: Option<IpAddr>,
    source_port: Option<u16>,
    source_name: Option<&'a [u8]>,
    pid: Option<u32>,
    code: Option<&'a [u8]>,
    statement: Option<&'a [u8]>,
    anomalies: Anomalies,
    /// Labels the prefix had, to notice the second of a kind.
    labelled: [bool; 3],
}

/// Severities, the longer first where one begins another. `LOG` and the like are followed by a colon and two spaces.
const SEVERITIES: &[&str] = &[
    "LOG",
    "ERROR",
    "FATAL",
    "PANIC",
    "WARNING",
    "NOTICE",
    "INFO",
    "DEBUG1",
    "DEBUG2",
    "DEBUG3",
    "DEBUG4",
    "DEBUG5",
    "DETAIL",
    "HINT",
    "STATEMENT",
    "CONTEXT",
    "QUERY",
    "LOCATION",
    "BACKTRACE",
];

/// Their French names, with what they are in English.
const FRENCH_SEVERITIES: &[(&str, &str)] = &[
    ("ERREUR", "ERROR"),
    ("ATTENTION", "WARNING"),
    ("DÉTAIL", "DETAIL"),
    ("ASTUCE", "HINT"),
    ("INSTRUCTION", "STATEMENT"),
    ("CONTEXTE", "CONTEXT"),
    ("REQUÊTE", "QUERY"),
    ("EMPLACEMENT", "LOCATION"),
];

/// The English name of a severity that ends a text, and how long it is there.
fn severity_ending(text: &[u8]) -> Option<(&'static [u8], usize)> {
    let english = SEVERITIES.iter().map(|known| (*known, *known));
    let (name, len) = english
        .chain(FRENCH_SEVERITIES.iter().copied())
        .find(|(known, _)| text.ends_with(known.as_bytes()))
        .map(|(known, english)| (english.as_bytes(), known.len()))?;
    let before = text.len().checked_sub(len + 1).map(|at| text[at]);
    before.is_none_or(|b| b.is_ascii() && !b.is_ascii_alphanumeric()).then_some((name, len))
}

/// The severity a field states. In a language nobody here speaks the code of the error (SQLSTATE) tells.
fn severity_stated(word: &[u8], code: Option<&[u8]>) -> Option<&'static [u8]> {
    if let Some((name, len)) = severity_ending(word) {
        return (len == word.len()).then_some(name);
    }
    let code = code.filter(|code| code.len() == 5 && code.iter().all(u8::is_ascii_alphanumeric))?;
    Some(match &code[..2] {
        b"00" => b"LOG",
        b"01" => b"WARNING",
        b"28" => b"FATAL",
        _ => b"ERROR",
    })
}

/// Bytes of a line in which the severity must stand.
const PREFIX_BYTES_MAX: usize = 512;

impl ServiceFormat for Lines {
    fn id(&self) -> &'static str {
        "postgresql"
    }

    fn service(&self) -> Service {
        Service::Postgresql
    }

    fn framing(&self) -> Framing {
        Framing::ContinuedLines
    }

    fn owns_process(&self, process: &[u8]) -> bool {
        matches!(process, b"postgres" | b"postgresql" | b"postmaster" | b"pgpool")
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        severity_at(message).is_some()
    }

    fn read<'a>(&self, opened: &Opened<'a>, context: &mut Context, _arena: &'a Bump) -> Reading<'a> {
        let Some((severity, start, end)) = severity_at(opened.message) else { return Reading::NotMine };
        let mut said = Said { severity, ..Said::default() };
        read_prefix(&opened.message[..start], context, &mut said);
        said.settle();
        // Syslog numbers the parts of a message, `[3-1] `; that and the time are all a prefix need have.
        if opened.process.is_none() && said.moment.is_none() && start > 0 {
            return Reading::NotMine;
        }
        event_of(opened, &said, opened.message[end + 1..].trim_ascii())
    }
}

/// Where the severity stands: its English name, and start and end of the word as written.
fn severity_at(message: &[u8]) -> Option<(&'static [u8], usize, usize)> {
    let head = &message[..message.len().min(PREFIX_BYTES_MAX)];
    memchr::memmem::find_iter(head, b":  ").find_map(|end| {
        // French sets a space before the colon.
        let text = head[..end].strip_suffix(b" ").unwrap_or(&head[..end]);
        let (name, len) = severity_ending(text)?;
        Some((name, text.len() - len, end))
    })
}

fn read_prefix<'a>(prefix: &'a [u8], context: &mut Context, said: &mut Said<'a>) {
    let mut rest = prefix.trim_ascii_start();
    rest = rest.strip_prefix(b"<").unwrap_or(rest).trim_ascii_start();
    if let Some(len) = read_time(rest, context, said) {
        rest = &rest[len..];
    } else if let Some(at) = memchr::memchr_iter(b' ', rest)
        .find(|at| rest[at + 1..].first().is_some_and(u8::is_ascii_digit) && scan::iso_time(&rest[at + 1..]).is_some())
    {
        // `%h %u %d [%p] %m`: the time stands last.
        read_time(&rest[at + 1..], context, said);
        rest = &rest[..at];
    }
    // `[7] bob@app `, Debian's default: whatever stands between process and `@` is the account, spaces and all.
    if let Some(at) = memchr::memmem::find(rest, b"] ").map(|at| at + 2)
        && let Some(account) = rest.get(at..).map(<[u8]>::trim_ascii_end)
        && let Some(sign) = memchr::memrchr(b'@', account)
        && memchr::memchr2(b'=', b'(', account).is_none()
    {
        said.pid = memchr::memchr(b'[', rest).and_then(|open| scan::number(&rest[open + 1..at - 2]));
        if address::ip(&account[sign + 1..]).is_some() {
            read_client(&account[sign + 1..], said);
        } else {
            said.database = known(&account[sign + 1..]);
        }
        said.user = known(&account[..sign]);
        return;
    }
    for token in rest.split(|b| matches!(b, b' ' | b',' | b'>' | b';' | b'|')) {
        let token = token.strip_suffix(b":").unwrap_or(token);
        // `%t:%r:%u@%d:[%p]:`, as hosted services have it.
        if memchr::memchr(b':', token).is_some()
            && memchr::memchr2(b'@', b'[', token).is_some()
            && !token.contains(&b'=')
        {
            for part in token.split(|b| *b == b':') {
                read_token(part, said);
            }
        } else {
            read_token(token, said);
        }
    }
}

/// Reads a time with its zone; returns the length of the time. Zones come as abbreviations; only some are the same everywhere.
fn read_time(text: &[u8], context: &mut Context, said: &mut Said<'_>) -> Option<usize> {
    let mut time = scan::iso_time(text)?;
    let zone = text[time.len..].trim_ascii_start();
    if time.offset_seconds.is_none() && (zone.starts_with(b"UTC") || zone.starts_with(b"GMT")) {
        time.offset_seconds = Some(0);
    } else if time.offset_seconds.is_none()
        && let Some((seconds, _)) = scan::offset(zone)
    {
        time.offset_seconds = Some(seconds);
    }
    let len = time.len;
    said.moment = Some(context.iso(time));
    Some(len)
}

/// A name, unless it is the server's word for not knowing it.
fn known(text: &[u8]) -> Option<&[u8]> {
    (!matches!(text, b"" | b"[unknown]" | b"[inconnu]")).then_some(text)
}

fn read_token<'a>(token: &'a [u8], said: &mut Said<'a>) {
    if let Some(user) = token.strip_prefix(b"user=") {
        if said.labels(0) && said.user != known(user) {
            said.doubt();
        }
        said.user = known(user);
    } else if let Some(database) = token.strip_prefix(b"db=").or_else(|| token.strip_prefix(b"database=")) {
        if said.labels(1) && said.database != known(database) {
            said.doubt();
        }
        said.database = known(database);
    } else if let Some(client) = token.strip_prefix(b"client=").or_else(|| token.strip_prefix(b"host=")) {
        let before = said.source;
        read_client(client, said);
        if said.labels(2) && said.source != before {
            said.doubt();
        }
    } else if let Some(inside) = token.strip_prefix(b"[").and_then(|t| t.split(|b| matches!(b, b']' | b'-')).next()) {
        said.pid = said.pid.or(scan::number(inside));
    } else if let Some(at) = memchr::memchr(b'@', token).filter(|at| *at > 0) {
        // `%q%u@%d`, where an address may stand after the account too.
        if address::ip(&token[at + 1..]).is_some() {
            read_client(&token[at + 1..], said);
        } else {
            said.database = said.database.or(known(&token[at + 1..]));
        }
        said.user = said.user.or(known(&token[..at]));
    } else {
        read_client(token, said);
    }
}

impl Said<'_> {
    /// Notes a label; whether it stood there before.
    fn labels(&mut self, kind: usize) -> bool {
        std::mem::replace(&mut self.labelled[kind], true)
    }

    /// Somebody chose a name with labels in it.
    fn doubt(&mut self) {
        self.anomalies.add(Anomaly::EmbeddedRecord);
    }

    /// Forgets what a prefix said in which labels contradict each other.
    fn settle(&mut self) {
        if self.anomalies.contains(Anomaly::EmbeddedRecord) {
            (self.user, self.database, self.source, self.source_port) = (None, None, None, None);
        }
    }
}

/// `192.0.2.1`, `192.0.2.1(4711)`.
fn read_client<'a>(token: &'a [u8], said: &mut Said<'a>) {
    let (host, port) = match memchr::memchr(b'(', token) {
        Some(at) => (&token[..at], token[at + 1..].strip_suffix(b")")),
        None => (token, None),
    };
    if let Some(ip) = address::ip(host) {
        said.source = Some(ip);
        said.source_port = port.and_then(scan::number);
    }
}

impl ServiceFormat for Csv {
    fn id(&self) -> &'static str {
        "postgresql-csv"
    }

    fn service(&self) -> Service {
        Service::Postgresql
    }

    fn framing(&self) -> Framing {
        Framing::QuotedLines
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        scan::iso_time(message).is_some_and(|time| memchr::memchr(b',', &message[time.len..]).is_some_and(|at| at <= 6))
    }

    fn read<'a>(&self, opened: &Opened<'a>, context: &mut Context, arena: &'a Bump) -> Reading<'a> {
        if !self.claims_message(opened.message) {
            return Reading::NotMine;
        }
        let mut said = Said::default();
        let mut fields = [None; 20];
        let mut rest = opened.message;
        for field in &mut fields {
            let Some((text, after)) = csv_field(rest, arena, &mut said.anomalies) else { break };
            *field = (!text.is_empty()).then_some(text);
            rest = after;
        }
        let (Some(time), Some(severity)) = (fields[0], fields[11]) else { return Reading::NotMine };
        let Some(severity) = severity_stated(severity, fields[12]) else { return Reading::NotMine };
        read_time(time, context, &mut said);
        said.severity = severity;
        said.user = fields[1];
        said.database = fields[2];
        said.pid = fields[3].and_then(scan::number);
        if let Some((ip, port)) = fields[4].and_then(client_of) {
            (said.source, said.source_port) = (Some(ip), port);
        } else {
            said.source_name = fields[4].filter(|name| *name != b"[local]");
        }
        said.code = fields[12].filter(|code| *code != b"00000");
        said.statement = fields[19];
        event_of(opened, &said, fields[13].unwrap_or_default().trim_ascii())
    }
}

/// `192.0.2.1:4711`, `::1:4711` (PostgreSQL writes no brackets), `192.0.2.1`.
fn client_of(text: &[u8]) -> Option<(IpAddr, Option<u16>)> {
    if let Some(at) = memchr::memrchr(b':', text)
        && let (Some(ip), Some(port)) = (address::ip(&text[..at]), scan::number(&text[at + 1..]))
    {
        return Some((ip, Some(port)));
    }
    address::ip(text).map(|ip| (ip, None))
}

/// The first field and what follows its comma. Doubled quotes are undone in the arena.
fn csv_field<'a>(rest: &'a [u8], arena: &'a Bump, anomalies: &mut Anomalies) -> Option<(&'a [u8], &'a [u8])> {
    if rest.is_empty() {
        return None;
    }
    let Some(quoted) = rest.strip_prefix(b"\"") else {
        let end = memchr::memchr(b',', rest).unwrap_or(rest.len());
        return Some((&rest[..end], rest.get(end + 1..).unwrap_or_default()));
    };
    let mut doubled = false;
    let mut at = 0;
    loop {
        let Some(quote) = memchr::memchr(b'"', &quoted[at..]).map(|found| found + at) else {
            anomalies.add(Anomaly::Truncated);
            return Some((quoted, &[]));
        };
        if quoted.get(quote + 1) == Some(&b'"') {
            doubled = true;
            at = quote + 2;
            continue;
        }
        let text = if doubled { undouble(&quoted[..quote], arena) } else { &quoted[..quote] };
        let after = &quoted[quote + 1..];
        return Some((text, after.strip_prefix(b",").unwrap_or(after)));
    }
}

fn undouble<'a>(text: &[u8], arena: &'a Bump) -> &'a [u8] {
    let mut out = ArenaVec::with_capacity_in(text.len(), arena);
    let mut skip = false;
    for b in text {
        skip = *b == b'"' && !skip;
        if !skip {
            out.push(*b);
        }
    }
    out.into_bump_slice()
}

impl ServiceFormat for JsonLog {
    fn id(&self) -> &'static str {
        "postgresql-json"
    }

    fn service(&self) -> Service {
        Service::Postgresql
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        message.first() == Some(&b'{') && memchr::memmem::find(message, b"\"error_severity\"").is_some()
    }

    fn read<'a>(&self, opened: &Opened<'a>, context: &mut Context, arena: &'a Bump) -> Reading<'a> {
        if !self.claims_message(opened.message) {
            return Reading::NotMine;
        }
        let mut said = Said::default();
        let Some(record) = json::read(opened.message, arena, &mut said.anomalies) else { return Reading::NotMine };
        if let Some(time) = record.text("timestamp") {
            read_time(time, context, &mut said);
        }
        let code = record.text("state_code");
        let Some(severity) = record.text("error_severity").and_then(|word| severity_stated(word, code)) else {
            return Reading::NotMine;
        };
        said.severity = severity;
        said.user = record.text("user");
        said.database = record.text("dbname");
        said.pid = record.number("pid").and_then(|pid| u32::try_from(pid).ok());
        let host = record.text("remote_host");
        said.source = host.and_then(address::ip);
        said.source_name = host.filter(|name| said.source.is_none() && *name != b"[local]");
        said.source_port = record.number("remote_port").and_then(|port| u16::try_from(port).ok());
        said.code = record.text("state_code").filter(|code| *code != b"00000");
        said.statement = record.text("statement");
        event_of(opened, &said, record.text("message").unwrap_or_default().trim_ascii())
    }
}

/// The event of a message, with what else the record says where the message itself does not.
fn event_of<'a>(opened: &Opened<'a>, said: &Said<'a>, message: &'a [u8]) -> Reading<'a> {
    if said.severity.starts_with(b"DEBUG") || said.severity == b"BACKTRACE" {
        return Reading::Ignored;
    }
    let mut captures = Captures::new(Protocol::Postgresql);
    for (slot, text) in [(Slot::User, said.user), (Slot::Database, said.database), (Slot::Code, said.code)] {
        if let Some(text) = text {
            captures = captures.with(slot, text);
        }
    }
    let table_reading = match said.severity {
        b"DETAIL" | b"HINT" | b"CONTEXT" | b"QUERY" | b"LOCATION" => {
            let detail = table::detail(&captures.with(Slot::Message, message));
            Reading::Event(opened.event(Service::Postgresql, detail))
        }
        b"STATEMENT" => {
            let detail = table::detail(&captures.with(Slot::Statement, message));
            Reading::Event(opened.event(Service::Postgresql, detail))
        }
        // Errors have thousands of words, and a statement may choose them; severity and code type them.
        b"ERROR" | b"WARNING" | b"NOTICE" | b"INFO" => {
            let error = table::error(&captures.with(Slot::Message, message));
            Reading::Event(opened.event(Service::Postgresql, error))
        }
        severity => [&TABLE, &FRENCH, &SERVER]
            .into_iter()
            .take(if severity == b"LOG" { 3 } else { 2 })
            .map(|table| table.read(Service::Postgresql, opened, message, captures))
            .find(|reading| !matches!(reading, Reading::NotMine))
            .unwrap_or_else(|| untold(opened, said, &captures.with(Slot::Message, message))),
    };
    let Reading::Event(mut event) = table_reading else { return table_reading };
    if let Some(moment) = said.moment {
        set_moment(&mut event, moment);
    }
    event.anomalies.merge(said.anomalies);
    event.source = event.source.or(said.source);
    event.source_port = event.source_port.or(said.source_port);
    event.source_name = event.source_name.or(said.source_name);
    event.pid = event.pid.or(said.pid);
    if let Action::Database(database) = &mut event.action {
        database.statement = database.statement.or(said.statement);
    }
    Reading::Event(event)
}

/// A message in words nobody here knows: SQLSTATE 28 is a failed sign-in, and a fatal message is at least an error.
fn untold<'a>(opened: &Opened<'a>, said: &Said<'a>, captures: &Captures<'a>) -> Reading<'a> {
    let action = match said.code {
        Some(code) if code.starts_with(b"28") => Action::SignIn(captures.sign_in(Outcome::Failure)),
        _ if said.severity == b"LOG" => return Reading::NotMine,
        _ => table::error(captures),
    };
    Reading::Event(opened.event(Service::Postgresql, action))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::templates::tests::{check, says};
    use crate::{Options, YearClock};

    #[test]
    fn the_table_keeps_its_contract() {
        check(&TABLE, Protocol::Postgresql);
        check(&SERVER, Protocol::Postgresql);
        check(&FRENCH, Protocol::Postgresql);
    }

    fn read(format: &dyn ServiceFormat, message: &str) -> String {
        let mut context = Context::new(&Options::default(), YearClock::starting(None), false);
        let arena = Bump::new();
        match format.read(&Opened::bare(message.as_bytes()), &mut context, &arena) {
            Reading::Event(event) => {
                format!(
                    "{} {}",
                    event.time.map(vigie_facts::time::Timestamp::to_rfc3339).unwrap_or_default(),
                    says(&event)
                )
            }
            Reading::Ignored => "ignored".to_owned(),
            Reading::NotMine => "not mine".to_owned(),
        }
    }

    #[test]
    fn one_failure_behind_every_prefix_gives_the_same_event() {
        let failed = "FATAL:  password authentication failed for user \"bob\"";
        let event = "sign-in event.outcome=failure source.ip=192.0.2.1 source.port=4711 network.protocol=postgresql user.name=bob vigie.authentication.method=password";
        let local = "sign-in event.outcome=failure network.protocol=postgresql user.name=bob vigie.authentication.method=password";
        let time = "2024-05-01T10:00:00Z";
        for (prefix, expected) in [
            ("2024-05-01 10:00:00 UTC [7] bob@app ", format!("{time} {local}")),
            ("2024-05-01 10:00:00.000 GMT [7] ", format!("{time} {local}")),
            (
                "2024-05-01 12:00:00 +02 [7]: [1-1] user=bob,db=app,app=psql,client=192.0.2.1(4711) ",
                format!("{time} {event}"),
            ),
            ("2024-05-01 10:00:00 UTC:192.0.2.1(4711):bob@app:[7]:", format!("{time} {event}")),
            ("< 2024-05-01 10:00:00.000 UTC > ", format!("{time} {local}")),
            (
                "192.0.2.1 bob app [7] 2024-05-01 10:00:00.000 UTC ",
                format!("{time} {}", event.replace(" source.port=4711", "")),
            ),
            ("", format!(" {local}")),
        ] {
            assert_eq!(read(&Lines, &format!("{prefix}{failed}")), expected, "{prefix}");
        }
        let csv = "2024-05-01 10:00:00.000 UTC,\"bob\",\"app\",7,\"192.0.2.1:4711\",66.7,1,\"authentication\",2024-05-01 10:00:00 UTC,3/5,0,FATAL,28P01,\"password authentication failed for user \"\"bob\"\"\",\"Connection matched\",,,,,,,,,\"\"";
        assert_eq!(read(&Csv, csv), format!("{time} {event}"));
        let json = r#"{"timestamp":"2024-05-01 10:00:00.000 UTC","user":"bob","dbname":"app","pid":7,"remote_host":"192.0.2.1","remote_port":4711,"error_severity":"FATAL","state_code":"28P01","message":"password authentication failed for user \"bob\""}"#;
        assert_eq!(read(&JsonLog, json), format!("{time} {event}"));
    }

    #[test]
    fn errors_and_their_details_are_typed() {
        for (message, expected) in [
            (
                "2024-05-01 10:00:00 UTC [7] app@app ERROR:  relation \"x\" does not exist at character 15",
                "2024-05-01T10:00:00Z database-error user.name=app message=relation \"x\" does not exist at character 15 db.name=app",
            ),
            (
                "2024-05-01 10:00:00 UTC [7] app@app STATEMENT:  SELECT * FROM x",
                "2024-05-01T10:00:00Z database-detail user.name=app db.name=app db.statement=SELECT * FROM x",
            ),
            (
                "2024-05-01 10:00:00 UTC [7] app@app ERROR:  role \"bob\" does not exist",
                "2024-05-01T10:00:00Z database-error user.name=app message=role \"bob\" does not exist db.name=app",
            ),
            ("2024-05-01 10:00:00 UTC [7] DEBUG1:  x", "ignored"),
            ("2024-05-01 10:00:00 UTC no severity", "not mine"),
        ] {
            assert_eq!(read(&Lines, message), expected, "{message}");
        }
    }

    #[test]
    fn names_chosen_by_strangers_say_nothing_of_the_prefix() {
        for (message, expected) in [
            (
                "2024-05-01 10:00:00 UTC [7] a 198.51.100.9 b@app FATAL:  password authentication failed for user \"a 198.51.100.9 b\"",
                "2024-05-01T10:00:00Z sign-in event.outcome=failure network.protocol=postgresql user.name=a 198.51.100.9 b vigie.authentication.method=password",
            ),
            (
                "2024-05-01 10:00:00 UTC [7]: [1-1] user=bob,db=app,app=x user=root,client=198.51.100.9,client=192.0.2.1 ERROR:  x",
                "2024-05-01T10:00:00Z database-error message=x",
            ),
        ] {
            assert_eq!(read(&Lines, message), expected, "{message}");
        }
    }

    #[test]
    fn other_languages_are_read_by_words_or_by_code() {
        let failed = "authentification par mot de passe échouée pour l'utilisateur  « bob »";
        let event = "2024-05-01T10:00:00Z sign-in event.outcome=failure network.protocol=postgresql user.name=bob";
        assert_eq!(read(&Lines, &format!("2024-05-01 10:00:00 UTC [7] bob@app FATAL:  {failed}")), event);
        assert_eq!(
            read(&Lines, "2024-05-01 10:00:00 UTC [7] bob@app INSTRUCTION :  SELECT 1"),
            "2024-05-01T10:00:00Z database-detail user.name=bob db.name=app db.statement=SELECT 1"
        );
        assert_eq!(
            read(&Lines, "2024-05-01 10:00:00 UTC [7] [inconnu]@[inconnu] ERREUR:  x"),
            "2024-05-01T10:00:00Z database-error message=x"
        );
        let german = "2024-05-01 10:00:00.000 UTC,\"bob\",\"app\",7,\"192.0.2.1:4711\",66.7,1,\"authentication\",2024-05-01 10:00:00 UTC,3/5,0,SCHWERWIEGEND,28P01,\"Passwort-Authentifizierung fehlgeschlagen\",,,,,,,,,\"\"";
        assert_eq!(
            read(&Csv, german),
            "2024-05-01T10:00:00Z sign-in event.outcome=failure source.ip=192.0.2.1 source.port=4711 network.protocol=postgresql user.name=bob"
        );
    }
}
