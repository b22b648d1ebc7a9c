//! What a message says, in French and English: what happened, what was done, what to do. Nothing of it is a text from a log but addresses and
//! names of assets, of which only letters, digits and `.:/-_` are left.

use std::fmt::Write as _;

use jiff::tz::TimeZone;
use serde_json::{Value, json};
use vigie_facts::case::IncidentKind;
use vigie_facts::time::Timestamp;

use super::{Message, Notice, Trouble, Urgency};

/// Lines of a message that is put together; more are counted.
const LINES_MAX: usize = 20;

/// Letters of a name that are shown.
const NAME_LETTERS_MAX: usize = 80;

/// A message in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// One line.
    pub title: String,
    /// What happened, what was done, what to do: headings and their lines.
    pub parts: [(&'static str, Vec<String>); 3],
    /// How to say that one has it.
    pub acknowledge: Option<String>,
}

impl Words {
    /// As plain text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (heading, lines) in self.parts.iter().filter(|(_, lines)| !lines.is_empty()) {
            let _ = writeln!(text, "{heading}");
            for line in lines {
                let _ = writeln!(text, "- {line}");
            }
            text.push('\n');
        }
        if let Some(acknowledge) = &self.acknowledge {
            let _ = writeln!(text, "{acknowledge}");
        }
        text
    }
}

/// What a name from a log may leave in a message.
pub fn plain(name: &str) -> String {
    let kept = |letter: &char| letter.is_ascii_alphanumeric() || ".:/-_".contains(*letter);
    let text: String = name.chars().filter(kept).take(NAME_LETTERS_MAX).collect();
    if text.is_empty() { "?".to_owned() } else { text }
}

/// Finds the words.
pub fn words(message: &Message, french: bool, zone: &TimeZone, case: &str) -> Words {
    let say = |en: &'static str, fr: &'static str| if french { fr } else { en };
    let (mut happened, mut done, mut to_do) = (Vec::new(), Vec::new(), Vec::new());
    for notice in message.notices.iter().take(LINES_MAX) {
        let (what, deed, next) = lines(notice, french, zone, case);
        happened.push(what);
        for (line, lines) in [(deed, &mut done), (next, &mut to_do)] {
            if !line.is_empty() && !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    let more = message.notices.len().saturating_sub(LINES_MAX) as u64 + message.more;
    if more > 0 {
        happened.push(format!("{} {more}", say("and more:", "et d’autres :")));
    }
    let title = title(message, french);
    let acknowledge = (message.urgency == Urgency::Now && message.notices.len() == 1).then(|| {
        format!("{} vigie alert acknowledge {} --case {case}", say("I have it:", "Je m’en occupe :"), message.id)
    });
    Words {
        title,
        parts: [
            (say("What happened", "Ce qui s’est passé"), happened),
            (say("What was done", "Ce qui a été fait"), done),
            (say("What to do", "Que faire"), to_do),
        ],
        acknowledge,
    }
}

fn title(message: &Message, french: bool) -> String {
    let say = |en: &'static str, fr: &'static str| if french { fr } else { en };
    let about = match message.notices.as_slice() {
        [Notice::Incident { kind, certain, asset, .. }] => {
            let sure = if *certain { "" } else { say(" (possible)", " (possible)") };
            format!("{}{sure}{} {}", incident(*kind, french).0, say(":", " :"), plain(asset))
        }
        [Notice::Trouble { what }] => trouble(*what, french).0.to_owned(),
        notices => {
            let incidents = notices.iter().filter(|one| matches!(one, Notice::Incident { .. })).count();
            let deeds = notices.iter().filter(|one| matches!(one, Notice::Deed { .. })).count() as u64 + message.more;
            let mut text = format!("{deeds} {}", say("decisions", "décisions"));
            if incidents > 0 {
                text = format!("{incidents} incidents, {text}");
            }
            text
        }
    };
    let prefix = if message.is_escalation { say("Nobody acknowledged: ", "Sans réponse : ") } else { "" };
    format!("Vigie – {prefix}{about}")
}

fn lines(notice: &Notice, french: bool, zone: &TimeZone, case: &str) -> (String, String, String) {
    let say = |en: &'static str, fr: &'static str| if french { fr } else { en };
    match notice {
        Notice::Incident { kind, certain, time, source, asset, held_until, .. } => {
            let (what, next) = incident(*kind, french);
            let from = source.as_ref().map(|source| format!(", {} {}", say("from", "depuis"), plain(source)));
            let sure = if *certain { "" } else { say(", not certain", ", sans certitude") };
            let happened =
                format!("{}: {what}, {}{}{sure}", clock(*time, zone), plain(asset), from.unwrap_or_default());
            let done = held_until.map_or_else(
                || say("nothing is held back because of it", "rien n’est retenu à cause de cela").to_owned(),
                |until| {
                    format!(
                        "{} {}",
                        say("the source is held back until", "la source est retenue jusqu’au"),
                        clock(until, zone)
                    )
                },
            );
            (happened, done, format!("{next} ; vigie report {case}"))
        }
        Notice::Deed { target, until, forms, detections, done, ordinary_events } => {
            let label = |form: vigie_facts::form::Form| say(form.label_en(), form.label_fr());
            let forms: Vec<&str> = forms.iter().take(3).map(|(form, _)| label(*form)).collect();
            let forms = if forms.is_empty() { say("signed in", "entré").to_owned() } else { forms.join(", ") };
            // An account has no name here.
            let who = if target.is_empty() { say("an account", "un compte").to_owned() } else { plain(target) };
            let mut happened = format!("{who}: {forms} × {detections}");
            if *ordinary_events > 0 {
                let _ = write!(happened, "; {ordinary_events} {}", say("ordinary events", "événements ordinaires"));
            }
            let _ = write!(happened, "; {} {}", say("until", "jusqu’au"), clock(*until, zone));
            if *done {
                let next =
                    format!("{} vigie protect undo --case {case} …", say("if it is wrong:", "si c’est une erreur :"));
                (happened, say("each is held back until then", "chacun est retenu jusque-là").to_owned(), next)
            } else {
                let next = format!("{} vigie protect plan --case {case}", say("look at it:", "voir :"));
                (
                    happened,
                    say("nothing: this guard only watches", "rien : cette veille regarde seulement").to_owned(),
                    next,
                )
            }
        }
        Notice::Trouble { what } => {
            let (what, next) = trouble(*what, french);
            (what.to_owned(), String::new(), next.to_owned())
        }
    }
}

fn clock(time: Timestamp, zone: &TimeZone) -> String {
    let instant = jiff::Timestamp::from_microsecond(time.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    instant.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S %Z").to_string()
}

/// What an incident is, and the first thing to do about it.
fn incident(kind: IncidentKind, french: bool) -> (&'static str, &'static str) {
    let (en, fr, do_en, do_fr) = match kind {
        IncidentKind::SignInAfterFailures => (
            "sign-in after failures",
            "connexion après des échecs",
            "ask the account's owner; if it was not them, change its password and end its sessions",
            "demander au titulaire du compte ; si ce n’est pas lui, changer le mot de passe et fermer les sessions",
        ),
        IncidentKind::SignInFromNewNetwork => (
            "sign-in from a network of attackers",
            "connexion depuis un réseau d’attaquants",
            "ask the account's owner; if it was not them, change its password and end its sessions",
            "demander au titulaire du compte ; si ce n’est pas lui, changer le mot de passe et fermer les sessions",
        ),
        IncidentKind::ExploitAnsweredDifferently => (
            "an exploit was answered differently",
            "réponse inhabituelle à une exploitation",
            "look at the answer and at what the application did then; keep the logs",
            "regarder la réponse et ce que l’application a fait ensuite ; garder les journaux",
        ),
        IncidentKind::WebShellAnswered => (
            "a web shell answered",
            "une porte dérobée web a répondu",
            "take the machine off the network, keep its disk as it is, call for help",
            "isoler la machine du réseau, garder son disque tel quel, demander de l’aide",
        ),
        IncidentKind::FollowUp => (
            "somebody acts after a suspicious sign-in",
            "quelqu’un agit après une connexion suspecte",
            "end the account's sessions, undo what was changed, keep the logs",
            "fermer les sessions du compte, défaire les changements, garder les journaux",
        ),
        IncidentKind::StoppedAnswering => (
            "a service stopped answering",
            "un service ne répond plus",
            "see whether it answers again; ask the provider to filter",
            "voir s’il répond à nouveau ; demander à l’hébergeur de filtrer",
        ),
        IncidentKind::HoneypotEntered => (
            "a honeypot was entered",
            "un leurre a été pénétré",
            "no harm by design; see what they tried there",
            "sans dommage par construction ; voir ce qui y a été tenté",
        ),
    };
    if french { (fr, do_fr) } else { (en, do_en) }
}

fn trouble(what: Trouble, french: bool) -> (&'static str, &'static str) {
    let (en, fr, do_en, do_fr) = match what {
        Trouble::Ceiling => (
            "more decisions than a minute may have",
            "plus de décisions qu’une minute n’en permet",
            "somebody may be making the guard block: look at what it holds back",
            "quelqu’un pousse peut-être la veille à bloquer : regarder ce qu’elle retient",
        ),
        Trouble::Blocker => (
            "the part that blocks refuses or is gone",
            "la partie qui bloque refuse ou a disparu",
            "see the journal of vigie block",
            "voir le journal de vigie block",
        ),
        Trouble::Saving => (
            "the case cannot be saved",
            "le dossier ne peut être enregistré",
            "see whether its disk is full; the logs are read again from the last state",
            "voir si son disque est plein ; les journaux seront relus depuis le dernier état",
        ),
        Trouble::Lost => (
            "alerts were lost: they came too fast",
            "des alertes ont été perdues : trop rapides",
            "the case has everything: look there",
            "le dossier a tout : y regarder",
        ),
        Trouble::Test => ("this is a test", "ceci est un essai", "nothing", "rien"),
    };
    if french { (fr, do_fr) } else { (en, do_en) }
}

/// A message for programs: the contract stands in `docs/guard.md`.
pub fn json(message: &Message, words: &Words, now: Timestamp) -> Value {
    let [happened, done, to_do] = &words.parts;
    let mut notices = message.notices.clone();
    for notice in &mut notices {
        // It tells incidents apart here; elsewhere somebody could try names out against it.
        if let Notice::Incident { account, .. } = notice {
            *account = None;
        }
    }
    json!({
        "format": "vigie-alert",
        "version": 1,
        "id": message.id,
        "sent": now.to_rfc3339(),
        "urgency": message.urgency,
        "escalation": message.is_escalation,
        "title": words.title,
        "happened": happened.1,
        "done": done.1,
        "to_do": to_do.1,
        "more": message.more,
        "notices": notices,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(asset: &str) -> Message {
        let notice = Notice::Incident {
            kind: IncidentKind::WebShellAnswered,
            certain: true,
            time: Timestamp::from_seconds(1_486_990_000),
            source: Some("203.0.113.9".into()),
            asset: asset.into(),
            account: Some("c0ffee".into()),
            held_until: Some(Timestamp::from_seconds(1_486_993_600)),
        };
        let (id, urgency) = (notice.id(), Urgency::Now);
        Message { id, urgency, notices: vec![notice], more: 0, is_escalation: false, channels: vec![0] }
    }

    #[test]
    fn a_message_says_what_happened_what_was_done_and_what_to_do() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        for (french, expected) in [
            (
                false,
                [
                    "a web shell answered: www.example.org",
                    "from 203.0.113.9",
                    "held back until 2017-02-13 14:46:40 CET",
                    "off the network",
                    "I have it",
                ],
            ),
            (
                true,
                [
                    "une porte dérobée web a répondu : www.example.org",
                    "depuis 203.0.113.9",
                    "retenue jusqu’au 2017-02-13 14:46:40 CET",
                    "isoler",
                    "Je m’en occupe",
                ],
            ),
        ] {
            let words = words(&message("www.example.org"), french, &zone, "live/");
            let text = format!("{}\n{}", words.title, words.text());
            for part in expected {
                assert!(text.contains(part), "{part}: {text}");
            }
            assert!(!text.contains("c0ffee"), "nothing of the account");
        }
    }

    #[test]
    fn what_attackers_wrote_says_nothing_in_a_message() {
        let words = words(&message("<!channel> @everyone\r\nBcc: x\u{1b}[31m*`"), false, &TimeZone::UTC, "live/");
        let text = format!("{}\n{}", words.title, words.text());
        assert!(!text.contains(['<', '@', '\r', '\u{1b}', '*', '`']), "{text}");
        assert_eq!(words.title, "Vigie – a web shell answered: channeleveryoneBcc:x31m");
    }
}
