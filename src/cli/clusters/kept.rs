//! `vigie clusters CASE`: who acted together, by a kept case or by logs read now. The case is asked once, by the figures that a report rests on too;
//! nothing is judged here.

use jiff::tz::TimeZone;
use vigie_correlate::{Clusters, Verdict};
use vigie_facts::case::Case;
use vigie_facts::retain;
use vigie_figures::names::Names;
use vigie_figures::together::{self, Found, LeftOut};

use super::super::args::{ClustersAction, ClustersArgs, InputArgs};
use super::super::report::{Gathered, case_of, say_troubles};
use super::super::speech::Speech;
use super::super::{Exit, Failure, Outcome};
use super::{Reported, shown, write};
use crate::case;

/// What the JSON form has of a case beside the engine's answer.
#[derive(serde::Serialize)]
struct OfCase<'a> {
    names_clear: bool,
    left_out: LeftOut,
    #[serde(flatten)]
    clusters: &'a Clusters,
}

/// Runs the command on a case or on logs.
pub(super) fn run(args: &ClustersArgs, speech: &Speech) -> Outcome {
    let input = InputArgs { paths: args.paths.clone(), about: args.about.clone() };
    let (case, exit) = case_of(Gathered { input: &input, case: None, clear: args.clear }, speech)?;
    say_troubles(&case, speech);
    let judged = retain::judged(&case);
    let found = together::find(&judged, crate::cli::threads());
    let only = args.action.as_ref().map(|ClustersAction::Show { id }| *id);
    let zone = TimeZone::get(&judged.settings.time_zone).map_err(Failure::usage)?;
    let told = found.of_case(&judged, zone, true);
    let shown = shown(&told, only, speech)?;
    let acted = found.clusters.clusters.iter().any(|cluster| cluster.verdict <= Verdict::ActedTogether);
    let mut written = in_files(found, &judged, args.clear);
    written.clusters.clusters.retain(|cluster| only.is_none_or(|id| cluster.id == id));
    let answer = OfCase { names_clear: args.clear, left_out: written.left_out, clusters: &written.clusters };
    write(args, &Reported { method: "chance", assumes: Some("logs"), read: None }, &answer, || shown)?;
    Ok(if exit == Exit::Done && args.exit_code && acted { Exit::Found } else { exit })
}

/// The answer as it leaves the terminal: accounts that exist are pseudonyms unless `--clear`.
fn in_files(found: Found, case: &Case, clear: bool) -> Found {
    let key = case::pseudonym_key(case);
    found.named(case, if clear { Names::Clear } else { Names::Pseudonyms { key: &key } })
}
