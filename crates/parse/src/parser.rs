//! One record at a time: open the envelope, find the service, read the message. The formats that recognition chose are tried
//! first; a record they do not fit is offered to the others, so that mixed inputs are understood too.

use bumpalo::Bump;
use vigie_facts::anomaly::{Anomalies, Anomaly};
use vigie_facts::event::{Action, Event, Housekeeping};
use vigie_facts::origin::Origin;
use vigie_facts::service::Service;

use crate::calendar::{Context, YearClock};
use crate::envelopes::{self, Envelope, Opened};
use crate::services::{self, Reading, ServiceFormat, access, sshd};
use crate::{Framing, Options, Parsed, RECORD_BYTES_MAX, Recognition, oddity, scan};

/// Reads the records of one input, in order. Cheap to clone: each chunk gets its own, set to the state at its start.
#[derive(Clone, Debug)]
pub struct Parser {
    context: Context,
    /// Place in [`envelopes::ALL`].
    envelope: usize,
    dispatch: Dispatch,
    shortcut: Shortcut,
}

/// What a parser remembers of texts that repeat, whatever input they stand in.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    access: access::Known,
}

/// What reads the usual lines of an input in one go.
#[derive(Clone, Debug)]
enum Shortcut {
    /// Those of an access log without an envelope.
    Access(access::Usual),
    /// Those that sshd writes through syslog.
    Sshd(sshd::Usual),
    /// Every line is read at length.
    None,
}

impl Parser {
    /// A parser for an input that was recognised, starting at the given place in the calendar.
    pub fn new(recognition: &Recognition, options: &Options, clock: YearClock) -> Parser {
        let envelope = envelopes::ALL.iter().position(|e| e.id() == recognition.envelope);
        let format = recognition.format.and_then(|id| services::ALL.iter().position(|format| format.id() == id));
        let mut context = Context::new(options, clock, recognition.yearless);
        context.columns_mut().clone_from(&recognition.columns);
        Parser {
            shortcut: Shortcut::of(recognition, options),
            context,
            envelope: envelope.unwrap_or(envelopes::ALL.len() - 1),
            dispatch: Dispatch::new(format, options.as_service),
        }
    }

    /// Sets the columns of a W3C extended log where a chunk begins; a new parser has those of the head.
    pub fn set_columns(&mut self, columns: crate::services::w3c::Columns) {
        *self.context.columns_mut() = columns;
    }

    /// Reads every record at length from now on: what tests hold the shortcuts to.
    pub fn forgo_shortcuts(&mut self) {
        self.shortcut = Shortcut::None;
    }

    /// Goes on with what another parser remembered, so that what repeats need not be learned again. Only ever faster: records are
    /// read the same without it.
    pub fn take_up(&mut self, memory: Memory) {
        if let Shortcut::Access(usual) = &mut self.shortcut {
            *usual.known() = memory.access;
        }
    }

    /// Hands over what it remembers, for [`Parser::take_up`].
    pub fn hand_over(&mut self) -> Memory {
        match &mut self.shortcut {
            Shortcut::Access(usual) => Memory { access: std::mem::take(usual.known()) },
            Shortcut::Sshd(_) | Shortcut::None => Memory::default(),
        }
    }

    /// The clock after the records read so far.
    pub fn clock(&self) -> YearClock {
        self.context.clock()
    }

    /// Reads one record, line end excluded. Fields that need unescaping are copied into the arena. An empty record is
    /// [`Parsed::Ignored`].
    pub fn parse<'a>(&mut self, record: &'a [u8], origin: Origin, arena: &'a Bump) -> Parsed<'a> {
        if record.is_empty() {
            return Parsed::Ignored { service: self.dispatch.usual_service() };
        }
        match self.by_shortcut(record, origin) {
            Some(event) => Parsed::Event(event),
            None => self.parse_at_length(record, origin, arena),
        }
    }

    /// The event of a record, if a shortcut reads it.
    #[inline]
    pub(crate) fn by_shortcut<'a>(&mut self, record: &'a [u8], origin: Origin) -> Option<Event<'a>> {
        if record.len() > RECORD_BYTES_MAX {
            return None;
        }
        match &mut self.shortcut {
            Shortcut::Access(usual) => usual.read(record, origin),
            Shortcut::Sshd(usual) => usual.read(record, origin, &mut self.context),
            Shortcut::None => None,
        }
    }

    fn parse_at_length<'a>(&mut self, record: &'a [u8], origin: Origin, arena: &'a Bump) -> Parsed<'a> {
        let head = record.get(..RECORD_BYTES_MAX).unwrap_or(record);
        // Blocks hold lengths as bytes; their envelope looks at the message alone.
        let blocks = envelopes::ALL[self.envelope].framing() == Framing::Blocks;
        let mut odd = if blocks { Anomalies::default() } else { oddity::of(head) };
        if head.len() < record.len() {
            odd.add(Anomaly::LineTooLong);
        }
        let mut caught = None;
        let others = (0..envelopes::ALL.len()).filter(|at| *at != self.envelope);
        for at in std::iter::once(self.envelope).chain(others) {
            let Some(opened) = open(envelopes::ALL[at], head, origin, &mut self.context, arena) else { continue };
            let parsed = self.dispatch.read(&opened, &mut self.context, arena);
            match parsed {
                Parsed::NotUnderstood { .. } => {}
                // A program nobody knows may be a piece of a line that has no envelope at all: the time of an nginx error
                // log looks like the beginning of a syslog line. Only a better reading replaces it.
                Parsed::CatchAll { event } if event.service == Service::OtherDaemon => {
                    caught = caught.or(Some(parsed));
                }
                _ if caught.is_some() && !matches!(parsed, Parsed::Event(_)) => {}
                _ => return with_anomalies(parsed, odd),
            }
        }
        if let Some(parsed) = caught {
            return with_anomalies(parsed, odd);
        }
        Parsed::NotUnderstood { anomalies: odd }
    }
}

impl Shortcut {
    /// The shortcut for an input, if what the user said leaves room for one.
    fn of(recognition: &Recognition, options: &Options) -> Shortcut {
        match (recognition.envelope, recognition.format, options.as_service) {
            (envelopes::BARE, Some(access::ID), None | Some(Service::WebAccess)) => {
                Shortcut::Access(access::Usual::default())
            }
            // Whatever the usual format of a syslog is: sshd's lines are told by their program.
            (envelopes::RFC3164, _, None) => Shortcut::Sshd(sshd::Usual::default()),
            _ => Shortcut::None,
        }
    }
}

/// Opens a record with one envelope and unfolds `message repeated N times: [ … ]`.
pub(crate) fn open<'a>(
    envelope: &dyn Envelope,
    record: &'a [u8],
    origin: Origin,
    context: &mut Context,
    arena: &'a Bump,
) -> Option<Opened<'a>> {
    let mut opened = envelope.open(record, context, arena)?;
    opened.origin = origin;
    if let Some((tries, message)) = repeated(opened.message) {
        opened.tries = tries;
        opened.message = message;
    }
    Some(opened)
}

/// rsyslog's `message repeated 5 times: [ MESSAGE]`.
fn repeated(message: &[u8]) -> Option<(u32, &[u8])> {
    let rest = message.strip_prefix(b"message repeated ")?;
    let len = scan::digits(rest);
    let tries = scan::number(&rest[..len])?;
    let inner = rest[len..].strip_prefix(b" times: [ ")?.strip_suffix(b"]")?;
    Some((tries, inner))
}

fn with_anomalies(mut parsed: Parsed<'_>, odd: Anomalies) -> Parsed<'_> {
    if let Parsed::Event(event) | Parsed::CatchAll { event } = &mut parsed {
        event.anomalies.merge(odd);
    }
    parsed
}

/// Process names whose owner is remembered; real inputs have a few dozen, and a hostile one only makes the search slower.
const OWNERS_MAX: usize = 32;

/// Finds the format of a message: by the process that wrote it, then the usual format of the input, then by the message.
#[derive(Clone, Debug)]
pub(crate) struct Dispatch {
    /// Place in [`services::ALL`] of the format most records have.
    usual: Option<usize>,
    only: Option<Service>,
    owners: Vec<(Box<[u8]>, Option<usize>)>,
}

impl Dispatch {
    pub(crate) fn new(usual: Option<usize>, only: Option<Service>) -> Dispatch {
        Dispatch { usual, only, owners: Vec::new() }
    }

    fn usual_service(&self) -> Service {
        match (self.only, self.usual) {
            (Some(service), _) => service,
            (None, Some(at)) => services::ALL[at].service(),
            (None, None) => Service::OtherDaemon,
        }
    }

    /// Reads an opened record with the format it fits.
    pub(crate) fn read<'a>(&mut self, opened: &Opened<'a>, context: &mut Context, arena: &'a Bump) -> Parsed<'a> {
        self.read_noting(opened, context, arena).0
    }

    /// As [`Dispatch::read`], with the place of the format that understood the record.
    pub(crate) fn read_noting<'a>(
        &mut self,
        opened: &Opened<'a>,
        context: &mut Context,
        arena: &'a Bump,
    ) -> (Parsed<'a>, Option<usize>) {
        let owner = opened.process.and_then(|process| self.owner(process));
        let may = |format: &dyn ServiceFormat| {
            self.only.is_some() || opened.process.is_none_or(|process| format.may_speak(process))
        };
        let first = owner.or(self.usual.filter(|at| may(services::ALL[*at])));
        if let Some(at) = first
            && let Some(parsed) = attempt(services::ALL[at], opened, context, arena)
        {
            return (parsed, Some(at));
        }
        for (at, format) in services::ALL.iter().enumerate() {
            if Some(at) == first || self.only.is_some_and(|only| only != format.service()) || !may(*format) {
                continue;
            }
            if (self.only.is_some() || format.claims_message(opened.message))
                && let Some(parsed) = attempt(*format, opened, context, arena)
            {
                return (parsed, Some(at));
            }
        }
        let service = match (self.only, owner) {
            (Some(service), _) => service,
            (None, Some(at)) => services::ALL[at].service(),
            (None, None) if opened.process.is_some() => Service::OtherDaemon,
            (None, None) => return (Parsed::NotUnderstood { anomalies: opened.anomalies }, None),
        };
        (Parsed::CatchAll { event: opened.event(service, Action::Housekeeping(Housekeeping::Other)) }, None)
    }

    fn owner(&mut self, process: &[u8]) -> Option<usize> {
        if let Some((_, owner)) = self.owners.iter().find(|(name, _)| **name == *process) {
            return *owner;
        }
        let owner = services::ALL
            .iter()
            .position(|format| self.only.is_none_or(|only| only == format.service()) && format.owns_process(process));
        if self.owners.len() < OWNERS_MAX {
            self.owners.push((process.into(), owner));
        }
        owner
    }
}

fn attempt<'a>(
    format: &dyn ServiceFormat,
    opened: &Opened<'a>,
    context: &mut Context,
    arena: &'a Bump,
) -> Option<Parsed<'a>> {
    match format.read(opened, context, arena) {
        Reading::Event(mut event) => {
            if opened.tries > 1
                && let Action::SignIn(sign_in) = &mut event.action
            {
                sign_in.tries = sign_in.tries.saturating_mul(opened.tries);
            }
            Some(Parsed::Event(event))
        }
        Reading::Ignored => Some(Parsed::Ignored { service: format.service() }),
        Reading::NotMine => None,
    }
}

/// An event with everything the envelope says.
impl<'a> Opened<'a> {
    /// Starts the event of this record; the service adds what the message says.
    pub fn event(&self, service: Service, action: Action<'a>) -> Event<'a> {
        let mut event = Event::new(self.origin, service, action);
        event.time = self.time;
        event.time_basis = self.basis;
        event.host = self.host;
        event.process = self.process;
        event.pid = self.pid;
        event.anomalies = self.anomalies;
        event
    }
}
