//! `vigie report`: fills a case, or opens one, and answers.

use std::io::Write as _;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use vigie_detect::fold::Memory;
use vigie_facts::case::{AccountId, AttemptId, Case, IncidentId, IncidentKind, Input, Mark, MarkRow, MarkTarget};
use vigie_facts::form::Form;
use vigie_facts::origin::Origin;
use vigie_facts::retain;
use vigie_facts::source::Source;
use vigie_figures::answer::Answer;
use vigie_figures::comparison::{self, Compared};
use vigie_figures::names::{Names, Naming};
use vigie_figures::questions;
use vigie_figures::together::{self, Found};

use super::args::{InputArgs, ReportArgs};
use super::exercise::stands_beside_a_world;
use super::setup::Setup;
use super::speech::Speech;
use super::{Exit, Failure, Outcome};
use crate::case::{self, is_case};
use crate::fill::{self, Earlier, Filled};
use crate::pipeline::Intake;
use crate::read::{self, Discovery};
use crate::report::{html, json, terminal};

/// Runs the command.
pub(super) fn run(args: &ReportArgs, speech: &Speech) -> Outcome {
    if args.explain_units {
        write!(std::io::stdout().lock(), "{}", speech.words().explain_units())?;
        return Ok(Exit::Done);
    }
    let wanted = Gathered { input: &args.input, case: args.case.as_ref(), clear: args.clear };
    let (case, exit) = case_of(wanted, speech)?;
    // The program ends with this command: nobody needs the room of a case of millions of rows, and giving it back piece by piece takes
    // as long as a question.
    let case = ManuallyDrop::new(case);
    say_troubles(&case, speech);
    let earlier = args.compare.as_deref().map(read_case).transpose()?;
    // An answer over millions of rows takes seconds: each is computed once, and only if somebody reads it; who acted together is asked
    // once for all of them.
    let judged = retain::judged(&case);
    let found = together::find(&judged, crate::cli::threads());
    let (folder, writes) = (kept_in(args), args.html.is_some() || args.json.is_some());
    let hides = folder.is_some() || writes && !args.clear;
    let hidden = hides.then(|| answer_of(&judged, found.clone(), false)).transpose()?;
    if let (Some(folder), Some(hidden)) = (folder, &hidden) {
        super::history::keep(folder, &case, hidden.clone(), speech);
    }
    match &hidden {
        Some(hidden) if writes && !args.clear => write_outputs(args, hidden, speech)?,
        _ if writes => write_outputs(args, &answer_of(&judged, found.clone(), true)?, speech)?,
        _ => {}
    }
    if args.json.as_deref() != Some(Path::new("-")) {
        let shown = answer_of(&judged, found, true)?;
        show(&shown, speech)?;
        if let Some(earlier) = earlier {
            let before = answer(&earlier, true)?;
            let earlier = retain::judged(&earlier);
            let comparison = comparison::compare(
                Compared { answer: &before, case: &earlier },
                Compared { answer: &shown, case: &judged },
            );
            let text = terminal::render_comparison(&comparison, &speech.words(), speech.look());
            std::io::stdout().lock().write_all(text.as_bytes())?;
        }
    }
    let found = args.exit_code && !case.incidents.is_empty();
    Ok(if exit == Exit::Done && found { Exit::Found } else { exit })
}

/// The folder of the case that is asked, if it is kept.
fn kept_in(args: &ReportArgs) -> Option<&PathBuf> {
    args.case.as_ref().or_else(|| args.input.paths.iter().find(|path| is_case(path)))
}

/// What a case is gathered from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gathered<'a> {
    /// Logs, and at most one kept case.
    pub(super) input: &'a InputArgs,
    /// Where the case is kept.
    pub(super) case: Option<&'a PathBuf>,
    /// Whether a kept case names accounts in clear.
    pub(super) clear: bool,
}

/// The case: a kept one is read, everything else is read as logs, and logs are added to a kept one.
pub(super) fn case_of(args: Gathered<'_>, speech: &Speech) -> Result<(Case, Exit), Failure> {
    let (mut cases, logs): (Vec<PathBuf>, Vec<PathBuf>) =
        args.input.paths.iter().cloned().partition(|path| is_case(path));
    cases.extend(args.case.filter(|folder| is_case(folder)).cloned());
    cases.sort();
    cases.dedup();
    match (cases.as_slice(), logs.is_empty()) {
        ([], _) => fill_case(args, &logs, None, speech),
        ([kept], true) => {
            let case = read_case(kept)?;
            if let Some(folder) = args.case.filter(|folder| *folder != kept) {
                case::write(&case, folder).map_err(Failure::input)?;
            }
            Ok((case, Exit::Done))
        }
        ([kept], false) => fill_case(args, &logs, Some(kept), speech),
        _ => {
            let text = speech.say(
                "one case at a time; `--compare` sets two side by side",
                "un dossier à la fois ; `--compare` en met deux côte à côte",
            );
            Err(Failure::usage(anyhow::anyhow!("{text}")))
        }
    }
}

pub(super) fn read_case(folder: &Path) -> Result<Case, Failure> {
    case::read(folder).map_err(|error| Failure::input(anyhow::Error::from(error).context(folder.display().to_string())))
}

fn fill_case(
    args: Gathered<'_>,
    logs: &[PathBuf],
    kept: Option<&PathBuf>,
    speech: &Speech,
) -> Result<(Case, Exit), Failure> {
    let mut setup = Setup::new(&args.input.about, speech)?;
    setup.detect.line_digests = args.case.is_some() || kept.is_some();
    let earlier_case = kept.map(|folder| read_case(folder)).transpose()?;
    let (mut discovery, unreadable) = discover(logs, speech)?;
    if let Some(case) = &earlier_case {
        leave_out_known(&case.inputs, &mut discovery, speech);
    }
    let (earlier, marks) = match (earlier_case, kept) {
        (Some(case), _) if discovery.inputs.is_empty() => return Ok((case, exit_of(unreadable, setup.rules_troubled))),
        (Some(case), Some(folder)) => {
            let marks = KeptMarks::of(&case);
            (Some(Earlier { memory: memory_of(folder, speech)?, inputs: case.inputs }), marks)
        }
        _ => (None, KeptMarks::default()),
    };
    let mut intake = Intake::new(discovery, setup.parse.clone());
    intake.first_input = earlier.as_ref().map_or(0, |earlier| earlier.inputs.len()) as u32;
    let filled = fill::fill(
        &intake,
        &setup.means(),
        earlier,
        args.case.is_some() || kept.is_some(),
        &mut |source| setup.table.locate(source),
        &mut |bytes| speech.read(bytes),
    );
    speech.read_done();
    let Filled { mut case, memory, troubled } = filled.map_err(Failure::usage)?;
    marks.put_back(&mut case, speech);
    if let Some(folder) = args.case.or(kept) {
        let written = if args.clear { case } else { pseudonymised(case) };
        let memory = memory.transpose().map_err(Failure::input)?;
        case::write(&written, folder).map_err(Failure::input)?;
        case::write_memory(memory.as_deref(), folder).map_err(Failure::input)?;
        return Ok((written, exit_of(unreadable || troubled, setup.rules_troubled)));
    }
    Ok((case, exit_of(unreadable || troubled, setup.rules_troubled)))
}

/// What the fold of a kept case remembers, so that logs can be added to it.
fn memory_of(folder: &Path, speech: &Speech) -> Result<Memory, Failure> {
    case::read_memory(folder).map_err(Failure::input)?.ok_or_else(|| {
        let text = speech.say(
            "nothing can be added to this case: its memory was left out, or erased with a person",
            "rien ne peut être ajouté à ce dossier : sa mémoire a été omise, ou effacée avec une personne",
        );
        let hint = speech.say("fill a new case from all logs", "remplissez un nouveau dossier avec tous les journaux");
        Failure::usage(anyhow::anyhow!("{text}")).hint(hint)
    })
}

/// Leaves out the files that the case holds already, by the digest of their bytes.
fn leave_out_known(known: &[Input], discovery: &mut Discovery, speech: &Speech) {
    discovery.inputs.retain(|found| {
        let digest = read::digest_of(&found.path);
        let held = known.iter().find(|input| digest.as_deref() == Some(&*input.digest));
        if let Some(input) = held {
            let (path, held) = (found.path.display(), &input.path);
            speech.remark(
                &format!("{path}: already in the case as {held}"),
                &format!("{path} : déjà dans le dossier, sous {held}"),
            );
        }
        held.is_none()
    });
}

/// Judgements of a case that is filled again with more logs: ids may change, so they are kept by what they name.
#[derive(Default)]
pub(super) struct KeptMarks {
    marks: Vec<(Named, Mark)>,
}

/// What a mark names, in a way that outlives ids.
#[derive(PartialEq)]
enum Named {
    Source(Source),
    /// By the record it begins with.
    Attempt(Option<Source>, Form, Origin),
    /// By the first record it rests on.
    Incident(IncidentKind, Option<Origin>),
}

impl Named {
    fn of(case: &Case, target: MarkTarget) -> Option<Named> {
        match target {
            MarkTarget::Source(source) => Some(Named::Source(source)),
            MarkTarget::Attempt(id) => {
                let attempt = case.attempts.get(id.index())?;
                let source = attempt.source.and_then(|id| case.sources.get(id.index())).map(|row| row.source);
                let first = case.detections.get(attempt.cited.first()?.index())?;
                Some(Named::Attempt(source, attempt.form, first.origin))
            }
            MarkTarget::Incident(id) => {
                let incident = case.incidents.get(id.index())?;
                Some(Named::Incident(incident.kind, incident.evidence.first().map(|evidence| evidence.origin)))
            }
        }
    }
}

impl KeptMarks {
    pub(super) fn of(case: &Case) -> KeptMarks {
        let named = |row: &MarkRow| Some((Named::of(case, row.target)?, row.mark.clone()));
        KeptMarks { marks: case.marks.iter().filter_map(named).collect() }
    }

    /// Marks what the case still has, and says how many judgements name nothing in it any more.
    pub(super) fn put_back(self, case: &mut Case, speech: &Speech) {
        let mut lost = 0;
        for (named, mark) in self.marks {
            let attempts = (0..case.attempts.len() as u32).map(|at| MarkTarget::Attempt(AttemptId(at)));
            let incidents = (0..case.incidents.len() as u32).map(|at| MarkTarget::Incident(IncidentId(at)));
            let target = match named {
                Named::Source(source) => Some(MarkTarget::Source(source)),
                _ => attempts.chain(incidents).find(|target| Named::of(case, *target).as_ref() == Some(&named)),
            };
            match target {
                Some(target) => retain::mark(case, target, mark),
                None => lost += 1,
            }
        }
        if lost > 0 {
            speech.warn(
                &format!("{lost} judgements name attempts or incidents that are not in the case any more"),
                &format!("{lost} jugements portent sur des tentatives ou incidents qui ne sont plus dans le dossier"),
            );
        }
    }
}

/// The case as it leaves the terminal: accounts that exist are keyed pseudonyms, in every text that cites them.
pub(super) fn pseudonymised(mut case: Case) -> Case {
    let key = case::pseudonym_key(&case);
    let naming = Naming::new(&case, Names::Pseudonyms { key: &key });
    for at in 0..case.accounts.len() {
        let (name, pseudonym) = naming.account(&case, AccountId(at as u32));
        if pseudonym {
            case.accounts[at].name = name.into();
        }
    }
    let lines = case.lines.iter_mut().map(|line| &mut line.text);
    let samples = case.inputs.iter_mut().flat_map(|input| &mut input.samples).map(|sample| &mut sample.text);
    for text in lines.chain(&mut case.texts).chain(samples) {
        *text = naming.in_text(text).into();
    }
    case
}

/// How a run that went to its end exits.
pub(super) fn exit_of(input_troubled: bool, rules_troubled: bool) -> Exit {
    match (input_troubled, rules_troubled) {
        (true, _) => Exit::Input,
        (false, true) => Exit::Rule,
        (false, false) => Exit::Done,
    }
}

/// Finds the inputs, and says what could not be looked at. Returns whether anything could not.
pub(super) fn intake(paths: &[PathBuf], setup: &Setup, speech: &Speech) -> Result<(Intake, bool), Failure> {
    let (discovery, troubled) = discover(paths, speech)?;
    Ok((Intake::new(discovery, setup.parse.clone()), troubled))
}

fn discover(paths: &[PathBuf], speech: &Speech) -> Result<(Discovery, bool), Failure> {
    let mut discovery = read::discover(paths);
    discovery.inputs.retain(|found| {
        let beside = !found.named && stands_beside_a_world(&found.path);
        if beside {
            let path = found.path.display();
            speech.remark(
                &format!("{path}: of an exercise, no log; left out"),
                &format!("{path} : d’un exercice, pas un journal ; laissé de côté"),
            );
        }
        !beside
    });
    for (path, error) in &discovery.troubles {
        speech.warn(&format!("{}: {error}", path.display()), &format!("{} : {error}", path.display()));
    }
    if discovery.cut {
        speech.warn("too many files: only the first were taken", "trop de fichiers : seuls les premiers ont été pris");
    }
    if discovery.inputs.is_empty() {
        let text = speech.say("nothing to read", "rien à lire");
        return Err(Failure::input(anyhow::anyhow!("{text}")));
    }
    let troubled = !discovery.troubles.is_empty() || discovery.cut;
    Ok((discovery, troubled))
}

/// Says on standard error which inputs were not read to their end.
pub(super) fn say_troubles(case: &Case, speech: &Speech) {
    for input in &case.inputs {
        if let Some(trouble) = &input.trouble {
            let text = format!("{}: {}: {}", input.path, trouble.kind, trouble.detail);
            if &*trouble.kind == "binary" {
                speech.remark(&text, &text);
            } else {
                speech.warn(&text, &text);
            }
        }
    }
}

/// Answers on standard output, for a person at a terminal, where names of accounts are in clear, and keeps the answer with the case.
pub(super) fn print(case: &Case, folder: &Path, speech: &Speech) -> Result<(), Failure> {
    let judged = retain::judged(case);
    let found = together::find(&judged, crate::cli::threads());
    super::history::keep(folder, case, answer_of(&judged, found.clone(), false)?, speech);
    show(&answer_of(&judged, found, true)?, speech)
}

fn show(answer: &Answer, speech: &Speech) -> Result<(), Failure> {
    let text = terminal::render(answer, &speech.words(), speech.look());
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(())
}

/// The answer of a case as judged, with names of accounts in clear or as pseudonyms.
fn answer(case: &Case, clear: bool) -> Result<Answer, Failure> {
    let judged = retain::judged(case);
    let found = together::find(&judged, crate::cli::threads());
    answer_of(&judged, found, clear)
}

/// The same of a case that is judged already, and of which it is known who acted together.
fn answer_of(judged: &Case, found: Found, clear: bool) -> Result<Answer, Failure> {
    let zone = TimeZone::get(&judged.settings.time_zone).map_err(Failure::usage)?;
    let key = if clear { [0; 32] } else { case::pseudonym_key(judged) };
    let names = if clear { Names::Clear } else { Names::Pseudonyms { key: &key } };
    Ok(questions::answer_with(judged, &questions::Options { zone, names }, found))
}

/// Writes the page and the JSON form where they are asked for.
fn write_outputs(args: &ReportArgs, answer: &Answer, speech: &Speech) -> Result<(), Failure> {
    if let Some(path) = &args.html {
        let page = html::render(answer, speech.language(), &html::HtmlOptions::default());
        case::write_in_one_step(path, page.as_bytes()).map_err(Failure::input)?;
    }
    match args.json.as_deref() {
        None => {}
        Some(path) if path == Path::new("-") => std::io::stdout().lock().write_all(json::render(answer)?.as_bytes())?,
        Some(path) => case::write_in_one_step(path, json::render(answer)?.as_bytes()).map_err(Failure::input)?,
    }
    Ok(())
}
