//! Sentences of French and English: stops that end one, and stops that do not (abbreviations, decimals, initials, ellipses inside quotations). What a
//! sentence says is not read here.

/// Sentences of a text that are read: a report of two hundred pages, each claim of which is counted anew. The rest is left out and said.
pub const SENTENCES_MAX: usize = 4_000;

/// A sentence: its place in the cleaned text, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Whether a paragraph begins with it.
    pub begins_paragraph: bool,
    /// Whether it stands alone on its line without a stop: a title.
    pub is_title: bool,
}

/// Words that end in a stop without ending a sentence, folded, without the stop.
const ABBREVIATIONS: &[&str] = &[
    "m", "mm", "mme", "mmes", "mlle", "dr", "pr", "st", "ste", "art", "al", "p", "pp", "cf", "ex", "env", "av", "bd",
    "no", "vol", "fig", "e.g", "i.e", "mr", "mrs", "ms", "prof", "sen", "rep", "gov", "gen", "col", "lt", "jr", "sr",
    "vs", "approx", "dept", "inc", "ltd", "co", "corp", "u.s", "u.k", "u.n", "e.u", "c.-a-d", "jan", "feb", "fev",
    "janv", "fevr", "mar", "apr", "avr", "aug", "sept", "sep", "oct", "nov", "dec", "hon", "fr", "tel",
];

/// Splits a cleaned text. Returns the sentences, and whether a limit left some out.
pub fn sentences(text: &str) -> (Vec<Sentence>, bool) {
    let mut found = Vec::new();
    let mut offset = 0;
    for line in text.split('\n') {
        let before = found.len();
        split_line(line, offset, &mut found);
        if let Some(first) = found.get_mut(before) {
            first.begins_paragraph = true;
        }
        if found.len() == before + 1
            && let Some(only) = found.get_mut(before)
        {
            let end = text[only.start..only.end].trim_end_matches(['»', '”', '"', ' ', ')']);
            only.is_title = !end.ends_with(['.', '!', '?', '…', ':', ';', ',']);
        }
        offset += line.len() + 1;
        if found.len() > SENTENCES_MAX {
            found.truncate(SENTENCES_MAX);
            return (found, true);
        }
    }
    (found, false)
}

fn split_line(line: &str, offset: usize, found: &mut Vec<Sentence>) {
    let mut start = 0;
    let mut push = |from: usize, to: usize| {
        let text = &line[from..to];
        let (lead, trail) = (text.len() - text.trim_start().len(), text.len() - text.trim_end().len());
        if text.chars().any(char::is_alphanumeric) {
            let (start, end) = (offset + from + lead, offset + to - trail);
            found.push(Sentence { start, end, begins_paragraph: false, is_title: false });
        }
    };
    let mut characters = line.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if !matches!(character, '.' | '!' | '?' | '…') {
            continue;
        }
        // A run of stops, and what closes after them, belongs to the sentence.
        let mut end = at + character.len_utf8();
        let mut closed = false;
        while let Some((next, following)) = characters.peek().copied() {
            let closes = matches!(following, '»' | '”' | '"' | ')' | '’');
            let spaced = following == ' ' && line[next..].trim_start().starts_with('»');
            if !(matches!(following, '.' | '!' | '?' | '…') || closes || spaced) {
                break;
            }
            closed |= closes;
            end = next + following.len_utf8();
            characters.next();
        }
        if ends_sentence(line, start, at, end, character, closed) {
            push(start, end);
            start = end;
        }
    }
    push(start, line.len());
}

/// Whether the stop at `at` (with what follows up to `end`) ends the sentence that began at `start`.
fn ends_sentence(line: &str, start: usize, at: usize, end: usize, stop: char, closed: bool) -> bool {
    let after = line[end..].trim_start_matches(' ');
    let Some(next) = after.chars().next() else { return true };
    if !line[end..].starts_with(' ') {
        return false;
    }
    let opens = next.is_uppercase()
        || next.is_ascii_digit()
        || matches!(next, '«' | '“' | '"' | '-' | '–' | '—' | '(' | '[' | '‘');
    // After a closed quotation or an ellipsis, a small letter goes on.
    if !opens && (closed || stop != '.') {
        return false;
    }
    if stop != '.' {
        return opens;
    }
    let word = line[start..at].rsplit([' ', '(', '«', '"', '\'', '’']).next().unwrap_or_default();
    let folded = super::words::fold(word);
    if word.chars().count() == 1 && word.chars().all(char::is_uppercase) || ABBREVIATIONS.contains(&folded.as_str()) {
        return false;
    }
    opens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).0.into_iter().map(|sentence| &text[sentence.start..sentence.end]).collect()
    }

    #[test]
    fn stops_that_end_and_stops_that_do_not() {
        for (text, parts) in [
            ("Un. Deux! Trois? Quatre", vec!["Un.", "Deux!", "Trois?", "Quatre"]),
            ("M. Ferrand a parlé. Il a fini.", vec!["M. Ferrand a parlé.", "Il a fini."]),
            ("Soit 47.19 % des 1.922 attaques. Fin.", vec!["Soit 47.19 % des 1.922 attaques.", "Fin."]),
            ("The U.S. site saw 3.5 million hits. It held.", vec!["The U.S. site saw 3.5 million hits.", "It held."]),
            ("« Des attaques… russes. » Il l’a dit. Fin.", vec!["« Des attaques… russes. »", "Il l’a dit.", "Fin."]),
            ("« Absurde ! » répond Moscou. Bien.", vec!["« Absurde ! » répond Moscou.", "Bien."]),
            ("J. R. Smith said so. OK.", vec!["J. R. Smith said so.", "OK."]),
            ("Titre sans point\nUne phrase.", vec!["Titre sans point", "Une phrase."]),
            ("...", vec![]),
        ] {
            assert_eq!(split(text), parts, "{text}");
        }
        assert!(sentences("Titre sans point\nUne phrase.").0[0].is_title);
    }

    #[test]
    fn the_number_of_sentences_is_bounded() {
        let (found, cut) = sentences(&"A b.\n".repeat(SENTENCES_MAX + 5));
        assert!(cut && found.len() == SENTENCES_MAX);
    }
}
