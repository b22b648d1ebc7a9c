//! Us, or everyone? What an attempt used, against what stands in public lists and against what exists here.

use vigie_facts::case::{Aim, AimReason};

use crate::fold::tables::Renaming;
use crate::picture::Picture;

/// The aim of an attempt before its reasons have their final ids.
#[derive(Clone, Debug)]
pub(crate) struct Aimed {
    pub(crate) aim: Aim,
    reasons: Vec<Ground>,
}

/// What an aim rests on, with ids of the fold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Ground {
    Account(u32),
    Path(u32),
    Word(Box<str>),
    PublicListsOnly,
    NothingToCompare,
}

impl Aimed {
    /// Texts the reasons name.
    pub(crate) fn texts(&self) -> impl Iterator<Item = u32> {
        self.reasons.iter().filter_map(|ground| if let Ground::Path(path) = ground { Some(*path) } else { None })
    }

    /// Accounts the reasons name.
    pub(crate) fn accounts(&self) -> impl Iterator<Item = u32> {
        self.reasons.iter().filter_map(|ground| if let Ground::Account(id) = ground { Some(*id) } else { None })
    }

    /// The reasons as a case names them.
    pub(crate) fn reasons(&self, renaming: &Renaming) -> Vec<AimReason> {
        self.reasons
            .iter()
            .filter_map(|ground| match ground {
                Ground::Account(id) => renaming.account(*id).map(AimReason::RealAccount),
                Ground::Path(id) => renaming.text(*id).map(AimReason::ExistingPath),
                Ground::Word(word) => Some(AimReason::OrganisationWord(word.clone())),
                Ground::PublicListsOnly => Some(AimReason::PublicListsOnly),
                Ground::NothingToCompare => Some(AimReason::NothingToCompare),
            })
            .collect()
    }
}

/// The aim of each attempt.
pub(crate) fn of_attempts(picture: &Picture<'_>) -> Vec<Aimed> {
    picture
        .attempts
        .iter()
        .map(|_| Aimed { aim: Aim::Unclear, reasons: vec![Ground::NothingToCompare] })
        .collect()
}
