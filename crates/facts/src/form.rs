//! The forms an attack can take: a closed list whose ids never change, each mapped to MITRE ATT&CK where ATT&CK has a word.
//! What makes an event be of a form is said by rules, not here.

use serde::{Deserialize, Serialize};

macro_rules! forms {
    ($($variant:ident = $id:literal, $technique:expr, $class:ident, $en:literal, $fr:literal;)+) => {
        /// One form of attack. Ids are stable and appear in machine output as `form`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum Form {
            $(#[doc = $en] #[serde(rename = $id)] $variant,)+
        }

        impl Form {
            /// Every form, in the order reports list them when counts are equal.
            pub const ALL: &'static [Form] = &[$(Form::$variant,)+];

            /// The stable id, as rules name it: `vigie.form.sql-injection`.
            pub fn id(self) -> &'static str {
                match self { $(Form::$variant => $id,)+ }
            }

            /// The ATT&CK (Enterprise) technique, or `None` where ATT&CK has no word for it.
            pub fn technique(self) -> Option<&'static str> {
                match self { $(Form::$variant => $technique,)+ }
            }

            /// How the form goes about it.
            pub fn class(self) -> FormClass {
                match self { $(Form::$variant => FormClass::$class,)+ }
            }

            /// The name in English.
            pub fn label_en(self) -> &'static str {
                match self { $(Form::$variant => $en,)+ }
            }

            /// The name in French.
            pub fn label_fr(self) -> &'static str {
                match self { $(Form::$variant => $fr,)+ }
            }

            /// The form of an id, or `None`.
            pub fn from_id(id: &str) -> Option<Form> {
                Form::ALL.iter().copied().find(|form| form.id() == id)
            }
        }
    };
}

/// The broad way a form works; decides which signs of success make sense for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FormClass {
    /// Tries to make a program do what it should not; an answer that differs in kind may mean it worked.
    Exploiting,
    /// Looks around: an answer of status 200 is information gained, not entry.
    Probing,
    /// Tries to sign in: success is a sign-in.
    Credential,
    /// Tries to stop or to burden a service.
    Burdening,
    /// Something that only makes sense once inside.
    Following,
}

forms! {
    SqlInjection = "sql-injection", Some("T1190"), Exploiting, "SQL injection", "injection SQL";
    NosqlInjection = "nosql-injection", Some("T1190"), Exploiting, "NoSQL injection", "injection NoSQL";
    LdapInjection = "ldap-injection", Some("T1190"), Exploiting, "LDAP injection", "injection LDAP";
    XpathInjection = "xpath-injection", Some("T1190"), Exploiting, "XPath injection", "injection XPath";
    CommandInjection = "command-injection", Some("T1190"), Exploiting, "command injection", "injection de commandes";
    CodeInjection = "code-injection", Some("T1190"), Exploiting, "code injection", "injection de code";
    TemplateInjection = "template-injection", Some("T1190"), Exploiting, "template injection", "injection de gabarit";
    SsiInjection = "ssi-injection", Some("T1190"), Exploiting, "server-side include injection", "injection d’inclusions serveur (SSI)";
    MailInjection = "mail-injection", Some("T1190"), Exploiting, "mail header injection", "injection d’en-têtes de courriel";
    CrlfInjection = "crlf-injection", Some("T1190"), Exploiting, "CRLF injection", "injection CRLF";
    CrossSiteScripting = "cross-site-scripting", Some("T1189"), Exploiting, "cross-site scripting", "script intersites (XSS)";
    PathTraversal = "path-traversal", Some("T1190"), Exploiting, "path traversal", "traversée de répertoires";
    FileInclusion = "file-inclusion", Some("T1190"), Exploiting, "file inclusion", "inclusion de fichier";
    XmlExternalEntity = "xml-external-entity", Some("T1190"), Exploiting, "XML external entity", "entité externe XML (XXE)";
    ServerSideRequestForgery = "server-side-request-forgery", Some("T1190"), Exploiting, "server-side request forgery", "falsification de requête côté serveur (SSRF)";
    UnsafeDeserialization = "unsafe-deserialization", Some("T1190"), Exploiting, "unsafe deserialisation", "désérialisation dangereuse";
    KnownVulnerability = "known-vulnerability", Some("T1190"), Exploiting, "known vulnerability", "vulnérabilité connue";
    WebShell = "web-shell", Some("T1505.003"), Exploiting, "web shell", "web shell";
    SensitiveFileProbe = "sensitive-file-probe", Some("T1595.003"), Probing, "search for sensitive files", "recherche de fichiers sensibles";
    AdminInterfaceProbe = "admin-interface-probe", Some("T1595.003"), Probing, "search for admin interfaces", "recherche d’interfaces d’administration";
    VulnerabilityScan = "vulnerability-scan", Some("T1595.002"), Probing, "vulnerability scan", "balayage de vulnérabilités";
    ContentDiscovery = "content-discovery", Some("T1595.003"), Probing, "content discovery", "découverte de contenus";
    ProtocolAbuse = "protocol-abuse", Some("T1190"), Probing, "protocol abuse", "abus de protocole";
    FormSpam = "form-spam", None, Burdening, "form spam", "spam de formulaires";
    PasswordGuessing = "password-guessing", Some("T1110.001"), Credential, "password guessing", "essais de mots de passe";
    PasswordSpraying = "password-spraying", Some("T1110.003"), Credential, "password spraying", "pulvérisation de mots de passe";
    CredentialStuffing = "credential-stuffing", Some("T1110.004"), Credential, "credential stuffing", "bourrage d’identifiants";
    UserEnumeration = "user-enumeration", Some("T1589"), Probing, "user enumeration", "énumération de comptes";
    MailRelayProbe = "mail-relay-probe", Some("T1595"), Probing, "search for an open mail relay", "recherche d’un relais de courriel ouvert";
    AddressHarvesting = "address-harvesting", Some("T1589.002"), Probing, "e-mail address harvesting", "moisson d’adresses électroniques";
    PortScan = "port-scan", Some("T1595.001"), Probing, "port scan", "balayage de ports";
    DenialOfService = "denial-of-service", Some("T1499"), Burdening, "denial of service", "déni de service";
    SuspiciousSignIn = "suspicious-sign-in", Some("T1078"), Following, "suspicious sign-in", "connexion suspecte";
    PrivilegeEscalation = "privilege-escalation", Some("T1548"), Following, "privilege escalation", "élévation de privilèges";
    MailboxTampering = "mailbox-tampering", Some("T1114.003"), Following, "mailbox tampering", "altération de boîte aux lettres";
    MassExport = "mass-export", Some("T1213"), Following, "mass export", "export massif";
    Persistence = "persistence", Some("T1098"), Following, "persistence", "persistance";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_round_trip() {
        for form in Form::ALL {
            assert_eq!(Form::from_id(form.id()), Some(*form));
        }
        let mut ids: Vec<_> = Form::ALL.iter().map(|form| form.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Form::ALL.len());
    }

    #[test]
    fn techniques_look_like_attack_ids() {
        for technique in Form::ALL.iter().filter_map(|form| form.technique()) {
            assert!(technique.starts_with('T') && technique[1..5].bytes().all(|b| b.is_ascii_digit()), "{technique}");
        }
    }
}
