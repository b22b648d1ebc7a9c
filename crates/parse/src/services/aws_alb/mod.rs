//! Access logs of AWS application load balancers: `type time elb client:port target:port seconds×3 elb_status target_status
//! received sent "request" "agent" …`. The load balancer writes absolute targets; they stay as logged.
//!
//! Layout: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html>.

#[cfg(test)]
mod tests;

use bumpalo::Bump;
use vigie_facts::event::{Action, Event, Housekeeping, HttpRequest, Text};
use vigie_facts::service::Service;

use crate::calendar::Context;
use crate::envelopes::Opened;
use crate::instant::{self, Stated};
use crate::services::access::line::{Fields, number_of, status_of};
use crate::services::{Reading, ServiceFormat};
use crate::{address, escape, request};

/// Words before the request.
const WORDS: usize = 12;

/// See the module.
pub(crate) struct AwsAlb;

impl ServiceFormat for AwsAlb {
    fn id(&self) -> &'static str {
        "aws-alb"
    }

    fn service(&self) -> Service {
        Service::WebAccess
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        [&b"http "[..], b"https ", b"h2 ", b"grpcs ", b"ws ", b"wss "].iter().any(|kind| message.starts_with(kind))
    }

    fn read<'a>(&self, opened: &Opened<'a>, context: &mut Context, arena: &'a Bump) -> Reading<'a> {
        let mut event = opened.event(Service::WebAccess, Action::Housekeeping(Housekeeping::Other));
        let Some(stated) = read_line(opened.message, &mut event, arena) else { return Reading::NotMine };
        super::set_moment(&mut event, context.moment(stated));
        Reading::Event(event)
    }
}

fn read_line<'a>(line: Text<'a>, event: &mut Event<'a>, arena: &'a Bump) -> Option<Stated> {
    let mut fields = Fields { rest: line, cut: false };
    let mut words: [Text<'a>; WORDS] = [b""; WORDS];
    for word in &mut words {
        *word = fields.next().filter(|field| !field.quoted)?.text;
    }
    let [_kind, time, _balancer, client, target, waited, took, answered, status, _target_status, received, sent] =
        words;
    let stated = instant::iso(time)?;
    let (source, port) = address::endpoint(client)?;
    let request_line = fields.next().filter(|field| field.quoted)?;
    let agent = fields.next().filter(|field| field.quoted && field.text != b"-");
    let anomalies = &mut event.anomalies;
    let mut http = HttpRequest::default();
    request::split(escape::log_item(request_line.text, arena, anomalies), &mut http, anomalies);
    // The balancer writes protocol, host and port before every path.
    request::take_host(&mut http);
    http.user_agent = agent.map(|field| escape::log_item(field.text, arena, anomalies));
    http.status = status_of(status, anomalies);
    http.bytes_received = number_of(received, anomalies);
    http.bytes_sent = number_of(sent, anomalies);
    // -1 stands in all three when the connection ended before.
    http.duration_us =
        [waited, took, answered].iter().try_fold(0_u64, |sum, part| sum.checked_add(instant::seconds_as_micros(part)?));
    (event.source, event.source_port) = (Some(source), port);
    if let Some((address, port)) = address::endpoint(target) {
        (event.destination, event.destination_port) = (Some(address), port);
    }
    event.action = Action::Http(http);
    Some(stated)
}
