//! What counting costs: made-up requests of very many sources through an observer and a fold, without reading or parsing.
//! Run under `/usr/bin/time -v` to see the memory. Arguments: events, sources, shares of broken links and of attacks (percent).
//!
//! ```text
//! cargo build --release -p vigie-detect --example fold_memory
//! /usr/bin/time -v target/release/examples/fold_memory 4500000 724000 10 5
//! ```

use std::net::{IpAddr, Ipv4Addr};

use vigie_detect::fold::Fold;
use vigie_detect::observe::{Observer, SystemName};
use vigie_detect::options::Options;
use vigie_detect::rules::RuleSet;
use vigie_facts::case::Place;
use vigie_facts::event::{Action, Event, HttpRequest};
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;
use vigie_facts::time::Timestamp;

const RULES: &[(&str, &str)] = &[(
    "rules/web/made-up/rule.yml",
    "title: Made-up attack
tags: [vigie.form.sql-injection]
logsource: { category: webserver }
detection: { selection: { url.path|contains: '/attack' }, condition: selection }
---
title: Missing page
name: missing-page
logsource: { category: webserver }
detection: { selection: { http.response.status_code: 404 }, condition: selection }
---
title: Many missing pages
tags: [vigie.form.content-discovery]
correlation:
    type: value_count
    rules: [missing-page]
    group-by: [source.ip]
    timespan: 10m
    condition: { field: url.path, gte: 20 }
---
title: Any request
name: any-request
logsource: { category: webserver }
detection: { selection: { http.request.method|contains: 'GET' }, condition: selection }
---
title: Flood
tags: [vigie.form.denial-of-service]
correlation:
    type: event_count
    rules: [any-request]
    group-by: [source.ip]
    timespan: 1m
    condition: { gte: 600 }
",
)];

/// Events in a chunk: about a MiB of log.
const CHUNK: u64 = 5_000;

fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<u64>().unwrap_or(0));
    let mut next = |default| arguments.next().filter(|number| *number > 0).unwrap_or(default);
    let (events, sources, missing, attacks) = (next(4_500_000), next(724_000), next(10), next(5));
    let (rules, problems) = RuleSet::load(RULES);
    assert!(problems.is_empty(), "{problems:?}");
    let options = Options::default();
    let mut fold = Fold::new(&options, &rules);
    let mut observer = Observer::new(&rules, &options);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for n in 0..events {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (dice, page) = ((state >> 33) % 100, (state >> 40) % 5_000);
        let address = ((state >> 20) % sources) as u32 + 0x0b00_0000;
        let (path, status) = match dice {
            dice if dice < attacks => (format!("/attack/{page}"), 403),
            dice if dice < attacks + missing => (format!("/missing/{page}"), 404),
            _ => (format!("/page/{page}"), 200),
        };
        let http = HttpRequest {
            method: Some(b"GET"),
            target: Some(path.as_bytes()),
            path: Some(path.as_bytes()),
            status: Some(status),
            bytes_sent: Some(page),
            user_agent: Some(b"Mozilla/5.0 (X11; Linux x86_64; rv:52.0) Gecko/20100101 Firefox/52.0"),
            ..HttpRequest::default()
        };
        let origin = Origin { input: InputId(0), line: n + 1, byte_start: n * 220, byte_len: 219 };
        let mut event = Event::new(origin, Service::WebAccess, Action::Http(http));
        event.time = Some(Timestamp::from_seconds(1_486_000_000 + (n / 10) as i64));
        event.source = Some(IpAddr::V4(Ipv4Addr::from(address)));
        let record = [b'x'; 219];
        observer.observe(&event, &record, &SystemName { system: "access.log", asset: "site", family: 0 });
        if n % CHUNK == CHUNK - 1 {
            fold.absorb(observer.finish_chunk());
        }
    }
    fold.absorb(observer.finish_chunk());
    let case = fold.conclude(&rules, &mut |_| Place::default());
    let figures = (case.sources.len(), case.detections.len(), case.attempts.len(), case.traces.len(), case.lines.len());
    #[expect(clippy::print_stdout, reason = "an example shows its figures")]
    {
        println!("sources, detections, attempts, traces, lines: {figures:?}; ordinary: {:?}", case.ordinary);
    }
}
