//! What a claim says, without the words it was said in: a predicate over a population, a set of numbers, and who says so how surely. How prose becomes one is
//! the grammar's business, whether it holds that of the verdicts.

use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};

use serde::Serialize;

macro_rules! words {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $vdoc:literal])+ $variant:ident = $id:literal,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[doc = $vdoc])+ $variant,)+ }

        impl $name {
            /// Every one, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The word of the notation.
            pub fn id(self) -> &'static str {
                match self { $($name::$variant => $id,)+ }
            }

            /// The one of a word of the notation.
            pub fn from_id(id: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|one| one.id() == id)
            }
        }
    };
}

words! {
    /// What a claim counts.
    Population {
        /// "Attacks": no unit named. Read as attempts, tried in the other units too.
        Attacks = "attacks",
        /// Attempts.
        Attempts = "attempts",
        /// Detections.
        Detections = "detections",
        /// Hostile requests: events that became detections.
        Requests = "requests",
        /// Lines read, hostile or not.
        Records = "records",
        /// Incidents.
        Incidents = "incidents",
        /// IPv4 addresses and IPv6 /64.
        Sources = "sources",
        /// Countries that sources are located in.
        Countries = "countries",
        /// Forms seen.
        Forms = "forms",
        /// Accounts tried.
        Accounts = "accounts",
        /// Assets attacked.
        Assets = "assets",
    }
}

words! {
    /// What attacks were after, as question 2 has it.
    Aimed {
        /// Pages and applications.
        Site = "site",
        /// Stored data.
        Databases = "databases",
        /// Mail and its accounts.
        Mailboxes = "mailboxes",
        /// Machines and the network.
        Infrastructure = "infrastructure",
    }
}

words! {
    /// Networks that pass traffic on for others.
    Via {
        /// Any of them.
        Relay = "relay",
        /// Tor.
        Tor = "tor",
        /// VPN.
        Vpn = "vpn",
        /// Hosting and cloud.
        Hosting = "hosting",
    }
}

words! {
    /// The span of a rate.
    Span {
        /// A minute.
        Minute = "minute",
        /// An hour.
        Hour = "hour",
        /// A day.
        Day = "day",
        /// A week.
        Week = "week",
        /// A month.
        Month = "month",
        /// A year.
        Year = "year",
    }
}

words! {
    /// What is claimed.
    Predicate {
        /// How many; with a span, the mean.
        Count = "count",
        /// The highest span.
        Peak = "peak",
        /// The part with the filter.
        Share = "share",
        /// More than any other of its kind.
        Rank = "rank",
        /// The later half over the earlier one.
        Change = "change",
        /// Attacks were aimed at this.
        Targets = "targets",
        /// Attacks took this form.
        Form = "form",
        /// Aimed at this organisation, not at everyone.
        Targeted = "targeted",
        /// Several sources acted together.
        Coordinated = "coordinated",
        /// A group rather than one person.
        Group = "group",
        /// One person.
        Individual = "individual",
        /// Who.
        Attributed = "attributed",
        /// At least one attack had an effect.
        Succeeded = "succeeded",
        /// Data left.
        Stolen = "stolen",
        /// Something stopped or slowed down because of attacks.
        Caused = "caused",
        /// A purpose: never decided.
        Intended = "intended",
    }
}

words! {
    /// How sure the text is.
    Certainty {
        /// "Without any doubt".
        Certain = "certain",
        /// "Probably".
        Probable = "probable",
        /// "May".
        Possible = "possible",
    }
}

impl Predicate {
    /// Whether it compares a number.
    pub fn is_numeric(self) -> bool {
        matches!(self, Predicate::Count | Predicate::Peak | Predicate::Share | Predicate::Rank | Predicate::Change)
    }
}

/// A set of numbers between two ends.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Range {
    /// Lower end.
    pub low: f64,
    /// Upper end, which may be infinite.
    pub high: f64,
    /// Whether the lower end belongs to it.
    pub low_included: bool,
    /// Whether the upper end belongs to it.
    pub high_included: bool,
}

impl Range {
    /// From a to b, both included.
    pub const fn closed(low: f64, high: f64) -> Range {
        Range { low, high, low_included: true, high_included: true }
    }

    /// From a, included, to b, excluded.
    pub const fn half_open(low: f64, high: f64) -> Range {
        Range { low, high, low_included: true, high_included: false }
    }

    /// More than this.
    pub const fn above(low: f64) -> Range {
        Range { low, high: f64::INFINITY, low_included: false, high_included: false }
    }

    /// This or more.
    pub const fn at_least(low: f64) -> Range {
        Range { low, high: f64::INFINITY, low_included: true, high_included: false }
    }

    /// Less than this, from 0.
    pub const fn below(high: f64) -> Range {
        Range::half_open(0.0, high)
    }

    /// This or less, from 0.
    pub const fn at_most(high: f64) -> Range {
        Range::closed(0.0, high)
    }

    /// Exactly this.
    pub const fn exactly(value: f64) -> Range {
        Range::closed(value, value)
    }

    /// Whether a number belongs to it.
    pub fn contains(self, value: f64) -> bool {
        let above = value > self.low || self.low_included && same(value, self.low);
        let below = value < self.high || self.high_included && same(value, self.high);
        above && below
    }

    /// Whether two ranges are the same up to half a percent of their ends, which is what `docs/claims.md` compares by.
    pub fn agrees(self, other: Range) -> bool {
        let near =
            |a: f64, b: f64| a.is_infinite() && b.is_infinite() || (a - b).abs() <= 0.005 * a.abs().max(b.abs()) + 1e-9;
        near(self.low, other.low) && near(self.high, other.high)
    }
}

/// Whether two figures are the same number up to what arithmetic loses.
fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

/// What attacks are narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Filters {
    /// Countries, ISO 3166-1 alpha-2: located in any of them.
    pub located_in: BTreeSet<String>,
    /// Aimed at any of them.
    pub target: BTreeSet<Aimed>,
    /// Ids of forms, or words for forms that are not in the closed list (`phishing`).
    pub form: BTreeSet<String>,
    /// Through such networks.
    pub via: Option<Via>,
    /// Targeted (true) or opportunistic (false).
    pub targeted: Option<bool>,
}

impl Filters {
    /// Whether nothing is narrowed.
    pub fn is_empty(&self) -> bool {
        *self == Filters::default()
    }
}

/// One claim.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proposition {
    /// What is claimed.
    pub predicate: Predicate,
    /// Of what.
    pub population: Population,
    /// Narrowed to.
    pub filters: Filters,
    /// The span of a rate.
    pub per: Option<Span>,
    /// The period, in the notation: `2017-02`, `tuesday`, `since(campaign)`.
    pub period: Option<String>,
    /// The set of numbers, for predicates that compare.
    pub range: Option<Range>,
    /// What `attributed` names (a country by its code), or what was `caused`.
    pub object: Option<String>,
    /// Whether it is denied.
    pub negated: bool,
    /// Who is said to say so; `None` is the text itself.
    pub speaker: Option<String>,
    /// How sure.
    pub certainty: Option<Certainty>,
    /// Whether it stands under an "if".
    pub conditional: bool,
    /// The words it was read from.
    pub text: String,
    /// Words of the clause that were not understood; with any, nothing is ever *Established*.
    pub unread: Vec<String>,
    /// Whether the whole construction of its sentence is one that is foreseen; without, nothing is ever *Established*. Claims in the notation are.
    pub vouched: bool,
}

impl Proposition {
    /// A plain claim about "attacks".
    pub fn new(predicate: Predicate) -> Proposition {
        Proposition {
            predicate,
            population: Population::Attacks,
            filters: Filters::default(),
            per: None,
            period: None,
            range: None,
            object: None,
            negated: false,
            speaker: None,
            certainty: None,
            conditional: false,
            text: String::new(),
            unread: Vec::new(),
            vouched: true,
        }
    }

    /// Whether it claims the same as another: the rule of `docs/claims.md`, where `self` is what was expected. What the expectation does not
    /// write of period and tags is not compared.
    pub fn agrees(&self, other: &Proposition) -> bool {
        let ranges = match (self.range, other.range) {
            (Some(a), Some(b)) => a.agrees(b),
            (a, b) => a.is_none() && b.is_none(),
        };
        ranges
            && self.predicate == other.predicate
            && self.population == other.population
            && self.filters == other.filters
            && self.per == other.per
            && self.negated == other.negated
            && self.object == other.object
            && (self.period.is_none() || self.period == other.period)
            && (self.speaker.is_none() || self.speaker == other.speaker)
            && (self.certainty.is_none() || self.certainty == other.certainty)
            && (!self.conditional || other.conditional)
    }
}

impl Display for Proposition {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.negated {
            f.write_str("not ")?;
        }
        write!(f, "{}(", self.predicate.id())?;
        let arguments = self.arguments();
        f.write_str(&arguments.join(", "))?;
        f.write_str(")")?;
        if let Some(range) = self.range {
            if self.predicate == Predicate::Rank {
                write!(f, " = {}", number(range.low))?;
            } else {
                write!(f, " {range}")?;
            }
        }
        let tags = self.tags();
        if tags.is_empty() { Ok(()) } else { write!(f, " {{{}}}", tags.join(", ")) }
    }
}

impl Proposition {
    fn arguments(&self) -> Vec<String> {
        let mut arguments = Vec::new();
        if self.predicate.is_numeric() {
            arguments.push(self.population.id().to_owned());
        }
        let joined = |set: &BTreeSet<String>| set.iter().map(String::as_str).collect::<Vec<_>>().join("+");
        let aimed = self.filters.target.iter().map(|aimed| aimed.id()).collect::<Vec<_>>().join("+");
        match self.predicate {
            Predicate::Targets => arguments.push(aimed),
            Predicate::Form => arguments.push(joined(&self.filters.form)),
            _ => {
                if !aimed.is_empty() {
                    arguments.push(format!("target={aimed}"));
                }
                if !self.filters.form.is_empty() {
                    arguments.push(format!("form={}", joined(&self.filters.form)));
                }
            }
        }
        if !self.filters.located_in.is_empty() {
            arguments.push(format!("located_in={}", joined(&self.filters.located_in)));
        }
        if let Some(via) = self.filters.via {
            arguments.push(format!("via={}", via.id()));
        }
        if let Some(targeted) = self.filters.targeted {
            arguments.push(format!("aim={}", if targeted { "targeted" } else { "opportunistic" }));
        }
        arguments.extend(self.object.clone());
        if let Some(per) = self.per {
            arguments.push(format!("per={}", per.id()));
        }
        if let Some(period) = &self.period {
            arguments.push(format!("period={period}"));
        }
        arguments
    }

    fn tags(&self) -> Vec<String> {
        let mut tags = Vec::new();
        if let Some(speaker) = &self.speaker {
            tags.push(format!("speaker={speaker}"));
            tags.push("reported=true".to_owned());
        }
        if let Some(certainty) = self.certainty {
            tags.push(format!("certainty={}", certainty.id()));
        }
        if self.conditional {
            tags.push("conditional=true".to_owned());
        }
        tags
    }
}

impl Display for Range {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (low, high) = (number(self.low), number(self.high));
        if self.high.is_infinite() {
            return write!(f, "{} {low}", if self.low_included { ">=" } else { ">" });
        }
        if same(self.low, self.high) {
            return write!(f, "= {low}");
        }
        if self.low == 0.0 && self.low_included {
            return write!(f, "{} {high}", if self.high_included { "<=" } else { "<" });
        }
        let (open, close) = (if self.low_included { '[' } else { '(' }, if self.high_included { ']' } else { ')' });
        write!(f, "in {open}{low}, {high}{close}")
    }
}

/// A number without needless zeros, at most six digits after the point.
fn number(value: f64) -> String {
    let text = format!("{value:.6}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
