//! What somebody asks, as far as it can be trusted: fields of address and form, cookies, language, zone, the client's address. Knows no
//! page.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use vigie_facts::time::Timestamp;

use super::access::Who;
use super::site::Site;
use super::words::{ENGLISH, FRENCH, ServeWords};
use crate::report::words::Language;

/// Fields of an address or a form: no page has as many.
const FIELDS_MAX: usize = 32;

/// Cookies of one request that are looked at.
const COOKIES_MAX: usize = 32;

/// Name of the cookie of a language somebody chose.
pub(super) const LANGUAGE_COOKIE: &str = "vigie-lang";

/// Name of the cookie of a zone somebody chose.
pub(super) const ZONE_COOKIE: &str = "vigie-zone";

/// One request.
pub(super) struct Asked {
    pub(super) site: Arc<Site>,
    /// The address without fields.
    pub(super) path: String,
    /// Parts of the address with a name, decoded.
    pub(super) parts: BTreeMap<String, String>,
    /// Fields behind the question mark.
    pub(super) query: Fields,
    /// Fields of a form.
    pub(super) form: Fields,
    /// What a program sent.
    pub(super) body: Vec<u8>,
    /// Everything the client keeps for us.
    pub(super) cookies: BTreeMap<String, String>,
    /// Where it comes from.
    pub(super) client: IpAddr,
    /// Whether the client speaks TLS with the proxy in front.
    pub(super) secure: bool,
    /// The language it is answered in.
    pub(super) language: Language,
    /// The zone of days and times, if one was chosen.
    pub(super) zone: Option<String>,
    /// Who asks, if that is known.
    pub(super) who: Option<Who>,
    /// The session's word, if there is a session.
    pub(super) session: Option<String>,
    /// The clock.
    pub(super) now: Timestamp,
}

impl Asked {
    /// Words only these pages have.
    pub(super) fn own(&self) -> &'static ServeWords {
        match self.language {
            Language::English => &ENGLISH,
            Language::French => &FRENCH,
        }
    }

    /// The name of whoever asks; empty when nobody knows.
    pub(super) fn name(&self) -> &str {
        self.who.as_ref().map_or("", |who| &who.name)
    }
}

/// Fields by name, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Fields of a query or a form (`application/x-www-form-urlencoded`). Bytes that are no UTF-8 are replaced.
    pub(super) fn of(encoded: &[u8]) -> Fields {
        let decoded = form_urlencoded::parse(encoded).take(FIELDS_MAX);
        Fields(decoded.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// The first value of a name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(held, _)| held == name).map(|(_, value)| &**value)
    }

    /// Every name.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| &**name)
    }
}

/// Cookies by name; of two with one name the first, which is the one with the longer path.
pub(super) fn cookies(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut cookies = BTreeMap::new();
    let pairs = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    for pair in pairs.flat_map(|value| value.split(';')).take(COOKIES_MAX) {
        if let Some((name, value)) = pair.trim().split_once('=') {
            cookies.entry(name.to_owned()).or_insert_with(|| value.to_owned());
        }
    }
    cookies
}

/// The language: asked for, chosen before, or what the browser prefers; English when none of these is one of ours.
pub(super) fn language(asked: Option<&str>, chosen: Option<&str>, headers: &HeaderMap) -> Language {
    let prefers = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let known = |code: Option<&str>| code.and_then(Language::from_code);
    known(asked).or_else(|| known(chosen)).or_else(|| preferred(prefers)).unwrap_or_default()
}

/// The first of our languages in an `Accept-Language` (RFC 9110, § 12.5.4), by weight and then by place.
fn preferred(header: &str) -> Option<Language> {
    let mut best: Option<(f32, Language)> = None;
    for range in header.split(',').take(FIELDS_MAX) {
        let mut parts = range.split(';');
        let Some(language) = parts.next().map(str::trim).and_then(Language::from_code) else { continue };
        let weight = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
        if weight > 0.0 && best.is_none_or(|(known, _)| weight > known) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_asked_for_or_chosen_or_preferred() {
        let check = |header: &str, expected: Option<Language>| assert_eq!(preferred(header), expected, "{header}");
        check("fr-CH, fr;q=0.9, en;q=0.8", Some(Language::French));
        check("de, en-GB;q=0.7, fr;q=0.8", Some(Language::French));
        check("en;q=0, fr;q=0.1", Some(Language::French));
        check("en;q=nonsense", Some(Language::English));
        check("*", None);
        check("", None);
        let none = HeaderMap::new();
        assert_eq!(language(Some("fr"), Some("en"), &none), Language::French);
        assert_eq!(language(Some("xx"), Some("fr"), &none), Language::French);
        assert_eq!(language(None, None, &none), Language::English);
    }

    #[test]
    fn fields_are_bounded_and_never_fail() {
        assert_eq!(Fields::of(b"a=1&a=2&b=%FF%3C").get("a"), Some("1"));
        assert_eq!(Fields::of(b"a=1&b=%FF%3C").get("b"), Some("\u{fffd}<"));
        assert_eq!(Fields::of("x=1&".repeat(1_000).as_bytes()).names().count(), FIELDS_MAX);
    }
}
