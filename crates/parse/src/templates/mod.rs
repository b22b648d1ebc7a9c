//! Message templates: how free-text services are written down. A template is one line of text with captures, what it means,
//! and samples; a table of them is a service. Compiled once, matched in time linear in the message, without backtracking.
//!
//! # Notation
//! - Text stands for itself. `\<`, `\{`, `\|`, `\}` and `\\` for these characters.
//! - `{a|b|}` is one of the alternatives, the earlier preferred; an empty one makes it optional.
//! - `<slot>` or `<slot:class>` captures: the slot says what the text is, the class which text fits (each slot has a usual
//!   class). `<_:int>` captures nothing.
//!
//! | class | fits |
//! | --- | --- |
//! | `word` | one or more bytes that are not a space |
//! | `int` | decimal digits |
//! | `ip` | an address |
//! | `addr` | an address or a host name |
//! | `host` | no space, bracket, comma, quote, parenthesis |
//! | `id` | letters, digits, `-`, `_`, `.` |
//! | `text` | anything, up to the *first* place where the rest fits |
//! | `user` | anything, up to the *last* place where the rest fits |
//! | `rest` | anything, to the end |
//!
//! # Hostile names
//! Attackers choose account names, and some contain ` from 192.0.2.1 port 22 ssh2`. What follows the last free text of a
//! template is therefore matched from the end of the message, and what follows a `user` at its last place: the address that
//! the *service* wrote wins. Alternatives that end a template put the shorter one first for the same reason.

mod captures;
mod pattern;

use vigie_facts::anomaly::Anomaly;
use vigie_facts::event::{Action, Housekeeping};
use vigie_facts::service::Service;

pub use captures::{Captures, Slot};
use pattern::{Memo, Variant};

use crate::envelopes::Opened;
use crate::services::Reading;

/// What a message means.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "lives on the stack for one record")]
pub enum Meaning<'a> {
    /// This happened.
    Is(Action<'a>),
    /// Deliberately not interpreted: debugging output, continuation of another record.
    Ignored,
}

/// Turns what was captured into its meaning.
pub type Mean = for<'a> fn(&Captures<'a>) -> Meaning<'a>;

/// One message of a service.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// The message in the notation of this module.
    pub like: &'static str,
    /// What it means.
    pub mean: Mean,
    /// Messages that fit, each with the event expected: its word and fields (see the tests of this module).
    pub samples: &'static [(&'static str, &'static str)],
}

/// A row of a table.
pub const fn t(like: &'static str, mean: Mean, samples: &'static [(&'static str, &'static str)]) -> Template {
    Template { like, mean, samples }
}

/// For messages about the service's own business; see [`Housekeeping`].
macro_rules! housekeeping {
    ($($name:ident = $kind:ident;)+) => {
        $(
            #[doc = concat!("`Housekeeping::", stringify!($kind), "`.")]
            pub fn $name<'a>(_: &Captures<'a>) -> Meaning<'a> {
                Meaning::Is(Action::Housekeeping(Housekeeping::$kind))
            }
        )+
    };
}

housekeeping! {
    started = Started;
    stopped = Stopped;
    reloaded = Reloaded;
    statistics = Statistics;
    job = ScheduledJob;
    resource = Resource;
    network = Network;
    other = Other;
}

/// `Meaning::Ignored`.
pub fn ignored<'a>(_: &Captures<'a>) -> Meaning<'a> {
    Meaning::Ignored
}

/// A compiled table.
#[derive(Debug)]
pub struct Table {
    templates: &'static [Template],
    variants: Vec<Variant>,
    /// By first byte of the message: the variants that may fit, in order.
    by_first: Vec<Vec<Candidate>>,
    /// What is wrong with the table itself; a test holds it empty.
    faults: Vec<String>,
}

/// A variant with the first eight bytes it asks for.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    mask: u64,
    value: u64,
    variant: u32,
}

/// Variants one template may unfold to: enough for a long list of subsystems, and a bound on what a typing mistake costs.
const VARIANTS_MAX: usize = 512;

impl Table {
    /// Compiles a table. A template that is not well-formed is left out and listed in the faults.
    pub fn compile(templates: &'static [Template]) -> Table {
        let mut table = Table { templates, variants: Vec::new(), by_first: vec![Vec::new(); 256], faults: Vec::new() };
        for (at, template) in templates.iter().enumerate() {
            match pattern::compile(template.like, at as u32) {
                Ok(variants) if variants.len() <= VARIANTS_MAX => table.variants.extend(variants),
                Ok(variants) => table.faults.push(format!("{}: {} variants", template.like, variants.len())),
                Err(fault) => table.faults.push(format!("{}: {fault}", template.like)),
            }
        }
        pattern::number(&mut table.variants);
        for (at, variant) in table.variants.iter().enumerate() {
            let (mask, value) = head_of(variant.literal_prefix());
            let candidate = Candidate { mask, value, variant: at as u32 };
            match variant.literal_prefix().first() {
                Some(first) => table.by_first[usize::from(*first)].push(candidate),
                None => table.by_first.iter_mut().for_each(|list| list.push(candidate)),
            }
        }
        table
    }

    /// What is wrong with the table itself.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// The first template that fits a message, with what it captured beside what `captures` already holds.
    pub fn find<'a>(&self, message: &'a [u8], captures: &mut Captures<'a>) -> Option<&'static Template> {
        let (_, head) = head_of(message);
        let held = captures.len();
        let mut memo = Memo::default();
        for candidate in &self.by_first[usize::from(*message.first().unwrap_or(&0))] {
            if head & candidate.mask != candidate.value {
                continue;
            }
            let variant = &self.variants[candidate.variant as usize];
            if variant.matches(message, &mut memo, held, captures) {
                return Some(&self.templates[variant.template as usize]);
            }
        }
        captures.truncate(held);
        None
    }

    /// Reads a message as an event of the service.
    pub fn read<'a>(
        &self,
        service: Service,
        opened: &Opened<'a>,
        message: &'a [u8],
        mut captures: Captures<'a>,
    ) -> Reading<'a> {
        let Some(template) = self.find(message, &mut captures) else { return Reading::NotMine };
        let action = match (template.mean)(&captures) {
            Meaning::Is(action) => action,
            Meaning::Ignored => return Reading::Ignored,
        };
        let mut event = opened.event(service, action);
        captures.fill(&mut event);
        if captures.text(Slot::User).is_some_and(looks_like_a_record) {
            event.anomalies.add(Anomaly::EmbeddedRecord);
        }
        Reading::Event(event)
    }
}

/// Whether an account name holds what only a log line does.
fn looks_like_a_record(name: &[u8]) -> bool {
    memchr::memchr(b' ', name).is_some()
        && (memchr::memmem::find(name, b" from ").is_some() || memchr::memmem::find(name, b" port ").is_some())
}

/// The first eight bytes as a number, with a mask of how many there are.
fn head_of(bytes: &[u8]) -> (u64, u64) {
    let mut head = [0; 8];
    let len = bytes.len().min(8);
    head[..len].copy_from_slice(&bytes[..len]);
    let mask = if len == 8 { u64::MAX } else { (1 << (8 * len)) - 1 };
    (mask, u64::from_le_bytes(head))
}

#[cfg(test)]
pub(crate) mod tests;
