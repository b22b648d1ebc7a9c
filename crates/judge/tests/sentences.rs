//! Every sentence of the tables in `tests/sentences` says what the table expects, and gets the verdict it expects (`docs/claims.md`, section 5).
#![expect(clippy::disallowed_methods, reason = "tests read their tables")]
#![expect(clippy::unwrap_used, reason = "a test may stop")]

mod fixtures;

use vigie_judge::claims::check;
use vigie_judge::decide::{Setting, Verdict};
use vigie_judge::notation;
use vigie_judge::proposition::{Predicate, Proposition};

struct Row {
    place: String,
    sentence: String,
    propositions: String,
    verdict: String,
    case: String,
}

fn rows() -> Vec<Row> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sentences");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "tsv"))
        .collect();
    paths.sort();
    let mut rows = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for (number, line) in std::fs::read_to_string(&path)
            .unwrap()
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        {
            let cells: Vec<&str> = line.split('\t').collect();
            let place = format!("{name}:{}", number + 1);
            let [_, sentence, propositions, verdict, case] = cells[..] else {
                panic!("{place}: five columns, parted by tabs")
            };
            let own = |text: &str| text.trim().to_owned();
            rows.push(Row {
                place,
                sentence: own(sentence),
                propositions: own(propositions),
                verdict: own(verdict),
                case: own(case),
            });
        }
    }
    rows
}

/// What is wrong with a row, or nothing.
fn wrong(row: &Row) -> Option<String> {
    let Some(evidence) = fixtures::named(&row.case) else {
        return Some(format!("{}: no case {:?}", row.place, row.case));
    };
    let expected = match notation::propositions(&row.propositions) {
        Ok(expected) => expected,
        Err(error) => return Some(format!("{}: {error}", row.place)),
    };
    let checked = check(&row.sentence, &evidence, &Setting::default());
    let judgements: Vec<_> = checked.sentences.iter().flat_map(|sentence| &sentence.judgements).collect();
    let told = judgements
        .iter()
        .map(|judgement| format!("{} [{}] {:?}", judgement.notation, judgement.verdict.id(), judgement.claim.unread))
        .collect::<Vec<_>>()
        .join(" ; ");
    let complaint = |what: &str| {
        Some(format!(
            "{}: {}\n    {what}\n    expected {} [{}]\n    found    {told}",
            row.place, row.sentence, row.propositions, row.verdict
        ))
    };
    let mut found: Vec<&Proposition> = judgements.iter().map(|judgement| &judgement.claim).collect();
    if row.propositions == "out-of-scope" {
        found.retain(|claim| claim.predicate != Predicate::Intended);
    }
    let mut open: Vec<&Proposition> = found.clone();
    let mut own_verdicts = Vec::new();
    for wanted in &expected {
        let Some(at) = open.iter().position(|claim| wanted.agrees(claim)) else {
            return complaint(&format!("missing {wanted}"));
        };
        let claim = open.remove(at);
        own_verdicts.extend(
            judgements
                .iter()
                .find(|judgement| std::ptr::eq(&raw const judgement.claim, claim))
                .map(|judgement| judgement.verdict),
        );
    }
    if !open.is_empty() {
        return complaint("too many");
    }
    let fits =
        |wanted: &str, verdict: Verdict| wanted == "-" || wanted.split('|').any(|wanted| wanted.trim() == verdict.id());
    let wanted: Vec<&str> = row.verdict.split(';').map(str::trim).collect();
    let right = if wanted.len() > 1 {
        wanted.len() == own_verdicts.len()
            && wanted.iter().zip(&own_verdicts).all(|(wanted, verdict)| fits(wanted, *verdict))
    } else {
        fits(wanted[0], checked.verdict)
    };
    if right { None } else { complaint("another verdict") }
}

#[test]
fn every_sentence_says_what_its_table_expects() {
    let rows = rows();
    assert!(rows.len() >= 80, "{} sentences", rows.len());
    let wrong: Vec<String> = rows.iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}
