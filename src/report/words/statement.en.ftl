
# Statements: vigie statement. Every sentence here that says something of attacks is read by the claim engine before it is written.
st-title = Statement on attempts to attack our systems
st-title-period = Statement on attempts to attack our systems, { $first } to { $last }
st-title-hold = First statement on attempts to attack our systems
st-notice-reserve = Written in the reserve period that began on { $first }, before the vote of { $vote }: facts only.
st-notice-silence = Written in the silence that began on { $first }, before the vote of { $vote } ({ $source }): facts only.
st-head-nature = Nature
st-head-extent = Extent
st-head-origin = Where they arrived from
st-head-targets = Targets
st-head-success = Success
st-head-measures = Measures taken
st-head-confidence = Confidence
st-head-unknown = What we do not know
st-head-advice = What to do
st-head-method = Method
st-head-figures = Figures
st-nature-count-period = Between { $first } and { $last }, we counted { $count ->
    [one] { $count } attack attempt.
   *[other] { $count } attack attempts.
 }
st-nature-least-period = Between { $first } and { $last }, we counted at least { $count ->
    [one] { $count } attack attempt.
   *[other] { $count } attack attempts.
 }
st-nature-count = We counted { $count ->
    [one] { $count } attack attempt.
   *[other] { $count } attack attempts.
 }
st-nature-least = We counted at least { $count ->
    [one] { $count } attack attempt.
   *[other] { $count } attack attempts.
 }
st-nature-none-period = Between { $first } and { $last }, we found no attack attempt.
st-nature-none = We found no attack attempt.
st-nature-unknown = We do not know whether attacks were attempted: our logs do not cover enough of the time.
st-nature-attempt = An attempt is what the same address did against the same system in the same form, without a pause of more than 30 minutes.
st-nature-forms = We saw these forms: { $forms }.
st-nature-form = { $count ->
    [one] { $count } attempt
   *[other] { $count } attempts
 } of { $form }.
st-nature-form-seen = Also seen: { $form }.
st-nature-form-named = The most frequent form: { $form }.
st-nature-records = { $count ->
    [one] { $count } log line was read.
   *[other] { $count } log lines were read.
 }
st-nature-detections = They gave { $count ->
    [one] { $count } detection
   *[other] { $count } detections
 }, each with the rule that matched.
st-hold-nature = We have seen attack attempts against our systems.
st-hold-nature-unknown = We do not know yet whether what was reported is an attack.
st-hold-extent = Their number is being counted; we will publish it with its unit and its period.
st-extent-sources = The attempts arrived from { $count ->
    [one] { $count } address.
   *[other] { $count } addresses.
 }
st-extent-mean = That is about { $mean ->
    [one] { $mean } attempt
   *[other] { $mean } attempts
 } a day on average.
st-extent-peak = We counted up to { $peak ->
    [one] { $peak } attempt
   *[other] { $peak } attempts
 } a day.
st-extent-countries = These addresses are located in { $count } countries.
st-extent-coverage = Our logs cover { $coverage } of the system-hours of this time.
st-extent-no-logs = We hold no usable log of this time.
st-origin-place = { $part ->
    [one] { $part } attempt
   *[other] { $part } attempts
 } arrived from addresses located { $place } ({ $percent } of the attempts).
st-origin-count = { $part ->
    [one] { $part } attempt
   *[other] { $part } attempts
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
    [one] { $count } attempt
   *[other] { $count } attempts
 } targeted { $target }.
st-targets-accounts = { $count ->
    [one] { $count } account was tried.
   *[other] { $count } accounts were tried.
 }
st-targets-unknown = We do not know what was aimed at.
st-success-none = We found no trace of a successful attempt; our logs cover { $coverage } of the system-hours.
st-success-incidents = We counted { $count ->
    [one] { $count } incident.
   *[other] { $count } incidents.
 }
st-success-split = Effects that our logs show: { $had }; effects that are possible: { $may }.
st-success-some = At least one attempt succeeded.
st-success-unknown = We do not know whether any attempt succeeded.
st-success-disturbed = Minutes of disturbance in the same hours: { $minutes }; together in time is not yet a cause.
st-hold-success-none = So far, we have found no trace of a successful attempt.
st-hold-success-may = We do not know yet whether an attempt succeeded: signs are being examined.
st-measures-held = Held back in our packet filter since { $first }: { $decisions } decisions, { $standing } of which still stand.
st-measures-none = The register of what was held back is empty.
st-measures-kept = The logs are kept, with a digest of each of the { $inputs } files.
st-hold-measures = The logs are kept and are being examined.
st-hold-measures-held = Addresses are being held back, and the logs are kept and examined.
st-confidence = Confidence in these figures is { $level }: our logs cover { $coverage } of the system-hours, and { $understood } of the lines were understood.
st-level-low = low
st-level-moderate = moderate
st-level-high = high
st-confidence-interval = Intervals are of 95 %, over the sources that count in effect.
st-hold-confidence = These are first findings, and may change.
st-unknown-who = We do not know who is behind this, nor why.
st-unknown-group = We do not know whether one person or several are behind it.
st-unknown-purpose = Logs show what was done, not what was wanted.
st-unknown-unlogged = What leaves no line in our logs is not in these figures.
st-unknown-hours = No usable log was left for { $percent } of the system-hours.
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
