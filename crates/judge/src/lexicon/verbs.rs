//! Verbs by class, one line a class: their forms are made by the rules of French and English conjugation, so that a new verb is one word in one line. Futures are
//! left out on purpose: what will be is no claim of what was. Forms that need more than a rule stand after a colon.

use super::{Item, Tongue};

/// The patterns of all verbs of a language.
pub(super) fn entries(tongue: Tongue) -> Vec<(String, Item)> {
    let table = match tongue {
        Tongue::Fr => super::french_verbs::VERBS,
        Tongue::En => super::english_verbs::VERBS,
    };
    let forms = match tongue {
        Tongue::Fr => french,
        Tongue::En => english,
    };
    let mut found = Vec::new();
    for (item, phrases) in table {
        for phrase in *phrases {
            found.extend(inflected(phrase, forms).into_iter().map(|pattern| (pattern, *item)));
            found.extend(reflexive(phrase, forms).into_iter().map(|pattern| (pattern, *item)));
        }
    }
    found
}

/// A phrase with one verb in brackets (`s en [prendre] a`), or a verb alone, in all forms of the verb.
fn inflected(phrase: &str, forms: fn(&str) -> Vec<String>) -> Vec<String> {
    match phrase.split_once('[').and_then(|(before, rest)| Some((before, rest.split_once(']')?))) {
        Some((before, (verb, after))) => forms(verb).into_iter().map(|form| format!("{before}{form}{after}")).collect(),
        None => forms(phrase),
    }
}

/// "S'introduire", "se multiplier": their past is made with "être".
fn reflexive(phrase: &str, forms: fn(&str) -> Vec<String>) -> Vec<String> {
    let bare = phrase.trim_start_matches('[');
    let Some(rest) = bare.strip_prefix("se ").or_else(|| bare.strip_prefix("s ")) else { return Vec::new() };
    // "S'en prendre": the "en" goes before the "être".
    let (en, rest) = rest.strip_prefix("en ").map_or(("", rest), |rest| ("en ", rest));
    let opened = if rest.starts_with('[') || !rest.contains(']') { rest.to_owned() } else { format!("[{rest}") };
    let past = ["est", "sont", "etait", "etaient", "serait", "seraient", "etre", "etant"];
    let pronoun = |auxiliary: &str| if en.is_empty() && auxiliary.starts_with('s') { "se" } else { "s" };
    past.iter()
        .flat_map(|auxiliary| {
            let before = format!("{} {en}{auxiliary} ", pronoun(auxiliary));
            inflected(&opened, forms).into_iter().map(move |pattern| format!("{before}{pattern}"))
        })
        .collect()
}

/// Verbs that follow no rule: infinitive, forms. Without accents, as all patterns.
const FRENCH_IRREGULAR: &[(&str, &str)] = &[
    ("prendre", "prend prennent prenait prenaient prenant pris prise prises prit prirent prenons prendrait"),
    ("venir", "vient viennent venait venaient venant venu venue venus venues vint vinrent viendrait viendraient"),
    ("tenir", "tient tiennent tenait tenaient tenant tenu tenue tenus tenues tint tinrent tenons"),
    ("mettre", "met mettent mettait mettaient mettant mis mise mises mit mirent mettons"),
    ("faire", "fait font faisait faisaient faisant faite faites fit firent faisons ferait feraient"),
    ("etre", "est sont etait etaient etant ete fut furent sommes etions serait seraient soit soient"),
    ("avoir", "a ont avait avaient ayant eu avons avions aurait auraient ait aient"),
    ("dire", "dit disent disait disaient disant dite dits dites dirent disons dirait"),
    ("voir", "voit voient voyait voyaient voyant vu vue vus vues vit virent voyons"),
    ("recevoir", "recoit recoivent recevait recevaient recevant recu recue recus recues recut recurent recevons"),
    ("savoir", "sait savent savait savaient savons"),
    ("pouvoir", "peut peuvent pouvait pouvaient pu put purent pourrait pourraient"),
    ("devoir", "du due dus dut durent"),
    ("atteindre", "atteint atteignent atteignait atteignaient atteignant atteinte atteints atteintes"),
    ("craindre", "craint craignent craignait craignaient"),
    ("connaitre", "connait connaissent connaissait connu connue connus connues connut connurent connaissons"),
    ("reconnaitre", "reconnait reconnaissent reconnaissait reconnu reconnut"),
    ("admettre", "admet admettent admettait admis admit"),
    ("decroitre", "decroit decroissent decroissait decroissaient decroissant decru"),
    ("soutenir", "soutient soutiennent soutenait soutenaient soutenant soutenu soutint"),
    ("ecrire", "ecrit ecrivent ecrivait ecrivaient ecrivant"),
    ("conduire", "conduit conduisent conduisait conduisaient conduisant conduite conduits conduites"),
    ("introduire", "introduit introduisent introduisait introduisaient introduite introduits introduites"),
    ("detruire", "detruit detruisent detruite detruits detruites"),
    ("interrompre", "interrompt interrompent interrompait interrompu interrompue interrompus interrompues"),
    ("corrompre", "corrompt corrompent corrompu corrompue corrompus corrompues"),
    ("compromettre", "compromet compromettent compromettait compromettaient compromis compromise compromises"),
    ("commettre", "commet commettent commis commise commises"),
    ("extraire", "extrait extraient extraite extraits extraites"),
    ("croire", "croit croient croyait croyaient"),
    ("poursuivre", "poursuit poursuivent poursuivait"),
    ("repondre", "repond repondent repondait repondu repondit"),
    ("pretendre", "pretend pretendent pretendait pretendaient pretendu"),
    ("conclure", "conclut concluent concluait conclu"),
    ("partir", "part partent partait partaient partant parti partie partis parties partit partirent"),
    ("ouvrir", "ouvre ouvrent ouvrait ouvraient ouvert ouverte"),
    ("revenir", "revient reviennent revenu revenue"),
    ("parvenir", "parvient parviennent parvenait parvenaient parvenu parvenue parvenus parvenues parvint parvinrent"),
    (
        "provenir",
        "provient proviennent provenait provenaient provenant provenu provenue provenus provenues provint provinrent proviendrait proviendraient provienne",
    ),
    ("contenir", "contient contiennent contenait contenu contenue contenus contenues"),
    ("perdre", "perd perdent perdait perdu perdue perdus perdues"),
    ("apprendre", "apprend apprennent appris apprenait"),
    ("rendre", "rend rendent rendait rendaient rendant rendu rendue rendus rendues rendirent"),
    ("emettre", "emet emettent emettait emis emise emises"),
    ("subvenir", "subvient"),
    ("survenir", "survient surviennent survenait survenaient survenu survenue survenus survenues survint survinrent"),
    ("assaillir", "assaille assaillent assaillait assaillaient assailli assaillie assaillis assaillies"),
    ("vouloir", "veut veulent voulait voulaient voulu"),
    ("dementir", "dement dementent dementait dementaient dementi"),
    ("combattre", "combat combattent combattu combattue combattus combattues"),
    ("abattre", "abat abattent abattait abattaient abattu abattue abattus abattues"),
];

/// The forms of a French verb.
fn french(verb: &str) -> Vec<String> {
    let with =
        |stem: &str, endings: &str| endings.split(' ').map(|ending| format!("{stem}{ending}")).collect::<Vec<_>>();
    if let Some((_, forms)) = FRENCH_IRREGULAR.iter().find(|(known, _)| *known == verb) {
        return std::iter::once(verb).chain(forms.split(' ')).map(str::to_owned).collect();
    }
    let mut found = vec![verb.to_owned()];
    if let Some(stem) = verb.strip_suffix("ir") {
        found
            .extend(with(stem, "it issent issait issaient issant issons issions i ie is ies irent irait iraient isse"));
        return found;
    }
    let Some(stem) = verb.strip_suffix("er") else { return found };
    let soft = if stem.ends_with('g') { format!("{stem}e") } else { stem.to_owned() };
    found.extend(with(&soft, "ait aient ais ant ons a"));
    found.extend(with(stem, "ions erent erait eraient ee es ees"));
    // "Essuyer", "essuie"; "appeler", "appelle" needs no rule here.
    let mute = stem.strip_suffix('y').map_or(stem.to_owned(), |before| format!("{before}i"));
    found.extend(with(&mute, "e ent"));
    found.push(format!("{stem}e"));
    found
}

/// English verbs that follow no rule: base, forms.
const ENGLISH_IRREGULAR: &[(&str, &str)] = &[
    ("be", "is are was were been being am"),
    ("come", "comes came coming"),
    ("go", "goes went gone going"),
    ("hit", "hits hitting"),
    ("strike", "strikes struck striking stricken"),
    ("break", "breaks broke broken breaking"),
    ("get", "gets got gotten getting"),
    ("gain", "gains gained gaining"),
    ("take", "takes took taken taking"),
    ("bring", "brings brought bringing"),
    ("knock", "knocks knocked knocking"),
    ("see", "sees saw seen seeing"),
    ("find", "finds found finding"),
    ("have", "has had having"),
    ("say", "says said saying"),
    ("tell", "tells told telling"),
    ("write", "writes wrote written writing"),
    ("think", "thinks thought thinking"),
    ("make", "makes made making"),
    ("hold", "holds held holding"),
    ("fall", "falls fell fallen falling"),
    ("rise", "rises rose risen rising"),
    ("grow", "grows grew grown growing"),
    ("steal", "steals stole stolen stealing"),
    ("bear", "bears bore borne bearing"),
    ("lead", "leads led leading"),
    ("fend", "fends fended fending"),
    ("drive", "drives drove driven driving"),
    ("fight", "fights fought fighting"),
    ("beat", "beats beaten beating"),
    ("withstand", "withstands withstood withstanding"),
    ("undergo", "undergoes underwent undergone undergoing"),
    ("stop", "stops stopped stopping"),
    ("foil", "foils foiled foiling"),
    ("repel", "repels repelled repelling"),
    ("log", "logs logged logging"),
    ("spot", "spots spotted spotting"),
    ("try", "tries tried trying"),
    ("bury", "buries buried burying"),
    ("admit", "admits admitted admitting"),
    ("shut", "shuts shutting"),
    ("put", "puts putting"),
    ("send", "sends sent sending"),
    ("drop", "drops dropped dropping"),
    ("plan", "plans planned planning"),
    ("run", "runs ran running"),
    ("set", "sets setting"),
    ("slip", "slips slipped slipping"),
    ("shoot", "shoots shot shooting"),
    ("pick", "picks picked picking"),
    ("step", "steps stepped stepping"),
    ("stem", "stems stemmed stemming"),
    ("spring", "springs sprang sprung"),
    ("cripple", "cripples crippled crippling"),
    ("commit", "commits committed committing"),
    ("target", "targets targeted targeting targetted targetting"),
    ("siphon", "siphons siphoned siphoning"),
    ("shrug", "shrugs shrugged shrugging"),
    ("quadruple", "quadruples quadrupled quadrupling"),
    ("do", "does did done doing"),
    ("keep", "keeps kept keeping"),
    ("stay", "stays stayed staying"),
    ("feel", "feels felt"),
    ("meet", "meets met meeting"),
    ("stand", "stands stood standing"),
];

/// The forms of an English verb.
fn english(verb: &str) -> Vec<String> {
    if let Some((_, forms)) = ENGLISH_IRREGULAR.iter().find(|(known, _)| *known == verb) {
        return std::iter::once(verb).chain(forms.split(' ')).map(str::to_owned).collect();
    }
    let mut found = vec![verb.to_owned()];
    let hissing = ["s", "x", "z", "ch", "sh"].iter().any(|end| verb.ends_with(end));
    let consonant_y = verb.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    match consonant_y {
        Some(stem) => found.extend([format!("{stem}ies"), format!("{stem}ied"), format!("{verb}ing")]),
        None if verb.ends_with('e') => {
            let stem = &verb[..verb.len() - 1];
            found.extend([format!("{verb}s"), format!("{verb}d"), format!("{stem}ing")]);
        }
        None => found.extend([
            format!("{verb}{}", if hissing { "es" } else { "s" }),
            format!("{verb}ed"),
            format!("{verb}ing"),
        ]),
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_conjugated_by_rule() {
        for (tongue, phrase, form) in [
            (Tongue::Fr, "cibler", "ciblaient"),
            (Tongue::Fr, "essuyer", "essuie"),
            (Tongue::Fr, "infliger", "infligeait"),
            (Tongue::Fr, "subir", "subissent"),
            (Tongue::Fr, "s en [prendre] a", "s en prennent a"),
            (Tongue::Fr, "s [introduire]", "se sont introduits"),
            (Tongue::Fr, "s en [prendre] a", "s en sont pris a"),
            (Tongue::Fr, "se [multiplier]", "s etaient multipliees"),
            (Tongue::En, "repel", "repelled"),
            (Tongue::En, "breach", "breaches"),
            (Tongue::En, "deny", "denied"),
            (Tongue::En, "[come] from", "coming from"),
        ] {
            let forms = if tongue == Tongue::Fr { french } else { english };
            let found = [inflected(phrase, forms), reflexive(phrase, forms)].concat();
            assert!(found.contains(&form.to_owned()), "{phrase}: {form}");
        }
    }

    #[test]
    fn phrases_are_folded() {
        for (_, phrases) in super::super::french_verbs::VERBS.iter().chain(super::super::english_verbs::VERBS) {
            for phrase in *phrases {
                let plain = |c: char| c.is_ascii_lowercase() || matches!(c, ' ' | '[' | ']');
                assert!(phrase.chars().all(plain), "{phrase:?}");
            }
        }
    }
}
