//! The dashboard, as the program that people run: asked over loopback like a browser and like programs do. Runs nothing inside itself.
#![cfg(feature = "serve")]
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "tests write files and run the program")]
#![expect(clippy::unwrap_used, reason = "a test may stop")]

mod trial;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use trial::{Folder, show, vigie};

const PASSWORD: &str = "a password of several words";

/// A line in which an attacker tries to be more than text.
const SCRIPT_LINE: &str = "203.0.113.9 - - [22/Nov/2026:05:00:00 +0000] \"GET /?q=<script>alert(1)</script>&id=1%27%20UNION%20SELECT%20password%20FROM%20users-- HTTP/1.1\" 404 512 \"-\" \"<img src=x onerror=alert(2)>\"\n";

/// A served case, stopped when dropped.
struct Served {
    child: Child,
    port: u16,
    case: PathBuf,
    _folder: Folder,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer: status, headers in lower case, body.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(held, _)| held == name).map_or("", |(_, value)| value)
    }

    /// Cookies that are set, by name.
    fn cookies(&self) -> BTreeMap<String, String> {
        let set = self.headers.iter().filter(|(name, _)| name == "set-cookie");
        set.filter_map(|(_, value)| {
            let (name, rest) = value.split_once('=')?;
            Some((name.to_owned(), rest.split(';').next().unwrap_or_default().to_owned()))
        })
        .collect()
    }

    /// The word of the first form whose action is this.
    fn word(&self, action: &str) -> String {
        let form = self.body.split(&format!("action=\"{action}\"")).nth(1).unwrap_or_default();
        let field = form.split("name=\"word\" value=\"").nth(1).unwrap_or_default();
        field.split('"').next().unwrap_or_default().to_owned()
    }
}

impl Served {
    fn new(name: &str, arguments: &[&str]) -> Served {
        Served::of(name, SCRIPT_LINE.repeat(20).as_str(), arguments)
    }

    fn of(name: &str, log: &str, arguments: &[&str]) -> Served {
        let folder = Folder::new(&format!("serve-{name}"));
        let (file, case) = (folder.0.join("access.log"), folder.0.join("case"));
        fs::write(&file, log).unwrap();
        let filled = vigie(&["report", show(&file), "--case", show(&case), "--time-zone", "UTC", "-q"]);
        assert!(filled.status.success(), "{}", String::from_utf8_lossy(&filled.stderr));
        for (person, role) in [("rita", "reader"), ("anna", "analyst"), ("dora", "decider")] {
            let added = account(&case, person, role, PASSWORD);
            assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
        command.args(["serve", "--case", show(&case), "--listen", "127.0.0.1:0"]).args(arguments).env("LC_ALL", "C");
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
        let served = Served { child, port, case, _folder: folder };
        let start = Instant::now();
        while served.get("/readyz", "").status != 200 {
            assert!(start.elapsed() < Duration::from_mins(1), "the case is not read");
            std::thread::sleep(Duration::from_millis(50));
        }
        served
    }

    /// Sends bytes as they are, reads the answer.
    fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        // Whoever answers early may have closed already.
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        parsed(&bytes)
    }

    fn get(&self, path: &str, headers: &str) -> Answer {
        self.raw(
            format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{headers}Connection: close\r\n\r\n", self.port)
                .as_bytes(),
        )
    }

    fn post(&self, path: &str, headers: &str, form: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let body = pairs.join("&");
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{headers}Content-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.port,
            body.len()
        );
        self.raw(head.as_bytes())
    }

    /// Signs in. Returns the header that carries the session.
    fn signed_in(&self, name: &str) -> String {
        let answer = self.sign_in(name, PASSWORD);
        assert_eq!(answer.status, 303, "{answer:?}");
        format!("Cookie: vigie={}\r\n", answer.cookies()["vigie"])
    }

    fn sign_in(&self, name: &str, password: &str) -> Answer {
        let form = self.get("/sign-in", "");
        let cookie = format!("Cookie: vigie-form={}\r\n", form.cookies()["vigie-form"]);
        let word = form.word("/sign-in");
        self.post("/sign-in", &cookie, &[("word", &word), ("name", name), ("password", password), ("to", "/")])
    }
}

fn account(case: &Path, name: &str, role: &str, password: &str) -> std::process::Output {
    let arguments = ["serve", "account", "add", name, "--role", role, "--case", show(case)];
    trial::vigie_reading(&arguments, format!("{password}\n").as_bytes())
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    text.bytes().fold(String::new(), |out, byte| {
        if plain(byte) { format!("{out}{}", char::from(byte)) } else { format!("{out}%{byte:02X}") }
    })
}

fn parsed(bytes: &[u8]) -> Answer {
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok()).unwrap_or(0);
    let pairs = lines.filter_map(|line| line.split_once(": "));
    let headers = pairs.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
    Answer { status, headers, body: body.to_owned() }
}

#[test]
fn nobody_sees_anything_of_the_case_without_signing_in() {
    let served = Served::new("strangers", &[]);
    for path in ["/", "/changes", "/no-such-page", "/metrics", "/api/v1/no-such-thing"] {
        for headers in ["", "Cookie: vigie=0000\r\n", "Authorization: Bearer vigie-0000\r\n"] {
            let answer = served.get(path, headers);
            assert!([303, 401, 404].contains(&answer.status), "{path}: {answer:?}");
            assert!(!answer.body.contains("203.0.113.9"), "{path}: {answer:?}");
        }
    }
    assert_eq!(served.get("/", "").header("location"), "/sign-in");
    assert_eq!(served.get("/healthz", "").body, "ok\n");
}

#[test]
fn signing_in_opens_the_pages_and_signing_out_closes_them() {
    let served = Served::new("sessions", &[]);
    let session = served.signed_in("rita");
    let page = served.get("/", &session);
    assert_eq!(page.status, 200);
    assert!(page.body.contains("rita (reader)"), "{}", page.body);
    let word = page.word("/sign-out");
    assert_eq!(served.post("/sign-out", &session, &[("word", "0000")]).status, 403, "a form without its word");
    assert_eq!(served.get("/", &session).status, 200);
    assert_eq!(served.post("/sign-out", &session, &[("word", &word)]).status, 303);
    assert_eq!(served.get("/", &session).status, 303);
}

#[test]
fn a_form_that_another_site_sends_does_nothing() {
    let served = Served::new("forged", &[]);
    let session = served.signed_in("rita");
    let word = served.get("/", &session).word("/sign-out");
    for header in ["Origin: https://evil.example\r\n", "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n"] {
        let answer = served.post("/sign-out", &format!("{session}{header}"), &[("word", &word)]);
        assert_eq!(answer.status, 403, "{header}");
    }
    let other_name = served.raw(b"GET /sign-in HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n");
    assert_eq!(other_name.status, 421, "a name that was made to lead here");
    assert_eq!(served.get("/", &session).status, 200);
}

#[test]
fn guessing_is_slowed_down_and_noted() {
    let served = Served::new("guessing", &[]);
    let statuses: Vec<u16> = (0..12).map(|_| served.sign_in("dora", "not the password at all").status).collect();
    assert_eq!(statuses, [[401; 10].as_slice(), &[429; 2]].concat());
    assert_eq!(served.sign_in("dora", PASSWORD).status, 429, "also with the password, as long as it lasts");
    let audit = fs::read_to_string(served.case.join("serve/audit.jsonl")).unwrap();
    assert_eq!(audit.matches("sign-in-refused").count(), 10, "{audit}");
    assert!(audit.contains("sign-in-held-back") && !audit.contains("not the password"), "{audit}");
}

#[test]
fn every_answer_carries_the_headers_that_hold_a_browser_to_us() {
    let served = Served::new("headers", &[]);
    let session = served.signed_in("rita");
    for path in ["/", "/sign-in", "/style.css", "/live.js", "/healthz", "/metrics", "/nowhere"] {
        let answer = served.get(path, &session);
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
    let set = served.sign_in("rita", PASSWORD);
    let cookie = set.headers.iter().find(|(name, value)| name == "set-cookie" && value.starts_with("vigie=")).unwrap();
    assert!(cookie.1.contains("HttpOnly") && cookie.1.contains("SameSite=Strict") && cookie.1.contains("Path=/"));
}

#[test]
fn it_does_not_listen_where_others_reach_it_unless_somebody_encrypts() {
    let folder = Folder::new("serve-open");
    let refused = vigie(&["serve", "--case", show(&folder.0), "--listen", "0.0.0.0:0"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--behind-proxy"));
    let no_case = vigie(&["serve", "--case", show(&folder.0), "--listen", "127.0.0.1:0"]);
    assert_eq!(no_case.status.code(), Some(4));
}

#[test]
fn what_is_too_long_too_slow_or_no_form_is_refused() {
    let served = Served::new("limits", &[]);
    let session = served.signed_in("rita");
    assert_eq!(served.get(&format!("/?q={}", "x".repeat(5_000)), &session).status, 414);
    assert_eq!(served.get("/", &format!("X-Long: {}\r\n", "x".repeat(60_000))).status, 431);
    let long = "x".repeat(400_000);
    assert_eq!(served.post("/sign-out", &session, &[("word", &long)]).status, 413);
    let json = format!(
        "POST /sign-out HTTP/1.1\r\nHost: localhost\r\n{session}Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"
    );
    assert_eq!(served.raw(json.as_bytes()).status, 415);
    assert_eq!(
        served
            .raw(format!("DELETE / HTTP/1.1\r\nHost: localhost\r\n{session}Connection: close\r\n\r\n").as_bytes())
            .status,
        405
    );
    for path in ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/sources/%ff", "//evil.example/", "/%00"] {
        let answer = served.get(path, &session);
        assert!([400, 404].contains(&answer.status), "{path}: {}", answer.status);
    }
    let start = Instant::now();
    let slow = served.raw(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow");
    assert!(slow.status == 408 || slow.status == 0, "{slow:?}");
    assert!(start.elapsed() < Duration::from_secs(30), "headers that never come are not waited for");
}

/// A token for a program.
fn token(case: &Path, name: &str, role: &str) -> String {
    let made = vigie(&["serve", "token", "make", name, "--role", role, "--case", show(case), "-q"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    format!("Authorization: Bearer {}\r\n", String::from_utf8(made.stdout).unwrap().trim())
}

/// A decision that holds for an hour, as a guard notes it.
fn hold(case: &Path, address: &str) {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_micros();
    let path = case.join("decisions.json");
    let text = fs::read_to_string(&path).unwrap_or_else(|_| "{\"entries\":[]}".to_owned());
    let mut ledger: serde_json::Value = serde_json::from_str(&text).unwrap();
    ledger["entries"].as_array_mut().unwrap().push(serde_json::json!({
        "scope": "source", "value": address, "applied": now as i64, "expires": now as i64 + 3_600_000_000_i64,
        "undone": null, "forms": [["sql-injection", 20]], "detections": 20, "ordinary_events": 0,
    }));
    fs::write(&path, ledger.to_string()).unwrap();
}

fn post_json(served: &Served, path: &str, headers: &str, body: &str) -> Answer {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{headers}Content-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        served.port,
        body.len()
    );
    served.raw(head.as_bytes())
}

#[test]
fn what_an_attacker_wrote_is_shown_and_never_run() {
    let served = Served::new("inert", &[]);
    let session = served.signed_in("rita");
    let pages = [
        "/",
        "/incidents",
        "/clusters",
        "/sources",
        "/sources/203.0.113.9",
        "/accounts",
        "/coverage",
        "/measures",
        "/search?q=script",
        "/search?q=%3Cscript%3Ealert(3)%3C/script%3E",
        "/search?q=%22%3E%3Cimg%20src=x%3E",
        "/claims",
        "/sign-in?to=%22%3E%3Cscript%3E",
    ];
    let mut shown = 0;
    for path in pages {
        let page = served.get(path, if path.starts_with("/sign-in") { "" } else { &session });
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.body.contains("<img"), "{path}");
        let scripts = page.body.matches("<script").count();
        assert_eq!(scripts, page.body.matches("<script src=\"/live.js?").count(), "{path}");
        shown += page.body.matches("&lt;script&gt;alert(").count();
    }
    assert!(shown > 3, "the lines are there as text: {shown}");
}

#[test]
fn each_role_may_do_what_it_may_and_no_more() {
    let served = Served::new("roles", &[]);
    hold(&served.case, "203.0.113.9");
    let session = |name: &str| served.signed_in(name);
    let (reader, analyst, decider) = (session("rita"), session("anna"), session("dora"));
    let word = |session: &str| served.get("/measures", session).word("/sign-out");
    let undo =
        |session: &str| served.post("/measures/undo", session, &[("word", &word(session)), ("target", "203.0.113.9")]);
    let check = |session: &str| {
        let text = "We saw 20 attacks from one address.";
        served.post("/claims", session, &[("word", &word(session)), ("text", text)])
    };
    assert!(!served.get("/measures", &reader).body.contains("/measures/undo"), "no button for a reader");
    assert_eq!(undo(&reader).status, 403);
    assert_eq!(undo(&analyst).status, 403);
    assert_eq!(check(&reader).status, 403);
    let checked = check(&analyst);
    assert!(checked.status == 200 && checked.body.contains("id=\"verdicts\""), "{}", checked.body);
    let done = undo(&decider);
    assert_eq!(done.status, 303);
    assert!(["/measures?done=noted", "/measures?done=everywhere"].contains(&done.header("location")), "{done:?}");
    assert!(served.get("/measures", &decider).body.contains("Nothing is held back."));
    assert_eq!(undo(&decider).header("location"), "/measures?done=nothing");
    let ledger = fs::read_to_string(served.case.join("decisions.json")).unwrap();
    assert!(!ledger.contains("\"undone\": null"), "{ledger}");
    let audit = fs::read_to_string(served.case.join("serve/audit.jsonl")).unwrap();
    assert_eq!(audit.matches("\"forbidden\"").count(), 3, "{audit}");
    let lines: Vec<serde_json::Value> = audit.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let noted = lines.iter().find(|line| line["deed"] == "measure-undone").unwrap();
    assert_eq!(
        (&noted["who"], &noted["about"], &noted["from"]),
        (&"dora".into(), &"203.0.113.9".into(), &"127.0.0.1".into())
    );
}

#[test]
fn programs_ask_with_tokens_that_can_be_revoked() {
    let served = Served::new("api", &[]);
    hold(&served.case, "203.0.113.9");
    let reader = token(&served.case, "prometheus", "reader");
    let decider = token(&served.case, "console", "decider");
    let json = |answer: Answer| -> serde_json::Value {
        assert_eq!(answer.status, 200, "{answer:?}");
        serde_json::from_str(&answer.body).unwrap()
    };
    assert_eq!(json(served.get("/api/v1/sources?size=1", &reader))["sources"][0]["source"]["address"], "203.0.113.9");
    assert_eq!(json(served.get("/api/v1/sources/203.0.113.9", &reader))["attempts"][0]["detections"], 20);
    assert_eq!(json(served.get("/api/v1/status", &reader))["decisions_holding"], 1);
    assert_eq!(json(served.get("/api/v1/search?q=union", &reader))["lines"].as_array().map(Vec::is_empty), Some(false));
    assert!(served.get("/metrics", &reader).body.contains("\nvigie_decisions_holding 1\n"));
    for bad in [
        "/api/v1/sources?page=0",
        "/api/v1/sources?page=x",
        "/api/v1/sources?sise=3",
        "/api/v1/search?q=a",
        "/api/v1/sources/nonsense",
    ] {
        assert_eq!(served.get(bad, &reader).status, 400, "{bad}");
    }
    let undo = "{\"target\":\"203.0.113.9\"}";
    assert_eq!(post_json(&served, "/api/v1/measures/undo", &reader, undo).status, 403);
    assert_eq!(post_json(&served, "/api/v1/measures/undo", "", undo).status, 401);
    let session = served.signed_in("dora");
    assert_eq!(post_json(&served, "/api/v1/measures/undo", &session, undo).status, 401, "a cookie opens no API");
    for body in ["", "{}", "[]", "{\"target\":1}", "{\"target\":\"\"}", "{\"target\":\"a\",\"more\":1}"] {
        assert_eq!(post_json(&served, "/api/v1/measures/undo", &decider, body).status, 400, "{body}");
    }
    assert_ne!(json(post_json(&served, "/api/v1/measures/undo", &decider, undo))["undone"], "nothing");
    let revoked = vigie(&["serve", "token", "revoke", "prometheus", "--case", show(&served.case)]);
    assert!(revoked.status.success());
    assert_eq!(served.get("/api/v1/status", &reader).status, 401);
    assert_eq!(served.get("/api/v1/status", &decider).status, 200);
}

#[test]
fn an_account_that_is_removed_is_signed_out() {
    let served = Served::new("removed", &[]);
    let session = served.signed_in("anna");
    assert_eq!(served.get("/", &session).status, 200);
    assert!(vigie(&["serve", "account", "remove", "anna", "--case", show(&served.case)]).status.success());
    assert_eq!(served.get("/", &session).status, 303);
    let short = account(&served.case, "anna", "reader", "short");
    assert_eq!(short.status.code(), Some(2));
}

#[test]
fn pages_speak_french_and_show_the_zone_that_was_chosen() {
    let served = Served::new("words", &[]);
    let session = served.signed_in("rita");
    let french = served.get("/", &format!("{session}Accept-Language: fr-FR, en;q=0.5\r\n"));
    assert!(french.body.contains("<html lang=\"fr\">") && french.body.contains("Les dernières 24 heures"));
    let chosen = served.get("/?lang=fr&zone=Asia/Tokyo", &session);
    let cookies = chosen.cookies();
    assert_eq!((cookies["vigie-lang"].as_str(), cookies["vigie-zone"].as_str()), ("fr", "Asia/Tokyo"));
    assert!(chosen.body.contains("14:00:00") && chosen.body.contains("Asia/Tokyo"), "{}", chosen.body);
    let bad = served.get("/?lang=xx&zone=../../etc/passwd", &session);
    assert!(bad.status == 200 && bad.cookies().is_empty() && !bad.body.contains("passwd"));
}

#[test]
fn an_open_page_is_told_when_the_case_or_a_decision_changes() {
    let served = Served::new("changes", &[]);
    let session = served.signed_in("rita");
    let mut stream = TcpStream::connect(("127.0.0.1", served.port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(format!("GET /changes HTTP/1.1\r\nHost: localhost\r\n{session}\r\n").as_bytes()).unwrap();
    let mut lines = BufReader::new(stream).lines();
    let mut next =
        || lines.by_ref().find_map(|line| line.unwrap().strip_prefix("data: ").map(ToOwned::to_owned)).unwrap();
    let first = next();
    hold(&served.case, "203.0.113.9");
    let second = next();
    assert_ne!(first, second);
    let marked = vigie(&["mark", show(&served.case), "203.0.113.9", "innocent", "--why", "ours"]);
    assert!(marked.status.success(), "{}", String::from_utf8_lossy(&marked.stderr));
    assert_ne!(second, next());
}

#[test]
fn a_copy_holds_everything_and_is_put_back_whole_or_not_at_all() {
    let served = Served::new("backup", &[]);
    hold(&served.case, "203.0.113.9");
    let folder = Folder::new("serve-backup-copy");
    let (copy, again) = (folder.0.join("copy"), folder.0.join("again"));
    let run = |arguments: &[&str]| vigie(&[&["serve"], arguments].concat());
    let done = run(&["backup", "--case", show(&served.case), "--to", show(&copy)]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(
        !run(&["backup", "--case", show(&served.case), "--to", show(&copy)]).status.success(),
        "nothing is overwritten"
    );
    assert!(run(&["restore", "--from", show(&copy), "--case", show(&again)]).status.success());
    for file in ["manifest.json", "memory.zst", "decisions.json", "serve/accounts.json", "serve/audit.jsonl"] {
        assert_eq!(fs::read(served.case.join(file)).unwrap(), fs::read(again.join(file)).unwrap(), "{file}");
    }
    fs::write(copy.join("decisions.json"), "{\"entries\":[]}").unwrap();
    let third = folder.0.join("third");
    let refused = run(&["restore", "--from", show(&copy), "--case", show(&third)]);
    assert!(!refused.status.success() && !third.exists(), "{}", String::from_utf8_lossy(&refused.stderr));
    let list = fs::read_to_string(copy.join("backup.json")).unwrap().replace("decisions.json", "../outside.json");
    fs::write(copy.join("backup.json"), list).unwrap();
    assert!(!run(&["restore", "--from", show(&copy), "--case", show(&third)]).status.success());
}

#[test]
fn where_somebody_asks_from_is_what_a_proxy_of_ours_says() {
    let behind = Served::new("proxy", &["--behind-proxy", "127.0.0.1/32", "--name", "vigie.example.org"]);
    let alone = Served::new("alone", &[]);
    for (served, expected, cookie) in [(&behind, "198.51.100.7", "__Host-vigie="), (&alone, "127.0.0.1", "vigie=")] {
        let form = served.get("/sign-in", "");
        let headers = format!(
            "Cookie: vigie-form={}\r\nX-Forwarded-For: 203.0.113.200, 198.51.100.7\r\n",
            form.cookies()["vigie-form"]
        );
        let fields =
            [("word", &*form.word("/sign-in")), ("name", "rita"), ("password", PASSWORD), ("to", "//evil.example")];
        let answer = served.post("/sign-in", &headers, &fields);
        assert_eq!((answer.status, answer.header("location")), (303, "/"), "{answer:?}");
        let set =
            answer.headers.iter().find(|(name, value)| name == "set-cookie" && value.starts_with(cookie)).unwrap();
        assert_eq!(set.1.contains("Secure"), expected != "127.0.0.1", "{set:?}");
        let audit = fs::read_to_string(served.case.join("serve/audit.jsonl")).unwrap();
        assert!(audit.contains(&format!("\"from\":\"{expected}\"")) && !audit.contains("203.0.113.200"), "{audit}");
    }
    let named = b"GET /sign-in HTTP/1.1\r\nHost: vigie.example.org\r\nConnection: close\r\n\r\n";
    assert_eq!((behind.raw(named).status, alone.raw(named).status), (200, 421));
}
