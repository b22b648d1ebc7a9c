//! What `vigie setup` says: what was found, what only a person can say, what was written, what to run next.

use std::io::{self, Write};
use std::path::PathBuf;

use super::super::speech::Speech;
use super::Findings;
use super::files::Kept;
use crate::machine::LeftOut;
use crate::machine::logs::{Look, Question};
use crate::machine::software::name_of;
use crate::report::escape::Terminal;

/// The machine's word for what a log is.
pub(super) fn state(look: &Look) -> &'static str {
    match look {
        Look::Text { .. } if look.can_be_followed() => "recognised",
        Look::Text { .. } => "not-recognised",
        Look::Empty { .. } => "empty",
        Look::NoFile => "no-file",
        Look::Unreadable(_) => "unreadable",
    }
}

/// Why a log is left out.
pub(super) fn why_not(look: &Look, speech: &Speech) -> &'static str {
    let (en, fr) = match look {
        Look::Text { .. } => ("not recognised", "non reconnu"),
        Look::Empty { .. } => ("empty", "vide"),
        Look::NoFile => {
            ("no plain file (a device, a pipe, a folder)", "pas un simple fichier (périphérique, tube, dossier)")
        }
        Look::Unreadable(io::ErrorKind::NotFound) => ("not there", "absent"),
        Look::Unreadable(_) => ("cannot be read", "illisible"),
    };
    speech.say(en, fr)
}

/// Writes all of it.
pub(super) fn show(
    findings: &Findings,
    kept: &[(PathBuf, Kept)],
    next: &[String],
    dry_run: bool,
    speech: &Speech,
) -> io::Result<()> {
    let mut out = io::stdout().lock();
    logs(&mut out, findings, speech)?;
    people(&mut out, findings, speech)?;
    let say = |en, fr| speech.say(en, fr);
    writeln!(out, "\n{}", if dry_run { say("Would be written", "Serait écrit") } else { say("Written", "Écrit") })?;
    for (path, kind) in kept {
        let path = path.display().to_string();
        let text = match kind {
            Kept::Written => path,
            Kept::Same => format!("{path}  ({})", say("as it was", "inchangé")),
            Kept::Beside => format!(
                "{path}.new  ({} {path})",
                say("beside yours, which was left alone:", "à côté du vôtre, laissé tel quel :")
            ),
        };
        writeln!(out, "  {}", Terminal(&text))?;
    }
    writeln!(out, "\n{}", say("Next", "Ensuite"))?;
    for command in next {
        writeln!(out, "  {}", Terminal(command))?;
    }
    Ok(())
}

fn logs(out: &mut impl Write, findings: &Findings, speech: &Speech) -> io::Result<()> {
    let say = |en, fr| speech.say(en, fr);
    let machine = &findings.machine;
    writeln!(out, "{}", say("Logs to be followed", "Journaux à suivre"))?;
    for log in machine.followed() {
        let what = log.look.format().unwrap_or_else(|| say("empty yet", "encore vide").to_owned());
        writeln!(out, "  {}  {}, {what}", Terminal(&log.path.to_string_lossy()), name_of(log.software))?;
    }
    if machine.followed().next().is_none() {
        writeln!(out, "  {}", say("none", "aucun"))?;
    }
    if machine.logs.iter().any(|log| log.left_out.is_some()) {
        writeln!(out, "\n{}", say("Left out", "Laissés de côté"))?;
    }
    for log in machine.logs.iter().filter(|log| log.left_out.is_some()) {
        let why = if log.left_out == Some(LeftOut::Repeats) {
            say("repeats other logs", "répète d’autres journaux")
        } else {
            why_not(&log.look, speech)
        };
        writeln!(out, "  {}  {why}", Terminal(&log.path.to_string_lossy()))?;
    }
    if machine.cut {
        writeln!(out, "  {}", say("… more logs than are looked at", "… plus de journaux qu’on n’en regarde"))?;
    }
    for one in &machine.silent {
        let said = if one.said.is_empty() { String::new() } else { format!(" ({})", one.said.join(", ")) };
        let text = say("runs, and no log of it can be followed", "tourne, et aucun journal n’en peut être suivi");
        writeln!(out, "\n{} {text}{}", name_of(one.software), Terminal(&said))?;
        if machine.journal {
            let text = say("the journal may have it", "la journalisation l’a peut-être");
            writeln!(out, "  {text} : journalctl -f -o export | vigie guard - --case …")?;
        }
    }
    Ok(())
}

/// What a person has to look at.
fn people(out: &mut impl Write, findings: &Findings, speech: &Speech) -> io::Result<()> {
    let say = |en, fr| speech.say(en, fr);
    let words =
        |items: &[vigie_facts::cidr::Cidr]| items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let own =
        if findings.own.is_empty() { say("none found", "aucun trouvé").to_owned() } else { words(&findings.own) };
    writeln!(out, "\n{} {own}", say("Never held back: own networks", "Jamais retenus : réseaux propres"))?;
    match findings.console {
        Some(console) => writeln!(out, "  {} {console}", say("and where this is typed from", "et d’où ceci est tapé"))?,
        None => writeln!(
            out,
            "  {}",
            say(
                "add where you sign in from (organisation.toml, networks)",
                "ajoutez d’où vous vous connectez (organisation.toml, networks)"
            )
        )?,
    }
    for Question::Proxy { log, from, forwarded } in findings.questions() {
        let from: Vec<String> = from.iter().map(ToString::to_string).collect();
        let log = log.display().to_string();
        writeln!(
            out,
            "\n{} {} {} {}",
            say("QUESTION: nearly all requests of", "QUESTION : presque toutes les requêtes de"),
            Terminal(&log),
            say("come from", "viennent de"),
            from.join(", ")
        )?;
        let text = if *forwarded {
            say(
                "a proxy in front? then name it in guard.toml (trusted_proxy)",
                "un mandataire placé devant ? alors nommez-le dans guard.toml (trusted_proxy)",
            )
        } else {
            say(
                "a proxy in front? the log does not say who asked: log X-Forwarded-For, or use the server's real-ip module",
                "un mandataire placé devant ? le journal ne dit pas qui a demandé : notez X-Forwarded-For, ou le module real-ip du serveur",
            )
        };
        writeln!(out, "  {text}")?;
    }
    for path in &findings.closed {
        let text = say(
            "only its owner may read it: let the group adm read it",
            "seul son propriétaire peut le lire : ouvrez-le au groupe adm",
        );
        writeln!(out, "\n{}: {text}", Terminal(&path.to_string_lossy()))?;
    }
    Ok(())
}
