//! The arguments of the commands that hand evidence on: `vigie pack`, `vigie verify`, `vigie export`, `vigie import`. The rest is in `args.rs`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::publish::exchange::tlp::Tlp;

/// `vigie pack`.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:\n  vigie pack --case em2017/ --redact -o em2017.vigie\n  vigie pack --case em2017/ -o full.vigie --key press-office.key --who \"Anne Martin\" --organisation organisation.toml\n  vigie pack keygen press-office.key\n  vigie pack disclose em2017.vigie --case em2017/ --field lines/3/text -o to-the-judge.json\n  vigie verify em2017.vigie --disclosure to-the-judge.json"
)]
pub(super) struct PackArgs {
    /// What else to do with packs and keys
    #[command(subcommand)]
    pub(super) action: Option<PackAction>,
    /// The case to pack
    #[arg(long, required = true, value_name = "DIR")]
    pub(super) case: Option<PathBuf>,
    /// Leave out the values of hidden fields: people and visitors stay pseudonyms, and the signature still holds
    #[arg(long = "redact")]
    pub(super) redacted: bool,
    /// The file to write
    #[arg(short = 'o', long = "output", required = true, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Hide these people and names too, wherever they are written
    #[arg(long, value_name = "FILE")]
    pub(super) organisation: Option<PathBuf>,
    /// A text about the case to go with it, with the verdict of each of its claims, as `claim check` has them (repeatable)
    #[arg(long, value_name = "[DATE=]FILE")]
    pub(super) text: Vec<String>,
    #[command(flatten)]
    pub(super) signer: SignerArgs,
}

/// Who signs.
#[derive(Debug, Args)]
pub(super) struct SignerArgs {
    /// The signing key, made if it is not there [default: one of your own, below XDG_DATA_HOME]
    #[arg(long, value_name = "FILE")]
    pub(super) key: Option<PathBuf>,
    /// Who does it, for the custody log [default: the name of your account]
    #[arg(long, value_name = "NAME")]
    pub(super) who: Option<String>,
    /// Anything else the custody log should say
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(super) note: String,
    /// Zone of the clock that the custody log shows beside UTC [default: the machine's]
    #[arg(long, value_name = "ZONE")]
    pub(super) time_zone: Option<String>,
}

/// What else to do with packs and keys.
#[derive(Debug, Subcommand)]
pub(super) enum PackAction {
    /// Make a signing key, and print its public half
    Keygen {
        /// The file to write; its public half goes beside it as `.pub`
        file: PathBuf,
    },
    /// Take the values of hidden fields out of a pack: its signature still holds
    Redact {
        /// The pack
        pack: PathBuf,
        /// The file to write
        #[arg(short = 'o', long = "output", value_name = "FILE")]
        out: PathBuf,
    },
    /// Show hidden fields to somebody, one by one: what is written proves itself against the pack
    Disclose {
        /// The pack
        pack: PathBuf,
        /// The case it was made from, which holds the values
        #[arg(long, value_name = "DIR")]
        case: PathBuf,
        /// The field, as table/row/field (repeatable); `vigie pack show` lists them
        #[arg(long, required = true, value_name = "FIELD")]
        field: Vec<String>,
        /// The names that were given when it was packed
        #[arg(long, value_name = "FILE")]
        organisation: Option<PathBuf>,
        /// The file to write
        #[arg(short = 'o', long = "output", value_name = "FILE")]
        out: PathBuf,
    },
    /// Write the body of a pack as it was signed, as JSON Lines
    Show {
        /// The pack
        pack: PathBuf,
    },
    /// A time stamp of a third party (RFC 3161): write the request, attach the response, take it out again
    #[command(group = clap::ArgGroup::new("stamp").required(true).args(["request", "response", "extract"]))]
    Stamp {
        /// The pack, changed in one step when a response is attached
        pack: PathBuf,
        /// Write the request for the last custody entry, to be sent to an authority of your choice
        #[arg(long, value_name = "FILE")]
        request: Option<PathBuf>,
        /// Attach the authority's response
        #[arg(long, value_name = "FILE")]
        response: Option<PathBuf>,
        /// Write the last attached response, for `openssl ts -verify`
        #[arg(long, value_name = "FILE")]
        extract: Option<PathBuf>,
    },
    /// Add an entry to the custody log
    Custody {
        /// The pack, changed in one step
        pack: PathBuf,
        /// What was done
        #[arg(value_enum)]
        deed: CustodyDeed,
        #[command(flatten)]
        signer: SignerArgs,
    },
}

/// What can be added to a custody log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CustodyDeed {
    /// It came into your hands
    Received,
    /// You gave it to somebody
    HandedOver,
    /// Something worth knowing (`--note`)
    Noted,
}

/// `vigie verify`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  vigie verify em2017.vigie\n  vigie verify em2017.vigie --key press-office.key.pub --json\n  vigie verify em2017.vigie --disclosure to-the-judge.json\n  vigie verify mine.vigie --against theirs.vigie\n\nExit codes: 0 it holds, 1 it is refused, 2 bad usage, 4 it cannot be read"
)]
pub(super) struct VerifyArgs {
    /// The pack
    pub(super) pack: PathBuf,
    /// The key it must be signed with: `ed25519:…`, or a file that holds it
    #[arg(long, value_name = "KEY")]
    pub(super) key: Option<String>,
    /// Hidden fields that somebody showed, checked against the pack (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(super) disclosure: Vec<PathBuf>,
    /// Another pack of the same case: the first byte in which their bodies differ is named
    #[arg(long, value_name = "FILE")]
    pub(super) against: Option<PathBuf>,
    /// The moment after which nothing can be dated, RFC 3339 [default: this machine's clock]
    #[arg(long, value_name = "TIME")]
    pub(super) now: Option<String>,
    /// As JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// `vigie export`.
#[derive(Debug, Args)]
#[command(
    group = clap::ArgGroup::new("form").required(true).args(["stix", "misp", "csv", "ecs"]),
    after_help = "Examples:\n  vigie export --case em2017/ --stix -o em2017.json --tlp amber\n  vigie export em2017/ --misp > event.json\n  vigie export em2017/ --csv -o em2017.csv\n  vigie export em2017/ --ecs | curl --data-binary @- …"
)]
pub(super) struct ExportArgs {
    /// The case
    #[arg(value_name = "CASE", required_unless_present = "case")]
    pub(super) case_given: Option<PathBuf>,
    /// The case
    #[arg(long, value_name = "DIR", conflicts_with = "case_given")]
    pub(super) case: Option<PathBuf>,
    /// A STIX 2.1 bundle: observations, indicators that end, techniques, groupings
    #[arg(long)]
    pub(super) stix: bool,
    /// An event of the MISP core format
    #[arg(long)]
    pub(super) misp: bool,
    /// A table, one row a detection, safe to open in a spreadsheet
    #[arg(long)]
    pub(super) csv: bool,
    /// Elastic Common Schema, one JSON object a detection
    #[arg(long)]
    pub(super) ecs: bool,
    /// Who may see it (Traffic Light Protocol 2.0)
    #[arg(long, value_enum, value_name = "MARK", default_value = "amber")]
    pub(super) tlp: Tlp,
    /// Hide these people and names too, wherever they are written
    #[arg(long, value_name = "FILE")]
    pub(super) organisation: Option<PathBuf>,
    /// The file to write [default: standard output]
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

/// `vigie import`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  vigie import theirs.json\n  vigie import theirs.json --json")]
pub(super) struct ImportArgs {
    /// A STIX 2.1 bundle or a MISP event
    pub(super) file: PathBuf,
    /// As JSON
    #[arg(long)]
    pub(super) json: bool,
}
