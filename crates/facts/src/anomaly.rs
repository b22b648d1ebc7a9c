//! What was odd about a record. Malformed input is an observation with a kind and a place, never an error and never a
//! silent default. Adding a kind is one line in the table below.

use serde::{Deserialize, Serialize};

macro_rules! anomalies {
    ($($(#[doc = $doc:literal])+ $variant:ident = $id:literal,)+) => {
        /// One kind of oddity. The ids are stable and appear in machine output.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum Anomaly {
            $($(#[doc = $doc])+ #[serde(rename = $id)] $variant,)+
        }

        impl Anomaly {
            /// All kinds, in the order of their bits.
            pub const ALL: &'static [Anomaly] = &[$(Anomaly::$variant,)+];

            /// The stable id, in kebab case.
            pub fn id(self) -> &'static str {
                match self { $(Anomaly::$variant => $id,)+ }
            }
        }
    };
}

anomalies! {
    /// Bytes that are not UTF-8.
    InvalidUtf8 = "invalid-utf-8",
    /// A NUL byte in a text line.
    NulByte = "nul-byte",
    /// A control character other than tab, terminal escapes included.
    ControlCharacter = "control-character",
    /// The line was longer than the limit; only its head was read, the rest was counted.
    LineTooLong = "line-too-long",
    /// The line ends before its format does.
    Truncated = "truncated",
    /// The last line of the input has no line end.
    MissingLineEnd = "missing-line-end",
    /// An escape sequence that its format does not have.
    BadEscape = "bad-escape",
    /// A percent sign that two hexadecimal digits do not follow.
    BadPercentEscape = "bad-percent-escape",
    /// An HTTP status outside 100 to 599.
    ImpossibleStatus = "impossible-status",
    /// A number that does not fit, or is not one.
    BadNumber = "bad-number",
    /// An address that is not one.
    BadAddress = "bad-address",
    /// A host name stands where an address is expected; the name is kept, no source is counted.
    NameInsteadOfAddress = "name-instead-of-address",
    /// A time stamp that is not one.
    BadTime = "bad-time",
    /// The clock runs backwards by more than the tolerance.
    ClockBackwards = "clock-backwards",
    /// The time is before 1990 or after 2100: kept, but not used for figures.
    ImplausibleTime = "implausible-time",
    /// The year was inferred.
    YearInferred = "year-inferred",
    /// The zone was assumed.
    ZoneAssumed = "zone-assumed",
    /// The local time exists twice or never in its zone.
    DaylightSavingFold = "daylight-saving-fold",
    /// The request line is not `METHOD target HTTP/x`.
    MalformedRequest = "malformed-request",
    /// The request line is empty (`-`), as for a time-out or a TLS greeting on a plain port.
    EmptyRequest = "empty-request",
    /// The record has more fields than its format.
    ExtraFields = "extra-fields",
    /// A field that the format has is missing.
    MissingField = "missing-field",
    /// A JSON member occurs twice.
    DuplicateMember = "duplicate-member",
    /// Nesting deeper than the limit.
    NestedTooDeep = "nested-too-deep",
    /// A forwarded address came from a peer that is not a trusted proxy; it was not believed.
    UntrustedForwarded = "untrusted-forwarded",
    /// The value of a field is shown cut to its limit.
    ValueCut = "value-cut",
    /// Text that looks like a record of a log stands inside a field an attacker controls.
    EmbeddedRecord = "embedded-record",
}

/// The oddities of one record, as a set. Fits in a register; iterates in table order.
///
/// ```
/// use vigie_facts::anomaly::{Anomaly, Anomalies};
/// let mut set = Anomalies::default();
/// set.add(Anomaly::NulByte);
/// assert!(set.contains(Anomaly::NulByte));
/// assert_eq!(set.iter().count(), 1);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Anomalies(u64);

impl Anomalies {
    /// Adds a kind; adding twice changes nothing.
    #[inline]
    pub fn add(&mut self, anomaly: Anomaly) {
        self.0 |= 1 << (anomaly as u8);
    }

    /// Adds every kind of the other set.
    #[inline]
    pub fn merge(&mut self, other: Anomalies) {
        self.0 |= other.0;
    }

    /// Whether the kind was seen.
    #[inline]
    pub fn contains(self, anomaly: Anomaly) -> bool {
        self.0 & (1 << (anomaly as u8)) != 0
    }

    /// Whether nothing was odd.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds, in table order.
    pub fn iter(self) -> impl Iterator<Item = Anomaly> {
        Anomaly::ALL.iter().copied().filter(move |anomaly| self.contains(*anomaly))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_kebab_case_and_fit_the_set() {
        let mut ids: Vec<_> = Anomaly::ALL.iter().map(|a| a.id()).collect();
        assert!(ids.len() <= 64, "the set has 64 bits");
        assert!(ids.iter().all(|id| id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Anomaly::ALL.len());
    }
}
