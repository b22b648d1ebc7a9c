
# Déclarations : vigie statement. Chaque phrase d’ici qui dit quelque chose d’attaques est relue par le moteur d’affirmations avant d’être écrite.
st-title = Déclaration sur des tentatives d’attaque contre nos systèmes
st-title-period = Déclaration sur des tentatives d’attaque contre nos systèmes, du { $first } au { $last }
st-title-hold = Première déclaration sur des tentatives d’attaque contre nos systèmes
st-notice-reserve = Écrit pendant la période de réserve ouverte le { $first }, avant le scrutin du { $vote } : des faits seulement.
st-notice-silence = Écrit pendant le silence ouvert le { $first }, avant le scrutin du { $vote } ({ $source }) : des faits seulement.
st-head-nature = Nature
st-head-extent = Ampleur
st-head-origin = Provenance
st-head-targets = Cibles
st-head-success = Succès
st-head-measures = Mesures prises
st-head-confidence = Confiance
st-head-unknown = Ce que nous ne savons pas
st-head-advice = Ce qu’il faut faire
st-head-method = Méthode
st-head-figures = Chiffres
st-nature-count-period = Entre le { $first } et le { $last }, nous avons compté { $count ->
    [one] { $count } tentative
   *[other] { $count } tentatives
 } d’attaque.
st-nature-least-period = Entre le { $first } et le { $last }, nous avons compté au moins { $count ->
    [one] { $count } tentative
   *[other] { $count } tentatives
 } d’attaque.
st-nature-count = Nous avons compté { $count ->
    [one] { $count } tentative
   *[other] { $count } tentatives
 } d’attaque.
st-nature-least = Nous avons compté au moins { $count ->
    [one] { $count } tentative
   *[other] { $count } tentatives
 } d’attaque.
st-nature-none-period = Entre le { $first } et le { $last }, nous n’avons trouvé aucune tentative d’attaque.
st-nature-none = Nous n’avons trouvé aucune tentative d’attaque.
st-nature-unknown = Nous ne savons pas si des attaques ont été tentées : nos journaux ne couvrent pas assez de temps.
st-nature-attempt = Une tentative réunit ce qu’une même adresse a fait contre un même système sous une même forme, sans pause de plus de 30 minutes.
st-nature-forms = Nous avons relevé ces formes : { $forms }.
st-nature-form = { $count ->
    [one] { $count } tentative
   *[other] { $count } tentatives
 } de type { $form }.
st-nature-form-seen = Relevé aussi : { $form }.
st-nature-form-named = La forme la plus fréquente : { $form }.
st-nature-records = { $count ->
    [one] { $count } ligne de journal a été lue.
   *[other] { $count } lignes de journal ont été lues.
 }
st-nature-detections = Elles ont donné { $count ->
    [one] { $count } détection
   *[other] { $count } détections
 }, chacune avec sa règle.
st-hold-nature = Nous avons relevé des tentatives d’attaque contre nos systèmes.
st-hold-nature-unknown = Nous ne savons pas encore si ce qui a été signalé est une attaque.
st-hold-extent = Leur nombre est en cours de décompte ; nous le publierons avec son unité et sa période.
st-extent-sources = Les tentatives sont arrivées de { $count ->
    [one] { $count } adresse.
   *[other] { $count } adresses.
 }
st-extent-mean = Cela fait en moyenne environ { $mean ->
    [one] { $mean } tentative
   *[other] { $mean } tentatives
 } par jour.
st-extent-peak = Nous avons compté jusqu’à { $peak ->
    [one] { $peak } tentative
   *[other] { $peak } tentatives
 } par jour.
st-extent-countries = Ces adresses sont localisées dans { $count } pays.
st-extent-coverage = Nos journaux couvrent { $coverage } des heures-système de cette période.
st-extent-no-logs = Nous n’avons aucun journal utilisable de cette période.
st-origin-place = { $part ->
    [one] { $part } tentative est arrivée
   *[other] { $part } tentatives sont arrivées
 } d’adresses localisées { $place } ({ $percent } des tentatives).
st-origin-count = { $part ->
    [one] { $part } tentative est arrivée
   *[other] { $part } tentatives sont arrivées
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
    [one] { $count } tentative a visé
   *[other] { $count } tentatives ont visé
 } { $target }.
st-targets-accounts = { $count ->
    [one] { $count } compte a été essayé.
   *[other] { $count } comptes ont été essayés.
 }
st-targets-unknown = Nous ne savons pas ce qui était visé.
st-success-none = Nous n’avons trouvé aucune trace d’une tentative réussie ; nos journaux couvrent { $coverage } des heures-système.
st-success-incidents = Nous avons compté { $count ->
    [one] { $count } incident.
   *[other] { $count } incidents.
 }
st-success-split = Effets que nos journaux montrent : { $had } ; effets possibles : { $may }.
st-success-some = Au moins une tentative a réussi.
st-success-unknown = Nous ne savons pas si une tentative a réussi.
st-success-disturbed = Minutes de perturbation dans les mêmes heures : { $minutes } ; ensemble dans le temps n’est pas encore une cause.
st-hold-success-none = À ce stade, nous n’avons trouvé aucune trace d’une tentative réussie.
st-hold-success-may = Nous ne savons pas encore si une tentative a réussi : des indices sont à l’examen.
st-measures-held = Retenues dans notre filtre de paquets depuis le { $first } : { $decisions } décisions, dont { $standing } tiennent encore.
st-measures-none = Le registre de ce qui a été retenu est vide.
st-measures-kept = Les journaux sont conservés, avec une empreinte de chacun des { $inputs } fichiers.
st-hold-measures = Les journaux sont conservés et examinés.
st-hold-measures-held = Des adresses sont retenues, et les journaux sont conservés et examinés.
st-confidence = La confiance dans ces chiffres est { $level } : nos journaux couvrent { $coverage } des heures-système, et { $understood } des lignes ont été comprises.
st-level-low = faible
st-level-moderate = moyenne
st-level-high = élevée
st-confidence-interval = Les intervalles sont à 95 %, sur les sources qui comptent en effet.
st-hold-confidence = Ce sont de premières constatations, qui peuvent changer.
st-unknown-who = Nous ne savons pas qui est derrière, ni pourquoi.
st-unknown-group = Nous ne savons pas si une ou plusieurs personnes sont derrière.
st-unknown-purpose = Les journaux montrent ce qui a été fait, pas ce qui était voulu.
st-unknown-unlogged = Ce qui ne laisse aucune ligne dans nos journaux n’est pas dans ces chiffres.
st-unknown-hours = Aucun journal utilisable ne reste pour { $percent } des heures-système.
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
