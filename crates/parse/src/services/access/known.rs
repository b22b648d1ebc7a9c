//! Request lines and headers that repeat, remembered as they were split: most requests of a log are for the same pages, by the same
//! agents. Only ever a shortcut: what is remembered of a text is what reading it gives. Only texts of printable ASCII without escapes
//! and brackets are remembered, so that one that is known need not be looked through.

use vigie_facts::anomaly::Anomalies;
use vigie_facts::event::HttpRequest;

/// Longer texts are read anew: they seldom repeat.
const TEXT_BYTES_MAX: usize = 512;

/// Texts of each kind that are remembered: with what they come to, what the caches of a core hold. A text whose place is taken
/// takes it over when it comes twice in a row.
const SLOTS: usize = 1 << 12;

/// What is known of one worker's logs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    requests: Slots<Request>,
    headers: Slots<Headers>,
}

/// The request line and the headers of a line, each known or with the place it may be remembered in.
pub(super) type Found = (Result<Request, Place>, Result<Headers, Place>);

impl Known {
    /// What is known of the texts of a line; empty headers are always known.
    pub(super) fn find(&self, request_line: &[u8], headers: &[u8]) -> Found {
        let of_headers = if headers.is_empty() { Ok(Headers::default()) } else { self.headers.find(headers) };
        (self.requests.find(request_line), of_headers)
    }

    /// Remembers the texts of a line that were not known, with what they were read as. They must be printable ASCII without
    /// escapes and brackets.
    pub(super) fn learn(
        &mut self,
        found: &Found,
        request_line: &[u8],
        headers: &[u8],
        http: &HttpRequest<'_>,
        anomalies: Anomalies,
    ) {
        if let Err(place) = found.0 {
            self.requests.learn(place, request_line, || Request::of(request_line, http, anomalies));
        }
        if let Err(place) = found.1 {
            self.headers.learn(place, headers, || Headers::of(headers, http));
        }
    }
}

/// Texts by their hash, one a place.
#[derive(Clone, Debug)]
struct Slots<T> {
    slots: Vec<Slot<T>>,
}

#[derive(Clone, Debug, Default)]
struct Slot<T> {
    text: Vec<u8>,
    /// The hash of the text that was read last in this place without being known.
    wanted: u64,
    what: T,
}

/// Where a text that is not known may be remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    hash: u64,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Slots { slots: Vec::new() }
    }
}

impl<T: Clone + Copy + Default> Slots<T> {
    #[inline]
    fn find(&self, text: &[u8]) -> Result<T, Place> {
        let hash = hash_of(text);
        match self.slots.get(hash as usize % SLOTS) {
            Some(slot) if *slot.text == *text && !text.is_empty() => Ok(slot.what),
            _ => Err(Place { hash }),
        }
    }

    fn learn(&mut self, place: Place, text: &[u8], read: impl FnOnce() -> Option<T>) {
        if text.is_empty() || text.len() > TEXT_BYTES_MAX {
            return;
        }
        if self.slots.is_empty() {
            self.slots.resize_with(SLOTS, Slot::default);
        }
        let slot = &mut self.slots[place.hash as usize % SLOTS];
        // What comes once only must not cost what remembering costs.
        if slot.wanted != place.hash {
            slot.wanted = place.hash;
        } else if let Some(what) = read() {
            slot.text.clear();
            slot.text.extend_from_slice(text);
            slot.what = what;
        }
    }
}

/// Whoever writes requests that all fall on one place makes them forgotten, no more: places are not searched.
#[inline]
fn hash_of(text: &[u8]) -> u64 {
    const ODD: [u64; 2] = [0x9e37_79b9_7f4a_7c15, 0xd1b5_4a32_d192_ed03];
    let mix = |hash: u64, [low, high]: [u64; 2]| {
        let product = u128::from(low ^ hash ^ ODD[0]) * u128::from(high ^ ODD[1]);
        (product >> 64) as u64 ^ product as u64
    };
    let (blocks, rest) = text.as_chunks::<16>();
    let mut hash = (text.len() as u64).wrapping_mul(ODD[1]);
    for block in blocks {
        hash = mix(hash, halves(block));
    }
    // The last block overlaps the one before it.
    let last = text.last_chunk::<16>().copied().unwrap_or_else(|| {
        let mut padded = [0; 16];
        padded[..rest.len()].copy_from_slice(rest);
        padded
    });
    mix(hash, halves(&last))
}

#[inline]
fn halves(block: &[u8; 16]) -> [u64; 2] {
    let number = u128::from_le_bytes(*block);
    [number as u64, (number >> 64) as u64]
}

/// A part of a text by its place, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    start: u16,
    end: u16,
}

impl Default for Part {
    fn default() -> Part {
        Part::NONE
    }
}

impl Part {
    /// Ends before it begins: of no text a part.
    const NONE: Part = Part { start: 1, end: 0 };

    /// The place of a part; `None` for what is no part of the text.
    fn of(text: &[u8], part: Option<&[u8]>) -> Option<Part> {
        let Some(part) = part else { return Some(Part::NONE) };
        let start = part.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
        let end = start + part.len();
        (end <= text.len()).then_some(Part { start: u16::try_from(start).ok()?, end: u16::try_from(end).ok()? })
    }

    #[inline]
    fn of_text(self, text: &[u8]) -> Option<&[u8]> {
        text.get(usize::from(self.start)..usize::from(self.end))
    }
}

/// A request line as it was split.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Request {
    method: Part,
    target: Part,
    path: Part,
    query: Part,
    version: Part,
    /// All of it, when it is no request line.
    whole: Part,
    anomalies: Anomalies,
}

impl Request {
    fn of(line: &[u8], http: &HttpRequest<'_>, anomalies: Anomalies) -> Option<Request> {
        let part = |part| Part::of(line, part);
        Some(Request {
            method: part(http.method)?,
            target: part(http.target)?,
            path: part(http.path)?,
            query: part(http.query)?,
            version: part(http.version)?,
            whole: part(http.raw_request)?,
            anomalies,
        })
    }

    /// Fills in what splitting the line gives.
    #[inline]
    pub(super) fn fill<'a>(self, line: &'a [u8], http: &mut HttpRequest<'a>, anomalies: &mut Anomalies) {
        http.method = self.method.of_text(line);
        http.target = self.target.of_text(line);
        http.path = self.path.of_text(line);
        http.query = self.query.of_text(line);
        http.version = self.version.of_text(line);
        http.raw_request = self.whole.of_text(line);
        anomalies.merge(self.anomalies);
    }
}

/// Referrer and agent.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Headers {
    referrer: Part,
    agent: Part,
}

impl Headers {
    fn of(text: &[u8], http: &HttpRequest<'_>) -> Option<Headers> {
        Some(Headers { referrer: Part::of(text, http.referrer)?, agent: Part::of(text, http.user_agent)? })
    }

    /// Fills in what reading the text gives.
    #[inline]
    pub(super) fn fill<'a>(self, text: &'a [u8], http: &mut HttpRequest<'a>) {
        http.referrer = self.referrer.of_text(text);
        http.user_agent = self.agent.of_text(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_known_once_it_came_twice_and_until_another_takes_its_place() {
        let mut slots = Slots::<u8>::default();
        let learn = |slots: &mut Slots<u8>, text: &[u8], what: u8| match slots.find(text) {
            Ok(known) => Some(known),
            Err(place) => {
                slots.learn(place, text, || Some(what));
                None
            }
        };
        assert_eq!(
            [learn(&mut slots, b"a", 1), learn(&mut slots, b"a", 1), learn(&mut slots, b"a", 9)],
            [None, None, Some(1)]
        );
        let place = |text: &[u8]| hash_of(text) as usize % SLOTS;
        let other = (0..1 << 20)
            .map(|number: u32| number.to_le_bytes())
            .find(|text| hash_of(text) != hash_of(b"a") && place(text) == place(b"a"))
            .unwrap();
        assert_eq!([learn(&mut slots, &other, 2), learn(&mut slots, b"a", 9)], [None, Some(1)]);
        assert_eq!([learn(&mut slots, &other, 2), learn(&mut slots, &other, 9)], [None, Some(2)]);
        assert_eq!([learn(&mut slots, b"", 3), learn(&mut slots, b"", 3), learn(&mut slots, b"", 3)], [None; 3]);
    }

    #[test]
    fn a_part_is_found_again_and_a_stranger_is_none() {
        let text = b"GET /a HTTP/1.1";
        for part in [Some(&text[..3]), Some(&text[4..4]), Some(&text[..]), None] {
            assert_eq!(Part::of(text, part).unwrap().of_text(text), part);
        }
        assert_eq!(Part::of(text, Some(b"elsewhere")), None);
        assert_eq!(Part::of(&text[4..6], Some(text)), None);
    }
}
