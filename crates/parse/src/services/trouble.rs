//! What kind of trouble a web server's message tells of, by the words nginx, Apache, PHP and ModSecurity use for it. Only the
//! kind: who and what stands in the message is read by the format it came in.

use memchr::memmem;
use vigie_facts::event::ServerMessageKind as Kind;

/// Words of a message and the kind they tell of. The first that fits decides, so the specific stand before the general; texts
/// an attacker chooses come late in messages, therefore `At::Start` is used wherever a message allows it.
const TROUBLES: &[(At, &[u8], Kind)] = &[
    (At::Start, b"ModSecurity", Kind::Firewall),
    (At::Start, b"mod_security", Kind::Firewall),
    (At::Start, b"NAXSI_", Kind::Firewall),
    (At::Start, b"client denied by server configuration", Kind::AccessDenied),
    (At::Start, b"access forbidden by rule", Kind::AccessDenied),
    (At::Start, b"directory index of ", Kind::AccessDenied),
    (At::Start, b"Directory index forbidden", Kind::AccessDenied),
    (At::Start, b"Cannot serve directory", Kind::AccessDenied),
    (At::Start, b"attempt to invoke directory as script", Kind::AccessDenied),
    (At::Start, b"Symbolic link not allowed", Kind::AccessDenied),
    (At::Start, b"access to ", Kind::AccessDenied),
    (At::Start, b"Authorization of user ", Kind::AccessDenied),
    (At::Start, b"no user/password was provided", Kind::AccessDenied),
    (At::Start, b"client used wrong authentication scheme", Kind::AccessDenied),
    (At::Start, b"authorization failure", Kind::AccessDenied),
    (At::Start, b"File does not exist", Kind::FileMissing),
    (At::Start, b"script '", Kind::FileMissing),
    (At::Start, b"script not found", Kind::FileMissing),
    (At::Start, b"limiting requests", Kind::LimitReached),
    (At::Start, b"limiting connections", Kind::LimitReached),
    (At::Start, b"delaying request", Kind::LimitReached),
    (At::Start, b"client intended to send too large", Kind::LimitReached),
    (At::Start, b"Requested content-length of", Kind::LimitReached),
    (At::Anywhere, b"worker_connections are not enough", Kind::LimitReached),
    (At::Start, b"server reached MaxRequestWorkers", Kind::LimitReached),
    (At::Start, b"server reached MaxClients", Kind::LimitReached),
    (At::Start, b"server is within MinSpareThreads", Kind::LimitReached),
    (At::Start, b"Request exceeded the limit", Kind::LimitReached),
    (At::Start, b"Invalid URI", Kind::BadRequest),
    (At::Start, b"invalid URI path", Kind::BadRequest),
    (At::Start, b"invalid nonce", Kind::BadRequest),
    (At::Start, b"invalid qop", Kind::BadRequest),
    (At::Start, b"realm mismatch", Kind::BadRequest),
    (At::Start, b"unknown algorithm", Kind::BadRequest),
    (At::Start, b"Digest: invalid ", Kind::BadRequest),
    (At::Start, b"Digest: realm mismatch", Kind::BadRequest),
    (At::Start, b"Digest: unknown algorithm", Kind::BadRequest),
    (At::Start, b"Invalid method", Kind::BadRequest),
    (At::Start, b"Client sent malformed Host header", Kind::BadRequest),
    (At::Start, b"client sent ", Kind::BadRequest),
    (At::Start, b"request failed: ", Kind::BadRequest),
    (At::Start, b"request without hostname", Kind::BadRequest),
    (At::Start, b"HTTP Request Line; ", Kind::BadRequest),
    (At::Start, b"File name too long", Kind::BadRequest),
    (At::Start, b"(36)File name too long", Kind::BadRequest),
    (At::Start, b"request line", Kind::BadRequest),
    (At::Start, b"SSL", Kind::Tls),
    (At::Start, b"peer closed connection in SSL handshake", Kind::Tls),
    (At::Anywhere, b"while SSL handshaking", Kind::Tls),
    (At::Start, b"Hostname ", Kind::Tls),
    (At::Start, b"FastCGI sent in stderr: \"Primary script unknown", Kind::FileMissing),
    (At::Start, b"Got error 'Primary script unknown", Kind::FileMissing),
    (At::Start, b"FastCGI sent in stderr", Kind::Application),
    (At::Start, b"Got error '", Kind::Application),
    (At::Start, b"PHP ", Kind::Application),
    (At::Start, b"Premature end of script headers", Kind::Application),
    (At::Start, b"malformed header from script", Kind::Application),
    (At::Start, b"End of script output before headers", Kind::Application),
    (At::Start, b"rewrite or internal redirection cycle", Kind::Application),
    (At::Start, b"Request exceeded the limit of 10 internal redirects", Kind::Application),
    (At::Start, b"mod_fcgid: stderr", Kind::Application),
    (At::Start, b"mod_wsgi", Kind::Application),
    (At::Start, b"upstream ", Kind::Upstream),
    (At::Start, b"connect() ", Kind::Upstream),
    (At::Start, b"no live upstreams", Kind::Upstream),
    (At::Start, b"recv() failed", Kind::Upstream),
    (At::Start, b"readv() failed", Kind::Upstream),
    (At::Start, b"writev() failed", Kind::Upstream),
    (At::Start, b"send() failed", Kind::Upstream),
    (At::Start, b"mod_fcgid", Kind::Upstream),
    (At::Start, b"proxy:", Kind::Upstream),
    (At::Start, b"The timeout specified has expired", Kind::Upstream),
    (At::Start, b"(70007)The timeout specified has expired", Kind::Upstream),
    (At::Anywhere, b"failed to make connection to backend", Kind::Upstream),
    (At::Anywhere, b"(2: No such file or directory)", Kind::FileMissing),
    (At::Anywhere, b"(20: Not a directory)", Kind::FileMissing),
    (At::Anywhere, b" is not found (", Kind::FileMissing),
    (At::Anywhere, b"(13: Permission denied)", Kind::AccessDenied),
    (At::Start, b"(13)Permission denied", Kind::AccessDenied),
    (At::Anywhere, b"(36: File name too long)", Kind::BadRequest),
    (At::Anywhere, b"(24: Too many open files)", Kind::LimitReached),
    (At::Start, b"signal ", Kind::Lifecycle),
    (At::Start, b"using the \"", Kind::Lifecycle),
    (At::Start, b"nginx/", Kind::Lifecycle),
    (At::Start, b"built by ", Kind::Lifecycle),
    (At::Start, b"OS: ", Kind::Lifecycle),
    (At::Start, b"getrlimit(", Kind::Lifecycle),
    (At::Start, b"start ", Kind::Lifecycle),
    (At::Start, b"gracefully shutting down", Kind::Lifecycle),
    (At::Start, b"exiting", Kind::Lifecycle),
    (At::Start, b"exit", Kind::Lifecycle),
    (At::Start, b"reconfiguring", Kind::Lifecycle),
    (At::Start, b"reopening logs", Kind::Lifecycle),
    (At::Start, b"worker process ", Kind::Lifecycle),
    (At::Start, b"cache manager process ", Kind::Lifecycle),
    (At::Start, b"conflicting server name", Kind::Lifecycle),
    (At::Start, b"bind() to ", Kind::Lifecycle),
    (At::Start, b"Apache/", Kind::Lifecycle),
    (At::Start, b"Command line: ", Kind::Lifecycle),
    (At::Start, b"caught SIG", Kind::Lifecycle),
    (At::Start, b"SIG", Kind::Lifecycle),
    (At::Start, b"Graceful restart requested", Kind::Lifecycle),
    (At::Start, b"Digest: generating secret", Kind::Lifecycle),
    (At::Start, b"Digest: done", Kind::Lifecycle),
    (At::Start, b"Init: ", Kind::Lifecycle),
    (At::Start, b"suEXEC mechanism enabled", Kind::Lifecycle),
    (At::Start, b"Server built", Kind::Lifecycle),
    (At::Start, b"removed PID file", Kind::Lifecycle),
    (At::Start, b"child pid ", Kind::Lifecycle),
    (At::Start, b"long lost child came home", Kind::Lifecycle),
    (At::Start, b"seg fault or similar nasty error", Kind::Lifecycle),
    (At::Start, b"using inherited sockets", Kind::Lifecycle),
];

#[derive(Clone, Copy)]
enum At {
    Start,
    Anywhere,
}

/// The kind of a message, `Other` when none of the words fit.
pub(super) fn kind_of(message: &[u8]) -> Kind {
    TROUBLES
        .iter()
        .find(|(at, words, _)| match at {
            At::Start => message.starts_with(words),
            At::Anywhere => memmem::find(message, words).is_some(),
        })
        .map_or(Kind::Other, |(_, _, kind)| *kind)
}

/// The text between two others, the first after the start.
pub(super) fn between<'a>(text: &'a [u8], before: &[u8], after: &[u8]) -> Option<&'a [u8]> {
    let start = memmem::find(text, before)? + before.len();
    let len = memmem::find(&text[start..], after)?;
    Some(&text[start..start + len])
}

/// The file PHP complains of: `… in /var/www/a.php on line 3`, `… in /var/www/a.php:3`.
pub(super) fn php_file(message: &[u8]) -> Option<&[u8]> {
    let at = memmem::rfind(message, b" in /")? + b" in ".len();
    let rest = &message[at..];
    let end = memmem::find(rest, b" on line ").or_else(|| memmem::find(rest, b".php:").map(|at| at + b".php".len()))?;
    Some(&rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_words_hide_behind_others() {
        for (at, (place, words, kind)) in TROUBLES.iter().enumerate() {
            for (_, earlier, other) in &TROUBLES[..at] {
                let hidden = matches!(place, At::Start) && words.starts_with(earlier) && kind == other;
                assert!(!hidden, "{} is already told by {}", words.escape_ascii(), earlier.escape_ascii());
            }
        }
    }
}
