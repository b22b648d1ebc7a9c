//! The contract of every table of templates, and the notation itself.

use vigie_facts::event::{Action, Housekeeping, Protocol};
use vigie_facts::field::{Field, Fields, Value};

use vigie_facts::event::Event;

use super::*;

/// An event as one line: its word, then its fields in order.
pub(crate) fn says(event: &Event<'_>) -> String {
    let mut line = event.action.word().to_owned();
    for field in Field::ALL {
        if matches!(
            field,
            Field::EventCategory
                | Field::EventAction
                | Field::ServiceType
                | Field::HostName
                | Field::ProcessName
                | Field::ProcessPid
        ) {
            continue;
        }
        let value = match event.get(*field) {
            None => continue,
            Some(Value::Text(text)) => String::from_utf8_lossy(text).into_owned(),
            Some(Value::Word(word)) => word.to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(yes)) => yes.to_string(),
            Some(Value::Ip(ip)) => ip.to_string(),
        };
        if *field == Field::AuthenticationTries && value == "1" {
            continue;
        }
        line = format!("{line} {}={value}", field.name());
    }
    if let Action::SignIn(sign_in) = &event.action
        && sign_in.echo
    {
        line.push_str(" echo");
    }
    line
}

/// Every template is well-formed, fits its own samples with the event expected, and is not shadowed by an earlier one.
pub(crate) fn check(table: &Table, protocol: Protocol) {
    let mut wrong = table.faults().to_vec();
    for template in table.templates {
        if template.samples.is_empty() {
            wrong.push(format!("NO SAMPLE {}", template.like));
        }
        for (sample, expected) in template.samples {
            let mut captures = Captures::new(protocol);
            let Some(found) = table.find(sample.as_bytes(), &mut captures) else {
                wrong.push(format!("NO MATCH {} | {sample}", template.like));
                continue;
            };
            if found.like != template.like {
                wrong.push(format!("SHADOWED {} | by {}", template.like, found.like));
            }
            let got = match (found.mean)(&captures) {
                Meaning::Ignored => "ignored".to_owned(),
                Meaning::Is(action) => {
                    let mut event = Opened::bare(&[]).event(Service::OtherDaemon, action);
                    captures.fill(&mut event);
                    says(&event)
                }
            };
            if got != *expected {
                wrong.push(format!("SAYS\u{1f}{sample}\u{1f}{got}\u{1f}{expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

fn captured(like: &str, message: &str) -> Option<String> {
    let variants = pattern::compile(like, 0).expect("a template of this test");
    let mut captures = Captures::new(Protocol::Other);
    variants.iter().find(|variant| {
        captures.truncate(0);
        variant.matches(message.as_bytes(), &mut Memo::default(), 0, &mut captures)
    })?;
    let mut event = Opened::bare(&[])
        .event(Service::Sshd, Action::Connection(captures.connection(vigie_facts::event::ConnectionPhase::Opened)));
    captures.fill(&mut event);
    Some(says(&event).replace(" network.protocol=other", ""))
}

#[test]
fn the_notation_reads_what_it_says() {
    for (like, message, expected) in [
        ("a <ip> b", "a 192.0.2.1 b", Some("connection-opened source.ip=192.0.2.1")),
        ("a <ip> b", "a 192.0.2.999 b", None),
        ("a{ x|} b", "a b", Some("connection-opened")),
        ("a{ x|} b", "a x b", Some("connection-opened")),
        ("a{ x|} b", "a x b ", None),
        ("<_>: b", "q: b", Some("connection-opened")),
        ("u=<user:word>, p=<port>", "u=a=b, p=7", Some("connection-opened source.port=7 user.name=a=b")),
        ("u=<user> ip=<addr>", "u= ip=h", Some("connection-opened source.domain=h")),
        ("\\<<user>\\> \\{x\\}", "<a> {x}", Some("connection-opened user.name=a")),
        (
            "<user> from <ip>{|: <reason>}",
            "x from 192.0.2.1: y from 192.0.2.2",
            Some("connection-opened source.ip=192.0.2.2 user.name=x from 192.0.2.1: y"),
        ),
    ] {
        assert_eq!(captured(like, message).as_deref(), expected, "{like} | {message}");
    }
}

#[test]
fn malformed_templates_are_refused() {
    for like in [
        "{a",
        "a}",
        "<ip",
        "<nothing>",
        "<ip:nothing>",
        "<ip><port>",
        "<user><port>",
        "<user><reason>",
        "a\\",
        "{{{{{a}}}}}",
    ] {
        assert!(pattern::compile(like, 0).is_err(), "{like}");
    }
}

#[test]
fn hostile_text_costs_linear_time() {
    let message = " from 192.0.2.1 port 2 x".repeat(20_000);
    assert_eq!(captured("f <user> from <ip> port <port> ssh2", &format!("f {message}")), None);
}

#[test]
fn tables_prefer_earlier_templates() {
    const ROWS: &[Template] = &[
        t("a <_:rest>", |_| Meaning::Ignored, &[("a b", "ignored")]),
        t("<_>", |_| Meaning::Is(Action::Housekeeping(Housekeeping::Other)), &[("b", "housekeeping")]),
    ];
    check(&Table::compile(ROWS), Protocol::Other);
}
