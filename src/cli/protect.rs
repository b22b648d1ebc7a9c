//! `vigie protect`: what would be held back, doing it, taking it back, and whether it helped. What is decided is decided in
//! `respond::plan`; here the case and the clock are read, the packet filter is asked, and the answer is said.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};
use vigie_facts::case::Case;
use vigie_facts::cidr::Cidr;
use vigie_facts::retain;
use vigie_facts::source::Source;
use vigie_facts::time::Timestamp;

use super::args::{OursArgs, ProtectAbout, ProtectAction, ProtectArgs};
use super::organisation::{self, OrganisationFile};
use super::report::read_case;
use super::setup::cidrs;
use super::speech::Speech;
use super::{Exit, Failure, Outcome};
use crate::clock::now;
use crate::machine::network::client_of;
use crate::report::escape::Terminal;
use crate::report::words::Words;
use crate::respond::ledger::{Entry, Ledger};
use crate::respond::nftables::{Block, Nftables, Present};
use crate::respond::plan::{Asked, Collateral, Decision, Plan, Policy, Refusal, Target, plan};

/// Rows of each kind shown on a terminal; the JSON form has all.
const ROWS_MAX: usize = 40;

/// Seconds in a day.
const DAY_SECONDS: i64 = 86_400;

/// Runs the command.
pub(super) fn run(args: &ProtectArgs, speech: &Speech) -> Outcome {
    match &args.action {
        ProtectAction::Plan { about } => {
            let planned = planned(about, speech)?;
            say_plan(&planned, about.json, false, speech)
        }
        ProtectAction::Apply { about } => apply(about, speech),
        ProtectAction::Undo { case, targets, all, json } => undo(case, targets, *all, *json, speech),
        ProtectAction::Effect { case, json } => effect(case, *json, speech),
    }
}

/// Who is never held back, by the arguments and by where this is typed.
pub(super) fn policy(ours: &OursArgs) -> Result<Policy, Failure> {
    let organisation = match &ours.organisation {
        Some(path) => organisation::read(path)?,
        None => OrganisationFile::default(),
    };
    let mut own = cidrs(&ours.own)?;
    own.extend(cidrs(&organisation.networks)?);
    Ok(Policy {
        own,
        allow: cidrs(&ours.allow)?,
        proxies: cidrs(&ours.trusted_proxy)?,
        console: console(std::env::var("SSH_CONNECTION").ok().as_deref()),
        ..Policy::default()
    })
}

/// The address somebody typed this from, as sshd says it: `client port server port`.
fn console(connection: Option<&str>) -> Vec<Cidr> {
    connection.and_then(client_of).map(|address| Cidr::of_source(Source::of(address))).into_iter().collect()
}

struct Planned {
    plan: Plan,
    policy: Policy,
    ordinary_events: u64,
}

fn planned(about: &ProtectAbout, speech: &Speech) -> Result<Planned, Failure> {
    let case = read_case(&about.case)?;
    let policy = Policy {
        session_gap_seconds: case.settings.session_gap_seconds,
        decisions_max: about.protected.decisions_max,
        ..policy(&about.protected.ours)?
    };
    let now = instant(about.as_of.as_deref(), &case, speech)?;
    let ledger = Ledger::read(&about.case).map_err(Failure::input)?;
    let judged = retain::judged(&case);
    let asked = Asked {
        case: &judged,
        now,
        held_before: &ledger.held_before(now),
        undone: &ledger.undone(now),
        neighbours: &|_, _| None,
    };
    Ok(Planned { plan: plan(&asked, &policy), policy, ordinary_events: case.ordinary.events })
}

fn instant(as_of: Option<&str>, case: &Case, speech: &Speech) -> Result<Timestamp, Failure> {
    match as_of {
        None => Ok(now()),
        Some("end") => retain::latest(case).ok_or_else(|| {
            Failure::usage(anyhow::anyhow!("{}", speech.say("the case has no instant", "le dossier n’a aucun instant")))
        }),
        Some(text) => text
            .parse::<jiff::Timestamp>()
            .map(|instant| Timestamp(instant.as_microsecond()))
            .map_err(|error| Failure::usage(error).hint("2017-02-13T20:00:00Z")),
    }
}

fn apply(about: &ProtectAbout, speech: &Speech) -> Outcome {
    let planned = planned(about, speech)?;
    let filter = Nftables::find().map_err(Failure::input)?;
    filter.prepare(&planned.policy).map_err(Failure::input)?;
    // Times are the packet filter's own: whatever instant the plan was made for, what is left of it is left from now on.
    let blocks = blocks(&planned.plan.decisions, planned.plan.now);
    filter.block(&blocks, &planned.policy).map_err(Failure::input)?;
    let enforced = planned.plan.decisions.iter().filter(|one| one.target.network().is_some());
    let (_lock, mut ledger) = Ledger::locked(&about.case).map_err(Failure::input)?;
    ledger.applied(enforced, planned.plan.now, true);
    ledger.write(&about.case).map_err(Failure::input)?;
    say_plan(&planned, about.json, true, speech)
}

/// What the packet filter is to drop. Accounts are nothing it knows.
pub(super) fn blocks(decisions: &[Decision], now: Timestamp) -> Vec<Block> {
    decisions.iter().filter_map(|one| block(&one.target, one.expires, now)).collect()
}

/// A target as the packet filter drops it: for whole seconds until it ends, at least one.
pub(super) fn block(target: &Target, expires: Timestamp, now: Timestamp) -> Option<Block> {
    let seconds = expires.seconds_since(now).ceil().clamp(1.0, f64::from(u32::MAX)) as u32;
    target.network().map(|network| Block { network, seconds, renews: true })
}

fn undo(folder: &Path, targets: &[String], all: bool, json: bool, speech: &Speech) -> Outcome {
    let (_lock, mut ledger) = Ledger::locked(folder).map_err(Failure::input)?;
    let entries = ledger.undo(|target| all || targets.contains(&target.to_string()), now());
    // First of all nobody is offered it any more.
    ledger.write(folder).map_err(Failure::input)?;
    let in_filter = entries.iter().filter(|entry| entry.in_filter);
    let networks: Vec<Cidr> = in_filter.filter_map(|entry| entry.target.network()).collect();
    match Nftables::find() {
        Ok(filter) if all => match filter.present() {
            Ok(present) => {
                let networks: Vec<Cidr> = present.unwrap_or_default().iter().map(|element| element.network).collect();
                filter.unblock(&networks).map_err(Failure::input)?;
            }
            // Whoever has no right to look into the packet filter put nothing there.
            Err(_) if networks.is_empty() => {}
            Err(error) => return Err(Failure::input(error)),
        },
        Ok(filter) => filter.unblock(&networks).map_err(Failure::input)?,
        // Nothing of ours can be in a packet filter that is not there.
        Err(_) if networks.is_empty() => {}
        Err(error) => return Err(Failure::input(error)),
    }
    let undone: Vec<Target> = entries.into_iter().map(|entry| entry.target).collect();
    let mut out = std::io::stdout().lock();
    if json {
        let undone: Vec<String> = undone.iter().map(ToString::to_string).collect();
        writeln!(out, "{}", json!({ "format": "vigie-undo", "version": 1, "undone": undone }))?;
        return Ok(Exit::Done);
    }
    for target in &undone {
        writeln!(out, "{} {}", speech.say("taken back:", "défait :"), Terminal(&target.to_string()))?;
    }
    if undone.is_empty() {
        writeln!(out, "{}", speech.say("nothing of this was held back", "rien de cela n’était retenu"))?;
        return Ok(if all { Exit::Done } else { Exit::Usage });
    }
    Ok(Exit::Done)
}

fn say_plan(planned: &Planned, as_json: bool, applied: bool, speech: &Speech) -> Outcome {
    let text =
        if as_json { format!("{:#}\n", plan_json(planned, applied)) } else { plan_text(planned, applied, speech) };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    if planned.plan.ceiling_reached {
        speech.warn(
            "more decisions than allowed: somebody may be making this program block; the rest waits for a person",
            "plus de décisions que permis : quelqu’un pousse peut-être ce programme à bloquer ; le reste attend une personne",
        );
    }
    Ok(Exit::Done)
}

fn plan_json(planned: &Planned, applied: bool) -> Value {
    let plan = &planned.plan;
    json!({
        "format": "vigie-plan",
        "version": 1,
        "as_of": plan.now.to_rfc3339(),
        "applied": applied,
        "ceiling_reached": plan.ceiling_reached,
        "ordinary_events": planned.ordinary_events,
        "decisions": plan.decisions.iter().map(decision_json).collect::<Vec<_>>(),
        "refused": plan.refused.iter().map(|one| json!({
            "scope": scope(&one.target),
            "target": one.target.to_string(),
            "reason": one.reason,
            "detections": one.detections,
            "collateral": one.collateral,
        })).collect::<Vec<_>>(),
    })
}

/// One decision for programs.
pub(super) fn decision_json(one: &Decision) -> Value {
    let form = |(form, count): &(vigie_facts::form::Form, u64)| json!({ "form": form.id(), "detections": count });
    json!({
        "scope": scope(&one.target),
        "target": one.target.to_string(),
        "forms": one.forms.iter().map(form).collect::<Vec<_>>(),
        "detections": one.detections,
        "attempts": one.attempts,
        "incident": one.incident,
        "sources": one.sources,
        "returns": one.returns,
        "last": one.last.to_rfc3339(),
        "expires": one.expires.to_rfc3339(),
        "collateral": one.collateral,
    })
}

fn scope(target: &Target) -> &'static str {
    match target {
        Target::Source(_) => "source",
        Target::Range(_) => "range",
        Target::Account(_) => "account",
    }
}

fn plan_text(planned: &Planned, applied: bool, speech: &Speech) -> String {
    let plan = &planned.plan;
    let words = speech.words();
    let mut out = String::new();
    let heading = if applied {
        speech.say("Held back since", "Retenu depuis")
    } else {
        speech.say("Would be held back at", "Serait retenu le")
    };
    let _ = writeln!(out, "{heading} {} ({})", plan.now.to_rfc3339(), words.number(plan.decisions.len() as u64));
    for one in plan.decisions.iter().take(ROWS_MAX) {
        let _ = writeln!(out, "  {}", decision_text(one, &words, speech));
    }
    more(&mut out, plan.decisions.len(), speech);
    let by_hand = plan.decisions.iter().any(|one| one.target.network().is_none());
    if by_hand {
        let text = speech.say(
            "Accounts are not known to the packet filter: reset their password and end their sessions by hand.",
            "Le filtre de paquets ne connaît pas les comptes : changez leur mot de passe et fermez leurs sessions à la main.",
        );
        let _ = writeln!(out, "  {text}");
    }
    let _ = writeln!(
        out,
        "{} ({})",
        speech.say("Left alone", "Laissé tranquille"),
        words.number(plan.refused.len() as u64)
    );
    for one in plan.refused.iter().take(ROWS_MAX) {
        let target = one.target.to_string();
        let _ = writeln!(
            out,
            "  {:<24} {} ; {} {}{}",
            Terminal(&target).to_string(),
            reason_text(one.reason, speech),
            words.number(one.detections),
            speech.say("detections", "détections"),
            collateral_text(one.collateral, &words, speech),
        );
    }
    more(&mut out, plan.refused.len(), speech);
    let felt: u64 = plan.decisions.iter().map(|one| one.collateral.ordinary_events).sum();
    let _ = writeln!(
        out,
        "{} {} {} {}",
        speech.say("Ordinary events of all held back:", "Événements ordinaires de tout ce qui est retenu :"),
        words.number(felt),
        speech.say("; of everybody else:", "; de tous les autres :"),
        words.number(planned.ordinary_events),
    );
    out
}

fn more(out: &mut String, rows: usize, speech: &Speech) {
    if rows > ROWS_MAX {
        let _ = writeln!(out, "  … {} {}", rows - ROWS_MAX, speech.say("more (--json)", "de plus (--json)"));
    }
}

/// One decision on one line: what, until when, why, and who else feels it.
pub(super) fn decision_text(one: &Decision, words: &Words, speech: &Speech) -> String {
    let label = |form: vigie_facts::form::Form| speech.say(form.label_en(), form.label_fr());
    let forms: Vec<String> =
        one.forms.iter().take(3).map(|(form, count)| format!("{} × {}", label(*form), words.number(*count))).collect();
    let forms = if forms.is_empty() { speech.say("signed in", "entré").to_owned() } else { forms.join(", ") };
    let target = one.target.to_string();
    let sources = match one.sources {
        1 => String::new(),
        sources => format!(" ; {} {}", words.number(sources), speech.say("sources", "sources")),
    };
    format!(
        "{:<24} {} {} ; {forms}{sources}{}",
        Terminal(&target).to_string(),
        speech.say("until", "jusqu’au"),
        one.expires.to_rfc3339(),
        collateral_text(one.collateral, words, speech),
    )
}

fn collateral_text(collateral: Collateral, words: &Words, speech: &Speech) -> String {
    let mut text = String::new();
    if collateral.ordinary_events > 0 {
        let said = speech.say("ordinary events", "événements ordinaires");
        let _ = write!(text, " ; {} {said}", words.number(collateral.ordinary_events));
    }
    if collateral.accounts > 0 {
        let said = speech.say("accounts signed in", "comptes connectés");
        let _ = write!(text, " ; {} {said}", words.number(collateral.accounts));
    }
    text
}

/// Why something is left alone.
pub(super) fn reason_text(reason: Refusal, speech: &Speech) -> &'static str {
    let (en, fr) = match reason {
        Refusal::Own => ("the organisation's own", "à l’organisation elle-même"),
        Refusal::Allowed => ("a network that is allowed", "un réseau autorisé"),
        Refusal::Proxy => ("a proxy of the organisation", "un mandataire de l’organisation"),
        Refusal::Console => ("this program is operated from there", "ce programme est piloté de là"),
        Refusal::Special => ("no stranger arrives from there", "aucun étranger n’arrive de là"),
        Refusal::Crawler => ("a crawler's own network", "le réseau propre d’un robot d’indexation"),
        Refusal::Shared => ("shared by many ordinary visitors", "partagé par beaucoup de visiteurs ordinaires"),
        Refusal::Member => ("somebody signed in from there before", "quelqu’un s’est connecté de là auparavant"),
        Refusal::Forgeable => {
            ("only packets whose sender anybody can forge", "seulement des paquets à l’expéditeur falsifiable")
        }
        Refusal::Grace => ("too little yet", "trop peu pour l’instant"),
        Refusal::Over => ("over by now", "terminé depuis"),
        Refusal::CollateralUnknown => {
            ("nobody counted who else is there", "personne n’a compté qui d’autre s’y trouve")
        }
        Refusal::OnlyTried => (
            "tried, not entered: holding it would lock its owner out",
            "essayé, non pénétré : le retenir exclurait son titulaire",
        ),
        Refusal::Undone => ("a person took this back", "une personne a défait cela"),
        Refusal::Ceiling => ("over the ceiling of decisions", "au-delà du plafond de décisions"),
    };
    speech.say(en, fr)
}

/// What became of one decision.
struct Effect<'a> {
    entry: &'a Entry,
    /// Detections in the day before it began.
    before: u64,
    /// Detections while it held.
    during: u64,
    /// Detections after it ended.
    after: u64,
    present: Option<Present>,
}

fn effect(folder: &Path, json: bool, speech: &Speech) -> Outcome {
    let case = read_case(folder)?;
    let ledger = Ledger::read(folder).map_err(Failure::input)?;
    // Counters are a bonus: without the right to ask for them, the case still says what came through.
    let present = Nftables::find().and_then(|filter| filter.present()).ok().flatten().unwrap_or_default();
    let rows: Vec<Effect<'_>> = ledger.entries.iter().map(|entry| effect_of(entry, &case, &present)).collect();
    let mut out = std::io::stdout().lock();
    if json {
        let rows: Vec<Value> = rows.iter().map(effect_json).collect();
        writeln!(out, "{:#}", json!({ "format": "vigie-effect", "version": 1, "decisions": rows }))?;
        return Ok(Exit::Done);
    }
    let words = speech.words();
    if rows.is_empty() {
        writeln!(out, "{}", speech.say("nothing was ever held back", "rien n’a jamais été retenu"))?;
    }
    for row in &rows {
        let target = row.entry.target.to_string();
        writeln!(
            out,
            "{:<24} {} {} ; {} {} ; {} {} ; {} {} ; {} {} ; {} {}",
            Terminal(&target).to_string(),
            speech.say("since", "depuis"),
            row.entry.applied.to_rfc3339(),
            speech.say("detections in the day before:", "détections la veille :"),
            words.number(row.before),
            speech.say("while held:", "pendant :"),
            words.number(row.during),
            speech.say("afterwards:", "après :"),
            words.number(row.after),
            speech.say("packets stopped:", "paquets arrêtés :"),
            row.present.map_or_else(|| "–".to_owned(), |present| words.number(present.packets)),
            speech.say("ordinary events before:", "événements ordinaires avant :"),
            words.number(row.entry.ordinary_events),
        )?;
    }
    Ok(Exit::Done)
}

fn effect_of<'a>(entry: &'a Entry, case: &Case, present: &[Present]) -> Effect<'a> {
    let Some(network) = entry.target.network() else {
        return Effect { entry, before: 0, during: 0, after: 0, present: None };
    };
    let end = entry.undone.unwrap_or(entry.expires).min(entry.expires);
    let day_before = entry.applied.plus_seconds(-DAY_SECONDS);
    let inside: Vec<bool> = case.sources.iter().map(|row| network.contains_source(row.source)).collect();
    let times = case
        .detections
        .iter()
        .filter(|row| row.source.is_some_and(|id| inside.get(id.index()) == Some(&true)))
        .filter_map(|row| row.time);
    let (mut before, mut during, mut after) = (0, 0, 0);
    for time in times {
        before += u64::from(time >= day_before && time < entry.applied);
        during += u64::from(time >= entry.applied && time < end);
        after += u64::from(time >= end);
    }
    let present = present.iter().copied().find(|element| element.network == network);
    Effect { entry, before, during, after, present }
}

fn effect_json(row: &Effect<'_>) -> Value {
    json!({
        "scope": scope(&row.entry.target),
        "target": row.entry.target.to_string(),
        "applied": row.entry.applied.to_rfc3339(),
        "expires": row.entry.expires.to_rfc3339(),
        "undone": row.entry.undone.map(Timestamp::to_rfc3339),
        "detections_day_before": row.before,
        "detections_while_held": row.during,
        "detections_after": row.after,
        "packets_stopped": row.present.map(|present| present.packets),
        "bytes_stopped": row.present.map(|present| present.bytes),
        "ordinary_events_before": row.entry.ordinary_events,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_console_is_where_this_is_typed() {
        let check = |connection: Option<&str>, expected: &[&str]| {
            let found: Vec<String> = console(connection).iter().map(ToString::to_string).collect();
            assert_eq!(found, expected);
        };
        check(Some("203.0.113.5 50022 192.0.2.1 22"), &["203.0.113.5/32"]);
        check(Some("2001:db8:1:2::5 50022 2001:db8::1 22"), &["2001:db8:1:2::/64"]);
        check(Some("nonsense"), &[]);
        check(None, &[]);
    }
}
