//! What the guard stands on: its files, its folder and the room there, the clock, whether it lives and keeps up, the table of networks.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::super::geo;
use super::super::setup::machine_zone_name;
use super::{Finding, Patient, State};
use crate::case::is_case;
use crate::machine::logs::{Look, look};
use crate::machine::software::processes;

/// Room that a case of a busy site grows into in some weeks, with its state twice.
const ROOM_BYTES_MIN: u64 = 1 << 30;

/// Addresses change hands: after so long a table is wrong for some of them in a hundred.
const TABLE_DAYS_MAX: i64 = 240;

/// Programs that keep a clock, as the kernel shows their names.
const CLOCK_KEEPERS: [&str; 5] = ["systemd-timesyn", "chronyd", "ntpd", "ntpsec", "openntpd"];

pub(super) fn configuration(patient: &Patient) -> Vec<Finding> {
    let organisation = patient.args.input.about.ours.organisation.iter();
    let mut found = Vec::new();
    for path in std::iter::once(&patient.config).chain(organisation) {
        let Ok(metadata) = fs::metadata(path) else { continue };
        let this = rustix::process::geteuid().as_raw();
        if ![0, this].contains(&metadata.uid()) || metadata.mode() & 0o022 != 0 {
            found.push(
                Finding::mend(
                    path.display(),
                    "somebody else may write it, and so say who is never held back",
                    "quelqu’un d’autre peut l’écrire, et dire ainsi qui n’est jamais retenu",
                )
                .todo("chown root:vigie and chmod 640", "chown root:vigie et chmod 640"),
            );
        }
        if patient.reader.may_read(path) == Some(false) {
            let name = &patient.reader.name;
            found.push(
                Finding::mend(path.display(), format!("{name} may not read it"), format!("{name} ne peut pas le lire"))
                    .todo(
                        "chgrp vigie and chmod 640 (or systemd-tmpfiles --create)",
                        "chgrp vigie et chmod 640 (ou systemd-tmpfiles --create)",
                    ),
            );
        }
    }
    if found.is_empty() {
        found.push(Finding::well(patient.config.display(), "read without a mistake", "lu sans erreur"));
    }
    found
}

pub(super) fn clock(patient: &Patient) -> Vec<Finding> {
    let mut found = Vec::new();
    let running = processes(&patient.root);
    let is_kept = Path::new("/run/systemd/timesync/synchronized").exists()
        || CLOCK_KEEPERS.iter().any(|name| running.contains(*name));
    found.push(if is_kept {
        Finding::well("", "the clock is kept", "l’horloge est tenue à l’heure")
    } else {
        Finding::mend("", "nothing that keeps the clock was found", "rien ne semble tenir l’horloge à l’heure")
            .todo("install systemd-timesyncd or chrony", "installez systemd-timesyncd ou chrony")
    });
    let (zone, machine) = (patient.args.input.about.log_time_zone.as_deref().unwrap_or("UTC"), machine_zone_name());
    for path in patient.args.input.paths.iter().filter(|path| path.is_file()) {
        if let (Look::Text { recognition, .. }, _) = look(&patient.root, path)
            && recognition.yearless
            && zone != machine
        {
            found.push(
                Finding::mend(
                    path.display(),
                    format!("states no zone and is read as {zone}; this machine is in {machine}"),
                    format!("n’indique pas de fuseau et est lu comme {zone} ; cette machine est en {machine}"),
                )
                .todo(format!("log_time_zone = \"{machine}\""), format!("log_time_zone = \"{machine}\"")),
            );
        }
    }
    found
}

pub(super) fn folder(patient: &Patient) -> Vec<Finding> {
    let case = patient.args.case.as_path();
    let about = case.display().to_string();
    let Some(there) = case.ancestors().find(|path| path.exists()) else { return Vec::new() };
    let mut found = Vec::new();
    let name = &patient.reader.name;
    let may_write = fs::metadata(there).is_ok_and(|metadata| patient.reader.has(&metadata, 0o3));
    if !may_write {
        found.push(
            Finding::mend(
                there.display(),
                format!("{name} may not write there"),
                format!("{name} ne peut pas y écrire"),
            )
            .todo(
                "let systemd make it (StateDirectory=), or chown it",
                "laissez systemd le créer (StateDirectory=), ou chown",
            ),
        );
    }
    match rustix::fs::statvfs(there) {
        Ok(room) if room.f_bavail.saturating_mul(room.f_frsize) < ROOM_BYTES_MIN => {
            let mebibytes = room.f_bavail.saturating_mul(room.f_frsize) >> 20;
            found.push(
                Finding::mend(&about, format!("{mebibytes} MiB of room left"), format!("{mebibytes} Mio de place"))
                    .todo("make room, or keep the case elsewhere", "faites de la place, ou mettez le dossier ailleurs"),
            );
        }
        Ok(_) => {}
        Err(error) => found.push(Finding::new(State::Unknown, &about, error.to_string(), error.to_string())),
    }
    if found.is_empty() {
        found.push(Finding::well(
            about,
            "there is room, and the guard may write",
            "il y a de la place, et la veille peut écrire",
        ));
    }
    found
}

pub(super) fn guard(patient: &Patient) -> Vec<Finding> {
    let case = &patient.args.case;
    let start = ["systemctl enable --now vigie-guard", "systemctl enable --now vigie-guard"];
    if !is_case(case) {
        return vec![
            Finding::mend(case.display(), "no guard has filled it yet", "aucune veille ne l’a encore rempli")
                .todo(start[0], start[1]),
        ];
    }
    if !is_held(&case.join("guard.lock")) {
        return vec![Finding::mend("", "no guard is alive", "aucune veille ne tourne").todo(start[0], start[1])];
    }
    let changed = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let saved = changed(&case.join("memory.zst"));
    let newest = patient.args.input.paths.iter().filter_map(|path| changed(path)).max();
    let patience = Duration::from_secs(patient.args.save_seconds.saturating_mul(3)).max(Duration::from_mins(2));
    // A log that is written to now is behind by what has not been saved yet.
    let is_behind = match (saved, newest) {
        (Some(saved), Some(newest)) => {
            newest > saved && SystemTime::now().duration_since(saved).unwrap_or_default() > patience
        }
        (None, _) => true,
        (_, None) => false,
    };
    if is_behind {
        return vec![
            Finding::mend(
                case.display(),
                "the guard has not saved what was written since",
                "la veille n’a pas enregistré ce qui fut écrit depuis",
            )
            .todo("see journalctl -u vigie-guard", "voyez journalctl -u vigie-guard"),
        ];
    }
    vec![Finding::well("", "the guard is alive and saves", "la veille tourne et enregistre")]
}

/// Whether some process holds a lock of a file, as the kernel lists them (proc_locks(5)). Asking for the lock could keep a guard from starting.
fn is_held(path: &Path) -> bool {
    let Ok(metadata) = fs::metadata(path) else { return false };
    let text = fs::read_to_string("/proc/locks").unwrap_or_default();
    let inode = format!(":{}", metadata.ino());
    text.lines().any(|line| line.contains("FLOCK") && line.split_ascii_whitespace().any(|word| word.ends_with(&inode)))
}

pub(super) fn networks(patient: &Patient) -> Vec<Finding> {
    let table = match geo::table(patient.args.input.about.network_data.as_deref()) {
        Ok(table) => table,
        Err(failure) => {
            let text = failure.error.to_string();
            return vec![Finding::mend("", text.clone(), text)];
        }
    };
    let date = table.date().to_owned();
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let days =
        date.parse::<jiff::civil::Date>().ok().and_then(|day| Some(i64::from(day.until(today).ok()?.get_days())));
    vec![match days {
        None => Finding::new(
            State::Unknown,
            "",
            "the table of networks has no date",
            "la table des réseaux n’est pas datée",
        ),
        Some(days) if days > TABLE_DAYS_MAX => Finding::mend(
            "",
            format!("the table of networks is of {date}, {days} days old"),
            format!("la table des réseaux est du {date}, vieille de {days} jours"),
        )
        .todo("vigie geo update --from FILE", "vigie geo update --from FICHIER"),
        Some(_) => Finding::well(
            "",
            format!("the table of networks is of {date}"),
            format!("la table des réseaux est du {date}"),
        ),
    }]
}
