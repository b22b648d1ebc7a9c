//! systemd as service manager, systemd-logind and its other daemons.

use std::sync::LazyLock;

use vigie_facts::event::{Action, Protocol};
use vigie_facts::service::Service;

use crate::services::Templated;
use crate::templates::{Meaning, Table, Template, network, other, reloaded, resource, started, statistics, stopped, t};

pub(crate) static SYSTEMD: Templated = Templated {
    id: "systemd",
    service: Service::Systemd,
    protocol: Protocol::Local,
    processes: &[
        "systemd",
        "systemd-logind",
        "systemd-networkd",
        "systemd-resolved",
        "systemd-timesyncd",
        "systemd-udevd",
        "systemd-journald",
        "systemd-tmpfiles",
        "systemd-modules-load",
        "systemd-sysctl",
        "systemd-fsck",
        "systemd-cryptsetup",
        "systemd-remount-fs",
        "systemd-random-seed",
        "systemd-shutdown",
        "systemd-machined",
        "systemd-coredump",
        "init",
        "systemd-oomd",
        "systemd-hostnamed",
        "systemd-timedated",
        "systemd-localed",
        "dbus-daemon",
        "dbus",
        "dbus-broker",
        "dbus-broker-launch",
        "systemd-network-generator",
        "systemd-networkd-wait-online",
    ],
    beginnings: &[],
    table: &TABLE,
};

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::compile(TEMPLATES));

const TEMPLATES: &[Template] = &[
    // systemd-logind
    t(
        "New session {'<_>'|<_>} of user '<user:text>' with class <_:rest>",
        |c| Meaning::Is(Action::Session(c.session(true))),
        &[(
            "New session '3' of user 'alice' with class 'user' and type 'tty'.",
            "session-opened network.protocol=local user.name=alice",
        )],
    ),
    t(
        "New session {'<_>'|<_>} of user <user>.",
        |c| Meaning::Is(Action::Session(c.session(true))),
        &[("New session 12 of user alice.", "session-opened network.protocol=local user.name=alice")],
    ),
    t(
        "{Removed session|Session} <_> logged out. Waiting for processes to exit.",
        |c| Meaning::Is(Action::Session(c.session(false))),
        &[("Session 12 logged out. Waiting for processes to exit.", "session-closed network.protocol=local")],
    ),
    t(
        "Removed session <_>",
        |c| Meaning::Is(Action::Session(c.session(false))),
        &[("Removed session 12.", "session-closed network.protocol=local")],
    ),
    t(
        "{New seat|Watching system buttons on|Power key pressed|Lid closed|Lid opened|System is rebooting|System is powering down|Suspending|Operation|Existing logind|User enumeration|Got message|Session|user-runtime-dir|Received}<_:rest>",
        other,
        &[("Watching system buttons on /dev/input/event0 (Power Button)", "housekeeping")],
    ),
    // systemd
    t(
        "{Started|Starting|Listening on|Reached target|Mounted|Mounting|Created slice|Set up automount|Activating|Activated|Found device|Startup finished in|Queued start job|Condition check resulted in|Startup|Startup finished|Running in initial|Set hostname|Detected|Initializing|systemd <_:int> running in|Successfully|Inserted module|Finished|Mounted|Set up|Bound|Enabling|Hostname set|Expecting device}<_:rest>",
        started,
        &[
            ("Started Session 12 of user alice.", "service-started"),
            ("Reached target Network.", "service-started"),
            ("Finished Daily apt upgrade and clean activities.", "service-started"),
        ],
    ),
    t(
        "{Stopped|Stopping|Unmounted|Unmounting|Removed slice|Stopped target|Closed|Shutting down|Deactivated|Deactivating|Removed|Received SIGRTMIN|Received SIGTERM|Received SIGINT|Unset automount|Sending SIGTERM|Sending SIGKILL|Powering off|Rebooting|Syncing filesystems|Halting}<_:rest>",
        stopped,
        &[("Stopped target Basic System.", "service-stopped")],
    ),
    t("{Reloading|Reloaded|Reexecuting|Reload}<_:rest>", reloaded, &[("Reloading.", "service-reloaded")]),
    t(
        "<_>: {Succeeded.|Deactivated successfully.|Consumed <_:rest>|Scheduled restart job, restart counter is at <_:rest>|Service RestartSec=<_:rest>|Service hold-off time over, scheduling restart.|Main process exited, code=<_:rest>|Control process exited, code=<_:rest>|Failed with result '<_:text>'.|Unit entered failed state.|Triggering OnFailure= dependencies.|Start request repeated too quickly.|Unit process <_:rest>|Killing process <_:rest>|Found left-over process <_:rest>|Got notification message <_:rest>|Supervising process <_:rest>|Current command vanished <_:rest>|Job <_:rest>|Dependency failed <_:rest>|Watchdog timeout<_:rest>|State 'stop-sigterm' timed out. <_:rest>|State '<_:text>' timed out. <_:rest>|start operation timed out. <_:rest>|Start operation timed out. <_:rest>|Stopping timed out. <_:rest>|Sent signal <_:rest>|Can't open PID file <_:rest>|PID file <_:rest>|Failed to <_:rest>|A process of this unit has been killed by the OOM killer.|Bound to unit <_:rest>|Unit not needed anymore. Stopping.|Trying to enqueue job <_:rest>|Installed new job <_:rest>|Referenced but unset environment variable <_:rest>|Unit configuration has fatal error<_:rest>|Changed <_:rest>|Unknown <_:rest>|Executable path is not absolute<_:rest>|Ignoring <_:rest>|Cannot add dependency job<_:rest>|Enqueued <_:rest>|Service <_:rest>|Unit <_:rest>|Refusing to accept <_:rest>|Adding <_:rest>|Two services allocated<_:rest>|Directory <_:rest>|Child <_:rest>}",
        other,
        &[
            ("apt-daily.service: Succeeded.", "housekeeping"),
            ("nginx.service: Main process exited, code=exited, status=1/FAILURE", "housekeeping"),
        ],
    ),
    t(
        "{Failed to|Dependency failed for|Timed out|Unit <_> entered failed state|Cannot add dependency|Assertion failed|Breaking ordering cycle|Found ordering cycle|Job <_> deleted to break|Freezing execution|Caught <_>|Couldn't|Could not|Error|Unable to|Couldn't open|Cannot|segfault|Kernel configuration|Process <_>|Configuration file <_>|Unknown lvalue|Failed}<_:rest>",
        resource,
        &[("Failed to start The nginx HTTP server.", "resource")],
    ),
    t(
        "{Time has been changed|Received|Got|Permitted|Set|Using|System time before|Unit|Configuration|User|Default|Mount|Unnecessary job|Cannot|System|Event loop|Looping too fast|Supervising|Reading|Bus|Reset|Removing|Warning|Spawning|Not importing|Preset|Populated|Relabelled|Switching|Finished switching|Condition|Invoking}<_:rest>",
        other,
        &[("Time has been changed", "housekeeping")],
    ),
    t(
        "[<_:text>] <_:rest>",
        other,
        &[
            ("[/lib/systemd/system/x.service:8] Unknown lvalue 'A' in section 'Service'", "housekeeping"),
            (
                "[system] Activating via systemd: service name='org.freedesktop.hostname1' unit='x.service' requested by ':1.2'",
                "housekeeping",
            ),
        ],
    ),
    // timesyncd, resolved, networkd, journald, tmpfiles, dbus, init
    t(
        "{Synchronized to time server|Initial clock synchronization to|Initial synchronization to|Contacted time server|Timed out waiting for reply from|No network connectivity|Network configuration changed|Server returned error|Using degraded feature set|Using feature set|Grace period over|Positive Trust Anchors|Negative trust anchors|Clock change detected|Flushed all caches|DNSSEC validation failed|Switching to DNS server|Enumeration completed|interface|Interface}<_:rest>",
        network,
        &[("Synchronized to time server 192.0.2.1:123 (ntp.example.org).", "network-observed")],
    ),
    t(
        "<_:id>: {Gained|Lost|Link|DHCPv4|DHCPv6|Configured|Reconfiguring|Network|Renamed|Interface|renamed|Removing|Could not|Failed|Configuring|Bridge}<_:rest>",
        network,
        &[("eth0: Gained carrier", "network-observed")],
    ),
    t(
        "{Journal started|Journal stopped|Runtime journal|System journal|Runtime Journal|System Journal|Permanent journal|Suppressed|Forwarding to syslog|Missed|Journal file|Vacuuming|Deleted|Data hash table|File /|Field hash table|Time jumped|Allowing}<_:rest>",
        statistics,
        &[("Suppressed 12 messages from nginx.service", "statistics")],
    ),
    t(
        "{Trying to re-exec init|Switching to runlevel|no more processes|Switching|Re-reading inittab|Id \"<_:text>\"|<_:text> main process|<_:text> post-stop|<_:text> pre-start|<_:text> respawning|ureadahead|plymouth|tty<_>|version}<_:rest>",
        other,
        &[("no more processes left in this runlevel", "housekeeping")],
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
