//! The detail behind the screen: every question again, with its tables, its citations and its limits.

use vigie_figures::answer::{
    Answer, Bucket, Citation, Confidence, IncidentShown, InputShown, Measure, SourceShort, Urgency,
};
use vigie_figures::figure::Share;
use vigie_figures::questions::aims::aim_id;
use vigie_figures::questions::entry::weakness_key;
use vigie_figures::questions::places::kind_id;
use vigie_figures::questions::target_key;
use vigie_figures::sentence::Arg;

use super::layout::{Column, Style, bars};
use super::{Page, inert, text};

/// Rows of one table on a terminal; the JSON form has more.
const ROWS_MAX: usize = 15;
/// Inputs listed; folders may hold thousands.
const INPUTS_MAX: usize = 40;
/// Incidents shown with their lines.
const INCIDENTS_MAX: usize = 10;
/// Not-understood lines shown.
const SAMPLES_MAX: usize = 10;
/// Weeks or months listed below the bars.
const BUCKETS_MAX: usize = 24;

pub(super) fn detail(page: &mut Page<'_>, answer: &Answer) {
    what(page, answer);
    pursued(page, answer);
    places(page, answer);
    page.heading("question-together");
    page.together(&answer.together);
    aims(page, answer);
    entry(page, answer);
    coverage(page, answer);
    cost(page, answer);
    page.heading("question-measures");
    for (index, row) in answer.measures.iter().enumerate() {
        measure(page, index, row);
    }
    if answer.measures.is_empty() {
        nothing(page);
    }
    page.heading("question-claims");
    for sentence in &answer.claims {
        let line = page.sentence(sentence);
        page.sheet.paragraph(Style::Plain, "  ", &line);
    }
    page.heading("section-limits");
    for limit in &answer.limits {
        let line = page.sentence(&limit.sentence);
        page.sheet.paragraph(Style::Plain, "  - ", &line);
    }
    sources(page, answer);
    rules(page, answer);
    inputs(page, answer);
    samples(page, answer);
    anomalies(page, answer);
    foot(page, answer);
}

/// Whose table of networks the answer rests on, of what date: its sources ask for it, and a reader must be able to doubt it.
fn foot(page: &mut Page<'_>, answer: &Answer) {
    let settings = &answer.settings;
    if settings.network_data_date.is_empty() {
        return;
    }
    page.sheet.gap();
    let args = [
        ("name", text(&settings.network_data_name)),
        ("date", text(&settings.network_data_date)),
        ("attribution", text(&settings.network_data_attribution)),
    ];
    let line = page.phrase("line-attribution", &args);
    page.sheet.paragraph(Style::Faint, "", &line);
}

fn nothing(page: &mut Page<'_>) {
    let line = page.words.text("line-nothing");
    page.sheet.paragraph(Style::Plain, "  ", &line);
}

/// A column of a table over rows of one kind: how it stands, the key of its heading, and what a row has in it.
type ColumnOf<T> = (Column, &'static str, fn(&Page<'_>, &T) -> String);

impl Page<'_> {
    fn rows<T>(&mut self, rows: &[T], columns: &[ColumnOf<T>]) {
        let head: Vec<(Column, &str)> = columns.iter().map(|(column, key, _)| (*column, *key)).collect();
        let head = self.head(&head);
        let cells = |row: &T| columns.iter().map(|(_, _, cell)| cell(self, row)).collect();
        let rows: Vec<Vec<String>> = rows.iter().map(cells).collect();
        self.sheet.table(2, &head, &rows);
    }
}

fn first<T>(rows: &[T], count: usize) -> &[T] {
    &rows[..rows.len().min(count)]
}

fn more(page: &mut Page<'_>, total: usize, shown: usize) {
    if total > shown {
        let line = page.phrase("line-more", &[("count", Arg::Count((total - shown) as u64))]);
        page.sheet.paragraph(Style::Faint, "  ", &line);
    }
}

fn cited(citations: &[Citation]) -> String {
    citations.first().map_or_else(String::new, place)
}

fn place(citation: &Citation) -> String {
    format!("{}:{}", inert(&citation.path), citation.line)
}

fn percent_of(page: &Page<'_>, share: &Share) -> String {
    page.words.percent(share.percent)
}

fn interval(page: &Page<'_>, share: &Share) -> String {
    page.words.interval(share.low, share.high)
}

fn what(page: &mut Page<'_>, answer: &Answer) {
    page.heading("question-what");
    for line in ladder_lines(page, answer) {
        page.sheet.paragraph(Style::Plain, "  ", &line);
    }
    if answer.what.forms.is_empty() {
        nothing(page);
        return;
    }
    page.sheet.gap();
    let rows = &answer.what.forms;
    page.rows(
        rows,
        &[
            (Column::Flexible, "head-form", |page, row| page.words.form(row.form).to_owned()),
            (Column::Right, "head-attempts", |page, row| page.words.number(row.attempts.value)),
            (Column::Right, "head-share", |page, row| percent_of(page, &row.share)),
            (Column::Right, "head-detections", |page, row| page.words.number(row.detections.value)),
            (Column::Right, "head-sources", |page, row| page.words.number(row.sources.value)),
            (Column::Left, "head-technique", |_, row| row.technique.clone().unwrap_or_default()),
            (Column::Tail, "head-first", |_, row| cited(&row.citations)),
        ],
    );
    series(page, answer);
}

fn ladder_lines(page: &Page<'_>, answer: &Answer) -> Vec<String> {
    let ladder = &answer.what.ladder;
    let within = ladder.detections.value - ladder.detections_without_attempt.value.min(ladder.detections.value);
    let mut lines = vec![
        page.phrase(
            "line-ladder-parts",
            &[
                ("events", Arg::Count(ladder.events.value)),
                ("ignored", Arg::Count(ladder.ignored.value)),
                ("catch", Arg::Count(ladder.catch_all.value)),
                ("lost", Arg::Count(ladder.not_understood.value)),
            ],
        ),
        page.phrase(
            "line-ladder-detections",
            &[
                ("detections", Arg::Count(ladder.detections.value)),
                ("events", Arg::Count(ladder.hostile_events.value)),
                ("in", Arg::Count(within)),
                ("out", Arg::Count(ladder.detections_without_attempt.value)),
            ],
        ),
        page.phrase("line-ladder-incidents", &[("attempts", Arg::Count(ladder.attempts_in_incidents.value))]),
    ];
    if !ladder.reconciled {
        lines.push(page.words.text("line-ladder-open"));
    }
    lines
}

/// Bars over days, weeks or months, whichever fit, and the numbers behind them.
fn series(page: &mut Page<'_>, answer: &Answer) {
    let what = &answer.what;
    let room = page.sheet.columns().saturating_sub(4);
    let choices = [("head-day", &what.days), ("head-week", &what.weeks), ("head-month", &what.months)];
    page.sheet.gap();
    // Bars stand side by side like days do only when no day is missing between them.
    let is_whole = answer.header.period.and_then(|period| period.days) == Some(what.days.len() as u64);
    let fitting = choices.iter().find(|(_, buckets)| buckets.len() > 1 && buckets.len() <= room);
    if let Some((_, buckets)) = fitting.filter(|_| is_whole) {
        draw(page, buckets);
    }
    for line in series_notes(page, answer) {
        page.sheet.paragraph(Style::Faint, "  ", &line);
    }
    let listed = choices.iter().find(|(_, buckets)| !buckets.is_empty() && buckets.len() <= BUCKETS_MAX);
    let Some((key, buckets)) = listed.or(choices.last()) else { return };
    page.sheet.gap();
    let head = page.head(&[(Column::Left, key), (Column::Right, "head-attempts"), (Column::Right, "head-detections")]);
    let row = |bucket: &Bucket| {
        vec![bucket.label.clone(), page.words.number(bucket.attempts), page.words.number(bucket.detections)]
    };
    let rows: Vec<Vec<String>> = buckets.iter().take(BUCKETS_MAX).map(row).collect();
    let total = buckets.len();
    page.sheet.table(2, &head, &rows);
    more(page, total, BUCKETS_MAX);
}

fn draw(page: &mut Page<'_>, buckets: &[Bucket]) {
    let numbers: Vec<u64> = buckets.iter().map(|bucket| bucket.attempts).collect();
    page.sheet.line(Style::Plain, &format!("  {}", bars(&numbers)));
    if let (Some(first), Some(last)) = (buckets.first(), buckets.last()) {
        page.sheet.line(Style::Faint, &format!("  {} – {}", first.label, last.label));
    }
}

fn series_notes(page: &Page<'_>, answer: &Answer) -> Vec<String> {
    let what = &answer.what;
    let mut notes = Vec::new();
    if let Some(peak) = &what.peak {
        let args = [("day", Arg::Day(peak.first_day)), ("attempts", Arg::Count(peak.attempts))];
        notes.push(match what.attempts_per_day.filter(|_| peak.first_day.year.is_some()) {
            Some(mean) => {
                page.phrase("line-peak", &[args[0].clone(), args[1].clone(), ("mean", text(page.words.decimal(mean)))])
            }
            None => page.phrase("line-peak-no-mean", &args),
        });
    }
    if what.days.iter().any(|day| day.first_day.year.is_some()) {
        notes.push(page.phrase("line-days-zone", &[("zone", text(&answer.settings.time_zone))]));
    }
    let dated = what.days.iter().filter(|day| day.first_day.year.is_some()).count() as u64;
    if answer.header.period.and_then(|period| period.days).is_some_and(|days| days > dated) {
        notes.push(page.words.text("line-days-sparse"));
    }
    if what.days.iter().any(|day| day.first_day.year.is_none()) {
        notes.push(page.words.text("line-no-year"));
    }
    if what.undated_attempts.value + what.undated_detections.value > 0 {
        let counts = (what.undated_attempts.value, what.undated_detections.value);
        notes.push(
            page.phrase("line-undated", &[("attempts", Arg::Count(counts.0)), ("detections", Arg::Count(counts.1))]),
        );
    }
    notes
}

fn pursued(page: &mut Page<'_>, answer: &Answer) {
    let pursued = &answer.pursued;
    page.heading("question-pursued");
    if pursued.targets.is_empty() {
        nothing(page);
        return;
    }
    let rows = &pursued.targets;
    page.rows(
        rows,
        &[
            (Column::Left, "head-target", |page, row| page.words.text(target_key(row.target))),
            (Column::Right, "head-attempts", |page, row| page.words.number(row.attempts.value)),
            (Column::Right, "head-share", |page, row| percent_of(page, &row.share)),
            (Column::Right, "head-detections", |page, row| page.words.number(row.detections.value)),
            (Column::Right, "head-sources", |page, row| page.words.number(row.sources.value)),
        ],
    );
    page.sheet.gap();
    let rows = first(&pursued.assets, ROWS_MAX);
    page.rows(
        rows,
        &[
            (Column::Flexible, "head-asset", |_, row| inert(&row.name)),
            (Column::Left, "head-service", |page, row| page.words.service(row.service)),
            (Column::Right, "head-attempts", |page, row| page.words.number(row.attempts.value)),
            (Column::Right, "head-detections", |page, row| page.words.number(row.detections.value)),
            (Column::Right, "head-sources", |page, row| page.words.number(row.sources.value)),
        ],
    );
    more(page, pursued.assets_total.value as usize, rows.len());
    accounts(page, answer);
}

fn accounts(page: &mut Page<'_>, answer: &Answer) {
    let pursued = &answer.pursued;
    if pursued.accounts_total.value == 0 {
        return;
    }
    page.sheet.gap();
    let line = page.accounts_line(answer);
    page.sheet.paragraph(Style::Plain, "  ", &line);
    let rows = first(&pursued.accounts, ROWS_MAX);
    page.rows(
        rows,
        &[
            (Column::Flexible, "head-account", |_, row| inert(&row.name)),
            (Column::Left, "head-exists", |page, row| page.words.text(exists_key(row.exists))),
            (Column::Right, "head-detections", |page, row| page.words.number(row.detections.value)),
            (Column::Right, "head-sources", |page, row| page.words.number(row.sources.value)),
            (Column::Tail, "head-first", |_, row| cited(&row.citations)),
        ],
    );
    more(page, pursued.accounts_total.value as usize, rows.len());
}

fn exists_key(exists: Option<bool>) -> &'static str {
    match exists {
        Some(true) => "exists-yes",
        Some(false) => "exists-no",
        None => "exists-unknown",
    }
}

fn places(page: &mut Page<'_>, answer: &Answer) {
    let places = &answer.places;
    page.heading("question-places");
    if let Some(forwarding) = &places.forwarding {
        let line = page.sentence(&forwarding.sentence);
        page.sheet.paragraph(Style::Caution, "  ", &line);
    }
    if places.attempts_with_source.value == 0 {
        nothing(page);
        return;
    }
    for line in place_lines(page, answer) {
        page.sheet.paragraph(Style::Plain, "  ", &line);
    }
    page.sheet.gap();
    let rows = first(&places.countries, ROWS_MAX);
    page.rows(
        rows,
        &[
            (Column::Flexible, "head-country", |page, row| inert(&page.words.country(&row.country))),
            (Column::Right, "head-attempts", |page, row| page.words.number(row.attempts.numerator)),
            (Column::Right, "head-share", |page, row| percent_of(page, &row.attempts)),
            (Column::Right, "head-interval", |page, row| interval(page, &row.attempts)),
            (Column::Right, "head-sources", |page, row| page.words.number(row.sources.numerator)),
            (Column::Right, "head-of-sources", |page, row| percent_of(page, &row.sources)),
            (Column::Right, "head-relay", |page, row| percent_of(page, &row.relay)),
        ],
    );
    more(page, places.countries.len(), rows.len());
    networks(page, answer);
}

fn place_lines(page: &Page<'_>, answer: &Answer) -> Vec<String> {
    let places = &answer.places;
    let line = |key, attempts: &Share, sources: &Share| {
        page.phrase(
            key,
            &[
                ("attempts", text(page.words.percent(attempts.percent))),
                ("numerator", Arg::Count(attempts.numerator)),
                ("denominator", Arg::Count(attempts.denominator)),
                ("sources", text(page.words.percent(sources.percent))),
            ],
        )
    };
    let mut lines = vec![
        line("line-unlocated", &places.unlocated, &places.unlocated_sources),
        line("line-relay", &places.relay, &places.relay_sources),
    ];
    if !answer.settings.network_data_date.is_empty() {
        let (name, date) = (&answer.settings.network_data_name, &answer.settings.network_data_date);
        lines.push(page.phrase("line-network-table", &[("name", text(name)), ("date", text(date))]));
    }
    if let Some(effective) = places.unlocated.effective_sources {
        lines.push(page.phrase("line-basis", &[("effective", text(page.words.decimal(effective)))]));
    }
    lines
}

fn networks(page: &mut Page<'_>, answer: &Answer) {
    let places = &answer.places;
    page.sheet.gap();
    let rows = &places.kinds;
    page.rows(
        rows,
        &[
            (Column::Left, "head-kind", |page, row| page.words.text(&format!("network-kind-{}", kind_id(row.kind)))),
            (Column::Right, "head-attempts", |page, row| page.words.number(row.attempts.numerator)),
            (Column::Right, "head-share", |page, row| percent_of(page, &row.attempts)),
            (Column::Right, "head-interval", |page, row| interval(page, &row.attempts)),
            (Column::Right, "head-sources", |page, row| page.words.number(row.sources.numerator)),
        ],
    );
    if places.networks.is_empty() {
        return;
    }
    page.sheet.gap();
    let rows = first(&places.networks, ROWS_MAX);
    page.rows(
        rows,
        &[
            (Column::Flexible, "head-network", |_, row| format!("AS{} {}", row.asn, inert(&row.name))),
            (Column::Left, "head-kind", |page, row| page.words.text(&format!("network-kind-{}", kind_id(row.kind)))),
            (Column::Right, "head-attempts", |page, row| page.words.number(row.attempts.numerator)),
            (Column::Right, "head-share", |page, row| percent_of(page, &row.attempts)),
            (Column::Right, "head-interval", |page, row| interval(page, &row.attempts)),
            (Column::Right, "head-sources", |page, row| page.words.number(row.sources.numerator)),
        ],
    );
    more(page, places.networks_total as usize, rows.len());
}

fn aims(page: &mut Page<'_>, answer: &Answer) {
    page.heading("question-aims");
    let rows = &answer.aims.rows;
    page.rows(
        rows,
        &[
            (Column::Left, "head-aim", |page, row| page.words.text(&format!("aim-{}", aim_id(row.aim)))),
            (Column::Right, "head-attempts", |page, row| page.words.number(row.attempts.value)),
            (Column::Right, "head-share", |page, row| percent_of(page, &row.share)),
            (Column::Right, "head-sources", |page, row| page.words.number(row.sources.value)),
        ],
    );
    for row in &answer.aims.reasons {
        let count = page.words.count(row.attempts.value, row.attempts.unit);
        let mut line = page.words.labelled(&page.words.text(&format!("aim-reason-{}", row.reason)), &count);
        if !row.examples.is_empty() {
            let examples: Vec<String> = row.examples.iter().map(|example| inert(example)).collect();
            line = format!("{line} ({})", examples.join(", "));
        }
        page.sheet.paragraph(Style::Plain, "  - ", &line);
    }
}

fn entry(page: &mut Page<'_>, answer: &Answer) {
    page.heading("question-entry");
    for sentence in &answer.entry.verdict {
        let line = page.sentence(sentence);
        page.sheet.paragraph(Style::Plain, "  ", &line);
    }
    for row in answer.entry.incidents.iter().take(INCIDENTS_MAX) {
        incident(page, row);
    }
    more(page, answer.entry.incidents.len(), INCIDENTS_MAX);
}

fn incident(page: &mut Page<'_>, row: &IncidentShown) {
    page.sheet.gap();
    let (effect, style) = match row.effect {
        vigie_facts::case::Effect::Had => ("effect-had", Style::Alarm),
        vigie_facts::case::Effect::MayHaveHad => ("effect-may-have-had", Style::Caution),
    };
    let confidence = match row.confidence {
        Confidence::Low => "confidence-low",
        Confidence::Moderate => "confidence-moderate",
        Confidence::High => "confidence-high",
    };
    let judged = format!("{}, {}", page.words.text(effect), page.words.text(confidence));
    let title = page.words.labelled(&row.id, &judged);
    page.sheet.paragraph(style, "  ", &title);
    let sentence = page.sentence(&row.sentence);
    page.sheet.paragraph(Style::Plain, "    ", &sentence);
    if let Some(source) = &row.source {
        let line = source_line(page, source);
        page.sheet.paragraph(Style::Faint, "    ", &line);
    }
    for evidence in &row.evidence {
        let name = page.words.text(&format!("evidence-{}", evidence.part));
        let line = evidence.citation.text.as_deref().map(inert).unwrap_or_default();
        let cited = page.words.labelled(&name, &place(&evidence.citation));
        page.sheet.paragraph(Style::Plain, "    ", &cited);
        if !line.is_empty() {
            page.sheet.paragraph(Style::Faint, "      ", &line);
        }
    }
    if row.evidence_more > 0 {
        let line = page.phrase("line-more", &[("count", Arg::Count(row.evidence_more))]);
        page.sheet.paragraph(Style::Faint, "    ", &line);
    }
    if !row.weaknesses.is_empty() {
        let list: Vec<String> =
            row.weaknesses.iter().map(|weakness| page.words.text(weakness_key(*weakness))).collect();
        let line = page.phrase("line-weakened", &[("list", text(page.words.joined(&list)))]);
        page.sheet.paragraph(Style::Plain, "    ", &line);
    }
    if let Some(mark) = &row.mark {
        let key = if mark.hostile { "mark-hostile" } else { "mark-innocent" };
        let line = page.phrase(key, &[("why", text(mark.why.clone()))]);
        page.sheet.paragraph(Style::Plain, "    ", &line);
    }
}

fn source_line(page: &Page<'_>, source: &SourceShort) -> String {
    let country = source.country.as_deref().map(|code| inert(&page.words.country(code)));
    let network = source.asn.map(|asn| format!("AS{asn} {}", inert(source.network.as_deref().unwrap_or_default())));
    let kind = page.words.text(&format!("network-kind-{}", kind_id(source.kind)));
    let parts: Vec<String> =
        [Some(source.address.clone()), country, network, Some(kind)].into_iter().flatten().collect();
    parts.join(", ")
}

fn coverage(page: &mut Page<'_>, answer: &Answer) {
    page.heading("section-coverage");
    let coverage = &answer.entry.coverage;
    let line = page.coverage_line(answer);
    page.sheet.paragraph(Style::Plain, "  ", &line);
    if coverage.whole_period.denominator > 0 {
        let share = &coverage.whole_period;
        let args = [
            ("percent", text(page.words.percent(share.percent))),
            ("seen", Arg::Count(share.numerator)),
            ("hours", Arg::Count(share.denominator)),
        ];
        let line = page.phrase("line-coverage-whole", &args);
        page.sheet.paragraph(Style::Plain, "  ", &line);
    }
    let rows = first(&coverage.systems, ROWS_MAX);
    if !rows.is_empty() {
        page.rows(
            rows,
            &[
                (Column::Flexible, "head-system", |_, row| inert(&row.name)),
                (Column::Left, "head-service", |page, row| page.words.service(row.service)),
                (Column::Right, "head-records", |page, row| page.words.number(row.records.value)),
                (Column::Right, "head-understood", |page, row| percent_of(page, &row.understood)),
                (Column::Right, "head-hours", |page, row| percent_of(page, &row.hours)),
                (Column::Right, "head-gap", |page, row| format!("{}\u{a0}h", page.words.number(row.longest_gap_hours))),
            ],
        );
        more(page, coverage.systems_total.value as usize, rows.len());
    }
}

fn cost(page: &mut Page<'_>, answer: &Answer) {
    page.heading("question-cost");
    let cost = &answer.cost;
    let part = |share: &Share, bytes: bool| {
        let arg = |value| if bytes { Arg::Bytes(value) } else { Arg::Count(value) };
        page.phrase(
            "line-cost-share",
            &[
                ("numerator", arg(share.numerator)),
                ("denominator", arg(share.denominator)),
                ("percent", text(page.words.percent(share.percent))),
            ],
        )
    };
    let minutes = page.words.count(cost.disturbed_minutes.value, cost.disturbed_minutes.unit);
    let mut lines = vec![
        page.words.labelled(&page.words.text("head-minutes"), &minutes),
        page.phrase("line-cost-errors", &[("count", Arg::Count(cost.server_errors.value))]),
        page.phrase("line-cost-events", &[("part", text(part(&cost.hostile_events, false)))]),
        page.phrase("line-cost-bytes", &[("part", text(part(&cost.hostile_bytes, true)))]),
    ];
    if cost.disturbed_minutes.value > 0 {
        let attacked = cost.disturbed_while_attacked_minutes.value;
        lines.insert(1, page.phrase("line-cost-attacked", &[("minutes", Arg::Count(attacked))]));
    }
    for line in lines {
        page.sheet.paragraph(Style::Plain, "  ", &line);
    }
    if cost.assets.is_empty() {
        return;
    }
    let rows = first(&cost.assets, ROWS_MAX);
    page.rows(
        rows,
        &[
            (Column::Flexible, "head-asset", |_, row| inert(&row.name)),
            (Column::Right, "head-minutes", |page, row| page.words.number(row.disturbed_minutes.value)),
            (Column::Right, "head-server-errors", |page, row| page.words.number(row.server_errors.value)),
            (Column::Left, "head-worst-hour", |page, row| {
                row.worst_hour.map(|hour| page.words.moment(hour)).unwrap_or_default()
            }),
        ],
    );
}

fn measure(page: &mut Page<'_>, index: usize, row: &Measure) {
    let (urgency, style) = match row.urgency {
        Urgency::Now => ("urgency-now", Style::Alarm),
        Urgency::Soon => ("urgency-soon", Style::Bold),
        Urgency::Later => ("urgency-later", Style::Plain),
    };
    let title = format!("({}) {}", page.words.text(urgency), page.sentence(&row.action));
    page.sheet.paragraph(style, &format!("  {:>2}. ", index + 1), &title);
    let parts = [("line-because", &row.because), ("line-side-effect", &row.side_effect), ("line-undo", &row.undo)];
    for (key, sentence) in parts {
        let line = page.phrase(key, &[("text", Arg::Sentence(Box::new(sentence.clone())))]);
        page.sheet.paragraph(Style::Plain, "      ", &line);
    }
    if !row.items.is_empty() {
        let items = row.items.iter().cloned().map(Arg::Text).collect();
        let line = page.phrase("line-items", &[("items", Arg::List(items))]);
        page.sheet.paragraph(Style::Faint, "      ", &line);
    }
}

fn sources(page: &mut Page<'_>, answer: &Answer) {
    if answer.top_sources.is_empty() {
        return;
    }
    page.heading("section-sources");
    let head = page.head(&[
        (Column::Left, "head-source"),
        (Column::Flexible, "head-country"),
        (Column::Flexible, "head-network"),
        (Column::Right, "head-attempts"),
        (Column::Right, "head-detections"),
        (Column::Flexible, "head-form"),
        (Column::Tail, "head-first"),
    ]);
    let rows: Vec<Vec<String>> = answer
        .top_sources
        .iter()
        .take(ROWS_MAX)
        .map(|row| {
            let network = row.operator.as_deref().or(row.source.network.as_deref()).map(inert);
            vec![
                row.source.address.clone(),
                row.source.country.as_deref().map(|code| inert(&page.words.country(code))).unwrap_or_default(),
                network.unwrap_or_default(),
                page.words.number(row.attempts.value),
                page.words.number(row.detections.value),
                row.forms.first().map(|form| page.words.form(*form).to_owned()).unwrap_or_default(),
                cited(&row.citations),
            ]
        })
        .collect();
    page.sheet.table(2, &head, &rows);
    more(page, answer.places.sources.value as usize, rows.len());
}

fn rules(page: &mut Page<'_>, answer: &Answer) {
    if answer.rules.is_empty() {
        return;
    }
    page.heading("section-rules");
    let head = page.head(&[
        (Column::Flexible, "head-rule"),
        (Column::Flexible, "head-form"),
        (Column::Right, "head-detections"),
    ]);
    let rows: Vec<Vec<String>> = answer
        .rules
        .iter()
        .take(BUCKETS_MAX)
        .map(|row| {
            vec![inert(&row.name), page.words.form(row.form).to_owned(), page.words.number(row.detections.value)]
        })
        .collect();
    page.sheet.table(2, &head, &rows);
    more(page, answer.rules.len(), rows.len());
}

fn inputs(page: &mut Page<'_>, answer: &Answer) {
    page.heading("section-inputs");
    if answer.inputs.is_empty() {
        nothing(page);
        return;
    }
    let head = page.head(&[
        (Column::Tail, "head-input"),
        (Column::Flexible, "head-read-as"),
        (Column::Right, "head-records"),
        (Column::Right, "head-understood"),
    ]);
    let rows: Vec<Vec<String>> = answer.inputs.iter().take(INPUTS_MAX).map(|input| input_row(page, input)).collect();
    page.sheet.table(2, &head, &rows);
    more(page, answer.inputs.len(), rows.len());
}

fn input_row(page: &Page<'_>, input: &InputShown) -> Vec<String> {
    let read_as = match (&input.trouble, &input.duplicate_of, input.service) {
        (Some(trouble), _, _) => {
            let kind = Arg::Word(format!("trouble-{}", trouble.kind).into());
            page.phrase("line-trouble", &[("kind", kind), ("detail", text(trouble.detail.clone()))])
        }
        (None, Some(path), _) => page.phrase("line-duplicate", &[("path", text(path.clone()))]),
        (None, None, Some(service)) => {
            let service = page.words.service(service);
            format!("{service} ({}, {}\u{202f}%)", inert(&input.envelope), input.confidence_percent)
        }
        (None, None, None) => inert(&input.envelope),
    };
    vec![inert(&input.path), read_as, page.words.number(input.records.value), percent_of(page, &input.understood)]
}

fn samples(page: &mut Page<'_>, answer: &Answer) {
    // One of each input first: ten lines of the first file would hide the others.
    let deepest = answer.inputs.iter().map(|input| input.samples.len()).max().unwrap_or(0);
    let all: Vec<&Citation> =
        (0..deepest).flat_map(|rank| answer.inputs.iter().filter_map(move |input| input.samples.get(rank))).collect();
    if all.is_empty() {
        return;
    }
    page.heading("section-not-understood");
    for sample in all.iter().take(SAMPLES_MAX) {
        let line = format!("{}: {}", place(sample), sample.text.as_deref().map(inert).unwrap_or_default());
        page.sheet.line(Style::Plain, &format!("  {line}"));
    }
}

fn anomalies(page: &mut Page<'_>, answer: &Answer) {
    if answer.anomalies.is_empty() {
        return;
    }
    page.heading("section-anomalies");
    let head = page.head(&[(Column::Flexible, "head-anomaly"), (Column::Right, "head-records")]);
    let rows: Vec<Vec<String>> = answer
        .anomalies
        .iter()
        .map(|row| vec![page.words.text(&format!("anomaly-{}", row.anomaly)), page.words.number(row.records.value)])
        .collect();
    page.sheet.table(2, &head, &rows);
}
