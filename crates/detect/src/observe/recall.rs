//! What parts of requests were found to hold, remembered: the same pages, referrers and agents come again and again, and one
//! that was decoded and searched a moment ago is not decoded and searched again. So are the rules that the parts together with method and
//! status decide. Only ever a shortcut: what it gives is what reading the request anew would give, and requests with more parts than an
//! access log has are read anew.

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

/// Verdicts that are remembered, for the same reason; they are forgotten alone, because strangers make new ones of old parts.
const VERDICTS_MAX: usize = 1 << 15;

/// Places of guesses, for the same reason.
const GUESSES: usize = 1 << 12;

/// Methods that are remembered. Servers log a dozen; whoever invents more is read anew.
const METHODS_MAX: usize = 255;

/// Stands for a part that a request has not. Entries are fewer: [`ENTRIES_MAX`].
const NO_ENTRY: u16 = u16::MAX;

/// Parts of requests and what they come to, of one worker.
#[derive(Debug, Default)]
pub(super) struct Recall {
    table: HashTable<u16>,
    entries: Vec<Entry>,
    /// The parts as written and as normalised.
    bytes: Vec<u8>,
    proposed: Vec<RuleIndex>,
    /// The entry that was found last in each place of [`place_of`], to be looked at first.
    guesses: Vec<u16>,
    methods: Vec<Method>,
    verdicts: HashTable<Verdict>,
    /// What the verdicts say, end to end.
    decided: Vec<RuleIndex>,
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

/// What the parts of a request, its method and status decide.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    key: u128,
    start: u32,
    /// Where the rules begin that other fields decide too.
    undecided: u32,
    end: u32,
}

/// The rules that match a request by its parts, method and status, and those that other fields decide too.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said<'a> {
    pub(super) matched: &'a [RuleIndex],
    pub(super) undecided: &'a [RuleIndex],
}

/// A method of up to eight bytes, and how many it has; longer ones are not remembered.
type Method = Option<(usize, [u8; 8])>;

/// Parts of a request.
const PARTS: usize = 5;

/// The entries of the target and of the other parts, in the order they stand in `request.text`.
type Entries = [u16; PARTS];

/// The parts of an event's request, ready to be asked about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Recalled {
    entries: Entries,
}

/// What reading a new part needs.
pub(super) struct Reader<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) space: &'a mut Scratch,
    pub(super) scratch: &'a mut rules::Scratch,
}

impl Recall {
    /// Finds the parts of an event's request in memory, and reads those that are new. `None` when the request is of a kind that is
    /// not remembered; nothing is changed then.
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
        // What is decided of the parts holds for one service and its rules.
        let plan = reader.rules.plan_number(event) << 8 | event.service as u32;
        let mut entries = [NO_ENTRY; PARTS];
        entries[0] = self.entry(event, http, (RequestPart::Target, target), plan, reader);
        for (at, (part, raw)) in (1..).zip(others) {
            if let Some(raw) = raw.filter(|raw| !raw.is_empty()) {
                entries[at] = self.entry(event, http, (part, raw), plan, reader);
            }
        }
        Some(Recalled { entries })
    }

    /// What a request says, remembered if the same parts came with the same method and status before. With it comes where the target
    /// stands in the working space, if the request had to be put there.
    pub(super) fn verdict(
        &mut self,
        recalled: &Recalled,
        event: &Event<'_>,
        record: &[u8],
        reader: &mut Reader<'_>,
    ) -> (Verdict, Option<Slices>) {
        let key = self.key(recalled, event);
        let hash = self.hasher.hash_one(key.unwrap_or_default());
        if let Some(key) = key
            && let Some(verdict) = self.verdicts.find(hash, |verdict| verdict.key == key)
        {
            return (*verdict, None);
        }
        if self.verdicts.len() >= VERDICTS_MAX || self.decided.len() > PROPOSED_MAX {
            self.forget_verdicts();
        }
        let slices = self.assemble(recalled, reader.space);
        let fields = WithRecord { event: NormalisedEvent::new(event, reader.space, slices), record };
        let settled = self.settled(recalled, event, &fields, reader.rules);
        let start = self.decided.len();
        let proposed = entries_of(recalled).flat_map(|at| &self.proposed[self.entries[at].proposed.clone()]);
        let undecided =
            reader.rules.decide(event, &fields, proposed, &self.proposed[settled], reader.scratch, &mut self.decided);
        let (start, undecided, end) = (start as u32, undecided as u32, self.decided.len() as u32);
        let verdict = Verdict { key: key.unwrap_or_default(), start, undecided, end };
        if key.is_some() {
            let hasher = &self.hasher;
            self.verdicts.insert_unique(hash, verdict, |verdict| hasher.hash_one(verdict.key));
        }
        (verdict, Some(slices))
    }

    /// The rules of a verdict given last.
    pub(super) fn said(&self, verdict: Verdict) -> Said<'_> {
        let (start, undecided, end) = (verdict.start as usize, verdict.undecided as usize, verdict.end as usize);
        Said { matched: &self.decided[start..undecided], undecided: &self.decided[undecided..end] }
    }

    /// Parts, method and status in one number; `None` for methods that are not remembered.
    fn key(&mut self, recalled: &Recalled, event: &Event<'_>) -> Option<u128> {
        let Action::Http(http) = &event.action else { return None };
        let method = method_of(http)?;
        let number = match self.methods.iter().position(|known| *known == method) {
            Some(number) => number,
            None if self.methods.len() < METHODS_MAX => {
                self.methods.push(method);
                self.methods.len() - 1
            }
            None => return None,
        };
        // A status of none is not 0 nor any other: it stands above all sixteen-bit numbers.
        let status = http.status.map_or(1 << 16, u128::from);
        let parts = recalled.entries.iter().fold(0, |key, entry| key << 16 | u128::from(*entry));
        Some((parts << 8 | number as u128) << 17 | status)
    }

    /// The rules that settled on the target, method and status of a request, remembered if they were the same the last time.
    fn settled(
        &mut self,
        recalled: &Recalled,
        event: &Event<'_>,
        fields: &WithRecord<'_>,
        rules: &RuleSet,
    ) -> Range<usize> {
        let from = self.proposed.len();
        let (Action::Http(http), Some(entry)) = (&event.action, self.entries.get_mut(usize::from(recalled.entries[0])))
        else {
            return from..from;
        };
        let method = method_of(http);
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

    fn forget(&mut self) {
        self.table.clear();
        self.entries.clear();
        self.bytes.clear();
        self.proposed.clear();
        self.guesses.clear();
        self.forget_verdicts();
    }

    fn forget_verdicts(&mut self) {
        self.verdicts.clear();
        self.decided.clear();
    }

    /// The entry of a part, made if it is new.
    fn entry(
        &mut self,
        event: &Event<'_>,
        http: &HttpRequest<'_>,
        (part, raw): (RequestPart, &[u8]),
        plan: u32,
        reader: &mut Reader<'_>,
    ) -> u16 {
        let (entries, bytes) = (&self.entries, &self.bytes);
        let is = |entry: &Entry| entry.part == part && entry.plan == plan && bytes[entry.raw.clone()] == *raw;
        if self.guesses.is_empty() {
            self.guesses.resize(GUESSES, NO_ENTRY);
        }
        let guess = &mut self.guesses[place_of(raw)];
        if entries.get(usize::from(*guess)).is_some_and(is) {
            return *guess;
        }
        let hash = self.hasher.hash_one(raw);
        let known = self.table.find(hash, |at| {
            let entry = &entries[usize::from(*at)];
            entry.hash == hash && is(entry)
        });
        if let Some(known) = known {
            *guess = *known;
            return *known;
        }
        let new = self.entries.len() as u16;
        *guess = new;
        let entry = self.make(event, http, (part, raw), reader);
        self.entries.push(Entry { hash, plan, ..entry });
        let entries = &self.entries;
        self.table.insert_unique(hash, new, |at| entries[usize::from(*at)].hash);
        new
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

    /// Puts the normalised request into the working space.
    pub(super) fn assemble(&self, recalled: &Recalled, space: &mut Scratch) -> Slices {
        space.clear();
        let mut found = Found::default();
        let mut slices = Slices::default();
        for entry in entries_of(recalled).map(|at| &self.entries[at]) {
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

/// Where the entry of a part is guessed: by its length and the bytes at its beginning, middle and end. Parts that share a place are looked
/// up as if there were no guesses.
#[inline]
fn place_of(raw: &[u8]) -> usize {
    const ODD: [u64; 3] = [0x9e37_79b9_7f4a_7c15, 0xd1b5_4a32_d192_ed03, 0x8cb9_2ba7_2f3d_8dd7];
    let word = |at: usize| raw.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |bytes| u64::from_le_bytes(*bytes));
    let length = raw.len();
    let words = [word(0), word(length / 2), word(length.saturating_sub(8))];
    let mixed = words
        .iter()
        .zip(ODD)
        .fold(length as u64, |mixed, (word, odd)| (mixed ^ word).wrapping_mul(odd).rotate_left(23));
    mixed as usize % GUESSES
}

fn entries_of(recalled: &Recalled) -> impl Iterator<Item = usize> {
    recalled.entries.into_iter().filter(|at| *at != NO_ENTRY).map(usize::from)
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
