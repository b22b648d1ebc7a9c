//! The labelled sets under `../shared/data`, each read into samples: a request line as a server would log it, what its
//! owners say it is, and whether rules may be tuned to it. Knows no rule.
//!
//! # What counts as an attack here
//! Every sample its owners call an attack whose payload stands in the parts an access log carries: by construction all values
//! below are rendered into the target (or agent or referrer). Left out, by these tests alone: payloads in bodies and in other headers
//! (CRS), payloads over 4 KiB (servers refuse such lines), duplicates of a rendered line, comment lines of a file.
//!
//! # The split
//! Fixed by source before any rule was tuned, see [`SETS`]: rules may be looked at against `Tuning` sets only.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use vigie_facts::form::Form;

/// Whether rules may be tuned to a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// Its misses and false alarms may be looked at.
    Tuning,
    /// Only its figures may.
    HeldOut,
}

/// What the owners of a set say of a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    /// No attack.
    Ordinary,
    /// An attack; any of these forms is the right name. Empty: the set does not say which.
    Attack(&'static [Form]),
}

/// One request line of a set.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    /// Name of the set.
    pub set: &'static str,
    /// Its part.
    pub part: Part,
    /// What it is.
    pub label: Label,
    /// The record, in combined format.
    pub line: String,
}

const SQL: &[Form] = &[Form::SqlInjection];
const XSS: &[Form] = &[Form::CrossSiteScripting];
const COMMAND: &[Form] = &[Form::CommandInjection, Form::CodeInjection];
const CODE: &[Form] = &[Form::CodeInjection, Form::CommandInjection, Form::TemplateInjection, Form::KnownVulnerability];
const PATH: &[Form] = &[Form::PathTraversal, Form::FileInclusion, Form::SensitiveFileProbe];
const ANY: &[Form] = &[];

/// Reads one set into samples.
type Reader = fn(&Path, &mut Collector) -> Result<()>;

/// Every set, its part and its reader. `french` and `libinjection-false` are the gates on ordinary text.
const SETS: &[(&str, Part, Reader)] = &[
    ("httpparams-train", Part::Tuning, |data, to| http_params(&data.join("web-httpparams/payload_train.csv"), to)),
    ("libinjection", Part::Tuning, libinjection),
    ("libinjection-false", Part::Tuning, libinjection_false),
    ("csic2010", Part::Tuning, csic),
    ("gotestwaf-owasp", Part::Tuning, |data, to| {
        gotestwaf(&data.join("web-gotestwaf-crs/gotestwaf_testcases/owasp"), to)
    }),
    ("gotestwaf-false", Part::Tuning, |data, to| {
        gotestwaf(&data.join("web-gotestwaf-crs/gotestwaf_testcases/false-pos"), to)
    }),
    ("french-even", Part::Tuning, |data, to| french(data, 0, to)),
    ("semicomplete", Part::Tuning, |data, to| log(&data.join("weblogs-real/elastic-semicomplete-2015.log"), to)),
    ("httpparams-test", Part::HeldOut, |data, to| http_params(&data.join("web-httpparams/payload_test.csv"), to)),
    ("gotestwaf-community", Part::HeldOut, |data, to| {
        gotestwaf(&data.join("web-gotestwaf-crs/gotestwaf_testcases/community"), to)
    }),
    ("crs", Part::HeldOut, crs),
    ("torpeda2012", Part::HeldOut, torpeda),
    ("fwaf", Part::HeldOut, fwaf),
    ("grananqvist", Part::HeldOut, grananqvist),
    ("french-odd", Part::HeldOut, |data, to| french(data, 1, to)),
];

/// Gathers samples, dropping lines seen before in the same set.
pub(crate) struct Collector {
    set: &'static str,
    part: Part,
    seen: BTreeSet<String>,
    samples: Vec<Sample>,
}

/// Values longer than this do not fit a logged request line of common servers, escapes included.
const VALUE_BYTES_MAX: usize = 4 * 1024;

impl Collector {
    fn target(&mut self, target: &str, agent: &str, referrer: &str, label: &Label) {
        let line = format!(
            "192.0.2.1 - - [13/Feb/2017:20:00:00 +0000] \"GET {target} HTTP/1.1\" 200 512 \"{}\" \"{}\"",
            as_logged(referrer),
            as_logged(agent)
        );
        self.line(line, label);
    }

    fn line(&mut self, line: String, label: &Label) {
        if line.len() <= 2 * VALUE_BYTES_MAX && self.seen.insert(line.clone()) {
            self.samples.push(Sample { set: self.set, part: self.part, label: label.clone(), line });
        }
    }

    /// A plain value, escaped as a browser escapes it, in a parameter whose name says nothing.
    fn value(&mut self, value: &[u8], label: &Label) {
        if !value.is_empty() && value.len() <= VALUE_BYTES_MAX {
            self.target(&format!("/page?value={}", escape(value)), AGENT, "-", label);
        }
    }

    /// A target or value that is written as it was sent; only what a request line cannot hold is escaped.
    fn raw(&mut self, prefix: &str, raw: &[u8], label: &Label) {
        if !raw.is_empty() && raw.len() <= VALUE_BYTES_MAX {
            self.target(&format!("{prefix}{}", escape_least(raw)), AGENT, "-", label);
        }
    }
}

const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:52.0) Gecko/20100101 Firefox/52.0";

/// Every sample of every set found below `data`, in the order of [`SETS`].
pub(crate) fn samples(data: &Path) -> Result<Vec<Sample>> {
    let mut all = Vec::new();
    for (set, part, read) in SETS {
        let mut collector = Collector { set, part: *part, seen: BTreeSet::new(), samples: Vec::new() };
        read(data, &mut collector).with_context(|| format!("set {set}"))?;
        all.append(&mut collector.samples);
    }
    Ok(all)
}

/// Percent-escapes everything but unreserved characters; a space becomes a plus sign.
fn escape(value: &[u8]) -> String {
    let mut out = String::new();
    for byte in value {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(*byte)),
            b' ' => out.push('+'),
            _ => out.extend(["%".to_owned(), format!("{byte:02X}")]),
        }
    }
    out
}

fn escape_least(raw: &[u8]) -> String {
    let mut out = String::new();
    for byte in raw {
        match byte {
            b'!'..=b'~' if !matches!(byte, b'"' | b'#') => out.push(char::from(*byte)),
            _ => out.extend(["%".to_owned(), format!("{byte:02X}")]),
        }
    }
    out
}

/// A header as Apache logs it: quotes, backslashes and what is not printable are escaped.
fn as_logged(header: &str) -> String {
    let mut out = String::new();
    for byte in header.bytes() {
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b' '..=b'~' => out.push(char::from(byte)),
            _ => out.extend(["\\x".to_owned(), format!("{byte:02x}")]),
        }
    }
    out
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    if path.extension().is_none_or(|end| end != "gz") {
        return Ok(bytes);
    }
    let mut out = Vec::new();
    flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut out).with_context(|| path.display().to_string())?;
    Ok(out)
}

/// Rows of a CSV file after its head.
fn rows(path: &Path) -> Result<Vec<Vec<Vec<u8>>>> {
    let bytes = read(path)?;
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), Vec::new());
    let mut quoted = false;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' if quoted && bytes.get(at + 1) == Some(&b'"') => {
                cell.push(b'"');
                at += 1;
            }
            b'"' => quoted = !quoted,
            b',' if !quoted => row.push(std::mem::take(&mut cell)),
            b'\r' if !quoted => {}
            b'\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            byte => cell.push(byte),
        }
        at += 1;
    }
    if !row.is_empty() || !cell.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    if !rows.is_empty() {
        rows.remove(0);
    }
    Ok(rows)
}

fn http_params(path: &Path, to: &mut Collector) -> Result<()> {
    for row in rows(path)? {
        let [value, _, kind, ..] = &row[..] else { continue };
        let label = match &kind[..] {
            b"norm" => Label::Ordinary,
            b"sqli" => Label::Attack(SQL),
            b"xss" => Label::Attack(XSS),
            b"path-traversal" => Label::Attack(PATH),
            b"cmdi" => Label::Attack(COMMAND),
            _ => Label::Attack(ANY),
        };
        to.value(value, &label);
    }
    Ok(())
}

/// Values as they stood in addresses: partly escaped. Lines that begin with `#` are remarks of the collectors.
fn libinjection(data: &Path, to: &mut Collector) -> Result<()> {
    let mut paths: Vec<_> =
        std::fs::read_dir(data.join("web-libinjection"))?.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let label = match name.split('-').next() {
            Some("sqli") => Label::Attack(SQL),
            Some("xss") => Label::Attack(XSS),
            _ => continue,
        };
        for line in read(&path)?.split(|byte| *byte == b'\n').filter(|line| !line.is_empty() && line[0] != b'#') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if label == Label::Attack(XSS) {
                // `test N <markup>` in some files.
                let value = match line.strip_prefix(b"test ") {
                    Some(rest) => rest.splitn(2, |byte| *byte == b' ').nth(1).unwrap_or_default(),
                    None => line,
                };
                to.value(value, &label);
            } else {
                to.raw("/page?value=", line, &label);
            }
        }
    }
    Ok(())
}

fn libinjection_false(data: &Path, to: &mut Collector) -> Result<()> {
    for line in read(&data.join("web-libinjection/false_positives.txt"))?.split(|byte| *byte == b'\n') {
        if !line.is_empty() && line[0] != b'#' {
            to.raw("/page?value=", line, &Label::Ordinary);
        }
    }
    Ok(())
}

/// Ordinary requests of the generator. Its "anomalous" ones hold typing errors beside attacks and no label tells them apart, so they are
/// not counted as attacks.
fn csic(data: &Path, to: &mut Collector) -> Result<()> {
    for file in ["train_normal_lowercased.txt.gz", "test_normal_raw_http.txt.gz"] {
        for line in read(&data.join("web-csic2010").join(file))?.split(|byte| *byte == b'\n') {
            let mut words = line.splitn(3, |byte| *byte == b' ');
            let (Some(method), Some(target)) = (words.next(), words.next()) else { continue };
            let is_request = method.eq_ignore_ascii_case(b"get") || method.eq_ignore_ascii_case(b"post");
            let Some(target) = target.strip_prefix(b"http://localhost:8080").filter(|_| is_request) else { continue };
            to.raw("", target, &Label::Ordinary);
        }
    }
    Ok(())
}

fn yaml(path: &Path) -> Result<yaml_serde::Value> {
    yaml_serde::from_slice(&std::fs::read(path)?).with_context(|| path.display().to_string())
}

fn gotestwaf(folder: &Path, to: &mut Collector) -> Result<()> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let label = match name.trim_start_matches("community-") {
            "texts" => Label::Ordinary,
            "crlf" => Label::Attack(&[Form::CrlfInjection]),
            "ldap-injection" => Label::Attack(&[Form::LdapInjection]),
            "mail-injection" => Label::Attack(&[Form::MailInjection]),
            "nosql-injection" => Label::Attack(&[Form::NosqlInjection]),
            "path-traversal" | "lfi" | "lfi-multipart" => Label::Attack(PATH),
            "shell-injection" | "rce" | "rce-urlparam" | "rce-urlpath" => Label::Attack(CODE),
            "sql-injection" | "sqli" => Label::Attack(SQL),
            "ss-include" => {
                Label::Attack(&[Form::SsiInjection, Form::XmlExternalEntity, Form::ServerSideRequestForgery])
            }
            "sst-injection" => Label::Attack(&[Form::TemplateInjection, Form::CodeInjection, Form::KnownVulnerability]),
            "xml-injection" | "xxe" => Label::Attack(&[Form::XmlExternalEntity, Form::XpathInjection]),
            "xss-scripting" | "xss" => Label::Attack(XSS),
            "user-agent" => Label::Attack(&[Form::VulnerabilityScan]),
            _ => continue,
        };
        for payload in payloads(&String::from_utf8_lossy(&std::fs::read(&path)?)) {
            if name == "community-user-agent" {
                to.target("/", &payload, "-", &label);
            } else {
                to.value(payload.as_bytes(), &label);
            }
        }
    }
    Ok(())
}

/// The scalars of the list `payload:`. Some of these files are not valid YAML (escapes that it does not have), so they are read by line.
fn payloads(text: &str) -> Vec<String> {
    let list = text.lines().skip_while(|line| !line.starts_with("payload:")).skip(1);
    let items = list.take_while(|line| line.is_empty() || line.starts_with([' ', '-']));
    let scalars = items.filter_map(|line| line.trim_start().strip_prefix("- "));
    scalars
        .map(|scalar| match scalar.as_bytes() {
            [b'\'', .., b'\''] => scalar[1..scalar.len() - 1].replace("''", "'"),
            [b'"', .., b'"'] => scalar[1..scalar.len() - 1].replace("\\\"", "\"").replace("\\\\", "\\"),
            _ => scalar.to_owned(),
        })
        .collect()
}

/// The regression tests of the Core Rule Set whose payload can only stand in the target, the agent or the referrer: no body, no
/// header beside the usual ones. Tests that expect no rule are ordinary only for that rule, and are left out.
fn crs(data: &Path, to: &mut Collector) -> Result<()> {
    let root = data.join("web-gotestwaf-crs/crs_regression_tests");
    let families: &[(&str, &'static [Form])] = &[
        ("REQUEST-913-SCANNER-DETECTION", &[Form::VulnerabilityScan]),
        ("REQUEST-930-APPLICATION-ATTACK-LFI", PATH),
        ("REQUEST-931-APPLICATION-ATTACK-RFI", &[Form::FileInclusion, Form::ServerSideRequestForgery]),
        ("REQUEST-932-APPLICATION-ATTACK-RCE", CODE),
        ("REQUEST-933-APPLICATION-ATTACK-PHP", CODE),
        (
            "REQUEST-934-APPLICATION-ATTACK-GENERIC",
            &[
                Form::CodeInjection,
                Form::TemplateInjection,
                Form::ServerSideRequestForgery,
                Form::NosqlInjection,
                Form::CommandInjection,
                Form::LdapInjection,
            ],
        ),
        ("REQUEST-941-APPLICATION-ATTACK-XSS", XSS),
        ("REQUEST-942-APPLICATION-ATTACK-SQLI", &[Form::SqlInjection, Form::NosqlInjection]),
        (
            "REQUEST-944-APPLICATION-ATTACK-JAVA",
            &[Form::KnownVulnerability, Form::CodeInjection, Form::UnsafeDeserialization, Form::TemplateInjection],
        ),
    ];
    for (family, forms) in families {
        let mut paths: Vec<_> = std::fs::read_dir(root.join(family))?.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let Ok(document) = yaml(&path) else {
                eprintln!("{}: not valid YAML, left out", path.display());
                continue;
            };
            let tests = document.get("tests").and_then(|tests| tests.as_sequence()).cloned().unwrap_or_default();
            for test in &tests {
                crs_test(test, forms, to);
            }
        }
    }
    Ok(())
}

fn crs_test(test: &yaml_serde::Value, forms: &'static [Form], to: &mut Collector) {
    let stages = test.get("stages").and_then(|stages| stages.as_sequence()).cloned().unwrap_or_default();
    let [stage] = &stages[..] else { return };
    let Some(input) = stage.get("input") else { return };
    let expects = stage.get("output").and_then(|output| output.get("log")).and_then(|log| log.get("expect_ids"));
    let has_body = input.get("data").is_some() || input.get("encoded_request").is_some();
    if expects.is_none() || has_body {
        return;
    }
    let (mut agent, mut referrer) = ("OWASP CRS test agent", "-");
    if let Some(headers) = input.get("headers").and_then(|headers| headers.as_mapping()) {
        for (name, value) in headers {
            let (Some(name), Some(value)) = (name.as_str(), value.as_str()) else { continue };
            match name.to_ascii_lowercase().as_str() {
                "user-agent" => agent = value,
                "referer" => referrer = value,
                "host" | "accept" | "accept-encoding" | "accept-language" | "connection" | "cache-control"
                | "pragma" => {}
                _ => return,
            }
        }
    }
    let target = input.get("uri").and_then(|uri| uri.as_str()).unwrap_or("/");
    to.target(&escape_least(target.as_bytes()), agent, referrer, &Label::Attack(forms));
}

/// Only the SQL attacks survived in this mirror; a tool wrote them, so equal lines are dropped as everywhere.
fn torpeda(data: &Path, to: &mut Collector) -> Result<()> {
    for row in rows(&data.join("web-torpeda2012/torpeda.csv.gz"))? {
        let [label, _, path, query, ..] = &row[..] else { continue };
        let label = match &label[..] {
            b"SQLi" => Label::Attack(SQL),
            b"normal" => Label::Ordinary,
            _ => continue,
        };
        let target = [&path[..], if query.is_empty() { b"" } else { b"?" }, query].concat();
        to.raw("", &target, &label);
    }
    Ok(())
}

/// Noisy: some lines are names of old vulnerable programs and nothing more.
fn fwaf(data: &Path, to: &mut Collector) -> Result<()> {
    for line in read(&data.join("web-fwaf-badqueries/badqueries.txt.gz"))?.split(|byte| *byte == b'\n') {
        to.raw(if line.first() == Some(&b'/') { "" } else { "/" }, line, &Label::Attack(ANY));
    }
    Ok(())
}

fn grananqvist(data: &Path, to: &mut Collector) -> Result<()> {
    for row in rows(&data.join("web-grananqvist/payloads.csv.gz"))? {
        let [_, value, _, kind, ..] = &row[..] else { continue };
        let label = match &kind[..] {
            b"LEGAL" => Label::Ordinary,
            b"XSS" => Label::Attack(XSS),
            b"SQL" => Label::Attack(SQL),
            b"SHELL" => Label::Attack(CODE),
            _ => continue,
        };
        to.raw("/page?value=", value, &label);
    }
    Ok(())
}

fn french(data: &Path, remainder: usize, to: &mut Collector) -> Result<()> {
    for (at, row) in rows(&data.join("french-benign-params/params.csv.gz"))?.into_iter().enumerate() {
        let [_, _, escaped, ..] = &row[..] else { continue };
        if at % 2 == remainder {
            to.raw("/page?value=", escaped, &Label::Ordinary);
        }
    }
    Ok(())
}

/// A whole log of mostly ordinary lines; what fires is reviewed by eye, see the list beside the tests of `vigie-detect`.
fn log(path: &Path, to: &mut Collector) -> Result<()> {
    for line in read(path)?.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        to.line(String::from_utf8_lossy(line).into_owned(), &Label::Ordinary);
    }
    Ok(())
}
