//! Pluggable authentication modules, whichever program they run in: `pam_unix(sshd:auth): …`, the older
//! `sshd(pam_unix)[7]: …` and `(pam_unix) …`. An event belongs to the service whose program asked, where that is known.
//!
//! Programs that write a line of their own for each try (sshd, su, sudo, Dovecot, ProFTPD) make PAM's line an echo. The older
//! form is none: those systems put PAM's and the program's lines in different files.

mod table;

use std::sync::LazyLock;

use bumpalo::Bump;
use vigie_facts::event::{Action, Protocol};
use vigie_facts::service::Service;

use crate::calendar::Context;
use crate::envelopes::Opened;
use crate::services::{Reading, ServiceFormat, base_name};
use crate::templates::{Captures, Table};

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::compile(table::TEMPLATES));

/// See the module.
pub(crate) struct Pam;

impl ServiceFormat for Pam {
    fn id(&self) -> &'static str {
        "pam"
    }

    fn service(&self) -> Service {
        Service::Pam
    }

    fn owns_process(&self, process: &[u8]) -> bool {
        process.ends_with(b")") && memchr::memmem::find(process, b"(pam_").is_some()
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        message.starts_with(b"pam_")
            || message.starts_with(b"(pam_")
            || message.starts_with(b"PAM ")
            || message.starts_with(b"PAM-")
            || message.starts_with(b"authentication failure; ")
            || message.starts_with(b"gkr-pam: ")
    }

    fn read<'a>(&self, opened: &Opened<'a>, _context: &mut Context, _arena: &'a Bump) -> Reading<'a> {
        let message = opened.message.trim_ascii();
        let old = opened.process.is_some_and(|process| self.owns_process(process));
        let (program, message) = if old {
            (opened.process.map(base_name), message)
        } else {
            let (asked, message) = without_module(message);
            (asked.or(opened.process.map(base_name)), message)
        };
        let (service, protocol, own_lines) = asking(program.unwrap_or_default());
        let mut reading = TABLE.read(service, opened, message, Captures::new(protocol));
        if let Reading::Event(event) = &mut reading {
            if old {
                event.process = program;
            }
            if let Action::SignIn(sign_in) = &mut event.action {
                sign_in.echo |= own_lines && !old;
            }
        }
        reading
    }
}

/// Splits `pam_unix(sshd:auth): ` (or `pam_unix[12]: `, `(pam_unix) `) off: the service that asked, and the message.
fn without_module(message: &[u8]) -> (Option<&[u8]>, &[u8]) {
    const MODULE_BYTES_MAX: usize = 96;
    let head = &message[..message.len().min(MODULE_BYTES_MAX)];
    if head.starts_with(b"(pam_")
        && let Some(at) = memchr::memmem::find(head, b") ")
    {
        return (None, &message[at + 2..]);
    }
    if !head.starts_with(b"pam_") {
        return (None, message);
    }
    let Some(at) = memchr::memmem::find(head, b": ") else { return (None, message) };
    let inside = memchr::memchr(b'(', &head[..at]).and_then(|open| head[open + 1..at].strip_suffix(b")"));
    let asked = inside.and_then(|inside| inside.split(|b| *b == b':').next());
    (asked, &message[at + 2..])
}

/// Whose try it is: the service, what was spoken, and whether the program writes a line of its own for each try.
fn asking(program: &[u8]) -> (Service, Protocol, bool) {
    match program {
        b"sshd" | b"ssh" | b"sshd-session" => (Service::Sshd, Protocol::Ssh, true),
        b"su" | b"su-l" | b"sudo" | b"sudo-i" | b"polkit-1" | b"doas" | b"pkexec" | b"runuser" | b"runuser-l" => {
            (Service::Sudo, Protocol::Local, true)
        }
        b"cron" | b"crond" | b"CRON" | b"atd" | b"crontab" => (Service::Cron, Protocol::Local, false),
        b"systemd-user" | b"systemd" => (Service::Systemd, Protocol::Local, false),
        b"dovecot" | b"auth" | b"auth-worker" => (Service::Dovecot, Protocol::Imap, true),
        b"imap" | b"imapd" | b"cyrus" => (Service::Pam, Protocol::Imap, false),
        b"pop" | b"pop3" | b"pop3d" => (Service::Pam, Protocol::Pop3, false),
        b"sieve" => (Service::Pam, Protocol::Sieve, false),
        b"smtp" | b"saslauthd" | b"smtpauth" | b"sendmail" | b"postfix" => (Service::Pam, Protocol::Smtp, false),
        b"proftpd" | b"pure-ftpd" => (Service::Ftp, Protocol::Ftp, true),
        b"vsftpd" | b"ftp" | b"ftpd" | b"wu-ftpd" | b"gssftpd" => (Service::Ftp, Protocol::Ftp, false),
        b"samba" | b"smbd" => (Service::Pam, Protocol::Smb, false),
        b"mysql" | b"mariadb" => (Service::Pam, Protocol::Mysql, false),
        b"postgresql" | b"postgres" => (Service::Pam, Protocol::Postgresql, false),
        b"telnet" | b"telnetd" | b"remote" => (Service::Pam, Protocol::Telnet, false),
        b"cockpit" | b"apache2" | b"httpd" | b"nginx" | b"webmin" | b"usermin" => (Service::Pam, Protocol::Http, false),
        b"passwd" | b"chpasswd" | b"chfn" | b"chsh" | b"useradd" | b"groupadd" | b"usermod" | b"userdel" => {
            (Service::Accounts, Protocol::Local, false)
        }
        b"login" | b"gdm" | b"gdm-password" | b"gdm3" | b"lightdm" | b"lightdm-greeter" | b"sddm" | b"kdm" | b"kde"
        | b"xdm" | b"kcheckpass" | b"xscreensaver" | b"gnome-screensaver" | b"unix_chkpwd" => {
            (Service::Pam, Protocol::Local, false)
        }
        _ => (Service::Pam, Protocol::Other, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::templates::tests::check;

    #[test]
    fn the_table_keeps_its_contract() {
        check(&TABLE, Protocol::Other);
    }

    #[test]
    fn the_asking_service_is_found_in_every_form() {
        for (message, asked, rest) in [
            ("pam_unix(sshd:auth): check pass", Some("sshd"), "check pass"),
            ("pam_unix(cron:session): x: y", Some("cron"), "x: y"),
            ("pam_tally2[12]: x", None, "x"),
            ("(pam_unix) x", None, "x"),
            ("pam_unix(auth): x", Some("auth"), "x"),
            ("PAM 2 more", None, "PAM 2 more"),
        ] {
            assert_eq!(without_module(message.as_bytes()), (asked.map(str::as_bytes), rest.as_bytes()), "{message}");
        }
    }
}
