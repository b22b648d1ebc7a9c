//! Decisions as bouncers of CrowdSec read them, and what has changed for each of them since it last asked. Field names, scopes and
//! filters are those of the Local API (<https://docs.crowdsec.net/docs/local_api/bouncers/>, `localapi_swagger.yaml`, version 1).

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use serde_json::{Value, json};
use vigie_facts::cidr::Cidr;
use vigie_facts::time::Timestamp;

use super::http::Request;
use crate::respond::ledger::{Entry, Ledger};
use crate::respond::plan::{Policy, Target, protected};

/// Where every decision comes from, in the words of the interface.
const ORIGIN: &str = "vigie";

/// The only kind of decision there is: no captcha, no throttling.
const KIND: &str = "ban";

/// Decisions that ended so long ago are still said to have ended to a bouncer that starts: it may have kept them.
const ENDED_SECONDS: i64 = 24 * 3_600;

/// A decision that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    id: u64,
    network: Cidr,
    scope: &'static str,
    value: String,
    scenario: String,
    expires: Timestamp,
}

/// What a bouncer was told that still holds, by number.
pub(super) type Told = BTreeMap<u64, Offer>;

impl Offer {
    /// `None` for what no address stands for, and for what is protected whatever was decided.
    fn of(entry: &Entry, policy: &Policy) -> Option<Offer> {
        let network = entry.target.network().filter(|network| protected(*network, policy).is_none())?;
        let is_single = matches!(entry.target, Target::Source(_)) && network.first().is_ipv4();
        let form = entry.forms.first().map_or("incident", |(form, _)| form.id());
        let value = entry.target.to_string();
        let digest = blake3::hash(format!("{value} {}", entry.applied.0).as_bytes());
        let number = digest.as_bytes().iter().take(6).fold(0, |number, byte| number << 8 | u64::from(*byte));
        Some(Offer {
            // 48 bits: a number that JSON carries exactly whoever reads it.
            id: number,
            network,
            scope: if is_single { "Ip" } else { "Range" },
            value,
            scenario: format!("vigie/{form}"),
            expires: entry.expires,
        })
    }

    /// For so many whole seconds from now; negative when it ended.
    fn json(&self, seconds: i64) -> Value {
        json!({
            "duration": format!("{seconds}s"),
            "id": self.id,
            "origin": ORIGIN,
            "scenario": self.scenario,
            "scope": self.scope,
            "type": KIND,
            "value": self.value,
        })
    }

    fn new_json(&self, now: Timestamp) -> Value {
        self.json((self.expires.seconds_since(now).ceil() as i64).max(1))
    }

    fn ended_json(&self, now: Timestamp) -> Value {
        self.json((self.expires.seconds_since(now).floor() as i64).min(-1))
    }
}

/// What of all decisions is asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted<'a> {
    request: Option<&'a Request>,
}

impl<'a> Wanted<'a> {
    pub(super) fn of(request: &'a Request) -> Wanted<'a> {
        Wanted { request: Some(request) }
    }

    fn list(&self, names: &[&str]) -> Option<Vec<String>> {
        let value = names.iter().find_map(|name| self.request?.query(name)).filter(|value| !value.is_empty())?;
        Some(value.split(',').map(|word| word.trim().to_ascii_lowercase()).collect())
    }

    fn is(&self, offer: &Offer) -> bool {
        let among = |names: &[&str], value: &str| {
            self.list(names).is_none_or(|list| list.contains(&value.to_ascii_lowercase()))
        };
        let holds = |word: &String| offer.scenario.contains(word.as_str());
        among(&["scopes", "scope"], offer.scope)
            && among(&["type"], KIND)
            && among(&["origins"], ORIGIN)
            && among(&["value"], &offer.value)
            && self.list(&["scenarios_containing"]).is_none_or(|words| words.iter().any(holds))
            && !self.list(&["scenarios_not_containing"]).is_some_and(|words| words.iter().any(holds))
    }

    /// Networks that are asked about by address. `Err` for what is no address.
    fn network(&self) -> Result<Option<(Cidr, bool)>, ()> {
        let asked = |name: &str| self.request.and_then(|request| request.query(name));
        // Of a range either what covers it is wanted, or what lies inside.
        let covers = asked("contains") != Some("false");
        if let Some(address) = asked("ip") {
            let address: IpAddr = address.parse().map_err(|_| ())?;
            return Ok(Some((address.to_string().parse().map_err(|_| ())?, covers)));
        }
        asked("range").map(|range| range.parse().map(|network| (network, covers)).map_err(|_| ())).transpose()
    }
}

fn holding(ledger: &Ledger, policy: &Policy, wanted: &Wanted<'_>, now: Timestamp) -> Told {
    let offers = ledger.holding(now).filter_map(|entry| Offer::of(entry, policy));
    offers.filter(|offer| wanted.is(offer)).map(|offer| (offer.id, offer)).collect()
}

/// What holds now, as the word `null` when nothing does. `Err` when something was asked about that is no address.
pub(super) fn decisions(ledger: &Ledger, policy: &Policy, wanted: &Wanted<'_>, now: Timestamp) -> Result<Value, ()> {
    let network = wanted.network()?;
    let fits = |offer: &Offer| match network {
        None => true,
        Some((asked, true)) => {
            offer.network.contains(asked.first()) && offer.network.prefix_len() <= asked.prefix_len()
        }
        Some((asked, false)) => {
            asked.contains(offer.network.first()) && asked.prefix_len() <= offer.network.prefix_len()
        }
    };
    let offers = holding(ledger, policy, wanted, now);
    Ok(list(offers.values().filter(|offer| fits(offer)).map(|offer| offer.new_json(now)).collect()))
}

/// What is new and what ended since a bouncer was told, and what it is told by then. Without `told` it starts: everything that holds
/// is new.
pub(super) fn stream(
    told: Option<&Told>,
    ledger: &Ledger,
    policy: &Policy,
    wanted: &Wanted<'_>,
    now: Timestamp,
) -> (Value, Told) {
    let holding = holding(ledger, policy, wanted, now);
    let values: BTreeSet<&str> = holding.values().map(|offer| offer.value.as_str()).collect();
    let since = now.plus_seconds(-ENDED_SECONDS);
    let over = ledger.entries.iter().filter(|entry| !entry.holds(now) && entry.expires >= since);
    let over = over.filter_map(|entry| Offer::of(entry, policy)).filter(|offer| wanted.is(offer));
    let mut ended: Vec<Offer> = told.map_or_else(
        || over.collect(),
        |told| told.values().filter(|offer| !holding.contains_key(&offer.id)).cloned().collect(),
    );
    // What is held again did not end.
    ended.retain(|offer| !values.contains(offer.value.as_str()));
    let is_new = |offer: &&Offer| told.and_then(|told| told.get(&offer.id)) != Some(*offer);
    let new = holding.values().filter(is_new).map(|offer| offer.new_json(now)).collect();
    let deleted = ended.iter().map(|offer| offer.ended_json(now)).collect();
    (json!({ "new": list(new), "deleted": list(deleted) }), holding)
}

/// A list that is empty is the word `null`, as the programs that ask expect.
fn list(rows: Vec<Value>) -> Value {
    if rows.is_empty() { Value::Null } else { Value::Array(rows) }
}

#[cfg(test)]
mod tests {
    use vigie_facts::form::Form;

    use super::*;

    fn entry(target: Target, expires: i64) -> Entry {
        Entry {
            target,
            applied: Timestamp::from_seconds(0),
            expires: Timestamp::from_seconds(expires),
            undone: None,
            in_filter: false,
            forms: vec![(Form::SqlInjection, 9)],
            detections: 9,
            ordinary_events: 0,
        }
    }

    fn ledger() -> Ledger {
        let source = |text: &str| Target::Source(text.parse().unwrap());
        Ledger {
            entries: vec![
                entry(source("203.0.113.9"), 100),
                entry(source("2001:db8:9:9::/64"), 200),
                entry(Target::Range("198.51.100.0/24".parse().unwrap()), 300),
                entry(Target::Account("marie".into()), 300),
                entry(source("10.1.2.3"), 300),
            ],
        }
    }

    fn request(query: &[(&str, &str)]) -> Request {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Request { query: query.iter().map(pair).collect(), ..Request::default() }
    }

    fn values(list: &Value) -> Vec<String> {
        let rows = list.as_array().map(Vec::as_slice).unwrap_or_default();
        let mut values: Vec<String> =
            rows.iter().map(|row| format!("{} {} {}", row["scope"], row["value"], row["duration"])).collect();
        values.sort();
        values.iter().map(|value| value.replace('"', "")).collect()
    }

    #[test]
    fn what_is_asked_for_is_what_holds() {
        let check = |query: &[(&str, &str)], expected: &[&str]| {
            let request = request(query);
            let found = decisions(&ledger(), &Policy::default(), &Wanted::of(&request), Timestamp::from_seconds(40));
            assert_eq!(values(&found.unwrap()), expected, "{query:?}");
        };
        let all = ["Ip 203.0.113.9 60s", "Range 198.51.100.0/24 260s", "Range 2001:db8:9:9::/64 160s"];
        check(&[], &all);
        check(&[("scopes", "ip,range")], &all);
        check(&[("scope", "Ip")], &all[..1]);
        check(&[("type", "captcha")], &[]);
        check(&[("origins", "cscli,crowdsec")], &[]);
        check(&[("ip", "198.51.100.7")], &all[1..2]);
        check(&[("ip", "2001:db8:9:9::7")], &all[2..]);
        check(&[("range", "203.0.113.0/24")], &[]);
        check(&[("range", "203.0.113.0/24"), ("contains", "false")], &all[..1]);
        check(&[("scenarios_not_containing", "sql")], &[]);
        let empty = decisions(&Ledger::default(), &Policy::default(), &Wanted::default(), Timestamp(0)).unwrap();
        assert_eq!(empty.to_string(), "null");
        let bad = request(&[("ip", "nonsense")]);
        assert!(decisions(&ledger(), &Policy::default(), &Wanted::of(&bad), Timestamp(0)).is_err());
    }

    #[test]
    fn a_bouncer_is_told_what_changed_since_it_asked() {
        let (policy, wanted, at) = (Policy::default(), Wanted::default(), Timestamp::from_seconds);
        let mut ledger = ledger();
        let (first, told) = stream(None, &ledger, &policy, &wanted, at(40));
        assert_eq!((values(&first["new"]).len(), &first["deleted"]), (3, &Value::Null));
        let (nothing, told) = stream(Some(&told), &ledger, &policy, &wanted, at(50));
        assert_eq!(nothing.to_string(), r#"{"deleted":null,"new":null}"#);
        ledger.entries[1].undone = Some(at(60));
        ledger.entries[2].expires = at(900);
        let (changed, told) = stream(Some(&told), &ledger, &policy, &wanted, at(100));
        assert_eq!(values(&changed["new"]), ["Range 198.51.100.0/24 800s"], "it lasts longer");
        assert_eq!(values(&changed["deleted"]), ["Ip 203.0.113.9 -1s", "Range 2001:db8:9:9::/64 -1s"]);
        ledger.entries.push(Entry { applied: at(110), ..entry(ledger.entries[0].target.clone(), 500) });
        let (again, _) = stream(Some(&told), &ledger, &policy, &wanted, at(110));
        assert_eq!((values(&again["new"]).len(), &again["deleted"]), (1, &Value::Null));
        let (start, _) = stream(None, &ledger, &policy, &wanted, at(120));
        assert_eq!(values(&start["deleted"]), ["Range 2001:db8:9:9::/64 -1s"], "what is held again did not end");
    }
}
