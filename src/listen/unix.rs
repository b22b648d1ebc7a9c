//! Syslog at a Unix datagram socket, as programs write to `/dev/log`. Whoever may enter the folder of the socket may write any message:
//! so it is with `/dev/log`.

use std::fs;
use std::io;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::spool::{LogName, Spool};
use super::{Batch, DRAIN, Desk, Feed, Kind, LOOK_EACH, OpenError, Opened, Settings, is_nothing_yet};

pub(super) const KIND: Kind = Kind { id: "unix", open };

/// Larger than any datagram that Linux lets a program send by default (`net.core.wmem_default`, 208 KiB).
const DATAGRAM_BYTES_MAX: usize = 1 << 20;

struct Unix {
    socket: UnixDatagram,
    path: PathBuf,
}

fn open(settings: &Settings, _: &Spool) -> Opened {
    let open_one = |path: &PathBuf| {
        let socket = bind(path).map_err(OpenError::refused(path.display()))?;
        Ok(Box::new(Unix { socket, path: path.clone() }) as Box<dyn Feed>)
    };
    settings.unix.iter().map(open_one).collect()
}

/// Binds; a socket at which nobody listens any more is taken away first, anything else is left.
fn bind(path: &Path) -> io::Result<UnixDatagram> {
    if let Ok(metadata) = fs::symlink_metadata(path) {
        let is_in_use = UnixDatagram::unbound()?.connect(path).is_ok();
        if is_in_use || !metadata.file_type().is_socket() {
            return Err(io::ErrorKind::AddrInUse.into());
        }
        fs::remove_file(path)?;
    }
    let socket = UnixDatagram::bind(path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o666))?;
    socket.set_read_timeout(Some(LOOK_EACH))?;
    Ok(socket)
}

impl Feed for Unix {
    fn place(&self) -> String {
        self.path.display().to_string()
    }

    fn run(&self, desk: &Desk<'_>) {
        let log = LogName::of(KIND.id);
        let mut datagram = vec![0; DATAGRAM_BYTES_MAX];
        let mut batch = Batch::default();
        let mut stopping_since = None;
        loop {
            if desk.is_stopping() && stopping_since.get_or_insert_with(Instant::now).elapsed() > DRAIN {
                return;
            }
            match self.socket.recv(&mut datagram) {
                Ok(bytes) => {
                    batch.add(&datagram[..bytes], 0, None);
                    desk.write(&log, &mut batch);
                }
                Err(error) if is_nothing_yet(&error) => {
                    if desk.is_stopping() {
                        return;
                    }
                }
                Err(error) => desk.trouble(&error),
            }
        }
    }
}
