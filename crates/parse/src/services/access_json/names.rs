//! What members of JSON access logs are called, in lower case with `-` as `_`. The rank orders names that stand for the same
//! thing in one record: the lower is the more precise.

/// What a member means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Slot {
    Time,
    Source,
    SourcePort,
    /// The client after a proxy's header was believed: Caddy's `client_ip`, Traefik's `ClientHost`, which is whatever
    /// `X-Forwarded-For` says when there is one.
    ClaimedClient,
    RequestLine,
    Method,
    /// Target with its query.
    Target,
    /// Target with the scheme and the host, which its writer put before it.
    Address,
    /// Path of its own, the query elsewhere.
    Path,
    /// A name that is used for either.
    Uri,
    Query,
    Version,
    Status,
    BytesSent,
    BytesReceived,
    /// Duration in seconds.
    Seconds,
    /// Duration in a unit that depends on the writer.
    Duration,
    DurationNanos,
    Referrer,
    UserAgent,
    User,
    Host,
    ForwardedFor,
    Body,
    /// The machine that wrote the record.
    Machine,
}

impl Slot {
    pub(super) const COUNT: usize = Slot::Machine as usize + 1;
}

/// The meaning and rank of a name.
pub(super) fn slot(name: &[u8]) -> Option<(Slot, u8)> {
    use Slot as S;
    Some(match name {
        b"time_iso8601" | b"startutc" | b"start_time" | b"edgestarttimestamp" => (S::Time, 0),
        b"msec" | b"ts" | b"time_msec" => (S::Time, 1),
        b"time_local" => (S::Time, 2),
        b"timestamp" | b"event.created" | b"receivetimestamp" => (S::Time, 3),
        b"@timestamp" | b"time" | b"datetime" | b"date_time" | b"nginx.time" => (S::Time, 4),
        b"startlocal" | b"date" | b"nginx.access.time" => (S::Time, 5),

        b"remote_addr"
        | b"request.remote_ip"
        | b"clientaddr"
        | b"source.ip"
        | b"httprequest.remoteip"
        | b"downstream_remote_address" => (S::Source, 0),
        b"remote_ip" | b"remoteip" | b"request.remote_addr" | b"remoteaddr" | b"client.ip" | b"source.address" => {
            (S::Source, 1)
        }
        b"clientip" | b"client_ip" | b"c_ip" | b"client.address" | b"nginx.access.remote_ip" | b"remote_address" => {
            (S::Source, 2)
        }
        b"client" | b"ip" | b"remote_host" | b"remotehost" | b"client_addr" | b"src_ip" | b"remote" => (S::Source, 3),
        b"nginx.remote_addr" | b"ip_address" | b"nginx.access.remote_ip_list" => (S::Source, 4),
        b"remote_port" | b"request.remote_port" | b"clientport" | b"source.port" | b"client_port" | b"client.port" => {
            (S::SourcePort, 0)
        }
        b"request.client_ip" | b"clienthost" => (S::ClaimedClient, 0),

        b"request" | b"request_line" | b"requestline" | b"http_request" | b"req" => (S::RequestLine, 0),
        b"request_method"
        | b"http.request.method"
        | b"request.method"
        | b"requestmethod"
        | b"httprequest.requestmethod"
        | b"clientrequestmethod" => (S::Method, 0),
        b"method" | b"http_method" | b"verb" | b"cs_method" | b"nginx.access.method" => (S::Method, 1),
        b"request_uri" | b"url.original" | b"request.uri" | b"requestpath" | b"clientrequesturi" => (S::Target, 0),
        b"httprequest.requesturl" => (S::Address, 0),
        b"url" | b"request_url" | b"requesturl" | b"original_uri" | b"nginx.access.url" | b"requesturi" => {
            (S::Target, 1)
        }
        b"url.path" | b"uri_path" | b"request_path" => (S::Path, 0),
        b"path" => (S::Path, 1),
        b"uri" | b"document_uri" => (S::Uri, 0),
        b"args" | b"query_string" | b"url.query" => (S::Query, 0),
        b"query" | b"querystring" | b"uri_query" => (S::Query, 1),
        b"server_protocol"
        | b"request.proto"
        | b"requestprotocol"
        | b"http.version"
        | b"httprequest.protocol"
        | b"clientrequestprotocol" => (S::Version, 0),
        b"http_version" | b"httpversion" | b"protocol" | b"proto" | b"nginx.access.http_version" => (S::Version, 1),

        b"http.response.status_code" | b"downstreamstatus" | b"httprequest.status" | b"edgeresponsestatus" => {
            (S::Status, 0)
        }
        b"status" | b"status_code" | b"statuscode" | b"http_status" | b"sc_status" => (S::Status, 1),
        b"response" | b"response_code" | b"response_status" | b"code" | b"nginx.access.response_code" => (S::Status, 2),
        b"body_bytes_sent"
        | b"http.response.body.bytes"
        | b"downstreamcontentsize"
        | b"httprequest.responsesize"
        | b"edgeresponsebytes" => (S::BytesSent, 0),
        b"bytes_sent" | b"size" | b"bytes" | b"http.response.bytes" | b"response_size" | b"responsesize" => {
            (S::BytesSent, 1)
        }
        b"nginx.access.body_sent.bytes" | b"response_length" => (S::BytesSent, 2),
        b"request_length" | b"http.request.bytes" | b"requestcontentsize" | b"httprequest.requestsize" => {
            (S::BytesReceived, 0)
        }
        b"bytes_read" | b"bytes_received" | b"http.request.body.bytes" => (S::BytesReceived, 1),
        b"request_time" | b"requesttime" => (S::Seconds, 0),
        b"event.duration" => (S::DurationNanos, 0),
        b"duration" => (S::Duration, 0),

        b"http_referer"
        | b"http_referrer"
        | b"http.request.referrer"
        | b"request.headers.referer"
        | b"clientrequestreferer" => (S::Referrer, 0),
        b"referer" | b"referrer" | b"request_referer" | b"httprequest.referer" | b"nginx.access.referrer" => {
            (S::Referrer, 1)
        }
        b"http_user_agent"
        | b"user_agent.original"
        | b"request.headers.user_agent"
        | b"httprequest.useragent"
        | b"clientrequestuseragent" => (S::UserAgent, 0),
        b"user_agent" | b"useragent" | b"agent" | b"request_user_agent" | b"ua" | b"nginx.access.agent" => {
            (S::UserAgent, 1)
        }
        b"remote_user" | b"user.name" | b"clientusername" => (S::User, 0),
        b"user" | b"user_id" | b"username" | b"auth_user" | b"nginx.access.user_name" => (S::User, 1),
        b"http_host" | b"request.host" | b"url.domain" | b"requesthost" | b"authority" | b"clientrequesthost" => {
            (S::Host, 0)
        }
        b"vhost" | b"host" | b"virtual_host" | b"virtualhost" | b"domain" => (S::Host, 1),
        b"server_name" | b"servername" | b"requestaddr" | b"request_host" => (S::Host, 2),
        b"http_x_forwarded_for" | b"request.headers.x_forwarded_for" | b"request_x_forwarded_for" => {
            (S::ForwardedFor, 0)
        }
        b"x_forwarded_for" | b"xff" | b"forwarded_for" | b"network.forwarded_ip" | b"x_forward_for" => {
            (S::ForwardedFor, 1)
        }
        b"request.headers.cf_connecting_ip" | b"http_cf_connecting_ip" | b"cf_connecting_ip" => (S::ForwardedFor, 2),
        b"http_x_real_ip" | b"request.headers.x_real_ip" | b"request.headers.forwarded" | b"http_forwarded" => {
            (S::ForwardedFor, 3)
        }
        b"request_body" | b"http.request.body.content" => (S::Body, 0),
        b"host.name" | b"host.hostname" | b"hostname" | b"beat.hostname" | b"agent.hostname" => (S::Machine, 0),
        _ => return None,
    })
}
