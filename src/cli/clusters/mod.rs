//! `vigie clusters`: who acted together, by a case (`kept.rs`) or by a table of who left which trace when (`reading.rs`). Asks
//! `vigie-correlate`, and writes the answer for people or as JSON (`docs/clusters-json.md`). It never judges a cluster itself.

mod kept;
mod reading;
mod screen;

use std::fs::File;
use std::io::{self, Read, Write as _};
use std::path::Path;

use serde::Serialize;
use vigie_correlate::cooccurrence::{CoEdge, Share, detect_groups_up_to, network};
use vigie_correlate::{Nature, Observations, Settings, Verdict, correlate};
use vigie_figures::together::{self, Together};

use super::args::{ClusterMethod, ClustersAction, ClustersArgs};
use super::speech::Speech;
use super::{Exit, Failure, Outcome};
use crate::case;
use crate::report::terminal::render_clusters;
use reading::{Reading, Trouble, Wanted};

/// Version of the JSON form, as of the report's: the first number changes when an old reader would misread it.
const SCHEMA_VERSION: &str = "1.0";

/// Shares compared by the co-action network at most: it keeps every text of them.
const SHARES_MAX: usize = 2_000_000;

/// Pairs of the co-action network at most, each with five texts: about a quarter of a gibibyte.
const PAIRS_MAX: usize = 1_000_000;

/// Numbers of clusters named when one is asked for that is not there.
const NAMED_MAX: usize = 10;

/// The JSON form.
#[derive(Serialize)]
struct Written<'a, A: Serialize> {
    format: &'static str,
    schema_version: &'static str,
    program_version: &'static str,
    #[serde(flatten)]
    about: &'a Reported<'a>,
    #[serde(flatten)]
    answer: A,
}

/// What stands before the answer.
#[derive(Serialize)]
struct Reported<'a> {
    method: &'static str,
    /// `logs` or `posts`; the co-action network knows no difference.
    assumes: Option<&'static str>,
    /// What became of the rows of a table; `None` for a case.
    read: Option<&'a Reading>,
}

/// The co-action network, as it was asked for and found.
#[derive(Debug)]
struct Network {
    within_seconds: i64,
    participation_min: u32,
    shares: usize,
    pairs: usize,
    /// False where a limit left out shares or pairs.
    whole: bool,
    edges: Vec<CoEdge>,
}

/// Runs the command.
pub(super) fn run(args: &ClustersArgs, speech: &Speech) -> Outcome {
    let Some(path) = &args.observations else { return kept::run(args, speech) };
    match args.method {
        Some(ClusterMethod::CooRTweet) => co_action(args, path, speech),
        Some(ClusterMethod::Chance) | None => chance(args, path, speech),
    }
}

fn chance(args: &ClustersArgs, path: &Path, speech: &Speech) -> Outcome {
    if args.within.is_some() || args.min_participation.is_some() {
        let text = speech.say(
            "--within and --min-participation belong to the method cooRTweet",
            "--within et --min-participation appartiennent à la méthode cooRTweet",
        );
        return Err(Failure::usage(anyhow::anyhow!("{text}")).hint("--method cooRTweet"));
    }
    let mut observations = Observations::default();
    let kinds: Vec<_> = args
        .trace
        .iter()
        .map(|name| (name, Nature::Content))
        .chain(args.tool.iter().map(|name| (name, Nature::Tool)))
        .map(|(name, nature)| observations.kind(name, nature))
        .collect();
    let reading = read(args, path, speech, &mut |actor, column, trace, time_ms, _| {
        // What is refused is counted in the answer.
        observations.push(actor, kinds[column], trace, time_ms, 1.0);
    })?;
    let assumed = if args.posts { Settings::posts() } else { Settings::logs() };
    let settings = Settings { threads: crate::cli::threads(), ..assumed };
    let answer = correlate(&observations, &settings);
    let assumes = Some(if args.posts { "posts" } else { "logs" });
    let only = args.action.as_ref().map(|ClustersAction::Show { id }| *id);
    let clusters = shown(&together::of_table(answer.clone()), only, speech)?;
    let about = Reported { method: "chance", assumes, read: Some(&reading) };
    write(args, &about, &answer, || format!("{}\n{clusters}", screen::reading(&reading, speech)))?;
    let found = answer.clusters.iter().any(|cluster| cluster.verdict <= Verdict::ActedTogether);
    Ok(exit(args, found, reading.cut || answer.refused.beyond_limit > 0))
}

fn co_action(args: &ClustersArgs, path: &Path, speech: &Speech) -> Outcome {
    let columns: Vec<&String> = args.trace.iter().chain(&args.tool).collect();
    let (mut shares, mut cut) = (Vec::new(), false);
    let reading = read(args, path, speech, &mut |actor, column, trace, time_ms, row| {
        if shares.len() == SHARES_MAX {
            cut = true;
            return;
        }
        shares.push(Share {
            object: format!("{}: {trace}", columns[column]),
            account: actor.to_owned(),
            content: row.to_string(),
            time_seconds: time_ms.div_euclid(1_000),
        });
    })?;
    let (within_seconds, participation_min) = (args.within.unwrap_or(10), args.min_participation.unwrap_or(2));
    let (pairs, whole) = detect_groups_up_to(&shares, within_seconds, participation_min as usize, PAIRS_MAX);
    let mut edges = network(&pairs, 0.0);
    edges.sort_by(|x, y| y.weight.cmp(&x.weight).then_with(|| (&x.from, &x.to).cmp(&(&y.from, &y.to))));
    let whole = whole && !cut;
    let found = Network { within_seconds, participation_min, shares: shares.len(), pairs: pairs.len(), whole, edges };
    let answer = serde_json::json!({
        "within_seconds": found.within_seconds,
        "min_participation": found.participation_min,
        "shares": found.shares,
        "pairs": found.pairs,
        "whole": found.whole,
        "edges": found.edges.iter().map(|edge| serde_json::json!({
            "from": edge.from, "to": edge.to, "weight": edge.weight, "time_delta_mean_seconds": edge.time_delta_mean,
        })).collect::<Vec<_>>(),
    });
    let about = Reported { method: "cooRTweet", assumes: None, read: Some(&reading) };
    write(args, &about, &answer, || screen::network(&reading, &found, speech))?;
    Ok(exit(args, !found.edges.is_empty(), reading.cut || !whole))
}

fn exit(args: &ClustersArgs, found: bool, cut: bool) -> Exit {
    match (cut, args.exit_code && found) {
        (true, _) => Exit::Input,
        (false, true) => Exit::Found,
        (false, false) => Exit::Done,
    }
}

/// The clusters for people, or all of one.
fn shown(together: &Together, only: Option<u32>, speech: &Speech) -> Result<String, Failure> {
    render_clusters(together, only, &speech.words(), speech.look()).ok_or_else(|| {
        let text = speech.say("no cluster has this number", "aucun groupe ne porte ce numéro");
        let there: Vec<String> =
            together.clusters.iter().take(NAMED_MAX).map(|cluster| cluster.id.to_string()).collect();
        let hint = if there.is_empty() {
            speech.say("there is none", "il n’y en a aucun").to_owned()
        } else {
            format!("{}: {}", speech.say("there are", "il y a"), there.join(", "))
        };
        Failure::usage(anyhow::anyhow!("{text}: {}", only.unwrap_or_default())).hint(hint)
    })
}

fn write(
    args: &ClustersArgs,
    about: &Reported<'_>,
    answer: &impl Serialize,
    screen: impl FnOnce() -> String,
) -> Result<(), Failure> {
    let written = || {
        let (format, program_version) = ("vigie-clusters", env!("CARGO_PKG_VERSION"));
        serde_json::to_string(&Written { format, schema_version: SCHEMA_VERSION, program_version, about, answer })
    };
    let mut out = io::stdout().lock();
    match args.json.as_deref() {
        Some(path) if path == Path::new("-") => writeln!(out, "{}", written()?)?,
        Some(path) => {
            case::write_in_one_step(path, format!("{}\n", written()?).as_bytes()).map_err(Failure::input)?;
            out.write_all(screen().as_bytes())?;
        }
        None => out.write_all(screen().as_bytes())?,
    }
    Ok(())
}

fn read(args: &ClustersArgs, path: &Path, speech: &Speech, sink: &mut reading::Sink<'_>) -> Result<Reading, Failure> {
    let source: Box<dyn Read + Send> = if path == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(path).map_err(|error| unreadable(path, error))?)
    };
    let wanted = Wanted {
        actor: args.actor.as_deref().unwrap_or_default(),
        time: args.time.as_deref().unwrap_or_default(),
        traces: args.trace.iter().chain(&args.tool).map(String::as_str).collect(),
    };
    let reading = reading::read(source, &wanted, sink).map_err(|trouble| failure(trouble, path, speech))?;
    if reading.used == 0 && reading.rows > 0 && reading.without_trace < reading.rows {
        let text = speech.say("no row could be used", "aucune ligne n’a pu être utilisée");
        return Err(Failure::input(anyhow::anyhow!("{}: {text}", path.display()))
            .hint(screen::reasons(&reading, speech).join("; ")));
    }
    if reading.cut {
        speech.warn(
            "the input is larger than what may be read; the rest was left out",
            "l’entrée dépasse ce qui peut être lu ; le reste a été laissé de côté",
        );
    }
    Ok(reading)
}

fn unreadable(path: &Path, error: io::Error) -> Failure {
    Failure::input(anyhow::Error::from(error).context(path.display().to_string()))
}

fn failure(trouble: Trouble, path: &Path, speech: &Speech) -> Failure {
    let named = |text: &str| anyhow::anyhow!("{}: {text}", path.display());
    match trouble {
        Trouble::Io(error) => unreadable(path, error),
        Trouble::Empty => Failure::input(named(speech.say("nothing in it", "rien dedans"))),
        Trouble::Columns { missing, present } => {
            let text = speech.say("no column has this name", "aucune colonne ne porte ce nom");
            let there = speech.say("columns there are", "colonnes présentes");
            Failure::usage(named(&format!("{text}: {}", missing.join(", "))))
                .hint(format!("{there}: {}", present.join(", ")))
        }
    }
}
