//! The services whose records we understand, what they protect, and their stable ids. Adding one is one line in the table.
//! How their lines look is the business of `vigie-parse`.

use serde::{Deserialize, Serialize};

/// What an attack on a service is after, in the words of question 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// Pages and applications.
    Site,
    /// Stored data.
    Databases,
    /// Mail and its accounts.
    Mailboxes,
    /// Machines and the network: remote shells, packet filters, sensors.
    Infrastructure,
}

macro_rules! services {
    ($($variant:ident = $id:literal, $target:ident, $label:literal;)+) => {
        /// A service that writes records. Ids are stable and appear in machine output as `service`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum Service {
            $(#[doc = $label] #[serde(rename = $id)] $variant,)+
        }

        impl Service {
            /// Every service, in table order.
            pub const ALL: &'static [Service] = &[$(Service::$variant,)+];

            /// The stable id.
            pub fn id(self) -> &'static str {
                match self { $(Service::$variant => $id,)+ }
            }

            /// The name people use.
            pub fn label(self) -> &'static str {
                match self { $(Service::$variant => $label,)+ }
            }

            /// What the service holds.
            pub fn target(self) -> Target {
                match self { $(Service::$variant => Target::$target,)+ }
            }

            /// The service of an id, or `None`.
            pub fn from_id(id: &str) -> Option<Service> {
                Service::ALL.iter().copied().find(|service| service.id() == id)
            }
        }
    };
}

services! {
    WebAccess = "web-access", Site, "web server access log";
    NginxError = "nginx-error", Site, "nginx error log";
    ApacheError = "apache-error", Site, "Apache error log";
    Haproxy = "haproxy", Site, "HAProxy";
    Sshd = "sshd", Infrastructure, "OpenSSH server";
    Pam = "pam", Infrastructure, "PAM";
    Sudo = "sudo", Infrastructure, "sudo and su";
    Accounts = "accounts", Infrastructure, "account management (useradd, passwd …)";
    Cron = "cron", Infrastructure, "cron";
    Systemd = "systemd", Infrastructure, "systemd and logind";
    Kernel = "kernel", Infrastructure, "kernel";
    Netfilter = "netfilter", Infrastructure, "packet filter (netfilter, ufw)";
    Postfix = "postfix", Mailboxes, "Postfix";
    Exim = "exim", Mailboxes, "Exim";
    Dovecot = "dovecot", Mailboxes, "Dovecot";
    Roundcube = "roundcube", Mailboxes, "Roundcube webmail";
    Postgresql = "postgresql", Databases, "PostgreSQL";
    Mysql = "mysql", Databases, "MariaDB / MySQL";
    Suricata = "suricata", Infrastructure, "Suricata EVE";
    Cowrie = "cowrie", Infrastructure, "Cowrie honeypot";
    Dionaea = "dionaea", Infrastructure, "Dionaea honeypot";
    Ftp = "ftp", Infrastructure, "FTP server";
    Dns = "dns", Infrastructure, "name server";
    OtherDaemon = "other-daemon", Infrastructure, "other system daemon";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_round_trip() {
        for service in Service::ALL {
            assert_eq!(Service::from_id(service.id()), Some(*service));
        }
    }
}
