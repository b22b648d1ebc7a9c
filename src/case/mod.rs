//! A case on disk: a folder of Parquet tables and a manifest with versions and digests. Written so that a reader sees the old
//! case or the new one, never half of each; any engine that reads Parquet can question it. What the rows mean is said in
//! `vigie_facts::case`; nothing is computed here.

mod cells;
pub mod history;
mod tables;

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use vigie_detect::fold::Memory;
use vigie_facts::case::{Case, MarkRow, Ordinary, Settings};

use cells::{Row, Table};

/// Version of the layout this program writes. A program reads its own version and older ones.
pub const LAYOUT_VERSION: u32 = 1;

/// Name of the manifest inside the folder.
pub const MANIFEST: &str = "manifest.json";

/// Why a case could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// The system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// What was touched.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder holds something that is not a case.
    #[error("{} is not empty and holds no case (no {MANIFEST})", .0.display())]
    NotACase(PathBuf),
    /// The manifest cannot be read.
    #[error("{MANIFEST}: {0}")]
    BadManifest(#[from] serde_json::Error),
    /// The case was written by a newer program.
    #[error("the case has layout version {found}, this program reads up to {LAYOUT_VERSION}")]
    TooNew {
        /// Version in the manifest.
        found: u32,
    },
    /// A table is not the one the manifest speaks of.
    #[error("table {table} does not have the digest its manifest says: it was changed or damaged")]
    Digest {
        /// Name of the table.
        table: String,
    },
    /// A row holds what it cannot.
    #[error("table {table}, row {row}, column {column}: a value is missing or impossible")]
    BadRow {
        /// Name of the table.
        table: &'static str,
        /// Row in its row group.
        row: u64,
        /// Column.
        column: usize,
    },
    /// The memory cannot be read or written.
    #[error("{MEMORY}: {0}")]
    Memory(#[source] postcard::Error),
    /// Parquet's own complaint.
    #[error("{0}")]
    Parquet(#[from] parquet::errors::ParquetError),
}

/// What the folder holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `vigie-case`.
    pub format: String,
    /// See [`LAYOUT_VERSION`].
    pub layout_version: u32,
    /// What was decided when the case was filled.
    pub settings: Settings,
    /// Sources and records in no table.
    pub ordinary: Ordinary,
    /// The tables.
    pub tables: Vec<TableFile>,
}

/// One table of the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableFile {
    /// Its name.
    pub table: String,
    /// Its file in the folder; carries the digest, so that a new table never overwrites an old one.
    pub file: String,
    /// Rows.
    pub rows: u64,
    /// BLAKE3 of the file, in hexadecimal (`b3sum` recomputes it).
    pub blake3: String,
}

/// Whether the folder holds a case.
pub fn is_case(folder: &Path) -> bool {
    folder.join(MANIFEST).is_file()
}

/// Every table of a case, by one line each: what is written, in this order, and where it is read into.
macro_rules! each_table {
    ($do:ident, $case:expr $(, $more:expr)*) => {
        $do!(inputs, $case $(, $more)*);
        $do!(systems, $case $(, $more)*);
        $do!(coverage, $case $(, $more)*);
        $do!(traffic, $case $(, $more)*);
        $do!(sources, $case $(, $more)*);
        $do!(assets, $case $(, $more)*);
        $do!(accounts, $case $(, $more)*);
        $do!(texts, $case $(, $more)*);
        $do!(rules, $case $(, $more)*);
        $do!(reasons, $case $(, $more)*);
        $do!(windows, $case $(, $more)*);
        $do!(lines, $case $(, $more)*);
        $do!(detections, $case $(, $more)*);
        $do!(attempts, $case $(, $more)*);
        $do!(incidents, $case $(, $more)*);
        $do!(traces, $case $(, $more)*);
        $do!(marks, $case $(, $more)*);
    };
}

/// Writes a case into a folder, which is made if it is not there. Files are readable by their owner only. The manifest
/// is replaced last and in one step, then tables it no longer names are removed.
pub fn write(case: &Case, folder: &Path) -> Result<Manifest, CaseError> {
    if folder.is_dir() && !is_case(folder) && !is_begun(folder)? {
        return Err(CaseError::NotACase(folder.to_path_buf()));
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(at(folder))?;
    let mut tables = Vec::new();
    macro_rules! write_one {
        ($field:ident, $case:expr) => {
            tables.push(write_table_file(&$case.$field, folder)?)
        };
    }
    each_table!(write_one, case);
    let manifest = Manifest {
        format: "vigie-case".to_owned(),
        layout_version: LAYOUT_VERSION,
        settings: case.settings.clone(),
        ordinary: case.ordinary,
        tables,
    };
    let mut text = serde_json::to_vec_pretty(&manifest)?;
    text.push(b'\n');
    write_in_one_step(&folder.join(MANIFEST), &text)?;
    remove_stale(folder, &manifest)?;
    Ok(manifest)
}

/// What the name of a file ends with while it is written beside its place.
const BESIDE: &str = ".vigie-new";

/// Whether a folder without a manifest holds nothing but what the first write of a case leaves when it is cut short.
fn is_begun(folder: &Path) -> Result<bool, CaseError> {
    fn name<T: Table>(_: &T) -> &'static str {
        T::Row::TABLE
    }
    let mut tables = Vec::new();
    macro_rules! name_one {
        ($field:ident, $case:expr) => {
            tables.push(name(&$case.$field))
        };
    }
    each_table!(name_one, Case::default());
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let file = entry.map_err(at(folder))?.file_name().to_string_lossy().into_owned();
        let of_a_table = |table: &&str| file.strip_prefix(*table).is_some_and(|rest| rest.starts_with(['-', '.']));
        let is_table = tables.iter().any(of_a_table) && (file.ends_with(".parquet") || file.ends_with(".parquet.new"));
        if !is_table && file.strip_prefix(MANIFEST) != Some(BESIDE) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Reads the manifest of a case.
pub fn manifest(folder: &Path) -> Result<Manifest, CaseError> {
    let path = folder.join(MANIFEST);
    let manifest: Manifest = serde_json::from_slice(&fs::read(&path).map_err(at(&path))?)?;
    if manifest.layout_version > LAYOUT_VERSION {
        return Err(CaseError::TooNew { found: manifest.layout_version });
    }
    Ok(manifest)
}

/// Reads a case, after checking each table against its digest.
pub fn read(folder: &Path) -> Result<Case, CaseError> {
    let manifest = manifest(folder)?;
    let mut case = Case { settings: manifest.settings.clone(), ordinary: manifest.ordinary, ..Case::default() };
    macro_rules! read_one {
        ($field:ident, $case:expr) => {
            $case.$field = read_table_file(&manifest, folder)?.into()
        };
    }
    each_table!(read_one, case);
    Ok(case)
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> CaseError {
    let path = path.to_path_buf();
    move |source| CaseError::Io { path, source }
}

fn write_table_file<T: Table>(table: &T, folder: &Path) -> Result<TableFile, CaseError> {
    let temporary = folder.join(format!("{}.parquet.new", T::Row::TABLE));
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&temporary)
        .map_err(at(&temporary))?;
    let mut file = io::BufWriter::new(file);
    cells::write_table(table, &mut file)?;
    file.flush().and_then(|()| file.get_ref().sync_all()).map_err(at(&temporary))?;
    let blake3 = digest_of(&temporary)?;
    let name = format!("{}-{}.parquet", T::Row::TABLE, &blake3[..12]);
    fs::rename(&temporary, folder.join(&name)).map_err(at(&temporary))?;
    Ok(TableFile { table: T::Row::TABLE.to_owned(), file: name, rows: table.rows() as u64, blake3 })
}

fn read_table_file<R: Row>(manifest: &Manifest, folder: &Path) -> Result<Vec<R>, CaseError> {
    let Some(entry) = manifest.tables.iter().find(|entry| entry.table == R::TABLE) else { return Ok(Vec::new()) };
    // Only plain names inside the folder: a manifest from elsewhere must not make us open other files.
    let path = folder.join(Path::new(&entry.file).file_name().unwrap_or_default());
    if digest_of(&path)? != entry.blake3 {
        return Err(CaseError::Digest { table: entry.table.clone() });
    }
    cells::read_table(&path)
}

fn digest_of(path: &Path) -> Result<String, CaseError> {
    let mut hasher = blake3::Hasher::new();
    let mut file = BufReader::with_capacity(1 << 20, File::open(path).map_err(at(path))?);
    io::copy(&mut file, &mut hasher).map_err(at(path))?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// Writes a file beside its place, then moves it there: readers see the old bytes or the new ones. What stands there and is no file
/// (`/dev/null`, a pipe) is written to instead, for to move a file there would take it away from everybody; a link stays a link.
pub fn write_in_one_step(path: &Path, bytes: &[u8]) -> Result<(), CaseError> {
    replace_file(path, bytes, 0o600).map_err(at(path))
}

/// The same, for whoever the mode says.
pub fn replace_file(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(&place).is_ok_and(|there| !there.is_file()) {
        return OpenOptions::new().write(true).open(&place)?.write_all(bytes);
    }
    let mut name = place.file_name().unwrap_or_default().to_os_string();
    name.push(BESIDE);
    let temporary = place.with_file_name(name);
    let written = OpenOptions::new().write(true).create(true).truncate(true).mode(mode).open(&temporary);
    let written = written.and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    let replaced = written.and_then(|()| fs::rename(&temporary, &place));
    if replaced.is_err() {
        // On a full disk the room is wanted for the next try.
        let _ = fs::remove_file(&temporary);
    }
    replaced
}

fn remove_stale(folder: &Path, manifest: &Manifest) -> Result<(), CaseError> {
    let named: BTreeSet<&str> = manifest.tables.iter().map(|table| table.file.as_str()).collect();
    for entry in fs::read_dir(folder).map_err(at(folder))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let ours = manifest.tables.iter().any(|table| name.starts_with(&format!("{}-", table.table)));
        if ours && name.ends_with(".parquet") && !named.contains(name.as_str()) {
            fs::remove_file(entry.path()).map_err(at(&entry.path()))?;
        }
    }
    Ok(())
}

/// Whether persons judged anything in a case; its tables are not read for it.
pub fn has_marks(folder: &Path) -> Result<bool, CaseError> {
    let tables = manifest(folder)?.tables;
    Ok(tables.iter().any(|table| table.table == MarkRow::TABLE && table.rows > 0))
}

/// Name of the file that lets logs be added later. It holds names in clear and belongs to whoever keeps the case: figures do not need
/// it, so it is left out when a case is handed on.
pub const MEMORY: &str = "memory.zst";

/// A memory larger than this, decompressed, is refused: tens of millions of rows.
const MEMORY_BYTES_MAX: usize = 8 << 30;

/// How hard a memory is packed: the level at which its writer still spends less time than the disk.
const PACKED_AT: i32 = 3;

/// A memory, or the fold's own view of one, as its file holds it.
pub fn pack_memory(memory: &impl Serialize) -> Result<Vec<u8>, CaseError> {
    let in_memory = Path::new(MEMORY);
    let encoder = zstd::stream::write::Encoder::new(Vec::new(), PACKED_AT).map_err(at(in_memory))?;
    postcard::to_io(memory, encoder).map_err(CaseError::Memory)?.finish().map_err(at(in_memory))
}

/// A memory and what its keeper has to know beside it, as one file holds them: written together, they can never tell of two moments.
/// Not packed yet: that takes several times as long, and can be done while the fold goes on.
pub fn memory_with(memory: &impl Serialize, beside: &impl Serialize) -> Result<Vec<u8>, CaseError> {
    let bytes = postcard::to_extend(memory, Vec::new()).map_err(CaseError::Memory)?;
    postcard::to_extend(beside, bytes).map_err(CaseError::Memory)
}

/// What [`memory_with`] gave, as its file holds it.
pub fn packed(plain: &[u8]) -> Result<Vec<u8>, CaseError> {
    zstd::bulk::compress(plain, PACKED_AT).map_err(at(Path::new(MEMORY)))
}

/// Writes a packed memory beside the tables; takes away an old one when there is none to write.
pub fn write_memory(packed: Option<&[u8]>, folder: &Path) -> Result<(), CaseError> {
    let path = folder.join(MEMORY);
    let Some(packed) = packed else {
        return match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => Err(CaseError::Io { path, source }),
            _ => Ok(()),
        };
    };
    write_in_one_step(&path, packed)
}

/// Reads the memory, if the folder has one. What somebody kept beside it is passed over.
pub fn read_memory(folder: &Path) -> Result<Option<Memory>, CaseError> {
    let Some(bytes) = memory_bytes(folder)? else { return Ok(None) };
    postcard::from_bytes(&bytes).map(Some).map_err(CaseError::Memory)
}

/// Reads the memory and what was kept beside it, if anything was: see [`memory_with`].
pub fn read_memory_with<T: serde::de::DeserializeOwned>(
    folder: &Path,
) -> Result<Option<(Memory, Option<T>)>, CaseError> {
    let Some(bytes) = memory_bytes(folder)? else { return Ok(None) };
    let (memory, rest) = postcard::take_from_bytes(&bytes).map_err(CaseError::Memory)?;
    let beside = if rest.is_empty() { None } else { Some(postcard::from_bytes(rest).map_err(CaseError::Memory)?) };
    Ok(Some((memory, beside)))
}

fn memory_bytes(folder: &Path) -> Result<Option<Vec<u8>>, CaseError> {
    let path = folder.join(MEMORY);
    let file = match File::open(&path) {
        Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(at(&path))?,
    };
    let mut bytes = Vec::new();
    let decoder = zstd::stream::read::Decoder::new(file).map_err(at(&path))?;
    decoder.take(MEMORY_BYTES_MAX as u64).read_to_end(&mut bytes).map_err(at(&path))?;
    Ok(Some(bytes))
}

/// The key of the pseudonyms of a case: derived from the accounts and from the place of every row, which only somebody who
/// has the logs or the case knows. The same case gives the same key, so a report can be made again to the byte.
pub fn pseudonym_key(case: &Case) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("vigie 2026 pseudonyms of accounts");
    for account in &case.accounts {
        hasher.update(account.name.as_bytes()).update(&[0]);
    }
    /// Places hashed at once: there may be millions, and a call costs more than the twelve bytes of one.
    const AT_ONCE_BYTES: usize = 12 << 12;
    let origins = (0..case.detections.len()).map(|row| case.detections.origin(row));
    let origins = origins.chain((0..case.traces.len()).map(|row| case.traces.origin(row)));
    let mut places = Vec::with_capacity(AT_ONCE_BYTES);
    for origin in origins {
        places.extend_from_slice(&origin.input.0.to_le_bytes());
        places.extend_from_slice(&origin.byte_start.to_le_bytes());
        if places.len() >= AT_ONCE_BYTES {
            hasher.update(&places);
            places.clear();
        }
    }
    hasher.update(&places);
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests;
