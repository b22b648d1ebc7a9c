//! Answers of a kept case, as versions: what was said stays readable, and each change has its reason.
#![expect(clippy::disallowed_types, reason = "the program under test is started")]
#![expect(clippy::disallowed_methods, reason = "tests write and read files of their own")]
#![expect(clippy::unwrap_used, clippy::format_push_string, reason = "a test may stop, and need not be fast")]

mod trial;

use std::fs;
use std::process::Command;

use serde_json::Value;
use trial::Folder;

impl Folder {
    fn vigie(&self, arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_vigie"))
            .args(arguments)
            .current_dir(&self.0)
            .env_clear()
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn versions(&self) -> Vec<Value> {
        let lines = self.vigie(&["case", "history", "case", "--json"]);
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn log(day: u32, address: &str) -> String {
    (0..12).fold(String::new(), |mut log, minute| {
        log += &format!(
            "{address} - - [{day:02}/Feb/2017:10:{minute:02}:11 +0000] \"GET /news.php?id=1%27+UNION+SELECT+user,password+FROM+users--+{minute} \
             HTTP/1.1\" 404 311 \"-\" \"sqlmap/1.1\"\n"
        );
        log
    })
}

#[test]
fn what_was_said_stays_and_every_change_has_its_reason() {
    let folder = Folder::new("versions");
    for (name, day, address) in [("a.log", 13, "198.51.100.66"), ("b.log", 14, "198.51.100.6")] {
        fs::write(folder.0.join(name), log(day, address)).unwrap();
    }
    folder.vigie(&["report", "a.log", "--case", "case", "--time-zone", "UTC", "-q"]);
    let first = folder.vigie(&["case", "history", "case", "--show", "1"]);
    folder.vigie(&["report", "case", "-q"]);
    assert_eq!(folder.versions().len(), 1, "the same answer is not another version");
    folder.vigie(&["report", "case", "b.log", "--time-zone", "UTC", "-q"]);
    folder.vigie(&["mark", "case", "198.51.100.6", "innocent", "--why", "ours"]);
    let versions = folder.versions();
    let reasons: Vec<&Value> = versions.iter().map(|version| &version["reasons"]).collect();
    assert_eq!(versions.len(), 3, "{versions:?}");
    assert_eq!((&reasons[1][0]["why"], &reasons[1][0]["added"]), (&"inputs".into(), &1.into()));
    assert_eq!((&reasons[2][0]["why"], &reasons[2][0]["after"]), (&"judgements".into(), &1.into()));
    let attempts = |version: &Value| {
        let changes = version["changes"].as_array().unwrap().iter();
        let mut found =
            changes.filter(|change| change["key"] == "ladder.attempts").map(|change| change["after"].clone());
        found.next_back().unwrap()
    };
    assert_eq!((attempts(&versions[1]), attempts(&versions[2])), ("4 attempts".into(), "2 attempts".into()));
    assert_eq!(folder.vigie(&["case", "history", "case", "--show", "1"]), first, "said in February");
    assert!(folder.vigie(&["--lang", "fr", "case", "history", "case"]).contains("parce que : jugements 0 → 1"));
    // Whoever is erased is erased from what was said, and nobody else is.
    folder.vigie(&["case", "erase", "case", "198.51.100.66"]);
    let kept =
        ["1", "2", "3"].map(|number| folder.vigie(&["case", "history", "case", "--show", number, "--json"])).concat();
    assert!(!kept.contains("198.51.100.66") && kept.contains("198.51.100.6\""), "{kept}");
}
