//! The OpenSSH server (`sshd`, since 9.8 also `sshd-session` and `sshd-auth`) and its file transfer server, versions 3 to 10.
//!
//! # Which line is the try
//! sshd tells one try in several lines. Counted once:
//! - An account sshd knows: each `Failed METHOD for USER` is a try.
//! - An account it does not know or does not admit: `Invalid user …` (`User … not allowed because …`) is the try, written
//!   once a connection at the usual level whatever the methods allowed; `Failed … for invalid user …` echoes it. So a
//!   server without passwords, which never writes the second, is counted too, and nothing twice; several passwords for one
//!   invalid name in one connection count as one.
//! - `Failed none` (the client asks which methods there are), `Failed publickey` (it offers every key it has), `Postponed`, `Partial`, and PAM's lines are echoes.
//!
//! `user_exists` is false where sshd says *invalid* or *illegal user*, true where it names a reason that only an existing
//! account can have, and `None` where it does not say: `Failed password for x` alone is no proof to the reader.

mod table;
mod usual;

use std::sync::LazyLock;

use bumpalo::Bump;
use vigie_facts::event::{Action, ConnectionPhase, Protocol};
use vigie_facts::service::Service;

use crate::calendar::Context;
use crate::envelopes::Opened;
use crate::services::{Reading, ServiceFormat};
use crate::templates::{Captures, Table};
pub(crate) use usual::Usual;

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::compile(table::TEMPLATES));

/// See the module.
pub(crate) struct Sshd;

impl ServiceFormat for Sshd {
    fn id(&self) -> &'static str {
        "sshd"
    }

    fn service(&self) -> Service {
        Service::Sshd
    }

    fn owns_process(&self, process: &[u8]) -> bool {
        let name = process.rsplit(|b| *b == b'/').next().unwrap_or(process);
        matches!(
            name,
            b"sshd" | b"sshd-session" | b"sshd-auth" | b"internal-sftp" | b"sftp-server" | b"in.sshd" | b"sshd2"
        )
    }

    fn may_speak(&self, process: &[u8]) -> bool {
        process.rsplit(|b| *b == b'/').next().is_some_and(|name| name.starts_with(b"sshd"))
            || self.owns_process(process)
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        // Without a program's name only lines that no other service writes.
        const BEGINNINGS: &[&[u8]] = &[
            b"Failed ",
            b"Accepted ",
            b"Invalid user ",
            b"Illegal user ",
            b"Connection closed by ",
            b"Connection reset by ",
            b"Received disconnect from ",
            b"Disconnected from ",
            b"Disconnecting ",
            b"Did not receive identification string",
            b"Server listening on ",
            b"error: ",
            b"fatal: ",
            b"Unable to negotiate ",
            b"Bad protocol version ",
            b"banner exchange: ",
        ];
        BEGINNINGS.iter().any(|beginning| message.starts_with(beginning))
    }

    fn read<'a>(&self, opened: &Opened<'a>, _context: &mut Context, _arena: &'a Bump) -> Reading<'a> {
        let message = opened.message.trim_ascii_end();
        // Half the lines of a busy sshd are PAM's.
        if message.starts_with(b"pam_") {
            return Reading::NotMine;
        }
        let (message, before_sign_in) = match message.strip_suffix(b" [preauth]") {
            Some(message) => (message, true),
            None => (message, false),
        };
        if message.starts_with(b"debug") && message.get(6..8) == Some(b": ") {
            return Reading::Ignored;
        }
        let message = [&b"error: "[..], b"fatal: ", b"warning: "]
            .iter()
            .find_map(|level| message.strip_prefix(*level))
            .unwrap_or(message);
        let mut reading = TABLE.read(Service::Sshd, opened, message, Captures::new(Protocol::Ssh));
        if let Reading::Event(event) = &mut reading
            && let Action::Connection(connection) = &mut event.action
            && before_sign_in
            && connection.phase == ConnectionPhase::Closed
        {
            connection.phase = ConnectionPhase::ClosedUnauthenticated;
        }
        // What the file transfer server did and to what: the operation and its path, not the path alone.
        if let Reading::Event(event) = &mut reading
            && let Action::Command(command) = &mut event.action
        {
            command.command = Some(message);
        }
        reading
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::templates::tests::{check, says};
    use crate::{Options, calendar::YearClock};

    #[test]
    fn the_table_keeps_its_contract() {
        check(&TABLE, Protocol::Ssh);
    }

    fn read(message: &str) -> String {
        let mut context = Context::new(&Options::default(), YearClock::starting(None), false);
        let arena = Bump::new();
        match Sshd.read(&Opened::bare(message.as_bytes()), &mut context, &arena) {
            Reading::Event(event) => {
                let odd: Vec<_> = event.anomalies.iter().map(vigie_facts::anomaly::Anomaly::id).collect();
                format!("{} {}", says(&event), odd.join(",")).trim_end().to_owned()
            }
            Reading::Ignored => "ignored".to_owned(),
            Reading::NotMine => "not mine".to_owned(),
        }
    }

    #[test]
    fn names_that_imitate_lines_do_not_move_the_address() {
        for (message, expected) in [
            (
                "Failed password for invalid user a from 192.0.2.66 port 1 ssh2 from 198.51.100.7 port 4242 ssh2",
                "sign-in event.outcome=failure source.ip=198.51.100.7 source.port=4242 network.protocol=ssh user.name=a from 192.0.2.66 port 1 ssh2 vigie.user.exists=false vigie.authentication.method=password echo embedded-record",
            ),
            (
                "Failed publickey for invalid user a from 192.0.2.66 port 1 ssh2: RSA x from 198.51.100.7 port 4242 ssh2: RSA SHA256:abc",
                "sign-in event.outcome=failure source.ip=198.51.100.7 source.port=4242 network.protocol=ssh user.name=a from 192.0.2.66 port 1 ssh2: RSA x vigie.user.exists=false vigie.authentication.method=publickey echo embedded-record",
            ),
            (
                "Failed password for a from 198.51.100.7 port 4242 ssh1: ruser x from 192.0.2.66",
                "sign-in event.outcome=failure source.ip=198.51.100.7 source.port=4242 network.protocol=ssh user.name=a vigie.authentication.method=password",
            ),
            (
                "Invalid user a from 192.0.2.66 port 22 from 198.51.100.7",
                "sign-in event.outcome=failure source.ip=198.51.100.7 network.protocol=ssh user.name=a from 192.0.2.66 port 22 vigie.user.exists=false embedded-record",
            ),
            (
                "Connection closed by invalid user a 192.0.2.66 port 22 198.51.100.7 port 9 [preauth]",
                "connection-closed-unauthenticated source.ip=198.51.100.7 source.port=9 network.protocol=ssh user.name=a 192.0.2.66 port 22 embedded-record",
            ),
            (
                "User a from 192.0.2.66 not allowed because x from 198.51.100.7 not allowed because not listed in AllowUsers",
                "sign-in event.outcome=failure source.ip=198.51.100.7 network.protocol=ssh user.name=a from 192.0.2.66 not allowed because x vigie.user.exists=true embedded-record",
            ),
        ] {
            assert_eq!(read(message), expected, "{message}");
        }
    }

    #[test]
    fn an_empty_name_and_a_name_of_spaces_are_read() {
        assert_eq!(
            read("Invalid user  from 192.0.2.1"),
            "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=ssh vigie.user.exists=false"
        );
        assert_eq!(
            read("Invalid user  0101 from 192.0.2.1"),
            "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=ssh user.name= 0101 vigie.user.exists=false"
        );
    }
}
