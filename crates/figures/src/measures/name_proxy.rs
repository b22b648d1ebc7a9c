//! Nearly all traffic comes from few addresses: name the proxy, and the next answer can tell sources apart.

use super::{Draft, Seen};

pub(super) fn propose(seen: &Seen<'_>) -> Option<Draft> {
    let forwarding = seen.answer.places.forwarding.as_ref()?;
    let draft = Draft::later("name-proxy").percent("percent", forwarding.share.percent).figure(&forwarding.share.key);
    Some(draft.items(forwarding.sources.clone()))
}
