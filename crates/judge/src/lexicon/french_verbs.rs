//! French verbs by class, for [`super::verbs`]. Entries of the table of words win over these.

use super::Item;
use crate::proposition::Range;

/// Class, verbs.
#[rustfmt::skip]
pub(super) const VERBS: &[(Item, &[&str])] = &[
    (Item::AimedAt, &[
        "viser", "cibler", "toucher", "frapper", "concerner", "s [attaquer] a", "s [attaquer] aux", "s [attaquer] au", "s en [prendre] a", "s en [prendre] aux", "s en [prendre] au", "s en [etre] pris a",
        "s en [etre] pris aux", "s en [etre] pris au", "s en [etre] prise a", "[prendre] pour cible", "[prendre] pour cibles", "[avoir] pour cible", "[avoir] pour cibles", "[prendre] d assaut", "bombarder", "pilonner", "assaillir",
        "[s acharner] sur", "s [acharner] contre", "[porter] sur", "[porter] contre", "[etre] diriges contre", "[etre] dirigees contre", "s [etre] attaque a", "s [etre] attaques a", "s [etre] attaques aux", "s [etre] attaquees a",
        "s [etre] attaquees aux", "s [etre] attaque aux", "convoiter", "sonder", "[focaliser] sur", "[se concentrer] sur", "s [etre] concentrees sur", "s [etre] concentres sur", "se [concentrer] sur", "se sont portees sur", "[etre] destinees a",
    ]),
    (Item::Underwent, &[
        "subir", "essuyer", "encaisser", "affronter", "endurer", "recevoir", "enregistrer", "recenser", "comptabiliser", "denombrer", "relever", "constater", "observer", "detecter", "identifier", "reperer", "deceler", "signaler", "consigner",
        "repertorier", "deplorer", "rencontrer", "connaitre", "compter", "totaliser", "[faire] face a", "[faire] face", "[faire] face aux", "[devoir] faire face a", "[faire] l objet", "[faire] l objet de", "[faire] l objet d", "[etre] victime de", "[etre] victime d", "[etre] victimes de", "[etre] victimes d",
        "[etre] la cible de", "[etre] la cible d", "[etre] la cible", "[etre] les cibles de", "[etre] l objet de", "[etre] l objet d", "[etre] attaque", "[etre] attaques", "[etre] attaquee", "[etre] attaquees", "se [faire] attaquer", "[etre] confronte a", "[etre] confrontes a",
        "[etre] confrontee a", "[etre] confrontees a", "s [elever] a", "s [etablir] a", "se [monter] a", "se [chiffrer] a", "se [compter] par", "se [compter] en", "[avoir] eu lieu", "se [produire]", "se sont produites", "[avoir] lieu", "survenir", "[atteindre] le nombre de",
        "essuyer", "[resister] a", "[etre] sous le feu de", "[etre] sous le feu d", "[etre] vises par", "[etre] vise par", "[etre] visee par", "[etre] visees par", "[etre] touches par", "[etre] touche par", "[etre] frappes par", "[etre] frappe par", "[etre] cibles par", "[etre] cible par", "[etre] assaillis par", "[etre] assailli par",
        "[etre] en butte a", "[etre] submerge par", "[etre] submerges par", "[etre] bombarde de", "[etre] bombardes de", "[etre] la proie de", "[voir] deferler", "recueillir", "mesurer", "consigner",
    ]),
    (Item::Failure, &[
        "echouer", "bloquer", "repousser", "dejouer", "contrer", "stopper", "neutraliser", "parer", "endiguer", "intercepter", "refouler", "avorter", "[mettre] en echec", "[avoir] tenu bon", "[avoir] bien tenu", "[faire] chou blanc", "[tenir] le choc", "[etre] restees vaines", "[rester] vaines", "[rester] sans effet",
        "[rester] sans suite", "[rester] infructueuses", "[faire] echec a", "[venir] a bout de", "[se solder] par un echec", "se [solder] par un echec", "se [solder] par des echecs", "se sont soldees par un echec", "se sont soldees par des echecs", "[casser] les dents", "[etre] tenus en echec", "[etre] tenues en echec", "maitriser", "[se heurter] a", "se sont heurtees a",
        "se [heurter] a nos defenses", "filtrer", "juguler",
    ]),
    (Item::Success, &[
        "reussir", "aboutir", "parvenir", "compromettre", "infiltrer", "penetrer", "s [introduire]", "s [etre] introduit", "s [etre] introduits", "[acceder] a", "[acceder] aux", "[acceder] au", "[avoir] acces a", "[avoir] acces aux", "[avoir] eu acces", "[prendre] le controle", "[prendre] pied", "[entrer] dans", "[etre] entres", "[etre] entre dans",
        "[etre] pirate", "[etre] pirates", "[etre] piratee", "[etre] piratees", "[etre] hacke", "[etre] hackes", "[etre] hackee", "[etre] hackees", "[faire] mouche", "[atteindre] leur but", "[atteindre] leurs objectifs", "[atteindre] leur objectif", "[atteindre] leur cible", "[porter] leurs fruits", "[obtenir] un acces",
        "[obtenir] l acces", "corrompre", "[franchir] nos defenses", "[percer] nos defenses", "[forcer] nos", "[contourner] nos defenses", "[venir] a bout de nos", "[se connecter] a", "violer", "[passer] nos defenses", "[passer] a travers", "[avoir] pirate", "[forcer] l acces", "[ouvrir] une breche", "usurper", "[se frayer] un chemin", "[gagner] l acces",
    ]),
    (Item::Stolen, &[
        "voler", "derober", "exfiltrer", "subtiliser", "siphonner", "fuiter", "extraire", "divulguer", "[mettre] la main sur", "[faire] main basse sur", "[s emparer] de", "s [emparer] de", "s [emparer] des", "s [etre] empares de", "s [etre] empares des", "aspirer", "[etre] parti dans la nature",
        "soustraire", "[etre] copiees", "[etre] copies", "recuperer", "piller",
    ]),
    (Item::Outage, &[
        "paralyser", "perturber", "ralentir", "interrompre", "saturer", "[faire] tomber", "[faire] planter", "planter", "[tomber] en panne", "[etre] tombe", "[tomber]", "[etre] tombe en panne", "[mettre] hors ligne", "[mettre] hors service", "[mettre] a terre", "[mettre] a genoux", "[mettre] hors d usage",
        "[rendre] inaccessible", "[rendre] indisponible", "[rendre] inaccessibles", "[rendre] indisponibles", "[etre] coupe", "[bloquer] l acces", "[bloquer] le site", "[cesser] de fonctionner", "submerger", "deborder",
    ]),
    (Item::Up, &[
        "[rester] accessible", "[rester] accessibles", "[rester] disponible", "[rester] disponibles", "[rester] en ligne", "[demeurer] accessible", "[demeurer] disponible", "[demeurer] en ligne", "[continuer] de fonctionner", "[continuer] a fonctionner", "[rester] operationnel", "[rester] operationnels", "[rester] operationnelle",
        "[fonctionner] normalement", "[etre] accessible", "[etre] accessibles", "[etre] disponible", "[etre] en ligne", "[etre] restes en ligne", "[etre] reste en ligne", "[etre] reste accessible", "[etre] reste disponible", "[etre] restee accessible", "[etre] restee disponible", "[etre] restee en ligne", "[etre] reste operationnel",
    ]),
    (Item::From, &[
        "provenir", "emaner", "[venir] de", "[venir] d", "[venir] des", "[venir] du", "[partir] de", "[partir] d", "[partir] du", "[partir] des", "[arriver] de", "[arriver] d", "[arriver] du", "[arriver] des", "[etre] parties", "[etre] partis", "[operer] depuis", "[agir] depuis", "[sevir] depuis", "[trouver] leur origine", "[prendre] leur source", "[avoir] pour origine",
        "[tirer] leur origine", "[situer] en", "localiser", "geolocaliser", "[lancer] depuis", "[mener] depuis", "[conduire] depuis", "[emettre] depuis", "se [trouver] en", "se [trouver] aux", "se [situer] en", "se [situer] aux", "[remonter] jusqu en", "[remonter] a des adresses",
    ]),
    (Item::Acts, &[
        "orchestrer", "piloter", "commanditer", "teleguider", "ordonner", "perpetrer", "fomenter", "[avoir] commandite", "[etre] derriere", "[etre] a l origine", "[etre] a l origine de", "[etre] a l origine des", "[etre] a l origine d", "[etre] a la manoeuvre", "[tirer] les ficelles", "[etre] responsable", "[etre] responsables",
        "[etre] aux commandes", "[se cacher] derriere", "[etre] l auteur de", "[etre] l auteur des", "[etre] les auteurs de", "[etre] les auteurs des", "[etre] implique", "[etre] impliquee", "[etre] impliques", "[etre] mele a", "[avoir] attaque", "[avoir] mene", "[avoir] lance", "[avoir] conduit", "imputer", "attribuer",
        "[nous attaquer]", "financer",
    ]),
    (Item::Individual, &["[agir] seul", "[travailler] seul", "[operer] seul", "[agir] en solitaire", "[operer] en solitaire"]),
    (Item::Coordinated, &["[agir] ensemble", "[agir] de concert", "[travailler] ensemble", "[operer] ensemble", "se [coordonner]", "[agir] de maniere coordonnee"]),
    (Item::Try, &[
        "[tenter] de", "[tenter] d", "[essayer] de", "[essayer] d", "[chercher] a", "[s efforcer] de", "s [efforcer] de", "s [efforcer] d",
    ]),
    (Item::Change(Range::above(1.0)), &[
        "augmenter", "s [intensifier]", "s [etre] intensifiees", "se [multiplier]", "se sont multiplies", "s [accelerer]", "s [etre] acceleree", "s [etre] accelere", "s [etre] accelerees", "[redoubler] d intensite", "redoubler", "progresser", "exploser", "grimper", "bondir", "s [envoler]", "s [etre] envole", "s [etre] envolees", "flamber",
        "[monter] en puissance", "[gagner] en intensite", "s [amplifier]", "s [etre] amplifiees", "s [aggraver]", "s [etre] aggravees", "[aller] en augmentant", "s [accroitre]",
    ]),
    (Item::Change(Range::below(1.0)), &[
        "diminuer", "baisser", "reculer", "decroitre", "refluer", "chuter", "flechir", "s [essouffler]", "s [estomper]", "s [etre] essoufflees", "[perdre] en intensite", "decliner", "se [rarefier]", "se sont rarefiees", "[retomber]",
    ]),
    (Item::Change(Range::closed(1.6, 2.4)), &["doubler"]),
    (Item::Change(Range::closed(2.4, 3.6)), &["tripler"]),
    (Item::Change(Range::closed(3.2, 4.8)), &["quadrupler"]),
    (Item::Change(Range::closed(4.0, 6.0)), &["quintupler"]),
    (Item::Change(Range::closed(8.0, 12.0)), &["decupler"]),
    (Item::AccountsFor, &["representer", "constituer", "concentrer", "totaliser", "fournir", "[compter] pour"]),
    (Item::MoreThan, &["depasser", "exceder", "[depasser] les", "[depasser] la barre des", "[franchir] la barre des", "[depasser] le seuil des", "[franchir] le seuil des", "[depasser] le cap des", "[franchir] le cap des"]),
    (Item::About, &["avoisiner", "[approcher] les", "friser"]),
    (Item::Says, &[
        "dire", "affirmer", "declarer", "assurer", "expliquer", "indiquer", "soutenir", "pretendre", "ajouter", "annoncer", "estimer", "rapporter", "preciser", "reveler", "souligner", "[se dire] convaincu", "repeter", "marteler", "confier", "raconter", "ecrire", "evoquer", "admettre", "reconnaitre",
        "conceder", "confirmer", "s [alarmer]", "s [inquieter]", "s [indigner]", "se [feliciter]", "avancer", "insister", "rappeler", "resumer", "conclure", "lacher", "tonner", "detailler", "glisser", "poursuivre", "repondre", "retorquer", "commenter", "denoncer", "accuser", "soupconner", "croire", "penser",
        "juger", "[faire] savoir", "[laisser] entendre", "[tenir] a preciser", "[faire] etat de", "[faire] etat d", "[mettre] en cause", "revendiquer", "alerter", "avertir", "informer", "[se defendre]", "claironner", "jurer", "certifier", "garantir", "plaider", "temoigner", "communiquer", "[porter] a la connaissance", "considerer", "supposer", "suggerer",
        "[avoir] appris", "[apprendre] on", "constate on", "s [emouvoir]", "s [etonner]", "se [rejouir]", "analyser", "deplore on", "clamer", "proclamer", "avouer", "insinuer", "citer", "preciser", "pointer du doigt",
    ]),
    (Item::Denies, &["dementir", "nier", "refuter", "contester", "recuser", "infirmer"]),
    (Item::Wish, &["demander", "exiger", "souhaiter", "promettre", "esperer", "reclamer", "condamner", "redouter", "craindre", "s [attendre] a", "[appeler] a", "[appeler] l", "[appeler] les", "[appeler] le", "exhorter", "recommander", "inciter", "preconiser"]),
    (Item::Filler, &[
        "provoquer", "entrainer", "causer", "occasionner", "engendrer", "employer", "utiliser", "utiliser", "[prendre]", "[mener]", "[conduire]", "[lancer]", "survenir", "dater", "permettre", "[faire]", "[pouvoir]", "[avoir]", "[etre]", "[devoir]", "[venir]", "montrer", "[mettre]", "[rester]", "[demeurer]", "[continuer]", "[servir] a",
        "[prendre] la forme", "[revetir] la forme", "[prendre] la forme de", "[prendre] la forme d", "[avoir] recours a", "[recourir] a", "[rendre]", "repartir", "disseminer", "eparpiller", "utiliser", "exploiter",
    ]),
];
