//! The messages of a PostgreSQL server that speaks French (`lc_messages = fr_FR`), as its translation has them (versions 9 to
//! 17). Only what says who came, from where, and what became of it; errors are typed by their severity in every language.

use vigie_facts::event::ConnectionPhase::{BadProtocol, Closed, LimitReached, Opened, Refused};
use vigie_facts::event::Outcome::{Failure, Success};
use vigie_facts::event::{Action, ConnectionPhase, DatabaseKind, SignIn};

use crate::templates::{Captures, Meaning, Template, other, reloaded, started, statistics, stopped, t};

fn phase<'a>(c: &Captures<'a>, phase: ConnectionPhase) -> Meaning<'a> {
    Meaning::Is(Action::Connection(c.connection(phase)))
}

fn failed<'a>(c: &Captures<'a>) -> Meaning<'a> {
    Meaning::Is(Action::SignIn(c.sign_in(Failure)))
}

fn statement<'a>(c: &Captures<'a>) -> Meaning<'a> {
    Meaning::Is(Action::Database(c.database(DatabaseKind::Statement)))
}

pub(super) const TEMPLATES: &[Template] = &[
    t(
        "{authentification par mot de passe échouée|authentification échouée|authentification {|par le |« }<method:id>{ »|} échouée|Échec de l'authentification <method:id>} pour l'utilisateur {| }« <user> »{ : <_:rest>|}",
        failed,
        &[
            (
                "authentification par mot de passe échouée pour l'utilisateur  « bob »",
                "sign-in event.outcome=failure network.protocol=postgresql user.name=bob",
            ),
            (
                "authentification peer échouée pour l'utilisateur « bob »",
                "sign-in event.outcome=failure network.protocol=postgresql user.name=bob vigie.authentication.method=peer",
            ),
            (
                "Échec de l'authentification Ident pour l'utilisateur « bob »",
                "sign-in event.outcome=failure network.protocol=postgresql user.name=bob vigie.authentication.method=Ident",
            ),
        ],
    ),
    t(
        "{aucune entrée dans pg_hba.conf|pg_hba.conf rejette la connexion}<_:text>l'hôte « <addr> »,{ |\n\t|\n}utilisateur « <user> »{,{ |\n\t|\n}base<_:rest>|,{ |\n\t|\n}{aucun chiffrement|chiffrement <_:rest>|SSL <_:rest>}}",
        failed,
        &[
            (
                "aucune entrée dans pg_hba.conf pour l'hôte « 192.0.2.1 », utilisateur « bob »,\n\tbase de données « app », aucun chiffrement",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=postgresql user.name=bob",
            ),
            (
                "pg_hba.conf rejette la connexion de la réplication pour l'hôte « 192.0.2.1 »,\nutilisateur « bob », SSL actif",
                "sign-in event.outcome=failure source.ip=192.0.2.1 network.protocol=postgresql user.name=bob",
            ),
        ],
    ),
    t(
        "le rôle « <user> » n'existe pas",
        |c| Meaning::Is(Action::SignIn(SignIn { user_exists: Some(false), ..c.sign_in(Failure) })),
        &[(
            "le rôle « bob » n'existe pas",
            "sign-in event.outcome=failure network.protocol=postgresql user.name=bob vigie.user.exists=false",
        )],
    ),
    t(
        "le rôle « <user> » n'est pas autorisé à se connecter",
        failed,
        &[(
            "le rôle « bob » n'est pas autorisé à se connecter",
            "sign-in event.outcome=failure network.protocol=postgresql user.name=bob",
        )],
    ),
    t(
        "connexion reçue : hôte={<addr>|[local]}{ port=<port>|}",
        |c| phase(c, Opened),
        &[(
            "connexion reçue : hôte=192.0.2.1 port=4711",
            "connection-opened source.ip=192.0.2.1 source.port=4711 network.protocol=postgresql",
        )],
    ),
    t(
        "connexion authentifiée : identité=\"<user>\" méthode=<method:id>{ <_:rest>|}",
        |c| Meaning::Is(Action::SignIn(SignIn { echo: true, ..c.sign_in(Success) })),
        &[(
            "connexion authentifiée : identité=\"alice\" méthode=scram-sha-256 (/etc/postgresql/pg_hba.conf:97)",
            "sign-in event.outcome=success network.protocol=postgresql user.name=alice vigie.authentication.method=scram-sha-256 echo",
        )],
    ),
    t(
        "connexion {|de réplication }autorisée : utilisateur=<user:text>{ base de données <_:rest>|, base de données=<_:rest>| application_name=<_:rest>| SSL activé<_:rest>|}",
        |c| Meaning::Is(Action::SignIn(SignIn { user_exists: Some(true), ..c.sign_in(Success) })),
        &[
            (
                "connexion autorisée : utilisateur=alice base de données app application_name=psql",
                "sign-in event.outcome=success network.protocol=postgresql user.name=alice vigie.user.exists=true",
            ),
            (
                "connexion autorisée : utilisateur=alice, base de données=app",
                "sign-in event.outcome=success network.protocol=postgresql user.name=alice vigie.user.exists=true",
            ),
        ],
    ),
    t(
        "déconnexion : durée de la session : <_>{ |\n\t|\n}utilisateur=<user:text> base=<_:text> hôte={<addr>|[local]}{ port=<port>|}",
        |c| Meaning::Is(Action::Session(c.session(false))),
        &[(
            "déconnexion : durée de la session : 0:00:00.044\n\tutilisateur=alice base=app hôte=192.0.2.1 port=4711",
            "session-closed source.ip=192.0.2.1 source.port=4711 network.protocol=postgresql user.name=alice",
        )],
    ),
    t(
        "{protocole frontal|longueur invalide du paquet de démarrage|paquet de démarrage incomplet|configuration invalide du paquet de démarrage|aucun nom d'utilisateur PostgreSQL|en attente du mot de passe, a reçu|n'a pas pu accepter la connexion SSL}<_:rest>",
        |c| phase(c, BadProtocol),
        &[("longueur invalide du paquet de démarrage", "connection-bad-protocol network.protocol=postgresql")],
    ),
    t(
        "{désolé, trop de clients|trop de connexions pour|les emplacements de connexions restants}<_:rest>",
        |c| phase(c, LimitReached),
        &[("désolé, trop de clients sont déjà connectés", "connection-limit-reached network.protocol=postgresql")],
    ),
    t(
        "{le système de bases de données se lance|le système de base de données s'arrête|le système de bases de données est en cours de restauration|le système de bases de données n'accepte pas encore|la base de données « <db> » n'accepte plus les connexions|droit refusé pour la base de données}<_:rest>",
        |c| phase(c, Refused),
        &[("le système de bases de données se lance", "connection-refused network.protocol=postgresql")],
    ),
    t(
        "{fin de fichier (EOF) inattendue de la connexion du client|n'a pas pu recevoir les données du client|n'a pas pu envoyer les données au client|arrêt des connexions|connexion au client perdue|annulation de l'authentification}<_:rest>",
        |c| phase(c, Closed),
        &[(
            "n'a pas pu recevoir les données du client : Connexion ré-initialisée par le correspondant",
            "connection-closed network.protocol=postgresql",
        )],
    ),
    t(
        "{durée : <_> ms, {instruction|analyse <_:text>|lien <_:text>} : |durée : <_> ms  exécute <_:text>: |instruction : |exécute <_:text>: }<statement>",
        statement,
        &[
            ("instruction : DROP TABLE a", "database-statement db.statement=DROP TABLE a"),
            ("durée : 300.1 ms, instruction : SELECT 1", "database-statement db.statement=SELECT 1"),
        ],
    ),
    t("durée : <_> ms", statistics, &[("durée : 0.123 ms", "statistics")]),
    t(
        "{démarrage de PostgreSQL|le système de bases de données {est prêt|a été arrêté|a été interrompu|n'a pas été arrêté proprement}|en écoute sur|écoute sur la socket|redirection des traces|arrêt des traces sur stderr|la ré-exécution}<_:rest>",
        started,
        &[("le système de bases de données est prêt pour accepter les connexions", "service-started")],
    ),
    t(
        "{a reçu une demande d'arrêt|annulation des transactions actives|arrêt en cours|le système de base de données est arrêté|processus en tâche de fond|processus serveur|arrêt des autres processus|tous les processus serveur}<_:rest>",
        stopped,
        &[("a reçu une demande d'arrêt rapide", "service-stopped")],
    ),
    t(
        "{a reçu SIGHUP|paramètre « <_:text> » modifié|le fichier de configuration}<_:rest>",
        reloaded,
        &[("a reçu SIGHUP, rechargement des fichiers de configuration", "service-reloaded")],
    ),
    t(
        "{début du checkpoint|checkpoint terminé|début du restartpoint|restartpoint terminé|VACUUM automatique|ANALYZE automatique|fichier temporaire|le processus <_:int>}<_:rest>",
        statistics,
        &[("début du checkpoint : time", "statistics")],
    ),
    t(
        "commande de réplication reçu{|e} : <_:rest>",
        other,
        &[("commande de réplication reçu : IDENTIFY_SYSTEM", "housekeeping")],
    ),
];
