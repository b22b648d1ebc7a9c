//! The command line, as types. Doc comments here are the English help; `french.rs` holds the French help for the same
//! arguments, and a test holds the two equal. Nothing is opened or decided here.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::evidence_args::{ExportArgs, ImportArgs, PackArgs, VerifyArgs};
use super::statement::args::StatementArgs;

/// From your own logs to an answer you can defend: what attacked us, what they were after, where it arrived from, whether
/// they got in, what to do now. Works offline; nothing leaves this machine.
#[derive(Debug, Parser)]
#[command(name = "vigie", version, disable_help_subcommand = true, max_term_width = 100, arg_required_else_help = true)]
pub(super) struct Cli {
    /// What to do
    #[command(subcommand)]
    pub(super) command: Command,
    /// Language of everything a person reads [default: from the environment]
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    pub(super) lang: Option<Lang>,
    /// When to use colour
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
    /// No progress and no remarks, errors only
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
}

/// Languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    /// English
    En,
    /// Français
    Fr,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On terminals, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What Vigie can do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Answer the questions: what, after what, from where, did they get in, what now
    Report(ReportArgs),
    /// One line a detection, like grep
    Scan(ScanArgs),
    /// What was understood: one event a line
    Parse(ParseArgs),
    /// The rules: list, show, test, check them
    Rules(RulesArgs),
    /// Walk one line through every stage and say why
    Explain(ExplainArgs),
    /// Who acted together, by logs, a case, or a table of who left which trace when
    Clusters(ClustersArgs),
    /// May I sign this sentence? Every claim of a text, decided against a case
    Claim(ClaimArgs),
    /// What to say in public: a statement that the case bears out, and a check of a text before it is published
    Statement(StatementArgs),
    /// How many, in which unit: the ladder from records to incidents, by day, week, month
    Count(CountArgs),
    /// The table of networks and countries: look up, replace
    Geo(GeoArgs),
    /// Add a judgement to an incident, an attempt or a source of a case, and answer again
    Mark(MarkArgs),
    /// Keep a case lean and lawful: erase a person, drop old days
    Case(CaseArgs),
    /// Hold attackers back for a while: see what would be done, do it, take it back, see whether it helped
    Protect(ProtectArgs),
    /// Put a case into one signed file from which anybody recomputes every figure
    Pack(PackArgs),
    /// Check a pack: nothing changed, who signed, every figure computed again
    Verify(VerifyArgs),
    /// Hand indicators and detections on: STIX, MISP, CSV, ECS
    Export(ExportArgs),
    /// Show the indicators that somebody handed on
    Import(ImportArgs),
    /// Find the logs of this machine and write what a guard needs; holds nobody back
    Setup(super::set_up::SetUpArgs),
    /// Say what a guard is missing, each with what to do
    Doctor(super::doctor::DoctorArgs),
    /// Watch logs as they are written: fill a case, say what to hold back, hold it back if asked
    Guard(GuardArgs),
    /// Take in logs that are no files: syslog over the network or at a socket, the systemd journal
    Listen(super::listen::ListenArgs),
    /// The part that may change the packet filter, as a process of its own; and what a person says to it
    Block(super::block::BlockArgs),
    /// Who is told what a guard notices: try the channels, say that somebody has an alert
    #[cfg(feature = "alerts")]
    Alert(super::alert::AlertArgs),
    /// Show a case to people on duty, in a browser: what needs them, what is held back, and why
    #[cfg(feature = "serve")]
    Serve(super::serve::ServeArgs),
    /// A case that a guard fills, live in a terminal
    #[cfg(feature = "top")]
    Top(super::top::TopArgs),
    /// Who may ask a guard for decisions: bouncers of CrowdSec and their keys
    Bouncer(BouncerArgs),
    /// Worlds of logs whose truth is known: write one, score an answer
    Exercise(ExerciseArgs),
    /// Write completions for a shell to standard output
    Completions(CompletionsArgs),
    /// Write the manual page to standard output
    Man,
}

/// What to read, and what the user knows about it.
#[derive(Clone, Debug, Args)]
pub(super) struct InputArgs {
    /// Files, folders (read recursively), or `-` for standard input; compressed files are recognised by content
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) about: AboutLogs,
}

/// What the user knows about the logs.
#[derive(Clone, Debug, Args)]
pub(super) struct AboutLogs {
    /// Year of the first record, for logs that state none (syslog)
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1980..2100))]
    pub(super) year: Option<i32>,
    /// Zone of logs that state none, as an IANA name [default: UTC]
    #[arg(long, value_name = "ZONE")]
    pub(super) log_time_zone: Option<String>,
    /// Zone in which days, weeks and months are counted [default: the machine's]
    #[arg(long, value_name = "ZONE")]
    pub(super) time_zone: Option<String>,
    /// Read everything as this service, whatever it looks like
    #[arg(long = "as", value_name = "SERVICE")]
    pub(super) as_service: Option<String>,
    /// Name of the asset, for logs that name no host
    #[arg(long, value_name = "NAME")]
    pub(super) asset: Option<String>,
    #[command(flatten)]
    pub(super) ours: OursArgs,
    /// More Sigma rules, beside the built-in ones (repeatable)
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    /// Leave the built-in rules out
    #[arg(long)]
    pub(super) no_builtin_rules: bool,
    /// Table of networks to use instead of the built-in one (mmdb or CSV)
    #[arg(long, value_name = "FILE")]
    pub(super) network_data: Option<PathBuf>,
    /// Threads that parse and match [default: one for each core]
    #[arg(short = 'j', long, value_name = "N")]
    pub(super) workers: Option<usize>,
}

/// `vigie report`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  vigie report /var/log\n  vigie report logs/ --html report.html --json report.json --case em2017/\n  zcat access.log.*.gz | vigie report -\n  vigie report em2017/"
)]
pub(super) struct ReportArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// Write the answer as one self-contained page
    #[arg(long, value_name = "FILE")]
    pub(super) html: Option<PathBuf>,
    /// Write the answer as JSON; `-` for standard output and nothing else
    #[arg(long, value_name = "FILE")]
    pub(super) json: Option<PathBuf>,
    /// Keep the case in this folder; logs are added to a case that is there
    #[arg(long, value_name = "DIR")]
    pub(super) case: Option<PathBuf>,
    /// Set an earlier case beside this one
    #[arg(long, value_name = "CASE")]
    pub(super) compare: Option<PathBuf>,
    /// Write account names in clear in files
    #[arg(long)]
    pub(super) clear: bool,
    /// Print the definitions that decide every count, and stop
    #[arg(long)]
    pub(super) explain_units: bool,
    /// Exit with 1 when there is at least one incident
    #[arg(long)]
    pub(super) exit_code: bool,
}

/// `vigie scan`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  vigie scan access.log\n  vigie scan logs/ --form sql-injection --jsonl\n  tail -n 100000 access.log | vigie scan -"
)]
pub(super) struct ScanArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// One JSON object a detection
    #[arg(long)]
    pub(super) jsonl: bool,
    /// Only detections of this form (repeatable)
    #[arg(long, value_name = "FORM")]
    pub(super) form: Vec<String>,
    /// Exit with 1 when there is at least one detection
    #[arg(long)]
    pub(super) exit_code: bool,
}

/// `vigie parse`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  vigie parse auth.log\n  vigie parse --jsonl access.log | jq 'select(.[\"http.response.status_code\"] == 500)'\n  vigie parse --not-understood /var/log"
)]
pub(super) struct ParseArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// One JSON object an event, with ECS field names
    #[arg(long)]
    pub(super) jsonl: bool,
    /// Only records that were not understood, as they stand, made inert
    #[arg(long)]
    pub(super) not_understood: bool,
}

/// `vigie rules`.
#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// What to do with them
    #[command(subcommand)]
    pub(super) action: RulesAction,
}

/// What to do with rules.
#[derive(Debug, Subcommand)]
pub(super) enum RulesAction {
    /// One line a rule: name, form, technique, level, title
    List {
        /// Folder of rules instead of the built-in ones
        dir: Option<PathBuf>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// One rule and its page
    Show {
        /// Name of the rule, as `list` prints it
        name: String,
        /// Folder of rules instead of the built-in ones
        dir: Option<PathBuf>,
    },
    /// Run the test page of every rule
    Test {
        /// Folder of rules instead of the built-in ones
        dir: Option<PathBuf>,
    },
    /// Check rules for mistakes
    Lint {
        /// Folder of rules instead of the built-in ones
        dir: Option<PathBuf>,
    },
}

/// `vigie explain`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  vigie explain access.log:1234\n  vigie explain auth.log:57 --year 2024")]
pub(super) struct ExplainArgs {
    /// File and 1-based line
    #[arg(value_name = "FILE:LINE")]
    pub(super) place: String,
    #[command(flatten)]
    pub(super) about: AboutLogs,
}

/// `vigie clusters`.
#[derive(Debug, Args)]
#[command(
    subcommand_precedence_over_arg = true,
    after_help = "Examples:\n  vigie clusters logs/\n  vigie clusters em2017/ show 1\n  vigie clusters em2017/ --json clusters.json\n  vigie clusters --observations posts.csv --actor account --trace link --trace text --time created_at --posts\n  vigie parse --jsonl access.log | vigie clusters --observations - --actor source.ip --trace url.path --tool user_agent.original --time @timestamp\n  vigie clusters --observations posts.csv --actor account --trace link --time created_at --method cooRTweet --within 10 --min-participation 2"
)]
pub(super) struct ClustersArgs {
    /// A kept case, or logs as for `report`
    #[arg(value_name = "CASE", required_unless_present = "observations", conflicts_with = "observations")]
    pub(super) paths: Vec<PathBuf>,
    /// What of it
    #[command(subcommand)]
    pub(super) action: Option<ClustersAction>,
    #[command(flatten)]
    pub(super) about: AboutLogs,
    /// Write account names in clear in files
    #[arg(long, conflicts_with = "observations")]
    pub(super) clear: bool,
    /// Table of observations: CSV with a line of column names, or one JSON object a line; `-` for standard input
    #[arg(long, value_name = "FILE", requires_all = ["actor", "trace", "time"])]
    pub(super) observations: Option<PathBuf>,
    /// Column that names who acted
    #[arg(long, value_name = "COLUMN", requires = "observations")]
    pub(super) actor: Option<String>,
    /// Column of what was asked for, tried or posted: a path, an account, a link, a text (repeatable)
    #[arg(long, value_name = "COLUMN", requires = "observations")]
    pub(super) trace: Vec<String>,
    /// Column of a mark of the tool: a user agent, a fingerprint, a banner (repeatable)
    #[arg(long, value_name = "COLUMN", requires = "observations")]
    pub(super) tool: Vec<String>,
    /// Column of the moment: RFC 3339, ISO 8601 (UTC where no zone is stated), Unix seconds or milliseconds
    #[arg(long, value_name = "COLUMN", requires = "observations")]
    pub(super) time: Option<String>,
    /// Actors are sources that come in sessions [default]
    #[arg(long, conflicts_with = "posts", requires = "observations")]
    pub(super) logs: bool,
    /// Actors are accounts that post links, texts or images
    #[arg(long, requires = "observations")]
    pub(super) posts: bool,
    /// How to look [default: chance]
    #[arg(long, value_enum, requires = "observations")]
    pub(super) method: Option<ClusterMethod>,
    /// For cooRTweet: seconds within which two posts of one object count as together [default: 10]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(i64).range(0..=31_536_000))]
    pub(super) within: Option<i64>,
    /// For cooRTweet: posts an account needs to be counted [default: 2]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) min_participation: Option<u32>,
    /// Write the answer as JSON, to standard output and nothing else unless a file is given
    #[arg(long, global = true, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    pub(super) json: Option<PathBuf>,
    /// Exit with 1 when somebody acted together
    #[arg(long)]
    pub(super) exit_code: bool,
}

/// What of the clusters.
#[derive(Debug, Subcommand)]
pub(super) enum ClustersAction {
    /// One cluster in full: every member, session, trace and kind of evidence
    Show {
        /// Its number
        id: u32,
    },
}

/// How `vigie clusters` looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ClusterMethod {
    /// Against chance, with surrogate worlds and a verdict
    Chance,
    /// The published co-action network, for comparison: it has no null model
    #[value(name = "cooRTweet")]
    CooRTweet,
}

/// `vigie claim`.
#[derive(Debug, Args)]
pub(super) struct ClaimArgs {
    /// What to do
    #[command(subcommand)]
    pub(super) action: ClaimAction,
}

/// What to do with claims.
#[derive(Debug, Subcommand)]
pub(super) enum ClaimAction {
    /// Every sentence: claim or not, verdict, figures, reason, safer wording
    Check(CheckArgs),
    /// Several texts about the same events: which sentence became which, with what changed on the way
    Drift(DriftArgs),
}

/// `vigie claim drift`.
#[derive(Debug, Args)]
#[command(
    after_help = "A text may begin with lines `Date: 2017-02-13` and `Author: NAME` (`Auteur : NOM`). Its day may also stand before its file.\n\nExamples:\n  vigie claim drift tribune.txt wire.txt headline.txt --case em2017/\n  vigie claim drift 2017-02-13=tribune.txt 2017-02-15=headline.html --case em2017/ --json\n  vigie claim drift tribune.txt headline.txt --exit-code"
)]
pub(super) struct DriftArgs {
    /// The texts, earliest first unless every one has a day: files (plain or HTML)
    #[arg(required = true, value_name = "[DATE=]FILE", num_args = 2..)]
    pub(super) texts: Vec<String>,
    /// The case their claims are decided against
    #[arg(long, value_name = "DIR")]
    pub(super) case: Option<PathBuf>,
    /// Show claims that were repeated as they were, too
    #[arg(long)]
    pub(super) all: bool,
    /// As JSON
    #[arg(long)]
    pub(super) json: bool,
    /// Exit with 1 when something changed on the way
    #[arg(long)]
    pub(super) exit_code: bool,
}

/// `vigie claim check`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  vigie claim check tribune.txt --case em2017/ --date 2017-02-14\n  vigie claim check --case em2017/ --text \"Near half of these attacks come from Ukraine\"\n  vigie claim check article.html --case em2017/ --since campaign=2017-01-15 --json\n  vigie claim check release.txt --case em2017/ --exit-code && publish release.txt"
)]
pub(super) struct CheckArgs {
    /// The text: a file (plain or HTML), or `-` for standard input
    #[arg(value_name = "FILE", conflicts_with = "text")]
    pub(super) file: Option<PathBuf>,
    /// The text itself
    #[arg(long, value_name = "TEXT")]
    pub(super) text: Option<String>,
    /// The case it is decided against
    #[arg(long, value_name = "DIR")]
    pub(super) case: PathBuf,
    /// The day of the text, from which "Tuesday" or "last week" count [default: the last day of the case]
    #[arg(long, value_name = "DATE")]
    pub(super) date: Option<String>,
    /// The day of an event that the text speaks of (repeatable)
    #[arg(long, value_name = "NAME=DATE")]
    pub(super) since: Vec<String>,
    /// As JSON
    #[arg(long)]
    pub(super) json: bool,
    /// Exit with 1 when a claim is contradicted
    #[arg(long)]
    pub(super) exit_code: bool,
}

/// `vigie count`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  vigie count --case em2017/\n  vigie count --by unit,month --case em2017/ --json")]
pub(super) struct CountArgs {
    /// The case
    #[arg(long, value_name = "DIR")]
    pub(super) case: PathBuf,
    /// By what, in this order
    #[arg(long, value_enum, value_delimiter = ',', default_value = "unit,week")]
    pub(super) by: Vec<CountBy>,
    /// As JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// What to count by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CountBy {
    /// Record, event, detection, attempt, incident
    Unit,
    /// Days
    Day,
    /// ISO weeks
    Week,
    /// Months
    Month,
}

/// `vigie geo`.
#[derive(Debug, Args)]
pub(super) struct GeoArgs {
    /// What to do
    #[command(subcommand)]
    pub(super) action: GeoAction,
}

/// What to do with the network table.
#[derive(Debug, Subcommand)]
pub(super) enum GeoAction {
    /// Where an address is, by the table
    Show {
        /// Addresses
        #[arg(required = true)]
        addresses: Vec<std::net::IpAddr>,
        /// As JSON
        #[arg(long)]
        json: bool,
        /// Table to use instead of the built-in one
        #[arg(long, value_name = "FILE")]
        network_data: Option<PathBuf>,
    },
    /// Replace the built-in table by your own from now on
    Update {
        /// mmdb, CSV (start,end,value), or Tor's geoip file
        #[arg(long, value_name = "FILE")]
        from: PathBuf,
    },
}

/// `vigie mark`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  vigie mark em2017/ incident-3 innocent --why \"Anne was travelling\"\n  vigie mark em2017/ 192.0.2.7 innocent --why \"our own monitoring\""
)]
pub(super) struct MarkArgs {
    /// The case
    pub(super) case: PathBuf,
    /// What is judged: `incident-N`, `attempt-N`, or a source address
    pub(super) id: String,
    /// The judgement
    #[arg(value_enum)]
    pub(super) judgement: Judgement,
    /// Why
    #[arg(long)]
    pub(super) why: String,
}

/// A judgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Judgement {
    /// Not an attack
    Innocent,
    /// An attack
    Hostile,
}

/// `vigie case`.
#[derive(Debug, Args)]
pub(super) struct CaseArgs {
    /// What to do
    #[command(subcommand)]
    pub(super) action: CaseAction,
}

/// What to do with a case.
#[derive(Debug, Subcommand)]
pub(super) enum CaseAction {
    /// What a case holds: tables, rows, digests
    Show {
        /// The case
        case: PathBuf,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// What the case answered when, what changed since, and why
    History {
        /// The case
        case: PathBuf,
        /// Show the answer of this number as it was given
        #[arg(long, value_name = "N")]
        show: Option<u32>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Erase one person: an account name or an address, with every line that cites it
    Erase {
        /// The case
        case: PathBuf,
        /// Account name or address
        person: String,
    },
    /// Drop everything older than so many days before the case's last record
    Prune {
        /// The case
        case: PathBuf,
        /// Days to keep
        #[arg(long, value_name = "DAYS")]
        keep_days: u32,
    },
}

/// `vigie protect`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  vigie protect plan --case em2017/ --own 192.0.2.0/24\n  vigie protect apply --case em2017/ --own 192.0.2.0/24\n  vigie protect undo --case em2017/ 203.0.113.9\n  vigie protect undo --case em2017/ --all"
)]
pub(super) struct ProtectArgs {
    /// What to do
    #[command(subcommand)]
    pub(super) action: ProtectAction,
}

/// What to do about attackers.
#[derive(Debug, Subcommand)]
pub(super) enum ProtectAction {
    /// What would be held back and why, what is left alone and why; changes nothing
    Plan {
        #[command(flatten)]
        about: ProtectAbout,
    },
    /// Hold it back now, in the packet filter (nftables), each for its time
    Apply {
        #[command(flatten)]
        about: ProtectAbout,
    },
    /// Take decisions back; the packet filter is then as it was before
    Undo {
        /// The case
        #[arg(long, value_name = "DIR")]
        case: PathBuf,
        /// What to take back: addresses or networks as `plan` prints them
        targets: Vec<String>,
        /// Take everything back
        #[arg(long, conflicts_with = "targets", required_unless_present = "targets")]
        all: bool,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Whether it helped: attacks before and since, packets stopped, who else felt it
    Effect {
        /// The case
        #[arg(long, value_name = "DIR")]
        case: PathBuf,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

/// What a plan is made of.
#[derive(Clone, Debug, Args)]
pub(super) struct ProtectAbout {
    /// The case
    #[arg(long, value_name = "DIR")]
    pub(super) case: PathBuf,
    #[command(flatten)]
    pub(super) protected: ProtectedArgs,
    /// Instant to plan for: RFC 3339, or `end` for the end of the logs [default: now]
    #[arg(long, value_name = "INSTANT")]
    pub(super) as_of: Option<String>,
    /// As JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// Who belongs to the organisation, and whom it trusts: never held back, and told apart in answers.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct OursArgs {
    /// A network of the organisation itself (repeatable)
    #[arg(long, value_name = "CIDR")]
    pub(super) own: Vec<String>,
    /// A network whose traffic is expected: monitoring, partners, testers (repeatable)
    #[arg(long, value_name = "CIDR")]
    pub(super) allow: Vec<String>,
    /// A proxy whose forwarded addresses are believed (repeatable)
    #[arg(long, value_name = "CIDR")]
    pub(super) trusted_proxy: Vec<String>,
    /// Names, domains, people, networks and assets of the organisation
    #[arg(long, value_name = "FILE")]
    pub(super) organisation: Option<PathBuf>,
}

/// Who is never held back.
#[derive(Clone, Debug, Args)]
pub(super) struct ProtectedArgs {
    #[command(flatten)]
    pub(super) ours: OursArgs,
    /// Decisions at most; more are a sign that somebody makes us block, and wait for a person
    #[arg(long, value_name = "N", default_value_t = crate::respond::plan::DECISIONS_MAX)]
    pub(super) decisions_max: usize,
}

/// `vigie guard`.
#[derive(Debug, Args)]
#[command(
    mut_arg("paths", |arg| arg.required(false).required_unless_present("config")),
    after_help = "Examples:\n  vigie guard /var/log/nginx/access.log /var/log/auth.log --case live/ --own 192.0.2.0/24\n  vigie guard access.log --case live/ --own 192.0.2.0/24 --apply\n  vigie guard access.log --case live/ --own 192.0.2.0/24 --blocker /run/vigie-block/socket\n  vigie guard access.log --case live/ --own 192.0.2.0/24 --api 127.0.0.1:8080\n  vigie guard access.log --case live/ --list nginx-deny=/etc/nginx/held.conf --reload \"/usr/sbin/nginx -s reload\"\n  vigie guard --config /etc/vigie/guard.toml\n  journalctl -f -o export | vigie guard - --case live/\n  vigie report live/"
)]
pub(super) struct GuardArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// Fill the case in this folder; a guard that stopped goes on there
    #[arg(long, value_name = "DIR", required = false, required_unless_present = "config")]
    pub(super) case: PathBuf,
    /// Say what would be held back, and hold nothing back [default]
    #[arg(long, conflicts_with = "apply")]
    pub(super) watch_only: bool,
    /// Hold it back in the packet filter (nftables), by a process of its own that keeps this one right
    #[arg(long)]
    pub(super) apply: bool,
    /// Hold it back by the `vigie block` that listens at this socket
    #[arg(long, value_name = "SOCKET", conflicts_with_all = ["apply", "watch_only"])]
    pub(super) blocker: Option<PathBuf>,
    /// With --apply: take everything back unless a person runs `vigie block --confirm` so often
    #[arg(long, value_name = "SECONDS", requires = "apply", value_parser = clap::value_parser!(u64).range(10..))]
    pub(super) dead_man: Option<u64>,
    /// With --apply: where it stands what persons said to the blocker
    #[arg(long, value_name = "DIR", requires = "apply", default_value = super::block::STATE)]
    pub(super) block_state: PathBuf,
    /// Offer decisions to bouncers of CrowdSec at this address of this machine (`vigie bouncer add` makes their keys)
    #[arg(long, value_name = "ADDRESS:PORT", conflicts_with = "watch_only")]
    pub(super) api: Option<std::net::SocketAddr>,
    /// Write whom to refuse into a file that a server reads: apache, caddy, haproxy, nginx-deny, nginx-geo, plain (repeatable)
    #[arg(long, value_name = "FORM=FILE", conflicts_with = "watch_only")]
    pub(super) list: Vec<String>,
    /// Run this when such a file changed; words apart by spaces, read by no shell (repeatable)
    #[arg(long, value_name = "COMMAND", requires = "list")]
    pub(super) reload: Vec<String>,
    /// Run this for each network held back; `{target}`, `{seconds}` and `{form}` are filled in
    #[arg(long, value_name = "COMMAND", conflicts_with = "watch_only")]
    pub(super) on_hold: Option<String>,
    /// Run this for each network held back no more
    #[arg(long, value_name = "COMMAND", conflicts_with = "watch_only")]
    pub(super) on_release: Option<String>,
    /// Do as this file says, and tell people as it says: its keys are these arguments (docs/guard.md); SIGHUP reads it again
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// What the file says stands among the arguments: how a guard that holds the file starts the one that reads logs
    #[arg(long, hide = true, requires = "config")]
    pub(super) from_file: bool,
    /// Read what is there, save, and stop
    #[arg(long)]
    pub(super) once: bool,
    /// Seconds between two moments at which the case is saved
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(super) save_seconds: u64,
    /// Decisions a minute at most; more are a sign that somebody makes us block, and wait for a person
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub(super) decisions_a_minute: usize,
    /// Write account names in clear in files
    #[arg(long)]
    pub(super) clear: bool,
    /// One JSON object a decision
    #[arg(long)]
    pub(super) json: bool,
}

/// `vigie bouncer`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  vigie bouncer add nginx --case live/\n  vigie bouncer list --case live/\n  vigie bouncer delete nginx --case live/"
)]
pub(super) struct BouncerArgs {
    /// What to do
    #[command(subcommand)]
    pub(super) action: BouncerAction,
}

/// What to do with bouncers.
#[derive(Debug, Subcommand)]
pub(super) enum BouncerAction {
    /// Make a key and show it, once
    Add {
        /// What it is called
        name: String,
        /// The case of the guard
        #[arg(long, value_name = "DIR")]
        case: PathBuf,
    },
    /// One line a bouncer
    List {
        /// The case of the guard
        #[arg(long, value_name = "DIR")]
        case: PathBuf,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Take a key away, from the next request on
    Delete {
        /// What it is called
        name: String,
        /// The case of the guard
        #[arg(long, value_name = "DIR")]
        case: PathBuf,
    },
}

/// `vigie exercise`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  vigie exercise list\n  vigie exercise run february-2017 --seed 7 -o exercise/\n  vigie report exercise/logs --time-zone Europe/Paris\n  vigie exercise score exercise/ --clusters clusters.json"
)]
pub(super) struct ExerciseArgs {
    /// What to do
    #[command(subcommand)]
    pub(super) action: ExerciseAction,
}

/// What to do with exercises.
#[derive(Debug, Subcommand)]
pub(super) enum ExerciseAction {
    /// One line a world
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Write a world: logs, `truth.json`, and what to ask
    Run {
        /// Name of the world, as `list` prints it
        name: String,
        /// Decides everything that chance decides
        #[arg(long, value_name = "N", default_value_t = 7)]
        seed: u64,
        /// Folder to write, empty or not there yet
        #[arg(short, long = "output", value_name = "DIR")]
        out: PathBuf,
        /// Write even when the folder is not empty
        #[arg(long)]
        force: bool,
    },
    /// Compare clusters with the truth: precision, recall, adjusted Rand index, false clusters
    Score {
        /// Folder that `run` wrote
        folder: PathBuf,
        /// Clusters as JSON, as `vigie` writes them
        #[arg(long, value_name = "FILE")]
        clusters: PathBuf,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

/// `vigie completions`.
#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}
