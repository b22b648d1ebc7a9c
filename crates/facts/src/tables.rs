//! The two tables of a case that may have millions of rows, by columns. A row is made when it is asked for, and what is not looked at
//! of it costs nothing. What a row says is said where it is declared, in [`case`](crate::case).

use crate::case::{
    AccountId, AssetId, AttemptId, Detection, LineId, ReasonsId, SourceId, TextId, Trace, TraceKind, WindowId,
};
use crate::columns::{Numbers, Origins, Words};
use crate::form::Form;
use crate::origin::Origin;
use crate::service::Service;
use crate::time::{TimeBasis, Timestamp};

macro_rules! tables {
    ($($(#[doc = $doc:literal])+ $Table:ident of $Row:ident {
        words { $($word:ident: $Word:ty = $default:expr,)+ }
        numbers { $($number:ident: $Number:ty,)+ }
    })+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Default)]
            pub struct $Table {
                rows: usize,
                room: usize,
                origin: Origins,
                $($word: Words<$Word>,)+
                $($number: Numbers<$Number>,)+
            }

            impl $Table {
                /// An empty table in which so many rows have room.
                pub fn with_capacity(rows: usize) -> $Table {
                    $Table { room: rows, ..$Table::default() }
                }

                /// How many rows.
                pub fn len(&self) -> usize {
                    self.rows
                }

                /// Whether there is none.
                pub fn is_empty(&self) -> bool {
                    self.rows == 0
                }

                /// A row that is there.
                #[inline]
                fn made(&self, row: usize) -> $Row {
                    $Row {
                        origin: self.origin.get(row),
                        $($word: self.$word.get(row).unwrap_or($default),)+
                        $($number: self.$number.get(row),)+
                    }
                }

                /// A row, if it is there.
                #[inline]
                pub fn get(&self, row: usize) -> Option<$Row> {
                    (row < self.rows).then(|| self.made(row))
                }

                /// A row.
                ///
                /// # Panics
                /// Where there is no such row, as indexing does.
                #[inline]
                pub fn at(&self, row: usize) -> $Row {
                    assert!(row < self.rows, "row {row} of {}", self.rows);
                    self.made(row)
                }

                /// All rows, in order.
                #[inline]
                pub fn iter(&self) -> Rows<'_, $Table> {
                    Rows { table: self, left: 0..self.rows }
                }

                /// One field of a row that is there, without the rest of it: for passes over all rows.
                #[inline]
                pub fn origin(&self, row: usize) -> Origin {
                    self.origin.get(row)
                }

                $(
                    /// As [`origin`](Self::origin).
                    #[inline]
                    pub fn $word(&self, row: usize) -> $Word {
                        self.$word.get(row).unwrap_or($default)
                    }
                )+

                $(
                    /// As [`origin`](Self::origin).
                    #[inline]
                    pub fn $number(&self, row: usize) -> $Number {
                        self.$number.get(row)
                    }
                )+

                /// Adds a row behind the others.
                #[inline]
                pub fn push(&mut self, row: $Row) {
                    self.origin.push(row.origin, self.rows, self.room);
                    $(self.$word.push(row.$word, self.rows, self.room);)+
                    $(self.$number.push(row.$number, self.rows, self.room);)+
                    self.rows += 1;
                }

                /// Changes a row.
                ///
                /// # Panics
                /// Where there is no such row.
                pub fn change(&mut self, at: usize, change: impl FnOnce(&mut $Row)) {
                    let mut row = self.at(at);
                    change(&mut row);
                    self.origin.set(at, row.origin, self.rows);
                    $(self.$word.set(at, row.$word, self.rows);)+
                    $(self.$number.set(at, row.$number, self.rows);)+
                }

                /// Changes every row.
                pub fn change_all(&mut self, mut change: impl FnMut(&mut $Row)) {
                    (0..self.rows).for_each(|at| self.change(at, &mut change));
                }

                /// Keeps some rows, in their order.
                pub fn retain(&mut self, keeps: impl FnMut(&$Row) -> bool) {
                    *self = self.iter().filter(keeps).collect();
                }
            }

            impl FromIterator<$Row> for $Table {
                fn from_iter<I: IntoIterator<Item = $Row>>(rows: I) -> $Table {
                    let mut table = $Table::default();
                    table.extend(rows);
                    table
                }
            }

            impl Extend<$Row> for $Table {
                fn extend<I: IntoIterator<Item = $Row>>(&mut self, rows: I) {
                    rows.into_iter().for_each(|row| self.push(row));
                }
            }

            impl From<Vec<$Row>> for $Table {
                fn from(rows: Vec<$Row>) -> $Table {
                    rows.into_iter().collect()
                }
            }

            impl<'a> IntoIterator for &'a $Table {
                type Item = $Row;
                type IntoIter = Rows<'a, $Table>;

                fn into_iter(self) -> Rows<'a, $Table> {
                    self.iter()
                }
            }

            impl Iterator for Rows<'_, $Table> {
                type Item = $Row;

                #[inline]
                fn next(&mut self) -> Option<$Row> {
                    self.left.next().map(|row| self.table.made(row))
                }

                fn size_hint(&self) -> (usize, Option<usize>) {
                    self.left.size_hint()
                }
            }

            impl ExactSizeIterator for Rows<'_, $Table> {}

            /// Tables are equal whose rows are: not by the width that their columns happen to have.
            impl PartialEq for $Table {
                fn eq(&self, other: &$Table) -> bool {
                    self.rows == other.rows && self.iter().eq(other.iter())
                }
            }

            impl std::fmt::Debug for $Table {
                fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    formatter.debug_list().entries(self).finish()
                }
            }
        )+
    };
}

impl Detections {
    /// Names the line of a row, and leaves the rest of it alone.
    ///
    /// # Panics
    /// Where there is no such row.
    pub fn set_line(&mut self, row: usize, line: LineId) {
        assert!(row < self.rows, "row {row} of {}", self.rows);
        self.line.set(row, Some(line), self.rows);
    }
}

/// The rows of a table, made one after the other.
#[derive(Clone, Debug)]
pub struct Rows<'a, T> {
    table: &'a T,
    left: std::ops::Range<usize>,
}

tables! {
    /// Detections: rows of [`Case::detections`](crate::case::Case::detections).
    Detections of Detection {
        words {
            time_basis: TimeBasis = TimeBasis::Stated,
            form: Form = Form::ProtocolAbuse,
            service: Service = Service::Sshd,
        }
        numbers {
            time: Option<Timestamp>,
            source: Option<SourceId>,
            asset: AssetId,
            account: Option<AccountId>,
            reasons: ReasonsId,
            window: Option<WindowId>,
            status: Option<u16>,
            bytes: Option<u64>,
            subject: Option<TextId>,
            tool: Option<TextId>,
            line: Option<LineId>,
            attempt: Option<AttemptId>,
        }
    }
    /// Traces: rows of [`Case::traces`](crate::case::Case::traces).
    Traces of Trace {
        words {
            time_basis: TimeBasis = TimeBasis::Stated,
            kind: TraceKind = TraceKind::Packet,
            service: Service = Service::Sshd,
        }
        numbers {
            time: Timestamp,
            source: Option<SourceId>,
            asset: AssetId,
            account: Option<AccountId>,
            subject: Option<TextId>,
            status: Option<u16>,
            tries: u32,
        }
    }
}
