//! Fictional cases, already filled, for tests and looks at reports: a month of a campaign under attack, an ordinary week, and
//! the month again with hostile words in every place an attacker can write to. Names and addresses are those reserved for
//! documentation (RFC 2606, RFC 5737, RFC 3849); nothing in them happened.

use vigie_facts::anomaly::Anomaly;
use vigie_facts::case::{
    Account, AccountId, Aim, AimReason, Asset, AssetId, Attempt, AttemptId, Case, CoverageHour, Detection, DetectionId,
    Effect, Evidence, Incident, IncidentKind, Input, Line, LineId, Mark, NetworkKind, Ordinary, Place, ReasonsId,
    RecordCounts, RuleId, RuleRow, Sample, SourceId, SourceRow, System, SystemId, TextId, TrafficHour, Trouble,
    Weakness,
};
use vigie_facts::form::Form;
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;
use vigie_facts::source::Source;
use vigie_facts::time::{TimeBasis, Timestamp};

/// First hour of the month: 2017-01-16 00:00 UTC, in hours since the epoch.
const FIRST_HOUR: i64 = 412_368;
/// Days of the month.
const DAYS: i64 = 29;

/// A month of a campaign under attack: every kind of row is there, every section of a report has something to say.
///
/// ```
/// let case = vigie_simulate::cases::month();
/// assert_eq!(case, vigie_simulate::cases::month());
/// assert!(case.attempts.len() > 500 && case.incidents.len() == 4);
/// ```
pub fn month() -> Case {
    let mut world = World::new();
    world.inputs();
    world.hours();
    for (index, wave) in WAVES.iter().enumerate() {
        world.wave(index as u64, wave);
    }
    world.incidents();
    world.finish()
}

/// A week of ordinary traffic, with a gap of five hours.
pub fn ordinary_week() -> Case {
    let mut world = World::new();
    world.inputs();
    world.case.inputs.truncate(1);
    let system = world.system(Service::WebAccess, "www.example.org");
    for hour in (0..7 * 24).filter(|hour| !(50..55).contains(hour)) {
        let row = CoverageHour { system, hour: FIRST_HOUR + hour, records: 40, understood: 40 };
        world.case.coverage.push(row);
    }
    world.case.inputs[0].counts = RecordCounts { records: 6_520, understood: 6_520, ..RecordCounts::default() };
    world.case.inputs[0].anomalies.clear();
    world.case.inputs[0].samples.clear();
    world.case.inputs[0].time_range = Some((hour_start(FIRST_HOUR), hour_start(FIRST_HOUR + 7 * 24 - 1)));
    world.case.ordinary = Ordinary { sources: 412, events: 6_520, events_without_source: 0 };
    world.case
}

/// [`month`], with words in every text that try to act on whatever shows them: markup, quotes, right-to-left overrides,
/// escapes, formulas, tokens of 10 kB.
pub fn hostile_month() -> Case {
    let mut case = month();
    let long = "A".repeat(10_000);
    let words = [
        "<script>alert(document.domain)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)' x='",
        "\u{202e}gpj.exe\u{2066}\u{200b}\u{feff}",
        "\u{1b}]0;owned\u{7}\u{1b}[2J",
        "</pre></style></title><svg onload=alert(1)>",
        "javascript:alert(1)//&#x3c;&lt;",
        "=HYPERLINK(\"http://192.0.2.1\",\"x\")",
        "שלום עולם, مرحبا",
        long.as_str(),
    ];
    let mut next = 0;
    let mut taint = |text: &mut Box<str>| {
        let word = words[next % words.len()];
        next += 1;
        *text = format!("{word}{text}").into();
    };
    case.texts.iter_mut().for_each(&mut taint);
    case.accounts.iter_mut().for_each(|account| taint(&mut account.name));
    case.assets.iter_mut().for_each(|asset| taint(&mut asset.name));
    case.systems.iter_mut().for_each(|system| taint(&mut system.name));
    case.lines.iter_mut().for_each(|line| taint(&mut line.text));
    case.rules.iter_mut().for_each(|rule| taint(&mut rule.title));
    for source in &mut case.sources {
        source.place.network.iter_mut().for_each(&mut taint);
        source.place.operator.iter_mut().for_each(&mut taint);
    }
    for input in &mut case.inputs {
        taint(&mut input.path);
        input.trouble.iter_mut().for_each(|trouble| taint(&mut trouble.detail));
        input.samples.iter_mut().for_each(|sample| taint(&mut sample.text));
    }
    for incident in &mut case.incidents {
        incident.mark.iter_mut().for_each(|mark| taint(&mut mark.why));
    }
    case
}

/// Attempts of one form by many sources.
struct Wave {
    form: Form,
    asset: usize,
    sources: u64,
    attempts: u64,
    detections_max: u64,
    /// Day of the month from which it comes.
    first_day: i64,
    days: i64,
    /// Where in [`COUNTRIES`] its sources are drawn from.
    countries: usize,
    subjects: &'static [&'static str],
    accounts: &'static [(&'static str, Option<bool>)],
    aim: Aim,
}

const ASSETS: &[(Service, &str)] = &[
    (Service::WebAccess, "www.campaign.example"),
    (Service::WebAccess, "dons.campaign.example"),
    (Service::Dovecot, "mail.campaign.example"),
    (Service::Postfix, "mx.campaign.example"),
    (Service::Sshd, "bastion.campaign.example"),
    (Service::Postgresql, "db.campaign.example"),
];

/// Country, kind of network, operator, in order of how often sources are drawn.
const COUNTRIES: &[(Option<&[u8; 2]>, NetworkKind, &str)] = &[
    (Some(b"UA"), NetworkKind::Hosting, "Example Hosting Kyiv"),
    (Some(b"UA"), NetworkKind::Unknown, "Example Telecom"),
    (Some(b"RU"), NetworkKind::Hosting, "Documentation Servers"),
    (Some(b"NL"), NetworkKind::Vpn, "Fictional VPN"),
    (Some(b"US"), NetworkKind::Hosting, "Example Cloud, Inc."),
    (Some(b"FR"), NetworkKind::Unknown, "Réseau d’exemple"),
    (Some(b"DE"), NetworkKind::Tor, "Fictional Relays e. V."),
    (Some(b"CN"), NetworkKind::Unknown, "Example Backbone"),
    (Some(b"BR"), NetworkKind::Unknown, "Exemplo Telecomunicações S.A."),
    (Some(b"SG"), NetworkKind::Hosting, "Example Cloud, Inc."),
    (None, NetworkKind::Unknown, ""),
    (Some(b"VN"), NetworkKind::Unknown, "Example Telecom"),
    (Some(b"PL"), NetworkKind::Unknown, "Example Sieci"),
    (Some(b"IN"), NetworkKind::Unknown, "Example Broadband"),
    (Some(b"SC"), NetworkKind::Hosting, "Offshore Example Ltd"),
    (Some(b"GB"), NetworkKind::Scanner, "Example Research"),
    (Some(b"HK"), NetworkKind::Hosting, "Example Cloud, Inc."),
];

const PEOPLE: &[(&str, Option<bool>)] = &[
    ("a.martin@campaign.example", Some(true)),
    ("presse@campaign.example", Some(true)),
    ("contact", None),
    ("admin", Some(false)),
    ("test", Some(false)),
];
const GUESSED: &[(&str, Option<bool>)] = &[
    ("root", Some(true)),
    ("admin", Some(false)),
    ("oracle", Some(false)),
    ("pi", Some(false)),
    ("deploy", Some(true)),
];

const WAVES: &[Wave] = &[
    Wave {
        form: Form::PasswordGuessing,
        asset: 2,
        sources: 180,
        attempts: 640,
        detections_max: 14,
        first_day: 8,
        days: 20,
        countries: 6,
        subjects: &[],
        accounts: PEOPLE,
        aim: Aim::Targeted,
    },
    Wave {
        form: Form::PasswordGuessing,
        asset: 4,
        sources: 60,
        attempts: 210,
        detections_max: 30,
        first_day: 0,
        days: 29,
        countries: 17,
        subjects: &[],
        accounts: GUESSED,
        aim: Aim::Opportunistic,
    },
    Wave {
        form: Form::SqlInjection,
        asset: 1,
        sources: 34,
        attempts: 118,
        detections_max: 40,
        first_day: 11,
        days: 9,
        countries: 4,
        subjects: &["/don?montant=20%27+OR+1%3D1--", "/api/donateurs?id=1+UNION+SELECT+1,2,3"],
        accounts: &[],
        aim: Aim::Targeted,
    },
    Wave {
        form: Form::SensitiveFileProbe,
        asset: 0,
        sources: 140,
        attempts: 402,
        detections_max: 9,
        first_day: 0,
        days: 29,
        countries: 17,
        subjects: &["/.env", "/.git/config", "/wp-config.php.bak", "/backup.sql"],
        accounts: &[],
        aim: Aim::Opportunistic,
    },
    Wave {
        form: Form::AdminInterfaceProbe,
        asset: 0,
        sources: 90,
        attempts: 230,
        detections_max: 5,
        first_day: 0,
        days: 29,
        countries: 14,
        subjects: &["/wp-login.php", "/phpmyadmin/", "/administrator/"],
        accounts: &[],
        aim: Aim::Opportunistic,
    },
    Wave {
        form: Form::PathTraversal,
        asset: 0,
        sources: 22,
        attempts: 41,
        detections_max: 12,
        first_day: 3,
        days: 22,
        countries: 9,
        subjects: &["/..%2f..%2f..%2fetc/passwd"],
        accounts: &[],
        aim: Aim::Opportunistic,
    },
    Wave {
        form: Form::KnownVulnerability,
        asset: 0,
        sources: 30,
        attempts: 77,
        detections_max: 3,
        first_day: 15,
        days: 14,
        countries: 15,
        subjects: &["/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php"],
        accounts: &[],
        aim: Aim::Opportunistic,
    },
    Wave {
        form: Form::CrossSiteScripting,
        asset: 0,
        sources: 9,
        attempts: 14,
        detections_max: 6,
        first_day: 12,
        days: 6,
        countries: 4,
        subjects: &["/recherche?q=%3Cscript%3Ealert(1)%3C/script%3E"],
        accounts: &[],
        aim: Aim::Unclear,
    },
    Wave {
        form: Form::DenialOfService,
        asset: 0,
        sources: 52,
        attempts: 61,
        detections_max: 300,
        first_day: 26,
        days: 2,
        countries: 5,
        subjects: &["/"],
        accounts: &[],
        aim: Aim::Unclear,
    },
    Wave {
        form: Form::MailRelayProbe,
        asset: 3,
        sources: 18,
        attempts: 33,
        detections_max: 4,
        first_day: 0,
        days: 29,
        countries: 12,
        subjects: &["someone@example.net"],
        accounts: &[],
        aim: Aim::Opportunistic,
    },
    Wave {
        form: Form::UserEnumeration,
        asset: 3,
        sources: 7,
        attempts: 19,
        detections_max: 60,
        first_day: 9,
        days: 4,
        countries: 3,
        subjects: &["j.dupont@campaign.example"],
        accounts: &[],
        aim: Aim::Targeted,
    },
    Wave {
        form: Form::SuspiciousSignIn,
        asset: 2,
        sources: 2,
        attempts: 2,
        detections_max: 1,
        first_day: 20,
        days: 2,
        countries: 1,
        subjects: &[],
        accounts: &[("a.martin@campaign.example", Some(true))],
        aim: Aim::Targeted,
    },
];

/// The case while it is filled. Chance comes from a fixed linear congruence, so that the case is always the same.
struct World {
    case: Case,
    state: u64,
    /// Next free line of each input.
    next_line: Vec<u64>,
}

impl World {
    fn new() -> World {
        let mut case = Case::default();
        case.settings.time_zone = "Europe/Paris".into();
        case.settings.log_time_zone = "Europe/Paris".into();
        case.settings.network_data_date = "2017-02-01".into();
        case.settings.network_data_name = "fictional network table".into();
        case.settings.rules_digest = "blake3:00f1c2".into();
        for (service, name) in ASSETS {
            case.assets.push(Asset { service: *service, name: (*name).into() });
        }
        World { case, state: 2017, next_line: vec![1; 6] }
    }

    /// The next number below `below`. Constants of Knuth's MMIX generator.
    fn chance(&mut self, below: u64) -> u64 {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) % below.max(1)
    }

    fn inputs(&mut self) {
        let stated = TimeBasis::Stated;
        let rows = [
            ("logs/www/access.log", "none", "bare", Some(Service::WebAccess), 148_211_u64, stated),
            ("logs/mail/mail.log.1.gz", "gzip", "rfc3164", Some(Service::Dovecot), 61_840, TimeBasis::YearInferred),
            ("logs/bastion/auth.log", "none", "rfc3164", Some(Service::Sshd), 22_077, TimeBasis::YearInferred),
            ("logs/db/postgresql.json", "zstd", "bare", Some(Service::Postgresql), 9_310, stated),
            ("logs/www/access.log.copy", "none", "bare", Some(Service::WebAccess), 0, stated),
            ("logs/old/maillog.xz", "xz", "rfc3164", Some(Service::Postfix), 5_120, TimeBasis::YearInferred),
        ];
        for (index, (path, compression, envelope, service, records, time_basis)) in rows.into_iter().enumerate() {
            let odd = records / 400;
            let counts = RecordCounts {
                records,
                understood: records - odd * 2 - odd / 2,
                ignored: odd,
                catch_all: odd,
                not_understood: odd / 2,
            };
            let place = |line| Origin { input: InputId(index as u32), line, byte_start: line * 180, byte_len: 96 };
            self.case.inputs.push(Input {
                path: path.into(),
                compression: compression.into(),
                bytes_stored: records * 41,
                bytes_read: records * 187,
                digest: "blake3:5f2c9d0f3a7be1c64d8890a3b1f2c4e5d6a7988776655443322110ffeeddccbb".into(),
                envelope: envelope.into(),
                service,
                confidence_percent: 99,
                counts,
                anomalies: if odd > 50 {
                    vec![(Anomaly::BadPercentEscape, 12), (Anomaly::LineTooLong, 2)]
                } else {
                    Vec::new()
                },
                samples: if odd > 50 {
                    vec![Sample { origin: place(7_301), text: "Feb  1 04:12:07 mail kernel: [garbled".into() }]
                } else {
                    Vec::new()
                },
                time_range: (records > 0).then(|| (hour_start(FIRST_HOUR), hour_start(FIRST_HOUR + DAYS * 24 - 1))),
                time_basis,
                duplicate_of: (records == 0).then_some(InputId(0)),
                overlap_bytes: if index == 1 { 18_700 } else { 0 },
                trouble: (index == 5)
                    .then(|| Trouble { kind: "truncated".into(), detail: "unexpected end of file".into() }),
            });
        }
        self.case.ordinary = Ordinary { sources: 18_204, events: 201_337, events_without_source: 812 };
    }

    fn system(&mut self, service: Service, name: &str) -> SystemId {
        self.case.systems.push(System { service, name: name.into() });
        SystemId(self.case.systems.len() as u32 - 1)
    }

    /// Coverage with gaps, and traffic with a bad evening.
    fn hours(&mut self) {
        for (index, (service, name)) in ASSETS.iter().enumerate() {
            let system = self.system(*service, name);
            let missing = [120..120, 0..48, 300..331, 0..360, 400..404, 500..696][index].clone();
            for hour in (0..DAYS * 24).filter(|hour| !missing.contains(hour)) {
                let records = 20 + self.chance(60);
                self.case.coverage.push(CoverageHour {
                    system,
                    hour: FIRST_HOUR + hour,
                    records,
                    understood: records - records / 50,
                });
                let attacked = index == 0 && (26 * 24 + 18..26 * 24 + 22).contains(&hour);
                self.case.traffic.push(TrafficHour {
                    asset: AssetId(index as u32),
                    hour: FIRST_HOUR + hour,
                    events: records,
                    bytes: records * 9_000,
                    server_errors: if attacked { records / 2 } else { 0 },
                    error_minutes: if attacked { 20 + (records % 40) as u8 } else { 0 },
                    sign_ins: records / 30,
                    hostile_events: records / if attacked { 2 } else { 9 },
                    hostile_bytes: records * if attacked { 4_000 } else { 300 },
                });
            }
        }
    }

    fn wave(&mut self, index: u64, wave: &Wave) {
        let rule = RuleId(self.case.rules.len() as u32);
        let name = format!("{}/fictional-{index}", wave.form.id());
        let title = format!("Fictional rule for {}", wave.form.label_en());
        self.case.rules.push(RuleRow {
            name: name.into(),
            title: title.into(),
            version: "0c1d2e3f4a5b".into(),
            form: wave.form,
        });
        self.case.reasons.push(vec![rule]);
        for _ in 0..wave.attempts {
            let source = self.source(index, wave);
            // Most days see few attempts and some see many.
            let day = wave.first_day
                + (self.chance(wave.days as u64) * self.chance(wave.days as u64) / wave.days as u64) as i64;
            let start = hour_start(FIRST_HOUR + day * 24).plus_seconds(self.chance(86_000) as i64);
            let detections =
                1 + self.chance(wave.detections_max) * self.chance(wave.detections_max) / wave.detections_max;
            self.attempt(wave, rule, source, start, detections as u32);
        }
    }

    /// One of the wave's sources: small numbers are drawn more often, as busy sources are.
    fn source(&mut self, wave_index: u64, wave: &Wave) -> SourceId {
        let drawn = self.chance(wave.sources) * self.chance(wave.sources) / wave.sources;
        let source = if drawn % 23 == 22 {
            Source::V6(0x2001_0db8_0000_0000 + (wave_index << 16) + drawn)
        } else {
            // The three networks of RFC 5737.
            let network = [0xc000_0200, 0xc633_6400, 0xcb00_7100][(drawn % 3) as usize];
            Source::V4(network + ((drawn * 7 + wave_index * 31) % 256) as u32)
        };
        if let Some(index) = self.case.sources.iter().position(|row| row.source == source) {
            return SourceId(index as u32);
        }
        let rank = self.chance(wave.countries as u64) * self.chance(wave.countries as u64) / wave.countries as u64;
        let (country, kind, network) = COUNTRIES[rank as usize];
        let known = !network.is_empty();
        let place = Place {
            country: country.copied(),
            country_low_confidence: matches!(source, Source::V6(_)),
            // Numbers reserved for documentation (RFC 5398).
            asn: known.then_some(64_496 + rank as u32 % 16),
            network: known.then(|| network.into()),
            kind,
            operator: (kind == NetworkKind::Scanner).then(|| "Example Research".into()),
        };
        let time_range = Some((hour_start(FIRST_HOUR + 9), hour_start(FIRST_HOUR + 20 * 24)));
        self.case.sources.push(SourceRow {
            source,
            place,
            time_range,
            events: 40,
            bytes: 90_000,
            own: false,
            allowed: false,
        });
        SourceId(self.case.sources.len() as u32 - 1)
    }

    fn account(&mut self, name: &str, exists: Option<bool>) -> AccountId {
        let index = self.case.accounts.iter().position(|account| &*account.name == name).unwrap_or_else(|| {
            self.case.accounts.push(Account { name: name.into(), exists });
            self.case.accounts.len() - 1
        });
        AccountId(index as u32)
    }

    fn text(&mut self, text: &str) -> TextId {
        let index = self.case.texts.iter().position(|other| &**other == text).unwrap_or_else(|| {
            self.case.texts.push(text.into());
            self.case.texts.len() - 1
        });
        TextId(index as u32)
    }

    fn attempt(&mut self, wave: &Wave, rule: RuleId, source: SourceId, start: Timestamp, detections: u32) {
        let id = AttemptId(self.case.attempts.len() as u32);
        let asset = AssetId(wave.asset as u32);
        let service = ASSETS[wave.asset].0;
        let mut accounts = Vec::new();
        let mut cited = Vec::new();
        for second in 0..detections {
            let account = (!wave.accounts.is_empty()).then(|| {
                let (name, exists) = wave.accounts[self.chance(wave.accounts.len() as u64) as usize];
                self.account(name, exists)
            });
            let subject = (!wave.subjects.is_empty()).then(|| {
                let subject = wave.subjects[self.chance(wave.subjects.len() as u64) as usize];
                self.text(subject)
            });
            accounts.extend(account);
            cited.push(DetectionId(self.case.detections.len() as u32));
            let time = start.plus_seconds(i64::from(second) * 3);
            let origin = self.origin(service);
            let line = (second == 0).then(|| self.line(origin, time, service, source, subject));
            self.case.detections.push(Detection {
                origin,
                time: Some(time),
                time_basis: TimeBasis::Stated,
                form: wave.form,
                service,
                source: Some(source),
                asset,
                account,
                reasons: ReasonsId(rule.0),
                window: None,
                status: (service == Service::WebAccess).then_some(404),
                bytes: None,
                subject,
                tool: None,
                line,
                attempt: Some(id),
            });
        }
        accounts.sort_unstable();
        accounts.dedup();
        self.case.sources[source.index()].events += u64::from(detections);
        cited.truncate(3);
        let aim_reasons = match (wave.aim, accounts.first(), wave.subjects.first()) {
            (Aim::Targeted, Some(account), _) => vec![AimReason::RealAccount(*account)],
            (Aim::Targeted, None, Some(subject)) => vec![AimReason::ExistingPath(self.text(subject))],
            (Aim::Opportunistic, ..) => vec![AimReason::PublicListsOnly],
            _ => vec![AimReason::NothingToCompare],
        };
        self.case.attempts.push(Attempt {
            source: Some(source),
            asset,
            form: wave.form,
            start,
            end: start.plus_seconds(i64::from(detections - 1) * 3),
            detections,
            accounts_total: accounts.len() as u32,
            accounts: accounts.into(),
            rules: vec![rule].into(),
            aim: wave.aim,
            aim_reasons: aim_reasons.into(),
            cited: cited.into(),
        });
    }

    fn origin(&mut self, service: Service) -> Origin {
        let input = match service {
            Service::WebAccess => 0,
            Service::Sshd => 2,
            Service::Postgresql => 3,
            _ => 1,
        };
        let line = self.next_line[input];
        self.next_line[input] += 1;
        Origin { input: InputId(input as u32), line, byte_start: line * 187, byte_len: 186 }
    }

    fn line(
        &mut self,
        origin: Origin,
        time: Timestamp,
        service: Service,
        source: SourceId,
        subject: Option<TextId>,
    ) -> LineId {
        let address = self.case.sources[source.index()].source.first_address();
        let subject = subject.map_or("", |subject| &self.case.texts[subject.index()]);
        let text = match service {
            Service::WebAccess => format!(
                "{address} - - [{}] \"GET {subject} HTTP/1.1\" 404 162 \"-\" \"Mozilla/5.0 (compatible; example-scanner/1.0)\"",
                time.to_rfc3339()
            ),
            Service::Sshd => format!(
                "{} bastion sshd[4711]: Failed password for invalid user admin from {address} port 40022 ssh2",
                time.to_rfc3339()
            ),
            Service::Dovecot => format!(
                "{} mail dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<a.martin@campaign.example>, rip={address}, lip=203.0.113.5, TLS",
                time.to_rfc3339()
            ),
            _ => format!(
                "{} mx postfix/smtpd[2212]: NOQUEUE: reject: RCPT from unknown[{address}]: 554 5.7.1 <{subject}>: Relay access denied",
                time.to_rfc3339()
            ),
        };
        self.case.lines.push(Line { origin, text: text.into(), sha256: "00".repeat(32).into() });
        LineId(self.case.lines.len() as u32 - 1)
    }

    fn incidents(&mut self) {
        let kinds = [
            (
                IncidentKind::SignInAfterFailures,
                Effect::Had,
                Form::PasswordGuessing,
                2,
                vec![Weakness::OwnerMistyped, Weakness::OwnerTravels],
                None,
            ),
            (
                IncidentKind::FollowUp,
                Effect::MayHaveHad,
                Form::SuspiciousSignIn,
                2,
                vec![Weakness::Administration],
                None,
            ),
            (
                IncidentKind::StoppedAnswering,
                Effect::MayHaveHad,
                Form::DenialOfService,
                0,
                vec![Weakness::LogGap],
                None,
            ),
            (
                IncidentKind::ExploitAnsweredDifferently,
                Effect::MayHaveHad,
                Form::SqlInjection,
                1,
                vec![Weakness::FewComparisons, Weakness::PageVaries],
                Some(Mark { hostile: false, why: "our own test of the donation page, ticket 4711".into() }),
            ),
        ];
        for (kind, effect, form, asset, weakened_by, mark) in kinds {
            let Some(index) = self.case.attempts.iter().position(|attempt| attempt.form == form) else { continue };
            let attempt = self.case.attempts[index].clone();
            let service = ASSETS[asset].0;
            let mut evidence = Vec::new();
            for (step, part) in ["failures-before", "success", "follow-up"].into_iter().enumerate() {
                let time = attempt.end.plus_seconds(step as i64 * 41);
                let origin = self.origin(service);
                let source = attempt.source.unwrap_or(SourceId(0));
                let line = Some(self.line(origin, time, service, source, None));
                evidence.push(Evidence { part: part.into(), time: Some(time), origin, line });
            }
            self.case.incidents.push(Incident {
                kind,
                effect,
                time: attempt.end.plus_seconds(41),
                asset: AssetId(asset as u32),
                source: attempt.source,
                account: attempt.accounts.first().copied(),
                attempts: vec![AttemptId(index as u32)],
                evidence,
                weakened_by,
                mark,
            });
        }
    }

    /// Puts the tables in the order a case has them, and ids with them.
    fn finish(self) -> Case {
        let World { mut case, .. } = self;
        let mut sorted: Vec<Detection> = case.detections.iter().collect();
        let detections = order(&sorted, |row| (row.time, row.origin, row.form));
        let attempts = order(&case.attempts, |row| (row.start, row.source, row.asset, row.form));
        sorted.sort_by_key(|row| (row.time, row.origin, row.form));
        case.detections = sorted.into();
        case.attempts.sort_by_key(|row| (row.start, row.source, row.asset, row.form));
        case.detections.change_all(|row| row.attempt = row.attempt.map(|id| AttemptId(attempts[id.index()])));
        for attempt in &mut case.attempts {
            attempt.cited.iter_mut().for_each(|id| *id = DetectionId(detections[id.index()]));
        }
        for incident in &mut case.incidents {
            incident.attempts.iter_mut().for_each(|id| *id = AttemptId(attempts[id.index()]));
        }
        case.incidents.sort_by_key(|incident| incident.time);
        case
    }
}

/// Where each row goes when the rows are sorted by a key.
fn order<T, K: Ord>(rows: &[T], key: impl Fn(&T) -> K) -> Vec<u32> {
    let mut indices: Vec<usize> = (0..rows.len()).collect();
    indices.sort_by_key(|index| key(&rows[*index]));
    let mut places = vec![0; rows.len()];
    for (place, index) in indices.into_iter().enumerate() {
        places[index] = place as u32;
    }
    places
}

fn hour_start(hour: i64) -> Timestamp {
    Timestamp::from_seconds(hour * 3_600)
}
