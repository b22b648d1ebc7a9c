//! The ways of writing that the normaliser undid, by name: evidence that rules can use (`request.encoding`). Whether a way
//! is hostile is for rules to say: a percent escape is ordinary, overlong UTF-8 never is.

macro_rules! encodings {
    ($($(#[doc = $doc:literal])+ $variant:ident = $word:literal,)+) => {
        /// One way of writing that was undone.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Encoding {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Encoding {
            /// Every way, in the order of their words in the field.
            pub const ALL: &'static [Encoding] = &[$(Encoding::$variant,)+];

            /// The word for it in `request.encoding`.
            pub fn word(self) -> &'static str {
                match self { $(Encoding::$variant => $word,)+ }
            }
        }
    };
}

encodings! {
    /// A percent escape: ordinary.
    Percent = "percent",
    /// A percent escape inside a percent escape: ordinary in referrers, and how filters are evaded.
    NestedPercent = "nested-percent",
    /// `%uXXXX`, which only old Microsoft servers and JavaScript's `escape` know.
    PercentU = "percent-u",
    /// An HTML character reference.
    CharacterReference = "character-reference",
    /// `\x41` and its kin.
    Backslash = "backslash-escape",
    /// A UTF-7 run.
    Utf7 = "utf-7",
    /// A character in more bytes than it needs: no honest program writes it (RFC 3629 § 10).
    OverlongUtf8 = "overlong-utf-8",
    /// A character that some servers turn into an ASCII one: full-width letters, division slash.
    LookAlike = "look-alike",
    /// A NUL byte.
    NulByte = "nul-byte",
    /// Another control character.
    ControlCharacter = "control-character",
    /// The text was longer than the limit.
    Cut = "cut",
    /// A step upwards, a file of the system or a wrapper, written in Base64.
    Base64Path = "base64-path",
}

/// A set of ways of writing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Encodings(u16);

impl Encodings {
    /// Adds a way; adding twice changes nothing.
    pub fn add(&mut self, encoding: Encoding) {
        self.0 |= 1 << (encoding as u8);
    }

    /// Adds every way of the other set.
    pub fn merge(&mut self, other: Encodings) {
        self.0 |= other.0;
    }

    /// Whether the way was met.
    pub fn contains(self, encoding: Encoding) -> bool {
        self.0 & (1 << (encoding as u8)) != 0
    }

    /// Whether nothing was undone.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Writes the words, separated by spaces.
    pub fn write_words(self, out: &mut Vec<u8>) {
        for encoding in Encoding::ALL.iter().filter(|encoding| self.contains(**encoding)) {
            if !out.is_empty() {
                out.push(b' ');
            }
            out.extend_from_slice(encoding.word().as_bytes());
        }
    }
}
