//! Every address, the right it asks for and what answers it: one line each. Here, and nowhere else, is decided who may ask what.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts as _, RawPathParams};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter};
use futures_util::stream;
use vigie_facts::source::unwrap_address;

use super::access::Who;
use super::api;
use super::asked::{self, Asked, Fields, LANGUAGE_COOKIE, ZONE_COOKIE};
use super::audit::Deed;
use super::door::Peer;
use super::frame;
use super::pages::{claims, measures, now, search, sections, sign_in, signals, sources};
use super::people::Role;
use super::reply::{ADDRESS_BYTES_MAX, Reply, armour};
use super::site::Site;
use crate::clock::now;

/// Bytes of a form: the longest text that is checked, as a browser encodes it.
pub(super) const FORM_BYTES_MAX: usize = 256 << 10;

/// A form must have come by then.
const FORM_WITHIN: Duration = Duration::from_secs(20);

/// Beside an open page nothing is silent for longer, so that proxies keep the connection.
const PULSE: Duration = Duration::from_secs(20);

/// A language or zone that was chosen is remembered for so long.
const CHOICE_SECONDS: u64 = 365 * 24 * 3_600;

/// Who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody who reaches us: says nothing of the case.
    Open,
    /// Somebody who signed in and may do at least this.
    Person(Role),
    /// A program with a token that may do at least this.
    Program(Role),
}

/// What is done with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Looks.
    Get,
    /// Does something: a form of ours, or a program's request.
    Post,
}

/// One address.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "a function, built once in a table")]
pub struct Route {
    /// Looks or does.
    pub verb: Verb,
    /// The address; parts in braces have a name.
    pub path: &'static str,
    /// Who may ask.
    pub access: Access,
    pub(super) run: fn(&Asked) -> Reply,
}

const fn get(path: &'static str, access: Access, run: fn(&Asked) -> Reply) -> Route {
    Route { verb: Verb::Get, path, access, run }
}

const fn post(path: &'static str, access: Access, run: fn(&Asked) -> Reply) -> Route {
    Route { verb: Verb::Post, path, access, run }
}

const READER: Access = Access::Person(Role::Reader);
const PROGRAM: Access = Access::Program(Role::Reader);

/// Every address.
pub const ROUTES: &[Route] = &[
    get("/", READER, now::page),
    get("/incidents", READER, sections::incidents),
    get("/clusters", READER, sections::clusters),
    get("/sources", READER, sources::page),
    get("/sources/{address}", READER, sources::one),
    get("/accounts", READER, sections::accounts),
    get("/coverage", READER, sections::coverage),
    get("/units", READER, sections::units),
    get("/search", READER, search::page),
    get("/measures", READER, measures::page),
    post("/measures/undo", Access::Person(Role::Decider), measures::undo),
    get("/claims", READER, claims::page),
    post("/claims", Access::Person(Role::Analyst), claims::check_text),
    get("/changes", READER, signals::changes),
    get("/sign-in", Access::Open, sign_in::page),
    post("/sign-in", Access::Open, sign_in::sign_in),
    post("/sign-out", READER, sign_in::sign_out),
    get("/style.css", Access::Open, frame::style),
    get("/live.js", Access::Open, frame::script),
    get("/healthz", Access::Open, signals::health),
    get("/readyz", Access::Open, signals::ready),
    get("/metrics", PROGRAM, signals::metrics),
    get("/api/v1/openapi.json", Access::Open, api::description),
    get("/api/v1/status", PROGRAM, api::status),
    get("/api/v1/answer", PROGRAM, api::answer),
    get("/api/v1/lately", PROGRAM, api::lately),
    get("/api/v1/incidents", PROGRAM, api::incidents),
    get("/api/v1/clusters", PROGRAM, api::clusters),
    get("/api/v1/accounts", PROGRAM, api::accounts),
    get("/api/v1/coverage", PROGRAM, api::coverage),
    get("/api/v1/sources", PROGRAM, api::sources),
    get("/api/v1/sources/{address}", PROGRAM, api::source),
    get("/api/v1/search", PROGRAM, api::search),
    get("/api/v1/measures", PROGRAM, api::measures),
    post("/api/v1/measures/undo", Access::Program(Role::Decider), api::undo),
    post("/api/v1/claims", Access::Program(Role::Analyst), api::claims),
];

/// An API with clients and keys of its own: a prefix, and what makes its router.
pub type Mounted = (&'static str, fn(&Arc<Site>) -> Router);

/// APIs that are mounted. They ask for their own keys.
pub const MOUNTED: &[Mounted] = &[];

/// The router of every address.
pub(super) fn router(site: &Arc<Site>) -> Router {
    let mut by_path: BTreeMap<&str, MethodRouter> = BTreeMap::new();
    for route in ROUTES {
        let site = Arc::clone(site);
        let filter = match route.verb {
            Verb::Get => MethodFilter::GET,
            Verb::Post => MethodFilter::POST,
        };
        let handler = move |request: Request<Body>| answer(Arc::clone(&site), route, request);
        let methods = by_path.remove(route.path).unwrap_or_default();
        by_path.insert(route.path, methods.on(filter, handler));
    }
    let mut router = Router::new();
    for (path, methods) in by_path {
        router = router.route(path, methods.fallback(move || async move { other_method(path) }));
    }
    for (prefix, api) in MOUNTED {
        router = router.nest(prefix, api(site));
    }
    let unknown = Arc::clone(site);
    router.fallback(move |request: Request<Body>| nowhere(Arc::clone(&unknown), request)).layer(
        axum::middleware::map_response(|mut response: Response| async {
            armour(&mut response);
            response
        }),
    )
}

fn other_method(path: &'static str) -> Response {
    let verbs = ROUTES.iter().filter(|route| route.path == path).map(|route| match route.verb {
        Verb::Get => "GET, HEAD",
        Verb::Post => "POST",
    });
    let verbs: Vec<&str> = verbs.collect();
    let reply = Reply::problem(StatusCode::METHOD_NOT_ALLOWED, "this address knows other methods");
    reply.allowing(&verbs.join(", ")).into_response(Body::empty)
}

/// An address that does not exist. Whoever is not signed in learns nothing from it.
async fn nowhere(site: Arc<Site>, request: Request<Body>) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    const NOWHERE: &Route = &get("/", READER, frame::nowhere);
    if is_api {
        return Reply::problem(StatusCode::NOT_FOUND, "there is nothing at this address").into_response(Body::empty);
    }
    let (parts, _) = request.into_parts();
    finished(&site, NOWHERE, parts, Bytes::new()).await
}

/// Answers one request of one of our addresses.
async fn answer(site: Arc<Site>, route: &'static Route, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let body = match route.verb {
        Verb::Get => Bytes::new(),
        Verb::Post => match tokio::time::timeout(FORM_WITHIN, to_bytes(body, FORM_BYTES_MAX)).await {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(_)) => return refusal(route, StatusCode::PAYLOAD_TOO_LARGE, "the body is too long or was cut off"),
            Err(_) => return refusal(route, StatusCode::REQUEST_TIMEOUT, "the body did not come in time"),
        },
    };
    finished(&site, route, parts, body).await
}

/// Makes the answer on a thread of its own: it may read files, hash passwords and count.
async fn finished(site: &Arc<Site>, route: &'static Route, mut parts: Parts, body: Bytes) -> Response {
    let named = RawPathParams::from_request_parts(&mut parts, &()).await;
    let named: BTreeMap<String, String> = match named {
        Ok(params) => params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        Err(_) => return refusal(route, StatusCode::BAD_REQUEST, "the address is no text"),
    };
    let shared = Arc::clone(site);
    let made = tokio::task::spawn_blocking(move || decided(&shared, route, &parts, named, &body)).await;
    match made {
        Ok(reply) => reply.into_response(|| changes(site)),
        Err(_) => refusal(route, StatusCode::INTERNAL_SERVER_ERROR, "an error of the program"),
    }
}

fn refusal(route: &Route, status: StatusCode, detail: &str) -> Response {
    refused(route, status, detail).into_response(Body::empty)
}

/// What a request is refused with: for programs as JSON, for people as a line.
fn refused(route: &Route, status: StatusCode, detail: &str) -> Reply {
    match route.access {
        Access::Program(_) => Reply::problem(status, detail),
        _ => Reply::text(status, "text/plain; charset=utf-8", format!("{}: {detail}\n", status.as_u16())),
    }
}

/// Whether this may be asked, and the answer.
fn decided(site: &Arc<Site>, route: &Route, parts: &Parts, named: BTreeMap<String, String>, body: &[u8]) -> Reply {
    if parts.uri.path_and_query().map_or(0, |whole| whole.as_str().len()) > ADDRESS_BYTES_MAX {
        return refused(route, StatusCode::URI_TOO_LONG, "the address is too long");
    }
    let is_program = matches!(route.access, Access::Program(_));
    // A page of another site whose name was made to lead here has no business here. Programs bring a secret instead.
    if !is_program && !is_ours(site, &parts.headers) {
        return refused(route, StatusCode::MISDIRECTED_REQUEST, "this name is not one of ours (see --name)");
    }
    let mut asked = match asked(site, parts, named) {
        Ok(asked) => asked,
        Err(reply) => return reply,
    };
    if route.verb == Verb::Post
        && !is_program
        && let Some(refusal) = forged(route, parts, body, &mut asked)
    {
        return refusal;
    }
    let reply = match route.access {
        Access::Open => None,
        Access::Person(least) => person(&asked, route, least),
        Access::Program(least) => program(&mut asked, parts, least).or_else(|| sent(&mut asked, route, parts, body)),
    };
    let reply = reply.unwrap_or_else(|| (route.run)(&asked));
    remember_choices(&asked, reply)
}

/// What is asked, and by whom as far as a cookie tells.
fn asked(site: &Arc<Site>, parts: &Parts, named: BTreeMap<String, String>) -> Result<Asked, Reply> {
    let query = Fields::of(parts.uri.query().unwrap_or_default().as_bytes());
    let cookies = asked::cookies(&parts.headers);
    let peer = parts.extensions.get::<Peer>().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.0);
    let (client, secure) = client(site, peer, &parts.headers);
    let language = asked::language(query.get("lang"), cookies.get(LANGUAGE_COOKIE).map(String::as_str), &parts.headers);
    let zone = query.get("zone").or(cookies.get(ZONE_COOKIE).map(String::as_str));
    let zone = zone.filter(|zone| is_zone(zone)).map(ToOwned::to_owned);
    let session = cookies.get(session_cookie(secure)).cloned();
    let accounts = site
        .accounts()
        .map_err(|_| Reply::problem(StatusCode::INTERNAL_SERVER_ERROR, "the accounts cannot be read"))?;
    let renews = !matches!(parts.uri.path(), "/changes") && !parts.headers.contains_key("x-vigie-live");
    let who = session.as_deref().and_then(|word| site.sessions.find(word, &accounts, Instant::now(), renews));
    Ok(Asked {
        site: Arc::clone(site),
        path: parts.uri.path().to_owned(),
        parts: named,
        query,
        form: Fields::default(),
        body: Vec::new(),
        cookies,
        client,
        secure,
        language,
        zone,
        session: session.filter(|_| who.is_some()),
        who,
        now: now(),
    })
}

/// The name of the cookie of a session. Over TLS browsers hold names that begin so to one host and one path (RFC 6265bis, § 4.1.3.2).
pub(super) fn session_cookie(secure: bool) -> &'static str {
    if secure { "__Host-vigie" } else { "vigie" }
}

/// Whether a zone may be asked for: one of those that are known by name.
pub(super) fn is_zone(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-' | b'+');
    name.len() <= 48 && name.bytes().all(plain) && jiff::tz::TimeZone::get(name).is_ok()
}

/// Where a request comes from, and whether by TLS: what a proxy of ours says of it, else who speaks to us.
fn client(site: &Site, peer: IpAddr, headers: &HeaderMap) -> (IpAddr, bool) {
    if !site.is_proxy(peer) {
        return (peer, false);
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let forwarded: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    let addresses = forwarded.iter().rev().map_while(|text| text.parse().ok().map(unwrap_address));
    let client = addresses.into_iter().find(|address| !site.is_proxy(*address)).unwrap_or(peer);
    (client, true)
}

/// Whether a request names us as its host.
fn is_ours(site: &Site, headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else { return false };
    let name = host_name(host);
    let is_loopback = name.eq_ignore_ascii_case("localhost")
        || name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    let listens =
        name.trim_matches(['[', ']']).parse().is_ok_and(|address: IpAddr| address == site.options.listen.ip());
    is_loopback || listens || site.options.names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// A host without its port.
fn host_name(host: &str) -> &str {
    match host.rfind(':') {
        Some(colon) if !host[colon..].contains(']') => &host[..colon],
        _ => host,
    }
}

/// Reads the form; a refusal when another site made the browser send it, or when it does not carry its word.
fn forged(route: &Route, parts: &Parts, body: &[u8], asked: &mut Asked) -> Option<Reply> {
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_form = header(CONTENT_TYPE.as_str()).split(';').next().unwrap_or_default().trim()
        == "application/x-www-form-urlencoded";
    if !is_form {
        return Some(refused(route, StatusCode::UNSUPPORTED_MEDIA_TYPE, "only forms of these pages"));
    }
    let origin = header(ORIGIN.as_str());
    let same = origin.is_empty() || origin.split_once("://").is_some_and(|(_, host)| host == header(HOST.as_str()));
    let site = header("sec-fetch-site");
    let same = same && matches!(site, "" | "same-origin" | "none");
    asked.form = Fields::of(body);
    // Before anybody signed in a cookie of its own carries the word.
    let cookie = asked.session.as_deref().or(asked.cookies.get(sign_in::FORM_COOKIE).map(String::as_str));
    let word = asked.form.get("word").unwrap_or_default();
    let carries = cookie.is_some_and(|cookie| asked.site.sessions.is_form_word(cookie, word));
    if same && carries {
        return None;
    }
    if asked.who.is_none() && matches!(route.access, Access::Person(_)) {
        return Some(Reply::see_other("/sign-in"));
    }
    Some(frame::message(asked, StatusCode::FORBIDDEN, asked.own().form_old))
}

/// What somebody who is not signed in, or may not, gets instead.
fn person(asked: &Asked, route: &Route, least: Role) -> Option<Reply> {
    match &asked.who {
        Some(who) if who.role >= least => None,
        Some(who) => {
            let about = format!("{:?} {}", route.verb, route.path);
            let _ = asked.site.audit.note(asked.now, Deed::Forbidden, &who.name, &asked.client.to_string(), &about);
            Some(frame::message(asked, StatusCode::FORBIDDEN, asked.own().not_allowed))
        }
        None if route.path == "/changes" => Some(refused(route, StatusCode::UNAUTHORIZED, "not signed in")),
        None => Some(sign_in::first(asked, route.verb)),
    }
}

/// What a program without the right token gets instead.
fn program(asked: &mut Asked, parts: &Parts, least: Role) -> Option<Reply> {
    let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let token = header.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let Ok(tokens) = asked.site.tokens() else {
        return Some(Reply::problem(StatusCode::INTERNAL_SERVER_ERROR, "the tokens cannot be read"));
    };
    let entry = token.and_then(|(_, token)| tokens.verified(token.trim()));
    let who = entry.map(|entry| Who { name: entry.name.clone(), role: entry.role });
    // A session is for pages: what a browser sends by itself opens nothing here.
    asked.session = None;
    asked.who = who;
    match &asked.who {
        None => Some(Reply::problem(StatusCode::UNAUTHORIZED, "a token is needed").asking_for_token()),
        Some(who) if who.role < least => Some(Reply::problem(StatusCode::FORBIDDEN, "this token may not do this")),
        Some(_) => None,
    }
}

/// Takes what a program sent; refuses what is no JSON.
fn sent(asked: &mut Asked, route: &Route, parts: &Parts, body: &[u8]) -> Option<Reply> {
    if route.verb == Verb::Get {
        return None;
    }
    let media = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if media.split(';').next().unwrap_or_default().trim() != "application/json" {
        return Some(Reply::problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "only application/json"));
    }
    asked.body = body.to_vec();
    None
}

/// A language or zone chosen in the address is remembered.
fn remember_choices(asked: &Asked, reply: Reply) -> Reply {
    let mut reply = reply;
    if asked.query.get("lang").is_some_and(|code| code == asked.language.code()) {
        reply = reply.with_cookie(LANGUAGE_COOKIE, asked.language.code(), CHOICE_SECONDS, asked.secure);
    }
    if let Some(zone) = asked.query.get("zone").filter(|zone| asked.zone.as_deref() == Some(*zone)) {
        reply = reply.with_cookie(ZONE_COOKIE, zone, CHOICE_SECONDS, asked.secure);
    }
    reply
}

/// A line whenever what pages show has changed (server-sent events, HTML Living Standard § 9.2).
fn changes(site: &Arc<Site>) -> Body {
    let Ok(place) = Arc::clone(&site.waiting).try_acquire_owned() else {
        // Comes again in a minute.
        return Body::from("retry: 60000\n\n");
    };
    let versions = site.version.subscribe();
    let start = (versions, place, true);
    Body::from_stream(stream::unfold(start, |(mut versions, place, first)| async move {
        let line = if first {
            format!("retry: 3000\nevent: version\ndata: {}\n\n", *versions.borrow_and_update())
        } else {
            match tokio::time::timeout(PULSE, versions.changed()).await {
                Ok(Ok(())) => format!("event: version\ndata: {}\n\n", *versions.borrow_and_update()),
                Ok(Err(_)) => return None,
                Err(_) => ": pulse\n\n".to_owned(),
            }
        };
        Some((Ok::<String, Infallible>(line), (versions, place, false)))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_says_nothing_of_the_case_is_open() {
        let open: Vec<&str> =
            ROUTES.iter().filter(|route| route.access == Access::Open).map(|route| route.path).collect();
        assert_eq!(
            open,
            ["/sign-in", "/sign-in", "/style.css", "/live.js", "/healthz", "/readyz", "/api/v1/openapi.json"]
        );
    }

    #[test]
    fn every_deed_is_a_post_and_programs_have_addresses_of_their_own() {
        for route in ROUTES {
            let is_program = matches!(route.access, Access::Program(_));
            let is_for_programs = route.path.starts_with("/api/") || route.path == "/metrics";
            assert!(is_program == is_for_programs || route.access == Access::Open, "{}", route.path);
            let doubles = ROUTES.iter().filter(|other| other.path == route.path && other.verb == route.verb).count();
            assert_eq!(doubles, 1, "{}", route.path);
        }
    }

    /// Methods and rights of every address, by the table and by the description.
    #[test]
    fn the_description_says_what_the_table_says() {
        let description: serde_json::Value = serde_json::from_str(api::OPENAPI).unwrap();
        let mut described: Vec<(String, String, String)> = Vec::new();
        for (path, methods) in description["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let role = operation["x-role"].as_str().unwrap_or_default();
                described.push((path.clone(), method.clone(), role.to_owned()));
                assert_eq!(operation["security"].is_array(), role == "open", "{path}");
            }
        }
        let for_programs = ROUTES.iter().filter(|route| {
            matches!(route.access, Access::Program(_))
                || route.path.starts_with("/api/")
                || route.path.ends_with("yz")
                || route.path.ends_with("hz")
        });
        let mut held: Vec<(String, String, String)> = for_programs
            .map(|route| {
                let method = if route.verb == Verb::Get { "get" } else { "post" };
                let role = match route.access {
                    Access::Open => "open",
                    Access::Person(role) | Access::Program(role) => role.id(),
                };
                (route.path.to_owned(), method.to_owned(), role.to_owned())
            })
            .collect();
        described.sort();
        held.sort();
        assert_eq!(described, held);
    }

    #[test]
    fn hosts_lose_their_port_only() {
        for (host, name) in
            [("a.example:80", "a.example"), ("[::1]:8787", "[::1]"), ("[::1]", "[::1]"), ("a.example", "a.example")]
        {
            assert_eq!(host_name(host), name);
        }
    }
}
