//! Whom to tell and when, from a file in TOML. Everything wrong with it is said with its place, before a log is read. It opens no file
//! and sends nothing.

use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::Spanned;

use crate::mistake::Mistake;

/// Channels at most: each is tried for each message.
const CHANNELS_MAX: usize = 20;

/// The file of a guard.
///
/// ```toml
/// [alerts]
/// language = "fr"            # or "en"
/// quiet = "22:00-07:00"      # then only incidents are sent
/// digest_minutes = 10        # what was held back is put together for so long
/// escalate_minutes = 30      # channels with `escalation` are told when nobody acknowledged
///
/// [[alerts.channel]]
/// kind = "ntfy"
/// url = "https://ntfy.example.org/on-duty"
/// ```
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct GuardFile {
    alerts: AlertsEntry,
    /// What a guard and its blocker are told: read by the command line.
    guard: Option<IgnoredAny>,
    block: Option<IgnoredAny>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct AlertsEntry {
    language: Option<Spanned<String>>,
    time_zone: Option<Spanned<String>>,
    quiet: Option<Spanned<String>>,
    digest_minutes: Option<Spanned<u64>>,
    escalate_minutes: Option<Spanned<u64>>,
    channel: Vec<Spanned<ChannelEntry>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChannelEntry {
    kind: Spanned<String>,
    #[serde(default)]
    escalation: bool,
    url: Option<Spanned<String>>,
    secret_file: Option<Spanned<String>>,
    room: Option<Spanned<String>>,
    from: Option<Spanned<String>>,
    to: Option<Spanned<Vec<String>>>,
    user: Option<Spanned<String>>,
    command: Option<Spanned<Vec<String>>>,
}

/// Kinds of channels: name, keys they need, keys they may have.
const KINDS: [(&str, &[&str], &[&str]); 7] = [
    ("email", &["url", "from", "to"], &["user", "secret_file"]),
    ("webhook", &["url", "secret_file"], &[]),
    ("mattermost", &["url"], &[]),
    ("slack", &["url"], &[]),
    ("matrix", &["url", "room", "secret_file"], &[]),
    ("ntfy", &["url"], &["secret_file"]),
    ("command", &["command"], &[]),
];

/// Whom to tell and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether messages are French; else English.
    pub french: bool,
    /// Zone of `quiet`, by its IANA name; the machine's when none is named.
    pub time_zone: Option<String>,
    /// Minutes of the day from which and until which only incidents are sent.
    pub quiet: Option<(u16, u16)>,
    /// Seconds for which what was held back is put together.
    pub digest_seconds: i64,
    /// Seconds after which somebody else is told, when nobody acknowledged.
    pub escalate_seconds: Option<i64>,
    /// Whom.
    pub channels: Vec<Channel>,
}

/// One way to tell somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Where to.
    pub to: Recipient,
    /// Whether it is told only of what nobody acknowledged.
    pub escalation: bool,
    /// File of its secret: a password, a token, or what messages are signed with.
    pub secret_file: Option<String>,
}

/// Where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// Mail.
    Email {
        /// `smtp://host:port`, `smtps://host`.
        url: String,
        /// From whom.
        from: String,
        /// To whom.
        to: Vec<String>,
        /// As which user.
        user: Option<String>,
    },
    /// Our own JSON, signed.
    Webhook {
        /// Where.
        url: String,
    },
    /// `{"text": …}` in Markdown.
    Mattermost {
        /// Where.
        url: String,
    },
    /// `{"text": …}` as Slack marks text.
    Slack {
        /// Where.
        url: String,
    },
    /// A room.
    Matrix {
        /// The homeserver.
        url: String,
        /// The room's own name: `!…:host`.
        room: String,
    },
    /// A topic.
    Ntfy {
        /// The topic's whole address.
        url: String,
    },
    /// A program that reads our JSON from standard input.
    Command {
        /// Its whole path and its arguments.
        words: Vec<String>,
    },
}

impl Recipient {
    /// Its address, unless it is a program.
    pub fn url(&self) -> Option<&str> {
        match self {
            Recipient::Email { url, .. }
            | Recipient::Webhook { url }
            | Recipient::Mattermost { url }
            | Recipient::Slack { url }
            | Recipient::Matrix { url, .. }
            | Recipient::Ntfy { url } => Some(url),
            Recipient::Command { .. } => None,
        }
    }
}

/// The host of an address, with its port if one is stated; `rest` is what follows `://` (RFC 3986, section 3.2).
pub fn host_of(rest: &str) -> &str {
    rest.split(['/', '?']).next().unwrap_or_default()
}

/// A host's name, and the port that is stated.
pub fn name_and_port(host: &str) -> (&str, Option<u16>) {
    let stated = host.rsplit_once(':').and_then(|(name, port)| Some((name, port.parse().ok()?)));
    stated.map_or((host, None), |(name, port)| (name, Some(port)))
}

impl Settings {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place.
    pub fn read(text: &str) -> Result<Settings, Mistake> {
        let file: GuardFile = toml::from_str(text).map_err(|error| Mistake::of_toml(&error))?;
        let alerts = file.alerts;
        let french = match alerts.language.as_ref().map(|one| (one.get_ref().as_str(), one.span())) {
            None | Some(("en", _)) => false,
            Some(("fr", _)) => true,
            Some((_, at)) => return Err(Mistake::new(at, "\"fr\" or \"en\"", "« fr » ou « en »")),
        };
        let minutes = |value: &Option<Spanned<u64>>| match value {
            None => Ok(None),
            Some(minutes) if (1..=7 * 24 * 60).contains(minutes.get_ref()) => Ok(Some(*minutes.get_ref() as i64 * 60)),
            Some(minutes) => Err(Mistake::new(minutes.span(), "1 to 10080 minutes", "1 à 10080 minutes")),
        };
        if let Some(over) = alerts.channel.get(CHANNELS_MAX) {
            return Err(Mistake::new(over.span(), "more than 20 channels", "plus de 20 canaux"));
        }
        Ok(Settings {
            french,
            time_zone: alerts.time_zone.as_ref().map(checked_zone).transpose()?,
            quiet: alerts.quiet.as_ref().map(hours).transpose()?,
            digest_seconds: minutes(&alerts.digest_minutes)?.unwrap_or(600),
            escalate_seconds: minutes(&alerts.escalate_minutes)?,
            channels: alerts.channel.into_iter().map(channel).collect::<Result<_, _>>()?,
        })
    }
}

fn checked_zone(name: &Spanned<String>) -> Result<String, Mistake> {
    match jiff::tz::TimeZone::get(name.get_ref()) {
        Ok(_) => Ok(name.get_ref().clone()),
        Err(_) => Err(Mistake::new(name.span(), "no such time zone (Europe/Paris)", "fuseau inconnu (Europe/Paris)")),
    }
}

/// `22:00-07:00` as minutes of the day.
fn hours(text: &Spanned<String>) -> Result<(u16, u16), Mistake> {
    let minute = |text: &str| {
        let (hour, minute) = text.split_once(':')?;
        let digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        let both = (digits(hour) && digits(minute)).then_some((hour, minute))?;
        let (hour, minute): (u16, u16) = (both.0.parse().ok()?, both.1.parse().ok()?);
        (hour < 24 && minute < 60).then_some(hour * 60 + minute)
    };
    let both = text.get_ref().split_once('-').and_then(|(from, to)| Some((minute(from)?, minute(to)?)));
    both.filter(|(from, to)| from != to)
        .ok_or_else(|| Mistake::new(text.span(), "hours are written 22:00-07:00", "les heures s’écrivent 22:00-07:00"))
}

fn channel(entry: Spanned<ChannelEntry>) -> Result<Channel, Mistake> {
    let whole = entry.span();
    let entry = entry.into_inner();
    let Some((_, needed, allowed)) = KINDS.iter().find(|(name, ..)| name == entry.kind.get_ref()) else {
        let known: Vec<&str> = KINDS.iter().map(|(name, ..)| *name).collect();
        let known = known.join(", ");
        return Err(Mistake::new(entry.kind.span(), format!("one of {known}"), format!("l’un de {known}")));
    };
    let span = |one: &Option<Spanned<String>>| one.as_ref().map(Spanned::span);
    let spans = |one: &Option<Spanned<Vec<String>>>| one.as_ref().map(Spanned::span);
    let present = [
        ("url", span(&entry.url)),
        ("secret_file", span(&entry.secret_file)),
        ("room", span(&entry.room)),
        ("from", span(&entry.from)),
        ("to", spans(&entry.to)),
        ("user", span(&entry.user)),
        ("command", spans(&entry.command)),
    ];
    for (name, span) in present {
        match span {
            None if needed.contains(&name) => {
                let text = format!("{} : {name}", entry.kind.get_ref());
                return Err(Mistake::new(whole, format!("missing: {text}"), format!("il manque {text}")));
            }
            Some(at) if !needed.contains(&name) && !allowed.contains(&name) => {
                let kind = entry.kind.get_ref();
                return Err(Mistake::new(at, format!("{kind} has no {name}"), format!("{kind} n’a pas de {name}")));
            }
            _ => {}
        }
    }
    let to = recipient(&entry)?;
    let secret_file = entry.secret_file.map(Spanned::into_inner);
    Ok(Channel { to, escalation: entry.escalation, secret_file })
}

fn recipient(entry: &ChannelEntry) -> Result<Recipient, Mistake> {
    let text = |one: &Option<Spanned<String>>| one.as_ref().map(|one| one.get_ref().clone()).unwrap_or_default();
    if let Some(words) = &entry.command {
        if !words.get_ref().first().is_some_and(|program| program.starts_with('/')) {
            let (en, fr) = ("begins with the whole path of a program", "commence par le chemin entier d’un programme");
            return Err(Mistake::new(words.span(), en, fr));
        }
        return Ok(Recipient::Command { words: words.get_ref().clone() });
    }
    let is_mail = entry.kind.get_ref() == "email";
    if let Some(url) = &entry.url {
        check_url(url, is_mail, is_mail && entry.user.is_none())?;
    }
    let url = text(&entry.url);
    Ok(match entry.kind.get_ref().as_str() {
        "email" => {
            let to = entry.to.as_ref();
            let all = entry.from.iter().map(|one| (one.get_ref(), one.span()));
            let all = all.chain(to.iter().flat_map(|to| to.get_ref().iter().map(|one| (one, to.span()))));
            for (address, at) in all {
                if address.parse::<lettre::message::Mailbox>().is_err() {
                    return Err(Mistake::new(at, "no mail address", "ce n’est pas une adresse"));
                }
            }
            let to = to.map(|to| to.get_ref().clone()).unwrap_or_default();
            Recipient::Email {
                url,
                from: text(&entry.from),
                to,
                user: entry.user.as_ref().map(|one| one.get_ref().clone()),
            }
        }
        "webhook" => Recipient::Webhook { url },
        "mattermost" => Recipient::Mattermost { url },
        "slack" => Recipient::Slack { url },
        "matrix" => Recipient::Matrix { url, room: text(&entry.room) },
        _ => Recipient::Ntfy { url },
    })
}

/// Whether an address may be sent to: encrypted, or on this machine; mail without a password may go to a relay as mail does.
fn check_url(url: &Spanned<String>, is_mail: bool, may_be_plain: bool) -> Result<(), Mistake> {
    let wrong = |en: &str, fr: &str| Err(Mistake::new(url.span(), en, fr));
    let (plain, safe) = if is_mail { ("smtp://", "smtps://") } else { ("http://", "https://") };
    let is_text = url.get_ref().bytes().all(|byte| byte.is_ascii_graphic());
    let (rest, is_safe) = match (url.get_ref().strip_prefix(safe), url.get_ref().strip_prefix(plain)) {
        _ if !is_text => return wrong("no address", "ce n’est pas une adresse"),
        (Some(rest), _) => (rest, true),
        (_, Some(rest)) => (rest, false),
        _ => return wrong(&format!("begins with {safe}"), &format!("commence par {safe}")),
    };
    let host = host_of(rest);
    if host.is_empty() || host.contains('@') {
        return wrong(
            "a host, and no password: that belongs in secret_file",
            "un hôte, sans mot de passe : il va dans secret_file",
        );
    }
    let (name, _) = name_and_port(host);
    if is_safe || may_be_plain || ["127.0.0.1", "localhost", "[::1]"].contains(&name) {
        return Ok(());
    }
    wrong(&format!("{safe}: this would go over the network in clear"), &format!("{safe} : ceci passerait en clair"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
[alerts]
language = "fr"
time_zone = "Europe/Paris"
quiet = "22:00-07:00"
digest_minutes = 5
escalate_minutes = 30

[[alerts.channel]]
kind = "email"
url = "smtp://127.0.0.1:25"
from = "vigie@example.org"
to = ["duty@example.org"]

[[alerts.channel]]
kind = "webhook"
url = "https://hooks.example.org/vigie"
secret_file = "/etc/vigie/hook.key"
escalation = true

[[alerts.channel]]
kind = "command"
command = ["/usr/local/bin/page", "duty"]
"#;

    #[test]
    fn a_file_says_whom_to_tell_and_when() {
        let settings = Settings::read(GOOD).unwrap();
        assert!(settings.french && settings.quiet == Some((22 * 60, 7 * 60)));
        assert_eq!((settings.digest_seconds, settings.escalate_seconds), (300, Some(1_800)));
        assert_eq!(settings.channels.iter().map(|one| one.escalation).collect::<Vec<_>>(), [false, true, false]);
        let nothing = Settings::read("").unwrap();
        assert!(nothing.channels.is_empty() && !nothing.french && nothing.digest_seconds == 600);
    }

    #[test]
    fn a_mistake_is_shown_under_its_place() {
        let check = |from: &str, to: &str, place: &str, carets: &str, words: &str| {
            let text = GOOD.replacen(from, to, 1);
            assert_ne!(text, GOOD, "{from}");
            let shown = Settings::read(&text).unwrap_err().show("guard.toml", &text, false);
            assert!(shown.starts_with(place) && shown.contains(carets) && shown.contains(words), "{shown}");
        };
        check("\"fr\"", "\"de\"", "guard.toml:3:12\n", "^^^^ ", "\"fr\" or \"en\"");
        check("22:00-07:00", "22h-7h", "guard.toml:5:9\n", "^^^^^^^^ ", "22:00-07:00");
        check("22:00", "25:00", "guard.toml:5:9\n", "^^^^^^^^^^^^^ ", "22:00-07:00");
        check("quiet", "quite", "guard.toml:5:1\n", "^^^^^ ", "unknown field");
        check("Europe/Paris", "Europe/Nowhere", "guard.toml:4:13\n", "^^^ ", "no such time zone");
        check("escalate_minutes = 30", "escalate_minutes = 0", "guard.toml:7:20\n", "^ ", "1 to 10080");
        check("\"email\"", "\"pigeon\"", "guard.toml:10:8\n", "^^^^^^^^ ", "one of email, webhook");
        check(
            "secret_file = \"/etc/vigie/hook.key\"\n",
            "",
            "guard.toml:15:1\n",
            "^",
            "missing: webhook : secret_file",
        );
        check("\"duty@example.org\"", "\"duty\"", "guard.toml:13:6\n", "^^^^^^^^ ", "no mail address");
        check("https://hooks", "http://hooks", "guard.toml:17:7\n", "^^^ ", "in clear");
        check("https://hooks", "https://me:word@hooks", "guard.toml:17:7\n", "^^^ ", "secret_file");
        check("\"/usr/local/bin/page\"", "\"page\"", "guard.toml:23:11\n", "^^^ ", "whole path");
        check(
            "kind = \"command\"",
            "kind = \"command\"\nroom = \"x\"",
            "guard.toml:23:8\n",
            "^^^ ",
            "command has no room",
        );
        check("= 5", "= 5 5", "guard.toml:6:", "^", "");
    }
}
