//! What the program says beside its output: remarks, progress and errors, on standard error, in the user's language. Output
//! itself is written by the commands. Everything said passes the terminal's escaping.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Mutex;

use super::Failure;
use super::args::{Color, Lang};
use crate::report::escape::Terminal;
use crate::report::terminal::Look;
use crate::report::words::{Language, Words};

/// Bytes between two lines of progress: a second or so of work.
const PROGRESS_STEP_BYTES: u64 = 64 << 20;

/// The voice of a run.
#[derive(Debug)]
pub(super) struct Speech {
    /// The language.
    pub(super) lang: Lang,
    color: Color,
    quiet: bool,
    progress: Mutex<Progress>,
}

#[derive(Debug, Default)]
struct Progress {
    bytes: u64,
    shown_at: u64,
    shown: bool,
}

impl Speech {
    /// A voice.
    pub(super) fn new(lang: Lang, color: Color, quiet: bool) -> Speech {
        Speech { lang, color, quiet, progress: Mutex::default() }
    }

    /// The language of reports.
    pub(super) fn language(&self) -> Language {
        match self.lang {
            Lang::En => Language::English,
            Lang::Fr => Language::French,
        }
    }

    /// The words of reports.
    pub(super) fn words(&self) -> Words {
        Words::of(self.language())
    }

    /// How reports look on this terminal.
    pub(super) fn look(&self) -> Look {
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(100);
        Look::new(columns, self.color_on_output(), false)
    }

    /// One of two texts.
    pub(super) fn say<'a>(&self, en: &'a str, fr: &'a str) -> &'a str {
        match self.lang {
            Lang::En => en,
            Lang::Fr => fr,
        }
    }

    /// Whether to colour what goes to standard output.
    pub(super) fn color_on_output(&self) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        }
    }

    /// A remark, unless the user wants quiet.
    pub(super) fn remark(&self, en: &str, fr: &str) {
        if !self.quiet {
            self.line(self.say("note", "remarque"), self.say(en, fr));
        }
    }

    /// Something is wrong with a part of the work; the run goes on. Said even when quiet.
    pub(super) fn warn(&self, en: &str, fr: &str) {
        self.line(self.say("warning", "attention"), self.say(en, fr));
    }

    /// What ended the run.
    pub(super) fn error(&self, failure: &Failure) {
        let causes: Vec<String> = failure.error.chain().map(ToString::to_string).collect();
        self.line(self.say("error", "erreur"), &causes.join(": "));
        if let Some(hint) = &failure.hint {
            self.line(self.say("hint", "conseil"), hint);
        }
    }

    /// Tells, on a terminal, how far reading has come.
    pub(super) fn read(&self, bytes: u64) {
        if self.quiet || !std::io::stderr().is_terminal() {
            return;
        }
        let Ok(mut progress) = self.progress.lock() else { return };
        progress.bytes += bytes;
        if progress.bytes - progress.shown_at >= PROGRESS_STEP_BYTES {
            progress.shown_at = progress.bytes;
            progress.shown = true;
            let mebibytes = progress.bytes >> 20;
            let _ = write!(
                std::io::stderr(),
                "\r{} {mebibytes} {}\u{1b}[K",
                self.say("read", "lu"),
                self.say("MiB", "Mio")
            );
        }
    }

    /// Takes the line of progress away.
    pub(super) fn read_done(&self) {
        if let Ok(mut progress) = self.progress.lock()
            && progress.shown
        {
            progress.shown = false;
            let _ = write!(std::io::stderr(), "\r\u{1b}[K");
        }
    }

    fn line(&self, kind: &str, text: &str) {
        self.read_done();
        let _ = writeln!(std::io::stderr(), "vigie: {kind}: {}", Terminal(text));
    }
}
