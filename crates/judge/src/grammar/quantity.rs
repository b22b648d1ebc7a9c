//! Words of quantity → sets of numbers. What each word is taken to mean is in the tables and in `docs/claims.md`; here only how they combine.

use super::units::{Piece, Unit};
use crate::lexicon::Item;
use crate::notation::{percentage, rounded};
use crate::proposition::Range;

/// What a quantity is a quantity of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Sort {
    /// How many.
    Count,
    /// "Up to": a highest span, when a rate follows.
    Peak,
    /// A part of a whole.
    Share,
    /// A place in an order.
    Rank,
    /// A factor of change.
    Change,
    /// None at all.
    No,
    /// "Few": a small share, or fewer than ten.
    Few,
}

/// A quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Quantity {
    pub(crate) sort: Sort,
    pub(crate) range: Range,
}

/// How a number is to be widened or cut.
#[derive(Clone, Copy, PartialEq)]
enum Modifier {
    About,
    MoreThan,
    AtLeast,
    LessThan,
    AtMost,
    UpTo,
}

/// A quantity before it is modified: the number it is about, if it is one, and its plain meaning.
struct Plain {
    sort: Sort,
    middle: f64,
    /// The meaning after "about"; vague words have none.
    about: Option<Range>,
    range: Range,
}

/// The quantity that begins at a unit, and the unit after it.
pub(crate) fn quantity(units: &[Unit], at: usize) -> Option<(Quantity, usize)> {
    let (first, mut next) = modified(units, at)?;
    let item = |at: usize| units.get(at).and_then(Unit::item);
    // "Des centaines, voire des milliers".
    if item(next) == Some(Item::And)
        && item(next + 1) == Some(Item::OrEven)
        && modified(units, skip_light(units, next + 2, 1)).is_some()
    {
        next += 1;
    }
    match item(next) {
        Some(Item::OrEven) => {
            let skip = skip_light(units, next + 1, 1);
            if let Some((second, end)) = modified(units, skip)
                && second.sort == first.sort
            {
                let range = Range { high: second.range.high, high_included: second.range.high_included, ..first.range };
                // "Hundreds, if not thousands, of attempts".
                let closes = item(end) == Some(Item::And) && units.get(end + 1).is_some_and(Unit::is_light);
                return Some((Quantity { range, ..first }, end + usize::from(closes)));
            }
            Some((first, next))
        }
        Some(Item::OrMore) => Some((Quantity { range: Range::at_least(first.range.low), ..first }, next + 1)),
        Some(Item::About) if modified(units, skip_light(units, next, 2)).is_none() => match plain(units, at) {
            Some((Plain { sort, about: Some(range), .. }, _)) => Some((Quantity { sort, range }, next + 1)),
            _ => Some((first, next)),
        },
        _ => Some((first, next)),
    }
}

fn skip_light(units: &[Unit], mut at: usize, most: usize) -> usize {
    for _ in 0..most {
        if units.get(at).is_some_and(Unit::is_light) {
            at += 1;
        }
    }
    at
}

fn modified(units: &[Unit], at: usize) -> Option<(Quantity, usize)> {
    let modifier = match units.get(at)?.item() {
        Some(Item::About) => Some(Modifier::About),
        // "Some 2,000".
        Some(Item::Indefinite) if matches!(units.get(at + 1)?.piece, Piece::Number(..)) => Some(Modifier::About),
        Some(Item::MoreThan) => Some(Modifier::MoreThan),
        Some(Item::AtLeast) => Some(Modifier::AtLeast),
        Some(Item::LessThan) => Some(Modifier::LessThan),
        Some(Item::AtMost) => Some(Modifier::AtMost),
        Some(Item::UpTo) => Some(Modifier::UpTo),
        _ => None,
    };
    let Some(modifier) = modifier else {
        let (plain, next) = plain(units, at)?;
        return Some((Quantity { sort: plain.sort, range: plain.range }, next));
    };
    let (plain, next) = (at + 1..=at + 3)
        .take_while(|start| units[at + 1..*start.min(&units.len())].iter().all(Unit::is_light))
        .find_map(|start| plain(units, start))?;
    if !matches!(plain.sort, Sort::Count | Sort::Share) {
        return Some((Quantity { sort: plain.sort, range: plain.range }, next));
    }
    let sort = if modifier == Modifier::UpTo && plain.sort == Sort::Count { Sort::Peak } else { plain.sort };
    let range = match modifier {
        Modifier::About => plain.about.unwrap_or(plain.range),
        Modifier::MoreThan => Range::above(plain.middle),
        Modifier::AtLeast => Range::at_least(plain.middle),
        Modifier::LessThan => Range::below(plain.middle),
        Modifier::AtMost => Range::at_most(plain.middle),
        Modifier::UpTo => plain.range,
    };
    Some((Quantity { sort, range }, next))
}

fn plain(units: &[Unit], at: usize) -> Option<(Plain, usize)> {
    let vague = |sort: Sort, range: Range| Plain { sort, middle: range.low, about: None, range };
    match &units.get(at)?.piece {
        Piece::Number(value, digits) => Some(figure(units, at, *value, *digits)),
        Piece::Item(item) => match *item {
            Item::Magnitude(size, several) => Some(magnitude(units, at, size, several)),
            Item::Several | Item::Many | Item::AFew => Some(several(units, at, *item)),
            Item::One => Some((vague(Sort::Count, Range::exactly(1.0)), at + 1)),
            Item::Countless => Some((vague(Sort::Count, Range::at_least(100.0)), at + 1)),
            Item::Few => Some((vague(Sort::Few, Range::below(0.25)), at + 1)),
            Item::Fraction(value) => {
                let (range, about) = (Range::closed(0.9 * value, 1.1 * value), Range::closed(0.8 * value, 1.2 * value));
                Some((Plain { sort: Sort::Share, middle: value, about: Some(about), range }, at + 1))
            }
            Item::Part(range) => Some((vague(Sort::Share, range), at + 1)),
            Item::All => Some((vague(Sort::Share, Range::exactly(1.0)), at + 1)),
            Item::No => Some((vague(Sort::No, Range::exactly(0.0)), at + 1)),
            Item::Rank(rank) => Some((vague(Sort::Rank, Range::exactly(f64::from(rank))), at + 1)),
            Item::Change(range) => Some((vague(Sort::Change, range), at + 1)),
            Item::Times => match units.get(at + 1)?.piece {
                Piece::Number(value, _) => Some((vague(Sort::Change, Range::closed(0.8 * value, 1.2 * value)), at + 2)),
                _ => None,
            },
            Item::Between => between(units, at + 1),
            _ => None,
        },
        _ => None,
    }
}

/// A number: of percent, of millions, the first of two, or alone.
fn figure(units: &[Unit], at: usize, value: f64, digits: usize) -> (Plain, usize) {
    let item = |at: usize| units.get(at).and_then(Unit::item);
    let number = |at: usize| match units.get(at).map(|unit| &unit.piece) {
        Some(Piece::Number(value, digits)) => Some((*value, *digits)),
        _ => None,
    };
    if item(at + 1) == Some(Item::Percent) {
        let middle = value / 100.0;
        let about = Range::closed((middle - 0.05).max(0.0), (middle + 0.05).min(1.0));
        return (Plain { sort: Sort::Share, middle, about: Some(about), range: percentage(value, digits) }, at + 2);
    }
    if let Some(Item::Magnitude(size, _)) = item(at + 1) {
        return (counted(value * size, digits), at + 2);
    }
    let joined = units.get(at + 1).is_some_and(|next| {
        matches!(next.item(), Some(Item::OrEven))
            || next.item() == Some(Item::To) && number(at + 2).is_some_and(|(second, _)| second > value)
    });
    if joined && let Some((second, _)) = number(at + 2).filter(|(second, _)| *second >= value) {
        let percent = item(at + 3) == Some(Item::Percent);
        let scale = if percent { 0.01 } else { 1.0 };
        let range = Range::closed(value * scale, second * scale);
        let sort = if percent { Sort::Share } else { Sort::Count };
        return (Plain { sort, middle: range.low, about: None, range }, at + 3 + usize::from(percent));
    }
    (counted(value, digits), at + 1)
}

fn counted(value: f64, digits: usize) -> Plain {
    let range = if digits > 0 && value.fract() != 0.0 { at_last_digit(value, digits) } else { rounded(value) };
    Plain { sort: Sort::Count, middle: value, about: Some(Range::closed(0.8 * value, 1.2 * value)), range }
}

/// 2.6 is what rounds to it.
fn at_last_digit(value: f64, digits: usize) -> Range {
    let half = 0.5 * 10_f64.powi(-i32::try_from(digits).unwrap_or(0));
    Range::half_open(value - half, value + half)
}

/// "Entre A et B", after the "entre".
fn between(units: &[Unit], at: usize) -> Option<(Plain, usize)> {
    let (low, next) = plain(units, at)?;
    if units.get(next)?.item() != Some(Item::And) {
        return None;
    }
    let (high, end) = plain(units, next + 1)?;
    let percent = high.sort == Sort::Share && low.sort == Sort::Count;
    let (first, last) = (if percent { low.middle / 100.0 } else { low.middle }, high.middle);
    let range = Range::closed(first, last.max(first));
    Some((Plain { sort: high.sort, middle: range.low, about: None, range }, end))
}

/// Tens of thousands: the magnitude that begins here with those that follow it.
fn chained(units: &[Unit], mut at: usize, mut size: f64) -> (f64, usize) {
    loop {
        let next = skip_light(units, at, 1);
        match units.get(next).and_then(Unit::item) {
            Some(Item::Magnitude(more, true)) if next > at => {
                size *= more;
                at = next + 1;
            }
            _ => return (size, at),
        }
    }
}

fn magnitude(units: &[Unit], at: usize, size: f64, several: bool) -> (Plain, usize) {
    let (size, next) = chained(units, at + 1, size);
    let range = if several { Range::half_open(2.0 * size, 10.0 * size) } else { Range::closed(0.8 * size, 1.2 * size) };
    let middle = if several { 2.0 * size } else { size };
    (Plain { sort: Sort::Count, middle, about: (!several).then_some(range), range }, next)
}

fn several(units: &[Unit], at: usize, item: Item) -> (Plain, usize) {
    let start = skip_light(units, at + 1, 1);
    let size = match units.get(start).and_then(Unit::item) {
        Some(Item::Magnitude(size, _)) => Some(chained(units, start + 1, size)),
        _ => None,
    };
    let (range, next) = match (size, item) {
        (Some((size, next)), Item::AFew) => (Range::half_open(2.0 * size, 6.0 * size), next),
        (Some((size, next)), _) => (Range::half_open(2.0 * size, 10.0 * size), next),
        (None, Item::AFew) => (Range::half_open(2.0, 10.0), at + 1),
        (None, Item::Many) => (Range::at_least(10.0), at + 1),
        (None, _) => (Range::at_least(2.0), at + 1),
    };
    (Plain { sort: Sort::Count, middle: range.low, about: None, range }, next)
}
