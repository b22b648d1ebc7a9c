//! The report in a terminal: one screen of answer, then the detail behind it, in at most a hundred columns. Renders the answer and
//! decides nothing.

mod detail;
mod layout;
#[cfg(test)]
mod tests;
mod together;

use vigie_figures::answer::{Answer, Period};
use vigie_figures::comparison::{Change, ChangeOf, Comparison};
use vigie_figures::questions::aims::{AIMS, aim_id};
use vigie_figures::questions::target_key;
use vigie_figures::sentence::{Arg, Sentence};

pub use self::layout::{COLUMNS_MAX, COLUMNS_MIN, Look};
use self::layout::{Column, Sheet, Style};
pub use self::together::render_clusters;
use super::escape::Terminal;
use super::words::Words;

/// The report: the answer on one screen, then the detail.
pub fn render(answer: &Answer, words: &Words, look: Look) -> String {
    let mut page = Page { sheet: Sheet::new(look), words };
    page.screen(answer);
    detail::detail(&mut page, answer);
    page.sheet.finish()
}

/// Two answers side by side.
pub fn render_comparison(comparison: &Comparison, words: &Words, look: Look) -> String {
    let mut page = Page { sheet: Sheet::new(look), words };
    page.comparison(comparison);
    page.sheet.finish()
}

/// A sheet, and the words that go on it.
struct Page<'a> {
    sheet: Sheet,
    words: &'a Words,
}

/// Hostile text made inert.
fn inert(text: &str) -> String {
    Terminal(text).to_string()
}

/// Things named on the one line a question gets on the screen.
const NAMED_MAX: usize = 3;
/// Measures named on the screen.
const MEASURES_NAMED_MAX: usize = 3;

impl Page<'_> {
    fn sentence(&self, sentence: &Sentence) -> String {
        self.words.sentence(sentence, &inert)
    }

    /// A line or phrase of ours with gaps.
    fn phrase(&self, key: &'static str, args: &[(&'static str, Arg)]) -> String {
        let sentence = args.iter().fold(Sentence::new(key), |sentence, (name, arg)| sentence.with(name, arg.clone()));
        self.sentence(&sentence)
    }

    fn heading(&mut self, key: &'static str) {
        let text = self.words.text(key);
        self.sheet.heading(&text);
    }

    fn head(&self, columns: &[(Column, &str)]) -> Vec<(Column, String)> {
        columns.iter().map(|(column, key)| (*column, self.words.text(key))).collect()
    }

    fn screen(&mut self, answer: &Answer) {
        let title = self.words.text("title");
        self.sheet.line(Style::Bold, &title);
        for line in [self.period_line(answer), self.read_line(answer), self.coverage_line(answer)] {
            self.sheet.paragraph(Style::Faint, "", &line);
        }
        self.sheet.gap();
        let lead: Vec<String> = answer.lead.iter().map(|sentence| self.sentence(sentence)).collect();
        self.sheet.paragraph(Style::Plain, "", &lead.join(" "));
        self.sheet.gap();
        self.short_lines(answer);
        self.sheet.gap();
        let more = self.words.text("line-more-detail");
        self.sheet.paragraph(Style::Faint, "", &more);
    }

    fn period(&self, period: &Period, zone: &str) -> String {
        let args = [("first", Arg::Moment(period.first)), ("last", Arg::Moment(period.last)), ("zone", text(zone))];
        match period.first.day.year {
            Some(_) => self.phrase("line-period", &args),
            None => self.phrase("line-period-no-year", &args),
        }
    }

    fn period_line(&self, answer: &Answer) -> String {
        let header = &answer.header;
        let periods: Vec<String> = [header.period, header.period_without_year]
            .iter()
            .flatten()
            .map(|period| self.period(period, &answer.settings.time_zone))
            .collect();
        if periods.is_empty() { self.words.text("line-period-none") } else { self.words.joined(&periods) }
    }

    fn read_line(&self, answer: &Answer) -> String {
        let header = &answer.header;
        let mut line = self.phrase(
            "line-read",
            &[
                ("inputs", Arg::Count(header.inputs.value)),
                ("bytes", Arg::Bytes(header.bytes_read.value)),
                ("records", Arg::Count(header.records.value)),
                ("understood", text(self.words.percent(header.understood.percent))),
            ],
        );
        if header.duplicates.value + header.troubled.value > 0 {
            let (duplicates, troubled) = (header.duplicates.value, header.troubled.value);
            let skipped = self
                .phrase("line-skipped", &[("duplicates", Arg::Count(duplicates)), ("troubled", Arg::Count(troubled))]);
            line = self.words.joined(&[line, skipped]);
        }
        line
    }

    fn coverage_line(&self, answer: &Answer) -> String {
        let share = &answer.header.coverage;
        if share.denominator == 0 {
            return self.words.text("line-coverage-none");
        }
        self.phrase(
            "line-coverage",
            &[
                ("percent", text(self.words.percent(share.percent))),
                ("seen", Arg::Count(share.numerator)),
                ("hours", Arg::Count(share.denominator)),
            ],
        )
    }

    /// One line a question.
    fn short_lines(&mut self, answer: &Answer) {
        let keys = [
            "short-what",
            "short-pursued",
            "short-places",
            "short-together",
            "short-aims",
            "short-entry",
            "short-cost",
        ];
        let names: Vec<String> = keys.iter().map(|key| self.words.text(key)).collect();
        let measures = self.words.text("short-measures");
        let width = names.iter().chain([&measures]).map(|name| name.chars().count()).max().unwrap_or(0) + 2;
        let start = |name: &str| format!("{name}{}", " ".repeat(width - name.chars().count()));
        let texts = [
            self.short_what(answer),
            self.short_pursued(answer),
            self.short_places(answer),
            answer.together.verdict.iter().map(|sentence| self.sentence(sentence)).collect::<Vec<_>>().join(" "),
            self.short_aims(answer),
            answer.entry.verdict.iter().map(|sentence| self.sentence(sentence)).collect::<Vec<_>>().join(" "),
            self.short_cost(answer),
        ];
        let alarm = if answer.entry.had.value > 0 {
            Style::Alarm
        } else if answer.entry.may_have_had.value > 0 {
            Style::Caution
        } else {
            Style::Plain
        };
        for ((key, name), text) in keys.iter().zip(&names).zip(texts) {
            let style = if *key == "short-entry" { alarm } else { Style::Plain };
            self.sheet.paragraph(style, &start(name), &text);
        }
        if answer.measures.is_empty() {
            let nothing = self.words.text("line-nothing");
            self.sheet.paragraph(Style::Plain, &start(&measures), &nothing);
        }
        for (index, measure) in answer.measures.iter().take(MEASURES_NAMED_MAX).enumerate() {
            let action = format!("{}. {}", index + 1, self.sentence(&measure.action));
            let name = if index == 0 { measures.as_str() } else { "" };
            self.sheet.paragraph(Style::Plain, &start(name), &action);
        }
    }

    fn short_what(&self, answer: &Answer) -> String {
        let ladder = &answer.what.ladder;
        let rungs = [&ladder.records, &ladder.events, &ladder.detections, &ladder.attempts, &ladder.incidents];
        rungs.map(|figure| self.words.count(figure.value, figure.unit)).join(" → ")
    }

    fn short_pursued(&self, answer: &Answer) -> String {
        let pursued = &answer.pursued;
        let mut parts: Vec<String> = pursued
            .targets
            .iter()
            .map(|row| {
                let count = self.words.count(row.attempts.value, row.attempts.unit);
                format!("{} ({count})", self.words.text(target_key(row.target)))
            })
            .collect();
        if pursued.accounts_total.value > 0 {
            parts.push(self.accounts_line(answer));
        }
        if parts.is_empty() { self.words.text("line-nothing") } else { self.words.joined(&parts) }
    }

    fn accounts_line(&self, answer: &Answer) -> String {
        let pursued = &answer.pursued;
        self.phrase(
            "line-accounts",
            &[
                ("total", Arg::Count(pursued.accounts_total.value)),
                ("existing", Arg::Count(pursued.accounts_existing.value)),
                ("guessed", Arg::Count(pursued.accounts_guessed.value)),
                ("unknown", Arg::Count(pursued.accounts_unknown.value)),
            ],
        )
    }

    fn short_places(&self, answer: &Answer) -> String {
        let places = &answer.places;
        if places.attempts_with_source.value == 0 {
            return self.words.text("line-nothing");
        }
        let countries: Vec<String> = places
            .countries
            .iter()
            .take(NAMED_MAX)
            .map(|row| {
                let (share, country) = (&row.attempts, inert(&self.words.country(&row.country)));
                let interval = self.words.interval(share.low, share.high);
                format!("{country} {} ({interval})", self.words.percent(share.percent))
            })
            .collect();
        let date = answer.settings.network_data_date.as_str();
        let countries = if countries.is_empty() { "–".to_owned() } else { countries.join(", ") };
        self.phrase(
            "line-places",
            &[
                ("countries", text(countries)),
                ("unlocated", text(self.words.percent(places.unlocated.percent))),
                ("relay", text(self.words.percent(places.relay.percent))),
                ("denominator", Arg::Count(places.attempts_with_source.value)),
                ("date", if date.is_empty() { Arg::Word("not-known".into()) } else { text(date) }),
            ],
        )
    }

    fn short_aims(&self, answer: &Answer) -> String {
        let counts = |aim| {
            let row = answer.aims.rows.iter().find(|row| row.aim == aim);
            Arg::Count(row.map_or(0, |row| row.attempts.value))
        };
        let args: Vec<(&'static str, Arg)> = AIMS.into_iter().map(|aim| (aim_id(aim), counts(aim))).collect();
        self.phrase("line-aims", &args)
    }

    fn short_cost(&self, answer: &Answer) -> String {
        let cost = &answer.cost;
        self.phrase(
            "line-cost",
            &[
                ("minutes", Arg::Count(cost.disturbed_minutes.value)),
                ("events", text(self.words.percent(cost.hostile_events.percent))),
                ("bytes", text(self.words.percent(cost.hostile_bytes.percent))),
            ],
        )
    }

    fn comparison(&mut self, comparison: &Comparison) {
        let title = self.words.text("section-compare");
        self.sheet.line(Style::Bold, &title);
        for (key, side) in [("head-before", &comparison.earlier), ("head-after", &comparison.later)] {
            let period =
                side.period.map_or_else(|| self.words.text("line-period-none"), |period| self.period(&period, ""));
            let name = format!("{}: ", self.words.text(key));
            self.sheet.paragraph(Style::Plain, &name, period.trim_end_matches(" ()"));
        }
        for caution in &comparison.cautions {
            let caution = self.sentence(caution);
            self.sheet.paragraph(Style::Caution, "! ", &caution);
        }
        self.sheet.gap();
        let head = self.head(&[
            (Column::Left, "head-reason"),
            (Column::Flexible, "head-examples"),
            (Column::Right, "head-before"),
            (Column::Right, "head-after"),
            (Column::Right, "head-per-day"),
            (Column::Right, "head-per-day"),
        ]);
        let rows: Vec<Vec<String>> = comparison.changes.iter().map(|change| self.change_row(change)).collect();
        let head: Vec<(Column, String)> = head
            .into_iter()
            .enumerate()
            .map(|(index, (column, name))| (column, if index < 2 { String::new() } else { name }))
            .collect();
        self.sheet.table(0, &head, &rows);
        if comparison.assets_left_out > 0 {
            let line = self.phrase("line-more-assets", &[("count", Arg::Count(comparison.assets_left_out))]);
            self.sheet.paragraph(Style::Faint, "", &line);
        }
    }

    fn change_row(&self, change: &Change) -> Vec<String> {
        let kind = match change.of {
            ChangeOf::Total => self.words.text("change-of-total"),
            ChangeOf::Form => self.words.text("change-of-form"),
            ChangeOf::Asset => self.words.text("change-of-asset"),
            ChangeOf::Country => self.words.text("change-of-country"),
        };
        let name = match change.of {
            ChangeOf::Total => String::new(),
            ChangeOf::Form => vigie_facts::form::Form::from_id(&change.name)
                .map_or_else(|| inert(&change.name), |form| self.words.form(form).to_owned()),
            ChangeOf::Asset => inert(&change.name),
            ChangeOf::Country => inert(&self.words.country(&change.name)),
        };
        let per_day = |rate: Option<f64>| rate.map_or_else(String::new, |rate| self.words.decimal(rate));
        vec![
            kind,
            name,
            self.words.number(change.before),
            self.words.count(change.after, change.unit),
            per_day(change.before_per_day),
            per_day(change.after_per_day),
        ]
    }
}

fn text(text: impl Into<String>) -> Arg {
    Arg::Text(text.into())
}
