//! Evidence packs as people use them: made from a kept case, checked elsewhere with nothing but the program, tampered with in every
//! way we can think of. What refuses a pack is unit-tested in `crates/evidence`.
#![expect(clippy::disallowed_types, reason = "the program under test is started")]
#![expect(clippy::disallowed_methods, reason = "tests write and read files of their own")]
#![expect(clippy::unwrap_used, clippy::format_push_string, reason = "a test may stop, and need not be fast")]

mod trial;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use jiff::tz::TimeZone;
use serde_json::Value;
use trial::Folder;
use vigie::publish::{keys, pack};
use vigie_evidence::body::{self, Written};
use vigie_evidence::container::{self, Encoding, Section, SectionKind};
use vigie_evidence::custody::{self, Action, BodyName, Deed, Moment, Signed, SigningSeed};
use vigie_evidence::refusal::{Cause, Refusal};
use vigie_evidence::verify::{Means, verify};
use vigie_facts::retain::{Keep, retain};

fn vigie_in(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vigie"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("XDG_DATA_HOME", folder.join("data"))
        .output()
        .unwrap()
}

fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Strings of people who attacked nobody: none may be in a redacted pack.
const PLANTED: &[&str] = &[
    "marie.lefevre",
    "lefevre",
    "jean-baptiste.morel",
    "203.0.113.77",
    "203.0.113.78",
    "203.0.113.79",
    "claire.dumas",
    "adherents@example.org",
    "sophie",
    "2001:db8:77",
];

/// A day of a small organisation. Attackers: 198.51.100.66 (web) and 198.51.100.67 (sign-ins).
fn write_logs(folder: &Folder) {
    let mut access = String::new();
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:51.0) Gecko/20100101 Firefox/51.0";
    for minute in 0..20 {
        let reader = 70 + minute % 10;
        access += &format!(
            "203.0.113.{reader} - - [13/Feb/2017:10:{minute:02}:07 +0000] \"GET /programme/page-{minute}.html HTTP/1.1\" 200 {} \
             \"https://www.example.org/?from=claire.dumas@example.net\" \"{agent}\"\n",
            5_000 + minute
        );
        if minute % 5 == 0 {
            access += &format!(
                "203.0.113.78 - - [13/Feb/2017:10:{minute:02}:09 +0000] \"GET /membres/lefevre-{minute} HTTP/1.1\" 404 210 \"-\" \"{agent}\"\n"
            );
        }
        access += &format!(
            "198.51.100.66 - - [13/Feb/2017:10:{minute:02}:11 +0000] \"GET /news.php?id=1%27+UNION+SELECT+user,password+FROM+users--+{minute}\
             &mail=claire.dumas%40example.net HTTP/1.1\" 200 4311 \"https://x.example/?u=marie.lefevre\" \"sqlmap/1.1\"\n"
        );
    }
    let mut auth = String::new();
    for minute in 0..20 {
        for (name, known) in [("marie.lefevre", true), ("oracle", false)] {
            let invalid = if known { "" } else { "invalid user " };
            auth += &format!(
                "2017-02-13T11:{minute:02}:10+00:00 gate sshd[{}]: Failed password for {invalid}{name} from 198.51.100.67 port 5{minute:03} ssh2\n",
                1_000 + minute
            );
        }
    }
    for (minute, name, address) in [
        (1, "marie.lefevre", "203.0.113.77"),
        (2, "jean-baptiste.morel", "203.0.113.79"),
        (45, "marie.lefevre", "198.51.100.67"),
        (46, "sophie", "2001:db8:77:1::5"),
    ] {
        auth += &format!(
            "2017-02-13T11:{minute:02}:30+00:00 gate sshd[2{minute:03}]: Accepted password for {name} from {address} port 40000 ssh2\n"
        );
    }
    auth += "2017-02-13T12:00:00+00:00 gate strange[1]: note for sophie <adherents@example.org> at 203.0.113.77\n";
    fs::create_dir_all(folder.0.join("logs/home/lefevre/www")).unwrap();
    fs::write(folder.0.join("logs/home/lefevre/www/access.log"), access).unwrap();
    fs::write(folder.0.join("logs/auth.log"), auth).unwrap();
}

/// A kept case of that day, with names in clear or not.
fn case_in(folder: &Folder, clear: bool) {
    write_logs(folder);
    let mut arguments = vec!["report", "logs", "--case", "case", "--time-zone", "Europe/Paris", "-q"];
    if clear {
        arguments.push("--clear");
    }
    done(&vigie_in(&folder.0, &arguments));
}

/// Everything a pack holds, unpacked, as text.
fn everything(file: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(file).into_owned();
    for section in container::read(file).unwrap() {
        let bytes = match section.encoding {
            Encoding::None => section.stored.to_vec(),
            Encoding::Zstd => pack::unpack(section.stored, section.bytes).unwrap(),
        };
        text += &String::from_utf8(bytes).unwrap();
    }
    text.to_lowercase()
}

#[test]
fn nobody_who_attacked_nobody_is_in_a_redacted_pack() {
    for clear in [true, false] {
        let folder = Folder::new(&format!("people-{clear}"));
        case_in(&folder, clear);
        done(&vigie_in(&folder.0, &["pack", "--case", "case", "--redact", "-o", "r.vigie"]));
        let text = everything(&fs::read(folder.0.join("r.vigie")).unwrap());
        for planted in PLANTED {
            assert!(!text.contains(planted), "{planted} at {:?}", text.find(planted).map(|at| &text[at - 80..at + 40]));
        }
        for attacker in ["198.51.100.66", "198.51.100.67", "union", "oracle", "sqlmap"] {
            assert!(text.contains(attacker), "{attacker}");
        }
        // The scan sees what is there: the whole pack of the clear case holds them.
        if clear {
            done(&vigie_in(&folder.0, &["pack", "--case", "case", "-o", "full.vigie"]));
            let whole = everything(&fs::read(folder.0.join("full.vigie")).unwrap());
            assert!(["marie.lefevre", "claire.dumas"].iter().all(|planted| whole.contains(planted)));
        }
    }
}

#[test]
fn two_packs_of_one_case_have_the_same_body_and_redaction_keeps_the_signature() {
    let folder = Folder::new("same");
    case_in(&folder, true);
    done(&vigie_in(&folder.0, &["pack", "--case", "case", "-o", "one.vigie", "--who", "Anne"]));
    done(&vigie_in(
        &folder.0,
        &["pack", "--case", "case", "-o", "two.vigie", "--who", "Jean", "--key", "other.key", "--redact"],
    ));
    done(&vigie_in(&folder.0, &["verify", "one.vigie", "--against", "two.vigie"]));
    assert_eq!(
        done(&vigie_in(&folder.0, &["pack", "show", "one.vigie"])),
        done(&vigie_in(&folder.0, &["pack", "show", "two.vigie"]))
    );
    done(&vigie_in(&folder.0, &["pack", "redact", "one.vigie", "-o", "redacted.vigie"]));
    let public = done(&vigie_in(&folder.0, &["pack", "keygen", "new.key"]));
    assert!(public.starts_with("ed25519:"));
    let checked = done(&vigie_in(&folder.0, &["verify", "redacted.vigie", "--json"]));
    let checked: Value = serde_json::from_str(&checked).unwrap();
    assert_eq!((checked["holds"].as_bool(), checked["openings"].as_u64()), (Some(true), Some(0)));
    assert!(checked["hidden"].as_u64().unwrap() > 10, "{checked}");
    // The key that signed is the expected one, or the pack is refused by name.
    let key = checked["custody"][0]["entry"]["key"].as_str().unwrap();
    done(&vigie_in(&folder.0, &["verify", "redacted.vigie", "--key", key]));
    let wrong = vigie_in(&folder.0, &["verify", "redacted.vigie", "--key", "new.key.pub", "--lang", "fr"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&wrong.stdout).contains("wrong-key: signé par une autre clé"));
}

#[test]
fn the_figures_of_a_pack_are_those_of_the_report() {
    let folder = Folder::new("figures");
    case_in(&folder, false);
    done(&vigie_in(&folder.0, &["pack", "--case", "case", "--redact", "-o", "r.vigie"]));
    let report: Value = serde_json::from_str(&done(&vigie_in(&folder.0, &["report", "case", "--json", "-"]))).unwrap();
    let mut compared = 0;
    for line in done(&vigie_in(&folder.0, &["pack", "show", "r.vigie"])).lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let Some(at) = line.get("at").and_then(Value::as_str) else { continue };
        let reported = report.pointer(at).unwrap_or_else(|| panic!("{at} is not in the report"));
        // Keys may name accounts, whose pseudonyms differ; every number is the same.
        for member in ["value", "numerator", "denominator", "percent", "low", "high", "unit"] {
            let stated = line.get("figure").or(line.get("share")).map_or(&Value::Null, |figure| &figure[member]);
            assert_eq!(stated, &reported[member], "{at} {member}");
        }
        if let Some(number) = line.get("number") {
            assert_eq!(number, reported, "{at}");
        }
        compared += 1;
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn a_field_shown_to_a_judge_verifies_and_an_altered_one_does_not() {
    let folder = Folder::new("judge");
    case_in(&folder, true);
    done(&vigie_in(&folder.0, &["pack", "--case", "case", "--redact", "-o", "r.vigie"]));
    let body = done(&vigie_in(&folder.0, &["pack", "show", "r.vigie"]));
    let hidden = body.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let row = hidden.into_iter().find(|row| row["table"] == "accounts" && row.get("hidden").is_some()).unwrap();
    let field = format!("accounts/{}/name", row["row"]);
    done(&vigie_in(
        &folder.0,
        &["pack", "disclose", "r.vigie", "--case", "case", "--field", &field, "-o", "judge.json"],
    ));
    let shown = done(&vigie_in(&folder.0, &["verify", "r.vigie", "--disclosure", "judge.json"]));
    assert!(shown.contains(&format!("{field} = \"marie.lefevre\"")), "{shown}");
    let text = fs::read_to_string(folder.0.join("judge.json")).unwrap();
    assert!(!text.contains("morel"), "one field is shown, not its neighbours");
    for (before, after) in [("marie.lefevre", "marie.lefebvre"), ("accounts/", "texts/"), ("\"leaf\": ", "\"leaf\": 1")]
    {
        let changed = text.replacen(before, after, 1);
        fs::write(folder.0.join("altered.json"), changed).unwrap();
        let refused = vigie_in(&folder.0, &["verify", "r.vigie", "--disclosure", "altered.json"]);
        let refused_at =
            refused.status.code() == Some(1) && String::from_utf8_lossy(&refused.stdout).contains("wrong-opening");
        assert!(refused_at || text == text.replacen(before, after, 1), "{before}: {refused:?}");
    }
}

/// An empty folder, no environment, nothing but the program and the file: as on another machine, by another person.
#[test]
fn a_pack_verifies_in_an_empty_place_with_nothing_but_the_program() {
    let folder = Folder::new("bare");
    case_in(&folder, false);
    done(&vigie_in(&folder.0, &["pack", "--case", "case", "--redact", "-o", "r.vigie"]));
    let bare = Folder::new("bare-place");
    fs::copy(env!("CARGO_BIN_EXE_vigie"), bare.0.join("vigie")).unwrap();
    fs::copy(folder.0.join("r.vigie"), bare.0.join("r.vigie")).unwrap();
    let alone = |arguments: &[&str]| {
        Command::new(bare.0.join("vigie")).args(arguments).current_dir(&bare.0).env_clear().output().unwrap()
    };
    let output = alone(&["verify", "r.vigie"]);
    assert!(done(&output).contains("all equal"));
    assert_eq!(fs::read_dir(&bare.0).unwrap().count(), 2, "verify wrote nothing");
    for (arguments, code) in [
        (vec!["verify", "nothing.vigie"], 4),
        (vec!["verify", "r.vigie", "--key", "ed25519:00"], 2),
        (vec!["verify", "r.vigie", "--now", "2017-01-01T00:00:00Z"], 1),
        (vec!["verify", "vigie"], 1),
    ] {
        assert_eq!(alone(&arguments).status.code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn custody_grows_by_signed_entries() {
    let folder = Folder::new("custody");
    case_in(&folder, false);
    done(&vigie_in(
        &folder.0,
        &["pack", "--case", "case", "--redact", "-o", "r.vigie", "--who", "Anne", "--time-zone", "Europe/Paris"],
    ));
    done(&vigie_in(
        &folder.0,
        &["pack", "custody", "r.vigie", "received", "--who", "Office", "--key", "office.key", "--note", "by hand"],
    ));
    let checked: Value = serde_json::from_str(&done(&vigie_in(&folder.0, &["verify", "r.vigie", "--json"]))).unwrap();
    let entries = checked["custody"].as_array().unwrap();
    let of = |at: usize, member: &str| entries[at]["entry"][member].as_str().unwrap().to_owned();
    assert_eq!(
        (entries.len(), of(0, "action"), of(1, "who"), of(1, "note")),
        (2, "made".into(), "Office".into(), "by hand".into())
    );
    assert_eq!(of(0, "zone"), "Europe/Paris");
    assert_ne!(of(0, "key"), of(1, "key"));
}

/// A small generator: the same seed, the same tampering.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self, below: usize) -> usize {
        // SplitMix64 (Steele, Lea, Flood 2014).
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % below as u64) as usize
    }
}

/// What the tampering test starts from.
struct Bench {
    written: Written,
    other: Written,
    log: Vec<Signed>,
    seed: SigningSeed,
    file: Vec<u8>,
}

fn moment(at: &str) -> Moment {
    Moment {
        at: at.parse().unwrap(),
        zone: TimeZone::get("Europe/Paris").unwrap(),
        zone_name: "Europe/Paris".into(),
        zone_from: "argument".into(),
    }
}

fn deed(action: Action) -> Deed {
    Deed { action, who: "Anne".into(), note: String::new(), program: vigie_evidence::PROGRAM.into() }
}

fn log_of(body: &[u8], at: &str, seed: &SigningSeed) -> Vec<Signed> {
    let mut log = Vec::new();
    custody::append(&mut log, deed(Action::Made), BodyName::of(body), &moment(at), seed);
    for action in [Action::HandedOver, Action::Received] {
        custody::append(&mut log, deed(action), BodyName::of(body), &moment(at), seed);
    }
    log
}

const MADE: &str = "2026-03-01T10:00:00Z";

impl Bench {
    fn new(folder: &Folder) -> Bench {
        case_in(folder, true);
        let path = folder.0.join("case");
        let case = vigie::case::read(&path).unwrap();
        let (secret, _) = keys::hiding_secret(&path).unwrap();
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let written = pack::body_of(&case, &secret, &[], zone.clone());
        let mut less = case.clone();
        retain(&mut less, &Keep { detection: &|row| row.status.is_none(), trace: &|_| true, incident: &|_| true });
        let other = pack::body_of(&less, &secret, &[], zone);
        let seed = SigningSeed([5; 32]);
        let log = log_of(&written.bytes, MADE, &seed);
        let file = pack::file_of(&written.bytes, Some(&written.openings), &log).unwrap();
        Bench { written, other, log, seed, file }
    }

    fn check(&self, file: &[u8]) -> Result<(), Vec<Refusal>> {
        let zone = |name: &str| TimeZone::get(name).ok();
        let key = self.seed.public();
        let now = "2026-03-02T00:00:00Z".parse().unwrap();
        verify(file, &Means { now, zone: &zone, unpack: &pack::unpack, key: Some(&key), claims: &|_, _| Vec::new() })
            .map(|_| ())
    }

    /// The file with another body, signed by whoever tampered or still by the old entries.
    fn with_body(&self, body: &[u8], signed: bool) -> Vec<u8> {
        let log = if signed { log_of(body, MADE, &SigningSeed([9; 32])) } else { self.log.clone() };
        pack::file_of(body, None, &log).unwrap()
    }
}

/// One way to tamper: the changed file, what may be said of it, and the byte that must be named, if one was flipped.
type Tampered = (Vec<u8>, &'static [Cause], Option<usize>);

fn flipped(bench: &Bench, random: &mut Seeded) -> Tampered {
    let mut file = bench.file.clone();
    let at = random.next(file.len());
    file[at] ^= 1 + random.next(255) as u8;
    (file, &[Cause::ChangedBytes, Cause::NotAPack, Cause::TooNew, Cause::CutShort], Some(at))
}

fn several_flipped(bench: &Bench, random: &mut Seeded) -> Tampered {
    let mut file = bench.file.clone();
    for _ in 0..2 + random.next(20) {
        let at = random.next(file.len());
        file[at] = file[at].wrapping_add(1 + random.next(200) as u8);
    }
    (file, &[Cause::ChangedBytes, Cause::NotAPack, Cause::TooNew, Cause::CutShort], None)
}

fn cut(bench: &Bench, random: &mut Seeded) -> Tampered {
    let length = random.next(bench.file.len());
    (bench.file[..length].to_vec(), &[Cause::CutShort, Cause::NotAPack, Cause::ChangedBytes], None)
}

fn grown(bench: &Bench, random: &mut Seeded) -> Tampered {
    let mut file = bench.file.clone();
    file.extend((0..=random.next(300)).map(|_| random.next(256) as u8));
    (file, &[Cause::AddedBytes, Cause::CutShort, Cause::ChangedBytes], None)
}

fn sections(bench: &Bench) -> Vec<Section<Vec<u8>>> {
    let sections = container::read(&bench.file).unwrap().into_iter();
    let owned = |section: Section<&[u8]>| Section {
        kind: section.kind,
        encoding: section.encoding,
        bytes: section.bytes,
        stored: section.stored.to_vec(),
    };
    sections.map(owned).collect()
}

fn section_removed(bench: &Bench, random: &mut Seeded) -> Tampered {
    let mut sections = sections(bench);
    // Without its openings a pack is a redacted one, and holds: only the other two are missed.
    let missing = [SectionKind::Body, SectionKind::Custody][random.next(2)];
    sections.retain(|section| section.kind != missing);
    (container::write(&sections), &[Cause::MissingSection], None)
}

fn sections_shuffled(bench: &Bench, random: &mut Seeded) -> Tampered {
    let mut sections = sections(bench);
    match random.next(3) {
        0 => sections.reverse(),
        1 => sections.swap(0, 1),
        _ => sections.push(sections[random.next(3)].clone()),
    }
    (container::write(&sections), &[Cause::UnexpectedSection], None)
}

fn section_of_another_pack(bench: &Bench, random: &mut Seeded) -> Tampered {
    let openings = Some(bench.written.openings.as_slice());
    let file = if random.next(2) == 0 {
        pack::file_of(&bench.other.bytes, openings, &bench.log)
    } else {
        let log = log_of(&bench.other.bytes, MADE, &bench.seed);
        pack::file_of(&bench.written.bytes, openings, &log)
    };
    (file.unwrap(), &[Cause::BodyNotSigned], None)
}

fn lines_of(body: &[u8]) -> Vec<String> {
    String::from_utf8(body.to_vec()).unwrap().lines().map(str::to_owned).collect()
}

fn joined(lines: &[String]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect()
}

/// A number somewhere in the rows or figures is another, the rest fits.
fn number_changed(bench: &Bench, random: &mut Seeded) -> Tampered {
    let mut lines = lines_of(&bench.written.bytes);
    loop {
        let at = random.next(lines.len());
        let digits: Vec<usize> =
            lines[at].bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()).map(|(at, _)| at).collect();
        if digits.is_empty() {
            continue;
        }
        let digit = digits[random.next(digits.len())];
        let mut line = lines[at].clone().into_bytes();
        line[digit] = b'1' + (line[digit] - b'0') % 9;
        lines[at] = String::from_utf8(line).unwrap();
        return (bench.with_body(&joined(&lines), false), &[Cause::BodyNotSigned], None);
    }
}

/// A stated figure is raised and the whole signed anew: even with the right key the rows contradict it.
fn figure_raised(bench: &Bench, random: &mut Seeded) -> Tampered {
    let mut lines = lines_of(&bench.written.bytes);
    let figures: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].contains("\"figure\":{\"key\"")).collect();
    let at = figures[random.next(figures.len())];
    let mut line: Value = serde_json::from_str(&lines[at]).unwrap();
    let value = line["figure"]["value"].as_u64().unwrap();
    let before = format!("\"value\":{value},");
    let after = format!("\"value\":{},", value + 1 + random.next(900) as u64);
    line.take();
    lines[at] = lines[at].replacen(&before, &after, 1);
    let body = joined(&lines);
    let log = log_of(&body, MADE, &bench.seed);
    (pack::file_of(&body, None, &log).unwrap(), &[Cause::WrongFigure], None)
}

fn row_removed_or_doubled(bench: &Bench, random: &mut Seeded) -> Tampered {
    let mut lines = lines_of(&bench.written.bytes);
    let at = 1 + random.next(lines.len() - 1);
    if random.next(2) == 0 {
        lines.remove(at);
    } else {
        lines.insert(at, lines[at].clone());
    }
    let body = joined(&lines);
    let log = log_of(&body, MADE, &bench.seed);
    // Signed anew with the right key: the lines themselves do not fit.
    let causes: &[Cause] = &[Cause::BadLine, Cause::CutShort, Cause::AddedBytes, Cause::BadRow, Cause::WrongFigure];
    (pack::file_of(&body, None, &log).unwrap(), causes, None)
}

fn signed_by_another(bench: &Bench, random: &mut Seeded) -> Tampered {
    let seed = SigningSeed([random.next(250) as u8 + 6; 32]);
    let log = log_of(&bench.written.bytes, MADE, &seed);
    (pack::file_of(&bench.written.bytes, None, &log).unwrap(), &[Cause::WrongKey], None)
}

fn custody_changed(bench: &Bench, random: &mut Seeded) -> Tampered {
    let mut log = bench.log.clone();
    let at = random.next(log.len());
    match random.next(6) {
        0 => log[at].entry.who = "Somebody else".into(),
        1 => log[at].entry.at = "2026-02-01T10:00:00Z".parse().unwrap(),
        2 => log[at].entry.zone = "Europe/Moscow".into(),
        3 => log[at].signature.clone_from(&bench.log[(at + 1) % 3].signature),
        4 => log[at].entry.key = SigningSeed([8; 32]).public(),
        // The identity point: a key under which anything would verify.
        _ => log[at].entry.key = format!("ed25519:01{}", "00".repeat(31)),
    }
    (pack::file_of(&bench.written.bytes, None, &log).unwrap(), &[Cause::ForgedSignature], None)
}

fn custody_cut(bench: &Bench, random: &mut Seeded) -> Tampered {
    let mut log = bench.log.clone();
    match random.next(3) {
        0 => drop(log.remove(random.next(2))),
        1 => log.swap(random.next(2), 2),
        _ => log.push(log[random.next(3)].clone()),
    }
    (pack::file_of(&bench.written.bytes, None, &log).unwrap(), &[Cause::BrokenCustody], None)
}

fn dated_in_the_future(bench: &Bench, random: &mut Seeded) -> Tampered {
    let at = format!("2026-03-0{}T10:00:00Z", 2 + random.next(8));
    let log = log_of(&bench.written.bytes, &at, &bench.seed);
    (pack::file_of(&bench.written.bytes, None, &log).unwrap(), &[Cause::FutureDate], None)
}

fn opening_changed(bench: &Bench, random: &mut Seeded) -> Tampered {
    let mut openings = bench.written.openings.clone();
    let at = random.next(openings.len());
    let other = (at + 1 + random.next(openings.len() - 1)) % openings.len();
    match random.next(3) {
        0 => openings[at].value = "\"nobody\"".into(),
        1 => openings[at].salt.clone_from(&bench.written.openings[other].salt),
        _ => openings[at].place.field = "nothing".into(),
    }
    openings.sort_by(|a, b| a.place.cmp(&b.place));
    (pack::file_of(&bench.written.bytes, Some(&openings), &bench.log).unwrap(), &[Cause::WrongOpening], None)
}

fn bomb(_: &Bench, random: &mut Seeded) -> Tampered {
    let (bytes, stored) = match random.next(3) {
        // Honest about a size no pack has, about an expansion no pack has, and a liar.
        0 => (1 << 31, vec![0; 1 << 12]),
        1 => (1 << 21, zstd::bulk::compress(&vec![0; 1 << 21], 3).unwrap()),
        _ => (1 << 16, zstd::bulk::compress(&vec![0; 1 << 21], 3).unwrap()),
    };
    let section = Section { kind: SectionKind::Body, encoding: Encoding::Zstd, bytes, stored };
    (container::write(&[section]), &[Cause::TooLarge, Cause::BadCompression, Cause::MissingSection], None)
}

#[test]
fn five_hundred_seeded_tamperings_are_all_caught_and_named() {
    const WAYS: &[fn(&Bench, &mut Seeded) -> Tampered] = &[
        flipped,
        several_flipped,
        cut,
        grown,
        section_removed,
        sections_shuffled,
        section_of_another_pack,
        number_changed,
        figure_raised,
        row_removed_or_doubled,
        signed_by_another,
        custody_changed,
        custody_cut,
        dated_in_the_future,
        opening_changed,
        bomb,
    ];
    let folder = Folder::new("tampering");
    let bench = Bench::new(&folder);
    bench.check(&bench.file).unwrap();
    assert_eq!(body::root(&bench.written.bytes).1, lines_of(&bench.written.bytes).len() as u64);
    let mut named: BTreeMap<Cause, u32> = BTreeMap::new();
    for seed in 0..512u64 {
        let mut random = Seeded(seed);
        let (file, causes, byte) = WAYS[seed as usize % WAYS.len()](&bench, &mut random);
        assert_ne!(file, bench.file, "seed {seed} changed nothing");
        let refusals = bench.check(&file).expect_err(&format!("seed {seed} was not caught"));
        let refusal = refusals.iter().find(|refusal| causes.contains(&refusal.cause));
        let refusal = refusal.unwrap_or_else(|| panic!("seed {seed}: {refusals:?}"));
        if let (Some(byte), Some((first, end))) = (byte, refusal.bytes) {
            assert!((first..end.max(first + 1)).contains(&(byte as u64)), "seed {seed}: byte {byte}, {refusal:?}");
        }
        *named.entry(refusal.cause).or_default() += 1;
    }
    assert!(named.len() >= 12, "{named:?}");
}

/// Whatever number stands in a row, the pack is refused, and the sums of the figures do not overflow on the way.
#[test]
fn extreme_numbers_in_rows_are_refused_without_a_panic() {
    const EXTREMES: &[&str] = &[
        "0",
        "-1",
        "1",
        "255",
        "4294967295",
        "4294967296",
        "9007199254740991",
        "9223372036854775807",
        "-9223372036854775808",
        "18446744073709551615",
        "253402300799999999",
        "-62167219200000000",
        "70389528",
        "1e300",
        "null",
    ];
    let folder = Folder::new("extremes");
    let bench = Bench::new(&folder);
    let lines = lines_of(&bench.written.bytes);
    for seed in 0..600 {
        let mut random = Seeded(seed);
        let mut changed = lines.clone();
        let at = random.next(lines.len());
        let bytes = lines[at].as_bytes();
        let starts: Vec<usize> = (1..bytes.len())
            .filter(|at| bytes[*at].is_ascii_digit() && matches!(bytes[at - 1], b':' | b'[' | b','))
            .collect();
        if starts.is_empty() {
            continue;
        }
        let start = starts[random.next(starts.len())];
        let end = start + bytes[start..].iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
        let extreme = EXTREMES[random.next(EXTREMES.len())];
        changed[at] = format!("{}{extreme}{}", &lines[at][..start], &lines[at][end..]);
        if changed[at] != lines[at] {
            let refusals = bench.check(&bench.with_body(&joined(&changed), false)).unwrap_err();
            assert_eq!(refusals[0].cause, Cause::BodyNotSigned, "seed {seed}");
        }
    }
}
