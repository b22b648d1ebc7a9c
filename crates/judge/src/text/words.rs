//! Words of a sentence: folded to plain lower-case letters so that the lexicon can be plain, with their place and whether a capital began them.
//! Numbers in figures are read here, because their commas and spaces are not punctuation.

/// Words of one sentence that are read: the longest sentence of a statute. The rest is left out, and nothing said about it is *Established*.
pub const WORDS_MAX: usize = 400;

/// A word, a number or a mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// Lower case, without accents; of a mark, the mark.
    pub folded: String,
    /// First byte in the sentence.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Whether it begins with a capital.
    pub capital: bool,
    /// What it is.
    pub kind: Kind,
}

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Letters.
    Word,
    /// A number, and how many digits stood after its point.
    Number(f64, usize),
    /// Punctuation.
    Mark(char),
}

/// Lower case without accents and ligatures; combining marks are dropped.
///
/// ```
/// assert_eq!(vigie_judge::text::words::fold("Œuvres à l’Été"), "oeuvres a l'ete");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        match character {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' => folded.push('a'),
            'è' | 'é' | 'ê' | 'ë' | 'ē' => folded.push('e'),
            'ì' | 'í' | 'î' | 'ï' => folded.push('i'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => folded.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => folded.push('u'),
            'ç' => folded.push('c'),
            'ñ' => folded.push('n'),
            'ý' | 'ÿ' => folded.push('y'),
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            '’' | '‘' | 'ʼ' | '`' | '´' => folded.push('\''),
            '\u{300}'..='\u{36f}' => {}
            other => folded.push(other),
        }
    }
    folded
}

/// The words of a sentence, and whether a limit left some out. Hyphens and apostrophes part words.
pub fn words(sentence: &str) -> (Vec<Word>, bool) {
    let mut found: Vec<Word> = Vec::new();
    let mut at = 0;
    while let Some(character) = sentence[at..].chars().next() {
        if found.len() == WORDS_MAX {
            return (found, true);
        }
        let rest = &sentence[at..];
        let (length, kind) = if character.is_ascii_digit() {
            number(rest)
        } else if character.is_alphabetic() {
            let is_part = |c: char| c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36f}') || c.is_ascii_digit();
            (rest.find(|c| !is_part(c)).unwrap_or(rest.len()), Kind::Word)
        } else {
            (character.len_utf8(), Kind::Mark(character))
        };
        let joins = matches!(kind, Kind::Mark('-' | '‑' | '\'' | '’' | '‘' | ' '));
        if !joins || matches!(kind, Kind::Mark('-')) && between_spaces(sentence, at) {
            let text = &rest[..length];
            let capital = character.is_uppercase();
            found.push(Word { folded: fold(text), start: at, end: at + length, capital, kind });
        }
        at += length;
    }
    expand(&mut found);
    (found, false)
}

/// A hyphen that stands alone is a dash.
fn between_spaces(sentence: &str, at: usize) -> bool {
    sentence[..at].ends_with(' ') && sentence[at + 1..].starts_with(' ')
}

/// English contractions become two words; a possessive is dropped.
fn expand(words: &mut [Word]) {
    let mut at = 0;
    while at < words.len() {
        let after_word =
            at > 0 && words[at].start <= words[at - 1].end + '’'.len_utf8() && words[at - 1].kind == Kind::Word;
        if after_word
            && words[at].folded == "t"
            && words[at - 1].folded.ends_with('n')
            && words[at - 1].folded.len() > 2
        {
            let before = &mut words[at - 1].folded;
            before.pop();
            match before.as_str() {
                "ca" => before.push('n'),
                "wo" => *before = "will".into(),
                _ => {}
            }
            words[at].folded = "not".into();
        }
        at += 1;
    }
}

/// A number in figures: its length in bytes and its value. Groups of three are parted by a space, a comma or a stop; other digits after a comma or
/// a stop are decimals.
fn number(text: &str) -> (usize, Kind) {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = digits(0);
    let mut written = text[..end].to_owned();
    let mut decimals = 0;
    if end <= 3 {
        let separator = |at: usize| matches!(bytes.get(at), Some(b' ' | b',' | b'.' | b'\''));
        let mut mark = None;
        while separator(end) && digits(end + 1) == 3 && mark.is_none_or(|mark| mark == bytes[end]) && bytes[0] != b'0' {
            mark = Some(bytes[end]);
            written.push_str(&text[end + 1..end + 4]);
            end += 4;
        }
    }
    if matches!(bytes.get(end), Some(b'.' | b',')) && end + 1 < bytes.len() && digits(end + 1) > 0 {
        decimals = digits(end + 1);
        written.push('.');
        written.push_str(&text[end + 1..end + 1 + decimals]);
        end += 1 + decimals;
    }
    let scale = match bytes.get(end) {
        Some(b'k' | b'K') if !bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric) => 1_000.0,
        Some(b'M') if !bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric) => 1e6,
        _ => 1.0,
    };
    if scale > 1.0 {
        end += 1;
    }
    // More digits than a number of anything has: kept as a word, so that nothing is claimed by it.
    match written.parse::<f64>() {
        Ok(value) if written.len() <= 18 => (end, Kind::Number(value * scale, decimals)),
        _ => (end, Kind::Word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).0.into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn words_are_parted_and_folded() {
        assert_eq!(folded("d’Ukraine, boîtes e-mails"), ["d", "ukraine", ",", "boites", "e", "mails"]);
        assert_eq!(folded("They didn't – won’t"), ["they", "did", "not", "–", "will", "not"]);
    }

    #[test]
    fn numbers_in_figures() {
        for (text, value, decimals) in [
            ("1 922 attaques", 1_922.0, 0),
            ("1,922 attacks", 1_922.0, 0),
            ("4.000 par mois", 4_000.0, 0),
            ("47,19 %", 47.19, 2),
            ("47.2%", 47.2, 1),
            ("2017 100", 2_017.0, 0),
            ("12 345 678 x", 12_345_678.0, 0),
            ("10k", 10_000.0, 0),
            ("0.125", 0.125, 3),
        ] {
            assert_eq!(words(text).0[0].kind, Kind::Number(value, decimals), "{text}");
        }
        assert_eq!(words(&"9".repeat(400)).0[0].kind, Kind::Word);
    }

    #[test]
    fn the_number_of_words_is_bounded() {
        let (found, cut) = words(&"mot ".repeat(WORDS_MAX + 1));
        assert!(cut && found.len() == WORDS_MAX);
    }
}
