//! False sentences of many kinds (denials of what is true, other units, other places, other numbers, hedges, reports), made from tables of words: not one
//! may be called *Established*. And true ones, swapped names: nothing changes but the names.

mod fixtures;

use std::collections::BTreeSet;

use vigie_judge::claims::check;
use vigie_judge::decide::{Setting, Verdict};
use vigie_judge::evidence::Evidence;

/// Verdicts of a text against the case of February.
fn verdict(text: &str, evidence: &Evidence) -> Verdict {
    check(text, evidence, &Setting::default()).verdict
}

/// Every way of filling gaps `{}` of templates with words.
fn filled(templates: &[&str], words: &[&str]) -> Vec<String> {
    templates.iter().flat_map(|template| words.iter().map(move |word| template.replace("{}", word))).collect()
}

/// What says that traffic arrived from Ukraine, denied: false, since 907 of 1,922 did.
const DENIALS: &[&str] = &[
    "Ces attaques ne proviennent pas {}.",
    "Aucune de ces attaques ne provient {}.",
    "Aucune attaque n'est venue {}.",
    "Pas une seule attaque n'est partie {}.",
    "Les attaques ne viennent jamais {}.",
    "Ces attaques ne viennent en rien {}.",
    "Ces attaques ne sont pas venues {}.",
    "Ces attaques ne proviennent nullement {}.",
    "Il est faux que des attaques proviennent {}.",
    "Il n'y a eu aucune attaque en provenance {}.",
    "Ces attaques ne proviennent pas principalement {}.",
    "Nous n'avons subi aucune attaque venue {}.",
    "Toutes ces attaques proviennent {}.",
    "L'intégralité des attaques provient {}.",
    "Presque toutes les attaques viennent {}.",
    "La quasi-totalité de ces attaques vient {}.",
    "Ces attaques viennent exclusivement {}.",
    "Ces attaques ne proviennent que {}.",
    "Une petite partie seulement des attaques vient {}.",
    "Les deux tiers des attaques viennent {}.",
    "Les trois quarts de ces attaques proviennent {}.",
    "Un dixième de ces attaques provient {}.",
    "10 % des attaques proviennent {}.",
    "90 % de ces attaques proviennent {}.",
    "Moins d'un quart des attaques proviennent {}.",
    "Plus de 80 % des attaques proviennent {}.",
];

const ENGLISH_DENIALS: &[&str] = &[
    "None of these attacks came {}.",
    "These attacks did not come {}.",
    "The attacks didn't come {}.",
    "The attacks never came {}.",
    "No attack came {}.",
    "Not a single attack came {}.",
    "It is false that attacks came {}.",
    "It is not true that these attacks come mainly {}.",
    "The attacks do not come mainly {}.",
    "The attacks came without exception {}.",
    "All of these attacks came {}.",
    "Every attack came {}.",
    "Almost all attacks came {}.",
    "The attacks came exclusively {}.",
    "Only a small fraction of the attacks came {}.",
    "Two thirds of the attacks came {}.",
    "Three quarters of the attacks came {}.",
    "One in ten attacks came {}.",
    "Ninety percent of the attacks came {}.",
    "Less than a quarter of the attacks came {}.",
    "More than 80 % of the attacks came {}.",
    "Hardly any attacks came {}.",
];

/// Places that are not first and hold less than a quarter.
const NOT_FIRST: &[&str] =
    &["de Russie", "de Chine", "des États-Unis", "d'Allemagne", "du Japon", "d'Iran", "de Corée du Nord", "du Canada"];
const NOT_FIRST_ENGLISH: &[&str] = &[
    "from Russia",
    "from China",
    "from the United States",
    "from Germany",
    "from Japan",
    "from Iran",
    "from North Korea",
    "from Canada",
];
const OVERSTATED: &[&str] = &[
    "Ces attaques proviennent principalement {}.",
    "La plupart des attaques viennent {}.",
    "Près de la moitié des attaques proviennent {}.",
    "Les attaques viennent surtout {}.",
    "Ces attaques proviennent {}.",
    "Toutes les attaques viennent {}.",
    "La majorité de ces attaques provient {}.",
];
const OVERSTATED_ENGLISH: &[&str] = &[
    "These attacks come mainly {}.",
    "Most attacks come {}.",
    "Nearly half of the attacks come {}.",
    "The attacks originate primarily {}.",
    "These attacks come {}.",
    "All the attacks came {}.",
    "The majority of the attacks came {}.",
];

/// Numbers that fit no unit, and true numbers with a unit they are not of.
const NUMBERS: &[&str] = &[
    "Nous avons subi 4 000 attaques.",
    "Nous avons subi 19 220 attaques.",
    "Nous avons subi 2 000 attaques par jour.",
    "4 000 attaques par mois nous ont visés.",
    "1 922 attaques par jour.",
    "1 922 attaques par semaine.",
    "1 922 attaques par heure.",
    "1 922 adresses IP nous ont attaqués.",
    "1 922 requêtes hostiles ont été relevées.",
    "1 922 détections ont été relevées.",
    "1 922 incidents ont eu lieu.",
    "12 475 tentatives ont été relevées.",
    "12 475 attaques ont été relevées.",
    "421 attaques ont été relevées.",
    "421 tentatives ont été relevées.",
    "907 adresses IP localisées en Ukraine nous ont attaqués.",
    "1 922 attaques sont localisées en Ukraine.",
    "907 attaques sont localisées en Chine.",
    "Nous n'avons pas subi 1 922 attaques.",
    "Nous avons subi moins de 1 000 attaques.",
    "Plus de 2 000 attaques ont été relevées.",
    "Au moins 3 000 attaques ont été relevées.",
    "Au plus 1 500 attaques ont été relevées.",
    "Des dizaines d'attaques par heure.",
    "Plusieurs centaines d'attaques par jour.",
    "Des milliers d'attaques par jour.",
    "Des millions d'attaques.",
    "Quelques dizaines d'attaques en tout.",
    "Une dizaine d'attaques par mois.",
    "Jusqu'à 2 000 attaques par jour.",
    "Un pic de 806 attaques par jour.",
    "Aucune attaque n'a été constatée.",
    "Zéro attaque.",
    "Nous n'avons jamais été attaqués.",
    "Les attaques sont venues de 421 pays.",
    "Les attaques viennent de deux pays.",
    "Les attaques ont pris une centaine de formes.",
    "1 922 comptes ont été attaqués.",
    "We suffered 4,000 attacks.",
    "We suffered 2,000 attacks a day.",
    "We suffered four thousand attacks a month.",
    "1,922 attacks a day hit us.",
    "1,922 IP addresses attacked us.",
    "1,922 hostile requests were recorded.",
    "1,922 incidents were recorded.",
    "12,475 attempts were recorded.",
    "12,475 attacks were recorded.",
    "421 attacks were recorded.",
    "We did not suffer 1,922 attacks.",
    "More than 2,000 attacks were recorded.",
    "Fewer than 1,000 attacks were recorded.",
    "At least 3,000 attacks were recorded.",
    "Hundreds of attacks a day were recorded.",
    "Thousands of attacks a day were recorded.",
    "Several thousand attacks a month were recorded.",
    "No attacks were recorded.",
    "We have never been attacked.",
    "907 attacks came from China.",
    "1,922 attacks came from Ukraine.",
    "A dozen attacks were recorded.",
    "Countless attacks an hour were recorded.",
    "Tens of thousands of attacks were recorded.",
    "Up to 2,000 attacks a day were recorded.",
    "1,922 attacks were recorded on 2 February 2017.",
    "1 922 attaques le 2 février 2017.",
    "1 922 attaques en 2016.",
    "124 attaques hier.",
];

/// Who, why, success: never established by the case of February.
const OTHERS: &[&str] = &[
    "La Russie nous attaque.",
    "Les Russes nous attaquent.",
    "Ces attaques sont russes.",
    "Les attaques ukrainiennes se multiplient.",
    "Des hackers ukrainiens nous attaquent.",
    "Moscou est derrière ces attaques.",
    "Le Kremlin a ordonné ces attaques.",
    "Ces attaques sont menées par un groupe structuré.",
    "Ces attaques sont l'œuvre d'un hacker isolé.",
    "Un groupe est derrière ces attaques.",
    "Ces attaques sont coordonnées.",
    "Ces attaques ne sont pas coordonnées.",
    "Aucune coordination entre ces attaques.",
    "Les attaques ont réussi.",
    "Une attaque a réussi.",
    "Certaines attaques ont abouti.",
    "Deux attaques ont abouti.",
    "Nos bases de données ont été piratées.",
    "Nos boîtes mail ont été compromises.",
    "Des données ont été volées.",
    "Des données ont été exfiltrées.",
    "Le site a été paralysé par les attaques.",
    "Les attaques ont fait tomber notre site.",
    "Toutes les attaques ont réussi.",
    "Aucune attaque n'a échoué.",
    "Les attaques n'ont pas échoué.",
    "Nous sommes spécifiquement visés.",
    "Nous ne sommes pas visés.",
    "Aucune attaque n'a visé notre site.",
    "Personne n'a visé nos boîtes mail.",
    "Les attaques n'ont pas visé notre site.",
    "Les attaques visent principalement nos messageries.",
    "La plupart des attaques visent nos messageries.",
    "La plupart des attaques étaient des injections SQL.",
    "Toutes les attaques étaient des injections SQL.",
    "Nous n'avons vu aucune injection SQL.",
    "Nous avons subi des attaques par déni de service.",
    "Nous avons subi des rançongiciels.",
    "La moitié des attaques passaient par Tor.",
    "Les attaques ont doublé.",
    "Les attaques ont triplé.",
    "Le nombre d'attaques a été multiplié par 10.",
    "Russia attacked us.",
    "The Russians are behind these attacks.",
    "Russian hackers attacked us.",
    "Moscow ordered these attacks.",
    "The attacks were carried out by Ukrainians.",
    "APT28 attacked us.",
    "A structured group is behind these attacks.",
    "A lone hacker is behind these attacks.",
    "The attacks were coordinated.",
    "The attacks were not coordinated.",
    "The attacks succeeded.",
    "Two attacks succeeded.",
    "Our databases were breached.",
    "Our mailboxes were hacked.",
    "Data was stolen.",
    "Data were exfiltrated.",
    "The attacks took down our website.",
    "The attacks paralysed the site.",
    "None of the attacks failed.",
    "The attacks did not fail.",
    "No attack targeted our website.",
    "The attacks did not target our website.",
    "Most attacks targeted our mailboxes.",
    "Most attacks were SQL injections.",
    "All attacks were SQL injections.",
    "We saw no SQL injections.",
    "We suffered denial of service attacks.",
    "We suffered ransomware.",
    "Half of the attacks came through Tor.",
    "The attacks doubled.",
    "The attacks tripled.",
    "Attacks were multiplied by 10.",
    "The attacks are neither coordinated nor targeted.",
    "Les attaques ne sont ni coordonnées ni ciblées.",
];

/// True numbers with a word beside them that makes them false, or that nobody checked.
const NARROWED: &[&str] = &[
    "1 922 attaques en une seule journée.",
    "1 922 attaques en une semaine.",
    "1 922 attaques en quelques minutes.",
    "1 922 attaques en une heure.",
    "1 922 attaques en une nuit.",
    "1 922 attaques ce soir.",
    "1 922 attaques après le premier tour.",
    "1 922 attaques avant le débat.",
    "1 922 attaques hors Ukraine.",
    "1 922 attaques étrangères.",
    "1 922 attaques massives.",
    "1 922 pirates nous ont attaqués.",
    "1 922 attaques ont réussi.",
    "1 922 attaques ont échoué, sauf une.",
    "Nous ne subissons plus d'attaques.",
    "Les attaques ne viennent plus d'Ukraine.",
    "Les attaques ne viennent plus principalement d'Ukraine.",
    "Plus aucune attaque ne vient d'Ukraine.",
    "Aucune des 1 922 attaques ne venait d'Ukraine.",
    "Aucune des 421 adresses n'est en Ukraine.",
    "1 922 attaques, dont aucune d'Ukraine.",
    "Le parti prétend à tort avoir subi 1 922 attaques.",
    "Nous n'avons jamais dépassé 1 000 attaques.",
    "Les attaques viennent d'Ukraine plus que jamais, jamais de Chine.",
    "Ni la Chine ni les États-Unis n'ont vu partir la moindre attaque.",
    "L'Ukraine n'est que le deuxième pays d'origine des attaques.",
    "Aucun autre pays que l'Ukraine n'est à l'origine d'attaques.",
    "Nos boîtes mail n'ont fait l'objet d'aucune tentative.",
    "Le site a subi 1 922 attaques.",
    "1 922 attaques ont visé le site.",
    "1 922 injections SQL ont été relevées.",
    "Dix systèmes ont été attaqués.",
    "1,922 attacks in a single day.",
    "1,922 attacks in a week.",
    "1,922 attacks in a few minutes.",
    "1,922 attacks in an hour.",
    "1,922 attacks overnight.",
    "1,922 attacks after the election.",
    "1,922 attacks before the debate.",
    "1,922 foreign attacks.",
    "1,922 sophisticated attacks.",
    "1,922 hackers attacked us.",
    "1,922 attacks succeeded.",
    "All but one of the 1,922 attacks failed.",
    "We no longer suffer attacks.",
    "The attacks no longer come from Ukraine.",
    "None of the 1,922 attacks came from Ukraine.",
    "None of the 421 addresses is in Ukraine.",
    "1,922 attacks, none of them from Ukraine.",
    "The party falsely claims to have suffered 1,922 attacks.",
    "We never exceeded 1,000 attacks.",
    "We never had more than 1,000 attacks.",
    "Ukraine is only the second country of origin of the attacks.",
    "No country other than Ukraine is a source of attacks.",
    "Our mailboxes were not the target of a single attempt.",
    "The site suffered 1,922 attacks.",
    "1,922 attacks hit the site.",
    "Ten systems were attacked.",
    "The mailboxes were never attacked.",
    "Not a single attempt was made on the mailboxes.",
];

/// Beginnings that change nothing of what is false.
const FRAMES: &[&str] = &["Selon le parti, {}", "« {} »", "Sans aucun doute : {}"];

#[test]
fn nothing_false_is_established() {
    let evidence = fixtures::named("february").unwrap();
    let mut sentences: BTreeSet<String> = BTreeSet::new();
    sentences.extend(filled(DENIALS, &["d'Ukraine", "de l’Ukraine"]));
    sentences.extend(filled(ENGLISH_DENIALS, &["from Ukraine", "from addresses in Ukraine"]));
    sentences.extend(filled(OVERSTATED, NOT_FIRST));
    sentences.extend(filled(OVERSTATED_ENGLISH, NOT_FIRST_ENGLISH));
    sentences.extend(NUMBERS.iter().chain(OTHERS).map(|text| (*text).to_owned()));
    assert!(sentences.len() >= 300, "{}", sentences.len());
    // Every sentence as it is, and every fifth in every frame.
    let in_frames =
        sentences.iter().step_by(5).flat_map(|sentence| FRAMES.iter().map(move |frame| frame.replace("{}", sentence)));
    let framed: Vec<String> = sentences.iter().cloned().chain(in_frames).collect();
    let wrong: Vec<&String> = framed.iter().filter(|sentence| established(sentence, &evidence)).collect();
    assert!(wrong.is_empty(), "{} of {} established:\n{wrong:#?}", wrong.len(), framed.len());
}

/// These may hold a true part, such as a number; as a whole they are not established.
#[test]
fn what_a_word_beside_makes_false_is_not_established() {
    let evidence = fixtures::named("february").unwrap();
    let framed = NARROWED
        .iter()
        .flat_map(|text| FRAMES.iter().map(|frame| frame.replace("{}", text)).chain([(*text).to_owned()]));
    let wrong: Vec<String> = framed.filter(|text| verdict(text, &evidence) == Verdict::Established).collect();
    assert!(wrong.is_empty(), "{} established:\n{wrong:#?}", wrong.len());
}

/// Whether any claim of a text is established.
fn established(text: &str, evidence: &Evidence) -> bool {
    let checked = check(text, evidence, &Setting::default());
    checked
        .sentences
        .iter()
        .flat_map(|sentence| &sentence.judgements)
        .any(|judgement| judgement.verdict == Verdict::Established)
}

#[test]
fn what_is_true_is_said_to_be() {
    let evidence = fixtures::named("february").unwrap();
    for sentence in [
        "Nous avons subi 1 922 attaques.",
        "1,922 attacks were recorded.",
        "Près de deux mille attaques ont été recensées.",
        "Ces attaques proviennent principalement d'Ukraine.",
        "The attacks come mainly from Ukraine.",
        "907 attaques sont localisées en Ukraine.",
        "Des attaques proviennent de Chine.",
        "Nos boîtes mail ont été visées par des attaques.",
        "We suffered SQL injections.",
        "Une soixantaine d'attaques par jour.",
    ] {
        let verdict = verdict(sentence, &evidence);
        assert!(verdict <= Verdict::Supported, "{sentence}: {verdict:?}");
    }
}

#[test]
fn swapped_names_change_nothing_but_names() {
    let evidence = fixtures::named("february").unwrap();
    let text = "Le parti ALPHA dit avoir subi 1 922 attaques, dont près de la moitié d'Ukraine. Selon le candidat BRAVO, ces attaques sont russes. « Absurde », répond ALPHA. BRAVO denies that the attacks came from Ukraine.";
    let told = |text: &str| serde_json::to_string(&check(text, &evidence, &Setting::default())).unwrap();
    let swapped = text.replace("ALPHA", "#").replace("BRAVO", "ALPHA").replace('#', "BRAVO");
    let back = told(&swapped).replace("ALPHA", "#").replace("BRAVO", "ALPHA").replace('#', "BRAVO");
    assert_eq!(told(text), back);
}

#[test]
fn what_a_limit_leaves_out_is_said_and_nothing_beside_it_is_established() {
    let evidence = fixtures::named("february").unwrap();
    let told = |text: &str| check(text, &evidence, &Setting::default());
    let short = told("1 922 attaques ont été recensées.");
    assert!(!short.is_cut() && short.verdict == Verdict::Established);
    let long = told(&format!("1 922 attaques ont été recensées {}.", "par nos équipes ".repeat(400)));
    assert!(long.is_cut() && long.sentences[0].cut && long.verdict > Verdict::Established, "{:?}", long.verdict);
    let many = told(&"1 922 attaques ont été recensées.\n".repeat(4_001));
    assert!(many.is_cut() && many.sentences_cut && many.sentences.len() == 4_000);
}

#[test]
fn hostile_texts_are_bounded_and_honest() {
    let evidence = fixtures::named("february").unwrap();
    for text in [
        "« « « « “ “ ((( [[[ \" ' 1 922 attaques".to_owned(),
        "\u{202e}1 922 atta\u{200b}ques\u{0} \u{feff}".to_owned(),
        "а1 922 аttаques".to_owned(),
        "1 922 ".repeat(50_000),
        "non ".repeat(50_000) + "attaques d'Ukraine.",
        "entre ".repeat(20_000) + "deux et trois attaques",
        "plus de moins de ".repeat(20_000) + "10 attaques",
        "dizaines de ".repeat(20_000) + "milliers d'attaques",
        "9".repeat(100_000) + " attaques",
        "<p>".repeat(50_000) + "attaques",
        "Ukraine et ".repeat(20_000) + "Russie",
        "-".repeat(100_000),
        "a\u{301}".repeat(50_000),
    ] {
        let checked = check(&text, &evidence, &Setting::default());
        assert!(
            checked.verdict == Verdict::OutOfScope
                || checked
                    .sentences
                    .iter()
                    .flat_map(|one| &one.judgements)
                    .all(|one| one.verdict != Verdict::Established || !one.claim.text.contains('а'))
        );
    }
    let homoglyph = check("Cеs attaques nе proviennent pas d'Ukraine.", &evidence, &Setting::default());
    assert!(homoglyph.sentences.iter().flat_map(|one| &one.judgements).all(|one| one.verdict != Verdict::Established));
}
