//! `vigie geo`: look addresses up, replace the table of networks.

use std::io::Write as _;
use std::path::PathBuf;

use super::args::{GeoAction, GeoArgs, Lang};
use super::speech::Speech;
use super::{Exit, Failure, Outcome};
use crate::enrich::{self, NetworkTable};

/// Runs the command.
pub(super) fn run(args: &GeoArgs, speech: &Speech) -> Outcome {
    match &args.action {
        GeoAction::Show { addresses, json, network_data } => {
            let table = table(network_data.as_deref())?;
            let mut out = std::io::stdout().lock();
            for address in addresses {
                if *json {
                    let place = table.locate_address(*address);
                    let object = serde_json::json!({
                        "address": address,
                        "country": place.country.map(|code| code.map(char::from).iter().collect::<String>()),
                        "country_low_confidence": place.country_low_confidence,
                        "asn": place.asn,
                        "network": place.network,
                        "network_kind": place.kind,
                        "operator": place.operator,
                        "data_date": table.date(),
                    });
                    writeln!(out, "{object}")?;
                } else {
                    writeln!(out, "{}", enrich::show(&table, *address, speech.lang == Lang::Fr))?;
                }
            }
            Ok(Exit::Done)
        }
        GeoAction::Update { from } => {
            let folder = data_folder().ok_or_else(|| {
                let text = speech.say(
                    "no folder for the table: set HOME or XDG_DATA_HOME",
                    "aucun dossier pour la table : définissez HOME ou XDG_DATA_HOME",
                );
                Failure::usage(anyhow::anyhow!("{text}"))
            })?;
            let updated = enrich::update(from, &folder).map_err(Failure::input)?;
            let mut out = std::io::stdout().lock();
            writeln!(
                out,
                "{} ({} {}, {})",
                updated.written.display(),
                updated.bytes,
                speech.say("bytes", "octets"),
                updated.date
            )?;
            Ok(Exit::Done)
        }
    }
}

/// The table of a run: the user's file over the one `geo update` left, over the built-in one.
pub(super) fn table(network_data: Option<&std::path::Path>) -> Result<NetworkTable, Failure> {
    enrich::load(data_folder().as_deref(), network_data).map_err(Failure::usage)
}

/// Where the program keeps what is the user's: the table of `geo update`, the signing key (XDG Base Directory Specification).
pub(super) fn data_folder() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    variable("XDG_DATA_HOME")
        .or_else(|| Some(variable("HOME")?.join(".local/share")))
        .map(|folder| folder.join("vigie"))
}
