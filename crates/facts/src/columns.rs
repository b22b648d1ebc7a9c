//! Columns of rows of which there may be millions: each takes as many bytes a row as its largest value needs, and none while all its values
//! are the same. What the rows mean is said by [`tables`](crate::tables).
//!
//! The logs of one service leave most columns empty (sshd answers with no status, names no tool), nearly every id is small, and a
//! question looks at two or three columns of fifteen: rows one after the other would cost several times the memory, and each
//! pass over them as much.

use std::marker::PhantomData;

use crate::case::{AccountId, AssetId, AttemptId, LineId, ReasonsId, SourceId, TextId, WindowId};
use crate::origin::{InputId, Origin};
use crate::time::Timestamp;

/// What a column of numbers holds: a value and its number, each made from the other.
pub trait Numbered: Copy {
    /// The number of this value.
    fn number(self) -> u64;
    /// The value of a number that [`number`](Numbered::number) gave.
    fn of_number(number: u64) -> Self;
}

macro_rules! numbered {
    ($($($Type:ty),+: |$value:ident| $number:expr, |$of:ident| $made:expr;)+) => {
        $($(
            impl Numbered for $Type {
                #[inline]
                fn number(self) -> u64 {
                    let $value = self;
                    $number.into()
                }

                #[inline]
                fn of_number($of: u64) -> $Type {
                    $made
                }
            }
        )+)+
    };
}

numbered! {
    u16, u32, u64: |value| value, |number| number as Self;
    SourceId, AssetId, AccountId, TextId, ReasonsId, WindowId, LineId, AttemptId, InputId: |id| id.0, |number| Self(number as u32);
    // In the order of time. No record states the last instant there is, the only one that is none where there may be none.
    Timestamp: |time| time.0.wrapping_sub(i64::MIN) as u64, |number| Self((number as i64).wrapping_add(i64::MIN));
}

/// Without a value 0. The largest number of 64 bits is none as well: a size that no record can state.
impl<T: Numbered> Numbered for Option<T> {
    #[inline]
    fn number(self) -> u64 {
        self.map_or(0, |value| value.number().wrapping_add(1))
    }

    #[inline]
    fn of_number(number: u64) -> Option<T> {
        number.checked_sub(1).map(T::of_number)
    }
}

/// Where the values of a column of numbers stand.
#[derive(Clone, Debug)]
enum Width {
    /// All are this one.
    Same(u64),
    Eight(Vec<u8>),
    Sixteen(Vec<u16>),
    ThirtyTwo(Vec<u32>),
    SixtyFour(Vec<u64>),
}

/// A column of numbers. It does not know how many rows it has while all its values are the same: whoever holds it says so.
#[derive(Clone, Debug)]
pub struct Numbers<T> {
    width: Width,
    values: PhantomData<T>,
}

impl<T> Default for Numbers<T> {
    fn default() -> Numbers<T> {
        Numbers { width: Width::Same(0), values: PhantomData }
    }
}

impl<T: Numbered> Numbers<T> {
    /// The value of a row; what there is no row for has any.
    #[inline]
    pub fn get(&self, row: usize) -> T {
        T::of_number(match &self.width {
            Width::Same(same) => *same,
            Width::Eight(each) => each.get(row).copied().unwrap_or_default().into(),
            Width::Sixteen(each) => each.get(row).copied().unwrap_or_default().into(),
            Width::ThirtyTwo(each) => each.get(row).copied().unwrap_or_default().into(),
            Width::SixtyFour(each) => each.get(row).copied().unwrap_or_default(),
        })
    }

    /// Adds a value behind `rows` others; `room` is how many rows are expected.
    #[inline]
    pub fn push(&mut self, value: T, rows: usize, room: usize) {
        let number = value.number();
        match &mut self.width {
            Width::Same(same) if *same == number => {}
            Width::Eight(each) if number <= u8::MAX.into() => each.push(number as u8),
            Width::Sixteen(each) if number <= u16::MAX.into() => each.push(number as u16),
            Width::ThirtyTwo(each) if number <= u32::MAX.into() => each.push(number as u32),
            Width::SixtyFour(each) => each.push(number),
            Width::Same(same) if rows == 0 => *same = number,
            _ => {
                self.widen(number, rows, room.max(rows + 1));
                self.push(value, rows, room);
            }
        }
    }

    /// Puts another value into one of `rows` rows.
    pub fn set(&mut self, row: usize, value: T, rows: usize) {
        let number = value.number();
        match &mut self.width {
            Width::Same(same) if *same == number => {}
            Width::Eight(each) if number <= u8::MAX.into() => each[row] = number as u8,
            Width::Sixteen(each) if number <= u16::MAX.into() => each[row] = number as u16,
            Width::ThirtyTwo(each) if number <= u32::MAX.into() => each[row] = number as u32,
            Width::SixtyFour(each) => each[row] = number,
            _ => {
                self.widen(number, rows, rows);
                self.set(row, value, rows);
            }
        }
    }

    /// Makes the column wide enough for a number and for those it has.
    #[cold]
    fn widen(&mut self, number: u64, rows: usize, room: usize) {
        /// The numbers of the rows, then room for more.
        fn with_room<C>(numbers: impl Iterator<Item = C>, room: usize) -> Vec<C> {
            let mut each = Vec::with_capacity(room);
            each.extend(numbers);
            each
        }
        let most = match &self.width {
            Width::Same(same) => number.max(*same),
            _ => number,
        };
        let old = Numbers::<u64> { width: std::mem::replace(&mut self.width, Width::Same(0)), values: PhantomData };
        let numbers = (0..rows).map(|row| old.get(row));
        self.width = if most <= u8::MAX.into() {
            Width::Eight(with_room(numbers.map(|number| number as u8), room))
        } else if most <= u16::MAX.into() {
            Width::Sixteen(with_room(numbers.map(|number| number as u16), room))
        } else if most <= u32::MAX.into() {
            Width::ThirtyTwo(with_room(numbers.map(|number| number as u32), room))
        } else {
            Width::SixtyFour(with_room(numbers, room))
        };
    }
}

/// A column of words of a closed list, a byte each.
#[derive(Clone, Debug)]
pub struct Words<T> {
    /// Of all rows as long as there are no others.
    same: Option<T>,
    each: Vec<T>,
}

impl<T> Default for Words<T> {
    fn default() -> Words<T> {
        Words { same: None, each: Vec::new() }
    }
}

impl<T: Copy + PartialEq> Words<T> {
    /// The value of a row; `None` before there is any.
    #[inline]
    pub fn get(&self, row: usize) -> Option<T> {
        self.each.get(row).copied().or(self.same)
    }

    /// As [`Numbers::push`].
    #[inline]
    pub fn push(&mut self, value: T, rows: usize, room: usize) {
        if !self.each.is_empty() {
            self.each.push(value);
        } else if rows == 0 {
            self.same = Some(value);
        } else if self.same != Some(value) {
            self.each.reserve_exact(room.max(rows + 1));
            self.each.extend(std::iter::repeat_n(self.same.unwrap_or(value), rows));
            self.each.push(value);
        }
    }

    /// As [`Numbers::set`].
    pub fn set(&mut self, row: usize, value: T, rows: usize) {
        if self.each.is_empty() && self.same != Some(value) {
            self.each.extend(std::iter::repeat_n(self.same.unwrap_or(value), rows));
        }
        if let Some(known) = self.each.get_mut(row) {
            *known = value;
        }
    }
}

/// The places of records.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    input: Numbers<InputId>,
    line: Numbers<u64>,
    byte_start: Numbers<u64>,
    byte_len: Numbers<u32>,
}

impl Origins {
    /// As [`Numbers::get`].
    #[inline]
    pub fn get(&self, row: usize) -> Origin {
        Origin {
            input: self.input.get(row),
            line: self.line.get(row),
            byte_start: self.byte_start.get(row),
            byte_len: self.byte_len.get(row),
        }
    }

    /// As [`Numbers::push`].
    #[inline]
    pub fn push(&mut self, origin: Origin, rows: usize, room: usize) {
        self.input.push(origin.input, rows, room);
        self.line.push(origin.line, rows, room);
        self.byte_start.push(origin.byte_start, rows, room);
        self.byte_len.push(origin.byte_len, rows, room);
    }

    /// As [`Numbers::set`].
    pub fn set(&mut self, row: usize, origin: Origin, rows: usize) {
        self.input.set(row, origin.input, rows);
        self.line.set(row, origin.line, rows);
        self.byte_start.set(row, origin.byte_start, rows);
        self.byte_len.set(row, origin.byte_len, rows);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a column holds after values were put behind each other is what was put, whatever widths it went through.
    fn check<T: Numbered + PartialEq + std::fmt::Debug>(values: &[T]) {
        let mut column = Numbers::default();
        for (rows, value) in values.iter().enumerate() {
            column.push(*value, rows, 0);
        }
        let held: Vec<T> = (0..values.len()).map(|row| column.get(row)).collect();
        assert_eq!(held, values);
        // Put in from the end, over a column of the first value alone.
        let mut column = Numbers::default();
        for rows in 0..values.len() {
            column.push(values[0], rows, 0);
        }
        for row in (0..values.len()).rev() {
            column.set(row, values[row], values.len());
        }
        let held: Vec<T> = (0..values.len()).map(|row| column.get(row)).collect();
        assert_eq!(held, values);
    }

    #[test]
    fn numbers_come_back_whatever_their_width() {
        check(&[7_u64, 7, 7]);
        check(&[0_u64, 255, 256, 0, 65_535, 65_536, 3, u64::from(u32::MAX), 1 << 32, u64::MAX, 0]);
        check(&[u64::MAX - 1, 0, 1]);
        check(&[None, Some(0_u64), Some(254), Some(255), Some(65_534), Some(u64::MAX - 1), None]);
        check(&[Some(u16::MAX), None, Some(0)]);
        check(&[Some(SourceId(u32::MAX)), None, Some(SourceId(0)), Some(SourceId(65_535))]);
        let times = [0, 1, -1, i64::MAX - 1, i64::MIN + 1].map(Timestamp);
        check(&times);
        check(&times.map(Some));
        check(&[None, Some(Timestamp(0)), None]);
    }

    #[test]
    fn words_come_back_and_take_no_room_while_they_are_the_same() {
        let mut column = Words::default();
        for rows in 0..5 {
            column.push('a', rows, 0);
        }
        assert!(column.each.is_empty());
        column.push('b', 5, 0);
        column.set(1, 'c', 6);
        let held: Vec<Option<char>> = (0..6).map(|row| column.get(row)).collect();
        assert_eq!(held, ['a', 'c', 'a', 'a', 'a', 'b'].map(Some));
    }
}
