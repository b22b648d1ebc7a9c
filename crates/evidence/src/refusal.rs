//! Why a pack is refused: one name a cause, with the place and the two values that differ. Words of a language are the
//! program's business.

use serde::Serialize;

/// The cause. Names are a contract: tools and people look them up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The file does not begin as a pack does.
    NotAPack,
    /// The pack was written by a newer program.
    TooNew,
    /// The file, a section, a line or a table is larger than any pack may be.
    TooLarge,
    /// A section does not unpack to the bytes it states, or to far too many.
    BadCompression,
    /// The file ends before the pack does.
    CutShort,
    /// Something stands where nothing may.
    AddedBytes,
    /// Bytes are not those that were written.
    ChangedBytes,
    /// A section is not one that packs have, stands twice, or stands in the wrong place.
    UnexpectedSection,
    /// A section that every pack has is not there.
    MissingSection,
    /// A line is not what it should be, or not written as packs write it.
    BadLine,
    /// A row names another that is not there, or holds an impossible number.
    BadRow,
    /// The body is not the one that was signed.
    BodyNotSigned,
    /// Nobody signed.
    NotSigned,
    /// A signature is not by the key it names over what it stands beside.
    ForgedSignature,
    /// The pack is signed by another key than the expected one.
    WrongKey,
    /// The custody log has a gap, a repetition or a change.
    BrokenCustody,
    /// Something is dated after now, or after the pack was made.
    FutureDate,
    /// A local time does not fit its instant and zone.
    WrongZone,
    /// A figure is not what the rows give.
    WrongFigure,
    /// A claim of a text is not decided so by the rows.
    WrongClaim,
    /// A shown field is not the one that was hidden.
    WrongOpening,
    /// A time stamp is not about this pack, or says no.
    WrongTimeStamp,
}

impl Cause {
    /// Every cause.
    pub const ALL: &'static [Cause] = &[
        Cause::NotAPack,
        Cause::TooNew,
        Cause::TooLarge,
        Cause::BadCompression,
        Cause::CutShort,
        Cause::AddedBytes,
        Cause::ChangedBytes,
        Cause::UnexpectedSection,
        Cause::MissingSection,
        Cause::BadLine,
        Cause::BadRow,
        Cause::BodyNotSigned,
        Cause::NotSigned,
        Cause::ForgedSignature,
        Cause::WrongKey,
        Cause::BrokenCustody,
        Cause::FutureDate,
        Cause::WrongZone,
        Cause::WrongFigure,
        Cause::WrongClaim,
        Cause::WrongOpening,
        Cause::WrongTimeStamp,
    ];

    /// The stable name.
    pub fn id(self) -> &'static str {
        match self {
            Cause::NotAPack => "not-a-pack",
            Cause::TooNew => "too-new",
            Cause::TooLarge => "too-large",
            Cause::BadCompression => "bad-compression",
            Cause::CutShort => "cut-short",
            Cause::AddedBytes => "added-bytes",
            Cause::ChangedBytes => "changed-bytes",
            Cause::UnexpectedSection => "unexpected-section",
            Cause::MissingSection => "missing-section",
            Cause::BadLine => "bad-line",
            Cause::BadRow => "bad-row",
            Cause::BodyNotSigned => "body-not-signed",
            Cause::NotSigned => "not-signed",
            Cause::ForgedSignature => "forged-signature",
            Cause::WrongKey => "wrong-key",
            Cause::BrokenCustody => "broken-custody",
            Cause::FutureDate => "future-date",
            Cause::WrongZone => "wrong-zone",
            Cause::WrongFigure => "wrong-figure",
            Cause::WrongClaim => "wrong-claim",
            Cause::WrongOpening => "wrong-opening",
            Cause::WrongTimeStamp => "wrong-time-stamp",
        }
    }
}

/// One refusal: the cause and where it shows. Its texts may come from whoever tampered: hostile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// See [`Cause::id`].
    pub cause: Cause,
    /// What it is about: a section, a line, a field, a figure.
    pub what: String,
    /// First byte of the file that differs, or the range it lies in (first, end), where the file still tells.
    pub bytes: Option<(u64, u64)>,
    /// What should stand there.
    pub expected: Option<String>,
    /// What stands there.
    pub found: Option<String>,
}

impl Serialize for Cause {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

impl Refusal {
    /// A refusal about something.
    pub fn new(cause: Cause, what: impl Into<String>) -> Refusal {
        Refusal { cause, what: what.into(), bytes: None, expected: None, found: None }
    }

    /// The same with the bytes of the file it is about.
    #[must_use]
    pub fn at(mut self, first: usize, end: usize) -> Refusal {
        self.bytes = Some((first as u64, end as u64));
        self
    }

    /// The same with the two values that differ.
    #[must_use]
    pub fn between(mut self, expected: impl Into<String>, found: impl Into<String>) -> Refusal {
        self.expected = Some(expected.into());
        self.found = Some(found.into());
        self
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.cause.id(), self.what)
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_well_formed() {
        let mut ids: Vec<&str> = Cause::ALL.iter().map(|cause| cause.id()).collect();
        assert!(ids.iter().all(|id| id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Cause::ALL.len());
    }
}
