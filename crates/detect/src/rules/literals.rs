//! Many literals looked for together, without regard to ASCII case. Nothing is built before the first search, because most rules
//! are never asked about most logs; what is searched much is built again in the form that takes longer to build and searches
//! faster. What is found never depends on the form.

use std::ops::{ControlFlow, Range};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// Bytes searched before the faster form is built: it takes as long as searching so much.
const SEARCHED_BYTES_MIN: usize = 1 << 20;

/// Above this many bytes of literals the faster form is not built: 32 KiB make some 30 MiB at worst.
const LITERAL_BYTES_MAX: usize = 32 << 10;

/// Literals, none of them empty, by their numbers.
#[derive(Debug)]
pub(super) struct Literals {
    texts: Box<[Box<[u8]>]>,
    compact: OnceLock<Option<AhoCorasick>>,
    fast: OnceLock<Option<AhoCorasick>>,
    searched_bytes: AtomicUsize,
}

impl Literals {
    pub(super) fn new<'a>(texts: impl Iterator<Item = &'a [u8]>) -> Literals {
        Literals {
            texts: texts.map(Box::from).collect(),
            compact: OnceLock::new(),
            fast: OnceLock::new(),
            searched_bytes: AtomicUsize::new(0),
        }
    }

    /// Bytes of all literals.
    fn bytes(&self) -> usize {
        self.texts.iter().map(|text| text.len()).sum()
    }

    /// Bytes of all literals, if they are too many for the faster form.
    pub(super) fn too_many_bytes(&self) -> Option<usize> {
        Some(self.bytes()).filter(|bytes| *bytes > LITERAL_BYTES_MAX)
    }

    /// The literal that ends first, and where it stands.
    pub(super) fn find(&self, text: &[u8]) -> Option<(usize, Range<usize>)> {
        match self.automaton(text.len()) {
            Some(automaton) => automaton.find(text).map(|found| (found.pattern().as_usize(), found.range())),
            None => self.one_by_one(text).min_by_key(|(number, range)| (range.end, *number)),
        }
    }

    /// Tells the number of every literal that stands in the text, once or more often.
    pub(super) fn each(&self, text: &[u8], mut tell: impl FnMut(usize)) {
        match self.automaton(text.len()) {
            Some(automaton) => {
                for found in automaton.find_overlapping_iter(text) {
                    tell(found.pattern().as_usize());
                }
            }
            None => self.one_by_one(text).for_each(|(number, _)| tell(number)),
        }
    }

    /// The best form there is; `None` when the literals are too many for any.
    fn automaton(&self, text_bytes: usize) -> Option<&AhoCorasick> {
        if let Some(Some(fast)) = self.fast.get() {
            return Some(fast);
        }
        if self.fast.get().is_none()
            && self.searched_bytes.fetch_add(text_bytes, Ordering::Relaxed) >= SEARCHED_BYTES_MIN
        {
            let fast = self.fast.get_or_init(|| {
                if self.bytes() <= LITERAL_BYTES_MAX { self.build(AhoCorasickKind::DFA) } else { None }
            });
            if fast.is_some() {
                return fast.as_ref();
            }
        }
        self.compact.get_or_init(|| self.build(AhoCorasickKind::ContiguousNFA)).as_ref()
    }

    fn build(&self, kind: AhoCorasickKind) -> Option<AhoCorasick> {
        AhoCorasick::builder().ascii_case_insensitive(true).kind(Some(kind)).build(&self.texts).ok()
    }

    /// The first place of each literal: slow, and as right.
    fn one_by_one(&self, text: &[u8]) -> impl Iterator<Item = (usize, Range<usize>)> {
        self.texts.iter().enumerate().filter_map(move |(number, literal)| {
            let found = text.windows(literal.len()).enumerate().try_for_each(|(at, part)| {
                if part.eq_ignore_ascii_case(literal) { ControlFlow::Break(at) } else { ControlFlow::Continue(()) }
            });
            let at = found.break_value()?;
            Some((number, at..at + literal.len()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_finds_the_same() {
        let literals = Literals::new([&b"select"[..], b"elect ", b"union", b"x", b"SELECT 1"].into_iter());
        for text in ["", "SeLeCt 1 uNiOn", "electron", "a select", "xX", "elect x", "no"] {
            let each = |literals: &Literals| {
                let mut found = Vec::new();
                literals.each(text.as_bytes(), |number| found.push(number));
                found.sort_unstable();
                found.dedup();
                found
            };
            let slow: Vec<usize> = literals.one_by_one(text.as_bytes()).map(|(number, _)| number).collect();
            let first = literals.one_by_one(text.as_bytes()).map(|(_, range)| range.end).min();
            assert_eq!(each(&literals), slow, "{text}");
            assert_eq!(literals.find(text.as_bytes()).map(|(_, range)| range.end), first, "{text}");
            literals.searched_bytes.store(SEARCHED_BYTES_MIN, Ordering::Relaxed);
            assert_eq!(each(&literals), slow, "{text}, in the faster form");
            assert_eq!(literals.find(text.as_bytes()).map(|(_, range)| range.end), first, "{text}, in the faster form");
        }
        assert!(literals.fast.get().is_some_and(Option::is_some), "the faster form was built");
    }
}
