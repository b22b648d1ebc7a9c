//! Each reason to act, each reason not to, as small cases.

use vigie_facts::case::{
    Account, AimReason, Asset, AssetId, Attempt, AttemptId, Detection, DetectionId, Few, IncidentId, Mark, MarkRow,
    MarkTarget, Place, ReasonsId, Trace,
};
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::retain;
use vigie_facts::service::Service;
use vigie_facts::time::TimeBasis;

use super::*;

/// The end of every small case, and the clock.
const NOW: Timestamp = Timestamp(1_486_000_000_000_000);

/// A case in the making.
#[derive(Default)]
struct Draft {
    case: Case,
    records: u64,
}

impl Draft {
    /// A source with so many detections of a form, a second apart, the last `ago` seconds before now.
    fn attacks(&mut self, address: &str, form: Form, count: u32, ago: i64) -> &mut SourceRow {
        let source = Source::of(address.parse().unwrap());
        let at = self.source(source);
        let end = NOW.plus_seconds(-ago);
        let start = end.plus_seconds(-i64::from(count) + 1);
        let first = self.case.detections.len() as u32;
        for step in 0..count {
            let origin = self.origin();
            self.case.detections.push(Detection {
                origin,
                time: Some(start.plus_seconds(i64::from(step))),
                time_basis: TimeBasis::Stated,
                form,
                service: Service::WebAccess,
                source: Some(at),
                asset: AssetId(0),
                account: None,
                reasons: ReasonsId(0),
                window: None,
                status: Some(404),
                bytes: None,
                subject: None,
                tool: None,
                line: None,
                attempt: Some(AttemptId(self.case.attempts.len() as u32)),
            });
        }
        self.case.attempts.push(Attempt {
            source: Some(at),
            asset: AssetId(0),
            form,
            start,
            end,
            detections: count,
            accounts: Few::new(),
            accounts_total: 0,
            rules: Few::new(),
            aim: vigie_facts::case::Aim::Unclear,
            aim_reasons: vec![AimReason::NothingToCompare].into(),
            cited: vec![DetectionId(first)].into(),
        });
        let row = &mut self.case.sources[at.index()];
        row.events += u64::from(count);
        row
    }

    fn source(&mut self, source: Source) -> SourceId {
        self.case.assets = vec![Asset { service: Service::WebAccess, name: "www.example.org".into() }];
        let known = self.case.sources.iter().position(|row| row.source == source);
        let at = known.unwrap_or_else(|| {
            self.case.sources.push(SourceRow {
                source,
                place: Place::default(),
                time_range: None,
                events: 0,
                bytes: 0,
                own: false,
                allowed: false,
            });
            self.case.sources.len() - 1
        });
        SourceId(at as u32)
    }

    fn origin(&mut self) -> Origin {
        self.records += 1;
        Origin { input: InputId(0), line: self.records, byte_start: self.records * 100, byte_len: 99 }
    }

    fn signs_in(&mut self, address: &str, account: &str, ago: i64) {
        let source = self.source(Source::of(address.parse().unwrap()));
        let account = self.account(account);
        let origin = self.origin();
        self.case.traces.push(Trace {
            origin,
            time: NOW.plus_seconds(-ago),
            time_basis: TimeBasis::Stated,
            kind: TraceKind::SignInSuccess,
            service: Service::Sshd,
            source: Some(source),
            asset: AssetId(0),
            account: Some(account),
            subject: None,
            status: None,
            tries: 1,
        });
    }

    fn account(&mut self, name: &str) -> AccountId {
        let known = self.case.accounts.iter().position(|account| &*account.name == name);
        let at = known.unwrap_or_else(|| {
            self.case.accounts.push(Account { name: name.into(), exists: Some(true) });
            self.case.accounts.len() - 1
        });
        AccountId(at as u32)
    }

    fn incident(&mut self, address: &str, account: &str, effect: Effect) {
        let source = self.source(Source::of(address.parse().unwrap()));
        let account = self.account(account);
        self.case.incidents.push(Incident {
            kind: IncidentKind::SignInAfterFailures,
            effect,
            time: NOW.plus_seconds(-60),
            asset: AssetId(0),
            source: Some(source),
            account: Some(account),
            attempts: Vec::new(),
            evidence: Vec::new(),
            weakened_by: Vec::new(),
            mark: None,
        });
    }

    fn plan(&self, policy: &Policy) -> Plan {
        self.plan_with(policy, &|_, _| Some(Neighbours::default()))
    }

    fn plan_with(&self, policy: &Policy, neighbours: &NeighboursOf<'_>) -> Plan {
        let judged = retain::judged(&self.case);
        let (held_before, undone) = (BTreeMap::new(), BTreeSet::new());
        let asked = Asked { case: &judged, now: NOW, held_before: &held_before, undone: &undone, neighbours };
        plan(&asked, policy)
    }
}

fn shown(plan: &Plan) -> (Vec<String>, Vec<(String, Refusal)>) {
    (
        plan.decisions.iter().map(|one| one.target.to_string()).collect(),
        plan.refused.iter().map(|one| (one.target.to_string(), one.reason)).collect(),
    )
}

fn cidrs(texts: &[&str]) -> Vec<Cidr> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

/// One attacker, changed in one way, comes to one refusal, or to none.
fn check(refusal: Option<Refusal>, address: &str, form: Form, count: u32, ago: i64, change: impl Fn(&mut Draft)) {
    check_with(&Policy::default(), refusal, address, form, count, ago, change);
}

fn check_with(
    policy: &Policy,
    refusal: Option<Refusal>,
    address: &str,
    form: Form,
    count: u32,
    ago: i64,
    change: impl Fn(&mut Draft),
) {
    let mut draft = Draft::default();
    draft.attacks(address, form, count, ago);
    change(&mut draft);
    let plan = draft.plan(policy);
    let source = Target::Source(Cidr::of_source(Source::of(address.parse().unwrap())));
    let found = plan.refused.iter().find(|one| one.target == source).map(|one| one.reason);
    assert_eq!(found, refusal, "{address} {form:?} {count}: {:?}", shown(&plan));
    assert_eq!(plan.decisions.iter().any(|one| one.target == source), refusal.is_none());
}

const V4: &str = "203.0.113.9";
const V6: &str = "2001:db8:9:9::1";

#[test]
fn an_attacker_is_held_back_whatever_the_family() {
    for address in [V4, V6] {
        check(None, address, Form::SqlInjection, 3, 0, |_| {});
        check(None, address, Form::PasswordGuessing, 6, 0, |_| {});
        check(None, address, Form::ContentDiscovery, 12, 0, |_| {});
        check(None, address, Form::MassExport, 1, 0, |_| {});
    }
}

#[test]
fn each_reason_to_leave_alone() {
    let many = |draft: &mut Draft| {
        draft.attacks(V4, Form::SqlInjection, 1_000, 0);
    };
    for (network, address) in
        [("203.0.113.0/24", V4), ("203.0.113.9", V4), ("2001:db8:9:9::1/128", V6), ("2001:db8::/32", V6)]
    {
        let own = Policy { own: cidrs(&[network]), ..Policy::default() };
        check_with(&own, Some(Refusal::Own), address, Form::SqlInjection, 99, 0, |_| {});
        let allow = Policy { allow: cidrs(&[network]), ..Policy::default() };
        check_with(&allow, Some(Refusal::Allowed), address, Form::SqlInjection, 99, 0, |_| {});
        let proxies = Policy { proxies: cidrs(&[network]), ..Policy::default() };
        check_with(&proxies, Some(Refusal::Proxy), address, Form::SqlInjection, 99, 0, |_| {});
        let console = Policy { console: cidrs(&[network]), ..Policy::default() };
        check_with(&console, Some(Refusal::Console), address, Form::SqlInjection, 99, 0, |_| {});
    }
    let changed = |refusal, change: fn(&mut SourceRow)| {
        check(Some(refusal), V4, Form::SqlInjection, 99, 0, |draft| change(&mut draft.case.sources[0]));
    };
    changed(Refusal::Own, |row| row.own = true);
    changed(Refusal::Own, |row| row.place.kind = NetworkKind::Own);
    changed(Refusal::Allowed, |row| row.allowed = true);
    changed(Refusal::Crawler, |row| row.place.kind = NetworkKind::Crawler);
    changed(Refusal::Special, |row| row.place.kind = NetworkKind::Private);
    changed(Refusal::Shared, |row| row.events += SHARED_EVENTS);
    for special in
        ["127.0.0.1", "10.1.2.3", "192.168.0.9", "100.64.3.4", "169.254.1.1", "224.0.0.1", "::1", "fe80::1", "fd00::1"]
    {
        check(Some(Refusal::Special), special, Form::SqlInjection, 99, 0, |_| {});
    }
    check(Some(Refusal::Forgeable), V4, Form::PortScan, 5_000, 0, |_| {});
    check(Some(Refusal::Grace), V4, Form::SqlInjection, 2, 0, |_| {});
    check(Some(Refusal::Grace), V4, Form::ContentDiscovery, 11, 0, |_| {});
    check(Some(Refusal::Over), V4, Form::SqlInjection, 99, 3_600, |_| {});
    check(Some(Refusal::Member), V4, Form::SqlInjection, 99, 0, |draft| draft.signs_in(V4, "a.martin", 500));
    check(None, V4, Form::SqlInjection, 99, 0, |draft| draft.signs_in(V4, "a.martin", 1));
    check(Some(Refusal::Shared), V4, Form::SqlInjection, 99, 0, |draft| {
        for name in ["a.martin", "b.petit", "c.durand"] {
            draft.signs_in(V4, name, 1);
        }
    });
    check(None, V4, Form::SqlInjection, 99, 0, many);
}

#[test]
fn where_it_arrived_from_is_no_reason() {
    for kind in [NetworkKind::Hosting, NetworkKind::Vpn, NetworkKind::Tor, NetworkKind::Scanner, NetworkKind::Unknown] {
        for country in [None, Some(*b"UA"), Some(*b"FR")] {
            let place = |draft: &mut Draft| {
                draft.case.sources[0].place = Place { kind, country, ..Place::default() };
            };
            check(Some(Refusal::Grace), V4, Form::SqlInjection, 2, 0, place);
            check(None, V4, Form::SqlInjection, 3, 0, place);
        }
    }
}

#[test]
fn a_judgement_of_a_person_counts() {
    let mut draft = Draft::default();
    draft.attacks(V4, Form::SqlInjection, 99, 0);
    let source = draft.case.sources[0].source;
    let mark = Mark { hostile: false, why: "our own test".into() };
    draft.case.marks.push(MarkRow { target: MarkTarget::Source(source), mark });
    assert_eq!(shown(&draft.plan(&Policy::default())), (vec![], vec![]));
}

#[test]
fn what_comes_back_is_held_longer_and_always_ends() {
    let lasts = |pauses: u32, kind: NetworkKind| {
        let mut draft = Draft::default();
        for visit in (0..=pauses).rev() {
            draft.attacks(V4, Form::SqlInjection, 9, i64::from(visit) * 7_200).place.kind = kind;
        }
        let plan = draft.plan(&Policy::default());
        plan.decisions[0].expires.seconds_since(NOW) as u32
    };
    for pauses in 0..9 {
        let expected = DURATIONS_SECONDS[(pauses as usize).min(3)];
        assert_eq!(lasts(pauses, NetworkKind::Unknown), expected, "{pauses} pauses");
        assert_eq!(lasts(pauses, NetworkKind::Tor), DURATIONS_SECONDS[0], "a relay's next user did nothing");
    }
    let mut draft = Draft::default();
    draft.attacks(V4, Form::SqlInjection, 9, 0);
    let target = Target::Source(V4.parse().unwrap());
    let (held_before, undone) = (BTreeMap::from([(target.clone(), 2)]), BTreeSet::new());
    let asked =
        Asked { case: &draft.case, now: NOW, held_before: &held_before, undone: &undone, neighbours: &|_, _| None };
    assert_eq!(plan(&asked, &Policy::default()).decisions[0].expires, NOW.plus_seconds(24 * 3_600));
    let undone = BTreeSet::from([target]);
    let asked = Asked { undone: &undone, ..asked };
    assert_eq!(shown(&plan(&asked, &Policy::default())).1, [(V4.to_owned(), Refusal::Undone)]);
}

#[test]
fn a_clock_that_jumped_makes_nothing_longer() {
    let mut draft = Draft::default();
    draft.attacks(V4, Form::SqlInjection, 9, -90 * 86_400);
    assert_eq!(draft.plan(&Policy::default()).decisions[0].expires, NOW.plus_seconds(3_600));
}

#[test]
fn a_network_is_taken_only_when_nobody_else_is_in_it() {
    let mut draft = Draft::default();
    for host in 1..=RANGE_SOURCES {
        draft.attacks(&format!("203.0.113.{host}"), Form::SqlInjection, 9, 0);
    }
    let range = vec!["203.0.113.0/24".to_owned()];
    let alone = draft.plan(&Policy::default());
    assert_eq!(shown(&alone), (range.clone(), vec![]));
    assert_eq!((alone.decisions[0].sources, alone.decisions[0].detections), (8, 72));
    let refused = |plan: &Plan, reason| {
        assert_eq!(plan.decisions.len(), RANGE_SOURCES, "each is held back by itself");
        assert!(plan.refused.contains(&Refused {
            target: Target::Range("203.0.113.0/24".parse().unwrap()),
            reason,
            detections: 72,
            collateral: Collateral::default(),
        }));
    };
    refused(&draft.plan_with(&Policy::default(), &|_, _| None), Refusal::CollateralUnknown);
    refused(&draft.plan_with(&Policy::default(), &|_, _| Some(Neighbours { sources: 1, events: 1 })), Refusal::Shared);
    // Whoever is held back is not asked about as somebody else.
    let nine = |_: Source, named: &BTreeSet<Source>| Some(Neighbours { sources: 9 - named.len() as u64, events: 9 });
    refused(&draft.plan_with(&Policy::default(), &nine), Refusal::Shared);
    let own = Policy { own: cidrs(&["203.0.113.200"]), ..Policy::default() };
    refused(&draft.plan(&own), Refusal::Own);
    draft.attacks("203.0.113.77", Form::SqlInjection, 1, 0);
    refused(&draft.plan(&Policy::default()), Refusal::Shared);
}

#[test]
fn too_many_decisions_wait_for_a_person() {
    let mut draft = Draft::default();
    for network in 0..5_u32 {
        draft.attacks(&format!("198.51.{network}.1"), Form::SqlInjection, 10 + network, 0);
    }
    let policy = Policy { decisions_max: 2, ..Policy::default() };
    let plan = draft.plan(&policy);
    assert!(plan.ceiling_reached);
    let (decided, refused) = shown(&plan);
    assert_eq!(decided, ["198.51.3.1", "198.51.4.1"], "the heaviest first");
    assert!(refused.len() == 3 && refused.iter().all(|(_, reason)| *reason == Refusal::Ceiling));
}

#[test]
fn an_account_is_held_when_it_was_entered_and_never_when_it_was_tried() {
    for (effect, expected) in [(Effect::Had, None), (Effect::MayHaveHad, Some(Refusal::OnlyTried))] {
        let mut draft = Draft::default();
        draft.attacks(V4, Form::PasswordGuessing, 9, 90);
        draft.incident(V4, "a.martin", effect);
        let plan = draft.plan(&Policy::default());
        let target = Target::Account("a.martin".into());
        assert_eq!(plan.refused.iter().find(|one| one.target == target).map(|one| one.reason), expected);
        let decision = plan.decisions.iter().find(|one| one.target == target);
        assert_eq!(decision.is_some(), expected.is_none());
        assert!(decision.is_none_or(|one| one.expires == NOW.plus_seconds(i64::from(ACCOUNT_SECONDS) - 60)));
    }
}

#[test]
fn an_incident_needs_no_second_try_unless_it_was_judged_innocent() {
    let mut draft = Draft::default();
    draft.attacks(V4, Form::PasswordGuessing, 1, 0);
    draft.incident(V4, "a.martin", Effect::Had);
    assert_eq!(shown(&draft.plan(&Policy::default())).0, [V4, "a.martin"]);
    let mark = Mark { hostile: false, why: "she mistyped".into() };
    draft.case.marks.push(MarkRow { target: MarkTarget::Incident(IncidentId(0)), mark });
    assert_eq!(shown(&draft.plan(&Policy::default())), (vec![], vec![(V4.to_owned(), Refusal::Grace)]));
}

#[test]
fn who_may_own_an_account_is_not_locked_out_for_two_slips_and_a_guesser_is() {
    for (tries, hostile, expected) in [(2, false, false), (2, true, true), (40, false, true)] {
        let mut draft = Draft::default();
        draft.attacks(V4, Form::PasswordGuessing, tries, 0);
        draft.incident(V4, "a.martin", Effect::Had);
        draft.case.incidents[0].weakened_by.push(Weakness::OwnerMistyped);
        if hostile {
            let mark = Mark { hostile, why: "she was asked".into() };
            draft.case.marks.push(MarkRow { target: MarkTarget::Incident(IncidentId(0)), mark });
        }
        let decided = shown(&draft.plan(&Policy::default())).0;
        assert_eq!(decided.contains(&V4.to_owned()), expected, "{tries} tries: {decided:?}");
        assert!(decided.contains(&"a.martin".to_owned()), "a person is asked about the account");
    }
}

#[test]
fn collateral_is_counted() {
    let mut draft = Draft::default();
    draft.attacks(V4, Form::SqlInjection, 9, 0).events += 17;
    // One record may be detections of two forms; it is one event.
    let mut twin = draft.case.detections.at(8);
    twin.form = Form::PathTraversal;
    draft.case.detections.push(twin);
    draft.signs_in(V4, "a.martin", 1);
    let plan = draft.plan(&Policy::default());
    let expected = Collateral { ordinary_events: 17, accounts: 1, ordinary_sources: 0 };
    assert_eq!((plan.decisions[0].collateral, plan.decisions[0].detections), (expected, 10));
}

#[test]
fn what_a_blocker_checks_again() {
    let policy = Policy { own: cidrs(&["192.0.2.7"]), ..Policy::default() };
    let check = |network: &str, expected: Option<Refusal>| {
        assert_eq!(protected(network.parse().unwrap(), &policy), expected, "{network}");
    };
    check("192.0.2.7", Some(Refusal::Own));
    check("192.0.2.0/24", Some(Refusal::Own));
    check("198.51.100.0/24", None);
    check("198.51.0.0/16", Some(Refusal::Special));
    check("0.0.0.0/0", Some(Refusal::Own));
    check("::/0", Some(Refusal::Special));
    check("2001:db8::/32", Some(Refusal::Special));
    check("2001:db8:1::/48", None);
    check("::ffff:10.0.0.1", Some(Refusal::Special));
}
