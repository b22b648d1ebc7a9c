//! Sets of constructs a lexer found, as words of a field and with their weights. What a construct is, the lexers say.

use std::marker::PhantomData;

/// Weights that reach this accuse. Strong constructs weigh as much on their own; of weak ones it takes several.
pub const LIKELY_WEIGHT: u32 = 5;

/// A construct of a language: its word in the field, its weight and its bit.
pub trait Construct: Copy + 'static {
    /// Every construct, in the order of their words in the field.
    const ALL: &'static [Self];

    /// The word rules name.
    fn word(self) -> &'static str;

    /// How much the construct says on its own.
    fn weight(self) -> u32;

    /// Its place in the set, below 64.
    fn bit(self) -> u32;
}

/// The constructs of a request, all its values together.
#[derive(Clone, Copy, Debug)]
pub struct Shape<C> {
    bits: u64,
    of: PhantomData<C>,
}

impl<C> Default for Shape<C> {
    fn default() -> Self {
        Shape { bits: 0, of: PhantomData }
    }
}

impl<C: Construct> Shape<C> {
    /// Whether the construct was found.
    pub fn contains(self, construct: C) -> bool {
        self.bits & (1 << construct.bit()) != 0
    }

    /// Whether nothing was found.
    pub fn is_empty(self) -> bool {
        self.bits == 0
    }

    /// Adds what was found in one value.
    pub fn merge(&mut self, found: &Weighed<C>) {
        self.bits |= found.bits;
    }

    /// Adds what was found elsewhere.
    pub fn join(&mut self, other: Shape<C>) {
        self.bits |= other.bits;
    }

    /// Writes the words, separated by spaces, in table order.
    pub fn write_words(self, out: &mut Vec<u8>) {
        for construct in C::ALL.iter().filter(|construct| self.contains(**construct)) {
            if !out.is_empty() {
                out.push(b' ');
            }
            out.extend_from_slice(construct.word().as_bytes());
        }
    }
}

/// The constructs of one value, whose weights are added up.
#[derive(Clone, Copy, Debug)]
pub struct Weighed<C> {
    bits: u64,
    of: PhantomData<C>,
}

impl<C> Default for Weighed<C> {
    fn default() -> Self {
        Weighed { bits: 0, of: PhantomData }
    }
}

impl<C: Construct> Weighed<C> {
    /// Adds a construct; adding twice changes nothing.
    pub fn add(&mut self, construct: C) {
        self.bits |= 1 << construct.bit();
    }

    /// Adds a construct where something holds.
    pub fn add_if(&mut self, holds: bool, construct: C) {
        if holds {
            self.add(construct);
        }
    }

    /// Whether the construct was found.
    pub fn contains(self, construct: C) -> bool {
        self.bits & (1 << construct.bit()) != 0
    }

    /// The weights of the constructs, added up.
    pub fn weight(self) -> u32 {
        C::ALL.iter().filter(|construct| self.contains(**construct)).map(|construct| construct.weight()).sum()
    }
}

/// Declares the constructs of a language: one line each.
macro_rules! constructs {
    ($(#[doc = $doc:literal])+ pub enum Construct { $($(#[doc = $each:literal])+ $variant:ident = $word:literal, $weight:literal;)+ }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Construct {
            $($(#[doc = $each])+ $variant,)+
        }

        impl $crate::lexers::shape::Construct for Construct {
            const ALL: &'static [Self] = &[$(Construct::$variant,)+];

            fn word(self) -> &'static str {
                match self { $(Construct::$variant => $word,)+ }
            }

            fn weight(self) -> u32 {
                match self { $(Construct::$variant => $weight,)+ }
            }

            fn bit(self) -> u32 {
                self as u32
            }
        }
    };
}

pub(crate) use constructs;
