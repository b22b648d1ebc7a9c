//! The arguments of `vigie statement`. The rest of the command line is in `args.rs`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use vigie_statement::asked::{Audience, Length};

/// `vigie statement`.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:\n  vigie statement --case em2017/ --lang fr --for press\n  vigie statement --case em2017/ --lang fr --for state --length long -o statement.html\n  vigie statement --case em2017/ --for press --hold\n  vigie statement --case em2017/ --for members --date 2017-04-22 --organisation organisation.toml --json\n  vigie statement lint release.txt --case em2017/ && publish release.txt\n  vigie statement letter breach --case em2017/ --lang fr -o notification.txt"
)]
pub(in crate::cli) struct StatementArgs {
    /// What else to do with texts
    #[command(subcommand)]
    pub(in crate::cli) action: Option<StatementAction>,
    /// The case it is made of
    #[arg(long, required = true, value_name = "DIR")]
    pub(in crate::cli) case: Option<PathBuf>,
    /// Whom it is for
    #[arg(long = "for", required = true, value_enum, value_name = "AUDIENCE")]
    pub(in crate::cli) audience: Option<ForWhom>,
    /// How much is said
    #[arg(long, value_enum, default_value = "short")]
    pub(in crate::cli) length: HowMuch,
    /// A holding statement: what is known in the first hours, without figures that may change
    #[arg(long)]
    pub(in crate::cli) hold: bool,
    /// The day of the statement: before a vote it gives facts only [default: today]
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) date: Option<String>,
    /// Votes and their quiet periods
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) organisation: Option<PathBuf>,
    /// Leave out the notes that lead from figures to their questions
    #[arg(long)]
    pub(in crate::cli) no_notes: bool,
    /// The file to write: a page when it ends in .html, else text [default: standard output]
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// As JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// Whom a statement is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ForWhom {
    /// Prose that can be quoted
    Press,
    /// An authority: every figure with unit, period, zone
    State,
    /// What concerns members, and what to do
    Members,
}

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum HowMuch {
    /// A paragraph or two
    Short,
    /// With definitions and rates
    Medium,
    /// With every form and limit
    Long,
}

impl From<ForWhom> for Audience {
    fn from(whom: ForWhom) -> Audience {
        match whom {
            ForWhom::Press => Audience::Press,
            ForWhom::State => Audience::State,
            ForWhom::Members => Audience::Members,
        }
    }
}

impl From<HowMuch> for Length {
    fn from(much: HowMuch) -> Length {
        match much {
            HowMuch::Short => Length::Short,
            HowMuch::Medium => Length::Medium,
            HowMuch::Long => Length::Long,
        }
    }
}

/// What else to do with texts.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum StatementAction {
    /// Check a text before it is published: what it lacks, what the case does not bear out, whom it names
    Lint(LintArgs),
    /// A draft with fixed fields, for those who must be told; unknown where unknown, never legal advice
    Letter(LetterArgs),
}

/// `vigie statement lint`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 nothing to mend; 1 something must be mended; 2 bad arguments; 4 the text or the case could not be read.\n\nExamples:\n  vigie statement lint release.txt --case em2017/\n  vigie statement lint release.txt --case em2017/ && publish release.txt\n  vigie statement lint release.html --case em2017/ --date 2017-04-22 --organisation organisation.toml --json"
)]
pub(in crate::cli) struct LintArgs {
    /// The text: a file (plain or HTML), or `-` for standard input
    pub(in crate::cli) file: PathBuf,
    /// The case it is held against
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) case: PathBuf,
    /// The day of the text, from which "Tuesday" counts, and that may lie before a vote [default: the last day of the case, and today]
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) date: Option<String>,
    /// The day of an event that the text speaks of (repeatable)
    #[arg(long, value_name = "NAME=DATE")]
    pub(in crate::cli) since: Vec<String>,
    /// People who must not be named, votes and their quiet periods
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) organisation: Option<PathBuf>,
    /// As JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// `vigie statement letter`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  vigie statement letter referral --case em2017/ --lang fr -o saisine.txt\n  vigie statement letter breach --case em2017/ --lang en\n  vigie statement letter warning --case em2017/ -o warning.html"
)]
pub(in crate::cli) struct LetterArgs {
    /// Which one
    #[arg(value_enum)]
    pub(in crate::cli) kind: LetterKind,
    /// The case it is made of
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) case: PathBuf,
    /// The file to write: a page when it ends in .html, else text [default: standard output]
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// As JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// Which letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum LetterKind {
    /// To the State: what was seen, what is asked
    Referral,
    /// Annex of a complaint: facts only
    Complaint,
    /// Personal data breach, to the data protection authority: GDPR, article 33
    Breach,
    /// NIS2, article 23: the early warning of the first 24 hours (if in scope, or voluntary)
    Warning,
    /// NIS2, article 23: the notification of the first 72 hours
    Notification,
    /// NIS2, article 23: the final report after a month
    Final,
}
