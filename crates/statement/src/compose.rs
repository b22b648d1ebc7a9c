//! A statement: fields in their order, each a few slots, each slot the first of its wordings that the claim engine upholds. A wording that it does not
//! uphold is never written; a slot of which none stands is told as withheld.

use serde::Serialize;
use vigie_figures::sentence::Sentence;
use vigie_judge::decide::Verdict;

use crate::asked::{Asked, Audience, Length};
use crate::facts::{Anchor, Facts};
use crate::fields::{FIELDS, Field};
use crate::quiet::{Quiet, QuietKind};

/// One wording of one thing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// The sentence, without a language.
    pub sentence: Sentence,
    /// The figures in it.
    pub figures: Vec<Anchor>,
    /// Whether it must be read as a claim and upheld. Else it must claim nothing that is not upheld: definitions, what is not known, advice.
    pub claims: bool,
}

impl Line {
    /// A sentence that claims something of the case.
    pub fn claim(sentence: Sentence, figures: Vec<Anchor>) -> Line {
        Line { sentence, figures, claims: true }
    }

    /// A sentence that claims nothing of attacks.
    pub fn plain(sentence: Sentence) -> Line {
        Line { sentence, figures: Vec::new(), claims: false }
    }

    /// The same with figures: of coverage, of what was done, which no claim is about.
    pub fn told(sentence: Sentence, figures: Vec<Anchor>) -> Line {
        Line { sentence, figures, claims: false }
    }
}

/// One thing to say, with its wordings, the most telling first.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// From which length on.
    pub from: Length,
    /// For whom; empty is for everybody.
    pub audiences: &'static [Audience],
    /// Whether it goes beyond facts: left out in a quiet period.
    pub interprets: bool,
    /// Whether it is missed by nobody when no wording is upheld.
    pub optional: bool,
    /// The wordings.
    pub wordings: Vec<Line>,
}

impl Slot {
    /// A slot for everybody.
    pub fn new(from: Length, wordings: Vec<Line>) -> Slot {
        Slot { from, audiences: &[], interprets: false, optional: false, wordings }
    }

    /// Only for some.
    #[must_use]
    pub fn only(mut self, audiences: &'static [Audience]) -> Slot {
        self.audiences = audiences;
        self
    }

    /// Goes beyond facts.
    #[must_use]
    pub fn interpreting(mut self) -> Slot {
        self.interprets = true;
        self
    }

    /// Missed by nobody.
    #[must_use]
    pub fn optional(mut self) -> Slot {
        self.optional = true;
        self
    }

    fn wanted(&self, asked: &Asked) -> bool {
        self.from <= asked.length
            && (self.audiences.is_empty() || self.audiences.contains(&asked.audience))
            && !(self.interprets && (asked.facts_only || asked.quiet.is_some()))
    }
}

/// What the claim engine said of a wording, in the language of the statement.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Checked {
    /// The words.
    pub text: String,
    /// The verdict: the worst of its claims, out of scope when it has none.
    pub verdict: Verdict,
    /// Its claims in the notation, with the verdict of each.
    pub claims: Vec<(String, Verdict)>,
}

/// Who words sentences and asks the claim engine about them, each after those kept before it: what "they" are is carried from sentence to sentence.
pub trait Reader {
    /// Words a sentence and asks about it.
    fn check(&mut self, sentence: &Sentence) -> Checked;

    /// The sentence last asked about stands in the text.
    fn keep(&mut self);
}

/// A sentence of a statement.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Said {
    /// Of which field.
    pub field: Field,
    /// The wording.
    #[serde(flatten)]
    pub line: Line,
    /// What the claim engine said of it.
    pub checked: Checked,
}

/// A statement.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statement {
    /// For whom.
    pub audience: Audience,
    /// How much.
    pub length: Length,
    /// Whether it is a holding statement.
    pub hold: bool,
    /// The quiet period it is written in.
    pub quiet: Option<Quiet>,
    /// Its title.
    pub title: Sentence,
    /// What stands above it in a quiet period.
    pub notice: Option<Sentence>,
    /// The sentences, field by field.
    pub said: Vec<Said>,
    /// Slots of which no wording was upheld: the first wording of each.
    pub withheld: Vec<Said>,
}

/// Composes a statement. The reader words each sentence in its language and asks the claim engine.
pub fn compose(facts: &Facts<'_>, asked: &Asked, reader: &mut dyn Reader) -> Statement {
    let mut statement = Statement {
        audience: asked.audience,
        length: asked.length,
        hold: asked.hold,
        quiet: asked.quiet.clone(),
        title: title(facts, asked),
        notice: asked.quiet.as_ref().map(notice),
        said: Vec::new(),
        withheld: Vec::new(),
    };
    for above in std::iter::once(&statement.title).chain(&statement.notice) {
        reader.check(above);
        reader.keep();
    }
    for (field, full, holding) in FIELDS {
        let slots = if asked.hold { holding(facts) } else { full(facts) };
        for slot in slots.into_iter().filter(|slot| slot.wanted(asked)) {
            let mut first = None;
            let mut stands = None;
            for line in slot.wordings {
                let checked = reader.check(&line.sentence);
                let said = Said { field: *field, line, checked };
                if upheld(&said) {
                    reader.keep();
                    stands = Some(said);
                    break;
                }
                first.get_or_insert(said);
            }
            match (stands, first) {
                (Some(said), _) => statement.said.push(said),
                (None, Some(first)) if !slot.optional => statement.withheld.push(first),
                (None, _) => {}
            }
        }
    }
    statement
}

/// Whether a sentence may be published: every claim established or supported; one that must claim does.
pub fn upheld(said: &Said) -> bool {
    let fine = |verdict: Verdict| matches!(verdict, Verdict::Established | Verdict::Supported);
    if said.line.claims {
        !said.checked.claims.is_empty() && fine(said.checked.verdict)
    } else {
        fine(said.checked.verdict) || said.checked.verdict == Verdict::OutOfScope
    }
}

fn title(facts: &Facts<'_>, asked: &Asked) -> Sentence {
    match (asked.hold, facts.days()) {
        (true, _) => Sentence::new("st-title-hold"),
        (false, Some((first, last))) => {
            use vigie_figures::sentence::Arg::Day;
            Sentence::new("st-title-period").with("first", Day(first)).with("last", Day(last))
        }
        (false, None) => Sentence::new("st-title"),
    }
}

fn notice(quiet: &Quiet) -> Sentence {
    let key = match quiet.kind {
        QuietKind::Reserve => "st-notice-reserve",
        QuietKind::Silence => "st-notice-silence",
    };
    use vigie_figures::sentence::Arg::Day;
    let named = Sentence::new(key).with("vote", Day(quiet.vote)).with("first", Day(quiet.first));
    named.text("source", quiet.source)
}
