//! Whoever holds back: is there a packet filter, does the blocker answer, does its table stand, did a person say stop?

use std::path::Path;

use super::super::block::STATE;
use super::{Finding, Patient, State};
use crate::respond::blocker::client::Blocker;
use crate::respond::blocker::desk::Spoken;
use crate::respond::nftables::Nftables;

pub(super) fn blocker(patient: &Patient) -> Vec<Finding> {
    let args = &patient.args;
    if args.blocker.is_none() && !args.apply {
        let does = args.api.is_some() || !args.list.is_empty() || args.on_hold.is_some();
        let (en, fr) = if does {
            (
                "decisions are handed to others; the packet filter is not asked",
                "les décisions vont à d’autres ; pas au filtre de paquets",
            )
        } else {
            ("it only watches: nothing is held back", "elle ne fait que regarder : rien n’est retenu")
        };
        return vec![Finding::new(State::Note, "", en, fr)];
    }
    let mut found = Vec::new();
    let filter = match Nftables::find() {
        Ok(filter) => filter,
        Err(error) => {
            let text = error.to_string();
            let finding = Finding::mend("nft", text.clone(), text);
            return vec![finding.todo("install the package nftables", "installez le paquet nftables")];
        }
    };
    if let Some(socket) = &args.blocker {
        found.push(match Blocker::at(socket) {
            Ok(_) => Finding::well(socket.display(), "the blocker answers", "le bloqueur répond"),
            Err(error) => {
                let (en, fr) =
                    (format!("the blocker does not answer: {error}"), format!("le bloqueur ne répond pas : {error}"));
                Finding::mend(socket.display(), en, fr).todo(
                    "systemctl enable --now vigie-block; run this as root",
                    "systemctl enable --now vigie-block ; lancez ceci en tant que root",
                )
            }
        });
    }
    let state = if args.apply { args.block_state.as_path() } else { Path::new(STATE) };
    if state.is_dir() && state.join("stopped").exists() && Spoken::open(state).is_ok_and(|spoken| spoken.is_stopped()) {
        found.push(
            Finding::mend(
                "",
                "a person, or nobody in time, had everything taken back",
                "tout a été défait, par une personne ou faute de personne",
            )
            .todo("vigie block --confirm", "vigie block --confirm"),
        );
    }
    found.push(match filter.present() {
        Ok(Some(present)) => {
            let text = present.len().to_string();
            Finding::well(
                "nft",
                format!("the table stands, {text} held back"),
                format!("la table est là, {text} retenus"),
            )
        }
        Ok(None) => Finding::mend("nft", "the table of the blocker is not there", "la table du bloqueur est absente")
            .todo("systemctl restart vigie-block", "systemctl restart vigie-block"),
        Err(error) => {
            let (en, fr) = (
                format!("the table cannot be looked at: {error}"),
                format!("la table ne peut être regardée : {error}"),
            );
            Finding::new(State::Unknown, "nft", en, fr).todo("run this as root", "lancez ceci en tant que root")
        }
    });
    found
}
