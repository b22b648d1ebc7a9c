//! Access logs of web servers in Common Log Format and its cousins. Knows one line at a time; logs written as JSON or with a
//! header of columns are other formats.

mod known;
pub mod line;
mod proxy_manager;
mod usual;

#[cfg(test)]
mod tests;

use bumpalo::Bump;
use vigie_facts::anomaly::Anomaly;
use vigie_facts::event::{Action, Housekeeping};
use vigie_facts::service::Service;

use crate::calendar::Context;
use crate::envelopes::Opened;
use crate::services::{Reading, ServiceFormat};
pub(crate) use known::Known;
pub(crate) use usual::Usual;

/// The stable id of the format.
pub(crate) const ID: &str = "access";

/// See the module.
pub(crate) struct Access;

impl ServiceFormat for Access {
    fn id(&self) -> &'static str {
        ID
    }

    fn service(&self) -> Service {
        Service::WebAccess
    }

    fn claims_message(&self, message: &[u8]) -> bool {
        // Every layout has the time in brackets, near its beginning: what precedes it are names and addresses.
        memchr::memchr(b'[', &message[..message.len().min(1_024)]).is_some() && !crate::json::looks_like_object(message)
    }

    fn read<'a>(&self, opened: &Opened<'a>, context: &mut Context, arena: &'a Bump) -> Reading<'a> {
        let mut event = opened.event(Service::WebAccess, Action::Housekeeping(Housekeeping::Other));
        let Some(stated) = line::read(opened.message, &mut event, arena) else { return Reading::NotMine };
        // HAProxy's CLF has the fields and never fills them.
        if opened.process == Some(b"haproxy")
            && let Action::Http(http) = &mut event.action
        {
            http.referrer = http.referrer.filter(|text| !text.is_empty());
            http.user_agent = http.user_agent.filter(|text| !text.is_empty());
            if http.raw_request == Some(b"<BADREQ>") {
                http.raw_request = None;
            }
        }
        if let Some(stated) = stated {
            super::set_moment(&mut event, context.moment(stated));
        } else {
            event.anomalies.add(Anomaly::BadTime);
        }
        Reading::Event(event)
    }
}
