//! The words that every output shares, by what they name. A page puts text into a tree that escapes it when it is written, so
//! nothing is escaped here.

use vigie_facts::case::{Aim, IncidentKind, NetworkKind, Weakness};
use vigie_facts::form::{Form, FormClass};
use vigie_facts::service::{Service, Target};
use vigie_facts::time::TimeBasis;
use vigie_facts::unit::SESSION_GAP_SECONDS;
use vigie_figures::answer::{Confidence, Urgency};
use vigie_figures::calendar::{Day, Moment};
use vigie_figures::figure::Unit;
use vigie_figures::sentence::Sentence;

use super::parts::{THEIRS_CHARS_MAX, cut};
use super::words::PageWords;
use crate::report::words::{Language, Words};

/// Shared words in one language.
#[derive(Debug)]
pub(crate) struct Wording {
    shared: Words,
    own: &'static PageWords,
}

impl Wording {
    pub(crate) fn new(language: Language, own: &'static PageWords) -> Wording {
        Wording { shared: Words::of(language), own }
    }

    pub(crate) fn number(&self, number: u64) -> String {
        self.shared.number(number)
    }

    pub(crate) fn decimal(&self, number: f64) -> String {
        self.shared.decimal(number)
    }

    pub(crate) fn percent(&self, percent: f64) -> String {
        self.shared.percent(Some(percent))
    }

    pub(crate) fn bytes(&self, bytes: u64) -> String {
        self.shared.bytes(bytes)
    }

    pub(crate) fn interval(&self, low: f64, high: f64) -> String {
        self.shared.interval(Some(low), Some(high))
    }

    pub(crate) fn day(&self, day: Day) -> String {
        self.shared.day(day)
    }

    pub(crate) fn moment(&self, moment: Moment) -> String {
        self.shared.moment(moment)
    }

    /// The time of day alone.
    pub(crate) fn clock(moment: Moment) -> String {
        let (hour, minute, second) = moment.clock();
        format!("{hour:02}:{minute:02}:{second:02}")
    }

    /// The title of a rule; words of others where the rule is.
    pub(crate) fn rule_title<'t>(&self, title: &'t str) -> &'t str {
        self.shared.rule_title(title)
    }

    /// A sentence; words of others in it are cut as everywhere on the page.
    pub(crate) fn sentence(&self, sentence: &Sentence) -> String {
        self.shared.sentence(sentence, &|text| cut(text, THEIRS_CHARS_MAX))
    }

    /// Words without gaps.
    pub(crate) fn text(&self, key: &str) -> String {
        self.shared.text(key)
    }

    /// A chance as a power of ten, or as a fraction where it is no small one.
    pub(crate) fn chance(&self, log10: f64) -> String {
        self.shared.chance(log10)
    }

    /// The name of a unit, as it stands behind a number.
    pub(crate) fn unit(&self, unit: Unit, count: u64) -> String {
        self.filled(&format!("unit-{}", unit.id()), "count", count)
    }

    /// A number and its unit.
    #[cfg(feature = "serve")]
    pub(crate) fn count(&self, number: u64, unit: Unit) -> String {
        self.shared.count(number, unit)
    }

    /// What a unit means: the shared explanation without the name before its colon.
    pub(crate) fn definition(&self, unit: Unit) -> String {
        let key = match unit {
            Unit::Records => "explain-record",
            Unit::Events => "explain-event",
            Unit::Detections => "explain-detection",
            Unit::Attempts => "explain-attempt",
            Unit::Incidents => "explain-incident",
            Unit::Sources => "explain-source",
            Unit::Assets => "explain-asset",
            Unit::Inputs => "explain-copies",
            Unit::SystemHours => "explain-coverage",
            Unit::Minutes => "explain-disturbed",
            Unit::Countries => return self.own.countries_definition.to_owned(),
            Unit::Accounts => return self.own.accounts_definition.to_owned(),
            Unit::Systems => return self.own.systems_definition.to_owned(),
            Unit::Bytes => return self.own.bytes_definition.to_owned(),
            Unit::SignIns => return self.own.sign_ins_definition.to_owned(),
        };
        let text = self.filled(key, "minutes", SESSION_GAP_SECONDS.unsigned_abs() / 60);
        match text.split_once(':') {
            Some((name, meaning)) if name.chars().count() <= NAME_CHARS_MAX => capital(meaning.trim()),
            _ => text,
        }
    }

    fn filled(&self, key: &str, gap: &'static str, count: u64) -> String {
        let sentence = Sentence { key: key.to_owned().into(), ..Sentence::new("") };
        self.sentence(&sentence.count(gap, count))
    }

    fn named(&self, kind: &str, id: &str) -> String {
        self.shared.text(&format!("{kind}-{id}"))
    }

    pub(crate) fn form(&self, form: Form) -> String {
        self.shared.form(form).to_owned()
    }

    pub(crate) fn class(&self, class: FormClass) -> String {
        self.named("class", id(&class).as_str())
    }

    pub(crate) fn target(&self, target: Target) -> String {
        self.shared.text(vigie_figures::questions::target_key(target))
    }

    pub(crate) fn service(&self, service: Service) -> String {
        self.shared.service(service)
    }

    pub(crate) fn country(&self, code: &str) -> String {
        self.shared.country(code)
    }

    pub(crate) fn network_kind(&self, kind: NetworkKind) -> String {
        self.named("network-kind", id(&kind).as_str())
    }

    pub(crate) fn aim(&self, aim: Aim) -> String {
        self.named("aim", id(&aim).as_str())
    }

    pub(crate) fn aim_reason(&self, reason: &str) -> String {
        self.named("aim-reason", reason)
    }

    pub(crate) fn confidence(&self, confidence: Confidence) -> String {
        self.named("confidence", id(&confidence).as_str())
    }

    pub(crate) fn weakness(&self, weakness: Weakness) -> String {
        self.named("weakness", id(&weakness).as_str())
    }

    pub(crate) fn urgency(&self, urgency: Urgency) -> String {
        self.named("urgency", id(&urgency).as_str())
    }

    pub(crate) fn evidence_part(&self, part: &str) -> String {
        self.named("evidence", part)
    }

    pub(crate) fn time_basis(&self, basis: TimeBasis) -> String {
        self.named("basis", id(&basis).as_str())
    }

    pub(crate) fn trouble(&self, kind: &str) -> String {
        self.named("trouble", kind)
    }

    pub(crate) fn anomaly(&self, anomaly: &str) -> String {
        self.named("anomaly", anomaly)
    }

    pub(crate) fn incident_kind(&self, kind: IncidentKind) -> &'static str {
        let names = &self.own.incident_kinds;
        match kind {
            IncidentKind::SignInAfterFailures => names[0],
            IncidentKind::SignInFromNewNetwork => names[1],
            IncidentKind::ExploitAnsweredDifferently => names[2],
            IncidentKind::WebShellAnswered => names[3],
            IncidentKind::FollowUp => names[4],
            IncidentKind::StoppedAnswering => names[5],
            IncidentKind::HoneypotEntered => names[6],
        }
    }
}

/// Longest name of a unit before the colon of its explanation.
const NAME_CHARS_MAX: usize = 40;

/// The stable id of a word of the vocabulary, as its machine form writes it.
fn id(word: &impl serde::Serialize) -> String {
    match serde_json::to_value(word) {
        Ok(serde_json::Value::String(id)) => id,
        _ => String::new(),
    }
}

/// The text with its first letter as a capital.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
