//! One row of a table as cells, in the order of its columns; written to and read from Parquet a column at a time. Knows Parquet,
//! knows no table.

use std::fs::File;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, TimestampType, Type as Physical, ZstdLevel};
use parquet::column::reader::ColumnReader;
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use serde::Serialize;
use serde::de::DeserializeOwned;
use vigie_facts::case::{Detection, Trace};
use vigie_facts::tables::{Detections, Traces};

use super::CaseError;

/// Rows in one row group: a few megabytes of cells in memory at a time.
const ROWS_PER_GROUP: usize = 128 << 10;

/// Kind of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A whole number (INT64).
    Int,
    /// An instant (INT64, microseconds since the epoch, UTC).
    Time,
    /// UTF-8 text.
    Text,
    /// A list or a set, as JSON text.
    Json,
}

/// A column of a table. All are optional in Parquet, so that a column may be added later.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
}

/// Shorthand for the tables.
pub(super) const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

/// A row that can be kept.
pub(super) trait Row: Sized {
    /// Name of the table, and of its file.
    const TABLE: &'static str;
    /// Its columns, in the order of the cells.
    const COLUMNS: &'static [Column];
    /// Puts the cells of this row, in order.
    fn put(&self, cells: &mut CellWriter);
    /// Takes the cells of a row, in order.
    fn take(cells: &mut CellReader<'_>) -> Result<Self, CaseError>;
}

/// Rows that can be kept, however they are held.
pub(super) trait Table {
    /// What the rows are.
    type Row: Row;
    /// How many there are.
    fn rows(&self) -> usize;
    /// Hands some of them over, in order.
    fn each(&self, rows: Range<usize>, take: &mut dyn FnMut(&Self::Row));
}

impl<R: Row> Table for Vec<R> {
    type Row = R;

    fn rows(&self) -> usize {
        self.len()
    }

    fn each(&self, rows: Range<usize>, take: &mut dyn FnMut(&R)) {
        self[rows].iter().for_each(take);
    }
}

/// Tables by columns.
macro_rules! by_columns {
    ($($Table:ident of $Row:ident),+) => {
        $(impl Table for $Table {
            type Row = $Row;

            fn rows(&self) -> usize {
                self.len()
            }

            fn each(&self, rows: Range<usize>, take: &mut dyn FnMut(&$Row)) {
                rows.filter_map(|row| self.get(row)).for_each(|row| take(&row));
            }
        })+
    };
}

by_columns!(Detections of Detection, Traces of Trace);

/// The cells of one column.
#[derive(Debug)]
enum Values {
    Ints(Vec<i64>),
    Texts(Vec<ByteArray>),
}

/// Collects the cells of many rows, column by column.
#[derive(Debug)]
pub(super) struct CellWriter {
    columns: Vec<(Values, Vec<i16>)>,
    next: usize,
}

impl CellWriter {
    fn new(columns: &[Column]) -> CellWriter {
        let values = |kind: Kind| match kind {
            Kind::Int | Kind::Time => Values::Ints(Vec::new()),
            Kind::Text | Kind::Json => Values::Texts(Vec::new()),
        };
        CellWriter { columns: columns.iter().map(|column| (values(column.kind), Vec::new())).collect(), next: 0 }
    }

    fn cell(&mut self) -> &mut (Values, Vec<i16>) {
        let place = self.next;
        self.next = (place + 1) % self.columns.len();
        &mut self.columns[place]
    }

    pub(super) fn int(&mut self, value: Option<i64>) {
        let (values, levels) = self.cell();
        levels.push(i16::from(value.is_some()));
        match values {
            Values::Ints(ints) => ints.extend(value),
            Values::Texts(_) => unreachable!("a number was put into a text column"),
        }
    }

    pub(super) fn text(&mut self, value: Option<&str>) {
        let (values, levels) = self.cell();
        levels.push(i16::from(value.is_some()));
        match values {
            Values::Texts(texts) => texts.extend(value.map(ByteArray::from)),
            Values::Ints(_) => unreachable!("a text was put into a number column"),
        }
    }

    /// A value by its serde form: ids of enums become their word, lists and sets become JSON.
    pub(super) fn word(&mut self, value: Option<&impl Serialize>) {
        let word = value.and_then(|value| serde_json::to_value(value).ok());
        match word {
            Some(serde_json::Value::String(word)) => self.text(Some(&word)),
            Some(other) => self.text(Some(&other.to_string())),
            None => self.text(None),
        }
    }
}

/// Hands out the cells of one row, in order.
#[derive(Debug)]
pub(super) struct CellReader<'a> {
    table: &'static str,
    columns: &'a [Read],
    row: usize,
    next: usize,
}

/// A column that was read: for each row, its value.
#[derive(Debug)]
enum Read {
    Ints(Vec<Option<i64>>),
    Texts(Vec<Option<ByteArray>>),
    /// The file has no such column: it was written before the column was thought of.
    Absent,
}

impl CellReader<'_> {
    fn cell(&mut self) -> (&Read, usize) {
        let place = self.next;
        self.next += 1;
        (&self.columns[place], self.row)
    }

    /// The error of a cell that must be there, or that holds what it cannot.
    pub(super) fn bad(&self) -> CaseError {
        CaseError::BadRow { table: self.table, row: self.row as u64, column: self.next.saturating_sub(1) }
    }

    pub(super) fn opt_int(&mut self) -> Option<i64> {
        match self.cell() {
            (Read::Ints(values), row) => values[row],
            _ => None,
        }
    }

    pub(super) fn int(&mut self) -> Result<i64, CaseError> {
        self.opt_int().ok_or_else(|| self.bad())
    }

    /// A number of a smaller type.
    pub(super) fn small<T: TryFrom<i64>>(&mut self) -> Result<T, CaseError> {
        T::try_from(self.int()?).map_err(|_| self.bad())
    }

    /// A number of a smaller type, or none.
    pub(super) fn opt_small<T: TryFrom<i64>>(&mut self) -> Result<Option<T>, CaseError> {
        self.opt_int().map(|value| T::try_from(value).map_err(|_| self.bad())).transpose()
    }

    pub(super) fn opt_text(&mut self) -> Result<Option<Box<str>>, CaseError> {
        let (Read::Texts(values), row) = self.cell() else { return Ok(None) };
        let text = values[row].as_ref().map(|bytes| std::str::from_utf8(bytes.data()).map(Box::from));
        text.transpose().map_err(|_| self.bad())
    }

    pub(super) fn text(&mut self) -> Result<Box<str>, CaseError> {
        self.opt_text()?.ok_or_else(|| self.bad())
    }

    /// A value by its serde form.
    pub(super) fn opt_word<T: DeserializeOwned>(&mut self) -> Result<Option<T>, CaseError> {
        let Some(text) = self.opt_text()? else { return Ok(None) };
        let quoted = serde_json::Value::String(text.to_string());
        serde_json::from_value(quoted).or_else(|_| serde_json::from_str(&text)).map(Some).map_err(|_| self.bad())
    }

    /// A value by its serde form that must be there.
    pub(super) fn word<T: DeserializeOwned>(&mut self) -> Result<T, CaseError> {
        self.opt_word()?.ok_or_else(|| self.bad())
    }
}

/// Writes a table to an open file.
pub(super) fn write_table<T: Table>(table: &T, out: impl Write + Send) -> Result<(), CaseError> {
    let columns = T::Row::COLUMNS;
    let fields = columns.iter().map(|column| field(*column)).collect::<Result<Vec<_>, _>>()?;
    let schema = Arc::new(Type::group_type_builder(T::Row::TABLE).with_fields(fields).build()?);
    // No statement of the writer's version or time: the same case gives the same bytes.
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_created_by("vigie".to_owned())
        .build();
    let mut writer = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
    for start in (0..table.rows()).step_by(ROWS_PER_GROUP) {
        let mut cells = CellWriter::new(columns);
        table.each(start..table.rows().min(start + ROWS_PER_GROUP), &mut |row| {
            row.put(&mut cells);
            debug_assert_eq!(cells.next, 0, "a row of {} put the wrong number of cells", T::Row::TABLE);
        });
        let mut row_group = writer.next_row_group()?;
        for (values, levels) in &cells.columns {
            let Some(mut column) = row_group.next_column()? else { break };
            match (column.untyped(), values) {
                (ColumnWriter::Int64ColumnWriter(typed), Values::Ints(ints)) => {
                    typed.write_batch(ints, Some(levels), None)?
                }
                (ColumnWriter::ByteArrayColumnWriter(typed), Values::Texts(texts)) => {
                    typed.write_batch(texts, Some(levels), None)?
                }
                _ => unreachable!("the schema was built from the same columns"),
            };
            column.close()?;
        }
        row_group.close()?;
    }
    writer.close()?;
    Ok(())
}

fn field(column: Column) -> Result<Arc<Type>, CaseError> {
    let (physical, logical) = match column.kind {
        Kind::Int => (Physical::INT64, None),
        Kind::Time => (
            Physical::INT64,
            Some(LogicalType::Timestamp(TimestampType { is_adjusted_to_u_t_c: true, unit: TimeUnit::MICROS })),
        ),
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Json => (Physical::BYTE_ARRAY, Some(LogicalType::Json)),
    };
    let builder = Type::primitive_type_builder(column.name, physical).with_repetition(Repetition::OPTIONAL);
    Ok(Arc::new(builder.with_logical_type(logical).build()?))
}

/// Reads a table.
pub(super) fn read_table<R: Row>(path: &Path) -> Result<Vec<R>, CaseError> {
    let file = File::open(path).map_err(|source| CaseError::Io { path: path.into(), source })?;
    let reader = SerializedFileReader::new(file)?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let places: Vec<Option<usize>> =
        R::COLUMNS.iter().map(|column| schema.columns().iter().position(|found| found.name() == column.name)).collect();
    let mut rows = Vec::new();
    for number in 0..reader.num_row_groups() {
        let group = reader.get_row_group(number)?;
        let row_count = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        let mut columns = Vec::with_capacity(places.len());
        for place in &places {
            columns.push(match place {
                Some(place) => read_column(group.get_column_reader(*place)?, row_count)?,
                None => Read::Absent,
            });
        }
        for row in 0..row_count {
            rows.push(R::take(&mut CellReader { table: R::TABLE, columns: &columns, row, next: 0 })?);
        }
    }
    Ok(rows)
}

fn read_column(reader: ColumnReader, rows: usize) -> Result<Read, CaseError> {
    let mut levels = Vec::new();
    match reader {
        ColumnReader::Int64ColumnReader(mut typed) => {
            let mut values = Vec::new();
            while levels.len() < rows
                && typed.read_records(rows - levels.len(), Some(&mut levels), None, &mut values)?.0 > 0
            {}
            Ok(Read::Ints(spread(values, &levels, rows)))
        }
        ColumnReader::ByteArrayColumnReader(mut typed) => {
            let mut values = Vec::new();
            while levels.len() < rows
                && typed.read_records(rows - levels.len(), Some(&mut levels), None, &mut values)?.0 > 0
            {}
            Ok(Read::Texts(spread(values, &levels, rows)))
        }
        _ => Ok(Read::Absent),
    }
}

fn spread<T>(values: Vec<T>, levels: &[i16], rows: usize) -> Vec<Option<T>> {
    let mut values = values.into_iter();
    let mut spread: Vec<Option<T>> =
        levels.iter().take(rows).map(|level| if *level > 0 { values.next() } else { None }).collect();
    spread.resize_with(rows, || None);
    spread
}
