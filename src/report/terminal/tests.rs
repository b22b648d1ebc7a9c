//! The screen fits, says the same in both languages, and shows hostile text inert.

use unicode_width::UnicodeWidthStr;
use vigie_facts::case::Case;
use vigie_figures::comparison::{Compared, compare};
use vigie_figures::names::Names;

use super::*;
use crate::report::escape::is_hidden;
use crate::report::samples::{answered, case_with, hostile_case};
use crate::report::words::Language;

fn plain(columns: usize) -> Look {
    Look::new(columns, false, false)
}

/// Lines before the detail.
fn screen(text: &str) -> &str {
    text.split("\n1. ").next().unwrap_or_default()
}

#[test]
fn every_line_fits_and_is_inert_whatever_the_names() {
    for case in [Case::default(), case_with(str::to_owned), hostile_case()] {
        for language in Language::ALL {
            for columns in [1, 60, 80, 100, 500] {
                let answer = answered(&case, Names::Clear);
                let text = render(&answer, &Words::of(language), plain(columns));
                for line in text.lines() {
                    assert!(
                        line.width() <= columns.clamp(COLUMNS_MIN, COLUMNS_MAX),
                        "{} columns: {line}",
                        line.width()
                    );
                    assert!(!line.chars().any(is_hidden), "{line:?}");
                }
            }
        }
    }
}

#[test]
fn the_answer_fits_one_screen() {
    for language in Language::ALL {
        let answer = answered(&case_with(str::to_owned), Names::Clear);
        let text = render(&answer, &Words::of(language), plain(100));
        let lines = screen(&text).lines().count();
        assert!(lines <= 46, "{lines} lines:\n{}", screen(&text));
    }
}

#[test]
fn styles_are_for_terminals_without_no_color() {
    let answer = answered(&case_with(str::to_owned), Names::Clear);
    let words = Words::of(Language::English);
    for (is_terminal, no_color, styled) in [(true, false, true), (true, true, false), (false, false, false)] {
        let text = render(&answer, &words, Look::new(100, is_terminal, no_color));
        assert_eq!(text.contains('\u{1b}'), styled);
    }
}

#[test]
fn no_key_and_no_gap_is_left_unfilled() {
    for case in [Case::default(), case_with(str::to_owned)] {
        for language in Language::ALL {
            let text = render(&answered(&case, Names::Clear), &Words::of(language), plain(100));
            assert!(!text.contains("{$") && !text.contains("{ $"), "{text}");
            for key in ["lead-", "line-", "head-", "limit-", "measure-", "entry-", "question-", "section-", "weakness-"]
            {
                assert!(!text.contains(key), "{key} in\n{text}");
            }
        }
    }
}

#[test]
fn the_screen_reads_as_a_whole() {
    let answer = answered(&case_with(str::to_owned), Names::Clear);
    let text = render(&answer, &Words::of(Language::English), plain(100));
    let shown = screen(&text).replace(['\u{a0}', '\u{202f}'], " ");
    assert_eq!(shown, EXPECTED, "\n{shown}");
}

/// What a reader sees of the small case; changes of words or order show here.
const EXPECTED: &str = include_str!("screen.txt");

#[test]
fn a_comparison_fits_and_names_its_cautions() {
    let cases = [Case::default(), hostile_case()];
    let answers = cases.each_ref().map(|case| answered(case, Names::Clear));
    let [earlier, later] = [0, 1].map(|at| Compared { answer: &answers[at], case: &cases[at] });
    for language in Language::ALL {
        let text = render_comparison(&compare(earlier, later), &Words::of(language), plain(100));
        for line in text.lines() {
            assert!(line.width() <= COLUMNS_MAX && !line.chars().any(is_hidden), "{line:?}");
        }
        assert!(text.contains("\n! "), "{text}");
    }
}
