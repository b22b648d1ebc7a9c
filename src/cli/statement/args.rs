//! The arguments of `vigie statement`. The rest of the command line is in `args.rs`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use vigie_statement::asked::{Audience, Length};

/// `vigie statement`.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:\n  vigie statement --case em2017/ --lang fr --for press\n  vigie statement --case em2017/ --lang fr --for state --length long -o statement.html\n  vigie statement --case em2017/ --for press --hold\n  vigie statement --case em2017/ --for members --date 2017-04-22 --organisation organisation.toml --json"
)]
pub(in crate::cli) struct StatementArgs {
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
