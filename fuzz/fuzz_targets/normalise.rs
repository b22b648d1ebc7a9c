//! A request of any bytes is normalised and read as SQL and HTML in bounded space, and every rule field can be asked for.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_detect::normalise::{Normaliser, Scratch};
use vigie_facts::event::{Action, Event, HttpRequest};
use vigie_facts::field::{Field, Fields, Value};
use vigie_facts::origin::{InputId, Origin};
use vigie_facts::service::Service;

fuzz_target!(|bytes: &[u8]| {
    let (target, agent) = bytes.split_at(bytes.len() / 2);
    let question = target.iter().position(|byte| *byte == b'?').unwrap_or(target.len());
    let http = HttpRequest {
        method: Some(b"GET"),
        target: Some(target),
        path: Some(&target[..question]),
        query: target.get(question + 1..),
        user_agent: Some(agent),
        referrer: Some(target),
        body: Some(agent),
        ..HttpRequest::default()
    };
    let origin = Origin { input: InputId(0), line: 1, byte_start: 0, byte_len: 0 };
    let event = Event::new(origin, Service::WebAccess, Action::Http(http));
    let mut scratch = Scratch::default();
    let normalised = Normaliser::new().apply(&event, &mut scratch);
    for field in Field::ALL {
        if let Some(Value::Text(text)) = normalised.get(*field) {
            assert!(text.len() <= 16 * (bytes.len() + 64), "{} grew from {} to {}", field.name(), bytes.len(), text.len());
        }
    }
});
