//! Several texts about the same events: which claim became which from one to the next, and what changed on the way. Claims are set beside claims of the
//! same matter; who copied from whom is not known, and not said.

mod changes;

pub use changes::Change;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::claims::{Checked, check};
use crate::decide::{Judgement, Setting};
use crate::evidence::{DayNumber, Evidence};
use crate::proposition::{Population, Predicate, Proposition};
use crate::text::words::{Kind, words};

/// A text, and what is known of it.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name: of a file.
    pub name: String,
    /// The day it was published.
    pub day: Option<DayNumber>,
    /// Who wrote or said it.
    pub author: Option<String>,
    /// Its words.
    pub text: String,
}

/// A text, read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Telling {
    /// Its name.
    pub name: String,
    /// The day it was published: days since 1970-01-01.
    pub day: Option<DayNumber>,
    /// Who wrote or said it.
    pub author: Option<String>,
    /// Its sentences and claims.
    pub checked: Checked,
}

/// Where a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// Index of the text, in the order of their days.
    pub text: usize,
    /// Index of the sentence.
    pub sentence: usize,
    /// Index of the claim in it.
    pub claim: usize,
}

/// What claims are about: only claims of one matter are set beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matter {
    /// How many.
    HowMany,
    /// Where from, and who: one becomes the other.
    WhereOrWho,
    /// Together, a group, one person.
    Together,
    /// What was aimed at.
    Aims,
    /// In which form.
    Forms,
    /// Whether it worked, what was taken.
    Success,
    /// What stopped because of it.
    Outage,
    /// What was wanted.
    Purpose,
}

impl Matter {
    /// Every matter.
    pub const ALL: &'static [Matter] = &[
        Matter::HowMany,
        Matter::WhereOrWho,
        Matter::Together,
        Matter::Aims,
        Matter::Forms,
        Matter::Success,
        Matter::Outage,
        Matter::Purpose,
    ];

    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Matter::HowMany => "drift-how-many",
            Matter::WhereOrWho => "drift-where-or-who",
            Matter::Together => "drift-together",
            Matter::Aims => "drift-aims",
            Matter::Forms => "drift-forms",
            Matter::Success => "drift-success",
            Matter::Outage => "drift-outage",
            Matter::Purpose => "drift-purpose",
        }
    }

    fn of(claim: &Proposition) -> Matter {
        match claim.predicate {
            Predicate::Attributed => Matter::WhereOrWho,
            Predicate::Coordinated | Predicate::Group | Predicate::Individual => Matter::Together,
            Predicate::Succeeded | Predicate::Stolen => Matter::Success,
            Predicate::Caused => Matter::Outage,
            Predicate::Intended => Matter::Purpose,
            Predicate::Targets | Predicate::Targeted => Matter::Aims,
            Predicate::Form => Matter::Forms,
            _ if !claim.filters.located_in.is_empty() => Matter::WhereOrWho,
            _ if claim.population == Population::Incidents => Matter::Success,
            _ => Matter::HowMany,
        }
    }
}

/// A claim that became another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// What both are about.
    pub matter: Matter,
    /// The claim of the earlier text.
    pub from: Place,
    /// That of the later one.
    pub to: Place,
    /// What changed; empty when it was repeated as it was.
    pub changes: Vec<Change>,
}

/// Texts set beside each other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Drift {
    /// The texts, earliest first.
    pub tellings: Vec<Telling>,
    /// What became what, in the order of the later texts.
    pub steps: Vec<Step>,
    /// Claims of later texts that no earlier one makes, of a matter that one speaks of or not.
    pub first_said: Vec<Place>,
    /// Whether claims were left out beyond [`CLAIMS_MAX`].
    pub cut: bool,
}

/// Claims of one text that are set beside others: more than a long article makes. The work grows with its square.
pub const CLAIMS_MAX: usize = 300;

/// Texts compared: a press review.
pub const TEXTS_MAX: usize = 50;

/// Compares texts. Their order is that of their days when every one has a day, else as given.
///
/// ```
/// use vigie_judge::{decide::Setting, drift::{Source, drift}, evidence::Evidence};
/// let source = |name: &str, text: &str| Source { name: name.into(), day: None, author: None, text: text.into() };
/// let texts = [source("a", "1,922 attempts were counted."), source("b", "4,000 attacks were counted.")];
/// let found = drift(&texts, &Evidence::default(), &Setting::default());
/// assert_eq!(found.steps[0].changes.len(), 2); // the number, and the unit
/// ```
pub fn drift(sources: &[Source], evidence: &Evidence, setting: &Setting) -> Drift {
    let mut sources: Vec<&Source> = sources.iter().take(TEXTS_MAX).collect();
    if sources.iter().all(|source| source.day.is_some()) {
        sources.sort_by_key(|source| source.day);
    }
    let tellings: Vec<Telling> = sources
        .into_iter()
        .map(|source| {
            let setting = Setting { today: source.day.or(setting.today), ..setting.clone() };
            let checked = check(&source.text, evidence, &setting);
            Telling { name: source.name.clone(), day: source.day, author: source.author.clone(), checked }
        })
        .collect();
    let mut found = Drift { steps: Vec::new(), first_said: Vec::new(), cut: false, tellings };
    let claims: Vec<Vec<Claim<'_>>> = found.tellings.iter().enumerate().map(|(at, one)| claims(at, one)).collect();
    found.cut = claims.iter().any(|claims| claims.len() > CLAIMS_MAX);
    let (mut steps, mut first_said) = (Vec::new(), Vec::new());
    for (later, of_text) in claims.iter().enumerate().skip(1) {
        for claim in of_text.iter().take(CLAIMS_MAX) {
            match earlier(claim, &claims[..later]) {
                Some(before) => steps.push(Step {
                    matter: claim.matter,
                    from: before.place,
                    to: claim.place,
                    changes: changes::between(before.judgement, claim.judgement),
                }),
                None => first_said.push(claim.place),
            }
        }
    }
    (found.steps, found.first_said) = (steps, first_said);
    found
}

impl Drift {
    /// The sentence and the judgement at a place.
    pub fn at(&self, place: Place) -> Option<(&Telling, &str, &Judgement)> {
        let telling = self.tellings.get(place.text)?;
        let sentence = telling.checked.sentences.get(place.sentence)?;
        Some((telling, &sentence.text, sentence.judgements.get(place.claim)?))
    }
}

/// A claim with what it is compared by.
struct Claim<'a> {
    place: Place,
    matter: Matter,
    judgement: &'a Judgement,
    words: BTreeSet<String>,
}

fn claims(text: usize, telling: &Telling) -> Vec<Claim<'_>> {
    let mut found = Vec::new();
    for (sentence, checked) in telling.checked.sentences.iter().enumerate() {
        let words = content(&checked.text);
        for (claim, judgement) in checked.judgements.iter().enumerate() {
            let (place, matter) = (Place { text, sentence, claim }, Matter::of(&judgement.claim));
            found.push(Claim { place, matter, judgement, words: words.clone() });
        }
    }
    found
}

/// Words of a sentence that carry meaning: those of four letters or more, by their first six, so that endings do not part them.
fn content(sentence: &str) -> BTreeSet<String> {
    let (found, _) = words(sentence);
    let long = found.into_iter().filter(|word| word.kind == Kind::Word && word.folded.chars().count() >= 4);
    long.map(|word| word.folded.chars().take(6).collect()).collect()
}

/// The claim of an earlier text that this one comes closest to; of equals, that of the latest text.
fn earlier<'a, 'b>(claim: &Claim<'_>, before: &'b [Vec<Claim<'a>>]) -> Option<&'b Claim<'a>> {
    let candidates = before.iter().flat_map(|claims| claims.iter().take(CLAIMS_MAX));
    let fitting = candidates.filter(|other| other.matter == claim.matter && may_become(other, claim));
    fitting.max_by(|a, b| {
        likeness(a, claim)
            .total_cmp(&likeness(b, claim))
            .then_with(|| a.place.text.cmp(&b.place.text))
            .then_with(|| b.place.cmp(&a.place))
    })
}

/// Numbers of one form or aim are no later state of numbers of another.
fn may_become(earlier: &Claim<'_>, later: &Claim<'_>) -> bool {
    let (a, b) = (&earlier.judgement.claim, &later.judgement.claim);
    match later.matter {
        Matter::HowMany => a.filters.form == b.filters.form && a.filters.target == b.filters.target && same_kind(a, b),
        Matter::Forms => a.filters.form == b.filters.form,
        Matter::Aims => a.predicate == b.predicate && a.filters.target == b.filters.target,
        _ => true,
    }
}

/// Attacks, attempts, detections and requests are taken for each other in print; accounts and countries are not.
fn same_kind(a: &Proposition, b: &Proposition) -> bool {
    let attacks = |population: Population| {
        matches!(population, Population::Attacks | Population::Attempts | Population::Detections | Population::Requests)
    };
    let changes = |claim: &Proposition| claim.predicate == Predicate::Change;
    changes(a) == changes(b) && (a.population == b.population || attacks(a.population) && attacks(b.population))
}

/// How alike two claims of one matter are: what they claim first, the words around it after.
fn likeness(a: &Claim<'_>, b: &Claim<'_>) -> f64 {
    let (first, second) = (&a.judgement.claim, &b.judgement.claim);
    let shared = a.words.intersection(&b.words).count() as f64;
    let words = shared / (a.words.union(&b.words).count().max(1)) as f64;
    let same = |yes: bool, weight: f64| if yes { weight } else { 0.0 };
    let places = |claim: &Proposition| -> BTreeSet<String> {
        claim.filters.located_in.iter().chain(&claim.object).cloned().collect()
    };
    let numbers = match (first.range, second.range) {
        (Some(a), Some(b)) => a.agrees(b),
        _ => false,
    };
    words
        + same(first.agrees(second), 2.0)
        + same(first.predicate == second.predicate, 0.5)
        + same(!places(first).is_disjoint(&places(second)), 0.75)
        + same(first.per == second.per, 0.25)
        + same(numbers, 0.5)
}
