### Les mots des rapports en français. Les clés sont celles de en.ftl ; un essai les tient égales et employées.
### Les trous reçoivent du texte neutralisé. Ni balises ni apostrophes droites : les mêmes mots vont au terminal et aux pages.

## Chapeau
lead-read = Du { $first } au { $last }, { $inputs ->
    [one] { $inputs } entrée contenait
   *[other] { $inputs } entrées contenaient
 } { $records ->
    [one] { $records } enregistrement
   *[other] { $records } enregistrements
 }, dont { $understood } ont été compris.
lead-read-one-day = Le { $first }, { $inputs ->
    [one] { $inputs } entrée contenait
   *[other] { $inputs } entrées contenaient
 } { $records ->
    [one] { $records } enregistrement
   *[other] { $records } enregistrements
 }, dont { $understood } ont été compris.
lead-read-without-year = Du { $first } au { $last } d’une année que les journaux ne disent pas, { $inputs ->
    [one] { $inputs } entrée contenait
   *[other] { $inputs } entrées contenaient
 } { $records ->
    [one] { $records } enregistrement
   *[other] { $records } enregistrements
 }, dont { $understood } ont été compris.
lead-read-without-time = { $inputs ->
    [one] { $inputs } entrée contenait
   *[other] { $inputs } entrées contenaient
 } { $records ->
    [one] { $records } enregistrement
   *[other] { $records } enregistrements
 } sans date utilisable, dont { $understood } ont été compris.
lead-no-attempt = Aucune trace d’attaque n’a été trouvée dans ce que montrent ces journaux.
lead-only-detections = { $detections ->
    [one] { $detections } détection a été faite
   *[other] { $detections } détections ont été faites
 }, sans heure : on ne peut compter de tentatives.
lead-attempts = Ils montrent { $attempts ->
    [one] { $attempts } tentative
   *[other] { $attempts } tentatives
 } d’attaque ({ $detections ->
    [one] { $detections } détection
   *[other] { $detections } détections
 }) depuis { $sources ->
    [one] { $sources } source
   *[other] { $sources } sources
 }, sous { $forms ->
    [one] { $forms } forme
   *[other] { $forms } formes
 } ; le jour le plus chargé fut le { $peak }, avec { $most ->
    [one] { $most } tentative
   *[other] { $most } tentatives
 }.
lead-attempts-undated = Ils montrent { $attempts ->
    [one] { $attempts } tentative
   *[other] { $attempts } tentatives
 } d’attaque ({ $detections ->
    [one] { $detections } détection
   *[other] { $detections } détections
 }) depuis { $sources ->
    [one] { $sources } source
   *[other] { $sources } sources
 }, sous { $forms ->
    [one] { $forms } forme
   *[other] { $forms } formes
 } ; sans dates, on ne peut dire combien par jour.
lead-forms = Les plus fréquentes, en tentatives : { $forms }.
lead-targets = En tentatives, elles visaient : { $targets }.
part-of-whole = { $what } ({ $percent })
lead-places = Les sources des tentatives sont localisées : { $countries } ; { $unlocated } ne peuvent être localisées et { $relay } passent par un hébergeur, un VPN ou Tor, si bien que le lieu dit peu de l’expéditeur.
lead-places-unlocated = Aucune source { $attempts ->
    [one] de la tentative
   *[other] des { $attempts } tentatives
 } ne peut être localisée.
lead-places-no-source = Les enregistrements de ces tentatives ne disent aucune source : on ne peut dire d’où elles sont arrivées.
lead-aims = { $targeted ->
    [one] { $targeted } tentative emploie
   *[other] { $targeted } tentatives emploient
 } quelque chose qui est propre à la maison (ciblées), { $opportunistic ->
    [one] { $opportunistic } est
   *[other] { $opportunistic } sont
 } ce que tout le monde reçoit (opportunistes), { $unclear ->
    [one] { $unclear } reste incertaine
   *[other] { $unclear } restent incertaines
 }.
lead-first-measure = Première chose à faire : { $action }
not-known = inconnu

## Sont-ils entrés
entry-had = { $incidents ->
    [one] { $incidents } incident montre
   *[other] { $incidents } incidents montrent
 } un effet dans les journaux : quelqu’un est peut-être dans la place, agissez aujourd’hui.
entry-may-have = { $incidents ->
    [one] { $incidents } incident a
   *[other] { $incidents } incidents ont
 } peut-être eu un effet : un maillon est déduit, non montré.
entry-no-trace = Aucune trace de succès n’a été trouvée sur { $percent } de { $hours ->
    [one] { $hours } heure-système
   *[other] { $hours } heures-système
 } ({ $systems ->
    [one] { $systems } système
   *[other] { $systems } systèmes
 }) ; les autres heures n’ont pas d’enregistrement utilisable, et ce qui ne laisse pas de trace ne se voit pas.
entry-coverage = Cela a été vu sur { $percent } de { $hours ->
    [one] { $hours } heure-système
   *[other] { $hours } heures-système
 } ({ $systems ->
    [one] { $systems } système
   *[other] { $systems } systèmes
 }) ; les autres heures n’ont pas d’enregistrement utilisable.
entry-nothing-to-see = On ne peut dire si quelqu’un est entré : aucune heure d’aucun système n’a d’enregistrement utilisable.
entry-sensors = { $incidents ->
    [one] { $incidents } entrée dans un leurre est voulue et n’est pas comptée
   *[other] { $incidents } entrées dans des leurres sont voulues et ne sont pas comptées
 } comme une intrusion.

incident-sign-in-after-failures = Le { $moment }, le compte { $account } s’est connecté à { $asset } depuis { $source } après des échecs ({ $attempts ->
    [one] { $attempts } tentative
   *[other] { $attempts } tentatives
 }, { $detections ->
    [one] { $detections } détection
   *[other] { $detections } détections
 }).
incident-sign-in-from-new-network = Le { $moment }, le compte { $account } s’est connecté à { $asset } depuis { $source }, un réseau qu’il n’avait jamais employé, et une source qui a aussi attaqué.
incident-exploit-answered-differently = Le { $moment }, { $asset } a répondu à une requête d’exploitation de { $source } autrement qu’à la même requête d’ordinaire.
incident-web-shell-answered = Le { $moment }, ce qui ressemble à un web shell a répondu sur { $asset } à { $source }.
incident-follow-up = Le { $moment }, après une connexion suspecte, le compte { $account } a fait sur { $asset } ce que font ensuite les intrus (droits d’un autre compte, nouveau compte, règle de messagerie, export, commande).
incident-stopped-answering = Le { $moment }, { $asset } a cessé de répondre sous la charge.
incident-honeypot-entered = Le { $moment }, un leurre ({ $asset }) a laissé entrer { $source } sous le nom { $account }, comme il est fait pour.

effect-had = le journal montre un effet
effect-may-have-had = a peut-être eu un effet
confidence-low = confiance faible
confidence-moderate = confiance modérée
confidence-high = confiance élevée
weakness-owner-mistyped = le titulaire a pu se tromper, puis réussir
weakness-owner-travels = le titulaire voyage peut-être ou emploie un nouveau réseau
weakness-shared-source = la source est partagée par beaucoup d’utilisateurs ordinaires
weakness-few-comparisons = trop peu de réponses à la même requête pour dire ce qui est habituel
weakness-page-varies = la page varie peut-être d’elle-même
weakness-log-gap = les journaux ont là un trou : le silence est peut-être le leur
weakness-sensor-by-design = un leurre, fait pour qu’on y entre
weakness-administration = l’administrateur l’a peut-être fait
evidence-failures-before = échecs avant
evidence-success = succès
evidence-answer = réponse
evidence-usual-answer = réponse habituelle
evidence-follow-up = ce qui a suivi
evidence-silence = silence
mark-innocent = jugé innocent : { $why }
mark-hostile = jugé hostile : { $why }

## Noms des choses
target-site = le site
target-databases = les bases de données
target-mailboxes = les boîtes aux lettres
target-infrastructure = l’infrastructure
aim-targeted = ciblées
aim-opportunistic = opportunistes
aim-unclear = incertaines
aim-reason-real-account = un compte qui existe ici et dans aucune liste publique
aim-reason-existing-path = un chemin qui répond ici et n’est dans aucune liste publique
aim-reason-organisation-word = un mot de l’organisation
aim-reason-public-lists-only = tout ce qui est essayé figure dans des listes publiques
aim-reason-nothing-to-compare = rien de ce qui est essayé ne se compare
network-kind-unknown = résidentiel, bureau ou inconnu
network-kind-hosting = hébergeur
network-kind-vpn = VPN
network-kind-tor = Tor
network-kind-crawler = robot connu
network-kind-scanner = scanneur connu
network-kind-own = le nôtre
network-kind-private = privé
network-kind-documentation = documentation
network-kind-reserved = réservé
class-exploiting = exploitation
class-probing = reconnaissance
class-credential = connexion
class-burdening = surcharge
class-following = après l’entrée
urgency-now = aujourd’hui
urgency-soon = cette semaine
urgency-later = quand il y aura le temps
exists-yes = existe
exists-no = deviné
exists-unknown = inconnu

## Unités : après un nombre
unit-records = { $count ->
    [one] enregistrement
   *[other] enregistrements
 }
unit-events = { $count ->
    [one] événement
   *[other] événements
 }
unit-detections = { $count ->
    [one] détection
   *[other] détections
 }
unit-attempts = { $count ->
    [one] tentative
   *[other] tentatives
 }
unit-incidents = { $count ->
    [one] incident
   *[other] incidents
 }
unit-sources = { $count ->
    [one] source
   *[other] sources
 }
unit-countries = { $count ->
    [one] pays
   *[other] pays
 }
unit-accounts = { $count ->
    [one] compte
   *[other] comptes
 }
unit-assets = { $count ->
    [one] bien
   *[other] biens
 }
unit-inputs = { $count ->
    [one] entrée
   *[other] entrées
 }
unit-systems = { $count ->
    [one] système
   *[other] systèmes
 }
unit-system-hours = { $count ->
    [one] heure-système
   *[other] heures-système
 }
unit-bytes = { $count ->
    [one] octet
   *[other] octets
 }
unit-minutes = { $count ->
    [one] minute
   *[other] minutes
 }
unit-sign-ins = { $count ->
    [one] connexion
   *[other] connexions
 }

## Ce que veulent dire les unités
explain-title = Ce qui est compté, et comment
explain-record = Enregistrement : une ligne (ou une entrée d’un journal) telle qu’écrite. Une ligne vide n’en est pas un.
explain-event = Événement : un enregistrement compris, c’est-à-dire qui suit un modèle dont l’action est connue. Les modèles fourre-tout et les lignes écartées à dessein sont comptés à part.
explain-detection = Détection : un événement auquel répond au moins une règle nommée et datée. Une par événement et par forme, quel que soit le nombre de règles. Quand une règle qui compte passe son seuil, tous les événements de sa fenêtre sont des détections ; en dessous, aucun.
explain-attempt = Tentative : des détections d’une même source contre un même bien sous une même forme, sans trou de plus de { $minutes } minutes. C’est ce que veut dire ici « une attaque ». Elle appartient au jour où elle commence et se coupe au bout de 24 heures.
explain-incident = Incident : des tentatives dont le journal montre un effet, ou qui en ont peut-être eu un quand un maillon est déduit.
explain-source = Source : une adresse IPv4 ou un /64 IPv6, d’où le trafic est arrivé. Elle ne dit rien de qui l’a envoyé.
explain-asset = Bien : un hôte virtuel pour le web, un service sur une machine pour le reste. Les enregistrements sans nom de machine prennent celui de leur fichier ou dossier.
explain-share = Part : numérateur ÷ dénominateur d’une même unité. L’intervalle est celui de Wilson à 95 %, sur le nombre de sources qui comptent en effet (Kish) : mille tentatives d’une source n’en disent pas plus sur les pays qu’une seule source.
explain-coverage = Couverture : les heures d’un système qui ont au moins un enregistrement compris, parmi toutes celles entre son premier et son dernier. Les heures sans enregistrement comptent comme vues là où le système se tait d’habitude à ce moment (un silence aussi long viendrait de lui-même, sinon, moins d’une fois dans 100 journaux semblables) ; tout autre silence est un trou et compte comme non vu.
explain-disturbed = Minutes perturbées : les minutes où une erreur du serveur a été écrite, dans les heures où au moins 10 événements d’un bien, et au moins un dixième, en ont reçu une.
explain-copies = Un fichier tourné et sa copie compressée sont reconnus à leur contenu et comptés une fois.

## Sections
title = Vigie : ce que disent les journaux
question-what = 1. Qu’est-ce qui nous a attaqués ?
question-pursued = 2. Que cherchaient-ils ?
question-places = 3. D’où est-ce arrivé ?
question-together = 4. Ont-ils agi ensemble ?
question-aims = 5. Nous, ou tout le monde ?
question-entry = 6. Sont-ils entrés ?
question-cost = 7. Qu’est-ce que cela nous a coûté ?
question-measures = 8. Que faire maintenant ?
question-claims = 9. Puis-je signer cette phrase ?
section-limits = Ce que ces journaux ne peuvent pas dire
section-sources = Sources hostiles les plus actives
section-rules = Règles qui ont répondu
section-inputs = Ce qui a été lu
section-not-understood = Lignes non comprises (les premières de chaque entrée)
section-anomalies = Bizarreries
section-coverage = Couverture
section-compare = Avant et après
claims-not-answered = Un rapport n’examine pas de texte : « vigie claim check » juge chaque phrase d’un texte d’après un dossier gardé, par les chiffres ci-dessus et avec leurs limites.

## Ont-ils agi ensemble ?
together-nobody = { $actors ->
    [0] Aucune source hostile à comparer.
    [one] Une seule source hostile : personne à qui la comparer.
   *[other] { $actors } sources.
}
together-none = Non : sur { $actors } sources hostiles en { $sessions } sessions, aucune n’a agi avec d’autres au-delà du hasard, pour autant que ces journaux le montrent.
together-found = { $clusters ->
    [one] Oui : { $members } des { $actors } sources hostiles ont agi ensemble au-delà du hasard, en un groupe ({ $sessions } sessions comparées).
   *[other] Oui : { $members } des { $actors } sources hostiles ont agi ensemble au-delà du hasard, en { $clusters } groupes ({ $sessions } sessions comparées).
}
together-none-of-table = Non : sur { $actors } acteurs, aucun n’a agi avec d’autres au-delà du hasard, pour autant que ces observations le montrent.
together-found-of-table = { $clusters ->
    [one] Oui : { $members } des { $actors } acteurs ont agi ensemble au-delà du hasard, en un groupe.
   *[other] Oui : { $members } des { $actors } acteurs ont agi ensemble au-delà du hasard, en { $clusters } groupes.
}
together-undecidable = Indécidable pour la plupart : { $once } des { $actors } sources hostiles ne sont venues qu’une fois, et qui ne répète rien ne se distingue pas d’une coïncidence. Parmi les autres, aucune n’a agi avec d’autres au-delà du hasard.
together-control-undecidable = Commande coordonnée (R3) : indécidable avec ces données. Il faudrait des sources qui reviennent : les journaux de plus de semaines, ou d’autres qui ont été attaqués ces jours-là.
together-tools = { $clusters ->
    [one] Un groupe a en commun un outil ou une liste : ce n’est pas une main commune.
   *[other] { $clusters } groupes ont en commun un outil ou une liste : ce n’est pas une main commune.
}
together-control-none = Commande coordonnée (R3) : non établie. Que rien ne la montre ne prouve pas qu’il n’y en ait pas : voir ce qui n’a pas pu être vu.
together-control-one-kind = { $clusters ->
    [one] Commande coordonnée (R3) : non établie. Un groupe a agi ensemble d’après un seul genre d’indice ; il en faut deux, indépendants.
   *[other] Commande coordonnée (R3) : non établie. { $clusters } groupes ont agi ensemble d’après un seul genre d’indice ; il en faut deux, indépendants.
}
together-control-found = { $clusters ->
    [one] Commande coordonnée (R3) : étayée pour un groupe, par au moins deux genres d’indices indépendants, dont un de commande.
   *[other] Commande coordonnée (R3) : étayée pour { $clusters } groupes, chacun par au moins deux genres d’indices indépendants, dont un de commande.
}
together-people = Un groupe de personnes plutôt qu’une seule (R4) : indécidable d’après des journaux. Une personne qui loue soixante relais laisse les mêmes traces, et quatre personnes qui suivent un même plan aussi. Seul ce qui est hors des journaux en décide : machines saisies, paiements, messages, témoins.
together-check = Contrôle : la même recherche dans { $worlds } copies mélangées de ces journaux, où personne n’agit ensemble, a trouvé des groupes dans { $found }. À cette aune, environ { $rate } des groupes trouvés ici peuvent être faux.
cluster-common-control = Groupe { $id } : { $members } membres{ $sessions ->
    [0] {""}
   *[other] {" "}en { $sessions } sessions communes
}. Une commande structurée est { $likelihood } ({ $percent }) ; { $confidence }.
cluster-acted-together = Groupe { $id } : { $members } membres{ $sessions ->
    [0] {""}
   *[other] {" "}en { $sessions } sessions communes
}. Ils ont agi ensemble d’après un seul genre d’indice ; une commande commune est { $likelihood } ({ $percent }) ; { $confidence }.
cluster-common-control-unrated = Groupe { $id } : { $members } membres{ $sessions ->
    [0] {""}
   *[other] {" "}en { $sessions } sessions communes
}. Une commande structurée ; sa probabilité n’a pas été mesurée, faute de copies mélangées ; { $confidence }.
cluster-acted-together-unrated = Groupe { $id } : { $members } membres{ $sessions ->
    [0] {""}
   *[other] {" "}en { $sessions } sessions communes
}. Ils ont agi ensemble d’après un seul genre d’indice ; la probabilité d’une commande commune n’a pas été mesurée, faute de copies mélangées ; { $confidence }.
cluster-same-tool = Groupe { $id } : { $members } membres qui ont le même outil rare ou la même liste, employés séparément pour autant que cela se voie.
cluster-commodity = Groupe { $id } : { $members } membres qui font ce que beaucoup font séparément : un outil public, ou une foule.
cluster-known-operator = { $members } d’entre elles sont dans des réseaux de { $operator }, robot ou scanner connu : une main commune, et qui ne se cache pas.
likelihood-almost-no-chance = presque exclue
likelihood-very-unlikely = très improbable
likelihood-unlikely = improbable
likelihood-even = à peu près aussi probable que non
likelihood-likely = probable
likelihood-very-likely = très probable
likelihood-almost-certain = presque certaine
verdict-common-control = commande structurée
verdict-acted-together = ont agi ensemble
verdict-same-tool = même outil, employé séparément
verdict-commodity = banal
cluster-confidence-low = confiance faible
cluster-confidence-moderate = confiance moyenne
cluster-confidence-high = confiance élevée
cluster-basis-sessions = trouvé par des sessions qui commencent ensemble
cluster-basis-traces = trouvé par les mêmes traces aux mêmes moments
cluster-basis-turns = trouvé parce qu’ils se relaient avec un même outil
cluster-basis-tool = trouvé par les mêmes traces, à tout moment
evidence-class-command = commande
evidence-class-tooling = outil
evidence-class-prior = a priori
kind-of-evidence-cohort = sessions commencées ensemble, plusieurs fois
kind-of-evidence-dispersion = actes de tous les membres imbriqués comme un seul
kind-of-evidence-division-of-labour = membres qui se partagent le travail
kind-of-evidence-fingerprint = marque rare d’un outil en commun
kind-of-evidence-hand-off = traces rares passées de l’un à l’autre
kind-of-evidence-lifetime = apparus au même moment
kind-of-evidence-order = les mêmes choses dans le même ordre
kind-of-evidence-proximity = dans les mêmes réseaux
kind-of-evidence-synchrony = les mêmes traces aux mêmes moments
kind-of-evidence-turns = membres qui agissent à tour de rôle
kind-of-evidence-other = un autre genre
explanation-public-tool = le même outil public ou la même liste de mots
explanation-common-event = une actualité à laquelle tout le monde réagit
explanation-schedule = des planificateurs qui partent à la même heure
explanation-fast-automation = des automates qui réagissent tous en quelques secondes
explanation-crowd = les lecteurs d’un même message
explanation-shared-address = plusieurs usagers derrière une adresse, ou un seul derrière plusieurs
explanation-ruled-out = écartée : la comparaison la contient
explanation-open = reste possible
explanation-not-tested = non testée : rien ici ne permet de le demander
not-testable-too-little = trop peu de membres, de sessions ou de traces
not-testable-nobody-to-compare = personne d’autre n’a employé le même outil
not-testable-no-such-trace = aucune trace du genre qu’il faut
not-testable-found-by-it = le groupe a été trouvé par là : cela ne peut pas aussi le confirmer
trace-path = chemin
trace-recipient = destinataire
trace-statement = requête
trace-command = commande
trace-port = port
trace-account = compte
trace-agent = agent utilisateur
trace-greeting = salutation
trace-client = client
trace-network = réseau
together-limit-nothing = Il n’y a rien à comparer : moins de deux acteurs.
together-limit-jitter = Qui commence à plus de { $width } d’écart n’est pas vu ensemble.
together-limit-single-session = Un groupe réuni une seule fois ne se distingue pas d’une coïncidence.
together-limit-own-traces = Une trace que presque personne d’autre n’a laissée ne montre rien : un groupe aux traces bien à lui ressemble à une foule qui réagit à un même message.
together-limit-one-session = { $actors ->
    [one] Un acteur n’est venu qu’une fois, et ne peut rien répéter.
   *[other] { $actors } acteurs ne sont venus qu’une fois, et ne peuvent rien répéter.
}
together-limit-crowded = Fenêtres trop peuplées pour être examinées : { $widths }.
together-limit-ever-present = { $actors ->
    [one] Un acteur est toujours là, sans sessions.
   *[other] { $actors } acteurs sont toujours là, sans sessions.
}
together-limit-scheduled = { $actors ->
    [one] Un acteur suit un horaire et a été mis à part, même s’il est d’un groupe.
   *[other] { $actors } acteurs suivent un horaire et ont été mis à part, même s’ils sont d’un groupe.
}
together-limit-common-traces = { $traces ->
    [one] Une trace laissée par trop d’acteurs ne désigne personne.
   *[other] { $traces } traces laissées par trop d’acteurs ne désignent personne.
}
together-limit-as-if-shuffled = { $groups ->
    [one] Un groupe a été trouvé, mais des copies de ces données où personne n’agit ensemble en montrent de pareils : il n’est pas affirmé.
   *[other] { $groups } groupes ont été trouvés, mais des copies de ces données où personne n’agit ensemble en montrent de pareils : ils ne sont pas affirmés.
}
together-limit-pairs = { $pairs ->
    [one] Une paire au-delà de la limite a été laissée de côté.
   *[other] { $pairs } paires au-delà de la limite ont été laissées de côté.
}
together-limit-coarse = Les moments ne sont connus qu’à { $grain } près, et rien de plus fin n’a été testé.
together-refused = { $count ->
    [one] Une observation a été refusée.
   *[other] { $count } observations ont été refusées.
}
together-without-source = { $count ->
    [one] Une détection ne nomme aucune source et n’a pas été comparée.
   *[other] { $count } détections ne nomment aucune source et n’ont pas été comparées.
}
together-without-time = { $count ->
    [one] Une détection n’est à aucun moment connu et n’a pas été comparée.
   *[other] { $count } détections ne sont à aucun moment connu et n’ont pas été comparées.
}
together-own = { $count ->
    [one] Une source de l’organisation, ou attendue par elle, n’a pas été comparée.
   *[other] { $count } sources de l’organisation, ou attendues par elle, n’ont pas été comparées.
}
together-pruned = Des jours plus anciens ont été retirés de ce dossier : qui a alors agi ensemble ne se voit plus.
together-thinned = { $sources ->
    [one] Une source très active est comparée par le premier événement de chaque minute ({ $events } événements laissés de côté).
   *[other] { $sources } sources très actives sont comparées par le premier événement de chaque minute ({ $events } événements laissés de côté).
}
span-hours = { $count } h
span-minutes = { $count } min
span-seconds = { $count } s
head-actor = membre
head-attended = sessions
head-chance = probabilité
head-evidence = indice
head-class = de
head-observed = observé
head-expected = par hasard
head-outcome = parle pour
head-trace-kind = genre
head-trace = trace
head-members = membres
head-others = autres
head-session = session
line-members = Membres
line-evidence = Indices, pour et contre
line-explanations = Explications innocentes
line-common-traces = Laissé par la plupart des membres
line-common-sessions = Sessions communes
line-links = { $links ->
    [one] Un lien prouvé entre deux membres, de probabilité au plus { $chance } par hasard.
   *[other] { $links } liens prouvés entre membres, chacun de probabilité au plus { $chance } par hasard.
}
line-show-cluster = Tout d’un groupe : vigie clusters … show { $id }
line-not-seen = Ce qui n’a pas pu être vu
graph-alternative = Membres sur un anneau, joints par des liens prouvés : { $members } membres, { $links } liens.
graph-caption = { $drawn ->
    [0] Aucun lien entre deux membres seuls n’est prouvé : le groupe se montre par ce qu’il a fait en entier.
   *[other] Chaque point est un membre, chaque trait un lien prouvé : { $drawn } sur { $links } sont tracés, les moins probables d’abord. Les voisins sur l’anneau sont dans des réseaux voisins.
}
timeline-none = Ce groupe n’a pas de sessions : il a été trouvé par ce que ses membres ont laissé.
timeline-caption = { $sessions } sessions communes dans le temps : la hauteur est la part des membres qui en ont alors commencé une.
timeline-present = { $members } membres
line-tools = Le même outil, pas la même main
line-tools-note = { $clusters ->
    [one] Un groupe en tout ; « vigie clusters » le montre.
   *[other] { $clusters } groupes en tout ; « vigie clusters » les énumère.
}
line-group = Groupe { $id }
head-group = groupe
head-verdict = ce que c’est
word-yes = oui
word-no = non

short-what = Quoi
short-pursued = Cible
short-places = D’où
short-together = Ensemble
short-aims = Nous ?
short-entry = Entrés ?
short-cost = Coût
short-measures = À faire

## Titres de tableaux et lignes courtes
head-form = forme
head-attempts = tentatives
head-detections = détections
head-sources = sources
head-share = part
head-technique = technique
head-first = première ligne
head-day = jour
head-week = semaine
head-month = mois
head-target = cible
head-asset = bien
head-service = service
head-account = compte
head-exists = existe ici
head-country = localisé
head-interval = intervalle 95 %
head-of-sources = des sources
head-relay = relais
head-network = réseau
head-kind = genre de réseau
head-aim = visée
head-reason = raison
head-examples = exemples
head-source = source
head-rule = règle
head-input = entrée
head-records = enregistrements
head-understood = compris
head-read-as = lu comme
head-anomaly = bizarrerie
head-system = système
head-hours = heures vues
head-gap = plus long trou
head-minutes = minutes perturbées
head-server-errors = erreurs serveur
head-worst-hour = pire heure
head-before = avant
head-after = après
head-per-day = par jour

line-period = du { $first } au { $last } ({ $zone })
line-period-no-year = du { $first } au { $last }, année non dite
line-period-none = aucune date utilisable
line-read = { $inputs ->
    [one] { $inputs } entrée
   *[other] { $inputs } entrées
 }, { $bytes }, { $records ->
    [one] { $records } enregistrement
   *[other] { $records } enregistrements
 }, { $understood } compris
line-skipped = écartées : { $duplicates ->
    [one] { $duplicates } copie
   *[other] { $duplicates } copies
 } ; non lues (jusqu’au bout) : { $troubled ->
    [one] { $troubled } entrée
   *[other] { $troubled } entrées
 }
line-coverage = couverture { $percent } ({ $seen } de { $hours } heures-système, chaque système entre son premier et son dernier enregistrement)
line-coverage-whole = sur toute la période, tous systèmes : { $percent } ({ $seen } de { $hours } heures-système)
line-coverage-none = couverture inconnue : aucune heure à enregistrements utilisables
line-ladder-parts = enregistrements = { $events } compris + { $ignored } écartés à dessein + { $catch } sans modèle + { $lost } non compris
line-ladder-detections = { $detections } détections ({ $events } événements ; une détection par événement et forme) = { $in } dans des tentatives + { $out } sans heure
line-ladder-incidents = tentatives qui font partie d’un incident : { $attempts }
line-label = { $name } : { $text }
line-ladder-open = Ces barreaux ne s’additionnent pas : le dossier est abîmé ou fut écrit par une autre version.
line-peak = jour le plus chargé : { $day }, { $attempts ->
    [one] { $attempts } tentative
   *[other] { $attempts } tentatives
 } ; moyenne sur la période : { $mean } par jour
line-peak-no-mean = jour le plus chargé : { $day }, { $attempts ->
    [one] { $attempts } tentative
   *[other] { $attempts } tentatives
 }
line-undated = sans jour utilisable : { $attempts ->
    [one] { $attempts } tentative
   *[other] { $attempts } tentatives
 }, { $detections ->
    [one] { $detections } détection
   *[other] { $detections } détections
 }
line-no-year = Les jours d’une année que les journaux ne disent pas sont donnés sans elle, à l’horloge du journal.
line-days-sparse = La période est longue : seuls figurent les jours, semaines et mois avec tentatives ou détections.
line-days-zone = Jours dans le fuseau { $zone }.
line-more-assets = … et { $count } biens qui ont moins changé
line-more = … et { $count } de plus
line-accounts = { $total ->
    [one] { $total } compte essayé
   *[other] { $total } comptes essayés
 } : existants { $existing }, devinés { $guessed }, inconnus { $unknown }
line-places = localisé { $countries } ; non localisé { $unlocated } ; relais { $relay } (parts de { $denominator } tentatives, intervalles à 95 % ; table des réseaux du { $date })
line-unlocated = non localisé : { $attempts } ({ $numerator } de { $denominator } tentatives), { $sources } des sources
line-relay = par des relais (hébergeur, VPN, Tor) : { $attempts } ({ $numerator } de { $denominator } tentatives), { $sources } des sources
why-counted = { $counts } en { $seconds } s
line-attribution = Table des réseaux : { $name } ({ $date }). { $attribution }
line-network-table = table des réseaux : { $name }, { $date }
line-aims = ciblées { $targeted }, opportunistes { $opportunistic }, incertaines { $unclear } (tentatives)
line-cost = { $minutes ->
    [one] { $minutes } minute perturbée
   *[other] { $minutes } minutes perturbées
 } ; { $events } des événements et { $bytes } des octets sont allés aux attaquants
line-cost-attacked = { $minutes ->
    [one] { $minutes } de ces minutes tombe
   *[other] { $minutes } de ces minutes tombent
 } dans des heures à détections : ensemble dans le temps, ce qui n’est pas encore une cause.
line-cost-share = { $numerator } de { $denominator } ({ $percent })
line-cost-events = événements devenus détections : { $part }
line-cost-bytes = octets envoyés en réponse : { $part }
line-cost-errors = réponses en erreur du serveur (5xx) : { $count }
line-because = Parce que : { $text }
line-side-effect = Peut gêner : { $text }
line-undo = Fin, retour : { $text }
line-items = Pour : { $items }
line-weakened = affaibli par : { $list }
line-more-detail = Le détail suit. --json pour les machines, --explain-units pour les unités ; « vigie scan --form FORME » donne toutes les lignes derrière un chiffre.
line-duplicate = copie de { $path }
line-trouble = { $kind } : { $detail }
line-nothing = rien
line-basis = intervalle : Wilson, 95 %, sur { $effective } sources effectives
trouble-unreadable = illisible
trouble-truncated = finit trop tôt
trouble-expansion-limit = se déploie au-delà de la limite
trouble-corrupt = abîmé
trouble-internal-error = une partie s’est perdue par notre faute
trouble-binary = pas un journal de texte

## Limites
limit-no-record-no-trace = Ce qui ne laisse pas d’enregistrement dans ces journaux ne se voit pas ici : une session volée, un intrus chez un autre prestataire, un journal effacé.
limit-not-read = { $inputs ->
    [one] { $inputs } entrée n’a pas été lue
   *[other] { $inputs } entrées n’ont pas été lues
 }, ou pas jusqu’au bout : ce qui s’y trouvait n’est pas dans cette réponse.
limit-not-understood = { $records ->
    [one] { $records } enregistrement ({ $percent }) n’a pas été compris
   *[other] { $records } enregistrements ({ $percent }) n’ont pas été compris
 } : une attaque qui s’y trouve n’est pas comptée. Des exemples figurent plus bas.
limit-gaps = { $hours ->
    [one] { $hours } heure-système n’a
   *[other] { $hours } heures-système n’ont
 } pas d’enregistrement utilisable (le plus long trou : { $longest } h, { $system }), alors que ces systèmes écrivent d’habitude à ces heures : ce qui s’y est passé ne se voit pas.
limit-quiet = { $hours ->
    [one] { $hours } heure-système sans enregistrement compte
   *[other] { $hours } heures-système sans enregistrement comptent
 } comme vues, parce que ces systèmes se taisent d’habitude à ces heures : un journal vidé de ces heures-là se présenterait de même.
limit-clock-backwards = Dans { $records ->
    [one] { $records } enregistrement
   *[other] { $records } enregistrements
 }, l’horloge recule : l’ordre et les trous y sont incertains.
limit-stray-clock = { $hours ->
    [one] { $hours } heure-système se trouve
   *[other] { $hours } heures-système se trouvent
 } à plus d’un an du reste de son journal, presque sans enregistrement : une horloge fausse. Période et couverture les laissent de côté.
limit-year-unknown = { $inputs ->
    [one] { $inputs } entrée ne dit
   *[other] { $inputs } entrées ne disent
 } pas l’année et rien ne la dit (ainsi { $example }) : les jours sont donnés sans année. Indiquez --year.
limit-year-inferred = { $inputs ->
    [one] { $inputs } entrée ne dit
   *[other] { $inputs } entrées ne disent
 } pas l’année (ainsi { $example }) ; elle a été déduite ou donnée.
limit-zone-assumed = { $inputs ->
    [one] { $inputs } entrée ne dit
   *[other] { $inputs } entrées ne disent
 } pas le fuseau (ainsi { $example }) ; { $zone } a été supposé.
limit-fold-inferred = { $inputs ->
    [one] { $inputs } entrée a
   *[other] { $inputs } entrées ont
 } des heures dans un changement d’heure (ainsi { $example }) ; l’ordre des voisines a décidé.
limit-undated = { $attempts ->
    [one] { $attempts } tentative
   *[other] { $attempts } tentatives
 } et { $detections ->
    [one] { $detections } détection
   *[other] { $detections } détections
 } n’ont pas de date utilisable : elles sont dans les totaux, dans aucun jour.
limit-no-site-logs = Aucun journal de serveur web n’a été lu : rien n’est dit du site.
limit-no-mail-logs = Aucun journal de serveur de courriel n’a été lu : rien n’est dit des boîtes aux lettres, de l’hameçonnage ni de mots de passe de messagerie volés.
limit-no-database-logs = Aucun journal de base de données n’a été lu : on ne peut dire ce qui a atteint les bases elles-mêmes.
limit-bodies-not-logged = Les journaux d’accès n’ont d’ordinaire pas le corps des requêtes : une attaque envoyée dans un champ de formulaire peut ressembler à toute autre requête.
limit-asset-from-file = { $assets ->
    [one] { $assets } bien porte
   *[other] { $assets } biens portent
 } le nom d’un fichier ou d’un dossier parce que les enregistrements ne nomment pas de machine (ainsi { $example }).
limit-no-source = { $attempts ->
    [one] { $attempts } tentative n’a
   *[other] { $attempts } tentatives n’ont
 } pas de source dans les enregistrements.
limit-unlocated = { $attempts ->
    [one] { $attempts } tentative ({ $percent }) vient
   *[other] { $attempts } tentatives ({ $percent }) viennent
 } de sources qu’aucune table ne localise : la part de chaque pays pourrait être plus haute d’autant.
limit-relay = { $attempts ->
    [one] { $attempts } tentative ({ $percent }) passe
   *[other] { $attempts } tentatives ({ $percent }) passent
 } par un hébergeur, un VPN ou Tor, loués ou empruntés de n’importe où : leur pays est celui du relais.
limit-ipv6-location = { $attempts ->
    [one] { $attempts } tentative a été localisée
   *[other] { $attempts } tentatives ont été localisées
 } par des tables IPv6, moins sûres.
limit-network-table = Les lieux reposent sur une seule table ({ $name }, { $date }) et sur rien d’autre ; les adresses changent de mains.
limit-location-is-not-origin = Le lieu n’est pas l’origine : une adresse dit d’où le trafic est arrivé, non qui l’a envoyé. Une adresse peut être beaucoup de gens, beaucoup d’adresses une seule personne.
limit-who = Les journaux disent ce qui fut fait, non qui le fit : une personne qui loue soixante relais laisse les mêmes traces qu’un groupe. Nommer un groupe ou un État demande des preuves venues d’ailleurs.
forwarding-likely-proxy = { $percent } de tous les événements arrivent de { $addresses ->
    [one] une seule adresse
   *[other] { $addresses } adresses
 } ({ $sources }) qui ressemblent à nos propres relais (proxys) : on ne peut distinguer les sources. Nommez-les avec --trusted-proxy.
forwarding-few-addresses = { $percent } de tous les événements arrivent de { $addresses ->
    [one] une seule adresse
   *[other] { $addresses } adresses
 } ({ $sources }). Si ce sont nos propres relais (proxys), nommez-les avec --trusted-proxy ; sinon, quelques visiteurs ont presque tout envoyé.

## Mesures
measure-check-sign-ins-action = Fermez les sessions de ces comptes, changez leurs mots de passe, et demandez à leurs titulaires si c’étaient eux.
measure-check-sign-ins-because = { $incidents ->
    [one] { $incidents } connexion réussie côtoie
   *[other] { $incidents } connexions réussies côtoient
 } des tentatives (la première sur { $asset }).
measure-check-sign-ins-side-effect = les titulaires doivent se reconnecter, aussi sur leurs téléphones
measure-check-sign-ins-undo = se fait une fois ; rien à défaire
measure-inspect-answers-action = Examinez ces machines avant que rien d’autre n’y tourne : nouveaux fichiers, processus, comptes, tâches planifiées.
measure-inspect-answers-because = { $incidents ->
    [one] { $incidents } réponse diffère
   *[other] { $incidents } réponses diffèrent
 } de ce que reçoivent de telles requêtes, ou quelque chose a suivi (la première sur { $asset }).
measure-inspect-answers-side-effect = débrancher une machine arrête ce qu’elle sert
measure-inspect-answers-undo = jusqu’à ce qu’elle soit reconnue saine ou refaite ; rebranchez-la
measure-keep-evidence-action = Copiez les journaux et ce dossier là où nul ne peut écrire, et suspendez leur rotation.
measure-keep-evidence-because = { $incidents ->
    [one] { $incidents } incident devra peut-être être prouvé
   *[other] { $incidents } incidents devront peut-être être prouvés
 } plus tard.
measure-keep-evidence-side-effect = de la place sur le disque ; les journaux contiennent des données personnelles
measure-keep-evidence-undo = jusqu’à la clôture de l’affaire ; effacez la copie, relancez la rotation
measure-prepare-notice-action = Demandez dès maintenant à votre délégué à la protection des données et à votre avocat qui doit être averti, et quand.
measure-prepare-notice-because = { $incidents ->
    [one] { $incidents } incident montre
   *[other] { $incidents } incidents montrent
 } un effet ; si des données personnelles sont touchées, le RGPD (article 33) donne 72 heures.
measure-prepare-notice-side-effect = rien
measure-prepare-notice-undo = une notification se complète ou se corrige ensuite
measure-protect-tried-accounts-action = Donnez à ces comptes un second facteur, et dites à leurs titulaires qu’on les essaie.
measure-protect-tried-accounts-because = { $accounts ->
    [one] { $accounts } compte qui existe a été essayé
   *[other] { $accounts } comptes qui existent ont été essayés
 }.
measure-protect-tried-accounts-side-effect = il faut aux titulaires un téléphone ou une clé, et de l’aide le premier jour
measure-protect-tried-accounts-undo = dure ; se retire compte par compte
measure-remove-exposed-files-action = Ouvrez chacune de ces adresses ; retirez ce que nul ne doit lire, et changez tout mot de passe ou clé qui s’y trouve.
measure-remove-exposed-files-because = { $detections ->
    [one] { $detections } requête
   *[other] { $detections } requêtes
 } pour { $paths ->
    [one] { $paths } chemin sensible
   *[other] { $paths } chemins sensibles
 } : la réponse fut un succès (200).
measure-remove-exposed-files-side-effect = une page qui dépend d’un tel fichier casse
measure-remove-exposed-files-undo = gardez une copie hors du site
measure-close-password-shell-action = N’acceptez que des clés pour les accès à distance, et seulement d’où travaillent les administrateurs.
measure-close-password-shell-because = { $attempts ->
    [one] { $attempts } tentative
   *[other] { $attempts } tentatives
 } de deviner des mots de passe d’accès à distance.
measure-close-password-shell-side-effect = qui n’a pas de clé reste dehors : essayez avec une seconde session ouverte
measure-close-password-shell-undo = dure ; rétablissez PasswordAuthentication
measure-limit-sign-ins-action = Permettez à chaque source et à chaque compte quelques échecs par heure, puis faites attendre.
measure-limit-sign-ins-because = { $attempts ->
    [one] { $attempts } tentative
   *[other] { $attempts } tentatives
 } de deviner des mots de passe du site, des boîtes ou des bases.
measure-limit-sign-ins-side-effect = qui a oublié son mot de passe attend ; un bureau derrière une adresse partage sa limite
measure-limit-sign-ins-undo = chaque attente finit d’elle-même en une heure ; relevez la limite
measure-update-software-action = Mettez à jour le logiciel du site et ses extensions ; retirez celles qui ne servent pas.
measure-update-software-because = { $attempts ->
    [one] { $attempts } tentative
   *[other] { $attempts } tentatives
 } sur des failles connues ({ $forms }).
measure-update-software-side-effect = une extension peut ne pas suivre la nouvelle version : sauvegardez d’abord
measure-update-software-undo = rétablissez la sauvegarde
measure-filter-injections-action = Mettez un filtre de requêtes devant le site (d’abord en observation), et donnez à son compte de base de données les moindres droits.
measure-filter-injections-because = { $attempts ->
    [one] { $attempts } tentative
   *[other] { $attempts } tentatives
 } de faire faire aux programmes ce qu’ils ne doivent pas ({ $forms }).
measure-filter-injections-side-effect = un filtre qui bloque trop tôt arrête des formulaires honnêtes : qu’il observe une semaine
measure-filter-injections-undo = dure ; remettez le filtre en observation
measure-restrict-admin-pages-action = Que les pages d’administration ne répondent qu’aux adresses ou au VPN des administrateurs.
measure-restrict-admin-pages-because = { $attempts ->
    [one] { $attempts } tentative
   *[other] { $attempts } tentatives
 } de les trouver.
measure-restrict-admin-pages-side-effect = en déplacement, les administrateurs ont besoin du VPN
measure-restrict-admin-pages-undo = dure ; retirez la règle
measure-hide-databases-action = Que les bases de données n’écoutent que sur le réseau intérieur.
measure-hide-databases-because = { $attempts ->
    [one] { $attempts } tentative a
   *[other] { $attempts } tentatives ont
 } atteint une base.
measure-hide-databases-side-effect = les outils qui s’y connectent du dehors s’arrêtent
measure-hide-databases-undo = dure ; ouvrez une adresse au besoin
measure-soften-floods-action = Mettez un cache ou un service de protection devant le site, et limitez les requêtes par source.
measure-soften-floods-because = { $attempts ->
    [one] { $attempts } tentative
   *[other] { $attempts } tentatives
 } de le surcharger, { $minutes ->
    [one] { $minutes } minute perturbée
   *[other] { $minutes } minutes perturbées
 }.
measure-soften-floods-side-effect = un service de protection voit les visiteurs ; les limites touchent les bureaux derrière une adresse
measure-soften-floods-undo = retirez-le quand la vague est passée
measure-block-busiest-action = Bloquez ces sources pendant 24 heures.
measure-block-busiest-because = { $sources ->
    [one] { $sources } source a envoyé
   *[other] { $sources } sources ont envoyé
 } { $percent } de toutes les détections ({ $detections }).
measure-block-busiest-side-effect = des gens ordinaires derrière la même adresse sont bloqués aussi ; les attaquants changent d’adresse
measure-block-busiest-undo = finit de lui-même après 24 heures ; retirez l’entrée
measure-warn-people-action = Dites aux personnes et équipes visées ce qu’on essaie contre elles, et qui appeler.
measure-warn-people-because = { $attempts ->
    [one] { $attempts } tentative emploie
   *[other] { $attempts } tentatives emploient
 } un compte ou un mot propre à la maison, qui ne figure dans aucune liste publique.
measure-warn-people-side-effect = de l’inquiétude : dites que faire, pas seulement ce qui est arrivé
measure-warn-people-undo = rien à défaire
measure-check-relay-action = Vérifiez que le serveur de courriel n’envoie que pour les siens et ne dit pas quelles adresses existent.
measure-check-relay-because = { $attempts ->
    [one] { $attempts } tentative
   *[other] { $attempts } tentatives
 } de s’en servir ou d’apprendre ses adresses ({ $forms }).
measure-check-relay-side-effect = un appareil oublié qui envoie sans se connecter s’arrête
measure-check-relay-undo = autorisez ce seul appareil
measure-close-ports-action = Fermez tout port dont personne n’a besoin du dehors.
measure-close-ports-because = { $attempts ->
    [one] { $attempts } balayage de ports.
   *[other] { $attempts } balayages de ports.
 }
measure-close-ports-side-effect = un service employé peut s’arrêter : demandez d’abord
measure-close-ports-undo = rouvrez le port
measure-slow-forms-action = Que les formulaires demandent un jeton et quelques secondes ; retenez les envois pleins de liens.
measure-slow-forms-because = { $attempts ->
    [one] { $attempts } tentative
   *[other] { $attempts } tentatives
 } de remplir des formulaires par machine.
measure-slow-forms-side-effect = de très vieux navigateurs peuvent échouer
measure-slow-forms-undo = dure ; se retire par formulaire
measure-name-proxy-action = Si ces adresses sont vos propres relais (proxys), relancez avec --trusted-proxy, pour distinguer les sources.
measure-name-proxy-because = { $percent } de tous les événements en arrivent.
measure-name-proxy-side-effect = rien, si l’adresse est bien la vôtre : une fausse laisse chacun forger des sources
measure-name-proxy-undo = relancez sans l’option
measure-mend-logs-action = Réparez ce qui manque aux journaux : trous, fichiers illisibles, lignes non comprises.
measure-mend-logs-because = Couverture { $coverage }, compris { $understood }, entrées non lues : { $inputs }.
measure-mend-logs-side-effect = de la place sur le disque ; ne gardez pas plus longtemps que nécessaire
measure-mend-logs-undo = rien à défaire

## Comparaison
caution-coverage = La couverture diffère ({ $before } et { $after }) : une part de tout changement peut tenir à ce qui était visible.
caution-rules = Les deux ont été faits avec des règles différentes : un changement peut être le leur.
caution-network-table = Les deux ont été faits avec des tables de réseaux différentes : des pays ont pu bouger.
caution-session-gap = Les deux emploient des trous de session différents : les tentatives ne se comparent pas.
caution-names = Les noms sont en clair dans l’un et pseudonymes dans l’autre : les biens se comparent, les comptes non.
caution-length = Les périodes n’ont pas la même longueur : comparez les chiffres par jour.
change-of-total = total
change-of-form = forme
change-of-asset = bien
change-of-country = pays

## Bizarreries
anomaly-invalid-utf-8 = octets qui ne sont pas de l’UTF-8
anomaly-nul-byte = octet NUL dans une ligne de texte
anomaly-control-character = caractères de commande ou séquences de terminal
anomaly-line-too-long = ligne plus longue que la limite
anomaly-truncated = ligne qui finit trop tôt
anomaly-missing-line-end = dernière ligne sans fin de ligne
anomaly-bad-escape = séquence d’échappement inconnue du format
anomaly-bad-percent-escape = signe pour cent sans deux chiffres
anomaly-impossible-status = statut HTTP hors de 100 à 599
anomaly-bad-number = nombre qui n’en est pas un ou déborde
anomaly-bad-address = adresse qui n’en est pas une
anomaly-name-instead-of-address = nom à la place d’une adresse
anomaly-bad-time = heure qui n’en est pas une
anomaly-clock-backwards = horloge qui recule
anomaly-implausible-time = date avant 1990 ou après 2100
anomaly-year-inferred = année déduite
anomaly-zone-assumed = fuseau supposé
anomaly-daylight-saving-fold = heure locale qui existe deux fois ou jamais
anomaly-malformed-request = ligne de requête mal formée
anomaly-empty-request = ligne de requête vide
anomaly-extra-fields = plus de champs que le format
anomaly-missing-field = champ manquant
anomaly-duplicate-member = membre JSON en double
anomaly-nested-too-deep = imbrication trop profonde
anomaly-untrusted-forwarded = adresse relayée non crue
anomaly-value-cut = valeur coupée à sa limite
anomaly-embedded-record = texte qui ressemble à une ligne de journal dans un champ

## Services
service-web-access = journal d’accès web
service-nginx-error = journal d’erreurs nginx
service-apache-error = journal d’erreurs Apache
service-haproxy = HAProxy
service-sshd = serveur OpenSSH
service-pam = PAM
service-sudo = sudo et su
service-accounts = gestion des comptes
service-cron = cron
service-systemd = systemd et logind
service-kernel = noyau
service-netfilter = filtre de paquets
service-postfix = Postfix
service-exim = Exim
service-dovecot = Dovecot
service-roundcube = Roundcube
service-postgresql = PostgreSQL
service-mysql = MariaDB / MySQL
service-suricata = Suricata
service-cowrie = leurre Cowrie
service-dionaea = leurre Dionaea
service-ftp = serveur FTP
service-dns = serveur de noms
service-other-daemon = autre service du système

## Comment les heures ont été obtenues
basis-stated = date, année et fuseau dits
basis-zone-assumed = fuseau supposé
basis-year-inferred = année déduite
basis-year-unknown = année inconnue
basis-fold-inferred = changement d’heure déduit
basis-neighbour = heure de la ligne précédente

# Claims: vigie claim check.
claim-established = Établi
claim-supported = Étayé
claim-misleading = Trompeur sans précision
claim-not-established = Non établi
claim-contradicted = Contredit
claim-not-decidable = Indécidable avec ces données
claim-out-of-scope = Hors champ
claim-absence = Rien de tel n’a été trouvé sur { $coverage } des heures-système ; ce qui ne laisse aucune trace ne peut être vu.
claim-aims = Ciblées : { $targeted } tentatives ; opportunistes : { $opportunistic } ; indéterminées : { $unclear }.
claim-certainty-not-grounded = Le texte est plus sûr que les preuves.
claim-change = Tentatives dans la première moitié de la période : { $early } ; dans la seconde : { $late } (facteur { $factor }).
claim-claimed-not-observed = Revendiqué, non observé : aucune perturbation n’a été vue pendant des attaques.
claim-clusters = Grappes de sources ayant agi ensemble au-delà du hasard : { $clusters } ; elles réunissent { $sources } sources et { $part } des { $whole } tentatives.
claim-clusters-not-asked = Il n’a pas été analysé, pour ce dossier, si des sources ont agi ensemble.
claim-count = Compté : { $count } { $unit }.
claim-count-period = Compté : { $count } { $unit }, du { $first } au { $last }.
claim-databases-by-injection = Aucune base n’a été attaquée à sa propre porte ; les injections par le site visent les bases qui sont derrière.
claim-disturbed = Minutes perturbées : { $disturbed } ; dont pendant des attaques : { $attacked }.
claim-form-not-seen-in-logs = Les journaux de ces services ne montrent pas cette forme d’attaque.
claim-found-of = { $what } : { $part } des { $whole } tentatives.
claim-group-not-decidable = Les journaux ne départagent pas un groupe et une personne seule : une personne qui loue soixante relais laisse les mêmes traces.
claim-holds-in-units = Cela n’est vrai qu’en comptant autre chose : { $units }.
claim-holds-sometimes = Cela n’est vrai que certains jours, semaines ou mois, non en moyenne.
claim-incidents = Incidents ayant eu un effet : { $had } ; ayant pu en avoir un : { $may }.
claim-intention = Les journaux montrent ce qui a été fait, non ce qui était voulu.
claim-kinds-countries = Pays où des sources sont localisées : { $count }.
claim-kinds-forms = Formes d’attaque vues : { $count }.
claim-lead-within-chance = L’avance sur le suivant reste dans la marge du hasard.
claim-location-is-not-origin = Localisé ne veut pas dire envoyé par : le lieu d’une adresse ne dit rien de qui s’en est servi, ni peuple ni État.
claim-more-may-be-unseen = Seules { $coverage } des heures-système ont été vues : le compte est un minimum.
claim-needs-attribution = Une attribution publiée par un tiers nommé, citée comme telle ; jamais les seuls journaux.
claim-needs-cause = Une cause : les journaux du service arrêté, et ce qui a changé d’autre à ce moment.
claim-needs-clusters = Une analyse des traces des sources pour ce dossier.
claim-needs-coverage = Les journaux des heures qui n’ont pas été vues.
claim-needs-group = Des preuves hors journaux : machines saisies, paiements, témoignages.
claim-needs-inspection = Une inspection des systèmes de ces incidents.
claim-needs-location = Une table qui localise le reste des sources.
claim-needs-logs = Les journaux des systèmes et du temps en question.
claim-needs-longer = Davantage de tentatives, ou une période plus longue.
claim-needs-other-logs = Des journaux ou des courriels où cette forme laisse des traces.
claim-needs-period = Les dates : --date pour le jour du texte, --since nom=date pour un événement ; et les journaux de ce temps.
claim-needs-target-logs = Les journaux de ces systèmes.
claim-no-logs = Le dossier ne contient aucun journal exploitable.
claim-not-counted = Cela ne peut pas être compté ainsi dans le dossier.
claim-nothing-counted = Aucune tentative n’a été trouvée dont ce pourrait être une part.
claim-on-average-only = Vrai en moyenne ; la plupart des jours, semaines ou mois s’en écartent.
claim-one-unit-only = Cela est vrai en tentatives, non en comptant les sources ou les détections.
claim-order = Dans l’ordre : { $rows }.
claim-other-unit-only = Cela n’est pas vrai en tentatives ; ce l’est en comptant autre chose.
claim-period-outside = Le dossier n’a pas de journaux de la période { $period }.
claim-period-partly-covered = Le dossier ne couvre la période qu’en partie.
claim-period-undated = Aucun journal du dossier ne dit son année : une période ne peut y être retrouvée.
claim-period-unknown = Les dates de { $period } ne sont pas connues.
claim-rank = Rang { $place } sur { $kinds }, en { $unit }.
claim-rank-none = Aucune n’a été trouvée.
claim-rate = En moyenne { $mean } { $unit } { $span }.
claim-remark-contradicts-itself = Le texte dit une chose et la nie ailleurs.
claim-remark-state-in-title = Le titre nomme un État ou un peuple ; le corps ne nomme que des lieux d’adresses.
claim-row = { $name } { $percent }
claim-safer-aims = « Parmi ces tentatives, { $targeted } s’appuyaient sur des éléments propres à notre organisation ; { $opportunistic } étaient de celles que reçoit tout système exposé sur internet. »
claim-safer-clusters = « Sur { $whole } tentatives, { $part } venaient de { $sources } sources qui ont agi ensemble, au-delà de ce que le hasard explique. Cela ne dit pas qui les dirigeait. »
claim-safer-count = « Nous avons compté { $count } { $unit }. »
claim-safer-count-of = « Nous avons compté { $count } { $unit } { $scope }. »
claim-safer-count-of-period = « Du { $first } au { $last }, nous avons compté { $count } { $unit } { $scope }. »
claim-safer-count-period = « Du { $first } au { $last }, nous avons compté { $count } { $unit }. »
claim-safer-first = « En tête vient ceci : { $name }, avec { $part } { $unit } sur { $whole }, soit { $percent }. »
claim-safer-first-place = « C’est d’adresses localisées { $name } que provenait le plus grand nombre de { $unit } : { $part } sur { $whole }, soit { $percent }. Le lieu d’une adresse ne dit pas qui s’en est servi. »
claim-safer-found = « Sur { $whole } tentatives, nous en avons relevé { $part } { $scope }. »
claim-safer-group = « Nous ne savons pas si ces attaques sont le fait d’une ou de plusieurs personnes. »
claim-safer-no-trace = « Dans nos journaux, qui couvrent { $coverage } du temps de nos systèmes, nous n’avons trouvé aucune trace d’une attaque réussie. »
claim-safer-none = « Nos journaux n’en portent aucune trace. »
claim-safer-not-observed = « Nous n’avons observé aucune interruption de service. »
claim-safer-place = « Sur { $whole } { $unit }, nous en comptons { $part } { $scope }, soit { $percent } (intervalle à 95 % : de { $low } à { $high }). Le lieu d’une adresse ne dit pas qui s’en est servi. »
claim-safer-share = « Sur { $whole } { $unit }, nous en comptons { $part } { $scope }, soit { $percent } (intervalle à 95 % : de { $low } à { $high }). »
claim-safer-who = « Nous ne savons pas qui est à l’origine de ces attaques. »
claim-scope-form = sous cette forme : { $forms }
claim-scope-hosting = passées par des serveurs d’hébergeurs
claim-scope-opportunistic = de celles que tout le monde reçoit
claim-scope-place = venant d’adresses localisées { $places }
claim-scope-relay = passées par des relais (hébergeurs, VPN, Tor)
claim-scope-target = contre { $targets }
claim-scope-targeted = dirigées contre notre organisation en particulier
claim-scope-tor = passées par le réseau Tor
claim-scope-vpn = passées par un VPN
claim-share = { $percent } ({ $part } sur { $whole } { $unit }), intervalle à 95 % : { $low } à { $high }.
claim-some-only = Une partie des attaques, non la plupart.
claim-span-day = par jour
claim-span-hour = par heure
claim-span-minute = par minute
claim-span-month = par mois
claim-span-week = par semaine
claim-span-year = par an
claim-target-without-logs = Aucun journal de tels systèmes n’est dans le dossier.
claim-together-is-no-cause = Ensemble dans le temps n’est pas encore une cause.
claim-too-few-to-compare = Trop peu de tentatives, ou une période trop courte, pour en comparer les moitiés.
claim-unit-accounts = comptes
claim-unit-assets = actifs
claim-unit-attempts = tentatives
claim-unit-detections = détections
claim-unit-incidents = incidents
claim-unit-records = enregistrements
claim-unit-requests = requêtes hostiles
claim-unit-sources = sources
claim-unlocated-could-turn = { $unlocated } de plus pourraient s’y trouver, non localisées ; ou les rares qui s’y trouvent être une erreur de la table.
claim-unlocated-decides = { $unlocated } ne peuvent être localisés ; attribués dans un sens la phrase est vraie, dans l’autre elle ne l’est pas.
claim-unread-words = Mots qui n’ont pas été compris : { $words }.
claim-beside-a-doubt = Une phrase voisine peut la retirer ou la placer ailleurs : lisez-les ensemble.
claim-construction = La phrase est construite d’une façon dont Vigie ne répond pas : dite plus simplement, elle peut être établie.
claim-who-not-decidable = Les journaux disent d’où le trafic est arrivé, jamais qui l’a envoyé : ni État, ni peuple, ni personne.
claim-with-relays-only = Cela n’est vrai qu’avec les relais (hébergement, VPN, Tor), dont le pays dit le moins.
claim-why-question = une question
claim-why-doubt = un doute, non une affirmation
claim-why-wish = une demande, une promesse ou une prévision
claim-why-opinion = une opinion
claim-why-intention = une intention
claim-why-no-claim = rien que des journaux puissent éclairer
claim-title = { $sentences } phrases, { $claims } affirmations
claim-label-says = dit par
claim-label-why = pourquoi
claim-label-units = essayé
claim-label-safer = plus sûr
claim-label-decide = déciderait
claim-label-lines = lignes
claim-label-period = période
claim-label-confidence = confiance
claim-period = du { $first } au { $last }
claim-holds = vrai
claim-fails = faux
claim-window-whole = en tout
claim-window-mean = moyenne
claim-window-peak = maximum
claim-window-days = jours qui conviennent
claim-window-weeks = semaines qui conviennent
claim-window-months = mois qui conviennent
claim-window-years = années qui conviennent
claim-window-without-relays = sans les relais
claim-window-unlocated-there = avec tout le non-localisé là
claim-place-of = rang { $place }
claim-text-cut = Le texte est plus long que ce qui est lu ; le reste a été laissé de côté.
claim-text-hidden = Caractères cachés retirés : { $count }.
claim-text-html = Une page : seul son article a été lu ; blocs laissés de côté : { $count }.
claim-whole-verdict = Le texte entier

top-attempts = tentatives par heure, 24 h :
top-detections = détections par heure, 24 h :
top-held = retenus
top-sources = sources actives
top-incidents = incidents
top-keys = Tab liste suivante · ↑ ↓ dans la liste · q fin
top-nothing = Rien.
top-saved = enregistré le
top-never-saved = jamais enregistré
top-last = dernier enregistrement
top-until = jusqu’au
top-by-filter = filtre de paquets
top-by-others = bouncers et fichiers
