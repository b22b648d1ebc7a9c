//! What an input is, from its first records: every envelope is tried on a sample with every service; the pair that
//! understands most wins. File names play no part. Says how sure it is; never refuses.

use bumpalo::Bump;
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;

use crate::calendar::{Context, YearClock};
use crate::envelopes::{self, Envelope};
use crate::parser::{self, Dispatch};
use crate::services::w3c::Columns;
use crate::{Framing, Options, Parsed, services};

/// Records looked at: enough that a share is good to a few percent, few enough to take a millisecond or two.
const SAMPLE_RECORDS_MAX: usize = 300;

/// Bytes looked at, for inputs with very long records.
const SAMPLE_BYTES_MAX: usize = 256 * 1024;

/// What a sample of an input looks like.
#[derive(Clone, Debug, PartialEq)]
pub struct Recognition {
    /// Id of the envelope most records have: `rfc3164`, `rfc5424`, `journald-json`, `bare` …
    pub envelope: &'static str,
    /// Service of most records, if one was recognised.
    pub service: Option<Service>,
    /// Id of the format of most records (`combined`, `sshd` …), if one was recognised.
    pub format: Option<&'static str>,
    /// Share of the sample's records that the pair understands, in percent.
    pub confidence_percent: u8,
    /// How records are separated.
    pub framing: Framing,
    /// Whether its records state no year, so that a [`YearClock`] has to run along the input.
    pub yearless: bool,
    /// Columns the head of a W3C extended log states; empty for every other input.
    pub columns: Columns,
}

/// Looks at the first bytes of an input (whole records, 64 KiB are plenty) and says what they are.
///
/// ```
/// let head = b"May  1 10:00:00 host sshd[7]: Connection closed by 192.0.2.1 port 4711 [preauth]\n";
/// let recognition = vigie_parse::recognise(head, &vigie_parse::Options::default());
/// assert_eq!(recognition.envelope, "rfc3164");
/// assert!(recognition.yearless);
/// ```
pub fn recognise(head: &[u8], options: &Options) -> Recognition {
    let head = &head[..head.len().min(SAMPLE_BYTES_MAX)];
    let mut best: Option<Trial> = None;
    for envelope in envelopes::ALL {
        let trial = try_envelope(*envelope, head, options);
        // Where none fits, the last stands: it is `bare` and claims nothing.
        if best.as_ref().is_none_or(|best| trial.score() > best.score() || best.score() == (0, 0)) {
            best = Some(trial);
        }
    }
    let Some(trial) = best else { unreachable!("the table of envelopes is not empty") };
    trial.recognition()
}

/// How one envelope did on the sample.
struct Trial {
    envelope: &'static dyn Envelope,
    records: u32,
    opened: u32,
    understood: u32,
    /// Records understood, by place in [`services::ALL`].
    formats: Vec<u32>,
    columns: Columns,
}

impl Trial {
    /// More understood is better; then more opened by an envelope that does not open everything.
    fn score(&self) -> (u32, u32) {
        (self.understood, if self.envelope.opens_anything() { 0 } else { self.opened })
    }

    fn recognition(self) -> Recognition {
        // The first of equals, so that the order of the table decides.
        let most = self.formats.iter().copied().max().filter(|most| *most > 0);
        let format =
            most.and_then(|most| self.formats.iter().position(|count| *count == most)).map(|at| services::ALL[at]);
        let framing = match (self.envelope.framing(), format) {
            (Framing::Lines, Some(format)) if self.envelope.opens_anything() => format.framing(),
            (framing, _) => framing,
        };
        Recognition {
            envelope: self.envelope.id(),
            service: format.map(services::ServiceFormat::service),
            format: format.map(services::ServiceFormat::id),
            confidence_percent: (self.understood * 100 / self.records.max(1)) as u8,
            framing,
            yearless: self.envelope.yearless(),
            columns: self.columns,
        }
    }
}

fn try_envelope(envelope: &'static dyn Envelope, head: &[u8], options: &Options) -> Trial {
    let mut trial = Trial {
        envelope,
        records: 0,
        opened: 0,
        understood: 0,
        formats: vec![0; services::ALL.len()],
        columns: Columns::default(),
    };
    let mut context = Context::new(options, YearClock::starting(options.year), true);
    let mut dispatch = Dispatch::new(None, options.as_service);
    let mut arena = Bump::new();
    let framing = envelope.framing();
    let mut at = 0;
    while let Some((len, step)) = framing.next_record(&head[at..])
        && (trial.records as usize) < SAMPLE_RECORDS_MAX
    {
        let record = &head[at..at + len];
        let origin = Origin { input: InputId(0), line: 1, byte_start: at as u64, byte_len: len as u32 };
        at += step;
        if record.is_empty() {
            continue;
        }
        trial.records += 1;
        if let Some(opened) = parser::open(envelope, record, origin, &mut context, &arena) {
            trial.opened += 1;
            let (parsed, format) = dispatch.read_noting(&opened, &mut context, &arena);
            if matches!(parsed, Parsed::Event(_) | Parsed::Ignored { .. }) {
                trial.understood += 1;
                trial.formats[format.unwrap_or(0)] += u32::from(format.is_some());
            }
        }
        arena.reset();
    }
    trial.columns = context.columns().clone();
    trial
}
