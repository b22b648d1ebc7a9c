//! From the notation to variants, and whether a variant fits a message. A variant is a chain of blocks (text and bounded
//! captures) with free text between them; each block has one place, found in one pass, so that nothing is ever tried twice.

use memchr::memmem;

use super::captures::{Captures, Class, Slot};

/// One way to read a template, without alternatives.
#[derive(Debug)]
pub(super) struct Variant {
    /// Place of the template in its table.
    pub(super) template: u32,
    /// The blocks: one more than there are free texts.
    blocks: Vec<Block>,
    free: Vec<(Slot, Class)>,
    /// Text every message that fits ends with; empty when it ends with a capture.
    tail: Vec<u8>,
    /// The longest text behind the first block: a message without it cannot fit.
    needle: Option<memmem::Finder<'static>>,
    /// Equal in neighbours with equal first blocks, and with equal needles.
    first_id: u32,
    needle_id: u32,
}

/// Text and bounded captures without free text between them.
#[derive(Debug)]
struct Block {
    pieces: Vec<Piece>,
    /// Finds the text it begins with, where it stands between free texts: from the front, or behind an account from the back.
    finder: Option<Finder>,
}

#[derive(Debug)]
enum Finder {
    Front(Box<memmem::Finder<'static>>),
    Back(memmem::FinderRev<'static>),
}

impl Block {
    /// A block is searched for only behind free text that something follows; finders cost time to build.
    fn new(pieces: Vec<Piece>, searched_behind: Option<Class>) -> Block {
        let first = match pieces.first() {
            Some(Piece::Text(text)) => text.as_slice(),
            _ => &[],
        };
        let finder = searched_behind.map(|class| match class {
            Class::User => Finder::Back(memmem::FinderRev::new(first).into_owned()),
            _ => Finder::Front(Box::new(memmem::Finder::new(first).into_owned())),
        });
        Block { pieces, finder }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(Vec<u8>),
    Take(Slot, Class),
}

/// What the variants tried before have found out about a message: neighbours share their first block and their needle.
#[derive(Debug, Default)]
pub(super) struct Memo {
    /// Of the block with this number: where it ends, if it fits.
    first: Option<(u32, Option<usize>)>,
    /// Of the needle with this number: whether the message holds it.
    needle: Option<(u32, bool)>,
    /// How many captures there are after the first block.
    captured: usize,
}

/// Gives neighbours with equal first blocks, and with equal needles, the same numbers.
pub(super) fn number(variants: &mut [Variant]) {
    for at in 1..variants.len() {
        let (before, after) = variants.split_at_mut(at);
        let (Some(before), Some(variant)) = (before.last(), after.first_mut()) else { return };
        let same_first = before.blocks[0].pieces == variant.blocks[0].pieces;
        variant.first_id = before.first_id + u32::from(!same_first);
        let needles =
            (before.needle.as_ref().map(memmem::Finder::needle), variant.needle.as_ref().map(memmem::Finder::needle));
        variant.needle_id = before.needle_id + u32::from(needles.0 != needles.1);
    }
}

/// Compiles a template to its variants, the preferred first.
pub(super) fn compile(like: &str, template: u32) -> Result<Vec<Variant>, &'static str> {
    let mut at = 0;
    let chains = sequence(like.as_bytes(), &mut at, 0)?;
    if at != like.len() {
        return Err("a closing brace too many");
    }
    chains.into_iter().map(|pieces| variant(pieces, template)).collect()
}

/// Chains of pieces that a sequence unfolds to; stops at `|` or `}` of the level above.
fn sequence(like: &[u8], at: &mut usize, depth: usize) -> Result<Vec<Vec<Piece>>, &'static str> {
    const DEPTH_MAX: usize = 4;
    if depth > DEPTH_MAX {
        return Err("nested too deep");
    }
    let mut chains = vec![Vec::new()];
    while let Some(b) = like.get(*at) {
        match b {
            b'|' | b'}' if depth > 0 => break,
            b'}' => break,
            b'{' => {
                let mut options = Vec::new();
                loop {
                    *at += 1;
                    options.extend(sequence(like, at, depth + 1)?);
                    match like.get(*at) {
                        Some(b'|') => {}
                        Some(b'}') => break,
                        _ => return Err("a brace is not closed"),
                    }
                }
                *at += 1;
                chains = chains
                    .iter()
                    .flat_map(|chain| options.iter().map(move |option| [chain.as_slice(), option].concat()))
                    .collect();
            }
            b'<' => {
                let close = memchr::memchr(b'>', &like[*at..]).ok_or("a capture is not closed")? + *at;
                let piece = capture(&like[*at + 1..close])?;
                *at = close + 1;
                for chain in &mut chains {
                    chain.push(piece.clone());
                }
            }
            _ => {
                let text = literal(like, at)?;
                for chain in &mut chains {
                    match chain.last_mut() {
                        Some(Piece::Text(before)) => before.extend_from_slice(&text),
                        _ => chain.push(Piece::Text(text.clone())),
                    }
                }
            }
        }
    }
    Ok(chains)
}

/// Text up to the next byte that means something: taken as one piece, because tables are compiled when a program starts.
fn literal(like: &[u8], at: &mut usize) -> Result<Vec<u8>, &'static str> {
    let mut text = Vec::new();
    while let Some(b) = like.get(*at) {
        match b {
            b'{' | b'<' | b'|' | b'}' if !text.is_empty() => break,
            b'\\' => *at += 1,
            _ => {}
        }
        text.push(*like.get(*at).ok_or("a backslash ends the template")?);
        *at += 1;
    }
    Ok(text)
}

fn capture(inside: &[u8]) -> Result<Piece, &'static str> {
    let inside = std::str::from_utf8(inside).map_err(|_| "a capture is not text")?;
    let (name, class) = inside.split_once(':').map_or((inside, None), |(name, class)| (name, Some(class)));
    let (slot, usual) = Slot::from_name(name).ok_or("no such slot")?;
    let class = match class {
        Some(class) => Class::from_name(class).ok_or("no such class")?,
        None => usual,
    };
    Ok(Piece::Take(slot, class))
}

fn variant(pieces: Vec<Piece>, template: u32) -> Result<Variant, &'static str> {
    let mut blocks: Vec<Vec<Piece>> = vec![Vec::new()];
    let mut free: Vec<(Slot, Class)> = Vec::new();
    for piece in pieces {
        let last = blocks.len() - 1;
        match (piece, blocks[last].last_mut()) {
            (Piece::Take(slot, class), _) if class.is_free() => {
                // Free text that follows free text, as alternatives may unfold, is one.
                match free.last_mut() {
                    Some(before) if blocks[last].is_empty() => match before {
                        (Slot::Skip, _) => *before = (slot, class),
                        _ if slot == Slot::Skip => {}
                        _ => return Err("captured free text follows captured free text"),
                    },
                    _ => {
                        free.push((slot, class));
                        blocks.push(Vec::new());
                    }
                }
            }
            (Piece::Take(..), Some(Piece::Take(..))) => return Err("a capture follows a capture"),
            (Piece::Take(..), None) if last > 0 => return Err("a capture follows free text"),
            (Piece::Text(more), Some(Piece::Text(text))) => text.extend(more),
            (piece, _) => blocks[last].push(piece),
        }
    }
    let tail = match blocks.last().and_then(|block| block.last()) {
        Some(Piece::Text(text)) => text.clone(),
        _ => Vec::new(),
    };
    let texts = blocks.iter().skip(1).flatten().filter_map(|piece| match piece {
        Piece::Text(text) => Some(text),
        Piece::Take(..) => None,
    });
    let needle = texts.max_by_key(|text| text.len()).map(|text| memmem::Finder::new(text).into_owned());
    let last = blocks.len() - 1;
    let behind = |at: usize| free.get(at.checked_sub(1)?).filter(|_| at < last).map(|(_, class)| *class);
    let blocks = blocks.into_iter().enumerate().map(|(at, pieces)| Block::new(pieces, behind(at))).collect();
    Ok(Variant { template, blocks, free, tail, needle, first_id: 0, needle_id: 0 })
}

impl Variant {
    /// The text every message that fits begins with; empty when it begins with a capture.
    pub(super) fn literal_prefix(&self) -> &[u8] {
        match self.blocks[0].pieces.first() {
            Some(Piece::Text(text)) => text,
            _ => &[],
        }
    }

    /// Whether the variant fits the whole message; what it captured is added. The memo is of this message.
    pub(super) fn matches<'a>(
        &self,
        message: &'a [u8],
        memo: &mut Memo,
        held: usize,
        captures: &mut Captures<'a>,
    ) -> bool {
        ends_with(message, &self.tail) && self.find(message, memo, held, captures).is_some()
    }

    fn find<'a>(&self, message: &'a [u8], memo: &mut Memo, held: usize, captures: &mut Captures<'a>) -> Option<()> {
        let first = &self.blocks[0].pieces;
        let mut at = match memo.first {
            Some((known, None)) if known == self.first_id => return None,
            Some((known, Some(at))) if known == self.first_id => {
                captures.truncate(memo.captured);
                at
            }
            _ => {
                captures.truncate(held);
                let end = forward(first, message, 0, captures);
                memo.first = Some((self.first_id, end));
                memo.captured = captures.len();
                end?
            }
        };
        if let Some(needle) = &self.needle {
            let seen = match memo.needle {
                Some((known, seen)) if known == self.needle_id => seen,
                _ => needle.find(message).is_some(),
            };
            memo.needle = Some((self.needle_id, seen));
            if !seen {
                return None;
            }
        }
        let Some(last) = self.blocks.len().checked_sub(1).filter(|last| *last > 0) else {
            return (at == message.len()).then_some(());
        };
        let end = backward(&self.blocks[last].pieces, message, at, captures)?;
        for (block, (slot, _)) in self.blocks[1..last].iter().zip(&self.free) {
            let (start, after) = place(block, message, at..end, captures)?;
            captures.push(*slot, &message[at..start]);
            at = after;
        }
        let (slot, _) = self.free[last - 1];
        captures.push(slot, message.get(at..end)?);
        Some(())
    }
}

/// Where a block stands between two free texts: its first place, or after a `user` its last. A block there begins with text.
fn place<'a>(
    block: &Block,
    message: &'a [u8],
    range: std::ops::Range<usize>,
    captures: &mut Captures<'a>,
) -> Option<(usize, usize)> {
    let held = captures.len();
    let within = &message[range.clone()];
    let mut fits = |start: usize| {
        captures.truncate(held);
        forward(&block.pieces, &message[..range.end], range.start + start, captures)
            .map(|end| (range.start + start, end))
    };
    match &block.finder {
        Some(Finder::Back(finder)) => finder.rfind_iter(within).find_map(&mut fits),
        Some(Finder::Front(finder)) => finder.find_iter(within).find_map(&mut fits),
        None => None,
    }
}

/// As the method of slices, compared byte by byte in place: texts are short and mostly differ at once, and the call which
/// the method makes costs more than that (measured: a third of the time of an sshd log).
fn starts_with(bytes: &[u8], text: &[u8]) -> bool {
    bytes.len() >= text.len() && bytes.iter().zip(text).all(|(a, b)| a == b)
}

/// As [`starts_with`], from the end.
fn ends_with(bytes: &[u8], text: &[u8]) -> bool {
    bytes.len() >= text.len() && bytes.iter().rev().zip(text.iter().rev()).all(|(a, b)| a == b)
}

/// Fits a block from its start; returns where it ends.
fn forward<'a>(block: &[Piece], message: &'a [u8], mut at: usize, captures: &mut Captures<'a>) -> Option<usize> {
    for (place, piece) in block.iter().enumerate() {
        match piece {
            Piece::Text(text) => {
                if !starts_with(&message[at..], text) {
                    return None;
                }
                at += text.len();
            }
            Piece::Take(slot, class) => {
                let rest = &message[at..];
                let mut len = rest.iter().position(|b| !class.has(*b)).unwrap_or(rest.len());
                if let Some(Piece::Text(next)) = block.get(place + 1)
                    && class.has(next[0])
                {
                    // The capture ends at the first place where what follows it stands.
                    let window = &rest[..rest.len().min(len + next.len())];
                    len = memmem::find(window, next)?;
                }
                let text = &rest[..len];
                if !class.fits(text) {
                    return None;
                }
                captures.push(*slot, text);
                at += len;
            }
        }
    }
    Some(at)
}

/// Fits a block so that it ends where the message does; returns where it starts, not before `from`.
fn backward<'a>(block: &[Piece], message: &'a [u8], from: usize, captures: &mut Captures<'a>) -> Option<usize> {
    let mut end = message.len();
    for (place, piece) in block.iter().enumerate().rev() {
        match piece {
            Piece::Text(text) => {
                if !ends_with(&message[from..end], text) {
                    return None;
                }
                end -= text.len();
            }
            Piece::Take(slot, class) => {
                let before = &message[from..end];
                let low = before.iter().rposition(|b| !class.has(*b)).map_or(0, |at| at + 1);
                // A block after free text begins with text, so that a capture always has text before it.
                let Some(Piece::Text(previous)) = place.checked_sub(1).and_then(|at| block.get(at)) else {
                    return None;
                };
                let ends_outside = previous.last().is_some_and(|b| !class.has(*b));
                let start = if ends_outside {
                    before[..low].ends_with(previous).then_some(low)?
                } else {
                    let window_start = low.saturating_sub(previous.len());
                    window_start + memmem::find(&before[window_start..], previous)? + previous.len()
                };
                let text = &before[start..];
                if !class.fits(text) {
                    return None;
                }
                captures.push(*slot, text);
                end = from + start;
            }
        }
    }
    Some(end)
}
