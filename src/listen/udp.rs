//! Syslog in datagrams (RFC 5426): one message each. Whoever can send a packet can write any sender's address on it. What the kernel had
//! no room for is read from its own counter; what was lost on the way nobody can know.

use std::fs::File;
use std::net::UdpSocket;
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::FileExt as _;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use vigie_facts::source::unwrap_address;

use super::spool::{LogName, Spool};
use super::{
    Batch, DRAIN, Desk, Feed, Kind, LOOK_EACH, OpenError, Opened, Remark, Settings, check_open, is_nothing_yet,
};

pub(super) const KIND: Kind = Kind { id: "udp", open };

/// The largest datagram there is.
const DATAGRAM_BYTES_MAX: usize = 65_536;

/// Room asked of the kernel for datagrams that wait: a second at 20 000 of 400 bytes. It gives what its own limit allows.
const WAITING_BYTES: usize = 8 << 20;

/// Wait between two looks at the kernel's counter.
const LOOK_AT_DROPS_EACH: Duration = Duration::from_secs(1);

/// Bytes of the kernel's table of sockets: 150 a line, for thousands of them.
const TABLE_BYTES_MAX: usize = 1 << 20;

struct Udp {
    socket: UdpSocket,
    drops: Option<Drops>,
}

fn open(settings: &Settings, _: &Spool) -> Opened {
    let open_one = |address: &std::net::SocketAddr| {
        check_open(settings, *address)?;
        let socket = UdpSocket::bind(address).map_err(OpenError::refused(address))?;
        let set = socket.set_read_timeout(Some(LOOK_EACH));
        set.map_err(OpenError::refused(address))?;
        // The first needs a right that is given up a moment later; either may give less.
        let asked = rustix::net::sockopt::set_socket_recv_buffer_size_force(&socket, WAITING_BYTES);
        if asked.is_err() {
            let _ = rustix::net::sockopt::set_socket_recv_buffer_size(&socket, WAITING_BYTES);
        }
        let drops = Drops::of(&socket);
        Ok(Box::new(Udp { socket, drops }) as Box<dyn Feed>)
    };
    settings.udp.iter().map(open_one).collect()
}

impl Feed for Udp {
    fn place(&self) -> String {
        self.socket.local_addr().map(|address| address.to_string()).unwrap_or_default()
    }

    fn run(&self, desk: &Desk<'_>) {
        let mut datagram = vec![0; DATAGRAM_BYTES_MAX];
        let mut batch = Batch::default();
        let mut next_look = Instant::now();
        let mut stopping_since = None;
        loop {
            if desk.is_stopping() && stopping_since.get_or_insert_with(Instant::now).elapsed() > DRAIN {
                break;
            }
            match self.socket.recv_from(&mut datagram) {
                Ok((bytes, from)) => {
                    let sender = unwrap_address(from.ip());
                    if desk.may_send(sender) {
                        batch.add(&datagram[..bytes], 0, Some(sender));
                        desk.write(&LogName::of_sender(KIND.id, sender), &mut batch);
                    }
                }
                Err(error) if is_nothing_yet(&error) => {
                    if desk.is_stopping() {
                        break;
                    }
                }
                Err(error) => desk.trouble(&error),
            }
            if Instant::now() >= next_look {
                self.note_drops(desk);
                next_look = Instant::now() + LOOK_AT_DROPS_EACH;
            }
        }
        self.note_drops(desk);
    }
}

impl Udp {
    fn note_drops(&self, desk: &Desk<'_>) {
        let more = self.drops.as_ref().map_or(0, Drops::more);
        if more > 0 {
            desk.counts.dropped.fetch_add(more, Ordering::Relaxed);
            desk.listening.remark(Remark::Dropped(desk.kind, more));
        }
    }
}

/// The kernel's count of datagrams that found no room at a socket.
struct Drops {
    /// Opened before files are given up, and read again from its beginning.
    table: File,
    inode: u64,
    seen: Mutex<u64>,
}

impl Drops {
    fn of(socket: &UdpSocket) -> Option<Drops> {
        let link = std::fs::read_link(format!("/proc/self/fd/{}", socket.as_raw_fd())).ok()?;
        let inode = link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok()?;
        let is_v6 = socket.local_addr().ok()?.is_ipv6();
        let table = File::open(if is_v6 { "/proc/self/net/udp6" } else { "/proc/self/net/udp" }).ok()?;
        Some(Drops { table, inode, seen: Mutex::new(0) })
    }

    /// How many since the last call.
    fn more(&self) -> u64 {
        let mut text = Vec::new();
        let mut piece = vec![0; 64 << 10];
        while text.len() < TABLE_BYTES_MAX
            && let Ok(read) = self.table.read_at(&mut piece, text.len() as u64)
            && read > 0
        {
            text.extend_from_slice(&piece[..read]);
        }
        let Ok(mut seen) = self.seen.lock() else { return 0 };
        let drops = drops_of(&String::from_utf8_lossy(&text), self.inode).unwrap_or(*seen);
        let more = drops.saturating_sub(*seen);
        *seen = drops;
        more
    }
}

/// `sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode ref pointer drops`, see proc(5) and `udp4_format_sock` of
/// the kernel.
fn drops_of(table: &str, inode: u64) -> Option<u64> {
    let mut lines = table.lines().skip(1).map(|line| line.split_ascii_whitespace().collect::<Vec<_>>());
    let found = lines.find(|columns| columns.get(9).and_then(|text| text.parse().ok()) == Some(inode))?;
    found.get(12)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_counter_is_found_by_the_sockets_number() {
        let table = "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n \
            1234: 0100007F:1592 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4711 2 0000000000000000 0\n \
            1235: 0100007F:1593 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4712 2 0000000000000000 17\n";
        assert_eq!(drops_of(table, 4712), Some(17));
        assert_eq!(drops_of(table, 4711), Some(0));
        assert_eq!(drops_of(table, 1), None);
        assert_eq!(drops_of("", 1), None);
    }

    #[test]
    fn what_the_kernel_has_no_room_for_is_counted() {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        rustix::net::sockopt::set_socket_recv_buffer_size(&socket, 4_096).unwrap();
        let Some(drops) = Drops::of(&socket) else { panic!("/proc is there on every Linux") };
        assert_eq!(drops.more(), 0);
        let sender = UdpSocket::bind("127.0.0.1:0").unwrap();
        for _ in 0..100 {
            sender.send_to(&[b'x'; 1_000], socket.local_addr().unwrap()).unwrap();
        }
        let dropped = drops.more();
        assert!((50..100).contains(&dropped), "{dropped}");
        assert_eq!(drops.more(), 0);
    }
}
