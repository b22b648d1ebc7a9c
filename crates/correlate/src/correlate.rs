//! The way from observations to clusters, on one screen: order, find by sessions, by traces, by tool; weigh; judge; say what could not be seen.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use crate::attendance::{Starts, Tie, attend};
use crate::audience::outside;
use crate::clusters::{
    Basis, Cluster, Clusters, Confidence, Decoys, Finding, Limit, Link, Member, NotDecidable, Session, Tested, Trace,
    Verdict,
};
use crate::content::{meet_otherwise, share_content};
use crate::decoys::{Score, Shown};
use crate::evidence::{EVIDENCE, Index, Suspects, distinct};
use crate::found::{Found, join};
use crate::habit::Habits;
use crate::leiden::{Edge, communities};
use crate::membership::{self, Meeting, met, refine};
use crate::observations::Observations;
use crate::parallel::each;
use crate::recruit::Recruit;
use crate::settings::Settings;
use crate::stats::multiple::adjusted;
use crate::stats::random::Random;
use crate::surrogate::{deal_sessions, deal_traces};
use crate::synchrony::synchrony;
use crate::timeline::{DAY, HOUR, SECOND, Timeline};
use crate::tooling::tool_groups;
use crate::turns::turns;
use crate::verdict::judge;

/// Traces of a cluster that are listed.
const TRACES_LISTED: usize = 20;

/// Links of a cluster that are listed: all of a group of a hundred.
const LINKS_LISTED: usize = 5_000;

/// Clusters by tool that are listed, largest first: a table no person reads to its end.
const TOOLS_LISTED: usize = 500;

/// Observations above which surrogate worlds of posts are not made side by side.
const LARGE: usize = 200_000;

/// Who acts together, and how one knows.
///
/// ```
/// use vigie_correlate::{Nature, Observations, Settings, correlate};
/// let mut observations = Observations::default();
/// let path = observations.kind("path", Nature::Content);
/// observations.push("192.0.2.1", path, "/login", 0, 1.0);
/// observations.push("192.0.2.2", path, "/login", 0, 1.0);
/// let answer = correlate(&observations, &Settings::logs());
/// assert!(answer.clusters.is_empty(), "two who came once are no group");
/// assert!(!answer.limits.is_empty(), "and the answer says what it could not see");
/// ```
pub fn correlate(observations: &Observations, settings: &Settings) -> Clusters {
    let timeline = Timeline::new(observations, settings.session_gap_ms, settings.threads);
    let grain = if settings.grain_ms > 0 { settings.grain_ms } else { grain(&timeline) };
    let mut answer = Clusters {
        clusters: Vec::new(),
        tested: Tested {
            actors: timeline.actors() as u64,
            observations: timeline.acts.len() as u64,
            sessions: timeline.sessions.len() as u64,
            ..Tested::default()
        },
        decoys: Decoys::default(),
        limits: Vec::new(),
        refused: observations.refused(),
        settings: settings.clone(),
    };
    if timeline.actors() < 2 {
        answer.limits.push(Limit::NothingToCompare);
        return answer;
    }
    let starts = Starts::new(&timeline.sessions);
    let mut found = Vec::new();
    if settings.by_session {
        found.extend(by_session(&timeline, &timeline, &starts, grain, settings, Some(&mut answer)));
    }
    if settings.by_trace {
        found = join(by_trace(&timeline, grain, settings, Some(&mut answer)), found);
    }
    let tools: Vec<Vec<u32>> = if settings.by_tool || settings.by_turns {
        tool_groups(&timeline, observations).into_iter().map(|group| group.members).collect()
    } else {
        Vec::new()
    };
    let index = Index::new(&timeline);
    let circles = circles(&tools, &index);
    if settings.by_turns && grain < TURNS_GRAIN {
        found.extend(by_turns(&timeline, &circles, &[], settings, Some(&mut answer)));
    }
    pay_for_searches(&mut found, settings);
    let shown = decoys(&timeline, &circles, grain, settings, &found);
    keep_beyond(&shown, &mut found, &mut answer);
    let mut taken = vec![false; timeline.actors()];
    for group in &mut found {
        group.members.retain(|member| !std::mem::replace(&mut taken[member.actor as usize], true));
        group.keep_ties_of_members();
    }
    let outside = outside(&timeline, &found, &taken);
    for (group, outsiders) in found.iter_mut().zip(outside) {
        group.outsiders = outsiders;
    }
    if settings.by_tool {
        found.extend(by_tool(tools, &taken));
    }
    found.retain(|group| group.members.len() >= 2);
    let count = found.len();
    let shape = |(): &mut (), at: usize| cluster(&found[at], observations, &timeline, &starts, &index, settings);
    let mut clusters: Vec<Cluster> = each(settings.threads, (count, 1), || (), shape);
    for cluster in &mut clusters {
        judge(cluster, &answer.decoys, count);
    }
    clusters.sort_by_key(|cluster| (cluster.verdict, cluster.basis, std::cmp::Reverse(cluster.members.len())));
    for (at, cluster) in clusters.iter_mut().enumerate() {
        cluster.id = at as u32 + 1;
    }
    answer.clusters = clusters;
    answer.limits.extend(limits(&timeline, grain, settings));
    answer
}

/// Groups are looked for in up to three ways, each at its own level: what was found in one of them is as surprising as if it had been found in as many tests more (Bonferroni).
fn pay_for_searches(found: &mut [Found], settings: &Settings) {
    let searches =
        [settings.by_session, settings.by_trace, settings.by_turns].into_iter().filter(|asked| *asked).count();
    for group in found {
        group.chance_log10 = (group.chance_log10 + (searches.max(1) as f64).log10()).min(0.0);
    }
}

/// Leaves out the groups whose like shuffled worlds show too often, and counts them.
fn keep_beyond(shown: &Shown, found: &mut Vec<Found>, answer: &mut Clusters) {
    let scores =
        |found: &[Found]| -> Vec<Score> { found.iter().map(|group| (group.basis, group.chance_log10)).collect() };
    let mut beyond = shown.beyond(&scores(found)).into_iter();
    let all = found.len();
    found.retain(|_| beyond.next() == Some(true));
    if found.len() < all {
        answer.limits.push(Limit::AsIfShuffled { groups: (all - found.len()) as u64 });
    }
    answer.decoys = shown.summary(&scores(found));
}

/// How surprising a group is by all that was proven of it, log10: Simes' chance of its own tests among all `tests` that were made (Simes 1986, *Biometrika* 73:751), which
/// is Benjamini and Hochberg's adjustment as if nothing else had been found. So it does not depend on how many other groups there are, is never below the chance of the
/// whole family, and can be compared with that of a group of a shuffled world.
fn of_group(chances: &[f64], tests: u64) -> f64 {
    adjusted(chances, tests).into_iter().fold(0.0, f64::min)
}

/// Groups that begin sessions together; of posts those of pairs that also leave the same traces, as they are in `world`.
fn by_session(
    timeline: &Timeline,
    world: &Timeline,
    all: &Starts,
    grain: i64,
    settings: &Settings,
    answer: Option<&mut Clusters>,
) -> Vec<Found> {
    let habits = Habits::new(timeline);
    let (attendance, starts) = attend(timeline, all, &habits, grain, settings);
    let of_both = || meet_otherwise(&share_content(&attendance.ties, world, settings), world, settings);
    let ties = if settings.by_trace { of_both() } else { attendance.ties };
    let groups = gather(timeline.actors(), &ties, settings.gamma_sessions);
    let groups = groups.iter().flat_map(|members| {
        if settings.by_trace {
            vec![met(members, &ties, timeline)]
        } else {
            refine(members, timeline, &starts, &habits, settings)
        }
    });
    let found = groups
        .map(|group| {
            let inside = |actor: u32| group.members.iter().any(|member| member.actor == actor);
            let around: Vec<f64> =
                attendance.around.iter().filter(|around| inside(around.0)).map(|around| around.1).collect();
            Found {
                basis: Basis::Sessions,
                ties: ties.iter().copied().filter(|tie| inside(tie.a) && inside(tie.b)).collect(),
                members: group.members,
                meetings: group.sessions,
                chance_log10: of_group(&around, attendance.anchors),
                outsiders: 0,
            }
        })
        .collect();
    if let Some(answer) = answer {
        answer.tested.anchors = attendance.anchors;
        answer.tested.scheduled = attendance.scheduled.len() as u64;
        answer.tested.ever_present = attendance.ever_present.len() as u64;
        if !attendance.crowded_ms.is_empty() {
            answer.limits.push(Limit::Crowded { widths_ms: attendance.crowded_ms });
        }
        if !attendance.scheduled.is_empty() {
            answer.limits.push(Limit::Scheduled { actors: attendance.scheduled.len() as u64 });
        }
        if !attendance.ever_present.is_empty() {
            answer.limits.push(Limit::EverPresent { actors: attendance.ever_present.len() as u64 });
        }
    }
    found
}

/// Communities of at least two, by their first actor.
fn gather(actors: usize, ties: &[Tie], gamma: f64) -> Vec<Vec<u32>> {
    let edges: Vec<Edge> = ties.iter().map(|tie| (tie.a, tie.b, 1.0)).collect();
    members_of(communities(actors, &edges, gamma).into_iter().map(Some))
}

fn members_of(of: impl Iterator<Item = Option<u32>>) -> Vec<Vec<u32>> {
    let mut groups: std::collections::BTreeMap<u32, Vec<u32>> = std::collections::BTreeMap::new();
    for (actor, group) in of.enumerate() {
        if let Some(group) = group {
            groups.entry(group).or_default().push(actor as u32);
        }
    }
    groups.into_values().filter(|members| members.len() >= 2).collect()
}

fn by_trace(timeline: &Timeline, grain: i64, settings: &Settings, answer: Option<&mut Clusters>) -> Vec<Found> {
    let found = synchrony(timeline, grain, settings);
    if let Some(answer) = answer {
        answer.tested.pairs = found.tests;
        answer.tested.fast_pairs = found.fast.len() as u64;
        if found.common > 0 {
            answer.limits.push(Limit::CommonTraces { traces: found.common });
        }
        if found.left_out > 0 {
            answer.limits.push(Limit::PairsLeftOut { pairs: found.left_out });
        }
    }
    // The level at which pairs were kept: so many tests for each that was. It is lower the more pairs are proven, so groups pay less than in a shuffled world.
    let price = (found.tests.max(1) as f64 / found.ties.len().max(1) as f64).log10().max(0.0);
    let mut of = found.group_of;
    for recruit in &found.recruits {
        // Of all groups that it may follow, the one that it follows most surely.
        of[recruit.actor as usize] = Some(recruit.group);
    }
    // Ties by group, each actor's strongest, and where each was recruited: all found once, for there may be a thousand groups.
    let mut ties_of: BTreeMap<u32, Vec<Tie>> = BTreeMap::new();
    let mut strongest: BTreeMap<u32, Tie> = BTreeMap::new();
    for tie in &found.ties {
        let Some(group) = of[tie.a as usize].filter(|_| of[tie.a as usize] == of[tie.b as usize]) else { continue };
        ties_of.entry(group).or_default().push(*tie);
        for actor in [tie.a, tie.b] {
            let held = strongest.entry(actor).or_insert(*tie);
            if tie.chance_log10.total_cmp(&held.chance_log10).is_lt() {
                *held = *tie;
            }
        }
    }
    let recruited: BTreeMap<(u32, u32), &Recruit> =
        found.recruits.iter().map(|recruit| ((recruit.actor, recruit.group), recruit)).collect();
    members_of(of.iter().copied())
        .into_iter()
        .map(|members| {
            let group = of[members[0] as usize].unwrap_or_default();
            let ties = ties_of.remove(&group).unwrap_or_default();
            let best = ties.iter().map(|tie| tie.chance_log10).fold(0.0, f64::min);
            let member = |&actor: &u32| {
                let (attended, chance_log10) = match (recruited.get(&(actor, group)), strongest.get(&actor)) {
                    (Some(recruit), _) => (recruit.together, recruit.chance_log10),
                    (None, Some(tie)) => (tie.together, tie.chance_log10),
                    (None, None) => (0, 0.0),
                };
                membership::Member { actor, attended, chance_log10 }
            };
            Found {
                basis: Basis::Traces,
                members: members.iter().map(member).collect(),
                meetings: Vec::new(),
                ties,
                chance_log10: (best + price).min(0.0),
                outsiders: 0,
            }
        })
        .collect()
}

/// Instants of this grain or coarser do not say who came before whom.
const TURNS_GRAIN: i64 = 60 * SECOND;

/// Who uses the same tool, by what they leave or by a mark of it: fewest users first.
fn circles(tools: &[Vec<u32>], index: &Index) -> Vec<Vec<u32>> {
    let mut circles: Vec<Vec<u32>> = tools.iter().chain(index.tools.values()).cloned().collect();
    circles.sort_unstable_by(|x, y| x.len().cmp(&y.len()).then_with(|| x.cmp(y)));
    circles.dedup();
    circles
}

/// Users of one tool that take turns; `moved` shifts whole courses, by actor.
fn by_turns(
    timeline: &Timeline,
    circles: &[Vec<u32>],
    moved: &[i64],
    settings: &Settings,
    answer: Option<&mut Clusters>,
) -> Vec<Found> {
    let found = turns(timeline, circles, moved, settings);
    if let Some(answer) = answer {
        answer.tested.paced_pairs = found.tests;
        if found.left_out > 0 {
            answer.limits.push(Limit::PairsLeftOut { pairs: found.left_out });
        }
    }
    let group = |members: Vec<u32>| {
        let inside = |tie: &&Tie| members.binary_search(&tie.a).is_ok() && members.binary_search(&tie.b).is_ok();
        let ties: Vec<Tie> = found.ties.iter().filter(inside).copied().collect();
        let member = |&actor: &u32| {
            let own = ties.iter().filter(|tie| tie.a == actor || tie.b == actor);
            let best = own.min_by(|x, y| x.chance_log10.total_cmp(&y.chance_log10));
            let (attended, chance_log10) = best.map_or((0, 0.0), |tie| (tie.together, tie.chance_log10));
            membership::Member { actor, attended, chance_log10 }
        };
        let of_ties: Vec<f64> = ties.iter().map(|tie| tie.chance_log10).collect();
        Found {
            basis: Basis::Turns,
            members: members.iter().map(member).collect(),
            meetings: Vec::new(),
            chance_log10: of_group(&of_ties, found.tests),
            outsiders: 0,
            ties,
        }
    };
    found.groups.into_iter().map(group).collect()
}

/// All users of each tool, those who also acted together included; a tool that only they use adds nothing.
fn by_tool(tools: Vec<Vec<u32>>, taken: &[bool]) -> Vec<Found> {
    let mut groups: Vec<Vec<u32>> =
        tools.into_iter().filter(|members| members.iter().any(|&member| !taken[member as usize])).collect();
    groups.sort_by_key(|members| (std::cmp::Reverse(members.len()), members[0]));
    groups.truncate(TOOLS_LISTED);
    let member = |actor| membership::Member { actor, attended: 0, chance_log10: 0.0 };
    groups
        .into_iter()
        .map(|members| Found {
            basis: Basis::Tool,
            members: members.into_iter().map(member).collect(),
            meetings: Vec::new(),
            ties: Vec::new(),
            chance_log10: 0.0,
            outsiders: 0,
        })
        .collect()
}

/// Which sessions are a member's that began in a meeting of its group.
fn explained(timeline: &Timeline, found: &[Found]) -> Vec<bool> {
    let mut explained = vec![false; timeline.sessions.len()];
    for group in found {
        for member in &group.members {
            let from = timeline.actor_sessions[member.actor as usize] as usize;
            for (at, session) in timeline.sessions_of(member.actor).iter().enumerate() {
                let here = |meeting: &Meeting| (meeting.from..=meeting.to).contains(&session.start);
                explained[from + at] |= group.meetings.iter().any(here);
            }
        }
    }
    explained
}

/// What the same machinery finds where nobody acts together.
fn decoys(timeline: &Timeline, circles: &[Vec<u32>], grain: i64, settings: &Settings, found: &[Found]) -> Shown {
    let groups = found.len();
    let explained = explained(timeline, found);
    let fitting = (settings.decoy_rows_max / timeline.acts.len().max(1)).max(1) as u32;
    let worlds = if groups == 0 { 0 } else { settings.decoys.min(fitting) };
    // Either the worlds share the threads or each has them all: what is found is the same.
    // Worlds of posts hold millions of pairs: large ones are made one after the other.
    let large = settings.by_trace && timeline.acts.len() > LARGE;
    let inside = if large || (worlds as usize) < settings.threads.get() { settings.threads } else { NonZeroUsize::MIN };
    let outside = if inside > NonZeroUsize::MIN { NonZeroUsize::MIN } else { settings.threads };
    let settings = &Settings { threads: inside, ..settings.clone() };
    let world = |(): &mut (), world: usize| {
        let mut random = Random::new(settings.seed.wrapping_mul(1_000).wrapping_add(world as u64));
        let mut here: Vec<Found> = Vec::new();
        if settings.by_session {
            let dealt = timeline.with_sessions(deal_sessions(timeline, &explained, &mut random));
            here.extend(by_session(&dealt, timeline, &Starts::new(&dealt.sessions), grain, settings, None));
        }
        if settings.by_trace {
            here.extend(by_trace(&deal_traces(timeline, &mut random), grain, settings, None));
        }
        if found.iter().any(|group| group.basis == Basis::Turns) {
            let mut moved = || random.below(DAY as usize / 4) as i64 - DAY / 8;
            let moved: Vec<i64> = (0..timeline.actors()).map(|_| moved()).collect();
            here.extend(by_turns(timeline, circles, &moved, settings, None));
        }
        pay_for_searches(&mut here, settings);
        here.iter().map(|group| (group.basis, group.chance_log10)).collect()
    };
    Shown { worlds: each(outside, (worlds as usize, 1), || (), world) }
}

/// The coarsest of day, hour, minute and second that divides every instant; 0 when none does.
fn grain(timeline: &Timeline) -> i64 {
    let divides = |grain: &i64| timeline.acts.iter().all(|act| act.time.rem_euclid(*grain) == 0);
    [DAY, HOUR, 60 * SECOND, SECOND].into_iter().find(divides).unwrap_or(0)
}

fn cluster(
    group: &Found,
    observations: &Observations,
    timeline: &Timeline,
    starts: &Starts,
    index: &Index,
    settings: &Settings,
) -> Cluster {
    let members: Vec<u32> = group.members.iter().map(|member| member.actor).collect();
    let mut is_member = vec![false; timeline.actors()];
    for &member in &members {
        is_member[member as usize] = true;
    }
    let suspects = Suspects {
        timeline,
        index,
        starts,
        members: &members,
        is_member: &is_member,
        meetings: &group.meetings,
        ties: &group.ties,
        basis: group.basis,
        found_log10: group.chance_log10,
        settings,
        seed: settings.seed.wrapping_add(u64::from(members[0])),
    };
    let findings = EVIDENCE
        .iter()
        .map(|kind| Finding {
            evidence: kind.name,
            class: kind.class,
            dependence: kind.dependence,
            outcome: (kind.weigh)(&suspects),
        })
        .collect();
    let name = |actor: u32| observations.actors.name(timeline.names[actor as usize]).to_owned();
    Cluster {
        id: 0,
        basis: group.basis,
        verdict: Verdict::SameTool,
        likelihood_percent: None,
        confidence: Confidence::Low,
        people: NotDecidable::NotDecidableFromLogs,
        two_kinds_log10: 0.0,
        traces: traces(&suspects, observations),
        findings,
        explanations: Vec::new(),
        members: group
            .members
            .iter()
            .map(|member| Member {
                actor: name(member.actor),
                attended: member.attended,
                chance_log10: member.chance_log10,
            })
            .collect(),
        sessions: group
            .meetings
            .iter()
            .map(|meeting| Session { from_ms: meeting.from, to_ms: meeting.to, present: meeting.present })
            .collect(),
        outsiders: group.outsiders,
        links: links(&suspects),
    }
}

/// The proven links among the members.
fn links(suspects: &Suspects<'_>) -> Vec<Link> {
    let place: std::collections::BTreeMap<u32, u32> =
        suspects.members.iter().enumerate().map(|(at, &member)| (member, at as u32)).collect();
    let link = |tie: &Tie| {
        Some(Link {
            a: *place.get(&tie.a)?,
            b: *place.get(&tie.b)?,
            chance_log10: tie.chance_log10,
            together: tie.together,
            occasions: tie.occasions,
            expected: tie.expected,
        })
    };
    suspects.ties.iter().filter_map(link).take(LINKS_LISTED).collect()
}

/// What at least half of the members left, rarest among others first.
fn traces(suspects: &Suspects<'_>, observations: &Observations) -> Vec<Trace> {
    let mut counts: std::collections::BTreeMap<u32, u32> = std::collections::BTreeMap::new();
    for &member in suspects.members {
        for trace in distinct(member, suspects.timeline, |_| true) {
            *counts.entry(trace).or_default() += 1;
        }
    }
    let mut common: Vec<(u32, u32, u32)> = counts
        .into_iter()
        .filter(|(_, inside)| *inside as usize * 2 >= suspects.members.len() && *inside >= 2)
        .map(|(trace, inside)| (suspects.index.users[trace as usize] - inside, trace, inside))
        .collect();
    common.sort_unstable_by_key(|&(others, trace, inside)| (others, std::cmp::Reverse(inside), trace));
    common
        .into_iter()
        .take(TRACES_LISTED)
        .map(|(others, trace, members)| Trace {
            kind: observations.kinds[usize::from(suspects.timeline.kinds[trace as usize])].name.clone(),
            trace: observations.traces.name(suspects.timeline.trace_names[trace as usize]).to_owned(),
            members,
            others,
        })
        .collect()
}

fn limits(timeline: &Timeline, grain: i64, settings: &Settings) -> Vec<Limit> {
    let mut limits = Vec::new();
    if settings.by_session {
        limits.push(Limit::JitterBeyond { width_ms: settings.widths_ms.iter().copied().max().unwrap_or(0) });
        limits.push(Limit::SingleSession);
        let once = (0..timeline.actors() as u32).filter(|&actor| timeline.sessions_of(actor).len() == 1).count() as u64;
        if once > 0 {
            limits.push(Limit::OneSessionPerSource { actors: once });
        }
    }
    if settings.by_trace {
        limits.push(Limit::JitterBeyond { width_ms: settings.trace_widths_ms.iter().copied().max().unwrap_or(0) });
        limits.push(Limit::OwnTraces);
    }
    if grain >= 60 * SECOND {
        limits.push(Limit::CoarseTimes { grain_ms: grain });
    }
    limits
}
