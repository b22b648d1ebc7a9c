//! Real data with known families, where it is at hand: evaluated only, nothing of it is in the tree. Sources without a label are left out of
//! every figure.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::Path;

use anyhow::Context as _;
use vigie_correlate::cooccurrence::{Share, detect_groups};
use vigie_correlate::{KindId, Nature, Observations, Settings, correlate};

use super::families::{self, Seen};
use super::nulls::Use;
use super::{Options, claims, pairs};

pub(crate) fn print(options: &Options) -> anyhow::Result<()> {
    for (name, print) in [
        ("cowrie-coordination", cowrie as fn(&Path) -> anyhow::Result<()>),
        ("docker-honeypot", docker),
        ("posts-ira-lab", posts),
        ("coortweet", coortweet),
    ] {
        let folder = options.data.join(name);
        if folder.is_dir() {
            print(&folder).with_context(|| name.to_owned())?;
        } else {
            println!("{name}: not at hand");
        }
    }
    Ok(())
}

fn text(path: &Path) -> anyhow::Result<String> {
    let bytes = fs::read(path).with_context(|| path.display().to_string())?;
    if path.extension().is_some_and(|end| end == "gz") {
        let mut plain = Vec::new();
        flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut plain)?;
        return Ok(String::from_utf8_lossy(&plain).into_owned());
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn instant_ms(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
}

/// Labels of one column of a table, by the first.
fn labels(path: &Path, column: &str) -> anyhow::Result<BTreeMap<String, String>> {
    let table = text(path)?;
    let mut lines = table.lines();
    let at = lines.next().unwrap_or_default().split(',').position(|name| name == column).context("no such column")?;
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let label = *cells.get(at)?;
        (!label.is_empty()).then(|| (cells[0].to_owned(), label.to_owned()))
    };
    Ok(lines.filter_map(row).collect())
}

/// Pairwise precision and recall inside the labelled, and which families are most often taken for one another.
fn report(name: &str, groups: &[Vec<&str>], labels: &BTreeMap<String, String>) {
    let mut of: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, members) in groups.iter().enumerate() {
        for member in members.iter().filter(|member| labels.contains_key(**member)) {
            of.insert(member, at);
        }
    }
    let count = |key: &dyn Fn(&str, usize) -> Option<String>| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (member, at) in &of {
            if let Some(key) = key(member, *at) {
                *counts.entry(key).or_default() += 1;
            }
        }
        counts.values().map(|&n| pairs(n)).sum::<f64>()
    };
    let claimed = count(&|_, at| Some(at.to_string()));
    let right = count(&|member, at| Some(format!("{at} {}", labels[member])));
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for label in labels.values() {
        *sizes.entry(label).or_default() += 1;
    }
    let all: f64 = sizes.values().map(|&n| pairs(n)).sum();
    println!("{name}: P {:.3} R {:.3}", right / claimed.max(1.0), right / all.max(1.0));
    let mut wrong: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for members in groups {
        let mut inside: BTreeMap<&str, usize> = BTreeMap::new();
        for label in members.iter().filter_map(|member| labels.get(*member)) {
            *inside.entry(label).or_default() += 1;
        }
        for (at, (one, n)) in inside.iter().enumerate() {
            for (other, m) in inside.iter().skip(at + 1) {
                *wrong.entry((one, other)).or_default() += (n * m) as f64;
            }
        }
    }
    let mut wrong: Vec<((&str, &str), f64)> = wrong.into_iter().collect();
    wrong.sort_by(|x, y| y.1.total_cmp(&x.1));
    let listed: Vec<String> =
        wrong.iter().take(5).map(|((one, other), pairs)| format!("{one} with {other}: {pairs}")).collect();
    if !listed.is_empty() {
        println!("    wrong pairs most often: {}", listed.join(" · "));
    }
}

/// Every source of one /24 together: the simplest baseline.
fn by_network(labels: &BTreeMap<String, String>) -> Vec<Vec<&str>> {
    let mut networks: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for source in labels.keys() {
        networks.entry(source.rsplit_once('.').map_or(source, |cut| cut.0)).or_default().push(source);
    }
    networks.into_values().collect()
}

fn cowrie(folder: &Path) -> anyhow::Result<()> {
    for set in ["A-2017-06", "C-2017-11"] {
        for (variant, columns) in [("full", &["family", "auth_group"][..]), ("nocmd", &["family", "auth_group"])] {
            let (rows, observations, accounts) =
                cowrie_observations(&text(&folder.join(format!("events-{set}-{variant}.json.gz")))?);
            let answer = correlate(&observations, &Settings { decoys: 2, ..Settings::logs() });
            let groups: Vec<Vec<&str>> = answer
                .clusters
                .iter()
                .map(|cluster| cluster.members.iter().map(|member| member.actor.as_str()).collect())
                .collect();
            println!(
                "cowrie {set} {variant}: {} clusters, of them beyond a tool {}",
                groups.len(),
                claims(&answer).len()
            );
            for column in columns {
                let labels = labels(&folder.join(format!("labels-{set}.csv")), column)?;
                report(&format!("  {column}, ours"), &groups, &labels);
                report(&format!("  {column}, same /24"), &by_network(&labels), &labels);
                let same: Vec<Vec<&str>> =
                    accounts.values().map(|users| users.iter().map(String::as_str).collect()).collect();
                report(&format!("  {column}, same accounts"), &same, &labels);
                let methods =
                    [("ours", groups.clone()), ("same /24", by_network(&labels)), ("same accounts", same.clone())];
                families::print(&rows, &labels, &methods, 0);
            }
        }
    }
    Ok(())
}

/// Rows and observations of Cowrie's own events, and the sources by the set of accounts they tried.
fn cowrie_observations(events: &str) -> (Vec<Seen>, Observations, BTreeMap<BTreeSet<String>, Vec<String>>) {
    let mut rows = Vec::new();
    let mut observations = Observations::default();
    let kind = |observations: &mut Observations, name: &str, nature: Nature| observations.kind(name, nature);
    let kinds: BTreeMap<&str, KindId> = ["credential", "command", "download", "forward", "protocol"]
        .map(|name| (name, kind(&mut observations, name, Nature::Content)))
        .into_iter()
        .chain([("client", kind(&mut observations, "client", Nature::Tool))])
        .collect();
    let mut accounts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for event in events.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok()) {
        let cell = |name: &str| match &event[name] {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Null => String::new(),
            other => other.to_string(),
        };
        let Some(time) = instant_ms(&cell("timestamp")) else { continue };
        let source = cell("src_ip");
        let trace = match cell("eventid").as_str() {
            "cowrie.session.connect" => ("protocol", cell("protocol")),
            "cowrie.client.version" => ("client", cell("version")),
            "cowrie.command.input" | "cowrie.command.failed" => ("command", cell("input")),
            "cowrie.direct-tcpip.request" => ("forward", format!("{}:{}", cell("dst_ip"), cell("dst_port"))),
            id if id.starts_with("cowrie.login") => {
                accounts.entry(source.clone()).or_default().insert(cell("username"));
                ("credential", format!("{}:{}", cell("username"), cell("password")))
            }
            id if id.contains("download") => ("download", format!("{}{}", cell("url"), cell("shasum"))),
            _ => continue,
        };
        observations.push(&source, kinds[trace.0], &trace.1, time, 1.0);
        rows.push(Seen { source, trace: format!("{} {}", trace.0, trace.1), time_ms: time });
    }
    let mut by_accounts: BTreeMap<BTreeSet<String>, Vec<String>> = BTreeMap::new();
    for (source, tried) in accounts {
        by_accounts.entry(tried).or_default().push(source);
    }
    (rows, observations, by_accounts)
}

fn docker(folder: &Path) -> anyhow::Result<()> {
    let mut observations = Observations::default();
    let path = observations.kind("request", Nature::Content);
    let tool = observations.kind("agent", Nature::Tool);
    let (mut rows, mut requests) = (Vec::new(), BTreeMap::<String, BTreeSet<String>>::new());
    for line in text(&folder.join("access.log.gz"))?.lines() {
        let mut quoted = line.split('"');
        let (Some(head), Some(request), Some(agent)) = (quoted.next(), quoted.next(), line.rsplit('"').nth(1)) else {
            continue;
        };
        let Some(stamp) = head.split(['[', ']']).nth(1) else { continue };
        let Ok(time) = jiff::Zoned::strptime("%d/%b/%Y:%H:%M:%S %z", stamp) else { continue };
        let source = head.split(' ').next().unwrap_or_default();
        let time = time.timestamp().as_millisecond();
        observations.push(source, path, &template(request), time, 1.0);
        observations.push(source, tool, agent, time, 1.0);
        for trace in [format!("request {}", template(request)), format!("agent {agent}")] {
            requests.entry(source.to_owned()).or_default().insert(trace.clone());
            rows.push(Seen { source: source.to_owned(), trace, time_ms: time });
        }
    }
    // Only the hour is real: seconds follow the order of the file.
    let answer = correlate(&observations, &Settings { decoys: 2, grain_ms: 3_600_000, ..Settings::logs() });
    let groups: Vec<Vec<&str>> = answer
        .clusters
        .iter()
        .map(|cluster| cluster.members.iter().map(|member| member.actor.as_str()).collect())
        .collect();
    println!("docker-honeypot: {} clusters, of them beyond a tool {}", groups.len(), claims(&answer).len());
    let labels = labels(&folder.join("labels.csv"), "campaign")?;
    report("  campaign, ours", &groups, &labels);
    report("  campaign, same /24", &by_network(&labels), &labels);
    let mut by_requests: BTreeMap<&BTreeSet<String>, Vec<&str>> = BTreeMap::new();
    for (source, left) in &requests {
        by_requests.entry(left).or_default().push(source);
    }
    let same: Vec<Vec<&str>> = by_requests.into_values().collect();
    report("  campaign, same requests and agents", &same, &labels);
    let methods = [("ours", groups), ("same /24", by_network(&labels)), ("same requests and agents", same)];
    families::print(&rows, &labels, &methods, 3_600_000);
    Ok(())
}

/// A request with container ids taken out, as a payload template would.
fn template(request: &str) -> String {
    let request = request.split(" HTTP/").next().unwrap_or_default();
    let mut out = String::new();
    for part in request.split_inclusive(['/', '?', '&', '=', ' ']) {
        let word = part.trim_end_matches(['/', '?', '&', '=', ' ']);
        if word.len() >= 12 && word.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            out.push_str("<id>");
            out.push_str(&part[word.len()..]);
        } else {
            out.push_str(part);
        }
    }
    out
}

fn posts(folder: &Path) -> anyhow::Result<()> {
    let mut observations = Observations::default();
    let kind = observations.kind("text", Nature::Content);
    for line in text(&folder.join("observations.csv.gz"))?.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        if let [time, actor, trace] = cells[..]
            && let Some(time) = instant_ms(time)
        {
            observations.push(actor, kind, trace, time, 1.0);
        }
    }
    let labels = labels(&folder.join("labels.csv"), "label")?;
    let positives = labels.values().filter(|label| *label == "operation").count() as f64;
    let answer = correlate(&observations, &Settings { decoys: 2, ..Settings::posts() });
    let flagged: BTreeSet<&str> = claims(&answer).into_iter().flatten().collect();
    let right = flagged.iter().filter(|actor| labels[**actor] == "operation").count() as f64;
    let (p, r) = (right / (flagged.len() as f64).max(1.0), right / positives);
    println!(
        "posts-ira-lab: {} clusters, P {p:.3} R {r:.3} F1 {:.3}, organic flagged {}, decoys {:?}",
        claims(&answer).len(),
        2.0 * p * r / (p + r).max(1e-9),
        flagged.len() as f64 - right,
        answer.decoys
    );
    Ok(())
}

fn coortweet(folder: &Path) -> anyhow::Result<()> {
    let shares: Vec<Share> = text(&folder.join("russian_coord_tweets.csv"))?
        .lines()
        .skip(1)
        .filter_map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let [object, account, content, time] = cells[..] else { return None };
            let own = str::to_owned;
            Some(Share {
                object: own(object),
                account: own(account),
                content: own(content),
                time_seconds: time.parse().ok()?,
            })
        })
        .collect();
    let found: BTreeSet<String> = detect_groups(&shares, 10, 2)
        .iter()
        .map(|pair| {
            let (object, delta) = (&pair.object, pair.time_delta);
            format!("{object},{},{},{delta},{},{}", pair.content, pair.content_y, pair.account, pair.account_y)
        })
        .collect();
    let wanted: BTreeSet<String> =
        text(&folder.join("ref_russian_tw10_mp2_pairs.csv"))?.lines().skip(1).map(str::to_owned).collect();
    let unordered = |rows: &BTreeSet<String>| {
        let row = |row: &String| {
            let cells: Vec<&str> = row.split(',').collect();
            let mut sides = [(cells[1].to_owned(), cells[4].to_owned()), (cells[2].to_owned(), cells[5].to_owned())];
            sides.sort();
            (cells[0].to_owned(), cells[3].to_owned(), sides)
        };
        rows.iter().map(row).collect::<BTreeSet<_>>()
    };
    let (ours, theirs) = (unordered(&found), unordered(&wanted));
    println!(
        "coortweet reference (10 s, 2 posts): pairs theirs {}, ours {}, in both {}",
        theirs.len(),
        ours.len(),
        ours.intersection(&theirs).count()
    );
    Ok(())
}

/// The sharings of the CooRTweet package's own data, as numbers.
pub(crate) fn russian(data: &Path) -> anyhow::Result<Vec<Use>> {
    let table = text(&data.join("coortweet").join("russian_coord_tweets.csv"))?;
    let (mut accounts, mut objects) = (BTreeMap::new(), BTreeMap::new());
    let rows = table.lines().skip(1).filter_map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let next = accounts.len() as u32;
        let account = *accounts.entry(cells.get(1)?.to_owned()).or_insert(next);
        let next = objects.len() as u32;
        let object = *objects.entry(cells.first()?.to_owned()).or_insert(next);
        Some((account, object, cells.get(3)?.parse().ok()?))
    });
    Ok(rows.collect())
}
