//! `vigie count`: the ladder from records to incidents, reconciled rung by rung, and attempts and detections per day, week and month. The figures are the
//! report's; nothing is counted here.

use std::fmt::Write as _;
use std::io::Write as _;

use vigie_facts::retain;
use vigie_figures::answer::{Bucket, Ladder, What};
use vigie_figures::figure::Figure;
use vigie_figures::names::Names;
use vigie_figures::questions::{self, Options};
use vigie_figures::together;

use super::args::{CountArgs, CountBy};
use super::report::read_case;
use super::speech::Speech;
use super::{Exit, Failure, Outcome};
use crate::report::words::Words;

/// Runs the command.
pub(super) fn run(args: &CountArgs, speech: &Speech) -> Outcome {
    let kept = read_case(&args.case)?;
    let case = retain::judged(&kept);
    let zone = jiff::tz::TimeZone::get(&case.settings.time_zone).map_err(Failure::usage)?;
    // Who acted together is no count: it is not asked.
    let nobody = together::find(&vigie_facts::case::Case::default(), std::num::NonZeroUsize::MIN);
    let answer = questions::answer_with(&case, &Options { zone, names: Names::Clear }, nobody);
    let mut by = args.by.clone();
    by.dedup();
    let mut out = std::io::stdout().lock();
    if args.json {
        let mut written = serde_json::Map::new();
        written.insert("format".into(), "vigie-count".into());
        written.insert("schema_version".into(), "1.0".into());
        written.insert("time_zone".into(), answer.settings.time_zone.clone().into());
        for by in by {
            let (name, value) = match by {
                CountBy::Unit => ("unit", serde_json::to_value(&answer.what.ladder)?),
                CountBy::Day => ("day", serde_json::to_value(&answer.what.days)?),
                CountBy::Week => ("week", serde_json::to_value(&answer.what.weeks)?),
                CountBy::Month => ("month", serde_json::to_value(&answer.what.months)?),
            };
            written.insert(name.into(), value);
        }
        written.insert("undated_attempts".into(), answer.what.undated_attempts.value.into());
        written.insert("undated_detections".into(), answer.what.undated_detections.value.into());
        writeln!(out, "{}", serde_json::Value::Object(written))?;
    } else {
        let mut text = String::new();
        for by in by {
            write_by(&mut text, by, &answer.what, speech);
        }
        let _ =
            writeln!(text, "{} {}", speech.say("Days in the zone", "Jours dans le fuseau"), answer.settings.time_zone);
        out.write_all(text.as_bytes())?;
    }
    Ok(if answer.what.ladder.reconciled { Exit::Done } else { Exit::Internal })
}

fn write_by(text: &mut String, by: CountBy, what: &What, speech: &Speech) {
    match by {
        CountBy::Unit => write_ladder(text, &what.ladder, speech),
        CountBy::Day => write_buckets(text, speech.say("day", "jour"), &what.days, what, speech),
        CountBy::Week => write_buckets(text, speech.say("week", "semaine"), &what.weeks, what, speech),
        CountBy::Month => write_buckets(text, speech.say("month", "mois"), &what.months, what, speech),
    }
}

/// One line a rung, with the sum that leads to it from the rung before.
fn write_ladder(text: &mut String, ladder: &Ladder, speech: &Speech) {
    let words = speech.words();
    let number = |figure: &Figure| words.number(figure.value);
    let rows = [
        (
            &ladder.records,
            format!(
                "{} {} + {} {} + {} {} + {} {}",
                number(&ladder.events),
                speech.say("understood", "compris"),
                number(&ladder.ignored),
                speech.say("ignored on purpose", "ignorés à dessein"),
                number(&ladder.catch_all),
                speech.say("of no template", "sans gabarit"),
                number(&ladder.not_understood),
                speech.say("not understood", "non compris")
            ),
        ),
        (
            &ladder.events,
            format!(
                "{} {}",
                number(&ladder.hostile_events),
                speech.say("of them matched a rule", "d’entre eux relèvent d’une règle")
            ),
        ),
        (
            &ladder.detections,
            format!(
                "{} ≤ {}; {} {}",
                number(&ladder.hostile_events),
                number(&ladder.detections),
                number(&ladder.detections_without_attempt),
                speech.say("without a time, in no attempt", "sans heure, dans aucune tentative")
            ),
        ),
        (
            &ladder.attempts,
            format!(
                "{} {}",
                number(&ladder.attempts_in_incidents),
                speech.say("of them in an incident", "d’entre elles dans un incident")
            ),
        ),
        (&ladder.incidents, String::new()),
    ];
    for (figure, parts) in rows {
        let _ = writeln!(text, "{:>22}  {parts}", words.count(figure.value, figure.unit));
    }
    let (yes, no) = (
        speech.say("every rung reconciles with the next", "chaque échelon concorde avec le suivant"),
        speech.say("the rungs do not reconcile", "les échelons ne concordent pas"),
    );
    let _ = writeln!(text, "{}\n", if ladder.reconciled { yes } else { no });
}

/// Attempts and detections of each bucket, and their sum with what has no date.
fn write_buckets(text: &mut String, name: &str, buckets: &[Bucket], what: &What, speech: &Speech) {
    let words = speech.words();
    let _ = writeln!(
        text,
        "{name:<12}{:>14}{:>14}",
        speech.say("attempts", "tentatives"),
        speech.say("detections", "détections")
    );
    let row = |text: &mut String, label: &str, attempts: u64, detections: u64, words: &Words| {
        let _ = writeln!(text, "{label:<12}{:>14}{:>14}", words.number(attempts), words.number(detections));
    };
    let (mut attempts, mut detections) = (what.undated_attempts.value, what.undated_detections.value);
    for bucket in buckets {
        attempts += bucket.attempts;
        detections += bucket.detections;
        row(text, &bucket.label, bucket.attempts, bucket.detections, &words);
    }
    if what.undated_attempts.value + what.undated_detections.value > 0 {
        row(
            text,
            speech.say("no date", "sans date"),
            what.undated_attempts.value,
            what.undated_detections.value,
            &words,
        );
    }
    row(text, speech.say("sum", "somme"), attempts, detections, &words);
    text.push('\n');
}
