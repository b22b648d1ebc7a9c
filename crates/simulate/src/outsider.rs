//! Worlds of hostile requests in which it is known who works with whom, written by somebody who had not seen the engine that
//! looks for coordination, nor its tests, its figures or the worlds it was made with. They are there to score it from outside.
//!
//! Crews act by the machinery such operations have: orders, polls, queues, rosters, loops over machines, late answers, and
//! programs that die and are started again. Around them are people and programs that nobody coordinates, many of whom share a
//! list, a tool, a clock or a trigger. Every crawler keeps its own schedule: fleets that share one, of search engines or of
//! research scanners, are coordinated, to call them nobody's would be false, and they are left out. Nothing here writes log
//! lines, models replies or detects anything, and no neighbourhood of addresses means anything: crews are drawn from the same
//! blocks as everybody.
//!
//! ```
//! use vigie_simulate::outsider::{CREWS, SPAN_MS, world};
//! let made = world(7, Some(&CREWS[0]), 3);
//! assert_eq!(made.acts, world(7, Some(&CREWS[0]), 3).acts);
//! assert!(made.acts.iter().all(|act| (0..SPAN_MS).contains(&act.at_ms)));
//! let third = made.actors.iter().filter(|(_, crew)| *crew == Some(2)).count();
//! assert!((CREWS[0].members.0..=CREWS[0].members.1).contains(&(third as u16)));
//! ```

use std::collections::{BTreeSet, VecDeque};

use crate::calendar::HOUR_WEIGHTS;
use crate::networks::{ATTACKERS, Addresses, VISITORS};
use crate::random::Random;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const DAYS: i64 = 14;
/// How long a world lasts, in milliseconds. It begins on a Monday at midnight.
pub const SPAN_MS: i64 = DAYS * DAY;

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Place of the address that asked in [`World::actors`].
    pub actor: u32,
    /// What was asked for: a path if it begins with `/`, else an account's name.
    pub target: String,
    /// The program as it named itself: a web agent or an ssh banner.
    pub tool: &'static str,
    /// Milliseconds since the world began.
    pub at_ms: i64,
}

/// Requests in the order of their time, and the truth about who made them.
#[derive(Clone, Debug)]
pub struct World {
    /// Requests, earliest first.
    pub acts: Vec<Act>,
    /// Address and number of its crew (`None`: nobody's), in the order of their first request. Each has made one at least.
    pub actors: Vec<(String, Option<u16>)>,
}

/// How the members of a crew come to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// People meet in a chat some evenings and share out a list.
    Evenings,
    /// Bots ask a command server for orders, each at its own beat.
    Polling,
    /// One program works through one list, leaving through a provider's exits in turn.
    Pool,
    /// Machines take batches from one queue until it is empty.
    Queue,
    /// One planner gives one attempt at a time to whichever source is next.
    Spray,
    /// People on a roster hand a shared list over.
    Shifts,
    /// One person's loop starts everybody's tool on several machines, with everybody's list.
    Fleet,
    /// Programs that sleep a random while after an order, and between requests.
    Jitter,
    /// People who came together on one day and never again.
    OneDay,
}

/// A kind of crew. Pairs are bounds, both included.
#[derive(Clone, Debug)]
pub struct Crew {
    /// Name for reports.
    pub name: &'static str,
    /// How they come to act.
    pub way: Way,
    /// Addresses in one crew.
    pub members: (u16, u16),
    /// Days of the 14 on which orders are given.
    pub days: (u8, u8),
    /// Median wait between two requests of one member (of the whole crew for `Pool` and `Spray`), in milliseconds.
    pub pace_ms: i64,
    /// Median wait between an order and a member's first request, in milliseconds.
    pub lag_ms: i64,
    /// How many of 1,000 times a member does not follow an order: asleep, switched off, broken.
    pub absent_per_mille: u64,
    /// How many of 1,000 targets come from a list that others have too.
    pub public_per_mille: u64,
    /// Whether they try accounts over ssh rather than paths.
    pub accounts: bool,
}

/// Kinds of crew, roughly from easy to hard. Each makes 50 to 3,500 requests; with 20 of one kind a world stays below 150,000.
/// Sizes and waits are the author's judgement of how such operations run, rounded; only volumes were cut, to fit that bound.
pub const CREWS: &[Crew] = &[
    kind("machines-on-one-queue", Way::Queue, (6, 12), (3, 6), [900, 45_000], [80, 300], false),
    kind("bots-polling-for-orders", Way::Polling, (14, 24), (3, 5), [2_500, 150_000], [250, 500], true),
    kind("team-of-evenings", Way::Evenings, (3, 6), (4, 8), [2_000, 180_000], [180, 400], false),
    kind("pool-of-exits", Way::Pool, (20, 36), (5, 9), [4_000, 400], [50, 200], true),
    kind("shifts-with-hand-over", Way::Shifts, (6, 9), (5, 8), [9_000, 420_000], [100, 300], false),
    kind("slow-spray", Way::Spray, (10, 20), (8, 13), [540_000, 900], [120, 600], true),
    kind("public-tool-and-list", Way::Fleet, (4, 6), (5, 8), [250, 9_000], [120, 1_000], false),
    kind("minutes-of-jitter", Way::Jitter, (7, 12), (5, 9), [40_000, 720_000], [200, 700], false),
    kind("one-single-day", Way::OneDay, (4, 6), (1, 1), [2_500, 240_000], [150, 700], false),
];

/// Waits: pace, lag. Of 1,000: absent, public.
const fn kind(
    name: &'static str,
    way: Way,
    members: (u16, u16),
    days: (u8, u8),
    [pace_ms, lag_ms]: [i64; 2],
    [absent_per_mille, public_per_mille]: [u64; 2],
    accounts: bool,
) -> Crew {
    Crew { name, way, members, days, pace_ms, lag_ms, absent_per_mille, public_per_mille, accounts }
}

const BROWSERS: &[&str] = &[
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/56.0.2924.87 Safari/537.36",
    "Mozilla/5.0 (Windows NT 6.1; WOW64; rv:51.0) Gecko/20100101 Firefox/51.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 10_2_1 like Mac OS X) AppleWebKit/602.4.6 Version/10.0 Mobile Safari/602.1",
    "Mozilla/5.0 (Linux; Android 6.0.1; SM-G920F) AppleWebKit/537.36 Chrome/55.0.2883.91 Mobile Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_12_3) AppleWebKit/602.4.8 Version/10.0.3 Safari/602.4.8",
];
const SCANNERS: &[&str] =
    &["Mozilla/5.00 (Nikto/2.1.6)", "WPScan v2.9.2", "sqlmap/1.1#stable", "gobuster 1.2", "DirBuster-1.0-RC1"];
const SCRIPTS: &[&str] = &[
    "python-requests/2.13.0",
    "curl/7.47.0",
    "Go-http-client/1.1",
    "Wget/1.17.1",
    "libwww-perl/6.15",
    "Java/1.8.0_121",
];
const BANNERS: &[&str] =
    &["SSH-2.0-libssh2_1.4.3", "SSH-2.0-Go", "SSH-2.0-paramiko_2.1.2", "SSH-2.0-PUTTY", "SSH-2.0-libssh-0.6.3"];
const CRAWLERS: &[&str] = &["Googlebot/2.1", "bingbot/2.0", "AhrefsBot/5.2", "MJ12bot/v1.4.7", "SemrushBot/1.2"];
const READERS: &[&str] = &["Feedfetcher-Google", "UptimeRobot/2.0", "Tiny Tiny RSS/16.8", "check_http/v2.1.2"];

const WORDS: &[&str] = &[
    "admin", "backup", "login", "old", "test", "shop", "forum", "mail", "upload", "config", "data", "blog", "user",
    "news", "api", "db", "dev", "site", "web", "panel", "temp", "private", "files", "images", "setup", "install",
    "member", "search",
];
const ENDINGS: &[&str] = &["", "/", ".php", ".zip", ".sql", ".bak", ".txt", ".html", "/index.php", "/login.php"];
/// What every list of paths begins with: the most copied part of them.
const HEAD: &[&str] =
    &["/robots.txt", "/.env", "/.git/config", "/wp-login.php", "/xmlrpc.php", "/phpmyadmin/", "/admin/", "/backup.zip"];
const LOGINS: &[&str] =
    &["root", "admin", "test", "oracle", "postgres", "ubuntu", "git", "pi", "user", "ftp", "nagios"];
const FIRST: &[&str] =
    &["anne", "marc", "julie", "paul", "lea", "hugo", "claire", "louis", "sarah", "karim", "ines", "jean"];
const LAST: &[&str] =
    &["martin", "bernard", "petit", "durand", "leroy", "moreau", "simon", "roux", "fabre", "morel", "garnier"];

/// Lists that more than one party has: four of paths, then those below.
const PATH_LISTS: u64 = 4;
const ACCOUNTS: usize = 4;
const STAFF: usize = 5;
const BROKEN: usize = 6;
const EXPLOIT: usize = 7;

/// What a work list draws on.
#[derive(Clone, Copy)]
struct Plan {
    key: u64,
    list: usize,
    public_per_mille: u64,
    accounts: bool,
}

#[derive(Clone, Copy)]
struct Member {
    actor: u32,
    tool: &'static str,
    /// When in its beat a bot asks for orders, since it was switched on.
    phase: i64,
    /// A second machine of the person before.
    second: bool,
}

struct Making {
    random: Random,
    hosting: Addresses,
    homes: Addresses,
    lists: Vec<Vec<String>>,
    waves: Vec<i64>,
    letters: Vec<i64>,
    acts: Vec<Act>,
    /// Address, crew and number of requests.
    actors: Vec<(String, Option<u16>, u32)>,
}

/// A wait whose median is given, log-logistic, because it needs no function whose last bit depends on the machine. `roots` 0:
/// most heavy-tailed (people who read the news late); 1: people; 2: programs over a network; 3: a timer. Cut at 60 medians.
fn around(random: &mut Random, median: i64, roots: u32) -> i64 {
    let share = (random.below(1 << 20) as f64 + 0.5) / f64::from(1 << 20);
    let ratio = (0..roots).fold(share / (1.0 - share), |ratio, _| ratio.sqrt());
    (median as f64 * ratio.min(60.0)) as i64
}

fn shuffle<T>(random: &mut Random, list: &mut [T]) {
    for last in (1..list.len()).rev() {
        list.swap(last, random.below(last as u64 + 1) as usize);
    }
}

fn name(random: &mut Random) -> String {
    format!("{}.{}{}", random.pick(FIRST), random.pick(LAST), random.below(40))
}

/// Lists that everybody has are the same in every world; the site's own people, dead links and holes are its own.
fn lists(site: &mut Random) -> Vec<Vec<String>> {
    let mut public = Random::new(0, "outsider lists");
    let mut all: Vec<Vec<String>> = Vec::new();
    for _ in 0..PATH_LISTS {
        let made = WORDS.iter().flat_map(|word| ENDINGS.iter().map(move |ending| format!("/{word}{ending}")));
        let mut paths: Vec<String> = made.collect();
        shuffle(&mut public, &mut paths);
        paths.truncate(public.between(120, 260) as usize);
        all.push(HEAD.iter().map(ToString::to_string).chain(paths).collect());
    }
    let numbered = (0..12).flat_map(|n| WORDS.iter().chain(FIRST).map(move |word| format!("{word}{n}")));
    all.push(LOGINS.iter().map(ToString::to_string).chain(numbered).collect());
    all.push((0..60).map(|_| name(site)).collect());
    all.push((0..80).map(|n| format!("/{}/{}-{n}.html", site.pick(WORDS), site.pick(WORDS))).collect());
    all.push((0..5).map(|n| format!("/{}/{}.php?do={n}", site.pick(WORDS), site.pick(WORDS))).collect());
    all
}

/// Adds one address of a kind that nobody coordinates.
type Stranger = fn(&mut Making);

impl Making {
    fn new(seed: u64) -> Making {
        let mut random = Random::new(seed, "outsider");
        let lists = lists(&mut random);
        // Holes are published in office hours, newsletters leave in the morning of a working day.
        let waves =
            (0..random.between(1, 2)).map(|_| random.between(1, 9) * DAY + random.between(9, 18) * HOUR).collect();
        let letters = [1, 3, 8, 10].map(|day| day * DAY + 10 * HOUR + random.between(0, 20) * MINUTE).to_vec();
        let (hosting, homes) =
            (Addresses::new(seed, "outsider hosting", ATTACKERS), Addresses::new(seed, "outsider homes", VISITORS));
        Making { random, hosting, homes, lists, waves, letters, acts: Vec::new(), actors: Vec::new() }
    }

    fn join(&mut self, at_home: bool, crew: Option<u16>) -> u32 {
        let addresses = if at_home { &mut self.homes } else { &mut self.hosting };
        self.actors.push((addresses.draw(&mut self.random).to_string(), crew, 0));
        self.actors.len() as u32 - 1
    }

    /// An instant of a day, by the hours at which people in a zone (hours east) are awake.
    fn instant(&mut self, day: i64, zone: i64) -> i64 {
        let hours: [i64; 24] = std::array::from_fn(|hour| hour as i64);
        let hour = self.random.pick_weighted(&hours, |hour| HOUR_WEIGHTS[*hour as usize]);
        day * DAY + (hour - zone).rem_euclid(24) * HOUR + self.random.between(0, HOUR - 1)
    }

    /// The target at a place of a work list: the same for whoever holds the list.
    fn target(&self, plan: Plan, place: u64) -> String {
        let mut own = Random::new(plan.key.wrapping_add(place.wrapping_mul(0x9e37_79b9)), "outsider target");
        let list = &self.lists[plan.list];
        if own.chance(plan.public_per_mille) {
            list[place as usize % list.len()].clone()
        } else if plan.accounts {
            name(&mut own)
        } else {
            format!("/{}/{}{}{}", own.pick(WORDS), own.pick(WORDS), own.below(30), own.pick(ENDINGS))
        }
    }

    fn act(&mut self, actor: u32, tool: &'static str, at_ms: i64, plan: Plan, place: u64) {
        if (0..SPAN_MS).contains(&at_ms) {
            let target = self.target(plan, place);
            self.acts.push(Act { actor, target, tool, at_ms });
            self.actors[actor as usize].2 += 1;
        }
    }

    /// A program goes through places of a list and answers when it was done. Some requests hang until they time out; now and
    /// then it dies, and its owner notices minutes later and starts it again at the request it died on.
    fn run(&mut self, who: Member, start: i64, pace: i64, plan: Plan, places: impl Iterator<Item = u64>) -> i64 {
        let mut now = start;
        for place in places {
            self.act(who.actor, who.tool, now, plan, place);
            if self.random.chance(4) {
                now += around(&mut self.random, 4 * MINUTE, 1);
                self.act(who.actor, who.tool, now, plan, place);
            } else if self.random.chance(8) {
                now += *self.random.pick(&[10, 15, 30]) * SECOND;
            }
            now += around(&mut self.random, pace, 2) + 1;
        }
        now
    }

    /// Somebody of no crew, with one program.
    fn stranger(&mut self, at_home: bool, tools: &'static [&'static str]) -> Member {
        let actor = self.join(at_home, None);
        let tool = *self.random.pick(tools);
        Member { actor, tool, phase: 0, second: false }
    }

    fn public(list: usize) -> Plan {
        Plan { key: 0, list, public_per_mille: 1_000, accounts: list == ACCOUNTS || list == STAFF }
    }

    // ---- Crews. ----

    fn crew(&mut self, crew: &Crew, number: u16) {
        let list = match (crew.accounts, crew.way) {
            (true, Way::Polling) => ACCOUNTS,
            (true, _) => STAFF,
            (false, _) => self.random.below(PATH_LISTS) as usize,
        };
        let plan =
            Plan { key: self.random.next(), list, public_per_mille: crew.public_per_mille, accounts: crew.accounts };
        let tools = match (crew.accounts, crew.way) {
            (_, Way::Pool | Way::Jitter) => BROWSERS,
            (true, _) => BANNERS,
            (false, Way::Fleet) => SCANNERS,
            (false, _) => SCRIPTS,
        };
        // People choose their own program; a fleet is installed from one image.
        let same = matches!(crew.way, Way::Queue | Way::Polling | Way::Spray | Way::Fleet);
        let installed = *self.random.pick(tools);
        let at_home = matches!(crew.way, Way::Polling | Way::Pool | Way::Jitter);
        let size = self.random.between(i64::from(crew.members.0), i64::from(crew.members.1));
        let mut members = Vec::new();
        for place in 0..size {
            let actor = self.join(at_home, Some(number));
            let tool = if same { installed } else { *self.random.pick(tools) };
            let phase = self.random.between(0, 2 * crew.lag_ms);
            let second = place > 0 && self.random.chance(300);
            members.push(Member { actor, tool, phase, second });
        }
        match crew.way {
            Way::Pool => self.pool(crew, &members, plan),
            Way::Queue => self.queue(crew, &members, plan),
            Way::Spray => self.spray(crew, &members, plan),
            Way::Shifts => self.shifts(crew, &members, plan),
            _ => self.orders(crew, &members, plan),
        }
        // Homes that were broken into, and exits let to others as well, are used by people who know nothing of it.
        for who in members {
            if at_home && self.random.chance(200) {
                self.visits(who.actor, 3);
            }
        }
    }

    /// Days of orders, in order. The last day is left to what the orders set in motion.
    fn days(&mut self, crew: &Crew, may: impl Fn(i64) -> bool) -> Vec<i64> {
        let mut days: Vec<i64> = (0..DAYS - 1).filter(|day| may(*day)).collect();
        shuffle(&mut self.random, &mut days);
        days.truncate(self.random.between(i64::from(crew.days.0), i64::from(crew.days.1)) as usize);
        days.sort_unstable();
        days
    }

    /// Crews that act on an order: each member after its own wait, on its part of the work.
    fn orders(&mut self, crew: &Crew, members: &[Member], plan: Plan) {
        let usual = match crew.way {
            Way::Evenings => self.random.between(18, 21),
            Way::OneDay => self.random.between(8, 14),
            _ => self.random.between(6, 20),
        } * HOUR;
        let days = self.days(crew, |_| true);
        let mut cursor = 0;
        for day in &days {
            let rounds = if crew.way == Way::OneDay { self.random.between(2, 3) } else { 1 };
            for round in 0..rounds {
                let late = self.random.between(-50 * MINUTE, 50 * MINUTE);
                let order = day * DAY + usual + late + round * self.random.between(2 * HOUR, 3 * HOUR);
                // Who has done nothing so far is asked again before the last order ends.
                let all = Some(day) == days.last() && round + 1 == rounds;
                cursor = self.one_order(crew, members, plan, order, cursor, all);
            }
        }
    }

    fn one_order(&mut self, crew: &Crew, members: &[Member], plan: Plan, order: i64, cursor: u64, all: bool) -> u64 {
        let (count, share) = (members.len() as u64, self.random.between(12, 36) as u64);
        let mut before = order;
        for (place, who) in (0_u64..).zip(members) {
            let mut from = order;
            if self.random.chance(crew.absent_per_mille) && !(all && self.actors[who.actor as usize].2 == 0) {
                // A bot that was switched off finds the order when somebody comes home; others miss it.
                if crew.way != Way::Polling || self.random.chance(500) {
                    continue;
                }
                from += around(&mut self.random, 2 * HOUR, 1).min(8 * HOUR);
            }
            let start = self.first_request(crew, *who, place, from, before);
            before = start;
            let mut places = self.part(crew, cursor, place, count, share);
            if crew.way != Way::Jitter {
                self.run(*who, start, crew.pace_ms, plan, places.iter().copied());
                if crew.way == Way::Evenings {
                    self.until_bed(crew, *who, start, plan, &mut places);
                }
                continue;
            }
            let mut now = start;
            for place in places {
                self.act(who.actor, who.tool, now, plan, place);
                now += self.random.between(SECOND, 2 * crew.pace_ms);
            }
        }
        cursor + count * share
    }

    /// When a member begins on an order that it learns of at `from`, the one before it having begun at `before`.
    fn first_request(&mut self, crew: &Crew, who: Member, place: u64, from: i64, before: i64) -> i64 {
        let random = &mut self.random;
        match crew.way {
            Way::Polling => from + (who.phase - from).rem_euclid(2 * crew.lag_ms) + around(random, 700, 1),
            // The loop opens one connection after the other; the tool loads its list before it asks for anything.
            Way::Fleet => before + around(random, crew.lag_ms, 2),
            Way::Jitter => from + random.between(0, 2 * crew.lag_ms),
            _ if who.second => before + random.between(8 * SECOND, 90 * SECOND),
            _ if place == 0 => from + around(random, 20 * SECOND, 1),
            _ => from + around(random, crew.lag_ms, 1).min(2 * HOUR),
        }
    }

    /// The places of the work list that are a member's.
    fn part(&mut self, crew: &Crew, cursor: u64, place: u64, count: u64, share: u64) -> Vec<u64> {
        match crew.way {
            Way::Polling => (0..share).map(|step| cursor + step * count + place).collect(),
            // The site has several names, so it is in the part of more than one machine: each runs the list from its top.
            Way::Fleet => (0..share + self.random.below(24)).collect(),
            Way::Jitter => (0..share / 2).map(|_| cursor + self.random.below(share * count / 2)).collect(),
            // "I take A to D": people begin near, not at, the place where the other stops.
            _ => {
                let first = (cursor + place * share).saturating_sub(self.random.below(5));
                (first..first + share).collect()
            }
        }
    }

    /// After the common start everybody goes on as they please: a look at what came back, again a few of the same targets.
    fn until_bed(&mut self, crew: &Crew, who: Member, start: i64, plan: Plan, places: &mut Vec<u64>) {
        let mut now = start;
        for _ in 0..self.random.below(3) {
            now += 5 * MINUTE + around(&mut self.random, 18 * MINUTE, 1).min(HOUR);
            shuffle(&mut self.random, places);
            places.truncate(1 + places.len() / 2);
            now = self.run(who, now, crew.pace_ms, plan, places.iter().copied());
        }
    }

    fn pool(&mut self, crew: &Crew, members: &[Member], plan: Plan) {
        let mut rotation = members.to_vec();
        shuffle(&mut self.random, &mut rotation);
        let (mut turn, mut cursor, zone) = (0, 0, self.random.between(-8, 8));
        for day in self.days(crew, |_| true) {
            let mut now = self.instant(day, zone);
            let end = cursor + self.random.between(110, 240) as u64;
            while cursor < end {
                // A lease of an exit ends after a few requests; most providers go round, some answer with any that is free.
                turn = if self.random.chance(700) { turn + 1 } else { self.random.below(1_000) as usize };
                let exit = rotation[turn % rotation.len()];
                let tool = *self.random.pick(BROWSERS);
                for _ in 0..self.random.between(1, 7) {
                    let way = around(&mut self.random, crew.lag_ms, 2);
                    self.act(exit.actor, tool, now + way, plan, cursor);
                    now += around(&mut self.random, crew.pace_ms, 2) + 1;
                    // A refusal: the exit is given back and the same account tried through the next.
                    if self.random.chance(crew.absent_per_mille) {
                        break;
                    }
                    cursor += 1;
                }
            }
        }
        self.stragglers(&rotation, crew, plan, cursor);
    }

    /// The few whom chance never called: the provider or planner tests them before they are paid for.
    fn stragglers(&mut self, members: &[Member], crew: &Crew, plan: Plan, cursor: u64) {
        let mut now = self.acts.last().map_or(0, |act| act.at_ms.min(SPAN_MS - 6 * HOUR));
        for who in members {
            if self.actors[who.actor as usize].2 == 0 {
                now += around(&mut self.random, crew.pace_ms.min(MINUTE), 2);
                self.act(who.actor, who.tool, now, plan, cursor);
            }
        }
    }

    fn queue(&mut self, crew: &Crew, members: &[Member], plan: Plan) {
        let (mut cursor, zone) = (0, self.random.between(-8, 8));
        for day in self.days(crew, |_| true) {
            let filled = self.instant(day, zone);
            // Batches: from when they may be taken, and their first and last place.
            let mut waiting: VecDeque<(i64, u64, u64)> = VecDeque::new();
            for _ in 0..self.random.between(25, 55) {
                let length = self.random.between(4, 10) as u64;
                waiting.push_back((filled, cursor, cursor + length));
                cursor += length;
            }
            // A machine is ordered, boots and fetches its program; some orders are refused for want of room.
            let mut ready: Vec<(i64, Member)> = Vec::new();
            for who in members {
                if !self.random.chance(crew.absent_per_mille) {
                    ready.push((filled + 15 * SECOND + around(&mut self.random, crew.lag_ms, 2), *who));
                }
            }
            while let (Some((visible, from, to)), Some(next)) =
                (waiting.pop_front(), (0..ready.len()).min_by_key(|place| ready[*place].0))
            {
                let (free, who) = ready[next];
                let start = free.max(visible) + self.random.between(20, 900);
                // A rented machine may be taken away: its batch is seen again five minutes after it was taken.
                if self.random.chance(20) && ready.len() > 1 {
                    self.run(who, start, crew.pace_ms, plan, from..from.midpoint(to));
                    waiting.push_back((start + 5 * MINUTE, from, to));
                    ready.remove(next);
                } else {
                    ready[next].0 = self.run(who, start, crew.pace_ms, plan, from..to);
                }
            }
        }
        self.stragglers(members, crew, plan, cursor);
    }

    fn spray(&mut self, crew: &Crew, members: &[Member], plan: Plan) {
        let lasts = self.random.between(i64::from(crew.days.0), i64::from(crew.days.1));
        let begins = self.random.between(0, (DAYS - lasts) * DAY - HOUR);
        let (accounts, mut now, mut turn) = (self.random.between(24, 60) as u64, begins, 0);
        let mut rotation = members.to_vec();
        while now < begins + lasts * DAY {
            // One password for every account in turn, then a rest longer than the usual lock-out.
            for account in 0..accounts {
                // A source that does not answer the planner is passed over.
                turn += 1 + usize::from(self.random.chance(crew.absent_per_mille));
                let who = rotation[turn % rotation.len()];
                let way = around(&mut self.random, crew.lag_ms, 1);
                self.act(who.actor, who.tool, now + way, plan, account);
                now += around(&mut self.random, crew.pace_ms, 3);
            }
            now += around(&mut self.random, 90 * MINUTE, 3);
            shuffle(&mut self.random, &mut rotation);
        }
    }

    fn shifts(&mut self, crew: &Crew, members: &[Member], plan: Plan) {
        // Shifts of eight hours begin at six by the clock of the office, which is anywhere.
        let (zone, mut cursor) = (self.random.between(-5, 8), 0_u64);
        let days = self.days(crew, |day| day % 7 < 5);
        for day in &days {
            for shift in 0..3 {
                let begins = day * DAY + (6 + 8 * shift - zone) * HOUR;
                for (place, who) in (0_i64..).zip(members) {
                    // The roster turns by one with the week.
                    let on_duty = (place + day / 7) % 3 == shift;
                    let new = Some(day) == days.last() && self.actors[who.actor as usize].2 == 0;
                    if !on_duty || (self.random.chance(crew.absent_per_mille) && !new) {
                        continue;
                    }
                    // The talk at the hand-over, then the last few targets of those who leave are checked.
                    let mut now = begins + around(&mut self.random, crew.lag_ms, 1).min(90 * MINUTE);
                    cursor = cursor.saturating_sub(self.random.below(4));
                    for burst in 0..self.random.between(2, 5) {
                        let length = self.random.between(4, 14) as u64;
                        now = self.run(*who, now, crew.pace_ms, plan, cursor..cursor + length);
                        cursor += length;
                        // Other sites, coffee; a meal after the second.
                        let meal = if burst == 1 { 35 * MINUTE } else { 0 };
                        now += meal + around(&mut self.random, 40 * MINUTE, 2);
                        if now > begins + 8 * HOUR {
                            break;
                        }
                    }
                }
            }
        }
    }

    // ---- Nobody's. ----

    /// A person's visits on some days, each with a few dead links; some links are met far more often than others.
    fn visits(&mut self, actor: u32, most: i64) {
        let tool = *self.random.pick(BROWSERS);
        for _ in 0..self.random.between(1, most) {
            let day = self.random.between(0, DAYS - 1);
            let mut now = self.instant(day, 1);
            for _ in 0..self.random.run(2_000, 8) {
                let bound = 1 + self.random.below(80);
                let link = self.random.below(bound);
                self.act(actor, tool, now, Making::public(BROKEN), link);
                now += around(&mut self.random, 25 * SECOND, 1);
            }
        }
    }

    fn visitor(&mut self) {
        let actor = self.join(true, None);
        self.visits(actor, 4);
    }

    /// Many people behind one address, now and then with a machine among them that looks for accounts.
    fn shared_address(&mut self) {
        let actor = self.join(true, None);
        for _ in 0..self.random.between(5, 25) {
            self.visits(actor, 3);
        }
        if self.random.chance(300) {
            let tool = *self.random.pick(BANNERS);
            self.guesses(Member { actor, tool, phase: 0, second: false });
        }
    }

    /// Somebody who reads a newsletter: opens most of them, when they see them, and follows the link that is broken.
    fn subscriber(&mut self) {
        let who = self.stranger(true, BROWSERS);
        let keen = self.random.between(300, 900) as u64;
        for (number, sent) in (0_u64..).zip(self.letters.clone()) {
            if self.random.chance(keen) || number == 0 {
                let opened = sent + around(&mut self.random, 35 * MINUTE, 0).min(3 * DAY);
                let again = self.random.run(1_500, 3);
                self.run(who, opened, 20 * SECOND, Making::public(BROKEN), (0..again).map(|step| number * 7 + step));
            }
        }
    }

    /// A user of a public scanner with a public list, in the hours of a zone of their own.
    fn scanner(&mut self) {
        let who = self.stranger(false, SCANNERS);
        let plan = Making::public(self.random.below(PATH_LISTS) as usize);
        let (zone, pace) = (self.random.between(-8, 9), *self.random.pick(&[60, 150, 400, 1_000, 3_000]));
        for _ in 0..self.random.run(1_600, 4) {
            let day = self.random.between(0, DAYS - 1);
            let start = self.instant(day, zone);
            let mut places: Vec<u64> = (0..self.random.between(8, 110) as u64).collect();
            if self.random.chance(250) {
                shuffle(&mut self.random, &mut places);
            }
            self.run(who, start, pace, plan, places.into_iter());
        }
    }

    /// Somebody alone with a script who sits down at about the same hour on many evenings, as a team does.
    fn evening_habit(&mut self) {
        let who = self.stranger(false, SCRIPTS);
        let plan = Plan {
            key: self.random.next(),
            list: self.random.below(PATH_LISTS) as usize,
            public_per_mille: self.random.between(200, 1_000) as u64,
            accounts: false,
        };
        let (usual, mut cursor) = (self.random.between(17 * HOUR, 22 * HOUR), 0);
        for day in 0..DAYS {
            if self.random.chance(400) {
                let share = self.random.between(10, 50) as u64;
                let start = day * DAY + usual + self.random.between(-HOUR, HOUR);
                self.run(who, start, 2 * SECOND, plan, cursor..cursor + share);
                cursor += share;
            }
        }
    }

    fn guesser(&mut self) {
        let who = self.stranger(false, BANNERS);
        self.guesses(who);
    }

    fn guesses(&mut self, who: Member) {
        // The list of the site's own people has leaked, and more than one has bought it.
        let plan = Making::public(if self.random.chance(150) { STAFF } else { ACCOUNTS });
        let (pace, mut now) = (*self.random.pick(&[1, 2, 5, 30, 120]) * SECOND, self.random.between(0, SPAN_MS - DAY));
        while now < SPAN_MS {
            let share = self.random.between(3, 30) as u64;
            let end = self.run(who, now, pace, plan, 0..share);
            // Whoever goes through the whole internet comes back when they have been round.
            now = end + around(&mut self.random, 3 * DAY, 1);
        }
    }

    /// Reads of a published hole and tries it: in hours, or days later; some leave it to a timer on the round hour.
    fn wave(&mut self) {
        let who = self.stranger(false, SCRIPTS);
        let published = *self.random.pick(&self.waves);
        // Who would come after the world's end comes on some day of it instead.
        let mut late = around(&mut self.random, 9 * HOUR, 0);
        if published + late >= SPAN_MS - HOUR {
            late = self.random.between(0, SPAN_MS - HOUR - published);
        }
        let timer = self.random.chance(200);
        for _ in 0..self.random.run(1_800, 5) {
            let mut start = published + late;
            if timer {
                start += HOUR - start % HOUR + around(&mut self.random, 2 * SECOND, 1);
            }
            let tries = self.random.between(1, 5) as u64;
            self.run(who, start, SECOND, Making::public(EXPLOIT), 0..tries);
            late += around(&mut self.random, DAY, 1);
        }
    }

    /// A program on a timer of a round hour by a clock that is right: the same seconds as all its kind, and nobody's order.
    fn timer(&mut self) {
        let hostile = self.random.chance(500);
        let who = self.stranger(false, if hostile { SCRIPTS } else { READERS });
        let list = if hostile { self.random.below(PATH_LISTS) as usize } else { BROKEN };
        let (every, share) = *self.random.pick(&[(1, 1), (6, 4), (12, 8), (24, 12), (24, 5)]);
        let top = self.random.below(6);
        // Half of all timers were left at midnight.
        let first = if self.random.chance(500) { 0 } else { self.random.between(0, every - 1) };
        let (starting, minute) = (self.random.between(200, 4_000), *self.random.pick(&[0, 0, 0, 30, 15]) * MINUTE);
        let mut now = self.random.between(0, 5) * DAY + first * HOUR + minute;
        let end = now + self.random.between(3, DAYS) * DAY;
        while now < end.min(SPAN_MS) {
            // Some nights the machine is off.
            if !self.random.chance(40) {
                let start = now + around(&mut self.random, starting, 2);
                self.run(who, start, SECOND, Making::public(list), top..top + share);
            }
            now += every * HOUR;
        }
    }

    /// Asks for dead links again at a rate of its own, with pauses, day and night.
    fn crawler(&mut self) {
        let who = self.stranger(false, CRAWLERS);
        let (pace, mut now) = (self.random.between(HOUR, 6 * HOUR), self.random.between(0, DAY));
        while now < SPAN_MS {
            let link = self.random.below(80);
            let more = self.random.run(1_600, 6);
            now = self.run(who, now, 8 * SECOND, Making::public(BROKEN), link..link + more);
            now += around(&mut self.random, pace, 1);
        }
    }

    fn background(&mut self) {
        /// Who is there, of 100: guesses, but of an order seen on small public sites.
        const KINDS: &[(Stranger, u64)] = &[
            (Making::visitor, 40),
            (Making::guesser, 14),
            (Making::scanner, 12),
            (Making::subscriber, 12),
            (Making::wave, 10),
            (Making::timer, 6),
            (Making::evening_habit, 2),
            (Making::crawler, 2),
            (Making::shared_address, 2),
        ];
        for _ in 0..self.random.between(1_550, 2_950) {
            let (kind, _) = *self.random.pick_weighted(KINDS, |kind| kind.1);
            kind(self);
        }
    }

    /// The site was down once or twice: what was tried meanwhile is not seen, but for one retry of each after it came back.
    fn outages(&mut self) {
        for _ in 0..self.random.between(1, 2) {
            let from = self.random.between(DAY, (DAYS - 2) * DAY);
            let to = from + self.random.between(15, 80) * MINUTE;
            let mut back = BTreeSet::new();
            self.acts.retain_mut(|act| {
                if !(from..to).contains(&act.at_ms) {
                    return true;
                }
                // Drawn by itself, so that a crew's retries do not move a stranger's.
                let mut own = Random::new(act.at_ms as u64 ^ u64::from(act.actor) << 40, "outsider retry");
                act.at_ms = to + around(&mut own, 40 * SECOND, 1);
                back.insert(act.actor)
            });
        }
    }

    fn finish(mut self) -> World {
        self.outages();
        self.acts.sort_by_key(|act| (act.at_ms, act.actor));
        let mut places: Vec<Option<u32>> = vec![None; self.actors.len()];
        let mut actors = Vec::new();
        for act in &mut self.acts {
            let (address, crew, _) = &mut self.actors[act.actor as usize];
            act.actor = *places[act.actor as usize].get_or_insert_with(|| {
                actors.push((std::mem::take(address), *crew));
                actors.len() as u32 - 1
            });
        }
        World { acts: self.acts, actors }
    }
}

/// A world of a seed: `crews` crews of a kind, numbered from 0, each with its own people, list and hours, among strangers. With
/// no kind, or no crews, strangers only. The strangers, their lists and the outages vary with the seed and not with the kind.
pub fn world(seed: u64, crew: Option<&Crew>, crews: u16) -> World {
    let mut making = Making::new(seed);
    making.background();
    // What crews draw must not move what the site does.
    let after = making.random.clone();
    if let Some(crew) = crew {
        for number in 0..crews {
            making.random = Random::new(seed ^ u64::from(number) << 32, crew.name);
            making.crew(crew, number);
        }
    }
    making.random = after;
    making.finish()
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    #[test]
    fn worlds_of_every_kind_are_as_they_are_described() {
        for (kind, seed) in CREWS.iter().flat_map(|kind| [1, 2, 3].map(|seed| (kind, seed))) {
            let made = world(seed, Some(kind), 20);
            assert!(made.acts.len() <= 150_000, "{}: {} requests", kind.name, made.acts.len());
            assert!(made.acts.is_sorted_by_key(|act| act.at_ms), "{}", kind.name);
            assert!(made.acts.iter().all(|act| (0..SPAN_MS).contains(&act.at_ms)), "{}", kind.name);
            let addresses: BTreeSet<IpAddr> = made.actors.iter().map(|(address, _)| address.parse().unwrap()).collect();
            assert_eq!(addresses.len(), made.actors.len(), "{}: an address twice", kind.name);
            for number in 0..20 {
                let size = made.actors.iter().filter(|(_, crew)| *crew == Some(number)).count();
                let acts = made.acts.iter().filter(|act| made.actors[act.actor as usize].1 == Some(number)).count();
                let (fewest, most) = (usize::from(kind.members.0), usize::from(kind.members.1));
                assert!((fewest..=most).contains(&size), "{} {seed}/{number}: {size} members", kind.name);
                assert!((50..=3_500).contains(&acts), "{} {seed}/{number}: {acts} requests", kind.name);
            }
        }
    }

    #[test]
    fn strangers_are_as_many_as_stated_and_belong_to_nobody() {
        for seed in 0..20 {
            let made = world(seed, None, 20);
            assert!((1_500..=3_000).contains(&made.actors.len()), "{seed}: {}", made.actors.len());
            assert!(made.actors.iter().all(|(_, crew)| crew.is_none()));
        }
    }

    #[test]
    fn a_seed_is_a_world_and_another_seed_another() {
        for kind in [None, Some(&CREWS[3])] {
            let (a, b, c) = (world(5, kind, 4), world(5, kind, 4), world(6, kind, 4));
            assert!(a.acts == b.acts && a.actors == b.actors);
            assert!(a.acts != c.acts && a.actors != c.actors);
        }
    }

    #[test]
    fn crews_do_not_move_the_strangers() {
        let strangers = |made: World| -> BTreeSet<(String, String, i64)> {
            let nobodys = made.acts.into_iter().map(|act| (&made.actors[act.actor as usize], act));
            let nobodys = nobodys.filter(|((_, crew), _)| crew.is_none());
            nobodys.map(|((address, _), act)| (address.clone(), act.target, act.at_ms)).collect()
        };
        assert!(strangers(world(9, None, 0)) == strangers(world(9, Some(&CREWS[0]), 5)));
    }
}
