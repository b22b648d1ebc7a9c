//! Fills a case: every record is parsed and observed beside its parser, what the observers made is folded in the order of the
//! logs, sources are located, inputs described. Chooses no words and writes no file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bumpalo::Bump;
use vigie_detect::fold::{Fold, Memory, OtherRules};
use vigie_detect::observe::{ChunkYield, Fate, Observer, OtherRecord, SystemName};
use vigie_detect::options::Options as DetectOptions;
use vigie_detect::rules::RuleSet;
use vigie_facts::anomaly::Anomalies;
use vigie_facts::case::{Case, Input, Place, Sample, Settings, Trouble};
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::retain;
use vigie_facts::service::Service;
use vigie_facts::source::Source;
use vigie_facts::time::TimeBasis;
use vigie_parse::{Framing, Options as ParseOptions, Parsed, Parser, YearClock};

use crate::case::{self, CaseError};
use crate::pipeline::{InputContext, Intake, Step, for_each_record, parser_of, read_records};
use crate::read::{Chunk, ReadReport, rotation_set};

/// Records of one input that are shown because they were not understood.
pub(crate) const SAMPLES_MAX: usize = 5;

/// Bytes of such a record that are kept.
const SAMPLE_BYTES_MAX: usize = 400;

/// What decides how a case is filled.
#[derive(Debug)]
pub struct Means<'a> {
    /// How records are read.
    pub parse: &'a ParseOptions,
    /// How events become detections, attempts and incidents.
    pub detect: &'a DetectOptions,
    /// The rules.
    pub rules: &'a RuleSet,
    /// What the case remembers of all this.
    pub settings: &'a Settings,
    /// Threads.
    pub workers: usize,
}

/// What was read before, when logs are added to a case.
#[derive(Debug)]
pub struct Earlier {
    /// What the fold had seen.
    pub memory: Memory,
    /// The inputs it had seen it in.
    pub inputs: Vec<Input>,
}

/// A filled case and what stands beside it.
#[derive(Debug)]
pub struct Filled {
    /// The case.
    pub case: Case,
    /// What has to be kept so that more logs can be added, packed, if it was asked for.
    pub memory: Option<Result<Vec<u8>, CaseError>>,
    /// Whether an input could not be read, or not to its end.
    pub troubled: bool,
}

/// Reads every input and fills a case, going on from an earlier one if there is one. `read` is told of bytes as they are done,
/// for progress.
pub fn fill(
    intake: &Intake,
    means: &Means<'_>,
    earlier: Option<Earlier>,
    remember: bool,
    locate: &mut dyn FnMut(Source) -> Place,
    read: &mut dyn FnMut(u64),
) -> Result<Filled, OtherRules> {
    let (mut fold, family, erased, earlier_inputs) = match earlier {
        None => (Fold::new(means.detect, means.rules), 0, Vec::new(), Vec::new()),
        Some(Earlier { memory, inputs }) => {
            let (family, erased) = (memory.next_family(), memory.erased_sources().collect());
            (Fold::resume(memory, means.detect, means.rules)?, family, erased, inputs)
        }
    };
    let names = SystemNames::of(&intake.inputs, intake.first_input, family);
    let mut inputs = Inputs::of(intake, earlier_inputs);
    intake.run(
        means.workers,
        || Worker::new(means),
        |worker, context, chunk| worker.chunk(context, chunk, means, &names),
        |step| match step {
            Step::Chunk(context, done) => {
                read(done.bytes);
                inputs.chunk(&context, done.samples, done.time_basis);
                fold.absorb(done.chunk);
            }
            Step::Lost => inputs.lost = true,
            Step::End { context, id, report } => inputs.end(id, context.as_deref(), *report),
        },
    );
    // Packed at once: the rows would otherwise stand in memory twice while the case is made of them.
    let memory = remember.then(|| case::pack_memory(&fold.memory(means.rules)));
    let mut case = concluded(fold, erased, means, locate);
    let troubled = inputs.describe(&mut case);
    Ok(Filled { case, memory, troubled })
}

/// The case a fold comes to, under the settings of its means; what was erased before stays without a name. Its inputs are not described.
pub(crate) fn concluded(
    fold: Fold,
    erased: Vec<Source>,
    means: &Means<'_>,
    locate: &mut dyn FnMut(Source) -> Place,
) -> Case {
    let mut case = fold.conclude(means.rules, locate);
    for source in erased {
        retain::unname_source(&mut case, source);
    }
    let session_gap_seconds = case.settings.session_gap_seconds;
    case.settings = Settings { session_gap_seconds, ..means.settings.clone() };
    case
}

/// Fills a case from one input in memory, named like a file. Gives the case and, for each record in order, its line and whether
/// it was understood as an event. For test pages and tests: nothing is compared, decompressed or described.
pub fn fill_text(name: &str, bytes: &[u8], means: &Means<'_>) -> (Case, Vec<(u64, bool)>) {
    let recognition = vigie_parse::recognise(bytes, means.parse);
    let context = InputContext { id: InputId(0), path: PathBuf::from(name), recognition };
    let chunk = Chunk {
        input: InputId(0),
        bytes: bytes.to_vec(),
        byte_start: 0,
        line_start: 1,
        clock: YearClock::starting(means.parse.year),
        columns: context.recognition.columns.clone(),
        cut_bytes: 0,
        missing_line_end: bytes.last() != Some(&b'\n'),
    };
    let names = SystemNames::of(std::slice::from_ref(&context.path), 0, 0);
    let mut worker = Worker::new(means);
    let mut records = Vec::new();
    for_each_record(&context, &chunk, means.parse, &Bump::new(), |_, origin, parsed, _| {
        records.push((origin.line, matches!(parsed, Parsed::Event(_))));
    });
    let done = worker.chunk(&context, &chunk, means, &names);
    let mut fold = Fold::new(means.detect, means.rules);
    fold.absorb(done.chunk);
    (fold.conclude(means.rules, &mut |_| Place::default()), records)
}

/// Reads records and observes them.
pub(crate) struct Worker<'r> {
    observer: Observer<'r>,
    arena: Bump,
    remembered: vigie_parse::Memory,
}

/// What a worker made of a chunk, or of a part of one.
pub(crate) struct Done {
    pub(crate) chunk: ChunkYield,
    pub(crate) samples: Vec<Sample>,
    pub(crate) time_basis: TimeBasis,
    bytes: u64,
}

impl<'r> Worker<'r> {
    pub(crate) fn new(means: &Means<'r>) -> Worker<'r> {
        Worker {
            observer: Observer::new(means.rules, means.detect),
            arena: Bump::new(),
            remembered: vigie_parse::Memory::default(),
        }
    }

    fn chunk(&mut self, context: &InputContext, chunk: &Chunk, means: &Means<'_>, names: &SystemNames) -> Done {
        let mut parser = parser_of(&context.recognition, chunk, means.parse);
        parser.take_up(std::mem::take(&mut self.remembered));
        let done = self.part(&mut parser, context.recognition.framing, chunk, &names.place(context.id), true);
        self.remembered = parser.hand_over();
        done
    }

    /// Reads a part of a chunk with the chunk's parser; `ends` with its last part.
    pub(crate) fn part(
        &mut self,
        parser: &mut Parser,
        framing: Framing,
        chunk: &Chunk,
        place: &SystemName<'_>,
        ends: bool,
    ) -> Done {
        let mut samples = Vec::new();
        let mut time_basis = TimeBasis::Stated;
        let observer = &mut self.observer;
        read_records(parser, framing, chunk, &self.arena, |record, origin, mut parsed, noticed| match &mut parsed {
            Parsed::Event(event) => {
                if let Some(anomaly) = noticed {
                    event.anomalies.add(anomaly);
                }
                if event.time.is_some() {
                    time_basis = weaker(time_basis, event.time_basis);
                }
                observer.observe(event, record, place);
            }
            other => {
                let record_seen = other_record(other, origin, noticed);
                if record_seen.fate != Fate::Ignored && samples.len() < SAMPLES_MAX {
                    samples.push(sample(record, origin));
                }
                observer.observe_other(&record_seen, place);
            }
        });
        self.arena.reset();
        let observed = if ends { self.observer.finish_chunk() } else { self.observer.finish_part() };
        Done { chunk: observed, samples, time_basis, bytes: chunk.bytes.len() as u64 }
    }
}

/// Of two ways to obtain an instant the one that assumes more: an input's times are as sure as the least sure of them.
pub(crate) fn weaker(one: TimeBasis, other: TimeBasis) -> TimeBasis {
    let assumes = |basis: TimeBasis| match basis {
        TimeBasis::Stated => 0,
        TimeBasis::Neighbour => 1,
        TimeBasis::ZoneAssumed => 2,
        TimeBasis::FoldInferred => 3,
        TimeBasis::YearInferred => 4,
        TimeBasis::YearUnknown => 5,
    };
    if assumes(other) > assumes(one) { other } else { one }
}

fn other_record<'a>(
    parsed: &Parsed<'a>,
    origin: Origin,
    noticed: Option<vigie_facts::anomaly::Anomaly>,
) -> OtherRecord<'a> {
    let nothing = Anomalies::default();
    let (fate, service, host, time, mut anomalies) = match parsed {
        Parsed::Ignored { service } => (Fate::Ignored, Some(*service), None, None, nothing),
        Parsed::CatchAll { event } | Parsed::Event(event) => {
            (Fate::CatchAll, Some(event.service), event.host, event.time, event.anomalies)
        }
        Parsed::NotUnderstood { anomalies } => (Fate::NotUnderstood, None, None, None, *anomalies),
    };
    if let Some(anomaly) = noticed {
        anomalies.add(anomaly);
    }
    OtherRecord { input: origin.input, fate, service, host, time, anomalies }
}

fn sample(record: &[u8], origin: Origin) -> Sample {
    let head = &record[..record.len().min(SAMPLE_BYTES_MAX)];
    Sample { origin, text: String::from_utf8_lossy(head).into() }
}

/// The names that records go by when they name neither machine nor virtual host, for each input.
struct SystemNames {
    first_input: u32,
    names: Vec<(String, String, u32)>,
}

impl SystemNames {
    fn of(paths: &[PathBuf], first_input: u32, first_family: u32) -> SystemNames {
        let mut families: BTreeMap<PathBuf, u32> = BTreeMap::new();
        let names = paths
            .iter()
            .map(|path| {
                let next = first_family + families.len() as u32;
                let family = *families.entry(rotation_set(path)).or_insert(next);
                let (system, asset) = names_of(path);
                (system, asset, family)
            })
            .collect();
        SystemNames { first_input, names }
    }

    fn place(&self, input: InputId) -> SystemName<'_> {
        let (system, asset, family) = &self.names[(input.0 - self.first_input) as usize];
        SystemName { system, asset, family: *family }
    }
}

/// Names of files and folders that say what they are, not what they are of.
const GENERIC_NAMES: &[&str] = &[
    "access",
    "access_log",
    "access.log",
    "other_vhosts_access",
    "error",
    "error_log",
    "error.log",
    "ssl_access_log",
    "auth",
    "auth.log",
    "mail",
    "mail.log",
    "maillog",
    "syslog",
    "messages",
    "secure",
    "log",
    "logs",
    "var",
    "nginx",
    "apache",
    "apache2",
    "httpd",
    "www",
    "tmp",
    ".",
    "",
];

/// The system's name (the file's, without rotation) and the asset's: the file's, or the folder's when the file's says nothing.
pub(crate) fn names_of(path: &Path) -> (String, String) {
    if path.as_os_str() == "-" {
        return ("stdin".to_owned(), "stdin".to_owned());
    }
    let set = rotation_set(path);
    let file = set.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem =
        [".log", ".json", ".jsonl", ".txt"].iter().find_map(|end| file.strip_suffix(end)).unwrap_or(&file).to_owned();
    let folder =
        set.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let generic = |name: &str| GENERIC_NAMES.contains(&name.to_ascii_lowercase().as_str());
    let asset = if generic(&stem) && !generic(&folder) { folder } else { stem };
    (file, asset)
}

/// What reading an input came to, and what its head looked like.
#[derive(Clone)]
struct Reported {
    report: ReadReport,
    envelope: &'static str,
    service: Option<Service>,
    confidence_percent: u8,
}

/// The table of inputs in the making.
struct Inputs<'a> {
    intake: &'a Intake,
    earlier: Vec<Input>,
    samples: Vec<Vec<Sample>>,
    time_bases: Vec<TimeBasis>,
    reports: Vec<Option<Reported>>,
    lost: bool,
}

impl<'a> Inputs<'a> {
    fn of(intake: &'a Intake, earlier: Vec<Input>) -> Inputs<'a> {
        let count = intake.inputs.len();
        Inputs {
            intake,
            earlier,
            samples: vec![Vec::new(); count],
            time_bases: vec![TimeBasis::Stated; count],
            reports: vec![None; count],
            lost: false,
        }
    }

    fn chunk(&mut self, context: &InputContext, samples: Vec<Sample>, time_basis: TimeBasis) {
        let at = (context.id.0 - self.intake.first_input) as usize;
        self.time_bases[at] = weaker(self.time_bases[at], time_basis);
        let held = &mut self.samples[at];
        held.extend(samples);
        held.truncate(SAMPLES_MAX);
    }

    fn end(&mut self, id: InputId, context: Option<&InputContext>, report: ReadReport) {
        let recognised =
            context.map(|context| &context.recognition).filter(|recognition| recognition.confidence_percent > 0);
        let (envelope, service, confidence_percent) =
            recognised.map_or(("", None, 0), |found| (found.envelope, found.service, found.confidence_percent));
        self.reports[(id.0 - self.intake.first_input) as usize] =
            Some(Reported { report, envelope, service, confidence_percent });
    }

    /// Puts what reading came to beside what the fold counted. Returns whether an input could not be read, or not wholly.
    fn describe(mut self, case: &mut Case) -> bool {
        let mut troubled = self.lost;
        let counted = std::mem::take(&mut case.inputs);
        let first = self.intake.first_input;
        let mut rows = std::mem::take(&mut self.earlier);
        for (index, path) in self.intake.inputs.iter().enumerate() {
            let Some(reported) = self.reports[index].take() else { continue };
            let Reported { report, envelope, service, confidence_percent } = reported;
            let counted = counted.get(first as usize + index);
            troubled |= report.trouble.as_ref().is_some_and(|trouble| &*trouble.kind != "binary");
            let lost = self.lost.then(|| Trouble { kind: "internal-error".into(), detail: "a chunk was lost".into() });
            rows.push(Input {
                path: path.to_string_lossy().into(),
                compression: report.compression.id().into(),
                bytes_stored: report.bytes_stored,
                bytes_read: report.bytes_read,
                digest: report.digest.into(),
                envelope: envelope.into(),
                service,
                confidence_percent,
                counts: counted.map(|input| input.counts).unwrap_or_default(),
                anomalies: counted.map(|input| input.anomalies.clone()).unwrap_or_default(),
                samples: std::mem::take(&mut self.samples[index]),
                time_range: counted.and_then(|input| input.time_range),
                time_basis: self.time_bases[index],
                duplicate_of: self.intake.copies.duplicate_of[index].map(|other| InputId(first + other as u32)),
                overlap_bytes: self.intake.copies.overlap_bytes[index],
                trouble: report.trouble.or(lost),
            });
        }
        case.inputs = rows;
        troubled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assets_are_named_after_the_file_or_the_folder_that_says_something() {
        let check = |path: &str, system: &str, asset: &str| {
            assert_eq!(names_of(Path::new(path)), (system.to_owned(), asset.to_owned()), "{path}");
        };
        check("/var/log/nginx/access.log.2.gz", "access.log", "access");
        check("/srv/www.example.org/access.log", "access.log", "www.example.org");
        check("/var/log/nginx/www.example.org.log", "www.example.org.log", "www.example.org");
        check("-", "stdin", "stdin");
    }
}
