//! What other programs ask: whether we live, whether we can answer, figures for monitoring; and what open pages wait for.

use std::fmt::Write as _;
use std::time::Instant;

use axum::http::StatusCode;
use vigie_figures::figure::Figure;

use super::super::asked::Asked;
use super::super::reply::Reply;

const PLAIN: &str = "text/plain; charset=utf-8";

/// `GET /changes`: the router makes the stream.
pub(in crate::serve) fn changes(_: &Asked) -> Reply {
    Reply::changes()
}

/// `GET /healthz`: the program answers.
pub(in crate::serve) fn health(_: &Asked) -> Reply {
    Reply::text(StatusCode::OK, PLAIN, "ok\n".to_owned())
}

/// `GET /readyz`: the case was read, and can be read.
pub(in crate::serve) fn ready(asked: &Asked) -> Reply {
    if asked.site.kept().is_some() && asked.site.trouble().is_none() {
        return Reply::text(StatusCode::OK, PLAIN, "ready\n".to_owned());
    }
    Reply::text(StatusCode::SERVICE_UNAVAILABLE, PLAIN, "the case cannot be read\n".to_owned()).retry_after(5)
}

/// `GET /metrics`: the text format of Prometheus, version 0.0.4.
pub(in crate::serve) fn metrics(asked: &Asked) -> Reply {
    let mut out = String::new();
    let mut gauge = |name: &str, help: &str, value: f64| {
        let _ = write!(out, "# HELP vigie_{name} {help}\n# TYPE vigie_{name} gauge\nvigie_{name} {value}\n");
    };
    let site = &asked.site;
    gauge("up_seconds", "Seconds since the dashboard started.", site.began.elapsed().as_secs_f64());
    gauge("sessions", "People signed in.", site.sessions.count(Instant::now()) as f64);
    gauge("case_readable", "1 when the case could be read last time.", f64::from(u8::from(site.trouble().is_none())));
    if let Ok(ledger) = site.ledger() {
        gauge("decisions_holding", "Decisions that hold now.", ledger.holding(asked.now).count() as f64);
        let undone = ledger.entries.iter().filter(|entry| entry.undone.is_some()).count();
        gauge("decisions_undone", "Decisions of the ledger that a person took back.", undone as f64);
    }
    if let Some(kept) = site.kept() {
        let saved = kept.saved_at.map_or(f64::NAN, |time| time.seconds() as f64);
        gauge("case_saved_timestamp_seconds", "When the case was saved, Unix time.", saved);
        let told = kept.told(None);
        let (ladder, entry) = (&told.answer.what.ladder, &told.answer.entry);
        let figures: [(&str, &str, &Figure); 9] = [
            ("records", "Records read.", &ladder.records),
            ("events", "Records understood.", &ladder.events),
            ("records_not_understood", "Records not understood at all.", &ladder.not_understood),
            ("detections", "Detections.", &ladder.detections),
            ("attempts", "Attempts.", &ladder.attempts),
            ("incidents", "Incidents.", &ladder.incidents),
            ("incidents_shown", "Incidents whose effect the log shows.", &entry.had),
            ("hostile_sources", "Sources with at least one attempt.", &told.answer.places.sources),
            ("inputs_troubled", "Inputs that could not be read, or not to the end.", &told.answer.header.troubled),
        ];
        for (name, help, figure) in figures {
            gauge(name, help, figure.value as f64);
        }
    }
    Reply::text(StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", out)
}
