//! The user's network data on disk: reading them, laying them over the table, and writing a table that replaces the built-in
//! one. Paths come from the caller; nothing is fetched.

use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::build::{BuildError, TableBuilder};
use super::inputs::{LineCounts, RangeFacts, read_ranges};
use super::mmdb::Mmdb;
use super::table::{MAGIC, TABLE_BYTES_MAX, Table, TableError};
use super::{NetworkTable, Over};
use crate::case::replace_file;

/// The file that `update` writes into the data folder and `load` looks for there.
pub const TABLE_FILE: &str = "network-table.bin";

/// A file of network data, decompressed. The largest in use (city-level MMDB and CSV) stay under it.
const DATA_BYTES_MAX: u64 = 1 << 30;

/// Why network data cannot be used.
#[derive(Debug)]
pub enum DataError {
    /// The file cannot be read or written.
    Io(PathBuf, io::Error),
    /// More than 1 GiB.
    TooLarge(PathBuf),
    /// A table of ours that is damaged or of another version.
    Table(TableError),
    /// An MMDB file that cannot be opened.
    Mmdb,
    /// Text in which fewer than half of the lines are ranges: another kind of file.
    NotRanges(LineCounts),
    /// No file in the folder holds network data.
    NothingFound(PathBuf),
    /// The data do not fit the table.
    Build(BuildError),
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DataError::Io(path, error) => write!(f, "{}: {error}", path.display()),
            DataError::TooLarge(path) => write!(f, "{}: larger than {DATA_BYTES_MAX} bytes", path.display()),
            DataError::Table(error) => error.fmt(f),
            DataError::Mmdb => f.write_str("damaged MMDB file"),
            DataError::NotRanges(counts) => write!(
                f,
                "no network data: {} of {} lines are address ranges with a country or an autonomous system",
                counts.used,
                counts.used + counts.unknown + counts.not_understood
            ),
            DataError::NothingFound(path) => write!(f, "{}: no network data found", path.display()),
            DataError::Build(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for DataError {}

/// The table to use: the one in `data_dir` if `update` wrote one there, else the built-in; and `network_data` laid over it.
pub fn load(data_dir: Option<&Path>, network_data: Option<&Path>) -> Result<NetworkTable, DataError> {
    let updated = data_dir.map(|dir| dir.join(TABLE_FILE)).filter(|path| path.exists());
    let table = match updated {
        Some(path) => NetworkTable::from_file(read_bytes(&path)?).map_err(DataError::Table)?,
        None => NetworkTable::builtin(),
    };
    match network_data {
        None => Ok(table),
        Some(path) => {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            table.with_data(read_bytes(path)?, &name, &date_of(path)?)
        }
    }
}

/// What an update did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Updated {
    /// The table written.
    pub written: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Files used, and what became of their lines or networks.
    pub files: Vec<(PathBuf, LineCounts)>,
    /// Date of the data.
    pub date: String,
}

/// Makes a table from a file or a folder of files (MMDB, CSV, tab-separated, Tor's `geoip`, gzip or not) and writes it, whole or
/// not at all, into `data_dir`, where [`load`] finds it. Countries or autonomous systems of a family (IPv4, IPv6) that the new
/// data state replace the built-in ones; what they leave out stays.
pub fn update(from: &Path, data_dir: &Path) -> Result<Updated, DataError> {
    let mut builder = TableBuilder::from_table(NetworkTable::builtin().table());
    let mut files = Vec::new();
    let mut date = String::new();
    for path in candidates(from)? {
        let bytes = read_bytes(&path)?;
        let mut stated = None;
        let mut ranges = Vec::new();
        let counts = if Mmdb::is_mmdb(&bytes) {
            let mmdb = Mmdb::open(bytes).ok_or(DataError::Mmdb)?;
            stated = date_of_seconds(mmdb.built_seconds());
            let damaged = mmdb.each(|facts| ranges.push(own(&facts)));
            LineCounts { used: ranges.len() as u64, unknown: 0, not_understood: damaged }
        } else {
            read_ranges(&bytes, |facts| ranges.push(own(&facts)))
        };
        if counts.used == 0 || counts.not_understood > counts.used {
            // In a folder, a licence text beside the data is no fault.
            if from.is_dir() {
                continue;
            }
            return Err(DataError::NotRanges(counts));
        }
        replace(&mut builder, &ranges);
        date = date.max(stated.map_or_else(|| date_of(&path), Ok)?);
        files.push((path, counts));
    }
    if files.is_empty() {
        return Err(DataError::NothingFound(from.into()));
    }
    let names: Vec<String> =
        files.iter().filter_map(|(path, _)| Some(path.file_name()?.to_string_lossy().into_owned())).collect();
    builder.about("data-date", &date);
    builder.about("name", &names.join(" + "));
    let table = builder.finish().map_err(DataError::Build)?;
    let written = data_dir.join(TABLE_FILE);
    let io_error = |error| DataError::Io(written.clone(), error);
    std::fs::create_dir_all(data_dir).map_err(io_error)?;
    replace_file(&written, &table, 0o666).map_err(io_error)?;
    Ok(Updated { written, bytes: table.len() as u64, files, date })
}

/// Reads a file, gzip or not, up to a limit.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, DataError> {
    let io_error = |error| DataError::Io(path.into(), error);
    let mut file = std::fs::File::open(path).map_err(io_error)?;
    let mut magic = Vec::new();
    Read::by_ref(&mut file).take(2).read_to_end(&mut magic).map_err(io_error)?;
    let whole = io::Cursor::new(magic.clone()).chain(file);
    let mut bytes = Vec::new();
    let read = if magic == [0x1f, 0x8b] {
        flate2::read::MultiGzDecoder::new(whole).take(DATA_BYTES_MAX + 1).read_to_end(&mut bytes)
    } else {
        whole.take(DATA_BYTES_MAX + 1).read_to_end(&mut bytes)
    };
    read.map_err(io_error)?;
    if bytes.len() as u64 > DATA_BYTES_MAX {
        return Err(DataError::TooLarge(path.into()));
    }
    Ok(bytes)
}

/// Opens the user's data, and says the date they state themselves.
pub(super) fn open_data(bytes: Vec<u8>) -> Result<(Over, Option<String>), DataError> {
    if bytes.starts_with(MAGIC) && bytes.len() as u64 <= TABLE_BYTES_MAX {
        let table = Table::open(bytes).map_err(DataError::Table)?;
        let date = table.about("data-date").to_owned();
        return Ok((Over::Table { table: Box::new(table), countries: [true; 2], systems: [true; 2] }, Some(date)));
    }
    if Mmdb::is_mmdb(&bytes) {
        let mmdb = Mmdb::open(bytes).ok_or(DataError::Mmdb)?;
        let date = date_of_seconds(mmdb.built_seconds());
        return Ok((Over::Mmdb(Box::new(mmdb)), date));
    }
    let mut ranges = Vec::new();
    let counts = read_ranges(&bytes, |facts| ranges.push(own(&facts)));
    if counts.used == 0 || counts.not_understood > counts.used {
        return Err(DataError::NotRanges(counts));
    }
    let mut builder = TableBuilder::default();
    let (countries, systems) = replace(&mut builder, &ranges);
    let table = Table::open(builder.finish().map_err(DataError::Build)?).map_err(DataError::Table)?;
    Ok((Over::Table { table: Box::new(table), countries, systems }, None))
}

fn own(facts: &RangeFacts<'_>) -> RangeFacts<'static> {
    RangeFacts {
        range: facts.range,
        country: facts.country,
        asn: facts.asn,
        network: facts.network.as_ref().map(|name| name.clone().into_owned().into()),
    }
}

/// Replaces what the ranges state, and says for IPv4 and IPv6 whether they state countries, and systems.
fn replace(builder: &mut TableBuilder, ranges: &[RangeFacts<'_>]) -> ([bool; 2], [bool; 2]) {
    let states = |v6: bool, what: fn(&RangeFacts<'_>) -> bool| {
        ranges.iter().any(|facts| facts.range.first.is_ipv6() == v6 && what(facts))
    };
    let countries = [false, true].map(|v6| states(v6, |facts| facts.country.is_some()));
    let systems = [false, true].map(|v6| states(v6, |facts| facts.asn.is_some()));
    for (family, v6) in [false, true].into_iter().enumerate() {
        builder.forget(v6, countries[family], systems[family]);
    }
    for facts in ranges {
        if let Some(country) = facts.country {
            builder.country(facts.range, country);
        }
        if let Some(asn) = facts.asn {
            builder.system(facts.range, asn, facts.network.as_deref());
        }
    }
    (countries, systems)
}

/// The file itself, or the files directly in the folder, by name.
fn candidates(from: &Path) -> Result<Vec<PathBuf>, DataError> {
    if !from.is_dir() {
        return Ok(vec![from.into()]);
    }
    let io_error = |error| DataError::Io(from.into(), error);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(from).map_err(io_error)? {
        let path = entry.map_err(io_error)?.path();
        if path.is_file() && path.file_name().is_none_or(|name| name != TABLE_FILE) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Day on which a file was last changed, in UTC: the best guess at the age of data that state none.
fn date_of(path: &Path) -> Result<String, DataError> {
    let modified = std::fs::metadata(path).and_then(|metadata| metadata.modified());
    let modified = modified.map_err(|error| DataError::Io(path.into(), error))?;
    let seconds = modified.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Ok(date_of_seconds(seconds).unwrap_or_default())
}

/// `YYYY-MM-DD` of a count of seconds since the epoch; `None` past the year 9999.
fn date_of_seconds(seconds: u64) -> Option<String> {
    let stamp = jiff::Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    Some(stamp.strftime("%Y-%m-%d").to_string())
}
