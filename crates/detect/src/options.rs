//! What the organisation decides before a case is filled: gaps, its own networks, whom it trusts, its words. Values only;
//! where they come from (command line, `organisation.toml`) is the edge's business.

use std::net::IpAddr;

use vigie_facts::cidr::Cidr;
use vigie_facts::unit::SESSION_GAP_SECONDS;

/// Whether any block holds the address.
pub(crate) fn any_contains(blocks: &[Cidr], address: IpAddr) -> bool {
    blocks.iter().any(|block| block.contains(address))
}

/// What decides how events become detections, attempts and incidents.
#[derive(Clone, Debug)]
pub struct Options {
    /// A gap of at most this many seconds continues an attempt.
    pub session_gap_seconds: i64,
    /// Networks of the organisation (`--own`).
    pub own: Vec<Cidr>,
    /// Networks the organisation trusts (`--allow`): counted, never named in an incident.
    pub allow: Vec<Cidr>,
    /// Proxies whose forwarded addresses are believed (`--trusted-proxy`).
    pub trusted_proxies: Vec<Cidr>,
    /// The organisation's own words, for the aim of attempts.
    pub organisation: Organisation,
    /// Name given to the asset of records that name neither virtual host nor machine (`--asset`); else the input's name.
    pub asset: Option<Box<str>>,
    /// Whether the lines of a case carry their digests. They prove lines of a case that is kept; one that is answered and forgotten does
    /// without, and there may be a hundred thousand of them.
    pub line_digests: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            session_gap_seconds: SESSION_GAP_SECONDS,
            own: Vec::new(),
            allow: Vec::new(),
            trusted_proxies: Vec::new(),
            organisation: Organisation::default(),
            asset: None,
            line_digests: true,
        }
    }
}

/// Words that belong to the organisation (`organisation.toml`). Using one of them is a sign of a targeted attempt.
#[derive(Clone, Debug, Default)]
pub struct Organisation {
    /// Its names: `Example Campaign`.
    pub names: Vec<Box<str>>,
    /// Its domains: `example.org`.
    pub domains: Vec<Box<str>>,
    /// Its people, as they are written in accounts and addresses.
    pub people: Vec<Box<str>>,
    /// Any other word that an outsider would have to look up: projects, machines, slogans.
    pub words: Vec<Box<str>>,
    /// Its assets by name.
    pub assets: Vec<Box<str>>,
}
