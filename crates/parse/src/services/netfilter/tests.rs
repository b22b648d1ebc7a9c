//! Lines as the kernel writes them, each with what must be read from it.

use crate::services::sample::{check, survives_damage};

const UFW: &str = "Feb 13 20:00:00 gate kernel: [50028442.088484] [UFW BLOCK] IN=eth0 OUT= MAC=00:08:a2:0c:1f:12:00:c8:8b:e2:d6:87:08:00 SRC=192.0.2.7 DST=198.51.100.1 LEN=40 TOS=0x00 PREC=0x00 TTL=245 ID=1 PROTO=TCP SPT=8080 DPT=22 WINDOW=1024 RES=0x00 SYN URGP=0 ";

/// Reads a bare packet line with a prefix.
fn prefixed(prefix: &str, expected: &str) {
    check(
        &format!("{prefix}IN=eth0 OUT= SRC=2001:db8::7 DST=2001:db8::1 LEN=40 PROTO=UDP SPT=1 DPT=2"),
        &format!("netfilter {expected}"),
    );
}

#[test]
fn packets_are_read_with_their_verdict() {
    check(
        UFW,
        "netfilter packet-blocked machine=gate process=kernel src=192.0.2.7 sport=8080 dst=198.51.100.1 dport=22 transport=tcp message=[UFW BLOCK] @0000-02-13T20:00:00Z~",
    );
    let ends = "src=2001:db8::7 sport=1 dst=2001:db8::1 dport=2 transport=udp";
    prefixed("", &format!("packet-logged {ends}"));
    prefixed("[UFW ALLOW] ", &format!("packet-allowed {ends} message=[UFW ALLOW]"));
    prefixed("[UFW LIMIT BLOCK] ", &format!("packet-blocked {ends} message=[UFW LIMIT BLOCK]"));
    prefixed("[UFW AUDIT] ", &format!("packet-logged {ends} message=[UFW AUDIT]"));
    prefixed("IPTABLES-DROP: ", &format!("packet-blocked {ends} message=IPTABLES-DROP"));
    prefixed("nft in accept ", &format!("packet-allowed {ends} message=nft in accept"));
    prefixed("a new blockchain: ", &format!("packet-logged {ends} message=a new blockchain"));
    prefixed(
        "[WAN_LOCAL-D-2147483647] DESCR=\"[WAN_LOCAL]Block\" ",
        &format!("packet-blocked {ends} message=[WAN_LOCAL-D-2147483647] DESCR=\"[WAN_LOCAL]Block\""),
    );
    prefixed(
        "0 3 PVEFW-HOST-IN 13/Feb/2017:20:00:00 +0100 policy DROP: ",
        &format!(
            "packet-blocked {ends} message=0 3 PVEFW-HOST-IN 13/Feb/2017:20:00:00 +0100 policy DROP @2017-02-13T19:00:00Z"
        ),
    );
}

#[test]
fn quoted_packets_and_bad_addresses_do_not_mislead() {
    check(
        "DROP IN=eth0 OUT= SRC=192.0.2.7 DST=198.51.100.1 PROTO=ICMP TYPE=3 CODE=3 [SRC=203.0.113.1 DST=203.0.113.2 PROTO=UDP SPT=9 DPT=9 ]",
        "netfilter packet-blocked src=192.0.2.7 dst=198.51.100.1 transport=icmp message=DROP",
    );
    check(
        "IN=eth0 OUT= SRC=nobody DST=198.51.100.1 PROTO=2",
        "netfilter packet-logged dst=198.51.100.1 transport=2 !bad-address",
    );
    check("SRC=192.0.2.7 only", "not understood");
    survives_damage(UFW);
}
