//! `vigie pack`: a kept case into one signed file; keys, disclosures, custody. What a pack holds is decided in `vigie_evidence`.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use vigie_evidence::body::{self, PackedText};
use vigie_evidence::commitment::{HidingSecret, Opening, Place};
use vigie_evidence::container::{FILE_BYTES_MAX, SectionKind};
use vigie_evidence::custody::{self, Action, BodyName, Deed, Moment, Signed, SigningSeed};
use vigie_evidence::refusal::Refusal;
use vigie_evidence::verify::{self, Parts};
use vigie_evidence::{PROGRAM, disclosure, hex, timestamp, unhex};

use super::evidence_args::{CustodyDeed, PackAction, PackArgs, SignerArgs};
use super::report::read_case;
use super::speech::Speech;
use super::{Exit, Failure, Outcome, claim, geo, organisation, setup};
use crate::case::write_in_one_step;
use crate::publish::{keys, pack, refusals};

/// Runs the command.
pub(super) fn run(args: &PackArgs, speech: &Speech) -> Outcome {
    match &args.action {
        None => make(args, speech),
        Some(PackAction::Keygen { file }) => keygen(file),
        Some(PackAction::Redact { pack, out }) => redact(pack, out, speech),
        Some(PackAction::Disclose { pack, case, field, organisation, out }) => {
            disclose(pack, case, field, organisation.as_deref(), out, speech)
        }
        Some(PackAction::Show { pack }) => show(pack, speech),
        Some(PackAction::Stamp { pack, request, response, extract }) => {
            stamp(pack, request.as_deref(), response.as_deref(), extract.as_deref(), speech)
        }
        Some(PackAction::Custody { pack, deed, signer }) => add_entry(pack, *deed, signer, speech),
    }
}

fn make(args: &PackArgs, speech: &Speech) -> Outcome {
    // Both are required by the parser when there is no subcommand.
    let (Some(folder), Some(out)) = (&args.case, &args.out) else { return Ok(Exit::Usage) };
    let texts = args.text.iter().map(|text| packed_text(text, speech)).collect::<Result<Vec<PackedText>, Failure>>()?;
    let written = body_of(folder, args.organisation.as_deref(), texts, speech)?;
    let mut log = Vec::new();
    sign(&mut log, Action::Made, &args.signer, BodyName::of(&written.bytes), speech)?;
    let openings = (!args.redacted).then_some(written.openings.as_slice());
    let file = pack::file_of(&written.bytes, openings, &log).map_err(Failure::input)?;
    write_in_one_step(out, &file).map_err(Failure::input)?;
    let name = &log[0].entry.body;
    writeln!(
        std::io::stdout().lock(),
        "{}  {} {}, {} {}, {} {}",
        name.root,
        name.lines,
        speech.say("lines", "lignes"),
        written.openings.len(),
        speech.say("hidden fields", "champs masqués"),
        file.len(),
        speech.say("bytes", "octets"),
    )?;
    if !args.redacted && !written.openings.is_empty() {
        speech.remark(
            "this pack holds the values of hidden fields, people among them: `vigie pack redact` takes them out",
            "ce dossier contient les valeurs des champs masqués, dont des personnes : `vigie pack redact` les retire",
        );
    }
    Ok(Exit::Done)
}

/// A text to be packed: `[DATE=]FILE`.
fn packed_text(given: &str, speech: &Speech) -> Result<PackedText, Failure> {
    let (day, path) = match given.split_once('=') {
        Some((day, path)) if day.len() == 10 && !Path::new(given).exists() => (Some(day), path),
        _ => (None, given),
    };
    let path = Path::new(path);
    let text = claim::read_text(path)?;
    if text.len() > TEXT_BYTES_MAX {
        let why = speech.say("larger than a text that is packed", "plus grand qu’un texte qui se joint");
        return Err(Failure::input(anyhow::anyhow!("{}: {why}", path.display())));
    }
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let day = claim::setting_of(day, &[], speech)?.today;
    Ok(PackedText { name, day, text, claims: Vec::new() })
}

/// Bytes of a packed text: a long article. Its line stays far below what a line of a pack may have.
const TEXT_BYTES_MAX: usize = 1 << 20;

/// The hiding secret of a case; says so when it had to be made.
pub(super) fn hiding_secret(folder: &Path, speech: &Speech) -> Result<HidingSecret, Failure> {
    let (secret, made) = keys::hiding_secret(folder).map_err(Failure::input)?;
    if made {
        let path = folder.join(keys::HIDING_SECRET);
        speech.remark(
            &format!("a hiding secret was made: {} (keep it with the case, leave it out when the case is handed on)", path.display()),
            &format!("un secret de masquage a été créé : {} (gardez-le avec le dossier, omettez-le si le dossier est transmis)", path.display()),
        );
    }
    Ok(secret)
}

/// The body of a pack of a kept case: the same whenever the case, its secret and the words are.
fn body_of(
    folder: &Path,
    organisation: Option<&Path>,
    texts: Vec<PackedText>,
    speech: &Speech,
) -> Result<body::Written, Failure> {
    let case = read_case(folder)?;
    let secret = hiding_secret(folder, speech)?;
    let words = match organisation {
        Some(path) => {
            let file = organisation::read(path)?;
            file.people
        }
        None => Vec::new(),
    };
    let zone = TimeZone::get(&case.settings.time_zone).map_err(Failure::usage)?;
    Ok(pack::body_with(&case, &secret, &words, zone, (texts, &claim::packed_claims)))
}

fn sign(
    log: &mut Vec<Signed>,
    action: Action,
    signer: &SignerArgs,
    body: BodyName,
    speech: &Speech,
) -> Result<(), Failure> {
    let seed = signing_seed(signer.key.as_deref(), speech)?;
    let (zone_name, zone_from) = match &signer.time_zone {
        Some(name) => (name.clone(), "argument"),
        None => (setup::machine_zone_name(), "machine"),
    };
    let (zone_name, zone) = setup::zone(&zone_name, speech)?;
    let who = signer.who.clone().or_else(account_name).unwrap_or_else(|| "?".to_owned());
    let moment = Moment { at: jiff::Timestamp::now(), zone, zone_name, zone_from: zone_from.to_owned() };
    let deed = Deed { action, who, note: signer.note.clone(), program: PROGRAM.to_owned() };
    custody::append(log, deed, body, &moment, &seed);
    Ok(())
}

fn account_name() -> Option<String> {
    ["USER", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok()).filter(|name| !name.is_empty())
}

fn signing_seed(path: Option<&Path>, speech: &Speech) -> Result<SigningSeed, Failure> {
    let path = match path {
        Some(path) => path.to_path_buf(),
        None => geo::data_folder().map(|folder| folder.join("signing.key")).ok_or_else(|| {
            let text = speech.say(
                "no folder for the signing key: use --key, or set HOME or XDG_DATA_HOME",
                "aucun dossier pour la clé de signature : utilisez --key, ou définissez HOME ou XDG_DATA_HOME",
            );
            Failure::usage(anyhow::anyhow!("{text}"))
        })?,
    };
    let (seed, made) = keys::signing_seed_or_new(&path).map_err(Failure::input)?;
    if made {
        let (path, public) = (path.display(), seed.public());
        speech.remark(
            &format!("a signing key was made: {path}; tell people its public half another way: {public}"),
            &format!(
                "une clé de signature a été créée : {path} ; donnez sa moitié publique par une autre voie : {public}"
            ),
        );
    }
    Ok(seed)
}

fn keygen(file: &Path) -> Outcome {
    let public = keys::new_signing_seed(file).map_err(Failure::input)?.public();
    let mut beside = file.as_os_str().to_owned();
    beside.push(".pub");
    write_in_one_step(&PathBuf::from(beside), format!("{public}\n").as_bytes()).map_err(Failure::input)?;
    writeln!(std::io::stdout().lock(), "{public}")?;
    Ok(Exit::Done)
}

/// Reads a file that may be a pack, within the bound of packs.
pub(super) fn read_file(path: &Path, speech: &Speech) -> Result<Vec<u8>, Failure> {
    let named = |error: std::io::Error| Failure::input(anyhow::Error::from(error).context(path.display().to_string()));
    let bytes = fs::metadata(path).map_err(named)?.len();
    if bytes > FILE_BYTES_MAX {
        let text = speech.say("larger than any pack may be", "plus grand qu’aucun dossier de preuves ne peut l’être");
        return Err(Failure {
            exit: Exit::Found,
            error: anyhow::anyhow!("{}: too-large: {text}", path.display()),
            hint: None,
        });
    }
    fs::read(path).map_err(named)
}

/// A refusal as the failure of a run.
fn refused(path: &Path, refusal: &Refusal, speech: &Speech) -> Failure {
    let text = refusals::refusal(refusal, speech.language());
    Failure { exit: Exit::Found, error: anyhow::anyhow!("{}: {text}", path.display()), hint: None }
}

/// The parts of a pack; a refusal ends the run as `verify` would.
fn parts_of(path: &Path, speech: &Speech) -> Result<(Parts, Vec<Signed>), Failure> {
    let file = read_file(path, speech)?;
    let parts = verify::parts(&file, &pack::unpack).map_err(|found| refused(path, &found, speech))?;
    let log = custody::read(&parts.custody).map_err(|found| refused(path, &found, speech))?;
    Ok((parts, log))
}

fn redact(path: &Path, out: &Path, speech: &Speech) -> Outcome {
    let file = pack::without_openings(&read_file(path, speech)?).map_err(|found| refused(path, &found, speech))?;
    write_in_one_step(out, &file).map_err(Failure::input)?;
    Ok(Exit::Done)
}

fn show(path: &Path, speech: &Speech) -> Outcome {
    let (parts, _) = parts_of(path, speech)?;
    std::io::stdout().lock().write_all(&parts.body)?;
    Ok(Exit::Done)
}

fn add_entry(path: &Path, deed: CustodyDeed, signer: &SignerArgs, speech: &Speech) -> Outcome {
    let file = read_file(path, speech)?;
    let (parts, mut log) = parts_of(path, speech)?;
    let action = match deed {
        CustodyDeed::Received => Action::Received,
        CustodyDeed::HandedOver => Action::HandedOver,
        CustodyDeed::Noted => Action::Noted,
    };
    sign(&mut log, action, signer, BodyName::of(&parts.body), speech)?;
    let log = custody::write(&log);
    let changed =
        pack::with_section(&file, SectionKind::Custody, log).map_err(|found| refused(path, &found, speech))?;
    write_in_one_step(path, &changed).map_err(Failure::input)?;
    Ok(Exit::Done)
}

fn stamp(
    path: &Path,
    request: Option<&Path>,
    response: Option<&Path>,
    extract: Option<&Path>,
    speech: &Speech,
) -> Outcome {
    let file = read_file(path, speech)?;
    let (parts, log) = parts_of(path, speech)?;
    let Some(last) = log.last() else { return Ok(Exit::Found) };
    let mut held = timestamp::read(parts.time_stamps.as_deref().unwrap_or_default())
        .map_err(|found| refused(path, &found, speech))?;
    if let Some(out) = request {
        let digest = unhex(&custody::digest(last)).unwrap_or_default();
        write_in_one_step(out, &timestamp::request(&digest)).map_err(Failure::input)?;
    }
    if let Some(out) = extract {
        let Some(bytes) = held.last().and_then(|held| timestamp::bytes_of(&held.response)) else {
            let text = speech.say("this pack holds no time stamp", "ce dossier de preuves n’a pas d’horodatage");
            return Err(Failure::usage(anyhow::anyhow!("{text}")));
        };
        write_in_one_step(out, &bytes).map_err(Failure::input)?;
    }
    if let Some(response) = response {
        let named =
            |error: std::io::Error| Failure::input(anyhow::Error::from(error).context(response.display().to_string()));
        let bytes = fs::read(response).map_err(named)?;
        held.push(timestamp::Held { entry: log.len() as u64 - 1, response: hex(&bytes) });
        timestamp::check(&held, &log, jiff::Timestamp::now()).map_err(|found| refused(path, &found, speech))?;
        let lines = timestamp::write(&held);
        let changed =
            pack::with_section(&file, SectionKind::TimeStamps, lines).map_err(|found| refused(path, &found, speech))?;
        write_in_one_step(path, &changed).map_err(Failure::input)?;
    }
    Ok(Exit::Done)
}

fn disclose(
    path: &Path,
    folder: &Path,
    fields: &[String],
    organisation: Option<&Path>,
    out: &Path,
    speech: &Speech,
) -> Outcome {
    let (parts, _) = parts_of(path, speech)?;
    let texts = body::read(&parts.body).map_err(|found| refused(path, &found, speech))?.texts;
    let written = body_of(folder, organisation, texts, speech)?;
    if written.bytes != parts.body {
        let first = written.bytes.iter().zip(&parts.body).take_while(|(a, b)| a == b).count();
        let text = speech.say(
            "this pack is not one of this case as it is now: their bodies differ from byte",
            "ce dossier de preuves n’est pas de ce dossier tel qu’il est : leurs corps diffèrent dès l’octet",
        );
        return Err(Failure::usage(anyhow::anyhow!("{text} {first}")));
    }
    let mut shown = Vec::new();
    for field in fields {
        let place: Place = field.parse().map_err(Failure::usage)?;
        let opening: Option<&Opening> = written.openings.iter().find(|opening| opening.place == place);
        shown.push(opening.cloned().ok_or_else(|| {
            let text = speech
                .say("the pack hides no field of this name", "le dossier de preuves ne masque aucun champ de ce nom");
            let named = written.openings.iter().take(3).map(|opening| opening.place.to_string());
            Failure::usage(anyhow::anyhow!("{text}: {place}")).hint(named.collect::<Vec<_>>().join(", "))
        })?);
    }
    let text = disclosure::write(&parts.body, &shown);
    write_in_one_step(out, &text).map_err(Failure::input)?;
    Ok(Exit::Done)
}
