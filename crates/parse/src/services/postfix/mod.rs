//! Postfix: all its daemons (`postfix/smtpd`, `postfix/submission/smtpd`, `postfix-in/qmgr` …), its scripts, and the verbose
//! output of `-v`.
//!
//! A mail handed in by a signed-in account (`client=…, sasl_username=…`) is the only trace of a successful sign-in, and read
//! as one. `SASL … authentication failed` is a try; what follows it on the connection (`lost connection after AUTH`,
//! `disconnect … auth=0/1`) is the end of a connection, not another try.

mod table;

use std::sync::LazyLock;

use bumpalo::Bump;
use vigie_facts::event::Protocol;
use vigie_facts::service::Service;

use crate::calendar::Context;
use crate::envelopes::Opened;
use crate::services::{Reading, ServiceFormat};
use crate::templates::{Captures, Slot, Table};

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::compile(table::TEMPLATES));

/// See the module.
pub(crate) struct Postfix;

impl ServiceFormat for Postfix {
    fn id(&self) -> &'static str {
        "postfix"
    }

    fn service(&self) -> Service {
        Service::Postfix
    }

    fn owns_process(&self, process: &[u8]) -> bool {
        process.starts_with(b"postfix")
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        message.starts_with(b"NOQUEUE: ") || message.starts_with(b"statistics: max connection ")
    }

    fn read<'a>(&self, opened: &Opened<'a>, _context: &mut Context, _arena: &'a Bump) -> Reading<'a> {
        let (captures, message) = without_queue_id(opened.message.trim_ascii());
        TABLE.read(Service::Postfix, opened, message, captures)
    }
}

/// Splits `4F9A12B3C: ` off. Queue ids are hexadecimal in capitals, or (long ones) digits and consonants of both cases.
fn without_queue_id(message: &[u8]) -> (Captures<'_>, &[u8]) {
    const QUEUE_ID_BYTES: std::ops::RangeInclusive<usize> = 5..=24;
    let captures = Captures::new(Protocol::Smtp);
    let len = message.iter().take(25).position(|b| !b.is_ascii_alphanumeric()).unwrap_or(0);
    let (head, rest) = message.split_at(len);
    let Some(rest) = rest.strip_prefix(b": ") else { return (captures, message) };
    if head == b"NOQUEUE" {
        return (captures, rest);
    }
    // Words such as `warning` and names of functions are no queue ids.
    let digits = head.iter().filter(|b| b.is_ascii_digit()).count();
    if !QUEUE_ID_BYTES.contains(&len) || (digits == 0 && head.iter().any(u8::is_ascii_lowercase)) {
        return (captures, message);
    }
    (captures.with(Slot::QueueId, head), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_keeps_its_contract() {
        crate::templates::tests::check(&TABLE, Protocol::Smtp);
    }

    #[test]
    fn queue_ids_are_told_from_words() {
        for (message, id, rest) in [
            ("4F9A12B3C: removed", Some("4F9A12B3C"), "removed"),
            ("3Wt5Xz6yZ1z2Bc: removed", Some("3Wt5Xz6yZ1z2Bc"), "removed"),
            ("NOQUEUE: reject: x", None, "reject: x"),
            ("warning: x", None, "warning: x"),
            ("removed", None, "removed"),
        ] {
            let (captures, after) = without_queue_id(message.as_bytes());
            assert_eq!((captures.text(Slot::QueueId), after), (id.map(str::as_bytes), rest.as_bytes()), "{message}");
        }
    }
}
