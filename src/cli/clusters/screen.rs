//! What `vigie clusters` says of a table for people, in English and French: what was read, and the co-action network. Every name came from a
//! table that anyone may have written and passes the terminal's escaping. Clusters are told by `crate::report`.

use std::fmt::Write as _;

use super::super::speech::Speech;
use super::Network;
use super::reading::Reading;
use crate::report::escape::Terminal;

/// Edges shown.
const EDGES_MAX: usize = 40;

/// A text in English and French.
type Pair = (&'static str, &'static str);

fn said(speech: &Speech, pair: Pair) -> &'static str {
    speech.say(pair.0, pair.1)
}

/// What was read, before the clusters.
pub(super) fn reading(reading: &Reading, speech: &Speech) -> String {
    let mut out = String::new();
    write_reading(&mut out, reading, speech);
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
