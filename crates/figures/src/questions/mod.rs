//! One file a question. [`answer`] asks them all, in order.

pub mod aims;
mod cost;
mod coverage;
pub mod entry;
mod header;
mod lead;
mod limits;
pub mod places;
pub mod pursued;
mod what;

use jiff::tz::TimeZone;
use vigie_facts::case::Case;

use crate::answer::{Answer, SCHEMA_VERSION, SettingsShown};
use crate::calendar::Calendar;
use crate::measures;
use crate::names::{Names, Naming};
use crate::sentence::Sentence;
use crate::together::{self, Found};

/// What decides how an answer is written.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// The zone of days, weeks and months: the one named in the case's settings.
    pub zone: TimeZone,
    /// How names of accounts are written.
    pub names: Names<'a>,
}

/// Everything the questions share.
pub(crate) struct Asked<'a> {
    pub(crate) case: &'a Case,
    pub(crate) calendar: Calendar,
    pub(crate) naming: Naming,
}

/// The answer to all questions of a case. Pure: the same case and options give the same answer.
///
/// ```
/// use vigie_facts::case::Case;
/// use vigie_figures::names::Names;
/// use vigie_figures::questions::{Options, answer};
///
/// let options = Options { zone: jiff::tz::TimeZone::UTC, names: Names::Clear };
/// let answer = answer(&Case::default(), &options);
/// assert_eq!(answer.what.ladder.attempts.value, 0);
/// assert!(answer.what.ladder.reconciled);
/// ```
pub fn answer(case: &Case, options: &Options<'_>) -> Answer {
    answer_with(case, options, together::find(case, std::num::NonZeroUsize::MIN))
}

/// The same, with what was [found](together::find) of question 4 already: it costs more than all others.
pub fn answer_with(case: &Case, options: &Options<'_>, mut found: Found) -> Answer {
    let asked = Asked { case, calendar: Calendar::new(options.zone.clone()), naming: Naming::new(case, options.names) };
    let coverage = coverage::coverage(&asked);
    let header = header::header(&asked, &coverage);
    let what = what::what(&asked, header.period.as_ref());
    found.name(case, &asked.naming);
    let mut answer = Answer {
        schema_version: SCHEMA_VERSION.into(),
        settings: settings(&asked),
        pursued: pursued::pursued(&asked, what.ladder.attempts.value),
        places: places::places(&asked),
        together: found.told(&asked.calendar, Some(case), false),
        aims: aims::aims(&asked),
        entry: entry::entry(&asked, coverage),
        cost: cost::cost(&asked),
        claims: vec![Sentence::new("claims-not-answered")],
        top_sources: places::top_sources(&asked),
        rules: what::rules(&asked),
        inputs: header::inputs(&asked),
        anomalies: header::anomalies(&asked),
        lead: Vec::new(),
        measures: Vec::new(),
        limits: Vec::new(),
        header,
        what,
    };
    answer.limits = limits::limits(&asked, &answer);
    answer.measures = measures::measures(&asked, &answer);
    answer.lead = lead::lead(&answer);
    answer
}

fn settings(asked: &Asked<'_>) -> SettingsShown {
    let settings = &asked.case.settings;
    SettingsShown {
        program_version: settings.program_version.to_string(),
        time_zone: settings.time_zone.to_string(),
        log_time_zone: settings.log_time_zone.to_string(),
        session_gap_seconds: settings.session_gap_seconds,
        network_data_date: settings.network_data_date.to_string(),
        network_data_name: settings.network_data_name.to_string(),
        network_data_attribution: settings.network_data_attribution.to_string(),
        rules_digest: settings.rules_digest.to_string(),
        names_clear: asked.naming.is_clear(),
    }
}

/// The key of the words of a target.
pub fn target_key(target: vigie_facts::service::Target) -> &'static str {
    use vigie_facts::service::Target;
    match target {
        Target::Site => "target-site",
        Target::Databases => "target-databases",
        Target::Mailboxes => "target-mailboxes",
        Target::Infrastructure => "target-infrastructure",
    }
}

/// The key of the words of a class of forms.
pub fn class_key(class: vigie_facts::form::FormClass) -> &'static str {
    use vigie_facts::form::FormClass;
    match class {
        FormClass::Exploiting => "class-exploiting",
        FormClass::Probing => "class-probing",
        FormClass::Credential => "class-credential",
        FormClass::Burdening => "class-burdening",
        FormClass::Following => "class-following",
    }
}
