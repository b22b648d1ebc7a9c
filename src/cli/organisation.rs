//! `organisation.toml`: the organisation's own words, networks and assets. The struct is the manual: unknown keys are refused.

use std::path::Path;

use serde::Deserialize;
use vigie_statement::quiet::{self, Vote};

use super::Failure;
use crate::mistake::Mistake;

/// A file larger than this is not a list of words.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// What the organisation says about itself. All keys are optional.
///
/// ```toml
/// names = ["Example Campaign"]
/// domains = ["example.org"]
/// people = ["a.martin"]
/// words = ["printemps-2017"]
/// networks = ["192.0.2.0/24"]
/// assets = ["www.example.org"]
/// time_zone = "Europe/Paris"
///
/// [[votes]]                       # days before which statements give facts only (`docs/statement.md`)
/// name = "first round"
/// day = "2031-05-11"
/// rules = "france"                # silence from the eve on; "none" for no silence
/// reserve_from = "2031-04-20"     # as the circular of that vote says
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct OrganisationFile {
    /// Its names, as people write them.
    pub(super) names: Vec<String>,
    /// Its domains.
    pub(super) domains: Vec<String>,
    /// Its people, as they are written in accounts and addresses.
    pub(super) people: Vec<String>,
    /// Any other word that an outsider would have to look up.
    pub(super) words: Vec<String>,
    /// Its networks: the same as `--own`.
    pub(super) networks: Vec<String>,
    /// Its assets by name.
    pub(super) assets: Vec<String>,
    /// Zone in which days are counted: the same as `--time-zone`.
    pub(super) time_zone: Option<String>,
    /// Votes, before which statements give facts only.
    pub(super) votes: Vec<VoteEntry>,
}

/// A vote, as the file has it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VoteEntry {
    /// What people call it.
    #[serde(default)]
    pub(super) name: String,
    /// Its day: `2031-05-11`.
    pub(super) day: String,
    /// Whose rules of silence: `france`, `none`.
    pub(super) rules: String,
    /// First day of the reserve before it.
    pub(super) reserve_from: Option<String>,
}

/// The votes of the file, resolved.
pub(super) fn votes(file: &OrganisationFile) -> Result<Vec<Vote>, Failure> {
    let date = |text: &str| {
        text.parse::<jiff::civil::Date>()
            .map_err(|error| Failure::usage(anyhow::Error::from(error).context(format!("votes: {text:?}"))))
    };
    let mut votes = Vec::new();
    for entry in &file.votes {
        let Some(rules) = quiet::rules(&entry.rules) else {
            let known: Vec<&str> = quiet::RULES.iter().map(|rules| rules.id).collect();
            return Err(Failure::usage(anyhow::anyhow!("votes: rules {:?}", entry.rules)).hint(known.join(", ")));
        };
        votes.push(Vote {
            name: entry.name.clone(),
            day: date(&entry.day)?,
            rules,
            reserve_from: entry.reserve_from.as_deref().map(date).transpose()?,
        });
    }
    Ok(votes)
}

/// Reads the file.
pub(super) fn read(path: &Path) -> Result<OrganisationFile, Failure> {
    let named = |error: anyhow::Error| Failure::usage(error.context(path.display().to_string()));
    let bytes = std::fs::metadata(path).map_err(|error| named(error.into()))?.len();
    if bytes > FILE_BYTES_MAX {
        return Err(named(anyhow::anyhow!("larger than 1 MiB")));
    }
    let text = std::fs::read_to_string(path).map_err(|error| named(error.into()))?;
    toml::from_str(&text).map_err(|error| named(anyhow::anyhow!("{}", error.message())))
}

/// The first thing that is wrong with the text of such a file.
pub(super) fn mistake(text: &str) -> Option<Mistake> {
    toml::from_str::<OrganisationFile>(text).err().map(|error| Mistake::of_toml(&error))
}
