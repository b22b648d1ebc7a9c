//! The tables in `tests/sentences` (`docs/claims.md`, section 5): those beside the grammar hold to the last sentence, the one written by a fresh
//! reader is counted, the one of false sentences establishes nothing.
#![expect(clippy::disallowed_methods, reason = "tests read their tables")]
#![expect(clippy::unwrap_used, reason = "a test may stop")]
#![expect(clippy::print_stdout, reason = "figures of a table are read with --nocapture")]

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

/// The rows of a table of `tests/sentences`.
fn rows(name: &str) -> Vec<Row> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sentences").join(name);
    let table = std::fs::read_to_string(path).unwrap();
    let lines = table.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|(number, line)| {
            let cells: Vec<&str> = line.split('\t').collect();
            let place = format!("{name}:{}", number + 1);
            let [_, sentence, propositions, verdict, case] = cells[..] else {
                panic!("{place}: five columns, parted by tabs")
            };
            let own = |text: &str| text.trim().to_owned();
            Row {
                place,
                sentence: own(sentence),
                propositions: own(propositions),
                verdict: own(verdict),
                case: own(case),
            }
        })
        .collect()
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
fn every_sentence_beside_the_grammar_says_what_its_table_expects() {
    let rows = rows("written.tsv");
    assert!(rows.len() >= 80, "{} sentences", rows.len());
    let wrong: Vec<String> = rows.iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

/// Sentences of a fresh reader that come out right in propositions and verdict; it may only rise. `BENCHMARKS.md` says what it was at first sight.
const JUDGED_RIGHT_MIN: usize = 51;

#[test]
fn most_sentences_of_a_fresh_reader_say_what_the_reader_expects() {
    let rows = rows("judged.tsv");
    let wrong: Vec<String> = rows.iter().filter_map(wrong).collect();
    let right = rows.len() - wrong.len();
    println!("{right} of {} right; the others:\n{}", rows.len(), wrong.join("\n"));
    assert!(right >= JUDGED_RIGHT_MIN, "{right} of {} right:\n{}", rows.len(), wrong.join("\n"));
}

#[test]
fn no_false_sentence_is_established() {
    let rows = rows("false.tsv");
    let (mut established, mut another) = (Vec::new(), Vec::new());
    for row in &rows {
        let evidence = fixtures::named(&row.case).unwrap();
        let verdict = check(&row.sentence, &evidence, &Setting::default()).verdict;
        let told = format!("{}: {} [{}, not {}]", row.place, row.sentence, verdict.id(), row.verdict);
        if verdict == Verdict::Established {
            established.push(told);
        } else if !row.verdict.split('|').any(|wanted| wanted.trim() == verdict.id()) {
            another.push(told);
        }
    }
    println!("{} of {} with another verdict:\n{}", another.len(), rows.len(), another.join("\n"));
    assert!(established.is_empty(), "established:\n{}", established.join("\n"));
}
