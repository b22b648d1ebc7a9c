//! `vigie verify`: whether a pack holds, said to a person or a machine. What must hold is decided in `vigie_evidence::verify`.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use jiff::tz::TimeZone;
use vigie_evidence::commitment::Opening;
use vigie_evidence::disclosure;
use vigie_evidence::refusal::{Cause, Refusal};
use vigie_evidence::verify::{self, Means, Verified};

use super::claim::packed_claims;
use super::evidence_args::VerifyArgs;
use super::pack::read_file;
use super::speech::Speech;
use super::{Exit, Failure, Outcome};
use crate::publish::{pack, refusals};
use crate::report::escape::Terminal;

/// A disclosure larger than this is refused: it shows single fields.
const DISCLOSURE_BYTES_MAX: u64 = 64 << 20;

/// Runs the command.
pub(super) fn run(args: &VerifyArgs, speech: &Speech) -> Outcome {
    let now = match &args.now {
        Some(text) => text.parse().map_err(Failure::usage)?,
        None => jiff::Timestamp::now(),
    };
    let key = args.key.as_deref().map(|key| public_key(key, speech)).transpose()?;
    let file = read_file(&args.pack, speech)?;
    let zone = |name: &str| TimeZone::get(name).ok();
    let means = Means { now, zone: &zone, unpack: &pack::unpack, key: key.as_deref(), claims: &packed_claims };
    let mut shown = Vec::new();
    let result = verify::verify(&file, &means).and_then(|verified| {
        let mut refusals = disclosures(args, &verified, &mut shown);
        if let Some(other) = &args.against {
            refusals.extend(difference(&file, other));
        }
        if refusals.is_empty() { Ok(verified) } else { Err(refusals) }
    });
    if args.json {
        print_json(args, &result, &shown)?;
    } else {
        print(args, &result, &shown, speech)?;
    }
    Ok(if result.is_ok() { Exit::Done } else { Exit::Found })
}

/// A public key as given, or as a file holds it.
fn public_key(text: &str, speech: &Speech) -> Result<String, Failure> {
    let text = if text.starts_with("ed25519:") {
        text.to_owned()
    } else {
        let named = |error: std::io::Error| Failure::input(anyhow::Error::from(error).context(text.to_owned()));
        fs::read_to_string(text).map_err(named)?.trim().to_owned()
    };
    if !vigie_evidence::custody::is_public_key(&text) {
        let hint = speech.say(
            "ed25519: and 64 hexadecimal digits, as `vigie pack keygen` prints",
            "ed25519: et 64 chiffres hexadécimaux, comme `vigie pack keygen` l’écrit",
        );
        let text = speech.say("not a public key", "ce n’est pas une clé publique");
        return Err(Failure::usage(anyhow::anyhow!("{text}")).hint(hint));
    }
    Ok(text)
}

fn disclosures(args: &VerifyArgs, verified: &Verified, shown: &mut Vec<Opening>) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    for path in &args.disclosure {
        let unreadable = || vec![Refusal::new(Cause::WrongOpening, path.display().to_string())];
        let small = fs::metadata(path).is_ok_and(|data| data.len() <= DISCLOSURE_BYTES_MAX);
        let read = small.then(|| fs::read(path).ok()).flatten();
        match read.map_or_else(|| Err(unreadable()), |bytes| disclosure::check(&bytes, verified)) {
            Ok(openings) => shown.extend(openings),
            Err(found) => refusals.extend(found),
        }
    }
    refusals
}

/// The first byte in which the bodies of two packs differ.
fn difference(file: &[u8], other: &Path) -> Option<Refusal> {
    let name = other.display().to_string();
    let body = |file: &[u8]| verify::parts(file, &pack::unpack).map(|parts| parts.body);
    let Ok(theirs) = fs::read(other) else { return Some(Refusal::new(Cause::NotAPack, name)) };
    let (ours, theirs) = match (body(file), body(&theirs)) {
        (Ok(ours), Ok(theirs)) => (ours, theirs),
        (Err(refusal), _) | (_, Err(refusal)) => return Some(refusal),
    };
    if ours == theirs {
        return None;
    }
    let first = ours.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
    let line = 1 + ours[..first].iter().filter(|byte| **byte == b'\n').count();
    let byte = |bytes: &[u8]| bytes.get(first).map_or_else(String::new, |byte| format!("0x{byte:02x}"));
    let what = format!("body line {line} ({name})");
    Some(Refusal::new(Cause::ChangedBytes, what).at(first, first + 1).between(byte(&theirs), byte(&ours)))
}

fn print(
    args: &VerifyArgs,
    result: &Result<Verified, Vec<Refusal>>,
    shown: &[Opening],
    speech: &Speech,
) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let name = args.pack.display().to_string();
    let language = speech.language();
    let verified = match result {
        Ok(verified) => verified,
        Err(found) => {
            writeln!(out, "{}: {}", Terminal(&name), speech.say("REFUSED", "REFUSÉ"))?;
            for refusal in found {
                writeln!(out, "  {}", Terminal(&refusals::refusal(refusal, language)))?;
            }
            return Ok(());
        }
    };
    writeln!(out, "{}: {}", Terminal(&name), speech.say("holds", "tient"))?;
    let rows: u64 = verified.head().tables.iter().map(|(_, rows)| rows).sum();
    writeln!(
        out,
        "  {}  {} {}, {} {} {rows} {}",
        speech.say("figures ", "chiffres"),
        verified.body.figures.len(),
        speech.say("computed again", "recalculés"),
        speech.say("all equal,", "tous égaux,"),
        speech.say("from", "à partir de"),
        speech.say("rows", "lignes"),
    )?;
    writeln!(
        out,
        "  {}  {} ({} {})",
        speech.say("body    ", "corps   "),
        verified.name.root,
        verified.name.lines,
        speech.say("lines", "lignes")
    )?;
    let hidden = verified.body.hidden.len();
    writeln!(
        out,
        "  {}  {hidden} {}, {} {}",
        speech.say("hidden  ", "masqués "),
        speech.say("fields", "champs"),
        verified.openings.len() + shown.len(),
        speech.say("shown and true to their commitments", "montrés et conformes à leurs engagements"),
    )?;
    for text in &verified.body.texts {
        writeln!(
            out,
            "  {}  {}: {} {}",
            speech.say("text    ", "texte   "),
            Terminal(&text.name),
            text.claims.len(),
            speech.say("claims decided again, all as stated", "affirmations jugées à nouveau, toutes comme énoncé"),
        )?;
    }
    for signed in &verified.custody {
        let entry = &signed.entry;
        let line = format!(
            "  {}  {} {} · {} ({}) · {} · {}",
            speech.say("custody ", "registre"),
            entry.number,
            entry.action.id(),
            entry.local,
            entry.zone,
            entry.who,
            entry.key
        );
        writeln!(
            out,
            "{}{}",
            Terminal(&line),
            if entry.note.is_empty() { String::new() } else { format!(" · {}", Terminal(&entry.note)) }
        )?;
    }
    for stamp in &verified.time_stamps {
        writeln!(out, "  {}  {} · {}", speech.say("stamped ", "horodaté"), stamp.entry, stamp.at)?;
    }
    for opening in shown {
        writeln!(
            out,
            "  {}  {} = {}",
            speech.say("shown   ", "montré  "),
            Terminal(&opening.place.to_string()),
            Terminal(&opening.value)
        )?;
    }
    for remark in &verified.remarks {
        writeln!(out, "  {}  {}", speech.say("note    ", "remarque"), Terminal(&refusals::remark(remark, language)))?;
    }
    Ok(())
}

fn print_json(args: &VerifyArgs, result: &Result<Verified, Vec<Refusal>>, shown: &[Opening]) -> Result<(), Failure> {
    let file = args.pack.display().to_string();
    let object = match result {
        Ok(verified) => serde_json::json!({
            "file": file,
            "holds": true,
            "refusals": [],
            "remarks": verified.remarks,
            "body": verified.name,
            "head": verified.body.head,
            "figures": verified.body.figures.len(),
            "hidden": verified.body.hidden.len(),
            "openings": verified.openings.len(),
            "shown": shown,
            "custody": verified.custody,
            "time_stamps": verified.time_stamps,
        }),
        Err(refusals) => serde_json::json!({ "file": file, "holds": false, "refusals": refusals }),
    };
    writeln!(std::io::stdout().lock(), "{object}")?;
    Ok(())
}
