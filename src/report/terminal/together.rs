//! Question 4 in a terminal: the verdict, each group with its evidence for and against, what could not be seen. The same for a report, for
//! `vigie clusters`, and for a table of observations.

use vigie_correlate::Verdict;
use vigie_correlate::clusters::Outcome;
use vigie_figures::sentence::{Arg, Sentence};
use vigie_figures::together::{
    ClusterShown, FindingShown, Together, basis_key, class_key, evidence_key, explanation_key, reason_key, state_key,
    trace_key,
};

use super::layout::{Column, Sheet, Style};
use super::{Look, Page, inert, text};
use crate::report::words::Words;

/// Members, sessions and traces listed of a group in a report.
const LISTED_MAX: usize = 8;

/// The clusters alone, as `vigie clusters` prints them; of one cluster everything. `None` when there is no cluster of this number.
pub fn render_clusters(together: &Together, only: Option<u32>, words: &Words, look: Look) -> Option<String> {
    let mut page = Page { sheet: Sheet::new(look), words };
    match only {
        Some(id) => {
            let cluster = together.clusters.iter().find(|cluster| cluster.id == id)?;
            page.cluster(cluster, usize::MAX);
            page.sentences(&[&together.people]);
        }
        None => page.together(together),
    }
    Some(page.sheet.finish())
}

impl Page<'_> {
    fn sentences(&mut self, sentences: &[&Sentence]) {
        for sentence in sentences {
            let line = self.sentence(sentence);
            self.sheet.paragraph(Style::Plain, "  ", &line);
        }
    }

    /// The whole of question 4.
    pub(super) fn together(&mut self, together: &Together) {
        let told: Vec<&Sentence> = together.verdict.iter().chain([&together.control, &together.people]).collect();
        self.sentences(&told);
        for cluster in &together.clusters {
            self.sheet.gap();
            if cluster.verdict <= Verdict::ActedTogether {
                self.cluster(cluster, LISTED_MAX);
            } else {
                self.tool(cluster);
            }
        }
        if let Some(first) = together.clusters.first() {
            self.sheet.gap();
            let line = self.phrase("line-show-cluster", &[("id", Arg::Count(first.id.into()))]);
            self.sheet.paragraph(Style::Faint, "  ", &line);
        }
        if let Some(check) = &together.check {
            self.sentences(&[check]);
        }
        if together.limits.is_empty() {
            return;
        }
        self.sheet.gap();
        let title = self.words.text("line-not-seen");
        self.sheet.paragraph(Style::Plain, "  ", &title);
        for limit in &together.limits {
            let line = self.sentence(limit);
            self.sheet.paragraph(Style::Plain, "  - ", &line);
        }
    }

    /// A tool in common in two lines.
    fn tool(&mut self, cluster: &ClusterShown) {
        self.sentences(&[&cluster.sentence]);
        let members: Vec<String> = cluster.members.iter().take(LISTED_MAX).map(|member| inert(&member.actor)).collect();
        self.list("line-members", members, cluster.members.len());
        let traces = cluster.traces.iter().take(LISTED_MAX / 2);
        let traces = traces.map(|trace| inert(&trace.trace)).collect();
        self.list("line-common-traces", traces, cluster.traces.len());
    }

    fn list(&mut self, key: &'static str, mut shown: Vec<String>, total: usize) {
        if shown.is_empty() {
            return;
        }
        if total > shown.len() {
            shown.push(self.phrase("line-more", &[("count", Arg::Count((total - shown.len()) as u64))]));
        }
        let line = self.words.labelled(&self.words.text(key), &shown.join(", "));
        self.sheet.paragraph(Style::Plain, "    ", &line);
    }

    fn cluster(&mut self, cluster: &ClusterShown, listed_max: usize) {
        self.sentences(&[&cluster.sentence]);
        if let Some(caution) = &cluster.caution {
            self.sentences(&[caution]);
        }
        let basis = self.words.text(basis_key(cluster.basis));
        self.sheet.paragraph(Style::Faint, "  ", &basis);
        if let Some(worst) = cluster.links.iter().map(|link| link.chance_log10).reduce(f64::max) {
            let args = [("links", Arg::Count(cluster.links.len() as u64)), ("chance", text(self.words.chance(worst)))];
            let line = self.phrase("line-links", &args);
            self.sheet.paragraph(Style::Plain, "  ", &line);
        }
        self.title("line-members");
        self.members(cluster, listed_max);
        if !cluster.sessions.is_empty() {
            self.title("line-common-sessions");
            self.sessions(cluster, listed_max);
        }
        if !cluster.traces.is_empty() {
            self.title("line-common-traces");
            self.traces(cluster, listed_max);
        }
        self.title("line-evidence");
        self.findings(&cluster.findings);
        self.title("line-explanations");
        for explained in &cluster.explanations {
            let (what, state) = (explanation_key(explained.explanation), state_key(explained.state));
            let line = self.words.labelled(&self.words.text(what), &self.words.text(state));
            self.sheet.paragraph(Style::Plain, "    - ", &line);
        }
    }

    fn title(&mut self, key: &'static str) {
        let title = self.words.text(key);
        self.sheet.paragraph(Style::Bold, "  ", &title);
    }

    fn members(&mut self, cluster: &ClusterShown, listed_max: usize) {
        let head = self.head(&[
            (Column::Left, "head-actor"),
            (Column::Left, "head-country"),
            (Column::Flexible, "head-network"),
            (Column::Right, "head-attended"),
            (Column::Right, "head-chance"),
        ]);
        let rows: Vec<Vec<String>> = cluster
            .members
            .iter()
            .take(listed_max)
            .map(|member| {
                let source = member.source.as_ref();
                let network =
                    member.operator.as_deref().or_else(|| source.and_then(|source| source.network.as_deref()));
                vec![
                    inert(&member.actor),
                    source
                        .and_then(|source| source.country.as_deref())
                        .map(|code| inert(&self.words.country(code)))
                        .unwrap_or_default(),
                    network.map(inert).unwrap_or_default(),
                    self.words.number(member.attended.into()),
                    self.words.chance(member.chance_log10),
                ]
            })
            .collect();
        self.sheet.table(4, &head, &rows);
        self.more(cluster.members.len(), rows.len());
    }

    fn more(&mut self, total: usize, shown: usize) {
        if total > shown {
            let line = self.phrase("line-more", &[("count", Arg::Count((total - shown) as u64))]);
            self.sheet.paragraph(Style::Faint, "    ", &line);
        }
    }

    fn sessions(&mut self, cluster: &ClusterShown, listed_max: usize) {
        let head = self.head(&[(Column::Left, "head-session"), (Column::Right, "head-members")]);
        let rows: Vec<Vec<String>> = cluster
            .sessions
            .iter()
            .take(listed_max)
            .map(|session| vec![self.words.moment(session.from), self.words.number(session.present.into())])
            .collect();
        self.sheet.table(4, &head, &rows);
        self.more(cluster.sessions.len(), rows.len());
    }

    fn traces(&mut self, cluster: &ClusterShown, listed_max: usize) {
        let head = self.head(&[
            (Column::Left, "head-trace-kind"),
            (Column::Flexible, "head-trace"),
            (Column::Right, "head-members"),
            (Column::Right, "head-others"),
        ]);
        let rows: Vec<Vec<String>> = cluster
            .traces
            .iter()
            .take(listed_max)
            .map(|trace| {
                vec![
                    trace_key(&trace.kind).map_or_else(|| inert(&trace.kind), |key| self.words.text(key)),
                    inert(&trace.trace),
                    self.words.number(trace.members.into()),
                    self.words.number(trace.others.into()),
                ]
            })
            .collect();
        self.sheet.table(4, &head, &rows);
        self.more(cluster.traces.len(), rows.len());
    }

    /// What speaks for it, then what was tested and does not, then what could not be tested and why.
    fn findings(&mut self, findings: &[FindingShown]) {
        let head = self.head(&[
            (Column::Flexible, "head-evidence"),
            (Column::Left, "head-class"),
            (Column::Right, "head-observed"),
            (Column::Right, "head-expected"),
            (Column::Right, "head-chance"),
            (Column::Left, "head-outcome"),
        ]);
        let tested = |finding: &&FindingShown| matches!(finding.outcome, Outcome::Tested { .. });
        let mut ordered: Vec<&FindingShown> = findings.iter().filter(tested).collect();
        ordered.sort_by_key(|finding| !matches!(finding.outcome, Outcome::Tested { speaks_for: true, .. }));
        let rows: Vec<Vec<String>> = ordered.iter().map(|finding| self.finding(finding)).collect();
        self.sheet.table(4, &head, &rows);
        for finding in findings {
            if let Outcome::NotTestable { reason } = finding.outcome {
                let (what, why) = (evidence_key(&finding.evidence), reason_key(reason));
                let line = self.words.labelled(&self.words.text(what), &self.words.text(why));
                self.sheet.paragraph(Style::Faint, "    - ", &line);
            }
        }
    }

    fn finding(&self, finding: &FindingShown) -> Vec<String> {
        let Outcome::Tested { chance_log10, observed, expected, speaks_for } = finding.outcome else {
            return Vec::new();
        };
        vec![
            self.words.text(evidence_key(&finding.evidence)),
            self.words.text(class_key(finding.class)),
            self.words.decimal(observed),
            self.words.decimal(expected),
            self.words.chance(chance_log10),
            self.words.text(if speaks_for { "word-yes" } else { "word-no" }),
        ]
    }
}
