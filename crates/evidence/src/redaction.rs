//! What of a case enters a pack, and what of it is hidden. Figures must come out of the shown rows alone, so a row is never left out
//! for its text: a field that names people is replaced, and its true value committed to.
//!
//! Attackers' sources stand in clear, because a detection says what they did; every other source, every account that may be a
//! person's, every mailbox, and everything nobody understood is hidden. Of the traces only those of attackers' sources stay: they are
//! what the question who acted together looks at.

use std::collections::BTreeSet;

use serde::Serialize;
use vigie_facts::case::{
    AccountId, AimReason, Case, LineId, MarkTarget, Place as Network, SourceId, SourceRow, WindowKey,
};
use vigie_facts::retain::{self, Keep};
use vigie_facts::source::Source;

use crate::commitment::{HidingSecret, Place};
use crate::masking::Mask;

/// What stands where a text is hidden as a whole.
pub const WITHHELD: &str = "[withheld]";

/// Sources without a detection that stay, as pseudonyms, because a figure looks at the busiest few of all: whether nearly all
/// traffic comes from a proxy. The events of the others are added to those of ordinary visitors.
const BUSIEST_KEPT: usize = 3;

/// A field whose true value is committed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// Which.
    pub place: Place,
    /// The value, as JSON text.
    pub value: String,
}

/// What was left out of a pack, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Events of sources that are no attacker's, kept for questions across events.
    pub traces: u64,
    /// Sources without a detection.
    pub sources: u64,
    /// Attempts or sources that somebody judged innocent; they and what they did are not in the rows.
    pub judged_innocent: u64,
}

/// A case as a pack shows it.
#[derive(Clone, Debug)]
pub struct Redacted {
    /// The rows.
    pub case: Case,
    /// What they hide, in the order of tables, rows and fields.
    pub hidden: Vec<Hidden>,
    /// What is not in them.
    pub left_out: LeftOut,
}

/// The case as a pack shows it: as judged, with what names people hidden. `words` are names that only the organisation knows.
pub fn redact(case: &Case, secret: &HidingSecret, words: &[String]) -> Redacted {
    let (mut shown, left_out) = reduced(case);
    let attackers = attackers(&shown);
    let mask = Mask::new(&shown, secret, attackers, words);
    let mut hiding = Hiding { mask: &mask, hidden: Vec::new() };
    let original = shown.clone();
    hiding.tables(&original, &mut shown);
    let Hiding { mut hidden, .. } = hiding;
    hidden.sort_by(|a, b| a.place.cmp(&b.place));
    Redacted { case: shown, hidden, left_out }
}

/// Sources with a detection, unless the organisation said they are its own or trusted.
fn attackers(case: &Case) -> BTreeSet<Source> {
    let detected: BTreeSet<usize> = case.detections.iter().filter_map(|row| row.source).map(SourceId::index).collect();
    let rows = detected.into_iter().filter_map(|at| case.sources.get(at));
    rows.filter(|row| !row.own && !row.allowed).map(|row| row.source).collect()
}

/// The case as judged, without what no figure needs.
fn reduced(case: &Case) -> (Case, LeftOut) {
    let innocent =
        case.marks.iter().filter(|row| !row.mark.hostile && !matches!(row.target, MarkTarget::Incident(_))).count();
    let mut shown = retain::judged(case).into_owned();
    shown.marks.clear();
    let attackers = attackers(&shown);
    let of_attacker: Vec<bool> = shown.sources.iter().map(|row| attackers.contains(&row.source)).collect();
    let is_kept = |source: Option<SourceId>| source.is_some_and(|id| of_attacker[id.index()]);
    let traces = shown.traces.iter().filter(|row| !is_kept(row.source)).count() as u64;
    let before = std::mem::take(&mut shown.sources);
    shown.sources.clone_from(&before);
    retain::retain(&mut shown, &Keep { detection: &|_| true, trace: &|row| is_kept(row.source), incident: &|_| true });
    let kept: BTreeSet<Source> = shown.sources.iter().map(|row| row.source).collect();
    let mut busiest: Vec<&SourceRow> = before.iter().collect();
    busiest.sort_by_key(|row| (std::cmp::Reverse(row.events), row.source));
    let mut sources = 0;
    for (rank, row) in busiest.into_iter().enumerate().filter(|(_, row)| !kept.contains(&row.source)) {
        if rank < BUSIEST_KEPT {
            shown.sources.push(row.clone());
        } else {
            sources += 1;
            shown.ordinary.events += row.events;
        }
    }
    (shown, LeftOut { traces, sources, judged_innocent: innocent as u64 })
}

struct Hiding<'a> {
    mask: &'a Mask<'a>,
    hidden: Vec<Hidden>,
}

impl Hiding<'_> {
    fn tables(&mut self, original: &Case, shown: &mut Case) {
        // Named one by one, so that a new table cannot enter a pack before somebody decided what of it is hidden.
        let Case {
            inputs: _,
            systems,
            coverage: _,
            traffic: _,
            sources: _,
            assets,
            accounts: _,
            texts,
            rules: _,
            reasons: _,
            windows: _,
            lines: _,
            detections: _,
            attempts: _,
            incidents: _,
            traces: _,
            marks: _,
            ordinary: _,
            settings: _,
        } = shown;
        for (row, system) in systems.iter_mut().enumerate() {
            self.text("systems", row, "name", &mut system.name);
        }
        for (row, asset) in assets.iter_mut().enumerate() {
            self.text("assets", row, "name", &mut asset.name);
        }
        for (row, text) in texts.iter_mut().enumerate() {
            self.text("texts", row, "text", text);
        }
        self.inputs(shown);
        self.accounts(original, shown);
        self.lines(original, shown);
        self.attempts(shown);
        self.incidents(shown);
        self.windows(original, shown);
        self.sources(original, shown);
    }

    /// Replaces a field by what is shown of it, and remembers what it was.
    fn hide<T: Serialize>(&mut self, table: &str, row: usize, field: &str, held: &mut T, shown: T) {
        // Rows of a case always have a JSON form.
        let value = serde_json::to_string(held).unwrap_or_default();
        let place = Place { table: table.into(), row: row as u64, field: field.into() };
        self.hidden.push(Hidden { place, value });
        *held = shown;
    }

    fn text(&mut self, table: &str, row: usize, field: &str, held: &mut Box<str>) {
        let shown = self.mask.text(held);
        if *shown != **held {
            self.hide(table, row, field, held, shown.into());
        }
    }

    fn inputs(&mut self, shown: &mut Case) {
        for (row, input) in shown.inputs.iter_mut().enumerate() {
            let name = input.path.rsplit(['/', '\\']).next().unwrap_or_default();
            let name = self.mask.text(name);
            if *name != *input.path {
                self.hide("inputs", row, "path", &mut input.path, name.into());
            }
            if !input.samples.is_empty() {
                self.hide("inputs", row, "samples", &mut input.samples, Vec::new());
            }
            if let Some(trouble) = &mut input.trouble {
                self.hide("inputs", row, "trouble.detail", &mut trouble.detail, WITHHELD.into());
            }
        }
    }

    fn accounts(&mut self, original: &Case, shown: &mut Case) {
        for (row, account) in shown.accounts.iter_mut().enumerate() {
            let name = self.mask.account(original, AccountId(row as u32));
            if *name != *account.name {
                self.hide("accounts", row, "name", &mut account.name, name.into());
            }
        }
    }

    /// Lines of detections are shown with the people in them masked, and so is what incidents rest on, except what the same
    /// request usually got: that is somebody else's line.
    fn lines(&mut self, original: &Case, shown: &mut Case) {
        let of_detections = original.detections.iter().filter_map(|row| row.line);
        let evidence = original.incidents.iter().flat_map(|row| &row.evidence);
        let of_incidents =
            evidence.filter(|evidence| &*evidence.part != "usual-answer").filter_map(|evidence| evidence.line);
        let showable: BTreeSet<usize> = of_detections.chain(of_incidents).map(LineId::index).collect();
        for (row, line) in shown.lines.iter_mut().enumerate() {
            let text = if showable.contains(&row) { self.mask.text(&line.text) } else { WITHHELD.to_owned() };
            if *text != *line.text {
                self.hide("lines", row, "text", &mut line.text, text.into());
                // With everything else of the line shown, its plain digest would let anybody try names out.
                self.hide("lines", row, "sha256", &mut line.sha256, "".into());
            }
        }
    }

    fn attempts(&mut self, shown: &mut Case) {
        for (row, attempt) in shown.attempts.iter_mut().enumerate() {
            let is_word = |reason: &AimReason| matches!(reason, AimReason::OrganisationWord(_));
            if attempt.aim_reasons.iter().any(is_word) {
                let reasons = attempt.aim_reasons.iter().map(|reason| match reason {
                    AimReason::OrganisationWord(_) => AimReason::OrganisationWord(WITHHELD.into()),
                    other => other.clone(),
                });
                let reasons = reasons.collect();
                self.hide("attempts", row, "aim_reasons", &mut attempt.aim_reasons, reasons);
            }
        }
    }

    fn incidents(&mut self, shown: &mut Case) {
        for (row, incident) in shown.incidents.iter_mut().enumerate() {
            if let Some(mark) = &mut incident.mark {
                self.hide("incidents", row, "mark.why", &mut mark.why, WITHHELD.into());
            }
        }
    }

    fn windows(&mut self, original: &Case, shown: &mut Case) {
        let networks = original.sources.iter().filter(|row| self.mask.is_clear(row.source));
        let networks: BTreeSet<Source> = networks.map(|row| row.source.network()).collect();
        for (row, window) in shown.windows.iter_mut().enumerate() {
            if let WindowKey::Network(network) = window.key
                && !networks.contains(&network)
            {
                self.hide("windows", row, "key", &mut window.key, WindowKey::Network(self.mask.source(network)));
            }
        }
    }

    fn sources(&mut self, original: &Case, shown: &mut Case) {
        let detections = original.detections.iter().map(|row| row.source);
        let incidents = original.incidents.iter().map(|row| row.source);
        let active: BTreeSet<usize> = detections.chain(incidents).flatten().map(SourceId::index).collect();
        for (row, source) in shown.sources.iter_mut().enumerate() {
            if self.mask.is_clear(source.source) {
                continue;
            }
            let pseudonym = self.mask.source(source.source);
            self.hide("sources", row, "source", &mut source.source, pseudonym);
            if !active.contains(&row) {
                let network = Network { kind: source.place.kind, ..Network::default() };
                self.hide("sources", row, "place", &mut source.place, network);
                self.hide("sources", row, "time_range", &mut source.time_range, None);
                self.hide("sources", row, "bytes", &mut source.bytes, 0);
            }
        }
    }
}
