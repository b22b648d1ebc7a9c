//! From arguments to what a run needs: zones, networks, rules, the network table, the organisation's words. Everything wrong
//! with them is said here, before a byte of log is read.

use std::path::PathBuf;

use jiff::tz::TimeZone;
use vigie_detect::options::{Options as DetectOptions, Organisation};
use vigie_detect::rules::{LoadOptions, ProblemEffect, RuleSet};
use vigie_facts::case::Settings;
use vigie_facts::cidr::Cidr;
use vigie_facts::service::Service;

use super::Failure;
use super::args::AboutLogs;
use super::organisation::{self, OrganisationFile};
use super::speech::Speech;
use crate::enrich::NetworkTable;
use crate::fill::Means;
use crate::rulepack::{self, RuleText};

/// Everything a run needs besides its inputs.
#[derive(Debug)]
pub(super) struct Setup {
    /// How records are read.
    pub(super) parse: vigie_parse::Options,
    /// How events become detections, attempts and incidents.
    pub(super) detect: DetectOptions,
    /// The rules.
    pub(super) rules: RuleSet,
    /// Whether a rule could not be used: the run goes on, the exit code tells.
    pub(super) rules_troubled: bool,
    /// Where sources are.
    pub(super) table: NetworkTable,
    /// What a case remembers of all this.
    pub(super) settings: Settings,
    /// Threads.
    pub(super) workers: usize,
}

impl Setup {
    /// Resolves the arguments.
    pub(super) fn new(about: &AboutLogs, speech: &Speech) -> Result<Setup, Failure> {
        let organisation = match &about.ours.organisation {
            Some(path) => organisation::read(path)?,
            None => OrganisationFile::default(),
        };
        let (log_zone_name, log_zone) = zone(about.log_time_zone.as_deref().unwrap_or("UTC"), speech)?;
        let named_zone = about.time_zone.as_deref().or(organisation.time_zone.as_deref());
        let zone_name = match named_zone {
            Some(name) => zone(name, speech)?.0,
            None => machine_zone_name(),
        };
        let (rules, rules_troubled) = load_rules(!about.no_builtin_rules, &about.rules, speech);
        let detect = detect_options(about, organisation)?;
        let table = super::geo::table(about.network_data.as_deref())?.with_own(&detect.own);
        let settings = Settings {
            program_version: env!("CARGO_PKG_VERSION").into(),
            time_zone: zone_name.into(),
            log_time_zone: log_zone_name.into(),
            network_data_date: table.date().into(),
            network_data_name: table.name().into(),
            network_data_attribution: table.attribution().into(),
            rules_digest: rules.digest().into(),
            ..Settings::default()
        };
        Ok(Setup {
            parse: vigie_parse::Options {
                log_time_zone: log_zone,
                year: about.year,
                as_service: about.as_service.as_deref().map(|id| service(id, speech)).transpose()?,
            },
            detect,
            rules,
            rules_troubled,
            table,
            settings,
            workers: about.workers.unwrap_or_else(|| super::threads().get()).clamp(1, 256),
        })
    }
}

impl Setup {
    /// What decides how a case is filled.
    pub(super) fn means(&self) -> Means<'_> {
        Means {
            parse: &self.parse,
            detect: &self.detect,
            rules: &self.rules,
            settings: &self.settings,
            workers: self.workers,
        }
    }
}

fn detect_options(about: &AboutLogs, organisation: OrganisationFile) -> Result<DetectOptions, Failure> {
    let boxed = |words: Vec<String>| words.into_iter().map(String::into_boxed_str).collect();
    let mut own = cidrs(&about.ours.own)?;
    own.extend(cidrs(&organisation.networks)?);
    Ok(DetectOptions {
        own,
        allow: cidrs(&about.ours.allow)?,
        trusted_proxies: cidrs(&about.ours.trusted_proxy)?,
        organisation: Organisation {
            names: boxed(organisation.names),
            domains: boxed(organisation.domains),
            people: boxed(organisation.people),
            words: boxed(organisation.words),
            assets: boxed(organisation.assets),
        },
        asset: about.asset.as_deref().map(Into::into),
        ..DetectOptions::default()
    })
}

pub(super) fn cidrs(texts: &[String]) -> Result<Vec<Cidr>, Failure> {
    texts
        .iter()
        .map(|text| {
            text.parse::<Cidr>().map_err(|error| {
                Failure::usage(anyhow::anyhow!("{error}: {text:?}")).hint("write it like 192.0.2.0/24")
            })
        })
        .collect()
}

pub(super) fn zone(name: &str, speech: &Speech) -> Result<(String, TimeZone), Failure> {
    let zone = TimeZone::get(name).map_err(|error| {
        let hint = speech.say("use an IANA name such as Europe/Paris", "utilisez un nom IANA tel que Europe/Paris");
        Failure::usage(error).hint(hint)
    })?;
    Ok((zone.iana_name().unwrap_or(name).to_owned(), zone))
}

/// The machine's zone by its name; UTC when it has none that can be named, because every figure prints the name.
pub(super) fn machine_zone_name() -> String {
    TimeZone::try_system().ok().and_then(|zone| zone.iana_name().map(str::to_owned)).unwrap_or_else(|| "UTC".to_owned())
}

fn service(id: &str, speech: &Speech) -> Result<Service, Failure> {
    Service::from_id(id).ok_or_else(|| {
        let known: Vec<&str> = Service::ALL.iter().map(|service| service.id()).collect();
        let text = speech.say("no service has this name", "aucun service ne porte ce nom");
        Failure::usage(anyhow::anyhow!("{text}: {id:?}")).hint(known.join(", "))
    })
}

/// Loads rules; those that cannot be used are said and left out.
pub(super) fn load_rules(builtin: bool, folders: &[PathBuf], speech: &Speech) -> (RuleSet, bool) {
    let (texts, troubles) = rulepack::rule_texts(builtin, folders);
    for (path, trouble) in &troubles {
        speech.warn(&format!("{}: {trouble}", path.display()), &format!("{} : {trouble}", path.display()));
    }
    let known_good_files = if builtin { rulepack::PACK.len() } else { 0 };
    let options = LoadOptions { known_good_files, ..LoadOptions::default() };
    let (rules, problems) = RuleSet::load_with(&as_files(&texts), options);
    let mut skipped = false;
    for problem in &problems {
        skipped |= problem.effect == ProblemEffect::Skipped;
        match problem.effect {
            ProblemEffect::Skipped => speech.warn(&problem.to_string(), &problem.to_string()),
            ProblemEffect::Noted | ProblemEffect::Weakened | ProblemEffect::Inert => {
                speech.remark(&problem.to_string(), &problem.to_string());
            }
        }
    }
    (rules, !troubles.is_empty() || skipped)
}

/// Paths and texts as the loader takes them.
pub(super) fn as_files(texts: &[RuleText]) -> Vec<(&str, &str)> {
    texts.iter().map(|text| (text.file.as_str(), text.yaml.as_str())).collect()
}
