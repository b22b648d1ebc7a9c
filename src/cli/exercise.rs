//! `vigie exercise`: write a world whose truth is known, and score an answer about one. The worlds themselves are `vigie-simulate`'s; this
//! file gives them files and the table of networks.

use std::fs::{self, File};
use std::io::{BufWriter, Read as _, Write as _};
use std::net::Ipv4Addr;
use std::path::Path;

use serde::Deserialize;
use vigie_facts::case::NetworkKind;
use vigie_simulate::exercises::score::{Score, score};
use vigie_simulate::exercises::{self, Known, LOGS, Located, Truth, WORLDS, World, WriteError};

use super::args::{ExerciseAction, ExerciseArgs, Lang};
use super::speech::Speech;
use super::{Exit, Failure, Outcome};
use crate::enrich::NetworkTable;

/// A `truth.json` or a file of clusters is read whole: larger ones are refused.
const FILE_BYTES_MAX: u64 = 1 << 30;

/// Runs the command.
pub(super) fn run(args: &ExerciseArgs, speech: &Speech) -> Outcome {
    match &args.action {
        ExerciseAction::List { json } => list(*json, speech),
        ExerciseAction::Run { name, seed, out, force } => write(name, *seed, out, *force, speech),
        ExerciseAction::Score { folder, clusters, json } => compare(folder, clusters, *json, speech),
    }
}

fn list(json: bool, speech: &Speech) -> Outcome {
    let mut out = std::io::stdout().lock();
    if json {
        let row = |world: &World| {
            let ([about_en, about_fr], [ask_en, ask_fr]) = (world.about, world.questions);
            serde_json::json!({
                "name": world.name,
                "about": { "en": about_en, "fr": about_fr },
                "questions": { "en": ask_en, "fr": ask_fr },
            })
        };
        writeln!(out, "{}", serde_json::Value::Array(WORLDS.iter().map(row).collect()))?;
        return Ok(Exit::Done);
    }
    let width = WORLDS.iter().map(|world| world.name.len()).max().unwrap_or(0);
    for world in WORLDS {
        let [en, fr] = world.about;
        writeln!(out, "{:width$}  {}", world.name, speech.say(en, fr))?;
    }
    Ok(Exit::Done)
}

fn write(name: &str, seed: u64, folder: &Path, force: bool, speech: &Speech) -> Outcome {
    let world = exercises::named(name).ok_or_else(|| {
        let text = speech.say("no exercise has this name", "aucun exercice ne porte ce nom");
        let known: Vec<&str> = WORLDS.iter().map(|world| world.name).collect();
        Failure::usage(anyhow::anyhow!("{text}: {name:?}")).hint(known.join(", "))
    })?;
    if !force && fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        let text = speech.say("the folder is not empty", "le dossier n’est pas vide");
        let hint = speech.say(
            "name another folder, or add --force to write over what is there",
            "donnez un autre dossier, ou ajoutez --force pour écrire par-dessus",
        );
        return Err(Failure::usage(anyhow::anyhow!("{text}: {}", folder.display())).hint(hint));
    }
    let table = NetworkTable::builtin();
    let logs = LOGS.map(|log| create(&folder.join(log)));
    let [web, shell, mails] = logs;
    let truth =
        world.write(seed, &mut |address| locate(&table, address), [web?, shell?, mails?]).map_err(
            |error| match error {
                WriteError::NoPlace => Failure { exit: Exit::Internal, error: error.into(), hint: None },
                WriteError::Io(error) => Failure::input(error),
            },
        )?;
    let mut file = create(&folder.join("truth.json"))?;
    serde_json::to_writer_pretty(&mut file, &truth)?;
    file.write_all(b"\n").and_then(|()| file.flush()).map_err(Failure::input)?;
    fs::write(folder.join("README.txt"), readme(world, seed, &table)).map_err(Failure::input)?;
    say_written(folder, &truth, speech)?;
    Ok(Exit::Done)
}

fn create(path: &Path) -> Result<BufWriter<File>, Failure> {
    let made = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| File::create(path));
    made.map(BufWriter::new)
        .map_err(|error| Failure::input(anyhow::Error::new(error).context(path.display().to_string())))
}

/// What the built-in table says of an address, if an attacker may have it: located, and of nobody in particular.
fn locate(table: &NetworkTable, address: Ipv4Addr) -> Option<Located> {
    let place = table.locate_address(address.into());
    let ordinary = place.kind == NetworkKind::Unknown || place.kind.is_relay();
    let country = place.country.filter(|_| ordinary && place.operator.is_none())?;
    Some(Located { country, relay: place.kind.is_relay() })
}

fn say_written(folder: &Path, truth: &Truth, speech: &Speech) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let written = speech.say("written", "écrit");
    writeln!(out, "{}: {}", folder.display(), written)?;
    if let Some(attempts) = truth.counts.attempts {
        let (unit, from, sources) = match speech.lang {
            Lang::En => ("attempts", "from", "sources"),
            Lang::Fr => ("tentatives", "de", "sources"),
        };
        writeln!(out, "{attempts} {unit} {from} {} {sources}", truth.counts.attacking_sources)?;
    }
    writeln!(out, "vigie report {} --time-zone Europe/Paris", folder.join("logs").display())?;
    Ok(())
}

/// The beginning of the page beside a world.
const PAGE_BEGINS: &str = "vigie exercise run ";

/// Whether a file found below a folder is the page or the truth beside a world's logs: no log, and it would be read as one.
pub(super) fn stands_beside_a_world(path: &Path) -> bool {
    let named = |name: &str| path.file_name().is_some_and(|own| own == name);
    if !named("README.txt") && !named("truth.json") {
        return false;
    }
    let mut head = [0; PAGE_BEGINS.len()];
    let read = File::open(path.with_file_name("README.txt")).and_then(|mut page| page.read_exact(&mut head));
    read.is_ok() && head == *PAGE_BEGINS.as_bytes()
}

/// What to ask of the world, in both languages.
fn readme(world: &World, seed: u64, table: &NetworkTable) -> String {
    let (name, date) = (world.name, table.date());
    let ([about_en, about_fr], [ask_en, ask_fr]) = (world.about, world.questions);
    format!(
        "{PAGE_BEGINS}{name} --seed {seed}\n\
         \n\
         ENGLISH\n\
         {about_en}.\n\
         \n\
         Ask: vigie report logs --time-zone Europe/Paris\n\
         {ask_en}\n\
         The answer is in truth.json; read it afterwards.\n\
         \n\
         Everything here is invented. Sources stand at addresses of real networks, chosen by this program's built-in table of networks ({date}),\n\
         because addresses reserved for documentation lie in no country. Nobody at these addresses did any of this: name none of them elsewhere.\n\
         Another table may locate them elsewhere; counts by country then differ.\n\
         \n\
         FRANÇAIS\n\
         {about_fr}.\n\
         \n\
         Demandez : vigie report logs --time-zone Europe/Paris\n\
         {ask_fr}\n\
         La réponse est dans truth.json ; lisez-la après.\n\
         \n\
         Tout est inventé ici. Les sources ont des adresses de réseaux réels, choisies d’après la table des réseaux intégrée à ce programme\n\
         ({date}), car les adresses réservées à la documentation ne sont dans aucun pays. Personne à ces adresses n’a rien fait de tout cela : n’en\n\
         citez aucune ailleurs. Une autre table peut les situer ailleurs ; les comptes par pays diffèrent alors.\n"
    )
}

/// Clusters in the shape of `vigie-correlate`'s answer, or a list of them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Whole { clusters: Vec<Said> },
    List(Vec<Said>),
}

#[derive(Deserialize)]
struct Said {
    verdict: Option<String>,
    members: Vec<Member>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Member {
    Named { actor: String },
    Plain(String),
}

/// Verdicts that say nothing of a common hand: a tool in common is no answer to "did they act together".
const OF_TOOLS: [&str; 2] = ["same-tool", "commodity"];

fn compare(folder: &Path, clusters: &Path, json: bool, speech: &Speech) -> Outcome {
    let truth: Known = read(&folder.join("truth.json"))?;
    let (Answer::Whole { clusters: said } | Answer::List(said)) = read(clusters)?;
    let together: Vec<Vec<String>> = said
        .into_iter()
        .filter(|cluster| cluster.verdict.as_deref().is_none_or(|verdict| !OF_TOOLS.contains(&verdict)))
        .map(|cluster| {
            let name = |member| match member {
                Member::Named { actor } | Member::Plain(actor) => actor,
            };
            cluster.members.into_iter().map(name).collect()
        })
        .collect();
    let result = score(&truth, &together);
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_value(result)?)?;
    } else {
        out.write_all(shown(&result, speech).as_bytes())?;
    }
    Ok(Exit::Done)
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let named = |error: anyhow::Error| Failure::input(error.context(path.display().to_string()));
    let length = fs::metadata(path).map_err(|error| named(error.into()))?.len();
    if length > FILE_BYTES_MAX {
        return Err(named(anyhow::anyhow!("{length} bytes, more than {FILE_BYTES_MAX}")));
    }
    let bytes = fs::read(path).map_err(|error| named(error.into()))?;
    serde_json::from_slice(&bytes).map_err(|error| named(error.into()))
}

fn shown(score: &Score, speech: &Speech) -> String {
    let share = |right: u64, of: u64, share: Option<f64>| {
        let percent = share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", 100.0 * share));
        format!("{percent} ({right}/{of})")
    };
    let rows = [
        (speech.say("clusters", "grappes"), score.clusters.to_string()),
        (speech.say("false clusters", "fausses grappes"), score.false_clusters.to_string()),
        (
            speech.say("precision of pairs", "précision des paires"),
            share(score.pairs_right, score.pairs_said, score.precision),
        ),
        (speech.say("recall of pairs", "rappel des paires"), share(score.pairs_right, score.pairs_true, score.recall)),
        (speech.say("adjusted Rand index", "indice de Rand ajusté"), format!("{:.3}", score.adjusted_rand_index)),
    ];
    rows.map(|(name, value)| format!("{name}: {value}\n")).concat()
}
