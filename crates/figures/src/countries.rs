//! Countries and territories of ISO 3166-1: code letters, code number, and the names people read in English and French, with
//! the preposition that goes before each. Says nothing about where a source is; that is the network table's business.
//!
//! Names are the short ones of the Unicode CLDR (Unicode licence), with the few changes that a sentence needs. The code of
//! Kosovo, `XK`, is user-assigned and has no number.

/// A country or territory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2 code, in capitals.
    pub alpha2: &'static str,
    /// ISO 3166-1 numeric code; `None` where the alpha-2 code is user-assigned.
    pub numeric: Option<u16>,
    /// Name in English, without article.
    pub name_en: &'static str,
    /// Name in French, without article.
    pub name_fr: &'static str,
    preposition_en: &'static str,
    preposition_fr: &'static str,
}

impl Country {
    /// The country with its preposition, in English: `in Ukraine`, `in the Netherlands`.
    pub fn located_en(&self) -> String {
        format!("{}{}", self.preposition_en, self.name_en)
    }

    /// The country with its preposition, in French: `en Ukraine`, `aux Pays-Bas`.
    pub fn located_fr(&self) -> String {
        format!("{}{}", self.preposition_fr, self.name_fr)
    }
}

/// The country of an alpha-2 code in capitals, or `None` (a code that ISO 3166-1 does not have is shown as it is).
///
/// ```
/// use vigie_figures::countries;
/// let ukraine = countries::by_alpha2(*b"UA").unwrap();
/// assert_eq!((ukraine.located_en().as_str(), ukraine.located_fr().as_str()), ("in Ukraine", "en Ukraine"));
/// assert!(countries::by_alpha2(*b"ZZ").is_none());
/// ```
pub fn by_alpha2(code: [u8; 2]) -> Option<&'static Country> {
    let found = COUNTRIES.binary_search_by(|country| country.alpha2.as_bytes().cmp(&code)).ok()?;
    COUNTRIES.get(found)
}

/// The country of a numeric code, or `None`.
pub fn by_numeric(code: u16) -> Option<&'static Country> {
    COUNTRIES.iter().find(|country| country.numeric == Some(code))
}

const fn row(
    alpha2: &'static str,
    numeric: u16,
    preposition_en: &'static str,
    name_en: &'static str,
    preposition_fr: &'static str,
    name_fr: &'static str,
) -> Country {
    let numeric = if numeric == 0 { None } else { Some(numeric) };
    Country { alpha2, numeric, name_en, name_fr, preposition_en, preposition_fr }
}

/// Every country and territory, sorted by alpha-2 code.
#[rustfmt::skip]
pub const COUNTRIES: &[Country] = &[
    row("AD", 20, "in ", "Andorra", "en ", "Andorre"),
    row("AE", 784, "in the ", "United Arab Emirates", "aux ", "Émirats arabes unis"),
    row("AF", 4, "in ", "Afghanistan", "en ", "Afghanistan"),
    row("AG", 28, "in ", "Antigua and Barbuda", "à ", "Antigua-et-Barbuda"),
    row("AI", 660, "in ", "Anguilla", "à ", "Anguilla"),
    row("AL", 8, "in ", "Albania", "en ", "Albanie"),
    row("AM", 51, "in ", "Armenia", "en ", "Arménie"),
    row("AO", 24, "in ", "Angola", "en ", "Angola"),
    row("AQ", 10, "in ", "Antarctica", "en ", "Antarctique"),
    row("AR", 32, "in ", "Argentina", "en ", "Argentine"),
    row("AS", 16, "in ", "American Samoa", "aux ", "Samoa américaines"),
    row("AT", 40, "in ", "Austria", "en ", "Autriche"),
    row("AU", 36, "in ", "Australia", "en ", "Australie"),
    row("AW", 533, "in ", "Aruba", "à ", "Aruba"),
    row("AX", 248, "in the ", "Åland Islands", "aux ", "Îles Åland"),
    row("AZ", 31, "in ", "Azerbaijan", "en ", "Azerbaïdjan"),
    row("BA", 70, "in ", "Bosnia and Herzegovina", "en ", "Bosnie-Herzégovine"),
    row("BB", 52, "in ", "Barbados", "à la ", "Barbade"),
    row("BD", 50, "in ", "Bangladesh", "au ", "Bangladesh"),
    row("BE", 56, "in ", "Belgium", "en ", "Belgique"),
    row("BF", 854, "in ", "Burkina Faso", "au ", "Burkina Faso"),
    row("BG", 100, "in ", "Bulgaria", "en ", "Bulgarie"),
    row("BH", 48, "in ", "Bahrain", "à ", "Bahreïn"),
    row("BI", 108, "in ", "Burundi", "au ", "Burundi"),
    row("BJ", 204, "in ", "Benin", "au ", "Bénin"),
    row("BL", 652, "in ", "St. Barthélemy", "à ", "Saint-Barthélemy"),
    row("BM", 60, "in ", "Bermuda", "aux ", "Bermudes"),
    row("BN", 96, "in ", "Brunei", "au ", "Brunei"),
    row("BO", 68, "in ", "Bolivia", "en ", "Bolivie"),
    row("BQ", 535, "in the ", "Caribbean Netherlands", "aux ", "Pays-Bas caribéens"),
    row("BR", 76, "in ", "Brazil", "au ", "Brésil"),
    row("BS", 44, "in the ", "Bahamas", "aux ", "Bahamas"),
    row("BT", 64, "in ", "Bhutan", "au ", "Bhoutan"),
    row("BV", 74, "in ", "Bouvet Island", "à l’", "Île Bouvet"),
    row("BW", 72, "in ", "Botswana", "au ", "Botswana"),
    row("BY", 112, "in ", "Belarus", "en ", "Biélorussie"),
    row("BZ", 84, "in ", "Belize", "au ", "Belize"),
    row("CA", 124, "in ", "Canada", "au ", "Canada"),
    row("CC", 166, "in the ", "Cocos (Keeling) Islands", "aux ", "Îles Cocos"),
    row("CD", 180, "in ", "Congo (Kinshasa)", "au ", "Congo (Kinshasa)"),
    row("CF", 140, "in the ", "Central African Republic", "en ", "République centrafricaine"),
    row("CG", 178, "in ", "Congo (Brazzaville)", "au ", "Congo (Brazzaville)"),
    row("CH", 756, "in ", "Switzerland", "en ", "Suisse"),
    row("CI", 384, "in ", "Côte d’Ivoire", "en ", "Côte d’Ivoire"),
    row("CK", 184, "in the ", "Cook Islands", "aux ", "Îles Cook"),
    row("CL", 152, "in ", "Chile", "au ", "Chili"),
    row("CM", 120, "in ", "Cameroon", "au ", "Cameroun"),
    row("CN", 156, "in ", "China", "en ", "Chine"),
    row("CO", 170, "in ", "Colombia", "en ", "Colombie"),
    row("CR", 188, "in ", "Costa Rica", "au ", "Costa Rica"),
    row("CU", 192, "in ", "Cuba", "à ", "Cuba"),
    row("CV", 132, "in ", "Cape Verde", "au ", "Cap-Vert"),
    row("CW", 531, "in ", "Curaçao", "à ", "Curaçao"),
    row("CX", 162, "in ", "Christmas Island", "à l’", "Île Christmas"),
    row("CY", 196, "in ", "Cyprus", "à ", "Chypre"),
    row("CZ", 203, "in ", "Czechia", "en ", "Tchéquie"),
    row("DE", 276, "in ", "Germany", "en ", "Allemagne"),
    row("DJ", 262, "in ", "Djibouti", "à ", "Djibouti"),
    row("DK", 208, "in ", "Denmark", "au ", "Danemark"),
    row("DM", 212, "in ", "Dominica", "à la ", "Dominique"),
    row("DO", 214, "in the ", "Dominican Republic", "en ", "République dominicaine"),
    row("DZ", 12, "in ", "Algeria", "en ", "Algérie"),
    row("EC", 218, "in ", "Ecuador", "en ", "Équateur"),
    row("EE", 233, "in ", "Estonia", "en ", "Estonie"),
    row("EG", 818, "in ", "Egypt", "en ", "Égypte"),
    row("EH", 732, "in ", "Western Sahara", "au ", "Sahara occidental"),
    row("ER", 232, "in ", "Eritrea", "en ", "Érythrée"),
    row("ES", 724, "in ", "Spain", "en ", "Espagne"),
    row("ET", 231, "in ", "Ethiopia", "en ", "Éthiopie"),
    row("FI", 246, "in ", "Finland", "en ", "Finlande"),
    row("FJ", 242, "in ", "Fiji", "aux ", "Fidji"),
    row("FK", 238, "in the ", "Falkland Islands", "aux ", "Îles Malouines"),
    row("FM", 583, "in ", "Micronesia", "en ", "Micronésie"),
    row("FO", 234, "in the ", "Faroe Islands", "aux ", "Îles Féroé"),
    row("FR", 250, "in ", "France", "en ", "France"),
    row("GA", 266, "in ", "Gabon", "au ", "Gabon"),
    row("GB", 826, "in the ", "United Kingdom", "au ", "Royaume-Uni"),
    row("GD", 308, "in ", "Grenada", "à la ", "Grenade"),
    row("GE", 268, "in ", "Georgia", "en ", "Géorgie"),
    row("GF", 254, "in ", "French Guiana", "en ", "Guyane française"),
    row("GG", 831, "in ", "Guernsey", "à ", "Guernesey"),
    row("GH", 288, "in ", "Ghana", "au ", "Ghana"),
    row("GI", 292, "in ", "Gibraltar", "à ", "Gibraltar"),
    row("GL", 304, "in ", "Greenland", "au ", "Groenland"),
    row("GM", 270, "in the ", "Gambia", "en ", "Gambie"),
    row("GN", 324, "in ", "Guinea", "en ", "Guinée"),
    row("GP", 312, "in ", "Guadeloupe", "en ", "Guadeloupe"),
    row("GQ", 226, "in ", "Equatorial Guinea", "en ", "Guinée équatoriale"),
    row("GR", 300, "in ", "Greece", "en ", "Grèce"),
    row("GS", 239, "in ", "South Georgia and South Sandwich Islands", "en ", "Géorgie du Sud et îles Sandwich du Sud"),
    row("GT", 320, "in ", "Guatemala", "au ", "Guatemala"),
    row("GU", 316, "in ", "Guam", "à ", "Guam"),
    row("GW", 624, "in ", "Guinea-Bissau", "en ", "Guinée-Bissau"),
    row("GY", 328, "in ", "Guyana", "au ", "Guyana"),
    row("HK", 344, "in ", "Hong Kong", "à ", "Hong Kong"),
    row("HM", 334, "in ", "Heard and McDonald Islands", "aux ", "Îles Heard-et-MacDonald"),
    row("HN", 340, "in ", "Honduras", "au ", "Honduras"),
    row("HR", 191, "in ", "Croatia", "en ", "Croatie"),
    row("HT", 332, "in ", "Haiti", "en ", "Haïti"),
    row("HU", 348, "in ", "Hungary", "en ", "Hongrie"),
    row("ID", 360, "in ", "Indonesia", "en ", "Indonésie"),
    row("IE", 372, "in ", "Ireland", "en ", "Irlande"),
    row("IL", 376, "in ", "Israel", "en ", "Israël"),
    row("IM", 833, "in the ", "Isle of Man", "à l’", "Île de Man"),
    row("IN", 356, "in ", "India", "en ", "Inde"),
    row("IO", 86, "in the ", "British Indian Ocean Territory", "dans le ", "Territoire britannique de l’océan Indien"),
    row("IQ", 368, "in ", "Iraq", "en ", "Irak"),
    row("IR", 364, "in ", "Iran", "en ", "Iran"),
    row("IS", 352, "in ", "Iceland", "en ", "Islande"),
    row("IT", 380, "in ", "Italy", "en ", "Italie"),
    row("JE", 832, "in ", "Jersey", "à ", "Jersey"),
    row("JM", 388, "in ", "Jamaica", "en ", "Jamaïque"),
    row("JO", 400, "in ", "Jordan", "en ", "Jordanie"),
    row("JP", 392, "in ", "Japan", "au ", "Japon"),
    row("KE", 404, "in ", "Kenya", "au ", "Kenya"),
    row("KG", 417, "in ", "Kyrgyzstan", "au ", "Kirghizstan"),
    row("KH", 116, "in ", "Cambodia", "au ", "Cambodge"),
    row("KI", 296, "in ", "Kiribati", "à ", "Kiribati"),
    row("KM", 174, "in the ", "Comoros", "aux ", "Comores"),
    row("KN", 659, "in ", "St. Kitts and Nevis", "à ", "Saint-Christophe-et-Niévès"),
    row("KP", 408, "in ", "North Korea", "en ", "Corée du Nord"),
    row("KR", 410, "in ", "South Korea", "en ", "Corée du Sud"),
    row("KW", 414, "in ", "Kuwait", "au ", "Koweït"),
    row("KY", 136, "in the ", "Cayman Islands", "aux ", "Îles Caïmans"),
    row("KZ", 398, "in ", "Kazakhstan", "au ", "Kazakhstan"),
    row("LA", 418, "in ", "Laos", "au ", "Laos"),
    row("LB", 422, "in ", "Lebanon", "au ", "Liban"),
    row("LC", 662, "in ", "St. Lucia", "à ", "Sainte-Lucie"),
    row("LI", 438, "in ", "Liechtenstein", "au ", "Liechtenstein"),
    row("LK", 144, "in ", "Sri Lanka", "au ", "Sri Lanka"),
    row("LR", 430, "in ", "Liberia", "au ", "Liberia"),
    row("LS", 426, "in ", "Lesotho", "au ", "Lesotho"),
    row("LT", 440, "in ", "Lithuania", "en ", "Lituanie"),
    row("LU", 442, "in ", "Luxembourg", "au ", "Luxembourg"),
    row("LV", 428, "in ", "Latvia", "en ", "Lettonie"),
    row("LY", 434, "in ", "Libya", "en ", "Libye"),
    row("MA", 504, "in ", "Morocco", "au ", "Maroc"),
    row("MC", 492, "in ", "Monaco", "à ", "Monaco"),
    row("MD", 498, "in ", "Moldova", "en ", "Moldavie"),
    row("ME", 499, "in ", "Montenegro", "au ", "Monténégro"),
    row("MF", 663, "in ", "St. Martin", "à ", "Saint-Martin"),
    row("MG", 450, "in ", "Madagascar", "à ", "Madagascar"),
    row("MH", 584, "in the ", "Marshall Islands", "aux ", "Îles Marshall"),
    row("MK", 807, "in ", "North Macedonia", "en ", "Macédoine du Nord"),
    row("ML", 466, "in ", "Mali", "au ", "Mali"),
    row("MM", 104, "in ", "Myanmar", "au ", "Myanmar (Birmanie)"),
    row("MN", 496, "in ", "Mongolia", "en ", "Mongolie"),
    row("MO", 446, "in ", "Macao", "à ", "Macao"),
    row("MP", 580, "in the ", "Northern Mariana Islands", "aux ", "Îles Mariannes du Nord"),
    row("MQ", 474, "in ", "Martinique", "en ", "Martinique"),
    row("MR", 478, "in ", "Mauritania", "en ", "Mauritanie"),
    row("MS", 500, "in ", "Montserrat", "à ", "Montserrat"),
    row("MT", 470, "in ", "Malta", "à ", "Malte"),
    row("MU", 480, "in ", "Mauritius", "à ", "Maurice"),
    row("MV", 462, "in the ", "Maldives", "aux ", "Maldives"),
    row("MW", 454, "in ", "Malawi", "au ", "Malawi"),
    row("MX", 484, "in ", "Mexico", "au ", "Mexique"),
    row("MY", 458, "in ", "Malaysia", "en ", "Malaisie"),
    row("MZ", 508, "in ", "Mozambique", "au ", "Mozambique"),
    row("NA", 516, "in ", "Namibia", "en ", "Namibie"),
    row("NC", 540, "in ", "New Caledonia", "en ", "Nouvelle-Calédonie"),
    row("NE", 562, "in ", "Niger", "au ", "Niger"),
    row("NF", 574, "in ", "Norfolk Island", "à l’", "Île Norfolk"),
    row("NG", 566, "in ", "Nigeria", "au ", "Nigeria"),
    row("NI", 558, "in ", "Nicaragua", "au ", "Nicaragua"),
    row("NL", 528, "in the ", "Netherlands", "aux ", "Pays-Bas"),
    row("NO", 578, "in ", "Norway", "en ", "Norvège"),
    row("NP", 524, "in ", "Nepal", "au ", "Népal"),
    row("NR", 520, "in ", "Nauru", "à ", "Nauru"),
    row("NU", 570, "in ", "Niue", "à ", "Niue"),
    row("NZ", 554, "in ", "New Zealand", "en ", "Nouvelle-Zélande"),
    row("OM", 512, "in ", "Oman", "à ", "Oman"),
    row("PA", 591, "in ", "Panama", "au ", "Panama"),
    row("PE", 604, "in ", "Peru", "au ", "Pérou"),
    row("PF", 258, "in ", "French Polynesia", "en ", "Polynésie française"),
    row("PG", 598, "in ", "Papua New Guinea", "en ", "Papouasie-Nouvelle-Guinée"),
    row("PH", 608, "in the ", "Philippines", "aux ", "Philippines"),
    row("PK", 586, "in ", "Pakistan", "au ", "Pakistan"),
    row("PL", 616, "in ", "Poland", "en ", "Pologne"),
    row("PM", 666, "in ", "St. Pierre and Miquelon", "à ", "Saint-Pierre-et-Miquelon"),
    row("PN", 612, "in the ", "Pitcairn Islands", "aux ", "Îles Pitcairn"),
    row("PR", 630, "in ", "Puerto Rico", "à ", "Porto Rico"),
    row("PS", 275, "in the ", "Palestinian Territories", "dans les ", "Territoires palestiniens"),
    row("PT", 620, "in ", "Portugal", "au ", "Portugal"),
    row("PW", 585, "in ", "Palau", "aux ", "Palaos"),
    row("PY", 600, "in ", "Paraguay", "au ", "Paraguay"),
    row("QA", 634, "in ", "Qatar", "au ", "Qatar"),
    row("RE", 638, "in ", "Réunion", "à ", "La Réunion"),
    row("RO", 642, "in ", "Romania", "en ", "Roumanie"),
    row("RS", 688, "in ", "Serbia", "en ", "Serbie"),
    row("RU", 643, "in ", "Russia", "en ", "Russie"),
    row("RW", 646, "in ", "Rwanda", "au ", "Rwanda"),
    row("SA", 682, "in ", "Saudi Arabia", "en ", "Arabie saoudite"),
    row("SB", 90, "in the ", "Solomon Islands", "aux ", "Îles Salomon"),
    row("SC", 690, "in the ", "Seychelles", "aux ", "Seychelles"),
    row("SD", 729, "in ", "Sudan", "au ", "Soudan"),
    row("SE", 752, "in ", "Sweden", "en ", "Suède"),
    row("SG", 702, "in ", "Singapore", "à ", "Singapour"),
    row("SH", 654, "in ", "St. Helena", "à ", "Sainte-Hélène"),
    row("SI", 705, "in ", "Slovenia", "en ", "Slovénie"),
    row("SJ", 744, "in ", "Svalbard and Jan Mayen", "à ", "Svalbard et Jan Mayen"),
    row("SK", 703, "in ", "Slovakia", "en ", "Slovaquie"),
    row("SL", 694, "in ", "Sierra Leone", "en ", "Sierra Leone"),
    row("SM", 674, "in ", "San Marino", "à ", "Saint-Marin"),
    row("SN", 686, "in ", "Senegal", "au ", "Sénégal"),
    row("SO", 706, "in ", "Somalia", "en ", "Somalie"),
    row("SR", 740, "in ", "Suriname", "au ", "Suriname"),
    row("SS", 728, "in ", "South Sudan", "au ", "Soudan du Sud"),
    row("ST", 678, "in ", "São Tomé and Príncipe", "à ", "Sao Tomé-et-Principe"),
    row("SV", 222, "in ", "El Salvador", "au ", "Salvador"),
    row("SX", 534, "in ", "Sint Maarten", "à ", "Saint-Martin (partie néerlandaise)"),
    row("SY", 760, "in ", "Syria", "en ", "Syrie"),
    row("SZ", 748, "in ", "Eswatini", "en ", "Eswatini"),
    row("TC", 796, "in the ", "Turks and Caicos Islands", "aux ", "Îles Turques-et-Caïques"),
    row("TD", 148, "in ", "Chad", "au ", "Tchad"),
    row("TF", 260, "in the ", "French Southern Territories", "dans les ", "Terres australes françaises"),
    row("TG", 768, "in ", "Togo", "au ", "Togo"),
    row("TH", 764, "in ", "Thailand", "en ", "Thaïlande"),
    row("TJ", 762, "in ", "Tajikistan", "au ", "Tadjikistan"),
    row("TK", 772, "in ", "Tokelau", "à ", "Tokelau"),
    row("TL", 626, "in ", "Timor-Leste", "au ", "Timor oriental"),
    row("TM", 795, "in ", "Turkmenistan", "au ", "Turkménistan"),
    row("TN", 788, "in ", "Tunisia", "en ", "Tunisie"),
    row("TO", 776, "in ", "Tonga", "à ", "Tonga"),
    row("TR", 792, "in ", "Türkiye", "en ", "Turquie"),
    row("TT", 780, "in ", "Trinidad and Tobago", "à ", "Trinité-et-Tobago"),
    row("TV", 798, "in ", "Tuvalu", "à ", "Tuvalu"),
    row("TW", 158, "in ", "Taiwan", "à ", "Taïwan"),
    row("TZ", 834, "in ", "Tanzania", "en ", "Tanzanie"),
    row("UA", 804, "in ", "Ukraine", "en ", "Ukraine"),
    row("UG", 800, "in ", "Uganda", "en ", "Ouganda"),
    row("UM", 581, "in the ", "U.S. Outlying Islands", "dans les ", "Îles mineures éloignées des États-Unis"),
    row("US", 840, "in the ", "United States", "aux ", "États-Unis"),
    row("UY", 858, "in ", "Uruguay", "en ", "Uruguay"),
    row("UZ", 860, "in ", "Uzbekistan", "en ", "Ouzbékistan"),
    row("VA", 336, "in ", "Vatican City", "au ", "Vatican"),
    row("VC", 670, "in ", "St. Vincent and Grenadines", "à ", "Saint-Vincent-et-les Grenadines"),
    row("VE", 862, "in ", "Venezuela", "au ", "Venezuela"),
    row("VG", 92, "in the ", "British Virgin Islands", "aux ", "Îles Vierges britanniques"),
    row("VI", 850, "in the ", "U.S. Virgin Islands", "aux ", "Îles Vierges des États-Unis"),
    row("VN", 704, "in ", "Vietnam", "au ", "Viêt Nam"),
    row("VU", 548, "in ", "Vanuatu", "au ", "Vanuatu"),
    row("WF", 876, "in ", "Wallis and Futuna", "à ", "Wallis-et-Futuna"),
    row("WS", 882, "in ", "Samoa", "aux ", "Samoa"),
    row("XK", 0, "in ", "Kosovo", "au ", "Kosovo"),
    row("YE", 887, "in ", "Yemen", "au ", "Yémen"),
    row("YT", 175, "in ", "Mayotte", "à ", "Mayotte"),
    row("ZA", 710, "in ", "South Africa", "en ", "Afrique du Sud"),
    row("ZM", 894, "in ", "Zambia", "en ", "Zambie"),
    row("ZW", 716, "in ", "Zimbabwe", "au ", "Zimbabwe"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_unique_and_well_formed() {
        for pair in COUNTRIES.windows(2) {
            assert!(pair[0].alpha2 < pair[1].alpha2, "{} before {}", pair[0].alpha2, pair[1].alpha2);
        }
        let mut numbers: Vec<_> = COUNTRIES.iter().filter_map(|country| country.numeric).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), COUNTRIES.len() - 1, "only Kosovo has no number");
        for country in COUNTRIES {
            assert!(country.alpha2.len() == 2 && country.alpha2.bytes().all(|b| b.is_ascii_uppercase()));
            assert!(country.numeric.is_none_or(|number| number < 1_000));
            assert_eq!(by_alpha2(country.alpha2.as_bytes().try_into().unwrap()), Some(country));
        }
    }

    #[test]
    fn prepositions_fit_the_names() {
        for country in COUNTRIES {
            let french = country.located_fr();
            let before_vowel = country.name_fr.starts_with(['A', 'E', 'É', 'I', 'Î', 'O', 'U']);
            assert!(!(before_vowel && french.starts_with("au ")), "{french}");
            assert!(["in ", "in the "].contains(&country.preposition_en), "{}", country.alpha2);
        }
        for (code, english, french) in [
            (b"US", "in the United States", "aux États-Unis"),
            (b"IR", "in Iran", "en Iran"),
            (b"BR", "in Brazil", "au Brésil"),
            (b"CU", "in Cuba", "à Cuba"),
            (b"RE", "in Réunion", "à La Réunion"),
        ] {
            let country = by_alpha2(*code).unwrap();
            assert_eq!((country.located_en().as_str(), country.located_fr().as_str()), (english, french));
        }
    }
}
