//! What a process gives up before it reads what strangers wrote: capabilities, new rights by starting programs, files it does not need
//! (Landlock), system calls it never makes (seccomp). What the kernel cannot enforce is told, never passed over. It holds for the
//! thread that asks and for all it starts from then on: ask before there are others.
//!
//! Sources: capabilities(7), landlock(7), seccomp(2), and the numbers of system calls of Linux as `libc` has them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, CompatLevel, Compatible as _, NetPort, Ruleset, RulesetAttr as _,
    RulesetCreatedAttr as _, RulesetStatus, Scope, path_beneath_rules,
};
use rustix::thread::{self, CapabilitySet, CapabilitySets};
use seccompiler::{
    SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
};

/// The Landlock this program knows the meaning of; an older kernel enforces what it has.
const KNOWN: ABI = ABI::V6;

/// What a program that is started needs to be found and linked, and nothing that holds a secret.
pub const TO_START_PROGRAMS: [&str; 10] = [
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib64",
    "/etc/alternatives",
    "/etc/ld.so.cache",
    "/etc/ld.so.preload",
    "/etc/protocols",
    "/etc/services",
];

/// Read by any program now and then: time zones, and how names of machines are found.
const READ_BY_ALL: [&str; 8] = [
    "/usr/share/zoneinfo",
    "/etc/localtime",
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/nsswitch.conf",
    "/etc/ssl/certs",
    "/dev/null",
    "/dev/urandom",
];

/// What a process goes on needing.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// The one right it keeps, and hands to programs it starts.
    pub right: Option<Right>,
    /// Files and folders it reads.
    pub read: Vec<PathBuf>,
    /// Folders in which it writes, and files it writes again.
    pub write: Vec<PathBuf>,
    /// Whether it starts programs.
    pub starts_programs: bool,
    /// Ports it listens at (TCP).
    pub listens: Vec<u16>,
    /// Ports it connects to (TCP).
    pub connects: Vec<u16>,
}

/// A right that a process keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// To change the packet filter.
    PacketFilter,
    /// To read files of others: logs that no group lets it read.
    ReadAll,
}

impl Right {
    fn set(self) -> CapabilitySet {
        match self {
            Right::PacketFilter => CapabilitySet::NET_ADMIN,
            Right::ReadAll => CapabilitySet::DAC_READ_SEARCH,
        }
    }
}

/// How much of something the kernel enforces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enforced {
    /// All that was asked for.
    Whole,
    /// What this kernel has of it.
    Partly,
    /// Nothing: this kernel does not have it.
    Not,
}

/// What a process has given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confinement {
    /// The right that is left.
    pub right: Option<Right>,
    /// Whether it still is the administrator's user: whoever runs as that user owns the system's files.
    pub is_root: bool,
    /// Files, ports and signals, by Landlock.
    pub files: Enforced,
    /// System calls, by seccomp.
    pub calls: Enforced,
}

/// Why something could not be given up. Nothing is read then.
#[derive(Debug, thiserror::Error)]
pub enum ConfineError {
    /// Capabilities.
    #[error("capabilities cannot be given up: {0}")]
    Capabilities(io::Error),
    /// Files.
    #[error("landlock: {0}")]
    Files(#[from] landlock::RulesetError),
    /// System calls.
    #[error("seccomp: {0}")]
    Calls(#[from] seccompiler::Error),
}

/// Gives everything up but what is needed, for good.
pub fn confine(needs: &Needs) -> Result<Confinement, ConfineError> {
    let right = give_up_capabilities(needs.right, needs.starts_programs).map_err(ConfineError::Capabilities)?;
    let files = limit_files(needs)?;
    let calls = limit_calls(needs)?;
    Ok(Confinement { right, is_root: rustix::process::geteuid().is_root(), files, calls })
}

/// Whether some of these can be read only with a right of the administrator; asked with that right laid aside for a moment.
pub fn needs_right_to_read(paths: &[PathBuf]) -> io::Result<bool> {
    let before = thread::capabilities(None)?;
    let rights = CapabilitySet::DAC_OVERRIDE | CapabilitySet::DAC_READ_SEARCH;
    if !before.effective.intersects(rights) {
        return Ok(false);
    }
    thread::set_capabilities(None, CapabilitySets { effective: before.effective - rights, ..before })?;
    let is_refused = |error: &io::Error| error.kind() == io::ErrorKind::PermissionDenied;
    let refused = paths.iter().any(|path| {
        let read = if path.is_dir() { fs::read_dir(path).map(drop) } else { File::open(path).map(drop) };
        read.is_err_and(|error| is_refused(&error))
    });
    thread::set_capabilities(None, before)?;
    Ok(refused)
}

fn give_up_capabilities(right: Option<Right>, hands_on: bool) -> io::Result<Option<Right>> {
    let now = thread::capabilities(None)?;
    let kept = right.map_or(CapabilitySet::empty(), Right::set) & now.permitted;
    if now.effective.contains(CapabilitySet::SETPCAP) {
        for bit in (0..u64::BITS).filter(|bit| kept.bits() & (1 << bit) == 0) {
            match thread::remove_capability_from_bounding_set(CapabilitySet::from_bits_retain(1 << bit)) {
                // The first number that this kernel gave no meaning.
                Err(rustix::io::Errno::INVAL) => break,
                done => done?,
            }
        }
    }
    thread::set_no_new_privs(true)?;
    match thread::clear_ambient_capability_set() {
        Ok(()) | Err(rustix::io::Errno::INVAL) => {}
        Err(error) => return Err(error.into()),
    }
    let inheritable = if hands_on { kept } else { CapabilitySet::empty() };
    thread::set_capabilities(None, CapabilitySets { effective: kept, permitted: kept, inheritable })?;
    if !inheritable.is_empty() {
        thread::configure_capability_in_ambient_set(inheritable, true)?;
    }
    Ok(right.filter(|_| !kept.is_empty()))
}

fn limit_files(needs: &Needs) -> Result<Enforced, landlock::RulesetError> {
    let read = AccessFs::ReadFile | AccessFs::ReadDir;
    let change = AccessFs::from_all(KNOWN) & !(AccessFs::Execute | AccessFs::IoctlDev | AccessFs::Refer);
    let devices = ["/dev/null", "/dev/full"].map(Path::new);
    let mut rules = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(KNOWN))?
        .handle_access(AccessNet::from_all(KNOWN))?
        .scope(Scope::from_all(KNOWN))?
        .create()?
        .add_rules(path_beneath_rules(READ_BY_ALL, read))?
        .add_rules(path_beneath_rules(devices, AccessFs::ReadFile | AccessFs::WriteFile))?
        .add_rules(path_beneath_rules(&needs.read, read))?
        .add_rules(path_beneath_rules(&needs.write, change))?;
    if needs.starts_programs {
        rules = rules.add_rules(path_beneath_rules(TO_START_PROGRAMS, read | AccessFs::Execute))?;
    }
    for port in &needs.listens {
        rules = rules.add_rule(NetPort::new(*port, AccessNet::BindTcp))?;
    }
    for port in &needs.connects {
        rules = rules.add_rule(NetPort::new(*port, AccessNet::ConnectTcp))?;
    }
    Ok(match rules.restrict_self()?.ruleset {
        RulesetStatus::FullyEnforced => Enforced::Whole,
        RulesetStatus::PartiallyEnforced => Enforced::Partly,
        RulesetStatus::NotEnforced => Enforced::Not,
    })
}

/// System calls that a process which reads logs never makes: they look into other processes, change the system, or widen what
/// the kernel can be attacked by.
const NEVER: [libc::c_long; 38] = [
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_kcmp,
    libc::SYS_pidfd_getfd,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_move_mount,
    libc::SYS_open_tree,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_mount_setattr,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_setns,
    libc::SYS_unshare,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_io_uring_setup,
    libc::SYS_open_by_handle_at,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_acct,
    libc::SYS_quotactl,
    libc::SYS_syslog,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_sethostname,
];

/// Kinds of sockets that reach into the kernel's own settings: packet filter, routes, raw packets, ciphers.
const NEVER_SOCKETS: [libc::c_int; 3] = [libc::AF_NETLINK, libc::AF_PACKET, libc::AF_ALG];

fn limit_calls(needs: &Needs) -> Result<Enforced, seccompiler::Error> {
    let Ok(machine) = TargetArch::try_from(std::env::consts::ARCH) else { return Ok(Enforced::Not) };
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = NEVER.iter().map(|call| (*call, Vec::new())).collect();
    if !needs.starts_programs {
        rules.extend([libc::SYS_execve, libc::SYS_execveat].map(|call| (call, Vec::new())));
    }
    if needs.right != Some(Right::PacketFilter) {
        let refused = NEVER_SOCKETS.iter().map(|family| {
            let family = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, *family as u64)?;
            SeccompRule::new(vec![family])
        });
        rules.insert(libc::SYS_socket, refused.collect::<Result<_, _>>()?);
    }
    let refuse = SeccompAction::Errno(libc::EPERM as u32);
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, refuse, machine)?;
    let program: seccompiler::BpfProgram = filter.try_into()?;
    match seccompiler::apply_filter(&program) {
        Ok(()) => Ok(Enforced::Whole),
        // ENOSYS, EINVAL: a kernel without it.
        Err(seccompiler::Error::Seccomp(error) | seccompiler::Error::Prctl(error))
            if matches!(error.raw_os_error(), Some(libc::ENOSYS | libc::EINVAL)) =>
        {
            Ok(Enforced::Not)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_types, reason = "a program is started, to see that it is not")]

    use std::io::ErrorKind;
    use std::net::{TcpListener, TcpStream};

    use super::*;

    /// Runs something in a thread of its own: confinement is a thread's, and other tests go on.
    fn apart<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
        std::thread::spawn(run).join().unwrap()
    }

    #[test]
    fn what_was_given_up_is_gone() {
        let folder = std::env::temp_dir().join(format!("vigie-confine-{}", std::process::id()));
        let (logs, case) = (folder.join("logs"), folder.join("case"));
        for path in [&logs, &case] {
            fs::create_dir_all(path).unwrap();
        }
        fs::write(logs.join("access.log"), "a line\n").unwrap();
        fs::write(folder.join("secret"), "a secret\n").unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap();
        apart(move || {
            let needs = Needs { read: vec![logs.clone()], write: vec![case.clone()], ..Needs::default() };
            let given_up = confine(&needs).unwrap();
            let kind = |result: io::Result<()>| result.map_err(|error| error.kind());
            assert_eq!(thread::capabilities(None).unwrap().permitted, CapabilitySet::empty());
            assert!(thread::no_new_privs().unwrap());
            assert_eq!(kind(File::open(logs.join("access.log")).map(drop)), Ok(()));
            assert_eq!(kind(fs::write(case.join("new"), "x")), Ok(()));
            assert_eq!(kind(fs::rename(case.join("new"), case.join("memory"))), Ok(()));
            assert_eq!(given_up.calls, Enforced::Whole, "every Linux this is built on has seccomp");
            let denied = Err(ErrorKind::PermissionDenied);
            assert_eq!(kind(std::process::Command::new("/bin/true").status().map(drop)), denied);
            let no_route = rustix::net::socket(rustix::net::AddressFamily::NETLINK, rustix::net::SocketType::RAW, None);
            assert_eq!(no_route.err(), Some(rustix::io::Errno::PERM));
            if given_up.files == Enforced::Not {
                return;
            }
            assert_eq!(kind(File::open(folder.join("secret")).map(drop)), denied);
            assert_eq!(kind(fs::write(logs.join("access.log"), "gone")), denied);
            assert_eq!(kind(fs::write(folder.join("other"), "x")), denied);
            if given_up.files == Enforced::Whole {
                assert_eq!(kind(TcpStream::connect(port).map(drop)), denied);
                assert_eq!(kind(TcpListener::bind("127.0.0.1:0").map(drop)), denied);
            }
        });
        drop(listener);
        let _ = fs::remove_dir_all(std::env::temp_dir().join(format!("vigie-confine-{}", std::process::id())));
    }

    #[test]
    fn the_one_right_is_handed_to_what_is_started() {
        apart(|| {
            let had = thread::capabilities(None).unwrap().permitted;
            let needs = Needs {
                right: Some(Right::PacketFilter),
                starts_programs: true,
                read: vec!["/proc".into()],
                ..Needs::default()
            };
            let given_up = confine(&needs).unwrap();
            let expected = had & CapabilitySet::NET_ADMIN;
            assert_eq!(given_up.right.is_some(), !expected.is_empty());
            let status = std::process::Command::new("/bin/cat").arg("/proc/self/status").output().unwrap();
            let status = String::from_utf8(status.stdout).unwrap();
            for name in ["CapEff", "CapPrm", "CapAmb"] {
                let line = status.lines().find(|line| line.starts_with(name)).unwrap();
                let bits = u64::from_str_radix(line.rsplit('\t').next().unwrap(), 16).unwrap();
                assert_eq!(bits, expected.bits(), "{line}");
            }
            if given_up.files != Enforced::Not {
                assert!(fs::write("/usr/vigie-test", "x").is_err());
            }
        });
    }
}
