//! Files in which servers read whom to refuse, one line a network, replaced in one step and only when they change. Nothing but
//! addresses and networks is ever written into them.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::PathBuf;

use vigie_facts::cidr::Cidr;

use crate::case::replace_file;

/// How a server reads a list: its name, and the whole file for some networks.
type Form = (&'static str, fn(&[Cidr]) -> String);

/// Every form, sorted by name. Sources: Apache 2.4 `mod_authz_host`; Caddy 2 `remote_ip` matcher; HAProxy 2.6 `map_ip`; nginx
/// `ngx_http_access_module` and `ngx_http_geo_module`.
pub const FORMS: &[Form] = &[
    ("apache", |networks| lines(networks, "Require not ip ", "")),
    ("caddy", caddy),
    ("haproxy", |networks| lines(networks, "", " held")),
    ("nginx-deny", |networks| lines(networks, "deny ", ";")),
    ("nginx-geo", |networks| lines(networks, "", " 1;")),
    ("plain", |networks| lines(networks, "", "")),
];

/// What went wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It is not named as it should be.
    #[error("`{0}`: a list is named FORM=FILE, with a form of {forms}", forms = names())]
    Form(Box<str>),
    /// It cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

fn names() -> String {
    FORMS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

/// One file.
#[derive(Clone, Debug)]
pub struct ListFile {
    path: PathBuf,
    form: fn(&[Cidr]) -> String,
    written: Option<String>,
}

impl ListFile {
    /// Reads `FORM=FILE`.
    pub fn parse(text: &str) -> Result<ListFile, FileError> {
        let named = text.split_once('=').filter(|(_, path)| !path.is_empty());
        let found = named.and_then(|(name, path)| Some((FORMS.iter().find(|(known, _)| *known == name)?.1, path)));
        let (form, path) = found.ok_or_else(|| FileError::Form(text.into()))?;
        Ok(ListFile { path: path.into(), form, written: None })
    }

    /// Writes the networks, unless they stand there already. Whether the file changed.
    pub(super) fn write(&mut self, networks: &[Cidr]) -> Result<bool, FileError> {
        let mut networks = networks.to_vec();
        networks.dedup();
        let text = (self.form)(&networks);
        if self.written.as_ref() == Some(&text) {
            return Ok(false);
        }
        let path = self.path.clone();
        let changed = fs::read(&path).ok().is_none_or(|there| there != text.as_bytes());
        if changed {
            // Servers read it as whoever they are.
            replace_file(&path, text.as_bytes(), 0o644).map_err(|source| FileError::Io { path, source })?;
        }
        self.written = Some(text);
        Ok(changed)
    }
}

/// A network as servers write it: an address without its length when it is a single one.
pub(super) fn plain(network: Cidr) -> String {
    let single = if network.first().is_ipv4() { 32 } else { 128 };
    if network.prefix_len() == single { network.first().to_string() } else { network.to_string() }
}

fn lines(networks: &[Cidr], before: &str, after: &str) -> String {
    let mut text = String::new();
    for network in networks {
        let _ = writeln!(text, "{before}{}{after}", plain(*network));
    }
    text
}

/// A snippet to `import` into a site. A matcher without an address is a mistake there: then nothing is refused.
fn caddy(networks: &[Cidr]) -> String {
    if networks.is_empty() {
        return "# nobody is held back\n".to_owned();
    }
    let networks: Vec<String> = networks.iter().map(|network| plain(*network)).collect();
    format!("@vigie_held remote_ip {}\nrespond @vigie_held 403\n", networks.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_server_reads_its_own_form() {
        let networks: Vec<Cidr> =
            ["203.0.113.9", "198.51.100.0/24", "2001:db8:9:9::/64"].iter().map(|text| text.parse().unwrap()).collect();
        let check = |form: &str, expected: &str| {
            let (_, write) = FORMS.iter().find(|(name, _)| *name == form).unwrap();
            assert_eq!(write(&networks), expected);
        };
        check("nginx-deny", "deny 203.0.113.9;\ndeny 198.51.100.0/24;\ndeny 2001:db8:9:9::/64;\n");
        check("nginx-geo", "203.0.113.9 1;\n198.51.100.0/24 1;\n2001:db8:9:9::/64 1;\n");
        check(
            "apache",
            "Require not ip 203.0.113.9\nRequire not ip 198.51.100.0/24\nRequire not ip 2001:db8:9:9::/64\n",
        );
        check("haproxy", "203.0.113.9 held\n198.51.100.0/24 held\n2001:db8:9:9::/64 held\n");
        check(
            "caddy",
            "@vigie_held remote_ip 203.0.113.9 198.51.100.0/24 2001:db8:9:9::/64\nrespond @vigie_held 403\n",
        );
        assert_eq!(caddy(&[]), "# nobody is held back\n");
        assert!(FORMS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for bad in ["nginx", "nginx-deny=", "iis=/tmp/x", ""] {
            assert!(ListFile::parse(bad).is_err(), "{bad}");
        }
    }
}
