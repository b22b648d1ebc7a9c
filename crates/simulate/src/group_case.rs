//! A fictional case with a group in it: a dozen sources that come together half a dozen times and share a public list out, among strangers
//! who run the same list with the same tool, each for itself. Addresses are those reserved for documentation; nothing in it happened.

use vigie_facts::case::{
    Aim, AimReason, Asset, AssetId, Attempt, AttemptId, Case, Detection, DetectionId, Few, Input, NetworkKind, Place,
    ReasonsId, RecordCounts, RuleId, RuleRow, SourceId, SourceRow, TextId,
};
use vigie_facts::form::Form;
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;
use vigie_facts::source::Source;
use vigie_facts::time::{TimeBasis, Timestamp};

use crate::random::Random;

/// 2017-01-16 00:00 UTC.
const START_SECONDS: i64 = 1_484_524_800;
/// A fortnight.
const SECONDS: i64 = 14 * 86_400;
/// Sources that act together.
pub const MEMBERS: usize = 12;
/// Sources that do not.
const STRANGERS: usize = 90;
/// How often each comes.
const VISITS: usize = 6;
/// Paths of the public list, and those asked for in one visit.
const PATHS: usize = 120;
/// See [`PATHS`].
const ASKED: usize = 10;
/// The agent of the tool that most use.
const TOOL: u32 = PATHS as u32;

/// The case: sources 0 to [`MEMBERS`] are the group.
///
/// ```
/// let case = vigie_simulate::group_case::group_among_strangers();
/// assert_eq!(case, vigie_simulate::group_case::group_among_strangers());
/// assert!(case.attempts.len() > 500);
/// ```
pub fn group_among_strangers() -> Case {
    let mut random = Random::new(7, "group case");
    let count = MEMBERS + STRANGERS;
    let mut visits: Vec<(i64, usize, usize)> = Vec::new();
    for visit in 0..VISITS {
        let at = START_SECONDS + random.between(0, SECONDS - 3_600);
        visits.extend(
            (0..MEMBERS).map(|member| (at + random.between(0, 90), member, (visit * MEMBERS + member) * ASKED)),
        );
    }
    for stranger in MEMBERS..count {
        let begin = random.below(PATHS as u64) as usize;
        let starts = (0..VISITS).map(|_| START_SECONDS + random.between(0, SECONDS - 3_600));
        visits.extend(starts.map(|at| (at, stranger, begin)));
    }
    visits.sort_unstable();
    let mut case = empty(count);
    for (at, source, first) in visits {
        visit(&mut case, at, source, first);
    }
    case.inputs[0].counts = RecordCounts {
        records: case.detections.len() as u64,
        understood: case.detections.len() as u64,
        ..RecordCounts::default()
    };
    case
}

fn empty(sources: usize) -> Case {
    let texts = (0..PATHS).map(|path| format!("/old/{path}/backup.sql").into());
    Case {
        inputs: vec![Input {
            path: "access.log".into(),
            compression: "none".into(),
            service: Some(Service::WebAccess),
            time_range: Some((
                Timestamp::from_seconds(START_SECONDS),
                Timestamp::from_seconds(START_SECONDS + SECONDS),
            )),
            ..Input::default()
        }],
        sources: (0..sources).map(source).collect(),
        assets: vec![Asset { service: Service::WebAccess, name: "www.campaign.example".into() }],
        texts: texts.chain(["scan-library/2.1".into()]).collect(),
        rules: vec![RuleRow {
            name: "web/database-dump".into(),
            title: "Database dump".into(),
            version: "1".into(),
            form: Form::SensitiveFileProbe,
        }],
        reasons: vec![vec![RuleId(0)]],
        ..Case::default()
    }
}

fn source(number: usize) -> SourceRow {
    let network = [0xc000_0200_u32, 0xc633_6400, 0xcb00_7100][number % 3];
    let kinds = [NetworkKind::Hosting, NetworkKind::Unknown, NetworkKind::Vpn];
    let places = [
        (b"UA", 64_496, "Example Hosting Kyiv"),
        (b"NL", 64_497, "Fictional VPN"),
        (b"FR", 64_498, "Réseau d’exemple"),
    ];
    let (country, asn, operator) = places[number % 3];
    SourceRow {
        source: Source::V4(network + number as u32 + 1),
        place: Place {
            country: Some(*country),
            asn: Some(asn),
            network: Some(operator.into()),
            kind: kinds[number % 3],
            ..Place::default()
        },
        time_range: None,
        events: 0,
        bytes: 0,
        own: false,
        allowed: false,
    }
}

/// One visit: ten files of the list, a second or two apart, as one attempt.
fn visit(case: &mut Case, at: i64, source: usize, first: usize) {
    let attempt = AttemptId(case.attempts.len() as u32);
    let from = case.detections.len() as u32;
    for asked in 0..ASKED {
        let line = case.detections.len() as u64 + 1;
        case.detections.push(Detection {
            origin: Origin { input: InputId(0), line, byte_start: line * 200, byte_len: 199 },
            time: Some(Timestamp::from_seconds(at + 2 * asked as i64)),
            time_basis: TimeBasis::Stated,
            form: Form::SensitiveFileProbe,
            service: Service::WebAccess,
            source: Some(SourceId(source as u32)),
            asset: AssetId(0),
            account: None,
            reasons: ReasonsId(0),
            window: None,
            status: Some(404),
            bytes: Some(162),
            subject: Some(TextId(((first + asked) % PATHS) as u32)),
            tool: Some(TextId(TOOL)),
            line: None,
            attempt: Some(attempt),
        });
    }
    case.attempts.push(Attempt {
        source: Some(SourceId(source as u32)),
        asset: AssetId(0),
        form: Form::SensitiveFileProbe,
        start: Timestamp::from_seconds(at),
        end: Timestamp::from_seconds(at + 2 * (ASKED as i64 - 1)),
        detections: ASKED as u32,
        accounts: Few::new(),
        accounts_total: 0,
        rules: vec![RuleId(0)].into(),
        aim: Aim::Opportunistic,
        aim_reasons: vec![AimReason::PublicListsOnly].into(),
        cited: vec![DetectionId(from)].into(),
    });
}
