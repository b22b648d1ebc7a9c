//! What the kernel's packet filter logs (`LOG` of iptables, `log` of nftables, ufw, firewalld, Proxmox, UniFi): `PREFIX IN=eth0
//! OUT= MAC=… SRC=… DST=… LEN=… PROTO=TCP SPT=… DPT=…`. Whether the packet passed is only in the prefix, which people choose.
//!
//! Layout: `net/netfilter/nf_log_syslog.c` of Linux.

#[cfg(test)]
mod tests;

use bumpalo::Bump;
use memchr::memmem;
use vigie_facts::anomaly::Anomaly;
use vigie_facts::event::{Action, Event, Housekeeping, Packet, Text};
use vigie_facts::service::Service;

use crate::calendar::Context;
use crate::envelopes::Opened;
use crate::services::{Reading, ServiceFormat};
use crate::{instant, scan};

/// `KEY=value` words looked at; the longest real line has about 30.
const WORDS_MAX: usize = 64;

/// See the module.
pub(crate) struct Netfilter;

impl ServiceFormat for Netfilter {
    fn id(&self) -> &'static str {
        "netfilter"
    }

    fn service(&self) -> Service {
        Service::Netfilter
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        memmem::find(message, b" DST=").is_some() && memmem::find(message, b"SRC=").is_some()
    }

    fn read<'a>(&self, opened: &Opened<'a>, context: &mut Context, _arena: &'a Bump) -> Reading<'a> {
        let mut event = opened.event(Service::Netfilter, Action::Housekeeping(Housekeeping::Network));
        let Some(at) = first_key(opened.message) else { return Reading::NotMine };
        let (head, packet) = opened.message.split_at(at);
        let prefix = prefix(head);
        let Some(transport) = read_packet(packet, &mut event) else { return Reading::NotMine };
        // Proxmox writes the time of its own log between rule and verdict.
        if event.time.is_none()
            && let Some(stated) = clf_inside(prefix)
        {
            super::set_moment(&mut event, context.moment(stated));
        }
        event.action = Action::Packet(Packet {
            blocked: verdict(prefix),
            transport,
            prefix: Some(prefix).filter(|prefix| !prefix.is_empty()),
        });
        Reading::Event(event)
    }
}

/// Where the first `IN=`, `OUT=`, `PHYSIN=` or `SRC=` stands as a word of its own.
fn first_key(message: &[u8]) -> Option<usize> {
    [&b"IN="[..], b"OUT=", b"PHYSIN=", b"SRC="]
        .iter()
        .filter_map(|key| memmem::find_iter(message, key).find(|at| *at == 0 || message[at - 1] == b' '))
        .min()
}

/// The prefix without the kernel's own `[12345.678901]` and the colon or space people end it with.
fn prefix(head: &[u8]) -> &[u8] {
    let head = head.trim_ascii();
    let uptime = head.strip_prefix(b"[").and_then(|rest| {
        let close = memchr::memchr(b']', rest)?;
        let digits = rest[..close].trim_ascii();
        let is_uptime = digits.contains(&b'.') && digits.iter().all(|b| b.is_ascii_digit() || *b == b'.');
        is_uptime.then(|| rest[close + 1..].trim_ascii_start())
    });
    let head = uptime.unwrap_or(head);
    head.strip_suffix(b":").unwrap_or(head)
}

/// Reads the words of the packet. `None` when source or destination is missing; else the transport.
#[expect(clippy::option_option, reason = "a packet without a transport is still a packet")]
fn read_packet<'a>(packet: Text<'a>, event: &mut Event<'a>) -> Option<Option<Text<'a>>> {
    let mut transport = None;
    let (mut source_seen, mut destination_seen) = (false, false);
    for word in packet.split(|b| *b == b' ').take(WORDS_MAX) {
        // An ICMP error quotes the packet it answers in brackets.
        if word.starts_with(b"[") {
            break;
        }
        let Some(at) = memchr::memchr(b'=', word) else { continue };
        let (key, value) = (&word[..at], &word[at + 1..]);
        match key {
            b"SRC" if !source_seen => {
                source_seen = true;
                event.source = scan::address(value);
            }
            b"DST" if !destination_seen => {
                destination_seen = true;
                event.destination = scan::address(value);
            }
            b"SPT" => event.source_port = scan::number(value),
            b"DPT" => event.destination_port = scan::number(value),
            b"PROTO" => transport = Some(transport_name(value)),
            _ => {}
        }
    }
    if !source_seen || !destination_seen {
        return None;
    }
    if event.source.is_none() || event.destination.is_none() {
        event.anomalies.add(Anomaly::BadAddress);
    }
    Some(transport)
}

/// The lower-case name of ECS; numbers of unnamed protocols stay as they are.
fn transport_name(value: &[u8]) -> &[u8] {
    match value {
        b"TCP" => b"tcp",
        b"UDP" => b"udp",
        b"ICMP" => b"icmp",
        b"ICMPv6" => b"ipv6-icmp",
        b"SCTP" => b"sctp",
        other => other,
    }
}

/// What the words of a prefix say of the packet. Words are compared whole or joined by `-`, `_`, `:` or brackets, without
/// regard to case. Deny words win: `ALLOW` may be the name of a chain that a block follows (`UFW LIMIT BLOCK`).
fn verdict(prefix: &[u8]) -> Option<bool> {
    const BLOCKED: &[&[u8]] =
        &[b"block", b"blocked", b"drop", b"dropped", b"deny", b"denied", b"reject", b"rejected", b"d", b"r"];
    const PASSED: &[&[u8]] = &[b"allow", b"allowed", b"accept", b"accepted", b"pass", b"passed", b"permit", b"a"];
    let names = |list: &[&[u8]]| {
        let words = prefix.split(|b| !b.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words.into_iter().any(|word| {
            // Single letters are verdicts only in UniFi's `[RULE-D-2147483647]`.
            let letter = word.len() == 1 && !is_unifi(prefix);
            !letter && list.iter().any(|known| known.eq_ignore_ascii_case(word))
        })
    };
    if names(BLOCKED) {
        return Some(true);
    }
    names(PASSED).then_some(false)
}

fn is_unifi(prefix: &[u8]) -> bool {
    prefix.starts_with(b"[") && [&b"-D-"[..], b"-A-", b"-R-"].iter().any(|mark| memmem::find(prefix, mark).is_some())
}

fn clf_inside(prefix: &[u8]) -> Option<instant::Stated> {
    let slash = memchr::memchr(b'/', prefix)?;
    let start = slash.checked_sub(2)?;
    instant::clf(prefix.get(start..start + 26)?)
}
