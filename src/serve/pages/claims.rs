//! Sentences to check: a form, and the verdict on each sentence in full. The text is kept nowhere; that it was checked, and by whom, is
//! noted by its digest.

use axum::http::StatusCode;
use jiff::tz::TimeZone;
use vigie_figures::calendar::Calendar;
use vigie_judge::claims::{Checked, SentenceChecked, check};
use vigie_judge::decide::{Judgement, Setting, Verdict};
use vigie_judge::evidence::Evidence;
use vigie_judge::text::clean::TEXT_BYTES_MAX;

use super::super::asked::Asked;
use super::super::audit::Deed;
use super::super::frame::{self, Sheet};
use super::super::kept::{Kept, Told};
use super::super::people::Role;
use super::super::reply::Reply;
use crate::checking;
use crate::report::claims::{remarks, told as words_of, verdict_key, why_key};
use crate::report::html::markup::{Element, el};
use crate::report::html::parts::{THEIRS_CHARS_MAX, cut, p};
use crate::report::html::sections::section;
use crate::report::html::wording::capital;
use crate::report::words::Words;

/// Texts checked at once: each may take a second of a core.
pub(in crate::serve) const AT_ONCE_MAX: usize = 2;

/// Bytes of a text that is checked here: a press release, not a report. The console takes more.
pub(in crate::serve) const BYTES_MAX: usize = 20_000;

const _: () = assert!(BYTES_MAX <= TEXT_BYTES_MAX, "the engine reads all of it");

/// `GET /claims`
pub(in crate::serve) fn page(asked: &Asked) -> Reply {
    written(asked, "", |_, _| Ok(None))
}

/// `POST /claims`
pub(in crate::serve) fn check_text(asked: &Asked) -> Reply {
    let text = asked.form.get("text").unwrap_or_default().trim();
    written(
        asked,
        text,
        |kept, told| if text.is_empty() { Ok(None) } else { checked(asked, kept, told, text).map(Some) },
    )
}

/// Why a text was not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::serve) enum NotChecked {
    /// Others are being checked.
    Busy,
    /// It could not be noted.
    NotNoted,
}

/// The verdicts on a text, after it was noted that somebody asked.
pub(in crate::serve) fn checked(asked: &Asked, kept: &Kept, told: &Told, text: &str) -> Result<Checked, NotChecked> {
    let site = &asked.site;
    let Ok(_room) = site.checking.try_acquire() else { return Err(NotChecked::Busy) };
    let digest = format!("blake3:{}", blake3::hash(text.as_bytes()).to_hex());
    site.audit
        .note(asked.now, Deed::ClaimsChecked, asked.name(), &asked.client.to_string(), &digest)
        .map_err(|_| NotChecked::NotNoted)?;
    let mut end = text.len().min(BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    Ok(check(&text[..end], &evidence(kept, told), &Setting::default()))
}

/// What the case can say, made once for each reading of it.
fn evidence(kept: &Kept, told: &Told) -> Evidence {
    told.evidence
        .get_or_init(|| {
            let zone = TimeZone::get(&told.answer.settings.time_zone).unwrap_or(TimeZone::UTC);
            let mut evidence = Evidence::of(&kept.case, &told.answer, &Calendar::new(zone));
            evidence.clusters = Some(checking::clusters(&kept.case, &kept.found));
            evidence
        })
        .clone()
}

fn written(
    asked: &Asked,
    text: &str,
    judge: impl FnOnce(&Kept, &Told) -> Result<Option<Checked>, NotChecked>,
) -> Reply {
    let (kept, told) = match frame::told(asked) {
        Ok(both) => both,
        Err(reply) => return reply,
    };
    let verdicts = match judge(&kept, &told) {
        Ok(verdicts) => verdicts,
        Err(NotChecked::Busy) => {
            return frame::message(asked, StatusCode::SERVICE_UNAVAILABLE, asked.own().claims_busy).retry_after(5);
        }
        Err(NotChecked::NotNoted) => {
            return frame::message(asked, StatusCode::INTERNAL_SERVER_ERROR, asked.own().undo_failed);
        }
    };
    let sheet = Sheet::new(asked, &kept, &told);
    let mut main = vec![p(sheet.own.claims_lede).class("lede")];
    if let Some(verdicts) = &verdicts {
        main.push(verdict(asked, &kept, verdicts));
    }
    main.push(form(asked, text));
    let title = sheet.own.claims;
    sheet.finish(title, main, false)
}

fn form(asked: &Asked, text: &str) -> Element {
    let own = asked.own();
    if asked.who.as_ref().is_none_or(|who| who.role < Role::Analyst) {
        return p(own.claims_needs).class("note");
    }
    let area = el("textarea")
        .id("text")
        .attribute("name", "text")
        .attribute("rows", "8")
        .attribute("required", "")
        .attribute("maxlength", BYTES_MAX.to_string())
        .lines(text);
    frame::form(asked, "/claims")
        .class("wide-form")
        .with(el("label").attribute("for", "text").text(own.claims_label))
        .with(area)
        .with(el("p").with(frame::button(own.claims_button).class("main")))
}

fn verdict(asked: &Asked, kept: &Kept, checked: &Checked) -> Element {
    let words = Words::of(asked.language);
    let whole = words.labelled(&words.text("claim-whole-verdict"), &words.text(verdict_key(checked.verdict)));
    let said = |text: &str| cut(text, THEIRS_CHARS_MAX);
    let notes = remarks(checked).into_iter().map(|remark| p(words.sentence(&remark, &said)).class("note"));
    let mut section = section("verdicts", asked.own().claims_verdicts).with(p(whole).class("lead")).with_all(notes);
    for sentence in &checked.sentences {
        section = section.with(of_sentence(kept, sentence, &words));
    }
    section
}

fn of_sentence(kept: &Kept, sentence: &SentenceChecked, words: &Words) -> Element {
    let why = sentence.out_of_scope.filter(|_| sentence.judgements.is_empty()).map(|why| words.text(why_key(why)));
    let verdict = words.text(verdict_key(sentence.verdict));
    let verdict = why.map_or(verdict.clone(), |why| format!("{verdict} ({why})"));
    let is_bad = sentence.verdict == Verdict::Contradicted;
    let tag = el("span").class(if is_bad { "tag alarm" } else { "tag" }).text(verdict);
    let article = el("article").class(if is_bad { "now" } else { "later" });
    let quoted = el("h3").with(el("bdi").text(sentence.text.clone()));
    article
        .with(quoted)
        .with(el("p").with(tag))
        .with_all(sentence.judgements.iter().map(|judgement| of_claim(kept, judgement, words)))
}

fn of_claim(kept: &Kept, judgement: &Judgement, words: &Words) -> Element {
    let said = |text: &str| cut(text, THEIRS_CHARS_MAX);
    let mut list = el("dl").class("parts");
    list = list
        .with(el("dt").text(words.text(verdict_key(judgement.verdict))))
        .with(el("dd").with(el("bdi").class("theirs").text(judgement.notation.clone())));
    for (label, text) in words_of(&kept.case, judgement, words, &said) {
        list = list.with(el("dt").text(capital(&label))).with(el("dd").text(text));
    }
    list
}
