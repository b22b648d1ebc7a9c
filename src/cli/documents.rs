//! Completions and the manual page, made from the same table of arguments as the help.

use std::io;

use clap::CommandFactory as _;

use super::args::{Cli, CompletionsArgs};
use super::{Exit, Outcome};

/// `vigie completions SHELL`.
pub(super) fn completions(args: &CompletionsArgs) -> Outcome {
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "vigie", &mut out);
    io::Write::write_all(&mut io::stdout().lock(), &out)?;
    Ok(Exit::Done)
}

/// `vigie man`: one page for the program and all its commands.
pub(super) fn man() -> Outcome {
    let mut out = Vec::new();
    let mut command = Cli::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut out)?;
    for sub in command.get_subcommands() {
        let page = clap_mangen::Man::new(sub.clone().display_name(format!("vigie {}", sub.get_name())));
        page.render_name_section(&mut out)?;
        page.render_synopsis_section(&mut out)?;
        page.render_options_section(&mut out)?;
    }
    io::Write::write_all(&mut io::stdout().lock(), &out)?;
    Ok(Exit::Done)
}
