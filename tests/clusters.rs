//! `vigie clusters` as users run it: a planted group of accounts is found and nothing is where nobody acts together; rows that cannot be
//! read are counted; the exit codes. The statistics are tested in their own crate.
#![expect(clippy::disallowed_types, reason = "the program under test is started")]
#![expect(clippy::disallowed_methods, reason = "tests write and read files of their own")]
#![expect(clippy::unwrap_used, reason = "a test may stop")]

mod trial;

use std::fmt::Write as _;
use std::process::Output;

use serde_json::Value;
use vigie_simulate::group_case;

const COLUMNS: &[&str] = &["--observations", "-", "--actor", "account", "--trace", "link", "--time", "at"];

fn vigie(arguments: &[&str], input: &str) -> Output {
    trial::vigie_reading(&[&["clusters"], arguments].concat(), input.as_bytes())
}

fn with_columns(more: &[&str], input: &str) -> Output {
    vigie(&[COLUMNS, more].concat(), input)
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// A fixed sequence of numbers (the multiplier of PCG, whose upper bits are good enough for a test).
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

const START: u64 = 1_700_000_000;
const FORTNIGHT: u64 = 14 * 86_400;

/// Links in circulation: each is posted by some thirty readers, whose moments are what the group's are compared with.
const LINKS: u64 = 60;

/// Two hundred ordinary accounts with ten of the links each, at any time; with the group, six more that post the same eight links,
/// each within twenty seconds.
fn posts(group: bool) -> String {
    let mut numbers = Sequence(20_170_213);
    let mut rows = String::from("account,link,at\n");
    for account in 0..200 {
        for _ in 0..10 {
            let (link, at) = (numbers.below(LINKS), START + numbers.below(FORTNIGHT));
            writeln!(rows, "reader{account},https://www.example.org/{link},{at}").unwrap();
        }
    }
    for post in (0..8).filter(|_| group) {
        let (link, at) = (numbers.below(LINKS), START + numbers.below(FORTNIGHT));
        for member in 0..6 {
            writeln!(rows, "puppet{member},https://www.example.org/{link},{}", at + numbers.below(20) + post % 2)
                .unwrap();
        }
    }
    rows
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_planted_group_is_found_and_named() {
    let output = with_columns(&["--posts", "--exit-code", "--json"], &posts(true));
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let answer = json(&output);
    assert_eq!((&answer["format"], &answer["schema_version"]), (&"vigie-clusters".into(), &"1.0".into()));
    assert_eq!((&answer["read"]["rows"], &answer["read"]["used"]), (&2_048.into(), &2_048.into()));
    let clusters = answer["clusters"].as_array().unwrap();
    assert_eq!(clusters.len(), 1, "{clusters:?}");
    let mut members: Vec<&str> =
        clusters[0]["members"].as_array().unwrap().iter().map(|member| member["actor"].as_str().unwrap()).collect();
    members.sort_unstable();
    assert_eq!(members, ["puppet0", "puppet1", "puppet2", "puppet3", "puppet4", "puppet5"]);
    assert_eq!(clusters[0]["people"], "not-decidable-from-logs");
}

#[test]
fn without_the_group_there_is_no_cluster_in_either_language() {
    let rows = posts(false);
    for (lang, said) in [("en", "No: of 200 actors, none"), ("fr", "sur 200 acteurs, aucun")] {
        let output = with_columns(&["--posts", "--exit-code", "--lang", lang], &rows);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
        assert!(text(&output.stdout).contains(said), "{}", text(&output.stdout));
    }
}

#[test]
fn the_screen_says_what_was_found_what_it_rests_on_and_what_it_cannot_say() {
    for (lang, wanted) in [
        (
            "en",
            [
                "puppet0",
                "Evidence, for and against",
                "Innocent explanations",
                "not decidable from logs",
                "What could not be seen",
                "may be false",
                "confidence",
            ],
        ),
        (
            "fr",
            [
                "puppet0",
                "Indices, pour et contre",
                "Explications innocentes",
                "indécidable d’après des journaux",
                "Ce qui n’a pas pu être vu",
                "À cette aune",
                "confiance",
            ],
        ),
    ] {
        let output = with_columns(&["--posts", "--lang", lang], &posts(true));
        assert_eq!(output.status.code(), Some(0));
        for part in wanted {
            assert!(text(&output.stdout).contains(part), "{part:?} is missing from\n{}", text(&output.stdout));
        }
    }
}

#[test]
fn the_published_network_is_there_to_compare() {
    let method = ["--method", "cooRTweet", "--within", "30", "--min-participation", "2"];
    let output = with_columns(&[&method[..], &["--json"]].concat(), &posts(true));
    let answer = json(&output);
    let edges = answer["edges"].as_array().unwrap();
    let among = edges.iter().filter(|edge| edge["from"].as_str().unwrap().starts_with("puppet")).count();
    assert_eq!((among, &answer["whole"]), (15, &true.into()), "six accounts, all pairs: {edges:?}");
    let output = with_columns(&method, &posts(true));
    assert!(text(&output.stdout).contains("no null model"));
}

#[test]
fn bad_rows_are_counted_and_hostile_names_are_made_inert() {
    let mut rows = posts(true).replace("puppet3", "\u{1b}[2Jpuppet3\u{202e}");
    rows.push_str("reader1,https://www.example.org/1,soon\nreader1\n");
    let output = with_columns(&["--posts"], &rows);
    assert_eq!(output.status.code(), Some(0));
    let shown = text(&output.stdout);
    assert!(shown.contains("1 malformed") && shown.contains("1 with a moment in no known form"), "{shown}");
    assert!(shown.contains("\\u{1b}[2Jpuppet3\\u{202e}") && !shown.contains('\u{1b}'), "{shown}");
}

#[test]
fn mistakes_have_their_own_exit_codes_and_a_hint() {
    let check = |arguments: &[&str], input: &str, code: i32, said: &str| {
        let output = vigie(arguments, input);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains(said), "{arguments:?}: {}", text(&output.stderr));
    };
    check(COLUMNS, "who,url,when\na,b,1\n", 2, "hint: columns there are: who, url, when");
    check(&[COLUMNS, &["--within", "5"]].concat(), "", 2, "hint: --method cooRTweet");
    check(&[COLUMNS, &["--posts", "--logs"]].concat(), "", 2, "--logs");
    check(&["--observations", "-"], "", 2, "--actor");
    check(COLUMNS, "", 4, "nothing in it");
    check(COLUMNS, "account,link,at\na,b,soon\n", 4, "1 with a moment in no known form");
    let missing: Vec<&str> =
        COLUMNS.iter().map(|word| if *word == "-" { "/nonexistent/posts.csv" } else { word }).collect();
    check(&missing, "", 4, "/nonexistent/posts.csv");
}

/// A kept case of a group among strangers, removed when the test ends.
struct Kept(std::path::PathBuf);

impl Kept {
    fn new(name: &str, case: &vigie_facts::case::Case) -> Kept {
        let folder = std::env::temp_dir().join(format!("vigie-clusters-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        vigie::case::write(case, &folder).unwrap();
        Kept(folder)
    }

    fn ask(&self, more: &[&str]) -> Output {
        vigie(&[&[self.0.to_str().unwrap(), "-q"], more].concat(), "")
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_kept_case_answers_as_the_rows_it_was_written_from() {
    let case = group_case::group_among_strangers();
    let kept = Kept::new("rows", &case);
    let output = kept.ask(&["--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let answer = json(&output);
    let found = vigie_figures::together::find(&case, std::num::NonZeroUsize::MIN);
    let clusters = serde_json::to_value(&found.clusters.clusters).unwrap();
    assert_eq!(answer["clusters"], clusters);
    assert_eq!((&answer["read"], &answer["names_clear"]), (&Value::Null, &false.into()));
    assert_eq!(clusters[0]["members"].as_array().unwrap().len(), group_case::MEMBERS);
    let one = kept.ask(&["--exit-code", "show", "1", "--json"]);
    assert_eq!(one.status.code(), Some(1), "{}", text(&one.stderr));
    assert_eq!(json(&one)["clusters"].as_array().unwrap().len(), 1);
    for (lang, said) in
        [("en", "Group 1: 12 members in 6 common sessions"), ("fr", "12 membres en 6 sessions communes")]
    {
        let shown = kept.ask(&["--lang", lang, "show", "1"]);
        assert!(text(&shown.stdout).contains(said), "{}", text(&shown.stdout));
        assert!(!text(&shown.stdout).contains("Group 2"));
    }
    let missing = kept.ask(&["show", "999"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("no cluster has this number"), "{}", text(&missing.stderr));
}

#[test]
fn a_case_that_lost_rows_says_what_it_lost() {
    let mut case = group_case::group_among_strangers();
    case.coverage = (0..14 * 24)
        .map(|hour| vigie_facts::case::CoverageHour {
            system: vigie_facts::case::SystemId(0),
            hour: case.inputs[0].time_range.unwrap().0.hour() + hour,
            records: 1,
            understood: 1,
        })
        .collect();
    let source = case.sources[0].source;
    assert_eq!(json(&Kept::new("whole", &case).ask(&["--json"]))["left_out"]["pruned"], false);
    vigie_facts::retain::erase_source(&mut case, source);
    let erased = json(&Kept::new("erased", &case).ask(&["--json"]));
    assert_eq!(erased["left_out"]["without_source"], 60, "six visits of ten detections");
    assert_eq!(erased["clusters"][0]["members"].as_array().unwrap().len(), group_case::MEMBERS - 1);
    let half = case.inputs[0].time_range.unwrap().0.plus_seconds(7 * 86_400);
    vigie_facts::retain::prune(&mut case, half);
    let kept = Kept::new("pruned", &case);
    assert_eq!(json(&kept.ask(&["--json"]))["left_out"]["pruned"], true);
    assert!(text(&kept.ask(&[]).stdout).contains("Older days were dropped from this case"));
}

#[test]
fn a_compressed_table_is_read_as_it_is() {
    let file = std::env::temp_dir().join(format!("vigie-clusters-{}.csv.zst", std::process::id()));
    std::fs::write(&file, zstd::encode_all(posts(true).as_bytes(), 1).unwrap()).unwrap();
    let columns: Vec<&str> =
        COLUMNS.iter().map(|word| if *word == "-" { file.to_str().unwrap() } else { word }).collect();
    let output = vigie(&[&columns[..], &["--posts", "--json"]].concat(), "");
    let _ = std::fs::remove_file(&file);
    assert_eq!(json(&output)["read"]["used"], 2_048, "{}", text(&output.stderr));
}
