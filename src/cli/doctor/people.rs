//! People: are the organisation and whoever sits at this machine protected, and is somebody told?

use super::super::protect::policy;
use super::{Finding, Patient, State};
use crate::machine::network;

/// Networks with fewer bits than this protect so much that little is left to be held back.
const WIDE_BITS: u8 = 8;

pub(super) fn protected(patient: &Patient) -> Vec<Finding> {
    let ours = &patient.args.input.about.ours;
    let policy = match policy(ours) {
        Ok(policy) => policy,
        Err(failure) => {
            let text = failure.error.to_string();
            return vec![Finding::mend("", text.clone(), text)];
        }
    };
    let mut found = Vec::new();
    let all = || policy.own.iter().chain(&policy.allow).chain(&policy.proxies);
    if policy.own.is_empty() {
        found.push(
            Finding::mend("", "no network of the organisation is named", "aucun réseau de l’organisation n’est nommé")
                .todo("name them: networks in organisation.toml", "nommez-les : networks dans organisation.toml"),
        );
    }
    for own in network::own(&patient.root).networks {
        if !all().any(|known| known.contains(own.first()) && known.contains(own.last())) {
            found.push(
                Finding::mend(
                    own,
                    "an address of this machine, and not protected",
                    "une adresse de cette machine, non protégée",
                )
                .todo("add it to networks in organisation.toml", "ajoutez-la à networks dans organisation.toml"),
            );
        }
    }
    let connection = std::env::var("SSH_CONNECTION").ok();
    let console = network::console(connection.as_deref()).filter(|address| !network::is_inner(*address));
    if let Some(console) = console
        && !all().any(|known| known.contains(console))
    {
        found.push(
            Finding::mend(console, "you sit there, and it is not protected", "vous y êtes, et ce n’est pas protégé")
                .todo(
                    "add it to `allow`: you could lock yourself out",
                    "ajoutez-le à `allow` : vous pourriez vous enfermer dehors",
                ),
        );
    }
    for wide in all().filter(|network| network.prefix_len() < WIDE_BITS) {
        found.push(
            Finding::mend(wide, "protects a large part of the Internet", "protège une grande part d’Internet")
                .todo("name your own networks only", "ne nommez que vos réseaux"),
        );
    }
    if found.is_empty() {
        let text: Vec<String> = policy.own.iter().map(ToString::to_string).collect();
        found.push(Finding::well(
            "",
            format!("own networks: {}", text.join(", ")),
            format!("réseaux propres : {}", text.join(", ")),
        ));
    }
    found
}

#[cfg(not(feature = "alerts"))]
pub(super) fn told(patient: &Patient) -> Vec<Finding> {
    let text = super::super::configured::text_of(&patient.config).unwrap_or_default();
    if text.lines().any(|line| line.trim_start().starts_with("[alerts")) {
        return vec![
            Finding::mend(
                "",
                "[alerts] is there, and this build tells nobody",
                "[alerts] est là, et cette version ne prévient personne",
            )
            .todo("use a build with the feature `alerts`", "prenez une version avec la fonction `alerts`"),
        ];
    }
    vec![Finding::new(State::Note, "", "this build tells nobody", "cette version ne prévient personne")]
}

#[cfg(feature = "alerts")]
pub(super) fn told(patient: &Patient) -> Vec<Finding> {
    use super::super::alert;
    let text = super::super::configured::text_of(&patient.config).unwrap_or_default();
    let Ok(settings) = crate::respond::alert::settings::Settings::read(&text) else { return Vec::new() };
    let mut found: Vec<Finding> = settings.channels.iter().map(|channel| one(patient, channel)).collect();
    if found.is_empty() {
        let note = Finding::new(State::Note, "", "nobody is told", "personne n’est prévenu");
        found.push(note.todo("add [[alerts.channel]]: docs/guard.md", "ajoutez [[alerts.channel]] : docs/guard.md"));
    }
    return found;

    fn one(patient: &Patient, channel: &crate::respond::alert::settings::Channel) -> Finding {
        let (name, secret) = (alert::name(channel), channel.secret_file.as_ref());
        if let Some(path) = secret
            && patient.reader.may_read(path.as_ref()) != Some(true)
        {
            let who = &patient.reader.name;
            let en = format!("{who} may not read {path}");
            return Finding::mend(name, en, format!("{who} ne peut pas lire {path}"))
                .todo("chgrp vigie and chmod 640", "chgrp vigie et chmod 640");
        }
        match alert::reach(channel) {
            Ok(()) => Finding::well(name, "can be reached (nothing was sent)", "joignable (rien n’a été envoyé)"),
            Err(error) => {
                let text = error.to_string();
                Finding::mend(name, text.clone(), text).todo(
                    "then try: vigie alert test --config FILE",
                    "puis essayez : vigie alert test --config FICHIER",
                )
            }
        }
    }
}
