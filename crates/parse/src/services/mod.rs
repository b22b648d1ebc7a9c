//! Services: what a message means. Adding one is a folder and a line in [`ALL`]. They do not know in which envelope the
//! message came, except that it may have a time, a host and a program.

pub mod access;
mod access_json;
mod accounts;
mod apache_error;
mod aws_alb;
mod cowrie;
mod cron;
mod daemons;
mod dionaea;
mod dns;
mod dovecot;
mod exim;
mod ftp;
mod haproxy;
mod kernel;
mod mysql;
mod netfilter;
mod nginx_error;
mod pam;
mod postfix;
mod postgresql;
mod roundcube;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod sshd;
mod sudo;
mod suricata;
mod systemd;
mod trouble;
pub mod w3c;

use std::sync::LazyLock;

use bumpalo::Bump;
use vigie_facts::anomaly::{Anomalies, Anomaly};
use vigie_facts::event::{Event, Protocol};
use vigie_facts::service::Service;

use crate::Framing;
use crate::calendar::{Context, Moment};
use crate::envelopes::Opened;
use crate::templates::{Captures, Table};

/// A format of a service. Stateless, and safe on any bytes.
///
/// A format in a bare envelope states its own time: read it with [`scan`](crate::scan) and turn it into an instant with
/// [`Context::stated`], [`Context::local`] or [`Context::iso`]; set `time`, `time_basis` and `anomalies` of the event.
pub trait ServiceFormat: Sync {
    /// The stable id of the format, in kebab case; a service may have several.
    fn id(&self) -> &'static str;

    /// The service.
    fn service(&self) -> Service;

    /// How records are separated when the format stands without an envelope.
    fn framing(&self) -> Framing {
        Framing::Lines
    }

    /// Whether a program of this name writes only this format (`sshd`, `postfix/smtpd`).
    fn owns_process(&self, _process: &[u8]) -> bool {
        false
    }

    /// Whether a message may be of this format; a cheap look at its first bytes. Asked when no process owns the message and
    /// the usual format of the input did not understand it.
    fn claims_message(&self, message: &[u8]) -> bool;

    /// Whether a record that names its program may be of this format. What only its own programs write is not believed of
    /// others: they log what strangers send them.
    fn may_speak(&self, _process: &[u8]) -> bool {
        true
    }

    /// Reads a message.
    fn read<'a>(&self, opened: &Opened<'a>, context: &mut Context, arena: &'a Bump) -> Reading<'a>;
}

/// What a format says of a message.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "an event lives on the stack for one record")]
pub enum Reading<'a> {
    /// Understood. Start from [`Opened::event`].
    Event(Event<'a>),
    /// Of this format, and deliberately not interpreted.
    Ignored,
    /// Not understood: another format may.
    NotMine,
}

/// Every format. Where two understand a message, the first wins.
pub const ALL: &[&dyn ServiceFormat] = &[
    &sshd::Sshd,
    &pam::Pam,
    &sudo::SUDO,
    &accounts::ACCOUNTS,
    &cron::CRON,
    &systemd::SYSTEMD,
    &kernel::Kernel,
    &postfix::Postfix,
    &dovecot::Dovecot,
    &exim::Exim,
    &roundcube::Roundcube,
    &postgresql::Csv,
    &postgresql::JsonLog,
    &postgresql::Lines,
    &mysql::Mysql,
    &mysql::Audit,
    &ftp::FTP,
    &dns::DNS,
    &daemons::DAEMONS,
    // Formats that state their own time.
    &suricata::Suricata,
    &cowrie::Cowrie,
    &dionaea::Dionaea,
    &haproxy::Haproxy,
    &netfilter::Netfilter,
    &nginx_error::NginxError,
    &apache_error::ApacheError,
    &access::Access,
    &aws_alb::AwsAlb,
    &w3c::W3c,
    // After the JSON formats that are told by one member: it is told by many.
    &access_json::AccessJson,
];

/// Gives an event the time its message states, in place of the envelope's: what was assumed about that one no longer counts.
pub(crate) fn set_moment(event: &mut Event<'_>, moment: Moment) {
    let assumed = |anomaly: &Anomaly| {
        matches!(anomaly, Anomaly::YearInferred | Anomaly::ZoneAssumed | Anomaly::DaylightSavingFold)
    };
    if !event.anomalies.is_empty() {
        let mut kept = Anomalies::default();
        event.anomalies.iter().filter(|anomaly| !assumed(anomaly)).for_each(|anomaly| kept.add(anomaly));
        event.anomalies = kept;
    }
    event.time = moment.time;
    event.time_basis = moment.basis;
    event.anomalies.merge(moment.anomalies);
}

/// A service that is nothing but a table of templates.
#[derive(Debug)]
pub(crate) struct Templated {
    id: &'static str,
    service: Service,
    protocol: Protocol,
    /// Names of programs, without path.
    processes: &'static [&'static str],
    /// Beginnings of messages that no other service writes, for records without a program.
    beginnings: &'static [&'static str],
    table: &'static LazyLock<Table>,
}

impl ServiceFormat for Templated {
    fn id(&self) -> &'static str {
        self.id
    }

    fn service(&self) -> Service {
        self.service
    }

    fn owns_process(&self, process: &[u8]) -> bool {
        let name = base_name(process);
        self.processes.iter().any(|own| own.as_bytes().eq_ignore_ascii_case(name))
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        self.beginnings.iter().any(|beginning| message.starts_with(beginning.as_bytes()))
    }

    fn may_speak(&self, process: &[u8]) -> bool {
        self.owns_process(process)
    }

    fn read<'a>(&self, opened: &Opened<'a>, _context: &mut Context, _arena: &'a Bump) -> Reading<'a> {
        self.table.read(self.service, opened, opened.message.trim_ascii(), Captures::new(self.protocol))
    }
}

/// The name of a program without its path and without what PAM or SELinux put behind it.
pub(crate) fn base_name(process: &[u8]) -> &[u8] {
    let name = process.rsplit(|b| *b == b'/').next().unwrap_or(process);
    &name[..memchr::memchr(b'(', name).unwrap_or(name.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_kebab_case() {
        let mut ids: Vec<_> = ALL.iter().map(|format| format.id()).collect();
        assert!(ids.iter().all(|id| id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), ALL.len());
    }
}
