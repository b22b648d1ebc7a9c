//! Account names that are tried everywhere: defaults of systems and products, common roles, common given names. Compiled by
//! hand from the documented defaults of widely used software; a name in this list says nothing about who tried it.

/// Sorted, lower case.
const PUBLIC: &[&str] = &[
    "123", "123456", "a", "abuse", "account", "accounting", "accounts", "adam", "adm", "admin", "admin1", "admin123",
    "administrador", "administrateur", "administrator", "admins", "airflow", "alan", "alex", "alexander", "alice", "allen",
    "amanda", "amy", "andrea", "andrew", "angela", "anna", "anne", "anonymous", "ansible", "anthony", "antoine", "apache",
    "api", "app", "apps", "arthur", "asterisk", "ftpuser", "aws", "azureuser", "backup", "backups", "barbara", "ben",
    "benjamin", "billing", "bin", "bitcoin", "bob", "bot", "brian", "bruno", "build", "camille", "carlos", "carol", "caroline",
    "cassandra", "catherine", "centos", "charles", "charlie", "chris", "christian", "christine", "christophe", "cisco",
    "claire", "claude", "client", "cloud", "com", "confluence", "contact", "cron", "crypto", "csgo", "cs2", "daemon", "daniel",
    "data", "database", "david", "db", "db2admin", "db2inst1", "dba", "debian", "default", "demo", "denis", "deploy",
    "deployer", "dev", "developer", "devops", "diana", "direction", "dmitry", "dns", "docker", "dominique", "donald", "ec2-user",
    "elastic", "elasticsearch", "elena", "elizabeth", "emily", "emma", "eric", "es", "ethereum", "eva", "export", "facturation",
    "fedora", "fivem", "florian", "francois", "frank", "fred", "ftp", "ftpadmin", "ftptest", "game", "games", "gdm", "george",
    "git", "gitlab", "gitlab-runner", "gnats", "grafana", "guest", "guillaume", "hadoop", "halt", "helpdesk", "henry", "hr",
    "http", "httpd", "ian", "image", "import", "info", "informatique", "install", "invoice", "ip", "irc", "it", "ivan", "jack",
    "jacques", "james", "jan", "jane", "java", "jean", "jenkins", "jennifer", "jeremy", "jessica", "jira", "joe", "john",
    "jonathan", "jose", "joseph", "juan", "julie", "julien", "justin", "kafka", "karen", "karl", "kate", "kevin", "kibana",
    "kubernetes", "laura", "laurent", "lee", "leo", "linda", "lisa", "list", "login", "louis", "lp", "lucas", "luis", "luke",
    "mail", "mailer-daemon", "mailman", "man", "manager", "marc", "maria", "marie", "mark", "marketing", "martin", "mary",
    "master", "matt", "matthew", "maxime", "media", "messagebus", "michael", "michel", "michelle", "mike", "minecraft", "mongo",
    "mongodb", "monica", "monitor", "mosquitto", "mssql", "mysql", "nagios", "nancy", "nas", "nathalie", "network", "news",
    "newsletter", "nexus", "nfsnobody", "nginx", "nicolas", "no-reply", "nobody", "node", "nodejs", "noreply", "ntp", "odoo",
    "office", "olivier", "openhabian", "openvpn", "operator", "ops", "opsadmin", "oracle", "orders", "osmc", "palworld",
    "pascal", "patricia", "patrick", "paul", "payroll", "peter", "philippe", "pi", "pierre", "plex", "portal", "postfix",
    "postgres", "postgresql", "postmaster", "presse", "print", "prometheus", "proxy", "public", "puppet", "qwerty", "rabbitmq",
    "radius", "reception", "redis", "redmine", "report", "richard", "robert", "robot", "rob", "root", "root1", "rpc", "rsync",
    "ruby", "rust", "ryan", "sales", "sam", "samba", "sandra", "sarah", "scan", "scanner", "secretariat", "security",
    "server", "service", "services", "shop", "shutdown", "simon", "sinusbot", "smtp", "solana", "solr", "sonar", "sonarqube",
    "sophie", "spam", "spark", "splunk", "squid", "ssh", "sshd", "staff", "steam", "stephane", "stephanie", "steve", "steven",
    "student", "sql", "sqladmin", "sa", "sudo", "super", "superadmin", "superuser", "support", "susan", "svn", "sync", "sys",
    "sysadmin", "syslog", "system", "teacher", "team", "teamspeak", "teamspeak3", "tech", "telecomadmin", "temp", "test",
    "test1", "test123", "test2", "tester", "testing", "testuser", "thierry", "thomas", "tim", "tom", "tomcat", "tony",
    "toor", "training", "ts", "ts3", "ubnt", "ubuntu", "unknown", "upload", "user", "user1", "user123", "user2", "username",
    "usuario", "uucp", "vagrant", "valentin", "validator", "victor", "vincent", "virus", "vmail", "vnc", "vpn", "vps", "vyos",
    "web", "webadmin", "webmail", "webmaster", "website", "weblogic", "william", "wordpress", "worker", "wp", "www", "www-data",
    "xavier", "xbox", "yann", "yarn", "zabbix", "zimbra", "zookeeper",
];

/// Whether a lower-case name is tried everywhere. Names without a letter, and public names with a few digits behind, count as
/// well: word lists make them by the thousand.
pub(super) fn is_public(name: &str) -> bool {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    stem.is_empty() || PUBLIC.contains(&name) || PUBLIC.contains(&stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_list_are_distinct_and_lower_case() {
        let mut names = PUBLIC.to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), PUBLIC.len());
        assert!(PUBLIC.iter().all(|name| !name.is_empty() && *name == name.to_lowercase()));
    }

    #[test]
    fn defaults_roles_and_numbers_are_public_and_people_are_not() {
        for (name, public) in [
            ("root", true),
            ("admin", true),
            ("test7", true),
            ("marie", true),
            ("4711", true),
            ("", true),
            ("m.delacroix", false),
            ("campaign-treasurer", false),
        ] {
            assert_eq!(is_public(name), public, "{name}");
        }
    }
}
