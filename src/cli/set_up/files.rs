//! The texts of `guard.toml` and `organisation.toml`, with their comments in one language, and how a file is written beside a person's. It
//! decides nothing about what stands in them.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, chown};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::super::Failure;
use super::super::speech::Speech;
use super::Findings;
use crate::machine::logs::Question;
use crate::machine::software::name_of;
use crate::machine::{LeftOut, Log};

/// Names of sites that are written at most: more are a hoster's, not one organisation's.
const NAMES_MAX: usize = 200;

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// It is new.
    Written,
    /// It was there, and is the same.
    Same,
    /// It was there and is a person's: the new one stands beside it.
    Beside,
}

impl Kept {
    pub(super) fn id(self) -> &'static str {
        match self {
            Kept::Written => "written",
            Kept::Same => "same",
            Kept::Beside => "beside",
        }
    }
}

/// Writes a file below a root, or `.new` beside one that says something else.
pub(super) fn keep(root: &Path, path: &Path, text: &str, dry_run: bool) -> Result<Kept, Failure> {
    let place = root.join(path.strip_prefix("/").unwrap_or(path));
    let named = |place: &Path| place.display().to_string();
    let (kind, target) = match fs::read(&place) {
        Ok(there) if there == text.as_bytes() => (Kept::Same, None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => (Kept::Written, Some(place)),
        _ => (Kept::Beside, Some(PathBuf::from(format!("{}.new", place.display())))),
    };
    let Some(target) = target.filter(|_| !dry_run) else { return Ok(kind) };
    write(&target, text, root).with_context(|| named(&target)).map_err(Failure::input)?;
    Ok(kind)
}

fn write(target: &Path, text: &str, root: &Path) -> io::Result<()> {
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    // Only ever one of ours stands there: `.new` is what an earlier run wrote.
    match fs::remove_file(target) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let is_private = target.to_string_lossy().contains(".toml");
    let mode = if is_private { 0o640 } else { 0o644 };
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(target)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    if is_private && let Some(group) = super::units::group_number(&crate::machine::tree::Tree::new(root), "vigie") {
        // Whoever may not do this is no administrator; `vigie doctor` says who cannot read it.
        let _ = chown(target, None, Some(group));
    }
    Ok(())
}

/// A text as TOML writes it (TOML 1.0, "String").
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => _ = write!(quoted, "\\u{:04X}", u32::from(c)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn list<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| quoted(&item.to_string())).collect();
    format!("[{}]", items.join(", "))
}

/// `organisation.toml`.
pub(super) fn organisation(findings: &Findings, speech: &Speech) -> String {
    let names: Vec<&String> = findings.machine.names.iter().take(NAMES_MAX).collect();
    let assets: Vec<&str> =
        findings.host.iter().map(String::as_str).chain(names.iter().map(|name| name.as_str())).collect();
    let say = |en, fr| speech.say(en, fr);
    let mut text = String::new();
    let mut put = |comment: &str, line: &str| _ = write!(text, "# {comment}\n{line}\n\n");
    put(
        say(
            "What the organisation says about itself. Attacks that use any of this were meant for you.\n# Written by `vigie setup`; correct it, it is yours. Names as people write them:",
            "Ce que l’organisation dit d’elle-même. Une attaque qui s’en sert vous visait.\n# Écrit par `vigie setup` ; corrigez, ce fichier est à vous. Les noms comme on les écrit :",
        ),
        "names = []",
    );
    put(
        say("Domains, as the servers' configurations have them.", "Domaines, d’après la configuration des serveurs."),
        &format!("domains = {}", list(names)),
    );
    put(
        say(
            "People, as they are written in accounts and addresses: [\"a.martin\"].",
            "Personnes, comme les comptes et adresses les écrivent : [\"a.martin\"].",
        ),
        "people = []",
    );
    put(
        say(
            "Any other word that an outsider would have to look up.",
            "Tout autre mot qu’un étranger devrait chercher.",
        ),
        "words = []",
    );
    put(
        say(
            "Networks that are never held back: this machine's own addresses and the private networks it is in.\n# ADD the address your office or home goes out from. Of public networks only single addresses were\n# taken: the neighbours there are strangers.",
            "Réseaux jamais retenus : les adresses de cette machine et les réseaux privés où elle se trouve.\n# AJOUTEZ l’adresse par laquelle sort votre bureau ou votre domicile. Des réseaux publics, seules des\n# adresses isolées ont été prises : les voisins y sont des étrangers.",
        ),
        &format!("networks = {}", list(&findings.own)),
    );
    put(say("Assets by name.", "Actifs, par leur nom."), &format!("assets = {}", list(assets)));
    put(
        say("Zone in which days are counted.", "Fuseau dans lequel les jours sont comptés."),
        &format!("time_zone = {}", quoted(&findings.zone)),
    );
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// `guard.toml`.
pub(super) fn guard(findings: &Findings, to: &Path, speech: &Speech) -> String {
    let say = |en, fr| speech.say(en, fr);
    let mut text = String::from(say(
        "# What `vigie guard` and `vigie block` are told. Keys are the arguments' names (`vigie guard --help`, docs/guard.md).\n# After a change: vigie doctor --config guard.toml, then systemctl reload vigie-guard.\n",
        "# Ce qui est dit à `vigie guard` et `vigie block`. Les clés sont les noms des arguments (`vigie guard --help`, docs/guard.md).\n# Après un changement : vigie doctor --config guard.toml, puis systemctl reload vigie-guard.\n",
    ));
    text.push_str("\n[guard]\n");
    logs(&mut text, findings, speech);
    let mut put = |comment: &str, line: &str| _ = write!(text, "\n# {comment}\n{line}\n");
    put(say("Where the case is kept.", "Où se tient le dossier."), "case = \"/var/lib/vigie/case\"");
    put(
        say("The organisation's own words and networks.", "Les mots et réseaux de l’organisation."),
        &format!("organisation = {}", quoted(&to.join("organisation.toml").to_string_lossy())),
    );
    put(
        say(
            "Never held back either: where this was set up from, monitoring, partners.",
            "Jamais retenus non plus : d’où ceci a été installé, supervision, partenaires.",
        ),
        &format!("allow = {}", list(findings.console)),
    );
    proxies(&mut put, findings, speech);
    put(
        say("Zone of logs that state none (syslog).", "Fuseau des journaux qui n’en disent pas (syslog)."),
        &format!("log_time_zone = {}", quoted(&findings.zone)),
    );
    put(
        say(
            "It says what it would hold back, and holds nothing back. When you trust it, replace this line\n# by the next and start vigie-block; or offer decisions to bouncers and servers (docs/guard.md).",
            "Elle dit ce qu’elle retiendrait, et ne retient rien. Quand vous lui faites confiance, remplacez cette ligne\n# par la suivante et lancez vigie-block ; ou proposez les décisions à d’autres (docs/guard.md).",
        ),
        "watch_only = true\n# blocker = \"/run/vigie/block.sock\"\n# api = \"127.0.0.1:8080\"\n# list = [\"nginx-deny=/etc/nginx/held.conf\"]",
    );
    put(
        say(
            "Seconds between two saves, decisions a minute at most.",
            "Secondes entre deux enregistrements, décisions par minute au plus.",
        ),
        "save_seconds = 60\ndecisions_a_minute = 60",
    );
    text.push_str("\n[block]\n");
    text.push_str(say(
        "# Takes everything back unless a person runs `vigie block --confirm` so often (seconds).\n# dead_man = 43200\n",
        "# Défait tout si personne ne lance `vigie block --confirm` aussi souvent (secondes).\n# dead_man = 43200\n",
    ));
    text.push_str(say(
        "\n# Who is told (a build with the feature `alerts`; docs/guard.md):\n",
        "\n# Qui est prévenu (version avec la fonction `alerts` ; docs/guard.md) :\n",
    ));
    text.push_str(
        "# [alerts]\n# [[alerts.channel]]\n# kind = \"ntfy\"\n# url = \"https://ntfy.example.org/on-duty\"\n",
    );
    text
}

/// The logs, each with what it is; those that are left out, with the reason.
fn logs(text: &mut String, findings: &Findings, speech: &Speech) {
    let lines = |log: &Log| {
        let what = log.look.format().unwrap_or_else(|| speech.say("empty yet", "encore vide").to_owned());
        format!("    {}, # {}: {what}\n", quoted(&log.path.to_string_lossy()), name_of(log.software))
    };
    text.push_str("logs = [\n");
    findings.machine.followed().for_each(|log| text.push_str(&lines(log)));
    for log in findings.machine.logs.iter().filter(|log| log.left_out.is_some()) {
        let why = match log.left_out {
            Some(LeftOut::Repeats) => speech
                .say("repeats other logs, would be counted twice", "répète d’autres journaux, serait compté deux fois"),
            _ => super::screen::why_not(&log.look, speech),
        };
        _ = writeln!(text, "    # {}, # {why}", quoted(&log.path.to_string_lossy()));
    }
    text.push_str("]\n");
}

fn proxies(put: &mut impl FnMut(&str, &str), findings: &Findings, speech: &Speech) {
    let asked =
        findings.questions().iter().flat_map(|Question::Proxy { from, .. }| from.iter().map(ToString::to_string));
    let mut all: Vec<String> = asked.chain(findings.machine.proxies.iter().cloned()).collect();
    all.sort();
    all.dedup();
    all.retain(|text| text.parse::<vigie_facts::cidr::Cidr>().is_ok());
    if !all.is_empty() {
        put(
            speech.say(
                "QUESTION: do these stand in front of this machine (load balancer, CDN, container)? Then take the next\n# line in: what they pass on is believed, and they are never held back. The packet filter of this machine\n# sees only them: use `api` or `list`, not `blocker`.",
                "QUESTION : ceux-ci sont-ils placés devant cette machine (répartiteur, CDN, conteneur) ? Alors activez la\n# ligne suivante : ce qu’ils relaient est cru, et ils ne sont jamais retenus. Le filtre de paquets de cette\n# machine ne voit qu’eux : employez `api` ou `list`, pas `blocker`.",
            ),
            &format!("# trusted_proxy = {}", list(all)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_path_holds_stays_one_text() {
        for text in ["plain", "a\"b\\c", "new\nline\u{1b}[31m", "é—"] {
            let file = format!("logs = [{}]", quoted(text));
            let read: toml::Table = toml::from_str(&file).unwrap();
            assert_eq!(read["logs"][0].as_str(), Some(text));
        }
    }
}
