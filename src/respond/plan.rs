//! From a case to decisions: which source, network or account to hold back, for how long, why, and who else would feel it; and of
//! everything that is left alone, the reason. Pure: the clock, the past and the organisation's networks are arguments. It enforces
//! nothing, and where traffic arrived from is never a reason.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vigie_facts::case::{
    AccountId, Case, Effect, Incident, IncidentKind, NetworkKind, SourceId, SourceRow, TraceKind, Weakness,
};
use vigie_facts::cidr::Cidr;
use vigie_facts::form::{Form, FormClass};
use vigie_facts::source::Source;
use vigie_facts::time::Timestamp;

/// How long a decision lasts, by how often its target came back: an hour may hit a neighbour who gets the address next, and
/// nobody keeps an address for ever, so that even the last is a week.
pub const DURATIONS_SECONDS: [u32; 4] = [3_600, 4 * 3_600, 24 * 3_600, 7 * 24 * 3_600];

/// How long an account that was entered is held: long enough for a person to look on the next working day.
pub const ACCOUNT_SECONDS: u32 = 24 * 3_600;

/// Weight of detections from which on a source is held back. Below it there is grace: a person who pastes an odd text, follows
/// broken links or mistypes stays below.
pub const GRACE_WEIGHT: u64 = 12;

/// Ordinary events from which on an address is taken to be shared by many visitors (an office, a carrier's gateway): one visitor
/// makes some tens a visit. An attacker can hide behind such a number; then the address is left to a person, and said.
pub const SHARED_EVENTS: u64 = 300;

/// Accounts that sign in from one address and make it a shared one.
pub const SHARED_ACCOUNTS: usize = 3;

/// Sources of one /24 or /48 held back at once from which on the network is held back instead of each.
pub const RANGE_SOURCES: usize = 8;

/// Ordinary sources in such a network that are accepted: none. A network is only taken when nobody else was seen in it.
pub const RANGE_ORDINARY_SOURCES_MAX: u64 = 0;

/// Decisions of one plan at most. More are a sign that somebody makes us block: the rest waits for a person.
pub const DECISIONS_MAX: usize = 500;

/// What the organisation decides before anything is.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its own networks.
    pub own: Vec<Cidr>,
    /// Networks it trusts.
    pub allow: Vec<Cidr>,
    /// Its proxies: holding one back would hold back everybody behind it.
    pub proxies: Vec<Cidr>,
    /// Where this program is being operated from: the address of the console's own session.
    pub console: Vec<Cidr>,
    /// See [`DECISIONS_MAX`].
    pub decisions_max: usize,
    /// See [`SESSION_GAP_SECONDS`](vigie_facts::unit::SESSION_GAP_SECONDS): what separates two visits.
    pub session_gap_seconds: i64,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            own: Vec::new(),
            allow: Vec::new(),
            proxies: Vec::new(),
            console: Vec::new(),
            decisions_max: DECISIONS_MAX,
            session_gap_seconds: vigie_facts::unit::SESSION_GAP_SECONDS,
        }
    }
}

/// What a decision is about, narrowest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "scope", content = "value")]
pub enum Target {
    /// One IPv4 address, or the /64 of an IPv6 one.
    Source(Cidr),
    /// A /24 or /48.
    Range(Cidr),
    /// An account that was entered.
    Account(Box<str>),
}

impl Target {
    /// The network, unless it is an account.
    pub fn network(&self) -> Option<Cidr> {
        match self {
            Target::Source(network) | Target::Range(network) => Some(*network),
            Target::Account(_) => None,
        }
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Target::Source(network) if network.first().is_ipv4() => network.first().fmt(f),
            Target::Source(network) | Target::Range(network) => network.fmt(f),
            Target::Account(name) => f.write_str(name),
        }
    }
}

/// Who else would feel a decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collateral {
    /// Events of the target that are no detections.
    pub ordinary_events: u64,
    /// Accounts that signed in from it.
    pub accounts: u64,
    /// Sources in it that did nothing hostile; 0 for a single source.
    pub ordinary_sources: u64,
}

/// Something to hold back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// What.
    pub target: Target,
    /// The forms it rests on, most detections first.
    pub forms: Vec<(Form, u64)>,
    /// Detections it rests on: one for each event and form.
    pub detections: u64,
    /// Attempts it rests on.
    pub attempts: u64,
    /// The incident it rests on, if one.
    pub incident: Option<IncidentKind>,
    /// Sources it covers; 1 unless it is a range.
    pub sources: u64,
    /// How often the target came back: decides how long.
    pub returns: u32,
    /// Its last detection.
    pub last: Timestamp,
    /// When it ends by itself.
    pub expires: Timestamp,
    /// Who else would feel it.
    pub collateral: Collateral,
}

impl Decision {
    fn refused(self, reason: Refusal) -> Refused {
        Refused { target: self.target, reason, detections: self.detections, collateral: self.collateral }
    }
}

/// Why a target with detections is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// The organisation's own network.
    Own,
    /// A network the organisation trusts.
    Allowed,
    /// A proxy of the organisation.
    Proxy,
    /// Where this program is operated from.
    Console,
    /// Private, loopback, link-local, multicast or reserved: no stranger arrives from there.
    Special,
    /// A crawler's own network, by the network table and not by what it calls itself.
    Crawler,
    /// Many ordinary visitors share it.
    Shared,
    /// Somebody signed in from there before the first detection: a member.
    Member,
    /// Only packets whose sender anybody can forge.
    Forgeable,
    /// Too little yet.
    Grace,
    /// The decision would have ended already.
    Over,
    /// Nobody counted who else is in that network.
    CollateralUnknown,
    /// The account was tried, not entered: to hold it would let anybody lock anybody out.
    OnlyTried,
    /// A person took the same decision back, and it would still last.
    Undone,
    /// More decisions than one plan may have.
    Ceiling,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Refusal; 15] = [
        Refusal::Own,
        Refusal::Allowed,
        Refusal::Proxy,
        Refusal::Console,
        Refusal::Special,
        Refusal::Crawler,
        Refusal::Shared,
        Refusal::Member,
        Refusal::Forgeable,
        Refusal::Grace,
        Refusal::Over,
        Refusal::CollateralUnknown,
        Refusal::OnlyTried,
        Refusal::Undone,
        Refusal::Ceiling,
    ];
}

/// Something that is left alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    /// What.
    pub target: Target,
    /// Why.
    pub reason: Refusal,
    /// Its detections.
    pub detections: u64,
    /// Who would have felt it.
    pub collateral: Collateral,
}

/// Decisions and refusals, each sorted by target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The instant it was made for.
    pub now: Timestamp,
    /// What to hold back.
    pub decisions: Vec<Decision>,
    /// What is left alone, and why.
    pub refused: Vec<Refused>,
    /// Whether more decisions were asked for than one plan may have: an alarm.
    pub ceiling_reached: bool,
}

/// Who else is in a /24 or /48: whoever was seen there and would not be held back by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// How many.
    pub sources: u64,
    /// Their events.
    pub events: u64,
}

/// Counts who is in a network beside those named.
pub type NeighboursOf<'a> = dyn Fn(Source, &BTreeSet<Source>) -> Option<Neighbours> + 'a;

/// What a plan is made of.
#[expect(missing_debug_implementations, reason = "a closure, built where it is used")]
pub struct Asked<'a> {
    /// The case, as judged: see [`judged`](vigie_facts::retain::judged).
    pub case: &'a Case,
    /// The clock.
    pub now: Timestamp,
    /// How often a target was held back before.
    pub held_before: &'a BTreeMap<Target, u32>,
    /// What a person took back, as long as it would have lasted.
    pub undone: &'a BTreeSet<Target>,
    /// Who is in a network beside those named, if somebody counted.
    pub neighbours: &'a NeighboursOf<'a>,
}

/// The plan.
pub fn plan(asked: &Asked<'_>, policy: &Policy) -> Plan {
    let mut offers = Vec::new();
    let mut refused = Vec::new();
    for record in records(asked.case) {
        match judge(&record, asked, policy) {
            Ok(decision) => offers.push((record, decision)),
            Err(refusal) => refused.push(refusal),
        }
    }
    let mut decisions = ranges(offers, asked, policy, &mut refused);
    decisions.extend(accounts(asked, &mut refused));
    refused.extend(
        decisions.extract_if(.., |one| asked.undone.contains(&one.target)).map(|one| one.refused(Refusal::Undone)),
    );
    let ceiling_reached = decisions.len() > policy.decisions_max;
    if ceiling_reached {
        heaviest_first(&mut decisions);
        refused.extend(decisions.drain(policy.decisions_max..).map(|over| over.refused(Refusal::Ceiling)));
    }
    decisions.sort_by(|one, other| one.target.cmp(&other.target));
    refused.sort_by(|one, other| one.target.cmp(&other.target));
    Plan { now: asked.now, decisions, refused, ceiling_reached }
}

/// Sorts for a limit: the heaviest first, so that a flood of small ones does not push out the one that matters.
pub fn heaviest_first(decisions: &mut [Decision]) {
    decisions.sort_by_key(|one| (one.incident.is_none(), std::cmp::Reverse(one.detections), one.target.clone()));
}

/// Whether a network may be held back at all, whatever was seen: what a blocker checks again before it acts.
pub fn protected(network: Cidr, policy: &Policy) -> Option<Refusal> {
    let lists = [
        (&policy.own, Refusal::Own),
        (&policy.allow, Refusal::Allowed),
        (&policy.proxies, Refusal::Proxy),
        (&policy.console, Refusal::Console),
    ];
    let touched = lists.iter().find(|(list, _)| list.iter().any(|listed| overlap(*listed, network)));
    touched.map(|(_, reason)| *reason).or_else(|| {
        let too_wide = network.prefix_len() < if network.first().is_ipv4() { 24 } else { 48 };
        (too_wide || is_special(network)).then_some(Refusal::Special)
    })
}

fn overlap(one: Cidr, other: Cidr) -> bool {
    one.contains(other.first()) || other.contains(one.first())
}

/// Ranges from which no stranger arrives (IANA special-purpose registries, RFC 6890), and what of IPv6 is not unicast.
const SPECIAL: [&str; 16] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.168.0.0/16",
    "224.0.0.0/3",
    "::/64",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "2001::/32",
    "fc00::/7",
    "fe80::/10",
    "ff00::/8",
];

fn is_special(network: Cidr) -> bool {
    SPECIAL.iter().filter_map(|range| range.parse::<Cidr>().ok()).any(|range| overlap(range, network))
}

/// All that a case says of one source with detections.
struct Record<'a> {
    row: &'a SourceRow,
    forms: BTreeMap<Form, u64>,
    /// Records that are detections, each once.
    hostile_events: u64,
    first: Timestamp,
    last: Timestamp,
    attempts: Vec<(Timestamp, Timestamp)>,
    incident: Option<&'a Incident>,
    /// Accounts that signed in, unless that is an incident.
    accounts: BTreeSet<AccountId>,
    first_sign_in: Option<Timestamp>,
}

impl Record<'_> {
    fn detections(&self) -> u64 {
        self.forms.values().sum()
    }

    fn collateral(&self) -> Collateral {
        Collateral {
            ordinary_events: self.row.events.saturating_sub(self.hostile_events),
            accounts: self.accounts.len() as u64,
            ordinary_sources: 0,
        }
    }

    fn target(&self) -> Target {
        Target::Source(Cidr::of_source(self.row.source))
    }

    /// How often it came back after a pause.
    fn returns(&self, gap_seconds: i64) -> u32 {
        let mut attempts = self.attempts.clone();
        attempts.sort_unstable();
        let mut returns = 0;
        let mut end = attempts.first().map_or(Timestamp(0), |first| first.1);
        for (start, stop) in attempts {
            returns += u32::from(start > end.plus_seconds(gap_seconds));
            end = end.max(stop);
        }
        returns
    }
}

/// Sources with detections, in the order of the case.
fn records(case: &Case) -> Vec<Record<'_>> {
    let mut records: BTreeMap<SourceId, Record<'_>> = BTreeMap::new();
    let mut last_origin: BTreeMap<SourceId, (u32, u64)> = BTreeMap::new();
    for detection in &case.detections {
        let (Some(id), Some(time)) = (detection.source, detection.time) else { continue };
        let Some(row) = case.sources.get(id.index()) else { continue };
        let record = records.entry(id).or_insert_with(|| Record {
            row,
            forms: BTreeMap::new(),
            hostile_events: 0,
            first: time,
            last: time,
            attempts: Vec::new(),
            incident: None,
            accounts: BTreeSet::new(),
            first_sign_in: None,
        });
        *record.forms.entry(detection.form).or_default() += 1;
        record.first = record.first.min(time);
        record.last = record.last.max(time);
        // Detections of one record stand together: they are sorted by time, then origin.
        let origin = (detection.origin.input.0, detection.origin.byte_start);
        record.hostile_events += u64::from(last_origin.insert(id, origin) != Some(origin));
    }
    for attempt in &case.attempts {
        if let Some(record) = attempt.source.and_then(|id| records.get_mut(&id)) {
            record.attempts.push((attempt.start, attempt.end));
        }
    }
    let mut entered: BTreeSet<(SourceId, AccountId)> = BTreeSet::new();
    for incident in &case.incidents {
        let Some(id) = incident.source else { continue };
        entered.extend(incident.account.map(|account| (id, account)));
        if let Some(record) = records.get_mut(&id).filter(|_| counts(incident)) {
            record.incident.get_or_insert(incident);
        }
    }
    for trace in case.traces.iter().filter(|trace| trace.kind == TraceKind::SignInSuccess) {
        let (Some(id), Some(account)) = (trace.source, trace.account) else { continue };
        if let Some(record) = records.get_mut(&id).filter(|_| !entered.contains(&(id, account))) {
            record.accounts.insert(account);
            let first = record.first_sign_in.get_or_insert(trace.time);
            *first = trace.time.min(*first);
        }
    }
    records.into_values().collect()
}

/// Whether an incident is a reason to act at once: the log shows the effect, and nobody judged it innocent. Where its owner may have
/// mistyped, nothing is done at once unless somebody judged it hostile: a member whose account strangers try must not be locked out for
/// two slips, and who guessed in earnest is held back for their tries.
fn counts(incident: &Incident) -> bool {
    incident.effect == Effect::Had
        && incident.kind != IncidentKind::StoppedAnswering
        && match &incident.mark {
            Some(mark) => mark.hostile,
            None => !incident.weakened_by.contains(&Weakness::OwnerMistyped),
        }
}

/// What one detection weighs. What makes a program do what it should not is rarely an accident; broken links often are.
fn weight(form: Form) -> u64 {
    match (form, form.class()) {
        // Single packets: their sender is whatever the attacker wrote into them.
        (Form::PortScan, _) => 0,
        (_, FormClass::Following) => GRACE_WEIGHT,
        (_, FormClass::Exploiting) => 4,
        (_, FormClass::Credential) => 2,
        (_, FormClass::Probing | FormClass::Burdening) => 1,
    }
}

fn judge(record: &Record<'_>, asked: &Asked<'_>, policy: &Policy) -> Result<Decision, Refused> {
    let target = record.target();
    let collateral = record.collateral();
    let refuse = |reason| Refused { target: target.clone(), reason, detections: record.detections(), collateral };
    if let Some(reason) = never(record, policy) {
        return Err(refuse(reason));
    }
    if record.accounts.len() >= SHARED_ACCOUNTS || collateral.ordinary_events >= SHARED_EVENTS {
        return Err(refuse(Refusal::Shared));
    }
    if record.first_sign_in.is_some_and(|sign_in| sign_in < record.first) && record.incident.is_none() {
        return Err(refuse(Refusal::Member));
    }
    let weight: u64 = record.forms.iter().map(|(form, count)| weight(*form) * count).sum();
    if weight == 0 && record.incident.is_none() {
        return Err(refuse(Refusal::Forgeable));
    }
    if weight < GRACE_WEIGHT && record.incident.is_none() {
        return Err(refuse(Refusal::Grace));
    }
    let held_before = asked.held_before.get(&target).copied().unwrap_or(0);
    let returns = record.returns(policy.session_gap_seconds).max(held_before);
    let expires = expiry(record.last, asked.now, seconds(returns, record.row.place.kind));
    if expires <= asked.now {
        return Err(refuse(Refusal::Over));
    }
    let mut forms: Vec<(Form, u64)> = record.forms.iter().map(|(form, count)| (*form, *count)).collect();
    forms.sort_by_key(|(form, count)| (std::cmp::Reverse(*count), *form));
    Ok(Decision {
        forms,
        detections: record.detections(),
        attempts: record.attempts.len() as u64,
        incident: record.incident.map(|incident| incident.kind),
        sources: 1,
        returns,
        last: record.last,
        expires,
        collateral,
        target,
    })
}

/// What is never held back, whatever it did.
fn never(record: &Record<'_>, policy: &Policy) -> Option<Refusal> {
    let row = record.row;
    match protected(Cidr::of_source(row.source), policy) {
        Some(reason) => Some(reason),
        None if row.own => Some(Refusal::Own),
        None if row.allowed => Some(Refusal::Allowed),
        None => match row.place.kind {
            NetworkKind::Own => Some(Refusal::Own),
            NetworkKind::Private | NetworkKind::Reserved => Some(Refusal::Special),
            NetworkKind::Crawler => Some(Refusal::Crawler),
            _ => None,
        },
    }
}

/// How long. The exit of a relay is used by many after another: never longer than the first time.
fn seconds(returns: u32, kind: NetworkKind) -> u32 {
    let step = if matches!(kind, NetworkKind::Tor | NetworkKind::Vpn) { 0 } else { returns as usize };
    DURATIONS_SECONDS[step.min(DURATIONS_SECONDS.len() - 1)]
}

/// The end, counted from the last detection; one dated in the future counts from now, because logs are written by machines whose
/// clocks jump.
fn expiry(last: Timestamp, now: Timestamp, seconds: u32) -> Timestamp {
    last.min(now).plus_seconds(i64::from(seconds))
}

/// Puts sources of one network together where there are enough of them and nobody else is there.
fn ranges(
    offers: Vec<(Record<'_>, Decision)>,
    asked: &Asked<'_>,
    policy: &Policy,
    refused: &mut Vec<Refused>,
) -> Vec<Decision> {
    let mut networks: BTreeMap<Source, (BTreeSet<Source>, Vec<Decision>)> = BTreeMap::new();
    for (record, decision) in offers {
        let (named, members) = networks.entry(record.row.source.network()).or_default();
        named.insert(record.row.source);
        members.push(decision);
    }
    let left_alone: Vec<Cidr> = refused.iter().filter_map(|refused| refused.target.network()).collect();
    let mut decisions = Vec::new();
    for (network, (named, members)) in networks {
        if members.len() < RANGE_SOURCES {
            decisions.extend(members);
            continue;
        }
        let range = united(network, &members);
        let Some(cidr) = range.target.network() else { continue };
        let reason = match (asked.neighbours)(network, &named) {
            _ if protected(cidr, policy).is_some() => protected(cidr, policy),
            _ if left_alone.iter().any(|alone| overlap(*alone, cidr)) => Some(Refusal::Shared),
            None => Some(Refusal::CollateralUnknown),
            Some(others) => (others.sources > RANGE_ORDINARY_SOURCES_MAX).then_some(Refusal::Shared),
        };
        match reason {
            None => decisions.push(range),
            Some(reason) => {
                refused.push(range.refused(reason));
                decisions.extend(members);
            }
        }
    }
    decisions
}

fn united(network: Source, members: &[Decision]) -> Decision {
    let mut forms: BTreeMap<Form, u64> = BTreeMap::new();
    for (form, count) in members.iter().flat_map(|member| &member.forms) {
        *forms.entry(*form).or_default() += count;
    }
    let mut forms: Vec<(Form, u64)> = forms.into_iter().collect();
    forms.sort_by_key(|(form, count)| (std::cmp::Reverse(*count), *form));
    let latest = |of: fn(&Decision) -> Timestamp| members.iter().map(of).max().unwrap_or(Timestamp(0));
    Decision {
        target: Target::Range(Cidr::around(network)),
        forms,
        detections: members.iter().map(|member| member.detections).sum(),
        attempts: members.iter().map(|member| member.attempts).sum(),
        incident: members.iter().find_map(|member| member.incident),
        sources: members.len() as u64,
        returns: members.iter().map(|member| member.returns).min().unwrap_or(0),
        last: latest(|member| member.last),
        // No longer than the first of its members: a network is wider than any of them.
        expires: members.iter().map(|member| member.expires).min().unwrap_or(Timestamp(0)),
        collateral: Collateral {
            ordinary_events: members.iter().map(|member| member.collateral.ordinary_events).sum(),
            accounts: members.iter().map(|member| member.collateral.accounts).sum(),
            ordinary_sources: 0,
        },
    }
}

/// Accounts: those that were entered are held, those that were only tried never are.
fn accounts(asked: &Asked<'_>, refused: &mut Vec<Refused>) -> Vec<Decision> {
    let case = asked.case;
    let is_sign_in = |incident: &&Incident| {
        matches!(incident.kind, IncidentKind::SignInAfterFailures | IncidentKind::SignInFromNewNetwork)
    };
    let mut seen: BTreeMap<AccountId, Vec<&Incident>> = BTreeMap::new();
    for incident in case.incidents.iter().filter(is_sign_in) {
        if let Some(id) = incident.account.filter(|_| incident.mark.as_ref().is_none_or(|mark| mark.hostile)) {
            seen.entry(id).or_default().push(incident);
        }
    }
    let mut decisions = Vec::new();
    for (id, incidents) in seen {
        let Some(account) = case.accounts.get(id.index()) else { continue };
        let target = Target::Account(account.name.clone());
        let attempts: BTreeSet<_> = incidents.iter().flat_map(|incident| incident.attempts.iter().copied()).collect();
        let detections =
            attempts.iter().filter_map(|id| case.attempts.get(id.index())).map(|row| u64::from(row.detections)).sum();
        let entered: Vec<&&Incident> = incidents.iter().filter(|incident| incident.effect == Effect::Had).collect();
        let last = entered.iter().map(|incident| incident.time).max();
        let expires = last.map(|last| expiry(last, asked.now, ACCOUNT_SECONDS));
        let reason = match expires {
            None => Some(Refusal::OnlyTried),
            Some(expires) => (expires <= asked.now).then_some(Refusal::Over),
        };
        if let Some(reason) = reason {
            refused.push(Refused { target, reason, detections, collateral: Collateral::default() });
            continue;
        }
        decisions.push(Decision {
            target,
            forms: Vec::new(),
            detections,
            attempts: attempts.len() as u64,
            incident: entered.first().map(|incident| incident.kind),
            sources: 1,
            returns: 0,
            last: last.unwrap_or(asked.now),
            expires: expires.unwrap_or(asked.now),
            collateral: Collateral { accounts: 1, ..Collateral::default() },
        });
    }
    decisions
}

#[cfg(test)]
mod tests;
