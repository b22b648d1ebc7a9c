//! Countries in texts: names come from the table of `vigie-figures`, nationalities, other names and seats of power stand here. A name says where; who is
//! another question, and the grammar keeps the two apart.

use vigie_figures::countries::COUNTRIES;

use super::{Item, Tongue};
use crate::text::words::fold;

/// The entries of a language.
pub(super) fn entries(tongue: Tongue) -> Vec<(String, Item)> {
    let mut found: Vec<(String, Item)> = Vec::new();
    for country in COUNTRIES {
        let name = match tongue {
            Tongue::Fr => country.name_fr,
            Tongue::En => country.name_en,
        };
        let code: [u8; 2] = country.alpha2.as_bytes().try_into().unwrap_or(*b"??");
        found.push((plain(name), Item::Country(code)));
    }
    for (code, french, english) in OTHER_NAMES {
        let names = match tongue {
            Tongue::Fr => french,
            Tongue::En => english,
        };
        found.extend(
            names.split(',').filter(|name| !name.is_empty()).map(|name| (name.to_owned(), Item::Country(**code))),
        );
    }
    for (code, french, english) in NATIONALITIES {
        let names = match tongue {
            Tongue::Fr => french,
            Tongue::En => english,
        };
        found.extend(names.split(',').map(|name| (name.to_owned(), Item::National(**code))));
    }
    for (code, names) in SEATS {
        found.extend(names.split(',').map(|name| (name.to_owned(), Item::Seat(**code))));
    }
    found.extend(GROUPS.iter().map(|(pattern, name)| ((*pattern).to_owned(), Item::Named(name))));
    found
}

/// A name as the words of a text would be: folded, marks and hyphens as spaces.
fn plain(name: &str) -> String {
    fold(name).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Other names of countries: code, French, English.
#[rustfmt::skip]
const OTHER_NAMES: &[(&[u8; 2], &str, &str)] = &[
    (b"RU", "federation de russie", "russian federation"),
    (b"US", "usa,etats unis d amerique,amerique", "usa,us,u s,united states of america,the states,america"),
    (b"GB", "grande bretagne,angleterre,uk", "uk,great britain,britain,england,scotland,wales"),
    (b"NL", "hollande", "holland"),
    (b"CN", "republique populaire de chine", "people s republic of china,prc"),
    (b"KR", "coree du sud", "south korea"),
    (b"KP", "coree du nord", "north korea"),
    (b"CZ", "republique tcheque", "czech republic"),
    (b"MM", "birmanie", "burma"),
    (b"CI", "cote d ivoire", "ivory coast"),
    (b"BY", "belarus", "byelorussia"),
    (b"MD", "moldavie", "moldova"),
    (b"TR", "turquie", "turkey"),
    (b"VN", "viet nam", "viet nam"),
    (b"CD", "rdc", "drc"),
    (b"MK", "macedoine", "macedonia"),
    (b"AE", "emirats", "emirates,uae"),
    (b"HK", "hong kong", "hong kong"),
    (b"PS", "palestine", "palestine"),
    (b"SY", "syrie", "syria"),
    (b"IR", "iran", "iran"),
];

/// Nationalities: code, French stems, English words.
#[rustfmt::skip]
const NATIONALITIES: &[(&[u8; 2], &str, &str)] = &[
    (b"AF", "afghan*", "afghan*"), (b"AL", "albanais*", "albanian*"), (b"DZ", "algerien*", "algerian*"), (b"AR", "argentin,argentine,argentins,argentines", "argentine,argentines,argentinian*"),
    (b"AM", "armenien*", "armenian*"), (b"AU", "australien*", "australian*"), (b"AT", "autrichien*", "austrian*"), (b"AZ", "azerbaidjanais*,azeri*", "azerbaijani*,azeri*"),
    (b"BD", "bangladais*", "bangladeshi*"), (b"BY", "bielorusse*", "belarusian*"), (b"BE", "belge,belges", "belgian*"), (b"BO", "bolivien*", "bolivian*"), (b"BA", "bosnien*,bosniaque*", "bosnian*"),
    (b"BR", "bresilien*", "brazilian*"), (b"BG", "bulgare*", "bulgarian*"), (b"KH", "cambodgien*", "cambodian*"), (b"CM", "camerounais*", "cameroonian*"), (b"CA", "canadien*", "canadian*"),
    (b"CL", "chilien*", "chilean*"), (b"CN", "chinois*", "chinese"), (b"CO", "colombien*", "colombian*"), (b"CR", "costaricien*", "costa rican*"), (b"HR", "croate*", "croatian*"), (b"CU", "cubain*", "cuban*"),
    (b"CY", "chypriote*", "cypriot*"), (b"CZ", "tcheque*", "czech,czechs"), (b"DK", "danois*", "danish,danes"), (b"EC", "equatorien*", "ecuadorian*"), (b"EG", "egyptien*", "egyptian*"), (b"EE", "estonien*", "estonian*"),
    (b"ET", "ethiopien*", "ethiopian*"), (b"FI", "finlandais*", "finnish,finns"), (b"FR", "francais*", "french,frenchmen"), (b"GE", "georgien*", "georgian*"), (b"DE", "allemand*", "german,germans"),
    (b"GH", "ghaneen*", "ghanaian*"), (b"GR", "grec,grecs,grecque,grecques", "greek,greeks"), (b"HU", "hongrois*", "hungarian*"), (b"IS", "islandais*", "icelandic,icelanders"), (b"IN", "indien*", "indian,indians"),
    (b"ID", "indonesien*", "indonesian*"), (b"IR", "iranien*", "iranian*"), (b"IQ", "irakien*", "iraqi*"), (b"IE", "irlandais*", "irish"), (b"IL", "israelien*", "israeli,israelis"), (b"IT", "italien*", "italian*"),
    (b"CI", "ivoirien*", "ivorian*"), (b"JP", "japonais*", "japanese"), (b"JO", "jordanien*", "jordanian*"), (b"KZ", "kazakh*", "kazakh*"), (b"KE", "kenyan*", "kenyan*"), (b"KP", "nord coreen*", "north korean*"),
    (b"KR", "sud coreen*,coreen*", "south korean*,korean*"), (b"KG", "kirghize*", "kyrgyz*"), (b"LA", "laotien*", "laotian*"), (b"LV", "letton*", "latvian*"), (b"LB", "libanais*", "lebanese"), (b"LY", "libyen*", "libyan*"),
    (b"LT", "lituanien*", "lithuanian*"), (b"LU", "luxembourgeois*", "luxembourgish"), (b"MG", "malgache*", "malagasy"), (b"MY", "malaisien*", "malaysian*"), (b"ML", "malien*", "malian*"), (b"MX", "mexicain*", "mexican*"),
    (b"MD", "moldave*", "moldovan*"), (b"MN", "mongol*", "mongolian*"), (b"ME", "montenegrin*", "montenegrin*"), (b"MA", "marocain*", "moroccan*"), (b"MM", "birman*", "burmese"), (b"NP", "nepalais*", "nepalese,nepali*"),
    (b"NL", "neerlandais*,hollandais*", "dutch,dutchmen"), (b"NZ", "neo zelandais*", "new zealander*"), (b"NG", "nigerian,nigerians,nigeriane*", "nigerian*"), (b"NO", "norvegien*", "norwegian*"), (b"PK", "pakistanais*", "pakistani*"),
    (b"PS", "palestinien*", "palestinian*"), (b"PE", "peruvien*", "peruvian*"), (b"PH", "philippin*", "filipino*,philippine"), (b"PL", "polonais*", "polish,poles"), (b"PT", "portugais*", "portuguese"), (b"QA", "qatari*", "qatari*"),
    (b"RO", "roumain*", "romanian*"), (b"RU", "russe,russes", "russian,russians"), (b"SA", "saoudien*", "saudi*"), (b"SN", "senegalais*", "senegalese"), (b"RS", "serbe,serbes", "serb,serbs,serbian*"), (b"SG", "singapourien*", "singaporean*"),
    (b"SK", "slovaque*", "slovak*"), (b"SI", "slovene*", "slovene*,slovenian*"), (b"ZA", "sud africain*", "south african*"), (b"ES", "espagnol*", "spanish,spaniards"), (b"LK", "sri lankais*", "sri lankan*"), (b"SE", "suedois*", "swedish,swedes"),
    (b"CH", "suisse,suisses", "swiss"), (b"SY", "syrien*", "syrian*"), (b"TW", "taiwanais*", "taiwanese"), (b"TH", "thailandais*", "thai,thais"), (b"TN", "tunisien*", "tunisian*"), (b"TR", "turc,turcs,turque,turques", "turkish,turks"),
    (b"UA", "ukrainien*", "ukrainian*"), (b"AE", "emirien*,emirati*", "emirati*"), (b"GB", "britannique*,anglais*", "british,britons,english"), (b"US", "americain*,etats unien*", "american*"), (b"UY", "uruguayen*", "uruguayan*"),
    (b"UZ", "ouzbek*", "uzbek*"), (b"VE", "venezuelien*", "venezuelan*"), (b"VN", "vietnamien*", "vietnamese"), (b"YE", "yemenite*", "yemeni*"),
];

/// Seats of power that stand for a State.
#[rustfmt::skip]
const SEATS: &[(&[u8; 2], &str)] = &[
    (b"RU", "moscou,moscow,kremlin,poutine,putin,gru,fsb,svr"), (b"CN", "pekin,beijing"), (b"US", "washington,maison blanche,white house,nsa,cia"), (b"UA", "kiev,kyiv,kyjiv"),
    (b"IR", "teheran,tehran"), (b"KP", "pyongyang"), (b"FR", "elysee"), (b"GB", "downing street"), (b"DE", "berlin"), (b"TR", "ankara"), (b"IL", "tel aviv"),
];

/// Named groups: as folded words, as written.
const GROUPS: &[(&str, &str)] = &[
    ("apt28", "APT28"),
    ("apt 28", "APT28"),
    ("apt29", "APT29"),
    ("apt 29", "APT29"),
    ("fancy bear", "APT28"),
    ("pawn storm", "APT28"),
    ("cozy bear", "APT29"),
    ("sandworm", "Sandworm"),
    ("lazarus", "Lazarus"),
    ("anonymous", "Anonymous"),
    ("killnet", "KillNet"),
    ("noname057", "NoName057(16)"),
    ("wikileaks", "WikiLeaks"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;
    use crate::text::words::{Kind, words};

    #[test]
    fn every_country_is_found_by_its_name_in_both_languages() {
        for country in COUNTRIES {
            for (tongue, name) in [(Tongue::Fr, country.name_fr), (Tongue::En, country.name_en)] {
                let found: Vec<_> = words(name).0.into_iter().filter(|word| matches!(word.kind, Kind::Word)).collect();
                let found = Lexicon::of(tongue).find(&found).map(|(item, _)| item);
                let code: [u8; 2] = country.alpha2.as_bytes().try_into().unwrap();
                assert_eq!(found, Some(Item::Country(code)), "{name}");
            }
        }
    }

    #[test]
    fn codes_are_codes_of_countries() {
        let codes = NATIONALITIES
            .iter()
            .map(|row| row.0)
            .chain(OTHER_NAMES.iter().map(|row| row.0))
            .chain(SEATS.iter().map(|row| row.0));
        for code in codes {
            assert!(vigie_figures::countries::by_alpha2(*code).is_some(), "{code:?}");
        }
    }
}
