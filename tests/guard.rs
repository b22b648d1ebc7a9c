//! Holding attackers back, end to end, in network namespaces that the tests make: the plan, the packet filter, expiry, undo, and
//! what stays untouched. Without the rights or programs for that, a test says so and checks what is left.
#![expect(clippy::disallowed_types, reason = "the program under test is started")]
#![expect(clippy::disallowed_methods, reason = "tests write and read files of their own, and logs of this moment")]
#![expect(clippy::unwrap_used, reason = "a test may stop")]
#![expect(clippy::print_stderr, reason = "a test that cannot do all of its work says so")]

mod trial;
#[path = "trial/wire.rs"]
mod wire;

use std::fs;
use std::path::PathBuf;
use std::process::Output;
use std::time::Duration;

use serde_json::Value;
use trial::{Folder, show};
use wire::{THEIRS, Wire, done, json, now_seconds, request, run_in};

impl Folder {
    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

fn vigie(arguments: &[&str]) -> Output {
    run_in(None, env!("CARGO_BIN_EXE_vigie"), arguments)
}

/// A log of this hour: attackers of both families and in a private network, and a crowd behind one address.
fn log_of_this_hour() -> String {
    let mut log = String::new();
    for step in (0..20).rev() {
        for attacker in ["203.0.113.9", "2001:db8:9:9::1", "10.9.8.7", "192.0.2.50"] {
            log += &request(
                attacker,
                step + 5,
                &format!("/item?id={step}%27%20UNION%20SELECT%20password%20FROM%20users--"),
                404,
            );
        }
    }
    for step in (0..400).rev() {
        log += &request("198.51.100.20", step / 100, &format!("/news/{step}"), 200);
    }
    for step in 0..9 {
        log += &request(
            "198.51.100.20",
            0,
            &format!("/item?id={step}%27%20UNION%20SELECT%20password%20FROM%20users--"),
            404,
        );
    }
    log
}

/// A case of [`log_of_this_hour`].
fn case_of_this_hour(folder: &Folder) -> PathBuf {
    let (log, case) = (folder.file("access.log"), folder.file("case"));
    fs::write(&log, log_of_this_hour()).unwrap();
    done(&vigie(&["report", show(&log), "--case", show(&case), "-q"]));
    case
}

fn targets(plan: &Value, kind: &str) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = plan[kind].as_array().unwrap();
    rows.iter().map(|row| (text(&row["target"]), text(&row["reason"]))).collect()
}

#[test]
fn a_plan_says_what_would_be_done_and_what_is_left_alone() {
    let folder = Folder::new("plan");
    let case = case_of_this_hour(&folder);
    let plan = json(&vigie(&["protect", "plan", "--case", show(&case), "--own", "192.0.2.0/24", "--json"]));
    let named = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(target, reason)| ((*target).to_owned(), (*reason).to_owned())).collect()
    };
    assert_eq!(targets(&plan, "decisions"), named(&[("203.0.113.9", ""), ("2001:db8:9:9::/64", "")]));
    assert_eq!(
        targets(&plan, "refused"),
        named(&[("10.9.8.7", "special"), ("192.0.2.50", "own"), ("198.51.100.20", "shared")])
    );
    assert_eq!(plan["applied"], false);
    for (language, until, shared) in
        [("en", "until", "shared by many ordinary visitors"), ("fr", "jusqu’au", "partagé par beaucoup de visiteurs")]
    {
        let text =
            done(&vigie(&["protect", "plan", "--case", show(&case), "--lang", language, "--own", "192.0.2.0/24"]));
        assert!(text.contains(until) && text.contains(shared), "{text}");
    }
    let later = json(&vigie(&["protect", "plan", "--case", show(&case), "--as-of", "2100-01-01T00:00:00Z", "--json"]));
    assert!(targets(&later, "decisions").is_empty(), "what is long over is not held back");
}

#[test]
fn attackers_are_held_back_others_are_not_and_undo_leaves_no_trace() {
    let folder = Folder::new("apply");
    let case = case_of_this_hour(&folder);
    let Some(wire) = Wire::new("apply") else { return };
    let theirs = folder.file("theirs.nft");
    fs::write(&theirs, THEIRS).unwrap();
    done(&wire.guarded("nft", &["-f", show(&theirs)]));
    let before = wire.ruleset();
    let strangers = ["203.0.113.9", "2001:db8:9:9::1", "198.51.100.20", "2001:db8:8:8::1"];
    for stranger in strangers {
        assert!(wire.passes(stranger), "{stranger}");
    }
    let protect = |action: &str, more: &[&str]| {
        let arguments = [&["protect", action, "--case", show(&case)], more].concat();
        wire.guarded(env!("CARGO_BIN_EXE_vigie"), &arguments)
    };
    let applied = json(&protect("apply", &["--own", "192.0.2.0/24", "--json"]));
    assert_eq!((&applied["applied"], targets(&applied, "decisions").len()), (&Value::Bool(true), 2));
    assert_eq!(strangers.map(|stranger| wire.passes(stranger)), [false, false, true, true]);
    let theirs_now = wire.ruleset()["nftables"].as_array().unwrap().iter().filter(|row| is_of(row, "theirs")).count();
    assert_eq!(theirs_now, before["nftables"].as_array().unwrap().iter().filter(|row| is_of(row, "theirs")).count());
    // The same again renews and changes nothing else.
    let held = wire.ruleset();
    done(&protect("apply", &["--own", "192.0.2.0/24", "--json"]));
    assert_eq!(without_timeouts(wire.ruleset()), without_timeouts(held));
    // Counters begin anew with each renewal.
    assert!(!wire.passes("203.0.113.9"));
    let effect = json(&protect("effect", &["--json"]));
    assert_eq!(effect["decisions"][0]["detections_day_before"], 20);
    assert!(effect["decisions"][0]["packets_stopped"].as_u64().unwrap() > 0, "{effect}");
    done(&protect("undo", &["203.0.113.9"]));
    assert_eq!(strangers.map(|stranger| wire.passes(stranger)), [true, false, true, true]);
    let again = json(&protect("plan", &["--own", "192.0.2.0/24", "--json"]));
    assert!(targets(&again, "refused").contains(&("203.0.113.9".into(), "undone".into())), "a person's word holds");
    done(&protect("undo", &["--all"]));
    assert_eq!(wire.ruleset(), before, "undo leaves no trace");
    assert_eq!(strangers.map(|stranger| wire.passes(stranger)), [true; 4]);
}

fn is_of(row: &Value, table: &str) -> bool {
    row.as_object().unwrap().values().any(|object| object["table"] == table || object["name"] == table)
}

fn without_timeouts(mut ruleset: Value) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.remove("timeout");
                fields.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    strip(&mut ruleset);
    ruleset
}

#[test]
fn what_is_held_back_ends_by_itself_and_the_protected_pass_whatever_is_in_the_sets() {
    let folder = Folder::new("expiry");
    let case = case_of_this_hour(&folder);
    let Some(wire) = Wire::new("expiry") else { return };
    let theirs = folder.file("theirs.nft");
    fs::write(&theirs, THEIRS).unwrap();
    done(&wire.guarded("nft", &["-f", show(&theirs)]));
    let before = wire.ruleset();
    // Planned for almost an hour later, so that seconds are left.
    let last = now_seconds() - 5;
    let as_of = jiff::Timestamp::from_second(last + 3_600 - 6).unwrap().to_string();
    let arguments =
        ["protect", "apply", "--case", show(&case), "--own", "198.51.100.0/24", "--as-of", &as_of, "--json"];
    let applied = json(&wire.guarded(env!("CARGO_BIN_EXE_vigie"), &arguments));
    assert!(!targets(&applied, "decisions").is_empty(), "{applied}");
    assert!(!wire.passes("203.0.113.9"));
    // Somebody puts one of the organisation's own addresses into a set by hand: the rules let it pass all the same.
    done(&wire.guarded("nft", &["add element inet vigie sources4 { 198.51.100.20 timeout 60s }"]));
    assert!(wire.passes("198.51.100.20"));
    let ended = (0..40).any(|_| {
        std::thread::sleep(Duration::from_millis(500));
        wire.passes("203.0.113.9")
    });
    assert!(ended, "it never ended");
    // What is left is an empty table of our own, and that goes when a person takes everything back.
    let theirs = |row: &&Value| !is_of(row, "vigie");
    let rows =
        |ruleset: &Value| ruleset["nftables"].as_array().unwrap().iter().filter(theirs).cloned().collect::<Vec<_>>();
    assert_eq!(rows(&wire.ruleset()), rows(&before), "what others keep in the packet filter is untouched");
    done(&wire.guarded("nft", &["delete element inet vigie sources4 { 198.51.100.20 }"]));
    done(&wire.guarded(env!("CARGO_BIN_EXE_vigie"), &["protect", "undo", "--all", "--case", show(&case)]));
    assert_eq!(wire.ruleset(), before);
}

#[test]
fn a_table_of_our_name_that_is_not_ours_is_left_alone() {
    let folder = Folder::new("foreign");
    let case = case_of_this_hour(&folder);
    let Some(wire) = Wire::new("foreign") else { return };
    done(&wire.guarded(
        "nft",
        &["add table inet vigie; add chain inet vigie somebody; add set inet vigie x { type ipv4_addr; }"],
    ));
    let before = wire.ruleset();
    for arguments in
        [vec!["protect", "apply", "--case", show(&case)], vec!["protect", "undo", "--all", "--case", show(&case)]]
    {
        let output = wire.guarded(env!("CARGO_BIN_EXE_vigie"), &arguments);
        assert_eq!(output.status.code(), Some(4), "{output:?}");
        assert_eq!(wire.ruleset(), before);
    }
}
