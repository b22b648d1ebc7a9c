//! The form of a rule that does not say it: rules written for other programs carry ATT&CK tags, a log source and a title,
//! and from these the nearest form is taken. The tables are tried in order; the first line that fits decides.
//!
//! Where nothing fits, a rule about web requests is a `vulnerability-scan`: the weakest thing a signature can say about a
//! request is that somebody tried what public tools try. A rule about accounts is a `suspicious-sign-in`. Anything else is
//! `persistence` when it looks at commands, because commands presuppose a shell, and `known-vulnerability` otherwise.

use vigie_facts::form::Form;

use super::log_source::Scope;

/// Words of titles, most telling first. Lower case.
const BY_TITLE: &[(&str, Form)] = &[
    ("sql injection", Form::SqlInjection),
    ("sql error", Form::SqlInjection),
    ("sql exception", Form::SqlInjection),
    ("sqli", Form::SqlInjection),
    ("nosql", Form::NosqlInjection),
    ("ldap injection", Form::LdapInjection),
    ("xpath", Form::XpathInjection),
    ("cross site scripting", Form::CrossSiteScripting),
    ("cross-site scripting", Form::CrossSiteScripting),
    ("xss", Form::CrossSiteScripting),
    ("template injection", Form::TemplateInjection),
    ("ssti", Form::TemplateInjection),
    ("server side include", Form::SsiInjection),
    ("crlf", Form::CrlfInjection),
    ("xxe", Form::XmlExternalEntity),
    ("external entity", Form::XmlExternalEntity),
    ("ssrf", Form::ServerSideRequestForgery),
    ("server side request forgery", Form::ServerSideRequestForgery),
    ("deserialization", Form::UnsafeDeserialization),
    ("deserialisation", Form::UnsafeDeserialization),
    ("path traversal", Form::PathTraversal),
    ("directory traversal", Form::PathTraversal),
    ("local file read", Form::PathTraversal),
    ("file inclusion", Form::FileInclusion),
    ("webshell", Form::WebShell),
    ("web shell", Form::WebShell),
    ("command injection", Form::CommandInjection),
    ("shellshock", Form::CommandInjection),
    ("reverse shell", Form::CommandInjection),
    ("code injection", Form::CodeInjection),
    ("ognl", Form::CodeInjection),
    ("spel injection", Form::CodeInjection),
    ("payload strings", Form::CodeInjection),
    ("source code enumeration", Form::SensitiveFileProbe),
    ("sensitive file", Form::SensitiveFileProbe),
    ("port scan", Form::PortScan),
    ("user enumeration", Form::UserEnumeration),
    ("scraper", Form::AddressHarvesting),
    ("brute", Form::PasswordGuessing),
    ("password spray", Form::PasswordSpraying),
    ("segmentation fault", Form::DenialOfService),
    ("core dump", Form::DenialOfService),
    ("threading error", Form::DenialOfService),
    ("cve-", Form::KnownVulnerability),
    ("exploit", Form::KnownVulnerability),
    ("jndi", Form::KnownVulnerability),
    ("log4j", Form::KnownVulnerability),
    ("scan", Form::VulnerabilityScan),
    ("user agent", Form::VulnerabilityScan),
    ("user-agent", Form::VulnerabilityScan),
];

/// ATT&CK techniques; a parent covers its sub-techniques. Lower case, as tags write them.
const BY_TECHNIQUE: &[(&str, Form)] = &[
    ("t1505.003", Form::WebShell),
    ("t1110.001", Form::PasswordGuessing),
    ("t1110.003", Form::PasswordSpraying),
    ("t1110.004", Form::CredentialStuffing),
    ("t1110", Form::PasswordGuessing),
    ("t1114", Form::MailboxTampering),
    ("t1498", Form::DenialOfService),
    ("t1499", Form::DenialOfService),
    ("t1595.001", Form::PortScan),
    ("t1046", Form::PortScan),
    ("t1595.003", Form::ContentDiscovery),
    ("t1595", Form::VulnerabilityScan),
    ("t1589.002", Form::AddressHarvesting),
    ("t1589", Form::UserEnumeration),
    ("t1189", Form::CrossSiteScripting),
    ("t1213", Form::MassExport),
    ("t1567", Form::MassExport),
    ("t1548", Form::PrivilegeEscalation),
    ("t1068", Form::PrivilegeEscalation),
    ("t1078", Form::SuspiciousSignIn),
    ("t1098", Form::Persistence),
    ("t1136", Form::Persistence),
    ("t1053", Form::Persistence),
    ("t1543", Form::Persistence),
    ("t1547", Form::Persistence),
];

/// The form a rule most nearly says, from what it has: title, tags (lower case) and events.
pub(super) fn form_of(title: &str, tags: &[Box<str>], scope: Option<Scope>) -> Form {
    let title = title.to_lowercase();
    if let Some((_, form)) = BY_TITLE.iter().find(|(word, _)| title.contains(word)) {
        return *form;
    }
    if tags.iter().any(|tag| tag.starts_with("cve.")) {
        return Form::KnownVulnerability;
    }
    let has = |technique: &str| {
        tags.iter()
            .filter_map(|tag| tag.strip_prefix("attack."))
            .any(|tag| tag.strip_prefix(technique).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    };
    if let Some((_, form)) = BY_TECHNIQUE.iter().find(|(technique, _)| has(technique)) {
        return *form;
    }
    match scope {
        Some(scope) if scope.has_requests() => Form::VulnerabilityScan,
        Some(scope) if scope.is_about_commands() => Form::Persistence,
        Some(scope) if scope.is_about_accounts() => Form::SuspiciousSignIn,
        _ => Form::KnownVulnerability,
    }
}

#[cfg(test)]
mod tests {
    use super::super::LogSourceWords;
    use super::*;

    #[test]
    fn the_nearest_form_is_taken_from_title_then_tags_then_events() {
        let web = Scope::of(&LogSourceWords { category: Some("webserver".into()), ..LogSourceWords::default() }).ok();
        let commands =
            Scope::of(&LogSourceWords { category: Some("process_creation".into()), ..LogSourceWords::default() }).ok();
        for (title, tags, scope, expected) in [
            ("SQL Injection Strings In URI", &["attack.t1190"][..], web, Form::SqlInjection),
            ("Webshell ReGeorg Detection", &["attack.t1505.003"], web, Form::WebShell),
            ("Something", &["attack.t1110.003"], None, Form::PasswordSpraying),
            ("Something", &["attack.t1110.9"], None, Form::PasswordGuessing),
            ("Something", &["attack.t11101"], web, Form::VulnerabilityScan),
            ("Something", &["cve.2021-44228"], web, Form::KnownVulnerability),
            ("Something", &[], commands, Form::Persistence),
            ("Something", &[], None, Form::KnownVulnerability),
        ] {
            let tags: Vec<Box<str>> = tags.iter().map(|tag| (*tag).into()).collect();
            assert_eq!(form_of(title, &tags, scope), expected, "{title} {tags:?}");
        }
    }

    #[test]
    fn tables_are_lower_case() {
        for word in BY_TITLE.iter().map(|(word, _)| word).chain(BY_TECHNIQUE.iter().map(|(word, _)| word)) {
            assert_eq!(word.to_lowercase(), **word);
        }
    }
}
