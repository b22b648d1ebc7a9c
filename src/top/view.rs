//! How a picture is laid out: the state of the case, the answer, two strips of hours, one list with its tabs, the keys. Text of logs is
//! escaped before it becomes a cell.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::{Block, Borders, List as Lines, ListItem, ListState, Paragraph, Sparkline, Tabs, Wrap};

use super::{List, Row, Seen};
use crate::report::escape::Terminal;
use crate::report::words::Words;

/// After so long without being saved a case is marked: a guard saves once a minute.
const SAVED_WITHIN_SECONDS: u64 = 15 * 60;

/// Rows a strip of hours is high.
const STRIP_ROWS: u16 = 3;

/// Draws a picture: which list is in front, and the row of it that is marked.
pub fn draw(frame: &mut Frame<'_>, seen: &Seen, words: &Words, list: List, marked: usize) {
    let strips = if seen.hours.is_empty() || frame.area().height < 20 { 0 } else { STRIP_ROWS };
    let rows = [
        Constraint::Length(1),
        Constraint::Length(3),
        Constraint::Length(strips),
        Constraint::Length(1),
        Constraint::Min(1),
        Constraint::Length(1),
    ];
    let [head, answer, hours, tabs, body, keys] = Layout::vertical(rows).areas(frame.area());
    frame.render_widget(Paragraph::new(state(seen, words)), head);
    let verdict: Vec<String> = seen.entered.verdict.iter().map(|one| words.sentence(one, &visible)).collect();
    frame.render_widget(Paragraph::new(verdict.join(" ")).wrap(Wrap { trim: true }), answer);
    if strips > 0 {
        let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).areas(hours);
        strip(frame, left, &words.text("top-attempts"), seen.hours.iter().map(|hour| hour.attempts).collect());
        strip(frame, right, &words.text("top-detections"), seen.hours.iter().map(|hour| hour.detections).collect());
    }
    let names = [("top-held", 0), ("top-sources", 1), ("top-incidents", 2)]
        .map(|(key, at)| format!("{} ({})", words.text(key), words.number(seen.lists[at].len() as u64)));
    let front = Style::default().add_modifier(Modifier::REVERSED);
    frame.render_widget(Tabs::new(names).select(list.at()).highlight_style(front), tabs);
    rows_of(frame, body, &seen.lists[list.at()], words, marked);
    frame.render_widget(Paragraph::new(words.text("top-keys")), keys);
}

fn visible(text: &str) -> String {
    Terminal(text).to_string()
}

fn state(seen: &Seen, words: &Words) -> Line<'static> {
    let saved = seen.saved.map_or_else(
        || words.text("top-never-saved"),
        |saved| format!("{} {}", words.text("top-saved"), words.moment(saved)),
    );
    let last =
        seen.last.map_or_else(String::new, |last| format!(" · {} {}", words.text("top-last"), words.moment(last)));
    let line = Line::from(format!("Vigie · {} · {saved}{last}", visible(&seen.case)));
    let is_old = seen.saved_seconds_ago.is_none_or(|seconds| seconds > SAVED_WITHIN_SECONDS);
    line.style(Style::default().add_modifier(if is_old { Modifier::BOLD | Modifier::REVERSED } else { Modifier::BOLD }))
}

/// Hours as a strip, the youngest at the right; how many in all stands above it.
fn strip(frame: &mut Frame<'_>, area: Rect, name: &str, values: Vec<u64>) {
    let title = format!("{name} {}", values.iter().sum::<u64>());
    let wide = usize::from(area.width) / values.len().max(1);
    let bars = values.into_iter().flat_map(|value| std::iter::repeat_n(value, wide.max(1)));
    let block = Block::default().borders(Borders::TOP).title(title);
    frame.render_widget(Sparkline::default().block(block).data(bars.collect::<Vec<u64>>()), area);
}

fn rows_of(frame: &mut Frame<'_>, area: Rect, rows: &[Row], words: &Words, marked: usize) {
    if rows.is_empty() {
        frame.render_widget(Paragraph::new(words.text("top-nothing")), area);
        return;
    }
    let items = rows.iter().map(|row| ListItem::new(row_text(row, words)));
    let lines = Lines::new(items).highlight_style(Style::default().add_modifier(Modifier::REVERSED));
    let mut state = ListState::default().with_selected(Some(marked.min(rows.len() - 1)));
    frame.render_stateful_widget(lines, area, &mut state);
}

fn row_text(row: &Row, words: &Words) -> String {
    match row {
        Row::Held { target, until, detections, in_filter } => {
            let how = words.text(if *in_filter { "top-by-filter" } else { "top-by-others" });
            let count = words.count(*detections, vigie_figures::figure::Unit::Detections);
            format!("{:<40} {} {}  {count}  {how}", visible(target), words.text("top-until"), words.moment(*until))
        }
        Row::Source { address, country, attempts, detections } => {
            let attempts = words.count(*attempts, vigie_figures::figure::Unit::Attempts);
            let detections = words.count(*detections, vigie_figures::figure::Unit::Detections);
            format!(
                "{:<40} {:<2}  {attempts}  {detections}",
                visible(address),
                country.as_deref().map(visible).unwrap_or_default()
            )
        }
        Row::Incident { moment, sentence, confidence } => {
            let confidence = words.text(match confidence {
                vigie_figures::answer::Confidence::Low => "confidence-low",
                vigie_figures::answer::Confidence::Moderate => "confidence-moderate",
                vigie_figures::answer::Confidence::High => "confidence-high",
            });
            format!("{}  {} ({confidence})", words.moment(*moment), words.sentence(sentence, &visible))
        }
    }
}
