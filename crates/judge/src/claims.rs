//! A text against a case: every sentence, its claims, their verdicts. The whole way on one screen.

use serde::Serialize;
use vigie_figures::sentence::Sentence as Told;

use crate::decide::{Judgement, Setting, Verdict, decide};
use crate::evidence::Evidence;
use crate::grammar::{Context, OutOfScope, read};
use crate::lexicon::Tongue;
use crate::proposition::Predicate;
use crate::text::clean::{Cleaned, clean};
use crate::text::sentences::sentences;

/// A text, checked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Checked {
    /// How the text was cleaned.
    pub cleaned: Cleaned,
    /// Whether there were more sentences than are read.
    pub sentences_cut: bool,
    /// Every sentence, in order.
    pub sentences: Vec<SentenceChecked>,
    /// The verdict of the whole: the worst.
    pub verdict: Verdict,
    /// What only the whole text shows.
    pub remarks: Vec<Told>,
}

/// A sentence, checked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SentenceChecked {
    /// Its words.
    pub text: String,
    /// Its place in the cleaned text, in bytes.
    pub start: usize,
    /// Its language.
    pub tongue: Tongue,
    /// Whether it stands as a title.
    pub is_title: bool,
    /// The worst of its verdicts.
    pub verdict: Verdict,
    /// Why it claims nothing, when it does not.
    pub out_of_scope: Option<OutOfScope>,
    /// Whether it was longer than what is read of one sentence: then no claim of it is *Established*.
    pub cut: bool,
    /// Its claims.
    pub judgements: Vec<Judgement>,
}

impl Checked {
    /// Whether a limit left something of the text out: bytes, sentences, or words of a sentence.
    pub fn is_cut(&self) -> bool {
        self.sentences_cut || self.cleaned.bytes_left_out > 0 || self.sentences.iter().any(|sentence| sentence.cut)
    }
}

/// Checks a text against a case.
///
/// ```
/// use vigie_judge::{claims::check, decide::{Setting, Verdict}, evidence::Evidence};
/// let checked = check("This is absurd.", &Evidence::default(), &Setting::default());
/// assert_eq!(checked.verdict, Verdict::OutOfScope);
/// ```
pub fn check(text: &str, evidence: &Evidence, setting: &Setting) -> Checked {
    let cleaned = clean(text);
    let (found, sentences_cut) = sentences(&cleaned.text);
    let mut context = Context::default();
    let mut checked = Vec::with_capacity(found.len());
    let mut stances = Vec::with_capacity(found.len());
    for sentence in found {
        if sentence.begins_paragraph {
            // The language goes on from paragraph to paragraph; what "they" are is carried too, because leads refer to titles.
            context.place.clear();
        }
        let text = &cleaned.text[sentence.start..sentence.end];
        let reading = read(text, &mut context);
        let judgements: Vec<Judgement> =
            reading.propositions.iter().map(|claim| decide(claim, evidence, setting)).collect();
        let vouched = !reading.propositions.is_empty() && reading.propositions.iter().all(|claim| claim.vouched);
        let narrows = reading.propositions.iter().any(|claim| !claim.filters.is_empty() || claim.period.is_some());
        stances.push(Stance {
            begins_paragraph: sentence.begins_paragraph,
            is_title: sentence.is_title,
            vouched,
            turns: reading.turns,
            refers: reading.refers,
            narrows,
        });
        checked.push(SentenceChecked {
            text: text.to_owned(),
            start: sentence.start,
            tongue: reading.tongue,
            is_title: sentence.is_title,
            verdict: Verdict::worst(judgements.iter().map(|judgement| judgement.verdict)),
            out_of_scope: reading.out_of_scope,
            cut: reading.cut,
            judgements,
        });
    }
    doubt_neighbours(&mut checked, &stances);
    let remarks = remarks(&checked);
    let verdict = Verdict::worst(checked.iter().map(|sentence| sentence.verdict));
    Checked { cleaned, sentences_cut, sentences: checked, verdict, remarks }
}

/// "This is a rumour. We suffered 1,922 attacks. Not so.": nothing is *Established* in a paragraph with a sentence that is not vouched for and may take it back, beside a line
/// alone that is not, or in a text that speaks of an exercise or a fiction; nor "these attacks" after a sentence that spoke of some of them only.
fn doubt_neighbours(sentences: &mut [SentenceChecked], stances: &[Stance]) {
    let turned = stances.iter().any(|stance| stance.turns);
    let paragraphs = paragraphs(stances);
    let is_lone_remark = |paragraph: Option<&std::ops::Range<usize>>| {
        paragraph.is_some_and(|one| one.len() == 1 && !stances[one.start].is_title && !stances[one.start].vouched)
    };
    let mut narrowed = false;
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let beside = [at.checked_sub(1).and_then(|before| paragraphs.get(before)), paragraphs.get(at + 1)];
        let mixed = paragraph.len() > 1 && stances[paragraph.clone()].iter().any(|stance| !stance.vouched);
        let doubted = turned || mixed || beside.into_iter().any(is_lone_remark);
        for at in paragraph.clone() {
            if doubted || narrowed && stances[at].refers {
                doubt(&mut sentences[at]);
            }
            narrowed |= stances[at].narrows;
        }
    }
}

fn doubt(sentence: &mut SentenceChecked) {
    for judgement in sentence.judgements.iter_mut().filter(|one| one.verdict == Verdict::Established) {
        judgement.verdict = Verdict::Supported;
        judgement.reasons.push(Told::new("claim-beside-a-doubt"));
    }
    sentence.verdict = Verdict::worst(sentence.judgements.iter().map(|judgement| judgement.verdict));
}

/// What a sentence does to those beside it.
struct Stance {
    begins_paragraph: bool,
    is_title: bool,
    /// Whether its whole construction is foreseen.
    vouched: bool,
    /// Whether it speaks of an exercise, a fiction, or takes something back.
    turns: bool,
    /// Whether it speaks of "these attacks".
    refers: bool,
    /// Whether it speaks of some of them only: from a place, on a day.
    narrows: bool,
}

/// The paragraphs, as ranges of sentences.
fn paragraphs(stances: &[Stance]) -> Vec<std::ops::Range<usize>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, stance) in stances.iter().enumerate() {
        match found.last_mut().filter(|_| !stance.begins_paragraph) {
            Some(last) => last.end = at + 1,
            None => found.push(at..at + 1),
        }
    }
    found
}

/// What only the whole text shows: a State in the title with only addresses in the body; sentences that contradict each other.
fn remarks(sentences: &[SentenceChecked]) -> Vec<Told> {
    let mut remarks = Vec::new();
    let claims = |wanted: fn(&SentenceChecked) -> bool| {
        sentences.iter().filter(move |sentence| wanted(sentence)).flat_map(|sentence| &sentence.judgements)
    };
    let named =
        claims(|sentence| sentence.is_title).any(|judgement| judgement.claim.predicate == Predicate::Attributed);
    let placed = claims(|sentence| !sentence.is_title).any(|judgement| !judgement.claim.filters.located_in.is_empty());
    let who = claims(|sentence| !sentence.is_title).any(|judgement| judgement.claim.predicate == Predicate::Attributed);
    if named && placed && !who {
        remarks.push(Told::new("claim-remark-state-in-title"));
    }
    let contradict = |a: &Judgement, b: &Judgement| {
        let mut denied = b.claim.clone();
        denied.negated = !denied.negated;
        !a.claim.predicate.is_numeric() && a.claim.agrees(&denied) && a.claim.period == b.claim.period
    };
    let judgements: Vec<&Judgement> = claims(|_| true).take(COMPARED_MAX).collect();
    if judgements.iter().enumerate().any(|(at, a)| judgements[at + 1..].iter().any(|b| contradict(a, b))) {
        remarks.push(Told::new("claim-remark-contradicts-itself"));
    }
    remarks
}

/// Claims of one text that are compared with each other: more than a long article makes.
const COMPARED_MAX: usize = 300;
