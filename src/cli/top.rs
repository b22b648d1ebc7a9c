//! `vigie top`: a case that a guard fills, live in a terminal, over ssh. Read again when it was saved; it changes nothing. What is shown is
//! put together and drawn in `top`; here are the screen, the keys and the clock.

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

use anyhow::Context as _;
use clap::Args;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use ratatui::{DefaultTerminal, Terminal};
use vigie_facts::retain;
use vigie_facts::time::Timestamp;
use vigie_figures::names::Names;
use vigie_figures::questions::Options;

use super::report::read_case;
use super::speech::Speech;
use super::{Exit, Failure, Outcome};
use crate::case::{self, MANIFEST};
use crate::clock::now;
use crate::respond::ledger::{LEDGER, Ledger};
use crate::top::{List, Seen, draw, see};

/// Wait for a key before the clock and the files are looked at again.
const LOOK_EACH: Duration = Duration::from_millis(250);

/// Ends of decisions come without a file being written.
const DRAWN_EACH: Duration = Duration::from_secs(5);

/// `vigie top`.
#[derive(Debug, Args)]
#[command(
    after_help = "Keys: Tab next list, ↑ ↓ PgUp PgDn in it, q end.\n\nExamples:\n  vigie top --case /var/lib/vigie/case\n  \
                        ssh guard vigie top --case /var/lib/vigie/case --once"
)]
pub(super) struct TopArgs {
    /// The case that a guard fills
    #[arg(long, value_name = "DIR")]
    case: PathBuf,
    /// Write account names in clear
    #[arg(long)]
    clear: bool,
    /// Write one picture as text and end; also what happens where there is no terminal
    #[arg(long)]
    once: bool,
}

/// Runs the command.
pub(super) fn run(args: &TopArgs, speech: &Speech) -> Outcome {
    let mut top = Top { args, speech, seen: look(args)?, stamps: stamps(args), list: List::default(), marked: 0 };
    if args.once || !std::io::stdout().is_terminal() {
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(100);
        return print_once(&top, columns);
    }
    let mut terminal = ratatui::try_init().context("the terminal").map_err(Failure::input)?;
    let ended = top.watch(&mut terminal);
    ratatui::restore();
    ended
}

/// Moments at which the files were replaced.
type Stamps = [Option<SystemTime>; 2];

fn stamps(args: &TopArgs) -> Stamps {
    [MANIFEST, LEDGER].map(|name| std::fs::metadata(args.case.join(name)).and_then(|metadata| metadata.modified()).ok())
}

fn look(args: &TopArgs) -> Result<Seen, Failure> {
    let [saved, _] = stamps(args);
    let since = |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).ok();
    let saved = saved.and_then(since).map(|since| Timestamp::from_seconds(since.as_secs() as i64));
    let kept = read_case(&args.case)?;
    let case = retain::judged(&kept);
    let ledger = Ledger::read(&args.case).map_err(Failure::input)?;
    let zone = jiff::tz::TimeZone::get(&case.settings.time_zone).map_err(Failure::usage)?;
    let key = case::pseudonym_key(&case);
    let names = if args.clear { Names::Clear } else { Names::Pseudonyms { key: &key } };
    let options = Options { zone, names };
    Ok(see(args.case.display().to_string(), &case, &ledger, saved, now(), &options))
}

/// The first picture, every list of it, as text.
fn print_once(top: &Top<'_>, columns: u16) -> Outcome {
    let rows = 12 + top.seen.lists.iter().map(Vec::len).max().unwrap_or(0).min(40) as u16;
    let mut out = std::io::stdout().lock();
    for list in List::ALL {
        let mut terminal = Terminal::new(TestBackend::new(columns.clamp(40, 500), rows))?;
        terminal.draw(|frame| draw(frame, &top.seen, &top.speech.words(), list, 0))?;
        let buffer = terminal.backend().buffer();
        for row in buffer.content.chunks(usize::from(buffer.area.width)) {
            let line: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
            std::io::Write::write_fmt(&mut out, format_args!("{}\n", line.trim_end()))?;
        }
    }
    Ok(Exit::Done)
}

struct Top<'a> {
    args: &'a TopArgs,
    speech: &'a Speech,
    seen: Seen,
    stamps: Stamps,
    list: List,
    marked: usize,
}

impl Top<'_> {
    fn watch(&mut self, terminal: &mut DefaultTerminal) -> Outcome {
        let words = self.speech.words();
        let mut looked = Instant::now();
        loop {
            terminal.draw(|frame| draw(frame, &self.seen, &words, self.list, self.marked))?;
            if event::poll(LOOK_EACH)?
                && let Event::Key(key) = event::read()?
                && key.kind == KeyEventKind::Press
            {
                let interrupts = key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
                if interrupts || matches!(key.code, KeyCode::Char('q') | KeyCode::Esc) {
                    return Ok(Exit::Done);
                }
                self.press(key.code);
            }
            let stamps = stamps(self.args);
            if stamps != self.stamps || looked.elapsed() > DRAWN_EACH {
                // While a guard saves, what was read before is shown on.
                if let Ok(seen) = look(self.args) {
                    (self.seen, self.stamps) = (seen, stamps);
                }
                looked = Instant::now();
            }
        }
    }

    fn press(&mut self, key: KeyCode) {
        let last = self.seen.lists[self.list.at()].len().saturating_sub(1);
        self.marked = match key {
            KeyCode::Tab | KeyCode::Right => {
                self.list = self.list.next();
                0
            }
            KeyCode::Up => self.marked.saturating_sub(1),
            KeyCode::Down => (self.marked + 1).min(last),
            KeyCode::PageUp => self.marked.saturating_sub(20),
            KeyCode::PageDown => (self.marked + 20).min(last),
            KeyCode::Home => 0,
            KeyCode::End => last,
            _ => self.marked,
        };
    }
}
