//! What a pack shows of a text: names of accounts that may be a person's, mailboxes, addresses that sent nothing hostile, and words
//! the organisation named are replaced by keyed pseudonyms. Which fields are masked is `redaction`'s business.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::net::IpAddr;

use vigie_facts::case::Case;
use vigie_facts::source::Source;
use vigie_figures::names::{Names, Naming, is_pseudonym};

use crate::commitment::{HidingSecret, keyed};
use crate::hex;

/// Words of the organisation that are looked for; more would take too long, and no organisation names more people than that here.
pub const WORDS_MAX: usize = 2_000;

/// A shorter word would be found inside ordinary text by chance.
pub const WORD_CHARS_MIN: usize = 3;

/// The first byte of the IPv6 addresses that stand for hidden ones: `fc00::/8`, the half of the unique local addresses that
/// RFC 4193 § 3.1 leaves undefined, so that no log holds one by right.
const PSEUDONYM_BYTE: u64 = 0xfc;

/// Masks texts and sources of one case.
#[derive(Debug)]
pub struct Mask<'a> {
    secret: &'a HidingSecret,
    naming: Naming,
    clear: BTreeSet<Source>,
    guessed: BTreeSet<String>,
    words: Vec<Vec<char>>,
}

impl<'a> Mask<'a> {
    /// A mask: `clear` are the sources that stay as they are, `words` what else names people of the organisation.
    pub fn new(case: &Case, secret: &'a HidingSecret, clear: BTreeSet<Source>, words: &[String]) -> Mask<'a> {
        let guessed = case.accounts.iter().filter(|account| account.exists == Some(false));
        let mut words: Vec<Vec<char>> = words
            .iter()
            .map(|word| word.trim().chars().flat_map(char::to_lowercase).collect::<Vec<char>>())
            .filter(|word| word.len() >= WORD_CHARS_MIN)
            .take(WORDS_MAX)
            .collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Mask {
            naming: Naming::new(case, Names::PseudonymsAnew { key: &keyed(secret, "vigie accounts 1", &[]) }),
            guessed: guessed.map(|account| account.name.to_lowercase()).collect(),
            secret,
            clear,
            words,
        }
    }

    /// The name of an account as a pack shows it.
    pub fn account(&self, case: &Case, id: vigie_facts::case::AccountId) -> String {
        match self.naming.account(case, id) {
            (pseudonym, true) => pseudonym,
            // A guessed name is the attacker's word; a mailbox or an address in it may still be somebody's.
            _ => match case.accounts.get(id.index()) {
                Some(account) if account.exists == Some(false) => account.name.to_string(),
                Some(account) => self.text(&account.name),
                None => String::new(),
            },
        }
    }

    /// Whether a source stays as it is.
    pub fn is_clear(&self, source: Source) -> bool {
        self.clear.contains(&source)
    }

    /// A source as a pack shows it: itself, or a pseudonym in `fc00::/8`.
    pub fn source(&self, source: Source) -> Source {
        if self.is_clear(source) {
            return source;
        }
        let digest = keyed(self.secret, "vigie sources 1", &[&source.to_string()]);
        let bits = digest.iter().take(7).fold(PSEUDONYM_BYTE, |bits, byte| bits << 8 | u64::from(*byte));
        Source::V6(bits)
    }

    /// A text as a pack shows it.
    pub fn text(&self, text: &str) -> String {
        let named = self.naming.in_text(text);
        let named = self.mailboxes(&named);
        let named = self.addresses(&named);
        self.own_words(&named).into_owned()
    }

    fn pseudonym(&self, kind: &str, what: &str) -> String {
        let digest = keyed(self.secret, "vigie words 1", &[kind, &what.to_lowercase()]);
        format!("{kind}-{}", hex(&digest[..5]))
    }

    fn mailboxes<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut written = String::new();
        let mut rest = text;
        while let Some((start, end)) = next_mailbox(rest) {
            let whole = &rest[start..end];
            written.push_str(&rest[..start]);
            let local = whole.split(['@', '%']).next().unwrap_or_default();
            if is_pseudonym(local) {
                written.push_str(local);
            } else if self.guessed.contains(&whole.to_lowercase()) {
                written.push_str(whole);
            } else {
                written.push_str(&self.pseudonym("mailbox", whole));
            }
            rest = &rest[end..];
        }
        if rest.len() == text.len() {
            return Cow::Borrowed(text);
        }
        written.push_str(rest);
        Cow::Owned(written)
    }

    fn addresses<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut written = String::new();
        let mut kept = 0;
        for (start, end) in runs(text, |byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.')) {
            let alone =
                !text[..start].ends_with(char::is_alphanumeric) && !text[end..].starts_with(char::is_alphanumeric);
            let Some((length, address)) = alone.then(|| address_at(&text[start..end])).flatten() else { continue };
            let source = Source::of(address);
            if address.is_loopback() || address.is_unspecified() || self.is_clear(source) {
                continue;
            }
            written.push_str(&text[kept..start]);
            written.push_str(&self.source(source).first_address().to_string());
            kept = start + length;
        }
        if kept == 0 {
            return Cow::Borrowed(text);
        }
        written.push_str(&text[kept..]);
        Cow::Owned(written)
    }

    fn own_words<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.words.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut written = String::with_capacity(text.len());
        let mut rest = text;
        let mut after_letter = false;
        while let Some(first) = rest.chars().next() {
            let found =
                self.words.iter().filter(|_| !after_letter).find_map(|word| Some((word, starts_with(rest, word)?)));
            if let Some((word, length)) = found {
                written.push_str(&self.pseudonym("word", &word.iter().collect::<String>()));
                rest = &rest[length..];
                after_letter = true;
            } else {
                written.push(first);
                after_letter = first.is_alphanumeric();
                rest = &rest[first.len_utf8()..];
            }
        }
        Cow::Owned(written)
    }
}

/// The bytes of `text` that are `word` as a whole word, whatever the case of its letters.
fn starts_with(text: &str, word: &[char]) -> Option<usize> {
    let mut length = 0;
    let mut letters = word.iter();
    for character in text.chars() {
        if letters.as_slice().is_empty() {
            break;
        }
        for lower in character.to_lowercase() {
            if letters.next() != Some(&lower) {
                return None;
            }
        }
        length += character.len_utf8();
    }
    let ends = !text[length..].starts_with(char::is_alphanumeric);
    (letters.as_slice().is_empty() && ends).then_some(length)
}

fn is_local(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '.' | '-' | '_' | '+' | '%' | '!' | '#' | '~' | '\'')
}

fn is_domain(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '.' | '-' | '_')
}

/// First and last byte of the next mailbox: something, an at sign (or `%40`), a host or `[address]`.
fn next_mailbox(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some((at, sign)) = next_at_sign(text, from) {
        from = at + sign;
        let before = &text[..at];
        let start = before.len() - before.chars().rev().take_while(|c| is_local(*c)).map(char::len_utf8).sum::<usize>();
        let after = &text[from..];
        let host = match after.strip_prefix('[').and_then(|inner| inner.find(']')) {
            Some(close) if close <= IN_BRACKETS_MAX => close + 2,
            _ => after.chars().take_while(|c| is_domain(*c)).map(char::len_utf8).sum(),
        };
        let host_text = after[..host].trim_end_matches(['.', '-', '_']);
        if text[start..at].chars().any(char::is_alphanumeric) && !host_text.is_empty() {
            return Some((start, from + host_text.len()));
        }
    }
    None
}

/// The longest address in brackets: `IPv6:` and 45 characters.
const IN_BRACKETS_MAX: usize = 64;

/// The next at sign from a byte on, and how many bytes it takes.
fn next_at_sign(text: &str, from: usize) -> Option<(usize, usize)> {
    let plain = text[from..].find('@').map(|at| (from + at, 1));
    let encoded = text[from..].find("%40").map(|at| (from + at, 3));
    plain.into_iter().chain(encoded).min()
}

/// The address a run of digits, colons and dots begins with, and its bytes: alone, before a full stop, or before a port.
fn address_at(run: &str) -> Option<(usize, IpAddr)> {
    let run = run.trim_end_matches('.');
    let candidates = [run, run.trim_end_matches(':'), run.rsplit_once(':').map_or("", |(address, _)| address)];
    candidates.into_iter().find_map(|text| Some((text.len(), text.parse().ok()?)))
}

/// First byte and end of each run of bytes of a kind; only ASCII bytes are ever of a kind.
fn runs(text: &str, is_of_kind: impl Fn(u8) -> bool) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| is_of_kind(*byte)) {
        debug_assert!(byte.is_ascii());
        match found.last_mut() {
            Some((_, end)) if *end == at => *end = at + 1,
            _ => found.push((at, at + 1)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use vigie_facts::case::Account;

    #[test]
    fn people_leave_texts_and_attackers_stay() {
        let account = |name: &str, exists| Account { name: name.into(), exists };
        let case = Case {
            accounts: vec![
                account("marie", Some(true)),
                account("oracle", Some(false)),
                account("info@example.org", Some(false)),
            ],
            ..Case::default()
        };
        let secret = HidingSecret([3; 32]);
        let clear = [Source::of("192.0.2.7".parse().unwrap())].into();
        let mask = Mask::new(&case, &secret, clear, &["Anne Martin".into(), "dupont".into()]);
        for (text, gone) in [
            ("Failed password for marie from 192.0.2.7 port 22", "marie"),
            ("to=<marie@example.org>", "marie"),
            ("from=<jean@example.net>, to=<oracle>", "jean@example.net"),
            ("GET /?email=jean.petit%40example.net HTTP/1.1", "jean.petit"),
            ("rcpt jean@[203.0.113.9]:", "jean"),
            ("192.0.2.7 asked 203.0.113.9:443, 203.0.113.9.", "203.0.113.9"),
            ("for [2001:db8:1:2::5]:22", "2001:db8:1:2"),
            ("x-forwarded-for=203.0.113.9", "203.0.113.9"),
            ("GET /team/ANNE MARTIN/ dupont.html", "MARTIN"),
            ("GET /team/dupont.html", "dupont"),
        ] {
            let written = mask.text(text);
            assert!(!written.contains(gone), "{written}");
            assert_eq!(written, mask.text(text));
        }
        for text in [
            "192.0.2.7 - - \"GET /?id=1%27+UNION+SELECT+@@version HTTP/1.1\"",
            "Invalid user oracle from 192.0.2.7",
            "RCPT TO:<info@example.org>",
            "std::io at 12:30:45, Chrome/56.0.2924.87, dupontel",
            "127.0.0.1 ::1 0.0.0.0",
            "",
        ] {
            assert_eq!(mask.text(text), text);
        }
        assert!(mask.text("203.0.113.9").starts_with("fc"));
    }
}
