//! `vigie explain FILE:LINE`: one line walked through every stage, with the reason at each: envelope, service, decoded fields,
//! rules tried, rules that matched and where. Windows over many lines are not shown: they need all of them.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use bumpalo::Bump;
use vigie_detect::normalise::{self, Normaliser};
use vigie_detect::rules::{RuleRole, Scratch};
use vigie_facts::event::Event;
use vigie_facts::field::{Field, Fields, Value};
use vigie_parse::Parsed;

use super::args::ExplainArgs;
use super::setup::Setup;
use super::speech::Speech;
use super::{Exit, Failure, Outcome};
use crate::pipeline::{Intake, Step, for_each_record};
use crate::read::{Discovery, Found};
use crate::report::escape::Terminal;

/// Runs the command.
pub(super) fn run(args: &ExplainArgs, speech: &Speech) -> Outcome {
    let place =
        args.place.rsplit_once(':').and_then(|(path, line)| Some((PathBuf::from(path), line.parse::<u64>().ok()?)));
    let Some((path, wanted)) = place else {
        let text = speech.say("not a place", "pas un emplacement");
        return Err(Failure::usage(anyhow::anyhow!("{text}: {:?}", args.place)).hint("vigie explain access.log:1234"));
    };
    std::fs::metadata(&path)
        .map_err(|error| Failure::input(anyhow::Error::from(error).context(path.display().to_string())))?;
    let setup = Setup::new(&args.about, speech)?;
    let discovery = Discovery { inputs: vec![Found { path, named: true }], ..Discovery::default() };
    let intake = Intake::new(discovery, setup.parse.clone());
    let mut walked: Option<String> = None;
    intake.run(
        1,
        Bump::new,
        |arena, context, chunk| {
            let mut walk = None;
            for_each_record(context, chunk, &setup.parse, arena, |record, origin, parsed, noticed| {
                if origin.line == wanted {
                    let mut text = String::new();
                    describe_record(&mut text, context, record, origin, speech);
                    if let Some(anomaly) = noticed {
                        let _ = writeln!(text, "  {}: {}", speech.say("noticed", "remarqué"), anomaly.id());
                    }
                    describe_parsed(&mut text, &parsed, &setup, speech);
                    walk = Some(text);
                }
            });
            arena.reset();
            walk
        },
        |step| {
            if let Step::Chunk(_, Some(text)) = step {
                walked = Some(text);
            }
        },
    );
    let Some(text) = walked else {
        let text = speech.say("no record begins on this line", "aucun enregistrement ne commence à cette ligne");
        return Err(Failure::input(anyhow::anyhow!("{text}: {wanted}")));
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

fn describe_record(
    out: &mut String,
    context: &crate::pipeline::InputContext,
    record: &[u8],
    origin: vigie_facts::origin::Origin,
    speech: &Speech,
) {
    let recognition = &context.recognition;
    let _ = writeln!(out, "{}", speech.say("record", "enregistrement"));
    let _ = writeln!(out, "  {}", Terminal(&String::from_utf8_lossy(&record[..record.len().min(2_000)])));
    let _ = writeln!(
        out,
        "  {} {}, {} {}–{}",
        speech.say("line", "ligne"),
        origin.line,
        speech.say("bytes", "octets"),
        origin.byte_start,
        origin.byte_end()
    );
    let _ = writeln!(
        out,
        "{}\n  {} {}, {} {}, {} {} %",
        speech.say("input", "entrée"),
        speech.say("envelope", "enveloppe"),
        recognition.envelope,
        speech.say("service", "service"),
        recognition.service.map_or("?", vigie_facts::service::Service::id),
        speech.say("confidence", "confiance"),
        recognition.confidence_percent
    );
}

fn describe_parsed(out: &mut String, parsed: &Parsed<'_>, setup: &Setup, speech: &Speech) {
    match parsed {
        Parsed::Event(event) => {
            let _ = writeln!(out, "{}", speech.say("event (understood)", "événement (compris)"));
            describe_fields(out, event);
            describe_rules(out, event, setup, speech);
        }
        Parsed::CatchAll { event } => {
            let text = speech.say(
                "not understood: the service is known, the message fits no template",
                "pas compris : le service est connu, le message n’entre dans aucun gabarit",
            );
            let _ = writeln!(out, "{text}");
            describe_fields(out, event);
        }
        Parsed::Ignored { service } => {
            let text =
                speech.say("recognised and deliberately not interpreted", "reconnu et délibérément non interprété");
            let _ = writeln!(out, "{text} ({})", service.id());
        }
        Parsed::NotUnderstood { anomalies } => {
            let kinds: Vec<&str> = anomalies.iter().map(vigie_facts::anomaly::Anomaly::id).collect();
            let _ = writeln!(out, "{} {}", speech.say("not understood", "pas compris"), kinds.join(", "));
        }
    }
}

fn describe_fields(out: &mut String, event: &Event<'_>) {
    if let Some(time) = event.time {
        let _ = writeln!(out, "  @timestamp = {} ({:?})", time.to_rfc3339(), event.time_basis);
    }
    for field in Field::ALL {
        if let Some(value) = event.get(*field) {
            let _ = writeln!(out, "  {} = {}", field.name(), shown(value));
        }
    }
    let kinds: Vec<&str> = event.anomalies.iter().map(vigie_facts::anomaly::Anomaly::id).collect();
    if !kinds.is_empty() {
        let _ = writeln!(out, "  anomalies = {}", kinds.join(", "));
    }
}

fn describe_rules(out: &mut String, event: &Event<'_>, setup: &Setup, speech: &Speech) {
    let mut space = normalise::Scratch::default();
    let normalised = Normaliser::new().apply(event, &mut space);
    let decoded: Vec<Field> = Field::ALL.iter().copied().filter(|field| field.name().starts_with("request.")).collect();
    if decoded.iter().any(|field| normalised.get(*field).is_some()) {
        let _ = writeln!(out, "{}", speech.say("decoded", "décodé"));
        for field in decoded {
            if let Some(value) = normalised.get(field) {
                let _ = writeln!(out, "  {} = {}", field.name(), shown(value));
            }
        }
    }
    let (mut scratch, mut hits) = (Scratch::default(), Vec::new());
    setup.rules.evaluate(event, &normalised, &mut scratch, &mut hits);
    let tried: Vec<&str> = scratch.tried().iter().map(|rule| &*setup.rules.rule(*rule).name).collect();
    let _ = writeln!(out, "{} ({})\n  {}", speech.say("rules tried", "règles essayées"), tried.len(), tried.join(", "));
    let _ = writeln!(out, "{} ({})", speech.say("rules that matched", "règles satisfaites"), hits.len());
    let words = speech.words();
    for hit in hits {
        let rule = setup.rules.rule(hit);
        let role = match rule.role {
            RuleRole::Detection => rule.form.id(),
            RuleRole::BaseOnly | RuleRole::Correlation => {
                speech.say("only counts towards a stateful rule", "compte seulement pour une règle à état")
            }
        };
        let _ = writeln!(out, "  {} — {} [{role}]", rule.name, Terminal(words.rule_title(&rule.title)));
        for part in setup.rules.explain(hit, &normalised) {
            let _ = writeln!(out, "    {}: {}", part.field.name(), Terminal(&part.pattern));
        }
    }
}

fn shown(value: Value<'_>) -> String {
    match value {
        Value::Text(bytes) => Terminal(&String::from_utf8_lossy(bytes)).to_string(),
        Value::Word(word) => word.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Ip(address) => address.to_string(),
    }
}
