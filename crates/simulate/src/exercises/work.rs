//! What a run writes: techniques, their public lists, and their lines as real services log them. Each list is worded so that a line shows
//! one form only; the end-to-end test holds the program's counts to it.

use std::io::{self, Write as _};

use vigie_facts::form::Form;

use super::plan::{Actor, Run};
use crate::calendar::{write_clf, write_iso};
use crate::random::Random;
use crate::{mail, sign_in};

/// A log of the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Log {
    Web,
    SignIn,
    Mail,
}

/// A way to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Technique {
    /// Archives and dumps of a site, by a public list.
    Files,
    /// Doors of administration.
    Doors,
    /// SQL in parameters of the members' site.
    Sql,
    /// Climbing paths.
    Climb,
    /// Scripts in the search field.
    Script,
    /// Shells that others may have left.
    Shells,
    /// The fresh vulnerability: posts of WordPress 4.7 rewritten through its REST interface, public since 1 February 2017.
    Fresh,
    /// Passwords of the shell.
    ShellPasswords,
    /// Passwords of mailboxes.
    MailPasswords,
    /// Three passwords of accounts that exist, and never again.
    Spray,
    /// An open relay.
    Relay,
    /// Addresses that exist.
    Harvest,
    /// Only reads: a newsletter's page and what it loads.
    Read,
    /// Two mistyped passwords of a mailbox, as people do.
    Mistype,
}

/// Agents of the web, public tools and libraries among them.
pub(super) const AGENTS: &[&str] = &[
    TOOL_AGENT,
    "Mozilla/5.0 (Windows NT 6.1; WOW64; rv:50.0) Gecko/20100101 Firefox/50.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:45.0) Gecko/20100101 Firefox/45.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/55.0.2883.87 Safari/537.36",
    "curl/7.50.3",
    "Go-http-client/1.1",
];

/// What people read with.
const BROWSERS: &[&str] = &[
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/56.0.2924.87 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 10_2_1 like Mac OS X) AppleWebKit/602.4.6 (KHTML, like Gecko) Version/10.0 Mobile/14D27 Safari/602.1",
    "Mozilla/5.0 (Linux; Android 7.0; SM-G930F Build/NRD90M) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/55.0.2883.91 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 6.1; WOW64; rv:51.0) Gecko/20100101 Firefox/51.0",
];

/// The agent of the public tool: a library that many use.
pub(super) const TOOL_AGENT: &str = "python-requests/2.12.4";

const FOLDERS: &[&str] = &[
    "",
    "backup/",
    "old/",
    "sql/",
    "dump/",
    "data/",
    "site/",
    "backups/",
    "tmp/",
    "www/",
    "web/",
    "2016/",
    "2015/",
    "bak/",
    "db/",
    "database/",
    "mysql/",
    "save/",
    "sauvegarde/",
    "test/",
    "dev/",
    "new/",
    "v1/",
    "htdocs/",
];
const NAMES: &[&str] = &["backup", "dump", "database", "db", "site", "www", "mysql", "data", "wordpress"];
const ENDINGS: &[&str] = &["sql", "sql.gz", "zip", "tar.gz", "bak"];
const DOORS: &[&str] = &[
    "/phpmyadmin/index.php",
    "/pma/index.php",
    "/myadmin/index.php",
    "/phpMyAdmin-2.11.3/index.php",
    "/dbadmin/index.php",
    "/mysqladmin/index.php",
    "/administrator/index.php",
    "/admin/login.php",
    "/wp-login.php",
];
const SQL_PAGES: &[&str] = &[
    "/agenda/",
    "/programme/",
    "/actualites/",
    "/equipe/",
    "/presse/",
    "/compte/",
    "/section/",
    "/lettre/",
    "/don/",
    "/benevoles/",
    "/groupe/",
    "/comite/",
    "/carte/",
    "/photos/",
    "/videos/",
];
const SQL_FIELDS: &[&str] = &["id", "mois", "page", "rubrique", "ref", "tri", "dep", "n", "an", "type", "vue", "cle"];
const SQL_TAILS: &[&str] = &[
    "1%27%20OR%20%271%27%3D%271",
    "7%20UNION%20ALL%20SELECT%20NULL%2CNULL%2Cversion%28%29--%20-",
    "3%27%20OR%20%273%27%3D%273",
    "9%20UNION%20ALL%20SELECT%20NULL%2Cuser%28%29%2CNULL--%20-",
    "5%27%20OR%20%275%27%3D%275",
    "2%20UNION%20ALL%20SELECT%20NULL%2Cdatabase%28%29--%20-",
];
const CLIMBS: &[&str] = &[
    "../../../etc/passwd",
    "../../../../etc/passwd",
    "../../../../../etc/passwd",
    "../../../../../../etc/passwd",
    "../../../../../../../etc/passwd",
];
const SCRIPTS: &[&str] = &[
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
    "%3Csvg/onload=alert(2)%3E",
    "%3Cscript%3Ealert(7)%3C/script%3E",
    "%22%3E%3Cimg%20src=y%20onerror=alert(3)%3E",
];
const SHELLS: &[&str] = &["/wp-content/uploads/c99.php", "/images/r57.php", "/media/wso.php", "/images/b374k.php"];
const PAGES: &[&str] = &[
    "/",
    "/programme/",
    "/programme/education/",
    "/actualites/",
    "/agenda/",
    "/equipe/",
    "/presse/",
    "/contact",
    "/feed/",
    "/mentions-legales",
];
const HARVESTED: &[&str] = &[
    "info",
    "sales",
    "admin",
    "marketing",
    "support",
    "hr",
    "billing",
    "office",
    "direction",
    "compta",
    "stage",
    "rh",
];
const SHELL_NAMES: &[(&str, bool)] = &[("root", true), ("admin", false), ("oracle", false), ("ubuntu", false)];
const MAILBOXES: &[&str] = &["contact@example.org", "presse@example.org", "benevoles@example.org"];

impl Technique {
    /// The log it shows in.
    pub(super) fn log(self) -> Log {
        match self {
            Technique::ShellPasswords | Technique::Spray => Log::SignIn,
            Technique::MailPasswords | Technique::Relay | Technique::Harvest | Technique::Mistype => Log::Mail,
            _ => Log::Web,
        }
    }

    /// The form of an attempt with it; `None` for what is none, or is one only together with what others do.
    pub(super) fn form(self) -> Option<Form> {
        Some(match self {
            Technique::Files => Form::SensitiveFileProbe,
            Technique::Doors => Form::AdminInterfaceProbe,
            Technique::Sql => Form::SqlInjection,
            Technique::Climb => Form::PathTraversal,
            Technique::Script => Form::CrossSiteScripting,
            Technique::Shells => Form::WebShell,
            Technique::Fresh => Form::KnownVulnerability,
            Technique::ShellPasswords | Technique::MailPasswords => Form::PasswordGuessing,
            Technique::Relay => Form::MailRelayProbe,
            Technique::Harvest => Form::AddressHarvesting,
            Technique::Spray | Technique::Read | Technique::Mistype => return None,
        })
    }

    /// Least and most items of one run. Guesses come in eight at least and recipients in seven, as the program asks of a burst.
    pub(super) fn items(self) -> (i64, i64) {
        match self {
            Technique::ShellPasswords | Technique::MailPasswords => (8, 10),
            Technique::Relay | Technique::Mistype => (1, 2),
            Technique::Harvest => (7, 9),
            Technique::Spray => (3, 3),
            Technique::Read => (1, 1),
            _ => (4, 8),
        }
    }

    /// Least and most ordinary requests beside them.
    pub(super) fn pages(self) -> (i64, i64) {
        match (self.log(), self) {
            (_, Technique::Read) => (3, 9),
            (Log::Web, _) => (24, 37),
            _ => (0, 0),
        }
    }

    /// Items of its list.
    pub(super) fn list_length(self) -> usize {
        match self {
            Technique::Files => FOLDERS.len() * NAMES.len() * ENDINGS.len(),
            Technique::Doors => DOORS.len(),
            Technique::Sql => SQL_PAGES.len() * SQL_FIELDS.len() * SQL_TAILS.len(),
            Technique::Climb => CLIMBS.len(),
            Technique::Script => SCRIPTS.len(),
            Technique::Shells => SHELLS.len(),
            Technique::Harvest => HARVESTED.len(),
            _ => 16,
        }
    }

    /// Method, target and status of an item of a web list.
    fn request(self, item: usize) -> (&'static str, String, u16) {
        let of = |list: &[&'static str]| list[item % list.len()];
        match self {
            Technique::Files => {
                let folder = FOLDERS[item / (NAMES.len() * ENDINGS.len()) % FOLDERS.len()];
                let name = NAMES[item / ENDINGS.len() % NAMES.len()];
                ("GET", format!("/{folder}{name}.{}", of(ENDINGS)), 404)
            }
            Technique::Sql => {
                let page = SQL_PAGES[item / (SQL_FIELDS.len() * SQL_TAILS.len()) % SQL_PAGES.len()];
                let field = SQL_FIELDS[item / SQL_TAILS.len() % SQL_FIELDS.len()];
                ("GET", format!("{page}?{field}={}", of(SQL_TAILS)), 404)
            }
            Technique::Doors => ("GET", of(DOORS).to_owned(), 404),
            Technique::Climb => ("GET", format!("/telecharger?fichier={}", of(CLIMBS)), 404),
            Technique::Script => ("GET", format!("/recherche?q={}", of(SCRIPTS)), 200),
            Technique::Shells => ("GET", of(SHELLS).to_owned(), 404),
            Technique::Fresh => ("POST", format!("/index.php?rest_route=/wp/v2/posts/{}", item + 1), 404),
            _ => ("GET", format!("/lettre/?ref=2017-{}", item + 1), 200),
        }
    }
}

/// Lines of one run with their instants, in order of time within the run.
pub(super) fn lines(run: &Run, actor: &Actor, random: &mut Random) -> io::Result<Vec<(i64, Vec<u8>)>> {
    match run.technique.log() {
        Log::Web => web_lines(run, actor, random),
        Log::SignIn => shell_lines(run, actor, random),
        Log::Mail => mail_lines(run, actor, random),
    }
}

/// Name and port of the virtual host a technique is aimed at.
fn host(technique: Technique) -> &'static str {
    if technique == Technique::Sql { "adherents.example.org:443" } else { "www.example.org:443" }
}

fn web_lines(run: &Run, actor: &Actor, random: &mut Random) -> io::Result<Vec<(i64, Vec<u8>)>> {
    let mut lines = Vec::new();
    let total = run.items.len() as u64 + u64::from(run.pages);
    let (mut at, mut items) = (run.start, run.items.iter());
    let agent = if run.technique == Technique::Read { *random.pick(BROWSERS) } else { actor.agent };
    for done in 0..total {
        // What remains of the list is spread over what remains of the run.
        let is_item = random.below(total - done) < items.len() as u64;
        let (method, target, status) = match if is_item { items.next() } else { None } {
            Some(item) => run.technique.request(*item),
            None => ("GET", (*random.pick(PAGES)).to_owned(), 200),
        };
        let bytes = if status == 404 { 162 } else { 9_120 };
        let mut line = Vec::with_capacity(192);
        write!(line, "{} {} - - [", host(run.technique), actor.address)?;
        write_clf(&mut line, at)?;
        writeln!(line, "] \"{method} {target} HTTP/1.1\" {status} {bytes} \"-\" \"{agent}\"")?;
        lines.push((at, line));
        at += random.between(1, 18);
    }
    Ok(lines)
}

fn system_line(at: i64, host: &str, process: &str, pid: i64, text: &str) -> io::Result<(i64, Vec<u8>)> {
    let mut line = Vec::with_capacity(192);
    write_iso(&mut line, at)?;
    writeln!(line, " {host} {process}[{pid}]: {text}")?;
    Ok((at, line))
}

fn shell_lines(run: &Run, actor: &Actor, random: &mut Random) -> io::Result<Vec<(i64, Vec<u8>)>> {
    let (mut at, source) = (run.start, actor.address);
    let mut lines = Vec::new();
    for item in &run.items {
        let (name, exists) = if run.technique == Technique::Spray {
            (sign_in::CAMPAIGN_ACCOUNTS[item % sign_in::CAMPAIGN_ACCOUNTS.len()], true)
        } else {
            SHELL_NAMES[item % SHELL_NAMES.len()]
        };
        let (pid, port) = (random.between(1_200, 32_000), random.between(32_768, 60_999));
        let mut sshd = |at, text: String| -> io::Result<()> {
            lines.push(system_line(at, sign_in::HOST, "sshd", pid, &text)?);
            Ok(())
        };
        let known = if exists { "" } else { "invalid user " };
        if exists {
            sshd(
                at,
                format!(
                    "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost={source}  user={name}"
                ),
            )?;
        } else {
            sshd(at, format!("Invalid user {name} from {source} port {port}"))?;
        }
        sshd(at + 2, format!("Failed password for {known}{name} from {source} port {port} ssh2"))?;
        let closing = if exists { "authenticating user " } else { "invalid user " };
        sshd(at + 2, format!("Connection closed by {closing}{name} {source} port {port} [preauth]"))?;
        at += random.between(5, 45);
    }
    Ok(lines)
}

fn mail_lines(run: &Run, actor: &Actor, random: &mut Random) -> io::Result<Vec<(i64, Vec<u8>)>> {
    let (mut at, source) = (run.start, actor.address);
    let mut lines = Vec::new();
    let pid = random.between(2_000, 31_000);
    let mut smtpd = |at, text: String| -> io::Result<()> {
        lines.push(system_line(at, mail::HOST, "postfix/smtpd", pid, &text)?);
        Ok(())
    };
    smtpd(at, format!("connect from unknown[{source}]"))?;
    for item in &run.items {
        at += random.between(2, 20);
        match run.technique {
            Technique::Relay => smtpd(
                at,
                format!(
                    "NOQUEUE: reject: RCPT from unknown[{source}]: 454 4.7.1 <relaytest{item}@evil.example.net>: Relay access denied; \
                     from=<spameri@tiscali.example> to=<relaytest{item}@evil.example.net> proto=ESMTP helo=<win-{item}>"
                ),
            )?,
            Technique::Harvest => {
                let name = HARVESTED[item % HARVESTED.len()];
                smtpd(
                    at,
                    format!(
                        "NOQUEUE: reject: RCPT from unknown[{source}]: 550 5.1.1 <{name}@example.org>: Recipient address rejected: User \
                         unknown in virtual mailbox table; from=<a@evil.example.net> to=<{name}@example.org> proto=ESMTP helo=<localhost>"
                    ),
                )?;
            }
            _ => {
                let account = MAILBOXES[item % MAILBOXES.len()];
                let refused = "SASL LOGIN authentication failed: UGFzc3dvcmQ6";
                smtpd(at, format!("warning: unknown[{source}]: {refused}, sasl_username={account}"))?;
                smtpd(at + 1, format!("disconnect from unknown[{source}] ehlo=1 auth=0/1 quit=1 commands=2/3"))?;
                smtpd(at + 2, format!("connect from unknown[{source}]"))?;
                at += 2;
            }
        }
    }
    smtpd(at + 1, format!("disconnect from unknown[{source}] ehlo=1 quit=1 commands=2"))?;
    Ok(lines)
}
