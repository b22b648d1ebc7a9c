//! Which message goes to whom, and when: an incident at once and once, what was held back put together, in quiet hours only incidents,
//! somebody else when nobody acknowledged. Pure: the clock is an argument. It finds no words and sends nothing.

use std::collections::VecDeque;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use vigie_facts::time::Timestamp;

use super::settings::Settings;
use super::{Message, Notice, Urgency};

/// Seconds in which the same incident is told once.
const AGAIN_SECONDS: i64 = 24 * 3_600;

/// Messages sent at once in an hour; further incidents are put together with what was held back, so that a flood of them hides none.
const AT_ONCE_AN_HOUR: usize = 20;

/// Notices of one message that is put together; more are counted.
pub const TOGETHER_MAX: usize = 500;

/// Alerts that are remembered, the youngest.
const KEPT_MAX: usize = 1_000;

/// An alert that went out, as the case keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// What it is called: eight digits of hexadecimal.
    pub id: Box<str>,
    /// When.
    pub at: Timestamp,
    /// Whether a person said that they have it.
    pub acknowledged: bool,
    /// Whether somebody else was told.
    pub escalated: bool,
    /// What it was about.
    pub notice: Notice,
}

/// Decides what is sent.
#[derive(Debug)]
pub struct Desk {
    settings: Settings,
    zone: TimeZone,
    /// Alerts that went out, oldest first.
    pub sent: Vec<Sent>,
    together: Vec<Notice>,
    more: u64,
    since: Option<Timestamp>,
    at_once: VecDeque<Timestamp>,
    out: Vec<Message>,
}

impl Desk {
    /// Goes on from what was sent.
    pub fn new(settings: Settings, zone: TimeZone, sent: Vec<Sent>) -> Desk {
        let (together, at_once, out) = (Vec::new(), VecDeque::new(), Vec::new());
        Desk { settings, zone, sent, together, more: 0, since: None, at_once, out }
    }

    /// Takes something that happened.
    pub fn take(&mut self, notice: Notice, now: Timestamp) {
        if notice.urgency() == Urgency::Later {
            self.put_together(notice, now);
            return;
        }
        let id = notice.id();
        let is_recent = |one: &Sent| one.id == id && now.seconds_since(one.at) < AGAIN_SECONDS as f64;
        if self.sent.iter().any(is_recent) {
            return;
        }
        self.sent.retain(|one| one.id != id);
        if self.sent.len() >= KEPT_MAX {
            self.sent.remove(0);
        }
        self.sent.push(Sent { id: id.clone(), at: now, acknowledged: false, escalated: false, notice: notice.clone() });
        while self.at_once.front().is_some_and(|at| now.seconds_since(*at) >= 3_600.0) {
            self.at_once.pop_front();
        }
        if self.at_once.len() >= AT_ONCE_AN_HOUR {
            self.put_together(notice, now);
            return;
        }
        self.at_once.push_back(now);
        let channels = self.channels(false);
        self.out.push(Message {
            id,
            urgency: notice.urgency(),
            notices: vec![notice],
            more: 0,
            is_escalation: false,
            channels,
        });
    }

    fn put_together(&mut self, notice: Notice, now: Timestamp) {
        self.since.get_or_insert(now);
        if self.together.len() < TOGETHER_MAX {
            self.together.push(notice);
        } else {
            self.more += 1;
        }
    }

    /// What is to be sent now; with `ends`, what waits does not wait any more.
    pub fn due(&mut self, now: Timestamp, ends: bool) -> Vec<Message> {
        let has_waited =
            self.since.is_some_and(|since| now.seconds_since(since) >= self.settings.digest_seconds as f64);
        if !self.together.is_empty() && (ends || (has_waited && !self.is_quiet(now))) {
            let notices = std::mem::take(&mut self.together);
            let urgency = notices.iter().map(Notice::urgency).max().unwrap_or(Urgency::Later);
            let id = super::id_of(&format!("{} {}", now.0, notices.len()));
            let channels = self.channels(false);
            self.out.push(Message { id, urgency, notices, more: self.more, is_escalation: false, channels });
            (self.more, self.since) = (0, None);
        }
        self.escalate(now);
        std::mem::take(&mut self.out)
    }

    fn escalate(&mut self, now: Timestamp) {
        let Some(after) = self.settings.escalate_seconds else { return };
        let channels = self.channels(true);
        if channels.is_empty() {
            return;
        }
        for one in self.sent.iter_mut().filter(|one| !one.acknowledged && !one.escalated) {
            if now.seconds_since(one.at) < after as f64 {
                continue;
            }
            one.escalated = true;
            self.out.push(Message {
                id: one.id.clone(),
                urgency: one.notice.urgency(),
                notices: vec![one.notice.clone()],
                more: 0,
                is_escalation: true,
                channels: channels.clone(),
            });
        }
    }

    fn channels(&self, escalation: bool) -> Vec<usize> {
        let all = self.settings.channels.iter().enumerate();
        all.filter(|(_, channel)| channel.escalation == escalation).map(|(at, _)| at).collect()
    }

    fn is_quiet(&self, now: Timestamp) -> bool {
        let Some((from, until)) = self.settings.quiet else { return false };
        let Ok(instant) = jiff::Timestamp::from_microsecond(now.0) else { return false };
        let time = instant.to_zoned(self.zone.clone()).time();
        let minute = time.hour() as u16 * 60 + time.minute() as u16;
        if from < until { (from..until).contains(&minute) } else { minute >= from || minute < until }
    }
}

#[cfg(test)]
mod tests {
    use vigie_facts::case::IncidentKind;

    use super::*;

    fn settings() -> Settings {
        let text = "[alerts]\nquiet = \"22:00-07:00\"\ntime_zone = \"Europe/Paris\"\ndigest_minutes = 10\nescalate_minutes = 30\n\
                    [[alerts.channel]]\nkind = \"ntfy\"\nurl = \"https://a.example.org/x\"\n\
                    [[alerts.channel]]\nkind = \"slack\"\nurl = \"https://b.example.org/x\"\nescalation = true\n";
        Settings::read(text).unwrap()
    }

    fn desk() -> Desk {
        Desk::new(settings(), TimeZone::get("Europe/Paris").unwrap(), Vec::new())
    }

    fn at(text: &str) -> Timestamp {
        Timestamp(format!("2017-02-13T{text}+01:00").parse::<jiff::Timestamp>().unwrap().as_microsecond())
    }

    fn incident(source: &str) -> Notice {
        Notice::Incident {
            kind: IncidentKind::SignInAfterFailures,
            certain: true,
            time: at("12:00:00"),
            source: Some(source.into()),
            asset: "www.example.org".into(),
            account: None,
            held_until: None,
        }
    }

    fn deed(target: &str) -> Notice {
        Notice::Deed {
            target: target.into(),
            until: at("13:00:00"),
            forms: Vec::new(),
            detections: 9,
            done: true,
            ordinary_events: 0,
        }
    }

    /// Messages due: how many notices each has, and whether it is an escalation.
    fn due(desk: &mut Desk, now: &str) -> Vec<(usize, bool)> {
        desk.due(at(now), false).iter().map(|one| (one.notices.len(), one.is_escalation)).collect()
    }

    #[test]
    fn an_incident_is_told_at_once_and_once_and_to_others_when_nobody_acknowledges() {
        let mut desk = desk();
        for _ in 0..3 {
            desk.take(incident("203.0.113.9"), at("23:00:00"));
        }
        assert_eq!(due(&mut desk, "23:00:01"), [(1, false)], "also at night");
        assert_eq!(due(&mut desk, "23:29:59"), []);
        let escalated = desk.due(at("23:30:01"), false);
        assert_eq!(
            (escalated.len(), escalated[0].is_escalation, escalated[0].channels.as_slice()),
            (1, true, &[1][..])
        );
        assert_eq!(due(&mut desk, "23:59:00"), [], "once");
        desk.take(incident("203.0.113.7"), at("12:00:00"));
        assert_eq!(due(&mut desk, "12:00:01"), [(1, false)]);
        desk.sent.iter_mut().for_each(|one| one.acknowledged = true);
        assert_eq!(due(&mut desk, "12:59:00"), [], "somebody has it");
    }

    #[test]
    fn what_was_held_back_is_put_together_and_waits_for_the_morning() {
        let mut desk = desk();
        for last in 0..9 {
            desk.take(deed(&format!("203.0.113.{last}")), at("21:00:00"));
        }
        assert_eq!(due(&mut desk, "21:09:59"), []);
        assert_eq!(due(&mut desk, "21:10:00"), [(9, false)]);
        desk.take(deed("203.0.113.9"), at("21:55:00"));
        assert_eq!(due(&mut desk, "22:30:00"), []);
        assert_eq!(due(&mut desk, "06:59:59"), [], "a clock that went back is no morning");
        let mut night = self::desk();
        night.take(deed("203.0.113.9"), at("02:00:00"));
        assert_eq!(due(&mut night, "06:59:59"), []);
        assert_eq!(due(&mut night, "07:00:00"), [(1, false)]);
        assert_eq!(desk.due(at("22:31:00"), true).len(), 1, "what stops, tells");
    }

    #[test]
    fn a_flood_of_incidents_becomes_one_message_and_loses_none() {
        let mut desk = desk();
        for number in 0..900 {
            desk.take(incident(&format!("2001:db8::{number:x}")), at("12:00:00"));
        }
        let now = due(&mut desk, "12:00:01");
        assert_eq!((now.len(), now[0]), (AT_ONCE_AN_HOUR, (1, false)));
        let together = desk.due(at("12:10:00"), false);
        assert_eq!((together.len(), together[0].notices.len(), together[0].more), (1, TOGETHER_MAX, 380));
        assert_eq!(together[0].urgency, Urgency::Now);
    }
}
