//! French titles of the built-in rules, by their English title. Titles of other people's rules stay as their authors wrote them.

/// English and French, sorted by the English. A test holds it complete.
const FRENCH: &[(&str, &str)] = &[
    ("Account added to a machine", "Compte ajouté à une machine"),
    ("Account put into a group of administrators", "Compte mis dans un groupe d’administrateurs"),
    ("Accounts that do not exist tried one after another", "Comptes inexistants essayés l’un après l’autre"),
    (
        "Administrator signed in with a password over the network",
        "Administrateur connecté par mot de passe depuis le réseau",
    ),
    ("Another protocol spoken to a web server", "Autre protocole parlé à un serveur web"),
    ("Burst of failed sign-ins of one source", "Rafale d’échecs de connexion d’une source"),
    ("Code of Java, JavaScript, Python or Ruby in a request", "Code Java, JavaScript, Python ou Ruby dans une requête"),
    ("Command entered or file fetched in a honeypot", "Commande saisie ou fichier récupéré dans un pot de miel"),
    ("Command line in a request", "Ligne de commande dans une requête"),
    (
        "Command that opens a shell with the rights of another",
        "Commande qui ouvre un interpréteur avec les droits d’un autre",
    ),
    ("Connection to a honeypot", "Connexion à un pot de miel"),
    ("Data sent to a function that is not there", "Données envoyées à une fonction qui n’existe pas"),
    ("Data sent to a script that is not there", "Données envoyées à un script qui n’existe pas"),
    ("Encoding that only evasion uses", "Encodage qui ne sert qu’à se dissimuler"),
    ("Exploit of Confluence, Jira, Bitbucket or GitLab", "Exploitation de Confluence, Jira, Bitbucket ou GitLab"),
    ("Exploit of Microsoft Exchange or SharePoint", "Exploitation de Microsoft Exchange ou SharePoint"),
    ("Exploit of Struts or Spring", "Exploitation de Struts ou Spring"),
    (
        "Exploit of Telerik, IIS or another .NET component",
        "Exploitation de Telerik, d’IIS ou d’un autre composant .NET",
    ),
    ("Exploit of a CMS or its plugins", "Exploitation d’un gestionnaire de contenu ou de ses extensions"),
    ("Exploit of a PHP framework or library", "Exploitation d’un cadriciel ou d’une bibliothèque PHP"),
    ("Exploit of a VPN gateway or load balancer", "Exploitation d’une passerelle VPN ou d’un répartiteur de charge"),
    ("Exploit of a router, camera or small device", "Exploitation d’un routeur, d’une caméra ou d’un petit appareil"),
    (
        "Exploit of a web mail or a file transfer server",
        "Exploitation d’une messagerie web ou d’un transfert de fichiers",
    ),
    ("Exploit of a web server or proxy itself", "Exploitation du serveur web ou du mandataire lui-même"),
    (
        "Exploit of an application server or a search engine",
        "Exploitation d’un serveur d’applications ou d’un moteur de recherche",
    ),
    ("Exploit or door of a named product", "Exploitation ou porte d’un produit nommé"),
    ("Exploit or door of an appliance", "Exploitation ou porte d’un appareil"),
    ("Exploit or door of an office suite", "Exploitation ou porte d’une suite de bureau"),
    ("Exploit or door of server software", "Exploitation ou porte d’un logiciel de serveur"),
    ("Extension of a content management system that is not there", "Extension absente d’un gestionnaire de contenu"),
    ("Failed sign-ins of one source all day long", "Échecs de connexion d’une source toute la journée"),
    ("File inclusion through a stream or another server", "Inclusion de fichier par un flux ou un autre serveur"),
    ("Files or programs reached through the database", "Fichiers ou programmes atteints par la base de données"),
    ("Installer that is not there", "Programme d’installation absent"),
    ("Interface of Docker, Kubernetes or Hadoop asked for", "Interface de Docker, Kubernetes ou Hadoop demandée"),
    ("Interface of an application that is not there", "Interface d’une application absente"),
    ("Internal address where the server would fetch it", "Adresse interne là où le serveur irait la chercher"),
    ("Key, job or program planted to come back", "Clé, tâche ou programme laissé pour revenir"),
    ("LDAP filter broken out of in a request", "Sortie d’un filtre LDAP dans une requête"),
    ("Large export taken from a site", "Export volumineux pris sur un site"),
    ("Line break and a response header in a request", "Saut de ligne et en-tête de réponse dans une requête"),
    ("List of mail addresses tried by one source", "Liste d’adresses de courriel essayée par une source"),
    ("Log4j lookup in a request", "Recherche Log4j dans une requête"),
    ("Mail header or command smuggled into a form", "En-tête ou commande de courriel glissé dans un formulaire"),
    ("Mail server asked to relay for strangers", "Serveur de courriel sollicité comme relais par des inconnus"),
    ("Many accounts tried by one network", "Nombreux comptes essayés par un réseau"),
    ("Many accounts tried by one source", "Nombreux comptes essayés par une source"),
    ("Many different missing paths asked for", "Nombreux chemins inexistants demandés"),
    ("Many ports of a network knocked at", "Nombreux ports d’un réseau sondés"),
    ("Names of accounts asked of a content management system", "Noms de comptes demandés à un gestionnaire de contenu"),
    ("One account tried from many sources", "Un compte essayé depuis de nombreuses sources"),
    ("One service tried by many sources", "Un service essayé par de nombreuses sources"),
    ("PHP code in a request", "Code PHP dans une requête"),
    ("PHP run with options from the address", "PHP lancé avec des options prises dans l’adresse"),
    ("Path that climbs out of its folder", "Chemin qui sort de son dossier"),
    ("Path written so that a check reads it otherwise", "Chemin écrit pour qu’un contrôle le lise autrement"),
    ("Ports knocked at all day long", "Ports sondés toute la journée"),
    ("Program code in a request", "Code de programme dans une requête"),
    ("Query operator of a document database in a request", "Opérateur d’une base de documents dans une requête"),
    ("Recipients guessed", "Destinataires devinés"),
    ("Requests in a flood", "Requêtes en déluge"),
    ("Requests that only scanners send", "Requêtes que seuls les scanners envoient"),
    ("Rights of another account refused again and again", "Droits d’un autre compte refusés à répétition"),
    ("Rule or forwarding of a mailbox changed", "Règle ou renvoi d’une boîte de courriel modifié"),
    ("SQL injected into a request", "SQL injecté dans une requête"),
    ("Script among uploaded files that is not there", "Script absent parmi les fichiers déposés"),
    ("Script or active markup in a request", "Script ou balisage actif dans une requête"),
    ("Search for administration interfaces", "Recherche d’interfaces d’administration"),
    ("Search for configuration, keys and secrets", "Recherche de configurations, de clés et de secrets"),
    (
        "Search for monitoring and documentation of an interface",
        "Recherche de la supervision et de la documentation d’une interface",
    ),
    ("Sensor saw a flood", "Une sonde a vu un déluge"),
    ("Sensor saw a path traversal", "Une sonde a vu une traversée de chemin"),
    ("Sensor saw a protocol abused", "Une sonde a vu un abus de protocole"),
    ("Sensor saw a scan", "Une sonde a vu un balayage"),
    ("Sensor saw a vulnerability scanner", "Une sonde a vu un scanner de vulnérabilités"),
    ("Sensor saw a web shell", "Une sonde a vu un interpréteur web"),
    ("Sensor saw an SQL injection", "Une sonde a vu une injection SQL"),
    ("Sensor saw an exploit", "Une sonde a vu une exploitation"),
    ("Sensor saw cross-site scripting", "Une sonde a vu un script intersite"),
    ("Sensor saw guessing of passwords", "Une sonde a vu deviner des mots de passe"),
    ("Serialised object in a request", "Objet sérialisé dans une requête"),
    ("Server errors in a flood", "Erreurs du serveur en déluge"),
    ("Server-side include directive in a request", "Directive d’inclusion du serveur dans une requête"),
    ("Service of another program that is not there", "Service absent d’un autre programme"),
    ("Service spoken to in another protocol", "Service abordé dans un autre protocole"),
    ("Shell command in a request", "Commande système dans une requête"),
    ("Shellshock in a request", "Shellshock dans une requête"),
    ("Sign-in page of a site posted to again and again", "Page de connexion d’un site soumise à répétition"),
    ("Sign-in page that is not there", "Page de connexion absente"),
    ("Sign-in tried at a honeypot", "Connexion essayée sur un pot de miel"),
    ("Spam through a form or a referrer", "Pourriel par un formulaire ou une page référente"),
    ("Template expression in a request", "Expression de gabarit dans une requête"),
    ("Vulnerability scanner that gives its name", "Scanner de vulnérabilités qui donne son nom"),
    ("Web server asked to work as a proxy", "Serveur web sollicité comme mandataire"),
    ("Web shell asked for by its name", "Interpréteur web demandé par son nom"),
    ("Whole tables or databases taken out", "Tables ou bases entières extraites"),
    ("XML external entity in a request", "Entité externe XML dans une requête"),
    ("XPath expression in a request", "Expression XPath dans une requête"),
];

/// The French title of a built-in rule.
pub(super) fn french(title: &str) -> Option<&'static str> {
    FRENCH.binary_search_by_key(&title, |(english, _)| english).ok().map(|at| FRENCH[at].1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_built_in_rule_has_a_french_title() {
        assert!(FRENCH.is_sorted() && FRENCH.windows(2).all(|pair| pair[0].0 != pair[1].0));
        let (texts, _) = crate::rulepack::rule_texts(true, &[]);
        let files: Vec<(&str, &str)> = texts.iter().map(|text| (text.file.as_str(), text.yaml.as_str())).collect();
        let (rules, _) = vigie_detect::rules::RuleSet::load(&files);
        // Rules that another one only counts are never a reason by themselves.
        let titles: BTreeSet<&str> =
            rules.rules().iter().filter(|rule| !rule.name.contains('#')).map(|rule| &*rule.title).collect();
        let without: Vec<&&str> = titles.iter().filter(|title| french(title).is_none()).collect();
        assert!(without.is_empty(), "without a French title: {without:?}");
        let stale: Vec<&str> =
            FRENCH.iter().map(|(english, _)| *english).filter(|title| !titles.contains(title)).collect();
        assert!(stale.is_empty(), "titles of no rule: {stale:?}");
        assert!(FRENCH.iter().all(|(_, french)| !french.contains('\'')), "the apostrophe is ’");
    }
}
