//! Name servers: BIND's named, unbound, dnsmasq. Refused queries and zone transfers are what attackers leave there.

use std::sync::LazyLock;

use vigie_facts::event::ConnectionPhase::{LimitReached, Opened, Refused};
use vigie_facts::event::{Action, ConnectionPhase, Protocol};
use vigie_facts::service::Service;

use crate::services::Templated;
use crate::templates::{Captures, Meaning, Table, Template, network, other, reloaded, started, statistics, stopped, t};

pub(crate) static DNS: Templated = Templated {
    id: "dns",
    service: Service::Dns,
    protocol: Protocol::Dns,
    processes: &["named", "unbound", "dnsmasq", "nsd", "pdns_server", "pdns_recursor", "pdns"],
    beginnings: &[],
    table: &TABLE,
};

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::compile(TEMPLATES));

fn phase<'a>(c: &Captures<'a>, phase: ConnectionPhase) -> Meaning<'a> {
    Meaning::Is(Action::Connection(c.connection(phase)))
}

fn refused<'a>(c: &Captures<'a>) -> Meaning<'a> {
    phase(c, Refused)
}

const TEMPLATES: &[Template] = &[
    t(
        "{<_:text>: |}{<_:id>: |}client {@<_> |}<ip>#<port>{ (<_:text>)|}: {view <_:text>: |}{query|query (cache)} '<_:text>' denied{ (<_:text>)|}",
        refused,
        &[
            (
                "client 192.0.2.1#4711: query (cache) 'example.org/A/IN' denied",
                "connection-refused source.ip=192.0.2.1 source.port=4711 network.protocol=dns",
            ),
            (
                "client @0x7f7c95c76968 192.0.2.1#4711 (example.org): view external: query (cache) 'example.org/A/IN' denied (allow-query-cache did not match)",
                "connection-refused source.ip=192.0.2.1 source.port=4711 network.protocol=dns",
            ),
            (
                "security: info: client 192.0.2.1#4711 (example.org): query (cache) 'example.org/A/IN' denied",
                "connection-refused source.ip=192.0.2.1 source.port=4711 network.protocol=dns",
            ),
        ],
    ),
    t(
        "{<_:text>: |}client {@<_> |}<ip>#<port>{ (<_:text>)|}: {view <_:text>: |}{zone transfer '<_:text>' denied|bad zone transfer request: <_:rest>|update '<_:text>' denied|notify <_:text> denied|request has invalid signature: <_:rest>|recursion denied|transfer of '<_:text>': <_:text>denied}",
        refused,
        &[
            (
                "client 192.0.2.1#4711: zone transfer 'example.org/AXFR/IN' denied",
                "connection-refused source.ip=192.0.2.1 source.port=4711 network.protocol=dns",
            ),
            (
                "client 192.0.2.1#4711 (example.org): bad zone transfer request: 'example.org/IN': non-authoritative zone (NOTAUTH)",
                "connection-refused source.ip=192.0.2.1 source.port=4711 network.protocol=dns",
            ),
        ],
    ),
    t(
        "{<_:text>: |}client {@<_> |}<ip>#<port>{ (<_:text>)|}: {view <_:text>: |}{rate limit drop<_:rest>|rate limit slip<_:rest>|rate limit<_:rest>|no more recursive clients<_:rest>|no more TCP clients<_:rest>}",
        |c| phase(c, LimitReached),
        &[(
            "client 192.0.2.1#4711 (example.org): rate limit drop response to 192.0.2.0/24",
            "connection-limit-reached source.ip=192.0.2.1 source.port=4711 network.protocol=dns",
        )],
    ),
    t(
        "{<_:text>: |}client {@<_> |}<ip>#<port>{ (<_:text>)|}: {view <_:text>: |}{query: <reason>|transfer of '<_:rest>|received notify for zone <_:rest>|updating zone <_:rest>|error sending response: <_:rest>|<reason>}",
        |c| phase(c, Opened),
        &[(
            "client 192.0.2.1#4711 (example.org): query: example.org IN A +E (198.51.100.1)",
            "connection-opened source.ip=192.0.2.1 source.port=4711 network.protocol=dns error.message=example.org IN A +E (198.51.100.1)",
        )],
    ),
    t(
        "{starting BIND <_:rest>|starting <_:rest>|listening on {IPv4|IPv6} <_:rest>|listening on <_:rest>|running|all zones loaded|command channel listening on <_:rest>|zone <_:text>: loaded serial <_:rest>|loading configuration from <_:rest>|using {up to|default|<_:int>|key|\"|built-in}<_:rest>|found <_:rest>|built with <_:rest>|start of service <_:rest>|notice: init module <_:rest>|started, version <_:rest>|managed-keys-zone<_:rest>|automatic empty zone: <_:rest>|set up managed keys zone<_:rest>|generating session key <_:rest>|sizing zone task pool<_:rest>|configuring command channel<_:rest>|ENTERING <_:rest>|adjusted limit on open files <_:rest>|none:<_:rest>|default max-cache-size<_:rest>|obtaining root key<_:rest>|reading built-in trust anchors<_:rest>|reading <_:rest>|compile time options: <_:rest>|linked to <_:rest>|compiled <_:rest>|---<_:rest>|BIND 9 is maintained by <_:rest>|Internet Systems Consortium<_:rest>|corporation. <_:rest>|available at <_:rest>|not using config file <_:rest>|initializing GeoIP<_:rest>|Looking for <_:rest>|<_:text>startup succeeded}",
        started,
        &[
            ("starting BIND 9.2.3 -u named", "service-started"),
            ("zone example.org/IN: loaded serial 42", "service-started"),
        ],
    ),
    t(
        "{shutting down<_:rest>|exiting|no longer listening on <_:rest>|stopping command channel on <_:rest>|exiting on receipt of <_:rest>|service stopped <_:rest>|<_:text>shutdown succeeded}",
        stopped,
        &[("shutting down: flushing changes", "service-stopped")],
    ),
    t(
        "{reloading configuration<_:rest>|reloading zones<_:rest>|received control channel command '<_:text>'<_:rest>|received SIGHUP<_:rest>|read /etc/hosts <_:rest>|any newly configured zones<_:rest>|reloading <_:rest>}",
        reloaded,
        &[("reloading configuration succeeded", "service-reloaded")],
    ),
    t(
        "{info: server stats<_:rest>|info: <_:rest>|cache size <_:rest>|time <_:int><_:rest>|queries forwarded <_:rest>|NSTATS <_:rest>|XSTATS <_:rest>|USAGE <_:rest>|server <_:text>: <_:rest>|compat-mode <_:rest>|max-cache-size <_:rest>}",
        statistics,
        &[("queries forwarded 12, queries answered locally 34", "statistics")],
    ),
    t(
        "{notify question section contains no SOA|lame server resolving <_:rest>|error (<_:text>) resolving <_:rest>|network unreachable resolving <_:rest>|host unreachable resolving <_:rest>|connection refused resolving <_:rest>|FORMERR resolving <_:rest>|unexpected RCODE (<_:text>) resolving <_:rest>|success resolving <_:rest>|DNS format error from <_:rest>|validating <_:rest>|no valid RRSIG <_:rest>|no valid <_:rest>|broken trust chain <_:rest>|too many timeouts resolving <_:rest>|timed out resolving <_:rest>|resolver priming query complete<_:rest>|checkhints: <_:rest>|zone <_:rest>|transfer of '<_:rest>|dumping master file<_:rest>|received notify for zone <_:rest>|clients-per-query <_:rest>|skipping nameserver <_:rest>|REFUSED unexpected RCODE <_:rest>|managed-keys-zone<_:rest>|dispatch <_:rest>|socket: <_:rest>|sock<_:rest>|internal_send: <_:rest>|general: <_:rest>|got insecure response<_:rest>|key <_:rest>|view <_:rest>|/etc/<_:rest>|unable to <_:rest>|could not <_:rest>|couldn't <_:rest>|refresh_callback: <_:rest>|dns_master_load: <_:rest>|update-security: <_:rest>|security: <_:rest>|client <_:rest>}",
        network,
        &[
            ("notify question section contains no SOA", "network-observed"),
            ("lame server resolving 'example.org' (in 'example.org'?): 192.0.2.1#53", "network-observed"),
        ],
    ),
    t(
        "{query[<_>] <_:text> from <ip>|forwarded <_:text> to <_:rest>|reply <_:text> is <_:rest>|cached <_:text> is <_:rest>|config <_:text> is <_:rest>|using nameserver <_:rest>|using local addresses <_:rest>|possible DNS-rebind attack detected: <_:rest>|nameserver <_:text> refused to do <_:rest>|Maximum number of concurrent DNS queries reached<_:rest>|DHCP<_:rest>|DHCP, <_:rest>|bad address at <_:rest>|ignoring <_:rest>|reducing <_:rest>|failed to <_:rest>|<_:text>/<_:text> is <_:rest>|exiting on <_:rest>|no servers found<_:rest>|setting upstream <_:rest>}",
        network,
        &[
            ("query[A] example.org from 192.0.2.1", "network-observed source.ip=192.0.2.1"),
            ("using nameserver 192.0.2.53#53", "network-observed"),
        ],
    ),
    t("{error|warning|notice|debug|fatal error}: <_:rest>", other, &[("warning: x", "housekeeping")]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_keeps_its_contract() {
        crate::templates::tests::check(&TABLE, Protocol::Dns);
    }
}
