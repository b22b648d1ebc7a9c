//! Logs: may the guard read them, are they rotated so that no line is lost, and do they carry what answers need?

use std::path::{Path, PathBuf};

use super::{Finding, Patient, State};
use crate::machine::logs::{Look, Question, look};
use crate::machine::rotation;

/// The logs of the guard's file, without standard input.
fn all(patient: &Patient) -> impl Iterator<Item = &PathBuf> {
    patient.args.input.paths.iter().filter(|path| path.as_os_str() != "-" && !path.is_dir())
}

pub(super) fn readable(patient: &Patient) -> Vec<Finding> {
    let mut found: Vec<Finding> = all(patient).map(|path| one(patient, path)).collect();
    if found.is_empty() {
        found.push(Finding::new(State::Note, "", "no single log is named", "aucun journal n’est nommé"));
    }
    found
}

fn one(patient: &Patient, path: &Path) -> Finding {
    let about = path.display();
    let (look, _) = look(&patient.root, path);
    match &look {
        Look::Unreadable(std::io::ErrorKind::NotFound) => {
            return Finding::mend(about, "not there", "absent").todo(
                "name the log that is written, or wait until the server has started",
                "nommez le journal qui est écrit, ou attendez que le serveur ait démarré",
            );
        }
        Look::Unreadable(kind) => {
            let text = format!("cannot be looked at: {kind}");
            return Finding::new(State::Unknown, about, text, format!("ne peut être regardé : {kind}"))
                .todo("run this as root", "lancez ceci en tant que root");
        }
        Look::NoFile => {
            return Finding::mend(about, "no plain file (a device, a pipe, a folder)", "pas un simple fichier")
                .todo("let the server write to a file", "faites écrire le serveur dans un fichier");
        }
        Look::Text { .. } | Look::Empty { .. } => {}
    }
    let name = &patient.reader.name;
    match patient.reader.may_read(path) {
        Some(true) => {}
        Some(false) => {
            let en = format!("{name} may not read it");
            return Finding::mend(about, en, format!("{name} ne peut pas le lire")).todo(
                "give its group the right to read and add the group to SupplementaryGroups= of vigie-guard.service",
                "donnez à son groupe le droit de lire et ajoutez ce groupe à SupplementaryGroups= de vigie-guard.service",
            );
        }
        None => return Finding::new(State::Unknown, about, "its rights cannot be seen", "ses droits sont invisibles"),
    }
    match (&look, look.format()) {
        (Look::Text { .. }, Some(format)) if look.can_be_followed() => Finding::well(about, format.clone(), format),
        (Look::Text { .. }, _) => {
            Finding::mend(about, "its lines are not understood", "ses lignes ne sont pas comprises")
                .todo("see `vigie parse --not-understood FILE`", "voyez `vigie parse --not-understood FICHIER`")
        }
        _ => Finding::new(State::Note, about, "empty yet", "encore vide"),
    }
}

pub(super) fn rotation(patient: &Patient) -> Vec<Finding> {
    let of = |path: &PathBuf| {
        let about = path.display();
        match rotation::of(&patient.root, path) {
            Some(rule) if rule.copytruncate => {
                let file = rule.file.display();
                Some(
                    Finding::mend(
                        about,
                        format!("rotated with copytruncate ({file}): what is written meanwhile is lost"),
                        format!("tourné par copytruncate ({file}) : ce qui est écrit entre-temps est perdu"),
                    )
                    .todo(
                        "use `create` and let the server open its log anew",
                        "employez `create` et faites rouvrir son journal au serveur",
                    ),
                )
            }
            Some(_) => None,
            None => Some(Finding::new(
                State::Note,
                about,
                "logrotate does not know it: it grows, unless the server rotates it",
                "logrotate ne le connaît pas : il grossit, sauf si le serveur le fait tourner",
            )),
        }
    };
    let found: Vec<Finding> = all(patient).filter_map(of).collect();
    if found.is_empty() {
        vec![Finding::well("", "logs are rotated by renaming", "les journaux tournent par renommage")]
    } else {
        found
    }
}

pub(super) fn formats(patient: &Patient) -> Vec<Finding> {
    let mut found = Vec::new();
    for path in all(patient) {
        let (look, question) = look(&patient.root, path);
        let Look::Text { carries, .. } = look else { continue };
        if let Some(Question::Proxy { from, forwarded, .. }) = question
            && (patient.args.input.about.ours.trusted_proxy.is_empty() || !forwarded)
        {
            let from: Vec<String> = from.iter().map(ToString::to_string).collect();
            let from = from.join(", ");
            let finding = Finding::mend(
                path.display(),
                format!("nearly all requests come from {from}: who asked is not known"),
                format!("presque toutes les requêtes viennent de {from} : on ne sait pas qui a demandé"),
            );
            found.push(if forwarded {
                finding.todo(
                    "if that is your proxy, name it: trusted_proxy",
                    "si c’est votre mandataire, nommez-le : trusted_proxy",
                )
            } else {
                finding.todo(
                    "if that is your proxy, let the server log X-Forwarded-For, or use its real-ip module",
                    "si c’est votre mandataire, faites noter X-Forwarded-For au serveur, ou son module real-ip",
                )
            });
        }
        if carries.requests > 0 && !(carries.referrer || carries.agent) {
            found.push(
                Finding::mend(path.display(), "no referrer and no user agent", "ni provenance ni agent")
                    .todo("use the format `combined`", "employez le format `combined`"),
            );
        }
        if carries.requests > 0 && !carries.host {
            found.push(Finding::new(
                State::Note,
                path.display(),
                "does not say which site was asked for: good for one site a log",
                "ne dit pas quel site était demandé : bon pour un site par journal",
            ));
        }
    }
    if found.is_empty() {
        vec![Finding::well("", "records carry what answers need", "les lignes portent ce qu’il faut")]
    } else {
        found
    }
}
