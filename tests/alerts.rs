//! `vigie guard --config` and `vigie alert`, against receivers of this machine: who is told what, once, and nobody's name with it.
#![cfg(feature = "alerts")]
#![expect(clippy::disallowed_types, reason = "the program under test is started")]
#![expect(clippy::disallowed_methods, reason = "tests write and read files of their own, and logs of this moment")]
#![expect(clippy::unwrap_used, reason = "a test may stop")]
#![expect(clippy::print_stderr, reason = "a test that cannot do all of its work says so")]

mod trial;

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;
use trial::{Folder, show, vigie};

/// A request as it arrived.
#[derive(Debug)]
struct Request {
    line: String,
    headers: Vec<String>,
    body: String,
}

impl Request {
    fn header(&self, name: &str) -> &str {
        let start = format!("{name}: ");
        let is_it = |line: &&String| line.to_lowercase().starts_with(&start.to_lowercase());
        self.headers.iter().find(is_it).map_or("", |line| &line[start.len()..])
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// A server that takes requests; the first so many are answered with an error.
fn receiver(errors: usize) -> (u16, Receiver<Request>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (out, requests) = channel();
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let mut stream = stream.unwrap();
            let mut from = BufReader::new(stream.try_clone().unwrap());
            let mut head = Vec::new();
            loop {
                let mut line = String::new();
                if from.read_line(&mut line).unwrap() == 0 || line == "\r\n" {
                    break;
                }
                head.push(line.trim_end().to_owned());
            }
            let request = Request { line: head.remove(0), headers: head, body: String::new() };
            let mut body = vec![0; request.header("content-length").parse().unwrap()];
            from.read_exact(&mut body).unwrap();
            let status = if number < errors { "503 Busy" } else { "200 OK" };
            stream
                .write_all(format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes())
                .unwrap();
            if out.send(Request { body: String::from_utf8(body).unwrap(), ..request }).is_err() {
                return;
            }
        }
    });
    (port, requests)
}

const WAIT: Duration = Duration::from_secs(40);

fn config(folder: &Folder, channels: &str) -> std::path::PathBuf {
    let path = folder.0.join("guard.toml");
    fs::write(folder.0.join("key"), "between us\n").unwrap();
    fs::write(&path, format!("[alerts]\nlanguage = \"fr\"\nescalate_minutes = 60\n{channels}")).unwrap();
    path
}

struct Guard(Child);

impl Guard {
    fn start(folder: &Folder, log: &Path, config: &Path) -> Guard {
        let remarks = OpenOptions::new().create(true).append(true).open(folder.0.join("remarks")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
        let case = folder.0.join("case");
        command.args(["guard", show(log), "--case", show(&case), "--config", show(config), "--save-seconds", "1"]);
        command.env("LC_ALL", "C").env("XDG_DATA_HOME", "/nonexistent").env_remove("SSH_CONNECTION");
        Guard(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(remarks).spawn().unwrap())
    }

    fn stop(&mut self) {
        Command::new("kill").args(["-TERM", &self.0.id().to_string()]).output().unwrap();
        assert!(self.0.wait().unwrap().success());
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Somebody guesses a password until it works.
fn break_in(log: &Path, from: &str) {
    let mut file = OpenOptions::new().create(true).append(true).open(log).unwrap();
    for step in 0..25 {
        let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S+00:00");
        let what = if step < 24 { "Failed" } else { "Accepted" };
        writeln!(
            file,
            "{now} gate sshd[{}]: {what} password for jeanne.secret from {from} port {} ssh2",
            900 + step,
            40_000 + step
        )
        .unwrap();
    }
}

#[test]
fn an_incident_is_told_once_signed_and_without_names() {
    let folder = Folder::new("alerts");
    let log = folder.0.join("auth.log");
    File::create(&log).unwrap();
    let (port, requests) = receiver(1);
    let url = format!("http://127.0.0.1:{port}/hook");
    let config = config(
        &folder,
        &format!(
            "[[alerts.channel]]\nkind = \"webhook\"\nurl = \"{url}\"\nsecret_file = \"{}\"\n",
            show(&folder.0.join("key"))
        ),
    );
    let mut guard = Guard::start(&folder, &log, &config);
    for _ in 0..3 {
        break_in(&log, "203.0.113.9");
    }
    let refused = requests.recv_timeout(WAIT).unwrap();
    let told = requests.recv_timeout(WAIT).unwrap();
    assert_eq!(refused.body, told.body, "what did not arrive is sent again");
    assert_eq!(told.line, "POST /hook HTTP/1.1");
    let json = told.json();
    assert!(json["title"].as_str().unwrap().contains("connexion après des échecs"), "{json}");
    assert!(json["happened"][0].as_str().unwrap().contains("depuis 203.0.113.9"), "{json}");
    assert_eq!((&json["format"], &json["urgency"]), (&"vigie-alert".into(), &"now".into()));
    let (seconds, signature) = told.header("x-vigie-signature")[2..].split_once(",v1=").unwrap();
    assert_eq!(signature, vigie::respond::alert::send::signature("between us", seconds.parse().unwrap(), &told.body));
    // Another source: another incident.
    break_in(&log, "203.0.113.77");
    let other = requests.recv_timeout(WAIT).unwrap();
    assert!(other.body.contains("203.0.113.77"));
    let id = json["id"].as_str().unwrap();
    let case = folder.0.join("case");
    let acknowledged = vigie(&["alert", "acknowledge", id, "--case", show(&case)]);
    assert!(acknowledged.status.success(), "{acknowledged:?}");
    guard.stop();
    let listed = vigie(&["alert", "list", "--case", show(&case), "--json"]);
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    let of = |wanted: &str| {
        listed["alerts"].as_array().unwrap().iter().find(|one| one["id"] == wanted).unwrap()["acknowledged"].clone()
    };
    assert_eq!((of(id), of(other.json()["id"].as_str().unwrap())), (true.into(), false.into()));
    assert_eq!(vigie(&["alert", "acknowledge", "00000000", "--case", show(&case)]).status.code(), Some(2));
    let last: Vec<Request> = requests.try_iter().collect();
    assert_eq!(last.len(), 1, "what would be held back, in one message, when the guard ends: {last:?}");
    assert_eq!(last[0].json()["urgency"], "later");
    for one in [&told, &other, &last[0]] {
        assert!(!one.body.contains("jeanne"), "{}", one.body);
    }
    // After a new start nobody is told again of what they know.
    let mut guard = Guard::start(&folder, &log, &config);
    break_in(&log, "203.0.113.9");
    std::thread::sleep(Duration::from_secs(4));
    guard.stop();
    assert!(requests.try_iter().all(|one| one.json()["urgency"] == "later"));
}

#[test]
fn each_kind_of_channel_is_spoken_to_as_it_expects() {
    let folder = Folder::new("channels");
    let (port, requests) = receiver(0);
    let (note, program) = (folder.0.join("note"), folder.0.join("program"));
    fs::write(&program, format!("#!/bin/sh\n/bin/cat > {}\n", show(&note))).unwrap();
    fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let (base, key, program) = (format!("http://127.0.0.1:{port}"), folder.0.join("key"), show(&program));
    let key = show(&key);
    let config = config(
        &folder,
        &format!(
            "[[alerts.channel]]\nkind = \"mattermost\"\nurl = \"{base}/hooks/x\"\n\
             [[alerts.channel]]\nkind = \"slack\"\nurl = \"{base}/services/x\"\n\
             [[alerts.channel]]\nkind = \"matrix\"\nurl = \"{base}\"\nroom = \"!duty:example.org\"\nsecret_file = \"{key}\"\n\
             [[alerts.channel]]\nkind = \"ntfy\"\nurl = \"{base}/duty\"\n\
             [[alerts.channel]]\nkind = \"command\"\ncommand = [\"{program}\"]\n"
        ),
    );
    let tested = vigie(&["alert", "test", "--config", show(&config)]);
    assert!(tested.status.success(), "{tested:?}");
    let requests: Vec<Request> = requests.try_iter().collect();
    let lines: Vec<&str> = requests.iter().map(|one| one.line.split('-').next().unwrap()).collect();
    let matrix = "PUT /_matrix/client/v3/rooms/%21duty%3Aexample.org/send/m.room.message/";
    assert_eq!(lines[..2], ["POST /hooks/x HTTP/1.1", "POST /services/x HTTP/1.1"]);
    assert!(lines[2].starts_with(matrix) && lines[3] == "POST / HTTP/1.1", "{lines:?}");
    assert_eq!(requests[2].header("authorization"), "Bearer between us");
    for (request, field) in requests.iter().zip(["text", "text", "body", "title"]) {
        assert!(request.json()[field].as_str().unwrap().contains("ceci est un essai"), "{request:?}");
    }
    assert_eq!(requests[3].json()["topic"], "duty");
    let noted: Value = serde_json::from_str(&fs::read_to_string(&note).unwrap()).unwrap();
    assert_eq!(noted["format"], "vigie-alert");
}

#[test]
fn mail_arrives_at_a_mail_server() {
    let folder = Folder::new("mail");
    if !Path::new("/usr/sbin/smtp-sink").exists() {
        eprintln!("skipped: smtp-sink is not installed (package postfix)");
        return;
    }
    // A port that is free now; nobody else of this machine takes it in the meantime.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut sink = Command::new("/usr/sbin/smtp-sink");
    let user = if rustix::process::geteuid().is_root() { &["-u", "root"][..] } else { &[] };
    sink.args(user).args(["-d", "mail.%M.", &format!("127.0.0.1:{port}"), "10"]).current_dir(&folder.0);
    let mut sink = sink.spawn().unwrap();
    let config = config(
        &folder,
        &format!(
            "[[alerts.channel]]\nkind = \"email\"\nurl = \"smtp://127.0.0.1:{port}\"\nfrom = \"Vigie <vigie@example.org>\"\nto = [\"duty@example.org\"]\n"
        ),
    );
    let began = Instant::now();
    while !vigie(&["alert", "test", "--config", show(&config)]).status.success() {
        assert!(began.elapsed() < WAIT, "the mail server never took it");
        std::thread::sleep(Duration::from_millis(200));
    }
    sink.kill().unwrap();
    sink.wait().unwrap();
    let mails = fs::read_dir(&folder.0)
        .unwrap()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("mail."));
    let mails: Vec<String> = mails.map(|entry| fs::read_to_string(entry.path()).unwrap()).collect();
    assert_eq!(mails.len(), 1);
    for part in [
        "X-Rcpt-Args: <duty@example.org>",
        "Subject: Vigie =?utf-8?",
        "Auto-Submitted: auto-generated",
        "ceci est un essai",
    ] {
        assert!(mails[0].contains(part), "{part}: {}", mails[0]);
    }
}

#[test]
fn a_file_with_a_mistake_stops_the_guard_before_it_reads_a_log() {
    let folder = Folder::new("mistake");
    let log = folder.0.join("auth.log");
    File::create(&log).unwrap();
    let config = config(&folder, "[[alerts.channel]]\nkind = \"ntfy\"\nurl = \"http://ntfy.example.org/duty\"\n");
    for arguments in [
        vec!["alert", "check", "--config", show(&config), "--lang", "en"],
        vec!["guard", show(&log), "--case", show(&folder.0.join("case")), "--config", show(&config), "--lang", "en"],
    ] {
        let output = vigie(&arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(
            said.contains("guard.toml:6:7\n") && said.contains("^^^^^^^^^^") && said.contains("in clear"),
            "{said}"
        );
    }
    assert!(!folder.0.join("case").exists());
}
