//! A machine with a web server and sshd in a network namespace, and another that has many addresses: real servers as Debian ships them,
//! real logs, real packets that leave nowhere. It attacks nothing and judges nothing.
#![allow(dead_code, reason = "whoever includes it uses the part it needs")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

/// Where the servers listen.
pub(crate) const HERE4: &str = "192.0.2.1";
pub(crate) const HERE6: &str = "2001:db8::1";

/// Who may sign in, at sshd and at the pages for members.
pub(crate) const MEMBER: &str = "membre";
pub(crate) const OTHER_MEMBER: &str = "lectrice";
pub(crate) const PASSWORD: &str = "l'heure du thé";

/// What has to be installed, and the packages of Debian that have it.
const NEEDED: &[(&str, &str)] = &[
    ("/usr/sbin/nft", "nftables"),
    ("/usr/sbin/nginx", "nginx"),
    ("/usr/sbin/sshd", "openssh-server"),
    ("/usr/bin/ssh", "openssh-client"),
    ("/usr/bin/sshpass", "sshpass"),
    ("/usr/bin/curl", "curl"),
    ("/usr/sbin/rsyslogd", "rsyslog"),
    ("/usr/bin/openssl", "openssl"),
];

/// The machine, those who reach it, and a folder for all files of both. Gone when dropped.
#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) folder: PathBuf,
    pub(crate) guarded: String,
    pub(crate) strangers: String,
    children: Vec<Child>,
}

/// What is missing to make one, if anything.
pub(crate) fn missing() -> Option<String> {
    let absent = NEEDED.iter().filter(|(program, _)| !Path::new(program).exists());
    let packages: Vec<&str> = absent.map(|(_, package)| *package).collect();
    if !packages.is_empty() {
        return Some(format!("not installed: {}", packages.join(", ")));
    }
    let name = format!("vgt-{}", std::process::id());
    let made = Command::new("ip").args(["netns", "add", &name]).output();
    let may = made.is_ok_and(|output| output.status.success());
    let _ = Command::new("ip").args(["netns", "del", &name]).output();
    (!may).then(|| "no network namespace can be made here (needs root and iproute2)".to_owned())
}

/// Waits, for a minute at most.
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) -> anyhow::Result<()> {
    let began = Instant::now();
    while !holds() {
        ensure!(began.elapsed() < Duration::from_mins(1), "{what}: never");
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// Runs a shell script that this program wrote.
pub(crate) fn shell(script: &str) -> anyhow::Result<String> {
    let output = Command::new("sh").args(["-ec", script]).env("LC_ALL", "C").output()?;
    ensure!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

impl Machine {
    /// Both machines and the wire between them; nobody listens yet.
    pub(crate) fn new(folder: &Path, name: &str) -> anyhow::Result<Machine> {
        let id = std::process::id();
        for made in ["logs", "aside", "said", "site/images", "site/membres"] {
            fs::create_dir_all(folder.join(made))?;
        }
        let machine = Machine {
            folder: folder.to_owned(),
            guarded: format!("vgt-{id}-{name}-g"),
            strangers: format!("vgt-{id}-{name}-s"),
            children: Vec::new(),
        };
        let (one, two) = (&machine.guarded, &machine.strangers);
        // Whole networks are local to the strangers, so that any address of them can be sent from.
        shell(&format!(
            "ip netns add {one}; ip netns add {two}
            ip -n {one} link add v0 type veth peer name v1 netns {two}
            ip -n {one} addr add {HERE4}/28 dev v0; ip -n {one} addr add {HERE6}/64 dev v0 nodad
            ip -n {two} addr add 192.0.2.2/28 dev v1; ip -n {two} addr add 2001:db8::2/64 dev v1 nodad
            for side in '{one} v0' '{two} v1'; do set -- $side; ip -n $1 link set lo up; ip -n $1 link set $2 up; done
            for net in 203.0.113.0/24 198.51.100.0/24; do
                ip -n {two} route add local $net dev lo; ip -n {one} route add $net via 192.0.2.2; done
            ip netns exec {two} sysctl -qw net.ipv6.ip_nonlocal_bind=1
            for net in 2001:db8:8::/48 2001:db8:9::/48; do
                ip -n {two} route add local $net dev lo; ip -n {one} route add $net via 2001:db8::2; done"
        ))?;
        Ok(machine)
    }

    /// A command on the guarded machine.
    pub(crate) fn on_guarded(&self, program: &str) -> Command {
        entering(&self.guarded, program)
    }

    /// A command among the strangers.
    pub(crate) fn among_strangers(&self, program: &str) -> Command {
        entering(&self.strangers, program)
    }

    /// A log that a server writes.
    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.folder.join("logs").join(name)
    }

    /// Starts a command and keeps it until this is dropped; what it says goes to a file.
    pub(crate) fn start(&mut self, mut command: Command, said: &str) -> anyhow::Result<()> {
        let said = fs::File::create(self.folder.join("said").join(said))?;
        command.stdin(Stdio::null()).stdout(said.try_clone()?).stderr(said);
        self.children.push(command.spawn()?);
        Ok(())
    }

    /// Starts the web server, sshd and the system's log, and waits until they answer.
    pub(crate) fn serve(&mut self) -> anyhow::Result<()> {
        let folder = self.folder.to_str().context("a folder with a plain name")?.to_owned();
        self.write_site(&folder)?;
        write_settings(&self.folder, &folder)?;
        for log in ["access.log", "error.log", "auth.log"] {
            fs::write(self.log(log), "")?;
        }
        shell(&format!(
            "chmod -R a+rX {folder}; chmod 600 {folder}/shadow; mkdir -p /run/sshd; ssh-keygen -q -t ed25519 -N '' -f {folder}/hostkey"
        ))?;
        let mut syslog = self.on_guarded("/usr/sbin/rsyslogd");
        syslog.args(["-n", "-f", &format!("{folder}/rsyslog.conf"), "-i", &format!("{folder}/rsyslog.pid")]);
        self.start(syslog, "rsyslog")?;
        let mut nginx = self.on_guarded("/usr/sbin/nginx");
        nginx.args(["-c", &format!("{folder}/nginx.conf")]);
        self.start(nginx, "nginx")?;
        // A /dev of its own, where the system's log is the one of this machine, and accounts of its own.
        let sshd = format!(
            "mkdir {folder}/dev; mount -t tmpfs none {folder}/dev
            for node in null zero random urandom tty ptmx; do touch {folder}/dev/$node; mount --bind /dev/$node {folder}/dev/$node; done
            mkdir {folder}/dev/pts; mount --bind /dev/pts {folder}/dev/pts; ln -s {folder}/devlog {folder}/dev/log
            mount --rbind {folder}/dev /dev
            mount --bind {folder}/passwd /etc/passwd; mount --bind {folder}/shadow /etc/shadow
            exec /usr/sbin/sshd -D -f {folder}/sshd_config"
        );
        until("the system's log", || Path::new(&format!("{folder}/devlog")).exists())?;
        let mut shell = self.on_guarded("sh");
        shell.args(["-ec", &sshd]);
        self.start(shell, "sshd")?;
        let listens = |port: u16| {
            let listed = self.on_guarded("ss").args(["-Hltn", &format!("sport = :{port}")]).output();
            listed.is_ok_and(|output| !output.stdout.is_empty())
        };
        until("the web server", || listens(80))?;
        until("sshd", || listens(22))?;
        // Neighbours of IPv6 take a moment to find each other.
        until("a visitor", || ask(self.among_strangers("curl"), "2001:db8:8::1", "/index.html", &[]) == Answer::Yes)
    }

    fn write_site(&self, folder: &str) -> anyhow::Result<()> {
        let pages = ["index.html", "recherche", "article", "view", "wp-login.php", "robots.txt", "membres/index.html"];
        let images = (0..8).map(|number| format!("images/{number}.png"));
        let news = (0..60).map(|number| format!("actualite-{number}.html"));
        for page in pages.into_iter().map(str::to_owned).chain(images).chain(news) {
            fs::write(self.folder.join("site").join(page), "<p>Bonjour.</p>\n")?;
        }
        fs::write(self.folder.join("site/robots.txt"), "User-agent: *\nDisallow: /membres/\n")?;
        shell(&format!(
            "printf '%s:%s\\n' {MEMBER} \"$(openssl passwd -apr1 \"{PASSWORD}\")\" > {folder}/htpasswd
            (cat /etc/passwd; for name in {MEMBER} {OTHER_MEMBER}; do echo \"$name:x:4242:65534::/nonexistent:/bin/true\"; done) > {folder}/passwd
            hash=\"$(openssl passwd -6 \"{PASSWORD}\")\"
            (echo 'root:*:19000:0:99999:7:::'; for name in {MEMBER} {OTHER_MEMBER}; do echo \"$name:$hash:19000:0:99999:7:::\"; done) > {folder}/shadow"
        ))?;
        Ok(())
    }
}

/// Settings as Debian ships them, with other places; beside each log a second one with finer times, which no tool is shown.
fn write_settings(path: &Path, folder: &str) -> anyhow::Result<()> {
    let nginx = format!(
        "daemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\nerror_log {folder}/logs/error.log;\nevents {{ worker_connections 768; }}\n\
         http {{\ninclude /etc/nginx/mime.types;\ndefault_type text/html;\nlog_format timed '$msec $remote_addr';\n\
         access_log {folder}/logs/access.log;\naccess_log {folder}/aside/access timed;\n\
         server {{ listen 80; listen [::]:80; root {folder}/site; error_page 405 =200 $uri;\n\
         location /membres/ {{ auth_basic membres; auth_basic_user_file {folder}/htpasswd; }}\n}}\n}}\n"
    );
    let syslog = format!(
        "module(load=\"imuxsock\" SysSock.Use=\"off\")\ninput(type=\"imuxsock\" Socket=\"{folder}/devlog\")\n\
         template(name=\"timed\" type=\"string\" string=\"%timegenerated:::date-rfc3339% %msg%\\n\")\n\
         auth,authpriv.* action(type=\"omfile\" file=\"{folder}/logs/auth.log\" template=\"RSYSLOG_TraditionalFileFormat\")\n\
         auth,authpriv.* action(type=\"omfile\" file=\"{folder}/aside/auth\" template=\"timed\")\n"
    );
    let sshd = format!(
        "Port 22\nHostKey {folder}/hostkey\nPidFile {folder}/sshd.pid\nUsePAM yes\nKbdInteractiveAuthentication no\n\
         PrintMotd no\nX11Forwarding yes\nAcceptEnv LANG LC_*\n"
    );
    for (name, text) in [("nginx.conf", nginx), ("rsyslog.conf", syslog), ("sshd_config", sshd)] {
        fs::write(path.join(name), text)?;
    }
    Ok(())
}

fn entering(namespace: &str, program: &str) -> Command {
    let mut command = Command::new("ip");
    command.args(["netns", "exec", namespace, program]);
    command.env("LC_ALL", "C").env("TZ", "UTC").env("XDG_DATA_HOME", "/nonexistent").env_remove("SSH_CONNECTION");
    command
}

impl Drop for Machine {
    fn drop(&mut self) {
        for child in &mut self.children {
            // Asked first: nginx and others end what they started.
            let _ = Command::new("kill").arg(child.id().to_string()).stderr(Stdio::null()).status();
            let began = Instant::now();
            while child.try_wait().is_ok_and(|ended| ended.is_none()) && began.elapsed() < Duration::from_secs(5) {
                std::thread::sleep(Duration::from_millis(20));
            }
            let _ = child.kill();
            let _ = child.wait();
        }
        for namespace in [&self.guarded, &self.strangers] {
            let _ = Command::new("ip").args(["netns", "del", namespace]).output();
        }
    }
}

/// What one try comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The server answered, and let in.
    Yes,
    /// The server answered, and refused.
    No,
    /// Nobody answered.
    Nobody,
}

/// Asks for a page from an address, with further arguments for `curl`; the status decides.
pub(crate) fn ask(mut curl: Command, from: &str, target: &str, more: &[&str]) -> Answer {
    let here = if from.contains(':') { format!("[{HERE6}]") } else { HERE4.to_owned() };
    curl.args(["-s", "-g", "--path-as-is", "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "2"]);
    curl.args(["--interface", from]).args(more).arg(format!("http://{here}{target}"));
    match curl.output().map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()) {
        Ok(status) if status.starts_with(['2', '3']) => Answer::Yes,
        Ok(status) if status.len() == 3 && status != "000" => Answer::No,
        _ => Answer::Nobody,
    }
}

/// What `ssh` says when somebody answered.
const REFUSALS: [&str; 3] = ["Permission denied", "Connection reset by", "closed by remote host"];

/// Tries a password at sshd from an address.
pub(crate) fn sign_in(mut sshpass: Command, from: &str, user: &str, password: &str) -> Answer {
    let here = if from.contains(':') { HERE6 } else { HERE4 };
    sshpass.args([
        "-p",
        password,
        "timeout",
        "12",
        "ssh",
        "-F",
        "none",
        "-o",
        "ConnectTimeout=2",
        "-o",
        "LogLevel=ERROR",
    ]);
    for option in [
        "StrictHostKeyChecking=no",
        "UserKnownHostsFile=/dev/null",
        "NumberOfPasswordPrompts=1",
        "PreferredAuthentications=password",
        "PubkeyAuthentication=no",
    ] {
        sshpass.args(["-o", option]);
    }
    sshpass.args(["-b", from, "-l", user, here, "true"]);
    match sshpass.stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => Answer::Yes,
        // A server that has too many guests hangs up: that is an answer, too.
        Ok(output) if REFUSALS.iter().any(|words| String::from_utf8_lossy(&output.stderr).contains(words)) => {
            Answer::No
        }
        _ => Answer::Nobody,
    }
}
