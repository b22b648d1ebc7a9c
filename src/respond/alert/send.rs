//! Sends a message by each kind of channel, and again later when it did not arrive. It believes no certificate that the roots of the web do
//! not vouch for, follows no redirect, reads no answer but its number, and starts no shell.
#![expect(
    clippy::disallowed_types,
    reason = "respond/ is where a child process is started; its words are the administrator's"
)]

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use hmac::{Hmac, Mac as _};
use lettre::message::{Mailbox, header::ContentType};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{SmtpTransport, Transport as _};
use serde_json::{Value, json};
use sha2::Sha256;
use vigie_facts::time::Timestamp;

use super::Urgency;
use super::settings::{Channel, Recipient, host_of};
use super::words::Words;

/// How long one channel may take.
const SEND_TIME: Duration = Duration::from_secs(15);

/// Waits before a message is tried again; then it is given up, and said.
const AGAIN_SECONDS: [u64; 5] = [10, 60, 300, 1_800, 7_200];

/// Messages that wait to be tried again; the oldest is given up for a new one.
const WAITING_MAX: usize = 200;

/// Why a message did not arrive.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// By HTTP.
    #[error("{0}")]
    Http(#[from] Box<ureq::Error>),
    /// By mail.
    #[error("{0}")]
    Mail(#[from] lettre::transport::smtp::Error),
    /// A mail that cannot be written.
    #[error("{0}")]
    Letter(#[from] lettre::error::Error),
    /// A mail address that is none.
    #[error("{0}")]
    Address(#[from] lettre::address::AddressError),
    /// A program.
    #[error("{0}")]
    Program(#[from] std::io::Error),
    /// A program that failed.
    #[error("failed, {0}")]
    Failed(std::process::ExitStatus),
    /// It took too long and was ended.
    #[error("did not end within {} seconds", SEND_TIME.as_secs())]
    Slow,
}

/// A message in every form a channel needs.
#[derive(Clone, Debug)]
pub struct Letter {
    /// In words.
    pub words: Words,
    /// For programs.
    pub json: Value,
    /// Whether it is told at once.
    pub urgency: Urgency,
    /// Name of the alert.
    pub id: Box<str>,
    /// When it was made.
    pub made: Timestamp,
}

/// A channel and its secret.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "it holds a secret")]
pub struct Line {
    channel: Channel,
    secret: String,
}

impl Line {
    /// A channel, and what stands in the file of its secret.
    pub fn new(channel: Channel, secret: String) -> Line {
        Line { channel, secret }
    }

    /// What it is called in the journal: its kind and host, never what is secret in an address.
    pub fn name(&self) -> String {
        let (kind, url) = match &self.channel.to {
            Recipient::Email { url, .. } => ("email", url.as_str()),
            Recipient::Webhook { url } => ("webhook", url.as_str()),
            Recipient::Mattermost { url } => ("mattermost", url.as_str()),
            Recipient::Slack { url } => ("slack", url.as_str()),
            Recipient::Matrix { url, .. } => ("matrix", url.as_str()),
            Recipient::Ntfy { url } => ("ntfy", url.as_str()),
            Recipient::Command { words } => ("command", words.first().map_or("", String::as_str)),
        };
        let host = url.split_once("://").map_or(url, |(_, rest)| host_of(rest));
        format!("{kind} {host}")
    }

    /// Sends, and waits until it arrived.
    pub fn send(&self, letter: &Letter) -> Result<(), SendError> {
        let (title, text) = (&letter.words.title, letter.words.text());
        match &self.channel.to {
            Recipient::Email { url, from, to, user } => self.mail(letter, url, from, to, user.as_deref()),
            Recipient::Webhook { url } => {
                let body = letter.json.to_string();
                let seconds = letter.made.0.div_euclid(1_000_000);
                let signature = format!("t={seconds},v1={}", signature(&self.secret, seconds, &body));
                post(url, &[("Content-Type", "application/json"), ("X-Vigie-Signature", &signature)], &body)
            }
            Recipient::Mattermost { url } => post_json(url, &[], &json!({ "text": format!("**{title}**\n\n{text}") })),
            Recipient::Slack { url } => {
                let text = format!("*{title}*\n{text}").replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                post_json(url, &[], &json!({ "text": text }))
            }
            Recipient::Matrix { url, room } => {
                let url = format!(
                    "{}/_matrix/client/v3/rooms/{}/send/m.room.message/{}-{}",
                    url.trim_end_matches('/'),
                    percent(room),
                    letter.id,
                    letter.made.0
                );
                let body = json!({ "msgtype": "m.text", "body": format!("{title}\n\n{text}") });
                put_json(&url, &[("Authorization", &format!("Bearer {}", self.secret))], &body)
            }
            Recipient::Ntfy { url } => {
                let (server, topic) = url.trim_end_matches('/').rsplit_once('/').unwrap_or((url, ""));
                let priority = if letter.urgency == Urgency::Now { 4 } else { 3 };
                let body = json!({ "topic": topic, "title": title, "message": text, "priority": priority });
                let bearer = format!("Bearer {}", self.secret);
                let headers: &[(&str, &str)] = if self.secret.is_empty() { &[] } else { &[("Authorization", &bearer)] };
                post_json(&format!("{server}/"), headers, &body)
            }
            Recipient::Command { words } => run(words, &letter.json.to_string()),
        }
    }

    fn mail(&self, letter: &Letter, url: &str, from: &str, to: &[String], user: Option<&str>) -> Result<(), SendError> {
        let mut mail = lettre::Message::builder().from(from.parse::<Mailbox>()?).subject(&letter.words.title);
        for address in to {
            mail = mail.to(address.parse::<Mailbox>()?);
        }
        // RFC 3834: no holiday answers.
        let mail = mail
            .header(ContentType::TEXT_PLAIN)
            .raw_header(lettre::message::header::HeaderValue::new(
                lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ))
            .message_id(None)
            .body(letter.words.text())?;
        let mut transport = SmtpTransport::from_url(url)?.timeout(Some(SEND_TIME));
        if let Some(user) = user {
            transport = transport.credentials(Credentials::new(user.to_owned(), self.secret.clone()));
        }
        transport.build().send(&mail)?;
        Ok(())
    }
}

/// HMAC-SHA256 (RFC 2104) of `<seconds>.<body>`, in hexadecimal: whoever has the secret can tell that the message is ours and of now.
pub fn signature(secret: &str, seconds: i64, body: &str) -> String {
    // A key of HMAC may have any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(format!("{seconds}.{body}").as_bytes());
    let mut text = String::new();
    for byte in mac.finalize().into_bytes() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn percent(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

fn agent() -> ureq::Agent {
    let settings = ureq::Agent::config_builder().timeout_global(Some(SEND_TIME)).max_redirects(0).proxy(None);
    settings.user_agent("vigie").build().into()
}

fn post_json(url: &str, headers: &[(&str, &str)], body: &Value) -> Result<(), SendError> {
    post(url, &[headers, &[("Content-Type", "application/json")]].concat(), &body.to_string())
}

fn post(url: &str, headers: &[(&str, &str)], body: &str) -> Result<(), SendError> {
    with(agent().post(url), headers, body)
}

fn put_json(url: &str, headers: &[(&str, &str)], body: &Value) -> Result<(), SendError> {
    with(agent().put(url), &[headers, &[("Content-Type", "application/json")]].concat(), &body.to_string())
}

fn with(
    mut request: ureq::RequestBuilder<ureq::typestate::WithBody>,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<(), SendError> {
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send(body).map_err(Box::new)?;
    // What redirects has not taken it.
    if answer.status().is_success() {
        Ok(())
    } else {
        Err(Box::new(ureq::Error::StatusCode(answer.status().as_u16())).into())
    }
}

fn run(words: &[String], text: &str) -> Result<(), SendError> {
    let Some((program, arguments)) = words.split_first() else { return Ok(()) };
    let mut child = Command::new(program)
        .args(arguments)
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        let text = text.to_owned();
        // On a thread of its own: a program that reads nothing must not hold us.
        std::thread::spawn(move || drop(stdin.write_all(text.as_bytes())));
    }
    let began = Instant::now();
    loop {
        match child.try_wait()? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(SendError::Failed(status)),
            None if began.elapsed() > SEND_TIME => {
                child.kill()?;
                child.wait()?;
                return Err(SendError::Slow);
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

struct Waiting {
    line: usize,
    letter: Letter,
    tries: usize,
    next: Instant,
}

/// Sends letters, and again those that did not arrive.
#[expect(missing_debug_implementations, reason = "it holds secrets")]
pub struct Outbox {
    lines: Vec<Line>,
    waiting: VecDeque<Waiting>,
}

impl Outbox {
    /// For these channels, by their place.
    pub fn new(lines: Vec<Line>) -> Outbox {
        Outbox { lines, waiting: VecDeque::new() }
    }

    /// Takes a letter for a channel; whether an older one was given up for it.
    pub fn put(&mut self, line: usize, letter: Letter, now: Instant) -> bool {
        let is_full = self.waiting.len() >= WAITING_MAX;
        if is_full {
            self.waiting.pop_front();
        }
        self.waiting.push_back(Waiting { line, letter, tries: 0, next: now });
        is_full
    }

    /// Tries what is due, one time each; what went wrong, and whether it was given up.
    pub fn flush(&mut self, now: Instant) -> Vec<(String, SendError, bool)> {
        let mut troubles = Vec::new();
        for mut one in std::mem::take(&mut self.waiting) {
            if one.next > now {
                self.waiting.push_back(one);
                continue;
            }
            let Some(line) = self.lines.get(one.line) else { continue };
            let Err(error) = line.send(&one.letter) else { continue };
            let wait = AGAIN_SECONDS.get(one.tries);
            troubles.push((line.name(), error, wait.is_none()));
            if let Some(seconds) = wait {
                one.tries += 1;
                one.next = now + Duration::from_secs(*seconds);
                self.waiting.push_back(one);
            }
        }
        troubles
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_what_others_compute() {
        // `printf '1486990000.{"a":1}' | openssl dgst -sha256 -hmac secret`
        assert_eq!(
            signature("secret", 1_486_990_000, "{\"a\":1}"),
            "90ebb8c1e8aa840cb2cddc112e2b1b88892e45ce0d387d738a2becc1c0da2fe1"
        );
        assert_eq!(percent("!room:example.org"), "%21room%3Aexample.org");
    }
}
