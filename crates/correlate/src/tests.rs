//! The contract of the whole engine: what must hold for any settings and any evidence, on seeded worlds and on hostile input.

use std::collections::BTreeSet;

use vigie_simulate::coordination::plans::{BACKGROUND, Background, GROUPS, Group};
use vigie_simulate::coordination::rotas::{self, ROTAS};
use vigie_simulate::coordination::{Role, Row, TraceKind, World, exponential, normal, world};
use vigie_simulate::random::Random;

use crate::clusters::{Basis, Clusters, Limit, NotDecidable, Outcome};
use crate::evidence::{Class, SPEAKS_LOG10};
use crate::{Nature, Observations, Settings, Verdict, correlate};

/// A fortnight small enough for a test build.
const SMALL: Background =
    Background { visitors: 150, scanners: 120, commodity: 60, wave: 40, scheduled: 20, ..BACKGROUND };

fn plan(name: &str) -> &'static Group {
    GROUPS.iter().find(|plan| plan.name == name).unwrap()
}

fn observed<'a>(
    world: &World,
    rows: impl Iterator<Item = &'a Row>,
    name: impl Fn(&str) -> String,
    shift_ms: i64,
) -> Observations {
    let mut o = Observations::default();
    let (path, tool) = (o.kind("path", Nature::Content), o.kind("tool", Nature::Tool));
    for row in rows {
        let kind = if row.kind == TraceKind::Target { path } else { tool };
        o.push(&name(&world.actors[row.actor as usize].0), kind, &row.trace, row.time_ms + shift_ms, 1.0);
    }
    o
}

fn quick(settings: Settings) -> Settings {
    Settings { decoys: 2, draws: 199, ..settings }
}

fn answer(world: &World) -> Clusters {
    correlate(&observed(world, world.rows.iter(), str::to_owned, 0), &quick(Settings::logs()))
}

/// Members of every cluster that claims a common hand or a common time.
fn together(answer: &Clusters) -> BTreeSet<Vec<String>> {
    answer
        .clusters
        .iter()
        .filter(|cluster| cluster.verdict <= Verdict::ActedTogether)
        .map(|cluster| {
            let mut names: Vec<String> = cluster.members.iter().map(|member| member.actor.clone()).collect();
            names.sort();
            names
        })
        .collect()
}

#[test]
fn a_planted_group_is_found_and_its_bystanders_are_not() {
    let world = world(1_001, &SMALL, Some(plan("k10 S5")), 2);
    let answer = answer(&world);
    let found = together(&answer);
    for group in 0..2 {
        let wanted: Vec<String> = world
            .actors
            .iter()
            .filter(|(_, role)| *role == Role::Member(group))
            .map(|(name, _)| name.clone())
            .collect();
        assert!(found.contains(&wanted), "group {group} is missing or mixed: {found:?}");
    }
    assert_eq!(found.len(), 2);
    let first = &answer.clusters[0];
    assert_eq!((first.basis, first.people), (Basis::Sessions, NotDecidable::NotDecidableFromLogs));
    assert!(first.sessions.len() >= 4 && !first.links.is_empty() && !first.traces.is_empty());
    assert_eq!(first.likelihood_percent, None, "so few shuffled worlds do not say how likely it is");
}

#[test]
fn where_nobody_acts_together_nobody_is_said_to() {
    for seed in 1_002..1_006 {
        let found = together(&answer(&world(seed, &SMALL, None, 0)));
        assert!(found.is_empty(), "seed {seed}: {found:?}");
    }
}

#[test]
fn a_rota_that_never_meets_is_found_and_its_independent_twin_is_not() {
    let found = |together: bool, seed: u64| {
        let mut world = world(seed, &SMALL, None, 0);
        rotas::plant(seed, 0, &SMALL, &ROTAS[0], together, &mut world);
        answer(&world)
    };
    let rota = found(true, 1_001);
    let turns: Vec<_> = rota.clusters.iter().filter(|cluster| cluster.basis == Basis::Turns).collect();
    let inside = |name: &str| name.starts_with("rota0:");
    assert_eq!(turns.len(), 1, "{:?}", together(&rota));
    assert!(turns[0].members.len() >= 10 && turns[0].members.iter().all(|member| inside(&member.actor)));
    assert!(turns[0].verdict <= Verdict::ActedTogether);
    for seed in 1_002..1_005 {
        let twin = together(&found(false, seed));
        assert!(twin.is_empty(), "seed {seed}: {twin:?}");
    }
}

#[test]
fn order_names_and_whole_weeks_change_nothing() {
    let world = world(1_001, &SMALL, Some(plan("k10 S3")), 1);
    let plain = answer(&world);
    let settings = quick(Settings::logs());
    let turned = correlate(&observed(&world, world.rows.iter().rev(), str::to_owned, 0), &settings);
    assert_eq!(serde_json::to_string(&plain).unwrap(), serde_json::to_string(&turned).unwrap());
    let backwards = |name: &str| name.chars().rev().collect::<String>();
    let renamed = correlate(&observed(&world, world.rows.iter(), backwards, 0), &settings);
    let undone: BTreeSet<Vec<String>> = together(&renamed)
        .into_iter()
        .map(|names| {
            let mut names: Vec<String> = names.iter().map(|name| backwards(name)).collect();
            names.sort();
            names
        })
        .collect();
    assert_eq!(undone, together(&plain));
    let later = correlate(&observed(&world, world.rows.iter(), str::to_owned, 35 * 7 * 86_400_000), &settings);
    assert_eq!(together(&later), together(&plain));
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let logs = world(1_001, &SMALL, Some(plan("k10 S3")), 1);
    let settings = |threads: usize, settings: Settings| Settings {
        threads: std::num::NonZeroUsize::new(threads).unwrap(),
        decoys: 3,
        ..quick(settings)
    };
    let shuffled = |world: &World, seed: u64| {
        let mut order: Vec<&Row> = world.rows.iter().collect();
        crate::stats::random::Random::new(seed).shuffle(&mut order);
        observed(world, order.into_iter(), str::to_owned, 0)
    };
    let posts = |seed: u64| {
        let mut rows: Vec<(String, String, i64)> = (0..2_000)
            .map(|n| {
                (format!("a{}", noise(n) % 90), format!("t{}", noise(n + 9_000) % 60), noise(n + 40_000) % 900_000)
            })
            .chain((0..60).map(|n| (format!("sock {}", n % 4), format!("t{}", n / 4), 100_000 + n / 4 * 31_337)))
            .collect();
        crate::stats::random::Random::new(seed).shuffle(&mut rows);
        self::rows(rows.into_iter())
    };
    let answers = |threads: usize| {
        let told =
            |o: &Observations, kind: Settings| serde_json::to_string(&correlate(o, &settings(threads, kind))).unwrap();
        let seed = threads as u64;
        [told(&shuffled(&logs, seed), Settings::logs()), told(&posts(seed), Settings::posts())]
    };
    let one = answers(1);
    assert!(one.iter().all(|answer| answer.contains("\"members\":[{")), "there is something to tell");
    for threads in [2, 3, 7] {
        assert!(answers(threads) == one, "{threads} threads");
    }
}

#[test]
fn tooling_alone_is_never_command_and_chances_are_bounded() {
    let world = world(1_001, &SMALL, Some(plan("k10 S3 private")), 1);
    for cluster in &answer(&world).clusters {
        let speaks = |class: Class| {
            cluster.findings.iter().any(|finding| {
                finding.class == class && matches!(finding.outcome, Outcome::Tested { speaks_for: true, .. })
            })
        };
        assert!(cluster.verdict > Verdict::ActedTogether || speaks(Class::Command), "{cluster:?}");
        for finding in &cluster.findings {
            if let Outcome::Tested { chance_log10, observed, expected, speaks_for } = finding.outcome {
                assert!((-300.0..=0.0).contains(&chance_log10), "{finding:?}");
                assert!(observed.is_finite() && expected.is_finite(), "{finding:?}");
                assert_eq!(speaks_for, chance_log10 <= SPEAKS_LOG10);
            }
        }
        assert_eq!(cluster.findings.len(), crate::evidence::EVIDENCE.len(), "for and against");
    }
}

/// Rows of one kind: actor, trace, second.
fn rows(rows: impl Iterator<Item = (String, String, i64)>) -> Observations {
    let mut o = Observations::default();
    let kind = o.kind("trace", Nature::Content);
    for (actor, trace, second) in rows {
        o.push(&actor, kind, &trace, second * 1_000, 1.0);
    }
    o
}

/// A number of 40 bits that has nothing to do with its argument.
fn noise(n: i64) -> i64 {
    (crate::stats::random::Random::new(n as u64).bits() >> 24) as i64
}

/// What an answer to bad input must say, besides that nobody acted together.
type Says = fn(&Clusters) -> bool;

/// Inputs that are no evidence, with what their answer must say.
fn bad_inputs() -> Vec<(&'static str, Observations, Says)> {
    let many = |n: i64| (0..n).map(|i| format!("actor {i}"));
    let day = 86_400;
    let mut weights = Observations::default();
    let kind = weights.kind("trace", Nature::Content);
    for (at, weight) in [f64::NAN, f64::INFINITY, -1.0].into_iter().cycle().take(300).enumerate() {
        weights.push(&format!("a{}", at % 10), kind, "/", at as i64 * 1_000, weight);
    }
    let mut backwards = Observations::default();
    let kind = backwards.kind("trace", Nature::Content);
    for at in 0..600_i64 {
        // Clocks years behind, ahead, before time began, beyond it; rows in no order.
        let clock = [0, -3_000_000_000_000, i64::MAX / 2, 90_000_000_000_000][at as usize % 4];
        let time = clock + noise(at) % (20 * day * 1_000);
        backwards.push(
            &format!("a{}", noise(at + 9_000) % 30),
            kind,
            &format!("/{}", noise(at + 5_000) % 7),
            time,
            1.0,
        );
    }
    vec![
        ("empty", Observations::default(), |answer| answer.limits == [Limit::NothingToCompare]),
        ("one actor", rows((0..500).map(|i| ("a".into(), format!("/{i}"), i * 977))), |answer| {
            answer.limits == [Limit::NothingToCompare]
        }),
        (
            "one trace, one instant",
            rows(many(400).flat_map(|a| (0..3).map(move |t| (a.clone(), format!("/{t}"), 0)))),
            |answer| answer.limits.iter().any(|limit| matches!(limit, Limit::CoarseTimes { .. })),
        ),
        (
            "constant clocks",
            rows(many(60).flat_map(|a| (0..8).map(move |d| (a.clone(), "/".into(), d * day)))),
            |answer| answer.tested.scheduled == 60 || answer.tested.anchors == 0,
        ),
        (
            "one trace",
            rows(many(900).enumerate().map(|(i, a)| (a, "/".into(), noise(i as i64) % (20 * day)))),
            |answer| answer.tested.actors == 900,
        ),
        (
            "every row twenty times",
            rows((0..20).flat_map(|_| {
                (0..400).map(|i| (format!("a{}", i % 40), format!("/{}", i % 9), noise(i) % (20 * day)))
            })),
            |answer| answer.tested.observations <= 400,
        ),
        (
            "minutes only",
            rows((0..2_000).map(|i| (format!("a{}", i % 80), format!("/{}", i % 50), noise(i) % (20 * 1_440) * 60))),
            |answer| answer.limits.contains(&Limit::CoarseTimes { grain_ms: 60_000 }),
        ),
        (
            "a hundred thousand actors on one trace",
            rows(many(100_000).enumerate().map(|(i, a)| (a, "/".into(), noise(i as i64) % (20 * day)))),
            |answer| answer.tested.actors == 100_000,
        ),
        (
            "hostile names",
            rows((0..900).map(|i| {
                (
                    format!("\u{202e}\u{1b}[2J{}{}", i % 40, "x".repeat(2_000)),
                    "\u{0}'; --".into(),
                    noise(i) % (20 * day),
                )
            })),
            |answer| answer.tested.actors == 40,
        ),
        ("weights that are no numbers", weights, |answer| answer.refused.weights == 300),
        ("clocks out of order and absurd", backwards, |answer| answer.refused.times == 150),
    ]
}

#[test]
fn bad_input_is_answered_or_refused_and_makes_no_group() {
    for (name, o, says) in bad_inputs() {
        for settings in [Settings::logs(), Settings::posts()] {
            let answer = correlate(&o, &quick(settings));
            assert!(together(&answer).is_empty(), "{name}: {:?}", together(&answer));
            assert!(says(&answer), "{name}: {:?} {:?} {:?}", answer.tested, answer.refused, answer.limits);
        }
    }
}

#[test]
fn accounts_that_post_the_same_texts_in_the_same_minutes_are_found() {
    // Twelve texts each shared by forty unrelated accounts over days, and by five within a minute of one another.
    let spread = |text: i64, n: i64| (text * 31 + n * n * 7_001 + n * 613) % 400_000;
    let o = rows((0..12).flat_map(|text| {
        let others =
            (0..40).map(move |n| (format!("reader {}", (n * 7 + text) % 97), text.to_string(), spread(text, n)));
        let ours = (0..5).map(move |n| (format!("sock {n}"), text.to_string(), 200_000 + text * 7_777 + n * 11));
        others.chain(ours).collect::<Vec<_>>()
    }));
    let found = together(&correlate(&o, &quick(Settings::posts())));
    let wanted: Vec<String> = (0..5).map(|n| format!("sock {n}")).collect();
    assert!(found.contains(&wanted), "{found:?}");
    assert!(found.iter().flatten().all(|name| name.starts_with("sock")), "{found:?}");
}

#[test]
fn accounts_that_alone_post_their_links_are_found_when_they_are_few() {
    // A hundred links of twenty unrelated accounts each, and fifteen that three accounts and hardly anybody else posts, each within a minute.
    let others = (0..100).flat_map(|link| {
        (0..20).map(move |n| {
            let at = noise(link) % 1_000_000 + noise(link * 1_000 + n) % 200_000;
            (format!("reader {}", noise(link * 77 + n * 7_001) % 300), format!("link {link}"), at)
        })
    });
    let ours = (0..15).flat_map(|link| {
        let born = noise(link + 5_000) % 1_000_000;
        let first = (0..3).map(move |n| (format!("sock {n}"), format!("own {link}"), born + noise(link * 3 + n) % 50));
        first.chain([(format!("late {link}"), format!("own {link}"), born + 90_000)])
    });
    let found = together(&correlate(&rows(others.chain(ours)), &quick(Settings::posts())));
    let wanted: Vec<String> = (0..3).map(|n| format!("sock {n}")).collect();
    assert_eq!(found, BTreeSet::from([wanted]));
}

/// 3,000 links, each posted by twenty of 200 fast and 1,800 slow accounts that have nothing to do with one another.
fn fast_and_slow(seed: u64) -> Observations {
    let mut random = Random::new(seed, "speeds");
    let mut posts = Vec::new();
    for link in 0..3_000 {
        let born = random.below(30 * 86_400) as i64;
        for _ in 0..20 {
            let account = random.below(2_000);
            let normal = normal(&mut random);
            let late = if account < 200 { (20_f64.ln() + normal).exp() } else { (3_600_f64.ln() + 1.5 * normal).exp() };
            posts.push((account.to_string(), link.to_string(), born + late as i64));
        }
    }
    rows(posts.into_iter())
}

#[test]
fn accounts_that_are_fast_on_everything_are_no_group() {
    for seed in [91_005, 91_040, 93_201] {
        let found = together(&correlate(&fast_and_slow(seed), &quick(Settings::posts())));
        assert!(found.is_empty(), "{seed}: {found:?}");
    }
}

/// 900 links of ten slow accounts each; each of the bots answers one in three of the first `answered` within forty seconds of their appearance, which are posted by a paper if there is one.
fn answering_bots(stream: &str, seed: u64, bots: usize, answered: usize, paper: Option<&str>) -> Observations {
    let mut random = Random::new(seed, stream);
    let mut o = Observations::default();
    let kind = o.kind("link", Nature::Content);
    for link in 0..900 {
        let born = random.below(20 * 86_400) as i64;
        let mut push = |name: &str, after: i64| o.push(name, kind, &link.to_string(), (born + after) * 1_000, 1.0);
        for _ in 0..10 {
            let slow = format!("slow{}", random.below(600));
            push(&slow, (exponential(&mut random) * 7_200.0) as i64);
        }
        if link < answered {
            paper.map(|paper| push(paper, 0));
            for bot in 0..bots {
                if random.below(3) == 0 {
                    push(&format!("bot{bot}"), 5 + random.below(36) as i64);
                }
            }
        }
    }
    o
}

/// In how many of four worlds somebody is said to act together.
fn worlds_with_a_group(world: impl Fn(u64) -> Observations) -> usize {
    (1..=4).filter(|&seed| !together(&correlate(&world(seed), &quick(Settings::posts()))).is_empty()).count()
}

#[test]
fn bots_that_answer_the_same_posts_are_no_group() {
    let wrong = worlds_with_a_group(|seed| answering_bots("answering bots", seed, 12, 200, None));
    assert!(wrong <= 1, "in {wrong} of 4 worlds");
}

#[test]
fn a_paper_and_bots_that_repeat_it_are_no_group() {
    let wrong = worlds_with_a_group(|seed| answering_bots("repeated paper", seed, 15, 250, Some("paper")));
    assert!(wrong <= 1, "in {wrong} of 4 worlds");
}
