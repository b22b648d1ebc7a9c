//! Paths that are asked for everywhere, whether they exist or not: what browsers, crawlers and scanners request of any site.
//! Compiled by hand from the documented layout of widely used software. What the rules describe is public as well and not
//! repeated here.

/// Whole paths, lower case.
const PUBLIC: &[&str] = &[
    "",
    "*",
    "-",
    "/",
    "/ads.txt",
    "/about",
    "/admin",
    "/admin/",
    "/admin/login",
    "/administrator/",
    "/api",
    "/api/",
    "/api/v1",
    "/apple-touch-icon.png",
    "/atom.xml",
    "/blog",
    "/contact",
    "/favicon.ico",
    "/feed",
    "/feed/",
    "/graphql",
    "/health",
    "/home",
    "/humans.txt",
    "/index.htm",
    "/index.html",
    "/index.php",
    "/login",
    "/login.php",
    "/manifest.json",
    "/metrics",
    "/robots.txt",
    "/rss.xml",
    "/search",
    "/security.txt",
    "/server-status",
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/status",
    "/user/login",
    "/users/sign_in",
    "/version",
    "/wp-admin/",
    "/wp-admin/admin-ajax.php",
    "/wp-comments-post.php",
    "/wp-cron.php",
    "/wp-json/",
    "/wp-json/wp/v2/users",
    "/wp-json/wp/v2/users/",
    "/wp-login.php",
    "/xmlrpc.php",
];

/// Beginnings of paths below which the layout of a product and not of this site is seen.
const PUBLIC_BELOW: &[&str] = &[
    "/.env",
    "/.git/",
    "/.well-known/",
    "/actuator",
    "/boaform/",
    "/cgi-bin/",
    "/hnap1",
    "/manager/",
    "/owa/",
    "/phpmyadmin",
    "/pma",
    "/solr/",
    "/vendor/",
    "/wp-content/",
    "/wp-includes/",
];

/// Whether a lower-case path is asked for everywhere.
pub(super) fn is_public(path: &str) -> bool {
    PUBLIC.contains(&path) || PUBLIC_BELOW.iter().any(|below| path.starts_with(below))
}

/// Ends of paths that pages pull in by themselves.
const DECORATION: &[&str] =
    &[".css", ".gif", ".ico", ".jpeg", ".jpg", ".js", ".png", ".svg", ".ttf", ".webp", ".woff", ".woff2"];

/// Whether a lower-case path is a picture, style or script that comes with a page: nobody aims at it.
pub(super) fn is_decoration(path: &str) -> bool {
    DECORATION.iter().any(|end| path.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_the_lists_are_lower_case_and_distinct() {
        let mut all: Vec<&str> = PUBLIC.iter().chain(PUBLIC_BELOW).copied().collect();
        assert!(all.iter().all(|path| *path == path.to_lowercase()));
        all.sort_unstable();
        let before = all.len();
        all.dedup();
        assert_eq!(all.len(), before);
    }

    #[test]
    fn what_every_site_is_asked_for_is_public() {
        for (path, public) in [
            ("/", true),
            ("/wp-login.php", true),
            ("/wp-content/plugins/x/readme.txt", true),
            ("/members/export.php", false),
            ("/donations", false),
        ] {
            assert_eq!(is_public(path), public, "{path}");
        }
        assert!(is_decoration("/images/banner.png") && !is_decoration("/donations"));
    }
}
