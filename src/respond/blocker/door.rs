//! Lets orders in: from a pipe whose other end made this process, or from a Unix socket that asks who is there. One connection at a
//! time has the word for one line; what is no order is answered and ends the connection. It checks who asks, never what.

use std::io::{self, BufReader, Read, Write};
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::desk::{Desk, Filter};
use super::read_line;

/// Connections at once: a guard or two, and one that is being started anew.
const CONNECTIONS_MAX: usize = 4;

/// Wait between two looks for a stop, a new connection, or a person.
const LOOK_EACH: Duration = Duration::from_millis(200);

/// Wait after a packet filter that refused to give up what it holds.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// Answers lines until there are none any more.
pub fn converse<F: Filter>(from: impl Read, mut to: impl Write, desk: &Mutex<Desk<F>>) -> io::Result<()> {
    let mut from = BufReader::new(from);
    while let Some(line) = read_line(&mut from)? {
        let (answer, is_order) = desk.lock().unwrap_or_else(PoisonError::into_inner).answer(&line);
        let mut text = serde_json::to_vec(&answer)?;
        text.push(b'\n');
        to.write_all(&text)?;
        to.flush()?;
        if !is_order {
            // Whoever says what is no order is let go: what follows would be guessed at.
            return Err(io::Error::other(answer.error.unwrap_or_default().into_string()));
        }
    }
    Ok(())
}

/// A socket that lets in whom it knows.
#[derive(Debug)]
pub struct Door {
    listener: UnixListener,
    users: Vec<u32>,
}

impl Door {
    /// Listens at a path; a socket that nobody listens at any more is taken away first. These users are let in.
    pub fn open(path: &Path, users: Vec<u32>) -> io::Result<Door> {
        if UnixStream::connect(path).is_ok() {
            return Err(io::Error::new(io::ErrorKind::AddrInUse, "another blocker listens there"));
        }
        // Whatever else stands there is somebody's, and nothing can be bound over it.
        if std::fs::symlink_metadata(path).is_ok_and(|there| there.file_type().is_socket()) {
            std::fs::remove_file(path)?;
        }
        let listener = UnixListener::bind(path)?;
        // Who may come in is asked of the kernel at each connection.
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o666))?;
        listener.set_nonblocking(true)?;
        Ok(Door { listener, users })
    }

    /// Lets connections in, each on a thread of its own, until told to stop. What a person should know is said by `say`.
    pub fn serve<F: Filter + 'static>(&self, desk: &Arc<Mutex<Desk<F>>>, stop: &AtomicBool, say: fn(&str)) {
        let open = Arc::new(AtomicUsize::new(0));
        while !stop.load(Ordering::Relaxed) {
            let Ok((stream, _)) = self.listener.accept() else {
                std::thread::sleep(LOOK_EACH);
                continue;
            };
            let user = rustix::net::sockopt::socket_peercred(&stream).map(|peer| peer.uid.as_raw());
            if !user.is_ok_and(|user| self.users.contains(&user)) {
                say("somebody who is not known was turned away");
                continue;
            }
            if open.fetch_add(1, Ordering::Relaxed) >= CONNECTIONS_MAX {
                open.fetch_sub(1, Ordering::Relaxed);
                continue;
            }
            let (desk, open) = (Arc::clone(desk), Arc::clone(&open));
            std::thread::spawn(move || {
                let talked = stream
                    .set_nonblocking(false)
                    .and_then(|()| stream.try_clone())
                    .and_then(|from| converse(from, stream, &desk));
                if let Err(error) = talked {
                    say(&error.to_string());
                }
                open.fetch_sub(1, Ordering::Relaxed);
            });
        }
    }
}

/// Looks for a person on a thread of its own, as long as the process lives, and says it when there was none.
pub fn watch<F: Filter + 'static>(desk: &Arc<Mutex<Desk<F>>>, say: fn(&str)) -> io::Result<()> {
    let desk = Arc::clone(desk);
    let look = move || loop {
        let looked = desk.lock().unwrap_or_else(PoisonError::into_inner).look_for_a_person(Instant::now());
        match looked {
            Ok(false) => {}
            Ok(true) => say(
                "no person confirmed: everything was taken back, and nothing is held back until `vigie block --confirm`",
            ),
            Err(error) => {
                say(&error.to_string());
                std::thread::sleep(TRY_AGAIN);
            }
        }
        std::thread::sleep(LOOK_EACH);
    };
    std::thread::Builder::new().name("person".into()).spawn(look).map(drop)
}
