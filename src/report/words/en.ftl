### The words of reports in English. Keys equal those of fr.ftl; a test holds them equal and used.
### Gaps are filled with escaped text. No markup and no straight quotes: the same words go to terminals and pages.

## Lead paragraph
lead-read = From { $first } to { $last }, { $inputs ->
    [one] { $inputs } input
   *[other] { $inputs } inputs
 } held { $records ->
    [one] { $records } record
   *[other] { $records } records
 }, of which { $understood } were understood.
lead-read-one-day = On { $first }, { $inputs ->
    [one] { $inputs } input
   *[other] { $inputs } inputs
 } held { $records ->
    [one] { $records } record
   *[other] { $records } records
 }, of which { $understood } were understood.
lead-read-without-year = From { $first } to { $last } of a year the logs do not state, { $inputs ->
    [one] { $inputs } input
   *[other] { $inputs } inputs
 } held { $records ->
    [one] { $records } record
   *[other] { $records } records
 }, of which { $understood } were understood.
lead-read-without-time = { $inputs ->
    [one] { $inputs } input
   *[other] { $inputs } inputs
 } held { $records ->
    [one] { $records } record
   *[other] { $records } records
 } without a usable date, of which { $understood } were understood.
lead-no-attempt = No trace of an attack was found in what these logs show.
lead-only-detections = { $detections ->
    [one] { $detections } detection was
   *[other] { $detections } detections were
 } made, none with a time, so attempts cannot be counted.
lead-attempts = They show { $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
 } of attack ({ $detections ->
    [one] { $detections } detection
   *[other] { $detections } detections
 }) from { $sources ->
    [one] { $sources } source
   *[other] { $sources } sources
 }, in { $forms ->
    [one] { $forms } form
   *[other] { $forms } forms
 }; the busiest day was { $peak }, with { $most ->
    [one] { $most } attempt
   *[other] { $most } attempts
 }.
lead-attempts-undated = They show { $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
 } of attack ({ $detections ->
    [one] { $detections } detection
   *[other] { $detections } detections
 }) from { $sources ->
    [one] { $sources } source
   *[other] { $sources } sources
 }, in { $forms ->
    [one] { $forms } form
   *[other] { $forms } forms
 }; how many a day cannot be said without dates.
lead-forms = Most frequent, by attempts: { $forms }.
lead-targets = By attempts, they were aimed at: { $targets }.
part-of-whole = { $what } ({ $percent })
lead-places = Sources of the attempts are located in: { $countries }; { $unlocated } cannot be located and { $relay } come through hosting, VPN or Tor, so the place says little about who sent them.
lead-places-unlocated = No source of the { $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
 } can be located.
lead-places-no-source = The records of these attempts state no source, so where they arrived from cannot be said.
lead-aims = { $targeted ->
    [one] { $targeted } attempt uses
   *[other] { $targeted } attempts use
 } something that belongs here (targeted), { $opportunistic ->
    [one] { $opportunistic } is
   *[other] { $opportunistic } are
 } what everybody receives (opportunistic), { $unclear ->
    [one] { $unclear } is
   *[other] { $unclear } are
 } unclear.
lead-first-measure = First thing to do: { $action }
not-known = not known

## Did they get in
entry-had = { $incidents ->
    [one] { $incidents } incident shows
   *[other] { $incidents } incidents show
 } an effect in the logs: somebody may be in, act on it today.
entry-may-have = { $incidents ->
    [one] { $incidents } incident
   *[other] { $incidents } incidents
 } may have had an effect: one link is inferred, not shown.
entry-no-trace = No trace of success was found over { $percent } of { $hours ->
    [one] { $hours } system-hour
   *[other] { $hours } system-hours
 } ({ $systems ->
    [one] { $systems } system
   *[other] { $systems } systems
 }); the other hours have no usable record, and what leaves no record cannot be seen.
entry-coverage = This was seen over { $percent } of { $hours ->
    [one] { $hours } system-hour
   *[other] { $hours } system-hours
 } ({ $systems ->
    [one] { $systems } system
   *[other] { $systems } systems
 }); the other hours have no usable record.
entry-nothing-to-see = Whether somebody got in cannot be said: no hour of any system has usable records.
entry-sensors = { $incidents ->
    [one] { $incidents } entry into a honeypot is
   *[other] { $incidents } entries into honeypots are
 } by design, and not counted as getting in.

incident-sign-in-after-failures = At { $moment }, account { $account } signed in at { $asset } from { $source } after failed sign-ins ({ $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
 }, { $detections ->
    [one] { $detections } detection
   *[other] { $detections } detections
 }).
incident-sign-in-from-new-network = At { $moment }, account { $account } signed in at { $asset } from { $source }, a network it never used before, and a source that also attacked.
incident-exploit-answered-differently = At { $moment }, { $asset } answered an exploiting request from { $source } in another way than the same request otherwise gets.
incident-web-shell-answered = At { $moment }, something that looks like a web shell answered at { $asset } to { $source }.
incident-follow-up = At { $moment }, after a suspicious sign-in, account { $account } did at { $asset } what intruders do next (rights of another account, a new account, a mail rule, an export, a command).
incident-stopped-answering = At { $moment }, { $asset } stopped answering while it was burdened.
incident-honeypot-entered = At { $moment }, a honeypot ({ $asset }) let { $source } in as { $account }, as it is made to.

effect-had = the log shows an effect
effect-may-have-had = may have had an effect
confidence-low = low confidence
confidence-moderate = moderate confidence
confidence-high = high confidence
weakness-owner-mistyped = the owner may have mistyped, then succeeded
weakness-owner-travels = the owner may travel or use a new network
weakness-shared-source = the source is shared by many ordinary users
weakness-few-comparisons = too few answers to the same request to say what is usual
weakness-page-varies = the page may vary by itself
weakness-log-gap = the logs have a gap there: the silence may be theirs
weakness-sensor-by-design = a sensor made to be entered
weakness-administration = the administrator may have done it
evidence-failures-before = failures before
evidence-success = success
evidence-answer = answer
evidence-usual-answer = usual answer
evidence-follow-up = what followed
evidence-silence = silence
mark-innocent = marked innocent: { $why }
mark-hostile = marked hostile: { $why }

## Names of things
target-site = the site
target-databases = the databases
target-mailboxes = the mailboxes
target-infrastructure = the infrastructure
aim-targeted = targeted
aim-opportunistic = opportunistic
aim-unclear = unclear
aim-reason-real-account = an account that exists here and is in no public list
aim-reason-existing-path = a path that answers here and is in no public list
aim-reason-organisation-word = a word of the organisation
aim-reason-public-lists-only = everything tried stands in public lists
aim-reason-nothing-to-compare = nothing tried could be compared
network-kind-unknown = residential, office or unknown
network-kind-hosting = hosting
network-kind-vpn = VPN
network-kind-tor = Tor
network-kind-crawler = known crawler
network-kind-scanner = known scanner
network-kind-own = our own
network-kind-private = private
network-kind-documentation = documentation
network-kind-reserved = reserved
class-exploiting = exploiting
class-probing = probing
class-credential = sign-in
class-burdening = burdening
class-following = after entry
urgency-now = today
urgency-soon = this week
urgency-later = when there is time
exists-yes = exists
exists-no = guessed
exists-unknown = not known

## Units: after a number
unit-records = { $count ->
    [one] record
   *[other] records
 }
unit-events = { $count ->
    [one] event
   *[other] events
 }
unit-detections = { $count ->
    [one] detection
   *[other] detections
 }
unit-attempts = { $count ->
    [one] attempt
   *[other] attempts
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
    [one] country
   *[other] countries
 }
unit-accounts = { $count ->
    [one] account
   *[other] accounts
 }
unit-assets = { $count ->
    [one] asset
   *[other] assets
 }
unit-inputs = { $count ->
    [one] input
   *[other] inputs
 }
unit-systems = { $count ->
    [one] system
   *[other] systems
 }
unit-system-hours = { $count ->
    [one] system-hour
   *[other] system-hours
 }
unit-bytes = { $count ->
    [one] byte
   *[other] bytes
 }
unit-minutes = { $count ->
    [one] minute
   *[other] minutes
 }
unit-sign-ins = { $count ->
    [one] sign-in
   *[other] sign-ins
 }

## What the units mean
explain-title = What is counted, and how
explain-record = Record: one line (or one entry of a journal) as written. Empty lines are none.
explain-event = Event: a record understood, that is, one that fits a template with a typed action. Catch-alls and lines deliberately not interpreted are counted apart.
explain-detection = Detection: an event that at least one named, versioned rule matched. One per event and form, whatever the number of rules. When a rule that counts crosses its threshold, all events of its window are detections; below it, none.
explain-attempt = Attempt: detections of one source against one asset with one form, without a gap over { $minutes } minutes. This is what “an attack” means here. It belongs to the day it began, and is cut after 24 hours.
explain-incident = Incident: attempts that had an effect the log shows, or may have had one when a link is inferred.
explain-source = Source: an IPv4 address or an IPv6 /64, where traffic arrived from. It says nothing of who sent it.
explain-asset = Asset: a virtual host for web, a service on a host for the rest. Records that name no host take the name of their file or folder.
explain-share = Share: numerator ÷ denominator of one unit. The interval is Wilson’s at 95 %, on as many sources as count in effect (Kish): a thousand attempts of one source teach as much about countries as one source.
explain-coverage = Coverage: hours of a system with at least one understood record, of all hours between its first and last record. Hours without a record count as seen where the system is usually quiet at that time (less than once in 100 such logs would a silence so long come by itself, otherwise); every other silence is a gap and counts as not seen.
explain-disturbed = Disturbed minutes: minutes with at least one server error, in hours in which at least 10 and at least a tenth of an asset’s events got one.
explain-copies = A rotated file and its compressed copy are recognised by content and counted once.

## Sections
title = Vigie: what the logs say
question-what = 1. What attacked us?
question-pursued = 2. What were they after?
question-places = 3. Where did it arrive from?
question-together = 4. Did they act together?
question-aims = 5. Us or everyone?
question-entry = 6. Did they get in?
question-cost = 7. What did it cost us?
question-measures = 8. What do we do now?
question-claims = 9. May I sign this sentence?
section-limits = What these logs cannot say
section-sources = Busiest hostile sources
section-rules = Rules that matched
section-inputs = What was read
section-not-understood = Lines not understood (first of each input)
section-anomalies = Oddities
section-coverage = Coverage
section-compare = Earlier and later
claims-not-answered = A report examines no text: “vigie claim check” decides every sentence of one against a kept case, by the figures above and with their limits.

## Did they act together?
together-nobody = { $actors ->
    [0] No hostile source to compare.
    [one] One hostile source only: nobody to compare it with.
   *[other] { $actors } sources.
}
together-none = No: of { $actors } hostile sources in { $sessions } sessions, none acted together beyond chance, as far as these logs can show.
together-found = { $clusters ->
    [one] Yes: { $members } of { $actors } hostile sources acted together beyond chance, in one group ({ $sessions } sessions compared).
   *[other] Yes: { $members } of { $actors } hostile sources acted together beyond chance, in { $clusters } groups ({ $sessions } sessions compared).
}
together-none-of-table = No: of { $actors } actors, none acted together beyond chance, as far as these observations can show.
together-found-of-table = { $clusters ->
    [one] Yes: { $members } of { $actors } actors acted together beyond chance, in one group.
   *[other] Yes: { $members } of { $actors } actors acted together beyond chance, in { $clusters } groups.
}
together-undecidable = Not decidable for most: { $once } of { $actors } hostile sources came once only, and who repeats nothing cannot be told from a coincidence. Of the others, none acted together beyond chance.
together-control-undecidable = Coordinated control (R3): not decidable with these data. It would take sources that come back: logs of more weeks, or of others who were attacked in the same days.
together-tools = { $clusters ->
    [one] One group shares a tool or a list: that is no common hand.
   *[other] { $clusters } groups share a tool or a list: that is no common hand.
}
together-control-none = Coordinated control (R3): not established. That nothing shows it is no proof that there is none: see what could not be seen.
together-control-one-kind = { $clusters ->
    [one] Coordinated control (R3): not established. One group acted together by one kind of evidence; it takes two independent kinds.
   *[other] Coordinated control (R3): not established. { $clusters } groups acted together by one kind of evidence; it takes two independent kinds.
}
together-control-found = { $clusters ->
    [one] Coordinated control (R3): supported for one group, by at least two independent kinds of evidence, one of them of command.
   *[other] Coordinated control (R3): supported for { $clusters } groups, by at least two independent kinds of evidence each, one of them of command.
}
together-people = A group of people rather than one person (R4): not decidable from logs. One person who rents sixty relays leaves the same traces, and so do four people with one plan. Only what lies outside logs decides it: seized machines, payments, messages, witnesses.
together-check = Check: the same search in { $worlds } shuffled copies of these logs, where nobody acts together, found groups in { $found }. By that about { $rate } of the groups found here may be false.
cluster-common-control = Group { $id }: { $members } members{ $sessions ->
    [0] {""}
   *[other] {" "}in { $sessions } common sessions
}. Structured control is { $likelihood } ({ $percent }); { $confidence }.
cluster-acted-together = Group { $id }: { $members } members{ $sessions ->
    [0] {""}
   *[other] {" "}in { $sessions } common sessions
}. They acted together by one kind of evidence; common control is { $likelihood } ({ $percent }); { $confidence }.
cluster-common-control-unrated = Group { $id }: { $members } members{ $sessions ->
    [0] {""}
   *[other] {" "}in { $sessions } common sessions
}. Structured control; how likely it is was not measured, for want of shuffled copies; { $confidence }.
cluster-acted-together-unrated = Group { $id }: { $members } members{ $sessions ->
    [0] {""}
   *[other] {" "}in { $sessions } common sessions
}. They acted together by one kind of evidence; how likely common control is was not measured, for want of shuffled copies; { $confidence }.
cluster-same-tool = Group { $id }: { $members } members with the same rare tool or list, used independently as far as can be seen.
cluster-commodity = Group { $id }: { $members } members do what many do independently: a public tool, or a crowd.
cluster-known-operator = { $members } of them stand in networks of { $operator }, a known crawler or scanner: a common hand, and no secret.
likelihood-almost-no-chance = almost excluded
likelihood-very-unlikely = very unlikely
likelihood-unlikely = unlikely
likelihood-even = roughly an even chance
likelihood-likely = likely
likelihood-very-likely = very likely
likelihood-almost-certain = almost certain
verdict-common-control = structured control
verdict-acted-together = acted together
verdict-same-tool = same tool, used independently
verdict-commodity = commodity
cluster-confidence-low = low confidence
cluster-confidence-moderate = moderate confidence
cluster-confidence-high = high confidence
cluster-basis-sessions = found by sessions that begin together
cluster-basis-traces = found by the same traces at the same moments
cluster-basis-turns = found by taking turns with one tool
cluster-basis-tool = found by the same traces, whenever
evidence-class-command = command
evidence-class-tooling = tool
evidence-class-prior = prior
kind-of-evidence-cohort = sessions begin together, several times
kind-of-evidence-dispersion = acts of all members interleave as one
kind-of-evidence-division-of-labour = members share the work out
kind-of-evidence-fingerprint = a rare mark of a tool in common
kind-of-evidence-hand-off = rare traces pass from one to another
kind-of-evidence-lifetime = first seen at the same time
kind-of-evidence-order = the same things in the same order
kind-of-evidence-proximity = in the same networks
kind-of-evidence-synchrony = the same traces at the same moments
kind-of-evidence-turns = members act in turn
kind-of-evidence-other = another kind
explanation-public-tool = the same public tool or word list
explanation-common-event = news that everybody reacts to
explanation-schedule = schedulers that fire at the same time
explanation-fast-automation = automations that all react within seconds
explanation-crowd = readers of one message
explanation-shared-address = several users behind one address, or one behind several
explanation-ruled-out = ruled out: the comparison contains it
explanation-open = remains possible
explanation-not-tested = not tested: nothing here can ask
not-testable-too-little = too few members, sessions or traces
not-testable-nobody-to-compare = nobody else used the same tool
not-testable-no-such-trace = no trace of the kind it needs
not-testable-found-by-it = the group was found by it: it cannot also confirm it
trace-path = path
trace-recipient = recipient
trace-statement = statement
trace-command = command
trace-port = port
trace-account = account
trace-agent = user agent
trace-greeting = greeting
trace-client = client
trace-network = network
together-limit-nothing = There is nothing to compare: fewer than two actors.
together-limit-jitter = Who begins further apart than { $width } is not seen as together.
together-limit-single-session = A group that met once cannot be told from a coincidence.
together-limit-own-traces = A trace that hardly anybody else left shows nothing: a group with traces of its own looks like a crowd that reacts to one message.
together-limit-one-session = { $actors ->
    [one] One actor came once only, and cannot repeat anything.
   *[other] { $actors } actors came once only, and cannot repeat anything.
}
together-limit-crowded = Windows too crowded to examine: { $widths }.
together-limit-ever-present = { $actors ->
    [one] One actor is always there, without sessions.
   *[other] { $actors } actors are always there, without sessions.
}
together-limit-scheduled = { $actors ->
    [one] One actor follows a timetable and was set aside, even if a group’s.
   *[other] { $actors } actors follow a timetable and were set aside, even if a group’s.
}
together-limit-common-traces = { $traces ->
    [one] One trace that too many left points at nobody.
   *[other] { $traces } traces that too many left point at nobody.
}
together-limit-as-if-shuffled = { $groups ->
    [one] One group was found whose like copies of these data show where nobody acts together: it is not said.
   *[other] { $groups } groups were found whose like copies of these data show where nobody acts together: they are not said.
}
together-limit-pairs = { $pairs ->
    [one] One pair beyond the limit was left out.
   *[other] { $pairs } pairs beyond the limit were left out.
}
together-limit-coarse = Moments are known to { $grain } only, and nothing finer was tested.
together-refused = { $count ->
    [one] One observation was refused.
   *[other] { $count } observations were refused.
}
together-without-source = { $count ->
    [one] One detection names no source and was not compared.
   *[other] { $count } detections name no source and were not compared.
}
together-without-time = { $count ->
    [one] One detection stands at no known moment and was not compared.
   *[other] { $count } detections stand at no known moment and were not compared.
}
together-own = { $count ->
    [one] One source of the organisation, or expected by it, was not compared.
   *[other] { $count } sources of the organisation, or expected by it, were not compared.
}
together-pruned = Older days were dropped from this case: who acted together then is not seen.
together-thinned = { $sources ->
    [one] One very busy source is compared by the first event of each minute ({ $events } events left out).
   *[other] { $sources } very busy sources are compared by the first event of each minute ({ $events } events left out).
}
span-hours = { $count } h
span-minutes = { $count } min
span-seconds = { $count } s
head-actor = member
head-attended = sessions
head-chance = chance
head-evidence = evidence
head-class = of
head-observed = seen
head-expected = by chance
head-outcome = speaks for it
head-trace-kind = kind
head-trace = trace
head-members = members
head-others = others
head-session = session
line-members = Members
line-evidence = Evidence, for and against
line-explanations = Innocent explanations
line-common-traces = Left by most members
line-common-sessions = Common sessions
line-links = { $links ->
    [one] One proven link between two members, chance at most { $chance }.
   *[other] { $links } proven links between members, each with a chance of at most { $chance }.
}
line-show-cluster = All of one group: vigie clusters … show { $id }
line-not-seen = What could not be seen
graph-alternative = Members on a ring, joined by proven links: { $members } members, { $links } links.
graph-caption = { $drawn ->
    [0] No link between two members alone is proven: the group is shown by what it did as a whole.
   *[other] Each dot is a member, each line a proven link: { $drawn } of { $links } are drawn, the least probable first. Neighbours on the ring stand in neighbouring networks.
}
timeline-none = This group has no sessions: it was found by what its members left.
timeline-caption = { $sessions } common sessions over time: the height is the part of the members that began one then.
timeline-present = { $members } members
line-tools = The same tool, not the same hand
line-tools-note = { $clusters ->
    [one] One group in all; “vigie clusters” lists it.
   *[other] { $clusters } groups in all; “vigie clusters” lists them.
}
line-group = Group { $id }
head-group = group
head-verdict = what it is
word-yes = yes
word-no = no

short-what = What
short-pursued = After
short-places = From
short-together = Together
short-aims = Us?
short-entry = In?
short-cost = Cost
short-measures = Now

## Headings of tables and short lines
head-form = form
head-attempts = attempts
head-detections = detections
head-sources = sources
head-share = share
head-technique = technique
head-first = first line
head-day = day
head-week = week
head-month = month
head-target = target
head-asset = asset
head-service = service
head-account = account
head-exists = exists here
head-country = located in
head-interval = 95 % interval
head-of-sources = of sources
head-relay = relay
head-network = network
head-kind = kind of network
head-aim = aim
head-reason = reason
head-examples = examples
head-source = source
head-rule = rule
head-input = input
head-records = records
head-understood = understood
head-read-as = read as
head-anomaly = oddity
head-system = system
head-hours = hours seen
head-gap = longest gap
head-minutes = minutes disturbed
head-server-errors = server errors
head-worst-hour = worst hour
head-before = earlier
head-after = later
head-per-day = per day

line-period = { $first } to { $last } ({ $zone })
line-period-no-year = { $first } to { $last }, year not stated
line-period-none = no usable date
line-read = { $inputs ->
    [one] { $inputs } input
   *[other] { $inputs } inputs
 }, { $bytes }, { $records ->
    [one] { $records } record
   *[other] { $records } records
 }, { $understood } understood
line-skipped = left out: { $duplicates ->
    [one] { $duplicates } copy
   *[other] { $duplicates } copies
 }; not read (to the end): { $troubled ->
    [one] { $troubled } input
   *[other] { $troubled } inputs
 }
line-coverage = coverage { $percent } ({ $seen } of { $hours } system-hours, each system between its first and last record)
line-coverage-whole = over the whole period, all systems: { $percent } ({ $seen } of { $hours } system-hours)
line-coverage-none = coverage not known: no hour with usable records
line-ladder-parts = records = { $events } understood + { $ignored } ignored on purpose + { $catch } of no template + { $lost } not understood
line-ladder-detections = { $detections } detections ({ $events } events; one detection per event and form) = { $in } in attempts + { $out } without a time
line-ladder-incidents = attempts that are part of an incident: { $attempts }
line-label = { $name }: { $text }
line-ladder-open = These rungs do not add up: the case is damaged or was written by another version.
line-peak = busiest day: { $day }, { $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
 }; mean over the period: { $mean } a day
line-peak-no-mean = busiest day: { $day }, { $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
 }
line-undated = without a usable day: { $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
 }, { $detections ->
    [one] { $detections } detection
   *[other] { $detections } detections
 }
line-no-year = Days of a year the logs do not state are shown without one, on the log’s own clock.
line-days-sparse = The period is long: only days, weeks and months with attempts or detections are listed.
line-days-zone = Days in the zone { $zone }.
line-more-assets = … and { $count } assets that changed less
line-more = … and { $count } more
line-accounts = { $total ->
    [one] { $total } account
   *[other] { $total } accounts
 } tried: existing { $existing }, guessed { $guessed }, not known { $unknown }
line-places = located in { $countries }; unlocated { $unlocated }; relay { $relay } (shares of { $denominator } attempts, 95 % intervals; network table of { $date })
line-unlocated = unlocated: { $attempts } ({ $numerator } of { $denominator } attempts), { $sources } of sources
line-relay = through relays (hosting, VPN, Tor): { $attempts } ({ $numerator } of { $denominator } attempts), { $sources } of sources
why-counted = { $counts } in { $seconds } s
line-attribution = Network table: { $name } ({ $date }). { $attribution }
line-network-table = network table: { $name }, { $date }
line-aims = targeted { $targeted }, opportunistic { $opportunistic }, unclear { $unclear } (attempts)
line-cost = { $minutes ->
    [one] { $minutes } disturbed minute
   *[other] { $minutes } disturbed minutes
 }; { $events } of events and { $bytes } of bytes went to attackers
line-cost-attacked = { $minutes ->
    [one] { $minutes } of these minutes lies
   *[other] { $minutes } of these minutes lie
 } in hours with detections: together in time, not yet a cause.
line-cost-share = { $numerator } of { $denominator } ({ $percent })
line-cost-events = events that became detections: { $part }
line-cost-bytes = bytes sent in answer to them: { $part }
line-cost-errors = answers with server errors (5xx): { $count }
line-because = Because: { $text }
line-side-effect = May break: { $text }
line-undo = Ends, undo: { $text }
line-items = For: { $items }
line-weakened = weakened by: { $list }
line-more-detail = Detail follows. --json for machines, --explain-units for the units; “vigie scan --form FORM” lists every line behind a figure.
line-duplicate = copy of { $path }
line-trouble = { $kind }: { $detail }
line-nothing = nothing
line-basis = interval: Wilson, 95 %, on { $effective } effective sources
trouble-unreadable = cannot be read
trouble-truncated = ends too early
trouble-expansion-limit = expands beyond the limit
trouble-corrupt = damaged
trouble-internal-error = a part was lost by a fault of ours
trouble-binary = not a text log

## Limits
limit-no-record-no-trace = What leaves no record in these logs cannot be seen here: a stolen session, an intruder at another provider, a deleted log.
limit-not-read = { $inputs ->
    [one] { $inputs } input was
   *[other] { $inputs } inputs were
 } not read, or not to the end: what stood there is not in this answer.
limit-not-understood = { $records ->
    [one] { $records } record ({ $percent }) was
   *[other] { $records } records ({ $percent }) were
 } not understood: an attack in them is not counted. Samples are shown below.
limit-gaps = { $hours ->
    [one] { $hours } system-hour has
   *[other] { $hours } system-hours have
 } no usable record (longest stretch: { $longest } h, { $system }), though these systems usually write at such hours: what happened then cannot be seen.
limit-quiet = { $hours ->
    [one] { $hours } system-hour without a record counts
   *[other] { $hours } system-hours without a record count
 } as seen, because these systems are usually quiet then: a log emptied of just these hours would look the same.
limit-clock-backwards = In { $records ->
    [one] { $records } record
   *[other] { $records } records
 } the clock runs backwards: order and gaps there are uncertain.
limit-stray-clock = { $hours ->
    [one] { $hours } system-hour stands
   *[other] { $hours } system-hours stand
 } more than a year from the rest of its log with hardly a record: a clock that was wrong. Period and coverage leave them out.
limit-year-unknown = { $inputs ->
    [one] { $inputs } input states
   *[other] { $inputs } inputs state
 } no year and nothing tells it (such as { $example }): days are shown without a year. Give --year.
limit-year-inferred = { $inputs ->
    [one] { $inputs } input states
   *[other] { $inputs } inputs state
 } no year (such as { $example }); it was inferred or given.
limit-zone-assumed = { $inputs ->
    [one] { $inputs } input states
   *[other] { $inputs } inputs state
 } no time zone (such as { $example }); { $zone } was assumed.
limit-fold-inferred = { $inputs ->
    [one] { $inputs } input has
   *[other] { $inputs } inputs have
 } times in a daylight-saving change (such as { $example }); the order of neighbours decided.
limit-undated = { $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
 } and { $detections ->
    [one] { $detections } detection
   *[other] { $detections } detections
 } have no usable date: they are in the totals, in no day.
limit-no-site-logs = No log of a web server was read: nothing is said about the site.
limit-no-mail-logs = No log of a mail server was read: nothing is said about mailboxes, phishing or stolen mail passwords.
limit-no-database-logs = No log of a database was read: what reached the databases themselves cannot be said.
limit-bodies-not-logged = Access logs usually hold no request bodies: an attack sent in a form field may look like any other request.
limit-asset-from-file = { $assets ->
    [one] { $assets } asset is
   *[other] { $assets } assets are
 } named after a file or folder because the records name no host (such as { $example }).
limit-no-source = { $attempts ->
    [one] { $attempts } attempt has
   *[other] { $attempts } attempts have
 } no source in the records.
limit-unlocated = { $attempts ->
    [one] { $attempts } attempt ({ $percent }) comes
   *[other] { $attempts } attempts ({ $percent }) come
 } from sources that no table locates: any country’s share could be higher by that much.
limit-relay = { $attempts ->
    [one] { $attempts } attempt ({ $percent }) comes
   *[other] { $attempts } attempts ({ $percent }) come
 } through hosting, VPN or Tor, rented or borrowed from anywhere: their country is the relay’s.
limit-ipv6-location = { $attempts ->
    [one] { $attempts } attempt was
   *[other] { $attempts } attempts were
 } located by IPv6 tables, which are less sure.
limit-network-table = Locations rest on one table ({ $name }, { $date }) and on nothing else; addresses move.
limit-location-is-not-origin = Location is not origin: an address tells where traffic arrived from, not who sent it. One address may be many people, many addresses one person.
limit-who = Logs decide what was done, not who did it: one person renting sixty relays leaves the same traces as a group. Naming a group or a State needs evidence from elsewhere.
forwarding-likely-proxy = { $percent } of all events arrive from { $addresses ->
    [one] one address
   *[other] { $addresses } addresses
 } ({ $sources }) that look like proxies of our own: sources cannot be told apart. Name them with --trusted-proxy.
forwarding-few-addresses = { $percent } of all events arrive from { $addresses ->
    [one] one address
   *[other] { $addresses } addresses
 } ({ $sources }). If these are proxies of our own, name them with --trusted-proxy; else a few visitors sent nearly everything.

## Measures
measure-check-sign-ins-action = End the sessions of these accounts, change their passwords, and ask their owners whether it was them.
measure-check-sign-ins-because = { $incidents ->
    [one] { $incidents } sign-in that worked stands
   *[other] { $incidents } sign-ins that worked stand
 } beside attempts (first at { $asset }).
measure-check-sign-ins-side-effect = the owners must sign in again, also on their telephones
measure-check-sign-ins-undo = done once; nothing to take back
measure-inspect-answers-action = Look at these machines before anything else runs on them: new files, processes, accounts, scheduled jobs.
measure-inspect-answers-because = { $incidents ->
    [one] { $incidents } answer differs
   *[other] { $incidents } answers differ
 } from what such requests get, or something followed (first at { $asset }).
measure-inspect-answers-side-effect = taking a machine off the network stops what it serves
measure-inspect-answers-undo = until it is found clean or set up anew; reconnect it
measure-keep-evidence-action = Copy the logs and this case to a place nobody can write to, and stop their rotation.
measure-keep-evidence-because = { $incidents ->
    [one] { $incidents } incident
   *[other] { $incidents } incidents
 } may have to be proved later.
measure-keep-evidence-side-effect = disk space; logs hold personal data
measure-keep-evidence-undo = until the matter is closed; delete the copy, start rotation again
measure-prepare-notice-action = Ask your data-protection officer and lawyer now who must be told, and by when.
measure-prepare-notice-because = { $incidents ->
    [one] { $incidents } incident shows
   *[other] { $incidents } incidents show
 } an effect; where personal data are concerned, the GDPR (article 33) allows 72 hours.
measure-prepare-notice-side-effect = none
measure-prepare-notice-undo = a notice can be completed or corrected later
measure-protect-tried-accounts-action = Give these accounts a second factor and tell their owners that they are tried.
measure-protect-tried-accounts-because = { $accounts ->
    [one] { $accounts } account that exists was
   *[other] { $accounts } accounts that exist were
 } tried.
measure-protect-tried-accounts-side-effect = owners need a telephone or a key, and help on the first day
measure-protect-tried-accounts-undo = stays; can be switched off per account
measure-remove-exposed-files-action = Open each of these addresses; take away what nobody should read, and change every password or key in it.
measure-remove-exposed-files-because = { $detections ->
    [one] { $detections } request
   *[other] { $detections } requests
 } for { $paths ->
    [one] { $paths } sensitive path was
   *[other] { $paths } sensitive paths were
 } answered with success (200).
measure-remove-exposed-files-side-effect = a page that relies on such a file breaks
measure-remove-exposed-files-undo = keep a copy outside the site
measure-close-password-shell-action = Let remote shells take keys only, and only from where administrators work.
measure-close-password-shell-because = { $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
 } to guess passwords at remote shells.
measure-close-password-shell-side-effect = whoever has no key is locked out: test with a second session open
measure-close-password-shell-undo = stays; set PasswordAuthentication back
measure-limit-sign-ins-action = Allow each source and each account a few failures an hour, then make them wait.
measure-limit-sign-ins-because = { $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
 } to guess passwords at the site, the mailboxes or the databases.
measure-limit-sign-ins-side-effect = people who forgot a password wait; an office behind one address shares its limit
measure-limit-sign-ins-undo = each wait ends by itself within an hour; raise the limit
measure-update-software-action = Update the site’s software and extensions; remove those nobody uses.
measure-update-software-because = { $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
 } at known holes ({ $forms }).
measure-update-software-side-effect = an extension may not work with the new version: back up first
measure-update-software-undo = restore the backup
measure-filter-injections-action = Put a request filter before the site (first only noting), and give its database account the least rights.
measure-filter-injections-because = { $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
 } to make programs do what they should not ({ $forms }).
measure-filter-injections-side-effect = a filter that blocks too early stops honest forms: let it only note for a week
measure-filter-injections-undo = stays; switch the filter to noting only
measure-restrict-admin-pages-action = Let administration pages answer only to the addresses or the VPN of administrators.
measure-restrict-admin-pages-because = { $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
 } to find them.
measure-restrict-admin-pages-side-effect = administrators on the road need the VPN
measure-restrict-admin-pages-undo = stays; remove the rule
measure-hide-databases-action = Let databases listen on the inner network only.
measure-hide-databases-because = { $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
 } reached a database.
measure-hide-databases-side-effect = tools that connect from outside stop
measure-hide-databases-undo = stays; open one address when needed
measure-soften-floods-action = Put a cache or a protection service before the site, and limit requests per source.
measure-soften-floods-because = { $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
 } to burden it, { $minutes ->
    [one] { $minutes } disturbed minute
   *[other] { $minutes } disturbed minutes
 }.
measure-soften-floods-side-effect = a protection service sees the visitors; limits hit offices behind one address
measure-soften-floods-undo = remove it when the wave is over
measure-block-busiest-action = Block these sources for 24 hours.
measure-block-busiest-because = { $sources ->
    [one] { $sources } source sent
   *[other] { $sources } sources sent
 } { $percent } of all detections ({ $detections }).
measure-block-busiest-side-effect = ordinary people behind the same address are blocked too; attackers change addresses
measure-block-busiest-undo = ends by itself after 24 hours; remove the entry
measure-warn-people-action = Tell the people and teams concerned what is tried against them, and whom to call.
measure-warn-people-because = { $attempts ->
    [one] { $attempts } attempt uses
   *[other] { $attempts } attempts use
 } an account or a word that belongs here and stands in no public list.
measure-warn-people-side-effect = worry: say what to do, not only what happened
measure-warn-people-undo = nothing to take back
measure-check-relay-action = Check that the mail server sends only for its own people and does not tell which addresses exist.
measure-check-relay-because = { $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
 } to use it or to learn its addresses ({ $forms }).
measure-check-relay-side-effect = a forgotten device that sends without signing in stops
measure-check-relay-undo = allow that one device
measure-close-ports-action = Close every port nobody needs from outside.
measure-close-ports-because = { $attempts ->
    [one] { $attempts } port scan.
   *[other] { $attempts } port scans.
 }
measure-close-ports-side-effect = a service somebody uses may stop: ask first
measure-close-ports-undo = open the port again
measure-slow-forms-action = Let forms demand a token and some seconds; hold back posts with many links.
measure-slow-forms-because = { $attempts ->
    [one] { $attempts } attempt
   *[other] { $attempts } attempts
 } to fill forms by machine.
measure-slow-forms-side-effect = very old browsers may fail
measure-slow-forms-undo = stays; switch it off per form
measure-name-proxy-action = If these addresses are proxies of your own, run again with --trusted-proxy, so that sources can be told apart.
measure-name-proxy-because = { $percent } of all events arrive from them.
measure-name-proxy-side-effect = none, if the address is really yours: a wrong one lets anybody forge sources
measure-name-proxy-undo = run without it
measure-mend-logs-action = Mend what is missing in the logs: gaps, files that cannot be read, lines not understood.
measure-mend-logs-because = Coverage { $coverage }, understood { $understood }, inputs not read: { $inputs }.
measure-mend-logs-side-effect = disk space; keep no longer than you need
measure-mend-logs-undo = nothing to take back

## Comparison
caution-coverage = Coverage differs ({ $before } and { $after }): part of any change may be what could be seen.
caution-rules = The two were made with different rules: a change may be the rules’.
caution-network-table = The two were made with different network tables: countries may have moved.
caution-session-gap = The two use different session gaps: attempts do not compare.
caution-names = Names are clear in one and pseudonyms in the other: assets compare, accounts do not.
caution-length = The periods differ in length: compare the figures per day.
change-of-total = total
change-of-form = form
change-of-asset = asset
change-of-country = country

## Oddities
anomaly-invalid-utf-8 = bytes that are not UTF-8
anomaly-nul-byte = NUL byte in a text line
anomaly-control-character = control characters or terminal escapes
anomaly-line-too-long = line longer than the limit
anomaly-truncated = line ends too early
anomaly-missing-line-end = last line without line end
anomaly-bad-escape = escape sequence the format does not have
anomaly-bad-percent-escape = percent sign without two digits
anomaly-impossible-status = HTTP status outside 100 to 599
anomaly-bad-number = number that is none or does not fit
anomaly-bad-address = address that is none
anomaly-name-instead-of-address = name where an address is expected
anomaly-bad-time = time that is none
anomaly-clock-backwards = clock running backwards
anomaly-implausible-time = time before 1990 or after 2100
anomaly-year-inferred = year inferred
anomaly-zone-assumed = zone assumed
anomaly-daylight-saving-fold = local time that exists twice or never
anomaly-malformed-request = malformed request line
anomaly-empty-request = empty request line
anomaly-extra-fields = more fields than the format
anomaly-missing-field = field missing
anomaly-duplicate-member = JSON member twice
anomaly-nested-too-deep = nested too deep
anomaly-untrusted-forwarded = forwarded address not believed
anomaly-value-cut = value cut to its limit
anomaly-embedded-record = text that looks like a log line inside a field

## Services
service-web-access = web server access log
service-nginx-error = nginx error log
service-apache-error = Apache error log
service-haproxy = HAProxy
service-sshd = OpenSSH server
service-pam = PAM
service-sudo = sudo and su
service-accounts = account management
service-cron = cron
service-systemd = systemd and logind
service-kernel = kernel
service-netfilter = packet filter
service-postfix = Postfix
service-exim = Exim
service-dovecot = Dovecot
service-roundcube = Roundcube
service-postgresql = PostgreSQL
service-mysql = MariaDB / MySQL
service-suricata = Suricata
service-cowrie = Cowrie honeypot
service-dionaea = Dionaea honeypot
service-ftp = FTP server
service-dns = name server
service-other-daemon = other system daemon

## How times were obtained
basis-stated = date, year and zone stated
basis-zone-assumed = zone assumed
basis-year-inferred = year inferred
basis-year-unknown = year not known
basis-fold-inferred = daylight-saving change inferred
basis-neighbour = time of the line before

# Claims: vigie claim check.
claim-established = Established
claim-supported = Supported
claim-misleading = Misleading without precision
claim-not-established = Not established
claim-contradicted = Contradicted
claim-not-decidable = Not decidable with these data
claim-out-of-scope = Out of scope
claim-absence = Nothing of the kind was found over { $coverage } of the system-hours; what leaves no record cannot be seen.
claim-aims = Targeted: { $targeted } attempts; opportunistic: { $opportunistic }; unclear: { $unclear }.
claim-certainty-not-grounded = The text is surer than the evidence.
claim-change = Attempts in the earlier half of the period: { $early }; in the later half: { $late } (a factor of { $factor }).
claim-claimed-not-observed = Claimed, not observed: no disturbance was seen while attacks were under way.
claim-clusters = Clusters of sources that acted together beyond chance: { $clusters }; they hold { $sources } sources and { $part } of { $whole } attempts.
claim-clusters-not-asked = Whether sources acted together was not analysed for this case.
claim-count = Counted: { $count } { $unit }.
claim-count-period = Counted: { $count } { $unit }, from { $first } to { $last }.
claim-databases-by-injection = No database was attacked at its own door; injections through the site are aimed at the databases behind it.
claim-disturbed = Disturbed minutes: { $disturbed }; of these while attacked: { $attacked }.
claim-form-not-seen-in-logs = Logs of these services do not show this form of attack.
claim-found-of = { $what }: { $part } of { $whole } attempts.
claim-group-not-decidable = Logs do not decide between a group and one person: one person who rents sixty relays leaves the same traces.
claim-holds-in-units = It holds only when something else is counted: { $units }.
claim-holds-sometimes = It holds on some days, weeks or months only, not on average.
claim-incidents = Incidents that had an effect: { $had }; that may have had one: { $may }.
claim-intention = Logs show what was done, not what was wanted.
claim-kinds-countries = Countries that sources are located in: { $count }.
claim-kinds-forms = Forms of attack seen: { $count }.
claim-lead-within-chance = The lead over the next is within chance.
claim-location-is-not-origin = Located in is not sent by: the place of an address says nothing about who used it, no people and no State.
claim-more-may-be-unseen = Only { $coverage } of the system-hours were seen: the count is a lower bound.
claim-needs-attribution = A published attribution by a named third party, quoted as such; never logs alone.
claim-needs-cause = A cause: logs of the service that stopped, and what else changed then.
claim-needs-clusters = An analysis of the sources’ traces for this case.
claim-needs-coverage = Logs of the hours that were not seen.
claim-needs-group = Evidence outside logs: seized machines, payments, testimony.
claim-needs-inspection = An inspection of the systems of these incidents.
claim-needs-location = A table that locates the rest of the sources.
claim-needs-logs = Logs of the systems and of the time in question.
claim-needs-longer = More attempts, or a longer period.
claim-needs-other-logs = Logs or mails where this form leaves traces.
claim-needs-period = The dates: --date for the day of the text, --since name=date for an event; and logs of that time.
claim-needs-target-logs = Logs of these systems.
claim-no-logs = The case holds no usable log.
claim-not-counted = This is not something that can be counted so in the case.
claim-nothing-counted = No attempt was found that this could be a part of.
claim-on-average-only = True on average; most days, weeks or months differ.
claim-one-unit-only = It holds in attempts, but not when sources or detections are counted.
claim-order = In order: { $rows }.
claim-other-unit-only = It does not hold in attempts; it does when something else is counted.
claim-period-outside = The case holds no logs of the period { $period }.
claim-period-partly-covered = The case covers the period only in part.
claim-period-undated = No log of the case states its year, so a period cannot be found in it.
claim-period-unknown = The dates of { $period } are not known.
claim-rank = Place { $place } of { $kinds }, by { $unit }.
claim-rank-none = None was found.
claim-rate = On average { $mean } { $unit } { $span }.
claim-remark-contradicts-itself = The text says a thing and denies it elsewhere.
claim-remark-state-in-title = The title names a State or a people; the body only names places of addresses.
claim-row = { $name } { $percent }
claim-safer-aims = “Among these attempts, { $targeted } relied on something that is ours alone; { $opportunistic } were of the kind that every system on the internet receives.”
claim-safer-clusters = “Of { $whole } attempts, { $part } came from { $sources } sources that acted together, more than chance explains. That does not say who directed them.”
claim-safer-count = “We counted { $count } { $unit }.”
claim-safer-count-of = “We counted { $count } { $unit } { $scope }.”
claim-safer-count-of-period = “From { $first } to { $last }, we counted { $count } { $unit } { $scope }.”
claim-safer-count-period = “From { $first } to { $last }, we counted { $count } { $unit }.”
claim-safer-first = “In first place: { $name }, with { $part } of { $whole } { $unit }, or { $percent }.”
claim-safer-first-place = “More { $unit } came from addresses located { $name } than from any other country: { $part } of { $whole }, or { $percent }. Where an address is located does not say who used it.”
claim-safer-found = “Of { $whole } attempts, we recorded { $part } { $scope }.”
claim-safer-group = “We do not know whether these attacks are the work of one person or of several.”
claim-safer-no-trace = “In our logs, which cover { $coverage } of our systems’ time, we found no trace of a successful attack.”
claim-safer-none = “Our logs show no trace of any.”
claim-safer-not-observed = “We observed no interruption of service.”
claim-safer-place = “Of { $whole } { $unit }, we count { $part } { $scope }, or { $percent } (95 % interval: { $low } to { $high }). Where an address is located does not say who used it.”
claim-safer-share = “Of { $whole } { $unit }, we count { $part } { $scope }, or { $percent } (95 % interval: { $low } to { $high }).”
claim-safer-who = “We do not know who is behind these attacks.”
claim-scope-form = of this form: { $forms }
claim-scope-hosting = through servers of hosting companies
claim-scope-opportunistic = of the kind that everybody receives
claim-scope-place = from addresses located { $places }
claim-scope-relay = through relays (hosting companies, VPN, Tor)
claim-scope-target = against { $targets }
claim-scope-targeted = aimed at our organisation in particular
claim-scope-tor = through the Tor network
claim-scope-vpn = through a VPN
claim-share = { $percent } ({ $part } of { $whole } { $unit }), 95 % interval { $low } to { $high }.
claim-some-only = Some of the attacks did, most did not.
claim-span-day = a day
claim-span-hour = an hour
claim-span-minute = a minute
claim-span-month = a month
claim-span-week = a week
claim-span-year = a year
claim-target-without-logs = No log of such systems is in the case.
claim-together-is-no-cause = Together in time is not yet a cause.
claim-too-few-to-compare = Too few attempts, or too short a period, to compare its halves.
claim-unit-accounts = accounts
claim-unit-assets = assets
claim-unit-attempts = attempts
claim-unit-detections = detections
claim-unit-incidents = incidents
claim-unit-records = records
claim-unit-requests = hostile requests
claim-unit-sources = sources
claim-unlocated-could-turn = { $unlocated } more could lie there, unlocated; or the few that do could be an error of the table.
claim-unlocated-decides = { $unlocated } cannot be located; assigned one way the sentence holds, the other way it does not.
claim-unread-words = Words that were not understood: { $words }.
claim-beside-a-doubt = A sentence beside it may take it back or place it elsewhere: read them together.
claim-construction = The sentence is built in a way that Vigie does not vouch for: said more plainly, it can be established.
claim-who-not-decidable = Logs say where traffic arrived from, never who sent it: no State, no people, no person.
claim-with-relays-only = It holds only with relays (hosting, VPN, Tor), whose country says least.
claim-why-question = a question
claim-why-doubt = a doubt, not a claim
claim-why-wish = a demand, a promise or a forecast
claim-why-opinion = an opinion
claim-why-intention = a purpose
claim-why-no-claim = no claim that logs bear on
claim-title = { $sentences } sentences, { $claims } claims
claim-label-says = said by
claim-label-why = why
claim-label-units = tried
claim-label-safer = safer
claim-label-decide = would decide
claim-label-lines = lines
claim-label-period = period
claim-label-confidence = confidence
claim-period = { $first } to { $last }
claim-holds = holds
claim-fails = fails
claim-window-whole = in all
claim-window-mean = mean
claim-window-peak = highest
claim-window-days = days that fit
claim-window-weeks = weeks that fit
claim-window-months = months that fit
claim-window-years = years that fit
claim-window-without-relays = without relays
claim-window-unlocated-there = with everything unlocated there
claim-place-of = place { $place }
claim-text-cut = The text is longer than what is read; the rest was left out.
claim-text-hidden = Hidden characters taken out: { $count }.
claim-text-html = A page: only its article was read; blocks left out: { $count }.
claim-whole-verdict = The whole text

top-attempts = attempts an hour, 24 h:
top-detections = detections an hour, 24 h:
top-held = held back
top-sources = busy sources
top-incidents = incidents
top-keys = Tab next list · ↑ ↓ in the list · q end
top-nothing = Nothing.
top-saved = saved
top-never-saved = never saved
top-last = last record
top-until = until
top-by-filter = packet filter
top-by-others = bouncers and files
