//! The kernel's own messages. Those of its packet filter are another service's. Drivers speak in too many words for a
//! catalogue: subsystems are known by the name they put before the colon, the rest by its sentence.

use std::sync::LazyLock;

use bumpalo::Bump;
use vigie_facts::event::{Action, Alert, Protocol};
use vigie_facts::service::Service;

use crate::calendar::Context;
use crate::envelopes::Opened;
use crate::services::{Reading, ServiceFormat};
use crate::templates::{Captures, Meaning, Slot, Table, Template, network, other, resource, started, stopped, t};

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::compile(TEMPLATES));

/// See the module.
pub(crate) struct Kernel;

impl ServiceFormat for Kernel {
    fn id(&self) -> &'static str {
        "kernel"
    }

    fn service(&self) -> Service {
        Service::Kernel
    }

    fn owns_process(&self, process: &[u8]) -> bool {
        process == b"kernel" || process == b"klogd"
    }

    fn claims_message(&self, _message: &[u8]) -> bool {
        false
    }

    fn read<'a>(&self, opened: &Opened<'a>, _context: &mut Context, _arena: &'a Bump) -> Reading<'a> {
        let message = without_uptime(opened.message);
        if memchr::memmem::find(message, b" OUT=").is_some() && memchr::memmem::find(message, b"IN=").is_some() {
            return Reading::NotMine;
        }
        TABLE.read(Service::Kernel, opened, message.trim_ascii(), Captures::new(Protocol::Local))
    }
}

/// The message after `[   12.345678] `.
pub(crate) fn without_uptime(message: &[u8]) -> &[u8] {
    let rest = message.trim_ascii_start();
    let Some(inside) = rest.strip_prefix(b"[") else { return rest };
    match inside.iter().take(24).position(|b| *b == b']') {
        Some(close) if inside[..close].iter().all(|b| matches!(b, b' ' | b'.' | b'0'..=b'9')) => {
            inside[close + 1..].trim_ascii_start()
        }
        _ => rest,
    }
}

fn alert<'a>(c: &Captures<'a>) -> Meaning<'a> {
    Meaning::Is(Action::Alert(Alert {
        signature_id: None,
        signature: c.some(Slot::Message),
        category: None,
        severity: None,
        blocked: true,
        transport: None,
        request: None,
    }))
}

const TEMPLATES: &[Template] = &[
    t(
        "{Linux version <_:rest>|Command line: <_:rest>|Kernel command line: <_:rest>|Booting Linux<_:rest>|klogd <_:text>started.|imklog <_:text>started.|Kernel logging (proc) started<_:rest>|BIOS-provided physical RAM map:|<_:text>startup succeeded}",
        started,
        &[
            ("Linux version 5.10.0-1-amd64 (gcc 10.2.1)", "service-started"),
            ("klogd 1.4.1, log source = /proc/kmsg started.", "service-started"),
        ],
    ),
    t(
        "{Kernel log daemon terminating.|Kernel logging (proc) stopped.|reboot: <_:rest>|Restarting system.|Power down.|System halted.}",
        stopped,
        &[("Kernel logging (proc) stopped.", "service-stopped")],
    ),
    t(
        "{Out of memory: <_:rest>|Killed process <_:rest>|<_:text> invoked oom-killer: <_:rest>|oom_reaper: <_:rest>|Memory cgroup out of memory: <_:rest>|Free swap<_:rest>|Active: <_:rest>|Mem-Info:<_:rest>|Swap cache: <_:rest>|TCP: out of memory<_:rest>|TCP: too many <_:rest>|VFS: file-max limit <_:rest>|nf_conntrack: table full, dropping packet<_:rest>|nf_conntrack: nf_conntrack: table full, dropping packet<_:rest>|ip_conntrack: table full, dropping packet<_:rest>|Neighbour table overflow.|neighbour: <_:rest>|possible SYN flooding on <_:rest>|TCP: possible SYN flooding on <_:rest>|TCP: request_sock_TCP: Possible SYN flooding on <_:rest>|TCP: time wait bucket table overflow<_:rest>|printk: <_:rest>|net_ratelimit: <_:rest>|<_:text>: page allocation failure<_:rest>|INFO: task <_:rest>|INFO: rcu<_:rest>|BUG: <_:rest>|Oops: <_:rest>|general protection fault<_:rest>|Call Trace:|Kernel panic - <_:rest>|watchdog: <_:rest>|Buffer I/O error on <_:rest>|end_request: I/O error<_:rest>|blk_update_request: <_:rest>|Memory limit<_:rest>|Task in <_:rest>|memory: <_:rest>|hrtimer: <_:rest>|perf: <_:rest>|Tasks state<_:rest>|oom-kill:<_:rest>}",
        resource,
        &[
            ("Out of memory: Killed process 123 (mysqld) total-vm:1kB", "resource"),
            ("possible SYN flooding on port 80. Sending cookies.", "resource"),
        ],
    ),
    t(
        "<_:text>[<_:int>]: segfault at <_:rest>",
        resource,
        &[("nginx[12]: segfault at 0 ip 00 sp 00 error 4 in nginx", "resource")],
    ),
    t("traps: <_:rest>", resource, &[("traps: x[12] general protection", "resource")]),
    t(
        "audit: type=1400 <_:text>apparmor=\"DENIED\" <message>",
        alert,
        &[(
            "audit: type=1400 audit(1700000000.1:5): apparmor=\"DENIED\" operation=\"open\" profile=\"/usr/sbin/x\"",
            "alert rule.name=operation=\"open\" profile=\"/usr/sbin/x\"",
        )],
    ),
    t(
        "{audit: <_:rest>|audit(<_:rest>|type=<_:rest>|SELinux: <_:rest>|AppArmor: <_:rest>|Security Framework <_:rest>|Security Scaffold <_:rest>|Capability LSM <_:rest>|selinux_register_security: <_:rest>|There is already a security framework<_:rest>|Failure registering capabilities<_:rest>|LSM: <_:rest>|Yama: <_:rest>|landlock: <_:rest>|evm: <_:rest>|ima: <_:rest>|integrity: <_:rest>|Lockdown: <_:rest>|TOMOYO<_:rest>}",
        other,
        &[
            ("audit: initializing netlink socket (disabled)", "housekeeping"),
            ("SELinux:  Initializing.", "housekeeping"),
        ],
    ),
    t(
        "{<_:id>|<_:text>} {entered promiscuous mode|left promiscuous mode|link up<_:rest>|link down<_:rest>|NIC Link is Up<_:rest>|NIC Link is Down<_:rest>}",
        network,
        &[("device eth0 entered promiscuous mode", "network-observed")],
    ),
    t(
        "{device <_:rest>|IPv6: <_:rest>|IPv4: <_:rest>|IPv4 over IPv4<_:rest>|TCP: <_:rest>|UDP: <_:rest>|IP: <_:rest>|NET: <_:rest>|NET4: <_:rest>|ip_tables: <_:rest>|ip6_tables: <_:rest>|ip_conntrack <_:rest>|nf_conntrack <_:rest>|nf_conntrack: <_:rest>|martian source <_:rest>|ll header: <_:rest>|bridge: <_:rest>|br-<_:rest>|br0: <_:rest>|docker0: <_:rest>|veth<_:rest>|eth<_:rest>|ens<_:rest>|enp<_:rest>|wlan<_:rest>|bond<_:rest>|e1000<_:rest>|r8169<_:rest>|virtio_net <_:rest>|ADDRCONF(<_:rest>|cfg80211: <_:rest>|Bluetooth: <_:rest>|Bridge <_:rest>|8021q: <_:rest>|tun: <_:rest>|wireguard: <_:rest>|Initializing IPsec<_:rest>|Initializing XFRM<_:rest>|GRE over IPv4<_:rest>|icmpv6_<_:rest>|RPC: <_:rest>|NFS: <_:rest>|nfs: <_:rest>|NFSD: <_:rest>|svc: <_:rest>|CIFS: <_:rest>|lockd: <_:rest>}",
        network,
        &[
            ("NET: Registered protocol family 2", "network-observed"),
            ("martian source 192.0.2.1 from 198.51.100.1, on dev eth0", "network-observed"),
        ],
    ),
    t(
        "{ACPI|ACPI<_:text>|APIC|PCI|pci<_:text>|pnp<_:text>|PnPBIOS|isapnp|apm|PM|CPU|CPU<_:int>|CPU <_:int>|smpboot|SMP|x86|x86/<_:text>|MTRR|mtrr|DMI|DMI <_>|SMBIOS|e820|BIOS-e820|BIOS-<_>|tsc|clocksource|rcu|SLUB|Memory|Zone<_:text>|NX (Execute Disable) protection|random|rtc_cmos<_:text>|Console|console <_>|vgaarb|fbcon|fb<_:int>|vesafb|agpgart<_:text>|Linux agpgart interface|input|usb|usb <_>|usbcore|usb-storage|hub <_>|uhci_hcd<_:text>|ehci_hcd<_:text>|ohci_hcd<_:text>|xhci_hcd<_:text>|hid<_:text>|scsi|scsi <_>|scsi<_:int>|sd <_>|sd<_:text>|sr <_>|ata<_:text>|ahci<_:text>|libata<_:text>|ide<_:text>|hda|hdb|hdc|hd<_>|ICH<_:text>|PIIX<_:text>|Uniform <_:text>|EXT2-fs<_:text>|EXT3-fs<_:text>|EXT3 FS<_:text>|EXT4-fs<_:text>|XFS<_:text>|BTRFS<_:text>|JBD<_:text>|jbd2<_:text>|FAT-fs<_:text>|FS-Cache|VFS|SGI XFS<_:text>|fuse<_:text>|squashfs|loop|loop<_:text>|md|md<_:text>|raid<_:text>|device-mapper|dm-<_>|lvm<_:text>|floppy<_:text>|Floppy<_:text>|parport<_:text>|lp<_:text>|ppdev|serio<_:text>|i8042<_:text>|mice|tty<_:text>|ttyS<_>|serial<_:text>|Serial<_:text>|microcode|mce|MCE|EDAC<_:text>|thermal<_:text>|Thermal<_:text>|cpuidle|cpufreq<_:text>|intel<_:text>|Intel<_:text>|i2c<_:text>|iTCO_wdt|wdt|kvm|KVM|kvm-clock|hypervisor|Hypervisor detected|xen<_:text>|Xen<_:text>|vmw<_:text>|VMware<_:text>|virtio<_:text>|vda|vdb|nvme<_:text>|mmc<_:text>|drm|[drm]|i915<_:text>|nouveau<_:text>|snd<_:text>|ALSA<_:text>|AC'97<_:text>|Freeing <_:text>|Write protecting <_:text>|Trying to unpack rootfs<_:text>|Unpacking initramfs<_:text>|zswap|zram<_:text>|Adding <_:text> swap on <_>|alg|raid6|xor|async_tx|Key type <_>|Loading <_:text>|module|kmod|systemd<_:text>|systemd[1]|init|udevd|cgroup|process <_>|workqueue|devtmpfs|tmpfs|hugetlbfs|HugeTLB<_:text>|SELinux|nr_irqs|NR_IRQS|IRQ <_>|irq <_>|io scheduler <_>|IOMMU|iommu|DMAR<_:text>|AMD-Vi|PTP clock<_:text>|pps_core|EFI|efi|efi<_:text>|secureboot|Secure boot<_:text>|registered taskstats<_:text>|Bus <_:text>|bus<_:text>|cs|ds|yenta<_:text>|cardbus|pcmcia<_:text>|pciehp<_:text>|pci_hotplug|shpchp|tpm<_:text>|watchdog|NMI watchdog|Non-volatile memory driver|oprofile|perf|ledtrig-cpu|battery|power_supply|ppp<_:text>|PPP<_:text>|CSLIP|sit|ip_vs|IPVS|L1TF|Spectre V2|Spectre V1|MDS|TAA|SRBDS|MMIO Stale Data|RETBleed|Speculative Store Bypass|clk|gpio<_:text>|dmaengine|dca service|ioatdma<_:text>}: <_:rest>",
        other,
        &[
            ("ACPI: Interpreter disabled.", "housekeeping"),
            ("PCI: Probing PCI hardware (bus 00)", "housekeeping"),
            ("usb 1-1: new high-speed USB device number 2 using xhci_hcd", "housekeeping"),
        ],
    ),
    t(
        "{zapping low mappings.|mapped <_:rest>|On node <_:rest>|<_:int>MB {HIGHMEM|LOWMEM} available.|Built <_:rest>|Initializing CPU#<_:rest>|Initializing <_:rest>|PID hash table entries: <_:rest>|Detected <_:rest>|Using <_:rest>|Console: <_:rest>|Dentry cache hash table entries: <_:rest>|Inode-cache hash table entries: <_:rest>|Mount-cache hash table entries: <_:rest>|Dquot-cache hash table entries: <_:rest>|Page-cache hash table entries: <_:rest>|Buffer-cache hash table entries: <_:rest>|Total HugeTLB memory allocated, <_:rest>|Calibrating delay loop<_:rest>|Calibrating APIC timer<_:rest>|Enabling <_:rest>|Checking '<_:rest>|Checking if <_:rest>|POSIX conformance testing by <_:rest>|Transparent bridge - <_:rest>|Real Time Clock Driver <_:rest>|Linux Plug and Play Support <_:rest>|Linux agpgart <_:rest>|You can enable it with <_:rest>|ACPI disabled because <_:rest>|Intel machine check <_:rest>|Intel MultiProcessor <_:rest>|Normal zone: <_:rest>|DMA zone: <_:rest>|HighMem zone: <_:rest>|Movable zone<_:rest>|Early memory node<_:rest>|DMA32 zone: <_:rest>|Zone ranges:|DMI <_:rest>|Processor #<_:rest>|Brought up <_:rest>|Total of <_:rest>|checking if image is <_:rest>|Freeing unused kernel memory: <_:rest>|Freeing initrd memory: <_:rest>|Trying to move old root<_:rest>|RAMDISK<_:rest>|RAMDISK driver <_:rest>|VP_IDE: <_:rest>|Uniform Multi-Platform <_:rest>|Probing IDE interface <_:rest>|Kernel <_:rest>|kjournald starting.<_:rest>|Mounted <_:rest>|EXT<_:int> FS on <_:rest>|SCSI subsystem <_:rest>|Fusion MPT<_:rest>|Vendor: <_:rest>|Type: <_:rest>|Attached scsi <_:rest>|SCSI device <_:rest>|Adding <_:rest>|floppy<_:rest>|Floppy drive<_:rest>|FDC <_:rest>|Performance Events: <_:rest>|Booting <_:rest>|Allocating <_:rest>|Reserving <_:rest>|setup_percpu: <_:rest>|percpu: <_:rest>|Policy zone: <_:rest>|Preemptible hierarchical <_:rest>|Hierarchical RCU <_:rest>|Mountpoint-cache <_:rest>|Reserved <_:rest>|Scanning <_:rest>|found SMP MP-table<_:rest>|init_memory_mapping: <_:rest>|Fast TSC calibration<_:rest>|pcspkr<_:rest>|Switched to <_:rest>|Switching to <_:rest>|Refined TSC <_:rest>|Disabling <_:rest>|No <_:rest>|Bringing up <_:rest>|Last level <_:rest>|signal: <_:rest>|Spurious <_:rest>|fuse init <_:rest>|msgmni <_:rest>|ttyS<_:rest>|rtc_cmos <_:rest>|ioremap <_:rest>|ide-floppy <_:rest>|NET<_:rest>|process `<_:text>' is using <_:rest>|warning: <_:rest>|WARNING: <_:rest>|Modules linked in:<_:rest>|CPU: <_:rest>|RIP: <_:rest>|Code: <_:rest>|Hardware name: <_:rest>|---[ <_:rest>|[\\<<_:rest>}",
        other,
        &[
            ("zapping low mappings.", "housekeeping"),
            ("On node 0 totalpages: 32752", "housekeeping"),
            ("Normal zone: 28656 pages, LIFO batch:6", "housekeeping"),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_keeps_its_contract() {
        crate::templates::tests::check(&TABLE, Protocol::Local);
    }
}
