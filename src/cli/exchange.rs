//! `vigie export` and `vigie import`: a case in the forms that others read, and what others handed on. What leaves is decided in
//! `crate::publish::exchange`.

use std::io::{Read as _, Write as _};

use super::evidence_args::{ExportArgs, ImportArgs};
use super::report::read_case;
use super::speech::Speech;
use super::{Exit, Failure, Outcome, organisation, pack};
use crate::case::write_in_one_step;
use crate::publish::exchange::{self, FORMATS, IMPORT_BYTES_MAX, Prepared};
use crate::report::escape::Terminal;

/// `vigie export`.
pub(super) fn export(args: &ExportArgs, speech: &Speech) -> Outcome {
    let chosen = [("stix", args.stix), ("misp", args.misp), ("csv", args.csv), ("ecs", args.ecs)];
    let format = FORMATS.iter().find(|format| chosen.contains(&(format.name, true)));
    // The parser asks for exactly one form, and for a case.
    let (Some(format), Some(folder)) = (format, args.case.as_ref().or(args.case_given.as_ref())) else {
        return Ok(Exit::Usage);
    };
    let case = read_case(folder)?;
    let secret = pack::hiding_secret(folder, speech)?;
    let words = args.organisation.as_deref().map(organisation::read).transpose()?.map(|file| file.people);
    let prepared = Prepared::new(&case, &secret, &words.unwrap_or_default());
    if prepared.undated_sources > 0 {
        let sources = prepared.undated_sources;
        speech.remark(
            &format!("{sources} sources are no indicators: their records state no year"),
            &format!("{sources} sources ne sont pas des indicateurs : leurs enregistrements ne disent pas l’année"),
        );
    }
    let bytes = (format.write)(&prepared, args.tlp);
    match &args.out {
        Some(path) => write_in_one_step(path, &bytes).map_err(Failure::input)?,
        None => std::io::stdout().lock().write_all(&bytes)?,
    }
    Ok(Exit::Done)
}

/// `vigie import`.
pub(super) fn import(args: &ImportArgs, speech: &Speech) -> Outcome {
    let named =
        |error: std::io::Error| Failure::input(anyhow::Error::from(error).context(args.file.display().to_string()));
    let mut bytes = Vec::new();
    let file = std::fs::File::open(&args.file).map_err(named)?;
    file.take(IMPORT_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(named)?;
    let read = if bytes.len() as u64 > IMPORT_BYTES_MAX { None } else { exchange::read(&bytes) };
    let Some((form, indicators)) = read else {
        let text = speech.say("neither a STIX 2.1 bundle nor a MISP event", "ni un lot STIX 2.1 ni un événement MISP");
        return Err(Failure::input(anyhow::anyhow!("{}: {text}", args.file.display())));
    };
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::json!({ "form": form, "indicators": indicators }))?;
        return Ok(Exit::Done);
    }
    for one in &indicators {
        let line = format!(
            "{:<24} {} {} {:>3}  {}",
            one.source,
            one.last,
            one.valid_until,
            one.confidence.number(),
            one.forms.join(" ")
        );
        writeln!(out, "{}", Terminal(&line))?;
    }
    Ok(Exit::Done)
}
