//! English verbs by class, for [`super::verbs`]. Entries of the table of words win over these.

use super::Item;
use crate::proposition::Range;

/// Class, verbs.
#[rustfmt::skip]
pub(super) const VERBS: &[(Item, &[&str])] = &[
    (Item::AimedAt, &[
        "target", "hit", "strike", "[go] after", "[be] aimed at", "[be] directed at", "[be] directed against", "[focus] on", "[concentrate] on", "[be] after", "assail", "bombard", "pummel", "pound", "[take] aim at", "[set] their sights on", "[zero] in on", "[aim] at", "[be] levelled at",
        "[be] leveled at", "[home] in on", "probe", "[be] focused on", "[be] concentrated on", "[single] out", "[be] trained on", "affect",
    ]),
    (Item::Underwent, &[
        "suffer", "face", "experience", "record", "count", "detect", "observe", "register", "receive", "sustain", "undergo", "encounter", "endure", "identify", "noted", "weather", "log", "spot", "notice", "document", "withstand", "see", "find", "tally", "[be] hit by", "[be] struck by", "[be] targeted by", "[be] the target of", "[be] a target of", "[be] the victim of",
        "[be] victim of", "[be] subjected to", "[be] subject to", "[be] attacked", "[be] under attack", "[come] under attack", "[come] under", "[be] bombarded with", "[be] bombarded by", "[be] assailed by", "[be] on the receiving end of", "[fall] victim to", "[cope] with", "[deal] with", "[have] to cope with", "[take] place", "occur", "[stand] at", "[amount] to",
        "total", "number", "[be] recorded", "[be] logged", "[be] reported", "[add] up to", "[be] the object of", "[be] confronted with", "[be] confronted by", "[be] pummelled by", "[bear] the brunt of", "[be] swamped by", "[be] flooded with", "[be] inundated with", "[be] plagued by", "[be] rocked by", "[be] besieged by",
        "catch", "measure",
    ]),
    (Item::Failure, &[
        "fail", "block", "repel", "thwart", "foil", "stop", "defeat", "prevent", "neutralise", "neutralize", "repulse", "mitigate", "deflect", "intercept", "rebuff", "parry", "[fend] off", "[ward] off", "[fight] off", "[beat] off", "[beat] back", "[hold] off", "[see] off", "[shrug] off", "[turn] away", "[turn] back", "[drive] back", "[stave] off", "[come] to nothing", "[come] to naught", "[hold] firm",
        "[hold] up", "[get] nowhere", "[fall] short", "[keep] out", "[shut] out", "[keep] at bay", "contain", "[fall] flat", "[bounce] off", "[come] up empty",
    ]),
    (Item::Success, &[
        "succeed", "compromise", "breach", "penetrate", "infiltrate", "[get] in", "[get] into", "[get] inside", "[get] through", "[gain] access", "[gain] access to", "[gain] entry", "[break] in", "[break] into", "[be] hacked", "[be] breached", "[hack] into", "[make] it through", "[make] it past", "[get] past", "[achieve] their goal", "[achieve] their aim", "[take] control of", "[take] over",
        "[work] its way", "[obtain] access", "[be] broken into", "[slip] through", "[pay] off", "[bear] fruit", "hijack", "[bypass] our", "[enter] our", "[force] their way", "[make] their way", "[log] into", "[be] accessed", "[have] access to", "[be] infected", "[worm] their way",
    ]),
    (Item::Stolen, &[
        "steal", "exfiltrate", "leak", "siphon", "extract", "[make] off with", "[get] away with", "[get] hold of", "[get] their hands on", "[lay] hands on", "[run] off with", "[walk] off with", "swipe", "pilfer", "[help] themselves to", "[be] taken", "[be] copied", "[be] lost", "[seize] data", "expose",
    ]),
    (Item::Outage, &[
        "paralyse", "paralyze", "disrupt", "slow", "crash", "cripple", "interrupt", "overwhelm", "disable", "[take] down", "[take] offline", "[take] out", "[bring] down", "[knock] out", "[knock] offline", "[go] down", "[go] offline", "[slow] down", "[force] offline", "[be] down", "[be] offline", "[be] unavailable", "[shut] down", "[put] out of action", "[put] out of service", "[make] unavailable",
        "[take] the site down", "[bring] the site down", "[knock] the site offline", "[take] the website down", "[grind] to a halt", "[bring] to a standstill", "[bring] to its knees", "[knock] party website offline", "[black] out", "halt",
    ]),
    (Item::Up, &[
        "[stay] online", "[stay] up", "[remain] online", "[remain] available", "[remain] accessible", "[remain] up", "[stay] available", "[stay] accessible", "[keep] running", "[be] available", "[be] accessible", "[be] online", "[remain] operational", "[stay] operational", "[function] normally", "[continue] to function", "[continue] to work", "[remain] up and running", "[stay] up and running", "[keep] working", "[be] fully operational", "[work] normally", "[operate] normally", "[run] normally", "[be] up and running",
    ]),
    (Item::From, &[
        "[come] from", "[come] out of", "originate", "[originate] from", "[originate] in", "[originate] from within", "[be] located in", "[be] situated in", "[be] based in", "[be] hosted in", "[trace] to", "[trace] back to", "[be] traced to", "[be] traced back to", "[launch] from", "[send] from", "[stem] from", "[emanate] from", "[arrive] from", "[operate] from", "[operate] out of", "geolocate", "[geolocate] to",
        "[hail] from", "[issue] from", "[have] their origin in", "[have] their origins in", "[spring] from", "[emerge] from", "[lead] back to", "[point] back to", "[be] located", "[be] situated", "[sit] in", "[work] from",
    ]),
    (Item::Acts, &[
        "orchestrate", "mastermind", "perpetrate", "[be] behind", "[stand] behind", "[be] responsible for", "[be] responsible", "[be] to blame", "[be] to blame for", "[be] the work of", "[pull] the strings", "[be] involved", "[be] involved in", "[carry] out", "[be] guilty of", "[attack] us", "[bear] the hallmarks", "[bear] the hallmark", "[bear] the fingerprints", "[bear] the signature",
        "order", "sponsor", "[be] attributed to", "[be] attributable to", "commission", "attribute", "engineer", "[be] pulling the strings", "[point] the finger at", "[be] linked to", "blame", "[pin] on", "conduct",
    ]),
    (Item::Individual, &["[act] alone", "[work] alone", "[operate] alone", "[act] on his own", "[work] on his own", "[act] by himself"]),
    (Item::Coordinated, &["[act] together", "[work] together", "[act] in concert", "[operate] together", "[act] as one", "[work] in concert", "[work] in tandem", "[act] in tandem"]),
    (Item::Try, &["[try] to", "attempted to", "attempting to", "[seek] to", "[make] attempts to", "[endeavour] to"]),
    (Item::Change(Range::above(1.0)), &[
        "increase", "rise", "grow", "intensify", "surge", "multiply", "escalate", "[pick] up", "[pick] up pace", "[step] up", "accelerate", "[gather] pace", "soar", "jump", "climb", "[ramp] up", "spike", "[go] up", "mount", "[shoot] up", "mushroom", "[become] more frequent",
    ]),
    (Item::Change(Range::below(1.0)), &[
        "decrease", "fall", "decline", "drop", "[tail] off", "[ease] off", "subside", "[die] down", "diminish", "[go] down in number", "abate", "dwindle", "[slow] to a trickle", "[taper] off", "wane", "[let] up", "lessen",
    ]),
    (Item::Change(Range::closed(1.6, 2.4)), &["double"]),
    (Item::Change(Range::closed(2.4, 3.6)), &["triple", "treble"]),
    (Item::Change(Range::closed(3.2, 4.8)), &["quadruple"]),
    (Item::Change(Range::closed(4.0, 6.0)), &["quintuple"]),
    (Item::Change(Range::closed(8.0, 12.0)), &["[increase] tenfold", "[rise] tenfold", "[grow] tenfold"]),
    (Item::AccountsFor, &["[account] for", "represent", "[make] up", "constitute", "comprise"]),
    (Item::MoreThan, &["exceed", "[exceed] the", "surpass", "top", "[be] over", "[pass] the", "[be] above"]),
    (Item::Says, &[
        "say", "claim", "state", "declare", "announce", "report", "explain", "insist", "argue", "maintain", "allege", "accuse", "assert", "tell", "write", "add", "confirm", "warn", "believe", "estimate", "admit", "acknowledge", "concede", "reveal", "note that", "stress", "suspect", "think", "[speak] of", "complain", "disclose", "suggest", "contend", "indicate",
        "denounce", "[point] out", "reckon", "conclude", "reply", "boast", "assure", "reiterate", "[let] it be known", "testify", "lament", "comment", "remark", "charge that", "recount", "repeat", "emphasise", "emphasize", "underline", "recall", "[go] on", "deplore", "proclaim", "swear", "brief", "confide", "[make] clear", "understand",
    ]),
    (Item::Denies, &["deny", "reject", "dispute", "refute", "dismiss", "rebut", "contest"]),
    (Item::Wish, &["demand", "[call] for", "[call] on", "urge", "ask", "expect", "hope", "promise", "thank", "condemn", "fear", "recommend", "request that", "plead", "vow", "pledge"]),
    (Item::Filler, &[
        "cause", "use", "employ", "involve", "[make]", "[have]", "[be]", "[do]", "[come]", "[take]", "[take] the form of", "[lead] to", "result in", "result", "[go]", "[lead]", "[mount]", "[launch]", "[remain]", "[stay]", "continue", "[put]", "spread", "scatter", "distribute", "include", "exploit", "leave", "leverage",
    ]),
];
