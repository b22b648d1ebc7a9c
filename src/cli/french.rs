//! The French help: the same arguments as `args.rs`, in French. A test walks the command and fails when a text is missing
//! here or stands here for nothing.

use clap::Command;

/// Path of a command or argument (`report`, `report.html`) and its French help.
const HELP: &[(&str, &str)] = &[
    (
        "",
        "De vos propres journaux à une réponse défendable : ce qui nous a attaqués, ce qui était visé, d’où c’est arrivé, s’ils sont entrés, que faire. Fonctionne hors ligne ; rien ne quitte cette machine",
    ),
    ("lang", "Langue de tout ce qui se lit [par défaut : celle de l’environnement]"),
    ("color", "Quand utiliser la couleur"),
    ("quiet", "Ni progression ni remarques, seulement les erreurs"),
    ("report", "Répondre aux questions : quoi, visant quoi, d’où, sont-ils entrés, que faire"),
    ("scan", "Une ligne par détection, comme grep"),
    ("parse", "Ce qui a été compris : un événement par ligne"),
    ("rules", "Les règles : lister, montrer, essayer, vérifier"),
    ("explain", "Faire passer une ligne par chaque étape et dire pourquoi"),
    (
        "clusters",
        "Qui a agi ensemble, d’après des journaux, un dossier, ou une table de qui a laissé quelle trace et quand",
    ),
    ("claim", "Puis-je signer cette phrase ? Chaque affirmation d’un texte, jugée d’après un dossier"),
    ("claim.check", "Chaque phrase : affirmation ou non, verdict, chiffres, raison, formulation plus sûre"),
    ("claim.check.file", "Le texte : un fichier (texte ou HTML), ou `-` pour l’entrée standard"),
    ("claim.check.text", "Le texte lui-même"),
    ("claim.check.case", "Le dossier d’après lequel il est jugé"),
    (
        "claim.check.date",
        "Le jour du texte, d’où se comptent « mardi » ou « la semaine dernière » [par défaut : le dernier jour du dossier]",
    ),
    ("claim.check.since", "Le jour d’un événement dont parle le texte (répétable)"),
    ("claim.check.exit_code", "Sortir avec 1 si une affirmation est contredite"),
    (
        "statement",
        "Que dire en public : une déclaration que le dossier étaye, et la vérification d’un texte avant sa publication",
    ),
    (
        "statement.lint",
        "Vérifier un texte avant sa publication : ce qui lui manque, ce que le dossier n’étaye pas, qui il nomme",
    ),
    ("statement.lint.file", "Le texte : un fichier (texte ou HTML), ou `-` pour l’entrée standard"),
    ("statement.lint.case", "Le dossier d’après lequel il est jugé"),
    (
        "statement.lint.date",
        "Le jour du texte, d’où se compte « mardi », et qui peut précéder un scrutin [par défaut : le dernier jour du dossier, et aujourd’hui]",
    ),
    ("statement.lint.since", "Le jour d’un événement dont parle le texte (répétable)"),
    ("statement.lint.organisation", "Les personnes à ne pas nommer, les scrutins et leurs périodes de réserve"),
    (
        "statement.letter",
        "Un brouillon aux rubriques fixes, pour ceux qu’il faut prévenir ; inconnu où c’est inconnu, jamais un avis juridique",
    ),
    (
        "statement.letter.kind",
        "Lequel : referral, saisine de l’État ; complaint, annexe de plainte ; breach, violation de données (RGPD, art. 33) ; warning, notification, final : NIS2, art. 23, à 24 h, 72 h, un mois",
    ),
    ("statement.letter.case", "Le dossier dont il est fait"),
    (
        "statement.letter.out",
        "Le fichier à écrire : une page s’il finit par .html, sinon du texte [par défaut : la sortie standard]",
    ),
    ("statement.case", "Le dossier dont elle est faite"),
    ("statement.audience", "Pour qui : press, la presse ; state, une autorité ; members, les adhérents"),
    ("statement.length", "Combien en dire : short, medium, long"),
    (
        "statement.hold",
        "Une déclaration d’attente : ce qui se sait aux premières heures, sans chiffre qui puisse changer",
    ),
    ("statement.date", "Le jour de la déclaration : avant un scrutin, des faits seulement [par défaut : aujourd’hui]"),
    ("statement.organisation", "Les scrutins et leurs périodes de réserve"),
    ("statement.no_notes", "Omettre les notes qui mènent des chiffres à leurs questions"),
    (
        "statement.out",
        "Le fichier à écrire : une page s’il finit par .html, sinon du texte [par défaut : la sortie standard]",
    ),
    (
        "claim.drift",
        "Plusieurs textes sur les mêmes faits : quelle phrase est devenue laquelle, et ce qui a changé en route",
    ),
    ("claim.drift.texts", "Les textes, le plus ancien d’abord sauf si chacun a sa date : fichiers (texte ou HTML)"),
    ("claim.drift.case", "Le dossier d’après lequel leurs affirmations sont jugées"),
    ("claim.drift.all", "Montrer aussi les affirmations répétées telles quelles"),
    ("claim.drift.exit_code", "Sortir avec 1 si quelque chose a changé en route"),
    ("count", "Combien, dans quelle unité : l’échelle des enregistrements aux incidents, par jour, semaine, mois"),
    ("count.by", "Selon quoi, dans cet ordre"),
    (
        "pack.text",
        "Un texte sur le dossier à y joindre, avec le verdict de chacune de ses affirmations, comme le donne `claim check` (répétable)",
    ),
    ("geo", "La table des réseaux et des pays : consulter, remplacer"),
    ("mark", "Porter un jugement sur un incident, une tentative ou une source d’un dossier, et répondre à nouveau"),
    ("case", "Garder un dossier léger et licite : effacer une personne, retirer les jours anciens"),
    ("exercise", "Des mondes de journaux dont la vérité est connue : en écrire un, noter une réponse"),
    ("exercise.list", "Une ligne par monde"),
    ("exercise.run", "Écrire un monde : journaux, `truth.json`, et ce qu’il faut demander"),
    ("exercise.run.name", "Nom du monde, comme `list` l’écrit"),
    ("exercise.run.seed", "Décide de tout ce dont le hasard décide"),
    ("exercise.run.out", "Dossier à écrire, vide ou pas encore là"),
    ("exercise.run.force", "Écrire même si le dossier n’est pas vide"),
    ("exercise.score", "Comparer des grappes à la vérité : précision, rappel, indice de Rand ajusté, fausses grappes"),
    ("exercise.score.folder", "Dossier que `run` a écrit"),
    ("exercise.score.clusters", "Grappes en JSON, comme `vigie` les écrit"),
    ("completions", "Écrire la complétion d’un shell sur la sortie standard"),
    ("man", "Écrire la page de manuel sur la sortie standard"),
    (
        "*.paths",
        "Fichiers, dossiers (lus récursivement), ou `-` pour l’entrée standard ; la compression est reconnue au contenu",
    ),
    ("*.year", "Année du premier enregistrement, pour les journaux qui n’en disent rien (syslog)"),
    ("*.log_time_zone", "Fuseau des journaux qui n’en disent rien, par son nom IANA [par défaut : UTC]"),
    ("*.time_zone", "Fuseau dans lequel se comptent jours, semaines et mois [par défaut : celui de la machine]"),
    ("*.as_service", "Tout lire comme ce service, quelle que soit l’apparence"),
    ("*.asset", "Nom de l’actif, pour les journaux qui ne nomment aucun hôte"),
    ("*.trusted_proxy", "Un mandataire dont on croit les adresses relayées (répétable)"),
    ("*.own", "Un réseau de l’organisation elle-même (répétable)"),
    ("*.allow", "Un réseau dont le trafic est attendu : supervision, partenaires, testeurs (répétable)"),
    ("*.organisation", "Noms, domaines, personnes, réseaux et actifs de l’organisation"),
    ("*.rules", "Davantage de règles Sigma, à côté des règles intégrées (répétable)"),
    ("*.no_builtin_rules", "Laisser de côté les règles intégrées"),
    ("*.network_data", "Table des réseaux à utiliser au lieu de la table intégrée (mmdb ou CSV)"),
    ("*.workers", "Fils qui lisent et comparent [par défaut : un par cœur]"),
    ("*.jsonl", "Un objet JSON par ligne"),
    ("*.json", "En JSON"),
    ("*.dir", "Dossier de règles au lieu des règles intégrées"),
    ("*.case", "Le dossier d’enquête"),
    ("*.exit_code", "Sortir avec 1 s’il y a au moins un résultat"),
    ("report.html", "Écrire la réponse en une page autonome"),
    ("report.json", "Écrire la réponse en JSON ; `-` pour la sortie standard et rien d’autre"),
    ("report.case", "Garder le dossier d’enquête ici ; les journaux s’ajoutent à un dossier déjà présent"),
    ("report.compare", "Mettre un dossier antérieur à côté de celui-ci"),
    ("report.clear", "Écrire en clair les noms de comptes dans les fichiers"),
    ("report.explain_units", "Donner les définitions qui décident de chaque compte, puis s’arrêter"),
    ("scan.form", "Seulement les détections de cette forme (répétable)"),
    ("parse.not_understood", "Seulement les enregistrements qui n’ont pas été compris, tels quels, rendus inertes"),
    ("rules.list", "Une ligne par règle : nom, forme, technique, niveau, titre"),
    ("rules.show", "Une règle et sa page"),
    ("rules.show.name", "Nom de la règle, comme `list` l’écrit"),
    ("rules.test", "Exécuter la page d’essai de chaque règle"),
    ("rules.lint", "Chercher les erreurs dans les règles"),
    ("explain.place", "Fichier et numéro de ligne, à partir de 1"),
    ("clusters.paths", "Un dossier d’enquête, ou des journaux comme pour `report`"),
    ("clusters.clear", "Écrire en clair les noms de comptes dans les fichiers"),
    ("clusters.show", "Un groupe en entier : chaque membre, session, trace et indice"),
    ("clusters.show.id", "Son numéro"),
    (
        "clusters.observations",
        "Table d’observations : CSV avec une ligne de noms de colonnes, ou un objet JSON par ligne ; `-` pour l’entrée standard",
    ),
    ("clusters.actor", "Colonne qui nomme qui a agi"),
    ("clusters.trace", "Colonne de ce qui a été demandé, essayé ou publié : chemin, compte, lien, texte (répétable)"),
    ("clusters.tool", "Colonne d’une marque d’outil : agent utilisateur, empreinte, bannière (répétable)"),
    (
        "clusters.time",
        "Colonne du moment : RFC 3339, ISO 8601 (UTC si aucun fuseau n’est dit), secondes ou millisecondes Unix",
    ),
    ("clusters.logs", "Les acteurs sont des sources qui viennent par sessions [par défaut]"),
    ("clusters.posts", "Les acteurs sont des comptes qui publient liens, textes ou images"),
    ("clusters.method", "Comment chercher : `chance` contre le hasard, `cooRTweet` le réseau publié, pour comparer"),
    (
        "clusters.within",
        "Pour cooRTweet : secondes pendant lesquelles deux publications d’un objet sont ensemble [par défaut : 10]",
    ),
    (
        "clusters.min_participation",
        "Pour cooRTweet : publications qu’il faut à un compte pour être compté [par défaut : 2]",
    ),
    ("clusters.json", "Écrire la réponse en JSON, sur la sortie standard et rien d’autre si aucun fichier n’est donné"),
    ("geo.show", "Où se trouve une adresse, d’après la table"),
    ("geo.show.addresses", "Adresses"),
    ("geo.update", "Remplacer désormais la table intégrée par la vôtre"),
    ("geo.update.from", "mmdb, CSV (début,fin,valeur), ou fichier geoip de Tor"),
    ("mark.id", "Ce qui est jugé : `incident-N`, `attempt-N`, ou une adresse source"),
    ("mark.judgement", "Le jugement"),
    ("mark.why", "Pourquoi"),
    ("case.show", "Ce que contient un dossier : tables, lignes, empreintes"),
    ("case.erase", "Effacer une personne : un compte ou une adresse, avec chaque ligne qui la cite"),
    ("case.erase.person", "Nom de compte ou adresse"),
    ("case.history", "Ce que le dossier a répondu et quand, ce qui a changé depuis, et pourquoi"),
    ("case.history.show", "Montrer la réponse de ce numéro telle qu’elle fut donnée"),
    ("case.prune", "Retirer tout ce qui est antérieur à tant de jours avant le dernier enregistrement"),
    ("case.prune.keep_days", "Jours à garder"),
    ("completions.shell", "Le shell"),
    (
        "protect",
        "Retenir les attaquants un moment : voir ce qui serait fait, le faire, le défaire, voir si cela a servi",
    ),
    (
        "guard",
        "Veiller sur des journaux pendant qu’ils s’écrivent : remplir un dossier, dire quoi retenir, le retenir si on le demande",
    ),
    ("guard.case", "Remplir le dossier d’enquête ici ; une veille arrêtée y reprend"),
    ("guard.watch_only", "Dire ce qui serait retenu, et ne rien retenir [par défaut]"),
    (
        "guard.apply",
        "Le retenir dans le filtre de paquets (nftables), par un processus à part qui ne garde que ce droit",
    ),
    ("guard.blocker", "Le retenir par le `vigie block` qui écoute à cette prise"),
    ("guard.dead_man", "Avec --apply : tout défaire si personne ne lance `vigie block --confirm` aussi souvent"),
    ("guard.block_state", "Avec --apply : où se tient ce que des personnes ont dit au bloqueur"),
    (
        "listen",
        "Recueillir les journaux qui ne sont pas des fichiers : syslog par le réseau ou une prise, journal de systemd",
    ),
    ("listen.to", "Où garder ce qui arrive : un dossier que `vigie guard` suit et que `vigie report` lit"),
    ("listen.udp", "Recevoir syslog par UDP à cette adresse (répétable)"),
    ("listen.tcp", "Recevoir syslog par TCP à cette adresse, compté ou par lignes (répétable)"),
    ("listen.unix", "Recevoir syslog à cette prise Unix, comme /dev/log (répétable)"),
    ("listen.journal", "Suivre le journal de systemd"),
    ("listen.journalctl", "Le programme qui lit le journal"),
    ("listen.from", "Un réseau dont les messages sont pris ; sans cela, seulement ceux de cette machine (répétable)"),
    ("listen.segment_mib", "Mébioctets d’un fichier avant que le suivant ne commence"),
    ("listen.segment_hours", "Heures d’un fichier avant que le suivant ne commence"),
    (
        "listen.keep_mib",
        "Mébioctets de l’ensemble ; au-delà, les plus anciens fichiers du plus gros journal sont effacés",
    ),
    ("listen.json", "Les comptes de la fin en un objet JSON"),
    (
        "block",
        "La partie qui peut changer le filtre de paquets, dans un processus à part ; et ce qu’une personne lui dit",
    ),
    (
        "block.pipe",
        "Prendre les ordres sur l’entrée standard et répondre sur la sortie, comme `vigie guard --apply` le lance",
    ),
    ("block.socket", "Prendre les ordres à cette prise Unix"),
    ("block.for_user", "Un utilisateur dont on prend des ordres, nom ou numéro, outre le sien (répétable)"),
    ("block.undo_all", "Tout défaire maintenant, et ne rien retenir jusqu’à --confirm"),
    ("block.confirm", "Dire qu’une personne est là et peut entrer : reprend après un arrêt, relance la minuterie"),
    ("block.decisions_a_minute", "Nouveaux réseaux par minute au plus"),
    (
        "block.dead_man",
        "Tout défaire si personne ne lance `vigie block --confirm` aussi souvent, tant que quelque chose est retenu",
    ),
    ("block.state", "Où se tient ce que des personnes ont dit"),
    ("setup", "Trouver les journaux de cette machine et écrire ce qu’il faut à une veille ; ne retient personne"),
    ("setup.root", "Regarder la machine dont les fichiers sont sous ce dossier"),
    ("setup.to", "Écrire guard.toml et organisation.toml ici, sous cette racine"),
    ("setup.dry_run", "Dire ce qui a été trouvé et ce qui serait écrit, sans rien écrire"),
    ("setup.no_units", "Ne pas écrire d’unités pour systemd"),
    ("doctor", "Dire ce qui manque à une veille, avec chaque fois ce qu’il faut faire"),
    ("doctor.config", "Le fichier de la veille"),
    (
        "block.config",
        "Ne jamais retenir qui le fichier de cette veille nomme, et faire ce que dit sa table [block] (docs/guard.md)",
    ),
    (
        "guard.config",
        "Faire ce que dit ce fichier, et prévenir comme il le dit : ses clés sont ces arguments (docs/guard.md) ; SIGHUP le relit",
    ),
    (
        "guard.from_file",
        "Ce que dit le fichier est parmi les arguments : ainsi la veille qui tient le fichier lance celle qui lit",
    ),
    (
        "guard.api",
        "Proposer les décisions aux « bouncers » de CrowdSec à cette adresse de cette machine (`vigie bouncer add` fait leurs clés)",
    ),
    (
        "guard.list",
        "Écrire qui refuser dans un fichier que lit un serveur : apache, caddy, haproxy, nginx-deny, nginx-geo, plain (répétable)",
    ),
    (
        "guard.reload",
        "Lancer ceci quand un tel fichier a changé ; mots séparés par des espaces, qu’aucun interpréteur ne lit (répétable)",
    ),
    ("guard.on_hold", "Lancer ceci pour chaque réseau retenu ; `{target}`, `{seconds}` et `{form}` sont remplis"),
    ("guard.on_release", "Lancer ceci pour chaque réseau qui n’est plus retenu"),
    ("bouncer", "Qui peut demander ses décisions à une veille : « bouncers » de CrowdSec et leurs clés"),
    ("bouncer.add", "Faire une clé et la montrer, une fois"),
    ("bouncer.add.name", "Comment il s’appelle"),
    ("bouncer.add.case", "Le dossier de la veille"),
    ("bouncer.list", "Une ligne par « bouncer »"),
    ("bouncer.list.case", "Le dossier de la veille"),
    ("bouncer.list.json", "En JSON"),
    ("bouncer.delete", "Retirer une clé, dès la prochaine demande"),
    ("bouncer.delete.name", "Comment il s’appelle"),
    ("bouncer.delete.case", "Le dossier de la veille"),
    ("guard.once", "Lire ce qui est là, enregistrer, et s’arrêter"),
    ("guard.save_seconds", "Secondes entre deux enregistrements du dossier"),
    (
        "guard.decisions_a_minute",
        "Décisions par minute au plus ; davantage est signe que quelqu’un nous pousse à bloquer, et attend une personne",
    ),
    ("guard.clear", "Écrire en clair les noms de comptes dans les fichiers"),
    ("guard.json", "Un objet JSON par décision"),
    ("protect.plan", "Ce qui serait retenu et pourquoi, ce qui est laissé tranquille et pourquoi ; ne change rien"),
    ("protect.apply", "Le retenir maintenant, dans le filtre de paquets (nftables), chacun pour sa durée"),
    ("protect.undo", "Défaire des décisions ; le filtre de paquets redevient ce qu’il était"),
    ("protect.undo.targets", "Ce qu’il faut défaire : adresses ou réseaux comme `plan` les écrit"),
    ("protect.undo.all", "Tout défaire"),
    ("protect.effect", "Si cela a servi : attaques avant et depuis, paquets arrêtés, qui d’autre l’a senti"),
    ("*.as_of", "Instant du plan : RFC 3339, ou `end` pour la fin des journaux [par défaut : maintenant]"),
    (
        "*.decisions_max",
        "Décisions au plus ; davantage est signe que quelqu’un nous pousse à bloquer, et attend une personne",
    ),
    ("pack", "Mettre un dossier en un fichier signé d’où chacun recalcule chaque chiffre"),
    ("pack.case", "Le dossier d’enquête à empaqueter"),
    (
        "pack.redacted",
        "Omettre les valeurs des champs masqués : personnes et visiteurs restent des pseudonymes, et la signature tient",
    ),
    ("*.out", "Le fichier à écrire"),
    ("pack.organisation", "Masquer aussi ces personnes et ces noms, où qu’ils soient écrits"),
    ("*.key", "La clé de signature, créée si elle n’existe pas [par défaut : la vôtre, sous XDG_DATA_HOME]"),
    ("*.who", "Qui le fait, pour le registre de conservation [par défaut : le nom de votre compte]"),
    ("*.note", "Ce que le registre de conservation doit dire d’autre"),
    ("pack.time_zone", "Fuseau de l’horloge que le registre montre à côté d’UTC [par défaut : celui de la machine]"),
    ("pack.keygen", "Créer une clé de signature, et écrire sa moitié publique"),
    ("pack.keygen.file", "Le fichier à écrire ; sa moitié publique va à côté, en `.pub`"),
    ("*.pack", "Le dossier de preuves"),
    ("pack.redact", "Retirer d’un dossier de preuves les valeurs des champs masqués : sa signature tient"),
    (
        "pack.disclose",
        "Montrer des champs masqués à quelqu’un, un par un : ce qui est écrit se prouve contre le dossier",
    ),
    ("pack.disclose.case", "Le dossier d’enquête d’où il vient, qui a les valeurs"),
    ("pack.disclose.field", "Le champ, sous la forme table/ligne/champ (répétable) ; `vigie pack show` les liste"),
    ("pack.disclose.organisation", "Les noms qui avaient été donnés lors de l’empaquetage"),
    ("pack.show", "Écrire le corps d’un dossier de preuves tel qu’il a été signé, en JSON Lines"),
    ("pack.stamp", "Un horodatage par un tiers (RFC 3161) : écrire la demande, joindre la réponse, l’extraire"),
    ("pack.stamp.pack", "Le dossier de preuves, modifié en une étape quand une réponse est jointe"),
    (
        "pack.stamp.request",
        "Écrire la demande pour la dernière entrée du registre, à envoyer à l’autorité de votre choix",
    ),
    ("pack.stamp.response", "Joindre la réponse de l’autorité"),
    ("pack.stamp.extract", "Écrire la dernière réponse jointe, pour `openssl ts -verify`"),
    ("pack.custody", "Ajouter une entrée au registre de conservation"),
    ("pack.custody.pack", "Le dossier de preuves, modifié en une étape"),
    ("pack.custody.deed", "Ce qui a été fait"),
    (
        "pack.custody.time_zone",
        "Fuseau de l’horloge que le registre montre à côté d’UTC [par défaut : celui de la machine]",
    ),
    ("export", "Transmettre indicateurs et détections : STIX, MISP, CSV, ECS"),
    ("export.case_given", "Le dossier d’enquête"),
    ("export.stix", "Un lot STIX 2.1 : observations, indicateurs qui expirent, techniques, regroupements"),
    ("export.misp", "Un événement au format MISP"),
    ("export.csv", "Un tableau, une ligne par détection, sans danger dans un tableur"),
    ("export.ecs", "Elastic Common Schema, un objet JSON par détection"),
    ("export.tlp", "Qui peut le voir (Traffic Light Protocol 2.0)"),
    ("export.organisation", "Masquer aussi ces personnes et ces noms, où qu’ils soient écrits"),
    ("export.out", "Le fichier à écrire [par défaut : la sortie standard]"),
    ("import", "Montrer les indicateurs que quelqu’un a transmis"),
    ("import.file", "Un lot STIX 2.1 ou un événement MISP"),
    ("verify", "Vérifier un dossier de preuves : rien n’a changé, qui a signé, chaque chiffre recalculé"),
    ("verify.key", "La clé dont il doit être signé : `ed25519:…`, ou un fichier qui la contient"),
    ("verify.disclosure", "Champs masqués que quelqu’un a montrés, vérifiés contre le dossier (répétable)"),
    ("verify.against", "Un autre dossier de preuves du même cas : le premier octet où leurs corps diffèrent est nommé"),
    ("verify.now", "Le moment après lequel rien ne peut être daté, RFC 3339 [par défaut : l’horloge de cette machine]"),
];

/// French help of what is only there with the feature `serve`.
const SERVE_HELP: &[(&str, &str)] = if cfg!(feature = "serve") {
    &[
        (
            "serve",
            "Montrer un dossier aux personnes de garde, dans un navigateur : ce qui les réclame, ce qui est retenu, et pourquoi",
        ),
        ("serve.case", "Le dossier d’enquête qu’une veille tient, ou un dossier fini"),
        ("serve.listen", "Où écouter ; une adresse que d’autres atteignent demande --behind-proxy"),
        (
            "serve.behind_proxy",
            "Un mandataire placé devant, qui parle TLS avec les navigateurs ; personne d’autre ne reçoit de réponse (répétable)",
        ),
        (
            "serve.name",
            "Un nom sous lequel les navigateurs atteignent les pages, outre ceux de cette machine (répétable)",
        ),
        ("*.state", "Dossier des comptes, des jetons et du registre [par défaut : `serve` dans le dossier d’enquête]"),
        ("serve.clear", "Montrer par leur nom les comptes qui existent"),
        ("serve.account", "Qui peut se connecter"),
        (
            "serve.account.add",
            "Ajouter un compte, ou lui donner un autre mot de passe et un autre rôle ; le mot de passe est demandé, ou lu sur l’entrée standard",
        ),
        ("serve.account.add.name", "Ce qui est tapé pour se connecter"),
        ("serve.account.add.role", "Ce que le compte permet"),
        ("serve.account.remove", "Supprimer un compte ; ses sessions se terminent"),
        ("serve.account.remove.name", "Son nom"),
        ("serve.account.list", "Une ligne par compte"),
        ("serve.token", "Quels programmes peuvent demander"),
        ("serve.token.make", "Créer un jeton, et l’écrire une seule fois"),
        ("serve.token.make.name", "À quoi il sert"),
        ("serve.token.make.role", "Ce qu’il permet"),
        ("serve.token.revoke", "Révoquer un jeton : la prochaine demande qui le porte est refusée"),
        ("serve.token.revoke.name", "Son nom"),
        ("serve.token.list", "Une ligne par jeton"),
        (
            "serve.backup",
            "Copier le dossier avec tout ce dont repartent une veille et ce tableau de bord, pendant qu’ils tournent",
        ),
        ("serve.backup.case", "Le dossier d’enquête"),
        ("serve.backup.to", "Le dossier à créer"),
        ("serve.restore", "Remettre une copie, après en avoir vérifié chaque fichier"),
        ("serve.restore.from", "La copie"),
        ("serve.restore.case", "Le dossier d’enquête à créer"),
    ]
} else {
    &[]
};

/// Every help there is.
fn helps() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    HELP.iter().chain(SERVE_HELP).chain(ALERT_HELP).chain(TOP_HELP).chain(LISTEN_TLS_HELP)
}

/// The same for what is there with the feature `top`.
const TOP_HELP: &[(&str, &str)] = if cfg!(feature = "top") {
    &[
        ("top", "Un dossier qu’une veille remplit, en direct dans un terminal"),
        ("top.case", "Le dossier que la veille remplit"),
        ("top.clear", "Écrire les noms de compte en clair"),
        ("top.once", "Écrire une image en texte et finir ; c’est aussi le cas sans terminal"),
    ]
} else {
    &[]
};

/// The same for what is there with the feature `listen-tls`.
#[cfg(not(feature = "listen-tls"))]
const LISTEN_TLS_HELP: &[(&str, &str)] = &[];
#[cfg(feature = "listen-tls")]
const LISTEN_TLS_HELP: &[(&str, &str)] = &[
    ("listen.tls", "Recevoir syslog par TLS à cette adresse (répétable)"),
    ("listen.certificate", "Le certificat de ce côté et ceux qui le relient à une racine (PEM)"),
    ("listen.key", "La clé de ce certificat (PEM)"),
    ("listen.client_ca", "Ne prendre que les expéditeurs dont le certificat vient de cette autorité (PEM)"),
];

/// The same for what is there with the feature `alerts`.
#[cfg(not(feature = "alerts"))]
const ALERT_HELP: &[(&str, &str)] = &[];
#[cfg(feature = "alerts")]
const ALERT_HELP: &[(&str, &str)] = &[
    ("alert", "Qui est prévenu de ce qu’une veille remarque : essayer les canaux, prendre une alerte en charge"),
    ("alert.check", "Dire ce qui ne va pas dans le fichier d’une veille, à sa place"),
    ("alert.check.config", "Le fichier"),
    ("alert.test", "Envoyer un message d’essai à chaque canal"),
    ("alert.test.config", "Le fichier"),
    ("alert.acknowledge", "Dire que quelqu’un s’occupe d’une alerte : personne d’autre n’est prévenu"),
    ("alert.acknowledge.alerts", "Noms d’alertes, comme les messages les donnent"),
    ("alert.acknowledge.all", "Toutes celles qui sont parties"),
    ("alert.acknowledge.case", "Le dossier d’enquête de la veille"),
    ("alert.list", "Une ligne par alerte partie"),
    ("alert.list.case", "Le dossier d’enquête de la veille"),
    ("alert.list.json", "En JSON"),
    ("alert.run", "Prendre les faits sur l’entrée standard et prévenir, comme `vigie guard --config` le lance"),
    ("alert.run.config", "Le fichier"),
    ("alert.run.case", "Le dossier d’enquête de la veille"),
];

/// The layout of help in French: clap's own words are English only.
const TEMPLATE: &str = "{about-with-newline}\nUsage : {usage}\n\n{all-args}{after-help}";

/// Puts the French help in place of the English one, in the whole command.
pub(super) fn translate(command: Command) -> Command {
    translate_at(command, "")
}

fn translate_at(command: Command, path: &str) -> Command {
    let mut command =
        command.help_template(TEMPLATE).subcommand_help_heading("Commandes").subcommand_value_name("COMMANDE");
    if let Some(help) = help_of(path) {
        command = command.about(help).long_about(help);
    }
    if let Some(after) = command.get_after_help().map(ToString::to_string) {
        command = command.after_help(after.replace("Examples:", "Exemples :"));
    }
    command = command.mut_args(|arg| {
        let heading = if arg.is_positional() { "Arguments" } else { "Options" };
        let arg = arg.help_heading(heading);
        match help_of(&join(path, arg.get_id().as_str())) {
            Some(help) => arg.help(help).long_help(help),
            None => arg,
        }
    });
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let below = join(path, &name);
        command = command.mut_subcommand(&name, |sub| translate_at(sub, &below));
    }
    command
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// The help of a path: its own, else the one every command shares (`*.year`), else that of the global argument.
fn help_of(path: &str) -> Option<&'static str> {
    key_of(path).and_then(|key| helps().find(|(known, _)| *known == key)).map(|(_, help)| *help)
}

fn key_of(path: &str) -> Option<String> {
    let last = path.rsplit('.').next().unwrap_or(path);
    let candidates = [path.to_owned(), format!("*.{last}"), last.to_owned()];
    candidates.into_iter().find(|candidate| helps().any(|(known, _)| known == candidate))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory as _;

    use super::super::args::Cli;
    use super::*;

    fn walk(command: &Command, path: &str, used: &mut BTreeSet<String>, missing: &mut Vec<String>) {
        let mut see = |path: &str| match key_of(path) {
            Some(key) => {
                used.insert(key);
            }
            None => missing.push(path.to_owned()),
        };
        see(path);
        for arg in command.get_arguments().filter(|arg| !matches!(arg.get_id().as_str(), "help" | "version")) {
            see(&join(path, arg.get_id().as_str()));
        }
        for sub in command.get_subcommands() {
            walk(sub, &join(path, sub.get_name()), used, missing);
        }
    }

    #[test]
    fn every_argument_has_french_help_and_no_help_is_left_over() {
        let (mut used, mut missing) = (BTreeSet::new(), Vec::new());
        walk(&Cli::command(), "", &mut used, &mut missing);
        assert_eq!(missing, Vec::<String>::new(), "arguments without French help");
        let unused: Vec<_> = helps().map(|(key, _)| *key).filter(|key| !used.contains(*key)).collect();
        assert_eq!(unused, Vec::<&str>::new(), "French help for nothing");
    }
}
