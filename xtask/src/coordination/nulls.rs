//! Worlds without anybody acting together: how often something is claimed.

use vigie_correlate::{Nature, Observations, Settings, correlate};
use vigie_simulate::coordination::normal;
use vigie_simulate::random::Random;

use super::{BACKGROUND, Options, WITH_NEWSLETTER, claims, real, score};

/// Worlds of logs: nobody may be in a group that is more than its tool.
pub(crate) fn sessions(options: &Options) {
    let settings = Settings { decoys: 0, ..Settings::logs() };
    for (name, background) in
        [("commodity + fresh vulnerability + cron", &BACKGROUND), ("the same + newsletter", &WITH_NEWSLETTER)]
    {
        let found = score(background, None, &settings, options);
        println!(
            "{name:40} {} worlds: clusters claimed {}, of them common control {}, actors {:?}",
            options.seeds, found.clusters, found.control, found.wrong_actors
        );
    }
}

/// Worlds of posts whose accounts differ in how fast they are.
pub(crate) fn speed(options: &Options) {
    claimed("speed: 200 fast + 1,800 slow accounts", options, speeds);
}

/// Worlds of posts in which two groups act beside bots that answer whatever appears and know nothing of them or of one another: one group as fast as the bots, which nothing tells from them, and
/// one that comes hours later.
pub(crate) fn beside(options: &Options) {
    let settings = Settings { decoys: 0, threads: options.threads, ..Settings::posts() };
    let mut named = [0_u64; 4];
    let mut worlds_with = 0;
    for seed in options.seeds() {
        let answer = correlate(&fast_beside(seed), &settings);
        let mut wrong = 0;
        for name in claims(&answer).into_iter().flatten() {
            let actor: u32 = name.parse().unwrap_or(u32::MAX);
            let kind = BESIDE.iter().position(|end| actor < *end).unwrap_or(BESIDE.len());
            named[kind] += 1;
            wrong += u32::from(kind > 1);
        }
        worlds_with += u32::from(wrong > 0);
    }
    let [fast, late, bots, slow] = named;
    println!(
        "bots beside groups: {} worlds: named {fast} of {} members as fast as they, {late} of {} late ones; {bots} of {} bots, {slow} slow accounts, in {worlds_with} worlds",
        options.seeds,
        u64::from(BESIDE[0]) * options.seeds,
        u64::from(BESIDE[1] - BESIDE[0]) * options.seeds,
        u64::from(BESIDE[2] - BESIDE[1]) * options.seeds,
    );
}

/// Where the accounts of the fast group, of the late group and of the bots end.
const BESIDE: [u32; 3] = [10, 20, 40];

/// 1,500 links of twenty slow accounts of 2,000 each; 300 of them are also shared by each of twenty bots one time in three, five to forty seconds after they
/// appeared; 60 of these by seven in ten of a group, within a minute; and 60 others of these by seven in ten of another, within a minute, hours later.
fn fast_beside(seed: u64) -> Observations {
    let mut random = Random::new(seed, "fast beside");
    let mut rows: Vec<Use> = Vec::new();
    for object in 0..1_500_u32 {
        let born = random.below(30 * 86_400) as i64;
        for _ in 0..20 {
            let account = BESIDE[2] + random.below(2_000) as u32;
            rows.push((account, object, born + slowly(&mut random)));
        }
        let late = 120 + slowly(&mut random);
        for account in 0..BESIDE[2] {
            let (chance, after, spread) = match account {
                _ if account < BESIDE[0] && object < 60 => (70, 0, 60),
                _ if (BESIDE[0]..BESIDE[1]).contains(&account) && (60..120).contains(&object) => (70, late, 60),
                _ if account >= BESIDE[1] && object < 300 => (33, 5, 36),
                _ => continue,
            };
            if random.below(100) < chance {
                rows.push((account, object, born + after + random.below(spread) as i64));
            }
        }
    }
    observe(&rows)
}

/// Worlds of posts in which bots repeat the links of a paper within a minute and know nothing of one another.
pub(crate) fn repeaters(options: &Options) {
    claimed("20 bots repeat a paper, 2,000 slow accounts", options, repeated);
}

/// 1,500 links of twenty slow accounts of 2,000 each, the first of which posts it as it appears; 400 of them are a paper's, which posts them first, and each of twenty bots repeats one in
/// three of these, five to forty seconds later.
fn repeated(seed: u64) -> Observations {
    let mut random = Random::new(seed, "repeaters");
    let mut rows: Vec<Use> = Vec::new();
    for object in 0..1_500_u32 {
        let born = random.below(30 * 86_400) as i64;
        for slow in 0..20 {
            let after = if slow == 0 && object >= 400 { 0 } else { slowly(&mut random) };
            rows.push((21 + random.below(2_000) as u32, object, born + after));
        }
        if object < 400 {
            rows.push((0, object, born));
            for bot in 1..21 {
                if random.below(3) == 0 {
                    rows.push((bot, object, born + 5 + random.below(36) as i64));
                }
            }
        }
    }
    observe(&rows)
}

/// Seconds after which a slow account takes a link up: an hour in the middle, log-normal.
fn slowly(random: &mut Random) -> i64 {
    (3_600_f64.ln() + 1.5 * normal(random)).exp() as i64
}

/// Real posts of which the links between accounts were destroyed.
pub(crate) fn rewritten(options: &Options) {
    if let Ok(rows) = real::russian(&options.data) {
        claimed("coortweet, rewired by day, moved by 30 min", options, |seed| observe(&rewired(&rows, seed)));
        claimed("coortweet, latency-preserving", options, |seed| observe(&latency(&rows, seed)));
    }
}

fn claimed(name: &str, options: &Options, world: impl Fn(u64) -> Observations) {
    let settings = Settings { decoys: 0, threads: options.threads, ..Settings::posts() };
    let found: Vec<(u64, usize)> =
        options.seeds().map(|seed| (seed, claims(&correlate(&world(seed), &settings)).len())).collect();
    let with: Vec<u64> = found.iter().filter(|(_, clusters)| *clusters > 0).map(|(seed, _)| *seed).collect();
    println!(
        "{name:40} {} worlds: clusters claimed {}, worlds with any {}: {with:?}",
        found.len(),
        found.iter().map(|(_, clusters)| clusters).sum::<usize>(),
        with.len()
    );
}

/// One use of an object: account, object, second.
pub(crate) type Use = (u32, u32, i64);

pub(crate) fn observe(rows: &[Use]) -> Observations {
    let mut observations = Observations::default();
    let kind = observations.kind("object", Nature::Content);
    for (account, object, second) in rows {
        observations.push(&account.to_string(), kind, &object.to_string(), second * 1_000, 1.0);
    }
    observations
}

/// Objects dealt out again among the shares of the same day, instants moved by up to half an hour.
fn rewired(rows: &[Use], seed: u64) -> Vec<Use> {
    let mut random = Random::new(seed, "rewired");
    let mut sorted = rows.to_vec();
    sorted.sort_by_key(|row| (row.2, row.0, row.1));
    for day in sorted.chunk_by_mut(|x, y| x.2.div_euclid(86_400) == y.2.div_euclid(86_400)) {
        for last in (1..day.len()).rev() {
            let other = random.below(last as u64 + 1) as usize;
            let (x, y) = (day[last].1, day[other].1);
            (day[last].1, day[other].1) = (y, x);
        }
        for row in day {
            row.2 += random.between(-1_800, 1_800);
        }
    }
    sorted
}

/// Each account keeps how early it is on the objects it shares, but on which it is early is dealt out again; objects of eight users or more.
fn latency(rows: &[Use], seed: u64) -> Vec<Use> {
    let mut random = Random::new(seed, "latency");
    let mut sorted = rows.to_vec();
    sorted.sort_by_key(|row| (row.1, row.0, row.2));
    sorted.dedup_by_key(|row| (row.1, row.0));
    sorted.sort_by_key(|row| (row.1, row.2));
    let mut places: Vec<(u32, u64, usize)> = Vec::new();
    let mut kept = Vec::new();
    for users in sorted.chunk_by(|x, y| x.1 == y.1).filter(|users| users.len() >= 8) {
        for (at, row) in users.iter().enumerate() {
            let rank = (at as u64 * 1_000_000 + random.below(1_000_000)) / users.len() as u64;
            places.push((row.0, rank, kept.len()));
            kept.push(*row);
        }
    }
    places.sort_unstable();
    let mut ranks = vec![0; kept.len()];
    for own in places.chunk_by(|x, y| x.0 == y.0) {
        let mut dealt: Vec<u64> = own.iter().map(|place| place.1).collect();
        for last in (1..dealt.len()).rev() {
            dealt.swap(last, random.below(last as u64 + 1) as usize);
        }
        for (place, rank) in own.iter().zip(dealt) {
            ranks[place.2] = rank;
        }
    }
    let mut from = 0;
    let mut out = Vec::with_capacity(kept.len());
    for users in kept.chunk_by(|x, y| x.1 == y.1) {
        let mut order: Vec<usize> = (0..users.len()).collect();
        order.sort_by_key(|&at| (ranks[from + at], at));
        out.extend(users.iter().zip(order).map(|(slot, at)| (users[at].0, slot.1, slot.2)));
        from += users.len();
    }
    out
}

/// 3,000 objects, each shared by twenty of 200 fast and 1,800 slow accounts that have nothing to do with one another.
fn speeds(seed: u64) -> Observations {
    let mut random = Random::new(seed, "speeds");
    let mut rows = Vec::new();
    for object in 0..3_000 {
        let born = random.below(30 * 86_400) as i64;
        for _ in 0..20 {
            let account = random.below(2_000) as u32;
            let normal = normal(&mut random);
            let lag = if account < 200 { (20_f64.ln() + normal).exp() } else { (3_600_f64.ln() + 1.5 * normal).exp() };
            rows.push((account, object, born + lag as i64));
        }
    }
    observe(&rows)
}
