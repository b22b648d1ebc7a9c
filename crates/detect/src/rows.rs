//! The rows of a fold, of which there may be millions: half the size of a [`Row`]. What nearly every record says differently stands in each;
//! what many say alike stands once, in a table. What a row says is told where [`Row`] is declared.

use std::hash::{Hash, Hasher};

use vigie_facts::case::TraceKind;
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;
use vigie_facts::time::{TimeBasis, Timestamp};

use crate::row::Row;
use crate::words::Table;

/// Rows between two moments at which the room of those taken is given back: 3 MiB.
const TAKEN_ROWS: usize = 1 << 16;

/// Rows in an order of their own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    rows: Vec<Own>,
    shared: Table<Shared>,
}

/// What is a row's own. Large numbers are halves: the upper ones of neighbours are the same.
#[derive(Clone, Copy, Debug)]
struct Own {
    time_micros: i64,
    byte_start: u32,
    line: u32,
    bytes: u32,
    byte_len: u32,
    source: u32,
    account: u32,
    subject: u32,
    /// The place of the rest.
    shared: u32,
}

/// What a row has in common with others, what tells neighbours apart first: they are compared in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shared {
    tool: u32,
    hits: u32,
    extra: u32,
    status: u16,
    tries: u32,
    asset: u32,
    input: u32,
    bytes_upper: u32,
    byte_start_upper: u32,
    line_upper: u32,
    kind: Option<TraceKind>,
    service: Service,
    time_basis: TimeBasis,
    is_traffic: bool,
}

/// By what tells most of them apart: one is looked for with every row, and all of it is compared anyway.
impl Hash for Shared {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        whole(self.tool, self.hits).hash(hasher);
        (whole(self.extra, self.asset) ^ whole(self.status.into(), self.tries)).hash(hasher);
    }
}

/// A row where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowAt<'a> {
    own: &'a Own,
    all_shared: &'a [Shared],
}

impl Rows {
    /// How many rows.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row at a place where there is one.
    #[inline]
    pub(crate) fn at(&self, at: usize) -> RowAt<'_> {
        RowAt { own: &self.rows[at], all_shared: self.shared.rows() }
    }

    /// All rows, in order.
    #[inline]
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = RowAt<'_>> + ExactSizeIterator + Clone {
        let all_shared = self.shared.rows();
        self.rows.iter().map(move |own| RowAt { own, all_shared })
    }

    /// The first place from an instant on, of rows in order.
    pub(crate) fn first_since(&self, time_micros: i64) -> usize {
        self.rows.partition_point(|row| row.time_micros < time_micros)
    }

    /// Adds a row behind the others.
    pub(crate) fn push(&mut self, row: &Row) {
        let upper = |number: u64| (number >> 32) as u32;
        let shared = self.shared.intern(&Shared {
            byte_start_upper: upper(row.byte_start),
            line_upper: upper(row.line),
            bytes_upper: upper(row.bytes),
            input: row.input,
            asset: row.asset,
            tool: row.tool,
            extra: row.extra,
            hits: row.hits,
            tries: row.tries,
            status: row.status,
            kind: row.kind,
            service: row.service,
            time_basis: row.time_basis,
            is_traffic: row.is_traffic,
        });
        self.rows.push(Own {
            time_micros: row.time_micros,
            byte_start: row.byte_start as u32,
            line: row.line as u32,
            bytes: row.bytes as u32,
            byte_len: row.byte_len,
            source: row.source,
            account: row.account,
            subject: row.subject,
            shared,
        });
    }

    /// Puts the rows in the order of a case: time, then place. Two records of one input never start at the same byte.
    pub(crate) fn sort(&mut self) {
        let all_shared = self.shared.rows();
        self.rows.sort_unstable_by_key(|own| RowAt { own, all_shared }.order());
    }

    /// Keeps some rows, in their order; `keeps` has a say about each.
    pub(crate) fn keep(&mut self, keeps: &[bool]) {
        let mut keeps = keeps.iter();
        self.rows.retain(|_| keeps.next().is_some_and(|keeps| *keeps));
    }

    /// Names texts anew, and lets go of what rows that are gone had in common.
    pub(crate) fn rename_texts(&mut self, mut rename: impl FnMut(u32) -> u32) {
        let all_shared = std::mem::take(&mut self.shared);
        for own in &mut self.rows {
            own.subject = rename(own.subject);
            let shared = all_shared.rows()[own.shared as usize];
            own.shared = self.shared.intern(&Shared { tool: rename(shared.tool), ..shared });
        }
    }

    /// The rows from the first on, each gone once `each` saw it and its place: they give their room back on the way.
    pub(crate) fn consume(mut self, mut each: impl FnMut(usize, RowAt<'_>)) {
        let total = self.len();
        self.rows.reverse();
        while let Some(own) = self.rows.pop() {
            each(total - 1 - self.rows.len(), RowAt { own: &own, all_shared: self.shared.rows() });
            if self.rows.len().is_multiple_of(TAKEN_ROWS) {
                self.rows.shrink_to_fit();
            }
        }
    }
}

impl FromIterator<Row> for Rows {
    fn from_iter<I: IntoIterator<Item = Row>>(rows: I) -> Rows {
        let mut made = Rows::default();
        rows.into_iter().for_each(|row| made.push(&row));
        made
    }
}

impl<'a> RowAt<'a> {
    #[inline]
    fn shared(self) -> &'a Shared {
        &self.all_shared[self.own.shared as usize]
    }
}

/// The fields of [`Row`].
impl RowAt<'_> {
    #[inline]
    pub(crate) fn time_micros(self) -> i64 {
        self.own.time_micros
    }

    #[inline]
    pub(crate) fn source(self) -> u32 {
        self.own.source
    }

    #[inline]
    pub(crate) fn account(self) -> u32 {
        self.own.account
    }

    #[inline]
    pub(crate) fn subject(self) -> u32 {
        self.own.subject
    }

    #[inline]
    pub(crate) fn byte_start(self) -> u64 {
        whole(self.shared().byte_start_upper, self.own.byte_start)
    }

    #[inline]
    pub(crate) fn bytes(self) -> u64 {
        whole(self.shared().bytes_upper, self.own.bytes)
    }

    #[inline]
    pub(crate) fn input(self) -> u32 {
        self.shared().input
    }

    #[inline]
    pub(crate) fn asset(self) -> u32 {
        self.shared().asset
    }

    #[inline]
    pub(crate) fn tool(self) -> u32 {
        self.shared().tool
    }

    #[inline]
    pub(crate) fn extra(self) -> u32 {
        self.shared().extra
    }

    #[inline]
    pub(crate) fn hits(self) -> u32 {
        self.shared().hits
    }

    #[inline]
    pub(crate) fn tries(self) -> u32 {
        self.shared().tries
    }

    #[inline]
    pub(crate) fn status(self) -> u16 {
        self.shared().status
    }

    #[inline]
    pub(crate) fn kind(self) -> Option<TraceKind> {
        self.shared().kind
    }

    #[inline]
    pub(crate) fn service(self) -> Service {
        self.shared().service
    }

    #[inline]
    pub(crate) fn time_basis(self) -> TimeBasis {
        self.shared().time_basis
    }

    #[inline]
    pub(crate) fn is_traffic(self) -> bool {
        self.shared().is_traffic
    }
}

impl RowAt<'_> {
    /// As [`Row::time`].
    #[inline]
    pub(crate) fn time(self) -> Option<Timestamp> {
        let time_micros = self.time_micros();
        (time_micros != Row::NO_TIME).then_some(Timestamp(time_micros))
    }

    /// Where the record stands.
    pub(crate) fn origin(self) -> Origin {
        Origin {
            input: InputId(self.input()),
            line: whole(self.shared().line_upper, self.own.line),
            byte_start: self.byte_start(),
            byte_len: self.own.byte_len,
        }
    }

    /// What rows of a case are in the order of.
    #[inline]
    pub(crate) fn order(self) -> (i64, u32, u64) {
        (self.time_micros(), self.input(), self.byte_start())
    }

    /// The row by itself.
    pub(crate) fn made(self) -> Row {
        Row {
            time_micros: self.time_micros(),
            byte_start: self.byte_start(),
            line: self.origin().line,
            bytes: self.bytes(),
            byte_len: self.own.byte_len,
            input: self.input(),
            source: self.source(),
            asset: self.asset(),
            account: self.account(),
            subject: self.subject(),
            tool: self.tool(),
            extra: self.extra(),
            hits: self.hits(),
            tries: self.tries(),
            status: self.status(),
            kind: self.kind(),
            service: self.service(),
            time_basis: self.time_basis(),
            is_traffic: self.is_traffic(),
        }
    }
}

/// A number of its halves.
#[inline]
fn whole(upper: u32, lower: u32) -> u64 {
    u64::from(upper) << 32 | u64::from(lower)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::{BYTES_UNKNOWN, NONE};

    /// A row whose every field depends on a number.
    fn row(number: u32) -> Row {
        let id = |every: u32| if number.is_multiple_of(every) { NONE } else { number };
        Row {
            time_micros: if number.is_multiple_of(11) { Row::NO_TIME } else { i64::from(number % 100) },
            byte_start: u64::from(number) << 27,
            line: u64::from(number) << 25,
            bytes: if number.is_multiple_of(2) { BYTES_UNKNOWN } else { u64::from(number) << 30 },
            byte_len: number % 300,
            input: number % 3,
            source: id(5),
            asset: number % 7,
            account: id(3),
            subject: id(4),
            tool: id(6),
            extra: id(7),
            hits: id(13),
            tries: number % 5 + 1,
            status: (number % 600) as u16,
            kind: number.is_multiple_of(2).then_some(TraceKind::SignInFailure),
            service: if number.is_multiple_of(9) { Service::WebAccess } else { Service::Sshd },
            time_basis: if number.is_multiple_of(10) { TimeBasis::YearUnknown } else { TimeBasis::Stated },
            is_traffic: number.is_multiple_of(3),
        }
    }

    fn made(rows: &Rows) -> Vec<Row> {
        rows.iter().map(RowAt::made).collect()
    }

    #[test]
    fn rows_come_back_as_they_were() {
        let given: Vec<Row> = (0..2_000).chain(0..2_000).map(row).collect();
        let mut rows: Rows = given.iter().copied().collect();
        assert_eq!((rows.len(), rows.is_empty()), (given.len(), false));
        assert_eq!(made(&rows), given);
        let mut sorted = given;
        sorted.sort_unstable_by_key(|row| (row.time_micros, row.input, row.byte_start));
        rows.sort();
        assert_eq!(made(&rows), sorted);
        assert!((-1..102).all(|time| rows.first_since(time) == sorted.partition_point(|row| row.time_micros < time)));
        rows.keep(&sorted.iter().map(|row| row.tries == 2).collect::<Vec<_>>());
        sorted.retain(|row| row.tries == 2);
        assert_eq!(made(&rows), sorted);
        rows.rename_texts(|text| text ^ 1);
        for row in &mut sorted {
            (row.subject, row.tool) = (row.subject ^ 1, row.tool ^ 1);
        }
        assert_eq!(made(&rows), sorted);
        let mut consumed = Vec::new();
        rows.consume(|at, row| consumed.push((at, row.made())));
        assert!(consumed.into_iter().eq(sorted.into_iter().enumerate()));
    }

    #[test]
    fn a_row_stays_small_because_there_may_be_millions() {
        assert_eq!((size_of::<Own>(), size_of::<Shared>()), (40, 44));
    }
}
