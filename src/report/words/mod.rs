//! The words of reports, in French and in English, and how numbers, dates and names are written in each. Words stand in `en.ftl`
//! and `fr.ftl`, those of statements in `statement.en.ftl` and `statement.fr.ftl` (Project Fluent, embedded); a test holds their keys equal, complete and used.
//!
//! Titles of rules are English in the rules; `rule_titles` has the French ones.
//!
//! Not here: names of forms (`vigie_facts::form`), of countries (`vigie_figures::countries`).

use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use vigie_facts::form::Form;
use vigie_facts::service::Service;
use vigie_figures::calendar::{Day, Moment};
use vigie_figures::countries;
use vigie_figures::figure::Unit;
use vigie_figures::sentence::{Arg, Sentence};

mod rule_titles;
#[cfg(test)]
mod tests;

/// A language of reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// French.
    French,
}

impl Language {
    /// Both.
    pub const ALL: [Language; 2] = [Language::English, Language::French];

    /// The ISO 639-1 code, as in the `lang` attribute.
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::French => "fr",
        }
    }

    /// The language of a code or a POSIX locale (`fr`, `fr_FR.UTF-8`), or `None`.
    ///
    /// ```
    /// use vigie::report::words::Language;
    /// assert_eq!(Language::from_code("fr_FR.UTF-8"), Some(Language::French));
    /// assert_eq!(Language::from_code("C"), None);
    /// ```
    pub fn from_code(code: &str) -> Option<Language> {
        let language = code.split(['_', '-', '.', '@']).next().unwrap_or_default();
        Language::ALL.into_iter().find(|other| other.code().eq_ignore_ascii_case(language))
    }
}

/// The words of one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Words").field("language", &self.language).finish_non_exhaustive()
    }
}

/// How a medium makes hostile text inert: `|text| Terminal(text).to_string()`.
pub type Escape<'a> = &'a dyn Fn(&str) -> String;

/// Chances above one in a thousand are written out.
const CHANCE_WRITTEN_OUT_LOG10: f64 = -3.0;

/// Digits as exponents.
const SUPERSCRIPTS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

const ENGLISH: &str = concat!(include_str!("en.ftl"), include_str!("statement.en.ftl"));
const FRENCH: &str = concat!(include_str!("fr.ftl"), include_str!("statement.fr.ftl"));

impl Words {
    /// The words of a language.
    pub fn of(language: Language) -> Words {
        let source = match language {
            Language::English => ENGLISH.to_owned(),
            Language::French => with_french_spaces(FRENCH),
        };
        // What does not parse is left out; the tests hold that nothing is.
        let resource = FluentResource::try_new(source).unwrap_or_else(|(resource, _)| resource);
        let identifier: unic_langid::LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::English => |value, _| written_number(value, Language::English),
            Language::French => |value, _| written_number(value, Language::French),
        }));
        bundle.add_resource_overriding(resource);
        Words { language, bundle }
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Words without gaps. A key that does not exist gives the key: seen by a reader, and by the tests first.
    pub fn text(&self, key: &str) -> String {
        self.filled(key, None)
    }

    /// The title of a rule; in French for the built-in ones, as its author wrote it for others. Hostile text if the rule is.
    pub fn rule_title<'a>(&self, title: &'a str) -> &'a str {
        match self.language {
            Language::English => title,
            Language::French => rule_titles::french(title).unwrap_or(title),
        }
    }

    /// A sentence, its gaps filled, every hostile text in it made inert by `escape`. The words themselves hold no markup, so the
    /// result may be written to the medium as it is.
    pub fn sentence(&self, sentence: &Sentence, escape: Escape<'_>) -> String {
        let mut args = FluentArgs::new();
        for (name, arg) in &sentence.args {
            match arg {
                Arg::Count(count) => args.set(name.to_string(), number_value(*count)),
                other => args.set(name.to_string(), FluentValue::from(self.arg(other, escape))),
            }
        }
        self.filled(&sentence.key, Some(&args))
    }

    /// What fills one gap, as text.
    pub fn arg(&self, arg: &Arg, escape: Escape<'_>) -> String {
        match arg {
            Arg::Count(count) => self.number(*count),
            Arg::Percent(percent) => self.percent(Some(*percent)),
            Arg::Bytes(bytes) => self.bytes(*bytes),
            Arg::Text(text) => escape(text),
            Arg::Word(key) => self.text(key),
            Arg::Form(form) => self.form(*form).to_owned(),
            Arg::Country(code) => escape(&self.country(code)),
            Arg::Located(code) => escape(&self.located(code)),
            Arg::Day(day) => self.day(*day),
            Arg::Moment(moment) => self.moment(*moment),
            Arg::List(list) => list.iter().map(|arg| self.arg(arg, escape)).collect::<Vec<_>>().join(", "),
            Arg::Sentence(sentence) => self.sentence(sentence, escape),
        }
    }

    fn filled(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, args, &mut errors).replace('\n', " ")
    }

    /// Several phrases on one line, with the semicolon of the language.
    pub fn joined(&self, phrases: &[String]) -> String {
        phrases.join(if self.language == Language::French { "\u{202f}; " } else { "; " })
    }

    /// A name and what is said of it, with the colon of the language. Both must be inert already.
    pub fn labelled(&self, name: &str, text: &str) -> String {
        let sentence = Sentence::new("line-label").text("name", name).text("text", text);
        self.sentence(&sentence, &|text| text.to_owned())
    }

    /// A number: `1,922`, or `1 922` with narrow no-break spaces.
    pub fn number(&self, number: u64) -> String {
        grouped(number, self.language)
    }

    /// A number and the unit it counts: `1,922 attempts`.
    pub fn count(&self, number: u64, unit: Unit) -> String {
        if unit == Unit::Bytes {
            return self.bytes(number);
        }
        let mut args = FluentArgs::new();
        args.set("count", number_value(number));
        format!("{}\u{a0}{}", self.number(number), self.filled(&format!("unit-{}", unit.id()), Some(&args)))
    }

    /// A number with a fraction: `12.5`, or `12,5`; whole numbers without one.
    pub fn decimal(&self, number: f64) -> String {
        let text = format!("{number}");
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let whole = whole.parse::<u64>().map_or_else(|_| whole.to_owned(), |whole| self.number(whole));
        let mark = if self.language == Language::French { ',' } else { '.' };
        if fraction.is_empty() { whole } else { format!("{whole}{mark}{fraction}") }
    }

    /// A percentage: `47.2 %`, `47,2 %`; a dash for a share of nothing.
    pub fn percent(&self, percent: Option<f64>) -> String {
        match percent {
            Some(percent) => format!("{}\u{202f}%", self.decimal(percent)),
            None => "–".into(),
        }
    }

    /// A chance given by its base-ten logarithm: `10⁻¹²`, or `0.012` where it is no small one.
    pub fn chance(&self, log10: f64) -> String {
        if log10 > CHANCE_WRITTEN_OUT_LOG10 {
            return self.decimal((10_f64.powf(log10) * 1_000.0).round() / 1_000.0);
        }
        let digit = |digit: char| match digit {
            '-' => '⁻',
            digit => digit.to_digit(10).and_then(|digit| SUPERSCRIPTS.get(digit as usize)).copied().unwrap_or(digit),
        };
        let exponent: String = format!("{log10:.0}").chars().map(digit).collect();
        format!("10{exponent}")
    }

    /// An interval in percent: `23.7–76.3 %`; a dash when there is none.
    pub fn interval(&self, low: Option<f64>, high: Option<f64>) -> String {
        match (low, high) {
            (Some(low), Some(high)) => format!("{}–{}\u{202f}%", self.decimal(low), self.decimal(high)),
            _ => "–".into(),
        }
    }

    /// Bytes with a decimal prefix: `1.2 MB`, `1,2 Mo`.
    pub fn bytes(&self, bytes: u64) -> String {
        let prefixes = ["", "k", "M", "G", "T", "P", "E"];
        let mut power = 0;
        let mut value = bytes as f64;
        // 999.95 and up would be rounded to 1000.0.
        while value >= 999.95 && power + 1 < prefixes.len() {
            value /= 1_000.0;
            power += 1;
        }
        let rounded = if power == 0 { value } else { (value * 10.0).round() / 10.0 };
        let unit = if self.language == Language::French { "o" } else { "B" };
        format!("{}\u{a0}{}{unit}", self.decimal(rounded), prefixes[power])
    }

    /// A day: `13 February 2017`, `13 février 2017`, without a year when it is not known.
    pub fn day(&self, day: Day) -> String {
        let index = usize::from(day.month.unsigned_abs()).saturating_sub(1) % 12;
        let month = match self.language {
            Language::English => MONTHS_ENGLISH[index],
            Language::French => MONTHS_FRENCH[index],
        };
        let first = if self.language == Language::French && day.day == 1 { "er" } else { "" };
        match day.year {
            Some(year) => format!("{}{first}\u{a0}{month}\u{a0}{year}", day.day),
            None => format!("{}{first}\u{a0}{month}", day.day),
        }
    }

    /// A moment: `13 February 2017, 20:00:00`, `13 février 2017 à 20:00:00`.
    pub fn moment(&self, moment: Moment) -> String {
        let (hour, minute, second) = moment.clock();
        let between = if self.language == Language::French { " à " } else { ", " };
        format!("{}{between}{hour:02}:{minute:02}:{second:02}", self.day(moment.day))
    }

    /// The name of a form.
    pub fn form(&self, form: Form) -> &'static str {
        match self.language {
            Language::English => form.label_en(),
            Language::French => form.label_fr(),
        }
    }

    /// The name of a country; a code that has none stays a code.
    pub fn country(&self, code: &str) -> String {
        let known = <[u8; 2]>::try_from(code.as_bytes()).ok().and_then(countries::by_alpha2);
        match (known, self.language) {
            (Some(country), Language::English) => country.name_en.to_owned(),
            (Some(country), Language::French) => country.name_fr.to_owned(),
            (None, _) => code.to_owned(),
        }
    }

    /// A country with its preposition: `in Ukraine`, `en Ukraine`; a code that has no name stays a code.
    pub fn located(&self, code: &str) -> String {
        let known = <[u8; 2]>::try_from(code.as_bytes()).ok().and_then(countries::by_alpha2);
        match (known, self.language) {
            (Some(country), Language::English) => country.located_en(),
            (Some(country), Language::French) => country.located_fr(),
            (None, _) => code.to_owned(),
        }
    }

    /// The name of a service.
    pub fn service(&self, service: Service) -> String {
        self.text(&format!("service-{}", service.id()))
    }

    /// What is counted and how, for `--explain-units`: one paragraph a line.
    pub fn explain_units(&self) -> String {
        let minutes = vigie_facts::unit::SESSION_GAP_SECONDS / 60;
        let escape: Escape<'_> = &|text: &str| text.to_owned();
        EXPLAINED.iter().fold(String::new(), |mut text, key| {
            let sentence = Sentence::new(key).count("minutes", minutes.unsigned_abs());
            text.push_str(&self.sentence(&sentence, escape));
            text.push('\n');
            text
        })
    }

    /// The same as pairs of what is defined (`attempt`, `share` …) and its definition.
    pub fn definitions(&self) -> Vec<(&'static str, String)> {
        let minutes = vigie_facts::unit::SESSION_GAP_SECONDS / 60;
        let escape: Escape<'_> = &|text: &str| text.to_owned();
        let defined = EXPLAINED.iter().filter_map(|key| Some((*key, key.strip_prefix("explain-")?)));
        defined
            .filter(|(_, name)| *name != "title")
            .map(|(key, name)| {
                (name, self.sentence(&Sentence::new(key).count("minutes", minutes.unsigned_abs()), escape))
            })
            .collect()
    }
}

/// What `--explain-units` says, in order.
const EXPLAINED: &[&str] = &[
    "explain-title",
    "explain-record",
    "explain-event",
    "explain-detection",
    "explain-attempt",
    "explain-incident",
    "explain-source",
    "explain-asset",
    "explain-share",
    "explain-coverage",
    "explain-disturbed",
    "explain-copies",
];

const MONTHS_ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_FRENCH: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// French sets a no-break space before high punctuation and inside its quotation marks.
fn with_french_spaces(source: &str) -> String {
    let mut text = source.to_owned();
    for mark in [";", "?", "!"] {
        text = text.replace(&format!(" {mark}"), &format!("\u{202f}{mark}"));
    }
    text.replace(" :", "\u{a0}:").replace("« ", "«\u{a0}").replace(" »", "\u{a0}»")
}

fn number_value(count: u64) -> FluentValue<'static> {
    FluentValue::Number(FluentNumber::new(count as f64, fluent_bundle::types::FluentNumberOptions::default()))
}

/// Numbers in gaps are whole by construction ([`Arg::Count`]); above 2^53 the last digits would be lost, far beyond any log.
fn written_number(value: &FluentValue<'_>, language: Language) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(grouped(number.value as u64, language)),
        _ => None,
    }
}

fn grouped(number: u64, language: Language) -> String {
    let separator = if language == Language::French { '\u{202f}' } else { ',' };
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}
