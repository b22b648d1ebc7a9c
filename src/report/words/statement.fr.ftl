
# Déclarations : vigie statement. Chaque phrase d’ici qui dit quelque chose d’attaques est relue par le moteur d’affirmations avant d’être écrite.
st-title = Déclaration : ce que montrent nos journaux
st-title-period = Déclaration : ce que montrent nos journaux, du { $first } au { $last }
st-title-hold = Première déclaration : ce que montrent nos journaux
st-notice-reserve = Écrit pendant la période de réserve ouverte le { $first }, avant le scrutin du { $vote } : des faits seulement.
st-notice-silence = Écrit pendant le silence ouvert le { $first }, avant le scrutin du { $vote } ({ $source }) : des faits seulement.
st-head-nature = Nature
st-head-extent = Ampleur
st-head-origin = Provenance
st-head-targets = Systèmes concernés
st-head-success = Effets
st-head-measures = Mesures
st-head-confidence = Confiance
st-head-unknown = Ce que nous ne savons pas
st-head-advice = Ce qu’il faut faire
st-head-method = Méthode
st-head-figures = Chiffres
st-nature-count-period = Entre le { $first } et le { $last }, nous avons compté { $count ->
    [one] { $count } tentative
   *[other] { $count } tentatives
 } d’attaque.
st-nature-least-period = Entre le { $first } et le { $last }, nous avons compté au moins { $count ->
    [one] { $count } tentative
   *[other] { $count } tentatives
 } d’attaque.
st-nature-count = Nous avons compté { $count ->
    [one] { $count } tentative
   *[other] { $count } tentatives
 } d’attaque.
st-nature-least = Nous avons compté au moins { $count ->
    [one] { $count } tentative
   *[other] { $count } tentatives
 } d’attaque.
st-nature-none-period = Entre le { $first } et le { $last }, nous n’avons trouvé aucune tentative d’attaque.
st-nature-none = Nous n’avons trouvé aucune tentative d’attaque.
st-nature-unknown = Nous ne savons pas si des attaques ont été tentées : nos journaux ne couvrent pas assez de temps.
st-nature-attempt = Une tentative réunit ce qu’une même adresse a fait contre un même système sous une même forme, sans pause de plus de 30 minutes.
st-nature-forms = Nous avons relevé ces formes : { $forms }.
st-nature-form = { $count ->
    [one] { $count } tentative
   *[other] { $count } tentatives
 } de type { $form }.
st-nature-form-seen = Relevé aussi : { $form }.
st-nature-form-named = La forme la plus fréquente : { $form }.
st-nature-records = { $count ->
    [one] { $count } ligne de journal a été lue.
   *[other] { $count } lignes de journal ont été lues.
 }
st-nature-detections = Elles ont donné { $count ->
    [one] { $count } détection
   *[other] { $count } détections
 }, chacune avec sa règle.
st-hold-nature = Nous avons relevé des tentatives d’attaque ; leur nature est en cours d’établissement.
st-hold-nature-unknown = Nous ne connaissons pas encore la nature de ce qui a été signalé, et ne savons pas s’il s’agit d’une attaque.
st-hold-extent = Leur nombre est en cours de décompte ; nous le publierons avec son unité et sa période.
st-extent-sources = Les tentatives sont arrivées de { $count ->
    [one] { $count } adresse.
   *[other] { $count } adresses.
 }
st-extent-mean = Cela fait en moyenne environ { $mean ->
    [one] { $mean } tentative
   *[other] { $mean } tentatives
 } par jour.
st-extent-peak = Nous avons compté jusqu’à { $peak ->
    [one] { $peak } tentative
   *[other] { $peak } tentatives
 } par jour.
st-extent-countries = Ces adresses sont localisées dans { $count } pays.
st-extent-coverage = Nos journaux couvrent { $coverage } des heures de nos systèmes pendant cette période.
st-extent-no-logs = Nous n’avons aucun journal utilisable de cette période.
st-origin-place = { $part ->
    [one] { $part } tentative est arrivée
   *[other] { $part } tentatives sont arrivées
 } d’adresses localisées { $place } ({ $percent } des tentatives).
st-origin-count = { $part ->
    [one] { $part } tentative est arrivée
   *[other] { $part } tentatives sont arrivées
 } d’adresses localisées { $place }.
st-origin-some = Des tentatives sont arrivées d’adresses localisées { $place }.
st-origin-first = Les tentatives sont arrivées principalement d’adresses localisées { $place }.
st-origin-not-located = Nous ne savons pas où ces adresses sont localisées.
st-origin-none = Comme nous n’en avons trouvé aucune, il n’y a pas de provenance à donner.
st-origin-relay = { $percent } des tentatives sont passées par des relais.
st-origin-relay-some = Des tentatives sont passées par des relais.
st-origin-unlocated = { $percent } n’ont pas pu être localisées.
st-origin-limit = La localisation d’une adresse ne dit pas qui s’en est servi : elle ne désigne ni une personne, ni un peuple, ni un État.
st-hold-origin = Nous ne connaissons pas encore leur provenance.
st-own-site = notre site
st-own-databases = nos bases de données
st-own-mailboxes = nos boîtes mail
st-own-infrastructure = notre infrastructure
st-targets-named = Les tentatives ont visé { $targets }.
st-targets-count = { $count ->
    [one] { $count } tentative a visé
   *[other] { $count } tentatives ont visé
 } { $target }.
st-targets-accounts = { $count ->
    [one] { $count } compte a été essayé.
   *[other] { $count } comptes ont été essayés.
 }
st-targets-unknown = Nous ne savons pas ce qui était visé.
st-success-none = Nous n’avons trouvé aucune trace d’une tentative réussie ; nos journaux couvrent { $coverage } des heures de nos systèmes.
st-success-incidents = Nous avons compté { $count ->
    [one] { $count } incident.
   *[other] { $count } incidents.
 }
st-success-split = Effets que nos journaux montrent : { $had } ; effets possibles : { $may }.
st-success-open = Que ces incidents aient eu un effet n’est pas encore établi.
st-success-some = Au moins une tentative a réussi.
st-success-unknown = Nous ne savons pas si une tentative a réussi.
st-success-disturbed = Minutes de perturbation dans les mêmes heures : { $minutes } ; ensemble dans le temps n’est pas encore une cause.
st-hold-success-none = À ce stade, nous n’avons trouvé aucune trace d’une tentative réussie.
st-hold-success-may = Nous ne savons pas encore si une tentative a réussi : des indices sont à l’examen.
st-measures-held = Registre de nos décisions depuis le { $first } : { $decisions } décisions, dont { $standing } en vigueur.
st-measures-none = Notre registre des décisions est vide à ce jour.
st-measures-kept = { $inputs ->
    [one] Le fichier de journal est conservé, avec son empreinte.
   *[other] Les journaux sont conservés, avec une empreinte de chacun des { $inputs } fichiers.
 }
st-hold-measures = Les journaux sont conservés et examinés.
st-hold-measures-held = Des adresses sont retenues, et les journaux sont conservés et examinés.
st-confidence = La confiance dans ces chiffres est { $level } : nos journaux couvrent { $coverage } des heures de nos systèmes, et { $understood } des lignes ont été comprises.
st-level-low = faible
st-level-moderate = moyenne
st-level-high = élevée
st-confidence-interval = Les intervalles sont à 95 %, sur les sources qui comptent en effet.
st-hold-confidence = Ce sont de premières constatations, qui peuvent changer.
st-unknown-who = Nous ne savons pas qui est derrière, ni pourquoi.
st-unknown-group = Nous ne savons pas si une ou plusieurs personnes sont derrière.
st-unknown-purpose = Les journaux montrent ce qui a été fait, pas ce qui était voulu.
st-unknown-unlogged = Ce qui ne laisse aucune ligne dans nos journaux n’est pas dans ces chiffres.
st-unknown-hours = Aucun journal utilisable ne reste pour { $percent } des heures de nos systèmes.
st-hold-next = Nous en dirons plus quand les chiffres auront été vérifiés.
st-advice-password = Changez votre mot de passe s’il vous sert aussi ailleurs.
st-advice-second-factor = Activez un second facteur là où il est proposé.
st-advice-mail = N’ouvrez aucune pièce jointe inattendue, et interrogez l’expéditeur par une autre voie.
st-advice-entered = Changez vos mots de passe maintenant, et dites-nous ce qui vous semble étrange.
st-advice-report = Transmettez-nous tout message en notre nom que vous n’attendiez pas.
st-method-zone = Les jours sont ceux du fuseau { $zone }.
st-method-versions = Programme : vigie { $program } ; règles : { $rules } ; table des réseaux : { $network }.
st-method-indicators = Indicateurs : vigie export, STIX 2.1 ou MISP, du même dossier.
st-note-count = { $value } { $unit }
st-note-share = { $value } sur { $whole } { $unit }, { $percent }, intervalle { $interval }
st-note-census = { $value } sur { $whole } { $unit }, { $percent }
st-note-question = question { $question } du rapport : { $key }
st-note-deed = à côté des questions : { $key }

# La porte : vigie statement lint.
lint-missing-nature = La nature manque
lint-missing-origin = La provenance manque
lint-attack-without-unit = « Attaque » sans unité
lint-contradicted = Le dossier dit autre chose
lint-misleading = Trompeur sans précision
lint-not-established = Non établi
lint-not-decidable = Indécidable avec ces données
lint-certainty-without-ground = Plus sûr que les preuves
lint-attribution-without-source = Un auteur, et personne qui le dise
lint-attribution-by-unnamed = Un auteur, dit par personne qui ait un nom
lint-attribution-by-location = Un lieu devenu auteur
lint-figure-not-in-case = Un chiffre qui n’est pas dans le dossier
lint-personal-address = L’adresse d’une machine
lint-personal-mailbox = La boîte d’une personne
lint-personal-account = Le nom d’une personne ou d’un compte
lint-interpretation-in-quiet = Plus que des faits, en période de réserve
lint-contradicts-itself = Le texte se contredit
lint-hidden-characters = Caractères cachés
lint-not-read-whole = Pas lu jusqu’au bout
lint-why-missing-nature = Qui lit ne peut savoir ce qu’étaient les attaques.
lint-why-missing-origin = Qui lit ne peut savoir d’où elles sont arrivées, ou qu’on ne le sait pas.
lint-why-attack-without-unit = Une attaque peut être une requête ou un mois de requêtes : un compte sans unité ne se vérifie ni ne se compare.
lint-why-attribution-without-source = Les journaux disent d’où le trafic est arrivé, jamais qui l’a envoyé.
lint-why-attribution-by-unnamed = Qui n’a pas de nom ne peut être interrogé.
lint-why-attribution-by-location = Localisé n’est pas envoyé : le lieu des adresses ne dit rien de qui s’en est servi.
lint-why-figure-not-in-case = Aucun chiffre du dossier n’a cette valeur, et aucune affirmation n’en a été lue.
lint-why-personal-address = L’adresse d’une machine mène à une personne jusqu’à preuve du contraire ; les indicateurs ont leur propre voie.
lint-why-personal-mailbox = Une boîte à un nom est une donnée personnelle.
lint-why-personal-account = Qui a été visé doit l’apprendre de vous d’abord.
lint-why-interpretation = Avant le scrutin du { $vote }, des faits seulement.
lint-why-hidden-characters = Caractères qu’aucun lecteur ne voit : { $count }.
lint-why-not-read-whole = Il est plus long que ce qui se lit d’un texte.
lint-instead-missing-nature = Dites sous quelles formes, avec l’unité et la période ; ou que cela reste à établir.
lint-instead-missing-origin = Dites où les adresses sont localisées, et que cela ne désigne personne ; ou qu’on ne le sait pas.
lint-instead-attack-without-unit = Comptez des tentatives, et dites ce qu’est une tentative : une source, un bien, une forme, sans longue pause.
lint-instead-certainty = Retirez le mot de certitude, ou dites ce que vaut la base.
lint-instead-attribution = Citez un tiers qui a un nom, comme son affirmation et non comme la vôtre.
lint-instead-figure-not-in-case = Prenez le chiffre dans le rapport, avec son unité ; ou retirez-le.
lint-instead-personal = Retirez-le.
lint-instead-interpretation = Dites ce qui a été compté, et rien de ce que cela signifie.
lint-instead-hidden-characters = Réécrivez le texte sans eux.
lint-instead-not-read-whole = Vérifiez-le par parties.
lint-clean = Rien à corriger : { $sentences } phrases, { $claims } affirmations.
lint-found = { $problems ->
    [one] Un point à corriger
   *[other] { $problems } points à corriger
 } ({ $sentences } phrases, { $claims } affirmations).

# Dérive : vigie claim drift.
drift-title = { $texts } textes, { $steps } affirmations changées en route
drift-how-many = Combien
drift-where-or-who = D’où, ou qui
drift-together = Ensemble, un groupe, une personne
drift-aims = Ce qui était visé
drift-forms = Formes
drift-success = Succès
drift-outage = Ce qui s’est arrêté
drift-purpose = Ce qui était voulu
drift-first-said = Dit pour la première fois
drift-repeated = répété tel quel
drift-cut = Il y avait plus d’affirmations ou de textes qu’il n’en est comparé.
drift-place-became-author = un lieu d’adresses est devenu un auteur : { $from } → { $to }
drift-author-became-place = un auteur est devenu un lieu d’adresses : { $from } → { $to }
drift-other-place = un autre lieu : { $from } → { $to }
drift-other-author = un autre auteur : { $from } → { $to }
drift-number = un autre nombre : { $from } → { $to }
drift-number-gone = le nombre a disparu : { $from }
drift-number-new = un nombre est apparu : { $to }
drift-unit = une autre unité : { $from } → { $to }
drift-rate = une autre durée : { $from } → { $to }
drift-claim = une autre affirmation : { $from } → { $to }
drift-more-certain = plus sûr qu’avant
drift-less-certain = moins sûr qu’avant
drift-denied = ce qui était dit est nié
drift-affirmed = ce qui était nié est dit
drift-supposition-gone = ce qui était supposé est dit
drift-speaker-gone = dit de sa propre voix, non plus par { $from }
drift-speaker-new = dit désormais par { $to }
drift-other-speaker = un autre locuteur : { $from } → { $to }
drift-range-exact = { $low }
drift-range-from = { $low } ou plus
drift-range-to = jusqu’à { $high }
drift-range-between = { $low } à { $high }
drift-unit-attacks = attaques (sans unité)
drift-unit-countries = pays
drift-unit-forms = formes
drift-in-all = en tout
drift-said-count = combien
drift-said-peak = le plus haut
drift-said-share = quelle part
drift-said-rank = plus que tout autre
drift-said-change = plus ou moins qu’avant
drift-said-targets = visé
drift-said-form = sous cette forme
drift-said-targeted = nous visait
drift-said-coordinated = coordonné
drift-said-group = un groupe
drift-said-individual = une personne
drift-said-attributed = qui
drift-said-succeeded = a réussi
drift-said-stolen = emporté
drift-said-caused = arrêté par cela
drift-said-intended = voulu

# Lettres : vigie statement letter.
letter-notice = Un brouillon fait de journaux. Ce n’est pas un avis juridique : si une loi s’applique, et laquelle, c’est à vous et à votre conseil d’en décider.
letter-fill = À REMPLIR
letter-unknown = Inconnu
letter-referral = Saisine : tentatives d’attaque contre nos systèmes
letter-complaint = Annexe à une plainte : les faits
letter-breach = Notification d’une violation de données personnelles (règlement (UE) 2016/679, article 33) : brouillon
letter-warning = Alerte précoce, sous 24 heures (directive (UE) 2022/2555, article 23) : brouillon
letter-notification = Notification d’incident, sous 72 heures (directive (UE) 2022/2555, article 23) : brouillon
letter-final = Rapport final, sous un mois (directive (UE) 2022/2555, article 23) : brouillon
letter-head-sender = Expéditeur
letter-head-subject = Objet
letter-head-asked = Ce que nous demandons
letter-head-enclosed = Pièces jointes
letter-head-signature = Signature
letter-head-complainant = Plaignant
letter-head-facts = Les faits
letter-head-author = Auteur
letter-head-damage = Préjudice
letter-head-evidence = Preuves conservées
letter-head-limits = Base et limites
letter-head-law = En droit
letter-head-aware = Quand cela a été connu
letter-head-breach = Nature de la violation
letter-head-subjects = Personnes concernées : catégories et nombre
letter-head-records = Enregistrements concernés : catégories et nombre
letter-head-dpo = Point de contact
letter-head-consequences = Conséquences probables
letter-head-later = La suite
letter-head-documentation = Documentation
letter-head-scope = Champ d’application
letter-head-malicious = Actes illicites ou malveillants suspectés
letter-head-cross-border = Effets dans d’autres pays
letter-head-update = Mise à jour
letter-head-severity = Gravité et effets : première appréciation
letter-head-indicators = Indicateurs de compromission
letter-head-description = Description
letter-head-cause = Type de menace, cause profonde
letter-referral-subject = Nous rapportons ce que montrent nos journaux, et demandons des mesures de vigilance et de protection.
letter-ask-contact = Merci de désigner une personne joignable à toute heure.
letter-ask-measures = Merci de nous dire quelles mesures vous conseillez, et lesquelles vous prenez vous-mêmes.
letter-ask-logs = Merci de faire conserver les données de trafic là où la loi le permet, avant leur effacement.
letter-ask-others = Merci de nous dire si d’autres, dans notre situation, voient la même chose.
letter-enclosed-pack = Dossier de preuves : chaque chiffre ci-dessus peut en être recalculé (vigie verify).
letter-enclosed-indicators = Indicateurs, avec leur expiration : vigie export (STIX 2.1 ou MISP).
letter-evidence-lines = Les lignes d’origine de ce qui est cité sont conservées, chacune avec son fichier, sa place et son empreinte.
letter-evidence-custody = Le registre de conservation dit qui en a fait quoi, et quand.
letter-law-left = Ce que ces faits sont en droit est laissé à qui en décide.
letter-breach-nothing-found = Aucune violation de données personnelles n’a été trouvée dans ces journaux : cette notification n’est peut-être pas due.
letter-incident-nothing-found = Aucun incident n’a été trouvé dans ces journaux : ce rapport n’est peut-être pas dû.
letter-malicious = Oui : ce qui a été compté est hostile par sa forme.
letter-later = Ce qui est inconnu aujourd’hui sera transmis par étapes, sans autre retard indu.
letter-scope = Transmis parce que nous y sommes tenus, ou de notre propre gré si nous ne le sommes pas.
letter-fill-organisation = nom de l’organisation, son immatriculation, son adresse
letter-fill-contact = qui joindre, et comment, à toute heure
letter-fill-signature = nom, qualité, date
letter-fill-measures = mesures prises ou proposées ailleurs
letter-fill-damage = heures de travail, coûts, effets
letter-fill-aware = le jour et l’heure où vous en avez eu connaissance
letter-fill-delay = les raisons, si plus de 72 heures se sont écoulées depuis
letter-fill-subjects = ce que d’autres systèmes disent des personnes concernées
letter-fill-records = ce que d’autres systèmes disent des enregistrements concernés
letter-fill-dpo = nom et coordonnées du délégué à la protection des données, ou un autre point de contact
letter-fill-consequences = ce que vous prévoyez, et pour qui
letter-fill-scope = entité essentielle ou importante, secteur ; ou démarche volontaire
letter-fill-cross-border = services et personnes d’autres pays qui dépendent de vous
letter-fill-update = ce qui a changé depuis l’alerte précoce
letter-fill-severity = services arrêtés, pour qui, combien de temps
letter-fill-cause = ce qu’un examen des systèmes a trouvé
letter-unknown-author = qui l’a fait ; les journaux ne désignent personne.
letter-unknown-damage = le préjudice ; les journaux montrent des requêtes et des réponses, pas des coûts.
letter-unknown-subjects = quelles personnes, et combien ; les journaux ne disent pas de qui les données ont été lues.
letter-unknown-records = quels enregistrements, et combien.
letter-unknown-consequences = les conséquences ; les journaux ne montrent pas ce qui a été fait ailleurs.
letter-unknown-cross-border = les effets dans d’autres pays ; le lieu des adresses ne les montre pas.
letter-unknown-cause = la cause profonde, tant que les systèmes n’ont pas été examinés.
