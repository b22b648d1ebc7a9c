//! Claims without a number: aims, forms, targeting, coordination, who, success, outage.

use std::collections::BTreeSet;

use vigie_facts::case::Aim;
use vigie_facts::form::Form;
use vigie_facts::service::Target;
use vigie_figures::figure::Unit;
use vigie_figures::sentence::{Arg, Sentence};

use super::counts::MORE_THAN_A_STRAY;
use super::{Bench, COVERAGE_GOOD, Trial, Verdict, tenth};
use crate::proposition::{Aimed, Filters, Predicate};

impl Bench<'_> {
    fn push_trial(&mut self, unit: Unit, numerator: u64, denominator: Option<u64>, holds: bool) {
        let value = numerator as f64;
        self.trials.push(Trial { unit, window: "whole", value, numerator, denominator, low: None, high: None, holds });
    }

    /// Attacks on something, or of a form: seen or not.
    pub(super) fn existence(&mut self) -> Verdict {
        let filters = self.claim.filters.clone();
        let whole = self.evidence.attempts.iter().filter(|attempt| self.in_span(attempt.day)).count() as u64;
        if let Some(unknown) = filters.form.iter().find(|form| Form::from_id(form).is_none()) {
            self.reasons.push(Sentence::new("claim-form-not-seen-in-logs").text("form", unknown.as_str()));
            self.would_decide.push(Sentence::new("claim-needs-other-logs"));
            return Verdict::NotDecidable;
        }
        let found = self.part(&filters, Unit::Attempts, false).inside;
        self.push_trial(Unit::Attempts, found, Some(whole), (found > 0) != self.claim.negated);
        let what = Self::what(&filters);
        self.reasons
            .push(Sentence::new("claim-found-of").count("part", found).count("whole", whole).with("what", what));
        if found > 0 {
            if let Some(scope) = super::wording::scope(&filters) {
                let safer = Sentence::new("claim-safer-found").count("part", found).count("whole", whole);
                self.safer.push(safer.with("scope", scope));
            }
            if self.claim.negated {
                return Verdict::Contradicted;
            }
            return if found < MORE_THAN_A_STRAY { Verdict::Supported } else { Verdict::Established };
        }
        let unobserved = filters.target.iter().any(|aimed| !self.evidence.observed.contains(&target(*aimed)));
        if !filters.target.is_empty() && unobserved {
            self.reasons.push(Sentence::new("claim-target-without-logs"));
            self.would_decide.push(Sentence::new("claim-needs-target-logs"));
            return Verdict::NotDecidable;
        }
        let absence = self.absence();
        match (self.claim.negated, absence) {
            (true, absence) => absence,
            (false, Verdict::NotDecidable) => Verdict::NotDecidable,
            (false, _) => Verdict::NotEstablished,
        }
    }

    /// Whether the claim is about databases that nobody attacked at their own door: injections that came through the site are after them.
    pub(super) fn is_through_the_site(&self) -> bool {
        self.claim.filters.target == BTreeSet::from([Aimed::Databases])
            && !self.evidence.attempts.iter().any(|attempt| attempt.target == Target::Databases)
    }

    fn what(filters: &Filters) -> Arg {
        let forms = filters.form.iter().map(|form| kind_word(form));
        Arg::List(filters.target.iter().map(|aimed| kind_word(aimed.id())).chain(forms).collect())
    }

    /// Us, or everyone: of "the attacks", more than half.
    pub(super) fn targeted(&mut self) -> Verdict {
        let of = |aim: Aim| {
            self.evidence.attempts.iter().filter(|attempt| attempt.aim == aim && self.in_span(attempt.day)).count()
                as u64
        };
        let (targeted, opportunistic, unclear) = (of(Aim::Targeted), of(Aim::Opportunistic), of(Aim::Unclear));
        let whole = targeted + opportunistic + unclear;
        let sentence = |key: &'static str| {
            Sentence::new(key)
                .count("targeted", targeted)
                .count("opportunistic", opportunistic)
                .count("unclear", unclear)
        };
        self.reasons.push(sentence("claim-aims"));
        self.safer.push(sentence("claim-safer-aims"));
        self.push_trial(Unit::Attempts, targeted, Some(whole), (targeted * 2 > whole) != self.claim.negated);
        if whole == 0 {
            return if self.claim.negated { self.absence() } else { Verdict::NotEstablished };
        }
        let verdict = if targeted * 2 > whole {
            Verdict::Established
        } else if targeted > 0 {
            Verdict::Misleading
        } else {
            Verdict::NotEstablished
        };
        match (self.claim.negated, verdict) {
            (false, verdict) => verdict,
            (true, Verdict::Established) => Verdict::Contradicted,
            (true, Verdict::Misleading) => Verdict::Misleading,
            (true, _) if opportunistic * 2 > whole => Verdict::Supported,
            (true, _) => Verdict::NotEstablished,
        }
    }

    /// Rung 3: data decide, when they were asked.
    pub(super) fn coordinated(&mut self) -> Verdict {
        let Some(clusters) = &self.evidence.clusters else {
            self.reasons.push(Sentence::new("claim-clusters-not-asked"));
            self.would_decide.push(Sentence::new("claim-needs-clusters"));
            return Verdict::NotDecidable;
        };
        let whole = self.evidence.attempts.len() as u64;
        let common: u64 =
            clusters.iter().filter(|cluster| cluster.common_control).map(|cluster| cluster.attempts).sum();
        let all: u64 = clusters.iter().map(|cluster| cluster.attempts).sum();
        let sources: u64 = clusters.iter().map(|cluster| cluster.sources).sum();
        let count = clusters.len() as u64;
        let sentence = |key: &'static str| {
            Sentence::new(key)
                .count("clusters", count)
                .count("sources", sources)
                .count("part", all)
                .count("whole", whole)
        };
        let (reason, safer) = (sentence("claim-clusters"), sentence("claim-safer-clusters"));
        self.reasons.push(reason);
        self.safer.push(safer);
        self.push_trial(Unit::Attempts, all, Some(whole), (all * 2 > whole) != self.claim.negated);
        if self.claim.negated {
            return if count > 0 { Verdict::Contradicted } else { Verdict::NotEstablished };
        }
        if common * 2 > whole {
            Verdict::Established
        } else if all * 2 > whole {
            Verdict::Supported
        } else if all > 0 {
            self.reasons.push(Sentence::new("claim-some-only"));
            Verdict::Misleading
        } else {
            Verdict::NotEstablished
        }
    }

    /// Rungs 4 and 6: no log decides who.
    pub(super) fn who(&mut self) -> Verdict {
        if self.claim.predicate == Predicate::Attributed {
            self.reasons.push(Sentence::new("claim-who-not-decidable"));
            self.would_decide.push(Sentence::new("claim-needs-attribution"));
            self.safer.push(Sentence::new("claim-safer-who"));
        } else {
            self.reasons.push(Sentence::new("claim-group-not-decidable"));
            self.would_decide.push(Sentence::new("claim-needs-group"));
            self.safer.push(Sentence::new("claim-safer-group"));
        }
        Verdict::NotDecidable
    }

    /// Whether anybody got in, or took something out.
    pub(super) fn success(&mut self) -> Verdict {
        let stolen = self.claim.predicate == Predicate::Stolen;
        let wanted = &self.claim.filters.target;
        let inside = |fact: &&crate::evidence::IncidentFact| {
            self.in_span(fact.day) && (wanted.is_empty() || wanted.iter().any(|aimed| target(*aimed) == fact.target))
        };
        let had = if stolen { self.evidence.exports } else { self.evidence.had.iter().filter(inside).count() as u64 };
        let may = self.evidence.may_have_had + if stolen { self.evidence.had.len() as u64 - had } else { 0 };
        self.push_trial(Unit::Incidents, had, None, (had > 0) != self.claim.negated);
        self.reasons.push(Sentence::new("claim-incidents").count("had", had).count("may", may));
        let percent = Some(tenth(100.0 * self.coverage()));
        match (had, may, self.claim.negated) {
            (1.., _, false) => Verdict::Established,
            (1.., _, true) => Verdict::Contradicted,
            (0, 1.., _) => {
                self.would_decide.push(Sentence::new("claim-needs-inspection"));
                Verdict::NotEstablished
            }
            (0, 0, denied) => {
                self.safer.push(Sentence::new("claim-safer-no-trace").percent("coverage", percent));
                let absence = self.absence();
                match (denied, absence) {
                    (false, Verdict::Supported) => Verdict::Contradicted,
                    (_, absence) => absence,
                }
            }
        }
    }

    /// Something that stopped because of attacks: together in time is no cause.
    pub(super) fn outage(&mut self) -> Verdict {
        let (disturbed, attacked) = self.evidence.disturbed_minutes;
        self.push_trial(Unit::Minutes, attacked, Some(disturbed), (attacked > 0) != self.claim.negated);
        self.reasons.push(Sentence::new("claim-disturbed").count("disturbed", disturbed).count("attacked", attacked));
        if attacked > 0 {
            self.reasons.push(Sentence::new("claim-together-is-no-cause"));
            self.would_decide.push(Sentence::new("claim-needs-cause"));
            return Verdict::NotEstablished;
        }
        if self.coverage() < COVERAGE_GOOD {
            return match self.absence() {
                Verdict::NotDecidable => Verdict::NotDecidable,
                _ => Verdict::NotEstablished,
            };
        }
        if self.claim.negated {
            return self.absence();
        }
        self.reasons.push(Sentence::new("claim-claimed-not-observed"));
        self.safer.push(Sentence::new("claim-safer-not-observed"));
        Verdict::Contradicted
    }
}

/// The log service behind an aim.
fn target(aimed: Aimed) -> Target {
    match aimed {
        Aimed::Site => Target::Site,
        Aimed::Databases => Target::Databases,
        Aimed::Mailboxes => Target::Mailboxes,
        Aimed::Infrastructure => Target::Infrastructure,
    }
}

/// The name of an aim or a form.
pub(super) fn kind_word(id: &str) -> Arg {
    match Form::from_id(id) {
        Some(form) => Arg::Form(form),
        None => match Aimed::from_id(id) {
            Some(Aimed::Site) => Arg::Word("target-site".into()),
            Some(Aimed::Databases) => Arg::Word("target-databases".into()),
            Some(Aimed::Mailboxes) => Arg::Word("target-mailboxes".into()),
            Some(Aimed::Infrastructure) => Arg::Word("target-infrastructure".into()),
            None => Arg::Text(id.to_owned()),
        },
    }
}
