//! `vigie listen`: takes in logs that are no files, and writes them to files that a guard follows. Listening is in `listen`; here are its
//! arguments, what it gives up, and its words.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::Args;
use serde_json::{Map, Value, json};
use vigie_facts::cidr::Cidr;

use super::confined;
use super::speech::Speech;
use super::{Exit, Failure, Outcome};
use crate::confine::{Needs, confine};
use crate::listen::spool::Limits;
use crate::listen::{Listening, OpenError, Remark, Settings};
use crate::report::escape::Terminal;

/// Segments that have to fit into what is kept: with fewer, one flood takes everything else.
const SEGMENTS_MIN: u64 = 4;

/// `vigie listen`.
#[derive(Debug, Args)]
#[command(
    group = clap::ArgGroup::new("feeds").required(true).multiple(true),
    after_help = "Examples:\n  vigie listen --to spool/ --udp 127.0.0.1:5514 --tcp 127.0.0.1:5514\n  vigie listen --to spool/ --udp 0.0.0.0:514 --tcp 0.0.0.0:514 --from 192.0.2.0/24 --from 2001:db8::/32\n  vigie listen --to spool/ --unix /run/vigie-listen/log --journal\n  vigie guard spool/ --case live/"
)]
pub(super) struct ListenArgs {
    /// Where to keep what arrives: a folder that `vigie guard` follows and `vigie report` reads
    #[arg(long, value_name = "DIR")]
    pub(super) to: PathBuf,
    /// Take syslog over UDP at this address (repeatable)
    #[arg(long, value_name = "ADDRESS:PORT", group = "feeds")]
    pub(super) udp: Vec<SocketAddr>,
    /// Take syslog over TCP at this address, counted or line by line (repeatable)
    #[arg(long, value_name = "ADDRESS:PORT", group = "feeds")]
    pub(super) tcp: Vec<SocketAddr>,
    /// Take syslog over TLS at this address (repeatable)
    #[cfg(feature = "listen-tls")]
    #[arg(long, value_name = "ADDRESS:PORT", group = "feeds", requires_all = ["certificate", "key"])]
    pub(super) tls: Vec<SocketAddr>,
    /// The certificate of this side, and those between it and a root (PEM)
    #[cfg(feature = "listen-tls")]
    #[arg(long, value_name = "FILE", requires = "tls")]
    pub(super) certificate: Option<PathBuf>,
    /// The key of that certificate (PEM)
    #[cfg(feature = "listen-tls")]
    #[arg(long, value_name = "FILE", requires = "tls")]
    pub(super) key: Option<PathBuf>,
    /// Take only senders whose certificate is of this authority (PEM)
    #[cfg(feature = "listen-tls")]
    #[arg(long, value_name = "FILE", requires = "tls")]
    pub(super) client_ca: Option<PathBuf>,
    /// Take syslog at this Unix socket, as /dev/log (repeatable)
    #[arg(long, value_name = "PATH", group = "feeds")]
    pub(super) unix: Vec<PathBuf>,
    /// Follow the systemd journal
    #[arg(long, group = "feeds")]
    pub(super) journal: bool,
    /// The program that reads the journal
    #[arg(long, value_name = "PATH", requires = "journal", default_value = "/usr/bin/journalctl")]
    pub(super) journalctl: PathBuf,
    /// A network whose messages are taken; without one, those of this machine only (repeatable)
    #[arg(long, value_name = "CIDR")]
    pub(super) from: Vec<String>,
    /// Mebibytes of a file before the next is begun
    #[arg(long, value_name = "MIB", default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=4_096))]
    pub(super) segment_mib: u64,
    /// Hours of a file before the next is begun
    #[arg(long, value_name = "HOURS", default_value_t = 24, value_parser = clap::value_parser!(i64).range(1..=8_760))]
    pub(super) segment_hours: i64,
    /// Mebibytes of all files; beyond, the oldest files of the largest log are removed
    #[arg(long, value_name = "MIB", default_value_t = 2_048, value_parser = clap::value_parser!(u64).range(4..=1 << 30))]
    pub(super) keep_mib: u64,
    /// The counts at the end as one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// Runs the command.
pub(super) fn run(args: &ListenArgs, speech: &Speech) -> Outcome {
    let settings = settings(args, speech)?;
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGINT] {
        signal_hook::flag::register(signal, Arc::clone(&stop)).map_err(Failure::input)?;
    }
    let listening = Listening::open(&settings, stop).map_err(|error| refused(error, speech))?;
    // From here on, bytes of strangers are read. Sockets are open, and the program that reads the journal has been started.
    let needs = Needs { read: vec![args.to.clone()], write: vec![args.to.clone()], ..Needs::default() };
    confined::say(confine(&needs).map_err(Failure::input)?, speech);
    for (kind, place) in listening.places() {
        speech.remark(&format!("listening: {kind} {place}"), &format!("à l’écoute : {kind} {place}"));
    }
    let is_well = listening.run(&mut |listening| {
        for remark in listening.take_remarks() {
            say(&remark, speech);
        }
    });
    say_counts(&listening, args.json, speech)?;
    Ok(if is_well { Exit::Done } else { Exit::Input })
}

fn settings(args: &ListenArgs, speech: &Speech) -> Result<Settings, Failure> {
    let network = |text: &String| {
        text.parse::<Cidr>().map_err(|error| Failure::usage(anyhow::Error::from(error).context(text.clone())))
    };
    let limits = Limits {
        segment_bytes: args.segment_mib << 20,
        segment_seconds: args.segment_hours * 3_600,
        total_bytes: args.keep_mib << 20,
    };
    if limits.total_bytes < SEGMENTS_MIN * limits.segment_bytes {
        let text = speech.say(
            "--keep-mib has to be four times --segment-mib at least",
            "--keep-mib doit valoir au moins quatre fois --segment-mib",
        );
        return Err(Failure::usage(anyhow::anyhow!("{text}")));
    }
    #[cfg(feature = "listen-tls")]
    let (tls, proof) = (args.tls.clone(), proof(args));
    #[cfg(not(feature = "listen-tls"))]
    let (tls, proof) = (Vec::new(), None);
    Ok(Settings {
        folder: args.to.clone(),
        limits,
        from: args.from.iter().map(network).collect::<Result<_, _>>()?,
        udp: args.udp.clone(),
        tcp: args.tcp.clone(),
        tls,
        proof,
        unix: args.unix.clone(),
        journalctl: args.journal.then(|| args.journalctl.clone()),
    })
}

#[cfg(feature = "listen-tls")]
fn proof(args: &ListenArgs) -> Option<crate::listen::Proof> {
    let (certificate, key) = (args.certificate.clone()?, args.key.clone()?);
    Some(crate::listen::Proof { certificate, key, client_ca: args.client_ca.clone() })
}

/// Why something cannot be opened, with what to do about it.
fn refused(error: OpenError, speech: &Speech) -> Failure {
    match error {
        OpenError::Open(_) => Failure::usage(error).hint(speech.say(
            "name the networks that may send with --from, or listen at 127.0.0.1",
            "nommez avec --from les réseaux qui peuvent envoyer, ou écoutez sur 127.0.0.1",
        )),
        OpenError::Proof(..) => Failure::usage(error),
        OpenError::Refused { .. } => Failure::input(error),
    }
}

/// Says what a person should know.
fn say(remark: &Remark, speech: &Speech) {
    let warn = |en: String, fr: String| speech.warn(&en, &fr);
    match remark {
        Remark::Refused(kind, sender) => warn(
            format!("{kind}: {sender} may not send and is not listened to"),
            format!("{kind} : {sender} ne peut rien envoyer et n’est pas écouté"),
        ),
        Remark::TooMany(kind, sender) => warn(
            format!("{kind}: too many connections, one from {sender} was turned away"),
            format!("{kind} : trop de connexions, une de {sender} a été refusée"),
        ),
        Remark::Broken(kind, sender, why) => warn(
            format!("{kind}: the connection of {sender} was ended: {why}"),
            format!("{kind} : la connexion de {sender} a été close : {why}"),
        ),
        Remark::Dropped(kind, count) => warn(
            format!("{kind}: the kernel had no room for {count} datagrams: these messages are lost"),
            format!("{kind} : le noyau n’avait pas de place pour {count} datagrammes : ces messages sont perdus"),
        ),
        Remark::CannotWrite(why) => warn(
            format!("nothing can be written: {why}; what can wait waits"),
            format!("rien ne peut être écrit : {why} ; ce qui peut attendre attend"),
        ),
        Remark::CanWriteAgain => warn("it can be written again".into(), "l’écriture reprend".into()),
        Remark::Deleted(deleted) => warn(
            format!("no room for more: {} files ({} bytes) were removed so far", deleted.segments, deleted.bytes),
            format!("plus de place : {} fichiers ({} octets) effacés jusqu’ici", deleted.segments, deleted.bytes),
        ),
        Remark::SendersShared => warn(
            "more senders than logs: further ones share one".into(),
            "plus d’expéditeurs que de journaux : les suivants en partagent un".into(),
        ),
        Remark::Trouble(kind, why) => warn(format!("{kind}: {why}"), format!("{kind} : {why}")),
        Remark::Ended(kind, why) => {
            warn(format!("{kind}: nothing comes any more: {why}"), format!("{kind} : plus rien ne vient : {why}"));
        }
    }
}

/// What came, by kind of feed.
fn say_counts(listening: &Listening, as_json: bool, speech: &Speech) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let deleted = listening.deleted();
    if as_json {
        let of = |counts: &crate::listen::Counts| {
            Value::Object(counts.named().iter().map(|(name, count)| ((*name).to_owned(), json!(count))).collect())
        };
        let feeds: Map<String, Value> =
            listening.counts().into_iter().map(|(kind, counts)| (kind.to_owned(), of(counts))).collect();
        let deleted = json!({"files": deleted.segments, "bytes": deleted.bytes});
        let line = json!({"format": "vigie-listen", "version": 1, "feeds": feeds, "deleted": deleted});
        writeln!(out, "{line}")?;
        return Ok(());
    }
    for (kind, counts) in listening.counts() {
        let named = counts.named();
        let shown: Vec<String> = named
            .iter()
            .enumerate()
            .filter(|(at, (_, count))| *at < 2 || *count > 0)
            .map(|(_, (name, count))| format!("{count} {}", word(name, speech)))
            .collect();
        writeln!(out, "{kind}: {}", Terminal(&shown.join(", ")))?;
    }
    if deleted.segments > 0 {
        let text = speech.say("files removed for room", "fichiers effacés faute de place");
        writeln!(out, "{} {text}, {} {}", deleted.segments, deleted.bytes, word("bytes", speech))?;
    }
    Ok(())
}

/// A count's name in words.
fn word(name: &str, speech: &Speech) -> &'static str {
    let (en, fr) = match name {
        "records" => ("records", "enregistrements"),
        "bytes" => ("bytes", "octets"),
        "truncated" => ("cut", "coupés"),
        "refused" => ("refused", "refusés"),
        "broken" => ("broken off", "interrompus"),
        "dropped" => ("lost by the kernel", "perdus par le noyau"),
        _ => ("not written", "non écrits"),
    };
    speech.say(en, fr)
}
