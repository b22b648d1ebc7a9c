//! `cargo xtask coordination`: how well `vigie-correlate` tells who acts together, on seeded worlds, under nulls, beside published methods, on real
//! data that is not in the tree, and how fast. Prints figures with their seeds; decides nothing.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context as _, bail};
use vigie_correlate::clusters::Clusters;
use vigie_correlate::{Nature, Observations, Settings, Verdict, correlate};
use vigie_simulate::coordination::plans::{
    self, BACKGROUND, Background, GROUPS, GROUPS_PER_WORLD, Group, WITH_NEWSLETTER,
};
use vigie_simulate::coordination::{Role, TraceKind, World, world};

mod baselines;
mod families;
mod nulls;
mod origins;
mod real;
mod rotas;
mod second;
mod speed;

/// What was asked for.
struct Options {
    /// The first seed, and how many from there.
    first_seed: u64,
    seeds: u64,
    data: PathBuf,
    only: Option<String>,
    /// Most rows of the worlds whose speed is measured.
    rows: u64,
    /// Threads of the engine: the figures do not depend on them.
    threads: NonZeroUsize,
}

impl Options {
    fn seeds(&self) -> std::ops::Range<u64> {
        self.first_seed..self.first_seed + self.seeds
    }
}

/// Prints one part.
type Print = fn(&Options) -> anyhow::Result<()>;

/// Every part, in the order in which all are printed.
const PARTS: [(&str, Print); 13] = [
    ("nulls-sessions", |options| {
        nulls::sessions(options);
        Ok(())
    }),
    ("nulls-speed", |options| {
        nulls::speed(options);
        Ok(())
    }),
    ("nulls-beside", |options| {
        nulls::beside(options);
        Ok(())
    }),
    ("nulls-repeaters", |options| {
        nulls::repeaters(options);
        Ok(())
    }),
    ("nulls-rewritten", |options| {
        nulls::rewritten(options);
        Ok(())
    }),
    ("planted", |options| {
        planted(options);
        Ok(())
    }),
    ("rotas", |options| {
        rotas::print(options);
        Ok(())
    }),
    ("second", |options| {
        second::print(options);
        Ok(())
    }),
    ("ablations", |options| {
        ablations(options);
        Ok(())
    }),
    ("baselines", |_| {
        baselines::print();
        Ok(())
    }),
    ("origins", |options| {
        origins::print(options.first_seed);
        Ok(())
    }),
    ("real", real::print),
    ("speed", |options| {
        speed::print(options.rows);
        Ok(())
    }),
];

pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let mut options = Options {
        first_seed: plans::SEED_PUBLISHED,
        seeds: 3,
        data: PathBuf::from("../shared/data"),
        only: None,
        rows: 10_000_000,
        threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
    };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().with_context(|| format!("{word} needs a value"));
        match word.as_str() {
            "--first-seed" => options.first_seed = value()?.parse()?,
            "--seeds" => options.seeds = value()?.parse()?,
            "--rows" => options.rows = value()?.parse()?,
            "--data" => options.data = PathBuf::from(value()?),
            "--only" => options.only = Some(value()?.clone()),
            other => bail!("unknown option {other}"),
        }
    }
    for (name, print) in PARTS {
        if options.only.as_ref().is_none_or(|only| name.starts_with(only.as_str())) {
            println!("\n== {name} (seeds from {}, {} each)", options.first_seed, options.seeds);
            print(&options)?;
        }
    }
    Ok(())
}

/// The observations of a world.
fn observe(world: &World) -> Observations {
    let mut observations = Observations::default();
    let target = observations.kind("path", Nature::Content);
    let tool = observations.kind("tool", Nature::Tool);
    for row in &world.rows {
        let kind = if row.kind == TraceKind::Target { target } else { tool };
        observations.push(&world.actors[row.actor as usize].0, kind, &row.trace, row.time_ms, 1.0);
    }
    observations
}

/// Clusters that claim more than a tool, as members.
fn claims(answer: &Clusters) -> Vec<Vec<&str>> {
    answer
        .clusters
        .iter()
        .filter(|cluster| cluster.verdict <= Verdict::ActedTogether)
        .map(|cluster| cluster.members.iter().map(|member| member.actor.as_str()).collect())
        .collect()
}

/// Pairs counted against the truth.
#[derive(Default)]
struct Score {
    right: f64,
    claimed: f64,
    true_pairs: f64,
    clusters: u32,
    false_clusters: u32,
    wrong_actors: BTreeMap<&'static str, u32>,
    control: u32,
    decoy_worlds: u32,
    decoy_hits: u32,
    seconds: f64,
}

fn pairs(n: usize) -> f64 {
    (n * n.saturating_sub(1)) as f64 / 2.0
}

impl Score {
    fn add(&mut self, world: &World, answer: &Clusters) {
        let truth: BTreeMap<&str, Role> = world.actors.iter().map(|(name, role)| (name.as_str(), *role)).collect();
        let mut sizes: BTreeMap<u16, usize> = BTreeMap::new();
        for (_, role) in &world.actors {
            if let Role::Member(group) = role {
                *sizes.entry(*group).or_default() += 1;
            }
        }
        self.true_pairs += sizes.values().map(|&n| pairs(n)).sum::<f64>();
        for members in claims(answer) {
            let mut inside: BTreeMap<u16, usize> = BTreeMap::new();
            for name in &members {
                match truth[name] {
                    Role::Member(group) => *inside.entry(group).or_default() += 1,
                    other => *self.wrong_actors.entry(role_name(other)).or_default() += 1,
                }
            }
            self.claimed += pairs(members.len());
            self.right += inside.values().map(|&n| pairs(n)).sum::<f64>();
            self.clusters += 1;
            // A cluster is false when most of its pairs are.
            self.false_clusters +=
                u32::from(inside.values().map(|&n| pairs(n)).sum::<f64>() * 2.0 < pairs(members.len()));
        }
        self.control +=
            answer.clusters.iter().filter(|cluster| cluster.verdict == Verdict::CommonControl).count() as u32;
        self.decoy_worlds += answer.decoys.worlds;
        self.decoy_hits += answer.decoys.worlds_with_groups;
    }

    fn precision(&self) -> f64 {
        if self.claimed > 0.0 { self.right / self.claimed } else { 1.0 }
    }

    fn recall(&self) -> f64 {
        self.right / self.true_pairs.max(1.0)
    }

    fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Visitor => "visitor",
        Role::Scanner => "scanner",
        Role::Commodity => "commodity",
        Role::Wave => "wave",
        Role::Scheduled => "scheduled",
        Role::Reader => "reader",
        Role::Member(_) => "member",
    }
}

/// Scores worlds of one plan.
fn score(background: &Background, plan: Option<&Group>, settings: &Settings, options: &Options) -> Score {
    let mut score = Score::default();
    for seed in options.seeds() {
        let world = world(seed, background, plan, GROUPS_PER_WORLD);
        let observations = observe(&world);
        let begun = Instant::now();
        let answer = correlate(&observations, settings);
        score.seconds += begun.elapsed().as_secs_f64() / options.seeds as f64;
        score.add(&world, &answer);
    }
    score
}

fn planted(options: &Options) {
    println!(
        "{:16} {:>6} {:>6} {:>6}  {:>7} {:>8}  {:>10} {:>6}  wrong actors",
        "group", "P", "R", "F1", "clusters", "control", "decoys hit", "s"
    );
    let settings = Settings { decoys: 2, ..Settings::logs() };
    for plan in GROUPS {
        let found = score(&BACKGROUND, Some(plan), &settings, options);
        println!(
            "{:16} {:6.3} {:6.3} {:6.3}  {:>7} {:>8}  {:>5}/{:<4} {:6.2}  {:?}",
            plan.name,
            found.precision(),
            found.recall(),
            found.f1(),
            found.clusters,
            found.control,
            found.decoy_hits,
            found.decoy_worlds,
            found.seconds,
            found.wrong_actors
        );
    }
}

fn ablations(options: &Options) {
    let base = Settings { decoys: 0, by_tool: false, ..Settings::logs() };
    let second = 1_000;
    let variants = [
        ("as published", base.clone()),
        ("one width, 120 s", Settings { widths_ms: vec![120 * second], ..base.clone() }),
        ("neighbourhood 6 h", Settings { neighbourhood_ms: 6 * 3_600 * second, ..base.clone() }),
        ("neighbourhood 14 d", Settings { neighbourhood_ms: 14 * 86_400 * second, ..base.clone() }),
        ("q = 0.2", Settings { q: 0.2, ..base.clone() }),
        ("session gap 5 min", Settings { session_gap_ms: 300 * second, ..base }),
    ];
    for name in ["k10 S3", "k4 S3", "k20 S3 10min"] {
        let plan = GROUPS.iter().find(|plan| plan.name == name);
        for (variant, settings) in &variants {
            let found = score(&BACKGROUND, plan, settings, options);
            println!(
                "{name:14} {variant:20} P {:.3} R {:.3} F1 {:.3} false clusters {} {:?}",
                found.precision(),
                found.recall(),
                found.f1(),
                found.false_clusters,
                found.wrong_actors
            );
        }
    }
}
