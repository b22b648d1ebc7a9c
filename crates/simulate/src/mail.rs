//! A small mail server's log (Postfix and Dovecot): ordinary mail, and three attacks: a search for an open relay, a harvest of
//! addresses, a run of password guesses. Small on purpose: it exercises services, not volume.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::IpAddr;

use serde::Serialize;
use vigie_facts::form::Form;

use crate::calendar::{START_SECONDS, instant_of_share, write_syslog};
use crate::networks::{ATTACKERS, Addresses};
use crate::random::Random;

/// The machine.
pub const HOST: &str = "mail1";

const PEOPLE: [&str; 6] = ["contact", "presse", "jmartin", "pdurand", "slefevre", "benevoles"];
const FRIENDS: [&str; 4] =
    ["lettre@example.net", "redaction@journal.example", "marie@example.com", "mairie@ville.example"];
const HARVESTED: [&str; 8] = ["info", "sales", "admin", "marketing", "support", "hr", "billing", "office"];
const GUESSED: [&str; 3] = ["contact@example.org", "admin@example.org", "presse@example.org"];

/// What to make.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct MailWorld {
    /// Decides everything that chance decides.
    pub seed: u64,
    /// Mails that arrive or leave as they should.
    pub mails: u64,
    /// Runs of attacks, a third of each form.
    pub attacks: u64,
    /// First instant, seconds since the epoch.
    pub start_seconds: i64,
    /// Length in days.
    pub days: i64,
}

impl MailWorld {
    /// A week: 800 mails, 30 attacks.
    pub fn new(seed: u64) -> MailWorld {
        MailWorld { seed, mails: 800, attacks: 30, start_seconds: START_SECONDS, days: 7 }
    }
}

/// What is true of the lines that were written.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MailTruth {
    /// Lines written.
    pub lines: u64,
    /// By form, numbers (from 1) of the lines that show the attack.
    pub forms: BTreeMap<&'static str, Vec<u64>>,
}

/// Writes the world's `mail.log` and says what is true of it. Errors are the writer's.
pub fn write_mail(world: &MailWorld, out: &mut impl Write) -> io::Result<MailTruth> {
    let mut line = Vec::new();
    each_mail_line(world, &mut |at, text| {
        line.clear();
        write_syslog(&mut line, at)?;
        writeln!(line, " {HOST} {text}")?;
        out.write_all(&line)
    })
}

/// Hands every line of the world, after time and host (`process: text`), with its instant, in the order of time. Errors are the taker's.
pub fn each_mail_line(world: &MailWorld, take: &mut dyn FnMut(i64, &str) -> io::Result<()>) -> io::Result<MailTruth> {
    let mut log = Log { random: Random::new(world.seed, "mail"), lines: BTreeMap::new() };
    let mut addresses = Addresses::new(world.seed, "mail", ATTACKERS);
    for number in 0..world.mails {
        log.mail(instant_of_share(world.start_seconds, world.days, number, world.mails.max(1)));
    }
    for number in 0..world.attacks {
        let at = world.start_seconds + world.days * 86_400 * number as i64 / world.attacks.max(1) as i64;
        let source = addresses.draw(&mut log.random);
        match number % 3 {
            0 => log.relay(at, source),
            1 => log.harvest(at, source),
            _ => log.guess(at, source),
        }
    }
    let mut truth = MailTruth::default();
    for ((at, _), (form, process, text)) in &log.lines {
        take(*at, &format!("{process}: {text}"))?;
        truth.lines += 1;
        if let Some(form) = form {
            truth.forms.entry(form.id()).or_default().push(truth.lines);
        }
    }
    Ok(truth)
}

struct Log {
    random: Random,
    lines: BTreeMap<(i64, usize), (Option<Form>, String, String)>,
}

impl Log {
    fn write(&mut self, at: i64, form: Option<Form>, process: &str, text: String) {
        let order = self.lines.len();
        self.lines.insert((at, order), (form, process.into(), text));
    }

    fn pid(&mut self, process: &str) -> String {
        format!("{process}[{}]", self.random.between(2_000, 31_000))
    }

    fn mail(&mut self, at: i64) {
        let id = format!("{:010X}", self.random.below(1 << 40));
        let to = *self.random.pick(&PEOPLE);
        let from = *self.random.pick(&FRIENDS);
        let size = self.random.between(2_000, 90_000);
        let (smtpd, cleanup, qmgr, local) = (
            self.pid("postfix/smtpd"),
            self.pid("postfix/cleanup"),
            "postfix/qmgr[1187]".to_owned(),
            self.pid("postfix/lmtp"),
        );
        self.write(at, None, &smtpd, "connect from mx.example.net[198.51.100.25]".into());
        self.write(at, None, &smtpd, format!("{id}: client=mx.example.net[198.51.100.25]"));
        self.write(at + 1, None, &cleanup, format!("{id}: message-id=<{id}@mx.example.net>"));
        self.write(at + 1, None, &qmgr, format!("{id}: from=<{from}>, size={size}, nrcpt=1 (queue active)"));
        let ending = "disconnect from mx.example.net[198.51.100.25] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5";
        self.write(at + 1, None, &smtpd, ending.into());
        let text = format!(
            "{id}: to=<{to}@example.org>, relay=mail1.example.org[private/dovecot-lmtp], delay=0.3, \
             delays=0.2/0/0/0.1, dsn=2.0.0, status=sent (250 2.0.0 <{to}@example.org> {id} Saved)"
        );
        self.write(at + 2, None, &local, text);
        self.write(at + 2, None, &qmgr, format!("{id}: removed"));
        if self.random.chance(300) {
            let text = format!(
                "imap-login: Login: user=<{to}@example.org>, method=PLAIN, rip=203.0.113.84, lip=192.0.2.25, mpid={}, TLS, \
                 session=<{id}>",
                self.random.between(2_000, 31_000)
            );
            self.write(at + 30, None, "dovecot", text);
        }
    }

    fn relay(&mut self, at: i64, source: IpAddr) {
        let smtpd = self.pid("postfix/smtpd");
        self.write(at, None, &smtpd, format!("connect from unknown[{source}]"));
        for (second, target) in (1..).zip(["relaytest@evil.example.net", "check@evil.example.com"]) {
            let text = format!(
                "NOQUEUE: reject: RCPT from unknown[{source}]: 454 4.7.1 <{target}>: Relay access denied; \
                 from=<spameri@tiscali.example> to=<{target}> proto=ESMTP helo=<win-{second}>"
            );
            self.write(at + second, Some(Form::MailRelayProbe), &smtpd, text);
        }
        let text = format!("disconnect from unknown[{source}] ehlo=1 mail=2 rcpt=0/2 quit=1 commands=4/6");
        self.write(at + 4, None, &smtpd, text);
    }

    fn harvest(&mut self, at: i64, source: IpAddr) {
        let smtpd = self.pid("postfix/smtpd");
        self.write(at, None, &smtpd, format!("connect from unknown[{source}]"));
        for (second, name) in (1..).zip(HARVESTED) {
            let text = format!(
                "NOQUEUE: reject: RCPT from unknown[{source}]: 550 5.1.1 <{name}@example.org>: Recipient address rejected: User \
                 unknown in virtual mailbox table; from=<a@evil.example.net> to=<{name}@example.org> proto=ESMTP helo=<localhost>"
            );
            self.write(at + second, Some(Form::AddressHarvesting), &smtpd, text);
        }
        self.write(
            at + 10,
            None,
            &smtpd,
            format!("disconnect from unknown[{source}] ehlo=1 mail=1 rcpt=0/8 commands=2/10"),
        );
    }

    fn guess(&mut self, at: i64, source: IpAddr) {
        for number in 0..12 {
            let account = GUESSED[number as usize % GUESSED.len()];
            let smtpd = self.pid("postfix/smtpd");
            let second = at + number * 25;
            self.write(second, None, &smtpd, format!("connect from unknown[{source}]"));
            let text = format!(
                "warning: unknown[{source}]: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username={account}"
            );
            self.write(second + 2, Some(Form::PasswordGuessing), &smtpd, text);
            let text = format!("disconnect from unknown[{source}] ehlo=1 auth=0/1 quit=1 commands=2/3");
            self.write(second + 3, None, &smtpd, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truth_points_at_the_lines_it_means_and_the_seed_decides_all() {
        let world = MailWorld::new(7);
        let (mut log, mut again) = (Vec::new(), Vec::new());
        let truth = write_mail(&world, &mut log).unwrap();
        write_mail(&world, &mut again).unwrap();
        assert_eq!(log, again);
        let text = String::from_utf8(log).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len() as u64, truth.lines);
        let expected = [
            (Form::MailRelayProbe, "Relay access denied", 20),
            (Form::AddressHarvesting, "User unknown", 80),
            (Form::PasswordGuessing, "SASL LOGIN authentication failed", 120),
        ];
        for (form, words, count) in expected {
            let numbers = &truth.forms[form.id()];
            assert_eq!(numbers.len(), count);
            assert!(numbers.iter().all(|number| lines[*number as usize - 1].contains(words)));
        }
    }
}
