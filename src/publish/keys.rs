//! The two secrets of packs, as files of their owner: the hiding secret of a case, beside its tables, and the signing key of a
//! person or an organisation. Made from the system's random source when they are first needed; never printed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use vigie_evidence::commitment::HidingSecret;
use vigie_evidence::custody::SigningSeed;
use vigie_evidence::{hex, unhex};

/// Name of the hiding secret inside the folder of a case. Whoever has it and the case can open what packs of it hide.
pub const HIDING_SECRET: &str = "hiding.key";

/// First line of a file that holds a hiding secret.
const HIDING_TITLE: &str = "vigie hiding secret 1";

/// First line of a file that holds a signing key.
const SIGNING_TITLE: &str = "vigie signing key 1";

/// No key file is longer.
const FILE_BYTES_MAX: u64 = 1_024;

/// Why a key cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// What was touched.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is something else.
    #[error("{} does not hold what it should: a line `{title}`, then 64 hexadecimal digits", path.display())]
    NotAKey {
        /// The file.
        path: PathBuf,
        /// Its first line, as it should be.
        title: &'static str,
    },
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> KeyError {
    let path = path.to_path_buf();
    move |source| KeyError::Io { path, source }
}

/// The hiding secret of a case, made when the case has none yet. The second value tells whether it was made.
pub fn hiding_secret(case: &Path) -> Result<(HidingSecret, bool), KeyError> {
    let (bytes, made) = read_or_make(&case.join(HIDING_SECRET), HIDING_TITLE)?;
    Ok((HidingSecret(bytes), made))
}

/// The signing key in a file.
pub fn signing_seed(path: &Path) -> Result<SigningSeed, KeyError> {
    read(path, SIGNING_TITLE).map(SigningSeed)
}

/// The signing key in a file, made when there is none. The second value tells whether it was made.
pub fn signing_seed_or_new(path: &Path) -> Result<(SigningSeed, bool), KeyError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(at(folder))?;
    }
    let (bytes, made) = read_or_make(path, SIGNING_TITLE)?;
    Ok((SigningSeed(bytes), made))
}

/// Makes a signing key in a file that must not be there yet.
pub fn new_signing_seed(path: &Path) -> Result<SigningSeed, KeyError> {
    make(path, SIGNING_TITLE).map(SigningSeed)
}

fn read_or_make(path: &Path, title: &'static str) -> Result<([u8; 32], bool), KeyError> {
    match make(path, title) {
        Ok(bytes) => Ok((bytes, true)),
        Err(KeyError::Io { source, .. }) if source.kind() == io::ErrorKind::AlreadyExists => {
            Ok((read(path, title)?, false))
        }
        // A case on a medium that cannot be written may still hold its secret.
        Err(error) => read(path, title).map(|bytes| (bytes, false)).map_err(|_| error),
    }
}

fn make(path: &Path, title: &str) -> Result<[u8; 32], KeyError> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(at(path))?;
    let mut bytes = [0; 32];
    let source = Path::new("/dev/urandom");
    File::open(source).and_then(|mut random| random.read_exact(&mut bytes)).map_err(at(source))?;
    file.write_all(format!("{title}\n{}\n", hex(&bytes)).as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(at(path))?;
    Ok(bytes)
}

fn read(path: &Path, title: &'static str) -> Result<[u8; 32], KeyError> {
    let mut text = String::new();
    File::open(path).map_err(at(path))?.take(FILE_BYTES_MAX).read_to_string(&mut text).map_err(at(path))?;
    let digits = text.strip_prefix(title).and_then(|rest| rest.strip_prefix('\n')).map(str::trim_end);
    digits.and_then(unhex).ok_or_else(|| KeyError::NotAKey { path: path.to_path_buf(), title })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = std::env::temp_dir().join(format!("vigie-keys-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (first, made) = hiding_secret(&folder).unwrap();
        let (again, made_again) = hiding_secret(&folder).unwrap();
        assert_eq!((first.0, made, made_again), (again.0, true, false));
        let path = folder.join(HIDING_SECRET);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(matches!(signing_seed(&path), Err(KeyError::NotAKey { .. })));
        fs::remove_dir_all(&folder).unwrap();
    }
}
