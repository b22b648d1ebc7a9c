//! The way of every record, on one screen: inputs are found and read in order, chunks of whole records are parsed by several
//! workers, and what the workers make of them is taken in the order of the logs. What is made of records (a case, lines of detections,
//! lines of events) is the caller's; this file knows no output.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bumpalo::Bump;
use vigie_facts::anomaly::Anomaly;
use vigie_facts::case::Trouble;
use vigie_facts::origin::{InputId, Origin};
use vigie_parse::{Options, Parsed, Parser, Recognition, YearClock};

use crate::ordered::{self, Lost};
use crate::read::{Chunk, Copies, Discovery, InputReader, ReadReport, years};

/// What is to be read, decided before the first record is.
#[derive(Debug)]
pub struct Intake {
    /// Inputs in reading order.
    pub inputs: Vec<PathBuf>,
    /// Which repeat each other.
    pub copies: Copies,
    /// What the user said about all of them.
    pub options: Options,
    /// Number of the first input: more than 0 when logs are added to a case.
    pub first_input: u32,
    stopped: AtomicBool,
}

/// One input, as the workers see it.
#[derive(Debug)]
pub struct InputContext {
    /// Its number.
    pub id: InputId,
    /// Its path, for names of assets and systems.
    pub path: PathBuf,
    /// What its head looked like.
    pub recognition: Recognition,
}

/// What reading hands over, in order.
#[derive(Debug)]
pub enum Step<Output> {
    /// A chunk, and what the worker made of it.
    Chunk(Arc<InputContext>, Output),
    /// The worker failed on a chunk: a broken invariant of ours. The records of the chunk are lost, and said to be.
    Lost,
    /// An input came to its end.
    End {
        /// The input; `None` when it could not even be opened.
        context: Option<Arc<InputContext>>,
        /// Its number.
        id: InputId,
        /// What reading came to.
        report: Box<ReadReport>,
    },
}

enum Job {
    Chunk(Arc<InputContext>, Chunk),
    End(Option<Arc<InputContext>>, InputId, Box<ReadReport>),
}

impl Intake {
    /// Finds the inputs and their copies.
    pub fn new(discovery: Discovery, options: Options) -> Intake {
        let copies = crate::read::find_copies(&discovery.inputs);
        let inputs = discovery.inputs.into_iter().map(|found| found.path).collect();
        Intake { inputs, copies, options, first_input: 0, stopped: AtomicBool::new(false) }
    }

    /// Reads no further: nobody wants the rest. What is under way is still handed over.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Reads every input that is not a copy. `work` gets each chunk with a parser set to its start, on one of `workers`
    /// threads; `take` gets what it made, in order.
    pub fn run<State, Output: Send>(
        &self,
        workers: usize,
        make: impl Fn() -> State + Sync,
        work: impl Fn(&mut State, &InputContext, &Chunk) -> Output + Sync,
        mut take: impl FnMut(Step<Output>),
    ) {
        let work = |state: &mut State, job: Job| match job {
            Job::Chunk(context, chunk) => {
                let output = work(state, &context, &chunk);
                Step::Chunk(context, output)
            }
            Job::End(context, id, report) => Step::End { context, id, report },
        };
        ordered::run(workers, Jobs::new(self), make, work, |step| match step {
            Ok(step) => take(step),
            Err(Lost) => take(Step::Lost),
        });
    }
}

/// Parses each record of a chunk. Empty lines are not records. `each` gets the record's bytes, its place, what became of
/// it, and what the framing noticed about it.
pub fn for_each_record(
    context: &InputContext,
    chunk: &Chunk,
    options: &Options,
    arena: &Bump,
    each: impl FnMut(&[u8], Origin, Parsed<'_>, Option<Anomaly>),
) {
    let mut parser = parser_of(&context.recognition, chunk, options);
    read_records(&mut parser, context.recognition.framing, chunk, arena, each);
}

/// The parser of a chunk, set to its start.
pub fn parser_of(recognition: &Recognition, chunk: &Chunk, options: &Options) -> Parser {
    let mut parser = Parser::new(recognition, options, chunk.clock);
    parser.set_columns(chunk.columns.clone());
    parser
}

/// As [`for_each_record`], for a part of a chunk: the parser goes on where the part before it ended.
pub fn read_records(
    parser: &mut Parser,
    framing: vigie_parse::Framing,
    chunk: &Chunk,
    arena: &Bump,
    mut each: impl FnMut(&[u8], Origin, Parsed<'_>, Option<Anomaly>),
) {
    let (mut at, mut line) = (0, chunk.line_start);
    while let Some((length, step)) = framing.next_record(&chunk.bytes[at..]) {
        let record = &chunk.bytes[at..at + length];
        let last = at + step >= chunk.bytes.len();
        let origin = Origin {
            input: chunk.input,
            line,
            byte_start: chunk.byte_start + at as u64,
            byte_len: u32::try_from(length as u64 + if last { chunk.cut_bytes } else { 0 }).unwrap_or(u32::MAX),
        };
        let noticed = match (last, chunk.cut_bytes > 0, chunk.missing_line_end) {
            (true, true, _) => Some(Anomaly::LineTooLong),
            (true, false, true) => Some(Anomaly::MissingLineEnd),
            _ => None,
        };
        if !record.is_empty() {
            each(record, origin, parser.parse(record, origin, arena), noticed);
        }
        line += lines_in(&chunk.bytes[at..at + step], framing);
        at += step;
    }
}

fn lines_in(bytes: &[u8], framing: vigie_parse::Framing) -> u64 {
    match framing {
        vigie_parse::Framing::Lines => 1,
        _ => memchr::memchr_iter(b'\n', bytes).count() as u64,
    }
}

/// Opens inputs one after the other and cuts their chunks.
struct Jobs<'a> {
    intake: &'a Intake,
    next: usize,
    open: Option<(Arc<InputContext>, InputReader)>,
    /// The set the last input belongs to (its path without rotation), and the calendar at its end.
    calendar: Option<(PathBuf, YearClock)>,
}

impl<'a> Jobs<'a> {
    fn new(intake: &'a Intake) -> Jobs<'a> {
        Jobs { intake, next: 0, open: None, calendar: None }
    }

    fn open_next(&mut self) -> Option<Job> {
        let index = self.next;
        let path = self.intake.inputs.get(index)?;
        self.next += 1;
        let id = InputId(self.intake.first_input + index as u32);
        if self.intake.copies.duplicate_of[index].is_some() {
            return Some(Job::End(None, id, Box::new(ReadReport::unread(path, None))));
        }
        match InputReader::open(path, id, &self.intake.options) {
            Err(error) => {
                let trouble = Trouble { kind: "unreadable".into(), detail: error.to_string().into() };
                Some(Job::End(None, id, Box::new(ReadReport::unread(path, Some(trouble)))))
            }
            Ok(mut reader) => {
                if reader.recognition().yearless {
                    let clock = self.first_clock(path, &reader);
                    reader.start_clock(clock);
                } else if let Some(year) = years::year_by_name(path, reader.head()) {
                    // For a record without a year among those that state theirs.
                    reader.start_clock(YearClock::starting(Some(year)));
                }
                let recognition = reader.recognition().clone();
                let context = Arc::new(InputContext { id, path: path.clone(), recognition });
                reader.skip(self.intake.copies.overlap_bytes[index]);
                self.open = Some((context, reader));
                self.next()
            }
        }
    }

    /// The calendar at the first record of an input without years: what the user said, the end of the rotated file before it, a
    /// date in its name; else the year stays unknown.
    fn first_clock(&self, path: &Path, reader: &InputReader) -> YearClock {
        if let Some(year) = self.intake.options.year {
            return YearClock::starting(Some(year));
        }
        if let Some((set, clock)) = &self.calendar
            && *set == crate::read::rotation_set(path)
        {
            return *clock;
        }
        YearClock::starting(years::year_by_name(path, reader.head()))
    }
}

impl Iterator for Jobs<'_> {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        if self.intake.stopped.load(Ordering::Relaxed) {
            return None;
        }
        let Some((context, reader)) = &mut self.open else { return self.open_next() };
        if let Some(chunk) = reader.next_chunk() {
            return Some(Job::Chunk(Arc::clone(context), chunk));
        }
        let (context, reader) = self.open.take()?;
        if context.recognition.yearless {
            self.calendar = Some((crate::read::rotation_set(&context.path), reader.clock()));
        }
        let id = context.id;
        Some(Job::End(Some(context), id, Box::new(reader.finish())))
    }
}
