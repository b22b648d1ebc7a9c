//! Question 4: did they act together? Each group with its graph, its sessions over time, the evidence for and against with chances, the innocent
//! explanations; tools in common; what could not be seen.

use vigie_correlate::Verdict;
use vigie_correlate::clusters::{Link, Outcome};
use vigie_figures::sentence::{Arg, Sentence};
use vigie_figures::together::{
    ClusterShown, FindingShown, MemberShown, SessionShown, basis_key, class_key, evidence_key, explanation_key,
    reason_key, state_key, trace_key, verdict_key,
};

use super::places::source;
use super::section;
use crate::report::html::drawing;
use crate::report::html::markup::{Element, el};
use crate::report::html::parts::{Column, Page, p, theirs};
use crate::report::html::wording::capital;

/// Links drawn of one group, the least probable first: more only blacken the drawing.
const LINKS_DRAWN_MAX: usize = 400;

/// Members that stand open in the page; the others can be unfolded, and are printed.
const MEMBERS_OPEN: usize = 10;

/// Traces of a tool that are named beside it.
const TRACES_NAMED: usize = 3;

/// Question 4.
pub(crate) fn together(page: &mut Page) -> Element {
    let together = &page.answer.together;
    let lead = together.verdict.iter().take(1).map(|sentence| p(page.words.sentence(sentence)));
    // A group's own sentence is the heading of its part.
    let of_group = |sentence: &&Sentence| together.clusters.iter().any(|cluster| cluster.sentence == **sentence);
    let rest = together.verdict.iter().skip(1).filter(|sentence| !of_group(sentence));
    let rest = rest.chain([&together.control, &together.people]);
    let rest = rest.map(|sentence| p(page.words.sentence(sentence)));
    let mut section = section("together", page.own.together);
    section = section.with(el("div").class("lead").with_all(lead)).with_all(rest);
    let (acted, tools): (Vec<&ClusterShown>, Vec<&ClusterShown>) =
        together.clusters.iter().partition(|cluster| cluster.verdict <= Verdict::ActedTogether);
    for cluster in acted {
        section = section.with(group(page, cluster));
    }
    if let Some(check) = &together.check {
        section = section.with(p(page.words.sentence(check)));
    }
    if !tools.is_empty() {
        section = section.with(tools_in_common(page, &tools));
    }
    if together.limits.is_empty() {
        return section;
    }
    let limits = together.limits.iter().map(|limit| el("li").text(page.words.sentence(limit)));
    section.with(el("h3").text(page.words.text("line-not-seen"))).with(el("ul").class("plain").with_all(limits))
}

fn group(page: &Page, cluster: &ClusterShown) -> Element {
    let class = if cluster.verdict == Verdict::CommonControl { "now" } else { "later" };
    let tag = el("span").class(if cluster.verdict == Verdict::CommonControl { "tag alarm" } else { "tag" });
    let tag = tag.text(page.words.text(verdict_key(cluster.verdict)));
    let basis = el("span").class("note").text(format!(" {}", page.words.text(basis_key(cluster.basis))));
    let mut article = el("article").class(class).id(format!("group-{}", cluster.id));
    article = article.with(el("h3").text(page.words.sentence(&cluster.sentence))).with(el("p").with(tag).with(basis));
    if let Some(caution) = &cluster.caution {
        article = article.with(p(page.words.sentence(caution)));
    }
    article = article.with(el("div").class("pictures").with_all([graph(page, cluster), sessions(page, cluster)]));
    article = article.with(evidence(page, &cluster.findings)).with(explanations(page, cluster));
    if !cluster.traces.is_empty() {
        article = article.with(traces(page, cluster));
    }
    article.with(members(page, &cluster.members))
}

/// Who is linked to whom: members on a ring, neighbours in networks side by side.
fn graph(page: &Page, cluster: &ClusterShown) -> Element {
    let (members, links) = (cluster.members.len() as u64, cluster.links.len() as u64);
    let mut order: Vec<usize> = (0..cluster.members.len()).collect();
    let place = |member: &MemberShown| {
        let source = member.source.as_ref();
        (source.and_then(|source| source.country.clone()), source.and_then(|source| source.asn))
    };
    order.sort_by_key(|&at| (place(&cluster.members[at]), at));
    let mut seat = vec![0; order.len()];
    for (number, &member) in order.iter().enumerate() {
        seat[member] = number;
    }
    let mut strongest: Vec<&Link> = cluster.links.iter().collect();
    strongest.sort_by(|x, y| x.chance_log10.total_cmp(&y.chance_log10).then((x.a, x.b).cmp(&(y.a, y.b))));
    let drawn = strongest.into_iter().take(LINKS_DRAWN_MAX).filter_map(|link| {
        let seat = |at: u32| seat.get(at as usize).copied();
        seat(link.a).zip(seat(link.b))
    });
    let drawn: Vec<(usize, usize)> = drawn.collect();
    let names = order.iter().map(|&at| cluster.members[at].actor.clone()).collect::<Vec<_>>();
    let count = |name: &'static str, count: u64| (name, Arg::Count(count));
    let alternative = page.phrase("graph-alternative", [count("members", members), count("links", links)]);
    let caption = page.phrase("graph-caption", [count("drawn", drawn.len() as u64), count("links", links)]);
    el("figure").class("graph").with(drawing::ring(&names, &drawn, &alternative)).with(el("figcaption").text(caption))
}

/// The sessions of a group from its first to its last, each as high as the part of the members that came.
fn sessions(page: &Page, cluster: &ClusterShown) -> Element {
    let (Some(first), Some(last)) = (cluster.sessions.first(), cluster.sessions.last()) else {
        return el("figure").with(el("figcaption").text(page.words.text("timeline-none")));
    };
    let length = (last.to_ms - first.from_ms).max(1) as f64;
    let at = |session: &SessionShown| (session.from_ms - first.from_ms) as f64 / length * 100.0;
    let most = cluster.members.len().max(1) as f64;
    let bars: Vec<(f64, f64)> =
        cluster.sessions.iter().map(|session| (at(session), f64::from(session.present) / most)).collect();
    let caption = page.phrase("timeline-caption", [("sessions", Arg::Count(cluster.sessions.len() as u64))]);
    let days = [(0.0, page.words.day(first.from.day)), (100.0, page.words.day(last.to.day))];
    let list = cluster.sessions.iter().map(|session| {
        let moment = page.words.moment(session.from);
        let present = page.phrase("timeline-present", [("members", Arg::Count(session.present.into()))]);
        el("li").text(format!("{moment}{}{present}", page.own.colon))
    });
    let list = el("details")
        .with(el("summary").text(page.words.text("line-common-sessions")))
        .with(el("ul").class("plain").with_all(list));
    let strip = el("div").class("strip").with(drawing::moments(&bars, 46)).with(drawing::axis(&days));
    el("figure").with(el("figcaption").text(caption)).with(strip).with(list)
}

/// What speaks for the group, then what was tested and does not, then what could not be tested and why.
fn evidence(page: &Page, findings: &[FindingShown]) -> Element {
    let title = page.words.text("line-evidence");
    let columns = [
        Column::text(page.words.text("head-evidence")),
        Column::text(page.words.text("head-class")),
        Column::number(page.words.text("head-observed")),
        Column::number(page.words.text("head-expected")),
        Column::number(page.words.text("head-chance")),
        Column::text(page.words.text("head-outcome")),
    ];
    let rank = |finding: &FindingShown| match finding.outcome {
        Outcome::Tested { speaks_for, .. } => usize::from(!speaks_for),
        Outcome::NotTestable { .. } => 2,
    };
    let mut ordered: Vec<&FindingShown> = findings.iter().collect();
    ordered.sort_by_key(|finding| rank(finding));
    let rows = ordered.into_iter().map(|finding| evidence_row(page, finding)).collect();
    el("div")
        .class("wide")
        .with(el("h4").text(title.clone()))
        .with(page.plain_table("dense", &title, "", &columns, rows))
}

fn evidence_row(page: &Page, finding: &FindingShown) -> Vec<Element> {
    let span = |text: String| el("span").text(text);
    let what = span(capital(&page.words.text(evidence_key(&finding.evidence))));
    let class = span(page.words.text(class_key(finding.class)));
    match finding.outcome {
        Outcome::Tested { chance_log10, observed, expected, speaks_for } => vec![
            what,
            class,
            span(page.words.decimal(observed)),
            span(page.words.decimal(expected)),
            span(page.words.chance(chance_log10)),
            el(if speaks_for { "strong" } else { "span" }).text(page.words.text(if speaks_for {
                "word-yes"
            } else {
                "word-no"
            })),
        ],
        Outcome::NotTestable { reason } => {
            let dash = || span("–".to_owned());
            let why = el("span").class("note").text(page.words.text(reason_key(reason)));
            vec![what, class, dash(), dash(), dash(), why]
        }
    }
}

fn explanations(page: &Page, cluster: &ClusterShown) -> Element {
    let rows = cluster.explanations.iter().map(|explained| {
        let what = capital(&page.words.text(explanation_key(explained.explanation)));
        el("li").text(format!("{what}{}{}", page.own.colon, page.words.text(state_key(explained.state))))
    });
    let title = el("h4").text(page.words.text("line-explanations"));
    el("div").class("wide").with(title).with(el("ul").class("plain").with_all(rows))
}

fn traces(page: &Page, cluster: &ClusterShown) -> Element {
    let title = page.words.text("line-common-traces");
    let columns = [
        Column::text(page.words.text("head-trace")),
        Column::text(page.words.text("head-trace-kind")),
        Column::number(page.words.text("head-members")),
        Column::number(page.words.text("head-others")),
    ];
    let rows = cluster.traces.iter().map(|trace| {
        let kind = trace_key(&trace.kind).map_or_else(|| trace.kind.clone(), |key| page.words.text(key));
        let number = |count: u32| el("span").class("number").text(page.words.number(count.into()));
        vec![theirs(&trace.trace), el("span").text(kind), number(trace.members), number(trace.others)]
    });
    let table = page.plain_table("dense", &title, "", &columns, rows.collect());
    el("details").with(el("summary").text(title)).with(table)
}

fn members(page: &Page, members: &[MemberShown]) -> Element {
    let title = page.words.text("line-members");
    let columns = [
        Column::text(page.words.text("head-actor")),
        Column::number(page.words.text("head-attended")),
        Column::number(page.words.text("head-chance")),
    ];
    let row = |member: &MemberShown| {
        let mut name = match &member.source {
            Some(place) => source(page, place),
            None => theirs(&member.actor),
        };
        if let Some(operator) = &member.operator {
            name = name.text(" ").with(theirs(operator));
        }
        let attended = el("span").class("number").text(page.words.number(member.attended.into()));
        vec![name, attended, el("span").text(page.words.chance(member.chance_log10))]
    };
    let mut rows: Vec<Vec<Element>> = members.iter().map(row).collect();
    let rest = rows.split_off(rows.len().min(MEMBERS_OPEN));
    let open = page.plain_table("plain", &title, "", &columns, rows);
    let all = el("div").class("wide").with(el("h4").text(title.clone())).with(open);
    if rest.is_empty() {
        return all;
    }
    let more = page.phrase("line-more", [("count", Arg::Count(rest.len() as u64))]);
    let rest = page.plain_table("plain", &title, "", &columns, rest);
    all.with(el("details").with(el("summary").text(more)).with(rest))
}

/// Groups by tool alone: no common hand, and named so that nobody takes them for one.
fn tools_in_common(page: &Page, tools: &[&ClusterShown]) -> Element {
    let title = page.words.text("line-tools");
    let columns = [
        Column::text(page.words.text("head-group")),
        Column::number(page.words.text("head-members")),
        Column::text(page.words.text("head-verdict")),
        Column::text(page.words.text("line-common-traces")),
    ];
    let rows = tools.iter().map(|cluster| {
        let named = cluster.traces.iter().take(TRACES_NAMED).map(|trace| theirs(&trace.trace));
        vec![
            el("span").text(page.phrase("line-group", [("id", Arg::Count(cluster.id.into()))])),
            el("span").class("number").text(page.words.number(cluster.members.len() as u64)),
            el("span").text(page.words.text(verdict_key(cluster.verdict))),
            el("span").joined(" ", named),
        ]
    });
    let counts = page.answer.together.counts;
    let note = page.phrase("line-tools-note", [("clusters", Arg::Count(counts.by_tool()))]);
    let table = page.plain_table("dense", &title, &note, &columns, rows.collect());
    el("div").class("wide").with(el("h3").text(title)).with(table)
}

impl Page<'_> {
    /// A line of ours with gaps.
    fn phrase<const N: usize>(&self, key: &'static str, args: [(&'static str, Arg); N]) -> String {
        let sentence = args.into_iter().fold(Sentence::new(key), |sentence, (name, arg)| sentence.with(name, arg));
        self.words.sentence(&sentence)
    }
}
