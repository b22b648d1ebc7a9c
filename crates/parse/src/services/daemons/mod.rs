//! System daemons whose records tell little of an attack, beside remote log-ins of the old kind (klogind, telnetd, xinetd,
//! login): enough of them that a whole system log is understood.

use std::sync::LazyLock;

use vigie_facts::event::ConnectionPhase::{Closed, ClosedUnauthenticated, Opened, Refused};
use vigie_facts::event::Outcome::{Failure, Success};
use vigie_facts::event::{Action, ConnectionPhase, Outcome, Protocol, SignIn};
use vigie_facts::service::Service;

use crate::services::Templated;
use crate::templates::{
    Captures, Meaning, Table, Template, job, network, other, reloaded, resource, started, statistics, stopped, t,
};

pub(crate) static DAEMONS: Templated = Templated {
    id: "daemons",
    service: Service::OtherDaemon,
    protocol: Protocol::Other,
    processes: &[
        "vigie",
        "rsyslogd",
        "syslogd",
        "syslog",
        "syslog-ng",
        "klogd",
        "klogind",
        "rlogind",
        "in.rlogind",
        "rshd",
        "in.rshd",
        "kshd",
        "telnetd",
        "in.telnetd",
        "xinetd",
        "inetd",
        "login",
        "gdm",
        "gdm-binary",
        "gdm3",
        "gdm-password",
        "kdm",
        "getty",
        "agetty",
        "mingetty",
        "snmpd",
        "ntpd",
        "ntpdate",
        "chronyd",
        "dhclient",
        "dhcpd",
        "dhcpcd",
        "pppd",
        "pluto",
        "charon",
        "openvpn",
        "logrotate",
        "rc",
        "network",
        "sysctl",
        "random",
        "cups",
        "cupsd",
        "portmap",
        "rpcbind",
        "nfslock",
        "rpc.statd",
        "rpcidmapd",
        "rpc.idmapd",
        "rpc.mountd",
        "mountd",
        "irqbalance",
        "gpm",
        "hcid",
        "sdpd",
        "bluetooth",
        "udev",
        "udevd",
        "acpid",
        "apmd",
        "crond-startup",
        "autofs",
        "automount",
        "messagebus",
        "netfs",
        "readahead",
        "readahead_early",
        "keytable",
        "rhnsd",
        "smartd",
        "mdadm",
        "mdmonitor",
        "multipathd",
        "lvm",
        "iscsid",
        "NetworkManager",
        "ModemManager",
        "wpa_supplicant",
        "avahi-daemon",
        "hostapd",
        "fail2ban",
        "fail2ban-server",
        "fail2ban.actions",
        "fail2ban.filter",
        "sshguard",
        "auditd",
        "audispd",
        "snapd",
        "dockerd",
        "containerd",
        "kubelet",
        "cloud-init",
        "amazon-ssm-agent",
        "google_guest_agent",
        "qemu-ga",
        "VBoxService",
        "vmtoolsd",
        "PackageKit",
        "packagekitd",
        "apt",
        "yum",
        "dnf",
        "unattended-upgrade",
        "nscd",
        "nslcd",
        "sssd",
        "winbindd",
        "smbd",
        "nmbd",
        "rngd",
        "haveged",
        "tuned",
        "upsd",
        "upsmon",
        "rtkit-daemon",
        "accounts-daemon",
        "colord",
        "udisksd",
        "thermald",
        "puppet-agent",
        "chef-client",
        "zabbix_agentd",
        "nrpe",
        "monit",
        "blkmapd",
        "pcscd",
        "usb_modeswitch",
        "mcelog",
        "ypbind",
        "identd",
        "exportfs",
        "xfs",
        "htt",
        "cpuspeed",
        "pcmcia",
        "isdn",
        "saslauthd",
        "rsyncd",
        "stunnel",
    ],
    beginnings: &["ROOT LOGIN ", "FAILED LOGIN ", "LOGIN ON ", "last message repeated "],
    table: &TABLE,
};

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::compile(TEMPLATES));

fn tried<'a>(c: &Captures<'a>, outcome: Outcome) -> Meaning<'a> {
    Meaning::Is(Action::SignIn(c.sign_in(outcome)))
}

fn failed<'a>(c: &Captures<'a>) -> Meaning<'a> {
    tried(c, Failure)
}

fn local<'a>(c: &Captures<'a>, outcome: Outcome) -> Meaning<'a> {
    Meaning::Is(Action::SignIn(SignIn { protocol: Protocol::Local, ..c.sign_in(outcome) }))
}

fn phase<'a>(c: &Captures<'a>, phase: ConnectionPhase) -> Meaning<'a> {
    Meaning::Is(Action::Connection(c.connection(phase)))
}

const TEMPLATES: &[Template] = &[
    // login, getty, gdm
    t(
        "FAILED LOGIN {SESSION |}{<_:int> |(<_:int>) |}{FROM|on '<_:text>' from} {'<addr>'|<addr>} FOR {'<user>'|<user:text>}, <_:rest>",
        |c| local(c, Failure),
        &[
            (
                "FAILED LOGIN 1 FROM 192.0.2.1 FOR bob, Authentication failure",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=local user.name=bob",
            ),
            (
                "FAILED LOGIN (1) on '/dev/tty1' from '192.0.2.1' FOR 'bob', Authentication failure",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=local user.name=bob",
            ),
        ],
    ),
    t(
        "FAILED LOGIN <_:text>FOR {'<user>'|<user:text>}, <_:rest>",
        |c| local(c, Failure),
        &[(
            "FAILED LOGIN SESSION FROM (null) FOR , Error in service module",
            "sign-in event.outcome=failure network.protocol=local",
        )],
    ),
    t(
        "{invalid password for|bad password for} {'<user>'|<user>}{ on <_:rest>|}",
        |c| local(c, Failure),
        &[(
            "invalid password for 'UNKNOWN'  on '/dev/tty1'",
            "sign-in event.outcome=failure network.protocol=local user.name=UNKNOWN'  on '/dev/tty1",
        )],
    ),
    t(
        "TOO MANY LOGIN TRIES (<tries>){ FROM <addr>| on <_:text>|} FOR <_:rest>",
        |c| Meaning::Is(Action::SignIn(SignIn { echo: true, ..c.sign_in(Failure) })),
        &[(
            "TOO MANY LOGIN TRIES (5) FROM 192.0.2.1 FOR bob, Authentication failure",
            "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=other vigie.authentication.tries=5 echo",
        )],
    ),
    t(
        "{ROOT LOGIN ON <_>|ROOT LOGIN on '<_:text>'|ROOT LOGIN  on '<_:text>'|-- root: ROOT LOGIN ON <_>|root: ROOT LOGIN ON <_>}{| FROM <addr>| from '<addr>'}",
        |c| {
            Meaning::Is(Action::SignIn(SignIn { user: Some(b"root"), protocol: Protocol::Local, ..c.sign_in(Success) }))
        },
        &[
            ("ROOT LOGIN ON tty2", "sign-in event.outcome=success network.protocol=local user.name=root"),
            ("ROOT LOGIN  on '/dev/tty1'", "sign-in event.outcome=success network.protocol=local user.name=root"),
        ],
    ),
    t(
        "{LOGIN ON <_> BY <user:text>|DIALUP AT <_> BY <user:text>}{| FROM <addr>}",
        |c| local(c, Success),
        &[("LOGIN ON tty1 BY alice", "sign-in event.outcome=success network.protocol=local user.name=alice")],
    ),
    t(
        "Couldn't authenticate user",
        |c| local(c, Failure),
        &[("Couldn't authenticate user", "sign-in event.outcome=failure network.protocol=local")],
    ),
    // klogind, rlogind, rshd, telnetd
    t(
        "Authentication failed from {<_:addr>|<_>} (<ip>): <_:rest>",
        failed,
        &[(
            "Authentication failed from 192.0.2.1 (192.0.2.1): Permission denied in replay cache code",
            "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=other",
        )],
    ),
    t(
        "Authentication failed from <addr>: <_:rest>",
        failed,
        &[(
            "Authentication failed from host.example.org: x",
            "sign-in event.outcome=failure source.domain=host.example.org network.protocol=other",
        )],
    ),
    t(
        "{Kerberos authentication failed|Kerberos authentication failed from <addr>}",
        |c| Meaning::Is(Action::SignIn(SignIn { echo: true, ..c.sign_in(Failure) })),
        &[("Kerberos authentication failed", "sign-in event.outcome=failure network.protocol=other echo")],
    ),
    t(
        "{Connection from <addr> on illegal port <_:int>|Connection from <addr> on illegal port|denied connection from <addr>{ as <_:text>|}|Permission denied<_:rest>}",
        |c| phase(c, Refused),
        &[(
            "Connection from 192.0.2.1 on illegal port",
            "connection-refused source.ip=192.0.2.1 network.protocol=other",
        )],
    ),
    t(
        "{connect from <host> (<ip>)|connect from <addr>|connection from <addr>}",
        |c| phase(c, Opened),
        &[(
            "connect from 192.0.2.1 (192.0.2.1)",
            "connection-opened source.ip=192.0.2.1 source.domain=192.0.2.1 network.protocol=other",
        )],
    ),
    t(
        "<user:text>@<addr> as <_:text>: {permission denied|cmd='<_:text>'|<_:text>}{ (<_:text>).<_:rest>|}",
        failed,
        &[(
            "bob@host.example.org as root: permission denied (Permission denied). cmd='id'",
            "sign-in event.outcome=failure source.domain=host.example.org network.protocol=other user.name=bob",
        )],
    ),
    t(
        "{ttloop: <reason>|ttloop:  <reason>|getpeername: <reason>|getpid: <reason>|peer died: <reason>|warning: can't get client address: <reason>|can't get client address: <reason>}",
        |c| phase(c, ClosedUnauthenticated),
        &[
            (
                "ttloop:  peer died: EOF",
                "connection-closed-unauthenticated network.protocol=other error.message= peer died: EOF",
            ),
            (
                "warning: can't get client address: Connection reset by peer",
                "connection-closed-unauthenticated network.protocol=other error.message=Connection reset by peer",
            ),
        ],
    ),
    t(
        "refused connect from <addr>{ (<ip>)|}",
        |c| phase(c, Refused),
        &[("refused connect from 192.0.2.1", "connection-refused source.ip=192.0.2.1 network.protocol=other")],
    ),
    // xinetd, inetd
    t(
        "FAIL: <_:text> {address|libwrap|service_limit|per_source_limit|fork|load|time|process<_:text>} from=<addr>",
        |c| phase(c, Refused),
        &[("FAIL: telnet address from=192.0.2.1", "connection-refused source.ip=192.0.2.1 network.protocol=other")],
    ),
    t(
        "START: <_:text> {pid=<_:int> |}from=<addr>",
        |c| phase(c, Opened),
        &[("START: ssh pid=12 from=192.0.2.1", "connection-opened source.ip=192.0.2.1 network.protocol=other")],
    ),
    t(
        "EXIT: <_:rest>",
        |c| phase(c, Closed),
        &[("EXIT: ssh status=0 pid=12 duration=3(sec)", "connection-closed network.protocol=other")],
    ),
    t(
        "{libwrap refused connection to <_:text> {(libwrap=<_:text>) |}from <addr>|<_:text> refused connection from <addr>|<_:id>/tcp server failing (looping or being flooded)<_:rest>}",
        |c| phase(c, Refused),
        &[(
            "libwrap refused connection to telnet from 192.0.2.1",
            "connection-refused source.ip=192.0.2.1 network.protocol=other",
        )],
    ),
    t(
        "{xinetd Version <_:rest>|Started working: <_:rest>|Reading included configuration file: <_:rest>|Server <_:rest>|Exiting...|Swapping defaults|Starting reconfiguration|Reconfigured: <_:rest>|readjusting service <_:rest>|Sensor: <_:rest>|bind failed (<_:rest>|Service <_:rest>|pmap_set failed. <_:rest>|<_:int> descriptors still open<_:rest>|accept<_:rest>|Deactivating service <_:rest>|Activating service <_:rest>|Must be root <_:rest>|can't <_:rest>|execv( <_:rest>|warning: <_:rest>|No such internal service<_:rest>}",
        other,
        &[("xinetd Version 2.3.13 started with libwrap loadavg options compiled in.", "housekeeping")],
    ),
    // snmpd
    t(
        "Connection from {<_>: |}{UDP: [<ip>]:<port>|[<ip>]:<port>|UDP: [<ip>]:<port>-\\>[<dip>]:<dport>|[UDP: [<ip>]:<port>-\\>[<dip>]:<dport>]|<addr>} {REFUSED|refused}<_:rest>",
        |c| phase(c, Refused),
        &[(
            "Connection from UDP: [192.0.2.1]:4711 REFUSED",
            "connection-refused source.ip=192.0.2.1 source.port=4711 network.protocol=other",
        )],
    ),
    t(
        "{Connection from {UDP: [<ip>]:<port>|UDP: [<ip>]:<port>-\\>[<dip>]:<dport>|<addr>}|Received SNMP packet(s) from {UDP: [<ip>]:<port>|<addr>}}",
        |c| phase(c, Opened),
        &[
            ("Received SNMP packet(s) from 192.0.2.1", "connection-opened source.ip=192.0.2.1 network.protocol=other"),
            (
                "Connection from UDP: [192.0.2.1]:4711->[198.51.100.1]:161",
                "connection-opened source.ip=192.0.2.1 source.port=4711 destination.ip=198.51.100.1 destination.port=161 network.protocol=other",
            ),
        ],
    ),
    t(
        "{NET-SNMP version <_:rest>|UCD-SNMP version <_:rest>|ucd-snmp version <_:rest>|Received TERM signal<_:rest>|Received TERM or STOP signal<_:rest>|error on subcontainer<_:rest>|Creating directory: <_:rest>|Warning: <_:rest>|Turning on AgentX<_:rest>|diskio.c<_:rest>|ioctl <_:rest>|<_:text>truncating<_:rest>|Cannot statfs <_:rest>|netsnmp_<_:rest>|Error opening specified endpoint<_:rest>|/etc/snmp/<_:rest>|payload OID: <_:rest>|unrecognized <_:rest>}",
        other,
        &[("NET-SNMP version 5.7.3", "housekeeping")],
    ),
    t(
        "{Authentication failed for|Failed authentication for|bad community} <_:rest>",
        failed,
        &[("Authentication failed for bob", "sign-in event.outcome=failure network.protocol=other")],
    ),
    // syslogd's own way to say it again; of which record is not said, so that nothing is counted twice or invented.
    t("last message repeated <_:int> time{s|}", statistics, &[("last message repeated 3 times", "statistics")]),
    // syslog daemons, logrotate
    t(
        "{restart.|restart (remote reception).|restart<_:rest>|[origin software=\"rsyslogd\" <_:text>] start|start<_:rest>|<_:text>startup succeeded|<_:text>startup succeeded {|}|syslogd startup succeeded|<_:text>: started<_:rest>|kernel.<_:text> = <_:rest>|net.<_:text> = <_:rest>|Initializing random number generator: <_:rest>|Starting <_:rest>|Setting network parameters: <_:rest>|Bringing up <_:rest>|<_:text> v<_:text> started|HCI daemon ver <_:text> started|Version <_:text> Starting|imklog <_:rest>|starting up<_:rest>|startup<_:rest>|started<_:rest>|Startup<_:rest>|syslog-ng starting up; <_:rest>|chronyd version <_:rest>|ntpd <_:rest>|fs.<_:text> = <_:rest>|vm.<_:text> = <_:rest>|Mounting <_:rest>|Checking <_:rest>|Loading <_:rest>|Configuring <_:rest>|Activating <_:rest>|Setting <_:rest>|Enabling <_:rest>|Remounting <_:rest>|Finding <_:rest>}",
        started,
        &[
            ("restart.", "service-started"),
            ("cupsd startup succeeded", "service-started"),
            ("kernel.core_uses_pid = 1", "service-started"),
            ("sdpd v1.5 started", "service-started"),
            ("Version 1.0.6 Starting", "service-started"),
            ("Setting network parameters:  succeeded", "service-started"),
        ],
    ),
    t(
        "{exiting on signal <_:rest>|<_:text>shutdown succeeded|<_:text>shutdown failed|[origin software=\"rsyslogd\" <_:text>] exiting on signal <_:rest>|Shutting down <_:rest>|Stopping <_:rest>|Unmounting <_:rest>|Saving <_:rest>|terminated<_:rest>|shutting down<_:rest>|syslog-ng shutting down<_:rest>|Exiting<_:rest>|exiting<_:rest>|Sending <_:rest>|Turning off <_:rest>}",
        stopped,
        &[("cupsd shutdown succeeded", "service-stopped")],
    ),
    t(
        "{[origin software=\"rsyslogd\" <_:text>] rsyslogd was HUPed<_:rest>|[origin <_:rest>|reload<_:rest>|Reloading<_:rest>|Configuration reload<_:rest>|HUP received<_:rest>}",
        reloaded,
        &[(
            "[origin software=\"rsyslogd\" swVersion=\"8.2\" x-pid=\"1\" x-info=\"https://example.org\"] rsyslogd was HUPed",
            "service-reloaded",
        )],
    ),
    t(
        "{ALERT exited abnormally with <_:rest>|ALERT<_:rest>|error: <_:rest>|considering log <_:rest>|rotating <_:rest>}",
        job,
        &[("ALERT exited abnormally with [1]", "scheduled-job")],
    ),
    t(
        "{action '<_:text>' suspended<_:rest>|action '<_:text>' resumed<_:rest>|action '<_:text>'<_:rest>|rsyslogd's {groupid|userid} changed to <_:rest>|imuxsock begins to drop messages <_:rest>|imuxsock lost <_:rest>|imuxsock: <_:rest>|imjournal: <_:rest>|environment variable <_:rest>|command 'KLogPermitNonKernelFacility' <_:rest>|cannot <_:rest>|could not <_:rest>|file '<_:rest>|-- MARK --|<_:text> [v<_:text> try <_:rest>|warning: <_:rest>|Log statistics; <_:rest>|Syslog connection <_:rest>|imfile: <_:rest>|omfwd: <_:rest>|message repeated <_:rest>|segment <_:text> of <_:rest>}",
        other,
        &[
            ("-- MARK --", "housekeeping"),
            ("rsyslogd's groupid changed to 104", "housekeeping"),
            ("segment 20261122130000 of udp-192.0.2.7.log", "housekeeping"),
        ],
    ),
    // ntp, dhcp, network
    t(
        "{synchronized to <_:rest>|time reset <_:rest>|kernel time sync <_:rest>|Listen normally on <_:rest>|Listening on <_:rest>|Listen and drop on <_:rest>|Deleting interface <_:rest>|precision = <_:rest>|frequency <_:rest>|no servers reachable|no server suitable for synchronization found|adjust time server <_:rest>|step time server <_:rest>|the NTP socket is in use<_:rest>|bind() <_:rest>|peers refreshed|Soliciting pool server <_:rest>|proto: <_:rest>|restrict: <_:rest>|leapsecond file <_:rest>|kernel reports <_:rest>|receive: <_:rest>|unable to <_:rest>|new interface(s) found: <_:rest>|Selected source <_:rest>|Source <_:rest>|System clock <_:rest>|Can't synchronise: <_:rest>|Forward time jump <_:rest>|Backward time jump <_:rest>|Frequency <_:rest>|Received KoD <_:rest>|getaddrinfo: <_:rest>|getaddrinfo \"<_:rest>|sendto(<_:rest>|recvmsg(<_:rest>|host found : <_:rest>|host name not found: <_:rest>|Could not resolve <_:rest>|Using right/UTC <_:rest>|interface <_:rest>|<_:int>.<_:int>.<_:int>.<_:int> <_:rest>}",
        network,
        &[("synchronized to 192.0.2.1, stratum 2", "network-observed")],
    ),
    t(
        "{DHCPDISCOVER|DHCPREQUEST|DHCPOFFER|DHCPACK|DHCPNAK|DHCPINFORM|DHCPRELEASE|DHCPDECLINE|DHCPEXPIRE|BOOTREQUEST|BOOTREPLY|XMT: |RCV: |PRC: |bound to |Bound to |Internet Systems Consortium|Copyright |All rights reserved.|For info, please visit|Listening on |Sending on |Sending |No DHCPOFFERS received.|No working leases|lease |Wrote |uid lease |Added new forward map|Added reverse map|Removed reverse map|Unable to add|Abandoning IP|ICMP Echo|dhclient.conf|can't create|Trying recorded lease|receive_packet|reuse_lease|Dynamic and static|balancing pool|balanced pool|pool |failover|Config file|Database file|PID file|Can't|send_packet|dhcpd|executing|leased |rebinding|renewing|soliciting|offered |adding|deleting|probing|carrier|waiting}<_:rest>",
        network,
        &[
            ("DHCPREQUEST on eth0 to 192.0.2.1 port 67", "network-observed"),
            ("bound to 192.0.2.7 -- renewal in 1800 seconds.", "network-observed"),
        ],
    ),
    t(
        "{<_:text>\\<info\\> <_:rest>|\\<info\\> <_:rest>|\\<warn\\> <_:rest>|\\<error\\> <_:rest>|\\<debug\\> <_:rest>|Joining mDNS <_:rest>|Leaving mDNS <_:rest>|New relevant interface <_:rest>|Registering new address record <_:rest>|Withdrawing address record <_:rest>|Interface <_:rest>|Network interface <_:rest>|Found user '<_:rest>|Successfully dropped root privileges<_:rest>|Server startup complete<_:rest>|Service \"<_:rest>|Host name conflict<_:rest>|eth<_:int>: <_:rest>|wlan<_:int>: <_:rest>|wlp<_:rest>|enp<_:rest>|ens<_:rest>|CTRL-EVENT<_:rest>}",
        network,
        &[("<info>  [1700000000.1] device (eth0): state change: ip-config -> activated", "network-observed")],
    ),
    // fail2ban
    t(
        "{<_:text>[<_:text>] |[<_:text>] |INFO [<_:text>] |NOTICE [<_:text>] |WARNING [<_:text>] }{Ban|Restore Ban} <ip>",
        |c| phase(c, Refused),
        &[("NOTICE [sshd] Ban 192.0.2.1", "connection-refused source.ip=192.0.2.1 network.protocol=other")],
    ),
    t(
        "{<_:text>[<_:text>] |[<_:text>] }{Unban|Found|Ignore|<_> already banned} <_:rest>",
        other,
        &[("NOTICE [sshd] Unban 192.0.2.1", "housekeeping")],
    ),
    // smart, raid, ups, hardware, packages, containers
    t(
        "{Device: <_:rest>|smartd <_:rest>|Monitoring <_:rest>|DeviceScan<_:rest>|DegradedArray<_:rest>|RebuildFinished<_:rest>|RebuildStarted<_:rest>|NewArray<_:rest>|{removing|creating} device node '<_:text>'|imps2: <_:rest>|*** info <_:rest>|*** err <_:rest>|UPS <_:rest>|Communications with UPS <_:rest>|seq <_:int> <_:rest>|worker [<_:rest>|specified <_:rest>}",
        resource,
        &[
            ("removing device node '/udev/vcs2'", "resource"),
            ("Device: /dev/sda, SMART Usage Attribute: 194 Temperature_Celsius changed from 64 to 63", "resource"),
        ],
    ),
    t(
        "{Installed: <_:rest>|Updated: <_:rest>|Erased: <_:rest>|Packages that will be upgraded: <_:rest>|INFO <_:rest>|time=\"<_:text>\" level=<_:rest>|{I|W|E}<_:int> <_:rest>|[<_:text>] <_:rest>|uid <_:rest>|Supervising <_:rest>|Successfully <_:rest>|Demoted <_:rest>|Recovering <_:rest>|The canary <_:rest>|stats: <_:rest>|Statistics: <_:rest>|nss_<_:rest>|rcname <_:rest>|Caught <_:rest>}",
        statistics,
        &[("time=\"2024-05-01T10:00:00Z\" level=info msg=\"x\"", "statistics")],
    ),
    t(
        "do_auth         : auth failure: [user=<user:text>] [service=<_:text>] [realm=<_:text>] [mech=<method:text>] [reason=<_:text>]",
        |c| Meaning::Is(Action::SignIn(SignIn { echo: true, ..c.sign_in(Failure) })),
        &[(
            "do_auth         : auth failure: [user=bob] [service=smtp] [realm=] [mech=pam] [reason=PAM auth error]",
            "sign-in event.outcome=failure network.protocol=other user.name=bob vigie.authentication.method=pam echo",
        )],
    ),
    t(
        "-- <user:id>: LOGIN ON <_> BY <_:rest>",
        |c| local(c, Success),
        &[("-- alice: LOGIN ON tty1 BY alice", "sign-in event.outcome=success network.protocol=local user.name=alice")],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_keeps_its_contract() {
        crate::templates::tests::check(&TABLE, Protocol::Other);
    }
}
