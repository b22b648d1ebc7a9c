//! People in a text: addresses of machines, mailboxes, names of accounts that exist. A statement needs none of them. Mailboxes that are an office and not a
//! person may stand.

use vigie_figures::sentence::Sentence;
use vigie_judge::text::words::fold;

use super::{Desk, Kind, Problem};

/// Names of mailboxes that are an office, folded: what stands before the at sign.
const OFFICES: &[&str] = &[
    "presse",
    "press",
    "contact",
    "info",
    "communication",
    "communications",
    "media",
    "medias",
    "dpo",
    "rgpd",
    "gdpr",
    "privacy",
    "security",
    "securite",
    "csirt",
    "cert",
    "soc",
    "abuse",
    "hello",
    "bonjour",
    "newsroom",
    "redaction",
    "secretariat",
    "noreply",
    "no-reply",
    "postmaster",
    "support",
    "aide",
    "help",
];

/// Names shorter than this are words of a language before they are names of accounts.
const NAME_CHARS_MIN: usize = 4;

pub(super) fn look(desk: &Desk<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut at = 0;
    for piece in desk.text.split_inclusive(|c: char| {
        c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | '«' | '»' | '"')
    }) {
        let token = piece
            .trim_end_matches(|c: char| !c.is_alphanumeric())
            .trim_start_matches(|c: char| !c.is_alphanumeric() && c != ':');
        let start = at + piece.find(token).unwrap_or(0);
        let found = |kind: Kind, why: &'static str| {
            let (line, column) = desk.places.of_text(start);
            let problem = Problem {
                kind,
                line,
                column,
                words: token.to_owned(),
                notation: None,
                why: Vec::new(),
                instead: Vec::new(),
            };
            problem.because([Sentence::new(why)]).rather([Sentence::new("lint-instead-personal")])
        };
        if is_mailbox(token) {
            problems.push(found(Kind::PersonalMailbox, "lint-why-personal-mailbox"));
        } else if is_address(token) {
            problems.push(found(Kind::PersonalAddress, "lint-why-personal-address"));
        } else if is_person(token, &desk.options.people) {
            problems.push(found(Kind::PersonalAccount, "lint-why-personal-account"));
        }
        at += piece.len();
    }
    problems
}

/// Something before an at sign that is no office, and a domain behind it.
fn is_mailbox(token: &str) -> bool {
    let token = token.strip_prefix("mailto:").unwrap_or(token);
    let Some((name, domain)) = token.split_once('@') else { return false };
    let of_domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let is_domain = domain.contains('.') && domain.len() > 3 && domain.chars().all(of_domain);
    !name.is_empty() && is_domain && !OFFICES.contains(&fold(name).as_str())
}

/// An IPv4 or IPv6 address, with or without a prefix length or a port.
fn is_address(token: &str) -> bool {
    let token = token.trim_matches(['[', ']']);
    let token = token.split_once('/').map_or(token, |(address, _)| address);
    if let Ok(address) = token.parse::<std::net::IpAddr>() {
        return address.is_ipv4() || token.matches(':').count() >= 2 && token.len() > 4;
    }
    token
        .rsplit_once(':')
        .is_some_and(|(address, port)| port.parse::<u16>().is_ok() && address.parse::<std::net::Ipv4Addr>().is_ok())
}

fn is_person(token: &str, people: &[String]) -> bool {
    token.chars().count() >= NAME_CHARS_MIN
        && people.iter().any(|name| name.chars().count() >= NAME_CHARS_MIN && fold(name) == fold(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_found_and_offices_are_none() {
        for (token, mailbox, address) in [
            ("a.martin@example.org", true, false),
            ("presse@example.org", false, false),
            ("@example", false, false),
            ("a@b", false, false),
            ("192.0.2.7", false, true),
            ("192.0.2.0/24", false, true),
            ("192.0.2.7:443", false, true),
            ("2001:db8::7", false, true),
            ("2001:db8:0:7::/64", false, true),
            ("::", false, false),
            ("14:30", false, false),
            ("1.922", false, false),
        ] {
            assert_eq!((is_mailbox(token), is_address(token)), (mailbox, address), "{token}");
        }
        assert!(is_person("A.Martin", &["a.martin".to_owned()]) && !is_person("adm", &["adm".to_owned()]));
    }
}
