
# Statements: vigie statement. Every sentence here that says something of attacks is read by the claim engine before it is written.
st-title = Statement: what our logs show
st-title-period = Statement: what our logs show, { $first } to { $last }
st-title-hold = First statement: what our logs show
st-notice-reserve = Written in the reserve period that began on { $first }, before the vote of { $vote }: facts only.
st-notice-silence = Written in the silence that began on { $first }, before the vote of { $vote } ({ $source }): facts only.
st-head-nature = Nature
st-head-extent = Extent
st-head-origin = Where they arrived from
st-head-targets = Systems concerned
st-head-success = Effects
st-head-measures = Measures
st-head-confidence = Confidence
st-head-unknown = What we do not know
st-head-advice = What to do
st-head-method = Method
st-head-figures = Figures
st-nature-count-period = Between { $first } and { $last }, we counted { $count ->
    [one] { $count } attack attempt.
   *[other] { $count } attack attempts.
 }
st-nature-least-period = Between { $first } and { $last }, we counted at least { $count ->
    [one] { $count } attack attempt.
   *[other] { $count } attack attempts.
 }
st-nature-count = We counted { $count ->
    [one] { $count } attack attempt.
   *[other] { $count } attack attempts.
 }
st-nature-least = We counted at least { $count ->
    [one] { $count } attack attempt.
   *[other] { $count } attack attempts.
 }
st-nature-none-period = Between { $first } and { $last }, we found no attack attempt.
st-nature-none = We found no attack attempt.
st-nature-unknown = We do not know whether attacks were attempted: our logs do not cover enough of the time.
st-nature-attempt = An attempt is what the same address did against the same system in the same form, without a pause of more than 30 minutes.
st-nature-forms = We saw these forms: { $forms }.
st-nature-form = { $count ->
    [one] { $count } attempt
   *[other] { $count } attempts
 } of { $form }.
st-nature-form-seen = Also seen: { $form }.
st-nature-form-named = The most frequent form: { $form }.
st-nature-records = { $count ->
    [one] { $count } log line was read.
   *[other] { $count } log lines were read.
 }
st-nature-detections = They gave { $count ->
    [one] { $count } detection
   *[other] { $count } detections
 }, each with the rule that matched.
st-hold-nature = We have seen attack attempts; their nature is being established.
st-hold-nature-unknown = We do not know the nature of what was reported yet, nor whether it is an attack.
st-hold-extent = Their number is being counted; we will publish it with its unit and its period.
st-extent-sources = The attempts arrived from { $count ->
    [one] { $count } address.
   *[other] { $count } addresses.
 }
st-extent-mean = That is about { $mean ->
    [one] { $mean } attempt
   *[other] { $mean } attempts
 } a day on average.
st-extent-peak = We counted up to { $peak ->
    [one] { $peak } attempt
   *[other] { $peak } attempts
 } a day.
st-extent-countries = These addresses are located in { $count } countries.
st-extent-coverage = Our logs cover { $coverage } of the hours of our systems in this time.
st-extent-no-logs = We hold no usable log of this time.
st-origin-place = { $part ->
    [one] { $part } attempt
   *[other] { $part } attempts
 } arrived from addresses located { $place } ({ $percent } of the attempts).
st-origin-count = { $part ->
    [one] { $part } attempt
   *[other] { $part } attempts
 } arrived from addresses located { $place }.
st-origin-some = Some attempts arrived from addresses located { $place }.
st-origin-first = The attempts arrived mainly from addresses located { $place }.
st-origin-not-located = We do not know where these addresses are located.
st-origin-none = As we found none, there is no origin to state.
st-origin-relay = { $percent } of the attempts came through relays.
st-origin-relay-some = Some attempts came through relays.
st-origin-unlocated = { $percent } could not be located.
st-origin-limit = The location of an address does not say who used it: it names no person, no people and no State.
st-hold-origin = We do not know their origin yet.
st-own-site = our website
st-own-databases = our databases
st-own-mailboxes = our mailboxes
st-own-infrastructure = our infrastructure
st-targets-named = The attempts targeted { $targets }.
st-targets-count = { $count ->
    [one] { $count } attempt
   *[other] { $count } attempts
 } targeted { $target }.
st-targets-accounts = { $count ->
    [one] { $count } account was tried.
   *[other] { $count } accounts were tried.
 }
st-targets-unknown = We do not know what was aimed at.
st-success-none = We found no trace of a successful attempt; our logs cover { $coverage } of the hours of our systems.
st-success-incidents = We counted { $count ->
    [one] { $count } incident.
   *[other] { $count } incidents.
 }
st-success-split = Effects that our logs show: { $had }; effects that are possible: { $may }.
st-success-open = Whether they had an effect is not decided yet.
st-success-some = At least one attempt succeeded.
st-success-unknown = We do not know whether any attempt succeeded.
st-success-disturbed = Minutes of disturbance in the same hours: { $minutes }; together in time is not yet a cause.
st-hold-success-none = So far, we have found no trace of a successful attempt.
st-hold-success-may = We do not know yet whether an attempt succeeded: signs are being examined.
st-measures-held = Our ledger of decisions since { $first }: { $decisions } decisions, { $standing } of which still stand.
st-measures-none = Our ledger of decisions is empty to date.
st-measures-kept = { $inputs ->
    [one] The log file is kept, with its digest.
   *[other] The logs are kept, with a digest of each of the { $inputs } files.
 }
st-hold-measures = The logs are kept and are being examined.
st-hold-measures-held = Addresses are being held back, and the logs are kept and examined.
st-confidence = Confidence in these figures is { $level }: our logs cover { $coverage } of the hours of our systems, and { $understood } of the lines were understood.
st-level-low = low
st-level-moderate = moderate
st-level-high = high
st-confidence-interval = Intervals are of 95 %, over the sources that count in effect.
st-hold-confidence = These are first findings, and may change.
st-unknown-who = We do not know who is behind this, nor why.
st-unknown-group = We do not know whether one person or several are behind it.
st-unknown-purpose = Logs show what was done, not what was wanted.
st-unknown-unlogged = What leaves no line in our logs is not in these figures.
st-unknown-hours = No usable log was left for { $percent } of the hours of our systems.
st-hold-next = We will say more when the figures have been checked.
st-advice-password = Please change your password if you use it elsewhere too.
st-advice-second-factor = Please turn on a second factor where it is offered.
st-advice-mail = Please open no unexpected attachment, and ask the sender another way.
st-advice-entered = Please change your passwords now, and tell us what seems strange to you.
st-advice-report = Please forward to us any message in our name that you did not expect.
st-method-zone = Days are days of the zone { $zone }.
st-method-versions = Program: vigie { $program }; rules: { $rules }; table of networks: { $network }.
st-method-indicators = Indicators: vigie export, STIX 2.1 or MISP, from the same case.
st-note-count = { $value } { $unit }
st-note-share = { $value } of { $whole } { $unit }, { $percent }, interval { $interval }
st-note-census = { $value } of { $whole } { $unit }, { $percent }
st-note-question = question { $question } of the report: { $key }
st-note-deed = beside the questions: { $key }

# The gate: vigie statement lint.
lint-missing-nature = The nature is missing
lint-missing-origin = The origin is missing
lint-attack-without-unit = “Attack” without a unit
lint-contradicted = The case says otherwise
lint-misleading = Misleading without precision
lint-not-established = Not established
lint-not-decidable = Not decidable with these data
lint-certainty-without-ground = Surer than the evidence
lint-attribution-without-source = An author, and nobody who says so
lint-attribution-by-unnamed = An author, said by nobody who has a name
lint-attribution-by-location = A place made into an author
lint-figure-not-in-case = A figure that is not in the case
lint-personal-address = The address of a machine
lint-personal-mailbox = The mailbox of a person
lint-personal-account = The name of a person or of an account
lint-interpretation-in-quiet = More than facts, in a quiet period
lint-contradicts-itself = The text contradicts itself
lint-hidden-characters = Hidden characters
lint-not-read-whole = Not read to its end
lint-why-missing-nature = A reader cannot tell what the attacks were.
lint-why-missing-origin = A reader cannot tell where they arrived from, or that it is not known.
lint-why-attack-without-unit = One attack may be one request or one month of them: a count without a unit can be neither checked nor compared.
lint-why-attribution-without-source = Logs say where traffic arrived from, never who sent it.
lint-why-attribution-by-unnamed = Whoever has no name cannot be asked.
lint-why-attribution-by-location = Located in is not sent by: the place of addresses says nothing about who used them.
lint-why-figure-not-in-case = No figure of the case has this value, and no claim was read from it.
lint-why-personal-address = An address of a machine leads to a person until shown otherwise; indicators have their own channel.
lint-why-personal-mailbox = A mailbox with a name is personal data.
lint-why-personal-account = Who was aimed at should hear it from you first.
lint-why-interpretation = Before the vote of { $vote }, facts only.
lint-why-hidden-characters = Characters that no reader sees: { $count }.
lint-why-not-read-whole = It is longer than what is read of a text.
lint-instead-missing-nature = Say in which forms, with the unit and the period; or that it is being established.
lint-instead-missing-origin = Say where the addresses are located, and that this names nobody; or that it is not known.
lint-instead-attack-without-unit = Count attempts, and say what one is: one source, one asset, one form, without a long pause.
lint-instead-certainty = Leave the word of certainty out, or say how good the basis is.
lint-instead-attribution = Quote a named third party, as its claim and not as yours.
lint-instead-figure-not-in-case = Take the figure from the report, with its unit; or leave it out.
lint-instead-personal = Leave it out.
lint-instead-interpretation = Say what was counted, and nothing of what it means.
lint-instead-hidden-characters = Write the text anew, without them.
lint-instead-not-read-whole = Check it in parts.
lint-clean = Nothing to mend: { $sentences } sentences, { $claims } claims.
lint-found = { $problems ->
    [one] One thing to mend
   *[other] { $problems } things to mend
 } ({ $sentences } sentences, { $claims } claims).

# Drift: vigie claim drift.
drift-title = { $texts } texts, { $steps } claims that changed on the way
drift-how-many = How many
drift-where-or-who = Where from, or who
drift-together = Together, a group, one person
drift-aims = What was aimed at
drift-forms = Forms
drift-success = Success
drift-outage = What stopped
drift-purpose = What was wanted
drift-first-said = Said for the first time
drift-repeated = repeated as it was
drift-cut = There were more claims or texts than are compared.
drift-place-became-author = a place of addresses became an author: { $from } → { $to }
drift-author-became-place = an author became a place of addresses: { $from } → { $to }
drift-other-place = another place: { $from } → { $to }
drift-other-author = another author: { $from } → { $to }
drift-number = another number: { $from } → { $to }
drift-number-gone = the number is gone: { $from }
drift-number-new = a number is new: { $to }
drift-unit = another unit: { $from } → { $to }
drift-rate = another span: { $from } → { $to }
drift-claim = another claim: { $from } → { $to }
drift-more-certain = surer than before
drift-less-certain = less sure than before
drift-denied = what was said is denied
drift-affirmed = what was denied is said
drift-supposition-gone = what was supposed is said
drift-speaker-gone = said in its own voice, no longer by { $from }
drift-speaker-new = now said by { $to }
drift-other-speaker = another speaker: { $from } → { $to }
drift-range-exact = { $low }
drift-range-from = { $low } or more
drift-range-to = up to { $high }
drift-range-between = { $low } to { $high }
drift-unit-attacks = attacks (no unit)
drift-unit-countries = countries
drift-unit-forms = forms
drift-in-all = in all
drift-said-count = how many
drift-said-peak = the highest
drift-said-share = which part
drift-said-rank = more than any other
drift-said-change = more or less than before
drift-said-targets = aimed at
drift-said-form = in this form
drift-said-targeted = aimed at us
drift-said-coordinated = coordinated
drift-said-group = a group
drift-said-individual = one person
drift-said-attributed = who
drift-said-succeeded = succeeded
drift-said-stolen = taken
drift-said-caused = stopped by it
drift-said-intended = wanted

# Letters: vigie statement letter.
letter-notice = A draft made from logs. It is no legal advice: whether a law applies, and which, is for you and your counsel to decide.
letter-fill = TO FILL IN
letter-unknown = Unknown
letter-referral = Referral: attempts to attack our systems
letter-complaint = Annex to a complaint: facts
letter-breach = Notification of a personal data breach (Regulation (EU) 2016/679, article 33): draft
letter-warning = Early warning, within 24 hours (Directive (EU) 2022/2555, article 23): draft
letter-notification = Incident notification, within 72 hours (Directive (EU) 2022/2555, article 23): draft
letter-final = Final report, within one month (Directive (EU) 2022/2555, article 23): draft
letter-head-sender = Sender
letter-head-subject = Subject
letter-head-asked = What we ask
letter-head-enclosed = Enclosed
letter-head-signature = Signature
letter-head-complainant = Complainant
letter-head-facts = Facts
letter-head-author = Author
letter-head-damage = Damage
letter-head-evidence = Evidence kept
letter-head-limits = Basis and limits
letter-head-law = In law
letter-head-aware = When it became known
letter-head-breach = Nature of the breach
letter-head-subjects = People concerned: categories and number
letter-head-records = Records concerned: categories and number
letter-head-dpo = Contact point
letter-head-consequences = Likely consequences
letter-head-later = What follows
letter-head-documentation = Documentation
letter-head-scope = Scope
letter-head-malicious = Unlawful or malicious acts suspected
letter-head-cross-border = Effects in other countries
letter-head-update = Update
letter-head-severity = Severity and impact: first assessment
letter-head-indicators = Indicators of compromise
letter-head-description = Description
letter-head-cause = Kind of threat, root cause
letter-referral-subject = We report what our logs show, and ask for measures of vigilance and protection.
letter-ask-contact = Please name a person we can reach at any hour.
letter-ask-measures = Please tell us which measures you advise, and which you take yourselves.
letter-ask-logs = Please have traffic records kept where the law allows it, before they are erased.
letter-ask-others = Please tell us whether others in our position see the same.
letter-enclosed-pack = Evidence pack: every figure above can be computed again from it (vigie verify).
letter-enclosed-indicators = Indicators, with their expiry: vigie export (STIX 2.1 or MISP).
letter-evidence-lines = The original lines of what is cited are kept, each with its file, place and digest.
letter-evidence-custody = The custody log says who did what with them, and when.
letter-law-left = What these facts are in law is left to those who decide it.
letter-breach-nothing-found = No breach of personal data was found in these logs: this notification may not be due.
letter-incident-nothing-found = No incident was found in these logs: this report may not be due.
letter-malicious = Yes: what was counted is hostile by its form.
letter-later = What is unknown today will be sent in phases, without undue further delay.
letter-scope = Sent because we are in scope, or of our own accord where we are not.
letter-fill-organisation = name of the organisation, its registration, its address
letter-fill-contact = whom to reach, and how, at any hour
letter-fill-signature = name, office, date
letter-fill-measures = measures taken or proposed elsewhere
letter-fill-damage = hours of work, costs, effects
letter-fill-aware = the day and hour at which you became aware
letter-fill-delay = the reasons, if more than 72 hours have passed since
letter-fill-subjects = what other systems tell of the people concerned
letter-fill-records = what other systems tell of the records concerned
letter-fill-dpo = name and contact of the data protection officer, or another contact point
letter-fill-consequences = what you expect, and for whom
letter-fill-scope = essential or important entity, sector; or voluntary
letter-fill-cross-border = services and people of other countries that depend on you
letter-fill-update = what changed since the early warning
letter-fill-severity = services stopped, for whom, for how long
letter-fill-cause = what an inspection of the systems found
letter-unknown-author = who did it; logs name nobody.
letter-unknown-damage = the damage; logs show requests and answers, not costs.
letter-unknown-subjects = which people, and how many; logs do not say whose data were read.
letter-unknown-records = which records, and how many.
letter-unknown-consequences = the consequences; logs do not show what was done elsewhere.
letter-unknown-cross-border = effects in other countries; the place of addresses does not show them.
letter-unknown-cause = the root cause, until the systems have been inspected.
