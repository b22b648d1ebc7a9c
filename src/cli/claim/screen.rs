//! Verdicts for people: each sentence, what it claims, the verdict, why, and how to say it truthfully. Every word of the text passes the terminal's
//! escaping, as every line of a log does.

use std::fmt::Write as _;

use vigie_facts::case::Case;
use vigie_figures::sentence::Sentence;
use vigie_judge::claims::{Checked, SentenceChecked};
use vigie_judge::decide::Judgement;

use super::super::speech::Speech;
use crate::report::claims::{remarks, told, verdict_key, why_key};
use crate::report::escape::Terminal;
use crate::report::words::Words;

/// The whole answer.
pub(super) fn text(case: &Case, checked: &Checked, speech: &Speech) -> String {
    let words = speech.words();
    let escape = |text: &str| Terminal(text).to_string();
    let mut out = String::new();
    let claims = checked.sentences.iter().map(|sentence| sentence.judgements.len() as u64).sum();
    let title = Sentence::new("claim-title").count("sentences", checked.sentences.len() as u64).count("claims", claims);
    let _ = writeln!(out, "{}", words.sentence(&title, &escape));
    for remark in remarks(checked) {
        let _ = writeln!(out, "{}", words.sentence(&remark, &escape));
    }
    for sentence in &checked.sentences {
        out.push('\n');
        write_sentence(&mut out, case, sentence, &words);
    }
    if checked.sentences.len() > 1 {
        let whole = words.labelled(&words.text("claim-whole-verdict"), &words.text(verdict_key(checked.verdict)));
        let _ = writeln!(out, "\n{whole}");
    }
    out
}

fn write_sentence(out: &mut String, case: &Case, sentence: &SentenceChecked, words: &Words) {
    let _ = writeln!(out, "{}", Terminal(&sentence.text));
    let verdict = words.text(verdict_key(sentence.verdict));
    let why = sentence.out_of_scope.filter(|_| sentence.judgements.is_empty()).map(|why| words.text(why_key(why)));
    let _ = match why {
        Some(why) => writeln!(out, "  {verdict} ({why})"),
        None => writeln!(out, "  {verdict}"),
    };
    for judgement in &sentence.judgements {
        write_judgement(out, case, judgement, words);
    }
}

fn write_judgement(out: &mut String, case: &Case, judgement: &Judgement, words: &Words) {
    let escape = |text: &str| Terminal(text).to_string();
    let _ = writeln!(out, "    {}: {}", Terminal(&judgement.notation), words.text(verdict_key(judgement.verdict)));
    for (label, text) in told(case, judgement, words, &escape) {
        let _ = writeln!(out, "      {}", words.labelled(&label, &text));
    }
}
