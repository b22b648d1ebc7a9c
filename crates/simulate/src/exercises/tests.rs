//! Worlds are checked against their own promises, with a table of networks made up here.

use std::collections::BTreeSet;

use super::*;

/// Four countries in turn, one /16 each; every seventh is hosting.
fn locate(address: Ipv4Addr) -> Option<Located> {
    let [a, b, ..] = address.octets();
    if a == 0 || a == 127 || a >= 224 {
        return None;
    }
    let country = [*b"UA", *b"DE", *b"FR", *b"RU"][usize::from(b % 4)];
    Some(Located { country, relay: b % 7 == 0 })
}

fn written(name: &str, seed: u64) -> ([Vec<u8>; 3], Truth) {
    let mut logs = [Vec::new(), Vec::new(), Vec::new()];
    let [web, shell, mails] = &mut logs;
    let truth = named(name).unwrap().write(seed, &mut locate, [web, shell, mails]).unwrap();
    (logs, truth)
}

#[test]
fn names_are_well_formed_and_unique_and_texts_are_there() {
    let names: BTreeSet<&str> = WORLDS.iter().map(|world| world.name).collect();
    assert_eq!(names.len(), WORLDS.len());
    for world in WORLDS {
        assert!(world.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
        assert!(world.about.iter().chain(&world.questions).all(|text| text.len() > 20));
        assert_eq!(world.decidable.several_people, None);
    }
}

#[test]
fn february_has_its_counts_for_any_seed() {
    for name in ["february-2017", "february-2017-independent"] {
        for seed in [1, 7] {
            let (_, truth) = written(name, seed);
            assert_eq!(truth.counts.attempts, Some(1_922), "{name} {seed}");
            assert_eq!(truth.attempts_by_country["UA"], 907);
            assert!(truth.counts.attacking_sources >= 300);
            assert!(truth.attempts_from_relays * 5 < 1_922 && truth.attempts_from_relays > 0);
            let records = truth.counts.records_of_attacking_sources / 31;
            assert!((1_900..=2_100).contains(&records), "{records} records a day");
            let detections = truth.counts.detections.unwrap() / 31;
            assert!((380..=420).contains(&detections), "{detections} detections a day");
        }
    }
}

#[test]
fn four_people_leave_the_bytes_of_one() {
    let (one, truth_of_one) = written("february-2017", 7);
    let (four, truth_of_four) = written("february-2017-four-people", 7);
    assert!(one == four);
    assert_eq!((truth_of_one.groups[0].people, truth_of_four.groups[0].people), (1, 4));
    assert_eq!(truth_of_one.groups[0].sources, 60);
    assert!(one != written("february-2017", 8).0);
}

#[test]
fn lines_are_in_order_of_time_and_end_with_the_world() {
    let (logs, truth) = written("february-2017", 7);
    for log in &logs[1..] {
        let text = std::str::from_utf8(log).unwrap();
        let times: Vec<&str> = text.lines().map(|line| &line[..19]).collect();
        assert!(times.is_sorted() && !times.is_empty());
        assert!(times[0] >= "2017-01-08" && times[times.len() - 1] < "2017-02-08");
    }
    let web = std::str::from_utf8(&logs[0]).unwrap();
    assert!(web.lines().all(|line| !line.contains("[08/Feb/2017")));
    assert_eq!(truth.days, 31);
}

#[test]
fn every_world_is_written_and_its_truth_names_its_sources() {
    for world in &WORLDS[3..] {
        let (logs, truth) = written(world.name, 7);
        assert!(logs.iter().all(|log| log.len() > 10_000), "{}", world.name);
        let web = std::str::from_utf8(&logs[0]).unwrap();
        for source in truth.sources.iter().filter(|source| source.attempts > 0) {
            assert!(web.contains(&format!(" {} - - [", source.source)), "{} in {}", source.source, world.name);
        }
        let grouped = truth.sources.iter().filter(|source| source.group.is_some()).count() as u64;
        assert_eq!(grouped, truth.groups.iter().map(|group| group.sources).sum::<u64>(), "{}", world.name);
        assert_eq!(truth.got_in.len(), usize::from(world.name == "break-in"));
    }
}
