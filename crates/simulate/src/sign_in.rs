//! A server's sign-in log (sshd, sudo, cron, as `/var/log/auth.log` has them), where four things happen at once: the
//! administrator signs in daily from home and sometimes mistypes; a job signs in by key; the noise that every server on the
//! Internet hears; and a slow campaign: many sources, three tries each, spread over days, until one gets in.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::IpAddr;

use serde::Serialize;

use crate::calendar::{START_SECONDS, write_syslog};
use crate::networks::{ATTACKERS, Addresses};
use crate::random::Random;

/// The machine.
pub const HOST: &str = "web1";
/// The administrator, whom no campaign knows.
pub const ADMINISTRATOR: &str = "cmoreau";
/// Where the administrator lives: a documentation address.
pub const ADMINISTRATOR_HOME: &str = "203.0.113.84";
/// Accounts that exist and that the campaign tries.
pub const CAMPAIGN_ACCOUNTS: [&str; 3] = ["jmartin", "pdurand", "slefevre"];
/// The account it gets.
pub const CAMPAIGN_VICTIM: &str = "pdurand";

const NOISE_NAMES: [&str; 16] = [
    "admin",
    "test",
    "oracle",
    "ubuntu",
    "pi",
    "guest",
    "postgres",
    "user",
    "ftpuser",
    "support",
    "nagios",
    "git",
    "hadoop",
    "jenkins",
    "tomcat",
    "minecraft",
];

/// What to make.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct SignInWorld {
    /// Decides everything that chance decides.
    pub seed: u64,
    /// Sources of the campaign.
    pub campaign_sources: u64,
    /// Tries of each.
    pub tries_each: u64,
    /// Sources of ordinary noise a day.
    pub noise_sources_a_day: u64,
    /// First instant, seconds since the epoch.
    pub start_seconds: i64,
    /// Length in days; the campaign lasts from the second day to the last.
    pub days: i64,
}

impl SignInWorld {
    /// 400 sources with three tries each over eight days, in ten days of log.
    pub fn new(seed: u64) -> SignInWorld {
        SignInWorld {
            seed,
            campaign_sources: 400,
            tries_each: 3,
            noise_sources_a_day: 25,
            start_seconds: START_SECONDS,
            days: 10,
        }
    }
}

/// What is true of the lines that were written. Line numbers count from 1.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SignInTruth {
    /// Lines written.
    pub lines: u64,
    /// Sources of the campaign, in the order of their first try.
    pub campaign_sources: Vec<String>,
    /// Lines of the campaign's failed tries.
    pub campaign_tries: Vec<u64>,
    /// The line that accepts the campaign's one success.
    pub success_line: u64,
    /// Its source.
    pub success_source: String,
    /// Its account.
    pub success_account: String,
    /// Lines of what was done after it.
    pub follow_up_lines: Vec<u64>,
    /// The administrator, who must not be named as an attacker.
    pub administrator: String,
    /// From where.
    pub administrator_source: String,
    /// Lines of the administrator's mistyped passwords.
    pub administrator_mistypes: Vec<u64>,
    /// Lines of the administrator's sign-ins.
    pub administrator_sign_ins: Vec<u64>,
    /// Failed tries of ordinary noise.
    pub noise_tries: u64,
    /// Sources of ordinary noise.
    pub noise_sources: u64,
}

/// What part a line plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Other,
    CampaignTry,
    Success,
    FollowUp,
    AdministratorMistype,
    AdministratorSignIn,
    NoiseTry,
}

/// Writes the world's `auth.log` and says what is true of it. Errors are the writer's.
pub fn write_sign_in(world: &SignInWorld, out: &mut impl Write) -> io::Result<SignInTruth> {
    let mut line = Vec::new();
    each_sign_in_line(world, &mut |at, text| {
        line.clear();
        write_syslog(&mut line, at)?;
        writeln!(line, " {HOST} {text}")?;
        out.write_all(&line)
    })
}

/// Hands every line of the world, after time and host (`process: text`), with its instant, in the order of time. Without sources of a
/// campaign there is no campaign, and nobody gets in. Errors are the taker's.
pub fn each_sign_in_line(
    world: &SignInWorld,
    take: &mut dyn FnMut(i64, &str) -> io::Result<()>,
) -> io::Result<SignInTruth> {
    let mut log = Log { world: *world, random: Random::new(world.seed, "sign-in"), lines: BTreeMap::new(), pid: 1_200 };
    let mut addresses = Addresses::new(world.seed, "sign-in", ATTACKERS);
    let mut truth = SignInTruth {
        administrator: ADMINISTRATOR.into(),
        administrator_source: ADMINISTRATOR_HOME.into(),
        success_account: CAMPAIGN_VICTIM.into(),
        ..SignInTruth::default()
    };
    for day in 0..world.days {
        log.ordinary_day(world.start_seconds + day * 86_400);
        for _ in 0..world.noise_sources_a_day {
            let source = addresses.draw(&mut log.random);
            log.noise(world.start_seconds + day * 86_400, source);
            truth.noise_sources += 1;
        }
    }
    if world.campaign_sources > 0 {
        truth.campaign_sources = log.campaign(&mut addresses).iter().map(IpAddr::to_string).collect();
    }
    truth.success_source = truth.campaign_sources.last().cloned().unwrap_or_default();
    for ((at, _), (part, process, text)) in &log.lines {
        take(*at, &format!("{process}: {text}"))?;
        truth.lines += 1;
        match part {
            Part::Other => {}
            Part::CampaignTry => truth.campaign_tries.push(truth.lines),
            Part::Success => truth.success_line = truth.lines,
            Part::FollowUp => truth.follow_up_lines.push(truth.lines),
            Part::AdministratorMistype => truth.administrator_mistypes.push(truth.lines),
            Part::AdministratorSignIn => truth.administrator_sign_ins.push(truth.lines),
            Part::NoiseTry => truth.noise_tries += 1,
        }
    }
    Ok(truth)
}

/// Lines by instant, then by the order in which they were thought of. A server's month fits in memory.
struct Log {
    world: SignInWorld,
    random: Random,
    lines: BTreeMap<(i64, usize), (Part, String, String)>,
    pid: u32,
}

impl Log {
    fn write(&mut self, at: i64, part: Part, process: impl Into<String>, text: impl Into<String>) {
        let order = self.lines.len();
        self.lines.insert((at, order), (part, process.into(), text.into()));
    }

    fn sshd(&mut self) -> String {
        self.pid = self.pid % 32_000 + 1 + self.random.below(7) as u32;
        format!("sshd[{}]", self.pid)
    }

    fn port(&mut self) -> i64 {
        self.random.between(32_768, 60_999)
    }

    fn ordinary_day(&mut self, midnight: i64) {
        for hour in 0..24 {
            let at = midnight + hour * 3_600 + 17 * 60 + 1;
            let process = format!("CRON[{}]", 20_000 + hour);
            self.write(
                at,
                Part::Other,
                process.clone(),
                "pam_unix(cron:session): session opened for user root by (uid=0)",
            );
            self.write(at, Part::Other, process, "pam_unix(cron:session): session closed for user root");
        }
        let weekday = (midnight - START_SECONDS).div_euclid(86_400).rem_euclid(7);
        let is_working_day = weekday < 5;
        self.deployment(midnight + self.world.seed.rem_euclid(600) as i64 + 5 * 3_600);
        if is_working_day || self.random.chance(400) {
            let morning = midnight + self.random.between(8 * 3_600, 9 * 3_600);
            self.administrator(morning);
        }
        if self.random.chance(500) {
            let evening = midnight + self.random.between(19 * 3_600, 21 * 3_600);
            self.administrator(evening);
        }
    }

    fn deployment(&mut self, at: i64) {
        let (process, port) = (self.sshd(), self.port());
        let from = format!("deploy from 192.0.2.15 port {port}");
        self.write(
            at,
            Part::Other,
            process.clone(),
            format!("Accepted publickey for {from} ssh2: RSA SHA256:mVPwvezndPv/ARoIadVY98vAC0g+P/5633yTC4d/wXE"),
        );
        self.write(
            at,
            Part::Other,
            process.clone(),
            "pam_unix(sshd:session): session opened for user deploy by (uid=0)",
        );
        self.write(at + 40, Part::Other, process.clone(), format!("Disconnected from user {from}"));
        self.write(at + 40, Part::Other, process, "pam_unix(sshd:session): session closed for user deploy");
    }

    fn administrator(&mut self, at: i64) {
        let (process, port) = (self.sshd(), self.port());
        let from = format!("{ADMINISTRATOR} from {ADMINISTRATOR_HOME} port {port}");
        let mut at = at;
        if self.random.chance(250) {
            self.pam_failure(at, &process, ADMINISTRATOR_HOME, ADMINISTRATOR);
            self.write(at + 2, Part::AdministratorMistype, process.clone(), format!("Failed password for {from} ssh2"));
            at += 9;
        }
        self.write(at, Part::AdministratorSignIn, process.clone(), format!("Accepted password for {from} ssh2"));
        let opened = format!("pam_unix(sshd:session): session opened for user {ADMINISTRATOR} by (uid=0)");
        self.write(at, Part::Other, process.clone(), opened);
        self.sudo(at + 30, Part::Other, ADMINISTRATOR, "/usr/bin/apt-get update");
        self.sudo(at + 80, Part::Other, ADMINISTRATOR, "/usr/bin/tail -n 50 /var/log/nginx/error.log");
        let closing = at + self.random.between(600, 3_000);
        self.write(closing, Part::Other, process.clone(), format!("Disconnected from user {from}"));
        let closed = format!("pam_unix(sshd:session): session closed for user {ADMINISTRATOR}");
        self.write(closing, Part::Other, process, closed);
    }

    fn noise(&mut self, midnight: i64, source: IpAddr) {
        let mut at = midnight + self.random.between(0, 80_000);
        for _ in 0..self.random.run(5_000, 30) {
            let (process, port) = (self.sshd(), self.port());
            if self.random.chance(400) {
                self.pam_failure(at, &process, &source.to_string(), "root");
                let text = format!("Failed password for root from {source} port {port} ssh2");
                self.write(at + 2, Part::NoiseTry, process.clone(), text);
                let text = format!("Connection closed by authenticating user root {source} port {port} [preauth]");
                self.write(at + 2, Part::Other, process, text);
            } else {
                let name = *self.random.pick(&NOISE_NAMES);
                self.write(at, Part::Other, process.clone(), format!("Invalid user {name} from {source} port {port}"));
                let text = format!("Failed password for invalid user {name} from {source} port {port} ssh2");
                self.write(at + 2, Part::NoiseTry, process.clone(), text);
                let text = format!("Connection closed by invalid user {name} {source} port {port} [preauth]");
                self.write(at + 2, Part::Other, process, text);
            }
            at += self.random.between(2, 40);
        }
    }

    /// The tries of all sources, spread evenly with some unrest; the last source gets in and goes on. Returns the sources in the
    /// order of their first try.
    fn campaign(&mut self, addresses: &mut Addresses) -> Vec<IpAddr> {
        let first = self.world.start_seconds + 86_400;
        let span = (self.world.days - 2) * 86_400 - 7_200;
        let count = self.world.campaign_sources.max(1) as i64;
        let mut sources = Vec::new();
        for number in 0..count {
            let source = addresses.draw(&mut self.random);
            sources.push(source);
            let mut at = first + span * number / count + self.random.between(0, span / count);
            for attempt in 0..self.world.tries_each {
                let account = CAMPAIGN_ACCOUNTS[(number as usize + attempt as usize) % CAMPAIGN_ACCOUNTS.len()];
                self.failed_try(at, source, account);
                at += self.random.between(20, 90);
            }
        }
        let entry = first + span + 3_600;
        if let Some(source) = sources.last() {
            self.success(entry, *source);
        }
        sources
    }

    fn failed_try(&mut self, at: i64, source: IpAddr, account: &str) {
        let (process, port) = (self.sshd(), self.port());
        self.pam_failure(at, &process, &source.to_string(), account);
        let text = format!("Failed password for {account} from {source} port {port} ssh2");
        self.write(at + 2, Part::CampaignTry, process.clone(), text);
        let text = format!("Connection closed by authenticating user {account} {source} port {port} [preauth]");
        self.write(at + 3, Part::Other, process, text);
    }

    fn success(&mut self, at: i64, source: IpAddr) {
        let (process, port) = (self.sshd(), self.port());
        let text = format!("Accepted password for {CAMPAIGN_VICTIM} from {source} port {port} ssh2");
        self.write(at, Part::Success, process.clone(), text);
        let opened = format!("pam_unix(sshd:session): session opened for user {CAMPAIGN_VICTIM} by (uid=0)");
        self.write(at, Part::Other, process.clone(), opened);
        self.sudo(at + 65, Part::FollowUp, CAMPAIGN_VICTIM, "/bin/cat /etc/shadow");
        self.sudo(at + 140, Part::FollowUp, CAMPAIGN_VICTIM, "/usr/sbin/useradd -m -s /bin/bash sysupdate");
        let process_added = format!("useradd[{}]", self.pid + 3);
        let added = "new user: name=sysupdate, UID=1005, GID=1005, home=/home/sysupdate, shell=/bin/bash";
        self.write(at + 140, Part::FollowUp, process_added, added);
        let text = format!("Disconnected from user {CAMPAIGN_VICTIM} {source} port {port}");
        self.write(at + 900, Part::Other, process.clone(), text);
        let closed = format!("pam_unix(sshd:session): session closed for user {CAMPAIGN_VICTIM}");
        self.write(at + 900, Part::Other, process, closed);
    }

    fn pam_failure(&mut self, at: i64, process: &str, source: &str, account: &str) {
        let text = format!(
            "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost={source}  user={account}"
        );
        self.write(at, Part::Other, process, text);
    }

    fn sudo(&mut self, at: i64, part: Part, account: &str, command: &str) {
        let text = format!(" {account} : TTY=pts/0 ; PWD=/home/{account} ; USER=root ; COMMAND={command}");
        self.write(at, part, "sudo", text);
        let text = format!("pam_unix(sudo:session): session opened for user root by {account}(uid=0)");
        self.write(at, Part::Other, "sudo", text);
        self.write(at + 1, Part::Other, "sudo", "pam_unix(sudo:session): session closed for user root");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(seed: u64) -> (Vec<String>, SignInTruth) {
        let mut log = Vec::new();
        let truth = write_sign_in(&SignInWorld::new(seed), &mut log).unwrap();
        (String::from_utf8(log).unwrap().lines().map(str::to_owned).collect(), truth)
    }

    #[test]
    fn truth_points_at_the_lines_it_means() {
        let (log, truth) = made(7);
        let line = |number: u64| log[number as usize - 1].as_str();
        assert_eq!(log.len() as u64, truth.lines);
        assert_eq!((truth.campaign_sources.len(), truth.campaign_tries.len()), (400, 1_200));
        for number in &truth.campaign_tries {
            assert!(CAMPAIGN_ACCOUNTS.iter().any(|a| line(*number).contains(&format!("Failed password for {a} from"))));
        }
        let accepted = format!("Accepted password for {CAMPAIGN_VICTIM} from {} ", truth.success_source);
        assert!(line(truth.success_line).contains(&accepted));
        assert_eq!(truth.follow_up_lines.len(), 3);
        assert!(truth.follow_up_lines.iter().all(|number| *number > truth.success_line));
        assert!(!truth.administrator_mistypes.is_empty() && truth.administrator_sign_ins.len() >= 8);
        for number in &truth.administrator_mistypes {
            assert!(line(*number).contains("Failed password for cmoreau from 203.0.113.84"));
        }
    }

    #[test]
    fn each_campaign_source_tries_three_times_and_no_more() {
        let (log, truth) = made(7);
        for source in &truth.campaign_sources {
            let needle = format!(" from {source} port ");
            let tries = log.iter().filter(|line| line.contains("Failed password") && line.contains(&needle)).count();
            assert_eq!(tries, 3, "{source}");
        }
        let distinct: std::collections::BTreeSet<_> = truth.campaign_sources.iter().collect();
        assert_eq!(distinct.len(), 400);
    }

    #[test]
    fn the_same_seed_writes_the_same_bytes() {
        assert_eq!(made(7).0, made(7).0);
        assert_ne!(made(7).0, made(8).0);
    }
}
