//! One address, explained for people: `vigie geo show`. Prints nothing itself.

use std::fmt::Write;
use std::net::IpAddr;

use vigie_facts::case::NetworkKind;

use super::NetworkTable;
use crate::report::escape::Terminal;

/// What the table says of an address, one `label: value` a line, in French or English, with the date of the data and whom they
/// are owed to. For a terminal: what the data could do to one is shown, not done.
pub fn show(table: &NetworkTable, address: IpAddr, french: bool) -> String {
    let place = table.locate_address(address);
    let pick = |fr: &'static str, en: &'static str| if french { fr } else { en };
    let none = pick("inconnu", "unknown");
    let country = place.country.map(|code| code.map(char::from).iter().collect::<String>());
    let confidence = if place.country_low_confidence {
        pick(" (confiance faible : pays du registre IPv6)", " (low confidence: country of the IPv6 registry)")
    } else {
        ""
    };
    let asn = place.asn.map_or_else(|| none.into(), |asn| format!("AS{asn}"));
    let mut text = String::new();
    let rows = [
        (pick("adresse", "address"), address.to_string()),
        (pick("pays", "country"), format!("{}{confidence}", country.as_deref().unwrap_or(none))),
        (pick("réseau", "network"), format!("{asn} {}", place.network.as_deref().unwrap_or_default())),
        (pick("sorte de réseau", "kind of network"), kind_label(place.kind, french).into()),
        (pick("robot connu", "known robot"), place.operator.as_deref().unwrap_or(pick("aucun", "none")).into()),
        (pick("données", "data"), format!("{}, {}", table.name(), table.date())),
        (pick("listes de réseaux", "lists of networks"), table.lists_date().into()),
        (pick("sources des données", "sources of the data"), table.attribution().into()),
        (
            pick("à savoir", "mind"),
            pick(
                "la localisation n’est pas l’origine ; ces données contiennent des erreurs connues",
                "location is not origin; these data are known to contain errors",
            )
            .into(),
        ),
    ];
    for (label, value) in rows {
        let colon = pick(" :", ":");
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{label}{colon} {}", Terminal(value.trim_end()));
    }
    text
}

fn kind_label(kind: NetworkKind, french: bool) -> &'static str {
    let (fr, en) = match kind {
        NetworkKind::Unknown => ("rien de particulier n’en est connu", "nothing particular is known"),
        NetworkKind::Hosting => ("hébergement", "hosting"),
        NetworkKind::Vpn => ("sortie de VPN", "VPN exit"),
        NetworkKind::Tor => ("sortie de Tor", "Tor exit"),
        NetworkKind::Crawler => ("robot d’indexation", "crawler"),
        NetworkKind::Scanner => ("balayage déclaré (recherche ou commerce)", "declared scanner (research or business)"),
        NetworkKind::Own => ("réseau de l’organisation", "the organisation's own"),
        NetworkKind::Private => ("privé ou local", "private or local"),
        NetworkKind::Documentation => ("documentation ou essais", "documentation or benchmarks"),
        NetworkKind::Reserved => ("réservé", "reserved"),
    };
    if french { fr } else { en }
}
