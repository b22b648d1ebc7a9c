//! What is sent back, and the headers that stand on everything: nothing of ours is framed, sniffed, cached by others or allowed to load
//! from elsewhere. Knows no page.

use axum::body::Body;
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY, RETRY_AFTER, SET_COOKIE,
    WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use serde::Serialize;
use serde_json::json;

/// Everything from here and nothing else; no inline script or style; forms come back here; nobody frames us.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Headers of every answer, whatever made it.
static ALWAYS: [(HeaderName, &str); 8] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()"),
    (HeaderName::from_static("x-robots-tag"), "noindex"),
];

/// What stands in an answer.
pub(super) enum Content {
    /// All of it.
    Whole(String),
    /// A constant of the program.
    Constant(&'static str),
    /// Changes as they come.
    Changes,
}

/// An answer.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) content: Content,
    media: &'static str,
    cache: &'static str,
    headers: Vec<(HeaderName, String)>,
}

impl Reply {
    /// A page.
    pub(super) fn page(status: StatusCode, page: String) -> Reply {
        Reply::new(status, "text/html; charset=utf-8", Content::Whole(page))
    }

    /// A text.
    pub(super) fn text(status: StatusCode, media: &'static str, text: String) -> Reply {
        Reply::new(status, media, Content::Whole(text))
    }

    /// Something that never changes under its address.
    pub(super) fn constant(media: &'static str, text: &'static str) -> Reply {
        Reply {
            cache: "public, max-age=31536000, immutable",
            ..Reply::new(StatusCode::OK, media, Content::Constant(text))
        }
    }

    /// JSON.
    pub(super) fn json(value: &impl Serialize) -> Reply {
        match serde_json::to_string(value) {
            Ok(text) => Reply::new(StatusCode::OK, "application/json", Content::Whole(text)),
            Err(_) => Reply::problem(StatusCode::INTERNAL_SERVER_ERROR, "the answer could not be written"),
        }
    }

    /// What went wrong, for programs (RFC 9457).
    pub(super) fn problem(status: StatusCode, detail: &str) -> Reply {
        let title = status.canonical_reason().unwrap_or("error");
        let text = json!({ "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail });
        Reply::new(status, "application/problem+json", Content::Whole(text.to_string()))
    }

    /// Changes as they come (server-sent events).
    pub(super) fn changes() -> Reply {
        Reply::new(StatusCode::OK, "text/event-stream", Content::Changes)
    }

    /// Elsewhere, to be asked for with GET. Only addresses of ours: see [`own_address`].
    pub(super) fn see_other(address: &str) -> Reply {
        let reply = Reply::new(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", Content::Constant(""));
        reply.with(LOCATION, own_address(address).to_owned())
    }

    fn new(status: StatusCode, media: &'static str, content: Content) -> Reply {
        Reply { status, content, media, cache: "no-store", headers: Vec::new() }
    }

    /// The same with a header.
    pub(super) fn with(mut self, name: HeaderName, value: String) -> Reply {
        self.headers.push((name, value));
        self
    }

    /// The same, with a cookie that scripts cannot read and other sites do not send.
    pub(super) fn with_cookie(self, name: &str, value: &str, seconds: u64, secure: bool) -> Reply {
        let secure = if secure { "; Secure" } else { "" };
        let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
        self.with(SET_COOKIE, cookie)
    }

    /// The same, telling a program how to say who it is.
    pub(super) fn asking_for_token(self) -> Reply {
        self.with(WWW_AUTHENTICATE, "Bearer".to_owned())
    }

    /// The same, telling when to come again.
    pub(super) fn retry_after(self, seconds: u64) -> Reply {
        self.with(RETRY_AFTER, seconds.to_string())
    }

    /// The same, telling which methods there are.
    pub(super) fn allowing(self, methods: &str) -> Reply {
        self.with(ALLOW, methods.to_owned())
    }

    /// As HTTP; `changes` is the body of [`Content::Changes`].
    pub(super) fn into_response(self, changes: impl FnOnce() -> Body) -> Response {
        let body = match self.content {
            Content::Whole(text) => Body::from(text),
            Content::Constant(text) => Body::from(text),
            Content::Changes => changes(),
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.media));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(self.cache));
        for (name, value) in self.headers {
            // What cannot stand in a header is left out: everything put there is ours or was checked.
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.append(name, value);
            }
        }
        response
    }
}

/// Puts the headers on an answer that stand on every one; those it has stay.
pub(super) fn armour(response: &mut Response) {
    for (name, value) in &ALWAYS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// The address, when it is one of ours: a path, not another site in disguise. Else the first page.
pub(super) fn own_address(address: &str) -> &str {
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'"' | b'<' | b'>');
    let is_ours = address.starts_with('/') && !address.starts_with("//") && address.bytes().all(plain);
    if is_ours && address.len() <= ADDRESS_BYTES_MAX { address } else { "/" }
}

/// Longest address that is read: a search and its choices.
pub(super) const ADDRESS_BYTES_MAX: usize = 4_096;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        let check = |address: &str, expected: &str| assert_eq!(own_address(address), expected, "{address}");
        check("/sources?page=2", "/sources?page=2");
        for other in
            ["//evil.example", "https://evil.example", "/\\evil.example", "", "javascript:alert(1)", "/a\r\nb", "/é"]
        {
            check(other, "/");
        }
    }
}
