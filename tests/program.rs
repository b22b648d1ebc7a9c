//! The program as users run it: contracts of its machine forms, exit codes, compressed and broken inputs, copies, the same
//! answer for any number of workers. Figures themselves are tested where they are computed.
#![expect(clippy::disallowed_types, reason = "the program under test is started")]
#![expect(clippy::disallowed_methods, reason = "tests write and read files of their own")]
#![expect(clippy::unwrap_used, clippy::format_push_string, reason = "a test may stop, and need not be fast")]

mod trial;

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use trial::{Folder, show, vigie, vigie_reading};

impl Folder {
    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn json_lines(output: &Output) -> Vec<Value> {
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Two days of a small site: ordinary readers, one that injects, one that looks for files.
fn access_log() -> Vec<u8> {
    let mut log = String::new();
    for minute in 0..120 {
        let (hour, minute_of) = (10 + minute / 60, minute % 60);
        let reader = minute % 9 + 1;
        log += &format!(
            "198.51.100.{reader} - - [13/Feb/2017:{hour}:{minute_of:02}:07 +0100] \"GET /programme/page-{minute}.html HTTP/1.1\" 200 {} \
             \"https://www.example.org/\" \"Mozilla/5.0 (X11; Linux x86_64; rv:51.0) Gecko/20100101 Firefox/51.0\"\n",
            5_000 + minute
        );
    }
    for number in 0..6 {
        log += &format!(
            "203.0.113.9 - - [13/Feb/2017:12:10:{number:02} +0100] \"GET /article?id={number}%27%20UNION%20SELECT%20user,password%20FROM%20users--%20- HTTP/1.1\" \
             404 512 \"-\" \"sqlmap/1.1\"\n"
        );
    }
    log += "203.0.113.77 - - [14/Feb/2017:02:00:00 +0100] \"GET /.env HTTP/1.1\" 404 210 \"-\" \"curl/7.52\"\n";
    log.into_bytes()
}

fn auth_log() -> Vec<u8> {
    let mut log = String::from(
        "Feb 13 08:00:01 gate sshd[100]: Accepted publickey for marie from 198.51.100.200 port 40000 ssh2: RSA SHA256:abc\n",
    );
    for number in 0..40 {
        log += &format!(
            "Feb 13 09:{:02}:{:02} gate sshd[{}]: Failed password for invalid user user{number} from 203.0.113.50 port {} ssh2\n",
            number / 6,
            number % 6 * 10,
            200 + number,
            41_000 + number
        );
    }
    log.into_bytes()
}

#[test]
fn scan_and_report_tell_what_the_logs_hold() {
    let folder = Folder::new("tell");
    let log = folder.write("www.example.org.log", &access_log());
    let output = vigie(&["scan", "--jsonl", show(&log)]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let found = json_lines(&output);
    let injections: Vec<&Value> = found.iter().filter(|row| row["form"] == "sql-injection").collect();
    assert_eq!(injections.len(), 6, "{found:#?}");
    for (number, row) in injections.iter().enumerate() {
        assert_eq!(row["source.ip"], "203.0.113.9");
        assert_eq!(row["origin.path"], show(&log));
        assert_eq!(row["origin.line"], 121 + number);
        assert_eq!(row["service"], "web-access");
        assert_eq!(row["asset"], "www.example.org");
        assert_eq!(row["technique"], "T1190");
        assert_eq!(row["time"], format!("2017-02-13T11:10:0{number}Z"));
        for key in ["origin.byte_start", "rule", "why"] {
            assert!(!row[key].is_null(), "{key}");
        }
    }
    assert!(found.iter().all(|row| !row["source.ip"].as_str().unwrap().starts_with("198.51.100.")), "{found:#?}");

    let output = vigie(&["report", "--json", "-", "--time-zone", "Europe/Paris", show(&log)]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let form = answer["what"]["forms"].as_array().unwrap().iter().find(|row| row["form"] == "sql-injection").unwrap();
    assert_eq!((&form["attempts"]["value"], &form["detections"]["value"]), (&1.into(), &6.into()));
    assert_eq!(answer["what"]["ladder"]["records"]["value"], 127);
    assert_eq!(answer["what"]["ladder"]["reconciled"], true);
    assert_eq!(answer["settings"]["time_zone"], "Europe/Paris");
}

#[test]
fn failures_of_unknown_accounts_are_found_and_the_account_that_signs_in_is_not() {
    let folder = Folder::new("guessing");
    let log = folder.write("auth.log", &auth_log());
    let found = json_lines(&vigie(&["scan", "--jsonl", "--year", "2017", show(&log)]));
    let guesses: Vec<&Value> = found.iter().filter(|row| row["service"] == "sshd").collect();
    assert!(
        guesses.iter().any(|row| row["form"] == "password-guessing" || row["form"] == "password-spraying"),
        "{found:#?}"
    );
    assert!(guesses.iter().all(|row| row["source.ip"] == "203.0.113.50"), "{found:#?}");
}

#[test]
fn the_bytes_of_a_detection_are_its_record() {
    let folder = Folder::new("bytes");
    let bytes = access_log();
    let log = folder.write("a.log", &bytes);
    for row in json_lines(&vigie(&["scan", "--jsonl", show(&log)])) {
        let start = row["origin.byte_start"].as_u64().unwrap() as usize;
        let record = bytes[start..].split(|byte| *byte == b'\n').next().unwrap();
        let line = row["origin.line"].as_u64().unwrap() as usize;
        assert_eq!(Some(record), bytes.split(|byte| *byte == b'\n').nth(line - 1));
    }
}

#[test]
fn parse_writes_ecs_names() {
    let output = vigie_reading(&["parse", "--jsonl", "--year", "2017", "-"], &auth_log());
    let events = json_lines(&output);
    assert_eq!(events.len(), 41);
    let (first, second) = (&events[0], &events[1]);
    assert_eq!(first["@timestamp"], "2017-02-13T08:00:01Z");
    assert_eq!((&first["event.category"], &first["event.outcome"]), (&"authentication".into(), &"success".into()));
    assert_eq!(
        (&first["user.name"], &first["source.ip"], &first["source.port"]),
        (&"marie".into(), &"198.51.100.200".into(), &40_000.into())
    );
    assert_eq!((&second["event.outcome"], &second["user.name"]), (&"failure".into(), &"user0".into()));
    assert!(second["anomalies"].is_array() || second["anomalies"].is_null());
    let output = vigie_reading(&["parse", "--jsonl", "-"], &access_log());
    let event = &json_lines(&output)[120];
    assert_eq!(event["http.request.method"], "GET");
    assert_eq!(event["http.response.status_code"], 404);
    assert_eq!(event["user_agent.original"], "sqlmap/1.1");
    assert!(event["url.original"].as_str().unwrap().starts_with("/article?id=0%27"));
}

#[test]
fn any_number_of_workers_gives_the_same_bytes() {
    let folder = Folder::new("workers");
    // Several chunks, so that there is something to spread.
    let mut long = Vec::new();
    for _ in 0..80 {
        long.extend(access_log());
    }
    folder.write("logs/access.log", &long);
    folder.write("logs/auth.log", &auth_log());
    let logs = folder.0.join("logs");
    let answers: Vec<Vec<u8>> = ["1", "2", "5"]
        .iter()
        .map(|workers| vigie(&["report", "--json", "-", "--year", "2017", "-j", workers, show(&logs)]).stdout)
        .collect();
    assert!(answers[0].len() > 1_000);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

#[test]
fn compressed_inputs_are_recognised_by_content_and_copies_counted_once() {
    let folder = Folder::new("compressed");
    let bytes = access_log();
    folder.write("logs/access.log.1", &bytes);
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(&bytes[..bytes.len() / 2]).unwrap();
    let mut members = encoder.finish().unwrap();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(&bytes[bytes.len() / 2..]).unwrap();
    members.extend(encoder.finish().unwrap());
    folder.write("logs/access.old", &members);
    folder.write("logs/access.zst", &zstd::encode_all(&bytes[..], 3).unwrap());
    let output = vigie(&["report", "--json", "-", show(&folder.0.join("logs"))]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["header"]["inputs"]["value"], 3);
    assert_eq!(answer["header"]["duplicates"]["value"], 2);
    assert_eq!(answer["what"]["ladder"]["records"]["value"], 127);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[test]
fn a_broken_input_is_said_and_the_others_are_read() {
    let folder = Folder::new("broken");
    let log = folder.write("access.log", &access_log());
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(&auth_log()).unwrap();
    let mut whole = encoder.finish().unwrap();
    whole.truncate(whole.len() - 20);
    let cut = folder.write("auth.log.gz", &whole);
    let missing = folder.0.join("missing.log");
    let output = vigie(&["report", "--json", "-", show(&log), show(&cut), show(&missing)]);
    assert_eq!(output.status.code(), Some(4));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(answer["what"]["ladder"]["records"]["value"].as_u64().unwrap() >= 127);
    let said = text(&output.stderr);
    assert!(said.contains("missing.log") && said.contains("auth.log.gz: truncated"), "{said}");
}

#[test]
fn hostile_inputs_end_in_an_answer() {
    let folder = Folder::new("hostile");
    let mut lines = access_log();
    lines.extend(b"\x00\x01\xff\xfe garbage \x1b]0;owned\x07\n");
    lines.extend(vec![b'A'; 3 << 20]);
    lines.extend(b"\n");
    lines.extend(b"198.51.100.1 - - [01/Jan/1970:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1 \"=cmd|' /C calc'!A0\" \"<script>alert(1)</script>\x1b[2J\"\n");
    lines.extend(
        b"198.51.100.1 - - [99/Feb/2099:25:61:61 +0000] \"GET / HTTP/1.1\" 999 99999999999999999999 \"-\" \"-\"\n",
    );
    lines.extend(b"no line end");
    let log = folder.write("access.log", &lines);
    folder.write("binary", &(0..=255_u8).cycle().take(100_000).collect::<Vec<u8>>());
    folder.write("empty.log", b"");
    let output = vigie(&["report", show(&folder.0)]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    assert!(
        printed.chars().all(|character| character == '\n' || !character.is_control()),
        "control characters were printed"
    );
    let bomb = zstd::encode_all(std::io::repeat(b'\n').take(200 << 20), 3).unwrap();
    let bomb = folder.write("bomb.log.zst", &bomb);
    let output = vigie(&["report", "--json", "-", show(&bomb), show(&log)]);
    assert_eq!(output.status.code(), Some(4));
    assert!(text(&output.stderr).contains("expansion-limit"), "{}", text(&output.stderr));
}

#[test]
fn a_case_answers_again_without_its_logs() {
    let folder = Folder::new("case");
    let log = folder.write("www.example.org.log", &access_log());
    let case = folder.0.join("case");
    let first = vigie(&["report", "--json", "-", "--case", show(&case), show(&log)]);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    fs::remove_file(&log).unwrap();
    let again = vigie(&["report", "--json", "-", show(&case)]);
    assert_eq!(text(&first.stdout), text(&again.stdout));
    let marked = vigie(&["mark", show(&case), "203.0.113.9", "innocent", "--why", "our own tester"]);
    assert_eq!(marked.status.code(), Some(0), "{}", text(&marked.stderr));
    let judged: Value = serde_json::from_slice(&vigie(&["report", "--json", "-", show(&case)]).stdout).unwrap();
    let forms = judged["what"]["forms"].as_array().unwrap();
    assert!(forms.iter().all(|row| row["form"] != "sql-injection"), "{forms:#?}");
    let erased = vigie(&["case", "erase", show(&case), "203.0.113.77"]);
    assert_eq!(erased.status.code(), Some(0), "{}", text(&erased.stderr));
    assert!(!text(&vigie(&["report", "--json", "-", show(&case)]).stdout).contains("203.0.113.77"));
}

#[test]
fn logs_are_added_to_a_case_that_forgot_somebody() {
    let folder = Folder::new("forgetful-case");
    let log = folder.write("www.example.org.log", &access_log());
    let case = folder.0.join("case");
    let first = vigie(&["report", "--json", "-", "--case", show(&case), show(&log)]);
    let attempts = |output: &Output| {
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        report["what"]["ladder"]["attempts"]["value"].as_u64().unwrap()
    };
    assert!(attempts(&first) > 0);
    assert_eq!(vigie(&["case", "erase", show(&case), "203.0.113.77"]).status.code(), Some(0));
    let marked = vigie(&["mark", show(&case), "203.0.113.9", "hostile", "--why", "known"]);
    assert_eq!(marked.status.code(), Some(0), "{}", text(&marked.stderr));
    let more = folder.write(
        "api.example.org.log",
        b"198.51.100.23 - - [09/Feb/2017:06:00:00 +0000] \"GET /.env HTTP/1.1\" 404 9 \"-\" \"curl/7.52\"\n",
    );
    let missing = folder.0.join("missing.log");
    let added = vigie(&["report", "--json", "-", "--lang", "en", show(&case), show(&more), show(&missing)]);
    assert_eq!(added.status.code(), Some(4), "{}", text(&added.stderr));
    assert!(text(&added.stderr).contains("missing.log"), "{}", text(&added.stderr));
    assert_eq!(attempts(&added), attempts(&first) + 1);
    let kept = text(&vigie(&["report", "--json", "-", show(&case)]).stdout);
    assert!(kept.contains("198.51.100.23") && !kept.contains("203.0.113.77") && !kept.contains("\"0.0.0."), "{kept}");
    let again = vigie(&["report", "--json", "-", "--lang", "en", show(&case), show(&more)]);
    assert!(text(&again.stderr).contains("already in the case"), "{}", text(&again.stderr));
    assert_eq!(vigie(&["case", "prune", show(&case), "--keep-days", "1"]).status.code(), Some(0));
    let other = folder.write(
        "shop.example.org.log",
        b"198.51.100.24 - - [09/Feb/2017:07:00:00 +0000] \"GET /.env HTTP/1.1\" 404 9 \"-\" \"curl/7.52\"\n",
    );
    let after_prune = vigie(&["report", "--json", "-", show(&case), show(&other)]);
    assert_eq!(after_prune.status.code(), Some(0), "{}", text(&after_prune.stderr));
    assert!(text(&after_prune.stdout).contains("198.51.100.24"));
}

#[test]
fn the_example_of_the_readme_is_what_the_program_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let (command, rest) = readme.split_once("```sh\nvigie ").unwrap().1.split_once('\n').unwrap();
    let expected = rest.split_once("```text\n").unwrap().1.split_once("```").unwrap().0;
    let arguments: Vec<&str> = command.split_whitespace().collect();
    assert!(expected.lines().count() > 20 && arguments[0] == "report");
    let output = Command::new(env!("CARGO_BIN_EXE_vigie"))
        .args(&arguments)
        .current_dir(root)
        .env("LC_ALL", "C")
        .env("XDG_DATA_HOME", "/nonexistent")
        .output()
        .unwrap();
    let said = text(&output.stdout).replace(['\u{a0}', '\u{202f}'], " ");
    assert!(said.starts_with(expected), "write this into the README:\n{}", &said[..expected.len().min(said.len())]);
}

#[test]
fn mistakes_are_answered_with_a_hint_and_their_own_exit_code() {
    let check = |arguments: &[&str], code: i32, said: &str| {
        let output = vigie(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains(said), "{arguments:?}: {}", text(&output.stderr));
    };
    check(&["report", "--time-zone", "Mars/Olympus", "-"], 2, "hint: use an IANA name");
    check(&["report", "--time-zone", "Mars/Olympus", "--lang", "fr", "-"], 2, "conseil: utilisez un nom IANA");
    check(&["report", "--own", "300.1.2.3/8", "-"], 2, "hint:");
    check(&["scan", "--form", "sql", "-"], 2, "sql-injection");
    check(&["scan", "--as", "telnet", "-"], 2, "sshd");
    check(&["report", "/nonexistent/vigie"], 4, "/nonexistent/vigie");
    check(&["rules", "show", "no/such-rule"], 3, "vigie rules list");
    check(&["frobnicate"], 2, "frobnicate");
}

#[test]
fn help_speaks_both_languages() {
    let english = text(&vigie(&["report", "--help"]).stdout);
    let french = text(&vigie(&["--lang", "fr", "report", "--help"]).stdout);
    assert!(
        english.contains("Usage:") && english.contains("self-contained page") && english.contains("Examples:"),
        "{english}"
    );
    assert!(
        french.contains("Usage :") && french.contains("page autonome") && french.contains("Exemples :"),
        "{french}"
    );
    assert!(text(&vigie(&["man"]).stdout).contains(".TH"));
    assert!(text(&vigie(&["completions", "bash"]).stdout).contains("_vigie"));
}

#[test]
fn the_built_in_rules_pass_their_own_checks() {
    let output = vigie(&["rules", "test"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    let output = vigie(&["rules", "lint"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    let forms = vigie_facts::form::Form::ALL;
    let listed = text(&vigie(&["rules", "list", "--json"]).stdout);
    let missing: Vec<&str> =
        forms.iter().map(|form| form.id()).filter(|id| !listed.contains(&format!("\"{id}\""))).collect();
    assert!(missing.is_empty(), "forms without a rule: {missing:?}");
}
