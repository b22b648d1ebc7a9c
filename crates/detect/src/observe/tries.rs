//! What rules decide of sign-ins and of connections without one, remembered: logs under attack say the same of the same account again and
//! again. Only ever a shortcut: what it gives is what asking the rules anew would give. Rules that look at more than is remembered (the source, the machine, the
//! record as a whole) are asked about every event.

use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::{DefaultHashBuilder, HashTable};
use vigie_facts::event::{Action, ConnectionPhase, Event, Outcome, Protocol};
use vigie_facts::field::Fields;
use vigie_facts::service::Service;

use crate::rules::{RuleIndex, RuleSet};

/// Longer texts are asked about anew: they are attacks on the log, seldom repeat, and would push out many that do.
const TEXT_BYTES_MAX: usize = 64;

/// Tries that are remembered before all are forgotten: what the caches of a core hold.
const TRIES_MAX: usize = 1 << 15;

/// Tries and their verdicts, of one worker.
#[derive(Debug, Default)]
pub(super) struct Tries {
    table: HashTable<u32>,
    known: Vec<Known>,
    /// Their texts, end to end.
    bytes: Vec<u8>,
    /// What the verdicts say, end to end. Equal verdicts of neighbours are kept once.
    decided: Vec<RuleIndex>,
    /// Different in each run, so that nobody can write names that all fall on one place. Nothing that is told depends on it.
    hasher: DefaultHashBuilder,
}

#[derive(Debug)]
struct Known {
    hash: u64,
    said: Said,
    /// Name, then method or reason.
    text: Range<u32>,
    name_bytes: u8,
    decided: Range<u32>,
}

/// What an event says beside its texts, as far as it is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Said {
    /// Of the rules asked.
    plan: u32,
    service: Service,
    protocol: Protocol,
    what: What,
    has_name: bool,
    has_other: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum What {
    SignIn(Outcome, Option<bool>),
    Connection(ConnectionPhase),
}

/// An event as it is remembered, with its texts: the name, and the method or reason.
type Remembered<'a> = (Said, &'a [u8], &'a [u8]);

/// What is remembered of an event; `None` for events of other kinds, and for texts that are too long.
fn remembered<'a>(event: &Event<'a>, rules: &RuleSet) -> Option<Remembered<'a>> {
    let (what, protocol, name, other) = match &event.action {
        Action::SignIn(a) => (What::SignIn(a.outcome, a.user_exists), a.protocol, a.user, a.method),
        Action::Connection(a) if a.peer_software.is_none() => (What::Connection(a.phase), a.protocol, a.user, a.reason),
        _ => return None,
    };
    let (has_name, has_other) = (name.is_some(), other.is_some());
    let (name, other) = (name.unwrap_or_default(), other.unwrap_or_default());
    let plan = rules.plan_number(event);
    let said = Said { plan, service: event.service, protocol, what, has_name, has_other };
    (name.len() <= TEXT_BYTES_MAX && other.len() <= TEXT_BYTES_MAX).then_some((said, name, other))
}

/// Whether two texts are equal. Many are empty, and the comparing of no bytes at an address that holds none, as an empty slice has, is
/// the slowest there is on processors that mask it out: they look the address up first.
fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && (a.is_empty() || a == b)
}

impl Tries {
    /// Appends the rules that match an event to `hits`, in the order of the set. False, and nothing changed, for events of other
    /// kinds and for texts that are not remembered.
    pub(super) fn recall(
        &mut self,
        event: &Event<'_>,
        fields: &impl Fields,
        rules: &RuleSet,
        hits: &mut Vec<RuleIndex>,
    ) -> bool {
        let Some(remembered) = remembered(event, rules) else { return false };
        let Some(asked) = rules.beyond_tries(event) else { return false };
        let decided = self.decided(event, remembered, fields, rules);
        hits.extend_from_slice(&self.decided[decided.start as usize..decided.end as usize]);
        if !asked.is_empty() {
            rules.ask_each(asked, fields, hits);
            hits.sort_unstable();
        }
        true
    }

    fn decided(
        &mut self,
        event: &Event<'_>,
        (said, name, other): Remembered<'_>,
        fields: &impl Fields,
        rules: &RuleSet,
    ) -> Range<u32> {
        let hash = self.hasher.hash_one((name, other, said.what));
        let (known, bytes) = (&self.known, &self.bytes);
        let is = |at: &u32| {
            let known = &known[*at as usize];
            let text = &bytes[known.text.start as usize..known.text.end as usize];
            known.hash == hash
                && known.said == said
                && text
                    .split_at_checked(usize::from(known.name_bytes))
                    .is_some_and(|(known_name, known_other)| is_same(known_name, name) && is_same(known_other, other))
        };
        if let Some(at) = self.table.find(hash, is) {
            return self.known[*at as usize].decided.clone();
        }
        if self.known.len() >= TRIES_MAX {
            self.forget();
        }
        let decided = self.decide(event, fields, rules);
        let start = self.bytes.len() as u32;
        self.bytes.extend_from_slice(name);
        self.bytes.extend_from_slice(other);
        let text = start..self.bytes.len() as u32;
        let at = self.known.len() as u32;
        self.known.push(Known { hash, said, text, name_bytes: name.len() as u8, decided: decided.clone() });
        let known = &self.known;
        self.table.insert_unique(hash, at, |at| known[*at as usize].hash);
        decided
    }

    fn decide(&mut self, event: &Event<'_>, fields: &impl Fields, rules: &RuleSet) -> Range<u32> {
        let start = self.decided.len();
        rules.decide_try(event, fields, &mut self.decided);
        let last = self.known.last().map(|known| known.decided.clone()).unwrap_or_default();
        let (before, new) = self.decided.split_at(start);
        if before.get(last.start as usize..last.end as usize) == Some(new) {
            self.decided.truncate(start);
            return last;
        }
        start as u32..self.decided.len() as u32
    }

    fn forget(&mut self) {
        self.table.clear();
        self.known.clear();
        self.bytes.clear();
        self.decided.clear();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vigie_facts::event::{Connection, SignIn};
    use vigie_facts::origin::{InputId, Origin};

    use super::*;

    /// Rules that what is remembered of a try could get wrong: by its parts, by what is missing, and by what is not remembered.
    const RULES: &str = r"
title: Failed
tags: [vigie.form.password-guessing]
logsource: { category: authentication }
detection: { selection: { event.outcome: failure }, condition: selection }
---
title: Well-known names
tags: [vigie.form.password-guessing]
logsource: { category: authentication }
detection:
    name: { user.name: [root, admin] }
    method: { vigie.authentication.method|startswith: pass }
    condition: name and method
---
title: Nobody
tags: [vigie.form.password-guessing]
logsource: { category: authentication }
detection: { nobody: { user.name: null }, empty: { user.name: '' }, condition: nobody or empty }
---
title: No method
tags: [vigie.form.password-guessing]
logsource: { category: authentication }
detection: { method: { vigie.authentication.method|exists: true }, condition: not method }
---
title: Unknown
tags: [vigie.form.user-enumeration]
logsource: { category: authentication }
detection: { unknown: { vigie.user.exists: false }, known: { vigie.user.exists: true }, condition: unknown or not known }
---
title: Protocol and service
tags: [vigie.form.password-guessing]
logsource: { category: authentication }
detection: { selection: { network.protocol: imap, service.type|contains: dove }, condition: selection }
";

    const OF_CONNECTIONS: &str = r"
title: Strangers who leave
tags: [vigie.form.port-scan]
logsource: { category: network }
detection:
    phase: { event.action|contains: unauthenticated }
    name: { user.name: [root, admin] }
    reason: { error.message|contains: ass }
    software: { vigie.peer.software: null }
    condition: software and (phase or name or reason)
";

    const BEYOND: &str = r"
title: From one network
tags: [vigie.form.password-guessing]
logsource: { category: authentication }
detection: { source: { source.ip|cidr: 198.51.100.0/25 }, failed: { event.outcome: failure }, condition: source and failed }
---
title: Words anywhere
tags: [vigie.form.password-guessing]
logsource: { category: application }
detection: { keywords: [oot], condition: keywords }
---
title: Several at once
tags: [vigie.form.password-guessing]
logsource: { service: sshd }
detection: { tries: { vigie.authentication.tries|gte: 2 }, condition: tries }
";

    fn rules(yaml: &str) -> RuleSet {
        let (rules, problems) = RuleSet::load(&[("rules/a/b/rule.yml", yaml)]);
        assert!(problems.is_empty(), "{problems:?}");
        rules
    }

    type Drawn = (usize, usize, usize, (usize, usize, usize), (bool, bool));

    fn event(drawn: Drawn) -> Event<'static> {
        const NAMES: [Option<&[u8]>; 6] =
            [None, Some(b""), Some(b"root"), Some(b"ROOT"), Some(b"bob"), Some(&[b'r'; TEXT_BYTES_MAX + 1])];
        const METHODS: [Option<&[u8]>; 4] = [None, Some(b"password"), Some(b"publickey"), Some(b"")];
        let (name, method, outcome, (exists, protocol, service), (near, is_connection)) = drawn;
        let sign_in = SignIn {
            outcome: [Outcome::Failure, Outcome::Success, Outcome::Unknown][outcome],
            user: NAMES[name],
            user_exists: [None, Some(true), Some(false)][exists],
            method: METHODS[method],
            protocol: [Protocol::Ssh, Protocol::Imap][protocol],
            password: None,
            tries: 1 + u32::from(near),
            echo: false,
        };
        let connection = Connection {
            phase: [ConnectionPhase::Opened, ConnectionPhase::ClosedUnauthenticated, ConnectionPhase::Refused][outcome],
            protocol: sign_in.protocol,
            user: sign_in.user,
            peer_software: None,
            reason: sign_in.method,
        };
        let action = if is_connection { Action::Connection(connection) } else { Action::SignIn(sign_in) };
        let origin = Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: 0 };
        let service = [Service::Sshd, Service::Dovecot][service];
        let mut event = Event::new(origin, service, action);
        event.source = Some(if near { [198, 51, 100, 7].into() } else { [192, 0, 2, 7].into() });
        event
    }

    proptest! {
        #[test]
        fn what_is_remembered_is_what_asking_anew_gives(
            drawn in proptest::collection::vec(
                (0..6_usize, 0..4_usize, 0..3_usize, (0..3_usize, 0..2_usize, 0..2_usize), any::<(bool, bool)>()), 1..60),
            beyond in any::<bool>(),
        ) {
            let rules = rules(&format!("{RULES}---{OF_CONNECTIONS}{}{}", if beyond { "---" } else { "" }, if beyond { BEYOND } else { "" }));
            let mut tries = Tries::default();
            for drawn in drawn {
                let event = event(drawn);
                let (mut quick, mut slow) = (Vec::new(), Vec::new());
                let remembered = tries.recall(&event, &event, &rules, &mut quick);
                rules.evaluate_each(&event, &event, &mut slow);
                prop_assert_eq!(remembered, drawn.0 < 5);
                if remembered {
                    prop_assert_eq!(quick, slow);
                }
            }
        }
    }
}
