//! The answer of `vigie clusters` for people, in English and French. Every name came from a table that anyone may have written and
//! passes the terminal's escaping. It says what the analysis says, and never more.

use std::fmt::Write as _;

use vigie_correlate::clusters::{
    Basis, Cluster, Clusters, Confidence, Explanation, Finding, Limit, Outcome, Reason, State, Verdict,
};

use super::super::speech::Speech;
use super::Network;
use super::reading::Reading;
use crate::report::escape::Terminal;

/// Members named of one cluster; the JSON form has all.
const MEMBERS_MAX: usize = 20;

/// Clusters shown in full.
const CLUSTERS_MAX: usize = 25;

/// Traces named of one cluster.
const TRACES_MAX: usize = 8;

/// Edges shown.
const EDGES_MAX: usize = 40;

/// A text in English and French.
type Pair = (&'static str, &'static str);

fn said(speech: &Speech, pair: Pair) -> &'static str {
    speech.say(pair.0, pair.1)
}

/// A colon, which French sets off by a space that does not break.
fn colon(speech: &Speech) -> &'static str {
    speech.say(":", "\u{a0}:")
}

/// The whole answer.
pub(super) fn clusters(reading: &Reading, answer: &Clusters, speech: &Speech) -> String {
    let mut out = String::new();
    write_reading(&mut out, reading, speech);
    let number = |count: u64| speech.words().number(count);
    let tested = &answer.tested;
    let _ = writeln!(
        out,
        "{} {} {}, {} {}, {} {}",
        speech.say("Compared:", "Comparés :"),
        number(tested.actors),
        speech.say("actors", "acteurs"),
        number(tested.observations),
        speech.say("distinct observations", "observations distinctes"),
        number(tested.sessions),
        speech.say("sessions", "sessions"),
    );
    let refused = &answer.refused;
    let refused = refused.weights + refused.times + refused.nameless + refused.beyond_limit;
    if refused > 0 {
        let text = speech.say("observations were refused", "observations ont été refusées");
        let _ = writeln!(out, "{} {text}", number(refused));
    }
    let together = answer.clusters.iter().filter(|cluster| cluster.verdict <= Verdict::ActedTogether).count();
    let verdict = match (together, answer.clusters.is_empty()) {
        (0, true) => speech.say(
            "no cluster: nobody here acted together beyond chance, as far as this could see",
            "aucun groupe : personne ici n’a agi ensemble au-delà du hasard, pour autant que cela se voie",
        ),
        (0, false) => speech.say(
            "no cluster of actors that acted together; tools in common are below",
            "aucun groupe d’acteurs ayant agi ensemble ; les outils en commun sont ci-dessous",
        ),
        (1, _) => speech.say("cluster of actors that acted together", "groupe d’acteurs ayant agi ensemble"),
        _ => speech.say("clusters of actors that acted together", "groupes d’acteurs ayant agi ensemble"),
    };
    let count = if together > 0 { format!("{together} ") } else { String::new() };
    let _ = writeln!(out, "\n{count}{verdict}");
    for cluster in answer.clusters.iter().take(CLUSTERS_MAX) {
        write_cluster(&mut out, cluster, speech);
    }
    if answer.clusters.len() > CLUSTERS_MAX {
        let text = speech.say("more clusters, in the JSON form", "autres groupes, dans la forme JSON");
        let _ = writeln!(out, "\n{} {text}", answer.clusters.len() - CLUSTERS_MAX);
    }
    write_decoys(&mut out, answer, speech);
    if !answer.limits.is_empty() {
        let _ = writeln!(out, "\n{}", speech.say("What could not be seen", "Ce qui n’a pas pu être vu"));
        for limit in &answer.limits {
            let _ = writeln!(out, "  - {}", limit_text(limit, speech));
        }
    }
    out
}

fn write_reading(out: &mut String, reading: &Reading, speech: &Speech) {
    let number = |count: u64| speech.words().number(count);
    let _ = writeln!(
        out,
        "{} {} {} ({}), {} {}",
        speech.say("Read:", "Lu :"),
        number(reading.rows),
        speech.say("rows", "lignes"),
        reading.form,
        number(reading.used),
        speech.say("used", "utilisées"),
    );
    for reason in reasons(reading, speech) {
        let _ = writeln!(out, "  - {reason}");
    }
}

/// Why rows were left out or doubted, with how many.
pub(super) fn reasons(reading: &Reading, speech: &Speech) -> Vec<String> {
    let unreadable = &reading.unreadable;
    let all: [(u64, Pair); 7] = [
        (unreadable.malformed, ("malformed (fields missing or too many)", "mal formées (champs manquants ou en trop)")),
        (
            unreadable.too_long,
            ("too long (a quote that is never closed?)", "trop longues (un guillemet jamais refermé ?)"),
        ),
        (unreadable.not_text, ("not UTF-8 text", "pas du texte UTF-8")),
        (unreadable.actor, ("without an actor", "sans acteur")),
        (unreadable.time, ("with a moment in no known form", "avec un moment sous une forme inconnue")),
        (reading.without_trace, ("without a trace", "sans trace")),
        (reading.without_zone, ("used that state no zone: UTC assumed", "utilisées sans fuseau : UTC supposé")),
    ];
    all.iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, pair)| format!("{} {}", speech.words().number(*count), said(speech, *pair)))
        .collect()
}

fn write_cluster(out: &mut String, cluster: &Cluster, speech: &Speech) {
    let likelihood = cluster.likelihood_percent.map_or(String::new(), |percent| {
        format!(
            " — {} {} ({percent} %)",
            speech.say("common control is", "la commande commune est"),
            said(speech, likelihood(percent))
        )
    });
    let _ = writeln!(
        out,
        "\n{} {}{} {}{likelihood}, {}",
        speech.say("Cluster", "Groupe"),
        cluster.id,
        colon(speech),
        said(speech, verdict(cluster.verdict)),
        said(speech, confidence(cluster.confidence)),
    );
    let _ = writeln!(out, "  {} {}", speech.say("found by", "trouvé par"), said(speech, basis(cluster.basis)));
    let people = speech.say(
        "how many people: not decidable from traffic (one person may stand behind all of them)",
        "combien de personnes : indécidable d’après le trafic (une seule peut être derrière tous)",
    );
    let _ = writeln!(out, "  {people}");
    let names: Vec<String> =
        cluster.members.iter().take(MEMBERS_MAX).map(|member| Terminal(&member.actor).to_string()).collect();
    let more = match cluster.members.len().saturating_sub(MEMBERS_MAX) {
        0 => String::new(),
        more => format!(", {more} {}", speech.say("more", "autres")),
    };
    let members = speech.say("members", "membres");
    let _ = writeln!(out, "  {} {members}{} {}{more}", cluster.members.len(), colon(speech), names.join(", "));
    write_moments(out, cluster, speech);
    write_findings(out, cluster, speech);
    let _ = writeln!(out, "  {}", speech.say("innocent explanations", "explications innocentes"));
    for explained in &cluster.explanations {
        let (what, state) = (said(speech, explanation(explained.explanation)), said(speech, state(explained.state)));
        let _ = writeln!(out, "    - {what}{} {state}", colon(speech));
    }
}

fn write_moments(out: &mut String, cluster: &Cluster, speech: &Speech) {
    if let (Some(first), Some(last)) = (cluster.sessions.first(), cluster.sessions.last()) {
        let _ = writeln!(
            out,
            "  {} {}, {} {} {} {}",
            cluster.sessions.len(),
            speech.say("sessions in common", "sessions en commun"),
            speech.say("from", "de"),
            moment(first.from_ms),
            speech.say("to", "à"),
            moment(last.to_ms),
        );
    }
    for trace in cluster.traces.iter().take(TRACES_MAX) {
        let _ = writeln!(
            out,
            "    {} {} — {} {}, {} {}",
            Terminal(&trace.kind),
            Terminal(&trace.trace),
            trace.members,
            speech.say("members", "membres"),
            trace.others,
            speech.say("others", "autres"),
        );
    }
}

fn write_findings(out: &mut String, cluster: &Cluster, speech: &Speech) {
    let with = |wanted: fn(&Outcome) -> bool| cluster.findings.iter().filter(move |finding| wanted(&finding.outcome));
    let groups: [(Pair, Vec<&Finding>); 3] = [
        (
            ("evidence for", "indices pour"),
            with(|outcome| matches!(outcome, Outcome::Tested { speaks_for: true, .. })).collect(),
        ),
        (
            ("tested, and does not speak for it", "testé, et ne parle pas pour"),
            with(|outcome| matches!(outcome, Outcome::Tested { speaks_for: false, .. })).collect(),
        ),
        (
            ("could not be tested", "n’a pas pu être testé"),
            with(|outcome| matches!(outcome, Outcome::NotTestable { .. })).collect(),
        ),
    ];
    for (title, findings) in groups.iter().filter(|(_, findings)| !findings.is_empty()) {
        let _ = writeln!(out, "  {}", said(speech, *title));
        for finding in findings {
            let what = evidence(finding.evidence).map_or(finding.evidence, |pair| said(speech, pair));
            match &finding.outcome {
                Outcome::Tested { chance_log10, observed, expected, .. } => {
                    let _ = writeln!(
                        out,
                        "    - {what}{} {} {observed:.3}, {} {expected:.3}, {} 10^{chance_log10:.1}",
                        colon(speech),
                        speech.say("observed", "observé"),
                        speech.say("by chance", "par hasard"),
                        speech.say("chance", "probabilité"),
                    );
                }
                Outcome::NotTestable { reason: why } => {
                    let _ = writeln!(out, "    - {what}{} {}", colon(speech), said(speech, reason(*why)));
                }
            }
        }
    }
}

fn write_decoys(out: &mut String, answer: &Clusters, speech: &Speech) {
    let decoys = &answer.decoys;
    if decoys.worlds == 0 {
        // Without a group there is nothing that could be a false discovery.
        return;
    }
    let _ = writeln!(
        out,
        "\n{} {} {} {}, {} {}",
        speech.say("Check: in", "Contrôle : dans"),
        decoys.worlds,
        speech.say(
            "shuffled copies of this data, where nobody acts together, the same search found groups in",
            "copies mélangées de ces données, où personne n’agit ensemble, la même recherche a trouvé des groupes dans",
        ),
        decoys.worlds_with_groups,
        decoys.groups,
        speech.say("groups in all", "groupes en tout"),
    );
    if let Some(rate) = decoys.false_discovery_rate {
        let text = speech.say(
            "share of the groups above that may be false discoveries, by this check:",
            "part des groupes ci-dessus qui peuvent être de fausses découvertes, d’après ce contrôle :",
        );
        let _ = writeln!(out, "  {text} {:.0} %", (rate * 100.0).ceil());
    }
}

/// The co-action network.
pub(super) fn network(reading: &Reading, found: &Network, speech: &Speech) -> String {
    let mut out = String::new();
    write_reading(&mut out, reading, speech);
    let number = |count: usize| speech.words().number(count as u64);
    let _ = writeln!(
        out,
        "cooRTweet: {} {} s, {} {}: {} {}, {} {}",
        speech.say("within", "à moins de"),
        found.within_seconds,
        speech.say("posts needed", "publications requises"),
        found.participation_min,
        number(found.pairs),
        speech.say("pairs of posts", "paires de publications"),
        number(found.edges.len()),
        speech.say("edges", "arêtes"),
    );
    let caution = speech.say(
        "this method has no null model: it finds edges in any data; --method chance gives a verdict",
        "cette méthode n’a pas d’hypothèse nulle : elle trouve des arêtes dans n’importe quelles données ; --method chance rend un verdict",
    );
    let _ = writeln!(out, "{caution}");
    if !found.whole {
        let text =
            speech.say("a limit was reached: the network is not whole", "une limite est atteinte : réseau incomplet");
        let _ = writeln!(out, "{text}");
    }
    for edge in found.edges.iter().take(EDGES_MAX) {
        let (from, to) = (Terminal(&edge.from), Terminal(&edge.to));
        let _ = writeln!(out, "  {from} — {to}: {} ({:.1} s)", edge.weight, edge.time_delta_mean);
    }
    if found.edges.len() > EDGES_MAX {
        let text = speech.say("more edges, in the JSON form", "autres arêtes, dans la forme JSON");
        let _ = writeln!(out, "  {} {text}", number(found.edges.len() - EDGES_MAX));
    }
    out
}

fn moment(time_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(time_ms).map_or_else(|_| time_ms.to_string(), |instant| instant.to_string())
}

/// Milliseconds in words.
fn span(milliseconds: i64) -> String {
    let seconds = milliseconds as f64 / 1_000.0;
    match seconds {
        hours if hours >= 3_600.0 => format!("{} h", hours / 3_600.0),
        minutes if minutes >= 60.0 => format!("{} min", minutes / 60.0),
        seconds => format!("{seconds} s"),
    }
}

fn limit_text(limit: &Limit, speech: &Speech) -> String {
    let with = |count: u64, en, fr| format!("{} {}", speech.words().number(count), speech.say(en, fr));
    match limit {
        Limit::NothingToCompare => {
            speech.say("nothing to compare: under two actors", "rien à comparer : moins de deux acteurs").to_owned()
        }
        Limit::JitterBeyond { width_ms } => format!(
            "{} {}",
            speech.say(
                "actors that start further apart than this are not seen as together:",
                "des acteurs qui commencent à plus de cet écart ne sont pas vus ensemble :"
            ),
            span(*width_ms)
        ),
        Limit::OwnTraces => speech
            .say(
                "a trace that hardly anybody else left shows nothing: a group that posts only what nobody else posts looks like a crowd that \
                 reacts to one message",
                "une trace que presque personne d’autre n’a laissée ne montre rien : un groupe qui ne publie que ce que nul autre ne publie \
                 ressemble à une foule qui réagit à un même message",
            )
            .to_owned(),
        Limit::SingleSession => speech
            .say(
                "a group that met once cannot be told from a coincidence",
                "un groupe réuni une seule fois ne se distingue pas d’une coïncidence",
            )
            .to_owned(),
        Limit::OneSessionPerSource { actors } => with(
            *actors,
            "actors came once only, and cannot repeat anything",
            "acteurs ne sont venus qu’une fois, et ne peuvent rien répéter",
        ),
        Limit::Crowded { widths_ms } => {
            let widths: Vec<String> = widths_ms.iter().map(|&width| span(width)).collect();
            let text = speech.say("windows too crowded to examine:", "fenêtres trop peuplées pour être examinées :");
            format!("{text} {}", widths.join(", "))
        }
        Limit::EverPresent { actors } => {
            with(*actors, "actors are always there, and have no sessions", "acteurs sont toujours là, sans sessions")
        }
        Limit::Scheduled { actors } => with(
            *actors,
            "actors follow a schedule and were set aside, an organisation’s too",
            "acteurs suivent un horaire et ont été mis à part, même ceux d’une organisation",
        ),
        Limit::CommonTraces { traces } => with(
            *traces,
            "traces that too many left suggest nobody",
            "traces laissées par trop d’acteurs ne désignent personne",
        ),
        Limit::PairsLeftOut { pairs } => {
            with(*pairs, "pairs above the limit were left out", "paires au-delà de la limite laissées de côté")
        }
        Limit::CoarseTimes { grain_ms } => format!(
            "{} {}",
            speech.say(
                "moments are known to this grain, and nothing finer was tested:",
                "moments connus à ce grain près, et rien de plus fin n’a été testé :"
            ),
            span(*grain_ms)
        ),
    }
}

/// Words of a likelihood: the scale of ICD 203 (Analytic Standards, 2015).
fn likelihood(percent: u8) -> Pair {
    match percent {
        0..=5 => ("almost no chance", "presque exclue"),
        6..=20 => ("very unlikely", "très improbable"),
        21..=45 => ("unlikely", "improbable"),
        46..=55 => ("roughly even chance", "à peu près une chance sur deux"),
        56..=80 => ("likely", "probable"),
        81..=95 => ("very likely", "très probable"),
        96.. => ("almost certain", "presque certaine"),
    }
}

fn verdict(verdict: Verdict) -> Pair {
    match verdict {
        Verdict::CommonControl => (
            "common control, by at least two independent kinds of evidence",
            "commande commune, par au moins deux genres d’indices indépendants",
        ),
        Verdict::ActedTogether => {
            ("acted together, by one kind of evidence", "ont agi ensemble, par un seul genre d’indice")
        }
        Verdict::SameTool => (
            "same rare tool, used independently as far as can be seen",
            "même outil rare, employé séparément pour autant que cela se voie",
        ),
        Verdict::Commodity => ("what many do independently", "ce que beaucoup font séparément"),
    }
}

fn confidence(confidence: Confidence) -> Pair {
    match confidence {
        Confidence::Low => ("low confidence", "confiance faible"),
        Confidence::Moderate => ("moderate confidence", "confiance moyenne"),
        Confidence::High => ("high confidence", "confiance élevée"),
    }
}

fn basis(basis: Basis) -> Pair {
    match basis {
        Basis::Sessions => ("sessions that begin together", "des sessions qui commencent ensemble"),
        Basis::Traces => ("the same traces at the same moments", "les mêmes traces aux mêmes moments"),
        Basis::Tool => ("the same traces, whenever", "les mêmes traces, à tout moment"),
    }
}

fn explanation(explanation: Explanation) -> Pair {
    match explanation {
        Explanation::PublicTool => {
            ("the same public tool or word list", "le même outil public ou la même liste de mots")
        }
        Explanation::CommonEvent => ("news that everybody reacts to", "une actualité à laquelle tout le monde réagit"),
        Explanation::Schedule => {
            ("schedulers that fire at the same time", "des planificateurs qui partent à la même heure")
        }
        Explanation::FastAutomation => {
            ("automations that all react within seconds", "des automates qui réagissent tous en quelques secondes")
        }
        Explanation::Crowd => ("readers of one message", "les lecteurs d’un même message"),
        Explanation::SharedAddress => (
            "several users behind one address, or one behind several",
            "plusieurs usagers derrière une adresse, ou un seul derrière plusieurs",
        ),
    }
}

fn state(state: State) -> Pair {
    match state {
        State::RuledOut => ("ruled out: the comparison contains it", "écartée : la comparaison la contient"),
        State::Open => ("remains possible", "reste possible"),
        State::NotTested => ("not tested: nothing here can ask", "non testée : rien ici ne permet de le demander"),
    }
}

fn reason(reason: Reason) -> Pair {
    match reason {
        Reason::TooLittle => ("too few members, sessions or traces", "trop peu de membres, de sessions ou de traces"),
        Reason::NobodyToCompare => ("nobody else used the same tool", "personne d’autre n’a employé le même outil"),
        Reason::NoSuchTrace => ("no trace of the kind it needs", "aucune trace du genre qu’il faut"),
        Reason::FoundByIt => (
            "the cluster was found by it: it cannot also confirm it",
            "le groupe a été trouvé par là : cela ne peut pas aussi le confirmer",
        ),
    }
}

/// What a kind of evidence looks at, in few words.
fn evidence(name: &str) -> Option<Pair> {
    Some(match name {
        "cohort" => ("sessions begin together, several times", "sessions commencées ensemble, plusieurs fois"),
        "dispersion" => ("acts of all members interleave as one", "actes de tous les membres imbriqués comme un seul"),
        "division-of-labour" => ("members share the work out", "membres qui se partagent le travail"),
        "fingerprint" => ("a rare mark of a tool in common", "marque rare d’un outil en commun"),
        "hand-off" => ("rare traces pass from one to another", "traces rares passées de l’un à l’autre"),
        "lifetime" => ("first seen at the same time", "apparus au même moment"),
        "order" => ("the same things in the same order", "les mêmes choses dans le même ordre"),
        "proximity" => ("in the same networks", "dans les mêmes réseaux"),
        "synchrony" => ("the same traces at the same moments", "les mêmes traces aux mêmes moments"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_evidence_has_its_words() {
        for kind in vigie_correlate::evidence::EVIDENCE {
            assert!(evidence(kind.name).is_some(), "{}", kind.name);
        }
    }
}
