//! The part that holds the privilege: a process of its own that changes the packet filter and does nothing else. It is told what to hold
//! back over a socket or a pipe and believes nothing of it: what is protected, how long, how much and how fast is checked again
//! ([`desk`]). [`door`] lets orders in, [`client`] is the other end. It reads no log and knows no reason for an order.
//!
//! An order is one line of JSON, an answer another; neither may be longer than [`LINE_BYTES_MAX`].

pub mod client;
pub mod desk;
pub mod door;

use std::io::{self, BufRead, Read as _};

use serde::{Deserialize, Serialize};
use vigie_facts::cidr::Cidr;

use super::plan::{DURATIONS_SECONDS, Refusal};

/// Bytes of one line: an order of [`NETWORKS_A_LINE`] networks, or its answer, fits several times.
pub const LINE_BYTES_MAX: usize = 256 << 10;

/// Networks of one order: as many as one plan may have.
pub const NETWORKS_A_LINE: usize = super::plan::DECISIONS_MAX;

/// How long anything is held back at most: the longest that a plan asks for.
pub const SECONDS_MAX: u32 = DURATIONS_SECONDS[DURATIONS_SECONDS.len() - 1];

/// Something to hold back, always with an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// From where.
    pub network: Cidr,
    /// For how many seconds, 1 to [`SECONDS_MAX`].
    pub seconds: u32,
}

/// What a blocker is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Order {
    /// To hold these back.
    Hold(Vec<Wanted>),
    /// To let these pass again.
    Release(Vec<Cidr>),
}

/// What a blocker answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// What was not held back, and why.
    pub refused: Vec<(Cidr, Reason)>,
    /// Why nothing of the order was done.
    pub error: Option<Box<str>>,
}

/// Why a blocker does not hold a network back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It may never be held back.
    Protected(Refusal),
    /// No end, or one that is too far away.
    Duration,
    /// Enough was held back in this minute.
    Minute,
    /// Enough is held back.
    Full,
    /// Enough wide networks are held back.
    Wide,
    /// A person took everything back and did not allow more yet.
    Stopped,
}

impl Reason {
    /// Whether the same order may be followed later.
    pub fn passes(self) -> bool {
        matches!(self, Reason::Minute | Reason::Stopped | Reason::Full)
    }
}

/// Reads one line, without its end; `None` when there is none any more.
///
/// # Errors
/// `InvalidData` when it is longer than [`LINE_BYTES_MAX`], or ends in the middle.
pub(crate) fn read_line(from: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    from.by_ref().take(LINE_BYTES_MAX as u64).read_until(b'\n', &mut line)?;
    match line.pop() {
        None => Ok(None),
        Some(b'\n') => Ok(Some(line)),
        Some(_) => Err(io::Error::new(io::ErrorKind::InvalidData, "a line is too long or has no end")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_lines_that_say_what_they_mean() {
        let check = |text: &str, expected: Option<Order>| {
            assert_eq!(serde_json::from_str::<Order>(text).ok(), expected, "{text}");
        };
        let network = "203.0.113.9/32".parse().unwrap();
        let held = Order::Hold(vec![Wanted { network, seconds: 60 }]);
        check(r#"{"hold":[{"network":"203.0.113.9/32","seconds":60}]}"#, Some(held));
        check(r#"{"release":["203.0.113.9/32"]}"#, Some(Order::Release(vec![network])));
        for wrong in [
            r#"{"hold":[{"network":"203.0.113.9/32"}]}"#,
            r#"{"hold":[{"network":"203.0.113.9/32","seconds":-1}]}"#,
            r#"{"hold":[{"network":"203.0.113.9/32","seconds":60,"set":"protected4"}]}"#,
            r#"{"hold":[{"network":"203.0.113.9/32; flush ruleset","seconds":60}]}"#,
            r#"{"hold":[],"release":[]}"#,
            r#"{"flush":[]}"#,
            "",
            "null",
        ] {
            check(wrong, None);
        }
    }

    #[test]
    fn a_line_has_an_end_and_a_length() {
        let read = |bytes: &[u8]| read_line(&mut io::BufReader::new(bytes));
        assert_eq!(read(b"one\ntwo\n").unwrap().unwrap(), b"one");
        assert!(read(b"").unwrap().is_none());
        assert!(read(b"half").is_err());
        let mut long = vec![b'x'; LINE_BYTES_MAX];
        assert!(read(&long).is_err());
        long[LINE_BYTES_MAX - 1] = b'\n';
        assert_eq!(read(&long).unwrap().unwrap().len(), LINE_BYTES_MAX - 1);
    }
}
