//! Exercises end to end: a world is written by the program and read by the program, and the counts are those of its truth.
#![expect(clippy::disallowed_types, reason = "the program under test is started")]
#![expect(clippy::disallowed_methods, reason = "tests write and read files of their own")]
#![expect(clippy::unwrap_used, reason = "a test may stop")]

mod trial;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use trial::{Folder, show, vigie};

impl Folder {
    fn run(&self, world: &str, seed: &str) -> PathBuf {
        let out = self.0.join(format!("{world}-{seed}"));
        let output = vigie(&["exercise", "run", world, "--seed", seed, "-o", show(&out)]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        out
    }
}

fn truth(world: &Path) -> Value {
    serde_json::from_slice(&fs::read(world.join("truth.json")).unwrap()).unwrap()
}

fn answer(logs: &Path) -> Value {
    let output = vigie(&["report", show(logs), "--time-zone", "Europe/Paris", "-q", "--json", "-"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The figure of a key, anywhere in an answer.
fn figure<'a>(answer: &'a Value, key: &str) -> Option<&'a Value> {
    match answer {
        Value::Object(fields) if fields.get("key").and_then(Value::as_str) == Some(key) => Some(answer),
        Value::Object(fields) => fields.values().find_map(|value| figure(value, key)),
        Value::Array(items) => items.iter().find_map(|value| figure(value, key)),
        _ => None,
    }
}

fn value(answer: &Value, key: &str) -> u64 {
    figure(answer, key).unwrap()["value"].as_u64().unwrap()
}

/// The program counts a world as its truth does, form by form and country by country.
fn check(answer: &Value, truth: &Value) {
    for unit in ["attempts", "detections"] {
        assert_eq!(value(answer, &format!("ladder.{unit}")), truth["counts"][unit].as_u64().unwrap(), "{unit}");
    }
    for (form, attempts) in truth["attempts_by_form"].as_object().unwrap() {
        assert_eq!(value(answer, &format!("forms.{form}.attempts")), attempts.as_u64().unwrap(), "{form}");
    }
    assert_eq!(value(answer, "ladder.incidents"), 0);
}

/// What the program says of acting together, scored against the truth: R4 is the same whatever is true.
fn score_together(folder: &Folder, world: &Path, answer: &Value) -> Value {
    let together = &answer["together"];
    let people = &together["people"];
    assert!(people["en"].as_str().unwrap().contains("(R4): not decidable from logs"), "{people}");
    assert!(people["fr"].as_str().unwrap().contains("(R4)\u{a0}: indécidable d’après des journaux"), "{people}");
    let file = folder.0.join("together.json");
    fs::write(&file, together.to_string()).unwrap();
    let output = vigie(&["exercise", "score", show(world), "--clusters", show(&file), "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The one group of sixty is found, and nobody else is taken for its members.
fn check_group_of_sixty(folder: &Folder, world: &Path, answer: &Value) {
    let together = &answer["together"];
    assert_eq!((&together["counts"]["common_control"], &together["counts"]["acted_together"]), (&1.into(), &0.into()));
    let group = &together["clusters"][0];
    assert_eq!(group["verdict"], "common-control");
    assert_eq!(group["members"].as_array().unwrap().len(), 60);
    assert!(group["likelihood_percent"].as_u64().unwrap() <= 99 && group["people"] == "not-decidable-from-logs");
    let score = score_together(folder, world, answer);
    assert_eq!(
        (&score["precision"], &score["recall"], &score["false_clusters"]),
        (&1.0.into(), &1.0.into(), &0.into())
    );
}

#[test]
fn the_month_of_february_2017_counts_as_announced() {
    let folder = Folder::new("february");
    let world = folder.run("february-2017", "7");
    // The folder as a whole: what stands beside the logs is no log.
    let (answer, truth) = (answer(&world), truth(&world));
    check(&answer, &truth);
    assert_eq!(value(&answer, "header.inputs"), 3);
    assert_eq!(value(&answer, "ladder.attempts"), 1_922);
    let share = figure(&answer, "countries.UA.attempts").unwrap();
    assert_eq!((share["numerator"].as_u64(), share["denominator"].as_u64()), (Some(907), Some(1_922)));
    assert!((100.0 * 907.0 / 1_922.0 - 47.19_f64).abs() < 0.005);
    assert!(truth["counts"]["attacking_sources"].as_u64().unwrap() >= 300);
    assert_eq!(answer["header"]["period"]["days"], 31);
    assert_eq!(truth["groups"][0]["sources"], 60);
    check_group_of_sixty(&folder, &world, &answer);
}

#[test]
fn the_twin_run_by_four_people_gets_the_same_answer() {
    let folder = Folder::new("people");
    let world = folder.run("february-2017-four-people", "7");
    assert_eq!(truth(&world)["groups"][0]["people"], 4);
    check_group_of_sixty(&folder, &world, &answer(&world.join("logs")));
}

#[test]
fn the_twin_with_independent_bots_has_the_same_volumes_for_another_seed() {
    let folder = Folder::new("independent");
    let world = folder.run("february-2017-independent", "3");
    let (answer, truth) = (answer(&world.join("logs")), truth(&world));
    check(&answer, &truth);
    assert_eq!(figure(&answer, "countries.UA.attempts").unwrap()["numerator"], 907);
    assert_eq!(truth["groups"].as_array().unwrap().len(), 0);
    let together = &answer["together"];
    assert_eq!((&together["counts"]["common_control"], &together["counts"]["acted_together"]), (&0.into(), &0.into()));
    assert!(together["verdict"][0]["en"].as_str().unwrap().starts_with("No: of 421 hostile sources"), "{together}");
    let score = score_together(&folder, &world, &answer);
    assert_eq!((&score["clusters"], &score["pairs_said"]), (&0.into(), &0.into()));
}

#[test]
fn a_folder_with_something_in_it_is_left_alone_unless_told() {
    let folder = Folder::new("full");
    fs::write(folder.0.join("mine.txt"), "mine").unwrap();
    let name = "february-2017";
    let refused = vigie(&["exercise", "run", name, "-o", show(&folder.0)]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(!folder.0.join("truth.json").exists());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--force"));
    let forced = vigie(&["exercise", "run", name, "-o", show(&folder.0), "--force"]);
    assert!(forced.status.success());
    assert!(folder.0.join("truth.json").exists() && folder.0.join("mine.txt").exists());
    assert_eq!(vigie(&["exercise", "run", "no-such-world", "-o", show(&folder.0)]).status.code(), Some(2));
}

#[test]
fn answers_are_scored_against_the_truth() {
    let folder = Folder::new("score");
    let world = folder.run("february-2017", "7");
    let sources = truth(&world)["sources"].as_array().unwrap().clone();
    let members: Vec<Value> = sources
        .iter()
        .filter(|source| source["group"].is_string())
        .map(|source| serde_json::json!({ "actor": source["source"] }))
        .collect();
    let clusters = serde_json::json!({ "clusters": [
        { "verdict": "common-control", "members": members },
        { "verdict": "commodity", "members": [sources[0]["source"], sources[1]["source"]] },
    ] });
    let file = folder.0.join("clusters.json");
    fs::write(&file, clusters.to_string()).unwrap();
    let output = vigie(&["exercise", "score", show(&world), "--clusters", show(&file), "--json"]);
    let score: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&score["pairs_true"], &score["pairs_right"], &score["false_clusters"]),
        (&1_770.into(), &1_770.into(), &0.into())
    );
    assert_eq!((&score["precision"], &score["adjusted_rand_index"]), (&1.0.into(), &1.0.into()));
}

#[test]
fn worlds_are_listed_for_people_and_machines() {
    let listed = vigie(&["exercise", "list"]);
    assert!(String::from_utf8_lossy(&listed.stdout).contains("february-2017 "));
    let json: Value = serde_json::from_slice(&vigie(&["exercise", "list", "--json"]).stdout).unwrap();
    assert!(json.as_array().unwrap().iter().all(|world| world["about"]["fr"].is_string()));
}
