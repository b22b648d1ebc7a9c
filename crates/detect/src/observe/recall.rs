//! What parts of requests were found to hold, remembered: the same pages, referrers and agents come again and again, and one
//! that was decoded and searched a moment ago is not decoded and searched again. Only ever a shortcut: what it gives is what
//! reading the request anew would give, and requests with more parts than an access log has are read anew.

use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::{DefaultHashBuilder, HashTable};
use vigie_facts::event::{Action, Event, HttpRequest};

use super::hits::WithRecord;
use crate::normalise::decode::Kind;
use crate::normalise::{Found, NormalisedEvent, Scratch, Slices};
use crate::rules::{self, RequestPart, RuleIndex, RuleSet};

/// Longer parts are read anew: they seldom repeat, and would push out many that do.
const PART_BYTES_MAX: usize = 2_048;

/// Bytes of parts that are remembered before all are forgotten: what the caches of a core hold.
const MEMORY_BYTES_MAX: usize = 4 << 20;

/// Parts that are remembered, for the same reason.
const ENTRIES_MAX: usize = 1 << 15;

/// Rules proposed or settled that are remembered, for the same reason.
const PROPOSED_MAX: usize = 1 << 19;

/// Parts of requests and what they come to, of one worker.
#[derive(Debug, Default)]
pub(super) struct Recall {
    table: HashTable<u32>,
    entries: Vec<Entry>,
    /// The parts as written and as normalised.
    bytes: Vec<u8>,
    proposed: Vec<RuleIndex>,
    /// Different in each run, so that nobody can write requests that all fall on one place. Nothing that is told depends on it.
    hasher: DefaultHashBuilder,
}

#[derive(Debug)]
struct Entry {
    hash: u64,
    part: RequestPart,
    plan: u32,
    raw: Range<usize>,
    text: Range<usize>,
    /// The folded path of a target.
    path: Range<usize>,
    slices: Slices,
    found: Found,
    proposed: Range<usize>,
    /// Of a target: the method and status it was last asked for with, and the rules that settled on them.
    settled: Option<(Method, Option<u16>, Range<usize>)>,
}

/// A method of up to eight bytes, and how many it has; longer ones are not remembered.
type Method = Option<(usize, [u8; 8])>;

/// The entries of the target and of the other parts, in the order they stand in `request.text`.
type Entries = [Option<u32>; 5];

/// The parts of an event's request, ready to be asked about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Recalled {
    /// Where the target stands in the working space.
    pub(super) slices: Slices,
    entries: Entries,
}

/// What reading a new part needs.
pub(super) struct Reader<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) space: &'a mut Scratch,
    pub(super) scratch: &'a mut rules::Scratch,
}

impl Recall {
    /// Puts the normalised request of an event into the working space, from memory where it can. `None` when the request is
    /// of a kind that is not remembered; nothing is changed then.
    pub(super) fn read(&mut self, event: &Event<'_>, reader: &mut Reader<'_>) -> Option<Recalled> {
        let Action::Http(http) = &event.action else { return None };
        let target = memorable_target(http)?;
        let others = [
            (RequestPart::Referrer, http.referrer),
            (RequestPart::Agent, http.user_agent),
            (RequestPart::ForwardedFor, http.forwarded_for),
            (RequestPart::User, http.user),
        ];
        if others.iter().any(|(_, part)| part.is_some_and(|part| part.len() > PART_BYTES_MAX)) {
            return None;
        }
        if self.bytes.len() > MEMORY_BYTES_MAX || self.entries.len() > ENTRIES_MAX || self.proposed.len() > PROPOSED_MAX
        {
            self.forget();
        }
        let plan = reader.rules.plan_number(event);
        let mut entries = Entries::default();
        entries[0] = Some(self.entry(event, http, (RequestPart::Target, target), plan, reader));
        for (at, (part, raw)) in others.into_iter().enumerate() {
            if let Some(raw) = raw.filter(|raw| !raw.is_empty()) {
                entries[at + 1] = Some(self.entry(event, http, (part, raw), plan, reader));
            }
        }
        let slices = self.assemble(&entries, reader.space);
        Some(Recalled { slices, entries })
    }

    /// The rules that the parts of a request propose; one may come more than once.
    pub(super) fn proposed(&self, recalled: &Recalled) -> impl Iterator<Item = &RuleIndex> {
        recalled.entries.into_iter().flatten().flat_map(|at| &self.proposed[self.entries[at as usize].proposed.clone()])
    }

    /// The rules that settled on the target, method and status of a request, remembered if they were the same the last time.
    pub(super) fn settled(
        &mut self,
        recalled: &Recalled,
        event: &Event<'_>,
        fields: &WithRecord<'_>,
        rules: &RuleSet,
    ) -> Range<usize> {
        let from = self.proposed.len();
        let (Action::Http(http), Some(target)) = (&event.action, recalled.entries[0]) else {
            return from..from;
        };
        let method = method_of(http);
        let entry = &mut self.entries[target as usize];
        if let (Some(method), Some((known, status, settled))) = (method, &entry.settled)
            && (known, status) == (&method, &http.status)
        {
            return settled.clone();
        }
        rules.settle(event, fields, &mut self.proposed);
        let settled = from..self.proposed.len();
        entry.settled = method.map(|method| (method, http.status, settled.clone()));
        settled
    }

    /// The rules of a range that [`Recall::settled`] gave.
    pub(super) fn rules(&self, range: Range<usize>) -> &[RuleIndex] {
        &self.proposed[range]
    }

    fn forget(&mut self) {
        self.table.clear();
        self.entries.clear();
        self.bytes.clear();
        self.proposed.clear();
    }

    /// The entry of a part, made if it is new.
    fn entry(
        &mut self,
        event: &Event<'_>,
        http: &HttpRequest<'_>,
        (part, raw): (RequestPart, &[u8]),
        plan: u32,
        reader: &mut Reader<'_>,
    ) -> u32 {
        let hash = self.hasher.hash_one(raw);
        let (entries, bytes) = (&self.entries, &self.bytes);
        let known = self.table.find(hash, |at| {
            let entry = &entries[*at as usize];
            entry.hash == hash && entry.part == part && entry.plan == plan && bytes[entry.raw.clone()] == *raw
        });
        if let Some(at) = known {
            return *at;
        }
        let at = self.entries.len() as u32;
        let entry = self.make(event, http, (part, raw), reader);
        self.entries.push(Entry { hash, plan, ..entry });
        let entries = &self.entries;
        self.table.insert_unique(hash, at, |at| entries[*at as usize].hash);
        at
    }

    fn make(
        &mut self,
        event: &Event<'_>,
        http: &HttpRequest<'_>,
        (part, raw): (RequestPart, &[u8]),
        reader: &mut Reader<'_>,
    ) -> Entry {
        let space = &mut *reader.space;
        space.clear();
        let (slices, found) = match part {
            RequestPart::Target => space.read_target(http.path.unwrap_or_default(), http.query),
            RequestPart::Referrer | RequestPart::Agent | RequestPart::ForwardedFor | RequestPart::User => {
                (Slices::default(), space.read_part(raw, Kind::Plain))
            }
        };
        let proposed_from = self.proposed.len();
        // Of the event only the fields made of this part are looked at.
        let alone = WithRecord { event: NormalisedEvent::new(event, space, slices.of_a_request()), record: &[] };
        reader.rules.propose_of_part(event, part, &alone, reader.scratch, &mut self.proposed);
        Entry {
            hash: 0,
            part,
            plan: 0,
            raw: store(&mut self.bytes, raw),
            text: store(&mut self.bytes, space.text()),
            path: store(&mut self.bytes, space.folded_path()),
            slices,
            found,
            proposed: proposed_from..self.proposed.len(),
            settled: None,
        }
    }

    fn assemble(&self, entries: &Entries, space: &mut Scratch) -> Slices {
        space.clear();
        let mut found = Found::default();
        let mut slices = Slices::default();
        for entry in entries.iter().flatten().map(|at| &self.entries[*at as usize]) {
            found.merge(entry.found);
            if entry.part == RequestPart::Target {
                slices = entry.slices;
                space.recall_target(&self.bytes[entry.text.clone()], &self.bytes[entry.path.clone()]);
            } else {
                space.recall_part(&self.bytes[entry.text.clone()]);
            }
        }
        space.write_words(found);
        slices
    }
}

/// The method as it is remembered; the outer `None` is one that is not.
fn method_of(http: &HttpRequest<'_>) -> Option<Method> {
    let Some(method) = http.method else { return Some(None) };
    let mut letters = [0; 8];
    letters.get_mut(..method.len())?.copy_from_slice(method);
    Some(Some((method.len(), letters)))
}

fn store(bytes: &mut Vec<u8>, text: &[u8]) -> Range<usize> {
    let start = bytes.len();
    bytes.extend_from_slice(text);
    start..bytes.len()
}

/// The target of a request that an access log describes: path and query are all of it, and there is neither body nor headers.
fn memorable_target<'a>(http: &HttpRequest<'a>) -> Option<&'a [u8]> {
    let (target, path) = (http.target?, http.path?);
    let more = [http.body, http.headers, http.raw_request];
    if target.len() > PART_BYTES_MAX || more.iter().any(Option::is_some) {
        return None;
    }
    let rest = target.strip_prefix(path)?;
    let whole = match http.query {
        None => rest.is_empty(),
        Some(query) => rest.split_first().is_some_and(|(mark, rest)| *mark == b'?' && rest == query),
    };
    whole.then_some(target)
}
