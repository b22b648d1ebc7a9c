//! The live view of a terminal (`vigie top`): what a case and its ledger say now, as widgets. It reads no file, draws on what it is
//! given, and counts nothing: figures are the report's.

mod view;

use vigie_facts::case::Case;
use vigie_facts::time::Timestamp;
use vigie_figures::answer::{Confidence, Entry as Entered};
use vigie_figures::calendar::{Calendar, Moment};
use vigie_figures::lookup::{HourRow, Lately, Lookup};
use vigie_figures::questions::{self, Options};
use vigie_figures::together;

use crate::respond::ledger::Ledger;
pub use view::draw;

/// Everything one picture shows.
#[derive(Debug)]
pub struct Seen {
    /// The folder, as a person named it.
    pub case: String,
    /// When the case was last saved.
    pub saved: Option<Moment>,
    /// Seconds since then.
    pub saved_seconds_ago: Option<u64>,
    /// Whether they got in.
    pub entered: Entered,
    /// The last hours.
    pub hours: Vec<HourRow>,
    /// The last record of the logs.
    pub last: Option<Moment>,
    /// Rows of each list.
    pub lists: [Vec<Row>; 3],
}

/// Which list is in front: who is held back, who was busy, which incidents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum List {
    /// Who is held back, what ends last first.
    #[default]
    Held,
    /// Sources of the last hours, busiest first.
    Sources,
    /// Incidents, as the report orders them.
    Incidents,
}

impl List {
    /// Every list, in the order of the tabs.
    pub const ALL: [List; 3] = [List::Held, List::Sources, List::Incidents];

    /// Its place among the tabs.
    pub fn at(self) -> usize {
        self as usize
    }

    /// The next one; the first after the last.
    #[must_use]
    pub fn next(self) -> List {
        List::ALL[(self.at() + 1) % List::ALL.len()]
    }
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// Held back.
    Held {
        /// Address or network.
        target: String,
        /// Until when.
        until: Moment,
        /// Detections it rests on.
        detections: u64,
        /// Whether this machine's packet filter does it.
        in_filter: bool,
    },
    /// A source.
    Source {
        /// Its address.
        address: String,
        /// Where it is, as two letters.
        country: Option<String>,
        /// Attempts that began in the last hours.
        attempts: u64,
        /// Detections in them.
        detections: u64,
    },
    /// An incident.
    Incident {
        /// When its effect shows.
        moment: Moment,
        /// In one sentence.
        sentence: vigie_figures::sentence::Sentence,
        /// How good its basis is.
        confidence: Confidence,
    },
}

/// What a case and its ledger say at an instant.
pub fn see(
    name: String,
    case: &Case,
    ledger: &Ledger,
    saved: Option<Timestamp>,
    now: Timestamp,
    options: &Options<'_>,
) -> Seen {
    let lately = Lookup::new(case, options).lately(case);
    // Who acted together takes long and is not shown.
    let nobody = together::find(&Case::default(), std::num::NonZeroUsize::MIN);
    let entered = questions::answer_with(case, options, nobody).entry;
    let calendar = Calendar::new(options.zone.clone());
    let mut held: Vec<_> = ledger.holding(now).collect();
    held.sort_by_key(|entry| (std::cmp::Reverse(entry.expires), entry.target.to_string()));
    let held = held.into_iter().map(|entry| Row::Held {
        target: entry.target.to_string(),
        until: calendar.moment(entry.expires),
        detections: entry.detections,
        in_filter: entry.in_filter,
    });
    let incidents = entered.incidents.iter().map(|incident| Row::Incident {
        moment: incident.moment,
        sentence: incident.sentence.clone(),
        confidence: incident.confidence,
    });
    Seen {
        case: name,
        saved: saved.map(|saved| calendar.moment(saved)),
        saved_seconds_ago: saved.map(|saved| now.seconds_since(saved).max(0.0) as u64),
        lists: [held.collect(), lately.as_ref().map(sources).unwrap_or_default(), incidents.collect()],
        hours: lately.as_ref().map(|lately| lately.hours.clone()).unwrap_or_default(),
        last: lately.map(|lately| lately.last),
        entered,
    }
}

fn sources(lately: &Lately) -> Vec<Row> {
    let row = |busy: &vigie_figures::lookup::BusySource| Row::Source {
        address: busy.source.address.clone(),
        country: busy.source.country.clone(),
        attempts: busy.attempts.value,
        detections: busy.detections.value,
    };
    lately.sources.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use vigie_facts::case::Input;
    use vigie_figures::names::Names;

    use super::*;
    use crate::report::words::{Language, Words};
    use crate::respond::ledger::Entry;
    use crate::respond::plan::Target;

    const NOW: Timestamp = Timestamp(1_700_000_000_000_000);

    fn seen() -> Seen {
        let mut case = Case::default();
        case.settings.time_zone = "Europe/Paris".into();
        let time_range = Some((NOW.plus_seconds(-3_600), NOW));
        case.inputs.push(Input { time_range, ..Input::default() });
        let entry = |network: &str, minutes: i64| Entry {
            target: Target::Source(network.parse().unwrap()),
            applied: NOW,
            expires: NOW.plus_seconds(minutes * 60),
            undone: None,
            forms: Vec::new(),
            detections: 1_234,
            ordinary_events: 0,
            in_filter: true,
        };
        let entries = vec![entry("203.0.113.9", 5), entry("2001:db8::/64", 90), entry("198.51.100.0/24", -1)];
        let ledger = Ledger { entries };
        let zone = jiff::tz::TimeZone::get("Europe/Paris").unwrap();
        let hostile = "\x1b[2J/var/lib\u{202e}/case".to_owned();
        see(hostile, &case, &ledger, Some(NOW.plus_seconds(-40)), NOW, &Options { zone, names: Names::Clear })
    }

    fn picture(seen: &Seen, language: Language, list: List, columns: u16, rows: u16) -> String {
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| draw(frame, seen, &Words::of(language), list, 9)).unwrap();
        terminal.backend().buffer().content.iter().map(ratatui::buffer::Cell::symbol).collect()
    }

    #[test]
    fn who_is_held_back_longest_stands_first_and_who_is_not_any_more_nowhere() {
        let seen = seen();
        for (language, held) in [(Language::English, "held back (2)"), (Language::French, "retenus (2)")] {
            let text = picture(&seen, language, List::Held, 120, 30);
            assert!(text.contains(held), "{text}");
            let (first, second) = (text.find("2001:db8::/64").unwrap(), text.find("203.0.113.9").unwrap());
            assert!(first < second && !text.contains("198.51.100.0"), "{text}");
        }
    }

    #[test]
    fn nothing_that_a_terminal_obeys_is_drawn_whatever_the_size() {
        let seen = seen();
        for (columns, rows) in [(120, 30), (80, 24), (40, 12), (10, 4), (1, 1)] {
            for list in List::ALL {
                let text = picture(&seen, Language::French, list, columns, rows);
                assert!(!text.chars().any(|c| c.is_control() || c == '\u{202e}'), "{text:?}");
            }
        }
        assert_eq!(List::Incidents.next(), List::Held);
    }
}
