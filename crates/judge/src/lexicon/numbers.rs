//! Numbers in words, French and English: "mille neuf cent vingt-deux", "two thousand and five". Vague numbers ("des milliers") are in the tables.

use super::Tongue;
use crate::text::words::{Kind, Word};

/// What a number word does.
#[derive(Clone, Copy)]
enum Part {
    /// Adds.
    Add(f64),
    /// Multiplies what stands before it in its group: "vingt" after "quatre", "cent", "hundred".
    Times(f64),
    /// Ends a group: thousand, million.
    Group(f64),
}

/// The number that begins at the first of these words, and how many words it takes. One word that may be an article ("un", "une", "a", "one" before a noun) is no number
/// here unless another number word follows.
///
/// ```
/// use vigie_judge::{lexicon::{numbers, Tongue}, text::words::words};
/// let (found, _) = words("mille neuf cent vingt-deux attaques");
/// assert_eq!(numbers::in_words(&found, Tongue::Fr), Some((1922.0, 5)));
/// ```
pub fn in_words(words: &[Word], tongue: Tongue) -> Option<(f64, usize)> {
    let (mut total, mut group, mut taken, mut numbers) = (0.0, 0.0, 0, 0);
    let mut only_article = false;
    for (at, word) in words.iter().enumerate() {
        if word.kind != Kind::Word {
            break;
        }
        let Some(part) = part(&word.folded, tongue) else {
            let joins = matches!((tongue, word.folded.as_str()), (Tongue::Fr, "et") | (Tongue::En, "and"));
            let goes_on = words.get(at + 1).is_some_and(|next| self::part(&next.folded, tongue).is_some());
            let allowed = match tongue {
                Tongue::Fr => (20.0..100.0).contains(&group),
                Tongue::En => group >= 100.0 || total > 0.0,
            };
            if joins && goes_on && numbers > 0 && allowed {
                continue;
            }
            break;
        };
        match part {
            Part::Add(value) => {
                // "Deux trois" are two numbers, not one.
                if group > 0.0
                    && group % 100.0 > 0.0
                    && !(value < 20.0 && group % 100.0 >= 20.0 && (group % 10.0 == 0.0))
                {
                    break;
                }
                group += value;
            }
            Part::Times(100.0) => group = if group % 1_000.0 == 0.0 { 100.0 } else { group * 100.0 },
            Part::Times(value) => {
                if (group % 100.0 - 4.0).abs() < 0.5 {
                    group += 4.0 * value - 4.0;
                } else if group % 100.0 == 0.0 {
                    group += value;
                } else {
                    break;
                }
            }
            Part::Group(value) => {
                total += if group == 0.0 { value } else { group * value };
                group = 0.0;
            }
        }
        numbers += 1;
        only_article = numbers == 1 && matches!(word.folded.as_str(), "un" | "une" | "one");
        taken = at + 1;
    }
    let bare_magnitude =
        numbers == 1 && matches!(words[0].folded.as_str(), "hundred" | "thousand" | "million" | "billion" | "millions");
    (numbers > 0 && !only_article && !bare_magnitude).then_some((total + group, taken))
}

fn part(word: &str, tongue: Tongue) -> Option<Part> {
    let table = match tongue {
        Tongue::Fr => FRENCH,
        Tongue::En => ENGLISH,
    };
    table.iter().find(|(known, _)| *known == word).map(|(_, part)| *part)
}

#[rustfmt::skip]
const FRENCH: &[(&str, Part)] = &[
    ("un", Part::Add(1.0)), ("une", Part::Add(1.0)), ("deux", Part::Add(2.0)), ("trois", Part::Add(3.0)), ("quatre", Part::Add(4.0)),
    ("cinq", Part::Add(5.0)), ("six", Part::Add(6.0)), ("sept", Part::Add(7.0)), ("huit", Part::Add(8.0)), ("neuf", Part::Add(9.0)),
    ("dix", Part::Add(10.0)), ("onze", Part::Add(11.0)), ("douze", Part::Add(12.0)), ("treize", Part::Add(13.0)), ("quatorze", Part::Add(14.0)),
    ("quinze", Part::Add(15.0)), ("seize", Part::Add(16.0)), ("vingt", Part::Times(20.0)), ("vingts", Part::Times(20.0)), ("trente", Part::Add(30.0)),
    ("quarante", Part::Add(40.0)), ("cinquante", Part::Add(50.0)), ("soixante", Part::Add(60.0)), ("septante", Part::Add(70.0)), ("huitante", Part::Add(80.0)), ("nonante", Part::Add(90.0)),
    ("cent", Part::Times(100.0)), ("cents", Part::Times(100.0)), ("mille", Part::Group(1_000.0)), ("million", Part::Group(1e6)), ("millions", Part::Group(1e6)),
];

#[rustfmt::skip]
const ENGLISH: &[(&str, Part)] = &[
    ("one", Part::Add(1.0)), ("two", Part::Add(2.0)), ("three", Part::Add(3.0)), ("four", Part::Add(4.0)), ("five", Part::Add(5.0)),
    ("six", Part::Add(6.0)), ("seven", Part::Add(7.0)), ("eight", Part::Add(8.0)), ("nine", Part::Add(9.0)), ("ten", Part::Add(10.0)),
    ("eleven", Part::Add(11.0)), ("twelve", Part::Add(12.0)), ("thirteen", Part::Add(13.0)), ("fourteen", Part::Add(14.0)), ("fifteen", Part::Add(15.0)),
    ("sixteen", Part::Add(16.0)), ("seventeen", Part::Add(17.0)), ("eighteen", Part::Add(18.0)), ("nineteen", Part::Add(19.0)), ("twenty", Part::Add(20.0)),
    ("thirty", Part::Add(30.0)), ("forty", Part::Add(40.0)), ("fifty", Part::Add(50.0)), ("sixty", Part::Add(60.0)), ("seventy", Part::Add(70.0)), ("eighty", Part::Add(80.0)),
    ("ninety", Part::Add(90.0)), ("hundred", Part::Times(100.0)), ("thousand", Part::Group(1_000.0)), ("million", Part::Group(1e6)),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::words;

    #[test]
    fn numbers_in_words_are_read() {
        for (text, tongue, value) in [
            ("mille neuf cent vingt-deux", Tongue::Fr, Some(1_922.0)),
            ("quatre mille", Tongue::Fr, Some(4_000.0)),
            ("quatre-vingt-dix-sept", Tongue::Fr, Some(97.0)),
            ("deux cents", Tongue::Fr, Some(200.0)),
            ("vingt et un", Tongue::Fr, Some(21.0)),
            ("soixante-dix-huit", Tongue::Fr, Some(78.0)),
            ("deux millions trois cent mille", Tongue::Fr, Some(2_300_000.0)),
            ("cent vingt", Tongue::Fr, Some(120.0)),
            ("une attaque", Tongue::Fr, None),
            ("deux et trois", Tongue::Fr, Some(2.0)),
            ("one thousand nine hundred and twenty-two", Tongue::En, Some(1_922.0)),
            ("four thousand", Tongue::En, Some(4_000.0)),
            ("ninety-seven", Tongue::En, Some(97.0)),
            ("two hundred thousand", Tongue::En, Some(200_000.0)),
            ("one attack", Tongue::En, None),
            ("thousand", Tongue::En, None),
            ("two and three", Tongue::En, Some(2.0)),
        ] {
            assert_eq!(in_words(&words(text).0, tongue).map(|(value, _)| value), value, "{text}");
        }
    }
}
