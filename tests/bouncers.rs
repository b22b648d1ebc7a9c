//! The decisions of a guard, enforced by programs that others wrote: the bouncers of CrowdSec and nginx as Debian ships them, in
//! network namespaces that the tests make. Without the rights or programs for that, a test says so and ends.
#![expect(clippy::disallowed_types, reason = "the program under test and the bouncers are started")]
#![expect(clippy::disallowed_methods, reason = "tests write and read files of their own, and logs of this moment")]
#![expect(clippy::unwrap_used, reason = "a test may stop")]
#![expect(clippy::print_stderr, reason = "a test that cannot do all of its work says so")]

mod trial;
#[path = "trial/wire.rs"]
mod wire;

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use trial::{Folder, show, vigie};
use wire::{THEIRS, Wire};

/// Where the guard offers its decisions, inside the namespace.
const ADDRESS: &str = "127.0.0.1:18080";

/// A machine of its own, with a loopback, and a wire to strangers if a test needs them. Gone when dropped, with what was started in it.
struct Machine {
    name: String,
    folder: Folder,
    children: Vec<Child>,
    wire: Option<Wire>,
}

impl Machine {
    /// `None`, and the reason said, where this cannot be made or `program` is not installed.
    fn new(name: &str, program: &str) -> Option<Machine> {
        if !has(program) {
            return None;
        }
        let folder = Folder::new(name);
        let name = format!("vgb-{}-{name}", std::process::id());
        let made = Command::new("ip").args(["netns", "add", &name]).output();
        if !made.as_ref().is_ok_and(|output| output.status.success()) {
            eprintln!("skipped: no network namespace can be made here (needs root and iproute2): {made:?}");
            return None;
        }
        let machine = Machine { name, folder, children: Vec::new(), wire: None };
        assert!(machine.run("ip", &["link", "set", "lo", "up"]).status.success());
        Some(machine)
    }

    /// One that strangers can reach.
    fn with_strangers(name: &str, program: &str) -> Option<Machine> {
        if !has(program) {
            return None;
        }
        let wire = Wire::new(name)?;
        let (name, folder) = (wire.guarded.clone(), Folder::new(name));
        Some(Machine { name, folder, children: Vec::new(), wire: Some(wire) })
    }

    /// Whether a stranger's packets arrive.
    fn passes(&self, from: &str) -> bool {
        self.wire.as_ref().unwrap().passes(from)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name, program]);
        command.env("LC_ALL", "C").env("XDG_DATA_HOME", "/nonexistent").env_remove("SSH_CONNECTION");
        command
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        self.command(program).args(arguments).output().unwrap()
    }

    fn start(&mut self, program: &str, arguments: &[&str], said: &str) {
        let said = fs::File::create(self.file(said)).unwrap();
        let errors = said.try_clone().unwrap();
        let child = self.command(program).args(arguments).stdout(said).stderr(errors).stdin(Stdio::null()).spawn();
        self.children.push(child.unwrap());
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.0.join(name)
    }

    /// Starts a guard over an empty log.
    fn guard(&mut self, more: &[&str]) {
        let (log, case) = (self.file("access.log"), self.file("case"));
        fs::write(&log, "").unwrap();
        let arguments = ["guard", show(&log), "--case", show(&case), "--own", "192.0.2.0/24", "--json"];
        self.start(env!("CARGO_BIN_EXE_vigie"), &[&arguments, more].concat(), "guard.said");
        self.wait("the guard never began", || case.join("memory.zst").exists());
    }

    /// Starts a guard that offers its decisions, and makes a key.
    fn desk(&mut self) -> String {
        self.guard(&["--api", ADDRESS]);
        let case = self.file("case");
        let case = show(&case);
        let output = vigie(&["bouncer", "add", "tester", "--case", case]);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Somebody attacks from these addresses, so many seconds ago.
    fn attack(&self, addresses: &[&str], ago: i64) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
        let time = jiff::Timestamp::from_second(now - ago).unwrap().strftime("%d/%b/%Y:%H:%M:%S +0000").to_string();
        let mut log = OpenOptions::new().append(true).open(self.file("access.log")).unwrap();
        for step in 0..12 {
            for address in addresses {
                let request = format!("GET /item?id={step}%27%20UNION%20SELECT%20password%20FROM%20users--");
                writeln!(log, "{address} - - [{time}] \"{request} HTTP/1.1\" 404 512 \"-\" \"Mozilla/5.0\"").unwrap();
            }
        }
    }

    fn wait(&self, complaint: &str, mut until: impl FnMut() -> bool) {
        let held = (0..600).any(|_| {
            std::thread::sleep(Duration::from_millis(100));
            until()
        });
        if !held {
            for entry in fs::read_dir(&self.folder.0).unwrap().flatten() {
                if entry.path().extension().is_some_and(|end| end == "said" || end == "log") {
                    eprintln!("{}:\n{}", entry.path().display(), fs::read_to_string(entry.path()).unwrap_or_default());
                }
            }
            panic!("{complaint}");
        }
    }

    fn undo(&self, target: &str) {
        let case = self.file("case");
        let output = self.run(env!("CARGO_BIN_EXE_vigie"), &["protect", "undo", "--case", show(&case), target]);
        assert!(output.status.success(), "{output:?}");
    }
}

/// Whether a program is installed; if not, that is said.
fn has(program: &str) -> bool {
    let is_there = Path::new(program).exists();
    if !is_there {
        eprintln!("skipped: {program} is not installed");
    }
    is_there
}

impl Drop for Machine {
    fn drop(&mut self) {
        for child in &mut self.children {
            // `ip netns exec` becomes the program it starts.
            let _ = child.kill();
            let _ = child.wait();
        }
        if self.wire.is_none() {
            let _ = Command::new("ip").args(["netns", "del", &self.name]).output();
        }
    }
}

#[test]
fn the_custom_bouncer_is_told_what_is_held_back_what_ended_and_what_was_taken_back() {
    let Some(mut machine) = Machine::new("custom", "/usr/bin/crowdsec-custom-bouncer") else { return };
    let key = machine.desk();
    let (script, calls) = (machine.file("act.sh"), machine.file("calls"));
    fs::write(&script, format!("#!/bin/sh\necho \"$1 $2 $3\" >> {}\n", show(&calls))).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o700)).unwrap();
    let settings = machine.file("custom.yaml");
    let text = format!(
        "bin_path: {}\npiddir: {}\nupdate_frequency: 1s\ncache_retention_duration: 1s\ndaemonize: false\nlog_mode: stdout\n\
         log_level: debug\napi_url: http://{ADDRESS}/\napi_key: {key}\nprometheus:\n  enabled: false\n",
        show(&script),
        show(&machine.folder.0),
    );
    fs::write(&settings, text).unwrap();
    let settings = show(&settings).to_owned();
    machine.start("/usr/bin/crowdsec-custom-bouncer", &["-c", &settings], "bouncer.said");
    // An hour, of which seconds are left: it ends while somebody watches.
    machine.attack(&["203.0.113.9", "192.0.2.7"], 0);
    machine.attack(&["203.0.113.10"], 3_600 - 25);
    let said =
        |wanted: &str| fs::read_to_string(&calls).unwrap_or_default().lines().any(|line| line.starts_with(wanted));
    machine.wait("it was never told of one", || said("add 203.0.113.9 "));
    machine.wait("it was never told of the other", || said("add 203.0.113.10 "));
    machine.wait("it was never told of an end", || said("del 203.0.113.10 "));
    assert!(!said("del 203.0.113.9 "), "what lasts an hour still holds");
    machine.undo("203.0.113.9");
    machine.wait("it was never told that a person took it back", || said("del 203.0.113.9 "));
    assert!(!said("add 192.0.2.7"), "the organisation's own is never named");
}

#[test]
fn the_firewall_bouncer_drops_what_is_held_back_and_passes_it_again() {
    let Some(mut machine) = Machine::new("firewall", "/usr/bin/crowdsec-firewall-bouncer") else { return };
    let key = machine.desk();
    let settings = machine.file("firewall.yaml");
    let text = format!(
        "mode: nftables\npid_dir: {}\nupdate_frequency: 1s\ndaemonize: false\nlog_mode: stdout\nlog_level: debug\n\
         api_url: http://{ADDRESS}/\napi_key: {key}\ninsecure_skip_verify: false\ndisable_ipv6: false\ndeny_action: DROP\n\
         deny_log: false\nblacklists_ipv4: crowdsec-blacklists\nblacklists_ipv6: crowdsec6-blacklists\n\
         nftables:\n  ipv4:\n    enabled: true\n    set-only: false\n    table: crowdsec\n    chain: crowdsec-chain\n\
         \u{20} ipv6:\n    enabled: true\n    set-only: false\n    table: crowdsec6\n    chain: crowdsec6-chain\n\
         prometheus:\n  enabled: false\n",
        show(&machine.folder.0),
    );
    fs::write(&settings, text).unwrap();
    let settings = show(&settings).to_owned();
    machine.start("/usr/bin/crowdsec-firewall-bouncer", &["-c", &settings], "bouncer.said");
    machine.attack(&["203.0.113.9"], 0);
    let listed = |machine: &Machine, value: &str| {
        let output = machine.run("nft", &["list", "ruleset"]);
        String::from_utf8_lossy(&output.stdout).contains(value)
    };
    machine.wait("it never dropped it", || listed(&machine, "203.0.113.9"));
    machine.undo("203.0.113.9");
    machine.wait("it never passed it again", || !listed(&machine, "203.0.113.9"));
}

/// The whole packet filter, and the names of the sets beside it.
fn filters(machine: &Machine) -> (serde_json::Value, String) {
    let sets = machine.run("ipset", &["list", "-name"]);
    (machine.wire.as_ref().unwrap().ruleset(), String::from_utf8(sets.stdout).unwrap())
}

#[test]
fn the_firewall_bouncer_drops_whole_networks_in_sets_of_iptables_and_passes_them_again() {
    if ["/usr/sbin/ipset", "/usr/sbin/iptables", "/usr/sbin/ip6tables"].into_iter().any(|program| !has(program)) {
        return;
    }
    let Some(mut machine) = Machine::with_strangers("ipset", "/usr/bin/crowdsec-firewall-bouncer") else { return };
    let theirs = machine.file("theirs.nft");
    fs::write(&theirs, THEIRS).unwrap();
    assert!(machine.run("nft", &["-f", show(&theirs)]).status.success());
    let key = machine.desk();
    let settings = machine.file("firewall.yaml");
    let text = format!(
        "mode: iptables\npid_dir: {}\nupdate_frequency: 1s\ndaemonize: false\nlog_mode: stdout\nlog_level: debug\n\
         api_url: http://{ADDRESS}/\napi_key: {key}\ndisable_ipv6: false\ndeny_action: DROP\ndeny_log: false\n\
         supported_decisions_types:\n  - ban\nblacklists_ipv4: crowdsec-blacklists\nblacklists_ipv6: crowdsec6-blacklists\n\
         ipset_type: nethash\niptables_chains:\n  - INPUT\nprometheus:\n  enabled: false\n",
        show(&machine.folder.0),
    );
    fs::write(&settings, text).unwrap();
    let settings = show(&settings).to_owned();
    machine.start("/usr/bin/crowdsec-firewall-bouncer", &["-c", &settings], "bouncer.said");
    machine.wait("it never made its rules", || {
        let rules = ["iptables", "ip6tables"].map(|program| machine.run(program, &["-S"]).stdout);
        rules.iter().all(|rules| String::from_utf8_lossy(rules).contains("--match-set"))
    });
    let before = filters(&machine);
    // None of the strangers on the wire attacks: two of them are neighbours of many who do.
    let neighbours = ["203.0.113.9", "2001:db8:9:9::1"];
    let others = ["198.51.100.20", "2001:db8:8:8::1"];
    assert!(neighbours.into_iter().chain(others).all(|stranger| machine.passes(stranger)));
    let attackers: Vec<String> = (1..=12)
        .flat_map(|one| [format!("203.0.113.{}", one + 20), format!("2001:db8:9:{:x}::1", one + 0x20)])
        .collect();
    machine.attack(&attackers.iter().map(String::as_str).collect::<Vec<_>>(), 0);
    let listed = |network: &str| {
        let sets = machine.run("ipset", &["list"]);
        String::from_utf8(sets.stdout).unwrap().lines().any(|line| line.starts_with(network))
    };
    machine.wait("the /24 never came", || listed("203.0.113.0/24 "));
    machine.wait("the /48 never came", || listed("2001:db8:9::/48 "));
    assert_eq!(neighbours.map(|stranger| machine.passes(stranger)), [false; 2], "the whole network is dropped");
    assert_eq!(others.map(|stranger| machine.passes(stranger)), [true; 2]);
    machine.undo("203.0.113.0/24");
    machine.wait("the /24 never passed again", || machine.passes("203.0.113.9"));
    assert!(!machine.passes("2001:db8:9:9::1"), "the other is still held back");
    machine.undo("2001:db8:9::/48");
    machine.wait("the /48 never passed again", || machine.passes("2001:db8:9:9::1"));
    assert!(!listed("203.0.113.") && !listed("2001:db8:9:"), "nothing is left in the sets");
    assert_eq!(filters(&machine), before, "rules and sets are those of a bouncer that was told nothing");
}

#[test]
fn nginx_refuses_what_is_held_back_and_serves_it_again() {
    let Some(mut machine) = Machine::new("nginx", "/usr/sbin/nginx") else { return };
    let (settings, list, folder) =
        (machine.file("nginx.conf"), machine.file("held.conf"), show(&machine.folder.0).to_owned());
    fs::write(&list, "").unwrap();
    // Who asks is said by a header here, as behind a proxy.
    let text = format!(
        "daemon off;\nuser root;\nworker_processes 1;\npid {folder}/nginx.pid;\nerror_log {folder}/nginx.log;\nevents {{}}\nhttp {{\n\
         access_log off;\nclient_body_temp_path {folder}/body;\nproxy_temp_path {folder}/proxy;\nfastcgi_temp_path {folder}/fcgi;\n\
         uwsgi_temp_path {folder}/uwsgi;\nscgi_temp_path {folder}/scgi;\nset_real_ip_from 127.0.0.1;\n\
         real_ip_header X-Forwarded-For;\ninclude {};\nserver {{ listen 127.0.0.1:18081; root {folder}/www; }}\n}}\n",
        show(&list),
    );
    fs::write(&settings, text).unwrap();
    fs::create_dir_all(machine.file("www")).unwrap();
    fs::write(machine.file("www/index.html"), "here\n").unwrap();
    fs::set_permissions(&machine.folder.0, fs::Permissions::from_mode(0o755)).unwrap();
    let settings = show(&settings).to_owned();
    machine.start("/usr/sbin/nginx", &["-c", &settings], "nginx.said");
    let (list, reload) = (format!("nginx-deny={}", show(&list)), format!("/usr/sbin/nginx -c {settings} -s reload"));
    machine.guard(&["--list", &list, "--reload", &reload]);
    let status = |machine: &Machine, address: &str| {
        let header = format!("X-Forwarded-For: {address}");
        let asked = ["-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", &header, "http://127.0.0.1:18081/"];
        String::from_utf8_lossy(&machine.run("curl", &asked).stdout).into_owned()
    };
    machine.wait("nginx never began", || status(&machine, "203.0.113.9") == "200");
    machine.attack(&["203.0.113.9", "2001:db8:9:9::1"], 0);
    machine.wait("nginx never refused it", || status(&machine, "203.0.113.9") == "403");
    machine.wait("the whole /64 is one visitor", || status(&machine, "2001:db8:9:9::7") == "403");
    assert_eq!(status(&machine, "198.51.100.7"), "200");
    machine.undo("203.0.113.9");
    machine.wait("nginx never served it again", || status(&machine, "203.0.113.9") == "200");
    assert_eq!(status(&machine, "2001:db8:9:9::7"), "403", "the other is still held back");
}
