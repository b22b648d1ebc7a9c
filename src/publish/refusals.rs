//! What each cause of refusal and each remark says to a person, in both languages. The causes themselves are in
//! `vigie_evidence::refusal`.

use vigie_evidence::refusal::{Cause, Refusal};
use vigie_evidence::verify::Remark;

use crate::report::words::Language;

/// The sentence of a cause, in English and French.
fn sentence(cause: Cause) -> (&'static str, &'static str) {
    match cause {
        Cause::NotAPack => ("this file is not an evidence pack", "ce fichier n’est pas un dossier de preuves"),
        Cause::TooNew => ("written by a newer program", "écrit par un programme plus récent"),
        Cause::TooLarge => ("larger than any pack may be", "plus grand qu’aucun dossier ne peut l’être"),
        Cause::BadCompression => ("does not unpack to what it states", "ne se décompresse pas en ce qui est annoncé"),
        Cause::CutShort => ("ends too early", "se termine trop tôt"),
        Cause::AddedBytes => ("something was added", "quelque chose a été ajouté"),
        Cause::ChangedBytes => ("bytes were changed", "des octets ont été modifiés"),
        Cause::UnexpectedSection => ("a section that does not belong there", "une section qui n’a pas sa place ici"),
        Cause::MissingSection => ("a section is missing", "une section manque"),
        Cause::BadLine => ("a line is not what it should be", "une ligne n’est pas ce qu’elle doit être"),
        Cause::BadRow => (
            "a row names another that is not there, or holds an impossible number",
            "une ligne en nomme une autre qui n’existe pas, ou porte un nombre impossible",
        ),
        Cause::BodyNotSigned => ("the body is not the one that was signed", "le corps n’est pas celui qui a été signé"),
        Cause::NotSigned => ("nobody signed", "personne n’a signé"),
        Cause::ForgedSignature => (
            "the signature is not by the key it names, or what it stands beside was changed",
            "la signature n’est pas de la clé qu’elle nomme, ou ce qu’elle accompagne a été modifié",
        ),
        Cause::WrongKey => ("signed by another key than expected", "signé par une autre clé que celle attendue"),
        Cause::BrokenCustody => (
            "the custody log has a gap, a repetition or a change",
            "le registre de conservation a une lacune, une répétition ou une modification",
        ),
        Cause::FutureDate => ("dated in the future", "daté dans le futur"),
        Cause::WrongZone => (
            "the local time does not fit its instant and zone",
            "l’heure locale ne correspond pas à son instant et à son fuseau",
        ),
        Cause::WrongFigure => ("a figure is not what the rows give", "un chiffre n’est pas ce que donnent les lignes"),
        Cause::WrongClaim => (
            "a claim of a text is not decided so by the rows",
            "une affirmation d’un texte n’est pas jugée ainsi d’après les lignes",
        ),
        Cause::WrongOpening => {
            ("a shown field is not the one that was hidden", "un champ montré n’est pas celui qui était masqué")
        }
        Cause::WrongTimeStamp => (
            "a time stamp is not about this pack, or was not granted",
            "un horodatage ne concerne pas ce dossier, ou n’a pas été accordé",
        ),
    }
}

/// A refusal as a person reads it: name, sentence, place, bytes, and the two values. Hostile text is in it.
pub fn refusal(refusal: &Refusal, language: Language) -> String {
    let pick = |en: &'static str, fr: &'static str| if language == Language::French { fr } else { en };
    let (en, fr) = sentence(refusal.cause);
    let place = match refusal.bytes {
        Some((first, end)) if end <= first + 1 => format!(", {} {first}", pick("byte", "octet")),
        Some((first, end)) => format!(", {} {first}–{}", pick("within bytes", "parmi les octets"), end - 1),
        None => String::new(),
    };
    let values = match (&refusal.expected, &refusal.found) {
        (Some(expected), Some(found)) => {
            let (should, is) = (pick("expected", "attendu"), pick("found", "trouvé"));
            format!(" ({should} {}, {is} {})", shown(expected), shown(found))
        }
        _ => String::new(),
    };
    format!("{}: {}: {}{place}{values}", refusal.cause.id(), pick(en, fr), refusal.what)
}

fn shown(value: &str) -> &str {
    if value.is_empty() { "-" } else { value }
}

/// A remark as a person reads it.
pub fn remark(remark: &Remark, language: Language) -> String {
    let french = language == Language::French;
    match remark {
        Remark::KeyNotCompared { key } if french => {
            format!(
                "la clé n’a été comparée à aucune autre : demandez par une autre voie si {key} est bien la sienne (--key)"
            )
        }
        Remark::KeyNotCompared { key } => {
            format!("the key was compared with none: ask another way whether {key} is theirs (--key)")
        }
        Remark::OtherVersion { made_by } if french => {
            format!("établi par {made_by}, vérifié par {} : les chiffres sont les mêmes", vigie_evidence::PROGRAM)
        }
        Remark::OtherVersion { made_by } => {
            format!("made by {made_by}, verified by {}: the figures came out the same", vigie_evidence::PROGRAM)
        }
        Remark::AuthorityNotChecked if french => {
            "la signature de l’autorité d’horodatage n’a pas été vérifiée : `vigie pack stamp --extract` et `openssl ts -verify` le font".into()
        }
        Remark::AuthorityNotChecked => {
            "the signature of the time-stamping authority was not checked: `vigie pack stamp --extract` and `openssl ts -verify` do".into()
        }
        Remark::RowsAfterMaking { detections } if french => format!(
            "{detections} détections sont datées d’après l’établissement du dossier : une horloge fausse dans les journaux, ou des lignes inventées"
        ),
        Remark::RowsAfterMaking { detections } => format!(
            "{detections} detections are dated after the pack was made: a wrong clock in the logs, or invented rows"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_has_a_sentence_of_its_own_in_both_languages() {
        for pick in [|pair: (&'static str, &'static str)| pair.0, |pair: (&'static str, &'static str)| pair.1] {
            let mut sentences: Vec<&str> = Cause::ALL.iter().map(|cause| pick(sentence(*cause))).collect();
            sentences.sort_unstable();
            sentences.dedup();
            assert_eq!(sentences.len(), Cause::ALL.len());
        }
    }
}
