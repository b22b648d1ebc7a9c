//! Software whose logs can be followed: what its processes are called and where it writes when nobody says otherwise. A table; it opens no log.

use std::collections::BTreeSet;
use std::path::Path;

use super::tree::Tree;

/// Processes looked at, at most: as many as a machine may have by default (pid_max of small machines).
const PROCESSES_MAX: usize = 32_768;

/// One kind of software.
#[derive(Clone, Copy, Debug)]
pub struct Software {
    /// Its short name.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// Names of its processes, as `/proc/…/comm` has them.
    pub processes: &'static [&'static str],
    /// Where it writes: whole paths in which `*` stands for any characters of one name.
    pub places: &'static [&'static str],
}

/// All that is known, in the order in which it is told. The second half of web servers' places are those of hosters' panels.
pub const SOFTWARE: &[Software] = &[
    Software {
        id: "nginx",
        name: "nginx",
        processes: &["nginx"],
        places: &["/var/log/nginx/*.log", "/var/log/openresty/*.log"],
    },
    Software {
        id: "apache",
        name: "Apache",
        processes: &["apache2", "httpd"],
        places: &[
            "/var/log/apache2/*.log",
            "/var/log/httpd/*_log",
            "/var/log/ispconfig/httpd/*/access.log",
            "/var/log/virtualmin/*_log",
            "/var/www/vhosts/*/logs/*_log",
            "/var/www/*/logs/*.log",
            "/home/*/logs/*.log",
            "/home/*/access-logs/*",
        ],
    },
    Software { id: "caddy", name: "Caddy", processes: &["caddy"], places: &["/var/log/caddy/*.log"] },
    Software {
        id: "haproxy",
        name: "HAProxy",
        processes: &["haproxy"],
        places: &["/var/log/haproxy.log", "/var/log/haproxy/*.log"],
    },
    Software { id: "traefik", name: "Traefik", processes: &["traefik"], places: &["/var/log/traefik/*.log"] },
    Software {
        id: "sshd",
        name: "sshd",
        processes: &["sshd", "sshd-session"],
        places: &["/var/log/auth.log", "/var/log/secure", "/var/log/syslog", "/var/log/messages"],
    },
    Software {
        id: "mail",
        name: "mail (Postfix, Exim, Dovecot)",
        processes: &["master", "exim4", "exim", "dovecot"],
        places: &["/var/log/mail.log", "/var/log/maillog", "/var/log/exim4/mainlog", "/var/log/roundcube/*.log"],
    },
    Software {
        id: "postgresql",
        name: "PostgreSQL",
        processes: &["postgres"],
        places: &["/var/log/postgresql/*.log", "/var/lib/pgsql/data/log/*.log"],
    },
    Software {
        id: "mariadb",
        name: "MariaDB / MySQL",
        processes: &["mariadbd", "mysqld"],
        places: &["/var/log/mysql/*.log", "/var/log/mariadb/*.log", "/var/log/mysqld.log"],
    },
    Software {
        id: "suricata",
        name: "Suricata",
        processes: &["Suricata-Main", "suricata"],
        places: &["/var/log/suricata/eve.json"],
    },
    Software {
        id: "ftp",
        name: "FTP",
        processes: &["vsftpd", "proftpd", "pure-ftpd"],
        places: &["/var/log/vsftpd.log", "/var/log/proftpd/*.log"],
    },
];

/// What people call it.
pub fn name_of(id: &str) -> &'static str {
    SOFTWARE.iter().find(|software| software.id == id).map_or("?", |software| software.name)
}

/// Whether a log takes what other logs of the system take too.
pub(super) fn is_catch_all(path: &Path) -> bool {
    ["/var/log/syslog", "/var/log/messages"].iter().any(|whole| path == Path::new(whole))
}

/// Names of the processes that run.
pub fn processes(root: &Tree) -> BTreeSet<String> {
    let is_number = |name: &String| name.bytes().all(|byte| byte.is_ascii_digit());
    let ids = root.entries(Path::new("/proc")).into_iter().filter(is_number).take(PROCESSES_MAX);
    let names = ids.filter_map(|id| root.text(&Path::new("/proc").join(id).join("comm")));
    names.map(|name| name.trim_end().to_owned()).collect()
}

/// Software that runs, by the names of processes.
pub(super) fn running(root: &Tree) -> BTreeSet<&'static str> {
    let names = processes(root);
    let runs = |software: &&Software| software.processes.iter().any(|name| names.contains(*name));
    SOFTWARE.iter().filter(runs).map(|software| software.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_places_are_whole() {
        let ids: BTreeSet<&str> = SOFTWARE.iter().map(|software| software.id).collect();
        assert_eq!(ids.len(), SOFTWARE.len());
        for software in SOFTWARE {
            assert!(software.places.iter().all(|place| place.starts_with('/')), "{}", software.id);
            // The kernel keeps 15 bytes of a process's name.
            assert!(software.processes.iter().all(|name| !name.is_empty() && name.len() <= 15), "{}", software.id);
        }
    }
}
