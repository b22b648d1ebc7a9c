//! `cargo xtask browser [--install]`: opens the pages of fictional answers (`examples/page.rs`) in Chromium, at the width of
//! a phone and of a desk, light and dark, in both languages, and on paper, and runs `tests/browser/checks.js` in each.
//! Screenshots and PDFs are left in `target/browser/`. The browser is driven by chromedriver over loopback (W3C WebDriver);
//! nothing else is contacted, and a page that tries to is an error.
//!
//! Without chromedriver the run is skipped, and says so. `--install` first asks apt-get for it, as CI does.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
#[expect(clippy::disallowed_types, reason = "a maintenance command that starts cargo, apt-get and the browser")]
use std::process::Command;
use std::process::{Child, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use serde_json::{Value, json};

const FOLDER: &str = "target/browser";
const CHECKS: &str = include_str!("../../tests/browser/checks.js");
const PAGES: [&str; 4] = ["month", "ordinary", "hostile", "group"];
/// A4 between the margins of the style sheet, in CSS pixels.
const PAPER_WIDTH: u32 = 673;
/// Widths and colour schemes: the smallest phone in use, a usual phone, a desk, a wide desk.
const LAYOUTS: [(u32, &str); 5] = [(320, "light"), (390, "light"), (390, "dark"), (1280, "light"), (1920, "dark")];
/// Every answer of chromedriver comes within seconds; a hang must end the run.
const ANSWER_SECONDS_MAX: u64 = 60;

pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let install = arguments.iter().any(|argument| argument == "--install");
    let Some(mut driver) = Driver::start(install)? else {
        println!("skipped: no chromedriver here (Debian: apt-get install chromium-driver; or pass --install)");
        return Ok(());
    };
    write_pages()?;
    let folder = fs::canonicalize(FOLDER)?;
    let mut problems = 0;
    for page in PAGES {
        let figures = figures(&folder.join(format!("{page}.json")))?;
        for language in ["en", "fr"] {
            let visit = Visit { folder: &folder, page, language, figures: &figures };
            for problem in visit.run(&mut driver)? {
                println!("{page}.{language}: {problem}");
                problems += 1;
            }
        }
    }
    ensure!(problems == 0, "{problems} problems");
    println!("no problem; look at the screenshots and PDFs in {FOLDER}");
    Ok(())
}

#[expect(clippy::disallowed_types, reason = "starts cargo to render the pages")]
fn write_pages() -> anyhow::Result<()> {
    let status = Command::new("cargo").args(["run", "--quiet", "--example", "page", "--", FOLDER]).status()?;
    ensure!(status.success(), "the pages could not be rendered");
    Ok(())
}

/// Every figure and share of an answer: key and value, as the page has to show them.
fn figures(file: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let answer: Value = serde_json::from_slice(&fs::read(file)?)?;
    let mut figures = BTreeMap::new();
    collect(&answer, &mut figures);
    ensure!(figures.len() > 20, "{} has only {} figures", file.display(), figures.len());
    Ok(figures)
}

fn collect(value: &Value, figures: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(members) => {
            if let (Some(Value::String(key)), Some(number)) = (members.get("key"), members.get("value")) {
                figures.insert(key.clone(), number.to_string());
            }
            if let (Some(Value::String(key)), Some(part)) = (members.get("key"), members.get("numerator")) {
                figures.insert(key.clone(), part.to_string());
                if let Some(percent) = members.get("percent").and_then(Value::as_f64) {
                    figures.insert(format!("{key}/percent"), percent.to_string());
                }
            }
            members.values().for_each(|member| collect(member, figures));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, figures)),
        _ => {}
    }
}

/// One page in one language.
struct Visit<'a> {
    folder: &'a Path,
    page: &'a str,
    language: &'a str,
    figures: &'a BTreeMap<String, String>,
}

impl Visit<'_> {
    fn run(&self, driver: &mut Driver) -> anyhow::Result<Vec<String>> {
        let mut problems = Vec::new();
        driver.open(&self.folder.join(format!("{}.{}.html", self.page, self.language)))?;
        for (width, scheme) in LAYOUTS {
            driver.lay_out(width, 900, "screen", scheme)?;
            let found = self.check(driver, false)?;
            problems.extend(found.iter().map(|problem| format!("{width} px, {scheme}: {problem}")));
            if self.page == "month" && width != 320 || self.language == "en" && width == 390 {
                driver.screenshot(&self.file(&format!("{width}.{scheme}.png")), width)?;
            }
        }
        driver.lay_out(1280, 900, "screen", "light")?;
        problems.extend(Self::keyboard(driver)?);
        driver.lay_out(PAPER_WIDTH, 900, "print", "dark")?;
        problems.extend(self.check(driver, true)?.iter().map(|problem| format!("paper: {problem}")));
        problems.extend(self.print(driver)?);
        problems.extend(driver.complaints()?);
        Ok(problems)
    }

    fn file(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{}.{ending}", self.page, self.language))
    }

    fn check(&self, driver: &mut Driver, paper: bool) -> anyhow::Result<Vec<String>> {
        let result = driver.execute(CHECKS, &json!([self.figures, self.language, paper]))?;
        let problems = result["problems"].as_array().context("the checks did not answer")?;
        Ok(problems.iter().take(25).map(|problem| problem.as_str().unwrap_or_default().to_owned()).collect())
    }

    /// The first press of Tab shows the link that skips to the content; later ones show where the focus is.
    fn keyboard(driver: &mut Driver) -> anyhow::Result<Vec<String>> {
        const FOCUSED: &str =
            "const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
            return [e.className, b.top, parseFloat(s.outlineWidth) * (s.outlineStyle === 'none' ? 0 : 1)];";
        let mut problems = Vec::new();
        for press in 0..4 {
            driver.press_tab()?;
            let focused = driver.execute(FOCUSED, &json!([]))?;
            if press == 0 && (focused[0] != "skip" || focused[1].as_f64().unwrap_or(-1.0) < 0.0) {
                problems.push(format!("the first Tab shows no link to the content: {focused}"));
            }
            if focused[2].as_f64().unwrap_or(0.0) < 2.0 {
                problems.push(format!("focus is not visible after {press} presses of Tab: {focused}"));
            }
        }
        Ok(problems)
    }

    /// Prints as a browser does when nobody changes a setting, without backgrounds.
    fn print(&self, driver: &mut Driver) -> anyhow::Result<Vec<String>> {
        let mut problems = Vec::new();
        let printed =
            driver.devtools("Page.printToPDF", &json!({ "preferCSSPageSize": true, "printBackground": false }))?;
        let pdf = decode_base64(printed["data"].as_str().context("no PDF")?)?;
        let file = self.file("pdf");
        fs::write(&file, &pdf)?;
        let Some(text) = pdf_text(&file)? else { return Ok(problems) };
        let pages = text.matches('\u{c}').count();
        // A page of every section and its lines takes a few dozen sheets at most; one sheet would mean that it was cut.
        let bounds = if self.page == "ordinary" { 1..=8 } else { 8..=60 };
        if !bounds.contains(&pages) {
            problems.push(format!("printed on {pages} pages"));
        }
        let letters: String = text.chars().filter(|letter| letter.is_alphanumeric()).collect();
        let headings = driver
            .execute("return [...document.querySelectorAll('h1, h2, h3, h4')].map(h => h.textContent)", &json!([]))?;
        for heading in headings.as_array().into_iter().flatten().filter_map(Value::as_str) {
            let wanted: String = heading.chars().filter(|letter| letter.is_alphanumeric()).collect();
            if self.page != "hostile" && !letters.contains(&wanted) {
                problems.push(format!("\u{201c}{heading}\u{201d} is not on paper"));
            }
        }
        Ok(problems)
    }
}

/// The text of a PDF with a form feed after each page; `None` when poppler is not here.
#[expect(clippy::disallowed_types, reason = "starts pdftotext")]
fn pdf_text(file: &Path) -> anyhow::Result<Option<String>> {
    let Ok(output) = Command::new("pdftotext").arg(file).arg("-").output() else {
        println!("skipped: no pdftotext here, so what is on paper was not read");
        return Ok(None);
    };
    ensure!(output.status.success(), "pdftotext failed on {}", file.display());
    Ok(Some(String::from_utf8_lossy(&output.stdout).into_owned()))
}

/// A running chromedriver with one session.
struct Driver {
    process: Child,
    port: u16,
    session: String,
}

impl Driver {
    /// `None` when there is no chromedriver and none may be installed.
    #[expect(clippy::disallowed_types, reason = "starts apt-get and chromedriver")]
    fn start(install: bool) -> anyhow::Result<Option<Driver>> {
        let start =
            || Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut started = start();
        if started.is_err() && install {
            let packages = ["install", "-y", "--no-install-recommends", "chromium", "chromium-driver", "poppler-utils"];
            let installed = Command::new("apt-get").args(packages).stdout(Stdio::null()).status();
            println!(
                "apt-get install chromium: {}",
                installed.map_or_else(|error| error.to_string(), |status| status.to_string())
            );
            started = start();
        }
        let Ok(mut process) = started else { return Ok(None) };
        let output = process.stdout.take().context("no output of chromedriver")?;
        let mut port = None;
        for line in BufReader::new(output).lines() {
            let line = line?;
            if let Some((_, rest)) = line.split_once("started successfully on port ") {
                port = rest.trim_end_matches('.').parse().ok();
                break;
            }
        }
        let port = port.context("chromedriver names no port")?;
        let mut driver = Driver { process, port, session: String::new() };
        driver.open_session()?;
        Ok(Some(driver))
    }

    fn open_session(&mut self) -> anyhow::Result<()> {
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-sync",
            "--disable-background-networking",
            "--disable-component-update",
            "--hide-scrollbars",
        ];
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        } } });
        let answer = self.ask("POST", "/session", &wanted)?;
        answer["sessionId"].as_str().context("no session")?.clone_into(&mut self.session);
        Ok(())
    }

    fn command(&self, name: &str, body: &Value) -> anyhow::Result<Value> {
        self.ask("POST", &format!("/session/{}/{name}", self.session), body)
    }

    fn open(&self, file: &Path) -> anyhow::Result<()> {
        self.command("url", &json!({ "url": format!("file://{}", file.display()) }))?;
        Ok(())
    }

    /// A script's answer.
    fn execute(&self, script: &str, arguments: &Value) -> anyhow::Result<Value> {
        self.command("execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// A command of the Chrome DevTools Protocol.
    fn devtools(&self, name: &str, parameters: &Value) -> anyhow::Result<Value> {
        self.command("goog/cdp/execute", &json!({ "cmd": name, "params": parameters }))
    }

    fn lay_out(&self, width: u32, height: u32, medium: &str, scheme: &str) -> anyhow::Result<()> {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", &size)?;
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.devtools("Emulation.setEmulatedMedia", &json!({ "media": medium, "features": features }))?;
        Ok(())
    }

    fn press_tab(&self) -> anyhow::Result<()> {
        let press = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": [
            { "type": "keyDown", "value": "\u{e004}" }, { "type": "keyUp", "value": "\u{e004}" },
        ] }] });
        self.command("actions", &press)?;
        Ok(())
    }

    /// The whole page, however long.
    fn screenshot(&self, file: &Path, width: u32) -> anyhow::Result<()> {
        let height = self.execute("return document.documentElement.scrollHeight", &json!([]))?;
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let shot = self.devtools("Page.captureScreenshot", &json!({ "captureBeyondViewport": true, "clip": clip }))?;
        fs::write(file, decode_base64(shot["data"].as_str().context("no picture")?)?)?;
        Ok(())
    }

    /// What the browser wrote to its console, and every address it asked for besides the page itself.
    fn complaints(&self) -> anyhow::Result<Vec<String>> {
        let mut complaints = Vec::new();
        let console = self.command("se/log", &json!({ "type": "browser" }))?;
        for entry in console.as_array().into_iter().flatten() {
            complaints.push(format!("console: {}", entry["message"]));
        }
        let events = self.command("se/log", &json!({ "type": "performance" }))?;
        for entry in events.as_array().into_iter().flatten() {
            let event: Value = serde_json::from_str(entry["message"].as_str().unwrap_or_default())?;
            let event = &event["message"];
            let address = event["params"]["request"]["url"].as_str().unwrap_or_default();
            if event["method"] == "Network.requestWillBeSent" && !address.starts_with("file:///") && address != "data:,"
            {
                complaints.push(format!("asked for {address}"));
            }
        }
        Ok(complaints)
    }

    /// One HTTP exchange over loopback; `value` of the answer.
    fn ask(&self, method: &str, path: &str, body: &Value) -> anyhow::Result<Value> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(ANSWER_SECONDS_MAX)))?;
        let body = body.to_string();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )?;
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse()?;
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer)?;
        let mut answer: Value = serde_json::from_slice(&answer)?;
        let value = answer["value"].take();
        match value.get("error") {
            Some(error) => bail!("{path}: {error}: {}", value["message"]),
            None => Ok(value),
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The session ends the browser; the process then has nothing left to do.
        let _ = self.ask("DELETE", &format!("/session/{}", self.session), &json!({}));
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// RFC 4648 § 4, without white space.
fn decode_base64(text: &str) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0);
    for letter in text.bytes().filter(|letter| *letter != b'=') {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            other => bail!("{other} is no letter of base64"),
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_agrees_with_rfc_4648() {
        for (text, bytes) in [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9vYmFy", "foobar")] {
            assert_eq!(decode_base64(text).unwrap(), bytes.as_bytes());
        }
        assert!(decode_base64("Z?").is_err());
    }

    #[test]
    fn figures_and_shares_are_collected_from_anywhere() {
        let answer = json!({ "a": [{ "key": "x", "value": 3 }], "b": { "key": "y", "numerator": 1, "percent": 12.5 } });
        let mut figures = BTreeMap::new();
        collect(&answer, &mut figures);
        let expected = [("x", "3"), ("y", "1"), ("y/percent", "12.5")];
        assert_eq!(figures, expected.map(|(key, value)| (key.to_owned(), value.to_owned())).into());
    }
}
