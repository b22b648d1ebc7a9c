//! `vigie alert`: checks and tries the file of channels, says who has an alert, and runs the process that tells people beside a guard. What is
//! sent when is decided in `respond::alert`; here are the file, the clock and the loop.

use std::io::{BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use clap::{Args, Subcommand};
use jiff::tz::TimeZone;
use serde_json::json;

use super::args::Lang;
use super::setup::machine_zone_name;
use super::speech::Speech;
use super::{Exit, Failure, Outcome};
use super::{configured, confined};
use crate::case::is_case;
use crate::clock::now;
use crate::confine::{Needs, confine};
use crate::report::escape::Terminal;
use crate::respond::alert::desk::Desk;
use crate::respond::alert::send::{Letter, Line, Outbox};
use crate::respond::alert::settings::{Channel, Recipient, Settings, host_of, name_and_port};
use crate::respond::alert::words::{self, words};
use crate::respond::alert::{self, Message, Notice, Trouble, Urgency};
use crate::respond::blocker::read_line;

/// Wait between two looks at what is due, and at who acknowledged what.
const LOOK_EACH: Duration = Duration::from_millis(500);

/// Notices that wait while a channel is slow; beyond it the guard's own queue fills, and it counts.
const WAITING_MAX: usize = 1_000;

/// Bytes of a secret: a password, token or key.
const SECRET_BYTES_MAX: u64 = 4_096;

/// How long an address of a receiver may take to answer, and how many of one name are tried.
const REACH_TIME: Duration = Duration::from_secs(5);
const ADDRESSES_MAX: usize = 3;

/// What finding the address of a name needs to read.
const TO_FIND_HOSTS: [&str; 6] =
    ["/lib", "/usr/lib", "/etc/ld.so.cache", "/etc/host.conf", "/etc/gai.conf", "/run/systemd/resolve"];

/// `vigie alert`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  vigie alert check --config /etc/vigie/guard.toml\n  vigie alert test --config /etc/vigie/guard.toml\n  vigie alert acknowledge 3f9a01bc --case live/"
)]
pub(super) struct AlertArgs {
    /// What to do
    #[command(subcommand)]
    action: AlertAction,
}

/// What to do with alerts.
#[derive(Debug, Subcommand)]
enum AlertAction {
    /// Say what is wrong with a guard's file, with its place
    Check {
        /// The file
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// Send a test message to every channel
    Test {
        /// The file
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// Say that somebody has an alert: nobody else is told
    Acknowledge {
        /// Names of alerts, as messages have them
        #[arg(required_unless_present = "all", value_name = "ALERT")]
        alerts: Vec<String>,
        /// All that went out
        #[arg(long, conflicts_with = "alerts")]
        all: bool,
        /// The case of the guard
        #[arg(long, value_name = "DIR")]
        case: PathBuf,
    },
    /// One line an alert that went out
    List {
        /// The case of the guard
        #[arg(long, value_name = "DIR")]
        case: PathBuf,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Take notices from standard input and tell people, as `vigie guard --config` starts it
    Run {
        /// The file
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// The case of the guard
        #[arg(long, value_name = "DIR")]
        case: PathBuf,
    },
}

/// Runs the command.
pub(super) fn run(args: &AlertArgs, speech: &Speech) -> Outcome {
    match &args.action {
        AlertAction::Check { config } => {
            let settings = read(config, speech)?;
            for line in lines(&settings)? {
                writeln!(std::io::stdout(), "{}", Terminal(&line.name()))?;
            }
            Ok(Exit::Done)
        }
        AlertAction::Test { config } => test(config, speech),
        AlertAction::Acknowledge { alerts, all, case } => acknowledge(alerts, *all, case, speech),
        AlertAction::List { case, json } => list(case, *json, speech),
        AlertAction::Run { config, case } => tell(config, case, speech),
    }
}

/// Reads a guard's file; what is wrong with it is shown under its place.
pub(super) fn read(path: &Path, speech: &Speech) -> Result<Settings, Failure> {
    let text = configured::text_of(path)?;
    Settings::read(&text).map_err(|mistake| configured::shown(path, &text, &mistake, speech))
}

/// Channels with their secrets.
fn lines(settings: &Settings) -> Result<Vec<Line>, Failure> {
    settings.channels.iter().map(|channel| Ok(Line::new(channel.clone(), secret(channel)?))).collect()
}

fn secret(channel: &Channel) -> Result<String, Failure> {
    let Some(path) = &channel.secret_file else { return Ok(String::new()) };
    let named = |error: std::io::Error| Failure::usage(anyhow::Error::from(error).context(path.clone()));
    if std::fs::metadata(path).map_err(named)?.len() > SECRET_BYTES_MAX {
        return Err(named(std::io::Error::other("too long for a secret")));
    }
    let text = std::fs::read_to_string(path).map_err(named)?;
    let secret = text.trim_end();
    if secret.is_empty() || secret.contains(char::is_control) {
        return Err(named(std::io::Error::other("one line of text is expected")));
    }
    Ok(secret.to_owned())
}

fn zone(settings: &Settings, speech: &Speech) -> Result<TimeZone, Failure> {
    let name = settings.time_zone.clone().unwrap_or_else(machine_zone_name);
    Ok(super::setup::zone(&name, speech)?.1)
}

fn letter(message: &Message, settings: &Settings, zone: &TimeZone, case: &str) -> Letter {
    let (made, words) = (now(), words(message, settings.french, zone, case));
    let json = words::json(message, &words, made);
    Letter { words, json, urgency: message.urgency, id: message.id.clone(), made }
}

fn test(config: &Path, speech: &Speech) -> Outcome {
    let settings = read(config, speech)?;
    let zone = zone(&settings, speech)?;
    let notice = Notice::Trouble { what: Trouble::Test };
    let (id, urgency) = (notice.id(), Urgency::Later);
    let message = Message { id, urgency, notices: vec![notice], more: 0, is_escalation: false, channels: Vec::new() };
    let letter = letter(&message, &settings, &zone, "CASE");
    let mut exit = Exit::Done;
    let mut out = std::io::stdout().lock();
    for line in lines(&settings)? {
        match line.send(&letter) {
            Ok(()) => writeln!(out, "{} {}", speech.say("sent:", "envoyé :"), Terminal(&line.name()))?,
            Err(error) => {
                exit = Exit::Input;
                let text = error.to_string();
                writeln!(
                    out,
                    "{} {} : {}",
                    speech.say("not sent:", "pas envoyé :"),
                    Terminal(&line.name()),
                    Terminal(&text)
                )?;
            }
        }
    }
    Ok(exit)
}

fn acknowledge(alerts: &[String], all: bool, case: &Path, speech: &Speech) -> Outcome {
    let (_lock, mut sent) = opened(case, speech)?;
    let mut found = 0;
    for one in sent.iter_mut().filter(|one| all || alerts.iter().any(|id| **id == *one.id)) {
        one.acknowledged = true;
        found += 1;
    }
    alert::write(case, &sent).map_err(Failure::input)?;
    if found < alerts.len() {
        return Err(Failure::usage(anyhow::anyhow!(
            "{}",
            speech.say("no alert has this name", "aucune alerte ne porte ce nom")
        )));
    }
    writeln!(std::io::stdout(), "{} {found}", speech.say("acknowledged:", "pris en charge :"))?;
    Ok(Exit::Done)
}

fn opened(case: &Path, speech: &Speech) -> Result<(std::fs::File, Vec<alert::desk::Sent>), Failure> {
    if !is_case(case) {
        let text = speech.say("no case is there", "aucun dossier n’est là");
        return Err(Failure::usage(anyhow::anyhow!("{}: {text}", case.display())));
    }
    alert::locked(case).map_err(Failure::input)
}

fn list(case: &Path, as_json: bool, speech: &Speech) -> Outcome {
    let (_lock, sent) = opened(case, speech)?;
    let mut out = std::io::stdout().lock();
    if as_json {
        writeln!(out, "{:#}", json!({ "format": "vigie-alerts", "version": 1, "alerts": sent }))?;
        return Ok(Exit::Done);
    }
    for one in sent {
        let state = match (one.acknowledged, one.escalated) {
            (true, _) => speech.say("somebody has it", "prise en charge"),
            (false, true) => speech.say("nobody has it, others were told", "sans réponse, d’autres prévenus"),
            (false, false) => speech.say("nobody has it yet", "sans réponse"),
        };
        let message = Message {
            id: one.id.clone(),
            urgency: one.notice.urgency(),
            notices: vec![one.notice],
            more: 0,
            is_escalation: false,
            channels: Vec::new(),
        };
        let title = words(&message, speech.lang == Lang::Fr, &TimeZone::UTC, "").title;
        writeln!(out, "{}  {}  {}  {state}", one.id, one.at.to_rfc3339(), Terminal(&title))?;
    }
    Ok(Exit::Done)
}

fn tell(config: &Path, case: &Path, speech: &Speech) -> Outcome {
    let settings = read(config, speech)?;
    let zone = zone(&settings, speech)?;
    let mut outbox = Outbox::new(lines(&settings)?);
    let starts_programs = settings.channels.iter().any(|one| matches!(one.to, Recipient::Command { .. }));
    if starts_programs {
        speech.remark(
            "alerts start programs (command) and keep their rights for them",
            "les alertes lancent des programmes (command) et gardent leurs droits pour eux",
        );
    } else {
        let needs = Needs {
            read: TO_FIND_HOSTS.iter().map(PathBuf::from).collect(),
            write: vec![case.to_path_buf()],
            connects: settings.channels.iter().filter_map(port).chain([53]).collect(),
            ..Needs::default()
        };
        confined::say(confine(&needs).map_err(Failure::input)?, speech);
    }
    // Both processes hear a stop; this one ends when the guard has said the last.
    for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGINT] {
        signal_hook::flag::register(signal, Arc::new(AtomicBool::new(false))).map_err(Failure::input)?;
    }
    let sent = alert::locked(case).map_or_else(|_| Vec::new(), |(_, sent)| sent);
    let mut desk = Desk::new(settings.clone(), zone.clone(), sent);
    let notices = notices().map_err(Failure::input)?;
    let name = case.display().to_string();
    let mut known = desk.sent.clone();
    loop {
        let mut ends = false;
        match notices.recv_timeout(LOOK_EACH) {
            Ok(notice) => {
                desk.take(notice, now());
                for notice in notices.try_iter() {
                    desk.take(notice, now());
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => ends = true,
        }
        if let Err(error) = keep(case, &mut desk, &mut known) {
            let text = error.to_string();
            speech.warn(&text, &text);
        }
        for message in desk.due(now(), ends) {
            let letter = letter(&message, &settings, &zone, &name);
            for channel in &message.channels {
                if outbox.put(*channel, letter.clone(), Instant::now()) {
                    speech.warn(
                        "a message was given up for a newer one",
                        "un message a été abandonné pour un plus récent",
                    );
                }
            }
        }
        for (line, error, is_given_up) in outbox.flush(Instant::now()) {
            let then = if is_given_up || ends {
                speech.say("given up", "abandonné")
            } else {
                speech.say("tried again", "réessayé")
            };
            let text = format!("{line}: {error} ; {then}");
            speech.warn(&text, &text);
        }
        if ends {
            let _ = keep(case, &mut desk, &mut known);
            return Ok(Exit::Done);
        }
    }
}

/// Learns who acknowledged what, and writes what went out.
fn keep(case: &Path, desk: &mut Desk, known: &mut Vec<alert::desk::Sent>) -> Result<(), crate::case::CaseError> {
    if desk.sent.is_empty() {
        return Ok(());
    }
    let (_lock, written) = alert::locked(case)?;
    for one in written.iter().filter(|one| one.acknowledged) {
        for mine in desk.sent.iter_mut().filter(|mine| mine.id == one.id && mine.at == one.at) {
            mine.acknowledged = true;
        }
    }
    if *known != desk.sent || written != desk.sent {
        alert::write(case, &desk.sent)?;
        known.clone_from(&desk.sent);
    }
    Ok(())
}

/// Notices from standard input, on a thread of its own.
fn notices() -> std::io::Result<Receiver<Notice>> {
    let (out, notices) = sync_channel(WAITING_MAX);
    let read = move || {
        let mut from = BufReader::new(std::io::stdin());
        while let Ok(Some(line)) = read_line(&mut from) {
            let Ok(notice) = serde_json::from_slice(&line) else { continue };
            if out.send(notice).is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new().name("notices".into()).spawn(read)?;
    Ok(notices)
}

/// What a channel is called: its kind and host.
pub(super) fn name(channel: &Channel) -> String {
    Line::new(channel.clone(), String::new()).name()
}

/// Whether somebody listens at the other end of a channel, or its program is there. Nothing is sent.
pub(super) fn reach(channel: &Channel) -> std::io::Result<()> {
    if let Recipient::Command { words } = &channel.to {
        return words.first().map_or(Ok(()), |program| std::fs::metadata(program).map(drop));
    }
    let rest = channel.to.url().and_then(|url| url.split_once("://")).map_or("", |(_, rest)| rest);
    let (name, _) = name_and_port(host_of(rest));
    let place = (name.trim_matches(['[', ']']), port(channel).unwrap_or(443));
    let mut last = std::io::Error::from(std::io::ErrorKind::NotFound);
    for address in std::net::ToSocketAddrs::to_socket_addrs(&place)?.take(ADDRESSES_MAX) {
        match std::net::TcpStream::connect_timeout(&address, REACH_TIME) {
            Ok(_) => return Ok(()),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// The port of a channel's address.
fn port(channel: &Channel) -> Option<u16> {
    let url = channel.to.url()?;
    let (scheme, rest) = url.split_once("://")?;
    let (_, stated) = name_and_port(host_of(rest));
    stated.or(match scheme {
        "https" => Some(443),
        "http" => Some(80),
        "smtps" => Some(465),
        "smtp" if url.contains("tls=") => Some(587),
        "smtp" => Some(25),
        _ => None,
    })
}
