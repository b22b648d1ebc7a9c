//! The tools that are put beside one another, each with what it needs to start: one line in [`TOOLS`]. It knows no attack.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, ensure};

use super::machine::{Machine, until};
use super::watch::Group;

/// A tool in one configuration.
pub(crate) struct Tool {
    /// What `--only` takes.
    pub(crate) name: &'static str,
    /// Which configuration that is.
    pub(crate) configuration: &'static str,
    /// Files that must be there, with the packages of Debian that have them.
    pub(crate) needed: &'static [(&'static str, &'static str)],
    /// Packages whose versions are said.
    pub(crate) packages: &'static [&'static str],
    /// Starts it and waits until it watches.
    pub(crate) start: fn(&Machine, &mut Group, &Path) -> anyhow::Result<()>,
}

const FAIL2BAN: &[(&str, &str)] = &[("/usr/bin/fail2ban-server", "fail2ban"), ("/usr/sbin/iptables", "iptables")];
const CROWDSEC: &[(&str, &str)] = &[
    ("/usr/bin/crowdsec", "crowdsec"),
    ("/etc/crowdsec/scenarios", "crowdsec"),
    ("/usr/bin/crowdsec-firewall-bouncer", "crowdsec-firewall-bouncer"),
];

pub(crate) const TOOLS: &[Tool] = &[
    Tool {
        name: "vigie",
        configuration: "vigie guard --apply, the organisation's own network named, nothing else set",
        needed: &[],
        packages: &["nftables"],
        start: vigie,
    },
    Tool {
        name: "fail2ban",
        configuration: "as Debian ships it: the jail sshd",
        needed: FAIL2BAN,
        packages: &["fail2ban", "python3-pyinotify", "iptables"],
        start: |machine, group, _| fail2ban(machine, group, ""),
    },
    Tool {
        name: "fail2ban-more",
        configuration: "with the jails of its package that a careful administrator adds for this machine: nginx-http-auth, nginx-botsearch, nginx-bad-request, php-url-fopen, recidive",
        needed: FAIL2BAN,
        packages: &["fail2ban", "python3-pyinotify", "iptables"],
        start: |machine, group, _| fail2ban(machine, group, MORE_JAILS),
    },
    Tool {
        name: "crowdsec",
        configuration: "as Debian ships it (collections linux and nginx, nothing from the hub on the Internet), firewall bouncer with nftables, asked each 10 s",
        needed: CROWDSEC,
        packages: &["crowdsec", "crowdsec-firewall-bouncer"],
        start: |machine, group, _| crowdsec(machine, group, &[], "10s"),
    },
    Tool {
        name: "crowdsec-more",
        configuration: "with the scenarios of its collection wordpress (from the hub's copy in the package), bouncer asked each second",
        needed: CROWDSEC,
        packages: &["crowdsec", "crowdsec-firewall-bouncer"],
        start: |machine, group, _| crowdsec(machine, group, WORDPRESS, "1s"),
    },
];

/// What the collection `crowdsecurity/wordpress` names.
const WORDPRESS: &[&str] = &["http-bf-wordpress_bf", "http-wordpress_wpconfig", "http-wordpress_user-enum"];

const MORE_JAILS: &str = "[nginx-http-auth]\nenabled = true\n[nginx-botsearch]\nenabled = true\n[nginx-bad-request]\nenabled = true\n\
     [php-url-fopen]\nenabled = true\nlogpath = %(nginx_access_log)s\n[recidive]\nenabled = true\nlogpath = %(said)s\n";

/// What is missing, if anything.
pub(crate) fn missing(tool: &Tool) -> Option<String> {
    let absent: Vec<&str> =
        tool.needed.iter().filter(|(path, _)| !Path::new(path).exists()).map(|(_, package)| *package).collect();
    (!absent.is_empty()).then(|| format!("not installed: {}", absent.join(", ")))
}

/// Versions, as the packages or the program say them.
pub(crate) fn versions(tool: &Tool, vigie: &Path) -> String {
    let said = |command: &mut Command| {
        let output = command.env("LC_ALL", "C").output().ok().filter(|output| output.status.success())?;
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        (!text.is_empty()).then_some(text)
    };
    let mut all: Vec<String> = Vec::new();
    if tool.name == "vigie" {
        all.extend(said(Command::new(vigie).arg("--version")));
    }
    for package in tool.packages {
        let version = said(Command::new("dpkg-query").args(["-W", "-f", "${Version}", package]));
        all.push(format!("{package} {}", version.as_deref().unwrap_or("not from a package")));
    }
    all.join(", ")
}

fn text(path: &Path) -> anyhow::Result<&str> {
    path.to_str().context("a folder with a plain name")
}

fn said(machine: &Machine, name: &str) -> std::path::PathBuf {
    machine.folder.join("said").join(name)
}

fn vigie(machine: &Machine, group: &mut Group, vigie: &Path) -> anyhow::Result<()> {
    let case = machine.folder.join("case");
    let mut command = machine.on_guarded(text(vigie)?);
    command.arg("guard").args(["access.log", "error.log", "auth.log"].map(|log| machine.log(log)));
    command.arg("--case").arg(&case).args(["--apply", "--own", "192.0.2.0/28", "--block-state"]);
    command.arg(machine.folder.join("state"));
    group.start(&command, &said(machine, "vigie"))?;
    until("vigie guard", || case.join("memory.zst").exists())
}

/// Debian's settings, with other places and further jails.
fn fail2ban(machine: &Machine, group: &mut Group, jails: &str) -> anyhow::Result<()> {
    let folder = text(&machine.folder)?;
    let settings = format!("{folder}/fail2ban");
    let copied = Command::new("cp").args(["-a", "/etc/fail2ban", &settings]).status()?;
    ensure!(copied.success(), "/etc/fail2ban cannot be copied");
    fs::write(
        format!("{settings}/fail2ban.local"),
        format!(
            "[Definition]\nlogtarget = {folder}/said/fail2ban.log\nsocket = {folder}/f.sock\npidfile = {folder}/f.pid\ndbfile = {folder}/f.sqlite3\n"
        ),
    )?;
    // The jail of those who come back reads what the server itself says, and wants it to be there.
    fs::write(said(machine, "fail2ban.log"), "")?;
    fs::write(
        format!("{settings}/jail.local"),
        format!(
            "[DEFAULT]\nsshd_log = {folder}/logs/auth.log\nnginx_error_log = {folder}/logs/error.log\n\
             nginx_access_log = {folder}/logs/access.log\nsaid = {folder}/said/fail2ban.log\n{jails}"
        ),
    )?;
    let mut server = machine.on_guarded("/usr/bin/fail2ban-server");
    server.args(["-xf", "-c", &settings, "start"]);
    group.start(&server, &said(machine, "fail2ban"))?;
    let wanted = jails.matches("enabled").count() + 1;
    until("fail2ban", || {
        let mut client = machine.on_guarded("/usr/bin/fail2ban-client");
        let output = client.args(["-c", &settings, "status"]).output();
        output
            .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(&format!("Number of jail:\t{wanted}")))
    })
}

/// Debian's settings, with other places, further scenarios, and no service outside.
fn crowdsec(machine: &Machine, group: &mut Group, scenarios: &[&str], asks_each: &str) -> anyhow::Result<()> {
    let folder = text(&machine.folder)?;
    let (settings, data) = (format!("{folder}/crowdsec"), format!("{folder}/data"));
    super::machine::shell(&format!(
        "cp -a /etc/crowdsec {settings}; mkdir {data}; cp -a /usr/share/crowdsec/data/. {data}; rm -f {settings}/config.yaml.local"
    ))?;
    for scenario in scenarios {
        let from = format!("/usr/share/crowdsec/hub/scenarios/crowdsecurity/{scenario}.yaml");
        std::os::unix::fs::symlink(&from, format!("{settings}/scenarios/{scenario}.yaml")).context(from)?;
    }
    let config = fs::read_to_string(format!("{settings}/config.yaml"))?
        .replace("/etc/crowdsec/", &format!("{settings}/"))
        .replace("/var/lib/crowdsec/data/", &format!("{data}/"))
        .replace("/var/log/", &format!("{folder}/said/"))
        .replace("daemonize: true", "daemonize: false");
    let config = config.replace("  type: sqlite\n", "  type: sqlite\n  use_wal: true\n");
    fs::write(format!("{settings}/config.yaml"), config)?;
    fs::write(
        format!("{settings}/acquis.yaml"),
        format!(
            "filenames:\n  - {folder}/logs/access.log\n  - {folder}/logs/error.log\nlabels:\n  type: nginx\n---\n\
             filenames:\n  - {folder}/logs/auth.log\nlabels:\n  type: syslog\n"
        ),
    )?;
    let config = format!("{settings}/config.yaml");
    let cscli = |words: &[&str]| -> anyhow::Result<String> {
        let output = machine.on_guarded("/usr/bin/cscli").args(["-c", &config]).args(words).output()?;
        ensure!(output.status.success(), "cscli {words:?}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let credentials = format!("{settings}/local_api_credentials.yaml");
    cscli(&["machines", "add", "trial", "--password", "trial-of-an-hour", "--force", "-f", &credentials])?;
    let key = cscli(&["bouncers", "add", "wall", "-o", "raw"])?;
    let mut agent = machine.on_guarded("/usr/bin/crowdsec");
    agent.args(["-c", &config, "-no-capi"]);
    group.start(&agent, &said(machine, "crowdsec.out"))?;
    until("crowdsec", || cscli(&["lapi", "status"]).is_ok())?;
    bouncer(machine, group, &key, asks_each)
}

/// The firewall bouncer, as its package configures it where nftables are there.
fn bouncer(machine: &Machine, group: &mut Group, key: &str, asks_each: &str) -> anyhow::Result<()> {
    let folder = text(&machine.folder)?;
    let settings = fs::read_to_string("/etc/crowdsec/bouncers/crowdsec-firewall-bouncer.yaml")?
        .replace("${BACKEND}", "nftables")
        .replace("${API_KEY}", key)
        .replace("update_frequency: 10s", &format!("update_frequency: {asks_each}"))
        .replace("/var/run/", &format!("{folder}/"))
        .replace("daemonize: true", "daemonize: false")
        .replace("log_mode: file", "log_mode: stdout");
    let path = format!("{folder}/bouncer.yaml");
    fs::write(&path, settings)?;
    let mut command = machine.on_guarded("/usr/bin/crowdsec-firewall-bouncer");
    command.args(["-c", &path]);
    group.start(&command, &said(machine, "bouncer"))?;
    until("the bouncer", || {
        let listed = machine.on_guarded("nft").args(["list", "tables"]).output();
        listed.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("table ip6 crowdsec6"))
    })
}
