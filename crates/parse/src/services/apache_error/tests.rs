//! Lines as Apache writes them, each with what must be read from it.

use crate::services::sample::{check, survives_damage};

const DENIED: &str = "[Mon Feb 13 20:00:00.123456 2017] [authz_core:error] [pid 10:tid 140] [client 192.0.2.7:4711] AH01630: client denied by server configuration: /var/www/.ht, referer: http://e.example/";

/// A 2.4 line with the given message; of the answer, what stands between action and time.
fn case(module: &str, message: &str, expected: &str) {
    check(
        &format!(
            "[Mon Feb 13 20:00:00.123456 2017] [{module}:error] [pid 10:tid 140] [client 192.0.2.7:4711] {message}"
        ),
        &format!("apache-error {expected} @2017-02-13T20:00:00.123456Z~"),
    );
}

#[test]
fn both_layouts_are_read() {
    check(
        DENIED,
        "apache-error server-message kind=AccessDenied pid=10 src=192.0.2.7 sport=4711 ref=http://e.example/ log.level=error message=client denied by server configuration: /var/www/.ht file.path=/var/www/.ht @2017-02-13T20:00:00.123456Z~",
    );
    check(
        "[Mon Feb 13 20:00:00 2017] [error] [client 192.0.2.7] File does not exist: /var/www/x",
        "apache-error server-message kind=FileMissing src=192.0.2.7 log.level=error message=File does not exist: /var/www/x file.path=/var/www/x @2017-02-13T20:00:00Z~",
    );
    check(
        "[Mon Feb 13 20:00:00.1 2017] [core:error] [pid 10] [client 2001:db8::1:8080] AH00126: Invalid URI in request GET",
        "apache-error server-message kind=BadRequest pid=10 src=2001:db8::1 sport=8080 request=GET log.level=error message=Invalid URI in request GET @2017-02-13T20:00:00.100Z~",
    );
    check(
        "[Mon Feb 13 20:00:00.1 2017] [core:error] [pid 10] [client [2001:db8::1]:51548] AH10244: invalid URI path (/cgi-bin/.%2e/x)",
        "apache-error server-message kind=BadRequest pid=10 src=2001:db8::1 sport=51548 request=/cgi-bin/.%2e/x log.level=error message=invalid URI path (/cgi-bin/.%2e/x) @2017-02-13T20:00:00.100Z~",
    );
    check(
        "[Mon Feb 13 20:00:00.1 2017] [ssl:info] [pid 10:tid 11] (70014)End of file found: [client 192.0.2.7:17036] AH02006: SSL handshake stopped: connection was closed",
        "apache-error server-message kind=Tls pid=10 src=192.0.2.7 sport=17036 log.level=info message=SSL handshake stopped: connection was closed @2017-02-13T20:00:00.100Z~",
    );
    check(
        "[Mon Feb 13 20:00:00.1 2017] [mpm_event:notice] [pid 10:tid 11] AH00489: Apache/2.4.57 (Debian) configured -- resuming normal operations",
        "apache-error server-message kind=Lifecycle pid=10 log.level=notice message=Apache/2.4.57 (Debian) configured -- resuming normal operations @2017-02-13T20:00:00.100Z~",
    );
}

#[test]
fn sign_ins_firewalls_and_programs_are_typed() {
    let head = "pid=10 src=192.0.2.7 sport=4711";
    let refused = |user: &str, exists: &str, by: &str| {
        format!("sign-in outcome=failure {head} proto=http user={user} exists={exists} by={by} tries=1")
    };
    case("auth_basic", "AH01618: user anne not found: /private", &refused("anne", "false", "basic"));
    case(
        "auth_basic",
        "AH01617: user anne: authentication failure for \"/private\": Password Mismatch",
        &refused("anne", "true", "basic"),
    );
    case("auth_digest", "AH01790: user `anne' in realm `R' not found: /p", &refused("anne", "false", "digest"));
    case("auth_digest", "Digest: user `anne' in realm `R' not found: /p", &refused("anne", "false", "digest"));
    case("auth_basic", "user anne not found", &refused("anne", "false", "basic"));
    case("auth_digest", "AH01792: user anne: password mismatch: /p", &refused("anne", "true", "digest"));
    case(
        "security2",
        "[client 192.0.2.7] ModSecurity: Warning. Matched phrase \\\"x\\\" at ARGS:a. [id \"930120\"] [hostname \"h.example\"] [uri \"/a\"]",
        &format!(
            "server-message kind=Firewall {head} host=h.example request=/a log.level=error message=ModSecurity: Warning. Matched phrase \"x\" at ARGS:a. [id \"930120\"] [hostname \"h.example\"] [uri \"/a\"]"
        ),
    );
    case(
        "php",
        "PHP Warning:  include(): x in /var/www/a.php on line 3",
        &format!(
            "server-message kind=Application {head} log.level=error message=PHP Warning:  include(): x in /var/www/a.php on line 3 file.path=/var/www/a.php"
        ),
    );
    case(
        "php7",
        "script '/var/www/a.php' not found or unable to stat",
        &format!(
            "server-message kind=FileMissing {head} log.level=error message=script '/var/www/a.php' not found or unable to stat file.path=/var/www/a.php"
        ),
    );
    case(
        "proxy_fcgi",
        "AH01071: Got error 'PHP message: PHP Fatal error: x'",
        &format!(
            "server-message kind=Application {head} log.level=error message=Got error 'PHP message: PHP Fatal error: x'"
        ),
    );
}

#[test]
fn strangers_are_refused_and_damage_does_no_harm() {
    check("[Mon Feb 13 20:00:00 2017] hello", "not understood");
    check("[error] something", "not understood");
    survives_damage(DENIED);
}
